//! Unicode folding, used by the index and by near misses (near-miss.md section 1).
