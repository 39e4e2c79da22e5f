//! Interned strings: each text is stored once and named by its place.

use hashbrown::HashTable;
use std::hash::Hasher;
use twox_hash::XxHash64;

/// Stands in a column of places where nothing is known.
pub const NONE: u32 = u32::MAX;

/// Stands in a column of places where the source says that there is none.
pub const NOBODY: u32 = u32::MAX - 1;

/// The place, or nothing where it is [`NONE`] or [`NOBODY`].
pub fn some(place: u32) -> Option<u32> {
    (place < NOBODY).then_some(place)
}

/// Texts in the order in which each was first seen. All of them stand in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Dict {
    text: String,
    ends: Vec<u32>,
    places: HashTable<u32>,
}

impl Dict {
    /// The place of `text`, which is given one if it has none yet.
    pub fn intern(&mut self, text: &str) -> u32 {
        if let Some(place) = self.find(text) {
            return place;
        }
        let place = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        let (buffer, ends) = (&self.text, &self.ends);
        self.places.insert_unique(hash(text), place, |&known| hash(slice(buffer, ends, known)));
        place
    }

    pub fn find(&self, text: &str) -> Option<u32> {
        self.places.find(hash(text), |&place| self.get(place) == text).copied()
    }

    /// The text at `place`, which this dictionary has given out.
    pub fn get(&self, place: u32) -> &str {
        slice(&self.text, &self.ends, place)
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|place| self.get(place))
    }

    /// For each place of `other`, the place of the same text here.
    pub fn absorb(&mut self, other: &Dict) -> Vec<u32> {
        other.iter().map(|text| self.intern(text)).collect()
    }
}

/// Ids of several sources, kept apart: the same id from two sources names two things.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    dict: Dict,
    /// The key that was asked for last, and its row.
    scratch: String,
    last: Option<u32>,
}

impl Keys {
    /// The row of this source's id, which is given one if it has none yet.
    pub fn intern(&mut self, source: &str, id: &str) -> u32 {
        // The same people mostly write several messages in a row.
        let is_last = |last: &str| {
            let rest = last.strip_prefix(source).and_then(|rest| rest.strip_prefix('\n'));
            rest == Some(id)
        };
        if let Some(row) = self.last.filter(|_| is_last(&self.scratch)) {
            return row;
        }
        self.scratch.clear();
        self.scratch.push_str(source);
        self.scratch.push('\n');
        self.scratch.push_str(id);
        let row = self.dict.intern(&self.scratch);
        self.last = Some(row);
        row
    }

    pub fn source(&self, row: u32) -> &str {
        self.split(row).0
    }

    /// The id as the source gave it.
    pub fn id(&self, row: u32) -> &str {
        self.split(row).1
    }

    fn split(&self, row: u32) -> (&str, &str) {
        self.dict.get(row).split_once('\n').expect("every key is made of a source and an id")
    }

    pub fn len(&self) -> usize {
        self.dict.len()
    }

    pub fn is_empty(&self) -> bool {
        self.dict.is_empty()
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], place: u32) -> &'a str {
    let place = place as usize;
    let start = if place == 0 { 0 } else { ends[place - 1] };
    &text[start as usize..ends[place] as usize]
}

/// A 64-bit fingerprint of some bytes: equal bytes have equal ones, and different bytes different ones but for
/// a chance of one in 10^19.
pub fn hash(bytes: impl AsRef<[u8]>) -> u64 {
    XxHash64::oneshot(0, bytes.as_ref())
}

/// A fingerprint of several texts; where one ends and the next begins counts.
pub fn hash_all(texts: &[&str]) -> u64 {
    let mut hasher = XxHash64::with_seed(0);
    for text in texts {
        hasher.write(text.as_bytes());
        hasher.write_u8(0xFF);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_place() {
        let mut dict = Dict::default();
        let places: Vec<_> = ["a", "", "été", "a", ""].iter().map(|text| dict.intern(text)).collect();
        assert_eq!(places, [0, 1, 2, 0, 1]);
        assert_eq!(dict.iter().collect::<Vec<_>>(), ["a", "", "été"]);
        assert_eq!((dict.find("été"), dict.find("b")), (Some(2), None));
    }

    #[test]
    fn many_texts_are_all_found_again() {
        let mut dict = Dict::default();
        for round in 0..2 {
            for number in 0..10_000 {
                assert_eq!(dict.intern(&number.to_string()), number, "round {round}");
            }
        }
        assert_eq!(dict.len(), 10_000);
    }

    #[test]
    fn ids_of_two_sources_never_meet() {
        let mut keys = Keys::default();
        let rows =
            [("chatwoot", "7"), ("canonical", "7"), ("chatwoot", "7")].map(|(source, id)| keys.intern(source, id));
        assert_eq!(rows, [0, 1, 0]);
        assert_eq!((keys.source(1), keys.id(1)), ("canonical", "7"));
    }

    #[test]
    fn another_dictionary_is_absorbed() {
        let (mut ours, mut theirs) = (Dict::default(), Dict::default());
        assert_eq!(["a", "b"].map(|text| ours.intern(text)), [0, 1]);
        assert_eq!(["c", "b"].map(|text| theirs.intern(text)), [0, 1]);
        assert_eq!(ours.absorb(&theirs), [2, 1]);
    }
}
