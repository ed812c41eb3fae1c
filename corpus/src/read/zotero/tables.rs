//! The tables of the database, read whole or for one item.
//!
//! What a version of Zotero does not have (a table, a column) is told as a problem and missed alone: each table is asked by
//! a question of its own.

use super::item::{Creator, Item};
use super::{Library, problem};
use crate::read::Problem;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

/// The longest value that is read, in characters.
const CAP: usize = 4 << 20;
/// How deep collections may lie in each other.
const DEPTH: usize = 32;

/// Which items are wanted.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// A library or collection by name.
    pub(super) selection: Option<&'a str>,
    /// One item.
    pub(super) only: Option<i64>,
    /// Whether abstracts are left out.
    pub(super) brief: bool,
}

/// The items with all that belongs to them, the user's own library first, then in the order they came.
pub(super) fn items(library: &Library, wanted: Wanted<'_>, problems: &mut Vec<Problem>) -> Vec<Item> {
    let mut reading = Reading { db: &library.main, only: wanted.only, problems };
    let collections = reading.collections();
    let groups = reading.groups();
    let mut items = reading.bare_items(&groups);
    if let Some(selection) = wanted.selection.filter(|selection| !selection.is_empty()) {
        reading.select(selection, &collections, &groups, &mut items);
    }
    let mut places: Places = items.iter().enumerate().map(|(at, item)| (item.item.id, at)).collect();
    let mut items: Vec<Bare> = items;
    reading.fields(&mut items, &places, wanted.brief);
    reading.creators(&mut items, &places);
    reading.tags(&mut items, &places);
    reading.related(&mut items, &places);
    reading.in_collections(&mut items, &places, &collections);
    if let Some(keys) = &library.keys {
        let by_key = items.iter().enumerate().map(|(at, bare)| ((bare.library, bare.key.clone()), at)).collect();
        kept_keys(keys, &mut items, &by_key);
    }
    places.clear();
    items.into_iter().map(|bare| bare.item).collect()
}

/// The places of items by their numbers.
type Places = FxHashMap<i64, usize>;

/// An item with what finds it.
struct Bare {
    item: Item,
    library: i64,
    key: String,
}

/// A collection: its name, the one that holds it, its library.
struct Collection {
    name: String,
    parent: Option<i64>,
    library: i64,
}

/// A group by its library: the group's number and name.
type Groups = FxHashMap<i64, (i64, String)>;

struct Reading<'a> {
    db: &'a Connection,
    only: Option<i64>,
    problems: &'a mut Vec<Problem>,
}

impl Reading<'_> {
    /// Asks, and tells a question that cannot be answered as a problem; what came before it is kept.
    fn ask(&mut self, question: &str, mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<()>) {
        let asked = self.db.prepare(question).and_then(|mut statement| {
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                each(row)?;
            }
            Ok(())
        });
        if let Err(error) = asked {
            self.problems.push(problem(error.to_string()));
        }
    }

    /// The end of a question that is put for one item, or for all.
    fn of(&self, column: &str) -> String {
        self.only.map_or(String::new(), |id| format!(" AND {column} = {id}"))
    }

    fn bare_items(&mut self, groups: &Groups) -> Vec<Bare> {
        let question = format!(
            "SELECT i.itemID, t.typeName, i.libraryID, i.key FROM items i JOIN itemTypesCombined t USING (itemTypeID)
             WHERE t.typeName NOT IN ('attachment', 'note', 'annotation')
               AND i.itemID NOT IN (SELECT itemID FROM deletedItems)
               AND i.libraryID NOT IN (SELECT libraryID FROM libraries WHERE type = 'feed'){}
             ORDER BY i.libraryID, i.itemID",
            self.of("i.itemID")
        );
        let mut items = Vec::new();
        self.ask(&question, |row| {
            let (library, key) = (row.get(2)?, text(row, 3)?);
            let (address, group) = match groups.get(&library) {
                Some((number, name)) => (format!("zotero://select/groups/{number}/items/{key}"), name.clone()),
                None => (format!("zotero://select/library/items/{key}"), String::new()),
            };
            let item = Item { id: row.get(0)?, kind: text(row, 1)?, address, group, ..Item::default() };
            items.push(Bare { item, library, key });
            Ok(())
        });
        items
    }

    fn groups(&mut self) -> Groups {
        let mut groups = Groups::default();
        self.ask("SELECT libraryID, groupID, name FROM groups", |row| {
            groups.insert(row.get(0)?, (row.get(1)?, text(row, 2)?));
            Ok(())
        });
        groups
    }

    fn fields(&mut self, items: &mut [Bare], places: &Places, brief: bool) {
        let question = format!(
            "SELECT d.itemID, f.fieldName, substr(v.value, 1, {CAP}) FROM itemData d
             JOIN fieldsCombined f USING (fieldID) JOIN itemDataValues v USING (valueID) WHERE {}{}
             ORDER BY d.itemID, d.fieldID",
            if brief { "f.fieldName <> 'abstractNote'" } else { "1" },
            self.of("d.itemID")
        );
        self.ask(&question, |row| {
            if let Some(bare) = bare(items, places, row.get(0)?) {
                bare.item.fields.push((text(row, 1)?, text(row, 2)?));
            }
            Ok(())
        });
    }

    fn creators(&mut self, items: &mut [Bare], places: &Places) {
        let question = format!(
            "SELECT ic.itemID, t.creatorType, substr(c.firstName, 1, {CAP}), substr(c.lastName, 1, {CAP}), c.fieldMode
             FROM itemCreators ic JOIN creators c USING (creatorID) JOIN creatorTypes t USING (creatorTypeID)
             WHERE 1{} ORDER BY ic.itemID, ic.orderIndex",
            self.of("ic.itemID")
        );
        self.ask(&question, |row| {
            if let Some(bare) = bare(items, places, row.get(0)?) {
                let whole = text(row, 4)? == "1";
                let creator = Creator { kind: text(row, 1)?, first: text(row, 2)?, last: text(row, 3)?, whole };
                bare.item.creators.push(creator);
            }
            Ok(())
        });
    }

    fn tags(&mut self, items: &mut [Bare], places: &Places) {
        let question = format!(
            "SELECT it.itemID, substr(t.name, 1, {CAP}) FROM itemTags it JOIN tags t USING (tagID) WHERE 1{}
             ORDER BY it.itemID, it.tagID",
            self.of("it.itemID")
        );
        self.ask(&question, |row| {
            if let Some(bare) = bare(items, places, row.get(0)?) {
                bare.item.tags.push(text(row, 1)?);
            }
            Ok(())
        });
    }

    fn related(&mut self, items: &mut [Bare], places: &Places) {
        let question = format!(
            "SELECT r.itemID, substr(r.object, 1, {CAP}) FROM itemRelations r JOIN relationPredicates p USING (predicateID)
             WHERE p.predicate = 'dc:relation'{} ORDER BY r.itemID, r.object",
            self.of("r.itemID")
        );
        self.ask(&question, |row| {
            if let Some(bare) = bare(items, places, row.get(0)?) {
                bare.item.related.push(text(row, 1)?);
            }
            Ok(())
        });
    }

    fn collections(&mut self) -> FxHashMap<i64, Collection> {
        let mut collections = FxHashMap::default();
        self.ask("SELECT collectionID, collectionName, parentCollectionID, libraryID FROM collections", |row| {
            let collection = Collection { name: text(row, 1)?, parent: row.get(2)?, library: row.get(3)? };
            collections.insert(row.get(0)?, collection);
            Ok(())
        });
        collections
    }

    fn in_collections(&mut self, items: &mut [Bare], places: &Places, collections: &FxHashMap<i64, Collection>) {
        let question = format!(
            "SELECT itemID, collectionID FROM collectionItems WHERE 1{} ORDER BY itemID, collectionID",
            self.of("itemID")
        );
        self.ask(&question, |row| {
            if let Some(bare) = bare(items, places, row.get(0)?) {
                bare.item.collections.push(lineage(row.get(1)?, collections).join("/"));
            }
            Ok(())
        });
    }

    /// Keeps the items of a library or collection by its name: the end of a collection's path, case aside.
    fn select(
        &mut self,
        selection: &str,
        collections: &FxHashMap<i64, Collection>,
        groups: &Groups,
        items: &mut Vec<Bare>,
    ) {
        let folded = |name: &str| crate::fold::fold(name.trim()).into_owned();
        let path: Vec<String> = selection.split('/').map(folded).collect();
        let library = |number: i64| groups.get(&number).map_or_else(|| folded("My Library"), |(_, name)| folded(name));
        let is_meant = |id: i64, collection: &Collection| {
            let mut names: Vec<String> = vec![library(collection.library)];
            names.extend(lineage(id, collections).iter().map(|name| folded(name)));
            // What lies below a collection that is meant is meant too.
            names.windows(path.len()).any(|part| part == path)
        };
        let meant: FxHashSet<i64> =
            collections.iter().filter(|(id, collection)| is_meant(**id, collection)).map(|(id, _)| *id).collect();
        let mut chosen = FxHashSet::default();
        self.ask("SELECT itemID, collectionID FROM collectionItems", |row| {
            if meant.contains(&row.get(1)?) {
                chosen.insert(row.get::<_, i64>(0)?);
            }
            Ok(())
        });
        let whole = |bare: &Bare| path.len() == 1 && path.first() == Some(&library(bare.library));
        let known = !meant.is_empty() || items.iter().any(whole);
        items.retain(|bare| chosen.contains(&bare.item.id) || whole(bare));
        if !known {
            self.problems.push(problem(format!("no library or collection is called {selection}")));
        }
    }
}

/// The names of a collection and of those that hold it, the outermost first. Circles end.
fn lineage(id: i64, collections: &FxHashMap<i64, Collection>) -> Vec<&str> {
    let mut names = Vec::new();
    let mut next = Some(id);
    while let Some(collection) = next.and_then(|id| collections.get(&id)).filter(|_| names.len() < DEPTH) {
        names.push(collection.name.as_str());
        next = collection.parent;
    }
    names.reverse();
    names
}

fn bare<'i>(items: &'i mut [Bare], places: &Places, id: i64) -> Option<&'i mut Bare> {
    items.get_mut(*places.get(&id)?)
}

/// A value as text, whatever SQLite keeps it as.
fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Null | ValueRef::Blob(_) => String::new(),
    })
}

/// Better BibTeX's keys: a table of them, or, before 2023, one value of JSON.
fn kept_keys(db: &Connection, items: &mut [Bare], by_key: &FxHashMap<(i64, String), usize>) {
    let mut put = |library: i64, item: String, key: String| {
        if let Some(bare) = by_key.get(&(library, item)).and_then(|place| items.get_mut(*place)) {
            bare.item.kept_key.get_or_insert(key);
        }
    };
    let each = |question: &str, put: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>| {
        let asked = db.prepare(question).and_then(|mut statement| {
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                put(row)?;
            }
            Ok(())
        });
        // Which of the two there is differs by version; neither is no fault.
        asked.is_ok()
    };
    each("SELECT libraryID, itemKey, citationKey FROM citationkey", &mut |row| {
        put(row.get(0)?, text(row, 1)?, text(row, 2)?);
        Ok(())
    });
    each("SELECT data FROM \"better-bibtex\" WHERE name = 'better-bibtex.citekey'", &mut |row| {
        let value: Value = serde_json::from_str(&text(row, 0)?).unwrap_or_default();
        for entry in value.get("data").and_then(Value::as_array).into_iter().flatten() {
            let words = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
            if let (Some(library), Some(item), Some(key)) =
                (entry.get("libraryID").and_then(Value::as_i64), words("itemKey"), words("citekey"))
            {
                put(library, item, key);
            }
        }
        Ok(())
    });
}
