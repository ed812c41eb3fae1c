//! Citation roles of sphinxcontrib-bibtex and mystmd: `` :cite:t:`a, {see}b{p. 3}` `` in reStructuredText,
//! `` {cite:t}`a` `` in `MyST`.

use super::Form;
use std::ops::Range;

/// One key of a role; offsets in the text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// With its prefix and suffix.
    pub whole: Range<usize>,
    /// The key.
    pub key: Range<usize>,
    /// What stands in braces after the key.
    pub suffix: Option<Range<usize>>,
}

/// How a role cites: `cite`, `cite:t`, `footcite:p` and so on; `None` where it is another role.
#[must_use]
pub fn form(name: &str) -> Option<Form> {
    let name = name.strip_prefix("foot").unwrap_or(name);
    let kind = name.strip_prefix("cite").or_else(|| name.strip_prefix("Cite"))?;
    // Some write `citep` and `citet`, as in LaTeX.
    match kind.strip_prefix(':').unwrap_or(kind).to_ascii_lowercase().as_str() {
        "" if !kind.is_empty() => None,
        "" | "p" | "ps" | "alp" | "alps" | "label" | "labelpar" | "author" | "authors" | "authorpar" | "authorpars"
        | "authorspar" | "cauthor" | "cauthors" => Some(Form::Normal),
        "t" | "ts" | "ct" | "cts" => Some(Form::AuthorInText),
        "year" | "yearpar" => Some(Form::SuppressAuthor),
        "empty" => Some(Form::Nocite),
        _ => None,
    }
}

/// The keys in the text of a role that starts at `at`, cut at the separators outside of braces. None where a backtick
/// says that the role ran on into another one (`` :cite:`a`s and :cite:`b` `` for want of a blank after the first).
#[must_use]
pub fn targets(text: &str, at: usize, separators: &[u8]) -> Vec<Target> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (pos, byte) in text.bytes().enumerate().chain([(text.len(), separators[0])]) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            // At the end, a brace that is open has swallowed nothing but its own item.
            _ if separators.contains(&byte) && (depth == 0 || pos == text.len()) => {
                found.extend(target(&text[start..pos], at + start));
                start = pos + 1;
            }
            _ => {}
        }
    }
    let runs_on = |target: &Target| {
        let after = text.get(target.key.end - at..target.whole.end - at).unwrap_or_default().trim_start();
        let is_suffix = after.starts_with('{') && after.find('}') == Some(after.len() - 1);
        !after.is_empty() && !is_suffix
    };
    if text.contains('`') && found.iter().any(runs_on) {
        found.clear();
    }
    found
}

/// One item of a role: `{see}key{p. 3}`.
fn target(item: &str, at: usize) -> Option<Target> {
    let lead = item.len() - item.trim_start().len();
    let end = item.trim_end().len();
    let mut from = lead;
    if item[from..].starts_with('{') {
        from += item[from..].find('}')? + 1;
        from += item[from..].len() - item[from..].trim_start().len();
    }
    let rest = item.get(from..end)?;
    let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',')).unwrap_or(rest.len());
    let after = rest[length..].trim_start();
    let suffix = after.strip_prefix('{').and_then(|inner| inner.split('}').next()).filter(|inner| !inner.is_empty());
    let suffix = suffix.map(|inner| {
        let start = at + end - after.len() + 1;
        start..start + inner.len()
    });
    (length > 0).then(|| Target { whole: at + lead..at + end, key: at + from..at + from + length, suffix })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_have_prefixes_keys_and_suffixes() {
        let read = |text: &str| {
            let found = targets(text, 0, b",").into_iter();
            let words = found.map(|one| format!("{}<{}", &text[one.key], one.suffix.map_or("", |range| &text[range])));
            words.collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            ("a", "a<"),
            ("a, b ,c", "a< b< c<"),
            ("{see}a{p. 3}", "a<p. 3"),
            ("{see, e.g.} a {pp. 3, 4} , b", "a<pp. 3, 4 b<"),
            ("", ""),
            (", ,", ""),
            ("{see", ""),
            ("{see}", ""),
            ("a{p. 3", "a<p. 3"),
            ("a b", "a<"),
            ("é;ü", "é;ü<"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
