//! Tables: what is read, what is doubted and why, what comes back unchanged, who takes in what.

mod doubts;
mod events;
mod private;
mod reading;
mod round_trip;
mod stories;

use super::model::{Around, Matched, Report, Table, columns::matched, reading as reader, report};

/// A file that is read, its columns, its doubts, beside a town whose numbers begin with 03.
fn examined(bytes: &[u8]) -> (Table, Matched, Report) {
    let table = reader::read(bytes).expect("a table");
    let matched = matched(&table, None).expect("known columns");
    let report = report::report(&table, &matched, &around()).expect("a report");
    (table, matched, report)
}

fn around() -> Around {
    let spellings = ["こころの健康センタ-".to_owned()];
    let names = [("こころの健康センター", spellings.as_slice()), ("生涯学習センター（学びピア21）", &[])];
    Around::new(names, ["03-6806-4431", "042-544-5111", "03-6807-2762", "0120-529-528"])
}
