//! Whether a count is usual, given earlier counts of the same kind.

/// What the next count is to be, after so many earlier ones: a negative binomial distribution. With a dispersion of 1
/// that is the prediction of a Poisson process whose rate is known from those counts only (by the prior of Jeffreys);
/// a larger one widens it to counts that vary more than a Poisson process does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    pub mean: f64,
    /// Variance by mean; above 1.
    widened: f64,
}

impl Prediction {
    /// From the sum of `counts` earlier ones, of which there is at least one.
    pub fn after(sum: u64, counts: usize, dispersion: f64) -> Self {
        let counts = counts as f64;
        Self { mean: (sum as f64 + 0.5) / counts, widened: dispersion.max(1.0) * (1.0 + 1.0 / counts) }
    }

    /// How likely a count at least so far out, on either side, is.
    pub fn p_value(self, count: u64) -> f64 {
        let at = self.probability(count);
        // The shares of the probability at `count` that lie on either side of it, summed until nothing is added.
        let (mut below, mut above) = (at, at);
        let mut part = at;
        for k in (1..=count).rev() {
            part *= k as f64 / ((k - 1) as f64 + self.size()) / self.fading();
            below += part;
            if part < below * 1e-17 {
                break;
            }
        }
        part = at;
        for k in count.. {
            part *= (k as f64 + self.size()) / (k + 1) as f64 * self.fading();
            above += part;
            if part < above * 1e-17 {
                break;
            }
        }
        (2.0 * below.min(above)).min(1.0)
    }

    /// Between which counts, these among them, 95 of 100 lie.
    pub fn range(self) -> [u64; 2] {
        // The probabilities are added up from the first one that is not nothing.
        let far = 12.0 * (self.mean * self.widened).sqrt();
        let mut count = (self.mean - far).max(0.0) as u64;
        let mut part = self.probability(count);
        let mut below = part;
        let mut low = None;
        loop {
            if below >= 0.025 {
                low = low.or(Some(count));
            }
            match low {
                Some(low) if below >= 0.975 || count as f64 > self.mean + 10.0 * far => return [low, count],
                _ => {}
            }
            part *= (count as f64 + self.size()) / (count + 1) as f64 * self.fading();
            below += part;
            count += 1;
        }
    }

    fn probability(self, count: u64) -> f64 {
        let (k, size) = (count as f64, self.size());
        let ways = libm::lgamma(k + size) - libm::lgamma(size) - libm::lgamma(k + 1.0);
        (ways - size * self.widened.ln() + k * self.fading().ln()).exp()
    }

    fn size(self) -> f64 {
        self.mean / (self.widened - 1.0)
    }

    fn fading(self) -> f64 {
        1.0 - 1.0 / self.widened
    }
}

/// How much more the counts of each group vary than those of a Poisson process of the same mean: the χ² of Pearson by its
/// degrees of freedom, 1 at the least. 1 where there is nothing to tell it from.
pub fn dispersion<'a>(groups: impl Iterator<Item = &'a [u64]>) -> f64 {
    let (mut squares, mut freedom) = (0.0, 0);
    for counts in groups {
        let mean = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
        if mean > 0.0 {
            squares += counts.iter().map(|&count| (count as f64 - mean).powi(2)).sum::<f64>() / mean;
            freedom += counts.len() - 1;
        }
    }
    if freedom > 0 { (squares / freedom as f64).max(1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The prediction of size `r` and probability `p`, as scipy names them.
    fn negative_binomial(r: f64, p: f64) -> Prediction {
        Prediction { mean: r * (1.0 - p) / p, widened: 1.0 / p }
    }

    #[test]
    fn tails_and_ranges_agree_with_scipy() {
        // scipy.stats.nbinom.cdf(k, r, p), .sf(k - 1, r, p), and .ppf([0.025, 0.975], r, p)
        for (r, p, k, below, above, range) in [
            (3.5, 0.8, 0, 0.457_946_721_791_957, 1.0, [0, 3]),
            (3.5, 0.8, 5, 0.998_002_718_367_809_5, 0.007_154_334_152_970_172, [0, 3]),
            (40.5, 8.0 / 9.0, 0, 0.008_478_574_505_430_646, 1.0, [1, 10]),
            (40.5, 8.0 / 9.0, 12, 0.995_853_099_443_756_8, 0.009_584_667_437_432_314, [1, 10]),
            (100_000.0, 0.95, 5000, 0.000_186_990_357_313_524_7, 0.999_822_510_316_044_9, [5118, 5410]),
            (100_000.0, 0.95, 5600, 0.999_996_356_331_113_7, 3.875_057_098_162_643_4e-6, [5118, 5410]),
        ] {
            let prediction = negative_binomial(r, p);
            let expected: f64 = (2.0 * f64::min(below, above)).min(1.0);
            let found = prediction.p_value(k);
            assert!((found / expected - 1.0).abs() < 1e-7, "{r} {p} {k}: {found} {expected}");
            assert_eq!(prediction.range(), range, "{r} {p}");
        }
    }

    #[test]
    fn a_prediction_is_of_the_rate_that_the_earlier_counts_tell() {
        // Of 8 counts that sum up to 40, Jeffreys' prediction has the size 40.5 and the probability 8 / 9.
        let (made, known) = (Prediction::after(40, 8, 1.0), negative_binomial(40.5, 8.0 / 9.0));
        assert!((made.mean - known.mean).abs() < 1e-12 && (made.widened - known.widened).abs() < 1e-12);
        assert!(Prediction::after(40, 8, 3.0).p_value(12) > made.p_value(12));
        assert!(Prediction::after(0, 8, 1.0).p_value(0) > 0.9 && Prediction::after(0, 8, 1.0).p_value(6) < 1e-4);
    }

    #[test]
    fn dispersion_is_that_of_pearson() {
        // sum((x - x.mean())**2 / x.mean() for each group) / (5 + 3 - 2)
        let groups: [&[u64]; 3] = [&[2, 4, 6, 8, 20], &[5, 5, 8], &[0, 0]];
        assert!((dispersion(groups.into_iter()) - (200.0 / 8.0 + 1.0) / 6.0).abs() < 1e-12);
        assert_eq!((dispersion([&[3_u64, 3][..]].into_iter()), dispersion(std::iter::empty())), (1.0, 1.0));
    }
}
