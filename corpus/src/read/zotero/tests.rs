//! A library in Zotero's schema (userdata 120 and later), built with SQLite.

use super::{Found, Library};
use crate::read::Origin;
use crate::record::{ItemType, Record, Role, TextKind};
use rusqlite::Connection;

/// The tables that are asked, as Zotero makes them, without indexes and triggers.
const SCHEMA: &str = include_str!("schema.sql");

const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre les bénévoles et les professionnels de la justice.";
const EN: &str = "This article presents a qualitative case study of co-production between volunteers and professionals in the legally regulated justice services.";

/// Adds an item: its number, type, library, and fields by number.
fn add(db: &Connection, id: i64, kind: i64, library: i64, fields: &[(i64, &str)]) {
    db.execute(
        "INSERT INTO items (itemID, itemTypeID, libraryID, key) VALUES (?1, ?2, ?3, ?4)",
        (id, kind, library, format!("KEY{id:05}")),
    )
    .unwrap();
    for (field, value) in fields {
        db.execute("INSERT OR IGNORE INTO itemDataValues (value) VALUES (?1)", [value]).unwrap();
        let sql = "INSERT INTO itemData SELECT ?1, ?2, valueID FROM itemDataValues WHERE value = ?3";
        db.execute(sql, (id, field, value)).unwrap();
    }
}

fn library() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(SCHEMA).unwrap();
    let both = format!("Résumé : {FR}\n\nAbstract: {EN}");
    let article: [(i64, &str); 12] = [
        (1, "L’impact de la coproduction"),
        (2, &both),
        (6, "2016-03-00 mars 2016"),
        (7, "fr-FR"),
        (8, "L’impact"),
        (14, "2020-01-02 03:04:05"),
        (
            16,
            "Citation Key: tuurnas2016\nOriginal Title: The impact\nPMID: 12\nAbstract (de): Kurz und gut ist dieser Artikel über die Koproduktion von Diensten.\ntex.ids: t16",
        ),
        (19, "82"),
        (32, "143-160"),
        (38, "Revue internationale"),
        (58, "10.1177/0020852314566006"),
        (150, "kept"),
    ];
    add(&db, 10, 22, 1, &article);
    add(&db, 11, 2, 1, &[(1, "A book"), (6, "1996-00-00 1996"), (132, "native1996"), (16, "Citation Key: pinned1996")]);
    add(&db, 12, 31, 2, &[(1, "A picture"), (6, "1888-00-00 1888-1890"), (140, "2 × 3 m")]);
    add(&db, 13, 3, 1, &[(1, "article.pdf")]);
    add(&db, 14, 28, 1, &[]);
    add(&db, 15, 2, 1, &[(1, "In the bin")]);
    add(&db, 16, 2, 3, &[(1, "From a feed")]);
    db.execute_batch(
        "INSERT INTO deletedItems VALUES (15, 'yesterday');
         INSERT INTO creators VALUES (1, 'Sanna', 'Tuurnas', 0), (2, '', 'Ministère de la Justice', 1), (3, 'Jan', 'van der Berg', 0),
             (4, 'Vincent', 'van Gogh', 0);
         INSERT INTO itemCreators VALUES (10, 3, 1, 1), (10, 1, 1, 0), (10, 2, 3, 2), (11, 1, 14, 0), (12, 4, 31, 0);
         INSERT INTO tags VALUES (1, 'coproduction'), (2, 'imputabilité');
         INSERT INTO itemTags VALUES (10, 2, 0), (10, 1, 1);
         INSERT INTO itemRelations VALUES (10, 1, 'http://zotero.org/users/1/items/KEY00011'), (10, 2, 'http://same');
         INSERT INTO collections VALUES (1, 'Thesis', NULL, 1, 'C1'), (2, 'Chapter 1', 1, 1, 'C2'), (3, 'Thesis', NULL, 2, 'C3'),
             (4, 'Round', 5, 1, 'C4'), (5, 'About', 4, 1, 'C5');
         INSERT INTO collectionItems VALUES (2, 10, 0), (3, 12, 0), (4, 11, 0);",
    )
    .unwrap();
    db
}

fn read(main: Connection, keys: Option<Connection>, selection: Option<&str>) -> (Library, Found) {
    let library = Library { main, keys };
    let found = library.read(selection, &Origin::default());
    (library, found)
}

fn keys(found: &Found) -> Vec<&str> {
    found.records.iter().map(|(_, record)| record.key.value.as_str()).collect()
}

fn extra<'r>(record: &'r Record, label: &str) -> Vec<&'r str> {
    let labelled = record.extra.iter().filter(|(name, _)| name.value == label);
    labelled.map(|(_, value)| value.value.as_str()).collect()
}

#[test]
fn works_are_read_whole_and_nothing_else_is() {
    let (_, found) = read(library(), None, None);
    assert_eq!(found.problems, []);
    assert_eq!(keys(&found), ["tuurnas2016", "native1996", "gogh1888"]);
    let article = &found.records[0].1;
    assert_eq!((article.item_type, article.type_written.value.as_str()), (ItemType::ArticleJournal, "journalArticle"));
    let names: Vec<_> = article.names.iter().map(|name| (name.role, name.full(), name.particle.as_str())).collect();
    assert_eq!(
        names,
        [
            (Role::Author, "Sanna Tuurnas".to_owned(), ""),
            (Role::Author, "Jan van der Berg".to_owned(), "van der"),
            (Role::Editor, "Ministère de la Justice".to_owned(), ""),
        ]
    );
    let languages: Vec<_> = article
        .abstracts
        .iter()
        .filter_map(|text| text.lang.as_ref())
        .map(|lang| lang.as_str()[..2].to_owned())
        .collect();
    assert_eq!(languages, ["fr", "en", "de"]);
    assert_eq!(article.abstracts[0].text, FR);
    let titles: Vec<_> = article.titles.iter().map(|title| (title.kind, title.text.as_str())).collect();
    assert!(titles.contains(&(TextKind::Original, "The impact")) && titles.contains(&(TextKind::Short, "L’impact")));
    let date = article.issued.as_ref().unwrap();
    assert_eq!((date.year, date.month, date.day), (2016, Some(3), None));
    let variable = |name: &str| article.variable(name).map(|text| text.value.as_str());
    assert_eq!(
        (variable("DOI"), variable("page"), variable("PMID")),
        (Some("10.1177/0020852314566006"), Some("143-160"), Some("12"))
    );
    assert_eq!(variable("accessed"), Some("2020-01-02"));
    assert_eq!(
        article.keywords.iter().map(|word| word.value.as_str()).collect::<Vec<_>>(),
        ["coproduction", "imputabilité"]
    );
    assert_eq!(article.aliases.iter().map(|alias| alias.value.as_str()).collect::<Vec<_>>(), ["t16"]);
    assert_eq!(extra(article, "zotero"), ["zotero://select/library/items/KEY00010"]);
    assert_eq!(extra(article, "collection"), ["Thesis/Chapter 1"]);
    assert_eq!(extra(article, "related"), ["http://zotero.org/users/1/items/KEY00011"]);
    assert_eq!(extra(article, "unheardOf"), ["kept"]);
    let picture = &found.records[2].1;
    assert_eq!((picture.names[0].role, picture.names[0].full().as_str()), (Role::Author, "Vincent van Gogh"));
    assert_eq!(picture.issued.as_ref().map(|date| (date.year, date.end_year)), Some((1888, Some(1890))));
    assert_eq!(extra(picture, "zotero"), ["zotero://select/groups/77/items/KEY00012"]);
    assert_eq!(extra(picture, "library"), ["Our Group"]);
}

#[test]
fn no_value_claims_a_place() {
    let (_, found) = read(library(), None, None);
    for (_, record) in &found.records {
        assert!(record.span.is_empty() && record.key.from.spans.is_empty());
        assert!(record.titles.iter().chain(&record.abstracts).all(|text| text.from.spans.is_empty()));
        assert!(record.variables.iter().all(|variable| variable.text.from.spans.is_empty()));
        assert!(record.names.iter().all(|name| name.written.from.spans.is_empty()));
    }
}

#[test]
fn a_record_is_given_again_by_its_number() {
    let (library, found) = read(library(), None, None);
    for (id, record) in &found.records {
        let again = library.record(*id).unwrap();
        let same = Record { key: record.key.clone(), ..again.clone() };
        assert_eq!(&same, record);
        assert!(again.key.value.is_empty() || again.key == record.key);
    }
    assert_eq!(library.record(15), None, "it is in the bin");
    assert_eq!(library.record(4711), None);
}

#[test]
fn better_bibtex_kept_keys_in_two_ways() {
    let made = |sql: &str| {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(sql).unwrap();
        db
    };
    let table = made(
        "CREATE TABLE citationkey (itemID INT, itemKey TEXT, libraryID INT, citationKey TEXT, pinned INT);
         INSERT INTO citationkey VALUES (12, 'KEY00012', 2, 'gogh1888', 0), (10, 'KEY00010', 1, 'older', 0), (1, 'KEY00012', 1, 'other', 0);",
    );
    let json = made(
        "CREATE TABLE \"better-bibtex\" (name TEXT, data TEXT);
         INSERT INTO \"better-bibtex\" VALUES ('better-bibtex.citekey', '{\"data\": [{\"libraryID\": 2, \"itemKey\": \"KEY00012\", \"citekey\": \"gogh1888\"}]}');",
    );
    for kept in [table, json] {
        let (_, found) = read(library(), Some(kept), None);
        assert_eq!(keys(&found), ["tuurnas2016", "native1996", "gogh1888"]);
    }
}

#[test]
fn a_selection_is_a_library_or_a_collection_with_what_lies_below() {
    for (selection, expected) in [
        ("Thesis", 2),
        ("thesis/chapter 1", 1),
        ("Chapter 1", 1),
        ("My Library", 2),
        ("Our Group", 1),
        ("our group/Thesis", 1),
        ("Round", 1),
        ("Nowhere", 0),
    ] {
        let (_, found) = read(library(), None, Some(selection));
        assert_eq!(found.records.len(), expected, "{selection}");
        assert_eq!(found.problems.len(), usize::from(expected == 0), "{selection}");
    }
}

#[test]
fn what_a_version_lacks_is_told_and_the_rest_is_read() {
    let db = library();
    db.execute_batch("DROP TABLE itemTags; DROP TABLE groups; ALTER TABLE creators DROP COLUMN fieldMode;").unwrap();
    let (_, found) = read(db, None, None);
    assert_eq!(found.records.len(), 3);
    assert_eq!(found.problems.len(), 3, "{:?}", found.problems);
    let (_, found) = read(Connection::open_in_memory().unwrap(), None, None);
    assert!(found.records.is_empty() && !found.problems.is_empty());
}
