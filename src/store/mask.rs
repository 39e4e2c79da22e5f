//! A bit for each row of a table.

/// Which rows of a table are meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    words: Vec<u64>,
    len: usize,
}

impl Mask {
    pub fn all(len: usize) -> Self {
        let mut words = vec![u64::MAX; len.div_ceil(64)];
        if let Some(last) = words.last_mut().filter(|_| !len.is_multiple_of(64)) {
            *last = (1 << (len % 64)) - 1;
        }
        Self { words, len }
    }

    pub fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)], len }
    }

    pub fn has(&self, row: usize) -> bool {
        self.words[row / 64] & (1 << (row % 64)) != 0
    }

    pub fn insert(&mut self, row: usize) {
        self.words[row / 64] |= 1 << (row % 64);
    }

    pub fn remove(&mut self, row: usize) {
        self.words[row / 64] &= !(1 << (row % 64));
    }

    /// Keeps a row only where `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        for row in 0..self.len {
            if self.has(row) && !keep(row) {
                self.remove(row);
            }
        }
    }

    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len).filter(|&row| self.has(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_of_any_length() {
        for len in [0, 1, 63, 64, 65, 200] {
            let mut mask = Mask::all(len);
            assert_eq!(mask.count(), len);
            mask.retain(|row| row % 3 == 0);
            assert_eq!(mask.rows().collect::<Vec<_>>(), (0..len).step_by(3).collect::<Vec<_>>());
        }
    }
}
