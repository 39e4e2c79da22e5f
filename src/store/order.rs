//! Sorting by what somebody else knows about the rows.
//!
//! Sorts are large once compiled, and every kind of element and comparison makes a new one. Nearly everything here
//! is sorted by row number, so that one serves all.

use crate::time::{Millis, UNKNOWN};
use std::cmp::Ordering;

/// Sorts row numbers; equal ones keep their order.
pub fn sort_rows(rows: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    rows.sort_by(|&a, &b| compare(a, b));
}

/// Brings row numbers into the order of their instants; equal ones keep their order. Says whether they stood in it.
pub fn sort_by_time(order: &mut Vec<u32>, at: &[Millis]) -> bool {
    if order.is_sorted_by_key(|&row| at[row as usize]) {
        return true;
    }
    // UNKNOWN comes first, and is far away from all others.
    let known = || order.iter().map(|&row| at[row as usize]).filter(|&at| at != UNKNOWN);
    let (first, last) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    let key = |row: u32| if at[row as usize] == UNKNOWN { 0 } else { (at[row as usize] - first) as u64 + 1 };
    let bits = (last - first) as u64 + 1;
    let mut other = vec![0; order.len()];
    for shift in (0..u64::BITS - bits.leading_zeros()).step_by(DIGIT_BITS as usize) {
        let digit = |row: u32| (key(row) >> shift) as usize & ((1 << DIGIT_BITS) - 1);
        let mut next = [0_u32; 1 << DIGIT_BITS];
        order.iter().for_each(|&row| next[digit(row)] += 1);
        let mut placed = 0;
        for place in &mut next {
            placed += std::mem::replace(place, placed);
        }
        for &row in order.iter() {
            let place = &mut next[digit(row)];
            other[*place as usize] = row;
            *place += 1;
        }
        std::mem::swap(order, &mut other);
    }
    false
}

/// A radix sort takes so many bits at once.
const DIGIT_BITS: u32 = 12;

/// The items in the order in which `compare` wants them; equal ones keep their order.
pub fn sorted<T>(items: Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut order: Vec<u32> = (0..items.len() as u32).collect();
    sort_rows(&mut order, &|a, b| compare(&items[a as usize], &items[b as usize]));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|row| items[row as usize].take()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_by_time() {
        assert!(sort_by_time(&mut vec![0, 2, 1, 3], &[UNKNOWN, 3, 3, 9]));
        let mut seed = 7_i64;
        let mut next = || {
            seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
            if seed % 50 == 0 { UNKNOWN } else { 1_735_689_600_000 + seed * 17 / 1000 * 1000 }
        };
        let at: Vec<Millis> = (0..5000).map(|_| next()).collect();
        let mut expected: Vec<u32> = (0..5000).collect();
        expected.sort_by_key(|&row| at[row as usize]);
        let mut order = (0..5000).collect();
        assert!(!sort_by_time(&mut order, &at));
        assert_eq!(order, expected);
    }

    #[test]
    fn equal_items_keep_their_order() {
        let items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        assert_eq!(sorted(items, &|a, b| a.0.cmp(&b.0)), [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
