//! Tables that Chatwoot exports: answers to surveys, and contacts.
//!
//! The header of surveys is in the account's language, so that they are known by the links to conversations in them, and
//! their columns by their order. Below the last answer stands which period it was.

use super::ID;
use crate::error::{Code, Error, Fault, Place};
use crate::ingest::fields::Fields;
use crate::ingest::fingerprint::Head;
use crate::ingest::scan::delimited::Dialect;
use crate::ingest::table::{Columns, Record, Rows, TableReader};
use crate::ingest::{Options, Reader, fail};
use crate::store::handles::HandleKind;
use crate::store::surveys::Survey;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Coverage, Fact};
use crate::store::{Batch, NONE, Scope};
use crate::time::{Millis, UNKNOWN, known};
use std::rc::Rc;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Surveys,
    Contacts,
}

pub fn sniff(head: &Head<'_>) -> Option<&'static str> {
    kind_of(head).map(|_| "names-of-columns")
}

pub fn reader(options: &Options, head: &Head<'_>) -> Box<dyn Reader> {
    let table =
        Table { kind: kind_of(head), columns: Columns::default(), fields: Fields::new(Rc::new(options.zone.clone())) };
    Box::new(TableReader::new(table, Dialect::COMMAS))
}

/// Looks at the beginning of a table.
struct Look {
    kind: Option<Kind>,
}

impl Rows for Look {
    fn header(&mut self, columns: &Columns, _: &mut Batch) -> Result<(), Error> {
        let is_known = |name: &String| CONTACT_COLUMNS.contains(&name.as_str());
        let is_of_contacts = columns.has(&CONTACT_COLUMNS[..4]) && columns.names().iter().all(is_known);
        self.kind = is_of_contacts.then_some(Kind::Contacts);
        Ok(())
    }

    fn row(&mut self, record: &Record<'_>, _: &mut Batch) {
        let is_answer = || record.get(Some(LINK)).is_some_and(|link| conversation_of(&link).is_some());
        if self.kind.is_none() && rating_of(record).is_some() && is_answer() {
            self.kind = Some(Kind::Surveys);
        }
    }
}

fn kind_of(head: &Head<'_>) -> Option<Kind> {
    let mut reader = TableReader::new(Look { kind: None }, Dialect::COMMAS);
    reader.read(head.text.as_bytes(), false, &mut Batch::default()).ok()?;
    reader.into_rows().kind
}

/// What may be exported of contacts; the first four by default.
const CONTACT_COLUMNS: [&str; 14] = [
    "id",
    "name",
    "email",
    "phone_number",
    "identifier",
    "additional_attributes",
    "custom_attributes",
    "created_at",
    "updated_at",
    "last_activity_at",
    "country_code",
    "location",
    "blocked",
    "contact_type",
];

/// The columns of surveys.
const RATING: usize = 1;
const EMAIL: usize = 4;
const PHONE: usize = 5;
const LINK: usize = 6;
const RECORDED_AT: usize = 7;

fn rating_of(record: &Record<'_>) -> Option<u32> {
    let rating: u32 = record.get(Some(RATING))?.parse().ok()?;
    (1..=5).contains(&rating).then_some(rating)
}

/// The account and the conversation of a link such as `https://example.com/app/accounts/1/conversations/42`.
fn conversation_of(link: &str) -> Option<(&str, &str)> {
    let (account, conversation) = link.split_once("/app/accounts/")?.1.split_once("/conversations/")?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(account) && is_number(conversation)).then_some((account, conversation))
}

struct Table {
    /// Nothing where it is no table of Chatwoot's.
    kind: Option<Kind>,
    columns: Columns,
    fields: Fields,
}

impl Rows for Table {
    fn header(&mut self, columns: &Columns, _: &mut Batch) -> Result<(), Error> {
        self.columns = columns.clone();
        self.kind.map(drop).ok_or_else(|| fail(Code::UnknownFormat, Place::default()))
    }

    fn is_footer(&self, record: &Record<'_>) -> bool {
        self.kind == Some(Kind::Surveys) && (1..record.len()).all(|column| record.get(Some(column)).is_none())
    }

    fn row(&mut self, record: &Record<'_>, batch: &mut Batch) {
        let kept = match self.kind {
            Some(Kind::Contacts) => self.contact(record, batch),
            _ => self.survey(record, batch),
        };
        if let Err(fault) = kept {
            batch.warnings.add(fault, || record.place());
        }
        for (fault, _) in std::mem::take(&mut self.fields.faults) {
            batch.warnings.add(fault, || record.place());
        }
    }
}

impl Table {
    fn time(&mut self, record: &Record<'_>, column: Option<usize>) -> Option<Millis> {
        let cell = record.get(column)?;
        // The zone is a word of its own.
        let cell = cell.strip_suffix(" UTC").map_or_else(|| cell.to_string(), |time| format!("{time}Z"));
        self.fields.instant_of("", &cell).and_then(known)
    }

    fn survey(&mut self, record: &Record<'_>, batch: &mut Batch) -> Result<(), Fault> {
        let link = record.get(Some(LINK)).ok_or(Fault::MissingId)?;
        let (account, conversation) = conversation_of(&link).ok_or(Fault::UnknownRow)?;
        let score = rating_of(record).ok_or(Fault::UnknownRow)?;
        let answered_at = self.time(record, Some(RECORDED_AT)).ok_or(Fault::MissingTime)?;
        let thread = batch.tables.threads.row_in(ID, &Scope::Account(account.into()), conversation);
        let [email, phone] = [EMAIL, PHONE].map(|column| record.get(Some(column)));
        let handles = [(HandleKind::Email, email.as_deref()), (HandleKind::Phone, phone.as_deref())];
        let handles: Vec<_> = handles.iter().filter_map(|&(kind, raw)| Some((kind, raw?))).collect();
        let contact = batch.contact_of_handles(ID, &handles);
        let coverage = Coverage::of(&[Fact::Surveys]);
        // Somebody who is known better is not to be replaced.
        let contact = contact.filter(|_| batch.tables.threads.contact[thread as usize] == NONE);
        batch.write_thread(thread, &Thread { contact, coverage, is_maybe_cut: true, ..Thread::default() });
        let survey = Survey { id: None, sent_at: UNKNOWN, answered_at, score: Some(f64::from(score)), scale: Some(5) };
        batch.tables.surveys.push(thread, &survey);
        Ok(())
    }

    fn contact(&mut self, record: &Record<'_>, batch: &mut Batch) -> Result<(), Fault> {
        let cell = |name: &str| record.get(self.columns.find(&[name]));
        let id = cell("id").ok_or(Fault::MissingId)?;
        let contact = batch.tables.contacts.row(ID, id.as_bytes());
        let tables = &mut batch.tables;
        if let Some(name) = cell("name") {
            tables.contacts.names.set(contact, name.as_bytes());
        }
        if let Some(country) = cell("country_code") {
            tables.contacts.country[contact as usize] = tables.countries.intern(country.as_bytes());
        }
        for (kind, name) in [(HandleKind::Phone, "phone_number"), (HandleKind::Email, "email")] {
            cell(name).iter().for_each(|raw| batch.handle(contact, kind, raw));
        }
        if let Some(at) = self.time(record, self.columns.find(&["created_at"])) {
            batch.tables.contacts.created_at[contact as usize] = at;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::error::{Code, Fault};
    use crate::ingest::Options;
    use crate::report::Inbox;
    use crate::testing::{ask, batch, batch_of, options, read, value};

    const ANSWERS: &str = include_str!("../../../tests/fixtures/chatwoot/answers-to-surveys-with-arabic-header.csv");
    const CONTACTS: &str = include_str!("../../../tests/fixtures/chatwoot/contacts.csv");
    const PAGE: &str = include_str!("../../../tests/fixtures/chatwoot/contacts-page-1.json");

    #[test]
    fn answers_are_read_in_any_language_and_the_period_below_is_none() {
        let data = read(ANSWERS).unwrap();
        let answers: Vec<_> = (0..2).flat_map(|thread| data.surveys.of(thread)).collect();
        let told: Vec<_> = answers.iter().map(|answer| (answer.score, answer.answered_at)).collect();
        assert_eq!(told, [(Some(4.0), 1_741_172_400_000), (Some(2.0), 1_741_177_800_000)]);
        assert_eq!([0, 1].map(|thread| data.threads.keys.id(thread)), ["48", "49"]);
        assert_eq!(data.warnings().as_slice(), []);
    }

    #[test]
    fn who_answered_is_the_contact_with_this_number() {
        let mut inbox = Inbox::default();
        [PAGE, ANSWERS].iter().for_each(|text| inbox.add(batch(text).unwrap(), Vec::new()));
        assert_eq!((inbox.data().people(), value(&ask(&inbox, "", "\"csat-mean\""))), (2, Some(3.0)));
    }

    #[test]
    fn contacts_as_they_are_exported() {
        let data = read(CONTACTS).unwrap();
        assert_eq!([0, 1].map(|row| data.contacts.names.get(row)), [Some("Dora"), Some("Eli, the second")]);
        assert_eq!((data.handles.len(), data.threads.len()), (2, 0));
        assert_eq!(data.warnings().as_slice(), []);
    }

    #[test]
    fn a_table_of_another_product_is_refused() {
        let options = Options { format: Some("chatwoot".to_owned()), ..options() };
        let error = batch_of(b"chat,time,text\n1,2025-03-03 09:00,Hi\n", "", options).unwrap_err();
        assert_eq!(error.code, Code::UnknownFormat);
    }

    #[test]
    fn rows_that_are_none() {
        let odd = ["conversations/48", ",4,"].iter().map(|part| ANSWERS.replace(part, ",x,"));
        let faults: Vec<_> = odd.map(|text| read(&text).map(|data| data.warnings().as_slice()[0].code)).collect();
        assert_eq!(faults.len(), 2);
        assert!(faults.iter().all(|fault| fault.as_ref().is_ok_and(|fault| *fault == Fault::UnknownRow)), "{faults:?}");
    }
}
