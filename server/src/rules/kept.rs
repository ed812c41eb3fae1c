//! Findings that were kept as JSON, read again: the words in them that the code itself holds become those of the code.

use super::RULES;
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Names of rules, ids of sentences, and the placeholders in these.
fn words() -> &'static BTreeSet<&'static str> {
    static WORDS: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: BTreeSet<&'static str> = RULES.iter().map(|rule| rule.name).collect();
        for text in RULES.iter().flat_map(|rule| rule.messages) {
            words.insert(text.id);
            let open = [text.en, text.fr].into_iter().flat_map(|pattern| pattern.split('{').skip(1));
            words.extend(open.filter_map(|rest| Some(rest.split_once('}')?.0)));
        }
        words
    })
}

/// One of those words.
pub(super) fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static str, D::Error> {
    let word = String::deserialize(deserializer)?;
    words().get(word.as_str()).copied().ok_or_else(|| D::Error::custom("not a word of the rules"))
}

/// Words for placeholders. What no sentence has a place for can say nothing.
pub(super) fn args<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(&'static str, String)>, D::Error> {
    let args = Vec::<(String, String)>::deserialize(deserializer)?;
    Ok(args.into_iter().filter_map(|(name, word)| Some((*words().get(name.as_str())?, word))).collect())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;
    use crate::rules::{Diagnostic, RULES};

    #[test]
    fn what_the_examples_find_is_the_same_when_it_was_kept() {
        let mut seen = 0;
        for rule in RULES {
            for example in rule.docs.en.split("```siglum-finds\n").skip(1).filter_map(|rest| rest.split("```").next()) {
                let fixture = Fixture::new(example);
                for file in &fixture.manuscripts {
                    let found = fixture.findings(file);
                    let kept = serde_json::to_string(&found).unwrap();
                    let again: Vec<Diagnostic> = serde_json::from_str(&kept).unwrap();
                    assert_eq!(again, found, "{}", rule.name);
                    seen += found.len();
                }
            }
        }
        assert!(seen > 10);
    }
}
