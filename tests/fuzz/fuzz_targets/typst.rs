//! Any bytes as a Typst manuscript.
#![no_main]

mod hold;

libfuzzer_sys::fuzz_target!(|data: &[u8]| hold::hold(&siglum::manuscript::typst::FORMAT, data));
