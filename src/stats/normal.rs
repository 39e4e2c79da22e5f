//! The normal distribution.

/// Between minus and plus so many standard deviations lie 95 % of a normal distribution.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// Below so many standard deviations lie 80 %.
pub const Z_80: f64 = 0.841_621_233_572_914_3;

/// How likely a normal value lies at least as far from the middle, on either side, as `z` standard deviations.
pub fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_agree_with_scipy() {
        // 2 * scipy.stats.norm.sf(z)
        for (z, expected) in [
            (0.0, 1.0),
            (-0.5, 0.617_075_077_451_973_8),
            (1.96, 0.049_995_790_296_440_87),
            (2.5, 0.012_419_330_651_552_318),
            (8.0, 1.244_192_114_854_348_3e-15),
        ] {
            assert!((two_sided(z) / expected - 1.0).abs() < 1e-9, "{z}: {}", two_sided(z));
        }
    }
}
