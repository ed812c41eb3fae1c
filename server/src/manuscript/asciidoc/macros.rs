//! The citation macros: `cite:pretext[key(locator), key2]`, `citenp:[...]`, and asciidoctor-bibliography's `citet:[key,
//! page=3]+[key2]`.

use crate::manuscript::Form;
use crate::manuscript::roles::Target;
use std::ops::Range;

/// A citation; offsets in the text that was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Macro {
    pub span: Range<usize>,
    pub form: Form,
    pub targets: Vec<Target>,
}

/// How a macro cites.
pub(super) fn form(name: &str) -> Option<Form> {
    match name {
        "cite" | "citep" | "citep*" | "citealt" | "citealp" | "citeauthor" | "fullcite" | "cites" => Some(Form::Normal),
        "citenp" | "citet" | "citet*" => Some(Form::AuthorInText),
        "citeyear" | "citeyearpar" => Some(Form::SuppressAuthor),
        "nocite" | "bibitem" => Some(Form::Nocite),
        _ => None,
    }
}

/// Whether a text ends with the name of a citation macro.
pub(super) fn is_named(before: &str) -> bool {
    form(name(before)).is_some()
}

/// The word at the end of a text that may be a macro's name.
fn name(before: &str) -> &str {
    let letters = before.strip_suffix('*').unwrap_or(before);
    &before[letters.len() - letters.bytes().rev().take_while(u8::is_ascii_lowercase).count()..]
}

/// The macro whose colon stands at `colon` in a line that begins at `from` and ends at `end`.
pub(super) fn at(text: &str, from: usize, colon: usize, end: usize) -> Option<Macro> {
    let before = text.get(from..colon)?;
    let name = before.len() - name(before).len();
    let form = form(&before[name..])?;
    if before[..name].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '\\' | '-')) {
        return None;
    }
    let mut found = Macro { span: from + name..colon + 1, form, targets: Vec::new() };
    let mut at = colon + 1;
    loop {
        let line = &text[at..end];
        // What stands before the bracket is shown before the citation; after a blank it is no macro any more.
        let open = line.find('[').filter(|&open| open == 0 || !line.starts_with([' ', '\t']))?;
        let close = open + line[open..].find(']')?;
        items(&line[open + 1..close], at + open + 1, &mut found.targets)?;
        at += close + 1;
        found.span.end = at;
        match text[at..end].strip_prefix('+') {
            Some(rest) if rest.starts_with('[') => at += 1,
            _ => return Some(found),
        }
    }
}

/// The keys between the brackets, with what stands in parentheses after each; a named attribute (`page=3`) is a
/// locator. `None` where the text is something else.
fn items(list: &str, at: usize, out: &mut Vec<Target>) -> Option<()> {
    let (mut start, mut depth) = (0, 0_usize);
    let first = out.len();
    for (pos, byte) in list.bytes().enumerate().chain([(list.len(), b',')]) {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 || pos == list.len() => {
                item(&list[start..pos], at + start, first, out)?;
                start = pos + 1;
            }
            _ => {}
        }
    }
    Some(())
}

fn item(written: &str, at: usize, first: usize, out: &mut Vec<Target>) -> Option<()> {
    let lead = written.len() - written.trim_start().len();
    let item = written.trim();
    let whole = at + lead..at + lead + item.len();
    if let Some(last) = out.get_mut(first..).and_then(<[Target]>::last_mut).filter(|_| item.contains('=')) {
        last.whole.end = whole.end;
        last.suffix.get_or_insert(whole.clone()).end = whole.end;
        return Some(());
    }
    let length = item.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[')).unwrap_or(item.len());
    let suffix = match item[length..].strip_prefix('(').map(|inner| inner.strip_suffix(')')) {
        Some(inner) => Some(inner?),
        None if length == item.len() => None,
        None => return None,
    };
    let suffix = suffix.map(|inner| whole.start + length + 1..whole.start + length + 1 + inner.len());
    if length == 0 {
        // An empty list is a citation that lacks its key; an empty item is left.
        return (item.is_empty()).then_some(());
    }
    out.push(Target { key: whole.start..whole.start + length, whole, suffix });
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_are_those_of_the_two_extensions() {
        let read = |text: &str| {
            let found = text.match_indices(':').find_map(|(colon, _)| at(text, 0, colon, text.len()))?;
            let items = found.targets.iter().map(|one| {
                format!("{}<{}", &text[one.key.clone()], one.suffix.clone().map_or("", |range| &text[range]))
            });
            Some(format!("{} {}", &text[found.span.clone()], items.collect::<Vec<_>>().join(" ")))
        };
        for (text, expected) in [
            ("some cite:[author12] more", Some("cite:[author12] author12<")),
            ("citenp:[a12(1-20),b11(15, 17), c]", Some("citenp:[a12(1-20),b11(15, 17), c] a12<1-20 b11<15, 17 c<")),
            ("cite:See[Lane12(59)]", Some("cite:See[Lane12(59)] Lane12<59")),
            ("cite:see also[a]", Some("cite:see also[a] a<")),
            ("cite:[a, page=3, prefix=see]+[b]", Some("cite:[a, page=3, prefix=see]+[b] a<page=3, prefix=see b<")),
            ("(cite:[DBLP:conf/x])", Some("cite:[DBLP:conf/x] DBLP:conf/x<")),
            ("cite:[]", Some("cite:[] ")),
            ("recite:[a]", None),
            ("\\cite:[a]", None),
            ("we cite: the array [0]", None),
            ("cite:[a b]", None),
            ("cite:[a", None),
            ("site:[a]", None),
            ("cite:", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
