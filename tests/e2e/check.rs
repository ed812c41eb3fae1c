//! The command line from outside: `check` and its kin, their output and exit status.
