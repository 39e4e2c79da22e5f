//! A bit for each row of a table.

/// Which rows of a table are meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    words: Vec<u64>,
}

impl Mask {
    pub fn all(len: usize) -> Self {
        let mut words = vec![u64::MAX; len.div_ceil(64)];
        if let Some(last) = words.last_mut().filter(|_| !len.is_multiple_of(64)) {
            *last = (1 << (len % 64)) - 1;
        }
        Self { words }
    }

    pub fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)] }
    }

    pub fn has(&self, row: usize) -> bool {
        self.words[row / 64] & (1 << (row % 64)) != 0
    }

    pub fn insert(&mut self, row: usize) {
        self.words[row / 64] |= 1 << (row % 64);
    }

    /// Keeps the rows that `other` has, too.
    pub fn keep(&mut self, other: &Mask) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(number, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(number * 64 + bit as usize)
            })
        })
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
            let mut thirds = Mask::none(len);
            (0..len).step_by(3).for_each(|row| thirds.insert(row));
            mask.keep(&thirds);
            assert_eq!(mask.rows().collect::<Vec<_>>(), (0..len).step_by(3).collect::<Vec<_>>());
            assert!((0..len).all(|row| mask.has(row) == (row % 3 == 0)));
        }
    }
}
