//! The hours of the week: a row a day, a column an hour, the darker the more.

use super::axis::{Axis, Labels, filled, frame};
use super::bars::hit;
use super::picture::Picture;
use super::{Canvas, Chart, Drawing, bad_chart};
use crate::error::Error;
use plotters::element::Rectangle;

pub const CHART: Chart = Chart { id: "heat-map", suits: |picture| matches!(picture, Picture::Grid(_)), draw };

fn draw(canvas: &mut Canvas<'_>, picture: &Picture) -> Result<Drawing, Error> {
    let Picture::Grid(grid) = picture else { return Err(bad_chart("a heat map is drawn of a grid")) };
    // A period holds the hours of the week unequally often, so counts are shown by occurrence.
    let values = grid.per_occurrence.as_ref().unwrap_or(&grid.values);
    let largest = values.iter().flatten().flatten().copied().fold(0.0, f64::max);
    let (rows, columns) = (grid.rows.len(), grid.columns.len());
    let (width, _) = canvas.pen.size();
    let every = if width < 420.0 { 6 } else { 3 };
    let centers = |count: usize, every: usize| (0..count).step_by(every).map(|n| n as f64 + 0.5).collect();
    let x = Axis::places(columns, centers(columns, every), canvas.is_mirrored);
    let y = Axis::places(rows, centers(rows, 1), true);
    let format = canvas.format;
    let number = |labels: &[String], place: f64| labels.get(place as usize).and_then(|label| label.parse().ok());
    let hour = |place: f64| number(&grid.columns, place).map_or_else(String::new, |hour| format.hour(hour));
    let day = |place: f64| number(&grid.rows, place).map_or_else(String::new, |day| format.weekday(day));
    let (theme, selected) = (canvas.theme, canvas.selected);
    let mut chart = frame(canvas, x, y, &Labels { x: &hour, y: &day, has_lines: (false, false) })?;
    let mut drawing = Drawing::default();
    for (row, cells) in values.iter().enumerate() {
        for (column, value) in cells.iter().enumerate() {
            let index = row * columns + column;
            let (left, low) = (column as f64, row as f64);
            drawing.hits.push(hit(&chart, (left, low), (left + 1.0, low + 1.0), index, None));
            let Some(value) = value else { continue };
            let share = if largest > 0.0 { value / largest } else { 0.0 };
            let color = theme.heat(share).beside(selected, index);
            let cell = Rectangle::new([(left + 0.05, low + 0.07), (left + 0.95, low + 0.93)], filled(color));
            chart.draw_series([cell]).map_err(|_| bad_chart("plotters could not draw a cell"))?;
        }
    }
    Ok(drawing)
}
