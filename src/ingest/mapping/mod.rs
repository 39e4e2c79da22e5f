//! Rows of any shape, by a mapping that says which column of theirs is what: a row is a message, or a conversation.
//!
//! The mapping is the user's, or guessed from the names of the columns and shown with what was read.

mod conversion;
mod csv;
mod guess;
mod heard;
mod json;
mod row;

use super::Details;
use super::fingerprint::Head;
use crate::error::{Fault, Place};
use crate::store::Batch;
use crate::words;
use serde::Serialize;
use serde::ser::SerializeMap;

use conversion::HANDLES;

pub use csv::SOURCE as CSV;
pub use heard::HeardWord;
pub use json::SOURCE as JSON;
pub use row::is_word;

words! {
    /// What a column holds. With a time of a purchase, a row is a conversion; or else with a time of a message, it is a
    /// message, and without one a conversation.
    Role {
        /// Of the message.
        Id = "id",
        /// The id of the conversation; where there is none, all of a contact is one, cut where it was silent for a day.
        Conversation = "conversation",
        At = "at",
        /// Of the message, where `at` is only its date.
        TimeOfDay = "timeOfDay",
        /// Whether the message came in or went out.
        Direction = "direction",
        /// Which class of senders wrote it.
        Sender = "sender",
        SenderId = "senderId",
        SenderName = "senderName",
        Text = "text",
        Type = "type",
        /// Whether it is a note between agents.
        Private = "private",
        /// How far it got: sent, delivered, read or failed.
        Delivery = "delivery",
        SentAt = "sentAt",
        DeliveredAt = "deliveredAt",
        ReadAt = "readAt",
        FailedAt = "failedAt",
        Error = "error",
        Template = "template",
        Campaign = "campaign",
        /// The id of the contact that the conversation is with.
        Contact = "contact",
        ContactName = "contactName",
        Country = "country",
        Channel = "channel",
        Category = "category",
        Status = "status",
        CreatedAt = "createdAt",
        ClosedAt = "closedAt",
        Unread = "unread",
        /// Whom the conversation is assigned to.
        Agent = "agent",
        Team = "team",
        Tags = "tags",
        Csat = "csat",
        /// When somebody bought something, or did else that counts.
        ConvertedAt = "convertedAt",
        Value = "value",
        /// How much was given back.
        Refund = "refund",
        Currency = "currency",
        /// What it was: the name of an event, the type of a deal.
        Kind = "kind",
        /// What became of a deal: only what is won is a conversion.
        Stage = "stage",
        /// What a contact is known by in other sources, too.
        Phone = "phone",
        Email = "email",
        ExternalId = "externalId",
        /// Of a browser or an app.
        ClientId = "clientId",
        /// Of a click on an advertisement.
        ClickId = "clickId",
    }
}

impl Role {
    /// Whether it is of the conversation, and not of one of its messages.
    fn is_of_conversation(self) -> bool {
        use Role::*;
        matches!(
            self,
            Conversation
                | Contact
                | ContactName
                | Country
                | Channel
                | Category
                | Status
                | CreatedAt
                | ClosedAt
                | Unread
                | Agent
                | Team
                | Tags
                | Csat
                | Phone
                | Email
                | ExternalId
                | ClientId
                | ClickId
        )
    }

    /// Whether it is an instant.
    fn is_time(self) -> bool {
        use Role::*;
        matches!(self, At | SentAt | DeliveredAt | ReadAt | FailedAt | CreatedAt | ClosedAt | ConvertedAt)
    }
}

/// Which column is what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// The keys that lead to the rows, outermost first. Arrays are entered wherever they stand.
    pub rows: Vec<String>,
    /// In JSON a way of keys, joined by dots. What it leads to may stand in a list: then each of its elements is a row, and
    /// has in common with the others what stands around the list.
    pub columns: Vec<(Role, String)>,
    /// What a value of a column means, in our words, where it is not one of those that are understood anyhow; values are in
    /// small letters.
    pub words: Vec<(Role, Vec<(String, String)>)>,
}

impl Mapping {
    /// Whether a row can be put anywhere.
    pub fn is_enough(&self) -> bool {
        let identity = [Role::Conversation, Role::Contact, Role::Id];
        if self.has(Role::ConvertedAt) {
            return self.has(Role::Contact) || HANDLES.iter().any(|&(role, _)| self.has(role));
        }
        if self.has(Role::At) { identity[..2].iter().any(|&role| self.has(role)) } else { self.has(identity[0]) }
    }

    fn has(&self, role: Role) -> bool {
        self.columns.iter().any(|(known, _)| *known == role)
    }

    fn column(&self, role: Role) -> Option<&str> {
        self.columns.iter().find(|(known, _)| *known == role).map(|(_, column)| column.as_str())
    }

    /// What a value means, if the mapping says it.
    fn word(&self, role: Role, value: &str) -> Option<&str> {
        let (_, words) = self.words.iter().find(|(of, _)| *of == role)?;
        words.iter().find(|(known, _)| *known == value.to_lowercase()).map(|(_, word)| word.as_str())
    }
}

fn warn_of_missing_column(name: &str, batch: &mut Batch) {
    batch.warnings.add(Fault::MissingColumn, || Place { path: Some(name.to_owned()), ..Place::default() });
}

/// What there is to say of rows whose columns do not tell what they are, so that a person can: who would read them, and
/// which columns they have.
pub fn unmapped(head: &Head<'_>) -> Option<(&'static str, Details)> {
    json::unmapped(head).or_else(|| csv::unmapped(head))
}

impl Serialize for Mapping {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.rows.is_empty() {
            map.serialize_entry("rows", &self.rows.join("."))?;
        }
        for (role, column) in &self.columns {
            map.serialize_entry(role, column)?;
        }
        if !self.words.is_empty() {
            map.serialize_entry("words", &OfRoles(&self.words))?;
        }
        map.end()
    }
}

/// Values and their words, by role.
struct OfRoles<'a>(&'a [(Role, Vec<(String, String)>)]);

impl Serialize for OfRoles<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(role, words)| (role, OfValues(words))))
    }
}

struct OfValues<'a>(&'a [(String, String)]);

impl Serialize for OfValues<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(value, word)| (value, word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{self, Arg};
    use crate::error::Error;
    use crate::ingest::{Intake, Options, Recognised};
    use crate::registry::Word;
    use crate::report::Inbox;
    use crate::report::answer::Answer;
    use crate::report::reading;
    use crate::store::dict::{NOBODY, NONE};
    use crate::store::vocabulary::{Actor, Fact, Status};
    use crate::testing::{MINUTE, ask, at, inbox as inbox_of, options, value};
    use crate::time::written::DateOrder;
    use inboxlens_sample::{Plan, write_canonical, write_csv, write_json_rows};

    fn mapping(text: &str) -> Result<Mapping, Error> {
        reading::mapping(&Arg::new(&args::parse(text)?))
    }

    fn read(text: &str, mapping: Option<Mapping>) -> (Inbox, Recognised) {
        let mut intake = Intake::new(Options { mapping, ..options() });
        intake.begin("");
        intake.push(text.as_bytes()).unwrap();
        let recognised = intake.end().unwrap();
        let mut inbox = Inbox::default();
        inbox.add(intake.finish(), Vec::new());
        (inbox, recognised)
    }

    fn spelled(mapping: &Option<Mapping>) -> String {
        serde_json::to_string(mapping).unwrap()
    }

    #[test]
    fn a_guess_is_shown_and_can_be_handed_back() {
        let text = include_str!("../../../tests/fixtures/json-rows/messages-of-a-shop.json");
        let (inbox, recognised) = read(text, None);
        assert_eq!((recognised.format, recognised.reason), ("json-rows", "names-of-fields"));
        assert!(recognised.details.is_mapping_guessed);
        let shown = spelled(&recognised.details.mapping);
        let expected = r#"{"rows":"data.items","id":"ref","conversation":"chat_id","at":"ts","direction":"direction",
            "senderId":"sender_id","text":"body","delivery":"delivery_status","error":"error_code","contact":"customer.id",
            "contactName":"customer.name","channel":"channel","tags":"tags"}"#;
        let expected: String = expected.split_whitespace().collect();
        assert_eq!(shown, expected);
        let (again, recognised) = read(text, Some(mapping(&shown).unwrap()));
        assert!(!recognised.details.is_mapping_guessed && recognised.reason == "given-mapping");
        assert_eq!(format!("{:?}", **again.data()), format!("{:?}", **inbox.data()));

        assert!(inbox.data().warnings().as_slice().is_empty());
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"conversations"}"#)), Some(2.0));
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"messages-read"}"#)), Some(1.0));
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"messages-failed"}"#)), Some(1.0));
        assert_eq!(inbox.data().contacts.keys.len(), 2, "902 is 902.0, too");
    }

    #[test]
    fn rows_of_one_s_own_with_words_of_one_s_own() {
        let text = r#"{"page":{"rows":[
            {"k":"x","zeit":"2025-03-03T09:00:00Z","wer":"K"},
            {"k":"x","zeit":"2025-03-03T09:07:00Z","wer":"M"},
            {"k":"x","zeit":"2025-03-03T09:08:00Z","wer":"?"},
            {"k":null,"zeit":"2025-03-03T09:08:00Z","wer":"K"},
            {"k":"x","zeit":null,"wer":"K"},
            7]}}"#;
        let asked = r#"{"rows":"page.rows","conversation":"k","at":"zeit","sender":"wer",
            "words":{"sender":{"k":"contact","M":"agent"}}}"#;
        let (inbox, recognised) = read(text, Some(mapping(asked).unwrap()));
        let first_response = ask(&inbox, "", r#"{"metric":"first-response"}"#);
        assert_eq!(value(&first_response), Some(7.0 * MINUTE));
        let warnings: Vec<_> = inbox.data().warnings().as_slice().iter().collect();
        let told: Vec<_> = warnings.iter().map(|warning| (warning.code, warning.count)).collect();
        let expected = [(Fault::UnknownWord, 1), (Fault::MissingId, 1), (Fault::MissingTime, 1), (Fault::WrongType, 1)];
        assert_eq!(told, expected);
        assert_eq!(warnings[1].first.path.as_deref(), Some("page.rows[3].k"));
        let shown = spelled(&recognised.details.mapping);
        assert_eq!(mapping(&shown).unwrap(), mapping(asked).unwrap());
    }

    #[test]
    fn rows_that_are_conversations() {
        let (inbox, _) = read(include_str!("../../../tests/fixtures/json-rows/tickets.ndjson"), None);
        let threads = &inbox.data().threads;
        assert_eq!(threads.status, [Status::Closed, Status::Pending]);
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"conversations"}"#)), Some(2.0));
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"csat-responses"}"#)), Some(1.0));
    }

    #[test]
    fn a_user_is_the_customer_where_nobody_else_is() {
        let rows = |other: &str| {
            format!(
                r#"[{{"conversation_id":1,"timestamp":"2025-03-03T09:00:00Z","role":"user"}},
                {{"conversation_id":1,"timestamp":"2025-03-03T09:01:00Z","role":"{other}"}}]"#
            )
        };
        for (other, expected) in [
            ("agent", [Actor::Contact, Actor::Agent]),
            ("bot", [Actor::Contact, Actor::Bot]),
            ("contact", [Actor::Agent, Actor::Contact]),
            ("customer", [Actor::Agent, Actor::Contact]),
        ] {
            assert_eq!(read(&rows(other), None).0.data().messages.actor, expected, "{other}");
        }
    }

    #[test]
    fn an_invented_inbox_answers_as_its_canonical_form_does() {
        let mut invented = Plan::year_2025(11, 120).inbox();
        // A conversation without a message has no row.
        invented.conversations.retain(|conversation| !conversation.messages.is_empty());
        let text = |write: &dyn Fn(&mut Vec<u8>)| {
            let mut text = Vec::new();
            write(&mut text);
            String::from_utf8(text).unwrap()
        };
        let canonical = inbox_of(&text(&|out| write_canonical(&invented, out).unwrap()));
        let rows = read(&text(&|out| write_json_rows(&invented, out).unwrap()), None).0;
        let table = read(&text(&|out| write_csv(&invented, out).unwrap()), None).0;
        assert!([&rows, &table].iter().all(|inbox| inbox.data().warnings().as_slice().is_empty()));
        for metric in [
            "conversations",
            "messages",
            "messages-received",
            "messages-sent",
            "messages-delivered",
            "messages-read",
            "messages-failed",
            "delivery-rate",
            "read-rate",
            "unique-customers",
            "agent-activity",
        ] {
            let request = format!(r#"{{"metric":"{metric}","over":"month"}}"#);
            let [rows, table, canonical] = [&rows, &table, &canonical].map(|inbox| ask(inbox, "", &request));
            let shape = |answer: &Answer| serde_json::to_string(&answer.shape).unwrap();
            assert_eq!(shape(&rows), shape(&canonical), "{metric}");
            assert_eq!(shape(&table), shape(&canonical), "{metric}");
            assert!(rows.n > 0, "{metric}");
        }
    }

    #[test]
    fn a_table_with_dates_of_people_and_a_sum_at_its_end() {
        let text = "sep=;\r\nchat_id;date;role;message\r\n7;03/04/2025 09:00;user;\"a; b\"\r\n7;03/04/2025 09:05;agent;c\r\n\
                    8;25/04/2025 10:00;user;d\r\nTotal;;;\r\n";
        let (inbox, recognised) = read(text, None);
        assert_eq!((recognised.format, recognised.reason), ("csv", "names-of-columns"));
        assert_eq!(recognised.details.date_order, Some(DateOrder::Dmy));
        assert!(!recognised.details.is_date_order_guessed);
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"first-response"}"#)), Some(5.0 * MINUTE));
        assert_eq!(inbox.data().messages.at[0], at("2025-04-03T09:00:00Z"));
        let told: Vec<_> = inbox.data().warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        assert_eq!(told, [(Fault::NaiveTime, 3), (Fault::UnknownRow, 1)]);
        let given = r#"{"conversation":"chat_id","at":"date","sender":"role"}"#;
        assert_eq!(read(text, Some(mapping(given).unwrap())).1.reason, "given-mapping");
        let only = "chat_id,date,role\n1,03/04/2025 09:00,user\n";
        assert!(read(only, None).1.details.is_date_order_guessed);
    }

    #[test]
    fn messages_and_conversations_in_two_tables_are_joined() {
        let messages =
            "conversation_id,timestamp,sender_type\n1,2025-03-03T09:00:00Z,customer\n1,2025-03-03T09:02:00Z,agent\n";
        let conversations = "conversation_id,status,resolved_at\n1,resolved,2025-03-03T10:00:00Z\n";
        for texts in [[messages, conversations], [conversations, messages]] {
            let mut intake = Intake::new(options());
            for text in texts {
                intake.begin("");
                intake.push(text.as_bytes()).unwrap();
                intake.end().unwrap();
            }
            let mut inbox = Inbox::default();
            inbox.add(intake.finish(), Vec::new());
            assert_eq!(value(&ask(&inbox, "", r#"{"metric":"conversations"}"#)), Some(1.0));
            assert_eq!(value(&ask(&inbox, "", r#"{"metric":"first-response"}"#)), Some(2.0 * MINUTE));
            assert_eq!(inbox.data().threads.status, [Status::Closed]);
        }
    }

    #[test]
    fn a_mapping_that_says_too_little_is_refused() {
        for text in [r#"{"at":"t"}"#, r#"{"id":"x","at":"t"}"#, r#"{"colour":"c"}"#, r#"{"words":{"at":1}}"#, "7"] {
            assert!(mapping(text).is_err(), "{text}");
        }
    }

    #[test]
    fn columns_that_are_not_there_are_told() {
        let asked = r#"{"conversation":"chat","at":"t","sender":"author.kind","tags":"labels"}"#;
        for text in [
            "chat,t\n1,2025-03-03T09:00:00Z\n",
            r#"[{"chat":1,"t":"2025-03-03T09:00:00Z"},{"author":{"id":1},"chat":1,"t":"2025-03-03T09:00:01Z"}]"#,
        ] {
            let (inbox, _) = read(text, Some(mapping(asked).unwrap()));
            let [missing] = inbox.data().warnings().as_slice() else { panic!("{text}") };
            let told = (missing.code, missing.count, missing.first.path.as_deref());
            assert_eq!(told, (Fault::MissingColumn, 2, Some("author.kind")), "{text}");
        }
    }

    #[test]
    fn words_of_one_s_own_stand_for_words_that_are_understood() {
        let with = |words: &str| mapping(&format!(r#"{{"conversation":"c","at":"t","words":{words}}}"#));
        let known = [
            r#"{"direction":{"x":"in","y":"out"}}"#,
            r#"{"sender":{"x":"customer","y":"bot"}}"#,
            r#"{"delivery":{"x":"seen"},"status":{"x":"solved"},"type":{"x":"photo"}}"#,
        ];
        known.iter().for_each(|words| assert!(with(words).is_ok(), "{words}"));
        for (words, path) in [
            (r#"{"sender":{"x":"martian"}}"#, "words.sender.x"),
            (r#"{"status":{"Über":"sent"}}"#, "words.status.Über"),
            (r#"{"at":{"x":"in"}}"#, "words.at.x"),
        ] {
            assert_eq!(with(words).unwrap_err().place.path.as_deref(), Some(path));
        }
        let rows = r#"[{"c":1,"t":"2025-03-03T09:00:00Z","d":"x"},{"c":1,"t":"2025-03-03T09:01:00Z","d":"y"}]"#;
        let asked = r#"{"conversation":"c","at":"t","direction":"d","words":{"direction":{"x":"in","y":"out"}}}"#;
        let (inbox, _) = read(rows, Some(mapping(asked).unwrap()));
        assert_eq!(inbox.data().messages.actor, [Actor::Contact, Actor::Agent]);
    }

    #[test]
    fn words_are_told_with_what_they_were_taken_for() {
        let rows = |words: &[[&str; 2]]| {
            let row = |[sender, status]: &[&str; 2]| {
                format!(r#"{{"chat":1,"at":"2025-03-03T09:00:00Z","role":"{sender}","status":"{status}","text":"x"}}"#)
            };
            words.iter().map(row).collect::<Vec<_>>().join("\n")
        };
        let text = rows(&[["user", "new"], ["Klant", "sent"], ["agent", "offen"], ["klant", "new"]]);
        let told = |words: &str| {
            let asked = r#"{"conversation":"chat","at":"at","sender":"role","status":"status","words":<words>}"#;
            let (_, recognised) = read(&text, Some(mapping(&asked.replace("<words>", words)).unwrap()));
            let word =
                |it: &HeardWord| format!("{}: {} {} {}", it.role.id(), it.word, it.count, it.means.unwrap_or("?"));
            recognised.details.words.iter().map(word).collect::<Vec<_>>()
        };
        let known = ["sender: user 1 contact", "status: offen 1 ?", "status: new 2 open"];
        assert_eq!(told("{}"), ["sender: klant 2 ?", "sender: agent 1 agent", known[0], known[1], known[2]]);
        let said = told(r#"{"sender":{"KLANT":"contact","user":"bot"},"status":{"offen":"open"}}"#);
        assert_eq!(
            said,
            [
                "sender: klant 2 contact",
                "sender: agent 1 agent",
                "sender: user 1 bot",
                "status: new 2 open",
                "status: offen 1 open"
            ]
        );
    }

    #[test]
    fn flags_mean_what_their_column_is_called() {
        let rows = |column: &str, first: &str, second: &str| {
            format!(
                r#"[{{"chat":1,"at":"2025-03-03T09:00:00Z","text":"a","{column}":{first}}},
                {{"chat":1,"at":"2025-03-03T09:01:00Z","text":"b","{column}":{second}}}]"#
            )
        };
        let actors = |column: &str, first: &str, second: &str| {
            read(&rows(column, first, second), None).0.data().messages.actor.clone()
        };
        assert_eq!(actors("inbound", "true", "false"), [Actor::Contact, Actor::Agent]);
        assert_eq!(actors("is_incoming", "1", "0"), [Actor::Contact, Actor::Agent]);
        assert_eq!(actors("fromMe", "false", "true"), [Actor::Contact, Actor::Agent]);
        assert_eq!(actors("isOutgoing", "\"no\"", "\"yes\""), [Actor::Contact, Actor::Agent]);
        assert_eq!(actors("sender", "1", "0"), [Actor::Unknown; 2]);
    }

    #[test]
    fn agents_write_under_their_own_id() {
        let text = "chat_id,timestamp,sender_type,text,agent_id\n1,2025-03-03T09:00:00Z,customer,a,7\n\
                    1,2025-03-03T09:01:00Z,agent,b,7\n";
        let (inbox, _) = read(text, None);
        let messages = &inbox.data().messages;
        assert_eq!(inbox.data().agents.keys.id(messages.agent(1)), "7");
        assert_eq!((messages.sender[0], inbox.data().contacts.keys.len()), (NONE, 0));
    }

    #[test]
    fn a_customer_who_has_an_id_is_not_another_one_by_name() {
        let text =
            "chat_id,customer_id,timestamp,sender_type,sender_name,text\n1,c1,2025-03-03T09:00:00Z,customer,Lina,a\n";
        let (inbox, _) = read(text, None);
        let contacts = &inbox.data().contacts;
        assert_eq!((contacts.keys.len(), contacts.names.get(0)), (1, Some("Lina")));
        assert_eq!(inbox.data().messages.sender[0], inbox.data().threads.contact[0]);
    }

    #[test]
    fn a_state_of_messages_is_no_state_of_the_conversation() {
        let text = "chat_id,timestamp,direction,text,status\n1,2025-03-03T09:00:00Z,in,a,received\n\
                    1,2025-03-03T09:01:00Z,out,b,read\n1,2025-03-03T09:02:00Z,out,c,failed\n";
        let (inbox, _) = read(text, None);
        assert!(inbox.data().warnings().as_slice().is_empty());
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"messages-read"}"#)), Some(1.0));
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"messages-failed"}"#)), Some(1.0));
        assert!(!inbox.data().threads.coverage[0].has(Fact::Status));
    }

    #[test]
    fn what_conversations_leave_empty_is_known_to_be_nothing() {
        let text = "ticket_id,status,created_at,assignee,rating\n1,open,2025-03-03T09:00:00Z,Omar,\n\
                    2,open,2025-03-03T09:00:00Z,,\"4,5\"\n3,open,2025-03-03T09:00:00Z,,good\n";
        let (inbox, _) = read(text, None);
        assert_eq!(inbox.data().threads.agent, [0, NOBODY, NOBODY]);
        assert_eq!(inbox.data().surveys.score, [Some(4.5)]);
        let told: Vec<_> = inbox.data().warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        assert_eq!(told, [(Fault::WrongType, 1)]);
    }

    #[test]
    fn messages_within_their_conversations() {
        let text = r#"{"data":[
            {"id":1,"topic":"order","state":"done","customer":{"id":"c1"},"log":{"messages":[
                {"id":"a","created_at":"2025-03-03T09:00:00Z","author":"client","body":"x","status":"read"},
                {"id":"b","created_at":"2025-03-03T09:04:00Z","author":"agent","body":"y","status":"read"}]}},
            {"id":2,"topic":"order","state":"new","customer":{"id":"c2"},"log":{"messages":[]}},
            {"id":3,"topic":"other","state":"new","customer":{"id":"c3"},"log":{"messages":null}},
            {"id":4,"topic":"other","state":"new","customer":{"id":"c3"},"log":{"messages":[7]}}]}"#;
        let (inbox, recognised) = read(text, None);
        let expected = r#"{"rows":"data","id":"log.messages.id","conversation":"id","at":"log.messages.created_at",
            "sender":"log.messages.author","text":"log.messages.body","delivery":"log.messages.status",
            "contact":"customer.id","category":"topic","status":"state"}"#;
        assert_eq!(spelled(&recognised.details.mapping), expected.split_whitespace().collect::<String>());
        let data = inbox.data();
        assert_eq!(data.threads.status, [Status::Closed, Status::Open, Status::Open]);
        assert_eq!((data.messages.len(), data.contacts.keys.len()), (2, 3));
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"first-response"}"#)), Some(4.0 * MINUTE));
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"messages-read"}"#)), Some(1.0));
        let told: Vec<_> = data.warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        assert_eq!(told, [(Fault::WrongType, 1)]);
    }

    #[test]
    fn a_score_on_every_message_of_a_conversation_is_one_answer() {
        let text = "chat_id,timestamp,direction,text,csat\n1,2025-03-03T09:00:00Z,in,a,4\n\
                    1,2025-03-03T09:01:00Z,out,b,4\n1,2025-03-03T09:02:00Z,in,c,4\n";
        assert_eq!(value(&ask(&read(text, None).0, "", r#"{"metric":"csat-responses"}"#)), Some(1.0));
    }

    /// When each message of a table was written, in milliseconds from 9 o'clock on 3 March 2025 on, with who wrote it.
    fn said(inbox: &Inbox) -> Vec<(i64, Actor)> {
        let messages = &inbox.data().messages;
        messages.at.iter().map(|at_ms| at_ms - at("2025-03-03T09:00:00Z")).zip(messages.actor.iter().copied()).collect()
    }

    #[test]
    fn tables_as_spreadsheets_and_products_write_them() {
        use Actor::*;
        let minutes = |count: i64| count * 60_000;
        let serials = include_str!("../../../tests/fixtures/csv/serials-float-ids-a-name-twice-and-a-sum.csv");
        let (inbox, recognised) = read(serials, None);
        assert_eq!(said(&inbox), [(0, Contact), (minutes(5), Agent), (minutes(27 * 60), Contact)]);
        assert_eq!([0, 1].map(|thread| inbox.data().threads.keys.id(thread)), ["3", "4"]);
        assert_eq!(recognised.details.columns[4..], ["Text", "F", "Text (2)"]);
        let told: Vec<_> = inbox.data().warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        assert_eq!(told, [(Fault::NaiveTime, 3), (Fault::UnknownRow, 1)], "the sum is no row");

        let tabs = read(include_str!("../../../tests/fixtures/csv/visitors-and-agents.tsv"), None).0;
        assert_eq!(said(&tabs), [(0, Contact), (minutes(4), Agent)]);
        assert_eq!(tabs.data().agents.keys.id(tabs.data().messages.agent(1)), "7");

        let tweets = read(include_str!("../../../tests/fixtures/csv/tweets-with-a-lone-cr.csv"), None).0;
        assert_eq!(said(&tweets), [(0, Contact), (minutes(2), Agent)], "no line ends within a text");
        assert!(tweets.data().warnings().as_slice().is_empty());

        let dots = include_str!("../../../tests/fixtures/csv/dotted-dates-day-fractions-and-decimal-commas.csv");
        let dots = read(dots, None).0;
        assert_eq!(said(&dots), [(0, Contact), (minutes(5), Agent)]);
        assert_eq!(dots.data().surveys.get(0).score, Some(4.5));

        let fractions = read(include_str!("../../../tests/fixtures/csv/fractions-of-seconds.csv"), None).0;
        let times: Vec<_> = said(&fractions).iter().map(|(at_ms, _)| *at_ms).collect();
        assert_eq!(times, [123, 1123, 2123, 3123, 4123]);
        assert!(fractions.data().warnings().as_slice().is_empty());
    }

    #[test]
    fn a_date_and_a_time_of_day_in_two_columns() {
        let text = "chat_id,date,time,direction,text\n1,31/03/2025,09:00,in,a\n1,31/03/2025,09:05,out,b\n";
        let (inbox, recognised) = read(text, None);
        assert!(spelled(&recognised.details.mapping).contains(r#""at":"date","timeOfDay":"time""#));
        assert_eq!(inbox.data().messages.at, [at("2025-03-31T09:00:00Z"), at("2025-03-31T09:05:00Z")]);
    }
}
