//! Statistics of plain numbers: knows nothing of conversations, nor of where the numbers come from.
//!
//! Each is tested against an independent tool, whose call stands beside the values. Intervals have a confidence of
//! 95 %, tests are two-sided.

pub mod counts;
pub mod erlang;
pub mod normal;
pub mod proportions;
mod quantiles;
pub mod ranks;
mod rate;
pub mod several;
pub mod survival;

pub use quantiles::{Stat, Stats, each_quantile, sum};
pub use rate::Rate;
