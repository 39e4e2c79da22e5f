//! The closed sets of words that columns hold. A source's own words are understood once, at the door.

use crate::registry::Word;
use crate::words;

words! {
    /// Who did it.
    Actor {
        Contact = "contact",
        Agent = "agent",
        /// A human who answers from the phone's own app, outside the inbox.
        Echo = "echo",
        Bot = "bot",
        Automation = "automation",
        Broadcast = "broadcast",
        /// The business, where nothing tells whether that was a human, a bot or a broadcast.
        Business = "business",
        System = "system",
        Unknown = "unknown",
    }
}

impl Actor {
    /// Whether it speaks for the business.
    pub fn is_ours(self) -> bool {
        matches!(self, Self::Agent | Self::Echo | Self::Bot | Self::Automation | Self::Broadcast | Self::Business)
    }
}

words! {
    /// What a message is made of.
    MessageKind {
        Text = "text",
        Image = "image",
        Video = "video",
        Audio = "audio",
        Document = "document",
        Sticker = "sticker",
        Location = "location",
        ContactCard = "contact-card",
        Interactive = "interactive",
        Template = "template",
        Call = "call",
        Reaction = "reaction",
        Note = "note",
        /// A line that the product wrote about the conversation.
        Notice = "notice",
        Deleted = "deleted",
        Other = "other",
    }
}

impl MessageKind {
    /// Whether a message of this kind is something one side said to the other.
    pub fn is_public(self) -> bool {
        !matches!(self, Self::Call | Self::Reaction | Self::Note | Self::Notice | Self::Deleted)
    }
}

words! {
    /// The state of a conversation. Pending and snoozed ones are open, too.
    Status {
        Open = "open",
        Pending = "pending",
        Snoozed = "snoozed",
        Closed = "closed",
        Unknown = "unknown",
    }
}

words! {
    /// Who began a conversation, and how.
    Origin {
        /// The contact.
        Inbound = "inbound",
        /// A human in the inbox.
        Inbox = "inbox",
        /// A bot, an automation or a broadcast.
        Flow = "flow",
        Other = "other",
    }
}

words! {
    /// What happened to a conversation, besides its messages.
    EventKind {
        Opened = "opened",
        Closed = "closed",
        Reopened = "reopened",
        Pending = "pending",
        Snoozed = "snoozed",
        Assigned = "assigned",
        Unassigned = "unassigned",
        Tagged = "tagged",
        Untagged = "untagged",
        Seen = "seen",
        Handoff = "handoff",
        /// An agent wrote something down for the others.
        Note = "note",
        /// The contact wants messages that nobody asked for.
        OptIn = "opt-in",
        /// The contact wants no more of them.
        OptOut = "opt-out",
        /// The contact came to a step of an automated flow.
        FlowStep = "flow-step",
        /// The contact bought something, or did else that counts.
        Conversion = "conversion",
    }
}

/// What the subject of an event names a row of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Agent,
    Tag,
    FlowStep,
    Conversion,
}

impl EventKind {
    pub fn subject(self) -> Subject {
        match self {
            Self::Tagged | Self::Untagged => Subject::Tag,
            Self::FlowStep => Subject::FlowStep,
            Self::Conversion => Subject::Conversion,
            _ => Subject::Agent,
        }
    }

    /// Whether the event's subject is a tag.
    pub fn is_of_tags(self) -> bool {
        self.subject() == Subject::Tag
    }

    /// Whether it is a sign that the conversation lasts. What the contact does elsewhere and later is none.
    pub fn is_of_conversation(self) -> bool {
        !matches!(self, Self::OptIn | Self::OptOut | Self::Conversion)
    }
}

words! {
    /// A fact that a source supplies, or does not.
    Fact {
        /// Who wrote each message: the contact or the business.
        Actors = "actors",
        /// All messages of the conversation, not only the newest.
        Messages = "messages",
        /// When the conversation was opened and closed, or its status now.
        Status = "status",
        /// Which agents the conversation is assigned to or answered by.
        Agents = "agents",
        /// The tags that it carries.
        Tags = "tags",
        /// When each tag was added, and by whom.
        TagHistory = "tag-history",
        /// What the business has read.
        Seen = "seen",
        /// How far outgoing messages got.
        Receipts = "receipts",
        /// Which contacts were asked how satisfied they are, and what they answered.
        Surveys = "surveys",
        /// What contacts bought, or did else that counts.
        Conversions = "conversions",
        /// Which steps of which automated flows contacts came to.
        Flows = "flows",
        /// Which contacts were removed, and when.
        ContactHistory = "contact-history",
        /// Who wants no more messages, and who wants them again.
        OptOuts = "opt-outs",
        /// What agents wrote for each other.
        Notes = "notes",
        /// When the conversation was given to whom.
        Assignments = "assignments",
    }
}

/// The facts that a source supplies of all its threads, or of none: where one thread shows such a fact, those that do
/// not have none of it, and that is known.
pub const SOURCE_WIDE: [Fact; 8] = [
    Fact::Receipts,
    Fact::Surveys,
    Fact::Conversions,
    Fact::Flows,
    Fact::ContactHistory,
    Fact::OptOuts,
    Fact::Notes,
    Fact::Assignments,
];

/// Which [`Fact`]s are supplied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage(u16);

impl Coverage {
    pub fn of(facts: &[Fact]) -> Self {
        let mut coverage = Self::default();
        facts.iter().for_each(|&fact| coverage.add(fact));
        coverage
    }

    pub fn add(&mut self, fact: Fact) {
        self.0 |= 1 << fact as u16;
    }

    pub fn has(self, fact: Fact) -> bool {
        self.0 & (1 << fact as u16) != 0
    }

    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub fn all() -> Self {
        Self::of(Fact::ALL)
    }

    pub fn facts(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.iter().copied().filter(move |&fact| self.has(fact))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_by_its_id() {
        assert_eq!(Actor::from_id("echo"), Some(Actor::Echo));
        assert_eq!(MessageKind::from_id("contact-card"), Some(MessageKind::ContactCard));
        assert_eq!(Status::from_id("resolved"), None);
        assert_eq!(serde_json::to_string(&Origin::Flow).unwrap(), "\"flow\"");
    }

    #[test]
    fn coverage_is_a_set_of_facts() {
        let mut coverage = Coverage::of(&[Fact::Tags]);
        assert!(coverage.has(Fact::Tags) && !coverage.has(Fact::Seen));
        coverage.add(Fact::Seen);
        assert_eq!(coverage.facts().collect::<Vec<_>>(), [Fact::Tags, Fact::Seen]);
    }
}
