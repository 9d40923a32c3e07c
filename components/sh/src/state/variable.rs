//! Variables: values, attributes, and what functions hide for as long as they run.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// What a variable holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Declared, without a value.
    #[default]
    Unset,
    /// A text.
    Scalar(String),
    /// An indexed array; indices may have gaps.
    Array(BTreeMap<u64, String>),
    /// An associative array.
    Map(BTreeMap<String, String>),
}

/// A variable.
#[derive(Clone, Debug, Default)]
pub struct Variable {
    /// What it holds.
    pub value: Value,
    /// In the environment of commands.
    pub exported: bool,
    /// Cannot be changed.
    pub readonly: bool,
    /// What is assigned is evaluated (`declare -i`).
    pub integer: bool,
    /// What is assigned is converted (`declare -l`, `declare -u`).
    pub case: Option<Case>,
    /// Its value is the name of the variable that is meant (`declare -n`).
    pub reference: bool,
}

/// Conversion of what is assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `declare -l`
    Lower,
    /// `declare -u`
    Upper,
}

impl Variable {
    /// The text of it: of an array its element 0.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Unset => None,
            Value::Scalar(text) => Some(text),
            Value::Array(elements) => elements.get(&0).map(String::as_str),
            Value::Map(elements) => elements.get("0").map(String::as_str),
        }
    }

    /// All its elements; a scalar is one.
    pub fn elements(&self) -> Vec<String> {
        match &self.value {
            Value::Unset => Vec::new(),
            Value::Scalar(text) => vec![text.clone()],
            Value::Array(elements) => elements.values().cloned().collect(),
            Value::Map(elements) => elements.values().cloned().collect(),
        }
    }

    /// The keys of its elements.
    pub fn keys(&self) -> Vec<String> {
        match &self.value {
            Value::Unset => Vec::new(),
            Value::Scalar(_) => vec!["0".into()],
            Value::Array(elements) => elements.keys().map(u64::to_string).collect(),
            Value::Map(elements) => elements.keys().cloned().collect(),
        }
    }

    fn converted(&self, text: String) -> String {
        match self.case {
            None => text,
            Some(Case::Lower) => text.to_lowercase(),
            Some(Case::Upper) => text.to_uppercase(),
        }
    }

    /// Sets the text; of an array the element 0.
    pub fn set_scalar(&mut self, text: String) {
        let text = self.converted(text);
        match &mut self.value {
            Value::Unset | Value::Scalar(_) => self.value = Value::Scalar(text),
            Value::Array(elements) => drop(elements.insert(0, text)),
            Value::Map(elements) => drop(elements.insert("0".into(), text)),
        }
    }

    /// Sets an element; what is no array becomes one.
    pub fn set_element(&mut self, index: u64, text: String) {
        let text = self.converted(text);
        match &mut self.value {
            Value::Array(elements) => drop(elements.insert(index, text)),
            Value::Map(elements) => drop(elements.insert(index.to_string(), text)),
            Value::Unset => self.value = Value::Array(BTreeMap::from([(index, text)])),
            Value::Scalar(first) => {
                let mut elements = BTreeMap::from([(0, std::mem::take(first))]);
                elements.insert(index, text);
                self.value = Value::Array(elements);
            }
        }
    }

    /// Sets an element of an associative array.
    pub fn set_key(&mut self, key: String, text: String) {
        let text = self.converted(text);
        if let Value::Map(elements) = &mut self.value {
            elements.insert(key, text);
        } else {
            self.value = Value::Map(BTreeMap::from([(key, text)]));
        }
    }

    /// The index of an array's element: negative ones count from behind.
    pub fn index(&self, index: i64) -> Option<u64> {
        if let Ok(index) = u64::try_from(index) {
            return Some(index);
        }
        let end = match &self.value {
            Value::Array(elements) => elements.last_key_value().map_or(0, |(last, _)| last + 1),
            Value::Scalar(_) => 1,
            _ => 0,
        };
        end.checked_sub(index.unsigned_abs())
    }

    /// Whether it is an associative array.
    pub fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }
}

/// All variables. Cloning is cheap: what is shared is copied when it is changed.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    all: Rc<HashMap<String, Variable>>,
    /// For each function that runs, what its local variables hide.
    frames: Vec<Vec<(String, Option<Variable>)>>,
}

/// References followed until the chain counts as a circle.
const MAX_REFERENCES: usize = 8;

impl Variables {
    /// The name that is meant, after references.
    pub fn resolve(&self, name: &str) -> String {
        let mut name = name.to_string();
        for _ in 0..MAX_REFERENCES {
            match self.all.get(&name) {
                Some(Variable { reference: true, value: Value::Scalar(target), .. })
                    if !target.is_empty() =>
                {
                    name = target.clone();
                }
                _ => break,
            }
        }
        name
    }

    /// A variable, after references.
    pub fn get(&self, name: &str) -> Option<&Variable> {
        match self.all.get(name)? {
            variable if variable.reference => self.all.get(&self.resolve(name)),
            variable => Some(variable),
        }
    }

    /// The variable of exactly that name.
    pub fn get_itself(&self, name: &str) -> Option<&Variable> {
        self.all.get(name)
    }

    /// A variable to change, made when missing; the caller has looked whether that is allowed.
    pub fn get_mut(&mut self, name: &str) -> &mut Variable {
        let name = self.resolve(name);
        Rc::make_mut(&mut self.all).entry(name).or_default()
    }

    /// The variable of exactly that name to change, made when missing.
    pub fn get_itself_mut(&mut self, name: &str) -> &mut Variable {
        Rc::make_mut(&mut self.all).entry(name.to_string()).or_default()
    }

    /// Forgets a variable.
    pub fn remove(&mut self, name: &str) {
        Rc::make_mut(&mut self.all).remove(name);
    }

    /// Names of all variables, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.all.keys().cloned().collect();
        names.sort();
        names
    }

    /// All variables.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Variable)> {
        self.all.iter()
    }

    /// A function begins.
    pub fn push_frame(&mut self) {
        self.frames.push(Vec::new());
    }

    /// It ends: what its local variables hid is back.
    pub fn pop_frame(&mut self) {
        for (name, hidden) in self.frames.pop().unwrap_or_default().into_iter().rev() {
            self.restore(name, hidden);
        }
    }

    /// Whether a function runs.
    pub fn in_function(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Hides a variable for as long as the function runs; false when it was hidden already.
    pub fn hide(&mut self, name: &str) -> bool {
        let hidden = self.all.get(name).cloned();
        let Some(frame) = self.frames.last_mut() else { return false };
        if frame.iter().any(|(known, _)| known == name) {
            return false;
        }
        frame.push((name.to_string(), hidden));
        self.remove(name);
        true
    }

    /// Puts back what a variable was.
    pub fn restore(&mut self, name: String, before: Option<Variable>) {
        let all = Rc::make_mut(&mut self.all);
        match before {
            Some(variable) => drop(all.insert(name, variable)),
            None => drop(all.remove(&name)),
        }
    }
}
