//! The command over a real installation: a dry run changes nothing, a table is taken in whole or not at all.

use std::path::PathBuf;

use super::{ImportTableArguments, Settings, import_into};
use crate::{
    directory::{actions::load, data},
    on_both_databases,
    platform::testing::TestApp,
};

fn arguments(file: &std::path::Path, accept: bool, dry_run: bool) -> ImportTableArguments {
    ImportTableArguments {
        settings: Settings { config: None },
        file: file.to_owned(),
        town: "toshima".to_owned(),
        set: None,
        accept: accept.then(|| "all-safe".to_owned()),
        dry_run,
    }
}

fn file(folder: &tempfile::TempDir, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join("table.csv");
    std::fs::write(&path, bytes).expect("a file");
    path
}

async fn facilities(test: &TestApp) -> String {
    test.shelf.refresh(&test.app).await.expect("the directory");
    test.visitor().get("/towns/toshima/facilities.csv").await.text()
}

on_both_databases! {
    async fn a_file_on_the_command_line_is_shown_first_and_taken_in_whole(test: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let before = facilities(&test).await;
        // S-361, S-362: the number without its area needs somebody's yes, the wide sign does not.
        let doubtful = "名称,電話番号,連絡先メールアドレス\n池袋の家,4566-2427,A0029968＠city.toshima.lg.jp\n目白の家,03-1111-2222,\n";
        let path = file(&folder, doubtful.as_bytes());
        for (accept, dry_run) in [(true, true), (true, false)] {
            let told = import_into(&test.app, &arguments(&path, accept, dry_run)).await.expect_err("one cell is open");
            assert!(told.to_string().starts_with("1 cells cannot be used as they are."), "{told}");
        }
        assert_eq!(facilities(&test).await, before, "the row that was right is not taken in either");

        let path = file(&folder, doubtful.replace("4566", "03-4566").as_bytes());
        import_into(&test.app, &arguments(&path, true, true)).await.expect("a dry run");
        assert_eq!(facilities(&test).await, before);
        import_into(&test.app, &arguments(&path, true, false)).await.expect("taken in");
        let after = facilities(&test).await;
        assert!(after.contains("池袋の家") && after.contains("A0029968@city.toshima.lg.jp"), "{after}");

        // Loading the data files again leaves what the table said.
        let tx = test.app.db.write().await.expect("a transaction");
        load(&test.app, &tx, &data::embedded().expect("our data")).await.expect("loads");
        tx.commit().await.expect("commits");
        assert_eq!(facilities(&test).await, after);
    }

    async fn a_table_of_events_is_taken_in_as_well(test: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = file(&folder, "イベント名,開始日,場所名称\n家族の集い,令和8年12月5日（土）,池袋の家\n".as_bytes());
        let events = async || {
            test.shelf.refresh(&test.app).await.expect("the directory");
            test.visitor().get("/towns/toshima/events.csv").await.text()
        };
        let before = events().await;
        import_into(&test.app, &arguments(&path, true, true)).await.expect("a dry run");
        assert_eq!(events().await, before);
        import_into(&test.app, &arguments(&path, true, false)).await.expect("taken in");
        let after = events().await;
        assert!(after.contains("家族の集い") && after.contains("2026-12-05") && after.contains("池袋の家"), "{after}");
        import_into(&test.app, &arguments(&path, true, false)).await.expect("taken in again");
        assert_eq!(events().await, after);
        let page = test.visitor().open("/towns/toshima/events").await;
        assert!(page.text().contains("家族の集い"), "{}", page.text());
    }

    async fn a_file_that_cannot_be_taken_in_is_told_in_words(test: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let cases: [(&[u8], &str); 3] = [
            (&vec![b'a'; 50_000_000], "The file is larger than 10 MB."),
            (b"PK\x03\x04", "This seems to be a workbook"),
            ("イベント名,開始日,説明\n集い,2026-12-01,話す\n集い,2026-12-01,歩く\n".as_bytes(), "Rows 3 and 2 mean the same event"),
        ];
        for (bytes, words) in cases {
            let path = file(&folder, bytes);
            let told = import_into(&test.app, &arguments(&path, true, false)).await.expect_err("no table");
            assert!(told.to_string().starts_with(words), "{told}");
        }
    }
}
