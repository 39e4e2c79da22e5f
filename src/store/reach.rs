//! How far in time each 64 rows of a table reach, so that those of another time are passed over unseen.

use crate::time::{Millis, Span, UNKNOWN};

/// For each word of a [`Mask`](super::Mask) of the rows, the span of all their instants.
#[derive(Clone, Debug, Default)]
pub struct Reach(Vec<Span>);

const NOWHERE: Span = Span { from: Millis::MAX, to: Millis::MIN };

impl Reach {
    /// `of` tells the first and the last instant of each of `count` rows, if it has any. One that is [`UNKNOWN`] may be
    /// of any time.
    pub fn of(count: usize, of: impl Fn(usize) -> Option<(Millis, Millis)>) -> Self {
        let word = |word: usize| {
            let rows = word * 64..count.min(word * 64 + 64);
            rows.filter_map(&of).fold(NOWHERE, |span, (first, last)| {
                let last = if first == UNKNOWN { Millis::MAX } else { last };
                Span { from: span.from.min(first), to: span.to.max(last.saturating_add(1)) }
            })
        };
        Self((0..count.div_ceil(64)).map(word).collect())
    }

    /// Whether something of the word's rows may lie in the span.
    pub fn meets(&self, word: usize, span: Span) -> bool {
        self.0[word].from < span.to && span.from < self.0[word].to
    }

    /// Whether everything of the word's rows lies in the span.
    pub fn is_within(&self, word: usize, span: Span) -> bool {
        span.from <= self.0[word].from && self.0[word].to <= span.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_reaches_from_its_first_instant_to_its_last() {
        let instants = |conversation: usize| match conversation {
            0..64 => Some((10, 20 + conversation as Millis)),
            64 => Some((UNKNOWN, 5)),
            128..192 => None,
            _ => Some((200, 200)),
        };
        let reach = Reach::of(193, instants);
        let span = |from, to| Span { from, to };
        assert!(reach.meets(0, span(83, 84)) && !reach.meets(0, span(84, 90)) && !reach.meets(0, span(0, 10)));
        assert!(reach.is_within(0, span(10, 84)) && !reach.is_within(0, span(11, 84)));
        assert!(reach.meets(1, span(900, 901)) && !reach.is_within(1, span(0, 1000)));
        assert!(!reach.meets(2, span(0, 1000)) && reach.meets(3, span(200, 201)));
    }
}
