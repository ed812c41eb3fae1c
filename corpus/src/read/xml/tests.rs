//! The XML layer: flattening and its way back, records of broken files, and quick-xml as the judge of sound ones.

use super::{Element, Tree, abstracts_in, begins_with, each_record, flatten, flatten_known, is_flat, root};
use crate::read::abstracts::Claim;
use crate::read::{ProblemKind, decode};
use crate::span::{Decoding, Span};
use proptest::prelude::*;
use quick_xml::events::Event;

/// The records of a text as `name: text` of their children, and the kinds of problems.
fn works(text: &str) -> (Vec<String>, Vec<ProblemKind>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let shown = |work: Element<'_>| {
        let parts: Vec<_> = work.children().map(|child| format!("{}: {}", child.name(), child.value())).collect();
        parts.join("; ")
    };
    each_record(text, &["work"], &mut |work| found.push(shown(work)), &mut |problem| problems.push(problem.kind));
    (found, problems)
}

#[test]
fn inside_becomes_text() {
    for (raw, line, blocks) in [
        (" a <i>b</i>c\n d ", "a bc d", "a bc d"),
        ("H<sub>2</sub>O &lt; 5&#160;&eacute;&#xE9;", "H2O < 5\u{a0}éé", "H2O < 5\u{a0}éé"),
        ("<p>a</p><p>b</p>", "a b", "a\n\nb"),
        ("<sec><title>T</title><p>a</p></sec><jats:p>b<br/>c</jats:p>", "T a b c", "T\n\na\n\nb\n\nc"),
        ("a&#xD;b&#13;&#10;c", "a b c", "a\n\nb\n\nc"),
        ("a\r\n\r\nb\rc", "a b c", "a\n\nb c"),
        ("x\nRésumé\nb\nc", "x Résumé b c", "x Résumé\n\nb c"),
        ("<![CDATA[a < b <p>c</p> <x> &amp;]]> d", "a < b c <x> & d", "a < b\n\nc\n\n<x> & d"),
        ("a<!-- b --><?c?>d", "ad", "ad"),
        ("a<fn id=\"1\"><p>b<fn>c</fn></p></fn>d<xref ref-type='fn'>*</xref>", "ad", "ad"),
        ("<xref ref-type=\"bibr\">1</xref>", "1", "1"),
        ("1 < 2 & &unknown; &#0; <", "1 < 2 & &unknown; &#0; <", "1 < 2 & &unknown; &#0; <"),
        (
            "<AbstractText Label=\"OBJECTIF\">a</AbstractText> <AbstractText Label='UNLABELLED'>b</AbstractText>",
            "OBJECTIF: a b",
            "OBJECTIF: a\n\nb",
        ),
        ("<AbstractText Label=\"Quoi &amp; qui ?\">a</AbstractText>", "Quoi & qui ? a", "Quoi & qui ? a"),
        ("", "", ""),
        (" \n<p/>", "", ""),
    ] {
        assert_eq!(flatten(raw, false).text, line, "{raw}");
        assert_eq!(flatten(raw, true).text, blocks, "{raw}");
    }
}

#[test]
fn records_are_found_with_their_elements() {
    let text = "<?xml version='1.0'?><!DOCTYPE set [<!ENTITY a \"]>\"><!-- ' -->]>\n<x:set><w:work a='1'><t x:y = \"é&lt;\">A</t>\
                <u/></w:work><!-- <work> --><work/><other><work><t><![CDATA[<b>]]></t></work></other></x:set>";
    let (found, problems) = works(text);
    assert_eq!(found, ["t: A; u: ", "", "t: "]);
    assert_eq!(problems, []);
    each_record(
        text,
        &["work"],
        &mut |work| {
            if let Some(title) = work.child("t") {
                assert!(title.span().of(text).starts_with("<t") && title.span().of(text).ends_with("</t>"));
                assert!(work.full_name().ends_with("work"));
                assert!(title.attribute("x:y").is_none_or(|value| value.value == "é<" && value.from.spans.len() == 1));
            }
        },
        &mut |_| (),
    );
    assert_eq!(root(text), Some(("set", "<x:set>")));
    assert!(begins_with(text, &["work"]) && !begins_with(text, &["article"]) && !begins_with("work", &["work"]));
}

#[test]
fn paths_lead_to_elements() {
    let text = "<a><b><c>1</c></b><b><c>2</c><d><c>3</c></d></b></a>";
    let tree = Tree::new(text, &mut |_| ());
    let a = tree.root().expect("a root");
    assert_eq!(a.all("b/c").iter().map(|c| c.value()).collect::<String>(), "12");
    assert_eq!(a.descendants("c").map(|c| c.value()).collect::<String>(), "123");
    assert_eq!(a.text_at("b/d/c").map(|text| text.value).as_deref(), Some("3"));
    assert!(a.find("b/x").is_none() && a.child("c").is_none());
}

#[test]
fn a_broken_record_hides_no_other() {
    for broken in [
        "<work><t>b",
        "<work><t>b</work>",
        "<work><t>b</t></t></work>",
        "<work><t>b</u></t></work>",
        "<work><t>1 < b</t></work>",
        "<work><t x=\"y>b</t></work>",
        "<work><t>b</t x=></work>",
        "<work><t>b<![CDATA[</t></work>",
        "<work><t>b<!-- </t></work>",
    ] {
        let text = format!("<set><work><t>a</t></work>{broken}<work><t>c</t></work></set>");
        let (found, problems) = works(&text);
        assert_eq!(found.first().map(String::as_str), Some("t: a"), "{broken}");
        assert_eq!(found.last().map(String::as_str), Some("t: c"), "{broken}");
        assert_eq!(found.len(), 3, "{broken} {found:?}");
        assert!(found[1].contains('b'), "{broken} {found:?}");
        assert!(broken.ends_with("</t x=></work>") || !problems.is_empty(), "{broken}");
    }
    assert_eq!(works("<set><work><t>a</t>").1, [ProblemKind::UnclosedEntry]);
    // HTML that is no XML is no fault of a record.
    assert_eq!(works("<work><t>a<br>b</t></work>"), (vec!["t: a b".to_owned()], vec![]));
}

#[test]
fn bombs_are_text() {
    let nest = format!("<work><t>a</t>{}b{}</work>", "<x>".repeat(100_000), "</x>".repeat(100_000));
    let (found, problems) = works(&nest);
    assert_eq!((found.len(), &found[0][..4]), (1, "t: a"));
    assert_eq!(problems, [ProblemKind::TooDeep]);
    for piece in ["<", "<!--", "<![CDATA[", "<?", "<!a \"", "<a \"", "<a b=\"", "<!a [", "</", "&", "<a>", "</a>"] {
        let (found, _) = works(&format!("<work>{}", piece.repeat(100_000)));
        assert_eq!(found.len(), 1, "{piece}");
    }
    let entities: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let bomb = format!("<!DOCTYPE set [<!ENTITY l0 \"lol\">{entities}]><work><t>&l9;</t></work>");
    assert_eq!(works(&bomb), (vec!["t: &l9;".to_owned()], vec![]));
}

#[test]
fn abstracts_of_an_element_have_their_places() {
    const EN: &str =
        "This article presents a qualitative case study of co-production between volunteers and professionals.";
    const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.";
    let text = format!("<a><title>Résumé</title><p>{FR}</p><title>Abstract</title>\n<p><![CDATA[{EN}]]></p></a>");
    let whole = Span::new(0, text.len());
    let found = abstracts_in(&text, &[whole], &Claim::default());
    let shown: Vec<_> =
        found.iter().map(|made| (made.lang.as_ref().map_or("", |lang| lang.as_str()), &*made.text)).collect();
    assert_eq!(shown, [("fr", FR), ("en", EN)]);
    for made in &found {
        let pieces: Vec<_> = made.from.spans.iter().map(|span| span.of(&text)).collect();
        assert_eq!(decode(&pieces, made.from.decoding), made.text);
    }
}

/// The names of the elements and the characters between their tags, as quick-xml reads them; `None` for what it refuses.
fn judged(text: &str) -> Option<(Vec<String>, String)> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut names, mut characters) = (Vec::new(), String::new());
    let name = |name: quick_xml::name::QName<'_>| {
        let text: &str = name.as_ref();
        text.to_owned()
    };
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => names.push(name(tag.name())),
            Event::Text(text) => characters.push_str(&text),
            Event::CData(text) => characters.push_str(&text),
            Event::GeneralRef(reference) => {
                let written = format!("&{};", &*reference);
                characters.push(crate::entities::reference(&written)?.1);
            }
            Event::Eof => return Some((names, characters)),
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn a_sound_file_is_read_as_quick_xml_reads_it(parts in proptest::collection::vec(proptest::sample::select(vec![
        "<a>", "</a>", "<b x='1 > 0' y=\"é'\">", "</b>", "<c/>", "<!-- <d> -->", "<![CDATA[ <e> & ]]>", "<?f <g> ?>", "x ", "é", "&amp;",
        "&#233;", "\n", "&eacute;",
    ]), 0..30)) {
        let text = format!("<set>{}</set>", parts.concat());
        let Some((names, characters)) = judged(&text) else { return Ok(()) };
        let mut problems = Vec::new();
        let tree = Tree::new(&text, &mut |problem| problems.push(problem));
        let set = tree.root().expect("a root");
        let mut ours = vec![set.full_name().to_owned()];
        let mut open: Vec<_> = vec![set.children()];
        while let Some(children) = open.last_mut() {
            match children.next() {
                Some(child) => {
                    ours.push(child.full_name().to_owned());
                    open.push(child.children());
                }
                None => drop(open.pop()),
            }
        }
        prop_assert_eq!(ours, names);
        prop_assert_eq!(problems, vec![]);
        let folded = characters.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(set.value(), crate::read::decode::nfc(&folded));
    }

    #[test]
    fn what_is_flat_is_its_own_flattening(raw in "[aé€.< &\n\t\u{b}-]{0,5}([ab]{1,9}[ é]){0,20}[a ]{0,2}") {
        for blocks in [false, true] {
            let same = flatten(&raw, blocks).text == raw && flatten_known(&raw, blocks).text == raw;
            prop_assert!(same || !is_flat(&raw), "{raw:?}");
        }
        let plain = !raw.contains(['<', '&', '\n', '\t', '\u{b}']) && !raw.contains("  ");
        prop_assert_eq!(is_flat(&raw), plain && !raw.is_empty() && raw == raw.trim_matches(' '));
    }

    #[test]
    fn any_text_is_flattened_with_a_way_back(parts in proptest::collection::vec(proptest::sample::select(vec![
        "<p>", "</p>", "<i>", "<fn>", "</fn>", "<br/>", "<![CDATA[", "]]>", "<", ">", "&amp;", "&#13;", "&", ";", "é", "e\u{301}", "x", " ",
        "\n\n", "<AbstractText Label=\"L\">", "</AbstractText>", "<!--", "-->", "\"", "='", "\u{a0}",
    ]), 0..25)) {
        let raw = parts.concat();
        for (blocks, decoding) in [(false, Decoding::Xml), (true, Decoding::XmlBlocks)] {
            let flat = flatten(&raw, blocks);
            prop_assert_eq!(decode(&[&raw], decoding), crate::read::decode::nfc(&flat.text));
            for (at, word) in flat.text.match_indices(['x', 'é']) {
                let range = flat.raw(at..at + word.len());
                let back = raw.get(range).expect("on character boundaries");
                prop_assert!(back.contains(word), "{:?} of {:?}", back, raw);
            }
            if !flat.text.is_empty() {
                prop_assert!(raw.get(flat.raw(0..flat.text.len())).is_some());
            }
        }
        let mut problems = Vec::new();
        each_record(&raw, &["p"], &mut |p| {
            let _ = (p.value(), p.span().of(&raw), p.label());
        }, &mut |problem| problems.push(problem));
        prop_assert!(problems.iter().all(|problem| raw.get(problem.span.range()).is_some()));
    }
}
