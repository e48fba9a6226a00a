//! Reception: beginning without a name, coming back, never being dropped.

mod care;
mod files;
mod flood;
mod form;
mod links;
mod numbers;
mod replies;
mod standing;

use axum::http::StatusCode;
use proptest::prelude::*;

use super::{
    actions::caring,
    model::{About, Check, Entrance, LONGEST, NoticeMail, Standing, Thread, Turn, message_text},
    passphrase::{Passphrase, Typo},
};
use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        Lang,
        ids::{CaseId, DeskId, KeyId, MunicipalityId, OrganizationId, ThreadId},
        outbox,
        testing::{Browser, PASSWORD, Page, TestApp, at},
    },
};

const DESK: &str = "/desks/adachi-safetynet";
const WRITE: &str = "/desks/adachi-safetynet/write";

fn thread(turn: Turn) -> Thread {
    let nobody = uuid::Uuid::nil();
    Thread {
        id: ThreadId(nobody),
        municipality: MunicipalityId(nobody),
        desk: DeskId(nobody),
        organization: OrganizationId(nobody),
        key: KeyId(nobody),
        language: Lang::Ja,
        begun_at: at("2026-11-24T10:00").and_utc(),
        turn,
        case: None,
        standing: Standing::Open,
        check: Check::None,
        taken: None,
        second_asked_at: None,
        notice_mail: NoticeMail::None,
        entrance: Entrance::Page,
        version: 1,
    }
}

#[test]
fn writing_again_never_makes_the_promised_wait_longer() {
    let first = at("2026-11-27T18:00").and_utc();
    let waiting = thread(Turn::DeskAnswers { since: at("2026-11-24T10:00").and_utc(), answer_by: first });
    let later = waiting.written(at("2026-11-26T10:00").and_utc(), at("2026-12-01T18:00").and_utc());
    assert_eq!(later.turn, Turn::DeskAnswers { since: at("2026-11-24T10:00").and_utc(), answer_by: first });
    let answered = later.answered();
    assert_eq!(answered.turn, Turn::WriterMayWrite);
    let next = at("2026-12-01T18:00").and_utc();
    let again = answered.written(at("2026-11-26T10:00").and_utc(), next);
    assert_eq!(again.turn, Turn::DeskAnswers { since: at("2026-11-26T10:00").and_utc(), answer_by: next });
}

#[test]
fn a_thread_belongs_to_one_case() {
    let case = CaseId(uuid::Uuid::from_u128(1));
    let joined = thread(Turn::WriterMayWrite).joined(case).expect("the first case");
    assert_eq!(joined.case, Some(case));
    assert_eq!(joined.joined(case).expect_err("the second is refused").key, "refused-thread-has-case");
}

#[test]
fn no_words_are_a_message_and_nothing_at_all_is_asked_about() {
    assert_eq!(message_text("  ", Some("うまく言葉にできません。".into())).expect("taken"), "うまく言葉にできません。");
    assert_eq!(message_text("  \n", None).expect_err("asked about").key, "refused-message-empty");
    assert_eq!(message_text("ね", None).expect("one letter is enough"), "ね");
    let long = "あ".repeat(LONGEST + 1);
    assert_eq!(message_text(&long, None).expect_err("too long").key, "refused-message-long");
}

#[test]
fn a_text_that_somebody_was_quicker_than_comes_back_beside_its_field() {
    use super::pages::said_beside;
    use crate::platform::{Outcome, Refusal};
    let said = |outcome| said_beside(outcome).map(|refusal| refusal.key);
    assert!(matches!(said(Outcome::Conflict), Ok("refused-thread-meanwhile")));
    assert!(matches!(said(Refusal::new("refused-message-empty").into()), Ok("refused-message-empty")));
    assert!(matches!(said(Outcome::NotFound), Err(Outcome::NotFound)));
}

#[test]
fn the_last_who_spoke_is_owed_an_answer_or_not() {
    use super::model::{Author, Body, Message, Notice, is_unanswered};
    let message = |author, body| Message {
        id: crate::platform::ids::MessageId(uuid::Uuid::nil()),
        author,
        body,
        at: at("2026-11-24T10:00").and_utc(),
        goes_out_at: None,
    };
    let text = |author| message(author, Body::Text("a".into()));
    let notice = |notice| message(Author::Program, Body::Notice(notice));
    let staff = Author::Staff(crate::platform::ids::StaffId(uuid::Uuid::nil()));
    let sent = || notice(Notice::SheetSent { organization: "b".into() });
    let proposed = || notice(Notice::TimeProposed { offer: "b".into(), at: at("2026-11-24T10:00").and_utc() });
    assert!(!is_unanswered(&[]));
    assert!(is_unanswered(&[text(Author::Writer)]) && is_unanswered(&[text(Author::Writer), sent()]));
    assert!(
        !is_unanswered(&[text(Author::Writer), text(staff)]) && !is_unanswered(&[text(Author::Writer), proposed()])
    );
    assert!(is_unanswered(&[text(staff), text(Author::Writer)]));
}

proptest! {
    #[test]
    fn a_passphrase_survives_paper_and_telephone(bytes: [u8; 32]) {
        let passphrase = Passphrase::from_random(bytes);
        let line = passphrase.line();
        prop_assert_eq!(Passphrase::read(&line), Ok(passphrase.clone()));
        let loose = line.replace(' ', "・").replace("・", "\u{3000}\n");
        prop_assert_eq!(Passphrase::read(&loose), Ok(passphrase.clone()));
        let latin = format!("{} {}", passphrase.latin().join(" ").to_uppercase(), passphrase.digits());
        prop_assert_eq!(Passphrase::read(&latin), Ok(passphrase.clone()));
        let wide: String = passphrase.digits().chars().map(|digit| match digit {
            '0'..='9' => char::from_u32('０' as u32 + (digit as u32 - '0' as u32)).expect("full width"),
            other => other,
        }).collect();
        prop_assert_eq!(Passphrase::read(&format!("{} {wide}", passphrase.words().join("、"))), Ok(passphrase));
    }

    #[test]
    fn one_wrong_digit_is_always_noticed(bytes: [u8; 32], place in 0usize..8, shift in 1u8..10) {
        let passphrase = Passphrase::from_random(bytes);
        let mut digits: Vec<u8> = passphrase.digits().bytes().filter(u8::is_ascii_digit).collect();
        digits[place] = b'0' + (digits[place] - b'0' + shift) % 10;
        let typed = format!("{} {}", passphrase.words().join(" "), String::from_utf8(digits).expect("digits"));
        prop_assert_eq!(Passphrase::read(&typed), Err(Typo::Mismatch));
    }

    #[test]
    fn reading_never_fails_on_whatever_is_typed(text in "\\PC*") {
        let _ = Passphrase::read(&text);
    }
}

#[test]
fn a_mistyped_word_is_named() {
    assert_eq!(
        Passphrase::read("ぬぬぬぬぬ さくら さくら さくら 1234 5678"),
        Err(Typo::UnknownWord("ぬぬぬぬぬ".into()))
    );
    assert_eq!(Passphrase::read(""), Err(Typo::Incomplete));
    assert_eq!(Passphrase::read("12345678"), Err(Typo::Incomplete));
}

#[test]
fn a_passphrase_holds_at_least_sixty_bits() {
    let words = include_str!("words.txt").lines().collect::<std::collections::BTreeSet<_>>().len();
    let bits = 4.0 * f64::from(u32::try_from(words).expect("small")).log2() + 7.0 * 10_f64.log2();
    assert_eq!(words, 1024);
    assert!(bits >= 60.0, "{bits}");
}

/// Whoever was away signs in again.
async fn back_at_work(staff: &Browser, login: &str) {
    let page = staff.post("/sign-in", &[("login", login), ("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
}

/// Presses one of the buttons of care on the thread's page.
async fn care(staff: &Browser, path: &str, care: &str) -> Page {
    let page = staff.open(path).await;
    let action = format!("{path}/care");
    let key = page.attribute(&format!("form[action='{action}']:has(input[value='{care}']) input[name=form]"), "value");
    staff.post(&action, &[("form", &key), ("care", care)]).await
}

/// What the program does by itself once a minute.
async fn a_minute_passes(test: &TestApp) {
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    caring::look_after(&test.app, &directory).await.expect("looked after");
}

/// One column of one table, as it lies in the database.
async fn column(test: &TestApp, table: &str, column: &str) -> Vec<Vec<u8>> {
    use sea_orm::ConnectionTrait;
    let conn = test.app.db.read();
    let question = format!("SELECT {column} AS value FROM {table}");
    let rows = conn.query_all_raw(sea_orm::Statement::from_string(conn.get_database_backend(), question)).await;
    let bytes = |row: &sea_orm::QueryResult| row.try_get::<Option<Vec<u8>>>("", "value").expect("bytes");
    rows.expect("rows").iter().filter_map(bytes).collect()
}

/// Writes to the Adachi desk and gives the passphrase from the page.
async fn begin(visitor: &Browser, nickname: &str, text: &str) -> (Page, String) {
    let page = visitor.fill(WRITE, WRITE, &[("nickname", nickname), ("text", text), ("about", "me")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let passphrase = passphrase_on(&page);
    (page, passphrase)
}

fn passphrase_on(page: &Page) -> String {
    let html = page.html();
    let selector = scraper::Selector::parse("#passphrase").expect("a selector");
    let shown = html.select(&selector).next().expect("the passphrase is shown");
    shown.value().attr("data-line").expect("in one line").to_owned()
}

on_both_databases! {
    // S-095: what is said beside a booking is heard, too; S-005: and a time that answers it is told of.
    async fn a_line_beside_a_booking_is_heard_and_its_answer_is_told_of(test: TestApp) {
        use super::{model::Notice, say_within, tell_thread};
        let visitor = test.visitor();
        let fields = [("nickname", "くじら"), ("text", "a"), ("reply", "mail"), ("mail", "kujira@example.jp")];
        let begun = visitor.fill(WRITE, WRITE, &fields).await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
        let staff = test.counsellor().await;
        assert!(staff.open("/threads").await.seen("#checks").is_empty());
        let path = crate::platform::testing::story::thread_on_day(&staff).await;
        let id: ThreadId = path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let tx = test.app.db.write().await.expect("a transaction");
        say_within(&tx, &test.app, &directory, id, "もう死にたい".into(), None).await.expect("said");
        tx.commit().await.expect("committed");
        assert!(staff.open("/threads").await.seen("#checks").join("").contains("くじら"));
        let mails = async || outbox::waiting(test.app.db.read()).await.expect("reads");
        assert!(mails().await.iter().all(|mail| mail.kind != "answer-waits"));
        let notice = Notice::TimeProposed { offer: "相談".into(), at: test.app.now().0 };
        let tx = test.app.db.write().await.expect("a transaction");
        tell_thread(&tx, &test.app, id, &notice, true).await.expect("told");
        tx.commit().await.expect("committed");
        assert!(mails().await.iter().any(|mail| mail.kind == "answer-waits"), "it is the answer that was owed");
    }

    // S-017, S-026: a nickname is enough, the form takes messages at any hour and says when a human answers.
    async fn a_person_writes_at_two_in_the_morning_and_learns_when_somebody_reads(test: TestApp) {
        test.set_clock("2026-11-22T02:10");
        let visitor = test.visitor();
        let page = visitor.open(WRITE).await;
        let promise = page.seen("#promise").join(" ");
        // 22 November 2026 is a Sunday, 23 is 勤労感謝の日: Tuesday 24 at 10:00, an answer by Thursday 26.
        assert!(promise.contains("24日") && promise.contains("10時"), "{promise}");
        assert!(promise.contains("26日（木）"), "{promise}");
        let position = |text: &str| page.text().find(text).expect(text);
        assert!(position("id=\"promise\"") < position("<textarea"), "said before the text box");
        let (begun, passphrase) = begin(&visitor, "くじら", "夜しか起きていられません").await;
        assert!(begun.text().contains("26日（木）"), "{}", begun.text());

        let elsewhere = test.visitor();
        assert_eq!(elsewhere.get("/thread").await.location().as_deref(), Some("/come-back"));
        elsewhere.fill("/come-back", "/come-back", &[("passphrase", &passphrase)]).await;
        let thread = elsewhere.open("/thread").await;
        assert_eq!(thread.status, StatusCode::OK);
        assert!(thread.text().contains("夜しか起きていられません"));
        elsewhere.fill("/thread", "/thread", &[("text", "もう一言だけ")]).await;
        assert!(elsewhere.open("/thread").await.text().contains("もう一言だけ"));
        elsewhere.post("/thread/leave", &[]).await;
        assert_eq!(elsewhere.get("/thread").await.location().as_deref(), Some("/come-back"), "the page is closed");
    }

    // S-094: beside the form stands who reads, what is kept, what is not told to the family.
    async fn beside_the_form_stands_who_reads_it(test: TestApp) {
        let page = test.visitor().open(WRITE).await.text();
        assert!(page.contains("だれが読むか") && page.contains("ご家族にも") && page.contains("鍵をかけて"));
        let desk = test.visitor().open(DESK).await.text();
        assert!(desk.contains(WRITE), "the desk's page leads to the form");
    }

    async fn pressing_send_twice_begins_one_thread_with_one_passphrase(test: TestApp) {
        let visitor = test.visitor();
        let form = visitor.open(WRITE).await;
        let fields = [("text", "二度押してしまいました")];
        let first = visitor.fill_page(&form, WRITE, &fields).await;
        let second = visitor.fill_page(&form, WRITE, &fields).await;
        assert_eq!(passphrase_on(&first), passphrase_on(&second));
        let staff = test.signed_in("adachi", "adachi-contractor", Role::Counsellor, "satoru").await;
        let lines = staff.open("/day").await.seen("a[href^='/threads/']");
        assert_eq!(lines.len(), 1, "{lines:?}");
        let other = visitor.fill_page(&form, WRITE, &[("text", "別の内容")]).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "the same form with other words is not swallowed");
    }

    async fn the_passphrase_is_not_shown_again_later(test: TestApp) {
        let visitor = test.visitor();
        let form = visitor.open(WRITE).await;
        visitor.fill_page(&form, WRITE, &[("text", "a")]).await;
        test.set_clock("2026-11-24T10:11");
        let later = visitor.fill_page(&form, WRITE, &[("text", "a")]).await;
        assert_eq!(later.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!later.text().contains("id=\"passphrase\""));
    }

    async fn what_cannot_be_taken_comes_back_as_it_was_typed(test: TestApp) {
        let visitor = test.visitor();
        let empty = visitor.fill(WRITE, WRITE, &[("nickname", "くじら🐳邉󠄀"), ("about", "family")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.text().contains("くじら🐳邉󠄀"));
        let kept = empty.form(WRITE);
        assert!(kept.contains(&("about".into(), "family".into())), "{kept:?}");
        assert!(empty.seen("#text-error").join("").contains("一言でも"));
        let long = "長".repeat(100_000);
        let refused = visitor.fill(WRITE, WRITE, &[("text", &long)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.seen("#text-error").join("").contains("100000"));
        assert!(refused.form(WRITE).contains(&("text".into(), long)), "all 100,000 letters are still there");
        let sent = visitor.fill_page(&refused, WRITE, &[("text", "短く"), ("nickname", "")]).await;
        assert_eq!(sent.status, StatusCode::OK, "the same form can be sent after mending");
    }

    async fn no_words_at_all_can_be_sent(test: TestApp) {
        let visitor = test.visitor();
        let page = visitor.fill(WRITE, WRITE, &[("no_words", "yes")]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    }

    async fn emoji_and_rare_letters_come_back_unchanged(test: TestApp) {
        let visitor = test.visitor();
        let text = "𠮷野家の邉󠄀さん 🐳👨‍👩‍👧 ①㈱ 〜～−\n\n  字下げ";
        let (_, passphrase) = begin(&visitor, "くじら", text).await;
        visitor.fill("/come-back", "/come-back", &[("passphrase", &passphrase)]).await;
        let page = visitor.open("/thread").await;
        let html = page.html();
        let selector = scraper::Selector::parse("p.typed").expect("a selector");
        let shown: String = html.select(&selector).next().expect("the message").text().collect();
        assert_eq!(shown, text);
    }

    async fn a_wrong_passphrase_is_told_kindly_and_closes_no_door(test: TestApp) {
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "", "a").await;
        let wrong = visitor.fill("/come-back", "/come-back", &[("passphrase", "さくら")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("4つのことば"));
        assert!(wrong.form("/come-back").contains(&("passphrase".into(), "さくら".into())), "what was typed stays");
        let foreign = Passphrase::from_random([9; 32]).line();
        for _ in 0..4 {
            let unknown = visitor.fill("/come-back", "/come-back", &[("passphrase", &foreign)]).await;
            assert!(unknown.text().contains("見つかりませんでした"));
        }
        let right = visitor.fill("/come-back", "/come-back", &[("passphrase", &passphrase)]).await;
        assert_eq!(right.location().as_deref(), Some("/thread"));
    }

    async fn the_desk_answers_and_the_writer_reads_it(test: TestApp) {
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "くじら", "話すのは苦手です").await;
        let staff = test.signed_in("adachi", "adachi-contractor", Role::Counsellor, "satoru").await;
        let link = staff.open("/day").await.html();
        let selector = scraper::Selector::parse("a[href^='/threads/']").expect("a selector");
        let path = link.select(&selector).next().expect("the thread stands on the day").value().attr("href");
        let path = path.expect("a link").to_owned();
        let action = format!("{path}/answers");
        let empty = staff.fill(&path, &action, &[("text", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = staff.open(&path).await;
        assert!(page.text().contains("話すのは苦手です") && page.text().contains("くじら"));
        for _ in 0..2 {
            let sent = staff.fill_page(&page, &action, &[("text", "書いてくださって、ありがとうございます。")]).await;
            assert_eq!(sent.location().as_deref(), Some(path.as_str()), "pressed twice, calm twice");
        }
        visitor.fill("/come-back", "/come-back", &[("passphrase", &passphrase)]).await;
        let thread = visitor.open("/thread").await;
        assert_eq!(thread.text().matches("ありがとうございます。").count(), 1, "one answer, not two");
        assert!(thread.text().contains("satoru"));
    }

    // Nobody but the desk's own staff learns of a thread.
    async fn nobody_but_the_desk_learns_of_a_thread(test: TestApp) {
        let visitor = test.visitor();
        begin(&visitor, "くじら", "秘密").await;
        let staff = test.signed_in("adachi", "adachi-contractor", Role::Counsellor, "satoru").await;
        let day = staff.open("/day").await.text();
        let id = day.split("/threads/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
        let missing = "/threads/019abcde-0000-7000-8000-000000000000";
        let colleague = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        let administrator = test.signed_in("adachi", "adachi-contractor", Role::Administrator, "rika").await;
        let foreign = colleague.open(&format!("/threads/{id}")).await;
        let nothing = colleague.open(missing).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let without_reference = |page: &Page| page.seen("main h1, main .lead").join("|");
        assert_eq!(without_reference(&foreign), without_reference(&nothing), "the same page as for one that does not exist");
        assert_eq!(administrator.open(&format!("/threads/{id}")).await.status, StatusCode::FORBIDDEN);
        let anonymous = test.visitor().get(&format!("/threads/{id}")).await;
        assert!(anonymous.location().expect("to the sign-in").starts_with("/sign-in"));
    }

    async fn whoever_writes_for_longer_than_a_visit_lasts_loses_no_word(test: TestApp) {
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "くじら", "a").await;
        let page = crate::platform::testing::story::thread_of(&visitor, &passphrase).await;
        test.set_clock("2026-11-24T11:00");
        let long = "考えながら\n一時間かけて \"書きました\"";
        let closed = visitor.fill_page(&page, "/thread", &[("text", long)]).await;
        assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(closed.seen("#passphrase-error").join("").contains("書いたものは残っています"), "{}", closed.text());
        let wrong = visitor.fill_page(&closed, "/come-back", &[("passphrase", "さくら")]).await;
        let back = visitor.fill_page(&wrong, "/come-back", &[("passphrase", &passphrase)]).await;
        assert_eq!(back.status, StatusCode::OK, "{}", back.text());
        assert!(back.form("/thread").contains(&("text".into(), long.into())), "{:?}", back.form("/thread"));
        visitor.fill_page(&back, "/thread", &[]).await;
        assert!(visitor.open("/thread").await.text().contains("一時間かけて"));
    }

    async fn a_desk_with_a_notice_address_gets_a_mail_without_content(test: TestApp) {
        use sea_orm::ConnectionTrait;
        let tx = test.app.db.write().await.expect("a transaction");
        tx.execute_unprepared("UPDATE organizations SET notice_email = 'desk@example.jp' WHERE slug = 'adachi-contractor'")
            .await
            .expect("an address");
        tx.commit().await.expect("committed");
        test.shelf.refresh(&test.app).await.expect("fresh");
        begin(&test.visitor(), "くじら", "秘密の話").await;
        let mails = outbox::waiting(test.app.db.read()).await.expect("reads");
        assert_eq!(mails.len(), 1);
        assert_eq!((mails[0].recipient.as_str(), mails[0].kind.as_str()), ("desk@example.jp", "new-thread"));
        assert!(mails[0].path.starts_with("/threads/"));
    }

    async fn nothing_a_person_wrote_lies_open_in_the_database(test: TestApp) {
        use sea_orm::ConnectionTrait;
        begin(&test.visitor(), "くじらのニックネーム", "だれにも言えなかったこと").await;
        let rows = test
            .app
            .db
            .read()
            .query_all_raw(sea_orm::Statement::from_string(
                test.app.db.read().get_database_backend(),
                "SELECT sealed_opening, sealed_body FROM threads JOIN messages ON messages.thread_id = threads.id",
            ))
            .await
            .expect("rows");
        assert_eq!(rows.len(), 1);
        for column in ["sealed_opening", "sealed_body"] {
            let bytes: Vec<u8> = rows[0].try_get("", column).expect("bytes");
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("くじら") && !text.contains("言えなかった"), "{column}");
        }
    }
}

#[test]
fn every_word_for_whom_it_is_about_has_a_code() {
    for about in About::ALL {
        assert_eq!(about.code().parse::<About>().expect("its own code"), *about);
    }
}
