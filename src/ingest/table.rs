//! Reading delimited text: a header, and records below it.
//!
//! Decodes what is not UTF-8 as windows-1252. Does not know what a column means.

use super::fields::{is_nothing, trimmed};
use super::scan::delimited::{Dialect, MOST_FIELDS, Scanner, Step, declared_delimiter, windows_1252};
use super::{Details, Reader, start_of_utf8};
use crate::error::{Error, Fault, Place};
use crate::store::Batch;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use std::borrow::Cow;
use std::cell::Cell;

/// What a source makes of a table.
pub trait Rows {
    /// The first record. An error says that the table is none that can be read.
    fn header(&mut self, columns: &Columns, batch: &mut Batch) -> Result<(), Error>;

    /// One of the records below, with as many fields as it has: those that it lacks are empty.
    fn row(&mut self, record: &Record<'_>, batch: &mut Batch);

    /// Whether this is no record, but a word below them.
    fn is_footer(&self, _record: &Record<'_>) -> bool {
        false
    }

    /// The whole table has been read.
    fn finish(&mut self, _batch: &mut Batch) -> Details {
        Details::default()
    }
}

/// The columns of a table, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    names: Vec<String>,
    keys: Vec<String>,
    /// How many there are up to the last that has a name of its own.
    named: usize,
}

impl Columns {
    /// From the cells of a header. A column without a name has the letters that it has in a spreadsheet, one whose name
    /// is taken has a number behind it.
    pub fn new<'a>(cells: impl Iterator<Item = Cow<'a, str>>) -> Self {
        let mut columns = Self::default();
        let mut taken: HashMap<String, u32, FxBuildHasher> = HashMap::default();
        for (number, cell) in cells.enumerate() {
            let cell = cell.trim_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
            let mut name = if cell.is_empty() { letters_of(number) } else { cell.to_owned() };
            while let Some(times) = taken.get_mut(&name) {
                *times += 1;
                name = format!("{name} ({times})");
            }
            taken.insert(name.clone(), 1);
            columns.keys.push(key_of(&name));
            columns.names.push(name);
            if !cell.is_empty() {
                columns.named = number + 1;
            }
        }
        columns
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The column that has the first of these names that any has. It is the same name, too, if only its letters and
    /// digits are: `Message ID`, `message_id` and `messageId`.
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| {
            let key = key_of(name);
            let same = self.names.iter().position(|known| known == name);
            same.or_else(|| self.keys.iter().position(|known| *known == key))
        })
    }

    /// Whether there is a column of each of these names.
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.find(&[name]).is_some())
    }
}

/// The letters and digits of a name, in lower case; the name, where it has none.
pub fn key_of(name: &str) -> String {
    let key: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if key.is_empty() { name.trim().to_lowercase() } else { key }
}

/// `A` to `Z`, `AA` and so on.
fn letters_of(number: usize) -> String {
    let last = char::from(b'A' + (number % 26) as u8);
    if number < 26 { last.to_string() } else { letters_of(number / 26 - 1) + &last.to_string() }
}

/// One record of a table.
pub struct Record<'a> {
    window: &'a [u8],
    /// As much of the window as is UTF-8.
    text: &'a str,
    scanner: &'a Scanner,
    /// The line that it begins in, counted from 1.
    pub line: u64,
    /// Bytes before it.
    pub offset: u64,
    /// Of the records below the header, counted from 1.
    pub number: u64,
    is_decoded: &'a Cell<bool>,
}

impl<'a> Record<'a> {
    /// How many fields it has, which may be more or fewer than there are columns.
    pub fn len(&self) -> usize {
        self.scanner.len()
    }

    pub fn is_empty(&self) -> bool {
        self.scanner.is_empty()
    }

    /// What a cell says, without blanks around it; nothing where it says that there is nothing.
    #[inline]
    pub fn get(&self, column: Option<usize>) -> Option<Cow<'a, str>> {
        Some(trimmed(self.cell(column?))).filter(|cell| !is_nothing(cell))
    }

    /// A cell as it is written.
    #[inline]
    pub fn cell(&self, column: usize) -> Cow<'a, str> {
        if let Some(text) = self.scanner.place(column).and_then(|place| self.text.get(place)) {
            return Cow::Borrowed(text);
        }
        let bytes = self.scanner.field(self.window, column);
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                self.is_decoded.set(true);
                Cow::Owned(windows_1252(bytes))
            }
        }
    }

    /// Whether this is no record but the sum of those above: it has no time, and no id or a word for a sum as such.
    /// Columns that the table lacks say nothing.
    pub fn is_total(&self, ids: &[Option<usize>], times: &[Option<usize>]) -> bool {
        let is_known = ids.iter().chain(times).any(Option::is_some);
        is_known
            && times.iter().all(|&time| self.get(time).is_none())
            && ids.iter().all(|&id| self.get(id).is_none_or(|id| is_word_for_total(&id)))
    }

    pub fn place(&self) -> Place {
        Place { line: Some(self.line), ..Place::at_offset(self.offset) }
    }

    fn is_blank(&self) -> bool {
        (0..self.len()).all(|number| self.scanner.field(self.window, number).trim_ascii().is_empty())
    }

    /// Whether it is not as the header and the quotes promise.
    fn is_uneven(&self, columns: &Columns) -> bool {
        let has_more = || {
            (columns.len()..self.len()).any(|number| !self.scanner.field(self.window, number).trim_ascii().is_empty())
        };
        self.scanner.is_odd() || self.len() < columns.named || has_more()
    }
}

fn is_word_for_total(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "total",
        "totals",
        "grand total",
        "sum",
        "gesamt",
        "gesamtsumme",
        "gesamtergebnis",
        "summe",
        "totale",
        "suma",
        "somme",
        "totaal",
        "المجموع",
        "الإجمالي",
    ];
    WORDS.contains(&text.trim_end_matches(':').trim().to_lowercase().as_str())
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads a table.
pub struct TableReader<R: Rows> {
    rows: R,
    scanner: Scanner,
    columns: Option<Columns>,
    /// The line that is being read, counted from 1.
    line: u64,
    /// Bytes before the window.
    offset: u64,
    /// How many records have been read.
    records: u64,
    /// It has been told that the text is not UTF-8.
    is_decoding_told: bool,
}

impl<R: Rows> TableReader<R> {
    pub fn new(rows: R, dialect: Dialect) -> Self {
        let scanner = Scanner::new(dialect);
        Self { rows, scanner, columns: None, line: 1, offset: 0, records: 0, is_decoding_told: false }
    }

    pub fn into_rows(self) -> R {
        self.rows
    }

    /// Takes the record of `length` bytes that the scanner has found at the start of `window`, of which `text` is UTF-8.
    fn take(&mut self, window: &[u8], text: &str, length: usize, batch: &mut Batch) -> Result<(), Error> {
        let is_decoded = Cell::new(false);
        let (scanner, is_first) = (&self.scanner, self.columns.is_none());
        let record = Record {
            window,
            text,
            scanner,
            line: self.line,
            offset: self.offset,
            number: self.records + 1,
            is_decoded: &is_decoded,
        };
        let is_declaration = || declared_delimiter(&window[..length]).is_some_and(|(_, declared)| declared == length);
        if record.is_blank() || is_first && is_declaration() {
            return Ok(());
        }
        match &self.columns {
            None => {
                let columns = Columns::new((0..record.len().min(MOST_FIELDS)).map(|column| record.cell(column)));
                self.rows.header(&columns, batch)?;
                self.columns = Some(columns);
            }
            Some(_) if self.rows.is_footer(&record) => {}
            Some(columns) => {
                self.records += 1;
                self.rows.row(&record, batch);
                if record.is_uneven(columns) {
                    batch.warnings.add(Fault::UnevenRow, || record.place());
                }
            }
        }
        if is_decoded.get() && !self.is_decoding_told {
            self.is_decoding_told = true;
            batch.warnings.add(Fault::GuessedEncoding, || record.place());
        }
        Ok(())
    }
}

impl<R: Rows> Reader for TableReader<R> {
    fn read(&mut self, window: &[u8], is_last: bool, batch: &mut Batch) -> Result<usize, Error> {
        let mut at = 0;
        if self.offset == 0 {
            if !is_last && window.len() < BYTE_ORDER_MARK.len() {
                return Ok(0);
            }
            if window.starts_with(BYTE_ORDER_MARK) {
                at = BYTE_ORDER_MARK.len();
                self.offset = at as u64;
            }
        }
        let text = start_of_utf8(window);
        while at < window.len() {
            let rest = &window[at..];
            let length = match self.scanner.read(rest, is_last) {
                Step::More => break,
                Step::Nothing(length) => length,
                Step::TooLarge(length) => {
                    let place = Place { line: Some(self.line), ..Place::at_offset(self.offset) };
                    batch.warnings.add(Fault::RowTooLarge, || place);
                    length
                }
                Step::Record(length) => {
                    self.take(rest, text.get(at..).unwrap_or_default(), length, batch)?;
                    length
                }
            };
            self.line += self.scanner.lines();
            self.offset += length as u64;
            at += length;
        }
        Ok(at)
    }

    fn finish(&mut self, batch: &mut Batch) -> Details {
        self.rows.finish(batch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::scan::walk::LARGEST_VALUE;

    /// Writes down what it is given.
    #[derive(Default)]
    struct Notes {
        id: Option<usize>,
        at: Option<usize>,
        columns: Vec<String>,
        lines: Vec<String>,
    }

    impl Rows for Notes {
        fn header(&mut self, columns: &Columns, _: &mut Batch) -> Result<(), Error> {
            self.id = columns.find(&["no such", "Message ID"]);
            self.at = columns.find(&["Date & Time"]);
            self.columns = columns.names().to_vec();
            Ok(())
        }

        fn row(&mut self, record: &Record<'_>, _: &mut Batch) {
            let sign = if record.is_total(&[self.id], &[self.at]) { "=" } else { "" };
            let cells = (0..record.len()).map(|column| record.get(Some(column)).unwrap_or("~".into()));
            let cells = cells.collect::<Vec<_>>().join("|");
            self.lines.push(format!("{}@{},{} {sign}{cells}", record.number, record.line, record.offset));
        }
    }

    type Warned = (Fault, u64, Option<u64>);

    /// What has been read of a text that comes in pieces which end at `cuts`.
    fn read(text: &[u8], cuts: &[usize]) -> (Notes, Vec<Warned>) {
        let dialect = Dialect::guess(text, true).map_or(Dialect::COMMAS, |guess| guess.dialect);
        let mut reader = TableReader::new(Notes::default(), dialect);
        let mut batch = Batch::default();
        let mut at = 0;
        for &end in cuts.iter().chain(&[text.len()]) {
            at += reader.read(&text[at..end], end == text.len(), &mut batch).unwrap();
        }
        assert_eq!(at, text.len());
        reader.finish(&mut batch);
        let warned = batch.warnings.as_slice().iter().map(|w| (w.code, w.count, w.first.line)).collect();
        (reader.rows, warned)
    }

    fn check(text: &[u8], lines: &[&str], warned: &[Warned]) {
        let whole = read(text, &[]);
        assert_eq!(
            (&whole.0.lines[..], &whole.1[..]),
            (&lines.iter().map(|l| l.to_string()).collect::<Vec<_>>()[..], warned)
        );
        for cut in 1..text.len() {
            let (notes, warned) = read(text, &[cut]);
            assert_eq!(
                (notes.lines, notes.columns, &warned),
                (whole.0.lines.clone(), whole.0.columns.clone(), &whole.1),
                "{cut}"
            );
        }
    }

    #[test]
    fn records_with_their_places() {
        check(
            b"\xEF\xBB\xBF\"Message ID\",\"Date & Time\",Text\r\n1, a ,\"b\nc\"\r\n\r\n,,\r\n2,-,null\r\n",
            &["1@2,36 1|a|b\nc", "2@6,55 2|~|~"],
            &[],
        );
    }

    #[test]
    fn records_with_more_or_fewer_fields_are_kept_and_told() {
        check(
            b"id,x,\n1,2\n3\n4,5,6,7\n8,9,,,\n10,\"a\"b,\n",
            &["1@2,6 1|2", "2@3,10 3", "3@4,12 4|5|6|7", "4@5,20 8|9|~|~|~", "5@6,27 10|ab|~"],
            &[(Fault::UnevenRow, 3, Some(3))],
        );
    }

    #[test]
    fn sums_are_told_from_records() {
        check(
            b"sep=;\r\nmessage_id;date_time;n\r\n1;2025-03-01;3\r\n2;;4\r\n;2025-03-01;1\r\nTotal:;;8\r\n;;8\r\n",
            &["1@3,31 1|2025-03-01|3", "2@4,47 2|~|4", "3@5,53 ~|2025-03-01|1", "4@6,68 =Total:|~|8", "5@7,79 =~|~|8"],
            &[],
        );
    }

    #[test]
    fn what_is_not_utf_8_is_windows_1252_and_told_once() {
        check(
            b"id,Gr\xF6\xDFe\n1,caf\xE9\n2,\x80 5\n3,\xC3\xA9\n",
            &["1@2,9 1|café", "2@3,16 2|€ 5", "3@4,22 3|é"],
            &[(Fault::GuessedEncoding, 1, Some(1))],
        );
        assert_eq!(read(b"id,Gr\xF6\xDFe\n", &[]).0.columns, ["id", "Größe"]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_nothing_but_a_warning() {
        check(b"id,x\n1,\"a\n2,b\n", &["1@2,5 1|\"a", "2@3,10 2|b"], &[(Fault::UnevenRow, 1, Some(2))]);
    }

    #[test]
    fn a_record_that_is_too_large_is_left_out() {
        let text = ["id,x\n1,".to_owned(), "y".repeat(LARGEST_VALUE), "\n2,b\n".to_owned()].concat();
        let (notes, warned) = read(text.as_bytes(), &[LARGEST_VALUE + 4]);
        assert_eq!(notes.lines, ["1@3,16777224 2|b"]);
        assert_eq!(warned, [(Fault::RowTooLarge, 1, Some(2))]);
    }

    #[test]
    fn columns_are_found_by_their_letters_and_digits() {
        let columns = |cells: &[&'static str]| Columns::new(cells.iter().map(|&cell| cell.into()));
        let found = columns(&["", " Message ID ", "Status", "status", "Status", "C", "", "%"]);
        assert_eq!(found.names(), ["A", "Message ID", "Status", "status", "Status (2)", "C", "G", "%"]);
        assert_eq!(columns(&["a", "a", "a", "a (2)"]).names(), ["a", "a (2)", "a (3)", "a (2) (2)"]);
        for (names, place) in [
            (&["message_id"][..], Some(1)),
            (&["messageId", "Status"], Some(1)),
            (&["none", "STATUS"], Some(2)),
            (&["status"], Some(3)),
            (&["Status (2)"], Some(4)),
            (&["%"], Some(7)),
            (&["#"], None),
        ] {
            assert_eq!(found.find(names), place, "{names:?}");
        }
        assert!(found.has(&["Message ID", "c"]) && !found.has(&["Message ID", "Contact ID"]));
        assert_eq!([0, 25, 26, 701, 702].map(letters_of), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
