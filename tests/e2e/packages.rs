//! What is packed and how: the versions and lists in it agree with the program. (`tests/run` builds and installs it.)

use crate::ratchets::{hold, read, root};
use serde_json::Value;
use siglum::manuscript::FORMATS;
use siglum::project::normal;
use std::path::Path;
use std::process::Command;

fn version() -> String {
    let manifest = read("Cargo.toml");
    let line =
        manifest.lines().find_map(|line| line.strip_prefix("version = \"")).expect("the workspace has a version");
    line.trim_end_matches('"').to_owned()
}

#[test]
fn the_package_of_npm_has_the_version_of_the_crates() {
    let package: Value = serde_json::from_str(&read("npm/siglum/package.json")).unwrap();
    assert_eq!(package["version"], version());
    let systems = package["optionalDependencies"].as_object().unwrap();
    assert!(systems.values().all(|own| *own == version()), "{systems:?}");
    let release = read(".github/workflows/release.yml");
    for system in systems.keys().map(|name| name.trim_start_matches("@siglum/")) {
        assert!(release.contains(&format!("npm: {system} ")), "{system} is not built");
    }
}

#[test]
fn the_hook_is_for_every_format() {
    let extensions = FORMATS.iter().flat_map(|format| format.extensions.iter().copied()).chain(["bib"]);
    let mut extensions: Vec<_> = extensions.collect();
    extensions.sort_unstable();
    extensions.dedup();
    let text = read(".pre-commit-hooks.yaml");
    let (before, rest) = text.split_once("files: \\.(").expect("the hook says for which files");
    let after = rest.split_once(")$").expect("the pattern is closed").1;
    hold(".pre-commit-hooks.yaml", &format!("{before}files: \\.({})${after}", extensions.join("|")));
}

#[test]
fn what_the_action_installs_is_what_a_release_has() {
    let (install, release) = (read("packaging/action-install"), read(".github/workflows/release.yml"));
    let targets = install.split("target=").skip(1).filter_map(|rest| rest.split(' ').next());
    let targets: Vec<_> = targets.collect();
    assert_eq!(targets.len(), 5);
    assert!(targets.iter().all(|target| release.contains(&format!("target: {target},"))), "{targets:?}");
}

#[test]
fn the_projects_own_packaging_is_no_configuration_of_siglum() {
    assert!(!read("pyproject.toml").contains(&["tool", "siglum"].join(".")));
}

/// A crate from a registry is built from its own files alone.
#[test]
fn a_packed_crate_holds_all_that_its_code_includes() {
    for (package, folder) in [("siglum", ""), ("siglum-corpus", "corpus")] {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["package", "--list", "--allow-dirty", "--offline", "--quiet", "-p", package]).current_dir(root());
        let output = cargo.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let packed = String::from_utf8(output.stdout).unwrap().replace('\\', "/");
        let packed: Vec<&str> = packed.lines().collect();
        assert!(packed.contains(&"Cargo.toml") && packed.len() > 50, "{packed:?}");
        let mut included = 0;
        // What tests alone include stays behind.
        let is_code =
            |path: &&&str| Path::new(path).extension().is_some_and(|it| it == "rs") && !path.ends_with("/tests.rs");
        let code = packed.iter().filter(is_code);
        for file in code {
            let text = read(&Path::new(folder).join(file).to_string_lossy());
            for rest in text.split("include_str!(\"").skip(1) {
                let named = rest.split('"').next().unwrap_or_default();
                let path = normal(&Path::new(file).parent().expect("a file lies in a folder").join(named));
                let path = path.to_string_lossy().replace('\\', "/");
                assert!(packed.contains(&path.as_str()), "{package}: {file} includes {path}, which is not packed");
                included += 1;
            }
        }
        assert!(included > 1, "{package} includes {included} files");
    }
}
