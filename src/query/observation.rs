//! What measures make of the data: observations, each at an instant or over a stretch of time.

use super::Derived;
use super::dimension::Dimension;
use super::policy::DateBasis;
use super::run::Run;
use super::selection::Selected;
use crate::store::arrange::gather;
use crate::store::order::sort_by_time;
use crate::store::reach::Reach;
use crate::store::vocabulary::{Actor, Fact, Status};
use crate::store::{Dataset, Mask, NONE};
use crate::time::{Millis, UNKNOWN};
use crate::words;
use std::ops::Range;

/// One thing that a measure counts, or whose length it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// The instant that puts it into a period.
    pub at: Millis,
    /// `NONE` where it is of a contact, and of no conversation.
    pub conversation: u32,
    /// How long or how much it is, where the measure is one of amounts; 1 for a hit and 0 for none, where it is a rate;
    /// the end, [`Millis::MAX`] while it lasts, where it is one of what lasts.
    pub value: Millis,
    /// Who did it: the class, and the agent if it was one.
    pub actor: Actor,
    pub agent: u32,
    /// Whom it was with, where that is not the conversation's contact; else `NONE`.
    pub contact: u32,
    /// The message that it is, where it is one; else `NONE`.
    pub message: u32,
    /// What it is about, where it knows a dimension better than its conversation does: a tag, a state.
    pub about: Option<About>,
    /// Where the measure is one of waiting: when that began. Of what is left out since it still waits, the value is how
    /// long it had waited before; of what was given up, how long it waited in all.
    pub since: Millis,
}

/// A key of a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    pub dimension: Dimension,
    pub key: u32,
}

impl Observation {
    pub fn new(at: Millis, conversation: usize) -> Self {
        Self {
            at,
            conversation: conversation as u32,
            value: 0,
            actor: Actor::Unknown,
            agent: NONE,
            contact: NONE,
            message: NONE,
            about: None,
            since: UNKNOWN,
        }
    }

    /// Of a contact, and of no conversation.
    pub fn of_contact(at: Millis, contact: u32) -> Self {
        Self::new(at, NONE as usize).with(contact)
    }

    /// Contacts are no agents, even where one of them is named.
    pub fn by(self, actor: Actor, agent: u32) -> Self {
        Self { actor, agent: if actor == Actor::Contact { NONE } else { agent }, ..self }
    }

    /// With this contact, who need not be its conversation's.
    pub fn with(self, contact: u32) -> Self {
        Self { contact, ..self }
    }

    pub fn lasting(self, value: Millis) -> Self {
        Self { value, ..self }
    }

    pub fn since(self, since: Millis) -> Self {
        Self { since, ..self }
    }

    pub fn about(self, dimension: Dimension, key: u32) -> Self {
        Self { about: Some(About { dimension, key }), ..self }
    }

    /// The key of this dimension that it is about, if it is about one.
    pub fn key_of(&self, dimension: Dimension) -> Option<u32> {
        self.about.filter(|about| about.dimension == dimension).map(|about| about.key)
    }
}

words! {
    /// Why something is not in a number.
    Reason {
        /// The contact waits, and has no answer yet.
        Awaiting = "awaiting",
        /// The conversation was closed before anybody answered.
        NeverAnswered = "never-answered",
        /// The business answered, and nothing tells whether it was one of those whose replies count.
        ReplierUnknown = "replier-unknown",
        /// A bot or an automation answered, and no person.
        AnsweredByBot = "answered-by-bot",
        /// The contact never wrote.
        NoInbound = "no-inbound",
        NeverAssigned = "never-assigned",
        /// It was taken from somebody, and given to nobody.
        Unassignment = "unassignment",
        /// A human wrote, and it is not known who.
        AgentUnknown = "agent-unknown",
        StillOpen = "still-open",
        /// A bot closed it.
        ClosedByBot = "closed-by-bot",
        /// It is closed, and the data does not say since when.
        CloseTimeUnknown = "close-time-unknown",
        OpeningTimeUnknown = "opening-time-unknown",
        /// The data does not say when the contact was added.
        AddingTimeUnknown = "adding-time-unknown",
        /// Nobody has answered it.
        UnansweredSurvey = "unanswered-survey",
        ScoreOutOfScale = "score-out-of-scale",
        /// The policy wants scores as their mean.
        ScoredByMean = "scored-by-mean",
        AnswerTimeUnknown = "answer-time-unknown",
        SendingTimeUnknown = "sending-time-unknown",
        /// Money was given back.
        Refund = "refund",
        /// It is not known what it was worth.
        NoValue = "no-value",
        /// The contact first wrote before the cohorts that are shown.
        EarlierCohort = "earlier-cohort",
        /// Nothing comes after it.
        LastStep = "last-step",
        /// The time after which it is known how it ends is not over.
        NotYetKnown = "not-yet-known",
        /// Nothing public was written.
        NoMessage = "no-message",
        BroadcastOnly = "broadcast-only",
        /// The contact had not written before.
        NewCustomer = "new-customer",
        /// It failed, and reached nobody.
        MessageFailed = "message-failed",
        /// Its contact is not known.
        NoContact = "no-contact",
        /// The source does not say who wrote.
        NoActors = "no-actors",
        /// Only the newest messages are there.
        NoMessages = "no-messages",
        /// The source does not say when conversations open and close.
        NoStatus = "no-status",
        NoAgents = "no-agents",
        NoTags = "no-tags",
        /// The source does not say when tags were added, nor by whom.
        NoTagHistory = "no-tag-history",
        NoSeen = "no-seen",
        /// The source does not say how far messages got.
        NoReceipts = "no-receipts",
        NoSurveys = "no-surveys",
        NoConversions = "no-conversions",
        NoFlows = "no-flows",
        /// The source does not say which contacts were removed.
        NoContactHistory = "no-contact-history",
        NoOptOuts = "no-opt-outs",
        NoNotes = "no-notes",
        NoAssignments = "no-assignments",
        /// There is no data at all.
        NoData = "no-data",
        /// The business clock needs a schedule.
        NoSchedule = "no-schedule",
        /// No contact has such an attribute.
        NoAttribute = "no-attribute",
        /// The policy dates by the close, which what still waits does not have.
        DatedByClose = "dated-by-close",
        /// The filter asks for something that this metric does not know.
        FilterDoesNotApply = "filter-does-not-apply",
    }
}

impl Reason {
    /// Whether it is that the policy's date is not known.
    pub fn is_of_date(self) -> bool {
        matches!(self, Self::StillOpen | Self::CloseTimeUnknown | Self::OpeningTimeUnknown)
    }

    /// The reason that a fact is lacking.
    pub fn lacks(fact: Fact) -> Self {
        match fact {
            Fact::Actors => Self::NoActors,
            Fact::Messages => Self::NoMessages,
            Fact::Status => Self::NoStatus,
            Fact::Agents => Self::NoAgents,
            Fact::Tags => Self::NoTags,
            Fact::TagHistory => Self::NoTagHistory,
            Fact::Seen => Self::NoSeen,
            Fact::Receipts => Self::NoReceipts,
            Fact::Surveys => Self::NoSurveys,
            Fact::Conversions => Self::NoConversions,
            Fact::Flows => Self::NoFlows,
            Fact::ContactHistory => Self::NoContactHistory,
            Fact::OptOuts => Self::NoOptOuts,
            Fact::Notes => Self::NoNotes,
            Fact::Assignments => Self::NoAssignments,
        }
    }
}

words! {
    /// What is to be known about some of the observations that are in a number.
    Note {
        /// The conversation has one message only, so it lasts no time.
        SingleMessage = "single-message",
        /// The tag's own time is not known: its conversation's is taken.
        DatedByConversation = "dated-by-conversation",
        /// The best score there is is not known: 5 is taken for it.
        ScaleAssumed = "scale-assumed",
        /// What was read is not known: a reply is taken to show that it was.
        EstimatedFromReplies = "estimated-from-replies",
        /// The data begins shortly before: what was written earlier is not known.
        HistoryBegins = "history-begins",
        /// Money of several currencies is not added up.
        SeveralCurrencies = "several-currencies",
    }
}

/// What becomes of an observation: it is in the number, or there is a reason why it is not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    Counted(Option<Note>),
    LeftOut(Reason),
}

/// Observations in columns.
#[derive(Debug, Default)]
pub struct Columns {
    pub at: Vec<Millis>,
    pub conversation: Vec<u32>,
    pub value: Vec<Millis>,
    pub actor: Vec<Actor>,
    pub agent: Vec<u32>,
    /// Whom each was with; empty where all were with their conversation's contact.
    contact: Vec<u32>,
    /// The dimension that all observations are about, if they are about one, and their keys.
    pub about: Option<Dimension>,
    key: Vec<u32>,
    /// Empty where no observation is one of waiting.
    pub since: Vec<Millis>,
}

/// What happened at an instant, oldest first.
#[derive(Debug, Default)]
pub struct Series {
    pub counted: Columns,
    /// What is to be known of each row that is counted; empty where nothing is of any.
    pub note: Vec<Option<Note>>,
    /// From when on each row that is counted is known to be so, which no observation can tell from its date: a contact
    /// has given up once it has been silent for long enough. Empty where all are known from their beginning.
    due: Vec<Millis>,
    /// What might have been observed and was not, and why.
    pub left_out: Columns,
    pub reason: Vec<Reason>,
}

/// What was so over a stretch of time, conversation by conversation.
#[derive(Debug, Default)]
pub struct Spans {
    pub counted: Columns,
    /// How far each 64 of the rows that are counted reach.
    pub reach: Reach,
    pub note: Vec<Option<Note>>,
    pub left_out: Columns,
    pub reason: Vec<Reason>,
}

/// What a measure observes.
#[derive(Debug)]
pub enum Observations {
    Series(Series),
    Spans(Spans),
    /// Public messages themselves, in their own table.
    Messages(Picked),
}

/// Which of the public messages are observed.
#[derive(Debug, Default)]
pub struct Picked {
    /// All of them, where there is no mask.
    pub counted: Option<Mask>,
    /// None of them is counted, too.
    pub left_out: Vec<(Reason, Mask)>,
    /// Of a rate: those of the counted ones that are hits.
    pub hits: Option<Mask>,
    /// Those of the counted ones of which something is to be known.
    pub noted: Option<(Note, Mask)>,
}

impl Picked {
    /// These and no others.
    pub fn only(counted: Mask) -> Self {
        Self { counted: Some(counted), ..Self::default() }
    }

    /// What would be in the number if nothing were lacking, and what is left out all the same, with the reason. Nothing
    /// where all public messages are meant.
    pub fn meant(&self) -> Option<impl Iterator<Item = (&Mask, Option<Reason>)>> {
        let counted = (self.counted.as_ref()?, None);
        Some(std::iter::once(counted).chain(self.left_out.iter().map(|(reason, mask)| (mask, Some(*reason)))))
    }

    /// What is not public is not looked at; what is not counted is no hit, and has no note.
    fn settle(&mut self, data: &Dataset) {
        for mask in self.counted.iter_mut().chain(self.left_out.iter_mut().map(|(_, mask)| mask)) {
            mask.keep(&data.messages.public);
        }
        let Some(counted) = &self.counted else { return };
        for mask in self.hits.iter_mut().chain(self.noted.iter_mut().map(|(_, mask)| mask)) {
            mask.keep(counted);
        }
    }
}

impl Observations {
    /// Does what is done for all measures alike: what is of a conversation that lacks one of the facts that are needed,
    /// or the clock, is left out, and what happened is dated by the policy and brought into the order of time.
    pub fn settled(mut self, data: &Dataset, derived: &Derived, needs: &[Fact], is_timed: bool) -> Self {
        match &mut self {
            Self::Series(series) => series.settle(derived, needs, is_timed),
            Self::Spans(spans) => spans.settle(derived, needs),
            Self::Messages(picked) => picked.settle(data),
        }
        self
    }

    /// Gives all of it but messages to the agents whom its conversations are assigned to.
    pub fn credit_assignees(&mut self, derived: &Derived) {
        let (counted, left_out) = match self {
            Self::Series(series) => (&mut series.counted, &mut series.left_out),
            Self::Spans(spans) => (&mut spans.counted, &mut spans.left_out),
            Self::Messages(_) => return,
        };
        for columns in [counted, left_out] {
            for (agent, &conversation) in columns.agent.iter_mut().zip(&columns.conversation) {
                *agent = derived.conversations.agent.get(conversation as usize).copied().unwrap_or(*agent);
            }
        }
    }

    /// Of a rate: how many of the run are hits.
    pub fn hits(&self, run: Run<'_>) -> u64 {
        match self {
            Self::Messages(picked) => picked.hits.as_ref().map_or(0, |hits| hits.count_in(run.range()) as u64),
            _ => run.values().iter().sum::<Millis>() as u64,
        }
    }

    /// A row of a run, with its value.
    pub fn get(&self, run: Run<'_>, row: usize) -> Observation {
        let of = run.table.get(row);
        match self {
            Self::Messages(Picked { hits: Some(hits), .. }) => of.lasting(hits.has(row).into()),
            _ => of,
        }
    }

    /// What is to be known of a row that is counted.
    pub fn note(&self, row: usize) -> Option<Note> {
        match self {
            Self::Series(Series { note, .. }) | Self::Spans(Spans { note, .. }) => note.get(row).copied().flatten(),
            Self::Messages(Picked { noted, .. }) => {
                noted.as_ref().filter(|(_, mask)| mask.has(row)).map(|(note, _)| *note)
            }
        }
    }

    /// Hands over what is to be known of what is counted, and of how much of it.
    pub fn each_note(&self, selected: &Selected<'_>, mut each: impl FnMut(Note, usize)) {
        match (self, selected) {
            (Self::Series(Series { note, .. }) | Self::Spans(Spans { note, .. }), _) => {
                let notes = selected.counted().iter().filter_map(|run| note.get(run.range()));
                notes.flatten().flatten().for_each(|&note| each(note, 1));
            }
            (Self::Messages(Picked { noted: Some((note, mask)), .. }), Selected::Messages(messages)) => {
                each(*note, messages.counted.count_common(mask));
            }
            (Self::Messages(Picked { noted: Some((note, mask)), .. }), Selected::Rows(selection)) => {
                selection.counted.iter().for_each(|run| each(*note, mask.count_in(run.range())));
            }
            (Self::Messages(_), _) => {}
        }
    }
}

impl Columns {
    pub fn len(&self) -> usize {
        self.at.len()
    }

    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    fn push(&mut self, observation: Observation) {
        if observation.since != UNKNOWN || !self.since.is_empty() {
            self.since.resize(self.len(), UNKNOWN);
            self.since.push(observation.since);
        }
        if observation.contact != NONE || !self.contact.is_empty() {
            self.contact.resize(self.len(), NONE);
            self.contact.push(observation.contact);
        }
        self.at.push(observation.at);
        self.conversation.push(observation.conversation);
        self.value.push(observation.value);
        self.actor.push(observation.actor);
        self.agent.push(observation.agent);
        if let Some(About { dimension, key }) = observation.about {
            self.about = Some(dimension);
            self.key.push(key);
        }
    }

    /// What the rows are about, each of them, if they are about one dimension.
    pub fn keys(&self, rows: Range<usize>) -> &[u32] {
        if self.key.is_empty() { &[] } else { &self.key[rows] }
    }

    pub fn get(&self, row: usize) -> Observation {
        Observation {
            at: self.at[row],
            conversation: self.conversation[row],
            value: self.value[row],
            actor: self.actor[row],
            agent: self.agent[row],
            contact: self.contact(row),
            message: NONE,
            about: self.about.map(|dimension| About { dimension, key: self.key[row] }),
            since: self.since.get(row).copied().unwrap_or(UNKNOWN),
        }
    }

    /// Whom it was with, where that is not the conversation's contact; else `NONE`.
    pub fn contact(&self, row: usize) -> u32 {
        self.contact.get(row).copied().unwrap_or(NONE)
    }

    /// Whether all of them are of contacts, and of no conversation.
    pub fn is_of_contacts(&self) -> bool {
        self.conversation.first() == Some(&NONE)
    }

    /// Leaves these rows, in this order.
    fn arrange(&mut self, order: &[u32]) {
        let Self { at, conversation, value, actor, agent, contact, key, about: _, since } = self;
        gather(at, order);
        gather(conversation, order);
        gather(value, order);
        gather(actor, order);
        gather(agent, order);
        for column in [contact, key] {
            if !column.is_empty() {
                gather(column, order);
            }
        }
        if !since.is_empty() {
            gather(since, order);
        }
    }
}

impl Series {
    pub fn push(&mut self, observation: Observation) {
        self.counted.push(observation);
    }

    pub fn push_noted(&mut self, observation: Observation, note: Option<Note>) {
        push_note(&mut self.note, note, self.counted.len());
        self.counted.push(observation);
    }

    /// Adds what is known from an instant on, and [not yet](Reason::NotYetKnown) before. All of a series are added so,
    /// or none.
    pub fn push_due(&mut self, observation: Observation, due: Millis) {
        self.counted.push(observation);
        self.due.push(due);
    }

    /// Whether all rows that are counted are known to be so at an instant.
    pub fn are_due(&self, now: Millis) -> bool {
        self.due.iter().all(|&due| due <= now)
    }

    /// Whether a row that is counted is known to be so at an instant.
    pub fn is_due(&self, row: usize, now: Millis) -> bool {
        self.due.get(row).is_none_or(|&due| due <= now)
    }

    pub fn leave_out(&mut self, observation: Observation, reason: Reason) {
        self.left_out.push(observation);
        self.reason.push(reason);
    }

    /// Dates every observation by what the policy says, and brings them into the order of time.
    fn settle(&mut self, derived: &Derived, needs: &[Fact], is_timed: bool) {
        let needs = derived.conversations.lacking(needs);
        let Self { left_out, reason, .. } = self;
        for (row, reason) in reason.iter_mut().enumerate() {
            let conversation = left_out.conversation[row] as usize;
            // What has no date under the policy is left out for its own reason all the same, at its own date.
            left_out.at[row] = redate(left_out.at[row], conversation, derived).unwrap_or(left_out.at[row]);
            *reason = derived.conversations.lacks(conversation, &needs).unwrap_or(*reason);
        }
        let mut order = Vec::with_capacity(self.counted.len());
        for row in 0..self.counted.len() {
            let conversation = self.counted.conversation[row] as usize;
            let lacks_clock = || if is_timed { derived.lacks_clock(conversation) } else { None };
            let lacks = derived.conversations.lacks(conversation, &needs).or_else(lacks_clock);
            match (lacks, redate(self.counted.at[row], conversation, derived)) {
                (None, Ok(at)) => {
                    self.counted.at[row] = at;
                    order.push(row as u32);
                }
                (Some(reason), Ok(at)) => self.leave_out(Observation { at, ..self.counted.get(row) }, reason),
                (lacks, Err(undated)) => self.leave_out(self.counted.get(row), lacks.unwrap_or(undated)),
            }
        }
        let all = self.counted.len();
        self.note.resize(if self.note.is_empty() { 0 } else { all }, None);
        if !sort_by_time(&mut order, &self.counted.at) || order.len() < all {
            self.counted.arrange(&order);
            if !self.note.is_empty() {
                gather(&mut self.note, &order);
            }
            if !self.due.is_empty() {
                gather(&mut self.due, &order);
            }
        }
        let mut order = (0..self.left_out.len() as u32).collect();
        if !sort_by_time(&mut order, &self.left_out.at) {
            self.left_out.arrange(&order);
            gather(&mut self.reason, &order);
        }
    }
}

impl Spans {
    /// Adds what lasts up to the observation's value.
    pub fn push(&mut self, observation: Observation, note: Option<Note>) {
        push_note(&mut self.note, note, self.counted.len());
        self.counted.push(observation);
    }

    fn settle(&mut self, derived: &Derived, needs: &[Fact]) {
        let needs = derived.conversations.lacking(needs);
        let mut order = Vec::with_capacity(self.counted.len());
        for row in 0..self.counted.len() {
            match derived.conversations.lacks(self.counted.conversation[row] as usize, &needs) {
                None => order.push(row as u32),
                Some(reason) => {
                    self.left_out.push(self.counted.get(row));
                    self.reason.push(reason);
                }
            }
        }
        let all = self.counted.len();
        self.note.resize(if self.note.is_empty() { 0 } else { all }, None);
        if order.len() < all {
            self.counted.arrange(&order);
            if !self.note.is_empty() {
                gather(&mut self.note, &order);
            }
        }
        let Columns { at, value, .. } = &self.counted;
        self.reach = Reach::of(at.len(), |row| Some((at[row], value[row] - 1)));
    }
}

/// Notes are kept from the first one on.
fn push_note(notes: &mut Vec<Option<Note>>, note: Option<Note>, row: usize) {
    if note.is_some() || !notes.is_empty() {
        notes.resize(row, None);
        notes.push(note);
    }
}

/// The instant that dates something of a conversation, which happened `at`, under the policy.
pub fn redate(at: Millis, conversation: usize, derived: &Derived) -> Result<Millis, Reason> {
    let own = &derived.conversations;
    match derived.policy.date_basis {
        _ if conversation == NONE as usize => Ok(at),
        DateBasis::Event => Ok(at),
        DateBasis::Opened | DateBasis::OpenedAndClosed if own.opened_at[conversation] == UNKNOWN => {
            Err(Reason::OpeningTimeUnknown)
        }
        DateBasis::Closed | DateBasis::OpenedAndClosed if own.closed_at[conversation] == UNKNOWN => {
            Err(if own.status[conversation] == Status::Closed { Reason::CloseTimeUnknown } else { Reason::StillOpen })
        }
        DateBasis::Opened | DateBasis::OpenedAndClosed => Ok(own.opened_at[conversation]),
        DateBasis::Closed => Ok(own.closed_at[conversation]),
    }
}
