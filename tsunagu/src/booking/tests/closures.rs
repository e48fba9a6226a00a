//! Times that do not take place after all: who had booked is told, staff know whom to call, and a form held open is answered
//! clearly.

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait, Statement};

use super::{FREE, NEXT_HOUR, NOTICE, THURSDAY, book, come_back, form, id, offer, times};
use crate::{
    booking::actions,
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, Page, TestApp, story},
        trail,
    },
};

const RECORD: &str = "/directory/records/desk/adachi-safetynet";

/// Writes to the desk and asks for a mail when there is something to read; the page stays open on this device.
async fn writer_with_mail(test: &TestApp) -> Browser {
    let visitor = test.visitor();
    let fields = [("nickname", "いるか"), ("text", "a"), ("reply", "mail"), ("mail", "iruka@example.jp")];
    let begun = visitor.fill(story::WRITE, story::WRITE, &fields).await;
    come_back(&visitor, &begun).await;
    visitor
}

/// The desk announces that it is shut on Thursday 26 November.
async fn shut_on_thursday(staff: &Browser, test: &TestApp) {
    let row =
        [("overrides.0.from", "2026-11-26"), ("overrides.0.mode", "close"), ("overrides.0.reason", "設備の点検のため")];
    let saved = staff.fill(RECORD, RECORD, &row).await;
    let draft = saved.location().unwrap_or_else(|| panic!("a draft: {}", saved.text()));
    let published = staff.fill(&draft, &format!("{draft}/publication"), &[("reason", "点検が決まった")]).await;
    assert!(published.location().is_some(), "{}", published.text());
    test.shelf.refresh(&test.app).await.expect("the directory");
}

async fn look_after(test: &TestApp) {
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    actions::close_shut_days(&test.app, &directory).await.expect("looked after");
}

async fn enter(staff: &Browser, offer: &str, fields: &[(&str, &str)]) -> Page {
    let page = staff.open("/bookings").await;
    let key = page.attribute("main form[action='/bookings'] input[name=form]", "value");
    let mut all = vec![("form", key.as_str()), ("offer", id(offer)), ("from", "2026-11-24"), ("origin", "phone")];
    all.extend_from_slice(fields);
    staff.post("/bookings", &all).await
}

async fn notices(test: &TestApp) -> usize {
    let waiting = outbox::waiting(test.app.db.read()).await.expect("reads");
    waiting.iter().filter(|mail| mail.kind == "notice-waits").count()
}

on_both_databases! {
    // S-184
    async fn a_desk_that_shuts_for_a_day_tells_who_had_booked_and_staff_whom_to_call(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[("capacity", "3")]).await;
        let whale = test.visitor();
        let booked = book(&whale, &made, THURSDAY, "くじら").await;
        come_back(&whale, &booked).await;
        let dolphin = writer_with_mail(&test).await;
        assert_eq!(book(&dolphin, &made, THURSDAY, "").await.status, StatusCode::SEE_OTHER);
        enter(&staff, &made, &[("start", NEXT_HOUR)]).await;
        look_after(&test).await;
        assert!(staff.open("/bookings").await.seen("#calls li").is_empty(), "nothing is shut yet");

        shut_on_thursday(&staff, &test).await;
        look_after(&test).await;
        look_after(&test).await;
        // The page says why, and when there is room; a mail goes only to who asked for one, and says nothing.
        let page = whale.open("/thread").await.text();
        assert!(page.contains("設備の点検のため"), "{page}");
        assert!(page.contains("次に空いているのは、11月24日（火）午前11時 / 11月24日（火）"), "{page}");
        assert_eq!(notices(&test).await, 1);
        let own = whale.open("/thread/bookings").await;
        assert!(own.text().contains("窓口の都合で、この時間は行えなくなりました"), "{}", own.text());
        assert_eq!(own.seen("main .card .tags li").len(), 3);
        // Staff see all three, and how each was told.
        let calls = staff.open("/bookings").await;
        let lines = calls.seen("#calls li");
        assert_eq!(lines.len(), 3, "{lines:?}");
        let line = |who: &str| lines.iter().find(|line| line.contains(who)).unwrap_or_else(|| panic!("{who}: {lines:?}"));
        assert!(line("くじら").contains("メールは望まれていない"));
        assert!(line("いるか").contains("メールでお知らせします"));
        assert!(line("電話").contains("まだ伝わっていません"));
        assert!(calls.seen("#arranged tbody tr").is_empty());
        // One is reached, one books another of the times proposed: nobody is called in vain.
        let phone = calls.html();
        let pick = scraper::Selector::parse("#calls li").expect("a selector");
        let action = scraper::Selector::parse("form").expect("a selector");
        let there = phone.select(&pick).find(|card| card.text().collect::<String>().contains("電話")).expect("the card");
        let action = there.select(&action).next().and_then(|form| form.value().attr("action")).expect("its form").to_owned();
        drop(phone);
        for _ in 0..2 {
            let reached = staff.fill_page(&calls, &action, &[]).await;
            assert_eq!(reached.location().as_deref(), Some("/bookings"), "{}", reached.text());
        }
        let another = own.link("/desks/adachi-safetynet/bookings/new");
        let page = whale.open(&another).await;
        assert_eq!(whale.fill_page(&page, FREE, &[]).await.status, StatusCode::SEE_OTHER);
        let lines = staff.open("/bookings").await.seen("#calls li");
        assert!(lines.len() == 1 && lines[0].contains("いるか"), "{lines:?}");
        // Another organisation has nobody to call.
        let office = test.signed_in("adachi", story::OFFICE, crate::accounts::Role::Counsellor, "other").await;
        assert!(office.open("/bookings").await.seen("#calls li").is_empty());
        assert_eq!(office.fill_page(&calls, &action, &[]).await.status, StatusCode::NOT_FOUND);
        let lines = trail::lines_for_test(test.app.db.read()).await;
        let done = |action: &str| lines.iter().filter(|line| line.action == action && line.outcome == "done").count();
        assert_eq!((done("booking.desk-shut"), done("booking.reached")), (1, 1));
    }

    async fn whoever_asked_for_quiet_hears_nothing_of_a_closure_and_finds_it_later(test: TestApp) {
        test.set_clock("2026-11-25T20:00");
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let dolphin = writer_with_mail(&test).await;
        assert_eq!(book(&dolphin, &made, THURSDAY, "").await.status, StatusCode::SEE_OTHER);
        let key = dolphin.open("/thread").await.attribute("form[action='/thread/standing'] input[name=form]", "value");
        let rest = dolphin.post("/thread/standing", &[("form", &key), ("ask", "quiet"), ("until", "")]).await;
        assert_eq!(rest.status, StatusCode::SEE_OTHER, "{}", rest.text());
        let closing = [("day", "2026-11-26"), ("reason", "停電のため")];
        let closed = staff.fill(&made, &format!("{made}/changes"), &closing).await;
        assert_eq!(closed.location().as_deref(), Some(made.as_str()), "{}", closed.text());
        assert_eq!(notices(&test).await, 0);
        let page = dolphin.open("/thread").await.text();
        assert!(page.contains("停電のため"), "{page}");
        // The time that was closed is not among those proposed.
        assert!(page.contains("次に空いているのは、12月1日（火）午前10時 / 12月1日（火）午前11時"), "{page}");
        assert!(staff.open("/bookings").await.seen("#calls li").join("").contains("いるか"));
    }

    async fn a_form_held_open_is_answered_clearly_whatever_became_of_the_time(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let typed = [("nickname", "くじら"), ("wishes", "話したいこと"), ("consideration", "ドアに近い席")];
        let keeps = |page: &Page| {
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
            let text = page.text();
            assert!(text.contains("くじら") && text.contains("話したいこと") && text.contains("ドアに近い席"), "{text}");
            page.seen("#refusal").join("")
        };
        // Staff close it while the form is open.
        let visitor = test.visitor();
        let open = visitor.open(&form(&made, THURSDAY)).await;
        let closing = [("day", "2026-11-26"), ("from", "10:00"), ("until", "11:00"), ("reason", "停電のため")];
        staff.fill(&made, &format!("{made}/changes"), &closing).await;
        let refused = visitor.fill_page(&open, FREE, &typed).await;
        assert!(keeps(&refused).contains("この時間は行わないことになりました"));
        assert!(refused.text().contains("午前11時"), "others are proposed");
        // The day becomes one on which nothing takes place, as when a holiday is made: the notice is read anew.
        let open = visitor.open(&form(&made, NEXT_HOUR)).await;
        enter(&staff, &made, &[("start", "2026-11-26T12:00")]).await;
        let notice = "毎週火曜日 10:00～16:00（祝日・年末年始を除く）";
        let saved = staff.fill(&made, &made, &[("notice", notice), ("read", notice)]).await;
        assert_eq!(saved.location().as_deref(), Some(made.as_str()), "{}", saved.text());
        let refused = visitor.fill_page(&open, FREE, &typed).await;
        assert!(keeps(&refused).contains("この時間は行わないことになりました"));
        // What was booked there stays booked, and staff are told that they have to decide.
        let list = staff.open("/bookings").await;
        assert!(list.seen("#arranged tbody tr").join("").contains("この時間は行われません"), "{}", list.text());
        // The time passes.
        let open = visitor.open(&form(&made, "2026-12-01T10:00")).await;
        test.set_clock("2026-12-01T10:01");
        let refused = visitor.fill_page(&open, FREE, &typed).await;
        assert!(keeps(&refused).contains("この時間はもう過ぎています"));
    }

    // A national holiday, on which the notice says that nothing takes place.
    async fn nothing_can_be_booked_on_a_holiday_however_the_address_is_written(test: TestApp) {
        let staff = test.counsellor().await;
        let notice = "毎週月曜日 10:00～16:00（祝日・年末年始を除く）";
        let made = offer(&staff, &[("notice", notice), ("read", notice)]).await;
        // Monday 11 January 2027 is 成人の日.
        let visitor = test.visitor();
        let open = visitor.open(&form(&made, "2026-11-30T10:00")).await;
        let refused = visitor.fill_page(&open, FREE, &[("nickname", "くじら"), ("start", "2027-01-11T10:00")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.seen("#refusal").join("").contains("この時間は行わないことになりました"), "{}", refused.text());
        assert!(!times(&visitor).await.iter().any(|time| time.contains("満席")));
    }

    async fn why_somebody_is_missing_lies_sealed_and_so_does_what_lay_open(test: TestApp) {
        const WHY: &str = "さとるはくじらさんの電話のあとに来ます";
        let staff = test.counsellor().await;
        staff.fill("/bookings/hosts", "/bookings/hosts", &[("kind", "room"), ("name", "相談室")]).await;
        let room = staff.open(super::OFFERS).await.attribute("fieldset.tight input", "value");
        let made = offer(&staff, &[("capacity", "9"), ("need0", &room)]).await;
        enter(&staff, &made, &[("start", THURSDAY)]).await;
        let entered = enter(&staff, &made, &[("start", THURSDAY), ("exception", WHY)]).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
        assert!(staff.open("/bookings").await.text().contains(WHY));
        let open = async || {
            let conn = test.app.db.read();
            let ask = |sql: &str| Statement::from_string(conn.get_database_backend(), sql.to_owned());
            let rows = conn.query_all_raw(ask("SELECT exception FROM bookings WHERE exception IS NOT NULL")).await;
            let sealed = conn.query_all_raw(ask("SELECT sealed_exception FROM bookings WHERE sealed_exception IS NOT NULL")).await;
            for row in sealed.as_ref().expect("rows") {
                let bytes: Vec<u8> = row.try_get("", "sealed_exception").expect("bytes");
                assert!(!String::from_utf8_lossy(&bytes).contains("くじら"));
            }
            (rows.expect("rows").len(), sealed.expect("rows").len())
        };
        assert_eq!(open().await, (0, 1));
        // As an earlier version kept it.
        let tx = test.app.db.write().await.expect("a transaction");
        let old = Statement::from_sql_and_values(
            tx.get_database_backend(),
            "UPDATE bookings SET sealed_exception = NULL, exception = $1 WHERE sealed_exception IS NOT NULL",
            [WHY.into()],
        );
        tx.execute_raw(old).await.expect("changed");
        tx.commit().await.expect("committed");
        assert_eq!(open().await, (1, 0));
        assert_eq!(actions::seal_old(&test.app).await.expect("sealed"), 1);
        assert_eq!(actions::seal_old(&test.app).await.expect("nothing left"), 0);
        assert_eq!(open().await, (0, 1));
        assert!(staff.open("/bookings").await.text().contains(WHY));
    }

    async fn a_seat_that_was_given_back_is_found_again_and_a_lowered_number_counts(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[("capacity", "3")]).await;
        let first = test.visitor();
        let booked = book(&first, &made, THURSDAY, "一").await;
        come_back(&first, &booked).await;
        for name in ["二", "三"] {
            assert_eq!(book(&test.visitor(), &made, THURSDAY, name).await.status, StatusCode::OK);
        }
        assert_eq!(book(&test.visitor(), &made, THURSDAY, "四").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        // The first seat of three is free again: the one after the last is not.
        let page = first.open("/thread/bookings").await;
        first.fill_page(&page, &super::action(&page, "/cancellation"), &[]).await;
        assert_eq!(book(&test.visitor(), &made, THURSDAY, "五").await.status, StatusCode::OK);
        assert_eq!(book(&test.visitor(), &made, THURSDAY, "六").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        staff.fill(&made, &made, &[("capacity", "2"), ("notice", NOTICE), ("read", NOTICE)]).await;
        let page = test.visitor();
        assert_eq!(book(&page, &made, THURSDAY, "七").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
