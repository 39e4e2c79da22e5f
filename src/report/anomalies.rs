//! Days and hours that are not like those of the same weekday, or hour of the week, before; and what makes them so.
//!
//! What is to be expected of a bucket follows from those of the same weekday (and hour) in the weeks before it, by a
//! prediction that is as much wider than Poisson's as all counts of those weeks vary more than his do. Asking of many
//! buckets at once is allowed for, by the way of Holm. Buckets before the data begins, and silence after it ends, are
//! unknown and not zero: they are neither history nor judged.

use super::answer::{Bucket, Excluded, PeriodSpoken};
use super::answering::{refuse_too_many_hours, unavailable};
use super::request::measure;
use super::slots::Slots;
use super::tally::{Cell, Wanted, tally};
use crate::args::{self, Arg};
use crate::error::Error;
use crate::metrics::{Measure, Unit, Value};
use crate::query::dimension::Dimension;
use crate::query::observation::{Observations, Reason};
use crate::query::policy::Policy;
use crate::query::split::Split;
use crate::query::view::Covered;
use crate::query::{Query, View};
use crate::registry::Word;
use crate::stats::Stat;
use crate::stats::counts::{Prediction, dispersion};
use crate::stats::several::holm;
use crate::store::order::sorted;
use crate::time::{Buckets, Span, Step, iso};
use serde::Serialize;

/// How many weeks before a bucket its history reaches back, and the fewest of them that make one.
const WEEKS: usize = 8;
const FEWEST: usize = 4;

/// Chance alone is not believed in below this.
const LEVEL: f64 = 0.05;

/// So many anomalies are told, and so many segments of each.
const MOST: usize = 50;
const MOST_SEGMENTS: usize = 3;

/// A segment that makes less of a difference explains nothing.
const LEAST_SHARE: f64 = 0.2;

/// What is to be looked through.
pub struct AnomaliesQuery {
    pub query: Query,
    pub measure: &'static Measure,
    over: Step,
}

impl AnomaliesQuery {
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = args::parse(text)?;
        let members = Arg::new(&value).object(&[&Query::KEYS[..], &["metric", "over"]].concat())?;
        let measure = measure(&members.require("metric")?)?;
        if !matches!(measure.value, Value::Count | Value::Distinct(_)) {
            return Err(Error::query("metric", "only what is counted can be looked through"));
        }
        let over = members.require("over")?;
        match over.word()? {
            step @ (Step::Day | Step::Hour) => Ok(Self { query: Query::read(&members)?, measure, over: step }),
            _ => Err(over.wrong("one of day, hour")),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Anomalies {
    pub metric: &'static str,
    pub unit: Unit,
    pub over: Step,
    /// The buckets that are not as expected, in the order of time: the least likely ones, if there are many.
    pub anomalies: Vec<Anomaly>,
    /// How many there are.
    pub count: usize,
    /// How many buckets were judged, and how many have too little history, or are not over.
    pub judged: usize,
    pub unjudged: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<Reason>,
    pub excluded: Vec<Excluded>,
    pub coverage: Covered,
    pub policy: Policy,
    pub period: PeriodSpoken,
}

#[derive(Debug, Serialize)]
pub struct Anomaly {
    pub bucket: Bucket,
    pub value: u64,
    pub expected: f64,
    /// Between which counts, these among them, 95 of 100 such buckets lie.
    pub low: u64,
    pub high: u64,
    /// How likely chance alone makes one of the buckets that were judged so unlike.
    pub p: f64,
    /// What has more of the difference than it has of the whole, the most telling first.
    pub segments: Vec<Segment>,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct Segment {
    pub by: Split,
    pub key: Option<String>,
    pub label: Option<String>,
    pub value: u64,
    pub expected: f64,
    /// Of the difference from what was expected; of some that overlap the shares are more than the whole.
    pub share: f64,
}

/// A bucket and those that it is held against.
struct Judged {
    bucket: usize,
    history: Vec<usize>,
    prediction: Prediction,
    p: f64,
}

pub fn anomalies(view: &View<'_>, observations: &Observations, asked: &AnomaliesQuery) -> Result<Anomalies, Error> {
    refuse_too_many_hours(view, asked.over, "over")?;
    let unavailable = unavailable(view, asked.measure, None);
    let period = view.buckets(asked.over);
    let mut found = Anomalies {
        metric: asked.measure.id,
        unit: asked.measure.unit,
        over: asked.over,
        anomalies: Vec::new(),
        count: 0,
        judged: 0,
        unjudged: if unavailable.is_some() { 0 } else { period.len() },
        unavailable,
        excluded: Vec::new(),
        coverage: view.coverage(asked.measure.needs),
        policy: view.derived.policy.clone(),
        period: PeriodSpoken::new(view.period, view.zone),
    };
    if unavailable.is_some() {
        return Ok(found);
    }
    found.excluded = tally(view, asked.measure, observations, Vec::new()).0.excluded;
    let wide = view.reaching_back(7 * WEEKS as u64);
    let buckets = wide.buckets(asked.over);
    let slots = Slots::Buckets { step: asked.over, buckets: buckets.clone(), keys: None };
    let (_, sheets) = tally(&wide, asked.measure, observations, vec![(slots, Wanted::One(Stat::Mean))]);
    let counts: Vec<u64> = sheets.iter().flat_map(|sheet| &sheet.cells).map(count).collect();
    let mut judged = judge(view, &buckets, &counts);
    found.judged = judged.len();
    found.unjudged -= judged.len();
    judged.retain(|one| one.p < LEVEL);
    found.count = judged.len();
    judged = sorted(judged, &|a: &Judged, b| a.p.total_cmp(&b.p));
    judged.truncate(MOST);
    judged = sorted(judged, &|a: &Judged, b| a.bucket.cmp(&b.bucket));
    let dimensions = telling(view, asked.measure);
    let segments = Segments { wide: &wide, measure: asked.measure, observations, buckets: &buckets, dimensions };
    let anomaly = |one: Judged| {
        let [low, high] = one.prediction.range();
        let Span { from, to } = buckets.span(one.bucket);
        Anomaly {
            bucket: Bucket { from, to, local: iso::write_local(from, view.zone), partial: false },
            value: counts[one.bucket],
            expected: one.prediction.mean,
            low,
            high,
            p: one.p,
            segments: segments.of(&one),
        }
    };
    found.anomalies = judged.into_iter().map(anomaly).collect();
    Ok(found)
}

fn count(cell: &Cell) -> u64 {
    cell.value(Stat::Mean).unwrap_or(0.0) as u64
}

/// The earlier buckets of a slot of the week, and their counts.
#[derive(Clone, Default)]
struct Past {
    buckets: Vec<usize>,
    counts: Vec<u64>,
}

/// The last ones, which make a history.
fn recent<T>(past: &[T]) -> &[T] {
    &past[past.len().saturating_sub(WEEKS)..]
}

/// The buckets of the period that are over and have a history, each with its p value, raised by Holm's way.
fn judge(view: &View<'_>, buckets: &Buckets, counts: &[u64]) -> Vec<Judged> {
    let data = view.data.span();
    let mut hours = view.zone.hours();
    let mut past = vec![Past::default(); 168];
    let mut judged = Vec::new();
    for (bucket, span) in buckets.spans().enumerate() {
        if span.from < data.from || span.to > data.to.min(view.now + 1) {
            continue;
        }
        // A day's slot is that of its first hour.
        let slot = usize::from(hours.of_week(span.from));
        let history = recent(&past[slot].buckets);
        if view.period.span.contains(span.from) && history.len() >= FEWEST {
            let dispersion = dispersion(past.iter().map(|past| recent(&past.counts)));
            let sum = recent(&past[slot].counts).iter().sum();
            let prediction = Prediction::after(sum, history.len(), dispersion);
            judged.push(Judged {
                bucket,
                history: history.to_vec(),
                prediction,
                p: prediction.p_value(counts[bucket]),
            });
        }
        past[slot].buckets.push(bucket);
        past[slot].counts.push(counts[bucket]);
    }
    let raised = holm(&judged.iter().map(|one| one.p).collect::<Vec<_>>());
    judged.iter_mut().zip(raised).for_each(|(one, p)| one.p = p);
    judged
}

/// Where to look for what makes a bucket unlike.
struct Segments<'a, 'v> {
    wide: &'a View<'v>,
    measure: &'static Measure,
    observations: &'a Observations,
    buckets: &'a Buckets,
    dimensions: Vec<Split>,
}

impl Segments<'_, '_> {
    fn of(&self, judged: &Judged) -> Vec<Segment> {
        let now = self.split(judged.bucket);
        let before: Vec<_> = judged.history.iter().map(|&bucket| self.split(bucket)).collect();
        let expected = |place: usize, key: usize| {
            before.iter().map(|split| split[place][key]).sum::<u64>() as f64 / before.len() as f64
        };
        // The first part of a split is the whole.
        let whole = expected(0, 0);
        let difference = now[0][0] as f64 - whole;
        let mut found = Vec::new();
        for (place, by) in (1..).zip(&self.dimensions) {
            let keys = self.wide.keys(by);
            for (key, &value) in now[place].iter().enumerate() {
                let expected = expected(place, key);
                let share = (value as f64 - expected) / difference;
                let usual = if whole > 0.0 { expected / whole } else { 0.0 };
                if share >= LEAST_SHARE && share > usual {
                    let segment =
                        Segment { by: by.clone(), key: keys.id(key), label: keys.label(key), value, expected, share };
                    found.push((share - usual, segment));
                }
            }
        }
        let found = sorted(found, &|a: &(f64, Segment), b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, segment)| segment).take(MOST_SEGMENTS).collect()
    }

    /// The count of a bucket, and those of the keys of each dimension in it.
    fn split(&self, bucket: usize) -> Vec<Vec<u64>> {
        let view = self.wide.within(self.buckets.span(bucket));
        let by = |by: &Split| (Slots::Keys(view.keys(by)), Wanted::One(Stat::Mean));
        let slots = self.dimensions.iter().map(by).collect();
        let (total, sheets) = tally(&view, self.measure, self.observations, slots);
        let keys = sheets.iter().map(|sheet| sheet.cells.iter().map(count).collect());
        [vec![count(&total.cell)]].into_iter().chain(keys).collect()
    }
}

/// What may tell why. Of one hour of the week all is alike, what is recent is open more often, and an attribute may be
/// another one for each contact.
fn telling(view: &View<'_>, measure: &Measure) -> Vec<Split> {
    use Dimension::{Attribute, Hour, Status, Weekday};
    let dimensions =
        Dimension::ALL.iter().filter(|dimension| !matches!(dimension, Weekday | Hour | Status | Attribute));
    let known = dimensions.filter(|&&dimension| measure.knows(dimension)).map(|&dimension| Split::from(dimension));
    known.filter(|by| unavailable(view, measure, Some(by)).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::report::Inbox;
    use crate::report::answer::Shape;
    use crate::testing::{ask_in, at, inbox};
    use crate::time::zone::tests::zone;
    use chrono::{Days, NaiveDate};

    const FROM: NaiveDate = NaiveDate::from_ymd_opt(2025, 1, 6).expect("a Monday");

    /// Twelve weeks with so many conversations a day, all at nine; `count` says how many of a channel on a day.
    fn weeks(count: impl Fn(u64, &str) -> u64) -> Inbox {
        let mut conversations = Vec::new();
        for day in 0..84 {
            for channel in ["whatsapp", "email"] {
                for n in 0..count(day, channel) {
                    let date = FROM + Days::new(day);
                    conversations.push(format!(
                        r#"{{"id":"{channel}-{day}-{n}","contactId":"c{n}","channel":"{channel}","messages":[
                        {{"id":"m-{channel}-{day}-{n}","at":"{date}T09:{:02}:00Z","sender":"contact"}}]}}"#,
                        n % 60
                    ));
                }
            }
        }
        // So that the last day is over.
        conversations
            .push(r#"{"id":"z","messages":[{"id":"z","at":"2025-03-31T00:00:00Z","sender":"agent"}]}"#.to_owned());
        inbox(&format!("[{}]", conversations.join(",")))
    }

    fn usual(day: u64, channel: &str) -> u64 {
        match (day % 7, channel) {
            (5 | 6, _) => 3,
            (_, "email") => 10,
            (weekday, _) => 30 + weekday + day / 7 % 3,
        }
    }

    fn unlike(day: u64, channel: &str) -> u64 {
        match (day, channel) {
            (65, "email") => usual(day, channel) + 40,
            (78, "whatsapp") => 0,
            _ => usual(day, channel),
        }
    }

    fn asked(inbox: &Inbox, question: &str) -> Anomalies {
        let period =
            if question.contains("period") { "" } else { r#""period":{"from":"2025-03-03","to":"2025-03-31"},"# };
        let query = AnomaliesQuery::from_json(&format!(r#"{{{period}{question}}}"#)).unwrap();
        inbox.anomalies(&query, &zone("UTC"), at("2025-06-01T00:00:00Z")).unwrap()
    }

    #[test]
    fn a_day_that_is_unlike_is_found_with_what_makes_it_so() {
        // Wednesday, 12 March has 40 more by e-mail; Tuesday, 25 March nothing of WhatsApp.
        let inbox = weeks(unlike);
        let found = asked(&inbox, r#""metric":"conversations","over":"day""#);
        let locals: Vec<_> = found.anomalies.iter().map(|one| (&one.bucket.local[..10], one.value)).collect();
        assert_eq!(locals, [("2025-03-12", 82), ("2025-03-25", 10)]);
        assert_eq!((found.count, found.judged, found.unjudged), (2, 28, 0));
        for (one, channel) in found.anomalies.iter().zip(["email", "whatsapp"]) {
            let first = &one.segments[0];
            assert_eq!((&first.by, first.key.as_deref()), (&Dimension::Channel.into(), Some(channel)));
            assert!(first.share > 0.9 && one.p < 0.01, "{one:?}");
            assert!(one.value < one.low || one.value > one.high, "{one:?}");
            assert!((one.low as f64) < one.expected && one.expected < one.high as f64);
        }
        assert_eq!((found.anomalies[0].segments[0].value, found.anomalies[0].segments[0].expected), (50, 10.0));
        let hours = asked(&inbox, r#""metric":"conversations","over":"hour""#);
        let locals: Vec<_> = hours.anomalies.iter().map(|one| &one.bucket.local[..]).collect();
        assert_eq!(locals, ["2025-03-12T09:00", "2025-03-25T09:00"]);
        let filtered = asked(&inbox, r#""metric":"conversations","over":"day","filter":{"channel":{"any":["email"]}}"#);
        assert_eq!(filtered.count, 1);
    }

    #[test]
    fn what_is_as_ever_is_no_anomaly_and_what_has_no_history_is_not_judged() {
        let inbox = weeks(usual);
        let all = asked(&inbox, r#""metric":"unique-customers","over":"day","period":"all-time""#);
        // The first four weeks have none, and neither has the fifth Monday: the data begins in the morning of the first.
        assert_eq!((all.count, all.judged), (0, 55));
        let later =
            asked(&inbox, r#""metric":"conversations","over":"day","period":{"from":"2025-05-01","to":"2025-05-08"}"#);
        assert_eq!((later.judged, later.unjudged, later.count), (0, 7, 0));
        let nothing = asked(&Inbox::default(), r#""metric":"conversations","over":"day""#);
        assert_eq!((nothing.unavailable, nothing.judged), (Some(Reason::NoData), 0));
    }

    #[test]
    fn counts_and_their_history_are_those_of_the_series() {
        let inbox = weeks(unlike);
        let rome = zone("Europe/Rome");
        let period = r#""period":{"from":"2025-03-01","to":"2025-03-31"}"#;
        let query = AnomaliesQuery::from_json(&format!(r#"{{{period},"metric":"messages","over":"hour"}}"#)).unwrap();
        let found = inbox.anomalies(&query, &rome, at("2026-06-01T00:00:00Z")).unwrap();
        assert!(found.count >= 2 && found.judged > 700, "{} of {}", found.count, found.judged);
        let query = r#""period":{"from":"2025-01-06","to":"2025-03-31"}"#;
        let answer = ask_in(&inbox, "Europe/Rome", query, r#"{"metric":"messages","over":"hour"}"#);
        let Shape::Series(series) = &answer.shape else { panic!() };
        let count = |place: usize| series.lines[0].values[place].unwrap() as u64;
        let slot =
            |place: usize| crate::time::bucket::hour_of_week(rome.civil_from_instant(series.buckets[place].from));
        for one in &found.anomalies {
            let place = series.buckets.iter().position(|bucket| bucket.from == one.bucket.from).unwrap();
            assert_eq!(one.value, count(place));
            let alike: Vec<u64> =
                (0..place).rev().filter(|&other| slot(other) == slot(place)).take(8).map(count).collect();
            assert!((one.expected - (alike.iter().sum::<u64>() as f64 + 0.5) / 8.0).abs() < 1e-9, "{one:?} {alike:?}");
        }
    }

    #[test]
    fn what_cannot_be_asked_is_refused_with_its_path() {
        for (query, code, path) in [
            (r#"{"metric":"first-response","over":"day"}"#, Code::BadQuery, "metric"),
            (r#"{"metric":"open-conversations","over":"day"}"#, Code::BadQuery, "metric"),
            (r#"{"metric":"nothing","over":"day"}"#, Code::UnknownId, "metric"),
            (r#"{"metric":"messages","over":"week"}"#, Code::BadQuery, "over"),
            (r#"{"metric":"messages"}"#, Code::BadQuery, "over"),
            (r#"{"metric":"messages","over":"day","by":"agent"}"#, Code::BadQuery, "by"),
        ] {
            let error = AnomaliesQuery::from_json(query).err().unwrap();
            assert_eq!((error.code, error.place.path.as_deref()), (code, Some(path)), "{query}");
        }
        let query = AnomaliesQuery::from_json(
            r#"{"metric":"messages","over":"hour","period":{"from":"2000-01-01","to":"2100-01-01"}}"#,
        );
        let error = Inbox::default().anomalies(&query.unwrap(), &zone("UTC"), 0).unwrap_err();
        assert_eq!(error.place.path.as_deref(), Some("over"));
    }
}
