//! What people write by mail begins a thread; what programs write waits for somebody to decide.

use std::io::Cursor;

use axum::http::StatusCode;
use encoding_rs::ISO_2022_JP;
use image::{DynamicImage, ImageFormat, RgbImage};
use sea_orm::{ConnectionTrait, Statement};

use super::{ADDRESS, DESK, KUJIRA, hand, letter, sent, staff_thread, with_mailbox};
use crate::{
    accounts::Role,
    mailbox::{Aside, Delivery, Handed, LARGEST, Taken, actions, take},
    on_both_databases,
    platform::{
        Outcome, outbox,
        testing::{TestApp, story},
    },
};

/// All of one column, as bytes.
async fn column(test: &TestApp, table: &str, column: &str) -> Vec<Vec<u8>> {
    let conn = test.app.db.read();
    let sql = format!("SELECT {column} AS found FROM {table} WHERE {column} IS NOT NULL");
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.expect("rows");
    let bytes = |row: &sea_orm::QueryResult| {
        row.try_get::<Vec<u8>>("", "found").or_else(|_| row.try_get::<String>("", "found").map(String::into_bytes))
    };
    rows.iter().map(|row| bytes(row).expect("bytes")).collect()
}

fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = DynamicImage::from(RgbImage::from_pixel(40, 20, image::Rgb([10, 120, 60])));
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("a picture");
    bytes
}

/// A mail with files beside its words.
fn with_files(words: &str, files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let mut raw = format!(
        "From: Kujira <{KUJIRA}>\r\nTo: {ADDRESS}\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
    );
    for (name, kind, bytes) in files {
        raw += &format!(
            "--xx\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            STANDARD.encode(bytes)
        );
    }
    (raw + "--xx--\r\n").into_bytes()
}

on_both_databases! {
    // S-016, S-026: at night, too, it begins what the web form begins, with the same promise, and says when somebody reads.
    async fn a_mail_at_night_begins_a_thread_with_the_promise_of_the_form(test: TestApp) {
        let test = with_mailbox(test, DESK);
        test.set_clock("2026-11-22T02:10");
        let words = ISO_2022_JP.encode("夜しか起きていられません。").0.into_owned();
        let head = format!("From: =?iso-2022-jp?B?GyRCJC8kOCRpGyhC?= <{KUJIRA}>\r\nTo: {ADDRESS}\r\nSubject: =?iso-2022-jp?B?GyRCQWpDTBsoQg==?=\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n");
        let raw = [head.as_bytes(), &words].concat();
        let Taken::Begun(thread) = hand(&test, raw).await else { panic!("a thread begins") };
        let mails = sent(&test).await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        let told = &mails[0];
        assert_eq!(told.subject, "お知らせ", "nothing of it in the subject");
        assert!(told.is_automatic && told.reply_to.starts_with("madoguchi+"), "{told:?}");
        assert!(told.text.contains("24日（火）") && !told.text.contains("夜しか") && !told.text.contains("相談"), "{}", told.text);
        assert!(sent(&test).await.is_empty(), "once");

        let (staff, path, page) = staff_thread(&test, "satoru").await;
        assert_eq!(path, format!("/threads/{thread}"));
        assert!(page.text().contains("相談") && page.text().contains("夜しか起きていられません。") && page.text().contains("メール"));
        assert!(page.seen("#reply").join("").contains(KUJIRA), "as the house shows how somebody can be reached");
        let formed = test.visitor();
        let by_form = story::write_to_desk(&formed, "", "同じ夜に").await;
        let promised = story::thread_of(&formed, &by_form).await.seen(".notice").join("");

        let visitor = test.visitor();
        let link = told.path();
        for _ in 0..2 {
            let entry = visitor.open(&link).await;
            assert_eq!(entry.status, StatusCode::OK);
            assert!(entry.seen("#passphrase").is_empty(), "looking at a link shows nothing: mail servers look, too");
        }
        let page = visitor.open(&link).await;
        let shown = visitor.fill_page(&page, &link, &[]).await;
        let passphrase = shown.attribute("#passphrase", "data-line");
        let again = visitor.fill_page(&page, &link, &[]).await;
        assert_eq!(again.attribute("#passphrase", "data-line"), passphrase, "pressing twice shows the same");
        let own = visitor.open("/thread").await;
        assert!(own.text().contains("夜しか起きていられません。"), "{}", own.text());
        assert_eq!(own.seen(".notice").join(""), promised, "the same promise as by the form");
        let other = test.visitor();
        let late = other.open(&link).await;
        assert!(late.seen("#ended").join("").contains("もう表示されました"), "{}", late.text());
        let page = story::thread_of(&other, &passphrase).await;
        assert!(page.text().contains("夜しか起きていられません。"), "the passphrase is the way from now on");
        let mails = staff.open(&format!("{path}/mail")).await;
        assert!(mails.text().contains(KUJIRA), "{}", mails.text());
        let original = staff.get(&mails.link("/mailbox/")).await;
        assert!(original.text().contains("iso-2022-jp"), "the original, as letters");
        assert_eq!(original.headers["content-type"], "text/plain; charset=utf-8");
    }

    async fn nothing_of_a_mail_lies_open_in_the_database(test: TestApp) {
        let test = with_mailbox(test, DESK);
        hand(&test, letter(KUJIRA, "himitsu-no-kenmei", "", "himitsu-no-hanashi")).await;
        hand(&test, letter(KUJIRA, "himitsu-no-kenmei", "Auto-Submitted: auto-replied\r\n", "himitsu-no-hanashi 2")).await;
        let waiting = outbox::waiting(test.app.db.read()).await.expect("reads");
        let link = format!("{waiting:?}");
        assert!(!link.contains("/enter/") && !link.contains(KUJIRA) && !link.contains("madoguchi+"), "{link}");
        for (table, name) in [
            ("incoming_mails", "sealed_envelope"),
            ("incoming_mails", "sealed_original"),
            ("incoming_mails", "sender_hash"),
            ("incoming_mails", "digest"),
            ("messages", "sealed_body"),
            ("threads", "sealed_wishes"),
            ("outbox", "sealed_letter"),
            ("outbox", "sealed_recipient"),
            ("outbox", "path"),
            ("trail", "detail"),
            ("trail", "object"),
        ] {
            let found = column(&test, table, name).await;
            assert!(!found.is_empty(), "{table}.{name}");
            for bytes in found {
                for secret in [KUJIRA, "himitsu", "a3VqaXJh", "/enter/"] {
                    assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{table}.{name}: {secret}");
                }
            }
        }
        sent(&test).await;
        assert!(column(&test, "outbox", "sealed_letter").await.is_empty(), "forgotten once it was sent");
    }

    async fn the_same_mail_twice_is_one_however_it_came(test: TestApp) {
        let test = with_mailbox(test, DESK);
        let raw = letter(KUJIRA, "x", "Message-ID: <1@example.jp>\r\n", "ことば");
        let traced = [b"Received: by mx2.example.jp; today\r\nDelivered-To: x@example.jp\r\n".as_slice(), &raw].concat();
        let (one, two) = tokio::join!(hand(&test, raw.clone()), hand(&test, traced));
        let begun = [one, two].iter().filter(|taken| matches!(taken, Taken::Begun(_))).count();
        let already = [one, two].iter().filter(|taken| matches!(taken, Taken::Already)).count();
        assert_eq!((begun, already), (1, 1));
        assert_eq!(hand(&test, raw).await, Taken::Already);
        assert_eq!(column(&test, "threads", "passphrase_hash").await.len(), 1);
        assert_eq!(sent(&test).await.len(), 1);
        let other = letter(KUJIRA, "x", "Message-ID: <1@example.jp>\r\n", "ほかのことば");
        assert!(matches!(hand(&test, other).await, Taken::Begun(_)), "the same name with other words is another mail");
    }

    async fn words_of_despair_in_a_mail_are_seen_by_two_and_met_calmly(test: TestApp) {
        let test = with_mailbox(test, DESK);
        hand(&test, letter(KUJIRA, "x", "", "もう消えてしまいたい")).await;
        let mails = sent(&test).await;
        assert!(!mails[0].text.contains("消え"), "{}", mails[0].text);
        let staff = test.counsellor().await;
        assert_eq!(staff.open("/threads").await.seen("#checks a").len(), 1, "two persons look today");
        let entry = test.visitor().open(&mails[0].path()).await;
        assert!(!entry.seen("#calm").is_empty(), "{}", entry.text());
    }

    async fn files_are_checked_like_any_and_what_is_left_out_is_said(test: TestApp) {
        let test = with_mailbox(test, DESK);
        let large = vec![7_u8; 10_000_001];
        let raw = with_files(
            "写真です",
            &[("玄関.png", "image/png", &png()), ("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22"), ("large.pdf", "application/pdf", &large), ("x.pdf", "application/pdf", b"%PDF-1.7 << /OpenAction << /S /JavaScript >> >>")],
        );
        hand(&test, raw).await;
        let (staff, path, page) = staff_thread(&test, "satoru").await;
        assert!(page.text().contains("3つは受け取れませんでした"), "{}", page.text());
        let file = staff.get(&page.link(&format!("{path}/files/"))).await;
        assert_eq!(file.headers["content-type"], "image/png");
        let mails = staff.open(&format!("{path}/mail")).await.text();
        for said in ["winmail.dat", "写真（JPEG・PNG・WebP）でもPDFでもありません", "大きすぎます", "動くものが入っています"] {
            assert!(mails.contains(said), "{said}: {mails}");
        }
        let only = with_files("", &[("a.png", "image/png", &png())]);
        hand(&test, only).await;
        assert!(staff.open("/threads").await.text().contains("/threads/"));
        let nothing = letter("b@example.jp", "", "", "");
        assert!(matches!(hand(&test, nothing).await, Taken::Begun(_)), "an empty mail is somebody who tried");
    }

    async fn programs_and_lists_are_never_answered_and_somebody_decides(test: TestApp) {
        let test = with_mailbox(test, DESK);
        let marks = [
            ("Auto-Submitted: auto-replied\r\n", Aside::Program),
            ("Precedence: bulk\r\n", Aside::Program),
            ("Return-Path: <>\r\n", Aside::Program),
            ("List-Id: <n.example.jp>\r\n", Aside::List),
            ("X-Spam-Flag: YES\r\n", Aside::Spam),
        ];
        for (at, (more, why)) in marks.into_iter().enumerate() {
            let raw = letter(&format!("p{at}@example.jp"), "x", more, "不在です");
            assert_eq!(hand(&test, raw).await, Taken::Aside(why), "{more}");
        }
        assert_eq!(hand(&test, letter(ADDRESS, "x", "", "輪になって")).await, Taken::Aside(Aside::Own));
        assert_eq!(hand(&test, letter("madoguchi+ab@city.example.jp", "x", "", "輪")).await, Taken::Aside(Aside::Own));
        assert_eq!(hand(&test, letter("INFO@example.jp", "x", "", "輪になって")).await, Taken::Aside(Aside::Own));
        assert_eq!(hand(&test, letter("だれか", "x", "", "名前だけ")).await, Taken::Aside(Aside::Nobody));
        let garbage = hand(&test, b"\x00\xff\xfe garbage".to_vec()).await;
        assert!(matches!(garbage, Taken::Aside(Aside::Unreadable | Aside::Nobody)), "{garbage:?}");
        assert!(sent(&test).await.is_empty(), "nobody is answered");

        let staff = test.counsellor().await;
        assert!(staff.open("/day").await.seen("#mails").join("").contains("10通"));
        let list = staff.open("/mailbox").await;
        assert_eq!(list.seen("#waiting tbody tr").len(), 10);
        assert!(!list.text().contains("example.jp"), "no address on the list");
        let of_kind = |words: &str| {
            let rows = list.seen("#waiting tbody tr");
            let at = rows.iter().position(|row| row.contains(words)).expect("a line");
            list.attribute(&format!("#waiting tbody tr:nth-child({}) a", at + 1), "href")
        };
        let spam = of_kind("迷惑メール");
        let mail = staff.open(&spam).await;
        assert!(mail.seen("#text").join("").contains("不在です") && mail.seen("#sender").join("").contains("p4@example.jp"));
        let begun = staff.fill(&spam, &format!("{spam}/thread"), &[]).await;
        let thread = begun.location().expect("a thread");
        assert!(staff.open(&thread).await.text().contains("不在です"));
        assert_eq!(sent(&test).await.len(), 1, "a person whom the server took for spam hears that it arrived");
        assert_eq!(staff.get(&spam).await.status, StatusCode::NOT_FOUND, "it is read in its thread now");
        let original = staff.get(&format!("{spam}/original")).await;
        assert!(original.text().contains("X-Spam-Flag"), "sealed anew under the thread's key: {}", original.text());

        let away = of_kind("配信");
        staff.fill(&away, &format!("{away}/discarding"), &[]).await;
        assert!(staff.open("/mailbox").await.seen("#discarded").join("").contains("配信"));
        let back = staff.fill(&away, &format!("{away}/return"), &[]).await;
        assert_eq!(back.location(), Some(away.clone()));
        staff.fill(&away, &format!("{away}/discarding"), &[]).await;
        test.set_clock("2026-12-23T10:00");
        actions::forget_old(&test.app).await.expect("forgets");
        let next = test.signed_in("adachi", story::OPERATOR, Role::Counsellor, "yuki").await;
        assert_eq!(next.get(&away).await.status, StatusCode::OK, "a month is not over");
        test.set_clock("2026-12-25T10:00");
        actions::forget_old(&test.app).await.expect("forgets");
        let last = test.signed_in("adachi", story::OPERATOR, Role::Counsellor, "nao").await;
        assert_eq!(last.get(&away).await.status, StatusCode::NOT_FOUND);
        let trail = column(&test, "trail", "action").await;
        for deed in ["mailbox.put-aside", "mailbox.read", "mailbox.begin", "mailbox.discard", "mailbox.take-back", "mailbox.open-original"] {
            assert!(trail.iter().any(|line| line == deed.as_bytes()), "{deed}");
        }
    }

    async fn nobody_but_the_desk_learns_of_a_mail(test: TestApp) {
        let test = with_mailbox(test, DESK);
        hand(&test, letter(KUJIRA, "x", "Precedence: bulk\r\n", "秘密")).await;
        let staff = test.counsellor().await;
        let mail = staff.open("/mailbox").await.link("/mailbox/");
        for (town, office, role, login) in [
            ("setagaya", "plat-home", Role::Counsellor, "midori"),
            ("adachi", story::OFFICE, Role::Counsellor, "tomo"),
        ] {
            let other = test.signed_in(town, office, role, login).await;
            assert!(!other.open("/mailbox").await.text().contains("/mailbox/0"));
            for end in ["", "/original"] {
                assert_eq!(other.get(&format!("{mail}{end}")).await.status, StatusCode::NOT_FOUND, "{login} {end}");
            }
        }
    }

    async fn a_flood_of_one_sender_waits_and_harms_nobody_else(test: TestApp) {
        let test = with_mailbox(test, DESK);
        let mut taken = Vec::new();
        for at in 0..61 {
            taken.push(hand(&test, letter(KUJIRA, "x", "", &format!("{at}"))).await);
        }
        assert_eq!(taken.iter().filter(|taken| matches!(taken, Taken::Begun(_))).count(), 5);
        assert_eq!(taken.iter().filter(|taken| matches!(taken, Taken::Aside(Aside::Many))).count(), 55);
        assert_eq!(taken[60], Taken::Later, "the mail server keeps it");
        assert!(matches!(hand(&test, letter("iruka@example.jp", "x", "", "x")).await, Taken::Begun(_)), "others are not harmed");
        assert_eq!(sent(&test).await.len(), 6, "and no flood goes out");
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let desk = directory.desk_by_slug(DESK).expect("a desk");
        let raw = letter(KUJIRA, "x", "", "60");
        let kept = Delivery { raw, handed: Handed::default(), may_wait: false, is_header: false };
        let kept = take(&test.app, &directory, desk, kept).await.expect("taken");
        assert_eq!(kept, Taken::Aside(Aside::Many), "what nobody else keeps is kept here");
        test.set_clock("2026-11-24T11:30");
        assert!(matches!(hand(&test, letter(KUJIRA, "x", "", "later")).await, Taken::Begun(_)), "an hour later it is as ever");
        let large = Delivery { raw: vec![b'x'; LARGEST + 1], handed: Handed::default(), may_wait: true, is_header: false };
        assert!(matches!(take(&test.app, &directory, desk, large).await, Err(Outcome::TooMuch)));
    }
}
