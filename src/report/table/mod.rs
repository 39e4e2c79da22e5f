//! Rows: the logs, and what stands behind a number. A table is one file here and one line in [`TABLES`].

mod assignment_log;
mod contact_log;
mod conversation_list;
mod event_log;
pub mod explain;
mod note_log;
mod tag_log;

use crate::args::{Arg, Members};
use crate::error::Error;
use crate::query::View;
use crate::query::observation::{Observations, Reason};
use crate::registry::Entry;
use crate::store::Dataset;
use crate::store::dict::some;
use crate::store::order::sort_rows;
use crate::time::{Millis, known};
use crate::words;
use serde::Serialize;
use std::cmp::Ordering;
use std::rc::Rc;

pub static TABLES: [Table; 5] =
    [conversation_list::TABLE, tag_log::TABLE, assignment_log::TABLE, note_log::TABLE, contact_log::TABLE];

pub struct Table {
    pub id: &'static str,
    pub columns: &'static [Column],
    /// The column that it is sorted by unless another is asked for, the latest first.
    pub sorted_by: &'static str,
    pub unavailable: fn(&Dataset) -> Option<Reason>,
    pub rows: fn(&View<'_>, &Observed<'_>) -> Box<dyn Rows>,
}

words! {
    /// What the cells of a column are.
    Kind {
        Text = "text",
        /// Several texts.
        Texts = "texts",
        Count = "count",
        /// Milliseconds since 1970, UTC.
        Instant = "instant",
        /// Milliseconds.
        Duration = "duration",
        Status = "status",
        Origin = "origin",
        Actor = "actor",
        Action = "action",
        /// Yes or no.
        Flag = "flag",
        Reason = "reason",
        Note = "note",
        /// What becomes of a row under another policy.
        Happened = "happened",
        /// Several fields of a policy.
        PolicyFields = "policy-fields",
    }
}

/// A column of a table: its id and what its cells are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Column {
    pub id: &'static str,
    pub kind: Kind,
}

pub(super) const fn column(id: &'static str, kind: Kind) -> Column {
    Column { id, kind }
}

impl Entry for Table {
    fn id(&self) -> &'static str {
        self.id
    }
}

/// The observations of a metric, by its id.
pub type Observed<'a> = dyn Fn(&'static str) -> Rc<Observations> + 'a;

/// The rows of a table, before they are sorted and cut into pages.
pub trait Rows {
    fn count(&self) -> usize;
    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell;
}

/// What stands in a cell. Instants and durations are milliseconds; what is unknown is nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    Nothing,
    Number(f64),
    Text(String),
    Texts(Vec<String>),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn instant(at: Millis) -> Self {
        known(at).map_or(Self::Nothing, |at| Self::Number(at as f64))
    }

    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    /// Nothing comes last, whichever way the others are sorted.
    fn compare(&self, other: &Self, is_descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Nothing, Self::Nothing) => return Ordering::Equal,
            (Self::Nothing, _) => return Ordering::Greater,
            (_, Self::Nothing) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Texts(a), Self::Texts(b)) => a.cmp(b),
            _ => Ordering::Equal,
        };
        if is_descending { order.reverse() } else { order }
    }
}

/// Which part of a table is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Paging {
    /// A column; the table's own choice where there is none.
    pub sort: Option<String>,
    /// The largest first; the default for the table's own choice.
    pub descending: Option<bool>,
    pub offset: usize,
    pub limit: usize,
}

impl Paging {
    pub const KEYS: [&str; 4] = ["sort", "descending", "offset", "limit"];

    pub fn read(members: &Members<'_>) -> Result<Self, Error> {
        Ok(Self {
            sort: members.read("sort", Arg::text)?.map(str::to_owned),
            descending: members.read("descending", Arg::flag)?,
            offset: members.read_or_default("offset", Arg::count)?,
            limit: members.read("limit", Arg::count)?.unwrap_or(Self::default().limit),
        })
    }
}

impl Default for Paging {
    fn default() -> Self {
        Self { sort: None, descending: None, offset: 0, limit: 50 }
    }
}

const MOST_ROWS: usize = 10_000;

/// A part of a table.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    pub table: &'static str,
    pub columns: &'static [Column],
    /// A cell for each column.
    pub rows: Vec<Vec<Cell>>,
    pub offset: usize,
    /// How many rows there are on all pages together.
    pub total: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<Reason>,
}

impl Page {
    fn unavailable(table: &'static str, columns: &'static [Column], reason: Reason) -> Self {
        Self { table, columns, rows: Vec::new(), offset: 0, total: 0, unavailable: Some(reason) }
    }
}

impl Table {
    pub fn page(&self, view: &View<'_>, observed: &Observed<'_>, paging: &Paging) -> Result<Page, Error> {
        if let Some(reason) = (self.unavailable)(view.data).or_else(|| view.lacking(None)) {
            return Ok(Page::unavailable(self.id, self.columns, reason));
        }
        let rows = (self.rows)(view, observed);
        page(self.id, self.columns, self.sorted_by, &*rows, view, paging)
    }
}

/// Sorts the rows and makes the cells of one page.
pub(super) fn page(
    table: &'static str,
    columns: &'static [Column],
    sorted_by: &'static str,
    rows: &dyn Rows,
    view: &View<'_>,
    paging: &Paging,
) -> Result<Page, Error> {
    let sort = match &paging.sort {
        None => sorted_by,
        Some(sort) => columns.iter().map(|column| column.id).find(|id| id == sort).ok_or_else(|| {
            let ids: Vec<_> = columns.iter().map(|column| column.id).collect();
            Error::query("sort", format!("the columns are {}", ids.join(", ")))
        })?,
    };
    let is_descending = paging.descending.unwrap_or(paging.sort.is_none());
    let keys: Vec<Cell> = (0..rows.count()).map(|row| rows.cell(view, row, sort)).collect();
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    sort_rows(&mut order, &|a, b| keys[a as usize].compare(&keys[b as usize], is_descending));
    let of_page = order.iter().skip(paging.offset).take(paging.limit.min(MOST_ROWS));
    let cells = |row: usize| columns.iter().map(|column| rows.cell(view, row, column.id)).collect();
    let rows = of_page.map(|&row| cells(row as usize)).collect();
    Ok(Page { table, columns, rows, offset: paging.offset, total: order.len(), unavailable: None })
}

/// What the data calls an agent, or the agent's id.
fn agent(data: &Dataset, agent: u32) -> Cell {
    let name = |agent| data.agents.names.get(agent).unwrap_or_else(|| data.agents.keys.id(agent));
    Cell::maybe(some(agent).map(name))
}

/// What the data calls a contact, or the contact's id.
pub(super) fn contact(data: &Dataset, contact: u32) -> Cell {
    let name = |contact| data.contacts.names.get(contact).unwrap_or_else(|| data.contacts.keys.id(contact));
    Cell::maybe(some(contact).map(name))
}

fn conversation_id(view: &View<'_>, conversation: usize) -> Cell {
    Cell::text(view.data.threads.keys.id_among_accounts(view.derived.conversations.thread[conversation]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::METRICS;
    use crate::report::answer::{Number, Shape};
    use crate::report::request::{ExplainQuery, ReportQuery, RowsQuery};
    use crate::testing::second_opinion::{Scene, scene};
    use crate::testing::{at, inbox};
    use crate::time::Zone;
    use crate::time::zone::tests::zone;

    #[test]
    fn nothing_comes_last_either_way() {
        let mut cells = [Cell::Nothing, Cell::Number(2.0), Cell::Number(1.0)];
        cells.sort_by(|a, b| a.compare(b, false));
        assert_eq!(cells, [Cell::Number(1.0), Cell::Number(2.0), Cell::Nothing]);
        cells.sort_by(|a, b| a.compare(b, true));
        assert_eq!(cells, [Cell::Number(2.0), Cell::Number(1.0), Cell::Nothing]);
    }

    const QUARTER: &str = r#""period":{"from":"2025-02-01","to":"2025-05-01"},"now":"2025-06-01T00:00:00Z""#;

    fn rows(scene: &Scene, table: &str, query: &str) -> Page {
        let asked = RowsQuery::from_json(&format!("{{{query}}}")).unwrap();
        scene.engine.rows(table, &asked, &Zone::utc(), 0).unwrap()
    }

    #[test]
    fn pages_of_a_table_are_parts_of_the_whole() {
        let scene = scene(5);
        for (table, sort) in [
            ("conversation-list", "firstResponse"),
            ("tag-log", "tag"),
            ("assignment-log", "agent"),
            ("note-log", "by"),
            ("contact-log", "how"),
        ] {
            let all = rows(&scene, table, &format!(r#"{QUARTER},"sort":"{sort}","limit":1000"#));
            assert!(all.total > 6 && all.rows.len() == all.total, "{table}");
            let mut pages = Vec::new();
            for offset in (0..all.total).step_by(7) {
                pages.extend(
                    rows(&scene, table, &format!(r#"{QUARTER},"sort":"{sort}","limit":7,"offset":{offset}"#)).rows,
                );
            }
            assert_eq!(pages, all.rows, "{table}");
        }
        let error = RowsQuery::from_json(r#"{"sort":"colour"}"#)
            .and_then(|asked| scene.engine.rows("tag-log", &asked, &Zone::utc(), 0))
            .unwrap_err();
        assert_eq!(error.place.path.as_deref(), Some("sort"));
    }

    #[test]
    fn the_lists_agree_with_the_rows() {
        let scene = scene(6);
        let rome = zone("Europe/Rome");
        let period = (at("2025-01-31T23:00:00Z"), at("2025-04-30T22:00:00Z"));
        let in_period = |at: i64| period.0 <= at && at < period.1;
        let tags = scene.rows.conversations.iter().flat_map(|conversation| &conversation.events);
        let tags = tags.filter(|event| matches!(event.kind, "tagged" | "untagged") && in_period(event.at)).count();
        let asked = RowsQuery::from_json(&format!("{{{QUARTER}}}")).unwrap();
        assert_eq!(scene.engine.rows("tag-log", &asked, &rome, 0).unwrap().total, tags);
        let events = || scene.rows.conversations.iter().flat_map(|conversation| &conversation.events);
        let given = events().filter(|event| event.kind == "assigned" && in_period(event.at)).count();
        assert_eq!(scene.engine.rows("assignment-log", &asked, &rome, 0).unwrap().total, given);
        let messages = scene.rows.conversations.iter().flat_map(|conversation| &conversation.messages);
        let written = messages.filter(|message| message.kind == "note" && in_period(message.at)).count();
        let noted = events().filter(|event| event.kind == "note" && in_period(event.at)).count();
        assert_eq!(scene.engine.rows("note-log", &asked, &rome, 0).unwrap().total, written + noted);
        let page = scene.engine.rows("conversation-list", &asked, &rome, 0).unwrap();
        let opened = scene.rows.conversations.iter().filter(|it| in_period(crate::testing::naive::opened_at(it)));
        assert_eq!(page.total, opened.count());
    }

    #[test]
    fn an_explanation_is_as_long_as_the_number_that_it_explains() {
        let scene = scene(7);
        let kolkata = zone("Asia/Kolkata");
        let is_of_all = |value| matches!(value, crate::metrics::Value::Amount | crate::metrics::Value::Per(_));
        for measure in METRICS.iter().filter(|measure| measure.value != crate::metrics::Value::Cohort) {
            for (part, request) in [
                ("", String::new()),
                (r#","by":"tag","key":"refund""#, r#","by":"tag""#.to_owned()),
                (r#","by":"agent","key":"a2""#, r#","by":"agent""#.to_owned()),
                (r#","by":"agent""#, r#","by":"agent""#.to_owned()),
            ] {
                if !part.is_empty() && measure.is_of_contacts {
                    continue;
                }
                let query = format!(r#"{{{QUARTER},"metrics":{{"it":{{"metric":"{}"{request}}}}}}}"#, measure.id);
                let report = scene.engine.report(&ReportQuery::from_json(&query).unwrap(), &kolkata, 0).unwrap();
                let number = match &report.metrics[0].1.shape {
                    Shape::Number(Number { rate: Some(rate), .. }) => rate.denominator as f64,
                    Shape::Number(_) if measure.value == crate::metrics::Value::Sum => report.metrics[0].1.n as f64,
                    Shape::Number(number) if is_of_all(measure.value) => {
                        assert!(number.value.is_some());
                        report.metrics[0].1.n as f64
                    }
                    Shape::Number(number) => number.value.unwrap(),
                    Shape::Breakdown(breakdown) => {
                        let key = part.rsplit_once(r#""key":""#).map(|(_, key)| key.trim_end_matches('"').to_owned());
                        let row = breakdown.rows.iter().find(|row| row.key == key);
                        row.map_or(0.0, |row| match measure.value {
                            crate::metrics::Value::Sum => row.n as f64,
                            value if is_of_all(value) => row.n as f64,
                            value if value.is_rate() => row.rate.unwrap().denominator as f64,
                            _ => row.value.unwrap(),
                        })
                    }
                    other => panic!("{} {other:?}", measure.id),
                };
                let asked =
                    ExplainQuery::from_json(&format!(r#"{{{QUARTER},"metric":"{}"{part}}}"#, measure.id)).unwrap();
                let explanation = scene.engine.explain(&asked, &kolkata, 0).unwrap();
                assert_eq!(explanation.counted.total as f64, number, "{} {part}", measure.id);
                if part.is_empty() {
                    let excluded: u64 = report.metrics[0].1.excluded.iter().map(|excluded| excluded.count).sum();
                    assert_eq!(explanation.left_out.total as u64, excluded, "{} left out", measure.id);
                }
            }
        }
    }

    #[test]
    fn the_numerator_of_a_rate_is_explained_by_as_many_rows() {
        let scene = scene(8);
        let rome = zone("Europe/Rome");
        for measure in METRICS.iter().filter(|measure| measure.value.is_rate()) {
            let query = format!(r#"{{{QUARTER},"metrics":{{"it":"{}"}}}}"#, measure.id);
            let report = scene.engine.report(&ReportQuery::from_json(&query).unwrap(), &rome, 0).unwrap();
            let Shape::Number(Number { rate: Some(rate), .. }) = report.metrics[0].1.shape else { panic!() };
            for (of, count) in [("numerator", rate.numerator), ("denominator", rate.denominator)] {
                let asked = format!(r#"{{{QUARTER},"metric":"{}","of":"{of}"}}"#, measure.id);
                let explanation = scene.engine.explain(&ExplainQuery::from_json(&asked).unwrap(), &rome, 0).unwrap();
                assert_eq!(explanation.counted.total as u64, count, "{} {of}", measure.id);
            }
        }
    }

    #[test]
    fn a_bucket_and_a_cell_can_be_explained() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},
                {"id":"m2","at":"2025-03-04T09:30:00Z","sender":"contact"},{"id":"m3","at":"2025-03-10T09:59:00Z","sender":"agent"}]}]"#,
        );
        let count = |part: &str| {
            let asked = ExplainQuery::from_json(&format!(r#"{{{QUARTER},"metric":"messages",{part}}}"#)).unwrap();
            inbox.explain(&asked, &Zone::utc(), 0).unwrap().counted.total
        };
        let (from, to) = (at("2025-03-03T00:00:00Z"), at("2025-03-04T00:00:00Z"));
        assert_eq!(count(&format!(r#""bucket":{{"from":{from},"to":{to}}}"#)), 1);
        assert_eq!(count(r#""cell":[1,9]"#), 2);
    }

    #[test]
    fn a_log_without_its_facts_is_unavailable() {
        let inbox = inbox(r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T10:00:00Z","tags":["vip"]}]"#);
        let page = inbox.rows("tag-log", &RowsQuery::default(), &Zone::utc(), 0).unwrap();
        assert_eq!((page.total, page.unavailable), (0, Some(Reason::NoTagHistory)));
        for (table, reason) in [("assignment-log", Reason::NoAssignments), ("note-log", Reason::NoNotes)] {
            let page = inbox.rows(table, &RowsQuery::default(), &Zone::utc(), 0).unwrap();
            assert_eq!((page.total, page.unavailable), (0, Some(reason)));
        }
    }

    #[test]
    fn the_logs_say_who_and_when_and_no_text() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","events":[
                {"type":"assigned","at":"2025-03-03T09:05:00Z","to":"omar","by":"lina"},
                {"type":"unassigned","at":"2025-03-03T09:06:00Z","by":"omar"},
                {"type":"note","at":"2025-03-03T09:07:00Z","by":"lina","text":"secret"}],
                "messages":[{"id":"m1","at":"2025-03-03T09:08:00Z","sender":"agent","senderId":"omar","private":true,"text":"secret"}]}]"#,
        );
        let said = |table: &str, filter: &str| {
            let asked = RowsQuery::from_json(&format!(r#"{{{QUARTER},"filter":{filter}}}"#)).unwrap();
            let page = inbox.rows(table, &asked, &Zone::utc(), 0).unwrap();
            serde_json::to_string(&page.rows).unwrap()
        };
        let (at, minute) = (at("2025-03-03T09:05:00Z"), 60_000);
        assert_eq!(
            said("assignment-log", "{}"),
            format!(
                r#"[[{}.0,null,"unassigned","omar","unknown","k1","c1"],[{at}.0,"omar","assigned","lina","unknown","k1","c1"]]"#,
                at + minute
            )
        );
        let lina = format!(r#"[[{}.0,"lina","unknown","k1","c1"]]"#, at + 2 * minute);
        assert_eq!(said("note-log", r#"{"agent":{"any":["lina"]}}"#), lina);
        assert_eq!(said("note-log", "{}").matches("k1").count(), 2);
        assert!(!said("note-log", "{}").contains("secret"));
    }
}
