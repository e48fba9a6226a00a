//! The papers of a directory: what they say, that it stays on the paper, that the code leads where it should.

mod blank;
mod code;
mod crowded;
mod said;

#[path = "../../../samples/papers.rs"]
pub mod samples;

use typst_layout::PagedDocument;

use crate::{papers, world::Template, *};

/// Each paper laid out, with its name.
pub fn document(template: Template, data: &impl serde::Serialize, look: &Look) -> PagedDocument {
    papers::set(template, papers::values(data, look, "https://tsunagu.example.jp/desks/kujira-desk").unwrap()).unwrap()
}

pub fn leaflet_of(data: &LeafletData) -> PagedDocument {
    document(Template::Leaflet, data, &Look::default())
}

pub fn three_fold_of(data: &ThreeFoldData) -> PagedDocument {
    document(Template::ThreeFold, data, &Look::default())
}

pub fn desk_list_of(data: &DeskListData) -> PagedDocument {
    document(Template::DeskList, data, &Look::default())
}

pub fn resource_map_of(data: &ResourceMapData) -> PagedDocument {
    document(Template::ResourceMap, data, &Look::default())
}

pub fn pocket_card_of(data: &PocketCardData) -> PagedDocument {
    papers::set(Template::PocketCard, papers::card_values(data, &Look::default()).unwrap()).unwrap()
}
