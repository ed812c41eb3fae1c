//! Lists of retracted works that the settings name: one DOI, PubMed number or key a line, or a table with a header, such as
//! Retraction Watch's (`OriginalPaperDOI`, `OriginalPaperPubMedID`, `RetractionNature`).

use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128_with_seed;

/// What the lists hold. Cheap to clone, to compare and to show; the lists are read by whoever may touch the disk.
#[derive(Clone, Debug, Default)]
pub struct Retractions(Arc<Lists>);

#[derive(Default)]
struct Lists {
    files: Vec<String>,
    /// The hash of all their texts: what settings are compared by, and remembered findings found by.
    content: u128,
    /// DOIs in lower case, numbers of PubMed, and keys behind an `@`, each with the place of its list.
    marks: FxHashMap<Box<str>, u32>,
}

impl PartialEq for Retractions {
    fn eq(&self, other: &Self) -> bool {
        (&self.0.files, self.0.content) == (&other.0.files, other.0.content)
    }
}

impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:032x}", self.files, self.content)
    }
}

impl Retractions {
    /// The lists of these names and texts.
    #[must_use]
    pub fn of<'a>(lists: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut all = Lists::default();
        for (place, (name, text)) in (0u32..).zip(lists) {
            all.files.push(name.to_owned());
            all.content = xxh3_128_with_seed(text.as_bytes(), all.content as u64 ^ (all.content >> 64) as u64);
            read(text, |mark| {
                all.marks.entry(mark).or_insert(place);
            });
        }
        Self(Arc::new(all))
    }

    /// Whether they hold nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.marks.is_empty()
    }

    /// The name of the list that holds a DOI, bare and in lower case.
    #[must_use]
    pub fn doi(&self, doi: &str) -> Option<&str> {
        self.list(doi)
    }

    /// The name of the list that holds a number of PubMed.
    #[must_use]
    pub fn pmid(&self, number: &str) -> Option<&str> {
        self.list(number.trim())
    }

    /// The name of the list that holds a key.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<&str> {
        self.list(&format!("@{key}"))
    }

    fn list(&self, mark: &str) -> Option<&str> {
        let place = *self.0.marks.get(mark)?;
        self.0.files.get(place as usize).map(String::as_str)
    }
}

/// The columns of a table that matter.
struct Columns {
    doi: Option<usize>,
    pmid: Option<usize>,
    nature: Option<usize>,
}

impl Columns {
    /// The columns, if a row is a header.
    fn of(row: &[String]) -> Option<Self> {
        let find = |names: &[&str]| {
            row.iter().position(|name| names.iter().any(|known| name.trim().eq_ignore_ascii_case(known)))
        };
        let doi = find(&["OriginalPaperDOI", "doi"]);
        let pmid = find(&["OriginalPaperPubMedID", "pmid"]);
        (doi.is_some() || pmid.is_some()).then(|| Self { doi, pmid, nature: find(&["RetractionNature"]) })
    }
}

fn read(text: &str, mut each: impl FnMut(Box<str>)) {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t'].into_iter().max_by_key(|one| first.matches(*one).count()).unwrap_or(',');
    let mut rows = Rows { rest: text, separator };
    let header = rows.next().unwrap_or_default();
    let Some(columns) = Columns::of(&header) else {
        text.lines().filter_map(one).for_each(each);
        return;
    };
    for row in rows {
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column)).map_or("", |cell| cell.trim());
        // Corrections, concerns and reinstatements stand in the same table.
        if columns.nature.is_some() && !cell(columns.nature).eq_ignore_ascii_case("retraction") {
            continue;
        }
        doi(cell(columns.doi)).into_iter().chain(number(cell(columns.pmid))).for_each(&mut each);
    }
}

/// What a line of a plain list names.
fn one(line: &str) -> Option<Box<str>> {
    let line = line.trim();
    let bare = line.split_once(" #").map_or(line, |(before, _)| before).trim();
    if bare.is_empty() || bare.starts_with(['#', '%']) {
        return None;
    }
    let pmid = bare
        .strip_prefix("PMID")
        .or(bare.strip_prefix("pmid"))
        .map_or(bare, |rest| rest.trim_start_matches([':', ' ']));
    let key = || Box::from(format!("@{}", bare.trim_start_matches('@')));
    Some(doi(bare).or_else(|| number(pmid)).unwrap_or_else(key))
}

fn doi(written: &str) -> Option<Box<str>> {
    let at = written.find("10.")?;
    let before = written[..at].to_ascii_lowercase();
    let known = before.is_empty()
        || before.ends_with("doi.org/")
        || before.trim_end().ends_with("doi:")
        || before.trim() == "doi";
    (known && written[at..].contains('/')).then(|| written[at..].trim().to_ascii_lowercase().into())
}

fn number(written: &str) -> Option<Box<str>> {
    // Retraction Watch writes 0 where there is none.
    let is = !written.is_empty()
        && written != "0"
        && written.len() <= 10
        && written.bytes().all(|byte| byte.is_ascii_digit());
    is.then(|| written.into())
}

/// The rows of a table with separators; a cell in quotation marks may hold separators and ends of lines.
struct Rows<'t> {
    rest: &'t str,
    separator: char,
}

impl Iterator for Rows<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut row = Vec::new();
        let mut cell = String::new();
        let mut quoted = false;
        let mut chars = self.rest.char_indices().peekable();
        let mut end = self.rest.len();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' if quoted && chars.peek().is_some_and(|(_, next)| *next == '"') => {
                    cell.push('"');
                    chars.next();
                }
                '"' if quoted || cell.is_empty() => quoted = !quoted,
                '\n' if !quoted => {
                    end = at + 1;
                    break;
                }
                _ if c == self.separator && !quoted => row.push(std::mem::take(&mut cell)),
                _ => cell.push(c),
            }
        }
        self.rest = &self.rest[end..];
        row.push(cell);
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::Retractions;

    #[test]
    fn the_table_of_retraction_watch_is_read() {
        let text = "\u{feff}Record ID,Title,Reason,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature\r\n1,\"A, \"\"b\"\"\nc\",+X;,10.1/A,0,Retraction\r\n2,B,,10.1/b,77,Correction\r\n3,C,,unavailable,12345,Retraction\r\n";
        let lists = Retractions::of([("rw.csv", text)].into_iter());
        assert_eq!(lists.doi("10.1/a"), Some("rw.csv"));
        assert_eq!((lists.doi("10.1/b"), lists.pmid("77"), lists.pmid("0")), (None, None, None));
        assert_eq!(lists.pmid(" 12345"), Some("rw.csv"));
    }

    #[test]
    fn a_plain_list_names_dois_numbers_and_keys() {
        let text = "# mine\n10.1/X\nhttps://doi.org/10.1/y # why\ndoi: 10.1/z\nPMID: 42\n@ek2010\nbo2011\n\n";
        let lists = Retractions::of([("a.txt", text), ("b.txt", "10.1/x\n")].into_iter());
        for doi in ["10.1/x", "10.1/y", "10.1/z"] {
            assert_eq!(lists.doi(doi), Some("a.txt"), "{doi}");
        }
        assert!(lists.pmid("42").is_some() && lists.key("ek2010").is_some() && lists.key("bo2011").is_some());
        assert!(lists.key("# mine").is_none() && !lists.is_empty() && Retractions::default().is_empty());
    }
}
