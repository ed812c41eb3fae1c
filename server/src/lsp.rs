//! The language server: the protocol's shell around the core.
//!
//! Messages come in through [`transport`], become events in [`backend`], and are answered by the one loop of
//! [`main_loop`], which owns the workspace. [`convert`] is the only place where columns are anything but bytes.

pub mod answer;
pub mod backend;
pub mod capabilities;
pub mod convert;
pub mod event;
pub mod files;
pub mod frame;
pub mod gate;
pub mod jobs;
pub mod main_loop;
pub mod outbox;
pub mod planner;
pub mod settings;
pub mod transport;
pub mod uri;
pub mod watch;

use crate::load::cache::Cache;
use crate::load::stamp::process_start;
use answer::closed::Closed;
use main_loop::MainLoop;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;
use tower_lsp::LspService;

/// How often the server looks whether the editor's process is still there.
const LOOK: Duration = Duration::from_secs(3);

/// Runs the language server on standard input and output. The exit status is 0 only after `shutdown`.
#[must_use]
pub fn run(cache: Cache) -> ExitCode {
    quiet_panics();
    log_to_stderr();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(8).build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("no runtime: {error}");
            return ExitCode::from(2);
        }
    };
    let shutdown = transport::Shutdown::default();
    runtime.block_on(serve(shutdown.clone(), Arc::new(cache)));
    // Work that still runs is of no use to anybody.
    runtime.shutdown_background();
    ExitCode::from(shutdown.status())
}

async fn serve(shutdown: transport::Shutdown, cache: Arc<Cache>) {
    let (queue, events) = unbounded_channel();
    let (out, outgoing) = unbounded_channel();
    let back = queue.clone();
    let (changes, seen) = tokio::sync::watch::channel(0);
    let closed = Arc::new(Closed::new(Arc::clone(&cache)));
    let kept = Arc::clone(&cache);
    let mut voice = None;
    let service = LspService::build(|client| {
        voice = Some(client);
        backend::Backend::new(queue, seen, closed, kept)
    });
    let cancel = "window/workDoneProgress/cancel";
    let (service, socket) = service.custom_method(cancel, backend::Backend::cancel_work).finish();
    if let Some(client) = voice {
        tokio::spawn(outbox::run(client, outgoing, back.clone()));
    }
    tokio::spawn(MainLoop::new(back, out, cache, changes).run(events));
    let input = std::io::BufReader::with_capacity(1 << 16, std::io::stdin());
    transport::serve(input, std::io::stdout(), service, socket, shutdown).await;
}

/// Logs go to standard error, what matters by default; `SIGLUM_LOG` asks for more.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("SIGLUM_LOG");
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("siglum=warn"));
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).with_ansi(false);
    drop(log.try_init());
}

/// A panic is told by its place alone: its message may quote a document.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("siglum: internal error at {place}; please report it");
    }));
}

/// Ends the process when the editor's has gone without closing our input. Where the system cannot tell, and where the
/// editor lives in another container, so that its number means nothing here, nothing is watched.
fn watch_editor(process: Option<u32>) {
    let Some(process) = process else { return };
    let Some(born) = process_start(process) else { return };
    std::thread::spawn(move || {
        while process_start(process).as_ref() == Some(&born) {
            std::thread::sleep(LOOK);
        }
        std::process::exit(1);
    });
}
