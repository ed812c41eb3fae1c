#![no_main]

use siglum_fuzz::TARGETS;
use std::sync::LazyLock;

/// The reader that `READER` names, else all of them.
static READER: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("READER").ok());

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    match READER.as_deref() {
        Some(name) => siglum_fuzz::run(name, data),
        None => TARGETS.iter().filter(|target| target.is_reader).for_each(|target| target.run(data)),
    }
});
