//! From bytes to rows: recognises what an input is and reads it, piece by piece.
//!
//! A source of data is one file here and one line in [`SOURCES`]. Does not fetch, unpack or decode anything but
//! UTF-8: the caller hands over the bytes of one text after the other.

pub mod canonical;
pub mod chatwoot;
pub mod decimal;
pub mod fields;
pub mod fingerprint;
pub mod intercom;
pub mod json;
pub mod mapping;
mod repeats;
pub mod respond_io;
pub mod rows;
pub mod scan;
pub mod table;
pub mod whatsapp;
pub mod whatsapp_cloud;
mod window;

use crate::error::{Code, Error, Fault, Place};
use crate::registry::{self, Entry};
use crate::store::Batch;
use crate::time::{Millis, Zone};
use fingerprint::{HEAD, Head};
use mapping::Mapping;
use scan::json::Stop;
use serde::Serialize;
use std::borrow::Cow;
use whatsapp::DateOrder;
use window::Window;

/// Where data can come from. The first whose `sniff` recognises the head of an input reads it.
pub static SOURCES: &[Source] = &[
    intercom::SOURCE,
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
    /// Now: the latest instant that a date without a year can be of.
    pub now: Millis,
    /// Which names are the business's own, in exports that know no agents.
    pub business: Vec<String>,
    /// The order of day and month, where dates leave it open.
    pub date_order: Option<DateOrder>,
}

/// What an input was taken for, and what was found out about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recognised {
    pub name: String,
    pub format: &'static str,
    /// What it was recognised by: `recognised.` and this is the key of a word.
    pub reason: &'static str,
    #[serde(flatten)]
    pub details: Details,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_date_order_guessed: bool,
    /// Which column was taken for what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_mapping_guessed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sender {
    pub name: String,
    pub messages: u64,
}

/// One reading of one or more inputs.
pub struct Intake {
    options: Options,
    batch: Batch,
    /// The inputs that have been read, in order.
    pub inputs: Vec<Recognised>,
    input: Input,
}

/// The input that is being read.
#[derive(Default)]
struct Input {
    name: String,
    reader: Option<Box<dyn Reader>>,
    is_lenient: bool,
    window: Window,
    /// How many bytes came before those in the window.
    offset: u64,
    /// As long as the window is shorter than this, reading it again would be of no use.
    wanted: usize,
    /// How many bytes there are in all, where that is known and room has not been made for what they hold.
    size: Option<u64>,
    /// How much had been gathered from other inputs before.
    before: [usize; 3],
}

/// So many bytes tell how much room the others are going to need.
const ENOUGH: u64 = 1 << 20;

/// Larger pieces are cut, so that the window stays small.
const PIECE: usize = 256 << 10;

impl Intake {
    pub fn new(options: Options) -> Self {
        Self { options, batch: Batch::default(), inputs: Vec::new(), input: Input::default() }
    }

    /// Begins an input; its name is only looked at to recognise it.
    pub fn begin(&mut self, name: &str) {
        self.input = Input { name: name.to_owned(), wanted: HEAD, before: self.batch.sizes(), ..Input::default() };
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

    /// The input ends here. Says what it was taken for.
    pub fn end(&mut self) -> Result<Recognised, Error> {
        self.advance(true)?;
        let file = self.file();
        let recognised = self.inputs.last_mut().expect("the last advance has recognised the input or failed");
        if let Some(reader) = &mut self.input.reader {
            recognised.details = reader.finish(&mut self.batch);
        }
        self.batch.warnings.stamp(file);
        self.input = Input::default();
        Ok(recognised.clone())
    }

    /// What has been gathered from all inputs.
    pub fn finish(self) -> Batch {
        self.batch
    }

    /// How many messages have been read so far.
    pub fn messages(&self) -> usize {
        self.batch.tables.messages.len()
    }

    fn advance(&mut self, is_last: bool) -> Result<(), Error> {
        if self.input.window.len() < self.input.wanted && !is_last {
            return Ok(());
        }
        let advanced = self.read_window(is_last);
        let file = self.file();
        self.batch.warnings.stamp(file);
        advanced.map_err(|error| Error { place: Place { file: Some(file), ..error.place }, ..error })
    }

    /// The number of the input that is being read.
    fn file(&self) -> u32 {
        let recognised = self.inputs.len() as u32;
        if self.input.reader.is_some() { recognised - 1 } else { recognised }
    }

    fn read_window(&mut self, is_last: bool) -> Result<(), Error> {
        if self.input.reader.is_none() {
            self.recognise(is_last)?;
        }
        let Self { input, batch, .. } = self;
        let Some(reader) = &mut input.reader else { return Ok(()) };
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
            batch.reserve(input.before, size as f64 / input.offset as f64 * 1.02 - 1.0);
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
        let head = Head::new(&text, &self.input.name, is_whole);
        if is_last && head.text.trim().is_empty() {
            return Err(fail(Code::EmptyInput, Place::default()));
        }
        let (source, reason) = self.source_of(&head)?;
        let reader = (source.reader)(&self.options, &head);
        self.take_for(source, reason, reader);
        Ok(())
    }

    fn take_for(&mut self, source: &Source, reason: &'static str, reader: Box<dyn Reader>) {
        self.input.is_lenient = source.is_lenient;
        self.input.reader = Some(reader);
        let name = self.input.name.clone();
        self.inputs.push(Recognised { name, format: source.id, reason, details: Details::default() });
    }

    fn source_of(&self, head: &Head<'_>) -> Result<(&'static Source, &'static str), Error> {
        if let Some(id) = &self.options.format {
            return Ok((registry::find(SOURCES, "format", id)?, "the format that was asked for"));
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

/// Puts `?` for every byte that is not UTF-8; returns where. A character that may still go on is left alone.
fn replace_bad_utf8(bytes: &mut [u8], is_last: bool) -> Vec<usize> {
    let mut replaced = Vec::new();
    let mut from = 0;
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
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
        assert_eq!(intake.finish().warnings.as_slice(), []);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_one_by_one() {
        let mut bytes = *b"a\xFFb\xE2\x82c\xE2\x82";
        assert_eq!(replace_bad_utf8(&mut bytes, false), [1, 3, 4]);
        assert_eq!(&bytes, b"a?b??c\xE2\x82");
        assert_eq!(replace_bad_utf8(&mut bytes, true), [6, 7]);
    }
}
