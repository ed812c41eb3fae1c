//! A shard of the cache is the shard that was stored, or it is not used.

use crate::index::{Corpus, Scope};
use crate::read::Reader;
use crate::read::bibtex::BIBTEX;
use crate::read::csl_json::CSL_JSON;
use crate::shard::testing::{LINES, WHOLE};
use crate::shard::{Options, Shard, Store};
use crate::span::Span;
use proptest::prelude::*;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const KEY: u128 = 0x1234_5678_9abc_def0_1122_3344_5566_7788;

#[derive(Debug)]
struct Bytes(Vec<u8>);

impl Store for Bytes {
    fn bytes(&self, span: Span) -> std::io::Result<Vec<u8>> {
        Ok(self.0.get(span.range()).unwrap_or_default().to_vec())
    }
}

fn read(reader: &'static Reader, text: &[u8]) -> Shard {
    let store = Arc::new(Bytes(text.to_vec()));
    Shard::read(Path::new("/refs.x"), Some(reader), &mut { text }, store, Options::default()).unwrap()
}

fn bytes_of(shard: &Shard) -> Vec<u8> {
    let mut bytes = Vec::new();
    shard.store(KEY, &mut bytes).unwrap();
    bytes
}

/// The shard in a file of these bytes.
fn stored(reader: &'static Reader, text: &[u8], bytes: &[u8], key: u128) -> Option<Shard> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("siglum-stored-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let place = std::env::temp_dir().join(name);
    let mut file = File::options().read(true).write(true).create_new(true).open(&place).unwrap();
    // Where an open file can lose its name, nothing stays behind.
    let _ = std::fs::remove_file(&place);
    file.write_all(bytes).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    Shard::stored(Path::new("/refs.x"), reader, Arc::new(Bytes(text.to_vec())), &file, key)
}

/// All that a corpus of this shard alone says.
fn told(shard: Shard) -> Vec<String> {
    let mut told: Vec<String> = shard.problems().iter().map(|problem| format!("{problem:?}")).collect();
    told.push(format!("{} {:?} {:?}", shard.format(), shard.path(), shard.problem_lines()));
    let corpus = Corpus::new(vec![Arc::new(shard)]);
    let shard = &corpus.shards()[0];
    for (row, entry) in (0..).zip(shard.entries()) {
        let id = crate::index::RecordId { shard: 0, row };
        let names: Vec<_> = entry.names().collect();
        told.push(format!("{:?} {:?} {names:?} {:?}", entry.span(), entry.line(), entry.item_type()));
        told.push(format!("{:?} {:?}", entry.aliases().collect::<Vec<_>>(), entry.parents().collect::<Vec<_>>()));
        told.push(format!("{:?} {:?}", shard.record(row), corpus.record(id).map(|record| record.key)));
        told.push(format!("{:?} {:?}", corpus.companions(id), corpus.find_doi(entry.doi(), &Scope::All)));
        for asked in [entry.key(), entry.title()] {
            let slip = asked.replacen(['e', 'a'], "o", 1);
            for asked in [asked, &slip] {
                told.push(format!("{:?}", corpus.complete(asked, &Scope::All, 10)));
                told.push(format!("{:?}", corpus.nearest_keys(asked, &Scope::All, 5)));
                told.push(format!("{:?}", corpus.titles_like(&crate::near::title_words(asked), &Scope::All)));
                told.push(format!("{:?}", corpus.find_folded(asked, &Scope::All)));
            }
        }
        for name in entry.names() {
            let folded = crate::fold::fold(name.family);
            let mut bearers = Vec::new();
            corpus.bearers(&folded, &Scope::All, |bearer| {
                bearers.push(format!("{bearer:?}"));
                true
            });
            told.push(format!("{bearers:?} {} {}", corpus.knows_name(&folded), corpus.is_given(name.given)));
            told.push(format!("{:?}", corpus.names_near(&folded, &Scope::All, 2)));
        }
    }
    told.push(corpus.knows_name("nobody").to_string());
    told
}

const BIB: &str = "@string{press = \"Presses de l'Université\"}
@book{legault2001, author = {Legault, Gaston}, title = {Compétence et performance}, publisher = press, year = 2001}
@incollection{tuurnas2016, ids = {t16}, crossref = {legault2001}, author = {Tuurnas, Sanna and {Ministère}},
  title = {L'impact de la coproduction}, doi = {10.1177/0020852314566006}, langid = {french}, keywords = {a, b}}
@article{broken, title = {Never closed, year = 1999";
const CSL: &str = r#"[{"id": "a", "type": "book", "title": "Una", "author": [{"family": "Ñu"}]}, 7, {"id": "b"}]"#;
const ROWS: &str = "a2016|2016|Tuurnas;Sténvall|L'impact été|10.1/A|\nb|1999|Ø||\ncé|||Long title here||a2016\n";

#[test]
fn what_is_mapped_is_what_was_stored() {
    let latin = BIB.chars().map(|c| c as u8).collect::<Vec<u8>>();
    let texts: [(&'static Reader, &[u8]); 8] = [
        (&BIBTEX, BIB.as_bytes()),
        (&BIBTEX, &latin),
        (&BIBTEX, b""),
        (&CSL_JSON, CSL.as_bytes()),
        (&CSL_JSON, b"[]"),
        (&LINES, ROWS.as_bytes()),
        (&WHOLE, ROWS.as_bytes()),
        (&LINES, b"a|1\0|b"),
    ];
    for (reader, text) in texts {
        let shard = read(reader, text);
        let again = stored(reader, text, &bytes_of(&shard), KEY).expect("sound");
        assert_eq!(bytes_of(&again), bytes_of(&shard), "stored once more");
        assert_eq!(told(again), told(shard));
    }
}

#[test]
fn a_file_of_another_key_reader_or_length_is_not_used() {
    let bytes = bytes_of(&read(&LINES, ROWS.as_bytes()));
    let is_used = |reader, bytes: &[u8], key| stored(reader, ROWS.as_bytes(), bytes, key).is_some();
    assert!(is_used(&LINES, &bytes, KEY));
    assert!(!is_used(&LINES, &bytes, KEY + 1));
    assert!(!is_used(&WHOLE, &bytes, KEY));
    assert!(!is_used(&LINES, &[bytes.as_slice(), b"\0"].concat(), KEY));
    for end in [0, 1, 7, 47, 48, 200, bytes.len() - 17, bytes.len() - 1] {
        assert!(!is_used(&LINES, &bytes[..end], KEY), "{end}");
    }
}

/// Sections that do not fit together are refused even where the checksum holds.
#[test]
fn sections_that_lie_are_not_used() {
    let beside: &[u8] = b"[\"lines\",[],[],\"None\"]";
    for sections in [vec![], vec![b"{}" as &[u8]], vec![beside], vec![beside, b"odd"], vec![beside; 40]] {
        let mut bytes = Vec::new();
        super::write(KEY, &sections, &mut bytes).unwrap();
        assert!(stored(&LINES, b"", &bytes, KEY).is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn one_wrong_bit_is_noticed(at in any::<proptest::sample::Index>(), bit in 0..8) {
        let mut bytes = bytes_of(&read(&LINES, ROWS.as_bytes()));
        let at = at.index(bytes.len());
        bytes[at] ^= 1u8 << bit;
        prop_assert!(stored(&LINES, ROWS.as_bytes(), &bytes, KEY).is_none());
    }
}
