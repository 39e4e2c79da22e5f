//! Instants, zones, periods, buckets and business hours. Knows nothing of conversations.
//!
//! Does not read a clock and does not know any zone's rules: `now` and the [`Zone`] come from the caller.

pub mod bucket;
pub mod clock;
pub mod iso;
pub mod period;
pub mod schedule;
pub mod written;
pub mod zone;

pub use bucket::{Buckets, Step};
pub use period::{Period, PeriodSpec};
pub use zone::{Zone, Zones};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// Stands in a column of instants where nothing is known.
pub const UNKNOWN: Millis = Millis::MIN;

/// Stands in a column of instants where the source says that it did not happen.
pub const NEVER: Millis = Millis::MIN + 1;

pub const SECOND_MS: Millis = 1_000;
pub const MINUTE_MS: Millis = 60 * SECOND_MS;
pub const HOUR_MS: Millis = 60 * MINUTE_MS;
pub const DAY_MS: Millis = 24 * HOUR_MS;

/// The instants that are believed: from 2000-01-01 up to, not including, 2100-01-01 UTC.
pub const BELIEVED: Span = Span { from: 946_684_800_000, to: 4_102_444_800_000 };

/// The instant, or nothing where it is [`UNKNOWN`] or [`NEVER`].
pub fn known(at: Millis) -> Option<Millis> {
    (at > NEVER).then_some(at)
}

/// A half-open interval of instants: `from` belongs to it, `to` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Span {
    pub from: Millis,
    pub to: Millis,
}

impl Span {
    pub fn contains(self, at: Millis) -> bool {
        self.from <= at && at < self.to
    }

    pub fn is_empty(self) -> bool {
        self.to <= self.from
    }

    pub fn length_ms(self) -> Millis {
        self.to - self.from
    }
}
