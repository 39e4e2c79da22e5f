//! The times that a product has worked out itself beside ours, conversation by conversation, and the definitions under
//! which they would be the same.
//!
//! Those are found by experiment: one choice of the policy after the other is made differently. A product's conversation
//! is what it calls one, and it is in the period in which it was opened, whatever the policy says of either.

use super::inbox::UnderPolicy;
use super::request::RowsQuery;
use super::table::explain::observed;
use super::table::{Cell, Column, Kind, Page, Rows, column, contact, page};
use crate::error::Error;
use crate::metrics::{METRICS, Measure};
use crate::query::View;
use crate::query::policy::{Clock, DateBasis, Field, FirstResponseFrom, Policy, Resolution, TurnStart, Unit};
use crate::query::schedule::Schedules;
use crate::registry::Word;
use crate::store::Dataset;
use crate::store::vendor::{VendorRow, VendorTime};
use crate::store::vocabulary::Actor;
use crate::time::{Millis, Zone};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::Serialize;

/// Where the times of products and ours differ.
#[derive(Debug, Serialize)]
pub struct VendorComparison {
    /// By source, time and clock.
    pub times: Vec<ComparedTime>,
    /// The conversations in which they do.
    pub differing: Page,
}

/// One time that one product works out, beside ours.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ComparedTime {
    pub source: &'static str,
    pub time: VendorTime,
    pub metric: &'static str,
    pub clock: Clock,
    /// In so many conversations both are known.
    pub compared: u64,
    /// In so many of these they are the same, as exactly as the product says it.
    pub same: u64,
    pub only_vendor: u64,
    pub only_ours: u64,
    /// Milliseconds, over those in which both are known.
    pub vendor_mean: Option<f64>,
    pub our_mean: Option<f64>,
    /// Other definitions, those under which most are the same first.
    pub definitions: Vec<Definition>,
}

/// One choice of the policy made differently.
#[derive(Clone, Debug, Serialize)]
pub struct Definition {
    pub field: Field,
    /// The whole policy with it.
    pub policy: Policy,
    /// In so many conversations the times would be the same.
    pub same: u64,
}

/// What is compared, and when and where.
pub struct ComparingVendor<'a> {
    pub data: &'a Dataset,
    pub asked: &'a RowsQuery,
    pub zone: &'a Zone,
    pub schedules: Option<Schedules<Zone>>,
    pub clock: Millis,
}

impl ComparingVendor<'_> {
    pub fn compare(&self) -> Result<VendorComparison, Error> {
        let policy = Policy {
            unit: Unit::Native,
            date_basis: DateBasis::Opened,
            clock: Clock::Wall,
            ..self.asked.query.policy.clone()
        };
        let under = self.under(&policy);
        let view = self.view(&under);
        let conversations = self.of_threads(&under, measure_of("conversations"));
        let (mut times, mut rows) = (Vec::new(), Vec::new());
        for kind in self.kinds() {
            let told = self.told(kind, &conversations);
            let (time, differing) = self.compare_kind(kind, &told, &conversations, &policy);
            times.push(time);
            rows.extend(differing);
        }
        let differing = page("vendor-times", &COLUMNS, "difference", &Differing(rows), &view, &self.asked.paging)?;
        Ok(VendorComparison { times, differing })
    }

    /// All that any product tells.
    fn kinds(&self) -> Vec<Told> {
        let times = &self.data.vendor_times;
        let kind = |row: usize| {
            let VendorRow { time, is_business, .. } = times.get(row);
            Told { source: self.data.threads.keys.source(times.thread[row]), time, is_business }
        };
        let mut kinds: Vec<Told> = Vec::new();
        for kind in (0..times.len()).map(kind) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds.sort_by_key(|kind| (kind.source, kind.time as u8, kind.is_business));
        kinds
    }

    /// What is told of the threads that are looked at.
    fn told(&self, kind: Told, threads: &ByThread) -> Vec<(u32, VendorRow)> {
        let times = &self.data.vendor_times;
        let rows = (0..times.len()).map(|row| (times.thread[row], times.get(row)));
        let is_meant = |(thread, row): &(u32, VendorRow)| {
            let is_of_kind = (row.time, row.is_business) == (kind.time, kind.is_business);
            is_of_kind && self.data.threads.keys.source(*thread) == kind.source && threads.contains_key(thread)
        };
        rows.filter(is_meant).collect()
    }

    fn compare_kind(
        &self,
        kind: Told,
        told: &[(u32, VendorRow)],
        threads: &ByThread,
        policy: &Policy,
    ) -> (ComparedTime, Vec<Difference>) {
        let policy = kind.policy(policy);
        let measure = measure_of(kind.metric());
        let ours = self.of_threads(&self.under(&policy), measure);
        let both: Vec<_> = told.iter().filter_map(|(thread, row)| Some((*thread, *row, *ours.get(thread)?))).collect();
        let (same, different): (Vec<_>, Vec<_>) = both.iter().partition(|(_, row, ours)| are_same(*row, *ours));
        let mut rows: Vec<_> =
            different.into_iter().map(|(thread, row, ours)| Difference::new(kind, thread, row, ours)).collect();
        let mut definitions = Vec::new();
        let choices = if rows.is_empty() { Vec::new() } else { choices(kind, &policy, self.schedules.is_some()) };
        for (field, policy) in choices {
            let theirs = self.of_threads(&self.under(&policy), measure);
            let is_same = |thread: u32, row: VendorRow| theirs.get(&thread).is_some_and(|&other| are_same(row, other));
            let same = told.iter().filter(|(thread, row)| is_same(*thread, *row)).count() as u64;
            for row in rows.iter_mut().filter(|row| is_same(row.thread, row.told)) {
                if !row.fields.contains(&field) {
                    row.fields.push(field);
                }
            }
            definitions.push(Definition { field, policy, same });
        }
        definitions.sort_by_key(|definition| std::cmp::Reverse(definition.same));
        let is_of_source = |thread: &&u32| self.data.threads.keys.source(**thread) == kind.source;
        let known = ours.keys().filter(|thread| threads.contains_key(*thread)).filter(is_of_source).count();
        let mean = |value: &dyn Fn(&(u32, VendorRow, Millis)) -> Millis| {
            let sum: i128 = both.iter().map(|one| i128::from(value(one))).sum();
            (!both.is_empty()).then(|| sum as f64 / both.len() as f64)
        };
        let time = ComparedTime {
            source: kind.source,
            time: kind.time,
            metric: measure.id,
            clock: policy.clock,
            compared: both.len() as u64,
            same: same.len() as u64,
            only_vendor: (told.len() - both.len()) as u64,
            only_ours: (known - both.len()) as u64,
            vendor_mean: mean(&|(_, row, _)| row.value_ms),
            our_mean: mean(&|(.., ours)| *ours),
            definitions,
        };
        (time, rows)
    }

    /// Our value for each thread, or the mean of several.
    fn of_threads(&self, under: &UnderPolicy, measure: &'static Measure) -> ByThread {
        let view = self.view(under);
        let (counted, _) = observed(&view, measure, &under.observations(self.data, measure));
        let mut sums: HashMap<u32, (Millis, Millis), FxBuildHasher> = HashMap::default();
        for (of, _) in counted {
            let thread = view.derived.conversations.thread[of.conversation as usize];
            let (sum, count) = sums.entry(thread).or_default();
            *sum += of.value;
            *count += 1;
        }
        sums.into_iter().map(|(thread, (sum, count))| (thread, sum / count)).collect()
    }

    fn under(&self, policy: &Policy) -> UnderPolicy {
        UnderPolicy::new(self.data, policy, self.schedules.clone())
    }

    fn view<'v>(&'v self, under: &'v UnderPolicy) -> View<'v> {
        View::new(self.data, &under.derived, self.zone, &self.asked.query, self.clock)
    }
}

type ByThread = HashMap<u32, Millis, FxBuildHasher>;

fn measure_of(id: &str) -> &'static Measure {
    METRICS.iter().find(|measure| measure.id == id).expect("every time is that of a metric of the registry")
}

/// Whether ours is theirs, as exactly as they say it.
fn are_same(told: VendorRow, ours: Millis) -> bool {
    (told.value_ms - ours).abs() < told.unit_ms
}

/// One time that a product works out.
#[derive(Clone, Copy, PartialEq)]
struct Told {
    source: &'static str,
    time: VendorTime,
    is_business: bool,
}

impl Told {
    fn metric(self) -> &'static str {
        match self.time {
            VendorTime::FirstResponse => "first-response",
            VendorTime::ResponseTime => "response-time",
            VendorTime::FirstResolution | VendorTime::Resolution => "resolution-time",
            VendorTime::TimeToAssignment => "time-to-assignment",
            VendorTime::AssignmentToResponse => "assignment-to-response",
            VendorTime::AssignmentToClose => "assignment-to-close",
        }
    }

    /// The policy under which our time is what this one says it is.
    fn policy(self, policy: &Policy) -> Policy {
        let resolution = match self.time {
            VendorTime::FirstResolution => Resolution::FirstClose,
            VendorTime::Resolution => Resolution::LastClose,
            _ => policy.resolution,
        };
        let clock = if self.is_business { Clock::Business } else { Clock::Wall };
        Policy { resolution, clock, ..policy.clone() }
    }
}

/// The policies that differ from this one in one choice that has a say in the time.
fn choices(kind: Told, policy: &Policy, has_schedule: bool) -> Vec<(Field, Policy)> {
    let mut all = Vec::new();
    match kind.time {
        VendorTime::FirstResponse | VendorTime::ResponseTime => {
            let from = FirstResponseFrom::ALL.iter();
            let from =
                from.map(|&from| (Field::FirstResponseFrom, Policy { first_response_from: from, ..policy.clone() }));
            let start = |turn_start| (Field::TurnStart, Policy { turn_start, ..policy.clone() });
            if kind.time == VendorTime::FirstResponse {
                all.extend(from);
            } else {
                all.extend(TurnStart::ALL.iter().map(|&turn_start| start(turn_start)));
            }
            for repliers in REPLIERS {
                all.push((Field::RepliesBy, Policy { replies_by: repliers.to_vec(), ..policy.clone() }));
            }
        }
        VendorTime::FirstResolution | VendorTime::Resolution => {
            let resolutions = [Resolution::LastClose, Resolution::FirstClose, Resolution::OpenSpans];
            let with = |resolution| (Field::Resolution, Policy { resolution, ..policy.clone() });
            all.extend(resolutions.map(with));
        }
        _ => {}
    }
    all.push((Field::ExcludeBotTime, Policy { exclude_bot_time: !policy.exclude_bot_time, ..policy.clone() }));
    if has_schedule {
        let clock = if policy.clock == Clock::Wall { Clock::Business } else { Clock::Wall };
        all.push((Field::Clock, Policy { clock, ..policy.clone() }));
    }
    all.retain(|(_, other)| other != policy);
    all
}

/// Who may be said to have answered.
const REPLIERS: [&[Actor]; 4] = [
    &[Actor::Agent],
    &[Actor::Agent, Actor::Echo],
    &[Actor::Agent, Actor::Echo, Actor::Bot],
    &[Actor::Agent, Actor::Echo, Actor::Bot, Actor::Automation],
];

/// A conversation in which the two times differ.
struct Difference {
    kind: Told,
    thread: u32,
    told: VendorRow,
    ours: Millis,
    /// The choices that would make them the same.
    fields: Vec<Field>,
}

impl Difference {
    fn new(kind: Told, thread: u32, told: VendorRow, ours: Millis) -> Self {
        Self { kind, thread, told, ours, fields: Vec::new() }
    }
}

struct Differing(Vec<Difference>);

static COLUMNS: [Column; 8] = [
    column("conversation", Kind::Text),
    column("contact", Kind::Text),
    column("source", Kind::Text),
    column("time", Kind::Text),
    column("vendor", Kind::Duration),
    column("ours", Kind::Duration),
    column("difference", Kind::Duration),
    column("fields", Kind::PolicyFields),
];

impl Rows for Differing {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell {
        let Difference { kind, thread, told, ours, fields } = &self.0[row];
        match column {
            "conversation" => Cell::text(view.data.threads.keys.id_among_accounts(*thread)),
            "contact" => contact(view.data, view.data.threads.contact[*thread as usize]),
            "source" => Cell::text(kind.source),
            "time" => Cell::text(kind.time.id()),
            "vendor" => Cell::Number(told.value_ms as f64),
            "ours" => Cell::Number(*ours as f64),
            "difference" => Cell::Number((ours - told.value_ms).abs() as f64),
            _ => Cell::Texts(fields.iter().map(|field| field.id().to_owned()).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::testing::{MINUTE, batch};
    use crate::time::zone::tests::zone;

    /// Conversations of a product that says how long the first answer and the last close took, in seconds: in the first one
    /// a human answers after a minute, in the second a bot after one and a human after five.
    fn inbox(times: [&str; 2]) -> Inbox {
        let part = |id: u32, after: i64, kind: &str, by: &str| {
            let at = 1_740_992_400 + after;
            format!(
                r#"{{"id":"{id}","part_type":"{kind}","body":{},"created_at":{at},"author":{{"type":"{by}","id":"{by}"}}}}"#,
                if kind == "close" { "null" } else { "\"x\"" }
            )
        };
        let conversation = |id: u32, times: &str, parts: &[String]| {
            format!(
                r#"{{"id":"{id}","created_at":1740992400,"state":"closed","statistics":{times},
                "source":{{"type":"conversation","delivered_as":"customer_initiated","body":"x","author":{{"type":"user","id":"u{id}"}}}},
                "contacts":{{"contacts":[{{"id":"u{id}"}}]}},"conversation_parts":{{"total_count":{},"conversation_parts":[{}]}}}}"#,
                parts.len(),
                parts.join(",")
            )
        };
        let first = conversation(1, times[0], &[part(1, 60, "comment", "admin"), part(2, 600, "close", "admin")]);
        let second = conversation(
            2,
            times[1],
            &[part(3, 60, "comment", "bot"), part(4, 300, "comment", "admin"), part(5, 900, "close", "admin")],
        );
        let text = format!(r#"{{"type":"conversation.list","conversations":[{first},{second}]}}"#);
        let mut inbox = Inbox::default();
        inbox.add(batch(&text).unwrap(), Vec::new());
        inbox
    }

    fn compare(inbox: &Inbox, rest: &str) -> VendorComparison {
        let query = format!(r#"{{"period":{{"from":"2025-03-01","to":"2025-04-01"}}{rest}}}"#);
        inbox.compare_with_vendor(&RowsQuery::from_json(&query).unwrap(), &zone("Europe/Rome"), 0).unwrap()
    }

    #[test]
    fn the_same_times_are_the_same() {
        let times = [r#"{"time_to_admin_reply":60,"time_to_last_close":600}"#, r#"{"time_to_admin_reply":300}"#];
        let compared = compare(&inbox(times), "");
        let counts: Vec<_> =
            compared.times.iter().map(|time| (time.metric, time.compared, time.same, time.only_ours)).collect();
        assert_eq!(counts, [("first-response", 2, 2, 0), ("resolution-time", 1, 1, 1)]);
        assert_eq!(compared.times[0].our_mean, Some(3.0 * MINUTE));
        assert!(compared.times.iter().all(|time| time.definitions.is_empty()));
        assert_eq!(compared.differing.total, 0);
    }

    #[test]
    fn where_times_differ_the_definition_is_found() {
        let times = [r#"{"time_to_admin_reply":60}"#, r#"{"time_to_admin_reply":60}"#];
        let compared = compare(&inbox(times), "");
        let [time] = &compared.times[..] else { panic!() };
        assert_eq!((time.compared, time.same, time.vendor_mean), (2, 1, Some(MINUTE)));
        let Definition { field, policy, same } = &time.definitions[0];
        assert_eq!((*field, *same), (Field::RepliesBy, 2));
        assert!(policy.replies_by.contains(&Actor::Bot));
        let row = serde_json::to_string(&compared.differing.rows).unwrap();
        let expected =
            r#"[["2","u2","intercom","first-response",60000.0,300000.0,240000.0,["repliesBy","excludeBotTime"]]]"#;
        assert_eq!(row, expected);
        let none = compare(&inbox(times), r#","policy":{"repliesBy":["agent","echo","bot"]}"#);
        assert_eq!((none.times[0].same, none.differing.total), (2, 0));
    }

    #[test]
    fn what_no_definition_explains_and_what_only_one_knows() {
        let compared = compare(&inbox([r#"{"time_to_admin_reply":7}"#, r#"{"time_to_assignment":7}"#]), "");
        let [first, assignment] = &compared.times[..] else { panic!() };
        assert_eq!((first.compared, first.same, first.only_vendor, first.only_ours), (1, 0, 0, 1));
        assert!(first.definitions.iter().all(|definition| definition.same == 0));
        assert_eq!((assignment.compared, assignment.only_vendor, assignment.our_mean), (0, 1, None));
        assert_eq!(serde_json::to_string(&compared.differing.rows[0][7]).unwrap(), "[]");
        let elsewhere = compare(&inbox(["{}", "{}"]), "");
        assert!(elsewhere.times.is_empty() && elsewhere.differing.total == 0);
    }

    #[test]
    fn only_what_is_asked_for_is_compared() {
        let times = [r#"{"time_to_admin_reply":60}"#, r#"{"time_to_admin_reply":60}"#];
        let filtered = compare(&inbox(times), r#","filter":{"bot-involved":{"any":["no"]}}"#);
        assert_eq!((filtered.times[0].compared, filtered.times[0].same), (1, 1));
        let asked = RowsQuery::from_json(r#"{"period":{"from":"2025-04-01","to":"2025-05-01"}}"#).unwrap();
        let later = inbox(times).compare_with_vendor(&asked, &zone("Europe/Rome"), 0).unwrap();
        assert_eq!((later.times[0].compared, later.times[0].only_vendor), (0, 0));
    }
}
