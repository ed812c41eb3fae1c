//! What the project holds dear, as tests: layers, sizes, registries and their documentation.
