//! CSL-JSON: a list of items, one item, `{"items": [...]}`, and what Better CSL JSON, Manubot and Crossref make of it.
//!
//! Invariant: one broken item does not hide the others, and every member of an item is kept: as what CSL calls it, else
//! in [`Record::extra`](crate::record::Record::extra).
//!
//! Sources: CSL 1.0.2 specification, appendix IV; the csl-data.json schema of citation-style-language/schema.

mod item;
mod names;
mod note;
mod variables;

use super::json::{Kind, Value, first_object, is_empty_list, not_a_record, read_part, read_values};
use super::keys::give_keys;
use super::{Before, Depth, Origin, Problem, ProblemKind, Reader, Reading, Stream};
use crate::record::{ItemType, Record};
use crate::span::Span;
use item::Item;

pub use item::{date_parts, raw_date};
pub use names::read as names_of;

/// The reader of CSL-JSON.
pub static CSL_JSON: Reader =
    Reader { name: "csl-json", extensions: &["json"], sniff, read, stream: Some(Stream::Parts(part)) };

/// Members that show that an object is an item.
const ITEM: [&str; 6] = ["id", "citation-key", "title", "author", "issued", "container-title"];

/// Whether a text begins like CSL-JSON: its first object has a CSL type, or names that only CSL gives.
fn sniff(head: &str) -> bool {
    if is_empty_list(head) {
        return true;
    }
    let Some(tree) = first_object(head) else { return false };
    let root = Value::new(head, &tree);
    let item = wrapped(root).and_then(|list| list.children().next()).unwrap_or(root);
    let has = |name: &&str| item.get(name).is_some();
    let typed = item.get("type").is_some_and(|kind| variables::is_type(&kind.string()));
    let named = ["id", "citation-key"].iter().any(has);
    let own = ["issued", "container-title", "title-short", "DOI", "publisher-place", "collection-title"];
    let shaped = has(&"title") && own.iter().any(has);
    // OpenAlex has an id, a title and types that are CSL's, too.
    let foreign = ["@context", "display_name", "authorships"].iter().any(has);
    typed && !foreign && (named || shaped) || (named && shaped && !has(&"type"))
}

/// The list in `{"items": [...]}` or `{"references": [...]}`.
pub fn wrapped(root: Value<'_>) -> Option<Value<'_>> {
    let is_list =
        |value: &Value<'_>| value.kind() == Some(Kind::Array) && matches!(value.raw_key(), "items" | "references");
    root.children().filter(|_| root.kind() == Some(Kind::Object)).find(is_list)
}

/// Reads every item. Spans count bytes of `text`.
fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let mut reading = read_values(text, |root, reading| take_root(root, origin.depth, reading));
    keyed(&mut reading, origin);
    reading
}

/// Does it in parts.
fn part(text: &str, end: bool, before: &mut Before, depth: Depth) -> (Reading, usize) {
    let (mut reading, used) = read_part(text, end, before, |root, reading| take_root(root, depth, reading));
    keyed(&mut reading, &Origin { depth, keyless: true, ..Origin::default() });
    (reading, used)
}

fn take_root(root: Value<'_>, depth: Depth, reading: &mut Reading) {
    match wrapped(root) {
        Some(list) => list.children().for_each(|value| take(value, depth, reading)),
        None => take(root, depth, reading),
    }
}

fn keyed(Reading { records, problems }: &mut Reading, origin: &Origin<'_>) {
    give_keys(records, origin, |record| problems.push(missing_key(record)));
    problems.sort_by_key(|problem| problem.span);
}

/// The records of a list of items, as many as there are items, without keys for those that have none.
pub(super) fn records_of(text: &str, depth: Depth) -> Vec<Record> {
    read_values(text, |value, reading| reading.records.push(Item { value, depth }.record())).records
}

/// The record of a value, or the problem that it is none.
pub fn take(value: Value<'_>, depth: Depth, reading: &mut Reading) {
    if ITEM.iter().any(|name| value.get(name).is_some()) {
        reading.records.push(Item { value, depth }.record());
    } else {
        reading.problems.push(not_a_record(value, "an object without id, title or author"));
    }
}

/// Says that a record has no key.
pub fn missing_key(record: &Record) -> Problem {
    let start = record.span.start as usize;
    let key = Some(record.key.value.clone());
    Problem { span: Span::new(start, start), kind: ProblemKind::MissingKey, key }
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
    fn the_marks_of_csl_are_no_part_of_a_title() {
        let titled = |title: &str| {
            let text = format!(r#"[{{"id": "a", "type": "book", "title": "{title}"}}]"#);
            one(&text).title().map(|title| title.text.clone()).unwrap_or_default()
        };
        assert_eq!(
            titled("The <i>Homo</i> genus in <span class=\\\"nocase\\\">Europe</span>"),
            "The Homo genus in Europe"
        );
        assert_eq!(titled("H<sub>2</sub>O"), "H2O");
        assert_eq!(titled("If a < b, then AT&T"), "If a < b, then AT&T");
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
