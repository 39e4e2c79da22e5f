//! How a message begins in a WhatsApp export: date, time and frame, in the shape that the phone's language and
//! region give them.
//!
//! Does not decide whether `3/4` is in March or in April: that takes the whole file.

use crate::time::written::MONTHS;

/// The shape of a header. All headers of one export have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    frame: Frame,
    is_time_first: bool,
    date: DateShape,
    has_comma: bool,
    has_seconds: bool,
    pub has_meridiem: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    /// `[date, time] name: body`
    Bracket,
    /// `date, time - name: body`
    Dash,
    /// `date time: name: body`
    Colon,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateShape {
    YearFirst(char),
    /// Day and month, in either order, and the year with so many digits.
    YearLast(char, u8),
    /// The day and the month's name, without a year.
    NoYear,
}

/// The numbers of a date as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    pub shape: DateShape,
    /// Day and month, in the order in which they are written; after a year, month and day.
    pub first: u32,
    pub second: u32,
    /// 0 where there is none.
    pub year: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Header {
    pub shape: Shape,
    pub date: Date,
    pub second_of_day: u32,
    /// Where in the line the name, or a line of WhatsApp's own, begins.
    pub end: usize,
    /// A mark stands before the bracket, as it does where media are attached.
    pub is_marked: bool,
}

impl Shape {
    pub fn date(self) -> DateShape {
        self.date
    }

    pub fn is_bracket(self) -> bool {
        self.frame == Frame::Bracket
    }

    /// Whether a header of this shape may begin with this byte.
    pub fn may_begin_with(self, byte: u8) -> bool {
        match byte {
            // A mark, or a digit of another script.
            128.. => true,
            _ if self.is_bracket() => byte == b'[',
            b'A'..=b'Z' => self.date == DateShape::NoYear || self.is_time_first,
            _ => byte.is_ascii_digit(),
        }
    }
}

/// The header that `line` begins with, if it begins with one.
pub fn read(line: &str) -> Option<Header> {
    read_common(line).or_else(|| read_any(line))
}

/// As [`read_any`], for what most phones write: digits, an hour of 24 or AM and PM, no words. Leaves to the other
/// whatever else there is.
fn read_common(line: &str) -> Option<Header> {
    let is_marked = line.starts_with('\u{200e}');
    let mut at = Bytes { text: line.as_bytes(), at: if is_marked { 3 } else { 0 } };
    let is_bracket = at.eat(b'[');
    let (first, digits) = at.number()?;
    let separator = at.one_of(b"/.-")?;
    let (second, _) = at.number()?;
    at.eat(separator).then_some(())?;
    let (third, third_digits) = at.number()?;
    if separator == b'.' {
        at.eat(b'.');
    }
    let mark = char::from(separator);
    let date = match (digits, third_digits) {
        (4, _) => Date { shape: DateShape::YearFirst(mark), first: second, second: third, year: first },
        // An era may follow.
        (_, 4) if at.next() == Some(b' ') && matches!(at.text.get(at.at + 1), Some(b'b' | b'B')) => return None,
        (_, 2) => Date { shape: DateShape::YearLast(mark, 2), first, second, year: 2000 + third },
        (_, 4) => Date { shape: DateShape::YearLast(mark, 4), first, second, year: third },
        _ => return None,
    };
    let date = checked(date)?;
    at.skip_spaces();
    let has_comma = at.eat(b',');
    at.skip_spaces();
    let (hour, _) = at.number()?;
    let separator = at.one_of(b":.")?;
    let (minute, digits) = at.number()?;
    let here = at.at;
    let mut seconds = None;
    if at.eat(separator) && at.next().is_some_and(|next| next.is_ascii_digit()) {
        let (read, digits) = at.number()?;
        seconds = Some((digits == 2).then_some(read)?);
    } else {
        at.at = here;
    }
    let here = at.at;
    at.skip_spaces();
    if at.text[at.at..].starts_with("\u{202f}".as_bytes()) {
        at.at += 3;
    }
    let meridiem = match at.text.get(at.at..at.at + 2)? {
        [b'a' | b'A', b'm' | b'M'] => Some(false),
        [b'p' | b'P', b'm' | b'M'] => Some(true),
        [letter, _] if letter.is_ascii_alphabetic() || !letter.is_ascii() => return None,
        _ => None,
    };
    at.at = if meridiem.is_some() { at.at + 2 } else { here };
    let time = checked_time(hour, (minute, digits), seconds, meridiem)?;
    at.skip_spaces();
    let frame = match (is_bracket, at.next()?) {
        (true, b']') => Frame::Bracket,
        (false, b'-') => Frame::Dash,
        (false, b':') => Frame::Colon,
        _ => return None,
    };
    at.at += 1;
    if frame != Frame::Bracket && !at.eat(b' ') {
        return None;
    }
    let mut rest = Scanner { text: line, at: at.at };
    rest.skip_spaces();
    let Time { second_of_day, has_seconds, has_meridiem } = time;
    let shape = Shape { frame, is_time_first: false, date: date.shape, has_comma, has_seconds, has_meridiem };
    Some(Header { shape, date, second_of_day, end: rest.at, is_marked })
}

/// Reads on in a line of ASCII, byte by byte.
struct Bytes<'a> {
    text: &'a [u8],
    at: usize,
}

impl Bytes<'_> {
    fn next(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.next() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        bytes.iter().copied().find(|&byte| self.eat(byte))
    }

    fn skip_spaces(&mut self) {
        while self.eat(b' ') {}
    }

    /// A number of up to four digits, and how many digits these are. Behind it is no digit of another script.
    fn number(&mut self) -> Option<(u32, u32)> {
        let (mut value, mut digits) = (0, 0);
        while let Some(digit) = self.next().filter(u8::is_ascii_digit) {
            if digits == 4 {
                return None;
            }
            value = value * 10 + u32::from(digit - b'0');
            digits += 1;
            self.at += 1;
        }
        let is_cut = self.next().is_some_and(|next| !next.is_ascii())
            && !self.text[self.at..].starts_with("\u{202f}".as_bytes());
        (digits > 0 && !is_cut).then_some((value, digits))
    }
}

fn read_any(line: &str) -> Option<Header> {
    let mut at = Scanner { text: line, at: 0 };
    let first = at.peek()?;
    let is_marked = at.at > 0;
    if !(first == '[' || first.is_ascii_digit() || first.is_ascii_uppercase() || is_before_time(first)) {
        return None;
    }
    let is_bracket = at.eat('[');
    at.skip_spaces();
    let (is_time_first, has_comma, date, time) = read_date_and_time(&mut at)?;
    at.skip_spaces();
    let frame = if is_bracket {
        at.eat(']').then_some(Frame::Bracket)?
    } else if at.eat('-') || at.eat('–') {
        Frame::Dash
    } else {
        at.eat(':').then_some(Frame::Colon)?
    };
    if frame != Frame::Bracket && !at.eat(' ') {
        return None;
    }
    at.skip_spaces();
    let Time { second_of_day, has_seconds, has_meridiem } = time;
    let shape = Shape { frame, is_time_first, date: date.shape, has_comma, has_seconds, has_meridiem };
    Some(Header { shape, date, second_of_day, end: at.at, is_marked })
}

fn read_date_and_time(at: &mut Scanner<'_>) -> Option<(bool, bool, Date, Time)> {
    let start = at.at;
    if let Some(date) = read_date(at) {
        let has_comma = skip_between(at);
        return Some((false, has_comma, date, read_time(at)?));
    }
    at.at = start;
    let time = read_time(at)?;
    let has_comma = skip_between(at);
    Some((true, has_comma, read_date(at)?, time))
}

/// What stands between date and time: blanks, a comma, a little word. Says whether there is a comma.
fn skip_between(at: &mut Scanner<'_>) -> bool {
    at.skip_spaces();
    let has_comma = at.eat(',');
    at.skip_spaces();
    if at.is_at_word() && BETWEEN.iter().any(|word| at.eat_word(word)) {
        at.skip_spaces();
    }
    has_comma
}

const BETWEEN: [&str; 11] = ["klo", "kl.", "um", "à", "a las", "alle ore", "alle", "às", "at", "om", "pukul"];

fn read_date(at: &mut Scanner<'_>) -> Option<Date> {
    if let Some(date) = read_date_without_year(at) {
        return Some(date);
    }
    let (first, digits) = at.number()?;
    if at.eat('年') {
        let (second, _) = at.number()?;
        at.eat('月').then_some(())?;
        let (third, _) = at.number()?;
        at.eat('日').then_some(())?;
        return checked(Date { shape: DateShape::YearFirst('年'), first: second, second: third, year: first });
    }
    let separator = at.one_of(&['/', '.', '-'])?;
    at.skip_spaces();
    let (second, _) = at.number()?;
    at.eat(separator).then_some(())?;
    at.skip_spaces();
    // The Reiwa era began in 2019.
    let era_start = if at.eat('R') { 2018 } else { 0 };
    let (third, third_digits) = at.number()?;
    if separator == '.' {
        at.eat('.');
    }
    if digits == 4 {
        return checked(Date { shape: DateShape::YearFirst(separator), first: second, second: third, year: first });
    }
    let year = match (era_start, third_digits) {
        (0, 2) => 2000 + third,
        (0, 4) if at.eat_word(" be") => third.checked_sub(543)?,
        (0, 4) => third,
        (0, _) => return None,
        (start, _) => start + third,
    };
    let shape = DateShape::YearLast(separator, third_digits as u8);
    checked(Date { shape, first, second, year })
}

/// `Mar 5` or `5 Mar`.
fn read_date_without_year(at: &mut Scanner<'_>) -> Option<Date> {
    let start = at.at;
    let month = |at: &mut Scanner<'_>| {
        if !at.is_at_word() {
            return None;
        }
        (1..).zip(MONTHS).find(|(_, name)| at.eat_word(&name[..3])).map(|(month, _)| month)
    };
    let mut read = || {
        let (month, day) = match month(at) {
            Some(month) => {
                at.eat(' ').then_some(())?;
                (month, at.number()?.0)
            }
            None => {
                let day = at.number()?.0;
                at.eat(' ').then_some(())?;
                (month(at)?, day)
            }
        };
        checked(Date { shape: DateShape::NoYear, first: day, second: month, year: 0 })
    };
    let date = read();
    if date.is_none() {
        at.at = start;
    }
    date
}

/// Refuses what is no date in either order.
fn checked(date: Date) -> Option<Date> {
    let (low, high) = (date.first.min(date.second), date.first.max(date.second));
    let is_month_first = matches!(date.shape, DateShape::YearFirst(_));
    let is_date = (1..=12).contains(&low) && high <= 31 && !(is_month_first && date.first > 12);
    let is_year = date.shape == DateShape::NoYear || (2000..2100).contains(&date.year);
    (is_date && is_year).then_some(date)
}

struct Time {
    second_of_day: u32,
    has_seconds: bool,
    has_meridiem: bool,
}

fn read_time(at: &mut Scanner<'_>) -> Option<Time> {
    let before = read_meridiem(at);
    at.skip_spaces();
    let (hour, _) = at.number()?;
    let separator = at.one_of(&[':', '.'])?;
    let (minute, digits) = at.number()?;
    let mut seconds = None;
    let here = at.at;
    if at.eat(separator) {
        seconds = at.number().filter(|&(_, digits)| digits == 2).map(|(seconds, _)| seconds);
        if seconds.is_none() {
            at.at = here;
        }
    }
    let here = at.at;
    at.skip_spaces();
    let after = read_meridiem(at);
    if after.is_none() {
        at.at = here;
    }
    checked_time(hour, (minute, digits), seconds, before.or(after))
}

/// Refuses what is no time of day. `minute` comes with how many digits it has, and `meridiem` is true after noon.
fn checked_time(hour: u32, (minute, digits): (u32, u32), seconds: Option<u32>, meridiem: Option<bool>) -> Option<Time> {
    let hour = match meridiem {
        _ if hour > 23 || minute > 59 || digits != 2 || seconds > Some(60) => return None,
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    let second_of_day = hour * 3600 + minute * 60 + seconds.unwrap_or(0).min(59);
    Some(Time { second_of_day, has_seconds: seconds.is_some(), has_meridiem: meridiem.is_some() })
}

/// Before or after noon, in the languages that say it; `true` is after noon. The longer of two that begin alike
/// comes first.
const MERIDIEMS: [(&str, bool); 32] = [
    ("a. m.", false),
    ("p. m.", true),
    ("a.m.", false),
    ("p.m.", true),
    ("am", false),
    ("pm", true),
    ("ص", false),
    ("م", true),
    ("ق.ظ", false),
    ("ب.ظ", true),
    ("上午", false),
    ("下午", true),
    ("凌晨", false),
    ("早上", false),
    ("中午", true),
    ("晚上", true),
    ("午前", false),
    ("午後", true),
    ("오전", false),
    ("오후", true),
    ("sa", false),
    ("ch", true),
    ("π.μ.", false),
    ("μ.μ.", true),
    ("vorm.", false),
    ("nachm.", true),
    ("पूर्वाह्न", false),
    ("अपराह्न", true),
    ("in the morning", false),
    ("in the afternoon", true),
    ("in the evening", true),
    ("at night", true),
];

fn read_meridiem(at: &mut Scanner<'_>) -> Option<bool> {
    if !at.is_at_word() {
        return None;
    }
    MERIDIEMS.iter().find(|(word, _)| at.eat_word(word)).map(|&(_, is_after_noon)| is_after_noon)
}

/// Whether a character can begin a word that stands before a time.
fn is_before_time(first: char) -> bool {
    matches!(first, '上' | '下' | '凌' | '早' | '中' | '晚' | '午' | '오')
}

/// Whether a character is invisible, and only there to keep scripts of two directions apart.
pub fn is_mark(character: char) -> bool {
    matches!(character, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{61C}' | '\u{FEFF}')
}

/// The character that this one is read as: blanks of all widths are one blank, digits of all scripts are ours.
pub fn plain(character: char) -> char {
    let digit = |zero: char| char::from_digit(character as u32 - zero as u32, 10).unwrap_or(character);
    match character {
        '\u{A0}' | '\u{2009}' | '\u{202F}' => ' ',
        '\u{60C}' => ',',
        '\u{660}'..='\u{669}' => digit('\u{660}'),
        '\u{6F0}'..='\u{6F9}' => digit('\u{6F0}'),
        '\u{966}'..='\u{96F}' => digit('\u{966}'),
        '\u{9E6}'..='\u{9EF}' => digit('\u{9E6}'),
        other => other,
    }
}

/// Reads on in a line, past marks, character by plain character.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    /// The next character; the marks before it are stepped over.
    fn peek(&mut self) -> Option<char> {
        loop {
            let next = match self.text.as_bytes().get(self.at)? {
                ascii if ascii.is_ascii() => return Some(char::from(*ascii)),
                _ => self.text[self.at..].chars().next()?,
            };
            if !is_mark(next) {
                return Some(plain(next));
            }
            self.at += next.len_utf8();
        }
    }

    /// Whether a word begins here. There are many that may, and mostly none does.
    fn is_at_word(&mut self) -> bool {
        self.peek().is_some_and(char::is_alphabetic)
    }

    fn bump(&mut self) {
        self.at += self.text[self.at..].chars().next().map_or(0, char::len_utf8);
    }

    fn eat(&mut self, character: char) -> bool {
        let is_there = self.peek() == Some(character);
        if is_there {
            self.bump();
        }
        is_there
    }

    fn one_of(&mut self, characters: &[char]) -> Option<char> {
        characters.iter().copied().find(|&character| self.eat(character))
    }

    fn skip_spaces(&mut self) {
        while self.eat(' ') {}
    }

    /// A word in lower case, as it is or in capitals.
    fn eat_word(&mut self, word: &str) -> bool {
        let start = self.at;
        for expected in word.chars() {
            if self.peek().is_none_or(|next| next != expected && next.to_lowercase().next() != Some(expected)) {
                self.at = start;
                return false;
            }
            self.bump();
        }
        true
    }

    /// A number of up to four digits, and how many digits these were.
    fn number(&mut self) -> Option<(u32, u32)> {
        let (mut value, mut digits) = (0, 0);
        while let Some(digit) = self.peek().and_then(|next| next.to_digit(10)) {
            if digits == 4 {
                return None;
            }
            value = value * 10 + digit;
            digits += 1;
            self.bump();
        }
        (digits > 0).then_some((value, digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Date numbers, time of day and what follows.
    fn parts(line: &str) -> Option<(u32, u32, u32, String, &str)> {
        let Header { date, second_of_day, end, .. } = read(line)?;
        let time = format!("{:02}:{:02}:{:02}", second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
        Some((date.first, date.second, date.year, time, &line[end..]))
    }

    #[test]
    fn every_shape_of_header() {
        for (line, first, second, year, time) in [
            ("[18/03/22, 14:56:01] A: b", 18, 3, 2022, "14:56:01"),
            ("\u{200e}[3/18/22, 2:56:01\u{202f}PM] A: b", 3, 18, 2022, "14:56:01"),
            ("[18.03.22, 14:56:01] A: b", 18, 3, 2022, "14:56:01"),
            ("[14:56:01, 3/18/22] A: b", 3, 18, 2022, "14:56:01"),
            ("[3/18/R4, 14:56:01] A: b", 3, 18, 2022, "14:56:01"),
            ("[3/18/2565 BE, 14:56:01] A: b", 3, 18, 2022, "14:56:01"),
            ("[12.3.2022 klo 14.08.18] A: b", 12, 3, 2022, "14:08:18"),
            ("[01/10/24 12.09.39] A: b", 1, 10, 2024, "12:09:39"),
            ("[2018/06/13, 21:25:15] A: b", 6, 13, 2018, "21:25:15"),
            ("[2024/2/9 下午8:01:15] A: b", 2, 9, 2024, "20:01:15"),
            ("[2023. 12. 31. 오후 11:58:02] A: b", 12, 31, 2023, "23:58:02"),
            ("[2024年2月9日 午前0:01:15] A: b", 2, 9, 2024, "00:01:15"),
            (
                "[\u{661}\u{668}\u{200f}/\u{663}\u{200f}/\u{662}\u{660}\u{662}\u{662}\u{60c} \u{662}:\u{665}\u{666}:\u{660}\u{660} م] A: b",
                18,
                3,
                2022,
                "14:56:00",
            ),
            ("[3/6/18 1:55:00 p. m.] A: b", 3, 6, 2018, "13:55:00"),
            ("18/03/2022, 2:57\u{202f}pm - A: b", 18, 3, 2022, "14:57:00"),
            ("18/03/2022, 14:57 - A: b", 18, 3, 2022, "14:57:00"),
            ("2023-12-20, 5:46 p.m. - A: b", 12, 20, 2023, "17:46:00"),
            ("28/3/2025, 9:29\u{202f}p.\u{a0}m. - A: b", 28, 3, 2025, "21:29:00"),
            ("02.05.18 à 18:00 - A: b", 2, 5, 2018, "18:00:00"),
            ("30/08/25 18.00 - A: b", 30, 8, 2025, "18:00:00"),
            ("۲۰۲۱/۵/۳۰، ۱۸:۴۴ - A: b", 5, 30, 2021, "18:44:00"),
            ("13. 6. 2018. 21:25:15 - A: b", 13, 6, 2018, "21:25:15"),
            ("18/03/2022, 14:57 – A: b", 18, 3, 2022, "14:57:00"),
            ("3/24/14, 1:59:59 PM: A: b", 3, 24, 2014, "13:59:59"),
            ("13.06.18 21.25.15: A: b", 13, 6, 2018, "21:25:15"),
            ("09/12/2012 17:03:48: A: b", 9, 12, 2012, "17:03:48"),
            ("Mar 5, 9:15 AM - A: b", 5, 3, 0, "09:15:00"),
            ("18 Mar, 21:15 - A: b", 18, 3, 0, "21:15:00"),
            ("18/03/2022, 9:15 in the morning - A: b", 18, 3, 2022, "09:15:00"),
            ("18/03/2022, 12:15 am - A: b", 18, 3, 2022, "00:15:00"),
        ] {
            assert_eq!(parts(line), Some((first, second, year, time.to_owned(), "A: b")), "{line}");
        }
    }

    #[test]
    fn what_is_no_header() {
        for line in [
            "",
            "hello",
            "[hello] A: b",
            "07.06.23 - 07.06.24",
            "18/03/2022 - A: b",
            "12:30 - lunch",
            "18/13/2022, 14:57 - A: b",
            "32/01/2022, 14:57 - A: b",
            "13/13/22, 14:57 - A: b",
            "18/03/2022, 24:57 - A: b",
            "18/03/2022, 14:7 - A: b",
            "18/03/1922, 14:57 - A: b",
            "[18/03/22, 14:56:01 A: b",
            "18/03/2022, 14:57-A: b",
            "1/2/3/4, 14:57 - A: b",
            "[{\"id\":1}]",
            "Mark, 9:15 AM - A: b",
            "2022-18-03, 14:57 - A: b",
        ] {
            assert_eq!(parts(line), None, "{line}");
        }
    }

    #[test]
    fn the_common_headers_are_read_alike_by_both() {
        let lines = [
            "[18/03/22, 14:56:01] A: b",
            "\u{200e}[3/18/22, 2:56:01\u{202f}PM] \u{200e}~ A: b",
            "18/03/2022, 2:57\u{202f}pm - A: b",
            "2018/06/13 21:25 - أ: b",
            "13.06.2018. 21.25.15: A: b",
            "5/18/2565 BE, 14:56 - A: b",
            "09/12/2012 17:03: A: b",
        ];
        let swaps = [
            "", "0", "7", ":", ".", "/", "-", " ", ",", "]", "[", "a", "P", "M", "\u{202f}", "\u{200e}", "\u{661}",
            "\u{a0}",
        ];
        let mut common = 0;
        for line in lines {
            for (at, character) in line.char_indices() {
                for swap in swaps {
                    for rest in [&line[at..], &line[at + character.len_utf8()..]] {
                        let line = [&line[..at], swap, rest].concat();
                        let read = read_common(&line);
                        common += usize::from(read.is_some());
                        assert!(read.is_none() || read == read_any(&line), "{line}");
                        if let Some(header) = read_any(&line) {
                            assert!(header.shape.may_begin_with(line.as_bytes()[0]), "{line}");
                        }
                    }
                }
            }
        }
        assert!(common > 1000, "{common}");
        assert_eq!(lines.map(|line| read_common(line).is_some()), [true, true, true, true, true, false, true]);
    }

    #[test]
    fn headers_of_one_export_have_one_shape() {
        let shape = |line: &str| read(line).unwrap().shape;
        assert_eq!(shape("[18/03/22, 14:56:01] A: b"), shape("\u{200e}[1/3/22, 4:06:01] ~ B: "));
        assert_ne!(shape("[18/03/22, 14:56:01] A: b"), shape("18/03/22, 14:56 - A: b"));
        assert_ne!(shape("18/03/22, 2:56 pm - A: b"), shape("18/03/22, 14:56 - A: b"));
        assert_ne!(shape("18/03/22, 14:56 - A: b"), shape("18/03/2022, 14:56 - A: b"));
    }
}
