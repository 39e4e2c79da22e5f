//! The invented inbox as flat rows, a message each, as home-made inboxes and exports have them.

use crate::canonical::{text, time};
use crate::{Inbox, Millis, Who};
use std::io::{self, Write};

pub const COLUMNS: [&str; 17] = [
    "conversation_id",
    "message_id",
    "timestamp",
    "sender_type",
    "sender_id",
    "message_type",
    "text",
    "contact_id",
    "channel",
    "conversation_started_at",
    "sent_at",
    "delivered_at",
    "read_at",
    "failed_at",
    "error_code",
    "template",
    "campaign",
];

/// A JSON array of objects; what is not there is `null`.
pub fn write_json_rows(inbox: &Inbox, out: &mut impl Write) -> io::Result<()> {
    let mut before = "[";
    each_row(inbox, |row| {
        let cells = COLUMNS.iter().zip(&row).map(|(column, cell)| {
            let cell = cell.as_deref().map_or("null".into(), text);
            format!("\"{column}\":{cell}")
        });
        write!(out, "{before}{{{}}}", cells.collect::<Vec<_>>().join(","))?;
        before = ",\n";
        Ok(())
    })?;
    writeln!(out, "{}]", if before == "[" { before } else { "" })
}

fn each_row(inbox: &Inbox, mut each: impl FnMut([Option<String>; COLUMNS.len()]) -> io::Result<()>) -> io::Result<()> {
    for conversation in &inbox.conversations {
        let contact = &inbox.contacts[conversation.contact].id;
        for message in &conversation.messages {
            let message = conversation.latest(message);
            let sender = match (message.who, message.who.agent()) {
                (Who::Contact, _) => Some(contact.clone()),
                (_, agent) => agent.map(|agent| inbox.agents[agent].id.clone()),
            };
            let word = |word: Option<&str>| word.map(str::to_owned);
            let instant = |at: Millis| time(at).trim_matches('"').to_owned();
            each([
                Some(conversation.id.clone()),
                Some(message.id.clone()),
                Some(instant(message.at)),
                word(Some(message.who.word())),
                sender,
                word(Some(message.kind)),
                Some(message.text.clone()),
                Some(contact.clone()),
                word(Some(conversation.channel)),
                Some(instant(conversation.created_at)),
                message.sent.map(instant),
                message.delivered.map(instant),
                message.read.map(instant),
                message.failed.map(instant),
                word(message.error),
                word(message.template),
                word(message.campaign),
            ])?;
        }
    }
    Ok(())
}

/// The same rows as a table, with commas and quotes.
pub fn write_csv(inbox: &Inbox, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{}\r\n", COLUMNS.join(","))?;
    each_row(inbox, |row| {
        let cells = row.iter().map(|cell| {
            let cell = cell.as_deref().unwrap_or_default();
            let is_plain = !cell.contains(['"', ',', '\n', '\r']);
            if is_plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
        });
        write!(out, "{}\r\n", cells.collect::<Vec<_>>().join(","))
    })
}
