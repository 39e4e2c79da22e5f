//! Contacts that came to be known.
//!
//! - Counts: contacts added in the period, whether there are conversations with them or not. By contact-source: how they
//!   came: by a first message, by hand, by an import or otherwise, in the source's own words.
//! - Leaves out: contacts of whom it is not known when they were added (`adding-time-unknown`). Of dimensions it knows
//!   those of contacts and of time; a filter on others does not apply.
//! - When empty: 0.
//! - Example: an import adds three contacts, and one writes for the first time: 4; by contact-source import 3,
//!   first-message 1.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observation, Observations, Reason, Series};
use crate::store::Dataset;
use crate::time::{UNKNOWN, known};

pub const MEASURE: Measure = Measure::new("contacts-added", Unit::Contacts, Value::Count, observe).of_contacts();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    let mut series = Series::default();
    for (contact, &created_at) in (0..).zip(&data.contacts.created_at) {
        match known(created_at) {
            Some(at) => series.push(Observation::of_contact(at, contact)),
            // Somebody else, or nobody yet.
            None if !data.is_person(contact) => {}
            None => series.leave_out(Observation::of_contact(UNKNOWN, contact), Reason::AddingTimeUnknown),
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::{Excluded, Shape};
    use crate::testing::second_opinion::check_contacts;
    use crate::testing::{ask, inbox, rows, try_ask, value};

    #[test]
    fn agrees_with_the_rows() {
        check_contacts("contacts-added", |contact| Some(contact.created_at));
    }

    #[test]
    fn contacts_are_enough() {
        let inbox = inbox(r#"{"inboxlens":1,"contacts":[{"id":"c1","createdAt":"2025-03-01T09:00:00Z"}]}"#);
        assert_eq!(value(&ask(&inbox, "", "\"contacts-added\"")), Some(1.0));
        let conversations = ask(&inbox, "", "\"conversations\"");
        assert_eq!(conversations.shape, Shape::Unavailable { reason: Reason::NoData });
    }

    #[test]
    fn one_person_known_twice_was_added_once() {
        let text = r#"{"inboxlens":1,"contacts":[{"id":"c1","phone":"+39 333 1112223","createdAt":"2025-03-01T09:00:00Z"},
            {"id":"c2","phone":"0039 333 1112223","createdAt":"2025-03-02T09:00:00Z"},{"id":"c3","phone":"+393331112223"}]}"#;
        let answer = ask(&inbox(text), "", "\"contacts-added\"");
        assert_eq!((value(&answer), answer.excluded), (Some(1.0), vec![]));
    }

    const CONTACTS: &str = r#"{"inboxlens":1,"contacts":[
        {"id":"c1","createdAt":"2025-03-01T09:00:00Z","addedVia":"import","country":"IT","tags":["vip","old"]},
        {"id":"c2","createdAt":"2025-03-02T09:00:00Z","addedVia":"import","country":"SA"},
        {"id":"c3","createdAt":"2025-03-03T09:00:00Z","addedVia":"first-message","country":"IT"}],
        "conversations":[{"id":"k1","contactId":"c3","agentId":"a1","createdAt":"2025-03-03T09:00:00Z"},
                         {"id":"k2","contactId":"c4","createdAt":"2025-03-03T09:00:00Z"}]}"#;

    #[test]
    fn contacts_need_no_conversation() {
        let inbox = inbox(CONTACTS);
        let answer = ask(&inbox, "", "\"contacts-added\"");
        assert_eq!(value(&answer), Some(3.0));
        assert_eq!(answer.excluded, [Excluded { reason: Reason::AddingTimeUnknown, count: 1 }]);
        let by = |dimension: &str| ask(&inbox, "", &format!(r#"{{"metric":"contacts-added","by":"{dimension}"}}"#));
        assert_eq!(rows(&by("contact-source")), [(Some("import"), Some(2.0)), (Some("first-message"), Some(1.0))]);
        let Shape::Breakdown(tags) = by("contact-tag").shape else { panic!() };
        assert_eq!((tags.rows.len(), tags.overlap), (3, 1));
        let of_italy = ask(&inbox, r#""filter":{"country":{"any":["IT"]}}"#, "\"contacts-added\"");
        assert_eq!(value(&of_italy), Some(2.0));
    }

    #[test]
    fn conversations_have_nothing_to_say_of_it() {
        let inbox = inbox(CONTACTS);
        let of_agent = ask(&inbox, r#""filter":{"agent":{"any":["a1"]}}"#, "\"contacts-added\"");
        assert_eq!(of_agent.shape, Shape::Unavailable { reason: Reason::FilterDoesNotApply });
        let error = try_ask(&inbox, "UTC", "", r#"{"metric":"contacts-added","by":"agent"}"#).unwrap_err();
        assert_eq!(error.place.path.as_deref(), Some("metrics.it.by"));
    }
}
