//! Reading one conversation, one message or one page, whichever it turns out to be.

use crate::error::Fault;
use crate::ingest::fields::Fields;
use crate::ingest::scan::json::{Cursor, Found, Read, Scalar, Text};
use crate::ingest::scan::known::Known;
use crate::registry::Word;
use crate::store::vocabulary::MessageKind;
use crate::time::{Millis, known};
use crate::words;
use std::borrow::Cow;

words! {
    RowKey {
        Payload = "payload",
        Data = "data",
        Messages = "messages",
        Id = "id",
        ConversationId = "conversation_id",
        MessageId = "message_id",
        Rating = "rating",
        ContentType = "content_type",
        MessageType = "message_type",
        Content = "content",
        Status = "status",
        CreatedAt = "created_at",
        UpdatedAt = "updated_at",
        AgentLastSeenAt = "agent_last_seen_at",
        UnreadCount = "unread_count",
        Private = "private",
        InboxId = "inbox_id",
        ContentAttributes = "content_attributes",
        AdditionalAttributes = "additional_attributes",
        Attachments = "attachments",
        Contact = "contact",
        Sender = "sender",
        Labels = "labels",
        Meta = "meta",
        Conversation = "conversation",
    }
}

words! {
    PersonKey {
        Id = "id",
        Name = "name",
        PhoneNumber = "phone_number",
        Email = "email",
        Type = "type",
        CreatedAt = "created_at",
        AdditionalAttributes = "additional_attributes",
    }
}

/// What reading takes: how keys are spelled (nothing is known of those that are of no use), and the fields.
pub struct Ground {
    pub fields: Fields,
    row: Known<Option<RowKey>>,
    person: Known<Option<PersonKey>>,
}

impl Ground {
    pub fn new(fields: Fields) -> Self {
        Self { fields, row: Known::new(RowKey::from_id), person: Known::new(PersonKey::from_id) }
    }
}

/// What a row says, under Chatwoot's own names.
#[derive(Default)]
pub struct Row<'a> {
    pub id: Option<Cow<'a, str>>,
    /// A message's conversation.
    pub conversation_id: Option<Cow<'a, str>>,
    pub message_type: Option<MessageType>,
    pub content: Option<Text<'a>>,
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
pub fn read_row<'a>(cursor: &mut Cursor<'a>, ground: &mut Ground, rows: &mut Vec<Row<'a>>) -> Read<Found> {
    let mut row = Row::default();
    let mut is_page = false;
    let found = cursor.members_among(
        ground,
        |ground| &mut ground.row,
        |key, value, ground| match key {
            Some(RowKey::Payload | RowKey::Data) => {
                is_page = true;
                read_rows(value, ground, rows)
            }
            Some(RowKey::Messages) => read_rows(value, ground, rows),
            Some(key) => row.member(key, value, ground),
            None => value.skip(),
        },
    )?;
    if found == Found::Expected && !(is_page && row.id.is_none()) {
        rows.push(row);
    } else if let Some(all_count) = row.meta.all_count {
        rows.push(Row { meta: Meta { all_count: Some(all_count), ..Meta::default() }, ..Row::default() });
    }
    Ok(found)
}

fn read_rows<'a>(cursor: &mut Cursor<'a>, ground: &mut Ground, rows: &mut Vec<Row<'a>>) -> Read<()> {
    if cursor.peek()? == b'{' {
        read_row(cursor, ground, rows)?;
        return Ok(());
    }
    cursor.array(|element| {
        if read_row(element, ground, rows)? == Found::Other {
            ground.fields.fault(Fault::WrongType, "payload");
        }
        Ok(())
    })?;
    Ok(())
}

impl<'a> Row<'a> {
    fn member(&mut self, key: RowKey, value: &mut Cursor<'a>, ground: &mut Ground) -> Read<()> {
        let fields = &mut ground.fields;
        match key {
            RowKey::Id => self.id = fields.id("id", value.scalar()?),
            RowKey::ConversationId => self.conversation_id = fields.id("conversation_id", value.scalar()?),
            RowKey::MessageId => self.message_id = fields.id("message_id", value.scalar()?),
            RowKey::Rating => self.rating = fields.count("rating", value.scalar()?),
            RowKey::ContentType => {
                self.is_survey = fields.text("content_type", value.scalar()?).as_deref() == Some("input_csat")
            }
            RowKey::MessageType => self.message_type = message_type(value.scalar()?, fields),
            RowKey::Content => self.content = fields.read_text("content", value)?,
            RowKey::Status => self.status = fields.text("status", value.scalar()?),
            RowKey::CreatedAt => {
                self.created_at = fields.time_in_seconds("created_at", value.scalar()?).and_then(known)
            }
            RowKey::UpdatedAt => {
                self.updated_at = fields.time_in_seconds("updated_at", value.scalar()?).and_then(known)
            }
            RowKey::AgentLastSeenAt => {
                self.agent_last_seen_at = fields.time_in_seconds("agent_last_seen_at", value.scalar()?).and_then(known);
            }
            RowKey::UnreadCount => self.unread_count = fields.count("unread_count", value.scalar()?),
            RowKey::Private => self.is_private = fields.bool("private", value.scalar()?) == Some(true),
            RowKey::InboxId => self.has_inbox = fields.id("inbox_id", value.scalar()?).is_some(),
            RowKey::ContentAttributes => self.content_attributes(value, fields)?,
            RowKey::AdditionalAttributes => {
                value.object(|key, value| {
                    let is_set = !matches!(value.scalar()?, Scalar::Null);
                    self.is_of_campaign = self.is_of_campaign || (key == "campaign_id" && is_set);
                    Ok(())
                })?;
            }
            RowKey::Attachments => {
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
            RowKey::Contact => self.contact = read_person(value, ground)?.unwrap_or_default(),
            RowKey::Sender => self.sender = read_person(value, ground)?.unwrap_or_default(),
            RowKey::Labels => self.labels = read_labels(value, fields)?,
            RowKey::Meta => self.meta = read_meta(value, ground)?,
            // In a webhook, a message carries its conversation.
            RowKey::Conversation => {
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
            // These are of pages.
            RowKey::Payload | RowKey::Data | RowKey::Messages => value.skip()?,
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

fn read_person<'a>(cursor: &mut Cursor<'a>, ground: &mut Ground) -> Read<Option<Person<'a>>> {
    let mut person = Person::default();
    let Ground { fields, person: keys, .. } = ground;
    let found = cursor.members(keys, |key, value| {
        let Some(key) = key else { return value.skip() };
        match key {
            PersonKey::Id => person.id = fields.id("id", value.scalar()?),
            PersonKey::Name => person.name = fields.text("name", value.scalar()?),
            PersonKey::PhoneNumber => person.phone = fields.text("phone_number", value.scalar()?),
            PersonKey::Email => person.email = fields.text("email", value.scalar()?),
            PersonKey::Type => person.kind = fields.text("type", value.scalar()?),
            PersonKey::CreatedAt => {
                person.created_at = fields.time_in_seconds("created_at", value.scalar()?).and_then(known)
            }
            PersonKey::AdditionalAttributes => {
                value.object(|key, value| {
                    if let ("country_code", Scalar::Text(code)) = (key, value.scalar()?) {
                        person.country = Some(code.get()).filter(|code| !code.is_empty());
                    }
                    Ok(())
                })?;
            }
        }
        Ok(())
    })?;
    Ok((found == Found::Expected).then_some(person))
}

pub fn read_meta<'a>(cursor: &mut Cursor<'a>, ground: &mut Ground) -> Read<Meta<'a>> {
    let mut meta = Meta::default();
    cursor.object(|key, value| {
        match key {
            "all_count" => meta.all_count = ground.fields.count("all_count", value.scalar()?),
            "channel" => meta.channel = ground.fields.text("channel", value.scalar()?),
            "sender" => meta.sender = read_person(value, ground)?.unwrap_or_default(),
            "assignee" => {
                meta.has_assignee = true;
                meta.assignee = read_person(value, ground)?;
            }
            "team" => meta.team = read_person(value, ground)?.and_then(|team| team.name),
            _ => value.skip()?,
        }
        Ok(())
    })?;
    Ok(meta)
}
