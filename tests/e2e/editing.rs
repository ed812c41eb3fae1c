//! The server while a manuscript is written: hover, completion, diagnostics, code actions, rename.
