//! What tests of several modules share: reading texts, and the invented inbox.

use crate::error::Error;
use crate::ingest::{Intake, Options};
use crate::store::{Batch, Dataset};
use crate::time::Zone;

pub fn options() -> Options {
    Options { format: None, zone: Zone::utc() }
}

pub fn batch(text: &str) -> Result<Batch, Error> {
    batch_of(text.as_bytes(), "", &[], options())
}

pub fn read(text: &str) -> Result<Dataset, Error> {
    read_bytes(text.as_bytes(), "")
}

pub fn read_bytes(bytes: &[u8], name: &str) -> Result<Dataset, Error> {
    Ok(dataset(batch_of(bytes, name, &[], options())?))
}

/// The text in pieces that end at the given places.
pub fn read_in_pieces(text: &str, cuts: &[usize]) -> Result<Dataset, Error> {
    Ok(dataset(batch_of(text.as_bytes(), "", cuts, options())?))
}

fn batch_of(bytes: &[u8], name: &str, cuts: &[usize], options: Options) -> Result<Batch, Error> {
    let mut intake = Intake::new(options);
    intake.begin(name);
    let mut from = 0;
    for &cut in cuts.iter().chain(&[bytes.len()]) {
        intake.push(&bytes[from..cut])?;
        from = cut;
    }
    intake.end()?;
    Ok(intake.finish())
}

fn dataset(batch: Batch) -> Dataset {
    let mut dataset = Dataset::default();
    dataset.add(batch);
    dataset
}
