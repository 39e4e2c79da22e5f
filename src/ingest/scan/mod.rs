//! Syntax only: JSON, delimited text, zip directories. No idea of conversations.

pub mod delimited;
pub mod json;
pub mod known;
mod sixteen;
pub mod tree;
pub mod walk;
pub mod zip;
