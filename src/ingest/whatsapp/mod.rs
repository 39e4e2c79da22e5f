//! What a phone's *Export chat* writes: one text, one chat.
//!
//! An export knows no conversations, so silence of a day ends one; no agents, so the person who brings it says which
//! name is the business; no time zone and often no order of day and month. Does not unpack archives: the text comes
//! as it stands in them.

mod business;
mod dates;
mod header;
mod phrases;
#[cfg(test)]
mod shapes;

use super::fingerprint::Head;
use super::repeats::Repeats;
use super::{Details, Options, Reader, Sender, Source, start_of_utf8};
use crate::error::{Error, Fault, Place};
use crate::store::dict::{self, Dict};
use crate::store::marks::Marks;
use crate::store::messages::{Message, Receipts};
use crate::store::order::sorted;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, Fact, MessageKind};
use crate::store::{Batch, NONE};
use crate::time::{DAY_MS, Millis, Zone};
use dates::{Clock, Evidence, Written, first_year};
use header::{DateShape, Header, Shape, is_mark, plain};

pub use business::guess as guess_business;
pub use dates::DateOrder;

pub const SOURCE: Source =
    Source { id: ID, sniff, reader: |options, head| Box::new(WhatsApp::new(options, head)), is_lenient: true };

const ID: &str = "whatsapp";

/// Silence that ends a conversation.
const SILENCE_MS: Millis = DAY_MS;

/// How many messages phones export at the most, with media and without.
const MOST: [usize; 2] = [10_000, 40_000];
/// Some of which may be lines that are not counted here, or the other way round.
const ABOUT: usize = 20;

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    shape_of(head.text).map(|_| "lines-of-a-chat")
}

/// The shape that most headers in the text have, if it is an export. Others are of chats pasted into messages.
fn shape_of(text: &str) -> Option<Shape> {
    let mut shapes: Vec<(Shape, u32)> = Vec::new();
    let mut lines = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        lines += 1;
        let Some(header) = header::read(line) else { continue };
        match shapes.iter_mut().find(|(shape, _)| *shape == header.shape) {
            Some((_, count)) => *count += 1,
            None => shapes.push((header.shape, 1)),
        }
    }
    // Of shapes that are equally frequent, the first.
    let (shape, count) = shapes.into_iter().rev().max_by_key(|(_, count)| *count)?;
    (count >= 2 || lines <= 3).then_some(shape)
}

/// Whether messages end with CR LF, and LF alone is a line break within one, as iPhones write. Then next to no header
/// follows on LF alone, or, if a chat has been pasted, fewer than on CR LF, which nothing but headers follows on.
fn is_by_crlf(text: &str) -> bool {
    let (mut after_lf, mut after_crlf, mut others_after_crlf) = (0, 0, 0);
    let mut lines = text.split('\n');
    let mut before = lines.next().unwrap_or_default();
    for line in lines {
        match (before.ends_with('\r'), header::read(line).is_some()) {
            (true, true) => after_crlf += 1,
            (true, false) => others_after_crlf += usize::from(!line.is_empty()),
            (false, true) => after_lf += 1,
            (false, false) => {}
        }
        before = line;
    }
    let crlf = text.matches("\r\n").count();
    crlf > 9 * after_lf || (others_after_crlf <= 1 && after_crlf > after_lf)
}

struct WhatsApp {
    zone: Zone,
    now: Millis,
    business: Vec<String>,
    asked_order: Option<DateOrder>,
    /// The chat's name, where the file's tells it.
    title: Option<String>,
    shape: Option<Shape>,
    is_by_crlf: bool,
    /// An untouched iPhone export, in which WhatsApp's own words are marked.
    has_marks: bool,
    /// A line of the file, counted from 1.
    line: u64,
    first_row: Option<usize>,
    evidence: Evidence,
    repeats: Repeats,
    /// Names as they are written, with marks or without, and the place of what each comes to.
    spellings: Dict,
    names_of_spellings: Vec<Option<usize>>,
    names: Vec<Name>,
    senders: Vec<Known>,
}

/// What stands before a colon.
struct Name {
    name: String,
    fingerprint: u64,
    /// Whose messages these are.
    actor: Actor,
    /// Its place among the senders, once it has written something.
    sender: Option<usize>,
}

/// A name that has written something.
struct Known {
    name: String,
    messages: u64,
    first_row: usize,
    /// Looks more like a line of WhatsApp's own with a colon in it.
    is_suspicious: bool,
}

impl Known {
    fn is_own_line(&self) -> bool {
        self.is_suspicious && self.messages == 1
    }
}

/// The other side of a chat.
struct Other {
    id: String,
    name: String,
}

impl WhatsApp {
    fn new(options: &Options, head: &Head<'_>) -> Self {
        let (shape, is_by_crlf) = (shape_of(head.text), is_by_crlf(head.text));
        Self {
            zone: options.zone.clone(),
            now: options.now,
            business: options.business.iter().map(|name| clean_name(name)).collect(),
            asked_order: options.date_order,
            title: title_of(head.name),
            shape,
            is_by_crlf,
            has_marks: is_by_crlf && shape.is_some_and(Shape::is_bracket) && has_mark(head.text),
            line: 1,
            first_row: None,
            evidence: Evidence::default(),
            repeats: Repeats::default(),
            spellings: Dict::default(),
            names_of_spellings: Vec::new(),
            names: Vec::new(),
            senders: Vec::new(),
        }
    }

    /// Where the next record, which is a message's header line or a further line of it, ends, and of how many lines it is.
    fn end_of_record(&self, text: &str) -> Option<(usize, u64)> {
        let mut ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let mut lines = 0;
        loop {
            let end = ends.next()? + 1;
            lines += 1;
            if !self.is_by_crlf || text.as_bytes()[..end].ends_with(b"\r\n") {
                return Some((end, lines));
            }
        }
    }

    fn record(&mut self, text: &str, batch: &mut Batch) {
        let may_begin = |shape: &Shape| shape.may_begin_with(text.as_bytes()[0]);
        let shape = self.shape.filter(may_begin);
        let header = shape.and_then(|shape| header::read(text).filter(|header| header.shape == shape));
        let Some(header) = header else {
            self.further_line(text, batch);
            return;
        };
        let row = batch.tables.messages.len();
        self.first_row.get_or_insert(row);
        self.evidence.see(&header);
        let at = Written::of(&header).pack();
        let rest = text[header.end..].trim_end_matches(['\r', '\n']);
        let (name, body) = match split_sender(rest).map(|(name, body)| (self.name(name), body)) {
            Some((Some(name), body)) => (Some(name), body),
            _ => (None, rest),
        };
        let kind = match name {
            Some(_) => self.kind_of(&header, body),
            None => MessageKind::Notice,
        };
        let fingerprint = name.map_or(0, |name| self.names[name].fingerprint);
        let id = self.repeats.id(at, dict::hash_after(fingerprint, body));
        let actor = match name {
            Some(name) if kind != MessageKind::Notice => self.names[name].actor,
            _ => Actor::System,
        };
        // Who that is among all people is known at the end.
        let sender = match name {
            Some(name) if kind != MessageKind::Notice => self.count(name, row),
            _ => NONE,
        };
        batch.pending_message(&Message {
            id,
            at,
            actor,
            kind,
            sender,
            receipts: Receipts::default(),
            marks: Marks::default(),
        });
    }

    /// A line that goes on with the message before it; what stands before the first message is no part of any.
    fn further_line(&mut self, text: &str, batch: &mut Batch) {
        if self.first_row.is_none() && !text.trim().is_empty() {
            let place = Place { line: Some(self.line), ..Place::default() };
            batch.warnings.add(Fault::BadLine, || place);
        }
    }

    fn kind_of(&self, header: &Header, body: &str) -> MessageKind {
        let begins_marked = body.starts_with(['\u{200e}', '\u{200f}']);
        let is_bracket = header.shape.is_bracket();
        // Only in an untouched iPhone export a mark at the start proves that WhatsApp wrote the body.
        let is_own = is_bracket && self.is_by_crlf && begins_marked;
        if let Some(kind) = phrases::attachment(body) {
            return kind;
        }
        let plain_body = body.trim_matches(|character: char| is_mark(character) || character.is_whitespace());
        // Where the file has marks, WhatsApp's own words have one before them.
        let has_lost_marks = !self.has_marks && plain_body.len() < 200;
        let may_be_own = !is_bracket || begins_marked || has_lost_marks || has_mark(body);
        // Elsewhere notices are of nobody.
        if may_be_own && let Some(kind) = phrases::own_phrase(body, is_bracket) {
            return kind;
        }
        match (is_own, header.is_marked) {
            // WhatsApp's own words in a language that is not in the tables: where media are, the line is marked, too.
            (true, true) if plain_body.contains("https://") => MessageKind::Location,
            (true, true) => MessageKind::Other,
            (true, false) => MessageKind::Notice,
            // A photo to be seen once, or nothing that can be shown.
            _ if plain_body.is_empty() || plain_body == "null" => MessageKind::Other,
            _ => MessageKind::Text,
        }
    }

    /// The place of a name among those that have been written; nothing where it is empty.
    fn name(&mut self, spelled: &str) -> Option<usize> {
        let place = self.spellings.intern(spelled) as usize;
        if place == self.names_of_spellings.len() {
            let name = clean_name(spelled);
            let known = self.names.iter().position(|known| known.name == name);
            let place = known.unwrap_or_else(|| {
                let actor = match () {
                    () if self.business.is_empty() => Actor::Unknown,
                    () if self.business.contains(&name) => Actor::Agent,
                    () => Actor::Contact,
                };
                let fingerprint = dict::hash(&name);
                self.names.push(Name { name, fingerprint, actor, sender: None });
                self.names.len() - 1
            });
            self.names_of_spellings.push((!self.names[place].name.is_empty()).then_some(place));
        }
        self.names_of_spellings[place]
    }

    /// Counts a message of this name; returns the name's place among the senders.
    fn count(&mut self, name: usize, row: usize) -> u32 {
        let Name { name, sender, .. } = &mut self.names[name];
        let sender = *sender.get_or_insert_with(|| {
            let is_suspicious = name.contains(['"', '“', '”', '„', '«']) || name.chars().count() > 40;
            self.senders.push(Known { name: name.clone(), messages: 0, first_row: row, is_suspicious });
            self.senders.len() - 1
        });
        self.senders[sender].messages += 1;
        sender as u32
    }

    /// A line with a colon in it that is more likely WhatsApp's own is nobody's message.
    fn drop_suspicious(&mut self, batch: &mut Batch) {
        let messages = &mut batch.tables.messages;
        for known in self.senders.iter().filter(|known| known.is_own_line()) {
            messages.kind[known.first_row] = MessageKind::Notice;
            messages.actor[known.first_row] = Actor::System;
            messages.sender[known.first_row] = NONE;
        }
    }

    fn people(&self) -> impl Iterator<Item = &Known> {
        self.senders.iter().filter(|known| !known.is_own_line())
    }

    /// Works out the instants of all lines.
    fn settle_times(&mut self, batch: &mut Batch) -> (DateOrder, bool) {
        let (found, is_guess) = self.evidence.order();
        let order = self.asked_order.filter(|_| found != DateOrder::Ymd).unwrap_or(found);
        let is_guess = is_guess && self.asked_order.is_none();
        let first = self.first_row.unwrap_or(0);
        let at = &mut batch.tables.messages.at[first..];
        let mut clock = Clock::new(order, &self.zone);
        if self.shape.is_some_and(|shape| shape.date() == DateShape::NoYear) {
            let written = at.iter().map(|&packed| Written::unpack(packed));
            clock.year = Some(first_year(written, &self.zone, self.now));
        }
        let (mut last, mut impossible) = (0, 0);
        for at in at {
            match clock.instant(Written::unpack(*at)) {
                Some(instant) => last = instant,
                None => impossible += 1,
            }
            *at = last;
        }
        if impossible > 0 {
            batch.warnings.add_many(Fault::BadTime, impossible, Place::default);
        }
        if is_guess {
            batch.warnings.add(Fault::GuessedDateOrder, Place::default);
        }
        (order, is_guess)
    }

    /// The chat's name. A file that was saved twice has a number behind it, which is the name's only if somebody in
    /// the chat is called so.
    fn chat(&self) -> Option<&str> {
        let title = self.title.as_deref()?;
        let is_name = self.people().any(|known| known.name == title);
        Some(if is_name { title } else { without_copy_number(title) })
    }

    /// The other side: one contact, or the chat as a whole.
    ///
    /// The chat's name is its id, since it is the same in every export of that chat, whoever is the business and
    /// however much has been written since. Two contacts of one name whose files are called by their numbers are two;
    /// without a chat's name, they are one.
    fn other_side(&self) -> Other {
        let mut others = self.people().filter(|known| !self.business.contains(&known.name));
        let only = match (others.next(), others.next()) {
            (Some(only), None) if !self.business.is_empty() => Some(only.name.clone()),
            _ => None,
        };
        let id = self.chat().map(str::to_owned).or_else(|| only.clone()).unwrap_or_else(|| {
            let names: Vec<_> = self.people().map(|known| known.name.as_str()).collect();
            sorted(names, &|a, b| a.cmp(b)).join(", ")
        });
        Other { name: only.unwrap_or_else(|| id.clone()), id }
    }

    /// Puts the rows of agents and contacts where the senders' places are.
    fn settle_senders(&self, contact: u32, other: &Other, batch: &mut Batch) {
        let mut row_of = |known: &Known| {
            let is_agent = self.business.contains(&known.name);
            if known.is_own_line() || self.business.is_empty() {
                NONE
            } else if is_agent {
                let agent = batch.tables.agents.row(ID, &known.name);
                batch.tables.agents.names.set(agent, &known.name);
                batch.tables.agents.actor[agent as usize] = Actor::Agent;
                agent
            } else if known.name == other.name {
                contact
            } else {
                let member = batch.tables.contacts.row(ID, &known.name);
                batch.tables.contacts.names.set(member, &known.name);
                member
            }
        };
        let rows: Vec<_> = self.senders.iter().map(&mut row_of).collect();
        let first = self.first_row.unwrap_or(0);
        for sender in batch.tables.messages.sender[first..].iter_mut().filter(|sender| **sender != NONE) {
            *sender = rows[*sender as usize];
        }
    }

    /// An export holds so many of the newest messages at the most, and does not say that there are older ones.
    fn is_maybe_cut(&self, batch: &Batch) -> bool {
        let messages = batch.tables.messages.len() - self.first_row.unwrap_or(0);
        self.first_row.is_some() && MOST.iter().any(|most| messages.abs_diff(*most) <= ABOUT)
    }
}

impl Reader for WhatsApp {
    fn read(&mut self, window: &[u8], is_last: bool, batch: &mut Batch) -> Result<usize, Error> {
        let window = start_of_utf8(window);
        let mut at = 0;
        while at < window.len() {
            let rest = &window[at..];
            let (end, lines) = match self.end_of_record(rest) {
                Some(record) => record,
                None if is_last => (rest.len(), 0),
                None => break,
            };
            self.record(&rest[..end], batch);
            self.line += lines;
            at += end;
        }
        Ok(at)
    }

    fn finish(&mut self, batch: &mut Batch) -> Details {
        self.drop_suspicious(batch);
        let (order, is_guess) = self.settle_times(batch);
        let is_maybe_cut = self.is_maybe_cut(batch);
        if is_maybe_cut {
            batch.warnings.add(Fault::MaybeCut, Place::default);
        }
        let other = self.other_side();
        let contact = batch.tables.contacts.row(ID, &other.id);
        batch.tables.contacts.names.set(contact, &other.name);
        self.settle_senders(contact, &other, batch);
        let thread = batch.tables.threads.row(ID, &other.id);
        let mut coverage = Coverage::of(&[Fact::Messages]);
        if !self.business.is_empty() {
            coverage.add(Fact::Actors);
            coverage.add(Fact::Agents);
        }
        let version = Thread {
            contact: Some(contact),
            channel: Some(batch.tables.channels.intern(ID)),
            silence_ms: Some(SILENCE_MS),
            coverage,
            ..Thread::default()
        };
        batch.settle(thread);
        batch.write_thread(thread, &version);
        let senders = self.people().map(|known| Sender { name: known.name.clone(), messages: known.messages });
        Details {
            chat: self.chat().map(str::to_owned),
            senders: senders.collect(),
            is_group: self.people().count() > 2,
            is_maybe_cut,
            is_business_named: self.people().any(|known| self.business.contains(&known.name)),
            date_order: Some(order),
            is_date_order_guessed: is_guess,
            ..Details::default()
        }
    }
}

/// Whether WhatsApp may have marked something in the text as its own.
fn has_mark(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(0xE2, bytes).any(|at| matches!(bytes[at..], [_, 0x80, 0x8E | 0x8F, ..]))
}

/// What stands before the first colon and blank of the first line, or before a colon at its end, and what follows.
fn split_sender(rest: &str) -> Option<(&str, &str)> {
    let bytes = rest.as_bytes();
    for at in memchr::memchr2_iter(b':', b'\n', bytes) {
        if bytes[at] == b'\n' {
            return None;
        }
        let behind = at + 1;
        match bytes[behind..] {
            [b' ', ..] => return Some((&rest[..at], &rest[behind + 1..])),
            [] | [b'\n', ..] | [b'\r', b'\n', ..] => return Some((&rest[..at], &rest[behind..])),
            _ => {}
        }
    }
    None
}

/// A name without marks, and without the tilde before those who are in nobody's address book.
fn clean_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|&character| !is_mark(character))
        .map(|character| match plain(character) {
            ' ' => ' ',
            _ => character,
        })
        .collect();
    plain.trim().trim_start_matches('~').trim().to_owned()
}

/// How the names of exported files begin, before the chat's own name.
const TITLES: [&str; 24] = [
    "WhatsApp Chat with ",
    "WhatsApp Chat - ",
    "WhatsApp Chat mit ",
    "Chat de WhatsApp con ",
    "Chat WhatsApp con ",
    "Chat WhatsApp avec ",
    "Discussion WhatsApp avec ",
    "Conversa do WhatsApp com ",
    "WhatsApp-chat met ",
    "Чат WhatsApp с ",
    "Чат WhatsApp з ",
    "WhatsApp Sohbeti - ",
    "دردشة واتساب مع ",
    "محادثة واتساب مع ",
    "Czat WhatsApp z ",
    "Chat WhatsApp dengan ",
    "Sembang WhatsApp dengan ",
    "Conversa no WhatsApp com ",
    "Conversație WhatsApp cu ",
    "WhatsApp-chatt med ",
    "WhatsApp-samtale med ",
    "Συνομιλία WhatsApp με ",
    "צ'אט WhatsApp עם ",
    "گفتگوی WhatsApp با ",
];

/// The chat's name, if the file's tells it: `WhatsApp Chat with Lina.txt`, `WhatsApp Chat - Lina.zip/_chat.txt`.
fn title_of(name: &str) -> Option<String> {
    let mut parts = name.rsplit(['/', '\\']).map(|part| part.rsplit_once('.').map_or(part, |(stem, _)| stem));
    parts.find_map(title)
}

fn title(stem: &str) -> Option<String> {
    let stem = clean_name(stem);
    let name = TITLES.iter().find_map(|title| stem.strip_prefix(title)).map(clean_name);
    name.filter(|name| !name.is_empty())
}

/// Whether a file in an archive is a chat's text, or an archive of one, by its name.
pub fn is_chat(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_chat_text = || stem.starts_with("_chat") && file.to_ascii_lowercase().ends_with(".txt");
    is_chat_text() || title(stem).is_some()
}

/// `Lina (1)`, as browsers call a second `Lina`, without the number.
fn without_copy_number(title: &str) -> &str {
    let number = title.strip_suffix(')').and_then(|title| title.rsplit_once(" ("));
    match number {
        Some((name, number)) if matches!(number.len(), 1..=2) && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            name
        }
        _ => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Intake, Recognised};
    use crate::report::Inbox;
    use crate::testing::{MINUTE, ask, at, batch_of, options, value};

    const IPHONE: &str = include_str!("../../../tests/fixtures/whatsapp/iphone-it.txt");
    const ANDROID: &str = include_str!("../../../tests/fixtures/whatsapp/android-en-12h.txt");

    pub fn read(text: &str, name: &str, business: &str) -> (Inbox, Recognised) {
        let business = (!business.is_empty()).then(|| business.to_owned()).into_iter().collect();
        let mut intake = Intake::new(Options { business, ..options() });
        intake.begin(name);
        intake.push(text.as_bytes()).unwrap();
        let recognised = intake.end().unwrap();
        let mut inbox = Inbox::default();
        inbox.add(intake.finish(), Vec::new());
        (inbox, recognised)
    }

    #[test]
    fn an_iphone_export() {
        let (inbox, recognised) = read(IPHONE, "WhatsApp Chat - Sara.zip/_chat.txt", "Negozio");
        let data = inbox.data();
        let kinds: Vec<_> = data.messages.kind.iter().map(|kind| format!("{kind:?}")).collect();
        let expected = "Notice Text Image Text Text Document Deleted Call Text Text Image Notice Other Text";
        assert_eq!(kinds.join(" "), expected);
        assert_eq!(data.messages.at[1], at("2022-03-18T14:57:40Z"));
        assert_eq!(data.messages.actor[1..4], [Actor::Contact, Actor::Contact, Actor::Agent]);
        assert_eq!((data.threads.keys.id(0), recognised.details.chat.as_deref()), ("Sara", Some("Sara")));
        let senders: Vec<_> =
            recognised.details.senders.iter().map(|sender| (&*sender.name, sender.messages)).collect();
        assert_eq!(senders, [("Sara", 8), ("Negozio", 4)]);
        assert_eq!(recognised.details.date_order, Some(DateOrder::Dmy));
        // A pasted chat stands within a message, and a day of silence ends a conversation.
        assert_eq!(value(&ask(&inbox, PERIOD, "\"conversations\"")), Some(2.0));
        assert_eq!(value(&ask(&inbox, PERIOD, "\"messages\"")), Some(10.0));
        assert_eq!(value(&ask(&inbox, PERIOD, "\"first-response\"")), Some(4.5 * MINUTE));
    }

    const PERIOD: &str = r#""period":{"from":"2022-01-01","to":"2023-01-01"}"#;

    #[test]
    fn an_android_export() {
        let (inbox, recognised) = read(ANDROID, "WhatsApp Chat with Marco.txt", "");
        let data = inbox.data();
        let kinds: Vec<_> = data.messages.kind.iter().map(|kind| format!("{kind:?}")).collect();
        assert_eq!(kinds.join(" "), "Notice Text Text Other Image Deleted Call Notice Text Text Notice");
        assert_eq!(data.messages.at[1], at("2022-03-18T14:57:00Z"));
        assert_eq!(recognised.details.date_order, Some(DateOrder::Mdy));
        let senders: Vec<_> =
            recognised.details.senders.iter().map(|sender| (&*sender.name, sender.messages)).collect();
        assert_eq!(senders, [("Marco", 5), ("The Shop", 3)]);
        // Nobody has said who the business is, so nobody can be said to have answered.
        let answer = ask(&inbox, PERIOD, "\"first-response\"");
        let unavailable =
            crate::report::answer::Shape::Unavailable { reason: crate::query::observation::Reason::NoActors };
        assert_eq!(answer.shape, unavailable);
        assert_eq!(value(&ask(&inbox, PERIOD, "\"messages\"")), Some(6.0));
    }

    #[test]
    fn the_person_can_say_what_the_file_does_not() {
        let text = "5/4/25, 10:00 - A: b\n7/4/25, 10:00 - B: c\n";
        let first = |order: Option<DateOrder>| {
            let options =
                Options { date_order: order, zone: crate::time::zone::tests::zone("Asia/Kolkata"), ..options() };
            let batch = batch_of(text.as_bytes(), "", options).unwrap();
            (batch.tables.messages.at[0], batch.warnings.as_slice().len())
        };
        assert_eq!(first(None), (at("2025-04-05T04:30:00Z"), 1));
        assert_eq!(first(Some(DateOrder::Mdy)), (at("2025-05-04T04:30:00Z"), 0));
    }

    #[test]
    fn the_same_export_again_and_a_longer_one_later() {
        let shorter = &ANDROID[..ANDROID.rfind("3/19/22").unwrap()];
        let read = |texts: &[&str]| {
            let mut inbox = Inbox::default();
            for text in texts {
                inbox.add(batch_of(text.as_bytes(), "WhatsApp Chat with Marco.txt", options()).unwrap(), Vec::new());
            }
            (inbox.data().threads.len(), inbox.data().messages.at.clone(), inbox.data().messages.kind.clone())
        };
        let once = read(&[ANDROID]);
        assert_eq!(read(&[ANDROID, ANDROID]), once);
        assert_eq!(read(&[shorter, ANDROID]), once);
    }

    #[test]
    fn the_chat_s_name_in_the_file_s() {
        for (name, title) in [
            ("WhatsApp Chat with Lina Rossi.txt", Some("Lina Rossi")),
            ("downloads/WhatsApp Chat - Lina.zip/_chat.txt", Some("Lina")),
            ("Chat de WhatsApp con +34\u{a0}600.txt", Some("+34 600")),
            ("Czat WhatsApp z Ola.txt", Some("Ola")),
            ("WhatsApp Chat - \u{200e}~\u{202f}Lina.zip/_chat.txt", Some("Lina")),
            ("_chat.txt", None),
            ("notes.txt", None),
        ] {
            assert_eq!(title_of(name).as_deref(), title, "{name}");
            assert_eq!(is_chat(name), name != "notes.txt", "{name}");
        }
        assert!(!is_chat("_chat.json") && !is_chat("00000012-WhatsApp Chat with Lina.txt"));
        assert_eq!(without_copy_number("Lina (12)"), "Lina");
        assert_eq!(without_copy_number("Lina (2025)"), "Lina (2025)");
    }

    const LINA: &str = "13/4/25, 10:00 - Lina: Hello\n13/4/25, 10:05 - Shop: Good morning\n";

    /// The conversations' and contacts' ids, and how many messages there are.
    fn read_all(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>, usize) {
        let mut inbox = Inbox::default();
        for (name, text) in files {
            let options = Options { business: vec!["Shop".into(), "Omar".into()], ..options() };
            inbox.add(batch_of(text.as_bytes(), name, options).unwrap(), Vec::new());
        }
        let data = inbox.data();
        let ids = |keys: &dict::Keys| (0..keys.len() as u32).map(|row| keys.id(row).to_owned()).collect();
        (ids(&data.threads.keys), ids(&data.contacts.keys), data.messages.at.len())
    }

    #[test]
    fn two_contacts_of_one_name_are_two_where_their_numbers_tell_them_apart() {
        let other = LINA.replace("Hello", "Good evening");
        let files =
            [("WhatsApp Chat with +39 333 111.txt", LINA), ("WhatsApp Chat with +39 333 222.txt", other.as_str())];
        let numbers = vec!["+39 333 111".to_owned(), "+39 333 222".to_owned()];
        assert_eq!(read_all(&files), (numbers.clone(), numbers, 4));
    }

    #[test]
    fn a_chat_that_was_saved_again_is_the_same() {
        let longer = format!("{LINA}14/4/25, 10:00 - Lina: Thanks\n");
        let files = [
            ("WhatsApp Chat with Lina.txt", LINA),
            ("WhatsApp Chat with Lina (1).txt", longer.as_str()),
            ("_chat.txt", LINA),
        ];
        let lina = vec!["Lina".to_owned()];
        assert_eq!(read_all(&files), (lina.clone(), lina, 3));
        let second = LINA.replace("Lina", "Lina (1)");
        let files = [("WhatsApp Chat with Lina.txt", LINA), ("WhatsApp Chat with Lina (1).txt", second.as_str())];
        assert_eq!(read_all(&files).0, ["Lina", "Lina (1)"]);
    }

    #[test]
    fn a_group_has_members_and_every_name_of_the_business_is_an_agent() {
        let text = "13/4/25, 10:00 - Lina: Hello\n13/4/25, 10:05 - Shop: Yes\n13/4/25, 10:06 - Omar: I will\n\
            13/4/25, 10:07 - Ana: Thanks\n";
        let options = Options { business: vec!["Shop".into(), "Omar".into()], ..options() };
        let mut intake = Intake::new(options);
        intake.begin("WhatsApp Chat with Order 7.txt");
        intake.push(text.as_bytes()).unwrap();
        assert!(intake.end().unwrap().details.is_group);
        let mut inbox = Inbox::default();
        inbox.add(intake.finish(), Vec::new());
        let data = inbox.data();
        let named = |row: usize| match data.messages.actor[row] {
            Actor::Agent => data.agents.keys.id(data.messages.sender[row]),
            _ => data.contacts.keys.id(data.messages.sender[row]),
        };
        assert_eq!([0, 1, 2, 3].map(named), ["Lina", "Shop", "Omar", "Ana"]);
        assert_eq!((data.threads.keys.id(0), data.agents.keys.len()), ("Order 7", 2));
        assert!(!read(LINA, "", "").1.details.is_group);
    }

    #[test]
    fn as_many_messages_as_an_export_holds_may_not_be_all() {
        for (messages, expected) in [(9_900, false), (10_000, true), (10_100, false), (39_995, true)] {
            let text = "13/4/25, 10:00 - Lina: Hello\n".repeat(messages);
            let mut intake = Intake::new(options());
            intake.begin("");
            intake.push(text.as_bytes()).unwrap();
            assert_eq!(intake.end().unwrap().details.is_maybe_cut, expected, "{messages}");
            assert_eq!(intake.finish().warnings.as_slice().len(), usize::from(expected), "{messages}");
        }
    }
}
