//! Sources that hand over rows as JSON, page by page, as most products' interfaces do: a page has lists of rows, or is one;
//! or there is a row a line. Each row is looked at whole, by a function of its source.

use super::fields::Fields;
use super::fingerprint::Head;
use super::json::{JsonReader, Shape};
use super::scan::json::{Cursor, Found, Read, Scalar};
use super::scan::tree::{Tree, Value};
use super::scan::walk::{Next, Trail, Visitor};
use super::{Options, Reader};
use crate::error::{Fault, Place};
use crate::store::handles::HandleKind;
use crate::store::marks::Marks;
use crate::store::messages::{Message, MessageId, Receipts};
use crate::store::threads::Thread;
use crate::store::vendor::{VendorRow, VendorTime};
use crate::store::vocabulary::{Actor, EventKind, MessageKind};
use crate::store::{Batch, NONE, events::Event};
use crate::time::{Millis, UNKNOWN, known};
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

/// How a product's rows are written, and what becomes of one.
pub struct Rows {
    pub source: &'static str,
    /// The ways to the lists of rows in a page. A page without any of them is a row itself, and so is
    /// what has an id.
    pub lists: &'static [&'static str],
    /// The keys of objects that are rows: what stands beside one is its own, and no page.
    pub objects: &'static [&'static str],
    /// The keys of a page that say how many conversations there are on all of its pages.
    pub totals: &'static [&'static str],
    /// The keys of a page under which something stands if another one follows it.
    pub next: &'static [&'static str],
    /// The key of a page under which `true` stands if none follows it, whatever else is said.
    pub is_last: &'static [&'static str],
    /// All keys, on whichever level, that `keep` asks for.
    pub keys: &'static [&'static str],
    pub keep: fn(&Row<'_>, &mut Writer<'_>),
}

impl Rows {
    /// Without any pages.
    pub const SINGLE: Self =
        Self { source: "", lists: &[], objects: &[], totals: &[], next: &[], is_last: &[], keys: &[], keep: |_, _| {} };

    pub fn reader(&'static self, options: &Options, head: &Head<'_>) -> Box<dyn Reader> {
        let text = head.text.trim_start();
        let root = match text.starts_with('[') {
            true => Next::Array(Spot::List("")),
            false if !self.is_row(&|key| head.has(key)) && self.lists.iter().any(|list| head.has(list)) => {
                Next::Object(Spot::Page(""))
            }
            false => Next::Take(Spot::Row("")),
        };
        let ways = [self.lists, self.objects, self.totals, self.next, self.is_last]
            .into_iter()
            .flatten()
            .flat_map(|way| way.split('.'));
        let tree = Tree::new(self.keys.iter().copied().chain(ways).chain(["id"]));
        Box::new(JsonReader::new(Pages { rows: self, root, tree, page: Page::default(), ground: Ground::new(options) }))
    }
}

/// What all rows of an input have in common.
pub struct Ground {
    fields: RefCell<Fields>,
}

impl Ground {
    pub fn new(options: &Options) -> Self {
        Self { fields: RefCell::new(Fields::new(Rc::new(options.zone.clone()))) }
    }

    /// What has been wrong with the values since this was asked last.
    pub fn faults(&self) -> Vec<(Fault, &'static str)> {
        std::mem::take(&mut self.fields.borrow_mut().faults)
    }
}

/// A row, or an object within one.
#[derive(Clone, Copy)]
pub struct Row<'t> {
    value: Value<'t>,
    ground: &'t Ground,
    /// The list that it comes from; empty where it stands by itself.
    pub list: &'static str,
}

impl<'t> Row<'t> {
    /// A row that stands by itself.
    pub fn new(value: Value<'t>, ground: &'t Ground) -> Self {
        Self { value, ground, list: "" }
    }

    fn read<T>(self, way: &'static str, read: impl FnOnce(&mut Fields, Scalar<'t>) -> Option<T>) -> Option<T> {
        let value = self.value.get(way);
        if value.is_there() { read(&mut self.ground.fields.borrow_mut(), value.scalar()) } else { None }
    }

    pub fn id(self, way: &'static str) -> Option<Cow<'t, str>> {
        self.read(way, |fields, value| fields.id(way, value))
    }

    /// A text that is not empty.
    pub fn text(self, way: &'static str) -> Option<Cow<'t, str>> {
        self.read(way, |fields, value| fields.text(way, value)).filter(|text| !text.is_empty())
    }

    /// What a text, a number, or `true` or `false` says, if it says anything.
    pub fn said(self, way: &'static str) -> Option<Cow<'t, str>> {
        self.read(way, |fields, value| fields.said(way, value))
    }

    /// First and last name, as far as they are given.
    pub fn full_name(self) -> Option<Cow<'t, str>> {
        match (self.text("first_name"), self.text("last_name")) {
            (Some(first), Some(last)) => Some(format!("{first} {last}").into()),
            (first, last) => first.or(last),
        }
    }

    /// Whether there is a text that is not empty.
    pub fn has_text(self, way: &'static str) -> bool {
        self.value.get(way).is_text()
    }

    pub fn flag(self, way: &'static str) -> Option<bool> {
        self.read(way, |fields, value| fields.flag(way, value))
    }

    pub fn whole(self, way: &'static str) -> Option<u32> {
        self.read(way, |fields, value| fields.whole(way, value))
    }

    /// When something happened; nothing where it did not, or nobody knows.
    pub fn time(self, way: &'static str) -> Option<Millis> {
        self.read(way, |fields, value| fields.instant(way, value)).and_then(known)
    }

    /// When something happened that may be known not to have happened.
    pub fn time_or_never(self, way: &'static str) -> Option<Millis> {
        self.read(way, |fields, value| fields.instant(way, value))
    }

    /// What the word there means.
    pub fn word<T: Copy>(self, way: &'static str, words: &[(&str, T)]) -> Option<T> {
        let word = self.text(way)?;
        let meaning = words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning);
        self.require(meaning, Fault::UnknownWord, way)
    }

    /// Whether there is anything, be it `null`.
    pub fn tells(self, way: &'static str) -> bool {
        self.value.get(way).is_there()
    }

    /// Whether there is something else than `null`.
    pub fn has(self, way: &'static str) -> bool {
        let value = self.value.get(way);
        value.is_there() && value.scalar() != Scalar::Null
    }

    pub fn row(self, way: &'static str) -> Option<Self> {
        let value = self.value.get(way);
        value.is_object().then_some(Self { value, ..self })
    }

    /// What stands there, be it nothing: it then has nothing in it.
    pub fn part(self, way: &'static str) -> Self {
        Self { value: self.value.get(way), ..self }
    }

    /// Has the object looked at that stands there, or is written there as JSON within a text; of it, these keys.
    pub fn look_into<T>(
        self,
        way: &'static str,
        keys: &'static [&'static str],
        look: &mut dyn FnMut(Row<'_>) -> T,
    ) -> Option<T> {
        if let Some(row) = self.row(way) {
            return Some(look(row));
        }
        let text = self.text(way)?;
        let mut tree = Tree::new(keys.iter().copied());
        let value = tree.read(&mut Cursor::new(text.as_bytes(), 0, true)).ok().filter(|value| value.is_object());
        let value = self.require(value, Fault::WrongType, way)?;
        Some(look(Row { value, ..self }))
    }

    /// The objects of an array; none where there is no array.
    pub fn rows(self, list: &'static str) -> impl Iterator<Item = Self> + 't {
        let objects = self.value.get(list).elements().filter(|value| value.is_object());
        objects.map(move |value| Self { value, list, ..self })
    }

    /// The texts and numbers of an array.
    pub fn texts(self, way: &'static str) -> impl Iterator<Item = Cow<'t, str>> {
        self.value.get(way).elements().filter_map(|value| match value.scalar() {
            Scalar::Text(text) => Some(text.get()),
            Scalar::Number(number) => Some(number.into()),
            _ => None,
        })
    }

    /// Whether there is an array.
    pub fn is_list(self, way: &'static str) -> bool {
        self.value.get(way).is_array()
    }

    /// Says that something is wrong with what stands there.
    pub fn fault(self, fault: Fault, way: &'static str) {
        self.ground.fields.borrow_mut().fault(fault, way);
    }

    /// What has to be there.
    pub fn require<T>(self, value: Option<T>, fault: Fault, way: &'static str) -> Option<T> {
        if value.is_none() {
            self.fault(fault, way);
        }
        value
    }
}

/// A text, an object, or `true`.
fn is_something(value: Value<'_>) -> bool {
    value.is_object() || value.is_text() || value.scalar() == Scalar::Bool(true)
}

/// Writes what one source says.
pub struct Writer<'b> {
    pub source: &'static str,
    pub batch: &'b mut Batch,
}

impl Writer<'_> {
    pub fn thread(&mut self, id: &str) -> u32 {
        self.batch.tables.threads.row(self.source, id)
    }

    pub fn write_thread(&mut self, thread: u32, version: &Thread) {
        self.batch.write_thread(thread, version);
    }

    pub fn contact(&mut self, id: &str, name: Option<Cow<'_, str>>) -> u32 {
        let contacts = &mut self.batch.tables.contacts;
        let row = contacts.row(self.source, id);
        name.iter().for_each(|name| contacts.names.set(row, name.as_bytes()));
        row
    }

    /// What the contact is known by in other sources, too, where it is told.
    pub fn handle(&mut self, contact: u32, kind: HandleKind, raw: Option<Cow<'_, str>>) {
        raw.iter().for_each(|raw| self.batch.handle(contact, kind, raw));
    }

    pub fn agent(&mut self, id: &str, name: Option<Cow<'_, str>>) -> u32 {
        let agents = &mut self.batch.tables.agents;
        let row = agents.row(self.source, id);
        name.iter().for_each(|name| agents.names.set(row, name.as_bytes()));
        row
    }

    /// Somebody of whom it is not told whether it is an agent or a contact: see [`crate::store::sides`].
    pub fn author(&mut self, id: &str) -> u32 {
        let row = self.agent(id, None);
        self.batch.tables.authors.add(row);
        row
    }

    pub fn channel(&mut self, name: &str) -> u32 {
        self.batch.tables.channels.intern(name)
    }

    pub fn team(&mut self, name: &str) -> u32 {
        self.batch.tables.teams.intern(name)
    }

    /// What the team is called that has this id.
    pub fn name_team(&mut self, row: Row<'_>) {
        if let Some((id, name)) = row.id("id").zip(row.text("name")) {
            let team = self.team(&id);
            self.batch.tables.team_names.set(team, &*name);
        }
    }

    pub fn tag(&mut self, name: &str) -> u32 {
        self.batch.tables.tags.intern(name)
    }

    fn announce(&mut self, conversations: Option<u32>) {
        conversations.iter().for_each(|&all| self.batch.tables.pages.announce(self.source, all));
    }

    /// A time that the product has worked out itself, told in whole units of so many milliseconds.
    pub fn vendor_time(
        &mut self,
        thread: u32,
        time: VendorTime,
        units: Option<u32>,
        unit_ms: Millis,
        is_business: bool,
    ) {
        if let Some(units) = units {
            let row = VendorRow { time, is_business, value_ms: Millis::from(units) * unit_ms, unit_ms };
            self.batch.tables.vendor_times.push(thread, row);
        }
    }

    pub fn message(&mut self, thread: u32, message: &Message) {
        self.batch.message(thread, message);
    }

    pub fn event(&mut self, thread: u32, event: &Event) {
        self.batch.event(thread, event);
    }
}

/// A message of which only this much is known so far.
pub fn message(id: &str, at: Millis, actor: Actor, sender: u32) -> Message {
    let id = MessageId::from_text(id);
    let kind = MessageKind::Text;
    Message { id, at, actor, kind, sender, receipts: Receipts::default(), marks: Marks::default() }
}

/// How far a message got, where a product says no more than that: the message's own time is the earliest that it can
/// have been.
pub fn receipts_by(reached: &str, at: Millis) -> Receipts {
    let when = |has: bool| if has { at } else { UNKNOWN };
    let is_read = reached == "read";
    let is_delivered = is_read || reached == "delivered";
    Receipts {
        sent: when(is_delivered || reached == "sent"),
        delivered: when(is_delivered),
        read: when(is_read),
        failed: when(matches!(reached, "failed" | "undelivered")),
    }
}

/// An event of which only this much is known so far.
pub fn event(at: Millis, kind: EventKind, actor: Actor, by: u32) -> Event {
    // Contacts are no agents, even where they are named.
    let by = if actor == Actor::Contact { NONE } else { by };
    Event { at, kind, actor, by, subject: NONE }
}

struct Pages {
    rows: &'static Rows,
    root: Next<Spot>,
    tree: Tree,
    page: Page,
    ground: Ground,
}

/// What is known of a page that is being read.
#[derive(Clone, Copy, Default)]
struct Page {
    /// The first of its lists.
    list: Option<&'static str>,
    has_next: bool,
    is_last: bool,
}

/// Where a value stands.
#[derive(Clone, Copy)]
enum Spot {
    /// A page, or what this way in it leads to.
    Page(&'static str),
    List(&'static str),
    Row(&'static str),
    /// How many conversations there are.
    Total,
    /// What leads to the next page.
    Next,
    /// Whether there is none.
    IsLast,
}

impl Shape for Pages {
    type Spot = Spot;

    fn visitor<'a>(&'a mut self, batch: &'a mut Batch) -> impl Visitor<Spot = Spot> + 'a {
        let Self { rows, root, tree, page, ground } = self;
        Reading { rows, root: *root, tree, page, ground, batch }
    }

    fn next_text(&mut self) {
        self.root = Next::Take(Spot::Row(""));
    }
}

struct Reading<'a> {
    rows: &'static Rows,
    root: Next<Spot>,
    tree: &'a mut Tree,
    page: &'a mut Page,
    ground: &'a Ground,
    batch: &'a mut Batch,
}

impl Visitor for Reading<'_> {
    type Spot = Spot;

    fn root(&mut self) -> Next<Spot> {
        self.root
    }

    fn member(&mut self, of: Spot, key: &str) -> Next<Spot> {
        let Spot::Page(way) = of else { return Next::Skip };
        let start = if way.is_empty() { 0 } else { way.len() + 1 };
        let leads_on = |whole: &&&'static str| {
            whole.starts_with(way)
                && whole.get(start..).is_some_and(|rest| {
                    rest.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                })
        };
        let Rows { lists, totals, next, is_last, .. } = *self.rows;
        let ways = [(lists, Spot::List("")), (totals, Spot::Total), (next, Spot::Next), (is_last, Spot::IsLast)];
        let found = ways.iter().find_map(|(ways, spot)| Some((*ways.iter().find(leads_on)?, *spot)));
        match found {
            Some((whole, _)) if whole.len() > start + key.len() => {
                Next::Object(Spot::Page(&whole[..start + key.len()]))
            }
            Some((list, Spot::List(_))) => {
                self.page.list.get_or_insert(list);
                Next::Array(Spot::List(list))
            }
            Some((_, spot)) => Next::Take(spot),
            None => Next::Skip,
        }
    }

    fn element(&mut self, of: Spot) -> Next<Spot> {
        match of {
            Spot::List(list) => Next::Take(Spot::Row(list)),
            _ => Next::Skip,
        }
    }

    fn take(&mut self, spot: Spot, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let Self { rows, tree, page, ground, batch, .. } = self;
        let mut writer = Writer { source: rows.source, batch };
        let found = match spot {
            Spot::Row(list) => {
                let value = tree.read(cursor)?;
                let is_row = value.is_object();
                if is_row {
                    rows.keep_all(Row { list, ..Row::new(value, ground) }, &mut writer);
                }
                if is_row || value.scalar() == Scalar::Null && !value.is_array() {
                    Found::Expected
                } else {
                    Found::Other
                }
            }
            Spot::Next => {
                page.has_next |= is_something(tree.read(cursor)?);
                Found::Expected
            }
            Spot::IsLast => {
                page.is_last |= is_something(tree.read(cursor)?);
                Found::Expected
            }
            _ => {
                let total = ground.fields.borrow_mut().whole("total", cursor.scalar()?);
                writer.announce(total);
                Found::Expected
            }
        };
        if found == Found::Other {
            warn(self.batch, Fault::WrongType, "", trail);
        }
        self.ground.faults().into_iter().for_each(|(fault, key)| warn(self.batch, fault, key, trail));
        Ok(())
    }

    fn enter(&mut self, _: Spot, _: &Trail<'_, Spot>) {}

    fn leave(&mut self, spot: Spot, _: &Trail<'_, Spot>) {
        if let Spot::Page("") = spot {
            self.rows.tell(std::mem::take(self.page), self.batch);
        }
    }

    fn other(&mut self, _: Spot, trail: &Trail<'_, Spot>) {
        warn(self.batch, Fault::WrongType, "", trail);
    }

    fn too_large(&mut self, _: Spot, trail: &Trail<'_, Spot>) {
        warn(self.batch, Fault::RowTooLarge, "", trail);
    }

    fn name(spot: Spot) -> &'static str {
        match spot {
            Spot::List(list) => list.rsplit('.').next().unwrap_or(list),
            Spot::Page(way) => way.rsplit('.').next().unwrap_or(way),
            _ => "",
        }
    }
}

/// Counts a fault of the value that the trail leads to, or of what stands there under `key`.
pub fn warn<S: Copy>(batch: &mut Batch, fault: Fault, key: &str, trail: &Trail<'_, S>) {
    batch.warnings.add(fault, || {
        let path = trail.path();
        let path = if key.is_empty() || path.is_empty() { path + key } else { format!("{path}.{key}") };
        Place { path: Some(path).filter(|path| !path.is_empty()), ..Place::at_offset(trail.offset) }
    });
}

impl Rows {
    /// Whether what has keys of which this is told is a row, whatever lists it has: by its id, or by an object.
    fn is_row(&self, has: &dyn Fn(&'static str) -> bool) -> bool {
        has("id") || self.objects.iter().any(|object| has(object))
    }

    /// Whether a page is the last one, where a product says so.
    fn tell(&self, Page { list, has_next, is_last }: Page, batch: &mut Batch) {
        if let Some(list) = list.filter(|_| !self.next.is_empty()) {
            batch.tables.pages.add(self.source, list, is_last || !has_next);
        }
    }

    /// The rows of a page, or the one that it is.
    fn keep_all(&self, page: Row<'_>, writer: &mut Writer<'_>) {
        let is_row = self.is_row(&|key| page.has(key));
        let lists = || self.lists.iter().copied().filter(|list| !is_row && page.is_list(list));
        let Some(first) = lists().next() else { return (self.keep)(&page, writer) };
        lists().for_each(|list| page.rows(list).for_each(|row| (self.keep)(&row, writer)));
        self.totals.iter().for_each(|total| writer.announce(page.whole(total)));
        let says = |keys: &'static [&'static str]| keys.iter().any(|key| is_something(page.value.get(key)));
        let page = Page { list: Some(first), has_next: says(self.next), is_last: says(self.is_last) };
        self.tell(page, writer.batch);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::read;

    const CHATWOOT: &str = include_str!("../../tests/fixtures/chatwoot/messages-of-42.json");
    const HUBSPOT: &str = include_str!("../../tests/fixtures/hubspot/threads.json");
    const HILOS: &str = include_str!("../../tests/fixtures/hilos/conversations.json");
    const TWILIO: &str = include_str!("../../tests/fixtures/twilio/messages.json");
    const ZENDESK: &str = include_str!("../../tests/fixtures/zendesk/ticket-events-with-comments.json");

    #[test]
    fn a_page_says_whether_another_one_follows() {
        assert_eq!(read(CHATWOOT).unwrap().pages.unfinished(), (0, 0), "it never says");
        let of_zendesk = |is_last: bool| {
            let page = ZENDESK.replace(r#""next_page":null"#, r#""next_page":"https://x.example/next""#);
            page.replace(r#""end_of_stream":true"#, &format!(r#""end_of_stream":{is_last}"#))
        };
        let pages = [
            (HUBSPOT.to_owned(), 1),
            (HUBSPOT.replace("paging", "other"), 0),
            (HILOS.to_owned(), 1),
            (TWILIO.to_owned(), 0),
            (TWILIO.replace(r#""next_page_url":null"#, r#""next_page_url":"https://api.example/y""#), 1),
            (TWILIO.replace(r#""next_page_url":null"#, r#""next_page_url":"""#), 0),
            (of_zendesk(true), 0),
            (of_zendesk(false), 1),
        ];
        for (page, unfinished) in pages {
            assert_eq!(read(&page).unwrap().pages.unfinished(), (1, unfinished), "{page}");
            // On one line, and once more on another.
            let line: serde_json::Value = serde_json::from_str(&page).unwrap();
            assert_eq!(read(&format!("{line}\n{line}")).unwrap().pages.unfinished(), (1, unfinished), "{line}");
        }
    }
}
