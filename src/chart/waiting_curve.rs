//! The share that still waits, over the time waited: a line of steps with the band in which it lies.
//!
//! Most answers come within minutes and the last ones after days, so the time runs ever faster: as the logarithm of
//! the minutes waited, and one more.

use super::axis::{Axis, Labels, amount, filled, frame, stroke, widest};
use super::bars::hit;
use super::picture::{Curve, Picture, Point};
use super::{Canvas, Chart, Drawing, bad_chart};
use crate::error::Error;
use plotters::element::{Circle, PathElement, Polygon};

pub const CHART: Chart = Chart { id: "waiting-curve", suits: |picture| matches!(picture, Picture::Curve(_)), draw };

fn draw(canvas: &mut Canvas<'_>, picture: &Picture) -> Result<Drawing, Error> {
    let Picture::Curve(curve) = picture else { return Err(bad_chart("a waiting curve is drawn of a curve")) };
    let (width, height) = canvas.pen.size();
    let format = canvas.format;
    let scale = Axis::amounts(1.0, "share", (height / 56.0) as usize);
    let share = amount(format, "share");
    let side = widest(canvas, scale.ticks.iter().map(|&tick| share(tick)));
    let end = end(curve);
    let label_width = widest(canvas, TICKS.iter().map(|&ms| format.duration(ms)));
    let ticks = ticks(end, (label_width + 12.0) / (width - side - 20.0).max(1.0));
    let time = Axis { end, ticks, is_mirrored: canvas.is_mirrored };
    let label = |place: f64| format.duration(waited(place));
    let theme = canvas.theme;
    let selected = canvas.selected.and_then(|index| curve.points.get(index as usize));
    let mut chart = frame(canvas, time, scale, &Labels { x: &label, y: &share, has_lines: (true, false) })?;
    let failed = |_| bad_chart("plotters could not draw a curve");
    let mut band = steps(curve, end, |point| point.high.unwrap_or(point.share));
    band.extend(steps(curve, end, |point| point.low.unwrap_or(point.share)).into_iter().rev());
    chart.draw_series([Polygon::new(band, filled(theme.accent.faded(0.15)))]).map_err(failed)?;
    if let Some(limit) = curve.limit {
        let upright = vec![(place(limit), 0.0), (place(limit), 1.0)];
        chart.draw_series([PathElement::new(upright, stroke(theme.muted, 1.0))]).map_err(failed)?;
    }
    let line = PathElement::new(steps(curve, end, |point| point.share), stroke(theme.accent, 2.0));
    chart.draw_series([line]).map_err(failed)?;
    let dots = selected.map(|point| Circle::new((place(point.at), point.share), 16, filled(theme.accent)));
    chart.draw_series(dots).map_err(failed)?;
    let mut drawing = Drawing::default();
    for (number, point) in curve.points.iter().enumerate() {
        let next = curve.points.get(number + 1).map_or(end, |next| place(next.at));
        drawing.hits.push(hit(&chart, (place(point.at), 0.0), (next, 1.0), number, None));
    }
    Ok(drawing)
}

/// Where so many milliseconds stand, and which stand there.
fn place(ms: f64) -> f64 {
    (ms / 60_000.0).ln_1p()
}

fn waited(place: f64) -> f64 {
    (place.exp_m1() * 60_000.0).round()
}

/// The axis reaches a little over the last step and the limit.
fn end(curve: &Curve) -> f64 {
    let last = curve.points.last().map_or(0.0, |point| point.at);
    place(last.max(curve.limit.unwrap_or(0.0)).max(60_000.0)) * 1.04
}

/// The corners of a line that falls at each point and is level in between.
fn steps(curve: &Curve, end: f64, height: impl Fn(&Point) -> f64) -> Vec<(f64, f64)> {
    let mut corners = vec![(0.0, 1.0)];
    let mut level = 1.0;
    for point in &curve.points {
        let at = place(point.at);
        corners.push((at, level));
        level = height(point);
        corners.push((at, level));
    }
    corners.push((end, level));
    corners
}

/// Times that people count in.
const TICKS: [f64; 15] = [
    0.0,
    60e3,
    120e3,
    300e3,
    600e3,
    1800e3,
    3600e3,
    7200e3,
    14_400e3,
    28_800e3,
    86_400e3,
    259_200e3,
    604_800e3,
    2_592_000e3,
    7_776_000e3,
];

/// Those of them that the axis reaches and that have room: as much of it, as a part of its length, for each label.
fn ticks(end: f64, room: f64) -> Vec<f64> {
    let mut ticks: Vec<f64> = Vec::new();
    for tick in TICKS.iter().map(|&ms| place(ms)).filter(|&tick| tick <= end) {
        if ticks.last().is_none_or(|last| tick - last >= room * end) {
            ticks.push(tick);
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_at_times_that_people_count_in() {
        let shown = |end: f64, room: f64| ticks(place(end), room).into_iter().map(waited).collect::<Vec<_>>();
        assert_eq!(shown(3600e3, 0.09), [0.0, 60e3, 120e3, 300e3, 600e3, 1800e3, 3600e3]);
        assert_eq!(shown(3600e3, 0.25), [0.0, 120e3, 600e3, 1800e3]);
    }

    #[test]
    fn a_line_falls_at_its_points() {
        let point = |at: f64, share: f64| Point { at, share, low: None, high: None };
        let curve = Curve { points: vec![point(60e3, 0.5), point(180e3, 0.2)], limit: None };
        let corners = steps(&curve, 9.0, |point| point.share);
        let (first, second) = (2_f64.ln(), 4_f64.ln());
        assert_eq!(corners, [(0.0, 1.0), (first, 1.0), (first, 0.5), (second, 0.5), (second, 0.2), (9.0, 0.2)]);
    }
}
