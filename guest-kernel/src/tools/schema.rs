//! Whether an input is what a tool takes, as far as its first level says.

use serde_json::Value;

/// Check an input.
///
/// # Errors
/// One line that names the place.
pub fn check(schema: &Value, input: &Value) -> Result<(), String> {
    let wrong =
        |place: &str, what: String| Err(format!("ToolInputSchemaViolation at {place}: {what}"));
    if let Some(kinds) = mismatch(schema, input) {
        return wrong("$", format!("expected {kinds}, got {}", name(input)));
    }
    let Some(members) = input.as_object() else { return Ok(()) };
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    for property in required.filter_map(Value::as_str) {
        if !members.contains_key(property) {
            return wrong(&format!("$.{property}"), "required property is missing".to_owned());
        }
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    for (member, value) in members {
        match properties.and_then(|properties| properties.get(member)) {
            Some(schema) => {
                if let Some(kinds) = mismatch(schema, value) {
                    let what = format!("expected {kinds}, got {}", name(value));
                    return wrong(&format!("$.{member}"), what);
                }
            }
            None if closed => {
                return wrong(&format!("$.{member}"), "property is not allowed".to_owned());
            }
            None => {}
        }
    }
    Ok(())
}

/// The types that a schema wants, when the value has none of them.
fn mismatch(schema: &Value, value: &Value) -> Option<String> {
    let kinds: Vec<&str> = match schema.get("type")? {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    (!kinds.is_empty() && !kinds.iter().any(|kind| is(kind, value))).then(|| kinds.join(" or "))
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        // A type that nobody knows forbids nothing.
        _ => true,
    }
}

fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_level_is_checked() {
        let schema = json!({
            "type": "object",
            "properties": {
                "name": { "type": "string" },
                "count": { "type": "integer" },
                "either": { "type": ["string", "null"] },
                "free": {},
            },
            "required": ["name"],
            "additionalProperties": false,
        });
        assert_eq!(
            check(&schema, &json!({ "name": "x", "count": 2.0, "either": null, "free": [] })),
            Ok(())
        );
        for (input, text) in [
            (json!([]), "$: expected object, got array"),
            (json!({}), "$.name: required property is missing"),
            (json!({ "name": 1 }), "$.name: expected string, got number"),
            (json!({ "name": "x", "count": 1.5 }), "$.count: expected integer, got number"),
            (json!({ "name": "x", "either": 1 }), "$.either: expected string or null, got number"),
            (json!({ "name": "x", "more": 1 }), "$.more: property is not allowed"),
        ] {
            assert_eq!(check(&schema, &input), Err(format!("ToolInputSchemaViolation at {text}")));
        }
        assert_eq!(check(&json!({}), &json!("anything")), Ok(()));
        assert_eq!(check(&json!({ "type": "colour" }), &json!(1)), Ok(()));
    }
}
