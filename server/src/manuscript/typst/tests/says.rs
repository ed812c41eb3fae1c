//! The prose as a reader sees it.

use super::*;

fn said(text: &str) -> String {
    let manuscript = parse(text);
    testing::hold(text, &manuscript);
    manuscript.prose.text.trim_end().replace('\u{FFFC}', "¤")
}

#[test]
fn prose_is_what_a_reader_reads() {
    for (text, expected) in [
        ("As Smith @a[p. 3] says~--- *here*, _there_.", "As Smith ¤ says — here, there."),
        ("a_b c*d 中*x*", "a_b c*d 中x"),
        ("One\nline // comment\n\nTwo", "One\nline \n\nTwo"),
        ("= Title <t>\nText", "Title \n\nText"),
        ("- one\n+ two\n1. three\n/ Term: four\n-5 -no", "one\n\ntwo\n\nthree\n\nTerm: four\n-5 -no"),
        ("a\\u{e9}b \\* \\\nc", "aéb * \nc"),
        ("x $y$ z `raw` w", "x  z  w"),
        ("So#footnote[A note on @a.] it is.", "So (A note on ¤.) it is."),
        ("#figure(image(\"x.png\"), caption: [A caption]) After", "A caption\n\n After"),
        ("#table([a], [b])", "a\n\nb"),
        ("say #emph[this title] and #x(1)[that]", "say this title and that"),
        ("A [bracket] https://x.org/a_b_c, yes", "A [bracket] https , yes"),
        ("#let x = 5\n#set par(justify: true)\nText", "Text"),
        ("#if draft [Draft] else [Final] text", "Draft Final text"),
    ] {
        assert_eq!(said(text), expected, "in {text}");
    }
}

#[test]
fn emphasised_and_quoted_spans_may_be_titles() {
    let text =
        "In _The Art of It_ and #emph[Another One] and \"A Third\" *and _inner_ bold*; #quote[Said] _not\n\nclosed_ x";
    let prose = parse(text).prose;
    let found: Vec<_> = prose.emphasis.iter().map(|span| span.of(&prose.text)).collect();
    assert_eq!(found, ["The Art of It", "Another One", "A Third", "and inner bold", "inner", "Said"]);
}
