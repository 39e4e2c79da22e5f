//! What the Chatwoot API answers and its webhooks tell: pages of conversations, messages, contacts, agents, teams and
//! answers to surveys, or single ones of them, in any order; and the tables of surveys and contacts that it exports.
//!
//! A page of conversations holds only the last message of each; messages come from pages of their own. A thread's
//! history counts as known once its messages reach back to its creation. When something was closed, assigned or
//! tagged is told by webhooks, and else only written in the conversation's activity lines; see [`activity`].
//!
//! Each account numbers its conversations by itself. Messages name only the inbox, of which conversations tell the account;
//! see [`crate::store::scopes`]. The times that Chatwoot works out itself name conversations by a number that stands
//! nowhere else, so that they are counted and not kept. Of unread messages Chatwoot counts at most ten.

mod activity;
mod csv;
mod sentences;

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, event, receipts_by};
use crate::error::Fault;
use crate::store::events::Event;
use crate::store::handles::HandleKind;
use crate::store::marks::Marks;
use crate::store::messages::{Message, MessageId, Receipts};
use crate::store::surveys::Survey;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Status};
use crate::store::{NOBODY, NONE, Scope};
use crate::time::{Millis, UNKNOWN};
use activity::{Activity, By};
use std::borrow::Cow;

pub const SOURCE: Source = Source {
    id: ID,
    sniff,
    reader: |options, head| match head {
        _ if !head.is_json() => csv::reader(options, head),
        // A page of one row.
        _ if head.has("payload.id") || head.has("payload.contact.id") => ONE.reader(options, head),
        _ => ROWS.reader(options, head),
    },
    is_lenient: false,
};

const ID: &str = "chatwoot";

static ROWS: Rows = rows(&["data.payload", "payload"]);
static ONE: Rows = rows(&[]);

const fn rows(lists: &'static [&'static str]) -> Rows {
    Rows { source: ID, lists, totals: &["data.meta.all_count", "meta.all_count"], keys: &KEYS, keep, ..Rows::SINGLE }
}

const KEYS: [&str; 61] = [
    "account",
    "account_id",
    "additional_attributes",
    "agent_last_seen_at",
    "allow_auto_assign",
    "assignee",
    "assignee_id",
    "attachments",
    "automation_rule_id",
    "cached_label_list",
    "campaign_id",
    "changed_attributes",
    "channel",
    "channel_type",
    "contact",
    "content",
    "content_attributes",
    "content_type",
    "conversation",
    "conversation_id",
    "country_code",
    "created_at",
    "csat_survey_response",
    "current_value",
    "deleted",
    "display_id",
    "email",
    "event",
    "event_start_time",
    "external_echo",
    "external_error",
    "file_type",
    "id",
    "identifier",
    "inbox",
    "inbox_id",
    "label_list",
    "labels",
    "message_id",
    "message_type",
    "messages",
    "meta",
    "name",
    "payload",
    "phone_number",
    "previous_value",
    "private",
    "rating",
    "role",
    "sender",
    "sender_id",
    "sender_type",
    "show_on_sidebar",
    "status",
    "submitted_values",
    "team",
    "template_params",
    "type",
    "unread_count",
    "updated_at",
    "value_in_business_hours",
];

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    if !head.is_json() {
        return csv::sniff(head);
    }
    let is_message = head.beside(&["message_type", "content", "created_at"]);
    let is_conversation =
        head.beside(&["inbox_id", "status", "meta"]) || head.beside(&["unread_count", "labels", "meta"]);
    if !is_message && head.beside(&["rating", "message_id", "conversation_id"]) {
        return Some("answers-to-surveys");
    }
    let is_page = head.has("data.payload") || head.has("payload");
    let is_known_page = ["data.meta.all_count", "meta.all_count", "meta.labels"].iter().any(|key| head.has(key));
    let others: [&[&str]; 4] = [
        &["value_in_business_hours", "event_start_time"],
        &["available_name", "availability_status", "role"],
        &["allow_auto_assign", "account_id"],
        &["phone_number", "identifier", "thumbnail"],
    ];
    match (is_conversation, is_message, is_page) {
        (true, _, true) => Some("page-of-conversations"),
        (true, ..) => Some("conversations"),
        (_, true, true) => Some("page-of-messages"),
        (_, true, _) => Some("messages"),
        _ if others.iter().any(|keys| head.beside(keys)) => Some("fields-of-product"),
        (_, _, true) if is_known_page => Some("empty-page"),
        _ => None,
    }
}

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let wrapped = if row.has("id") { None } else { row.row("payload") };
    let row = wrapped.unwrap_or(*row);
    let row = if row.has("id") { row } else { row.row("contact").unwrap_or(row) };
    match () {
        () if row.tells("message_type") => keep_message(row, None, writer),
        () if row.tells("value_in_business_hours") || row.tells("event_start_time") => {
            row.fault(Fault::UnjoinedTime, "conversation_id");
        }
        () if row.tells("rating") && row.tells("message_id") => keep_answer(row, writer),
        () if row.tells("status") && (row.has("inbox_id") || row.is_list("labels")) => keep_conversation(row, writer),
        () if row.tells("role") => {
            agent(row, Actor::Agent, writer);
        }
        () if row.tells("allow_auto_assign") => row.text("name").iter().for_each(|name| {
            writer.team(name);
        }),
        // Inboxes and labels tell nothing that conversations do not; neither does that somebody is typing.
        () if row.tells("channel_type") || row.tells("show_on_sidebar") => {}
        () if row.text("event").is_some_and(|event| !event.starts_with("contact_")) => {}
        () if row.tells("phone_number") || row.tells("identifier") => {
            let contact = contact(row, writer);
            row.require(Some(contact).filter(|&contact| contact != NONE), Fault::MissingId, "id");
        }
        () => row.fault(Fault::UnknownRow, ""),
    }
}

/// The account that a row is of, or the inbox.
fn scope<'t>(row: Row<'t>) -> Scope<'t> {
    let account = row.id("account_id").or_else(|| row.id("account.id"));
    // A webhook's conversation names it in its last message only.
    match account.or_else(|| row.rows("messages").find_map(|message| message.id("account_id"))) {
        Some(account) => Scope::Account(account),
        None => inbox(row).map_or(Scope::Open, Scope::Inbox),
    }
}

fn inbox<'t>(row: Row<'t>) -> Option<Cow<'t, str>> {
    row.id("inbox_id").or_else(|| row.id("inbox.id"))
}

fn thread(row: Row<'_>, id: &str, writer: &mut Writer<'_>) -> u32 {
    let scope = scope(row);
    if let (Scope::Account(account), Some(inbox)) = (&scope, inbox(row)) {
        writer.batch.tables.scopes.tell(ID, &inbox, account);
    }
    writer.batch.tables.threads.row_in(ID, &scope, id)
}

fn keep_conversation(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let thread = thread(row, &id, writer);
    row.rows("messages").for_each(|message| keep_message(message, Some(thread), writer));
    let event = row.text("event");
    let mut version = describe(row, event.is_some(), writer);
    if let Some(event) = event {
        keep_changes(row, &event, thread, &mut version, writer);
    }
    writer.write_thread(thread, &version);
    if let Some(at) = row.time("agent_last_seen_at") {
        writer.event(thread, &self::event(at, EventKind::Seen, Actor::Agent, NONE));
    }
}

/// What a conversation is like now. Answers of the interface leave out an assignee that there is none of; webhooks say that
/// there is none.
fn describe(row: Row<'_>, is_webhook: bool, writer: &mut Writer<'_>) -> Thread {
    let meta = row.row("meta");
    let person = |key| meta.and_then(|meta| meta.row(key));
    let contact = person("sender").map(|sender| contact(sender, writer)).filter(|&contact| contact != NONE);
    let assignee = person("assignee").map(|assignee| agent(assignee, actor_of_agent(assignee), writer));
    let team = person("team").and_then(|team| team.text("name")).map(|team| writer.team(&team));
    let is_told = |key| !is_webhook || meta.is_some_and(|meta| meta.tells(key));
    let mut version = Thread {
        updated_at: row.time("updated_at"),
        contact,
        channel: meta
            .and_then(|meta| meta.text("channel"))
            .or_else(|| row.text("channel"))
            .map(|channel| writer.channel(&channel.strip_prefix("Channel::").unwrap_or(&channel).to_lowercase())),
        agent: assignee.or(is_told("assignee").then_some(NOBODY)),
        team: team.or(is_told("team").then_some(NOBODY)),
        status: row.word("status", &STATES),
        created_at: row.time("created_at"),
        unread: row.whole("unread_count"),
        coverage: Coverage::of(&[Fact::Actors, Fact::Status, Fact::Agents, Fact::Seen]),
        is_maybe_cut: true,
        ..Thread::default()
    };
    if row.is_list("labels") {
        version.tags = Some(row.texts("labels").map(|label| writer.tag(&label)).collect());
        version.coverage.add(Fact::Tags);
    }
    version
}

const STATES: [(&str, Status); 4] =
    [("open", Status::Open), ("resolved", Status::Closed), ("pending", Status::Pending), ("snoozed", Status::Snoozed)];

/// What a webhook says to have changed. It does not say who did it; an activity line does, a little later.
fn keep_changes(row: Row<'_>, event: &str, thread: u32, version: &mut Thread, writer: &mut Writer<'_>) {
    let changes = || row.rows("changed_attributes");
    let at = changes().find_map(|change| change.time("updated_at.current_value")).or_else(|| row.time("updated_at"));
    let mut happened: Vec<(EventKind, u32)> = Vec::new();
    match event {
        "conversation_opened" => happened.push((EventKind::Reopened, NONE)),
        "conversation_resolved" => happened.push((EventKind::Closed, NONE)),
        _ => {}
    }
    for change in changes() {
        if change.has("status.previous_value") {
            let status = change
                .text("status.current_value")
                .and_then(|status| STATES.iter().find(|(word, _)| *word == status).map(|(_, status)| *status));
            happened.extend(status.map(|status| (effect(status), NONE)));
        }
        if change.tells("assignee_id") {
            let assigned = change.id("assignee_id.current_value").map(|id| writer.agent(&id, None));
            let kind = if assigned.is_some() { EventKind::Assigned } else { EventKind::Unassigned };
            happened.push((kind, assigned.unwrap_or(NONE)));
            version.coverage.add(Fact::Assignments);
        }
        if change.is_list("label_list.current_value") {
            let (now, before) = ("label_list.current_value", "label_list.previous_value");
            for (kind, of, other) in [(EventKind::Tagged, now, before), (EventKind::Untagged, before, now)] {
                let labels = change.texts(of).filter(|label| change.texts(other).all(|known| known != *label));
                happened.extend(labels.map(|label| (kind, writer.tag(&label))));
            }
            version.coverage.add(Fact::TagHistory);
        }
    }
    if happened.is_empty() {
        return;
    }
    let Some(at) = row.require(at, Fault::MissingTime, "updated_at") else { return };
    writer.batch.tables.herald(ID);
    for (kind, subject) in happened {
        writer.event(thread, &Event { subject, ..self::event(at, kind, Actor::Unknown, NONE) });
    }
}

fn effect(status: Status) -> EventKind {
    match status {
        Status::Closed => EventKind::Closed,
        Status::Pending => EventKind::Pending,
        Status::Snoozed => EventKind::Snoozed,
        Status::Open | Status::Unknown => EventKind::Reopened,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum MessageType {
    Incoming,
    Outgoing,
    Activity,
    Template,
}

/// A message, which may stand in its conversation.
fn keep_message(row: Row<'_>, of: Option<u32>, writer: &mut Writer<'_>) {
    let kind = row.id("message_type").and_then(|word| match &*word {
        "0" | "incoming" => Some(MessageType::Incoming),
        "1" | "outgoing" => Some(MessageType::Outgoing),
        "2" | "activity" => Some(MessageType::Activity),
        "3" | "template" => Some(MessageType::Template),
        _ => None,
    });
    let Some(kind) = row.require(kind, Fault::UnknownWord, "message_type") else { return };
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let conversation = row.row("conversation");
    let number = || conversation?.id("id").or_else(|| conversation?.id("display_id"));
    let thread = match of {
        Some(thread) => thread,
        None => {
            let number = row.id("conversation_id").or_else(number);
            let Some(number) = row.require(number, Fault::MissingId, "conversation_id") else { return };
            thread(row, &number, writer)
        }
    };
    let Some(at) = row.require(row.time("created_at"), Fault::MissingTime, "created_at") else { return };
    // A webhook's message carries its conversation.
    let described = conversation.filter(|conversation| of.is_none() && conversation.tells("meta"));
    if let Some(conversation) = described {
        let version = describe(conversation, true, writer);
        writer.write_thread(thread, &version);
    }
    let attributes = Attributes::of(row);
    let is_survey = row.text("content_type").as_deref() == Some("input_csat");
    let mut version = Thread { is_maybe_cut: true, ..Thread::default() };
    version.coverage = Coverage::of(&[Fact::Actors, Fact::Agents]);
    let actor = if is_survey { Actor::System } else { actor_of(row, attributes, kind) };
    let sender = match actor {
        Actor::Contact => row.row("sender").or_else(|| row.row("contact")).map(|sender| contact(sender, writer)),
        Actor::Agent | Actor::Bot => match row.row("sender") {
            Some(sender) => Some(agent(sender, actor, writer)),
            None => row.id("sender_id").map(|id| agent_of(&id, actor, writer)),
        },
        _ => None,
    };
    let sender = sender.unwrap_or(NONE);
    if actor == Actor::Contact && sender != NONE {
        version.contact = Some(sender);
    }
    if kind == MessageType::Activity {
        keep_activity(row, thread, at, &mut version, writer);
    }
    let id = MessageId::from_text(id.as_bytes());
    if is_survey {
        version.coverage.add(Fact::Surveys);
        // When it was answered, only the list of answers tells.
        let rating = attributes.content.row("submitted_values.csat_survey_response");
        keep_survey(thread, id, UNKNOWN, at, rating.and_then(|response| response.whole("rating")), writer);
    }
    let is_ours = !matches!(actor, Actor::Contact | Actor::System);
    let receipts = match row.text("status") {
        Some(status) if is_ours => receipts_by(&status, at),
        _ => Receipts::default(),
    };
    if receipts != Receipts::default() {
        version.coverage.add(Fact::Receipts);
    }
    let kind = kind_of(row, attributes, kind, is_survey);
    if kind == MessageKind::Note {
        version.coverage.add(Fact::Notes);
    }
    writer.write_thread(thread, &version);
    let marks = marks(attributes, writer);
    writer.message(thread, &Message { id, at, actor, kind, sender, receipts, marks });
}

/// What messages have of their own.
#[derive(Clone, Copy)]
struct Attributes<'t> {
    content: Row<'t>,
    additional: Row<'t>,
}

impl<'t> Attributes<'t> {
    fn of(message: Row<'t>) -> Self {
        Self { content: message.part("content_attributes"), additional: message.part("additional_attributes") }
    }
}

fn actor_of(row: Row<'_>, Attributes { content, additional }: Attributes<'_>, kind: MessageType) -> Actor {
    match kind {
        MessageType::Incoming => Actor::Contact,
        MessageType::Activity | MessageType::Template => Actor::System,
        MessageType::Outgoing => match row.text("sender.type").or_else(|| row.text("sender_type")).as_deref() {
            _ if content.flag("external_echo") == Some(true) => Actor::Echo,
            _ if additional.has("campaign_id") => Actor::Broadcast,
            _ if content.has("automation_rule_id") => Actor::Automation,
            Some(word) => actor_by_word(word),
            None if row.has("sender.id") => Actor::Agent,
            None => Actor::Automation,
        },
    }
}

fn actor_by_word(word: &str) -> Actor {
    match word {
        "agent_bot" | "AgentBot" | "captain_assistant" | "Captain::Assistant" => Actor::Bot,
        _ => Actor::Agent,
    }
}

fn actor_of_agent(row: Row<'_>) -> Actor {
    row.text("type").map_or(Actor::Agent, |word| actor_by_word(&word))
}

fn kind_of(
    row: Row<'_>,
    Attributes { content, additional }: Attributes<'_>,
    kind: MessageType,
    is_survey: bool,
) -> MessageKind {
    match kind {
        _ if content.flag("deleted") == Some(true) => MessageKind::Deleted,
        _ if row.flag("private") == Some(true) => MessageKind::Note,
        MessageType::Activity => MessageKind::Notice,
        _ if is_survey => MessageKind::Notice,
        MessageType::Template => MessageKind::Template,
        _ if additional.has("template_params.name") => MessageKind::Template,
        _ => row
            .rows("attachments")
            .last()
            .and_then(|file| file.text("file_type"))
            .map_or(MessageKind::Text, kind_of_file),
    }
}

fn kind_of_file(kind: Cow<'_, str>) -> MessageKind {
    match &*kind {
        "image" | "ig_story" | "story_mention" => MessageKind::Image,
        "audio" => MessageKind::Audio,
        "video" | "ig_reel" => MessageKind::Video,
        "file" => MessageKind::Document,
        "location" => MessageKind::Location,
        "contact" => MessageKind::ContactCard,
        _ => MessageKind::Other,
    }
}

fn marks(Attributes { content, additional }: Attributes<'_>, writer: &mut Writer<'_>) -> Marks {
    let tables = &mut writer.batch.tables;
    let template = additional.text("template_params.name");
    let campaign = additional.id("campaign_id");
    let error = content.text("external_error");
    Marks {
        template: template.map_or(NONE, |name| tables.templates.intern(&*name)),
        campaign: campaign.map_or(NONE, |id| tables.campaigns.intern(&*id)),
        error: error.map_or(NONE, |error| tables.errors.intern(code_of(&error))),
        ..Marks::default()
    }
}

/// `131026: Message undeliverable` and `(#131030) Recipient …` are the number; other errors are as they are written.
fn code_of(error: &str) -> &str {
    let number = error.trim_start_matches(['(', '#', ' ']);
    let end = number.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(number.len());
    if end == 0 { error } else { &number[..end] }
}

fn keep_activity(row: Row<'_>, thread: u32, at: Millis, version: &mut Thread, writer: &mut Writer<'_>) {
    let Some(line) = row.text("content") else { return };
    let Some(known) = row.require(activity::read(&line), Fault::UnknownNotice, "content") else { return };
    let Some(Activity { kind, by, subject }) = known else { return };
    let agents = &mut writer.batch.tables.agents;
    let (actor, by) = match by {
        By::Name(name) => (Actor::Agent, agents.named(ID, name)),
        By::Contact => (Actor::Contact, NONE),
        By::System => (Actor::Automation, NONE),
    };
    let told = event(at, kind, actor, by);
    if matches!(kind, EventKind::Assigned | EventKind::Unassigned) {
        version.coverage.add(Fact::Assignments);
    }
    match (kind, subject) {
        (EventKind::Tagged | EventKind::Untagged, Some(labels)) => {
            version.coverage.add(Fact::Tags);
            version.coverage.add(Fact::TagHistory);
            for label in labels.split(", ") {
                let subject = writer.tag(label);
                writer.event(thread, &Event { subject, ..told });
            }
        }
        (EventKind::Assigned, Some(name)) => {
            let subject = writer.batch.tables.agents.named(ID, name);
            writer.event(thread, &Event { subject, ..told });
        }
        _ => writer.event(thread, &told),
    }
}

/// A row of the list of answers to surveys.
fn keep_answer(row: Row<'_>, writer: &mut Writer<'_>) {
    let ids = row.id("conversation_id").zip(row.id("message_id"));
    let Some((conversation, message)) = row.require(ids, Fault::MissingId, "conversation_id") else { return };
    let Some(at) = row.require(row.time("created_at"), Fault::MissingTime, "created_at") else { return };
    let thread = thread(row, &conversation, writer);
    let contact = row.row("contact").map(|person| contact(person, writer)).filter(|&contact| contact != NONE);
    let coverage = Coverage::of(&[Fact::Surveys]);
    writer.write_thread(thread, &Thread { contact, coverage, is_maybe_cut: true, ..Thread::default() });
    keep_survey(thread, MessageId::from_text(message.as_bytes()), at, UNKNOWN, row.whole("rating"), writer);
}

/// Known by the message that asked; contacts answer with one to five.
fn keep_survey(
    thread: u32,
    question: MessageId,
    answered_at: Millis,
    sent_at: Millis,
    rating: Option<u32>,
    writer: &mut Writer<'_>,
) {
    let (id, score) = (Some(question), rating.map(f64::from));
    writer.batch.tables.surveys.push(thread, &Survey { id, sent_at, answered_at, score, scale: Some(5) });
}

fn contact(row: Row<'_>, writer: &mut Writer<'_>) -> u32 {
    let Some(id) = row.id("id") else { return NONE };
    let contact = writer.contact(&id, row.text("name"));
    let tables = &mut writer.batch.tables;
    if let Some(country) = row.text("additional_attributes.country_code") {
        tables.contacts.country[contact as usize] = tables.countries.intern(&*country);
    }
    if let Some(at) = row.time("created_at") {
        tables.contacts.created_at[contact as usize] = at;
    }
    writer.handle(contact, HandleKind::Phone, row.text("phone_number"));
    writer.handle(contact, HandleKind::Email, row.text("email"));
    contact
}

fn agent(row: Row<'_>, actor: Actor, writer: &mut Writer<'_>) -> u32 {
    let Some(id) = row.id("id") else { return NONE };
    let agent = agent_of(&id, actor, writer);
    if let Some(name) = row.text("name") {
        writer.batch.tables.agents.names.set(agent, &*name);
    }
    agent
}

/// Users and bots are numbered apart from each other.
fn agent_of(id: &str, actor: Actor, writer: &mut Writer<'_>) -> u32 {
    let agent = if actor == Actor::Bot { writer.agent(&["bot-", id].concat(), None) } else { writer.agent(id, None) };
    writer.batch.tables.agents.actor[agent as usize] = actor;
    agent
}

#[cfg(test)]
mod tests {
    use crate::error::Fault;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::store::vocabulary::{Actor, EventKind, Fact, MessageKind, Status};
    use crate::testing::{MINUTE, ask, batch, rate, read, value};

    const CONVERSATIONS: &str = include_str!("../../../tests/fixtures/chatwoot/conversations-page-1.json");
    const MESSAGES: &str = include_str!("../../../tests/fixtures/chatwoot/messages-of-42.json");

    const ANSWERS: &str = include_str!("../../../tests/fixtures/chatwoot/answers-to-surveys.json");

    fn inbox(pages: &[&str]) -> Inbox {
        let mut inbox = Inbox::default();
        pages.iter().for_each(|page| inbox.add(batch(page).unwrap(), Vec::new()));
        inbox
    }

    fn thread_of(data: &Dataset, id: &str) -> u32 {
        let is_it = |thread: &u32| data.is_conversation(*thread) && data.threads.keys.id(*thread) == id;
        (0..data.threads.len() as u32).find(is_it).unwrap()
    }

    #[test]
    fn a_page_of_conversations() {
        let dataset = read(CONVERSATIONS).unwrap();
        let threads = &dataset.threads;
        assert_eq!(
            (threads.keys.id(0), threads.status[0], threads.created_at[0]),
            ("42", Status::Closed, 1_740_992_400_000)
        );
        assert_eq!((threads.status[1], threads.unread[1]), (Status::Open, 2));
        assert_eq!(dataset.channels.get(threads.channel[0]), "whatsapp");
        assert_eq!(dataset.tags.iter().collect::<Vec<_>>(), ["refund", "vip"]);
        assert_eq!(dataset.pages.announced, [("chatwoot", 40)]);
        // The last messages only: of neither conversation the history is known.
        assert!(threads.coverage.iter().all(|coverage| !coverage.has(Fact::Messages)));
        assert_eq!(dataset.warnings().as_slice(), []);
    }

    #[test]
    fn a_page_of_messages() {
        let dataset = read(MESSAGES).unwrap();
        let messages = &dataset.messages;
        assert_eq!(messages.actor[..2], [Actor::Contact, Actor::Bot]);
        let kinds =
            [MessageKind::Notice, MessageKind::Notice, MessageKind::Note, MessageKind::Image, MessageKind::Notice];
        assert_eq!(messages.kind[2..7], kinds);
        assert_eq!((messages.kind[7], messages.actor[9]), (MessageKind::Deleted, Actor::System));
        assert_eq!((0..messages.len()).filter(|&row| messages.is_public(row)).count(), 3);
        let kinds: Vec<_> = dataset.events.of(0).map(|event| event.kind).collect();
        assert_eq!(kinds[..2], [EventKind::Assigned, EventKind::Assigned]);
        assert_eq!(kinds[2..], [EventKind::Tagged, EventKind::Tagged, EventKind::Closed]);
        let names: Vec<_> = dataset.events.of(0).map(|event| dataset.agents.keys.id(event.by)).collect();
        assert_eq!(names, ["3"; 5]);
    }

    #[test]
    fn pages_come_in_any_order_and_more_than_once() {
        let summary = |inbox: &Inbox| {
            let data = inbox.data();
            let numbers = [
                "conversations",
                "messages",
                "first-response",
                "resolution-time",
                "tags-applied",
                "unread-conversations",
            ]
            .map(|metric| value(&ask(inbox, "", &format!("\"{metric}\""))));
            (data.messages.len(), data.events.len(), numbers)
        };
        let once = summary(&inbox(&[CONVERSATIONS, MESSAGES]));
        assert_eq!(once.2, [Some(2.0), Some(4.0), Some(11.0 * MINUTE), Some(60.0 * MINUTE), Some(2.0), Some(1.0)]);
        assert_eq!(summary(&inbox(&[MESSAGES, CONVERSATIONS])), once);
        assert_eq!(summary(&inbox(&[MESSAGES, CONVERSATIONS, MESSAGES, CONVERSATIONS])), once);
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let both = serde_json::json!([value(MESSAGES), value(CONVERSATIONS)]);
        assert_eq!(summary(&inbox(&[&both.to_string()])), once);
        assert_eq!(summary(&inbox(&[&format!("{}\n{}", value(CONVERSATIONS), value(MESSAGES))])), once);
        let rows = value(MESSAGES)["payload"].clone();
        assert_eq!(summary(&inbox(&[&rows.to_string(), &value(CONVERSATIONS)["data"]["payload"].to_string()])), once);
    }

    #[test]
    fn a_contact_is_the_same_person_as_one_of_another_product_with_its_number() {
        let page = |number: &str| {
            format!(
                r#"{{"payload":[{{"id":42,"inbox_id":7,"status":"open","labels":[],"created_at":1740992400,
                "meta":{{"sender":{{"id":9,"phone_number":"{number}"}}}},"messages":[{{"id":1,"conversation_id":42,
                "message_type":0,"content_type":"text","content":"x","created_at":1740992400,
                "sender":{{"id":9,"type":"contact"}}}}]}}]}}"#
            )
        };
        let webhook = r#"{"id":"a","conversationId":"c9","ticketId":"t3","text":"x","type":"text",
            "timestamp":"1740992460","owner":false,"eventType":"message","waId":"393331112223"}"#;
        let customers = |number: &str| value(&ask(&inbox(&[&page(number), webhook]), "", "\"unique-customers\""));
        assert_eq!((customers("+39 333 1112223"), customers("+39 333 1112224")), (Some(1.0), Some(2.0)));
    }

    #[test]
    fn a_survey_told_by_its_message_and_by_the_list_of_answers_counts_once() {
        let asked = MESSAGES;
        let answered = MESSAGES.replace(
            r#""input_csat","content_attributes":{}"#,
            r#""input_csat","content_attributes":{"submitted_values":{"csat_survey_response":{"rating":4,"feedback_message":"ok"}}}"#,
        );
        let pages = [asked, ANSWERS, &answered, CONVERSATIONS];
        for first in 0..pages.len() {
            let mut order = [pages, pages].concat();
            order.rotate_left(first);
            let inbox = inbox(&order);
            let surveys: Vec<_> = inbox
                .data()
                .surveys
                .of(thread_of(inbox.data(), "42"))
                .map(|survey| (survey.sent_at, survey.answered_at, survey.score))
                .collect();
            assert_eq!(surveys, [(1_740_996_001_000, 1_740_996_300_000, Some(4.0))], "from {first} on");
            let query = r#""period":{"from":"2025-03-03","to":"2025-03-04"}"#;
            assert_eq!(rate(&ask(&inbox, query, "\"csat-response-rate\"")), (1, 1));
            assert_eq!(value(&ask(&inbox, query, "\"csat-mean\"")), Some(3.0));
            assert_eq!(value(&ask(&inbox, "", "\"messages\"")), Some(4.0));
        }
        let of_list_only = inbox(&[ANSWERS]);
        assert_eq!(value(&ask(&of_list_only, "", "\"csat-responses\"")), Some(2.0));
        assert_eq!(of_list_only.data().contacts.names.get(0), Some("Lina"));
        let without_list = inbox(&[&answered]);
        assert_eq!(value(&ask(&without_list, "", "\"csat-responses\"")), Some(1.0));
    }

    #[test]
    fn what_only_the_history_tells_is_left_out_where_it_is_missing() {
        let list_only = inbox(&[CONVERSATIONS]);
        let answer = ask(&list_only, "", "\"first-response\"");
        let unavailable =
            crate::report::answer::Shape::Unavailable { reason: crate::query::observation::Reason::NoMessages };
        assert_eq!(answer.shape, unavailable);
        let both = inbox(&[CONVERSATIONS, MESSAGES]);
        let answer = ask(&both, "", "\"first-response\"");
        assert_eq!((answer.coverage.covered, answer.coverage.conversations), (1, 2));
    }

    #[test]
    fn single_rows_and_rows_that_are_neither() {
        let value: serde_json::Value = serde_json::from_str(CONVERSATIONS).unwrap();
        let one = read(&value["data"]["payload"][0].to_string()).unwrap();
        assert_eq!((one.threads.len(), one.messages.len()), (1, 1));
        let payload: serde_json::Value = serde_json::from_str(MESSAGES).unwrap();
        let wrapped = serde_json::json!({ "payload": payload["payload"][0] });
        let one = read(&wrapped.to_string()).unwrap();
        assert_eq!((one.messages.len(), one.warnings().as_slice()), (1, &[][..]));
        let odd = r#"{"payload":[{"id":1,"message_type":0,"content":"x","created_at":1740992400,"conversation_id":7},
            {"id":2,"message_type":9,"content":"x","created_at":1740992400,"conversation_id":7},
            {"message_type":1,"content":"x","created_at":1740992400,"conversation_id":7},
            {"id":3,"message_type":1,"content":"x","created_at":0,"conversation_id":7},
            {"id":4,"message_type":1,"content":"x","created_at":1740992400},{"name":"a contact"},5]}"#;
        let dataset = read(odd).unwrap();
        assert_eq!(dataset.messages.len(), 1);
        let warnings: Vec<_> =
            dataset.warnings().as_slice().iter().map(|warning| (warning.code, warning.count)).collect();
        let expected = [
            (Fault::UnknownWord, 1),
            (Fault::MissingId, 2),
            (Fault::MissingTime, 1),
            (Fault::UnknownRow, 1),
            (Fault::WrongType, 1),
        ];
        assert_eq!(warnings, expected);
    }

    const ACCOUNTS: &str = include_str!("../../../tests/fixtures/chatwoot/accounts-of-one-installation.json");
    const WEBHOOKS: &str = include_str!("../../../tests/fixtures/chatwoot/webhooks.ndjson");
    const MARKS: &str = include_str!("../../../tests/fixtures/chatwoot/templates-campaigns-and-errors.json");
    const CONTACTS: &str = include_str!("../../../tests/fixtures/chatwoot/contacts-page-1.json");
    const CONTACT: &str = include_str!("../../../tests/fixtures/chatwoot/contact-by-itself.json");
    const AGENTS: &str = include_str!("../../../tests/fixtures/chatwoot/agents.json");
    const TEAMS: &str = include_str!("../../../tests/fixtures/chatwoot/teams.json");
    const LINES: &str = include_str!("../../../tests/fixtures/chatwoot/lines-in-several-languages.json");

    #[test]
    fn conversations_of_two_accounts_with_one_number_stay_apart() {
        let pages: Vec<serde_json::Value> = serde_json::from_str(ACCOUNTS).unwrap();
        for first in 0..pages.len() {
            let mut inbox = Inbox::default();
            for page in pages.iter().cycle().skip(first).take(2 * pages.len()) {
                inbox.add(batch(&page.to_string()).unwrap(), Vec::new());
            }
            let metrics = ["conversations", "open-conversations", "messages", "first-response"];
            let numbers = metrics.map(|metric| value(&ask(&inbox, "", &format!("\"{metric}\""))));
            assert_eq!(numbers, [Some(2.0), Some(1.0), Some(3.0), Some(MINUTE)], "from {first} on");
            let data = inbox.data();
            let conversations = (0..data.threads.len() as u32).filter(|&thread| data.is_conversation(thread));
            assert!(conversations.clone().all(|thread| data.threads.keys.id(thread) == "142"));
            assert!(conversations.clone().all(|thread| data.threads.coverage[thread as usize].has(Fact::Messages)));
        }
    }

    #[test]
    fn webhooks_tell_what_happened_and_when() {
        let dataset = read(WEBHOOKS).unwrap();
        assert_eq!(dataset.warnings().as_slice(), []);
        assert_eq!((dataset.threads.len(), dataset.messages.len()), (1, 2));
        let minute = |at: i64| (at - 1_741_168_800_250) / 60_000;
        let events: Vec<_> = dataset.events.of(0).map(|event| (event.kind, minute(event.at))).collect();
        let expected = [
            (EventKind::Assigned, 5),
            (EventKind::Tagged, 6),
            (EventKind::Snoozed, 10),
            (EventKind::Reopened, 15),
            (EventKind::Tagged, 16),
            (EventKind::Untagged, 16),
            (EventKind::Closed, 20),
        ];
        assert_eq!(events, expected);
        assert!(dataset.events.of(0).all(|event| event.actor == Actor::Unknown));
        let tags: Vec<_> =
            dataset.events.of(0).filter(|event| event.kind.is_of_tags()).map(|event| event.subject).collect();
        assert_eq!([0, 1, 2].map(|place| dataset.tags.get(tags[place])), ["refund", "vip", "refund"]);
        // The last ones do not say who has it, which takes it from nobody.
        let threads = &dataset.threads;
        assert_eq!((threads.status[0], dataset.agents.keys.id(threads.agent[0])), (Status::Closed, "73"));
        let freed = WEBHOOKS.replace(
            r#""assignee_id":{"previous_value":null,"current_value":73}"#,
            r#""assignee_id":{"previous_value":73,"current_value":null}"#,
        );
        let first = read(&freed).unwrap().events.of(0).next().unwrap();
        assert_eq!((first.kind, first.subject), (EventKind::Unassigned, crate::store::NONE));
        let none = WEBHOOKS.replace(r#""assignee":{"id":73,"name":"Zara","type":"user"}"#, r#""assignee":null"#);
        assert_eq!(read(&none).unwrap().threads.agent[0], crate::store::NOBODY);
    }

    #[test]
    fn labels_stay_whatever_messages_are_read_later() {
        for pages in [[CONVERSATIONS, MESSAGES], [MESSAGES, CONVERSATIONS]] {
            let inbox = inbox(&pages);
            let thread = thread_of(inbox.data(), "42");
            assert_eq!(inbox.data().threads.tags.get(thread as usize).len(), 2);
        }
    }

    #[test]
    fn a_change_without_a_time_is_no_event() {
        let hook = r#"{"event":"conversation_resolved","id":7,"inbox_id":1,"status":"resolved","labels":[],
            "meta":{"sender":{"id":1}},"unread_count":0,"created_at":1740992400}"#;
        let dataset = read(hook).unwrap();
        assert_eq!((dataset.events.len(), dataset.warnings().as_slice()[0].code), (0, Fault::MissingTime));
    }

    #[test]
    fn messages_carry_their_template_campaign_and_error() {
        let data = read(MARKS).unwrap();
        let text = |dict: &crate::store::dict::Dict, place| {
            crate::store::dict::some(place).map_or("", |place| dict.get(place)).to_owned()
        };
        let marks = [0, 1, 2].map(|row| {
            let marks = data.messages.marks.of(row);
            [
                text(&data.templates, marks.template),
                text(&data.campaigns, marks.campaign),
                text(&data.errors, marks.error),
            ]
        });
        assert_eq!(marks, [["spring_sale", "12", ""], ["code", "", "131026"], ["", "", "131047"]]);
        assert_eq!(data.messages.actor[..2], [Actor::Broadcast, Actor::Agent]);
        let kinds = [MessageKind::Template, MessageKind::Template, MessageKind::Text, MessageKind::Deleted];
        assert_eq!(data.messages.kind, kinds);
        assert_eq!(value(&ask(&inbox(&[MARKS]), "", "\"messages-failed\"")), Some(2.0));
    }

    #[test]
    fn contacts_agents_and_teams_by_themselves() {
        let data = read(CONTACTS).unwrap();
        assert_eq!((data.contacts.names.get(0), data.contacts.names.get(1)), (Some("Ada"), Some("Bo")));
        assert_eq!(
            (data.contacts.created_at[1], data.countries.get(data.contacts.country[0])),
            (1_741_165_200_000, "IT")
        );
        assert_eq!(read(CONTACT).unwrap().contacts.names.get(0), Some("Cai"));
        let data = read(AGENTS).unwrap();
        assert_eq!((data.agents.names.get(1), data.agents.actor[1]), (Some("Mei"), Actor::Agent));
        assert_eq!(read(TEAMS).unwrap().warnings().as_slice(), []);
        // Whom a conversation was given to is an agent, or a team.
        let inbox = inbox(&[LINES, AGENTS, TEAMS]);
        let data = inbox.data();
        let assigned: Vec<_> = data.events.of(0).filter(|event| event.kind == EventKind::Assigned).collect();
        let subjects: Vec<_> = assigned.iter().map(|event| crate::store::dict::some(event.subject)).collect();
        let ids: Vec<_> = subjects.iter().map(|subject| subject.map(|agent| data.agents.keys.id(agent))).collect();
        assert_eq!(ids, [Some("4"), Some("4"), None]);
        assert!(data.events.of(0).all(|event| data.agents.keys.id(event.by) == "3"));
        let kinds: Vec<_> = data.events.of(0).map(|event| event.kind).collect();
        assert_eq!(kinds[2..6], [EventKind::Closed, EventKind::Reopened, EventKind::Tagged, EventKind::Tagged]);
        assert_eq!(data.warnings().as_slice(), []);
    }

    #[test]
    fn what_cannot_be_understood_or_joined_is_counted() {
        let unknown = LINES.replace("Omar ha aggiunto vip, refund", "Something else happened");
        let codes = |text: &str| -> Vec<_> {
            read(text).unwrap().warnings().as_slice().iter().map(|warning| (warning.code, warning.count)).collect()
        };
        assert_eq!(codes(&unknown), [(Fault::UnknownNotice, 1)]);
        let times = r#"{"meta":{"count":2},"payload":[{"id":1,"name":"first_response","value":660.0,
            "value_in_business_hours":60.0,"event_start_time":"2025-03-03T09:00:00Z","event_end_time":"2025-03-03T09:11:00Z",
            "account_id":1,"conversation_id":5823,"inbox_id":7,"user_id":3},{"id":2,"name":"conversation_resolved",
            "value":3600.0,"value_in_business_hours":0.0,"event_start_time":"2025-03-03T09:00:00Z",
            "event_end_time":"2025-03-03T10:00:00Z","account_id":1,"conversation_id":5823,"inbox_id":7,"user_id":3}]}"#;
        assert_eq!(codes(times), [(Fault::UnjoinedTime, 2)]);
    }
}
