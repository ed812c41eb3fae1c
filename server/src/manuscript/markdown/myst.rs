//! `MyST`'s citation roles: `` {cite:p}`key1,key2` ``, with `{prefix}key{suffix}` parts.

use crate::manuscript::Form;
use std::ops::Range;

/// A role; offsets in the paragraph's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Role {
    pub span: Range<usize>,
    pub form: Form,
    pub keys: Vec<RoleKey>,
}

/// One key of a role.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RoleKey {
    pub whole: Range<usize>,
    pub key: Range<usize>,
    pub locator: Option<Range<usize>>,
}

/// The roles after `cite:`, as mystmd lists them, and how they cite.
fn form(name: &str) -> Option<Form> {
    let kind = name.strip_prefix("cite").or_else(|| name.strip_prefix("Cite"))?;
    match kind.strip_prefix(':').map_or(kind, |kind| kind).to_ascii_lowercase().as_str() {
        "" if !kind.is_empty() => None,
        "" | "p" | "ps" | "alp" | "alps" | "label" | "labelpar" | "author" | "authors" | "authorpar" | "authorspar"
        | "cauthor" | "cauthors" | "cauthorpar" | "cauthorspar" => Some(Form::Normal),
        "t" | "ts" | "ct" | "cts" => Some(Form::AuthorInText),
        "year" | "yearpar" => Some(Form::SuppressAuthor),
        _ => None,
    }
}

/// The role at `pos`; `close` gives the end of the code span that opens with so many backticks at an offset.
pub(super) fn role(text: &str, pos: usize, close: impl FnOnce(usize, usize) -> Option<usize>) -> Option<Role> {
    let rest = text.get(pos + 1..)?;
    let name = rest.get(..rest.bytes().take(24).position(|b| b == b'}')?)?;
    let form = form(name)?;
    let code = pos + 2 + name.len();
    let ticks = rest[name.len() + 1..].bytes().take_while(|&b| b == b'`').count();
    if ticks == 0 {
        return None;
    }
    let end = close(code, ticks)?;
    let (mut start, last) = (code + ticks, end - ticks);
    let mut keys = Vec::new();
    for part in text.get(start..last)?.split([',', ';']) {
        keys.extend(role_key(part, start));
        start += part.len() + 1;
    }
    Some(Role { span: pos..end, form, keys })
}

/// The key of one part of a role that starts at `at`: `{see}key{p. 3}`.
fn role_key(part: &str, at: usize) -> Option<RoleKey> {
    let lead = part.len() - part.trim_start().len();
    let whole = at + lead..at + lead + part.trim().len();
    let mut from = lead;
    let body = part.trim();
    if body.starts_with('{') {
        from += body.find('}')? + 1;
    }
    let rest = &part[from..lead + body.len()];
    let length = rest.find('{').unwrap_or(rest.len());
    let locator = rest.get(length + 1..).and_then(|rest| rest.strip_suffix('}')).filter(|suffix| !suffix.is_empty());
    let locator = locator.map(|suffix| at + from + length + 1..at + from + length + 1 + suffix.len());
    let key = rest[..length].trim();
    let key_start = at + from + (rest[..length].len() - rest[..length].trim_start().len());
    (!key.is_empty()).then(|| RoleKey { whole, key: key_start..key_start + key.len(), locator })
}
