//! Every conversation opened in the period, with all that is worked out for it. Where there is no duration, the
//! column of its name with `Reason` behind it says why.

use super::{Cell, Kind, Rows, Table, agent, column, contact, conversation_id};
use crate::query::View;
use crate::query::observation::{Observations, Reason};
use crate::registry::Word;
use crate::store::dict::some;
use crate::store::order::sorted;
use crate::time::{Millis, UNKNOWN};

pub const TABLE: Table = Table {
    id: "conversation-list",
    columns: &[
        column("id", Kind::Text),
        column("contact", Kind::Text),
        column("channel", Kind::Text),
        column("origin", Kind::Origin),
        column("category", Kind::Text),
        column("status", Kind::Status),
        column("agent", Kind::Text),
        column("team", Kind::Text),
        column("tags", Kind::Texts),
        column("openedAt", Kind::Instant),
        column("closedAt", Kind::Instant),
        column("messages", Kind::Count),
        column("firstResponse", Kind::Duration),
        column("firstResponseReason", Kind::Reason),
        column("resolutionTime", Kind::Duration),
        column("resolutionTimeReason", Kind::Reason),
        column("duration", Kind::Duration),
        column("durationReason", Kind::Reason),
    ],
    sorted_by: "openedAt",
    unavailable: |data| (!data.has_conversations()).then_some(Reason::NoData),
    rows: |view, observed| {
        Box::new(ConversationList {
            conversations: conversations(view),
            first_response: Lengths::of(view, &observed("first-response")),
            resolution_time: Lengths::of(view, &observed("resolution-time")),
            duration: Lengths::of(view, &observed("conversation-duration")),
        })
    },
};

struct ConversationList {
    conversations: Vec<usize>,
    first_response: Lengths,
    resolution_time: Lengths,
    duration: Lengths,
}

/// The conversations of the period that the filter leaves.
fn conversations(view: &View<'_>) -> Vec<usize> {
    let opened_at = &view.derived.conversations.opened_at;
    let is_of_period = |&conversation: &usize| {
        let at = opened_at[conversation];
        (view.period.span.contains(at) || at == UNKNOWN) && view.has(&view.derived.observe(view.data, conversation, at))
    };
    (0..opened_at.len()).filter(is_of_period).collect()
}

/// By conversation the length that a measure found, or the reason why it found none, where it says either.
struct Lengths(Vec<Option<Result<Millis, Reason>>>);

impl Lengths {
    fn of(view: &View<'_>, observations: &Observations) -> Self {
        let mut lengths = vec![None; view.derived.conversations.len()];
        if let Observations::Series(series) = observations {
            for (&conversation, &reason) in series.left_out.conversation.iter().zip(&series.reason) {
                lengths[conversation as usize] = Some(Err(reason));
            }
            for (&conversation, &value) in series.counted.conversation.iter().zip(&series.counted.value) {
                lengths[conversation as usize] = Some(Ok(value));
            }
        }
        Self(lengths)
    }

    fn value(&self, conversation: usize) -> Cell {
        match self.0[conversation] {
            Some(Ok(value)) => Cell::Number(value as f64),
            _ => Cell::Nothing,
        }
    }

    fn reason(&self, conversation: usize) -> Cell {
        match self.0[conversation] {
            Some(Err(reason)) => Cell::text(reason.id()),
            _ => Cell::Nothing,
        }
    }
}

impl Rows for ConversationList {
    fn count(&self) -> usize {
        self.conversations.len()
    }

    fn cell(&self, view: &View<'_>, row: usize, column: &str) -> Cell {
        let conversation = self.conversations[row];
        let (data, own) = (view.data, &view.derived.conversations);
        let thread = own.thread[conversation] as usize;
        match column {
            "id" => conversation_id(view, conversation),
            "contact" => contact(data, own.contact[conversation]),
            "channel" => Cell::maybe(some(data.threads.channel[thread]).map(|channel| data.channels.get(channel))),
            "origin" => Cell::text(own.origin[conversation].id()),
            "category" => {
                Cell::maybe(some(data.threads.category[thread]).map(|category| data.categories.get(category)))
            }
            "status" => Cell::text(own.status[conversation].id()),
            "agent" => agent(data, own.agent[conversation]),
            "team" => Cell::maybe(some(data.threads.team[thread]).map(|team| data.team_name(team))),
            "tags" => {
                let tags = own.tags.get(conversation).iter().map(|&tag| data.tags.get(tag).to_owned()).collect();
                Cell::Texts(sorted(tags, &|a: &String, b| a.cmp(b)))
            }
            "openedAt" => Cell::instant(own.opened_at[conversation]),
            "closedAt" => Cell::instant(own.closed_at[conversation]),
            "messages" => {
                let public = own.rows(conversation).filter(|&row| data.messages.is_public(row));
                Cell::Number(public.count() as f64)
            }
            "firstResponse" => self.first_response.value(conversation),
            "firstResponseReason" => self.first_response.reason(conversation),
            "resolutionTime" => self.resolution_time.value(conversation),
            "resolutionTimeReason" => self.resolution_time.reason(conversation),
            "duration" => self.duration.value(conversation),
            "durationReason" => self.duration.reason(conversation),
            _ => Cell::Nothing,
        }
    }
}
