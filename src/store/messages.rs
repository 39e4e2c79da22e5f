//! The table of messages, thread by thread and in each thread by time. Bodies are not kept.

use super::clocks::NaiveTimes;
use super::dict::{NONE, hash};
use super::joining::Loose;
use super::marks::{MarkTable, Marks};
use super::vocabulary::{Actor, MessageKind};
use super::{Mask, reserve};
use crate::time::{Millis, UNKNOWN, known};
use std::ops::Range;

/// What is kept of a message's id: enough to recognise it again, not to print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(u64);

/// Below it are numbers, from it on short texts, and from the second on fingerprints.
const SPELLED: u64 = 10_u64.pow(MOST_DIGITS as u32);
const HASHED: u64 = 1 << 63;

impl MessageId {
    /// Whole numbers keep their order, short ids their letters; other ids become a fingerprint, unless they are the
    /// [`MessageId::text`] of one.
    pub fn from_text(id: impl AsRef<[u8]>) -> Self {
        let id = id.as_ref();
        let known = || whole_number(id).or_else(|| spelled(id)).or_else(|| fingerprint(id));
        Self(known().unwrap_or_else(|| hash(id) | HASHED))
    }

    /// The id as the source gave it; where only its fingerprint is known, or the source gave none, that in hexadecimal
    /// digits after a tilde.
    pub fn text(self) -> String {
        match self.0 {
            number @ ..SPELLED => number.to_string(),
            HASHED.. => format!("~{:016x}", self.0),
            spelled => {
                let mut left = spelled - SPELLED;
                let mut text = String::new();
                while left > 0 {
                    text.push(char::from(LETTERS[(left % BASE) as usize - 1]));
                    left /= BASE;
                }
                text
            }
        }
    }

    /// For a message without an id: what it says, and its number among those of the same time that say the same.
    pub fn from_content(at: Millis, content: u64, number: u32) -> Self {
        let mut bytes = [0; 20];
        bytes[..8].copy_from_slice(&at.to_le_bytes());
        bytes[8..16].copy_from_slice(&content.to_le_bytes());
        bytes[16..].copy_from_slice(&number.to_le_bytes());
        Self(hash(bytes) | HASHED)
    }

    /// Whether it is known by a fingerprint only: no number, nor a short text, such as other sources may have, too.
    pub fn is_fingerprint(self) -> bool {
        self.0 >= HASHED
    }

    /// The number, the letters or the fingerprint.
    pub fn number(self) -> u64 {
        self.0
    }

    /// Where it stands among messages of the same instant: numbers in their order, other ids all alike.
    pub fn rank(self) -> u64 {
        if self.0 < SPELLED { self.0 } else { 0 }
    }
}

/// The number that the text is, if it is written as numbers are and not too large to be told from a fingerprint.
fn whole_number(text: &[u8]) -> Option<u64> {
    let is_one = (1..=MOST_DIGITS).contains(&text.len()) && text[0] != b'0' && text.iter().all(u8::is_ascii_digit);
    is_one.then(|| text.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

const MOST_DIGITS: usize = 18;

/// The fingerprint that the text spells.
fn fingerprint(text: &[u8]) -> Option<u64> {
    let digits = text.strip_prefix(b"~").filter(|digits| digits.len() == 16)?;
    let is_lower = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    let digits = str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|digit| is_lower(&digit)))?;
    u64::from_str_radix(digits, 16).ok().filter(|&number| number >= HASHED)
}

/// The letters of a short id as the digits of a number, from 1 on: ten of them stay below any fingerprint.
fn spelled(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > MOST_LETTERS {
        return None;
    }
    let mut number = 0;
    for &letter in text.iter().rev() {
        let digit = DIGITS[usize::from(letter)];
        if digit == 0 {
            return None;
        }
        number = number * BASE + u64::from(digit);
    }
    Some(number + SPELLED)
}

const MOST_LETTERS: usize = 10;
const LETTERS: &[u8; 66] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:";
const BASE: u64 = LETTERS.len() as u64 + 1;

/// The digit of each letter; 0 of what is none.
static DIGITS: [u8; 256] = {
    let mut digits = [0; 256];
    let mut place = 0;
    while place < LETTERS.len() {
        digits[LETTERS[place] as usize] = place as u8 + 1;
        place += 1;
    }
    digits
};

/// One message, as a source hands it over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Message {
    pub id: MessageId,
    pub at: Millis,
    pub actor: Actor,
    pub kind: MessageKind,
    /// The agent who wrote it, or the contact where it is another one than the thread's.
    pub sender: u32,
    pub receipts: Receipts,
    pub marks: Marks,
}

impl Message {
    /// A message of ours of which nothing came but its receipts: of nobody knows whom, and as old as the earliest of
    /// these. `is_template` where something tells that it is one. Nothing without any receipts.
    pub fn stub(id: MessageId, is_template: bool, receipts: Receipts, marks: Marks) -> Option<Self> {
        let at = receipts.earliest()?;
        let kind = if is_template { MessageKind::Template } else { MessageKind::Other };
        Some(Self { id, at, actor: Actor::Business, kind, sender: NONE, receipts, marks })
    }
}

/// Columns of one length. `rows_of` names the rows of a thread.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    pub at: Vec<Millis>,
    pub id: Vec<MessageId>,
    pub actor: Vec<Actor>,
    pub kind: Vec<MessageKind>,
    pub sender: Vec<u32>,
    pub receipts: ReceiptTable,
    pub marks: MarkTable,
    /// Which rows are public; see [`Messages::is_public`].
    pub public: Mask,
    /// Thread `t` has the rows from `starts[t]` up to, not including, `starts[t + 1]`.
    pub starts: Vec<u32>,
    pub loose: Loose,
    /// The times of those that a clock without a zone showed.
    pub(super) naive: NaiveTimes,
}

impl Messages {
    pub fn len(&self) -> usize {
        self.at.len()
    }

    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    pub fn rows_of(&self, thread: u32) -> Range<usize> {
        let thread = thread as usize;
        match self.starts.get(thread + 1) {
            Some(&end) => self.starts[thread] as usize..end as usize,
            None => 0..0,
        }
    }

    /// The thread that the row is of.
    pub fn thread_of(&self, row: usize) -> u32 {
        self.starts.partition_point(|&start| start as usize <= row) as u32 - 1
    }

    /// The agent who wrote it; [`NONE`] if a contact did, or nobody knows who.
    #[inline]
    pub fn agent(&self, row: usize) -> u32 {
        if self.actor[row] == Actor::Contact { NONE } else { self.sender[row] }
    }

    /// Whether the row is something one side said to the other: no note, no reaction, no line of the product's.
    pub fn is_public(&self, row: usize) -> bool {
        self.public.has(row)
    }

    /// Whether the row is known only by its receipts; see [`Message::stub`].
    pub fn is_stub(&self, row: usize) -> bool {
        self.actor[row] == Actor::Business && matches!(self.kind[row], MessageKind::Other | MessageKind::Template)
    }

    /// Finds out which rows are public, once all are there.
    pub fn settle_public(&mut self) {
        let Self { kind, actor, .. } = self;
        self.public = Mask::of(kind.len(), |row| kind[row].is_public() && actor[row] != Actor::System);
    }

    /// Those of the public rows that `is_meant` is true of.
    pub fn public_of(&self, is_meant: impl Fn(usize) -> bool) -> Mask {
        Mask::of(self.len(), |row| self.is_public(row) && is_meant(row))
    }

    /// The public messages of ours whose receipts are as they are meant to be.
    pub fn outgoing(&self, is_meant: impl Fn(Receipts) -> bool) -> Mask {
        let mut meant = Mask::none(self.len());
        let mut next = 0;
        for row in self.public.rows().filter(|&row| self.actor[row].is_ours()) {
            let of_later = |&message: &u32| message as usize >= row;
            let rest = &self.receipts.message[next..];
            next += rest.iter().position(of_later).unwrap_or(rest.len());
            let has_receipts = self.receipts.message.get(next) == Some(&(row as u32));
            if is_meant(if has_receipts { self.receipts.get(next, self.at[row]) } else { Receipts::default() }) {
                meant.insert(row);
            }
        }
        meant
    }

    pub fn push(&mut self, message: &Message) {
        if message.receipts != Receipts::default() {
            self.receipts.push(self.len() as u32, message.at, message.receipts);
        }
        if message.marks != Marks::default() {
            self.marks.push(self.len() as u32, message.marks);
        }
        self.at.push(message.at);
        self.id.push(message.id);
        self.actor.push(message.actor);
        self.kind.push(message.kind);
        self.sender.push(message.sender);
    }

    /// Makes room for so many more messages, and receipts and marks of theirs.
    pub fn reserve(&mut self, more: usize, receipts: usize, marks: usize) {
        reserve(&mut self.at, more);
        reserve(&mut self.id, more);
        reserve(&mut self.actor, more);
        reserve(&mut self.kind, more);
        reserve(&mut self.sender, more);
        self.receipts.reserve(receipts);
        self.marks.reserve(marks);
    }

    /// The receipts of a message; nothing known of any where it has none.
    pub fn receipts_of(&self, row: usize) -> Receipts {
        let found = self.receipts.message.binary_search(&(row as u32));
        found.map_or_else(|_| Receipts::default(), |receipt| self.receipts.get(receipt, self.at[row]))
    }

    pub fn truncate(&mut self, len: usize) {
        self.at.truncate(len);
        self.id.truncate(len);
        self.actor.truncate(len);
        self.kind.truncate(len);
        self.sender.truncate(len);
        self.receipts.truncate(len as u32);
        self.marks.truncate(len as u32);
    }
}

/// When an outgoing message got how far: milliseconds UTC, [`UNKNOWN`] where no receipt came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Receipts {
    pub sent: Millis,
    pub delivered: Millis,
    pub read: Millis,
    pub failed: Millis,
}

impl Default for Receipts {
    fn default() -> Self {
        Self { sent: UNKNOWN, delivered: UNKNOWN, read: UNKNOWN, failed: UNKNOWN }
    }
}

impl Receipts {
    /// Both taken together. Each receipt counts from when it first came, so order and repetition change nothing.
    pub fn merge(self, other: Self) -> Self {
        Self {
            sent: earlier(self.sent, other.sent),
            delivered: earlier(self.delivered, other.delivered),
            read: earlier(self.read, other.read),
            failed: earlier(self.failed, other.failed),
        }
    }

    /// When the first of them came.
    pub fn earliest(self) -> Option<Millis> {
        known([self.delivered, self.read, self.failed].into_iter().fold(self.sent, earlier))
    }

    /// Whether it got at least to the server: what is delivered has been sent.
    pub fn is_sent(self) -> bool {
        self.sent != UNKNOWN || self.is_delivered()
    }

    /// Whether it got at least to the contact's device: what is read has been delivered.
    pub fn is_delivered(self) -> bool {
        self.delivered != UNKNOWN || self.is_read()
    }

    pub fn is_read(self) -> bool {
        self.read != UNKNOWN
    }

    /// Whether it failed for good: a delivery beats a failure, whichever came first.
    pub fn is_failed(self) -> bool {
        self.failed != UNKNOWN && !self.is_delivered()
    }
}

fn earlier(a: Millis, b: Millis) -> Millis {
    match (a, b) {
        (UNKNOWN, at) | (at, UNKNOWN) => at,
        _ => a.min(b),
    }
}

/// The receipts of those messages that have any, by ascending message row. Each is kept by how long after its message
/// it came.
#[derive(Clone, Debug, Default)]
pub struct ReceiptTable {
    pub message: Vec<u32>,
    after: Vec<[i32; 4]>,
    /// Those of messages of which one is too far away in time.
    far: Vec<(u32, Receipts)>,
}

/// Stand among the milliseconds after a message for a receipt that did not come, and for one that is too far away.
const NOT_CAME: i32 = i32::MIN;
const FAR: i32 = i32::MIN + 1;

impl ReceiptTable {
    pub fn len(&self) -> usize {
        self.message.len()
    }

    pub fn is_empty(&self) -> bool {
        self.message.is_empty()
    }

    /// The receipts in a row, whose message is of the instant `at`.
    pub fn get(&self, row: usize, at: Millis) -> Receipts {
        let message = self.message[row];
        if self.after[row].contains(&FAR) {
            let far = self.far.binary_search_by_key(&message, |(message, _)| *message);
            return far.map_or_else(|_| Receipts::default(), |place| self.far[place].1);
        }
        let came = |after: i32| if after == NOT_CAME { UNKNOWN } else { at + Millis::from(after) };
        let [sent, delivered, read, failed] = self.after[row].map(came);
        Receipts { sent, delivered, read, failed }
    }

    /// Adds the receipts of a message of the instant `at`.
    pub fn push(&mut self, message: u32, at: Millis, receipts: Receipts) {
        let Receipts { sent, delivered, read, failed } = receipts;
        let after = [sent, delivered, read, failed].map(|came| match came {
            UNKNOWN => NOT_CAME,
            came => i32::try_from(came - at).ok().filter(|&after| after > FAR).unwrap_or(FAR),
        });
        if after.contains(&FAR) {
            self.far.push((message, receipts));
        }
        self.message.push(message);
        self.after.push(after);
    }

    pub fn reserve(&mut self, more: usize) {
        reserve(&mut self.message, more);
        reserve(&mut self.after, more);
    }

    fn truncate(&mut self, message: u32) {
        let len = self.message.partition_point(|&row| row < message);
        self.message.truncate(len);
        self.after.truncate(len);
        self.far.retain(|&(row, _)| row < message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_order_and_other_ids_their_difference() {
        assert!(MessageId::from_text("9").rank() < MessageId::from_text("10").rank());
        assert_eq!(MessageId::from_text("wamid.A").rank(), 0);
        let ids = ["7", "07", "+7", "wamid.A", "wamid.B", "18446744073709551615"].map(MessageId::from_text);
        for (i, a) in ids.iter().enumerate() {
            assert!(ids[i + 1..].iter().all(|b| a != b));
        }
    }

    #[test]
    fn numbers_and_short_ids_are_known_by_their_text_and_others_by_a_fingerprint() {
        for id in
            ["7", "999999999999999999", "0", "007", "m1", "a", ":::::::::", "::::::::::", "0000000000", "Zz-9_.:aB0"]
        {
            let kept = MessageId::from_text(id);
            assert_eq!((kept.text().as_str(), kept.number() < HASHED), (id, true));
        }
        for id in ["wamid.HBgM", "m 1", "é", "", "12345678901", "0b94f2c2-68c8-4b3e"] {
            let is_known = id.len() <= 11 && id.bytes().all(|letter| LETTERS.contains(&letter)) && !id.is_empty();
            assert_eq!(MessageId::from_text(id).text().starts_with('~'), !is_known, "{id}");
        }
        assert_eq!(
            MessageId::from_text("0b94f2c2-68c8-4b3e").text(),
            format!("~{:016x}", hash("0b94f2c2-68c8-4b3e") | HASHED)
        );
    }

    #[test]
    fn a_fingerprint_is_known_by_what_it_is_written_as() {
        for id in ["wamid.HBgM", "é", "~", "~0123456789abcdef", "~A123456789abcdef", "~8000000000000000"] {
            let kept = MessageId::from_text(id);
            assert_eq!(MessageId::from_text(kept.text()), kept, "{id}");
        }
        assert_eq!(MessageId::from_text("~f123456789abcdef").text(), "~f123456789abcdef");
        assert_ne!(MessageId::from_text("~0123456789abcdef").text(), "~0123456789abcdef");
    }

    #[test]
    fn receipts_are_the_same_in_any_order_and_repetition() {
        let none = Receipts::default();
        let receipts = [
            Receipts { sent: 1, ..none },
            Receipts { delivered: 2, ..none },
            Receipts { read: 3, ..none },
            Receipts { read: 5, ..none },
            Receipts { failed: 4, ..none },
        ];
        let all = Receipts { sent: 1, delivered: 2, read: 3, failed: 4 };
        for order in 0..120 {
            let (mut left, mut code, mut merged) = (receipts.to_vec(), order, none);
            while !left.is_empty() {
                let receipt = left.remove(code % left.len());
                code /= left.len() + 1;
                merged = merged.merge(receipt).merge(receipt);
            }
            assert_eq!(merged, all);
        }
    }

    #[test]
    fn receipts_are_kept_however_far_from_their_message_they_came() {
        let at = 1_740_000_000_000;
        let none = Receipts::default();
        let all = [
            Receipts { sent: at, delivered: at + 5, ..none },
            Receipts { sent: at - 3_600_000, read: at + i64::from(i32::MAX), ..none },
            Receipts {
                sent: at - 400 * 86_400_000,
                delivered: at,
                read: at + i64::from(i32::MAX) + 1,
                failed: UNKNOWN,
            },
            Receipts { failed: 946_684_800_000, ..none },
        ];
        let mut table = ReceiptTable::default();
        (0..).zip(all).for_each(|(row, receipts)| table.push(row * 3, at, receipts));
        assert_eq!([0, 1, 2, 3].map(|row| table.get(row, at)), all);
        table.truncate(6);
        assert_eq!((table.len(), table.far.len(), table.get(1, at)), (2, 0, all[1]));
    }

    #[test]
    fn how_far_a_message_got() {
        let none = Receipts::default();
        let got = |receipts: Receipts| {
            [receipts.is_sent(), receipts.is_delivered(), receipts.is_read(), receipts.is_failed()].map(u8::from)
        };
        assert_eq!(got(Receipts { sent: 1, read: 2, ..none }), [1, 1, 1, 0]);
        assert_eq!(got(Receipts { failed: 1, delivered: 2, ..none }), [1, 1, 0, 0]);
        assert_eq!(got(Receipts { failed: 1, sent: 1, ..none }), [1, 0, 0, 1]);
        assert_eq!([got(Receipts { sent: 1, ..none }), got(none)], [[1, 0, 0, 0], [0; 4]]);
    }
}
