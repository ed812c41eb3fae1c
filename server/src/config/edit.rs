//! Changes of a configuration file's text that an editor offers.

use super::file::table_of;
use super::{Config, is_shared};
use std::path::Path;
use toml::de::DeTable;

/// The edit that adds a word to `known-words`: the byte at which to insert, and what. `None` where the text cannot be
/// understood, has no table of ours, or has the word.
#[must_use]
pub fn known_word(path: &Path, text: &str, word: &str) -> Option<(usize, String)> {
    if !word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’')) {
        return None;
    }
    let root = DeTable::parse(text).ok()?;
    let Some(list) = table_of(path, root.get_ref()).ok()?.and_then(|table| table.get("known-words")) else {
        // Before all tables: behind the head of one it would belong to that.
        let at = if is_shared(path) { behind_head(text)? } else { 0 };
        return Some((at, format!("known-words = [\"{word}\"]\n")));
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

/// Where the first line of our table in a file of others begins, if the table has a head and a line behind it.
fn behind_head(text: &str) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        at += line.len();
        (line.trim_end() == "[tool.siglum]" && line.ends_with('\n')).then_some(at)
    })
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
        let shared = Path::new("/paper/pyproject.toml");
        let text = "[project]\nname = \"x\"\n\n[tool.siglum]\n[tool.other]\n";
        let (at, insert) = known_word(shared, text, "Legault").expect("an edit");
        let changed = format!("{}{insert}{}", &text[..at], &text[at..]);
        assert_eq!(parse(shared, &changed).map(|config| config.known_words), Ok(vec!["Legault".to_owned()]));
        assert_eq!(known_word(shared, &changed, "Legault"), None);
        assert_eq!(known_word(shared, "[project]\n", "Legault"), None);
        assert_eq!(known_word(path, "known-words = 3", "Legault"), None);
        assert_eq!(known_word(path, "", "a\"b"), None);
    }
}
