//! The invented inbox as the Cloud API tells of it: webhooks, one a line.

use crate::canonical::text;
use crate::{Conversation, Inbox, Message, Millis, Who};

/// The id of the business's number, and the number.
const BUSINESS: &str = "106540350000077";
const OWN_NUMBER: &str = "15550001234";

impl Inbox {
    /// What webhooks can tell of it: one thread with each contact, whole seconds, only what one side said to the other,
    /// and of what the business said outside its phone's app only how far it got.
    pub fn as_webhooks_tell(&self) -> Self {
        let threads = (0..self.contacts.len()).filter_map(|contact| self.thread_with(contact));
        Self { agents: Vec::new(), contacts: self.contacts.clone(), conversations: threads.collect() }
    }

    fn thread_with(&self, contact: usize) -> Option<Conversation> {
        let own = self.conversations.iter().filter(|conversation| conversation.contact == contact);
        let mut messages: Vec<Message> = own
            .flat_map(|conversation| conversation.messages.iter().map(|message| conversation.latest(message)))
            .filter(|message| message.is_public())
            .filter_map(told)
            .collect();
        messages.sort_by_key(|message| message.at);
        Some(Conversation {
            id: format!("{BUSINESS}/{}", number_of(contact)),
            contact,
            channel: "whatsapp",
            category: None,
            status: "open",
            created_at: messages.first()?.at,
            closed_at: None,
            agent: None,
            team: None,
            unread: 0,
            tags: Vec::new(),
            surveys: Vec::new(),
            events: Vec::new(),
            messages,
            repeated: Vec::new(),
        })
    }
}

/// What webhooks tell of a message; nothing if it is of the business and no receipt of it came.
fn told(message: &Message) -> Option<Message> {
    let second = |at: Millis| at / 1000 * 1000;
    let is_contacts = message.who == Who::Contact;
    let receipt = |at: Option<Millis>| at.map(second).filter(|_| !is_contacts);
    let [sent, delivered, read, failed] = [message.sent, message.delivered, message.read, message.failed].map(receipt);
    let is_told = is_contacts || message.who == Who::Echo;
    let earliest = [sent, delivered, read, failed].into_iter().flatten().min();
    Some(Message {
        id: format!("wamid.HBgMMzkzMzMxMTEyMjIzFQIAERgS{:0>20}AA==", message.id),
        at: if is_told { second(message.at) } else { earliest? },
        who: if is_told { message.who } else { Who::Business },
        kind: if is_told { message.kind } else { "other" },
        text: message.text.clone(),
        sent,
        delivered,
        read,
        failed,
        error: message.error.filter(|_| failed.is_some()),
        template: None,
        campaign: None,
        variant: None,
        flow: None,
        step: None,
    })
}

/// All that webhooks tell of the inbox, each on a line: receipts in no order, and some of them twice.
pub fn cloud_webhooks(inbox: &Inbox) -> String {
    let mut lines = Vec::new();
    for conversation in inbox.as_webhooks_tell().conversations {
        let name = text(&inbox.contacts[conversation.contact].name);
        let contact = number_of(conversation.contact);
        for (place, message) in conversation.messages.iter().enumerate() {
            let receipts = statuses(message, &contact);
            if place % 3 == 0 {
                lines.extend(receipts.iter().rev().cloned());
            }
            lines.extend(of_message(message, &contact, &name));
            if place % 3 > 0 || place % 2 == 0 {
                lines.extend(receipts);
            }
        }
    }
    lines.concat()
}

fn number_of(contact: usize) -> String {
    format!("39333{contact:06}")
}

fn of_message(message: &Message, contact: &str, name: &str) -> Option<String> {
    let kind = if message.kind == "contact-card" { "contacts" } else { message.kind };
    let said = format!(
        r#""id":{},"timestamp":"{}","type":"{kind}","{kind}":{{"body":{}}}"#,
        text(&message.id),
        message.at / 1000,
        text(&message.text)
    );
    match message.who {
        Who::Contact => Some(webhook(
            "messages",
            &format!(
                r#""contacts":[{{"profile":{{"name":{name}}},"wa_id":"{contact}"}}],"messages":[{{"from":"{contact}",{said}}}]"#
            ),
        )),
        Who::Echo => Some(webhook(
            "smb_message_echoes",
            &format!(r#""message_echoes":[{{"from":"{OWN_NUMBER}","to":"{contact}",{said}}}]"#),
        )),
        _ => None,
    }
}

fn statuses(message: &Message, contact: &str) -> Vec<String> {
    let all =
        [("sent", message.sent), ("delivered", message.delivered), ("read", message.read), ("failed", message.failed)];
    let came = all.into_iter().filter_map(|(word, at)| Some((word, at?)));
    came.map(|(word, at)| {
        let error = message.error.filter(|_| word == "failed");
        let errors = error.map_or(String::new(), |code| {
            let code = text(code);
            format!(r#","errors":[{{"code":{code},"title":"Message failed","message":"Message failed","error_data":{{"details":"It was not sent."}}}}]"#)
        });
        let pricing = match word {
            "sent" | "delivered" => r#","pricing":{"billable":false,"pricing_model":"PMP","category":"service","type":"free_customer_service"}"#,
            _ => "",
        };
        let status = format!(
            r#""statuses":[{{"id":{},"status":"{word}","timestamp":"{}","recipient_id":"{contact}"{pricing}{errors}}}]"#,
            text(&message.id),
            at / 1000
        );
        webhook("messages", &status)
    })
    .collect()
}

fn webhook(field: &str, rows: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102290120000010","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"{OWN_NUMBER}","phone_number_id":"{BUSINESS}"}},{rows}}},"field":"{field}"}}]}}]}}"#
    ) + "\n"
}
