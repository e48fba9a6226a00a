//! A desk's leaflet and the list of a town's sixty desks as PDF, warm, beside the relay sheet in the same run: a ratio
//! survives a busy machine, a millisecond does not. The name changes with every turn, so that nothing is measured that
//! was only remembered. The contenders take turns, and the median of the rounds counts.
//!
//! `cargo bench -p print --bench papers`

#[path = "../samples/papers.rs"]
mod samples;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use print::{Look, Options, RelaySheetData, desk_list, leaflet, pocket_card, relay_sheet, resource_map, three_fold};

/// Odd, so that the median is a round that took place.
const ROUNDS: usize = 15;

type Paper = (&'static str, fn(usize) -> Vec<u8>);

/// The first is what the others are compared with: the empty three-page form, which needs no measuring of its own.
const PAPERS: [Paper; 6] = [
    ("relay sheet, empty (reference)", |turn| {
        let sheet = RelaySheetData { number: turn.to_string(), ..RelaySheetData::default() };
        relay_sheet(&sheet, &Options::default()).expect("our own form")
    }),
    ("leaflet of a desk", |turn| {
        let mut data = samples::leaflet();
        data.name.push_str(&turn.to_string());
        leaflet(&data, &Look::default()).expect("our own sample")
    }),
    ("list of 60 desks", |turn| {
        let mut data = samples::desk_list(60);
        data.town.push_str(&turn.to_string());
        data.rows.iter_mut().for_each(|row| row.name.push_str(&turn.to_string()));
        desk_list(&data, &Look::default()).expect("our own sample")
    }),
    ("leaflet of a town, 60 desks", |turn| {
        let mut data = samples::three_fold(60, 20);
        data.desks.entries.iter_mut().for_each(|entry| entry.name.push_str(&turn.to_string()));
        three_fold(&data, &Look::default()).expect("our own sample")
    }),
    ("map of 200 resources", |turn| {
        let mut data = samples::resource_map([50; 4]);
        data.fields.iter_mut().flat_map(|field| &mut field.items).for_each(|it| it.name.push_str(&turn.to_string()));
        resource_map(&data, &Look::default()).expect("our own sample")
    }),
    ("ten pocket cards", |turn| {
        let mut data = samples::pocket_card();
        data.name.push_str(&turn.to_string());
        pocket_card(&data, &Look::default()).expect("our own sample")
    }),
];

fn main() {
    let mut times = PAPERS.map(|_| Vec::with_capacity(ROUNDS));
    for turn in 0..=ROUNDS {
        for ((_, print), times) in PAPERS.iter().zip(&mut times) {
            let began = Instant::now();
            black_box(print(turn));
            // The first round warms fonts and fixed parts.
            if turn > 0 {
                times.push(began.elapsed());
            }
        }
    }
    let medians = times.map(|mut times: Vec<Duration>| {
        times.sort();
        times[ROUNDS / 2].as_secs_f64() * 1_000.0
    });
    for ((name, _), median) in PAPERS.iter().zip(medians) {
        println!("{name:<34} {median:>8.1} ms  {:>5.2} ×", median / medians[0]);
    }
}
