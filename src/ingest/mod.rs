//! From bytes to rows: recognises what an input is and reads it, piece by piece.
//!
//! A source of data is one file here and one line in [`SOURCES`]. Does not fetch, unpack or decode anything but
//! UTF-8: the caller hands over the bytes of one text after the other.

pub mod canonical;
pub mod chatwoot;
pub mod decimal;
pub mod dialogflow_cx;
pub mod fields;
pub mod fingerprint;
pub mod freshdesk;
pub mod front;
pub mod hilos;
pub mod hubspot;
pub mod intercom;
pub mod json;
pub mod mapping;
pub mod rasa;
mod repeats;
pub mod respond_io;
pub mod rows;
pub mod scan;
pub mod table;
pub mod telegram;
pub mod twilio;
pub mod wati;
pub mod whatsapp;
pub mod whatsapp_cloud;
mod window;
pub mod zendesk;
pub mod zoko;

use crate::error::{Code, Error, Fault, Place, Warning};
use crate::registry::{self, Entry};
use crate::store::{Batch, Tables};
use crate::time::{Millis, Zone};
use fingerprint::{HEAD, Head};
use mapping::{HeardWord, Mapping};
use scan::json::Stop;
use serde::Serialize;
use std::borrow::Cow;
use whatsapp::DateOrder;
use window::Window;

/// Where data can come from. The first whose `sniff` recognises the head of an input reads it.
pub static SOURCES: &[Source] = &[
    intercom::SOURCE,
    zendesk::SOURCE,
    freshdesk::SOURCE,
    hilos::SOURCE,
    front::SOURCE,
    hubspot::SOURCE,
    twilio::SOURCE,
    telegram::SOURCE,
    wati::SOURCE,
    zoko::SOURCE,
    rasa::SOURCE,
    dialogflow_cx::SOURCE,
    respond_io::SOURCE,
    canonical::SOURCE,
    chatwoot::SOURCE,
    whatsapp_cloud::SOURCE,
    whatsapp::SOURCE,
    // What nobody else recognises.
    mapping::JSON,
    mapping::CSV,
];

/// One format of one product.
pub struct Source {
    pub id: &'static str,
    /// Says what the input was recognised by: the id of a word of kind `recognised`.
    pub sniff: fn(&Head<'_>) -> Option<&'static str>,
    pub reader: fn(&Options, &Head<'_>) -> Box<dyn Reader>,
    /// Whether bytes that are not UTF-8 are read as `?` instead of ending the reading.
    pub is_lenient: bool,
}

impl Entry for Source {
    fn id(&self) -> &'static str {
        self.id
    }
}

/// Reads one input of one source.
pub trait Reader {
    /// Reads as many whole rows as `window` holds and says how many bytes that took; the next window starts with
    /// the first byte that was not read. With `is_last`, the input ends where the window does. That the bytes are
    /// UTF-8 is for the reader to see to.
    fn read(&mut self, window: &[u8], is_last: bool, batch: &mut Batch) -> Result<usize, Error>;

    /// The whole input has been read. Says what else is to be known of it.
    fn finish(&mut self, _batch: &mut Batch) -> Details {
        Details::default()
    }
}

/// What the person who brings the input knows and the input does not say.
#[derive(Clone, Debug)]
pub struct Options {
    /// The id of the source; by default it is found out.
    pub format: Option<String>,
    /// Which column is what, in rows of no source that is known.
    pub mapping: Option<Mapping>,
    /// The zone of times without one.
    pub zone: Zone,
    /// The zone is that of this very input, and not only where nobody knows better.
    pub is_zone_of_input: bool,
    /// Now: the latest instant that a date without a year can be of.
    pub now: Millis,
    /// Which names are the business's own, in exports that know no agents.
    pub business: Vec<String>,
    /// The order of day and month, where dates leave it open.
    pub date_order: Option<DateOrder>,
}

impl Options {
    /// Nothing is known but the zone of times without one, and when now is.
    pub fn new(zone: Zone, now: Millis) -> Self {
        Self { format: None, mapping: None, zone, is_zone_of_input: false, now, business: Vec::new(), date_order: None }
    }
}

/// What an input was taken for, and what was found out about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recognised {
    pub name: String,
    /// Which of those that were given it is in; an archive holds several.
    pub part: u32,
    /// Empty if it is of none that is known.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub format: &'static str,
    /// What it was recognised by: `recognised.` and this is the key of a word.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub reason: &'static str,
    pub rows: RowCounts,
    pub warnings: Vec<Warning>,
    /// Why it was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
    #[serde(flatten)]
    pub details: Details,
}

impl Recognised {
    /// As [`Warnings::count_files_from`](crate::error::Warnings::count_files_from).
    pub fn count_files_from(&mut self, before: u32) {
        let warned = self.warnings.iter_mut().map(|warning| &mut warning.first);
        let places = warned.chain(self.error.as_mut().map(|error| &mut error.place));
        places.filter_map(|place| place.file.as_mut()).for_each(|file| *file += before);
    }
}

/// How much of each kind was read from an input, repeats and all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct RowCounts {
    pub conversations: usize,
    pub messages: usize,
    pub events: usize,
    pub contacts: usize,
    pub surveys: usize,
}

impl RowCounts {
    fn of(batch: &Batch) -> Self {
        let Tables { messages, events, contacts, surveys, .. } = &batch.tables;
        Self {
            conversations: batch.conversations(),
            messages: messages.len(),
            events: events.len(),
            contacts: contacts.keys.len(),
            surveys: surveys.len(),
        }
    }
}

/// What a source that leaves things open has found, so that a person can be asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// The chat's name, from the file's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<String>,
    /// Who wrote, where nobody is known to be an agent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub senders: Vec<Sender>,
    /// One of the senders is known to be the business.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_business_named: bool,
    /// The name that writes in several chats of the reading and is the name of none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likely_business: Option<String>,
    /// More than two have written.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_group: bool,
    /// There are as many messages as an export holds at the most.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_maybe_cut: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_date_order_guessed: bool,
    /// Which column was taken for what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_mapping_guessed: bool,
    /// What stood in the columns that say who wrote and how things stand, and what it was taken for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<HeardWord>,
    /// All columns that rows of no known source have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sender {
    pub name: String,
    pub messages: u64,
}

/// One reading of one or more inputs.
pub struct Intake {
    options: Options,
    part: u32,
    /// What has been gathered from the inputs that have ended.
    batch: Batch,
    /// The inputs that have ended, in order.
    pub inputs: Vec<Recognised>,
    input: Input,
}

/// The input that is being read.
#[derive(Default)]
struct Input {
    recognised: Recognised,
    reader: Option<Box<dyn Reader>>,
    is_lenient: bool,
    /// What has been gathered from it.
    batch: Batch,
    window: Window,
    /// How many bytes came before those in the window.
    offset: u64,
    /// As long as the window is shorter than this, reading it again would be of no use.
    wanted: usize,
    /// How many bytes there are in all, where that is known and room has not been made for what they hold.
    size: Option<u64>,
}

/// So many bytes tell how much room the others are going to need.
const ENOUGH: u64 = 1 << 20;

/// Larger pieces are cut, so that the window stays small.
const PIECE: usize = 256 << 10;

impl Intake {
    pub fn new(options: Options) -> Self {
        Self { options, part: 0, batch: Batch::default(), inputs: Vec::new(), input: Input::default() }
    }

    /// The inputs from now on are in this one of those that were given, and are read with options of their own.
    pub fn begin_part(&mut self, part: u32, options: Options) {
        (self.part, self.options) = (part, options);
    }

    /// Begins an input; its name is only looked at to recognise it.
    pub fn begin(&mut self, name: &str) {
        let recognised = Recognised { name: name.to_owned(), part: self.part, ..Recognised::default() };
        self.input = Input { recognised, wanted: HEAD, ..Input::default() };
    }

    /// Begins an input whose head is known already, so that nothing has to be waited for.
    #[cfg(test)]
    pub(crate) fn begin_known(&mut self, name: &str, head: &Head<'_>) -> Result<(), Error> {
        self.begin(name);
        self.input.wanted = 0;
        let (source, reason) = self.source_of(head)?;
        self.take_for(source, reason, (source.reader)(&self.options, head));
        Ok(())
    }

    /// Says how many bytes the input that has begun has, so that its tables need not grow step by step.
    pub fn expect(&mut self, size: u64) {
        self.input.size = Some(size);
    }

    /// Takes the next bytes of the input.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        bytes.chunks(PIECE).try_for_each(|piece| self.push_with(piece.len(), |room| room.copy_from_slice(piece)))
    }

    /// Takes the next `length` bytes of the input, which `fill` writes.
    pub fn push_with(&mut self, length: usize, fill: impl FnOnce(&mut [u8])) -> Result<(), Error> {
        self.input.window.append(length, fill);
        self.advance(false)
    }

    /// So many files beside the input that has begun are not read.
    pub fn warn_of_files_beside(&mut self, files: u32) {
        if files > 0 {
            self.input.batch.warnings.add_many(Fault::LeftOutFile, u64::from(files), Place::default);
        }
    }

    /// The input ends here. Says what it was taken for.
    pub fn end(&mut self) -> Result<Recognised, Error> {
        self.advance(true)?;
        let Input { reader, mut recognised, mut batch, .. } = std::mem::take(&mut self.input);
        if let Some(mut reader) = reader {
            recognised.details = reader.finish(&mut batch);
        }
        batch.warnings.stamp(self.inputs.len() as u32);
        recognised.rows = RowCounts::of(&batch);
        recognised.warnings = batch.warnings.as_slice().to_vec();
        self.batch.append(batch);
        self.inputs.push(recognised.clone());
        Ok(recognised)
    }

    /// What the input has given is left out, since it ended in an error; only that stands in its place.
    pub fn leave_out(&mut self, error: Error) {
        let error = Some(Error { place: Place { file: Some(self.inputs.len() as u32), ..error.place }, ..error });
        let Input { recognised, .. } = std::mem::take(&mut self.input);
        self.inputs.push(Recognised { error, ..recognised });
    }

    /// What has been gathered from all inputs.
    pub fn finish(self) -> Batch {
        self.batch
    }

    /// How many messages have been read so far.
    pub fn messages(&self) -> usize {
        self.batch.tables.messages.len() + self.input.batch.tables.messages.len()
    }

    fn advance(&mut self, is_last: bool) -> Result<(), Error> {
        if self.input.window.len() < self.input.wanted && !is_last {
            return Ok(());
        }
        let file = Some(self.inputs.len() as u32);
        self.read_window(is_last).map_err(|error| Error { place: Place { file, ..error.place }, ..error })
    }

    fn read_window(&mut self, is_last: bool) -> Result<(), Error> {
        if self.input.reader.is_none() {
            self.recognise(is_last)?;
        }
        let input = &mut self.input;
        let Some(reader) = &mut input.reader else { return Ok(()) };
        let batch = &mut input.batch;
        if input.is_lenient {
            let replaced = replace_bad_utf8(input.window.bytes_mut(), is_last);
            if let Some(first) = replaced.first() {
                let place = Place::at_offset(input.offset + *first as u64);
                batch.warnings.add_many(Fault::BadUtf8, replaced.len() as u64, || place);
            }
        }
        let read = reader.read(input.window.bytes(), is_last, batch)?;
        input.window.take(read);
        input.offset += read as u64;
        if let Some(size) = input.size.take_if(|_| input.offset >= ENOUGH) {
            // The rest is expected to be like the beginning, and a little more.
            batch.reserve(size as f64 / input.offset as f64 * 1.02 - 1.0);
        }
        // A reader that got nowhere is not asked again before there is twice as much.
        input.wanted = if read == 0 { input.window.len() * 2 } else { 0 };
        Ok(())
    }

    fn recognise(&mut self, is_last: bool) -> Result<(), Error> {
        if self.input.window.bytes().starts_with(b"\xEF\xBB\xBF") {
            self.input.window.take(3);
            self.input.offset = 3;
        }
        let window = self.input.window.bytes();
        let head = &window[..window.len().min(HEAD)];
        let text = match std::str::from_utf8(head) {
            // A character may be cut in two at the end.
            Err(error) if error.error_len().is_none() => String::from_utf8_lossy(&head[..error.valid_up_to()]),
            _ => String::from_utf8_lossy(head),
        };
        let is_whole = is_last && head.len() == window.len();
        let head = Head::new(&text, &self.input.recognised.name, is_whole);
        if is_last && head.text.trim().is_empty() {
            return Err(fail(Code::EmptyInput, Place::default()));
        }
        let recognised = self.source_of(&head);
        if recognised.as_ref().is_err_and(|error| error.code == Code::UnknownFormat) {
            let found = mapping::unmapped(&head);
            found.into_iter().for_each(|(format, details)| {
                (self.input.recognised.format, self.input.recognised.details) = (format, details);
            });
        }
        let (source, reason) = recognised?;
        let reader = (source.reader)(&self.options, &head);
        self.take_for(source, reason, reader);
        Ok(())
    }

    fn take_for(&mut self, source: &Source, reason: &'static str, reader: Box<dyn Reader>) {
        self.input.is_lenient = source.is_lenient;
        self.input.reader = Some(reader);
        (self.input.recognised.format, self.input.recognised.reason) = (source.id, reason);
    }

    fn source_of(&self, head: &Head<'_>) -> Result<(&'static Source, &'static str), Error> {
        if let Some(id) = &self.options.format {
            return Ok((registry::find(SOURCES, "format", id)?, "asked-for"));
        }
        if self.options.mapping.is_some() {
            return Ok((if head.is_json() { &mapping::JSON } else { &mapping::CSV }, "given-mapping"));
        }
        let recognised = SOURCES.iter().find_map(|source| Some((source, (source.sniff)(head)?)));
        recognised.ok_or_else(|| match head.json_error.and_then(Stop::fault) {
            Some((at, code)) => fail(code, Place::at_offset(self.input.offset + at as u64)),
            None => fail(Code::UnknownFormat, Place::default()),
        })
    }
}

/// An error of this code, with its sentence.
pub(crate) fn fail(code: Code, place: Place) -> Error {
    let sentence: Cow<'static, str> = match code {
        Code::EmptyInput => "the input is empty".into(),
        Code::UnknownFormat => "the input is of no format that is known here".into(),
        Code::BadJson => "the input is not JSON from this place on".into(),
        Code::TruncatedInput => "the input ends in the middle of a value".into(),
        Code::BadUtf8 => "the bytes from this place on are not UTF-8".into(),
        Code::NestedTooDeep => {
            format!("arrays and objects stand more than {} deep within each other", scan::json::MAX_DEPTH).into()
        }
        _ => "the input cannot be read".into(),
    };
    Error::new(code, place, sentence)
}

/// As much of the bytes as is UTF-8.
fn start_of_utf8(bytes: &[u8]) -> &str {
    let whole = simdutf8::compat::from_utf8(bytes);
    whole.or_else(|error| simdutf8::compat::from_utf8(&bytes[..error.valid_up_to()])).unwrap_or_default()
}

/// Puts `?` for every byte that is not UTF-8; returns where. A character that may still go on is left alone.
fn replace_bad_utf8(bytes: &mut [u8], is_last: bool) -> Vec<usize> {
    let mut replaced = Vec::new();
    let mut from = 0;
    while let Err(error) = simdutf8::compat::from_utf8(&bytes[from..]) {
        let at = from + error.valid_up_to();
        let Some(length) = error.error_len().or(is_last.then_some(bytes.len() - at)) else { break };
        bytes[at..at + length].fill(b'?');
        replaced.extend(at..at + length);
        from = at;
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Dataset;
    use crate::testing::{batch_in_pieces, batch_of, options};
    use inboxlens_sample::{Phone, Plan, chatwoot_pages, write_canonical, write_ndjson, write_whatsapp};

    /// Everything that a reading has left behind, or the error that ended it.
    fn outcome(batch: Result<Batch, Error>) -> String {
        match batch {
            Ok(batch) => {
                let warnings = batch.warnings.clone();
                let mut dataset = Dataset::default();
                dataset.add(batch);
                format!("{:?} {warnings:?}", *dataset)
            }
            Err(error) => format!("{error:?}"),
        }
    }

    fn fixtures() -> Vec<(String, Vec<u8>)> {
        let mut fixtures = Vec::new();
        for source in SOURCES.iter().map(|source| source.id) {
            let folder = format!("{}/tests/fixtures/{source}", env!("CARGO_MANIFEST_DIR"));
            let files = std::fs::read_dir(&folder).unwrap_or_else(|_| panic!("{source} has no fixtures"));
            let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
            paths.sort();
            fixtures.extend(paths.into_iter().map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())));
        }
        fixtures
    }

    #[test]
    fn room_is_made_for_the_rest_of_an_input_and_not_for_those_before() {
        let conversation = |number: u32| {
            let message = |place: u32| {
                format!(r#"{{"id":"m{number}-{place}","at":{}}}"#, 1_740_000_000_000_u64 + u64::from(place))
            };
            let messages: Vec<_> = (0..40).map(message).collect();
            format!(r#"{{"id":"k{number}","messages":[{}]}}"#, messages.join(","))
        };
        let text = (0..2_000).map(conversation).collect::<Vec<_>>().join("\n");
        let mut intake = Intake::new(options());
        for round in 1..4 {
            intake.begin("");
            intake.expect(text.len() as u64);
            intake.push(text.as_bytes()).unwrap();
            intake.end().unwrap();
            let id = &intake.batch.tables.messages.id;
            assert_eq!(id.len(), round * 80_000);
            // Up to the first megabyte of an input, its columns still double.
            assert!(id.capacity() < id.len() * 3 / 2, "round {round}: {} for {}", id.capacity(), id.len());
        }
    }

    #[test]
    fn every_fixture_is_read_the_same_whole_and_cut_at_every_byte() {
        for (name, bytes) in fixtures() {
            let whole = outcome(batch_of(&bytes, &name, options()));
            for cut in 0..bytes.len() {
                assert_eq!(outcome(batch_in_pieces(&bytes, &name, &[cut])), whole, "{name} cut at {cut}");
            }
            let every: Vec<_> = (1..bytes.len()).collect();
            assert_eq!(outcome(batch_in_pieces(&bytes, &name, &every)), whole, "{name} byte by byte");
        }
    }

    #[test]
    fn every_fixture_cut_short_ends_in_an_error_or_in_fewer_rows_and_never_in_a_panic() {
        for (name, bytes) in fixtures() {
            for end in 0..bytes.len() {
                if let Err(error) = batch_of(&bytes[..end], &name, options()) {
                    assert!(!error.message.is_empty(), "{name} cut short at {end}");
                }
            }
        }
    }

    #[test]
    fn an_invented_inbox_is_read_the_same_in_pieces_of_any_size() {
        let inbox = Plan::year_2025(7, 60).inbox();
        let mut texts = vec![Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        write_canonical(&inbox, &mut texts[0]).unwrap();
        write_ndjson(&inbox, &mut texts[1]).unwrap();
        write_whatsapp(&inbox, 0, Phone::Ios, "The Shop", 1, &mut texts[2]).unwrap();
        write_whatsapp(&inbox, 3, Phone::Android, "The Shop", 1, &mut texts[3]).unwrap();
        let pages = chatwoot_pages(&inbox);
        texts.extend(pages.conversations.into_iter().chain(pages.messages).map(String::into_bytes));
        for (number, bytes) in texts.iter().enumerate() {
            let whole = outcome(batch_of(bytes, "", options()));
            for size in [1, 7, 64, 1000, 4096] {
                let cuts: Vec<_> = (size..bytes.len()).step_by(size).collect();
                assert_eq!(outcome(batch_in_pieces(bytes, "", &cuts)), whole, "text {number} in pieces of {size}");
            }
        }
    }

    #[test]
    fn several_inputs_in_one_reading() {
        let mut intake = Intake::new(options());
        for (name, bytes) in fixtures() {
            intake.begin(&name);
            intake.push(&bytes).unwrap();
            intake.end().unwrap();
        }
        let formats: Vec<_> = intake.inputs.iter().map(|input| input.format).collect();
        assert!(SOURCES.iter().all(|source| formats.contains(&source.id)));
        // Tables are as people keep them: with times without a zone, sums at their end, and through a spreadsheet.
        let warnings = intake.finish().warnings;
        for Warning { code, first, .. } in warnings.as_slice() {
            let formats_with: &[&str] = match code {
                Fault::NaiveTime => &["csv", "respond-io"],
                Fault::UnknownRow => &["csv"],
                Fault::GuessedEncoding | Fault::ReplacedId => &["respond-io"],
                _ => &[],
            };
            assert!(formats_with.contains(&formats[first.file.unwrap() as usize]), "{code:?} {first:?}");
        }
    }

    fn read_all(intake: &mut Intake, texts: &[&[u8]]) {
        for text in texts {
            intake.begin("");
            match intake.push(text).and_then(|()| intake.end()) {
                Ok(_) => {}
                Err(error) => intake.leave_out(error),
            }
        }
    }

    #[test]
    fn inputs_of_one_reading_come_to_what_readings_of_one_input_each_do() {
        let mut canonical = Vec::new();
        write_canonical(&Plan::year_2025(5, 40).inbox(), &mut canonical).unwrap();
        let mut texts = vec![canonical.clone(), canonical];
        texts.extend(fixtures().into_iter().map(|(_, bytes)| bytes));
        let mut one_by_one = Dataset::default();
        texts.iter().for_each(|text| one_by_one.add(batch_of(text, "", options()).unwrap()));
        let mut intake = Intake::new(options());
        read_all(&mut intake, &texts.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let mut together = Dataset::default();
        together.add(intake.finish());
        assert!(format!("{:?}", *together) == format!("{:?}", *one_by_one));
    }

    #[test]
    fn what_came_of_an_input_that_failed_is_left_out() {
        let good = |id: &str| format!(r#"[{{"id":"{id}","messages":[{{"id":"m","at":1740000000}}]}}]"#);
        let bad = good("b").replace("]}]", r#"]},{"id":"c","x" 7}]"#);
        let [first, last] = ["a", "d"].map(good);
        let mut intake = Intake::new(options());
        read_all(&mut intake, &[first.as_bytes(), bad.as_bytes(), b"", last.as_bytes()]);
        let codes: Vec<_> = intake
            .inputs
            .iter()
            .map(|input| input.error.as_ref().map(|error| (error.code, error.place.file)))
            .collect();
        assert_eq!(codes, [None, Some((Code::BadJson, Some(1))), Some((Code::EmptyInput, Some(2))), None]);
        let rows: Vec<_> = intake.inputs.iter().map(|input| input.rows.messages).collect();
        assert_eq!((rows, intake.messages()), (vec![1, 0, 0, 1], 2));
        let warned: Vec<_> = intake.inputs.iter().flat_map(|input| &input.warnings).collect();
        let warned: Vec<_> = warned.iter().map(|warning| (warning.code, warning.count, warning.first.file)).collect();
        assert_eq!(warned, [(Fault::TimeInSeconds, 1, Some(0)), (Fault::TimeInSeconds, 1, Some(3))]);

        let mut with_it_left_out = Intake::new(options());
        read_all(&mut with_it_left_out, &[first.as_bytes(), last.as_bytes()]);
        assert_eq!(outcome(Ok(intake.finish())), outcome(Ok(with_it_left_out.finish())));
    }

    #[test]
    fn rows_whose_columns_tell_nothing_are_shown_with_them() {
        for (text, format, columns) in [
            ("colour;size;when\n1;2;2025-03-03\n3;4;2025-03-04\n", "csv", &["colour", "size", "when"][..]),
            (r#"{"total":1,"users":[{"colour":1,"a":{"b":2}}]}"#, "json-rows", &["colour", "a.b"]),
            ("{\"colour\":1,\"text\":2}\n{\"colour\":1,\"text\":2}\n", "json-rows", &["colour", "text"]),
            (r#"{"users":[{"id":1}],"total":1}"#, "", &[]),
            ("Dear all,\nthe figures are below.\nRegards", "", &[]),
            (r#"{"hello":"world"}"#, "", &[]),
        ] {
            let mut intake = Intake::new(options());
            read_all(&mut intake, &[text.as_bytes()]);
            let input = &intake.inputs[0];
            let code = input.error.as_ref().map(|error| error.code);
            assert_eq!((code, input.format), (Some(Code::UnknownFormat), format), "{text}");
            assert_eq!(input.details.columns, columns, "{text}");
            assert_eq!(input.details.is_mapping_guessed, !columns.is_empty(), "{text}");
        }
    }

    #[test]
    fn inputs_that_have_options_of_their_own() {
        let text = "chat_id,date,role\n1,03/04/2025 09:00,user\n";
        let mut intake = Intake::new(options());
        for (part, order) in [DateOrder::Dmy, DateOrder::Mdy].into_iter().enumerate() {
            intake.begin_part(part as u32, Options { date_order: Some(order), ..options() });
            read_all(&mut intake, &[text.replace('1', &part.to_string()).as_bytes()]);
        }
        let orders: Vec<_> = intake.inputs.iter().map(|input| (input.part, input.details.date_order)).collect();
        assert_eq!(orders, [(0, Some(DateOrder::Dmy)), (1, Some(DateOrder::Mdy))]);
        assert_eq!(intake.inputs[1].details.columns, ["chat_id", "date", "role"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_one_by_one() {
        let mut bytes = *b"a\xFFb\xE2\x82c\xE2\x82";
        assert_eq!(replace_bad_utf8(&mut bytes, false), [1, 3, 4]);
        assert_eq!(&bytes, b"a?b??c\xE2\x82");
        assert_eq!(replace_bad_utf8(&mut bytes, true), [6, 7]);
    }
}
