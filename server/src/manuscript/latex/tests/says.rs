//! The prose as a reader sees it.

use super::*;

fn prose(text: &str) -> String {
    let manuscript = parse(text);
    testing::hold(text, &manuscript);
    manuscript.prose.text
}

#[test]
fn accents_and_symbols_are_decoded() {
    for (text, expected) in [
        ("M\\\"uler M\\\"{u}ler M{\\\"u}ler", "Müler Müler Müler"),
        ("\\'e {\\'e} \\'{e} \\'\\i \\^{\\i} \\`a", "é é é íî à"),
        ("\\c{c} \\c c \\v{s} \\H{o} \\k{a} \\r{A} \\d{s}", "ç ç š ő ą Å ṣ"),
        ("\\oe uvre \\OE{} stra\\ss e stra{\\ss}e \\o{}re", "œuvre Œ straße straße øre"),
        ("A \\& B 5\\,\\% \\_x \\# \\{a\\}", "A & B 5\u{202F}% _x # {a}"),
        ("p.~3 1990--95 so---then co\\-op", "p. 3 1990–95 so—then coop"),
        ("``Title'' and `one'", "“Title” and ‘one'"),
        ("\\og Titre\\fg{} \\guillemotleft a\\guillemotright", "«Titre» «a»"),
        ("\\ldots{} \\LaTeX{} \\textendash", "… LaTeX –"),
        ("\\'q \\\"{ab} \\.", "q ab "),
    ] {
        assert_eq!(prose(text), expected, "in {text}");
    }
}

#[test]
fn commands_lose_their_names_and_some_their_arguments() {
    for (text, expected) in [
        ("\\emph{a} \\textbf{b \\textsc{c}}", "a b c"),
        ("a\\label{x} b \\ref{y} \\index{z} \\url{u} c", "a b    c"),
        ("\\href{http://x}{text} \\textcolor{red}{word} \\hyperref[sec]{here}", "text word here"),
        ("\\includegraphics[width=3cm]{f.png} a \\vspace*{2em}", " a "),
        ("\\begin{tabular}{ll} a & b \\\\ c \\end{tabular}", " a  |  b \n c \n\n"),
        ("\\begin{minipage}[t]{5cm} a\\end{minipage}", " a\n\n"),
        ("Smith\\footnote{See b.} says", "Smith (See b.) says"),
        ("one\ntwo\n\nthree\n \n\nfour", "one\ntwo\n\nthree\n\nfour"),
        ("one\r\ntwo\r\n\r\nthree", "one\ntwo\n\nthree"),
        ("wo% comment\n  rd", "word"),
        ("one % c\n\ntwo", "one \n\ntwo"),
        ("\\section{Title} Text", "Title\n\n Text"),
        ("\\begin{itemize}\\item a \\item b\\end{itemize}", " a \n\n b\n\n"),
        ("\\foo[x]{a} \\bar", "a "),
        ("\\newcommand{\\x}{hidden} a", " a"),
        ("\\textquote{a} \\enquote{b}", "“a” “b”"),
    ] {
        assert_eq!(prose(text), expected, "in {text}");
    }
}

#[test]
fn a_citation_is_an_anchor_beside_its_words() {
    let text = "As M\\\"uler~\\citep{a} and Roe\\footnote{\\cite{b}, p. 3.} say.\\nocite{c}";
    assert_eq!(prose(text), "As Müler \u{FFFC} and Roe (\u{FFFC}, p. 3.) say.");
    let clusters: Vec<_> = parse(text).prose.anchors.iter().map(|(_, cluster)| *cluster).collect();
    assert_eq!(clusters, [0, 1], "a key that is only listed stands nowhere in the text");
}

#[test]
fn the_source_of_a_decoded_word_is_its_source() {
    let text = "\\emph{Les \\oe{}uvres} de M\\\"uler";
    let prose = parse(text).prose;
    let at = prose.text.find("Müler").expect("the word is in the prose");
    assert_eq!(prose.source(Span::new(at, at + "Müler".len())).of(text), "M\\\"uler");
}

#[test]
fn emphasised_and_quoted_spans_are_candidates_for_titles() {
    for (text, expected) in [
        ("\\emph{A Title} and \\textit{ Another }", &["A Title", "Another"][..]),
        ("{\\em A Title} {\\itshape B} {x \\it C}", &["A Title", "B", "C"]),
        ("``A Title'' \\enquote{B} « C » “D” „E“ \"`F\"'", &["A Title", "B", "C", "D", "E", "F"]),
        ("\\emph{A \\emph{B}}", &["A B", "B"]),
        ("\\emph{open\n\nnext} ``open\n\nnext''", &[]),
        ("\\textsl{} don't", &[]),
    ] {
        let prose = parse(text).prose;
        let found: Vec<_> = prose.emphasis.iter().map(|span| span.of(&prose.text).trim()).collect();
        assert_eq!(found, expected, "in {text}");
    }
}
