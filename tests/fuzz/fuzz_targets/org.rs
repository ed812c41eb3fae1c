//! Any bytes as an Org manuscript.
#![no_main]

mod hold;

libfuzzer_sys::fuzz_target!(|data: &[u8]| hold::hold(&siglum::manuscript::org::FORMAT, data));
