//! Dialogflow CX: rows of the table that it writes its interactions to, as BigQuery exports them.
//!
//! A row is a turn: what the contact said, if it was not an event that began it, and what the bot answered. When it answered is
//! not told: the answer stands at the time of the request. A session is a conversation; whom it was with is not known. JSON
//! within a column comes as such, or as text.

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, event, message};
use crate::error::Fault;
use crate::store::NONE;
use crate::store::messages::Message;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind};
use crate::time::{DAY_MS, Millis};

pub const SOURCE: Source =
    Source { id: "dialogflow-cx", sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

const KEYS: &[&str] = &[
    "agentEscalated",
    "agentUtterances",
    "agent_id",
    "audio",
    "conversation_name",
    "conversation_signals",
    "derived_data",
    "digits",
    "dtmf",
    "endInteraction",
    "intent",
    "liveAgentHandoff",
    "queryInput",
    "queryResult",
    "request",
    "request_time",
    "response",
    "responseMessages",
    "text",
    "transcript",
    "turnSignals",
    "turn_position",
];

static ROWS: Rows = Rows { source: "dialogflow-cx", keys: KEYS, keep, ..Rows::SINGLE };

/// Silence that ends a session whose end is not told.
const SILENCE_MS: Millis = DAY_MS;

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    head.beside(&["conversation_name", "turn_position"]).then_some("fields-of-product")
}

/// What a turn tells.
#[derive(Default)]
struct Turn {
    said: Option<MessageKind>,
    is_answered: bool,
    is_handed_over: bool,
    is_end: bool,
}

impl Turn {
    fn see_request(&mut self, request: Row<'_>) {
        let kinds = [
            ("queryInput.text", MessageKind::Text),
            ("queryInput.audio", MessageKind::Audio),
            ("queryInput.dtmf", MessageKind::Interactive),
            ("queryInput.intent", MessageKind::Interactive),
        ];
        self.said = self.said.or(kinds.iter().find(|(way, _)| request.has(way)).map(|(_, kind)| *kind));
    }

    fn see_response(&mut self, response: Row<'_>) {
        let kinds = [
            ("queryResult.text", MessageKind::Text),
            ("queryResult.transcript", MessageKind::Audio),
            ("queryResult.dtmf", MessageKind::Interactive),
        ];
        self.said = self.said.or(kinds.iter().find(|(way, _)| response.has(way)).map(|(_, kind)| *kind));
        for message in response.rows("queryResult.responseMessages") {
            let (is_handoff, is_end) = (message.has("liveAgentHandoff"), message.has("endInteraction"));
            self.is_handed_over |= is_handoff;
            self.is_end |= is_end;
            self.is_answered |= !is_handoff && !is_end;
        }
    }
}

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let row = *row;
    let id = row.id("conversation_name");
    let Some(id) = row.require(id, Fault::MissingId, "conversation_name") else { return };
    let position = row.id("turn_position");
    let Some(position) = row.require(position, Fault::MissingId, "turn_position") else { return };
    let at = row.time("request_time");
    let Some(at) = row.require(at, Fault::MissingTime, "request_time") else { return };
    let mut turn = Turn::default();
    row.look_into("request", KEYS, &mut |request| turn.see_request(request));
    row.look_into("response", KEYS, &mut |response| turn.see_response(response));
    row.look_into("derived_data", KEYS, &mut |derived| turn.is_answered |= derived.has_text("agentUtterances"));
    row.look_into("conversation_signals", KEYS, &mut |signals| {
        turn.is_handed_over |= signals.flag("turnSignals.agentEscalated") == Some(true);
    });
    keep_turn(&turn, [&id, &position], at, bot(row, writer), writer);
}

fn keep_turn(turn: &Turn, [id, position]: [&str; 2], at: Millis, bot: u32, writer: &mut Writer<'_>) {
    let thread = writer.thread(id);
    let coverage = Coverage::of(&[Fact::Actors, Fact::Messages, Fact::Status]);
    writer.write_thread(thread, &Thread { silence_ms: Some(SILENCE_MS), coverage, ..Thread::default() });
    if let Some(kind) = turn.said {
        let id = format!("{position}-in");
        writer.message(thread, &Message { kind, ..message(&id, at, Actor::Contact, NONE) });
    }
    if turn.is_answered {
        writer.message(thread, &message(&format!("{position}-out"), at, Actor::Bot, bot));
    }
    match () {
        // For the bot it ends, too, and for the contact it goes on.
        () if turn.is_handed_over => writer.event(thread, &event(at, EventKind::Handoff, Actor::Bot, bot)),
        () if turn.is_end => writer.event(thread, &event(at, EventKind::Closed, Actor::Bot, bot)),
        () => {}
    }
}

fn bot(row: Row<'_>, writer: &mut Writer<'_>) -> u32 {
    let id = row.id("agent_id").unwrap_or("bot".into());
    let bot = writer.agent(&id, None);
    writer.batch.tables.agents.actor[bot as usize] = Actor::Bot;
    bot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::testing::{ask, at, batch, rate, read, value};

    const ROWS_OF_JSON: &str = include_str!("../../tests/fixtures/dialogflow-cx/json-columns.ndjson");
    const ROWS_OF_TEXT: &str = include_str!("../../tests/fixtures/dialogflow-cx/text-columns.json");

    fn kept(data: &Dataset, thread: u32) -> Vec<(Actor, MessageKind)> {
        data.messages.rows_of(thread).map(|row| (data.messages.actor[row], data.messages.kind[row])).collect()
    }

    #[test]
    fn turns() {
        use Actor::*;
        use MessageKind::*;
        let data = read(ROWS_OF_JSON).unwrap();
        assert!(data.warnings().as_slice().is_empty(), "{:?}", data.warnings());
        assert_eq!((data.threads.len(), data.threads.keys.id(0)), (3, "projects/p/locations/eu/agents/a/sessions/s1"));
        // An event began the first session, and nobody answered in the last turn of the second one.
        let first = [(Bot, Text), (Contact, Text), (Bot, Text), (Contact, Interactive), (Bot, Text)];
        assert_eq!(
            (kept(&data, 0), kept(&data, 1)),
            (first.to_vec(), vec![(Contact, Text), (Bot, Text), (Contact, Audio)])
        );
        assert_eq!(data.messages.at[0], at("2025-03-03T09:00:00.25Z"));
        let events: Vec<_> = (0..3).flat_map(|thread| data.events.of(thread)).map(|event| event.kind).collect();
        assert_eq!(events, [EventKind::Closed, EventKind::Handoff, EventKind::Handoff]);
        assert_eq!((data.agents.keys.id(0), data.agents.actor[0], data.threads.contact[0]), ("a", Bot, NONE));
    }

    #[test]
    fn json_within_a_column_comes_as_such_or_as_text() {
        let kept_all = |texts: &[&str]| {
            let mut data = Dataset::default();
            texts.iter().for_each(|text| data.add(batch(text).unwrap()));
            let threads = 0..data.threads.len() as u32;
            (threads.map(|thread| kept(&data, thread)).collect::<Vec<_>>(), data.messages.at.clone(), data.events.len())
        };
        let once = kept_all(&[ROWS_OF_JSON]);
        assert_eq!(kept_all(&[ROWS_OF_TEXT]), once);
        assert_eq!(kept_all(&[ROWS_OF_TEXT, ROWS_OF_JSON, ROWS_OF_TEXT]), once);
    }

    #[test]
    fn numbers() {
        let mut inbox = Inbox::default();
        inbox.add(batch(ROWS_OF_JSON).unwrap(), Vec::new());
        assert_eq!(value(&ask(&inbox, "", "\"conversations\"")), Some(3.0));
        assert_eq!(rate(&ask(&inbox, "", "\"bot-escalation-rate\"")), (2, 3));
        assert_eq!(rate(&ask(&inbox, "", "\"bot-resolution-rate\"")), (1, 3));
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"[{"conversation_name":"1","turn_position":1,"request_time":"2025-03-01 10:00:00 UTC","response":"{oh"},
            {"turn_position":1},{"conversation_name":"1"},{"conversation_name":"1","turn_position":1},
            {"conversation_name":"1","turn_position":2,"request_time":"1.7E9","request":null}]"#;
        let told: Vec<_> = read(odd).unwrap().warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected = [(Fault::WrongType, 1), (Fault::MissingId, 2), (Fault::MissingTime, 2), (Fault::BadTime, 1)];
        assert_eq!(told, expected);
    }
}
