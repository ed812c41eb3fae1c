//! Ovid's files: names with degrees and marks, a source in one sentence, files without numbers.

use super::OVID;
use crate::read::reader_for;
use crate::read::testing::{read_everywhere, says};

const FILE: &str = "<8>
Score
  *****
Accession Number
  01445406-201509000-00006.
Author
  Köhler, Lars MD, PhD 1;  van der Berg, Jan *;  PhD;  Max [Ed]
Institution
  (1) Plant Ecology, Göttingen
Title
  L'interception de l'eau: cloud
  water.[Article]
Source
  Ecohydrology.   8(6):1048-1064, September 2015.
Abstract
  Lorem ipsum abstract
Author Keywords
  canopy cover;  canopy
  water budget.
References
  Aber JD. 1989. Nitrogen. Bioscience 39: 378-386.

  Acker K. 1998. Clouds.
Language
  French.
DOI Number
  10.1002/eco.1563

<9>
Author
  Max
Chapter Title
  Einleitung
Title
  Musterbuch
Source
  (2014). Titel 58 pp. Test: TestPublisher.
";

#[test]
fn everything_of_a_record_arrives() {
    let reading = read_everywhere(&OVID, FILE);
    let [article, chapter] = &reading.records[..] else { panic!("two records") };
    says(
        article,
        &[
            "article-journal kohler2015",
            "title [fr] L'interception de l'eau: cloud water",
            "Author Author: Lars Köhler",
            "Author Author: van der Jan van der Berg",
            "Editor Author literal: Max",
            "in [fr] Ecohydrology",
            "issued 2015 Some(9) None \"September 2015\"",
            "volume: 8",
            "issue: 6",
            "page: 1048-1064",
            "DOI: 10.1002/eco.1563",
            "keyword: canopy cover",
            "keyword: canopy water budget",
            "abstract [fr] Lorem ipsum abstract",
            "+ Score: *****",
            "+ Author: Köhler, Lars MD, PhD 1; van der Berg, Jan *; PhD; Max [Ed]",
            "+ Source: Ecohydrology. 8(6):1048-1064, September 2015.",
            "+ References: Aber JD. 1989. Nitrogen. Bioscience 39: 378-386. Acker K. 1998. Clouds.",
        ],
    );
    assert_eq!(article.names.len(), 3);
    says(chapter, &["chapter max2014", "title [?] Einleitung", "in [?] Musterbuch", "issued 2014 None None \"2014\""]);
    assert_eq!(reader_for("txt", FILE).map(|reader| reader.name), Some("ovid"));
}

#[test]
fn a_file_without_numbers_has_its_records_by_the_first_label() {
    let reading = read_everywhere(&OVID, "\nScore\n  *\nTitle\n  One\nSource\n  J. \nScore\n  *\nTitle\n  Two\n");
    let titles: Vec<_> = reading.records.iter().filter_map(|record| record.title()).map(|title| &title.text).collect();
    assert_eq!(titles, ["One", "Two"]);
    assert!(!(OVID.sniff)("Source\nTitle\n"));
}
