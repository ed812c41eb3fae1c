//! Cite commands of biblatex, natbib, apacite, csquotes and the author's own.

use super::*;
use crate::manuscript::MalformedKind;

#[test]
fn every_command_of_biblatex_cites_in_its_form() {
    for name in [
        "cite",
        "Cite",
        "parencite",
        "Parencite",
        "footcite",
        "footcitetext",
        "smartcite",
        "Smartcite",
        "supercite",
        "autocite",
        "Autocite",
        "fullcite",
        "footfullcite",
        "notecite",
        "Notecite",
        "pnotecite",
        "Pnotecite",
        "fnotecite",
        "bibentry",
        "onlinecite",
    ] {
        check(&[(&format!("\\{name}[see][p. 3]{{k}}"), &["n k | p. 3"])]);
    }
    for name in ["textcite", "Textcite", "citeauthor", "Citeauthor", "citeauthor*", "textcite*"] {
        check(&[(&format!("\\{name}{{k}}"), &["t k"])]);
    }
    for name in [
        "cite*",
        "parencite*",
        "autocite*",
        "Autocite*",
        "citeyear",
        "citeyear*",
        "citedate",
        "citedate*",
        "citetitle",
        "citetitle*",
        "citeurl",
        "citeyearpar",
    ] {
        check(&[(&format!("\\{name}{{k}}"), &["s k"])]);
    }
    check(&[
        ("\\citename{k}{author}", &["n k"]),
        ("\\citelist{k}[x]{publisher}", &["n k"]),
        ("\\citefield[p. 1]{k}{title} text", &["n k | p. 1"]),
        ("\\nocite{k}", &["l k"]),
        ("\\notacommand{k}", &[]),
    ]);
}

#[test]
fn natbib_apacite_and_the_others() {
    for name in ["citep", "citep*", "Citep", "Citep*", "citealp", "citealp*", "Citealp", "citenum", "citepalias"] {
        check(&[(&format!("\\{name}{{k}}"), &["n k"])]);
    }
    for name in [
        "citet",
        "citet*",
        "Citet",
        "Citet*",
        "citealt",
        "Citealt*",
        "citetalias",
        "citefullauthor",
        "citeA",
        "shortciteA",
        "citegenp",
    ] {
        check(&[(&format!("\\{name}{{k}}"), &["t k"])]);
    }
    check(&[
        ("\\citetext{see \\citealp{a}, and \\citealp{b}}", &["n a", "n b"]),
        ("\\defcitealias{k}{Paper I} \\citetalias{k}", &["l k", "t k"]),
        ("\\cite<see>[p. 3]{a}", &["n a | p. 3"]),
        ("\\citeNP{a} \\shortcite<e.g.>{b} \\fullcite<x>{c}", &["n a", "n b", "n c"]),
        ("\\mcite{a,*b} \\cite{c,*d}", &["n a", "n b", "n c", "n d"]),
        ("\\shortcites{a,b}", &["l a", "l b"]),
        ("\\newcite{a}", &["t a"]),
        ("\\newcites{sec}{Secondary} \\citesec{a} \\nocitesec{b}", &["n a", "l b"]),
        ("\\textcquote[12]{a}{Some text \\emph{b}.}", &["n a | 12"]),
        ("\\foreigntextcquote{french}[12]{a}{Du texte.}", &["n a | 12"]),
        ("\\begin{displaycquote}[7]{a} Text \\end{displaycquote}", &["n a | 7"]),
    ]);
}

#[test]
fn multicites_take_groups_until_something_else_follows() {
    for name in [
        "cites",
        "Cites",
        "parencites",
        "Parencites",
        "footcites",
        "footcitetexts",
        "smartcites",
        "Smartcites",
        "supercites",
        "autocites",
        "Autocites",
    ] {
        check(&[(&format!("\\{name}(pre)(post)[x]{{e}}[y]{{f,g}}"), &["n e | x", "n f", "n g | y"])]);
    }
    check(&[
        ("\\textcites{a}{b} \\Textcites{c}{d}.", &["t a", "t b", "t c", "t d"]),
        ("\\parencites{a}{b}", &["n a", "n b"]),
        ("\\parencites{a}%\n  [see][p. 2]{b} {\\em no}", &["n a", "n b | p. 2"]),
        ("\\parencites[1]{a} {b} (c)", &["n a | 1", "n b"]),
        ("\\cites{a} {two words}", &["n a"]),
        ("\\cites{a} [sic]", &["n a"]),
        ("\\volcite[pre]{2}[p. 3]{k}", &["n k | p. 3"]),
        ("\\pvolcite{2}{k} \\Pvolcite{2}{k} \\fvolcite{1}{k} \\ftvolcite{1}{k}", &["n k", "n k", "n k", "n k"]),
        ("\\svolcite{2}{k} \\Svolcite{2}{k} \\avolcite{1}{k} \\tvolcite{1}{k}", &["n k", "n k", "n k", "t k"]),
        ("\\volcites{1}[2]{a}{3}{b} \\tvolcites(x)(y){1}{c}", &["n a | 2", "n b"]),
    ]);
}

#[test]
fn keys_are_lists_with_blanks_comments_and_any_punctuation() {
    check(&[
        ("\\citep{a,%\nb}", &["n a", "n b"]),
        ("\\citep{a,% second, key\n  b %\n}", &["n a", "n b"]),
        ("\\cite{ a ,\n\tb }", &["n a", "n b"]),
        ("\\cite{DBLP:conf/x/Y-1.2+z_3}", &["n DBLP:conf/x/Y-1.2+z_3"]),
        ("\\cite{Été2010,中文}", &["n Été2010", "n 中文"]),
        ("\\cite{A}\\cite{a}", &["n A", "n a"]),
        ("\\cite{a}\\cite{a%\n}", &["n a", "n a"]),
        ("\\cite\n[p. 3]\n  {a}", &["n a | p. 3"]),
        ("\\cite % why\n {a}", &["n a"]),
        ("\\cite[{[sic] p. 3}]{a}", &["n a | {[sic] p. 3}"]),
        ("\\cite[a\\]b]{k}", &["n k | a\\]b"]),
        ("\\cite[][]{a} \\cite[x][]{b}", &["n a", "n b"]),
        ("\\cite[p. 3]{a,b}", &["n a", "n b | p. 3"]),
        ("\\cite[{see also \\citealp[12]{x}}][p. 3]{a}", &["n x | 12", "n a | p. 3"]),
        ("\\parencites{a}[see \\citet{x}]{b}", &["n a", "t x", "n b | see \\citet{x}"]),
        ("\\section[short \\cite{a}]{Long \\cite{b}} \\caption[\\cite{c}]{\\cite{d}}", &["n a", "n b", "n c", "n d"]),
        ("\\footnote{As \\citet[5]{a}, and \\emph{\\citep{b}}}", &["t a | 5", "n b"]),
        ("\\cite{\\thekey} \\cite{#1}", &[]),
    ]);
}

#[test]
fn the_whole_bibliography_is_cited_by_a_star() {
    let manuscript = parse("\\nocite{*}");
    assert!(manuscript.cites_all && manuscript.citations.is_empty() && manuscript.malformed.is_empty());
    assert!(!parse("\\nocite{a} \\cite{*}").cites_all);
}

#[test]
fn commands_that_only_look_like_citing_do_not() {
    for text in [
        "\\citestyle{apa}",
        "\\setcitestyle{round,comma}",
        "\\citesetup{x}",
        "\\AtEveryCitekey{\\clearfield{url}}",
        "\\AtEveryCite{x}",
        "\\ifciteseen{a}{b}",
        "\\mkvolcitenote{1}{2}",
        "\\citereset",
        "\\bibcite{a}{1}",
        "\\DeclareCiteCommand{\\x}[\\mkbibparens]{\\usebibmacro{cite:init}}{a}{b}{c}",
        "\\citeindextrue",
        "\\DeclareAutoCiteCommand{inline}[l]{\\parencite}{\\parencites}",
        "\\excited{a}",
        "\\protect\\citeauthoryear{A}{B}{1999}",
        "\\usepackage[cite=x]{cite}",
        "\\let\\oldcite\\cite",
        "\\citation{a}",
    ] {
        let manuscript = parse(text);
        assert_eq!((manuscript.citations, manuscript.malformed), (vec![], vec![]), "in {text}");
    }
}

#[test]
fn macros_of_the_author_cite_where_their_definition_passes_a_key_on() {
    check(&[
        (
            "\\newcommand{\\mycite}[2][]{(\\citep[#1]{#2})} \\mycite[p. 3]{a,b} \\mycite{c}",
            &["n a", "n b | p. 3", "n c"],
        ),
        ("\\newcommand*\\see[2]{see \\textcite{#2} (#1)} \\see{now}{k}", &["t k"]),
        ("\\newcommand{\\citepos}[1]{\\citeauthor{#1}'s (\\citeyear{#1})} \\citepos{k}", &["t k"]),
        ("\\renewcommand{\\cite}[1]{\\parencite{#1}} \\cite{k}", &["n k"]),
        ("\\providecommand\\two[2]{\\cites{#1}{#2}} \\two{a}{b}", &["n a", "n b"]),
        ("\\DeclareRobustCommand{\\w}[1]{\\citep{#1}} \\newcommand{\\ww}[1]{\\w{#1}} \\ww{k}", &["n k"]),
        ("\\NewDocumentCommand{\\nd}{s O{x y} m}{\\autocite[#2]{#3}} \\nd*[p. 1]{k} \\nd{l}", &["n k | p. 1", "n l"]),
        ("\\NewDocumentCommand{\\nd}{D(){x} m}{\\autocite[#1]{#2}} \\nd(p. 1){k}", &["n k"]),
        ("\\def\\mycite#1{\\citet{#1}} \\mycite{k}", &["t k"]),
        ("\\def\\mycite[#1]#2{\\citet[#1]{#2}} \\mycite[3]{k}", &["t k | 3"]),
        ("\\DeclareCiteCommand{\\gloss}{a}{b}{c}{d} \\gloss[3]{k}", &["n k | 3"]),
        ("\\DeclareMultiCiteCommand{\\glosses}{\\gloss}{; } \\glosses{a}{b}", &["n a", "n b"]),
        ("\\let\\zit=\\citep \\zit[4]{k}", &["n k | 4"]),
        ("\\newcommand{\\smith}{\\citep{smith}} \\smith", &["n smith"]),
        ("\\newcommand{\\emphcite}[1]{\\emph{#1}} \\emphcite{k}", &[]),
        ("\\newcommand{\\x}[1]{\\citep[#1]{fixed}} \\x{p. 3}", &["n fixed | #1"]),
    ]);
    assert!(parse("\\newcommand{\\mycite}[1]{\\cite}").malformed.is_empty());
}

fn malformed(text: &str) -> Vec<(MalformedKind, String, Option<String>)> {
    let manuscript = parse(text);
    testing::hold(text, &manuscript);
    let mend = |(span, with): &(Span, String)| {
        let mut mended = text.to_owned();
        mended.replace_range(span.range(), with);
        mended
    };
    manuscript
        .malformed
        .iter()
        .map(|found| (found.kind, found.span.of(text).to_owned(), found.fix.as_ref().map(mend)))
        .collect()
}

#[test]
fn malformed_citations_are_told_and_mended_where_that_is_certain() {
    use MalformedKind::{EmptyKey, MissingKey, Unclosed};
    let rows: &[(&str, &[(MalformedKind, &str, Option<&str>)])] = &[
        ("x \\cite{} y", &[(EmptyKey, "\\cite{}", None)]),
        ("\\cite{ % nothing\n }", &[(EmptyKey, "\\cite{ % nothing\n }", None)]),
        ("\\cite{a,}", &[(EmptyKey, ",", Some("\\cite{a}"))]),
        ("\\cite{a, % b,\n}", &[(EmptyKey, ",", Some("\\cite{a % b,\n}"))]),
        ("\\cite{,a}", &[(EmptyKey, ",", Some("\\cite{a}"))]),
        ("\\cite{a,,b}", &[(EmptyKey, ",", Some("\\cite{a,b}"))]),
        ("As \\citet says", &[(MissingKey, "\\citet", None)]),
        ("\\parencite[see][p. 3] and", &[(MissingKey, "\\parencite", None)]),
        ("\\mycite says", &[]),
        ("{\\cite}", &[]),
        ("\\cite{a\n\nNext \\cite{b}.", &[(Unclosed, "\\cite{a", None)]),
        ("\\cites{a}{b\n\nc", &[(Unclosed, "\\cites{a}{b", None)]),
        ("\\newcommand{\\x}[1]{\\cite{} \\cite}", &[]),
        ("% \\cite{}\n\\verb|\\cite|", &[]),
    ];
    for (text, expected) in rows {
        let expected: Vec<_> =
            expected.iter().map(|(kind, span, fix)| (*kind, (*span).to_owned(), fix.map(str::to_owned))).collect();
        assert_eq!(malformed(text), expected, "in {text}");
    }
    assert_eq!(cited("\\cite{a\n\nNext \\cite{b}."), ["n b"]);
}

#[test]
fn spans_of_clusters_items_and_keys_are_exact() {
    let text = "A \\citep[see][p. 3]{a} b \\cites[1]{c}[2]{d, e}.";
    let manuscript = parse(text);
    let spans: Vec<_> = manuscript.clusters.iter().map(|cluster| cluster.span.of(text)).collect();
    assert_eq!(spans, ["\\citep[see][p. 3]{a}", "\\cites[1]{c}[2]{d, e}"]);
    let items: Vec<_> = manuscript.citations.iter().map(|citation| citation.span.of(text)).collect();
    assert_eq!(items, ["\\citep[see][p. 3]{a}", "[1]{c}", "d", "e"]);
}

#[test]
fn notes_of_a_command_without_a_key_are_read_where_they_stand() {
    check(&[("\\cite[\\cite{b}]", &["n b"]), ("\\cites[a]{b}[\\cite{c}]", &["n b | a", "n c"])]);
}
