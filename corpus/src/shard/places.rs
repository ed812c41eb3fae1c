//! All the places that a record's values stand in: to move a record that was read apart from its file.

use crate::record::{LangText, Record};
use crate::span::{Provenance, Span, Text};

/// Takes all places from a record: its values stand at no byte of a file.
pub(crate) fn forget_places(record: &mut Record) {
    record.span = Span::default();
    each_provenance(record, |from| *from = Provenance::default());
}

/// Calls `each` with every span of the record.
pub(super) fn each_place(record: &mut Record, mut each: impl FnMut(&mut Span)) {
    each(&mut record.span);
    each_provenance(record, |from| from.spans.iter_mut().for_each(&mut each));
}

fn each_provenance(record: &mut Record, mut each: impl FnMut(&mut Provenance)) {
    let Record {
        key,
        aliases,
        item_type: _,
        type_written,
        names,
        titles,
        abstracts,
        containers,
        issued,
        variables,
        keywords,
        languages,
        parents,
        extra,
        format: _,
        span: _,
    } = record;
    let mut text = |text: &mut Text| each(&mut text.from);
    text(key);
    text(type_written);
    aliases.iter_mut().chain(keywords).for_each(&mut text);
    names.iter_mut().for_each(|name| text(&mut name.written));
    issued.iter_mut().for_each(|date| text(&mut date.written));
    variables.iter_mut().for_each(|variable| text(&mut variable.text));
    languages.iter_mut().for_each(|language| text(&mut language.written));
    parents.iter_mut().for_each(|parent| text(&mut parent.key));
    for (label, value) in extra {
        text(label);
        text(value);
    }
    let lang_texts = titles.iter_mut().chain(abstracts).chain(containers);
    lang_texts.for_each(|text: &mut LangText| each(&mut text.from));
}
