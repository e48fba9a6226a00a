//! What goes out comes back, letter by letter, and no spreadsheet calculates with it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::{
    directory::{
        DeskFacts, data,
        facts::{ContactOwner, Ease, OwnedEmail},
    },
    platform::Refusal,
    tables::{
        Letters, SetName,
        model::{columns::matched, reading::read, rows, sets, writing},
    },
};

fn written(header: &[&str], rows: &[Vec<String>], letters: Letters) -> Vec<u8> {
    writing::write(header.iter().copied(), rows.to_vec(), letters)
}

/// Every desk of the data files, with hours, quotas, closures and all: out, back, and out again.
#[test]
fn the_desks_of_the_data_files_lose_nothing() {
    let set = sets::set(SetName::Desks);
    let columns = &set.version("current").columns;
    let header: Vec<&str> = columns.iter().map(|placed| placed.name.as_str()).collect();
    let desks = data::embedded().expect("our data reads").desks;
    let line = |cells: &BTreeMap<String, String>| -> Vec<String> {
        columns.iter().map(|placed| cells.get(&placed.key).cloned().unwrap_or_default()).collect()
    };
    let cells: Vec<_> = desks
        .iter()
        .map(|desk| {
            rows::desk_cells((&desk.id, &desk.name_ja, desk.checked_on), "office", &desk.facts()).expect("JSON")
        })
        .collect();
    for cells in &cells {
        for key in cells.keys() {
            assert!(columns.iter().any(|placed| placed.key == *key), "{key} has no column");
        }
    }
    let out = written(&header, &cells.iter().map(line).collect::<Vec<_>>(), Letters::Utf8Marked);
    let table = read(&out).expect("a table");
    let columns_found = matched(&table, None).expect("our own columns");
    assert_eq!(columns_found.set.name, SetName::Desks);
    let back = rows::desks(&table, &columns_found);
    assert_eq!(back.len(), 38);
    for (desk, row) in desks.iter().zip(&back) {
        assert_eq!((row.slug.as_str(), row.name.as_str()), (desk.id.as_str(), desk.name_ja.as_str()));
        assert_eq!(row.checked_on, Some(desk.checked_on));
        assert_eq!(row.facts_over(None, None).expect("a desk"), desk.facts(), "{}", desk.id);
    }
    let again: Vec<Vec<String>> = table.rows.iter().map(|row| row.cells.clone()).collect();
    assert_eq!(written(&header, &again, Letters::Utf8Marked), out);
}

/// A column that the table does not have leaves what was known; an empty cell takes it away.
#[test]
fn a_missing_column_changes_nothing_and_an_empty_cell_empties() {
    let desks = data::embedded().expect("our data reads").desks;
    let desk = desks.iter().find(|desk| desk.id == "adachi-safetynet").expect("a desk of the data");
    let text = "窓口ID,窓口名,機関ID,呼び名,メール,予約\nadachi-safetynet,新しい名前,adachi-contractor,,[],required\n";
    let table = read(text.as_bytes()).expect("a table");
    let row = &rows::desks(&table, &matched(&table, None).expect("columns"))[0];
    let (before, after) = (desk.facts(), row.facts_over(Some(&desk.facts()), None).expect("a desk"));
    assert!(before.brand.is_some() && after.brand.is_none());
    assert!(!before.emails.is_empty() && after.emails.is_empty());
    assert_eq!((after.hours, after.source, row.checked_on), (before.hours, before.source, None));
    let broken = read("窓口ID,窓口名,機関ID,予約\na,b,c,maybe\n".as_bytes()).expect("a table");
    let row = &rows::desks(&broken, &matched(&broken, None).expect("columns"))[0];
    // No word of the program's own: the header of the column that is meant.
    let refusal = |columns: &str, key| Refusal::new(key).with("row", "2").with("columns", columns);
    let told = row.facts_over(Some(&desk.facts()), None).expect_err("no reservation of that kind");
    assert_eq!(told, refusal("予約", "refused-table-desk"));
    assert_eq!(
        row.facts_over(None, None).expect_err("no desk"),
        refusal("料金, 出典, 状況", "refused-table-desk-lacks")
    );
}

/// The facts that few desks have: out, and back into a new desk.
#[test]
fn ease_languages_days_and_the_words_about_the_standing_come_back_too() {
    let desks = data::embedded().expect("our data reads").desks;
    let day = |text: &str| text.parse().expect("a day");
    let facts = DeskFacts {
        ease: vec![Ease::WritingOk, Ease::OwnEntrance],
        languages: vec!["英語".to_owned(), "やさしい日本語".to_owned()],
        valid_from: Some(day("2026-04")),
        valid_to: Some(day("2027-03-31")),
        standing_note_ja: Some("春までお休みします".to_owned()),
        owned_emails: vec![OwnedEmail {
            email: "kai@kai.example.jp".to_owned(),
            owner: ContactOwner::Group,
            consent_to_show: false,
        }],
        ..desks[0].facts()
    };
    let columns = &sets::set(SetName::Desks).version("current").columns;
    let cells = rows::desk_cells(("a", "あ", None), "office", &facts).expect("JSON");
    let line = columns.iter().map(|placed| cells.get(&placed.key).cloned().unwrap_or_default()).collect();
    let header: Vec<&str> = columns.iter().map(|placed| placed.name.as_str()).collect();
    let table = read(&written(&header, &[line], Letters::Utf8)).expect("a table");
    let back = rows::desks(&table, &matched(&table, None).expect("columns"));
    assert_eq!(back[0].facts_over(None, None).expect("a desk"), facts);
}

#[test]
fn a_cell_that_could_be_a_formula_is_guarded_and_a_number_is_not() {
    for formula in
        ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0", "＝1+1", "'=1", "-1+1", "+1+cmd"]
    {
        let out = writing::guarded(formula);
        assert!(out.starts_with('\''), "{formula}");
        assert_eq!(writing::unguarded(&out), formula);
    }
    for harmless in ["-1", "-0.5", "+81-3-6806-4431", "あ=1", "'ordinary'", "090-1111", ""] {
        assert_eq!(writing::guarded(harmless), harmless);
        assert_eq!(writing::unguarded(harmless), harmless);
    }
    let out = written(&["名称"], &[vec!["=HYPERLINK(\"https://x.example\")".to_owned()]], Letters::Utf8);
    assert_eq!(String::from_utf8(out).expect("UTF-8"), "名称\r\n\"'=HYPERLINK(\"\"https://x.example\"\")\"\r\n");
}

#[test]
fn letters_that_cp932_lacks_come_back_and_nothing_becomes_a_question_mark() {
    let row = vec!["𠮷野家😀髙島﨑①㈱".to_owned(), "&#65;はそのまま".to_owned(), "10時〜12時".to_owned()];
    let out = written(&["名称", "備考", "説明"], std::slice::from_ref(&row), Letters::Cp932);
    assert!(!out.contains(&b'?'));
    let table = read(&out).expect("a table");
    assert_eq!(table.letters, Letters::Cp932);
    assert_eq!(table.rows[0].cells[..2], row[..2]);
    assert_eq!(table.rows[0].cells[2], "10時～12時", "the wave dash of CP932");
}

/// A cell as towns write them, and as nobody should.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "\\PC{0,20}",
        2 => "['=+@\\-\t\r\n\",;ア-ンa-z0-9＝＠]{0,12}",
        1 => "(0[0-9]{1,4}-[0-9]{2,4}-[0-9]{4}|-?[0-9]{1,3}\\.[0-9]{1,6}|2026-1[0-2]-[0-2][0-9])",
    ]
}

proptest! {
    #[test]
    fn a_table_that_goes_out_comes_back_letter_by_letter(
        old in any::<bool>(),
        wanted in prop::collection::vec(("[あ-ん]{1,8}", prop::collection::vec(cell(), 40)), 1..6),
    ) {
        let set = sets::set(SetName::Facilities);
        let columns = &set.version(if old { "old" } else { "current" }).columns;
        let header: Vec<&str> = columns.iter().map(|placed| placed.name.as_str()).collect();
        let lines: Vec<Vec<String>> = wanted
            .iter()
            .map(|(name, cells)| {
                let cell = |(at, placed): (usize, &sets::Placed)| {
                    if placed.key == "name" { name.clone() } else { cells[at].clone() }
                };
                columns.iter().enumerate().map(cell).collect()
            })
            .collect();
        let out = written(&header, &lines, Letters::Utf8Marked);
        let table = read(&out).expect("a table");
        let back: Vec<Vec<String>> = table.rows.iter().map(|row| row.cells.clone()).collect();
        prop_assert_eq!(&back, &lines);
        prop_assert_eq!(written(&header, &back, Letters::Utf8Marked), out);
        let matched = matched(&table, Some(SetName::Facilities)).expect("columns");
        prop_assert_eq!(matched.version.version.as_str(), if old { "old" } else { "current" });
        for (row, line) in rows::facilities(&table, &matched).iter().zip(&lines) {
            for (at, placed) in columns.iter().enumerate() {
                let cell = if placed.key == "name" { &row.name } else { &row.values[&placed.key] };
                prop_assert_eq!(cell, &line[at]);
            }
        }
    }

    #[test]
    fn the_guard_is_taken_off_exactly(cell in "['=+@\\-＝0-9a-z\t]{0,10}") {
        let out = writing::guarded(&cell);
        prop_assert_eq!(writing::unguarded(&out), cell.as_str());
        let begins = out.trim_start_matches('\'').chars().next();
        let is_formula = !out.starts_with('\'') && begins.is_some_and(|sign| "=+-@\t＝".contains(sign));
        // What stands there unguarded is a number below zero or a telephone number.
        prop_assert!(!is_formula || out[1..].bytes().all(|sign| sign.is_ascii_digit() || sign == b'-' || sign == b' ' || sign == b'.'));
    }

    #[test]
    fn cp932_comes_back_too(cell in "[ぁ-ん一-龠a-z0-9&#;𠮷-𠮿😀-😅]{1,20}") {
        let out = written(&["名称", "備考"], &[vec!["あ漢字ひらがな".to_owned(), cell.clone()]], Letters::Cp932);
        let table = read(&out).expect("a table");
        // A letter written out by its number in the cell itself is the one thing that two cells share.
        prop_assume!(!cell.contains("&#"));
        prop_assert_eq!(&table.rows[0].cells[1], &cell);
    }
}
