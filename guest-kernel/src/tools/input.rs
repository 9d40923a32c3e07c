//! From the arguments of a command to the input of a tool: JSON as it is, or flags that the tool's
//! schema names.

use serde_json::{Map, Number, Value};

/// What the arguments say.
#[derive(Debug, PartialEq)]
pub enum Input {
    /// This.
    Value(Value),
    /// What stands in this file.
    File(String),
}

/// Read the arguments after the tool's name.
///
/// # Errors
/// One line for the caller.
pub fn read(schema: &Value, arguments: &[String]) -> Result<Input, String> {
    match arguments {
        [] => Ok(Input::Value(Value::Object(Map::new()))),
        [flag, text] if flag == "--json" => parse(text).map(Input::Value),
        [flag, path] if flag == "--json-file" => Ok(Input::File(path.clone())),
        _ => match properties(schema) {
            Some(properties) => flags(schema, properties, arguments).map(Input::Value),
            None => Ok(Input::Value(serde_json::json!({ "args": arguments }))),
        },
    }
}

/// A JSON document out of a command line or a file.
///
/// # Errors
/// One line for the caller.
pub fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("invalid --json tool input: {error}"))
}

/// What an object of that schema has; none when it describes no object, or one without names.
fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    let properties = schema.get("properties")?.as_object()?;
    let object = type_of(schema).is_none_or(|kind| kind == "object");
    (object && !properties.is_empty()).then_some(properties)
}

/// The type that a schema names; the first beside `null` when there are several.
fn type_of(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        _ => None,
    }
}

/// `maxItems` is `--max-items`.
fn flag_name(property: &str) -> String {
    let mut name = String::new();
    for letter in property.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        if letter == '_' { name.push('-') } else { name.extend(letter.to_lowercase()) }
    }
    name
}

fn flags(
    schema: &Value,
    properties: &Map<String, Value>,
    arguments: &[String],
) -> Result<Value, String> {
    let mut input = Map::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let Some(name) = argument.strip_prefix("--") else {
            return Err(format!("Unexpected positional argument: {argument}"));
        };
        let of = |name: &str| properties.iter().find(|(property, _)| flag_name(property) == name);
        let boolean = |schema: &Value| type_of(schema) == Some("boolean");
        if let Some((property, schema)) = of(name) {
            if boolean(schema) {
                input.insert(property.clone(), Value::Bool(true));
                continue;
            }
            let Some(text) = rest.next() else {
                return Err(format!("Flag --{name} requires a value"));
            };
            add(&mut input, property, schema, name, text)?;
        } else if let Some((property, _)) =
            name.strip_prefix("no-").and_then(of).filter(|(_, schema)| boolean(schema))
        {
            input.insert(property.clone(), Value::Bool(false));
        } else {
            return Err(format!("Unknown flag: --{name}"));
        }
    }
    let required = schema.get("required").and_then(Value::as_array);
    let mut required = required.into_iter().flatten().filter_map(Value::as_str);
    match required.find(|property| !input.contains_key(*property)) {
        Some(property) => Err(format!("Missing required flag: --{}", flag_name(property))),
        None => Ok(Value::Object(input)),
    }
}

/// Take one value: a list grows by it, anything else is replaced.
fn add(
    input: &mut Map<String, Value>,
    property: &str,
    schema: &Value,
    flag: &str,
    text: &str,
) -> Result<(), String> {
    if type_of(schema) != Some("array") {
        input.insert(property.to_owned(), value(type_of(schema), flag, text)?);
        return Ok(());
    }
    let item = value(schema.get("items").and_then(type_of), flag, text)?;
    let list = input.entry(property).or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(items) = list {
        items.push(item);
    }
    Ok(())
}

/// A value of that type.
fn value(kind: Option<&str>, flag: &str, text: &str) -> Result<Value, String> {
    let expected = |what: &str| format!("Flag --{flag} expects {what}, got {text}");
    match kind {
        Some("integer") => {
            let signed = text.parse::<i64>().map(Number::from);
            let number = signed.or_else(|_| text.parse::<u64>().map(Number::from));
            number.map(Value::Number).map_err(|_| expected("an integer"))
        }
        Some("number") => {
            let number = text.parse::<f64>().ok().and_then(Number::from_f64);
            // A whole number is written as one.
            let whole = text.parse::<i64>().ok().map(Number::from);
            whole.or(number).map(Value::Number).ok_or_else(|| expected("a number"))
        }
        Some("boolean") => text.parse().map(Value::Bool).map_err(|_| expected("true or false")),
        Some("object" | "array") => serde_json::from_str(text).map_err(|_| expected("JSON")),
        _ => Ok(Value::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": {
                "city": { "type": "string" },
                "maxItems": { "type": "integer" },
                "ratio": { "type": "number" },
                "deep": { "type": "boolean" },
                "tags": { "type": "array", "items": { "type": "string" } },
                "counts": { "type": "array", "items": { "type": "integer" } },
                "filter": { "type": "object" },
            },
            "required": ["city"],
        })
    }

    fn read_words(schema: &Value, words: &str) -> Result<Value, String> {
        let arguments: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        match read(schema, &arguments)? {
            Input::Value(value) => Ok(value),
            Input::File(path) => Ok(json!({ "file": path })),
        }
    }

    #[test]
    fn arguments_become_input() {
        for (words, input) in [
            ("", json!({})),
            (r#"--json {"a":[1]}"#, json!({ "a": [1] })),
            ("--json-file /x", json!({ "file": "/x" })),
            ("--city Bern", json!({ "city": "Bern" })),
            (
                "--city B --max-items 3 --ratio 2.5 --deep",
                json!({ "city": "B", "maxItems": 3, "ratio": 2.5, "deep": true }),
            ),
            ("--city B --no-deep", json!({ "city": "B", "deep": false })),
            (
                "--tags a --city B --tags b --counts 1 --counts 2",
                json!({ "city": "B", "tags": ["a", "b"], "counts": [1, 2] }),
            ),
            (r#"--city B --filter {"x":1}"#, json!({ "city": "B", "filter": { "x": 1 } })),
            ("--city B --ratio 2", json!({ "city": "B", "ratio": 2 })),
        ] {
            assert_eq!(read_words(&schema(), words), Ok(input), "{words}");
        }
        for schema in [json!({}), json!({ "type": "object", "properties": {} }), json!(true)] {
            assert_eq!(read_words(&schema, "a --b"), Ok(json!({ "args": ["a", "--b"] })));
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (words, text) in [
            ("Bern", "Unexpected positional argument: Bern"),
            ("--town Bern", "Unknown flag: --town"),
            ("--no-city", "Unknown flag: --no-city"),
            ("--city", "Flag --city requires a value"),
            ("--city B --max-items x", "Flag --max-items expects an integer, got x"),
            ("--city B --max-items 1.5", "Flag --max-items expects an integer, got 1.5"),
            ("--city B --ratio x", "Flag --ratio expects a number, got x"),
            ("--city B --counts x", "Flag --counts expects an integer, got x"),
            ("--deep", "Missing required flag: --city"),
        ] {
            assert_eq!(read_words(&schema(), words), Err(text.to_owned()), "{words}");
        }
        assert!(
            read_words(&schema(), "--json {").unwrap_err().starts_with("invalid --json tool input")
        );
        let deep = format!("--json {}", "[".repeat(100_000));
        assert!(read_words(&schema(), &deep).unwrap_err().starts_with("invalid --json"));
    }
}
