//! Which contacts were added and removed, when, and how they came.
//!
//! A filter on contacts works as on any number; what it asks of conversations, no row has.

use super::{Cell, Kind, Rows, Table, column, contact};
use crate::query::View;
use crate::query::observation::Observation;
use crate::store::dict::some;
use crate::time::{Millis, known};

pub const TABLE: Table = Table {
    id: "contact-log",
    columns: &[
        column("at", Kind::Instant),
        column("contact", Kind::Text),
        column("contactId", Kind::Text),
        column("action", Kind::Action),
        column("how", Kind::Text),
    ],
    sorted_by: "at",
    unavailable: |_| None,
    rows: |view, _| Box::new(ContactLog::new(view)),
};

struct ContactLog {
    rows: Vec<Happened>,
}

struct Happened {
    contact: u32,
    at: Millis,
    action: &'static str,
}

impl ContactLog {
    fn new(view: &View<'_>) -> Self {
        let contacts = &view.data.contacts;
        let mut rows = Vec::new();
        for (instants, action) in [(&contacts.created_at, "added"), (&contacts.removed_at, "removed")] {
            for (contact, &at) in (0..).zip(instants) {
                let is_meant =
                    |&at: &Millis| view.period.span.contains(at) && view.has(&Observation::of_contact(at, contact));
                rows.extend(known(at).filter(is_meant).map(|at| Happened { contact, at, action }));
            }
        }
        Self { rows }
    }
}

impl Rows for ContactLog {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell {
        let Happened { contact: of, at, action } = self.rows[row];
        let data = view.data;
        match column {
            "at" => Cell::instant(at),
            "contact" => contact(data, of),
            "contactId" => Cell::text(data.contacts.keys.id(of)),
            "action" => Cell::text(action),
            "how" if action == "added" => {
                Cell::maybe(some(data.contacts.added_via[of as usize]).map(|how| data.contact_sources.get(how)))
            }
            _ => Cell::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::request::RowsQuery;
    use crate::testing::{at, inbox};
    use crate::time::Zone;

    #[test]
    fn what_became_of_contacts() {
        let inbox = inbox(
            r#"{"inboxlens":1,"contacts":[{"id":"c1","name":"Lina","createdAt":"2025-03-01T09:00:00Z","addedVia":"import",
                "country":"IT","removedAt":"2025-03-05T09:00:00Z"},{"id":"c2","createdAt":"2025-03-02T09:00:00Z","country":"SA"}],
                "conversations":[{"id":"k1","contactId":"c2","createdAt":"2025-03-03T09:00:00Z"}]}"#,
        );
        let page = |filter: &str| {
            let march = r#""period":{"from":"2025-03-01","to":"2025-04-01"}"#;
            let asked = RowsQuery::from_json(&format!(r#"{{{march},"filter":{filter}}}"#)).unwrap();
            inbox.rows("contact-log", &asked, &Zone::utc(), at("2025-06-01T00:00:00Z")).unwrap().rows
        };
        let text = |text: &str| Cell::text(text);
        let removed =
            [Cell::instant(at("2025-03-05T09:00:00Z")), text("Lina"), text("c1"), text("removed"), Cell::Nothing];
        let all = page("{}");
        assert_eq!((all.len(), &all[0][..]), (3, &removed[..]));
        assert_eq!(all[2][3..], [text("added"), text("import")]);
        assert_eq!(page(r#"{"country":{"any":["SA"]}}"#).len(), 1);
        assert_eq!(page(r#"{"agent":{"any":["a1"]}}"#).len(), 0);
    }
}
