//! Reading JSON of one source's shape: one JSON text, or one a line.

use super::scan::json::{Cursor, Stop};
use super::scan::walk::{Visitor, Walk};
use super::{Details, Reader, fail};
use crate::error::{Code, Error, Fault, Place};
use crate::store::Batch;

/// The shape in which a source writes JSON.
pub trait Shape {
    type Spot: Copy;

    /// A visitor that writes into `batch` what it reads.
    fn visitor<'a>(&'a mut self, batch: &'a mut Batch) -> impl Visitor<Spot = Self::Spot> + 'a;

    /// The text that is being read has turned out to be damaged: what belongs to an unfinished row goes.
    fn abandon(&mut self, _batch: &mut Batch) {}

    /// A further text follows on a line of its own.
    fn next_text(&mut self) {}

    /// All has been read; see [`Reader::finish`].
    fn finish(&mut self) -> Details {
        Details::default()
    }
}

/// Reads a JSON text. Where it is followed by further ones, each on a line of its own, those are read, too, and a
/// damaged one among them is a warning.
pub struct JsonReader<S: Shape> {
    shape: S,
    walk: Option<Walk<S::Spot>>,
    /// The walk through the text before.
    last_walk: Option<Walk<S::Spot>>,
    /// Bytes before the window.
    offset: u64,
    /// The line that is being read, counted from 1, where there is one text a line.
    line: u64,
    is_damaged: bool,
}

impl<S: Shape> JsonReader<S> {
    pub fn new(shape: S) -> Self {
        Self { shape, walk: None, last_walk: None, offset: 0, line: 1, is_damaged: false }
    }

    pub fn shape(&self) -> &S {
        &self.shape
    }

    fn is_by_lines(&self) -> bool {
        self.line > 1
    }

    /// Whether more has to come: nothing may have been left over of what has come so far.
    fn is_within_text(&self) -> bool {
        self.walk.as_ref().map_or(!self.is_by_lines(), |walk| !walk.is_done())
    }

    /// Reads from the start of `text`, which is the whole rest of a line or of the input if `is_last`.
    fn read_text(&mut self, text: &[u8], is_last: bool, batch: &mut Batch) -> Result<usize, Error> {
        let (offset, shape) = (self.offset, &mut self.shape);
        let mut visitor = shape.visitor(batch);
        let walk = self.walk.get_or_insert_with(|| match self.last_walk.take() {
            Some(last) => last.again(visitor.root(), offset),
            None => Walk::new(visitor.root(), offset),
        });
        let stop = match walk.read(&mut visitor, text, is_last) {
            Ok(read) => return Ok(read),
            Err(stop) => stop,
        };
        let (at, code) = stop.fault().unwrap_or((text.len(), Code::TruncatedInput));
        let path = walk.path_of(&visitor);
        drop(visitor);
        if !self.is_by_lines() || code == Code::BadUtf8 {
            let place =
                Place { path: Some(path).filter(|path| !path.is_empty()), ..Place::at_offset(offset + at as u64) };
            return Err(fail(code, place));
        }
        self.shape.abandon(batch);
        let place = Place { line: Some(self.line), ..Place::at_offset(offset + at as u64) };
        batch.warnings.add(Fault::BadLine, || place);
        self.is_damaged = true;
        Ok(at)
    }

    /// Reads on in the line that `window` starts in. Says how many bytes that took, and whether the line has ended.
    fn read_line(&mut self, window: &[u8], is_last: bool, batch: &mut Batch) -> Result<(usize, bool), Error> {
        let line = memchr::memchr(b'\n', window).map(|end| end + 1);
        let text = &window[..line.unwrap_or(window.len())];
        let is_whole = line.is_some() || is_last;
        let is_blank = self.walk.is_none() && without_space(text).is_empty();
        if is_blank {
            return Ok((text.len(), is_whole));
        }
        let was_damaged = self.is_damaged;
        let mut read = if was_damaged { 0 } else { self.read_text(text, is_whole, batch)? };
        if !was_damaged && self.walk.as_ref().is_some_and(Walk::is_done) && !without_space(&text[read..]).is_empty() {
            self.is_damaged = true;
            let place = Place { line: Some(self.line), ..Place::at_offset(self.offset + read as u64) };
            batch.warnings.add(Fault::BadLine, || place);
        }
        if self.is_damaged {
            read += self.read_damaged(&text[read..], read, is_whole)?;
        } else if is_whole {
            read = text.len();
        }
        Ok((read, is_whole && read == text.len()))
    }

    /// Steps over the rest of a damaged line, which still has to be UTF-8 up to its end.
    fn read_damaged(&self, rest: &[u8], before: usize, is_whole: bool) -> Result<usize, Error> {
        match std::str::from_utf8(rest) {
            Ok(_) => Ok(rest.len()),
            Err(error) if error.error_len().is_none() && !is_whole => Ok(error.valid_up_to()),
            Err(error) => {
                let place = Place::at_offset(self.offset + (before + error.valid_up_to()) as u64);
                Err(fail(Code::BadUtf8, place))
            }
        }
    }

    /// Behind the first text: nothing more, or further ones by lines.
    fn read_after_first(&mut self, window: &[u8], is_last: bool) -> Result<usize, Error> {
        let rest = without_space(window);
        let blank = window.len() - rest.len();
        match rest.first() {
            None => Ok(if is_last { blank } else { 0 }),
            Some(b'{' | b'[') if window[..blank].contains(&b'\n') => {
                self.line = 2;
                self.walk = None;
                self.shape.next_text();
                Ok(blank)
            }
            Some(_) => match Cursor::new(window, blank, is_last).bad::<()>(Code::BadJson).err().and_then(Stop::fault) {
                Some((at, code)) => Err(fail(code, Place::at_offset(self.offset + at as u64))),
                None => Ok(blank),
            },
        }
    }
}

impl<S: Shape> Reader for JsonReader<S> {
    fn read(&mut self, window: &[u8], is_last: bool, batch: &mut Batch) -> Result<usize, Error> {
        let mut at = 0;
        while at < window.len() || (is_last && self.is_within_text()) {
            let rest = &window[at..];
            let read = if self.is_by_lines() {
                let (read, is_whole) = self.read_line(rest, is_last, batch)?;
                if is_whole {
                    self.last_walk = self.walk.take().or(self.last_walk.take());
                    self.is_damaged = false;
                    self.line += 1;
                }
                read
            } else if self.walk.as_ref().is_some_and(Walk::is_done) {
                self.read_after_first(rest, is_last)?
            } else {
                self.read_text(rest, is_last, batch)?
            };
            at += read;
            self.offset += read as u64;
            if read == 0 {
                break;
            }
        }
        Ok(at)
    }

    fn finish(&mut self, _: &mut Batch) -> Details {
        self.shape.finish()
    }
}

/// The text behind the white space that it begins with.
fn without_space(text: &[u8]) -> &[u8] {
    let mut cursor = Cursor::new(text, 0, true);
    cursor.skip_space();
    &text[cursor.at()..]
}
