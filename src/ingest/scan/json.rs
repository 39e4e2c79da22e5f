//! JSON syntax: a cursor that pulls values out of text that may still be growing.
//!
//! Strict: accepts what RFC 8259 calls JSON and nothing else, in strings that are skipped too, and in them nothing but
//! UTF-8. Knows nothing of what the values mean, and does not read numbers: they are handed over as written.

use super::known::{Known, Patterns};
use super::sixteen::Sixteen;
use crate::error::Code;
use crate::registry::Word;
use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU64;

/// How deep arrays and objects may stand within each other.
pub const MAX_DEPTH: usize = 512;

/// Why a value could not be read to its end: there is no more text, or it is wrong. One number, since every reading
/// function hands it on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Stop(NonZeroU64);

impl Stop {
    /// The text ends before the value does. Read it again from its start when there is more.
    pub const MORE: Self = Self(NonZeroU64::MAX);

    /// The text is wrong, at this byte of it.
    pub fn bad(at: usize, code: Code) -> Self {
        Self(NonZeroU64::MIN.saturating_add((at as u64) << 8 | code as u64))
    }

    /// Where and how the text is wrong; nothing if there is only no more of it.
    pub fn fault(self) -> Option<(usize, Code)> {
        let number = self.0.get() - 1;
        (self != Self::MORE).then(|| ((number >> 8) as usize, Code::ALL[number as usize & 0xFF]))
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fault() {
            None => f.write_str("More"),
            Some((at, code)) => write!(f, "Bad({at}, {code:?})"),
        }
    }
}

pub type Read<T> = Result<T, Stop>;

/// A value that is no array and no object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    Null,
    Bool(bool),
    /// A number as it is written.
    Number(&'a str),
    Text(Text<'a>),
    /// An array or an object, which was skipped.
    Nested,
}

/// What stood where an array or an object was expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found {
    Expected,
    Null,
    /// A value of another type, which was skipped.
    Other,
}

/// The inside of a string, as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Text<'a> {
    raw: &'a [u8],
    is_escaped: bool,
}

impl<'a> Text<'a> {
    /// Of which every character stands for itself.
    pub fn plain(text: &'a str) -> Self {
        Self { raw: text.as_bytes(), is_escaped: false }
    }

    #[inline]
    pub fn get(self) -> Cow<'a, str> {
        let raw = str_of(self.raw);
        if self.is_escaped { Cow::Owned(unescaped(raw)) } else { Cow::Borrowed(raw) }
    }

    /// The bytes of what it says.
    #[inline]
    pub fn bytes(self) -> Cow<'a, [u8]> {
        if self.is_escaped { Cow::Owned(unescaped(str_of(self.raw)).into_bytes()) } else { Cow::Borrowed(self.raw) }
    }

    /// Whether it says something else than what is written.
    pub(super) fn is_escaped(self) -> bool {
        self.is_escaped
    }

    /// What stands between two quotes and has been read before.
    pub(super) fn read_before(raw: &'a [u8], is_escaped: bool) -> Self {
        Self { raw, is_escaped }
    }

    /// How many bytes it takes as written.
    pub fn len(self) -> usize {
        self.raw.len()
    }

    pub fn is_empty(self) -> bool {
        self.raw.is_empty()
    }
}

/// What has been read is known to be UTF-8.
pub(super) fn str_of(read: &[u8]) -> &str {
    std::str::from_utf8(read).expect("no string is handed over before its bytes have been looked at")
}

/// A place in JSON text. After [`Stop::MORE`] it is worthless: take a new one.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    /// No more text will come.
    is_last: bool,
    /// How many arrays and objects are open around this place.
    depth: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a (impl AsRef<[u8]> + ?Sized), at: usize, is_last: bool) -> Self {
        Self { text: text.as_ref(), at, is_last, depth: 0 }
    }

    /// The same place, in text that stands within `depth` arrays and objects.
    pub fn within(self, depth: usize) -> Self {
        Self { depth, ..self }
    }

    pub fn at(&self) -> usize {
        self.at
    }

    /// The text up to here.
    pub(super) fn text_before(&self) -> &'a [u8] {
        &self.text[..self.at]
    }

    /// The same cursor at an earlier place.
    pub(super) fn back_to(&self, at: usize) -> Self {
        Self { at, ..*self }
    }

    /// The text is wrong here; if what is here is no UTF-8, that is why.
    #[cold]
    pub fn bad<T>(&self, code: Code) -> Read<T> {
        self.bad_behind(0, code)
    }

    /// The token here is wrong; if its bytes could go on but for one that is no UTF-8, that is why.
    #[cold]
    fn bad_token<T>(&self) -> Read<T> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let rest = &rest[..rest.len().min(LONGEST_TOKEN)];
        let Err(error) = std::str::from_utf8(rest) else { return Err(Stop::bad(self.at, Code::BadJson)) };
        let before = error.valid_up_to();
        let mut token = Cursor::new(&rest[..before], 0, false);
        let stop = if rest.starts_with(b"\\") { token.escape().err() } else { token.scalar().err() };
        self.bad_behind(if stop == Some(Stop::MORE) { before } else { 0 }, Code::BadJson)
    }

    fn bad_behind<T>(&self, before: usize, code: Code) -> Read<T> {
        let at = self.at + before;
        let end = self.text.len().min(at + LONGEST_CHARACTER);
        match std::str::from_utf8(self.text.get(at..end).unwrap_or_default()) {
            Err(error) if error.valid_up_to() == 0 => {
                let may_be_cut = error.error_len().is_none() && end == self.text.len() && !self.is_last;
                Err(if may_be_cut { Stop::MORE } else { Stop::bad(at, Code::BadUtf8) })
            }
            _ => Err(Stop::bad(self.at, code)),
        }
    }

    /// There is no more text here: wait for it, or give up.
    #[cold]
    fn end<T>(&mut self) -> Read<T> {
        if !self.is_last {
            return Err(Stop::MORE);
        }
        self.at = self.text.len();
        Err(Stop::bad(self.at, Code::TruncatedInput))
    }

    /// The next byte that is not white space, which stays where it is.
    #[inline(always)]
    pub fn peek(&mut self) -> Read<u8> {
        match self.text.get(self.at) {
            Some(&byte) if byte > b' ' => Ok(byte),
            _ => self.peek_behind_space(),
        }
    }

    fn peek_behind_space(&mut self) -> Read<u8> {
        self.skip_space();
        match self.text.get(self.at) {
            Some(&byte) => Ok(byte),
            None => self.end(),
        }
    }

    pub fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.text.get(self.at) {
            self.at += 1;
        }
    }

    /// Takes the byte that [`Cursor::peek`] has seen.
    #[inline(always)]
    pub(super) fn bump(&mut self) {
        self.at += 1;
    }

    #[inline(always)]
    pub(super) fn expect(&mut self, byte: u8) -> Read<()> {
        if self.peek()? != byte {
            return self.bad(Code::BadJson);
        }
        self.at += 1;
        Ok(())
    }

    /// Hands each member's key and value to `member`, which must take the value.
    pub fn object(&mut self, mut member: impl FnMut(&str, &mut Cursor<'a>) -> Read<()>) -> Read<Found> {
        self.each(b'{', b'}', |cursor| {
            let key = cursor.key()?;
            member(&key.get(), cursor)
        })
    }

    /// Hands each member's key, as `keys` understand it, and value to `member`, which must take the value.
    #[inline(always)]
    pub fn members<K: Copy>(
        &mut self,
        keys: &mut Known<K>,
        mut member: impl FnMut(K, &mut Cursor<'a>) -> Read<()>,
    ) -> Read<Found> {
        let mut place = 0;
        self.each(b'{', b'}', |cursor| {
            let key = cursor.known_key(&mut keys.patterns, &mut place, keys.read)?;
            member(key, cursor)
        })
    }

    /// As [`Cursor::members`], where the keys are among what `member` needs, too.
    #[inline(always)]
    pub fn members_among<T, K: Copy>(
        &mut self,
        ground: &mut T,
        keys: impl Fn(&mut T) -> &mut Known<K>,
        mut member: impl FnMut(K, &mut Cursor<'a>, &mut T) -> Read<()>,
    ) -> Read<Found> {
        let mut place = 0;
        self.each(b'{', b'}', |cursor| {
            let Known { read, patterns } = keys(ground);
            let key = cursor.known_key(patterns, &mut place, *read)?;
            member(key, cursor, ground)
        })
    }

    /// Has `element` take each element.
    pub fn array(&mut self, element: impl FnMut(&mut Cursor<'a>) -> Read<()>) -> Read<Found> {
        self.each(b'[', b']', element)
    }

    /// Has `take` take whatever stands between commas.
    #[inline(always)]
    pub fn each(&mut self, start: u8, end: u8, mut take: impl FnMut(&mut Cursor<'a>) -> Read<()>) -> Read<Found> {
        match self.peek()? {
            first if first == start => self.step_in()?,
            other => return self.skip_unexpected(other),
        }
        if self.peek()? == end {
            return Ok(self.step_out());
        }
        loop {
            take(self)?;
            match self.peek()? {
                b',' => self.at += 1,
                byte if byte == end => return Ok(self.step_out()),
                _ => return self.bad(Code::BadJson),
            }
        }
    }

    /// A member's key, which need not be read where it is one that is known.
    #[inline(always)]
    pub fn known_key<K: Copy>(
        &mut self,
        known: &mut Patterns<K>,
        place: &mut usize,
        read: impl FnOnce(&str) -> K,
    ) -> Read<K> {
        if let Some((key, length)) = known.expected(&self.text[self.at..], place) {
            self.at += length;
            return Ok(key);
        }
        self.new_key(known, place, read)
    }

    fn new_key<K: Copy>(
        &mut self,
        known: &mut Patterns<K>,
        place: &mut usize,
        read: impl FnOnce(&str) -> K,
    ) -> Read<K> {
        self.skip_space();
        if let Some((key, length)) = known.expected(&self.text[self.at..], place) {
            self.at += length;
            return Ok(key);
        }
        let start = self.at;
        let key = read(&self.key()?.get());
        known.learn(&self.text[start..self.at], key, place);
        Ok(key)
    }

    /// The word that stands here, as `words` understand it; nothing if there is no string, which is then left.
    #[inline(always)]
    pub fn word<W: Copy>(&mut self, words: &mut Known<W>) -> Read<Option<W>> {
        if self.peek()? != b'"' {
            return Ok(None);
        }
        if let Some((word, length)) = words.patterns.expected(&self.text[self.at..], &mut 0) {
            self.at += length;
            return Ok(Some(word));
        }
        let start = self.at;
        let word = (words.read)(&self.string()?.get());
        let mut behind = words.patterns.len();
        words.patterns.learn(&self.text[start..self.at], word, &mut behind);
        Ok(Some(word))
    }

    #[inline(always)]
    fn step_in(&mut self) -> Read<()> {
        if self.depth == MAX_DEPTH {
            return self.bad(Code::NestedTooDeep);
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    #[inline(always)]
    fn step_out(&mut self) -> Found {
        self.depth -= 1;
        self.at += 1;
        Found::Expected
    }

    #[cold]
    fn skip_unexpected(&mut self, first: u8) -> Read<Found> {
        self.skip()?;
        Ok(if first == b'n' { Found::Null } else { Found::Other })
    }

    /// A member's key, and the colon after it.
    pub(super) fn key(&mut self) -> Read<Text<'a>> {
        if self.peek()? != b'"' {
            return self.bad(Code::BadJson);
        }
        let key = self.string()?;
        self.expect(b':')?;
        Ok(key)
    }

    /// The string that stands here; nothing if there is something else, which is then left.
    #[inline(always)]
    pub fn text(&mut self) -> Read<Option<Text<'a>>> {
        if self.peek()? == b'"' { self.string().map(Some) } else { Ok(None) }
    }

    /// The value, if it is no array and no object; those are skipped.
    pub fn scalar(&mut self) -> Read<Scalar<'a>> {
        Ok(match self.peek()? {
            b'"' => Scalar::Text(self.string()?),
            b'{' | b'[' => {
                self.skip_nested()?;
                Scalar::Nested
            }
            b'n' => self.literal("null", Scalar::Null)?,
            b't' => self.literal("true", Scalar::Bool(true))?,
            b'f' => self.literal("false", Scalar::Bool(false))?,
            _ => Scalar::Number(self.number()?),
        })
    }

    /// Steps over the value, whatever it is.
    #[inline]
    pub fn skip(&mut self) -> Read<()> {
        match self.peek()? {
            b'"' => self.string().map(|_| ()),
            b'{' | b'[' => self.skip_nested(),
            _ => self.scalar().map(|_| ()),
        }
    }

    #[inline(never)]
    fn skip_nested(&mut self) -> Read<()> {
        let mut open = Nesting::default();
        loop {
            let is_open = match self.peek()? {
                b'{' => self.open(&mut open, true, b'}')?,
                b'[' => self.open(&mut open, false, b']')?,
                b'"' => {
                    self.string()?;
                    false
                }
                _ => {
                    self.scalar()?;
                    false
                }
            };
            if !is_open && !self.close(&mut open)? {
                return Ok(());
            }
            if open.is_object() {
                self.key()?;
            }
        }
    }

    /// Steps into an array or an object; `false` if it is empty, and so already stepped out of again.
    fn open(&mut self, open: &mut Nesting, is_object: bool, end: u8) -> Read<bool> {
        if self.depth + open.depth == MAX_DEPTH {
            return self.bad(Code::NestedTooDeep);
        }
        open.push(is_object);
        self.at += 1;
        if self.peek()? != end {
            return Ok(true);
        }
        self.at += 1;
        open.pop();
        Ok(false)
    }

    /// After a value: steps over the ends that follow and the comma; `false` where nothing is open any more.
    fn close(&mut self, open: &mut Nesting) -> Read<bool> {
        while open.depth > 0 {
            let end = if open.is_object() { b'}' } else { b']' };
            match self.peek()? {
                b',' => {
                    self.at += 1;
                    return Ok(true);
                }
                byte if byte == end => {
                    self.at += 1;
                    open.pop();
                }
                _ => return self.bad(Code::BadJson),
            }
        }
        Ok(false)
    }

    fn literal<T>(&mut self, word: &str, value: T) -> Read<T> {
        let rest = &self.text[self.at..];
        let seen = rest.len().min(word.len());
        if rest[..seen] != word.as_bytes()[..seen] {
            return self.bad_token();
        }
        if seen < word.len() {
            return self.end();
        }
        self.at += seen;
        Ok(value)
    }

    fn number(&mut self) -> Read<&'a str> {
        let bytes = self.text;
        let digits = |from: usize| from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let has = |at: usize, set: &[u8]| bytes.get(at).is_some_and(|byte| set.contains(byte));
        if !has(self.at, b"-0123456789") {
            return self.bad(Code::BadJson);
        }
        let whole = self.at + usize::from(has(self.at, b"-"));
        let mut end = if has(whole, b"0") { whole + 1 } else { digits(whole) };
        let mut is_whole = end > whole;
        if is_whole && has(end, b".") {
            let fraction = digits(end + 1);
            is_whole = fraction > end + 1;
            end = fraction;
        }
        if is_whole && has(end, b"eE") {
            let sign = end + 1 + usize::from(has(end + 1, b"+-"));
            let exponent = digits(sign);
            is_whole = exponent > sign;
            end = exponent;
        }
        if end >= bytes.len() && !(is_whole && self.is_last) {
            return self.end();
        }
        if !is_whole {
            return self.bad_token();
        }
        let number = str_of(&bytes[self.at..end]);
        self.at = end;
        Ok(number)
    }

    /// The string that starts at the quote here.
    #[inline(always)]
    fn string(&mut self) -> Read<Text<'a>> {
        let start = self.at + 1;
        // Most strings are short and plain.
        if let Some(sixteen) = Sixteen::at(self.text, start) {
            let length = sixteen.first_not_plain();
            if length < 16 && self.text[start + length] == b'"' {
                self.at = start + length + 1;
                return Ok(Text { raw: &self.text[start..start + length], is_escaped: false });
            }
        }
        self.long_string()
    }

    #[inline(never)]
    fn long_string(&mut self) -> Read<Text<'a>> {
        let start = self.at + 1;
        self.at = start;
        let is_escaped = self.rest_of_string()?;
        Ok(Text { raw: &self.text[start..self.at - 1], is_escaped })
    }

    /// The bytes of the string here if `read` can make something of the first `N` and they are all of it.
    #[inline(always)]
    pub fn fixed_text<const N: usize, T>(&mut self, read: impl FnOnce(&[u8; N]) -> Option<T>) -> Option<T> {
        let rest = self.text[self.at..].strip_prefix(b"\"")?;
        let value = read(rest.first_chunk()?)?;
        if rest.get(N) != Some(&b'"') {
            return None;
        }
        self.at += N + 2;
        Some(value)
    }

    /// Steps behind the closing quote. When the text ends before it, this place is left where reading can go on.
    /// Says whether there was an escape on the way.
    pub(super) fn rest_of_string(&mut self) -> Read<bool> {
        let start = self.at;
        let mut is_escaped = false;
        let mut is_ascii = true;
        loop {
            let (end, is_plain) = end_of_plain(self.text, self.at);
            is_ascii &= is_plain;
            self.at = end;
            match self.text.get(end) {
                Some(b'"') => {
                    self.check(start, is_ascii)?;
                    self.at += 1;
                    return Ok(is_escaped);
                }
                Some(b'\\') => {
                    is_escaped = true;
                    match self.escape() {
                        Ok(length) => self.at += length,
                        stop => {
                            self.check(start, is_ascii)?;
                            return stop.map(|_| is_escaped);
                        }
                    }
                }
                Some(_) => {
                    self.check(start, is_ascii)?;
                    return self.bad(Code::BadJson);
                }
                None => {
                    self.check(start, is_ascii)?;
                    let at = self.at;
                    let stop = self.end();
                    // A character that is cut in two is read again.
                    self.at = if self.is_last { self.at } else { at };
                    return stop;
                }
            }
        }
    }

    /// Whether what has been read of a string from `start` up to here is UTF-8. Where the text ends in the middle of
    /// a character that may go on, steps back before it.
    #[inline(always)]
    fn check(&mut self, start: usize, is_ascii: bool) -> Read<()> {
        if is_ascii { Ok(()) } else { self.check_characters(start) }
    }

    #[inline(never)]
    fn check_characters(&mut self, start: usize) -> Read<()> {
        // Whole blocks are fast, and what stands behind the string is mostly valid, too.
        let blocks = (self.at - start).next_multiple_of(BLOCK);
        let text = self.text.get(start..start + blocks).unwrap_or(&self.text[start..self.at]);
        if simdutf8::basic::from_utf8(text).is_ok() { Ok(()) } else { self.check_end(start) }
    }

    #[cold]
    fn check_end(&mut self, start: usize) -> Read<()> {
        let Err(error) = std::str::from_utf8(&self.text[start..self.at]) else { return Ok(()) };
        let is_cut = error.error_len().is_none() && self.at == self.text.len() && !self.is_last;
        self.at = start + error.valid_up_to();
        if is_cut { Ok(()) } else { Err(Stop::bad(self.at, Code::BadUtf8)) }
    }

    /// How long the escape is that starts at the backslash here.
    fn escape(&mut self) -> Read<usize> {
        let rest = &self.text[self.at..];
        match rest.get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') => {
                let digits = &rest[2..rest.len().min(6)];
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return self.bad_token();
                }
                if digits.len() < 4 { self.end() } else { Ok(6) }
            }
            Some(_) => self.bad_token(),
            None => self.end(),
        }
    }
}

/// How many bytes are validated at once.
const BLOCK: usize = 64;

/// Nothing behind this many bytes of a number is looked at to tell why it is wrong.
const LONGEST_TOKEN: usize = 1024;

/// No character of UTF-8 has more bytes.
const LONGEST_CHARACTER: usize = 4;

/// The first place from `at` on with a quote, a backslash or a control character, the end if there is none, and
/// whether everything before it is ASCII; `false` may be wrong.
#[inline(always)]
fn end_of_plain(text: &[u8], mut at: usize) -> (usize, bool) {
    let mut is_ascii = true;
    while let Some(sixteen) = Sixteen::at(text, at) {
        is_ascii &= sixteen.is_ascii();
        let length = sixteen.first_special();
        if length < 16 {
            return (at + length, is_ascii);
        }
        at += 16;
    }
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.iter().position(|&byte| is_special(byte)).unwrap_or(rest.len());
    (at + length, is_ascii && rest[..length].is_ascii())
}

fn is_special(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// What is open around a value: a bit for each level, set for an object.
#[derive(Default)]
struct Nesting {
    objects: [u64; MAX_DEPTH / 64],
    depth: usize,
}

impl Nesting {
    fn push(&mut self, is_object: bool) {
        let (word, bit) = (&mut self.objects[self.depth / 64], 1 << (self.depth % 64));
        *word = if is_object { *word | bit } else { *word & !bit };
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth -= 1;
    }

    fn is_object(&self) -> bool {
        self.depth > 0 && self.objects[(self.depth - 1) / 64] & (1 << ((self.depth - 1) % 64)) != 0
    }
}

/// The text with its escapes resolved. Half of a surrogate pair becomes U+FFFD.
fn unescaped(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let (character, length) = escaped_character(&rest[at..]);
        text.push(character);
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    text
}

/// The character that the escape at the start of `text` stands for, and how many bytes the escape takes.
fn escaped_character(text: &str) -> (char, usize) {
    let unit = |from: usize| text.get(from..from + 4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    match text.as_bytes()[1] {
        b'b' => ('\u{8}', 2),
        b'f' => ('\u{c}', 2),
        b'n' => ('\n', 2),
        b'r' => ('\r', 2),
        b't' => ('\t', 2),
        b'u' => {
            let first = unit(2).unwrap_or(0xFFFD);
            let second = (text.get(6..8) == Some("\\u")).then(|| unit(8)).flatten();
            match (char::from_u32(u32::from(first)), second) {
                (Some(character), _) => (character, 6),
                (None, Some(second)) => match char::decode_utf16([first, second]).next() {
                    Some(Ok(character)) => (character, 12),
                    _ => (char::REPLACEMENT_CHARACTER, 6),
                },
                (None, None) => (char::REPLACEMENT_CHARACTER, 6),
            }
        }
        other => (char::from(other), 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn skipped(text: &str) -> Read<usize> {
        let mut cursor = Cursor::new(text, 0, true);
        cursor.skip()?;
        cursor.skip_space();
        if cursor.at < text.len() { cursor.bad(Code::BadJson) } else { Ok(cursor.at) }
    }

    #[test]
    fn what_begins_no_value_is_wrong_whatever_stands_behind_it() {
        for first in [&b"\\"[..], b"x", b"+", b".", b"}"] {
            let stop = |text: &[u8], is_last: bool| Cursor::new(text, 0, is_last).skip().unwrap_err().fault();
            let expected = Some((0, Code::BadJson));
            assert_eq!([stop(first, false), stop(&[first, b"\x95"].concat(), true)], [expected; 2], "{first:?}");
        }
    }

    #[test]
    fn keys_are_recognised_in_any_order_and_learnt_once() {
        let mut keys = Known::new(|key: &str| key.len());
        let objects = [
            r#"{"a":1,"bb":2,"ccc":3}             "#,
            r#"{"bb":2,"ccc":3,"a":1}"#,
            r#"{ "a" : 1,"\u0061a":2,"a key that is longer than others":3,"bb":4}"#,
            r#"{}"#,
        ];
        for round in 0..2 {
            let read = objects.map(|object| {
                let mut lengths = Vec::new();
                let mut cursor = Cursor::new(object, 0, true);
                cursor
                    .members(&mut keys, |length, value| {
                        lengths.push(length);
                        value.skip()
                    })
                    .unwrap();
                lengths
            });
            assert_eq!(read, [vec![1, 2, 3], vec![2, 3, 1], vec![1, 2, 32, 2], vec![]], "round {round}");
        }
        // Three plain ones, one with blanks, one with an escape.
        assert_eq!(keys.patterns.len(), 5);
    }

    #[test]
    fn json_is_accepted_and_nothing_else() {
        let valid = [
            "0",
            "-0",
            "-0.0e+1",
            "1E9",
            "12.5",
            "null",
            "true",
            " false ",
            "\"\"",
            "\"\\u00e9\\n\\/\"",
            "[]",
            "[ ]",
            "{}",
            "[1,[2,{\"a\":[]}],\"x\"]",
            "{\"a\":{\"b\":null},\"a\":1}",
            "\"\u{7f}é\u{1F600}\"",
            "\"\\ud800\"",
            "\t[\r\n1 , 2 ]\n",
        ];
        for text in valid {
            assert!(skipped(text).is_ok(), "{text}");
            assert!(serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), "{text}");
        }
        let invalid = [
            "",
            " ",
            "01",
            "-",
            "+1",
            "1.",
            ".5",
            "1e",
            "1e+",
            "nul",
            "nulL",
            "True",
            "NaN",
            "'a'",
            "\"a",
            "\"\t\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\u12",
            "\"\\",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "[1 2]",
            "]",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{,}",
            "{a:1}",
            "{\"a\" 1}",
            "{1:2}",
            "[1}",
            "{\"a\":1]",
            "1 2",
            "[]]",
            "{}x",
            "\u{feff}1",
            "\"a\u{0}\"",
            "/**/1",
            "--1",
            "0x1",
            "1_0",
            "Infinity",
            "{\"a\":1 \"b\":2}",
        ];
        for text in invalid {
            assert!(skipped(text).is_err(), "{text}");
            assert!(serde_json::from_str::<serde::de::IgnoredAny>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_value_that_may_go_on_asks_for_more() {
        for text in ["", "1", "12", "-", "1.", "1e", "tru", "\"a", "\"\\", "\"\\u00", "[", "[1", "{\"a\"", "{\"a\":1"] {
            assert_eq!(Cursor::new(text, 0, false).skip(), Err(Stop::MORE), "{text}");
        }
    }

    #[test]
    fn too_deep_nesting_is_refused_where_it_gets_too_deep() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert_eq!(skipped(&deep(MAX_DEPTH)), Ok(2 * MAX_DEPTH));
        let too_deep = |at| Err(Stop::bad(at, Code::NestedTooDeep));
        assert_eq!(skipped(&deep(MAX_DEPTH + 1)), too_deep(MAX_DEPTH));
        assert_eq!(skipped(&"[{\"a\":".repeat(100_000)), too_deep(MAX_DEPTH / 2 * 6));
    }

    #[test]
    fn members_and_elements_are_handed_over() {
        let mut cursor = Cursor::new(r#" {"a":[1,"x\u0041",null,[0]],"\u0062":true}"#, 0, true);
        let mut seen = Vec::new();
        let found = cursor.object(|key, value| {
            seen.push(key.to_owned());
            value.array(|element| {
                seen.push(match element.scalar()? {
                    Scalar::Text(text) => text.get().into_owned(),
                    other => format!("{other:?}"),
                });
                Ok(())
            })?;
            Ok(())
        });
        assert_eq!(found, Ok(Found::Expected));
        assert_eq!(seen, ["a", "Number(\"1\")", "xA", "Null", "Nested", "b"]);
    }

    #[test]
    fn another_type_than_expected_is_skipped() {
        let read = |text: &'static str| Cursor::new(text, 0, true).object(|_, _| unreachable!());
        assert_eq!(read("null"), Ok(Found::Null));
        assert_eq!(read("[{}]"), Ok(Found::Other));
        assert_eq!(read("7"), Ok(Found::Other));
    }

    #[test]
    fn escapes_are_resolved_as_serde_json_does() {
        for text in [r#""a\"\\\/\b\f\n\r\t""#, r#""\u00e9\u4e16\ud83d\ude00 \u0000""#] {
            let expected: String = serde_json::from_str(text).unwrap();
            let mut cursor = Cursor::new(text, 0, true);
            let Ok(Scalar::Text(read)) = cursor.scalar() else { panic!("{text}") };
            assert_eq!(read.get(), expected);
        }
        assert_eq!(unescaped(r"\ud83d!\ude00\ud83dx"), "\u{fffd}!\u{fffd}\u{fffd}x");
    }

    #[test]
    fn the_special_byte_is_found_at_every_distance() {
        for special in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for distance in 0..40 {
                let mut bytes = vec![0xC3; 48];
                bytes[distance] = special;
                bytes[distance + 3] = b'"';
                assert_eq!(end_of_plain(&bytes, 0).0, distance);
            }
        }
        assert_eq!(end_of_plain("é ~\u{7f}".repeat(9).as_bytes(), 0), (45, false));
        assert_eq!(end_of_plain(" ~\u{7f}".repeat(9).as_bytes(), 0), (27, true));
    }

    proptest! {
        #[test]
        fn accepts_exactly_what_serde_json_accepts(text in r#"([\[\]{},:"\\ua0e.\-1 ]|true|null|\\u00e9|"k":){0,24}"#) {
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(skipped(&text).is_ok(), theirs, "{}", text);
        }
    }
}
