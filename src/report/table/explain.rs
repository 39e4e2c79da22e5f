//! What stands behind a number: the very observations, and those left out, with the reasons.

use super::{Cell, Column, Kind, Page, Paging, Rows, agent, column, contact, conversation_id, page};
use crate::error::Error;
use crate::metrics::{Entity, Measure, Unit, Value};
use crate::query::View;
use crate::query::between::{Between, Bound};
use crate::query::customers::written;
use crate::query::dimension::Dimension;
use crate::query::observation::{Note, Observation, Observations, Reason, Seen};
use crate::registry::Word;
use crate::report::request::Part;
use crate::report::retained::has_begun;
use crate::store::dict::NONE;
use crate::store::dict::some;
use crate::store::order::sorted;
use crate::time::{Millis, Span, known};
use serde::Serialize;
use std::collections::BTreeMap;

/// The rows behind a number.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    pub metric: &'static str,
    /// As many rows as the number counts.
    pub counted: Page,
    pub left_out: Page,
}

const CONVERSATION: Column = column("conversation", Kind::Text);
const CONTACT: Column = column("contact", Kind::Text);
const AT: Column = column("at", Kind::Instant);
const DURATION: Column = column("value", Kind::Duration);
/// From when to when the duration ran; at either end stands the message, or else what happened.
const FROM: Column = column("from", Kind::Instant);
const FROM_MESSAGE: Column = column("fromMessage", Kind::Text);
const FROM_EVENT: Column = column("fromEvent", Kind::Action);
const TO: Column = column("to", Kind::Instant);
const TO_MESSAGE: Column = column("toMessage", Kind::Text);
const TO_EVENT: Column = column("toEvent", Kind::Action);
const AMOUNT: Column = column("value", Kind::Count);
/// Whether it is in the numerator of a rate.
const HIT: Column = column("hit", Kind::Flag);
const CURRENCY: Column = column("currency", Kind::Text);
const AGENT: Column = column("agent", Kind::Text);
const ACTOR: Column = column("actor", Kind::Actor);
const TAG: Column = column("tag", Kind::Text);
const NOTE: Column = column("note", Kind::Note);
const REASON: Column = column("reason", Kind::Reason);

const COUNTED: &[Column] = &[CONVERSATION, CONTACT, AT, AGENT, ACTOR, TAG, NOTE];
const COUNTED_DURATIONS: &[Column] = &[
    CONVERSATION,
    CONTACT,
    AT,
    DURATION,
    FROM,
    FROM_EVENT,
    FROM_MESSAGE,
    TO,
    TO_EVENT,
    TO_MESSAGE,
    AGENT,
    ACTOR,
    TAG,
    NOTE,
];
const COUNTED_AGES: &[Column] = &[CONVERSATION, CONTACT, AT, DURATION, AGENT, ACTOR, TAG, NOTE];
const COUNTED_AMOUNTS: &[Column] = &[CONVERSATION, CONTACT, AT, AMOUNT, AGENT, ACTOR, TAG, NOTE];
const COUNTED_MONEY: &[Column] = &[CONVERSATION, CONTACT, AT, AMOUNT, CURRENCY, AGENT, ACTOR, NOTE];
const COUNTED_HITS: &[Column] = &[CONVERSATION, CONTACT, AT, HIT, AGENT, ACTOR, TAG, NOTE];
const LEFT_OUT: &[Column] = &[CONVERSATION, CONTACT, AT, REASON, AGENT];

type CountedRows = Vec<(Observation, Option<Note>)>;
type LeftOutRows = Vec<(Observation, Reason)>;

/// As many observations as a number counts, and those left out: one of each conversation or contact, where these are
/// what is counted. The value of what lasts is how long it has.
pub fn observed(view: &View<'_>, measure: &Measure, observations: &Observations) -> (CountedRows, LeftOutRows) {
    let mut counted = Vec::new();
    let mut left_out = Vec::new();
    let snapshot_at = view.snapshot_at(view.period.span);
    let before = (measure.value == Value::Retained).then(|| view.before());
    let is_again = |of: &Observation| {
        let contact = Entity::Contact.of(view, of);
        contact.is_some_and(|contact| view.wrote_within(contact, view.period.span))
    };
    before.as_ref().unwrap_or(view).each(observations, measure.needs, |observation, seen| match seen {
        Seen::Counted(_) if measure.value == Value::Retained && !has_begun(view, view.period.span) => {
            left_out.push((*observation, Reason::NotYetKnown));
        }
        Seen::Counted(note) if measure.value == Value::Retained => {
            counted.push((observation.lasting(is_again(observation).into()), note));
        }
        Seen::Counted(note) if measure.value == Value::Snapshot => {
            counted.push((observation.lasting(snapshot_at - known(observation.since).unwrap_or(observation.at)), note));
        }
        Seen::Counted(_) if measure.value == Value::Returning && is_new(view, observation) => {
            left_out.push((*observation, Reason::NewCustomer));
        }
        Seen::Counted(note) => counted.push((*observation, note)),
        Seen::LeftOut(reason) => left_out.push((*observation, reason)),
    });
    if let Value::Per(entity) = measure.value {
        counted.retain(|(of, _)| entity.of(view, of).is_some());
    }
    if let Some(entity) = measure.value.entity() {
        if measure.value.is_rate() {
            // Who has a hit is shown with it.
            counted = sorted(counted, &|a, b| (b.0.value, a.0.at).cmp(&(a.0.value, b.0.at)));
            once_each(view, entity, &mut counted, |_| 0);
        } else {
            once_each(view, entity, &mut counted, |of| of.at);
        }
        counted.retain(|(of, _)| entity.of(view, of).is_some());
        once_each(view, entity, &mut left_out, |of| of.at);
        // Both are sorted by what they are of.
        let is_counted = |of: &Observation| {
            let wanted = entity.of(view, of);
            wanted.is_some() && counted.binary_search_by_key(&wanted, |(other, _)| entity.of(view, other)).is_ok()
        };
        left_out.retain(|(of, _)| !is_counted(of));
    }
    (counted, left_out)
}

pub fn explain(
    view: &View<'_>,
    measure: &'static Measure,
    observations: &Observations,
    part: Part,
    paging: &Paging,
) -> Result<Explanation, Error> {
    let columns = match (measure.value, measure.unit) {
        (Value::Amount, Unit::Milliseconds) => COUNTED_DURATIONS,
        (Value::Snapshot, _) => COUNTED_AGES,
        (Value::Amount, _) => COUNTED_AMOUNTS,
        (Value::Sum, _) => COUNTED_MONEY,
        (Value::Rate(_) | Value::Retained, _) => COUNTED_HITS,
        _ => COUNTED,
    };
    if let Some(reason) = view.lacking(None) {
        let counted = Page::unavailable("explain", columns, reason);
        return Ok(Explanation {
            metric: measure.id,
            counted,
            left_out: Page::unavailable("left-out", LEFT_OUT, reason),
        });
    }
    let parts = if matches!(measure.value, Value::Amount | Value::Sum) { measure.unit.parts() } else { 1.0 };
    let (mut counted, mut left_out) = observed(view, measure, observations);
    match part {
        Part::All => {}
        Part::Bin(bin) => counted.retain(|(of, _)| bin.contains(of.value as f64 / parts)),
        Part::Numerator => counted.retain(|(of, _)| of.value > 0),
        Part::WhoWrote(span) => counted = first_within(view, span, counted),
    }
    if part != Part::All {
        left_out.clear();
    }
    let between = ends(view, measure, &counted);
    Ok(Explanation {
        metric: measure.id,
        counted: page(
            "explain",
            columns,
            "at",
            &Counted { rows: counted, between, parts },
            view,
            &fitting(paging, columns, LEFT_OUT),
        )?,
        left_out: page("left-out", LEFT_OUT, "at", &LeftOut(left_out), view, &fitting(paging, LEFT_OUT, columns))?,
    })
}

/// What each duration lies between; empty where these are none.
fn ends(view: &View<'_>, measure: &Measure, counted: &CountedRows) -> Vec<Option<Between>> {
    let Some(between) = measure.between else { return Vec::new() };
    let conversation = |&row: &usize| counted[row].0.conversation;
    let rows = sorted((0..counted.len()).collect(), &|a, b| conversation(a).cmp(&conversation(b)));
    let mut ends = vec![None; counted.len()];
    for of_one in rows.chunk_by(|a, b| conversation(a) == conversation(b)) {
        // Each duration of the conversation is that of one row at most.
        let mut left = between(view.data, view.derived, conversation(&of_one[0]) as usize);
        for &row in of_one {
            let of = &counted[row].0;
            let is_alike =
                |it: &Between| it.value == of.value && known(of.since).is_none_or(|since| it.from.at == since);
            let is_it = |it: &Between| is_alike(it) && it.to.at == of.at;
            let place = left.iter().position(is_it).or_else(|| left.iter().position(is_alike));
            ends[row] = place.map(|place| left.remove(place));
        }
    }
    ends
}

/// What the contacts wrote first within the span: those who did, each with its note.
fn first_within(view: &View<'_>, span: Span, contacts: CountedRows) -> CountedRows {
    let wrote = |(of, note): (Observation, Option<Note>)| {
        let contact = Entity::Contact.of(view, &of).filter(|&contact| view.wrote_within(contact, span))?;
        Some((contact, (of.lasting(Millis::MAX), note)))
    };
    let mut first: BTreeMap<u32, _> = contacts.into_iter().filter_map(wrote).collect();
    for conversation in 0..view.derived.conversations.len() {
        for (contact, row) in written(view.data, &view.derived.conversations, conversation) {
            let at = view.data.messages.at[row];
            let Some((of, _)) = contact.and_then(|contact| first.get_mut(&contact)) else { continue };
            if span.contains(at) && at < of.value {
                *of = Observation { at, conversation: conversation as u32, message: row as u32, value: at, ..*of };
            }
        }
    }
    first.into_values().collect()
}

/// Whether it is of a contact who had not written before the period.
fn is_new(view: &View<'_>, of: &Observation) -> bool {
    Entity::Contact.of(view, of).is_some_and(|contact| !view.had_written(contact, view.period.span.from))
}

/// The paging, without an order that only the other table has a column for.
fn fitting(paging: &Paging, own: &[Column], other: &[Column]) -> Paging {
    let has = |columns: &[Column]| columns.iter().any(|column| Some(column.id) == paging.sort.as_deref());
    if has(other) && !has(own) {
        return Paging { sort: None, descending: None, ..paging.clone() };
    }
    paging.clone()
}

/// Leaves the first observation of each conversation or contact, in the order of `rank`, and all of unknown ones.
fn once_each<T: Copy>(
    view: &View<'_>,
    entity: Entity,
    rows: &mut Vec<(Observation, T)>,
    rank: impl Fn(&Observation) -> Millis,
) {
    let key = |of: &Observation| (entity.of(view, of), rank(of));
    *rows = sorted(std::mem::take(rows), &|a, b| key(&a.0).cmp(&key(&b.0)));
    let entity = |of: &Observation| entity.of(view, of);
    rows.dedup_by(|(a, _), (b, _)| entity(a).is_some() && entity(a) == entity(b));
}

struct Counted {
    rows: CountedRows,
    /// Of durations.
    between: Vec<Option<Between>>,
    /// So many make one of the unit.
    parts: f64,
}

impl Rows for Counted {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell {
        let (of, note) = &self.rows[row];
        let between = || self.between.get(row).copied().flatten();
        match column {
            "from" | "fromMessage" | "fromEvent" => {
                between().map_or(Cell::Nothing, |it| end(view, it.from, &column[4..]))
            }
            "to" | "toMessage" | "toEvent" => between().map_or(Cell::Nothing, |it| end(view, it.to, &column[2..])),
            "value" => Cell::Number(of.value as f64 / self.parts),
            "hit" => Cell::text(if of.value > 0 { "yes" } else { "no" }),
            "actor" => Cell::text(of.actor.id()),
            "tag" => Cell::maybe(of.key_of(Dimension::Tag).map(|tag| view.data.tags.get(tag))),
            "currency" => {
                let currency = of.key_of(Dimension::Currency).and_then(some);
                Cell::maybe(currency.map(|currency| view.data.currencies.get(currency)))
            }
            "note" => Cell::maybe(note.map(Word::id)),
            other => common(view, of, other),
        }
    }
}

/// What is told of an end: when it was, or the part that a column is of.
fn end(view: &View<'_>, end: Bound, part: &str) -> Cell {
    match part {
        "Message" => end.row().map_or(Cell::Nothing, |row| Cell::text(view.data.messages.id[row as usize].text())),
        "Event" => Cell::maybe(end.kind().map(Word::id)),
        _ => Cell::instant(end.at),
    }
}

struct LeftOut(Vec<(Observation, Reason)>);

impl Rows for LeftOut {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell {
        let (of, reason) = &self.0[row];
        match column {
            "reason" => Cell::text(reason.id()),
            other => common(view, of, other),
        }
    }
}

fn common(view: &View<'_>, of: &Observation, column: &str) -> Cell {
    match column {
        "conversation" if of.conversation == NONE => Cell::Nothing,
        "conversation" => conversation_id(view, of.conversation as usize),
        "contact" => contact(view.data, Entity::Contact.of(view, of).unwrap_or(NONE)),
        "at" => Cell::instant(of.at),
        "agent" => agent(view.data, of.agent),
        _ => Cell::Nothing,
    }
}
