//! The share of new customers who come back, cohort by cohort.
//!
//! - Counts: the different contacts whose first public message ever lies in a month, or week, of the period, and of
//!   these the share that wrote again in each later one, in whatever conversation. Later ones may lie after the period; what
//!   has not begun by the end of the data, or by now, has no value. A filter asks for that first message and its
//!   conversation. What was written before the data begins is not known: the answer says how many wrote within the first
//!   `inactiveAfterDays` of it, and may have written before.
//! - Leaves out: conversations without a contact (`no-contact`); those of which only the newest messages are there
//!   (`no-messages`); cohorts before the last 520 (`earlier-cohort`).
//! - When empty: no value.
//! - Example: two contacts first write in January, and one of them again in March: 2 of 2 for January, 0 of 2 a month
//!   later, 1 of 2 two months later.

use super::{Measure, Unit, Value, new_customers};

pub const MEASURE: Measure = Measure::new("retention", Unit::Share, Value::Cohort, new_customers::observe)
    .needing(&new_customers::NEEDS)
    .of_messages();

#[cfg(test)]
mod tests {
    use crate::query::observation::{Note, Reason};
    use crate::report::answer::{Cohorts, Excluded, Noted, Shape};
    use crate::report::request::ExplainQuery;
    use crate::testing::second_opinion::{Scene, scene};
    use crate::testing::{ask, ask_in, at, inbox, naive, values};
    use crate::time::zone::tests::zone;
    use crate::time::{DAY_MS, Millis};
    use chrono::{DateTime, Datelike, Days, NaiveDate, Weekday};
    use chrono_tz::Tz;
    use proptest::prelude::*;
    use std::cell::OnceCell;
    use std::collections::{BTreeMap, BTreeSet};

    fn grid(shape: &Shape) -> &Cohorts {
        match shape {
            Shape::Cohorts(grid) => grid,
            other => panic!("{other:?}"),
        }
    }

    /// A question about cohorts, with what is needed to answer it from the rows.
    #[derive(Debug)]
    struct Question {
        zone: &'static str,
        from: NaiveDate,
        to: NaiveDate,
        now: Millis,
        cohort: &'static str,
        week_start: (&'static str, Weekday),
        channel: Option<&'static str>,
    }

    impl Question {
        fn date(&self, at: Millis) -> NaiveDate {
            let tz: Tz = self.zone.parse().unwrap();
            DateTime::from_timestamp_millis(at).unwrap().with_timezone(&tz).date_naive()
        }

        /// The first day of the month or week that an instant lies in.
        fn bucket(&self, at: Millis) -> NaiveDate {
            self.bucket_of(self.date(at))
        }

        fn bucket_of(&self, date: NaiveDate) -> NaiveDate {
            match self.cohort {
                "month" => date.with_day(1).unwrap(),
                _ => date.week(self.week_start.1).first_day(),
            }
        }

        fn next(&self, date: NaiveDate) -> NaiveDate {
            let is_other = |other: &NaiveDate| self.cohort != "month" || other.month() != date.month();
            (7..40).map(|days| date + Days::new(days)).find(is_other).unwrap()
        }

        fn query(&self) -> String {
            let Self { from, to, now, week_start, channel, .. } = self;
            let filter = channel.map_or("{}".to_owned(), |channel| format!(r#"{{"channel":{{"any":["{channel}"]}}}}"#));
            format!(
                r#""period":{{"from":"{from}","to":"{to}"}},"now":{now},"weekStart":"{}","filter":{filter}"#,
                week_start.0
            )
        }

        /// The contacts of each cohort, and the buckets in which each of them wrote.
        fn cohorts(&self, scene: &Scene) -> BTreeMap<NaiveDate, Vec<BTreeSet<NaiveDate>>> {
            let mut cohorts: BTreeMap<NaiveDate, Vec<BTreeSet<NaiveDate>>> = BTreeMap::new();
            for contact in 0..scene.rows.contacts.len() {
                let written: Vec<_> = naive::written(&scene.rows).filter(|(of, _)| of.contact == contact).collect();
                let Some((of, first)) = written.iter().min_by_key(|(_, message)| message.at) else { continue };
                let is_in_period = (self.from..self.to).contains(&self.date(first.at));
                if is_in_period && self.channel.is_none_or(|channel| of.channel == channel) {
                    let buckets = written.iter().map(|(_, message)| self.bucket(message.at)).collect();
                    cohorts.entry(self.bucket(first.at)).or_default().push(buckets);
                }
            }
            cohorts
        }

        fn check(&self, scene: &Scene) {
            let request = format!(r#"{{"metric":"retention","cohort":"{}"}}"#, self.cohort);
            let answer = ask_in(&scene.engine, self.zone, &self.query(), &request);
            let grid = grid(&answer.shape);
            let data = scene.engine.data().span();
            let known_until = self.now.min(data.to - 1);
            let last = self.bucket(known_until);
            let mut expected = self.cohorts(scene);
            let has_begun = self.from < self.to && self.from <= self.date(known_until);
            expected.retain(|cohort, _| has_begun && *cohort <= last);
            let mut row = self.bucket(data.from).max(self.bucket_of(self.from));
            let mut rows = Vec::new();
            while has_begun && row <= last && row < self.to {
                rows.push(row);
                row = self.next(row);
            }
            assert_eq!(grid.rows, rows.iter().map(NaiveDate::to_string).collect::<Vec<_>>(), "{self:?}");
            assert!(expected.keys().all(|cohort| rows.contains(cohort)), "{self:?}");
            for (place, cohort) in rows.iter().enumerate() {
                let members = expected.remove(cohort).unwrap_or_default();
                assert_eq!(grid.sizes[place], members.len() as u64, "{self:?} {cohort}");
                let mut bucket = *cohort;
                for (later, (&value, &count)) in grid.values[place].iter().zip(&grid.numerators[place]).enumerate() {
                    let seen = members.iter().filter(|buckets| buckets.contains(&bucket)).count() as u64;
                    let expected = (bucket <= last).then_some(seen);
                    assert_eq!(count, expected, "{self:?} {cohort} and {later} later");
                    let share = expected.filter(|_| !members.is_empty()).map(|seen| seen as f64 / members.len() as f64);
                    assert_eq!(value, share, "{self:?} {cohort} and {later} later");
                    if let (Some(seen), Some(when)) = (expected, grid.buckets.get(place + later)) {
                        assert_eq!(self.date(when.from), bucket, "{self:?}");
                        assert_eq!(when.partial, self.date(known_until) < self.next(bucket), "{self:?} {bucket}");
                        self.explains(scene, cohort, Some((when.from, when.to)), seen);
                    }
                    bucket = self.next(bucket);
                }
                let is_cut = *cohort < self.from || self.next(*cohort) > self.to;
                assert_eq!(grid.partial[place], is_cut || grid.buckets[place].partial, "{self:?} {cohort}");
                self.explains(scene, cohort, None, members.len() as u64);
            }
            assert_eq!(answer.n, grid.sizes.iter().sum::<u64>());
        }

        fn explains(&self, scene: &Scene, cohort: &NaiveDate, bucket: Option<(Millis, Millis)>, count: u64) {
            let bucket = bucket.map_or(String::new(), |(from, to)| format!(r#","bucket":{{"from":{from},"to":{to}}}"#));
            let part = format!(r#""metric":"retention","cohort":"{}","key":"{cohort}"{bucket}"#, self.cohort);
            let asked = ExplainQuery::from_json(&format!("{{{},{part}}}", self.query())).unwrap();
            let explanation = scene.engine.explain(&asked, &zone(self.zone), 0).unwrap();
            assert_eq!(explanation.counted.total as u64, count, "{self:?} {part}");
        }
    }

    const ZONES: [&str; 5] = ["UTC", "Europe/Rome", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia"];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]
        #[test]
        fn agrees_with_the_rows(
            zone in 0..ZONES.len(), from in 0..420_u64, length in 0..420_u64, now in 0..500_i64, is_month: bool,
            start in 0..3_usize, channel in 0..3_usize,
        ) {
            thread_local!(static SCENE: OnceCell<Scene> = const { OnceCell::new() });
            let from = NaiveDate::from_ymd_opt(2024, 12, 1).unwrap() + Days::new(from);
            let question = Question {
                zone: ZONES[zone],
                from,
                to: from + Days::new(length),
                now: at("2024-12-15T00:00:00Z") + now * DAY_MS + 5_000_000,
                cohort: if is_month { "month" } else { "week" },
                week_start: [("mon", Weekday::Mon), ("sat", Weekday::Sat), ("sun", Weekday::Sun)][start],
                channel: [None, Some("whatsapp"), Some("email")][channel],
            };
            SCENE.with(|known| question.check(known.get_or_init(|| scene(31))));
        }
    }

    #[test]
    fn cohorts_are_the_new_customers() {
        let scene = scene(32);
        for policy in ["\"default\"", r#"{"dateBasis":"opened"}"#, r#"{"dateBasis":"closed"}"#] {
            for cohort in ["month", "week"] {
                let query = format!(r#""policy":{policy},"filter":{{"tag":{{"none":["spam"]}}}}"#);
                let new = ask(&scene.engine, &query, &format!(r#"{{"metric":"new-customers","over":"{cohort}"}}"#));
                let answer = ask(&scene.engine, &query, &format!(r#"{{"metric":"retention","cohort":"{cohort}"}}"#));
                let sizes: Vec<_> = grid(&answer.shape).sizes.iter().map(|&size| Some(size as f64)).collect();
                // Before the data begins nobody is known to be new.
                let first = values(&new).len() - sizes.len();
                assert_eq!(values(&new)[first..], sizes, "{policy} {cohort}");
                assert!(values(&new)[..first].iter().all(|&value| value == Some(0.0)));
                assert_eq!((answer.n, &answer.excluded, &answer.notes), (new.n, &new.excluded, &new.notes));
            }
        }
    }

    fn wrote(contact: &str, day: &str) -> String {
        format!(
            r#"{{"id":"{contact}{day}","contactId":"{contact}","channel":"{contact}","messages":[{{"id":"{contact}{day}","at":"{day}T09:00:00Z","sender":"contact"}}]}}"#
        )
    }

    #[test]
    fn a_few_cohorts_by_hand() {
        let all = [("c1", "2025-01-05"), ("c2", "2025-01-30"), ("c1", "2025-03-01"), ("c3", "2025-03-02")];
        let inbox = inbox(&format!("[{}]", all.map(|(contact, day)| wrote(contact, day)).join(",")));
        let answer = ask(&inbox, "", r#"{"metric":"retention","cohort":"month"}"#);
        let cohorts = grid(&answer.shape);
        assert_eq!(cohorts.rows, ["2025-01-01", "2025-02-01", "2025-03-01"]);
        assert_eq!(cohorts.columns, ["0", "1", "2"]);
        assert_eq!(cohorts.sizes, [2, 0, 1]);
        let none = None::<u64>;
        assert_eq!(cohorts.numerators, [[Some(2), Some(0), Some(1)], [Some(0), Some(0), none], [Some(1), none, none]]);
        assert_eq!(cohorts.values, [[Some(1.0), Some(0.0), Some(0.5)], [None, None, None], [Some(1.0), None, None]]);
        assert_eq!(cohorts.partial, [false, false, true]);
        assert_eq!(answer.notes, [Noted { note: Note::HistoryBegins, count: 2 }]);
        // What they wrote later may be of any conversation, and after the period.
        let january = r#""period":{"from":"2025-01-03","to":"2025-02-01"},"filter":{"channel":{"any":["c1"]}}"#;
        let answer = ask(&inbox, january, r#"{"metric":"retention","cohort":"month"}"#);
        let cohorts = grid(&answer.shape);
        assert_eq!(
            (&cohorts.numerators[..], &cohorts.partial[..]),
            (&[vec![Some(1), Some(0), Some(1)]][..], &[true][..])
        );
    }

    #[test]
    fn a_period_that_ends_before_the_data_begins_has_the_cohort_in_which_it_does() {
        let inbox = inbox(&format!("[{}]", wrote("c1", "2025-01-03")));
        let cohorts = |from: &str| {
            let period = format!(r#""period":{{"from":"{from}","to":"2025-01-02"}}"#);
            let answer = ask(&inbox, &period, r#"{"metric":"retention","cohort":"week"}"#);
            grid(&answer.shape).rows.clone()
        };
        assert_eq!(cohorts("2024-12-10"), ["2024-12-30"]);
        assert_eq!(cohorts("2025-01-01"), ["2024-12-30"]);
    }

    #[test]
    fn the_last_cohorts_are_shown_and_the_others_are_not_lost() {
        let weeks: Vec<_> = (0..600).map(|week| (format!("c{week}"), 40 + 7 * week)).collect();
        let day = |days: u64| (NaiveDate::from_ymd_opt(2012, 1, 2).unwrap() + Days::new(days)).to_string();
        let all: Vec<_> = weeks.iter().map(|(contact, days)| wrote(contact, &day(*days))).collect();
        let inbox = inbox(&format!("[{}]", all.join(",")));
        let answer = ask(&inbox, r#""period":"all-time""#, r#"{"metric":"retention","cohort":"week"}"#);
        let cohorts = grid(&answer.shape);
        assert_eq!((cohorts.rows.len(), answer.n), (520, 520));
        assert_eq!(answer.excluded, [Excluded { reason: Reason::EarlierCohort, count: 80 }]);
        assert!(cohorts.numerators.iter().all(|row| row[0] == Some(1)));
    }
}
