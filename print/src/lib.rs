//! Sheets, leaflets and cards as PDF.
//!
//! This crate knows boxes, labels and paper; it knows nothing about support work, databases or
//! the time of day. The caller hands over values that are already formatted and already scoped:
//! what may not be shared arrives as [`Field::Withheld`], not as text to be hidden here.
//!
//! What is not there: no file is read and nothing is fetched at run time, no clock is asked, and
//! users' text never becomes markup (it reaches the template as data).

mod clean;
mod options;
mod papers;
mod sheet;
mod world;

pub use clean::missing_glyphs;
pub use options::{CardData, Labels, Options};
pub use papers::{
    Accent, AccentFault, BlankFormData, BlankPart, CardOutside, Contact, DeskListData, DeskRow, Entry, Language,
    LeafletData, Link, Look, MapField, MapItem, More, Number, Panel, PocketCardData, ResourceMapData, Section,
    ThreeFoldData, WayBlock, blank_form, desk_list, leaflet, pocket_card, resource_map, three_fold,
};
pub use sheet::{
    Birth, Caller, Category, ConsentLine, Era, Field, Frame, Gender, Hop, Inside, Mark, Outside, Party, Record,
    Relation, RelaySheetData,
};

use serde_json::{Value, json};
use typst_layout::PagedDocument;

/// Why no sheet came out. Both mean a mistake in this crate's templates, never in what somebody
/// typed; the text names no values and may be logged.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the sheet could not be laid out: {0}")]
    Layout(String),
    #[error("the sheet could not be written as PDF: {0}")]
    Export(String),
    #[error("the values could not be handed to the template")]
    Values(#[from] serde_json::Error),
}

/// The three-page 相談申込・受付票 with two relay blocks per page. `RelaySheetData::default()`
/// prints the empty paper form.
pub fn relay_sheet(data: &RelaySheetData, options: &Options) -> Result<Vec<u8>, Fault> {
    let identity = format!("{}/{}/{}", data.number, data.version, options.digest);
    world::export(&relay_sheet_document(data, options)?, identity)
}

/// The first page alone and empty, to be filled in by hand, with these boxes in thick frames.
pub fn application(frames: &[Frame]) -> Result<Vec<u8>, Fault> {
    world::export(&application_document(frames)?, format!("application/{frames:?}"))
}

/// A small paper for a wallet: a passphrase in large letters and where to enter it.
/// It is set in one corner of an A4 page with a line to cut along, since every counter has A4.
pub fn card(data: &CardData) -> Result<Vec<u8>, Fault> {
    world::export(&card_document(data)?, String::from("card"))
}

fn relay_sheet_document(data: &RelaySheetData, options: &Options) -> Result<PagedDocument, Fault> {
    let mut values = json!({
        "sheet": serde_json::to_value(data.without_withheld())?,
        "options": serde_json::to_value(options)?,
    });
    typeset(world::Template::RelaySheet, &mut values)
}

fn application_document(frames: &[Frame]) -> Result<PagedDocument, Fault> {
    let mut values = json!({
        "sheet": serde_json::to_value(RelaySheetData::default())?,
        "options": serde_json::to_value(Options::default())?,
        "frames": serde_json::to_value(frames)?,
    });
    typeset(world::Template::Application, &mut values)
}

fn card_document(data: &CardData) -> Result<PagedDocument, Fault> {
    typeset(world::Template::Card, &mut serde_json::to_value(data)?)
}

fn typeset(template: world::Template, values: &mut Value) -> Result<PagedDocument, Fault> {
    clean::every_string(values);
    world::layout(template, serde_json::to_vec(values)?)
}

// The samples are written against the name under which others see this crate.
#[cfg(test)]
extern crate self as print;

#[cfg(test)]
mod tests;
