//! Places of the town: chosen, lent by another department, closed, moved along with a session.

use axum::http::StatusCode;

use super::{FREE, NEXT_HOUR, OFFERS, THURSDAY, action, book, come_back, form, id, offer, times};
use crate::{
    accounts::Role,
    booking::model::{
        arranged::{Booking, By, Origin, State, Time},
        venues::{Heard, RequestState, RoomRequest},
    },
    on_both_databases,
    platform::testing::{Browser, Page, TestApp, at, story},
};

const FIRST: [(&str, &str); 5] =
    [("name", "初回面談"), ("places", "counter"), ("places", "online"), ("places", "facility"), ("places", "home")];

/// Adds a place with two rooms, one of them lent by another department; answers the address of the place.
async fn venue(staff: &Browser) -> String {
    let fields = [
        ("name", "千住保健福祉センター"),
        ("address", "足立区千住1-2-3"),
        ("access", "バス停「千住」から歩いて3分"),
        ("comfort", "side-entrance"),
    ];
    let made = staff.fill("/venues", "/venues", &fields).await;
    let venue = made.location().unwrap_or_else(|| panic!("a place: {}", made.text()));
    let rooms = format!("{venue}/rooms");
    staff.fill(&venue, &rooms, &[("room", "小会議室")]).await;
    let unsaid = staff.fill(&venue, &rooms, &[("room", "第2会議室"), ("on_request", "yes")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.text().contains("申請する部署の名前を書いてください"), "{}", unsaid.text());
    let lent = [("department", "保健福祉課"), ("how", "内線2345 前の週まで")];
    staff.fill_page(&unsaid, &rooms, &lent).await;
    venue
}

/// The value with which a room is chosen in the form for proposals.
fn room(list: &Page, name: &str) -> String {
    let pick = scraper::Selector::parse("#asked select[name=meet] option").expect("a selector");
    let html = list.html();
    let option = html.select(&pick).find(|option| option.text().collect::<String>().contains(name));
    option
        .and_then(|option| option.value().attr("value"))
        .unwrap_or_else(|| panic!("{name}: {}", list.text()))
        .to_owned()
}

async fn propose(staff: &Browser, name: &str, fields: &[(&str, &str)]) -> Page {
    let list = staff.open("/bookings").await;
    let room = room(&list, name);
    let mut all = vec![("meet", room.as_str())];
    all.extend_from_slice(fields);
    staff.fill_page(&list, &action(&list, "/proposal"), &all).await
}

/// Asks for a time at a public place; answers the page that came back.
async fn ask(visitor: &Browser, offer: &str, start: &str) -> Page {
    visitor.fill(&form(offer, start), FREE, &[("nickname", "くじら"), ("place", "facility")]).await
}

async fn settle(staff: &Browser, heard: &str) -> Page {
    let list = staff.open("/bookings/rooms").await;
    let path = list.attribute("#requests form", "action");
    staff.fill_page(&list, &path, &[("heard", heard)]).await
}

/// A member of staff of each organisation and an offer that needs both.
async fn first_interview(test: &TestApp, staff: &Browser) -> (String, String) {
    let office = test.signed_in("adachi", story::OFFICE, Role::Counsellor, "midori").await;
    office.fill("/bookings/hosts", "/bookings/hosts", &[("kind", "staff"), ("name", "みどり")]).await;
    staff.fill("/bookings/hosts", "/bookings/hosts", &[("kind", "staff"), ("name", "さとる")]).await;
    let page = staff.open(OFFERS).await;
    let host = |name: &str| {
        let pick = scraper::Selector::parse("label:has(input[name=need0])").expect("a selector");
        let html = page.html();
        let label = html.select(&pick).find(|label| label.text().collect::<String>().contains(name)).expect("a host");
        let input = scraper::Selector::parse("input").expect("a selector");
        label.select(&input).next().and_then(|input| input.value().attr("value")).expect("an id").to_owned()
    };
    let (satoru, midori) = (host("さとる"), host("みどり"));
    let mut fields = FIRST.to_vec();
    fields.extend([("need0", satoru.as_str()), ("need1", midori.as_str()), ("capacity", "9")]);
    let both = offer(staff, &fields).await;
    let alone = offer(staff, &[("name", "電話の時間"), ("capacity", "9"), ("need0", &midori)]).await;
    (both, alone)
}

#[test]
fn what_another_department_says_is_taken_once_and_only_while_the_room_is_wanted() {
    let (start, end) = (at("2026-12-01T10:00").and_utc(), at("2026-12-01T11:00").and_utc());
    let (time, other) = (Time { start, end }, Time { start: end, end: at("2026-12-01T12:00").and_utc() });
    let now = at("2026-11-24T10:00").and_utc();
    let nobody = uuid::Uuid::nil();
    let booking = |state| Booking {
        id: nobody.into(),
        municipality: nobody.into(),
        organization: nobody.into(),
        offer: nobody.into(),
        thread: None,
        origin: Origin::Writer,
        visit_for: None,
        state,
        exception: None,
        made_at: now,
        version: 1,
    };
    let request = |state| RoomRequest {
        id: nobody.into(),
        municipality: nobody.into(),
        organization: nobody.into(),
        booking: nobody.into(),
        room: nobody.into(),
        time,
        state,
        asked_by: nobody.into(),
        asked_at: now,
        version: 1,
    };
    let states = [
        RequestState::Asked,
        RequestState::Confirmed { at: now },
        RequestState::NotPossible { at: now },
        RequestState::Superseded,
        RequestState::Withdrawn { at: now },
    ];
    let bookings = [
        State::Asked,
        State::Proposed { time },
        State::Agreed { time },
        State::Agreed { time: other },
        State::Waiting { time },
        State::Cancelled { by: By::Writer, was: Some(time) },
    ];
    let mut taken = Vec::new();
    for state in states {
        for of in bookings {
            for heard in Heard::ALL {
                if request(state).settle(*heard, &booking(of), now).is_ok() {
                    let moved = matches!(of, State::Agreed { time } if time == other);
                    taken.push(format!("{} {}{} {heard}", state.code(), of.code(), if moved { "-moved" } else { "" }));
                }
            }
        }
    }
    let expected = [
        "asked asked confirmed",
        "asked asked not-possible",
        "asked proposed not-possible",
        "asked proposed withdrawn",
        "asked agreed not-possible",
        "asked agreed withdrawn",
        "asked agreed-moved not-possible",
        "asked agreed-moved withdrawn",
        "asked waiting not-possible",
        "asked waiting withdrawn",
        "asked cancelled not-possible",
        "asked cancelled withdrawn",
        "confirmed asked withdrawn",
        "confirmed agreed-moved withdrawn",
        "confirmed waiting withdrawn",
        "confirmed cancelled withdrawn",
        "superseded asked withdrawn",
        "superseded proposed withdrawn",
        "superseded agreed withdrawn",
        "superseded agreed-moved withdrawn",
        "superseded waiting withdrawn",
        "superseded cancelled withdrawn",
    ];
    assert_eq!(taken, expected);
}

on_both_databases! {
    // S-035, S-063, S-113
    async fn a_first_interview_is_held_where_the_person_chooses_and_the_choice_is_kept(test: TestApp) {
        let staff = test.counsellor().await;
        let (made, alone) = first_interview(&test, &staff).await;
        let page = test.visitor().open(&form(&made, THURSDAY)).await;
        assert_eq!(page.seen("#places label"), ["窓口", "オンライン", "近くの公共施設", "自宅"].map(str::to_owned));
        assert!(page.seen("#venues").is_empty(), "without a list nothing is asked");
        let place = venue(&staff).await;

        let visitor = test.visitor();
        let page = visitor.open(&form(&made, THURSDAY)).await;
        let listed = page.seen("#venues").join("");
        for word in ["おまかせ", "千住保健福祉センター", "足立区千住1-2-3", "歩いて3分", "正面の受付を通らずに"] {
            assert!(listed.contains(word), "{word}: {listed}");
        }
        // Both organisations have to be free for whatever place is chosen.
        assert_eq!(book(&test.visitor(), &alone, NEXT_HOUR, "").await.status, StatusCode::OK);
        assert_eq!(ask(&test.visitor(), &made, NEXT_HOUR).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let unwished = test.visitor().fill(&form(&made, THURSDAY), FREE, &[("place", "home")]).await;
        assert_eq!(unwished.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unwished.text().contains("来てほしいという気持ち"), "{}", unwished.text());

        let fields = [("nickname", "くじら"), ("place", "facility"), ("venue", id(&place))];
        let asked = visitor.fill_page(&page, FREE, &fields).await;
        assert!(asked.seen("#held").join("").contains("11月26日"), "{}", asked.text());
        come_back(&visitor, &asked).await;
        let own = visitor.open("/thread/bookings").await;
        assert!(own.text().contains("この時間を押さえています") && own.text().contains("11月26日"), "{}", own.text());
        // Held as a booking holds it: nobody else has both people at that time.
        assert_eq!(ask(&test.visitor(), &made, THURSDAY).await.status, StatusCode::UNPROCESSABLE_ENTITY);

        let list = staff.open("/bookings").await;
        let card = list.seen("#asked").join("");
        assert!(card.contains("千住保健福祉センター") && card.contains("押さえてあります"), "{card}");
        assert_eq!(list.attribute("#asked input[name=day]", "value"), "2026-11-26");
        assert_eq!(list.attribute("#asked input[name=time]", "value"), "10:00");
        let proposed = propose(&staff, "小会議室", &[("words", "東の入口でお待ちします")]).await;
        assert_eq!(proposed.location().as_deref(), Some("/bookings"), "{}", proposed.text());
        let own = visitor.open("/thread/bookings").await;
        for word in ["日時のご提案", "千住保健福祉センター 小会議室", "歩いて3分", "東の入口でお待ちします"] {
            assert!(own.text().contains(word), "{word}: {}", own.text());
        }
        visitor.fill_page(&own, &action(&own, "/answer"), &[("answer", "suits")]).await;
        let agreed = visitor.open("/thread/bookings").await;
        assert!(agreed.text().contains("窓口といっしょに決めます") && agreed.text().contains("取り消す"), "{}", agreed.text());
        let arranged = staff.open("/bookings").await.seen("#arranged").join("");
        assert!(arranged.contains("さとる") && arranged.contains("みどり") && arranged.contains("小会議室"), "{arranged}");

        // The next time what was chosen stands first and is chosen already.
        let again = visitor.open(&form(&made, "2026-12-01T10:00")).await;
        assert_eq!(again.seen("#places label")[0], "近くの公共施設");
        assert_eq!(again.attribute("#places input[checked]", "value"), "facility");
        assert_eq!(again.attribute("#venues input[checked]", "value"), id(&place));
    }

    // S-063
    async fn a_room_of_another_department_is_asked_for_and_the_person_hears_plain_words(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &FIRST).await;
        let place = venue(&staff).await;
        let visitor = test.visitor();
        let asked = ask(&visitor, &made, THURSDAY).await;
        come_back(&visitor, &asked).await;
        assert!(staff.open("/bookings").await.seen("#asked").join("").contains("おまかせ"));
        let full = "午前10時 × 満席".to_owned();
        assert!(times(&test.visitor()).await.contains(&full));
        let sent = propose(&staff, "第2会議室", &[("words", "東の入口でお待ちします")]).await;
        assert_eq!(sent.location().as_deref(), Some("/bookings"), "{}", sent.text());
        let own = visitor.open("/thread/bookings").await.text();
        assert!(own.contains("場所を確かめています"), "{own}");
        for word in ["保健福祉課", "申請", "東の入口", "第2会議室", "この日時でよい"] {
            assert!(!own.contains(word), "{word}: {own}");
        }
        assert!(!visitor.open("/thread").await.text().contains("日時のご提案"));
        assert_eq!(staff.open("/day").await.seen("#waiting tbody tr").len(), 1, "the answer is still owed");
        // Whoever asked is the only one who sees to it.
        let list = staff.open("/bookings/rooms").await;
        let card = list.seen("#requests").join("");
        assert!(card.contains("保健福祉課") && card.contains("内線2345") && !card.contains("くじら"), "{card}");
        let other = test.signed_in("adachi", story::OFFICE, Role::Counsellor, "midori").await;
        assert!(other.open("/bookings/rooms").await.seen("#requests li").is_empty());
        let path = list.attribute("#requests form", "action");
        let key = other.open("/bookings/hosts").await.attribute("main form input[name=form]", "value");
        assert_eq!(other.post(&path, &[("form", &key), ("heard", "confirmed")]).await.status, StatusCode::NOT_FOUND);

        settle(&staff, "not-possible").await;
        let own = visitor.open("/thread/bookings").await.text();
        assert!(own.contains("その日は使えませんでした") && own.contains("ほかの場所か日時を考えて"), "{own}");
        assert!(!times(&test.visitor()).await.contains(&full), "the time is free again");
        let late = [("day", "2026-12-01"), ("time", "10:00"), ("words", "東の入口でお待ちします")];
        propose(&staff, "第2会議室", &late).await;
        // The same room is given to nobody else meanwhile.
        test.set_clock("2026-11-24T10:05");
        let second = test.visitor();
        ask(&second, &made, NEXT_HOUR).await;
        let list = staff.open("/bookings").await;
        let forms = scraper::Selector::parse("#asked form").expect("a selector");
        let last = list.html().select(&forms).next_back().and_then(|form| form.value().attr("action").map(str::to_owned)).expect("a form");
        let room = room(&list, "第2会議室");
        let taken = staff.fill_page(&list, &last, &[("meet", &room), ("day", "2026-12-01"), ("time", "10:30")]).await;
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(taken.text().contains("その時間にはもう押さえられています"), "{}", taken.text());

        settle(&staff, "confirmed").await;
        let own = visitor.open("/thread/bookings").await;
        assert!(own.text().contains("第2会議室") && own.text().contains("12月1日"), "{}", own.text());
        assert!(visitor.open("/thread").await.text().contains("日時のご提案"));
        visitor.fill_page(&own, &action(&own, "/answer"), &[("answer", "suits")]).await;
        // It stands on the list without anything to do, until the person gives the time back.
        let standing = staff.open("/bookings/rooms").await;
        assert!(standing.text().contains("部屋が使えます") && standing.seen("#requests form").is_empty(), "{}", standing.text());
        let own = visitor.open("/thread/bookings").await;
        visitor.fill_page(&own, &action(&own, "/cancellation"), &[]).await;
        assert!(staff.open("/bookings/rooms").await.text().contains("もういりません"));
        settle(&staff, "withdrawn").await;
        assert!(staff.open("/bookings/rooms").await.seen("#requests li").is_empty());

        // A place that is closed is offered to nobody and stays where it was named.
        let unsaid = staff.fill(&place, &format!("{place}/closing"), &[]).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
        staff.fill_page(&unsaid, &format!("{place}/closing"), &[("why", "改修のため")]).await;
        assert!(staff.open("/venues").await.text().contains("使っていません"));
        assert!(staff.open(&place).await.seen("#closed").join("").contains("改修のため"));
        let late = second.open(&form(&made, "2026-12-03T10:00")).await;
        assert!(late.seen("#venues").is_empty());
        assert!(visitor.open("/thread/bookings").await.text().contains("千住保健福祉センター"));
        let chosen = [("place", "facility"), ("venue", id(&place))];
        let refused = test.visitor().fill_page(&late, FREE, &chosen).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("その場所は、いまは使えません"), "{}", refused.text());
    }

    async fn a_room_goes_along_when_a_session_is_moved_and_two_who_write_a_place_both_keep_their_words(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &FIRST).await;
        let place = venue(&staff).await;
        let visitor = test.visitor();
        let asked = ask(&visitor, &made, THURSDAY).await;
        come_back(&visitor, &asked).await;
        propose(&staff, "小会議室", &[]).await;
        let own = visitor.open("/thread/bookings").await;
        visitor.fill_page(&own, &action(&own, "/answer"), &[("answer", "suits")]).await;
        let moving = [("day", "2026-11-26"), ("from", "10:00"), ("until", "11:00"), ("to_day", "2026-11-27"), ("to_time", "13:00"), ("reason", "停電のため")];
        let moved = staff.fill(&made, &format!("{made}/changes"), &moving).await;
        assert_eq!(moved.location().as_deref(), Some(made.as_str()), "{}", moved.text());
        // Its room is taken where it went, and free where it was.
        ask(&test.visitor(), &made, NEXT_HOUR).await;
        let there = propose(&staff, "小会議室", &[("day", "2026-11-27"), ("time", "13:30")]).await;
        assert_eq!(there.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", there.text());
        let here = propose(&staff, "小会議室", &[("day", "2026-11-26"), ("time", "10:00")]).await;
        assert_eq!(here.location().as_deref(), Some("/bookings"), "{}", here.text());

        let (one, two) = (staff.open(&place).await, staff.open(&place).await);
        staff.fill_page(&one, &place, &[("access", "東口から歩いて5分")]).await;
        let conflict = staff.fill_page(&two, &place, &[("access", "西口から歩いて7分")]).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        assert!(conflict.text().contains("西口から歩いて7分") && conflict.text().contains("先に保存しました"));
        assert!(staff.open(&place).await.text().contains("東口から歩いて5分"));
        // Nobody of another town finds the place.
        let elsewhere = test.signed_in("sumida", "gakken-el", Role::Administrator, "yuki").await;
        assert_eq!(elsewhere.get(&place).await.status, StatusCode::NOT_FOUND);
    }
}
