//! Which conversation was given to whom or taken from whom, when, and by whom.

use super::event_log::EventLog;
use super::{Kind, Table, agent, column};
use crate::query::observation::{Observation, Reason};
use crate::store::dict::some;
use crate::store::events::Event;
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
    rows: |view, _| Box::new(EventLog::new(view, assignment, |view, event| agent(view.data, event.subject))),
};

/// As in the metric, it is the business of whom the conversation was given to.
fn assignment(at: Observation, event: &Event) -> Option<Observation> {
    let is_one = matches!(event.kind, EventKind::Assigned | EventKind::Unassigned);
    is_one.then(|| at.by(event.actor, some(event.subject).unwrap_or(event.by)))
}
