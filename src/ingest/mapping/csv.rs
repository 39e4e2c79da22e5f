//! Rows in delimited text, below a header.

use super::guess::nearest;
use super::row::{Keeper, Row};
use super::{Mapping, Role, warn_of_missing_column};
use crate::error::{Error, Fault};
use crate::ingest::decimal::{DecimalMark, MarkEvidence};
use crate::ingest::fields::Fields;
use crate::ingest::fingerprint::Head;
use crate::ingest::scan::delimited::Dialect;
use crate::ingest::table::{Columns, Record, Rows, TableReader};
use crate::ingest::{Details, Options, Reader, Source};
use crate::store::Batch;
use crate::time::written::{self, DateOrder, Evidence};
use std::rc::Rc;

pub const SOURCE: Source = Source { id: ID, sniff, reader, is_lenient: false };

const ID: &str = "csv";

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let first_look = FirstLook::at(head, None)?;
    first_look.mapping.is_enough().then_some("names-of-columns")
}

/// The columns of a table, and which of them could be what.
pub fn unmapped(head: &Head<'_>) -> Option<(&'static str, Details)> {
    let is_a_table = Dialect::guess(head.text.as_bytes(), false)?.even > 1;
    let FirstLook { mapping, names, .. } = FirstLook::at(head, None).filter(|_| is_a_table)?;
    Some((ID, Details { mapping: Some(mapping), is_mapping_guessed: true, columns: names, ..Details::default() }))
}

fn reader(options: &Options, head: &Head<'_>) -> Box<dyn Reader> {
    let is_guessed = options.mapping.is_none();
    let dialect = dialect_of(head).unwrap_or(Dialect::COMMAS);
    let FirstLook { mapping, words, evidence, marks, .. } =
        FirstLook::at(head, options.mapping.as_ref()).unwrap_or_default();
    let mut fields = Fields::new(Rc::new(options.zone.clone()));
    let found = (!evidence.is_empty()).then(|| evidence.order());
    fields.date_order = options.date_order.or(found.map(|(order, _)| order));
    let is_order_guessed = options.date_order.is_none() && found.is_some_and(|(_, is_guess)| is_guess);
    let keeper = Keeper::new(ID, mapping, fields, &words, marks.mark().unwrap_or(DecimalMark::Point));
    let order = found.map(|(order, _)| options.date_order.unwrap_or(order));
    let table = Table { keeper, names: Vec::new(), places: Vec::new(), is_guessed, order, is_order_guessed };
    Box::new(TableReader::new(table, dialect))
}

fn dialect_of(head: &Head<'_>) -> Option<Dialect> {
    Dialect::guess(head.text.as_bytes(), false).map(|guess| guess.dialect)
}

/// Where the columns of a mapping stand.
fn places_of(mapping: &Mapping, columns: &Columns) -> Vec<(Role, usize)> {
    let place = |(role, name): &(Role, String)| Some((*role, columns.find(&[name])?));
    mapping.columns.iter().filter_map(place).collect()
}

/// What the beginning of a table tells: which column is what, which words there are for senders, and in which way dates
/// and numbers are written.
#[derive(Default)]
struct FirstLook {
    is_given: bool,
    mapping: Mapping,
    names: Vec<String>,
    places: Vec<(Role, usize)>,
    words: Vec<String>,
    evidence: Evidence,
    marks: MarkEvidence,
}

impl FirstLook {
    fn at(head: &Head<'_>, given: Option<&Mapping>) -> Option<Self> {
        let dialect = dialect_of(head).filter(|_| !head.is_json())?;
        let look = Self { is_given: given.is_some(), mapping: given.cloned().unwrap_or_default(), ..Self::default() };
        let mut reader = TableReader::new(look, dialect);
        // The head ends in the middle of a record: what stands before that is looked at.
        reader.read(head.text.as_bytes(), false, &mut Batch::default()).ok()?;
        Some(reader.into_rows())
    }
}

impl Rows for FirstLook {
    fn header(&mut self, columns: &Columns, _: &mut Batch) -> Result<(), Error> {
        if !self.is_given {
            self.mapping = nearest(&[], columns.names());
        }
        self.names = columns.names().to_vec();
        self.places = places_of(&self.mapping, columns);
        Ok(())
    }

    fn row(&mut self, record: &Record<'_>, _: &mut Batch) {
        for &(role, place) in &self.places {
            let Some(cell) = record.get(Some(place)) else { continue };
            match role {
                Role::Sender | Role::Direction => self.words.push(cell.to_lowercase()),
                Role::Csat | Role::Value | Role::Refund => self.marks.see(&cell),
                _ if role.is_time() => {
                    written::read(&cell).into_iter().for_each(|stamp| self.evidence.see_stamp(stamp))
                }
                _ => {}
            }
        }
    }
}

struct Table {
    keeper: Keeper,
    names: Vec<String>,
    places: Vec<(Role, usize)>,
    is_guessed: bool,
    order: Option<DateOrder>,
    is_order_guessed: bool,
}

/// What tells a record from a sum of others.
const IDS: [Role; 5] = [Role::Conversation, Role::Contact, Role::Id, Role::Phone, Role::Email];
const TIMES: [Role; 4] = [Role::At, Role::CreatedAt, Role::ClosedAt, Role::ConvertedAt];

impl Table {
    fn place_of(&self, role: Role) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == role).map(|(_, place)| *place)
    }
}

impl Rows for Table {
    fn header(&mut self, columns: &Columns, batch: &mut Batch) -> Result<(), Error> {
        let Mapping { columns: mapped, .. } = &self.keeper.mapping;
        let missing = mapped.iter().filter(|(_, name)| columns.find(&[name]).is_none());
        missing.for_each(|(_, name)| warn_of_missing_column(name, batch));
        self.places = places_of(&self.keeper.mapping, columns);
        self.names = columns.names().to_vec();
        Ok(())
    }

    fn row(&mut self, record: &Record<'_>, batch: &mut Batch) {
        let mut row = Row::default();
        for &(role, place) in &self.places {
            row.put(role, record.cell(place));
        }
        let has_time = TIMES.iter().any(|&role| row.get(role).is_some());
        let place_of = |role| self.place_of(role);
        if !has_time && record.is_total(&IDS.map(place_of), &TIMES.map(place_of)) {
            batch.warnings.add(Fault::UnknownRow, || record.place());
            return;
        }
        self.keeper.keep(&row, batch, |batch, fault, column| {
            let mut place = record.place();
            place.path = Some(column.to_owned()).filter(|column| !column.is_empty());
            batch.warnings.add(fault, || place);
        });
    }

    fn finish(&mut self, batch: &mut Batch) -> Details {
        if self.is_order_guessed {
            batch.warnings.add(Fault::GuessedDateOrder, Default::default);
        }
        Details {
            mapping: Some(self.keeper.mapping.clone()),
            is_mapping_guessed: self.is_guessed,
            words: self.keeper.heard.words(),
            columns: std::mem::take(&mut self.names),
            date_order: self.order,
            is_date_order_guessed: self.is_order_guessed,
            ..Details::default()
        }
    }
}
