//! The invented inbox as inboxlens's own JSON.

use crate::{Contact, Conversation, Event, Inbox, Message, Millis, Survey, Who};
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
        write!(out, "{}", if number > 0 { "," } else { "" })?;
        write_contact(contact, out)?;
    }
    write!(out, "],\"conversations\":[")?;
    for (number, conversation) in inbox.conversations.iter().enumerate() {
        write!(out, "{}", if number > 0 { ",\n" } else { "\n" })?;
        write_conversation(inbox, conversation, out)?;
    }
    writeln!(out, "]}}")
}

fn write_contact(contact: &Contact, out: &mut impl Write) -> io::Result<()> {
    let Contact { id, name, country, created_at, added_via, removed_at, tags, attributes } = contact;
    write!(out, "{{\"id\":\"{id}\",\"name\":{},\"createdAt\":{}", text(name), time(*created_at))?;
    if let Some(added_via) = added_via {
        write!(out, ",\"addedVia\":\"{added_via}\"")?;
    }
    let removed_at = removed_at.map_or("null".into(), time);
    let tags: Vec<_> = tags.iter().map(|tag| format!("\"{tag}\"")).collect();
    write!(out, ",\"removedAt\":{removed_at},\"country\":\"{country}\",\"tags\":[{}]", tags.join(","))?;
    if !attributes.is_empty() {
        let attributes: Vec<_> = attributes.iter().map(|(key, value)| format!("\"{key}\":{}", plain(value))).collect();
        write!(out, ",\"attributes\":{{{}}}", attributes.join(","))?;
    }
    write!(out, "}}")
}

/// A number or a truth value as it stands, and everything else as text.
fn plain(value: &str) -> String {
    let is_plain = value.parse::<u32>().is_ok() || value.parse::<bool>().is_ok();
    if is_plain { value.to_owned() } else { text(value) }
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
    write!(out, "]")?;
    // Some products have a survey beside the conversation, and some have events of it.
    let is_by_events = conversation.messages.len().is_multiple_of(4);
    let surveys: Vec<_> = conversation.surveys.iter().map(survey).collect();
    match surveys.as_slice() {
        _ if is_by_events => {}
        [] => {}
        [survey] => write!(out, ",\"csat\":{{{survey}}}")?,
        several => write!(out, ",\"csat\":[{{{}}}]", several.join("},{"))?,
    }
    write!(out, ",\"events\":[")?;
    for (number, event) in conversation.events.iter().enumerate() {
        write!(out, "{}", if number > 0 { "," } else { "" })?;
        write_event(inbox, event, out)?;
    }
    for (number, survey) in surveys.iter().enumerate().filter(|_| is_by_events) {
        let comma = if number + conversation.events.len() > 0 { "," } else { "" };
        write!(out, "{comma}{{\"type\":\"csat\",{survey}}}")?;
    }
    write!(out, "],\"messages\":[")?;
    for (number, message) in conversation.messages.iter().chain(&conversation.repeated).enumerate() {
        write!(out, "{}", if number > 0 { "," } else { "" })?;
        write_message(inbox, contact, message, out)?;
    }
    write!(out, "]}}")
}

/// The members of a survey.
fn survey(survey: &Survey) -> String {
    let Survey { sent_at, answered_at, score, scale } = survey;
    let mut members = vec![format!("\"scale\":{scale}")];
    members.extend(sent_at.map(|at| format!("\"sentAt\":{}", time(at))));
    members.extend(answered_at.map(|at| format!("\"at\":{}", time(at))));
    members.extend(score.map(|score| format!("\"score\":{score}")));
    members.join(",")
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
    if let Some(cents) = event.value_cents {
        let sign = if cents < 0 { "-" } else { "" };
        write!(out, ",\"value\":{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)?;
    }
    let words = [
        ("tag", event.tag),
        ("flow", event.flow),
        ("step", event.step),
        ("kind", event.conversion),
        ("currency", event.currency),
    ];
    write_words(&words, out)?;
    write!(out, "}}")
}

/// Those members that there are.
fn write_words(words: &[(&str, Option<&str>)], out: &mut impl Write) -> io::Result<()> {
    for (key, word) in words {
        if let Some(word) = word {
            write!(out, ",\"{key}\":\"{word}\"")?;
        }
    }
    Ok(())
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
    let words = [
        ("template", message.template),
        ("campaign", message.campaign),
        ("variant", message.variant),
        ("flow", message.flow),
        ("step", message.step),
    ];
    write_words(&words, out)?;
    if message.sent.is_some() {
        let or_null = |at: Option<Millis>| at.map_or("null".into(), time);
        let (sent, delivered) = (or_null(message.sent), or_null(message.delivered));
        let (read, failed) = (or_null(message.read), or_null(message.failed));
        write!(out, ",\"status\":{{\"sent\":{sent},\"delivered\":{delivered},\"read\":{read},\"failed\":{failed}")?;
        if let Some(error) = message.error {
            write!(out, ",\"error\":{}", plain(error))?;
        }
        write!(out, "}}")?;
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
