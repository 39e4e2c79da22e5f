//! Whether amounts of one group are larger than those of another, whatever their distribution: by their ranks.

use super::normal::{Z_80, Z_95, two_sided};
use crate::time::Millis;

/// Two groups beside each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranks {
    /// How likely a value of the first group is larger than one of the second; half of it where they are equal.
    pub superiority: f64,
    /// How likely chance alone sets them at least so far apart: the test of Mann and Whitney, by its normal
    /// approximation with corrections for ties and continuity, which holds from some 20 values a group on. Nothing
    /// where all values are equal.
    pub p_value: Option<f64>,
    /// The median of all differences between a value of the first group and one of the second, and where it lies:
    /// Hodges and Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34 (1963).
    /// Not the difference of the medians, though often near it.
    pub shift: f64,
    pub shift_interval: [Millis; 2],
}

impl Ranks {
    /// Both groups have to be sorted; nothing where one is empty.
    pub fn of(a: &[Millis], b: &[Millis]) -> Option<Self> {
        if a.is_empty() || b.is_empty() {
            return None;
        }
        let pairs = a.len() as u64 * b.len() as u64;
        // Pairs in which the first is larger, and half of those in which it is equal.
        let larger = (2 * pairs - pairs_up_to(a, b, 0) - pairs_up_to(a, b, -1)) as f64 / 2.0;
        let half = pairs as f64 / 2.0;
        let deviation = (half / 6.0 * (1.0 + (a.len() + b.len()) as f64 - ties(a, b))).max(0.0).sqrt();
        let distance = ((larger - half).abs() - 0.5).max(0.0);
        let low = ((half - Z_95 * deviation).floor().max(1.0) as u64).min(pairs.div_ceil(2));
        let middle = [(pairs - 1) / 2 + 1, pairs / 2 + 1].map(|rank| difference_at(a, b, rank));
        Some(Self {
            superiority: larger / pairs as f64,
            p_value: (deviation > 0.0).then(|| two_sided(distance / deviation)),
            shift: (middle[0] + middle[1]) as f64 / 2.0,
            shift_interval: [difference_at(a, b, low), difference_at(a, b, pairs + 1 - low)],
        })
    }
}

/// How many pairs differ by `most` or less, the first minus the second.
fn pairs_up_to(a: &[Millis], b: &[Millis], most: Millis) -> u64 {
    let mut below = 0;
    let mut pairs = 0;
    for &value in b {
        while a.get(below).is_some_and(|&other| other - value <= most) {
            below += 1;
        }
        pairs += below as u64;
    }
    pairs
}

/// The difference of this rank, from 1, among those of all pairs.
fn difference_at(a: &[Millis], b: &[Millis], rank: u64) -> Millis {
    let (mut low, mut high) = (a[0] - b[b.len() - 1], a[a.len() - 1] - b[0]);
    while low < high {
        let middle = low + (high - low).div_euclid(2);
        if pairs_up_to(a, b, middle) >= rank {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// By how much equal values narrow the distribution of ranks.
fn ties(a: &[Millis], b: &[Millis]) -> f64 {
    let mut all = [a, b].concat();
    all.sort_unstable();
    let n = all.len() as f64;
    let cubes: f64 = all.chunk_by(|a, b| a == b).map(|equal| (equal.len() as f64).powi(3) - equal.len() as f64).sum();
    cubes / (n * (n - 1.0))
}

/// Where the median of sorted values lies: the order statistics that the binomial distribution bounds it by, in its
/// normal approximation. Nothing where there are too few for the bounds to lie among them.
pub fn median_interval(sorted: &[Millis]) -> Option<[Millis; 2]> {
    let n = sorted.len() as f64;
    let low = ((n - Z_95 * n.sqrt()) / 2.0).floor();
    let place = (low >= 1.0).then(|| low as usize - 1)?;
    Some([sorted[place], sorted[sorted.len() - 1 - place]])
}

/// How many values each of two groups needs for a test at 5 % to notice in four of five trials that the first is
/// larger with this probability: Noether, "Sample size determination for some common nonparametric tests", Journal of
/// the American Statistical Association 82 (1987). Nothing where neither is larger.
pub fn needed_sample(superiority: f64) -> Option<u64> {
    let apart = superiority - 0.5;
    (apart != 0.0).then(|| ((Z_95 + Z_80).powi(2) / (6.0 * apart * apart)).ceil() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_scipy_and_with_all_differences() {
        // u and p: scipy.stats.mannwhitneyu(a, b, use_continuity=True, alternative="two-sided", method="asymptotic")
        // d = numpy.sort(numpy.subtract.outer(a, b).ravel()): shift is numpy.median(d), the interval d[k - 1] and
        // d[-k] with k = floor(len(d) / 2 - 1.96 s), s being the deviation of u corrected for ties
        for (a, b, u, p, shift, interval) in [
            (&[1, 2, 4, 8, 16, 32][..], &[3, 3, 5, 9, 27, 81, 243][..], 14.0, 0.352_448_975_228_681_1, -3.5, [-80, 11]),
            (
                &[5, 5, 5, 7, 9, 12, 15, 15],
                &[5, 6, 7, 7, 8, 9, 10, 11, 11, 14],
                39.0,
                0.964_249_928_264_989_3,
                0.0,
                [-4, 5],
            ),
            (
                &[10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
                &[40, 50, 110, 120, 130, 160, 170, 180, 190, 200, 210],
                12.0,
                0.002_747_102_929_396_156_4,
                -100.0,
                [-140, -40],
            ),
        ] {
            let ranks = Ranks::of(a, b).unwrap();
            assert_eq!(ranks.superiority, u / (a.len() * b.len()) as f64);
            assert!((ranks.p_value.unwrap() - p).abs() < 1e-12, "{:?}", ranks.p_value);
            assert_eq!((ranks.shift, ranks.shift_interval), (shift, interval));
            let mirrored = Ranks::of(b, a).unwrap();
            assert_eq!(mirrored.shift, -shift);
            assert!((mirrored.p_value.unwrap() - p).abs() < 1e-12);
        }
    }

    #[test]
    fn equal_values_tell_nothing() {
        let ranks = Ranks::of(&[7, 7], &[7, 7, 7]).unwrap();
        assert_eq!((ranks.superiority, ranks.p_value, ranks.shift, ranks.shift_interval), (0.5, None, 0.0, [0, 0]));
        assert_eq!(Ranks::of(&[], &[1]), None);
        let single = Ranks::of(&[3], &[1]).unwrap();
        assert_eq!((single.superiority, single.shift, single.shift_interval), (1.0, 2.0, [2, 2]));
    }

    #[test]
    fn the_interval_of_a_median_stands_at_the_ranks_of_the_binomial_distribution() {
        // 1 + scipy.stats.binom.ppf(0.025, n, 0.5) is 40 of 100 and 469 of 1000, within one rank of the approximation.
        let values: Vec<Millis> = (1..=1000).collect();
        assert_eq!(median_interval(&values[..100]), Some([40, 61]));
        assert_eq!(median_interval(&values), Some([469, 532]));
        assert_eq!(median_interval(&values[..5]), None);
    }

    #[test]
    fn samples_agree_with_noether() {
        // z = norm.ppf(0.975) + norm.ppf(0.8); z * z / (12 * 0.25 * (P - 0.5) ** 2) is that of both together
        for (superiority, both) in [(0.6, 261.629_324_478_303_1), (0.7, 65.407_331_119_575_77), (0.35, 116.279_699_768)]
        {
            assert_eq!(needed_sample(superiority), Some((both / 2.0_f64).ceil() as u64));
        }
        assert_eq!(needed_sample(0.5), None);
    }
}
