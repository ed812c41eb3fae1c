//! Tests against other parsers on clean files, and against damage.

use super::scan::{Scanner, What};
use super::{BIBTEX, Cell, Macros, macros::Context};
use crate::read::Origin;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Key and fields (names in lower case, values with macros expanded, not decoded) of every entry.
type Entries = Vec<(String, BTreeMap<String, String>)>;

/// A clean file of `count` entries in several styles.
fn clean(count: usize) -> String {
    let mut text = String::from("@string{pub = {A {P}ublisher}}\n@string(acm = \"ACM \" # pub)\n@comment{a {b} c}\n");
    for n in 0..count {
        text += &match n % 4 {
            0 => format!(
                "@article{{key{n},\n  title = {{The {{T}}itle, of {n}}},\n  author = {{A. Bee and {{C and D}}}},\n  year = {{20{n:02}}}\n}}\n\n"
            ),
            1 => format!("@Book{{a:b/c+{n}, TITLE=\"A {{\"}}quoted{{\"}} title\", Publisher = pub, Year = 1999,}}\n"),
            2 => format!("@misc(k{n},\n\tnote = \"x\" # pub # {{ y {{z}}}},\n\tmonth = 12,\n\tvolume = {n}\n)\n"),
            _ => format!(
                "@InProceedings{{Été{n} ,\n  booktitle = acm,\n  abstract = {{One, two = three.\n\nFour}},\n}}\n\n"
            ),
        };
    }
    text
}

fn ours(text: &str) -> Entries {
    let mut macros = Macros::default();
    let mut scanner = Scanner::new(text);
    let mut all = Vec::new();
    while let Some(entry) = scanner.next_entry() {
        if entry.what == What::String {
            macros.define(text, 0, entry, |_| {});
        }
        if entry.what != What::Entry {
            continue;
        }
        let context = Context { text, base: 0, macros: &macros, spent: &Cell::new(0), detects: true };
        let field = |field| context.value(entry, field).text.into_owned();
        let fields = entry.fields.iter().map(|one| (one.name.of(text).to_ascii_lowercase(), field(one)));
        all.push((entry.key.of(text).to_owned(), fields.collect()));
    }
    all
}

#[derive(Deserialize)]
struct Peer {
    entry_key: String,
    fields: BTreeMap<String, String>,
}

#[test]
fn serde_bibtex_reads_the_same_in_clean_files() {
    let text = clean(40).replace("Été", "ete");
    let peers = serde_bibtex::de::Deserializer::from_str(&text).into_iter_regular_entry::<Peer>();
    let lower = |(name, value): (String, String)| (name.to_ascii_lowercase(), value);
    let theirs: Entries = peers
        .map(|peer| peer.expect("a clean file"))
        .map(|peer| (peer.entry_key, peer.fields.into_iter().map(lower).collect()))
        .collect();
    assert_eq!(ours(&text), theirs);
}

#[test]
fn bibtex_parser_reads_the_same_in_clean_files() {
    // It reads neither quotes in braces in quotes nor keys with a slash.
    let text = clean(40).replace("{\"}", "{q}").replace("a:b/c+", "ab").replace("Été", "ete");
    let library = bibtex_parser::parse(&text).expect("a clean file");
    let ours = ours(&text);
    assert_eq!(library.entries().len(), ours.len());
    for (theirs, (key, fields)) in library.entries().iter().zip(&ours) {
        assert_eq!(theirs.key().trim(), key);
        assert_eq!(theirs.fields().len(), fields.len(), "{key}");
        for field in theirs.fields() {
            let value = library.get_expanded_string(&field.value).expect("known macros");
            assert_eq!(fields.get(&field.name.to_ascii_lowercase()), Some(&value), "{key}");
        }
    }
}

/// A text with one entry damaged in every way: a structural character missing, doubled or turned into another, or the
/// rest of the entry gone.
fn damaged(text: &str, start: usize, end: usize) -> Vec<String> {
    let mut all = Vec::new();
    for (offset, c) in text[start..end].char_indices() {
        let (at, next) = (start + offset, start + offset + c.len_utf8());
        all.push(format!("{}\n\n{}", &text[..at], &text[end..]));
        if "{}()\",=#@\n".contains(c) {
            let [before, after] = [&text[..at], &text[next..]];
            all.push(format!("{before}{after}"));
            all.extend(["{", "}", "\"", ",", "=", "@", "%"].map(|other| format!("{before}{other}{after}")));
            all.push(format!("{before}{c}{c}{after}"));
        }
    }
    all
}

#[test]
fn one_broken_entry_hides_no_other() {
    let text = clean(12);
    let whole = ours(&text);
    let (mut damages, mut lost, mut changed) = (0, 0, 0);
    for broken in [4, 5, 6, 7] {
        let mut scanner = Scanner::new(&text);
        let mut place = 0;
        let span = loop {
            let entry = scanner.next_entry().expect("twelve entries");
            if entry.what == What::Entry {
                if place == broken {
                    break entry.span.range();
                }
                place += 1;
            }
        };
        for damage in damaged(&text, span.start, span.end) {
            damages += 1;
            let found: BTreeMap<_, _> = ours(&damage).into_iter().collect();
            for (key, fields) in whole.iter().enumerate().filter(|(place, _)| *place != broken).map(|(_, one)| one) {
                lost += usize::from(!found.contains_key(key));
                if found.get(key).is_some_and(|found| found != fields) {
                    changed += 1;
                }
            }
        }
    }
    // Every damage has a hundred neighbours in a real file, here eleven: one lost in a hundred damages is 1 per 10,000.
    assert!(
        damages > 800 && lost * 100 <= damages && changed * 100 <= damages,
        "{lost} lost, {changed} changed of {damages}"
    );
}

/// Reads every `.bib` file below the folder in `SIGLUM_DATA`; nothing may panic or hang.
#[test]
#[ignore = "needs a folder of bibliographies in SIGLUM_DATA"]
fn files_of_the_wild_are_read() {
    let mut folders = vec![std::path::PathBuf::from(std::env::var_os("SIGLUM_DATA").expect("SIGLUM_DATA is set"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "bib") {
                let bytes = std::fs::read(&path).expect("a readable file");
                let source = crate::source::Source::decode(bytes.clone());
                let reading = (BIBTEX.read)(&source.text, &Origin::default());
                println!("{} {}", path.display(), reading.records.len());
                crate::read::testing::assert_sound(&source, &bytes, &reading);
                super::tests::assert_briefs(&source.text, &reading);
            }
        }
    }
}
