//! What is wrong with the data or missing in it, whatever is asked of it: each finding with its count, where it was
//! met first, and the metrics that it touches.
//!
//! Ids of conversations, dates and places in the input say where to look; names and texts never do. Does not look at
//! message ids that are no whole numbers: of those only a fingerprint is kept.

use super::told_twice::{ToldTwice, told_twice};
use crate::error::Place;
use crate::metrics::{Entity, METRICS, Measure, Unit};
use crate::query::Derived;
use crate::query::conversation::End;
use crate::query::dimension::Dimension;
use crate::registry::Word;
use crate::store::dict::some;
use crate::store::events::Event;
use crate::store::messages::Receipts;
use crate::store::spotted::Spotted;
use crate::store::vocabulary::{Actor, Fact, Origin, Status, Subject};
use crate::store::{Dataset, Mask, NONE, Tables};
use crate::time::zone::civil_from_millis;
use crate::time::{DAY_MS, Millis, UNKNOWN, Zone, iso, known};
use crate::words;
use serde::Serialize;

/// All that is wrong or missing, the worst first.
#[derive(Debug, Serialize)]
pub struct Quality {
    pub findings: Vec<Found>,
}

/// One finding.
#[derive(Debug, Serialize)]
pub struct Found {
    pub finding: Finding,
    pub severity: Severity,
    pub count: u64,
    /// Out of how many; nothing where rows were not read, of which nobody knows how many there are.
    pub of: Option<u64>,
    /// The two sources that it is between, where it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<&'static str>,
    /// Where it was met first, up to five times.
    pub first: Vec<Whereabouts>,
    /// The metrics whose numbers may be other ones for it.
    pub metrics: Vec<&'static str>,
}

/// Where to look.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Whereabouts {
    Conversation {
        conversation: String,
    },
    /// A local date.
    Date {
        date: String,
    },
    /// Of what was not read as it stands.
    Place(Place),
}

words! {
    Severity {
        /// Numbers are wrong, or data is lost.
        Error = "error",
        /// Some numbers may be wrong.
        Warning = "warning",
        /// Nothing is wrong, but it is good to know.
        Note = "note",
    }
}

words! {
    /// What can be wrong or missing. The last ones are the [`Fault`](crate::error::Fault)s of reading, by their ids.
    Finding {
        /// The source has more conversations than were given.
        MissingPages = "missing-pages",
        /// Lists of which each page says that another one follows: the last was not given.
        FurtherPages = "further-pages",
        /// Ids that a spreadsheet has rounded: `1.23457E+15`, or whole numbers of which only the first 15 digits are
        /// left. Of these, at least three digits and more than half of such ids have to be zeros from the 16th on.
        DamagedIds = "damaged-ids",
        /// Two sources seem to tell the same messages, each of which counts twice: by long ids that are the same, or since half
        /// of what contacts of both have written is of the same instants.
        ToldTwice = "told-twice",
        /// Two messages of a conversation, of different times, have the same id: one of them is lost.
        ClashingIds = "clashing-ids",
        /// The contact is said to have begun, or ids rise from the question to the reply, and yet the reply is earlier.
        ReplyBeforeQuestion = "reply-before-question",
        DeliveredAndFailed = "delivered-and-failed",
        DeliveredBeforeSent = "delivered-before-sent",
        ReadBeforeDelivered = "read-before-delivered",
        /// It counts as delivered.
        ReadWithoutDelivered = "read-without-delivered",
        UnknownSenders = "unknown-senders",
        /// Closed, and nobody knows when.
        CloseTimeMissing = "close-time-missing",
        /// No time at all is known of the conversation.
        NoTime = "no-time",
        NoContact = "no-contact",
        /// Messages and events of conversations whose own row was not given: no channel, no state, no opening is known.
        UndescribedConversations = "undescribed-conversations",
        /// Nothing is known of the agent but an id, or a name that is no known agent's.
        UndescribedAgents = "undescribed-agents",
        /// Nothing is known of the contact but an id.
        UndescribedContacts = "undescribed-contacts",
        /// Older messages are missing, or the first one comes more than a day after the conversation was created.
        CutHistory = "cut-history",
        /// Contacts who were there before the data begins: what they did then is not known.
        ContactsBeforeData = "contacts-before-data",
        /// Days without a single message that would have some by all likelihood: counting the conversations in which
        /// something is written, as a Poisson process with the mean of the weekday, fewer than 1 in 1,000 such days are
        /// empty. The first and the last day of the data are not looked at.
        QuietDays = "quiet-days",
        /// Contacts who are the same person as others, since they have a handle of this kind in common. Those that several
        /// kinds would join are of the first.
        JoinedByPhone = "joined-by-phone",
        JoinedByEmail = "joined-by-email",
        JoinedByExternalId = "joined-by-external-id",
        JoinedByClick = "joined-by-click",
        /// Handles that more than ten contacts of one source have, such as a number that stands for none; they join nobody.
        SharedHandles = "shared-handles",
        /// Events that name a contact and no conversation, such as a purchase, where nobody knows of a conversation of this
        /// contact that was begun before; no metric has them.
        UnjoinedEvents = "unjoined-events",
        /// Messages of which nothing was given but receipts that name no conversation: nobody knows with whom they were.
        UnjoinedReceipts = "unjoined-receipts",
        RepeatedMessages = "repeated-messages",
        RepeatedEvents = "repeated-events",
        MissingId = "missing-id",
        MissingTime = "missing-time",
        UnknownRow = "unknown-row",
        BadTime = "bad-time",
        TimeOutOfRange = "time-out-of-range",
        NaiveTime = "naive-time",
        TimeInSeconds = "time-in-seconds",
        WrongType = "wrong-type",
        NumberOutOfRange = "number-out-of-range",
        UnknownWord = "unknown-word",
        BadLine = "bad-line",
        BadUtf8 = "bad-utf8",
        RowTooLarge = "row-too-large",
        UnevenRow = "uneven-row",
        MissingColumn = "missing-column",
        GuessedEncoding = "guessed-encoding",
        GuessedDateOrder = "guessed-date-order",
        MaybeCut = "maybe-cut",
        LeftOutFile = "left-out-file",
        ReplacedId = "replaced-id",
        UnknownNotice = "unknown-notice",
        UnjoinedTime = "unjoined-time",
        ZoneDiffers = "zone-differs",
    }
}

impl Finding {
    pub fn severity(self) -> Severity {
        use Finding::*;
        match self {
            MissingPages | FurtherPages | DamagedIds | ClashingIds | MissingId | MissingTime | BadLine
            | RowTooLarge => Severity::Error,
            ReadWithoutDelivered | UndescribedAgents | UndescribedContacts | ContactsBeforeData | RepeatedMessages
            | RepeatedEvents | JoinedByPhone | JoinedByEmail | JoinedByExternalId | JoinedByClick | TimeInSeconds
            | BadUtf8 | GuessedEncoding | LeftOutFile => Severity::Note,
            _ => Severity::Warning,
        }
    }

    /// Whether the metric's numbers may be other ones for it.
    fn touches(self, measure: &Measure) -> bool {
        use Finding::*;
        let needs = |facts: &[Fact]| {
            facts.iter().all(|fact| measure.needs.contains(fact) || measure.by_whom.as_ref() == Some(fact))
        };
        let is_of_contacts = measure.unit == Unit::Contacts || measure.value.entity() == Some(Entity::Contact);
        match self {
            ReplyBeforeQuestion => needs(&[Fact::Actors, Fact::Messages]),
            DeliveredAndFailed | DeliveredBeforeSent | ReadBeforeDelivered | ReadWithoutDelivered
            | UnjoinedReceipts => needs(&[Fact::Receipts]),
            UnknownSenders | UndescribedAgents => needs(&[Fact::Actors]),
            CloseTimeMissing => needs(&[Fact::Status]),
            UndescribedConversations => measure.unit == Unit::Conversations || needs(&[Fact::Status]),
            NoTime => measure.unit == Unit::Conversations,
            NoContact | ContactsBeforeData | JoinedByPhone | JoinedByEmail | JoinedByExternalId | JoinedByClick
            | SharedHandles => is_of_contacts,
            UnjoinedEvents => needs(&[Fact::Conversions]),
            CutHistory | MaybeCut => needs(&[Fact::Messages]),
            RepeatedMessages => measure.about.contains(&Dimension::MessageKind),
            RepeatedEvents => needs(&[Fact::Status]) || needs(&[Fact::Tags]),
            // They only have no name and no country.
            UndescribedContacts | BadUtf8 | GuessedEncoding | LeftOutFile => false,
            _ => true,
        }
    }
}

/// Everything that is found. Days are those of `zone`; `derived` is to be of the default policy.
pub fn quality(data: &Dataset, derived: &Derived, zone: &Zone) -> Quality {
    let mut findings = Findings { data, found: Vec::new() };
    findings.of_reading();
    findings.of_ids();
    findings.of_messages();
    findings.of_receipts();
    findings.of_sources();
    findings.of_conversations(derived);
    findings.of_people();
    findings.of_joining();
    findings.of_days(zone);
    let mut found = findings.found;
    found.sort_by_key(|found| (found.severity, found.finding));
    Quality { findings: found }
}

struct Findings<'a> {
    data: &'a Dataset,
    found: Vec<Found>,
}

impl Findings<'_> {
    /// Adds a finding, unless there is nothing of it.
    fn add(&mut self, finding: Finding, count: u64, of: Option<u64>, first: Vec<Whereabouts>) {
        if count > 0 {
            let metrics = METRICS.iter().filter(|measure| finding.touches(measure)).map(|measure| measure.id).collect();
            let severity = finding.severity();
            self.found.push(Found { finding, severity, count, of, sources: Vec::new(), first, metrics });
        }
    }

    fn add_spotted(&mut self, finding: Finding, spotted: &Spotted, of: usize) {
        let threads = &self.data.threads;
        // Where silence ends conversations, the source has none: its chats are called by the names of people.
        let has_id = |&&thread: &&u32| threads.silence_ms[thread as usize] == 0;
        let conversation = |&thread: &u32| Whereabouts::Conversation {
            conversation: threads.keys.id_among_accounts(thread).into_owned(),
        };
        let first = spotted.threads.iter().filter(has_id).map(conversation).collect();
        self.add(finding, spotted.count, Some(of as u64), first);
    }

    fn of_reading(&mut self) {
        for warning in self.data.warnings().as_slice() {
            if let Some(finding) = Finding::from_id(warning.code.id()) {
                self.add(finding, warning.count, None, vec![Whereabouts::Place(warning.first.clone())]);
            }
        }
        for &(source, announced) in &self.data.pages.announced {
            let given = self.data.conversations_of(source) as u64;
            let announced = u64::from(announced);
            self.add(Finding::MissingPages, announced.saturating_sub(given), Some(announced), Vec::new());
        }
        let (lists, unfinished) = self.data.pages.unfinished();
        self.add(Finding::FurtherPages, unfinished as u64, Some(lists as u64), Vec::new());
        let (repeats, messages, events) = (self.data.repeats(), self.data.messages.len(), self.data.events.len());
        let all = messages + (repeats.messages.count + repeats.clashes.count) as usize;
        self.add_spotted(Finding::RepeatedMessages, &repeats.messages, all);
        self.add_spotted(Finding::ClashingIds, &repeats.clashes, all);
        self.add_spotted(Finding::RepeatedEvents, &repeats.events, events + repeats.events.count as usize);
    }

    fn of_ids(&mut self) {
        let (threads, messages) = (&self.data.threads, &self.data.messages);
        let [agents, contacts] = [&self.data.agents.keys, &self.data.contacts.keys];
        let of_threads = damaged(threads.len(), |thread| id_of(threads.keys.id(thread as u32)));
        let of_messages = damaged(messages.len(), |row| match messages.id[row].rank() {
            0 => Id::Sound,
            number => whole(number),
        });
        let mut spotted = Spotted::default();
        of_threads.into_iter().for_each(|thread| spotted.add(thread as u32, 1));
        of_messages.into_iter().for_each(|row| spotted.add(messages.thread_of(row), 1));
        for keys in [agents, contacts] {
            spotted.count += damaged(keys.len(), |row| id_of(keys.id(row as u32))).len() as u64;
        }
        let all = threads.len() + messages.len() + agents.len() + contacts.len();
        self.add_spotted(Finding::DamagedIds, &spotted, all);
    }

    fn of_messages(&mut self) {
        let messages = &self.data.messages;
        let unknown = messages.public_of(|row| messages.actor[row] == Actor::Unknown);
        let mut spotted = Spotted::default();
        unknown.rows().for_each(|row| spotted.add(messages.thread_of(row), 1));
        self.add_spotted(Finding::UnknownSenders, &spotted, messages.public.count());
        let of = self.data.conversations();
        let is_early = |thread: u32| is_reply_early(self.data, thread);
        self.add_spotted(Finding::ReplyBeforeQuestion, &threads_where(self.data.threads.len(), is_early), of);
    }

    fn of_receipts(&mut self) {
        let messages = &self.data.messages;
        let receipts = &messages.receipts;
        let is_ours = |row: usize| messages.is_public(row) && messages.actor[row].is_ours();
        let rows = || receipts.message.iter().map(|&row| row as usize).enumerate().filter(|&(_, row)| is_ours(row));
        let before = |a: Millis, b: Millis| known(a).zip(known(b)).is_some_and(|(a, b)| a < b);
        let came = |at: Millis| known(at).is_some();
        let oddities: [(Finding, &dyn Fn(Receipts) -> bool); 4] = [
            (Finding::DeliveredAndFailed, &|got| came(got.failed) && got.is_delivered()),
            (Finding::DeliveredBeforeSent, &|got| before(got.delivered, got.sent)),
            (Finding::ReadBeforeDelivered, &|got| before(got.read, got.delivered)),
            (Finding::ReadWithoutDelivered, &|got| came(got.read) && !came(got.delivered)),
        ];
        let all = rows().count();
        for (finding, is_odd) in oddities {
            let mut spotted = Spotted::default();
            let odd = rows().filter(|&(receipt, row)| is_odd(receipts.get(receipt, messages.at[row])));
            odd.for_each(|(_, row)| spotted.add(messages.thread_of(row), 1));
            self.add_spotted(finding, &spotted, all);
        }
    }

    fn of_sources(&mut self) {
        for ToldTwice { sources, messages } in told_twice(self.data) {
            self.add_spotted(Finding::ToldTwice, &messages, self.data.messages.public.count());
            self.found.last_mut().into_iter().for_each(|found| found.sources = sources.into());
        }
    }

    fn of_conversations(&mut self, derived: &Derived) {
        let (threads, own) = (&self.data.threads, &derived.conversations);
        let mut closed = 0;
        let [mut untold, mut timeless] = [Spotted::default(), Spotted::default()];
        for conversation in 0..own.len() {
            let thread = own.thread[conversation];
            let end = own.cycles_of(conversation).next_back().map(|last| derived.cycles.end[last]);
            closed += usize::from(own.status[conversation] == Status::Closed);
            untold.add(thread, (end == Some(End::ClosedUnknownWhen)).into());
            timeless.add(thread, (own.opened_at[conversation] == UNKNOWN).into());
        }
        self.add_spotted(Finding::CloseTimeMissing, &untold, closed);
        self.add_spotted(Finding::NoTime, &timeless, own.len());
        let of = self.data.conversations();
        let in_threads = |is_it: &dyn Fn(usize) -> bool| {
            threads_where(threads.len(), |thread| self.data.is_conversation(thread) && is_it(thread as usize))
        };
        let lacks_contact = in_threads(&|thread| some(threads.contact[thread]).is_none());
        let is_undescribed = |thread: usize| {
            let says_nothing = threads.channel[thread] == NONE && threads.status[thread] == Status::Unknown;
            says_nothing && known(threads.created_at[thread]).is_none()
        };
        let is_cut = |thread: usize| is_cut(self.data, thread);
        let [undescribed, cut] = [in_threads(&is_undescribed), in_threads(&is_cut)];
        self.add_spotted(Finding::NoContact, &lacks_contact, of);
        self.add_spotted(Finding::UndescribedConversations, &undescribed, of);
        self.add_spotted(Finding::CutHistory, &cut, of);
    }

    fn of_people(&mut self) {
        let (data, agents, contacts) = (self.data, &self.data.agents, &self.data.contacts);
        let of_name_only = agents_by_name(data);
        let undescribed = Mask::of(agents.keys.len(), |agent| {
            let has_no_name = agents.names.get(agent as u32).is_none();
            of_name_only.has(agent) || (has_no_name && agents.actor[agent] == Actor::Unknown)
        });
        let known_agents = agents.keys.len() - agents.name_only().count() + of_name_only.count();
        self.add_people(Finding::UndescribedAgents, &undescribed, known_agents, |thread| {
            let rows = data.messages.rows_of(thread).filter(|&row| data.messages.actor[row] != Actor::Contact);
            let events = data.events.of(thread).flat_map(|event| [event.by, named(event)]);
            events.chain([data.threads.agent[thread as usize]]).chain(rows.map(|row| data.messages.sender[row]))
        });
        let of_contacts = |is_it: &dyn Fn(usize) -> bool| Mask::of(contacts.keys.len(), is_it);
        let undescribed = of_contacts(&|contact| {
            let is_named = contacts.names.get(contact as u32).is_some();
            data.persons.is_one(contact as u32)
                && !is_named
                && contacts.country[contact] == NONE
                && known(contacts.created_at[contact]).is_none()
        });
        let begins_at = data.span().from;
        let early = of_contacts(&|contact| known(contacts.created_at[contact]).is_some_and(|at| at < begins_at));
        let all = data.people();
        for (finding, mask) in [(Finding::UndescribedContacts, undescribed), (Finding::ContactsBeforeData, early)] {
            self.add_people(finding, &mask, all, |thread| [data.threads.contact[thread as usize]]);
        }
    }

    fn of_joining(&mut self) {
        use Finding::{JoinedByClick, JoinedByEmail, JoinedByExternalId, JoinedByPhone};
        let Tables { contacts, handles, persons, events, .. } = &**self.data;
        let kinds = [JoinedByPhone, JoinedByEmail, JoinedByExternalId, JoinedByClick];
        for (finding, joined) in kinds.into_iter().zip(persons.joined) {
            self.add(finding, joined, Some(contacts.keys.len() as u64), Vec::new());
        }
        self.add(Finding::SharedHandles, persons.shared, Some(handles.len() as u64), Vec::new());
        let joined = events.starts.last().map_or(0, |&end| end as usize);
        let unjoined = (events.len() - joined) as u64;
        self.add(Finding::UnjoinedEvents, unjoined, Some(events.loose.len() as u64), Vec::new());
        self.add(Finding::UnjoinedReceipts, self.data.stray_receipts.len() as u64, None, Vec::new());
    }

    /// Adds a finding about people, whom the conversations of theirs stand for.
    fn add_people<P: IntoIterator<Item = u32>>(
        &mut self,
        finding: Finding,
        people: &Mask,
        of: usize,
        in_thread: impl Fn(u32) -> P,
    ) {
        let mut spotted = Spotted::default();
        if people.count() > 0 {
            let is_one = |person: u32| some(person).is_some_and(|person| people.has(person as usize));
            spotted = threads_where(self.data.threads.len(), |thread| in_thread(thread).into_iter().any(is_one));
        }
        self.add_spotted(finding, &Spotted { count: people.count() as u64, ..spotted }, of);
    }

    fn of_days(&mut self, zone: &Zone) {
        let days = Days::of(self.data, zone);
        let quiet = days.quiet();
        let date = |day: &Millis| Whereabouts::Date { date: iso::write_date(civil_from_millis(day * DAY_MS).date()) };
        let first = quiet.iter().take(5).map(date).collect();
        self.add(Finding::QuietDays, quiet.len() as u64, Some(days.conversations.len() as u64), first);
    }
}

/// The threads of which `is_it` is true.
fn threads_where(threads: usize, is_it: impl Fn(u32) -> bool) -> Spotted {
    let mut spotted = Spotted::default();
    (0..threads as u32).for_each(|thread| spotted.add(thread, is_it(thread).into()));
    spotted
}

/// What an id looks like.
#[derive(Clone, Copy, PartialEq)]
enum Id {
    Sound,
    /// A number in scientific notation, as `1.23457E+15`.
    Scientific,
    /// A whole number of more than 15 digits, which end in so many zeros after the 15th.
    Long(u32),
}

/// A spreadsheet keeps so many digits of a number.
const KEPT_DIGITS: usize = 15;

fn id_of(id: &str) -> Id {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(id) && id.len() > KEPT_DIGITS {
        return Id::Long(zeros_of(&id[KEPT_DIGITS..]));
    }
    let Some((digits, exponent)) = id.split_once("E+") else { return Id::Sound };
    let is_mantissa =
        is_number(digits) || digits.split_once(['.', ',']).is_some_and(|(a, b)| is_number(a) && is_number(b));
    if is_mantissa && is_number(exponent) { Id::Scientific } else { Id::Sound }
}

fn whole(number: u64) -> Id {
    id_of(&number.to_string())
}

/// How many zeros it is; none if it is anything else, too.
fn zeros_of(digits: &str) -> u32 {
    if digits.bytes().all(|digit| digit == b'0') { digits.len() as u32 } else { 0 }
}

/// The rows whose ids a spreadsheet has damaged.
fn damaged(rows: usize, id: impl Fn(usize) -> Id) -> Vec<usize> {
    let (mut long, mut rounded, mut zeros) = (0, 0, 0);
    for row in 0..rows {
        if let Id::Long(own) = id(row) {
            long += 1;
            rounded += usize::from(own > 0);
            zeros += own;
        }
    }
    let are_rounded = zeros >= 3 && rounded * 2 > long;
    let is_damaged = |row: &usize| match id(*row) {
        Id::Scientific => true,
        Id::Long(zeros) => are_rounded && zeros > 0,
        Id::Sound => false,
    };
    (0..rows).filter(is_damaged).collect()
}

/// Whether a human's reply stands before the message of the contact that it must have come after.
fn is_reply_early(data: &Dataset, thread: u32) -> bool {
    let messages = &data.messages;
    let mut public = messages.rows_of(thread).filter(|&row| messages.is_public(row));
    let Some(first) = public.next() else { return false };
    if !matches!(messages.actor[first], Actor::Agent | Actor::Echo) {
        return false;
    }
    let Some(question) = public.find(|&row| messages.actor[row] == Actor::Contact) else { return false };
    let [reply, asked] = [first, question].map(|row| messages.id[row].rank());
    let is_inbound = data.threads.origin[thread as usize] == Some(Origin::Inbound);
    is_inbound || (asked > 0 && reply > asked)
}

/// Whether the beginning of the thread's history is missing.
fn is_cut(data: &Dataset, thread: usize) -> bool {
    let threads = &data.threads;
    if threads.is_maybe_cut[thread] {
        return !threads.coverage[thread].has(Fact::Messages);
    }
    let first = data.messages.rows_of(thread as u32).next().map(|row| data.messages.at[row]);
    first.zip(known(threads.created_at[thread])).is_some_and(|(first, created_at)| first > created_at + DAY_MS)
}

/// The agents known by name only whom an event still names: nobody with an id has turned out to be them.
fn agents_by_name(data: &Dataset) -> Mask {
    let mut is_name_only = Mask::none(data.agents.keys.len());
    data.agents.name_only().for_each(|agent| is_name_only.insert(agent as usize));
    let mut met = Mask::none(data.agents.keys.len());
    let events = (0..data.events.len()).map(|row| data.events.get(row));
    let agents = events.flat_map(|event| [event.by, named(event)]).filter_map(some);
    agents.for_each(|agent| met.insert(agent as usize));
    met.keep(&is_name_only);
    met
}

/// The agent whom an event is about.
fn named(event: Event) -> u32 {
    if event.kind.subject() == Subject::Agent { event.subject } else { NONE }
}

/// The local days between the first and the last one of the data.
struct Days {
    /// The first of them, in days since 1970.
    first: Millis,
    /// In how many conversations something was written on each.
    conversations: Vec<u32>,
}

impl Days {
    fn of(data: &Dataset, zone: &Zone) -> Self {
        let messages = &data.messages;
        let day = |row: usize| (messages.at[row] + zone.offset_ms_at(messages.at[row])).div_euclid(DAY_MS);
        let all = || messages.public.rows().map(day);
        let (Some(first), Some(last)) = (all().min(), all().max()) else {
            return Self { first: 0, conversations: Vec::new() };
        };
        let mut conversations = vec![0; (last - first - 1).max(0) as usize];
        for thread in 0..data.threads.len() as u32 {
            let mut before = first;
            for day in messages.rows_of(thread).filter(|&row| messages.is_public(row)).map(day) {
                if before < day && day < last {
                    conversations[(day - first - 1) as usize] += 1;
                }
                before = day.max(before);
            }
        }
        Self { first: first + 1, conversations }
    }

    /// The days on which nothing was written, though it nearly always is on such a weekday.
    fn quiet(&self) -> Vec<Millis> {
        let mut of_weekday = [(0_u64, 0_u64); 7];
        for (day, &conversations) in (self.first..).zip(&self.conversations) {
            let (days, sum) = &mut of_weekday[day.rem_euclid(7) as usize];
            *days += 1;
            *sum += u64::from(conversations);
        }
        let is_unlikely = |day: Millis| {
            let (days, sum) = of_weekday[day.rem_euclid(7) as usize];
            (-(sum as f64) / days as f64).exp() < 0.001
        };
        let empty = (self.first..).zip(&self.conversations).filter(|(_, conversations)| **conversations == 0);
        empty.map(|(day, _)| day).filter(|&day| is_unlikely(day)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Fault;
    use crate::report::Inbox;
    use crate::store::events::Conversion;
    use crate::store::messages::MessageId;
    use crate::store::threads::Thread;
    use crate::store::vocabulary::{Coverage, EventKind};
    use crate::testing::{batch, inbox, second_opinion};
    use std::collections::BTreeMap;

    /// An inbox of which everything is known and nothing is wrong, but for what is put into its slots.
    fn with(slot: &str, text: &str) -> String {
        let whole = r#"{"agents":[{"id":"a1","name":"Omar"}<agents>],
            "contacts":[{"id":"c1","name":"Lina","createdAt":"2025-03-03T09:00:00Z"}<contacts>],
            "conversations":[{"id":"k1","contactId":"c1","channel":"whatsapp","status":"closed","agentId":"a1",
                "createdAt":"2025-03-03T09:00:00Z","closedAt":"2025-03-03T10:00:00Z",
                "events":[{"type":"assigned","at":"2025-03-03T09:02:00Z","to":"a1"}<events>],
                "messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},
                    {"id":"m2","at":"2025-03-03T09:05:00Z","sender":"agent","senderId":"a1","status":{
                        "sent":"2025-03-03T09:05:00Z","delivered":"2025-03-03T09:05:01Z","read":"2025-03-03T09:06:00Z"}}
                    <messages>]}<conversations>]}"#;
        let slots = ["<agents>", "<contacts>", "<events>", "<messages>", "<conversations>"];
        slots.iter().fold(whole.to_owned(), |whole, &known| whole.replace(known, if known == slot { text } else { "" }))
    }

    fn found(inbox: &Inbox) -> Vec<Found> {
        inbox.quality(&Zone::utc()).findings
    }

    /// The only finding: its id, count, out of how many, and where first.
    fn only(inbox: &Inbox) -> (&'static str, u64, Option<u64>, Vec<String>) {
        let mut found = found(inbox);
        assert_eq!(found.len(), 1, "{found:?}");
        let Found { finding, count, of, first, .. } = found.remove(0);
        let place = |place: Whereabouts| match place {
            Whereabouts::Conversation { conversation } => conversation,
            Whereabouts::Date { date } => date,
            Whereabouts::Place(place) => place.path.unwrap_or_default(),
        };
        (finding.id(), count, of, first.into_iter().map(place).collect())
    }

    #[test]
    fn nothing_is_found_where_nothing_is_wrong() {
        assert!(found(&inbox(&with("", ""))).is_empty());
        assert!(found(&Inbox::default()).is_empty());
    }

    #[test]
    fn steps_and_conversions_are_no_agents() {
        let step = r#",{"type":"flow-step","at":"2025-03-03T09:01:00Z","flow":"order","step":"<n>"}"#;
        let conversion = r#",{"type":"conversion","at":"2025-03-03T09:50:00Z","value":<n>,"currency":"EUR"}"#;
        for event in [step, conversion] {
            let events: String = (0..200).map(|n| event.replace("<n>", &n.to_string())).collect();
            assert!(found(&inbox(&with("<events>", &events))).is_empty());
        }
    }

    /// The only finding in an inbox with one slot filled: its id, count, out of how many, and where first.
    fn alone(slot: &str, text: &str) -> (&'static str, u64, u64, String) {
        let (finding, count, of, first) = only(&inbox(&with(slot, text)));
        (finding, count, of.unwrap(), first.join(" "))
    }

    fn message(id: &str, at: &str, rest: &str) -> String {
        format!(r#"{{"id":"{id}","at":"2025-03-{at}:00Z",{rest}}}"#)
    }

    const ASKS: &str = r#""sender":"contact","senderId":"c1""#;
    const ANSWERS: &str = r#""sender":"agent","senderId":"a1""#;

    #[test]
    fn receipts_that_contradict_each_other() {
        let found = |got: &[(&str, u32)]| {
            let receipt = |(got, minute): &(&str, u32)| format!(r#""{got}":"2025-03-03T09:{minute}:00Z""#);
            let status: Vec<_> = got.iter().map(receipt).collect();
            let rest = format!(r#"{ANSWERS},"status":{{{}}}"#, status.join(","));
            alone("<messages>", &format!(",{}", message("m3", "03T09:10", &rest)))
        };
        let at_k1 = |finding| (finding, 1, 2, "k1".to_owned());
        assert_eq!(found(&[("sent", 10), ("failed", 11), ("delivered", 12)]), at_k1("delivered-and-failed"));
        assert_eq!(found(&[("sent", 12), ("delivered", 11)]), at_k1("delivered-before-sent"));
        assert_eq!(found(&[("sent", 10), ("delivered", 12), ("read", 11)]), at_k1("read-before-delivered"));
        assert_eq!(found(&[("sent", 10), ("read", 11)]), at_k1("read-without-delivered"));
    }

    #[test]
    fn messages_and_events_that_came_more_than_once() {
        let of_messages = |messages: [String; 2]| alone("<messages>", &format!(",{}", messages.join(",")));
        let m3 = message("m3", "03T09:10", ASKS);
        let other = message("m3", "03T09:20", ASKS);
        assert_eq!(of_messages([m3.clone(), m3.clone()]), ("repeated-messages", 1, 4, "k1".to_owned()));
        assert_eq!(of_messages([m3, other]), ("clashing-ids", 1, 4, "k1".to_owned()));
        let again = r#",{"type":"assigned","at":"2025-03-03T09:02:00Z","to":"a1"}"#;
        assert_eq!(alone("<events>", again), ("repeated-events", 1, 2, "k1".to_owned()));
    }

    #[test]
    fn people_of_whom_nothing_is_known() {
        let sender = r#",{"id":"m3","at":"2025-03-03T09:10:00Z"}"#;
        assert_eq!(alone("<messages>", sender), ("unknown-senders", 1, 3, "k1".to_owned()));
        let agent = r#",{"type":"assigned","at":"2025-03-03T09:03:00Z","to":"a2"}"#;
        assert_eq!(alone("<events>", agent), ("undescribed-agents", 1, 2, "k1".to_owned()));
        assert_eq!(alone("<contacts>", r#",{"id":"c2"}"#), ("undescribed-contacts", 1, 2, String::new()));
        let early = r#",{"id":"c2","name":"Sara","createdAt":"2025-02-01T09:00:00Z"}"#;
        assert_eq!(alone("<contacts>", early), ("contacts-before-data", 1, 2, String::new()));
    }

    /// A second conversation, with what is said of it.
    fn second(id: &str, text: &str) -> String {
        format!(r#",{{"id":"{id}","channel":"email",{text}}}"#)
    }

    const OPEN: &str = r#""contactId":"c1","status":"open","createdAt":"2025-03-04T09:00:00Z""#;

    #[test]
    fn conversations_of_which_something_is_missing() {
        let found = |text: &str| alone("<conversations>", &second("k2", text));
        let at_k2 = |finding| (finding, 1, 2, "k2".to_owned());
        let closed = r#""contactId":"c1","status":"closed","createdAt":"2025-03-04T09:00:00Z""#;
        assert_eq!(found(closed), at_k2("close-time-missing"));
        assert_eq!(found(r#""contactId":"c1","status":"open""#), at_k2("no-time"));
        assert_eq!(found(r#""status":"open","createdAt":"2025-03-04T09:00:00Z""#), at_k2("no-contact"));
        let late = message("m1", "06T09:00", ASKS);
        assert_eq!(found(&format!(r#"{OPEN},"messages":[{late}]"#)), at_k2("cut-history"));
    }

    #[test]
    fn a_reply_before_the_question_by_the_source_or_by_the_order_of_ids() {
        let found = |ids: [&str; 2], said: &str| {
            let [reply, question] = [message(ids[1], "04T09:00", ANSWERS), message(ids[0], "04T09:10", ASKS)];
            let text = format!(r#"{OPEN}{said},"messages":[{reply},{question}]"#);
            super::tests::found(&inbox(&with("<conversations>", &second("k2", &text)))).len()
        };
        let inbound = r#","origin":"inbound""#;
        assert_eq!([found(["m1", "m2"], inbound), found(["17", "18"], "")], [1, 1]);
        // Somebody of ours may well begin.
        assert_eq!([found(["m1", "m2"], ""), found(["18", "17"], "")], [0, 0]);
    }

    #[test]
    fn ids_that_a_spreadsheet_has_rounded() {
        for id in ["1.23457E+15", "123456789012345000"] {
            let found = alone("<conversations>", &second(id, OPEN));
            assert_eq!(found, ("damaged-ids", 1, 6, id.to_owned()));
        }
        let text = format!(r#"{OPEN},"messages":[{}]"#, message("123456789012345000", "04T09:00", ASKS));
        assert_eq!(alone("<conversations>", &second("k2", &text)), ("damaged-ids", 1, 7, "k2".to_owned()));
    }

    #[test]
    fn what_was_not_read_as_it_stands_is_found_where_it_was_met_first() {
        for fault in Fault::ALL {
            assert!(Finding::from_id(fault.id()).is_some(), "{}", fault.id());
        }
        let found = |slot, text: &str| {
            let (finding, count, of, first) = only(&inbox(&with(slot, text)));
            assert_eq!((count, of), (1, None));
            (finding, first.join(" "))
        };
        let at_m3 = |finding| (finding, "conversations[0].messages[2].at".to_owned());
        let timeless = format!(r#",{{"id":"m3",{ASKS}}}"#);
        let naive = format!(r#",{{"id":"m3","at":"2025-03-03T09:10:00",{ASKS}}}"#);
        assert_eq!(found("<messages>", &timeless), at_m3("missing-time"));
        assert_eq!(found("<messages>", &naive), at_m3("naive-time"));
        assert_eq!(found("<agents>", r#",{"name":"Sara"}"#), ("missing-id", "agents[1].id".to_owned()));
    }

    #[test]
    fn a_conversation_of_which_only_messages_are_known_is_undescribed() {
        let text = format!(r#",{{"id":"k2","contactId":"c1","messages":[{}]}}"#, message("m1", "04T09:00", ASKS));
        let expected = ("undescribed-conversations", 1, 2, "k2".to_owned());
        assert_eq!(alone("<conversations>", &text), expected);
    }

    #[test]
    fn conversations_that_were_announced_and_not_given_are_missing() {
        let mut batch = batch(&with("", "")).unwrap();
        batch.tables.pages.announce("canonical", 240);
        let mut inbox = Inbox::default();
        inbox.add(batch, Vec::new());
        assert_eq!(only(&inbox), ("missing-pages", 239, Some(240), vec![]));
    }

    #[test]
    fn who_is_the_same_in_two_sources_counts_once() {
        let conversation = |id: &str, phone: &str| {
            let contact = format!(r#"{{"id":"{id}","name":"Lina","phone":"{phone}"}}"#);
            let message = message("m1", "03T09:00", r#""sender":"contact""#);
            let text = format!(r#"{{"id":"k{id}","contactId":"{id}","channel":"email","messages":[{message}]}}"#);
            format!(r#"{{"contacts":[{contact}],"conversations":[{text}]}}"#)
        };
        let webhook = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
            "metadata":{"phone_number_id":"77"},"contacts":[{"profile":{"name":"L"},"wa_id":"393331112223"}],"messages":[
            {"from":"393331112223","id":"wamid.1","timestamp":"1740992400","type":"text","text":{"body":"hi"}}]}}]}]}"#;
        let spellings =
            ["+39 333 1112223", "0039333 111-2223", "393331112223", "whatsapp:+393331112223", "+٣٩٣٣٣١١١٢٢٢٣"];
        let mut inputs: Vec<String> =
            (1..).zip(spellings).map(|(id, phone)| conversation(&format!("c{id}"), phone)).collect();
        inputs.push(webhook.to_owned());
        for first in 0..inputs.len() {
            inputs.rotate_left(first);
            let mut inbox = Inbox::default();
            inputs.iter().for_each(|input| inbox.add(batch(input).unwrap(), Vec::new()));
            assert_eq!(only(&inbox), ("joined-by-phone", 5, Some(6), vec![]));
            assert_eq!((inbox.summary("UTC").contacts, inbox.summary("UTC").conversations), (1, 6));
            let customers = crate::testing::ask(&inbox, "", r#""unique-customers""#);
            assert_eq!(crate::testing::value(&customers), Some(1.0));
        }
        let mut shared = Inbox::default();
        let all: Vec<String> = (0..11).map(|id| conversation(&format!("c{id}"), "+39 333 9999999")).collect();
        all.iter().for_each(|input| shared.add(batch(input).unwrap(), Vec::new()));
        assert_eq!(only(&shared), ("shared-handles", 1, Some(1), vec![]));
        assert_eq!(shared.summary("UTC").contacts, 11);
    }

    #[test]
    fn purchases_of_whom_no_conversation_is_known_are_counted() {
        let mut batch = batch(&with("<contacts>", r#",{"id":"c2","name":"Sara"}"#)).unwrap();
        let coverage = Coverage::of(&[Fact::Conversions]);
        let mut inbox = Inbox::default();
        for (contact, at) in [("c1", 5), ("c2", 5), ("c1", -5)] {
            let contact = batch.tables.contacts.row("canonical", contact);
            let at = crate::testing::at("2025-03-03T09:00:00Z") + at * DAY_MS;
            let (kind, actor) = (EventKind::Conversion, Actor::Contact);
            let conversion = Conversion { value_micros: None, currency: NONE, kind: NONE };
            let subject = batch.tables.conversions.intern(conversion);
            batch.loose_event("deals", contact, &Event { at, kind, actor, by: NONE, subject });
            let home = batch.home("deals", contact);
            batch.write_thread(home, &Thread { coverage, ..Thread::default() });
        }
        inbox.add(batch, Vec::new());
        assert_eq!(only(&inbox), ("unjoined-events", 2, Some(3), vec![]));
        assert_eq!(inbox.summary("UTC").conversations, 1);
        let answer = crate::testing::ask(&inbox, "", r#""conversions""#);
        assert_eq!(crate::testing::value(&answer), Some(1.0));
    }

    #[test]
    fn messages_known_by_receipts_alone_are_counted() {
        let mut batch = batch(&with("<contacts>", "")).unwrap();
        for id in ["lost", "lost", "gone"] {
            let receipts = Receipts { read: crate::testing::at("2025-03-03T09:00:00Z"), ..Receipts::default() };
            batch.stray_receipts("zoko", MessageId::from_text(id), receipts);
        }
        let mut inbox = Inbox::default();
        inbox.add(batch, Vec::new());
        assert_eq!(only(&inbox), ("unjoined-receipts", 2, None, vec![]));
        let quality = inbox.quality(&Zone::utc());
        assert!(
            quality.findings[0].metrics.contains(&"read-rate") && !quality.findings[0].metrics.contains(&"messages")
        );
    }

    #[test]
    fn a_page_that_is_read_again_repeats_nothing() {
        let mut inbox = inbox(&with("", ""));
        inbox.add(batch(&with("", "")).unwrap(), Vec::new());
        assert!(found(&inbox).is_empty());
    }

    /// So many conversations a day at noon for four weeks, from a Monday on, but for `quiet` days of the month.
    fn daily(a_day: u32, quiet: &[u32]) -> Inbox {
        let mut conversations = Vec::new();
        for day in (3..31).filter(|day| !quiet.contains(day)) {
            for number in 0..a_day {
                let at = format!("2025-03-{day:02}T12:{number:02}:00Z");
                let text = r#""contactId":"c1","channel":"email","status":"open""#;
                let message = |id: &str| format!(r#"{{"id":"{id}","at":"{at}",{ASKS}}}"#);
                let messages = [message("m1"), message("m2")].join(",");
                conversations.push(format!(r#"{{"id":"k{day}-{number}",{text},"messages":[{messages}]}}"#));
            }
        }
        inbox(&format!(r#"{{"contacts":[{{"id":"c1","name":"Lina"}}],"conversations":[{}]}}"#, conversations.join(",")))
    }

    #[test]
    fn a_day_is_quiet_where_chance_would_hardly_leave_it_empty() {
        assert!(found(&daily(10, &[])).is_empty());
        assert_eq!(only(&daily(10, &[13])), ("quiet-days", 1, Some(26), vec!["2025-03-13".to_owned()]));
        // A day off in every week, and a shop where little is written, are no gaps.
        assert!(found(&daily(10, &[8, 15, 22, 29])).is_empty());
        assert!(found(&daily(5, &[13])).is_empty());
        // The mean of three Thursdays with ten and one with none is 7.5, and e^-7.5 is 1 in 1,808.
        assert!(found(&daily(9, &[13])).is_empty());
    }

    #[test]
    fn long_ids_that_end_in_zeros_by_chance_are_sound() {
        let ids = |ids: &[&str]| damaged(ids.len(), |row| id_of(ids[row])).len();
        assert_eq!(ids(&["1234567890123450", "1234567890123460"]), 0);
        assert_eq!(ids(&["1234567890123450", "1234567890123460", "1234567890123470"]), 3);
        assert_eq!(ids(&["123456789012345000", "123456789012345671", "123456789012345672"]), 0);
        assert_eq!(ids(&["12E5", "E+15", "1.2.3E+15", "1.23457E+15", "1,23457E+15", "1000000000000000x", "100"]), 2);
    }

    #[test]
    fn chats_that_are_called_by_names_are_not_named() {
        let text = "[14/04/25, 10:00:00] Anna: ciao\n[14/04/25, 10:05:00] Bottega: buongiorno\n";
        let found = found(&inbox(text));
        assert!(found.iter().any(|found| found.finding == Finding::UnknownSenders), "{found:?}");
        let said = serde_json::to_string(&found).unwrap();
        assert!(!said.contains("Anna") && !said.contains("Bottega"), "{said}");
    }

    #[test]
    fn each_finding_touches_metrics_by_what_they_need() {
        let metrics = |finding: Finding| METRICS.iter().filter(move |measure| finding.touches(measure)).map(|it| it.id);
        assert!(metrics(Finding::ReadWithoutDelivered).any(|id| id == "read-rate"));
        assert!(!metrics(Finding::ReadWithoutDelivered).any(|id| id == "conversations"));
        assert!(metrics(Finding::ReplyBeforeQuestion).any(|id| id == "first-response"));
        assert!(metrics(Finding::CloseTimeMissing).any(|id| id == "resolution-time"));
        assert!(metrics(Finding::NoContact).any(|id| id == "unique-customers"));
        assert_eq!(metrics(Finding::MissingPages).count(), METRICS.len());
    }

    #[test]
    fn counts_agree_with_the_rows_of_the_invented_inbox() {
        let scene = second_opinion::scene(3);
        let found = found(&scene.engine);
        let counts: BTreeMap<_, _> = found.iter().map(|found| (found.finding.id(), found.count)).collect();
        let conversations = &scene.rows.conversations;
        let repeated: usize = conversations.iter().map(|it| it.repeated.len()).sum();
        assert_eq!(counts.get("repeated-messages"), Some(&(repeated as u64)), "{counts:?}");
    }
}
