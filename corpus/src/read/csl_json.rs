//! CSL-JSON: a list of items, one item, `{"items": [...]}`, and what Better CSL JSON, Manubot and Crossref make of it.
//!
//! Invariant: one broken item does not hide the others, and every member of an item is kept: as what CSL calls it, else
//! in [`Record::extra`](crate::record::Record::extra).
//!
//! Sources: CSL 1.0.2 specification, appendix IV; the csl-data.json schema of citation-style-language/schema.

mod item;
mod json;
mod names;
mod note;
mod variables;

use super::keys::KeyMaker;
use super::{Origin, Problem, ProblemKind, Reader, Reading};
use crate::record::{ItemType, Record};
use crate::span::{Span, Text};
use item::Item;
use json::{Kind, Parser, Tree};

/// The reader of CSL-JSON.
pub static CSL_JSON: Reader = Reader { name: "csl-json", extensions: &["json"], sniff, read, stream: None };

/// Members that show that an object is an item.
const ITEM: [&str; 6] = ["id", "citation-key", "title", "author", "issued", "container-title"];

/// Whether a text begins like CSL-JSON: its first object has a CSL type, or names that only CSL gives.
fn sniff(head: &str) -> bool {
    let mut parser = Parser::new(head);
    match parser.peek() {
        Some(b'[') => parser.at += 1,
        Some(b'{') => {}
        _ => return false,
    }
    if parser.peek() == Some(b']') {
        return true;
    }
    if parser.peek() != Some(b'{') {
        return false;
    }
    let tree = parser.value();
    let place = wrapped(head, &tree).and_then(|list| tree.children(list).next()).unwrap_or(0);
    let item = Item { text: head, tree: &tree, place, brief: true };
    let typed = item.member("type").map(|node| item.string(node)).is_some_and(|kind| variables::is_type(&kind));
    let named = ["id", "citation-key"].iter().any(|name| item.member(name).is_some());
    let own = ["issued", "container-title", "title-short", "DOI", "publisher-place", "collection-title"];
    let shaped = item.member("title").is_some() && own.iter().any(|name| item.member(name).is_some());
    typed && item.member("@context").is_none() && (named || shaped)
        || (named && shaped && item.member("type").is_none())
}

/// The list in `{"items": [...]}` or `{"references": [...]}`.
fn wrapped(text: &str, tree: &Tree) -> Option<usize> {
    let is_list = |place: &usize| {
        tree.nodes.get(*place).is_some_and(|node| {
            let key = node.key.map_or("", |key| key.of(text));
            node.kind == Kind::Array && matches!(key, "items" | "references")
        })
    };
    tree.children(0).find(is_list)
}

/// Reads every item. Spans count bytes of `text`.
fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let mut parser = Parser::new(text);
    let mut reading = Reading::default();
    let mut in_list = false;
    while let Some(byte) = parser.peek() {
        let start = parser.at;
        match byte {
            b'[' if !in_list => in_list = true,
            b',' | b']' => {}
            _ => {
                let seen = parser.problems.len();
                let tree = parser.value();
                let from = reading.records.len();
                take(text, &tree, origin.brief, &mut reading);
                name_problems(&mut parser.problems, seen, reading.records.get(from));
                parser.at = parser.at.max(start + usize::from(parser.at == start));
                while !text.is_char_boundary(parser.at) {
                    parser.at += 1;
                }
                continue;
            }
        }
        parser.at += 1;
    }
    reading.problems.append(&mut parser.problems);
    make_keys(&mut reading, origin);
    reading.problems.sort_by_key(|problem| problem.span);
    reading
}

/// Says in which record the new problems are.
fn name_problems(problems: &mut [Problem], seen: usize, record: Option<&Record>) {
    let key = record.map(|record| record.key.value.clone()).filter(|key| !key.is_empty());
    for problem in problems.iter_mut().skip(seen) {
        problem.key.clone_from(&key);
    }
}

/// The records in a value that stands at the top or in the top list.
fn take(text: &str, tree: &Tree, brief: bool, reading: &mut Reading) {
    let Some(root) = tree.nodes.first() else { return };
    match wrapped(text, tree).filter(|_| root.kind == Kind::Object) {
        Some(list) => tree.children(list).for_each(|place| take_item(Item { text, tree, place, brief }, reading)),
        None => take_item(Item { text, tree, place: 0, brief }, reading),
    }
}

fn take_item(item: Item<'_>, reading: &mut Reading) {
    let Some(node) = item.tree.nodes.get(item.place) else { return };
    if ITEM.iter().any(|name| item.member(name).is_some()) {
        reading.records.push(item.record());
        return;
    }
    let what = match node.kind {
        Kind::Object => "an object without id, title or author".to_string(),
        Kind::Array => "a list".to_string(),
        Kind::String => "a string".to_string(),
        Kind::Literal => node.span.of(item.text).chars().take(40).collect(),
    };
    reading.problems.push(Problem { span: node.span, kind: ProblemKind::NotARecord(what), key: None });
}

/// Gives keys to the records that have none, and says so.
fn make_keys(reading: &mut Reading, origin: &Origin<'_>) {
    let mut keys = KeyMaker::new(origin);
    for record in &reading.records {
        keys.taken(&record.key.value);
    }
    for record in reading.records.iter_mut().filter(|record| record.key.value.is_empty()) {
        record.key = Text::made(keys.make(record));
        let start = record.span.start as usize;
        let problem = Problem {
            span: Span::new(start, start + 1),
            kind: ProblemKind::MissingKey,
            key: Some(record.key.value.clone()),
        };
        reading.problems.push(problem);
    }
}

/// The item type of CSL's name; what has no place in [`ItemType`] is a document.
fn item_type(name: &str) -> ItemType {
    ItemType::from_csl(name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{CSL_JSON, sniff};
    use crate::read::ProblemKind;
    use crate::read::testing::read_everywhere;
    use crate::record::{ItemType, LangFrom, Record, Role, TextKind};
    use proptest::prelude::*;

    const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre les bénévoles et les professionnels.";
    const EN: &str = "This article presents a qualitative case study of co-production between volunteers and professionals in the legally regulated justice services.";

    fn one(text: &str) -> Record {
        let mut reading = read_everywhere(&CSL_JSON, text);
        assert_eq!(reading.records.len(), 1, "{:?}", reading.problems);
        reading.records.remove(0)
    }

    #[test]
    fn an_item_is_kept_whole() {
        let record = one(&format!(
            r#"[{{"id": "tuurnas2016", "type": "article-journal", "language": "fr-CA", "title": "L\u2019impact \"direct\"",
            "original-title": "The impact", "title-short": "L’impact", "container-title": "RISA", "volume": 82, "issue": "1",
            "DOI": "10.1177/x", "issued": {{"date-parts": [["2016", 3]], "season": 1}}, "keyword": "coproduction, imputabilité",
            "author": [{{"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr", "ORCID": "0000"}},
            {{"literal": "Ministère"}}], "director": [{{"family": "X"}}], "unheard-of": {{"a": [1]}},
            "custom": {{"abstract_en": "{EN}", "b": "c"}}, "abstract": "Résumé : {FR}\nSource : Éditeur",
            "note": "made by hand\nstandard_id: doi:10.1038/x\nPMID: 12"}}]"#
        ));
        assert_eq!((record.key.value.as_str(), record.item_type), ("tuurnas2016", ItemType::ArticleJournal));
        assert_eq!(record.title().map(|title| title.text.as_str()), Some("L’impact \"direct\""));
        assert_eq!(
            record.titles.iter().map(|title| title.kind).collect::<Vec<_>>(),
            [TextKind::Main, TextKind::Original, TextKind::Short]
        );
        assert_eq!(
            record.names.iter().map(crate::record::Name::full).collect::<Vec<_>>(),
            ["Jan van der Berg Jr", "Ministère", "X"]
        );
        assert_eq!(record.names[0].written.value, "Jan van der Berg Jr");
        assert_eq!((record.names[2].role, record.names[2].role_written.as_str()), (Role::Other, "director"));
        let issued = record.issued.as_ref().map(|date| (date.year, date.month));
        assert_eq!(issued, Some((2016, Some(3))));
        assert_eq!(record.variable("volume").map(|text| text.value.as_str()), Some("82"));
        assert_eq!(record.variable("PMID").map(|text| text.value.as_str()), Some("12"));
        assert_eq!(record.aliases[0].value, "doi:10.1038/x");
        assert_eq!(
            record.keywords.iter().map(|text| text.value.as_str()).collect::<Vec<_>>(),
            ["coproduction", "imputabilité"]
        );
        let abstracts: Vec<_> = record
            .abstracts
            .iter()
            .map(|text| (text.lang.as_ref().map_or("", |lang| lang.as_str()), text.shown(), text.lang_from))
            .collect();
        assert_eq!(abstracts, [("en", EN, LangFrom::Declared), ("fr", FR, LangFrom::Label)]);
        let extra: Vec<_> = record.extra.iter().map(|(label, _)| label.value.as_str()).collect();
        for label in ["ORCID", "season", "unheard-of", "b", "standard_id"] {
            assert!(extra.contains(&label), "{label} in {extra:?}");
        }
    }

    #[test]
    fn all_layouts_are_read() {
        for text in [
            r#"{"id": 7, "type": "book", "title": "T"}"#,
            r#"[{"id": 7, "type": "book", "title": "T"}]"#,
            r#"{"items": [{"id": 7, "type": "book", "title": "T"}], "collection": "x"}"#,
            r#"[{"id": "http://zotero.org/1", "citation-key": "7", "type": "book", "title": "T"}]"#,
        ] {
            let record = one(text);
            assert_eq!((record.key.value.as_str(), record.item_type), ("7", ItemType::Book));
            assert!(sniff(text), "{text}");
        }
        for text in [
            r#"{"name": "x", "version": "1", "type": "module"}"#,
            "[1]",
            "",
            "Résumé",
            r#"{"@context": "x", "@type": "Article", "name": "y"}"#,
        ] {
            assert!(!sniff(text), "{text}");
        }
    }

    #[test]
    fn a_broken_item_does_not_hide_the_others() {
        let sound = r#"{"id": "a", "title": "A"}"#;
        for broken in [
            r#"{"id": "b" "title": "B"}"#,
            "{\"id\": \"b\", \"title\": \"B,\n \"type\": \"book\"}",
            r#"{"id": "b", "title": "B",}"#,
            r#"{"id": "b", "author": [{"family": "B"}, "title": "B"}"#,
            "{\"id\": \"b\", \"title\": \"B\"\n",
            r#"{"id": "b", "title": B"#,
        ] {
            let text = format!("[{sound},\n{broken},\n{}]", sound.replace('a', "c"));
            let reading = read_everywhere(&CSL_JSON, &text);
            let keys: Vec<_> = reading.records.iter().map(|record| record.key.value.as_str()).collect();
            assert_eq!(keys, ["a", "b", "c"], "{broken}");
            assert!(
                reading.problems.iter().any(|problem| problem.key.as_deref() == Some("b")),
                "{:?}",
                reading.problems
            );
        }
    }

    #[test]
    fn what_is_no_record_is_said() {
        let reading =
            read_everywhere(&CSL_JSON, r#"[1, "x", {"y": 2}, {"title": "Un titre", "author": [{"family": "É"}]}]"#);
        let kinds: Vec<_> = reading.problems.iter().map(|problem| &problem.kind).collect();
        assert!(matches!(
            kinds.as_slice(),
            [
                ProblemKind::NotARecord(_),
                ProblemKind::NotARecord(_),
                ProblemKind::NotARecord(_),
                ProblemKind::MissingKey
            ]
        ));
        assert_eq!(reading.records[0].key.value, "e");
    }

    #[test]
    fn a_nesting_bomb_is_refused() {
        let bomb = format!("[{{\"id\": \"a\", \"title\": {}", "[".repeat(200_000));
        let reading = (CSL_JSON.read)(&bomb, &crate::read::Origin::default());
        assert_eq!(reading.records.len(), 1);
        assert!(reading.problems.iter().any(|problem| problem.kind == ProblemKind::TooDeep));
    }

    proptest! {
        #[test]
        fn any_text_is_read_soundly(text in "(\\PC|[\\[\\]{}:,\"\n\\\\]|\"(id|title|abstract|author|issued|note|keyword)\": ?\"?|\\\\u00e9|Résumé|: ){0,60}") {
            read_everywhere(&CSL_JSON, &format!("[{{{text}}}]"));
        }
    }
}
