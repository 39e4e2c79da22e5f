//! Every view of a measure, made a second time from plain rows, and compared.
//!
//! A measure's test says which rows it observes ([`Row`]); periods, zones, buckets, splits, filters and statistics
//! are done here the slow and obvious way, with the time-zone crate's own calendar.

use super::clock::Clock;
use super::naive;
use crate::metrics::METRICS;
use crate::report::answer::{Answer, Shape};
use crate::report::request::ReportQuery;
use crate::report::{Inbox as Engine, answer};
use crate::stats::Stats;
use crate::time::zone::tests::zone;
use crate::time::{Millis, Zone, Zones};
use chrono::{DateTime, Datelike, NaiveDate, Offset, Timelike};
use chrono_tz::Tz;
use inboxlens_sample::{Contact, Conversation, Inbox, Message, Plan};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One thing that a measure observes, in the words of the invented inbox.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    pub at: Millis,
    pub conversation: &'a Conversation,
    /// Of a duration: from where to where it is measured, maybe in parts.
    pub spans: Vec<(Millis, Millis)>,
    /// What these come to on the clock of the policy.
    pub value: Millis,
    pub actor: &'static str,
    pub agent: Option<usize>,
    pub tag: Option<&'static str>,
    pub kind: Option<&'static str>,
    /// What a distinct count counts.
    pub entity: &'a str,
    pub state: Option<&'static str>,
}

impl<'a> Row<'a> {
    pub fn new(at: Millis, conversation: &'a Conversation) -> Self {
        let agent = conversation.agent;
        let actor = naive::beginner(conversation);
        Self {
            at,
            conversation,
            spans: Vec::new(),
            value: 0,
            actor,
            agent,
            tag: None,
            kind: None,
            entity: "",
            state: None,
        }
    }
}

impl<'a> Row<'a> {
    /// A public message.
    pub fn of_message(inbox: &'a Inbox, conversation: &'a Conversation, message: &'a Message) -> Self {
        let (actor, agent) = naive::credited(inbox, Some(message.who), conversation);
        Self { actor, agent, kind: Some(message.kind), ..Self::new(message.at, conversation) }
    }
}

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Count,
    Distinct,
    Amount,
    /// Rows by different entities.
    PerEntity,
    /// Of rows whose value is 1 for a hit.
    Rate,
    /// The same, of different entities.
    RateOfEntities,
}

/// An invented inbox, read.
pub struct Scene {
    pub rows: Inbox,
    /// When each contact first wrote.
    first_words: Vec<Option<Millis>>,
    pub engine: Engine,
}

pub fn scene(seed: u64) -> Scene {
    scene_of(seed, 250)
}

/// One of so many conversations, for what is rare.
pub fn scene_of(seed: u64, conversations: usize) -> Scene {
    let rows = Plan::year_2025(seed, conversations).inbox();
    let mut text = Vec::new();
    inboxlens_sample::write_canonical(&rows, &mut text).unwrap();
    let engine = super::inbox(std::str::from_utf8(&text).unwrap());
    assert_eq!(engine.data().warnings().as_slice(), []);
    let mut first_words: Vec<Option<Millis>> = vec![None; rows.contacts.len()];
    for (conversation, message) in naive::written(&rows) {
        let first = &mut first_words[conversation.contact];
        *first = Some(first.map_or(message.at, |first| first.min(message.at)));
    }
    Scene { rows, first_words, engine }
}

const PERIODS: [(&str, &str); 4] = [
    ("2025-01-01", "2026-01-01"),
    ("2025-03-24", "2025-04-03"),
    ("2025-10-20", "2025-11-05"),
    ("2025-06-11", "2025-07-09"),
];
const ZONES: [&str; 4] = ["Europe/Rome", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia"];
const FILTERS: [&str; 11] = [
    "{}",
    r#"{"tag":{"any":["refund","vip"]}}"#,
    r#"{"agent":{"any":["a1","a3",null]},"channel":{"none":["email"]}}"#,
    r#"{"status":{"any":["closed","pending"]},"origin":{"any":["inbound","flow"]}}"#,
    r#"{"tag":{"all":["delivery"],"none":["spam","nowhere"]},"actor":{"none":["bot"]}}"#,
    r#"{"category":{"any":["payment",null]},"team":{"none":["sales"]}}"#,
    r#"{"weekday":{"any":["1","6"]},"hour":{"none":["9","23"]},"country":{"any":["SA","IT","TW"]}}"#,
    r#"{"business-hours":{"any":["inside",null]},"channel":{"none":["email"]}}"#,
    r#"{"contact-tag":{"any":["vip","newsletter",null]},"contact-source":{"none":["api"]},"customer-kind":{"any":["new"]}}"#,
    r#"{"bot-involved":{"any":["yes"]},"weekday":{"none":["7"]}}"#,
    r#"{"attribute:plan":{"any":["pro",null]},"attribute:orders":{"none":["3","4"]}}"#,
];
const DIMENSIONS: [&str; 17] = [
    "agent",
    "team",
    "tag",
    "channel",
    "origin",
    "category",
    "status",
    "actor",
    "country",
    "contact-source",
    "contact-tag",
    "attribute:plan",
    "customer-kind",
    "weekday",
    "hour",
    "business-hours",
    "bot-involved",
];
/// With hours for everybody, in the zone of the query, and without.
const SCHEDULES: [&str; 2] = [
    r#"{"week":{"mon":[["09:00","12:30"],["14:00","18:15"]],"tue":[["09:00","18:00"]],"wed":[["08:00","13:00"],["12:00","17:00"]],
        "thu":[["00:00","24:00"]],"fri":[["09:00","18:00"],["20:00","02:00"]],"sat":[["22:00","06:00"]]},
        "closed":["2025-03-31","2025-06-19","2025-10-26"],"exceptions":{"2025-03-28":[["12:00","15:00"]],"2025-10-31":[["18:00","10:00"]]},
        "teams":{"sales":{"timeZone":"Australia/Lord_Howe","week":{"mon":[["09:00","18:00"]],"wed":[["09:00","18:00"]],"sun":[["01:15","03:45"]]}}},
        "agents":{"a3":{"week":{"tue":[["10:00","11:00"]],"fri":[["21:00","09:00"]]}}}}"#,
    r#"{"timeZone":"Europe/Rome","teams":{"support":{"week":{"mon":[["08:00","20:00"]],"tue":[["08:00","20:00"]],"sun":[["00:00","24:00"]]}}},
        "agents":{"a1":{"timeZone":"America/St_Johns","week":{"thu":[["07:30","17:45"]],"fri":[["07:30","17:45"]],"sat":[["17:45","07:30"]]}}}}"#,
];
const SCHEDULE_ZONES: [&str; 3] = ["Australia/Lord_Howe", "Europe/Rome", "America/St_Johns"];

/// Compares all views of `metric` with what `observe` finds in the rows. Every query has a schedule, whatever the clock.
pub fn check(metric: &str, kind: Kind, policy: &str, observe: impl Fn(&Inbox) -> Vec<Row<'_>>) {
    check_in(250, metric, kind, policy, observe);
}

/// The same in an inbox of so many conversations, for what is rare.
pub fn check_in(
    conversations: usize,
    metric: &str,
    kind: Kind,
    policy: &str,
    observe: impl Fn(&Inbox) -> Vec<Row<'_>>,
) {
    for (seed, zone_name) in (1..).zip(ZONES) {
        let scene = scene_of(seed, conversations);
        let calendar = Calendar::new(zone_name, SCHEDULES[seed as usize % 2]);
        let rows = observe(&scene.rows).into_iter().filter_map(|row| timed(row, &scene, &calendar, policy));
        let rows: Vec<_> = rows.collect();
        assert!(rows.len() > 20, "{metric}: the invented inbox has too little of it to prove anything");
        for (number, (from, to)) in PERIODS.iter().enumerate() {
            for filter in FILTERS.iter().skip(if number == 0 { 0 } else { 1 }).step_by(1 + number) {
                let choices = serde_json::from_str(filter).unwrap();
                let parts = METRICS.iter().find(|measure| measure.id == metric).unwrap().unit.parts();
                let check = Check {
                    metric,
                    kind,
                    policy,
                    scene: &scene,
                    calendar: &calendar,
                    from,
                    to,
                    filter,
                    choices,
                    parts,
                };
                check.every_view(&rows);
            }
        }
    }
}

/// The row with its length on the clock of the policy, if it has that clock.
fn timed<'a>(row: Row<'a>, scene: &Scene, calendar: &Calendar, policy: &str) -> Option<Row<'a>> {
    if row.spans.is_empty() {
        return Some(row);
    }
    let elapsed_ms = |&(from, to): &(Millis, Millis)| match policy.contains("business") {
        true => calendar.clock.elapsed(&scene.rows, row.conversation, from, to),
        false => Some(to - from),
    };
    let value = row.spans.iter().map(elapsed_ms).sum::<Option<Millis>>()?;
    Some(Row { value, ..row })
}

/// Local time and business hours, by the time-zone crate.
pub struct Calendar {
    tz: Tz,
    table: Zone,
    /// Those that schedules name.
    others: Vec<Zone>,
    schedule: &'static str,
    clock: Arc<Clock>,
}

impl Calendar {
    fn new(name: &str, schedule: &'static str) -> Self {
        let others = SCHEDULE_ZONES.map(zone).into();
        Self { tz: name.parse().unwrap(), table: zone(name), others, schedule, clock: Clock::new(schedule, name) }
    }

    fn zones(&self) -> Zones<'_> {
        Zones { own: &self.table, others: &self.others }
    }

    fn local(&self, at: Millis) -> DateTime<Tz> {
        DateTime::from_timestamp_millis(at).unwrap().with_timezone(&self.tz)
    }

    fn date(&self, at: Millis) -> NaiveDate {
        self.local(at).date_naive()
    }
}

struct Check<'a> {
    metric: &'a str,
    kind: Kind,
    policy: &'a str,
    scene: &'a Scene,
    calendar: &'a Calendar,
    from: &'a str,
    to: &'a str,
    filter: &'a str,
    choices: Choices,
    /// So many of what rows have as their values make one of the metric's unit.
    parts: f64,
}

/// By dimension, and by any, all or none, the keys of a filter.
type Choices = BTreeMap<String, BTreeMap<String, Vec<Option<String>>>>;

impl Check<'_> {
    fn ask(&self, request: &str) -> Answer {
        let Self { metric, policy, from, to, filter, calendar, .. } = self;
        let schedule = calendar.schedule;
        let query = format!(
            r#"{{"period":{{"from":"{from}","to":"{to}"}},"now":"2026-06-01T00:00:00Z","filter":{filter},
                "policy":{policy},"schedule":{schedule},"metrics":{{"it":{{"metric":"{metric}"{request}}}}}}}"#
        );
        let asked = ReportQuery::from_json(&query).unwrap();
        let report = self.scene.engine.report(&asked, calendar.zones(), 0).unwrap();
        report.metrics.into_iter().next().unwrap().1
    }

    fn every_view(&self, rows: &[Row<'_>]) {
        let (from, to): (NaiveDate, NaiveDate) = (self.from.parse().unwrap(), self.to.parse().unwrap());
        let in_period = |row: &&Row<'_>| (from..to).contains(&self.calendar.date(row.at));
        let rows: Vec<&Row<'_>> = rows.iter().filter(in_period).filter(|row| self.passes(row)).collect();
        self.total(&rows);
        self.over_time(&rows);
        self.splits(&rows);
        self.hours_of_the_week(&rows);
        if self.kind == Kind::Amount {
            self.spread(&rows);
        }
    }

    fn context(&self, view: &str) -> String {
        format!("{} {view} {}..{} {} {}", self.metric, self.from, self.to, self.filter, self.calendar.tz)
    }

    fn value(&self, rows: &[&Row<'_>]) -> Option<f64> {
        let entities = |rows: &[&Row<'_>]| rows.iter().map(|row| row.entity).collect::<BTreeSet<_>>().len() as f64;
        match self.kind {
            Kind::Count => Some(rows.len() as f64),
            Kind::Distinct => Some(entities(rows)),
            _ if rows.is_empty() => None,
            Kind::PerEntity => Some(rows.len() as f64 / entities(rows)),
            Kind::RateOfEntities => {
                let hits: Vec<_> = rows.iter().filter(|row| row.value > 0).copied().collect();
                Some(entities(&hits) / entities(rows))
            }
            Kind::Amount | Kind::Rate => {
                Some(rows.iter().map(|row| row.value).sum::<Millis>() as f64 / rows.len() as f64 / self.parts)
            }
        }
    }

    fn same(&self, theirs: Option<f64>, n: u64, rows: &[&Row<'_>], view: &str) {
        assert_eq!(n, rows.len() as u64, "{}: n", self.context(view));
        match (theirs, self.value(rows)) {
            (Some(theirs), Some(ours)) => {
                assert!(is_close(theirs, ours), "{}: {theirs} for {ours}", self.context(view));
            }
            (theirs, ours) => assert_eq!(theirs, ours, "{}", self.context(view)),
        }
    }

    fn total(&self, rows: &[&Row<'_>]) {
        let answer = self.ask("");
        let Shape::Number(number) = &answer.shape else { panic!("{:?}", answer.shape) };
        self.same(number.value, answer.n, rows, "total");
        let mut lengths: Vec<f64> = rows.iter().map(|row| row.value as f64 / self.parts).collect();
        lengths.sort_by(f64::total_cmp);
        if let Some(Stats { median, p90, min, max, .. }) = number.stats {
            let longest = lengths[lengths.len() - 1];
            let expected = [naive_quantile(&lengths, 0.5), naive_quantile(&lengths, 0.9), lengths[0], longest];
            for (ours, expected) in [median, p90, min, max].into_iter().zip(expected) {
                assert!(is_close(ours, expected), "{}: {ours} for {expected}", self.context("stats"));
            }
        }
    }

    fn over_time(&self, rows: &[&Row<'_>]) {
        for step in ["hour", "day", "week", "month"] {
            let key = |at: Millis| self.bucket(step, at);
            let mut expected: BTreeMap<String, Vec<&Row<'_>>> = BTreeMap::new();
            rows.iter().for_each(|row| expected.entry(key(row.at)).or_default().push(row));
            let answer = self.ask(&format!(r#","over":"{step}""#));
            let Shape::Series(answer::Series { buckets, lines, .. }) = &answer.shape else { panic!("{step}") };
            for (number, bucket) in buckets.iter().enumerate() {
                let rows = expected.remove(&key(bucket.from)).unwrap_or_default();
                self.same(lines[0].values[number], lines[0].n[number], &rows, &format!("{step} {}", bucket.local));
                assert!(bucket.from < bucket.to && key(bucket.from) == key(bucket.to - 1), "{step} {}", bucket.local);
            }
            assert!(expected.is_empty(), "{}: no bucket for {expected:?}", self.context(step));
        }
    }

    fn bucket(&self, step: &str, at: Millis) -> String {
        let local = self.calendar.local(at);
        let date = local.date_naive();
        match step {
            "hour" => format!("{date} {:02} {}", local.hour(), local.offset().fix()),
            "day" => date.to_string(),
            "week" => date.week(chrono::Weekday::Mon).first_day().to_string(),
            _ => format!("{}-{:02}", date.year(), date.month()),
        }
    }

    fn splits(&self, rows: &[&Row<'_>]) {
        for dimension in DIMENSIONS {
            let mut expected: BTreeMap<Option<String>, Vec<&Row<'_>>> = BTreeMap::new();
            for row in rows {
                for key in self.keys(dimension, row) {
                    expected.entry(key).or_default().push(row);
                }
            }
            let answer = self.ask(&format!(r#","by":"{dimension}""#));
            let Shape::Breakdown(answer::Breakdown { rows: theirs, overlap, .. }) = &answer.shape else {
                panic!("{}: {:?}", self.context(dimension), answer.shape)
            };
            let counted: usize = expected.values().map(Vec::len).sum();
            assert_eq!(*overlap as usize, counted - rows.len(), "{}", self.context(dimension));
            for row in theirs {
                let rows = expected.remove(&row.key).unwrap_or_default();
                self.same(row.value, row.n, &rows, &format!("{dimension} {:?}", row.key));
            }
            assert!(expected.is_empty(), "{}: no row for {:?}", self.context(dimension), expected.keys());
            assert!(theirs.is_sorted_by(|a, b| a.value >= b.value), "{}", self.context(dimension));
            self.split_over_time(dimension, rows);
        }
    }

    fn split_over_time(&self, dimension: &str, rows: &[&Row<'_>]) {
        let mut expected: BTreeMap<(Option<String>, String), Vec<&Row<'_>>> = BTreeMap::new();
        for row in rows {
            let month = self.bucket("month", row.at);
            for key in self.keys(dimension, row) {
                expected.entry((key, month.clone())).or_default().push(row);
            }
        }
        let answer = self.ask(&format!(r#","by":"{dimension}","over":"month""#));
        let Shape::Series(answer::Series { buckets, lines, .. }) = &answer.shape else { panic!("{dimension}") };
        for line in lines {
            for (number, bucket) in buckets.iter().enumerate() {
                let place = (line.key.clone(), self.bucket("month", bucket.from));
                let rows = expected.remove(&place).unwrap_or_default();
                self.same(line.values[number], line.n[number], &rows, &format!("{dimension} over month"));
            }
        }
        assert!(expected.is_empty(), "{}: no line for {:?}", self.context(dimension), expected.keys());
    }

    fn hours_of_the_week(&self, rows: &[&Row<'_>]) {
        let answer = self.ask(r#","across":"hour-of-week""#);
        let Shape::Grid(grid) = &answer.shape else { panic!("{:?}", answer.shape) };
        let mut expected = vec![Vec::new(); 168];
        for row in rows {
            let local = self.calendar.local(row.at);
            expected[(local.weekday().num_days_from_monday() * 24 + local.hour()) as usize].push(*row);
        }
        for weekday in 0..7 {
            for hour in 0..24 {
                let rows = &expected[weekday * 24 + hour];
                let view = format!("hour of week {weekday} {hour}");
                if grid.occurrences[weekday][hour] > 0 {
                    self.same(grid.values[weekday][hour], grid.counts[weekday][hour], rows, &view);
                } else {
                    assert!(rows.is_empty() && grid.values[weekday][hour].is_none(), "{}", self.context(&view));
                }
            }
        }
        let hours: u32 = grid.occurrences.iter().flatten().sum();
        let (from, to): (NaiveDate, NaiveDate) = (self.from.parse().unwrap(), self.to.parse().unwrap());
        let table = &self.calendar.table;
        let ms = table.start_of_date(to) - table.start_of_date(from);
        assert_eq!(i64::from(hours), ms / crate::time::HOUR_MS, "{}", self.context("occurrences"));
    }

    fn spread(&self, rows: &[&Row<'_>]) {
        let answer = self.ask(r#","spread":{"edges":[0,60000,3600000,86400000],"limit":900000}"#);
        let Shape::Distribution(spread) = &answer.shape else { panic!("{:?}", answer.shape) };
        let amount = |row: &&&Row<'_>| row.value as f64 / self.parts;
        let count = |from: Millis, to: Millis| {
            rows.iter().filter(|row| from as f64 <= amount(row) && amount(row) < to as f64).count() as u64
        };
        for bin in &spread.bins {
            assert_eq!(bin.count, count(bin.from, bin.to.unwrap_or(Millis::MAX)), "{}", self.context("bin"));
        }
        let within = spread.within.as_ref().unwrap();
        assert_eq!((within.numerator, within.denominator), (count(0, 900_001), rows.len() as u64));
        let mut lengths: Vec<f64> = rows.iter().map(|row| row.value as f64 / self.parts).collect();
        lengths.sort_by(f64::total_cmp);
        for quantile in &spread.quantiles {
            let expected = naive_quantile(&lengths, quantile.p);
            assert!(is_close(quantile.value, expected), "{}: {quantile:?}", self.context("quantile"));
        }
    }

    /// The keys of a row, by id.
    fn keys(&self, dimension: &str, row: &Row<'_>) -> Vec<Option<String>> {
        let Conversation { channel, category, status, team, contact, agent, tags, .. } = row.conversation;
        let inbox = &self.scene.rows;
        let local = self.calendar.local(row.at);
        let one = |key: Option<&str>| vec![key.map(str::to_owned)];
        match dimension {
            "agent" => one(row.agent.map(|agent| inbox.agents[agent].id.as_str())),
            "team" => one(team.or(agent.map(|agent| inbox.agents[agent].team))),
            "tag" if row.tag.is_some() => one(row.tag),
            "tag" if tags.is_empty() => one(None),
            "tag" => tags.iter().map(|tag| Some((*tag).to_owned())).collect(),
            "channel" => one(Some(channel)),
            "origin" => one(Some(naive::origin(row.conversation))),
            "category" => one(*category),
            "status" => one(Some(row.state.unwrap_or(status))),
            "actor" => one(Some(row.actor)),
            "message-kind" => one(row.kind),
            "country" => one(Some(inbox.contacts[*contact].country)),
            "contact-source" => one(inbox.contacts[*contact].added_via),
            "contact-tag" if inbox.contacts[*contact].tags.is_empty() => one(None),
            "contact-tag" => inbox.contacts[*contact].tags.iter().map(|tag| Some((*tag).to_owned())).collect(),
            other if other.starts_with("attribute:") => one(naive::attribute(&inbox.contacts[*contact], other)),
            "customer-kind" => {
                let opened_at = naive::opened_at(row.conversation);
                let had_written = self.scene.first_words[*contact].is_some_and(|first| first < opened_at);
                one(Some(if had_written { "returning" } else { "new" }))
            }
            "weekday" => one(Some(&local.weekday().number_from_monday().to_string())),
            "hour" => one(Some(&local.hour().to_string())),
            "business-hours" => one(self.calendar.clock.opening(inbox, row.conversation, row.at)),
            "bot-involved" => one(Some(if naive::first_of_bot(row.conversation).is_some() { "yes" } else { "no" })),
            other => panic!("{other}"),
        }
    }

    fn passes(&self, row: &Row<'_>) -> bool {
        self.choices.iter().all(|(dimension, choice)| {
            let keys = self.keys(dimension, row);
            choice.iter().all(|(how, wanted)| match how.as_str() {
                "any" => wanted.iter().any(|key| keys.contains(key)),
                "all" => wanted.iter().all(|key| keys.contains(key)),
                _ => wanted.iter().all(|key| !keys.contains(key)),
            })
        })
    }
}

/// But for rounding.
fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs()
}

/// Type 7, written out: the order statistics around `(n - 1) p`, interpolated.
fn naive_quantile(sorted: &[f64], p: f64) -> f64 {
    let place = (sorted.len() as f64 - 1.0) * p;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * (place - place.floor())
}

/// Compares the number of conversations for which `is_so` at the end of every period and bucket, by filter and state.
pub fn check_snapshot(metric: &str, is_so: impl Fn(&Inbox, &Conversation, Millis) -> Option<&'static str>) {
    for (seed, zone_name) in (1..).zip(ZONES) {
        let scene = scene(seed);
        let calendar = Calendar::new(zone_name, SCHEDULES[0]);
        for (from, to) in PERIODS {
            for filter in
                ["{}", FILTERS[1], r#"{"status":{"any":["pending","snoozed"]},"channel":{"any":["whatsapp"]}}"#]
            {
                let check = Check {
                    metric,
                    kind: Kind::Count,
                    policy: "\"default\"",
                    scene: &scene,
                    calendar: &calendar,
                    from,
                    to,
                    filter,
                    choices: serde_json::from_str(filter).unwrap(),
                    parts: 1.0,
                };
                check.snapshots(&is_so);
            }
        }
    }
}

impl Check<'_> {
    fn snapshots(&self, is_so: &impl Fn(&Inbox, &Conversation, Millis) -> Option<&'static str>) {
        let rows_at = |at: Millis| {
            let row = |conversation| {
                let state = is_so(&self.scene.rows, conversation, at)?;
                Some(Row { state: Some(state), ..Row::new(at, conversation) })
            };
            let rows: Vec<Row<'_>> = self.scene.rows.conversations.iter().filter_map(row).collect();
            rows.into_iter().filter(|row| self.passes(row)).collect::<Vec<_>>()
        };
        let end = self.calendar.table.start_of_date(self.to.parse().unwrap()) - 1;
        let last = rows_at(end);
        let answer = self.ask("");
        let Shape::Number(number) = &answer.shape else { panic!("{:?}", answer.shape) };
        self.same(number.value, answer.n, &last.iter().collect::<Vec<_>>(), "snapshot");
        for dimension in ["status", "tag", "channel", "agent"] {
            let answer = self.ask(&format!(r#","by":"{dimension}""#));
            let Shape::Breakdown(breakdown) = &answer.shape else { panic!("{:?}", answer.shape) };
            for theirs in &breakdown.rows {
                let rows: Vec<_> = last.iter().filter(|row| self.keys(dimension, row).contains(&theirs.key)).collect();
                self.same(theirs.value, theirs.n, &rows, dimension);
            }
        }
        let answer = self.ask(r#","over":"week""#);
        let Shape::Series(series) = &answer.shape else { panic!("{:?}", answer.shape) };
        for (number, bucket) in series.buckets.iter().enumerate() {
            let rows = rows_at(bucket.to - 1);
            self.same(
                series.lines[0].values[number],
                series.lines[0].n[number],
                &rows.iter().collect::<Vec<_>>(),
                "week",
            );
        }
    }
}

/// Compares how many contacts something happened to, in each month and by what is known of contacts.
pub fn check_contacts(metric: &str, happened_at: impl Fn(&Contact) -> Option<Millis>) {
    let (from, to) = ("2025-01-01".parse().unwrap(), "2026-01-01".parse().unwrap());
    for (seed, zone_name) in (1..).zip(ZONES) {
        let scene = scene(seed);
        let calendar = Calendar::new(zone_name, SCHEDULES[0]);
        fn keys<'a>(dimension: &str, contact: &'a Contact) -> Vec<Option<&'a str>> {
            match dimension {
                "country" => vec![Some(contact.country)],
                "contact-source" => vec![contact.added_via],
                "attribute:orders" => vec![naive::attribute(contact, dimension)],
                _ if contact.tags.is_empty() => vec![None],
                _ => contact.tags.iter().copied().map(Some).collect(),
            }
        }
        for dimension in ["country", "contact-source", "contact-tag", "attribute:orders"] {
            let mut expected: BTreeMap<(Option<&str>, String), f64> = BTreeMap::new();
            for contact in &scene.rows.contacts {
                let date = happened_at(contact).map(|at| calendar.date(at)).filter(|date| (from..to).contains(date));
                let Some(date) = date else { continue };
                let month = format!("{}-{:02}", date.year(), date.month());
                keys(dimension, contact)
                    .into_iter()
                    .for_each(|key| *expected.entry((key, month.clone())).or_default() += 1.0);
            }
            let year = format!(r#""period":{{"from":"{from}","to":"{to}"}},"now":"2026-06-01T00:00:00Z""#);
            let request = format!(r#"{{"metric":"{metric}","over":"month","by":"{dimension}"}}"#);
            let answer = super::ask_in(&scene.engine, zone_name, &year, &request);
            let Shape::Series(series) = &answer.shape else { panic!("{:?}", answer.shape) };
            for line in &series.lines {
                for (bucket, value) in series.buckets.iter().zip(&line.values) {
                    let place = (line.key.as_deref(), bucket.local[..7].to_owned());
                    assert_eq!(*value, Some(expected.remove(&place).unwrap_or(0.0)), "{metric} {dimension} {place:?}");
                }
            }
            assert!(expected.is_empty(), "{metric} {dimension}: {expected:?}");
        }
    }
}
