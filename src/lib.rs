pub mod error;
pub mod ingest;
pub mod registry;
pub mod store;
pub mod time;

#[cfg(test)]
mod testing;
