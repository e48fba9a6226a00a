//! The plan is the person's, in their words or empty; what staff make of things stands apart and is never needed.

use axum::http::StatusCode;

use crate::{
    accounts::Role,
    casework::model::plan::{Plan, Stage, StepState, TypedPlan},
    on_both_databases,
    platform::{
        ids::StaffId,
        testing::story::{OPERATOR, case_of_kujira},
    },
};

// S-116, S-127: nothing has to be hoped for; what was talked over keeps its day and its words.
#[test]
fn a_plan_may_be_empty_and_what_was_confirmed_stays() {
    let (by, today) = (StaffId(uuid::Uuid::nil()), "2026-11-24".parse().expect("a day"));
    let empty = TypedPlan::default().check(&Plan::default(), by, today).expect("nothing is a plan");
    assert_eq!(empty, Plan::default());
    let typed = TypedPlan {
        goals: vec!["昼に一回、外の空気".into(), " ".into(), "なにもしない日がほしい".into()],
        steps: vec![("窓をあける".into(), Some(StepState::Tried), String::new()), (" ".into(), None, String::new())],
        confirmed_on: "令和8年11月20日".into(),
        ..TypedPlan::default()
    };
    let plan = typed.check(&empty, by, today).expect("a plan");
    assert_eq!(plan.goals, ["昼に一回、外の空気", "なにもしない日がほしい"]);
    assert_eq!((plan.steps.len(), plan.confirmed.len()), (1, 1));
    let again = TypedPlan::of(&plan).check(&plan, by, today).expect("as it was");
    assert_eq!(again, plan, "opened and saved, nothing has changed");
    for day in ["2026-11-25", "いつか"] {
        let ahead = TypedPlan { confirmed_on: day.into(), ..TypedPlan::default() };
        assert!(ahead.check(&plan, by, today).expect_err(day).of("confirmed_on").is_some());
    }
    let dayless = TypedPlan { confirmed_words: "うん".into(), ..TypedPlan::default() };
    assert!(dayless.check(&plan, by, today).is_err(), "words without a day are asked about, not dropped");
}

// S-129, S-130: a town names the four ways in its own words, without a change of the program.
#[test]
fn a_town_names_its_own_ways() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tsunagu.toml");
    std::fs::write(&file, "[phases]\nchiba = [\"予約\", \"初回\", \"継続・同行\", \"自分らしく\"]\n").expect("written");
    let config = crate::config::Config::read(Some(&file)).expect("settings");
    assert_eq!(config.phases["chiba"][2], "継続・同行");
    std::fs::write(&file, "[phases]\nchiba = [\"予約\"]\n").expect("written");
    assert!(crate::config::Config::read(Some(&file)).is_err(), "four of them, or none");
}

on_both_databases! {
    // S-116, S-124, S-127: in their own words, several; small goals that were tried; who does what; when it was talked over.
    async fn a_plan_is_written_in_the_persons_words_and_two_writers_keep_both(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = format!("{case}/plan");
        let (mine, theirs) = (staff.open(&path).await, staff.open(&path).await);
        let fields = [
            ("goal", "昼に一回、外の空気"),
            ("goal", "猫と話す"),
            ("step", "窓をあける"),
            ("step_state", "tried"),
            ("step_note", "寒かった"),
            ("who", "さとる"),
            ("what", "写真を持っていく"),
            ("when", "次の水曜"),
            ("confirmed_on", "2026-11-24"),
            ("confirmed_words", "これでいいです"),
        ];
        let saved = staff.fill_page(&theirs, &path, &fields).await;
        assert_eq!(saved.location(), Some(path.clone()), "{}", saved.text());
        let shown = staff.open(&path).await.seen("#plan").join("");
        for words in ["昼に一回、外の空気", "猫と話す", "やってみた", "寒かった", "次の水曜", "これでいいです", "satoru"] {
            assert!(shown.contains(words), "{words} in {shown}");
        }
        let late = staff.fill_page(&mine, &path, &[("goal", "別の言葉")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#plan").join("").contains("猫と話す"));
        assert!(late.form(&path).contains(&("goal".to_owned(), "別の言葉".to_owned())));
        let neighbour = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        for end in ["plan", "assessment"] {
            assert_eq!(neighbour.get(&format!("{case}/{end}")).await.status, StatusCode::NOT_FOUND);
        }
    }

    // S-138: the lenses are never needed, go back as they came, and nothing of them is on the person's page.
    async fn what_staff_make_of_things_stands_apart_and_goes_back(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let (plan, path) = (format!("{case}/plan"), format!("{case}/assessment"));
        for stage in ["trying", "understanding", ""] {
            let fields = [("text", "眠りが浅いようす"), ("stage", stage), ("phase", "together")];
            let saved = staff.fill(&path, &path, &fields).await;
            assert_eq!(saved.location(), Some(plan.clone()), "{stage}");
            let again = staff.open(&path).await;
            assert!(again.form(&path).contains(&("stage".to_owned(), stage.to_owned())), "{stage}");
        }
        assert_eq!(Stage::ALL.len(), 4);
        let page = staff.open(&plan).await;
        assert!(!page.text().contains("眠りが浅い") && !page.text().contains("相談継続"), "apart from the plan");
        let colleague = test.signed_in("adachi", OPERATOR, Role::Counsellor, "hanako").await;
        let (one, other) = (staff.open(&path).await, colleague.open(&path).await);
        colleague.fill_page(&other, &path, &[("text", "花子の見立て")]).await;
        let late = staff.fill_page(&one, &path, &[("text", "悟の見立て")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#theirs").join("").contains("花子の見立て"));
        assert!(late.form(&path).contains(&("text".to_owned(), "悟の見立て".to_owned())));
    }
}
