//! Writes every paper of a directory into a folder, to be looked at: `cargo run -p print --example papers -- FOLDER`.

#[path = "../samples/papers.rs"]
mod samples;

use std::{error::Error, path::PathBuf};

use print::{Look, desk_list, leaflet, pocket_card, resource_map, three_fold};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    let look = Look { theme: "くじらの「なみ」".into(), ..Look::default() };
    let papers = [
        ("leaflet.pdf", leaflet(&samples::leaflet(), &look)?),
        ("three_fold.pdf", three_fold(&samples::three_fold(4, 3), &look)?),
        ("three_fold_60.pdf", three_fold(&samples::three_fold(60, 20), &look)?),
        ("pocket_card.pdf", pocket_card(&samples::pocket_card(), &look)?),
        ("desk_list.pdf", desk_list(&samples::desk_list(60), &look)?),
        ("desk_list_0.pdf", desk_list(&samples::desk_list(0), &look)?),
        ("resource_map.pdf", resource_map(&samples::resource_map([3, 7, 4, 2]), &look)?),
        ("resource_map_60.pdf", resource_map(&samples::resource_map([4, 60, 30, 0]), &look)?),
    ];
    for (name, bytes) in papers {
        println!("{name} {} kB", bytes.len() / 1000);
        std::fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}
