//! How many agents it takes, for each hour of the week, so that enough contacts are answered in time.
//!
//! What arrives are sittings ([`sitting`]): stretches of a conversation that keep an agent busy until both fall silent. What
//! is not in the data is how long an agent reads and writes before the first message; it is taken to be the median of
//! what the later answers of a sitting take, when the agent is there already.

use super::answer::{Excluded, PeriodSpoken, by_day};
use super::answering::occurrences;
use crate::args::{self, Arg};
use crate::error::Error;
use crate::query::observation::{Observations, Reason};
use crate::query::policy::Policy;
use crate::query::sitting::{self, Sittings};
use crate::query::view::Covered;
use crate::query::{Query, View};
use crate::registry::Word;
use crate::stats::{Stat, erlang};
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};
use crate::words;
use serde::Serialize;

/// What agents are wanted for.
pub struct StaffingQuery {
    pub query: Query,
    target: Target,
    /// How many sittings an agent has at once.
    concurrency: u32,
    /// How long a sitting keeps an agent busy; measured where it is not given.
    handling: Option<Millis>,
}

/// The share of sittings that is to be taken up within so many milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Target {
    pub share: f64,
    pub within: Millis,
}

const TARGET: Target = Target { share: 0.8, within: MINUTE_MS };

impl StaffingQuery {
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = args::parse(text)?;
        let members = Arg::new(&value).object(&[&Query::KEYS[..], &["target", "concurrency", "handling"]].concat())?;
        Ok(Self {
            query: Query::read(&members)?,
            target: members.read("target", Target::read)?.unwrap_or(TARGET),
            concurrency: members.read("concurrency", |arg| between(arg, 1, 100))?.unwrap_or(1) as u32,
            handling: members.read("handling", |arg| between(arg, 1, DAY_MS))?,
        })
    }
}

impl Target {
    fn read(arg: &Arg<'_>) -> Result<Self, Error> {
        let members = arg.object(&["share", "within"])?;
        let share = members.require("share")?;
        match share.number()? {
            part if part > 0.0 && part < 1.0 => {
                Ok(Self { share: part, within: between(&members.require("within")?, 0, 7 * DAY_MS)? })
            }
            _ => Err(share.wrong("a share above 0 and below 1")),
        }
    }
}

fn between(arg: &Arg<'_>, least: i64, most: i64) -> Result<i64, Error> {
    let number = arg.integer()?;
    let is_inside = (least..=most).contains(&number);
    if is_inside { Ok(number) } else { Err(arg.wrong(&format!("a whole number from {least} to {most}"))) }
}

/// The agents of a week. Weekdays (`rows`, "1" is Monday) by hours of the day (`columns`); what an hour that never was,
/// or a length that is not known, leaves open is nothing.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Staffing {
    pub target: Target,
    pub concurrency: u32,
    /// How long a sitting keeps an agent busy, in milliseconds.
    pub handling: Option<f64>,
    /// How many sittings that was measured by; 0 where it was given.
    pub measured: u64,
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    /// Sittings in an hour, on average.
    pub arrivals: Vec<Vec<Option<f64>>>,
    /// How often each hour of the week has begun in the period so far.
    pub occurrences: Vec<Vec<u32>>,
    /// The fewest that reach the target.
    pub agents: Vec<Vec<Option<u32>>>,
    /// The share of their places that is taken, from 0 to 1.
    pub utilisation: Vec<Vec<Option<f64>>>,
    /// The share that they take up in time.
    pub reached: Vec<Vec<Option<f64>>>,
    pub assumptions: Vec<Assumption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<Reason>,
    pub excluded: Vec<Excluded>,
    pub coverage: Covered,
    pub policy: Policy,
    pub period: PeriodSpoken,
}

words! {
    /// What the numbers of agents take for granted.
    Assumption {
        /// Sittings begin independently of each other, as often as on average.
        ArrivalsIndependent = "arrivals-independent",
        /// Their lengths are spread as by the exponential distribution.
        HandlingExponential = "handling-exponential",
        NobodyLeaves = "nobody-leaves",
        AgentsAlike = "agents-alike",
        /// An hour does not inherit a queue from the one before.
        HoursApart = "hours-apart",
        /// Several sittings at once take none of them longer.
        ConcurrencyFree = "concurrency-free",
        HandlingMeasured = "handling-measured",
        HandlingGiven = "handling-given",
    }
}

pub fn staffing(view: &View<'_>, sittings: &Sittings, asked: &StaffingQuery) -> Staffing {
    let unavailable = unavailable(view);
    let mut counts = [0_u32; 168];
    let mut left_out = vec![0; Reason::ALL.len()];
    let mut measured = Vec::new();
    if unavailable.is_none() {
        let selected = view.select(&sittings.sittings, &sitting::NEEDS);
        let mut hours = view.zone.hours();
        let mut count = |at: Millis| counts[usize::from(hours.of_week(at))] += 1;
        for run in selected.counted() {
            run.rows().for_each(|row| count(run.table.at(row)));
            measured.extend_from_slice(run.values());
        }
        for (run, reason) in selected.left_out() {
            match reason {
                Reason::Awaiting | Reason::NeverAnswered => run.rows().for_each(|row| count(run.table.at(row))),
                reason => left_out[*reason as usize] += u64::from(run.count),
            }
        }
    }
    let handling = asked.handling.map(|ms| ms as f64).or_else(|| handling(view, &measured, &sittings.answers));
    let occurrences = occurrences(view);
    let hour = |slot: usize| Hour::new(counts[slot], occurrences[slot], handling, asked);
    let hours: Vec<Hour> = (0..168).map(hour).collect();
    Staffing {
        target: asked.target,
        concurrency: asked.concurrency,
        handling,
        measured: if asked.handling.is_some() { 0 } else { measured.len() as u64 },
        rows: (1..=7).map(|day| day.to_string()).collect(),
        columns: (0..24).map(|hour| hour.to_string()).collect(),
        arrivals: by_day(|slot| hours[slot].arrivals),
        occurrences: by_day(|slot| occurrences[slot]),
        agents: by_day(|slot| hours[slot].agents),
        utilisation: by_day(|slot| hours[slot].utilisation),
        reached: by_day(|slot| hours[slot].reached),
        assumptions: assumptions(asked),
        unavailable,
        excluded: Excluded::all(&left_out),
        coverage: view.coverage(&sitting::NEEDS),
        policy: view.derived.policy.clone(),
        period: PeriodSpoken::new(view.period, view.zone),
    }
}

fn unavailable(view: &View<'_>) -> Option<Reason> {
    if !view.data.has_conversations() {
        return Some(Reason::NoData);
    }
    let coverage = view.data.coverage();
    let of_filter = || view.filtered_dimensions();
    if of_filter().any(|dimension| dimension == crate::query::dimension::Dimension::MessageKind) {
        return Some(Reason::FilterDoesNotApply);
    }
    if let Some(reason) = view.lacking(None) {
        return Some(reason);
    }
    let needs = sitting::NEEDS.into_iter().chain(of_filter().filter_map(|dimension| dimension.needs()));
    needs.filter(|&fact| !coverage.has(fact)).map(Reason::lacks).next()
}

/// The mean length of sittings, with the median of what an answer takes for the first one.
fn handling(view: &View<'_>, lengths: &[Millis], answers: &Observations) -> Option<f64> {
    let mean = Stat::Mean.of(lengths)?;
    let selected = view.select(answers, &sitting::NEEDS);
    let answers: Vec<Millis> = selected.counted().iter().flat_map(|run| run.values()).copied().collect();
    Some(mean + Stat::Median.of(&answers).unwrap_or(0.0)).filter(|&ms| ms > 0.0)
}

/// What one hour of the week takes.
struct Hour {
    arrivals: Option<f64>,
    agents: Option<u32>,
    utilisation: Option<f64>,
    reached: Option<f64>,
}

impl Hour {
    fn new(count: u32, occurrences: u32, handling: Option<f64>, asked: &StaffingQuery) -> Self {
        let arrivals = (occurrences > 0).then(|| f64::from(count) / f64::from(occurrences));
        let Some((arrivals, handling)) = arrivals.zip(handling) else {
            return Self { arrivals, agents: None, utilisation: None, reached: None };
        };
        let StaffingQuery { target: Target { share, within }, concurrency, .. } = *asked;
        let (load, within) = (arrivals * handling / HOUR_MS as f64, within as f64);
        let agents = erlang::fewest(concurrency, load, handling, share, within);
        let places = agents * concurrency;
        Self {
            arrivals: Some(arrivals),
            agents: Some(agents),
            utilisation: (places > 0).then(|| load / f64::from(places)),
            reached: (places > 0).then(|| erlang::service_level(places, load, within, handling)),
        }
    }
}

fn assumptions(asked: &StaffingQuery) -> Vec<Assumption> {
    let is_meant = |assumption: &Assumption| match assumption {
        Assumption::ConcurrencyFree => asked.concurrency > 1,
        Assumption::HandlingMeasured => asked.handling.is_none(),
        Assumption::HandlingGiven => asked.handling.is_some(),
        _ => true,
    };
    Assumption::ALL.iter().copied().filter(is_meant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::testing::{at, inbox};
    use crate::time::zone::tests::zone;

    fn asked(inbox: &Inbox, question: &str) -> Staffing {
        let march = r#""period":{"from":"2025-03-03","to":"2025-03-17"}"#;
        let query = StaffingQuery::from_json(&format!("{{{march}{question}}}")).unwrap();
        inbox.staffing(&query, &zone("UTC"), at("2026-01-01T00:00:00Z")).unwrap()
    }

    /// Two Mondays from 9 to 10, each with so many conversations that are answered after a minute, and again after two.
    fn mondays(conversations: usize) -> Inbox {
        let one = |n: usize| {
            let (day, minute) = (3 + n % 2 * 7, n / 2 % 50);
            let time = |after: usize| format!("2025-03-{day:02}T09:{:02}:00Z", minute + after);
            format!(
                r#"{{"id":"k{n}","contactId":"c{n}","status":"open","messages":[
                {{"id":"a{n}","at":"{}","sender":"contact"}},{{"id":"b{n}","at":"{}","sender":"agent"}},
                {{"id":"c{n}","at":"{}","sender":"contact"}},{{"id":"d{n}","at":"{}","sender":"agent"}}]}}"#,
                time(0),
                time(1),
                time(2),
                time(4)
            )
        };
        inbox(&format!("[{}]", (0..2 * conversations).map(one).collect::<Vec<_>>().join(",")))
    }

    #[test]
    fn an_hour_takes_the_agents_of_its_load() {
        // 200 an hour, each of 3 minutes given, are 10 erlangs: the textbook's 14 agents for 80 % within 20 seconds.
        let inbox = mondays(200);
        let given = asked(&inbox, r#","target":{"share":0.8,"within":20000},"handling":180000"#);
        let (day, hour) = (0, 9);
        assert_eq!((given.arrivals[day][hour], given.occurrences[day][hour]), (Some(200.0), 2));
        assert_eq!((given.agents[day][hour], given.utilisation[day][hour]), (Some(14), Some(10.0 / 14.0)));
        assert!((given.reached[day][hour].unwrap() - 0.888_35).abs() < 1e-4);
        assert_eq!((given.agents[day][hour + 1], given.utilisation[day][hour + 1]), (Some(0), None));
        assert_eq!((given.measured, given.assumptions.contains(&Assumption::HandlingGiven)), (0, true));
        let three = asked(&inbox, r#","target":{"share":0.8,"within":20000},"handling":180000,"concurrency":3"#);
        assert_eq!(three.agents[day][hour], Some(5));
        assert!(three.assumptions.contains(&Assumption::ConcurrencyFree));
    }

    #[test]
    fn handling_is_measured_from_the_first_message_to_the_last_and_what_an_answer_takes() {
        // From the agent's first message to the second one there are 3 minutes, and that one took 2.
        let measured = asked(&mondays(20), "");
        assert_eq!((measured.handling, measured.measured), (Some(5.0 * 60_000.0), 40));
        assert_eq!(measured.target, TARGET);
    }

    #[test]
    fn what_nobody_answered_arrives_too_and_what_is_unknown_is_left_open() {
        let waiting = inbox(
            r#"[{"id":"k1","contactId":"c1","status":"open","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"}]},
                {"id":"k2","contactId":"c2","status":"open","messages":[{"id":"m2","at":"2025-03-03T09:00:00Z","sender":"contact"},
                {"id":"m3","at":"2025-03-03T09:01:00Z","sender":"bot"}]}]"#,
        );
        let found = asked(&waiting, "");
        assert_eq!((found.arrivals[0][9], found.handling, found.agents[0][9]), (Some(0.5), None, None));
        assert_eq!(found.excluded, [Excluded { reason: Reason::AnsweredByBot, count: 1 }]);
        let nothing = asked(&Inbox::default(), "");
        assert_eq!((nothing.unavailable, nothing.agents[0][0]), (Some(Reason::NoData), None));
    }

    #[test]
    fn what_cannot_be_asked_is_refused_with_its_path() {
        for (query, path) in [
            (r#"{"target":{"share":1,"within":5}}"#, "target.share"),
            (r#"{"target":{"share":0.5}}"#, "target.within"),
            (r#"{"target":{"share":0.5,"within":-1}}"#, "target.within"),
            (r#"{"concurrency":0}"#, "concurrency"),
            (r#"{"handling":0}"#, "handling"),
            (r#"{"handlin":1}"#, "handlin"),
        ] {
            let error = StaffingQuery::from_json(query).err().unwrap();
            assert_eq!(error.place.path.as_deref(), Some(path), "{query}");
        }
    }
}
