//! Keys and words that came before: recognised by comparing sixteen bytes at once, without being read.

/// The keys of objects of one kind, or the words that stand for one thing, and what they mean.
pub struct Known<K> {
    pub(super) read: fn(&str) -> K,
    pub(super) patterns: Patterns<K>,
}

/// Keys or words as they are written. The next object mostly has the keys of the last one, in the same order: they are
/// then recognised without being read.
pub struct Patterns<K>(Vec<Pattern<K>>);

/// The bytes of a key from its quote to its colon, or of a word from quote to quote.
struct Pattern<K> {
    /// The first sixteen.
    bytes: u128,
    /// Where those bytes are.
    mask: u128,
    /// The others.
    rest: Box<[u8]>,
    length: usize,
    key: K,
}

/// Objects of more keys than this are no rows of one kind, but dictionaries.
const MOST_KNOWN: usize = 48;

/// Longer ones are texts, and not keys or words.
const LONGEST_KNOWN: usize = 32;

impl<K: Copy> Known<K> {
    /// `read` understands what has not come before; the same text is always to mean the same.
    pub fn new(read: fn(&str) -> K) -> Self {
        Self { read, patterns: Patterns::default() }
    }
}

impl<K> Default for Patterns<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Copy> Patterns<K> {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What `text` starts with, and how long it is as written, if it is known. The search starts at `place`, which
    /// moves behind what is found.
    #[inline(always)]
    pub(super) fn expected(&self, text: &[u8], place: &mut usize) -> Option<(K, usize)> {
        let bytes = u128::from_le_bytes(*text.first_chunk()?);
        if let Some(pattern) = self.0.get(*place)
            && pattern.is_at_start_of(text, bytes)
        {
            *place += 1;
            return Some((pattern.key, pattern.length));
        }
        self.elsewhere(text, bytes, place)
    }

    #[inline(never)]
    fn elsewhere(&self, text: &[u8], bytes: u128, place: &mut usize) -> Option<(K, usize)> {
        let is_it = |pattern: &Pattern<K>| pattern.is_at_start_of(text, bytes);
        let (before, after) = self.0.split_at((*place).min(self.0.len()));
        let number = match after.iter().position(is_it) {
            Some(number) => before.len() + number,
            None => before.iter().position(is_it)?,
        };
        *place = number + 1;
        Some((self.0[number].key, self.0[number].length))
    }

    pub(super) fn learn(&mut self, written: &[u8], key: K, place: &mut usize) {
        let length = written.len();
        if self.0.len() == MOST_KNOWN || length > LONGEST_KNOWN {
            return;
        }
        let (start, rest) = written.split_at(length.min(16));
        let mut bytes = [0; 16];
        bytes[..start.len()].copy_from_slice(start);
        let bytes = u128::from_le_bytes(bytes);
        // Where the text ends soon, keys are read though they are known.
        if !self.0.iter().any(|known| known.bytes == bytes && *known.rest == *rest) {
            let pattern = Pattern { bytes, mask: u128::MAX >> (128 - 8 * start.len()), rest: rest.into(), length, key };
            *place = (*place).min(self.0.len());
            self.0.insert(*place, pattern);
            *place += 1;
        }
    }
}

impl<K> Pattern<K> {
    #[inline(always)]
    fn is_at_start_of(&self, text: &[u8], bytes: u128) -> bool {
        (self.bytes ^ bytes) & self.mask == 0 && (self.rest.is_empty() || text[16..].starts_with(&self.rest))
    }
}
