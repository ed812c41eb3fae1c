//! The vectors of the specification and others like them: a text, records, and what is found or not (near-miss.md,
//! section 10). The rows for titles and typed references stand with misspelled-title, those of one bibliography against
//! another with record-differs.

use crate::rules::testing::Fixture;

/// What is found in a text as "rule>expected", sorted by place. Records are "key: Family, Given; Family, Given year".
fn found(path: &str, text: &str, records: &str) -> String {
    let mut bib = String::new();
    for record in records.split(" | ").filter(|record| !record.is_empty()) {
        let (key, rest) = record.split_once(": ").expect("a key");
        let (names, year) = rest.rsplit_once(' ').expect("a year");
        let names = names.replace("; ", " and ");
        bib.push_str(&format!(
            "@book{{{key}, author = {{{names}}}, title = {{A title of {key}}}, year = {{{year}}}}}\n"
        ));
    }
    let text = match path {
        "tex" => format!("\\begin{{document}}\n{text}\n\\end{{document}}"),
        _ => text.to_owned(),
    };
    let fixture = Fixture::new(&format!("//- /refs.bib\n{bib}//- /draft.{path}\n{text}\n"));
    let near = ["misspelled-author", "author-diacritics", "unknown-key", "wrong-year"];
    let found = fixture.findings(&fixture.manuscripts[0]);
    let shown =
        |one: &crate::rules::Diagnostic| format!("{}>{}", one.rule, one.expected.as_deref().unwrap_or_default());
    found.iter().filter(|one| near.contains(&one.rule)).map(shown).collect::<Vec<_>>().join(" ")
}

/// Checks rows of (number, format, text, records, finding).
fn rows(rows: &[(u32, &str, &str, &str, &str)]) {
    for (row, path, text, records, expected) in rows {
        let expected = expected.split(' ').filter(|name| !name.is_empty());
        let expected: Vec<_> = expected
            .map(|name| if name.contains('>') { name.to_owned() } else { format!("misspelled-author>{name}") })
            .collect();
        assert_eq!(found(path, text, records), expected.join(" "), "row {row}: {text}");
    }
}

const TUURNAS: &str = "tuurnas2016: Tuurnas, S. 2016";
const THREE: &str = "t16: Tuurnas, Sanna; Stenvall, Jari; Rannisto, Pasi-Heikki 2016";

#[test]
fn keys() {
    rows(&[
        (60, "md", "[@turnas2016]", TUURNAS, "unknown-key>tuurnas2016"),
        (61, "md", "[@fig:one]", TUURNAS, ""),
        (62, "md", "[@zzz]", TUURNAS, "unknown-key>"),
    ]);
}

#[test]
fn names_beside_a_citation() {
    rows(&[
        (14, "md", "Muller [@m10]", "m10: Müller, A. 2010", "author-diacritics>Müller"),
        (16, "md", "Enfin, Beguinot [-@B2015]", "B2015: Béguinot, A. 2015", "author-diacritics>Béguinot"),
        (59, "md", "Marquez [@gm]", "gm: García Márquez, G. 1967", "author-diacritics>Márquez"),
    ]);
}

#[test]
fn names_beside_a_year() {
    rows(&[
        (20, "md", "(Turnas, 2016)", TUURNAS, "Tuurnas"),
        (21, "md", "Turnas (2016)", TUURNAS, "Tuurnas"),
        (22, "md", "(Turnas, 1987)", TUURNAS, ""),
        (23, "md", "Matatsos and Kuczaj [1978]", "m78: Maratsos, M.; Kuczaj, S. 1978", "Maratsos"),
        (24, "md", "Tuurnas, Stenvall et Ranisto (2016)", THREE, "Rannisto"),
        (25, "md", "Windows (2016)", "w16: Winslow, A. 2016", ""),
        (26, "md", "depuis Paris (2016)", "p16: Parris, A. 2016", ""),
        (27, "md", "Hudson从1980年", "h80: Hudson, A. 1980", ""),
    ]);
}

#[test]
fn names_in_the_prose() {
    let exact = "Stenvell wrote. Stenvell said. Stenvell added. [@s]";
    let chomskys = format!("Chomskyy's sense [@c]. {}", "Chomsky said. ".repeat(13));
    rows(&[
        (28, "md", "Chomsky指出 [@c]", "c: Chomsky, N. 1995", ""),
        (29, "md", "Chosmky argued.\n\nChomsky agrees [@c].", "c: Chomsky, N. 1995", "Chomsky"),
        (30, "md", &chomskys, "c: Chomsky, N. 1999", "Chomsky"),
        (34, "md", "thanks to Sergei Soloviev\n\n[@s]", "s: Solovyev, Alexey 2001", ""),
        (35, "md", "I thank Lisa Deringer\n\n[@h; @x]", "h: Heringer, Hans Jürgen 2001 | x: Someone, Lisa 2002", ""),
        (36, "md", "Michael van Gerwen\n\n[@g]", "g: Gergen, K. 2001", ""),
        (37, "md", "Alexandr Rosen\n\n[@a]", "a: Alexander, C. 1990", ""),
        (41, "md", "Institut Sanger\n\n[@l]", "l: Langer, S. 2001", ""),
        (42, "md", "in Tuebingen\n\n[@t]", "t: Tübinger, A. 1999", ""),
        (43, "md", "Markov models\n\n[@m]", "m: Marlo, A. 2003", ""),
        (44, "md", "Chapter 3\n\n[@c]", "c: Chater, N. 2003", ""),
        (45, "md", "Meillet's observation\n\n[@m]", "m: Miller, A. 1985", ""),
        (46, "md", "Bayesian inference\n\n[@b]", "b: Bayes, T. 1763", ""),
        (47, "md", "l'approche foucaldienne de Foucauld montre\n\nFoucault [@f]", "f: Foucault, M. 1975", "Foucault"),
        (48, "md", "the Smiths\n\n[@s]", "s: Smith, A. 2001", ""),
        (49, "md", "le principe d'Alembert et d’Alembert lui-même [@a]", "a: d'Alembert, J. 1743", ""),
        (50, "md", "Vitali–Rosati et Vitali‑Rosati écrivent [@v]", "v: Vitali-Rosati, M. 2018", ""),
        (51, "md", "Vitalli-Rosati\n\nVitali-Rosati [@v]", "v: Vitali-Rosati, M. 2018", "Vitali-Rosati"),
        (52, "md", "Curry-Howard\n\n[@c; @h]", "c: Curry, H. 1934 | h: Howard, W. 1980", ""),
        (53, "md", "SimpsonE (\\#eq:SimpsonE)\n\n[@s]", "s: Simpson, E. 1949", ""),
        (55, "md", exact, "s: Stenvall, J. 2016 | o: Other, A. 2001", ""),
    ]);
}

#[test]
fn names_with_a_given_name_or_a_co_author_beside_them() {
    let kermorvan =
        "Christopher Kermorvan a montré que. Christopher Kermorvan ajoute. Selon Christopher Kermorvan, oui.";
    let all = "Kermovant Kermovant Kermovant";
    rows(&[
        (31, "md", "the reviewer Jari Stenval", "s: Stenvall, Jari 2016", "Stenvall"),
        (32, "md", "Sanna Tournas commented", "t: Tuurnas, Sanna 2016", "Tuurnas"),
        (33, "md", "Pasi-Heikki Ranniste", "r: Rannisto, Pasi-Heikki 2016", "Rannisto"),
        (38, "tex", "Tuurnas \\& Stenvel's definition", "t16: Tuurnas, S.; Stenvall, J. 2016", "Stenvall"),
        (39, "md", "Bovaird and Lofler", "bl: Bovaird, T.; Loeffler, E. 2012", "Loeffler"),
        (40, "tex", "Rannist's suggestion was taken up by \\citet[Ch 9]{r16}", "r16: Rannisto, P. 2016", "Rannisto"),
        (54, "md", kermorvan, "k: Kermovant, Christopher 2015", all),
    ]);
}

/// Rows of our own.
#[test]
fn more_of_the_kind() {
    rows(&[
        (101, "md", "wie Ran-\nisto (2016) sagt", THREE, "Rannisto"),
        (102, "md", "(Turnas ; Stenvel, 2016)", THREE, "Tuurnas Stenvall"),
        (103, "md", "(Tuurnas & Stenvel, 2016a, 2016b)", THREE, "Stenvall"),
        (104, "md", "Turnas et coll. (2016)", THREE, "Tuurnas"),
        (105, "md", "Turnas u. a. (2016)", THREE, "Tuurnas"),
        (106, "md", "l'analyse d'Ostrum (1990)", "o: Ostrom, Elinor 1990", "Ostrom"),
        (107, "md", "OSTRUM (1990)", "o: Ostrom, Elinor 1990", ""),
        (108, "md", "Van Eijk (2014) et van Eijk (2014)", "e: van Eijk, Carola 2014", ""),
        (109, "md", "(van Eikj, 2014)", "e: van Eijk, Carola 2014", "Eijk"),
        (
            110,
            "md",
            "Garcia Marquez (1967) et García (1967)",
            "g: García Márquez, Gabriel 1967",
            "author-diacritics>García author-diacritics>Márquez",
        ),
        (111, "md", "(Garcia-Marquez, 1967)", "g: García-Márquez, Gabriel 1967", "author-diacritics>García-Márquez"),
        (112, "md", "In May (2016) and March (2016) and Berlin (1990)", "m: Mays, A. 2016 | b: Berling, B. 1990", ""),
        (113, "md", "Hanson (2010)", "h: Hansen, A. 2010 | k: Hanson, B. 1999", ""),
        (114, "md", "Smith (2016)", "t: Smythe, A. 2015", ""),
        (115, "md", "Chen Xaioming [-@c]", "c: Chen, Xiaoming 2001", ""),
        (116, "md", "[Turnas]{.smallcaps} (2016)", TUURNAS, "Tuurnas"),
        (117, "md", "As said[^1].\n\n[^1]: Turnas (2016) says so.", TUURNAS, "Tuurnas"),
        (118, "md", "`Turnas (2016)` and <!-- Turnas (2016) -->", TUURNAS, ""),
        (119, "tex", "\\textsc{Turnas} (2016) and % Turnas (2016)", TUURNAS, "Tuurnas"),
        (120, "md", "J. Stenval (2016)", "s: Stenvall, Jari 2016", "Stenvall"),
        (121, "md", "K. Stenval (2016)", "s: Stenvall, Jari 2016", ""),
        (122, "md", "Loffler (2012)", "l: Löffler, Elke 2012", "author-diacritics>Löffler"),
        (123, "md", "Loeffler (2012)", "l: Löffler, Elke 2012", ""),
        (125, "md", "la divergence de Kullbaack-Leibler", "k: Kullback, S.; Leibler, R. A. 1951", "Kullback"),
        (126, "md", "the Saint-Tuurnas of Curry-Horvath", "t: Tuurnas, S. 2016 | c: Curry, H. 1934", ""),
        (127, "md", "Cave et al. (2007)", "c: Chave, J.; Chust, G.; Thébaud, C. 2007", "Chave"),
        (128, "md", "Cave (2007)", "c: Chave, J.; Chust, G.; Thébaud, C. 2007", ""),
        (129, "md", "Cave et al. (2007)", "c: Chave, J. 2007", ""),
        (130, "md", "Joost [-@j]", "j: Jost, L. 2006 | o: Besten, Joost 2001", "Jost"),
        (131, "md", "Joost [@j]", "j: Jost, L. 2006 | o: Besten, Joost 2001", ""),
        (132, "md", "Shang (2012) et Shang en 2012", "z: Zhang, Z. 2012 | o: Lin, Shang-Yi 2001", "Zhang"),
        (133, "md", "Slobin and Aksu-Ko (1980)", "s: Slobin, D.; Aksu-Koç, A. 1980", "Aksu-Koç"),
        (134, "md", "Berlin and Ky (1969), Ky (1969)", "b: Berlin, B.; Kay, P. 1969", "Kay"),
        (135, "md", "Carne (1981) observes that there are many verbs in the language", "c: Corne, C. 1981", "Corne"),
        (136, "md", "Picerd et al. fournissent.\n\nPicerd fournit.\n\n[@p]", "p: Picard, N.; Mank, B. 2011", "Picard"),
        (137, "md", "selon Chaò et collègues.\n\n[@c]", "c: Chao, A.; Lee, S. 1992", "author-diacritics>Chao"),
        (138, "md", "Mayen (1997)", "m: Mayden, R. 1997 | o: May, R. 1975", "Mayden"),
        (139, "md", "Eve-Anne Bihler évoque", "b: Bühler, Ève Anne 2006", "Bühler"),
        (142, "md", "see Elton et al. [@doi:10.1/x] for a review. [@e]", "e: Eaton, A.; B, B. 2019", ""),
        (140, "md", "Cha et al. (2015)", "s: A, A.; B, B.; C, C.; Chai, F. 2015 | c: Chao, A.; D, D. 2015", "Chao"),
        (141, "md", "Daiby et Hardy (2012)", "c: Daily, G. 2012 | d: Dauby, G.; Hardy, O. 2012", "Dauby"),
        (124, "md", "Lipsky (1890)", "l: Lipsky, M. 1980", "wrong-year>1980"),
    ]);
}
