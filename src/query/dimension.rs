//! What a number can be split or filtered by.

use super::Derived;
use super::attribute::Attribute;
use super::customers::{CustomerKind, customer_kind};
use super::flow::split;
use super::hours::Opening;
use super::observation::{Observation, Reason};
use super::outcome::Outcome;
use super::policy::Credit;
use super::split::Split;
use super::window::window;
use crate::registry::Word;
use crate::store::Dataset;
use crate::store::dict::{NONE, some};
use crate::store::marks::Marks;
use crate::store::vocabulary::{Actor, Fact, MessageKind, Origin, Status};
use crate::time::{Millis, Zone};
use crate::words;
use chrono::{Datelike, Timelike};
use std::cell::OnceCell;

words! {
    /// A way to tell observations apart.
    Dimension {
        Agent = "agent",
        Team = "team",
        Tag = "tag",
        Channel = "channel",
        Origin = "origin",
        Category = "category",
        Status = "status",
        Actor = "actor",
        MessageKind = "message-kind",
        Country = "country",
        /// How the contact came to be known.
        ContactSource = "contact-source",
        /// What the contact is tagged with, which is another thing than what its conversations are.
        ContactTag = "contact-tag",
        /// Whether the contact had written before the conversation was opened.
        CustomerKind = "customer-kind",
        Weekday = "weekday",
        Hour = "hour",
        /// Whether it happened while its conversation's schedule was open.
        BusinessHours = "business-hours",
        /// Whether a bot wrote in the conversation.
        BotInvolved = "bot-involved",
        /// What became of a conversation in which a bot wrote.
        BotOutcome = "bot-outcome",
        /// The template, campaign and variant that a message is of, and why it failed.
        Template = "template",
        Campaign = "campaign",
        Variant = "variant",
        Error = "error",
        /// Whether a message of ours lies in the [window](super::window) that the contact's last one opened.
        Window = "window",
        Flow = "flow",
        FlowStep = "flow-step",
        /// Of a conversion.
        Currency = "currency",
        /// Whatever else a source says of a contact, by a key of its own: as many dimensions as there are keys. Which of
        /// them is meant a [`Split`] says.
        Attribute = "attribute",
    }
}

words! {
    YesNo {
        Yes = "yes",
        No = "no",
    }
}

/// Of single messages.
pub const OF_MESSAGES: [Dimension; 6] = [
    Dimension::MessageKind,
    Dimension::Template,
    Dimension::Campaign,
    Dimension::Variant,
    Dimension::Error,
    Dimension::Window,
];

/// Those that only some measures observe the keys of, and no conversation has.
pub const OF_SOME: [Dimension; 10] =
    with(OF_MESSAGES, [Dimension::BotOutcome, Dimension::FlowStep, Dimension::Flow, Dimension::Currency]);

/// Both lists, one behind the other.
pub const fn with<const A: usize, const B: usize, const N: usize>(
    first: [Dimension; A],
    then: [Dimension; B],
) -> [Dimension; N] {
    let mut all = [Dimension::Agent; N];
    let mut place = 0;
    while place < N {
        all[place] = if place < A { first[place] } else { then[place - A] };
        place += 1;
    }
    all
}

impl Dimension {
    /// The fact without which everything would fall under *none*.
    pub fn needs(self) -> Option<Fact> {
        match self {
            Self::Agent => Some(Fact::Agents),
            Self::Tag => Some(Fact::Tags),
            Self::Flow | Self::FlowStep => Some(Fact::Flows),
            Self::Currency => Some(Fact::Conversions),
            Self::Status => Some(Fact::Status),
            Self::Actor | Self::Origin | Self::CustomerKind | Self::BotInvolved | Self::BotOutcome | Self::Window => {
                Some(Fact::Actors)
            }
            _ => None,
        }
    }

    /// Whether only some measures observe what has such keys.
    pub fn is_of_some(self) -> bool {
        OF_SOME.contains(&self)
    }

    /// Whether what is of a contact and of no conversation has such keys.
    pub fn is_of_contacts(self) -> bool {
        use Dimension::*;
        matches!(self, Country | ContactSource | ContactTag | Attribute | Weekday | Hour)
    }

    /// Whether an observation can have several keys at once.
    pub fn is_multiple(self, credit: Credit) -> bool {
        matches!(self, Self::Tag | Self::ContactTag) || (self == Self::Agent && credit == Credit::Participants)
    }
}

/// The keys of one dimension: numbers from 0, the last of which stands for *none*.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    pub dimension: Dimension,
    pub data: &'a Dataset,
    pub derived: &'a Derived,
    pub zone: &'a Zone,
    /// Of an attribute: the column, if anything was ever said of it.
    attribute: Option<&'a Attribute>,
}

/// What is worked out of the keys of one dimension once somebody asks.
#[derive(Debug, Default)]
pub(super) struct KnownKeys {
    of_conversations: OnceCell<Vec<u32>>,
    index: OnceCell<Index>,
}

impl<'a> Keys<'a> {
    pub fn new(split: &Split, data: &'a Dataset, derived: &'a Derived, zone: &'a Zone) -> Self {
        let attribute = split.attribute.as_ref().and_then(|key| derived.known.attributes.of(data, key));
        Self { dimension: split.dimension, data, derived, zone, attribute }
    }

    /// Why everything would fall under *none*, if it would whatever the facts: there are no business hours, or nobody has
    /// the attribute.
    pub fn lacking(&self) -> Option<Reason> {
        match self.dimension {
            Dimension::BusinessHours if self.derived.hours.is_none() => Some(Reason::NoSchedule),
            Dimension::Attribute if self.none() == 0 => Some(Reason::NoAttribute),
            _ => None,
        }
    }

    fn known(&self) -> &'a KnownKeys {
        self.attribute.map_or(&self.derived.known.keys[self.dimension as usize], |attribute| &attribute.known)
    }

    /// How many keys there are, *none* among them.
    pub fn count(&self) -> usize {
        self.none() + 1
    }

    /// The key of what has none: untagged, unassigned, without a schedule.
    pub fn none(&self) -> usize {
        match self.dimension {
            Dimension::Agent => self.data.agents.keys.len(),
            Dimension::Team => self.data.teams.len(),
            Dimension::Tag => self.data.tags.len(),
            Dimension::Channel => self.data.channels.len(),
            Dimension::Category => self.data.categories.len(),
            Dimension::Country => self.data.countries.len(),
            Dimension::ContactSource => self.data.contact_sources.len(),
            Dimension::ContactTag => self.data.contact_tags.len(),
            Dimension::CustomerKind => CustomerKind::ALL.len(),
            Dimension::Origin => Origin::ALL.len(),
            Dimension::Status => Status::ALL.len(),
            Dimension::Actor => Actor::ALL.len(),
            Dimension::MessageKind => MessageKind::ALL.len(),
            Dimension::Weekday => 7,
            Dimension::Hour => 24,
            Dimension::BusinessHours | Dimension::Window => Opening::ALL.len(),
            Dimension::BotInvolved => YesNo::ALL.len(),
            Dimension::BotOutcome => Outcome::ALL.len(),
            Dimension::Template => self.data.templates.len(),
            Dimension::Campaign => self.data.campaigns.len(),
            Dimension::Variant => self.data.variants.len(),
            Dimension::Error => self.data.errors.len(),
            Dimension::Flow => self.data.flows.len(),
            Dimension::FlowStep => self.data.steps.len(),
            Dimension::Currency => self.data.currencies.len(),
            Dimension::Attribute => self.attribute.map_or(0, |attribute| attribute.values.len()),
        }
    }

    /// The id of a key; nothing for *none*.
    pub fn id(&self, key: usize) -> Option<String> {
        if key == self.none() {
            return None;
        }
        let place = key as u32;
        Some(match self.dimension {
            Dimension::Agent => self.data.agents.keys.id(place).to_owned(),
            Dimension::Team => self.data.teams.get(place).to_owned(),
            Dimension::Tag => self.data.tags.get(place).to_owned(),
            Dimension::Channel => self.data.channels.get(place).to_owned(),
            Dimension::Category => self.data.categories.get(place).to_owned(),
            Dimension::Country => self.data.countries.get(place).to_owned(),
            Dimension::ContactSource => self.data.contact_sources.get(place).to_owned(),
            Dimension::ContactTag => self.data.contact_tags.get(place).to_owned(),
            Dimension::CustomerKind => CustomerKind::ALL[key].id().to_owned(),
            Dimension::Origin => Origin::ALL[key].id().to_owned(),
            Dimension::Status => Status::ALL[key].id().to_owned(),
            Dimension::Actor => Actor::ALL[key].id().to_owned(),
            Dimension::MessageKind => MessageKind::ALL[key].id().to_owned(),
            Dimension::Weekday => (key + 1).to_string(),
            Dimension::Hour => key.to_string(),
            Dimension::BusinessHours | Dimension::Window => Opening::ALL[key].id().to_owned(),
            Dimension::BotInvolved => YesNo::ALL[key].id().to_owned(),
            Dimension::BotOutcome => Outcome::ALL[key].id().to_owned(),
            Dimension::Template => self.data.templates.get(place).to_owned(),
            Dimension::Campaign => self.data.campaigns.get(place).to_owned(),
            Dimension::Variant => self.data.variants.get(place).to_owned(),
            Dimension::Error => self.data.errors.get(place).to_owned(),
            Dimension::Flow => self.data.flows.get(place).to_owned(),
            Dimension::FlowStep => self.data.steps.get(place).to_owned(),
            Dimension::Currency => self.data.currencies.get(place).to_owned(),
            Dimension::Attribute => self.data.attribute_values.get(self.attribute?.values[key]).to_owned(),
        })
    }

    /// What the data calls the key; its id where it has no other name.
    pub fn label(&self, key: usize) -> Option<String> {
        let name = match self.dimension {
            Dimension::Agent if key < self.none() => self.data.agents.names.get(key as u32),
            Dimension::Team if key < self.none() => self.data.team_names.get(key as u32),
            _ => None,
        };
        name.map(str::to_owned).or_else(|| self.id(key))
    }

    /// The key of each conversation, where the dimension is one of conversations that have one key each.
    pub fn of_conversations(&self) -> Option<&[u32]> {
        use Dimension::*;
        if !matches!(
            self.dimension,
            Team | Channel
                | Category
                | Country
                | ContactSource
                | Attribute
                | CustomerKind
                | Origin
                | Status
                | BotInvolved
        ) {
            return None;
        }
        Some(self.known().of_conversations.get_or_init(|| {
            let mut keys = Vec::with_capacity(self.derived.conversations.len());
            let conversations = 0..self.derived.conversations.len();
            conversations.for_each(|conversation| self.each_of(conversation, |key| keys.push(key as u32)));
            keys
        }))
    }

    /// The conversations of each key, as far as a conversation alone has keys.
    pub fn index(&self) -> &Index {
        self.known().index.get_or_init(|| Index::new(self))
    }

    /// Hands over each key of a conversation.
    pub fn each_of(&self, conversation: usize, key: impl FnMut(usize)) {
        self.each(&Observation::new(0, conversation), key);
    }

    /// Hands over each key of the observation: exactly one, but for dimensions of several keys.
    #[inline]
    pub fn each(&self, of: &Observation, key: impl FnMut(usize)) {
        self.of(of).each(key);
    }

    fn of(&self, of: &Observation) -> KeysOf<'_> {
        if of.conversation == NONE {
            return self.of_contact(some(of.contact), of.at);
        }
        let conversation = of.conversation as usize;
        let own = &self.derived.conversations;
        let thread = own.thread[conversation] as usize;
        KeysOf::One(match self.dimension {
            Dimension::Agent => return self.agents(conversation, of.actor, of.agent),
            // What is about a step of a flow is about the flow, too.
            Dimension::Flow => self.or_none(self.flow_step(of).0),
            Dimension::FlowStep => self.or_none(self.flow_step(of).1),
            dimension if of.about.is_some_and(|about| about.dimension == dimension) => {
                self.or_none(of.key_of(dimension).unwrap_or(NONE))
            }
            Dimension::Tag => return self.several(own.tags.get(conversation)),
            Dimension::Team => self.or_none(own.team(self.data, conversation)),
            Dimension::Channel => self.or_none(self.data.threads.channel[thread]),
            Dimension::Category => self.or_none(self.data.threads.category[thread]),
            Dimension::Country | Dimension::ContactSource | Dimension::ContactTag | Dimension::Attribute => {
                return self.of_contact(some(own.contact[conversation]), of.at);
            }
            Dimension::CustomerKind => {
                let kind = customer_kind(self.data, self.derived, conversation);
                kind.map_or(self.none(), |kind| kind as usize)
            }
            Dimension::Origin => own.origin[conversation] as usize,
            Dimension::Status => own.status[conversation] as usize,
            Dimension::Actor => of.actor as usize,
            Dimension::MessageKind => {
                some(of.message).map_or(self.none(), |message| self.data.messages.kind[message as usize] as usize)
            }
            Dimension::Weekday | Dimension::Hour => self.of_time(of.at),
            Dimension::BusinessHours => {
                let opening = self.derived.hours.as_ref().and_then(|hours| hours.opening(conversation, of.at));
                opening.map_or(self.none(), |opening| opening as usize)
            }
            Dimension::BotInvolved => {
                let is_involved = self.derived.involves_bot(self.data, conversation);
                (if is_involved { YesNo::Yes } else { YesNo::No }) as usize
            }
            // What is not about one has none.
            Dimension::BotOutcome | Dimension::Currency => self.none(),
            Dimension::Template => self.or_none(self.marks(of).template),
            Dimension::Campaign => self.or_none(self.marks(of).campaign),
            Dimension::Variant => self.or_none(self.marks(of).variant),
            Dimension::Error => self.or_none(self.marks(of).error),
            Dimension::Window => {
                let message = some(of.message).map(|message| message as usize);
                let side = message.and_then(|message| window(self.data, thread as u32, message));
                side.map_or(self.none(), |side| side as usize)
            }
        })
    }

    /// What is known of a contact, be there a conversation or not.
    fn of_contact(&self, contact: Option<u32>, at: Millis) -> KeysOf<'_> {
        let contacts = &self.data.contacts;
        let of = |column: &[u32]| contact.map_or(NONE, |contact| column[contact as usize]);
        KeysOf::One(match self.dimension {
            Dimension::Country => self.or_none(of(&contacts.country)),
            Dimension::ContactSource => self.or_none(of(&contacts.added_via)),
            Dimension::Attribute => self.or_none(self.attribute.map_or(NONE, |attribute| of(&attribute.of_contact))),
            Dimension::ContactTag => {
                return self.several(contact.map_or(&[], |contact| contacts.tags.get(contact as usize)));
            }
            Dimension::Weekday | Dimension::Hour => self.of_time(at),
            _ => self.none(),
        })
    }

    fn of_time(&self, at: Millis) -> usize {
        let local = self.zone.civil_from_instant(at);
        match self.dimension {
            Dimension::Weekday => local.weekday().num_days_from_monday() as usize,
            _ => local.hour() as usize,
        }
    }

    /// Hands over each agent that something which `actor` did, and `agent` if it was one, is credited to.
    #[inline]
    pub fn each_agent(&self, conversation: usize, actor: Actor, agent: u32, key: impl FnMut(usize)) {
        self.agents(conversation, actor, agent).each(key);
    }

    #[inline]
    fn agents(&self, conversation: usize, actor: Actor, agent: u32) -> KeysOf<'_> {
        if conversation == NONE as usize {
            return KeysOf::One(self.none());
        }
        let own = &self.derived.conversations;
        KeysOf::One(self.or_none(match self.derived.policy.credit {
            // What the contact did, or nobody knows who, is the business of whom the conversation is assigned to.
            Credit::Sender | Credit::Replier
                if agent == NONE && matches!(actor, Actor::Contact | Actor::Business | Actor::Unknown) =>
            {
                own.agent[conversation]
            }
            Credit::Sender | Credit::Replier => agent,
            Credit::Assignee => own.agent[conversation],
            Credit::FirstAssignee => own.first_assignee[conversation],
            Credit::Participants => return self.several(own.participants.get(conversation)),
        }))
    }

    fn flow_step(&self, of: &Observation) -> (u32, u32) {
        of.key_of(Dimension::FlowStep).map_or((NONE, NONE), |place| split(self.data, place))
    }

    /// Where the key stands among others of the same value, if its dimension has an order.
    pub fn rank(&self, key: usize) -> u32 {
        match self.dimension {
            Dimension::FlowStep => self.derived.flows(self.data).rank_of_name.get(key).copied().unwrap_or(0),
            _ => 0,
        }
    }

    fn marks(&self, of: &Observation) -> Marks {
        some(of.message).map_or_else(Marks::default, |message| self.data.messages.marks.of(message))
    }

    fn or_none(&self, place: u32) -> usize {
        some(place).map_or(self.none(), |place| place as usize)
    }

    fn several<'k>(&self, keys: &'k [u32]) -> KeysOf<'k> {
        if keys.is_empty() { KeysOf::One(self.none()) } else { KeysOf::Several(keys) }
    }
}

/// The keys of one observation. Found first and handed over then, so that what is done with them is compiled once.
enum KeysOf<'k> {
    One(usize),
    Several(&'k [u32]),
}

impl KeysOf<'_> {
    #[inline]
    fn each(self, mut each: impl FnMut(usize)) {
        match self {
            Self::One(key) => each(key),
            Self::Several(keys) => keys.iter().for_each(|&key| each(key as usize)),
        }
    }
}

/// The conversations of each key of a dimension.
#[derive(Debug)]
pub struct Index {
    /// Those of key `k` stand from `starts[k]` up to, not including, `starts[k + 1]`.
    starts: Vec<u32>,
    conversations: Vec<u32>,
}

impl Index {
    fn new(keys: &Keys<'_>) -> Self {
        let conversations = 0..keys.derived.conversations.len();
        let mut starts = vec![0; keys.count() + 1];
        conversations.clone().for_each(|conversation| keys.each_of(conversation, |key| starts[key + 1] += 1));
        for key in 0..keys.count() {
            starts[key + 1] += starts[key];
        }
        let mut next = starts.clone();
        let mut placed = vec![0; starts[keys.count()] as usize];
        for conversation in conversations {
            keys.each_of(conversation, |key| {
                placed[next[key] as usize] = conversation as u32;
                next[key] += 1;
            });
        }
        Self { starts, conversations: placed }
    }

    pub fn of(&self, key: usize) -> &[u32] {
        &self.conversations[self.starts[key] as usize..self.starts[key + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::Shape;
    use crate::testing::second_opinion::scene;
    use crate::testing::{ask, rate, rows, value};
    use inboxlens_sample::Message;
    use std::collections::BTreeMap;

    type Mark = fn(&Message) -> Option<&'static str>;

    #[test]
    fn what_messages_are_marked_with_is_that_of_the_rows() {
        let scene = scene(9);
        let marks: [(&str, Mark); 4] = [
            ("template", |message| message.template),
            ("campaign", |message| message.campaign),
            ("variant", |message| message.variant),
            ("error", |message| message.error),
        ];
        let said = || scene.rows.conversations.iter().flat_map(|it| it.messages.iter().map(|said| it.latest(said)));
        for (by, mark) in marks {
            let mut expected = BTreeMap::new();
            let public = said().filter(|message| message.is_public());
            public.for_each(|message| *expected.entry(mark(message)).or_insert(0.0) += 1.0);
            assert!(expected.len() > 2, "{by}");
            let all = r#""period":"all-time""#;
            let answer = ask(&scene.engine, all, &format!(r#"{{"metric":"messages","by":"{by}"}}"#));
            let found: BTreeMap<_, _> = rows(&answer).into_iter().collect();
            assert_eq!(found, expected.into_iter().map(|(key, count)| (key, Some(count))).collect(), "{by}");
            for (key, count) in rows(&answer) {
                let key = key.map_or("null".to_owned(), |key| format!("\"{key}\""));
                let filter = format!(r#"{all},"filter":{{"{by}":{{"any":[{key}]}}}}"#);
                assert_eq!(value(&ask(&scene.engine, &filter, "\"messages\"")), count, "{by} {key}");
                assert!(rate(&ask(&scene.engine, &filter, "\"delivery-rate\"")).1 <= count.unwrap_or(0.0) as u64);
            }
            let filter = format!(r#"{all},"filter":{{"{by}":{{"any":["x"]}}}}"#);
            let of_conversations = ask(&scene.engine, &filter, "\"conversations\"");
            assert_eq!(of_conversations.shape, Shape::Unavailable { reason: Reason::FilterDoesNotApply });
        }
    }
}
