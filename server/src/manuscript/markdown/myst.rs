//! `MyST`'s citation roles: `` {cite:p}`key1,key2` ``, with `{prefix}key{suffix}` parts.

use crate::manuscript::Form;
use crate::manuscript::roles::{self, Target};
use std::ops::Range;

/// A role; offsets in the paragraph's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Role {
    pub span: Range<usize>,
    pub form: Form,
    pub keys: Vec<Target>,
}

/// The role at `pos`; `close` gives the end of the code span that opens with so many backticks at an offset.
pub(super) fn role(text: &str, pos: usize, close: impl FnOnce(usize, usize) -> Option<usize>) -> Option<Role> {
    let rest = text.get(pos + 1..)?;
    let name = rest.get(..rest.bytes().take(24).position(|b| b == b'}')?)?;
    let form = roles::form(name)?;
    let code = pos + 2 + name.len();
    let ticks = rest[name.len() + 1..].bytes().take_while(|&b| b == b'`').count();
    if ticks == 0 {
        return None;
    }
    let end = close(code, ticks)?;
    let (start, last) = (code + ticks, end - ticks);
    Some(Role { span: pos..end, form, keys: roles::targets(text.get(start..last)?, start, b",;") })
}

/// The citation of a tag as notebooks have it: `<cite data-cite="key1,key2">`, with nbsphinx's `data-cite-t` and
/// `data-footcite`.
pub(super) fn cited_in_tag(text: &str, pos: usize, end: usize) -> Option<Role> {
    let tag = text.get(pos..end)?;
    let mut attributes = tag.match_indices("data-").filter_map(|(at, mark)| {
        let (name, value) = tag[at + mark.len()..].split_once('=')?;
        let apart = tag[..at].ends_with(|c: char| c.is_ascii_whitespace());
        Some((roles::form(&name.replacen('-', ":", 1)).filter(|_| apart)?, value))
    });
    let (form, value) = attributes.next()?;
    let mark = value.chars().next().filter(|&mark| mark == '"' || mark == '\'')?;
    let inside = value[1..].split(mark).next()?;
    let start = pos + (inside.as_ptr() as usize - tag.as_ptr() as usize);
    Some(Role { span: pos..end, form, keys: roles::targets(inside, start, b",;") })
}
