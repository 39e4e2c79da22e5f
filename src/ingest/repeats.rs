//! Ids for messages that their source gives none.

use crate::store::messages::MessageId;
use crate::time::{Millis, UNKNOWN};

/// Numbers messages that say the same at the same instant, in the order in which they stand. The same conversation
/// read again gets the same ids, so that it is recognised.
pub struct Repeats {
    at: Millis,
    /// What has been said at that instant, and how often.
    said: Vec<(u64, u32)>,
}

impl Default for Repeats {
    fn default() -> Self {
        Self { at: UNKNOWN, said: Vec::new() }
    }
}

impl Repeats {
    /// The id of the next message, which is of the instant `at` and says `content`.
    pub fn id(&mut self, at: Millis, content: u64) -> MessageId {
        if self.at != at {
            self.at = at;
            self.said.clear();
        }
        let number = match self.said.iter_mut().find(|(known, _)| *known == content) {
            Some((_, times)) => {
                *times += 1;
                *times
            }
            None => {
                self.said.push((content, 0));
                0
            }
        };
        MessageId::from_content(at, content, number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_again_are_another_message() {
        let read = || {
            let mut repeats = Repeats::default();
            [(1, 7), (1, 7), (1, 8), (2, 7)].map(|(at, content)| repeats.id(at, content))
        };
        let ids = read();
        assert_eq!(ids, read());
        for (i, a) in ids.iter().enumerate() {
            assert!(ids[i + 1..].iter().all(|b| a != b));
        }
    }
}
