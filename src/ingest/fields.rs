//! Understanding single JSON values: ids, words, times. What cannot be understood is noted, not lost.

use super::scan::json::{Cursor, Read, Scalar, Text};
use super::scan::known::Known;
use crate::error::Fault;
use crate::registry::Word;
use crate::time::iso::{self, Written};
use crate::time::{BELIEVED, Millis, NEVER, SECOND_MS, Zone};
use std::borrow::Cow;
use std::rc::Rc;

/// Reads the values of one row and remembers what is wrong with them, by the key they stand under.
pub struct Fields {
    zone: Rc<Zone>,
    dates: iso::Dates,
    pub faults: Vec<(Fault, &'static str)>,
}

impl Fields {
    /// A time without a zone is one in `zone`.
    pub fn new(zone: Rc<Zone>) -> Self {
        Self { zone, dates: iso::Dates::default(), faults: Vec::new() }
    }

    pub fn fault(&mut self, fault: Fault, key: &'static str) {
        self.faults.push((fault, key));
    }

    pub fn text<'a>(&mut self, key: &'static str, value: Scalar<'a>) -> Option<Cow<'a, str>> {
        match value {
            Scalar::Text(text) => Some(text.get()),
            other => self.none_unless_null(key, other),
        }
    }

    /// An id: a string that is not empty, or a number as it is written.
    pub fn id<'a>(&mut self, key: &'static str, value: Scalar<'a>) -> Option<Cow<'a, str>> {
        match value {
            Scalar::Text(text) if text.is_empty() => None,
            Scalar::Text(text) => Some(text.get()),
            Scalar::Number(number) => Some(number.into()),
            other => self.none_unless_null(key, other),
        }
    }

    pub fn word<W: Word>(&mut self, key: &'static str, value: Scalar<'_>) -> Option<W> {
        let text = self.text(key, value)?;
        let word = W::from_id(&text);
        if word.is_none() {
            self.fault(Fault::UnknownWord, key);
        }
        word
    }

    pub fn bool(&mut self, key: &'static str, value: Scalar<'_>) -> Option<bool> {
        match value {
            Scalar::Bool(value) => Some(value),
            other => self.none_unless_null(key, other),
        }
    }

    /// A whole number that is not negative.
    pub fn count(&mut self, key: &'static str, value: Scalar<'_>) -> Option<u32> {
        match value {
            Scalar::Number(number) => {
                let count = number.parse().ok();
                if count.is_none() {
                    self.fault(Fault::WrongType, key);
                }
                count
            }
            other => self.none_unless_null(key, other),
        }
    }

    /// A number, whole or not, in millionths.
    pub fn millionths(&mut self, key: &'static str, value: Scalar<'_>) -> Option<i64> {
        match value {
            Scalar::Number(number) => {
                let millionths = millionths(number);
                if millionths.is_none() {
                    self.fault(Fault::NumberOutOfRange, key);
                }
                millionths
            }
            other => self.none_unless_null(key, other),
        }
    }

    /// An ISO 8601 time, or a number of milliseconds; a number that is plainly one of seconds is read as such.
    /// `null` means that it did not happen.
    pub fn time(&mut self, key: &'static str, value: Scalar<'_>) -> Option<Millis> {
        match value {
            Scalar::Number(number) => {
                let ms = number.parse::<Millis>().ok();
                let is_seconds = ms.is_some_and(|ms| ms.abs() < SMALLEST_MILLIS);
                if is_seconds && ms != Some(0) {
                    self.fault(Fault::TimeInSeconds, key);
                }
                let at = ms.map(|ms| if is_seconds { ms * SECOND_MS } else { ms });
                self.believed(key, at)
            }
            other => self.iso_time(key, other),
        }
    }

    /// The time that stands at the cursor.
    #[inline(always)]
    pub fn read_time(&mut self, key: &'static str, cursor: &mut Cursor<'_>) -> Read<Option<Millis>> {
        cursor.peek()?;
        let dates = &mut self.dates;
        match cursor.fixed_text(|text| dates.read_common(text)) {
            Some(at) => Ok(self.believed(key, Some(at))),
            None => Ok(self.time(key, cursor.scalar()?)),
        }
    }

    /// The id that stands at the cursor: a string that is not empty, or a number as it is written.
    #[inline(always)]
    pub fn read_id<'a>(&mut self, key: &'static str, cursor: &mut Cursor<'a>) -> Read<Option<Text<'a>>> {
        match cursor.text()? {
            Some(text) => Ok(Some(text).filter(|text| !text.is_empty())),
            None => self.number_as_id(key, cursor),
        }
    }

    fn number_as_id<'a>(&mut self, key: &'static str, cursor: &mut Cursor<'a>) -> Read<Option<Text<'a>>> {
        match cursor.scalar()? {
            Scalar::Number(number) => Ok(Some(Text::plain(number))),
            other => Ok(self.none_unless_null(key, other)),
        }
    }

    /// The text that stands at the cursor.
    #[inline(always)]
    pub fn read_text<'a>(&mut self, key: &'static str, cursor: &mut Cursor<'a>) -> Read<Option<Text<'a>>> {
        match cursor.text()? {
            Some(text) => Ok(Some(text)),
            None => Ok(self.none_unless_null(key, cursor.scalar()?)),
        }
    }

    /// The word that stands at the cursor, as `words` understand it.
    #[inline(always)]
    pub fn read_known<W: Copy>(
        &mut self,
        key: &'static str,
        words: &mut Known<W>,
        cursor: &mut Cursor<'_>,
    ) -> Read<Option<W>> {
        match cursor.word(words)? {
            Some(word) => Ok(Some(word)),
            None => Ok(self.none_unless_null(key, cursor.scalar()?)),
        }
    }

    /// A number of seconds, whole or not, or an ISO 8601 time. `null`, nothing and 0 mean that it did not happen.
    pub fn time_in_seconds(&mut self, key: &'static str, value: Scalar<'_>) -> Option<Millis> {
        match value {
            Scalar::Number(number) => match millis_from_seconds(number) {
                Some(0) => Some(NEVER),
                at => self.believed(key, at),
            },
            other => self.iso_time(key, other),
        }
    }

    fn iso_time(&mut self, key: &'static str, value: Scalar<'_>) -> Option<Millis> {
        let text = match value {
            Scalar::Null => return Some(NEVER),
            Scalar::Text(text) if text.is_empty() => return Some(NEVER),
            Scalar::Text(text) => text.get(),
            _ => {
                self.fault(Fault::WrongType, key);
                return None;
            }
        };
        let written = iso::read(text.as_bytes());
        if matches!(written, Some(Written::Naive(_))) {
            self.fault(Fault::NaiveTime, key);
        }
        self.believed(key, written.map(|written| written.instant(&self.zone)))
    }

    fn believed(&mut self, key: &'static str, at: Option<Millis>) -> Option<Millis> {
        match at {
            Some(at) if BELIEVED.contains(at) => return Some(at),
            Some(_) => self.fault(Fault::TimeOutOfRange, key),
            None => self.fault(Fault::BadTime, key),
        }
        None
    }

    fn none_unless_null<T>(&mut self, key: &'static str, value: Scalar<'_>) -> Option<T> {
        if value != Scalar::Null {
            self.fault(Fault::WrongType, key);
        }
        None
    }
}

/// No time that is believed has fewer milliseconds than this, and none has more seconds.
const SMALLEST_MILLIS: Millis = 100_000_000_000;

/// The milliseconds of a number of seconds such as `1732199000.52`, without rounding.
fn millis_from_seconds(number: &str) -> Option<Millis> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: Millis = whole.parse().ok()?;
    if whole < 0 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digit = |place: usize| fraction.as_bytes().get(place).map_or(0, |byte| Millis::from(byte - b'0'));
    whole.checked_mul(SECOND_MS)?.checked_add(digit(0) * 100 + digit(1) * 10 + digit(2))
}

/// The millionths of a number as JSON writes it, rounded to the nearest; nothing if they are more than fit.
fn millionths(number: &str) -> Option<i64> {
    let (number, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let exponent: i16 = exponent.parse().ok().filter(|exponent| (-99..100).contains(exponent))?;
    let digits = number.trim_start_matches('-');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let places = whole.len() as i64 + i64::from(exponent) + 6;
    let mut digits = whole.bytes().chain(fraction.bytes()).map(|digit| i64::from(digit - b'0'));
    let mut millionths: i64 = 0;
    for _ in 0..places {
        millionths = millionths.checked_mul(10)?.checked_add(digits.next().unwrap_or(0))?;
    }
    if places >= 0 && digits.next() >= Some(5) {
        millionths = millionths.checked_add(1)?;
    }
    Some(if number.starts_with('-') { -millionths } else { millionths })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::scan::json::Cursor;
    use crate::store::vocabulary::Status;
    use crate::time::zone::tests::zone;

    fn scalar(text: &str) -> Scalar<'_> {
        Cursor::new(text, 0, true).scalar().unwrap()
    }

    fn read<T>(read: impl FnOnce(&mut Fields) -> T) -> (T, Vec<Fault>) {
        let mut fields = Fields::new(Rc::new(zone("Europe/Rome")));
        let value = read(&mut fields);
        (value, fields.faults.iter().map(|(fault, _)| *fault).collect())
    }

    #[test]
    fn times() {
        let nine = 1_740_819_600_000;
        for (text, at, faults) in [
            ("\"2025-03-01T09:00:00Z\"", Some(nine), vec![]),
            ("\"2025-03-01 10:00:00\"", Some(nine), vec![Fault::NaiveTime]),
            ("1740819600000", Some(nine), vec![]),
            ("1740819600", Some(nine), vec![Fault::TimeInSeconds]),
            ("null", Some(NEVER), vec![]),
            ("\"soon\"", None, vec![Fault::BadTime]),
            ("1.5", None, vec![Fault::BadTime]),
            ("0", None, vec![Fault::TimeOutOfRange]),
            ("\"1987-03-01T09:00:00Z\"", None, vec![Fault::TimeOutOfRange]),
            ("9e99", None, vec![Fault::BadTime]),
            ("[1]", None, vec![Fault::WrongType]),
        ] {
            assert_eq!(read(|fields| fields.time("at", scalar(text))), (at, faults), "{text}");
        }
    }

    #[test]
    fn times_in_seconds() {
        for (text, at) in [
            ("1732199000.52", Some(1_732_199_000_520)),
            ("1732199000", Some(1_732_199_000_000)),
            ("\"2024-11-21T13:23:20Z\"", Some(1_732_195_400_000)),
            ("0", Some(NEVER)),
            ("null", Some(NEVER)),
            ("\"\"", Some(NEVER)),
            ("-5", None),
            ("17321990001234567890", None),
            ("1e9", None),
        ] {
            assert_eq!(read(|fields| fields.time_in_seconds("at", scalar(text))).0, at, "{text}");
        }
    }

    #[test]
    fn amounts() {
        for (text, amount) in [
            ("49.9", Some(49_900_000)),
            ("-12.50", Some(-12_500_000)),
            ("0", Some(0)),
            ("49.900000000000006", Some(49_900_000)),
            ("0.0000005", Some(1)),
            ("0.00000049", Some(0)),
            ("1.5e3", Some(1_500_000_000)),
            ("25E-1", Some(2_500_000)),
            ("5e-7", Some(1)),
            ("5e-8", Some(0)),
            ("9223372036854.775807", Some(i64::MAX)),
            ("9223372036855", None),
            ("1e13", None),
            ("1e999999", None),
        ] {
            let faults = if amount.is_none() { vec![Fault::NumberOutOfRange] } else { vec![] };
            assert_eq!(read(|fields| fields.millionths("value", scalar(text))), (amount, faults), "{text}");
        }
        assert_eq!(read(|fields| fields.millionths("value", scalar("\"5\""))), (None, vec![Fault::WrongType]));
    }

    #[test]
    fn words_ids_and_counts() {
        assert_eq!(read(|fields| fields.word("s", scalar("\"closed\""))), (Some(Status::Closed), vec![]));
        assert_eq!(read(|fields| fields.word::<Status>("s", scalar("\"won\""))), (None, vec![Fault::UnknownWord]));
        assert_eq!(read(|fields| fields.id("id", scalar("007")).is_none()).1, [] as [Fault; 0]);
        assert_eq!(
            read(|fields| fields.id("id", scalar("12345678901234567890")).map(Cow::into_owned)).0.unwrap().len(),
            20
        );
        assert_eq!(read(|fields| fields.count("n", scalar("-1"))), (None, vec![Fault::WrongType]));
        assert_eq!(read(|fields| fields.bool("b", scalar("null"))), (None, vec![]));
    }
}
