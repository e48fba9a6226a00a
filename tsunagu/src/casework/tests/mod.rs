//! Casework: one responsible organisation, nothing told twice, nothing agreed by accident.

mod entries;
mod plans;
mod promises;
mod states;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::NaiveDate;
use proptest::prelude::*;
use sea_orm::ConnectionTrait;

use super::model::{
    Case, LONGEST_TEXT,
    consent::{Consent, GivenBy, GivenHow, Item, Missing, NewConsent, Standing, covering, latest},
    state::{CaseState, EndReason, Rhythm},
};
use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        ids::{CaseId, ConsentId, KeyId, MunicipalityId, OrganizationId, StaffId},
        testing::{
            Page, at,
            story::{OFFICE, case_of_kujira, consent, entry, thread_of, thread_on_day, write_to_desk},
        },
    },
};

fn office(number: u128) -> OrganizationId {
    OrganizationId(uuid::Uuid::from_u128(number))
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn case(state: CaseState) -> Case {
    let nobody = uuid::Uuid::nil();
    Case {
        id: CaseId(nobody),
        municipality: MunicipalityId(nobody),
        number: Case::number_of(2026, 1),
        key: KeyId(nobody),
        responsible: office(1),
        state,
        first_received_at: at("2026-11-24T10:00").and_utc(),
        received_by: StaffId(nobody),
        lead: StaffId(nobody),
        version: 1,
    }
}

fn agreed(recipients: &[u128], items: &[Item], given_on: &str, until: &str) -> Consent {
    let nobody = uuid::Uuid::nil();
    Consent {
        id: ConsentId(nobody),
        case: CaseId(nobody),
        municipality: MunicipalityId(nobody),
        recipients: recipients.iter().copied().map(office).collect(),
        items: items.iter().copied().collect(),
        purpose: "居場所を探す".into(),
        witness: String::new(),
        given_by: GivenBy::Person,
        given_how: GivenHow::Oral,
        given_on: day(given_on),
        until: day(until),
        wording: "adachi-2024".into(),
        recorded_by: StaffId(nobody),
        recorded_at: at("2026-11-24T10:00").and_utc(),
        withdrawn_at: None,
        version: 1,
    }
}

fn items(list: &[Item]) -> BTreeSet<Item> {
    list.iter().copied().collect()
}

#[test]
fn the_baton_passes_from_whoever_holds_it_in_every_state() {
    let ended = CaseState::Ended { reason: EndReason::Enough, at: at("2026-11-24T10:00").and_utc() };
    for state in [CaseState::Connected, CaseState::Resting { rhythm: Rhythm::Seasonal }, ended] {
        let passed = case(state).hand_over(office(1), office(2)).expect("the holder passes it on");
        assert_eq!((passed.responsible, passed.state, &passed.number), (office(2), state, &"2026-0001".to_owned()));
        let stolen = case(state).hand_over(office(2), office(3)).expect_err("only the holder can");
        assert_eq!(stolen.key, "refused-hand-over-not-responsible");
        let nowhere = case(state).hand_over(office(1), office(1)).expect_err("to oneself");
        assert_eq!(nowhere.key, "refused-hand-over-to-oneself");
    }
}

#[test]
fn a_consent_holds_from_its_first_day_to_its_last() {
    let consent = agreed(&[2], &[Item::Name], "2026-11-24", "2027-03-31");
    let standing = |on: &str| consent.standing(day(on));
    assert_eq!(standing("2026-11-23"), Standing::NotYet);
    assert_eq!(standing("2026-11-24"), Standing::Holds);
    assert_eq!(standing("2027-03-31"), Standing::Holds);
    assert_eq!(standing("2027-04-01"), Standing::Ended);
    let back = at("2026-12-01T10:00").and_utc();
    let withdrawn = consent.withdraw(back).expect("once");
    assert_eq!(withdrawn.standing(day("2026-12-02")), Standing::Withdrawn(back));
    assert_eq!(withdrawn.withdraw(back).expect_err("twice").key, "refused-consent-withdrawn-already");
}

#[test]
fn what_was_agreed_for_one_is_not_added_to_what_was_agreed_for_another() {
    let name = agreed(&[2], &[Item::Name], "2026-11-01", "2027-03-31");
    let phone = agreed(&[2], &[Item::Phone], "2026-11-01", "2027-03-31");
    let both = items(&[Item::Name, Item::Phone]);
    let missing = covering(&[name.clone(), phone], office(2), &both, day("2026-11-24")).expect_err("two halves");
    let Missing::Gap(gap) = missing else { panic!("a consent is there") };
    assert_eq!(gap.items, [Item::Name], "the later one is the nearest");
    assert_eq!(covering(&[], office(2), &both, day("2026-11-24")), Err(Missing::NoConsent));
    let gap = name.gap(office(3), &both, day("2027-04-01")).expect("everything is missing");
    assert!(gap.recipient && gap.items == [Item::Phone] && gap.expired_on == Some(day("2027-03-31")));
}

prop_compose! {
    fn any_consent()(
        recipients in proptest::collection::btree_set(1u128..5, 1..4),
        chosen in proptest::collection::btree_set(0usize..11, 1..11),
        begins in 0u64..20,
        lasts in 0u64..20,
        withdrawn: bool,
    ) -> Consent {
        let begins = day("2026-11-01") + chrono::Days::new(begins);
        let until = begins + chrono::Days::new(lasts);
        let recipients: Vec<u128> = recipients.into_iter().collect();
        let chosen: Vec<Item> = chosen.into_iter().map(|at| Item::ALL[at]).collect();
        let mut consent = agreed(&recipients, &chosen, &begins.to_string(), &until.to_string());
        consent.withdrawn_at = withdrawn.then(|| at("2026-11-01T00:00").and_utc());
        consent
    }
}

proptest! {
    /// No sheet leaves without a ground: what `covering` answers truly covers, and it finds one wherever there is one.
    #[test]
    fn a_ground_is_one_consent_that_covers_recipient_items_and_day(
        consents in proptest::collection::vec(any_consent(), 0..5),
        to in 1u128..5,
        wanted in proptest::collection::btree_set(0usize..11, 0..5),
        on in 0u64..45,
    ) {
        let wanted: BTreeSet<Item> = wanted.into_iter().map(|at| Item::ALL[at]).collect();
        let on = day("2026-10-25") + chrono::Days::new(on);
        let covers = |consent: &Consent| {
            consent.withdrawn_at.is_none()
                && consent.recipients.contains(&office(to))
                && wanted.is_subset(&consent.items)
                && consent.given_on <= on
                && on <= consent.until
        };
        match covering(&consents, office(to), &wanted, on) {
            Ok(ground) => prop_assert!(covers(ground)),
            Err(_) => prop_assert!(!consents.iter().any(covers)),
        }
    }
}

#[test]
fn a_consent_names_recipient_items_purpose_end_giver_and_way() {
    let today = day("2026-11-24");
    let whole = NewConsent {
        recipients: vec![office(2)],
        items: items(&[Item::Name]),
        purpose: "居場所を探す".into(),
        witness: String::new(),
        given_by: Some(GivenBy::Person),
        given_how: Some(GivenHow::Signed),
        given_on: Some(today),
        until: Some(day("2027-03-31")),
    };
    assert!(whole.clone().check(today).is_ok());
    let fault = |change: &dyn Fn(&mut NewConsent), field: &str| {
        let mut typed = whole.clone();
        change(&mut typed);
        typed.check(today).expect_err("refused").of(field).unwrap_or_else(|| panic!("beside {field}")).key
    };
    assert_eq!(fault(&|new| new.recipients.clear(), "recipient"), "refused-consent-no-recipient");
    assert_eq!(fault(&|new| new.items.clear(), "item"), "refused-consent-no-item");
    assert_eq!(fault(&|new| new.purpose = " ".into(), "purpose"), "refused-consent-no-purpose");
    assert_eq!(fault(&|new| new.purpose = "あ".repeat(LONGEST_TEXT + 1), "purpose"), "refused-case-text-long");
    assert_eq!(fault(&|new| new.given_by = None, "given_by"), "refused-consent-no-giver");
    assert_eq!(fault(&|new| new.given_how = None, "given_how"), "refused-consent-no-way");
    assert_eq!(fault(&|new| new.given_on = None, "given_on"), "refused-consent-no-day");
    assert_eq!(fault(&|new| new.given_on = Some(day("2026-11-25")), "given_on"), "refused-consent-day-ahead");
    assert_eq!(fault(&|new| new.given_on = Some(day("1899-12-31")), "given_on"), "refused-consent-day-long-ago");
    assert_eq!(fault(&|new| new.until = None, "until"), "refused-consent-no-until");
    assert_eq!(fault(&|new| new.until = Some(day("2026-11-23")), "until"), "refused-consent-until-before-given");
    assert_eq!(fault(&|new| new.until = Some(day("2029-11-25")), "until"), "refused-consent-until-far");
    assert_eq!(latest(today), day("2029-11-24"));
    let old = |new: &mut NewConsent| {
        new.given_on = Some(day("2026-01-01"));
        new.until = Some(day("2026-11-23"));
    };
    assert_eq!(fault(&old, "until"), "refused-consent-until-past");
}

fn kept(page: &Page, form: &str, name: &str, value: &str) -> bool {
    page.form(form).contains(&(name.to_owned(), value.to_owned()))
}

on_both_databases! {
    // S-073: the number is issued once, first reception and receiver are kept; nothing is told twice.
    async fn a_case_opens_from_a_thread_without_retyping(test: TestApp) {
        test.set_clock("2026-11-22T02:10");
        let passphrase = write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
        test.set_clock("2026-11-24T10:05");
        let staff = test.counsellor().await;
        let thread = thread_on_day(&staff).await;
        let page = staff.open(&thread).await;
        let action = format!("{thread}/case");
        let first = staff.fill_page(&page, &action, &[]).await.location();
        let second = staff.fill_page(&page, &action, &[]).await.location();
        assert_eq!(first, second, "pressed twice, one case");
        let case = first.expect("a case");
        let shown = staff.open(&case).await;
        assert_eq!(shown.seen("h1"), ["くじら"]);
        assert_eq!(shown.seen("#narrative"), ["夜しか起きていられません"]);
        let text = shown.text();
        assert!(text.contains("2026-0001") && text.contains("令和8年11月22日") && text.contains("satoru"), "{text}");
        assert!(shown.seen("#responsible")[0].contains("あだち"), "{:?}", shown.seen("#responsible"));
        assert_eq!(staff.open("/cases").await.seen("#cases tbody tr").len(), 1);
        // The thread goes on beside the case, and is not turned into a second one.
        assert_eq!(staff.open(&thread).await.seen(&format!("form[action='{action}']")).len(), 0);
        assert!(thread_of(&test.visitor(), &passphrase).await.text().contains("夜しか起きていられません"));
        let other = staff.fill_page(&page, &action, &[("x", "y")]).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        let next = staff.fill("/cases/new", "/cases/new", &[]).await.location().expect("a case");
        assert!(staff.open(&next).await.text().contains("2026-0002"), "every case has a number of its own");
    }

    // S-104: a case without any relay is complete, also one in which only the family ever came.
    async fn a_case_may_begin_with_nothing_and_stay_with_the_family(test: TestApp) {
        let staff = test.counsellor().await;
        let nothing = staff.fill("/cases/new", "/cases/new", &[]).await;
        let page = staff.open(&nothing.location().expect("a case")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.seen("h1"), ["お名前のない方"]);
        let fields = [("teller", "family"), ("nickname", "みどり"), ("narrative", "息子には言っていません")];
        let family = staff.fill("/cases/new", "/cases/new", &fields).await.location().expect("a case");
        let page = staff.open(&family).await;
        assert_eq!(page.seen("#caller"), ["みどり 家族"]);
        assert_eq!(page.seen("#person").len(), 0, "nothing is asked of the person");
        assert!(page.seen("[role=alert]").is_empty());
    }

    async fn too_long_a_story_comes_back_whole(test: TestApp) {
        let staff = test.counsellor().await;
        let long = "長".repeat(LONGEST_TEXT + 1);
        let page = staff.fill("/cases/new", "/cases/new", &[("narrative", &long), ("nickname", "邉󠄀🐳")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.seen("#narrative-error").join("").contains("20000"));
        assert!(kept(&page, "/cases/new", "narrative", &long) && kept(&page, "/cases/new", "nickname", "邉󠄀🐳"));
    }

    async fn nobody_outside_the_team_learns_that_a_case_exists(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let missing = "/cases/019abcde-0000-7000-8000-000000000000";
        let partner = test.partner().await;
        let neighbour = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        for reader in [&partner, &neighbour] {
            let foreign = reader.open(&case).await;
            let nothing = reader.open(missing).await;
            assert_eq!((foreign.status, nothing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
            assert_eq!(foreign.seen("main h1, main .lead"), nothing.seen("main h1, main .lead"));
            assert!(!reader.open("/cases").await.text().contains("くじら"));
            for path in ["wishes", "consents"] {
                assert_eq!(reader.get(&format!("{case}/{path}")).await.status, StatusCode::NOT_FOUND);
            }
        }
        assert_eq!(test.administrator().await.open(&case).await.status, StatusCode::FORBIDDEN);
        assert_eq!(staff.open("/cases/not-an-id").await.status, StatusCode::NOT_FOUND);
    }

    async fn two_people_who_write_wishes_at_once_both_keep_their_words(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let action = format!("{case}/wishes");
        let (mine, theirs) = (staff.open(&action).await, staff.open(&action).await);
        let saved = staff.fill_page(&theirs, &action, &[("wishes", "電話はしないでほしい")]).await;
        assert_eq!(saved.location(), Some(case.clone()));
        let late = staff.fill_page(&mine, &action, &[("wishes", "静かな部屋がいい")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#theirs").join("").contains("電話はしないでほしい"));
        assert!(kept(&late, &action, "wishes", "静かな部屋がいい"));
        assert_eq!(staff.open(&case).await.seen("#wishes"), ["電話はしないでほしい"], "nothing was overwritten");
        let both = staff.fill_page(&late, &action, &[("wishes", "電話はしないで。静かな部屋で。")]).await;
        assert_eq!(both.status, StatusCode::SEE_OTHER, "saved again on purpose");
        assert_eq!(staff.open(&case).await.seen("#wishes"), ["電話はしないで。静かな部屋で。"]);
    }

    // S-074: a consent is a record: who, when, which wording, how, which items, to whom, until when; it can be taken back.
    async fn a_consent_is_recorded_shown_and_taken_back(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let page = staff.open(&format!("{case}/consents")).await;
        assert!(page.seen("#sentence").join("").contains("関係機関（者）と情報共有し、保管・集約することに同意します"));
        let done = consent(&test, &staff, &case, OFFICE, &["name", "wishes"], "令和9年3月31日").await;
        assert_eq!(done.location(), Some(case.clone()), "{}", done.text());
        let shown = staff.open(&case).await;
        let card = shown.seen("#consents").join("");
        for word in ["福祉まるごと相談課", "名前・ニックネーム", "希望", "静かな居場所", "令和9年3月31日", "口頭"] {
            assert!(card.contains(word), "{word} in {card}");
        }
        let action = shown.attribute("#consents form", "action");
        for _ in 0..2 {
            let back = staff.fill_page(&shown, &action, &[]).await;
            assert_eq!(back.location(), Some(case.clone()), "pressed twice, calm twice");
        }
        let shown = staff.open(&case).await;
        assert!(shown.seen("#consents").join("").contains("取り消されました"));
        assert_eq!(shown.seen("#consents form").len(), 0);
    }

    async fn dates_are_read_in_both_calendars_and_doubtful_ones_are_asked_about_once(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let action = format!("{case}/consents");
        for wrong in ["昭和99年13月1日", "2027-02-30", "来年", "１２３"] {
            let page = consent(&test, &staff, &case, OFFICE, &["name"], wrong).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(page.seen("#until-error").join("").contains(wrong), "{wrong}: {:?}", page.seen("#until-error"));
            assert!(kept(&page, &action, "until", wrong) && kept(&page, &action, "item", "name"), "{wrong}");
            assert!(kept(&page, &action, "purpose", "静かな居場所をいっしょに探すため"), "{wrong}");
        }
        // 2027-03-31 is a Wednesday; 平成39年 is 2027, long after the era ended.
        for doubtful in ["2027年3月31日（月）", "平成39年3月31日"] {
            let asked = consent(&test, &staff, &case, OFFICE, &["name"], doubtful).await;
            assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{doubtful}");
            assert!(asked.seen("#until-error").join("").contains("令和9年3月31日"), "{doubtful}");
            let sure = staff.fill_page(&asked, &action, &[]).await;
            assert_eq!(sure.location(), Some(case.clone()), "{doubtful}: {}", sure.text());
        }
        let twice = staff.open(&case).await.seen("#consents > li").len();
        assert_eq!(twice, 2);
    }

    async fn every_look_at_a_case_and_every_refusal_stands_in_the_trail(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let id: CaseId = case.trim_start_matches("/cases/").parse().expect("an id");
        staff.open(&case).await;
        test.partner().await.open(&case).await;
        let lines = crate::platform::trail::about(test.app.db.read(), id, 10).await.expect("reads");
        let told: Vec<(&str, &str)> = lines.iter().map(|line| (line.action.as_str(), line.outcome.as_str())).collect();
        assert_eq!(told[0], ("casework.read", "refused"));
        assert_eq!(told[1], ("casework.read", "done"));
        assert!(told.contains(&("casework.open", "done")), "{told:?}");
        assert!(lines.iter().all(|line| !line.object.contains("くじら") && !line.detail.contains("くじら")));
        let whole = crate::platform::trail::verify(test.app.db.read(), &test.app.vault, &[]).await.expect("reads");
        assert!(whole.is_ok());
    }

    async fn a_stolen_database_tells_nothing_of_a_case(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        consent(&test, &staff, &case, OFFICE, &["name"], "2027-03-31").await;
        entry(&staff, &case, &[("text", "くじらさんと、夜しか開かない居場所の話")]).await;
        let path = format!("{case}/entries");
        staff.fill(&path, &path, &[("text", "居場所"), ("go", "draft")]).await;
        let path = format!("{case}/promises");
        staff.fill(&path, &path, &[("words", "居場所の写真"), ("day", "2026-12-01")]).await;
        let tables = [
            ("cases", "sealed_intake"),
            ("parties", "sealed_profile"),
            ("consents", "sealed_words"),
            ("case_entries", "sealed_words"),
            ("entry_drafts", "sealed_draft"),
            ("promises", "sealed_words"),
            ("messages", "sealed_body"),
            ("threads", "sealed_opening"),
        ];
        for (table, column) in tables {
            let sql = format!("SELECT {column} AS sealed FROM {table}");
            let rows = test.app.db.read().query_all_raw(statement(&test, sql)).await.expect("rows");
            assert!(!rows.is_empty(), "{table}");
            for row in rows {
                let bytes: Vec<u8> = row.try_get("", "sealed").expect("bytes");
                let text = String::from_utf8_lossy(&bytes);
                for secret in ["くじら", "夜しか", "居場所"] {
                    assert!(!text.contains(secret), "{table}.{column}");
                }
            }
        }
    }
}

fn statement(test: &crate::platform::testing::TestApp, sql: String) -> sea_orm::Statement {
    sea_orm::Statement::from_string(test.app.db.read().get_database_backend(), sql)
}
