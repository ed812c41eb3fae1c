//! Web of Science's files: names in full, dates in two fields, keywords over several lines, a second language.

use super::ISI;
use crate::read::reader_for;
use crate::read::testing::{languages, read_everywhere, says};

const FILE: &str = "FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Tuurnas, S
   van der Berg, J
AF Tuurnas, Sanna
   van der Berg, Jan
CA OECD
TI The impact of co-production on accountability: a case study
   of mediation
FT L'impact de la coproduction sur l'imputabilité : une étude de cas de la médiation
SO INTERNATIONAL REVIEW OF ADMINISTRATIVE SCIENCES
LA English
DT Article; Proceedings Paper
DE accountability; co-production; public
   services
AB This article presents a qualitative case study of co-production between volunteers and
   professionals in the legally regulated justice services.
Z4 Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction
   entre les bénévoles et les professionnels de la justice.
SN 0020-8523
EI 1461-7226
J9 INT REV ADM SCI
PD MAR 12
PY 2016
VL 82
IS 1
BP 132
EP 149
DI 10.1177/0020852314566006
UT WOS:000371000000009
ER

PT B
AU Ek, A
TI Alone
SO All of them
BE Öhman, B
BN 978-1-86016-359-3
PD 2001
PY 2001
DI none
ER

EF
";

#[test]
fn everything_of_an_article_arrives() {
    let reading = read_everywhere(&ISI, FILE);
    let [article, chapter] = &reading.records[..] else { panic!("two records") };
    says(
        article,
        &[
            "article-journal tuurnas2016",
            "title [en] The impact of co-production on accountability: a case study of mediation",
            "title [fr Parallel] L'impact de la coproduction sur l'imputabilité : une étude de cas de la médiation",
            "Author : Sanna Tuurnas",
            "Author : van der Jan van der Berg",
            "Author CA literal: OECD",
            "in [en] INTERNATIONAL REVIEW OF ADMINISTRATIVE SCIENCES",
            "in [en Short] INT REV ADM SCI",
            "issued 2016 Some(3) Some(12) \"MAR 12 2016\"",
            "page: 132-149",
            "ISSN: 0020-8523",
            "ISSN: 1461-7226",
            "volume: 82",
            "issue: 1",
            "DOI: 10.1177/0020852314566006",
            "keyword: accountability",
            "keyword: co-production",
            "keyword: public services",
            "language: English",
            "abstract [en] This article presents a qualitative case study of co-production between volunteers and professionals in the legally regulated justice services.",
            "abstract [fr] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre les bénévoles et les professionnels de la justice.",
            "+ AU: Tuurnas, S van der Berg, J",
            "+ UT: WOS:000371000000009",
        ],
    );
    says(
        chapter,
        &[
            "chapter ek2001",
            "Author : A Ek",
            "Editor : B Öhman",
            "in [?] All of them",
            "issued 2001 None None \"2001\"",
            "ISBN: 978-1-86016-359-3",
            "+ DI: none",
        ],
    );
}

#[test]
fn every_database_has_its_own_tags_for_another_language() {
    // SciELO, the Korean and the Chinese index, and FSTA, as the help of Web of Science lists their tags.
    let text = "PT J\nAU Roy, Z\nTI The impact of co-production on accountability\nX1 El impacto de la coproducción en la rendición de cuentas\n\
        Y1 O impacto da coprodução na prestação de contas\nZ3 Revista de administración pública de los países\nTR Ek, A\nCE 2nd\nPV Lima\nUR http://a.org/b\n\
        AB This article presents a qualitative case study of co-production between volunteers and professionals.\n\
        X4 Este artículo presenta un estudio de caso cualitativo de la coproducción entre voluntarios y profesionales.\n\
        Y4 Este artigo apresenta um estudo de caso qualitativo da coprodução entre voluntários e profissionais.\nX5 cuentas; voluntarios\nC2 Ciudad\nER\n";
    let record = &read_everywhere(&ISI, text).records[0];
    says(
        record,
        &[
            "title [en] The impact of co-production on accountability",
            "title [es Parallel] El impacto de la coproducción en la rendición de cuentas",
            "title [pt Parallel] O impacto da coprodução na prestação de contas",
            "Author : Z Roy",
            "Translator : A Ek",
            "in [es Parallel] Revista de administración pública de los países",
            "edition: 2nd",
            "publisher-place: Lima",
            "URL: http://a.org/b",
            "keyword: cuentas",
            "keyword: voluntarios",
            "+ C2: Ciudad",
        ],
    );
    assert_eq!(languages(record), ["en", "es", "pt"]);
}

#[test]
fn a_file_is_known_by_its_beginning() {
    assert_eq!(reader_for("txt", FILE).map(|reader| reader.name), Some("isi"));
    assert_eq!(reader_for("ciw", "").map(|reader| reader.name), Some("isi"));
    assert!(!(ISI.sniff)("PT is a unit.\nTI is another.\nAU too.\n"));
    assert!(!(ISI.sniff)("FN x\n"));
}

#[test]
fn a_record_that_is_not_closed_ends_where_the_next_begins() {
    let reading = read_everywhere(&ISI, "PT J\nTI One\nPY 2001\nPT J\nTI Two\nEF\nTI none\n");
    let titles: Vec<_> = reading.records.iter().filter_map(|record| record.title()).map(|title| &title.text).collect();
    assert_eq!(titles, ["One", "Two", "none"]);
    assert_eq!(read_everywhere(&ISI, " ## ").records.len(), 0);
}
