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
    /// The statistics of `values`, which are sorted on the way; nothing for no values.
    pub fn of(values: &mut [Millis]) -> Option<Self> {
        values.sort_unstable();
        let (&min, &max) = (values.first()?, values.last()?);
        let sum: i128 = values.iter().map(|&value| i128::from(value)).sum();
        Some(Self {
            mean: sum as f64 / values.len() as f64,
            median: quantile(values, 0.5),
            p75: quantile(values, 0.75),
            p90: quantile(values, 0.9),
            p95: quantile(values, 0.95),
            min: min as f64,
            max: max as f64,
        })
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

/// The value below which the share `p` of the sorted `values` lies, interpolated linearly between order statistics:
/// type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996).
pub fn quantile(values: &[Millis], p: f64) -> f64 {
    let place = (values.len() - 1) as f64 * p;
    let below = place.floor();
    let (low, high) = (values[below as usize] as f64, values[place.ceil() as usize] as f64);
    low + (high - low) * (place - below)
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
