//! Libraries on disk, while Zotero has them open and when it has not.

use super::place::{Surroundings, library};
use super::*;
use crate::load::cache::Cache;
use crate::load::{corpus_files, load_shard};
use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

/// A data directory with a library, which goes with the value.
struct Place(PathBuf);

const SCHEMA: &str = "
    CREATE TABLE itemTypesCombined (itemTypeID INT PRIMARY KEY, typeName TEXT);
    INSERT INTO itemTypesCombined VALUES (2, 'book'), (3, 'attachment');
    CREATE TABLE fieldsCombined (fieldID INT PRIMARY KEY, fieldName TEXT);
    INSERT INTO fieldsCombined VALUES (1, 'title'), (2, 'abstractNote'), (132, 'citationKey');
    CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT, libraryID INT, key TEXT);
    CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
    CREATE TABLE itemData (itemID INT, fieldID INT, valueID, PRIMARY KEY (itemID, fieldID));
    CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
    CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
    CREATE TABLE itemCreators (itemID INT, creatorID INT, creatorTypeID INT, orderIndex INT);
    CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE itemTags (itemID INT, tagID INT, type INT);
    CREATE TABLE relationPredicates (predicateID INTEGER PRIMARY KEY, predicate TEXT);
    CREATE TABLE itemRelations (itemID INT, predicateID INT, object TEXT);
    CREATE TABLE collections (collectionID INTEGER PRIMARY KEY, collectionName TEXT, parentCollectionID INT, libraryID INT);
    INSERT INTO collections VALUES (1, 'Thesis', NULL, 1);
    CREATE TABLE collectionItems (collectionID INT, itemID INT);
    CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY);
    CREATE TABLE libraries (libraryID INTEGER PRIMARY KEY, type TEXT);
    CREATE TABLE groups (groupID INTEGER PRIMARY KEY, libraryID INT, name TEXT);
";

impl Place {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("siglum zotero #{}% {}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let place = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&place.0).unwrap();
        let zotero = place.zotero();
        zotero.execute_batch(SCHEMA).unwrap();
        add(&zotero, 1);
        place
    }

    fn file(&self) -> PathBuf {
        self.0.join("zotero.sqlite")
    }

    /// The library as Zotero opens it.
    fn zotero(&self) -> Connection {
        Connection::open(self.file()).unwrap()
    }

    fn keys(&self) -> Vec<String> {
        let shard = load_shard(&self.file(), "", &Cache::default()).unwrap();
        shard.entries().map(|entry| entry.key().to_owned()).collect()
    }

    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
        files.sort();
        files
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn add(zotero: &Connection, number: i64) {
    let sql = format!(
        "INSERT INTO items VALUES ({number}, 2, 1, 'K{number}');
         INSERT INTO itemDataValues VALUES ({number}0, 'Title {number}'), ({number}1, 'key{number}');
         INSERT INTO itemData VALUES ({number}, 1, {number}0), ({number}, 132, {number}1);"
    );
    zotero.execute_batch(&sql).unwrap();
}

#[test]
fn a_library_that_zotero_has_locked_is_read_without_a_trace() {
    let place = Place::new();
    let zotero = place.zotero();
    zotero.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;").unwrap();
    assert!(Connection::open(place.file()).unwrap().execute_batch("SELECT * FROM items").is_err(), "it is locked");
    let before = place.files();
    let shard = load_shard(&place.file(), "", &Cache::default()).unwrap();
    assert_eq!(shard.record(0).unwrap().titles[0].text, "Title 1");
    assert!(!shard.has_places() && shard.format() == "zotero");
    assert_eq!(place.files(), before);
    add(&zotero, 2);
    assert!(shard.record(0).is_err(), "the library changed under it");
    assert_eq!(place.keys(), ["key1", "key2"]);
}

#[test]
fn what_stands_in_the_write_ahead_log_is_read() {
    let place = Place::new();
    let zotero = place.zotero();
    zotero.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;").unwrap();
    (2..40).for_each(|number| add(&zotero, number));
    zotero.execute_batch("DELETE FROM items WHERE itemID = 3; PRAGMA synchronous = OFF;").unwrap();
    let before = place.files();
    assert!(before.iter().any(|(path, bytes)| path.to_string_lossy().ends_with("-wal") && bytes.len() > 4096));
    let keys = place.keys();
    assert_eq!((keys.len(), keys[1].as_str()), (38, "key2"));
    assert_eq!(place.files(), before);
    // A log that was cut off counts up to its last whole commit, as for SQLite.
    let log = before.iter().find(|(path, _)| path.to_string_lossy().ends_with("-wal")).unwrap();
    drop(zotero);
    let main = before.iter().find(|(path, _)| path.ends_with("zotero.sqlite")).unwrap();
    fs::write(&main.0, &main.1).unwrap();
    for cut in [0, 31, 32, 33, log.1.len() / 2, log.1.len() - 1] {
        fs::write(&log.0, &log.1[..cut]).unwrap();
        let keys = place.keys();
        assert!(keys.len() <= 39 && keys[0] == "key1", "{cut}");
    }
    fs::write(&log.0, &log.1).unwrap();
    assert_eq!(place.keys().len(), 38);
}

#[test]
fn stamps_and_news_tell_every_change() {
    let place = Place::new();
    let path = PathBuf::from(format!("{}#Thesis", place.file().display()));
    let stamp = || crate::load::stamp::Stamp::of(&path);
    let first = stamp();
    assert!(first.is_some());
    let mut seen = vec![first];
    for name in ["zotero.sqlite-wal", "better-bibtex.sqlite", "zotero.sqlite-journal"] {
        fs::write(place.0.join(name), name).unwrap();
        assert!(!seen.contains(&stamp()), "{name}");
        seen.push(stamp());
        assert!(concerns(&path, &place.0.join(name)), "{name}");
    }
    assert!(concerns(&path, &place.file()) && !concerns(&path, &place.0.join("other.bib")));
}

#[test]
fn a_selection_is_a_corpus_of_its_own() {
    let place = Place::new();
    let zotero = place.zotero();
    add(&zotero, 2);
    zotero.execute_batch("INSERT INTO collectionItems VALUES (1, 2)").unwrap();
    let pattern = format!("{}#Thesis", place.file().display());
    let (files, errors) = corpus_files(std::slice::from_ref(&pattern));
    assert_eq!((files.len(), errors.len()), (1, 0));
    let shard = load_shard(&files[0], "", &Cache::default()).unwrap();
    assert_eq!((shard.len(), shard.entry(0).key()), (1, "key2"));
    assert_eq!(corpus_files(&[format!("{pattern}/No such")]).0.len(), 1);
    assert_eq!(corpus_files(&["/nowhere/zotero.sqlite#Thesis".to_owned()]).1.len(), 1);
}

#[test]
fn a_library_is_kept_in_the_cache() {
    let place = Place::new();
    let cache = Cache::at(place.0.join("cache"), 1 << 30);
    let told = |cache: &Cache| {
        let shard = load_shard(&place.file(), "", cache).unwrap();
        cache.write();
        (shard.entry(0).title().to_owned(), shard.len(), format!("{:?}", shard.record(0)))
    };
    let shards = || {
        fs::read_dir(place.0.join("cache"))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|end| end == "shard"))
            .count()
    };
    let fresh = told(&cache);
    assert_eq!(shards(), 1);
    assert_eq!(told(&cache), fresh);
    add(&place.zotero(), 2);
    assert_eq!(told(&cache).1, 2);
    assert_eq!(shards(), 1, "the old state is of no use");
}

#[test]
fn a_damaged_library_harms_nobody() {
    let place = Place::new();
    let sound = fs::read(place.file()).unwrap();
    let step = sound.len() / 23 + 1;
    for at in (0..sound.len()).step_by(step) {
        let mut damaged = sound.clone();
        damaged[at] ^= 0xff;
        fs::write(place.file(), damaged).unwrap();
        let _ = load_shard(&place.file(), "", &Cache::default()).map(|shard| shard.record(0));
        fs::write(place.file(), &sound[..at]).unwrap();
        let _ = load_shard(&place.file(), "", &Cache::default()).map(|shard| shard.record(0));
    }
    fs::write(place.file(), "not a database").unwrap();
    assert!(load_shard(&place.file(), "", &Cache::default()).is_err());
}

#[test]
fn the_data_directory_is_the_one_that_the_profile_names() {
    let place = Place::new();
    let home = place.0.join("home");
    let here = Surroundings { home: home.clone(), profiles: home.join("profiles") };
    assert_eq!(library(&here), None);
    fs::create_dir_all(home.join("Zotero")).unwrap();
    fs::create_dir_all(home.join("profiles/Profiles/x.default")).unwrap();
    fs::write(home.join("Zotero/zotero.sqlite"), "").unwrap();
    assert_eq!(library(&here), Some(home.join("Zotero/zotero.sqlite")));
    let ini = "[General]\nStartWithLastProfile=1\n\n[Profile1]\nName=old\nIsRelative=1\nPath=Profiles/old\n\n[Profile0]\nName=default\nIsRelative=1\nPath=Profiles/x.default\nDefault=1\n";
    fs::write(home.join("profiles/profiles.ini"), ini).unwrap();
    let folder = serde_json::Value::from(place.0.to_str().unwrap()).to_string();
    let prefs = |used: bool| {
        format!(
            "// Mozilla\nuser_pref(\"extensions.zotero.dataDir\", {folder});\nuser_pref(\"extensions.zotero.useDataDir\", {used});\n"
        )
    };
    let file = home.join("profiles/Profiles/x.default/prefs.js");
    fs::write(&file, prefs(false)).unwrap();
    assert_eq!(library(&here), Some(home.join("Zotero/zotero.sqlite")));
    fs::write(&file, prefs(true)).unwrap();
    assert_eq!(library(&here), Some(place.file()));
}
