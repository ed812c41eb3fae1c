//! The editors' configuration agrees with the formats. (The editors themselves are run by `tests/run`.)

use crate::ratchets::read;
use siglum::manuscript::FORMATS;

/// The language of bibliographies, which are served too.
const BIBLIOGRAPHY: &str = "bib";

/// The strings of the list that follows `before` in a configuration file.
fn list_after(path: &str, before: &str) -> Vec<String> {
    let text = read(path);
    let list = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {path}")).1;
    let list = &list[..list.find(['}', ']']).expect("the list is closed")];
    list.split(['"', '\'']).skip(1).step_by(2).map(str::to_owned).collect()
}

fn served() -> Vec<String> {
    let formats = FORMATS.iter().flat_map(|format| format.language_ids.iter().copied());
    formats.chain([BIBLIOGRAPHY]).map(str::to_owned).collect()
}

#[test]
fn neovim_is_activated_for_every_format() {
    assert_eq!(list_after("editors/neovim/lsp/siglum.lua", "filetypes = {"), served());
}

#[test]
fn vim_is_activated_for_every_format() {
    assert_eq!(list_after("editors/vim/siglum.vim", "for s:filetype in ["), served());
}
