//! People we know, on paper.

use crate::*;

pub fn blank() -> RelaySheetData {
    RelaySheetData::default()
}

pub fn options() -> Options {
    Options {
        printed_on: "令和7年6月2日".into(),
        printed_by: "ひきこもり支援担当 高橋".into(),
        digest: "9f3a-77c1".into(),
        ..Options::default()
    }
}

/// 佐藤さん came with her son's worries; three sections have taken the baton.
pub fn three_hops() -> RelaySheetData {
    RelaySheetData {
        number: "R7-00012".into(),
        version: "4".into(),
        first_reception: "令和7年4月8日".into(),
        receiver: "高橋".into(),
        consent_sentence: "相談支援の検討・実施等にあたり、私の相談内容を必要となる関係機関（者）と情報共有し、保管・集約することに同意します。".into(),
        consent_given: Some(ConsentLine {
            given_on: "令和7年4月8日".into(),
            by: "佐藤 健一（ご本人）".into(),
            how: "窓口で署名".into(),
            recipients: vec!["くらしとしごとの相談センター".into(), "西保健センター".into()],
            items: vec!["基本情報".into(), "相談内容".into()],
            purpose: "就労と健康の相談".into(),
            until: "令和8年3月31日".into(),
        }),
        person: person(),
        caller: Some(Caller {
            name: "佐藤 和子".into(),
            relation: Some(Relation::Family("母".into())),
            address: "同上".into(),
            phone_home: "03-0000-0001".into(),
            phone_mobile: Field::Empty,
            ..Caller::default()
        }),
        concerns: concerns(),
        other_text: "日中の居場所".into(),
        narrative: "仕事をやめてから五年ほど家にいます。夜は眠れず、昼に起きます。\n人の多い場所は苦手ですが、静かな所なら出かけてみたいです。".into(),
        wishes: "電話ではなく手紙かメールで連絡してほしい。".into(),
        first_record: record("4月8日（火）", "福祉まるごと相談課", "高橋", true),
        hops: vec![
            hop("くらしの相談課", Category::Work, "相談一"),
            Hop {
                inside: None,
                outside: Some(Outside {
                    name: "西保健センター".into(),
                    officer: "保健師 山本".into(),
                    address: "西町1-2-3".into(),
                    phone: "03-0000-0002".into(),
                }),
                accompany: Some(false),
                ..hop("", Category::HealthLife, "相談二")
            },
            Hop {
                record: None,
                circulated_on: None,
                ..hop("障がい福祉課", Category::Other, "相談三")
            },
        ],
        ..RelaySheetData::default()
    }
}

fn person() -> Party {
    Party {
        furigana: "さとう けんいち".into(),
        gender: Some(Gender::Male),
        name: "佐藤 健一".into(),
        birth: Some(Birth {
            era: Era::Heisei,
            year: "3".into(),
            month: "11".into(),
            day: "3".into(),
            age: "33".into(),
        }),
        postcode: "120-0000".into(),
        address: "中央本町一丁目17番1号 みどり荘203".into(),
        phone_home: Field::Empty,
        phone_mobile: "090-0000-0000".into(),
        ..Party::default()
    }
}

fn concerns() -> [Mark; 19] {
    let mut marks = [Mark::None; 19];
    marks[0] = Mark::Circle;
    marks[9] = Mark::Circle;
    marks[14] = Mark::Double;
    marks[18] = Mark::Circle;
    marks
}

pub fn record(day: &str, section: &str, officer: &str, continues: bool) -> Record {
    Record {
        received_on: day.into(),
        section: section.into(),
        officer: officer.into(),
        already_consulted: vec![(Category::HealthLife, "中央保健所".into())],
        overview: "お母さまと来所。ご本人は「働けるか不安」と話す。\n夜間の不眠が続いている。".into(),
        response: "次回はご本人の希望する静かな部屋で会う。".into(),
        continues: Some(continues),
        ..Record::default()
    }
}

pub fn hop(ka: &str, category: Category, section: &str) -> Hop {
    Hop {
        needed: vec![(category, "窓口".into())],
        booked_at: "令和7年4月15日（火）午後2時".into(),
        accompany: Some(true),
        inside: Some(Inside {
            ka: ka.into(),
            kakari: "就労支援係".into(),
            officer: "鈴木".into(),
            building: "南館".into(),
            floor: "2".into(),
        }),
        record: Some(record("4月15日（火）", section, "鈴木", false)),
        circulated_on: Some("令和7年4月18日".into()),
        ..Hop::default()
    }
}

pub fn card() -> CardData {
    CardData {
        title: String::new(),
        lines: vec![
            "この紙は、つづきを開くためのひかえです。".into(),
            "使わなくても、なくしても、だいじょうぶです。".into(),
        ],
        passphrase: "すいか こみち あさつゆ とけい".into(),
        address: "https://tsunagu.example.jp/k".into(),
    }
}
