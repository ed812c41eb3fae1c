//! Any bytes for the target `front_matter` of the list in the library.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| siglum_fuzz::run("front_matter", data));
