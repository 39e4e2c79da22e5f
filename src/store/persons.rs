//! Which contacts are the same person: those who have a handle in common, in whatever source.
//!
//! One of them stands for all, and has what is known of any: the first one of whom more than handles is known. Found anew whenever rows are taken in, since what comes
//! later may join two more, or show that a handle is nobody's own.

use super::Tables;
use super::order::sorted;
use super::people::{Contacts, Said};
use super::vocabulary::Actor;

/// A handle that more contacts of one source have is no person's: a number that stands for an unknown one, say.
const MOST_OF_A_SOURCE: usize = 10;

/// Who has been found to be the same person, and what was there before.
#[derive(Clone, Debug, Default)]
pub struct Persons {
    /// The contacts for whom another one stands, ascending, and who that is.
    pub same_as: Vec<(u32, u32)>,
    /// How many contacts each kind of handle has joined, in the order of the kinds; what several would have, the first.
    pub joined: [u64; 4],
    /// How many handles are nobody's own.
    pub shared: u64,
    said: Vec<(u32, Said)>,
    /// How long the lists of contacts were.
    lists: [usize; 2],
    /// Contacts of threads, and senders of messages.
    threads: Vec<(u32, u32)>,
    senders: Vec<(u32, u32)>,
}

impl Persons {
    /// Whether no other contact stands for this one.
    pub fn is_one(&self, contact: u32) -> bool {
        self.same_as.binary_search_by_key(&contact, |&(other, _)| other).is_err()
    }
}

/// Takes everything back.
pub(super) fn part(tables: &mut Tables) {
    let Persons { said, lists, threads, senders, .. } = std::mem::take(&mut tables.persons);
    if said.is_empty() {
        return;
    }
    said.into_iter().for_each(|(contact, said)| tables.contacts.put(contact, said));
    tables.contacts.truncate_lists(lists);
    threads.into_iter().for_each(|(thread, contact)| tables.threads.contact[thread as usize] = contact);
    senders.into_iter().for_each(|(message, contact)| tables.messages.sender[message as usize] = contact);
}

/// Finds who is the same, and lets one stand for all in the tables of contacts and of threads.
pub(super) fn unite(tables: &mut Tables) {
    if tables.handles.is_empty() {
        return;
    }
    let mut persons = Persons::default();
    let mut first = first_of_each(tables, &mut persons);
    let people = 0..first.len() as u32;
    persons.same_as = people.map(|row| (row, root(&mut first, row))).filter(|(row, person)| row != person).collect();
    persons.lists = tables.contacts.lengths_of_lists();
    let by_person = sorted(persons.same_as.clone(), &|a, b| (a.1, a.0).cmp(&(b.1, b.0)));
    for others in by_person.chunk_by(|a, b| a.1 == b.1) {
        let rows: Vec<u32> = [others[0].1].into_iter().chain(others.iter().map(|&(row, _)| row)).collect();
        persons.said.extend(rows.iter().map(|&row| (row, tables.contacts.said(row))));
        let Tables { contacts, attributes, .. } = tables;
        contacts.unite(&rows, attributes);
    }
    if !persons.same_as.is_empty() {
        for (thread, contact) in (0..).zip(&mut tables.threads.contact) {
            persons.threads.extend(turn(&persons.same_as, thread, contact));
        }
    }
    tables.persons = persons;
}

/// Lets one stand for all among the senders of messages.
pub(super) fn unite_senders(tables: &mut Tables) {
    let Tables { persons, messages, .. } = tables;
    if persons.same_as.is_empty() {
        return;
    }
    for (message, (sender, &actor)) in (0..).zip(messages.sender.iter_mut().zip(&messages.actor)) {
        if actor == Actor::Contact {
            persons.senders.extend(turn(&persons.same_as, message, sender));
        }
    }
}

/// Turns a contact into who stands for it; the row, and who it was, if that is another one.
fn turn(same_as: &[(u32, u32)], row: u32, contact: &mut u32) -> Option<(u32, u32)> {
    let place = same_as.binary_search_by_key(contact, |&(other, _)| other).ok()?;
    Some((row, std::mem::replace(contact, same_as[place].1)))
}

/// For each contact another one who is the same, or itself; in the end that leads to who stands for it.
fn first_of_each(tables: &Tables, persons: &mut Persons) -> Vec<u32> {
    let Contacts { keys, handles, .. } = &tables.contacts;
    let mut first: Vec<u32> = (0..keys.len() as u32).collect();
    let having = (0..keys.len()).flat_map(|row| handles.get(row).iter().map(move |&handle| (handle, row as u32)));
    // What is joined by several kinds of handles is counted with the first one, whatever was read first.
    let key = |having: &(u32, u32)| (tables.handles.get(having.0), having.1);
    let having = sorted(having.collect(), &|a, b| key(a).cmp(&key(b)));
    for same in having.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        let sources = sorted(same.iter().map(|&(_, row)| keys.source(row)).collect(), &|a, b| a.cmp(b));
        if sources.chunk_by(|a, b| a == b).any(|of_source| of_source.len() > MOST_OF_A_SOURCE) {
            persons.shared += 1;
            continue;
        }
        let kind = tables.handles.get(same[0].0).kind;
        for &(_, row) in &same[1..] {
            let (a, b) = (root(&mut first, same[0].1), root(&mut first, row));
            let rank = |row: u32| (tables.contacts.is_handle_only(row), row);
            let (person, other) = if rank(a) < rank(b) { (a, b) } else { (b, a) };
            first[other as usize] = person;
            persons.joined[kind as usize] += u64::from(a != b);
        }
    }
    first
}

fn root(first: &mut [u32], row: u32) -> u32 {
    let mut at = row;
    while first[at as usize] != at {
        first[at as usize] = first[first[at as usize] as usize];
        at = first[at as usize];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::handles::HandleKind::{Email, External, Phone};
    use super::super::handles::{Handle, HandleKind};
    use super::super::marks::Marks;
    use super::super::messages::{Message, MessageId, Receipts};
    use super::super::people::Attribute;
    use super::super::threads::Thread;
    use super::super::vocabulary::MessageKind;
    use super::super::{Batch, Dataset, NONE};
    use super::*;
    use crate::time::{Millis, NEVER, UNKNOWN};
    use std::collections::BTreeSet;

    /// A contact by source and id, who has a thread and writes in that of contact 0 of its source.
    #[derive(Clone, Debug)]
    struct Row {
        source: &'static str,
        id: u32,
        created_at: Millis,
        handles: Vec<(HandleKind, String)>,
    }

    fn batch(rows: &[Row]) -> Batch {
        let mut batch = Batch::default();
        for Row { source, id, created_at, handles } in rows {
            let contact = batch.tables.contacts.row(source, id.to_string());
            batch.tables.contacts.created_at[contact as usize] = *created_at;
            batch.tables.contacts.names.set(contact, format!("{source}-{id}"));
            handles.iter().for_each(|(kind, raw)| batch.handle(contact, *kind, raw));
            let thread = batch.tables.threads.row(source, id.to_string());
            batch.write_thread(thread, &Thread { contact: Some(contact), ..Thread::default() });
            let thread = batch.tables.threads.row(source, "0");
            batch.message(thread, &message(*id, contact));
        }
        batch
    }

    fn message(id: u32, sender: u32) -> Message {
        let (receipts, marks) = (Receipts::default(), Marks::default());
        let (actor, kind) = (Actor::Contact, MessageKind::Text);
        Message {
            id: MessageId::from_text(id.to_string()),
            at: 1000 - Millis::from(id),
            actor,
            kind,
            sender,
            receipts,
            marks,
        }
    }

    type Keys = BTreeSet<String>;

    /// The persons, by the contacts that they are.
    fn expected(rows: &[Row]) -> BTreeSet<Keys> {
        let key = |row: &Row| format!("{} {}", row.source, row.id);
        let handles = |row: &Row| -> Vec<Handle> {
            row.handles.iter().filter_map(|(kind, raw)| Handle::read(*kind, raw)).collect()
        };
        let is_own = |handle: &Handle| {
            ["one", "two"].iter().all(|source| {
                let having = rows.iter().filter(|row| row.source == *source && handles(row).contains(handle));
                having.map(key).collect::<Keys>().len() <= 10
            })
        };
        let mut groups: Vec<(Keys, Vec<Handle>)> = Vec::new();
        for row in rows {
            let own: Vec<Handle> = handles(row).into_iter().filter(is_own).collect();
            let mut group = (Keys::from([key(row)]), own);
            let (same, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(keys, handles)| {
                !keys.is_disjoint(&group.0) || handles.iter().any(|handle| group.1.contains(handle))
            });
            for (keys, handles) in same {
                group.0.extend(keys);
                group.1.extend(handles);
            }
            groups = others;
            groups.push(group);
        }
        groups.into_iter().map(|(keys, _)| keys).collect()
    }

    /// The same, by who stands for each in three tables.
    fn found(data: &Dataset) -> BTreeSet<Keys> {
        let keys = &data.contacts.keys;
        let key = |row: u32| format!("{} {}", keys.source(row), keys.id(row));
        let of = |pairs: &[(u32, u32)]| -> BTreeSet<Keys> {
            let persons: BTreeSet<u32> = pairs.iter().map(|&(_, person)| person).collect();
            let group = |person: &u32| pairs.iter().filter(|(_, of)| of == person).map(|&(row, _)| key(row)).collect();
            persons.iter().map(group).collect()
        };
        let same = |row: u32| data.persons.same_as.iter().find(|(other, _)| *other == row).map_or(row, |&(_, one)| one);
        let of_contacts = of(&(0..keys.len() as u32).map(|row| (row, same(row))).collect::<Vec<_>>());
        let mut by_thread = Vec::new();
        let mut by_sender = Vec::new();
        for thread in 0..data.threads.len() as u32 {
            let (source, id) = (data.threads.keys.source(thread), data.threads.keys.id(thread));
            let row = |id: &str| (0..).find(|&row| keys.source(row) == source && keys.id(row) == id).unwrap();
            by_thread.push((row(id), data.threads.contact[thread as usize]));
            let messages = data.messages.rows_of(thread);
            by_sender.extend(messages.map(|at| (row(&data.messages.id[at].text()), data.messages.sender[at])));
        }
        assert_eq!((of(&by_thread), of(&by_sender)), (of_contacts.clone(), of_contacts.clone()));
        assert_eq!(data.people(), of_contacts.len());
        of_contacts
    }

    struct Chance(u64);

    impl Chance {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % end
        }
    }

    fn rows(chance: &mut Chance) -> Vec<Row> {
        let handle = |chance: &mut Chance| match chance.below(9) {
            0 => (Phone, format!("+39 333 {:07}", chance.below(6))),
            1 => (Phone, format!("0039333{:07}", chance.below(6))),
            2 => (Email, format!("A{}@shop.example", chance.below(6))),
            3 => (External, chance.below(30).to_string()),
            // Nobody's own, once many have it.
            _ if chance.below(2) == 0 => (Phone, "+39 333 1111111".to_owned()),
            _ => (Phone, "unknown".to_owned()),
        };
        let mut rows = Vec::new();
        for source in ["one", "two"] {
            for id in 0..1 + chance.below(30) as u32 {
                for _ in 0..1 + chance.below(2) {
                    let handles = (0..chance.below(3)).map(|_| handle(chance)).collect();
                    let created_at = 1_700_000_000_000 + Millis::from(id) * 1000;
                    rows.push(Row { source, id, created_at, handles });
                }
            }
        }
        rows
    }

    #[test]
    fn agrees_with_naive_groups_in_any_order_of_files() {
        let mut chance = Chance(3);
        let (mut joined, mut shared) = (0, 0);
        for round in 0..300 {
            let mut rows = rows(&mut chance);
            let expected = expected(&rows);
            for _ in 0..3 {
                (1..rows.len()).for_each(|row| rows.swap(row, chance.below(row + 1)));
                let mut data = Dataset::default();
                let mut rest = &rows[..];
                while !rest.is_empty() {
                    let (some, others) = rest.split_at(1 + chance.below(rest.len()));
                    data.add(batch(some));
                    rest = others;
                }
                assert_eq!(found(&data), expected, "round {round}: {rows:#?}");
                assert_eq!(data.persons.joined.iter().sum::<u64>() as usize, data.persons.same_as.len());
                let known = |data: &Dataset| {
                    format!(
                        "{:?}",
                        (&data.persons, &data.threads.contact, &data.messages.sender, &data.contacts.created_at)
                    )
                };
                let before = known(&data);
                data.add(batch(&rows));
                data.add(batch(&rows[..1]));
                assert_eq!(known(&data), before, "round {round}: {rows:#?}");
                joined += data.persons.same_as.len();
                shared += data.persons.shared;
            }
        }
        assert!(joined > 1000 && shared > 50, "{joined} {shared}");
    }

    #[test]
    fn one_has_what_is_known_of_all() {
        let mut dataset = Dataset::default();
        let contact = |source, name: Option<&str>, created_at, removed_at, plan: Option<&str>, tag: &str| {
            let mut batch = Batch::default();
            let contact = batch.tables.contacts.row(source, "7");
            batch.handle(contact, Email, "lina@shop.example");
            let tables = &mut batch.tables;
            name.into_iter().for_each(|name| tables.contacts.names.set(contact, name));
            tables.contacts.created_at[0] = created_at;
            tables.contacts.removed_at[0] = removed_at;
            let tag = tables.contact_tags.intern(tag);
            tables.contacts.set_tags(contact, [tag]);
            let key = tables.attribute_keys.intern("plan");
            let value = plan.map_or(super::super::NOBODY, |plan| tables.attribute_values.intern(plan));
            let plan = tables.attributes.intern(Attribute { key, value });
            tables.contacts.set_attributes(contact, &[plan], &tables.attributes);
            batch
        };
        dataset.add(contact("one", None, 50, 90, None, "vip"));
        dataset.add(contact("two", Some("Lina"), 20, UNKNOWN, Some("pro"), "new"));
        dataset.add(contact("three", Some("L."), UNKNOWN, NEVER, Some("free"), "vip"));
        let contacts = &dataset.contacts;
        assert_eq!((contacts.created_at[0], contacts.removed_at[0], contacts.names.get(0)), (20, NEVER, Some("Lina")));
        let tags: Vec<&str> = contacts.tags.get(0).iter().map(|&tag| dataset.contact_tags.get(tag)).collect();
        let plan = dataset.attribute_values.get(dataset.attribute(0, 0));
        assert_eq!((tags, plan), (vec!["vip", "new"], "pro"));
        assert_eq!((contacts.created_at[1], contacts.names.get(1), dataset.attribute(1, 0)), (UNKNOWN, None, NONE));
    }

    #[test]
    fn who_is_known_by_handles_only_is_no_contact_until_another_one_is() {
        let by_handles = |phone: &str| {
            let mut batch = Batch::default();
            let contact = batch.contact_of_handles("deals", &[(Email, "-"), (Phone, phone)]);
            assert_eq!(contact, Some(0));
            batch
        };
        let mut data = Dataset::default();
        data.add(by_handles("+39 333 1112223"));
        data.add(by_handles("+39 333 1112224"));
        assert_eq!(data.people(), 0);
        let handles = vec![(Phone, "393331112223".to_owned())];
        data.add(batch(&[Row { source: "one", id: 1, created_at: 5, handles }]));
        assert_eq!((data.people(), data.persons.same_as.clone()), (1, vec![(0, 2)]));
        assert_eq!(Batch::default().contact_of_handles("deals", &[(Email, "-"), (Phone, "0")]), None);
    }
}
