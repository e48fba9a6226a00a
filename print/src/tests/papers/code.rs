//! A telephone that looks at the paper reads the page's address, nothing else.

use hayro::{
    RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf, render,
    vello_cpu::color::palette::css::WHITE,
};

use super::samples;
use crate::*;

/// What a telephone reads in the part of a page of the finished file that begins at `(x, y)`, in millimetres, as sharp
/// as an office printer sets it (300 dots an inch).
fn scanned(file: &[u8], page: usize, (x, y, width, height): (usize, usize, usize, usize)) -> Vec<String> {
    const DOTS: f32 = 300.0 / 72.0;
    let dots = |millimetres: usize| millimetres * 3_000 / 254;
    let pdf = Pdf::new(file.to_vec()).expect("a PDF");
    let settings = RenderSettings { x_scale: DOTS, y_scale: DOTS, bg_color: WHITE, ..RenderSettings::default() };
    let cache = RenderCache::new();
    let picture = render(&pdf.pages()[page], &cache, &InterpreterSettings::default(), &settings);
    let whole = usize::from(picture.width());
    let grey = |column: usize, row: usize| picture.data()[(row + dots(y)) * whole + column + dots(x)].g;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(dots(width), dots(height), grey);
    // Shapes that only look like a code's corner give nothing.
    image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

/// The left edge of a card's place on the sheet, its upper edge, and its size.
fn card(n: usize) -> (usize, usize, usize, usize) {
    (14 + 91 * (n % 2), 11 + 55 * (n / 2), 91, 55)
}

const PORTRAIT: (usize, usize, usize, usize) = (0, 0, 209, 296);
const ACROSS: (usize, usize, usize, usize) = (0, 0, 296, 209);

// S-302
#[test]
fn the_code_of_every_paper_leads_to_its_page() {
    let look = Look::default();
    let desk = "https://tsunagu.example.jp/desks/kujira-desk";
    let town = "https://tsunagu.example.jp/towns/minato";
    assert_eq!(scanned(&leaflet(&samples::leaflet(), &look).unwrap(), 0, PORTRAIT), [desk]);
    assert_eq!(scanned(&three_fold(&samples::three_fold(4, 3), &look).unwrap(), 0, ACROSS), [town]);
    assert_eq!(scanned(&desk_list(&samples::desk_list(3), &look).unwrap(), 0, ACROSS), [town]);
    assert_eq!(scanned(&resource_map(&samples::resource_map([1, 2, 3, 0]), &look).unwrap(), 1, PORTRAIT), [town]);
    let cards = pocket_card(&samples::pocket_card(), &look).unwrap();
    for n in 0..10 {
        assert_eq!(scanned(&cards, 0, card(n)), [desk], "card {n}");
    }
}

/// Addresses grow with the name of the town's server; the code then has more and smaller modules.
#[test]
fn long_addresses_are_scanned_too() {
    for length in [60, 120, 180] {
        let address = format!("https://tsunagu.example.jp/desks/{}", "kujira-".repeat(length / 7));
        let mut data = samples::pocket_card();
        data.link.address.clone_from(&address);
        assert_eq!(scanned(&pocket_card(&data, &Look::default()).unwrap(), 0, card(9)), [address], "{length}");
    }
}

#[test]
fn an_address_too_long_for_a_code_is_printed_in_letters_only() {
    let mut data = samples::leaflet();
    data.link.address = format!("https://tsunagu.example.jp/{}", "a".repeat(3_000));
    assert!(leaflet(&data, &Look::default()).is_ok());
    data.link = Link::default();
    let file = leaflet(&data, &Look::default()).unwrap();
    assert!(scanned(&file, 0, PORTRAIT).is_empty());
}
