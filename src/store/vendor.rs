//! The table of times that a product has worked out itself, by definitions of its own. They are in none of our numbers,
//! but can be compared with them.

use super::order::sort_rows;
use super::reserve;
use crate::time::Millis;
use crate::words;

words! {
    /// What such a time is meant to be.
    VendorTime {
        /// Until the first answer.
        FirstResponse = "first-response",
        /// Until an answer, on the average of a conversation.
        ResponseTime = "response-time",
        /// Until the first close.
        FirstResolution = "first-resolution",
        /// Until the last close.
        Resolution = "resolution",
        TimeToAssignment = "time-to-assignment",
        AssignmentToResponse = "assignment-to-response",
        AssignmentToClose = "assignment-to-close",
    }
}

/// One time of one conversation, as a source hands it over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VendorRow {
    pub time: VendorTime,
    /// Only time within business hours counts.
    pub is_business: bool,
    pub value_ms: Millis,
    /// It is told in whole ones of these.
    pub unit_ms: Millis,
}

/// Columns of one length, by thread, and each time of a thread once.
#[derive(Clone, Debug, Default)]
pub struct VendorTimes {
    pub thread: Vec<u32>,
    rows: Vec<VendorRow>,
}

impl VendorTimes {
    pub fn len(&self) -> usize {
        self.thread.len()
    }

    pub fn is_empty(&self) -> bool {
        self.thread.is_empty()
    }

    pub fn get(&self, row: usize) -> VendorRow {
        self.rows[row]
    }

    pub fn reserve(&mut self, more: usize) {
        reserve(&mut self.thread, more);
        reserve(&mut self.rows, more);
    }

    pub fn push(&mut self, thread: u32, row: VendorRow) {
        self.thread.push(thread);
        self.rows.push(row);
    }

    /// Takes in the rows of a later batch, whose thread `t` is `threads[t]` here.
    pub(super) fn append(&mut self, new: &Self, threads: &[u32]) {
        let rows = new.thread.iter().zip(&new.rows);
        rows.for_each(|(&thread, &row)| self.push(threads[thread as usize], row));
    }

    /// Each time of a thread once: the last that came.
    pub(super) fn arrange(&mut self) {
        let key = |row: u32| {
            let VendorRow { time, is_business, .. } = self.rows[row as usize];
            (self.thread[row as usize], time as u8, is_business)
        };
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        if order.is_sorted_by(|&a, &b| key(a) < key(b)) {
            return;
        }
        sort_rows(&mut order, &|a, b| (key(a), a).cmp(&(key(b), b)));
        let last = order.chunk_by(|&a, &b| key(a) == key(b)).map(|versions| versions[versions.len() - 1] as usize);
        let mut arranged = Self::default();
        last.for_each(|row| arranged.push(self.thread[row], self.rows[row]));
        *self = arranged;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_time_the_last_that_came_stays() {
        let row = |time, is_business, value_ms| VendorRow { time, is_business, value_ms, unit_ms: 1000 };
        let (first, all) = (VendorTime::FirstResponse, VendorTime::Resolution);
        let mut times = VendorTimes::default();
        times.push(1, row(all, false, 7));
        times.push(0, row(first, false, 3));
        times.push(1, row(all, true, 8));
        times.arrange();
        let mut later = VendorTimes::default();
        later.push(0, row(all, false, 9));
        times.append(&later, &[1]);
        times.arrange();
        let rows: Vec<_> = (0..times.len()).map(|row| (times.thread[row], times.get(row).value_ms)).collect();
        assert_eq!(rows, [(0, 3), (1, 9), (1, 8)]);
    }
}
