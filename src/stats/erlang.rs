//! How many servers a queue needs: Erlang's second formula.
//!
//! Of arrivals that come independently of each other at a steady rate, are served in turn by any free server for a
//! time that is distributed exponentially, and wait as long as it takes.

/// How likely an arrival finds all of `servers` busy, when they are offered `load` (arrivals a time, times the time
/// that each takes). 1 where they cannot keep up.
pub fn waiting_probability(servers: u32, load: f64) -> f64 {
    if load <= 0.0 {
        return if servers > 0 { 0.0 } else { 1.0 };
    }
    if load >= f64::from(servers) {
        return 1.0;
    }
    // Erlang's first formula, the share lost where nobody waits, by its recursion over the servers: neither a power nor
    // a factorial grows out of bounds.
    let lost = (1..=servers).fold(1.0, |lost, servers| load * lost / (f64::from(servers) + load * lost));
    let busy = load / f64::from(servers);
    lost / (1.0 - busy * (1.0 - lost))
}

/// The share of arrivals that are served within `within`, if each takes `handling`.
pub fn service_level(servers: u32, load: f64, within: f64, handling: f64) -> f64 {
    let free = f64::from(servers) - load;
    if free <= 0.0 { 0.0 } else { 1.0 - waiting_probability(servers, load) * (-free * within / handling).exp() }
}

/// The fewest groups of `at_once` servers that serve `share` (below 1) of the arrivals within `within`.
pub fn fewest(at_once: u32, load: f64, handling: f64, share: f64, within: f64) -> u32 {
    if load <= 0.0 {
        return 0;
    }
    let enough = |groups: u32| service_level(groups * at_once, load, within, handling) >= share;
    let mut groups = (load / f64::from(at_once)).floor() as u32 + 1;
    while !enough(groups) {
        groups += 1;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_agrees_with_the_formula_of_powers_and_factorials() {
        // t = a**c / factorial(c) * c / (c - a); t / (sum(a**k / factorial(k) for k in range(c)) + t)
        for (servers, load, expected) in [
            (2, 1.0, 0.333_333_333_333_333_3),
            (14, 10.0, 0.174_131_933_595_049_83),
            (5, 4.5, 0.762_493_220_732_935_6),
            (60, 50.0, 0.117_302_056_132_207_41),
        ] {
            let found = waiting_probability(servers, load);
            assert!((found - expected).abs() < 1e-12, "{servers} {load}: {found}");
        }
        assert_eq!(
            (waiting_probability(3, 3.0), waiting_probability(0, 0.0), waiting_probability(1, 0.0)),
            (1.0, 1.0, 0.0)
        );
        assert!((0.0..=1.0).contains(&waiting_probability(20_000, 19_900.0)));
    }

    #[test]
    fn the_textbook_call_centre_needs_fourteen_agents() {
        // 100 calls in half an hour of 3 minutes each are 10 erlangs; 80 % within 20 seconds take 14 agents, who reach
        // 88.8 %: the worked example of callcentrehelper.com, "Erlang C formula made simple".
        let level = service_level(14, 10.0, 20.0, 180.0);
        assert!((level - 0.888_35).abs() < 1e-4, "{level}");
        assert_eq!(fewest(1, 10.0, 180.0, 0.8, 20.0), 14);
        // Of those who serve three at once it takes a third, if that is enough.
        assert_eq!(fewest(3, 10.0, 180.0, 0.8, 20.0), 5);
        assert_eq!(fewest(1, 0.0, 180.0, 0.8, 20.0), 0);
    }
}
