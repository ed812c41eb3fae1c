//! Any bytes for the target `latex` of the list in the library.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| siglum_fuzz::run("latex", data));
