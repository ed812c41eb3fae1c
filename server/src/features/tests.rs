//! What features answer, on fixtures with a cursor.

use super::completion::{complete, documentation};
use super::definition::{citations_of, definition, key_at};
use super::hover::hover;
use super::rename::{Refusal, allowed};
use super::symbols::{outline, search};
use super::{Kind, View, code_action};
use crate::config::{MessageLanguage, reader_languages};
use crate::manuscript::format_of;
use crate::rules::testing::Fixture;
use siglum_corpus::span::Span;

const BIB: &str = "//- /refs.bib
@article{tuurnas2016,
  author = {Tuurnas, Sanna and Stenvall, Jari and Rannisto, Pasi-Heikki},
  title = {L'impact de la coproduction sur l'imputabilit{\\'e} sur le terrain},
  journal = {Revue Internationale des Sciences Administratives},
  year = {2016}, volume = {82}, number = {1}, pages = {143--160}, doi = {10.3166/risa.821.0143},
  abstract = {Le m{\\'e}lange des fonctions entre professionnels, b{\\'e}n{\\'e}voles et utilisateurs des services cr{\\'e}e un environnement nouveau et complexe dans le cadre de la production et de la prestation des services publics.

Abstract

Mixing of roles between professionals, volunteers and service users creates a new, complex environment in which to produce and deliver public services. In this kind of environment, the issues of accountability become ever more important.},
}
@book{ostrom1996, author = {Ostrom, Elinor}, title = {Crossing the great divide}, year = {1996}}
@book{ostrom1990, author = {Ostrom, Elinor}, title = {Governing the commons}, year = {1990}}
";

/// Runs `f` on the view of the fixture's first manuscript, with the cursor's offset.
fn at<T>(manuscript: &str, f: impl FnOnce(&View<'_>, usize) -> T) -> T {
    let mut fixture = Fixture::new(&format!("{BIB}{manuscript}"));
    fixture.config.message_language = Some(MessageLanguage::English);
    on(&fixture, f)
}

/// Runs `f` on the view of a fixture's first manuscript.
fn on<T>(fixture: &Fixture, f: impl FnOnce(&View<'_>, usize) -> T) -> T {
    let file = &fixture.manuscripts[0];
    let format = format_of(&file.path).expect("a manuscript");
    let parsed = (format.parse)(&file.text);
    let (corpus, served) = fixture.serve(file, &parsed);
    let languages = reader_languages(&fixture.config, &parsed, None);
    let view = View {
        path: Some(&file.path),
        text: &file.text,
        format,
        manuscript: &parsed,
        corpus: &corpus,
        served: &served,
        config: &fixture.config,
        languages: &languages,
        markdown: true,
        links: false,
    };
    f(&view, file.cursor.unwrap_or_default())
}

fn hovered(manuscript: &str) -> Option<String> {
    at(manuscript, |view, offset| hover(view, offset).map(|shown| shown.text))
}

fn completed(manuscript: &str) -> Vec<String> {
    at(manuscript, |view, offset| complete(view, offset).items.into_iter().map(|item| item.label).collect())
}

#[test]
fn hover_shows_both_abstracts_the_readers_language_first() {
    let french = hovered("//- /a.md\n---\nlang: fr\n---\n\nVoir [@tuur$0nas2016].\n").expect("a hover");
    assert!(french.find("Le mélange des fonctions") < french.find("Mixing of roles"), "{french}");
    assert!(french.contains("ever more important") && french.contains("services publics"), "{french}");
    assert!(french.contains("Sanna Tuurnas, Jari Stenvall, Pasi-Heikki Rannisto"), "{french}");
    assert!(french.contains("(https://doi.org/10.3166/risa.821.0143)"), "{french}");
    let english = hovered("//- /a.md\n---\nlang: en\n---\n\nSee [@tuurnas$02016].\n").expect("a hover");
    assert!(english.find("Mixing of roles") < english.find("Le mélange des fonctions"), "{english}");
}

#[test]
fn a_key_is_completed_in_a_citation_that_is_not_closed_yet() {
    for (name, text) in [
        ("a.tex", "\\addbibresource{refs.bib}\n\nSee \\cite{tuur$0\n\nNext."),
        ("a.tex", "\\addbibresource{refs.bib}\n\nSee \\autocite[see][p.~3]{ostrom1990, tuur$0"),
        ("a.typ", "#bibliography(\"refs.bib\")\n\nSee #cite(<tuur$0\n\nNext."),
        ("a.typ", "#bibliography(\"refs.bib\")\n\nSee #cite(label(\"tuur$0\n\nNext."),
        ("a.org", "#+bibliography: refs.bib\n\nSee [cite/t:see @tuur$0\n\nNext."),
        ("a.org", "#+bibliography: refs.bib\n\nSee [cite:@ostrom1990;@tuur$0"),
        ("a.rst", ".. bibliography:: refs.bib\n\nSee :cite:`tuur$0\n\nNext."),
        ("a.rst", ".. bibliography:: refs.bib\n\nSee :cite:p:`ostrom1990,tuur$0\n\nNext."),
        ("a.adoc", ":bibtex-file: refs.bib\n\nSee cite:[tuur$0\n\nNext."),
        ("a.adoc", ":bibtex-file: refs.bib\n\nSee citenp:[ostrom1990, tuur$0\n\nNext."),
    ] {
        assert_eq!(completed(&format!("//- /{name}\n{text}")), ["tuurnas2016"], "{name}: {text}");
    }
    for (name, text) in [
        ("a.tex", "\\addbibresource{refs.bib}\n\nSee \\emph{tuur$0"),
        ("a.tex", "\\addbibresource{refs.bib}\n\nSee \\cite{a} tuur$0"),
        ("a.rst", ".. bibliography:: refs.bib\n\nSee ``tuur$0"),
        ("a.adoc", ":bibtex-file: refs.bib\n\nSee link:u[tuur$0"),
        ("a.org", "#+bibliography: refs.bib\n\nSee tuur$0"),
    ] {
        assert_eq!(completed(&format!("//- /{name}\n{text}")), [""; 0], "{name}: {text}");
    }
}

#[test]
fn hover_says_who_edits_who_publishes_and_what_stands_for_a_year() {
    let bib = "//- /more.bib
@book{lipsky1980, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, publisher = {Russell Sage}, address = {New York}, year = {1980}}
@incollection{bov2007, author = {Bovaird, Tony}, title = {A chapter}, crossref = {hand}}
@collection{hand, editor = {Smith, Anna and Ek, Bo}, title = {The handbook}, booktitle = {The handbook}, year = {2007}, publisher = {Sage}}
@article{doe, author = {Doe, Jane and others}, title = {T}, journal = {J}, publisher = {Sage}, year = {forthcoming}}
";
    let shown = |key: &str| {
        hovered(&format!("{bib}//- /a.md\n---\nbibliography: more.bib\n---\n\nSee [@$0{key}].\n")).unwrap_or_default()
    };
    let lines = |key: &str| shown(key).split("\n\n").take(3).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines("lipsky1980")[1..], ["Michael Lipsky", "New York: Russell Sage, 1980"]);
    assert_eq!(lines("bov2007")[1..], ["Tony Bovaird", "*The handbook*, Sage, 2007"]);
    assert_eq!(lines("hand")[1..], ["Anna Smith, Bo Ek (eds.)", "Sage, 2007"]);
    assert_eq!(lines("doe")[1..], ["Jane Doe, et al.", "*J*, forthcoming"]);
    // Beside a key stand those whom a citation names.
    let details =
        at(&format!("{bib}//- /a.md\n---\nbibliography: more.bib\n---\n\nSee [@bov2007$0; @hand].\n"), |view, _| {
            outline(view).into_iter().map(|symbol| symbol.detail).collect::<Vec<_>>()
        });
    assert_eq!(details, ["Bovaird 2007", "Smith & Ek 2007"]);
}

#[test]
fn hover_is_over_the_very_key_also_the_second_of_a_cluster() {
    let second = hovered("//- /a.md\nSee [@tuurnas2016; @ostrom$01996].\n").expect("a hover");
    assert!(second.contains("Crossing the great divide"), "{second}");
    let latex = hovered("//- /a.tex\nSee \\parencites{tuurnas2016}{ostrom19$090}.\n").expect("a hover");
    assert!(latex.contains("Governing the commons"), "{latex}");
    assert_eq!(hovered("//- /a.md\nSee$0 it, as [@tuurnas2016; @ostrom1996].\n"), None);
    assert_eq!(hovered("//- /a.md\nSee [@nob$0ody].\n"), None);
}

const TYPED: &str = "//- /refs.bib
@article{tuurnas2016, author = {Tuurnas, Sanna and Stenvall, Jari and Rannisto, Pasi-Heikki},
  title = {The impact of co-production on frontline accountability}, year = {2016}, abstract = {Mixing of roles.}}
@article{rannisto2016, author = {Rannisto, Pasi-Heikki and Tuurnas, Sanna and Virtanen, P.}, title = {Another work of that year}, year = {2016}}
@article{tuurnas2015, author = {Tuurnas, Sanna}, title = {Learning to co-produce}, year = {2015}}
@article{tuurnas2014, author = {Tuurnas, Sanna}, title = {Before all that}, year = {2014}}
@book{loffler2009, author = {L{\\\"o}ffler, Elke}, title = {Why co-production}, year = {2009}}
@book{loffler2009x, author = {L{\\\"o}ffler, Elke}, title = {Another book altogether}, year = {2009}}
";

/// The keys of the works that are meant at the cursor, with the words.
fn meant(manuscript: &str) -> (String, String) {
    let mut fixture = Fixture::new(&format!("{TYPED}{manuscript}"));
    fixture.config.message_language = Some(MessageLanguage::English);
    on(&fixture, |view, offset| match super::meant::at(view, offset) {
        Some(meant) => {
            let keys: Vec<_> = meant.records.iter().map(|id| view.corpus.entry(*id).key()).collect();
            (meant.span.of(view.text).to_owned(), keys.join(" "))
        }
        None => Default::default(),
    })
}

#[test]
fn names_and_a_year_mean_a_work() {
    for (text, words, keys) in [
        ("as Tuur$0nas, Stenvall et Rannisto (2016) say", "Tuurnas, Stenvall et Rannisto (2016)", "tuurnas2016"),
        ("as Tuurnas & Stenvall (20$016) say", "Tuurnas & Stenvall (2016)", "tuurnas2016"),
        ("as Rannisto et al. (2016)$0 say", "Rannisto et al. (2016)", "rannisto2016"),
        ("as Stenvall (2016)$0 says", "Stenvall (2016)", "tuurnas2016"),
        ("it is so (voir Tuurnas, 2014, 201$05)", "Tuurnas, 2014, 2015", "tuurnas2015"),
        ("it is so (voir Tuur$0nas, 2014, 2015)", "Tuurnas, 2014, 2015", "tuurnas2014 tuurnas2015"),
        ("it is so (Löf$0fler, 2009)", "Löffler, 2009", "loffler2009 loffler2009x"),
        ("it is $0so (Löffler, 2009)", "", ""),
        ("it is so (Nobody, 20$009) and Tuurnas (2016)", "", ""),
        ("`Tuurnas (20$016)`", "", ""),
    ] {
        assert_eq!(meant(&format!("//- /a.md\n{text}\n")), (words.to_owned(), keys.to_owned()), "{text}");
    }
    let note = "//- /a.tex\n\\begin{document}\nOne\\footnote{L\\\"offl$0er (2009).} two.\n\\end{document}\n";
    assert_eq!(meant(note).1, "loffler2009 loffler2009x");
}

#[test]
fn an_entry_of_a_typed_list_means_its_work() {
    let entry = "Tuurnas, S., Stenvall, J. & Rannisto, P.-H. (2016). The impact of co-pro$0duction on frontline accountability. IRAS, 82.";
    let (words, keys) = meant(&format!("//- /a.md\n# References\n\n{entry}\n\nMore.\n"));
    assert_eq!(keys, "tuurnas2016");
    assert!(words.starts_with("Tuurnas, S.") && words.ends_with("accountability"), "{words}");
}

#[test]
fn hover_over_names_and_a_year_shows_the_work_or_lists_those_that_fit() {
    let hovered = |text: &str| {
        let mut fixture = Fixture::new(&format!("{TYPED}//- /a.md\n{text}\n"));
        fixture.config.message_language = Some(MessageLanguage::English);
        on(&fixture, |view, offset| hover(view, offset).map(|shown| shown.text)).unwrap_or_default()
    };
    assert!(hovered("See Tuur$0nas, Stenvall & Rannisto (2016).").contains("Mixing of roles"));
    let both = hovered("See (Löffler, 20$009).");
    for said in ["2 works fit", "Why co-production", "Another book altogether", "loffler2009x"] {
        assert!(both.contains(said), "{both}");
    }
}

#[test]
fn definition_and_citations_of_names_and_a_year() {
    let fixture = Fixture::new(&format!(
        "{TYPED}//- /a.md\nTuurnas et al. (2016) and Tuurnas, Stenvall & Rannisto (20$016); (Tuurnas & Stenvall 2016).\n"
    ));
    on(&fixture, |view, offset| {
        let places = definition(view, offset);
        assert_eq!(places.len(), 1);
        assert_eq!(places[0].span.of(&view.corpus.shards()[0].text_of(0).unwrap()), "tuurnas2016");
        let records = super::meant::at(view, offset).unwrap().records;
        let cited = super::meant::citations_of(view, &records);
        let cited: Vec<_> = cited.into_iter().map(|span| span.of(view.text)).collect();
        assert_eq!(cited, ["Tuurnas et al. (2016)", "Tuurnas, Stenvall & Rannisto (2016)", "Tuurnas & Stenvall 2016"]);
    });
}

#[cfg(unix)]
#[test]
fn hover_and_links_lead_to_the_documents_of_a_work() {
    let text = "//- /text/own.bib
@book{ek2010, author = {Ek, Anna}, title = {At the counter}, file = {Ek:pdf/Ek 2010.pdf:application/pdf}, pdf = {run.sh}}
@book{bo2011, author = {Bo, Bea}, title = {Rules}, file = {a.pdf;b.pdf}}
//- /text/draft.md
See [@e$0k2010].
";
    let fixture = Fixture::new(text);
    let page = on(&fixture, |view, offset| hover(view, offset).map(|shown| shown.text)).unwrap();
    assert!(page.contains("[Ek 2010.pdf](file:///text/pdf/Ek%202010.pdf)"), "{page}");
    assert!(!page.contains("run.sh"), "{page}");
    let links = super::links::of_bibliography(&fixture.corpus.shards()[0]);
    let [link] = links.as_slice() else { panic!("{links:?}") };
    assert_eq!(link.target, super::links::Target::File("/text/pdf/Ek 2010.pdf".into()));
    let plain = on(&fixture, |view, offset| hover(&View { markdown: false, ..*view }, offset)).unwrap();
    assert!(!plain.text.contains("file:"), "{}", plain.text);
}

#[test]
fn hover_says_when_there_is_no_abstract() {
    let none = hovered("//- /a.md\nSee [@ostrom1$0996].\n").expect("a hover");
    assert!(none.contains("No abstract"), "{none}");
}

#[test]
fn hover_shows_abstracts_in_full_and_nothing_else_without_end() {
    let authors = vec!["Author, Ann"; 50_000].join(" and ");
    let (title, text) = ("Word ".repeat(100_000), "Every sentence counts. ".repeat(1000));
    let bib =
        format!("@book{{big, author = {{{authors}}}, title = {{{title}}}, abstract = {{{text}}}, year = {{1999}}}}");
    let fixture = Fixture::new(&format!("//- /b.bib\n{bib}\n//- /a.md\nSee [@bi$0g].\n"));
    let shown = on(&fixture, |view, offset| hover(view, offset).map(|shown| shown.text)).unwrap_or_default();
    assert!(shown.contains("(+49900)") && shown.contains("Word…"), "{}", &shown[..2000]);
    assert_eq!(shown.matches("Every sentence counts").count(), 1000);
    assert!(shown.len() < text.len() + 5000, "{}", shown.len());
}

#[test]
fn completion_finds_by_key_name_word_year_and_slip() {
    for query in ["tuurn", "turnas", "Rannisto", "coprod 2016", "imputabilite", "Ranisto", "mixing volunteers"] {
        assert_eq!(
            completed(&format!("//- /a.md\nSee [@{query}$0].\n")).first().map(String::as_str),
            Some("tuurnas2016"),
            "{query}"
        );
    }
    assert_eq!(completed("//- /a.tex\nSee \\cite{ostrom1996, ostr$0}.\n"), ["ostrom1990", "ostrom1996"]);
    assert_eq!(completed("//- /a.md\nSee [@$0].\n").len(), 3);
    assert_eq!(completed("//- /a.tex\nSee \\cite{$0}.\n").len(), 3);
}

#[test]
fn completion_is_silent_outside_of_citations() {
    for text in [
        "//- /a.md\nSee ostr$0.\n",
        "//- /a.md\nmail me@$0\n",
        "//- /a.md\n`[@ost$0]`\n",
        "//- /a.tex\n\\emph{$0}\n",
        "//- /a.tex\n\\verb|\\cite{ost$0}|\n",
    ] {
        assert_eq!(completed(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_completion_replaces_the_whole_key_and_passes_the_editors_filter() {
    at("//- /a.md\nSee [@Ran$0isto; @ostrom1996].\n", |view, offset| {
        let item = &complete(view, offset).items[0];
        assert_eq!(item.replace.of(view.text), "Ranisto");
        assert!(item.filter.starts_with("Ran"), "{}", item.filter);
        assert_eq!((item.text.as_str(), item.detail.as_str()), ("tuurnas2016", "Tuurnas, Stenvall & Rannisto 2016"));
        let Kind::Record(record) = item.kind else { panic!("{:?}", item.kind) };
        let docs = documentation(view, record).expect("documentation");
        assert!(docs.contains("Mixing of roles"));
    });
}

#[test]
fn one_key_is_offered_once_and_what_is_typed_on_is_asked_again() {
    let both =
        "//- /more.bib\n@article{tuurnas2016, author = {Tuurnas, Sanna}, title = {Coproduction}, year = {2016}}\n";
    at(&format!("{both}//- /a.md\n---\nbibliography: refs.bib\n---\n[@tuur$0]\n"), |view, offset| {
        let found = complete(view, offset);
        assert_eq!(found.items.iter().map(|item| item.label.as_str()).collect::<Vec<_>>(), ["tuurnas2016"]);
    });
    // An editor that filtered the whole list by itself would never find an author by a slip.
    at("//- /a.md\nSee [@$0].\n", |view, offset| assert!(complete(view, offset).incomplete));
}

#[test]
fn definition_and_references_know_the_exact_key() {
    at("//- /a.md\nSee [@tuurnas2016; @ostrom$01996], @ostrom1996.\n", |view, offset| {
        let places = definition(view, offset);
        assert_eq!(places.len(), 1);
        let text = view.corpus.shards()[0].text_of(1).expect("the record");
        assert!(text.starts_with("@book{ostrom1996"), "{text}");
        assert_eq!(places[0].span, view.corpus.shards()[0].entry(1).key_span());
        let (key, span) = key_at(view, offset).expect("a key");
        assert_eq!((key.as_str(), span.of(view.text)), ("ostrom1996", "ostrom1996"));
        assert_eq!(citations_of(view, &key).len(), 2);
    });
}

#[test]
fn a_key_is_not_renamed_to_one_that_is_taken_or_that_no_format_could_cite() {
    at("//- /a.md\nSee [@tuurnas2016; @ostrom1996], @ostrom1996. (@ex) Example.\n", |view, _| {
        for new in ["ostrom96", "ostrom1996", "ostrom:96/a", "östrom_1"] {
            assert_eq!(allowed(view, "ostrom1996", new), Ok(()), "{new}");
        }
        assert_eq!(allowed(view, "ostrom1996", "ostrom1990"), Err(Refusal::Exists("ostrom1990".to_owned())));
        for new in ["a b", "", "a..b", "a,b", "-a", "a}"] {
            assert_eq!(allowed(view, "ostrom1996", new), Err(Refusal::BadKey(new.to_owned())));
        }
    });
}

#[test]
fn actions_are_those_of_what_the_range_touches() {
    at("//- /a.md\nSee [@ostrom1996; @turnas$02016; @nobodyatall].\n", |view, offset| {
        let context = super::hover::context(view);
        let found = crate::analysis::analyse(&context).diagnostics;
        let actions = code_action::actions(view, &found, Span::new(offset, offset));
        let titles: Vec<_> = actions.iter().map(|action| action.title.as_str()).collect();
        assert_eq!(titles, ["Cite \"tuurnas2016\"", "Ignore unknown-key here", "Ignore unknown-key in this file"]);
        assert!(actions[0].preferred);
        assert_eq!(actions[0].edits[0].text, "tuurnas2016");
    });
}

#[test]
fn an_ignore_action_silences_what_it_was_made_for() {
    let text = "# Title\n\nSee [@turnas2016] and\nmore.\n\nBut [@turnas2016].\n";
    at(&format!("//- /a.md\n{text}"), |view, _| {
        let found = crate::analysis::analyse(&super::hover::context(view)).diagnostics;
        assert_eq!(found.len(), 2);
        let actions = code_action::actions(view, &found, found[0].span);
        for (title, left) in [("here", 1), ("in this file", 0)] {
            let action = actions.iter().find(|action| action.title.ends_with(title)).expect("an action");
            let mut changed = view.text.to_owned();
            changed.insert_str(action.edits[0].span.start as usize, &action.edits[0].text);
            let fixture = Fixture::new(&format!("{BIB}//- /a.md\n{changed}"));
            assert_eq!(fixture.findings(&fixture.manuscripts[0]).len(), left, "{changed}");
        }
    });
}

#[test]
fn the_outline_puts_citations_under_their_heading() {
    at("//- /a.md\n# One\n\n@ostrom1996\n\n## Two\n\n@tuurnas2016\n", |view, _| {
        let lines: Vec<_> = outline(view).into_iter().map(|one| (one.depth, one.name)).collect();
        let expected = [(1, "One"), (2, "ostrom1996"), (2, "Two"), (3, "tuurnas2016")];
        assert_eq!(lines, expected.map(|(depth, name)| (depth, name.to_owned())));
        assert_eq!(search(view.corpus, "governing", 5).len(), 1);
    });
}

#[test]
fn records_in_front_matter_are_records() {
    const OWN: &str = "//- /a.md
---
lang: fr
references:
- id: brandsen2016
  type: article-journal
  title: La coproduction des services
  author:
  - family: Brandsen
    given: Taco
  issued: 2016
  abstract: Dans le présent article, nous présentons une étude de cas sur la coproduction des services publics.
---

";
    let page = hovered(&format!("{OWN}Voir [@brandsen$02016].\n")).expect("a hover");
    assert!(page.contains("La coproduction des services") && page.contains("Taco Brandsen"), "{page}");
    assert!(page.contains("nous présentons"), "{page}");
    // The bibliographies serve beside it, each record under its own key.
    assert!(hovered(&format!("{OWN}Voir [@ostrom$01990].\n")).is_some_and(|page| page.contains("Governing")));
    assert!(completed(&format!("{OWN}Voir [@brand$0].\n")).contains(&"brandsen2016".to_owned()));
    at(&format!("{OWN}Voir [@brandsen$02016].\n"), |view, offset| {
        let places = definition(view, offset);
        assert_eq!(places.len(), 1, "{places:?}");
        assert_eq!(places[0].span.of(view.text), "brandsen2016");
    });
}
