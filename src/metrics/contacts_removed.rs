//! Contacts that were removed.
//!
//! - Counts: contacts removed in the period, whether there were conversations with them or not.
//! - Leaves out: contacts that are there. Of dimensions it knows those of contacts and of time; a filter on others does
//!   not apply. Where no source says what was removed it is unavailable.
//! - When empty: 0.
//! - Example: one of two contacts is removed on Monday: 1 for Monday, 0 for Tuesday.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observation, Observations, Series};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;
use crate::time::known;

pub const MEASURE: Measure = Measure::new("contacts-removed", Unit::Contacts, Value::Count, observe)
    .needing(&[Fact::ContactHistory])
    .of_contacts();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    let mut series = Series::default();
    for (contact, &removed_at) in (0..).zip(&data.contacts.removed_at) {
        known(removed_at).into_iter().for_each(|at| series.push(Observation::of_contact(at, contact)));
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::Shape;
    use crate::testing::second_opinion::check_contacts;
    use crate::testing::{ask, inbox, values};

    #[test]
    fn agrees_with_the_rows() {
        check_contacts("contacts-removed", |contact| contact.removed_at);
    }

    fn of(removed: &str) -> crate::report::Inbox {
        let contacts = format!(r#"[{{"id":"c1"{removed}}},{{"id":"c2"}}]"#);
        let conversations = r#"[{"id":"k1","contactId":"c2","createdAt":"2025-03-03T09:00:00Z"}]"#;
        inbox(&format!(r#"{{"inboxlens":1,"contacts":{contacts},"conversations":{conversations}}}"#))
    }

    #[test]
    fn on_the_day_of_the_removal() {
        let days = r#""period":{"from":"2025-03-03","to":"2025-03-05"}"#;
        let removed = of(r#","removedAt":"2025-03-03T10:00:00Z""#);
        assert_eq!(
            values(&ask(&removed, days, r#"{"metric":"contacts-removed","over":"day"}"#)),
            [Some(1.0), Some(0.0)]
        );
        let unknown = ask(&of(""), days, "\"contacts-removed\"");
        assert_eq!(unknown.shape, Shape::Unavailable { reason: Reason::NoContactHistory });
    }
}
