//! Changes of a configuration file's text that an editor offers.

use super::Config;
use std::path::Path;
use toml::de::DeTable;

/// The edit that adds a word to `known-words`: the byte at which to insert, and what. `None` where the text cannot be
/// understood, is no file of our own, or has the word.
#[must_use]
pub fn known_word(path: &Path, text: &str, word: &str) -> Option<(usize, String)> {
    if path.ends_with("pyproject.toml") || !word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’'))
    {
        return None;
    }
    let root = DeTable::parse(text).ok()?;
    let Some(list) = root.get_ref().get("known-words") else {
        // Before all tables: behind the head of one it would belong to that.
        return Some((0, format!("known-words = [\"{word}\"]\n")));
    };
    let items = list.get_ref().as_array()?;
    if items.iter().any(|item| item.get_ref().as_str() == Some(word)) {
        return None;
    }
    let after = items.iter().last().map(|last| last.span().end);
    let insert = match after {
        Some(_) => format!(", \"{word}\""),
        None => format!("\"{word}\""),
    };
    Some((after.unwrap_or(list.span().start + 1), insert))
}

/// Whether a word is known already.
#[must_use]
pub fn knows(config: &Config, word: &str) -> bool {
    config.known_words.iter().chain(&config.known_authors).any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;

    #[test]
    fn a_word_is_added_wherever_the_list_is() {
        let path = Path::new("/paper/siglum.toml");
        for text in [
            "",
            "corpus = [\"a.bib\"]\n[rules]\nunknown-key = \"off\"\n",
            "known-words = []\n",
            "known-words = [ ]\n",
            "known-words = [\n  \"Ek\", # a name\n]\n[rules]\n",
        ] {
            let (at, insert) = known_word(path, text, "Legault").expect("an edit");
            let changed = format!("{}{insert}{}", &text[..at], &text[at..]);
            let config = parse(path, &changed).unwrap_or_else(|error| panic!("{error}: {changed}"));
            assert!(config.known_words.contains(&"Legault".to_owned()), "{changed}");
            assert_eq!(known_word(path, &changed, "Legault"), None);
            assert!(knows(&config, "Legault"));
        }
        assert_eq!(known_word(path, "known-words = 3", "Legault"), None);
        assert_eq!(known_word(path, "", "a\"b"), None);
    }
}
