//! Reading one contact, message, event, tag or survey.

use crate::error::Fault;
use crate::ingest::fields::Fields;
use crate::ingest::scan::json::{Cursor, Found, Read, Scalar, Text};
use crate::ingest::scan::known::Known;
use crate::registry::Word;
use crate::store::messages::Receipts;
use crate::store::surveys::Survey;
use crate::store::vocabulary::{Actor, EventKind, MessageKind};
use crate::time::{Millis, UNKNOWN, known};
use crate::words;
use std::borrow::Cow;

words! {
    MessageKey {
        Id = "id",
        At = "at",
        Direction = "direction",
        Sender = "sender",
        SenderId = "senderId",
        Type = "type",
        Text = "text",
        Private = "private",
        Status = "status",
        Template = "template",
        Campaign = "campaign",
        Variant = "variant",
        Flow = "flow",
        Step = "step",
    }
}

words! {
    ReceiptKey {
        Sent = "sent",
        Delivered = "delivered",
        Read = "read",
        Failed = "failed",
        Error = "error",
    }
}

words! {
    EventKey {
        Type = "type",
        At = "at",
        By = "by",
        To = "to",
        Tag = "tag",
        Actor = "actor",
        Reason = "reason",
        Flow = "flow",
        Step = "step",
        Value = "value",
        Currency = "currency",
        Kind = "kind",
        Score = "score",
        Scale = "scale",
        SentAt = "sentAt",
    }
}

/// How the rows that come most write their keys and words. Of keys that are of no use nothing is known.
pub struct Spelling {
    pub message: Known<Option<MessageKey>>,
    pub event: Known<Option<EventKey>>,
    pub words: Words,
}

pub struct Words {
    pub receipt: Known<Option<ReceiptKey>>,
    pub direction: Known<Option<Actor>>,
    pub actor: Known<Option<Actor>>,
    pub message_kind: Known<MessageKind>,
    pub event_kind: Known<Happened>,
}

impl Default for Spelling {
    fn default() -> Self {
        Self {
            message: Known::new(MessageKey::from_id),
            event: Known::new(EventKey::from_id),
            words: Words {
                receipt: Known::new(ReceiptKey::from_id),
                direction: Known::new(actor_of_direction),
                actor: Known::new(Actor::from_id),
                message_kind: Known::new(kind_of_type),
                event_kind: Known::new(Happened::read),
            },
        }
    }
}

/// What an event says that happened.
#[derive(Clone, Copy)]
pub enum Happened {
    Event(EventKind),
    /// A survey was sent or answered.
    Survey,
    Unknown,
}

impl Happened {
    fn read(kind: &str) -> Self {
        match kind {
            "csat" => Self::Survey,
            _ => EventKind::from_id(kind).map_or(Self::Unknown, Self::Event),
        }
    }
}

/// What a contact's object says.
#[derive(Default)]
pub struct ContactRow<'a> {
    pub id: Option<Cow<'a, str>>,
    pub name: Option<Cow<'a, str>>,
    pub country: Option<Cow<'a, str>>,
    /// What other sources know it by.
    pub handles: [Option<Cow<'a, str>>; 3],
    pub created_at: Option<Millis>,
    pub added_via: Option<Cow<'a, str>>,
    pub removed_at: Option<Millis>,
    pub tags: Option<Vec<Cow<'a, str>>>,
    /// Nothing stands for a value that is `null`.
    pub attributes: Vec<(String, Option<Cow<'a, str>>)>,
}

impl<'a> ContactRow<'a> {
    pub fn read(cursor: &mut Cursor<'a>, fields: &mut Fields) -> Read<Self> {
        let mut row = Self::default();
        cursor.object(|key, value| {
            match key {
                "id" => row.id = fields.id("id", value.scalar()?),
                "name" => row.name = fields.text("name", value.scalar()?),
                "country" => row.country = fields.text("country", value.scalar()?),
                "phone" => row.handles[0] = fields.id("phone", value.scalar()?),
                "email" => row.handles[1] = fields.text("email", value.scalar()?),
                "externalId" => row.handles[2] = fields.id("externalId", value.scalar()?),
                "createdAt" => row.created_at = fields.time("createdAt", value.scalar()?).and_then(known),
                "addedVia" => row.added_via = fields.id("addedVia", value.scalar()?),
                "removedAt" => row.removed_at = fields.time("removedAt", value.scalar()?),
                "tags" => row.tags = read_names("tags", value, fields)?,
                "attributes" => row.attributes = read_attributes(value, fields)?,
                _ => value.skip()?,
            }
            Ok(())
        })?;
        Ok(row)
    }
}

/// `["vip"]`.
fn read_names<'a>(key: &'static str, cursor: &mut Cursor<'a>, fields: &mut Fields) -> Read<Option<Vec<Cow<'a, str>>>> {
    let mut names = Vec::new();
    let found = cursor.array(|value| {
        names.extend(fields.text(key, value.scalar()?));
        Ok(())
    })?;
    if found == Found::Other {
        fields.fault(Fault::WrongType, key);
    }
    Ok((found != Found::Other).then_some(names))
}

/// `{"plan": "pro", "orders": 7, "isSubscribed": true, "city": null}`.
fn read_attributes<'a>(cursor: &mut Cursor<'a>, fields: &mut Fields) -> Read<Vec<(String, Option<Cow<'a, str>>)>> {
    let mut attributes = Vec::new();
    let found = cursor.object(|key, value| {
        let value = match value.scalar()? {
            Scalar::Null => None,
            Scalar::Bool(value) => Some(Cow::from(if value { "true" } else { "false" })),
            Scalar::Number(number) => Some(number.into()),
            Scalar::Text(text) => Some(text.get()),
            Scalar::Nested => {
                fields.fault(Fault::WrongType, "attributes");
                return Ok(());
            }
        };
        attributes.push((key.to_owned(), value));
        Ok(())
    })?;
    if found == Found::Other {
        fields.fault(Fault::WrongType, "attributes");
    }
    Ok(attributes)
}

/// What a message's object says.
#[derive(Default)]
pub struct MessageRow<'a> {
    pub id: Option<Text<'a>>,
    pub at: Option<Millis>,
    pub direction: Option<Actor>,
    pub actor: Option<Actor>,
    pub sender: Option<Text<'a>>,
    pub kind: Option<MessageKind>,
    pub text: Option<Text<'a>>,
    pub is_private: bool,
    pub receipts: Receipts,
    pub template: Option<Text<'a>>,
    pub campaign: Option<Text<'a>>,
    pub variant: Option<Text<'a>>,
    pub flow: Option<Text<'a>>,
    pub step: Option<Text<'a>>,
    pub error: Option<Text<'a>>,
    /// Whether one of those is there.
    pub is_marked: bool,
}

impl<'a> MessageRow<'a> {
    /// Takes a member's value.
    #[inline(never)]
    pub fn member(
        &mut self,
        key: Option<MessageKey>,
        fields: &mut Fields,
        words: &mut Words,
        value: &mut Cursor<'a>,
    ) -> Read<()> {
        match key {
            Some(MessageKey::Id) => self.id = fields.read_id("id", value)?,
            Some(MessageKey::At) => self.at = fields.read_time("at", value)?.and_then(known),
            Some(MessageKey::Direction) => {
                self.direction = fields.read_known("direction", &mut words.direction, value)?.flatten();
            }
            Some(MessageKey::Sender) => self.actor = read_actor("sender", fields, &mut words.actor, value)?,
            Some(MessageKey::SenderId) => self.sender = fields.read_id("senderId", value)?,
            Some(MessageKey::Type) => self.kind = fields.read_known("type", &mut words.message_kind, value)?,
            Some(MessageKey::Text) => self.text = fields.read_text("text", value)?,
            Some(MessageKey::Private) => self.is_private = fields.bool("private", value.scalar()?) == Some(true),
            Some(MessageKey::Status) => {
                (self.receipts, self.error) = read_receipts(&mut words.receipt, value, fields)?;
                self.is_marked |= self.error.is_some();
            }
            Some(key) => self.mark(key, fields, value)?,
            None => value.skip()?,
        }
        Ok(())
    }

    #[inline(never)]
    fn mark(&mut self, key: MessageKey, fields: &mut Fields, value: &mut Cursor<'a>) -> Read<()> {
        let mark = fields.read_id(key.id(), value)?;
        self.is_marked |= mark.is_some();
        match key {
            MessageKey::Template => self.template = mark,
            MessageKey::Campaign => self.campaign = mark,
            MessageKey::Variant => self.variant = mark,
            MessageKey::Flow => self.flow = mark,
            _ => self.step = mark,
        }
        Ok(())
    }
}

/// What an event's object says.
#[derive(Default)]
pub struct EventRow<'a> {
    pub happened: Option<Happened>,
    pub at: Option<Millis>,
    pub by: Option<Text<'a>>,
    pub to: Option<Text<'a>>,
    pub tag: Option<Text<'a>>,
    pub actor: Option<Actor>,
    pub reason: Option<Text<'a>>,
    pub flow: Option<Text<'a>>,
    pub step: Option<Text<'a>>,
    pub value_micros: Option<i64>,
    pub currency: Option<Text<'a>>,
    pub kind: Option<Text<'a>>,
    pub score_millionths: Option<i64>,
    pub scale: Option<u32>,
    pub sent_at: Option<Millis>,
}

impl<'a> EventRow<'a> {
    pub fn read(cursor: &mut Cursor<'a>, spelling: &mut Spelling, fields: &mut Fields) -> Read<(Self, Found)> {
        let Spelling { event, words: Words { actor, event_kind, .. }, .. } = spelling;
        let mut row = Self::default();
        let found = cursor.members(event, |key, value| {
            match key {
                Some(EventKey::Type) => row.happened = fields.read_known("type", event_kind, value)?,
                Some(EventKey::At) => row.at = fields.read_time("at", value)?.and_then(known),
                Some(EventKey::By) => row.by = fields.read_id("by", value)?,
                Some(EventKey::To) => row.to = fields.read_id("to", value)?,
                Some(EventKey::Tag) => row.tag = fields.read_text("tag", value)?,
                Some(EventKey::Actor) => row.actor = read_actor("actor", fields, actor, value)?,
                Some(EventKey::Reason) => row.reason = fields.read_text("reason", value)?,
                Some(EventKey::Flow) => row.flow = fields.read_id("flow", value)?,
                Some(EventKey::Step) => row.step = fields.read_id("step", value)?,
                Some(EventKey::Value) => row.value_micros = fields.millionths("value", value.scalar()?),
                Some(EventKey::Currency) => row.currency = fields.read_id("currency", value)?,
                Some(EventKey::Kind) => row.kind = fields.read_id("kind", value)?,
                Some(EventKey::Score) => row.score_millionths = fields.millionths("score", value.scalar()?),
                Some(EventKey::Scale) => row.scale = fields.count("scale", value.scalar()?),
                Some(EventKey::SentAt) => row.sent_at = fields.read_time("sentAt", value)?.and_then(known),
                None => value.skip()?,
            }
            Ok(())
        })?;
        Ok((row, found))
    }

    /// The survey that the event is about, if there is one. What is wrong with it is so under `key`.
    pub fn survey(&self, key: &'static str, fields: &mut Fields) -> Option<Survey> {
        let Self { score_millionths, scale, at, sent_at, .. } = *self;
        match self.happened? {
            Happened::Survey => SurveyRow { score_millionths, scale, at, sent_at }.survey(key, fields),
            _ => None,
        }
    }
}

fn read_actor(
    key: &'static str,
    fields: &mut Fields,
    words: &mut Known<Option<Actor>>,
    cursor: &mut Cursor<'_>,
) -> Read<Option<Actor>> {
    let word = fields.read_known(key, words, cursor)?;
    if word == Some(None) {
        fields.fault(Fault::UnknownWord, key);
    }
    Ok(word.flatten())
}

pub struct Tag<'a> {
    pub name: Cow<'a, str>,
    pub by: Option<Cow<'a, str>>,
    pub at: Option<Millis>,
}

pub fn read_tag<'a>(cursor: &mut Cursor<'a>, fields: &mut Fields) -> Read<Option<Tag<'a>>> {
    if cursor.peek()? != b'{' {
        let name = fields.text("tags", cursor.scalar()?);
        return Ok(name.map(|name| Tag { name, by: None, at: None }));
    }
    let (mut name, mut by, mut at) = (None, None, None);
    cursor.object(|key, value| {
        match key {
            "name" => name = fields.text("tags", value.scalar()?),
            "by" => by = fields.id("tags", value.scalar()?),
            "at" => at = fields.time("tags", value.scalar()?).and_then(known),
            _ => value.skip()?,
        }
        Ok(())
    })?;
    Ok(name.map(|name| Tag { name, by, at }))
}

/// What is said of a survey.
#[derive(Default)]
struct SurveyRow {
    score_millionths: Option<i64>,
    scale: Option<u32>,
    at: Option<Millis>,
    sent_at: Option<Millis>,
}

impl SurveyRow {
    /// The survey, if anything is said of it; what is wrong with it is so under `key`. Without a score there is no
    /// answer, so that its only time is when it was sent.
    fn survey(&self, key: &'static str, fields: &mut Fields) -> Option<Survey> {
        let best_millionths = self.scale.map_or(i64::MAX, |scale| i64::from(scale) * 1_000_000);
        let score = self.score_millionths;
        // It is an answer all the same; what it is worth is nobody's guess.
        if score.is_some_and(|score| !(0..=best_millionths).contains(&score)) {
            fields.fault(Fault::NumberOutOfRange, key);
        }
        let (sent_at, answered_at) =
            if score.is_some() { (self.sent_at, self.at) } else { (self.sent_at.or(self.at), None) };
        if score.is_none() && sent_at.is_none() {
            fields.fault(Fault::MissingTime, key);
            return None;
        }
        Some(Survey {
            id: None,
            sent_at: sent_at.unwrap_or(UNKNOWN),
            answered_at: answered_at.unwrap_or(UNKNOWN),
            score: score.map(|score| score as f64 / 1e6),
            scale: self.scale,
        })
    }
}

/// `{"score": 5, "scale": 5, "at": "…", "sentAt": "…"}`, a conversation's member.
pub fn read_survey(cursor: &mut Cursor<'_>, fields: &mut Fields) -> Read<Option<Survey>> {
    let mut row = SurveyRow::default();
    let found = cursor.object(|key, value| {
        match key {
            "score" => row.score_millionths = fields.millionths("csat", value.scalar()?),
            "scale" => row.scale = fields.count("csat", value.scalar()?),
            "at" => row.at = fields.time("csat", value.scalar()?).and_then(known),
            "sentAt" => row.sent_at = fields.time("csat", value.scalar()?).and_then(known),
            _ => value.skip()?,
        }
        Ok(())
    })?;
    if found == Found::Other {
        fields.fault(Fault::WrongType, "csat");
    }
    Ok(if found == Found::Expected { row.survey("csat", fields) } else { None })
}

/// The receipts, and the error of the one that says that the message failed.
#[inline(never)]
fn read_receipts<'a>(
    keys: &mut Known<Option<ReceiptKey>>,
    cursor: &mut Cursor<'a>,
    fields: &mut Fields,
) -> Read<(Receipts, Option<Text<'a>>)> {
    let (mut receipts, mut error) = (Receipts::default(), None);
    let found = cursor.members(keys, |key, value| {
        let receipt = match key {
            Some(ReceiptKey::Sent) => &mut receipts.sent,
            Some(ReceiptKey::Delivered) => &mut receipts.delivered,
            Some(ReceiptKey::Read) => &mut receipts.read,
            Some(ReceiptKey::Failed) => &mut receipts.failed,
            Some(ReceiptKey::Error) => {
                error = fields.read_id("status", value)?;
                return Ok(());
            }
            None => return value.skip(),
        };
        *receipt = fields.read_time("status", value)?.and_then(known).unwrap_or(UNKNOWN);
        Ok(())
    })?;
    if found == Found::Other {
        fields.fault(Fault::WrongType, "status");
    }
    Ok((receipts, error))
}

fn actor_of_direction(direction: &str) -> Option<Actor> {
    match direction {
        "in" => Some(Actor::Contact),
        "out" => Some(Actor::Agent),
        _ => None,
    }
}

pub fn actor_of_reason(reason: &str) -> Option<Actor> {
    matches!(reason, "auto" | "inactivity" | "timeout").then_some(Actor::Automation)
}

fn kind_of_type(kind: &str) -> MessageKind {
    match kind {
        "voice" => MessageKind::Audio,
        "file" => MessageKind::Document,
        "contacts" | "contact" => MessageKind::ContactCard,
        kind => MessageKind::from_id(kind).unwrap_or(MessageKind::Other),
    }
}
