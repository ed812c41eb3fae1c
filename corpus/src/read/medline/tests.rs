//! MEDLINE's text: titles and abstracts in two languages, placeholders, sloppy tags, and any text at all.

use super::{MEDLINE, sniff};
use crate::read::reader_for;
use crate::read::testing::{read_everywhere, records, says, shown};
use crate::record::Record;
use proptest::prelude::*;

const ARTICLE: &str = "\
PMID- 27000001
OWN - NLM
IS  - 0303-965X (Print)
VI  - 82
IP  - 1
DP  - 2016 Mar-Apr
TI  - [The impact of co-production on frontline accountability: the case of
      the conciliation service].
PG  - 143-60
LID - 10.3917/risa.821.0143 [doi]
AB  - OBJECTIVE: This article presents a qualitative case study of co-production
      between volunteers and professionals. RESULTS: Services of this kind are
      regulated by law.
OAB - Dans le présent article, nous présentons une étude de cas qualitative axée
      sur la coproduction faisant intervenir des bénévoles et des professionnels.
OABL- fre
OAB - Publisher: Abstract available from the publisher.
OABL- spa
FAU - Tuurnas, Sanna
AU  - Tuurnas S
FAU - van der Berg, Jan P
AU  - van der Berg JP
CN  - Groupe de travail sur la conciliation
LA  - fre
PT  - English Abstract
PT  - Journal Article
TT  - L'impact de la coproduction sur l'imputabilité : le cas du service de
      conciliation.
PL  - Belgium
TA  - Rev Int Sci Adm
JT  - Revue internationale des sciences administratives
MH  - *Accountability
OT  - coproduction
PMC - PMC123
SO  - Rev Int Sci Adm. 2016 Mar-Apr;82(1):143-60.
";

fn all(text: &str) -> Vec<Record> {
    records(&MEDLINE, text)
}

#[test]
fn everything_of_a_bilingual_article_arrives() {
    let records = all(ARTICLE);
    assert_eq!(records.len(), 1);
    says(&records[0], &[
        "article-journal tuurnas2016",
        "title [en Translated] The impact of co-production on frontline accountability: the case of the conciliation service",
        "title [fr] L'impact de la coproduction sur l'imputabilité : le cas du service de conciliation",
        "Author : Sanna Tuurnas",
        "Author : van der Jan P van der Berg",
        "Author  literal: Groupe de travail sur la conciliation",
        "in [?] Rev Int Sci Adm",
    ].map(|line| if line.starts_with("in") { "in [fr Short] Rev Int Sci Adm" } else { line }));
    says(
        &records[0],
        &[
            "issued 2016 Some(3) None \"2016 Mar-Apr\"",
            "PMID: 27000001",
            "ISSN: 0303-965X",
            "volume: 82",
            "issue: 1",
            "page: 143-60",
            "DOI: 10.3917/risa.821.0143",
            "publisher-place: Belgium",
            "PMCID: PMC123",
            "keyword: Accountability",
            "keyword: coproduction",
            "language: fre",
            "abstract [en] OBJECTIVE: This article presents a qualitative case study of co-production between volunteers and professionals. RESULTS: Services of this kind are regulated by law.",
            "abstract [fr said \"fre\" Translated] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction faisant intervenir des bénévoles et des professionnels.",
            "+ OWN: NLM",
            "+ OAB: Publisher: Abstract available from the publisher.",
            "+ AU: Tuurnas S",
            "+ SO: Rev Int Sci Adm. 2016 Mar-Apr;82(1):143-60.",
        ],
    );
    assert_eq!(records[0].span.of(ARTICLE), ARTICLE.trim_end());
    assert_eq!(records[0].title().map(|title| title.lang.as_ref().map(|lang| lang.as_str())), Some(Some("fr")));
}

#[test]
fn records_are_told_apart() {
    let titles = |text: &str| all(text).iter().map(|record| record.titles[0].text.clone()).collect::<Vec<_>>();
    for text in [
        "PMID- 1\nTI  - One.\n\nPMID- 2\nTI  - Two",
        "PMID- 1\nTI  - One\nPMID- 2\nTI  - Two\n\n\n",
        "PMC -1\nTI  -One\n\nPMID- 2\nSO  invalid line\nTI- Two",
        "\u{feff}PMID- 1\r\nTI  - One\r\n\r\nPMID- 2\r\nTI  - Two\r\n",
    ] {
        assert_eq!(titles(text), ["One", "Two"], "{text}");
        assert!(sniff(text));
        assert_eq!(reader_for("txt", text).map(|reader| reader.name), Some("medline"));
    }
    assert!(!sniff("TY  - JOUR\nTI  - x\nER  - ") && !sniff("TI - x") && !sniff(""));
    assert_eq!(reader_for("nbib", "").map(|reader| reader.name), Some("medline"));
}

#[test]
fn titles_lose_what_the_catalogue_adds() {
    let title = |text: &str| {
        let record = all(&format!("PMID- 1\nTI  - {text}")).remove(0);
        let title = record.titles[0].clone();
        (title.text, title.lang.map_or(String::new(), |lang| lang.as_str().to_owned()))
    };
    assert_eq!(title("[Un titre]."), ("Un titre".into(), "en".into()));
    assert_eq!(title("And so on...").0, "And so on...");
    assert_eq!(title("Life in the U.S.").0, "Life in the U.S.");
    assert_eq!(title("Why?").0, "Why?");
    assert_eq!(title("[A] and [B].").0, "[A] and [B]");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_soundly(text in "(\\PC|\n|\n\n|\r\n|      |PMID- |AB  - |OAB - |OABL- |TI  - |TT  - |FAU - |AU  - |DP  - |LID - |\\[|\\]\\.|<i>|&amp;|é){0,60}") {
        read_everywhere(&MEDLINE, &format!("PMID- 1\n{text}"));
    }

    #[test]
    fn every_word_of_a_record_arrives(tags in proptest::collection::vec("[A-Z]{2,4}", 1..20)) {
        let tags: Vec<_> = tags.into_iter().filter(|tag| tag != "PMID").collect();
        let lines: String = (0..).zip(&tags).map(|(n, tag)| format!("{tag:<4}- wort{n}wort\n")).collect();
        let shown = all(&format!("PMID- 1\n{lines}")).iter().map(shown).collect::<String>();
        for (n, tag) in tags.iter().enumerate() {
            let word = format!("wort{n}wort");
            prop_assert!(shown.contains(&word), "{} {}\n{}", tag, word, shown);
        }
    }
}
