//! The editors' configuration agrees with the formats. (The editors themselves are run by `tests/run`.)

use crate::ratchets::{hold, read};
use siglum::config::keys::{AUTHORS, KEYS};
use siglum::manuscript::FORMATS;
use siglum::rules::{RULES, Rule};

/// The language of bibliographies, which are served too.
const BIBLIOGRAPHY: &str = "bib";

/// The strings of the list that follows `before` in a configuration file.
fn list_after(path: &str, before: &str) -> Vec<String> {
    let text = read(path);
    let list = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {path}")).1;
    let list = &list[..list.find(['}', ']']).expect("the list is closed")];
    list.split(['"', '\'']).skip(1).step_by(2).map(str::to_owned).collect()
}

fn served() -> Vec<String> {
    let formats = FORMATS.iter().flat_map(|format| format.language_ids.iter().copied());
    formats.chain([BIBLIOGRAPHY]).map(str::to_owned).collect()
}

#[test]
fn neovim_is_activated_for_every_format() {
    // Its own settings are TOML; other files of that language are left alone there.
    let all: Vec<_> = served().into_iter().chain(["toml".to_owned()]).collect();
    assert_eq!(list_after("editors/neovim/lsp/siglum.lua", "filetypes = {"), all);
}

#[test]
fn vim_is_activated_for_every_format() {
    assert_eq!(list_after("editors/vim/siglum.vim", "for s:filetype in ["), served());
}

/// Holds the lines of a file that have `mark` in them, which follow each other.
fn hold_lines(path: &str, mark: &str, lines: &[String]) {
    let text = read(path);
    let all: Vec<_> = text.split_inclusive('\n').collect();
    let start = all.iter().position(|line| line.contains(mark)).unwrap_or_else(|| panic!("no {mark} in {path}"));
    let rest = all[start..].iter().position(|line| !line.contains(mark)).unwrap_or(all.len() - start);
    hold(path, &format!("{}{}{}", all[..start].concat(), lines.concat(), all[start + rest..].concat()));
}

/// Lines of a JSON list or object, the last one without a comma where nothing follows.
fn json_lines(indent: usize, items: impl Iterator<Item = String>, last: bool) -> Vec<String> {
    let items: Vec<_> = items.collect();
    let comma = |place: usize| if last && place + 1 == items.len() { "" } else { "," };
    items.iter().enumerate().map(|(place, item)| format!("{:indent$}{item}{}\n", "", comma(place))).collect()
}

#[test]
fn visual_studio_code_is_activated_for_every_format_and_knows_every_rule() {
    let manifest = "editors/vscode/package.json";
    // Its own word for bibliographies is another one than Vim's.
    let languages = FORMATS.iter().flat_map(|format| format.language_ids.iter().copied()).chain(["bibtex"]);
    let events = languages.map(|language| format!("\"onLanguage:{language}\""));
    hold_lines(manifest, "\"onLanguage:", &json_lines(4, events, true));
    let setting = |rule: &&'static Rule| {
        // A level, or a table with the level and the rule's own options.
        let levels = r#""anyOf": [{ "enum": ["off", "hint", "info", "warning", "error"] }, { "type": "object" }]"#;
        let (name, default) = (rule.name, rule.severity.name());
        format!("\"{name}\": {{ {levels}, \"default\": \"{default}\", \"description\": \"%rule.{name}%\" }}")
    };
    hold_lines(manifest, "%rule.", &json_lines(12, RULES.iter().map(setting), true));
    for (place, file) in ["package.nls.json", "package.nls.fr.json"].iter().enumerate() {
        let line = |rule: &&'static Rule| {
            let summary = serde_json::Value::from(rule.docs.summary[place]);
            format!("\"rule.{}\": {summary}", rule.name)
        };
        hold_lines(&format!("editors/vscode/{file}"), "\"rule.", &json_lines(2, RULES.iter().map(line), false));
    }
}

/// A key of the configuration file as an editor's settings spell it: `known-words` is `knownWords`.
fn camel(key: &str) -> String {
    let mut parts = key.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

#[test]
fn visual_studio_code_offers_every_setting_of_the_configuration_file_but_for_its_own() {
    let manifest: serde_json::Value = serde_json::from_str(&read("editors/vscode/package.json")).unwrap();
    let offered = manifest["contributes"]["configuration"]["properties"].as_object().unwrap();
    // A file extends another file; an editor's settings do not.
    let ours = KEYS.iter().map(|key| key.name).filter(|name| *name != "extend");
    let alone = ours.filter(|name| *name != "authors").map(|name| format!("siglum.{}", camel(name)));
    let tables = AUTHORS.iter().map(|key| format!("siglum.authors.{}", key.name));
    let missing: Vec<_> = alone.chain(tables).filter(|name| !offered.contains_key(name)).collect();
    assert_eq!(missing, Vec::<String>::new());
    let formats = offered["siglum.formats"]["additionalProperties"]["enum"].as_array().unwrap();
    assert_eq!(*formats, FORMATS.iter().map(|format| format.name).collect::<Vec<_>>());
}

#[test]
fn visual_studio_code_says_the_same_in_both_languages() {
    let keys = |file: &str| -> std::collections::BTreeSet<String> {
        let json: serde_json::Value = serde_json::from_str(&read(&format!("editors/vscode/{file}"))).unwrap();
        json.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys("package.nls.json"), keys("package.nls.fr.json"));
    let sources = ["abstracts", "citations", "client", "doctor", "extension", "rivals", "search", "server", "status"];
    let code: String = sources.iter().map(|name| read(&format!("editors/vscode/src/{name}.ts"))).collect();
    let sentences = code.split("l10n.t(").skip(1).filter_map(|rest| rest.split('"').nth(1));
    let said: std::collections::BTreeSet<_> = sentences.map(str::to_owned).collect();
    assert_eq!(said, keys("l10n/bundle.l10n.fr.json"));
}
