pub mod chart;
pub mod dashboard;
pub mod error;
pub mod ingest;
pub mod lang;
pub mod metrics;
pub mod query;
pub mod registry;
pub mod report;
pub mod store;
pub mod time;

#[cfg(test)]
mod testing;
