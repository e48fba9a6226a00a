//! An application that was filled in by hand: copied by staff, its scan sealed beside it, opened by whoever may read it.

use std::io::Cursor;

use axum::http::{StatusCode, header};
use image::{DynamicImage, ImageFormat, RgbImage};
use sea_orm::{ConnectionTrait, Statement};

use crate::{
    accounts::Role,
    on_both_databases,
    platform::testing::{
        Browser, Page, TestApp,
        story::{thread_of, thread_on_day, worry, write_to_desk},
    },
    reception::scans::MOST,
};

/// A photo of a sheet, with a place in it as telephones write it (JPEG, APP1).
fn photo() -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = DynamicImage::from(RgbImage::from_pixel(60, 80, image::Rgb([240, 240, 230])));
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).expect("a picture");
    let comment = b"GPS 35.7497 139.8049";
    let length = u16::try_from(comment.len() + 2).expect("short").to_be_bytes();
    let segment = [&[0xff, 0xfe], &length[..], comment].concat();
    bytes.splice(2..2, segment);
    bytes
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Puts a scan beside the paper whose page is `page`.
async fn scan(staff: &Browser, page: &str, at: &str, name: &str, bytes: &[u8]) -> Page {
    let key = staff.open(page).await.attribute(&format!("form[action='{at}'] input[name=form]"), "value");
    staff.post_file(at, &[("form", &key)], name, bytes).await
}

async fn sealed(test: &TestApp) -> Vec<Vec<u8>> {
    let conn = test.app.db.read();
    let ask = Statement::from_string(conn.get_database_backend(), "SELECT sealed_bytes FROM scans");
    let rows = conn.query_all_raw(ask).await.expect("reads");
    rows.iter().map(|row| row.try_get("", "sealed_bytes").expect("bytes")).collect()
}

async fn trail(test: &TestApp, action: &str) -> usize {
    let conn = test.app.db.read();
    let ask = format!("SELECT COUNT(*) AS lines FROM trail WHERE action = '{action}'");
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), ask)).await.expect("reads");
    let lines: i64 = row.expect("a count").try_get("", "lines").expect("a number");
    usize::try_from(lines).expect("not below zero")
}

on_both_databases! {
    // S-072, S-076, S-079: staff copy what stands on the paper; the person reads it and puts it right.
    async fn staff_copy_an_application_from_paper_and_the_person_puts_it_right(test: TestApp) {
        let passphrase = write_to_desk(&test.visitor(), "くじら", "紙で出します").await;
        let staff = test.counsellor().await;
        let thread = thread_on_day(&staff).await;
        let (read, copy) = (format!("{thread}/application"), format!("{thread}/application/copy"));
        assert_eq!(staff.open(&read).await.link(&copy), copy, "the page leads there");
        let odd = [("era", "R"), ("year", "99"), ("narrative", "朝がつらい"), ("concern", "15"), ("concern", "2"), ("most", "2")];
        let refused = staff.fill(&copy, &copy, &odd).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.seen("#year-error").is_empty());
        let kept = refused.form(&copy);
        for pair in [("narrative", "朝がつらい"), ("concern", "15"), ("concern", "2"), ("most", "2"), ("era", "R")] {
            assert!(kept.contains(&(pair.0.to_owned(), pair.1.to_owned())), "{pair:?} stays");
        }
        let fields = [("era", "S"), ("year", "56"), ("month", "4"), ("day", "1"), ("name", "山田太郎"), ("concern", "15"),
            ("concern", "2"), ("most", "2"), ("narrative", "朝がつらい"), ("agree", "yes"), ("signature", "山田太郎")];
        let saved = staff.fill(&copy, &copy, &fields).await;
        assert_eq!(saved.location().as_deref(), Some(read.as_str()), "{}", saved.text());
        let page = staff.open(&read).await;
        assert!(page.seen("#copied").join("").contains("satoru"), "{}", page.text());
        assert!(page.seen("#application").join("").contains("収入・生活費のこと"));
        assert_eq!(trail(&test, "relay.application-copy").await, 1);

        let person = test.visitor();
        thread_of(&person, &passphrase).await;
        let own = person.open("/thread/application").await;
        assert!(!own.seen("#from-paper").is_empty() && own.text().contains("朝がつらい"), "{}", own.text());
        let stale = own.form("/thread/application").into_iter().find(|(name, _)| name == "version").expect("a version").1;
        person.fill("/thread/application", "/thread/application", &[("narrative", "朝も夜もつらい")]).await;
        let late = staff.fill(&copy, &copy, &[("version", stale.as_str()), ("narrative", "写しなおし")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "what the person wrote is not written over unseen");
        assert!(late.text().contains("写しなおし"));
        assert!(staff.open(&read).await.text().contains("朝も夜もつらい"));

        let elsewhere = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        assert_eq!(elsewhere.open(&copy).await.status, StatusCode::NOT_FOUND);
        assert_eq!(test.partner().await.open(&copy).await.status, StatusCode::NOT_FOUND);
    }

    async fn the_scan_of_an_application_is_clean_sealed_and_opened_by_its_desk_only(test: TestApp) {
        let passphrase = write_to_desk(&test.visitor(), "くじら", "紙で出します").await;
        let staff = test.counsellor().await;
        let thread = thread_on_day(&staff).await;
        let (page, at) = (format!("{thread}/application"), format!("{thread}/scans"));
        assert!(has(&photo(), b"GPS"));
        let added = scan(&staff, &page, &at, "山田さんの紙.jpg", &photo()).await;
        assert_eq!(added.location().as_deref(), Some(page.as_str()), "{}", added.text());
        let shown = staff.open(&page).await;
        assert!(!shown.text().contains("山田さんの紙"), "its name is not kept");
        let link = shown.link(&format!("{at}/"));
        let file = staff.get(&link).await;
        assert_eq!((file.status, file.headers[header::CONTENT_TYPE].to_str().expect("text")), (StatusCode::OK, "image/jpeg"));
        assert!(!has(&file.bytes, b"GPS"), "made anew");
        let disposition = file.headers[header::CONTENT_DISPOSITION].to_str().expect("text");
        assert!(disposition.starts_with("inline; filename=\"file-"), "{disposition}");
        let kept = sealed(&test).await;
        assert_eq!(kept.len(), 1);
        assert!(!has(&kept[0], b"JFIF") && !has(&kept[0], b"/9j/"), "sealed");
        assert_eq!((trail(&test, "relay.scan-add").await, trail(&test, "relay.scan-open").await), (1, 1));

        for (name, bytes, words) in [
            ("page.html", b"<html><script>".to_vec(), "写真（JPEG"),
            ("live.pdf", b"%PDF-1.7\n<< /OpenAction << /S /JavaScript /JS (x) >> >>".to_vec(), "動くもの"),
            ("large.png", vec![0; 10_000_001], "10MB"),
            ("none.png", Vec::new(), "ファイルを選んで"),
        ] {
            let refused = scan(&staff, &page, &at, name, &bytes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(refused.seen("#file-error").join("").contains(words), "{name}: {:?}", refused.seen("#file-error"));
        }
        assert_eq!(sealed(&test).await.len(), 1);

        let person = test.visitor();
        thread_of(&person, &passphrase).await;
        let id = link.rsplit('/').next().expect("an id").to_owned();
        for path in [link.clone(), format!("/thread/files/{id}"), format!("/files/{id}"), format!("/threads/{id}/files/{id}")] {
            assert_ne!(person.get(&path).await.status, StatusCode::OK, "{path}");
        }
        let elsewhere = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        assert_eq!(elsewhere.get(&link).await.status, StatusCode::NOT_FOUND);
        // Another paper's address opens nothing.
        let about = worry(&test, &staff).await;
        assert_eq!(staff.get(&format!("{about}/scans/{id}")).await.status, StatusCode::NOT_FOUND);

        let gone = format!("{link}/removal");
        staff.fill(&page, &gone, &[]).await;
        assert!(sealed(&test).await.is_empty());
        assert_eq!(staff.get(&link).await.status, StatusCode::NOT_FOUND);
        assert_eq!(trail(&test, "relay.scan-remove").await, 1);
    }

    // S-095: an address may stand on the paper, so with violence in it only who looks after the thread opens it.
    async fn where_there_is_violence_only_who_looks_after_it_opens_the_paper(test: TestApp) {
        write_to_desk(&test.visitor(), "くじら", "紙で出します").await;
        let staff = test.counsellor().await;
        let thread = thread_on_day(&staff).await;
        let (page, at) = (format!("{thread}/application"), format!("{thread}/scans"));
        scan(&staff, &page, &at, "a.jpg", &photo()).await;
        let link = staff.open(&page).await.link(&format!("{at}/"));
        let copy = format!("{page}/copy");
        staff.fill(&copy, &copy, &[("concern", "18"), ("address", "千住一丁目2番3号")]).await;
        assert_eq!(staff.get(&link).await.status, StatusCode::FORBIDDEN);
        assert_eq!(staff.open(&copy).await.status, StatusCode::FORBIDDEN);
        assert!(!staff.open(&page).await.seen("#scans-guarded").is_empty());
        let key = staff.open(&thread).await.attribute("form:has(input[value='take']) input[name=form]", "value");
        staff.post(&format!("{thread}/care"), &[("form", &key), ("care", "take")]).await;
        assert_eq!(staff.get(&link).await.status, StatusCode::OK);
        let colleague = test.signed_in("adachi", crate::platform::testing::story::OPERATOR, Role::Counsellor, "yuki").await;
        assert_eq!(colleague.get(&link).await.status, StatusCode::FORBIDDEN);
        assert!(!colleague.open(&page).await.seen("#scans-guarded").is_empty());
    }

    async fn the_scan_of_a_worry_goes_with_what_was_told(test: TestApp) {
        let staff = test.counsellor().await;
        let about = worry(&test, &staff).await;
        let at = format!("{about}/scans");
        let added = scan(&staff, &about, &at, "a.jpg", &photo()).await;
        assert_eq!(added.location().as_deref(), Some(about.as_str()), "{}", added.text());
        let link = staff.open(&about).await.link(&format!("{at}/"));
        assert_eq!(staff.get(&link).await.status, StatusCode::OK);
        assert_eq!((trail(&test, "worries.scan-add").await, trail(&test, "worries.scan-open").await), (1, 1));
        let refused = scan(&staff, &about, &at, "a.txt", b"text").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.seen("#file-error").is_empty());
        let elsewhere = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        assert_eq!(elsewhere.get(&link).await.status, StatusCode::NOT_FOUND);
        assert_eq!(test.partner().await.get(&link).await.status, StatusCode::NOT_FOUND);
        for _ in 1..MOST {
            scan(&staff, &about, &at, "a.jpg", &photo()).await;
        }
        let many = scan(&staff, &about, &at, "a.jpg", &photo()).await;
        assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", many.text());
        assert_eq!(u64::try_from(sealed(&test).await.len()).expect("a few"), MOST);
        let review = format!("{about}/review");
        staff.fill(&about, &review, &[("decision", "remove")]).await;
        assert!(sealed(&test).await.is_empty(), "what was told is gone, and so is its picture");
        assert_eq!(staff.get(&link).await.status, StatusCode::NOT_FOUND);
    }
}
