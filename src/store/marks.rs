//! What some messages are marked with: the template, campaign and flow that they are of, and why they failed.

use super::dict::NONE;
use super::reserve;

/// Each is a place in a dictionary, or `NONE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    pub template: u32,
    pub campaign: u32,
    /// Of a campaign or a template that is tried in several.
    pub variant: u32,
    pub flow: u32,
    pub step: u32,
    /// Why it failed: the source's own word or number.
    pub error: u32,
}

impl Default for Marks {
    fn default() -> Self {
        Self { template: NONE, campaign: NONE, variant: NONE, flow: NONE, step: NONE, error: NONE }
    }
}

impl Marks {
    /// Those of a newer version of the message, and of this one what that leaves open.
    pub fn merge(self, newer: Self) -> Self {
        let newest = |ours: u32, theirs: u32| if theirs == NONE { ours } else { theirs };
        Self {
            template: newest(self.template, newer.template),
            campaign: newest(self.campaign, newer.campaign),
            variant: newest(self.variant, newer.variant),
            flow: newest(self.flow, newer.flow),
            step: newest(self.step, newer.step),
            error: newest(self.error, newer.error),
        }
    }
}

/// The marks of those messages that have any, by ascending message row.
#[derive(Clone, Debug, Default)]
pub struct MarkTable {
    pub message: Vec<u32>,
    pub marks: Vec<Marks>,
}

impl MarkTable {
    pub fn len(&self) -> usize {
        self.message.len()
    }

    pub fn is_empty(&self) -> bool {
        self.message.is_empty()
    }

    pub fn push(&mut self, message: u32, marks: Marks) {
        self.message.push(message);
        self.marks.push(marks);
    }

    pub fn reserve(&mut self, more: usize) {
        reserve(&mut self.message, more);
        reserve(&mut self.marks, more);
    }

    /// The marks of a message; none where it has none.
    pub fn of(&self, message: u32) -> Marks {
        let found = self.message.binary_search(&message);
        found.map_or_else(|_| Marks::default(), |row| self.marks[row])
    }

    /// Leaves the marks of messages before this one.
    pub(super) fn truncate(&mut self, message: u32) {
        let len = self.message.partition_point(|&row| row < message);
        self.message.truncate(len);
        self.marks.truncate(len);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_newer_version_says_counts() {
        let none = Marks::default();
        let (older, newer) = (Marks { template: 1, flow: 2, ..none }, Marks { template: 3, error: 4, ..none });
        assert_eq!(older.merge(newer), Marks { template: 3, flow: 2, error: 4, ..none });
        assert_eq!((none.merge(older), older.merge(none)), (older, older));
    }

    #[test]
    fn few_messages_have_any() {
        let mut table = MarkTable::default();
        let marks = Marks { step: 1, ..Marks::default() };
        [2, 5, 9].iter().for_each(|&message| table.push(message, marks));
        assert_eq!([table.of(5), table.of(6)], [marks, Marks::default()]);
        table.truncate(9);
        assert_eq!((table.len(), table.of(9)), (2, Marks::default()));
    }
}
