//! LaTeX, row by row.
use super::*;
#[test]
fn smoke() {
    let m = parse("See \\citep[p.~3]{a,%x\n b} and M\\\"uler \\emph{The T}.");
    assert_eq!(m.citations.len(), 2);
    assert_eq!(m.prose.text, "See \u{FFFC} and Müler The T.");
}
