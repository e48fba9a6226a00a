//! Nobody is forgotten: two names, promises, answers that wait for the morning.

use axum::http::StatusCode;

use super::{WRITE, a_minute_passes, back_at_work, begin, care, passphrase_on, thread};
use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        ids::StaffId,
        outbox,
        testing::{TestApp, at, story},
    },
    reception::model::{Check, CheckReason, Look, Turn, Worry},
};

fn somebody(number: u128) -> Look {
    Look { by: StaffId(uuid::Uuid::from_u128(number)), at: at("2026-11-24T11:00").and_utc() }
}

#[test]
fn two_different_persons_see_a_check_and_violence_is_never_forgotten() {
    let now = at("2026-11-24T10:00").and_utc();
    assert_eq!(Check::None.seen(somebody(1)).expect_err("nothing to see").key, "refused-check-none");
    let raised = Check::None.raised(CheckReason::Words, now);
    let once = raised.seen(somebody(1)).expect("seen");
    assert_eq!(once.seen(somebody(1)).expect_err("the same person").key, "refused-check-second");
    assert!(raised.is_waiting() && once.is_waiting());
    let twice = once.seen(somebody(2)).expect("seen by two");
    assert!(!twice.is_waiting());
    assert_eq!(twice.seen(somebody(3)).expect("calm"), twice);
    assert_eq!(once.raised(CheckReason::Staff, now), once, "what the desk asks of itself waits in a check under way");
    let later = at("2026-11-24T12:00").and_utc();
    let anew = Check::Raised { reason: CheckReason::Words, at: later };
    assert_eq!(once.raised(CheckReason::Words, later), anew, "new words are seen by both");
    assert_eq!(raised.raised(CheckReason::Words, later), anew);
    let by_staff = Check::None.raised(CheckReason::Staff, now);
    assert!(!by_staff.is_of_writer());
    for check in [by_staff, by_staff.seen(somebody(1)).expect("seen")] {
        assert_eq!(check.raised(CheckReason::Words, later), anew, "the writer's own words stand before the desk's");
    }
    let again = twice.raised(CheckReason::Words, now);
    assert!(matches!(again, Check::Raised { .. }), "new words ask anew");
    let violence = once.raised(CheckReason::Violence, now);
    assert_eq!(violence, Check::Raised { reason: CheckReason::Violence, at: now });
    let both = violence.seen(somebody(1)).and_then(|check| check.seen(somebody(2))).expect("seen by two");
    let later = both.raised(CheckReason::Words, now);
    assert!(later.hides_contact(), "{later:?}");
    let worried = Check::None.raised(CheckReason::ViolenceSeen, now);
    assert!(worried.hides_contact() && !worried.is_of_writer(), "the writer is not told what the desk fears");
    assert_eq!(worried.raised(CheckReason::Staff, now), worried);
    let spoke = worried.raised(CheckReason::Words, now);
    assert!(spoke.hides_contact() && spoke.is_of_writer(), "{spoke:?}");
}

#[test]
fn words_of_despair_are_heard_however_they_are_typed_and_ordinary_ones_are_not() {
    for text in [
        "もう死にたい",
        "し に たい",
        "消えたい…",
        "ＷＡＮＴ ＴＯ ＤＩＥ",
        "I want to\ndie",
        "きのう父に殴られました",
        "食べるものがない",
    ] {
        assert_eq!(CheckReason::of(&[], text), Some(CheckReason::Words), "{text}");
    }
    for text in [
        "",
        "夜しか起きていられません",
        "消しゴムが見つからない",
        "ゲームで負けた",
        "a small talk",
        "仕事がつらい時期もありました",
    ] {
        assert_eq!(CheckReason::of(&[], text), None, "{text}");
    }
    assert_eq!(CheckReason::of(&[Worry::Food], ""), Some(CheckReason::Food));
    assert_eq!(CheckReason::of(&[Worry::Mind], ""), Some(CheckReason::Mind));
    assert_eq!(CheckReason::of(&[Worry::Mind, Worry::Violence], "死にたい"), Some(CheckReason::Violence));
}

#[test]
fn an_answer_for_the_morning_keeps_the_promise_until_it_is_told() {
    let (since, by) = (at("2026-11-24T01:00").and_utc(), at("2026-11-27T09:00").and_utc());
    let out = at("2026-11-25T03:00").and_utc();
    let waiting = thread(Turn::DeskAnswers { since, answer_by: by }).answered_for(out);
    assert_eq!(waiting.turn.answer_by(), Some(by));
    assert!(!waiting.turn.is_past(at("2027-01-01T00:00").and_utc()));
    assert_eq!(waiting.turn.at(at("2026-11-25T02:59").and_utc()), waiting.turn);
    assert_eq!(waiting.turn.at(out), Turn::WriterMayWrite);
    let back = waiting.answer_taken_back();
    assert_eq!(back.turn, Turn::DeskAnswers { since, answer_by: by });
    assert_eq!(thread(Turn::WriterMayWrite).answered_for(out).turn, Turn::WriterMayWrite, "nothing is owed");
}

async fn give_notice_address(test: &TestApp) {
    use sea_orm::ConnectionTrait;
    let tx = test.app.db.write().await.expect("a transaction");
    tx.execute_unprepared("UPDATE organizations SET notice_email = 'desk@example.jp' WHERE slug = 'adachi-contractor'")
        .await
        .expect("an address");
    tx.commit().await.expect("committed");
    test.shelf.refresh(&test.app).await.expect("fresh");
}

on_both_databases! {
    // S-095, S-087, P-33: words never stop a form; a calm card stands beside it, and two persons look the same day, by name.
    async fn words_of_despair_are_taken_met_calmly_and_seen_by_two(test: TestApp) {
        let visitor = test.visitor();
        begin(&test.visitor(), "さきに", "雑談です").await;
        let (begun, passphrase) = begin(&visitor, "くじら", "もう消えてしまいたい").await;
        let card = begun.seen("#calm").join("");
        assert!(!card.contains("きょう"), "nothing is promised that a night or a holiday would break: {card}");
        assert!(card.contains("0120-279-338") && card.contains("ここにいる") && card.contains("書いて待つ"), "{card}");
        assert_eq!(begun.text().matches("0120-279-338").count(), 1, "said once, calmly");
        assert!(story::thread_of(&visitor, &passphrase).await.seen("#calm").len() == 1);
        let staff = test.counsellor().await;
        let day = staff.open("/day").await;
        assert!(day.seen("#checks").join("").contains("くじら"));
        assert!(day.text().find("id=\"checks\"") < day.text().find("id=\"waiting\""), "on top");
        let queue = staff.open("/threads").await;
        assert!(queue.seen("#checks").join("").contains("くじら") && !queue.seen("#checks").join("").contains("さきに"));
        let path = queue.link("/threads/");
        let page = staff.open(&path).await;
        let key = page.attribute("#check input[name=form]", "value");
        let seen = [("form", key.as_str()), ("care", "see-check")];
        for _ in 0..2 {
            let first = staff.post(&format!("{path}/care"), &seen).await;
            assert_eq!(first.location().as_deref(), Some(path.as_str()), "pressed twice, calm twice: {}", first.text());
        }
        let again = care(&staff, &path, "see-check").await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.seen("#care-error").join("").contains("別の人"), "{}", again.text());
        let queue = staff.open("/threads").await.seen("#checks").join("");
        assert!(queue.contains("satoruが見ました"), "who and when stands there: {queue}");
        let colleague = test.signed_in("adachi", story::OPERATOR, Role::Counsellor, "hanako").await;
        care(&colleague, &path, "see-check").await;
        assert!(staff.open("/threads").await.seen("#checks").is_empty());
        let seen = staff.open(&path).await.seen("#check").join("");
        assert!(seen.contains("satoruが見ました") && seen.contains("hanakoが見ました"), "{seen}");
        visitor.fill("/thread", "/thread", &[("text", "やっぱり死にたい")]).await;
        assert!(staff.open("/threads").await.seen("#checks").join("").contains("くじら"), "new words ask anew");
        test.set_clock("2026-11-28T10:00");
        assert!(story::thread_of(&visitor, &passphrase).await.seen("#calm").is_empty(), "the card does not stay for ever");
    }

    // S-095: whoever hits may be the one who reads the mail.
    async fn after_a_tick_for_violence_nothing_goes_out_and_one_person_sees_the_contact(test: TestApp) {
        let visitor = test.visitor();
        let fields = [("text", "a"), ("worry", "violence"), ("reply", "mail"), ("mail", "kujira@example.jp")];
        let begun = visitor.fill(WRITE, WRITE, &fields).await;
        assert_eq!(begun.seen("#calm").len(), 1);
        assert!(begun.text().contains("こちらからメールを出しません") && !begun.text().contains("メールで「お返事があります」とだけ"));
        let staff = test.counsellor().await;
        let path = staff.open("/threads").await.link("/threads/");
        assert!(!staff.open(&path).await.text().contains("kujira@example.jp"));
        staff.fill(&path, &format!("{path}/answers"), &[("text", "b")]).await;
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty(), "nothing goes out by itself");
        care(&staff, &path, "take").await;
        assert!(staff.open(&path).await.text().contains("kujira@example.jp"), "whoever looks after it sees it");
        let colleague = test.signed_in("adachi", story::OPERATOR, Role::Counsellor, "hanako").await;
        assert!(!colleague.open(&path).await.text().contains("kujira@example.jp"), "and nobody else");
        let thread = story::thread_of(&visitor, &passphrase_on(&begun)).await;
        assert!(thread.text().contains("kujira@example.jp"));
        assert!(thread.seen("#mail-held").join("").contains("合言葉でもどって"), "{}", thread.text());
    }

    // S-095: what somebody does not dare to tick may be heard by the desk.
    async fn staff_who_worry_about_violence_silence_it_as_a_tick_does(test: TestApp) {
        let visitor = test.visitor();
        let fields = [("text", "a"), ("reply", "mail"), ("mail", "kujira@example.jp")];
        let begun = visitor.fill(WRITE, WRITE, &fields).await;
        let staff = test.counsellor().await;
        let path = story::thread_on_day(&staff).await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "b")]).await;
        let mails = async || outbox::waiting(test.app.db.read()).await.expect("reads").len();
        assert_eq!(mails().await, 1);
        let raised = care(&staff, &path, "raise-violence").await;
        assert_eq!(raised.location().as_deref(), Some(path.as_str()), "{}", raised.text());
        assert_eq!(mails().await, 0, "the mail that had not left stays here");
        let page = staff.open(&path).await;
        assert!(page.seen("#check").join("").contains("暴力が心配される") && !page.text().contains("kujira@example.jp"));
        assert!(page.seen("input[value=raise-violence]").is_empty(), "it is said once");
        staff.fill(&path, &format!("{path}/answers"), &[("text", "c")]).await;
        assert_eq!(mails().await, 0);
        let thread = story::thread_of(&visitor, &passphrase_on(&begun)).await;
        assert!(thread.seen("#calm").is_empty() && thread.seen("#mail-held").len() == 1, "{}", thread.text());
    }

    // S-087: staff raise the same flag by hand.
    async fn staff_call_a_second_pair_of_eyes_by_hand(test: TestApp) {
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "くじら", "しずかです").await;
        let staff = test.counsellor().await;
        assert!(staff.open("/threads").await.seen("#checks").is_empty());
        let path = story::thread_on_day(&staff).await;
        care(&staff, &path, "raise-check").await;
        assert!(staff.open("/threads").await.seen("#checks").join("").contains("職員が急ぎ"));
        let page = story::thread_of(&visitor, &passphrase).await;
        assert!(page.seen("#calm").is_empty(), "what the desk asks of itself is not shown to the writer");
        let partner = test.partner().await;
        let foreign = partner.post(&format!("{path}/care"), &[("care", "see-check")]).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    }

    async fn somebody_takes_a_thread_and_gives_it_back(test: TestApp) {
        begin(&test.visitor(), "くじら", "a").await;
        let staff = test.counsellor().await;
        let path = story::thread_on_day(&staff).await;
        let early = staff.open(&path).await;
        assert!(staff.open("/threads").await.text().contains("担当はまだいません"));
        care(&staff, &path, "take").await;
        assert!(staff.open("/threads").await.text().contains("担当: satoru"));
        let colleague = test.signed_in("adachi", story::OPERATOR, Role::Counsellor, "hanako").await;
        let key = early.attribute("form:has(input[value=take]) input[name=form]", "value");
        let taken = colleague.post(&format!("{path}/care"), &[("form", &key), ("care", "take")]).await;
        assert_eq!(early.status, StatusCode::OK);
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(taken.seen("#care-error").join("").contains("ほかの人が担当"));
        care(&colleague, &path, "give-back").await;
        care(&colleague, &path, "take").await;
        assert!(staff.open("/threads").await.text().contains("担当: hanako"));
    }

    // S-016, P-05: a passed promise calls a second person, once; the writer sees nothing of it.
    async fn a_passed_promise_calls_a_second_person_once_and_shows_the_writer_nothing(test: TestApp) {
        give_notice_address(&test).await;
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "くじら", "a").await;
        let mails = async || outbox::waiting(test.app.db.read()).await.expect("reads");
        assert_eq!(mails().await.len(), 1, "that somebody wrote");
        a_minute_passes(&test).await;
        assert_eq!(mails().await.len(), 1, "nothing has passed yet");
        test.set_clock("2026-12-07T09:00");
        for _ in 0..3 {
            a_minute_passes(&test).await;
        }
        let asked: Vec<String> = mails().await.iter().map(|mail| mail.kind.clone()).collect();
        assert_eq!(asked, ["new-thread", "promise-passed"], "once");
        let staff = test.counsellor().await;
        assert!(staff.open("/threads").await.seen("#together").join("").contains("くじら"));
        assert!(staff.open("/day").await.seen("#waiting").join("").contains("もう一人といっしょに見る"));
        let thread = story::thread_of(&visitor, &passphrase).await.text();
        for word in ["過ぎ", "遅れ", "おくれ", "期限"] {
            assert!(!thread.contains(word), "{word}");
        }
        let path = story::thread_on_day(&staff).await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "お待たせしました")]).await;
        assert!(staff.open("/threads").await.seen("#together").is_empty());
        visitor.fill("/thread", "/thread", &[("text", "ありがとう")]).await;
        test.set_clock("2026-12-21T09:00");
        a_minute_passes(&test).await;
        assert_eq!(mails().await.iter().filter(|mail| mail.kind == "promise-passed").count(), 2, "a new promise, a new call");
    }

    // S-016, S-026: accepted at any hour; the answer written at night goes out when the desk's hours begin, and can be taken back.
    async fn an_answer_written_at_night_goes_out_in_the_desks_hours(test: TestApp) {
        const SUMIDA: &str = "/desks/sumida-sumika/write";
        test.set_clock("2026-11-24T20:00");
        let visitor = test.visitor();
        let fields = [("text", "夜です"), ("reply", "mail"), ("mail", "kujira@example.jp")];
        let begun = visitor.fill(SUMIDA, SUMIDA, &fields).await;
        assert!(begun.text().contains("27日（金）"), "three business days: {}", begun.text());
        let staff = test.signed_in("sumida", "gakken-el", Role::Counsellor, "yuki").await;
        let path = story::thread_on_day(&staff).await;
        let page = staff.open(&path).await;
        assert!(page.seen("#goes-out").join("").contains("25日（水）正午"), "{}", page.text());
        let answers = format!("{path}/answers");
        staff.fill_page(&page, &answers, &[("text", "夜中の書きちがい")]).await;
        let passphrase = passphrase_on(&begun);
        let thread = story::thread_of(&visitor, &passphrase).await;
        assert!(!thread.text().contains("書きちがい"), "not yet");
        assert!(thread.text().contains("27日（金）"), "the promise stands");
        let page = staff.open(&path).await;
        let taking = format!("{path}/taking-back");
        for _ in 0..2 {
            let back = staff.fill_page(&page, &taking, &[]).await;
            assert_eq!(back.location().as_deref(), Some(path.as_str()), "pressed twice, calm twice");
        }
        let back = staff.open(&path).await;
        assert!(!back.seen("ol.messages").join("").contains("書きちがい"));
        assert!(!story::thread_of(&visitor, &passphrase).await.text().contains("書きちがい"));
        assert!(back.form(&answers).contains(&("text".into(), "夜中の書きちがい".into())), "to be written on");
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty(), "its mail stays, too");
        assert!(staff.open("/threads").await.text().contains("27日（金）まで"), "an answer is owed again");
        staff.fill_page(&back, &answers, &[("text", "おはようございます")]).await;
        let late = staff.open(&path).await;
        assert!(late.form(&answers).contains(&("text".into(), String::new())), "the box is empty again");
        let mail = outbox::waiting(test.app.db.read()).await.expect("reads");
        assert_eq!((mail.len(), mail[0].due_at), (1, crate::platform::clock::instant(at("2026-11-25T12:00"))));
        test.set_clock("2026-11-25T11:59");
        assert!(!story::thread_of(&visitor, &passphrase).await.text().contains("おはようございます"));
        test.set_clock("2026-11-25T12:00");
        a_minute_passes(&test).await;
        let thread = story::thread_of(&visitor, &passphrase).await;
        assert!(thread.text().contains("おはようございます") && !thread.text().contains("書きちがい"));
        assert!(thread.seen("ol.messages").join("").contains("25日（水）正午"), "as old as the moment it could be read");
        back_at_work(&staff, "yuki").await;
        let late = staff.fill_page(&late, &taking, &[]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "what has gone out stays");
        let now = staff.open(&path).await;
        assert!(now.seen("#goes-out").is_empty(), "in the desk's hours an answer goes out at once");
    }
}
