//! The invented inbox as the Chatwoot API answers: pages of conversations and pages of messages.

use crate::canonical::text;
use crate::{Conversation, Event, Inbox, Message, Millis, Who};

/// What a program that reads the whole of an account gets, one text an answer.
pub struct ChatwootPages {
    /// `GET …/conversations?page=n`: 25 conversations each, with the last message only.
    pub conversations: Vec<String>,
    /// `GET …/conversations/{id}/messages`.
    pub messages: Vec<String>,
}

pub fn chatwoot_pages(inbox: &Inbox) -> ChatwootPages {
    let lists = inbox.conversations.chunks(25).enumerate();
    ChatwootPages {
        conversations: lists.map(|(page, list)| conversation_page(inbox, page * 25, list)).collect(),
        messages: (0..inbox.conversations.len()).map(|number| message_page(inbox, number)).collect(),
    }
}

fn conversation_page(inbox: &Inbox, first: usize, list: &[Conversation]) -> String {
    let all = inbox.conversations.len();
    let conversations: Vec<_> =
        list.iter().enumerate().map(|(n, conversation)| conversation_json(inbox, first + n, conversation)).collect();
    format!(
        r#"{{"data":{{"meta":{{"mine_count":0,"assigned_count":{all},"unassigned_count":0,"all_count":{all}}},"payload":[{}]}}}}"#,
        conversations.join(",")
    )
}

fn conversation_json(inbox: &Inbox, number: usize, conversation: &Conversation) -> String {
    let id = number + 1;
    let contact = &inbox.contacts[conversation.contact];
    let status = if conversation.status == "closed" { "resolved" } else { conversation.status };
    let labels: Vec<_> = conversation.tags.iter().map(|tag| format!("\"{tag}\"")).collect();
    let channel = match conversation.channel {
        "whatsapp" => "Channel::Whatsapp",
        "instagram" => "Channel::Instagram",
        "email" => "Channel::Email",
        _ => "Channel::WebWidget",
    };
    let assignee = conversation.agent.map_or(String::new(), |agent| {
        let name = text(inbox.agents[agent].name);
        format!(
            r#","assignee":{{"id":{},"account_id":1,"availability_status":"online","auto_offline":true,"confirmed":true,"email":"agent-{agent}@example.com","available_name":{name},"name":{name},"role":"agent","thumbnail":"{}","custom_role_id":null}},"assignee_type":"User""#,
            agent + 1,
            picture(agent),
        )
    });
    let team = conversation.team.map_or(String::new(), |team| {
        format!(
            r#","team":{{"id":1,"name":"{team}","description":null,"allow_auto_assign":true,"account_id":1,"is_member":false}}"#
        )
    });
    let last = rows(inbox, number).pop().map_or(String::new(), |last| in_list(&last));
    let last_at = conversation.messages.last().map_or(conversation.created_at, |message| message.at);
    let (created_at, last_at) = (conversation.created_at / 1000, last_at / 1000);
    let seen = conversation.events.iter().filter(|event| event.kind == "seen").map(|event| event.at / 1000).max();
    format!(
        r#"{{"meta":{{"sender":{{"additional_attributes":{{}},"availability_status":"offline","email":null,"id":{},"name":{},"phone_number":null,"blocked":false,"identifier":null,"thumbnail":"","custom_attributes":{{}},"last_activity_at":{last_at},"created_at":{}}},"channel":"{channel}"{assignee}{team},"hmac_verified":false}},"id":{id},"messages":[{last}],"account_id":1,"uuid":"7f0c9a52-0000-4000-8000-{id:012}","additional_attributes":{{}},"agent_last_seen_at":{},"assignee_last_seen_at":0,"can_reply":true,"contact_last_seen_at":0,"custom_attributes":{{}},"inbox_id":7,"labels":[{}],"muted":false,"snoozed_until":null,"status":"{status}","created_at":{created_at},"updated_at":{last_at}.25,"timestamp":{last_at},"first_reply_created_at":0,"unread_count":{},"last_non_activity_message":null,"last_activity_at":{last_at},"priority":null,"waiting_since":0,"sla_policy_id":null}}"#,
        conversation.contact + 1,
        text(&contact.name),
        contact.created_at / 1000,
        seen.unwrap_or(0),
        labels.join(","),
        conversation.unread.min(10),
    )
}

/// The columns that a list tells of its messages beside what their page does.
fn in_list(message: &str) -> String {
    let columns = r#""account_id":1,"updated_at":"2025-12-31T09:00:00.111Z","external_source_ids":{},"additional_attributes":{},"processed_message_content":null,"sentiment":{},"conversation":{"assignee_id":null,"unread_count":0,"last_activity_at":1735689600,"contact_inbox":{"source_id":"7f0c9a52-0000-4000-8000-000000000000"}}"#;
    format!("{},{columns}}}", &message[..message.len() - 1])
}

/// Where the picture of an agent or an attached file lies; not all agents have one.
fn file(number: usize, name: &str) -> String {
    let [blob, variation] = ["QmxvYg", "VmFyaWF0aW9u"].map(|word| word.repeat(96 / word.len()));
    format!(
        "https://chat.example.com/rails/active_storage/representations/redirect/{blob}{number:06}--{number:040x}/{variation}--{number:040x}/{name}"
    )
}

fn picture(agent: usize) -> String {
    if agent.is_multiple_of(3) { String::new() } else { file(agent, "me.png") }
}

fn message_page(inbox: &Inbox, number: usize) -> String {
    let labels: Vec<_> = inbox.conversations[number].tags.iter().map(|tag| format!("\"{tag}\"")).collect();
    format!(r#"{{"meta":{{"labels":[{}]}},"payload":[{}]}}"#, labels.join(","), rows(inbox, number).join(","))
}

/// Messages and the lines that Chatwoot writes about events, by time.
fn rows(inbox: &Inbox, number: usize) -> Vec<String> {
    let conversation = &inbox.conversations[number];
    let mut rows: Vec<(Millis, usize, String)> = Vec::new();
    for message in &conversation.messages {
        rows.push((message.at, 0, message_json(inbox, conversation, number, message)));
    }
    for (place, event) in conversation.events.iter().enumerate() {
        let id = 10_000_000 + number * 1000 + place;
        if let Some(line) = activity(inbox, event) {
            let at = event.at / 1000;
            let row = format!(
                r#"{{"id":{id},"content":{},"inbox_id":7,"conversation_id":{},"message_type":2,"content_type":"text","status":"sent","content_attributes":{{}},"created_at":{at},"private":false,"source_id":null}}"#,
                text(&line),
                number + 1
            );
            rows.push((event.at, 1, row));
        }
    }
    rows.sort_by_key(|(at, order, _)| (*at / 1000, *order));
    rows.into_iter().map(|(_, _, row)| row).collect()
}

fn message_json(inbox: &Inbox, conversation: &Conversation, number: usize, message: &Message) -> String {
    let (kind, sender) = match message.who {
        Who::Contact => {
            let name = text(&inbox.contacts[conversation.contact].name);
            let sender = format!(
                r#","sender":{{"additional_attributes":{{}},"custom_attributes":{{}},"email":null,"id":{},"identifier":null,"name":{name},"phone_number":null,"thumbnail":"","blocked":false,"type":"contact"}}"#,
                conversation.contact + 1
            );
            (0, sender)
        }
        Who::Bot(agent) => {
            let name = text(inbox.agents[agent].name);
            (1, format!(r#","sender":{{"id":{},"name":{name},"avatar_url":"","type":"agent_bot"}}"#, agent + 1))
        }
        Who::Agent(agent) => {
            let (name, picture) = (text(inbox.agents[agent].name), picture(agent));
            let sender = format!(
                r#","sender":{{"id":{},"name":{name},"available_name":{name},"avatar_url":"{picture}","type":"user","availability_status":"online","thumbnail":"{picture}"}}"#,
                agent + 1
            );
            (1, sender)
        }
        Who::System => (2, String::new()),
        _ => (3, String::new()),
    };
    let status = match message {
        Message { read: Some(_), .. } => "read",
        Message { delivered: Some(_), .. } => "delivered",
        Message { failed: Some(_), .. } => "failed",
        _ => "sent",
    };
    let attributes = if message.kind == "deleted" { r#"{"deleted":true}"# } else { "{}" };
    let file_type = match message.kind {
        "image" | "audio" | "location" => Some(message.kind),
        "document" => Some("file"),
        _ => None,
    };
    let attachments = file_type.map_or(String::new(), |file_type| {
        let file = file(number, "file.bin");
        format!(
            r#","attachments":[{{"id":1,"message_id":1,"file_type":"{file_type}","account_id":1,"extension":null,"data_url":"{file}","thumb_url":"","file_size":41290,"width":null,"height":null}}]"#
        )
    });
    format!(
        r#"{{"id":{},"content":{},"inbox_id":7,"conversation_id":{},"message_type":{kind},"content_type":"text","status":"{status}","content_attributes":{attributes},"created_at":{},"private":{},"source_id":"wamid.HBgMMzkzMzMxMTEyMjIzFQIAEhggRkE3Qw{:0>12}AA=="{sender}{attachments}}}"#,
        &message.id[1..],
        text(&message.text),
        number + 1,
        message.at / 1000,
        message.kind == "note",
        &message.id[1..],
    )
}

/// The English line for an event, where Chatwoot writes one.
fn activity(inbox: &Inbox, event: &Event) -> Option<String> {
    let name = |agent: usize| inbox.agents[agent].name;
    let by = event.by.and_then(Who::agent).map(name);
    Some(match (event.kind, by) {
        ("closed", Some(by)) => format!("Conversation was marked resolved by {by}"),
        ("closed", None) => "Conversation was marked resolved by system due to 2 days of inactivity".into(),
        ("reopened", _) => "Conversation was reopened by Omar".into(),
        ("pending", Some(by)) => format!("Conversation was marked as pending by {by}"),
        ("snoozed", Some(by)) => format!("Conversation was snoozed by {by}"),
        ("assigned", Some(by)) if event.by.and_then(Who::agent) == event.to => {
            format!("{by} self-assigned this conversation")
        }
        ("assigned", _) => format!("Assigned to {} by Omar", name(event.to?)),
        ("tagged", Some(by)) => format!("{by} added {}", event.tag?),
        ("untagged", Some(by)) => format!("{by} removed {}", event.tag?),
        _ => return None,
    })
}
