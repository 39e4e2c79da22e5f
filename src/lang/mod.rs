//! The words of charts, metrics and pages, one language per file, and how numbers and times are spelled.
//!
//! Keys are those of [`en::WORDS`]; every language has all of them (a test counts). Does not format numbers and
//! dates itself: [`Format`] is the platform's business, and [`Plain`] is for places without a platform.

mod ar;
mod de;
mod en;
mod es;
mod fr;
mod it;
mod pt;
mod zh_hant;

use crate::registry::Entry;
use crate::time::Step;

pub static LANGUAGES: [Language; 8] = [
    en::LANGUAGE,
    ar::LANGUAGE,
    de::LANGUAGE,
    es::LANGUAGE,
    fr::LANGUAGE,
    it::LANGUAGE,
    pt::LANGUAGE,
    zh_hant::LANGUAGE,
];

pub struct Language {
    /// BCP 47.
    pub id: &'static str,
    /// What the language calls itself.
    pub name: &'static str,
    pub is_right_to_left: bool,
    /// Key and text.
    pub words: &'static [(&'static str, &'static str)],
}

impl Entry for Language {
    fn id(&self) -> &'static str {
        self.id
    }
}

impl Language {
    /// The text of a key; the key itself where there is none.
    pub fn word<'a>(&self, key: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.words.iter().find(|(known, _)| *known == key).map_or(key, |(_, text)| text)
    }
}

/// How numbers and times are spelled on charts.
pub trait Format {
    fn number(&self, value: f64) -> String;
    /// A length of time in milliseconds, in one or two units.
    fn duration(&self, ms: f64) -> String;
    /// An amount of money; of a currency by its code of three letters, where it is known.
    fn money(&self, value: f64, currency: Option<&str>) -> String;
    /// A share between 0 and 1.
    fn percent(&self, share: f64) -> String;
    /// The label of a bucket that starts at the local time `2025-03-01T00:00`.
    fn bucket(&self, local: &str, step: Step) -> String;
    /// 1 is Monday.
    fn weekday(&self, number: u32) -> String;
    /// 0 to 23.
    fn hour(&self, hour: u32) -> String;
    fn word(&self, key: &str) -> String;
}

/// English, without a platform: for pictures made natively.
pub struct Plain;

impl Format for Plain {
    fn number(&self, value: f64) -> String {
        if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
    }

    fn duration(&self, ms: f64) -> String {
        let seconds = (ms / 1000.0).round() as i64;
        let units =
            [(seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
        let first = units.iter().position(|(count, _)| *count > 0).unwrap_or(3);
        let shown = units[first..].iter().take(2).enumerate().filter(|(place, (count, _))| *place == 0 || *count > 0);
        shown.map(|(_, (count, unit))| format!("{count} {unit}")).collect::<Vec<_>>().join(" ")
    }

    fn money(&self, value: f64, currency: Option<&str>) -> String {
        let number = self.number(value);
        currency.map_or_else(|| number.clone(), |code| format!("{number} {code}"))
    }

    fn percent(&self, share: f64) -> String {
        format!("{:.0}%", share * 100.0)
    }

    fn bucket(&self, local: &str, step: Step) -> String {
        let month = |number: &str| MONTHS[number.parse::<usize>().unwrap_or(1).clamp(1, 12) - 1];
        let (date, time) = local.split_once('T').unwrap_or((local, ""));
        let parts: Vec<_> = date.split('-').collect();
        match (step, &parts[..]) {
            (Step::Hour, _) => time.to_owned(),
            (Step::Month, [year, number, _]) => format!("{} {year}", month(number)),
            (_, [_, number, day]) => format!("{} {}", day.trim_start_matches('0'), month(number)),
            _ => local.to_owned(),
        }
    }

    fn weekday(&self, number: u32) -> String {
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][(number.clamp(1, 7) - 1) as usize].to_owned()
    }

    fn hour(&self, hour: u32) -> String {
        format!("{hour:02}")
    }

    fn word(&self, key: &str) -> String {
        LANGUAGES[0].word(key).to_owned()
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word_and_no_other() {
        let keys: Vec<_> = LANGUAGES[0].words.iter().map(|(key, _)| key).collect();
        for language in &LANGUAGES {
            let own: Vec<_> = language.words.iter().map(|(key, _)| key).collect();
            assert_eq!(own, keys, "{}", language.id);
            assert!(language.words.iter().all(|(_, text)| !text.trim().is_empty()), "{}", language.id);
        }
        assert!(keys.iter().enumerate().all(|(n, key)| !keys[n + 1..].contains(key)), "a key stands twice");
    }

    #[test]
    fn slots_are_the_same_in_every_language() {
        let slots = |text: &str| {
            let mut slots: Vec<_> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(slot, _)| slot.to_owned())
                .collect();
            slots.sort();
            slots
        };
        for language in &LANGUAGES {
            for ((key, text), (_, english)) in language.words.iter().zip(LANGUAGES[0].words) {
                assert_eq!(slots(text), slots(english), "{} {key}", language.id);
            }
        }
    }

    #[test]
    fn plain_spelling() {
        assert_eq!((Plain.number(12.0), Plain.number(2.25)), ("12".into(), "2.2".into()));
        assert_eq!((Plain.duration(0.0), Plain.duration(90_000.0)), ("0 s".into(), "1 min 30 s".into()));
        assert_eq!((Plain.duration(3_600_000.0), Plain.duration(200_000_000.0)), ("1 h".into(), "2 d 7 h".into()));
        assert_eq!(Plain.bucket("2025-03-01T09:00", Step::Day), "1 Mar");
    }
}
