//! The choices on which products disagree, each named. Every answer carries the policy that it was made under.

use crate::args::Arg;
use crate::error::Error;
use crate::registry::{self, Entry, Word};
use crate::store::vocabulary::Actor;
use crate::words;
use serde::{Serialize, Serializer};

/// What the numbers mean where there is more than one opinion.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    pub unit: Unit,
    pub date_basis: DateBasis,
    /// Whose messages answer the contact.
    pub replies_by: Vec<Actor>,
    pub clock: Clock,
    pub turn_start: TurnStart,
    pub first_response_from: FirstResponseFrom,
    pub resolution: Resolution,
    pub duration: Duration,
    /// What a bot's hands held is not waited for.
    pub exclude_bot_time: bool,
    pub credit: Credit,
    pub csat: Csat,
    pub read_over: ReadOver,
    /// How long an answer to a message that we began with counts as one.
    pub reply_window_hours: u32,
    /// How long after an interaction a conversion counts as its own.
    pub conversion_window_days: u32,
    /// How long a contact is silent who has given up.
    pub abandoned_after_hours: u32,
    /// A bot's resolution counts if nobody comes back for so long.
    pub durable_days: u32,
    /// Who has not written for so long is inactive.
    pub inactive_after_days: u32,
    pub snapshot_at: SnapshotAt,
}

/// What one conversation is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unit {
    /// What the source calls one.
    Native,
    /// A thread is cut at every silence of this many hours.
    InactivityHours(u32),
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Native => serializer.serialize_str("native"),
            Self::InactivityHours(hours) => serializer.collect_map([("inactivityHours", hours)]),
        }
    }
}

words! {
    /// Which instant puts a thing into the period. States are looked at when they are, whatever it says.
    DateBasis {
        /// When it happened.
        Event = "event",
        /// When its conversation was opened.
        Opened = "opened",
        /// When its conversation was last closed.
        Closed = "closed",
        /// When its conversation was opened, of those only that were closed in the same period.
        OpenedAndClosed = "openedAndClosed",
    }
}

words! {
    Clock {
        Wall = "wall",
        /// Only time within business hours counts; without a schedule, durations are unavailable.
        Business = "business",
    }
}

words! {
    /// Which of several unanswered messages in a row the waiting counts from.
    TurnStart {
        First = "first",
        Last = "last",
    }
}

words! {
    FirstResponseFrom {
        /// The contact's first message; after a bot handed over, the handoff; after a reopening, the message that
        /// reopened.
        FirstInbound = "firstInbound",
        /// The opening of the conversation.
        Opened = "opened",
        /// The first assignment.
        Assigned = "assigned",
        /// The last handoff, opening or reopening before the reply, whichever was the latest.
        LastOpened = "lastOpened",
    }
}

words! {
    Resolution {
        /// From the opening to the last close.
        LastClose = "lastClose",
        /// From the opening to the first close.
        FirstClose = "firstClose",
        /// The time spent open, all cycles together.
        OpenSpans = "openSpans",
        /// Each cycle on its own.
        PerCycle = "perCycle",
        /// From the opening to each close.
        EveryClose = "everyClose",
    }
}

words! {
    Duration {
        /// From the first to the last public message.
        Messages = "messages",
        /// From the opening to the last close.
        OpenClose = "openClose",
        /// From the first assignment to the last close.
        Assigned = "assigned",
    }
}

words! {
    /// Which agent a thing is credited to.
    Credit {
        /// Who did it: replies to their sender, closes to the closer; what no agent did, to the assignee.
        Sender = "sender",
        /// Replies to their sender, everything else to the assignee.
        Replier = "replier",
        Assignee = "assignee",
        FirstAssignee = "firstAssignee",
        /// Every agent who wrote in the conversation.
        Participants = "participants",
    }
}

words! {
    /// How scores become one.
    Csat {
        /// The share of the two best scores of the scale.
        Top2 = "top2",
        /// The mean, as a share of the way from the worst score to the best one.
        Mean = "mean",
    }
}

words! {
    /// What messages that were read are a share of.
    ReadOver {
        /// Of those that were delivered.
        Delivered = "delivered",
        /// Of those that were sent.
        Sent = "sent",
        /// Of those delivered to contacts who ever sent a read receipt: others may have switched them off.
        Measurable = "measurable",
    }
}

words! {
    SnapshotAt {
        /// The end of the period, or now if that is earlier.
        PeriodEnd = "periodEnd",
        Now = "now",
    }
}

words! {
    /// The fields of a policy, each a choice of its own.
    Field {
        Unit = "unit",
        DateBasis = "dateBasis",
        RepliesBy = "repliesBy",
        Clock = "clock",
        TurnStart = "turnStart",
        FirstResponseFrom = "firstResponseFrom",
        Resolution = "resolution",
        Duration = "duration",
        ExcludeBotTime = "excludeBotTime",
        Credit = "credit",
        Csat = "csat",
        ReadOver = "readOver",
        ReplyWindowHours = "replyWindowHours",
        ConversionWindowDays = "conversionWindowDays",
        AbandonedAfterHours = "abandonedAfterHours",
        DurableDays = "durableDays",
        InactiveAfterDays = "inactiveAfterDays",
        SnapshotAt = "snapshotAt",
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            unit: Unit::Native,
            date_basis: DateBasis::Event,
            replies_by: vec![Actor::Agent, Actor::Echo],
            clock: Clock::Wall,
            turn_start: TurnStart::First,
            first_response_from: FirstResponseFrom::FirstInbound,
            resolution: Resolution::LastClose,
            duration: Duration::Messages,
            exclude_bot_time: false,
            credit: Credit::Sender,
            csat: Csat::Top2,
            read_over: ReadOver::Delivered,
            reply_window_hours: 72,
            conversion_window_days: 7,
            abandoned_after_hours: 24,
            durable_days: 7,
            inactive_after_days: 30,
            snapshot_at: SnapshotAt::PeriodEnd,
        }
    }
}

/// A policy with a name: the default one, or what a product's own numbers mean.
pub struct Preset {
    pub id: &'static str,
    pub policy: fn() -> Policy,
}

pub static PRESETS: [Preset; 8] = [
    Preset { id: "default", policy: Policy::default },
    Preset {
        id: "respond-io",
        policy: || Policy {
            date_basis: DateBasis::Closed,
            first_response_from: FirstResponseFrom::Opened,
            replies_by: vec![Actor::Agent],
            ..Policy::default()
        },
    },
    Preset {
        id: "chatwoot",
        policy: || Policy {
            first_response_from: FirstResponseFrom::LastOpened,
            resolution: Resolution::EveryClose,
            credit: Credit::Replier,
            csat: Csat::Mean,
            ..Policy::default()
        },
    },
    Preset {
        id: "intercom",
        policy: || Policy { date_basis: DateBasis::Opened, resolution: Resolution::FirstClose, ..Policy::default() },
    },
    Preset { id: "zendesk", policy: || Policy { first_response_from: FirstResponseFrom::Opened, ..Policy::default() } },
    Preset {
        id: "trengo",
        policy: || Policy {
            clock: Clock::Business,
            exclude_bot_time: true,
            resolution: Resolution::OpenSpans,
            credit: Credit::Assignee,
            ..Policy::default()
        },
    },
    Preset {
        id: "wati",
        policy: || Policy {
            first_response_from: FirstResponseFrom::Assigned,
            credit: Credit::Assignee,
            ..Policy::default()
        },
    },
    Preset {
        id: "activecampaign",
        policy: || Policy { date_basis: DateBasis::Opened, csat: Csat::Mean, ..Policy::default() },
    },
];

impl Entry for Preset {
    fn id(&self) -> &'static str {
        self.id
    }
}

impl Policy {
    const KEYS: [&str; 19] = [
        "preset",
        "unit",
        "dateBasis",
        "repliesBy",
        "clock",
        "turnStart",
        "firstResponseFrom",
        "resolution",
        "duration",
        "excludeBotTime",
        "credit",
        "csat",
        "readOver",
        "replyWindowHours",
        "conversionWindowDays",
        "abandonedAfterHours",
        "durableDays",
        "inactiveAfterDays",
        "snapshotAt",
    ];

    /// The same policy, but for one field, which is as in the other one.
    pub fn with(&self, field: Field, other: &Self) -> Self {
        let mut mixed = self.clone();
        match field {
            Field::Unit => mixed.unit = other.unit,
            Field::DateBasis => mixed.date_basis = other.date_basis,
            Field::RepliesBy => mixed.replies_by.clone_from(&other.replies_by),
            Field::Clock => mixed.clock = other.clock,
            Field::TurnStart => mixed.turn_start = other.turn_start,
            Field::FirstResponseFrom => mixed.first_response_from = other.first_response_from,
            Field::Resolution => mixed.resolution = other.resolution,
            Field::Duration => mixed.duration = other.duration,
            Field::ExcludeBotTime => mixed.exclude_bot_time = other.exclude_bot_time,
            Field::Credit => mixed.credit = other.credit,
            Field::Csat => mixed.csat = other.csat,
            Field::ReadOver => mixed.read_over = other.read_over,
            Field::ReplyWindowHours => mixed.reply_window_hours = other.reply_window_hours,
            Field::ConversionWindowDays => mixed.conversion_window_days = other.conversion_window_days,
            Field::AbandonedAfterHours => mixed.abandoned_after_hours = other.abandoned_after_hours,
            Field::DurableDays => mixed.durable_days = other.durable_days,
            Field::InactiveAfterDays => mixed.inactive_after_days = other.inactive_after_days,
            Field::SnapshotAt => mixed.snapshot_at = other.snapshot_at,
        }
        mixed
    }

    /// The fields in which it differs from another policy.
    pub fn differing(&self, other: &Self) -> Vec<Field> {
        Field::ALL.iter().copied().filter(|&field| self.with(field, other) != *self).collect()
    }

    /// `"default"`, or `{"preset": "default", "turnStart": "last", …}`: a preset, and what differs from it.
    pub fn read(arg: &Arg<'_>) -> Result<Self, Error> {
        if arg.is_text() {
            return preset(arg);
        }
        let members = arg.object(&Self::KEYS)?;
        let base = members.read("preset", preset)?.unwrap_or_default();
        let replies_by = members.read("repliesBy", |list| list.list()?.iter().map(Arg::word).collect())?;
        let count = |key, base| Ok::<_, Error>(members.read(key, read_length)?.unwrap_or(base));
        Ok(Self {
            unit: members.read("unit", Unit::read)?.unwrap_or(base.unit),
            date_basis: members.read("dateBasis", Arg::word)?.unwrap_or(base.date_basis),
            replies_by: replies_by.unwrap_or(base.replies_by),
            clock: members.read("clock", Arg::word)?.unwrap_or(base.clock),
            turn_start: members.read("turnStart", Arg::word)?.unwrap_or(base.turn_start),
            first_response_from: members.read("firstResponseFrom", Arg::word)?.unwrap_or(base.first_response_from),
            resolution: members.read("resolution", Arg::word)?.unwrap_or(base.resolution),
            duration: members.read("duration", Arg::word)?.unwrap_or(base.duration),
            exclude_bot_time: members.read("excludeBotTime", Arg::flag)?.unwrap_or(base.exclude_bot_time),
            credit: members.read("credit", Arg::word)?.unwrap_or(base.credit),
            csat: members.read("csat", Arg::word)?.unwrap_or(base.csat),
            read_over: members.read("readOver", Arg::word)?.unwrap_or(base.read_over),
            reply_window_hours: count("replyWindowHours", base.reply_window_hours)?,
            conversion_window_days: count("conversionWindowDays", base.conversion_window_days)?,
            abandoned_after_hours: count("abandonedAfterHours", base.abandoned_after_hours)?,
            durable_days: count("durableDays", base.durable_days)?,
            inactive_after_days: count("inactiveAfterDays", base.inactive_after_days)?,
            snapshot_at: members.read("snapshotAt", Arg::word)?.unwrap_or(base.snapshot_at),
        })
    }
}

fn preset(arg: &Arg<'_>) -> Result<Policy, Error> {
    let preset = registry::find(&PRESETS, "policy preset", arg.text()?).map_err(|error| error.at(arg.path()))?;
    Ok((preset.policy)())
}

impl Unit {
    fn read(arg: &Arg<'_>) -> Result<Self, Error> {
        if arg.is_text() {
            let is_native = arg.text()? == "native";
            return if is_native { Ok(Self::Native) } else { Err(arg.wrong("native, or {inactivityHours},")) };
        }
        let hours = arg.object(&["inactivityHours"])?.require("inactivityHours")?;
        read_length(&hours).map(Self::InactivityHours)
    }
}

/// A number of hours or days.
fn read_length(arg: &Arg<'_>) -> Result<u32, Error> {
    match arg.count()? {
        count @ 1..=100_000 => Ok(count as u32),
        _ => Err(arg.wrong("a whole number from 1 to 100000")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Policy, Error> {
        Policy::read(&Arg::new(&crate::args::parse(text).unwrap()))
    }

    #[test]
    fn a_policy_is_a_preset_and_what_differs() {
        assert_eq!(read("\"default\""), Ok(Policy::default()));
        let text = r#"{"unit":{"inactivityHours":24},"turnStart":"last","repliesBy":["agent","bot"]}"#;
        let policy = read(text).unwrap();
        assert_eq!((policy.unit, policy.turn_start), (Unit::InactivityHours(24), TurnStart::Last));
        assert_eq!(policy.replies_by, [Actor::Agent, Actor::Bot]);
        assert_eq!(read(&serde_json::to_string(&policy).unwrap()), Ok(policy));
    }

    #[test]
    fn a_preset_is_read_as_it_is_spelled() {
        for preset in &PRESETS {
            let policy = (preset.policy)();
            assert_eq!(read(&format!("\"{}\"", preset.id)).as_ref(), Ok(&policy));
            assert_eq!(read(&serde_json::to_string(&policy).unwrap()), Ok(policy), "{}", preset.id);
        }
    }

    #[test]
    fn a_policy_becomes_another_one_field_by_field() {
        assert_eq!(Field::IDS, &Policy::KEYS[1..]);
        let [first, last] = [(PRESETS[0].policy)(), (PRESETS[5].policy)()];
        let fields = [Field::Clock, Field::Resolution, Field::ExcludeBotTime, Field::Credit];
        assert_eq!((first.differing(&last), first.differing(&first)), (fields.to_vec(), vec![]));
        assert_eq!(first.with(Field::Credit, &last), Policy { credit: Credit::Assignee, ..Policy::default() });
        let mixed = Field::ALL.iter().fold(first, |mixed, &field| mixed.with(field, &last));
        assert_eq!(mixed, last);
    }

    #[test]
    fn what_is_no_policy_is_refused_with_its_path() {
        for (text, path) in [
            ("\"zendesque\"", ""),
            ("{\"preset\":\"zendesque\"}", "preset"),
            ("{\"turnStrat\":\"last\"}", "turnStrat"),
            ("{\"turnStart\":\"second\"}", "turnStart"),
            ("{\"repliesBy\":[\"agent\",\"cat\"]}", "repliesBy[1]"),
            ("{\"unit\":{\"inactivityHours\":0}}", "unit.inactivityHours"),
            ("{\"durableDays\":0}", "durableDays"),
            ("{\"excludeBotTime\":1}", "excludeBotTime"),
            ("7", ""),
        ] {
            assert_eq!(read(text).unwrap_err().place.path.as_deref(), Some(path), "{text}");
        }
    }
}
