//! Whether agents, channels or tags differ: each key of a dimension against all that is not of that key.
//!
//! Rates are compared by the test of two proportions, amounts by that of Mann and Whitney, which asks whose are larger
//! and not by how much the few longest ones differ. Asking of many keys at once is allowed for, by the way of Holm. What
//! is compared counts as independent of each other: several replies in one conversation are less than that, so their
//! intervals are rather too narrow.

use super::answer::{Excluded, PeriodSpoken};
use super::answering::unavailable;
use super::request::measure;
use super::slots::Slots;
use super::tally::{Total, Wanted, tally};
use crate::args::{self, Arg};
use crate::error::Error;
use crate::metrics::{Measure, Unit, Value};
use crate::query::filter::Filter;
use crate::query::observation::{Observations, Reason};
use crate::query::policy::Policy;
use crate::query::split::Split;
use crate::query::view::Covered;
use crate::query::{Query, View};
use crate::stats::ranks::{self, Ranks};
use crate::stats::several::holm;
use crate::stats::survival::Estimate;
use crate::stats::{Rate, Stat, proportions};
use crate::store::order::sorted;
use crate::time::Millis;
use crate::words;
use serde::Serialize;

/// Groups of fewer are not compared, unless a lower number is asked for; none is lower than the second.
const MINIMUM: u64 = 30;
const FEWEST: u64 = 5;

/// Chance alone is not believed in below this.
const LEVEL: f64 = 0.05;

/// What is to be compared.
pub struct ComparisonQuery {
    pub query: Query,
    pub measure: &'static Measure,
    pub by: Split,
    /// All that there are, where none are named.
    keys: Option<Vec<Option<String>>>,
    minimum: u64,
}

impl ComparisonQuery {
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = args::parse(text)?;
        let members = Arg::new(&value).object(&[&Query::KEYS[..], &["metric", "by", "keys", "minimum"]].concat())?;
        let measure = measure(&members.require("metric")?)?;
        if !measure.value.is_rate() && measure.value != Value::Amount {
            return Err(Error::query("metric", "only rates and amounts can be compared"));
        }
        let by = Split::read(&members.require("by")?)?;
        if !measure.knows(by.dimension) {
            return Err(Error::query("by", "this metric knows no such dimension"));
        }
        let key = |key: &Arg<'_>| Ok(key.text_or_null()?.map(str::to_owned));
        let minimum = members.read("minimum", |minimum| match minimum.count()? as u64 {
            few if few < FEWEST => Err(minimum.wrong("5 or more")),
            minimum => Ok(minimum),
        })?;
        Ok(Self {
            query: Query::read(&members)?,
            measure,
            by,
            keys: members.read("keys", |keys| keys.list()?.iter().map(key).collect())?,
            minimum: minimum.unwrap_or(MINIMUM),
        })
    }
}

/// Each key against the rest.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    pub metric: &'static str,
    pub unit: Unit,
    pub by: Split,
    /// Groups with fewer are not compared.
    pub minimum: u64,
    /// The largest value first; the keys that were asked for, in their order.
    pub rows: Vec<Compared>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<Reason>,
    pub excluded: Vec<Excluded>,
    pub coverage: Covered,
    pub policy: Policy,
    pub period: PeriodSpoken,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    pub key: Option<String>,
    pub label: Option<String>,
    #[serde(flatten)]
    pub own: Group,
    /// All that is not of this key.
    pub rest: Group,
    /// By how much a rate is larger than the rest's; the median by which an amount is larger than one of the rest.
    pub difference: Estimate<f64>,
    /// Of amounts: how likely one of this key is larger than one of the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superiority: Option<f64>,
    /// How likely chance alone makes such a difference for one of the keys that are compared.
    pub p: Option<f64>,
    pub verdict: Verdict,
    /// How many of each it takes to notice a difference as large as this one in four of five trials.
    pub needed_sample: Option<u64>,
}

/// What is compared with another: of rates the share, of amounts the median, and where it lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Group {
    pub n: u64,
    #[serde(flatten)]
    pub estimate: Estimate<f64>,
}

words! {
    /// What a comparison comes to.
    Verdict {
        Higher = "higher",
        Lower = "lower",
        NoSignificantDifference = "no-significant-difference",
        TooFew = "too-few",
    }
}

/// Compares what the query asks for; `see` looks at the data through another filter.
pub fn compare<'a>(
    asked: &ComparisonQuery,
    observations: &Observations,
    see: &dyn Fn(Filter) -> View<'a>,
) -> Comparison {
    let view = see(asked.query.filter.clone());
    let unavailable = unavailable(&view, asked.measure, Some(&asked.by));
    let mut rows = Vec::new();
    let mut excluded = Vec::new();
    if unavailable.is_none() {
        let keys = view.keys(&asked.by);
        let (total, sheets) =
            tally(&view, asked.measure, observations, vec![(Slots::Keys(keys), Wanted::One(Stat::Mean))]);
        excluded = total.excluded;
        let keys = view.keys(&asked.by);
        let filled = || (0..keys.count()).filter(|&key| sheets.iter().all(|sheet| sheet.cells[key].n > 0));
        let label = |id: &Option<String>| filled().find(|&key| keys.id(key) == *id).and_then(|key| keys.label(key));
        let ids = asked.keys.clone().unwrap_or_else(|| filled().map(|key| keys.id(key)).collect());
        rows = ids.into_iter().map(|id| row(asked, observations, see, label(&id), id)).collect();
        judge(&mut rows);
        if asked.keys.is_none() {
            rows = sorted(rows, &|a: &Compared, b| {
                let values = b.own.estimate.value.partial_cmp(&a.own.estimate.value);
                values.unwrap_or(std::cmp::Ordering::Equal).then_with(|| a.label.cmp(&b.label))
            });
        }
    }
    Comparison {
        metric: asked.measure.id,
        unit: asked.measure.unit,
        by: asked.by.clone(),
        minimum: asked.minimum,
        rows,
        unavailable,
        excluded,
        coverage: view.coverage(asked.measure.needs),
        policy: view.derived.policy.clone(),
        period: PeriodSpoken::new(view.period, view.zone),
    }
}

/// A key against the rest, before it is allowed for that others are compared, too.
fn row<'a>(
    asked: &ComparisonQuery,
    observations: &Observations,
    see: &dyn Fn(Filter) -> View<'a>,
    label: Option<String>,
    key: Option<String>,
) -> Compared {
    let total = |change: fn(&mut Filter, Split, Option<String>)| {
        let mut filter = asked.query.filter.clone();
        change(&mut filter, asked.by.clone(), key.clone());
        tally(&see(filter), asked.measure, observations, Vec::new()).0
    };
    let (own, rest) = (total(Filter::require), total(Filter::refuse));
    let label = label.or_else(|| key.clone());
    let row = match (own.cell.rate, rest.cell.rate) {
        (Some(own), Some(rest)) => of_rates(own, rest, asked.minimum),
        _ => of_amounts(own, rest, asked.measure.unit.parts(), asked.minimum),
    };
    Compared { key, label, ..row }
}

fn of_rates(own: Rate, rest: Rate, minimum: u64) -> Compared {
    let is_enough = own.denominator.min(rest.denominator) >= minimum && proportions::is_enough(own, rest);
    let [low, high] = proportions::difference_interval(own, rest).map_or([None; 2], |ends| ends.map(Some));
    let shares = own.value().zip(rest.value());
    Compared {
        own: Group::of_rate(own),
        rest: Group::of_rate(rest),
        difference: Estimate { value: shares.map(|(own, rest)| own - rest), low, high },
        superiority: None,
        p: proportions::p_value(own, rest).filter(|_| is_enough),
        needed_sample: shares.and_then(|(own, rest)| proportions::needed_sample(own, rest)),
        ..Compared::unjudged(is_enough)
    }
}

fn of_amounts(own: Total, rest: Total, parts: f64, minimum: u64) -> Compared {
    let [own, rest] = [own, rest].map(|total| {
        let mut amounts = total.amounts;
        amounts.sort_unstable();
        amounts
    });
    let is_enough = own.len().min(rest.len()) as u64 >= minimum;
    let ranks = Ranks::of(&own, &rest);
    let [low, high] = ranks.map_or([None; 2], |ranks| ranks.shift_interval.map(|end| Some(end as f64 / parts)));
    Compared {
        own: Group::of_sorted(&own, parts),
        rest: Group::of_sorted(&rest, parts),
        difference: Estimate { value: ranks.map(|ranks| ranks.shift / parts), low, high },
        superiority: ranks.map(|ranks| ranks.superiority),
        p: ranks.and_then(|ranks| ranks.p_value).filter(|_| is_enough),
        needed_sample: ranks.and_then(|ranks| ranks::needed_sample(ranks.superiority)),
        ..Compared::unjudged(is_enough)
    }
}

/// Raises the p values by Holm's way, and says what each comes to.
fn judge(rows: &mut [Compared]) {
    let known: Vec<f64> = rows.iter().filter_map(|row| row.p).collect();
    let mut raised = holm(&known).into_iter();
    for row in rows {
        row.p = row.p.and_then(|_| raised.next());
        if row.p.is_some_and(|p| p < LEVEL) {
            let is_higher = match row.superiority {
                Some(superiority) => superiority > 0.5,
                None => row.difference.value.is_some_and(|difference| difference > 0.0),
            };
            row.verdict = if is_higher { Verdict::Higher } else { Verdict::Lower };
        }
    }
}

impl Compared {
    /// Of a key that is to be filled in.
    fn unjudged(is_enough: bool) -> Self {
        Self {
            key: None,
            label: None,
            own: Group::default(),
            rest: Group::default(),
            difference: Estimate::default(),
            superiority: None,
            p: None,
            verdict: if is_enough { Verdict::NoSignificantDifference } else { Verdict::TooFew },
            needed_sample: None,
        }
    }
}

impl Group {
    fn of_rate(rate: Rate) -> Self {
        let [low, high] = rate.interval.map_or([None; 2], |ends| ends.map(Some));
        Self { n: rate.denominator, estimate: Estimate { value: rate.value(), low, high } }
    }

    fn of_sorted(amounts: &[Millis], parts: f64) -> Self {
        let [low, high] =
            ranks::median_interval(amounts).map_or([None; 2], |ends| ends.map(|end| Some(end as f64 / parts)));
        let value = Stat::Median.of(amounts).map(|median| median / parts);
        Self { n: amounts.len() as u64, estimate: Estimate { value, low, high } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::report::Inbox;
    use crate::report::answer::Shape;
    use crate::testing::naive;
    use crate::testing::second_opinion::scene;
    use crate::testing::{ask_in, at, inbox};

    const YEAR: &str = r#""period":{"from":"2025-01-01","to":"2026-01-01"}"#;

    fn asked(inbox: &Inbox, zone: &str, question: &str) -> Comparison {
        let query = ComparisonQuery::from_json(&format!("{{{YEAR},{question}}}")).unwrap();
        inbox.compare(&query, &crate::time::zone::tests::zone(zone), at("2026-01-01T00:00:00Z")).unwrap()
    }

    #[test]
    fn amounts_agree_with_the_rows() {
        let scene = scene(5);
        let inbox = &scene.rows;
        let waits: Vec<(Option<String>, Millis)> = inbox
            .conversations
            .iter()
            .flat_map(|conversation| {
                naive::turns(conversation, false).into_iter().filter_map(move |turn| {
                    let reply = turn.reply?;
                    let (_, agent) = naive::credited(inbox, Some(reply.who), conversation);
                    Some((agent.map(|agent| inbox.agents[agent].id.clone()), reply.at - turn.start.at))
                })
            })
            .collect();
        let found = asked(&scene.engine, "UTC", r#""metric":"response-time","by":"agent","minimum":5"#);
        assert!(found.rows.len() > 3 && found.rows.iter().any(|row| row.p.is_some()));
        for row in &found.rows {
            let (own, rest): (Vec<_>, Vec<_>) = waits.iter().partition(|(agent, _)| *agent == row.key);
            let mut differences: Vec<Millis> =
                own.iter().flat_map(|(_, a)| rest.iter().map(move |(_, b)| a - b)).collect();
            differences.sort_unstable();
            let middle = |of: &[Millis]| (of[(of.len() - 1) / 2] + of[of.len() / 2]) as f64 / 2.0;
            let larger = differences.iter().map(|by| (by.signum() + 1) as f64 / 2.0).sum::<f64>();
            assert_eq!((row.own.n, row.rest.n), (own.len() as u64, rest.len() as u64), "{:?}", row.key);
            assert_eq!(row.difference.value, Some(middle(&differences)), "{:?}", row.key);
            assert_eq!(row.superiority, Some(larger / differences.len() as f64), "{:?}", row.key);
            let mut lengths: Vec<_> = own.iter().map(|(_, length)| *length).collect();
            lengths.sort_unstable();
            assert_eq!(row.own.estimate.value, Some(middle(&lengths)));
        }
    }

    #[test]
    fn rates_are_those_of_the_split_and_of_what_is_left() {
        let scene = scene(6);
        for (filter, minimum) in [("{}", 5), (r#"{"status":{"none":["pending"]}}"#, 40)] {
            let query = format!(r#""metric":"reopen-rate","by":"channel","minimum":{minimum},"filter":{filter}"#);
            let found = asked(&scene.engine, "Europe/Rome", &query);
            let query = format!(r#"{YEAR},"filter":{filter}"#);
            let request = r#"{"metric":"reopen-rate","by":"channel"}"#;
            let Shape::Breakdown(split) = ask_in(&scene.engine, "Europe/Rome", &query, request).shape else { panic!() };
            assert_eq!(found.rows.len(), split.rows.len());
            let all: Vec<Rate> = split.rows.iter().filter_map(|row| row.rate).collect();
            let (hits, n) = all.iter().fold((0, 0), |sum, rate| (sum.0 + rate.numerator, sum.1 + rate.denominator));
            for row in &found.rows {
                let own = split.rows.iter().find(|other| other.key == row.key).unwrap().rate.unwrap();
                let rest = Rate::new(hits - own.numerator, n - own.denominator);
                assert_eq!((row.own, row.rest), (Group::of_rate(own), Group::of_rate(rest)));
                let is_enough = own.denominator.min(rest.denominator) >= minimum && proportions::is_enough(own, rest);
                assert_eq!(row.verdict == Verdict::TooFew, !is_enough, "{row:?}");
                assert_eq!(row.p.is_some(), is_enough, "{row:?}");
            }
        }
    }

    /// Messages of two agents: of the first one `read` of `sent` are read, of the second one 30 of 100.
    fn receipts(read: usize, sent: usize) -> Inbox {
        let message = |agent: &str, n: usize, is_read: bool| {
            let read = if is_read { r#","read":"2025-03-03T09:05:00Z""# } else { "" };
            let at = r#""2025-03-03T09:01:00Z""#;
            format!(
                r#"{{"id":"{agent}{n}","at":{at},"sender":"agent","senderId":"{agent}",
                "status":{{"sent":{at},"delivered":{at}{read}}}}}"#
            )
        };
        let first = (0..sent).map(|n| message("a1", n, n < read));
        let second = (0..100).map(|n| message("a2", n, n < 30));
        let messages: Vec<_> = first.chain(second).collect();
        inbox(&format!(
            r#"{{"agents":[{{"id":"a1","name":"Omar"}},{{"id":"a2"}}],"conversations":[
            {{"id":"k1","contactId":"c1","messages":[{}]}}]}}"#,
            messages.join(",")
        ))
    }

    #[test]
    fn what_differs_is_told_from_what_may_be_chance() {
        let question = r#""metric":"read-rate","by":"agent""#;
        let differ = asked(&receipts(45, 100), "UTC", question);
        let verdicts: Vec<_> = differ.rows.iter().map(|row| (row.label.as_deref(), row.verdict)).collect();
        // By proportions_ztest of statsmodels p is 0.02846; two keys are compared, so each counts twice.
        assert_eq!(
            verdicts,
            [("Omar", 0.45), ("a2", 0.3)].map(|(name, _)| (Some(name), Verdict::NoSignificantDifference))
        );
        assert!(differ.rows.iter().all(|row| (row.p.unwrap() - 0.056_919_473_8).abs() < 1e-9));
        assert_eq!(differ.rows[0].needed_sample, Some(163));
        let one = asked(&receipts(45, 100), "UTC", &format!(r#"{question},"keys":["a1"]"#));
        assert_eq!(one.rows[0].verdict, Verdict::Higher);
        assert!((one.rows[0].difference.value.unwrap() - 0.15).abs() < 1e-12);
        assert!((one.rows[0].difference.low.unwrap() - 0.015_852_195).abs() < 1e-8);
        let other = asked(&receipts(45, 100), "UTC", &format!(r#"{question},"keys":["a2","a9"]"#));
        let verdicts: Vec<_> = other.rows.iter().map(|row| (row.key.as_deref(), row.verdict, row.own.n)).collect();
        assert_eq!(verdicts, [(Some("a2"), Verdict::Lower, 100), (Some("a9"), Verdict::TooFew, 0)]);
        let few = asked(&receipts(29, 29), "UTC", question);
        assert!(few.rows.iter().all(|row| row.verdict == Verdict::TooFew && row.p.is_none()));
    }

    #[test]
    fn what_cannot_be_compared_says_so() {
        for (question, code, path) in [
            (r#"{"metric":"messages","by":"agent"}"#, Code::BadQuery, "metric"),
            (r#"{"metric":"no-such","by":"agent"}"#, Code::UnknownId, "metric"),
            (r#"{"by":"agent"}"#, Code::BadQuery, "metric"),
            (r#"{"metric":"read-rate"}"#, Code::BadQuery, "by"),
            (r#"{"metric":"first-response","by":"message-kind"}"#, Code::BadQuery, "by"),
            (r#"{"metric":"first-response","by":"agent","minimum":1}"#, Code::BadQuery, "minimum"),
            (r#"{"metric":"first-response","by":"agent","keys":[7]}"#, Code::BadQuery, "keys[0]"),
        ] {
            let error = ComparisonQuery::from_json(question).err().unwrap();
            assert_eq!((error.code, error.place.path.as_deref()), (code, Some(path)), "{question}");
        }
        let nothing = asked(&Inbox::default(), "UTC", r#""metric":"first-response","by":"agent""#);
        assert_eq!((nothing.unavailable, nothing.rows.len()), (Some(Reason::NoData), 0));
    }
}
