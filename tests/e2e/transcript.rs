//! What a test's client and its server said to each other, kept where `SIGLUM_TRANSCRIPTS` names a folder:
//! tests/protocol/check holds it against the protocol's meta model.

use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

/// A session that is being recorded, or nothing.
#[derive(Clone, Default)]
pub struct Transcript(Option<Arc<Mutex<File>>>);

impl Transcript {
    /// A new session, named after the test.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Some(folder) = std::env::var_os("SIGLUM_TRANSCRIPTS").map(PathBuf::from) else { return Self(None) };
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("test").replace("::", "-");
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        fs::create_dir_all(&folder).unwrap();
        Self(Some(Arc::new(Mutex::new(File::create(folder.join(format!("{test}-{number}.jsonl"))).unwrap()))))
    }

    /// Keeps a message of `client` or `server`.
    pub fn keep(&self, side: &str, message: &Value) {
        if let Some(file) = &self.0 {
            writeln!(file.lock().unwrap(), "{}", json!({ "from": side, "message": message })).unwrap();
        }
    }
}
