//! From a question to answers: runs measures over views, and says why each number is what it is.

pub mod anomalies;
pub mod answer;
mod answering;
pub mod canonical;
mod cohorts;
pub mod comparison;
mod curve;
pub mod inbox;
pub mod policies;
pub mod quality;
pub mod reading;
pub mod request;
mod retained;
mod slots;
pub mod staffing;
pub mod summary;
pub mod table;
mod tally;
mod told_twice;
pub mod vendor;

pub use inbox::Inbox;
