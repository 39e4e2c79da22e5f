//! Reading one webhook, or one value of a webhook, however it is wrapped.

use crate::error::Fault;
use crate::ingest::fields::Fields;
use crate::ingest::scan::json::{Cursor, Found, Read, Scalar};
use crate::ingest::scan::known::Known;
use crate::registry::Word;
use crate::store::vocabulary::MessageKind;
use crate::time::{Millis, known};
use crate::words;
use std::borrow::Cow;

words! {
    HookKey {
        Entry = "entry",
        Changes = "changes",
        Value = "value",
        Data = "data",
        Body = "body",
        Payload = "payload",
        Metadata = "metadata",
        Contacts = "contacts",
        Messages = "messages",
        MessageEchoes = "message_echoes",
        History = "history",
        Statuses = "statuses",
        MessagingProduct = "messaging_product",
    }
}

words! {
    NumberKey {
        PhoneNumberId = "phone_number_id",
        DisplayPhoneNumber = "display_phone_number",
    }
}

words! {
    ContactKey {
        WaId = "wa_id",
        UserId = "user_id",
        Profile = "profile",
    }
}

words! {
    MessageKey {
        Id = "id",
        From = "from",
        FromUserId = "from_user_id",
        To = "to",
        ToUserId = "to_user_id",
        GroupId = "group_id",
        Timestamp = "timestamp",
        Type = "type",
        Revoke = "revoke",
        Referral = "referral",
        HistoryContext = "history_context",
    }
}

words! {
    StatusKey {
        Id = "id",
        Status = "status",
        Timestamp = "timestamp",
        RecipientId = "recipient_id",
        RecipientUserId = "recipient_user_id",
        RecipientType = "recipient_type",
        Type = "type",
        Pricing = "pricing",
        Errors = "errors",
    }
}

words! {
    PricingKey {
        Category = "category",
        PricingModel = "pricing_model",
    }
}

/// What reading takes: how keys are spelled (nothing is known of those that are of no use), and the fields.
pub struct Ground {
    pub fields: Fields,
    hook: Known<Option<HookKey>>,
    number: Known<Option<NumberKey>>,
    contact: Known<Option<ContactKey>>,
    message: Known<Option<MessageKey>>,
    status: Known<Option<StatusKey>>,
    pricing: Known<Option<PricingKey>>,
}

impl Ground {
    pub fn new(fields: Fields) -> Self {
        Self {
            fields,
            hook: Known::new(HookKey::from_id),
            number: Known::new(NumberKey::from_id),
            contact: Known::new(ContactKey::from_id),
            message: Known::new(MessageKey::from_id),
            status: Known::new(StatusKey::from_id),
            pricing: Known::new(PricingKey::from_id),
        }
    }
}

impl AsMut<Fields> for Ground {
    fn as_mut(&mut self) -> &mut Fields {
        &mut self.fields
    }
}

type Text<'a> = Option<Cow<'a, str>>;

/// What happened to one number of the business, under the names of the Cloud API.
#[derive(Default)]
pub struct Value<'a> {
    pub phone_number_id: Text<'a>,
    pub display_phone_number: Text<'a>,
    pub contacts: Vec<Person<'a>>,
    pub messages: Vec<Message<'a>>,
    pub statuses: Vec<Status<'a>>,
}

/// Somebody by phone number, or by an id where there is none.
#[derive(Default)]
pub struct Person<'a> {
    pub number: Text<'a>,
    pub user_id: Text<'a>,
    pub name: Text<'a>,
}

impl Person<'_> {
    pub fn key(&self) -> Option<&str> {
        self.number.as_deref().or(self.user_id.as_deref())
    }
}

#[derive(Default)]
pub struct Message<'a> {
    pub id: Text<'a>,
    pub timestamp: Option<Millis>,
    pub kind: Kind,
    pub from: Person<'a>,
    pub to: Person<'a>,
    pub group_id: Text<'a>,
    /// Written in the business's own app.
    pub is_echo: bool,
    /// The contact of a thread of the history.
    pub thread: Text<'a>,
    /// How far it had got when the history was written.
    pub reached: Text<'a>,
    /// The message that this one revokes.
    pub revoked: Text<'a>,
    /// The advertisement or post from which the contact came.
    pub referral: Text<'a>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Kind {
    Said(MessageKind),
    /// Takes another message back.
    Revoke,
    /// Says another message in other words.
    Edit,
    #[default]
    Unsaid,
}

#[derive(Default)]
pub struct Status<'a> {
    pub id: Text<'a>,
    pub status: Text<'a>,
    pub timestamp: Option<Millis>,
    pub recipient: Person<'a>,
    /// The recipient is a group, and this one of its receipts.
    is_of_group: bool,
    pub error: Text<'a>,
    pub is_call: bool,
    category: Text<'a>,
    pricing_model: Text<'a>,
}

impl Status<'_> {
    pub fn group_id(&self) -> Option<&str> {
        self.recipient.number.as_deref().filter(|_| self.is_of_group)
    }

    /// Where each message has a price of its own, those of a category other than `service` are templates. Where whole
    /// conversations have one, the category tells nothing of the single message.
    pub fn is_template(&self) -> bool {
        self.pricing_model.as_deref() == Some("PMP")
            && self.category.as_deref().is_some_and(|category| {
                category == "utility" || category.starts_with("marketing") || category.starts_with("authentication")
            })
    }
}

/// Reads an object, and adds the values in it to `values`. Says whether it is something that the Cloud API sends.
pub fn read_hook<'a>(cursor: &mut Cursor<'a>, ground: &mut Ground, values: &mut Vec<Value<'a>>) -> Read<(Found, bool)> {
    let mut value = Value::default();
    let mut is_known = false;
    let mut is_value = false;
    let found = cursor.members_among(
        ground,
        |ground| &mut ground.hook,
        |key, inner, ground| {
            match key {
                // The last three are what other products wrap a webhook in.
                Some(
                    HookKey::Entry
                    | HookKey::Changes
                    | HookKey::Value
                    | HookKey::Data
                    | HookKey::Body
                    | HookKey::Payload,
                ) => is_known |= read_hooks(inner, ground, values)?,
                Some(key) => {
                    value.member(key, inner, ground)?;
                    is_value = true;
                }
                None => inner.skip()?,
            }
            Ok(())
        },
    )?;
    if is_value {
        values.push(value);
    }
    Ok((found, is_known || is_value))
}

fn read_hooks<'a>(cursor: &mut Cursor<'a>, ground: &mut Ground, values: &mut Vec<Value<'a>>) -> Read<bool> {
    match cursor.peek()? {
        b'{' => {
            read_hook(cursor, ground, values)?;
        }
        b'[' => {
            cursor.array(|element| {
                if read_hook(element, ground, values)?.0 == Found::Other {
                    ground.fields.fault(Fault::WrongType, "changes");
                }
                Ok(())
            })?;
        }
        _ => {
            cursor.skip()?;
            return Ok(false);
        }
    }
    Ok(true)
}

impl<'a> Value<'a> {
    fn member(&mut self, key: HookKey, inner: &mut Cursor<'a>, ground: &mut Ground) -> Read<()> {
        match key {
            HookKey::Metadata => {
                let Ground { fields, number, .. } = ground;
                inner.members(number, |key, member| {
                    match key {
                        Some(NumberKey::PhoneNumberId) => {
                            self.phone_number_id = fields.id("phone_number_id", member.scalar()?);
                        }
                        Some(NumberKey::DisplayPhoneNumber) => {
                            self.display_phone_number = fields.id("display_phone_number", member.scalar()?);
                        }
                        None => member.skip()?,
                    }
                    Ok(())
                })?;
            }
            HookKey::Contacts => each(inner, ground, "contacts", |element, ground| {
                let (found, person) = read_contact(element, ground)?;
                self.contacts.push(person);
                Ok(found)
            })?,
            HookKey::Messages => read_messages(inner, ground, &mut self.messages, &|_| {})?,
            HookKey::MessageEchoes => {
                read_messages(inner, ground, &mut self.messages, &|message| message.is_echo = true)?;
            }
            HookKey::History => each(inner, ground, "history", |chunk, ground| {
                chunk.object(|key, member| match key {
                    "threads" => each(member, ground, "threads", |thread, ground| self.thread(thread, ground)),
                    _ => member.skip(),
                })
            })?,
            HookKey::Statuses => each(inner, ground, "statuses", |element, ground| {
                let (found, status) = read_status(element, ground)?;
                self.statuses.extend((found == Found::Expected).then_some(status));
                Ok(found)
            })?,
            _ => inner.skip()?,
        }
        Ok(())
    }

    fn thread(&mut self, cursor: &mut Cursor<'a>, ground: &mut Ground) -> Read<Found> {
        let first = self.messages.len();
        let mut id = None;
        let found = cursor.object(|key, member| {
            match key {
                "id" => id = number(ground.fields.id("id", member.scalar()?)),
                "messages" => read_messages(member, ground, &mut self.messages, &|_| {})?,
                _ => member.skip()?,
            }
            Ok(())
        })?;
        self.messages[first..].iter_mut().for_each(|message| message.thread.clone_from(&id));
        Ok(found)
    }
}

/// Has each element of an array taken; what is of another type is a fault.
fn each<'a, T: AsMut<Fields>>(
    cursor: &mut Cursor<'a>,
    ground: &mut T,
    key: &'static str,
    mut take: impl FnMut(&mut Cursor<'a>, &mut T) -> Read<Found>,
) -> Read<()> {
    let found = cursor.array(|element| {
        if take(element, ground)? == Found::Other {
            ground.as_mut().fault(Fault::WrongType, key);
        }
        Ok(())
    })?;
    if found == Found::Other {
        ground.as_mut().fault(Fault::WrongType, key);
    }
    Ok(())
}

fn read_contact<'a>(cursor: &mut Cursor<'a>, ground: &mut Ground) -> Read<(Found, Person<'a>)> {
    let mut person = Person::default();
    let Ground { fields, contact, .. } = ground;
    let found = cursor.members(contact, |key, member| {
        match key {
            Some(ContactKey::WaId) => person.number = number(fields.id("wa_id", member.scalar()?)),
            Some(ContactKey::UserId) => person.user_id = fields.id("user_id", member.scalar()?),
            Some(ContactKey::Profile) => {
                member.object(|key, member| {
                    match key {
                        "name" => person.name = fields.text("name", member.scalar()?).filter(|name| !name.is_empty()),
                        _ => member.skip()?,
                    }
                    Ok(())
                })?;
            }
            _ => member.skip()?,
        }
        Ok(())
    })?;
    Ok((found, person))
}

fn read_messages<'a>(
    cursor: &mut Cursor<'a>,
    ground: &mut Ground,
    messages: &mut Vec<Message<'a>>,
    mark: &dyn Fn(&mut Message<'a>),
) -> Read<()> {
    each(cursor, ground, "messages", |element, ground| {
        let mut message = Message::default();
        let Ground { fields, message: keys, .. } = ground;
        let found = element.members(keys, |key, member| match key {
            Some(key) => message.member(key, member, fields),
            None => member.skip(),
        })?;
        mark(&mut message);
        messages.extend((found == Found::Expected).then_some(message));
        Ok(found)
    })
}

impl<'a> Message<'a> {
    fn member(&mut self, key: MessageKey, member: &mut Cursor<'a>, fields: &mut Fields) -> Read<()> {
        match key {
            MessageKey::Id => self.id = fields.id("id", member.scalar()?),
            MessageKey::From => self.from.number = number(fields.id("from", member.scalar()?)),
            MessageKey::FromUserId => self.from.user_id = fields.id("from_user_id", member.scalar()?),
            MessageKey::To => self.to.number = number(fields.id("to", member.scalar()?)),
            MessageKey::ToUserId => self.to.user_id = fields.id("to_user_id", member.scalar()?),
            MessageKey::GroupId => self.group_id = fields.id("group_id", member.scalar()?),
            MessageKey::Timestamp => self.timestamp = seconds(member.scalar()?, fields),
            MessageKey::Type => self.kind = kind(fields.text("type", member.scalar()?), fields),
            MessageKey::Revoke => self.revoked = one_of(member, fields, "original_message_id")?,
            MessageKey::Referral => self.referral = one_of(member, fields, "source_id")?,
            MessageKey::HistoryContext => self.reached = one_of(member, fields, "status")?,
        }
        Ok(())
    }
}

fn read_status<'a>(cursor: &mut Cursor<'a>, ground: &mut Ground) -> Read<(Found, Status<'a>)> {
    let mut status = Status::default();
    let Ground { fields, status: keys, pricing, .. } = ground;
    let found = cursor.members(keys, |key, member| {
        let Some(key) = key else { return member.skip() };
        match key {
            StatusKey::Id => status.id = fields.id("id", member.scalar()?),
            StatusKey::Status => status.status = fields.text("status", member.scalar()?),
            StatusKey::Timestamp => status.timestamp = seconds(member.scalar()?, fields),
            StatusKey::RecipientId => status.recipient.number = number(fields.id("recipient_id", member.scalar()?)),
            StatusKey::RecipientUserId => status.recipient.user_id = fields.id("recipient_user_id", member.scalar()?),
            StatusKey::RecipientType => {
                status.is_of_group = fields.text("recipient_type", member.scalar()?).as_deref() == Some("group");
            }
            StatusKey::Type => status.is_call = fields.text("type", member.scalar()?).as_deref() == Some("call"),
            StatusKey::Pricing => {
                member.members(pricing, |key, member| {
                    match key {
                        Some(PricingKey::Category) => status.category = fields.text("category", member.scalar()?),
                        Some(PricingKey::PricingModel) => {
                            status.pricing_model = fields.text("pricing_model", member.scalar()?)
                        }
                        _ => member.skip()?,
                    }
                    Ok(())
                })?;
            }
            StatusKey::Errors => each(member, fields, "errors", |error, fields| {
                error.object(|key, member| {
                    match key {
                        "code" => status.error = fields.id("code", member.scalar()?),
                        _ => member.skip()?,
                    }
                    Ok(())
                })
            })?,
        }
        Ok(())
    })?;
    Ok((found, status))
}

/// One text of an object.
fn one_of<'a>(cursor: &mut Cursor<'a>, fields: &mut Fields, wanted: &'static str) -> Read<Text<'a>> {
    let mut text = None;
    cursor.object(|key, member| {
        if key == wanted {
            text = fields.id(wanted, member.scalar()?);
        } else {
            member.skip()?;
        }
        Ok(())
    })?;
    Ok(text)
}

/// A phone number is written with and without a plus.
fn number(number: Text<'_>) -> Text<'_> {
    number.map(|number| match number {
        Cow::Borrowed(number) => number.strip_prefix('+').unwrap_or(number).into(),
        Cow::Owned(number) => number.strip_prefix('+').map(str::to_owned).unwrap_or(number).into(),
    })
}

/// A number of seconds, which is mostly written as a text.
fn seconds(value: Scalar<'_>, fields: &mut Fields) -> Option<Millis> {
    let at = match value {
        Scalar::Text(text) => {
            let text = text.get();
            let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
            if !is_number {
                fields.fault(Fault::BadTime, "timestamp");
                return None;
            }
            fields.time_in_seconds("timestamp", Scalar::Number(&text))
        }
        other => fields.time_in_seconds("timestamp", other),
    };
    at.and_then(known)
}

fn kind(word: Text<'_>, fields: &mut Fields) -> Kind {
    let Some(word) = word else { return Kind::Unsaid };
    match &*word {
        "revoke" => Kind::Revoke,
        "edit" => Kind::Edit,
        word => Kind::Said(kind_of(word).unwrap_or_else(|| {
            fields.fault(Fault::UnknownWord, "type");
            MessageKind::Other
        })),
    }
}

/// What WhatsApp's word for a message says that it is made of.
pub fn kind_of(word: &str) -> Option<MessageKind> {
    Some(match word {
        "text" => MessageKind::Text,
        "image" => MessageKind::Image,
        "video" => MessageKind::Video,
        "audio" | "voice" => MessageKind::Audio,
        "document" => MessageKind::Document,
        "sticker" => MessageKind::Sticker,
        "location" => MessageKind::Location,
        "contacts" => MessageKind::ContactCard,
        "interactive" | "button" | "order" => MessageKind::Interactive,
        "template" => MessageKind::Template,
        "reaction" => MessageKind::Reaction,
        "system" | "request_welcome" => MessageKind::Notice,
        "unsupported" | "unknown" | "media_placeholder" => MessageKind::Other,
        _ => return None,
    })
}
