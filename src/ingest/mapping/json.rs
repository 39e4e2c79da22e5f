//! Rows in JSON: an array of them, wherever it stands, or one a line.

use super::guess::{guess, guess_nested, nearest};
use super::row::{Keeper, Row};
use super::{Mapping, Role, warn_of_missing_column};
use crate::error::{Error, Fault, Place};
use crate::ingest::decimal::DecimalMark;
use crate::ingest::fields::Fields;
use crate::ingest::fingerprint::Head;
use crate::ingest::json::{JsonReader, Shape};
use crate::ingest::scan::json::{Cursor, Found, Read, Scalar};
use crate::ingest::scan::known::Patterns;
use crate::ingest::scan::walk::{Next, Trail, Visitor, Walk};
use crate::ingest::{Details, Options, Reader, Source};
use crate::store::Batch;
use std::borrow::Cow;
use std::rc::Rc;

pub const SOURCE: Source = Source { id: ID, sniff, reader, is_lenient: false };

const ID: &str = "json-rows";

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    guess_of(head).map(|_| "names-of-fields")
}

/// The fields of an analytics log, and those that only a few of its rows have, so that the first one may not show them.
const EVENT_LOG: [&str; 2] = ["event_timestamp", "event_name"];
const OF_FEW_EVENTS: [&str; 3] = ["ecommerce.purchase_revenue", "ecommerce.refund_value", "ecommerce.transaction_id"];

/// The mapping of the first array of rows that has enough, or of the rows that stand one a line.
fn guess_of(head: &Head<'_>) -> Option<Mapping> {
    lists(head).find_map(|List { rows, columns, nested }| {
        let guessed = nested.iter().find_map(|(way, inner)| guess_nested(&rows, &columns, way, inner));
        guessed.or_else(|| guess(&rows, &columns))
    })
}

/// What may be rows.
struct List {
    /// The keys that lead to them.
    rows: Vec<String>,
    columns: Vec<String>,
    /// The ways to lists within a row, and the columns there.
    nested: Vec<(String, Vec<String>)>,
}

impl List {
    fn all_columns(self) -> Vec<String> {
        let nested =
            self.nested.iter().flat_map(|(way, inner)| inner.iter().map(move |column| format!("{way}.{column}")));
        self.columns.into_iter().chain(nested).collect()
    }
}

/// All that may be rows, that which stands in the fewest lists first.
fn lists<'h>(head: &'h Head<'_>) -> impl Iterator<Item = List> + 'h {
    let is_list = head.text.trim_start().starts_with('[');
    let ways = head.arrays().into_iter().chain((!is_list).then(String::new));
    ways.map(|way| {
        let nested = head.arrays().into_iter().filter_map(|list| {
            let inner = list.strip_prefix(&way)?.trim_start_matches('.').strip_suffix("[]")?;
            let is_inside = !inner.is_empty() && !inner.contains("[]");
            is_inside.then(|| (inner.to_owned(), head.fields_of(&list)))
        });
        let keys = way.split(['.', '[']).filter(|key| !key.is_empty() && *key != "]");
        let nested = nested.collect();
        List { rows: keys.map(str::to_owned).collect(), columns: columns_of(head, &way), nested }
    })
}

fn columns_of(head: &Head<'_>, way: &str) -> Vec<String> {
    let mut columns = head.fields_of(way);
    let has = |columns: &[String], name: &str| columns.iter().any(|column| column == name);
    if EVENT_LOG.iter().all(|name| has(&columns, name)) {
        let unseen: Vec<_> = OF_FEW_EVENTS.into_iter().filter(|name| !has(&columns, name)).collect();
        columns.extend(unseen.into_iter().map(str::to_owned));
    }
    columns
}

/// The columns of the rows that have most, and which of them could be what.
pub fn unmapped(head: &Head<'_>) -> Option<(&'static str, Details)> {
    let longest = lists(head).reduce(|most, next| if next.columns.len() > most.columns.len() { next } else { most });
    let list = longest.filter(|list| head.is_json() && list.columns.len() > 1)?;
    let mapping = Some(nearest(&list.rows, &list.columns));
    Some((ID, Details { mapping, is_mapping_guessed: true, columns: list.all_columns(), ..Details::default() }))
}

fn reader(options: &Options, head: &Head<'_>) -> Box<dyn Reader> {
    let is_guessed = options.mapping.is_none();
    let mapping = options.mapping.clone().or_else(|| guess_of(head)).unwrap_or_default();
    let mut words = Vec::new();
    let mut look = Reading { paths: &mut Paths::of(&mapping, head), sink: Sink::Words(&mut words) };
    // The head ends in the middle of something: what stands before that is looked at.
    let _ = Walk::new(look.root(), 0).read(&mut look, head.text.as_bytes(), false);
    let fields = Fields::new(Rc::new(options.zone.clone()));
    let paths = Paths::of(&mapping, head);
    let keeper = Keeper::new(ID, mapping, fields, &words, DecimalMark::Point);
    let columns = lists(head).find(|list| list.rows == paths.rows).map_or_else(Vec::new, List::all_columns);
    Box::new(Mapped { json: JsonReader::new(Rows { paths, keeper }), columns, is_guessed })
}

/// A reader that tells what it has taken for what.
struct Mapped {
    json: JsonReader<Rows>,
    columns: Vec<String>,
    is_guessed: bool,
}

impl Reader for Mapped {
    fn read(&mut self, window: &[u8], is_last: bool, batch: &mut Batch) -> Result<usize, Error> {
        self.json.read(window, is_last, batch)
    }

    fn finish(&mut self, batch: &mut Batch) -> Details {
        let Rows { paths, keeper } = self.json.shape();
        let missing = keeper.mapping.columns.iter().filter(|(_, column)| !self.is_guessed && !paths.has_seen(column));
        missing.for_each(|(_, column)| warn_of_missing_column(column, batch));
        let (mapping, words) = (Some(keeper.mapping.clone()), keeper.heard.words());
        let columns = std::mem::take(&mut self.columns);
        Details { mapping, is_mapping_guessed: self.is_guessed, words, columns, ..Details::default() }
    }
}

/// The way to the rows, and in each of them those to its columns.
struct Paths {
    rows: Vec<String>,
    /// The first is the row itself.
    objects: Vec<Object>,
    /// Whether the text is a row, and not an array of them or what leads to one.
    is_row: bool,
}

/// An object that is looked into.
#[derive(Default)]
struct Object {
    members: Vec<Member>,
    /// The keys that have come before, and the numbers of the members that they are of.
    keys: Patterns<Option<usize>>,
    /// Whether the message's time is in it.
    has_at: bool,
}

/// A member that is looked at.
struct Member {
    key: String,
    roles: Vec<Role>,
    /// The number of the object that stands there, or in a list there.
    object: Option<usize>,
    is_seen: bool,
}

impl Paths {
    fn of(mapping: &Mapping, head: &Head<'_>) -> Self {
        let is_row = mapping.rows.is_empty() && !head.text.trim_start().starts_with('[');
        let mut paths = Self { rows: mapping.rows.clone(), objects: vec![Object::default()], is_row };
        mapping.columns.iter().for_each(|(role, column)| paths.add(*role, column));
        paths
    }

    fn add(&mut self, role: Role, column: &str) {
        let mut object = 0;
        let mut keys = column.split('.').peekable();
        while let Some(key) = keys.next() {
            let next = self.objects.len();
            let Object { members, has_at, .. } = &mut self.objects[object];
            *has_at |= role == Role::At;
            let place = members.iter().position(|member| member.key == key).unwrap_or_else(|| {
                members.push(Member { key: key.to_owned(), roles: Vec::new(), object: None, is_seen: false });
                members.len() - 1
            });
            if keys.peek().is_none() {
                members[place].roles.push(role);
                return;
            }
            object = *members[place].object.get_or_insert(next);
            if object == next {
                self.objects.push(Object::default());
            }
        }
    }

    /// Whether some row has had the column.
    fn has_seen(&self, column: &str) -> bool {
        let mut object = Some(0);
        let is_seen = |key: &str| {
            let member = self.objects[object?].members.iter().find(|member| member.key == key)?;
            object = member.object;
            Some(member.is_seen)
        };
        column.split('.').map(is_seen).last().flatten() == Some(true)
    }

    /// Hands over the row at the cursor, or those that stand in a list within it.
    fn read<'a>(&mut self, cursor: &mut Cursor<'a>, mut each: impl FnMut(&[String], &Row<'a>)) -> Read<Found> {
        let (mut row, mut list) = (Row::default(), None);
        let found = self.read_object(0, cursor, &mut row, &mut list)?;
        match list {
            Some(list) => self.read_list(list, row, &mut each),
            None if found == Found::Expected => {
                each(&self.rows, &row);
                Ok(found)
            }
            None => Ok(found),
        }
    }

    /// The rows of a list; what stands around it, where it is empty.
    fn read_list<'a>(
        &mut self,
        list: Later<'a>,
        mut around: Row<'a>,
        each: &mut impl FnMut(&[String], &Row<'a>),
    ) -> Read<Found> {
        let Later { mut cursor, object } = list;
        let (mut is_empty, mut all) = (true, Found::Expected);
        cursor.array(|cursor| {
            let mut row = around.clone();
            is_empty = false;
            // Lists within lists are not entered.
            match self.read_object(object, cursor, &mut row, &mut None)? {
                Found::Expected => each(&self.rows, &row),
                _ => all = Found::Other,
            }
            Ok(())
        })?;
        if is_empty {
            around.is_without_message = true;
            each(&self.rows, &around);
        }
        Ok(all)
    }

    /// Reads the cells of an object; those in a list are left for later.
    fn read_object<'a>(
        &mut self,
        object: usize,
        cursor: &mut Cursor<'a>,
        row: &mut Row<'a>,
        list: &mut Option<Later<'a>>,
    ) -> Read<Found> {
        let mut place = 0;
        cursor.each(b'{', b'}', |cursor| {
            let Object { members, keys, .. } = &mut self.objects[object];
            let member = |key: &str| members.iter().position(|member| member.key == key);
            let Some(member) = cursor.known_key(keys, &mut place, member)? else { return cursor.skip() };
            let Member { roles, object, is_seen, .. } = &mut members[member];
            *is_seen = true;
            match (*object, cursor.peek()?) {
                (Some(object), b'[') => {
                    list.get_or_insert(Later { cursor: cursor.clone(), object });
                    cursor.skip()
                }
                (Some(object), b'{') => self.read_object(object, cursor, row, list).map(drop),
                (Some(object), b'n') if roles.is_empty() => {
                    row.is_without_message |= self.objects[object].has_at;
                    cursor.skip()
                }
                _ => read_cell(roles, cursor, row),
            }
        })
    }
}

/// A list of rows within a row that is being read.
struct Later<'a> {
    cursor: Cursor<'a>,
    object: usize,
}

fn read_cell<'a>(roles: &[Role], cursor: &mut Cursor<'a>, row: &mut Row<'a>) -> Read<()> {
    if roles.contains(&Role::Tags) && cursor.peek()? == b'[' {
        row.tags = Some(read_tags(cursor)?);
        return Ok(());
    }
    let cell = match cursor.scalar()? {
        Scalar::Text(text) => text.get(),
        Scalar::Number(number) => Cow::Borrowed(number),
        Scalar::Bool(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
        Scalar::Null | Scalar::Nested => return Ok(()),
    };
    if let Some((last, others)) = roles.split_last() {
        others.iter().for_each(|role| row.put(*role, cell.clone()));
        row.put(*last, cell);
    }
    Ok(())
}

fn read_tags<'a>(cursor: &mut Cursor<'a>) -> Read<Vec<Cow<'a, str>>> {
    let mut tags = Vec::new();
    cursor.array(|cursor| {
        if cursor.peek()? == b'{' {
            cursor.object(|key, cursor| {
                if let ("name" | "title" | "label", Scalar::Text(tag)) = (key, cursor.scalar()?) {
                    tags.push(tag.get());
                }
                Ok(())
            })?;
        } else if let Scalar::Text(tag) = cursor.scalar()? {
            tags.push(tag.get());
        }
        Ok(())
    })?;
    Ok(tags)
}

struct Rows {
    paths: Paths,
    keeper: Keeper,
}

impl Shape for Rows {
    type Spot = Spot;

    fn visitor<'a>(&'a mut self, batch: &'a mut Batch) -> impl Visitor<Spot = Spot> + 'a {
        Reading { paths: &mut self.paths, sink: Sink::Keep(&mut self.keeper, batch) }
    }

    fn next_text(&mut self) {
        self.paths.is_row = self.paths.rows.is_empty();
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
    paths: &'a mut Paths,
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
        let found = paths.read(cursor, |rows, row| match sink {
            Sink::Keep(keeper, batch) => keeper.keep(row, batch, |batch, fault, column| {
                batch.warnings.add(fault, || place(rows, trail, column));
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
