//! What a shard promises, whatever the windows and the encoding it is read in.

mod parts;

use super::testing::{LINES, WHOLE, read, shard};
use super::{Shard, Stale, Store};
use crate::read::ProblemKind;
use crate::source::Encoding;
use crate::span::Span;
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;

/// All that a shard says of its rows.
fn told(shard: &Shard) -> Vec<String> {
    let entry = |entry: super::Entry<'_>| {
        let names: Vec<_> = entry.names().map(|name| (name.role, name.family)).collect();
        let (span, line, year) = (entry.span(), entry.line(), entry.year());
        format!("{} {span:?} {:?} {line:?} {year:?} {} {names:?}", entry.key(), entry.key_span(), entry.title())
    };
    let problems = shard.problems().iter().zip(shard.problem_lines()).map(|problem| format!("{problem:?}"));
    shard.entries().map(entry).chain(problems).collect()
}

const TEXT: &str =
    "\u{feff}stray\r\na2016|2016|Tuurnas;Sténvall|L'impact été|10.1/A|\n\r\nb|1999|Ø||\ncé|||Long title here||a2016\r";

#[test]
fn windows_do_not_change_what_is_read() {
    for text in [TEXT, &TEXT[3..], "", "x", "a|1", "a|1|b|c||\n"] {
        let whole = told(&read("/a.lines", text.as_bytes(), &LINES, 1 << 20));
        for window in 1..=text.len() + 1 {
            assert_eq!(told(&read("/a.lines", text.as_bytes(), &LINES, window)), whole, "{window}");
        }
    }
}

proptest! {
    #[test]
    fn windows_do_not_change_what_is_read_of_any_bytes(bytes in "[a|\n\ré\u{0}]{0,60}", cut in any::<Option<u8>>(), window in 1usize..70) {
        let mut bytes = bytes.into_bytes();
        // A byte beyond ASCII at some place makes most of them windows-1252.
        if let Some((at, byte)) = cut.map(|cut| (usize::from(cut) % 61, 0xE9))
            && let Some(slot) = bytes.get_mut(at)
        {
            *slot = byte;
        }
        let whole = told(&read("/a.lines", &bytes, &LINES, 1 << 20));
        prop_assert_eq!(told(&read("/a.lines", &bytes, &LINES, window)), whole);
    }
}

#[test]
fn rows_know_their_lines_and_records_their_bytes() {
    let shard = read("/a.lines", TEXT.as_bytes(), &LINES, 16);
    let lines: Vec<_> = shard.entries().map(|entry| entry.line().0).collect();
    assert_eq!(lines, [1, 3, 4]);
    for (row, entry) in (0..).zip(shard.entries()) {
        let (_, start) = entry.line();
        assert_eq!(start, entry.span().start);
        let record = shard.record(row).expect("unchanged");
        assert_eq!((record.key.value.as_str(), record.span), (entry.key(), entry.span()));
        assert_eq!(entry.key_span().of(TEXT), entry.key());
    }
    assert_eq!(shard.record(3), Err(Stale));
}

#[test]
fn legacy_encodings_are_read_whole_with_places_of_the_file() {
    let text = "a|2016|Lévesque|Été||\r\nœuvre|1999|Ø|Là||\n";
    let utf16 = |le: bool| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(|unit| if le { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let cp1252: Vec<u8> =
        text.chars().map(|c| if c == 'œ' { 0x9C } else { u8::try_from(u32::from(c)).unwrap() }).collect();
    let twice: Vec<u8> = Encoding::Windows1252.decode(text.as_bytes()).into_owned().into_bytes();
    for (bytes, problem) in [
        (utf16(true), None),
        (utf16(false), None),
        (cp1252, Some(ProblemKind::NotUtf8)),
        (twice, Some(ProblemKind::EncodedTwice)),
    ] {
        for reader in [&LINES, &WHOLE] {
            let shard = read("/a.lines", &bytes, reader, 7);
            assert_eq!(shard.entries().map(|entry| entry.key().to_owned()).collect::<Vec<_>>(), ["a", "œuvre"]);
            let second = shard.entry(1);
            assert_eq!(second.line(), (1, second.span().start));
            let record = shard.record(1).expect("unchanged");
            assert_eq!((record.span, record.key.value.as_str()), (second.span(), "œuvre"));
            assert_eq!(record.key.from.cover(), Some(second.key_span()));
            assert_eq!(
                shard.problems().iter().map(|one| one.kind.clone()).collect::<Vec<_>>(),
                Vec::from_iter(problem.clone())
            );
        }
    }
}

#[test]
fn a_changed_file_is_noticed() {
    #[derive(Debug)]
    struct Changed;
    impl Store for Changed {
        fn bytes(&self, span: Span) -> std::io::Result<Vec<u8>> {
            Ok(vec![b'x'; span.len()])
        }
    }
    let path = Path::new("/a.lines");
    let text = b"a|2016|b|c||\n";
    for reader in [&LINES, &WHOLE] {
        let shard = Shard::read(path, Some(reader), &mut &text[..], Arc::new(Changed), super::Options::default());
        assert_eq!(shard.expect("memory does not fail").record(0), Err(Stale));
    }
}

#[test]
fn years_and_names_are_inherited_within_the_file_and_circles_end() {
    let shard =
        shard("/a.lines", "child|||Part||parent\nparent||||,|grand\ngrand|1999|Tuurnas|Book||\na||||,|b\nb||||,|a\n");
    let child = shard.entry(0);
    assert_eq!((child.year(), child.title()), (Some(1999), "Part"));
    assert_eq!(child.names().map(|name| name.family).collect::<Vec<_>>(), ["Tuurnas"]);
    assert_eq!(shard.entry(3).year(), None);
}

#[test]
fn nul_bytes_are_told_once() {
    let shard = read("/a.lines", b"a|2016|b|c||\nx\0|\0|b|c||\n", &LINES, 8);
    assert_eq!(shard.len(), 2);
    let kinds: Vec<_> = shard.problems().iter().map(|problem| &problem.kind).collect();
    assert_eq!(kinds, [&ProblemKind::Binary]);
    assert_eq!(shard.problem_lines(), [(1, 13)]);
}

#[test]
fn rows_that_may_be_one_work_are_given_together() {
    let shard =
        shard("/a.lines", "a|2016|Ek|A title||\nb|2016|Ek|a Title||\nc|2017|Ek|A title||\nd|2016|Bo|A title||\n");
    assert_eq!(shard.likely_twins().collect::<Vec<_>>(), [[0, 1]]);
}
