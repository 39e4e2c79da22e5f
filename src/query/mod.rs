//! From a question to a view: what follows from the policy, and which observations the filter leaves.

pub mod conversation;
pub mod dimension;
pub mod filter;
pub mod observation;
pub mod policy;
pub mod turn;
pub mod view;

use crate::error::Error;
use crate::store::Dataset;
use crate::store::dict::some;
use crate::store::vocabulary::Actor;
use crate::time::period::CompareSpec;
use crate::time::{Millis, PeriodSpec};
use chrono::Datelike;
use conversation::{Conversations, Cycles, Lives, OpenStates};
use filter::Filter;
use observation::Observation;
use policy::Policy;
use serde::Deserialize;
use turn::Turns;

pub use view::View;

/// What a question is about, whatever it asks.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Query {
    pub period: PeriodSpec,
    /// An IANA name; the zone that the data was opened with where it is not given.
    pub time_zone: Option<String>,
    /// Milliseconds UTC, or ISO 8601; the caller's clock where it is not given.
    pub now: Option<Instant>,
    pub compare: Option<CompareSpec>,
    pub filter: Filter,
    pub policy: Policy,
    pub week_start: WeekStart,
}

impl Query {
    /// Refuses dates that no calendar of ours reaches.
    pub fn check(&self) -> Result<(), Error> {
        let compared = match self.compare {
            Some(CompareSpec::Dates { from, to }) => Some((from, to, "compare")),
            _ => None,
        };
        let period = match self.period {
            PeriodSpec::Dates { from, to } => Some((from, to, "period")),
            PeriodSpec::Preset(_) => None,
        };
        for (from, to, path) in [compared, period].into_iter().flatten() {
            if !(2000..2100).contains(&from.year()) || !(2000..=2100).contains(&to.year()) || to < from {
                return Err(Error::query(path, "dates lie between 2000 and 2100, and `to` not before `from`"));
            }
        }
        Ok(())
    }
}

/// An instant in a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Instant(pub Millis);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Instant;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("milliseconds since 1970, or an ISO 8601 time with its offset")
            }

            fn visit_i64<E: serde::de::Error>(self, at: i64) -> Result<Instant, E> {
                if !crate::time::BELIEVED.contains(at) {
                    return Err(E::custom("an instant is expected to lie between 2000 and 2100"));
                }
                Ok(Instant(at))
            }

            fn visit_u64<E: serde::de::Error>(self, at: u64) -> Result<Instant, E> {
                self.visit_i64(i64::try_from(at).unwrap_or(i64::MAX))
            }

            fn visit_f64<E: serde::de::Error>(self, at: f64) -> Result<Instant, E> {
                self.visit_i64(at as i64)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Instant, E> {
                use crate::time::iso::{Written, read};
                match read(text.as_bytes()) {
                    Some(Written::Instant(at)) => self.visit_i64(at),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Other("another text"), &self)),
                }
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// The first day of the week: Monday unless said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WeekStart {
    #[default]
    Mon,
    Sat,
    Sun,
}

impl From<WeekStart> for chrono::Weekday {
    fn from(start: WeekStart) -> Self {
        match start {
            WeekStart::Mon => Self::Mon,
            WeekStart::Sat => Self::Sat,
            WeekStart::Sun => Self::Sun,
        }
    }
}

/// Everything that follows from a dataset and a policy, and from nothing else of a question.
#[derive(Debug)]
pub struct Derived {
    pub policy: Policy,
    pub conversations: Conversations,
    pub cycles: Cycles,
    pub states: OpenStates,
    pub turns: Turns,
}

impl Derived {
    pub fn new(data: &Dataset, policy: &Policy) -> Self {
        let lives = conversation::lives(data, policy);
        let turns = turn::turns(data, &lives, policy);
        let Lives { conversations, cycles, states } = lives;
        Self { policy: policy.clone(), conversations, cycles, states, turns }
    }

    /// An observation of the conversation itself: by whoever began it, credited to the agent it is assigned to.
    pub fn observe(&self, data: &Dataset, conversation: usize, at: Millis) -> Observation {
        let first = some(self.conversations.first_message[conversation]);
        let actor = first.map_or(Actor::Unknown, |row| data.messages.actor[row as usize]);
        Observation::new(at, conversation).by(actor, self.conversations.agent[conversation])
    }
}
