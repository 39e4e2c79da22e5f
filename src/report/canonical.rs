//! All that is known, as canonical JSON, which the source of that name reads.
//!
//! Read again it gives the same answers. What is in no answer is not in it: texts, which are not kept; what contacts are
//! known by elsewhere, of whom those who are the same person have become one; the times that a product works out itself.
//! A message of whose id only a fingerprint is kept is known by that.

use crate::registry::Word;
use crate::store::dict::{Dict, Keys, NOBODY, some};
use crate::store::events::Event;
use crate::store::messages::Receipts;
use crate::store::surveys::Survey;
use crate::store::vocabulary::{Actor, Fact, Status, Subject};
use crate::store::{Dataset, NONE};
use crate::time::{BELIEVED, Millis, NEVER, UNKNOWN, iso, known};
use std::borrow::Cow;

/// How many agents, teams, contacts and conversations stand in one piece.
const OF_A_PIECE: usize = 1024;

/// One JSON document, a row a line.
pub fn to_canonical(data: &Dataset) -> String {
    (0..).map_while(|number| piece(data, number)).collect()
}

/// The document in pieces, of which there is no end in memory: this one, or nothing behind the last.
pub fn piece(data: &Dataset, number: usize) -> Option<String> {
    let rows = rows(data);
    let from = number * OF_A_PIECE;
    if from > 0 && from >= rows.len() {
        return None;
    }
    let to = rows.len().min(from + OF_A_PIECE);
    let mut out = String::from(if from == 0 { "{\"inboxlens\":1" } else { "" });
    for place in from..to {
        let (list, row) = rows[place];
        let before = place.checked_sub(1).map(|before| rows[before].0);
        if before == Some(list) {
            out.push(',');
        } else {
            out.push_str(if before.is_some() { "],\n\"" } else { ",\n\"" });
            out.push_str(list.key());
            out.push_str("\":[");
        }
        out.push_str("\n{");
        list.write(data, row, &mut Members { out: &mut out, has_any: false });
        out.push('}');
    }
    if to == rows.len() {
        out.push_str(if rows.is_empty() { "}\n" } else { "]}\n" });
    }
    Some(out)
}

#[derive(Clone, Copy, PartialEq)]
enum List {
    Agents,
    Teams,
    Contacts,
    Conversations,
}

impl List {
    fn key(self) -> &'static str {
        match self {
            Self::Agents => "agents",
            Self::Teams => "teams",
            Self::Contacts => "contacts",
            Self::Conversations => "conversations",
        }
    }

    fn write(self, data: &Dataset, row: u32, members: &mut Members<'_>) {
        match self {
            Self::Agents => write_agent(data, row, members),
            Self::Teams => {
                members.word("id", row, &data.teams);
                members.text("name", data.team_name(row));
            }
            Self::Contacts => write_contact(data, row, members),
            Self::Conversations => write_conversation(data, row, members),
        }
    }
}

/// All that are there, in the order in which they are written.
fn rows(data: &Dataset) -> Vec<(List, u32)> {
    let aliases = data.agents.aliases();
    let is_agent = |&agent: &u32| {
        let is_alias = aliases.iter().any(|(named, _)| *named == agent);
        data.agents.actor[agent as usize] != Actor::Contact && !is_alias
    };
    let agents = (0..data.agents.keys.len() as u32).filter(is_agent).map(|agent| (List::Agents, agent));
    let contacts = (0..data.contacts.keys.len() as u32).filter(|&contact| data.is_person(contact));
    let threads = (0..data.threads.len() as u32).filter(|&thread| data.is_conversation(thread));
    let contacts = contacts.map(|contact| (List::Contacts, contact));
    let is_named = |&team: &u32| data.team_names.get(team).is_some();
    let teams = (0..data.teams.len() as u32).filter(is_named).map(|team| (List::Teams, team));
    agents.chain(teams).chain(contacts).chain(threads.map(|thread| (List::Conversations, thread))).collect()
}

/// An array of objects.
fn elements<T>(out: &mut String, before: &str, rows: impl Iterator<Item = T>, write: impl Fn(&mut Members<'_>, T)) {
    out.push('[');
    for (number, row) in rows.enumerate() {
        out.push_str(if number > 0 { "," } else { "" });
        out.push_str(before);
        out.push('{');
        write(&mut Members { out, has_any: false }, row);
        out.push('}');
    }
    out.push(']');
}

/// The members of an object; those of which nothing is known are left out.
struct Members<'a> {
    out: &'a mut String,
    has_any: bool,
}

impl Members<'_> {
    /// The place to write the value of `key`.
    fn key(&mut self, key: &str) -> &mut String {
        self.out.push_str(if self.has_any { "," } else { "" });
        self.has_any = true;
        write_text(self.out, key);
        self.out.push(':');
        self.out
    }

    fn object(&mut self, key: &str, write: impl FnOnce(&mut Members<'_>)) {
        let out = self.key(key);
        out.push('{');
        write(&mut Members { out, has_any: false });
        out.push('}');
    }

    fn text(&mut self, key: &str, text: &str) {
        write_text(self.key(key), text);
    }

    fn number(&mut self, key: &str, number: impl ToString) {
        self.key(key).push_str(&number.to_string());
    }

    fn word(&mut self, key: &str, place: u32, dict: &Dict) {
        match place {
            NONE => {}
            NOBODY => self.key(key).push_str("null"),
            place => self.text(key, dict.get(place)),
        }
    }

    fn id(&mut self, key: &str, row: u32, keys: &Keys) {
        match row {
            NONE => {}
            NOBODY => self.key(key).push_str("null"),
            row => self.text(key, &id(keys, row)),
        }
    }

    fn time(&mut self, key: &str, at: Millis) {
        match at {
            UNKNOWN => {}
            NEVER => self.key(key).push_str("null"),
            at => self.text(key, &iso::write(at)),
        }
    }

    fn words<'a>(&mut self, key: &str, words: impl Iterator<Item = &'a str>) {
        let out = self.key(key);
        out.push('[');
        for (number, word) in words.enumerate() {
            out.push_str(if number > 0 { "," } else { "" });
            write_text(out, word);
        }
        out.push(']');
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// The id; where there are several sources, behind that of its own, since they may have the same.
fn id<'a>(keys: &'a Keys, row: u32) -> Cow<'a, str> {
    let id = keys.id_among_accounts(row);
    if keys.is_of_several_sources() { format!("{}:{id}", keys.source(row)).into() } else { id }
}

fn write_agent(data: &Dataset, agent: u32, row: &mut Members<'_>) {
    let (agents, place) = (&data.agents, agent as usize);
    row.id("id", agent, &agents.keys);
    if let Some(name) = agents.names.get(agent) {
        row.text("name", name);
    }
    row.word("team", agents.team[place], &data.teams);
    row.text("kind", agents.actor[place].id());
}

fn write_contact(data: &Dataset, contact: u32, row: &mut Members<'_>) {
    let (contacts, place) = (&data.contacts, contact as usize);
    row.id("id", contact, &contacts.keys);
    if let Some(name) = contacts.names.get(contact) {
        row.text("name", name);
    }
    row.word("country", contacts.country[place], &data.countries);
    row.time("createdAt", contacts.created_at[place]);
    row.word("addedVia", contacts.added_via[place], &data.contact_sources);
    row.time("removedAt", contacts.removed_at[place]);
    if contacts.has_tags[place] {
        row.words("tags", contacts.tags.get(place).iter().map(|&tag| data.contact_tags.get(tag)));
    }
    let attributes = contacts.attributes.get(place);
    if !attributes.is_empty() {
        row.object("attributes", |row| {
            for attribute in attributes.iter().map(|&attribute| data.attributes.get(attribute)) {
                row.word(data.attribute_keys.get(attribute.key), attribute.value, &data.attribute_values);
            }
        });
    }
}

fn write_conversation(data: &Dataset, thread: u32, row: &mut Members<'_>) {
    let (threads, place) = (&data.threads, thread as usize);
    let coverage = threads.coverage[place];
    row.id("id", thread, &threads.keys);
    row.words("coverage", coverage.facts().map(Fact::id));
    // A thread that only its messages tell of is older than any row.
    if BELIEVED.contains(threads.updated_at[place]) {
        row.time("updatedAt", threads.updated_at[place]);
    }
    row.id("contactId", threads.contact[place], &data.contacts.keys);
    row.word("channel", threads.channel[place], &data.channels);
    row.word("category", threads.category[place], &data.categories);
    row.id("agentId", threads.agent[place], &data.agents.keys);
    row.word("team", threads.team[place], &data.teams);
    if let Some(origin) = threads.origin[place] {
        row.text("origin", origin.id());
    }
    if threads.status[place] != Status::Unknown {
        row.text("status", threads.status[place].id());
    }
    row.time("createdAt", threads.created_at[place]);
    row.time("closedAt", threads.closed_at[place]);
    if let Some(unread) = some(threads.unread[place]) {
        row.number("unread", unread);
    }
    if coverage.has(Fact::Tags) {
        row.words("tags", threads.tags.get(place).iter().map(|&tag| data.tags.get(tag)));
    }
    if threads.silence_ms[place] > 0 {
        row.number("silenceMs", threads.silence_ms[place]);
    }
    let mut surveys = data.surveys.of(thread).peekable();
    if surveys.peek().is_some() {
        elements(row.key("csat"), "", surveys, write_survey);
    }
    let mut events = data.events.of(thread).peekable();
    if events.peek().is_some() {
        elements(row.key("events"), "\n  ", events, |row, event| write_event(data, event, row));
    }
    let messages = data.messages.rows_of(thread);
    if !messages.is_empty() {
        elements(row.key("messages"), "\n  ", messages, |row, message| write_message(data, message, row));
    }
}

fn write_survey(row: &mut Members<'_>, survey: Survey) {
    let Survey { sent_at, answered_at, score, scale, .. } = survey;
    if let Some(score) = score {
        row.number("score", score);
    }
    if let Some(scale) = scale {
        row.number("scale", scale);
    }
    row.time("at", answered_at);
    row.time("sentAt", sent_at);
}

fn write_event(data: &Dataset, event: Event, row: &mut Members<'_>) {
    let Event { at, kind, actor, subject, .. } = event;
    row.time("at", at);
    row.text("type", kind.id());
    if actor != Actor::Unknown {
        row.text("actor", actor.id());
    }
    row.id("by", event.agent(), &data.agents.keys);
    match kind.subject() {
        Subject::Agent => row.id("to", subject, &data.agents.keys),
        Subject::Tag => row.word("tag", subject, &data.tags),
        Subject::FlowStep => {
            let step = data.flow_steps.get(subject);
            row.word("flow", step.flow, &data.flows);
            row.word("step", step.step, &data.steps);
        }
        Subject::Conversion => {
            let conversion = data.conversions.get(subject);
            if let Some(micros) = conversion.value_micros {
                row.number("value", decimal(micros));
            }
            row.word("currency", conversion.currency, &data.currencies);
            row.word("kind", conversion.kind, &data.conversion_kinds);
        }
    }
}

/// Millionths as a decimal number.
fn decimal(micros: i64) -> String {
    let (sign, micros) = (if micros < 0 { "-" } else { "" }, micros.unsigned_abs());
    let digits = format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn write_message(data: &Dataset, message: usize, row: &mut Members<'_>) {
    let messages = &data.messages;
    let (actor, sender) = (messages.actor[message], messages.sender[message]);
    row.text("id", &messages.id[message].text());
    row.time("at", messages.at[message]);
    row.text("sender", actor.id());
    row.id("senderId", sender, if actor == Actor::Contact { &data.contacts.keys } else { &data.agents.keys });
    row.text("type", messages.kind[message].id());
    let marks = messages.marks.of(message as u32);
    row.word("template", marks.template, &data.templates);
    row.word("campaign", marks.campaign, &data.campaigns);
    row.word("variant", marks.variant, &data.variants);
    row.word("flow", marks.flow, &data.flows);
    row.word("step", marks.step, &data.steps);
    let Receipts { sent, delivered, read, failed } = messages.receipts_of(message);
    let times = [("sent", sent), ("delivered", delivered), ("read", read), ("failed", failed)];
    if marks.error != NONE || times.iter().any(|&(_, at)| known(at).is_some()) {
        row.object("status", |row| {
            times.into_iter().for_each(|(key, at)| row.time(key, at));
            row.word("error", marks.error, &data.errors);
        });
    }
}
