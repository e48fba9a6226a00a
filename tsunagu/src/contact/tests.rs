//! Nobody is reached against a wish.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::NaiveTime;
use proptest::prelude::*;

use crate::{
    accounts::Role,
    on_both_databases,
    people::contact::{Barrier, Means, Outgoing, Quiet, Said, Way, Weekday, Window, Wishes},
    platform::testing::{
        Browser, at,
        story::{self, OFFICE, case_of_kujira},
    },
};

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").expect("a time")
}

fn way(means: Means, said: Said) -> Way {
    Way { means, said, to: "03-0000-0001".into(), window: Window::default(), shared: false }
}

fn outgoing(means: Means, when: &str) -> Outgoing {
    Outgoing { means, at: at(when), urgent: false }
}

#[test]
fn what_was_not_asked_is_refused_as_much_as_what_was_declined() {
    let mut wishes = Wishes::default();
    let call = outgoing(Means::PhoneMobile, "2026-11-24T10:00");
    assert_eq!(wishes.check(call), Err(Barrier::NotAsked), "nobody asked");
    for (said, expected) in
        [(Said::NotAsked, Some(Barrier::NotAsked)), (Said::No, Some(Barrier::Declined)), (Said::Yes, None)]
    {
        wishes.ways = vec![way(Means::PhoneMobile, said)];
        assert_eq!(wishes.check(call).err(), expected, "{said}");
        let other = outgoing(Means::Letter, "2026-11-24T10:00");
        assert_eq!(wishes.check(other).err(), Some(Barrier::NotAsked), "a yes to the telephone is no yes to letters");
    }
    wishes.ways[0].to = " ".into();
    assert_eq!(wishes.check(call), Err(Barrier::NoAddress));
}

#[test]
fn without_other_words_nobody_is_called_before_nine_or_after_nine_at_night() {
    let wishes =
        Wishes { ways: vec![way(Means::PhoneHome, Said::Yes), way(Means::Letter, Said::Yes)], ..Wishes::default() };
    for (when, next) in [
        ("2026-11-24T08:59", Some("2026-11-24T09:00")),
        ("2026-11-24T09:00", None),
        ("2026-11-24T20:59", None),
        ("2026-11-24T21:00", Some("2026-11-25T09:00")),
    ] {
        let barrier = next.map(|next| Barrier::Hours { next: at(next) });
        assert_eq!(wishes.check(outgoing(Means::PhoneHome, when)).err(), barrier, "{when}");
        assert!(wishes.check(outgoing(Means::Letter, when)).is_ok(), "a letter comes with the post: {when}");
    }
}

#[test]
fn days_and_hours_that_were_named_are_kept() {
    let mut only = way(Means::PhoneMobile, Said::Yes);
    only.window = Window {
        days: BTreeSet::from([Weekday::Tuesday, Weekday::Thursday]),
        from: Some(time("10:00")),
        until: Some(time("12:00")),
    };
    let wishes = Wishes { ways: vec![only], ..Wishes::default() };
    // 24 November 2026 is a Tuesday.
    for (when, next) in [
        ("2026-11-24T09:59", Some("2026-11-24T10:00")),
        ("2026-11-24T11:59", None),
        ("2026-11-24T12:00", Some("2026-11-26T10:00")),
        ("2026-11-25T10:30", Some("2026-11-26T10:00")),
        ("2026-11-26T12:30", Some("2026-12-01T10:00")),
    ] {
        let barrier = next.map(|next| Barrier::Hours { next: at(next) });
        assert_eq!(wishes.check(outgoing(Means::PhoneMobile, when)).err(), barrier, "{when}");
    }
}

#[test]
fn quiet_ends_with_its_day_or_when_they_come_back() {
    let mut wishes = Wishes { ways: vec![way(Means::Email, Said::Yes)], ..Wishes::default() };
    let last = at("2026-12-31T00:00").date();
    wishes.quiet = Quiet::Until(last);
    assert_eq!(wishes.check(outgoing(Means::Email, "2026-12-31T20:00")), Err(Barrier::QuietUntil(last)));
    assert!(wishes.check(outgoing(Means::Email, "2027-01-01T09:00")).is_ok());
    wishes.quiet = Quiet::UntilTheyComeBack;
    assert_eq!(wishes.check(outgoing(Means::Email, "2036-01-01T09:00")), Err(Barrier::Quiet));
}

proptest! {
    // Whatever was agreed: what goes out without urgency was said yes to, lies in the window and in no quiet time; and
    // the next moment that is named is one at which it may go out.
    #[test]
    fn nothing_goes_out_against_a_wish(
        said in prop::sample::select(Said::ALL),
        means in prop::sample::select(Means::ALL),
        asked in prop::sample::select(Means::ALL),
        days in prop::collection::btree_set(prop::sample::select(Weekday::ALL), 0..7),
        from in 0_u32..24, until in 0_u32..24,
        minutes in 0_i64..20_160,
        quiet in 0_usize..3,
    ) {
        let window = Window { days, from: NaiveTime::from_hms_opt(from, 0, 0), until: NaiveTime::from_hms_opt(until, 30, 0) };
        prop_assume!(window.is_possible());
        let when = at("2026-11-20T00:00") + chrono::TimeDelta::minutes(minutes);
        let quiet = [Quiet::No, Quiet::Until(at("2026-11-24T00:00").date()), Quiet::UntilTheyComeBack][quiet];
        let mut only = way(means, said);
        only.window = window.clone();
        let wishes = Wishes { ways: vec![only], quiet, ..Wishes::default() };
        match wishes.check(Outgoing { means: asked, at: when, urgent: false }) {
            Ok(_) => {
                prop_assert!(means == asked && said == Said::Yes && !quiet.holds(when.date()));
                prop_assert!(window.holds(when) || asked == Means::Letter);
            }
            Err(Barrier::Hours { next }) => {
                prop_assert!(next > when && window.holds(next));
                let between = (next - when).num_minutes();
                prop_assert!((0..between).all(|minute| !window.holds(when + chrono::TimeDelta::minutes(minute))));
            }
            Err(_) => {}
        }
        prop_assert!(wishes.check(Outgoing { means: asked, at: when, urgent: true }).is_ok(), "a life comes first");
    }
}

#[test]
fn a_try_goes_on_for_an_hour_for_whoever_asked() {
    use crate::{
        contact::model::{Attempt, GOES_ON, Shown, State},
        people::PartyKind,
        platform::ids::{AttemptId, CaseId, MunicipalityId, StaffId},
    };
    let nobody = uuid::Uuid::nil();
    let (one, two) = (StaffId(uuid::Uuid::from_u128(1)), StaffId(uuid::Uuid::from_u128(2)));
    let began = crate::platform::clock::instant(at("2026-11-24T10:30"));
    let open = Attempt {
        id: AttemptId(nobody),
        municipality: MunicipalityId(nobody),
        case: CaseId(nobody),
        party: PartyKind::Person,
        means: Means::PhoneHome,
        urgent: true,
        staff: one,
        at: began,
        state: State::Open,
        reason: "いのちの危険".into(),
        note: String::new(),
        version: 1,
    };
    let silent = Wishes::default();
    let soon = began + GOES_ON - chrono::TimeDelta::seconds(1);
    assert!(matches!(open.shown(&silent, one, soon), Shown::Care(_)));
    assert_eq!(open.shown(&silent, two, soon), Shown::Over, "somebody else asks for themselves");
    assert_eq!(open.shown(&silent, one, began + GOES_ON), Shown::Over, "urgency does not last for ever");
}

/// The person may be called on a mobile telephone, Tuesday and Thursday from ten to noon, under one's own name.
async fn agree(staff: &Browser, case: &str) {
    let path = format!("{case}/contact/person");
    let saved = staff
        .fill(
            &path,
            &path,
            &[
                ("said-phone-mobile", "yes"),
                ("to-phone-mobile", "090-0000-0001"),
                ("days-phone-mobile", "tue"),
                ("days-phone-mobile", "thu"),
                ("from-phone-mobile", "１０時"),
                ("until-phone-mobile", "12:00"),
                ("shared-phone-mobile", "yes"),
                ("said-letter", "no"),
                ("introduction", "own-name"),
                ("must_not_know", "父"),
                ("safe_word", "くじら"),
            ],
        )
        .await;
    assert_eq!(saved.location().as_deref(), Some(format!("{case}/contact").as_str()), "{}", saved.text());
}

/// Asks before reaching the person; answers the page of the try.
async fn ask(staff: &Browser, case: &str, means: &str, more: &[(&str, &str)]) -> crate::platform::testing::Page {
    let mut fields = vec![("party", "person"), ("means", means)];
    fields.extend_from_slice(more);
    let asked = staff.fill(&format!("{case}/contact"), &format!("{case}/attempts"), &fields).await;
    let there = asked.location().unwrap_or_else(|| panic!("a try: {}", asked.text()));
    staff.open(&there).await
}

on_both_databases! {
    // S-029, S-078: preferred and refused ways are kept and enforced; the person's number stays unseen until a yes.
    async fn a_number_appears_only_where_a_yes_was_given(test: TestApp) {
        test.set_clock("2026-11-24T11:45");
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let nobody_asked = ask(&staff, &case, "phone-mobile", &[]).await;
        assert!(nobody_asked.seen("#barrier").join("").contains("まだ聞いていません"), "{}", nobody_asked.text());
        agree(&staff, &case).await;
        let page = ask(&staff, &case, "phone-mobile", &[]).await;
        assert_eq!(page.seen("#to"), ["090-0000-0001"]);
        let care = page.seen("#care").join("");
        for word in ["個人名だけを名乗る", "何も残さない", "父", "くじら", "ほかの人も出たり"] {
            assert!(care.contains(word), "{word} in {care}");
        }
        let declined = ask(&staff, &case, "letter", &[]).await;
        assert!(declined.seen("#barrier").join("").contains("しないでほしい"));
        test.set_clock("2026-11-24T12:00");
        let late = ask(&staff, &case, "phone-mobile", &[]).await;
        let barrier = late.seen("#barrier").join("");
        assert!(barrier.contains("26日（木）") && barrier.contains("10時"), "{barrier}");
        assert!(!late.text().contains("090-0000-0001"), "a barred try shows no number");
        let page = staff.open(&case).await.seen("#contact").join("");
        assert!(page.contains("携帯電話") && page.contains("火"), "the case page says it at a glance: {page}");
        assert!(!page.contains("090-"), "without the number: {page}");
    }

    async fn every_try_is_kept_with_how_it_ended(test: TestApp) {
        test.set_clock("2026-11-24T10:30");
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        agree(&staff, &case).await;
        let asked = staff.open(&format!("{case}/contact")).await;
        let fields = [("party", "person"), ("means", "phone-mobile")];
        let first = staff.fill_page(&asked, &format!("{case}/attempts"), &fields).await.location().expect("a try");
        let second = staff.fill_page(&asked, &format!("{case}/attempts"), &fields).await.location().expect("a try");
        assert_eq!(first, second, "pressed twice, tried once");
        let undecided = staff.fill(&first, &first, &[("note", "明るい声でした")]).await;
        assert_eq!(undecided.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(undecided.text().contains("明るい声でした"), "what was typed stays");
        let ended = staff.fill_page(&undecided, &first, &[("ending", "reached"), ("note", "明るい声でした")]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
        test.set_clock("2026-11-24T10:31");
        ask(&staff, &case, "letter", &[]).await;
        let page = staff.open(&format!("{case}/contact")).await;
        let tries = page.seen("#attempts li");
        assert_eq!(tries.len(), 2, "{tries:?}");
        assert!(tries[0].contains("手紙") && tries[0].contains("しないでほしい"), "what was barred is there, too: {tries:?}");
        assert!(tries[1].contains("話せた") && tries[1].contains("明るい声でした") && tries[1].contains("satoru"), "{tries:?}");
        let over = staff.open(&first).await;
        assert!(!over.text().contains("090-0000-0001"), "afterwards the number is not shown again");
    }

    // S-095, P-33: urgency goes before what was agreed, and says why.
    async fn a_life_in_danger_goes_first_and_says_why(test: TestApp) {
        test.set_clock("2026-11-24T23:30");
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        agree(&staff, &case).await;
        let fields = [("party", "person"), ("means", "phone-mobile"), ("urgent", "yes")];
        let silent = staff.fill(&format!("{case}/contact"), &format!("{case}/attempts"), &fields).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!silent.seen("#reason-error").is_empty());
        let page = ask(&staff, &case, "phone-mobile", &[("urgent", "yes"), ("reason", "いのちの危険を知らせる言葉")]).await;
        assert_eq!(page.seen("#to"), ["090-0000-0001"]);
        let lines = crate::platform::trail::lines_for_test(test.app.db.read()).await;
        assert!(lines.iter().any(|line| line.action == "contact.urgent"), "the trail says it was urgent");
    }

    async fn a_number_is_for_whoever_asked_and_while_it_goes_on(test: TestApp) {
        test.set_clock("2026-11-24T10:30");
        let staff = test.counsellor().await;
        let colleague = test.signed_in("adachi", "adachi-contractor", Role::Counsellor, "kaoru").await;
        let case = case_of_kujira(&test, &staff).await;
        agree(&staff, &case).await;
        let asked = staff.open(&format!("{case}/contact")).await;
        let fields = [("party", "person"), ("means", "phone-mobile")];
        let attempt = staff.fill_page(&asked, &format!("{case}/attempts"), &fields).await.location().expect("a try");
        assert_eq!(staff.open(&attempt).await.seen("#to"), ["090-0000-0001"]);
        let theirs = colleague.open(&attempt).await;
        assert!(!theirs.text().contains("090-0000-0001") && !theirs.seen("#over").is_empty());

        // What is declined meanwhile counts at once, and how it was can still be written down.
        let path = format!("{case}/contact/person");
        colleague.fill(&path, &path, &[("said-phone-mobile", "no")]).await;
        let declined = staff.open(&attempt).await;
        assert!(!declined.text().contains("090-0000-0001") && !declined.seen("#barrier").is_empty());
        colleague.fill(&path, &path, &[("said-phone-mobile", "yes")]).await;

        test.set_clock("2026-11-24T11:30");
        let staff = test.signed_in("adachi", "adachi-contractor", Role::Counsellor, "satoru-again").await;
        let later = staff.open(&attempt).await;
        assert!(!later.text().contains("090-0000-0001"), "an hour later it is asked anew");
        let ended = staff.fill_page(&later, &attempt, &[("ending", "reached")]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
    }

    async fn quiet_is_quiet_for_everybody(test: TestApp) {
        test.set_clock("2026-11-24T10:30");
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        agree(&staff, &case).await;
        let path = format!("{case}/contact/person");
        let unread = staff.fill(&path, &path, &[("quiet", "until"), ("quiet_until", "いつか")]).await;
        assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unread.form(&path).contains(&("quiet_until".into(), "いつか".into())), "what was typed stays");
        assert!(unread.form(&path).contains(&("to-phone-mobile".into(), "090-0000-0001".into())));
        let saved = staff.fill_page(&unread, &path, &[("quiet", "until"), ("quiet_until", "令和8年12月31日")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let barred = ask(&staff, &case, "phone-mobile", &[]).await;
        assert!(barred.seen("#barrier").join("").contains("12月31日"), "{}", barred.text());
        assert!(staff.open(&case).await.seen("#contact").join("").contains("12月31日"));
    }

    // S-029: what the writer says on their own page holds for whoever has the case open.
    async fn what_the_writer_asks_for_on_the_thread_bars_a_call_from_the_case(test: TestApp) {
        test.set_clock("2026-11-24T10:30");
        let (visitor, staff) = (test.visitor(), test.counsellor().await);
        let passphrase = story::write_to_desk(&visitor, "くじら", "夜しか起きていられません").await;
        let case = story::open_case(&staff, &story::thread_on_day(&staff).await).await;
        agree(&staff, &case).await;
        let open = ask(&staff, &case, "phone-mobile", &[]).await;
        assert_eq!(open.seen("#to"), ["090-0000-0001"]);
        story::thread_of(&visitor, &passphrase).await;
        visitor.fill("/thread", "/thread/wishes", &[("reply", "come-back"), ("never", "phone")]).await;
        let declined = ask(&staff, &case, "phone-mobile", &[]).await;
        assert!(declined.seen("#barrier").join("").contains("この方法では"), "{}", declined.text());
        visitor.fill("/thread", "/thread/wishes", &[("reply", "come-back")]).await;
        for (fields, words) in [
            (vec![("ask", "quiet"), ("until", "2026-12-10")], "12月10日"),
            (vec![("ask", "end")], "あちらから連絡があるまで"),
        ] {
            let page = visitor.open("/thread").await;
            let key = page.attribute("form[action='/thread/standing'] input[name=form]", "value");
            let mut all = vec![("form", key.as_str())];
            all.extend(fields);
            visitor.post("/thread/standing", &all).await;
            let barred = ask(&staff, &case, "phone-mobile", &[]).await;
            assert!(barred.seen("#barrier").join("").contains(words), "{}", barred.text());
            assert!(!barred.text().contains("090-0000-0001"), "a barred try shows no number");
        }
        let urgent = ask(&staff, &case, "phone-mobile", &[("urgent", "yes"), ("reason", "いのちの危険")]).await;
        assert_eq!(urgent.seen("#to"), ["090-0000-0001"], "a life comes first");
    }

    async fn two_who_write_at_once_both_keep_their_text(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = format!("{case}/contact/caller");
        let (one, two) = (staff.open(&path).await, staff.open(&path).await);
        staff.fill_page(&one, &path, &[("note", "昼は話せない")]).await;
        let conflict = staff.fill_page(&two, &path, &[("note", "夕方がよい")]).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        assert!(conflict.seen("#theirs").join("").contains("昼は話せない"));
        assert!(conflict.text().contains("夕方がよい"));
        let saved = staff.fill_page(&conflict, &path, &[]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        assert!(staff.open(&format!("{case}/contact")).await.text().contains("夕方がよい"));
    }

    async fn what_cannot_be_read_comes_back_beside_its_field(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = format!("{case}/contact/person");
        let long = "長".repeat(201);
        let refused = staff
            .fill(&path, &path, &[("from-email", "朝"), ("from-visit", "13:00"), ("until-visit", "12:00"), ("safe_word", &long)])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.seen("#hours-email-error").join("").contains("朝"));
        assert!(!refused.seen("#hours-visit-error").is_empty() && !refused.seen("#safe_word-error").is_empty());
        assert!(refused.form(&path).contains(&("safe_word".into(), long)));
    }

    async fn nobody_outside_the_team_learns_how_to_reach_somebody(test: TestApp) {
        test.set_clock("2026-11-24T10:30");
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        agree(&staff, &case).await;
        let asked = staff.open(&format!("{case}/contact")).await;
        let fields = [("party", "person"), ("means", "phone-mobile")];
        let attempt = staff.fill_page(&asked, &format!("{case}/attempts"), &fields).await.location().expect("a try");
        let other = test.signed_in("adachi", OFFICE, Role::Counsellor, "midori").await;
        let administrator = test.administrator().await;
        for path in [format!("{case}/contact"), format!("{case}/contact/person"), attempt] {
            assert_eq!(other.open(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            let denied = administrator.open(&path).await.status;
            assert!(matches!(denied, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{path}: {denied}");
        }
    }

    async fn what_was_agreed_does_not_lie_open(test: TestApp) {
        use sea_orm::ConnectionTrait;
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        agree(&staff, &case).await;
        let read = test.app.db.read();
        let asked = sea_orm::Statement::from_string(read.get_database_backend(), "SELECT sealed_wishes FROM contact_wishes");
        let rows = read.query_all_raw(asked).await.expect("rows");
        assert_eq!(rows.len(), 1);
        let bytes: Vec<u8> = rows[0].try_get("", "sealed_wishes").expect("bytes");
        assert!(!String::from_utf8_lossy(&bytes).contains("090"));
    }
}
