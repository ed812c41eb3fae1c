//! Carrying messages between the streams and the service: one thread reads, one writes, one task serves.
//!
//! tower-lsp's own transport ends at the first malformed message and on a panic; this one does not. Invariants: the
//! synchronous part of every handler runs in the order of the wire, because each answer is polled once before the next
//! message is looked at; a request always gets a reply; nothing but `exit` and the end of the input ends the serving.

use super::backend::Backend;
use super::frame::{Found, Frames};
use futures_util::{FutureExt, SinkExt, StreamExt};
use std::future::Future;
use std::io::{BufRead, Write};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::{ClientSocket, LspService};
use tower_service::Service;

/// How long the process may live on after `exit` or the end of its input.
const GRACE: Duration = Duration::from_millis(800);

/// A message from the client, or what stands in its place.
enum Incoming {
    Request(Request),
    Response(Response),
    /// What cannot be understood, with the error that answers it.
    Bad(Id, Error),
}

/// Whether `shutdown` was asked for: it decides the exit status.
#[derive(Clone, Default)]
pub struct Shutdown(Arc<AtomicBool>);

impl Shutdown {
    /// The exit status: success only after `shutdown`, as the protocol says.
    #[must_use]
    pub fn status(&self) -> u8 {
        u8::from(!self.0.load(Ordering::SeqCst))
    }
}

/// Starts the thread that reads. After `exit` or the end of the input it ends the process, should nothing else do so.
fn read(input: impl BufRead + Send + 'static, to: UnboundedSender<Incoming>, shutdown: Shutdown) {
    std::thread::spawn(move || {
        let mut frames = Frames::new(input);
        loop {
            let message = match frames.next() {
                Found::End => break,
                Found::Garbage(what) => {
                    tracing::warn!("skipped: {what}");
                    Incoming::Bad(Id::Null, Error::parse_error())
                }
                Found::Body(body) => understand(&body),
            };
            let exit = matches!(&message, Incoming::Request(request) if request.method() == "exit");
            if to.send(message).is_err() || exit {
                break;
            }
        }
        drop(to);
        std::thread::sleep(GRACE);
        std::process::exit(shutdown.status().into());
    });
}

/// Parses a body.
fn understand(body: &[u8]) -> Incoming {
    let value: serde_json::Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => {
            tracing::warn!("malformed message skipped: {error}");
            return Incoming::Bad(Id::Null, Error::parse_error());
        }
    };
    let id = || value.get("id").and_then(|id| serde_json::from_value(id.clone()).ok()).unwrap_or_default();
    if value.get("method").is_some_and(serde_json::Value::is_string) {
        let id = id();
        return serde_json::from_value(value)
            .map_or_else(|_| Incoming::Bad(id, Error::invalid_request()), Incoming::Request);
    }
    if value.get("result").is_some() || value.get("error").is_some() {
        return serde_json::from_value(value)
            .map_or_else(|_| Incoming::Bad(Id::Null, Error::invalid_request()), Incoming::Response);
    }
    Incoming::Bad(id(), Error::invalid_request())
}

/// Starts the thread that writes: whole frames, flushed when there is no more to write at once.
fn write(mut output: impl Write + Send + 'static, mut from: UnboundedReceiver<Vec<u8>>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        while let Some(body) = from.blocking_recv() {
            let mut frame = Vec::with_capacity(body.len() + 32);
            push_frame(&mut frame, &body);
            while let Ok(body) = from.try_recv() {
                push_frame(&mut frame, &body);
            }
            if output.write_all(&frame).and_then(|()| output.flush()).is_err() {
                return;
            }
        }
    })
}

fn push_frame(frame: &mut Vec<u8>, body: &[u8]) {
    frame.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    frame.extend_from_slice(body);
}

/// Puts a message into the writer's queue.
fn put(out: &UnboundedSender<Vec<u8>>, message: &impl serde::Serialize) {
    match serde_json::to_vec(message) {
        Ok(body) => drop(out.send(body)),
        Err(error) => tracing::error!("a message could not be written as JSON: {error}"),
    }
}

/// Serves until `exit` or the end of the input, and waits for the last reply to be written.
pub async fn serve(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
    mut service: LspService<Backend>,
    socket: ClientSocket,
    shutdown: Shutdown,
) {
    let (to_serve, mut incoming) = unbounded_channel();
    let (out, to_write) = unbounded_channel();
    read(input, to_serve, shutdown.clone());
    let writer = write(output, to_write);
    let (mut requests, mut responses) = socket.split();
    let from_server = out.clone();
    let forward = tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            put(&from_server, &request);
        }
    });
    while let Some(message) = incoming.recv().await {
        match message {
            Incoming::Bad(id, error) => put(&out, &Response::from_error(id, error)),
            Incoming::Response(response) => drop(responses.send(response).await),
            Incoming::Request(request) => {
                let exit = request.method() == "exit";
                if request.method() == "shutdown" {
                    shutdown.0.store(true, Ordering::SeqCst);
                }
                answer(&mut service, request, &out);
                if exit {
                    break;
                }
            }
        }
    }
    forward.abort();
    drop(forward.await);
    drop(out);
    // Requests still being computed hold senders; what they would say interests nobody any more.
    let written = tokio::task::spawn_blocking(move || writer.join());
    drop(tokio::time::timeout(Duration::from_millis(200), written).await);
}

/// Runs the synchronous part of a handler now; what remains, if anything, runs on.
fn answer(service: &mut LspService<Backend>, request: Request, out: &UnboundedSender<Vec<u8>>) {
    let mut answer = Box::pin(guarded(service, request));
    match answer.as_mut().now_or_never() {
        Some(Some(response)) => put(out, &response),
        Some(None) => {}
        None => {
            let out = out.clone();
            tokio::spawn(async move {
                if let Some(response) = answer.await {
                    put(&out, &response);
                }
            });
        }
    }
}

/// The service's answer, with a reply for every request: a panic becomes an internal error, and an unknown request that
/// begins with `$/`, to which tower-lsp would say nothing, is answered like any other unknown one.
fn guarded(service: &mut LspService<Backend>, request: Request) -> impl Future<Output = Option<Response>> + use<> {
    let id = request.id().cloned();
    let called = std::panic::catch_unwind(AssertUnwindSafe(|| {
        let request = service.inner().smooth(request);
        service.call(request)
    }));
    async move {
        let answered = match called {
            Ok(future) => AssertUnwindSafe(future).catch_unwind().await,
            Err(panic) => Err(panic),
        };
        match answered {
            Ok(Ok(Some(response))) => Some(response),
            Ok(Ok(None)) => id.map(|id| Response::from_error(id, Error::method_not_found())),
            Ok(Err(_)) => id.map(|id| Response::from_error(id, Error::invalid_request())),
            Err(_) => id.map(|id| Response::from_error(id, Error::internal_error())),
        }
    }
}
