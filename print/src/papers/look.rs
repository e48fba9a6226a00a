//! How a town's papers look: language, one colour, the name of the campaign or character.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The language of a paper's words, for the ends of lines and for programs that read a PDF aloud.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    Ja,
    /// やさしい日本語: words are parted by spaces, and lines end at them.
    #[serde(rename = "easy")]
    JaEasy,
    En,
}

/// What all papers of a town share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    pub language: Language,
    pub accent: Accent,
    /// The name under which a town makes its support known; empty prints nothing.
    pub theme: String,
}

/// A colour dark enough to be read on white paper and to carry white letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Accent([u8; 3]);

/// Why a colour cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AccentFault {
    #[error("a colour is written like #1b5e7b (it is \"{0}\")")]
    Unreadable(String),
    #[error("{colour} is too faint on white: its contrast is {contrast:.1}, it takes 4.5")]
    Faint { colour: String, contrast: f64 },
}

impl Accent {
    /// The least contrast of text of any size (WCAG 2, level AA).
    const LEAST_CONTRAST: f64 = 4.5;

    /// Reads `#rrggbb`.
    pub fn read(text: &str) -> Result<Self, AccentFault> {
        let unreadable = || AccentFault::Unreadable(text.to_owned());
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(unreadable)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(unreadable());
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).map(u32::to_be_bytes).map_err(|_| unreadable())?;
        let accent = Self([red, green, blue]);
        match accent.contrast() {
            contrast if contrast < Self::LEAST_CONTRAST => {
                Err(AccentFault::Faint { colour: accent.to_string(), contrast })
            }
            _ => Ok(accent),
        }
    }

    /// Contrast with white, from 1 to 21, by the formula of WCAG 2.
    fn contrast(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    }
}

/// A quiet blue-green with a contrast of 7.
impl Default for Accent {
    fn default() -> Self {
        Self([0x1b, 0x5e, 0x7b])
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl From<Accent> for String {
    fn from(accent: Accent) -> Self {
        accent.to_string()
    }
}

impl TryFrom<String> for Accent {
    type Error = AccentFault;

    fn try_from(text: String) -> Result<Self, AccentFault> {
        Self::read(&text)
    }
}
