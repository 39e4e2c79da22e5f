//! Interned strings: each text is stored once and named by its place.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::borrow::Cow;
use std::hash::Hasher;
use std::ops::Range;
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
    texts: Texts,
    places: HashTable<u32>,
}

impl Dict {
    /// The place of `text`, which is given one if it has none yet. Bytes must be UTF-8.
    pub fn intern(&mut self, text: impl AsRef<[u8]>) -> u32 {
        let text = text.as_ref();
        let hash = hash_in(0, text);
        if let Some(&place) = self.places.find(hash, |&place| self.texts.bytes(place) == text) {
            return place;
        }
        let place = self.texts.push(text);
        let texts = &self.texts;
        self.places.insert_unique(hash, place, |&known| hash_in(0, texts.bytes(known)));
        place
    }

    pub fn find(&self, text: &str) -> Option<u32> {
        let is_it = |&place: &u32| self.get(place) == text;
        self.places.find(hash_in(0, text.as_bytes()), is_it).copied()
    }

    /// The text at `place`, which this dictionary has given out.
    pub fn get(&self, place: u32) -> &str {
        self.texts.get(place)
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|place| self.get(place))
    }

    /// For each place of `other`, the place of the same text here.
    pub fn absorb(&mut self, other: &Dict) -> Vec<u32> {
        other.iter().map(|text| self.intern(text)).collect()
    }
}

/// Texts one behind the other, named by their number.
#[derive(Clone, Debug, Default)]
struct Texts {
    buffer: String,
    ends: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &[u8]) -> u32 {
        self.buffer.push_str(&String::from_utf8_lossy(text));
        self.ends.push(self.buffer.len() as u32);
        self.ends.len() as u32 - 1
    }

    fn get(&self, place: u32) -> &str {
        &self.buffer[self.range(place)]
    }

    fn bytes(&self, place: u32) -> &[u8] {
        &self.buffer.as_bytes()[self.range(place)]
    }

    fn range(&self, place: u32) -> Range<usize> {
        let place = place as usize;
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        start as usize..self.ends[place] as usize
    }

    fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Ids of several sources, kept apart: the same id from two sources, or two scopes of one, names two things.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    ids: Texts,
    /// The spaces of ids, and for each id the number of its own.
    spaces: Vec<Space>,
    space_of: Vec<u16>,
    places: HashTable<u32>,
    /// The row that was asked for last.
    last: u32,
}

#[derive(Clone, Debug)]
struct Space {
    source: &'static str,
    scope: Scope<'static>,
}

/// Within what an id is one, where a source numbers parts of it each by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope<'a> {
    /// The whole source, or it is not said.
    Open,
    Account(Cow<'a, str>),
    /// The account that this inbox is of.
    Inbox(Cow<'a, str>),
}

impl Scope<'_> {
    fn into_owned(self) -> Scope<'static> {
        let owned = |name: Cow<'_, str>| Cow::Owned(name.into_owned());
        match self {
            Self::Open => Scope::Open,
            Self::Account(name) => Scope::Account(owned(name)),
            Self::Inbox(name) => Scope::Inbox(owned(name)),
        }
    }
}

impl Keys {
    /// The row of this source's id, which is given one if it has none yet. Bytes must be UTF-8.
    pub fn intern(&mut self, source: &'static str, id: impl AsRef<[u8]>) -> u32 {
        self.intern_in(source, &Scope::Open, id)
    }

    /// As [`Keys::intern`], of an id that is one within `scope`.
    pub fn intern_in(&mut self, source: &'static str, scope: &Scope<'_>, id: impl AsRef<[u8]>) -> u32 {
        let id = id.as_ref();
        let number = self.number_of(source, scope);
        let is_it = |row: u32| self.space_of[row as usize] == number && is_same(self.ids.bytes(row), id);
        // The same people mostly write several messages in a row.
        if (self.last as usize) < self.len() && is_it(self.last) {
            return self.last;
        }
        let hash = hash_in(number, id);
        self.last = match self.places.find(hash, |&row| is_it(row)) {
            Some(&row) => row,
            None => self.add(number, id, hash),
        };
        self.last
    }

    /// The row of this source's id, if it has one.
    pub fn find(&self, source: &str, id: &str) -> Option<u32> {
        self.find_in(source, &Scope::Open, id)
    }

    /// As [`Keys::find`], of an id that is one within `scope`.
    pub fn find_in(&self, source: &str, scope: &Scope<'_>, id: &str) -> Option<u32> {
        let is_meant = |space: &Space| space.source == source && space.scope == *scope;
        let number = self.spaces.iter().position(is_meant)? as u16;
        let is_it = |&row: &u32| self.space_of[row as usize] == number && self.ids.bytes(row) == id.as_bytes();
        self.places.find(hash_in(number, id.as_bytes()), is_it).copied()
    }

    fn add(&mut self, number: u16, id: &[u8], hash: u64) -> u32 {
        let row = self.ids.push(id);
        self.space_of.push(number);
        let Self { ids, space_of, places, .. } = self;
        places.insert_unique(hash, row, |&known| hash_in(space_of[known as usize], ids.bytes(known)));
        row
    }

    #[inline]
    fn number_of(&mut self, source: &'static str, scope: &Scope<'_>) -> u16 {
        // Mostly it is the same word at the same place.
        let is_it =
            |space: &Space| (std::ptr::eq(space.source, source) || space.source == source) && space.scope == *scope;
        let known = self.spaces.iter().position(is_it);
        let number = known.unwrap_or_else(|| {
            self.spaces.push(Space { source, scope: scope.clone().into_owned() });
            self.spaces.len() - 1
        });
        number as u16
    }

    pub fn source(&self, row: u32) -> &'static str {
        self.spaces[self.space_of[row as usize] as usize].source
    }

    /// Within what the id is one, as far as the source says it.
    pub fn scope(&self, row: u32) -> &Scope<'static> {
        &self.spaces[self.space_of[row as usize] as usize].scope
    }

    /// Whether all ids are of whole sources.
    pub fn is_open(&self) -> bool {
        self.spaces.iter().all(|space| space.scope == Scope::Open)
    }

    /// The one account that a source has ids of; nothing where there are several.
    pub fn only_account(&self, source: &str) -> Option<&Scope<'static>> {
        let is_meant = |space: &&Space| space.source == source && matches!(space.scope, Scope::Account(_));
        let mut accounts = self.spaces.iter().filter(is_meant);
        accounts.next().filter(|_| accounts.next().is_none()).map(|space| &space.scope)
    }

    /// The id; where a source has several accounts that number things each by itself, behind that of its own.
    pub fn id_among_accounts(&self, row: u32) -> Cow<'_, str> {
        match self.scope(row) {
            Scope::Account(scope) | Scope::Inbox(scope) if self.only_account(self.source(row)).is_none() => {
                format!("{scope}:{}", self.id(row)).into()
            }
            _ => self.id(row).into(),
        }
    }

    /// Whether there are ids of more than one source.
    pub fn is_of_several_sources(&self) -> bool {
        self.spaces.iter().any(|space| space.source != self.spaces[0].source)
    }

    /// The id as the source gave it.
    pub fn id(&self, row: u32) -> &str {
        self.ids.get(row)
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Whether the texts are equal; short ones are compared without a call.
#[inline]
fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match (a.first_chunk::<8>(), a.last_chunk::<8>(), b.first_chunk(), b.last_chunk()) {
        (Some(first), Some(last), Some(other_first), Some(other_last)) if a.len() <= 16 => {
            first == other_first && last == other_last
        }
        _ if a.len() < 8 => a.iter().zip(b).all(|(a, b)| a == b),
        _ => a == b,
    }
}

/// For tables in memory: fast, and never kept.
fn hash_in(space: u16, text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.write_u16(space);
    hasher.finish()
}

/// A 64-bit fingerprint of some bytes: equal bytes have equal ones, and different bytes different ones but for
/// a chance of one in 10^19.
pub fn hash(bytes: impl AsRef<[u8]>) -> u64 {
    XxHash64::oneshot(0, bytes.as_ref())
}

/// A fingerprint of some bytes and of what `before` is one of.
pub fn hash_after(before: u64, bytes: impl AsRef<[u8]>) -> u64 {
    XxHash64::oneshot(before, bytes.as_ref())
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
                assert_eq!(dict.intern(number.to_string()), number, "round {round}");
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
        assert_eq!(
            [("canonical", "7"), ("canonical", "8"), ("whatsapp", "7")].map(|(source, id)| keys.find(source, id)),
            [Some(1), None, None]
        );
    }

    #[test]
    fn ids_of_two_accounts_never_meet() {
        let [one, two] = ["1", "2"].map(|account| Scope::Account(account.into()));
        let mut keys = Keys::default();
        let rows = [&one, &Scope::Open, &two, &one].map(|scope| keys.intern_in("chatwoot", scope, "42"));
        assert_eq!((rows, keys.id(2), keys.scope(2)), ([0, 1, 2, 0], "42", &two));
        assert_eq!((keys.find("chatwoot", "42"), keys.find_in("chatwoot", &two, "42")), (Some(1), Some(2)));
        assert_eq!(keys.only_account("chatwoot"), None);
    }

    #[test]
    fn another_dictionary_is_absorbed() {
        let (mut ours, mut theirs) = (Dict::default(), Dict::default());
        assert_eq!(["a", "b"].map(|text| ours.intern(text)), [0, 1]);
        assert_eq!(["c", "b"].map(|text| theirs.intern(text)), [0, 1]);
        assert_eq!(ours.absorb(&theirs), [2, 1]);
    }
}
