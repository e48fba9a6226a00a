//! Staff: telephone and door, people and rooms, moving a session, the calendar.

use axum::http::StatusCode;

use super::{FREE, NEXT_HOUR, THURSDAY, action, book, come_back, id, offer, times};
use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        testing::{Browser, Page, TestApp, story},
        trail,
    },
};

async fn enter(staff: &Browser, offer: &str, fields: &[(&str, &str)]) -> Page {
    let page = staff.open("/bookings").await;
    let key = page.attribute("main form[action='/bookings'] input[name=form]", "value");
    let mut all = vec![("form", key.as_str()), ("offer", id(offer)), ("from", "2026-11-24")];
    all.extend_from_slice(fields);
    staff.post("/bookings", &all).await
}

async fn add_host(staff: &Browser, kind: &str, name: &str, own: bool) -> String {
    let mut fields = vec![("kind", kind), ("name", name)];
    if own {
        fields.push(("own", "yes"));
    }
    let made = staff.fill("/bookings/hosts", "/bookings/hosts", &fields).await;
    assert_eq!(made.location().as_deref(), Some("/bookings/hosts"), "{}", made.text());
    let offers = staff.open(super::OFFERS).await;
    let hosts = offers.seen("fieldset.tight:nth-of-type(n) label");
    let place = hosts.iter().position(|it| it == name).expect("the host stands in the form");
    let pick = scraper::Selector::parse("fieldset.tight input").expect("a selector");
    let html = offers.html();
    html.select(&pick).nth(place).and_then(|input| input.value().attr("value")).expect("an id").to_owned()
}

/// The lines of the trail about `action`: who, outcome, detail.
async fn trail_of(test: &TestApp, action: &str) -> Vec<(String, String, String)> {
    let lines = trail::lines_for_test(test.app.db.read()).await;
    lines.into_iter().filter(|line| line.action == action).map(|line| (line.actor, line.outcome, line.detail)).collect()
}

async fn change(staff: &Browser, offer: &str, fields: &[(&str, &str)]) -> Page {
    staff.fill(offer, &format!("{offer}/changes"), fields).await
}

on_both_databases! {
    // S-020, S-019, S-179, S-180
    async fn who_calls_and_who_just_comes_share_the_seats_and_leave_no_name(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[("capacity", "2"), ("reservation", "optional"), ("lead_hours", "0")]).await;
        assert!(test.visitor().open(FREE).await.text().contains("予約してもしなくても大丈夫です"));
        // It is ten: the slot has begun, and somebody stands at the door.
        let door = enter(&staff, &made, &[("start", "2026-11-24T10:00"), ("origin", "walk-in")]).await;
        assert_eq!(door.location().as_deref(), Some("/bookings?from=2026-11-24"), "{}", door.text());
        enter(&staff, &made, &[("start", THURSDAY), ("origin", "phone")]).await;
        assert!(times(&test.visitor()).await.contains(&"午前10時 △ 残りわずか".to_owned()));
        enter(&staff, &made, &[("start", THURSDAY), ("origin", "mail")]).await;
        let refused = enter(&staff, &made, &[("start", THURSDAY), ("origin", "counter")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(book(&test.visitor(), &made, THURSDAY, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let list = staff.open("/bookings").await;
        let mut who = list.seen("#arranged tbody tr td:nth-child(3)");
        who.sort();
        assert_eq!(who, ["メール", "予約なし", "電話"]);
        let cancelled = staff.fill_page(&list, &action(&list, "/cancellation"), &[]).await;
        assert_eq!(cancelled.location().as_deref(), Some("/bookings"), "{}", cancelled.text());
        assert!(times(&test.visitor()).await.contains(&"午前10時 △ 残りわずか".to_owned()));
    }

    // S-087
    async fn who_cannot_wait_is_seen_at_once_whatever_is_booked(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        test.set_clock("2026-11-24T10:07");
        for _ in 0..2 {
            let now = enter(&staff, &made, &[("origin", "urgent")]).await;
            assert_eq!(now.status, StatusCode::SEE_OTHER, "{}", now.text());
        }
        let list = staff.open("/bookings").await;
        assert_eq!(list.seen("#arranged tbody tr td:nth-child(3)"), ["急ぎ", "急ぎ"]);
        assert!(!times(&test.visitor()).await.iter().any(|time| time.contains("満席")));
    }

    // S-113
    async fn one_person_is_never_in_two_places_and_both_organisations_must_be_there(test: TestApp) {
        let staff = test.counsellor().await;
        let partner = test.signed_in("adachi", story::OFFICE, Role::Counsellor, "masako").await;
        let satoru = add_host(&staff, "staff", "さとる", true).await;
        partner.fill("/bookings/hosts", "/bookings/hosts", &[("kind", "staff"), ("name", "まさこ")]).await;
        let masako = add_host(&staff, "room", "相談室", false).await;
        let hosts = staff.open("/bookings/hosts").await.seen("#hosts li");
        assert_eq!(hosts, ["さとる 担当者", "まさこ 担当者", "相談室 部屋"]);
        let first = offer(&staff, &[("name", "初回面談"), ("capacity", "9"), ("need0", &satoru), ("need1", &masako)]).await;
        let other = offer(&staff, &[("name", "電話の時間"), ("capacity", "9"), ("need0", &satoru), ("minutes", "90")]).await;
        assert_eq!(book(&test.visitor(), &first, NEXT_HOUR, "くじら").await.status, StatusCode::OK);
        // From ten to half past eleven touches the hour that begins at eleven.
        assert_eq!(book(&test.visitor(), &other, THURSDAY, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = test.visitor().open(FREE).await;
        let cards = page.seen("main section.card");
        assert!(cards[1].contains("午前10時 × 満席") && cards[1].contains("午後1時 ○ 空き"), "{}", cards[1]);
        let refused = enter(&staff, &other, &[("start", THURSDAY), ("origin", "phone")]).await;
        assert!(refused.text().contains("この時間はあいていません"), "{}", refused.text());
        let reason = "担当は途中から同席します";
        let entered = enter(&staff, &other, &[("start", THURSDAY), ("origin", "phone"), ("exception", reason)]).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
        assert!(staff.open("/bookings").await.text().contains(reason));
        // The partner sees nothing of it.
        assert!(!partner.open("/bookings").await.text().contains("くじら"));
    }

    // S-184, S-181
    async fn a_session_that_moves_takes_its_bookings_along_and_tells_them(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let (first, second) = (test.visitor(), test.visitor());
        let booked = book(&first, &made, THURSDAY, "くじら").await;
        come_back(&first, &booked).await;
        let booked = book(&second, &made, NEXT_HOUR, "いるか").await;
        come_back(&second, &booked).await;
        // An hour later: the first comes to where the second was.
        let moving = [("day", "2026-11-26"), ("from", "10:00"), ("until", "16:00"), ("to_day", "2026-11-26"), ("to_time", "11:00"), ("reason", "会場が早く使えないため")];
        let moved = staff.fill(&made, &format!("{made}/changes"), &moving).await;
        assert_eq!(moved.location().as_deref(), Some(made.as_str()), "{}", moved.text());
        let page = first.open("/thread").await.text();
        assert!(page.contains("会場が早く使えないため") && page.contains("11時に変わりました"), "{page}");
        assert!(second.open("/thread/bookings").await.text().contains("正午") || second.open("/thread/bookings").await.text().contains("12時"));
        test.set_clock("2026-11-24T10:05");
        let closing = [("day", "2026-11-26"), ("from", "12:00"), ("until", "13:00"), ("reason", "停電のため")];
        staff.fill(&made, &format!("{made}/changes"), &closing).await;
        assert!(second.open("/thread").await.text().contains("停電のため"));
        assert!(second.open("/thread/bookings").await.text().contains("取り消しました"));
        assert!(first.open("/thread/bookings").await.text().contains("11時"));
        let without = staff.fill(&made, &format!("{made}/changes"), &[("day", "2026-11-26"), ("reason", "")]).await;
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn a_calendar_shows_times_and_initials_behind_an_address_nobody_guesses(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        book(&test.visitor(), &made, THURSDAY, "くじら").await;
        let page = staff.open("/bookings").await;
        let shown = staff.fill_page(&page, "/bookings/calendar", &[]).await;
        let address = shown.seen("#address").join("");
        let path = &address[address.find("/calendars/").expect("an address")..];
        let file = test.visitor().get(path).await.text();
        assert!(file.contains("DTSTART:20261126T010000Z") && file.contains("SUMMARY:予定 く\r\n"), "{file}");
        assert!(!file.contains("くじら") && !file.contains("話したいこと") && !file.contains("相談"));
        // A new address closes the one before.
        let page = staff.open("/bookings").await;
        staff.fill_page(&page, "/bookings/calendar", &[]).await;
        assert_eq!(test.visitor().get(path).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_calendar_is_shut_with_its_account_and_looking_leaves_a_trace(test: TestApp) {
        use sea_orm::ConnectionTrait;
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        book(&test.visitor(), &made, THURSDAY, "くじら").await;
        let shown = staff.fill_page(&staff.open("/bookings").await, "/bookings/calendar", &[]).await;
        let address = shown.seen("#address").join("");
        let path = &address[address.find("/calendars/").expect("an address")..];
        assert!(test.visitor().get(path).await.text().contains("SUMMARY:予定 く"));
        let seen = trail_of(&test, "booking.calendar").await;
        assert_eq!(seen.len(), 1);
        assert!(seen[0].0.starts_with("staff:") && seen[0].1 == "done" && seen[0].2 == "lines:1", "{seen:?}");
        for (now, then) in [
            ("UPDATE staff SET role = 'partner'", "UPDATE staff SET role = 'counsellor'"),
            ("UPDATE staff SET until = '2026-11-23'", "UPDATE staff SET until = '2026-11-24'"),
        ] {
            let tx = test.app.db.write().await.expect("a transaction");
            tx.execute_unprepared(now).await.expect("changed");
            tx.commit().await.expect("committed");
            assert_eq!(test.visitor().get(path).await.status, StatusCode::NOT_FOUND, "{now}");
            let tx = test.app.db.write().await.expect("a transaction");
            tx.execute_unprepared(then).await.expect("changed back");
            tx.commit().await.expect("committed");
            assert_eq!(test.visitor().get(path).await.status, StatusCode::OK, "{then}");
        }
        assert_eq!(trail_of(&test, "booking.calendar").await.len(), 3);
        // Somebody who works for another organisation now sees nothing of this one.
        let office = test.organization(story::OFFICE).await.0;
        let tx = test.app.db.write().await.expect("a transaction");
        let moved = sea_orm::Statement::from_sql_and_values(
            tx.get_database_backend(),
            "UPDATE staff SET organization_id = $1",
            [office.into()],
        );
        tx.execute_raw(moved).await.expect("changed");
        tx.commit().await.expect("committed");
        assert_eq!(test.visitor().get(path).await.status, StatusCode::NOT_FOUND);
    }

    async fn what_reaches_into_a_stretch_is_closed_with_it_and_not_moved_in_part(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let visitor = test.visitor();
        let booked = book(&visitor, &made, THURSDAY, "くじら").await;
        come_back(&visitor, &booked).await;
        let half = [("day", "2026-11-26"), ("from", "10:30"), ("until", "12:00"), ("reason", "停電のため")];
        let mut moving = half.to_vec();
        moving.extend([("to_day", "2026-11-27"), ("to_time", "10:00")]);
        let refused = change(&staff, &made, &moving).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("「何時から」を早めてください"), "{}", refused.text());
        assert!(!visitor.open("/thread/bookings").await.text().contains("取り消しました"));
        let closed = change(&staff, &made, &half).await;
        assert_eq!(closed.location().as_deref(), Some(made.as_str()), "{}", closed.text());
        assert!(visitor.open("/thread").await.text().contains("停電のため"));
        assert!(visitor.open("/thread/bookings").await.text().contains("取り消しました"));
    }

    async fn what_has_begun_stays_where_it_is_when_the_rest_is_moved(test: TestApp) {
        test.set_clock("2026-11-24T09:50");
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let (first, second) = (test.visitor(), test.visitor());
        let booked = book(&first, &made, "2026-11-24T10:00", "くじら").await;
        come_back(&first, &booked).await;
        let booked = book(&second, &made, "2026-11-24T11:00", "いるか").await;
        come_back(&second, &booked).await;
        test.set_clock("2026-11-24T10:05");
        let moving = [("day", "2026-11-24"), ("from", "10:00"), ("until", "12:00"), ("to_day", "2026-11-27"), ("to_time", "13:00"), ("reason", "停電のため")];
        let moved = change(&staff, &made, &moving).await;
        assert_eq!(moved.location().as_deref(), Some(made.as_str()), "{}", moved.text());
        assert!(!first.open("/thread").await.text().contains("停電のため"));
        assert!(second.open("/thread").await.text().contains("停電のため"));
        assert!(second.open("/thread/bookings").await.text().contains("11月27日"));
    }

    // S-113
    async fn an_exception_still_keeps_those_who_are_free_and_moves_along(test: TestApp) {
        let staff = test.counsellor().await;
        let satoru = add_host(&staff, "staff", "さとる", true).await;
        let room = add_host(&staff, "room", "相談室", false).await;
        let alone = offer(&staff, &[("name", "電話の時間"), ("capacity", "9"), ("need0", &satoru)]).await;
        let both = offer(&staff, &[("name", "初回面談"), ("capacity", "9"), ("need0", &satoru), ("need1", &room)]).await;
        let in_room = offer(&staff, &[("name", "部屋の時間"), ("capacity", "9"), ("need0", &room)]).await;
        assert_eq!(enter(&staff, &alone, &[("start", THURSDAY), ("origin", "phone")]).await.status, StatusCode::SEE_OTHER);
        let exception = [("start", THURSDAY), ("origin", "phone"), ("exception", "さとるは電話のあとに来ます")];
        let entered = enter(&staff, &both, &exception).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
        // The room is taken, although somebody is missing in it.
        assert_eq!(book(&test.visitor(), &in_room, THURSDAY, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        // Where it is moved to, somebody is missing again, and that was said already.
        assert_eq!(enter(&staff, &alone, &[("start", NEXT_HOUR), ("origin", "phone")]).await.status, StatusCode::SEE_OTHER);
        let moving = [("day", "2026-11-26"), ("from", "10:00"), ("until", "11:00"), ("to_day", "2026-11-26"), ("to_time", "11:00"), ("reason", "会場の都合")];
        let moved = change(&staff, &both, &moving).await;
        assert_eq!(moved.location().as_deref(), Some(both.as_str()), "{}", moved.text());
        assert_eq!(book(&test.visitor(), &in_room, NEXT_HOUR, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(book(&test.visitor(), &in_room, THURSDAY, "").await.status, StatusCode::OK);
    }

    async fn a_refusal_of_setting_up_stands_in_the_trail(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let other = test.signed_in("adachi", story::OFFICE, Role::Counsellor, "other").await;
        let fields = staff.open(&made).await.form(&made);
        let mut pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let notice = super::NOTICE;
        pairs.retain(|(name, _)| *name != "read" && *name != "form" && *name != "channel");
        let key = other.open("/bookings/hosts").await.attribute("main form input[name=form]", "value");
        pairs.extend([("read", notice), ("form", key.as_str()), ("channel", "in_person")]);
        assert_eq!(other.post(&made, &pairs).await.status, StatusCode::NOT_FOUND);
        let lines = trail_of(&test, "booking.save-offer").await;
        assert!(lines.len() == 1 && lines[0].1 == "refused" && lines[0].2 == "not-found", "{lines:?}");
        let nameless = staff.fill("/bookings/hosts", "/bookings/hosts", &[("kind", "room"), ("name", "")]).await;
        assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
        let lines = trail_of(&test, "booking.add-host").await;
        assert!(lines.len() == 1 && lines[0].1 == "refused", "{lines:?}");
    }

    async fn a_year_beyond_reckoning_is_read_as_none(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        for year in ["%2B262142", "-262143", "9999"] {
            let list = staff.open(&format!("/bookings?from={year}-12-31")).await;
            assert!(list.text().contains("11月24日"), "{year}");
            let free = test.visitor().open(&format!("{FREE}?view=month&from={year}-12-31")).await;
            assert!(free.text().contains("11月24日"), "{year}");
            let form = test.visitor().get(&super::form(&made, &format!("{year}-12-31T23:59"))).await;
            assert_eq!(form.status, StatusCode::OK, "{year}");
        }
        let far = enter(&staff, &made, &[("start", "+262142-12-31T23:59"), ("origin", "phone")]).await;
        assert!(far.text().contains("日時を選んでください"), "{}", far.text());
        let far = [("day", "+262142-12-31"), ("reason", "停電のため")];
        assert_eq!(change(&staff, &made, &far).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
