//! Resting, ending, coming back: nothing by itself, never for work, and as often as somebody likes.

use axum::http::StatusCode;

use crate::{
    accounts::Role,
    casework::{
        look_after,
        model::state::{AskedTurn, CaseState, EndReason, Rhythm, Step, Turn, Voice},
    },
    on_both_databases,
    platform::testing::{
        Browser, Page, at,
        story::{OPERATOR, case_of_kujira, open_case, thread_of, thread_on_day, write_to_desk},
    },
};

#[test]
fn every_state_answers_every_turn() {
    let then = at("2026-11-24T10:00").and_utc();
    let rests = CaseState::Resting { rhythm: Rhythm::Seasonal };
    let ended = CaseState::Ended { reason: EndReason::Enough, at: then };
    for state in [CaseState::Connected, rests, ended] {
        let turns = state.turns();
        assert_eq!(turns.contains(&Turn::Rested), state.rest(Rhythm::Monthly).is_ok(), "{state:?}");
        assert_eq!(turns.contains(&Turn::Ended), state.end(EndReason::Enough, then).is_ok(), "{state:?}");
        assert_eq!(turns.contains(&Turn::Reopened), state.reopen().is_ok(), "{state:?}");
    }
    assert_eq!(ended.reopen(), Ok(CaseState::Connected));
}

// S-131: the first reason is the person's own; those of ours need words and a second look; work is no reason.
#[test]
fn an_ending_is_first_of_all_the_persons_word() {
    assert_eq!(EndReason::ALL[0], EndReason::Enough);
    assert!(
        EndReason::ALL
            .iter()
            .all(|reason| !["work", "job", "employed"].iter().any(|word| reason.code().contains(word)))
    );
    for reason in EndReason::ALL {
        let asked = |words: &str| AskedTurn {
            turn: Some(Turn::Ended),
            reason: Some(*reason),
            words: words.to_owned(),
            ..AskedTurn::default()
        };
        match reason.voice() {
            Voice::Person | Voice::Family => assert_eq!(asked("").check(), Ok(Step::End { reason: *reason })),
            Voice::Staff => {
                let faults = asked(" ").check().expect_err("ours needs words");
                assert_eq!(faults.of("words").expect("a fault").key, "refused-end-no-words");
                assert_eq!(asked("引っ越し").check(), Ok(Step::AskToEnd { reason: *reason }));
            }
        }
    }
    let nothing = AskedTurn { turn: Some(Turn::Ended), ..AskedTurn::default() };
    assert_eq!(nothing.check().expect_err("a reason").of("reason").expect("a fault").key, "refused-end-no-reason");
}

/// Presses a form of the page on how a case stands.
async fn turn(staff: &Browser, case: &str, fields: &[(&str, &str)]) -> Page {
    let path = format!("{case}/state");
    staff.fill(&path, &path, fields).await
}

async fn state(staff: &Browser, case: &str) -> String {
    staff.open(case).await.seen("#state").join("")
}

on_both_databases! {
    // S-119, S-131, S-132: the person says "fine for now"; nothing closes by itself; one press begins again, on either side.
    async fn somebody_is_fine_for_now_and_comes_back_with_one_press(test: TestApp) {
        let passphrase = write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
        let staff = test.counsellor().await;
        let case = open_case(&staff, &thread_on_day(&staff).await).await;
        let number = staff.open(&case).await.seen("h1 + p").join("");
        let fields = [("turn", "ended"), ("reason", "enough"), ("closing", "くじらさんの絵、また見せてください")];
        for round in 0..3 {
            let done = turn(&staff, &case, &fields).await;
            assert_eq!(done.location(), Some(case.clone()), "{round}: {}", done.text());
            assert!(state(&staff, &case).await.contains("終わり"), "{round}");
            // Her page says that it opens again at any time, and has the one button.
            let visitor = test.visitor();
            let own = thread_of(&visitor, &passphrase).await;
            assert!(own.text().contains("くじらさんの絵、また見せてください"));
            assert!(own.text().contains("いつでも、何度でも"), "{}", own.text());
            let gone_on = visitor.fill_page(&own, "/thread/reopening", &[]).await;
            assert_eq!(gone_on.location().as_deref(), Some("/thread"));
            assert!(visitor.open("/thread").await.text().contains("おかえりなさい"));
            assert!(visitor.open("/thread").await.seen("#at-rest").is_empty());
            let shown = staff.open(&case).await;
            assert!(shown.seen("#state").join("").contains("つながっている"), "{round}");
            assert_eq!(shown.seen("h1 + p").join(""), number, "the same number");
            assert!(shown.text().contains("夜しか起きていられません"), "the same history");
        }
        // Years of silence change nothing.
        test.set_clock("2031-11-24T10:00");
        look_after(&test.app).await.expect("looks after");
        let staff = test.signed_in("adachi", OPERATOR, Role::Counsellor, "kaoru").await;
        assert!(state(&staff, &case).await.contains("つながっている"));
    }

    // S-132: whoever only writes again, without any button, is not left at an end either.
    async fn whoever_writes_again_is_connected_again(test: TestApp) {
        let passphrase = write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
        let staff = test.counsellor().await;
        let case = open_case(&staff, &thread_on_day(&staff).await).await;
        let thread = thread_on_day(&staff).await;
        staff.fill(&thread, &format!("{thread}/answers"), &[("text", "ありがとうございます")]).await;
        turn(&staff, &case, &[("turn", "ended"), ("reason", "own-way")]).await;
        look_after(&test.app).await.expect("looks after");
        assert!(state(&staff, &case).await.contains("終わり"), "an ended case stays ended while nobody writes");
        test.set_clock("2026-11-25T10:00");
        let visitor = test.visitor();
        thread_of(&visitor, &passphrase).await;
        visitor.fill("/thread", "/thread", &[("text", "また話したくなりました")]).await;
        look_after(&test.app).await.expect("looks after");
        let staff = test.signed_in("adachi", OPERATOR, Role::Counsellor, "kaoru").await;
        assert!(state(&staff, &case).await.contains("つながっている"));
        let history = staff.open(&format!("{case}/timeline?kind=state")).await;
        assert!(history.seen("#timeline li")[0].contains("再開"), "{:?}", history.seen("#timeline li"));
    }

    // S-131: an ending that staff begin changes nothing until somebody else has looked.
    async fn an_ending_of_ours_needs_a_second_person(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let bare = turn(&staff, &case, &[("turn", "ended"), ("reason", "from-us")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!bare.seen("#ended-words-error").is_empty());
        let asked = turn(&staff, &case, &[("turn", "ended"), ("reason", "from-us"), ("words", "一年お会いできていません")]).await;
        assert_eq!(asked.location(), Some(case.clone()));
        assert!(state(&staff, &case).await.contains("つながっている"), "nothing has changed");
        let path = format!("{case}/state");
        let look = format!("{path}/look");
        assert!(staff.open(&path).await.seen(&format!("form[action='{look}']")).is_empty(), "not by oneself");
        let key = staff.open(&path).await.text();
        assert!(key.contains("チームのほかの人が見るまで"));
        let second = test.signed_in("adachi", OPERATOR, Role::Counsellor, "hanako").await;
        assert_eq!(second.open("/day").await.seen("#endings li").len(), 1);
        second.fill(&path, &look, &[("agrees", "no")]).await;
        assert!(state(&staff, &case).await.contains("つながっている"), "put aside");
        assert!(staff.open(&format!("{case}/timeline?kind=state")).await.seen("#timeline li").is_empty());
        turn(&staff, &case, &[("turn", "ended"), ("reason", "moved"), ("words", "となりの市へ")]).await;
        second.fill(&path, &look, &[("agrees", "yes")]).await;
        assert!(state(&staff, &case).await.contains("終わり"));
        // Staff go on with one press from the page of the case.
        let shown = staff.open(&case).await;
        staff.fill_page(&shown, &path, &[("turn", "reopened")]).await;
        assert!(state(&staff, &case).await.contains("つながっている"));
    }

    // S-135: resting with the rhythm that was chosen; a word is due to nobody.
    async fn somebody_rests_with_a_rhythm_of_their_own(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        turn(&staff, &case, &[("turn", "rested"), ("rhythm", "seasonal")]).await;
        assert!(state(&staff, &case).await.contains("季節に一度"));
        assert!(staff.open("/day").await.seen("#rhythms li").is_empty());
        test.set_clock("2027-02-25T10:00");
        let staff = test.signed_in("adachi", OPERATOR, Role::Counsellor, "kaoru").await;
        assert!(staff.open("/day").await.seen("#rhythms li").is_empty(), "it is the lead's");
        let lead = test.visitor();
        lead.post("/sign-in", &[("login", "satoru"), ("password", crate::platform::testing::PASSWORD)]).await;
        assert_eq!(lead.open("/day").await.seen("#rhythms li").len(), 1);
        let path = format!("{case}/promises");
        lead.fill(&path, &path, &[("kind", "check-in"), ("words", "梅が咲きました")]).await;
        assert!(lead.open("/day").await.seen("#rhythms li").is_empty());
        assert!(lead.open("/day").await.seen("#promises li").is_empty(), "an offered word is no promise");
    }

    // Themes are many, and a case that goes on while somebody works is a case like any other (S-120).
    async fn a_case_is_about_many_things_or_none(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = format!("{case}/themes");
        let (mine, theirs) = (staff.open(&path).await, staff.open(&path).await);
        let saved = staff.fill_page(&theirs, &path, &[("theme", "while-working"), ("theme", "sleep")]).await;
        assert_eq!(saved.location(), Some(case.clone()));
        let shown = staff.open(&case).await;
        assert_eq!(shown.seen("#themes li"), ["眠り、昼と夜", "働きながら、これからも"]);
        assert!(shown.seen("#state").join("").contains("つながっている"));
        let late = staff.fill_page(&mine, &path, &[("theme", "money")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#theirs").join("").contains("眠り"));
    }

    // S-134: what one side ended is not told on the other side's page.
    async fn the_other_side_reads_nothing_of_an_ending(test: TestApp) {
        let staff = test.counsellor().await;
        let mother = test.visitor();
        let page = mother
            .fill(
                crate::platform::testing::story::WRITE,
                crate::platform::testing::story::WRITE,
                &[("nickname", "みどり"), ("text", "息子のことです"), ("about", "family")],
            )
            .await;
        let passphrase = page.attribute("#passphrase", "data-line");
        let case = open_case(&staff, &thread_on_day(&staff).await).await;
        assert_eq!(staff.open(&case).await.seen("#family-only").len(), 1, "a family-only case is whole");
        turn(&staff, &case, &[("turn", "ended"), ("reason", "enough"), ("closing", "ひみつ")]).await;
        let own = thread_of(&test.visitor(), &passphrase).await;
        assert!(!own.text().contains("ひみつ") && own.seen("#at-rest").is_empty());
        turn(&staff, &case, &[("turn", "reopened")]).await;
        turn(&staff, &case, &[("turn", "ended"), ("reason", "family-enough")]).await;
        assert_eq!(thread_of(&test.visitor(), &passphrase).await.seen("#at-rest").len(), 1);
    }
}
