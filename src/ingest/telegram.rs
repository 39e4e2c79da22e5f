//! What Telegram Desktop exports as JSON: one chat, or all chats of an account.
//!
//! An export knows no conversations, so silence of a day ends one, and no agents, so the person who brings it says which
//! name is the business. Channels and the notes that one keeps for oneself are no conversations: they are left out, and
//! told. Nothing tells how far a message got.

use super::fingerprint::Head;
use super::json::{JsonReader, Shape};
use super::rows::{Ground, Row, message, warn};
use super::scan::json::{Cursor, Read, Scalar};
use super::scan::tree::Tree;
use super::scan::walk::{Next, Trail, Visitor};
use super::{Details, Options, Sender, Source};
use crate::error::Fault;
use crate::store::dict::Dict;
use crate::store::messages::Message;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, Fact, MessageKind};
use crate::store::{Batch, NONE};
use crate::time::{DAY_MS, Millis};
use std::borrow::Cow;

pub const SOURCE: Source =
    Source { id: ID, sniff, reader: |options, _| Box::new(JsonReader::new(Telegram::new(options))), is_lenient: false };

const ID: &str = "telegram";

/// Silence that ends a conversation.
const SILENCE_MS: Millis = DAY_MS;

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let is_chat = head.has("messages[].date") && (head.has("messages[].from_id") || head.has("messages[].actor_id"));
    // Before the chats stand the people whom one knows, who may fill the head.
    let is_account = head.has("personal_information.user_id") || head.beside(&["from_id", "date_unixtime"]);
    (is_chat || is_account).then_some("fields-of-product")
}

/// What begins the ids of those whom a chat of this type is with, and whether these are several.
const CHATS: [(&str, &str, bool); 5] = [
    ("personal_chat", "user", false),
    ("bot_chat", "user", false),
    ("private_group", "chat", true),
    ("private_supergroup", "channel", true),
    ("public_supergroup", "channel", true),
];

const KEYS: [&str; 19] = [
    "action",
    "actor",
    "actor_id",
    "contact_information",
    "date",
    "date_unixtime",
    "file",
    "from",
    "from_id",
    "game_title",
    "id",
    "invoice_information",
    "location_information",
    "media_type",
    "photo",
    "poll",
    "text",
    "todo_list",
    "type",
];

/// Where in a text a value stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Spot {
    /// A chat, or the outermost object, which is one or holds lists of them.
    Chat,
    /// The object around a list of chats.
    Chats(&'static str),
    List,
    /// What is said of a chat.
    Name,
    Type,
    Id,
    Messages,
    Message,
}

struct Telegram {
    business: Vec<String>,
    tree: Tree,
    ground: Ground,
    chat: Chat,
    /// Those who wrote, by the name that is shown of them, and how much.
    senders: Dict,
    messages: Vec<u64>,
    /// The only chat that there is.
    only: Option<Option<String>>,
    chats: usize,
}

/// The chat that is being read. Its messages may come before the rest.
#[derive(Default)]
struct Chat {
    name: Option<String>,
    kind: Option<String>,
    id: Option<String>,
    has_messages: bool,
}

impl Chat {
    /// What begins the id of the other side, and whether that is several; nothing where it is no conversation.
    fn is_with(&self) -> Option<(&'static str, bool)> {
        let kind = self.kind.as_deref()?;
        CHATS.iter().find(|(known, ..)| *known == kind).map(|&(_, prefix, is_group)| (prefix, is_group))
    }
}

impl Telegram {
    fn new(options: &Options) -> Self {
        Self {
            business: options.business.clone(),
            tree: Tree::new(KEYS),
            ground: Ground::new(options),
            chat: Chat::default(),
            senders: Dict::default(),
            messages: Vec::new(),
            only: None,
            chats: 0,
        }
    }

    fn is_business(&self, name: &str) -> bool {
        self.business.iter().any(|business| business == name)
    }
}

impl Shape for Telegram {
    type Spot = Spot;

    fn visitor<'a>(&'a mut self, batch: &'a mut Batch) -> impl Visitor<Spot = Spot> + 'a {
        Reading { of: self, batch }
    }

    fn abandon(&mut self, batch: &mut Batch) {
        batch.drop_pending();
    }

    fn finish(&mut self) -> Details {
        let names = self.senders.iter().zip(&self.messages);
        Details {
            chat: self.only.take().flatten().filter(|_| self.chats == 1),
            senders: names.map(|(name, &messages)| Sender { name: name.to_owned(), messages }).collect(),
            is_business_named: self.senders.iter().any(|name| self.is_business(name)),
            ..Details::default()
        }
    }
}

struct Reading<'a> {
    of: &'a mut Telegram,
    batch: &'a mut Batch,
}

impl Visitor for Reading<'_> {
    type Spot = Spot;

    fn root(&mut self) -> Next<Spot> {
        Next::Object(Spot::Chat)
    }

    fn member(&mut self, of: Spot, key: &str) -> Next<Spot> {
        match (of, key) {
            (Spot::Chat, "chats") => Next::Object(Spot::Chats("chats")),
            (Spot::Chat, "left_chats") => Next::Object(Spot::Chats("left_chats")),
            (Spot::Chats(_), "list") => Next::Array(Spot::List),
            (Spot::Chat, "name") => Next::Take(Spot::Name),
            (Spot::Chat, "type") => Next::Take(Spot::Type),
            (Spot::Chat, "id") => Next::Take(Spot::Id),
            (Spot::Chat, "messages") => {
                self.of.chat.has_messages = true;
                let is_left_out = self.of.chat.kind.is_some() && self.of.chat.is_with().is_none();
                if is_left_out { Next::Skip } else { Next::Array(Spot::Messages) }
            }
            _ => Next::Skip,
        }
    }

    fn element(&mut self, of: Spot) -> Next<Spot> {
        match of {
            Spot::List => Next::Object(Spot::Chat),
            Spot::Messages => Next::Take(Spot::Message),
            _ => Next::Skip,
        }
    }

    fn take(&mut self, spot: Spot, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        if spot == Spot::Message {
            return self.take_message(cursor, trail);
        }
        let said = match cursor.scalar()? {
            Scalar::Text(text) => Some(text.get().into_owned()).filter(|text| !text.is_empty()),
            Scalar::Number(number) => Some(number.to_owned()),
            _ => None,
        };
        match spot {
            Spot::Name => self.of.chat.name = said,
            Spot::Type => self.of.chat.kind = said,
            _ => self.of.chat.id = said,
        }
        Ok(())
    }

    fn enter(&mut self, spot: Spot, _: &Trail<'_, Spot>) {
        if spot == Spot::Chat {
            self.of.chat = Chat::default();
        }
    }

    fn leave(&mut self, spot: Spot, trail: &Trail<'_, Spot>) {
        if spot == Spot::Chat && self.of.chat.has_messages {
            let chat = std::mem::take(&mut self.of.chat);
            self.settle(chat, trail);
        }
    }

    fn other(&mut self, _: Spot, trail: &Trail<'_, Spot>) {
        warn(self.batch, Fault::WrongType, "", trail);
    }

    fn too_large(&mut self, _: Spot, trail: &Trail<'_, Spot>) {
        warn(self.batch, Fault::RowTooLarge, "", trail);
    }

    fn name(spot: Spot) -> &'static str {
        match spot {
            Spot::Chats(name) => name,
            Spot::List => "list",
            Spot::Messages => "messages",
            _ => "",
        }
    }
}

impl Reading<'_> {
    fn take_message(&mut self, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let Telegram { business, tree, ground, senders, messages, .. } = &mut *self.of;
        let value = tree.read(cursor)?;
        if !value.is_object() {
            warn(self.batch, Fault::WrongType, "", trail);
            return Ok(());
        }
        let row = Row::new(value, ground);
        if let Some((message, shown)) = message_of(row, business, self.batch) {
            self.batch.pending_message(&message);
            if let Some(name) = shown.filter(|_| message.kind != MessageKind::Notice) {
                let place = senders.intern(&*name) as usize;
                messages.resize(senders.len(), 0);
                messages[place] += 1;
            }
        }
        ground.faults().into_iter().for_each(|(fault, key)| warn(self.batch, fault, key, trail));
        Ok(())
    }

    /// The messages that have come are of this chat.
    fn settle(&mut self, chat: Chat, trail: &Trail<'_, Spot>) {
        let (Some((prefix, is_group)), Some(id)) = (chat.is_with(), &chat.id) else {
            self.batch.drop_pending();
            let (fault, key) = if chat.id.is_none() { (Fault::MissingId, "id") } else { (Fault::UnknownRow, "type") };
            return warn(self.batch, fault, key, trail);
        };
        let id = format!("{prefix}{id}");
        let tables = &mut self.batch.tables;
        let contact = tables.contacts.row(ID, &id);
        chat.name.iter().for_each(|name| tables.contacts.names.set(contact, name));
        let mut coverage = Coverage::of(&[Fact::Messages]);
        if !self.of.business.is_empty() {
            coverage.add(Fact::Actors);
            coverage.add(Fact::Agents);
        }
        let version = Thread {
            contact: Some(contact),
            channel: Some(tables.channels.intern(ID)),
            silence_ms: Some(SILENCE_MS),
            coverage,
            ..Thread::default()
        };
        let thread = tables.threads.row(ID, &id);
        self.batch.settle(thread);
        self.batch.write_thread(thread, &version);
        self.of.chats += 1;
        self.of.only = Some(chat.name.filter(|_| !is_group));
    }
}

/// The message, and the name by which its sender is shown.
fn message_of<'t>(row: Row<'t>, business: &[String], batch: &mut Batch) -> Option<(Message, Option<Cow<'t, str>>)> {
    let id = row.require(row.id("id"), Fault::MissingId, "id")?;
    // The other date is one on the clock of whoever exported.
    let at = row.time("date_unixtime").or_else(|| row.time("date"));
    let at = row.require(at, Fault::MissingTime, "date")?;
    let (kind, name, sender_id) = match row.text("type").as_deref() {
        Some("message") => (kind_of(row), row.text("from"), row.id("from_id")),
        Some("service") => {
            let is_call = row.text("action").as_deref() == Some("phone_call");
            let kind = if is_call { MessageKind::Call } else { MessageKind::Notice };
            (kind, row.text("actor"), row.id("actor_id"))
        }
        _ => {
            row.fault(Fault::UnknownRow, "type");
            return None;
        }
    };
    let sender_id = sender_id.map(with_prefix).or(name.clone());
    // Who has deleted the account has no name any more.
    let shown = name.or(sender_id.clone());
    let is_business =
        |name: &Option<Cow<'_, str>>| name.as_deref().is_some_and(|name| business.iter().any(|b| b == name));
    let (actor, sender) = match &sender_id {
        _ if kind == MessageKind::Notice => (Actor::System, NONE),
        Some(id) if is_business(&shown) || is_business(&sender_id) => {
            let agents = &mut batch.tables.agents;
            let agent = agents.row(ID, &**id);
            agents.actor[agent as usize] = Actor::Agent;
            shown.iter().for_each(|name| agents.names.set(agent, &**name));
            (Actor::Agent, agent)
        }
        Some(id) if !business.is_empty() => {
            let contacts = &mut batch.tables.contacts;
            let contact = contacts.row(ID, &**id);
            shown.iter().filter(|name| *name != id).for_each(|name| contacts.names.set(contact, &**name));
            (Actor::Contact, contact)
        }
        _ => (Actor::Unknown, NONE),
    };
    Some((Message { kind, ..message(&id, at, actor, sender) }, shown))
}

/// An id as it is written now; older exports have the number only.
fn with_prefix(id: Cow<'_, str>) -> Cow<'_, str> {
    if id.bytes().all(|byte| byte.is_ascii_digit()) { format!("user{id}").into() } else { id }
}

fn kind_of(row: Row<'_>) -> MessageKind {
    if let Some(media) = row.text("media_type") {
        return match &*media {
            "sticker" => MessageKind::Sticker,
            "voice_message" | "audio_file" => MessageKind::Audio,
            "video_file" | "video_message" | "animation" => MessageKind::Video,
            _ => MessageKind::Document,
        };
    }
    let kinds = [
        ("photo", MessageKind::Image),
        ("location_information", MessageKind::Location),
        ("contact_information", MessageKind::ContactCard),
        ("poll", MessageKind::Interactive),
        ("todo_list", MessageKind::Interactive),
        ("game_title", MessageKind::Interactive),
        ("invoice_information", MessageKind::Interactive),
        ("file", MessageKind::Document),
    ];
    let has_text = row.has_text("text") || row.is_list("text");
    let otherwise = if has_text { MessageKind::Text } else { MessageKind::Other };
    kinds.iter().find(|(key, _)| row.has(key)).map_or(otherwise, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Intake, Recognised};
    use crate::report::Inbox;
    use crate::testing::{MINUTE, ask, at, batch_in_pieces, batch_of, options, value};

    const CHAT: &str = include_str!("../../tests/fixtures/telegram/personal-chat.json");
    const ACCOUNT: &str = include_str!("../../tests/fixtures/telegram/account.json");

    fn read(text: &str, business: &[&str]) -> (Inbox, Recognised) {
        let business = business.iter().map(|&name| name.to_owned()).collect();
        let mut intake = Intake::new(Options { business, ..options() });
        intake.begin("result.json");
        intake.push(text.as_bytes()).unwrap();
        let recognised = intake.end().unwrap();
        let mut inbox = Inbox::default();
        inbox.add(intake.finish(), Vec::new());
        (inbox, recognised)
    }

    fn senders(recognised: &Recognised) -> Vec<(&str, u64)> {
        recognised.details.senders.iter().map(|sender| (&*sender.name, sender.messages)).collect()
    }

    #[test]
    fn a_chat_with_one_person() {
        let (inbox, recognised) = read(CHAT, &["Lamp Shop"]);
        let data = inbox.data();
        let messages = &data.messages;
        let kinds: Vec<_> = messages.kind.iter().map(|kind| format!("{kind:?}")).collect();
        assert_eq!(kinds.join(" "), "Notice Text Text Image Call Audio Text Text");
        use Actor::*;
        assert_eq!(messages.actor, [System, Contact, Agent, Contact, Agent, Contact, Agent, Contact]);
        assert_eq!(messages.at[1], at("2025-03-03T09:00:00Z"));
        assert_eq!((data.threads.keys.id(0), data.threads.len(), data.contacts.keys.len()), ("user5", 1, 1));
        assert_eq!((data.agents.keys.id(0), data.agents.names.get(0)), ("user1", Some("Lamp Shop")));
        assert_eq!(recognised.details.chat.as_deref(), Some("Ana"));
        assert_eq!(senders(&recognised), [("Ana", 4), ("Lamp Shop", 3)]);
        assert!(recognised.details.is_business_named);
        assert!(data.warnings().as_slice().is_empty());
        // A day of silence ends a conversation; service lines and calls are no messages.
        for (metric, expected) in [("conversations", 2.0), ("messages", 6.0), ("first-response", 6.0 * MINUTE)] {
            assert_eq!(value(&ask(&inbox, "", &format!("\"{metric}\""))), Some(expected), "{metric}");
        }
    }

    #[test]
    fn who_is_the_business_has_to_be_said_by_name_or_by_id() {
        let (inbox, recognised) = read(CHAT, &[]);
        assert!(!recognised.details.is_business_named && inbox.data().agents.keys.is_empty());
        assert!(inbox.data().messages.actor[1..].iter().all(|&actor| actor == Actor::Unknown));
        let answer = ask(&inbox, "", "\"first-response\"");
        let reason = crate::query::observation::Reason::NoActors;
        assert_eq!(answer.shape, crate::report::answer::Shape::Unavailable { reason });
        let by_id = read(CHAT, &["user1"]).0;
        assert_eq!(by_id.data().messages.actor, read(CHAT, &["Lamp Shop"]).0.data().messages.actor);
    }

    #[test]
    fn all_chats_of_an_account() {
        let (inbox, recognised) = read(ACCOUNT, &["Lamp Shop"]);
        let data = inbox.data();
        let ids: Vec<_> = (0..data.threads.len() as u32).map(|thread| data.threads.keys.id(thread)).collect();
        assert_eq!(ids, ["user9", "channel9", "user12"]);
        let contacts: Vec<_> = (0..data.contacts.keys.len() as u32)
            .map(|row| (data.contacts.keys.id(row), data.contacts.names.get(row)))
            .collect();
        let expected = [
            ("user9", None),
            ("user7", Some("Omar")),
            ("user8", Some("Lina")),
            ("channel9", Some("Wholesale")),
            ("user12", Some("TrackBot")),
        ];
        assert_eq!(contacts, expected);
        assert_eq!(recognised.details.chat, None);
        assert_eq!(senders(&recognised), [("user9", 1), ("Lamp Shop", 3), ("Omar", 1), ("Lina", 1), ("TrackBot", 1)]);
        assert!(data.warnings().as_slice().is_empty());
    }

    fn told(text: &str) -> Vec<(Fault, u64, Option<String>)> {
        let batch = batch_of(text.as_bytes(), "", Options { format: Some(ID.to_owned()), ..options() }).unwrap();
        batch.warnings.as_slice().iter().map(|one| (one.code, one.count, one.first.path.clone())).collect()
    }

    #[test]
    fn channels_and_what_one_keeps_for_oneself_are_left_out_and_told() {
        let post =
            r#"{"id":1,"type":"message","date_unixtime":"1741000000","from":"News","from_id":"channel3","text":"a"}"#;
        for chat in [
            format!(r#"{{"type":"public_channel","id":3,"messages":[{post}]}}"#),
            format!(r#"{{"messages":[{post}],"type":"private_channel","id":3}}"#),
            format!(r#"{{"type":"saved_messages","id":3,"messages":[{post}]}}"#),
        ] {
            let account = format!(r#"{{"chats":{{"list":[{chat}]}}}}"#);
            assert_eq!(told(&chat), [(Fault::UnknownRow, 1, Some("type".to_owned()))]);
            assert_eq!(told(&account), [(Fault::UnknownRow, 1, Some("chats.list[0].type".to_owned()))]);
            let (inbox, _) = read(&format!(r#"{{"personal_information":{{"user_id":1}},{}"#, &account[1..]), &[]);
            assert_eq!((inbox.data().threads.len(), inbox.data().messages.len()), (0, 0));
        }
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"{"type":"personal_chat","id":5,"messages":[7,{"id":1},{"type":"message"},
            {"id":2,"type":"unsupported"},{"id":3,"type":"else","date":"2025-03-01T10:00:00"}]}"#;
        let told: Vec<_> = told(odd).into_iter().map(|(fault, count, _)| (fault, count)).collect();
        let expected = [
            (Fault::WrongType, 1),
            (Fault::MissingTime, 2),
            (Fault::MissingId, 1),
            (Fault::NaiveTime, 1),
            (Fault::UnknownRow, 1),
        ];
        assert_eq!(told, expected);
        let nameless = r#"{"type":"personal_chat","messages":[]}"#;
        assert_eq!(self::told(nameless), [(Fault::MissingId, 1, Some("id".to_owned()))]);
    }

    #[test]
    fn older_exports_have_dates_without_a_zone_and_numbers_for_people() {
        let old = r#"{"name":"Ana","type":"personal_chat","id":5,"messages":[
            {"id":1,"type":"message","date":"2020-05-01T10:00:00","from":"Ana","from_id":5,"text":["a ",{"type":"link","text":"b"}]}]}"#;
        let zone = crate::time::zone::tests::zone("Europe/Rome");
        let options = Options { business: vec!["Shop".to_owned()], zone, ..options() };
        let batch = batch_of(old.as_bytes(), "", options).unwrap();
        let messages = &batch.tables.messages;
        assert_eq!((messages.at[0], messages.kind[0]), (at("2020-05-01T08:00:00Z"), MessageKind::Text));
        assert_eq!(batch.tables.contacts.keys.id(messages.sender[0]), "user5");
        assert_eq!(batch.warnings.as_slice()[0].code, Fault::NaiveTime);
    }

    #[test]
    fn what_is_said_of_a_chat_may_stand_behind_its_messages() {
        let start = CHAT.find("\"messages\"").unwrap();
        let about = CHAT[1..start].trim().trim_end_matches(',');
        let turned = format!("{{{},{about}}}", CHAT[start..].trim().strip_suffix('}').unwrap());
        let kept = |text: &str| {
            let data = read(text, &["Lamp Shop"]).0;
            let data = data.data();
            (data.messages.at.clone(), data.messages.actor.clone(), data.threads.keys.id(0).to_owned())
        };
        assert_eq!(kept(&turned), kept(CHAT));
    }

    #[test]
    fn the_same_export_again_and_a_longer_one_later() {
        let end = CHAT.rfind(",\n").unwrap();
        let shorter = format!("{}]}}", &CHAT[..end]);
        let read = |texts: &[&str]| {
            let mut inbox = Inbox::default();
            for text in texts {
                inbox.add(batch_in_pieces(text.as_bytes(), "", &[100]).unwrap(), Vec::new());
            }
            (inbox.data().threads.len(), inbox.data().messages.at.clone(), inbox.data().messages.kind.clone())
        };
        let once = read(&[CHAT]);
        assert_eq!(read(&[CHAT, CHAT]), once);
        assert_eq!(read(&[&shorter, CHAT]), once);
    }
}
