//! From a question to a view: what follows from the policy, and which observations the filter leaves.

pub mod attribute;
pub mod between;
pub mod bot_hands;
pub mod conversation;
pub mod customers;
pub mod dimension;
pub mod entity;
pub mod filter;
pub mod flow;
pub mod hours;
pub mod observation;
pub mod outcome;
pub mod outreach;
pub mod policy;
pub mod run;
pub mod schedule;
pub mod selection;
pub mod sitting;
pub mod split;
pub mod turn;
pub mod view;
pub mod window;

use crate::args::{Arg, Members};
use crate::error::Error;
use crate::registry::Word;
use crate::store::Dataset;
use crate::store::dict::some;
use crate::store::vocabulary::Actor;
use crate::time::period::CompareSpec;
use crate::time::{BELIEVED, Millis, PeriodSpec, Zone, iso, known};
use crate::words;
use attribute::Attributes;
use bot_hands::BotHands;
use chrono::{Datelike, NaiveDate, Weekday};
use conversation::{Conversations, Cycles, End, Lives, OpenStates};
use customers::{FirstWords, Sightings};
use dimension::{Dimension, KnownKeys};
use filter::Filter;
use flow::Flows;
use hours::BusinessHours;
use observation::{Observation, Reason};
use policy::{Clock, Policy};
use schedule::Schedules;
use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use turn::Turns;

pub use view::View;

/// What a question is about, whatever it asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    pub period: PeriodSpec,
    /// An IANA name; the zone that the data was opened with where it is not given.
    pub time_zone: Option<String>,
    /// Milliseconds UTC; the caller's clock where it is not given.
    pub now: Option<Millis>,
    pub compare: Option<CompareSpec>,
    pub filter: Filter,
    pub policy: Policy,
    /// Business hours, if there are any.
    pub schedules: Option<Schedules<Option<String>>>,
    pub week_start: Option<WeekStart>,
}

words! {
    /// The first day of the week: Monday unless said otherwise.
    WeekStart {
        Mon = "mon",
        Sat = "sat",
        Sun = "sun",
    }
}

impl From<WeekStart> for Weekday {
    fn from(start: WeekStart) -> Self {
        match start {
            WeekStart::Mon => Self::Mon,
            WeekStart::Sat => Self::Sat,
            WeekStart::Sun => Self::Sun,
        }
    }
}

impl Query {
    pub const KEYS: [&str; 8] = ["period", "timeZone", "now", "compare", "filter", "policy", "schedule", "weekStart"];

    /// Reads the keys that are a query's; which others may stand beside them is the caller's business.
    pub fn read(members: &Members<'_>) -> Result<Self, Error> {
        Ok(Self {
            period: members.read_or_default("period", read_period)?,
            time_zone: members.read("timeZone", Arg::text)?.map(str::to_owned),
            now: members.read("now", read_instant)?,
            compare: members.read("compare", read_compare)?,
            filter: members.read_or_default("filter", Filter::read)?,
            policy: members.read_or_default("policy", Policy::read)?,
            schedules: members.read("schedule", Schedules::read)?,
            week_start: members.read("weekStart", Arg::word)?,
        })
    }
}

fn read_period(arg: &Arg<'_>) -> Result<PeriodSpec, Error> {
    if arg.is_text() {
        return arg.word().map(PeriodSpec::Preset);
    }
    read_dates(arg).map(|(from, to)| PeriodSpec::Dates { from, to })
}

fn read_compare(arg: &Arg<'_>) -> Result<CompareSpec, Error> {
    if arg.is_text() {
        return arg.word().map(CompareSpec::Named);
    }
    read_dates(arg).map(|(from, to)| CompareSpec::Dates { from, to })
}

/// Two local dates that our calendars reach, the second not before the first.
fn read_dates(arg: &Arg<'_>) -> Result<(NaiveDate, NaiveDate), Error> {
    let members = arg.object(&["from", "to"])?;
    let date = |key: &str| {
        let member = members.require(key)?;
        read_date(&member, member.text()?)
    };
    let (from, to) = (date("from")?, date("to")?);
    if to < from { Err(arg.wrong("`to` not before `from`")) } else { Ok((from, to)) }
}

/// The date that `text`, which stands at `arg`, says.
pub fn read_date(arg: &Arg<'_>, text: &str) -> Result<NaiveDate, Error> {
    let date = iso::read_date(text.as_bytes()).filter(|date| (2000..=2100).contains(&date.year()));
    date.ok_or_else(|| arg.wrong("a date between 2000 and 2100, as 2025-03-01,"))
}

fn read_instant(arg: &Arg<'_>) -> Result<Millis, Error> {
    let at = if arg.is_text() {
        match iso::read(arg.text()?.as_bytes()) {
            Some(iso::Written::Instant(at)) => at,
            _ => return Err(arg.wrong("milliseconds since 1970, or an ISO 8601 time with its offset,")),
        }
    } else {
        arg.integer()?
    };
    if BELIEVED.contains(at) { Ok(at) } else { Err(arg.wrong("an instant between 2000 and 2100")) }
}

/// Everything that follows from a dataset, a policy and business hours, and from nothing else of a question. Cheap to
/// have under other business hours: nothing but the hours themselves depends on them.
#[derive(Debug)]
pub struct Derived {
    pub policy: Policy,
    pub conversations: Rc<Conversations>,
    pub cycles: Rc<Cycles>,
    pub states: Rc<OpenStates>,
    pub turns: Rc<Turns>,
    /// Those that the question gives, if it does.
    pub hours: Option<BusinessHours>,
    known: Rc<Known>,
}

/// What is worked out once somebody asks.
#[derive(Debug, Default)]
struct Known {
    /// See [`dimension::Keys`].
    keys: [KnownKeys; Dimension::ALL.len()],
    attributes: Attributes,
    first_words: OnceCell<FirstWords>,
    sightings: OnceCell<Sightings>,
    flows: OnceCell<Flows>,
    bot_hands: OnceCell<BotHands>,
}

impl Derived {
    /// What follows without business hours.
    pub fn new(data: &Dataset, policy: &Policy) -> Self {
        let lives = conversation::lives(data, policy);
        let turns = Rc::new(turn::turns(data, &lives, policy));
        let Lives { conversations, cycles, states, .. } = lives;
        Self {
            policy: policy.clone(),
            conversations: Rc::new(conversations),
            cycles: Rc::new(cycles),
            states: Rc::new(states),
            turns,
            hours: None,
            known: Rc::default(),
        }
    }

    /// When contacts first wrote.
    pub fn first_words(&self, data: &Dataset) -> &FirstWords {
        self.known.first_words.get_or_init(|| FirstWords::of(data, &self.conversations))
    }

    /// When contacts wrote.
    pub fn sightings(&self, data: &Dataset) -> &Sightings {
        self.known.sightings.get_or_init(|| Sightings::of_all(data, &self.conversations))
    }

    /// When a conversation was last opened or reopened by then.
    pub fn last_opened_at(&self, conversation: usize, by: Millis) -> Millis {
        let cycles = self.conversations.cycles_of(conversation);
        let opened_at = &self.cycles.opened_at[cycles.clone()];
        let last = opened_at.partition_point(|&opened_at| opened_at <= by).saturating_sub(1);
        opened_at.get(last).copied().unwrap_or(by)
    }

    /// The first assignment of a conversation to an agent who is no bot.
    pub fn first_assignment(&self, conversation: usize) -> Option<Observation> {
        let own = &self.conversations;
        let assigned_at = known(own.first_assigned_at[conversation])?;
        Some(Observation::new(assigned_at, conversation).by(Actor::Agent, own.first_assignee[conversation]))
    }

    /// The message rows of a cycle. What is written while a conversation is closed is of none.
    pub fn rows_of_cycle(&self, data: &Dataset, cycle: usize) -> Range<usize> {
        let (conversation, cycles) = (self.cycles.conversation[cycle] as usize, &self.cycles);
        let rows = self.conversations.rows(conversation);
        let at = &data.messages.at[rows.clone()];
        let is_first = cycle == self.conversations.cycles[conversation] as usize;
        // What is of the very instant of a close belongs to what it closes.
        let before = if is_first { Millis::MIN } else { cycles.opened_at[cycle].max(cycles.ended_at[cycle - 1] + 1) };
        let is_open = cycles.end[cycle] == End::StillOpen;
        let ended_at = if is_open { Millis::MAX } else { cycles.ended_at[cycle] };
        let from = at.partition_point(|&at| at < before);
        let to = at.partition_point(|&at| at <= ended_at).max(from);
        rows.start + from..rows.start + to
    }

    /// The end of a cycle, by whoever closed it.
    pub fn close(&self, cycle: usize) -> Observation {
        let conversation = self.cycles.conversation[cycle] as usize;
        let close = Observation::new(self.cycles.ended_at[cycle], conversation);
        match self.cycles.end[cycle] {
            End::Closed { actor, by } => close.by(actor, by),
            _ => close,
        }
    }

    /// The last close of a conversation, or why it is not known. Nothing of one that silence ended, or that was never
    /// opened.
    pub fn last_close(
        &self,
        data: &Dataset,
        conversation: usize,
    ) -> Option<Result<Observation, (Observation, Reason)>> {
        let last = self.conversations.cycles_of(conversation).next_back()?;
        let ended_at = self.cycles.ended_at[last];
        let left_out = |at, reason| Some(Err((self.observe(data, conversation, at), reason)));
        match self.cycles.end[last] {
            End::Closed { .. } => Some(Ok(self.close(last))),
            End::StillOpen => left_out(self.conversations.opened_at[conversation], Reason::StillOpen),
            End::ClosedUnknownWhen => left_out(ended_at, Reason::CloseTimeUnknown),
            End::Silence => None,
        }
    }

    /// The same with these business hours.
    pub fn with_hours(&self, data: &Dataset, schedules: Option<Schedules<Zone>>) -> Self {
        Self {
            policy: self.policy.clone(),
            conversations: Rc::clone(&self.conversations),
            cycles: Rc::clone(&self.cycles),
            states: Rc::clone(&self.states),
            turns: Rc::clone(&self.turns),
            hours: schedules.map(|schedules| BusinessHours::new(data, &self.conversations, schedules)),
            known: Rc::clone(&self.known),
        }
    }

    pub fn schedules(&self) -> Option<&Schedules<Zone>> {
        self.hours.as_ref().map(|hours| &hours.schedules)
    }

    /// Milliseconds from one instant of a conversation to another, on the clock of the policy. What
    /// [lacks a clock](Self::lacks_clock) has 0, and is left out of every measure that asks.
    #[inline]
    pub fn elapsed(&self, conversation: usize, from: Millis, to: Millis) -> Millis {
        match self.policy.clock {
            Clock::Wall => to - from,
            Clock::Business => {
                let hours = self.hours.as_ref().and_then(|hours| hours.of(conversation));
                hours.map_or(0, |hours| hours.between(from, to))
            }
        }
    }

    /// Of these milliseconds, those that somebody waits: where the policy says so, what a bot's hands held is taken out.
    pub fn waited(&self, data: &Dataset, conversation: usize, from: Millis, to: Millis) -> Millis {
        let waited = self.elapsed(conversation, from, to);
        if !self.policy.exclude_bot_time {
            return waited;
        }
        let hands = self.known.bot_hands.get_or_init(|| BotHands::new(data, self));
        let held = hands.of(conversation).iter().map(|held| (held.from.max(from), held.to.min(to)));
        waited
            - held.filter(|(from, to)| from < to).map(|(from, to)| self.elapsed(conversation, from, to)).sum::<Millis>()
    }

    /// Why no time can be taken of a conversation, if the policy's clock is not one that it has.
    pub fn lacks_clock(&self, conversation: usize) -> Option<Reason> {
        let has_hours = || self.hours.as_ref().is_some_and(|hours| hours.of(conversation).is_some());
        (self.policy.clock == Clock::Business && !has_hours()).then_some(Reason::NoSchedule)
    }

    /// The runs of conversations through flows.
    pub fn flows(&self, data: &Dataset) -> &Flows {
        self.known.flows.get_or_init(|| Flows::new(data, self))
    }

    /// Whether a bot wrote in a conversation.
    pub fn involves_bot(&self, data: &Dataset, conversation: usize) -> bool {
        let (own, messages) = (&self.conversations, &data.messages);
        match own.by_actor[conversation] {
            Some(counts) => counts[Actor::Bot as usize] > 0,
            None => own.rows(conversation).any(|row| messages.actor[row] == Actor::Bot && messages.is_public(row)),
        }
    }

    /// An observation of the conversation itself: by whoever began it, credited to the agent it is assigned to.
    pub fn observe(&self, data: &Dataset, conversation: usize, at: Millis) -> Observation {
        let first = some(self.conversations.first_message[conversation]);
        let actor = first.map_or(Actor::Unknown, |row| data.messages.actor[row as usize]);
        Observation::new(at, conversation).by(actor, self.conversations.agent[conversation])
    }
}
