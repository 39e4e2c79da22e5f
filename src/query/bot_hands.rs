//! When conversations were in a bot's hands: in each cycle from the bot's first message until the handoff, the assignment
//! to a human, the first human message or the end of the cycle, whichever is first. A bot that writes after a human of
//! the same cycle has nothing in its hands.

use super::Derived;
use super::conversation::End;
use super::outcome::{first_of_human, handed_over};
use crate::store::Dataset;
use crate::store::vocabulary::Actor;
use crate::time::{Millis, Span};

/// Spans, conversation by conversation and in the order of time.
#[derive(Debug, Default)]
pub struct BotHands {
    /// Conversation `c` has those from `starts[c]` up to, not including, `starts[c + 1]`.
    starts: Vec<u32>,
    spans: Vec<Span>,
}

impl BotHands {
    pub fn new(data: &Dataset, derived: &Derived) -> Self {
        let mut hands = Self { starts: vec![0], spans: Vec::new() };
        for conversation in 0..derived.conversations.len() {
            if derived.involves_bot(data, conversation) {
                let cycles = derived.conversations.cycles_of(conversation);
                hands.spans.extend(cycles.filter_map(|cycle| in_cycle(data, derived, cycle)));
            }
            hands.starts.push(hands.spans.len() as u32);
        }
        hands
    }

    pub fn of(&self, conversation: usize) -> &[Span] {
        &self.spans[self.starts[conversation] as usize..self.starts[conversation + 1] as usize]
    }
}

fn in_cycle(data: &Dataset, derived: &Derived, cycle: usize) -> Option<Span> {
    let messages = &data.messages;
    let mut rows = derived.rows_of_cycle(data, cycle);
    let first = rows.find(|&row| messages.actor[row] == Actor::Bot && messages.is_public(row));
    let from = messages.at[first?];
    let is_open = derived.cycles.end[cycle] == End::StillOpen;
    let ended_at = if is_open { Millis::MAX } else { derived.cycles.ended_at[cycle] };
    let ends = [first_of_human(data, derived, cycle), handed_over(data, derived, cycle, from)];
    let span = Span { from, to: ends.into_iter().flatten().fold(ended_at, Millis::min) };
    (!span.is_empty()).then_some(span)
}

#[cfg(test)]
mod tests {
    use crate::testing::{MINUTE, ask, inbox, value};

    /// The contact waits since 09:00, the bot answers at 09:01 and hands over at 09:20, a human answers at 09:30, and closes
    /// at 10:00.
    const HANDED_OVER: &str = r#"[{"id":"k1","contactId":"c1","status":"closed","events":[
        {"type":"handoff","at":"2025-03-03T09:20:00Z"},{"type":"closed","at":"2025-03-03T10:00:00Z"}],"messages":[
        {"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T09:01:00Z","sender":"bot"},
        {"id":"m3","at":"2025-03-03T09:30:00Z","sender":"agent"}]}]"#;

    fn minutes(text: &str, metric: &str, policy: &str) -> Option<f64> {
        let answer = ask(&inbox(text), &format!(r#""policy":{policy}"#), &format!("\"{metric}\""));
        value(&answer).map(|ms| ms / MINUTE)
    }

    #[test]
    fn what_is_in_a_bots_hands_is_not_waited_for() {
        let without = r#"{"excludeBotTime":true}"#;
        let of = |metric: &str| (minutes(HANDED_OVER, metric, "{}"), minutes(HANDED_OVER, metric, without));
        assert_eq!(of("response-time"), (Some(30.0), Some(11.0)));
        assert_eq!(of("resolution-time"), (Some(60.0), Some(41.0)));
        // After a handoff, the first response counts from it anyway.
        assert_eq!(of("first-response"), (Some(10.0), Some(10.0)));
        let from_opening = r#""firstResponseFrom":"opened""#;
        let since_opening = |rest: &str| minutes(HANDED_OVER, "first-response", &format!("{{{from_opening}{rest}}}"));
        assert_eq!((since_opening(""), since_opening(r#","excludeBotTime":true"#)), (Some(30.0), Some(11.0)));
        let by_human = HANDED_OVER.replace(r#"{"type":"handoff","at":"2025-03-03T09:20:00Z"},"#, "");
        assert_eq!(minutes(&by_human, "response-time", without), Some(1.0));
        let by_bot_only = by_human.replace(r#""sender":"agent""#, r#""sender":"bot""#);
        assert_eq!(minutes(&by_bot_only, "resolution-time", without), Some(1.0));
    }
}
