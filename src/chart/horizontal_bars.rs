//! Rows of a split, the largest on top, each with its name and its value.

use super::axis::{Axis, Labels, filled, frame, label_spec, widest};
use super::bars::hit;
use super::pen::{Align, FINE, TextSpec};
use super::picture::{Picture, label};
use super::{Canvas, Chart, Drawing, Hit, bad_chart};
use crate::error::Error;
use plotters::element::Rectangle;

pub const CHART: Chart =
    Chart { id: "horizontal-bars", suits: |picture| matches!(picture, Picture::Breakdown(_)), draw };

/// The height that a row takes at least, in CSS pixels.
const ROW: f64 = 22.0;

fn draw(canvas: &mut Canvas<'_>, picture: &Picture) -> Result<Drawing, Error> {
    let Picture::Breakdown(breakdown) = picture else { return Err(bad_chart("these bars are drawn of a split")) };
    let (width, height) = canvas.pen.size();
    let shown = ((height - canvas.theme.font_size * 2.6) / ROW).floor().max(1.0) as usize;
    let rows = &breakdown.rows[..breakdown.rows.len().min(shown)];
    let values: Vec<String> = rows.iter().map(|row| row.spelled(canvas.format, &breakdown.unit)).collect();
    let value_width = widest(canvas, values.iter().cloned());
    let names: Vec<String> = rows
        .iter()
        .map(|row| label(canvas.format, &breakdown.by, row.key.as_deref(), row.label.as_deref()))
        .map(|name| shortened(canvas, name, width * 0.38))
        .collect();
    let largest = rows.iter().filter_map(|row| row.value).fold(0.0, f64::max);
    // The values stand behind the bars, so the bars end before the frame does.
    let room = (width - value_width - widest(canvas, names.iter().cloned()) - 40.0).max(20.0);
    let max = largest.max(f64::MIN_POSITIVE) * (1.0 + (value_width + 8.0) / room);
    let amounts = Axis { end: max, ticks: Vec::new(), is_mirrored: canvas.is_mirrored };
    // Upright places count from below; the first row stands on top.
    let places = Axis::places(rows.len(), (0..rows.len()).map(|n| n as f64 + 0.5).collect(), true);
    let name_of = |place: f64| names.get(place as usize).cloned().unwrap_or_default();
    let (theme, is_mirrored) = (canvas.theme, canvas.is_mirrored);
    let colors: Vec<_> = (0..rows.len()).map(|row| theme.accent.beside(canvas.selected, row)).collect();
    let mut drawing = Drawing::default();
    let mut ends = Vec::new();
    {
        let labels = Labels { x: &|_| String::new(), y: &name_of, has_lines: (false, false) };
        let mut chart = frame(canvas, amounts, places, &labels)?;
        for (number, row) in rows.iter().enumerate() {
            let value = row.value.unwrap_or(0.0).max(0.0);
            let (from, to) = (number as f64 + 0.18, number as f64 + 0.82);
            let bar = Rectangle::new([(0.0, from), (value, to)], filled(colors[number]));
            chart.draw_series([bar]).map_err(|_| bad_chart("plotters could not draw a bar"))?;
            drawing.hits.push(Hit {
                x: 0.0,
                width,
                ..hit(&chart, (0.0, number as f64), (max, number as f64 + 1.0), number, None)
            });
            let end = chart.backend_coord(&(value, number as f64 + 0.5));
            ends.push((f64::from(end.0) / FINE, f64::from(end.1) / FINE));
        }
    }
    let (align, gap) = if is_mirrored { (Align::Right, -6.0) } else { (Align::Left, 6.0) };
    let spec = TextSpec { color: theme.ink, align, ..label_spec(canvas) };
    for (value, (x, y)) in values.iter().zip(ends) {
        canvas.pen.text(value, (x + gap, y), &spec);
    }
    Ok(drawing)
}

/// The name, or as much of it as fits into the width.
fn shortened(canvas: &Canvas<'_>, name: String, width: f64) -> String {
    let spec = label_spec(canvas);
    if canvas.pen.measure(&name, &spec) <= width {
        return name;
    }
    let mut short = name;
    while short.pop().is_some() {
        let tried = format!("{}…", short.trim_end());
        if canvas.pen.measure(&tried, &spec) <= width {
            return tried;
        }
    }
    short
}
