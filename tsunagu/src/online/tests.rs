//! Talking online: the rules of a room, and people who enter one from a page, by a number, by mail.

use axum::http::StatusCode;

use super::model::{CodeState, RoomAddress, RoomState, ServiceFacts, digits, letters, read_digits, spoken};
use crate::{
    accounts::Role,
    booking::{By, State, Time},
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, PASSWORD, Page, TestApp, at, story},
        trail,
    },
};

const SERVICE: &str = "https://meet.example.jp/{room}";
const FREE: &str = "/desks/adachi-safetynet/bookings";
const OFFERS: &str = "/desks/adachi-safetynet/offers";
const THURSDAY: &str = "2026-11-26T10:00";

/// Says which service the town uses.
async fn set(staff: &Browser) {
    let saved = staff.fill("/online", "/online", &[("address", SERVICE)]).await;
    assert_eq!(saved.location().as_deref(), Some("/online?desk=&saved=yes"), "{}", saved.text());
    assert!(staff.open("/online?desk=&saved=yes").await.text().contains("保存しました"));
}

/// Sets up a way of booking; answers its id.
async fn offer(staff: &Browser, fields: &[(&str, &str)]) -> String {
    let notice = "毎週火曜日・木曜日 10:00～16:00";
    let mut all = vec![("name", "個別相談"), ("notice", notice), ("read", notice), ("minutes", "60"), ("buffer", "0")];
    all.extend_from_slice(fields);
    let made = staff.fill(OFFERS, OFFERS, &all).await;
    let made = made.location().unwrap_or_else(|| panic!("an offer: {}", made.text()));
    made.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Some time later: whoever had signed in does so again, and whoever has a passphrase comes back with it.
async fn later(test: &TestApp, staff: &Browser, visitor: &Browser, passphrase: &str, local: &str) {
    test.set_clock(local);
    staff.post("/sign-in", &[("login", "satoru"), ("password", PASSWORD)]).await;
    visitor.fill("/come-back", "/come-back", &[("passphrase", passphrase)]).await;
}

fn state(page: &Page) -> String {
    page.attribute("#state", "data-state")
}

fn own_room(page: &Page) -> String {
    page.attribute("main .card a[href$='/room']", "href")
}

/// Whoever stands before the page reads these before anything else happens.
fn tells_all(page: &Page) {
    let text = page.text();
    for word in ["顔を出さなくても、声を出さなくても大丈夫", "通信料", "スマートフォン", "何も起きません"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(!page.seen("main a[href^='tel:']").is_empty(), "the telephone: {text}");
}

#[test]
fn only_an_address_with_a_fixed_host_and_one_hole_behind_it_is_taken() {
    for good in [SERVICE, "https://video.city.example.lg.jp:8443/j/{room}?lang=ja", "https://a.example/r#{room}"] {
        assert_eq!(RoomAddress::read(good).map(|it| it.as_str().to_owned()), Ok(good.to_owned()), "{good}");
    }
    for bad in [
        "http://meet.example.jp/{room}",
        "https://{room}.example.jp/",
        "https://{room}/a.example.jp",
        "https://meet.example.jp/",
        "https://meet.example.jp/{room}/{room}",
        "https://meet.example.jp",
        "https://user@meet.example.jp/{room}",
        "https://localhost/{room}",
        "https://meet.example.jp\\@evil.example/{room}",
        "https://meet.example.jp/{room} ",
        "https://meet.example.jp/{room}\"onclick=\"x",
        "javascript:alert(1)//{room}",
        "https://MEET.example.jp/{room}",
        "https:///{room}",
    ] {
        let trims = bad.trim() != bad;
        assert_eq!(RoomAddress::read(bad).is_ok(), trims, "{bad}");
    }
    let address = RoomAddress::read(SERVICE).expect("an address");
    assert_eq!(address.host(), "meet.example.jp");
    assert_eq!(address.room("abc"), "https://meet.example.jp/abc");
}

#[test]
fn a_number_is_nine_digits_however_it_is_typed() {
    for typed in ["123456789", "123-456-789", " １２３ー４５６ー７８９ ", "123 456 789"] {
        assert_eq!(read_digits(typed).as_deref(), Ok("123456789"), "{typed}");
    }
    for typed in ["", "12345678", "1234567890", "一二三"] {
        assert!(read_digits(typed).is_err(), "{typed}");
    }
    assert_eq!(spoken("012345678"), "012-345-678");
    assert_eq!(digits([0; 32]), "000000000");
    assert_eq!(digits([255; 32]).len(), 9);
    assert_eq!(letters([255; 32]).len(), 20);
}

#[test]
fn a_room_is_open_from_shortly_before_until_the_end_and_never_otherwise() {
    let facts = ServiceFacts {
        address: RoomAddress::read(SERVICE).expect("an address"),
        opens: 15,
        lasts: 60,
        needs: String::new(),
        cost: String::new(),
    };
    let utc = |text: &str| at(text).and_utc();
    let time = Time { start: utc("2026-11-26T10:00"), end: utc("2026-11-26T11:00") };
    let of = |state, now: &str| RoomState::of_booking(Some(&facts), state, "abc", utc(now));
    for (now, code) in [
        ("2026-11-26T09:44", "later"),
        ("2026-11-26T09:45", "open"),
        ("2026-11-26T10:59", "open"),
        ("2026-11-26T11:00", "over"),
    ] {
        assert_eq!(of(State::Agreed { time }, now).code(), code, "{now}");
    }
    let open = RoomState::Open { address: "https://meet.example.jp/abc".to_owned(), until: utc("2026-11-26T11:00") };
    assert_eq!(of(State::Agreed { time }, "2026-11-26T10:00"), open);
    for (state, code) in [
        (State::Asked, "not-agreed"),
        (State::Proposed { time }, "not-agreed"),
        (State::Waiting { time }, "not-agreed"),
        (State::Cancelled { by: By::Writer, was: Some(time) }, "given-back"),
        (State::Cancelled { by: By::Staff, was: None }, "given-back"),
    ] {
        assert_eq!(of(state, "2026-11-26T10:00").code(), code, "{}", state.code());
    }
    let without = RoomState::of_booking(None, State::Agreed { time }, "abc", utc("2026-11-26T10:00"));
    assert_eq!(without, RoomState::NoService);
    let until = utc("2026-11-26T12:00");
    let now = |now: &str, state| RoomState::of_code(Some(&facts), state, until, "abc", utc(now)).code();
    assert_eq!(now("2026-11-26T11:59", CodeState::Open), "open");
    assert_eq!(now("2026-11-26T12:00", CodeState::Open), "over");
    assert_eq!(now("2026-11-26T11:00", CodeState::Ended { at: until }), "over");
}

on_both_databases! {
    // S-028
    async fn somebody_talks_online_from_her_page_and_the_room_ends(test: TestApp) {
        let staff = test.counsellor().await;
        set(&staff).await;
        let made = offer(&staff, &[("channel", "online"), ("capacity", "2")]).await;
        let visitor = test.visitor();
        // Before anybody books: what is needed and what it costs, on the page of times and on the form.
        let form = format!("{FREE}/new?offer={made}&start={THURSDAY}");
        for page in [visitor.open(FREE).await, visitor.open(&form).await] {
            assert!(page.text().contains("スマートフォンかパソコン") && page.text().contains("ご自身の負担"), "{}", page.text());
        }
        let booked = visitor.fill(&form, FREE, &[("nickname", "くじら")]).await;
        assert!(booked.seen("#online").join("").contains("顔を出さなくても"), "{}", booked.text());
        let passphrase = booked.attribute("#passphrase", "data-line");
        visitor.fill("/come-back", "/come-back", &[("passphrase", &passphrase)]).await;
        let other = test.visitor();
        let second = other.fill(&form, FREE, &[]).await.attribute("#passphrase", "data-line");
        let door = own_room(&visitor.open("/thread/bookings").await);
        let early = visitor.open(&door).await;
        assert_eq!(state(&early), "later");
        assert!(early.text().contains("9時45分") && !early.text().contains("meet.example.jp"), "{}", early.text());
        tells_all(&early);
        // Whoever has no passphrase, or another one, finds nothing.
        assert_eq!(test.visitor().get(&door).await.location().as_deref(), Some("/come-back"));
        other.fill("/come-back", "/come-back", &[("passphrase", &second)]).await;
        assert_eq!(other.get(&door).await.status, StatusCode::NOT_FOUND);

        later(&test, &staff, &visitor, &passphrase, "2026-11-26T09:45").await;
        let open = visitor.open(&door).await;
        assert_eq!(state(&open), "open");
        let address = open.attribute("#room", "href");
        let room = address.strip_prefix("https://meet.example.jp/").expect("the town's service").to_owned();
        assert!(room.len() == 20 && room.chars().all(|letter| letter.is_ascii_alphanumeric()), "{room}");
        assert_eq!(open.attribute("#room", "rel"), "noreferrer noopener");
        tells_all(&open);
        // Staff enter the same room, from their list and from their calendar, which carries no room itself.
        let list = staff.open("/bookings").await;
        let desk_side = staff.open(&list.attribute("#arranged a[href$='/room']", "href")).await;
        let seen = desk_side.attribute("#room", "href");
        let shown = staff.fill_page(&list, "/bookings/calendar", &[]).await;
        let calendar = shown.seen("#address").join("");
        let file = test.visitor().get(&calendar[calendar.find("/calendars/").expect("an address")..]).await.text();
        assert_eq!(file.matches("URL:").count(), 2, "{file}");
        assert!(file.contains("/room\r\n") && !file.contains("meet.example.jp"), "{file}");
        other.fill("/come-back", "/come-back", &[("passphrase", &second)]).await;
        let theirs = other.open(&own_room(&other.open("/thread/bookings").await)).await.attribute("#room", "href");
        assert_ne!(theirs, address, "each booking has a room of its own");
        assert!([&address, &theirs].contains(&&seen));

        // A booking that is moved keeps its room.
        let own = visitor.open("/thread/bookings").await;
        let times = visitor.open(&own.attribute("main a[href$='/time']", "href")).await;
        let action = times.attribute("main form[action$='/time']", "action");
        let moved = visitor.fill_page(&times, &action, &[("start", "2026-11-26T11:00")]).await;
        assert_eq!(moved.location().as_deref(), Some("/thread/bookings"), "{}", moved.text());
        assert_eq!(state(&visitor.open(&door).await), "later");
        later(&test, &staff, &visitor, &passphrase, "2026-11-26T10:50").await;
        assert_eq!(visitor.open(&door).await.attribute("#room", "href"), address);
        // One that is given back says so politely, and a time that is over ends.
        other.fill("/come-back", "/come-back", &[("passphrase", &second)]).await;
        assert_eq!(state(&other.open(&own_room(&other.open("/thread/bookings").await)).await), "open");
        let own = visitor.open("/thread/bookings").await;
        let giving = own.attribute("main form[action$='/cancellation']", "action");
        visitor.fill_page(&own, &giving, &[]).await;
        let back = visitor.open(&door).await;
        assert_eq!(state(&back), "given-back");
        assert!(back.text().contains("いつでも予約できます") && !back.text().contains("meet.example.jp"), "{}", back.text());
        let ends = own_room(&other.open("/thread/bookings").await);
        later(&test, &staff, &other, &second, "2026-11-26T11:00").await;
        assert_eq!(state(&other.open(&ends).await), "over");
        // The room's letters stand nowhere: neither in the trail nor in an address of ours.
        let lines = trail::lines_for_test(test.app.db.read()).await;
        assert!(!lines.iter().any(|line| line.object.contains(&room) || line.detail.contains(&room)));
        assert!(!door.contains(&room));
    }

    // S-028: at once, for somebody on the telephone.
    async fn a_caller_is_told_a_number_and_enters_without_an_appointment(test: TestApp) {
        let staff = test.counsellor().await;
        let unset = staff.fill("/calls", "/calls", &[("desk", "adachi-safetynet")]).await;
        assert_eq!(unset.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unset.text().contains("ビデオ通話の設定がまだありません"), "{}", unset.text());
        let wrong = staff.fill("/online", "/online", &[("address", "http://meet.example.jp/{room}"), ("needs", "イヤホン")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!wrong.seen("#address-error").is_empty() && wrong.text().contains("イヤホン"));
        set(&staff).await;
        let page = staff.open("/calls").await;
        let call = staff.fill_page(&page, "/calls", &[("desk", "adachi-safetynet")]).await.location().expect("a room");
        let twice = staff.fill_page(&page, "/calls", &[("desk", "adachi-safetynet")]).await.location().expect("a room");
        assert_eq!(call, twice, "pressing twice opens one room");
        let shown = staff.open(&call).await;
        let number = shown.seen("#digits").join("");
        assert!(shown.text().contains("/meet"), "{}", shown.text());

        let caller = test.visitor();
        assert!(caller.open("/meet").await.text().contains("アプリも会員登録もいりません"));
        let short = caller.fill("/meet", "/meet", &[("number", "12")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wide: String = number.chars().map(|digit| match digit.to_digit(10) {
            Some(value) => char::from_u32(0xFF10 + value).expect("a digit"),
            None => 'ー',
        }).collect();
        let door = caller.fill("/meet", "/meet", &[("number", &wide)]).await.location().expect("a page");
        let open = caller.open(&door).await;
        assert_eq!(state(&open), "open");
        tells_all(&open);
        assert_eq!(open.attribute("#room", "href"), shown.attribute("#room", "href"));
        let unknown = caller.get("/meet/000000000").await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unknown.text().contains("窓口へ電話してください"), "{}", unknown.text());
        // Nobody else's staff sees it.
        let office = test.signed_in("adachi", story::OFFICE, Role::Counsellor, "midori").await;
        assert_eq!(office.get(&call).await.status, StatusCode::NOT_FOUND);

        // By mail only with a yes; a link, a neutral subject, and no word of what it is about.
        let mail = format!("{call}/mail");
        let unasked = staff.fill(&call, &mail, &[("mail", "kujira@example.jp")]).await;
        assert_eq!(unasked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!unasked.seen("#refusal").join("").is_empty() && unasked.text().contains("kujira@example.jp"));
        assert!(outbox::waiting(test.app.db.read()).await.expect("the outbox").is_empty());
        let sent = staff.fill_page(&unasked, &mail, &[("agreed", "yes")]).await;
        assert!(sent.seen("#told").join("").contains("メールを送ります"), "{}", sent.text());
        let waiting = outbox::waiting(test.app.db.read()).await.expect("the outbox");
        assert_eq!(waiting.len(), 1);
        assert!(waiting[0].recipient.is_empty() && waiting[0].sealed_recipient.is_some(), "the address lies sealed");
        assert_eq!(waiting[0].path, "/meet", "the way in lies sealed, too");

        staff.fill(&call, &format!("{call}/ending"), &[]).await;
        let over = caller.open(&door).await;
        assert_eq!(state(&over), "over");
        assert!(!over.text().contains("meet.example.jp"));
        // Another one ends by itself, and is forgotten a day later.
        let second = staff.fill("/calls", "/calls", &[("desk", "adachi-safetynet")]).await.location().expect("a room");
        let number = staff.open(&second).await.seen("#digits").join("").replace('-', "");
        test.set_clock("2026-11-24T11:01");
        assert_eq!(state(&caller.open(&format!("/meet/{number}")).await), "over");
        test.set_clock("2026-11-25T12:00");
        super::actions::forget_old(&test.app).await.expect("forgotten");
        assert_eq!(caller.get(&format!("/meet/{number}")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let deeds = trail::lines_for_test(test.app.db.read()).await;
        for action in ["online.set-service", "online.open-room", "online.mail-barred", "online.give-by-mail", "online.end-room"] {
            assert!(deeds.iter().any(|line| line.action == action), "{action}");
        }
        assert!(!deeds.iter().any(|line| line.object.contains(&number) || line.detail.contains("kujira")));
    }

    // S-028: booked on the telephone, without a page.
    async fn whoever_booked_by_telephone_is_told_a_number_for_the_time(test: TestApp) {
        let staff = test.counsellor().await;
        set(&staff).await;
        let made = offer(&staff, &[("channel", "online")]).await;
        let page = staff.open("/bookings").await;
        let key = page.attribute("main form[action='/bookings'] input[name=form]", "value");
        let entry = [("form", key.as_str()), ("offer", made.as_str()), ("from", "2026-11-24"), ("start", THURSDAY), ("origin", "phone")];
        assert_eq!(staff.post("/bookings", &entry).await.status, StatusCode::SEE_OTHER);
        let room = staff.open("/bookings").await.attribute("#arranged a[href$='/room']", "href");
        let call = staff.fill(&room, &room, &[]).await.location().expect("a number");
        assert_eq!(staff.open(&room).await.attribute("main a[href^='/calls/']", "href"), call);
        let number = staff.open(&call).await.seen("#digits").join("");
        let caller = test.visitor();
        let door = caller.fill("/meet", "/meet", &[("number", &number)]).await.location().expect("a page");
        assert_eq!(state(&caller.open(&door).await), "later");
        test.set_clock("2026-11-26T09:50");
        assert_eq!(state(&caller.open(&door).await), "open");
        test.set_clock("2026-11-26T11:00");
        assert_eq!(state(&caller.open(&door).await), "over");
        // An offer that is not online has no room.
        staff.post("/sign-in", &[("login", "satoru"), ("password", PASSWORD)]).await;
        let counter = offer(&staff, &[]).await;
        let page = staff.open("/bookings").await;
        let key = page.attribute("main form[action='/bookings'] input[name=form]", "value");
        let entry = [("form", key.as_str()), ("offer", counter.as_str()), ("start", "2026-12-01T10:00"), ("origin", "phone")];
        assert_eq!(staff.post("/bookings", &entry).await.status, StatusCode::SEE_OTHER);
        assert!(staff.open("/bookings?from=2026-11-29").await.seen("#arranged a[href$='/room']").is_empty());
    }

    // S-028: on the page of whoever writes, and by mail only as it was agreed.
    async fn a_room_stands_on_the_page_of_a_writer_and_a_mail_keeps_to_what_was_agreed(test: TestApp) {
        let staff = test.counsellor().await;
        set(&staff).await;
        let visitor = test.visitor();
        let fields = [("nickname", "くじら"), ("text", "声を出さずに話したい"), ("reply", "mail"), ("mail", "kujira@example.jp")];
        let begun = visitor.fill(story::WRITE, story::WRITE, &fields).await;
        let passphrase = begun.attribute("#passphrase", "data-line");
        story::thread_of(&visitor, &passphrase).await;
        assert_eq!(visitor.get("/thread/room").await.location().as_deref(), Some("/thread"));
        let thread = story::thread_on_day(&staff).await;
        let page = staff.open(&thread).await;
        let call = staff.fill_page(&page, "/calls", &[]).await.location().expect("a room");
        let given = staff.fill(&call, &format!("{call}/page"), &[]).await;
        assert!(given.seen("#told").join("").contains("ページにのせました"), "{}", given.text());
        let own = visitor.open("/thread").await;
        let room = visitor.open(&own.attribute(".messages a", "href")).await;
        assert_eq!(state(&room), "open");
        assert_eq!(room.attribute("#room", "href"), staff.open(&call).await.attribute("#room", "href"));
        // The writer asked for mail: it says that there is something, never what. The answer that is owed is still owed.
        let mails = outbox::waiting(test.app.db.read()).await.expect("the outbox");
        let kinds: Vec<&str> = mails.iter().filter(|mail| mail.key_id.is_some()).map(|mail| mail.kind.as_str()).collect();
        assert_eq!(kinds, ["notice-waits"]);
        assert_eq!(staff.open("/day").await.seen("#waiting tbody tr").len(), 1);

        // Of a case: the one check says no until somebody asked, and keeps the try.
        let case = story::open_case(&staff, &thread).await;
        let path = format!("{case}/contact/caller");
        staff.fill(&path, &path, &[("said-email", "no"), ("to-email", "haha@example.jp")]).await;
        let mail = format!("{call}/mail");
        let barred = staff.fill(&call, &mail, &[("party", "caller")]).await;
        assert_eq!(barred.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!barred.seen("#refusal").join("").is_empty(), "{}", barred.text());
        let count = || async { outbox::waiting(test.app.db.read()).await.expect("the outbox").iter().filter(|mail| mail.kind == "room-waits").count() };
        assert_eq!(count().await, 0);
        staff.fill(&path, &path, &[("said-email", "yes"), ("to-email", "haha@example.jp")]).await;
        let sent = staff.fill(&call, &mail, &[("party", "caller")]).await;
        assert!(sent.seen("#told").join("").contains("メールを送ります"), "{}", sent.text());
        assert_eq!(count().await, 1);
        let tries = staff.open(&format!("{case}/contact")).await.text();
        assert!(tries.contains("送った"), "{tries}");
        // An address that is dictated is for those who have neither page nor case.
        let page = staff.open(&call).await;
        let key = page.attribute(&format!("form[action='{mail}'] input[name=form]"), "value");
        let dictated = staff.post(&mail, &[("form", &key), ("mail", "x@example.jp"), ("agreed", "yes")]).await;
        assert_eq!(dictated.status, StatusCode::NOT_FOUND);

        staff.fill(&call, &format!("{call}/ending"), &[]).await;
        assert_eq!(state(&visitor.open("/thread/room").await), "over");
    }

    async fn a_desk_may_use_another_service_than_its_town_and_two_who_save_at_once_are_told(test: TestApp) {
        let staff = test.counsellor().await;
        set(&staff).await;
        let (one, two) = (staff.open("/online").await, staff.open("/online").await);
        staff.fill_page(&one, "/online", &[("opens", "30")]).await;
        let conflict = staff.fill_page(&two, "/online", &[("cost", "無料です")]).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        assert!(conflict.text().contains("無料です") && conflict.text().contains("先に保存しました"));
        let desk = "/online?desk=adachi-safetynet";
        let own = [("address", "https://talk.example.org/r/{room}"), ("needs", "音の出ない所でも大丈夫です")];
        let saved = staff.fill(desk, "/online", &own).await;
        assert_eq!(saved.location().as_deref(), Some("/online?desk=adachi-safetynet&saved=yes"), "{}", saved.text());
        let call = staff.fill("/calls", "/calls", &[("desk", "adachi-safetynet")]).await.location().expect("a room");
        let shown = staff.open(&call).await;
        assert!(shown.attribute("#room", "href").starts_with("https://talk.example.org/r/"));
        let number = shown.seen("#digits").join("");
        assert!(test.visitor().open(&format!("/meet/{number}")).await.text().contains("音の出ない所でも"));
        // Without one of its own the desk uses the town's again.
        staff.fill(desk, "/online", &[("address", "")]).await;
        assert!(staff.open(&call).await.attribute("#room", "href").starts_with("https://meet.example.jp/"));
        // No desk of another organisation.
        let office = test.signed_in("adachi", story::OFFICE, Role::Counsellor, "midori").await;
        assert_eq!(office.get(desk).await.status, StatusCode::NOT_FOUND);
    }
}
