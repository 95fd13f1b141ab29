//! Renderers: a typed table to bytes.
