//! Photos, maps and flyers: what is kept, what is refused, who sees it.

use std::io::Cursor;

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use image::{DynamicImage, ImageFormat, RgbImage};

use crate::{
    directory::Media,
    editing::model::file::clean,
    on_both_databases,
    platform::testing::{Browser, Page},
};

const DESK: &str = "/directory/records/desk/adachi-safetynet";
const PUBLIC: &str = "/desks/adachi-safetynet";

/// A picture whose left half is red and whose right half is blue.
fn picture(width: u32, height: u32) -> DynamicImage {
    let paint = |x: u32| if x < width / 2 { image::Rgb([220, 20, 20]) } else { image::Rgb([20, 20, 220]) };
    DynamicImage::from(RgbImage::from_fn(width, height, |x, _| paint(x)))
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).expect("a picture");
    bytes
}

/// A JPEG with an EXIF block: "turned by a quarter", and a place.
fn jpeg_with_place(picture: &DynamicImage) -> Vec<u8> {
    let jpeg = written(picture, ImageFormat::Jpeg);
    let mut tiff = b"II*\0\x08\0\0\0\x01\0".to_vec();
    // One entry: orientation (0x0112), SHORT, count 1, value 6; then no further directory, and the words of a place.
    tiff.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend_from_slice(b"GPS 35.7497 139.8049");
    let mut block = b"Exif\0\0".to_vec();
    block.extend_from_slice(&tiff);
    let length = u16::try_from(block.len() + 2).expect("a short block").to_be_bytes();
    let mut whole = jpeg[..2].to_vec();
    whole.extend_from_slice(&[0xff, 0xe1, length[0], length[1]]);
    whole.extend_from_slice(&block);
    whole.extend_from_slice(&jpeg[2..]);
    whole
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[test]
fn a_photo_is_turned_upright_and_loses_where_it_was_taken() {
    let sent = jpeg_with_place(&picture(80, 40));
    assert!(holds(&sent, b"GPS 35.7497"));
    let kept = clean(&sent).expect("a photo");
    assert_eq!(kept.media, Media::Jpeg);
    assert!(!holds(&kept.bytes, b"GPS") && !holds(&kept.bytes, b"Exif"));
    let seen = image::load_from_memory(&kept.bytes).expect("still a picture").to_rgb8();
    assert_eq!(seen.dimensions(), (40, 80), "a quarter turn");
    let (top, bottom) = (seen.get_pixel(20, 10), seen.get_pixel(20, 70));
    assert!(top[0] > 150 && bottom[2] > 150, "what was left is above: {top:?} {bottom:?}");
}

#[test]
fn a_large_photo_becomes_light_and_a_small_map_stays_sharp() {
    let large = clean(&written(&picture(4_000, 1_000), ImageFormat::Jpeg)).expect("a photo");
    assert_eq!(image::load_from_memory(&large.bytes).expect("a picture").width(), 1_600);
    let map = clean(&written(&picture(300, 200), ImageFormat::Png)).expect("a map");
    assert_eq!(map.media, Media::Png);
}

#[test]
fn what_is_no_picture_and_no_flyer_is_refused_in_words() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    let mut bomb = written(&picture(8, 8), ImageFormat::Png);
    // The header says 60,000 by 60,000 pixels.
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let mut script_in_jpeg = written(&picture(40, 40), ImageFormat::Jpeg);
    script_in_jpeg.extend_from_slice(b"<script>alert(1)</script>");
    for (sent, key) in [
        (svg.to_vec(), "refused-file-kind"),
        (b"<!doctype html><script>alert(1)</script>".to_vec(), "refused-file-kind"),
        (b"PK\x03\x04 a zip that says it is a photo".to_vec(), "refused-file-kind"),
        (b"GIF89a".to_vec(), "refused-file-kind"),
        (b"\xff\xd8\xff\xe0 broken".to_vec(), "refused-file-broken"),
        (bomb, "refused-file-broken"),
        (b"%PDF-1.7 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>".to_vec(), "refused-file-live"),
        (b"%PDF-1.7 /EmbeddedFile ".to_vec(), "refused-file-live"),
    ] {
        assert_eq!(
            clean(&sent).map_err(|refusal| refusal.key),
            Err(key),
            "{}",
            String::from_utf8_lossy(&sent[..8.min(sent.len())])
        );
    }
    let kept = clean(&script_in_jpeg).expect("the picture in it");
    assert!(!holds(&kept.bytes, b"script"), "what hung on the picture is gone");
    assert_eq!(clean(b"%PDF-1.7 /JSON").map(|kept| kept.media), Ok(Media::Pdf), "a name that only begins alike");
}

proptest::proptest! {
    #[test]
    fn whatever_is_sent_is_cleaned_or_refused(
        head in proptest::sample::select(vec![&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"%PDF-", b""]),
        tail in proptest::collection::vec(proptest::num::u8::ANY, 0..400),
    ) {
        let _ = clean(&[head, &tail].concat());
    }
}

/// Sends the form of a file as a browser does.
async fn send(editor: &Browser, words: &str, shows: &str, name: &str, bytes: &[u8]) -> Page {
    let path = format!("{DESK}/files");
    let form = editor.open(&path).await.form(&path);
    let key = form.iter().find(|(name, _)| name == "form").expect("the form's key").1.clone();
    let mut body = Vec::new();
    for (field, value) in [("form", key.as_str()), ("words", words), ("shows", shows)] {
        let part = format!("--limit\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!("--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--limit--\r\n");
    let request = editor
        .request("POST", &path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .expect("a request");
    editor.send(request).await
}

on_both_databases! {
    // S-064, S-327, S-328, S-331: photos of the way, a map with its words, a flyer, each with its size.
    async fn a_photo_and_a_flyer_stand_on_the_desks_page_with_their_size(test: TestApp) {
        let (editor, visitor) = (test.counsellor().await, test.visitor());
        let photo = jpeg_with_place(&picture(800, 600));
        assert_eq!(send(&editor, "東口を出て右へ進む道", "photo", "IMG_0001.JPG", &photo).await.status, StatusCode::SEE_OTHER);
        let flyer = send(&editor, "11月のチラシ", "flyer", "flyer.pdf", b"%PDF-1.7 a flyer").await;
        assert_eq!(flyer.status, StatusCode::SEE_OTHER, "{}", flyer.text());
        let page = visitor.open(PUBLIC).await;
        assert!(page.text().contains("東口を出て右へ進む道") && page.text().contains("11月のチラシ"), "{}", page.text());
        assert!(page.text().contains(" KB"), "how much it takes to load");
        let got = visitor.get(&page.link("/files/")).await;
        assert_eq!(got.status, StatusCode::OK);
        assert_eq!(got.headers[header::CONTENT_TYPE], "image/jpeg");
        assert!(!holds(&got.bytes, b"GPS"));
        let policy = got.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("a policy");
        assert!(policy.contains("sandbox") && !policy.contains("script-src"), "{policy}");
        assert_eq!(got.headers["x-content-type-options"], "nosniff");
        let name = got.headers[header::CONTENT_DISPOSITION].to_str().expect("a name");
        assert!(!name.contains("IMG"), "the sender's name is not handed on: {name}");
    }

    async fn a_file_that_is_refused_leaves_what_was_typed(test: TestApp) {
        let editor = test.counsellor().await;
        for (bytes, words, at) in [
            (&b"<svg><script>alert(1)</script></svg>"[..], "地図", "#file-error"),
            (b"", "地図", "#file-error"),
            (b"%PDF-1.7", " ", "#words-error"),
        ] {
            let page = send(&editor, words, "map", "map.png", bytes).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
            assert!(!page.seen(at).is_empty(), "{at}: {}", page.text());
            assert_eq!(page.attribute("#words", "value"), words);
            assert_eq!(page.attribute("input[value='map']", "checked"), "");
        }
        let large = send(&editor, "地図", "map", "map.png", &vec![b'x'; 12_000_000]).await;
        assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(large.seen("#file-error").join("").contains("10MB"), "{}", large.text());
        assert!(test.visitor().open(PUBLIC).await.seen("a[href^='/files/']").is_empty());
    }

    async fn a_file_waits_for_the_second_person_and_is_taken_away_whole(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, test.administrator().await);
        rika.fill("/directory/rules", "/directory/rules", &[("two_persons", "yes")]).await;
        send(&satoru, "地図", "map", "map.png", &written(&picture(60, 60), ImageFormat::Png)).await;
        let path = format!("{DESK}/files");
        let id = satoru.open(&path).await.link("/directory/files/").rsplit('/').next().expect("an id").to_owned();
        let public = format!("/files/{id}");
        assert_eq!(test.visitor().get(&public).await.status, StatusCode::NOT_FOUND, "not published yet");
        assert_eq!(satoru.get(&format!("/directory/files/{id}")).await.status, StatusCode::OK);
        let own = satoru.post(&format!("/directory/files/{id}/publication"), &[]).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "the same person twice");
        rika.fill(&path, &format!("/directory/files/{id}/publication"), &[]).await;
        assert_eq!(test.visitor().get(&public).await.status, StatusCode::OK);
        let other = test.signed_in("sumida", "gakken-el", crate::accounts::Role::Counsellor, "hanako").await;
        assert_eq!(other.get(&format!("/directory/files/{id}")).await.status, StatusCode::NOT_FOUND);
        satoru.fill(&path, &format!("/directory/files/{id}/removal"), &[]).await;
        assert_eq!(test.visitor().get(&public).await.status, StatusCode::NOT_FOUND);
        assert!(satoru.open(&path).await.seen(".card").is_empty());
    }
}
