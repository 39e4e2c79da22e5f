//! What logs of events have in common: the events of some kinds that a question leaves, a row each.

use super::{Cell, Rows, agent, contact, conversation_id};
use crate::query::View;
use crate::query::observation::Observation;
use crate::registry::Word;
use crate::store::events::Event;

pub struct EventLog {
    /// Event row and conversation.
    rows: Vec<(usize, usize)>,
    /// What the event is about.
    subject: fn(&View<'_>, &Event) -> Cell,
}

impl EventLog {
    /// Of the events of the period those that `observed` makes something of, and that the filter leaves.
    pub fn new(
        view: &View<'_>,
        observed: impl Fn(Observation, &Event) -> Option<Observation>,
        subject: fn(&View<'_>, &Event) -> Cell,
    ) -> Self {
        let data = view.data;
        let mut rows = Vec::new();
        for thread in 0..data.threads.len() as u32 {
            for row in data.events.rows_of(thread) {
                let event = data.events.get(row);
                if !view.period.span.contains(event.at) {
                    continue;
                }
                let conversation = view.derived.conversations.at(thread, event.at);
                let at = Observation::new(event.at, conversation).by(event.actor, event.by);
                if observed(at, &event).is_some_and(|observation| view.has(&observation)) {
                    rows.push((row, conversation));
                }
            }
        }
        Self { rows, subject }
    }
}

impl Rows for EventLog {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell {
        let (row, conversation) = self.rows[row];
        let event = view.data.events.get(row);
        match column {
            "at" => Cell::instant(event.at),
            "action" => Cell::text(event.kind.id()),
            "by" => agent(view.data, event.agent()),
            "actor" => Cell::text(event.actor.id()),
            "conversation" => conversation_id(view, conversation),
            "contact" => contact(view.data, view.derived.conversations.contact[conversation]),
            _ => (self.subject)(view, &event),
        }
    }
}
