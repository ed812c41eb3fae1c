//! Where the cache lies: in the folder that the system's convention gives to what can be made anew.

use std::env;
use std::path::PathBuf;

/// The folder of the cache; `None` where the system names none. `SIGLUM_CACHE_DIR` overrules the convention.
pub(super) fn folder() -> Option<PathBuf> {
    let place = |name: &str| env::var_os(name).map(PathBuf::from);
    if let Some(folder) = place("SIGLUM_CACHE_DIR") {
        // A path that is not absolute would mean another folder each time.
        return Some(folder).filter(|folder| folder.is_absolute());
    }
    let caches = if cfg!(windows) {
        place("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        place("HOME").map(|home| home.join("Library/Caches"))
    } else {
        let told = place("XDG_CACHE_HOME").filter(|folder| folder.is_absolute());
        told.or_else(|| place("HOME").map(|home| home.join(".cache")))
    };
    let caches = caches.filter(|folder| folder.is_absolute())?;
    Some(if cfg!(windows) { caches.join("siglum").join("cache") } else { caches.join("siglum") })
}
