//! The tests that run the real binary, and the tests that hold the house in order. One binary; every file is a module.

mod check;
mod client;
mod editing;
mod editors;
mod fixture;
mod protocol;
mod ratchets;
