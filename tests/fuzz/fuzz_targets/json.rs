//! Any bytes for the target `json` of the list in the library.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| siglum_fuzz::run("json", data));
