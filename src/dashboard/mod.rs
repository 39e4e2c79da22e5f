//! Sets of requests and charts that belong together: a page as data. A dashboard is one file here and one line in
//! [`DASHBOARDS`].

mod business_app;
mod by_agent;
mod by_tag;
mod conversation_metrics;
mod details;
mod messaging_kpis;
mod overview;
mod team_inbox;

use crate::registry::Entry;

/// The first is the one for whom there is no other.
pub static DASHBOARDS: [Dashboard; 8] = [
    conversation_metrics::DASHBOARD,
    overview::DASHBOARD,
    messaging_kpis::DASHBOARD,
    business_app::DASHBOARD,
    team_inbox::DASHBOARD,
    by_agent::DASHBOARD,
    by_tag::DASHBOARD,
    details::DASHBOARD,
];

pub struct Dashboard {
    pub id: &'static str,
    pub sections: &'static [Section],
}

/// Panels that answer one question together, under a heading.
pub struct Section {
    pub id: &'static str,
    pub panels: &'static [Panel],
}

/// One number, chart or table of a dashboard.
pub struct Panel {
    /// Its name among the answers. Of a number the metric's id, of a table the table's.
    pub id: &'static str,
    pub shows: Shows,
    /// How much of the page's width it takes, of twelve parts.
    pub width: u8,
}

pub enum Shows {
    /// The metric as a number, with a line of it over time.
    Number,
    /// The answer to a request, written as a caller would write it, drawn by a chart.
    Chart {
        request: &'static str,
        chart: &'static str,
    },
    Table,
}

const fn number(metric: &'static str, width: u8) -> Panel {
    Panel { id: metric, shows: Shows::Number, width }
}

const fn chart(id: &'static str, request: &'static str, chart: &'static str, width: u8) -> Panel {
    Panel { id, shows: Shows::Chart { request, chart }, width }
}

const fn table(id: &'static str) -> Panel {
    Panel { id, shows: Shows::Table, width: 12 }
}

impl Entry for Dashboard {
    fn id(&self) -> &'static str {
        self.id
    }
}

impl Dashboard {
    /// As JSON. `title` is the key of a word.
    pub fn spelled(&self) -> String {
        let sections: Vec<_> = self.sections.iter().map(Section::spelled).collect();
        format!(r#"{{"id":"{}","sections":[{}]}}"#, self.id, sections.join(","))
    }
}

impl Section {
    fn spelled(&self) -> String {
        let Self { id, panels } = self;
        let panels: Vec<_> = panels.iter().map(Panel::spelled).collect();
        format!(r#"{{"id":"{id}","panels":[{}],"title":"section.{id}"}}"#, panels.join(","))
    }
}

impl Panel {
    /// What a page is told of the panel, as a value.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::from_str(&self.spelled()).expect("what is spelled is JSON")
    }

    /// Everything a page needs to make the panel, as JSON.
    fn spelled(&self) -> String {
        let Self { id, width, .. } = self;
        let (element, own, title) = match self.shows {
            Shows::Number => {
                let own = format!(r#""request":{{"metric":"{id}"}},"spark":{{"metric":"{id}","over":"day"}}"#);
                ("number", own, "metric")
            }
            Shows::Chart { request, chart } => ("chart", format!(r#""chart":"{chart}","request":{request}"#), "panel"),
            Shows::Table => ("table", format!(r#""table":"{id}""#), "table"),
        };
        format!(r#"{{"element":"{element}","id":"{id}",{own},"title":"{title}.{id}","width":{width}}}"#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{CHARTS, Picture};
    use crate::lang::LANGUAGES;
    use crate::registry;
    use crate::report::answer::Shape;
    use crate::report::table::TABLES;
    use crate::testing::{ask, second_opinion};
    use serde_json::Value;

    #[test]
    fn every_panel_can_be_answered_drawn_and_named() {
        let scene = second_opinion::scene(3);
        let has_word = |key: &str| LANGUAGES[0].words.iter().any(|(known, _)| *known == key);
        let sections = || DASHBOARDS.iter().flat_map(|dashboard| dashboard.sections);
        assert!(sections().all(|section| has_word(&format!("section.{}", section.id))));
        for panel in sections().flat_map(|section| section.panels) {
            let json = panel.to_json();
            assert!(has_word(json["title"].as_str().unwrap()), "{}", panel.id);
            let answer = |request: &Value| ask(&scene.engine, "", &request.to_string());
            match panel.shows {
                Shows::Number => {
                    assert!(matches!(answer(&json["request"]).shape, Shape::Number(_)), "{}", panel.id);
                    assert!(matches!(answer(&json["spark"]).shape, Shape::Series(_)), "{}", panel.id);
                }
                Shows::Chart { chart, .. } => {
                    let picture = serde_json::to_string(&answer(&json["request"])).unwrap();
                    let chart = registry::find(&CHARTS, "chart", chart).unwrap();
                    assert!((chart.suits)(&Picture::from_json(&picture).unwrap()), "{}", panel.id);
                }
                Shows::Table => assert!(registry::find(&TABLES, "table", panel.id).is_ok(), "{}", panel.id),
            }
        }
    }
}
