//! Sets of requests and charts that belong together: a page as data. A dashboard is one file here and one line in
//! [`DASHBOARDS`].

mod conversation_metrics;

use crate::registry::Entry;
use serde::Serialize;
use serde_json::{Value, json};

pub static DASHBOARDS: [Dashboard; 1] = [conversation_metrics::DASHBOARD];

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

impl Entry for Dashboard {
    fn id(&self) -> &'static str {
        self.id
    }
}

impl Serialize for Dashboard {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let section = |Section { id, panels }: &Section| {
            let panels: Vec<Value> = panels.iter().map(Panel::to_json).collect();
            json!({ "id": id, "title": format!("section.{id}"), "panels": panels })
        };
        let sections: Vec<Value> = self.sections.iter().map(section).collect();
        json!({ "id": self.id, "sections": sections }).serialize(serializer)
    }
}

impl Panel {
    /// Everything a page needs to make the panel. `title` is the key of a word.
    pub fn to_json(&self) -> Value {
        let Self { id, width, .. } = self;
        match self.shows {
            Shows::Number => json!({
                "element": "number", "id": id, "title": format!("metric.{id}"), "width": width,
                "request": { "metric": id }, "spark": { "metric": id, "over": "day" },
            }),
            Shows::Chart { request, chart } => json!({
                "element": "chart", "id": id, "title": format!("panel.{id}"), "width": width,
                "request": serde_json::from_str::<Value>(request).unwrap_or_default(), "chart": chart,
            }),
            Shows::Table => json!({
                "element": "table", "id": id, "title": format!("table.{id}"), "width": width, "table": id,
            }),
        }
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
