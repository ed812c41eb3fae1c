//! The help and the errors of usage in French: what stands in English beside the arguments, sentence by sentence.

use crate::config::MessageLanguage;
use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Every sentence of the help, in English and in French.
const SENTENCES: &[(&str, &str)] = &[
    (
        "Checks the citations of manuscripts against bibliographies and records, and serves editors",
        "Vérifie les citations de manuscrits d'après des bibliographies et des notices, et sert les éditeurs",
    ),
    (
        "Lint manuscripts, and the bibliographies they use",
        "Vérifier des manuscrits et les bibliographies qu'ils utilisent",
    ),
    ("The language server, on stdin and stdout", "Le serveur de langage, sur l'entrée et la sortie standard"),
    ("Look into the corpus: bibliographies and records", "Regarder dans le corpus : bibliographies et notices"),
    (
        "The citations found in manuscripts: key, place, form",
        "Les citations trouvées dans les manuscrits : clé, place, forme",
    ),
    (
        "The documentation of a rule; without a name, the table of rules",
        "La documentation d'une règle ; sans nom, la table des règles",
    ),
    (
        "Which bibliographies, settings and language hold for a file, and why",
        "Quelles bibliographies, quels réglages et quelle langue valent pour un fichier, et pourquoi",
    ),
    (
        "Write a commented siglum.toml from what lies here",
        "Écrire un siglum.toml commenté d'après ce qui se trouve ici",
    ),
    ("Completions for a shell, on stdout", "Complétions pour un shell, sur la sortie standard"),
    (
        "The manual page of siglum or of one of its commands, on stdout",
        "La page de manuel de siglum ou d'une de ses commandes, sur la sortie standard",
    ),
    (
        "A bibliography, a record, a folder or a glob of them; may be repeated",
        "Une bibliographie, une notice, un dossier ou un motif ; peut être répété",
    ),
    (
        "A configuration file to use instead of the one found upward from each manuscript",
        "Un fichier de configuration à la place de celui trouvé en remontant depuis chaque manuscrit",
    ),
    (
        "Ignore configuration files and the environment, but not front matter",
        "Ignorer les fichiers de configuration et l'environnement, mais pas l'en-tête des manuscrits",
    ),
    (
        "How many threads read and check; 0 for as many as there are cores",
        "Combien de fils lisent et vérifient ; 0 pour autant qu'il y a de cœurs",
    ),
    ("Do not read or write the cache", "Ne pas lire ni écrire le cache"),
    ("Citation keys; without any, all records", "Clés de citation ; sans aucune, toutes les notices"),
    (
        "Only what this manuscript cites, with the records that those inherit from; may be repeated",
        "Seulement ce que cite ce manuscrit, avec les notices dont celles-ci héritent ; peut être répété",
    ),
    (
        "Records in a format for other programs, or only what a manuscript cites",
        "Les notices dans un format pour d'autres programmes, ou seulement ce que cite un manuscrit",
    ),
    ("The format", "Le format"),
    ("Write to a file", "Écrire dans un fichier"),
    ("When to use colours", "Quand utiliser des couleurs"),
    ("Say only what was found", "Ne dire que ce qui est trouvé"),
    ("Say more; may be repeated", "En dire plus ; peut être répété"),
    (
        "Manuscripts, bibliographies, folders, or `-` for stdin; without any, this folder",
        "Manuscrits, bibliographies, dossiers, ou `-` pour l'entrée standard ; sans rien, ce dossier",
    ),
    (
        "The name that text on stdin would have as a file",
        "Le nom qu'aurait comme fichier le texte de l'entrée standard",
    ),
    (
        "Check the files that FILE names too, one a line or ended by NUL; `-` for stdin",
        "Vérifier aussi les fichiers que FILE nomme, un par ligne ou terminés par NUL ; `-` pour l'entrée standard",
    ),
    (
        "How to report, and into which file; may be repeated",
        "Comment rapporter, et dans quel fichier ; peut être répété",
    ),
    ("Write the report to a file", "Écrire le rapport dans un fichier"),
    (
        "Count the findings by rule instead of showing them (text, short and json formats)",
        "Compter les constats par règle au lieu de les montrer (formats text, short et json)",
    ),
    (
        "Show at most this many findings (text and short formats)",
        "Montrer au plus autant de constats (formats text et short)",
    ),
    ("The language of messages: en or fr", "La langue des messages : en ou fr"),
    ("Apply the safe fixes", "Appliquer les corrections sûres"),
    (
        "Take the unsafe fixes too; with --fix or --diff",
        "Prendre aussi les corrections incertaines ; avec --fix ou --diff",
    ),
    ("Show what --fix would change, and change nothing", "Montrer ce que --fix changerait, et ne rien changer"),
    ("Only these rules", "Seulement ces règles"),
    ("Not these rules", "Pas ces règles"),
    (
        "The severity of a rule: off, hint, info, warning or error; may be repeated",
        "La sévérité d'une règle : off, hint, info, warning ou error ; peut être répété",
    ),
    (
        "Only findings of which their rule is at least so sure",
        "Seulement les constats dont leur règle est au moins aussi sûre",
    ),
    ("Leave out the findings that FILE knows", "Laisser de côté les constats que FILE connaît"),
    (
        "Write the findings of today to FILE, for --baseline",
        "Écrire les constats d'aujourd'hui dans FILE, pour --baseline",
    ),
    ("The severity from which on the exit status is 1", "La sévérité à partir de laquelle le statut de sortie est 1"),
    ("Check again whenever a file changes", "Vérifier à nouveau dès qu'un fichier change"),
    ("End with status 0 where no manuscript is found", "Finir avec le statut 0 quand aucun manuscrit n'est trouvé"),
    ("Use stdin and stdout, as always", "Utiliser l'entrée et la sortie standard, comme toujours"),
    ("The editor's process", "Le processus de l'éditeur"),
    ("All records, one a line", "Toutes les notices, une par ligne"),
    ("A record by its key, with its abstracts in full", "Une notice par sa clé, avec ses résumés en entier"),
    ("The citation key", "La clé de citation"),
    (
        "Only the abstract and title in this language, where there is one",
        "Seulement le résumé et le titre dans cette langue, s'il y en a",
    ),
    (
        "Records by words of their keys, names, titles and years",
        "Notices par mots de leurs clés, noms, titres et années",
    ),
    ("The words", "Les mots"),
    ("How many records, of which kinds, in which files", "Combien de notices, de quels types, dans quels fichiers"),
    ("How to print", "Comment imprimer"),
    (
        "Manuscripts, folders, or `-` for stdin; without any, this folder",
        "Manuscrits, dossiers, ou `-` pour l'entrée standard ; sans rien, ce dossier",
    ),
    ("The rule's name", "Le nom de la règle"),
    ("The language: en or fr", "La langue : en ou fr"),
    ("A manuscript or a folder; without any, this folder", "Un manuscrit ou un dossier ; sans rien, ce dossier"),
    ("The folder; without one, this folder", "Le dossier ; sans rien, ce dossier"),
    ("Write over a siglum.toml that is there", "Écraser un siglum.toml qui est là"),
    (
        "Write the schema of the settings beside it, for editors that complete TOML",
        "Écrire à côté le schéma des réglages, pour les éditeurs qui complètent le TOML",
    ),
    ("The language of the comments: en or fr", "La langue des commentaires : en ou fr"),
    ("The shell", "Le shell"),
    ("The command; without one, the page of siglum itself", "La commande ; sans rien, la page de siglum lui-même"),
    ("Print help", "Afficher l'aide"),
    ("Print help (see more with '--help')", "Afficher l'aide (plus de détails avec « --help »)"),
    ("Print help (see a summary with '-h')", "Afficher l'aide (un résumé avec « -h »)"),
    ("Print version", "Afficher la version"),
    ("Print this message or the help of the given subcommand(s)", "Afficher ce message ou l'aide d'une commande"),
    ("Report", "Rapport"),
    ("Fixes", "Corrections"),
    ("Rules", "Règles"),
];

fn french(english: &str) -> Option<&'static str> {
    SENTENCES.iter().find(|(en, _)| *en == english).map(|(_, fr)| *fr)
}

/// The command with its help in a language. It is built before, so that clap's own flags are there too.
pub fn localized(mut command: Command, language: MessageLanguage) -> Command {
    command.build();
    if language == MessageLanguage::English { command } else { translated(command) }
}

fn translated(command: Command) -> Command {
    let about = command.get_about().and_then(|about| french(&about.to_string()));
    let command = match about {
        Some(about) => command.about(about).long_about(about),
        None => command,
    };
    let command = command.subcommand_help_heading("Commandes").mut_args(|arg| {
        let heading = arg.get_help_heading().and_then(french);
        let help = arg.get_help().and_then(|help| french(&help.to_string()));
        let arg = match help {
            Some(help) => arg.help(help),
            None => arg,
        };
        match heading {
            Some(heading) => arg.help_heading(heading),
            None => arg,
        }
    });
    command.mut_subcommands(translated)
}

/// An error of usage in French; nothing for what is none, or is rare.
pub fn error(error: &clap::Error) -> Option<String> {
    let said = |kind| error.get(kind).map(plain).unwrap_or_default();
    let hint =
        |kind| Some(said(kind)).filter(|near| !near.is_empty()).map(|near| format!(" ; vouliez-vous dire {near} ?"));
    let (arg, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    let message = match error.kind() {
        ErrorKind::UnknownArgument => {
            format!("argument inconnu : {arg}{}", hint(ContextKind::SuggestedArg).unwrap_or_default())
        }
        ErrorKind::InvalidSubcommand => {
            let near = hint(ContextKind::SuggestedSubcommand).unwrap_or_default();
            format!("commande inconnue : {}{near}", said(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} demande une valeur"),
        ErrorKind::InvalidValue => {
            let near = hint(ContextKind::SuggestedValue).unwrap_or_default();
            let known = said(ContextKind::ValidValue);
            format!("{arg} ne prend pas « {value} » ; valeurs possibles : {known}{near}")
        }
        ErrorKind::ValueValidation => format!("{arg} ne prend pas « {value} »"),
        ErrorKind::MissingRequiredArgument => format!("il manque {arg}"),
        ErrorKind::ArgumentConflict => format!("{arg} ne va pas avec {}", said(ContextKind::PriorArg)),
        _ => return None,
    };
    let message = crate::cli::paths::visible(&message).into_owned();
    Some(format!("erreur : {message}\n\nPour en savoir plus, essayez « --help ».\n"))
}

fn plain(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Arguments;
    use clap::CommandFactory;
    use std::collections::BTreeSet;

    /// Every sentence of the help of a command and of those below it.
    fn sentences(command: &Command, out: &mut BTreeSet<String>) {
        out.extend(command.get_about().map(|about| about.to_string()));
        for arg in command.get_arguments() {
            out.extend(arg.get_help().map(|help| help.to_string()));
            out.extend(arg.get_help_heading().map(str::to_owned));
        }
        // The commands of `help` are the commands themselves.
        command.get_subcommands().filter(|sub| sub.get_name() != "help").for_each(|sub| sentences(sub, out));
    }

    #[test]
    fn every_sentence_of_the_help_is_there_in_french() {
        let mut said = BTreeSet::new();
        let mut command = Arguments::command();
        command.build();
        sentences(&command, &mut said);
        let missing: Vec<_> = said.iter().filter(|sentence| french(sentence).is_none()).collect();
        assert!(missing.is_empty(), "not in SENTENCES: {missing:#?}");
        let mut translated = BTreeSet::new();
        sentences(&localized(Arguments::command(), MessageLanguage::French), &mut translated);
        let english: Vec<_> =
            translated.iter().filter(|sentence| french(sentence).is_some_and(|fr| fr != *sentence)).collect();
        assert!(english.is_empty(), "still in English: {english:#?}");
        let mut seen = BTreeSet::new();
        assert!(SENTENCES.iter().all(|(en, fr)| seen.insert(en) && !fr.is_empty()), "each sentence once");
    }

    #[test]
    fn errors_of_usage_are_told_in_french() {
        let told = |args: &[&str]| {
            let error = Arguments::command().try_get_matches_from(args).unwrap_err();
            super::error(&error).unwrap_or_default()
        };
        assert!(
            told(&["siglum", "check", "--formt"]).contains("argument inconnu : --formt ; vouliez-vous dire --format ?")
        );
        assert!(told(&["siglum", "chekc"]).contains("commande inconnue : chekc ; vouliez-vous dire check ?"));
        assert!(
            told(&["siglum", "check", "--color", "x"])
                .contains("ne prend pas « x » ; valeurs possibles : auto, always, never")
        );
        assert!(told(&["siglum", "corpus", "show"]).contains("il manque <KEY>"));
        assert!(told(&["siglum", "check", "-q", "-v"]).contains("ne va pas avec"));
    }
}
