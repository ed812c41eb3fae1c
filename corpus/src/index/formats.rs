//! One work in files of every format: found from each of them, its abstracts, titles and identifiers merged.

use crate::index::{Corpus, Scope};
use crate::lang::Lang;
use crate::shard::Shard;
use std::path::Path;
use std::sync::Arc;

const FR: &str =
    "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.";
const EN: &str =
    "This article presents a qualitative case study of co-production between volunteers and professionals.";
const TITLE_FR: &str = "L'impact de la coproduction sur l'imputabilité";
const TITLE_EN: &str = "The impact of coproduction on accountability";

/// Files that describe one work, each with a part of what is known of it.
fn files() -> Vec<(&'static str, String)> {
    let name = "Tuurnas";
    vec![
        // Only its PubMed number, and a title with its subtitle in one.
        (
            "a.bib",
            format!(
                "@article{{tuurnas2016, author={{{name}, Sanna}}, title={{{TITLE_FR} : une étude}}, year=2016, pmid={{12}}}}"
            ),
        ),
        (
            "b.xml",
            format!(
                "<article xml:lang=\"fr\"><front><article-meta><article-id pub-id-type=\"pmid\">12</article-id><article-id pub-id-type=\"doi\">10.1177/x</article-id>\
                <title-group><article-title>{TITLE_FR}</article-title><subtitle>une étude</subtitle><trans-title-group xml:lang=\"en\"><trans-title>{TITLE_EN}</trans-title></trans-title-group></title-group>\
                <contrib-group><contrib><name><surname>{name}</surname></name></contrib></contrib-group><pub-date><year>2016</year></pub-date><abstract><p>{FR}</p></abstract></article-meta></front></article>"
            ),
        ),
        (
            "c.json",
            format!(
                "{{\"DOI\": \"10.1177/X\", \"indexed\": {{}}, \"reference-count\": 1, \"title\": [\"Something else\"], \"author\": [{{\"family\": \"{name}\"}}],\
                \"issued\": {{\"date-parts\": [[2015]]}}, \"ISSN\": [\"0303-965X\"], \"abstract\": \"<jats:p>{EN}</jats:p>\"}}"
            ),
        ),
        (
            "d.json",
            format!(
                "{{\"docid\": 1, \"title_s\": [\"{TITLE_EN}\", \"{TITLE_FR}\"], \"authFullName_s\": [\"Sanna {name}\"], \"producedDateY_i\": 2016, \"language_s\": [\"fr\"]}}"
            ),
        ),
        (
            "e.xml",
            format!(
                "<oai_dc:dc xmlns:dc=\"d\"><dc:title>{TITLE_EN}</dc:title><dc:creator>{name}, Sanna</dc:creator><dc:date>2016-03</dc:date><dc:identifier>https://x.org/1</dc:identifier></oai_dc:dc>"
            ),
        ),
        (
            "f.xml",
            format!(
                "<mods><titleInfo><title>{TITLE_FR}</title></titleInfo><name><namePart>{name}, Sanna</namePart></name><originInfo><dateIssued>2016</dateIssued></originInfo>\
                <language><languageTerm>fre</languageTerm></language></mods>"
            ),
        ),
        (
            "g.xml",
            format!(
                "<record><leader>00000nab a2200000   4500</leader><datafield tag=\"200\"><subfield code=\"a\">{TITLE_FR}</subfield><subfield code=\"d\">{TITLE_EN}</subfield></datafield>\
                <datafield tag=\"210\"><subfield code=\"d\">2016</subfield></datafield><datafield tag=\"700\"><subfield code=\"a\">{name}</subfield><subfield code=\"b\">Sanna</subfield></datafield></record>"
            ),
        ),
        (
            "h.txt",
            format!(
                "Titre | {TITLE_FR} | |\n---|---|---|\nAuteur | Sanna {name} | |\nDate | 2016 | |\nRésumé anglais | {EN} | |"
            ),
        ),
        // Other works: another year, another author, a title that many works have.
        ("x.bib", format!("@article{{other, author={{{name}, Sanna}}, title={{{TITLE_FR}}}, year=2017}}")),
        ("y.bib", format!("@article{{another, author={{Stenvall, Jari}}, title={{{TITLE_EN}}}, year=2016, pmid=13}}")),
        (
            "z.bib",
            format!(
                "@article{{foreword, author={{{name}, Sanna}}, title={{Introduction}}, subtitle={{X}}, year=2016}}"
            ),
        ),
    ]
}

fn corpus() -> Corpus {
    let shards = files().into_iter().map(|(path, text)| Arc::new(Shard::of_text(Path::new(path), text)));
    Corpus::new(shards.collect())
}

#[test]
fn a_work_is_one_in_every_format() {
    let corpus = corpus();
    for shard in corpus.shards() {
        assert_eq!(shard.len(), 1, "{}", shard.path().display());
    }
    let path = |shard: u32| corpus.shards()[shard as usize].path().to_str().expect("a name").to_owned();
    // The preprint that only the DOI ties to it is found from where the DOI stands.
    let all = ["a.bib", "b.xml", "c.json", "d.json", "e.xml", "f.xml", "g.xml", "h.txt"];
    let from = |name: &str| {
        let place = corpus.place(Path::new(name)).expect("it is there");
        let mut found: Vec<String> = corpus
            .companions(crate::index::RecordId { shard: place, row: 0 })
            .iter()
            .map(|id| path(id.shard))
            .collect();
        found.push(name.to_owned());
        found.sort();
        found
    };
    assert_eq!(from("b.xml"), all);
    assert_eq!(from("a.bib"), ["a.bib", "b.xml"]);
    assert_eq!(from("c.json"), ["b.xml", "c.json"]);
    for name in ["d.json", "g.xml"] {
        assert_eq!(from(name), ["b.xml", "d.json", "e.xml", "f.xml", "g.xml", "h.txt"], "{name}");
    }
    for name in ["x.bib", "y.bib", "z.bib"] {
        assert_eq!(from(name), [name]);
    }
}

#[test]
fn files_that_have_nothing_in_common_meet_in_a_third() {
    let corpus = corpus();
    let id = corpus.find("tuurnas2016", &Scope::Some(vec![0])).expect("the entry");
    let work = corpus.work(id).expect("it can be read");
    assert_eq!(work.others.len(), 7);
    assert_eq!(work.abstracts().len(), 2);
    assert_eq!(work.variable("DOI").map(|(doi, _)| doi.value.as_str()), Some("10.1177/x"));
}

#[test]
fn what_several_files_say_is_one_page() {
    let corpus = corpus();
    let id = corpus.find("tuurnas2016", &Scope::Some(vec![1])).expect("the article");
    let work = corpus.work(id).expect("it can be read");
    let source = |id: crate::index::RecordId| corpus.shards()[id.shard as usize].path().to_str().unwrap_or_default();
    let abstracts: Vec<_> = work
        .abstracts()
        .into_iter()
        .map(|(text, from)| (text.lang.as_ref().map_or("", Lang::as_str), text.text.as_str(), source(from)))
        .collect();
    assert_eq!(abstracts, [("fr", FR, "b.xml"), ("en", EN, "c.json")]);
    let identifiers: Vec<_> =
        work.identifiers().into_iter().map(|(name, text, from)| (name, text.value.as_str(), source(from))).collect();
    assert_eq!(
        identifiers,
        [
            ("PMID", "12", "b.xml"),
            ("DOI", "10.1177/x", "b.xml"),
            ("ISSN", "0303-965X", "c.json"),
            ("URL", "https://x.org/1", "e.xml")
        ]
    );
    let languages: Vec<_> =
        work.languages().into_iter().map(|(said, from)| (said.written.value.as_str(), source(from))).collect();
    assert_eq!(languages, [("fr", "b.xml")]);
    assert_eq!(work.variable("ISSN").map(|(text, _)| text.value.as_str()), Some("0303-965X"));
}
