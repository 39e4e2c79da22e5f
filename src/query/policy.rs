//! The choices on which products disagree, each named. Every answer carries the policy that it was made under.

use crate::registry::{self, Entry};
use crate::store::vocabulary::Actor;
use serde::{Deserialize, Deserializer, Serialize};

/// What the numbers mean where there is more than one opinion. The first value of each field is the default.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    pub unit: Unit,
    pub date_basis: DateBasis,
    pub replies_by: RepliesBy,
    pub clock: Clock,
    pub turn_start: TurnStart,
    pub first_response_from: FirstResponseFrom,
    pub resolution: Resolution,
    pub duration: Duration,
    pub credit: Credit,
    pub snapshot_at: SnapshotAt,
}

/// What one conversation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// What the source calls one.
    #[default]
    Native,
    /// A thread is cut at every silence of this many hours.
    InactivityHours(u32),
}

/// Which instant puts a thing into the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DateBasis {
    /// When it happened.
    #[default]
    Event,
    /// When its conversation was opened.
    Opened,
    /// When its conversation was last closed.
    Closed,
    /// When its conversation was opened, of those only that were closed in the same period.
    OpenedAndClosed,
}

/// Whose messages answer the contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RepliesBy(Vec<Actor>);

impl Default for RepliesBy {
    fn default() -> Self {
        Self(vec![Actor::Agent, Actor::Echo])
    }
}

impl RepliesBy {
    pub fn has(&self, actor: Actor) -> bool {
        self.0.contains(&actor)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Clock {
    #[default]
    Wall,
    /// Only time within business hours counts; without a schedule, durations are unavailable.
    Business,
}

/// Which of several unanswered messages in a row the waiting counts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TurnStart {
    #[default]
    First,
    Last,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FirstResponseFrom {
    /// The contact's first message; after a bot handed over, the handoff; after a reopening, the message that
    /// reopened.
    #[default]
    FirstInbound,
    /// The opening of the conversation.
    Opened,
    /// The first assignment.
    Assigned,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Resolution {
    /// From the opening to the last close.
    #[default]
    LastClose,
    /// From the opening to the first close.
    FirstClose,
    /// The time spent open, all cycles together.
    OpenSpans,
    /// Each cycle on its own.
    PerCycle,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Duration {
    /// From the first to the last public message.
    #[default]
    Messages,
    /// From the opening to the last close.
    OpenClose,
    /// From the first assignment to the last close.
    Assigned,
}

/// Which agent a thing is credited to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Credit {
    /// Who did it: replies to their sender, closes to the closer; what no agent did, to the assignee.
    #[default]
    Sender,
    Assignee,
    FirstAssignee,
    /// Every agent who wrote in the conversation.
    Participants,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SnapshotAt {
    /// The end of the period, or now if that is earlier.
    #[default]
    PeriodEnd,
    Now,
}

/// A policy with a name.
pub struct Preset {
    pub id: &'static str,
    pub policy: fn() -> Policy,
}

pub static PRESETS: [Preset; 1] = [Preset { id: "default", policy: Policy::default }];

impl Entry for Preset {
    fn id(&self) -> &'static str {
        self.id
    }
}

/// A policy as it is asked for: the fields that differ from its preset.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Fields {
    preset: Option<String>,
    unit: Option<Unit>,
    date_basis: Option<DateBasis>,
    replies_by: Option<RepliesBy>,
    clock: Option<Clock>,
    turn_start: Option<TurnStart>,
    first_response_from: Option<FirstResponseFrom>,
    resolution: Option<Resolution>,
    duration: Option<Duration>,
    credit: Option<Credit>,
    snapshot_at: Option<SnapshotAt>,
}

impl Fields {
    fn policy(self) -> Result<Policy, crate::error::Error> {
        let preset = registry::find(&PRESETS, "policy preset", self.preset.as_deref().unwrap_or("default"))?;
        let preset = (preset.policy)();
        Ok(Policy {
            unit: self.unit.unwrap_or(preset.unit),
            date_basis: self.date_basis.unwrap_or(preset.date_basis),
            replies_by: self.replies_by.unwrap_or(preset.replies_by),
            clock: self.clock.unwrap_or(preset.clock),
            turn_start: self.turn_start.unwrap_or(preset.turn_start),
            first_response_from: self.first_response_from.unwrap_or(preset.first_response_from),
            resolution: self.resolution.unwrap_or(preset.resolution),
            duration: self.duration.unwrap_or(preset.duration),
            credit: self.credit.unwrap_or(preset.credit),
            snapshot_at: self.snapshot_at.unwrap_or(preset.snapshot_at),
        })
    }
}

impl<'de> Deserialize<'de> for Policy {
    /// `"default"`, or `{"preset": "default", "turnStart": "last", …}`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Fields;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("the name of a policy preset, or an object with policy fields")
            }

            fn visit_str<E: serde::de::Error>(self, preset: &str) -> Result<Fields, E> {
                Ok(Fields { preset: Some(preset.to_owned()), ..Fields::default() })
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Fields, A::Error> {
                Fields::deserialize(serde::de::value::MapAccessDeserializer::new(map))
            }
        }
        let fields = deserializer.deserialize_any(Visitor)?;
        fields.policy().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_a_preset_and_what_differs() {
        let policy: Policy = serde_json::from_str("\"default\"").unwrap();
        assert_eq!(policy, Policy::default());
        let text = r#"{"unit":{"inactivityHours":24},"turnStart":"last","repliesBy":["agent","bot"]}"#;
        let policy: Policy = serde_json::from_str(text).unwrap();
        assert_eq!((policy.unit, policy.turn_start), (Unit::InactivityHours(24), TurnStart::Last));
        assert!(policy.replies_by.has(Actor::Bot) && !policy.replies_by.has(Actor::Echo));
        let spelled = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&spelled).unwrap(), policy);
    }

    #[test]
    fn what_is_no_policy_is_refused() {
        for text in ["\"zendesque\"", "{\"turnStrat\":\"last\"}", "{\"turnStart\":\"second\"}", "7"] {
            assert!(serde_json::from_str::<Policy>(text).is_err(), "{text}");
        }
    }
}
