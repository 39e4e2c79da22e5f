//! The invented inbox as inboxlens's own JSON.

use crate::{Conversation, Event, Inbox, Message, Millis, Who};
use std::io::{self, Write};

/// One JSON document.
pub fn write_canonical(inbox: &Inbox, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{{\"inboxlens\":1,\"agents\":[")?;
    for (number, agent) in inbox.agents.iter().enumerate() {
        let kind = if agent.is_bot { "bot" } else { "agent" };
        let comma = if number > 0 { "," } else { "" };
        let (id, name, team) = (&agent.id, text(agent.name), agent.team);
        write!(out, "{comma}{{\"id\":\"{id}\",\"name\":{name},\"team\":\"{team}\",\"kind\":\"{kind}\"}}")?;
    }
    write!(out, "],\"contacts\":[")?;
    for (number, contact) in inbox.contacts.iter().enumerate() {
        let comma = if number > 0 { "," } else { "" };
        let (id, name, country, at) = (&contact.id, text(&contact.name), contact.country, time(contact.created_at));
        write!(out, "{comma}{{\"id\":\"{id}\",\"name\":{name},\"createdAt\":{at},\"country\":\"{country}\"}}")?;
    }
    write!(out, "],\"conversations\":[")?;
    for (number, conversation) in inbox.conversations.iter().enumerate() {
        write!(out, "{}", if number > 0 { ",\n" } else { "\n" })?;
        write_conversation(inbox, conversation, out)?;
    }
    writeln!(out, "]}}")
}

/// One conversation a line. Agents and contacts are only known by their ids.
pub fn write_ndjson(inbox: &Inbox, out: &mut impl Write) -> io::Result<()> {
    for conversation in &inbox.conversations {
        write_conversation(inbox, conversation, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn write_conversation(inbox: &Inbox, conversation: &Conversation, out: &mut impl Write) -> io::Result<()> {
    let Conversation { id, contact, channel, status, created_at, closed_at, unread, .. } = conversation;
    let contact = &inbox.contacts[*contact].id;
    write!(out, "{{\"id\":\"{id}\",\"contactId\":\"{contact}\",\"channel\":\"{channel}\",\"status\":\"{status}\"")?;
    if let Some(category) = conversation.category {
        write!(out, ",\"category\":\"{category}\"")?;
    }
    let agent = conversation.agent.map_or("null".into(), |agent| format!("\"{}\"", inbox.agents[agent].id));
    let team = conversation.team.map_or("null".into(), |team| format!("\"{team}\""));
    let closed_at = closed_at.map_or("null".into(), time);
    write!(out, ",\"createdAt\":{},\"closedAt\":{closed_at},\"unread\":{unread}", time(*created_at))?;
    write!(out, ",\"agentId\":{agent},\"team\":{team},\"tags\":[")?;
    for (number, tag) in conversation.tags.iter().enumerate() {
        write!(out, "{}\"{tag}\"", if number > 0 { "," } else { "" })?;
    }
    write!(out, "],\"events\":[")?;
    for (number, event) in conversation.events.iter().enumerate() {
        write!(out, "{}", if number > 0 { "," } else { "" })?;
        write_event(inbox, event, out)?;
    }
    write!(out, "],\"messages\":[")?;
    for (number, message) in conversation.messages.iter().chain(&conversation.repeated).enumerate() {
        write!(out, "{}", if number > 0 { "," } else { "" })?;
        write_message(inbox, contact, message, out)?;
    }
    write!(out, "]}}")
}

fn write_event(inbox: &Inbox, event: &Event, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{{\"type\":\"{}\",\"at\":{}", event.kind, time(event.at))?;
    match event.by.map(|who| (who, who.agent())) {
        Some((_, Some(agent))) => write!(out, ",\"by\":\"{}\"", inbox.agents[agent].id)?,
        Some((who, None)) => write!(out, ",\"actor\":\"{}\"", who.word())?,
        None => {}
    }
    if let Some(agent) = event.to {
        write!(out, ",\"to\":\"{}\"", inbox.agents[agent].id)?;
    }
    if let Some(tag) = event.tag {
        write!(out, ",\"tag\":\"{tag}\"")?;
    }
    write!(out, "}}")
}

fn write_message(inbox: &Inbox, contact: &str, message: &Message, out: &mut impl Write) -> io::Result<()> {
    let Message { id, at, who, kind, .. } = message;
    let direction = if *who == Who::Contact { "in" } else { "out" };
    let (at, word) = (time(*at), who.word());
    write!(out, "{{\"id\":\"{id}\",\"at\":{at},\"direction\":\"{direction}\",\"sender\":\"{word}\"")?;
    match (who, who.agent()) {
        (Who::Contact, _) => write!(out, ",\"senderId\":\"{contact}\"")?,
        (_, Some(agent)) => write!(out, ",\"senderId\":\"{}\"", inbox.agents[agent].id)?,
        _ => {}
    }
    write!(out, ",\"type\":\"{kind}\",\"text\":{}", text(&message.text))?;
    if message.sent.is_some() {
        let or_null = |at: Option<Millis>| at.map_or("null".into(), time);
        let (sent, delivered) = (or_null(message.sent), or_null(message.delivered));
        let (read, failed) = (or_null(message.read), or_null(message.failed));
        write!(out, ",\"status\":{{\"sent\":{sent},\"delivered\":{delivered},\"read\":{read},\"failed\":{failed}}}")?;
    }
    write!(out, "}}")
}

/// A quoted ISO 8601 instant.
pub(crate) fn time(at: Millis) -> String {
    let (date, of_day) = (at.div_euclid(86_400_000), at.rem_euclid(86_400_000));
    let (year, month, day) = civil(date);
    let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
    let (second, ms) = (of_day / 1000 % 60, of_day % 1000);
    format!("\"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z\"")
}

/// Year, month and day of a day counted from 1970-01-01, after Howard Hinnant's `civil_from_days`.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A JSON string.
pub(crate) fn text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
