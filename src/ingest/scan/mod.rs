//! Syntax only: JSON, lines, zip directories. No idea of conversations.

pub mod json;
pub mod known;
mod sixteen;
pub mod walk;
pub mod zip;
