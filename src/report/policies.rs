//! The same data under two policies: both answers, and what moves between them, with the fields of the policy that
//! move it.
//!
//! Which fields those are is found by experiment: each field in which the policies differ is switched on its own.
//! What follows from such a policy is forgotten again, so that the policies that are asked for stay at hand.

use super::answer::{Answer, Shape};
use super::answering::{Asking, Common};
use super::inbox::UnderPolicy;
use super::request::{PoliciesQuery, Shape as Asked};
use super::table::explain::observed;
use super::table::{Cell, Column, Kind, Page, Rows, column, contact, page};
use crate::error::Error;
use crate::metrics::{Entity, Measure, Unit, Value};
use crate::query::dimension::Keys;
use crate::query::observation::{Observation, Observations};
use crate::query::policy::Field;
use crate::query::schedule::Schedules;
use crate::query::split::Split;
use crate::query::{Query, View};
use crate::registry::Word;
use crate::store::Dataset;
use crate::store::dict::{NONE, hash, some};
use crate::store::order::sorted;
use crate::time::period::Preset;
use crate::time::{Millis, PeriodSpec, Step, Zone};
use crate::words;
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::rc::Rc;

/// Two answers, and all that makes the one the other.
#[derive(Debug, Serialize)]
pub struct PolicyComparison {
    pub a: Answer,
    pub b: Answer,
    /// How many of the rows are of each kind.
    pub happened: Vec<HappenedCount>,
    /// For each field in which the policies differ, how many of the rows it moves on its own.
    pub fields: Vec<CauseCount>,
    pub moved: Page,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct HappenedCount {
    pub happened: Happened,
    pub count: u64,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct CauseCount {
    pub field: Cause,
    pub count: u64,
}

words! {
    /// What becomes of something that counts, on the way from one policy to the other.
    Happened {
        /// It counts under `a` only. Where `b` dates it outside of the period, that is its time under `b`.
        OnlyA = "only-a",
        OnlyB = "only-b",
        /// It counts under both, with another value.
        ValueDiffers = "value-differs",
        /// It counts under both with the same value, in another bucket.
        DateDiffers = "date-differs",
        /// It counts under both with the same value in the same bucket, under another key.
        KeyDiffers = "key-differs",
    }
}

/// What moves a conversation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cause {
    /// This field does on its own.
    Field(Field),
    /// No field does on its own.
    Together,
}

impl Cause {
    pub fn id(self) -> &'static str {
        match self {
            Self::Field(field) => field.id(),
            Self::Together => "together",
        }
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// What is compared, and when and where.
pub struct Comparing<'a> {
    pub data: &'a Dataset,
    pub asked: &'a PoliciesQuery,
    pub zone: &'a Zone,
    pub schedules: Option<Schedules<Zone>>,
    pub clock: Millis,
}

impl Comparing<'_> {
    /// Compares what follows from the policies `a` and `b` of the question.
    pub(super) fn compare(&self, [a, b]: [&UnderPolicy; 2]) -> Result<PolicyComparison, Error> {
        let [a, b] = [self.see(a), self.see(b)];
        let answers = [a.answer(self.asked)?, b.answer(self.asked)?];
        let unavailable = answers.iter().find_map(|answer| match answer.shape {
            Shape::Unavailable { reason } => Some(reason),
            _ => None,
        });
        let fields = self.asked.a.differing(&self.asked.b);
        let rows = if unavailable.is_none() { self.moved(&a, &b, &fields) } else { Vec::new() };
        let moved = Moved { rows, measure: self.asked.request.measure };
        let page = page("moved", moved.columns(), "atA", &moved, &a.view, &self.asked.paging)?;
        let [of_a, of_b] = answers;
        Ok(PolicyComparison {
            a: of_a,
            b: of_b,
            happened: moved.happened(),
            fields: moved.causes(&fields),
            moved: Page { unavailable, ..page },
        })
    }

    fn see<'s>(&'s self, under: &'s UnderPolicy) -> Sight<'s> {
        let (over, by) = match &self.asked.request.view {
            Asked::Series { over, by } => (Some(*over), by.as_ref()),
            Asked::Breakdown { by } => (None, Some(by)),
            _ => (None, None),
        };
        let measure = self.asked.request.measure;
        let view = View::new(self.data, &under.derived, self.zone, &self.asked.query, self.clock);
        let observations = under.observations(self.data, measure);
        Sight { view, measure, observations, over, by }
    }

    /// Everything that is not the same under both policies.
    fn moved(&self, a: &Sight<'_>, b: &Sight<'_>, fields: &[Field]) -> Vec<Row> {
        let [seen_a, seen_b] = [a.counted(), b.counted()];
        let [before, after] = [a.outcomes(&seen_a), b.outcomes(&seen_b)];
        let groups: Vec<usize> = (0..before.len()).filter(|&group| before[group] != after[group]).collect();
        if groups.is_empty() {
            return Vec::new();
        }
        let causes = self.causes(fields, &groups, &before, &after);
        let of_groups = |seen: Vec<Seen>| by_group(&groups, seen);
        let lists = of_groups(seen_a).into_iter().zip(of_groups(seen_b));
        let elsewhere = of_groups(self.elsewhere(a)).into_iter().zip(of_groups(self.elsewhere(b)));
        let mut rows = Vec::new();
        for ((lists, elsewhere), causes) in lists.zip(elsewhere).zip(causes) {
            let causes = if causes.is_empty() { vec![Cause::Together] } else { causes };
            let row = |(happened, [of_a, of_b]): (Happened, [Option<Seen>; 2])| {
                let sides = [of_a.map(|seen| a.side(&seen)), of_b.map(|seen| b.side(&seen))];
                Row { happened, sides, causes: causes.clone() }
            };
            rows.extend(pairs(lists, elsewhere).into_iter().map(row));
        }
        rows
    }

    /// For each group, which fields alone give it another outcome than the one before.
    fn causes(&self, fields: &[Field], groups: &[usize], before: &[u64], after: &[u64]) -> Vec<Vec<Cause>> {
        let mut causes = vec![Vec::new(); groups.len()];
        for &field in fields {
            let mixed = self.asked.a.with(field, &self.asked.b);
            let alone = if mixed == self.asked.b {
                after.to_vec()
            } else {
                let under = UnderPolicy::new(self.data, &mixed, self.schedules.clone());
                let sight = self.see(&under);
                sight.outcomes(&sight.counted())
            };
            let moves = groups.iter().zip(&mut causes).filter(|&(&group, _)| alone[group] != before[group]);
            moves.for_each(|(_, causes)| causes.push(Cause::Field(field)));
        }
        causes
    }

    /// What counts under a policy outside of the period. Of what lasts at an instant, and of what counts once however
    /// often it was observed, there is no such thing.
    fn elsewhere(&self, sight: &Sight<'_>) -> Vec<Seen> {
        if sight.measure.value.entity().is_some() || matches!(*sight.observations, Observations::Spans(_)) {
            return Vec::new();
        }
        let query = Query { period: PeriodSpec::Preset(Preset::AllTime), ..self.asked.query.clone() };
        let view = View::new(self.data, sight.view.derived, self.zone, &query, self.clock);
        let (all, _) = observed(&view, sight.measure, &sight.observations);
        let all = all.into_iter().map(|(of, _)| of);
        let outside = all.filter(|of| !sight.view.period.span.contains(of.at));
        outside.map(|of| Seen { of, group: sight.group(&of), bucket: 0, keys: 0 }).collect()
    }
}

/// The question as one policy answers it.
struct Sight<'a> {
    view: View<'a>,
    measure: &'static Measure,
    observations: Rc<Observations>,
    over: Option<Step>,
    by: Option<&'a Split>,
}

/// Something that counts.
#[derive(Clone, Copy)]
struct Seen {
    of: Observation,
    /// The thread, or the contact where contacts are counted: what stays the same under every policy.
    group: u32,
    bucket: u32,
    /// A fingerprint of the keys that it is counted under.
    keys: u64,
}

impl Sight<'_> {
    fn answer(&self, asked: &PoliciesQuery) -> Result<Answer, Error> {
        let requests = vec![("", &asked.request)];
        let asking = Asking { measure: self.measure, observations: &self.observations, requests };
        let mut answers = asking.answers(&Common::new(&self.view), None).map_err(|error| error.at("over"))?;
        Ok(answers.remove(0))
    }

    fn counted(&self) -> Vec<Seen> {
        let (counted, _) = observed(&self.view, self.measure, &self.observations);
        let buckets = self.over.map(|over| self.view.buckets(over));
        // What lasts, and what was before the period, is in none of its buckets.
        let is_elsewhere =
            matches!(*self.observations, Observations::Spans(_)) || self.measure.value == Value::Retained;
        let buckets = buckets.filter(|_| !is_elsewhere);
        let seen = |of: Observation| Seen {
            of,
            group: self.group(&of),
            bucket: buckets.as_ref().map_or(0, |buckets| buckets.index_of(of.at) as u32),
            keys: self.keys(&of),
        };
        counted.into_iter().map(|(of, _)| seen(of)).collect()
    }

    fn group(&self, of: &Observation) -> u32 {
        if self.is_by_contact() { self.contact(of) } else { self.thread(of) }
    }

    fn is_by_contact(&self) -> bool {
        self.measure.is_of_contacts || self.measure.value.entity() == Some(Entity::Contact)
    }

    /// `NONE` for what is of a contact, and of no conversation.
    fn thread(&self, of: &Observation) -> u32 {
        let conversation = some(of.conversation);
        conversation.map_or(NONE, |conversation| self.view.derived.conversations.thread[conversation as usize])
    }

    fn contact(&self, of: &Observation) -> u32 {
        let own = || self.view.derived.conversations.contact[of.conversation as usize];
        some(of.contact).unwrap_or_else(own)
    }

    fn keys(&self, of: &Observation) -> u64 {
        let mut numbers = Vec::new();
        if let Some(by) = self.by {
            self.view.keys(by).each(of, |key| numbers.extend(key.to_le_bytes()));
        }
        hash(numbers)
    }

    /// What everything that is seen of each group comes to, in whatever order: the same number for the same outcome.
    fn outcomes(&self, seen: &[Seen]) -> Vec<u64> {
        let data = self.view.data;
        let groups = if self.is_by_contact() { data.contacts.keys.len() } else { data.threads.len() };
        let mut outcomes = vec![0_u64; groups];
        for Seen { of, group, bucket, keys } in seen {
            let mut bytes = [0; 20];
            bytes[..8].copy_from_slice(&of.value.to_le_bytes());
            bytes[8..12].copy_from_slice(&bucket.to_le_bytes());
            bytes[12..].copy_from_slice(&keys.to_le_bytes());
            let outcome = &mut outcomes[*group as usize];
            *outcome = outcome.wrapping_add(hash(bytes));
        }
        outcomes
    }

    fn side(&self, Seen { of, .. }: &Seen) -> Side {
        let keys = self.by.map(|by| self.view.keys(by));
        let labels = |keys: Keys<'_>| {
            let mut labels = Vec::new();
            keys.each(of, |key| labels.extend(keys.label(key)));
            labels
        };
        Side {
            at: of.at,
            value: of.value,
            keys: keys.map_or_else(Vec::new, labels),
            thread: self.thread(of),
            contact: self.contact(of),
        }
    }
}

/// What is seen of each of the groups.
fn by_group(groups: &[usize], seen: Vec<Seen>) -> Vec<Vec<Seen>> {
    let mut lists = vec![Vec::new(); groups.len()];
    for one in seen {
        if let Ok(place) = groups.binary_search(&(one.group as usize)) {
            lists[place].push(one);
        }
    }
    lists
}

/// Finds out what became of what, within one group: what is the same under both policies goes without saying, and of
/// the rest, what is of the same time is taken to be the same thing, then what has the same value, then what comes
/// next.
fn pairs(
    (mut a, mut b): (Vec<Seen>, Vec<Seen>),
    (mut out_a, mut out_b): (Vec<Seen>, Vec<Seen>),
) -> Vec<(Happened, [Option<Seen>; 2])> {
    let outcome = |seen: &Seen| (seen.of.value, seen.bucket, seen.keys);
    pair_off(&mut a, &mut b, &|a, b| (a.of.at, outcome(a)).cmp(&(b.of.at, outcome(b))));
    pair_off(&mut a, &mut b, &|a, b| outcome(a).cmp(&outcome(b)));
    let mut pairs: Vec<_> =
        alike(&mut a, &mut b).into_iter().map(|(a, b)| (difference(&a, &b), [Some(a), Some(b)])).collect();
    pairs.extend(alike(&mut a, &mut out_b).into_iter().map(|(a, b)| (Happened::OnlyA, [Some(a), Some(b)])));
    pairs.extend(alike(&mut out_a, &mut b).into_iter().map(|(a, b)| (Happened::OnlyB, [Some(a), Some(b)])));
    pairs.extend(a.into_iter().map(|a| (Happened::OnlyA, [Some(a), None])));
    pairs.extend(b.into_iter().map(|b| (Happened::OnlyB, [None, Some(b)])));
    pairs
}

fn difference(a: &Seen, b: &Seen) -> Happened {
    if a.of.value != b.of.value {
        Happened::ValueDiffers
    } else if a.bucket != b.bucket {
        Happened::DateDiffers
    } else {
        Happened::KeyDiffers
    }
}

/// Takes as many pairs out of both lists as there can be, the most alike first.
fn alike(a: &mut Vec<Seen>, b: &mut Vec<Seen>) -> Vec<(Seen, Seen)> {
    let by_time = |a: &Seen, b: &Seen| a.of.at.cmp(&b.of.at);
    let mut pairs = pair_off(a, b, &by_time);
    pairs.extend(pair_off(a, b, &|a, b| a.of.value.cmp(&b.of.value)));
    for list in [&mut *a, &mut *b] {
        *list = sorted(std::mem::take(list), &by_time);
    }
    pairs.extend(pair_off(a, b, &|_, _| Ordering::Equal));
    pairs
}

/// Takes out of both lists the pairs that are equal.
fn pair_off(a: &mut Vec<Seen>, b: &mut Vec<Seen>, compare: &dyn Fn(&Seen, &Seen) -> Ordering) -> Vec<(Seen, Seen)> {
    let (mut pairs, mut left_a, mut left_b) = (Vec::new(), Vec::new(), Vec::new());
    let mut of_b = sorted(std::mem::take(b), compare).into_iter().peekable();
    for of_a in sorted(std::mem::take(a), compare) {
        while let Some(earlier) = of_b.next_if(|of_b| compare(of_b, &of_a) == Ordering::Less) {
            left_b.push(earlier);
        }
        match of_b.next_if(|of_b| compare(of_b, &of_a) == Ordering::Equal) {
            Some(of_b) => pairs.push((of_a, of_b)),
            None => left_a.push(of_a),
        }
    }
    left_b.extend(of_b);
    (*a, *b) = (left_a, left_b);
    pairs
}

/// Something under one of the policies.
struct Side {
    at: Millis,
    value: Millis,
    /// What the keys are called that it is counted under.
    keys: Vec<String>,
    thread: u32,
    contact: u32,
}

/// Something that moves.
struct Row {
    happened: Happened,
    sides: [Option<Side>; 2],
    causes: Vec<Cause>,
}

struct Moved {
    rows: Vec<Row>,
    measure: &'static Measure,
}

const fn columns(value: Kind) -> [Column; 10] {
    [
        column("conversation", Kind::Text),
        column("contact", Kind::Text),
        column("happened", Kind::Happened),
        column("atA", Kind::Instant),
        column("valueA", value),
        column("keyA", Kind::Texts),
        column("atB", Kind::Instant),
        column("valueB", value),
        column("keyB", Kind::Texts),
        column("fields", Kind::PolicyFields),
    ]
}

static DURATIONS: [Column; 10] = columns(Kind::Duration);
static HITS: [Column; 10] = columns(Kind::Flag);
static COUNTS: [Column; 10] = columns(Kind::Count);

impl Moved {
    fn columns(&self) -> &'static [Column] {
        match (self.measure.value, self.measure.unit) {
            (Value::Amount, Unit::Milliseconds) | (Value::Snapshot, _) => &DURATIONS,
            (Value::Rate(_) | Value::Retained, _) => &HITS,
            _ => &COUNTS,
        }
    }

    fn happened(&self) -> Vec<HappenedCount> {
        let of = |happened: Happened| self.rows.iter().filter(|row| row.happened == happened).count() as u64;
        let all = Happened::ALL.iter().map(|&happened| HappenedCount { happened, count: of(happened) });
        all.filter(|happened| happened.count > 0).collect()
    }

    fn causes(&self, fields: &[Field]) -> Vec<CauseCount> {
        let of = |cause: Cause| self.rows.iter().filter(|row| row.causes.contains(&cause)).count() as u64;
        let all = fields.iter().map(|&field| Cause::Field(field)).chain([Cause::Together]);
        let all = all.map(|field| CauseCount { field, count: of(field) });
        all.filter(|cause| cause.count > 0 || cause.field != Cause::Together).collect()
    }

    fn value(&self, side: &Side) -> Cell {
        match self.measure.value {
            Value::Amount | Value::Sum => Cell::Number(side.value as f64 / self.measure.unit.parts()),
            Value::Snapshot => Cell::Number(side.value as f64),
            Value::Rate(_) | Value::Retained => Cell::text(if side.value > 0 { "yes" } else { "no" }),
            Value::Count | Value::Distinct(_) | Value::Returning | Value::Cohort | Value::Per(_) => Cell::Nothing,
        }
    }
}

impl Rows for Moved {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell {
        let Row { happened, sides: [a, b], causes } = &self.rows[row];
        let either = a.as_ref().or(b.as_ref());
        let of = |side: &Option<Side>, cell: &dyn Fn(&Side) -> Cell| side.as_ref().map_or(Cell::Nothing, cell);
        let at = |side: &Side| Cell::instant(side.at);
        let keys = |side: &Side| Cell::Texts(side.keys.clone());
        match column {
            "conversation" => Cell::maybe(
                either
                    .and_then(|side| some(side.thread))
                    .map(|thread| view.data.threads.keys.id_among_accounts(thread)),
            ),
            "contact" => either.map_or(Cell::Nothing, |side| contact(view.data, side.contact)),
            "happened" => Cell::text(happened.id()),
            "atA" => of(a, &at),
            "valueA" => of(a, &|side| self.value(side)),
            "keyA" => of(a, &keys),
            "atB" => of(b, &at),
            "valueB" => of(b, &|side| self.value(side)),
            "keyB" => of(b, &keys),
            "fields" => Cell::Texts(causes.iter().map(|cause| cause.id().to_owned()).collect()),
            _ => Cell::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::testing::{MINUTE, at, inbox, value};
    use serde_json::json;

    const YEAR: &str = r#""period":{"from":"2025-01-01","to":"2026-01-01"},"now":"2026-01-01T00:00:00Z""#;

    fn compare(inbox: &Inbox, period: &str, rest: &str) -> PolicyComparison {
        let asked = PoliciesQuery::from_json(&format!("{{{period},{rest}}}")).unwrap();
        inbox.compare_policies(&asked, &Zone::utc(), 0).unwrap()
    }

    /// The cells of these columns, row by row, by conversation.
    fn cells(comparison: &PolicyComparison, columns: &[&str]) -> Vec<serde_json::Value> {
        let place = |id: &&str| comparison.moved.columns.iter().position(|column| column.id == *id).unwrap();
        let places: Vec<_> = columns.iter().map(place).collect();
        let row = |row: &Vec<Cell>| places.iter().map(|&place| serde_json::to_value(&row[place]).unwrap()).collect();
        comparison.moved.rows.iter().map(row).collect()
    }

    const BOT: &str = r#"[
        {"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
            {"id":"m2","at":"2025-03-03T10:01:00Z","sender":"bot"},{"id":"m3","at":"2025-03-03T10:10:00Z","sender":"agent"}]},
        {"id":"k2","contactId":"c2","messages":[{"id":"m1","at":"2025-03-02T10:00:00Z","sender":"contact"},
            {"id":"m2","at":"2025-03-02T10:02:00Z","sender":"bot"}]},
        {"id":"k3","contactId":"c3","messages":[{"id":"m1","at":"2025-03-01T10:00:00Z","sender":"contact"},
            {"id":"m2","at":"2025-03-01T10:03:00Z","sender":"agent"}]}]"#;

    #[test]
    fn the_reply_of_the_bot_counts_here_and_not_there() {
        let rest =
            r#""metric":"first-response","a":"default","b":{"repliesBy":["agent","echo","bot"],"durableDays":9}"#;
        let found = compare(&inbox(BOT), YEAR, &format!(r#"{rest},"sort":"conversation","descending":false"#));
        assert_eq!((value(&found.a), value(&found.b)), (Some(6.5 * MINUTE), Some(2.0 * MINUTE)));
        let columns = ["conversation", "happened", "valueA", "valueB", "atA", "fields"];
        let replied_at = at("2025-03-03T10:10:00Z") as f64;
        let rows = [
            json!(["k1", "value-differs", 600_000.0, 60_000.0, replied_at, ["repliesBy"]]),
            json!(["k2", "only-b", null, 120_000.0, null, ["repliesBy"]]),
        ];
        assert_eq!(cells(&found, &columns), rows);
        let counts = json!([{ "field": "repliesBy", "count": 2 }, { "field": "durableDays", "count": 0 }]);
        assert_eq!(serde_json::to_value(&found.fields).unwrap(), counts);
        let happened = json!([{ "happened": "only-b", "count": 1 }, { "happened": "value-differs", "count": 1 }]);
        assert_eq!(serde_json::to_value(&found.happened).unwrap(), happened);
    }

    #[test]
    fn a_page_of_what_moves() {
        let rest = r#""metric":"first-response","a":"default","b":{"repliesBy":["bot"]},"limit":1,"offset":1"#;
        let found = compare(&inbox(BOT), YEAR, &format!(r#"{rest},"sort":"conversation","descending":false"#));
        assert_eq!((found.moved.total, cells(&found, &["conversation"])), (3, vec![json!(["k2"])]));
    }

    #[test]
    fn a_reopened_conversation_waits_since_its_opening_for_one_and_since_its_reopening_for_the_other() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"open",
                "events":[{"type":"closed","at":"2025-03-03T09:05:00Z","actor":"bot"}],"messages":[
                {"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},
                {"id":"m2","at":"2025-03-03T09:01:00Z","sender":"bot"},
                {"id":"m3","at":"2025-03-07T14:00:00Z","sender":"contact"},
                {"id":"m4","at":"2025-03-07T14:10:00Z","sender":"agent"}]}]"#,
        );
        let found = compare(&inbox, YEAR, r#""metric":"first-response","a":"chatwoot","b":"zendesk""#);
        let minutes = [&found.a, &found.b].map(|answer| value(answer).unwrap() / MINUTE);
        assert_eq!(minutes, [10.0, 4.0 * 1440.0 + 310.0]);
        assert_eq!(cells(&found, &["happened", "fields"]), [json!(["value-differs", ["firstResponseFrom"]])]);
    }

    const SEPTEMBER: &str = r#"[{"id":"k1","contactId":"c1","createdAt":"2025-09-30T23:00:00Z","messages":[
        {"id":"m1","at":"2025-09-30T23:00:00Z","sender":"contact"},
        {"id":"m2","at":"2025-10-01T09:00:00Z","sender":"agent"}]}]"#;

    #[test]
    fn another_date_basis_moves_a_conversation_to_another_month() {
        let inbox = inbox(SEPTEMBER);
        let rest = r#""metric":"first-response","a":"default","b":{"dateBasis":"opened"}"#;
        let columns = ["happened", "atA", "valueA", "atB", "valueB", "fields"];
        let [opened, replied] = ["2025-09-30T23:00:00Z", "2025-10-01T09:00:00Z"].map(|text| at(text) as f64);
        let lasts = 600.0 * MINUTE;
        let row = |happened: &str| json!([happened, replied, lasts, opened, lasts, ["dateBasis"]]);
        let found = compare(&inbox, YEAR, &format!(r#"{rest},"over":"month""#));
        assert_eq!(cells(&found, &columns), [row("date-differs")]);
        // The sum of the year is the same, whichever month it lies in.
        assert_eq!(compare(&inbox, YEAR, rest).moved.total, 0);
        let found = compare(&inbox, r#""period":{"from":"2025-10-01","to":"2025-11-01"}"#, rest);
        assert_eq!(cells(&found, &columns), [row("only-a")]);
        let found = compare(&inbox, r#""period":{"from":"2025-09-01","to":"2025-10-01"}"#, rest);
        assert_eq!(cells(&found, &columns), [row("only-b")]);
    }

    #[test]
    fn what_no_field_moves_alone_is_moved_by_several_together() {
        let found = compare(
            &inbox(BOT),
            YEAR,
            r#""metric":"first-response","sort":"conversation","descending":false,
                "a":{"firstResponseFrom":"assigned","repliesBy":["echo"]},"b":{"firstResponseFrom":"opened","repliesBy":["bot"]}"#,
        );
        let row = |id: &str| json!([id, "only-b", ["together"]]);
        assert_eq!(cells(&found, &["conversation", "happened", "fields"]), [row("k1"), row("k2")]);
        assert_eq!(found.fields.last(), Some(&CauseCount { field: Cause::Together, count: 2 }));
    }

    #[test]
    fn a_conversation_is_credited_to_somebody_else() {
        let inbox = inbox(
            r#"{"agents":[{"id":"a1","name":"Omar"},{"id":"a2"}],"conversations":[{"id":"k1","contactId":"c1","agentId":"a2",
                "messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
                {"id":"m2","at":"2025-03-03T10:01:00Z","sender":"agent","senderId":"a1"}]}]}"#,
        );
        let rest = r#""metric":"response-time","by":"agent","a":"default","b":{"credit":"assignee"}"#;
        let found = compare(&inbox, YEAR, rest);
        let row = json!(["key-differs", ["Omar"], ["a2"], ["credit"]]);
        assert_eq!(cells(&found, &["happened", "keyA", "keyB", "fields"]), [row]);
        let found = compare(&inbox, YEAR, &format!(r#"{rest},"key":"a1""#));
        assert_eq!((value(&found.a), value(&found.b)), (Some(MINUTE), None));
        assert_eq!(cells(&found, &["happened", "fields"]), [json!(["only-a", ["credit"]])]);
    }

    #[test]
    fn a_thread_that_silence_cuts_is_two_conversations() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
                {"id":"m2","at":"2025-03-06T10:00:00Z","sender":"contact"}]}]"#,
        );
        let found =
            compare(&inbox, YEAR, r#""metric":"conversations","a":"default","b":{"unit":{"inactivityHours":24}}"#);
        let second = at("2025-03-06T10:00:00Z") as f64;
        assert_eq!(
            cells(&found, &["conversation", "happened", "atB", "fields"]),
            [json!(["k1", "only-b", second, ["unit"]])]
        );
    }

    #[test]
    fn where_one_of_the_answers_is_unavailable_nothing_is_said_to_move() {
        let inbox = inbox(r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z"}]}]"#);
        let found = compare(&inbox, YEAR, r#""metric":"resolution-time","a":"default","b":"zendesk""#);
        assert!(found.moved.rows.is_empty() && found.moved.unavailable.is_some());
    }

    #[test]
    fn what_cannot_be_asked_is_refused_with_its_path() {
        for (rest, path) in [
            (r#""a":"default","b":"default""#, "metric"),
            (r#""metric":"messages","a":"default""#, "b"),
            (r#""metric":"messages","a":"zendesque","b":"default""#, "a"),
            (r#""metric":"messages","a":"default","b":"default","policy":"zendesk""#, "policy"),
            (r#""metric":"conversations","a":"default","b":"default","by":"message-kind""#, "by"),
        ] {
            let error = PoliciesQuery::from_json(&format!("{{{rest}}}")).err().unwrap();
            assert_eq!(error.place.path.as_deref(), Some(path), "{rest}");
        }
    }
}
