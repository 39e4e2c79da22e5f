//! Which tag was added to or removed from which conversation, when, and by whom.

use super::event_log::EventLog;
use super::{Cell, Kind, Table, column};
use crate::query::dimension::Dimension;
use crate::query::observation::{Observation, Reason};
use crate::store::dict::NOBODY;
use crate::store::events::Event;
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
    rows: |view, _| Box::new(EventLog::new(view, tagging, |view, event| Cell::text(view.data.tags.get(event.subject)))),
};

fn tagging(at: Observation, event: &Event) -> Option<Observation> {
    let is_one = event.kind.is_of_tags() && event.subject < NOBODY;
    is_one.then(|| at.about(Dimension::Tag, event.subject))
}
