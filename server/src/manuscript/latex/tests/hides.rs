//! What is no prose and cites nothing.

use super::*;

#[test]
fn comments_verbatim_and_dead_branches_cite_nothing() {
    check(&[
        ("% \\cite{h}\n\\cite{a}", &["n a"]),
        ("\\% \\cite{a} % \\cite{h}", &["n a"]),
        ("\\\\% \\cite{h}\n", &[]),
        ("% one\r% \\cite{h}\r\\cite{a}", &["n a"]),
        ("\\verb|\\cite{i}| \\verb*+\\cite{i}+ \\cite{a}", &["n a"]),
        ("\\verb|open\n\\cite{a}|", &["n a"]),
        ("\\lstinline[language=C]|\\cite{h}| \\lstinline{\\cite{h}} \\cite{a}", &["n a"]),
        ("\\mintinline{tex}|\\cite{h}| \\mintinline[x]{tex}{\\cite{h}} \\cite{a}", &["n a"]),
        ("\\iffalse \\cite{h} \\fi \\cite{a}", &["n a"]),
        ("\\iffalse \\ifx\\a\\b \\cite{h} \\else \\fi \\cite{h} \\fi \\cite{a}", &["n a"]),
        ("\\iffalse \\cite{h} \\else \\cite{a} \\fi \\cite{b}", &["n a", "n b"]),
        ("\\iffalse \\iftoggle{x}{y}{z} % \\fi\n \\cite{h} \\fi \\cite{a}", &["n a"]),
        ("\\cite{a} \\end{document} \\cite{h}", &["n a"]),
        ("\\begin{verbatim}\\end{document}\\end{verbatim} \\cite{a}", &["n a"]),
    ]);
    for name in
        ["verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "comment", "filecontents", "filecontents*"]
    {
        let text = format!("\\begin{{{name}}}\n\\cite{{h}} \\end{{x}}\n\\end{{{name}}} \\cite{{a}}");
        check(&[(&text, &["n a"])]);
        check(&[(&format!("\\begin{{{name}}} half-typed \\cite{{a}}"), &["n a"])]);
    }
}

#[test]
fn the_preamble_is_no_prose_but_its_keys_count() {
    let text = "\\documentclass{article}\n\\newcommand{\\me}{\\cite{in}}\\title{T \\cite{a}}\\nocite{b}\n\\begin{document}\nText.";
    assert_eq!(cited(text), ["n in", "n a", "l b"]);
    assert_eq!(parse(text).prose.text, "Text.");
    let example = "Text \\begin{verbatim}\\begin{document}\\end{verbatim} more.";
    assert!(parse(example).prose.text.starts_with("Text"));
}

/// The regions as letters: p, c, m.
fn regions(text: &str) -> String {
    let manuscript = parse(text);
    testing::hold(text, &manuscript);
    let piece = |region: &Region| {
        let mark = match region.kind {
            RegionKind::Prose => "",
            RegionKind::Citation => "@",
            RegionKind::Masked => "#",
        };
        format!("{mark}[{}]", region.span.of(text))
    };
    manuscript.regions.iter().map(piece).collect()
}

#[test]
fn regions_tell_prose_from_what_is_none() {
    for (text, expected) in [
        ("a \\cite{k} b", "[a ]@[\\cite{k}][ b]"),
        ("\\emph{word} \\label{x}", "#[\\emph{][word]#[}][ ]#[\\label{x}]"),
        ("a $x_1$ b", "[a ]#[$x_1$][ b]"),
        ("5\\,\\$ and 6\\$ so", "[5\\,\\$ and 6\\$ so]"),
        ("a % b\nc", "[a ]#[% b\n][c]"),
        ("M\\\"uler \\nocite{k}", "[M\\\"uler ]@[\\nocite{k}]"),
    ] {
        assert_eq!(regions(text), expected, "in {text}");
    }
}

#[test]
fn directives_are_comments_that_begin_with_the_name() {
    let text = "% siglum-ignore unknown-key\ntext % siglum-ignore\n  %% siglum-ignore-file \n% see siglum-ignore\n\\% siglum-ignore";
    let found: Vec<_> = parse(text)
        .directives
        .iter()
        .map(|directive| {
            assert_eq!(directive.span.of(text), directive.text);
            (directive.text.clone(), directive.comment.of(text), directive.own_line)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("siglum-ignore unknown-key".to_owned(), "% siglum-ignore unknown-key", true),
            ("siglum-ignore".to_owned(), "% siglum-ignore", false),
            ("siglum-ignore-file".to_owned(), "%% siglum-ignore-file ", true),
        ]
    );
}

#[test]
fn math_and_drawings_are_no_prose_but_their_keys_count() {
    for text in [
        "a $x$ b",
        "a $$x$$ b",
        "a \\(x\\) b",
        "a \\[x\\] b",
        "a \\begin{equation}x\\end{equation} b",
        "a \\begin{align*}x\\end{align*} b",
        "a \\begin{tikzpicture}x\\end{tikzpicture} b",
        "a \\ensuremath{x} b",
    ] {
        assert!(!parse(text).prose.text.contains('x'), "in {text}");
        assert!(parse(text).prose.text.ends_with('b'), "in {text}");
        check(&[(&text.replace('x', "\\text{\\cite{k}}"), &["n k"])]);
    }
    for text in ["costs 5$ and \n\n more $", "a \\( b\n\nc", "a $$ b \\cite{k}", "\\begin{align} b \\cite{k}"] {
        assert!(parse(text).prose.text.contains(['b', 'm']), "in {text}");
    }
}
