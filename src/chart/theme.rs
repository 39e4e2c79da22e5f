//! Colours and sizes. The page says what it wants; these are for whom it does not.

use crate::args::{Arg, Members};
use crate::error::Error;
use crate::words;
use plotters::style::RGBAColor;

/// A colour as CSS writes it: `#rgb`, `#rrggbb`, `#rrggbbaa` or `rgb(r, g, b)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Color {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
    pub alpha: f64,
}

impl Color {
    pub const fn rgb(hex: u32) -> Self {
        Self { red: (hex >> 16) as u8, green: (hex >> 8) as u8, blue: hex as u8, alpha: 1.0 }
    }

    pub fn faded(self, alpha: f64) -> Self {
        Self { alpha: self.alpha * alpha, ..self }
    }

    /// The colour of the thing at `index`, faded if another is selected.
    pub fn beside(self, selected: Option<u32>, index: usize) -> Self {
        let is_aside = selected.is_some_and(|selected| selected as usize != index);
        if is_aside { self.faded(0.3) } else { self }
    }

    /// The colour on the straight way from this one to `other`, 0 being this and 1 the other.
    pub fn mixed(self, other: Self, part: f64) -> Self {
        let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * part).round() as u8;
        Self {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
            alpha: self.alpha + (other.alpha - self.alpha) * part,
        }
    }

    /// How bright it is, from 0 to 1.
    pub fn luminance(self) -> f64 {
        (0.2126 * f64::from(self.red) + 0.7152 * f64::from(self.green) + 0.0722 * f64::from(self.blue)) / 255.0
    }

    pub fn from_css(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(hex) = text.strip_prefix('#') {
            let digit = |place: usize| hex.get(place..=place).and_then(|digit| u8::from_str_radix(digit, 16).ok());
            let pair = |place: usize| hex.get(place..place + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
            return match hex.len() {
                3 => Some(Self { red: digit(0)? * 17, green: digit(1)? * 17, blue: digit(2)? * 17, alpha: 1.0 }),
                6 => Some(Self { red: pair(0)?, green: pair(2)?, blue: pair(4)?, alpha: 1.0 }),
                8 => Some(Self { red: pair(0)?, green: pair(2)?, blue: pair(4)?, alpha: f64::from(pair(6)?) / 255.0 }),
                _ => None,
            };
        }
        let inside = text.strip_prefix("rgb").map(|rest| rest.trim_start_matches('a'))?;
        let inside = inside.strip_prefix('(')?.strip_suffix(')')?;
        let parts: Vec<_> = inside.split([',', ' ', '/']).filter(|part| !part.is_empty()).collect();
        let channel = |place: usize| Some(parts.get(place)?.parse::<f64>().ok()?.clamp(0.0, 255.0).round() as u8);
        let alpha = parts.get(3).map_or(Some(1.0), |alpha| alpha.parse().ok())?;
        Some(Self { red: channel(0)?, green: channel(1)?, blue: channel(2)?, alpha })
    }

    pub fn plotters(self) -> RGBAColor {
        RGBAColor(self.red, self.green, self.blue, self.alpha)
    }
}

/// What charts look like.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Text that matters, and text that explains.
    pub ink: Color,
    pub muted: Color,
    pub grid: Color,
    /// What lies behind the chart; heat maps start from it.
    pub surface: Color,
    /// Of lines and bars, one after the other.
    pub series: Vec<Color>,
    /// Of what is selected.
    pub accent: Color,
    pub font: String,
    /// Of labels, in CSS pixels.
    pub font_size: f64,
}

/// Tells eight lines apart, for the colour-blind, too: made after the palette of Okabe and Ito, "Color Universal
/// Design" (2008), with the yellow darkened for white paper.
const LIGHT: [u32; 8] = [0x2f6fb7, 0xd9822b, 0x1b9e77, 0xb5568f, 0x6c5fc7, 0x9a7d0a, 0x4aa5d8, 0x6b7785];
const DARK: [u32; 8] = [0x6ea8ea, 0xf0a35e, 0x4cc9a0, 0xe08bbd, 0xa79bf2, 0xd4b73f, 0x8fd0f5, 0xa3aebb];

impl Theme {
    pub fn light() -> Self {
        Self {
            ink: Color::rgb(0x1d2733),
            muted: Color::rgb(0x5c6875),
            grid: Color::rgb(0xe4e8ed),
            surface: Color::rgb(0xffffff),
            series: LIGHT.map(Color::rgb).to_vec(),
            accent: Color::rgb(LIGHT[0]),
            font: "system-ui, sans-serif".to_owned(),
            font_size: 12.0,
        }
    }

    pub fn dark() -> Self {
        Self {
            ink: Color::rgb(0xe8edf2),
            muted: Color::rgb(0x9aa7b4),
            grid: Color::rgb(0x2c3642),
            surface: Color::rgb(0x161c24),
            series: DARK.map(Color::rgb).to_vec(),
            accent: Color::rgb(DARK[0]),
            ..Self::light()
        }
    }

    /// The colour of the line or bar of this number.
    pub fn series(&self, number: usize) -> Color {
        self.series.get(number % self.series.len().max(1)).copied().unwrap_or(self.accent)
    }

    /// The colour of a share from 0 (nothing) to 1 (the most).
    pub fn heat(&self, share: f64) -> Color {
        // Small values can still be told from none.
        self.surface.mixed(self.accent, 0.08 + 0.92 * share.clamp(0.0, 1.0))
    }
}

impl Theme {
    const KEYS: [&str; 9] = ["shade", "ink", "muted", "grid", "surface", "accent", "series", "font", "fontSize"];

    /// One of the two, by the shade or else by the surface, and what is to be different in it.
    pub fn read(arg: &Arg<'_>) -> Result<Self, Error> {
        let members = arg.object(&Self::KEYS)?;
        let surface = members.read("surface", read_color)?;
        let shade: Option<Shade> = members.read("shade", Arg::word)?;
        let is_dark =
            shade.map_or(surface.is_some_and(|surface| surface.luminance() < 0.5), |shade| shade == Shade::Dark);
        let base = if is_dark { Self::dark() } else { Self::light() };
        let color = |key: &str, base: Color| Ok(members.read(key, read_color)?.unwrap_or(base));
        let series = members.read("series", |series| series.list()?.iter().map(read_color).collect())?;
        Ok(Self {
            ink: color("ink", base.ink)?,
            muted: color("muted", base.muted)?,
            grid: color("grid", base.grid)?,
            surface: surface.unwrap_or(base.surface),
            accent: color("accent", base.accent)?,
            series: series.filter(|series: &Vec<Color>| !series.is_empty()).unwrap_or(base.series),
            font: members.read("font", Arg::text)?.map_or(base.font, str::to_owned),
            font_size: font_size(&members)?.unwrap_or(base.font_size),
        })
    }
}

fn read_color(arg: &Arg<'_>) -> Result<Color, Error> {
    Color::from_css(arg.text()?).ok_or_else(|| arg.wrong("a colour, as #rrggbb or rgb(r, g, b),"))
}

fn font_size(members: &Members<'_>) -> Result<Option<f64>, Error> {
    let size = members.read("fontSize", Arg::number)?;
    Ok(size.filter(|size| (6.0..=48.0).contains(size)))
}

words! {
    /// Which of the two themes.
    Shade {
        Light = "light",
        Dark = "dark",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn colours_as_css_writes_them() {
        let blue = Color { red: 47, green: 111, blue: 183, alpha: 1.0 };
        for text in ["#2f6fb7", " #2F6FB7ff ", "rgb(47, 111, 183)", "rgb(47 111 183 / 1)", "rgba(47,111,183,1)"] {
            assert_eq!(Color::from_css(text), Some(blue), "{text}");
        }
        assert_eq!(Color::from_css("#abc"), Some(Color::rgb(0xaabbcc)));
        for text in ["", "blue", "#12", "rgb(1,2)", "#gggggg", "rgb(a,b,c)"] {
            assert_eq!(Color::from_css(text), None, "{text}");
        }
    }

    #[test]
    fn a_dark_surface_asks_for_colours_that_stand_out_from_it() {
        let read = |text: &str| Theme::read(&Arg::new(&args::parse(text).unwrap())).unwrap();
        let dark = read(r##"{"surface":"#102030"}"##);
        assert_eq!(dark, Theme { surface: Color::rgb(0x102030), ..Theme::dark() });
        assert_eq!(read(r##"{"surface":"#102030","shade":"light"}"##).ink, Theme::light().ink);
        assert_eq!(read("{}"), Theme::light());
    }

    #[test]
    fn lines_stand_out_from_their_surface() {
        for theme in [Theme::light(), Theme::dark()] {
            for color in &theme.series {
                let contrast = contrast(*color, theme.surface);
                assert!(contrast >= 2.6, "{color:?} {contrast}");
            }
            assert!(contrast(theme.muted, theme.surface) >= 4.5 && contrast(theme.ink, theme.surface) >= 7.0);
        }
    }

    /// After WCAG 2.2, "contrast ratio".
    fn contrast(a: Color, b: Color) -> f64 {
        let channel = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let light = |c: Color| 0.2126 * channel(c.red) + 0.7152 * channel(c.green) + 0.0722 * channel(c.blue);
        let (high, low) = (light(a).max(light(b)), light(a).min(light(b)));
        (high + 0.05) / (low + 0.05)
    }
}
