//! A dataset that can be asked.

use super::anomalies::{Anomalies, AnomaliesQuery, anomalies};
use super::answer::{Answer, PeriodSpoken, Report, SCHEMA};
use super::answering::{Asking, Common};
use super::cohorts::cohort_of;
use super::comparison::{Comparison, ComparisonQuery, compare};
use super::policies::{Comparing, PolicyComparison};
use super::quality::{Quality, quality};
use super::request::{ExplainQuery, PoliciesQuery, ReportQuery, RowsQuery, Section};
use super::staffing::{Staffing, StaffingQuery, staffing};
use super::summary::{Summary, summary};
use super::table::explain::{Explanation, explain};
use super::table::{Page, TABLES};
use super::vendor::{ComparingVendor, VendorComparison};
use crate::error::Error;
use crate::ingest::Recognised;
use crate::metrics::{METRICS, Measure};
use crate::query::observation::Observations;
use crate::query::policy::{Clock, Credit, DateBasis, Policy};
use crate::query::schedule::Schedules;
use crate::query::sitting::sittings;
use crate::query::{Derived, Query, View};
use crate::registry;
use crate::store::{Batch, Dataset};
use crate::time::{Millis, Zone, Zones};
use std::cell::RefCell;
use std::rc::Rc;

/// A dataset, and what has been worked out from it: once for each policy and schedule, whatever the filter.
#[derive(Default)]
pub struct Inbox {
    data: Dataset,
    inputs: Vec<Recognised>,
    derived: RefCell<Vec<Rc<UnderPolicy>>>,
}

/// What follows from a policy and a schedule.
pub(super) struct UnderPolicy {
    pub derived: Derived,
    /// What the schedule has no part in, shared by all schedules under the policy.
    observed: Rc<Observed>,
    /// What is timed by the schedule.
    timed: Observed,
}

/// Observations by the metric's id.
type Observed = RefCell<Vec<(&'static str, Rc<Observations>)>>;

/// How many policies, or schedules, are remembered.
const REMEMBERED: usize = 4;

impl Inbox {
    pub fn data(&self) -> &Dataset {
        &self.data
    }

    /// Takes in what has been read, and what it was read from.
    pub fn add(&mut self, mut batch: Batch, mut inputs: Vec<Recognised>) {
        let before = self.inputs.len() as u32;
        batch.warnings.count_files_from(before);
        inputs.iter_mut().for_each(|input| input.count_files_from(before));
        self.data.add(batch);
        self.inputs.extend(inputs);
        self.derived.borrow_mut().clear();
    }

    pub fn summary<'a>(&'a self, time_zone: &'a str) -> Summary<'a> {
        summary(&self.data, &self.inputs, time_zone)
    }

    /// Answers everything that a query asks for, in its zone; `clock` is now, unless the query says otherwise.
    pub fn report<'z>(&self, asked: &ReportQuery, zones: impl Into<Zones<'z>>, clock: Millis) -> Result<Report, Error> {
        let ReportQuery { query, requests } = asked;
        let zones = zones.into();
        self.see(query, zones, clock, |under, view, previous| {
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
                period: PeriodSpoken::new(view.period, zones.own),
                compared: view.compared.map(|period| PeriodSpoken::new(period, zones.own)),
                now: view.now,
                policy: query.policy.clone(),
                schedule: view.derived.schedules().cloned(),
                filter: query.filter.clone(),
                metrics,
                buckets: Vec::new(),
            })
        })
    }

    /// A page of a table.
    pub fn rows<'z>(
        &self,
        table: &str,
        asked: &RowsQuery,
        zones: impl Into<Zones<'z>>,
        clock: Millis,
    ) -> Result<Page, Error> {
        let table = registry::find(&TABLES, "table", table)?;
        self.see(&asked.query, zones.into(), clock, |under, view, _| {
            let measure =
                |id| METRICS.iter().find(|measure| measure.id == id).expect("tables name metrics of the registry");
            table.page(view, &|id| under.observations(&self.data, measure(id)), &asked.paging)
        })
    }

    /// What stands behind a number, or a part of an answer.
    pub fn explain<'z>(
        &self,
        asked: &ExplainQuery,
        zones: impl Into<Zones<'z>>,
        clock: Millis,
    ) -> Result<Explanation, Error> {
        let RowsQuery { query, paging } = &asked.rows;
        let zones = zones.into();
        let under = self.under(query, zones)?;
        let view = View::new(&self.data, &under.derived, zones.own, query, clock);
        let view = match asked.section {
            Section::All => view,
            Section::Bucket(bucket, None) => view.within(bucket),
            Section::Bucket(bucket, Some(over)) => view.within_bucket(bucket, over),
            Section::Cohort(date, cohort) => view.within(cohort_of(&view, date, cohort)),
        };
        explain(&view, asked.measure, &under.observations(&self.data, asked.measure), asked.part, paging)
    }

    /// Each key of a dimension against the rest.
    pub fn compare<'z>(
        &self,
        asked: &ComparisonQuery,
        zones: impl Into<Zones<'z>>,
        clock: Millis,
    ) -> Result<Comparison, Error> {
        let zones = zones.into();
        let under = self.under(&asked.query, zones)?;
        let observations = under.observations(&self.data, asked.measure);
        Ok(compare(asked, &observations, &|filter| {
            let query = Query { filter, ..asked.query.clone() };
            View::new(&self.data, &under.derived, zones.own, &query, clock)
        }))
    }

    /// The agents that it takes for each hour of the week. What arrives is dated by itself, and lasts as long as clocks
    /// say, whatever the policy does.
    pub fn staffing<'z>(
        &self,
        asked: &StaffingQuery,
        zones: impl Into<Zones<'z>>,
        clock: Millis,
    ) -> Result<Staffing, Error> {
        let zones = zones.into();
        let policy = Policy { date_basis: DateBasis::Event, clock: Clock::Wall, ..asked.query.policy.clone() };
        let query = Query { policy, ..asked.query.clone() };
        let under = self.under(&query, zones)?;
        let view = View::new(&self.data, &under.derived, zones.own, &query, clock);
        Ok(staffing(&view, &sittings(&self.data, &under.derived), asked))
    }

    /// The days or hours that are not like those before them.
    pub fn anomalies<'z>(
        &self,
        asked: &AnomaliesQuery,
        zones: impl Into<Zones<'z>>,
        clock: Millis,
    ) -> Result<Anomalies, Error> {
        let zones = zones.into();
        let under = self.under(&asked.query, zones)?;
        let view = View::new(&self.data, &under.derived, zones.own, &asked.query, clock);
        anomalies(&view, &under.observations(&self.data, asked.measure), asked)
    }

    /// The same question under two policies, and what moves between the two answers.
    pub fn compare_policies<'z>(
        &self,
        asked: &PoliciesQuery,
        zones: impl Into<Zones<'z>>,
        clock: Millis,
    ) -> Result<PolicyComparison, Error> {
        let zones = zones.into();
        let under = |policy: &Policy| self.under(&Query { policy: policy.clone(), ..asked.query.clone() }, zones);
        let [a, b] = [under(&asked.a)?, under(&asked.b)?];
        let schedules = a.derived.schedules().cloned();
        Comparing { data: &self.data, asked, zone: zones.own, schedules, clock }.compare([&a, &b])
    }

    /// The times that products have worked out themselves beside ours.
    pub fn compare_with_vendor<'z>(
        &self,
        asked: &RowsQuery,
        zones: impl Into<Zones<'z>>,
        clock: Millis,
    ) -> Result<VendorComparison, Error> {
        let zones = zones.into();
        let schedules = asked.query.schedules.as_ref().map(|schedules| schedules.in_zones(zones)).transpose()?;
        ComparingVendor { data: &self.data, asked, zone: zones.own, schedules, clock }.compare()
    }

    /// What is wrong with the data, or missing in it. Days are those of `zone`.
    pub fn quality(&self, zone: &Zone) -> Quality {
        quality(&self.data, &Derived::new(&self.data, &Policy::default()), zone)
    }

    fn see<T>(
        &self,
        query: &Query,
        zones: Zones<'_>,
        clock: Millis,
        ask: impl FnOnce(&UnderPolicy, &View<'_>, Option<&View<'_>>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let under = self.under(query, zones)?;
        let view = View::new(&self.data, &under.derived, zones.own, query, clock);
        let previous = view.over_compared();
        ask(&under, &view, previous.as_ref())
    }

    fn under(&self, query: &Query, zones: Zones<'_>) -> Result<Rc<UnderPolicy>, Error> {
        let schedules = query.schedules.as_ref().map(|schedules| schedules.in_zones(zones)).transpose()?;
        let mut known = self.derived.borrow_mut();
        let of_policy = |under: &&Rc<UnderPolicy>| under.derived.policy == query.policy;
        if let Some(under) = known.iter().filter(of_policy).find(|it| it.derived.schedules() == schedules.as_ref()) {
            return Ok(Rc::clone(under));
        }
        let under = match known.iter().find(of_policy) {
            Some(other) => other.with_hours(&self.data, schedules),
            None => UnderPolicy::new(&self.data, &query.policy, schedules),
        };
        let under = Rc::new(under);
        // Of schedules that follow each other while somebody drags, the last is enough.
        let is_outdated = |other: &Rc<UnderPolicy>| other.derived.hours.is_some() && of_policy(&other);
        known.retain(|other| under.derived.hours.is_none() || !is_outdated(other));
        known.insert(0, Rc::clone(&under));
        known.truncate(REMEMBERED);
        Ok(under)
    }
}

impl UnderPolicy {
    pub fn new(data: &Dataset, policy: &Policy, schedules: Option<Schedules<Zone>>) -> Self {
        let derived = Derived::new(data, policy).with_hours(data, schedules);
        Self { derived, observed: Rc::default(), timed: Observed::default() }
    }

    fn with_hours(&self, data: &Dataset, schedules: Option<Schedules<Zone>>) -> Self {
        let derived = self.derived.with_hours(data, schedules);
        Self { derived, observed: Rc::clone(&self.observed), timed: Observed::default() }
    }

    pub fn observations(&self, data: &Dataset, measure: &Measure) -> Rc<Observations> {
        let is_of_schedule = measure.is_timed() && self.derived.policy.clock == Clock::Business;
        let mut known = if is_of_schedule { self.timed.borrow_mut() } else { self.observed.borrow_mut() };
        if let Some((_, observations)) = known.iter().find(|(id, _)| *id == measure.id) {
            return Rc::clone(observations);
        }
        let mut observations = (measure.observe)(data, &self.derived);
        if self.derived.policy.credit == Credit::Replier && !measure.is_of_replies {
            observations.credit_assignees(&self.derived);
        }
        let observations = Rc::new(observations.settled(data, &self.derived, measure.needs, measure.is_timed()));
        known.push((measure.id, Rc::clone(&observations)));
        observations
    }
}
