//! How long things wait, when some still do: the estimate of Kaplan and Meier, "Nonparametric estimation from
//! incomplete observations", Journal of the American Statistical Association 53 (1958).
//!
//! What still waits is *censored*: it is known to have waited so long, and not for how long it will. The curve takes it
//! that what is censored would have gone on as all others do. It says nothing beyond the longest wait: of a time past
//! that, and of a quantile that it does not come down to, the answer is nothing and not a guess.

use super::normal::Z_95;
use crate::time::Millis;
use serde::Serialize;

/// The share that still waits, over the time since the waiting began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Where it falls. It is level in between, and 1 before the first one.
    pub points: Vec<Point>,
    pub events: u64,
    pub censored: u64,
    /// The longest wait, over or not.
    pub until: Option<Millis>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Point {
    pub at: Millis,
    /// Of what waits longer than this.
    pub share: f64,
    /// Where the true share lies. Nothing where nothing waits longer: the variance is not known there.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// How many had waited so long.
    pub at_risk: u64,
}

/// A time or a share with the interval in which it lies. What the curve does not come to is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Estimate<T> {
    pub value: Option<T>,
    pub low: Option<T>,
    pub high: Option<T>,
}

impl Curve {
    /// Of waits that came to an end after so long, and of those that had not when they were last looked at.
    pub fn of(mut ended: Vec<Millis>, mut censored: Vec<Millis>) -> Self {
        ended.sort_unstable();
        censored.sort_unstable();
        let mut curve = Self {
            points: Vec::new(),
            events: ended.len() as u64,
            censored: censored.len() as u64,
            until: ended.last().max(censored.last()).copied(),
        };
        let (mut share, mut variance) = (1.0, 0.0);
        let mut left = (ended.len() + censored.len()) as f64;
        let mut gone = 0;
        for equal in ended.chunk_by(|a, b| a == b) {
            let at = equal[0];
            // What is censored at this very time had waited until then.
            let before = censored[gone..].partition_point(|&length| length < at);
            (gone, left) = (gone + before, left - before as f64);
            let events = equal.len() as f64;
            share *= (left - events) / left;
            // By Greenwood, "The natural duration of cancer" (1926).
            variance += events / (left * (left - events));
            let [low, high] = band(share, variance);
            curve.points.push(Point { at, share, low, high, at_risk: left as u64 });
            left -= events;
        }
        curve
    }

    /// The time within which the share `p` has come to an end, and where that lies, by the inverted band: Brookmeyer
    /// and Crowley, "A confidence interval for the median survival time", Biometrics 38 (1982).
    pub fn quantile(&self, p: f64) -> Estimate<Millis> {
        let first = |of: fn(&Point) -> Option<f64>| {
            let is_below = |point: &&Point| of(point).is_some_and(|share| share <= 1.0 - p + ROUNDING);
            self.points.iter().find(is_below).map(|point| point.at)
        };
        Estimate {
            value: first(|point| Some(point.share)),
            low: first(|point| point.low),
            high: first(|point| point.high),
        }
    }

    /// The share that has come to an end within `limit`; nothing if nobody has been watched so long.
    pub fn within(&self, limit: Millis) -> Estimate<f64> {
        let fallen = self.points.partition_point(|point| point.at <= limit);
        let Some(last) = fallen.checked_sub(1).map(|last| self.points[last]) else {
            let value = self.until.is_some_and(|until| until >= limit).then_some(0.0);
            return Estimate { value, low: None, high: None };
        };
        if last.share > 0.0 && self.until.is_none_or(|until| until < limit) {
            return Estimate::default();
        }
        let rest = |share: Option<f64>| share.map(|share| 1.0 - share);
        Estimate { value: Some(1.0 - last.share), low: rest(last.high), high: rest(last.low) }
    }

    /// At most twice as many of the points as `parts`, such that the curve through them is off by no more than such a
    /// part of its fall at any time. The first and the last one are among them.
    pub fn thinned(&self, parts: usize) -> Vec<Point> {
        let Some(last) = self.points.last() else { return Vec::new() };
        let step = (1.0 - last.share) / parts as f64;
        let mut kept: Vec<Point> = Vec::new();
        for (number, point) in self.points.iter().enumerate() {
            let next = self.points.get(number + 1).map_or(0.0, |next| next.share);
            // It is kept if the next one would be too far from the one before.
            if kept.last().is_none_or(|before| before.share - next > step) || number + 1 == self.points.len() {
                kept.push(*point);
            }
        }
        kept
    }
}

/// The interval of a share of this variance (as a part of it), on the scale of log(-log), which keeps it between 0 and
/// 1: Kalbfleisch and Prentice, "The statistical analysis of failure time data" (1980).
fn band(share: f64, variance: f64) -> [Option<f64>; 2] {
    if share <= 0.0 || share >= 1.0 {
        return [None, None];
    }
    let reach = (Z_95 * variance.sqrt() / share.ln().abs()).exp();
    [Some(share.powf(reach)), Some(share.powf(1.0 / reach))]
}

/// A product of fractions that is meant to be a half may be a little more.
const ROUNDING: f64 = 1e-12;

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|found| (found - expected).abs() < 1e-6)
    }

    /// The remissions of leukemia under 6-MP of Freireich and others (1963), the textbook case.
    fn remissions() -> Curve {
        Curve::of(vec![6, 6, 6, 7, 10, 13, 16, 22, 23], vec![6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
    }

    #[test]
    fn the_textbook_case_agrees_with_lifelines() {
        // lifelines.KaplanMeierFitter().fit(T, E): survival_function_, confidence_interval_, event_table
        let curve = remissions();
        let expected = [
            (6, 0.857_143, 0.619_718, 0.951_552, 21),
            (7, 0.806_723, 0.563_147, 0.922_809, 17),
            (10, 0.752_941, 0.503_200, 0.889_362, 15),
            (13, 0.690_196, 0.431_610, 0.849_066, 12),
            (16, 0.627_451, 0.367_511, 0.804_912, 11),
            (22, 0.537_815, 0.267_779, 0.746_791, 7),
            (23, 0.448_179, 0.188_052, 0.680_143, 6),
        ];
        assert_eq!((curve.points.len(), curve.events, curve.censored, curve.until), (7, 9, 12, Some(35)));
        for (point, (at, share, low, high, at_risk)) in curve.points.iter().zip(expected) {
            let is_same = near(Some(point.share), share) && near(point.low, low) && near(point.high, high);
            assert!(is_same && (point.at, point.at_risk) == (at, at_risk), "{point:?}");
        }
        // .median_survival_time_, and lifelines.utils.median_survival_times(.confidence_interval_)
        assert_eq!(curve.quantile(0.5), Estimate { value: Some(23), low: Some(13), high: None });
    }

    #[test]
    fn quantiles_agree_with_lifelines() {
        // lifelines.utils.qth_survival_time(1 - p, KaplanMeierFitter().fit(T, E).survival_function_)
        let curve = Curve::of(vec![1, 2, 2, 3, 8, 8, 21], vec![5, 13, 21]);
        let found = [0.5, 0.75, 0.9].map(|p| curve.quantile(p).value);
        assert_eq!(found, [Some(8), Some(21), None]);
        assert_eq!(curve.quantile(0.5), Estimate { value: Some(8), low: Some(1), high: None });
        // A half is reached where the share is exactly a half.
        assert_eq!(Curve::of(vec![1, 2, 3, 4], vec![]).quantile(0.5).value, Some(2));
        assert_eq!(Curve::of(vec![1, 2, 3, 4, 5, 6], vec![]).quantile(0.5).value, Some(3));
    }

    #[test]
    fn within_a_limit() {
        let curve = remissions();
        let within = curve.within(12);
        assert!(near(within.value, 0.247_059) && near(within.low, 0.110_638) && near(within.high, 0.496_8));
        assert_eq!(curve.within(5).value, Some(0.0));
        assert_eq!(curve.within(36), Estimate::default(), "nobody has been watched for so long");
        let over = Curve::of(vec![1, 2], vec![]);
        assert_eq!(over.within(99), Estimate { value: Some(1.0), low: None, high: None });
        assert_eq!(
            (Curve::of(vec![], vec![4]).within(3).value, Curve::of(vec![], vec![4]).within(5).value),
            (Some(0.0), None)
        );
        assert_eq!((Curve::default().within(1), Curve::default().quantile(0.5)), Default::default());
    }

    #[test]
    fn without_anything_censored_it_is_the_share_of_longer_waits() {
        let curve = Curve::of((1..=1000).map(|n| n * n).collect(), vec![]);
        for point in &curve.points {
            let longer = (1..=1000).filter(|n| n * n > point.at).count();
            assert!((point.share - longer as f64 / 1000.0).abs() < 1e-9, "{point:?}");
        }
    }

    #[test]
    fn a_thinned_curve_is_never_far_off() {
        let curve = Curve::of((0..5000).map(|n| n * n % 7919).collect(), (0..500).map(|n| n * 16).collect());
        let thinned = curve.thinned(200);
        assert!((100..400).contains(&thinned.len()), "{}", thinned.len());
        assert_eq!((thinned.first(), thinned.last()), (curve.points.first(), curve.points.last()));
        let step = (1.0 - curve.points[curve.points.len() - 1].share) / 200.0;
        for point in &curve.points {
            let kept = thinned.iter().rfind(|kept| kept.at <= point.at).unwrap();
            assert!(kept.share - point.share <= step, "{point:?}");
        }
        assert_eq!(remissions().thinned(200).len(), 7);
    }
}
