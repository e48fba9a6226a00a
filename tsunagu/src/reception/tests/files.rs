//! Files between the two sides: clean, sealed, opened by nobody else.

use std::io::Cursor;

use axum::http::{StatusCode, header};
use image::{DynamicImage, ImageFormat, RgbImage};

use super::{a_minute_passes, back_at_work, begin, column, passphrase_on};
use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, Page, story},
    },
};

fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = DynamicImage::from(RgbImage::from_pixel(40, 20, image::Rgb([10, 120, 60])));
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("a picture");
    // A text chunk with a place, behind the header chunk, as telephones write it.
    let mut chunk = b"tEXtComment\0GPS 35.7497 139.8049".to_vec();
    let length = u32::try_from(chunk.len() - 4).expect("short").to_be_bytes();
    let sum = crc(&chunk).to_be_bytes();
    chunk.splice(0..0, length);
    chunk.extend(sum);
    bytes.splice(33..33, chunk);
    bytes
}

/// The check sum of a PNG chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

async fn send(browser: &Browser, page: &str, action: &str, name: &str, bytes: &[u8]) -> Page {
    let opened = browser.open(page).await;
    let key = opened.attribute(&format!("form[action='{action}'] input[name=form]"), "value");
    browser.post_file(action, &[("form", &key)], name, bytes).await
}

on_both_databases! {
    async fn a_photo_reaches_the_desk_without_its_place_and_opens_for_nobody_else(test: TestApp) {
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "くじら", "写真を送ります").await;
        story::thread_of(&visitor, &passphrase).await;
        let photo = png();
        assert!(photo.windows(3).any(|part| part == b"GPS"));
        let sent = send(&visitor, "/thread", "/thread/files", "うちの玄関.png", &photo).await;
        assert_eq!(sent.location().as_deref(), Some("/thread"), "{}", sent.text());
        let thread = visitor.open("/thread").await;
        assert!(!thread.text().contains("うちの玄関"), "its name is not kept");
        let own = thread.link("/thread/files/");
        let file = visitor.get(&own).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(!file.bytes.windows(3).any(|part| part == b"GPS"), "made anew");
        assert_eq!(file.headers[header::CONTENT_TYPE], "image/png");
        let name = file.headers[header::CONTENT_DISPOSITION].to_str().expect("text").to_owned();
        assert!(name.starts_with("inline; filename=\"file-") && name.ends_with(".png\""), "{name}");
        let sealed = column(&test, "thread_files", "sealed_bytes").await;
        assert!(!sealed[0].windows(4).any(|part| part == b"iVBO" || part == b"IHDR"), "sealed");

        let staff = test.counsellor().await;
        let path = story::thread_on_day(&staff).await;
        let seen = staff.get(&staff.open(&path).await.link(&format!("{path}/files/"))).await;
        assert_eq!(seen.bytes, file.bytes);
        let id = own.rsplit('/').next().expect("an id");
        let stranger = test.visitor();
        assert_eq!(stranger.get(&own).await.location().as_deref(), Some("/come-back"));
        let (_, other) = begin(&stranger, "", "b").await;
        story::thread_of(&stranger, &other).await;
        assert_eq!(stranger.get(&own).await.status, StatusCode::NOT_FOUND, "another passphrase");
        let colleague = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        assert_eq!(colleague.get(&format!("{path}/files/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stranger.get(&format!("/files/{id}")).await.status, StatusCode::NOT_FOUND, "not among public files");
    }

    async fn what_is_no_picture_and_no_paper_is_refused_in_words(test: TestApp) {
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "", "a").await;
        story::thread_of(&visitor, &passphrase).await;
        let zip = b"PK\x03\x04\x14\0\0\0\x08\0".repeat(100);
        let live = b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (x) >> >>".to_vec();
        for (name, bytes, words) in [
            ("photo.jpg", zip, "写真（JPEG"),
            ("paper.pdf", live, "動くもの"),
            ("empty.png", Vec::new(), "ファイルを選んで"),
            ("page.html", b"<html><script>".to_vec(), "写真（JPEG"),
            ("large.png", vec![0; 10_000_001], "10MB"),
        ] {
            let refused = send(&visitor, "/thread", "/thread/files", name, &bytes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(refused.seen("#file-error").join("").contains(words), "{name}: {:?}", refused.seen("#file-error"));
        }
        assert!(column(&test, "thread_files", "sealed_bytes").await.is_empty());
    }

    async fn a_file_of_the_desk_goes_out_with_its_hours(test: TestApp) {
        const SUMIDA: &str = "/desks/sumida-sumika/write";
        test.set_clock("2026-11-24T20:00");
        let visitor = test.visitor();
        let begun = visitor.fill(SUMIDA, SUMIDA, &[("text", "地図をください")]).await;
        let staff = test.signed_in("sumida", "gakken-el", Role::Counsellor, "yuki").await;
        let path = story::thread_on_day(&staff).await;
        let sent = send(&staff, &path, &format!("{path}/files"), "map.png", &png()).await;
        assert_eq!(sent.location().as_deref(), Some(path.as_str()), "{}", sent.text());
        let file = staff.open(&path).await.link(&format!("{path}/files/"));
        let id = file.rsplit('/').next().expect("an id").to_owned();
        let passphrase = passphrase_on(&begun);
        assert!(!story::thread_of(&visitor, &passphrase).await.text().contains(&id));
        assert_eq!(visitor.get(&format!("/thread/files/{id}")).await.status, StatusCode::NOT_FOUND, "not before its hour");
        test.set_clock("2026-11-25T12:00");
        a_minute_passes(&test).await;
        let thread = story::thread_of(&visitor, &passphrase).await;
        assert_eq!(visitor.get(&thread.link("/thread/files/")).await.status, StatusCode::OK);
        assert!(thread.text().contains("27日（金）"), "a file alone is no answer");
    }

    async fn an_answer_taken_back_beside_a_waiting_file_is_owed_again(test: TestApp) {
        const SUMIDA: &str = "/desks/sumida-sumika/write";
        test.set_clock("2026-11-24T20:00");
        let visitor = test.visitor();
        visitor.fill(SUMIDA, SUMIDA, &[("text", "地図をください"), ("reply", "mail"), ("mail", "kujira@example.jp")]).await;
        let staff = test.signed_in("sumida", "gakken-el", Role::Counsellor, "yuki").await;
        let path = story::thread_on_day(&staff).await;
        send(&staff, &path, &format!("{path}/files"), "map.png", &png()).await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "地図です")]).await;
        let page = staff.open(&path).await;
        assert_eq!(page.seen("input[name=message]").len(), 2, "both can be taken back");
        let taking = format!("{path}/taking-back");
        let last = format!("li:last-child form[action='{taking}'] input");
        let (key, message) =
            (page.attribute(&format!("{last}[name=form]"), "value"), page.attribute(&format!("{last}[name=message]"), "value"));
        let back = staff.post(&taking, &[("form", &key), ("message", &message)]).await;
        assert_eq!(back.location().as_deref(), Some(path.as_str()), "{}", back.text());
        let mails = async || outbox::waiting(test.app.db.read()).await.expect("reads").len();
        assert_eq!(mails().await, 1, "the file still goes out, and is told of");
        test.set_clock("2026-11-25T12:30");
        a_minute_passes(&test).await;
        back_at_work(&staff, "yuki").await;
        assert!(staff.open("/threads").await.text().contains("27日（金）まで"), "what was promised is owed again");
    }
}
