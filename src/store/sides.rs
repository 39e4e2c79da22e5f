//! Which side an author is on, where a message names its author and not what that is.
//!
//! Such a message comes with an unknown actor, and as its sender with a row of agents that has the author's id. Who that is
//! is found out from whatever has been read so far, each time anew, so that it does not matter what was read first.

use super::Tables;
use super::arrange::Runs;
use super::dict::{NONE, some};
use super::vocabulary::Actor;

/// For each row of agents whether it is such an author.
#[derive(Clone, Debug, Default)]
pub struct Authors(Vec<bool>);

impl Authors {
    fn add(&mut self, agent: u32) {
        let agent = agent as usize;
        if self.0.len() <= agent {
            self.0.resize(agent + 1, false);
        }
        self.0[agent] = true;
    }

    fn has(&self, agent: u32) -> bool {
        self.0.get(agent as usize) == Some(&true)
    }

    fn rows(&self) -> impl Iterator<Item = u32> {
        (0..self.0.len() as u32).filter(|&agent| self.has(agent))
    }
}

/// Says of the messages and events of all such authors whose they are. The runs say of which thread each row is.
pub(super) fn settle_sides(tables: &mut Tables, messages: &Runs, events: &Runs) {
    find_authors(tables);
    if tables.authors.0.is_empty() {
        return;
    }
    let people = People::of(tables);
    let Tables { threads, messages: written, events: happened, agents, .. } = tables;
    for (thread, rows) in messages.iter(written.len()) {
        let contact = threads.contact[thread as usize];
        for row in rows.start as usize..rows.end as usize {
            let author = people.author(written.actor[row], written.sender[row]);
            let Some(author) = author.filter(|&author| people.authors.has(author)) else { continue };
            let actor = people.actor(author, contact, agents.actor[author as usize]);
            written.actor[row] = actor;
            written.sender[row] = if actor == Actor::Contact { people.contacts[author as usize] } else { author };
        }
    }
    for (thread, rows) in events.iter(happened.len()) {
        let contact = threads.contact[thread as usize];
        let rows = rows.start as usize..rows.end as usize;
        for row in rows.filter(|&row| people.authors.has(happened.by[row])) {
            let by = happened.by[row];
            happened.actor[row] = people.actor(by, contact, agents.actor[by as usize]);
        }
    }
    // They are in the list of agents only since nobody knew better.
    for author in people.authors.rows().map(|author| author as usize) {
        if matches!(agents.actor[author], Actor::Unknown | Actor::Contact) {
            let is_contact = people.contacts[author] != NONE;
            agents.actor[author] = if is_contact { Actor::Contact } else { Actor::Unknown };
        }
    }
    tables.authors = people.authors;
}

fn find_authors(tables: &mut Tables) {
    let Tables { messages, authors, .. } = tables;
    let senders = messages.actor.iter().zip(&messages.sender);
    let unknown = senders.filter(|(actor, _)| **actor == Actor::Unknown).filter_map(|(_, &sender)| some(sender));
    unknown.for_each(|sender| authors.add(sender));
}

struct People {
    authors: Authors,
    /// For each row of agents up to the last author, the contact of the same source and id; `NONE` where there is none.
    contacts: Vec<u32>,
    /// For each contact the author of the same source and id.
    author_of: Vec<u32>,
}

impl People {
    fn of(tables: &mut Tables) -> Self {
        let authors = std::mem::take(&mut tables.authors);
        let mut contacts = vec![NONE; authors.0.len()];
        let mut author_of = vec![NONE; tables.contacts.keys.len()];
        for author in authors.rows() {
            let keys = &tables.agents.keys;
            if let Some(contact) = tables.contacts.keys.find(keys.source(author), keys.id(author)) {
                contacts[author as usize] = contact;
                author_of[contact as usize] = author;
            }
        }
        Self { authors, contacts, author_of }
    }

    /// Who wrote a message, as a row of agents.
    fn author(&self, actor: Actor, sender: u32) -> Option<u32> {
        let sender = some(sender)?;
        if actor == Actor::Contact { some(self.author_of[sender as usize]) } else { Some(sender) }
    }

    /// What the author is in a thread with this contact, if the list of agents says that it is `told`.
    fn actor(&self, author: u32, contact: u32, told: Actor) -> Actor {
        let own = self.contacts[author as usize];
        match told {
            _ if own != NONE && own == contact => Actor::Contact,
            Actor::Unknown | Actor::Contact if own != NONE => Actor::Contact,
            Actor::Unknown | Actor::Contact => some(contact).map_or(Actor::Unknown, |_| Actor::Agent),
            told => told,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::events::Event;
    use super::super::marks::Marks;
    use super::super::messages::{Message, MessageId, Receipts};
    use super::super::threads::Thread;
    use super::super::vocabulary::{EventKind, MessageKind};
    use super::super::{Batch, Dataset};
    use super::*;

    fn author(batch: &mut Batch, thread: &str, id: &str) {
        let thread = batch.tables.threads.row("test", thread);
        let sender = batch.tables.agents.row("test", id);
        let at = id.bytes().map(i64::from).sum();
        let (actor, kind) = (Actor::Unknown, MessageKind::Text);
        let (receipts, marks) = (Receipts::default(), Marks::default());
        batch.message(thread, &Message { id: MessageId::from_text(id), at, actor, kind, sender, receipts, marks });
        batch.event(thread, &Event { at, kind: EventKind::Closed, actor, by: sender, subject: NONE });
    }

    fn contact_of(batch: &mut Batch, thread: &str, id: &str) {
        let contact = batch.tables.contacts.row("test", id);
        let thread = batch.tables.threads.row("test", thread);
        batch.write_thread(thread, &Thread { contact: Some(contact), ..Thread::default() });
    }

    fn told(batch: &mut Batch, id: &str, actor: Actor) {
        let row = batch.tables.agents.row("test", id);
        batch.tables.agents.actor[row as usize] = actor;
    }

    /// Each author of the thread, with what its message and its event are taken for.
    fn sides(data: &Dataset, thread: &str) -> Vec<(String, Actor, Actor)> {
        let thread = data.threads.keys.find("test", thread).unwrap();
        let events = data.events.of(thread).map(|event| event.actor);
        let messages = data.messages.rows_of(thread).map(|row| {
            let (actor, sender) = (data.messages.actor[row], data.messages.sender[row]);
            let keys = if actor == Actor::Contact { &data.contacts.keys } else { &data.agents.keys };
            (keys.id(sender).to_owned(), actor)
        });
        messages.zip(events).map(|((id, actor), of_event)| (id, actor, of_event)).collect()
    }

    #[test]
    fn whoever_is_the_contact_of_the_thread_or_of_another_one_is_a_contact_and_others_are_agents() {
        use Actor::*;
        let pages: [&dyn Fn(&mut Batch); 5] = [
            &|batch| ["ann", "bob", "cy", "dot"].iter().for_each(|id| author(batch, "one", id)),
            &|batch| ["ann", "bob"].iter().for_each(|id| author(batch, "two", id)),
            &|batch| contact_of(batch, "one", "ann"),
            &|batch| contact_of(batch, "three", "cy"),
            // An agent with a question of its own, which other agents answer.
            &|batch| {
                told(batch, "dot", Bot);
                told(batch, "bob", Agent);
                contact_of(batch, "two", "bob");
            },
        ];
        let side = |id: &str, actor| (id.to_owned(), actor, actor);
        let one = [side("cy", Contact), side("bob", Agent), side("ann", Contact), side("dot", Bot)];
        let two = [side("bob", Contact), side("ann", Contact)];
        for first in 0..pages.len() {
            for second in (0..pages.len()).filter(|&second| second != first) {
                let others = (0..pages.len()).filter(|page| ![first, second].contains(page));
                let mut data = Dataset::default();
                for page in [first, second].into_iter().chain(others.clone()).chain(others.rev()).chain([first]) {
                    let mut batch = Batch::default();
                    pages[page](&mut batch);
                    data.add(batch);
                }
                assert_eq!(
                    (sides(&data, "one"), sides(&data, "two")),
                    (one.to_vec(), two.to_vec()),
                    "{first} {second}"
                );
                assert_eq!(data.agents.actor.iter().filter(|&&actor| actor == Contact).count(), 2);
            }
        }
    }

    #[test]
    fn as_long_as_nothing_tells_it_is_not_known() {
        let mut batch = Batch::default();
        author(&mut batch, "one", "ann");
        let mut data = Dataset::default();
        data.add(batch);
        assert_eq!(sides(&data, "one"), [("ann".to_owned(), Actor::Unknown, Actor::Unknown)]);
    }

    #[test]
    fn what_a_source_tells_stays() {
        let mut batch = Batch::default();
        contact_of(&mut batch, "one", "7");
        let thread = batch.tables.threads.row("test", "one");
        let agent = batch.tables.agents.row("test", "7");
        let (id, kind) = (MessageId::from_text("m"), MessageKind::Text);
        let (receipts, marks) = (Receipts::default(), Marks::default());
        batch.message(thread, &Message { id, at: 5, actor: Actor::Agent, kind, sender: agent, receipts, marks });
        let mut data = Dataset::default();
        data.add(batch);
        assert_eq!(data.messages.actor, [Actor::Agent]);
    }
}
