//! People who book, change their minds, and are told kindly when a time is gone.

use axum::http::StatusCode;

use super::{DESK, FREE, NEXT_HOUR, NOTICE, OFFERS, THURSDAY, action, book, come_back, form, id, offer, times};
use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        testing::story,
        web::toll::tests::{fill_the_line, paid},
    },
};

on_both_databases! {
    async fn a_flood_takes_no_time_away_and_nobody_types_twice(test: TestApp) {
        let test = test.with_settings(|config| config.work_bits = 8);
        let made = offer(&test.counsellor().await, &[]).await;
        fill_the_line(&test);
        let visitor = test.visitor();
        let before = times(&visitor).await;
        let late = book(&visitor, &made, THURSDAY, "くじら").await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!late.seen("#unpaid").is_empty());
        assert!(late.form(FREE).contains(&("wishes".into(), "話したいこと".into())));
        assert_eq!(times(&visitor).await, before);
        let booked = visitor.fill_page(&late, FREE, &[("work", &paid(&late))]).await;
        assert_eq!(booked.status, StatusCode::OK, "{}", booked.text());
        come_back(&visitor, &booked).await;
    }

    // S-178, S-179, S-086, S-191
    async fn somebody_books_without_a_name_and_gives_it_back_without_a_reason(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[("place", "相談室1"), ("cost", "無料"), ("reason", "ていねいにお話をうかがうため、予約をお願いしています。")]).await;
        let visitor = test.visitor();
        let page = visitor.open(FREE).await;
        assert!(page.text().contains("ていねいにお話をうかがうため") && page.text().contains("無料"));
        assert!(page.text().contains("急ぐときは、予約がなくても大丈夫です"));
        assert_eq!(times(&visitor).await[1], "午前11時 ○ 空き");
        let before = times(&visitor).await.len();

        let booked = book(&visitor, &made, THURSDAY, "くじら").await;
        assert_eq!(booked.status, StatusCode::OK, "{}", booked.text());
        assert!(booked.seen("h1").join("").contains("予約しました"));
        // Everybody sees that the time is gone, and nothing else.
        assert!(times(&test.visitor()).await.contains(&"午前10時 × 満席".to_owned()));
        let seen = test.visitor().open(FREE).await.text();
        assert!(!seen.contains("くじら") && !seen.contains("話したいこと"));

        come_back(&visitor, &booked).await;
        assert!(visitor.open("/thread").await.text().contains("「個別相談」を11月26日"));
        let own = visitor.open("/thread").await.link("/thread/bookings");
        let page = visitor.open(&own).await;
        assert!(page.text().contains("11月26日") && page.text().contains("相談室1"), "{}", page.text());
        let cancelled = visitor.fill_page(&page, &action(&page, "/cancellation"), &[]).await;
        assert_eq!(cancelled.location().as_deref(), Some("/thread/bookings"), "{}", cancelled.text());
        assert!(visitor.open("/thread/bookings").await.text().contains("取り消しました"));
        assert!(!times(&test.visitor()).await.iter().any(|time| time.contains("満席")));
        assert_eq!(times(&visitor).await.len(), before);
    }

    async fn pressing_twice_books_once_and_shows_the_same_passphrase(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let visitor = test.visitor();
        let page = visitor.open(&form(&made, THURSDAY)).await;
        let first = visitor.fill_page(&page, FREE, &[("nickname", "くじら")]).await;
        let second = visitor.fill_page(&page, FREE, &[("nickname", "くじら")]).await;
        assert_eq!(second.status, StatusCode::OK, "{}", second.text());
        let passphrase = |page: &crate::platform::testing::Page| page.attribute("#passphrase", "data-line");
        assert_eq!(passphrase(&first), passphrase(&second));
        let full = times(&visitor).await.iter().filter(|time| time.contains("満席")).count();
        assert_eq!(full, 1);
    }

    async fn a_time_that_is_gone_is_refused_kindly_with_others_and_everything_typed(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let slow = test.visitor();
        let open = slow.open(&form(&made, THURSDAY)).await;
        book(&test.visitor(), &made, THURSDAY, "いるか").await;
        let typed = [("nickname", "くじら"), ("consideration", "ドアに近い席"), ("about", "family")];
        let refused = slow.fill_page(&open, FREE, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        assert!(text.contains("ほかの方の予約で埋まりました") && text.contains("ドアに近い席") && text.contains("くじら"));
        assert!(!text.contains("いるか"));
        let others = refused.seen("fieldset label");
        assert!(others[0].starts_with("11月26日") && others[0].contains("11時"), "{others:?}");
        // The next one is taken with one more press; nothing is typed again.
        let booked = slow.fill_page(&refused, FREE, &[("start", NEXT_HOUR)]).await;
        assert_eq!(booked.status, StatusCode::OK, "{}", booked.text());
        assert!(booked.text().contains("11時"));
    }

    async fn a_time_in_the_past_or_just_closed_or_on_a_day_that_became_a_holiday_is_refused(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let visitor = test.visitor();
        let past = visitor.fill(&form(&made, "2026-11-24T09:00"), FREE, &[("start", "2026-11-24T09:00")]).await;
        assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(past.text().contains("もう過ぎています"), "{}", past.text());
        let open = visitor.open(&form(&made, THURSDAY)).await;
        let holiday = visitor.open(&form(&made, "2026-12-03T10:00")).await;
        let closing = [("day", "2026-11-26"), ("from", "10:00"), ("until", "11:00"), ("reason", "会場の都合")];
        let closed = staff.fill(&made, &format!("{made}/changes"), &closing).await;
        assert_eq!(closed.location().as_deref(), Some(made.as_str()), "{}", closed.text());
        let refused = visitor.fill_page(&open, FREE, &[("nickname", "くじら")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("行わないことになりました") && refused.text().contains("くじら"));
        // S-184: whoever only looks reads the reason, too, and so do those who follow.
        assert!(test.visitor().open(FREE).await.text().contains("会場の都合"));
        let feed = test.visitor().get(&format!("{FREE}.atom")).await;
        assert!(feed.text().contains("会場の都合") && feed.text().contains("<updated>2026-11-24T10:00:00+09:00"));
        let day_off = [("day", "2026-12-03"), ("reason", "区の休日になりました")];
        staff.fill(&made, &format!("{made}/changes"), &day_off).await;
        let refused = visitor.fill_page(&holiday, FREE, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("行わないことになりました"));
        // Taken back, it can be booked again.
        let back = staff.open(&made).await;
        let removal = back.attribute("#changes form", "action");
        staff.fill_page(&back, &removal, &[]).await;
        assert_eq!(book(&test.visitor(), &made, THURSDAY, "").await.status, StatusCode::OK);
    }

    async fn a_time_is_changed_in_two_presses_and_the_old_one_is_free_again(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let visitor = test.visitor();
        let booked = book(&visitor, &made, THURSDAY, "くじら").await;
        come_back(&visitor, &booked).await;
        let path = visitor.open("/thread/bookings").await.link("/thread/bookings/");
        let own = visitor.open("/thread/bookings").await;
        let path = if path.ends_with("/time") { path } else { own.attribute("main a.button[href$='/time']", "href") };
        let choose = visitor.open(&path).await;
        assert!(choose.attribute("main form button", "value") != THURSDAY);
        let moved = visitor.fill_page(&choose, &path, &[("start", NEXT_HOUR)]).await;
        assert_eq!(moved.location().as_deref(), Some("/thread/bookings"), "{}", moved.text());
        let now: Vec<String> = times(&visitor).await.into_iter().filter(|time| time.contains("満席")).collect();
        assert_eq!(now, ["午前11時 × 満席"]);
        // Somebody else took the time that is wanted: the old one is kept.
        book(&test.visitor(), &made, THURSDAY, "いるか").await;
        let again = visitor.open(&path).await;
        let refused = visitor.fill_page(&again, &path, &[("start", THURSDAY)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(visitor.open("/thread/bookings").await.text().contains("11時"));
    }

    async fn who_books_again_needs_no_second_passphrase_and_says_nothing_twice(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let visitor = test.visitor();
        let booked = visitor.fill(&form(&made, THURSDAY), FREE, &[("consideration", "静かな部屋")]).await;
        come_back(&visitor, &booked).await;
        let page = visitor.open(&form(&made, NEXT_HOUR)).await;
        // P-35: what makes it easier is kept for the next time.
        assert!(page.text().contains("静かな部屋") && !page.text().contains("name=\"nickname\""));
        let second = visitor.fill_page(&page, FREE, &[]).await;
        assert_eq!(second.location().as_deref(), Some("/thread/bookings"), "{}", second.text());
        assert_eq!(visitor.open("/thread/bookings").await.seen("main .cards > li").len(), 2);
        // The same time once more, from a page opened anew, is the same booking.
        let again = visitor.fill(&form(&made, NEXT_HOUR), FREE, &[]).await;
        assert_eq!(again.location().as_deref(), Some("/thread/bookings"), "{}", again.text());
        assert_eq!(visitor.open("/thread/bookings").await.seen("main .cards > li").len(), 2);
        // What is said anew is kept, on the page and before the staff.
        let more = visitor.fill(&form(&made, NEXT_HOUR), FREE, &[("wishes", "弟も一緒に行きます")]).await;
        assert_eq!(more.location().as_deref(), Some("/thread/bookings"), "{}", more.text());
        assert_eq!(visitor.open("/thread/bookings").await.seen("main .cards > li").len(), 2);
        assert!(visitor.open("/thread").await.text().contains("弟も一緒に行きます"));
        let list = staff.open("/bookings").await.text();
        assert!(list.contains("弟も一緒に行きます") && list.contains("静かな部屋"), "{list}");
        // Nobody is sent anything; one's own calendar rings only if one wants it to.
        let agreed = visitor.open("/thread/bookings").await.attribute("main a[href$='.ics']", "href");
        let file = visitor.get(&agreed).await.text();
        assert!(file.contains("SUMMARY:予定") && !file.contains("VALARM") && !file.contains("個別相談"), "{file}");
        assert!(visitor.get(&format!("{agreed}?reminder=yes")).await.text().contains("TRIGGER:-P1D"));
        assert!(crate::platform::outbox::waiting(test.app.db.read()).await.expect("the outbox").is_empty());
    }

    async fn a_full_time_can_be_waited_for_and_nobody_is_booked_unasked(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        let first = test.visitor();
        let booked = book(&first, &made, NEXT_HOUR, "いるか").await;
        come_back(&first, &booked).await;
        let waiting = test.visitor();
        let full = waiting.open(FREE).await.attribute("main a[href*='wait=yes']", "href");
        let kept = waiting.fill(&full, FREE, &[("nickname", "くじら")]).await;
        assert!(kept.seen("h1").join("").contains("空きを待っています"), "{}", kept.text());
        come_back(&waiting, &kept).await;
        let own = waiting.open("/thread/bookings").await;
        assert!(own.text().contains("空き待ち") && !own.text().contains("この時間にする"));
        let page = first.open("/thread/bookings").await;
        first.fill_page(&page, &action(&page, "/cancellation"), &[]).await;
        assert!(waiting.open("/thread").await.text().contains("空きが出ました"));
        // Still free for everybody: being told is not being booked.
        assert!(!times(&waiting).await.iter().any(|time| time.contains("満席")));
        // An earlier hour of the day that is free, too, does not hide it.
        let own = waiting.open("/thread/bookings").await;
        let take = action(&own, "/time");
        let taken = waiting.fill_page(&own, &take, &[]).await;
        assert_eq!(taken.location().as_deref(), Some("/thread/bookings"), "{}", taken.text());
        assert!(times(&waiting).await.contains(&"午前11時 × 満席".to_owned()));
    }

    // S-181
    async fn what_another_body_books_is_told_with_its_telephone_and_cannot_be_booked_here(test: TestApp) {
        let staff = test.counsellor().await;
        let notice = "第1火曜日 10時～12時";
        let fields = [("elsewhere_body", "ぐんま若者サポートステーション"), ("elsewhere_phone", "027-233-2330"), ("notice", notice), ("read", notice)];
        let made = offer(&staff, &fields).await;
        let visitor = test.visitor();
        let page = visitor.open(&format!("{FREE}?from=2026-12-01")).await;
        assert!(page.text().contains("ぐんま若者サポートステーション") && page.text().contains("tel:0272332330"));
        assert!(page.seen("main .card dd .tags li").contains(&"午前10時 ○ 空き".to_owned()));
        assert!(!page.text().contains("bookings/new"));
        test.set_clock("2026-05-01T10:00");
        let may = visitor.open(&format!("{FREE}?from=2026-05-05")).await;
        assert!(may.seen("main .card dd .tags li").contains(&"午前10時 電話で確認".to_owned()), "{}", may.text());
        assert!(may.text().contains("まだ決まっていません"));
        test.set_clock("2026-11-24T10:00");
        let other = offer(&staff, &[]).await;
        let key = visitor.open(&form(&other, THURSDAY)).await.attribute("main form input[name=form]", "value");
        let refused = visitor.post(FREE, &[("form", &key), ("offer", id(&made)), ("start", "2026-12-01T10:00")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("別の機関が受け付けています"));
    }

    // S-178
    async fn the_times_can_stand_on_the_site_of_the_town(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        book(&test.visitor(), &made, THURSDAY, "くじら").await;
        let list = test.visitor().get(&format!("{FREE}/list?lang=en")).await;
        assert!(list.text().contains("× full") && list.text().contains("○ free") && !list.text().contains("くじら"));
        assert!(list.text().contains("target=\"_top\"") && !list.text().contains("<form"));
        assert!(test.visitor().open(DESK).await.text().contains(FREE));
        let month = test.visitor().open(&format!("{FREE}?view=month&from=2026-12-15")).await;
        assert_eq!(month.seen("main .card dt").first().map(String::as_str), Some("12月1日（火）"));
        assert!(month.seen("main .card dd").iter().all(|day| day.contains("空き")));
    }

    async fn a_notice_is_kept_once_its_reading_was_seen(test: TestApp) {
        let staff = test.counsellor().await;
        let typed = [("name", "出張相談"), ("channel", "offsite"), ("notice", NOTICE), ("capacity", "x")];
        let wrong = staff.fill(OFFERS, OFFERS, &typed).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("1から200までの数を書いてください"));
        let shown = staff.fill_page(&wrong, OFFERS, &[("capacity", "2"), ("read", "")]).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(shown.seen("#understood li").join(" ").contains("11月26日"), "{}", shown.text());
        let kept = staff.fill_page(&shown, OFFERS, &[]).await;
        let made = kept.location().unwrap_or_else(|| panic!("{}", kept.text()));
        assert_eq!(staff.open(&made).await.attribute("#capacity", "value"), "2");
        // Hidden, it is gone for the public; another organisation never finds it.
        let mut fields = staff.open(&made).await.form(&made);
        fields.retain(|(name, _)| name != "shown");
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(staff.post(&made, &pairs).await.location().as_deref(), Some(made.as_str()));
        assert!(!test.visitor().open(FREE).await.text().contains("出張相談"));
        let other = test.signed_in("adachi", story::OFFICE, Role::Counsellor, "other").await;
        assert_eq!(other.get(&made).await.status, StatusCode::NOT_FOUND);
        assert_eq!(other.get(OFFERS).await.status, StatusCode::NOT_FOUND);
    }
}
