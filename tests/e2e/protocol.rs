//! The server as a peer: life cycle, framing, encodings, hostile input.
