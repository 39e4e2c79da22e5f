//! Which conversation was given to whom or taken from whom, when, and by whom.

use super::{Cell, Kind, Rows, Table, agent, column, contact, conversation_id};
use crate::query::View;
use crate::query::observation::{Observation, Reason};
use crate::registry::Word;
use crate::store::dict::some;
use crate::store::vocabulary::{EventKind, Fact};

pub const TABLE: Table = Table {
    id: "assignment-log",
    columns: &[
        column("at", Kind::Instant),
        column("agent", Kind::Text),
        column("action", Kind::Action),
        column("by", Kind::Text),
        column("actor", Kind::Actor),
        column("conversation", Kind::Text),
        column("contact", Kind::Text),
    ],
    sorted_by: "at",
    unavailable: |data| (!data.coverage().has(Fact::Assignments)).then_some(Reason::NoAssignments),
    rows: |view, _| Box::new(AssignmentLog::new(view)),
};

struct AssignmentLog {
    /// Event row and conversation.
    rows: Vec<(usize, usize)>,
}

impl AssignmentLog {
    fn new(view: &View<'_>) -> Self {
        let data = view.data;
        let mut rows = Vec::new();
        for thread in 0..data.threads.len() as u32 {
            for row in data.events.rows_of(thread) {
                let event = data.events.get(row);
                let is_meant = matches!(event.kind, EventKind::Assigned | EventKind::Unassigned);
                if !is_meant || !view.period.span.contains(event.at) {
                    continue;
                }
                let conversation = view.derived.conversations.at(thread, event.at);
                // As in the metric: an assignment is the business of whom it was given to.
                let whose = some(event.subject).unwrap_or(event.by);
                if view.has(&Observation::new(event.at, conversation).by(event.actor, whose)) {
                    rows.push((row, conversation));
                }
            }
        }
        Self { rows }
    }
}

impl Rows for AssignmentLog {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell {
        let (row, conversation) = self.rows[row];
        let event = view.data.events.get(row);
        match column {
            "at" => Cell::instant(event.at),
            "agent" => agent(view.data, event.subject),
            "action" => Cell::text(event.kind.id()),
            "by" => agent(view.data, event.by),
            "actor" => Cell::text(event.actor.id()),
            "conversation" => conversation_id(view, conversation),
            "contact" => contact(view.data, view.derived.conversations.contact[conversation]),
            _ => Cell::Nothing,
        }
    }
}
