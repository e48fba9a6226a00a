//! The questions of a town, and what was answered to them.

use axum::http::StatusCode;

use crate::{
    accounts::Role,
    on_both_databases,
    platform::testing::{Browser, Page, story::note},
};

/// The text boxes of a page of answers, in order: the name of each and the question above it.
fn boxes(page: &Page) -> Vec<(String, String)> {
    let pick = |text: &str| scraper::Selector::parse(text).expect("a selector");
    let html = page.html();
    html.select(&pick("main fieldset"))
        .map(|field| {
            let name = field.select(&pick("textarea")).next().and_then(|area| area.value().attr("name"));
            let asked = field.select(&pick("legend")).next().map(|legend| legend.text().collect::<String>());
            (name.expect("a box").to_owned(), asked.expect("a question"))
        })
        .collect()
}

/// The question in which `word` stands: the id under which its fields are sent.
fn question(page: &Page, word: &str) -> String {
    let found = boxes(page).into_iter().find(|(_, asked)| asked.contains(word));
    found.unwrap_or_else(|| panic!("{word} in {:?}", boxes(page))).0.trim_start_matches("words-").to_owned()
}

async fn arrange(staff: &Browser, question: &str, deed: &str, fields: &[(&str, &str)]) -> Page {
    staff.fill("/questions", &format!("/questions/{question}{deed}"), fields).await
}

on_both_databases! {
    // S-082, S-084: whoever is there can hear what is needed; in any order, with who said it and how sure it is.
    async fn anybody_at_the_counter_can_hear_what_is_needed(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        let path = format!("{note}/answers");
        let page = staff.open(&path).await;
        assert_eq!(boxes(&page).len(), 17);
        assert!(page.form(&path).iter().all(|(name, value)| !name.starts_with("state-") || value == "not-asked"));
        let (worry, age, health) = (question(&page, "気がかり"), question(&page, "おいくつ"), question(&page, "お体"));
        let fields = [
            (format!("words-{worry}"), "これからのこと"),
            (format!("words-{age}"), "45くらい"),
            (format!("source-{age}"), "family"),
            (format!("sureness-{age}"), "roughly"),
            (format!("state-{health}"), "declined"),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let saved = staff.fill_page(&page, &path, &fields).await;
        assert_eq!(saved.location(), Some(path.clone()), "{}", saved.text());
        let shown = staff.open(&note).await;
        let heard = shown.seen("#heard").join("");
        for word in ["これからのこと", "45くらい", "家族から、だいたい", "答えたくない"] {
            assert!(heard.contains(word), "{word} in {heard}");
        }
        let unasked = shown.seen("#unasked").join("");
        assert!(unasked.contains("暮らしている") && !unasked.contains("おいくつ"), "{unasked}");
        let all = shown.seen("main").join("");
        assert!(!all.contains('%') && !all.contains("14"), "nothing is counted");
        assert_eq!(shown.seen("#unasked li").len(), 14);
        // The finished sheet carries both.
        let sheet = staff.open(&format!("{note}/sheet")).await;
        assert!(sheet.text().contains("45くらい") && sheet.text().contains("暮らしている"));
        // Resumed, nothing is lost and nothing has to be filled.
        let again = staff.fill(&path, &path, &[("go", "done")]).await;
        assert_eq!(again.location(), Some(note.clone()));
        assert!(staff.open(&note).await.seen("#heard").join("").contains("45くらい"));
        // The case that grows out of it knows all of it.
        let case = staff.fill(&note, &format!("{note}/case"), &[]).await.location().expect("a case");
        assert!(staff.open(&case).await.seen("#narrative").join("").contains("45くらい"));
    }

    async fn answers_written_in_two_tabs_are_both_kept(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        let path = format!("{note}/answers");
        let (mine, theirs) = (staff.open(&path).await, staff.open(&path).await);
        let age = format!("words-{}", question(&mine, "おいくつ"));
        staff.fill_page(&theirs, &path, &[(&age, "45歳")]).await;
        let late = staff.fill_page(&mine, &path, &[(&age, "46歳")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#theirs").join("").contains("45歳"));
        assert!(late.form(&path).contains(&(age.clone(), "46歳".into())));
        // The words of the note itself are saved beside, without being in each other's way.
        let writing = format!("{note}/writing");
        assert_eq!(staff.fill(&writing, &writing, &[("story", "お話")]).await.status, StatusCode::SEE_OTHER);
        let sure = staff.fill_page(&late, &path, &[]).await;
        assert_eq!(sure.status, StatusCode::SEE_OTHER, "{}", sure.text());
        let shown = staff.open(&note).await.text();
        assert!(shown.contains("46歳") && shown.contains("お話"));
    }

    async fn a_town_asks_in_its_own_words_and_old_notes_keep_theirs(test: TestApp) {
        let staff = test.counsellor().await;
        let old = note(&staff, "phone").await;
        let path = format!("{old}/answers");
        let page = staff.open(&path).await;
        let (age, since) = (question(&page, "おいくつ"), question(&page, "いつごろ"));
        staff.fill_page(&page, &path, &[(&format!("words-{age}"), "45歳")]).await;

        let added = staff.fill("/questions", "/questions", &[("wording", "猫は いますか")]).await;
        assert_eq!(added.location().as_deref(), Some("/questions"));
        assert_eq!(arrange(&staff, &age, "", &[("wording", "何年生まれですか")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(arrange(&staff, &since, "/retirement", &[]).await.status, StatusCode::SEE_OTHER);
        let household = question(&page, "暮らしている");
        arrange(&staff, &household, "/place", &[("to", "earlier")]).await;

        let fresh = note(&staff, "phone").await;
        let asked: Vec<String> = boxes(&staff.open(&format!("{fresh}/answers")).await).into_iter().map(|(_, asked)| asked).collect();
        assert_eq!(asked.len(), 17, "one more, one less");
        assert_eq!(asked.last().map(String::as_str), Some("猫は いますか"));
        assert!(asked[1].contains("暮らしている") && asked[2] == "何年生まれですか", "{asked:?}");
        assert!(!asked.iter().any(|question| question.contains("いつごろ")));
        let kept = boxes(&staff.open(&path).await);
        assert!(kept.iter().any(|(_, asked)| asked.contains("おいくつ")), "as it was asked then");
        let sheet = staff.open("/questions/sheet").await;
        assert!(sheet.seen("#questions").join("").contains("猫は いますか"));

        // Asked again, it stands in its old place; the empty and the overlong come back with a word beside them.
        assert!(staff.open("/questions").await.seen("#retired").join("").contains("いつごろ"));
        arrange(&staff, &since, "/retirement", &[]).await;
        assert!(staff.open("/questions").await.seen("#retired").is_empty());
        for wrong in ["", &"長".repeat(301)] {
            let page = staff.fill("/questions", "/questions", &[("wording", wrong)]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!page.seen("#wording-error").is_empty());
            assert!(page.form("/questions").contains(&("wording".into(), wrong.into())));
        }
    }

    // The list is put in order while somebody is on the telephone.
    async fn what_was_answered_to_a_question_retired_meanwhile_is_kept(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        let path = format!("{note}/answers");
        let page = staff.open(&path).await;
        let (age, since) = (question(&page, "おいくつ"), question(&page, "いつごろ"));
        assert_eq!(arrange(&staff, &age, "", &[("wording", "何年生まれですか")]).await.status, StatusCode::SEE_OTHER);
        for gone in [&age, &since] {
            assert_eq!(arrange(&staff, gone, "/retirement", &[]).await.status, StatusCode::SEE_OTHER);
        }
        let fields = [(format!("words-{age}"), "45くらい"), (format!("state-{since}"), "declined")];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let saved = staff.fill_page(&page, &path, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let heard = staff.open(&note).await.seen("#heard").join("");
        for word in ["45くらい", "おいくつ", "いつごろ", "答えたくない"] {
            assert!(heard.contains(word), "{word} in {heard}");
        }
        assert!(!heard.contains("何年生まれ"), "the page had asked otherwise");
        let boxes = boxes(&staff.open(&path).await);
        assert_eq!(boxes.len(), 17, "and both can still be put right");
    }

    async fn whoever_words_a_question_at_once_does_not_overwrite_unseen(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        let age = question(&staff.open(&format!("{note}/answers")).await, "おいくつ");
        let action = format!("/questions/{age}");
        let (first, second) = (staff.open("/questions").await, staff.open("/questions").await);
        staff.fill_page(&first, &action, &[("wording", "何歳くらいですか")]).await;
        let late = staff.fill_page(&second, &action, &[("wording", "年は")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(staff.open("/questions").await.text().contains("何歳くらいですか"));
    }

    async fn a_town_never_changes_the_questions_of_another(test: TestApp) {
        let staff = test.counsellor().await;
        let neighbour = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        let note = note(&staff, "phone").await;
        let age = question(&staff.open(&format!("{note}/answers")).await, "おいくつ");
        let key = neighbour.open("/questions").await.attribute("form[action='/questions'] input[name=form]", "value");
        let fields = [("form", key.as_str()), ("wording", "よその言い方"), ("version", "1")];
        let tried = neighbour.post(&format!("/questions/{age}"), &fields).await;
        assert_eq!(tried.status, StatusCode::NOT_FOUND);
        staff.fill("/questions", "/questions", &[("wording", "足立だけの問い")]).await;
        assert!(!neighbour.open("/questions").await.text().contains("足立だけの問い"));
        assert_eq!(test.partner().await.open("/questions").await.status, StatusCode::FORBIDDEN);
        assert_eq!(test.administrator().await.open("/questions").await.status, StatusCode::OK, "edits pages");
    }
}
