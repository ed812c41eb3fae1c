//! Formats that are read part by part: the parts do not change what is read, nor how records are read again.

use super::super::testing::read;
use super::told;
use crate::read::{Reader, csl_json::CSL_JSON, endnote::ENDNOTE, marc::MARC, medline::MEDLINE, ris::RIS};
use crate::shard::Shard;
use proptest::prelude::*;

/// Each format as it is, and as if it had to be read whole.
static FORMATS: [(&Reader, &Reader); 5] = [
    (&CSL_JSON, &Reader { stream: None, ..CSL_JSON }),
    (&RIS, &Reader { stream: None, ..RIS }),
    (&MEDLINE, &Reader { stream: None, ..MEDLINE }),
    (&ENDNOTE, &Reader { stream: None, ..ENDNOTE }),
    (&MARC, &Reader { stream: None, ..MARC }),
];

/// All that a shard says, and its records one by one.
fn all_of(shard: &Shard) -> Vec<String> {
    let record = |row| format!("{:?}", shard.record(row));
    let found = |row| format!("{:?}", shard.tables().rows_of(shard.entry(row).key()));
    told(shard).into_iter().chain((0..shard.len()).flat_map(|row| [record(row), found(row)])).collect()
}

/// What a sweep tells, a line a record.
fn swept(shard: &Shard) -> Vec<String> {
    let mut found = Vec::new();
    for stretch in shard.stretches(2) {
        let each = |swept: crate::shard::Swept<'_>| {
            // Where there is a byte order mark, only parts give the text.
            assert!(swept.text.is_empty() || shard.text_of(swept.row).as_deref() == Ok(swept.text));
            found.push(format!("{} {:?}", swept.row, swept.record));
        };
        shard.sweep(stretch, each).expect("unchanged");
    }
    found
}

fn assert_same(format: usize, text: &str, windows: impl Iterator<Item = usize>) {
    let (parts, whole) = FORMATS[format];
    let whole = read("/stem.x", text.as_bytes(), whole, 1 << 20);
    let (expected, records) = (all_of(&whole), swept(&whole));
    for window in windows {
        let shard = read("/stem.x", text.as_bytes(), parts, window);
        assert_eq!(all_of(&shard), expected, "{} in windows of {window} of {text:?}", parts.name);
        assert_eq!(swept(&shard), records, "{} in windows of {window} of {text:?}", parts.name);
    }
}

const TEXTS: [(usize, &str); 12] = [
    (
        0,
        "[{\"id\": \"b\", \"title\": \"É\"},\n {\"title\": \"T\", \"author\": [{\"family\": \"B\"}]}, 3,\n{\"id\": \"c\" \"title\": \"C, \"D\" E\"}]\n",
    ),
    (0, "\u{feff}{\"id\": 7, \"type\": \"book\", \"title\": \"T\"}\r\n{\"title\": \"U\"}\r\n{\"title\": \"V"),
    (0, "{\"items\": [{\"id\": \"a\", \"title\": \"A\"}, {\"id\": \"b\", \"title\": \"B\"}]}"),
    (
        0,
        "[{\"id\": \"a\", \"title\": \"A,\n \"type\": \"book\"},\n{\"id\": \"b\", \"title\": \"B\",}, {\"id\": \"c\", \"title\": \"C\"\n, {\"id\": \"d\"}]",
    ),
    (
        1,
        "\u{feff}TY  - JOUR\r\nAU  - Ek, Åsa\r\nPY  - 2016\r\nTI  - One\r\ngoes on\r\nER  - \r\n\r\nTY  - BOOK\r\nAU  - Ek, Åsa\r\nPY  - 2016\r\nTI  - Two\r\n",
    ),
    (
        1,
        "TY  - JOUR\nTY  - BOOK\nID  - ek2016\nTI  - A\nTY  - CHAP\rAU  - Ek, B\rPY  - 2016\rER  -\rAU  - Ek, B\nPY  - 2016\nTY  - X",
    ),
    (2, "\nPMID- 1\nTI  - A\n      more\n\nPMID- 2\nTI  - B\nPMID- 3\nTI  - C\nFAU - Ek, A\nDP  - 2016\n"),
    (2, "TI  - A\nFAU - Ek, A\n \nTI  - B\nFAU - Ek, A\n\n\nstray\nTI  - C\n"),
    (3, "%0 Journal Article\n%A Ek, A\n%D 2016\n%T A\n\n%0 Book\n%A Ek, A\n%D 2016\n%T B\n%0 Book\n%0 Thesis\n%T C"),
    (3, "%A Ek, A\n%T A\n\n%A Ek, A\n%T B\n%D 2016\n\n%T C\n"),
    (
        4,
        "00089naa a2200049 a 4500245001200000520000800012\u{1e}12\u{1f}aL'é =\u{1f}bT\u{1e}  \u{1f}aé\u{1e}\u{1d}\n00089naa a2200049 a 4500245001200000520000800012\u{1e}12\u{1f}aL'é =\u{1f}bT\u{1e}  \u{1f}aé\u{1e}\u{1d}\n",
    ),
    (
        4,
        "00089naa a2200049 a 4500245001200000520000800012\u{1e}12\u{1f}aL'é =\u{1f}bT\u{1e}  \u{1f}aé\u{1e}\u{1d}x\u{1d}\0\n00089naa a2200049 a 4500245001200000520000800012\u{1e}12\u{1f}aL'é =\u{1f}bT\u{1e}  \u{1f}aé\u{1e}",
    ),
];

#[test]
fn parts_do_not_change_what_is_read() {
    for (format, text) in TEXTS {
        assert_same(format, text, 1..=text.len() + 1);
    }
}

proptest! {
    #[test]
    fn parts_do_not_change_what_is_read_of_any_items(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "{\"id\": \"a\", \"title\": \"A\"}", "{\"title\": \"É\", \"author\": [{\"family\": \"B\"}]}", "{\"id\": \"b1\", ", "\"title\": \"x", "\"", "{", "}", "[", "]", ",", "\n",
            "3", "\\", ": ", "{\"items\": [", "\"type\":", " \"y\" z", "\u{0}",
        ]), 0..14),
        window in 1usize..80,
    ) {
        assert_same(0, &pieces.concat(), [window].into_iter());
    }

    #[test]
    fn parts_do_not_change_what_is_read_of_any_lines(
        format in 1usize..4,
        lines in proptest::collection::vec((proptest::sample::select(vec![
            "TY  - JOUR", "TY  - ", "ER  - ", "ER", "AU  - Ek, A", "TI  - É", "PY  - 2016", "ID  - ek2016", "PMID- 1", "FAU - Ek, A", "DP  - 2016", "%0 Book", "%0", "%A Ek, A", "%T T",
            "%D 2016", "%F ek2016", "", " ", "more", "\u{0}", "ZZ  -",
        ]), proptest::sample::select(vec!["\n", "\n", "\n", "\r\n", "\r"])), 0..14),
        ended in any::<bool>(),
        window in 1usize..80,
    ) {
        let mut text: String = lines.iter().flat_map(|(line, end)| [*line, *end]).collect();
        if !ended {
            text.truncate(text.trim_end().len());
        }
        assert_same(format, &text, [window].into_iter());
    }
}
