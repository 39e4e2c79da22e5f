//! Bringing rows that arrived in any order into the order of their thread and time.

use super::reserve;
use std::ops::Range;

/// Which thread the rows of a table belong to, as they arrived: stretches of rows of one thread.
#[derive(Clone, Debug, Default)]
pub struct Runs(Vec<Run>);

#[derive(Clone, Copy, Debug)]
struct Run {
    thread: u32,
    from: u32,
}

/// Stands for the thread of rows whose thread is not known yet.
const PENDING: u32 = u32::MAX;

impl Runs {
    /// The runs of a table that is in order: thread `t` has the rows from `starts[t]` to `starts[t + 1]`.
    pub fn of_starts(starts: &[u32]) -> Self {
        let threads = starts.windows(2).enumerate().filter(|(_, rows)| rows[0] < rows[1]);
        Self(threads.map(|(thread, rows)| Run { thread: thread as u32, from: rows[0] }).collect())
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn reserve(&mut self, more: usize) {
        reserve(&mut self.0, more);
    }

    /// Says that the rows from `row` on belong to `thread`.
    pub fn push(&mut self, thread: u32, row: usize) {
        if self.0.last().is_none_or(|last| last.thread != thread) {
            self.0.push(Run { thread, from: row as u32 });
        }
    }

    pub fn push_pending(&mut self, row: usize) {
        self.push(PENDING, row);
    }

    /// The first row whose thread is not known yet.
    pub fn pending(&self) -> Option<usize> {
        self.0.last().filter(|run| run.thread == PENDING).map(|run| run.from as usize)
    }

    /// Gives the rows whose thread was not known to `thread`.
    pub fn settle(&mut self, thread: u32) {
        if self.pending().is_some()
            && let Some(run) = self.0.pop()
        {
            self.push(thread, run.from as usize);
        }
    }

    /// Forgets the rows whose thread is not known.
    pub fn drop_pending(&mut self) {
        if self.pending().is_some() {
            self.0.pop();
        }
    }

    /// Appends runs whose rows start at `row`, with each thread turned by `thread`.
    pub fn append(&mut self, other: Runs, row: usize, thread: impl Fn(u32) -> u32) {
        for run in other.0 {
            self.push(thread(run.thread), run.from as usize + row);
        }
    }

    /// Each stretch of rows of one thread, of a table of `len` rows.
    pub fn iter(&self, len: usize) -> impl Iterator<Item = (u32, Range<u32>)> {
        (0..self.0.len()).map(move |run| (self.0[run].thread, self.rows(run, len)))
    }

    /// Gives single rows of a table of `len`, which ascend, to the threads beside them.
    pub fn redirect(&mut self, len: usize, rows: &[(u32, u32)]) {
        let old = std::mem::take(self);
        let mut next = 0;
        for (thread, of_run) in old.iter(len) {
            let mut from = of_run.start;
            while let Some(&(row, other)) = rows.get(next).filter(|(row, _)| *row < of_run.end) {
                if from < row {
                    self.push(thread, from as usize);
                }
                self.push(other, row as usize);
                from = from.max(row + 1);
                next += 1;
            }
            if from < of_run.end {
                self.push(thread, from as usize);
            }
        }
        // Where no row has a thread yet, there are no runs.
        rows[next..].iter().for_each(|&(row, thread)| self.push(thread, row as usize));
    }

    fn rows(&self, run: usize, len: usize) -> Range<u32> {
        let end = self.0.get(run + 1).map_or(len as u32, |next| next.from);
        self.0[run].from..end
    }

    fn is_in_order(&self) -> bool {
        self.0.windows(2).all(|pair| pair[0].thread < pair[1].thread)
    }
}

/// The rows of a table, thread by thread.
pub struct Arranged {
    pub starts: Vec<u32>,
    /// For each place in the new order the row that belongs there; `None` if every row stays where it is.
    pub order: Option<Vec<u32>>,
}

/// Groups `len` rows by thread. Of each thread, `tidy` is handed the rows in the order of arrival and leaves those
/// that stay, in the order in which they are to stand; it says whether it changed anything. It need not be asked where
/// `is_tidy` says of rows that arrived one after the other that it would not.
pub fn arrange(
    runs: &Runs,
    len: usize,
    threads: usize,
    mut is_tidy: impl FnMut(Range<usize>) -> bool,
    mut tidy: impl FnMut(u32, &mut Vec<u32>) -> bool,
) -> Arranged {
    let mut in_order = runs.is_in_order();
    let (first_run, runs_of) = runs_by_thread(runs, threads);
    let mut starts = Vec::with_capacity(threads + 1);
    let mut order = Vec::with_capacity(if in_order { 0 } else { len });
    let mut rows = Vec::new();
    let mut placed = 0;
    starts.push(0);
    for thread in 0..threads {
        let own_runs = &runs_of[first_run[thread] as usize..first_run[thread + 1] as usize];
        if let &[run] = own_runs
            && let of_run = runs.rows(run as usize, len)
            && is_tidy(of_run.start as usize..of_run.end as usize)
        {
            placed += of_run.len() as u32;
            if !in_order {
                order.extend(of_run);
            }
            starts.push(placed);
            continue;
        }
        rows.clear();
        rows.extend(own_runs.iter().flat_map(|&run| runs.rows(run as usize, len)));
        if tidy(thread as u32, &mut rows) && in_order {
            in_order = false;
            order.extend(0..placed);
        }
        if !in_order {
            order.extend_from_slice(&rows);
        }
        placed += rows.len() as u32;
        starts.push(placed);
    }
    Arranged { starts, order: (!in_order).then_some(order) }
}

/// The numbers of the runs, grouped by thread: those of thread `t` stand from `first[t]` to `first[t + 1]`.
fn runs_by_thread(runs: &Runs, threads: usize) -> (Vec<u32>, Vec<u32>) {
    let mut first = vec![0; threads + 1];
    for run in &runs.0 {
        first[run.thread as usize + 1] += 1;
    }
    for thread in 0..threads {
        first[thread + 1] += first[thread];
    }
    let mut next = first.clone();
    let mut grouped = vec![0; runs.0.len()];
    for (number, run) in runs.0.iter().enumerate() {
        let place = &mut next[run.thread as usize];
        grouped[*place as usize] = number as u32;
        *place += 1;
    }
    (first, grouped)
}

/// The column with the rows named by `order`, in that order.
pub fn gather<T: Copy>(column: &mut Vec<T>, order: &[u32]) {
    *column = order.iter().map(|&row| column[row as usize]).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(of: &[(u32, usize)]) -> Runs {
        let mut runs = Runs::default();
        of.iter().for_each(|&(thread, row)| runs.push(thread, row));
        runs
    }

    #[test]
    fn rows_that_are_in_order_stay_where_they_are() {
        let arranged = arrange(&runs(&[(0, 0), (2, 3)]), 5, 4, |rows| rows.start == 0, |_, _| false);
        assert_eq!((arranged.starts, arranged.order), (vec![0, 3, 3, 5, 5], None));
    }

    #[test]
    fn rows_are_grouped_by_thread_in_the_order_of_arrival() {
        let arranged = arrange(&runs(&[(1, 0), (0, 2), (1, 3)]), 4, 2, |_| false, |_, _| false);
        assert_eq!((arranged.starts, arranged.order), (vec![0, 1, 4], Some(vec![2, 0, 1, 3])));
    }

    #[test]
    fn a_thread_may_be_tidied() {
        let tidy = |thread: u32, rows: &mut Vec<u32>| {
            let is_second = thread == 1;
            if is_second {
                rows.reverse();
            }
            is_second
        };
        let arranged = arrange(&runs(&[(0, 0), (1, 2)]), 4, 2, |_| false, tidy);
        assert_eq!((arranged.starts, arranged.order), (vec![0, 2, 4], Some(vec![0, 1, 3, 2])));
    }

    #[test]
    fn rows_wait_for_their_thread() {
        let mut waiting = runs(&[(4, 0)]);
        waiting.push_pending(3);
        assert_eq!(waiting.pending(), Some(3));
        waiting.settle(5);
        waiting.push_pending(6);
        waiting.drop_pending();
        assert_eq!((waiting.pending(), waiting.0.len(), waiting.0[1].thread), (None, 2, 5));
    }
}
