//! Places by pieces are those of the whole text, whatever the file's encoding and line ends.

use super::super::{FileText, Held, Texts};
use super::*;
use crate::cli::report::frame::Frame;
use proptest::prelude::*;
use siglum_corpus::shard::{Options, Store};
use siglum_corpus::source::Source;
use std::path::Path;

#[derive(Debug)]
struct Bytes(Vec<u8>);

impl Store for Bytes {
    fn bytes(&self, span: Span) -> std::io::Result<Vec<u8>> {
        self.0.get(span.range()).map(<[u8]>::to_vec).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }

    fn size(&self) -> Option<u64> {
        Some(self.0.len() as u64)
    }
}

const PATH: &str = "/a.bib";

/// The file by pieces, where it is one that is read so, and as a whole.
fn both(bytes: &[u8]) -> (Option<Texts>, Texts) {
    let path = Path::new(PATH);
    let store = Arc::new(Bytes(bytes.to_vec()));
    let shard = Arc::new(Shard::read(path, None, &mut &*bytes, store, Options::default()).unwrap());
    let source = Source::decode(bytes.to_vec());
    assert_eq!(shard.encoding(), Some(source.encoding));
    let texts = |held| {
        let mut texts = Texts::default();
        texts.files.insert(path.to_owned(), Some(held));
        texts
    };
    let whole = texts(Held::Stored(FileText::new(Arc::new(source))));
    (Pieces::of(&shard).map(|pieces| texts(Held::Pieces(pieces))), whole)
}

fn framed(texts: &Texts, span: Span) -> Option<(u32, (String, String))> {
    let Quote { number, line, mark } = texts.quote(Path::new(PATH), span)?;
    Some((number, Frame { line: &line, mark, with: '^' }.render()))
}

fn assert_same(pieces: &Texts, whole: &Texts, span: Span) {
    let path = Path::new(PATH);
    assert_eq!(pieces.points(path, span), whole.points(path, span), "{span:?}");
    assert_eq!(pieces.offsets(path, span), whole.offsets(path, span), "{span:?}");
    assert_eq!(pieces.text(path, span), whole.text(path, span), "{span:?}");
    assert_eq!(pieces.columns_in_bytes(path, span), whole.columns_in_bytes(path, span), "{span:?}");
    assert_eq!(framed(pieces, span), framed(whole, span), "{span:?}");
}

fn encoded(text: &str, which: usize) -> Vec<u8> {
    let utf16 = |swap: fn(u16) -> [u8; 2]| [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(swap).collect();
    match which {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        2 => utf16(u16::to_le_bytes),
        3 => utf16(u16::to_be_bytes),
        _ => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn places_are_those_of_the_whole_text(
        parts in proptest::collection::vec(
            "@book\\{k[a-c],(\r\n| ) *t *= \\{[é€𒀀x\r\n\t]{0,9}\\},?(\r|\n|\r\n)?\\}|[\r\n]{1,4}|[é€𒀀x% ]{1,6}", 0..12),
        which in 0..5usize,
    ) {
        let bytes = encoded(&parts.concat(), which);
        let (pieces, whole) = both(&bytes);
        // Others are read whole, by which their shards were made, too.
        prop_assert_eq!(pieces.is_some(), Source::decode(bytes.clone()).text.is_ascii() && which > 3 || which < 2);
        let Some(pieces) = pieces else { return Ok(()) };
        prop_assert_eq!(pieces.line_end(Path::new(PATH)), whole.line_end(Path::new(PATH)));
        for start in 0..bytes.len() + 3 {
            for len in [0, 1, 2, 5, 17, 80] {
                assert_same(&pieces, &whole, Span::new(start, start + len));
            }
        }
    }
}

#[test]
fn windows_and_long_lines_change_nothing() {
    let (window, reach) = (WINDOW as usize, REACH as usize);
    let texts = [
        // A stretch without records, with line ends and characters at the windows' borders.
        format!("{}\r\n{}é\r\n{}", "x".repeat(window - 1), "y".repeat(window - 3), "€\r".repeat(window)),
        // Endless lines.
        format!("a\n{}\n{}é", "é€x".repeat(window), "y".repeat(3 * reach)),
        format!("@book{{a, title = {{{}}}}}\n@book{{b}}\n", "é ".repeat(2 * window)),
        "\r".repeat(2 * window),
    ];
    for text in texts {
        let (pieces, whole) = both(text.as_bytes());
        let pieces = pieces.unwrap();
        for start in
            (0..=text.len() + 1).step_by(1331).chain(window - 4..window + 4).chain(2 * window - 5..2 * window + 5)
        {
            for len in [0, 1, 40, reach - 1, reach, reach + 40, window] {
                assert_same(&pieces, &whole, Span::new(start, start + len));
            }
        }
        assert_eq!(pieces.line_end(Path::new(PATH)), whole.line_end(Path::new(PATH)));
    }
}

#[test]
fn many_places_in_a_file_without_records_take_time_in_proportion() {
    let text = "% nothing\n".repeat(400_000);
    let (pieces, _) = both(text.as_bytes());
    let pieces = pieces.unwrap();
    for start in (0..text.len()).step_by(100) {
        assert_eq!(pieces.points(Path::new(PATH), Span::new(start, start)).0.line as usize, start / 10 + 1);
    }
}

#[test]
fn a_file_that_changed_has_no_places() {
    #[derive(Debug)]
    struct Gone;
    impl Store for Gone {
        fn bytes(&self, _: Span) -> std::io::Result<Vec<u8>> {
            Err(std::io::ErrorKind::NotFound.into())
        }
    }
    let text = "@book{a}\n";
    let shard = Shard::read(Path::new(PATH), None, &mut text.as_bytes(), Arc::new(Gone), Options::default()).unwrap();
    assert!(Pieces::of(&Arc::new(shard)).is_none());
}
