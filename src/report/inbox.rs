//! A dataset that can be asked.

use super::anomalies::{Anomalies, AnomaliesQuery, anomalies};
use super::answer::{Answer, PeriodSpoken, Report, SCHEMA};
use super::answering::{Asking, Common};
use super::comparison::{Comparison, ComparisonQuery, compare};
use super::request::{ExplainQuery, ReportQuery, RowsQuery};
use super::staffing::{Staffing, StaffingQuery, staffing};
use super::summary::{Summary, summary};
use super::table::explain::{Explanation, explain};
use super::table::{Page, TABLES};
use crate::error::Error;
use crate::ingest::Recognised;
use crate::metrics::{METRICS, Measure};
use crate::query::observation::Observations;
use crate::query::policy::{DateBasis, Policy};
use crate::query::sitting::sittings;
use crate::query::{Derived, Query, View};
use crate::registry;
use crate::store::{Batch, Dataset};
use crate::time::{Millis, Zone};
use std::cell::RefCell;
use std::rc::Rc;

/// A dataset, and what has been worked out from it: once for each policy, whatever the filter.
#[derive(Default)]
pub struct Inbox {
    data: Dataset,
    inputs: Vec<Recognised>,
    derived: RefCell<Vec<Rc<UnderPolicy>>>,
}

/// What follows from a policy.
struct UnderPolicy {
    derived: Derived,
    /// By the metric's id.
    observations: RefCell<Vec<(&'static str, Rc<Observations>)>>,
}

/// How many policies are remembered.
const REMEMBERED: usize = 4;

impl Inbox {
    pub fn data(&self) -> &Dataset {
        &self.data
    }

    /// Takes in what has been read, and what it was read from.
    pub fn add(&mut self, mut batch: Batch, inputs: Vec<Recognised>) {
        batch.warnings.count_files_from(self.inputs.len() as u32);
        self.data.add(batch);
        self.inputs.extend(inputs);
        self.derived.borrow_mut().clear();
    }

    pub fn summary<'a>(&'a self, time_zone: &'a str) -> Summary<'a> {
        summary(&self.data, &self.inputs, time_zone)
    }

    /// Answers everything that a query asks for, in `zone`; `clock` is now, unless the query says otherwise.
    pub fn report(&self, asked: &ReportQuery, zone: &Zone, clock: Millis) -> Result<Report, Error> {
        let ReportQuery { query, requests } = asked;
        self.see(query, zone, clock, |under, view, previous| {
            // What is asked of one measure is answered together, and handed over in the order of the requests.
            let common = Common::new(view);
            let before = previous.map(Common::new);
            let mut answers: Vec<Option<Answer>> = Vec::new();
            answers.resize_with(requests.len(), || None);
            for measure in METRICS.iter() {
                let (places, requests): (Vec<usize>, Vec<_>) = requests
                    .iter()
                    .enumerate()
                    .filter(|(_, (_, request))| request.measure.id == measure.id)
                    .map(|(place, (name, request))| (place, (name.as_str(), request)))
                    .unzip();
                if requests.is_empty() {
                    continue;
                }
                let observations = under.observations(&self.data, measure);
                let asking = Asking { measure, observations: &observations, requests };
                for (place, answer) in places.into_iter().zip(asking.answers(&common, before.as_ref())?) {
                    answers[place] = Some(answer);
                }
            }
            let names = requests.iter().map(|(name, _)| name.clone());
            let answers =
                answers.into_iter().map(|answer| answer.expect("every request is of a measure of the registry"));
            let metrics = names.zip(answers).collect();
            Ok(Report {
                schema: SCHEMA,
                period: PeriodSpoken::new(view.period, zone),
                compared: view.compared.map(|period| PeriodSpoken::new(period, zone)),
                now: view.now,
                policy: query.policy.clone(),
                filter: query.filter.clone(),
                metrics,
            })
        })
    }

    /// A page of a table.
    pub fn rows(&self, table: &str, asked: &RowsQuery, zone: &Zone, clock: Millis) -> Result<Page, Error> {
        let table = registry::find(&TABLES, "table", table)?;
        self.see(&asked.query, zone, clock, |under, view, _| {
            let measure =
                |id| METRICS.iter().find(|measure| measure.id == id).expect("tables name metrics of the registry");
            table.page(view, &|id| under.observations(&self.data, measure(id)), &asked.paging)
        })
    }

    /// What stands behind a number, or a part of an answer.
    pub fn explain(&self, asked: &ExplainQuery, zone: &Zone, clock: Millis) -> Result<Explanation, Error> {
        let RowsQuery { query, paging } = &asked.rows;
        let under = self.under(&query.policy);
        let mut view = View::new(&self.data, &under.derived, zone, query, clock);
        if let Some(bucket) = asked.bucket {
            view = view.within(bucket);
        }
        explain(&view, asked.measure, &under.observations(&self.data, asked.measure), asked.part, paging)
    }

    /// Each key of a dimension against the rest.
    pub fn compare(&self, asked: &ComparisonQuery, zone: &Zone, clock: Millis) -> Comparison {
        let under = self.under(&asked.query.policy);
        let observations = under.observations(&self.data, asked.measure);
        compare(asked, &observations, &|filter| {
            let query = Query { filter, ..asked.query.clone() };
            View::new(&self.data, &under.derived, zone, &query, clock)
        })
    }

    /// The agents that it takes for each hour of the week. What arrives is dated by itself, whatever the policy says.
    pub fn staffing(&self, asked: &StaffingQuery, zone: &Zone, clock: Millis) -> Staffing {
        let policy = Policy { date_basis: DateBasis::Event, ..asked.query.policy.clone() };
        let under = self.under(&policy);
        let view = View::new(&self.data, &under.derived, zone, &asked.query, clock);
        staffing(&view, &sittings(&self.data, &under.derived), asked)
    }

    /// The days or hours that are not like those before them.
    pub fn anomalies(&self, asked: &AnomaliesQuery, zone: &Zone, clock: Millis) -> Result<Anomalies, Error> {
        let under = self.under(&asked.query.policy);
        let view = View::new(&self.data, &under.derived, zone, &asked.query, clock);
        anomalies(&view, &under.observations(&self.data, asked.measure), asked)
    }

    fn see<T>(
        &self,
        query: &Query,
        zone: &Zone,
        clock: Millis,
        ask: impl FnOnce(&UnderPolicy, &View<'_>, Option<&View<'_>>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let under = self.under(&query.policy);
        let view = View::new(&self.data, &under.derived, zone, query, clock);
        let previous = view.over_compared();
        ask(&under, &view, previous.as_ref())
    }

    fn under(&self, policy: &Policy) -> Rc<UnderPolicy> {
        let mut known = self.derived.borrow_mut();
        if let Some(under) = known.iter().find(|under| under.derived.policy == *policy) {
            return Rc::clone(under);
        }
        let derived = Derived::new(&self.data, policy);
        let under = Rc::new(UnderPolicy { derived, observations: RefCell::default() });
        known.insert(0, Rc::clone(&under));
        known.truncate(REMEMBERED);
        under
    }
}

impl UnderPolicy {
    fn observations(&self, data: &Dataset, measure: &Measure) -> Rc<Observations> {
        let mut known = self.observations.borrow_mut();
        if let Some((_, observations)) = known.iter().find(|(id, _)| *id == measure.id) {
            return Rc::clone(observations);
        }
        let observations = Rc::new((measure.observe)(data, &self.derived).settled(&self.derived, measure.needs));
        known.push((measure.id, Rc::clone(&observations)));
        observations
    }
}
