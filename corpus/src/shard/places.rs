//! All the places that a record's values stand in: to move a record that was read apart from its file.

use crate::record::{LangText, Record};
use crate::span::{Span, Text};

/// Calls `each` with every span of the record.
pub(super) fn each_place(record: &mut Record, mut each: impl FnMut(&mut Span)) {
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
        span,
    } = record;
    each(span);
    let mut text = |text: &mut Text| text.from.spans.iter_mut().for_each(&mut each);
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
    let spans = lang_texts.flat_map(|text: &mut LangText| &mut text.from.spans);
    spans.for_each(each);
}
