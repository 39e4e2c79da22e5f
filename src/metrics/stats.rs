//! Statistics of durations. Exact: nothing is estimated or sampled.

use crate::time::Millis;
use crate::words;
use serde::Serialize;

/// All in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stats {
    pub mean: f64,
    pub median: f64,
    pub p75: f64,
    pub p90: f64,
    pub p95: f64,
    pub min: f64,
    pub max: f64,
}

words! {
    /// One of the statistics.
    Stat {
        Mean = "mean",
        Median = "median",
        P75 = "p75",
        P90 = "p90",
        P95 = "p95",
        Min = "min",
        Max = "max",
    }
}

impl Stats {
    /// The statistics of `values`, whose order is lost; nothing for no values.
    pub fn of(values: &mut [Millis]) -> Option<Self> {
        let (&min, &max) = (values.iter().min()?, values.iter().max()?);
        let mean = mean(values);
        let mut quantiles = [0.0; 4];
        each_quantile(values, &[0.5, 0.75, 0.9, 0.95], |number, value| quantiles[number] = value);
        let [median, p75, p90, p95] = quantiles;
        Some(Self { mean, median, p75, p90, p95, min: min as f64, max: max as f64 })
    }

    pub fn get(&self, stat: Stat) -> f64 {
        match stat {
            Stat::Mean => self.mean,
            Stat::Median => self.median,
            Stat::P75 => self.p75,
            Stat::P90 => self.p90,
            Stat::P95 => self.p95,
            Stat::Min => self.min,
            Stat::Max => self.max,
        }
    }
}

impl Stat {
    /// This statistic of `values`, whose order is lost; nothing for no values.
    pub fn of(self, values: &mut [Millis]) -> Option<f64> {
        let p = match self {
            _ if values.is_empty() => return None,
            Self::Mean => return Some(mean(values)),
            Self::Min => 0.0,
            Self::Median => 0.5,
            Self::P75 => 0.75,
            Self::P90 => 0.9,
            Self::P95 => 0.95,
            Self::Max => 1.0,
        };
        let mut found = None;
        each_quantile(values, &[p], |_, value| found = Some(value));
        found
    }
}

fn mean(values: &[Millis]) -> f64 {
    sum(values) as f64 / values.len() as f64
}

pub fn sum(values: &[Millis]) -> i128 {
    // No length comes near 2^53, so that many can be summed before the narrow sum could overflow.
    values.chunks(1024).map(|some| i128::from(some.iter().sum::<Millis>())).sum()
}

/// For each of the rising shares `p`, hands over its number and the value below which this share of `values` lies,
/// interpolated linearly between order statistics: type 7 of Hyndman and Fan, "Sample quantiles in statistical
/// packages", The American Statistician 50 (1996). The order of the values is lost.
pub fn each_quantile(values: &mut [Millis], p: &[f64], mut each: impl FnMut(usize, f64)) {
    let Some(last) = values.len().checked_sub(1) else { return };
    // Everything before it is no larger than everything from it on.
    let mut settled = 0;
    for (number, p) in p.iter().enumerate() {
        let place = last as f64 * p;
        let below = place.floor() as usize;
        let (_, &mut low, larger) = values[settled..].select_nth_unstable(below - settled);
        let high = if place.fract() > 0.0 { larger.iter().min().copied().unwrap_or(low) } else { low };
        settled = below;
        each(number, low as f64 + (high - low) as f64 * place.fract());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_numpy() {
        // numpy.quantile([1, 2, 4, 8, 16, 32, 64], [.5, .75, .9, .95])
        let stats = Stats::of(&mut [64, 1, 32, 2, 16, 4, 8]).unwrap();
        assert_eq!((stats.median, stats.p75), (8.0, 24.0));
        assert!((stats.p90 - 44.8).abs() < 1e-9 && (stats.p95 - 54.4).abs() < 1e-9);
        assert_eq!((stats.mean, stats.min, stats.max), (127.0 / 7.0, 1.0, 64.0));
    }

    #[test]
    fn one_value_is_all_of_its_statistics() {
        let stats = Stats::of(&mut [7]).unwrap();
        assert!(
            [Stat::Mean, Stat::Median, Stat::P75, Stat::P90, Stat::P95, Stat::Min, Stat::Max]
                .iter()
                .all(|&stat| stats.get(stat) == 7.0)
        );
        assert_eq!(Stats::of(&mut []), None);
    }
}
