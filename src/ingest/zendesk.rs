//! Zendesk: tickets, comments, audits, ticket events, users, ratings and metrics of its interface, its JSON export, and chats.
//!
//! Of a comment only the author's id is told, not the side; [`crate::store::sides`] finds that out. A ticket's description
//! is its first comment once more and is not read, and neither is its rating, which has no time. A ticket that is solved
//! becomes closed by itself some days later: it was closed when it was solved. Groups are teams, by their ids.

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
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Status};
use crate::time::{MINUTE_MS, Millis, UNKNOWN};
use std::borrow::Cow;

pub const SOURCE: Source =
    Source { id: "zendesk", sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

static ROWS: Rows = Rows {
    source: "zendesk",
    lists: &[
        "audits",
        "chats",
        "comments",
        "groups",
        "metric_sets",
        "results",
        "satisfaction_ratings",
        "ticket_events",
        "ticket_metric_events",
        "ticket_metrics",
        "tickets",
        "users",
    ],
    objects: &["ticket"],
    next: &["next_page", "meta.has_more"],
    is_last: &["end_of_stream"],
    keys: &[
        "email",
        "phone",
        "added_tags",
        "agent_id",
        "assignee",
        "assignee_id",
        "author",
        "author_id",
        "business",
        "calendar",
        "channel",
        "child_events",
        "comments",
        "created_at",
        "default",
        "department_name",
        "event_type",
        "events",
        "field_name",
        "first_resolution_time_in_minutes",
        "full_resolution_time_in_minutes",
        "group",
        "group_id",
        "history",
        "id",
        "message",
        "metric",
        "metric_set",
        "msg",
        "name",
        "previous_value",
        "public",
        "rating",
        "removed_tags",
        "reply_time_in_minutes",
        "requester",
        "requester_id",
        "role",
        "score",
        "sender_type",
        "solved_at",
        "status",
        "tags",
        "ticket",
        "ticket_id",
        "timestamp",
        "type",
        "updated_at",
        "updater_id",
        "value",
        "via",
        "visitor",
        "zendesk_ticket_id",
    ],
    keep,
    ..Rows::SINGLE
};

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let signs: [&[&str]; 12] = [
        &["via", "requester_id"],
        &["via", "requester", "submitter"],
        &["audit_id", "author_id"],
        &["via", "author_id", "public"],
        &["ticket_id", "events", "author_id"],
        &["ticket_id", "child_events"],
        &["ticket_id", "score", "requester_id"],
        &["ticket_id", "reply_time_in_minutes"],
        &["ticket_id", "metric", "instance_id"],
        &["role", "ticket_restriction"],
        &["is_public", "default", "deleted"],
        &["history", "visitor", "department_name"],
    ];
    signs.iter().any(|keys| head.beside(keys)).then_some("fields-of-product")
}

const STATES: [(&str, Status); 6] = [
    ("new", Status::Open),
    ("open", Status::Open),
    ("pending", Status::Pending),
    ("hold", Status::Pending),
    ("solved", Status::Closed),
    ("closed", Status::Closed),
];

const TIMES: [(VendorTime, &str, &str); 3] = [
    (VendorTime::FirstResponse, "reply_time_in_minutes.calendar", "reply_time_in_minutes.business"),
    (
        VendorTime::FirstResolution,
        "first_resolution_time_in_minutes.calendar",
        "first_resolution_time_in_minutes.business",
    ),
    (VendorTime::Resolution, "full_resolution_time_in_minutes.calendar", "full_resolution_time_in_minutes.business"),
];

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let row = *row;
    match () {
        () if row.tells("ticket") => keep_single(row, writer),
        () if row.list == "groups" || row.tells("default") => writer.name_team(row),
        // Each step of a clock.
        () if row.tells("metric") => {}
        () if row.tells("role") => keep_user(row, writer),
        () if row.tells("history") || row.tells("visitor") => keep_chat(row, writer),
        () if row.is_list("child_events") => keep_changes(row, "child_events", row.id("updater_id"), writer),
        () if row.is_list("events") => keep_changes(row, "events", row.id("author_id"), writer),
        () if row.tells("score") => keep_rating(row, writer),
        () if row.tells("reply_time_in_minutes") => {
            let Some((thread, mut version)) = of_ticket(row, writer) else { return };
            keep_metrics(row, thread, &mut version, writer);
            writer.write_thread(thread, &version);
        }
        () if row.tells("public") => {
            let Some((thread, mut version)) = of_ticket(row, writer) else { return };
            [Fact::Actors, Fact::Notes].iter().for_each(|&fact| version.coverage.add(fact));
            keep_comment(row, thread, None, writer);
            writer.write_thread(thread, &version);
        }
        () if row.tells("status") => keep_ticket(row, row, writer),
        () => row.fault(Fault::UnknownRow, ""),
    }
}

/// A ticket by itself, and the lists that somebody has put beside it.
fn keep_single(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(ticket) = row.row("ticket") else { return row.fault(Fault::UnknownRow, "ticket") };
    keep_ticket(ticket, if row.is_list("comments") { row } else { ticket }, writer);
    let others = ROWS.lists.iter().filter(|&&list| list != "comments");
    others.for_each(|list| row.rows(list).for_each(|other| keep(&other, writer)));
}

/// The thread that a row names, of whose history this is a part.
fn of_ticket(row: Row<'_>, writer: &mut Writer<'_>) -> Option<(u32, Thread)> {
    let id = row.require(row.id("ticket_id"), Fault::MissingId, "ticket_id")?;
    Some((writer.thread(&id), Thread { is_maybe_cut: true, ..Thread::default() }))
}

fn keep_user(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let name = row.text("name");
    if row.text("role").as_deref() != Some("end-user") {
        agent(&id, name, writer);
        return;
    }
    let contact = writer.contact(&id, name);
    writer.handle(contact, HandleKind::Email, row.text("email"));
    writer.handle(contact, HandleKind::Phone, row.text("phone"));
    if let Some(at) = row.time("created_at") {
        writer.batch.tables.contacts.created_at[contact as usize] = at;
    }
}

/// Somebody who is known to be an agent, as is who is given tickets.
fn agent(id: &str, name: Option<Cow<'_, str>>, writer: &mut Writer<'_>) -> u32 {
    let agent = writer.agent(id, name);
    writer.batch.tables.agents.actor[agent as usize] = Actor::Agent;
    agent
}

/// A ticket; its comments are in `around`, which is the ticket, or what it stands in.
fn keep_ticket(row: Row<'_>, around: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    if row.text("status").as_deref() == Some("deleted") {
        return;
    }
    let person = |id: &'static str, inner: &'static str| row.id(id).or_else(|| row.id(inner));
    let contact = person("requester_id", "requester.id").map(|id| writer.contact(&id, row.text("requester.name")));
    let assignee = person("assignee_id", "assignee.id").map(|id| agent(&id, row.text("assignee.name"), writer));
    let group = person("group_id", "group.id").map(|id| writer.team(&id));
    let is_told = |id: &'static str, object: &'static str| row.tells(id) || row.tells(object);
    row.row("group").iter().for_each(|group| writer.name_team(*group));
    let is_whole = around.is_list("comments");
    let mut version = Thread {
        updated_at: row.time("updated_at"),
        contact,
        channel: row.text("via.channel").map(|channel| writer.channel(&channel)),
        agent: assignee.or(is_told("assignee_id", "assignee").then_some(NOBODY)),
        team: group.or(is_told("group_id", "group").then_some(NOBODY)),
        status: row.word("status", &STATES),
        created_at: row.time("created_at"),
        coverage: Coverage::of(&[Fact::Actors, Fact::Status, Fact::Agents]),
        is_maybe_cut: !is_whole,
        ..Thread::default()
    };
    let thread = writer.thread(&id);
    if row.is_list("tags") {
        version.tags = Some(row.texts("tags").map(|tag| writer.tag(&tag)).collect());
        version.coverage.add(Fact::Tags);
    }
    if is_whole {
        [Fact::Messages, Fact::Notes].iter().for_each(|&fact| version.coverage.add(fact));
    }
    around.rows("comments").for_each(|comment| keep_comment(comment, thread, None, writer));
    if let Some(metrics) = row.row("metric_set") {
        keep_metrics(metrics, thread, &mut version, writer);
    }
    writer.write_thread(thread, &version);
}

fn keep_metrics(row: Row<'_>, thread: u32, version: &mut Thread, writer: &mut Writer<'_>) {
    version.closed_at = row.time_or_never("solved_at");
    for (time, calendar, business) in TIMES {
        writer.vendor_time(thread, time, row.whole(calendar), MINUTE_MS, false);
        writer.vendor_time(thread, time, row.whole(business), MINUTE_MS, true);
    }
}

/// A comment, of which nothing else may tell the time.
fn keep_comment(row: Row<'_>, thread: u32, told_at: Option<Millis>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let at = row.time("created_at").or(told_at);
    let Some(at) = row.require(at, Fault::MissingTime, "created_at") else { return };
    let (actor, sender) = author(row.id("author_id").or_else(|| row.id("author.id")), writer);
    let mut message = message(&id, at, actor, sender);
    if row.flag("public") == Some(false) {
        message.kind = MessageKind::Note;
    }
    if row.text("type").is_some_and(|kind| kind.contains("Voice")) {
        message.kind = MessageKind::Call;
    }
    // A whole chat in one comment, which nobody wrote.
    if row.row("via").and_then(|via| via.text("channel")).as_deref() == Some("chat_transcript") {
        (message.kind, message.actor, message.sender) = (MessageKind::Notice, Actor::System, NONE);
    }
    writer.message(thread, &message);
}

/// Who it was, on a side that is to be found out. What Zendesk does itself has an id below zero.
fn author(id: Option<Cow<'_, str>>, writer: &mut Writer<'_>) -> (Actor, u32) {
    match id {
        Some(id) if id.starts_with('-') => (Actor::Automation, NONE),
        Some(id) => (Actor::Unknown, writer.author(&id)),
        None => (Actor::Unknown, NONE),
    }
}

/// What one update did to a ticket: an audit, or an event of the incremental export.
fn keep_changes(row: Row<'_>, way: &'static str, by: Option<Cow<'_, str>>, writer: &mut Writer<'_>) {
    let Some((thread, mut version)) = of_ticket(row, writer) else { return };
    let at = row.time("created_at").or_else(|| row.time("timestamp"));
    let Some(at) = row.require(at, Fault::MissingTime, "created_at") else { return };
    let by = author(by, writer);
    let facts = [Fact::Actors, Fact::Status, Fact::Assignments, Fact::TagHistory];
    facts.iter().for_each(|&fact| version.coverage.add(fact));
    for change in row.rows(way) {
        let kind = change.text("type").or_else(|| change.text("event_type")).unwrap_or_default();
        match &*kind {
            // Without its author there is only word that there is one.
            "Comment" | "VoiceComment" if change.has("author_id") => {
                version.coverage.add(Fact::Notes);
                keep_comment(change, thread, Some(at), writer);
            }
            "Create" | "Change" => keep_change(change, thread, at, by, writer),
            _ => {}
        }
    }
    writer.write_thread(thread, &version);
}

fn keep_change(change: Row<'_>, thread: u32, at: Millis, (actor, by): (Actor, u32), writer: &mut Writer<'_>) {
    let is_of_rule = change.row("via").and_then(|via| via.text("channel")).as_deref() == Some("rule");
    let (actor, by) = if is_of_rule { (Actor::Automation, NONE) } else { (actor, by) };
    let field = change.text("field_name");
    // An audit names the field, an event has it as a key.
    let value_of = |name: &'static str| match &field {
        Some(field) => (field == name).then_some("value"),
        None => change.tells(name).then_some(name),
    };
    if let Some(way) = value_of("status") {
        let before = change.text("previous_value");
        if let Some(kind) = change.text(way).and_then(|status| effect(before.as_deref(), &status)) {
            writer.event(thread, &event(at, kind, actor, by));
        }
    } else if let Some(way) = value_of("assignee_id") {
        let assigned = change.id(way).map(|id| agent(&id, None, writer));
        let kind = if assigned.is_some() { EventKind::Assigned } else { EventKind::Unassigned };
        if assigned.is_some() || change.has("previous_value") {
            writer.event(thread, &Event { subject: assigned.unwrap_or(NONE), ..event(at, kind, actor, by) });
        }
    } else if let Some(way) = value_of("tags") {
        let (added, removed) = if change.is_list("added_tags") || change.is_list("removed_tags") {
            (change.texts("added_tags").collect(), change.texts("removed_tags").collect())
        } else {
            let less = |of: &'static str, other: &'static str| -> Vec<_> {
                change.texts(of).filter(|tag| change.texts(other).all(|known| known != *tag)).collect()
            };
            (less(way, "previous_value"), less("previous_value", way))
        };
        for (kind, tags) in [(EventKind::Tagged, added), (EventKind::Untagged, removed)] {
            for tag in tags {
                let subject = writer.tag(&tag);
                writer.event(thread, &Event { subject, ..event(at, kind, actor, by) });
            }
        }
    }
}

/// What a change of status is, if it is anything.
fn effect(before: Option<&str>, status: &str) -> Option<EventKind> {
    let state = |word: &str| STATES.iter().find(|(known, _)| *known == word).map(|(_, state)| *state);
    let (before, after) = (before.and_then(state), state(status)?);
    match after {
        _ if before == Some(after) => None,
        Status::Closed => Some(EventKind::Closed),
        Status::Pending => Some(EventKind::Pending),
        _ => before.map(|_| EventKind::Reopened),
    }
}

/// Good or bad, and nothing between; whoever was asked and said nothing is counted as asked.
fn keep_rating(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some((thread, mut version)) = of_ticket(row, writer) else { return };
    let Some(at) = row.require(row.time("created_at"), Fault::MissingTime, "created_at") else { return };
    version.coverage.add(Fact::Surveys);
    writer.write_thread(thread, &version);
    let score = row.text("score").unwrap_or_default();
    if score != "unoffered" {
        let score = good_or_bad(&score);
        let answered_at = if score.is_some() { row.time("updated_at").unwrap_or(at) } else { UNKNOWN };
        writer.batch.tables.surveys.push(thread, &Survey { id: None, sent_at: at, answered_at, score, scale: Some(2) });
    }
}

fn good_or_bad(score: &str) -> Option<f64> {
    match score {
        _ if score.starts_with("good") => Some(2.0),
        _ if score.starts_with("bad") => Some(1.0),
        _ => None,
    }
}

/// A chat, line by line. Its ticket has it as one comment, so that the lines are the ticket's.
fn keep_chat(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let Some(at) = row.require(row.time("timestamp"), Fault::MissingTime, "timestamp") else { return };
    let mut coverage = Coverage::of(&[Fact::Actors]);
    let visitor =
        row.id("visitor.id").map(|visitor| writer.contact(&format!("chat-{visitor}"), row.text("visitor.name")));
    let ticket = row.id("zendesk_ticket_id");
    let thread = writer.thread(&ticket.as_ref().map_or_else(|| format!("chat-{id}"), |ticket| ticket.to_string()));
    if let Some(score) = row.text("rating").and_then(|rating| good_or_bad(&rating)) {
        coverage.add(Fact::Surveys);
        let survey = Survey { id: None, sent_at: UNKNOWN, answered_at: at, score: Some(score), scale: Some(2) };
        writer.batch.tables.surveys.push(thread, &survey);
    }
    if row.has_text("message") {
        writer.message(thread, &message(&format!("{id}-message"), at, Actor::Contact, visitor.unwrap_or(NONE)));
    }
    for (number, line) in row.rows("history").enumerate() {
        let Some(at) = line.require(line.time("timestamp"), Fault::MissingTime, "timestamp") else { continue };
        if line.text("type").as_deref() != Some("chat.msg") {
            continue;
        }
        let (actor, sender) = match line.text("sender_type").unwrap_or_default().to_ascii_lowercase().as_str() {
            "visitor" => (Actor::Contact, visitor.unwrap_or(NONE)),
            "agent" => {
                let id = line.id("agent_id").or_else(|| line.text("name")).unwrap_or_default();
                (Actor::Agent, writer.agent(&format!("chat-{id}"), line.text("name")))
            }
            "trigger" => (Actor::Automation, NONE),
            _ => (Actor::Unknown, NONE),
        };
        writer.message(thread, &message(&format!("{id}-{number}"), at, actor, sender));
    }
    // A ticket may go on after its chat.
    let mut version = Thread { coverage, is_maybe_cut: ticket.is_some(), ..Thread::default() };
    if ticket.is_none() {
        version.coverage.add(Fact::Messages);
        version.contact = visitor;
        version.channel = Some(writer.channel("chat"));
        version.created_at = Some(at);
        version.team = row.text("department_name").map(|department| writer.team(&department));
    }
    writer.write_thread(thread, &version);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::testing::{MINUTE, ask, batch, rate, read, value};

    const TICKETS: &str = include_str!("../../tests/fixtures/zendesk/tickets-users-and-ratings.json");
    const EVENTS: &str = include_str!("../../tests/fixtures/zendesk/ticket-events-with-comments.json");
    const EXPORT: &str = include_str!("../../tests/fixtures/zendesk/export-with-comments.json");
    const CHATS: &str = include_str!("../../tests/fixtures/zendesk/chats.json");
    const SINGLE: &str = include_str!("../../tests/fixtures/zendesk/ticket-beside-its-comments.json");
    const GROUPS: &str = include_str!("../../tests/fixtures/zendesk/groups.json");

    fn inbox(pages: &[&str]) -> Inbox {
        let mut inbox = Inbox::default();
        pages.iter().for_each(|page| inbox.add(batch(page).unwrap(), Vec::new()));
        inbox
    }

    #[test]
    fn tickets_and_what_is_known_of_them() {
        let data = read(TICKETS).unwrap();
        let threads = &data.threads;
        assert_eq!((threads.len(), &threads.status[..]), (2, &[Status::Closed, Status::Pending][..]));
        assert_eq!((data.channels.get(threads.channel[0]), threads.agent[1]), ("whatsapp", NOBODY));
        assert_eq!(threads.closed_at[0], 1_740_996_000_000);
        assert_eq!(data.contacts.names.get(threads.contact[0]), Some("Ana"));
        let scores: Vec<_> = (0..data.surveys.len()).map(|row| data.surveys.get(row).score).collect();
        assert_eq!(scores, [Some(2.0), None]);
        assert_eq!(data.messages.len(), 0, "the description is the first comment");
        assert!(threads.coverage.iter().all(|coverage| !coverage.has(Fact::Messages)));
        let times: Vec<_> = (0..data.vendor_times.len()).map(|row| data.vendor_times.get(row)).collect();
        let known: Vec<_> = times.iter().map(|time| (time.time, time.is_business, time.value_ms)).collect();
        let (first, solved) = (VendorTime::FirstResponse, VendorTime::Resolution);
        let minutes = |count: Millis| count * MINUTE_MS;
        assert_eq!(known, [(first, false, minutes(10)), (first, true, minutes(10)), (solved, false, minutes(60))]);
    }

    #[test]
    fn comments_and_changes_of_any_page_first() {
        use EventKind::*;
        let summary = |inbox: &Inbox| {
            let data = inbox.data();
            let ticket = data.threads.keys.find("zendesk", "70").unwrap();
            let messages = &data.messages;
            let said: Vec<_> = messages.rows_of(ticket).map(|row| (messages.actor[row], messages.kind[row])).collect();
            let events: Vec<_> = data.events.of(ticket).map(|event| (event.kind, event.actor)).collect();
            let numbers = ["first-response", "closed-conversations", "resolution-time"]
                .map(|metric| value(&ask(inbox, "", &format!("\"{metric}\""))));
            (said, events, numbers, rate(&ask(inbox, "", "\"csat-response-rate\"")))
        };
        let once = summary(&inbox(&[TICKETS, EVENTS]));
        let (contact, agent) = (Actor::Contact, Actor::Agent);
        let (text, note) = (MessageKind::Text, MessageKind::Note);
        assert_eq!(once.0, [(contact, text), (agent, note), (agent, text), (contact, text), (agent, text)]);
        let events =
            [(Tagged, Actor::Automation), (Assigned, agent), (Pending, agent), (Reopened, contact), (Closed, agent)];
        assert_eq!(once.1, events, "that it closes by itself later on is no close");
        assert_eq!(once.2, [Some(10.0 * MINUTE), Some(1.0), Some(60.0 * MINUTE)]);
        assert_eq!(once.3, (1, 2));
        assert_eq!(summary(&inbox(&[EVENTS, TICKETS])), once);
        assert_eq!(summary(&inbox(&[EVENTS, TICKETS, EVENTS, TICKETS])), once);
    }

    #[test]
    fn an_audit_says_the_same_in_other_words() {
        let audit = r#"{"audits":[{"id":1,"ticket_id":70,"author_id":21,"created_at":"2025-03-03T09:00:00Z","events":[
            {"id":2,"type":"Change","field_name":"status","value":"solved","previous_value":"open"},
            {"id":3,"type":"Change","field_name":"tags","value":["a","b"],"previous_value":["b","c"]},
            {"id":4,"type":"Change","field_name":"assignee_id","value":null,"previous_value":"21"},
            {"id":5,"type":"Comment","author_id":21,"public":true,"body":"done"},
            {"id":6,"type":"Notification","body":"sent"}]},
            {"id":7,"ticket_id":70,"author_id":-1,"created_at":"2025-03-07T09:00:00Z","events":[
            {"id":8,"type":"Change","field_name":"status","value":"closed","previous_value":"solved"}]}]}"#;
        let data = read(audit).unwrap();
        use EventKind::*;
        let kinds: Vec<_> = data.events.of(0).map(|event| event.kind).collect();
        assert_eq!(kinds, [Closed, Tagged, Untagged, Unassigned]);
        assert_eq!((data.messages.len(), data.warnings().as_slice()), (1, &[][..]));
    }

    #[test]
    fn the_export_has_each_ticket_with_all_its_comments() {
        let data = read(EXPORT).unwrap();
        let messages = &data.messages;
        assert_eq!(messages.actor, [Actor::Contact, Actor::Agent, Actor::System]);
        assert_eq!((0..3).map(|row| messages.is_public(row)).collect::<Vec<_>>(), [true, true, false]);
        assert!(data.threads.coverage[0].has(Fact::Messages));
        assert_eq!(data.threads.len(), 2, "and a deleted one is left out");
    }

    #[test]
    fn chats_have_their_lines() {
        let data = read(CHATS).unwrap();
        use Actor::*;
        assert_eq!(data.messages.actor, [Automation, Contact, Agent, Contact]);
        assert_eq!((data.threads.keys.id(0), data.threads.keys.id(1)), ("chat-c1", "71"));
        assert_eq!(data.surveys.get(0).score, Some(1.0));
    }

    #[test]
    fn a_ticket_has_the_comments_that_stand_beside_it() {
        let data = read(SINGLE).unwrap();
        assert_eq!((data.threads.len(), data.threads.status[0]), (1, Status::Closed));
        assert_eq!(data.messages.actor, [Actor::Contact, Actor::Agent, Actor::Agent]);
        assert!(data.threads.coverage[0].has(Fact::Messages));
        assert_eq!(
            (data.contacts.names.get(0), data.agents.names.get(data.threads.agent[0])),
            (Some("Ana"), Some("Omar"))
        );
        assert!(data.warnings().as_slice().is_empty());
    }

    #[test]
    fn groups_are_called_by_their_names_whenever_these_come() {
        for pages in [&[TICKETS][..], &[GROUPS, SINGLE], &[EXPORT], &[SINGLE, GROUPS]] {
            let inbox = inbox(pages);
            let by_team = ask(&inbox, "", r#"{"metric":"conversations","by":"team"}"#);
            let crate::report::answer::Shape::Breakdown(by_team) = by_team.shape else { panic!() };
            let named: Vec<_> = by_team.rows.iter().filter(|row| row.key.is_some()).collect();
            assert_eq!((named[0].key.as_deref(), named[0].label.as_deref()), (Some("31"), Some("Support")));
        }
    }

    #[test]
    fn pages_of_each_kind_are_recognised() {
        for page in [
            r#"{"ticket":{"id":1,"via":{"channel":"web"},"requester_id":2,"status":"open"}}"#,
            r#"{"comments":[{"id":1,"author_id":2,"audit_id":3,"public":true,"ticket_id":4,"created_at":"2025-03-03T09:00:00Z"}]}"#,
            r#"{"users":[{"id":1,"name":"Ana","role":"end-user","ticket_restriction":null}]}"#,
            r#"{"audits":[{"id":1,"ticket_id":2,"author_id":3,"created_at":"2025-03-03T09:00:00Z","events":[]}]}"#,
            r#"{"ticket_metrics":[{"id":1,"ticket_id":2,"reply_time_in_minutes":{"calendar":1},"solved_at":null}]}"#,
            r#"{"ticket_metric_events":[{"id":1,"ticket_id":2,"metric":"reply_time","instance_id":1,"type":"activate"}]}"#,
            r#"{"satisfaction_ratings":[{"id":1,"ticket_id":2,"requester_id":3,"score":"unoffered","created_at":"2025-03-03T09:00:00Z"}]}"#,
        ] {
            assert!(sniff(&Head::new(page, "", true)).is_some(), "{page}");
            assert_eq!(read(page).unwrap().warnings().as_slice(), [], "{page}");
        }
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"{"comments":[7,{"id":1,"author_id":11,"audit_id":3,"public":true,"created_at":"2025-03-03T09:00:00Z"},
            {"id":1,"ticket_id":70,"author_id":11,"public":true},{"ticket_id":70,"author_id":11,"public":true}],
            "tickets":[{"id":3,"status":"lost","requester_id":1,"via":{}},{"id":4}]}"#;
        let data = read(odd).unwrap();
        let told: Vec<_> = data.warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected = [
            (Fault::WrongType, 1),
            (Fault::MissingId, 2),
            (Fault::MissingTime, 1),
            (Fault::UnknownWord, 1),
            (Fault::UnknownRow, 1),
        ];
        assert_eq!(told, expected);
    }
}
