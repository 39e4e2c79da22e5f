//! An invented inbox: conversations as a support team has them, the same for the same seed.
//!
//! Made for three uses: as plain rows that the oracles of the metrics walk through, as files in the formats that
//! inboxlens reads, and as data for the demo page. Knows nothing of inboxlens.

mod canonical;
mod chatwoot;
mod cloud;
mod cut;
mod facts;
mod phrases;
mod respond_io;
mod rows;
mod story;
mod whatsapp;

pub use canonical::{write_canonical, write_ndjson};
pub use chatwoot::{ChatwootPages, chatwoot_pages};
pub use cloud::cloud_webhooks;
pub use respond_io::{RespondIoExport, respond_io_export};
pub use rows::{write_csv, write_json_rows};
pub use story::Plan;
pub use whatsapp::{Phone, write_whatsapp};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

#[derive(Clone, Debug)]
pub struct Inbox {
    pub agents: Vec<Agent>,
    pub contacts: Vec<Contact>,
    pub conversations: Vec<Conversation>,
}

#[derive(Clone, Debug)]
pub struct Agent {
    pub id: String,
    pub name: &'static str,
    pub team: &'static str,
    pub is_bot: bool,
}

#[derive(Clone, Debug)]
pub struct Contact {
    pub id: String,
    pub name: String,
    pub country: &'static str,
    pub created_at: Millis,
    /// first-message, import, manual or api.
    pub added_via: Option<&'static str>,
    pub removed_at: Option<Millis>,
    pub tags: Vec<&'static str>,
    /// Keys and values; a value is a word, a number, or whether it is so.
    pub attributes: Vec<(&'static str, String)>,
}

#[derive(Clone, Debug)]
pub struct Conversation {
    pub id: String,
    /// The place of the contact in `Inbox::contacts`.
    pub contact: usize,
    pub channel: &'static str,
    pub category: Option<&'static str>,
    /// open, pending, snoozed or closed.
    pub status: &'static str,
    pub created_at: Millis,
    pub closed_at: Option<Millis>,
    pub agent: Option<usize>,
    pub team: Option<&'static str>,
    pub unread: u32,
    /// The tags that it carries in the end.
    pub tags: Vec<&'static str>,
    /// By the time of the close after which they were sent.
    pub surveys: Vec<Survey>,
    /// By time.
    pub events: Vec<Event>,
    /// By time, each message once.
    pub messages: Vec<Message>,
    /// Messages of this conversation that its file repeats, with later receipts.
    pub repeated: Vec<Message>,
}

impl Conversation {
    /// A message of this conversation with the latest receipts that its file has of it.
    pub fn latest<'a>(&'a self, message: &'a Message) -> &'a Message {
        self.repeated.iter().find(|repeat| repeat.id == message.id).unwrap_or(message)
    }
}

/// A contact was asked how satisfied it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// Of some answers it is not known when they were asked for.
    pub sent_at: Option<Millis>,
    pub answered_at: Option<Millis>,
    /// From 1 to `scale`; nothing where there is no answer.
    pub score: Option<u32>,
    pub scale: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Who {
    Contact,
    /// A human, by place in `Inbox::agents`.
    Agent(usize),
    /// The place of the bot in `Inbox::agents`.
    Bot(usize),
    Echo,
    Automation,
    Broadcast,
    /// Ours, and nothing tells who.
    Business,
    System,
}

impl Who {
    pub fn word(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Agent(_) => "agent",
            Self::Bot(_) => "bot",
            Self::Echo => "echo",
            Self::Automation => "automation",
            Self::Broadcast => "broadcast",
            Self::Business => "business",
            Self::System => "system",
        }
    }

    pub fn agent(self) -> Option<usize> {
        match self {
            Self::Agent(agent) | Self::Bot(agent) => Some(agent),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Message {
    pub id: String,
    pub at: Millis,
    pub who: Who,
    /// text, image, …, note, reaction, notice, deleted.
    pub kind: &'static str,
    pub text: String,
    pub sent: Option<Millis>,
    pub delivered: Option<Millis>,
    pub read: Option<Millis>,
    pub failed: Option<Millis>,
    /// Why it failed.
    pub error: Option<&'static str>,
    pub template: Option<&'static str>,
    pub campaign: Option<&'static str>,
    pub variant: Option<&'static str>,
    pub flow: Option<&'static str>,
    pub step: Option<&'static str>,
}

impl Message {
    /// Whether one side said it to the other.
    pub fn is_public(&self) -> bool {
        self.who != Who::System && !matches!(self.kind, "note" | "reaction" | "notice" | "deleted" | "call")
    }
}

#[derive(Clone, Debug)]
pub struct Event {
    pub at: Millis,
    /// opened, closed, reopened, pending, snoozed, assigned, tagged, untagged, seen, handoff, note, opt-in, opt-out,
    /// flow-step, conversion.
    pub kind: &'static str,
    pub by: Option<Who>,
    /// The agent assigned.
    pub to: Option<usize>,
    pub tag: Option<&'static str>,
    pub flow: Option<&'static str>,
    pub step: Option<&'static str>,
    /// order, refund or signup.
    pub conversion: Option<&'static str>,
    /// Hundredths of the currency's unit; negative where money was given back.
    pub value_cents: Option<i64>,
    pub currency: Option<&'static str>,
}

impl Event {
    pub fn new(at: Millis, kind: &'static str, by: Option<Who>) -> Self {
        Self {
            at,
            kind,
            by,
            to: None,
            tag: None,
            flow: None,
            step: None,
            conversion: None,
            value_cents: None,
            currency: None,
        }
    }
}

impl Inbox {
    pub fn messages(&self) -> usize {
        self.conversations.iter().map(|conversation| conversation.messages.len()).sum()
    }
}
