//! The lists of rules, readers and formats, and all that tells of them.
