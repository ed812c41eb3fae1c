//! The editor's settings: the keys of the configuration file, as JSON. They are put over what the file says.
//!
//! Each key is read by itself, so that one mistake does not lose the others; keys that are not ours are no mistake,
//! since editors put their own beside them.

use crate::config::keys::KEYS;
use crate::config::{self, Config, MessageLanguage, Words};
use serde_json::Value;
use std::path::Path;

/// Whether a key is ours, as the configuration file spells it. An editor's settings stand in no file that extends.
fn is_ours(key: &str) -> bool {
    key != "extend" && KEYS.iter().any(|known| known.name == key)
}
/// Puts the editor's settings over `config`. Relative paths are taken from `root`.
pub fn merge(config: &mut Config, settings: &Value, root: &Path, problems: &mut Vec<Words>) {
    let Some(settings) = settings.as_object() else { return };
    for (name, value) in settings {
        let key = kebab(name);
        if !is_ours(&key) || value.is_null() {
            continue;
        }
        let mut text = String::new();
        toml_pair(&mut text, &key, value, 0);
        match config::parse(&root.join("siglum.toml"), &text) {
            Ok(said) => overlay(config, said),
            Err(error) => problems.push(setting(name, &error.message)),
        }
    }
}

/// What is wrong with a setting of the editor's.
fn setting(name: &str, why: &Words) -> Words {
    Words {
        en: format!("the editor's setting `{name}`: {}", why.en),
        fr: format!("le réglage `{name}` de l'éditeur : {}", why.fr),
    }
}

/// The language of messages by the client's locale, where nothing sets it.
pub fn follow_locale(config: &mut Config, locale: Option<&str>) {
    if config.message_language.is_none() {
        let locale = locale.map(str::to_owned).or_else(config::system_locale);
        config.message_language = Some(locale.and_then(|locale| MessageLanguage::of(&locale)).unwrap_or_default());
    }
}

/// `messageLanguage` is `message-language`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(if c == '_' { '-' } else { c.to_ascii_lowercase() });
    }
    out
}

/// What `over` sets, over what `config` says.
fn overlay(config: &mut Config, over: Config) {
    let none = Config::default();
    if over.corpus != none.corpus {
        config.corpus = over.corpus;
    }
    if over.languages != none.languages {
        config.languages = over.languages;
    }
    if over.abstracts != none.abstracts {
        config.abstracts = over.abstracts;
    }
    if over.retracted != none.retracted {
        config.retracted = over.retracted;
    }
    if over.message_language.is_some() {
        config.message_language = over.message_language;
    }
    if over.key_pattern != none.key_pattern {
        config.key_pattern = over.key_pattern;
    }
    config.severities.extend(over.severities);
    config.known_authors.extend(over.known_authors);
    config.known_words.extend(over.known_words);
    config.same_as.extend(over.same_as);
    config.options.extend(over.options);
    config.per_file.extend(over.per_file);
    config.formats.extend(over.formats);
    config.features.extend(over.features);
}

/// Writes `key = value` as TOML. What is nested deeper than any setting is left out.
fn toml_pair(out: &mut String, key: &str, value: &Value, depth: usize) {
    toml_string(out, key);
    out.push_str(" = ");
    toml_value(out, value, depth);
}

fn toml_value(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::String(text) => toml_string(out, text),
        Value::Array(items) if depth < 8 => {
            out.push('[');
            for item in items.iter().filter(|item| !item.is_null()) {
                toml_value(out, item, depth + 1);
                out.push(',');
            }
            out.push(']');
        }
        Value::Object(fields) if depth < 8 => {
            out.push('{');
            for (at, (name, value)) in fields.iter().filter(|(_, value)| !value.is_null()).enumerate() {
                if at > 0 {
                    out.push(',');
                }
                toml_pair(out, name, value, depth + 1);
            }
            out.push('}');
        }
        Value::Array(_) | Value::Object(_) | Value::Null => out.push_str("\"\""),
        Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
    }
}

fn toml_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_becomes_toml() {
        let mut text = String::new();
        let value = json!({ "unknown-key": "off", "a\"b": [1, true, null, "x\\\n"] });
        toml_pair(&mut text, "rules", &value, 0);
        assert_eq!(text, r#""rules" = {"a\"b" = [1,true,"x\\\u000A",],"unknown-key" = "off"}"#);
        assert!(toml::from_str::<toml::Table>(&text).is_ok());
    }

    #[test]
    fn foreign_keys_are_no_mistake() {
        let (mut config, mut problems) = (Config::default(), Vec::new());
        merge(&mut config, &json!({ "commands": ["x"], "locale": "en" }), Path::new("/ws"), &mut problems);
        assert_eq!((config, problems), (Config::default(), Vec::new()));
    }
}
