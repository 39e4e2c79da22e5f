//! Shares of a whole, with the interval in which the true share lies.

use super::normal::Z_95;
use serde::Serialize;

/// A share, with what it is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    pub numerator: u64,
    pub denominator: u64,
    /// Where the true share lies in 95 of 100 cases; nothing for a share of nothing.
    pub interval: Option<[f64; 2]>,
}

impl Rate {
    pub fn new(numerator: u64, denominator: u64) -> Self {
        Self { numerator, denominator, interval: wilson(numerator, denominator) }
    }

    /// From 0 to 1; nothing for a share of nothing.
    pub fn value(self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }
}

/// The score interval of Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
/// the American Statistical Association 22 (1927), for a confidence of 95 %. It keeps within 0 and 1, and holds for few
/// cases, too.
fn wilson(numerator: u64, denominator: u64) -> Option<[f64; 2]> {
    if denominator == 0 {
        return None;
    }
    let (n, share, z2) = (denominator as f64, numerator as f64 / denominator as f64, Z_95 * Z_95);
    let middle = share + z2 / (2.0 * n);
    let half = Z_95 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let end = |place: f64| (place / (1.0 + z2 / n)).clamp(0.0, 1.0);
    Some([end(middle - half), end(middle + half)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_rate_agrees_with_statsmodels() {
        // statsmodels.stats.proportion.proportion_confint(count, n, method="wilson")
        for (numerator, denominator, low, high) in [
            (10, 50, 0.112_437_500_157_8, 0.330_371_059_322_3),
            (0, 10, 0.0, 0.277_532_799_862_9),
            (10, 10, 0.722_467_200_137_1, 1.0),
            (1, 3, 0.061_491_944_720_4, 0.792_340_399_198_0),
        ] {
            let rate = Rate::new(numerator, denominator);
            let [from, to] = rate.interval.unwrap();
            assert!((from - low).abs() < 1e-9 && (to - high).abs() < 1e-9, "{numerator} of {denominator}: {from} {to}");
            assert_eq!(rate.value(), Some(numerator as f64 / denominator as f64));
        }
        assert_eq!((Rate::new(0, 0).interval, Rate::new(0, 0).value()), (None, None));
    }
}
