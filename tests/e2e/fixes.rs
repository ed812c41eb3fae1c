//! `--fix` and `--diff`: what changes in files, and what must not.

use crate::check::{PAPER, run};
use crate::fixture::Workspace;
use std::fs;

#[test]
fn safe_fixes_are_applied_and_a_diff_changes_nothing() {
    let workspace = Workspace::new(PAPER);
    let before = workspace.text("draft.md").to_owned();
    let ran = run(&workspace, &["check", "draft.md", "--diff"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stdout.contains("\n-Élan [@tuurnas2016] et [@turnas2016].\n+Élan [@tuurnas2016] et [@tuurnas2016].\n"));
    assert_eq!(fs::read_to_string(workspace.path("draft.md")).unwrap(), before);
    let ran = run(&workspace, &["check", "draft.md", "--fix"]);
    assert!(ran.status == 0 && ran.stderr.contains("1 fixed"), "{ran:?}");
    let after = fs::read_to_string(workspace.path("draft.md")).unwrap();
    assert_eq!(after, "Élan [@tuurnas2016] et [@tuurnas2016].\n");
    assert_eq!(fs::read_dir(&workspace.root).unwrap().count(), 3, "nothing is left beside the file");
    assert_eq!(run(&workspace, &["check", "draft.md", "--diff"]).stdout, "", "a second run changes nothing");
}

#[test]
fn fixes_that_touch_are_applied_one_after_the_other() {
    let workspace = Workspace::new(
        "//- /refs.json\n[{\"id\": \"ostrom\", \"type\": \"book\", \"title\": \"T\"}, {\"id\": \"lipsky\", \"type\": \"book\", \"title\": \"U\"}]\n",
    );
    workspace.write("a.md", "[@Ostrom, @Lipsky; @OSTROM; @Lipsky]\n");
    let ran = run(&workspace, &["check", "a.md", "--fix"]);
    let after = fs::read_to_string(workspace.path("a.md")).unwrap();
    assert_eq!((ran.status, after.as_str()), (0, "[@ostrom; @lipsky]\n"), "{ran:?}");
}

#[test]
fn encoding_mark_and_line_ends_stay_as_they_are() {
    let workspace = Workspace::new(PAPER);
    let (old, new) = ("Élan\r\n[@turnas2016]\rfin\n", "Élan\r\n[@tuurnas2016]\rfin\n");
    let latin = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    let utf8 = |text: &str| text.as_bytes().to_vec();
    let marked = |text: &str| ["\u{feff}".as_bytes(), text.as_bytes()].concat();
    let wide = |text: &str| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let encodings: [&dyn Fn(&str) -> Vec<u8>; 4] = [&latin, &utf8, &marked, &wide];
    for (place, encode) in encodings.iter().enumerate() {
        let name = format!("{place}.md");
        workspace.write(&name, encode(old));
        let ran = run(&workspace, &["check", &name, "--fix"]);
        assert_eq!(fs::read(workspace.path(&name)).unwrap(), encode(new), "{place}: {ran:?}");
    }
}

#[test]
fn a_letter_that_the_encoding_lacks_is_not_forced_into_a_file() {
    let workspace =
        Workspace::new("//- /refs.json\n[{\"id\": \"šimůnek2010\", \"type\": \"book\", \"title\": \"T\"}]\n");
    let latin = b"\xc9lan [@simunek2010; @\x8aim\xfanek2010]\n".to_vec();
    workspace.write("a.md", &latin);
    let ran = run(&workspace, &["check", "a.md", "--fix", "--unsafe-fixes"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(fs::read(workspace.path("a.md")).unwrap(), latin);
}

#[test]
fn unsafe_fixes_need_a_word_of_their_own() {
    let workspace = Workspace::new(
        "//- /refs.json\n[{\"id\": \"ostrom1996\", \"type\": \"book\", \"title\": \"T\"}]\n//- /a.md\n[@ostrom1966]\n",
    );
    let ran = run(&workspace, &["check", "a.md", "--fix"]);
    assert!(ran.status == 1 && ran.stderr.contains("1 by --fix --unsafe-fixes"), "{ran:?}");
    let ran = run(&workspace, &["check", "a.md", "--unsafe-fixes"]);
    assert!(ran.status == 2 && ran.stderr.contains("--unsafe-fixes goes with --fix"), "{ran:?}");
    assert_eq!(run(&workspace, &["check", "a.md", "--fix", "--unsafe-fixes"]).status, 0);
    assert_eq!(fs::read_to_string(workspace.path("a.md")).unwrap(), "[@ostrom1996]\n");
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::new(PAPER);
    workspace.write("real/draft.md", workspace.text("draft.md"));
    let real = workspace.path("real/draft.md");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    let link = workspace.path("link.md");
    std::os::unix::fs::symlink("real/draft.md", &link).unwrap();
    assert_eq!(run(&workspace, &["check", "link.md", "--fix"]).status, 0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("et [@tuurnas2016]"));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_told_and_left_whole() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::new(PAPER);
    workspace.write("sub/draft.md", workspace.text("draft.md"));
    let folder = workspace.path("sub");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write everywhere.
    if fs::write(folder.join("probe"), "").is_err() {
        let ran = run(&workspace, &["check", "sub/draft.md", "--fix"]);
        assert!(ran.status == 2 && ran.stderr.contains("sub/draft.md: permission is denied"), "{ran:?}");
        assert_eq!(fs::read_to_string(folder.join("draft.md")).unwrap(), workspace.text("draft.md"));
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn stdin_can_be_shown_a_diff_but_not_be_changed() {
    let workspace = Workspace::new(PAPER);
    let ran = run(&workspace, &["check", "-", "--fix"]);
    assert!(ran.status == 2 && ran.stderr.contains("--fix cannot change stdin"), "{ran:?}");
}

/// A number that looks like chance, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// A key with one slip in its letters: another case, a letter lost, doubled, or changed places with the next.
fn slip(key: &str, dice: &mut Dice) -> String {
    let letters = key.find(|c: char| c.is_ascii_digit()).unwrap_or(key.len());
    let at = 1 + dice.roll(letters - 2);
    let (before, rest) = key.split_at(at);
    let (letter, after) = rest.split_at(1);
    match dice.roll(4) {
        0 => key.to_uppercase(),
        1 => format!("{before}{after}"),
        2 => format!("{before}{letter}{letter}{after}"),
        _ => {
            let (next, after) = after.split_at(1.min(after.len()));
            format!("{before}{next}{letter}{after}")
        }
    }
}

#[test]
fn planted_slips_in_keys_are_mended_to_the_very_bytes_that_were_there() {
    let keys = ["tuurnas2016", "lipsky1980", "ostrom1996", "bovaird2007", "alford2009", "brandsen2016", "pestoff2012"];
    let record = |key: &&str| format!("@misc{{{key}, author = {{Doe, Jane}}, title = {{{key}}}, year = {{2000}}}}\n");
    let bib: String = keys.iter().map(record).collect();
    for seed in 0..6 {
        let mut dice = Dice(seed);
        let workspace = Workspace::new(&format!("//- /refs.bib\n{bib}"));
        let (mut right, mut wrong, mut planted) = (String::new(), String::new(), 0);
        for line in 0..60 {
            let key = keys[dice.roll(keys.len())];
            let written = if dice.roll(3) == 0 { slip(key, &mut dice) } else { key.to_owned() };
            planted += usize::from(written != key);
            for (text, key) in [(&mut right, key), (&mut wrong, written.as_str())] {
                text.push_str(&format!("Élan {line}, c'est-à-dire 中文 [voir @{key}, p. {line}] \u{a0}; fin.\r\n\r\n"));
            }
        }
        workspace.write("draft.md", &wrong);
        let ran = run(&workspace, &["check", "draft.md", "--fix", "--select", "unknown-key"]);
        assert!(ran.status == 0 && ran.stderr.contains(&format!("{planted} fixed")), "{seed}: {ran:?}");
        let mended = fs::read(workspace.path("draft.md")).unwrap();
        assert!(mended == right.as_bytes(), "{seed}: {}", String::from_utf8_lossy(&mended));
        let again = run(&workspace, &["check", "draft.md", "--fix", "--select", "unknown-key"]);
        assert!(again.status == 0 && !again.stderr.contains("fixed"), "{seed}: {again:?}");
        assert!(fs::read(workspace.path("draft.md")).unwrap() == mended && planted > 5);
    }
}
