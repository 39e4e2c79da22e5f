//! Damaging texts and cutting them, for tests of properties.

use proptest::prelude::*;
use proptest::sample::Index;

/// One change to a document.
#[derive(Clone, Debug)]
pub enum Damage {
    Flip(u8),
    Put(u8),
    Insert(&'static str),
    Remove(usize),
    Repeat(usize),
    CutOff,
}

/// A change, and where it is made.
pub fn damage() -> impl Strategy<Value = (Index, Damage)> {
    let pieces =
        vec!["\"", "\\", "[", "]", "{", "}", ",", ":", "0", "-", ".", "e", "\u{0}", "\n", " ", "\\u", "null", "\u{a0}"];
    let damage = prop_oneof![
        (0..8u8).prop_map(|bit| Damage::Flip(1 << bit)),
        any::<u8>().prop_map(Damage::Put),
        prop::sample::select(pieces).prop_map(Damage::Insert),
        (1..4usize).prop_map(Damage::Remove),
        (1..20usize).prop_map(Damage::Repeat),
        Just(Damage::CutOff),
    ];
    (any::<Index>(), damage)
}

pub fn damaged(text: impl AsRef<[u8]>, damages: &[(Index, Damage)]) -> Vec<u8> {
    let mut bytes = text.as_ref().to_vec();
    for (place, damage) in damages {
        if bytes.is_empty() {
            break;
        }
        let at = place.index(bytes.len());
        let from_here = |length: usize| at..bytes.len().min(at + length);
        match *damage {
            Damage::Flip(bits) => bytes[at] ^= bits,
            Damage::Put(byte) => bytes[at] = byte,
            Damage::Insert(piece) => drop(bytes.splice(at..at, piece.bytes())),
            Damage::Remove(length) => drop(bytes.drain(from_here(length))),
            Damage::Repeat(length) => {
                let piece = bytes[from_here(length)].to_vec();
                bytes.splice(at..at, piece);
            }
            Damage::CutOff => bytes.truncate(at),
        }
    }
    bytes
}

pub fn cuts(places: &[Index], length: usize) -> Vec<usize> {
    let mut cuts: Vec<_> = places.iter().map(|place| place.index(length + 1)).collect();
    cuts.sort_unstable();
    cuts
}

pub fn some_places() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 0..6)
}
