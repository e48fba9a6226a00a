//! What goes to people who write by mail, and how their answers find the thread.

use axum::http::StatusCode;

use super::{ADDRESS, DESK, KUJIRA, Received, hand, hand_to, letter, sent, staff_thread, with_mailbox};
use crate::{
    accounts::Role,
    mailbox::{Aside, Taken},
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, TestApp, story},
    },
};

/// くじら writes; what she is told.
async fn written(test: &TestApp) -> Received {
    assert!(matches!(hand(test, letter(KUJIRA, "相談", "", "はじめのことば")).await, Taken::Begun(_)));
    sent(test).await.remove(0)
}

/// She opens the link and takes her passphrase.
async fn enter(test: &TestApp, told: &Received) -> Browser {
    let visitor = test.visitor();
    let shown = visitor.fill(&told.path(), &told.path(), &[]).await;
    assert!(!shown.seen("#passphrase").is_empty(), "{}", shown.text());
    visitor
}

/// A mail from `from` to `to` that answers `id`.
fn answer(from: &str, to: &str, id: &str, body: &str) -> Vec<u8> {
    let named =
        if id.is_empty() { String::new() } else { format!("In-Reply-To: <{id}>\r\nReferences: <a@b> <{id}>\r\n") };
    format!("From: {from}\r\nTo: {to}\r\nSubject: Re: お知らせ\r\nContent-Type: text/plain; charset=utf-8\r\n{named}\r\n{body}\r\n").into_bytes()
}

on_both_databases! {
    // S-016: what goes on with a thread is known beyond doubt, or it is a thread of its own.
    async fn an_answer_finds_its_thread_by_what_we_sent_and_by_nothing_else(test: TestApp) {
        let test = with_mailbox(test, DESK);
        let told = written(&test).await;
        let Taken::Added(thread) = hand(&test, answer(KUJIRA, &told.reply_to, "", "つづき一")).await else { panic!("by address") };
        assert_eq!(hand(&test, answer("Kujira <KUJIRA@example.jp>", ADDRESS, &told.message_id, "つづき二")).await, Taken::Added(thread));
        test.set_clock("2026-11-24T12:00");
        let stranger = "iruka@example.jp";
        let unguessed = told.reply_to.replace("madoguchi+", "madoguchi+0");
        for (from, to, id, why) in [
            (stranger, told.reply_to.as_str(), told.message_id.as_str(), "another sender"),
            (KUJIRA, ADDRESS, "", "subject and sender alone"),
            (KUJIRA, unguessed.as_str(), "", "a guessed address"),
            (KUJIRA, ADDRESS, "0198c0de-0000-7000-8000-000000000000@tsunagu.invalid", "a guessed name"),
            (KUJIRA, &told.reply_to.replace("city.", "other."), "", "an address of somebody else"),
        ] {
            let taken = hand(&test, answer(from, to, id, why)).await;
            assert!(matches!(taken, Taken::Begun(other) if other != thread), "{why}: {taken:?}");
        }
        let staff = test.counsellor().await;
        let page = staff.open(&format!("/threads/{thread}")).await.text();
        assert!(page.contains("つづき一") && page.contains("つづき二") && !page.contains("another sender"), "{page}");
        let away = answer(KUJIRA, &told.reply_to, "", "不在です");
        let away = [b"Auto-Submitted: auto-replied\r\n".as_slice(), &away].concat();
        assert_eq!(hand(&test, away).await, Taken::Aside(Aside::Program), "an absence is no answer of hers");
        assert!(!staff.open(&format!("/threads/{thread}")).await.text().contains("不在です"));
    }

    // S-005: a notice that comes back becomes a task, found by its name, whatever else the report says.
    async fn a_report_that_a_notice_did_not_arrive_becomes_the_desks_task(test: TestApp) {
        let test = with_mailbox(test, DESK);
        let told = written(&test).await;
        let report = |action: &str, id: &str| {
            format!(
                "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.jp\r\nTo: info@example.jp\r\nSubject: Undelivered\r\nAuto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\nContent-Type: text/plain\r\n\r\nI'm sorry\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\nFinal-Recipient: rfc822; {KUJIRA}\r\nAction: {action}\r\nStatus: 5.1.1\r\n--r\r\nContent-Type: message/rfc822\r\n\r\nFrom: info@example.jp\r\nMessage-ID: <{id}>\r\nSubject: x\r\n\r\nx\r\n--r--\r\n"
            )
            .into_bytes()
        };
        let staff = test.counsellor().await;
        assert!(matches!(hand(&test, report("delayed", &told.message_id)).await, Taken::Reported(_)));
        assert!(staff.open("/threads").await.seen("#not-arrived").is_empty(), "late is not lost");
        let Taken::Reported(thread) = hand(&test, report("failed", &told.message_id)).await else { panic!("reported") };
        let path = format!("/threads/{thread}");
        assert!(staff.open(&path).await.seen("#not-arrived").join("").contains("届きませんでした"));
        staff.fill(&path, &format!("{path}/answers"), &[("text", "お返事")]).await;
        assert!(sent(&test).await.is_empty(), "not to an address that is not there");
        let mails = staff.open(&format!("{path}/mail")).await;
        assert!(mails.text().contains("メールサーバーから届いた知らせ"));
        let unknown = report("failed", "0198c0de-0000-7000-8000-000000000000@tsunagu.invalid");
        assert_eq!(hand(&test, unknown).await, Taken::Aside(Aside::Report), "of no thread we know");
        let key = staff.open(&path).await.attribute("input[name=form]", "value");
        let resent = staff.post(&format!("{path}/mail"), &[("form", &key)]).await;
        assert_eq!(resent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", resent.text());
    }

    // S-005: what an answer says goes by mail only where its reader chose so, to the address they write from.
    async fn an_answer_is_a_notice_until_its_reader_chooses_otherwise(test: TestApp) {
        let test = with_mailbox(test, DESK);
        let told = written(&test).await;
        let (staff, path, _) = staff_thread(&test, "satoru").await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "ひとつめの秘密")]).await;
        let notice = sent(&test).await.remove(0);
        assert_eq!(notice.subject, "お知らせ");
        assert!(!notice.text.contains("ひとつめ"), "{}", notice.text);
        let visitor = enter(&test, &notice).await;
        assert!(visitor.open("/thread").await.text().contains("ひとつめの秘密"));
        assert!(test.visitor().open(&told.path()).await.seen("#ended").join("").contains("もう表示"), "the earlier link, too");

        let page = visitor.open("/thread/mail").await;
        assert!(page.text().contains(KUJIRA) && page.text().contains("value=\"notice\" checked"), "{}", page.text());
        let chosen = visitor.fill("/thread/mail", "/thread/mail", &[("answers", "words")]).await;
        assert_eq!(chosen.location().as_deref(), Some("/thread/mail"));
        assert!(staff.open(&path).await.seen("#reply").join("").contains("お返事の中身もメールで送る"));
        for text in ["ふたつめの秘密", "みっつめの秘密"] {
            staff.fill(&path, &format!("{path}/answers"), &[("text", text)]).await;
        }
        let words = sent(&test).await;
        assert_eq!(words.len(), 2, "each answer itself");
        assert!(words.iter().any(|mail| mail.text.starts_with("ふたつめの秘密")), "{words:?}");
        assert!(words.iter().all(|mail| mail.subject == "お知らせ" && !mail.is_automatic && mail.path() == "/come-back"), "{words:?}");
        assert!(matches!(hand(&test, answer(KUJIRA, &words[0].reply_to, "", "ありがとう")).await, Taken::Added(_)));

        visitor.fill("/thread", "/thread/wishes", &[("reply", "mail"), ("mail", "hoka@example.jp")]).await;
        assert!(visitor.open("/thread/mail").await.seen("input[type=radio]").is_empty(), "an address nobody wrote from");
        staff.fill(&path, &format!("{path}/answers"), &[("text", "よっつめの秘密")]).await;
        let elsewhere = sent(&test).await;
        assert!(elsewhere.iter().all(|mail| !mail.text.contains("よっつめ")), "{elsewhere:?}");
        visitor.fill("/thread", "/thread/wishes", &[("reply", "mail"), ("mail", KUJIRA)]).await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "いつつめの秘密")]).await;
        assert!(sent(&test).await.iter().all(|mail| !mail.text.contains("いつつめ")), "chosen anew, or not at all");
    }

    // S-016: an answer of the night goes out within the hours, and until then it can be taken back with its mail.
    async fn an_answer_by_mail_waits_for_the_hours_of_answers(test: TestApp) {
        const SUMIDA: &str = "sumida-sumika";
        let test = with_mailbox(test, SUMIDA);
        hand_to(&test, SUMIDA, letter(KUJIRA, "相談", "", "はじめのことば")).await;
        let told = sent(&test).await.remove(0);
        assert!(told.text.contains("27日（金）"), "three business days: {}", told.text);
        let visitor = enter(&test, &told).await;
        visitor.fill("/thread/mail", "/thread/mail", &[("answers", "words")]).await;
        test.set_clock("2026-11-24T20:00");
        let staff = test.signed_in("sumida", "gakken-el", Role::Counsellor, "yuki").await;
        let path = story::thread_on_day(&staff).await;
        for text in ["夜の返事", "書きなおす返事"] {
            staff.fill(&path, &format!("{path}/answers"), &[("text", text)]).await;
        }
        assert!(sent(&test).await.is_empty(), "not at night");
        let page = staff.open(&path).await;
        let taking = format!("{path}/taking-back");
        let last = format!("li:last-child form[action='{taking}'] input");
        let (key, message) = (page.attribute(&format!("{last}[name=form]"), "value"), page.attribute(&format!("{last}[name=message]"), "value"));
        staff.post(&taking, &[("form", &key), ("message", &message)]).await;
        assert_eq!(outbox::waiting(test.app.db.read()).await.expect("reads").len(), 1, "its mail went with it");
        test.set_clock("2026-11-25T12:00");
        let mails = sent(&test).await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.starts_with("夜の返事"), "{mails:?}");
    }

    async fn whoever_asks_for_quiet_gets_no_mail_whatever_was_chosen(test: TestApp) {
        let test = with_mailbox(test, DESK);
        let told = written(&test).await;
        let visitor = enter(&test, &told).await;
        visitor.fill("/thread/mail", "/thread/mail", &[("answers", "words")]).await;
        let (staff, path, _) = staff_thread(&test, "satoru").await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "もう出るところ")]).await;
        let page = visitor.open("/thread").await;
        let key = page.attribute("form[action='/thread/standing'] input[name=form]", "value");
        visitor.post("/thread/standing", &[("form", &key), ("ask", "quiet")]).await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "そっとしておく")]).await;
        assert!(sent(&test).await.is_empty());
        assert!(!staff.open(&format!("{path}/mail")).await.text().contains(KUJIRA), "no address while nobody may write to it");
        let mail = staff.open(&format!("{path}/mail")).await;
        assert!(mail.seen("main form").is_empty(), "and no link goes");
    }

    async fn a_link_that_is_over_says_so_and_the_desk_sends_another(test: TestApp) {
        let test = with_mailbox(test, DESK);
        let told = written(&test).await;
        test.set_clock("2026-12-09T10:00");
        let visitor = test.visitor();
        let over = visitor.open(&told.path()).await;
        assert!(over.seen("#ended").join("").contains("期限は過ぎました"), "{}", over.text());
        assert_eq!(visitor.get("/enter/0123").await.status, StatusCode::NOT_FOUND);
        let (staff, path, _) = staff_thread(&test, "satoru").await;
        let mail = format!("{path}/mail");
        let again = staff.fill(&mail, &mail, &[]).await;
        assert_eq!(again.location(), Some(format!("{mail}?sent")));
        let link = sent(&test).await.remove(0);
        assert!(!link.text.contains("はじめの"));
        enter(&test, &link).await;
        assert!(staff.open(&mail).await.seen("main form").is_empty(), "once she is in, no link lets anybody in");
    }
}
