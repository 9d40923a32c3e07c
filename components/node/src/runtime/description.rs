//! The description of the real bindings, as `bindings.json` has it.
//!
//! Its text stays in the image, one piece per binding (85 KB together); a piece is parsed when its
//! binding is made. Nothing of it lives in the JavaScript heap. The vocabulary is told in
//! `setup/README.md`.

use std::{cell::RefCell, collections::HashMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// A JSON value whose objects keep their order: guests can see the order of constants.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number
    Number(f64),
    /// A string
    String(Box<str>),
    /// An array
    Array(Vec<Json>),
    /// An object
    Object(Vec<(Box<str>, Json)>),
}

impl Json {
    /// The member of an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.members().iter().find(|(name, _)| &**name == key).map(|(_, value)| value)
    }

    /// The members of an object; none for other values.
    pub fn members(&self) -> &[(Box<str>, Json)] {
        match self {
            Json::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of an array; none for other values.
    pub fn items(&self) -> &[Json] {
        match self {
            Json::Array(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The text of the member `key`.
    pub fn str(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Json;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("JSON")
            }
            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(value as f64))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Number(value as f64))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(Json::Number(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::String(value.into()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
                let mut out = Vec::new();
                while let Some(item) = items.next_element()? {
                    out.push(item);
                }
                Ok(Json::Array(out))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
                let mut out = Vec::new();
                while let Some((key, value)) = members.next_entry::<String, Json>()? {
                    out.push((key.into_boxed_str(), value));
                }
                Ok(Json::Object(out))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

thread_local! {
    static PIECES: RefCell<HashMap<Box<str>, Box<str>>> = RefCell::new(HashMap::new());
}

/// Takes the text of `bindings.json` in.
pub fn load(text: &[u8]) -> Result<(), serde_json::Error> {
    let pieces: HashMap<String, Box<RawValue>> = serde_json::from_slice(text)?;
    PIECES.with_borrow_mut(|known| {
        known.clear();
        for (name, piece) in pieces {
            known.insert(name.into_boxed_str(), Box::<str>::from(piece));
        }
    });
    Ok(())
}

/// The description of one binding; `None` when this version of Node does not have it.
pub fn of_binding(name: &str) -> Option<Json> {
    let piece = PIECES.with_borrow(|known| known.get(name).cloned())?;
    serde_json::from_str(&piece).ok()
}
