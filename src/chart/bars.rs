//! What upright bars over time have in common.

use super::axis::{Axis, Frame, Labels, amount, bucket_ticks, frame, widest};
use super::pen::FINE;
use super::picture::{Series, label};
use super::theme::Color;
use super::{Canvas, Hit, Key, css};
use crate::error::Error;

/// How many lines of a series are told apart; the rest is for the table.
pub const MOST_LINES: usize = 8;

/// The frame of a picture over time: buckets side by side, amounts upwards to `largest`.
pub fn time_frame<'p>(canvas: &'p mut Canvas<'_>, series: &Series, largest: f64) -> Result<Frame<'p>, Error> {
    let (width, height) = canvas.pen.size();
    let scale = Axis::amounts(largest, &series.unit, (height / 56.0) as usize);
    let name = |bucket: usize| canvas.format.bucket(&series.buckets[bucket].local, series.over);
    let label_width = widest(canvas, (0..series.buckets.len()).step_by(1 + series.buckets.len() / 24).map(name));
    let side = widest(canvas, scale.ticks.iter().map(|&tick| amount(canvas.format, &series.unit)(tick)));
    let ticks = bucket_ticks(&series.buckets, series.over, width - side - 20.0, label_width);
    let ticks = ticks.into_iter().map(|bucket| bucket as f64 + 0.5).collect();
    let slots = Axis::places(series.buckets.len(), ticks, canvas.is_mirrored);
    let format = canvas.format;
    let x = |place: f64| {
        let bucket = series.buckets.get(place as usize);
        bucket.map_or_else(String::new, |bucket| format.bucket(&bucket.local, series.over))
    };
    let y = amount(format, &series.unit);
    frame(canvas, slots, scale, &Labels { x: &x, y: &y, has_lines: (true, false) })
}

/// The area of each bucket, over the whole height.
pub fn bucket_hits(chart: &Frame<'_>, count: usize, top: f64) -> Vec<Hit> {
    (0..count).map(|bucket| hit(chart, (bucket as f64, 0.0), (bucket as f64 + 1.0, top), bucket, None)).collect()
}

/// The area between two places of a frame.
pub fn hit(chart: &Frame<'_>, from: (f64, f64), to: (f64, f64), index: usize, line: Option<usize>) -> Hit {
    let (a, b) = (chart.backend_coord(&from), chart.backend_coord(&to));
    let pixels = |fine: i32| f64::from(fine) / FINE;
    Hit {
        x: pixels(a.0.min(b.0)),
        y: pixels(a.1.min(b.1)),
        width: pixels((a.0 - b.0).abs()),
        height: pixels((a.1 - b.1).abs()),
        index: index as u32,
        line: line.map(|line| line as u32),
    }
}

/// A line of the legend for each line of the picture, if there are several.
pub fn legend(canvas: &Canvas<'_>, series: &Series) -> Vec<Key> {
    let Some(by) = &series.by else { return Vec::new() };
    let key = |(number, line): (usize, &super::picture::Line)| Key {
        line: number as u32,
        label: label(canvas.format, by, line.key.as_deref(), line.label.as_deref()),
        color: css(canvas.theme.series(number)),
    };
    series.lines.iter().take(MOST_LINES).enumerate().map(key).collect()
}

/// Of a bar whose bucket is not over yet, or cut.
pub fn partial(color: Color, is_partial: bool) -> Color {
    if is_partial { color.faded(0.55) } else { color }
}
