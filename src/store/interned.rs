//! Small rows of which each is stored once: equal ones have the same number, in whatever batch they came.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Rows in the order in which each was first seen.
#[derive(Clone, Debug)]
pub struct Interned<T> {
    rows: Vec<T>,
    places: HashTable<u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: HashTable::new() }
    }
}

impl<T: Copy + Eq + Hash> Interned<T> {
    /// The place of `row`, which is given one if it has none yet.
    pub fn intern(&mut self, row: T) -> u32 {
        let Self { rows, places } = self;
        if let Some(&place) = places.find(hash(&row), |&place| rows[place as usize] == row) {
            return place;
        }
        let place = rows.len() as u32;
        rows.push(row);
        places.insert_unique(hash(&row), place, |&known| hash(&rows[known as usize]));
        place
    }

    /// The row at `place`, which has been given out here.
    pub fn get(&self, place: u32) -> T {
        self.rows[place as usize]
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = T> {
        self.rows.iter().copied()
    }

    /// For each place of `other`, the place here of the same row, as `turn` turns it.
    pub fn absorb(&mut self, other: &Self, turn: impl Fn(T) -> T) -> Vec<u32> {
        other.iter().map(|row| self.intern(turn(row))).collect()
    }
}

fn hash(row: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    row.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_have_one_place() {
        let mut pairs = Interned::default();
        assert_eq!([(1, 2), (2, 1), (1, 2)].map(|pair| pairs.intern(pair)), [0, 1, 0]);
        let mut others = Interned::default();
        (0..1000).for_each(|number| assert_eq!(others.intern((number, 0)), number));
        assert_eq!(others.absorb(&pairs, |(a, b)| (b - 1, a - a)), [1, 0]);
        assert_eq!((others.len(), others.get(7)), (1000, (7, 0)));
    }
}
