//! Asking several questions at once: one in twenty is answered wrongly by mere chance, unless that is allowed for.

/// The p values, raised so that none of all falls below a level by chance more often than that level says: the way of
/// Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut raised = vec![0.0; p.len()];
    let mut highest: f64 = 0.0;
    for (number, place) in order.into_iter().enumerate() {
        highest = highest.max(p[place] * (p.len() - number) as f64).min(1.0);
        raised[place] = highest;
    }
    raised
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_statsmodels() {
        // statsmodels.stats.multitest.multipletests(p, method="holm")[1]
        for (p, expected) in [
            (vec![0.01, 0.04, 0.03, 0.005], vec![0.03, 0.06, 0.06, 0.02]),
            (vec![0.4, 0.02, 0.5], vec![0.8, 0.06, 0.8]),
            (vec![], vec![]),
        ] {
            let raised = holm(&p);
            let is_same = raised.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-12);
            assert!(is_same && raised.len() == expected.len(), "{p:?}: {raised:?}");
        }
    }
}
