//! Where Zotero's library lies: in the data directory that its profile names, else in `Zotero` in the user's folder.

use siglum_corpus::read::zotero::WORD;
use std::env;
use std::path::{Path, PathBuf};

const FILE: &str = "zotero.sqlite";
/// Longer files are no preferences.
const CAP: u64 = 8 << 20;

/// The path of the user's library, with the selection that was asked for; `None` where there is none.
#[must_use]
pub fn resolve(written: &str) -> Option<PathBuf> {
    let selection = written.strip_prefix(WORD)?;
    let file = library(&Surroundings::here()?)?;
    Some(if selection.is_empty() { file } else { PathBuf::from(format!("{}{selection}", file.to_str()?)) })
}

/// What tells where things lie.
pub(super) struct Surroundings {
    pub(super) home: PathBuf,
    /// Where Zotero keeps its profiles.
    pub(super) profiles: PathBuf,
}

impl Surroundings {
    fn here() -> Option<Self> {
        let home = env::home_dir().filter(|home| home.is_absolute())?;
        let profiles = if cfg!(windows) {
            PathBuf::from(env::var_os("APPDATA")?).join("Zotero/Zotero")
        } else if cfg!(target_os = "macos") {
            home.join("Library/Application Support/Zotero")
        } else {
            home.join(".zotero/zotero")
        };
        Some(Self { home, profiles })
    }
}

/// The library's file, if it is there.
pub(super) fn library(here: &Surroundings) -> Option<PathBuf> {
    let told = profile(&here.profiles).and_then(|profile| data_directory(&profile));
    let folders = told.into_iter().chain([here.home.join("Zotero")]);
    folders.map(|folder| folder.join(FILE)).find(|file| file.is_file())
}

/// The profile in use: the default one of `profiles.ini`, else its only one.
fn profile(profiles: &Path) -> Option<PathBuf> {
    let text = read(&profiles.join("profiles.ini"))?;
    let sections = text.split("\n[").filter(|section| section.trim_start_matches('[').starts_with("Profile"));
    let mut sections: Vec<&str> = sections.collect();
    let value = |section: &str, name: &str| {
        let lines = section.lines().filter_map(|line| line.trim().split_once('='));
        lines.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next()
    };
    sections.sort_by_key(|section| value(section, "Default").as_deref() != Some("1"));
    let section = sections.first()?;
    let path = PathBuf::from(value(section, "Path")?);
    Some(if value(section, "IsRelative").as_deref() == Some("0") { path } else { profiles.join(path) })
}

/// The data directory that a profile's preferences name, where they say that it holds.
fn data_directory(profile: &Path) -> Option<PathBuf> {
    let text = read(&profile.join("prefs.js"))?;
    let value = |name: &str| {
        let start = format!("user_pref(\"extensions.zotero.{name}\", ");
        let line = text.lines().find_map(|line| line.trim().strip_prefix(&start))?;
        serde_json::from_str::<serde_json::Value>(line.trim_end().strip_suffix(");")?).ok()
    };
    let folder = PathBuf::from(value("dataDir")?.as_str()?);
    (value("useDataDir")? == true && folder.is_absolute()).then_some(folder)
}

fn read(path: &Path) -> Option<String> {
    use std::io::Read;
    let mut text = String::new();
    let file =
        std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).and_then(|_| std::fs::File::open(path).ok());
    file?.take(CAP).read_to_string(&mut text).ok()?;
    Some(text)
}
