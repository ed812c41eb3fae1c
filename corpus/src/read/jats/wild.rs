//! Real articles of SciELO against a second, plain walk over their XML: every title and abstract in each language.

use crate::read::wild::{corpora, files, read};
use quick_xml::events::Event;
use std::fs;

/// A title or an abstract as the file has it: the language it is under, and its letters and digits.
#[derive(Debug)]
struct Said {
    title: bool,
    lang: String,
    letters: String,
}

/// What is open.
struct Open {
    name: String,
    lang: String,
    kind: String,
}

/// The letters and digits of a text: white space and the marks of punctuation may be changed.
fn letters(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().filter(|c| c.is_alphanumeric()).collect()
}

/// Walks over an article: what stands in the fronts of the article and of its translations.
fn walk(text: &str) -> Vec<Said> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut open: Vec<Open> = Vec::new();
    let mut found: Vec<Said> = Vec::new();
    let mut inside: Option<(usize, Said)> = None;
    loop {
        // One of the articles ends twice: what stands before is all there is.
        let Ok(event) = reader.read_event() else { return found };
        let characters = match event {
            Event::Start(tag) => {
                let attribute = |name: &str| {
                    let found = tag.attributes().flatten().find(|found| found.key.as_ref() == name);
                    found.map_or(String::new(), |found| found.value.to_string())
                };
                let name: &str = tag.name().0;
                let kind = [attribute("article-type"), attribute("ref-type")].concat();
                open.push(Open { name: name.to_owned(), lang: attribute("xml:lang"), kind });
                if let Some(said) = begins(&open).filter(|_| inside.is_none()) {
                    inside = Some((open.len(), said));
                }
                continue;
            }
            Event::End(_) => {
                if inside.as_ref().is_some_and(|(depth, _)| *depth == open.len()) {
                    found.extend(inside.take().map(|(_, said)| said).filter(|said| !said.letters.is_empty()));
                }
                open.pop();
                continue;
            }
            Event::Text(text) => text.to_string(),
            Event::CData(text) => text.to_string(),
            Event::GeneralRef(reference) => {
                let written = format!("&{};", &*reference);
                crate::entities::reference(&written).map_or(written, |(_, c)| c.to_string())
            }
            Event::Eof => return found,
            _ => continue,
        };
        let aside = open.iter().any(|open| matches!(open.name.as_str(), "fn" | "object-id" | "tex-math"))
            || open.iter().any(|open| open.name == "xref" && matches!(open.kind.as_str(), "fn" | "aff" | "corresp"));
        if let Some((_, said)) = inside.as_mut().filter(|_| !aside) {
            said.letters.push_str(&letters(&characters));
        }
    }
}

/// Whether the element that was opened last is a title or an abstract of the article or of a translation.
fn begins(open: &[Open]) -> Option<Said> {
    let last = open.last()?;
    let title = match last.name.as_str() {
        "article-title" | "trans-title" | "subtitle" | "trans-subtitle" => true,
        "abstract" | "trans-abstract" => false,
        _ => return None,
    };
    let names: Vec<&str> = open.iter().map(|open| open.name.as_str()).collect();
    let in_front = names.contains(&"article-meta") || names.contains(&"front-stub");
    let beside = ["product", "related-article", "related-object", "ref"].iter().any(|name| names.contains(name));
    let parts = open.iter().filter(|open| open.name == "sub-article");
    let translation = parts.clone().all(|part| part.kind == "translation");
    let lang = open.iter().rev().find(|open| !open.lang.is_empty()).map_or(String::new(), |open| open.lang.clone());
    (in_front && !beside && translation).then_some(Said { title, lang, letters: String::new() })
}

#[test]
#[ignore = "needs the shared data"]
fn scielo_says_what_a_plain_walk_finds() {
    let (mut articles, mut texts, mut bilingual) = (0, 0, 0);
    for path in files(&corpora().join("scielo-cc-by")) {
        let (format, reading) = read(&path).unwrap_or_else(|| panic!("{}", path.display()));
        assert_eq!((format, reading.records.len()), ("jats", 1), "{}", path.display());
        let record = &reading.records[0];
        let walked = walk(&fs::read_to_string(&path).expect("UTF-8"));
        let ours = |title: bool| if title { &record.titles } else { &record.abstracts };
        for said in &walked {
            // A heading is split off an abstract, and one that holds two languages is split.
            let held = |text: &str| said.letters.contains(text) && !text.is_empty();
            let parts = ours(said.title).iter().map(|text| (letters(&text.text), text)).filter(|(part, _)| held(part));
            let parts: Vec<_> = parts.collect();
            let covered: usize = parts.iter().map(|(part, _)| part.len()).sum();
            let headings = if said.title { 0 } else { 60 };
            assert!(covered + headings >= said.letters.len(), "{}: {said:?}\n{:#?}", path.display(), ours(said.title));
            let declared = |text: &crate::record::LangText| {
                let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
                text.declared.as_deref().map(primary) == Some(primary(&said.lang))
                    || text.lang.as_ref().map(|lang| lang.primary().to_owned()) == Some(primary(&said.lang))
            };
            // "Errata" is the title in two languages, and kept once.
            let twice = said.lang.is_empty() || walked.iter().filter(|other| other.letters == said.letters).count() > 1;
            let split = parts.len() > 1;
            assert!(
                split || twice || parts.iter().any(|(_, text)| declared(text)),
                "{}: {said:?} {parts:?}",
                path.display()
            );
            texts += 1;
        }
        let count = |title| ours(title).len();
        let expected = |title| walked.iter().filter(|said| said.title == title).count();
        println!(
            "{} titles {}/{} abstracts {}/{}",
            path.display(),
            count(true),
            expected(true),
            count(false),
            expected(false)
        );
        bilingual += usize::from(count(false) > 1);
        articles += 1;
    }
    println!("{articles} articles, {texts} titles and abstracts, {bilingual} with two or more abstracts");
    assert_eq!(articles, 69);
}
