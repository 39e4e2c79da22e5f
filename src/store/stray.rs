//! Receipts that name their message, and neither its conversation nor its contact.
//!
//! They come to their message whenever rows are taken in, since that one may come later. Those of a message that never comes
//! are seen nowhere: nobody knows with whom it was.

use super::Tables;
use super::arrange::Runs;
use super::marks::Marks;
use super::messages::{Message, MessageId, Receipts};
use super::order::sorted;
use super::vocabulary::Fact;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StrayReceipts {
    pub source: &'static str,
    pub id: MessageId,
    pub receipts: Receipts,
}

impl StrayReceipts {
    fn key(&self) -> (u64, &'static str) {
        (self.id.number(), self.source)
    }
}

/// Brings receipts to the thread in which their message is, as a further version of it.
pub(super) fn settle(tables: &mut Tables, runs: &mut Runs) {
    if tables.stray_receipts.is_empty() {
        return;
    }
    let Tables { threads, messages, stray_receipts, .. } = tables;
    *stray_receipts = sorted(std::mem::take(stray_receipts), &|a, b| a.key().cmp(&b.key()));
    stray_receipts.dedup_by(|other, stray| {
        let is_same = other.key() == stray.key();
        if is_same {
            stray.receipts = stray.receipts.merge(other.receipts);
        }
        is_same
    });
    let ids: Vec<u64> = stray_receipts.iter().map(|stray| stray.id.number()).collect();
    let mut found = Vec::new();
    for (thread, rows) in runs.iter(messages.len()) {
        for row in rows.map(|row| row as usize) {
            let id = messages.id[row].number();
            if ids.binary_search(&id).is_ok() {
                found.push((id, threads.keys.source(thread), thread));
            }
        }
    }
    let found = sorted(found, &|a, b| a.cmp(b));
    stray_receipts.retain(|stray| {
        let key = stray.key();
        let place = found.partition_point(|&(id, source, _)| (id, source) < key);
        let thread = found.get(place).filter(|&&(id, source, _)| (id, source) == key).map(|&(.., thread)| thread);
        let stub = Message::stub(stray.id, false, stray.receipts, Marks::default());
        let Some((thread, stub)) = thread.zip(stub) else { return true };
        runs.push(thread, messages.len());
        messages.push(&stub);
        threads.said[thread as usize].add(Fact::Receipts);
        false
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::vocabulary::{Actor, MessageKind};
    use crate::store::{Batch, Dataset, NONE};

    fn message(batch: &mut Batch, source: &'static str, id: &str, at: i64) {
        let thread = batch.tables.threads.row(source, "a");
        let (id, receipts, marks) = (MessageId::from_text(id), Receipts::default(), Marks::default());
        let (actor, kind, sender) = (Actor::Agent, MessageKind::Text, NONE);
        batch.message(thread, &Message { id, at, actor, kind, sender, receipts, marks });
    }

    fn read(batch: &mut Batch, id: &str, read: i64) {
        batch.stray_receipts("one", MessageId::from_text(id), Receipts { read, ..Receipts::default() });
    }

    #[test]
    fn receipts_find_their_message_before_and_behind_them_and_in_whichever_batch() {
        let said = |batch: &mut Batch| ["other", "one"].iter().for_each(|source| message(batch, source, "m1", 10));
        let seen =
            |batch: &mut Batch| [("m1", 30), ("m1", 20), ("lost", 40)].iter().for_each(|(id, at)| read(batch, id, *at));
        for order in 0..4 {
            let mut dataset = Dataset::default();
            let mut batches = [Batch::default(), Batch::default()];
            let [first, second] = &mut batches;
            said(if order < 2 { first } else { second });
            seen(if order % 2 == 0 { first } else { second });
            if order == 3 {
                read(first, "m1", 20);
            }
            batches.into_iter().for_each(|batch| dataset.add(batch));
            let reads: Vec<_> = (0..dataset.messages.len()).map(|row| dataset.messages.receipts_of(row).read).collect();
            assert_eq!(
                (reads, dataset.messages.at.clone()),
                (vec![Receipts::default().read, 20], vec![10, 10]),
                "{order}"
            );
            assert_eq!(dataset.stray_receipts.len(), 1);
            assert!(
                dataset.threads.coverage[1].has(Fact::Receipts) && !dataset.threads.coverage[0].has(Fact::Receipts)
            );
        }
    }
}
