//! Whether a citation's key may be typed next, from the text before the cursor: for completion where no key stands yet.

use super::roles;

/// Markdown: after `@` or `@{` that no letter or digit precedes; in a role of `MyST`, `` {cite:t}` ``.
#[must_use]
pub fn markdown(before: &str) -> bool {
    let marked = before.strip_suffix("@{").or_else(|| before.strip_suffix('@'));
    marked.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '\\')) || in_role(before, '{', '}')
}

/// reStructuredText: in a role, `` :cite:t:`a, ``.
#[must_use]
pub fn rst(before: &str) -> bool {
    in_role(before, ':', ':')
}

/// AsciiDoc: in a macro, `cite:see[a(3), `.
#[must_use]
pub fn asciidoc(before: &str) -> bool {
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    let Some((head, inside)) = line.rsplit_once('[') else { return false };
    let begins = inside.trim_start().is_empty() || inside.trim_end().ends_with(',');
    let macros =
        ["cite", "citenp", "citet", "citep", "citealt", "citealp", "citeauthor", "citeyear", "fullcite", "nocite"];
    let named = head.rsplit_once(':').is_some_and(|(name, pretext)| {
        let start = name.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        macros.contains(&&name[start..]) && !pretext.starts_with(' ')
    });
    begins && !inside.contains(']') && named
}

/// Whether the text ends in a role that cites, where a key begins: `` {cite}` ``, `` :cite:t:`a, {see} ``.
fn in_role(before: &str, open: char, close: char) -> bool {
    let Some((head, inside)) = before.rsplit_once('`') else { return false };
    let item = inside.rsplit([',', ';']).next().unwrap_or_default().trim();
    let begins = item.is_empty() || (item.starts_with('{') && item.ends_with('}') && !item[1..].contains('{'));
    let named = head.strip_suffix(close).is_some_and(|head| {
        let name = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == ':').len();
        let name = if open == ':' {
            head[name..].strip_prefix(':')
        } else {
            head[..name].ends_with(open).then(|| &head[name..])
        };
        name.is_some_and(|name| roles::form(name).is_some())
    });
    begins && named
}

/// LaTeX: inside the braces of a cite command, at the start or after a comma.
#[must_use]
pub fn latex(before: &str) -> bool {
    let Some(open) = before.rfind('{') else { return false };
    let inside = &before[open + 1..];
    let started = inside.trim_start().is_empty() || inside.trim_end().ends_with(',');
    if !started || inside.contains(['}', '\\']) {
        return false;
    }
    cite_command(&before[..open])
}

/// Whether the text ends with a cite command and its arguments so far: `\cite`, `\parencite*[see][p. 3]`,
/// `\cites(a)(b)[c]{key}[d]`.
fn cite_command(text: &str) -> bool {
    let mut rest = text.trim_end();
    for _ in 0..16 {
        let open = match rest.chars().last() {
            Some(']') => rest.rfind('['),
            Some(')') => rest.rfind('('),
            Some('}') => rest.rfind('{'),
            _ => break,
        };
        let Some(open) = open else { return false };
        rest = rest[..open].trim_end();
    }
    let rest = rest.strip_suffix('*').unwrap_or(rest);
    let name = rest.len() - rest.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    rest[..name].ends_with('\\') && rest[name..].to_ascii_lowercase().contains("cite")
}

/// Typst: after an `@` that is not escaped, or at the start of a label or its name in a call that cites.
#[must_use]
pub fn typst(before: &str) -> bool {
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    if let Some(rest) = line.strip_suffix('@') {
        return !rest.ends_with(['\\', '/', '"']);
    }
    let Some(rest) = line.strip_suffix('<').or_else(|| line.strip_suffix("label(\"")) else { return false };
    let rest = rest.trim_end();
    let Some(open) = rest.rfind('(').filter(|_| rest.ends_with(['(', ','])) else { return false };
    let name = &rest[..open];
    let name = &name[name.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_')).len()..];
    name.contains("cite") || name == "ref"
}

/// Org: after the `@` of a citation that is open, or at the start of a key in a link of org-ref.
#[must_use]
pub fn org(before: &str) -> bool {
    let paragraph = &before[before.rfind("\n\n").map_or(0, |at| at + 2)..];
    let open = |bracket: &str| paragraph.rfind(bracket).is_some_and(|at| !paragraph[at..].contains(']'));
    if paragraph.ends_with('@') {
        return open("[cite:") || open("[cite/");
    }
    if paragraph.ends_with('&') {
        return open("[[cite") || paragraph.ends_with(":&");
    }
    // `cite:` and `cite:a,` of the second version.
    let link = paragraph.rsplit(char::is_whitespace).next().unwrap_or_default();
    let Some((name, keys)) = link.split_once(':') else { return false };
    let name = name.trim_start_matches(['[', '(']).trim_end_matches('*');
    !link.contains('&')
        && (keys.is_empty() || keys.ends_with(','))
        && name.to_ascii_lowercase().contains("cite")
        && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !link.starts_with("[cite")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_the_roles_of_restructuredtext() {
        for (before, expected) in [
            (":cite:`", true),
            ("see :cite:t:`a, ", true),
            (":footcite:p:`{see} ", true),
            (":cite:p:`a", false),
            (":cite:p:`{see", false),
            (":ref:`", false),
            ("``", false),
            (":cite:`a` `", false),
            ("é:cite:`", true),
            ("中`", false),
        ] {
            assert_eq!(rst(before), expected, "{before}");
        }
    }

    #[test]
    fn keys_follow_the_macros_of_asciidoc() {
        for (before, expected) in [
            ("see cite:[", true),
            ("cite:see[a(3), ", true),
            ("citenp:[", true),
            ("cite:[a", false),
            ("cite:[a] b", false),
            ("recite:[", false),
            ("link:u[", false),
            ("cite: [", false),
        ] {
            assert_eq!(asciidoc(before), expected, "{before}");
        }
    }

    #[test]
    fn keys_follow_markers_only() {
        for (before, expected) in [
            ("see [@", true),
            ("@", true),
            ("(@{", true),
            ("me@", false),
            ("\\@", false),
            ("see ", false),
            ("{cite}`", true),
            ("x {cite:t}`a, ", true),
            ("{cite:p}`{see}", true),
            ("{cite:p}`a", false),
            ("{ref}`", false),
            ("`", false),
            ("{cite}`a` and `", false),
        ] {
            assert_eq!(markdown(before), expected, "{before}");
        }
        for (before, expected) in [
            ("\\cite{", true),
            ("\\parencite*[see][p. 3]{a, ", true),
            ("\\textcites(x)[y]{a}[z]{", true),
            ("\\emph{", false),
            ("\\cite{a} {", true),
            ("\\cite{a", false),
            ("mail me@", false),
        ] {
            assert_eq!(latex(before), expected, "{before}");
        }
        for (before, expected) in [
            ("as @", true),
            ("word@", true),
            ("\\@", false),
            ("#cite(<", true),
            ("#cite(<a>, <", true),
            ("#cite-prose(label(\"", true),
            ("#ref(<", true),
            ("#figure(<", false),
            ("a <", false),
            ("#é(<", false),
        ] {
            assert_eq!(typst(before), expected, "{before}");
        }
        for (before, expected) in [
            ("[cite:@", true),
            ("[cite/t:see @a; @", true),
            ("[cite:@a] @", false),
            ("me@", false),
            ("cite:", true),
            ("citet*:a,", true),
            ("cite:a", false),
            ("cite:&", true),
            ("[[cite:see &a;&", true),
            ("[cite:", false),
            ("AT&", false),
            ("note: ", false),
        ] {
            assert_eq!(org(before), expected, "{before}");
        }
    }
}
