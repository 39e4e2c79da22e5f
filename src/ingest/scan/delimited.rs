//! Delimited text, as in RFC 4180 and as it really is: a scanner that finds the fields of one record after the other.
//!
//! Works on bytes and hands over places in them; only a field with doubled quotes, or with text behind its closing
//! quote, is copied. Does not decode characters and does not know what a header is.

use super::walk::LARGEST_VALUE;
use memchr::{memchr, memchr_iter, memchr2, memchr3};
use std::ops::Range;

/// How a text is delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: u8,
    pub quote: u8,
    /// Records end in CR alone, as old spreadsheets on a Mac write them; otherwise in LF or CR LF.
    pub is_ended_by_cr: bool,
}

impl Dialect {
    /// As in RFC 4180.
    pub const COMMAS: Self = Self { delimiter: b',', quote: b'"', is_ended_by_cr: false };
}

/// What the beginning of a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    pub dialect: Dialect,
    /// How many fields the first record has.
    pub columns: usize,
    /// How many records have been looked at, the first one among them.
    pub records: usize,
    /// How many of them have as many fields as the first, and their quotes in order.
    pub even: usize,
}

/// Of those that split a head equally well, the first.
const DELIMITERS: [u8; 4] = [b'\t', b';', b',', b'|'];

/// So many records tell what a text is like.
const ENOUGH: usize = 20;

impl Dialect {
    /// How a text that begins with `head` is delimited: so that most of its first records have as many fields as the
    /// very first one, and that has several. Nothing if there is no such way.
    pub fn guess(head: &[u8], is_whole: bool) -> Option<Guess> {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        let declared = declared_delimiter(head);
        let head = &head[declared.map_or(0, |(_, length)| length)..];
        let is_possible = |delimiter: &u8| declared.is_none_or(|(declared, _)| *delimiter == declared);
        let others = declared.map(|(delimiter, _)| delimiter).filter(|delimiter| !DELIMITERS.contains(delimiter));
        let mut best: Option<Guess> = None;
        for delimiter in DELIMITERS.into_iter().filter(is_possible).chain(others) {
            for &is_ended_by_cr in possible_ends(head) {
                let dialect = Self { delimiter, quote: quote_of(head, delimiter), is_ended_by_cr };
                let Some(guess) = dialect.guess_of(head, is_whole) else { continue };
                if best.is_none_or(|best| guess.is_better_than(&best)) {
                    best = Some(guess);
                }
            }
        }
        best
    }

    fn guess_of(self, head: &[u8], is_whole: bool) -> Option<Guess> {
        let mut scanner = Scanner::new(self);
        let mut guess = Guess { dialect: self, columns: 0, records: 0, even: 0 };
        let mut at = 0;
        while at < head.len() && guess.records < ENOUGH {
            match scanner.read(&head[at..], is_whole) {
                Step::Record(length) => {
                    if guess.records == 0 {
                        guess.columns = scanner.len();
                    }
                    guess.records += 1;
                    guess.even += usize::from(scanner.len() == guess.columns && !scanner.is_odd());
                    at += length;
                }
                Step::Nothing(length) | Step::TooLarge(length) => at += length,
                Step::More => break,
            }
        }
        (guess.columns > 1 && 2 * guess.even > guess.records).then_some(guess)
    }
}

impl Guess {
    fn is_better_than(&self, other: &Self) -> bool {
        let (even, others_even) = (self.even * other.records, other.even * self.records);
        (even, self.records, self.columns) > (others_even, other.records, other.columns)
    }
}

/// A first line such as `sep=;`, which is for spreadsheets: the delimiter, and how long the line is.
pub fn declared_delimiter(text: &[u8]) -> Option<(u8, usize)> {
    let rest = text.strip_prefix(b"sep=")?;
    match rest {
        [delimiter, b'\r', b'\n', ..] => Some((*delimiter, 7)),
        [delimiter, b'\n' | b'\r', ..] => Some((*delimiter, 6)),
        _ => None,
    }
}

/// Whether records may end in CR alone.
fn possible_ends(head: &[u8]) -> &'static [bool] {
    let is_lone = |at: usize| head.get(at + 1).is_some_and(|&next| next != b'\n');
    let has_lone_cr = memchr_iter(b'\r', head).any(is_lone);
    match (has_lone_cr, memchr(b'\n', head).is_some()) {
        (false, _) => &[false],
        (true, false) => &[true],
        // In fields of a text that ends its records in LF, or the other way round.
        (true, true) => &[false, true],
    }
}

/// The single quote, if all of the first line is in single quotes.
fn quote_of(head: &[u8], delimiter: u8) -> u8 {
    let line = head.split(|&byte| byte == b'\n' || byte == b'\r').next().unwrap_or_default();
    let is_in_single_quotes = |field: &[u8]| field.len() >= 2 && field.starts_with(b"'") && field.ends_with(b"'");
    if line.split(|&byte| byte == delimiter).all(is_in_single_quotes) { b'\'' } else { b'"' }
}

/// What the next bytes of a text are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A record of so many bytes, its end included. The scanner has its fields.
    Record(usize),
    /// So many bytes without anything in them: an empty line, or the rest of a record that was too large.
    Nothing(usize),
    /// So many bytes of a record that is larger than is waited for.
    TooLarge(usize),
    /// The text goes on. Read again from here when there is more of it.
    More,
}

/// More fields of a record are counted and not kept; no spreadsheet has more columns.
pub const MOST_FIELDS: usize = 1 << 14;

/// Where a field is.
#[derive(Clone, Copy)]
struct Field {
    start: u32,
    end: u32,
    /// Among the copied ones.
    is_copied: bool,
}

/// Finds the fields of records, one record after the other.
pub struct Scanner {
    dialect: Dialect,
    /// The larger of records is not waited for.
    largest: usize,
    fields: Vec<Field>,
    /// Fields that are not written as they read.
    copies: Vec<u8>,
    /// How many fields the record has.
    count: usize,
    /// How many lines the last step went over.
    lines: u64,
    is_odd: bool,
    /// The rest of a record that is too large is being stepped over.
    is_skipping: bool,
}

/// What has been found of a record.
enum Found {
    /// The record, with so many bytes.
    Record(usize),
    /// The text ends before the record does.
    End,
    /// And before a quote is closed, which opens here.
    OpenAt(usize),
}

impl Scanner {
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            largest: LARGEST_VALUE,
            fields: Vec::new(),
            copies: Vec::new(),
            count: 0,
            lines: 0,
            is_odd: false,
            is_skipping: false,
        }
    }

    /// How many fields the last record has.
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// A field of the last record, which was found in this `window`. Empty where the record has no such field.
    #[inline]
    pub fn field<'a>(&'a self, window: &'a [u8], number: usize) -> &'a [u8] {
        let Some(field) = self.fields.get(number) else { return &[] };
        let text = if field.is_copied { &self.copies } else { window };
        &text[field.start as usize..field.end as usize]
    }

    /// Where in its window a field of the last record stands, if it is written as it reads.
    #[inline]
    pub fn place(&self, number: usize) -> Option<Range<usize>> {
        let field = self.fields.get(number).filter(|field| !field.is_copied)?;
        Some(field.start as usize..field.end as usize)
    }

    /// Whether the last record has a quote that is never closed, or text behind a closing one. All of it is kept.
    pub fn is_odd(&self) -> bool {
        self.is_odd
    }

    /// How many line ends the last step went over.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Reads the record that `window`, which is not empty, starts with. With `is_last`, the text ends where the window
    /// does.
    pub fn read(&mut self, window: &[u8], is_last: bool) -> Step {
        if self.is_skipping {
            return Step::Nothing(self.skip(window, 0));
        }
        let is_too_large = window.len() > self.largest;
        let text = &window[..window.len().min(self.largest)];
        let is_whole = is_last && !is_too_large;
        let mut found = self.record(text, is_whole, None);
        if let Found::OpenAt(at) = found
            && (is_last || is_too_large)
        {
            // What is never closed has not been opened. All quotes behind it are doubled, or one of them would have
            // closed it: so there is no second one like it.
            found = self.record(text, is_whole, Some(at));
        }
        match found {
            Found::Record(length) => {
                let is_blank = self.count == 1 && self.fields[0].end == 0;
                if is_blank { Step::Nothing(length) } else { Step::Record(length) }
            }
            _ if is_too_large => Step::TooLarge(self.skip(window, self.largest)),
            _ => Step::More,
        }
    }

    /// Steps over everything up to the first end of a line from `from` on.
    fn skip(&mut self, window: &[u8], from: usize) -> usize {
        let end = self.end_of_line(&window[from..]).map(|end| from + end + 1);
        self.is_skipping = end.is_none();
        let length = end.unwrap_or(window.len());
        self.lines = self.lines_in(&window[..length]);
        length
    }

    /// Reads the record that `text` starts with; the quote at `stray` opens nothing.
    fn record(&mut self, text: &[u8], is_whole: bool, stray: Option<usize>) -> Found {
        self.fields.clear();
        self.copies.clear();
        (self.count, self.lines, self.is_odd) = (0, 1, stray.is_some());
        let Dialect { delimiter, quote, .. } = self.dialect;
        let mut at = 0;
        loop {
            let mut quoted = None;
            if text.get(at) == Some(&quote) && stray != Some(at) {
                match self.quoted(text, at, is_whole) {
                    Ok(found) => quoted = Some(found),
                    Err(found) => return found,
                }
            }
            let from = quoted.as_ref().map_or(at, |quoted| quoted.close + 1);
            let end = match text.get(from) {
                Some(&byte) if byte == delimiter || byte == b'\n' => Some(from),
                _ => self.end_of_field(&text[from..]).map(|end| from + end),
            };
            let Some(end) = end.or(is_whole.then_some(text.len())) else { return Found::End };
            let is_end_of_record = text.get(end) != Some(&delimiter);
            let is_behind_cr = is_end_of_record && end > from && text[end - 1] == b'\r' && !self.dialect.is_ended_by_cr;
            let end_of_text = end - usize::from(is_behind_cr);
            match quoted {
                None => self.push(at, end_of_text, false),
                Some(quoted) => self.push_quoted(text, &quoted, end_of_text),
            }
            if is_end_of_record {
                return Found::Record(text.len().min(end + 1));
            }
            at = end + 1;
        }
    }

    /// The quoted part of the field that starts at `at`.
    fn quoted(&self, text: &[u8], at: usize, is_whole: bool) -> Result<Quoted, Found> {
        let quote = self.dialect.quote;
        let mut quoted = Quoted { start: at + 1, close: at + 1, has_doubled: false };
        while let Some(found) = memchr(quote, &text[quoted.close..]) {
            quoted.close += found;
            match text.get(quoted.close + 1) {
                Some(&next) if next == quote => {
                    quoted.has_doubled = true;
                    quoted.close += 2;
                }
                // It may yet be a doubled one.
                None if !is_whole => return Err(Found::End),
                _ => return Ok(quoted),
            }
        }
        Err(Found::OpenAt(at))
    }

    fn push(&mut self, start: usize, end: usize, is_copied: bool) {
        if self.count < MOST_FIELDS {
            self.fields.push(Field { start: start as u32, end: end as u32, is_copied });
        }
        self.count += 1;
    }

    fn push_quoted(&mut self, text: &[u8], quoted: &Quoted, end: usize) {
        let content = &text[quoted.start..quoted.close];
        self.lines += self.lines_in(content);
        let behind = &text[quoted.close + 1..end];
        if behind.is_empty() && !quoted.has_doubled {
            return self.push(quoted.start, quoted.close, false);
        }
        self.is_odd |= !behind.trim_ascii().is_empty();
        let start = self.copies.len();
        let mut rest = content;
        while let Some(doubled) = memchr(self.dialect.quote, rest) {
            self.copies.extend_from_slice(&rest[..=doubled]);
            rest = &rest[doubled + 2..];
        }
        self.copies.extend_from_slice(rest);
        self.copies.extend_from_slice(behind);
        self.push(start, self.copies.len(), true);
    }

    #[inline(always)]
    fn end_of_field(&self, text: &[u8]) -> Option<usize> {
        let Dialect { delimiter, is_ended_by_cr, .. } = self.dialect;
        if is_ended_by_cr { memchr3(delimiter, b'\n', b'\r', text) } else { memchr2(delimiter, b'\n', text) }
    }

    fn end_of_line(&self, text: &[u8]) -> Option<usize> {
        if self.dialect.is_ended_by_cr { memchr2(b'\n', b'\r', text) } else { memchr(b'\n', text) }
    }

    fn lines_in(&self, text: &[u8]) -> u64 {
        memchr_iter(if self.dialect.is_ended_by_cr { b'\r' } else { b'\n' }, text).count() as u64
    }
}

/// The part of a field that stands in quotes, and where the closing one is.
struct Quoted {
    start: usize,
    close: usize,
    has_doubled: bool,
}

/// The bytes as windows-1252 reads them, which has a character for each.
pub fn windows_1252(bytes: &[u8]) -> String {
    let character = |&byte: &u8| match byte {
        0x80..=0x9F => OF_WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    };
    bytes.iter().map(character).collect()
}

/// 0x80 to 0x9F; the five that stand for nothing are the control characters of ISO 8859-1, as in browsers.
#[rustfmt::skip]
const OF_WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect { delimiter: b',', quote: b'"', is_ended_by_cr: false };
    const BY_CR: Dialect = Dialect { is_ended_by_cr: true, ..COMMA };

    /// A record's line, its fields, and whether it is odd; or that it is too large.
    type Records = Vec<(u64, Result<(Vec<String>, bool), ()>)>;

    fn text_of(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// The records of a text that comes in pieces which end at `cuts`.
    fn fast(text: &[u8], dialect: Dialect, largest: usize, cuts: &[usize]) -> Records {
        let mut scanner = Scanner { largest, ..Scanner::new(dialect) };
        let (mut at, mut line, mut records) = (0, 1, Vec::new());
        for &end in cuts.iter().chain(&[text.len()]) {
            while at < end {
                let window = &text[at..end];
                let length = match scanner.read(window, end == text.len()) {
                    Step::More => break,
                    Step::Nothing(length) => length,
                    Step::TooLarge(length) => {
                        records.push((line, Err(())));
                        length
                    }
                    Step::Record(length) => {
                        let fields = (0..scanner.len()).map(|number| text_of(scanner.field(window, number)));
                        records.push((line, Ok((fields.collect(), scanner.is_odd()))));
                        length
                    }
                };
                line += scanner.lines();
                at += length;
            }
        }
        assert_eq!(at, text.len());
        records
    }

    /// The same by the book, byte by byte.
    fn slow(text: &[u8], dialect: Dialect) -> Records {
        let is_end = |byte: u8| byte == b'\n' || dialect.is_ended_by_cr && byte == b'\r';
        let counted = if dialect.is_ended_by_cr { b'\r' } else { b'\n' };
        // Where the quote that opens at a place is closed.
        let close_of = |open: usize| {
            let mut at = open + 1;
            while at < text.len() {
                match (text[at] == dialect.quote, text.get(at + 1) == Some(&dialect.quote)) {
                    (true, true) => at += 2,
                    (true, false) => return Some(at),
                    _ => at += 1,
                }
            }
            None
        };
        let (mut at, mut line, mut records) = (0, 1, Vec::new());
        while at < text.len() {
            let (mut fields, mut is_odd, mut lines) = (vec![Vec::new()], false, 1);
            let (start, mut is_at_start, mut is_quoted) = (at, true, false);
            let mut behind = Vec::new();
            while at < text.len() && !is_end(text[at]) {
                let byte = text[at];
                if byte == dialect.quote && is_at_start {
                    if let Some(close) = close_of(at) {
                        let content = &text[at + 1..close];
                        lines += content.iter().filter(|&&byte| byte == counted).count() as u64;
                        let mut inner = content.iter();
                        while let Some(&byte) = inner.next() {
                            fields.last_mut().unwrap().push(byte);
                            if byte == dialect.quote {
                                inner.next();
                            }
                        }
                        is_quoted = true;
                        at = close + 1;
                        is_at_start = false;
                        continue;
                    }
                    is_odd = true;
                }
                is_at_start = byte == dialect.delimiter;
                if is_at_start {
                    is_odd |= behind.iter().any(|byte: &u8| !byte.is_ascii_whitespace());
                    behind.clear();
                    is_quoted = false;
                    fields.push(Vec::new());
                } else {
                    fields.last_mut().unwrap().push(byte);
                    if is_quoted {
                        behind.push(byte);
                    }
                }
                at += 1;
            }
            is_odd |= behind.iter().any(|byte| !byte.is_ascii_whitespace());
            let is_last_written = at > start && text[at - 1] == b'\r' && (!is_quoted || !behind.is_empty());
            if is_last_written && !dialect.is_ended_by_cr {
                fields.last_mut().unwrap().pop();
            }
            let is_blank = fields.len() == 1 && fields[0].is_empty() && !is_quoted;
            if !is_blank {
                records.push((line, Ok((fields.iter().map(|field| text_of(field)).collect(), is_odd))));
            }
            line += lines;
            at += 1;
        }
        records
    }

    fn fields(text: &str) -> Vec<Vec<String>> {
        let records = fast(text.as_bytes(), COMMA, LARGEST_VALUE, &[]);
        assert_eq!(records, slow(text.as_bytes(), COMMA), "{text:?}");
        records.into_iter().map(|(_, record)| record.unwrap().0).collect()
    }

    #[test]
    fn records_and_fields() {
        for (text, expected) in [
            ("a,b\nc,d\n", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a,b\r\nc,d", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a,b\n\n\r\n\nc", vec![vec!["a", "b"], vec!["c"]]),
            (",\n,,", vec![vec!["", ""], vec!["", "", ""]]),
            ("\"a\",\"b\"\r\n", vec![vec!["a", "b"]]),
            ("\"\"\n\"\",\"\"", vec![vec![""], vec!["", ""]]),
            ("\"a,b\",\"c\nd\r\ne\"\nf", vec![vec!["a,b", "c\nd\r\ne"], vec!["f"]]),
            ("\"say \"\"yes\"\"\",\"\"\"\"", vec![vec!["say \"yes\"", "\""]]),
            // A lone CR within a field is a part of it.
            ("a\rb,c\r\nd\r,e\r\r\n", vec![vec!["a\rb", "c"], vec!["d\r", "e\r"]]),
            // Quotes within what does not begin with one, and text behind one that closes.
            ("5\" pipe,a \"b\" c\n", vec![vec!["5\" pipe", "a \"b\" c"]]),
            ("\"a\" b \"c\",d", vec![vec!["a b \"c\"", "d"]]),
            ("\"a\" ,d", vec![vec!["a ", "d"]]),
            ("a, \"b\"", vec![vec!["a", " \"b\""]]),
            // A quote that is never closed opens nothing.
            ("a,\"b\nc,d\ne,\"f\ng,\"h\"", vec![vec!["a", "b\nc,d\ne,f"], vec!["g", "h"]]),
            ("a,\"b\nc,d\n", vec![vec!["a", "\"b"], vec!["c", "d"]]),
            ("\"a,\"\"b\nc,\"\"\"\"\n", vec![vec!["\"a", "b"], vec!["c", "\""]]),
            ("a,\"b\nc,\"\"\n\"\",d", vec![vec!["a", "\"b"], vec!["c", ""], vec!["", "d"]]),
            ("\"", vec![vec!["\""]]),
            ("\"a\r", vec![vec!["\"a"]]),
            ("a\r", vec![vec!["a"]]),
        ] {
            assert_eq!(fields(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_odd_is_said_and_lines_are_counted() {
        let text = b"a,b\n\"c\nd\",e\r\n\n\"f\"g,h\n\"i\" ,j\nk,\"l\n";
        let read: Vec<_> =
            fast(text, COMMA, LARGEST_VALUE, &[]).into_iter().map(|(line, record)| (line, record.unwrap().1)).collect();
        assert_eq!(read, [(1, false), (2, false), (5, true), (6, false), (7, true)]);
    }

    #[test]
    fn records_end_in_cr_where_they_all_do() {
        let read = fast(b"a,b\rc,\"d\ne\"\r\rf,g", BY_CR, LARGEST_VALUE, &[]);
        let fields: Vec<_> = read.into_iter().map(|(_, record)| record.unwrap().0).collect();
        assert_eq!(fields, [["a", "b"], ["c", "d\ne"], ["f", "g"]]);
    }

    #[test]
    fn a_record_larger_than_the_limit_is_stepped_over() {
        let kept = |line, fields: &[&str], is_odd| (line, Ok((fields.iter().map(|&f| f.to_owned()).collect(), is_odd)));
        let text = b"a,b\n01234567890123456789,x\nc,d\n";
        assert_eq!(fast(text, COMMA, 8, &[]), [kept(1, &["a", "b"], false), (2, Err(())), kept(3, &["c", "d"], false)]);
        // A quote that stays open for so long is taken for a stray one.
        let text = b"a,\"b\nc,d\ne,\"f\"\ng\n";
        let expected = [
            kept(1, &["a", "\"b"], true),
            kept(2, &["c", "d"], false),
            kept(3, &["e", "f"], false),
            kept(4, &["g"], false),
        ];
        assert_eq!(fast(text, COMMA, 9, &[]), expected);
        // One of many fields is counted to its end, and most of them are not kept.
        let text = ",".repeat(MOST_FIELDS + 10);
        let mut scanner = Scanner::new(COMMA);
        assert_eq!(scanner.read(text.as_bytes(), true), Step::Record(text.len()));
        assert_eq!((scanner.len(), scanner.fields.len()), (MOST_FIELDS + 11, MOST_FIELDS));
        assert_eq!(scanner.field(text.as_bytes(), MOST_FIELDS + 5), b"");
    }

    #[test]
    fn the_dialect_of_a_head() {
        let guess = |head: &str| {
            Dialect::guess(head.as_bytes(), true)
                .map(|guess| (char::from(guess.dialect.delimiter), guess.columns, guess.records, guess.even))
        };
        for (head, expected) in [
            ("id,text\n1,a;b\n2,\"c,d\"\n", Some((',', 2, 3, 3))),
            ("\u{feff}id;amount\n1;2,5\n2;3,5\n", Some((';', 2, 3, 3))),
            ("id\tDate, time\ttext\n1\t2,3\tx, y, z\n", Some(('\t', 3, 2, 2))),
            ("a|b|c\r\n1|2|3\r\n", Some(('|', 3, 2, 2))),
            // A delimiter in quotes is none.
            ("\"a;b\",\"c;d\"\n\"1;2\",\"3;4\"\n", Some((',', 2, 2, 2))),
            // The last row is of another kind.
            ("a;b;c\n1;2;3\n4;5;6\nTotal;11\n", Some((';', 3, 4, 3))),
            ("sep=;\r\na;b,c\r\n1;2,3\r\n", Some((';', 2, 2, 2))),
            ("sep=^\na^b,c\n1^2,3\n", Some(('^', 2, 2, 2))),
            ("one column\nof text\n", None),
            ("Dear all, I write\nto you, about, many, things\nand more\n", None),
            ("", None),
        ] {
            assert_eq!(guess(head), expected, "{head:?}");
        }
        let dialect = |head: &str| Dialect::guess(head.as_bytes(), false).map(|guess| guess.dialect);
        assert_eq!(dialect("'a','b'\n'1','it, is'\n").map(|dialect| dialect.quote), Some(b'\''));
        assert_eq!(dialect("a,b\n'tis,late\n").map(|dialect| dialect.quote), Some(b'"'));
        for (head, is_ended_by_cr) in [
            ("a,b\rc,d\re,f\r", true),
            ("a,b\r\nc,d\r\n", false),
            // Line ends within cells are of the other kind.
            ("a,b\rc,\"d\ne\"\rf,g\r", true),
            ("a,b\nc,d\re\nf,g\n", false),
            ("a,b\r", false),
        ] {
            let dialect = Dialect::guess(head.as_bytes(), true).map(|guess| guess.dialect);
            assert_eq!(dialect, Some(Dialect { is_ended_by_cr, ..COMMA }), "{head:?}");
        }
        // A record that the head cuts short does not count.
        assert_eq!(Dialect::guess(b"a,b\n1,2\n3", false).map(|guess| guess.records), Some(2));
    }

    #[test]
    fn windows_1252_is_read_as_browsers_do() {
        assert_eq!(windows_1252(b"Gr\xFC\xDFe \x80 5 \x96 caf\xE9 \x93ok\x94 \x81"), "Grüße € 5 – café “ok” \u{81}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]
        #[test]
        fn reads_what_the_slow_one_reads_wherever_it_is_cut(
            text in r#"(a|bc|,|,|"|"|""|"x"|"y",|\r\n|\n|\n|\r| ){0,24}"#,
            is_ended_by_cr in any::<bool>(),
        ) {
            let dialect = Dialect { is_ended_by_cr, ..COMMA };
            let whole = fast(text.as_bytes(), dialect, LARGEST_VALUE, &[]);
            prop_assert_eq!(&whole, &slow(text.as_bytes(), dialect), "{:?}", text);
            let limited = fast(text.as_bytes(), dialect, 7, &[]);
            for cut in 1..text.len() {
                prop_assert_eq!(&fast(text.as_bytes(), dialect, LARGEST_VALUE, &[cut]), &whole, "{:?} at {}", text, cut);
                prop_assert_eq!(&fast(text.as_bytes(), dialect, 7, &[cut]), &limited, "{:?} at {}", text, cut);
            }
            let every: Vec<_> = (1..text.len()).collect();
            prop_assert_eq!(&fast(text.as_bytes(), dialect, LARGEST_VALUE, &every), &whole, "{:?}", text);
            prop_assert_eq!(&fast(text.as_bytes(), dialect, 7, &every), &limited, "{:?}", text);
        }
    }
}
