//! Between plotters and whatever it draws on.
//!
//! Charts draw through plotters on a [`Sheet`], and a sheet hands every stroke to a [`Pen`]: a 2D canvas in the
//! browser, or [`OnBackend`], which is any plotters backend. plotters counts in whole pixels, so a sheet tells it
//! that everything is [`FINE`] times larger than it is, and strokes land on quarters of a pixel.

use super::theme::Color;
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily,
    FontStyle, FontTransform,
};
use std::convert::Infallible;

/// How many of plotters' pixels make one of ours.
pub const FINE: f64 = 4.0;

/// A place in CSS pixels.
pub type Point = (f64, f64);

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Align {
    Left,
    Center,
    Right,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Baseline {
    Top,
    Middle,
    Bottom,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub struct TextSpec<'a> {
    pub family: &'a str,
    pub size: f64,
    pub is_bold: bool,
    pub color: Color,
    pub align: Align,
    pub baseline: Baseline,
}

/// Something that can be drawn on, in CSS pixels.
pub trait Pen {
    /// Width and height.
    fn size(&self) -> Point;
    fn path(&mut self, points: &[Point], color: Color, width: f64);
    fn fill(&mut self, points: &[Point], color: Color);
    fn rect(&mut self, from: Point, to: Point, color: Color);
    fn disc(&mut self, center: Point, radius: f64, color: Color);
    fn text(&mut self, text: &str, at: Point, spec: &TextSpec<'_>);
    /// The width of a text.
    fn measure(&self, text: &str, spec: &TextSpec<'_>) -> f64;
}

/// A pen as plotters sees it.
pub struct Sheet<'p> {
    pub pen: &'p mut dyn Pen,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

fn place((x, y): BackendCoord) -> Point {
    (f64::from(x) / FINE, f64::from(y) / FINE)
}

fn color(color: BackendColor) -> Color {
    let (red, green, blue) = color.rgb;
    Color { red, green, blue, alpha: color.alpha }
}

fn spec<'a, S: BackendTextStyle>(style: &S, family: &'a str) -> TextSpec<'a> {
    TextSpec {
        family,
        size: style.size() / FINE,
        is_bold: matches!(style.style(), FontStyle::Bold),
        color: color(style.color()),
        align: match style.anchor().h_pos {
            HPos::Left => Align::Left,
            HPos::Center => Align::Center,
            HPos::Right => Align::Right,
        },
        baseline: match style.anchor().v_pos {
            VPos::Top => Baseline::Top,
            VPos::Center => Baseline::Middle,
            VPos::Bottom => Baseline::Bottom,
        },
    }
}

impl DrawingBackend for Sheet<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.pen.size();
        ((width * FINE) as u32, (height * FINE) as u32)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, of: BackendColor) -> Drawn {
        self.pen.rect(place(point), place((point.0 + 1, point.1 + 1)), color(of));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        if fill {
            self.pen.rect(place(from), place(to), color(style.color()));
            return Ok(());
        }
        self.draw_path([from, (to.0, from.1), to, (from.0, to.1), from], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<Point> = path.into_iter().map(place).collect();
        // Invisible lines are how plotters is told to leave something out.
        if style.color().alpha > 0.0 {
            self.pen.path(&points, color(style.color()), f64::from(style.stroke_width()) / FINE);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<Point> = path.into_iter().map(place).collect();
        self.pen.fill(&points, color(style.color()));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, _fill: bool) -> Drawn {
        self.pen.disc(place(center), f64::from(radius) / FINE, color(style.color()));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        self.pen.text(text, place(at), &spec(style, style.family().as_str()));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let family = style.family();
        let spec = spec(style, family.as_str());
        let width = self.pen.measure(text, &spec);
        Ok(((width * FINE).ceil() as u32, (spec.size * 1.2 * FINE).ceil() as u32))
    }
}

/// Any plotters backend as a pen. Its pixels are [`FINE`] times smaller than ours. What goes wrong in it is
/// remembered.
pub struct OnBackend<B: DrawingBackend> {
    pub backend: B,
    pub failure: Option<String>,
}

impl<B: DrawingBackend> OnBackend<B> {
    pub fn new(backend: B) -> Self {
        Self { backend, failure: None }
    }

    fn note(&mut self, drawn: Result<(), DrawingErrorKind<B::ErrorType>>) {
        if let Err(error) = drawn {
            self.failure.get_or_insert(error.to_string());
        }
    }
}

fn coord((x, y): Point) -> BackendCoord {
    ((x * FINE).round() as i32, (y * FINE).round() as i32)
}

struct Stroke {
    color: Color,
    width: f64,
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        backend_color(self.color)
    }

    fn stroke_width(&self) -> u32 {
        (self.width * FINE).round().max(1.0) as u32
    }
}

fn backend_color(color: Color) -> BackendColor {
    BackendColor { alpha: color.alpha, rgb: (color.red, color.green, color.blue) }
}

struct Lettering<'a>(&'a TextSpec<'a>);

impl BackendTextStyle for Lettering<'_> {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        backend_color(self.0.color)
    }

    fn size(&self) -> f64 {
        self.0.size * FINE
    }

    fn transform(&self) -> FontTransform {
        FontTransform::None
    }

    fn style(&self) -> FontStyle {
        if self.0.is_bold { FontStyle::Bold } else { FontStyle::Normal }
    }

    fn anchor(&self) -> Pos {
        let horizontal = match self.0.align {
            Align::Left => HPos::Left,
            Align::Center => HPos::Center,
            Align::Right => HPos::Right,
        };
        let vertical = match self.0.baseline {
            Baseline::Top => VPos::Top,
            Baseline::Middle => VPos::Center,
            Baseline::Bottom => VPos::Bottom,
        };
        Pos::new(horizontal, vertical)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(self.0.family)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        Ok(((0, 0), ((rough_width(text, self.0.size) * FINE) as i32, (self.0.size * FINE) as i32)))
    }

    fn draw<E, D: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: BackendCoord,
        _: D,
    ) -> Result<Result<(), E>, Self::FontError> {
        Ok(Ok(()))
    }
}

/// About how wide a text is where nothing can measure it.
pub fn rough_width(text: &str, size: f64) -> f64 {
    text.chars().map(|character| if character.is_ascii() { 0.56 } else { 0.8 }).sum::<f64>() * size
}

impl<B: DrawingBackend> Pen for OnBackend<B> {
    fn size(&self) -> Point {
        let (width, height) = self.backend.get_size();
        (f64::from(width) / FINE, f64::from(height) / FINE)
    }

    fn path(&mut self, points: &[Point], color: Color, width: f64) {
        let drawn = self.backend.draw_path(points.iter().copied().map(coord), &Stroke { color, width });
        self.note(drawn);
    }

    fn fill(&mut self, points: &[Point], color: Color) {
        let drawn = self.backend.fill_polygon(points.iter().copied().map(coord), &Stroke { color, width: 0.0 });
        self.note(drawn);
    }

    fn rect(&mut self, from: Point, to: Point, color: Color) {
        let drawn = self.backend.draw_rect(coord(from), coord(to), &Stroke { color, width: 0.0 }, true);
        self.note(drawn);
    }

    fn disc(&mut self, center: Point, radius: f64, color: Color) {
        let radius = (radius * FINE).round() as u32;
        let drawn = self.backend.draw_circle(coord(center), radius, &Stroke { color, width: 0.0 }, true);
        self.note(drawn);
    }

    fn text(&mut self, text: &str, at: Point, spec: &TextSpec<'_>) {
        let drawn = self.backend.draw_text(text, &Lettering(spec), coord(at));
        self.note(drawn);
    }

    fn measure(&self, text: &str, spec: &TextSpec<'_>) -> f64 {
        rough_width(text, spec.size)
    }
}
