//! All readers over real files that the project does not ship: `SIGLUM_DATA` names their folder.
//!
//! `SIGLUM_DATA=... cargo test -p siglum-corpus wild -- --ignored --nocapture` prints the table.

use super::testing::assert_sound;
use super::{Depth, Origin, Reading, reader_for};
use crate::source::Source;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// All files below a folder, sorted.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_path_buf()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// The folder of real corpora.
pub fn corpora() -> PathBuf {
    let data = std::env::var("SIGLUM_DATA").expect("SIGLUM_DATA names the folder of shared data");
    Path::new(&data).join("corpora")
}

/// A file as its reader sees it: the reader's name, the reading, and that every value is its bytes.
pub fn read(path: &Path) -> Option<(&'static str, Reading)> {
    let bytes = fs::read(path).expect("a file that was listed");
    let source = Source::repaired(bytes.clone());
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let head = &source.text[..source.text.floor_char_boundary(64 << 10)];
    let reader = reader_for(extension, head)?;
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let reading = (reader.read)(&source.text, &Origin { stem, ..Origin::default() });
    assert_sound(&source, &bytes, &reading);
    let brief = (reader.read)(&source.text, &Origin { stem, depth: Depth::Brief, ..Origin::default() });
    let places = |reading: &Reading| -> Vec<_> {
        reading.records.iter().map(|record| (record.key.clone(), record.span)).collect()
    };
    assert_eq!(places(&reading), places(&brief), "{}", path.display());
    Some((reader.name, reading))
}

#[test]
#[ignore = "needs the shared data"]
fn every_real_file_is_read_soundly() {
    let mut table: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    let mut shown = String::new();
    for path in files(&corpora()) {
        let Some((format, reading)) = read(&path) else {
            let extension = path.extension().map_or(String::new(), |e| e.to_string_lossy().into_owned());
            *unknown.entry(extension).or_default() += 1;
            shown += &format!("- {}\n", path.display());
            continue;
        };
        let several = reading.records.iter().filter(|record| record.abstracts.len() > 1).count();
        let row = table.entry(format).or_default();
        for (sum, more) in row.iter_mut().zip([1, reading.records.len(), several, reading.problems.len()]) {
            *sum += more;
        }
        shown += &format!("{format} {} {} {}\n", path.display(), reading.records.len(), reading.problems.len());
    }
    println!("{shown}\nformat: files, records, with two or more abstracts, problems\n{table:#?}\nunread: {unknown:?}");
    let sum = |column: usize| table.values().map(|row| row[column]).sum::<usize>();
    assert!(sum(0) >= 890 && sum(1) > 16_000, "{} files, {} records", sum(0), sum(1));
}
