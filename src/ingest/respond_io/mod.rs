//! respond.io: the tables that it exports, what its interface answers, and its webhooks.
//!
//! Ids of messages are microseconds of UTC, so a message has the same time wherever it comes from. No message names its
//! conversation: it comes with its contact.

mod csv;
mod json;

use super::Source;
use super::fingerprint::Head;
use crate::store::vocabulary::{Actor, MessageKind, Status};
use crate::time::{BELIEVED, Millis};

pub const SOURCE: Source = Source {
    id: ID,
    sniff,
    reader: |options, head| if head.is_json() { json::reader(options, head) } else { csv::reader(options, head) },
    is_lenient: false,
};

const ID: &str = "respond-io";

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    if head.is_json() { json::sniff(head) } else { csv::sniff(head) }
}

/// Who writes messages, opens and closes conversations.
const ACTORS: [(&str, Actor); 14] = [
    ("contact", Actor::Contact),
    ("user", Actor::Agent),
    ("echo", Actor::Echo),
    ("bot", Actor::Bot),
    ("ai_agent", Actor::Bot),
    ("workflow", Actor::Automation),
    ("api", Actor::Automation),
    ("zapier", Actor::Automation),
    ("make", Actor::Automation),
    ("n8n", Actor::Automation),
    ("auto_close", Actor::Automation),
    ("ctc_ads", Actor::Contact),
    ("growth_widget", Actor::Contact),
    ("broadcast", Actor::Broadcast),
];

fn meaning<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    words.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, meaning)| *meaning)
}

/// What a contact says of its conversation.
const STATES: [(&str, Status); 6] = [
    ("open", Status::Open),
    ("close", Status::Closed),
    ("closed", Status::Closed),
    ("done", Status::Closed),
    ("snoozed", Status::Snoozed),
    ("unsnoozed", Status::Open),
];

/// What is told of a contact beside its custom fields; columns have the same names in capitals.
const ATTRIBUTES: [&str; 2] = ["lifecycle", "language"];

const KINDS: [(&str, MessageKind); 19] = [
    ("text", MessageKind::Text),
    ("email", MessageKind::Text),
    ("story_reply", MessageKind::Text),
    ("post", MessageKind::Text),
    ("image", MessageKind::Image),
    ("video", MessageKind::Video),
    ("audio", MessageKind::Audio),
    ("file", MessageKind::Document),
    ("attachment", MessageKind::Document),
    ("location", MessageKind::Location),
    ("quick_reply", MessageKind::Interactive),
    ("card", MessageKind::Interactive),
    ("rating", MessageKind::Interactive),
    ("whatsapp_interactive", MessageKind::Interactive),
    ("whatsapp_order", MessageKind::Interactive),
    ("whatsapp_template", MessageKind::Template),
    ("template", MessageKind::Template),
    ("custom_payload", MessageKind::Other),
    ("unsupported", MessageKind::Other),
];

/// The instant that an id of 16 digits is.
fn time_of(id: &str) -> Option<Millis> {
    let is_one = id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_digit());
    let at = id.parse::<Millis>().ok().filter(|_| is_one)? / 1000;
    BELIEVED.contains(at).then_some(at)
}

#[cfg(test)]
mod tests {
    use crate::error::Fault;
    use crate::ingest::Options;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::store::dict::{NOBODY, NONE, some};
    use crate::store::vendor::VendorTime;
    use crate::store::vocabulary::{Actor, EventKind, MessageKind, Origin, Status};
    use crate::testing::{MINUTE, ask, at, batch, batch_of, options, read, value};
    use crate::time::zone::tests::zone;
    use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis, NEVER};
    use inboxlens_sample::{Plan, RespondIoExport, respond_io_export, write_canonical};

    const MESSAGES: &str = include_str!("../../../tests/fixtures/respond-io/messages.csv");
    const CONVERSATIONS: &str = include_str!("../../../tests/fixtures/respond-io/conversations.csv");
    const PAGE: &str = include_str!("../../../tests/fixtures/respond-io/message-page.json");

    const SENDERS: &str = include_str!("../../../tests/fixtures/respond-io/messages-of-all-senders.csv");
    const SPREADSHEET: &str = include_str!("../../../tests/fixtures/respond-io/messages-through-a-spreadsheet.csv");
    const PANDAS: &str = include_str!("../../../tests/fixtures/respond-io/conversations-after-pandas.csv");
    const LATIN: &[u8] = include_bytes!("../../../tests/fixtures/respond-io/conversations-iso-8859-1.csv");
    const CONTACTS: &str = include_str!("../../../tests/fixtures/respond-io/contacts-headers-in-one-word.csv");
    const OLD_CONTACTS: &str = include_str!("../../../tests/fixtures/respond-io/contacts-old-headers.csv");
    const ADDED: &str = include_str!("../../../tests/fixtures/respond-io/contacts-added.csv");
    const CONNECTED: &str = include_str!("../../../tests/fixtures/respond-io/contacts-connected.csv");
    const CONTACT_PAGE: &str = include_str!("../../../tests/fixtures/respond-io/contact-page.json");
    const HOOKS: &str = include_str!("../../../tests/fixtures/respond-io/webhooks.ndjson");

    fn warned(data: &Dataset) -> Vec<(Fault, u64)> {
        data.warnings().as_slice().iter().map(|warning| (warning.code, warning.count)).collect()
    }

    fn thread(data: &Dataset, id: &str) -> u32 {
        (0..data.threads.len() as u32).find(|&thread| data.threads.keys.id(thread) == id).unwrap()
    }

    #[test]
    fn contacts_alone_are_no_conversations() {
        let counts = [CONTACTS, CONTACT_PAGE, HOOKS, MESSAGES].map(|text| {
            let batch = batch(text).unwrap();
            (batch.conversations(), batch.tables.threads.len())
        });
        assert_eq!(counts[..2], [(0, 2), (0, 2)]);
        assert!(counts[2..].iter().all(|&(conversations, homes)| conversations > 0 && conversations <= homes));
    }

    #[test]
    fn what_the_team_keeps_of_contacts_are_attributes() {
        let told = |text: &str, contact: u32| -> Vec<(String, Option<String>)> {
            let data = read(text).unwrap();
            let known = |value: u32| some(value).map(|value| data.attribute_values.get(value).to_owned());
            let keys = (0..data.attribute_keys.len() as u32).map(|key| (key, data.attribute(contact, key)));
            let told = keys.filter(|&(_, value)| value != NONE);
            told.map(|(key, value)| (data.attribute_keys.get(key).to_owned(), known(value))).collect()
        };
        let pairs = |pairs: [(&str, Option<&str>); 3]| pairs.map(|(key, value)| (key.into(), value.map(Into::into)));
        let of_table = [("lifecycle", Some("Customer")), ("language", Some("it")), ("Plan", Some("pro"))];
        assert_eq!(told(CONTACTS, 0), pairs(of_table));
        assert_eq!(told(CONTACTS, 1), pairs([("lifecycle", None), ("language", Some("ar")), ("Plan", None)]));
        let of_page = [("lifecycle", Some("Customer")), ("language", Some("ar")), ("Plan", Some("pro"))];
        assert_eq!(told(CONTACT_PAGE, 0), pairs(of_page));
    }

    fn messages(data: &Dataset, thread: u32) -> Vec<(Actor, MessageKind)> {
        data.messages.rows_of(thread).map(|row| (data.messages.actor[row], data.messages.kind[row])).collect()
    }

    #[test]
    fn whoever_writes_and_what_is_of_no_conversation() {
        use Actor::*;
        use MessageKind::*;
        let mut data = read(SENDERS).unwrap();
        data.add(batch(PANDAS).unwrap());
        let first = thread(&data, "1741334400417417");
        assert_eq!(messages(&data, first), [(Contact, Text), (Automation, Text), (Agent, Text), (Echo, Text)]);
        assert_eq!(messages(&data, thread(&data, "~88131")), [(Broadcast, Template), (Broadcast, Text)]);
        assert_eq!(messages(&data, thread(&data, "1741593600417417")), [(Bot, Text), (Contact, Audio)]);
        let template = data.messages.rows_of(thread(&data, "~88131")).start;
        assert_eq!(data.templates.get(data.messages.marks.of(template as u32).template), "spring_offer");
        let sender = |row: usize| data.agents.keys.id(data.messages.sender[row]);
        let rows = data.messages.rows_of(first);
        assert_eq!((sender(rows.start + 2), data.messages.sender[rows.end - 1]), ("4021", NONE));
        assert_eq!(data.channels.get(data.threads.channel[first as usize]), "5501");
        assert_eq!(warned(&data), [(Fault::NaiveTime, 5)]);
    }

    #[test]
    fn conversations_with_fractions_and_dashes() {
        let data = read(PANDAS).unwrap();
        let threads = &data.threads;
        assert_eq!((threads.keys.id(0), threads.keys.id(1)), ("1741334400417417", "1741593600417417"));
        let contact = |thread: usize| data.contacts.keys.id(threads.contact[thread]);
        assert_eq!((contact(0), contact(1)), ("88131", "88133"));
        let agent = data.agents.keys.id(threads.agent[0]);
        assert_eq!((agent, threads.agent[1]), ("4022", NOBODY));
        assert_eq!(threads.status, [Status::Closed, Status::Open]);
        assert_eq!(threads.closed_at, [at("2025-03-09T12:00:00Z"), NEVER]);
        assert_eq!(threads.origin, [Some(Origin::Inbound), Some(Origin::Flow)]);
        let events: Vec<_> =
            data.events.rows_of(0).map(|row| (data.events.kind[row], data.events.actor[row])).collect();
        let assigned = (EventKind::Assigned, Actor::Unknown);
        let expected = [(EventKind::Opened, Actor::Contact), assigned, assigned, (EventKind::Closed, Actor::Agent)];
        assert_eq!(events, expected);
        let times: Vec<_> = (0..data.vendor_times.len())
            .map(|row| (data.vendor_times.get(row).time, data.vendor_times.get(row).value_ms / MINUTE_MS))
            .collect();
        use VendorTime::*;
        let expected = [
            (FirstResponse, 10),
            (ResponseTime, 10),
            (Resolution, 52 * 60),
            (TimeToAssignment, 5),
            (AssignmentToResponse, 5),
            (AssignmentToClose, 51 * 60 + 55),
        ];
        assert_eq!(times, expected);
    }

    #[test]
    fn tables_that_went_through_a_spreadsheet() {
        let mut data = Dataset::default();
        for _ in 0..2 {
            data.add(batch(SPREADSHEET).unwrap());
        }
        let minutes: Vec<_> =
            data.messages.at.iter().map(|at_ms| (at_ms - at("2025-03-13T09:00:00Z")) / MINUTE_MS).collect();
        // The same words twice within a minute are two messages, and the file read twice is one.
        assert_eq!(minutes, [0, 4, 4, 5]);
        let [rounded, naive] = [(Fault::ReplacedId, 8), (Fault::NaiveTime, 8)];
        assert_eq!(warned(&data), [rounded, naive]);

        let batch = batch_of(LATIN, "", options()).unwrap();
        let mut data = Dataset::default();
        data.add(batch);
        assert_eq!(data.categories.get(data.threads.category[0]), "Réclamation");
        assert_eq!(data.threads.created_at, [at("2025-03-14T09:00:00Z")]);
        assert_eq!(warned(&data), [(Fault::NaiveTime, 2), (Fault::GuessedEncoding, 1)]);
    }

    #[test]
    fn contacts_of_tables_and_reports() {
        let mut data = Dataset::default();
        let files = [
            ("", CONTACTS),
            ("", OLD_CONTACTS),
            ("contacts-added-march.csv", ADDED),
            ("contacts-connected.csv", CONNECTED),
        ];
        for (name, text) in files {
            data.add(batch_of(text.as_bytes(), name, options()).unwrap());
        }
        let contacts = &data.contacts;
        let ids: Vec<_> = (0..5).map(|contact| contacts.keys.id(contact)).collect();
        assert_eq!((ids, contacts.keys.len()), (vec!["88131", "88132", "88133", "88134", "88135"], 5));
        let names: Vec<_> = (0..5).map(|contact| contacts.names.get(contact)).collect();
        assert_eq!(names, [Some("Lina Haddad"), Some("Omar"), None, Some("Sara Neri"), None]);
        let created = ["01T08:00:00Z", "02T08:30:00Z", "03T09:00:00Z", "05T08:00:00Z", "06T08:00:00Z"];
        assert_eq!(contacts.created_at, created.map(|day| at(&format!("2025-03-{day}"))));
        let via = contacts.added_via[3..].iter().map(|&source| data.contact_sources.get(source));
        assert_eq!(via.collect::<Vec<_>>(), ["Incoming Message", "Contact Import"]);
        assert_eq!(contacts.added_via[..3], [NONE; 3]);
        let tags = contacts.tags.get(0).iter().map(|&tag| data.contact_tags.get(tag));
        assert_eq!(tags.collect::<Vec<_>>(), ["vip", "newsletter"]);
        let countries: Vec<_> = contacts.country[..2].iter().map(|&country| data.countries.get(country)).collect();
        assert_eq!(countries, ["IT", "SA"]);
        assert_eq!((contacts.handles.get(0).len(), contacts.handles.get(1).len()), (2, 0));
        assert_eq!(warned(&data), [(Fault::NaiveTime, 6)]);
    }

    #[test]
    fn pages_of_contacts() {
        let data = read(CONTACT_PAGE).unwrap();
        let home = |id: &str| thread(&data, &format!("~{id}")) as usize;
        let [open, snoozed] = [home("88151"), home("88152")];
        assert_eq!([data.threads.status[open], data.threads.status[snoozed]], [Status::Open, Status::Snoozed]);
        assert_eq!((data.threads.agent[open], data.threads.agent[snoozed]), (0, NOBODY));
        assert_eq!((data.contacts.created_at[0], data.conversations(), data.people()), (1_741_600_000_000, 0, 2));
        assert_eq!((data.contacts.names.get(1), warned(&data)), (Some("Rana Aziz"), vec![]));
    }

    #[test]
    fn webhooks_of_each_kind() {
        let mut inbox = Inbox::default();
        for text in [HOOKS, HOOKS] {
            inbox.add(batch(text).unwrap(), Vec::new());
        }
        let data = inbox.data();
        assert_eq!((data.conversations(), data.contacts.names.get(0)), (1, Some("Nour Saidi")));
        assert_eq!(messages(data, 0), [(Actor::Contact, MessageKind::Text), (Actor::Agent, MessageKind::Image)]);
        let events: Vec<_> = (0..data.events.len()).map(|row| (data.events.kind[row], data.events.by[row])).collect();
        assert_eq!(events, [(EventKind::Opened, NONE), (EventKind::Note, 0), (EventKind::Closed, 0)]);
        assert_eq!((data.agents.names.get(0), data.agents.keys.len()), (Some("Omar Ali"), 1));
        assert_eq!(data.threads.status, [Status::Closed]);
        let tags = data.contacts.tags.get(0).iter().map(|&tag| data.contact_tags.get(tag));
        assert_eq!(tags.collect::<Vec<_>>(), ["vip", "refund"]);
        let metrics = ["first-response", "resolution-time"];
        let numbers = metrics.map(|metric| value(&ask(&inbox, "", &format!("\"{metric}\""))));
        // Ids are more exact than the time of the close.
        assert_eq!((numbers, warned(data)), ([Some(6.0 * MINUTE), Some(60.0 * MINUTE - 417.0)], vec![]));
    }

    #[test]
    fn webhooks_that_tell_nothing_are_counted() {
        let hook = |kind: &str, more: &str| {
            format!(r#"{{"contact":{{"id":1,"firstName":"A"}},"event_type":"{kind}","event_id":"e"{more}}}"#)
        };
        let hooks = [
            hook("call.ended", ""),
            hook("message.received", ""),
            hook("conversation.closed", ""),
            hook("conversation.closed", r#","conversation":{"openedTime":1741600000}"#),
            hook("comment.created", r#","text":"Hello""#),
            hook("message.sent", r#","message":{"messageId":7,"traffic":"outgoing"}"#),
        ];
        let data = read(&hooks.join("\n")).unwrap();
        assert_eq!(warned(&data), [(Fault::UnknownRow, 3), (Fault::MissingTime, 3)]);
    }

    /// A table of conversations and one of messages as an inbox in `name` exports them, a conversation every `step_ms`
    /// from nine in the morning until ten.
    fn tables_in(name: &str, days: i64) -> [String; 2] {
        let place = zone(name);
        let mut conversations =
            "Conversation ID,Contact ID,DateTime Conversation Started,DateTime Conversation Resolved\n".to_owned();
        let mut messages = "Date & Time,Sender ID,Sender Type,Contact ID,Message ID,Content Type,Content\n".to_owned();
        for day in 0..days {
            let from = at("2025-01-07T09:00:00Z") + day * DAY_MS;
            let shown = |at: Millis| place.civil_from_instant(at).format("%Y-%m-%d %H:%M:%S").to_string();
            conversations += &format!("k{day},{day},{},{}\n", shown(from), shown(from + HOUR_MS));
            let row = |at: Millis| format!("{},1,contact,{day},{}123,text,Hello\n", shown(at), at);
            messages += &row(from + MINUTE_MS);
        }
        [conversations, messages]
    }

    #[test]
    fn times_of_tables_are_in_the_zone_that_ids_of_messages_tell() {
        for name in ["America/New_York", "Asia/Kolkata", "Europe/London", "UTC"] {
            let [conversations, messages] = tables_in(name, 200);
            for order in [[&conversations, &messages], [&messages, &conversations]] {
                let mut inbox = Inbox::default();
                for text in order.iter().chain(&order) {
                    inbox.add(batch(text).unwrap(), Vec::new());
                }
                let data = inbox.data();
                let expected = (0..200).map(|day| at("2025-01-07T09:00:00Z") + day * DAY_MS).collect::<Vec<_>>();
                let threads = (0..data.threads.len()).filter(|&thread| !data.threads.is_loose(thread as u32));
                let created: Vec<_> = threads.map(|thread| data.threads.created_at[thread]).collect();
                assert_eq!(created, expected, "{name}");
                let resolution = value(&ask(&inbox, "", "\"resolution-time\""));
                assert_eq!((resolution, data.events.len(), data.messages.len()), (Some(60.0 * MINUTE), 400, 200));
                let warnings: Vec<_> = data.warnings().as_slice().iter().map(|warning| warning.code).collect();
                assert_eq!(warnings, [Fault::NaiveTime]);
                let summary = serde_json::to_value(inbox.summary("UTC")).unwrap();
                let clock = &summary["clocks"]["respond-io"];
                let (zone, offsets) = match name {
                    "UTC" => ("confirmed", vec![0]),
                    "Asia/Kolkata" => ("learnt", vec![19_800_000]),
                    "Europe/London" => ("learnt", vec![0, 3_600_000]),
                    _ => ("learnt", vec![-18_000_000, -14_400_000]),
                };
                let seen = clock["seen"].as_array().unwrap().iter().map(|seen| seen["offsetMs"].as_i64().unwrap());
                assert_eq!((clock["zone"].as_str().unwrap(), seen.collect::<Vec<_>>()), (zone, offsets));
            }
        }
    }

    #[test]
    fn messages_without_an_instant_are_in_the_zone_that_the_others_tell() {
        let [_, messages] = tables_in("America/New_York", 9);
        let rounded = "2025-01-08 04:30:00,1,contact,1,1.73633E+15,text,Hello\n";
        for text in [format!("{messages}{rounded}"), messages.replacen('\n', &format!("\n{rounded}"), 1)] {
            let data = read(&text).unwrap();
            assert!(data.messages.at.contains(&at("2025-01-08T09:30:00Z")));
            assert_eq!(data.messages.len(), 10);
        }
    }

    #[test]
    fn a_zone_that_is_given_for_a_table_holds() {
        let [conversations, messages] = tables_in("America/New_York", 9);
        let given = Options { zone: zone("Europe/Rome"), is_zone_of_input: true, ..options() };
        let mut inbox = Inbox::default();
        inbox.add(batch(&messages).unwrap(), Vec::new());
        inbox.add(batch_of(conversations.as_bytes(), "", given).unwrap(), Vec::new());
        let data = inbox.data();
        // Four in the morning in New York, and in Rome.
        let created = (0..data.threads.len()).find(|&thread| data.threads.keys.id(thread as u32) == "k0").unwrap();
        assert_eq!(data.threads.created_at[created], at("2025-01-07T03:00:00Z"));
        assert_eq!(data.messages.at[0], at("2025-01-07T09:01:00Z"));
    }

    #[test]
    fn tables_and_pages_in_any_order_are_the_same() {
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut inbox = Inbox::default();
            for file in order.iter().chain(&order) {
                inbox.add(batch([MESSAGES, CONVERSATIONS, PAGE][*file]).unwrap(), Vec::new());
            }
            let metrics = ["conversations", "messages", "first-response", "resolution-time", "messages-read"];
            let numbers = metrics.map(|metric| value(&ask(&inbox, "", &format!("\"{metric}\""))));
            let expected = [Some(2.0), Some(3.0), Some(5.0 * MINUTE), Some(60.0 * MINUTE), Some(1.0)];
            assert_eq!(numbers, expected, "{order:?}");
            assert!(inbox.data().warnings().as_slice().is_empty());
        }
    }

    #[test]
    fn the_same_numbers_as_of_canonical_json() {
        let sample = Plan::year_2025(5, 250).inbox();
        let mut text = Vec::new();
        write_canonical(&sample.as_respond_io_tells(), &mut text).unwrap();
        // The clock stands in India.
        let RespondIoExport { messages, conversations } = respond_io_export(&sample, 330 * MINUTE_MS);
        let inboxes = [&[String::from_utf8(text).unwrap()][..], &[conversations, messages]].map(|texts| {
            let mut inbox = Inbox::default();
            texts.iter().for_each(|text| inbox.add(batch(text).unwrap(), Vec::new()));
            inbox
        });
        assert!(inboxes[0].data().conversations() > 150);
        for metric in [
            "conversations",
            "messages",
            "messages-received",
            "closed-conversations",
            "open-conversations",
            "active-conversations",
            "backlog",
            "first-response",
            "response-time",
            "resolution-time",
            "conversation-duration",
            "missed-conversations",
            "unanswered-conversations",
            "customer-abandonment",
            "reply-rate",
            "time-to-assignment",
            "assignment-to-response",
            "assignment-to-close",
            "assignments",
            "conversations-assigned",
            "conversations-handled",
            "agent-activity",
            "workload",
            "messages-per-conversation",
            "messages-per-contact",
            "turns-per-conversation",
            "bot-resolution-rate",
            "bot-escalation-rate",
            "unique-customers",
            "new-customers",
            "returning-customers",
            "retention-rate",
        ] {
            let [canonical, tables] = [0, 1].map(|of| {
                let answer = ask(&inboxes[of], "", &format!("\"{metric}\""));
                (answer.shape, answer.excluded)
            });
            assert_eq!(tables, canonical, "{metric}");
        }
        for by in ["category", "team", "channel", "template"] {
            let request = format!(
                r#"{{"metric":"{}","by":"{by}"}}"#,
                if by == "template" { "messages" } else { "conversations" }
            );
            let [canonical, tables] = [0, 1].map(|of| ask(&inboxes[of], "", &request).shape);
            assert_eq!(tables, canonical, "{by}");
        }
    }
}
