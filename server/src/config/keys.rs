//! The keys of the configuration file as one table: what reads them, and what the published schema says of them.

use super::Config;
use super::features::{self, FEATURES, SWITCHES};
use super::file;
use super::value::{Fault, Value};
use crate::manuscript::FORMATS;
use crate::rules::RULES;
use serde_json::{Map, Value as Json, json};
use std::path::Path;

/// A key of a table.
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it sets, in English and French.
    pub about: [&'static str; 2],
    /// What its value looks like.
    pub shape: Shape,
    /// Reads its value.
    pub(super) set: fn(&mut Config, &Value<'_>, &Path) -> Result<(), Fault>,
}

/// What a value looks like.
pub enum Shape {
    /// A string.
    Text,
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// A list of strings.
    Texts,
    /// A list of lists of two strings and more.
    TextLists,
    /// Severities and options by rule.
    Rules,
    /// Ignores or severities by glob.
    PerFile,
    /// Formats by glob.
    Formats,
    /// Switches by feature, and by format and feature.
    Features,
    /// A table with keys of its own.
    Table(&'static [Key]),
}

impl Shape {
    /// Whether the value is a table, which is written below all that is none.
    #[must_use]
    pub fn is_table(&self) -> bool {
        matches!(self, Self::Rules | Self::PerFile | Self::Formats | Self::Features | Self::Table(_))
    }
}

/// An option of one rule.
pub struct RuleOption {
    /// The rule.
    pub rule: &'static str,
    /// The option's name.
    pub name: &'static str,
    /// Its values, the one that holds where nothing is said first.
    pub values: &'static [&'static str],
    /// What it does, in English and French.
    pub about: [&'static str; 2],
}

/// The severities, as settings name them.
pub const SEVERITIES: [&str; 5] = ["off", "hint", "info", "warning", "error"];

/// The options of rules.
pub static OPTIONS: &[RuleOption] = &[RuleOption {
    rule: "misspelled-author",
    name: "scope",
    values: &["cited", "all"],
    about: [
        "With which names a word is compared that nothing beside it speaks for: those of the works that the manuscript cites, or all of them (as hints).",
        "Avec quels noms comparer un mot pour lequel rien ne parle à côté de lui : ceux des travaux que le manuscrit cite, ou tous (à titre d'indice).",
    ],
}];

/// The keys of the file, in the order of the documentation.
pub static KEYS: &[Key] = &[
    Key {
        name: "extend",
        about: [
            "Another configuration file, whose settings hold where this one says nothing.",
            "Un autre fichier de configuration, dont les réglages valent là où celui-ci ne dit rien.",
        ],
        shape: Shape::Text,
        set: file::extend,
    },
    Key {
        name: "corpus",
        about: [
            "Files, folders and globs of bibliographies and records, beside what manuscripts declare.",
            "Fichiers, dossiers et motifs de bibliographies et de notices, outre ce que les manuscrits déclarent.",
        ],
        shape: Shape::Texts,
        set: file::corpus,
    },
    Key {
        name: "languages",
        about: [
            "The languages of abstracts to show, the dearest first; else the manuscript's own language first.",
            "Les langues des résumés à montrer, la préférée d'abord ; sinon d'abord celle du manuscrit.",
        ],
        shape: Shape::Texts,
        set: file::languages,
    },
    Key {
        name: "message-language",
        about: [
            "The language of messages; else the editor's or the system's.",
            "La langue des messages ; sinon celle de l'éditeur ou du système.",
        ],
        shape: Shape::Choice(&["en", "fr"]),
        set: file::message_language,
    },
    Key {
        name: "abstracts",
        about: [
            "The languages in which every cited work is to have an abstract, for `missing-abstract`.",
            "Les langues dans lesquelles toute œuvre citée doit avoir un résumé, pour `missing-abstract`.",
        ],
        shape: Shape::Texts,
        set: file::abstracts,
    },
    Key {
        name: "retracted",
        about: [
            "Lists of retracted works, for `retracted-work`: a DOI, PubMed number or key a line, or Retraction Watch's table.",
            "Listes d'œuvres rétractées, pour `retracted-work` : un DOI, un numéro PubMed ou une clé par ligne, ou la table de Retraction Watch.",
        ],
        shape: Shape::Texts,
        set: file::retracted,
    },
    Key {
        name: "known-words",
        about: ["Words that are no misspelt names.", "Mots qui ne sont pas des noms mal écrits."],
        shape: Shape::Texts,
        set: file::known_words,
    },
    Key {
        name: "key-pattern",
        about: ["The key of a record that has none.", "La clé d'une notice qui n'en a pas."],
        shape: Shape::Text,
        set: file::key_pattern,
    },
    Key {
        name: "rules",
        about: [
            "Severities by rule, or a table with the severity and the rule's own options.",
            "Sévérités par règle, ou une table avec la sévérité et les options propres à la règle.",
        ],
        shape: Shape::Rules,
        set: file::rules,
    },
    Key {
        name: "authors",
        about: ["What is known about names.", "Ce que l'on sait des noms."],
        shape: Shape::Table(AUTHORS),
        set: file::authors,
    },
    Key {
        name: "per-file",
        about: [
            "By glob: rules that are off, or severities by rule. Of several that match, the last one wins.",
            "Par motif : les règles éteintes, ou les sévérités par règle. De plusieurs motifs, le dernier l'emporte.",
        ],
        shape: Shape::PerFile,
        set: file::per_file,
    },
    Key {
        name: "formats",
        about: [
            "By glob: the format in which manuscripts are read.",
            "Par motif : le format dans lequel les manuscrits sont lus.",
        ],
        shape: Shape::Formats,
        set: file::formats,
    },
    Key {
        name: "features",
        about: [
            "Which of the server's features are on: for all languages, and by format in a table of its own.",
            "Quelles fonctions du serveur sont actives : pour toutes les langues, et par format dans une table à part.",
        ],
        shape: Shape::Features,
        set: features::read,
    },
];

/// The keys of `[authors]`.
pub static AUTHORS: &[Key] = &[
    Key {
        name: "known",
        about: ["Names that are right whatever the corpus says.", "Noms qui sont justes quoi que dise le corpus."],
        shape: Shape::Texts,
        set: file::known_authors,
    },
    Key {
        name: "same-as",
        about: [
            "Lists of names that are one person's: none of them is called a misspelling of another.",
            "Listes de noms d'une même personne : aucun n'est dit être une faute pour un autre.",
        ],
        shape: Shape::TextLists,
        set: file::same_as,
    },
];

/// The JSON schema of the configuration file (draft 7, as editors of TOML read it).
#[must_use]
pub fn schema() -> Json {
    let mut schema = table(KEYS);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("siglum.toml");
    schema["description"] = json!("Settings of siglum, the linter and language server for citations.");
    schema["definitions"] = json!({
        "severity": { "enum": SEVERITIES },
        "rule": { "enum": RULES.iter().map(|rule| rule.name).collect::<Vec<_>>() },
    });
    schema
}

fn table(keys: &[Key]) -> Json {
    let properties: Map<String, Json> = keys.iter().map(|key| (key.name.to_owned(), described(key))).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn described(key: &Key) -> Json {
    let mut schema = shape(&key.shape);
    schema["description"] = json!(key.about[0]);
    schema
}

fn shape(shape: &Shape) -> Json {
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let severity = || json!({ "$ref": "#/definitions/severity" });
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Choice(values) => json!({ "enum": values }),
        Shape::Texts => texts(),
        Shape::TextLists => {
            json!({ "type": "array", "items": { "type": "array", "minItems": 2, "items": { "type": "string" } } })
        }
        Shape::Rules => {
            let one = |name: &&'static str| ((*name).to_owned(), rule(name));
            let names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
            let properties: Map<String, Json> = names.iter().map(one).collect();
            json!({ "type": "object", "additionalProperties": false, "properties": properties })
        }
        Shape::PerFile => {
            let ignores = json!({ "type": "array", "items": { "$ref": "#/definitions/rule" } });
            let severities = json!({
                "type": "object",
                "propertyNames": { "$ref": "#/definitions/rule" },
                "additionalProperties": severity(),
            });
            json!({ "type": "object", "additionalProperties": { "anyOf": [ignores, severities] } })
        }
        Shape::Formats => {
            let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
            json!({ "type": "object", "additionalProperties": { "enum": names } })
        }
        Shape::Features => features_shape(),
        Shape::Table(keys) => table(keys),
    }
}

fn features_shape() -> Json {
    let switches: Vec<_> = SWITCHES.iter().map(|(name, _)| *name).collect();
    let by_feature = || -> Map<String, Json> {
        FEATURES.iter().map(|(name, _)| ((*name).to_owned(), json!({ "enum": switches }))).collect()
    };
    let own = || json!({ "type": "object", "additionalProperties": false, "properties": by_feature() });
    let mut properties = by_feature();
    properties.extend(features::formats().into_iter().map(|name| (name.to_owned(), own())));
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// What may stand for a rule in `[rules]`.
fn rule(name: &str) -> Json {
    let severity = json!({ "$ref": "#/definitions/severity" });
    let summary = crate::rules::rule(name).map_or("", |rule| rule.docs.summary[0]);
    let mut properties = Map::new();
    properties.insert("severity".to_owned(), severity.clone());
    for option in OPTIONS.iter().filter(|option| option.rule == name) {
        let said = json!({ "enum": option.values, "description": option.about[0] });
        properties.insert(option.name.to_owned(), said);
    }
    let table = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    json!({ "description": summary, "anyOf": [severity, table] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_belong_to_rules_and_say_what_they_do_in_both_languages() {
        for option in OPTIONS {
            assert!(crate::rules::rule(option.rule).is_some(), "{}", option.rule);
            assert!(option.values.len() > 1 && option.about.iter().all(|text| !text.is_empty()), "{}", option.name);
        }
        for key in KEYS.iter().chain(AUTHORS) {
            assert!(key.about.iter().all(|text| !text.is_empty()), "{}", key.name);
        }
    }

    #[test]
    fn the_severities_of_settings_are_those_of_rules() {
        assert!(SEVERITIES.iter().all(|name| crate::config::severity(name).is_some()));
    }
}
