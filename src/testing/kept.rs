//! All that an invented inbox says beside its messages, found again in the tables.

use crate::registry::Word;
use crate::store::Dataset;
use crate::store::dict::{Dict, NONE, some};
use crate::store::events::{Conversion, Event};
use crate::store::surveys::Survey;
use crate::store::vocabulary::{Coverage, Subject};
use crate::testing::batch;
use crate::testing::second_opinion::{Scene, scene};
use crate::time::{Millis, known};
use inboxlens_sample as sample;
use inboxlens_sample::{Conversation, Inbox, Plan, Who, write_canonical};

/// What is known of a contact: how it was added, when it was removed, its tags, and three attributes.
pub type OfContact = (Option<String>, Millis, Option<Vec<String>>, [Option<String>; 3]);

pub fn known_of_contact(dataset: &Dataset, contact: u32) -> OfContact {
    let (contacts, place) = (&dataset.contacts, contact as usize);
    let text = |dict: &Dict, place| some(place).map(|place| dict.get(place).to_owned());
    let tags = contacts.tags.get(place).iter().map(|&tag| dataset.contact_tags.get(tag).to_owned()).collect();
    let attribute = |key: &str| {
        let value = dataset.attribute(contact, dataset.attribute_keys.find(key)?);
        text(&dataset.attribute_values, value)
    };
    (
        text(&dataset.contact_sources, contacts.added_via[place]),
        contacts.removed_at[place],
        contacts.has_tags[place].then_some(tags),
        ["plan", "orders", "isSubscribed"].map(attribute),
    )
}

/// What the file says of a conversation, sorted.
fn told(inbox: &Inbox, conversation: &Conversation) -> Vec<String> {
    let mut told = Vec::new();
    for event in &conversation.events {
        let sample::Event { at, kind, tag, flow, step, conversion, currency, .. } = event;
        let micros = event.value_cents.map(|cents| cents * 10_000);
        let by = event.by.and_then(Who::agent).map(|agent| inbox.agents[agent].id.as_str());
        told.push(format!("{at} {kind} {by:?} {tag:?} {flow:?} {step:?} {micros:?} {currency:?} {conversion:?}"));
    }
    // Equal events are one.
    told.sort();
    told.dedup();
    for sample::Survey { sent_at, answered_at, score, scale } in &conversation.surveys {
        told.push(format!("survey {sent_at:?} {answered_at:?} {:?} {scale}", score.map(f64::from)));
    }
    for message in &conversation.messages {
        let sample::Message { at, template, campaign, variant, flow, step, error, .. } = message;
        told.push(format!("{at} {template:?} {campaign:?} {variant:?} {flow:?} {step:?} {error:?}"));
    }
    told.sort();
    told
}

/// What the tables say of a thread, sorted.
fn kept(data: &Dataset, thread: u32) -> Vec<String> {
    fn text(dict: &Dict, place: u32) -> Option<&str> {
        some(place).map(|place| dict.get(place))
    }
    let mut kept = Vec::new();
    for Event { at, kind, by, subject, .. } in data.events.of(thread) {
        let by = some(by).map(|by| data.agents.keys.id(by));
        let tag = if kind.is_of_tags() { text(&data.tags, subject) } else { None };
        let step = (kind.subject() == Subject::FlowStep).then(|| data.flow_steps.get(subject));
        let (flow, step) = (step.map_or(NONE, |of| of.flow), step.map_or(NONE, |of| of.step));
        let (flow, step) = (text(&data.flows, flow), text(&data.steps, step));
        let none = Conversion { value_micros: None, currency: NONE, kind: NONE };
        let is_conversion = kind.subject() == Subject::Conversion;
        let worth = if is_conversion { data.conversions.get(subject) } else { none };
        let (micros, currency) = (worth.value_micros, text(&data.currencies, worth.currency));
        let (kind, conversion) = (kind.id(), text(&data.conversion_kinds, worth.kind));
        kept.push(format!("{at} {kind} {by:?} {tag:?} {flow:?} {step:?} {micros:?} {currency:?} {conversion:?}"));
    }
    for Survey { sent_at, answered_at, score, scale, .. } in data.surveys.of(thread) {
        let (sent_at, answered_at) = (known(sent_at), known(answered_at));
        kept.push(format!("survey {sent_at:?} {answered_at:?} {score:?} {}", scale.unwrap_or_default()));
    }
    for row in data.messages.rows_of(thread) {
        let (at, marks) = (data.messages.at[row], data.messages.marks.of(row as u32));
        let (template, campaign) = (text(&data.templates, marks.template), text(&data.campaigns, marks.campaign));
        let (variant, flow) = (text(&data.variants, marks.variant), text(&data.flows, marks.flow));
        let (step, error) = (text(&data.steps, marks.step), text(&data.errors, marks.error));
        kept.push(format!("{at} {template:?} {campaign:?} {variant:?} {flow:?} {step:?} {error:?}"));
    }
    kept.sort();
    kept
}

#[test]
fn all_that_is_said_of_an_invented_inbox_is_kept() {
    let Scene { rows, engine, .. } = scene(21);
    let data = engine.data();
    for (thread, conversation) in (0..).zip(&rows.conversations) {
        assert_eq!(data.threads.keys.id(thread), conversation.id);
        assert_eq!(kept(data, thread), told(&rows, conversation), "{}", conversation.id);
    }
    for (contact, told) in (0..).zip(&rows.contacts) {
        let value = |key: &str| told.attributes.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone());
        let mut tags: Vec<String> = told.tags.iter().map(|tag| (*tag).to_owned()).collect();
        let (added_via, removed_at, kept_tags, attributes) = known_of_contact(data, contact);
        let mut kept_tags = kept_tags.unwrap();
        tags.sort();
        kept_tags.sort();
        assert_eq!((added_via.as_deref(), known(removed_at)), (told.added_via, told.removed_at));
        assert_eq!((kept_tags, attributes), (tags, ["plan", "orders", "isSubscribed"].map(value)));
    }
    assert_eq!(data.coverage(), Coverage::all());
}

#[test]
fn what_is_read_in_two_batches_is_the_whole() {
    let whole = Plan::year_2025(22, 400).inbox();
    let written = |inbox: &Inbox| {
        let mut text = Vec::new();
        write_canonical(inbox, &mut text).unwrap();
        batch(std::str::from_utf8(&text).unwrap()).unwrap()
    };
    for place in [100, 200, 300] {
        let middle = whole.conversations[place].messages.last().map_or(0, |message| message.at) + 1;
        let mut dataset = Dataset::default();
        dataset.add(written(&whole.as_of(middle)));
        dataset.add(written(&whole.changed_since(middle)));
        assert_eq!(dataset.threads.len(), 400);
        for thread in 0..400 {
            let id = dataset.threads.keys.id(thread);
            let conversation = whole.conversations.iter().find(|conversation| conversation.id == id).unwrap();
            assert_eq!(kept(&dataset, thread), told(&whole, conversation), "{id} read before and after {middle}");
        }
        for (contact, told) in (0..).zip(&whole.contacts) {
            assert_eq!(known(dataset.contacts.removed_at[contact]), told.removed_at, "{}", told.id);
        }
    }
}
