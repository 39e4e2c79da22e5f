//! What can go wrong, as values with a place.
//!
//! A *bad file* is one [`Error`]; a *bad row* is a [`Warning`] with a count and the first place it was seen.
//! Neither ever carries a message's text or a person's name: places say where to look, never what was there.

use crate::words;
use serde::Serialize;

/// Where in the input something was found. Every part may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The position of the input among those given, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<u32>,
    /// Bytes from the start of the input, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// The line, counted from 1, in formats that are read by lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The path to the value, as in `conversations[3].messages[0].at`, in JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl Place {
    pub fn at_offset(offset: u64) -> Self {
        Self { offset: Some(offset), ..Self::default() }
    }

    pub fn at_path(path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..Self::default() }
    }
}

words! {
    /// What kind of failure an [`Error`] is. The spelling in kebab-case is public and stable.
    Code {
        /// The input holds nothing but white space.
        EmptyInput = "empty-input",
        /// No source recognises the input.
        UnknownFormat = "unknown-format",
        /// The input is not JSON from this place on.
        BadJson = "bad-json",
        /// The input ends in the middle of a value.
        TruncatedInput = "truncated-input",
        /// The bytes here are not UTF-8.
        BadUtf8 = "bad-utf8",
        /// Arrays and objects stand within each other more than [`MAX_DEPTH`](crate::ingest::scan::json::MAX_DEPTH) deep.
        NestedTooDeep = "nested-too-deep",
        /// The zip archive is damaged, encrypted or of a kind that is not read.
        BadZip = "bad-zip",
        /// The zip archive holds no file that a source recognises.
        NothingInZip = "nothing-in-zip",
        /// An archive entry grows beyond any honest ratio to its packed size.
        ZipBomb = "zip-bomb",
        /// The query is not of the shape that the API describes.
        BadQuery = "bad-query",
        /// There is no metric, dashboard, language, table or source of this id.
        UnknownId = "unknown-id",
        /// The zone is not one that the platform knows.
        UnknownTimeZone = "unknown-time-zone",
        /// The chart cannot be drawn: its answer has another shape, or the canvas refused.
        BadChart = "bad-chart",
    }
}

/// A failure that ends the call it happened in, and nothing else: what was read before stays usable.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Error {
    pub code: Code,
    #[serde(flatten)]
    pub place: Place,
    /// One English sentence. Never quotes the input.
    pub message: String,
}

impl Error {
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, place, message: message.into() }
    }

    /// The same error, at this place in a query.
    pub fn at(self, path: &str) -> Self {
        Self { place: Place::at_path(path), ..self }
    }

    /// A query that cannot be answered, with the path to the part that is wrong.
    pub fn query(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Code::BadQuery, Place::at_path(path), message)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

words! {
    /// Why a row, or a part of it, was not read as it stands. The spelling in kebab-case is public and stable.
    Fault {
        /// A row without the id that it needs; the row is left out.
        MissingId = "missing-id",
        /// A message or an event without a time; the row is left out.
        MissingTime = "missing-time",
        /// A row that is none of those that the source writes; the row is left out.
        UnknownRow = "unknown-row",
        /// A time that is none of the forms that are read; the row, or that one time, is left out.
        BadTime = "bad-time",
        /// A time before 2000 or after 2099; the row, or that one time, is left out.
        TimeOutOfRange = "time-out-of-range",
        /// A time without a zone, read in the declared zone, or in the one that the source's ids tell.
        NaiveTime = "naive-time",
        /// A time in seconds where milliseconds are expected, read as seconds.
        TimeInSeconds = "time-in-seconds",
        /// A value of another JSON type than expected; that one value is left out.
        WrongType = "wrong-type",
        /// A word that is none of those a field can hold; that one value is left out.
        UnknownWord = "unknown-word",
        /// A number that is too large, or that is above the largest there can be; that one value is left out.
        NumberOutOfRange = "number-out-of-range",
        /// A line of a line-by-line file that cannot be read; the line is left out.
        BadLine = "bad-line",
        /// Bytes that are not UTF-8 in a text export, read as `?`.
        BadUtf8 = "bad-utf8",
        /// A single row larger than the reader will hold in memory; the row is left out.
        RowTooLarge = "row-too-large",
        /// A row of a table with more or fewer fields than its header, or with quotes out of order; read as it stands.
        UnevenRow = "uneven-row",
        /// A column that the mapping names and the input does not have.
        MissingColumn = "missing-column",
        /// Text that is not UTF-8, read as windows-1252.
        GuessedEncoding = "guessed-encoding",
        /// The order of day and month could not be told from the dates; it was guessed.
        GuessedDateOrder = "guessed-date-order",
        /// A chat with as many messages as an export holds at the most; older ones may be missing.
        MaybeCut = "maybe-cut",
        /// A file of an archive that might be data and was left out, because the archive is a chat's.
        LeftOutFile = "left-out-file",
        /// An id that a spreadsheet has rounded, as `1.74105E+15`; the contact and the time stand for it.
        ReplacedId = "replaced-id",
        /// A line that the product wrote about a conversation, in words that are not known; what it tells is left out.
        UnknownNotice = "unknown-notice",
        /// A time that the product has worked out, of a conversation that it names as nothing else does; it is left out.
        UnjoinedTime = "unjoined-time",
        /// Times without a zone were written in another zone than that declared for the input, or in several, as ids or the
        /// file itself tell; read in the declared one.
        ZoneDiffers = "zone-differs",
    }
}

/// A [`Fault`], how often it was met, and where first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Warning {
    pub code: Fault,
    pub count: u64,
    pub first: Place,
}

/// All faults met so far, in the order in which each was first met.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Warnings(Vec<Warning>);

impl Warnings {
    /// Counts one fault. `place` is only worked out for the first of its kind.
    pub fn add(&mut self, code: Fault, place: impl FnOnce() -> Place) {
        self.add_many(code, 1, place);
    }

    pub fn add_many(&mut self, code: Fault, count: u64, place: impl FnOnce() -> Place) {
        match self.0.iter_mut().find(|known| known.code == code) {
            Some(known) => known.count += count,
            None => self.0.push(Warning { code, count, first: place() }),
        }
    }

    pub fn merge(&mut self, other: Warnings) {
        for warning in other.0 {
            self.add_many(warning.code, warning.count, || warning.first);
        }
    }

    /// Says which input the places without one are in.
    pub fn stamp(&mut self, file: u32) {
        for warning in &mut self.0 {
            warning.first.file.get_or_insert(file);
        }
    }

    /// Counts inputs from the first of all readings, when `before` have been read in earlier ones.
    pub fn count_files_from(&mut self, before: u32) {
        for file in self.0.iter_mut().filter_map(|warning| warning.first.file.as_mut()) {
            *file += before;
        }
    }

    pub fn as_slice(&self) -> &[Warning] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_of_a_fault_stays() {
        let mut warnings = Warnings::default();
        warnings.add(Fault::BadTime, || Place::at_offset(7));
        warnings.add(Fault::BadTime, || panic!("only the first place is worked out"));
        warnings.add(Fault::MissingId, || Place::at_offset(9));
        let read: Vec<_> = warnings.as_slice().iter().map(|w| (w.code, w.count, w.first.offset)).collect();
        assert_eq!(read, [(Fault::BadTime, 2, Some(7)), (Fault::MissingId, 1, Some(9))]);
    }

    #[test]
    fn an_error_is_spelled_for_javascript() {
        let error = Error::new(Code::TruncatedInput, Place::at_offset(3), "the input ends inside a string");
        let spelled = serde_json::to_string(&error).unwrap();
        assert_eq!(spelled, r#"{"code":"truncated-input","offset":3,"message":"the input ends inside a string"}"#);
    }
}
