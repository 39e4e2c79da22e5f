//! Understanding single values: ids, words, times. What cannot be understood is noted, not lost.
//!
//! A cell of a table is understood as a JSON text that says the same.

use super::decimal::{self, DecimalMark};
use super::scan::json::{Cursor, Read, Scalar, Text};
use super::scan::known::Known;
use crate::error::Fault;
use crate::registry::Word;
use crate::store::clocks;
use crate::time::iso::{self, Written};
use crate::time::written::{self, DateOrder, Stamp};
use crate::time::zone::Calm;
use crate::time::{BELIEVED, Millis, NEVER, SECOND_MS, Zone};
use std::borrow::Cow;
use std::rc::Rc;

/// Reads the values of one row and remembers what is wrong with them, by the key they stand under.
pub struct Fields {
    zone: Rc<Zone>,
    calm: Calm,
    dates: iso::Dates,
    /// The order of day and month in dates that leave it open.
    pub date_order: Option<DateOrder>,
    /// Times without a zone are left to the store, which may learn what the zone is; see [`clocks`].
    pub keeps_naive: bool,
    pub faults: Vec<(Fault, &'static str)>,
}

impl AsMut<Self> for Fields {
    fn as_mut(&mut self) -> &mut Self {
        self
    }
}

impl Fields {
    /// A time without a zone is one in `zone`.
    pub fn new(zone: Rc<Zone>) -> Self {
        let (calm, dates) = (Calm::default(), iso::Dates::default());
        Self { zone, calm, dates, date_order: None, keeps_naive: false, faults: Vec::new() }
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

    /// A time in any form that [`written::read`], [`written::read_number`] or [`written::read_serial`] knows, be it a
    /// number or a text. `null`, 0 and what [is nothing](is_nothing) mean that it did not happen.
    pub fn instant(&mut self, key: &'static str, value: Scalar<'_>) -> Option<Millis> {
        match value {
            Scalar::Null => Some(NEVER),
            Scalar::Number(number) => self.instant_of(key, number),
            Scalar::Text(text) => self.instant_of(key, &text.get()),
            _ => self.none_unless_null(key, value),
        }
    }

    /// The same, of a cell.
    pub fn instant_of(&mut self, key: &'static str, cell: &str) -> Option<Millis> {
        let text = cell.trim();
        if is_nothing(text) {
            return Some(NEVER);
        }
        if let Ok(common) = text.as_bytes().try_into()
            && let Some(at) = self.dates.read_common(common)
        {
            return self.believed(key, Some(at));
        }
        let serial = written::read_serial(text);
        if serial.is_some() {
            return self.settle(key, serial);
        }
        match written::read_number(text) {
            Some(NEVER) => Some(NEVER),
            Some(at) => self.believed(key, Some(at)),
            None => {
                let written = written::read(text).and_then(|stamp| self.settled(key, stamp));
                self.settle(key, written)
            }
        }
    }

    /// The time of a date and a time of day that stand apart.
    pub fn date_with_time(&mut self, key: &'static str, date: &str, time_of_day: &str) -> Option<Millis> {
        let date = written::read_serial(date).map(Stamp::Sure).or_else(|| written::read(date));
        let stamp = date.zip(written::read_time_of_day(time_of_day)).map(|(date, ms_of_day)| date.plus(ms_of_day));
        let written = stamp.and_then(|stamp| self.settled(key, stamp));
        self.settle(key, written)
    }

    /// The time of a date. Where the order of day and month is not known, the day is first.
    fn settled(&mut self, key: &'static str, stamp: Stamp) -> Option<Written> {
        if matches!(stamp, Stamp::Open(_)) && self.date_order.is_none() {
            self.fault(Fault::GuessedDateOrder, key);
            return stamp.written(DateOrder::Dmy).or_else(|| stamp.written(DateOrder::Mdy));
        }
        stamp.written(self.date_order.unwrap_or(DateOrder::Dmy))
    }

    /// How long something took, in milliseconds, as [`written::read_duration`] has it.
    pub fn duration_ms(&mut self, key: &'static str, value: Scalar<'_>) -> Option<Millis> {
        let text = self.said(key, value)?;
        self.or_wrong(key, written::read_duration(&text))
    }

    /// `true` and `false`, yes and no, 1 and 0.
    pub fn flag(&mut self, key: &'static str, value: Scalar<'_>) -> Option<bool> {
        let text = self.said(key, value)?;
        let flag = match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "t" | "1" | "1.0" => Some(true),
            "false" | "no" | "n" | "f" | "0" | "0.0" => Some(false),
            _ => None,
        };
        self.or_wrong(key, flag)
    }

    /// A whole number that is not negative, also as a text and with the `.0` of a spreadsheet.
    pub fn whole(&mut self, key: &'static str, value: Scalar<'_>) -> Option<u32> {
        let text = self.said(key, value)?;
        self.or_wrong(key, without_zero_fraction(&text).parse().ok())
    }

    /// A number, whole or not, in millionths, also as a text. The mark says how texts are written.
    pub fn decimal(&mut self, key: &'static str, value: Scalar<'_>, mark: DecimalMark) -> Option<i64> {
        let mark = if matches!(value, Scalar::Number(_)) { DecimalMark::Point } else { mark };
        let text = self.said(key, value)?;
        let plain = decimal::plain(&text, mark);
        let plain = self.or_wrong(key, plain)?;
        let millionths = millionths(&plain);
        if millionths.is_none() {
            self.fault(Fault::NumberOutOfRange, key);
        }
        millionths
    }

    /// What a value says, in one word, if it says anything.
    pub fn said<'a>(&mut self, key: &'static str, value: Scalar<'a>) -> Option<Cow<'a, str>> {
        let text = match value {
            Scalar::Number(number) => number.into(),
            Scalar::Bool(flag) => if flag { "true" } else { "false" }.into(),
            Scalar::Text(text) => trimmed(text.get()),
            _ => return self.none_unless_null(key, value),
        };
        Some(text).filter(|text| !is_nothing(text))
    }

    fn or_wrong<T>(&mut self, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.fault(Fault::WrongType, key);
        }
        value
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
        self.settle(key, iso::read(text.as_bytes()))
    }

    fn settle(&mut self, key: &'static str, written: Option<Written>) -> Option<Millis> {
        let Some(Written::Naive(shown)) = written else {
            return self.believed(key, written.map(|written| written.instant(&self.zone)));
        };
        self.fault(Fault::NaiveTime, key);
        let calm = self.calm.instant(&self.zone, shown);
        let at = self.believed(key, Some(calm.unwrap_or_else(|| Written::Naive(shown).instant(&self.zone))));
        at.map(|at| if self.keeps_naive { clocks::naive(shown) } else { at })
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

/// Whether a cell or a text only says that there is nothing.
#[inline]
pub fn is_nothing(text: &str) -> bool {
    const WORDS: [&str; 9] = ["-", "–", "—", "null", "none", "nil", "n/a", "#n/a", "nan"];
    text.is_empty() || text.len() <= 4 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// An id as it was before it went through a spreadsheet: without the `.0` of a number, the `="…"` or the apostrophe that
/// keeps it a text.
pub fn as_it_was(id: &str) -> &str {
    if is_bare(id) && !id.starts_with(['=', '\'']) && !id.ends_with('0') {
        return id;
    }
    let id = id.trim();
    let id = id.strip_prefix("=\"").and_then(|quoted| quoted.strip_suffix('"')).unwrap_or(id);
    without_zero_fraction(id.strip_prefix('\'').unwrap_or(id))
}

/// A number without a fraction that is zero.
fn without_zero_fraction(text: &str) -> &str {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) if is_number(whole) && !fraction.is_empty() && fraction.bytes().all(|b| b == b'0') => {
            whole
        }
        _ => text,
    }
}

/// Whether it is plain that there are no blanks around a text.
#[inline]
fn is_bare(text: &str) -> bool {
    let is_visible = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    is_visible(text.as_bytes().first()) && is_visible(text.as_bytes().last())
}

/// Without blanks around it.
#[inline]
pub fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        text if is_bare(&text) => text,
        Cow::Borrowed(text) => text.trim().into(),
        Cow::Owned(text) => text.trim().to_owned().into(),
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
    fn instants_in_any_form() {
        let nine = Some(1_740_819_600_000);
        let naive = vec![Fault::NaiveTime];
        for (text, at, faults) in [
            ("\"2025-03-01T09:00:00.000Z\"", nine, vec![]),
            ("\"Sat, 01 Mar 2025 09:00:00 GMT\"", nine, vec![]),
            ("1740819600", nine, vec![]),
            ("1740819600.0", nine, vec![]),
            ("\"1740819600\"", nine, vec![]),
            ("1740819600000", nine, vec![]),
            ("\" 1740819600000000 \"", nine, vec![]),
            ("\"2025-03-01 10:00\"", nine, naive.clone()),
            ("\"01.03.2025 10:00\"", nine, naive.clone()),
            ("\"01/03/2025 10:00\"", nine, vec![Fault::GuessedDateOrder, Fault::NaiveTime]),
            ("\"03/31/2025 11:00\"", Some(1_743_411_600_000), vec![Fault::GuessedDateOrder, Fault::NaiveTime]),
            ("0", Some(NEVER), vec![]),
            ("\"0\"", Some(NEVER), vec![]),
            ("\"\"", Some(NEVER), vec![]),
            ("\"-\"", Some(NEVER), vec![]),
            ("\"NULL\"", Some(NEVER), vec![]),
            ("null", Some(NEVER), vec![]),
            ("45717.416666667", nine, naive.clone()),
            ("\"45717,416666667\"", nine, naive.clone()),
            ("\"soon\"", None, vec![Fault::BadTime]),
            ("-5", None, vec![Fault::BadTime]),
            ("true", None, vec![Fault::WrongType]),
        ] {
            assert_eq!(read(|fields| fields.instant("at", scalar(text))), (at, faults), "{text}");
        }
        for (text, order, at) in [
            ("\"01/03/2025 10:00\"", DateOrder::Dmy, nine),
            ("\"3/1/2025 10:00 AM\"", DateOrder::Mdy, nine),
            ("\"03/31/2025 10:00\"", DateOrder::Dmy, None),
        ] {
            let settled = read(|fields| {
                fields.date_order = Some(order);
                fields.instant("at", scalar(text))
            });
            let fault = if at.is_some() { Fault::NaiveTime } else { Fault::BadTime };
            assert_eq!(settled, (at, vec![fault]), "{text}");
        }
    }

    #[test]
    fn a_date_and_a_time_of_day_apart() {
        let nine = 1_740_819_600_000;
        for (date, time, at, faults) in [
            ("01.03.2025", "10:00", Some(nine), vec![Fault::NaiveTime]),
            ("2025-03-01", "10:00:00 AM", Some(nine), vec![Fault::NaiveTime]),
            ("45717", "0,416666667", Some(nine), vec![Fault::NaiveTime]),
            ("01/03/2025", "10:00", Some(nine), vec![Fault::GuessedDateOrder, Fault::NaiveTime]),
            ("2025-03-01", "soon", None, vec![Fault::BadTime]),
            ("soon", "10:00", None, vec![Fault::BadTime]),
        ] {
            assert_eq!(read(|fields| fields.date_with_time("at", date, time)), (at, faults), "{date} {time}");
        }
    }

    #[test]
    fn ids_from_spreadsheets() {
        for (text, id) in [
            ("3.0", "3"),
            ("1741083322114203.00", "1741083322114203"),
            (" 007 ", "007"),
            ("=\"007\"", "007"),
            ("'007", "007"),
            ("3.5", "3.5"),
            ("v1.0", "v1.0"),
            ("3.", "3."),
        ] {
            assert_eq!(as_it_was(text), id, "{text}");
        }
    }

    #[test]
    fn values_in_texts() {
        let wrong = || vec![Fault::WrongType];
        for (text, flag) in [("true", true), ("1", true), ("\"Yes\"", true), ("\"FALSE\"", false), ("\"0\"", false)] {
            assert_eq!(read(|fields| fields.flag("f", scalar(text))), (Some(flag), vec![]), "{text}");
        }
        assert_eq!(read(|fields| fields.flag("f", scalar("\"maybe\""))), (None, wrong()));
        assert_eq!(read(|fields| fields.flag("f", scalar("\"-\""))), (None, vec![]));
        for (text, whole) in [("3", 3), ("\"3\"", 3), ("3.0", 3), ("\" 3.0 \"", 3)] {
            assert_eq!(read(|fields| fields.whole("n", scalar(text))), (Some(whole), vec![]), "{text}");
        }
        for text in ["\"-3\"", "3.5", "\"three\"", "[3]"] {
            assert_eq!(read(|fields| fields.whole("n", scalar(text))), (None, wrong()), "{text}");
        }
        for (text, millionths, faults) in [
            ("1.5", Some(1_500_000), vec![]),
            ("\"1,5\"", Some(1_500_000), vec![]),
            ("\"€ 1.234,56\"", Some(1_234_560_000), vec![]),
            ("\"1.5\"", None, wrong()),
            ("1e13", None, vec![Fault::NumberOutOfRange]),
            ("\"n/a\"", None, vec![]),
        ] {
            assert_eq!(
                read(|fields| fields.decimal("v", scalar(text), DecimalMark::Comma)),
                (millionths, faults),
                "{text}"
            );
        }
        for (text, ms, faults) in
            [("\"0:02:23\"", Some(143_000), vec![]), ("\"-\"", None, vec![]), ("\"2:23\"", None, wrong())]
        {
            assert_eq!(read(|fields| fields.duration_ms("d", scalar(text))), (ms, faults), "{text}");
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
