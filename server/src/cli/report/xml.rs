//! What XML reports share.

use crate::cli::paths::visible;

/// The head of a document.
pub const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Text for an element or an attribute: no markup, and no character that XML forbids.
pub fn escape(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // XML 1.0 has no place for these two.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_and_controls_are_text() {
        assert_eq!(escape("<a b='\"'>&\n\u{1b}\u{ffff}"), "&lt;a b=&apos;&quot;&apos;&gt;&amp;\\u{a}\\u{1b}\u{fffd}");
    }
}
