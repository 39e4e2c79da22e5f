//! How durations are spread: a bar a bin. Bins are of very different width, so they stand side by side as equals,
//! and the labels say where each begins.

use super::axis::{Axis, Labels, amount, filled, frame, widest};
use super::bars::hit;
use super::picture::Picture;
use super::{Canvas, Chart, Drawing, bad_chart};
use crate::error::Error;
use plotters::element::Rectangle;

pub const CHART: Chart = Chart { id: "histogram", suits: |picture| matches!(picture, Picture::Distribution(_)), draw };

fn draw(canvas: &mut Canvas<'_>, picture: &Picture) -> Result<Drawing, Error> {
    let Picture::Distribution(distribution) = picture else {
        return Err(bad_chart("a histogram is drawn of a spread"));
    };
    let bins = &distribution.bins;
    let (width, height) = canvas.pen.size();
    let format = canvas.format;
    let largest = bins.iter().map(|bin| bin.count).fold(0.0, f64::max);
    let scale = Axis::amounts(largest, "count", (height / 56.0) as usize);
    let label_width = widest(canvas, bins.iter().map(|bin| format.duration(bin.from)));
    let most = ((width - 40.0) / (label_width + 10.0)).floor().max(1.0) as usize;
    let every = bins.len().div_ceil(most).max(1);
    let ticks = (0..bins.len()).step_by(every).map(|bin| bin as f64).collect();
    let slots = Axis::places(bins.len(), ticks, canvas.is_mirrored);
    let from = |place: f64| bins.get(place as usize).map_or_else(String::new, |bin| format.duration(bin.from));
    let count = amount(format, "count");
    let colors: Vec<_> = (0..bins.len()).map(|bin| canvas.theme.accent.beside(canvas.selected, bin)).collect();
    let mut chart = frame(canvas, slots, scale, &Labels { x: &from, y: &count, has_lines: (true, false) })?;
    let top = chart.y_range().end;
    let mut drawing = Drawing::default();
    for (number, bin) in bins.iter().enumerate() {
        let left = number as f64;
        drawing.hits.push(hit(&chart, (left, 0.0), (left + 1.0, top), number, None));
        let bar = Rectangle::new([(left + 0.04, 0.0), (left + 0.96, bin.count)], filled(colors[number]));
        chart.draw_series([bar]).map_err(|_| bad_chart("plotters could not draw a bar"))?;
    }
    Ok(drawing)
}
