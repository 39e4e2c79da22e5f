//! Bars over time, the lines of a series beside each other: for values that do not add up.

use super::axis::filled;
use super::bars::{MOST_LINES, hit, legend, partial, time_frame};
use super::picture::Picture;
use super::{Canvas, Chart, Drawing, bad_chart};
use crate::error::Error;
use plotters::element::Rectangle;

pub const CHART: Chart = Chart { id: "grouped-bars", suits: |picture| matches!(picture, Picture::Series(_)), draw };

fn draw(canvas: &mut Canvas<'_>, picture: &Picture) -> Result<Drawing, Error> {
    let Picture::Series(series) = picture else { return Err(bad_chart("bars are drawn of a series")) };
    let lines = &series.lines[..series.lines.len().min(MOST_LINES)];
    let largest = lines.iter().flat_map(|line| line.values.iter().flatten()).copied().fold(0.0, f64::max);
    let mut drawing = Drawing { legend: legend(canvas, series), ..Drawing::default() };
    let (theme, selected) = (canvas.theme, canvas.selected);
    let mut chart = time_frame(canvas, series, largest)?;
    let top = chart.y_range().end;
    let width = 0.76 / lines.len().max(1) as f64;
    for (bucket, of) in series.buckets.iter().enumerate() {
        drawing.hits.push(hit(&chart, (bucket as f64, 0.0), (bucket as f64 + 1.0, top), bucket, None));
        for (number, value) in lines.iter().enumerate().filter_map(|(n, line)| Some((n, line.values[bucket]?))) {
            let from = bucket as f64 + 0.12 + width * number as f64;
            let color = partial(theme.series(number), of.partial).beside(selected, bucket);
            let bar = Rectangle::new([(from, 0.0), (from + width * 0.92, value)], filled(color));
            chart.draw_series([bar]).map_err(|_| bad_chart("plotters could not draw a bar"))?;
            if lines.len() > 1 {
                drawing.hits.push(hit(&chart, (from, 0.0), (from + width, top), bucket, Some(number)));
            }
        }
    }
    Ok(drawing)
}
