//! What a directory gives people on paper: leaflets, a pocket card, a list of desks, a map of resources.
//!
//! Every word arrives ready to print, in one language; the templates have none of their own. A list or
//! text that is empty prints nothing, heading included. Whatever does not fit on a paper with a fixed
//! number of sides is counted in a line that says where the rest is; nothing is cut silently.

mod blank_form;
mod desk_list;
mod leaflet;
mod look;
mod pocket_card;
mod qr;
mod resource_map;
mod three_fold;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use typst_layout::PagedDocument;

pub use blank_form::{BlankFormData, BlankPart};
pub use desk_list::{DeskListData, DeskRow};
pub use leaflet::{Contact, LeafletData, Number, WayBlock};
pub use look::{Accent, AccentFault, Language, Look};
pub use pocket_card::{CardOutside, PocketCardData};
pub use resource_map::{MapField, MapItem, ResourceMapData};
pub use three_fold::{Entry, Panel, ThreeFoldData};

use crate::{Fault, typeset, world};

/// A heading and the lines below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Section {
    pub heading: String,
    pub lines: Vec<String>,
}

/// The page on the web that says the same: as a QR code, and written out for whoever types it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    /// The whole address; empty prints neither code nor text.
    pub address: String,
    /// What one finds there.
    pub words: String,
}

/// The line that stands for what found no room: `before`, the number, `after`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct More {
    pub before: String,
    pub after: String,
}

/// An A4 flyer of one desk, two sides. Letters shrink to nine points before a third page begins.
pub fn leaflet(data: &LeafletData, look: &Look) -> Result<Vec<u8>, Fault> {
    finish(world::Template::Leaflet, data, look, &data.link.address)
}

/// A town's leaflet: A4 across, two sides of three panels, to be folded to the left like a book that opens on the
/// left. Turn the sheet along its short edge. Always two pages.
pub fn three_fold(data: &ThreeFoldData, look: &Look) -> Result<Vec<u8>, Fault> {
    finish(world::Template::ThreeFold, data, look, &data.link.address)
}

/// Ten cards of 91 × 55 mm on A4 with marks to cut along; the second page is the back. Always two pages.
pub fn pocket_card(data: &PocketCardData, look: &Look) -> Result<Vec<u8>, Fault> {
    let values = card_values(data, look)?;
    let identity = values.to_string();
    world::export(&set(world::Template::PocketCard, values)?, identity)
}

/// All desks of a town as a table on A4 across, over as many pages as it takes.
pub fn desk_list(data: &DeskListData, look: &Look) -> Result<Vec<u8>, Fault> {
    finish(world::Template::DeskList, data, look, &data.link.address)
}

/// A form to fill in by hand, with numbered pages.
pub fn blank_form(data: &BlankFormData, look: &Look) -> Result<Vec<u8>, Fault> {
    finish(world::Template::BlankForm, data, look, &data.link.address)
}

/// Where one may turn, by four fields, two on each side of an A4 sheet. Always two pages.
pub fn resource_map(data: &ResourceMapData, look: &Look) -> Result<Vec<u8>, Fault> {
    finish(world::Template::ResourceMap, data, look, &data.link.address)
}

fn finish(template: world::Template, data: &impl Serialize, look: &Look, address: &str) -> Result<Vec<u8>, Fault> {
    let values = values(data, look, address)?;
    let identity = values.to_string();
    world::export(&set(template, values)?, identity)
}

pub(crate) fn values(data: &impl Serialize, look: &Look, address: &str) -> Result<Value, Fault> {
    Ok(json!({
        "data": serde_json::to_value(data)?,
        "look": serde_json::to_value(look)?,
        // Encoded before texts are made breakable: what is scanned must be the address and nothing else.
        "code": serde_json::to_value(qr::code(address))?,
    }))
}

pub(crate) fn card_values(data: &PocketCardData, look: &Look) -> Result<Value, Fault> {
    values(&data.as_shown(), look, &data.link.address)
}

pub(crate) fn set(template: world::Template, mut values: Value) -> Result<PagedDocument, Fault> {
    typeset(template, &mut values)
}
