//! The invented inbox as respond.io exports it: a table of messages and one of conversations, which show a clock without
//! saying in which zone it stands.

use crate::canonical::{text, time};
use crate::{Conversation, Event, Inbox, Message, Millis, Who};

pub struct RespondIoExport {
    pub messages: String,
    pub conversations: String,
}

const MINUTE: Millis = 60_000;

impl Inbox {
    /// What the tables can tell of it. Messages do not name their conversation, so that each contact has one at a time, and
    /// only what was said until it was closed is of it, and where nothing was, it is left out; of assignments there is the first and the last. All times but those
    /// of messages are whole seconds.
    pub fn as_respond_io_tells(&self) -> Self {
        let mut conversations: Vec<&Conversation> = self.conversations.iter().collect();
        conversations.sort_by_key(|conversation| (conversation.contact, conversation.created_at));
        let mut told: Vec<Conversation> = Vec::new();
        for conversation in conversations {
            let last = told.last().filter(|last| last.contact == conversation.contact);
            let is_alone =
                |last: &Conversation| last.closed_at.is_some_and(|at| at + 2 * MINUTE < conversation.created_at);
            if last.is_none_or(is_alone) {
                let conversation = conversation.told(told.len());
                told.extend(Some(conversation).filter(|conversation| !conversation.messages.is_empty()));
            }
        }
        Self { agents: self.agents.clone(), contacts: self.contacts.clone(), conversations: told }
    }
}

impl Conversation {
    fn told(&self, number: usize) -> Self {
        let created_at = second(self.created_at);
        let closed_at = self.closed_at.map(second);
        let said = created_at..=self.closed_at.unwrap_or(Millis::MAX);
        let told = |message: &Message| (message.is_public() && said.contains(&message.at)).then(|| message.told());
        let messages: Vec<Message> = self.messages.iter().filter_map(told).collect();
        let is_inbound = messages.first().is_none_or(|message| message.who == Who::Contact);
        let opener = if is_inbound { Who::Contact } else { Who::Automation };
        let assigned: Vec<&Event> = self.events.iter().filter(|event| event.kind == "assigned").collect();
        let mut events = vec![Event::new(created_at, "opened", Some(opener))];
        for event in assigned.first().into_iter().chain(assigned.get(1..).and_then(<[_]>::last)) {
            events.push(Event { to: event.to, ..Event::new(second(event.at), "assigned", None) });
        }
        events.extend(closed_at.map(|at| Event::new(at, "closed", Some(self.closer()))));
        Self {
            id: id(created_at, number),
            contact: self.contact,
            channel: self.channel,
            category: self.category,
            status: if closed_at.is_some() { "closed" } else { "open" },
            created_at,
            closed_at,
            agent: self.agent,
            team: self.team,
            unread: 0,
            tags: Vec::new(),
            surveys: Vec::new(),
            events,
            messages,
            repeated: Vec::new(),
        }
    }

    fn closer(&self) -> Who {
        let close = self.events.iter().rfind(|event| event.kind == "closed");
        close.and_then(|event| event.by).filter(|by| by.agent().is_some()).unwrap_or(Who::Automation)
    }
}

impl Message {
    fn told(&self) -> Self {
        let kind = if KINDS.iter().any(|(known, _)| *known == self.kind) { self.kind } else { "text" };
        Self {
            id: self.id.clone(),
            at: self.at,
            who: self.who,
            kind,
            text: self.text.clone(),
            sent: None,
            delivered: None,
            read: None,
            failed: None,
            error: None,
            template: self.template.filter(|_| kind == "template"),
            campaign: None,
            variant: None,
            flow: None,
            step: None,
        }
    }
}

/// The kinds that are told, and as what.
const KINDS: [(&str, &str); 7] = [
    ("text", "text"),
    ("image", "image"),
    ("video", "video"),
    ("audio", "audio"),
    ("document", "file"),
    ("location", "location"),
    ("template", "whatsapp_template"),
];

fn second(at: Millis) -> Millis {
    at / 1000 * 1000
}

/// Microseconds; their last digits are never those of a rounded number.
fn id(at: Millis, number: usize) -> String {
    (at * 1000 + number as Millis % 899 + 1).to_string()
}

/// The export of an inbox whose clock shows so much more than UTC.
pub fn respond_io_export(inbox: &Inbox, ahead_ms: Millis) -> RespondIoExport {
    let inbox = inbox.as_respond_io_tells();
    let clock = |at: Millis| time(at + ahead_ms)[1..20].replace('T', " ");
    let mut messages = row(&[
        "Date & Time",
        "Sender ID",
        "Sender Type",
        "Contact ID",
        "Message ID",
        "Content Type",
        "Message Type",
        "Content",
        "Channel ID",
        "Type",
        "Sub Type",
    ]);
    let mut conversations = row(&[
        "Conversation ID",
        "DateTime Conversation Started",
        "DateTime Conversation Resolved",
        "Contact ID",
        "Assignee",
        "Conversation Category",
        "Closed By",
        "First Assignee",
        "Closed By Source",
        "Closed By Team",
        "Opened By Source",
        "Opened By Channel",
        "First Assignment Timestamp",
        "Last Assignment Timestamp",
        "Last Assignee",
    ]);
    let mut number = 0;
    for conversation in &inbox.conversations {
        let contact = inbox.contacts[conversation.contact].id.as_str();
        conversations += &conversation_row(&inbox, conversation, contact, &clock);
        for message in &conversation.messages {
            number += 1;
            messages += &message_row(&inbox, message, [contact, conversation.channel], &id(message.at, number), &clock);
        }
    }
    RespondIoExport { messages, conversations }
}

fn conversation_row(
    inbox: &Inbox,
    conversation: &Conversation,
    contact: &str,
    clock: &dyn Fn(Millis) -> String,
) -> String {
    let agent = |agent: Option<usize>| agent.map_or("", |agent| &inbox.agents[agent].id);
    let of_kind = |kind: &'static str| conversation.events.iter().filter(move |event| event.kind == kind);
    let [first, last] = [of_kind("assigned").next(), of_kind("assigned").next_back()];
    let at = |event: Option<&Event>| event.map_or(String::new(), |event| clock(event.at));
    let to = |event: Option<&Event>| agent(event.and_then(|event| event.to));
    let closer = of_kind("closed").next().and_then(|event| event.by);
    let closed_by = closer.map_or("", |closer| match closer {
        Who::Agent(_) => "user",
        Who::Bot(_) => "bot",
        _ => "auto_close",
    });
    let is_inbound = of_kind("opened").any(|event| event.by == Some(Who::Contact));
    row(&[
        &conversation.id,
        &clock(conversation.created_at),
        &conversation.closed_at.map_or(String::new(), clock),
        contact,
        agent(conversation.agent),
        conversation.category.unwrap_or_default(),
        agent(closer.and_then(Who::agent)),
        to(first),
        closed_by,
        conversation.team.unwrap_or_default(),
        if is_inbound { "contact" } else { "workflow" },
        conversation.channel,
        &at(first),
        &at(last),
        to(last),
    ])
}

fn message_row(
    inbox: &Inbox,
    message: &Message,
    [contact, channel]: [&str; 2],
    id: &str,
    clock: &dyn Fn(Millis) -> String,
) -> String {
    let (sender, kind) = match message.who {
        Who::Contact => (contact, "contact"),
        Who::Agent(agent) => (inbox.agents[agent].id.as_str(), "user"),
        Who::Bot(agent) => (inbox.agents[agent].id.as_str(), "ai_agent"),
        Who::Echo => ("", "echo"),
        Who::Broadcast => ("", "broadcast"),
        Who::Automation | Who::Business | Who::System => ("", "workflow"),
    };
    let word = KINDS.iter().find(|(known, _)| *known == message.kind).map_or("text", |(_, word)| word);
    let content = match (word, message.template) {
        ("text", _) => format!(r#"{{"type":"text","text":{}}}"#, text(&message.text)),
        (_, Some(name)) => format!(r#"{{"type":"{word}","template":{{"name":"{name}"}}}}"#),
        ("location" | "whatsapp_template", None) => format!(r#"{{"type":"{word}"}}"#),
        _ => format!(r#"{{"type":"attachment","attachment":{{"type":"{word}"}}}}"#),
    };
    let direction = if message.who == Who::Contact { "incoming" } else { "outgoing" };
    row(&[&clock(message.at), sender, kind, contact, id, word, direction, &content, channel, "", ""])
}

fn row(cells: &[&str]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    cells.join(",") + "\n"
}
