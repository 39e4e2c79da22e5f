//! Sixteen bytes of JSON text looked at together: where the first one is that matters.
//!
//! In WebAssembly these are SIMD instructions; elsewhere, that is in tests, two words of eight bytes.

/// The bytes at a place of a text.
#[derive(Clone, Copy)]
pub struct Sixteen(backend::Lanes);

impl Sixteen {
    /// The bytes from `at` on, if there are as many.
    #[inline(always)]
    pub fn at(text: &[u8], at: usize) -> Option<Self> {
        text.get(at..)?.first_chunk().map(|bytes| Self(backend::load(bytes)))
    }

    /// The place of the first quote, backslash or control character; 16 or more if there is none.
    #[inline(always)]
    pub fn first_special(self) -> usize {
        backend::first_special(self.0)
    }

    /// The place of the first quote, backslash, control character or byte that is not ASCII; 16 or more if there is
    /// none.
    #[inline(always)]
    pub fn first_not_plain(self) -> usize {
        backend::first_not_plain(self.0)
    }

    #[inline(always)]
    pub fn is_ascii(self) -> bool {
        backend::is_ascii(self.0)
    }
}

#[cfg(target_feature = "simd128")]
mod backend {
    use std::arch::wasm32::{i8x16_lt, u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, v128, v128_load, v128_or};

    pub type Lanes = v128;

    #[inline(always)]
    #[allow(unsafe_code)]
    pub fn load(bytes: &[u8; 16]) -> Lanes {
        // SAFETY: there are sixteen bytes behind the reference, and a load may be of any alignment. Put together from
        // two words instead, the same takes twice as long.
        unsafe { v128_load(bytes.as_ptr().cast()) }
    }

    #[inline(always)]
    fn ends(lanes: Lanes) -> v128 {
        v128_or(u8x16_eq(lanes, u8x16_splat(b'"')), u8x16_eq(lanes, u8x16_splat(b'\\')))
    }

    #[inline(always)]
    pub fn first_special(lanes: Lanes) -> usize {
        u8x16_bitmask(v128_or(ends(lanes), u8x16_lt(lanes, u8x16_splat(0x20)))).trailing_zeros() as usize
    }

    #[inline(always)]
    pub fn first_not_plain(lanes: Lanes) -> usize {
        // As a signed number, a byte that is not ASCII is below zero.
        u8x16_bitmask(v128_or(ends(lanes), i8x16_lt(lanes, u8x16_splat(0x20)))).trailing_zeros() as usize
    }

    #[inline(always)]
    pub fn is_ascii(lanes: Lanes) -> bool {
        u8x16_bitmask(lanes) == 0
    }
}

#[cfg(not(target_feature = "simd128"))]
mod backend {
    pub type Lanes = [u64; 2];

    const LOWS: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;

    pub fn load(bytes: &[u8; 16]) -> Lanes {
        [0, 8].map(|at| u64::from_le_bytes(std::array::from_fn(|byte| bytes[at + byte])))
    }

    /// The highest bit of each byte that is smaller than `bound`, up to and with the first such byte; those behind it
    /// may be wrong.
    fn below(word: u64, bound: u8) -> u64 {
        word.wrapping_sub(LOWS * u64::from(bound)) & !word & HIGHS
    }

    fn specials(word: u64) -> u64 {
        let is = |byte: u8| below(word ^ (LOWS * u64::from(byte)), 1);
        is(b'"') | is(b'\\') | below(word, 0x20)
    }

    fn first(lanes: [u64; 2]) -> usize {
        match lanes {
            [0, 0] => 16,
            [0, high] => 8 + high.trailing_zeros() as usize / 8,
            [low, _] => low.trailing_zeros() as usize / 8,
        }
    }

    pub fn first_special(lanes: Lanes) -> usize {
        first(lanes.map(specials))
    }

    pub fn first_not_plain(lanes: Lanes) -> usize {
        first(lanes.map(|word| specials(word) | word & HIGHS))
    }

    pub fn is_ascii(lanes: Lanes) -> bool {
        (lanes[0] | lanes[1]) & HIGHS == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place_is_known_for_what_it_is() {
        for filling in [b' ', b'a', 0x7F] {
            for place in 0..16 {
                for byte in 0..=255u8 {
                    let mut bytes = [filling; 17];
                    bytes[place] = byte;
                    let sixteen = Sixteen::at(&bytes, 0).unwrap();
                    let is_special = byte < 0x20 || byte == b'"' || byte == b'\\';
                    assert_eq!(sixteen.first_special().min(16), if is_special { place } else { 16 }, "{byte} {place}");
                    let is_plain = !is_special && byte < 0x80;
                    assert_eq!(sixteen.first_not_plain().min(16), if is_plain { 16 } else { place });
                    assert_eq!(sixteen.is_ascii(), byte < 0x80);
                }
            }
        }
        assert!(Sixteen::at(&[0; 16], 1).is_none() && Sixteen::at(&[0; 16], 20).is_none());
    }
}
