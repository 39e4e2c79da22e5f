//! ISO 8601 instants, read from fixed columns.

use super::zone::civil_from_millis;
use super::{DAY_MS, HOUR_MS, MINUTE_MS, Millis, SECOND_MS, Zone};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

/// A date and time of day as written: with an offset, or without one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Written {
    Instant(Millis),
    /// What a clock showed, as if that clock were UTC; which zone it stood in is not written.
    Naive(Millis),
}

impl Written {
    /// The instant, where a time without a zone was shown in `zone`.
    pub fn instant(self, zone: &Zone) -> Millis {
        match self {
            Self::Instant(at) => at,
            Self::Naive(shown) => zone.instant_from_civil(civil_from_millis(shown)),
        }
    }
}

/// Reads `2025-03-01T09:00:00Z`, with `T` or a blank, with no, one or more digits of a second's fraction (those
/// after the third are cut off), and with `Z`, `+02:00`, `+0200`, `+02` or no offset at all. Seconds may be missing.
pub fn read(text: &[u8]) -> Option<Written> {
    let (year, month, day) = numbers_of_date(text.get(..10)?)?;
    let date = days_from_civil(year, month, day)? * DAY_MS;
    if !matches!(text.get(10), Some(b'T' | b't' | b' ')) {
        return None;
    }
    let (hour, minute) = (two_digits(text, 11)?, two_digits(text, 14)?);
    if text[13] != b':' || hour > 24 || minute > 59 {
        return None;
    }
    let mut at = 16;
    let mut of_day = hour * HOUR_MS + minute * MINUTE_MS;
    if text.get(at) == Some(&b':') {
        let second = two_digits(text, 17)?;
        at = 19;
        // A leap second is shown as the last second of its minute.
        of_day += second.min(59) * SECOND_MS;
        if second > 60 {
            return None;
        }
        if matches!(text.get(at), Some(b'.' | b',')) {
            let (ms, end) = read_fraction(text, at + 1)?;
            of_day += ms;
            at = end;
        }
    }
    if of_day > DAY_MS {
        return None;
    }
    let shown = date + of_day;
    Some(match read_offset(&text[at..])? {
        Some(offset_ms) => Written::Instant(shown - offset_ms),
        None => Written::Naive(shown),
    })
}

/// Reads times of which many are of the same day.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// The last date as it was written (eight bytes and two), and its first instant.
    last: (u64, u16),
    midnight: Millis,
}

impl Default for Dates {
    fn default() -> Self {
        Self { last: (u64::from_le_bytes(*b"1970-01-"), u16::from_le_bytes(*b"01")), midnight: 0 }
    }
}

impl Dates {
    /// Reads `2025-03-01T09:00:00.000Z`, which is how nearly all are written, and nothing else.
    #[inline(always)]
    pub fn read_common(&mut self, text: &[u8; 24]) -> Option<Millis> {
        let date = (u64::from_le_bytes(*text.first_chunk()?), u16::from_le_bytes([text[8], text[9]]));
        if date != self.last {
            self.midnight = midnight(text)?;
            self.last = date;
        }
        let of_day = OF_DAY.tens_and_ones(text[8..16].first_chunk()?)?;
        let second = OF_MINUTE.tens_and_ones(text[16..].first_chunk()?)?;
        let at = |pairs: u64, place: u32| pairs >> (8 * place) & 0xFF;
        let (hour, minute, seconds) = (at(of_day, 3), at(of_day, 6), at(second, 1));
        // The last digit of the fraction stands before a letter, which counts as 0.
        let ms = at(second, 4) * 10 + at(second, 6) / 10;
        // What is special, a leap second or the end of a day, is for the other reader.
        let of_day = hour * HOUR_MS as u64 + minute * MINUTE_MS as u64 + seconds * SECOND_MS as u64 + ms;
        (hour < 24 && minute < 60 && seconds < 60).then_some(self.midnight + of_day as Millis)
    }
}

/// The first instant of the date that the text starts with.
#[cold]
fn midnight(text: &[u8; 24]) -> Option<Millis> {
    let (year, month, day) = numbers_of_date(&text[..10])?;
    days_from_civil(year, month, day).map(|days| days * DAY_MS)
}

/// Eight bytes of which some are digits.
struct Pattern {
    /// With 0 for every digit.
    bytes: u64,
    /// Where there is no digit.
    others: u64,
}

const OF_DAY: Pattern = Pattern { bytes: u64::from_le_bytes(*b"00T00:00"), others: 0x0000_FF00_00FF_0000 };
const OF_MINUTE: Pattern = Pattern { bytes: u64::from_le_bytes(*b":00.000Z"), others: 0xFF00_0000_FF00_00FF };

impl Pattern {
    /// For each digit, ten times its value and that of the byte behind it, if there are digits where the pattern has
    /// them and everything else is as in the pattern, which counts as 0.
    #[inline(always)]
    fn tens_and_ones(&self, text: &[u8; 8]) -> Option<u64> {
        const HIGH_HALVES: u64 = 0xF0F0_F0F0_F0F0_F0F0;
        let values = u64::from_le_bytes(*text) ^ self.bytes;
        // Six more than nine reaches into the higher half of a byte.
        let is_out = (values | values.wrapping_add(0x0606_0606_0606_0606)) & HIGH_HALVES | values & self.others;
        (is_out == 0).then(|| values.wrapping_mul(10) + (values >> 8))
    }
}

/// Reads `2025-03-01`.
pub fn read_date(text: &[u8]) -> Option<NaiveDate> {
    let (year, month, day) = numbers_of_date(text)?;
    NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32)
}

fn numbers_of_date(text: &[u8]) -> Option<(Millis, Millis, Millis)> {
    if text.len() != 10 || text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    Some((two_digits(text, 0)? * 100 + two_digits(text, 2)?, two_digits(text, 5)?, two_digits(text, 8)?))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, after Howard Hinnant, "chrono-compatible low-level date
/// algorithms": years begin in March, so that leap days come last. As `chrono` has it, but for every message.
pub(super) fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    const LENGTHS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = *LENGTHS.get(usize::try_from(month - 1).ok()?)? + i64::from(is_leap && month == 2);
    if !(1..=length).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// The milliseconds of a fraction, and where it ends.
fn read_fraction(text: &[u8], from: usize) -> Option<(Millis, usize)> {
    let digits = text[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut ms = 0;
    for place in 0..3 {
        let digit = if place < digits { text[from + place] - b'0' } else { 0 };
        ms = ms * 10 + Millis::from(digit);
    }
    (digits > 0).then_some((ms, from + digits))
}

/// The offset in milliseconds, `None` inside where the text ends without one.
pub(super) fn read_offset(text: &[u8]) -> Option<Option<Millis>> {
    let sign = match text {
        [] => return Some(None),
        [b'Z' | b'z'] => return Some(Some(0)),
        [b'+', ..] => 1,
        [b'-', ..] => -1,
        _ => return None,
    };
    let minutes = match text.len() {
        3 => 0,
        5 => two_digits(text, 3)?,
        6 if text[3] == b':' => two_digits(text, 4)?,
        _ => return None,
    };
    let hours = two_digits(text, 1)?;
    (hours <= 18 && minutes <= 59).then_some(Some(sign * (hours * HOUR_MS + minutes * MINUTE_MS)))
}

fn two_digits(text: &[u8], at: usize) -> Option<Millis> {
    let tens = text.get(at)?.wrapping_sub(b'0');
    let ones = text.get(at + 1)?.wrapping_sub(b'0');
    (tens <= 9 && ones <= 9).then_some(Millis::from(tens) * 10 + Millis::from(ones))
}

/// `2025-03-01`.
pub fn write_date(date: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// `2025-03-01T09:00:00.000Z`.
pub fn write(at: Millis) -> String {
    let civil = civil_from_millis(at);
    let (second, ms) = (civil.second(), civil.and_utc().timestamp_subsec_millis());
    format!("{}:{second:02}.{ms:03}Z", write_minute(civil))
}

/// `2025-03-01T09:00`, what a clock in `zone` showed.
pub fn write_local(at: Millis, zone: &Zone) -> String {
    write_minute(zone.civil_from_instant(at))
}

fn write_minute(civil: NaiveDateTime) -> String {
    format!("{}T{:02}:{:02}", write_date(civil.date()), civil.hour(), civil.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::zone::millis_from_civil;
    use chrono::DateTime;

    #[test]
    fn every_form_of_an_instant() {
        for text in [
            "2025-03-01T09:00:00Z",
            "2025-03-01T09:00:00.000Z",
            "2025-03-01t09:00:00.0000000z",
            "2025-03-01 09:00:00+00:00",
            "2025-03-01T14:30:00+05:30",
            "2025-03-01T05:30:00-0330",
            "2025-03-01T11:00+02",
            "2025-02-28T24:00:00-09:00",
        ] {
            assert_eq!(read(text.as_bytes()), Some(Written::Instant(1_740_819_600_000)), "{text}");
        }
    }

    #[test]
    fn the_common_form_is_read_alike_by_both() {
        let common = *b"2025-03-01T09:08:07.654Z";
        assert_eq!(Dates::default().read_common(&common).map(Written::Instant), read(&common));
        let mut dates = Dates::default();
        for place in 0..24 {
            for byte in 0..=u8::MAX {
                let mut text = common;
                text[place] = byte;
                if let Some(at) = dates.read_common(&text) {
                    assert_eq!(read(&text), Some(Written::Instant(at)), "{:?}", String::from_utf8_lossy(&text));
                }
                // Other signs in the same places, and leap seconds, are left to the other.
                let is_plain = byte.is_ascii_digit() && !(place == 17 && byte == b'6');
                let is_read = is_plain && matches!(read(&text), Some(Written::Instant(_))) || text == common;
                assert_eq!(dates.read_common(&text).is_some(), is_read, "{:?}", String::from_utf8_lossy(&text));
            }
        }
    }

    #[test]
    fn days_are_those_of_chrono() {
        for year in 0..2500 {
            for (month, day) in (1..=12).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let date = NaiveDate::from_ymd_opt(year, month, day);
                let days = date.map(|date| millis_from_civil(date.and_time(chrono::NaiveTime::MIN)) / DAY_MS);
                assert_eq!(days_from_civil(year.into(), month.into(), day.into()), days, "{year}-{month}-{day}");
            }
        }
        assert_eq!((days_from_civil(2025, 0, 1), days_from_civil(2025, 13, 1)), (None, None));
    }

    #[test]
    fn a_time_without_an_offset_stays_naive() {
        assert_eq!(read(b"2025-03-01 09:00:00"), Some(Written::Naive(1_740_819_600_000)));
        assert_eq!(read(b"2025-03-01T09:00:00.123456"), Some(Written::Naive(1_740_819_600_123)));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2025",
            "2025-03-01",
            "2025-13-01T00:00:00Z",
            "2025-02-29T00:00:00Z",
            "2025-03-01T25:00:00Z",
            "2025-03-01T09:60:00Z",
            "2025-03-01T09:00:61Z",
            "2025-03-01T09:00:00.Z",
            "2025-03-01T09:00:00+2",
            "2025-03-01T09:00:00 Z",
            "2025-03-01T09:00:00Zulu",
            "2025-03-01X09:00:00Z",
            "20x5-03-01T09:00:00Z",
            "2025-03-01T24:00:01Z",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn reading_agrees_with_chrono() {
        for second in (0..4_000_000_000_i64).step_by(7_654_321) {
            let ms = second * 1000 + second % 1000;
            let text = DateTime::from_timestamp_millis(ms).unwrap().to_rfc3339();
            assert_eq!(read(text.as_bytes()), Some(Written::Instant(ms)), "{text}");
            assert_eq!(read(write(ms).as_bytes()), Some(Written::Instant(ms)));
        }
    }
}
