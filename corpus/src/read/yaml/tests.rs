//! Scalars as the parser understands them, white space apart; trees of what is broken.

use super::read;
use crate::read::json::{Kind, Value};
use proptest::prelude::*;

/// All scalars of a text in order, as our trees say them.
fn ours(text: &str) -> Option<Vec<String>> {
    let yaml = read(text, 0..text.len(), None);
    yaml.problems.is_empty().then(|| {
        let mut found = Vec::new();
        for tree in &yaml.trees {
            for (place, node) in tree.nodes.iter().enumerate() {
                let value = Value { text, tree, place };
                if node.key.is_some() {
                    found.push(value.raw_key().to_owned());
                }
                if matches!(node.kind, Kind::String | Kind::Literal) {
                    found.push(value.string());
                }
            }
        }
        found
    })
}

/// The same as the parser says them.
fn theirs(text: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for event in saphyr_parser::Parser::new_from_str(text) {
        match event.ok()?.0 {
            saphyr_parser::Event::Scalar(value, style, ..) => {
                let null = style == saphyr_parser::ScalarStyle::Plain && value == "~";
                found.push(if null { String::new() } else { value.into_owned() });
            }
            saphyr_parser::Event::Alias(_) => return None,
            _ => {}
        }
    }
    Some(found)
}

fn folded(all: Option<Vec<String>>) -> Option<Vec<String>> {
    // Keys stay as they are written: no format has quotes, escapes or nothing for one.
    let plain = |text: String| text.replace('~', "").replace("''", "'").replace("\\\"", "\"").replace("\\u00e9", "é");
    let fold = |text| crate::read::decode::nfc(&plain(text).split_whitespace().collect::<Vec<_>>().join(" "));
    all.map(|all| all.into_iter().map(fold).collect())
}

#[test]
fn scalars_are_decoded() {
    for (text, value) in [
        ("a: x", "x"),
        ("a: 'l''été'", "l'été"),
        ("a: 'l''été'  # printemps", "l'été"),
        ("a: \"l\\\"été\"  # printemps", "l\"été"),
        ("a: \"x\\ty\\u00e9\\x41\\U0001F600 \\\"z\\\" \\q\"", "x\tyéA😀 \"z\" q"),
        ("a: \"x\\\n   y\"", "xy"),
        ("a: x\n  y\n\n  z", "x y\n\nz"),
        ("a: |\n  x\n  y\n\n  z\n", "x y\n\nz"),
        ("a: >-\n  x\n  y\n", "x y"),
        ("a: ~", ""),
        ("a: \"l\\ne\"", "l\ne"),
    ] {
        let yaml = read(text, 0..text.len(), None);
        let value_of = yaml.trees.first().map(|tree| Value { text, tree, place: 1 }.string());
        // An escape that YAML does not know is a fault; its letter stays.
        assert!(yaml.problems.is_empty() || text.contains("\\q"), "{text}");
        if yaml.problems.is_empty() {
            assert_eq!(value_of.as_deref(), Some(value), "{text}");
        }
    }
}

proptest! {
    #[test]
    fn scalars_are_the_parsers(parts in proptest::collection::vec(proptest::sample::select(vec![
        "a: ", "b: ", "- ", "  ", "\n", "x", "y z", "'q''r'", "\"s\\\"t\\u00e9\"", "|\n  ", ">-\n  ", "é", "[", "]", ", ", "{", "}", "#c", "\n\n", "~", "1",
    ]), 0..25)) {
        let text = parts.concat();
        let (ours, theirs) = (folded(ours(&text)), folded(theirs(&text)));
        if let (Some(ours), Some(theirs)) = (ours, theirs) {
            prop_assert_eq!(ours.concat(), theirs.concat(), "{:?}", text);
        }
    }
}
