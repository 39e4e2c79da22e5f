//! Messages.
//!
//! - Counts: public messages in the period, from both sides.
//! - Leaves out: notes, reactions, lines of the product's own, what was deleted, and repeats of the same message.
//! - When empty: 0.
//! - Example: two messages of the contact, a note and a reply: 3.

use super::{Measure, Unit, Value};
use crate::query::observation::{Observations, Picked};

pub const MEASURE: Measure =
    Measure::new("messages", Unit::Messages, Value::Count, |_, _| Observations::Messages(Picked::default()))
        .of_messages();

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, rows, value};

    #[test]
    fn agrees_with_the_rows() {
        check("messages", Kind::Count, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().flat_map(|conversation| {
                naive::public(conversation).map(move |message| Row::of_message(inbox, conversation, message))
            });
            rows.collect()
        });
    }

    #[test]
    fn notes_do_not_count() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[
                {"id":"m1","at":"2025-03-03T09:00:00Z","direction":"in"},{"id":"m2","at":"2025-03-03T09:01:00Z","direction":"in"},
                {"id":"m3","at":"2025-03-03T09:02:00Z","direction":"out","private":true},
                {"id":"m4","at":"2025-03-03T09:03:00Z","direction":"out","type":"image"}]}]"#,
        );
        assert_eq!(value(&ask(&inbox, "", "\"messages\"")), Some(3.0));
        let kinds = ask(&inbox, "", r#"{"metric":"messages","by":"message-kind"}"#);
        assert_eq!(rows(&kinds), [(Some("text"), Some(2.0)), (Some("image"), Some(1.0))]);
    }
}
