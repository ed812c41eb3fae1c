//! Real editors drive the real binary; their configuration here agrees with the formats.
