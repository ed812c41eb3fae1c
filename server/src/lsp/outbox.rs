//! What the server says to the client unasked. One task says it, in order, so that no handler ever waits for the client.

use super::event::Event;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;
use tower_lsp::ls_types::notification::{Notification, Progress};
use tower_lsp::ls_types::request::{Request, WorkDoneProgressCreate};
use tower_lsp::ls_types::{ConfigurationItem, Diagnostic, MessageType, ProgressToken, Registration, Uri};

/// Something to say.
#[derive(Debug)]
pub enum Outgoing {
    /// Diagnostics of a document.
    Publish(Uri, Vec<Diagnostic>, Option<i32>),
    /// Ask for diagnostics again.
    Refresh,
    /// Watch files of these patterns.
    Watch(Vec<String>),
    /// Tell when settings change.
    FollowSettings,
    /// Ask for the settings.
    Settings,
    /// Work begins: its token and title.
    Begin(String, String),
    /// It goes on: its token and the part done, in percent.
    Report(String, u32),
    /// It is done.
    End(String),
    /// A part of an answer: the token that the client gave for it, the part, and whom to tell when it is said.
    Part(ProgressToken, Value, Option<oneshot::Sender<()>>),
    /// A message for the reader.
    Show(MessageType, String),
}

/// A notification whose parameters are raw JSON; the names come from the types.
struct Raw<N>(std::marker::PhantomData<N>);

impl<N: Notification> Notification for Raw<N> {
    type Params = Value;
    const METHOD: &'static str = N::METHOD;
}

impl<R: Request> Request for Raw<R> {
    type Params = Value;
    type Result = Value;
    const METHOD: &'static str = R::METHOD;
}

/// Says what comes, until nothing can come any more.
pub async fn run(client: tower_lsp::Client, mut from: UnboundedReceiver<Outgoing>, back: UnboundedSender<Event>) {
    while let Some(outgoing) = from.recv().await {
        match outgoing {
            Outgoing::Publish(uri, diagnostics, version) => {
                client.publish_diagnostics(uri, diagnostics, version).await;
            }
            Outgoing::Show(kind, text) => client.show_message(kind, text).await,
            Outgoing::Begin(token, title) => {
                // The answer is not waited for: a client that never answers must not silence the server.
                let (asker, params) = (client.clone(), json!({ "token": token }));
                tokio::spawn(async move { asker.send_request::<Raw<WorkDoneProgressCreate>>(params).await });
                tokio::task::yield_now().await;
                progress(
                    &client,
                    &token,
                    json!({ "kind": "begin", "title": title, "percentage": 0, "cancellable": true }),
                )
                .await;
            }
            Outgoing::Report(token, percentage) => {
                progress(&client, &token, json!({ "kind": "report", "percentage": percentage })).await;
            }
            Outgoing::End(token) => progress(&client, &token, json!({ "kind": "end" })).await,
            Outgoing::Part(token, value, said) => {
                let params = json!({ "token": token, "value": value });
                client.send_notification::<Raw<Progress>>(params).await;
                said.map(|said| said.send(()));
            }
            Outgoing::Refresh => spawn(client.clone(), |client| async move {
                drop(client.workspace_diagnostic_refresh().await);
            }),
            Outgoing::Watch(patterns) => register(&client, watching(&patterns)),
            Outgoing::FollowSettings => register(&client, following_settings()),
            Outgoing::Settings => {
                let back = back.clone();
                spawn(client.clone(), |client| async move {
                    let item = ConfigurationItem { scope_uri: None, section: Some("siglum".to_owned()) };
                    if let Ok(mut values) = client.configuration(vec![item]).await {
                        drop(back.send(Event::Settings(values.pop().unwrap_or_default())));
                    }
                });
            }
        }
    }
}

/// Runs what awaits the client's answer beside everything else.
fn spawn<F>(client: tower_lsp::Client, ask: impl FnOnce(tower_lsp::Client) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(ask(client));
}

async fn progress(client: &tower_lsp::Client, token: &str, value: Value) {
    client.send_notification::<Raw<Progress>>(json!({ "token": token, "value": value })).await;
}

fn register(client: &tower_lsp::Client, registration: Registration) {
    spawn(client.clone(), |client| async move {
        drop(client.register_capability(vec![registration]).await);
    });
}

fn watching(patterns: &[String]) -> Registration {
    let watchers: Vec<_> = patterns.iter().map(|pattern| json!({ "globPattern": pattern })).collect();
    Registration {
        id: "siglum-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(json!({ "watchers": watchers })),
    }
}

fn following_settings() -> Registration {
    Registration {
        id: "siglum-settings".to_owned(),
        method: "workspace/didChangeConfiguration".to_owned(),
        register_options: Some(json!({ "section": "siglum" })),
    }
}
