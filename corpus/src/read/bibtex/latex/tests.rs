use super::{decode, decode_mapped, table, verbatim};
use proptest::prelude::*;
use std::borrow::Cow;

#[test]
fn hard_cases_decode() {
    let cases = [
        (r"{\'e}", "é"),
        (r"\'{e}", "é"),
        (r"\'e", "é"),
        (r"caf\'e", "café"),
        (r#"na{\"{\i}}f"#, "naïf"),
        (r"\^\i le", "île"),
        (r"gar\c con", "garçon"),
        (r"gar\c{c}on", "garçon"),
        (r"Erd\H{o}s", "Erdős"),
        (r"Erd{\H o}s", "Erdős"),
        (r"\k{a}", "ą"),
        (r"\v{s}", "š"),
        (r"{\v S}imon", "Šimon"),
        (r"\r a", "å"),
        (r"\u g", "ğ"),
        (r"\.z", "ż"),
        (r"\.{I}", "İ"),
        (r"\b{b}", "ḇ"),
        (r"\d{s}", "ṣ"),
        (r"\t{oo}", "o\u{361}o"),
        (r"\'{\^e}", "ế"),
        (r"\~{n}\=o", "ñō"),
        (r"\O{}stergaard", "Østergaard"),
        (r"{\O}stergaard", "Østergaard"),
        (r"\O stergaard", "Østergaard"),
        (r"\oe\OE\ae\AE\aa\AA\ss\l\L", "œŒæÆåÅßłŁ"),
        (r"{\dh}{\DH}{\th}{\TH}{\dj}{\DJ}{\ng}", "ðÐþÞđĐŋ"),
        (r"``Quoted'' and `one'", "“Quoted” and ‘one'"),
        ("1--2---3 - 4", "1–2—3 - 4"),
        ("no~5", "no 5"),
        (r"\& \% \$ \# \_ \{ \}", "& % $ # _ { }"),
        (r"a \textemdash{} b", "a — b"),
        (r"{\textless}x{\textgreater}", "<x>"),
        (r"a\textbackslash b\ldots", "a\\b…"),
        (r"\LaTeX{} and \TeX", "LaTeX and TeX"),
        (r"\url{http://a.b/~c_d--e}", "http://a.b/~c_d--e"),
        (r"\href{http://a.b}{the page}", "the page"),
        (r"\emph{a} \textbf{\textit{b}} {\it c} {\em d}", "a b c d"),
        (r"\unknown{kept} \other text", "kept text"),
        (r"$H_2O$ and $x^{10}$, $\alpha \leq \beta$", "H₂O and x¹⁰, α ≤ β"),
        (r"$x^{ab}$", "x^ab"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("US$ 5", "US$ 5"),
        (r"{C}o{PRO}duction {{kept}}", "CoPROduction kept"),
        ("a\n\t b  c\n\n\nd", "a b c d"),
        (r"\enquote{x \enquote{y}} z", "“x “y”” z"),
        (r"\og texte\fg{} fin", "«texte» fin"),
        ("e\u{301}cole", "école"),
        (r"\'{}", "´"),
        (r"\i", "ı"),
        ("<i>Drosophila</i> \\&amp; co &lt; a", "Drosophila & co < a"),
        (r"1\textsuperscript{er} CO\textsubscript{2}", "1er CO₂"),
        (r"\noopsort{1973a}1973", "1973"),
        (r"?`Qu\'e? !`Ya!", "¿Qué? ¡Ya!"),
        (r#"Universit\"at"#, "Universität"),
        (r"a\\b", "a b"),
        (r"Kom-mu\-ni\-ka\-tion", "Kom-munikation"),
        (r"trailing \", "trailing \\"),
        ("  spaces  ", "spaces"),
        ("} unbalanced {", "unbalanced"),
    ];
    for (raw, text) in cases {
        assert_eq!(decode(raw, false), text, "{raw}");
    }
}

#[test]
fn paragraphs_are_kept_where_asked_for() {
    for raw in [
        "a\n \n b",
        "a\\par b",
        "a<br>b",
        "a <br/>\n b",
        r"a{\textless}br{\textgreater}b",
        r"a\textless{}br/\textgreater{}b",
        "<p>a</p><p>b</p>",
    ] {
        assert_eq!(decode(raw, true), "a\n\nb", "{raw}");
        assert_eq!(decode(raw, false), "a b", "{raw}");
    }
}

#[test]
fn what_is_plain_is_borrowed() {
    for raw in [" A plain title: with l'apostrophe, 1-2 (x) ", "Été à Québec", ""] {
        assert!(matches!(decode(raw, false), Cow::Borrowed(_)), "{raw}");
    }
}

#[test]
fn escapes_in_urls_are_undone() {
    let cases = [
        (r"10.1007/978-3-319-07443-6\_15", "10.1007/978-3-319-07443-6_15"),
        (r"10.1007/978-3{\_}15", "10.1007/978-3_15"),
        (r"10.1002/x{\textless}693::AID{\textgreater}3", "10.1002/x<693::AID>3"),
        (r"\url{https://a.b/c_d}", "https://a.b/c_d"),
        (r"https://a.b/\textasciitilde{}u/%20--x", "https://a.b/~u/%20--x"),
        (r"https://a.b/{x}\%20", "https://a.b/{x}%20"),
    ];
    for (raw, text) in cases {
        assert_eq!(verbatim(raw), text);
    }
}

#[test]
fn the_table_of_signs_is_sorted() {
    assert!(table::MATH.windows(2).all(|pair| pair[0].0 < pair[1].0));
}

#[test]
fn nests_and_floods_take_linear_time() {
    let time = std::time::Instant::now();
    for text in [
        "{",
        "}",
        "\\'",
        "\\'{",
        "$",
        "\\emph{",
        "\\url{",
        "\\href{",
        "<",
        "&amp;",
        "{\\textless}br",
        "\\enquote{",
        "$^{",
        "e\u{301}",
    ] {
        let flood = text.repeat(200_000 / text.len());
        let _ = decode_mapped(&flood, true);
        let _ = verbatim(&flood);
    }
    assert!(time.elapsed().as_secs() < 10, "{:?}", time.elapsed());
}

#[test]
fn the_map_leads_back_to_the_bytes() {
    let raw = r"Le \emph{r{\'e}sum{\'e}} d'un  texte";
    let mapped = decode_mapped(raw, false);
    assert_eq!(mapped.text, "Le résumé d'un texte");
    let at = |text: &str| mapped.raw_offset(mapped.text.find(text).expect("in the text"));
    assert_eq!(&raw[at("é")..][..3], r"\'e");
    assert_eq!(&raw[at("sum")..][..3], "sum");
    assert_eq!(&raw[at("texte")..], "texte");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn decoding_is_total_and_the_map_sorted(raw in r#"([\\{}$~`'<&^_ \n-]|\\[a-zA-Z'`"^]|[a-zé́]|textless|br|par|[0-9]){0,40}"#) {
        let mapped = decode_mapped(&raw, true);
        prop_assert_eq!(&decode(&raw, true), &mapped.text);
        let mut last = 0;
        for (at, _) in mapped.text.char_indices() {
            let offset = mapped.raw_offset(at);
            prop_assert!(raw.is_char_boundary(offset));
            prop_assert!(offset >= last, "{raw:?} {mapped:?}");
            last = offset;
        }
    }
}
