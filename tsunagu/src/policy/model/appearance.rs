//! How a town's pages look: a colour that everybody can read, a character, spellings.

use std::{collections::BTreeMap, fmt, str::FromStr};

use palette::{IntoColor, Oklch, Srgb, color_difference::Wcag21RelativeContrast};

use crate::platform::{Refusal, ids::MunicipalityId};

/// WCAG 2.1, success criterion 1.4.3, level AA, for text of any size.
pub const CONTRAST: f64 = 4.5;
/// What the colour is read on, and what is read on it (white): the grounds of the style sheet.
pub const GROUNDS: [[u8; 3]; 4] = [[0xff, 0xff, 0xff], [0xf8, 0xf8, 0xfb], [0xfb, 0xf5, 0xe0], [0xf2, 0xf4, 0xff]];
/// Longest name of a character, in letters.
const FIGURE: usize = 20;
/// How much darker the colour under the pointer is.
const DARKER: f64 = 0.8;

/// What one municipality wishes. Without a row it wishes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appearance {
    pub municipality: MunicipalityId,
    pub accent: Option<Accent>,
    /// Name of the town's character; may be empty.
    pub figure: String,
    /// Code of a term → code of its spelling, where it is not the first one.
    pub spellings: BTreeMap<String, String>,
    /// 0 where nothing was saved yet.
    pub version: i64,
}

impl Appearance {
    pub fn none(municipality: MunicipalityId) -> Self {
        Self { municipality, accent: None, figure: String::new(), spellings: BTreeMap::new(), version: 0 }
    }
}

/// A character's name that fits into the head of a page.
pub fn figure(typed: &str) -> Result<String, Refusal> {
    let name = typed.trim();
    if name.chars().count() > FIGURE || name.contains('\n') {
        return Err(Refusal::new("refused-figure-long"));
    }
    Ok(name.to_owned())
}

/// A colour that can be read on every ground of our pages, and on which white can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent([u8; 3]);

impl Accent {
    /// Reads `#1a5e3b`. A colour that is too light is refused with the nearest one of its hue that would do.
    pub fn read(typed: &str) -> Result<Self, Refusal> {
        let colour = colour(typed).ok_or(Refusal::new("refused-accent-unread"))?;
        if is_readable(colour) {
            return Ok(Self(colour));
        }
        let nearest = nearest_readable(colour);
        Err(Refusal::new("refused-accent-contrast").with("nearest", nearest.to_string()))
    }

    /// A darker shade of the same hue, for what is under the pointer.
    pub fn darker(self) -> Self {
        let shade: Oklch<f64> = Srgb::from(self.0).into_format::<f64>().into_color();
        // Rounding must not make it lighter than the colour itself.
        let dark = rounded(Oklch { l: shade.l * DARKER, ..shade });
        if is_readable(dark) { Self(dark) } else { self }
    }

    /// The style sheet of a town with this colour.
    pub fn css(self) -> String {
        format!(":root {{ --key: {self}; --key-dark: {}; --link: {self}; }}\n", self.darker())
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Accent {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::read(text)
    }
}

fn colour(typed: &str) -> Option<[u8; 3]> {
    let digits = typed.trim();
    let digits = digits.strip_prefix('#').unwrap_or(digits);
    let bytes = hex::decode(digits).ok()?;
    bytes.try_into().ok()
}

/// The contrast of two colours, from 1 to 21.
pub fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    Srgb::from(one).into_format::<f64>().relative_contrast(Srgb::from(other).into_format::<f64>())
}

fn is_readable(colour: [u8; 3]) -> bool {
    GROUNDS.iter().all(|ground| contrast(colour, *ground) >= CONTRAST)
}

/// The lightest shade of the same hue and chroma that can be read. Black always can.
fn nearest_readable(colour: [u8; 3]) -> Accent {
    let shade: Oklch<f64> = Srgb::from(colour).into_format::<f64>().into_color();
    let steps = (0..=1_000).map(|step| shade.l * (1.0 - f64::from(step) / 1_000.0));
    let found = steps.map(|l| rounded(Oklch { l, ..shade })).find(|colour| is_readable(*colour));
    Accent(found.unwrap_or_default())
}

/// To eight bits a channel; what lies outside of what a screen can show is drawn in.
fn rounded(shade: Oklch<f64>) -> [u8; 3] {
    let colour: Srgb<f64> = shade.into_color();
    colour.into_format::<u8>().into()
}
