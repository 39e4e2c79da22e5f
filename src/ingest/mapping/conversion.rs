//! Rows that are purchases, deals or other conversions: of a contact, and of no conversation.

use super::row::{Keeper, Row, text};
use super::{Mapping, Role};
use crate::error::Fault;
use crate::ingest::table::key_of;
use crate::registry::Word;
use crate::store::dict::hash_all;
use crate::store::events::{Conversion, Event};
use crate::store::handles::HandleKind;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact};
use crate::store::{Batch, NONE};
use crate::time::{Millis, known};
use crate::words;
use std::borrow::Cow;

words! {
    /// What became of a deal.
    Stage {
        Won = "won",
        Lost = "lost",
        Open = "open",
    }
}

/// Columns that say who somebody is elsewhere, too.
pub const HANDLES: [(Role, HandleKind); 5] = [
    (Role::Phone, HandleKind::Phone),
    (Role::Email, HandleKind::Email),
    (Role::ExternalId, HandleKind::External),
    (Role::ClientId, HandleKind::External),
    (Role::ClickId, HandleKind::Click),
];

/// What somebody is known by, of a row.
pub fn handles_of<'r>(row: &'r Row<'_>) -> Vec<(HandleKind, &'r str)> {
    let handle = |(role, kind): (Role, HandleKind)| {
        let cell = if kind == HandleKind::Email || kind == HandleKind::Phone { row.get(role) } else { row.id(role) };
        Some((kind, if kind == HandleKind::Email { address_in(cell?) } else { cell? }))
    };
    HANDLES.into_iter().filter_map(handle).collect()
}

/// The first e-mail address of a cell such as `Lina (lina@shop.example)`.
fn address_in(cell: &str) -> &str {
    let mut parts = cell.split(|letter: char| letter.is_whitespace() || "();,<>".contains(letter));
    parts.find(|part| part.contains('@')).unwrap_or(cell)
}

impl Keeper {
    /// A conversion; nothing where the row says that it is none, or not yet.
    pub(super) fn keep_conversion(&mut self, row: &Row<'_>, batch: &mut Batch) -> Result<(), (Fault, Role)> {
        if !self.is_won(row) {
            return Ok(());
        }
        let at = self.converted_at(row).ok_or((Fault::MissingTime, Role::ConvertedAt))?;
        let mut decimal = |role: Role| {
            let cell = row.get(role)?;
            self.fields.decimal(role.id(), text(cell), self.mark)
        };
        let [value, refund] = [Role::Value, Role::Refund].map(&mut decimal);
        let kind = row.get(Role::Kind);
        let is_refund = kind.is_some_and(|kind| key_of(kind).contains("refund"));
        let value = value.map(|value| if is_refund { -value.abs() } else { value });
        let given_back = refund.filter(|&refund| refund != 0).map(|refund| -refund.abs());
        let contact = self.buyer(row, batch);
        let tables = &mut batch.tables;
        let currency = row.get(Role::Currency).map_or(NONE, |code| tables.currencies.intern(code.to_uppercase()));
        let kind = kind.map_or(NONE, |kind| tables.conversion_kinds.intern(kind));
        // What gives money back only is no purchase without a value.
        let values = [Some(value).filter(|value| value.is_some() || given_back.is_none()), given_back.map(Some)];
        for value_micros in values.into_iter().flatten() {
            let subject = batch.tables.conversions.intern(Conversion { value_micros, currency, kind });
            let event = Event { at, kind: EventKind::Conversion, actor: Actor::Unknown, by: NONE, subject };
            batch.loose_event(self.source, contact, &event);
        }
        let home = batch.home(self.source, contact);
        batch.write_thread(home, &Thread { coverage: Coverage::of(&[Fact::Conversions]), ..Thread::default() });
        Ok(())
    }

    /// Whether the row says that it has come about: by its stage, or where a log has all kinds of events, by that.
    fn is_won(&mut self, row: &Row<'_>) -> bool {
        let tells = |role: &Role| match role {
            Role::Stage => self.has(Role::Stage),
            _ => is_of_events(&self.mapping),
        };
        let Some(role) = [Role::Stage, Role::Kind].into_iter().find(tells) else { return true };
        row.get(role).and_then(|cell| self.known(role, cell, stage_of)) == Some(Stage::Won)
    }

    /// When it was. A date alone stands for its last second, so that what was written on that day comes before; for which
    /// part of the second, the row's id or all that it says decides, so that two purchases of a day stay two.
    fn converted_at(&mut self, row: &Row<'_>) -> Option<Millis> {
        let role = Role::ConvertedAt;
        let Some(date) = date_alone(row.get(role)?) else { return self.time(row, role).and_then(known) };
        let at = self.fields.date_with_time(role.id(), &date, "23:59:59").and_then(known)?;
        let said = || -> Vec<&str> { self.mapping.columns.iter().filter_map(|(role, _)| row.get(*role)).collect() };
        let number = match row.id(Role::Id) {
            Some(id) => hash_all(&[id]),
            None => self.repeats.id(at, hash_all(&said())).number(),
        };
        Some(at + (number % 1000) as Millis)
    }

    /// The contact by its id in the same source, or else by what it is known by; it may be nobody whom anybody knows.
    fn buyer(&self, row: &Row<'_>, batch: &mut Batch) -> u32 {
        let handles = handles_of(row);
        let Some(contact) = row.id(Role::Contact) else {
            let contact = batch.contact_of_handles(self.source, &handles);
            return contact.unwrap_or_else(|| batch.tables.contacts.row(self.source, NOBODY_KNOWN));
        };
        let contact = batch.tables.contacts.row(self.source, contact);
        handles.iter().for_each(|&(kind, raw)| batch.handle(contact, kind, raw));
        contact
    }
}

/// Of rows that name nobody.
const NOBODY_KNOWN: &str = "~";

/// Whether the kind of a row is an event's name, which need not be a conversion's.
fn is_of_events(mapping: &Mapping) -> bool {
    let is_said = mapping.words.iter().any(|(role, _)| *role == Role::Kind);
    is_said || mapping.column(Role::Kind).is_some_and(|column| key_of(column).ends_with("eventname"))
}

/// A date without a time of day, as other dates are written; `20250331` has no marks between.
fn date_alone(cell: &str) -> Option<Cow<'_, str>> {
    let is_whole = cell.bytes().all(|byte| byte.is_ascii_digit());
    match cell.len() {
        8 if is_whole && cell.starts_with("20") => {
            Some(format!("{}-{}-{}", &cell[..4], &cell[4..6], &cell[6..]).into())
        }
        // As spreadsheets count days.
        5 if is_whole => Some(cell.into()),
        _ if cell.contains(':') || cell.bytes().all(|byte| byte.is_ascii_digit() || b".,".contains(&byte)) => None,
        _ => Some(cell.into()),
    }
}

/// What became of a deal, by the words of products; words are in small letters.
pub fn stage_of(word: &str) -> Option<Stage> {
    let key = key_of(word);
    let mut parts = word.split(|letter: char| !letter.is_alphanumeric());
    if parts.any(|part| part == "won") || key.contains("closedwon") {
        return Some(Stage::Won);
    }
    if key.contains("lost") {
        return Some(Stage::Lost);
    }
    Some(match key.as_str() {
        "true"
        | "yes"
        | "1"
        | "paid"
        | "completed"
        | "complete"
        | "fulfilled"
        | "succeeded"
        | "purchase"
        | "inapppurchase"
        | "ecommercepurchase"
        | "ordercompleted"
        | "refund"
        | "generatelead"
        | "closeconvertlead"
        | "appstoresubscriptionconvert"
        | "appstoresubscriptionrenew" => Stage::Won,
        "cancelled" | "canceled" | "voided" | "failed" | "declined" | "expired" | "abandoned" => Stage::Lost,
        "false"
        | "no"
        | "0"
        | "new"
        | "pending"
        | "unpaid"
        | "authorized"
        | "prospecting"
        | "qualification"
        | "qualified"
        | "needsanalysis"
        | "valueproposition"
        | "iddecisionmakers"
        | "identifydecisionmakers"
        | "perceptionanalysis"
        | "proposalpricequote"
        | "proposal"
        | "negotiationreview"
        | "negotiation"
        | "appointmentscheduled"
        | "qualifiedtobuy"
        | "presentationscheduled"
        | "decisionmakerboughtin"
        | "contractsent"
        | "pageview"
        | "screenview"
        | "sessionstart"
        | "firstvisit"
        | "firstopen"
        | "userengagement"
        | "scroll"
        | "click"
        | "filedownload"
        | "videostart"
        | "videoprogress"
        | "videocomplete"
        | "formstart"
        | "viewsearchresults"
        | "viewitem"
        | "viewitemlist"
        | "selectitem"
        | "viewpromotion"
        | "selectpromotion"
        | "search"
        | "login"
        | "addtocart"
        | "removefromcart"
        | "viewcart"
        | "addtowishlist"
        | "begincheckout"
        | "addshippinginfo"
        | "addpaymentinfo" => Stage::Open,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Fault;
    use crate::report::Inbox;
    use crate::report::answer::Answer;
    use crate::store::Dataset;
    use crate::testing::{ask, at, batch, rows, value};
    use inboxlens_sample::{Plan, write_canonical};
    use serde_json::Value;

    /// A conversation of each contact, from 9 o'clock on 3 March 2025 on.
    const CHATS: &str = r#"{"contacts":[{"id":"c1","phone":"+39 333 1112223","externalId":"u1"},
        {"id":"c2","email":"lina@shop.example"}],"conversations":[
        {"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"closed","closedAt":"2025-03-03T10:00:00Z"},
        {"id":"k2","contactId":"c2","createdAt":"2025-03-03T09:00:00Z"}]}"#;

    fn with_chats(text: &str) -> Inbox {
        let mut inbox = Inbox::default();
        [CHATS, text].iter().for_each(|text| inbox.add(batch(text).unwrap(), Vec::new()));
        inbox
    }

    /// What was bought in which conversation, with its worth in cents, and what came of nobody who is known.
    fn bought(data: &Dataset) -> Vec<String> {
        let mut all = Vec::new();
        for thread in 0..data.threads.len() as u32 {
            for event in data.events.of(thread) {
                let Conversion { value_micros, currency, kind } = data.conversions.get(event.subject);
                let cents = value_micros.map_or("?".to_owned(), |micros| (micros / 10_000).to_string());
                let text = |dict: &crate::store::dict::Dict, place: u32| {
                    if place == NONE { "?".to_owned() } else { dict.get(place).to_owned() }
                };
                let (currency, kind) = (text(&data.currencies, currency), text(&data.conversion_kinds, kind));
                all.push(format!("{} {cents} {currency} {kind}", data.threads.keys.id(thread)));
            }
        }
        let joined = data.events.starts.last().map_or(0, |&end| end as usize);
        all.push(format!("{} of nobody", data.events.len() - joined));
        all
    }

    #[test]
    fn deals_that_are_won_by_the_columns_of_products() {
        let salesforce = "Opportunity ID,Opportunity Name,Stage,Close Date,Amount,Amount Currency,Type,Contact: Email\n\
            006A,One,Closed Won,2025-03-14,\"1,200.50\",EUR,New Business,LINA@shop.example\n\
            006B,Two,Closed Lost,2025-03-14,99,EUR,New Business,lina@shop.example\n\
            006C,Three,Negotiation/Review,2025-03-31,50,EUR,,lina@shop.example\n\
            006D,Four,Closed Won,2025-03-15,10,EUR,,sara@shop.example\n";
        assert_eq!(bought(with_chats(salesforce).data()), ["k2 120050 EUR New Business", "1 of nobody"]);
        let hubspot = "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Currency,Associated Contact\n\
            1,One,Closed won (Sales Pipeline),2025-03-04 10:12,Omar,49.9,eur,Lina Haddad (lina@shop.example)\n\
            2,Two,Appointment Scheduled,2025-03-04 10:12,Omar,10,eur,Lina Haddad (lina@shop.example)\n";
        assert_eq!(bought(with_chats(hubspot).data()), ["k2 4990 EUR ?", "0 of nobody"]);
        let zoho = "Record Id,Deal Name,Closing Date,Stage,Amount,Currency,Contact Name,Phone\n\
            zcrm_1,One,2025-03-03,Closed Won,75,SAR,Omar,00393331112223\n\
            zcrm_2,Two,2025-03-03,Closed-Lost to Competition,75,SAR,Omar,00393331112223\n\
            zcrm_3,Three,2025-03-03,Closed Won,75,SAR,Omar,\n";
        assert_eq!(bought(with_chats(zoho).data()), ["k1 7500 SAR ?", "1 of nobody"]);
        let flagged = "Id,IsWon,CloseDate,Amount,ContactId,Phone\n1,true,2025-03-03T12:00:00Z,5,003,+393331112223\n\
            2,false,2025-03-03T12:00:00Z,5,003,+393331112223\n";
        assert_eq!(bought(with_chats(flagged).data()), ["k1 500 ? ?", "0 of nobody"]);
    }

    #[test]
    fn events_of_a_log_of_which_few_are_conversions() {
        let lines = r#"{"event_date":"20250304","event_timestamp":"1741082400000000","event_name":"page_view","user_pseudo_id":"9.1","user_id":"u1"}
            {"event_date":"20250304","event_timestamp":"1741082460000000","event_name":"purchase","event_params":[{"key":"currency","value":{"string_value":"EUR"}}],"user_pseudo_id":"9.1","user_id":"u1","ecommerce":{"purchase_revenue":20.0,"transaction_id":"T1"}}
            {"event_date":"20250305","event_timestamp":"1741168860000000","event_name":"refund","user_pseudo_id":"9.1","user_id":"u1","ecommerce":{"refund_value":20.0,"transaction_id":"T1"}}
            {"event_date":"20250305","event_timestamp":"1741168860000000","event_name":"purchase","user_pseudo_id":"9.2","user_id":null,"ecommerce":{"purchase_revenue":7}}
            {"event_date":"20250305","event_timestamp":"1741168860000000","event_name":"book_demo","user_pseudo_id":"9.1","user_id":"u1"}"#;
        let inbox = with_chats(lines);
        assert_eq!(bought(inbox.data()), ["k1 2000 ? purchase", "k1 -2000 ? refund", "1 of nobody"]);
        let [warning] = inbox.data().warnings().as_slice() else { panic!("{:?}", inbox.data().warnings()) };
        assert_eq!((warning.code.id(), warning.count), ("unknown-word", 1));
        let table = "event_date,event_name,user_id,currency,purchase_revenue,refund_value,transaction_id\n\
            20250303,purchase,u1,EUR,12.5,,T1\n20250303,purchase,u1,EUR,12.5,,T2\n20250303,refund,u1,EUR,,2.5,T2\n\
            20250302,purchase,u1,EUR,1,,T0\n20250303,purchase,u1,EUR,12.5,,T2\n";
        let inbox = with_chats(table);
        let mut all = bought(inbox.data());
        all.sort();
        assert_eq!(all, ["1 of nobody", "k1 -250 EUR refund", "k1 1250 EUR purchase", "k1 1250 EUR purchase"]);
        assert_eq!(rows(&ask(&inbox, "", r#"{"metric":"conversions","by":"currency"}"#)), [(Some("EUR"), Some(2.0))]);
    }

    #[test]
    fn purchases_of_one_day_are_several_and_the_same_when_read_again() {
        let day = "purchase_date,total,email\n2025-03-03,5,lina@shop.example\n2025-03-03,5,lina@shop.example\n";
        let mut inbox = with_chats(day);
        assert_eq!(bought(inbox.data()).len(), 3);
        inbox.add(batch(day).unwrap(), Vec::new());
        assert_eq!(bought(inbox.data()).len(), 3);
        let last = inbox.data().events.at.iter().copied().max();
        assert!(last.is_some_and(|last| last < at("2025-03-04T00:00:00Z") && last >= at("2025-03-03T23:59:59Z")));
    }

    #[test]
    fn a_conversion_without_a_time_is_no_conversion() {
        let text = "close date,amount,email,deal stage\n,5,lina@shop.example,closedwon\n,5,lina@shop.example,contractsent\n\
            2025-03-04T09:00:00Z,many,lina@shop.example,closedwon\n";
        let inbox = with_chats(text);
        assert_eq!(bought(inbox.data()), ["k2 ? ? ?", "0 of nobody"]);
        let warnings: Vec<_> = inbox.data().warnings().as_slice().iter().map(|it| (it.code.id(), it.count)).collect();
        assert_eq!(warnings, [(Fault::MissingTime.id(), 1), (Fault::WrongType.id(), 1)]);
    }

    /// The invented inbox, with its conversions in a table of their own.
    fn apart(text: &str) -> (String, String) {
        let mut document: Value = serde_json::from_str(text).unwrap();
        let mut table = "Order ID,Purchase date,Total,Currency,Type,Customer phone\n".to_owned();
        let mut number = 0;
        for contact in document["contacts"].as_array_mut().unwrap() {
            contact["phone"] =
                format!("+39 333 {}", 1_000_000 + hash_all(&[contact["id"].as_str().unwrap()]) % 9_000_000).into();
        }
        let phones: Vec<(Value, String)> = document["contacts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|contact| (contact["id"].clone(), contact["phone"].as_str().unwrap().replace("+39", "0039")))
            .collect();
        for conversation in document["conversations"].as_array_mut().unwrap() {
            let contact = conversation["contactId"].clone();
            let phone = phones.iter().find(|(id, _)| *id == contact).map_or("", |(_, phone)| phone);
            let Some(events) = conversation["events"].as_array_mut() else { continue };
            events.retain(|event| {
                if event["type"] != "conversion" {
                    return true;
                }
                let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
                let value = if event["value"].is_null() { String::new() } else { event["value"].to_string() };
                number += 1;
                table += &format!("{number},{},{value},{},{},{phone}\n", text("at"), text("currency"), text("kind"));
                false
            });
        }
        (document.to_string(), table)
    }

    #[test]
    fn a_table_of_purchases_says_what_the_conversations_themselves_would() {
        let mut text = Vec::new();
        write_canonical(&Plan::year_2025(5, 400).inbox(), &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let whole = crate::testing::inbox(&text);
        let (conversations, table) = apart(&text);
        for order in [[&conversations, &table], [&table, &conversations]] {
            let mut inbox = Inbox::default();
            order.iter().for_each(|text| inbox.add(batch(text).unwrap(), Vec::new()));
            let asked = ["\"conversions\"", r#"{"metric":"revenue","by":"currency"}"#, "\"conversion-rate\""];
            for request in asked {
                let of = |inbox: &Inbox| -> Answer { ask(inbox, "", request) };
                let json = |inbox: &Inbox| serde_json::to_value(of(inbox)).unwrap();
                assert_eq!(json(&inbox), json(&whole), "{request}");
            }
            assert!(value(&ask(&inbox, "", "\"conversions\"")).is_some_and(|count| count > 20.0));
            assert_eq!(inbox.summary("UTC").contacts, whole.summary("UTC").contacts);
            assert_eq!(inbox.summary("UTC").conversations, whole.summary("UTC").conversations);
        }
    }
}
