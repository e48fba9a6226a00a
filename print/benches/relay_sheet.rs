//! A filled three-hop sheet as PDF, warm. The number and the person's own words change with every
//! turn, as they do at a counter, so that nothing is measured that was only remembered.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use print::{
    Caller, Category, ConsentLine, Field, Hop, Inside, Mark, Options, Party, Record, Relation, RelaySheetData,
};

fn record(turn: usize) -> Record {
    Record {
        received_on: "4月8日（火）".into(),
        section: "福祉まるごと相談課".into(),
        officer: "高橋".into(),
        already_consulted: vec![(Category::HealthLife, "中央保健所".into())],
        overview: format!("{turn}回目の来所。{}", "夜は眠れず昼に起きている。".repeat(20)).into(),
        response: format!("{turn}日後に、{}", "静かな部屋で会う約束をした。".repeat(5)).into(),
        continues: Some(true),
        ..Record::default()
    }
}

fn sheet(turn: usize) -> RelaySheetData {
    let hop = |n: usize| Hop {
        needed: vec![(Category::Work, "窓口".into())],
        booked_at: "令和7年4月15日（火）午後2時".into(),
        accompany: Some(true),
        inside: Some(Inside { ka: format!("相談{n}").into(), officer: "鈴木".into(), ..Inside::default() }),
        record: Some(record(turn * 3 + n)),
        circulated_on: Some("令和7年4月18日".into()),
        ..Hop::default()
    };
    let mut concerns = [Mark::None; 19];
    concerns[turn % 19] = Mark::Double;
    RelaySheetData {
        number: format!("R7-{turn:05}"),
        version: "4".into(),
        first_reception: "令和7年4月8日".into(),
        consent_given: Some(ConsentLine { by: "ご本人".into(), ..ConsentLine::default() }),
        person: Party {
            name: format!("佐藤 {turn}").into(),
            address: "中央本町一丁目17番1号".into(),
            phone_home: Field::Withheld,
            ..Party::default()
        },
        caller: Some(Caller {
            name: "佐藤 和子".into(),
            relation: Some(Relation::Family("母".into())),
            ..Caller::default()
        }),
        concerns,
        narrative: format!("{turn}年前から、{}", "家で過ごしています。".repeat(30)).into(),
        first_record: record(turn * 3),
        hops: (1..=3).map(hop).collect(),
        ..RelaySheetData::default()
    }
}

fn relay_sheet(c: &mut Criterion) {
    let options = Options { printed_on: "令和7年6月2日".into(), ..Options::default() };
    let mut turn = 0;
    c.bench_function("relay sheet, three hops, warm", |b| {
        b.iter(|| {
            turn += 1;
            black_box(print::relay_sheet(&sheet(turn), &options)).unwrap()
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().without_plots();
    targets = relay_sheet
}
criterion_main!(benches);
