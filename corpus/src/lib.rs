//! What you cite: records, the files they live in, and an index over them.
//!
//! A corpus is made of [shards](shard), one a file. Here a bibliography and a catalogue's record in two languages, which
//! describe one work; the record's abstracts are the work's:
//!
//! ```
//! use siglum_corpus::{Corpus, Lang, Shard, index::Scope};
//! use std::{path::Path, sync::Arc};
//!
//! let bibliography = Shard::of_text(
//!     Path::new("/refs.bib"),
//!     "@article{tuurnas2016,
//!        author = {Tuurnas, Sanna and Stenvall, Jari},
//!        title = {L'impact de la coproduction sur l'imputabilit{\\'e}},
//!        year = 2016,
//!      }",
//! );
//! let record = Shard::of_text(
//!     Path::new("/tuurnas2016.txt"),
//!     "Titre | L'impact de la coproduction sur l'imputabilité | |
//! ---|---|---|
//! Auteur | Sanna Tuurnas, Jari Stenvall | |
//! Résumé | Le mélange des fonctions crée un environnement nouveau. | |
//! Résumé anglais | Mixing of roles creates a new environment. | |",
//! );
//! let corpus = Corpus::new(vec![Arc::new(bibliography), Arc::new(record)]);
//!
//! // A key is found in all files, or in those that serve a manuscript.
//! let id = corpus.find("tuurnas2016", &Scope::Some(vec![0])).expect("the bibliography has it");
//! let work = corpus.record(id).expect("the text has not changed");
//! assert_eq!(work.title().expect("a title").text, "L'impact de la coproduction sur l'imputabilité");
//! assert_eq!(work.names[1].full(), "Jari Stenvall");
//!
//! // The abstracts are those of the work, wherever they stand, each with its language.
//! let abstracts = corpus.abstracts(id);
//! let languages: Vec<_> = abstracts.iter().filter_map(|(text, _)| text.lang.as_ref()).map(Lang::as_str).collect();
//! assert_eq!(languages, ["fr", "en"]);
//!
//! // Whatever one remembers finds the key; a slip in it is no obstacle.
//! assert_eq!(corpus.entry(corpus.complete("stenvalll 2016", &Scope::All, 10).ids[0]).key(), "tuurnas2016");
//! assert_eq!(corpus.nearest_keys("turnas2016", &Scope::All, 1)[0].distance, 1);
//!
//! // Every value knows the bytes that it was read from.
//! let place = work.key.from.cover().expect("written in the file");
//! assert_eq!((place.start, place.end), (9, 20));
//! ```
//!
//! Modules in reading order: [`span`] (where a value stands), [`lang`] (in which language), [`latex`] and
//! [`entities`] (letters as they are written in files), [`yaml`] (offsets in it), [`fold`] (how texts are compared), [`record`] (what a record is), [`source`] (a file's bytes as text),
//! [`read`] (the formats), [`shard`] (all records of one file), [`index`] (a corpus of shards), [`near`] (near misses of
//! keys and names), [`write`](mod@write) (records as text again).

#![warn(missing_docs)]

pub mod common;
pub mod entities;
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
pub mod write;
pub mod yaml;

pub use index::Corpus;
pub use lang::Lang;
pub use record::Record;
pub use shard::Shard;
pub use span::Span;
