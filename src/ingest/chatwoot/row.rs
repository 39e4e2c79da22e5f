//! Reading one conversation, one message or one page, whichever it turns out to be.

use crate::error::Fault;
use crate::ingest::fields::Fields;
use crate::ingest::scan::json::{Cursor, Found, Read, Scalar};
use crate::store::vocabulary::MessageKind;
use crate::time::{Millis, known};
use std::borrow::Cow;

/// What a row says, under Chatwoot's own names.
#[derive(Default)]
pub struct Row<'a> {
    pub id: Option<Cow<'a, str>>,
    /// A message's conversation.
    pub conversation_id: Option<Cow<'a, str>>,
    pub message_type: Option<MessageType>,
    pub content: Option<Cow<'a, str>>,
    pub status: Option<Cow<'a, str>>,
    pub created_at: Option<Millis>,
    pub updated_at: Option<Millis>,
    pub agent_last_seen_at: Option<Millis>,
    pub unread_count: Option<u32>,
    pub is_private: bool,
    pub is_deleted: bool,
    /// Written on the phone, outside the inbox.
    pub is_echo: bool,
    pub is_of_campaign: bool,
    /// The question how satisfied the contact is.
    pub is_survey: bool,
    /// What was answered to it: of such a question, or of a row of the list of answers.
    pub rating: Option<u32>,
    /// The question that a row of the list of answers is about.
    pub message_id: Option<Cow<'a, str>>,
    pub kind: Option<MessageKind>,
    pub sender: Person<'a>,
    /// Whose answer it is.
    pub contact: Person<'a>,
    pub labels: Option<Vec<Cow<'a, str>>>,
    pub meta: Meta<'a>,
    pub has_inbox: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MessageType {
    Incoming,
    Outgoing,
    Activity,
    Template,
}

#[derive(Default)]
pub struct Person<'a> {
    pub id: Option<Cow<'a, str>>,
    pub name: Option<Cow<'a, str>>,
    /// contact, user, agent_bot, captain_assistant.
    pub kind: Option<Cow<'a, str>>,
    pub country: Option<Cow<'a, str>>,
    pub phone: Option<Cow<'a, str>>,
    pub email: Option<Cow<'a, str>>,
    pub created_at: Option<Millis>,
}

/// What a page says of itself, or a conversation of its people.
#[derive(Default)]
pub struct Meta<'a> {
    /// How many conversations there are, on all pages together.
    pub all_count: Option<u32>,
    pub sender: Person<'a>,
    /// Nothing inside where the conversation is said to have none.
    pub assignee: Option<Person<'a>>,
    pub has_assignee: bool,
    pub team: Option<Cow<'a, str>>,
    pub channel: Option<Cow<'a, str>>,
}

/// Reads an object; it and the rows within it are added to `rows`, the inner ones first.
pub fn read_row<'a>(cursor: &mut Cursor<'a>, fields: &mut Fields, rows: &mut Vec<Row<'a>>) -> Read<Found> {
    let mut row = Row::default();
    let mut is_page = false;
    let found = cursor.object(|key, value| {
        match key {
            "payload" | "data" => {
                is_page = true;
                read_rows(value, fields, rows)?;
            }
            "messages" => read_rows(value, fields, rows)?,
            _ => row.member(key, value, fields)?,
        }
        Ok(())
    })?;
    if found == Found::Expected && !(is_page && row.id.is_none()) {
        rows.push(row);
    } else if let Some(all_count) = row.meta.all_count {
        rows.push(Row { meta: Meta { all_count: Some(all_count), ..Meta::default() }, ..Row::default() });
    }
    Ok(found)
}

fn read_rows<'a>(cursor: &mut Cursor<'a>, fields: &mut Fields, rows: &mut Vec<Row<'a>>) -> Read<()> {
    if cursor.peek()? == b'{' {
        read_row(cursor, fields, rows)?;
        return Ok(());
    }
    cursor.array(|element| {
        if read_row(element, fields, rows)? == Found::Other {
            fields.fault(Fault::WrongType, "payload");
        }
        Ok(())
    })?;
    Ok(())
}

impl<'a> Row<'a> {
    fn member(&mut self, key: &str, value: &mut Cursor<'a>, fields: &mut Fields) -> Read<()> {
        match key {
            "id" => self.id = fields.id("id", value.scalar()?),
            "conversation_id" => self.conversation_id = fields.id("conversation_id", value.scalar()?),
            "message_id" => self.message_id = fields.id("message_id", value.scalar()?),
            "rating" => self.rating = fields.count("rating", value.scalar()?),
            "content_type" => {
                self.is_survey = fields.text("content_type", value.scalar()?).as_deref() == Some("input_csat")
            }
            "message_type" => self.message_type = message_type(value.scalar()?, fields),
            "content" => self.content = fields.text("content", value.scalar()?),
            "status" => self.status = fields.text("status", value.scalar()?),
            "created_at" => self.created_at = fields.time_in_seconds("created_at", value.scalar()?).and_then(known),
            "updated_at" => self.updated_at = fields.time_in_seconds("updated_at", value.scalar()?).and_then(known),
            "agent_last_seen_at" => {
                self.agent_last_seen_at = fields.time_in_seconds("agent_last_seen_at", value.scalar()?).and_then(known);
            }
            "unread_count" => self.unread_count = fields.count("unread_count", value.scalar()?),
            "private" => self.is_private = fields.bool("private", value.scalar()?) == Some(true),
            "inbox_id" => self.has_inbox = fields.id("inbox_id", value.scalar()?).is_some(),
            "content_attributes" => self.content_attributes(value, fields)?,
            "additional_attributes" => {
                value.object(|key, value| {
                    let is_set = !matches!(value.scalar()?, Scalar::Null);
                    self.is_of_campaign = self.is_of_campaign || (key == "campaign_id" && is_set);
                    Ok(())
                })?;
            }
            "attachments" => {
                value.array(|attachment| {
                    let kind = &mut self.kind;
                    attachment.object(|key, value| {
                        if let ("file_type", Scalar::Text(file)) = (key, value.scalar()?) {
                            *kind = Some(kind_of_file(&file.get()));
                        }
                        Ok(())
                    })?;
                    Ok(())
                })?;
            }
            "contact" => self.contact = read_person(value, fields)?.unwrap_or_default(),
            "sender" => self.sender = read_person(value, fields)?.unwrap_or_default(),
            "labels" => self.labels = read_labels(value, fields)?,
            "meta" => self.meta = read_meta(value, fields)?,
            // In a webhook, a message carries its conversation.
            "conversation" => {
                let mut id = None;
                value.object(|key, value| {
                    match key {
                        "id" | "display_id" => id = fields.id("conversation", value.scalar()?),
                        _ => value.skip()?,
                    }
                    Ok(())
                })?;
                if self.conversation_id.is_none() {
                    self.conversation_id = id;
                }
            }
            _ => value.skip()?,
        }
        Ok(())
    }

    fn content_attributes(&mut self, value: &mut Cursor<'a>, fields: &mut Fields) -> Read<()> {
        value.object(|key, value| {
            match key {
                "deleted" => self.is_deleted = value.scalar()? == Scalar::Bool(true),
                "external_echo" => self.is_echo = value.scalar()? == Scalar::Bool(true),
                "submitted_values" => self.rating = read_rating(value, fields)?,
                _ => value.skip()?,
            }
            Ok(())
        })?;
        Ok(())
    }

    pub fn is_conversation(&self) -> bool {
        self.message_type.is_none() && self.status.is_some() && (self.has_inbox || self.labels.is_some())
    }
}

/// `{"csat_survey_response": {"rating": 5}}`; what else is submitted is a list, or has other keys.
fn read_rating(cursor: &mut Cursor<'_>, fields: &mut Fields) -> Read<Option<u32>> {
    let mut rating = None;
    let mut response = |key: &str, value: &mut Cursor<'_>| match key {
        "rating" => {
            rating = fields.count("rating", value.scalar()?);
            Ok(())
        }
        _ => value.skip(),
    };
    if cursor.peek()? != b'{' {
        cursor.skip()?;
        return Ok(None);
    }
    cursor.object(|key, value| match key {
        "csat_survey_response" => value.object(&mut response).map(|_| ()),
        _ => value.skip(),
    })?;
    Ok(rating)
}

fn message_type(value: Scalar<'_>, fields: &mut Fields) -> Option<MessageType> {
    let word = match value {
        Scalar::Number(number) => number.into(),
        other => fields.text("message_type", other)?,
    };
    let kind = match &*word {
        "0" | "incoming" => Some(MessageType::Incoming),
        "1" | "outgoing" => Some(MessageType::Outgoing),
        "2" | "activity" => Some(MessageType::Activity),
        "3" | "template" => Some(MessageType::Template),
        _ => None,
    };
    if kind.is_none() {
        fields.fault(Fault::UnknownWord, "message_type");
    }
    kind
}

fn kind_of_file(kind: &str) -> MessageKind {
    match kind {
        "image" | "ig_story" | "story_mention" => MessageKind::Image,
        "audio" => MessageKind::Audio,
        "video" | "ig_reel" => MessageKind::Video,
        "file" => MessageKind::Document,
        "location" => MessageKind::Location,
        "contact" => MessageKind::ContactCard,
        _ => MessageKind::Other,
    }
}

fn read_labels<'a>(cursor: &mut Cursor<'a>, fields: &mut Fields) -> Read<Option<Vec<Cow<'a, str>>>> {
    let mut labels = Vec::new();
    let found = cursor.array(|label| {
        labels.extend(fields.text("labels", label.scalar()?));
        Ok(())
    })?;
    Ok((found == Found::Expected).then_some(labels))
}

fn read_person<'a>(cursor: &mut Cursor<'a>, fields: &mut Fields) -> Read<Option<Person<'a>>> {
    let mut person = Person::default();
    let found = cursor.object(|key, value| {
        match key {
            "id" => person.id = fields.id("id", value.scalar()?),
            "name" => person.name = fields.text("name", value.scalar()?),
            "phone_number" => person.phone = fields.text("phone_number", value.scalar()?),
            "email" => person.email = fields.text("email", value.scalar()?),
            "type" => person.kind = fields.text("type", value.scalar()?),
            "created_at" => person.created_at = fields.time_in_seconds("created_at", value.scalar()?).and_then(known),
            "additional_attributes" => {
                value.object(|key, value| {
                    if let ("country_code", Scalar::Text(code)) = (key, value.scalar()?) {
                        person.country = Some(code.get()).filter(|code| !code.is_empty());
                    }
                    Ok(())
                })?;
            }
            _ => value.skip()?,
        }
        Ok(())
    })?;
    Ok((found == Found::Expected).then_some(person))
}

pub fn read_meta<'a>(cursor: &mut Cursor<'a>, fields: &mut Fields) -> Read<Meta<'a>> {
    let mut meta = Meta::default();
    cursor.object(|key, value| {
        match key {
            "all_count" => meta.all_count = fields.count("all_count", value.scalar()?),
            "channel" => meta.channel = fields.text("channel", value.scalar()?),
            "sender" => meta.sender = read_person(value, fields)?.unwrap_or_default(),
            "assignee" => {
                meta.has_assignee = true;
                meta.assignee = read_person(value, fields)?;
            }
            "team" => meta.team = read_person(value, fields)?.and_then(|team| team.name),
            _ => value.skip()?,
        }
        Ok(())
    })?;
    Ok(meta)
}
