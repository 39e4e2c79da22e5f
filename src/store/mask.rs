//! A bit for each row of a table.

use std::ops::Range;

/// Which rows of a table are meant.
#[derive(Clone, Debug, Default, PartialEq)]
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

    /// The rows of which `is_meant` is true.
    pub fn of(len: usize, is_meant: impl Fn(usize) -> bool) -> Self {
        let word = |word: usize| {
            let rows = word * 64..len.min(word * 64 + 64);
            rows.fold(0, |bits, row| bits | u64::from(is_meant(row)) << (row % 64))
        };
        Self { words: (0..len.div_ceil(64)).map(word).collect() }
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

    pub fn insert_all(&mut self, rows: Range<usize>) {
        let (first, last) = (rows.start / 64, rows.end / 64);
        let (from, to) = (u64::MAX << (rows.start % 64), !(u64::MAX << (rows.end % 64)));
        if first == last {
            if from & to != 0 {
                self.words[first] |= from & to;
            }
            return;
        }
        self.words[first] |= from;
        self.words[first + 1..last].fill(u64::MAX);
        if to != 0 {
            self.words[last] |= to;
        }
    }

    /// Keeps the rows that `other` has, too.
    pub fn keep(&mut self, other: &Mask) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Leaves only the rows that `other` has not.
    pub fn drop(&mut self, other: &Mask) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// How many rows are in both.
    pub fn count_common(&self, other: &Mask) -> usize {
        self.words.iter().zip(&other.words).map(|(word, other)| (word & other).count_ones() as usize).sum()
    }

    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.words.len()).flat_map(|word| self.rows_of_word(word))
    }

    /// How many words of 64 rows each there are.
    pub fn words(&self) -> usize {
        self.words.len()
    }

    pub fn rows_of_word(&self, word: usize) -> impl Iterator<Item = usize> + use<> {
        let mut left = self.words[word];
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (bit < 64).then_some(word * 64 + bit as usize)
        })
    }

    /// Stretches of rows that are all meant, within a range of rows.
    pub fn stretches(&self, within: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut at = within.start;
        std::iter::from_fn(move || {
            let from = self.next(at, within.end, true);
            let to = self.next(from, within.end, false);
            at = to;
            (from < to).then_some(from..to)
        })
    }

    /// How many of these rows are meant.
    #[inline]
    pub fn count_in(&self, rows: Range<usize>) -> usize {
        self.words_in(rows).map(|(_, bits)| bits.count_ones() as usize).sum()
    }

    /// From the first to the last of these rows that is meant, and how many are; nothing if none is.
    #[inline]
    pub fn span_in(&self, rows: Range<usize>) -> Option<(Range<usize>, usize)> {
        let (mut from, mut to, mut count) = (usize::MAX, 0, 0);
        for (word, bits) in self.words_in(rows).filter(|(_, bits)| *bits != 0) {
            from = from.min(word * 64 + bits.trailing_zeros() as usize);
            to = word * 64 + 64 - bits.leading_zeros() as usize;
            count += bits.count_ones() as usize;
        }
        (count > 0).then_some((from..to, count))
    }

    /// Those of these rows that are meant. Bits are taken off one by one: which row is next cannot be foretold, so that to
    /// look at each would be several times slower.
    #[inline]
    pub fn rows_in(&self, rows: Range<usize>) -> RowsIn<'_> {
        let end_of_word = (rows.start / 64 + 1) * 64;
        let first = self.words_in(rows.start..rows.end.min(end_of_word)).next();
        let (word, bits) = first.unwrap_or((rows.end, 0));
        RowsIn { mask: self, word, bits, end: rows.end }
    }

    /// The words that these rows reach over, with their bits and no others.
    #[inline]
    fn words_in(&self, rows: Range<usize>) -> impl Iterator<Item = (usize, u64)> + '_ {
        let bits = move |word: usize| {
            let bits = self.words[word];
            let bits = if word == rows.start / 64 { bits & (u64::MAX << (rows.start % 64)) } else { bits };
            if word == rows.end / 64 { bits & !(u64::MAX << (rows.end % 64)) } else { bits }
        };
        (rows.start / 64..rows.end.div_ceil(64)).map(move |word| (word, bits(word)))
    }

    /// The first row from `at` on that is meant, or not meant; `end` if there is none before it.
    fn next(&self, mut at: usize, end: usize, is_meant: bool) -> usize {
        let flip = if is_meant { 0 } else { u64::MAX };
        while at < end {
            let left = (self.words[at / 64] ^ flip) >> (at % 64);
            if left != 0 {
                return end.min(at + left.trailing_zeros() as usize);
            }
            at = (at / 64 + 1) * 64;
        }
        end
    }
}

/// See [`Mask::rows_in`].
pub struct RowsIn<'a> {
    mask: &'a Mask,
    word: usize,
    /// What is left of the word.
    bits: u64,
    end: usize,
}

impl Iterator for RowsIn<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.word += 1;
            if self.word * 64 >= self.end {
                return None;
            }
            let past = (self.word * 64 + 64).saturating_sub(self.end);
            self.bits = self.mask.words[self.word] & (u64::MAX >> past);
        }
        let bit = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(self.word * 64 + bit)
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
            assert_eq!(mask, Mask::of(len, |row| row % 3 == 0));
            let stretches: Vec<_> = Mask::of(len, |row| row % 70 > 2).stretches(1..len.max(1)).collect();
            let expected = [3..70, 73..140, 143..210].map(|stretch| stretch.start.min(len)..stretch.end.min(len));
            assert_eq!(stretches, expected.into_iter().filter(|stretch| !stretch.is_empty()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_meant_of_any_range() {
        let len = 200;
        let mask = Mask::of(len, |row| row % 70 > 61 || row % 5 == 0);
        for from in 0..len {
            for to in from..=len {
                let meant: Vec<_> = (from..to).filter(|&row| mask.has(row)).collect();
                assert_eq!(mask.count_in(from..to), meant.len());
                assert_eq!(mask.rows_in(from..to).collect::<Vec<_>>(), meant, "{from}..{to}");
                let span = meant.first().zip(meant.last()).map(|(&first, &last)| (first..last + 1, meant.len()));
                assert_eq!(mask.span_in(from..to), span, "{from}..{to}");
                let mut range = Mask::none(len);
                range.insert_all(from..to);
                assert_eq!(range, Mask::of(len, |row| (from..to).contains(&row)), "{from}..{to}");
                assert_eq!(range.count_common(&mask), meant.len());
            }
        }
    }
}
