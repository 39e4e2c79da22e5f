//! A pen on a 2D context, of a canvas in the page or in a worker.
//!
//! Sharp at any pixel ratio: level and upright edges lie on device pixels. Texts are measured by the context itself
//! and anchored left and right, never at start and end, so that pages in either direction look right.

use crate::chart::pen::{Align, Baseline, Pen, Point, TextSpec};
use crate::chart::theme::Color;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What `CanvasRenderingContext2D` and `OffscreenCanvasRenderingContext2D` have in common.
    pub type Context;
    #[wasm_bindgen(method, setter, js_name = fillStyle)]
    fn set_fill_style(this: &Context, style: &str);
    #[wasm_bindgen(method, setter, js_name = strokeStyle)]
    fn set_stroke_style(this: &Context, style: &str);
    #[wasm_bindgen(method, setter, js_name = lineWidth)]
    fn set_line_width(this: &Context, width: f64);
    #[wasm_bindgen(method, setter, js_name = lineJoin)]
    fn set_line_join(this: &Context, join: &str);
    #[wasm_bindgen(method, setter, js_name = lineCap)]
    fn set_line_cap(this: &Context, cap: &str);
    #[wasm_bindgen(method, setter, js_name = font)]
    fn set_font(this: &Context, font: &str);
    #[wasm_bindgen(method, setter, js_name = direction)]
    fn set_direction(this: &Context, direction: &str);
    #[wasm_bindgen(method, setter, js_name = textAlign)]
    fn set_text_align(this: &Context, align: &str);
    #[wasm_bindgen(method, setter, js_name = textBaseline)]
    fn set_text_baseline(this: &Context, baseline: &str);
    #[wasm_bindgen(method, js_name = setTransform)]
    fn set_transform(this: &Context, a: f64, b: f64, c: f64, d: f64, e: f64, f: f64);
    #[wasm_bindgen(method, js_name = clearRect)]
    fn clear_rect(this: &Context, x: f64, y: f64, width: f64, height: f64);
    #[wasm_bindgen(method, js_name = fillRect)]
    fn fill_rect(this: &Context, x: f64, y: f64, width: f64, height: f64);
    #[wasm_bindgen(method, js_name = beginPath)]
    fn begin_path(this: &Context);
    #[wasm_bindgen(method, js_name = closePath)]
    fn close_path(this: &Context);
    #[wasm_bindgen(method, js_name = moveTo)]
    fn move_to(this: &Context, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = lineTo)]
    fn line_to(this: &Context, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = arc)]
    fn arc(this: &Context, x: f64, y: f64, radius: f64, from: f64, to: f64);
    #[wasm_bindgen(method)]
    fn stroke(this: &Context);
    #[wasm_bindgen(method)]
    fn fill(this: &Context);
    #[wasm_bindgen(method, js_name = fillText)]
    fn fill_text(this: &Context, text: &str, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = measureText)]
    fn measure_text(this: &Context, text: &str) -> TextMetrics;

    type TextMetrics;
    #[wasm_bindgen(method, getter)]
    fn width(this: &TextMetrics) -> f64;
}

pub struct CanvasPen {
    context: Context,
    size: Point,
    ratio: f64,
    /// What the context is set to, so that it is not told again.
    font: RefCell<String>,
    fill_style: Option<Color>,
}

impl CanvasPen {
    /// Clears the context, and has it count in CSS pixels.
    pub fn new(context: Context, size: Point, ratio: f64, is_right_to_left: bool) -> Self {
        context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, size.0, size.1);
        context.set_direction(if is_right_to_left { "rtl" } else { "ltr" });
        context.set_line_join("round");
        context.set_line_cap("round");
        Self { context, size, ratio, font: RefCell::default(), fill_style: None }
    }

    fn set_fill(&mut self, color: Color) {
        if self.fill_style != Some(color) {
            self.context.set_fill_style(&css(color));
            self.fill_style = Some(color);
        }
    }

    fn use_font(&self, spec: &TextSpec<'_>) {
        let weight = if spec.is_bold { "bold " } else { "" };
        let font = format!("{weight}{}px {}", decimal(spec.size), spec.family);
        if *self.font.borrow() != font {
            self.context.set_font(&font);
            self.font.replace(font);
        }
    }

    /// The nearest edge of a device pixel.
    fn edge(&self, at: f64) -> f64 {
        (at * self.ratio).round() / self.ratio
    }

    /// Where a thin line has to lie to fill whole device pixels.
    fn line_place(&self, at: f64, width: f64) -> f64 {
        let device_width = (width * self.ratio).round().max(1.0);
        let shift = if device_width % 2.0 == 1.0 { 0.5 } else { 0.0 };
        ((at * self.ratio - shift).round() + shift) / self.ratio
    }

    fn trace(&self, points: &[Point]) {
        self.context.begin_path();
        for (number, &(x, y)) in points.iter().enumerate() {
            if number == 0 { self.context.move_to(x, y) } else { self.context.line_to(x, y) }
        }
    }
}

fn css(Color { red, green, blue, alpha }: Color) -> String {
    if alpha >= 1.0 {
        return format!("rgb({red},{green},{blue})");
    }
    format!("rgba({red},{green},{blue},{})", decimal(alpha))
}

/// A number that is not negative, to a hundredth. (The library's own way to write numbers takes 16 kB.)
fn decimal(value: f64) -> String {
    let hundredths = (value * 100.0).round() as u32;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

impl Pen for CanvasPen {
    fn size(&self) -> Point {
        self.size
    }

    fn path(&mut self, points: &[Point], color: Color, width: f64) {
        self.context.set_stroke_style(&css(color));
        self.context.set_line_width(width);
        match *points {
            [(x1, y1), (x2, y2)] if y1 == y2 => {
                let y = self.line_place(y1, width);
                self.trace(&[(x1, y), (x2, y)]);
            }
            [(x1, y1), (x2, y2)] if x1 == x2 => {
                let x = self.line_place(x1, width);
                self.trace(&[(x, y1), (x, y2)]);
            }
            _ => self.trace(points),
        }
        self.context.stroke();
    }

    fn fill(&mut self, points: &[Point], color: Color) {
        self.set_fill(color);
        self.trace(points);
        self.context.close_path();
        self.context.fill();
    }

    fn rect(&mut self, from: Point, to: Point, color: Color) {
        self.set_fill(color);
        let (left, right) = (self.edge(from.0.min(to.0)), self.edge(from.0.max(to.0)));
        let (top, bottom) = (self.edge(from.1.min(to.1)), self.edge(from.1.max(to.1)));
        self.context.fill_rect(left, top, right - left, bottom - top);
    }

    fn disc(&mut self, center: Point, radius: f64, color: Color) {
        self.set_fill(color);
        self.context.begin_path();
        self.context.arc(center.0, center.1, radius, 0.0, std::f64::consts::TAU);
        self.context.fill();
    }

    fn text(&mut self, text: &str, at: Point, spec: &TextSpec<'_>) {
        self.use_font(spec);
        self.set_fill(spec.color);
        self.context.set_text_align(match spec.align {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        });
        self.context.set_text_baseline(match spec.baseline {
            Baseline::Top => "top",
            Baseline::Middle => "middle",
            Baseline::Bottom => "bottom",
        });
        self.context.fill_text(text, at.0, at.1);
    }

    fn measure(&self, text: &str, spec: &TextSpec<'_>) -> f64 {
        self.use_font(spec);
        self.context.measure_text(text).width()
    }
}
