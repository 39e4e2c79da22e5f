//! Freshdesk: tickets, listed or single and with their conversations or without, conversations by themselves, ratings,
//! contacts, agents and groups.
//!
//! A ticket's first message is its description, and not among its conversations.

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, event, message};
use crate::error::Fault;
use crate::store::dict::{NOBODY, NONE};
use crate::store::handles::HandleKind;
use crate::store::surveys::Survey;
use crate::store::threads::Thread;
use crate::store::vendor::VendorTime;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Origin, Status};
use crate::time::{SECOND_MS, UNKNOWN};

pub const SOURCE: Source =
    Source { id: "freshdesk", sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

static ROWS: Rows = Rows {
    source: "freshdesk",
    lists: &["results"],
    totals: &["total"],
    keys: &[
        "email",
        "phone",
        "mobile",
        "automation_id",
        "closed_at",
        "contact",
        "conversations",
        "created_at",
        "default_question",
        "deleted",
        "escalate_to",
        "first_responded_at",
        "group_id",
        "id",
        "incoming",
        "name",
        "private",
        "ratings",
        "reopened_at",
        "requester",
        "requester_id",
        "resolved_at",
        "responder_id",
        "source",
        "spam",
        "stats",
        "status",
        "tags",
        "ticket_id",
        "ticket_scope",
        "updated_at",
        "user_id",
        "view_all_tickets",
    ],
    keep,
    ..Rows::SINGLE
};

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let signs: [&[&str]; 6] = [
        &["requester_id", "responder_id"],
        &["incoming", "private", "ticket_id"],
        &["survey_id", "ratings", "ticket_id"],
        &["ticket_scope", "occasional"],
        &["view_all_tickets", "mobile"],
        &["escalate_to", "unassigned_for"],
    ];
    signs.iter().any(|keys| head.beside(keys)).then_some("fields-of-product")
}

const CHANNELS: [(&str, &str); 8] = [
    ("1", "email"),
    ("2", "portal"),
    ("3", "phone"),
    ("5", "twitter"),
    ("6", "facebook"),
    ("7", "chat"),
    ("9", "feedback-widget"),
    (OUTBOUND, "email"),
];

/// An e-mail by which the business began.
const OUTBOUND: &str = "10";

/// From extremely unhappy to extremely happy. Shorter scales leave out some between.
const SCORES: [(&str, f64); 7] =
    [("-103", 1.0), ("-102", 2.0), ("-101", 3.0), ("100", 4.0), ("101", 5.0), ("102", 6.0), ("103", 7.0)];

/// A ticket comes with so many conversations at most, if it is asked to come with them.
const PAGE: usize = 10;

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    match () {
        () if row.tells("ratings") => keep_rating(*row, writer),
        () if row.tells("incoming") => {
            let Some(ticket) = row.require(row.id("ticket_id"), Fault::MissingId, "ticket_id") else { return };
            let thread = writer.thread(&ticket);
            keep_conversation(*row, thread, writer);
            let coverage = Coverage::of(&[Fact::Actors, Fact::Notes]);
            writer.write_thread(thread, &Thread { coverage, is_maybe_cut: true, ..Thread::default() });
        }
        () if row.tells("requester_id") => keep_ticket(*row, writer),
        () if row.tells("escalate_to") => writer.name_team(*row),
        () if row.tells("ticket_scope") => {
            let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
            let agent = writer.agent(&id, row.text("contact.name"));
            writer.batch.tables.agents.actor[agent as usize] = Actor::Agent;
        }
        () if row.tells("view_all_tickets") => {
            let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
            let contact = writer.contact(&id, row.text("name"));
            writer.handle(contact, HandleKind::Email, row.text("email"));
            ["phone", "mobile"].iter().for_each(|way| writer.handle(contact, HandleKind::Phone, row.text(way)));
            if let Some(at) = row.time("created_at") {
                writer.batch.tables.contacts.created_at[contact as usize] = at;
            }
        }
        () => row.fault(Fault::UnknownRow, ""),
    }
}

fn keep_ticket(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    if row.flag("deleted") == Some(true) || row.flag("spam") == Some(true) {
        return;
    }
    let is_whole = row.is_list("conversations") && row.rows("conversations").count() != PAGE;
    let source = row.id("source");
    let is_outbound = source.as_deref() == Some(OUTBOUND);
    let channel = source.as_ref().map(|source| {
        let known = CHANNELS.iter().find(|(number, _)| number == source);
        writer.channel(known.map_or(&**source, |(_, channel)| channel))
    });
    let solved_at = row.time("stats.resolved_at").or_else(|| row.time_or_never("stats.closed_at"));
    let created_at = row.time("created_at");
    let mut version = Thread {
        updated_at: row.time("updated_at"),
        contact: row.id("requester_id").map(|id| writer.contact(&id, row.text("requester.name"))),
        channel,
        agent: row.tells("responder_id").then(|| row.id("responder_id").map_or(NOBODY, |id| writer.agent(&id, None))),
        team: row.tells("group_id").then(|| row.id("group_id").map_or(NOBODY, |id| writer.team(&id))),
        origin: is_outbound.then_some(Origin::Inbox),
        status: status(row),
        created_at,
        closed_at: solved_at,
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
        // Where others are missing, this is left out: what is known of a history begins late, and has no gap.
        if let Some(at) = created_at {
            let actor = if is_outbound { Actor::Agent } else { Actor::Contact };
            writer.message(thread, &message(&format!("{id}-description"), at, actor, NONE));
        }
        [Fact::Messages, Fact::Notes].iter().for_each(|&fact| version.coverage.add(fact));
    }
    row.rows("conversations").for_each(|conversation| keep_conversation(conversation, thread, writer));
    if let Some(at) = row.time("stats.reopened_at") {
        writer.event(thread, &event(at, EventKind::Reopened, Actor::Unknown, NONE));
    }
    if let Some((at, since)) = row.time("stats.first_responded_at").zip(created_at) {
        let seconds = u32::try_from((at - since) / SECOND_MS).ok();
        writer.vendor_time(thread, VendorTime::FirstResponse, seconds, SECOND_MS, false);
    }
    writer.write_thread(thread, &version);
}

/// Numbers above the four are states that an account has made, in which it waits for somebody.
fn status(row: Row<'_>) -> Option<Status> {
    let status = match row.whole("status")? {
        2 => Some(Status::Open),
        4 | 5 => Some(Status::Closed),
        3 | 6.. => Some(Status::Pending),
        _ => None,
    };
    row.require(status, Fault::UnknownWord, "status")
}

fn keep_conversation(row: Row<'_>, thread: u32, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let Some(at) = row.require(row.time("created_at"), Fault::MissingTime, "created_at") else { return };
    let by = row.id("user_id");
    let (actor, sender) = match row.flag("incoming") {
        _ if row.has("automation_id") => (Actor::Automation, NONE),
        Some(true) => (Actor::Contact, by.map_or(NONE, |id| writer.contact(&id, None))),
        Some(false) => (Actor::Agent, by.map_or(NONE, |id| writer.agent(&id, None))),
        None => (Actor::Unknown, NONE),
    };
    let mut message = message(&id, at, actor, sender);
    if row.flag("private") == Some(true) {
        message.kind = MessageKind::Note;
    }
    match row.id("source").as_deref() {
        // What was answered to a survey.
        Some("6") => message.kind = MessageKind::Notice,
        // Sent on to somebody else.
        Some("8") => message.kind = MessageKind::Note,
        _ => {}
    }
    writer.message(thread, &message);
}

/// Whoever was asked and did not answer is not told.
fn keep_rating(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(ticket) = row.require(row.id("ticket_id"), Fault::MissingId, "ticket_id") else { return };
    let Some(answered_at) = row.require(row.time("created_at"), Fault::MissingTime, "created_at") else { return };
    let answer = row.id("ratings.default_question").unwrap_or_default();
    let score = SCORES.iter().find(|(number, _)| *number == answer).map(|(_, score)| *score);
    if row.require(score, Fault::UnknownWord, "ratings").is_none() {
        return;
    }
    let thread = writer.thread(&ticket);
    writer
        .batch
        .tables
        .surveys
        .push(thread, &Survey { id: None, sent_at: UNKNOWN, answered_at, score, scale: Some(7) });
    let coverage = Coverage::of(&[Fact::Surveys]);
    writer.write_thread(thread, &Thread { coverage, is_maybe_cut: true, ..Thread::default() });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::testing::{MINUTE, ask, batch, read, value};

    const TICKETS: &str = include_str!("../../tests/fixtures/freshdesk/tickets-with-conversations.json");
    const RATINGS: &str = include_str!("../../tests/fixtures/freshdesk/ratings.json");

    #[test]
    fn tickets_and_their_conversations() {
        use Actor::*;
        let data = read(TICKETS).unwrap();
        let messages = &data.messages;
        let said: Vec<_> = messages.rows_of(0).map(|row| (messages.actor[row], messages.is_public(row))).collect();
        assert_eq!(said, [(Contact, true), (Agent, false), (Agent, true), (Contact, true), (Agent, true)]);
        assert_eq!(messages.actor[messages.rows_of(1).start], Agent);
        let threads = &data.threads;
        assert_eq!(threads.status, [Status::Closed, Status::Pending, Status::Open]);
        assert_eq!(data.channels.get(threads.channel[0]), "portal");
        assert_eq!((threads.closed_at[0], threads.agent[2]), (1_740_996_000_000, NOBODY));
        let has_messages: Vec<_> = threads.coverage.iter().map(|coverage| coverage.has(Fact::Messages)).collect();
        assert_eq!(has_messages, [true, true, false], "the last came without its conversations");
        assert_eq!(data.vendor_times.get(0).value_ms, 600 * SECOND_MS);
        assert_eq!(data.warnings().as_slice(), []);
    }

    #[test]
    fn numbers_of_pages_in_any_order() {
        let numbers = |pages: &[&str]| {
            let mut inbox = Inbox::default();
            pages.iter().for_each(|page| inbox.add(batch(page).unwrap(), Vec::new()));
            ["first-response", "closed-conversations", "messages", "csat-responses"]
                .map(|metric| value(&ask(&inbox, "", &format!("\"{metric}\""))))
        };
        let once = numbers(&[TICKETS, RATINGS]);
        assert_eq!(once, [Some(10.0 * MINUTE), Some(1.0), Some(5.0), Some(2.0)]);
        assert_eq!(numbers(&[RATINGS, TICKETS]), once);
        assert_eq!(numbers(&[RATINGS, TICKETS, TICKETS, RATINGS]), once);
    }

    #[test]
    fn people_and_conversations_by_themselves() {
        let agents = r#"[{"id":201,"occasional":false,"ticket_scope":1,"contact":{"name":"Omar"}}]"#;
        let contacts =
            r#"[{"id":101,"name":"Ana","mobile":null,"view_all_tickets":false,"created_at":"2025-03-03T08:00:00Z"}]"#;
        let conversations = r#"[{"id":5,"incoming":false,"private":false,"ticket_id":1,"user_id":201,"created_at":"2025-03-03T09:00:00Z"},
            {"id":6,"incoming":false,"private":false,"ticket_id":1,"user_id":201,"automation_id":4,"created_at":"2025-03-03T09:01:00Z"}]"#;
        let groups = include_str!("../../tests/fixtures/freshdesk/groups.json");
        let mut inbox = Inbox::default();
        [conversations, groups, agents, contacts, TICKETS]
            .iter()
            .for_each(|page| inbox.add(batch(page).unwrap(), Vec::new()));
        let data = inbox.data();
        assert_eq!((data.agents.names.get(0), data.contacts.names.get(0)), (Some("Omar"), Some("Ana")));
        assert_eq!(data.team_name(data.threads.team[0]), "Support");
        let mut alone = Inbox::default();
        alone.add(batch(conversations).unwrap(), Vec::new());
        let data = alone.data();
        assert_eq!(data.messages.actor, [Actor::Agent, Actor::Automation]);
        assert!(!data.threads.coverage[0].has(Fact::Messages));
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"[7,{"id":1,"requester_id":2,"responder_id":3,"status":1},{"requester_id":2,"status":2},{"id":9},
            {"id":4,"incoming":true,"private":false,"created_at":"2025-03-03T09:00:00Z"},
            {"id":5,"incoming":true,"private":false,"ticket_id":1},
            {"id":6,"requester_id":2,"status":2,"spam":true}]"#;
        let data = read(odd).unwrap();
        let told: Vec<_> = data.warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected = [
            (Fault::WrongType, 1),
            (Fault::UnknownWord, 1),
            (Fault::MissingId, 2),
            (Fault::UnknownRow, 1),
            (Fault::MissingTime, 1),
        ];
        assert_eq!((told, data.threads.len()), (expected.to_vec(), 1));
    }
}
