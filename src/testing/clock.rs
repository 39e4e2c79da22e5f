//! Business hours a second time: quarter of an hour by quarter of an hour, as a clock on the wall shows them.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Timelike};
use chrono_tz::Tz;
use inboxlens_sample::{Conversation, Inbox, Millis};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

const QUARTER_MS: Millis = 900_000;
/// Two years around the invented one.
const FROM: Millis = 1_719_792_000_000;
const QUARTERS: usize = 2 * 365 * 96;

/// Whether each quarter is open, by the way to the schedule: of everybody, of teams and of agents.
pub struct Clock(BTreeMap<String, Vec<bool>>);

impl Clock {
    /// Of a schedule as it stands in a query that is asked in a zone. All its times are whole quarters.
    pub fn new(schedule: &'static str, zone_name: &str) -> Arc<Self> {
        static KNOWN: Mutex<BTreeMap<String, Arc<Clock>>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap();
        Arc::clone(known.entry(format!("{zone_name} {schedule}")).or_insert_with(|| Self::read(schedule, zone_name)))
    }

    fn read(schedule: &str, zone_name: &str) -> Arc<Self> {
        let schedule: Value = serde_json::from_str(schedule).unwrap();
        let zone = schedule["timeZone"].as_str().unwrap_or(zone_name);
        let mut quarters = BTreeMap::new();
        for whose in ["", "/teams/sales", "/teams/support", "/agents/a1", "/agents/a3"] {
            let Some(own) = schedule.pointer(whose).filter(|own| own["week"].is_object()) else { continue };
            let tz: Tz = own["timeZone"].as_str().unwrap_or(zone).parse().unwrap();
            let local = |quarter: usize| {
                let at = DateTime::from_timestamp_millis(FROM + quarter as Millis * QUARTER_MS).unwrap();
                at.with_timezone(&tz).naive_local()
            };
            quarters.insert(whose.to_owned(), (0..QUARTERS).map(|quarter| is_open(own, local(quarter))).collect());
        }
        Arc::new(Self(quarters))
    }

    fn of(&self, inbox: &Inbox, conversation: &Conversation) -> Option<&[bool]> {
        let agent = conversation.agent.map(|agent| &inbox.agents[agent]);
        let team = conversation.team.or(agent.map(|agent| agent.team));
        let own = agent.and_then(|agent| self.0.get(&format!("/agents/{}", agent.id)));
        let of_team = team.and_then(|team| self.0.get(&format!("/teams/{team}")));
        own.or(of_team).or(self.0.get("")).map(Vec::as_slice)
    }

    pub fn elapsed(&self, inbox: &Inbox, conversation: &Conversation, from: Millis, to: Millis) -> Option<Millis> {
        let quarters = self.of(inbox, conversation)?;
        let mut elapsed_ms = 0;
        let mut at = from;
        while at < to {
            let quarter = (at - FROM) / QUARTER_MS;
            let next = (FROM + (quarter + 1) * QUARTER_MS).min(to);
            elapsed_ms += if quarters[quarter as usize] { next - at } else { 0 };
            at = next;
        }
        Some(elapsed_ms)
    }

    pub fn opening(&self, inbox: &Inbox, conversation: &Conversation, at: Millis) -> Option<&'static str> {
        let quarters = self.of(inbox, conversation)?;
        Some(if quarters[((at - FROM) / QUARTER_MS) as usize] { "inside" } else { "outside" })
    }
}

fn is_open(schedule: &Value, shown: NaiveDateTime) -> bool {
    let date = shown.date();
    let time = format!("{:02}:{:02}", shown.hour(), shown.minute());
    let today = intervals(schedule, date).iter().any(|interval| {
        let (from, to) = ends(interval);
        from <= time.as_str() && (time.as_str() < to || to <= from)
    });
    let since_yesterday = intervals(schedule, date - Days::new(1)).iter().any(|interval| {
        let (from, to) = ends(interval);
        to <= from && time.as_str() < to
    });
    today || since_yesterday
}

fn ends(interval: &Value) -> (&str, &str) {
    (interval[0].as_str().unwrap(), interval[1].as_str().unwrap())
}

fn intervals(schedule: &Value, date: NaiveDate) -> &[Value] {
    let spelled = date.to_string();
    if schedule["closed"].as_array().is_some_and(|closed| closed.contains(&Value::from(spelled.as_str()))) {
        return &[];
    }
    let weekday = date.weekday().to_string().to_lowercase();
    let own = schedule["exceptions"].get(&spelled).or_else(|| schedule["week"].get(&weekday));
    own.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
