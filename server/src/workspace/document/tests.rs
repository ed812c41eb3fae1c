//! A document after any edits is what its text says when it is read afresh.

use super::*;
use proptest::prelude::*;

const PIECES: [&str; 14] = [
    "Word [@a2001] ",
    "and @b, ",
    "\n\n",
    "\n\n",
    "\n",
    "\r\n",
    "\r",
    "é",
    "𝒳",
    "*em* ",
    "```\n",
    "# Head\n\n",
    "---\n",
    "A line of some words that is long enough for a mark to stand behind it. ",
];

/// An edit: where it is in parts of the text's length, how many characters go, and which pieces come.
fn edits() -> impl Strategy<Value = Vec<(f64, usize, Vec<usize>)>> {
    let edit = (0.0..1.0f64, 0..9usize, proptest::collection::vec(0..PIECES.len(), 0..4));
    proptest::collection::vec(edit, 1..4)
}

fn join(pieces: &[usize]) -> String {
    pieces.iter().map(|piece| PIECES[*piece]).collect()
}

proptest! {
    #[test]
    fn what_is_edited_is_what_is_opened(
        pieces in proptest::collection::vec(0..PIECES.len(), 0..40),
        steps in proptest::collection::vec((edits(), any::<bool>(), any::<bool>()), 1..6),
    ) {
        let mut text = join(&pieces);
        let mut document = Document::new(Some(PathBuf::from("/a.md")), "", 1, &text);
        let mut held = Vec::new();
        for (version, (edits, is_read, is_held)) in (2..).zip(steps) {
            for (at, removed, put) in edits {
                let length = text.chars().count();
                let start = (length as f64 * at) as usize;
                let end = (start + removed).min(length);
                let byte = |text: &str, at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
                let (from, to, put) = (byte(&text, start), byte(&text, end), join(&put));
                let kept = Kept { head: from, tail: text.len() - to };
                text.replace_range(from..to, &put);
                document.edit(version, |rope| {
                    rope.remove(start..end);
                    rope.insert(start, &put);
                    kept
                });
            }
            // Edits come faster than they are read, and who looks at an old version keeps it.
            if !is_read {
                continue;
            }
            let parsed = document.parsed();
            let fresh = Parsed::new(text.clone(), version, document.role, &Macros::default());
            prop_assert_eq!((&parsed.text, &parsed.lines), (&text, &fresh.lines));
            prop_assert_eq!(&parsed.manuscript, &fresh.manuscript);
            held.extend(is_held.then(|| (Arc::clone(parsed), text.clone())));
        }
        prop_assert!(held.iter().all(|(parsed, text)| parsed.text == *text), "an old version stays what it was");
    }
}
