//! An inbox as it was at some instant, and what has changed since: what Refresh brings.

use crate::{Contact, Conversation, Event, Inbox, Message, Millis, Survey};

impl Inbox {
    /// What one would have read at this instant.
    pub fn as_of(&self, at: Millis) -> Self {
        let begun = self.conversations.iter().filter(|conversation| conversation.created_at < at);
        let contacts = self.contacts.iter().filter(|contact| contact.created_at < at).map(|it| it.as_of(at)).collect();
        Self { agents: self.agents.clone(), contacts, conversations: begun.map(|it| it.as_of(at)).collect() }
    }

    /// The conversations in which something has happened since, whole.
    pub fn changed_since(&self, at: Millis) -> Self {
        let conversations = self.conversations.iter().filter(|it| it.last_change() >= at).cloned().collect();
        Self { agents: self.agents.clone(), contacts: self.contacts.clone(), conversations }
    }
}

impl Conversation {
    fn last_change(&self) -> Millis {
        let messages = self.messages.iter().map(|message| message.at);
        let surveys = self.surveys.iter().flat_map(|survey| [survey.sent_at, survey.answered_at]).flatten();
        messages.chain(self.events.iter().map(|event| event.at)).chain(surveys).max().unwrap_or(self.created_at)
    }

    fn as_of(&self, at: Millis) -> Self {
        if self.last_change() < at {
            return self.clone();
        }
        let events: Vec<Event> = self.events.iter().filter(|event| event.at < at).cloned().collect();
        let before = |messages: &[Message]| messages.iter().filter(|it| it.at < at).map(|it| it.as_of(at)).collect();
        let of_status = events.iter().rev().find_map(|event| Some((status_after(event.kind)?, event.at)));
        let (status, changed_at) = of_status.unwrap_or(("open", self.created_at));
        Self {
            status,
            closed_at: (status == "closed").then_some(changed_at),
            agent: events.iter().rev().find_map(|event| event.to),
            tags: tags_after(&events),
            messages: before(&self.messages),
            repeated: before(&self.repeated),
            surveys: self.surveys.iter().filter_map(|survey| survey.as_of(at)).collect(),
            events,
            ..self.clone()
        }
    }
}

impl Contact {
    fn as_of(&self, at: Millis) -> Self {
        Self { removed_at: self.removed_at.filter(|removed_at| *removed_at < at), ..self.clone() }
    }
}

impl Survey {
    fn as_of(&self, at: Millis) -> Option<Self> {
        let is_answered = self.answered_at.is_some_and(|answered_at| answered_at < at);
        let is_sent = is_answered || self.sent_at.is_some_and(|sent_at| sent_at < at);
        let unanswered = Self { answered_at: None, score: None, ..self.clone() };
        is_sent.then(|| if is_answered { self.clone() } else { unanswered })
    }
}

fn status_after(event: &str) -> Option<&'static str> {
    match event {
        "closed" => Some("closed"),
        "pending" => Some("pending"),
        "snoozed" => Some("snoozed"),
        "opened" | "reopened" => Some("open"),
        _ => None,
    }
}

fn tags_after(events: &[Event]) -> Vec<&'static str> {
    let mut tags = Vec::new();
    for event in events {
        match (event.kind, event.tag) {
            ("tagged", Some(tag)) => tags.push(tag),
            ("untagged", Some(tag)) => tags.retain(|other| *other != tag),
            _ => {}
        }
    }
    tags
}

impl Message {
    fn as_of(&self, at: Millis) -> Self {
        let by_then = |receipt: Option<Millis>| receipt.filter(|receipt| *receipt < at);
        Self {
            delivered: by_then(self.delivered),
            read: by_then(self.read),
            failed: by_then(self.failed),
            error: self.error.filter(|_| by_then(self.failed).is_some()),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Plan;

    #[test]
    fn what_was_there_and_what_came_are_the_whole() {
        let whole = Plan::year_2025(3, 4000).inbox();
        let middle = whole.conversations[3000].created_at;
        let (before, since) = (whole.as_of(middle), whole.changed_since(middle));
        assert_eq!(before.conversations.len(), 3000);
        assert!(since.conversations.len() > 1000, "some that began before go on");
        let messages = |ids: &[crate::Conversation]| ids.iter().map(|it| it.messages.len()).sum::<usize>();
        let unchanged: Vec<_> = before
            .conversations
            .into_iter()
            .filter(|it| !since.conversations.iter().any(|other| other.id == it.id))
            .collect();
        assert_eq!(messages(&unchanged) + messages(&since.conversations), whole.messages());
        assert!(unchanged.iter().all(|it| it.messages.iter().all(|message| message.at < middle)));
    }
}
