//! Rows in JSON: an array of them, wherever it stands, or one a line.

use super::guess::{guess, guess_nested};
use super::row::{Keeper, Row};
use super::{Mapping, Role, warn_of_missing_column};
use crate::error::{Error, Fault, Place};
use crate::ingest::decimal::DecimalMark;
use crate::ingest::fields::Fields;
use crate::ingest::fingerprint::Head;
use crate::ingest::json::{JsonReader, Shape};
use crate::ingest::scan::json::{Cursor, Found, Read, Scalar};
use crate::ingest::scan::walk::{Next, Trail, Visitor, Walk};
use crate::ingest::{Details, Options, Reader, Source};
use crate::store::Batch;
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

pub const SOURCE: Source = Source { id: ID, sniff, reader, is_lenient: false };

const ID: &str = "json-rows";

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    guess_of(head).map(|_| "names-of-fields")
}

/// The mapping of the first array of rows that has enough, or of the rows that stand one a line.
fn guess_of(head: &Head<'_>) -> Option<Mapping> {
    let is_list = head.text.trim_start().starts_with('[');
    let ways = head.arrays().into_iter().chain((!is_list).then(String::new));
    ways.into_iter().find_map(|way| {
        let rows: Vec<String> = keys_of(&way).map(str::to_owned).collect();
        let columns = head.fields_of(&way);
        let lists = head.arrays().into_iter().filter(|list| list.len() > way.len() && list.starts_with(&way));
        let nested = lists.filter_map(|list| {
            let inner = list[way.len()..].trim_start_matches('.').strip_suffix("[]")?;
            guess_nested(&rows, &columns, inner, &head.fields_of(&list)).filter(|_| !inner.contains("[]"))
        });
        nested.into_iter().next().or_else(|| guess(&rows, &columns))
    })
}

/// The keys of a way such as `data.items[]`.
fn keys_of(way: &str) -> impl Iterator<Item = &str> {
    way.split(['.', '[']).filter(|key| !key.is_empty() && *key != "]")
}

fn reader(options: &Options, head: &Head<'_>) -> Box<dyn Reader> {
    let is_guessed = options.mapping.is_none();
    let mapping = options.mapping.clone().or_else(|| guess_of(head)).unwrap_or_default();
    let paths = Rc::new(Paths::of(&mapping, head));
    let mut words = Vec::new();
    let mut look = Reading { paths: Rc::clone(&paths), sink: Sink::Words(&mut words) };
    // The head ends in the middle of something: what stands before that is looked at.
    let _ = Walk::new(look.root(), 0).read(&mut look, head.text.as_bytes(), false);
    let fields = Fields::new(Rc::new(options.zone.clone()));
    let keeper = Keeper::new(ID, mapping, fields, &words, DecimalMark::Point);
    Box::new(Mapped { json: JsonReader::new(Rows { paths, keeper }), is_guessed })
}

/// A reader that tells what it has taken for what.
struct Mapped {
    json: JsonReader<Rows>,
    is_guessed: bool,
}

impl Reader for Mapped {
    fn read(&mut self, window: &[u8], is_last: bool, batch: &mut Batch) -> Result<usize, Error> {
        self.json.read(window, is_last, batch)
    }

    fn finish(&mut self, batch: &mut Batch) -> Details {
        let Rows { paths, keeper } = self.json.shape();
        let missing = paths.columns.iter().enumerate().filter(|(place, _)| paths.seen.get() & 1 << place == 0);
        missing.for_each(|(_, (_, keys))| warn_of_missing_column(&keys.join("."), batch));
        let mapping = Some(keeper.mapping.clone());
        Details { mapping, is_mapping_guessed: self.is_guessed, ..Details::default() }
    }
}

/// The ways to the rows, and in each of them to its columns.
#[derive(Clone)]
struct Paths {
    rows: Vec<String>,
    columns: Vec<(Role, Vec<String>)>,
    /// Which of the columns some row has had, each a bit.
    seen: Cell<u64>,
    /// Whether the text is a row, and not an array of them or what leads to one.
    is_row: bool,
}

impl Paths {
    fn of(mapping: &Mapping, head: &Head<'_>) -> Self {
        let keys = |column: &str| column.split('.').map(str::to_owned).collect();
        let columns = mapping.columns.iter().map(|(role, column)| (*role, keys(column))).collect();
        let is_row = mapping.rows.is_empty() && !head.text.trim_start().starts_with('[');
        Self { rows: mapping.rows.clone(), columns, seen: Cell::default(), is_row }
    }

    /// Whether the message's time is one of these columns.
    fn has_at(&self, columns: u64) -> bool {
        (0..self.columns.len()).any(|column| columns & 1 << column != 0 && self.columns[column].0 == Role::At)
    }

    /// Hands over the row at the cursor, or those that stand in a list within it.
    fn read<'a>(&self, cursor: &mut Cursor<'a>, mut each: impl FnMut(&Row<'a>)) -> Read<Found> {
        let (mut row, mut list) = (Row::default(), None);
        let all = (0..self.columns.len()).fold(0, |all, column| all | 1 << column);
        let found = self.read_at(0, all, cursor, &mut row, &mut list)?;
        match list {
            Some(list) => self.read_list(list, row, &mut each),
            None if found == Found::Expected => {
                each(&row);
                Ok(found)
            }
            None => Ok(found),
        }
    }

    /// The rows of a list; what stands around it, where it is empty.
    fn read_list<'a>(&self, list: List<'a>, mut around: Row<'a>, each: &mut impl FnMut(&Row<'a>)) -> Read<Found> {
        let List { mut cursor, depth, columns } = list;
        let (mut is_empty, mut all) = (true, Found::Expected);
        cursor.array(|cursor| {
            let mut row = around.clone();
            is_empty = false;
            // Lists within lists are not entered.
            match self.read_at(depth, columns, cursor, &mut row, &mut None)? {
                Found::Expected => each(&row),
                _ => all = Found::Other,
            }
            Ok(())
        })?;
        if is_empty {
            around.is_without_message = true;
            each(&around);
        }
        Ok(all)
    }

    /// Reads the columns, each a bit, that are to be found this deep in the row; those in a list are left for later.
    fn read_at<'a>(
        &self,
        depth: usize,
        columns: u64,
        cursor: &mut Cursor<'a>,
        row: &mut Row<'a>,
        list: &mut Option<List<'a>>,
    ) -> Read<Found> {
        cursor.object(|key, cursor| {
            let is_meant = |column: &usize| columns & 1 << column != 0 && self.columns[*column].1[depth] == key;
            let meant = (0..self.columns.len()).filter(is_meant);
            let ends = meant.clone().find(|&column| self.columns[column].1.len() == depth + 1);
            let deeper = meant.fold(0, |all, column| all | 1 << column);
            match (ends, deeper) {
                (_, 0) => cursor.skip(),
                (Some(column), _) => {
                    self.seen.set(self.seen.get() | 1 << column);
                    read_cell(self.columns[column].0, cursor, row)
                }
                (None, _) if cursor.peek()? == b'[' => {
                    let at = List { cursor: cursor.clone(), depth: depth + 1, columns: deeper };
                    list.get_or_insert(at);
                    cursor.skip()
                }
                (None, _) => {
                    let found = self.read_at(depth + 1, deeper, cursor, row, list)?;
                    row.is_without_message |= found == Found::Null && self.has_at(deeper);
                    Ok(())
                }
            }
        })
    }
}

/// A list of rows within a row, and the columns in it.
struct List<'a> {
    cursor: Cursor<'a>,
    depth: usize,
    columns: u64,
}

fn read_cell<'a>(role: Role, cursor: &mut Cursor<'a>, row: &mut Row<'a>) -> Read<()> {
    if role == Role::Tags && cursor.peek()? == b'[' {
        let mut tags = Vec::new();
        cursor.array(|cursor| {
            if cursor.peek()? == b'{' {
                cursor.object(|key, cursor| match (key, cursor.scalar()?) {
                    ("name" | "title" | "label", Scalar::Text(tag)) => {
                        tags.push(tag.get());
                        Ok(())
                    }
                    _ => Ok(()),
                })?;
            } else if let Scalar::Text(tag) = cursor.scalar()? {
                tags.push(tag.get());
            }
            Ok(())
        })?;
        row.tags = Some(tags);
        return Ok(());
    }
    match cursor.scalar()? {
        Scalar::Text(text) => row.put(role, text.get()),
        Scalar::Number(number) => row.put(role, Cow::Borrowed(number)),
        Scalar::Bool(flag) => row.put(role, Cow::Borrowed(if flag { "true" } else { "false" })),
        Scalar::Null | Scalar::Nested => {}
    }
    Ok(())
}

struct Rows {
    paths: Rc<Paths>,
    keeper: Keeper,
}

impl Shape for Rows {
    type Spot = Spot;

    fn visitor<'a>(&'a mut self, batch: &'a mut Batch) -> impl Visitor<Spot = Spot> + 'a {
        Reading { paths: Rc::clone(&self.paths), sink: Sink::Keep(&mut self.keeper, batch) }
    }

    fn next_text(&mut self) {
        Rc::make_mut(&mut self.paths).is_row = self.paths.rows.is_empty();
    }
}

/// Where a value stands.
#[derive(Clone, Copy)]
enum Spot {
    /// So many keys on the way to the rows.
    Way(usize),
    Row,
}

/// Where rows go.
enum Sink<'a> {
    Keep(&'a mut Keeper, &'a mut Batch),
    /// Only the words for senders and directions are written down.
    Words(&'a mut Vec<String>),
}

struct Reading<'a> {
    paths: Rc<Paths>,
    sink: Sink<'a>,
}

impl Visitor for Reading<'_> {
    type Spot = Spot;

    fn root(&mut self) -> Next<Spot> {
        if self.paths.is_row { Next::Take(Spot::Row) } else { self.on_the_way(0) }
    }

    fn member(&mut self, of: Spot, key: &str) -> Next<Spot> {
        match of {
            Spot::Way(followed) if self.paths.rows.get(followed).is_some_and(|next| next == key) => {
                self.on_the_way(followed + 1)
            }
            _ => Next::Skip,
        }
    }

    fn element(&mut self, of: Spot) -> Next<Spot> {
        match of {
            Spot::Way(followed) if followed < self.paths.rows.len() => Next::Either(of),
            _ => Next::Take(Spot::Row),
        }
    }

    fn take(&mut self, _: Spot, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let Self { paths, sink } = self;
        let found = paths.read(cursor, |row| match sink {
            Sink::Keep(keeper, batch) => keeper.keep(row, batch, |batch, fault, column| {
                batch.warnings.add(fault, || place(&paths.rows, trail, column));
            }),
            Sink::Words(words) => {
                let cells = [Role::Sender, Role::Direction].into_iter().filter_map(|role| row.get(role));
                words.extend(cells.map(str::to_lowercase));
            }
        })?;
        if found == Found::Other {
            self.warn(Fault::WrongType, trail);
        }
        Ok(())
    }

    fn enter(&mut self, _: Spot, _: &Trail<'_, Spot>) {}

    fn leave(&mut self, _: Spot, _: &Trail<'_, Spot>) {}

    fn other(&mut self, _: Spot, trail: &Trail<'_, Spot>) {
        self.warn(Fault::WrongType, trail);
    }

    fn too_large(&mut self, _: Spot, trail: &Trail<'_, Spot>) {
        self.warn(Fault::RowTooLarge, trail);
    }

    fn name(_: Spot) -> &'static str {
        ""
    }
}

impl Reading<'_> {
    /// An array of rows; before that, whatever leads to it.
    fn on_the_way(&self, followed: usize) -> Next<Spot> {
        let spot = Spot::Way(followed);
        if followed < self.paths.rows.len() { Next::Either(spot) } else { Next::Array(spot) }
    }

    fn warn(&mut self, fault: Fault, trail: &Trail<'_, Spot>) {
        if let Sink::Keep(_, batch) = &mut self.sink {
            batch.warnings.add(fault, || place(&self.paths.rows, trail, ""));
        }
    }
}

/// The way to a column of a row, as the mapping writes it, with the numbers of elements.
fn place(rows: &[String], trail: &Trail<'_, Spot>, column: &str) -> Place {
    let dot = if column.is_empty() { "" } else { "." };
    let path = [rows.join(".").as_str(), &trail.path(), dot, column].concat();
    let path = path.trim_start_matches('.').to_owned();
    Place { path: Some(path).filter(|path| !path.is_empty()), ..Place::at_offset(trail.offset) }
}
