//! A telephone that looks at the paper reads the page's address, nothing else.

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::Pdf,
    render,
    vello_cpu::color::palette::css::WHITE,
};

use super::samples;
use crate::*;

/// Every QR code on a page of the finished file, at about the sharpness of an office copier (150 dots an inch).
fn scanned(file: &[u8], page: usize) -> Vec<String> {
    let pdf = Pdf::new(file.to_vec()).expect("a PDF");
    let settings = RenderSettings { x_scale: 2.1, y_scale: 2.1, bg_color: WHITE, ..RenderSettings::default() };
    let cache = RenderCache::new();
    let picture = render(&pdf.pages()[page], &cache, &InterpreterSettings::default(), &settings);
    let (width, height) = (usize::from(picture.width()), usize::from(picture.height()));
    let grey = |x: usize, y: usize| picture.data()[y * width + x].g;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    image.detect_grids().iter().map(|grid| grid.decode().expect("a whole code").1).collect()
}

// S-302
#[test]
fn the_code_of_every_paper_leads_to_its_page() {
    let look = Look::default();
    let desk = "https://tsunagu.example.jp/desks/kujira-desk";
    let town = "https://tsunagu.example.jp/towns/minato";
    assert_eq!(scanned(&leaflet(&samples::leaflet(), &look).unwrap(), 0), [desk]);
    assert_eq!(scanned(&three_fold(&samples::three_fold(4, 3), &look).unwrap(), 0), [town]);
    assert_eq!(scanned(&desk_list(&samples::desk_list(3), &look).unwrap(), 0), [town]);
    assert_eq!(scanned(&resource_map(&samples::resource_map([1, 2, 3, 0]), &look).unwrap(), 1), [town]);
    assert_eq!(scanned(&pocket_card(&samples::pocket_card(), &look).unwrap(), 0), [desk; 10]);
}

/// Addresses grow with the name of the town's server; the code then has more and smaller modules.
#[test]
fn long_addresses_are_scanned_too() {
    for length in [60, 120, 180] {
        let address = format!("https://tsunagu.example.jp/desks/{}", "kujira-".repeat(length / 7));
        let mut card = samples::pocket_card();
        card.link.address = address.clone();
        assert_eq!(scanned(&pocket_card(&card, &Look::default()).unwrap(), 0), vec![address; 10], "{length}");
    }
}

#[test]
fn an_address_too_long_for_a_code_is_printed_in_letters_only() {
    let mut data = samples::leaflet();
    data.link.address = format!("https://tsunagu.example.jp/{}", "a".repeat(3_000));
    assert!(leaflet(&data, &Look::default()).is_ok());
    data.link = Link::default();
    let file = leaflet(&data, &Look::default()).unwrap();
    assert!(scanned(&file, 0).is_empty());
}
