//! Which threads rows are of that do not say of which account they are, where each account numbers its threads by itself.
//!
//! Such a row may name an inbox, of which another row tells the account; or nothing, which is enough where there is only one
//! account. Its thread has a key of its own, and whenever rows are taken in, all of it comes to the thread of the account
//! with this number, once there is one: rows that say less may come before those that say more.

use super::Tables;
use super::arrange::Runs;
use super::dict::{Keys, Scope};
use super::threads::{Thread, Threads};

/// Of which account each inbox is.
#[derive(Clone, Debug, Default)]
pub struct Scopes(Vec<Known>);

#[derive(Clone, Debug, PartialEq)]
struct Known {
    source: &'static str,
    inbox: String,
    account: String,
}

impl Scopes {
    pub fn tell(&mut self, source: &'static str, inbox: &str, account: &str) {
        let is_it = |known: &Known| known.source == source && known.inbox == inbox;
        if !self.0.iter().any(is_it) {
            self.0.push(Known { source, inbox: inbox.to_owned(), account: account.to_owned() });
        }
    }

    pub(super) fn append(&mut self, later: &Self) {
        later.0.iter().for_each(|known| self.tell(known.source, &known.inbox, &known.account));
    }

    fn account(&self, source: &str, inbox: &str) -> Option<Scope<'_>> {
        let known = self.0.iter().find(|known| known.source == source && known.inbox == inbox);
        known.map(|known| Scope::Account(known.account.as_str().into()))
    }

    /// The thread that a thread has turned out to be.
    fn other(&self, keys: &Keys, thread: u32) -> Option<u32> {
        let source = keys.source(thread);
        let account = match keys.scope(thread) {
            Scope::Account(_) => return None,
            // Another row may still say that the inbox is of another account than the only one so far.
            Scope::Inbox(inbox) => self.account(source, inbox)?,
            Scope::Open => keys.only_account(source)?.clone(),
        };
        keys.find_in(source, &account, keys.id(thread))
    }
}

/// Brings everything to the threads that say of which account they are.
pub(super) fn settle(tables: &mut Tables, runs: [&mut Runs; 2]) {
    let Tables { threads, surveys, vendor_times, scopes, .. } = tables;
    if threads.keys.is_open() {
        return;
    }
    let others: Vec<u32> =
        (0..threads.len() as u32).map(|thread| scopes.other(&threads.keys, thread).unwrap_or(thread)).collect();
    threads.gone = (0..).zip(&others).filter(|&(thread, &other)| thread != other).map(|(thread, _)| thread).collect();
    for gone in threads.gone.clone() {
        move_row(threads, gone, others[gone as usize]);
    }
    let other = |thread: u32| others[thread as usize];
    for runs in runs {
        let old = std::mem::take(runs);
        runs.append(old, 0, other);
    }
    let of_rows = surveys.thread.iter_mut().chain(&mut vendor_times.thread);
    of_rows.for_each(|thread| *thread = other(*thread));
}

fn move_row(threads: &mut Threads, from: u32, to: u32) {
    let said = threads.read(from);
    // It is only a part, and its lack of tags says nothing of the whole.
    let tags = said.tags.filter(|tags| !tags.is_empty());
    threads.write(to, &Thread { tags, ..said });
    threads.clear(from);
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::Status;
    use super::super::{Batch, Dataset, NONE};
    use super::*;
    use crate::ingest::rows::message;
    use crate::store::vocabulary::Actor;

    const ID: &str = "test";

    fn account(name: &str) -> Scope<'_> {
        Scope::Account(name.into())
    }

    /// What a conversation of an account says, and one message of each inbox.
    fn batches() -> [Batch; 4] {
        let mut batches = [const { None }; 4].map(|_: Option<()>| Batch::default());
        let [first, second, of_first, of_second] = &mut batches;
        for (batch, own, inbox, status) in [(first, "1", "7", Status::Open), (second, "2", "9", Status::Closed)] {
            let thread = batch.tables.threads.row_in(ID, &account(own), "42");
            batch.write_thread(thread, &Thread { status: Some(status), ..Thread::default() });
            batch.tables.scopes.tell(ID, inbox, own);
        }
        for (batch, inbox, at) in [(of_first, "7", 10), (of_second, "9", 20)] {
            let thread = batch.tables.threads.row_in(ID, &Scope::Inbox(inbox.into()), "42");
            batch.message(thread, &message("m1", at, Actor::Contact, NONE));
        }
        batches
    }

    /// Of each conversation its account, its status and when its messages were.
    fn found(data: &Dataset) -> Vec<(Scope<'static>, Status, Vec<i64>)> {
        let of = |thread: u32| {
            let at = data.messages.at[data.messages.rows_of(thread)].to_vec();
            (data.threads.keys.scope(thread).clone(), data.threads.status[thread as usize], at)
        };
        (0..data.threads.len() as u32).filter(|&thread| data.is_conversation(thread)).map(of).collect()
    }

    #[test]
    fn what_names_its_inbox_comes_to_its_account_in_whatever_order() {
        for order in 0..24 {
            let mut data = Dataset::default();
            let (mut left, mut code) = (batches().to_vec(), order);
            while !left.is_empty() {
                data.add(left.remove(code % left.len()));
                code /= left.len() + 1;
            }
            batches().into_iter().for_each(|batch| data.add(batch));
            let mut found = found(&data);
            found.sort_by_key(|(_, status, _)| *status as u8);
            let expected = [(account("1"), Status::Open, vec![10]), (account("2"), Status::Closed, vec![20])];
            assert_eq!((found, data.conversations()), (expected.to_vec(), 2), "{order}");
        }
    }

    #[test]
    fn what_names_nothing_is_of_the_only_account() {
        for accounts in [1, 2] {
            let mut data = Dataset::default();
            let mut batch = Batch::default();
            let thread = batch.tables.threads.row(ID, "42");
            batch.message(thread, &message("m1", 30, Actor::Contact, NONE));
            batches().into_iter().take(accounts).for_each(|batch| data.add(batch));
            data.add(batch);
            let at: Vec<_> = found(&data).into_iter().map(|(.., at)| at).collect();
            let apart = [vec![], vec![], vec![30]];
            assert_eq!(at, if accounts == 1 { vec![vec![30]] } else { apart.to_vec() });
        }
    }
}
