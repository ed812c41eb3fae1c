//! Nothing is lost in silence: a sample of each format with two abstracts and a title in two languages says the same in
//! every encoding, with a byte order mark or without, and with every line end.

use super::testing::{assert_sound, shown};
use super::{Origin, READERS};
use crate::record::Record;
use crate::source::{Encoding, Source};

const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre les bénévoles et les professionnels de la justice.";
const EN: &str = "This article presents a qualitative case study of co-production between volunteers and professionals in the legally regulated justice services.";

/// The formats that people's tools lose one of two abstracts of, each with a sample.
const SAMPLES: [(&str, &str); 11] = [
    (
        "ris",
        "TY  - JOUR\nTI  - L'été français\nTT  - The French summer\nAU  - Håkansson, Åsa\nPY  - 2016\nAB  - {FR}\nAB  - {EN}\nLA  - fr\nER  - \n",
    ),
    (
        "endnote",
        "%0 Journal Article\n%T L'été français\n%Q The French summer\n%A Håkansson, Åsa\n%D 2016\n%X Résumé : {FR}\n\nAbstract: {EN}\n%G fr\n",
    ),
    (
        "endnote-xml",
        "<xml><records><record><ref-type name=\"Journal Article\">17</ref-type><contributors><authors><author>Håkansson, Åsa</author></authors></contributors>\n\
        <titles><title><style face=\"normal\">L'été français</style></title><translated-title>The French summer</translated-title></titles>\n\
        <dates><year>2016</year></dates><language>fr</language><abstract>Résumé&#xD;{FR}&#xD;&#xD;Abstract&#xD;{EN}</abstract></record></records></xml>\n",
    ),
    (
        "pubmed-xml",
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>[The French summer].</ArticleTitle>\n\
        <Abstract><AbstractText>{EN}</AbstractText></Abstract><AuthorList><Author><LastName>Håkansson</LastName><ForeName>Åsa</ForeName></Author></AuthorList>\n\
        <Language>fre</Language><VernacularTitle>L'été français</VernacularTitle></Article><OtherAbstract Type=\"Publisher\" Language=\"fre\">\n\
        <AbstractText>{FR}</AbstractText></OtherAbstract></MedlineCitation></PubmedArticle></PubmedArticleSet>\n",
    ),
    (
        "medline",
        "PMID- 1\nTI  - [The French summer].\nTT  - L'été français\nFAU - Håkansson, Åsa\nDP  - 2016\nLA  - fre\nAB  - {EN}\nOAB - {FR}\nOABL- fre\n",
    ),
    (
        "jats",
        "<article xml:lang=\"fr\"><front><article-meta><title-group><article-title>L'été français</article-title>\n\
        <trans-title-group xml:lang=\"en\"><trans-title>The French summer</trans-title></trans-title-group></title-group><contrib-group><contrib>\n\
        <name><surname>Håkansson</surname><given-names>Åsa</given-names></name></contrib></contrib-group><abstract><p>{FR}</p></abstract>\n\
        <trans-abstract xml:lang=\"en\"><p>{EN}</p></trans-abstract></article-meta></front></article>\n",
    ),
    (
        "bibtex",
        "@article{k,\n  title = {L'été français},\n  title+an:english = {=\"The French summer\"},\n  author = {Håkansson, Åsa},\n  date = {2016},\n\
        \x20 langid = {french},\n  abstract = {{FR}},\n  abstract_en = {{EN}},\n}\n",
    ),
    (
        "csl-json",
        "[\n{\"id\": \"k\", \"type\": \"article-journal\", \"title\": \"L'été français\", \"language\": \"fr\", \"author\": [{\"family\": \"Håkansson\", \"given\": \"Åsa\"}],\n\
        \"abstract\": \"{FR}\", \"custom\": {\"abstract_en\": \"{EN}\", \"title_en\": \"The French summer\"}}\n]\n",
    ),
    (
        "isi",
        "FN ISI Export Format\nVR 1.0\nPT J\nAU Håkansson, Å\nTI The French summer\nFT L'été français\nAB {EN}\nZ4 {FR}\nPY 2016\nER\n\nEF\n",
    ),
    (
        "hayagriva",
        "k:\n  type: Article\n  title:\n    value: L'été français\n    translation: The French summer\n  author: Håkansson, Åsa\n  date: 2016\n\
        \x20 language: fr\n  abstract: |\n    {FR}\n\n    {EN}\n",
    ),
    (
        "mods",
        "<mods><titleInfo lang=\"fre\"><title>L'été français</title></titleInfo><titleInfo type=\"translated\" lang=\"eng\"><title>The French summer</title></titleInfo>\n\
        <name type=\"personal\"><namePart type=\"family\">Håkansson</namePart><namePart type=\"given\">Åsa</namePart></name>\n\
        <abstract lang=\"fre\">{FR}</abstract><abstract lang=\"eng\">{EN}</abstract></mods>\n",
    ),
];

/// The file in every encoding that it can be stored in, with and without a mark.
fn stored(text: &str) -> Vec<Vec<u8>> {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(bytes).collect();
    let latin = text.chars().map(|c| u8::try_from(u32::from(c)).expect("in Latin-1")).collect();
    vec![
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        latin,
    ]
}

fn read(name: &str, bytes: &[u8]) -> (Vec<Record>, Encoding) {
    let reader = READERS.iter().find(|reader| reader.name == name).expect("registered");
    let source = Source::decode(bytes.to_vec());
    assert!((reader.sniff)(&source.text), "{name} knows its file");
    let reading = (reader.read)(&source.text, &Origin { stem: "stem", ..Origin::default() });
    assert_sound(&source, bytes, &reading);
    assert_eq!(reading.problems, [], "{name}");
    (reading.records, source.encoding)
}

#[test]
fn both_abstracts_and_both_titles_arrive_from_every_file() {
    for (name, sample) in SAMPLES {
        let sample = sample.replace("{FR}", FR).replace("{EN}", EN);
        let mut said = None;
        // YAML came up when no system ended lines with CR alone any more.
        let ends = if name == "hayagriva" { &["\n", "\r\n"][..] } else { &["\n", "\r\n", "\r"] };
        for end in ends {
            for bytes in stored(&sample.replace('\n', end)) {
                let (records, encoding) = read(name, &bytes);
                let [record] = &records[..] else { panic!("{name}: {} records", records.len()) };
                let shown = shown(record);
                for text in [FR, EN, "L'été français", "The French summer", "Håkansson"] {
                    assert_eq!(shown.matches(text).count(), 1, "{name} {encoding:?} {end:?}: {text}\n{shown}");
                }
                assert_eq!(record.abstracts.len(), 2, "{name}\n{shown}");
                assert_eq!(said.get_or_insert_with(|| shown.clone()), &shown, "{name} {encoding:?} {end:?}");
            }
        }
    }
}
