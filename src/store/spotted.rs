//! How often something was seen, and where first.

/// So many of the places where it was seen are remembered.
const FIRST: usize = 5;

/// A count, and the first threads in which something was counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spotted {
    pub count: u64,
    pub threads: Vec<u32>,
}

impl Spotted {
    /// Counts so many more of a thread.
    pub fn add(&mut self, thread: u32, count: u64) {
        self.count += count;
        if count > 0 && self.threads.len() < FIRST && !self.threads.contains(&thread) {
            self.threads.push(thread);
        }
    }

    pub fn merge(&mut self, other: &Self) {
        other.threads.iter().for_each(|&thread| self.add(thread, 1));
        self.count += other.count - other.threads.len() as u64;
    }
}

/// What was left out of a reading because the same reading had it already. A page that is read again later repeats
/// nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Repeats {
    pub messages: Spotted,
    /// Messages that have the id of another one of the same thread, but not its time: of the two, one is lost.
    pub clashes: Spotted,
    pub events: Spotted,
}

impl Repeats {
    pub fn merge(&mut self, other: &Self) {
        self.messages.merge(&other.messages);
        self.clashes.merge(&other.clashes);
        self.events.merge(&other.events);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_the_first_threads_are_remembered() {
        let mut spotted = Spotted::default();
        [(3, 2), (3, 1), (9, 0), (1, 1)].iter().for_each(|&(thread, count)| spotted.add(thread, count));
        assert_eq!(spotted, Spotted { count: 4, threads: vec![3, 1] });
        spotted.merge(&Spotted { count: 10, threads: vec![1, 4, 5, 6, 7] });
        assert_eq!(spotted, Spotted { count: 14, threads: vec![3, 1, 4, 5, 6] });
    }
}
