//! Answers that a corpus remembers: editors ask the same questions at every keystroke. Bounded, and gone with the corpus.

use crate::index::Scope;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many answers are remembered.
const REMEMBERED: usize = 4096;

type Answers<T> = FxHashMap<(String, Scope), Arc<[T]>>;

/// Answers by question and scope.
#[derive(Debug)]
pub(super) struct Memo<T>(Mutex<Answers<T>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(Mutex::new(FxHashMap::default()))
    }
}

impl<T> Memo<T> {
    /// The answer to `question`, worked out by `answer` where it is not known. The lock is not held meanwhile.
    pub(super) fn get(&self, question: &str, scope: &Scope, answer: impl FnOnce() -> Vec<T>) -> Arc<[T]> {
        let asked = (question.to_owned(), scope.clone());
        // A panic while the lock was held cannot leave a half-made answer: entries are inserted whole.
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&asked).cloned();
        known.unwrap_or_else(|| {
            let answer: Arc<[T]> = answer().into();
            let mut memo = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if memo.len() >= REMEMBERED {
                memo.clear();
            }
            memo.insert(asked, Arc::clone(&answer));
            answer
        })
    }
}
