//! A printed address in the parts that other programs ask for.

use crate::directory::model::{Directory, Municipality, MunicipalityKind};

/// An address in Japan. A part that is not printed and does not follow from the town is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Postal {
    /// `196-8511`
    pub code: String,
    pub prefecture: String,
    pub city: String,
    /// All that follows, as printed.
    pub rest: String,
}

impl Postal {
    /// Takes an address apart; `town` is where the thing is that has it.
    pub fn read(directory: &Directory, town: Option<&Municipality>, printed: &str) -> Self {
        // The postal mark, in its two forms.
        let marked = printed.trim().trim_start_matches(['\u{3012}', '\u{3020}']).trim_start();
        let (code, line) = postal_code(marked);
        let towns = || directory.municipalities().iter();
        let prefecture = towns()
            .filter(|known| known.kind == MunicipalityKind::Prefecture)
            .map(|known| known.name.as_str())
            .chain(towns().filter_map(|known| known.prefecture.as_deref()))
            .find(|name| line.starts_with(name));
        let line = prefecture.and_then(|name| line.strip_prefix(name)).unwrap_or(line);
        let named = towns()
            .filter(|known| known.kind == MunicipalityKind::Municipality && line.starts_with(&known.name))
            .max_by_key(|known| known.name.len());
        // A house name may begin with the town's name; then the town is not a part of the address.
        let named = named.filter(|known| !line[known.name.len()..].starts_with(['\u{5f79}', '\u{7acb}']));
        let of = named.or(town.filter(|town| {
            town.kind == MunicipalityKind::Municipality
                && prefecture.is_none_or(|name| town.prefecture.as_deref() == Some(name))
        }));
        let rest = named.map_or(line, |known| line[known.name.len()..].trim_start());
        let lies_in = match town {
            Some(town) if town.kind == MunicipalityKind::Prefecture => Some(town.name.as_str()),
            Some(_) | None => None,
        };
        let prefecture = prefecture.or(of.and_then(|town| town.prefecture.as_deref())).or(lies_in);
        Self {
            code: code.to_owned(),
            prefecture: prefecture.unwrap_or_default().to_owned(),
            city: of.map(|town| town.name.clone()).unwrap_or_default(),
            rest: rest.to_owned(),
        }
    }
}

/// `196-8511` at the beginning, and what follows.
fn postal_code(text: &str) -> (&str, &str) {
    let is_code = |part: &str| {
        part.char_indices().all(|(at, letter)| if at == 3 { letter == '-' } else { letter.is_ascii_digit() })
    };
    match text.get(..8) {
        Some(code) if is_code(code) => (code, text[8..].trim_start()),
        Some(_) | None => ("", text),
    }
}
