//! Business hours as a question gives them: for everybody, for single teams, for single agents.

use super::read_date;
use crate::args::{Arg, Members};
use crate::error::Error;
use crate::time::schedule::{Interval, Schedule};
use crate::time::{Zone, Zones, iso};
use chrono::NaiveDate;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The schedules of a question. `Z` is what is known of their zones: the names as they are given, or the zones.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedules<Z> {
    /// Everybody's first, if there is one.
    pub all: Vec<Scheduled<Z>>,
}

/// A schedule, the zone whose clocks it goes by, and who keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheduled<Z> {
    pub whose: Whose,
    pub zone: Z,
    pub schedule: Schedule,
}

/// Those who keep a schedule; teams and agents by their ids.
#[derive(Clone, Debug, PartialEq)]
pub enum Whose {
    /// All who have none of their own.
    Everybody,
    Team(String),
    Agent(String),
}

impl Schedules<Option<String>> {
    /// `{"timeZone": "Europe/Rome", "week": {"mon": [["09:00", "18:00"]]}, "closed": ["2025-12-25"],
    /// "exceptions": {"2025-12-24": [["09:00", "12:00"]]}, "teams": {"sales": {…}}, "agents": {"a1": {…}}}`. Whoever has
    /// no zone of their own has that of everybody.
    pub fn read(arg: &Arg<'_>) -> Result<Self, Error> {
        let members = arg.object(&[&KEYS[..], &["teams", "agents"]].concat())?;
        let zone = members.read("timeZone", Arg::text)?.map(str::to_owned);
        let mut all = Vec::new();
        for (key, whose) in [("teams", Whose::Team as fn(String) -> Whose), ("agents", Whose::Agent)] {
            let Some(group) = members.get(key) else { continue };
            for (id, own) in group.members()?.iter() {
                let own = own.object(&KEYS)?;
                let zone = own.read("timeZone", Arg::text)?.map(str::to_owned).or_else(|| zone.clone());
                all.push(Scheduled { whose: whose(id.to_owned()), zone, schedule: read_schedule(&own)? });
            }
        }
        let is_everybodys = |key: &&str| members.get(key).is_some();
        if all.is_empty() || KEYS[1..].iter().any(is_everybodys) {
            all.insert(0, Scheduled { whose: Whose::Everybody, zone, schedule: read_schedule(&members)? });
        }
        Ok(Self { all })
    }

    /// The same with the zones themselves; where none is named, the question's own.
    pub fn in_zones(&self, zones: Zones<'_>) -> Result<Schedules<Zone>, Error> {
        let located = |of: &Scheduled<Option<String>>| {
            let Scheduled { whose, zone, schedule } = of.clone();
            let zone = match zone {
                Some(name) => zones.named(&name, &format!("schedule{}.timeZone", whose.path()))?,
                None => zones.own,
            };
            Ok(Scheduled { whose, zone: zone.clone(), schedule })
        };
        Ok(Schedules { all: self.all.iter().map(located).collect::<Result<_, Error>>()? })
    }
}

impl Whose {
    fn path(&self) -> String {
        match self {
            Self::Everybody => String::new(),
            Self::Team(id) => format!(".teams.{id}"),
            Self::Agent(id) => format!(".agents.{id}"),
        }
    }
}

/// The keys of one schedule.
const KEYS: [&str; 4] = ["timeZone", "week", "closed", "exceptions"];

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn read_schedule(members: &Members<'_>) -> Result<Schedule, Error> {
    let given = members.require("week")?.object(&DAYS)?;
    let mut week: [Vec<Interval>; 7] = Default::default();
    for (day, intervals) in DAYS.iter().zip(&mut week) {
        *intervals = given.read_or_default(day, read_intervals)?;
    }
    let mut dates = BTreeMap::new();
    if let Some(closed) = members.get("closed") {
        for date in closed.list()? {
            dates.insert(read_date(&date, date.text()?)?, Vec::new());
        }
    }
    if let Some(exceptions) = members.get("exceptions") {
        for (date, intervals) in exceptions.members()?.iter() {
            let known = dates.insert(read_date(&intervals, date)?, read_intervals(&intervals)?);
            if known.is_some() {
                return Err(intervals.wrong("a date that is not closed as well"));
            }
        }
    }
    Ok(Schedule::new(week, dates))
}

fn read_intervals(list: &Arg<'_>) -> Result<Vec<Interval>, Error> {
    let interval = |interval: &Arg<'_>| match &interval.list()?[..] {
        [from, to] => {
            let [from, to] = [read_minute(from, "23:59")?, read_minute(to, "24:00")?];
            Interval::new(from, to).ok_or_else(|| interval.wrong("two different times of the day"))
        }
        _ => Err(interval.wrong("two times of the day, as [\"09:00\", \"18:00\"],")),
    };
    list.list()?.iter().map(interval).collect()
}

/// A time of the day up to the last one that is allowed, in minutes since midnight.
fn read_minute(arg: &Arg<'_>, last: &str) -> Result<u16, Error> {
    let text = arg.text()?;
    let number = |tens: u8, ones: u8| u16::from(tens - b'0') * 10 + u16::from(ones - b'0');
    match *text.as_bytes() {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', b':', c @ b'0'..=b'5', d @ b'0'..=b'9'] if text <= last => {
            Ok(number(a, b) * 60 + number(c, d))
        }
        _ => Err(arg.wrong(&format!("a time of the day from 00:00 to {last}"))),
    }
}

impl Serialize for Schedules<Zone> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let (mut teams, mut agents) = (BTreeMap::new(), BTreeMap::new());
        for of in &self.all {
            match &of.whose {
                Whose::Everybody => write(of, &mut map)?,
                Whose::Team(id) => drop(teams.insert(id, of)),
                Whose::Agent(id) => drop(agents.insert(id, of)),
            }
        }
        for (key, group) in [("teams", teams), ("agents", agents)] {
            if !group.is_empty() {
                map.serialize_entry(key, &group)?;
            }
        }
        map.end()
    }
}

impl Serialize for Scheduled<Zone> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        write(self, &mut map)?;
        map.end()
    }
}

fn write<M: SerializeMap>(of: &Scheduled<Zone>, map: &mut M) -> Result<(), M::Error> {
    map.serialize_entry("timeZone", of.zone.name())?;
    let Schedule { week, dates } = &of.schedule;
    map.serialize_entry("week", &Days(week))?;
    let (closed, exceptions): (Vec<_>, Vec<_>) = dates.iter().partition(|(_, intervals)| intervals.is_empty());
    if !closed.is_empty() {
        map.serialize_entry("closed", &closed.into_iter().map(|(date, _)| iso::write_date(*date)).collect::<Vec<_>>())?;
    }
    if !exceptions.is_empty() {
        let spelled = |(date, intervals): (&NaiveDate, &Vec<Interval>)| (iso::write_date(*date), spelled(intervals));
        map.serialize_entry("exceptions", &exceptions.into_iter().map(spelled).collect::<BTreeMap<_, _>>())?;
    }
    Ok(())
}

/// The intervals of each day of the week.
struct Days<'a>(&'a [Vec<Interval>; 7]);

impl Serialize for Days<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(DAYS.iter().zip(self.0.iter().map(|intervals| spelled(intervals))))
    }
}

fn spelled(intervals: &[Interval]) -> Vec<[String; 2]> {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    intervals.iter().map(|interval| interval.minutes()).map(|(from, to)| [time(from), time(to)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::parse;
    use crate::error::Code;
    use crate::time::zone::tests::zone;

    fn read(text: &str) -> Result<Schedules<Option<String>>, Error> {
        Schedules::read(&Arg::new(&parse(text).unwrap()))
    }

    const FULL: &str = r#"{"timeZone":"Europe/Rome","week":{"fri":[["13:00","24:00"],["09:00","12:30"]],"sat":[["22:00","06:00"]]},
        "closed":["2025-12-25"],"exceptions":{"2025-12-24":[["09:00","12:00"]],"2025-12-26":[]},
        "teams":{"sales":{"week":{}}},"agents":{"a1":{"timeZone":"UTC","week":{"mon":[["00:00","24:00"]]}}}}"#;

    #[test]
    fn what_is_understood_is_said_and_read_again() {
        let [rome, utc, kolkata] = ["Europe/Rome", "UTC", "Asia/Kolkata"].map(zone);
        let known = [rome, utc, kolkata];
        let zones = Zones::new("Asia/Kolkata", &known).unwrap();
        for (text, named) in [(FULL, ["Europe/Rome", "Europe/Rome", "UTC"]), (r#"{"week":{}}"#, ["Asia/Kolkata"; 3])] {
            let understood = read(text).unwrap().in_zones(zones).unwrap();
            assert!(understood.all.iter().map(|of| of.zone.name()).eq(named.into_iter().take(understood.all.len())));
            let said = serde_json::to_string(&understood).unwrap();
            assert_eq!(read(&said).unwrap().in_zones(zones), Ok(understood), "{said}");
        }
        let said = serde_json::to_value(read(FULL).unwrap().in_zones(zones).unwrap()).unwrap();
        assert_eq!(said["week"]["fri"], serde_json::json!([["09:00", "12:30"], ["13:00", "24:00"]]));
        assert_eq!((&said["closed"][1], &said["week"]["sat"][0][1]), (&"2025-12-26".into(), &"06:00".into()));
    }

    #[test]
    fn only_teams_and_agents_may_have_one() {
        let only = read(r#"{"timeZone":"UTC","agents":{"a1":{"week":{}}}}"#).unwrap();
        assert_eq!((only.all.len(), &only.all[0].whose), (1, &Whose::Agent("a1".to_owned())));
        assert_eq!(only.all[0].zone.as_deref(), Some("UTC"));
    }

    #[test]
    fn what_is_no_schedule_is_refused_with_its_path() {
        for (text, path) in [
            ("7", ""),
            ("{}", "week"),
            (r#"{"teams":{}}"#, "week"),
            (r#"{"closed":[],"teams":{"sales":{"week":{}}}}"#, "week"),
            (r#"{"teams":{"sales":{}}}"#, "teams.sales.week"),
            (r#"{"teams":{"sales":{"week":{},"teams":{}}}}"#, "teams.sales.teams"),
            (r#"{"week":{},"zone":"UTC"}"#, "zone"),
            (r#"{"week":{"monday":[]}}"#, "week.monday"),
            (r#"{"week":{"mon":["09:00","18:00"]}}"#, "week.mon[0]"),
            (r#"{"week":{"mon":[["09:00"]]}}"#, "week.mon[0]"),
            (r#"{"week":{"mon":[["09:00","18:00"],["19:00","19:00"]]}}"#, "week.mon[1]"),
            (r#"{"week":{"mon":[["00:00","00:00"]]}}"#, "week.mon[0]"),
            (r#"{"week":{"mon":[["24:00","18:00"]]}}"#, "week.mon[0][0]"),
            (r#"{"week":{"mon":[["09:00","24:01"]]}}"#, "week.mon[0][1]"),
            (r#"{"week":{"mon":[["09:60","18:00"]]}}"#, "week.mon[0][0]"),
            (r#"{"week":{"mon":[["9:00","18:00"]]}}"#, "week.mon[0][0]"),
            (r#"{"week":{"mon":[["+9:00","18:00"]]}}"#, "week.mon[0][0]"),
            (r#"{"week":{"mon":[[9,18]]}}"#, "week.mon[0][0]"),
            (r#"{"week":{},"closed":["2025-02-29"]}"#, "closed[0]"),
            (r#"{"week":{},"exceptions":{"1999-12-31":[]}}"#, "exceptions.1999-12-31"),
            (r#"{"week":{},"closed":["2025-12-24"],"exceptions":{"2025-12-24":[]}}"#, "exceptions.2025-12-24"),
        ] {
            assert_eq!(read(text).unwrap_err().place.path.as_deref(), Some(path), "{text}");
        }
    }

    #[test]
    fn a_zone_has_to_be_known() {
        let unknown = r#"{"week":{},"teams":{"sales":{"timeZone":"Europe/Atlantis","week":{}}}}"#;
        let error = read(unknown).unwrap().in_zones(Zones::from(&zone("UTC"))).unwrap_err();
        let expected = (Code::UnknownTimeZone, Some("schedule.teams.sales.timeZone"));
        assert_eq!((error.code, error.place.path.as_deref()), expected);
    }
}
