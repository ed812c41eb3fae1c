//! `siglum doctor`: what holds for a file, and why. For when the answer is not the one that was expected.

use super::args::DoctorArgs;
use super::gather::{Gatherer, Unit};
use super::output::{Status, Voice, locale, message_language, write_report};
use super::paths::visible;
use crate::config::{Chosen, Words, chosen_languages};
use crate::project::Bond;
use crate::words;
use siglum_corpus::index::Scope;
use std::fmt::Write;
use std::path::Path;

/// Runs the command.
pub fn run(args: &DoctorArgs, voice: &mut Voice) -> Status {
    let paths: Vec<_> = args.path.clone().into_iter().collect();
    let gathered = Gatherer::new(&args.source, &voice.shown, &voice.cache, &|_| {}).gather(&paths, None);
    voice.language = message_language(None, gathered.language(), args.source.isolated);
    let status = voice.failures(&gathered);
    let mut out = format!("siglum {}\n", env!("CARGO_PKG_VERSION"));
    for unit in &gathered.units {
        out.push('\n');
        describe(&mut out, unit, voice, args.source.isolated);
    }
    if gathered.units.is_empty() {
        say(&mut out, voice, &words!("no manuscript is found here", "aucun manuscrit n'est trouvé ici"));
    }
    status.max(write_report(&out, None, voice))
}

/// A line in the reader's language.
fn say(out: &mut String, voice: &Voice, words: &Words) {
    let _ = writeln!(out, "{}", words.get(voice.language));
}

fn describe(out: &mut String, unit: &Unit, voice: &Voice, isolated: bool) {
    let shown = &voice.shown;
    let _ = writeln!(out, "{}", shown.path(&unit.path));
    let format = unit.config.format_of(&unit.path).map_or("markdown", |format| format.name);
    let (cited, encoding) = (unit.manuscript().citations.len(), unit.source.encoding);
    let one = words!(
        "  format: {format}, {encoding:?}, {cited} citations",
        "  format : {format}, {encoding:?}, {cited} citations"
    );
    say(out, voice, &one);
    if unit.plan.off {
        let off = words!(
            "  not linted: a file of the repository, by its name, without a bibliography",
            "  non vérifié : d'après son nom, un fichier du dépôt, sans bibliographie"
        );
        say(out, voice, &off);
    }
    let none = voice.word("none", "aucun");
    let file = unit.config_file.as_deref().map_or(none.to_owned(), |file| shown.path(file));
    say(out, voice, &words!("  settings: {file}", "  réglages : {file}"));
    if let Some(root) = &unit.plan.root_document {
        let (why, root) = (root_why(unit, root, voice), shown.path(root));
        say(out, voice, &words!("  belongs to: {root} ({why})", "  appartient à : {root} ({why})"));
    }
    parts(out, unit, voice);
    bibliographies(out, unit, voice);
    let (languages, why) = chosen_languages(&unit.config, unit.manuscript(), locale(isolated).as_deref());
    let languages = languages.iter().map(|lang| lang.as_str()).collect::<Vec<_>>().join(", ");
    let why = match why {
        Chosen::Setting => voice.word("the setting `languages`", "le réglage `languages`"),
        Chosen::Declared => voice.word("the manuscript declares the first", "le manuscrit déclare la première"),
        Chosen::Detected => voice.word("the language of its prose first", "d'abord la langue de sa prose"),
        Chosen::Locale => voice.word("the system's locale", "la langue du système"),
        Chosen::Default => voice.word("nothing says another", "rien n'en dit une autre"),
    };
    let shown_in =
        words!("  abstracts are shown in: {languages} ({why})", "  résumés montrés en : {languages} ({why})");
    say(out, voice, &shown_in);
}

/// Why a root document, or a project's file, is a file's.
fn root_why<'v>(unit: &Unit, root: &Path, voice: &'v Voice) -> &'v str {
    if unit.manuscript().root.is_some() {
        voice.word("the file names it", "le fichier le nomme")
    } else if unit.config.format_of(root).is_none() {
        voice.word("its project's file", "le fichier de son projet")
    } else if unit.plan.parts.bond == Bond::Includes {
        voice.word("which includes it", "qui l'inclut")
    } else {
        voice.word("the first file of its book", "le premier fichier de son livre")
    }
}

/// The other files of the manuscript, and what makes them one.
fn parts(out: &mut String, unit: &Unit, voice: &Voice) {
    let why = match unit.plan.parts.bond {
        Bond::None => return,
        Bond::Includes => voice.word("they include each other", "ils s'incluent"),
        Bond::Project => voice.word("their project says so", "leur projet le dit"),
        Bond::Pieces => voice.word(
            "pieces in one folder, none complete in itself",
            "des morceaux d'un dossier, dont aucun n'est complet",
        ),
    };
    say(out, voice, &words!("  one manuscript with ({why}):", "  un manuscrit avec ({why}) :"));
    for part in unit.plan.parts.others() {
        let _ = writeln!(out, "    {}", voice.shown.path(part));
    }
}

fn bibliographies(out: &mut String, unit: &Unit, voice: &Voice) {
    let shown = &voice.shown;
    for declared in &unit.plan.declared {
        let (written, by) = (visible(&declared.written), shown.path(&declared.by));
        let path = shown.path(&declared.path);
        let line =
            words!("  declared: \"{written}\" by {by} -> {path}", "  déclarée : « {written} » par {by} -> {path}");
        say(out, voice, &line);
    }
    for written in unit.plan.missing.iter().map(|(written, _)| visible(written)) {
        let line = words!("  declared but not there: \"{written}\"", "  déclarée mais absente : « {written} »");
        say(out, voice, &line);
    }
    for written in unit.plan.refused.iter().map(|written| visible(written)) {
        let line = words!(
            "  declared but not read (a URL, another machine, or no known format): \"{written}\"",
            "  déclarée mais non lue (une URL, une autre machine, ou un format inconnu) : « {written} »"
        );
        say(out, voice, &line);
    }
    if unit.plan.asks_workspace() {
        let line = words!(
            "  nothing is declared: all bibliographies of the workspace serve",
            "  rien n'est déclaré : toutes les bibliographies du dossier servent"
        );
        say(out, voice, &line);
    }
    served(out, unit, voice);
    if unit.served.pending {
        let line = words!(
            "  unknown keys are not reported: not all bibliographies could be read",
            "  les clés inconnues ne sont pas signalées : des bibliographies n'ont pas pu être lues"
        );
        say(out, voice, &line);
    }
}

/// The corpus files, and which of them serve.
fn served(out: &mut String, unit: &Unit, voice: &Voice) {
    for (place, shard) in (0u32..).zip(unit.corpus.shards()) {
        let serves = matches!(&unit.served.scope, Scope::Some(places) if places.contains(&place));
        let role = if serves { voice.word("serves:", "sert :") } else { voice.word("corpus:", "corpus :") };
        let (path, format, problems) = (voice.shown.path(shard.path()), shard.format(), shard.problems().len());
        let records = shard.len();
        let line = words!(
            "  {role} {path} ({format}, {records} records, {problems} problems)",
            "  {role} {path} ({format}, {records} notices, {problems} problèmes)"
        );
        say(out, voice, &line);
    }
}
