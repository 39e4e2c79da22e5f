//! Who wrote a note for the others in which conversation, and when. What the notes say is not kept.

use super::{Cell, Kind, Rows, Table, agent, column, contact, conversation_id};
use crate::query::View;
use crate::query::observation::{Observation, Reason};
use crate::registry::Word;
use crate::store::vocabulary::{EventKind, Fact, MessageKind};

pub const TABLE: Table = Table {
    id: "note-log",
    columns: &[
        column("at", Kind::Instant),
        column("by", Kind::Text),
        column("actor", Kind::Actor),
        column("conversation", Kind::Text),
        column("contact", Kind::Text),
    ],
    sorted_by: "at",
    unavailable: |data| (!data.coverage().has(Fact::Notes)).then_some(Reason::NoNotes),
    rows: |view, _| Box::new(NoteLog::new(view)),
};

struct NoteLog {
    rows: Vec<Observation>,
}

impl NoteLog {
    /// Sources tell of notes by events or as messages; of one instant of a conversation, both tell of the same.
    fn new(view: &View<'_>) -> Self {
        let (data, messages) = (view.data, &view.data.messages);
        let note = |thread: u32, at| Observation::new(at, view.derived.conversations.at(thread, at));
        let mut rows = Vec::new();
        for thread in 0..data.threads.len() as u32 {
            let first = rows.len();
            for row in messages.rows_of(thread).filter(|&row| messages.kind[row] == MessageKind::Note) {
                let by = note(thread, messages.at[row]).by(messages.actor[row], messages.sender[row]);
                rows.push(Observation { message: row as u32, ..by });
            }
            for event in data.events.of(thread).filter(|event| event.kind == EventKind::Note) {
                if !rows[first..].iter().any(|row| row.at == event.at) {
                    rows.push(note(thread, event.at).by(event.actor, event.by));
                }
            }
        }
        rows.retain(|row| view.period.span.contains(row.at) && view.has(row));
        Self { rows }
    }
}

impl Rows for NoteLog {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell {
        let note = &self.rows[row];
        let conversation = note.conversation as usize;
        match column {
            "at" => Cell::instant(note.at),
            "by" => agent(view.data, note.agent),
            "actor" => Cell::text(note.actor.id()),
            "conversation" => conversation_id(view, conversation),
            "contact" => contact(view.data, view.derived.conversations.contact[conversation]),
            _ => Cell::Nothing,
        }
    }
}
