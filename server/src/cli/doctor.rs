//! `siglum doctor`: what holds for a file, and why. For when the answer is not the one that was expected.

use super::args::DoctorArgs;
use super::gather::{Gatherer, Unit};
use super::output::{Status, Voice, locale, write_report};
use super::paths::visible;
use crate::config::{Chosen, chosen_languages};
use crate::project::Bond;
use siglum_corpus::index::Scope;
use std::fmt::Write;
use std::path::Path;

/// Runs the command.
pub fn run(args: &DoctorArgs, voice: &mut Voice) -> Status {
    let paths: Vec<_> = args.path.clone().into_iter().collect();
    let gathered = Gatherer::new(&args.source, &voice.shown, &|_| {}).gather(&paths, None);
    let status = voice.failures(&gathered);
    let mut out = format!("siglum {}\n", env!("CARGO_PKG_VERSION"));
    for unit in &gathered.units {
        out.push('\n');
        describe(&mut out, unit, voice, args.source.isolated);
    }
    if gathered.units.is_empty() {
        out.push_str("no manuscript is found here\n");
    }
    status.max(write_report(&out, None, voice))
}

fn describe(out: &mut String, unit: &Unit, voice: &Voice, isolated: bool) {
    let shown = &voice.shown;
    let _ = writeln!(out, "{}", shown.path(&unit.path));
    let format = unit.config.format_of(&unit.path).map_or("markdown", |format| format.name);
    let (cited, encoding) = (unit.manuscript.citations.len(), unit.source.encoding);
    let _ = writeln!(out, "  format: {format}, {encoding:?}, {cited} citations");
    if unit.plan.off {
        let _ = writeln!(out, "  not linted: a file of the repository, by its name, without a bibliography");
    }
    let file = unit.config_file.as_deref().map_or("none".to_owned(), |file| shown.path(file));
    let _ = writeln!(out, "  settings: {file}");
    if let Some(root) = &unit.plan.root_document {
        let _ = writeln!(out, "  belongs to: {} ({})", shown.path(root), root_why(unit, root));
    }
    parts(out, unit, voice);
    bibliographies(out, unit, voice);
    let (languages, why) = chosen_languages(&unit.config, &unit.manuscript, locale(isolated).as_deref());
    let languages: Vec<_> = languages.iter().map(|lang| lang.as_str()).collect();
    let why = match why {
        Chosen::Setting => "the setting `languages`",
        Chosen::Declared => "the manuscript declares the first",
        Chosen::Detected => "the language of its prose first",
        Chosen::Locale => "the system's locale",
        Chosen::Default => "nothing says another",
    };
    let _ = writeln!(out, "  abstracts are shown in: {} ({why})", languages.join(", "));
}

/// Why a root document, or a project's file, is a file's.
fn root_why(unit: &Unit, root: &Path) -> &'static str {
    if unit.manuscript.root.is_some() {
        "the file names it"
    } else if unit.config.format_of(root).is_none() {
        "its project's file"
    } else if unit.plan.parts.bond == Bond::Includes {
        "which includes it"
    } else {
        "the first file of its book"
    }
}

/// The other files of the manuscript, and what makes them one.
fn parts(out: &mut String, unit: &Unit, voice: &Voice) {
    let why = match unit.plan.parts.bond {
        Bond::None => return,
        Bond::Includes => "they include each other",
        Bond::Project => "their project says so",
        Bond::Pieces => "pieces in one folder, none complete in itself",
    };
    let _ = writeln!(out, "  one manuscript with ({why}):");
    for part in unit.plan.parts.others() {
        let _ = writeln!(out, "    {}", voice.shown.path(part));
    }
}

fn bibliographies(out: &mut String, unit: &Unit, voice: &Voice) {
    let shown = &voice.shown;
    for declared in &unit.plan.declared {
        let (written, by) = (visible(&declared.written), shown.path(&declared.by));
        let _ = writeln!(out, "  declared: \"{written}\" by {by} -> {}", shown.path(&declared.path));
    }
    for (written, _) in &unit.plan.missing {
        let _ = writeln!(out, "  declared but not there: \"{}\"", visible(written));
    }
    for written in &unit.plan.refused {
        let _ = writeln!(
            out,
            "  declared but not read (a URL, another machine, or no known format): \"{}\"",
            visible(written)
        );
    }
    if unit.plan.asks_workspace() {
        let _ = writeln!(out, "  nothing is declared: all bibliographies of the workspace serve");
    }
    for (place, shard) in (0u32..).zip(unit.corpus.shards()) {
        let serves = matches!(&unit.served.scope, Scope::Some(places) if places.contains(&place));
        let role = if serves { "serves" } else { "corpus" };
        let (path, format, problems) = (shown.path(shard.path()), shard.format(), shard.problems().len());
        let _ = writeln!(out, "  {role}: {path} ({format}, {} records, {problems} problems)", shard.len());
    }
    if unit.served.pending {
        let _ = writeln!(out, "  unknown keys are not reported: not all bibliographies could be read");
    }
}
