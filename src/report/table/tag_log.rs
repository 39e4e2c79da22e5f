//! Which tag was added to or removed from which conversation, when, and by whom.

use super::{Cell, Kind, Rows, Table, agent, column, contact, conversation_id};
use crate::query::View;
use crate::query::dimension::Dimension;
use crate::query::observation::{Observation, Reason};
use crate::registry::Word;
use crate::store::dict::NOBODY;
use crate::store::vocabulary::Fact;

pub const TABLE: Table = Table {
    id: "tag-log",
    columns: &[
        column("at", Kind::Instant),
        column("tag", Kind::Text),
        column("action", Kind::Action),
        column("by", Kind::Text),
        column("actor", Kind::Actor),
        column("conversation", Kind::Text),
        column("contact", Kind::Text),
    ],
    sorted_by: "at",
    unavailable: |data| (!data.coverage().has(Fact::TagHistory)).then_some(Reason::NoTagHistory),
    rows: |view, _| Box::new(TagLog::new(view)),
};

struct TagLog {
    /// Event row and conversation.
    rows: Vec<(usize, usize)>,
}

impl TagLog {
    fn new(view: &View<'_>) -> Self {
        let data = view.data;
        let mut rows = Vec::new();
        for thread in 0..data.threads.len() as u32 {
            for row in data.events.rows_of(thread) {
                let event = data.events.get(row);
                if !event.kind.is_of_tags() || event.subject >= NOBODY || !view.period.span.contains(event.at) {
                    continue;
                }
                let conversation = view.derived.conversations.at(thread, event.at);
                let observation = Observation::new(event.at, conversation).by(event.actor, event.by);
                let observation = observation.about(Dimension::Tag, event.subject);
                if view.has(&observation) {
                    rows.push((row, conversation));
                }
            }
        }
        Self { rows }
    }
}

impl Rows for TagLog {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell {
        let (row, conversation) = self.rows[row];
        let event = view.data.events.get(row);
        match column {
            "at" => Cell::instant(event.at),
            "tag" => Cell::text(view.data.tags.get(event.subject)),
            "action" => Cell::text(event.kind.id()),
            "by" => agent(view.data, event.by),
            "actor" => Cell::text(event.actor.id()),
            "conversation" => conversation_id(view, conversation),
            "contact" => contact(view.data, view.derived.conversations.contact[conversation]),
            _ => Cell::Nothing,
        }
    }
}
