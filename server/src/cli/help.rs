//! `siglum completions` and `siglum man`: made from the arguments themselves.

use super::args::{Arguments, CompletionsArgs, ManArgs, french};
use super::output::{Status, Voice, write_report};
use crate::config::{Words, unknown};
use clap::CommandFactory;

/// Completions for a shell.
pub fn completions(args: &CompletionsArgs, voice: &Voice) -> Status {
    let mut out = Vec::new();
    let mut command = french::localized(Arguments::command(), voice.language);
    clap_complete::generate(args.shell, &mut command, "siglum", &mut out);
    write_report(&String::from_utf8_lossy(&out), None, voice)
}

/// A manual page.
pub fn man(args: &ManArgs, voice: &Voice) -> Status {
    let command = french::localized(Arguments::command(), voice.language);
    let page = match &args.command {
        None => command,
        Some(name) => match command.find_subcommand(name) {
            // Built, it knows itself as `siglum-check`, as git's pages are named.
            Some(found) => found.clone(),
            None => {
                let known: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
                return voice.usage(&unknown("command", "commande", name, &known));
            }
        },
    };
    let mut out = Vec::new();
    match clap_mangen::Man::new(page).render(&mut out) {
        Ok(()) => write_report(&String::from_utf8_lossy(&out), None, voice),
        Err(error) => voice.usage(&Words::of_io(&error)),
    }
}
