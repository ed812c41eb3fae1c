//! What you cite: records, the files they live in, and an index over them.
//!
//! Modules in reading order: [`span`] (where a value stands), [`lang`] (in which language), [`latex`] (its accents and
//! symbols), [`fold`] (how texts are compared), [`record`] (what a record is), [`source`] (a file's bytes as text),
//! [`read`] (the formats), [`shard`] (all records of one file), [`index`] (a corpus of shards), [`near`] (near misses of
//! keys and names).

#![warn(missing_docs)]

pub mod common;
pub mod fold;
pub mod index;
pub mod lang;
pub mod latex;
pub mod near;
pub mod read;
pub mod record;
pub mod shard;
pub mod source;
pub mod span;

pub use index::Corpus;
pub use lang::Lang;
pub use record::Record;
pub use shard::Shard;
pub use span::Span;
