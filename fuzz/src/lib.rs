//! What the fuzzer's targets share: how its bytes are understood, and the comparisons that the tests make, too.

#[path = "../../tests/native/agreement.rs"]
pub mod agreement;
#[path = "../../tests/native/readers.rs"]
pub mod readers;

/// The text that is to be read, and where it is cut. The last byte says how many cuts there are, up to 7, and two
/// bytes before it where each of them is.
pub fn pieces(data: &[u8]) -> (&[u8], Vec<usize>) {
    let Some((&count, rest)) = data.split_last() else { return (data, Vec::new()) };
    let (text, places) = rest.split_at(rest.len().saturating_sub(2 * usize::from(count % 8)));
    let place = |pair: &[u8]| usize::from(u16::from_le_bytes([pair[0], pair[1]])) % (text.len() + 1);
    let mut cuts: Vec<_> = places.chunks_exact(2).map(place).collect();
    cuts.sort_unstable();
    (text, cuts)
}
