//! The lists of rules, readers and formats, and all that tells of them: the README's tables and the rules' pages.

use super::{hold, hold_part, read, root};
use siglum::manuscript::FORMATS;
use siglum::rules::{RULES, Rule};
use siglum_corpus::read::READERS;
use std::collections::BTreeSet;

fn extensions(list: &[&str]) -> String {
    list.iter().map(|extension| format!("`.{extension}`")).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_readme_lists_the_rules() {
    let row = |rule: &&Rule| {
        format!(
            "| [`{0}`](docs/rules/en/{0}.md) | {1} | {2} |\n",
            rule.name,
            rule.severity.name(),
            rule.docs.summary[0]
        )
    };
    let rows: String = RULES.iter().map(row).collect();
    hold_part("README.md", "rules", &format!("| rule | default | what |\n|---|---|---|\n{rows}"));
}

#[test]
fn the_readme_lists_the_corpus_formats() {
    let rows: String =
        READERS.iter().map(|reader| format!("| {} | {} |\n", reader.name, extensions(reader.extensions))).collect();
    hold_part("README.md", "readers", &format!("| corpus | files |\n|---|---|\n{rows}"));
}

#[test]
fn the_readme_lists_the_manuscript_formats() {
    let rows: String =
        FORMATS.iter().map(|format| format!("| {} | {} |\n", format.name, extensions(format.extensions))).collect();
    hold_part("README.md", "formats", &format!("| manuscript | files |\n|---|---|\n{rows}"));
}

#[test]
fn the_index_of_rules_lists_the_rules() {
    let row = |rule: &&Rule| {
        let (name, [en, fr]) = (rule.name, rule.docs.summary);
        format!("| [`{name}`](rules/en/{name}.md) | {} | {en} | [{fr}](rules/fr/{name}.md) |\n", rule.severity.name())
    };
    let rows: String = RULES.iter().map(row).collect();
    let head = "# Rules\n\nWhat `siglum explain RULE` says, in English and in French.\n\n";
    hold("docs/rules.md", &format!("{head}| rule | default | what | en français |\n|---|---|---|---|\n{rows}"));
}

#[test]
fn every_rule_page_belongs_to_a_rule() {
    let rules: BTreeSet<_> = RULES.iter().map(|rule| format!("{}.md", rule.name)).collect();
    for language in ["en", "fr"] {
        let entries = std::fs::read_dir(root().join("docs/rules").join(language)).unwrap();
        let pages: BTreeSet<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(pages, rules, "docs/rules/{language}");
    }
}

#[test]
fn every_rule_is_documented_with_an_example_that_fires_and_one_that_is_silent() {
    for rule in RULES {
        let name = rule.name;
        assert!(rule.docs.summary.iter().all(|line| !line.is_empty() && !line.contains('\n')), "{name}: summary");
        for text in [rule.docs.en, rule.docs.fr] {
            assert!(text.contains("```siglum-finds\n"), "{name}: no example that fires in:\n{text}");
            assert!(text.contains("```siglum-silent\n"), "{name}: no example that stays silent in:\n{text}");
        }
    }
}

/// The `{placeholders}` of a sentence.
fn placeholders(sentence: &str) -> BTreeSet<&str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_message_says_the_same_in_both_languages() {
    for rule in RULES {
        let mut ids = BTreeSet::new();
        for message in rule.messages {
            assert!(ids.insert(message.id), "{}: {} twice", rule.name, message.id);
            assert!(!message.en.is_empty() && !message.fr.is_empty(), "{}: {} is empty", rule.name, message.id);
            let (en, fr) = (placeholders(message.en), placeholders(message.fr));
            assert_eq!(en, fr, "{}: {}", rule.name, message.id);
        }
    }
}

#[test]
fn names_are_unique_and_plain() {
    let plain = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let lists = [
        RULES.iter().map(|rule| rule.name).collect::<Vec<_>>(),
        READERS.iter().map(|reader| reader.name).collect(),
        FORMATS.iter().map(|format| format.name).collect(),
    ];
    for names in lists {
        assert!(names.iter().all(|name| plain(name)), "{names:?}");
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    }
}

#[test]
fn a_manuscript_extension_means_one_format() {
    let all: Vec<_> = FORMATS.iter().flat_map(|format| format.extensions).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
}

#[test]
fn the_documented_settings_are_understood() {
    let page = read("docs/configuration.md");
    let example = page.split_once("```toml\n").and_then(|(_, rest)| rest.split_once("```")).expect("a TOML example").0;
    let parsed = siglum::config::parse(&root().join("siglum.toml"), example);
    let config = parsed.unwrap_or_else(|error| panic!("docs/configuration.md: {error}"));
    assert_eq!(config.severities.len(), 2);
    assert_eq!(config.known_authors, ["Legault"]);
}
