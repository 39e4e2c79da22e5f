//! Bars over time, the lines of a series on top of each other: for counts that add up.

use super::axis::filled;
use super::bars::{MOST_LINES, hit, legend, partial, time_frame};
use super::picture::Picture;
use super::{Canvas, Chart, Drawing, bad_chart};
use crate::error::Error;
use plotters::element::Rectangle;

pub const CHART: Chart = Chart { id: "stacked-bars", suits: |picture| matches!(picture, Picture::Series(_)), draw };

fn draw(canvas: &mut Canvas<'_>, picture: &Picture) -> Result<Drawing, Error> {
    let Picture::Series(series) = picture else { return Err(bad_chart("bars are drawn of a series")) };
    let lines = &series.lines[..series.lines.len().min(MOST_LINES)];
    let sum = |bucket: usize| lines.iter().filter_map(|line| line.values[bucket]).sum::<f64>();
    let largest = (0..series.buckets.len()).map(sum).fold(0.0, f64::max);
    let mut drawing = Drawing { legend: legend(canvas, series), ..Drawing::default() };
    let (theme, selected) = (canvas.theme, canvas.selected);
    let mut chart = time_frame(canvas, series, largest)?;
    let top = chart.y_range().end;
    for (bucket, of) in series.buckets.iter().enumerate() {
        let (from, to) = (bucket as f64 + 0.14, bucket as f64 + 0.86);
        drawing.hits.push(hit(&chart, (bucket as f64, 0.0), (bucket as f64 + 1.0, top), bucket, None));
        let mut below = 0.0;
        for (number, value) in lines.iter().enumerate().filter_map(|(n, line)| Some((n, line.values[bucket]?))) {
            let color = partial(theme.series(number), of.partial).beside(selected, bucket);
            let bar = Rectangle::new([(from, below), (to, below + value)], filled(color));
            chart.draw_series([bar]).map_err(|_| bad_chart("plotters could not draw a bar"))?;
            if lines.len() > 1 && value > 0.0 {
                drawing.hits.push(hit(&chart, (from, below), (to, below + value), bucket, Some(number)));
            }
            below += value;
        }
    }
    Ok(drawing)
}
