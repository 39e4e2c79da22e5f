//! Dates, times and durations as people and spreadsheets write them.
//!
//! Knows English names of months and weekdays, no abbreviations of zones but UTC and GMT, and does not decide whether
//! `3/4` is in March or in April: that takes all dates of a file, see [`Evidence`].

use super::iso::{self, Written};
use super::{DAY_MS, HOUR_MS, MINUTE_MS, Millis, NEVER, SECOND_MS};
use crate::words;

words! {
    /// The order of day, month and year.
    DateOrder {
        Dmy = "dmy",
        Mdy = "mdy",
        Ymd = "ymd",
    }
}

/// A date in numbers as they are written, and the time of day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    /// Day and month, in the order in which they are written; after a year, month and day.
    pub first: u32,
    pub second: u32,
    pub year: u32,
    pub ms_of_day: Millis,
}

impl Numbers {
    /// One number that stands for the instant until it can be worked out.
    pub fn pack(self) -> Millis {
        let date = (i64::from(self.year) << 8 | i64::from(self.first)) << 8 | i64::from(self.second);
        date << 32 | self.ms_of_day
    }

    pub fn unpack(packed: Millis) -> Self {
        let part = |bits: u32| (packed >> bits & 0xFF) as u32;
        Self { first: part(40), second: part(32), year: (packed >> 48) as u32, ms_of_day: packed & 0xFFFF_FFFF }
    }

    /// What a clock showed, as if it were UTC; nothing if there is no such date.
    pub fn shown(self, order: DateOrder) -> Option<Millis> {
        let Self { first, second, year, ms_of_day } = self;
        let (month, day) = if order == DateOrder::Dmy { (second, first) } else { (first, second) };
        let days = iso::days_from_civil(year.into(), month.into(), day.into())?;
        Some(days * DAY_MS + ms_of_day)
    }
}

/// A date, mostly with a time of day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stamp {
    Sure(Written),
    /// Which number is the day and which the month is not written.
    Open(Open),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Open {
    pub numbers: Numbers,
    pub has_meridiem: bool,
    offset_ms: Option<Millis>,
}

impl Stamp {
    /// The time, where dates that leave it open are written in this order; nothing if there is no such date.
    pub fn written(self, order: DateOrder) -> Option<Written> {
        match self {
            Self::Sure(written) => Some(written),
            Self::Open(Open { numbers, offset_ms, .. }) => Some(at_offset(numbers.shown(order)?, offset_ms)),
        }
    }

    /// The date with a time of day that stands elsewhere.
    pub fn plus(self, ms_of_day: Millis) -> Self {
        match self {
            Self::Sure(Written::Instant(at)) => Self::Sure(Written::Instant(at + ms_of_day)),
            Self::Sure(Written::Naive(shown)) => Self::Sure(Written::Naive(shown + ms_of_day)),
            Self::Open(mut open) => {
                open.numbers.ms_of_day += ms_of_day;
                Self::Open(open)
            }
        }
    }
}

fn at_offset(shown: Millis, offset_ms: Option<Millis>) -> Written {
    match offset_ms {
        Some(offset_ms) => Written::Instant(shown - offset_ms),
        None => Written::Naive(shown),
    }
}

/// What dates say of the order of day and month.
#[derive(Debug, Default)]
pub struct Evidence {
    day_first: Reading,
    month_first: Reading,
    has_meridiem: bool,
    /// Dates follow each other, with nothing to say against it but their order.
    is_chronological: bool,
}

/// How the dates look if read one way.
#[derive(Debug, Default)]
struct Reading {
    /// How many of them are no dates at all.
    impossible: u64,
    backwards: u64,
    forwards: u64,
    last: Option<Millis>,
    /// The distances from each date to the next, together.
    distance_ms: Millis,
}

impl Reading {
    fn see(&mut self, shown: Option<Millis>) {
        let Some(shown) = shown else {
            self.impossible += 1;
            return;
        };
        if let Some(last) = self.last {
            // Lines a few minutes out of order say nothing.
            self.backwards += u64::from(shown < last - DAY_MS);
            self.forwards += u64::from(shown > last + DAY_MS);
            self.distance_ms += (shown - last).abs();
        }
        self.last = Some(shown);
    }
}

/// So many steps in one direction and none in the other are no accident.
const SORTED: u64 = 4;

impl Evidence {
    /// Of dates that are known to be in order. Otherwise they are in no order, or in either.
    pub fn of_chronicle() -> Self {
        Self { is_chronological: true, ..Self::default() }
    }

    pub fn see(&mut self, numbers: Numbers, has_meridiem: bool) {
        self.has_meridiem |= has_meridiem;
        self.day_first.see(numbers.shown(DateOrder::Dmy));
        self.month_first.see(numbers.shown(DateOrder::Mdy));
    }

    /// Looks at a date, which says something only if it leaves the order open.
    pub fn see_stamp(&mut self, stamp: Stamp) {
        if let Stamp::Open(open) = stamp {
            self.see(open.numbers, open.has_meridiem);
        }
    }

    /// Whether no date has left the order open.
    pub fn is_empty(&self) -> bool {
        self.day_first.last.is_none() && self.month_first.last.is_none()
    }

    /// The order, and whether it is no more than a guess.
    pub fn order(&self) -> (DateOrder, bool) {
        let (day, month) = (&self.day_first, &self.month_first);
        let prefer = |is_day_first: bool| if is_day_first { DateOrder::Dmy } else { DateOrder::Mdy };
        if day.impossible != month.impossible {
            return (prefer(day.impossible < month.impossible), false);
        }
        if self.is_chronological && day.backwards != month.backwards {
            return (prefer(day.backwards < month.backwards), false);
        }
        let is_sorted = |reading: &Reading| {
            let (back, forth) = (reading.backwards, reading.forwards);
            back.min(forth) == 0 && back.max(forth) >= SORTED
        };
        if !self.is_chronological && is_sorted(day) != is_sorted(month) {
            return (prefer(is_sorted(day)), false);
        }
        if day.distance_ms != month.distance_ms {
            return (prefer(day.distance_ms < month.distance_ms), true);
        }
        // All dates read alike both ways (5/5) or there is one only.
        (prefer(!self.has_meridiem), true)
    }
}

/// Reads a date, with or without a time of day and an offset. Beside ISO 8601:
///
/// | as in | |
/// |---|---|
/// | `05/03/2024 14:02:10`, `5-3-24`, `3/5/2024, 2:02 PM` | which is the day is left open |
/// | `05.03.2024 14:02` | the day is first |
/// | `2024/03/05 14:02`, `2024-3-5` | |
/// | `5 Mar 2024, 14:02`, `5-Mar-24`, `March 5th, 2024 at 2:02 PM` | |
/// | `Tue, 05 Mar 2024 10:00:00 GMT`, `Tue Mar 05 2024 10:00:00 GMT+0000 (UTC)` | |
/// | `Tue Oct 31 22:10:47 +0000 2017` | |
///
/// Years of two digits are of this century. Without a time of day it is midnight.
pub fn read(text: &str) -> Option<Stamp> {
    let text = text.trim();
    if let Some(written) = iso::read(text.as_bytes()) {
        return Some(Stamp::Sure(written));
    }
    match text.len() {
        ..=LONGEST if text.is_ascii() => read_plain(text.as_bytes()),
        ..=LONGEST => read_plain(plain(text).as_bytes()),
        _ => None,
    }
}

/// No date is longer.
const LONGEST: usize = 100;

/// The text with the digits and the words for noon of Arabic in Latin, and without marks of direction.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '٠'..='٩' => plain.push(char::from(b'0' + (character as u32 - '٠' as u32) as u8)),
            '۰'..='۹' => plain.push(char::from(b'0' + (character as u32 - '۰' as u32) as u8)),
            'ص' => plain.push_str("am"),
            'م' => plain.push_str("pm"),
            '،' => plain.push(','),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}' => {}
            _ if character.is_whitespace() => plain.push(' '),
            _ => plain.push(character),
        }
    }
    plain
}

enum Date {
    Sure(Numbers),
    Open(Numbers),
    /// Month and day; the year comes last.
    NoYear(u32, u32),
}

fn read_plain(text: &[u8]) -> Option<Stamp> {
    let mut at = Cursor(text);
    at.skip_weekday();
    let date = at.date()?;
    at.skip_between();
    let time = at.time();
    let offset_ms = at.offset()?;
    let (is_open, mut numbers) = match date {
        Date::Sure(numbers) => (false, numbers),
        Date::Open(numbers) => (true, numbers),
        Date::NoYear(month, day) => {
            at.skip(b" ");
            (false, numbers(month, day, at.year()?))
        }
    };
    at.skip(b" ");
    if at.0.first() == Some(&b'(') && at.0.last() == Some(&b')') {
        // The name of the zone.
        at.0 = &[];
    }
    if !at.0.is_empty() || (offset_ms.is_some() && time.is_none()) {
        return None;
    }
    let (ms_of_day, has_meridiem) = time.unwrap_or_default();
    numbers.ms_of_day = ms_of_day;
    if !is_open {
        return Some(Stamp::Sure(at_offset(numbers.shown(DateOrder::Ymd)?, offset_ms)));
    }
    let is_date = [DateOrder::Dmy, DateOrder::Mdy].into_iter().any(|order| numbers.shown(order).is_some());
    is_date.then_some(Stamp::Open(Open { numbers, has_meridiem, offset_ms }))
}

fn numbers(first: u32, second: u32, year: u32) -> Numbers {
    Numbers { first, second, year, ms_of_day: 0 }
}

/// The names of months, in lower case; each can be told by its first three letters.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Which of the names this is, or begins like, counted from 1.
fn place_among(names: &[&str], word: &[u8]) -> Option<u32> {
    let begins = |name: &&str| name.get(..word.len()).is_some_and(|start| word.eq_ignore_ascii_case(start.as_bytes()));
    let place = names.iter().position(begins)?;
    (word.len() >= 3).then_some(place as u32 + 1)
}

/// What has not been read of a text.
#[derive(Clone, Copy)]
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.0.first() == Some(&byte);
        self.0 = &self.0[usize::from(is_there)..];
        is_there
    }

    fn skip(&mut self, bytes: &[u8]) {
        self.take(|byte| bytes.contains(&byte));
    }

    fn take(&mut self, is_part: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|&byte| !is_part(byte)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn word(&mut self) -> &'a [u8] {
        self.take(|byte| byte.is_ascii_alphabetic())
    }

    fn is_at_word(&self) -> bool {
        self.0.first().is_some_and(u8::is_ascii_alphabetic)
    }

    /// Goes on only if this word stands here.
    fn eat_word(&mut self, word: &str) -> bool {
        let mut behind = *self;
        let is_there = behind.word().eq_ignore_ascii_case(word.as_bytes());
        if is_there {
            *self = behind;
        }
        is_there
    }

    /// A number, and how many digits it has: at most `most`.
    fn number(&mut self, most: usize) -> Option<(u32, usize)> {
        let digits = self.take(|byte| byte.is_ascii_digit());
        let is_number = (1..=most.min(9)).contains(&digits.len());
        is_number.then(|| (digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0')), digits.len()))
    }

    fn two_digits(&mut self) -> Option<u32> {
        self.number(2).filter(|&(_, digits)| digits == 2).map(|(value, _)| value)
    }

    /// The thousandths of a number's fraction, which may have any number of digits.
    fn thousandths(&mut self) -> Option<Millis> {
        let digits = self.take(|byte| byte.is_ascii_digit());
        let digit = |place: usize| digits.get(place).map_or(0, |digit| Millis::from(digit - b'0'));
        (!digits.is_empty()).then(|| digit(0) * 100 + digit(1) * 10 + digit(2))
    }

    fn skip_weekday(&mut self) {
        let mut behind = *self;
        if place_among(&WEEKDAYS, behind.word()).is_some() {
            behind.skip(b"., ");
            *self = behind;
        }
    }

    /// What stands between date and time.
    fn skip_between(&mut self) {
        self.skip(b", ");
        if self.eat_word("at") || self.eat_word("T") {
            self.skip(b" ");
        }
        if self.0.starts_with(b"- ") {
            self.skip(b"- ");
        }
    }

    fn year(&mut self) -> Option<u32> {
        match self.number(4)? {
            (year, 4) => Some(year),
            (year, 2) => Some(2000 + year),
            _ => None,
        }
    }

    fn month(&mut self) -> Option<u32> {
        let month = place_among(&MONTHS, self.word())?;
        self.eat(b'.');
        Some(month)
    }

    fn date(&mut self) -> Option<Date> {
        if self.is_at_word() {
            return self.date_from_month();
        }
        let (first, digits) = self.number(4)?;
        if digits == 4 {
            let separator = self.separator()?;
            let (month, _) = self.number(2)?;
            self.eat(separator).then_some(())?;
            let (day, _) = self.number(2)?;
            return Some(Date::Sure(numbers(month, day, first)));
        }
        let mut behind = *self;
        behind.skip_ordinal();
        behind.skip(b" -./");
        if behind.is_at_word() {
            *self = behind;
            let month = self.month()?;
            self.skip(b" -/,");
            return Some(Date::Sure(numbers(month, first, self.year()?)));
        }
        let separator = self.separator()?;
        let (second, _) = self.number(2)?;
        self.eat(separator).then_some(())?;
        let year = self.year()?;
        // Where dots stand between them, the day comes first.
        Some(match separator {
            b'.' => Date::Sure(numbers(second, first, year)),
            _ => Date::Open(numbers(first, second, year)),
        })
    }

    /// `Mar 5, 2024`, or `Mar 5` before a time and the year.
    fn date_from_month(&mut self) -> Option<Date> {
        let month = self.month()?;
        self.skip(b" ");
        let (day, _) = self.number(2)?;
        self.skip_ordinal();
        self.skip(b", ");
        let mut behind = *self;
        let is_time = behind.number(2).is_some() && behind.eat(b':');
        Some(if is_time { Date::NoYear(month, day) } else { Date::Sure(numbers(month, day, self.year()?)) })
    }

    fn skip_ordinal(&mut self) {
        let _ = ["st", "nd", "rd", "th"].into_iter().any(|ending| self.eat_word(ending));
    }

    fn separator(&mut self) -> Option<u8> {
        let separator = *self.0.first().filter(|byte| b"/.-".contains(byte))?;
        self.0 = &self.0[1..];
        Some(separator)
    }

    /// The time of day, if one stands here, and whether it says before or after noon.
    fn time(&mut self) -> Option<(Millis, bool)> {
        let mut at = *self;
        let (hour, _) = at.number(2)?;
        let separator = *at.0.first().filter(|byte| b":.".contains(byte))?;
        at.eat(separator);
        let minute = at.two_digits()?;
        let mut ms = 0;
        if at.eat(separator) {
            let second = at.two_digits()?;
            if second > 60 {
                return None;
            }
            // A leap second is shown as the last second of its minute.
            ms = Millis::from(second.min(59)) * SECOND_MS;
            if at.eat(b'.') || at.eat(b',') {
                ms += at.thousandths()?;
            }
        }
        let is_after_noon = at.meridiem();
        let hour = match is_after_noon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let of_day = Millis::from(hour) * HOUR_MS + Millis::from(minute) * MINUTE_MS + ms;
        if minute > 59 || of_day > DAY_MS {
            return None;
        }
        *self = at;
        Some((of_day, is_after_noon.is_some()))
    }

    /// `AM`, `p.m.` or `p. m.`; `true` is after noon.
    fn meridiem(&mut self) -> Option<bool> {
        let mut at = *self;
        at.skip(b" ");
        let letters = at.0.first()?.to_ascii_lowercase();
        at.0 = &at.0[1..];
        if at.eat(b'.') {
            at.skip(b" ");
        }
        let has_m = at.eat(b'm') || at.eat(b'M');
        if !matches!(letters, b'a' | b'p') || !has_m || at.is_at_word() {
            return None;
        }
        at.eat(b'.');
        *self = at;
        Some(letters == b'p')
    }

    /// The offset in milliseconds, `None` inside if there is none.
    fn offset(&mut self) -> Option<Option<Millis>> {
        self.skip(b" ");
        let is_utc = ["Z", "UTC", "GMT"].into_iter().any(|name| self.eat_word(name));
        if !matches!(self.0.first(), Some(b'+' | b'-')) {
            return Some(is_utc.then_some(0));
        }
        iso::read_offset(self.take(|byte| byte.is_ascii_digit() || b"+-:".contains(&byte)))
    }
}

/// An instant as a number: of seconds, with or without a fraction, of milliseconds, microseconds or nanoseconds,
/// whichever its size makes it. 0 is [`NEVER`].
pub fn read_number(text: &str) -> Option<Millis> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = !whole.is_empty() && [whole, fraction].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let number = whole.parse::<Millis>().ok().filter(|_| is_number)?;
    let at = match number {
        ..100_000_000_000 => number * SECOND_MS + Cursor(fraction.as_bytes()).thousandths().unwrap_or(0),
        100_000_000_000..100_000_000_000_000 => number,
        100_000_000_000_000..100_000_000_000_000_000 => number / 1_000,
        _ => number / 1_000_000,
    };
    Some(if at == 0 { NEVER } else { at })
}

/// A date as spreadsheets keep it: days since 1899-12-30, of which the fraction is the time of day. Only dates from 1954
/// to 2064: other numbers are something else.
pub fn read_serial(text: &str) -> Option<Written> {
    /// Days from 1899-12-30 to 1970-01-01.
    const BEFORE_1970: f64 = 25_569.0;
    // Nearly all numbers are larger, and of milliseconds or seconds.
    if text.bytes().take(6).all(|byte| byte.is_ascii_digit()) && text.len() >= 6 && !text.starts_with('0') {
        return None;
    }
    let days = plain_number(text).filter(|days| (20_000.0..=60_000.0).contains(days))?;
    Some(Written::Naive(((days - BEFORE_1970) * DAY_MS as f64).round() as Millis))
}

/// A time of day: `14:02`, `2:02:10 PM`, or a fraction of the day as spreadsheets keep it. Also what has become of a
/// duration of less than a day in a spreadsheet: `12:02:23 AM` is two minutes and 23 seconds.
pub fn read_time_of_day(text: &str) -> Option<Millis> {
    let text = text.trim();
    if let Some(days) = plain_number(text) {
        return (0.0..1.0).contains(&days).then(|| (days * DAY_MS as f64).round() as Millis);
    }
    let plain = plain(text);
    let mut at = Cursor(plain.as_bytes());
    let (ms, _) = at.time()?;
    at.0.is_empty().then_some(ms)
}

/// A number with a decimal point or comma and nothing else.
fn plain_number(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
    is_plain.then(|| text.replace(',', ".").parse().ok())?
}

/// How long something took, in milliseconds: `1:02:03`, also of more than a day, `2m 23s`, `1 day, 2:03:04`,
/// `1.5 hours`. Numbers of two parts, `2:23`, could be minutes or hours and are refused.
pub fn read_duration(text: &str) -> Option<Millis> {
    let mut at = Cursor(text.trim().as_bytes());
    let mut sum: Millis = 0;
    let mut is_something = false;
    while !at.0.is_empty() {
        let (whole, _) = at.number(9)?;
        let mut ms = Millis::from(whole);
        if at.eat(b':') {
            let minutes = at.two_digits().filter(|&minutes| minutes < 60)?;
            at.eat(b':').then_some(())?;
            let seconds = at.two_digits().filter(|&seconds| seconds < 60)?;
            ms = ms * HOUR_MS + Millis::from(minutes) * MINUTE_MS + Millis::from(seconds) * SECOND_MS;
            if at.eat(b'.') {
                ms += at.thousandths()?;
            }
            at.0.is_empty().then_some(())?;
        } else {
            let thousandths = if at.eat(b'.') || at.eat(b',') { at.thousandths()? } else { 0 };
            at.skip(b" ");
            let unit_ms = unit_ms(at.word())?;
            ms = ms * unit_ms + thousandths * unit_ms / 1_000;
        }
        sum += ms;
        is_something = true;
        at.skip(b", ");
        if at.eat_word("and") {
            at.skip(b" ");
        }
    }
    is_something.then_some(sum)
}

fn unit_ms(word: &[u8]) -> Option<Millis> {
    const UNITS: [(&[&str], Millis); 6] = [
        (&["ms", "msec", "millisecond"], 1),
        (&["s", "sec", "second"], SECOND_MS),
        (&["m", "min", "minute"], MINUTE_MS),
        (&["h", "hr", "hour"], HOUR_MS),
        (&["d", "day"], DAY_MS),
        (&["w", "week"], 7 * DAY_MS),
    ];
    let is = |name: &str| {
        let plural = word.strip_suffix(b"s").or(word.strip_suffix(b"S")).filter(|_| name.len() > 1);
        word.eq_ignore_ascii_case(name.as_bytes())
            || plural.is_some_and(|one| one.eq_ignore_ascii_case(name.as_bytes()))
    };
    UNITS.iter().find(|(names, _)| names.iter().any(|name| is(name))).map(|(_, ms)| *ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_PAST: Millis = 1_709_647_320_000; // 2024-03-05T14:02:00Z
    const TEN: Millis = 50_400_000 + 120_000;

    fn open(first: u32, second: u32, ms_of_day: Millis) -> Option<Stamp> {
        let numbers = Numbers { first, second, year: 2024, ms_of_day };
        Some(Stamp::Open(Open { numbers, has_meridiem: false, offset_ms: None }))
    }

    #[test]
    fn dates_that_leave_nothing_open() {
        let naive = |shown| Some(Stamp::Sure(Written::Naive(shown)));
        for text in [
            "2024-03-05T14:02",
            "2024-03-05 14:02:00.0000000",
            "2024/03/05 14:02",
            "2024/3/5, 2:02 PM",
            "2024.03.05 14:02",
            "05.03.2024 14:02",
            "5.3.24 14.02",
            "05.03.2024, 14:02:00",
            "5 Mar 2024, 14:02",
            "5 Mar 2024 at 14:02",
            "5-Mar-24 2:02 pm",
            "05-MAR-2024 02:02:00.000 PM",
            "5. March 2024 14:02",
            "5th March 2024, 14:02",
            "Mar 5, 2024 2:02 PM",
            "March 5th, 2024 at 2:02 p.m.",
            "Tuesday, March 5, 2024 2:02\u{202f}p. m.",
            "Tue Mar  5 14:02:00 2024",
            "2024-03-05 - 14:02",
            " 05.03.2024T14:02 ",
            "٠٥.٠٣.٢٠٢٤ ٢:٠٢ م",
        ] {
            assert_eq!(read(text), naive(TWO_PAST), "{text}");
        }
        for text in ["2024-03-05", "2024/03/05", "05.03.2024", "5 Mar 2024", "Sept 4 2024", "5-Mar-24"] {
            let at = if text.starts_with("Sept") { 1_725_408_000_000 } else { TWO_PAST - TEN };
            assert_eq!(read(text), naive(at), "{text}");
        }
        for text in [
            "2024-03-05T14:02:00Z",
            "2024-03-05 15:02:00+0100",
            "Tue, 05 Mar 2024 14:02:00 GMT",
            "Tue, 5 Mar 2024 14:02 +0000",
            "5 Mar 2024 16:02 GMT+02:00",
            "Tue Mar 05 14:02:00 +0000 2024",
            "Tue Mar 05 2024 15:02:00 GMT+0100 (Central European Standard Time)",
            "2024/03/05 14:02:00 UTC",
            "2024-03-05 14:02:00 UTC",
            "05.03.2024 06:02:00 -0800",
        ] {
            assert_eq!(read(text), Some(Stamp::Sure(Written::Instant(TWO_PAST))), "{text}");
        }
        let tweet = read("Tue Oct 31 22:10:47 +0000 2017");
        assert_eq!(tweet, Some(Stamp::Sure(Written::Instant(1_509_487_847_000))));
    }

    #[test]
    fn dates_that_leave_the_order_open() {
        for (text, expected) in [
            ("05/03/2024 14:02", open(5, 3, TEN)),
            ("5/3/24, 14:02:00", open(5, 3, TEN)),
            ("05-03-2024", open(5, 3, 0)),
            ("12/31/2024", open(12, 31, 0)),
            ("٥/٣/٢٠٢٤", open(5, 3, 0)),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        let Some(Stamp::Open(noon)) = read("3/5/2024 12:00 AM") else { panic!() };
        assert!(noon.has_meridiem && noon.numbers.ms_of_day == 0);
        let stamp = read("05/03/2024 14:02").unwrap();
        assert_eq!(stamp.written(DateOrder::Dmy), Some(Written::Naive(TWO_PAST)));
        assert_eq!(stamp.written(DateOrder::Mdy), Some(Written::Naive(TWO_PAST + 59 * DAY_MS)));
        assert_eq!(read("31/12/2024").unwrap().written(DateOrder::Mdy), None);
        let with_offset = read("05/03/2024 16:02 +0200").unwrap();
        assert_eq!(with_offset.written(DateOrder::Dmy), Some(Written::Instant(TWO_PAST)));
        assert_eq!(read("05/03/2024").unwrap().plus(TEN), stamp);
        assert_eq!(read("05.03.2024").unwrap().plus(TEN), Stamp::Sure(Written::Naive(TWO_PAST)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "-",
            "soon",
            "14:02",
            "5",
            "45356.58",
            "32/12/2024",
            "13/13/2024",
            "30.02.2024",
            "2024-13-05",
            "5/3",
            "5/3/124",
            "5/3-2024",
            "5/3/2024 25:00",
            "5/3/2024 14:60",
            "5/3/2024 14:2",
            "5/3/2024 14:02 PST",
            "5/3/2024 14:02 maybe",
            "5 Mar",
            "5 Mai 2024",
            "Mar 2024",
            "Tue",
            "Tue Mar 05 14:02:00",
            "2024-03-05 GMT",
            "١/",
            "5/3/2024 14:02:00 GMT+99:99",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"1".repeat(1_000_000)), None);
    }

    #[test]
    fn numbers_are_seconds_or_parts_of_them_by_their_size() {
        for (text, at) in [
            ("1741083322", Some(1_741_083_322_000)),
            ("1741083322.5", Some(1_741_083_322_500)),
            ("1453770984.1239", Some(1_453_770_984_123)),
            ("1741083322114", Some(1_741_083_322_114)),
            ("1741083322114203", Some(1_741_083_322_114)),
            ("1741083322114203999", Some(1_741_083_322_114)),
            ("1741083322114.0", Some(1_741_083_322_114)),
            ("0", Some(NEVER)),
            ("0.0", Some(NEVER)),
            ("45356", Some(45_356_000)),
            ("", None),
            (".5", None),
            ("-5", None),
            ("1e9", None),
            ("1,741,083,322", None),
            ("17410833221142039990000", None),
        ] {
            assert_eq!(read_number(text), at, "{text}");
        }
    }

    #[test]
    fn what_spreadsheets_keep() {
        for (text, at) in [
            ("45356", Some(TWO_PAST - TEN)),
            ("45356.58472222", Some(TWO_PAST)),
            ("45356,58472222", Some(TWO_PAST)),
            ("1741083322", None),
            ("0", None),
            ("4.5.6", None),
            ("x", None),
        ] {
            assert_eq!(read_serial(text), at.map(Written::Naive), "{text}");
        }
        for (text, ms) in [
            ("14:02", Some(TEN)),
            ("2:02 PM", Some(TEN)),
            ("2:02:00 م", Some(TEN)),
            ("0,584722222", Some(TEN)),
            ("0.584722222", Some(TEN)),
            ("12:02:23 AM", Some(143_000)),
            ("1.5", None),
            ("24:01", None),
            ("14:02 x", None),
            ("", None),
        ] {
            assert_eq!(read_time_of_day(text), ms, "{text}");
        }
    }

    #[test]
    fn durations() {
        for (text, ms) in [
            ("0:02:23", Some(143_000)),
            ("00:02:23.5", Some(143_500)),
            ("101:00:01", Some(101 * HOUR_MS + 1_000)),
            ("2m 23s", Some(143_000)),
            ("2min23sec", Some(143_000)),
            ("2 minutes and 23 seconds", Some(143_000)),
            ("1 day, 2:03:04", Some(DAY_MS + 2 * HOUR_MS + 184_000)),
            ("1d 2h", Some(DAY_MS + 2 * HOUR_MS)),
            ("1.5 hours", Some(90 * MINUTE_MS)),
            ("1,5 h", Some(90 * MINUTE_MS)),
            ("250 ms", Some(250)),
            ("2 HRS", Some(2 * HOUR_MS)),
            ("", None),
            ("-", None),
            ("2:23", None),
            ("0:60:00", None),
            ("0:2:3", None),
            ("2:03:04 h", None),
            ("5", None),
            ("5 x", None),
            ("-0:02:23", None),
            ("9999999999 s", None),
        ] {
            assert_eq!(read_duration(text), ms, "{text}");
        }
    }

    #[test]
    fn numbers_are_packed_and_unpacked() {
        let numbers = Numbers { first: 31, second: 12, year: 2099, ms_of_day: DAY_MS - 1 };
        assert_eq!(Numbers::unpack(numbers.pack()), numbers);
    }

    #[test]
    fn the_order_of_day_and_month() {
        let order = |dates: &[&str]| {
            let mut evidence = Evidence::default();
            dates.iter().for_each(|date| evidence.see_stamp(read(date).unwrap()));
            (evidence.order(), evidence.is_empty())
        };
        for (dates, expected) in [
            (&["03/04/2025", "13/04/2025"][..], (DateOrder::Dmy, false)),
            (&["03/04/2025", "04/13/2025"], (DateOrder::Mdy, false)),
            // The newest first: read the other way they would jump about.
            (
                &["03/05/2025", "01/05/2025", "12/04/2025", "10/04/2025", "08/04/2025", "03/04/2025"],
                (DateOrder::Dmy, false),
            ),
            // In no order, and all of April.
            (&["10/04/2025", "01/04/2025", "12/04/2025"], (DateOrder::Dmy, true)),
            (&["04/10/2025", "04/01/2025", "04/12/2025"], (DateOrder::Mdy, true)),
            (&["05/04/2025 10:00 PM"], (DateOrder::Mdy, true)),
            (&["05/04/2025 22:00"], (DateOrder::Dmy, true)),
        ] {
            assert_eq!(order(dates), (expected, false), "{dates:?}");
        }
        assert!(order(&["2025-04-03", "03.04.2025"]).1);
    }
}
