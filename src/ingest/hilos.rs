//! Hilos, which is ActiveCampaign's WhatsApp inbox: its lists of conversations, messages and contacts, and single ones.
//!
//! A conversation carries its first message and none of the others. The first is left out, since what is known of a
//! history would have a gap; it comes again among the messages. One that names no conversation comes to that of its
//! contact at that time. When a conversation was closed is not said.

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, message, receipts_by};
use super::whatsapp_cloud::kind_of;
use crate::error::Fault;
use crate::store::dict::{NOBODY, NONE};
use crate::store::handles::HandleKind;
use crate::store::messages::Receipts;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, Fact, MessageKind, Origin, Status};
use crate::time::Millis;
use std::borrow::Cow;

pub const SOURCE: Source =
    Source { id: "hilos", sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

static ROWS: Rows = Rows {
    source: "hilos",
    lists: &["results"],
    // How many there are is said of messages and contacts, too, and by the same key.
    next: &["next"],
    keys: &[
        "email",
        "assigned",
        "assigned_team",
        "contact",
        "conversation",
        "created_on",
        "delivered_on",
        "direction",
        "failed_on",
        "first_message",
        "first_name",
        "id",
        "is_deleted",
        "last_name",
        "msg_type",
        "name",
        "phone",
        "provider_error_code",
        "read_on",
        "sent_by",
        "sent_on",
        "source",
        "status",
        "tags",
        "timestamp",
        "whatsapp_template",
    ],
    keep,
    ..Rows::SINGLE
};

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let rows = [
        &["assigned", "created_on", "contact", "source"][..],
        &["provider_id", "direction", "from_number", "to_number"],
        &["default_assignees", "phone"],
        &["canonical_phone", "phone"],
    ];
    rows.iter().any(|keys| head.beside(keys)).then_some("fields-of-product")
}

/// The words say how far a human or a bot has come; all but the last two are open. Beside each, how many messages nobody
/// has looked at, as far as it tells.
const STATES: [(&str, (Status, u32)); 7] = [
    ("CREATED", (Status::Open, 0)),
    ("FLOW", (Status::Open, 0)),
    ("FLOW_PAUSED", (Status::Open, 0)),
    ("NEW", (Status::Open, 1)),
    ("IN_PROGRESS", (Status::Open, 0)),
    ("RESOLVED", (Status::Closed, 0)),
    ("CLOSED", (Status::Closed, 0)),
];

const DIRECTIONS: [(&str, bool); 4] = [("INBOUND", true), ("OUTBOUND", false), ("inbound", true), ("outbound", false)];

/// `UNKNOWN` is what the contact began, and what nobody knows.
const ORIGINS: [(&str, Option<Origin>); 6] = [
    ("INBOX", Some(Origin::Inbox)),
    ("AUTO_RESPONSE", Some(Origin::Flow)),
    ("BROADCAST", Some(Origin::Flow)),
    ("FLOW", Some(Origin::Flow)),
    ("API", Some(Origin::Other)),
    ("UNKNOWN", None),
];

const SOURCES: [(&str, Actor); 6] = [
    ("INBOUND", Actor::Contact),
    ("INBOX", Actor::Agent),
    ("AUTO_RESPONSE", Actor::Automation),
    ("API", Actor::Automation),
    ("BROADCAST", Actor::Broadcast),
    ("FLOW", Actor::Bot),
];

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    match () {
        () if row.tells("direction") => keep_message(*row, writer),
        () if row.tells("assigned") || row.tells("first_message") => keep_conversation(*row, writer),
        () if row.tells("phone") => keep_contact(*row, writer),
        () => row.fault(Fault::UnknownRow, "id"),
    }
}

fn keep_conversation(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let people: Vec<_> = row.rows("assigned").filter_map(|person| agent(person, writer)).collect();
    let team = row.id("assigned_team").map(|id| writer.team(&id));
    let (has_people, has_tags) = (row.is_list("assigned"), row.is_list("tags"));
    let state = row.word("status", &STATES);
    let mut coverage = Coverage::of(&[Fact::Status]);
    let shown = [(state.is_some(), Fact::Seen), (has_people, Fact::Agents), (has_tags, Fact::Tags)];
    shown.iter().filter(|(is_shown, _)| *is_shown).for_each(|&(_, fact)| coverage.add(fact));
    let version = Thread {
        contact: row.id("contact").map(|id| writer.contact(&id, None)),
        channel: Some(writer.channel("whatsapp")),
        // Several may share it; the first has it.
        agent: has_people.then(|| people.first().copied().unwrap_or(NOBODY)),
        team: row.tells("assigned_team").then(|| team.unwrap_or(NOBODY)),
        origin: row.word("source", &ORIGINS).flatten().or_else(|| origin_by_first_message(row)),
        status: state.map(|(status, _)| status),
        unread: state.map(|(_, unread)| unread),
        created_at: row.time("created_on"),
        tags: has_tags.then(|| tags(row).iter().map(|tag| writer.tag(tag)).collect()),
        coverage,
        is_maybe_cut: true,
        ..Thread::default()
    };
    let thread = writer.thread(&id);
    writer.write_thread(thread, &version);
}

fn origin_by_first_message(row: Row<'_>) -> Option<Origin> {
    let is_inbound = row.word("first_message.direction", &DIRECTIONS)?;
    Some(if is_inbound { Origin::Inbound } else { Origin::Other })
}

/// The names of tags, which stand by themselves or in objects.
fn tags(row: Row<'_>) -> Vec<Cow<'_, str>> {
    row.rows("tags").filter_map(|tag| tag.text("name")).chain(row.texts("tags")).collect()
}

fn agent(person: Row<'_>, writer: &mut Writer<'_>) -> Option<u32> {
    person.id("id").map(|id| writer.agent(&id, person.full_name()))
}

fn keep_message(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let Some(at) = row.require(row.time("timestamp"), Fault::MissingTime, "timestamp") else { return };
    let Some(is_inbound) = row.word("direction", &DIRECTIONS) else { return };
    let contact = row.id("contact").map(|id| writer.contact(&id, None));
    let by = row.row("sent_by").and_then(|person| agent(person, writer));
    let mut message = match is_inbound {
        true => message(&id, at, Actor::Contact, contact.unwrap_or(NONE)),
        false => {
            let actor = row.word("source", &SOURCES).filter(|&actor| actor != Actor::Contact);
            let actor = actor.unwrap_or(if by.is_some() { Actor::Agent } else { Actor::Business });
            message(&id, at, actor, by.filter(|_| actor == Actor::Agent).unwrap_or(NONE))
        }
    };
    message.kind = kind(row);
    // Whole messages have the template itself, first ones its id.
    let template = match row.row("whatsapp_template") {
        Some(template) => template.id("id"),
        None => row.id("whatsapp_template"),
    };
    message.marks.template = template.map_or(NONE, |template| writer.batch.tables.templates.intern(&*template));
    let mut version = Thread {
        contact,
        channel: Some(writer.channel("whatsapp")),
        coverage: Coverage::of(&[Fact::Actors]),
        is_maybe_cut: true,
        ..Thread::default()
    };
    if !is_inbound {
        message.receipts = receipts(row, at);
        let error = row.id("provider_error_code");
        message.marks.error = error.map_or(NONE, |error| writer.batch.tables.errors.intern(&*error));
        version.coverage.add(Fact::Receipts);
    }
    let thread = row.id("conversation").map(|id| writer.thread(&id));
    let thread = thread.or_else(|| Some(writer.batch.home(writer.source, contact?)));
    let Some(thread) = row.require(thread, Fault::MissingId, "conversation") else { return };
    writer.write_thread(thread, &version);
    writer.message(thread, &message);
}

fn kind(row: Row<'_>) -> MessageKind {
    let is_deleted = row.flag("is_deleted") == Some(true) || row.text("status").as_deref() == Some("deleted");
    let Some(word) = row.text("msg_type").filter(|_| !is_deleted) else {
        return if is_deleted { MessageKind::Deleted } else { MessageKind::Text };
    };
    match &*word {
        "ephemeral" => MessageKind::Other,
        word => row.require(kind_of(word), Fault::UnknownWord, "msg_type").unwrap_or(MessageKind::Other),
    }
}

/// The times of receipts, and where a time is missing though the status is told, the message's own.
fn receipts(row: Row<'_>, at: Millis) -> Receipts {
    let told = receipts_by(&row.text("status").unwrap_or_default(), at);
    let when = |way, told| row.time(way).unwrap_or(told);
    Receipts {
        sent: when("sent_on", told.sent),
        delivered: when("delivered_on", told.delivered),
        read: when("read_on", told.read),
        failed: when("failed_on", told.failed),
    }
}

fn keep_contact(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let contact = writer.contact(&id, row.full_name());
    writer.handle(contact, HandleKind::Phone, row.text("phone"));
    writer.handle(contact, HandleKind::Email, row.text("email"));
    let tables = &mut writer.batch.tables;
    if let Some(at) = row.time("created_on") {
        tables.contacts.created_at[contact as usize] = at;
    }
    if let Some(source) = row.text("source") {
        tables.contacts.added_via[contact as usize] = tables.contact_sources.intern(&*source);
    }
    if row.is_list("tags") {
        let tags: Vec<u32> = tags(row).iter().map(|tag| tables.contact_tags.intern(&**tag)).collect();
        tables.contacts.set_tags(contact, tags);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::testing::{MINUTE, ask, at, batch, rate, read, value};

    const CONVERSATIONS: &str = include_str!("../../tests/fixtures/hilos/conversations.json");
    const MESSAGES: &str = include_str!("../../tests/fixtures/hilos/messages-newest-first.json");
    const CONTACTS: &str = include_str!("../../tests/fixtures/hilos/contacts.json");
    const STATES_OF_ALL_KINDS: &str = include_str!("../../tests/fixtures/hilos/conversations-in-every-state.json");
    const WITHOUT_CONVERSATION: &str = include_str!("../../tests/fixtures/hilos/messages-without-conversation.json");

    fn all(texts: &[&str]) -> Dataset {
        let mut data = Dataset::default();
        texts.iter().for_each(|text| data.add(batch(text).unwrap()));
        data
    }

    #[test]
    fn conversations() {
        let data = all(&[CONVERSATIONS]);
        let threads = &data.threads;
        use Status::*;
        assert_eq!(threads.status, [Closed, Open, Open, Closed]);
        let origins = [Some(Origin::Flow), Some(Origin::Inbound), Some(Origin::Inbox), Some(Origin::Other)];
        assert_eq!(threads.origin, origins);
        assert_eq!(threads.agent, [0, NOBODY, 0, NOBODY]);
        assert_eq!((data.agents.names.get(0), data.agents.names.get(1)), (Some("Giulia Rossi"), Some("Omar")));
        assert_eq!((data.teams.get(threads.team[0]), threads.team[1]), ("4", NOBODY));
        assert_eq!(threads.tags.get(0).iter().map(|&tag| data.tags.get(tag)).collect::<Vec<_>>(), ["reso"]);
        assert_eq!(data.messages.len(), 0, "the first message alone is no history");
        assert!(threads.coverage.iter().all(|coverage| !coverage.has(Fact::Messages) && coverage.has(Fact::Status)));
        assert!(data.warnings().as_slice().is_empty());
    }

    #[test]
    fn messages() {
        use Actor::*;
        let data = all(&[MESSAGES, CONVERSATIONS]);
        let messages = &data.messages;
        let rows: Vec<_> = messages.rows_of(0).map(|row| (messages.actor[row], messages.kind[row])).collect();
        let expected = [
            (Contact, MessageKind::Text),
            (Bot, MessageKind::Interactive),
            (Agent, MessageKind::Text),
            (Agent, MessageKind::Deleted),
            (Broadcast, MessageKind::Template),
        ];
        assert_eq!(rows, expected);
        assert!(data.threads.coverage[0].has(Fact::Messages), "they reach back to when it was created");
        let time = |text| at(text);
        let none = Receipts::default();
        let whole = Receipts {
            sent: time("2025-03-03T09:00:06Z"),
            delivered: time("2025-03-03T09:00:07Z"),
            read: time("2025-03-03T09:01:00Z"),
            ..none
        };
        assert_eq!(messages.receipts_of(1), whole);
        let own = time("2025-03-03T09:05:00Z");
        assert_eq!(messages.receipts_of(2), Receipts { sent: own, delivered: own, ..none }, "a word without times");
        assert_eq!(messages.receipts_of(4), Receipts { failed: time("2025-03-04T10:00:02Z"), ..none });
        let marks = messages.marks.of(4);
        assert_eq!((data.errors.get(marks.error), data.templates.get(marks.template)), ("131026", "tpl-1"));
        assert_eq!((data.agents.names.get(messages.sender[2]), messages.sender[1]), (Some("Giulia Rossi"), NONE));
    }

    #[test]
    fn states() {
        let data = all(&[STATES_OF_ALL_KINDS]);
        let rows = 0..data.threads.len();
        let told: Vec<_> = rows.map(|row| (data.threads.status[row], data.threads.unread[row])).collect();
        let (open, closed) = ((Status::Open, 0), (Status::Closed, 0));
        assert_eq!(told, [open, open, open, (Status::Open, 1), open, closed, closed]);
        let mut inbox = Inbox::default();
        inbox.add(batch(STATES_OF_ALL_KINDS).unwrap(), Vec::new());
        let said = WITHOUT_CONVERSATION.replace("c2", "s4");
        inbox.add(batch(&said).unwrap(), Vec::new());
        assert_eq!(value(&ask(&inbox, "", "\"unread-conversations\"")), Some(1.0));
    }

    #[test]
    fn messages_without_a_conversation_come_to_that_of_their_contact() {
        let kept = |texts: &[&str]| {
            let data = all(texts);
            assert!(data.warnings().as_slice().is_empty());
            let thread = |row: usize| data.threads.keys.id(data.messages.thread_of(row)).to_owned();
            let mut kept: Vec<_> = (0..data.messages.len()).map(|row| (thread(row), data.messages.at[row])).collect();
            kept.sort();
            (kept, data.conversations())
        };
        let of_c2 = |minute: i64| ("6f0e0002".to_owned(), at("2025-03-04T09:00:00Z") + minute * 60_000);
        let of_c9 = ("~c9".to_owned(), at("2025-03-07T12:00:00Z"));
        let expected = (vec![of_c2(0), of_c2(1), of_c9], 5);
        assert_eq!(kept(&[CONVERSATIONS, WITHOUT_CONVERSATION]), expected);
        assert_eq!(kept(&[WITHOUT_CONVERSATION, CONVERSATIONS, WITHOUT_CONVERSATION]), expected);
    }

    #[test]
    fn a_template_is_an_id_or_an_object() {
        let rows = r#"[{"id":"m1","conversation":"k","direction":"OUTBOUND","provider_id":"p","from_number":"1","to_number":"2",
            "timestamp":"2025-03-03T09:00:00Z","whatsapp_template":"tpl-1"},{"id":"m2","conversation":"k","direction":"OUTBOUND",
            "timestamp":"2025-03-03T09:01:00Z","whatsapp_template":{"id":"tpl-1","name":"hello","category":"UTILITY"}}]"#;
        let data = read(rows).unwrap();
        let templates = [0, 1].map(|row| data.templates.get(data.messages.marks.of(row).template));
        assert_eq!((templates, data.warnings().as_slice().len()), (["tpl-1"; 2], 0));
    }

    #[test]
    fn contacts() {
        let data = all(&[CONVERSATIONS, CONTACTS]);
        let contacts = &data.contacts;
        assert_eq!((contacts.names.get(0), contacts.names.get(1)), (Some("Lina Verdi"), Some("Marco")));
        assert_eq!(contacts.created_at[0], at("2025-02-01T08:00:00Z"));
        assert_eq!(data.contact_sources.get(contacts.added_via[0]), "INBOUND");
        assert_eq!(contacts.tags.get(0).iter().map(|&tag| data.contact_tags.get(tag)).collect::<Vec<_>>(), ["vip"]);
        assert_eq!(contacts.keys.len(), data.threads.len());
    }

    #[test]
    fn numbers() {
        let mut inbox = Inbox::default();
        for text in [MESSAGES, CONTACTS, CONVERSATIONS] {
            inbox.add(batch(text).unwrap(), Vec::new());
        }
        let ask = |metric: &str| ask(&inbox, "", &format!("\"{metric}\""));
        assert_eq!(value(&ask("first-response")), Some(5.0 * MINUTE));
        assert_eq!(rate(&ask("delivery-rate")), (2, 2), "what failed was never sent");
        assert_eq!(value(&ask("conversations")), Some(4.0));
    }

    #[test]
    fn pages_in_any_order_and_again_are_the_same() {
        let pages = [CONVERSATIONS, MESSAGES, CONTACTS];
        let seen = |data: &Dataset| {
            let threads = &data.threads;
            let mut rows: Vec<_> = (0..threads.len())
                .map(|row| {
                    let messages =
                        data.messages.rows_of(row as u32).map(|row| (data.messages.at[row], data.messages.actor[row]));
                    let id = threads.keys.id(row as u32).to_owned();
                    (
                        id,
                        threads.status[row],
                        threads.coverage[row].facts().collect::<Vec<_>>(),
                        messages.collect::<Vec<_>>(),
                    )
                })
                .collect();
            rows.sort_by(|a, b| a.0.cmp(&b.0));
            format!("{rows:?}")
        };
        let once = seen(&all(&pages));
        assert_eq!(seen(&all(&[MESSAGES, CONTACTS, CONVERSATIONS, MESSAGES])), once);
        assert_eq!(seen(&all(&[CONTACTS, MESSAGES, CONVERSATIONS, CONVERSATIONS])), once);
        let single = |text: &str| {
            let page: serde_json::Value = serde_json::from_str(text).unwrap();
            page["results"].as_array().unwrap().iter().map(|row| row.to_string() + "\n").collect::<String>()
        };
        assert_eq!(seen(&all(&pages.map(single).each_ref().map(String::as_str))), once, "a row a line");
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"{"count":9,"results":[7,{"id":"u"},{"assigned":[],"first_message":null,"contact":"c","source":"FLOW","created_on":""},
            {"id":"k1","assigned":[],"contact":"c","source":"FAX","status":"LOST","created_on":"soon","first_message":null},
            {"id":"m1","direction":"INBOUND","timestamp":"2025-03-03T09:00:00Z","provider_id":"p"},
            {"id":"m2","conversation":"k1","direction":"INBOUND"},
            {"id":"m3","conversation":"k1","direction":"SIDEWAYS","timestamp":"2025-03-03T09:00:00Z"},
            {"id":"m4","conversation":"k1","direction":"OUTBOUND","msg_type":"smell","timestamp":"2025-03-03T09:00:00Z"}]}"#;
        let data = read(odd).unwrap();
        let told: Vec<_> = data.warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected = [
            (Fault::WrongType, 1),
            (Fault::UnknownRow, 1),
            (Fault::MissingId, 2),
            (Fault::UnknownWord, 4),
            (Fault::BadTime, 1),
            (Fault::MissingTime, 1),
        ];
        assert_eq!(told, expected);
        assert_eq!((data.messages.len(), data.messages.actor[0]), (1, Actor::Business));
    }
}
