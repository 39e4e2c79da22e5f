//! Intercom: lists of conversations, of teams and of admins, single ones, and what its webhooks carry.
//!
//! The first message is the conversation's `source`, and not among its parts, of which lists have none and others at
//! most the newest 500. A part that closes may carry the last words.

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, event, message};
use crate::error::Fault;
use crate::store::dict::{NOBODY, NONE};
use crate::store::events::Event;
use crate::store::handles::HandleKind;
use crate::store::surveys::Survey;
use crate::store::threads::Thread;
use crate::store::vendor::VendorTime;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Origin, Status};
use crate::time::{SECOND_MS, UNKNOWN};
use std::borrow::Cow;

pub const SOURCE: Source =
    Source { id: "intercom", sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

static ROWS: Rows = Rows {
    source: "intercom",
    lists: &["conversations", "teams", "admins"],
    totals: &["total_count"],
    next: &["pages.next"],
    keys: &[
        "admin_assignee_id",
        "applied_at",
        "applied_by",
        "assigned_to",
        "attachments",
        "author",
        "body",
        "contacts",
        "conversation_parts",
        "conversation_rating",
        "created_at",
        "data",
        "delivered_as",
        "email",
        "from_ai_agent",
        "id",
        "item",
        "last_close_at",
        "name",
        "part_type",
        "rating",
        "read",
        "redacted",
        "source",
        "state",
        "statistics",
        "tags",
        "team_assignee_id",
        "time_to_admin_reply",
        "time_to_assignment",
        "time_to_first_close",
        "time_to_last_close",
        "total_count",
        "type",
        "updated_at",
    ],
    keep,
    ..Rows::SINGLE
};

const PARTS: &str = "conversation_parts.conversation_parts";

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let is_list = head.has("conversations") && head.text.contains("\"conversation.list\"");
    let is_conversation = head.beside(&["state", "conversation_parts"]) || head.beside(&["delivered_as", "author"]);
    let is_of_people = ["team.list", "admin.list"].iter().any(|list| head.text.contains(&format!("\"{list}\"")));
    (is_list || is_conversation || is_of_people).then_some("fields-of-product")
}

const STATES: [(&str, Status); 3] = [("open", Status::Open), ("closed", Status::Closed), ("snoozed", Status::Snoozed)];

const ORIGINS: [(&str, Origin); 6] = [
    ("customer_initiated", Origin::Inbound),
    ("admin_initiated", Origin::Inbox),
    ("operator_initiated", Origin::Flow),
    ("automated", Origin::Flow),
    ("campaigns_initiated", Origin::Flow),
    ("bulk_message_initiated", Origin::Flow),
];

const STATISTICS: [(VendorTime, &str); 4] = [
    (VendorTime::FirstResponse, "statistics.time_to_admin_reply"),
    (VendorTime::TimeToAssignment, "statistics.time_to_assignment"),
    (VendorTime::FirstResolution, "statistics.time_to_first_close"),
    (VendorTime::Resolution, "statistics.time_to_last_close"),
];

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let row = row.row("data.item").unwrap_or(*row);
    match row.text("type").as_deref() {
        _ if row.tells("state") => keep_conversation(row, writer),
        Some("team") => writer.name_team(row),
        Some("admin") => drop(author(row, writer)),
        _ => row.fault(Fault::UnknownRow, "type"),
    }
}

fn keep_conversation(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let parts = row.rows(PARTS).count();
    let all_parts = row.whole("conversation_parts.total_count").map_or(parts, |all| all as usize);
    let is_whole = row.is_list(PARTS) && all_parts <= parts;
    let contact = row.rows("contacts.contacts").find_map(|contact| contact.id("id"));
    let team = assignee(row, "team_assignee_id").map(|id| id.map_or(NOBODY, |id| writer.team(&id)));
    let mut version = Thread {
        updated_at: row.time("updated_at"),
        contact: contact.map(|id| writer.contact(&id, None)),
        channel: row.text("source.type").map(|channel| writer.channel(&channel)),
        agent: assignee(row, "admin_assignee_id").map(|id| id.map_or(NOBODY, |id| writer.agent(&id, None))),
        team,
        origin: row.word("source.delivered_as", &ORIGINS),
        status: row.word("state", &STATES),
        created_at: row.time("created_at"),
        closed_at: row.time_or_never("statistics.last_close_at"),
        // How many are unread is not said.
        unread: row.flag("read").map(|is_read| u32::from(!is_read)),
        coverage: Coverage::of(&[Fact::Actors, Fact::Status, Fact::Agents]),
        is_maybe_cut: !is_whole,
        ..Thread::default()
    };
    let thread = writer.thread(&id);
    keep_tags(row, thread, &mut version, writer);
    keep_rating(row, thread, &mut version, writer);
    if is_whole {
        // Where later ones are missing, this is left out: what is known of a history begins late, and has no gap.
        keep_first_message(row, &id, thread, &version, writer);
        [Fact::Messages, Fact::Notes, Fact::Assignments].iter().for_each(|&fact| version.coverage.add(fact));
    }
    row.rows(PARTS).for_each(|part| keep_part(part, thread, writer));
    for (time, way) in STATISTICS {
        // They are less the team's hours off where it has office hours, and nothing says whether it has.
        writer.vendor_time(thread, time, row.whole(way), SECOND_MS, false);
    }
    writer.write_thread(thread, &version);
}

/// Whom it is assigned to; nobody where that is 0 or `null`, and nothing where it is not said.
fn assignee<'t>(row: Row<'t>, way: &'static str) -> Option<Option<Cow<'t, str>>> {
    row.tells(way).then(|| row.id(way).filter(|id| id != "0"))
}

fn keep_tags(row: Row<'_>, thread: u32, version: &mut Thread, writer: &mut Writer<'_>) {
    if !row.is_list("tags.tags") {
        return;
    }
    let mut tags = Vec::new();
    for tag in row.rows("tags.tags") {
        let Some(name) = tag.text("name") else { continue };
        let subject = writer.tag(&name);
        tags.push(subject);
        if let Some(at) = tag.time("applied_at") {
            let (actor, by) = tag.row("applied_by").map_or((Actor::Unknown, NONE), |by| author(by, writer));
            writer.event(thread, &Event { subject, ..event(at, EventKind::Tagged, actor, by) });
            version.coverage.add(Fact::TagHistory);
        }
    }
    version.tags = Some(tags);
    version.coverage.add(Fact::Tags);
}

fn keep_rating(row: Row<'_>, thread: u32, version: &mut Thread, writer: &mut Writer<'_>) {
    if !row.tells("conversation_rating") {
        return;
    }
    version.coverage.add(Fact::Surveys);
    let Some(rating) = row.row("conversation_rating") else { return };
    let score = rating.whole("rating").map(f64::from);
    let sent_at = rating.time("created_at").unwrap_or(UNKNOWN);
    let answered_at = rating.time("updated_at").unwrap_or(sent_at);
    let answered_at = if score.is_some() { answered_at } else { UNKNOWN };
    writer.batch.tables.surveys.push(thread, &Survey { id: None, sent_at, answered_at, score, scale: Some(5) });
}

fn keep_first_message(row: Row<'_>, id: &str, thread: u32, version: &Thread, writer: &mut Writer<'_>) {
    let (Some(source), Some(at)) = (row.row("source"), version.created_at) else { return };
    if !says_something(source) {
        return;
    }
    let (mut actor, sender) = source.row("author").map_or((Actor::Unknown, NONE), |by| author(by, writer));
    if actor == Actor::Agent && version.origin == Some(Origin::Flow) {
        actor = Actor::Broadcast;
    }
    writer.message(thread, &message(&format!("{id}-source"), at, actor, sender));
}

fn keep_part(part: Row<'_>, thread: u32, writer: &mut Writer<'_>) {
    let Some(id) = part.require(part.id("id"), Fault::MissingId, "id") else { return };
    let Some(at) = part.require(part.time("created_at"), Fault::MissingTime, "created_at") else { return };
    let (actor, by) = part.row("author").map_or((Actor::Unknown, NONE), |by| author(by, writer));
    let kind = part.text("part_type").unwrap_or_default();
    if says_something(part) {
        let mut message = message(&id, at, actor, by);
        match () {
            () if part.flag("redacted") == Some(true) => message.kind = MessageKind::Deleted,
            () if kind.contains("note") => message.kind = MessageKind::Note,
            () => {}
        }
        writer.message(thread, &message);
    }
    for kind in events_of(&kind) {
        keep_event(part, thread, event(at, *kind, actor, by), writer);
    }
}

fn keep_event(part: Row<'_>, thread: u32, mut event: Event, writer: &mut Writer<'_>) {
    if event.kind == EventKind::Assigned {
        match part.id("assigned_to.id").filter(|id| id != "0") {
            // Teams are told by the conversation.
            Some(_) if part.text("assigned_to.type").as_deref() == Some("team") => return,
            Some(id) => event.subject = writer.agent(&id, part.text("assigned_to.name")),
            None => event.kind = EventKind::Unassigned,
        }
    }
    writer.event(thread, &event);
}

/// What a part does to its conversation.
fn events_of(part_type: &str) -> &'static [EventKind] {
    use EventKind::*;
    match part_type {
        "close" => &[Closed],
        "open" | "unsnoozed" | "timer_unsnooze" => &[Reopened],
        "snoozed" => &[Snoozed],
        "assignment" | "assign" | "default_assignment" => &[Assigned],
        "assign_and_reopen" | "assign_and_unsnooze" => &[Reopened, Assigned],
        _ => &[],
    }
}

/// Whether there is a text or an attachment; of what was redacted nothing is left.
fn says_something(part: Row<'_>) -> bool {
    part.has_text("body") || part.rows("attachments").next().is_some() || part.flag("redacted") == Some(true)
}

/// Who it was. Teams stand for rules that act in their name.
fn author(by: Row<'_>, writer: &mut Writer<'_>) -> (Actor, u32) {
    let kind = by.text("type").unwrap_or_default();
    let is_bot = kind == "bot" || by.flag("from_ai_agent") == Some(true);
    let Some(id) = by.id("id") else { return (Actor::Unknown, NONE) };
    let name = by.text("name");
    match &*kind {
        "user" | "lead" | "contact" => {
            let contact = writer.contact(&id, name);
            writer.handle(contact, HandleKind::Email, by.text("email"));
            (Actor::Contact, contact)
        }
        _ if is_bot => {
            let bot = writer.agent(&id, name);
            writer.batch.tables.agents.actor[bot as usize] = Actor::Bot;
            (Actor::Bot, bot)
        }
        "admin" => (Actor::Agent, writer.agent(&id, name)),
        "team" => (Actor::Automation, NONE),
        _ => (Actor::Unknown, NONE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::testing::{MINUTE, ask, batch, read, value};

    const LIST: &str = include_str!("../../tests/fixtures/intercom/conversations-with-parts.json");
    const WEBHOOK: &str = include_str!("../../tests/fixtures/intercom/webhook-without-parts.json");

    #[test]
    fn messages_and_events() {
        use Actor::*;
        let data = read(LIST).unwrap();
        let messages = &data.messages;
        let actors: Vec<_> = messages.rows_of(0).map(|row| (messages.actor[row], messages.is_public(row))).collect();
        let (said, unsaid) = (true, false);
        let expected = [
            (Contact, said),
            (Agent, said),
            (Agent, unsaid),
            (Contact, said),
            (Bot, said),
            (Agent, unsaid),
            (Agent, said),
        ];
        assert_eq!(actors, expected);
        assert_eq!(messages.actor[messages.rows_of(1).start], Broadcast);
        let kinds: Vec<_> = data.events.of(0).map(|event| event.kind).collect();
        use EventKind::*;
        assert_eq!(kinds, [Tagged, Closed, Reopened, Assigned, Closed]);
        assert_eq!(data.events.of(1).count(), 0, "a team is no agent");
        let threads = &data.threads;
        assert_eq!(threads.status, [Status::Closed, Status::Open]);
        assert_eq!((threads.agent[1], threads.unread[1], data.teams.get(threads.team[1])), (NOBODY, 1, "44"));
        assert_eq!((threads.origin[0], threads.origin[1]), (Some(Origin::Inbound), Some(Origin::Flow)));
        assert_eq!(data.surveys.get(0).score, Some(4.0));
        let times: Vec<_> = (0..data.vendor_times.len()).map(|row| data.vendor_times.get(row)).collect();
        assert_eq!(
            times.iter().map(|row| (row.time, row.value_ms)).collect::<Vec<_>>(),
            [(VendorTime::FirstResponse, 120_000)]
        );
        assert_eq!(data.pages.announced, [("intercom", 3)]);
        assert!(data.warnings().as_slice().is_empty());
    }

    #[test]
    fn teams_and_admins_have_names() {
        let mut inbox = Inbox::default();
        let pages = [
            include_str!("../../tests/fixtures/intercom/teams.json"),
            LIST,
            include_str!("../../tests/fixtures/intercom/admins.json"),
        ];
        pages.iter().for_each(|page| inbox.add(batch(page).unwrap(), Vec::new()));
        let data = inbox.data();
        assert_eq!(data.team_name(data.threads.team[1]), "Support");
        assert_eq!(data.agents.names.get(data.agents.keys.find("intercom", "8").unwrap()), Some("Omar"));
    }

    #[test]
    fn numbers() {
        let mut inbox = Inbox::default();
        inbox.add(batch(LIST).unwrap(), Vec::new());
        let [first_response, closed] =
            ["first-response", "closed-conversations"].map(|metric| value(&ask(&inbox, "", &format!("\"{metric}\""))));
        assert_eq!((first_response, closed), (Some(2.0 * MINUTE), Some(1.0)));
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"csat-mean"}"#)), Some(4.0));
    }

    #[test]
    fn of_what_comes_without_all_its_parts_the_history_is_not_known() {
        let data = read(WEBHOOK).unwrap();
        assert_eq!((data.threads.status[0], data.messages.len()), (Status::Snoozed, 0));
        assert_eq!(data.events.of(0).map(|event| event.kind).collect::<Vec<_>>(), [EventKind::Snoozed]);
        assert!(!data.threads.coverage[0].has(Fact::Messages));
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"{"type":"conversation.list","conversations":[7,{"id":"1"},{"state":"open"},{"id":"2","state":"lost",
            "conversation_parts":{"conversation_parts":[{"created_at":1734700010},{"id":"x"}]}}]}"#;
        let told: Vec<_> = read(odd).unwrap().warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected = [
            (Fault::WrongType, 1),
            (Fault::UnknownRow, 1),
            (Fault::MissingId, 2),
            (Fault::UnknownWord, 1),
            (Fault::MissingTime, 1),
        ];
        assert_eq!(told, expected);
    }
}
