//! Cohorts: a row for each, a column for each month or week later, the darker the more came back. What is not known yet
//! stays empty; what is not over yet has a border.

use super::axis::{Axis, Labels, filled, frame, label_spec, stroke, widest};
use super::bars::hit;
use super::pen::{Align, Baseline, TextSpec};
use super::picture::{Cohorts, Picture};
use super::theme::{Color, Theme};
use super::{Canvas, Chart, Drawing, Hit, bad_chart};
use crate::error::Error;
use crate::lang::Format;
use plotters::element::Rectangle;

pub const CHART: Chart = Chart { id: "cohort-triangle", suits: |picture| matches!(picture, Picture::Cohorts(_)), draw };

/// A cell that has a share.
struct Cell {
    share: f64,
    color: Color,
    at: Hit,
}

fn draw(canvas: &mut Canvas<'_>, picture: &Picture) -> Result<Drawing, Error> {
    let Picture::Cohorts(cohorts) = picture else { return Err(bad_chart("a cohort triangle is drawn of cohorts")) };
    let (rows, columns) = (cohorts.values.len(), cohorts.columns);
    let (x, y) = axes(canvas, cohorts);
    let format = canvas.format;
    let later = |place: f64| format.number(place.floor());
    let cohort = |place: f64| row_label(cohorts, format, place as usize);
    let (theme, selected) = (canvas.theme, canvas.selected);
    let largest = largest(cohorts);
    let mut cells = Vec::new();
    {
        let mut chart = frame(canvas, x, y, &Labels { x: &later, y: &cohort, has_lines: (false, false) })?;
        let failed = |_| bad_chart("plotters could not draw a cell");
        for row in 0..rows {
            for column in 0..columns {
                let Some(share) = cohorts.values[row][column] else { continue };
                let index = row * columns + column;
                let (left, low) = (column as f64, row as f64);
                // All of a cohort are in its first column, which tells nothing.
                let color = match column {
                    0 => theme.grid,
                    _ => theme.heat(if largest > 0.0 { share / largest } else { 0.0 }),
                };
                let corners = [(left + 0.04, low + 0.05), (left + 0.96, low + 0.95)];
                let area = Rectangle::new(corners, filled(color.beside(selected, index)));
                chart.draw_series([area]).map_err(failed)?;
                if cohorts.buckets.get(row + column).is_some_and(|bucket| bucket.partial) {
                    let border = Rectangle::new(corners, stroke(theme.muted, 1.0));
                    chart.draw_series([border]).map_err(failed)?;
                }
                let at = hit(&chart, (left, low), (left + 1.0, low + 1.0), index, None);
                cells.push(Cell { share, color, at });
            }
        }
    }
    write_shares(canvas, &cells);
    Ok(Drawing { hits: cells.into_iter().map(|cell| cell.at).collect(), ..Drawing::default() })
}

/// Columns sideways and rows downwards, with labels where they have room.
fn axes(canvas: &Canvas<'_>, cohorts: &Cohorts) -> (Axis, Axis) {
    let (rows, columns) = (cohorts.values.len(), cohorts.columns);
    let (width, height) = canvas.pen.size();
    let size = canvas.theme.font_size;
    let side = widest(canvas, (0..rows).map(|row| row_label(cohorts, canvas.format, row)));
    let label = widest(canvas, columns.checked_sub(1).map(|last| canvas.format.number(last as f64)).into_iter());
    let every = |count: usize, room: f64, needed: f64| ((count as f64 * needed / room.max(1.0)).ceil() as usize).max(1);
    let centers = |count: usize, every: usize| (0..count).step_by(every).map(|n| n as f64 + 0.5).collect();
    let x = centers(columns, every(columns, width - side - 20.0, label + 8.0));
    let y = centers(rows, every(rows, height - size * 2.6, size * 1.3));
    (Axis::places(columns, x, canvas.is_mirrored), Axis::places(rows, y, true))
}

fn row_label(cohorts: &Cohorts, format: &dyn Format, row: usize) -> String {
    let bucket = cohorts.buckets.get(row);
    bucket.map_or_else(String::new, |bucket| format.bucket(&bucket.local, cohorts.cohort))
}

/// The largest share of those who came back.
fn largest(cohorts: &Cohorts) -> f64 {
    cohorts.values.iter().flat_map(|row| row.iter().skip(1)).flatten().copied().fold(0.0, f64::max)
}

/// Writes the shares into the cells, if all of them have room.
fn write_shares(canvas: &mut Canvas<'_>, cells: &[Cell]) {
    let texts: Vec<String> = cells.iter().map(|cell| canvas.format.percent(cell.share)).collect();
    let width = widest(canvas, texts.iter().cloned());
    let (theme, selected) = (canvas.theme, canvas.selected);
    let has_room = |at: &Hit| at.width * 0.92 >= width + 4.0 && at.height * 0.9 >= theme.font_size;
    if !cells.iter().all(|cell| has_room(&cell.at)) {
        return;
    }
    for (cell, text) in cells.iter().zip(texts) {
        let Hit { x, y, width, height, index, .. } = cell.at;
        let shade = cell.color.beside(selected, index as usize);
        let color = legible(theme, theme.surface.mixed(Color { alpha: 1.0, ..shade }, shade.alpha));
        let spec = TextSpec { color, align: Align::Center, baseline: Baseline::Middle, ..label_spec(canvas) };
        canvas.pen.text(&text, (x + width / 2.0, y + height / 2.0), &spec);
    }
}

/// The ink, or the surface, whichever stands out more.
fn legible(theme: &Theme, on: Color) -> Color {
    let away = |color: Color| (color.luminance() - on.luminance()).abs();
    if away(theme.ink) >= away(theme.surface) { theme.ink } else { theme.surface }
}
