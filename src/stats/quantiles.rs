//! Statistics of durations. Exact: nothing is estimated or sampled.

use crate::time::Millis;
use crate::words;
use serde::Serialize;

/// In milliseconds, or whatever the values are in.
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
    /// The statistics of `values`; nothing for no values.
    pub fn of(values: &[Millis]) -> Option<Self> {
        let (&min, &max) = (values.iter().min()?, values.iter().max()?);
        let mean = mean(values);
        let mut quantiles = [0.0; 4];
        each_quantile(values, &[0.5, 0.75, 0.9, 0.95], |number, value| quantiles[number] = value);
        let [median, p75, p90, p95] = quantiles;
        Some(Self { mean, median, p75, p90, p95, min: min as f64, max: max as f64 })
    }

    /// Of amounts given in parts, so many of which make one.
    pub fn of_parts(self, parts: f64) -> Self {
        let Self { mean, median, p75, p90, p95, min, max } = self;
        let [mean, median, p75, p90, p95, min, max] =
            [mean, median, p75, p90, p95, min, max].map(|value| value / parts);
        Self { mean, median, p75, p90, p95, min, max }
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
    /// This statistic of `values`; nothing for no values.
    pub fn of(self, values: &[Millis]) -> Option<f64> {
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
/// packages", The American Statistician 50 (1996).
pub fn each_quantile(values: &[Millis], p: &[f64], mut each: impl FnMut(usize, f64)) {
    let Some(last) = values.len().checked_sub(1) else { return };
    let place = |p: f64| last as f64 * p;
    let mut ranks: Vec<usize> = Vec::with_capacity(2 * p.len());
    ranks.extend(p.iter().flat_map(|&p| [place(p).floor() as usize, place(p).ceil() as usize]));
    let ranked = ranked(values, &ranks);
    for (number, &p) in p.iter().enumerate() {
        let (low, high) = (ranked[2 * number] as f64, ranked[2 * number + 1] as f64);
        each(number, low + (high - low) * place(p).fract());
    }
}

/// The values that would stand at these rising ranks if `values` were sorted.
fn ranked(values: &[Millis], ranks: &[usize]) -> Vec<Millis> {
    if values.len() < MANY {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        return ranks.iter().map(|&rank| sorted[rank]).collect();
    }
    // Only the classes that have a wanted rank are sorted.
    let mut below = [0_u32; CLASSES + 1];
    values.iter().for_each(|&value| below[class(value) + 1] += 1);
    for class in 0..CLASSES {
        below[class + 1] += below[class];
    }
    let class_of_rank = |rank: usize| below.partition_point(|&below| below as usize <= rank) - 1;
    let mut wanted = [false; CLASSES];
    ranks.iter().for_each(|&rank| wanted[class_of_rank(rank)] = true);
    let mut sorted: Vec<Millis> = values.iter().copied().filter(|&value| wanted[class(value)]).collect();
    sorted.sort_unstable();
    let mut before = 0;
    let mut start_of = [0; CLASSES];
    for class in (0..CLASSES).filter(|&class| wanted[class]) {
        start_of[class] = before;
        before += (below[class + 1] - below[class]) as usize;
    }
    let value_at = |&rank: &usize| {
        let class = class_of_rank(rank);
        sorted[start_of[class] + rank - below[class] as usize]
    };
    ranks.iter().map(value_at).collect()
}

/// Fewer values than this are sorted.
const MANY: usize = 2_000;

/// Lengths fall into classes, 64 for each doubling, so that the most frequent ones are in many of them.
const CLASSES: usize = 4096;

#[inline]
fn class(value: Millis) -> usize {
    // The upper bits of a positive floating-point number rise with it: exponent, then mantissa.
    let bits = (value.max(0) as f32).to_bits() >> 17;
    bits.saturating_sub(BITS_OF_ONE).min(CLASSES as u32 - 1) as usize
}

/// Of the number 1.
const BITS_OF_ONE: u32 = 1.0_f32.to_bits() >> 17;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_numpy() {
        // numpy.quantile([1, 2, 4, 8, 16, 32, 64], [.5, .75, .9, .95])
        let stats = Stats::of(&[64, 1, 32, 2, 16, 4, 8]).unwrap();
        assert_eq!((stats.median, stats.p75), (8.0, 24.0));
        assert!((stats.p90 - 44.8).abs() < 1e-9 && (stats.p95 - 54.4).abs() < 1e-9);
        assert_eq!((stats.mean, stats.min, stats.max), (127.0 / 7.0, 1.0, 64.0));
    }

    #[test]
    fn many_values_have_the_quantiles_of_the_sorted_ones() {
        let mut seed = 1_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed >> 33
        };
        let shares = [0.0, 0.001, 0.25, 0.5, 0.5, 0.9, 0.999, 1.0];
        for largest in [1, 50, 3_000, 90_000_000, 1 << 31] {
            let values: Vec<Millis> = (0..5_000).map(|_| (next() % largest) as Millis * 3 - 5).collect();
            let mut sorted = values.clone();
            sorted.sort_unstable();
            each_quantile(&values, &shares, |number, found| {
                let place = shares[number] * 4_999.0;
                let (low, high) = (sorted[place.floor() as usize] as f64, sorted[place.ceil() as usize] as f64);
                assert_eq!(found, low + (high - low) * place.fract(), "{largest} {}", shares[number]);
            });
        }
    }

    #[test]
    fn one_value_is_all_of_its_statistics() {
        let stats = Stats::of(&[7]).unwrap();
        assert!(
            [Stat::Mean, Stat::Median, Stat::P75, Stat::P90, Stat::P95, Stat::Min, Stat::Max]
                .iter()
                .all(|&stat| stats.get(stat) == 7.0)
        );
        assert_eq!(Stats::of(&[]), None);
    }
}
