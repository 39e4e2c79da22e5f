//! From bytes to rows: recognises what an input is and reads it, piece by piece.
//!
//! A source of data is one file here and one line in [`SOURCES`]. Does not fetch, unpack or decode anything but
//! UTF-8: the caller hands over the bytes of one text after the other.

pub mod canonical;
pub mod fields;
pub mod fingerprint;
pub mod json;
mod repeats;
pub mod scan;

use crate::error::{Code, Error, Fault, Place};
use crate::registry::{self, Entry};
use crate::store::Batch;
use crate::time::Zone;
use fingerprint::{HEAD, Head};
use std::borrow::Cow;

/// Where data can come from. The first whose `sniff` recognises the head of an input reads it.
pub static SOURCES: [Source; 1] = [canonical::SOURCE];

/// One format of one product.
pub struct Source {
    pub id: &'static str,
    /// Says, in a few words, what the input was recognised by.
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
    /// the first byte that was not read. With `is_last`, the input ends where the window does.
    fn read(&mut self, window: &str, is_last: bool, batch: &mut Batch) -> Result<usize, Error>;

    /// The whole input has been read.
    fn finish(&mut self, _batch: &mut Batch) {}
}

/// What the person who brings the input knows and the input does not say.
#[derive(Clone, Debug)]
pub struct Options {
    /// The id of the source; by default it is found out.
    pub format: Option<String>,
    /// The zone of times without one.
    pub zone: Zone,
}

/// What an input was taken for.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Recognised {
    pub format: &'static str,
    pub reason: &'static str,
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
    /// Bytes that have come and are not read yet, and how many came before them.
    window: Vec<u8>,
    offset: u64,
    /// As long as the window is shorter than this, reading it again would be of no use.
    wanted: usize,
}

/// Larger pieces are cut, so that the window stays small.
const PIECE: usize = 1 << 20;

impl Intake {
    pub fn new(options: Options) -> Self {
        Self { options, batch: Batch::default(), inputs: Vec::new(), input: Input::default() }
    }

    /// Begins an input; its name is only looked at to recognise it.
    pub fn begin(&mut self, name: &str) {
        self.input = Input { name: name.to_owned(), wanted: HEAD, ..Input::default() };
    }

    /// Takes the next bytes of the input.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for piece in bytes.chunks(PIECE) {
            self.input.window.extend_from_slice(piece);
            self.advance(false)?;
        }
        Ok(())
    }

    /// The input ends here. Says what it was taken for.
    pub fn end(&mut self) -> Result<Recognised, Error> {
        self.advance(true)?;
        if let Some(reader) = &mut self.input.reader {
            reader.finish(&mut self.batch);
        }
        let file = self.file();
        self.batch.warnings.stamp(file);
        self.input = Input::default();
        let recognised = self.inputs.last().expect("the last advance has recognised the input or failed");
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
            let replaced = replace_bad_utf8(&mut input.window, is_last);
            if let Some(first) = replaced.first() {
                let place = Place::at_offset(input.offset + *first as u64);
                batch.warnings.add_many(Fault::BadUtf8, replaced.len() as u64, || place);
            }
        }
        let (text, bad) = match std::str::from_utf8(&input.window) {
            Ok(text) => (text, None),
            Err(error) => {
                let good = &input.window[..error.valid_up_to()];
                let is_bad = error.error_len().is_some() || is_last;
                (std::str::from_utf8(good).unwrap_or_default(), is_bad.then_some(good.len()))
            }
        };
        let read = reader.read(text, is_last && bad.is_none(), batch)?;
        if let Some(bad) = bad {
            return Err(fail(Code::BadUtf8, Place::at_offset(input.offset + bad as u64)));
        }
        input.window.drain(..read);
        input.offset += read as u64;
        // A reader that got nowhere is not asked again before there is twice as much.
        input.wanted = if read == 0 { input.window.len() * 2 } else { 0 };
        Ok(())
    }

    fn recognise(&mut self, is_last: bool) -> Result<(), Error> {
        if let Some(rest) = self.input.window.strip_prefix(b"\xEF\xBB\xBF") {
            self.input.window = rest.to_vec();
            self.input.offset = 3;
        }
        let head = &self.input.window[..self.input.window.len().min(HEAD)];
        let text = match std::str::from_utf8(head) {
            // A character may be cut in two at the end.
            Err(error) if error.error_len().is_none() => String::from_utf8_lossy(&head[..error.valid_up_to()]),
            _ => String::from_utf8_lossy(head),
        };
        let is_whole = is_last && head.len() == self.input.window.len();
        let head = Head::new(&text, &self.input.name, is_whole);
        if is_last && head.text.trim().is_empty() {
            return Err(fail(Code::EmptyInput, Place::default()));
        }
        let (source, reason) = self.source_of(&head)?;
        self.input.is_lenient = source.is_lenient;
        self.input.reader = Some((source.reader)(&self.options, &head));
        self.inputs.push(Recognised { format: source.id, reason });
        Ok(())
    }

    fn source_of(&self, head: &Head<'_>) -> Result<(&'static Source, &'static str), Error> {
        if let Some(id) = &self.options.format {
            return Ok((registry::find(&SOURCES, "format", id)?, "the format that was asked for"));
        }
        let recognised = SOURCES.iter().find_map(|source| Some((source, (source.sniff)(head)?)));
        recognised.ok_or_else(|| match head.json_error {
            Some(scan::json::Stop::Bad { at, code }) => fail(code, Place::at_offset(self.input.offset + at as u64)),
            _ => fail(Code::UnknownFormat, Place::default()),
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
