//! Whether two shares differ, by how much, and how many cases it takes to tell.

use super::normal::{Z_80, Z_95, two_sided};
use super::rate::Rate;

/// How likely chance alone sets two rates at least so far apart: the z test with pooled variance. Nothing where one is
/// of nothing, or where nothing, or everything, is a hit in both. Holds where each has some five hits and misses or
/// more ([`is_enough`]).
pub fn p_value(a: Rate, b: Rate) -> Option<f64> {
    let (first, second) = (a.value()?, b.value()?);
    let (hits, all) = (a.numerator + b.numerator, a.denominator + b.denominator);
    let pooled = hits as f64 / all as f64;
    let variance = pooled * (1.0 - pooled) * (1.0 / a.denominator as f64 + 1.0 / b.denominator as f64);
    (variance > 0.0).then(|| two_sided((first - second) / variance.sqrt()))
}

/// Whether at least five hits and five misses are expected of either, if they do not differ: the rule of Cochran,
/// "Some methods for strengthening the common χ² tests", Biometrics 10 (1954).
pub fn is_enough(a: Rate, b: Rate) -> bool {
    let (hits, all) = ((a.numerator + b.numerator) as f64, (a.denominator + b.denominator) as f64);
    let fewest = a.denominator.min(b.denominator) as f64;
    fewest > 0.0 && fewest * hits.min(all - hits) / all >= 5.0
}

/// Where the difference of the true shares lies: the hybrid score interval, method 10 of Newcombe, "Interval estimation
/// for the difference between independent proportions", Statistics in Medicine 17 (1998).
pub fn difference_interval(a: Rate, b: Rate) -> Option<[f64; 2]> {
    let (first, second) = (a.value()?, b.value()?);
    let ([low_a, high_a], [low_b, high_b]) = (a.interval?, b.interval?);
    let difference = first - second;
    let below = (first - low_a).hypot(high_b - second);
    let above = (high_a - first).hypot(second - low_b);
    Some([difference - below, difference + above])
}

/// How many cases each of two groups needs for a test at 5 % to notice in four of five trials that their shares are
/// `a` and `b`: Fleiss, "Statistical methods for rates and proportions" (1981), without correction for continuity.
/// Nothing where they are the same.
pub fn needed_sample(a: f64, b: f64) -> Option<u64> {
    let mean = (a + b) / 2.0;
    let spread = (2.0 * mean * (1.0 - mean)).sqrt() * Z_95 + (a * (1.0 - a) + b * (1.0 - b)).sqrt() * Z_80;
    let needed = (spread / (a - b)).powi(2);
    (a != b).then(|| needed.ceil() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_intervals_agree_with_statsmodels() {
        // statsmodels.stats.proportion.proportions_ztest([a, c], [b, d])[1]
        // statsmodels.stats.proportion.confint_proportions_2indep(a, b, c, d, method="newcomb", compare="diff")
        for ((a, b), (c, d), p, low, high) in [
            ((45, 100), (30, 100), 0.028_459_736_916_310_55, 0.015_852_195_068_122_632, 0.276_830_853_924_619_9),
            ((10, 200), (25, 210), 0.012_383_928_521_974_449, -0.124_640_892_476_848_83, -0.014_801_297_263_605_774),
            ((7, 20), (12, 22), 0.203_717_727_933_027_23, -0.446_149_673_604_464_17, 0.098_987_655_043_378_36),
        ] {
            let (first, second) = (Rate::new(a, b), Rate::new(c, d));
            assert!((p_value(first, second).unwrap() - p).abs() < 1e-12, "{a} of {b}");
            let [from, to] = difference_interval(first, second).unwrap();
            assert!((from - low).abs() < 1e-9 && (to - high).abs() < 1e-9, "{a} of {b}: {from} {to}");
        }
    }

    #[test]
    fn what_cannot_be_told_has_no_p_value() {
        assert_eq!(p_value(Rate::new(0, 0), Rate::new(1, 2)), None);
        assert_eq!(p_value(Rate::new(3, 3), Rate::new(9, 9)), None);
        assert!(is_enough(Rate::new(5, 50), Rate::new(5, 50)) && !is_enough(Rate::new(4, 50), Rate::new(5, 50)));
        assert!(!is_enough(Rate::new(48, 50), Rate::new(50, 50)) && !is_enough(Rate::new(0, 0), Rate::new(5, 50)));
    }

    #[test]
    fn samples_agree_with_statsmodels() {
        // The n for which statsmodels.stats.proportion.power_proportions_2indep(a - b, b, n).power is 0.8; for the
        // first two, power.prop.test of R says the same.
        for (a, b, n) in [(0.10, 0.12, 3841), (0.45, 0.30, 163), (0.5, 0.9, 20), (0.02, 0.03, 3826)] {
            assert_eq!(needed_sample(a, b), Some(n), "{a} {b}");
        }
        assert_eq!(needed_sample(0.3, 0.3), None);
    }
}
