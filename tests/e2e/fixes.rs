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
