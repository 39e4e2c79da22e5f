//! Lines over time. Where there is no value there is a gap; a bucket that is not over yet is paler.

use super::axis::{filled, stroke};
use super::bars::{MOST_LINES, bucket_hits, legend, partial, time_frame};
use super::picture::{Picture, Series};
use super::{Canvas, Chart, Drawing, bad_chart};
use crate::error::Error;
use plotters::element::{Circle, PathElement, Polygon};

pub const CHART: Chart = Chart { id: "line", suits: |picture| matches!(picture, Picture::Series(_)), draw };

fn draw(canvas: &mut Canvas<'_>, picture: &Picture) -> Result<Drawing, Error> {
    let Picture::Series(series) = picture else { return Err(bad_chart("a line is drawn of a series")) };
    let lines = &series.lines[..series.lines.len().min(MOST_LINES)];
    let values = lines.iter().flat_map(|line| line.values.iter().flatten());
    let largest = values.copied().fold(0.0, f64::max);
    let legend = legend(canvas, series);
    let theme = canvas.theme;
    let mut chart = time_frame(canvas, series, largest)?;
    let failed = |_| bad_chart("plotters could not draw a line");
    let top = chart.y_range().end;
    for (number, line) in lines.iter().enumerate().rev() {
        let color = theme.series(number);
        for run in runs(&line.values) {
            let points: Vec<(f64, f64)> = run.clone().filter_map(|n| Some((n as f64 + 0.5, line.values[n]?))).collect();
            if lines.len() == 1 && points.len() > 1 {
                let (first, last) = (points[0].0, points[points.len() - 1].0);
                let mut area = points.clone();
                area.extend([(last, 0.0), (first, 0.0)]);
                chart.draw_series([Polygon::new(area, filled(color.faded(0.10)))]).map_err(failed)?;
            }
            for (from, to, is_partial) in stretches(series, &run) {
                let part = points[from - run.start..=to - run.start].to_vec();
                chart.draw_series([PathElement::new(part, stroke(partial(color, is_partial), 2.0))]).map_err(failed)?;
            }
            let is_dot = points.len() == 1 || points.len() * lines.len() <= 40;
            let dots = points.iter().filter(|_| is_dot);
            chart.draw_series(dots.map(|&point| Circle::new(point, 10, filled(color)))).map_err(failed)?;
        }
    }
    Ok(Drawing { hits: bucket_hits(&chart, series.buckets.len(), top), legend, ..Drawing::default() })
}

/// The stretches of buckets that have values.
fn runs(values: &[Option<f64>]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (number, _) in values.iter().enumerate().filter(|(_, value)| value.is_some()) {
        match runs.last_mut().filter(|run| run.end == number) {
            Some(run) => run.end += 1,
            None => runs.push(number..number + 1),
        }
    }
    runs
}

/// Cuts a run where whole buckets and partial ones meet: first point, last point, and whether it is paler.
fn stretches(series: &Series, run: &std::ops::Range<usize>) -> Vec<(usize, usize, bool)> {
    let mut stretches: Vec<(usize, usize, bool)> = Vec::new();
    for to in run.clone().skip(1) {
        let is_partial = series.buckets[to].partial || series.buckets[to - 1].partial;
        match stretches.last_mut().filter(|stretch| stretch.2 == is_partial) {
            Some(stretch) => stretch.1 = to,
            None => stretches.push((to - 1, to, is_partial)),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_ends_a_run() {
        assert_eq!(runs(&[Some(1.0), Some(2.0), None, None, Some(3.0)]), [0..2, 4..5]);
        assert_eq!(runs(&[None]), []);
    }
}
