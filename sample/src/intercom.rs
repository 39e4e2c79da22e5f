//! The invented inbox as Intercom lists it: conversations with all of their parts.

use crate::canonical::text;
use crate::{Conversation, Inbox, Message, Millis, Who};
use std::io::{self, Write};

/// One list of all conversations.
pub fn write_intercom(inbox: &Inbox, out: &mut impl Write) -> io::Result<()> {
    let all = inbox.conversations.len();
    write!(out, r#"{{"type":"conversation.list","total_count":{all},"conversations":["#)?;
    for (number, conversation) in inbox.conversations.iter().enumerate() {
        write!(out, "{}", if number > 0 { ",\n" } else { "\n" })?;
        write_conversation(inbox, conversation, out)?;
    }
    writeln!(out, "]}}")
}

fn write_conversation(inbox: &Inbox, conversation: &Conversation, out: &mut impl Write) -> io::Result<()> {
    let Conversation { id, contact, channel, status, created_at, closed_at, unread, agent, messages, .. } =
        conversation;
    let contact = &inbox.contacts[*contact].id;
    let or_null = |number: Option<String>| number.unwrap_or_else(|| "null".into());
    let closed_at = or_null(closed_at.map(|at| seconds(at).to_string()));
    let assignee = or_null(agent.map(|agent| inbox.agents[agent].id.clone()).map(|id| text(&id)));
    let state = if *status == "pending" { "open" } else { status };
    let (created_at, parts) = (seconds(*created_at), messages.len());
    let updated_at = messages.last().map_or(created_at, |message| seconds(message.at));
    let tags = conversation.tags.iter().map(|tag| format!(r#"{{"type":"tag","id":"{tag}","name":"{tag}"}}"#));
    let tags = tags.collect::<Vec<_>>().join(",");
    write!(
        out,
        r#"{{"type":"conversation","id":{},"created_at":{created_at},"updated_at":{updated_at},"waiting_since":null,"snoozed_until":null,"title":null,"open":{},"state":"{state}","read":{},"priority":"not_priority","admin_assignee_id":{assignee},"team_assignee_id":null,"source":{{"type":"{channel}","id":"s{id}","delivered_as":"customer_initiated","subject":"","body":null,"author":{{"type":"user","id":{contact},"name":null,"email":null}},"attachments":[],"url":null,"redacted":false}},"contacts":{{"type":"contact.list","contacts":[{{"type":"contact","id":{contact},"external_id":null}}]}},"tags":{{"type":"tag.list","tags":[{tags}]}},"conversation_rating":null,"statistics":{{"type":"conversation_statistics","time_to_assignment":null,"time_to_admin_reply":null,"time_to_first_close":null,"time_to_last_close":null,"median_time_to_reply":null,"first_contact_reply_at":{created_at},"first_admin_reply_at":null,"last_contact_reply_at":{updated_at},"last_close_at":{closed_at},"count_reopens":0,"count_assignments":0,"count_conversation_parts":{parts}}},"conversation_parts":{{"type":"conversation_part.list","total_count":{parts},"conversation_parts":["#,
        text(id),
        state == "open",
        *unread == 0,
        contact = text(contact),
    )?;
    for (number, message) in messages.iter().enumerate() {
        write!(out, "{}{}", if number > 0 { "," } else { "" }, part(inbox, contact, message))?;
    }
    write!(out, "]}}}}")
}

fn part(inbox: &Inbox, contact: &str, message: &Message) -> String {
    let (kind, id, name) = match (message.who, message.who.agent()) {
        (Who::Bot(bot), _) => ("bot", inbox.agents[bot].id.as_str(), inbox.agents[bot].name),
        (_, Some(agent)) => ("admin", inbox.agents[agent].id.as_str(), inbox.agents[agent].name),
        (Who::Contact, _) => ("user", contact, ""),
        _ => ("team", "t1", "The team"),
    };
    let at = seconds(message.at);
    let part_type = if message.kind == "note" { "note" } else { "comment" };
    format!(
        r#"{{"type":"conversation_part","id":{},"part_type":"{part_type}","body":{},"created_at":{at},"updated_at":{at},"notified_at":{at},"assigned_to":null,"author":{{"type":"{kind}","id":{},"name":{},"email":null}},"attachments":[],"external_id":null,"redacted":false}}"#,
        text(&message.id),
        text(&format!("<p>{}</p>", message.text)),
        text(id),
        text(name),
    )
}

fn seconds(at: Millis) -> Millis {
    at / 1000
}
