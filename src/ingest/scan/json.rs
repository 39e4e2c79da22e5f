//! JSON syntax: a cursor that pulls values out of text that may still be growing.
//!
//! Strict: accepts what RFC 8259 calls JSON and nothing else, in strings that are skipped too. Knows nothing of
//! what the values mean, and does not read numbers: they are handed over as written.

use crate::error::Code;
use std::borrow::Cow;

/// How deep arrays and objects may stand within each other.
pub const MAX_DEPTH: usize = 512;

/// Why a value could not be read to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// The text ends before the value does. Read it again from its start when there is more.
    More,
    /// The text is wrong, at this byte of it.
    Bad { at: usize, code: Code },
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
    raw: &'a str,
    is_escaped: bool,
}

impl<'a> Text<'a> {
    #[inline]
    pub fn get(self) -> Cow<'a, str> {
        if self.is_escaped { Cow::Owned(unescaped(self.raw)) } else { Cow::Borrowed(self.raw) }
    }

    /// How many bytes it takes as written.
    pub fn len(self) -> usize {
        self.raw.len()
    }

    pub fn is_empty(self) -> bool {
        self.raw.is_empty()
    }
}

/// A place in JSON text. After [`Stop::More`] it is worthless: take a new one.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
    /// No more text will come.
    is_last: bool,
    /// How many arrays and objects are open around this place.
    depth: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, at: usize, is_last: bool) -> Self {
        Self { text, at, is_last, depth: 0 }
    }

    /// The same place, in text that stands within `depth` arrays and objects.
    pub fn within(self, depth: usize) -> Self {
        Self { depth, ..self }
    }

    pub fn at(&self) -> usize {
        self.at
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The same cursor at an earlier place.
    pub(super) fn back_to(&self, at: usize) -> Self {
        Self { at, ..*self }
    }

    pub(super) fn bad<T>(&self, code: Code) -> Read<T> {
        Err(Stop::Bad { at: self.at, code })
    }

    /// There is no more text here: wait for it, or give up.
    fn end<T>(&mut self) -> Read<T> {
        if !self.is_last {
            return Err(Stop::More);
        }
        self.at = self.text.len();
        self.bad(Code::TruncatedInput)
    }

    /// The next byte that is not white space, which stays where it is.
    pub fn peek(&mut self) -> Read<u8> {
        self.skip_space();
        match self.bytes().get(self.at) {
            Some(&byte) => Ok(byte),
            None => self.end(),
        }
    }

    pub fn skip_space(&mut self) {
        let bytes = self.bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
    }

    /// Takes the byte that [`Cursor::peek`] has seen.
    pub(super) fn bump(&mut self) {
        self.at += 1;
    }

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
    pub fn members<K: Copy>(
        &mut self,
        keys: &mut Keys<K>,
        mut member: impl FnMut(K, &mut Cursor<'a>) -> Read<()>,
    ) -> Read<Found> {
        let mut place = 0;
        self.each(b'{', b'}', |cursor| {
            let key = cursor.known_key(keys, &mut place)?;
            member(key, cursor)
        })
    }

    /// Has `element` take each element.
    pub fn array(&mut self, element: impl FnMut(&mut Cursor<'a>) -> Read<()>) -> Read<Found> {
        self.each(b'[', b']', element)
    }

    /// Has `take` take whatever stands between commas.
    fn each(&mut self, start: u8, end: u8, mut take: impl FnMut(&mut Cursor<'a>) -> Read<()>) -> Read<Found> {
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
    fn known_key<K: Copy>(&mut self, keys: &mut Keys<K>, place: &mut usize) -> Read<K> {
        self.skip_space();
        if let Some((key, length)) = keys.expected(&self.bytes()[self.at..], place) {
            self.at += length;
            return Ok(key);
        }
        let start = self.at;
        let text = self.key()?;
        Ok(keys.learn(&self.text[start..self.at], &text.get(), place))
    }

    fn step_in(&mut self) -> Read<()> {
        if self.depth == MAX_DEPTH {
            return self.bad(Code::NestedTooDeep);
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    fn step_out(&mut self) -> Found {
        self.depth -= 1;
        self.at += 1;
        Found::Expected
    }

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

    /// The value, if it is no array and no object; those are skipped.
    #[inline]
    pub fn scalar(&mut self) -> Read<Scalar<'a>> {
        Ok(match self.peek()? {
            b'"' => Scalar::Text(self.string()?),
            b'{' | b'[' => {
                self.skip()?;
                Scalar::Nested
            }
            b'n' => self.literal("null", Scalar::Null)?,
            b't' => self.literal("true", Scalar::Bool(true))?,
            b'f' => self.literal("false", Scalar::Bool(false))?,
            _ => Scalar::Number(self.number()?),
        })
    }

    /// Steps over the value, whatever it is.
    pub fn skip(&mut self) -> Read<()> {
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
        let rest = &self.bytes()[self.at..];
        let seen = rest.len().min(word.len());
        if rest[..seen] != word.as_bytes()[..seen] {
            return self.bad(Code::BadJson);
        }
        if seen < word.len() {
            return self.end();
        }
        self.at += seen;
        Ok(value)
    }

    fn number(&mut self) -> Read<&'a str> {
        let bytes = self.bytes();
        let digits = |from: usize| from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let has = |at: usize, set: &[u8]| bytes.get(at).is_some_and(|byte| set.contains(byte));
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
            return self.bad(Code::BadJson);
        }
        let number = &self.text[self.at..end];
        self.at = end;
        Ok(number)
    }

    /// The string that starts at the quote here.
    #[inline]
    fn string(&mut self) -> Read<Text<'a>> {
        let start = self.at + 1;
        // Most strings are short and plain.
        if let Some(chunk) = self.bytes().get(start..).and_then(|rest| rest.first_chunk::<16>()) {
            let length = special_bytes(chunk).trailing_zeros() as usize;
            if length < 16 && chunk[length] == b'"' {
                self.at = start + length + 1;
                return Ok(Text { raw: &self.text[start..start + length], is_escaped: false });
            }
        }
        self.at = start;
        let is_escaped = self.rest_of_string()?;
        Ok(Text { raw: &self.text[start..self.at - 1], is_escaped })
    }

    /// The bytes of the string here if `read` can make something of the first `N` and they are all of it.
    #[inline]
    pub fn fixed_text<const N: usize, T>(&mut self, read: impl FnOnce(&[u8; N]) -> Option<T>) -> Option<T> {
        self.skip_space();
        let rest = self.bytes()[self.at..].strip_prefix(b"\"")?;
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
        let bytes = self.bytes();
        let mut is_escaped = false;
        loop {
            self.at = special_byte(bytes, self.at);
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(is_escaped);
                }
                Some(b'\\') => {
                    is_escaped = true;
                    self.at += self.escape()?;
                }
                Some(_) => return self.bad(Code::BadJson),
                None => return self.end(),
            }
        }
    }

    /// How long the escape is that starts at the backslash here.
    fn escape(&mut self) -> Read<usize> {
        let rest = &self.bytes()[self.at..];
        match rest.get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') => {
                let digits = &rest[2..rest.len().min(6)];
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return self.bad(Code::BadJson);
                }
                if digits.len() < 4 { self.end() } else { Ok(6) }
            }
            Some(_) => self.bad(Code::BadJson),
            None => self.end(),
        }
    }
}

/// The keys of objects of one kind, as they are written, in the order in which they have come: the next object
/// mostly has the same ones, which are then recognised without being read.
pub struct Keys<K> {
    read: fn(&str) -> K,
    known: Vec<Known<K>>,
}

/// The bytes of a key from its quote to its colon.
struct Known<K> {
    bytes: u128,
    /// Where those bytes are.
    mask: u128,
    length: usize,
    key: K,
}

/// Objects of more keys than this are no rows of one kind, but dictionaries.
const MOST_KEYS: usize = 48;

impl<K: Copy> Keys<K> {
    pub fn new(read: fn(&str) -> K) -> Self {
        Self { read, known: Vec::new() }
    }

    /// The key that `text` starts with, and how long it is up to its colon, if it is known. The search starts at
    /// `place`, which moves behind the key.
    fn expected(&self, text: &[u8], place: &mut usize) -> Option<(K, usize)> {
        let bytes = u128::from_le_bytes(*text.first_chunk()?);
        let is_it = |known: &Known<K>| (known.bytes ^ bytes) & known.mask == 0;
        let (before, after) = self.known.split_at((*place).min(self.known.len()));
        let number = match after.iter().position(is_it) {
            Some(number) => before.len() + number,
            None => before.iter().position(is_it)?,
        };
        *place = number + 1;
        Some((self.known[number].key, self.known[number].length))
    }

    fn learn(&mut self, written: &str, key: &str, place: &mut usize) -> K {
        let key = (self.read)(key);
        let length = written.len();
        if self.known.len() == MOST_KEYS || length > 16 {
            return key;
        }
        let mut bytes = [0; 16];
        bytes[..length].copy_from_slice(written.as_bytes());
        let bytes = u128::from_le_bytes(bytes);
        // Where the text ends soon, keys are read though they are known.
        if !self.known.iter().any(|known| known.bytes == bytes) {
            let known = Known { bytes, mask: u128::MAX >> (128 - 8 * length), length, key };
            self.known.insert((*place).min(self.known.len()), known);
            *place += 1;
        }
        key
    }
}

/// The first place from `at` on with a quote, a backslash or a control character; the end if there is none.
fn special_byte(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<16>()) {
        let marks = special_bytes(chunk);
        if marks != 0 {
            return at + marks.trailing_zeros() as usize;
        }
        at += 16;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|&byte| is_special(byte)).unwrap_or(rest.len())
}

fn is_special(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// A bit for each special byte.
#[cfg(target_feature = "simd128")]
fn special_bytes(chunk: &[u8; 16]) -> u32 {
    use std::arch::wasm32::{i8x16_eq, u8x16_bitmask, u8x16_lt, u8x16_splat, v128_or};
    let bytes = lanes(chunk);
    let ends = v128_or(i8x16_eq(bytes, u8x16_splat(b'"')), i8x16_eq(bytes, u8x16_splat(b'\\')));
    u32::from(u8x16_bitmask(v128_or(ends, u8x16_lt(bytes, u8x16_splat(0x20)))))
}

#[cfg(target_feature = "simd128")]
fn lanes(chunk: &[u8; 16]) -> std::arch::wasm32::v128 {
    let [low, high] = [0, 8].map(|at| u64::from_le_bytes(std::array::from_fn(|byte| chunk[at + byte])));
    std::arch::wasm32::u64x2(low, high)
}

#[cfg(not(target_feature = "simd128"))]
fn special_bytes(chunk: &[u8; 16]) -> u32 {
    chunk.iter().enumerate().map(|(place, &byte)| u32::from(is_special(byte)) << place).sum()
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
    fn keys_are_recognised_in_any_order_and_learnt_once() {
        let mut keys = Keys::new(|key: &str| key.len());
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
        assert_eq!(keys.known.len(), 5);
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
            assert_eq!(Cursor::new(text, 0, false).skip(), Err(Stop::More), "{text}");
        }
    }

    #[test]
    fn too_deep_nesting_is_refused_where_it_gets_too_deep() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert_eq!(skipped(&deep(MAX_DEPTH)), Ok(2 * MAX_DEPTH));
        let too_deep = |at| Err(Stop::Bad { at, code: Code::NestedTooDeep });
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
                assert_eq!(special_byte(&bytes, 0), distance);
            }
        }
        assert_eq!(special_byte("é ~\u{7f}".repeat(9).as_bytes(), 0), 45);
    }

    proptest! {
        #[test]
        fn accepts_exactly_what_serde_json_accepts(text in r#"([\[\]{},:"\\ua0e.\-1 ]|true|null|\\u00e9|"k":){0,24}"#) {
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(skipped(&text).is_ok(), theirs, "{}", text);
        }
    }
}
