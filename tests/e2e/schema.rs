//! A validator of JSON Schema, as far as the schemas here go: a keyword that it does not know is a fault of the test,
//! never passed over.

use serde_json::{Map, Value};

/// Keywords that say nothing about what is valid.
const ANNOTATIONS: &[&str] =
    &["$schema", "$id", "title", "description", "default", "definitions", "$defs", "format", "$comment", "examples"];

/// What of a value does not follow the schema, each with its place.
pub fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, value, "$", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let schema = match schema {
        Value::Bool(true) => return,
        Value::Bool(false) => return faults.push(format!("{at}: nothing may stand here")),
        Value::Object(schema) => schema,
        other => panic!("no schema: {other}"),
    };
    for (keyword, said) in schema {
        if !ANNOTATIONS.contains(&keyword.as_str()) {
            one(root, schema, (keyword, said), value, at, faults);
        }
    }
}

/// Whether a value follows a schema.
fn follows(root: &Value, schema: &Value, value: &Value) -> bool {
    let mut faults = Vec::new();
    check(root, schema, value, "", &mut faults);
    faults.is_empty()
}

fn one(
    root: &Value,
    schema: &Map<String, Value>,
    (keyword, said): (&str, &Value),
    value: &Value,
    at: &str,
    faults: &mut Vec<String>,
) {
    let list = || said.as_array().unwrap_or_else(|| panic!("{keyword} takes a list"));
    let number = || said.as_f64().unwrap_or_else(|| panic!("{keyword} takes a number"));
    let holds = match keyword {
        "$ref" => {
            let pointer = said.as_str().and_then(|to| to.strip_prefix('#')).expect("a reference within the schema");
            let target = root.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
            return check(root, target, value, at, faults);
        }
        "type" => types(said).iter().any(|name| is_a(name, value)),
        "enum" => list().contains(value),
        "const" => said == value,
        "anyOf" => list().iter().any(|one| follows(root, one, value)),
        "oneOf" => list().iter().filter(|one| follows(root, one, value)).count() == 1,
        "allOf" => list().iter().all(|one| follows(root, one, value)),
        "not" => !follows(root, said, value),
        "minimum" => value.as_f64().is_none_or(|own| own >= number()),
        "maximum" => value.as_f64().is_none_or(|own| own <= number()),
        "minLength" => value.as_str().is_none_or(|own| own.chars().count() as f64 >= number()),
        "minItems" => value.as_array().is_none_or(|own| own.len() as f64 >= number()),
        "uniqueItems" => {
            let unique = |own: &Vec<Value>| own.iter().enumerate().all(|(place, one)| !own[..place].contains(one));
            said != &Value::Bool(true) || value.as_array().is_none_or(unique)
        }
        "required" => {
            value.as_object().is_none_or(|own| list().iter().all(|name| own.contains_key(name.as_str().unwrap())))
        }
        "pattern" => value.as_str().is_none_or(|own| matches(said.as_str().unwrap(), own)),
        "items" => return items(root, said, value, at, faults),
        "properties" | "additionalProperties" | "propertyNames" => {
            return properties(root, schema, (keyword, said), value, at, faults);
        }
        other => panic!("a keyword that the validator does not know: {other}"),
    };
    if !holds {
        let shown: String = value.to_string().chars().take(120).collect();
        faults.push(format!("{at}: {keyword} {said}: {shown}"));
    }
}

fn items(root: &Value, said: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
        check(root, said, item, &format!("{at}[{place}]"), faults);
    }
}

fn properties(
    root: &Value,
    schema: &Map<String, Value>,
    (keyword, said): (&str, &Value),
    value: &Value,
    at: &str,
    faults: &mut Vec<String>,
) {
    let known = schema.get("properties").and_then(Value::as_object);
    for (name, own) in value.as_object().into_iter().flatten() {
        let place = format!("{at}.{name}");
        match keyword {
            "properties" => said.get(name).into_iter().for_each(|schema| check(root, schema, own, &place, faults)),
            "propertyNames" => check(root, said, &Value::String(name.clone()), &place, faults),
            _ if known.is_some_and(|known| known.contains_key(name)) => {}
            _ => check(root, said, own, &place, faults),
        }
    }
}

fn types(said: &Value) -> Vec<&str> {
    match said {
        Value::String(name) => vec![name],
        other => other.as_array().unwrap().iter().filter_map(Value::as_str).collect(),
    }
}

fn is_a(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type of JSON: {other}"),
    }
}

/// The patterns of the schemas here, by hand: there is no need of a whole language for five of them.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        "^[^/]" => !text.is_empty() && !text.starts_with('/'),
        "[0-9]+(\\.[0-9]+){3}" => text.contains(|c: char| c.is_ascii_digit()) && text.matches('.').count() >= 3,
        "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$" => matches!(text.len(), 2 | 5),
        "[^/]+/.+" => text.split_once('/').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty()),
        other => panic!("a pattern that the validator does not know: {other}"),
    }
}

#[test]
fn what_does_not_follow_a_schema_is_told_with_its_place() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": { "a": { "$ref": "#/definitions/list" } },
        "definitions": { "list": { "type": "array", "items": { "type": ["integer", "null"], "minimum": 1 } } },
    });
    let faults = |text: &str| faults(&schema, &serde_json::from_str(text).unwrap());
    assert!(faults(r#"{"a": [1, null]}"#).is_empty());
    assert_eq!(faults(r#"{"a": [0]}"#), ["$.a[0]: minimum 1: 0"]);
    assert_eq!(faults("{}").len(), 1);
    assert_eq!(faults(r#"{"a": [1.5], "b": 1}"#).len(), 2);
}
