//! What holds while several people keep one directory: who publishes, what exactly, and who answers afterwards.

use std::time::Duration;

use axum::http::StatusCode;

use super::stories::{DESK, PUBLIC, draft, publish};
use crate::{
    directory::{Record, RecordKind, keeping},
    editing::{
        self,
        model::{beginning, parts},
    },
    on_both_databases,
    platform::{
        Outcome,
        ids::{MunicipalityId, OrganizationId, RevisionId},
        testing::{Page, TestApp},
    },
};

const RULES: &str = "/directory/rules";

async fn town(test: &TestApp) -> MunicipalityId {
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    directory.municipality_by_slug("adachi").expect("a town of the data").id
}

/// Who answers at the desk of the stories.
async fn answering(test: &TestApp) -> OrganizationId {
    let directory = test.shelf.refresh(&test.app).await.expect("the directory");
    directory.desk_by_slug("adachi-safetynet").expect("the desk").organization
}

async fn version(test: &TestApp) -> i64 {
    test.shelf.refresh(&test.app).await.expect("the directory").version
}

/// The key of the first form on a page.
fn key(page: &Page) -> String {
    page.attribute("main input[name='form']", "value")
}

on_both_databases! {
    async fn whoever_runs_a_desk_from_now_on_answers_there(test: TestApp) {
        let editor = test.counsellor().await;
        assert_eq!(answering(&test).await, test.organization("adachi-contractor").await);
        let other = draft(&editor, &[("operators", "adachi-marugoto")]).await;
        publish(&editor, &other, "委託先が変わった").await;
        assert_eq!(answering(&test).await, test.organization("adachi-marugoto").await);
        // Without an operator, the office that is responsible answers.
        let owner = draft(&editor, &[("operators", ""), ("owner", "adachi-contractor")]).await;
        publish(&editor, &owner, "直営になった").await;
        assert_eq!(answering(&test).await, test.organization("adachi-contractor").await);
    }

    async fn what_changed_while_a_colleague_was_reading_is_not_published_unread(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, test.administrator().await);
        rika.fill(RULES, RULES, &[("two_persons", "yes")]).await;
        let asked = draft(&satoru, &[("access_ja", "駅の東口")]).await;
        publish(&satoru, &asked, "電話で確認した").await;
        let reading = rika.open(&asked).await;
        assert!(reading.text().contains("駅の東口"));
        // Meanwhile Satoru writes something else and asks again.
        assert_eq!(draft(&satoru, &[("access_ja", "駅の西口")]).await, asked, "the same draft");
        publish(&satoru, &asked, "もう一度確認した").await;
        let action = format!("{asked}/publication");
        let late = rika.fill_page(&reading, &action, &[]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(late.seen("#overtaken").join("").contains("変わりました"), "{}", late.text());
        assert!(late.text().contains("駅の西口"), "she sees what it is now");
        let public = test.visitor().open(PUBLIC).await.text();
        assert!(!public.contains("駅の東口") && !public.contains("駅の西口"), "{public}");
        let done = rika.fill_page(&late, &action, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert!(test.visitor().open(PUBLIC).await.text().contains("駅の西口"));
    }

    async fn a_form_that_does_not_say_what_it_showed_publishes_nothing(test: TestApp) {
        let editor = test.counsellor().await;
        let draft = draft(&editor, &[("access_ja", "駅の前")]).await;
        let page = editor.open(&draft).await;
        let (action, key) = (format!("{draft}/publication"), key(&page));
        for version in ["", "0", "7"] {
            let fields = [("form", key.as_str()), ("reason", "確認した"), ("version", version)];
            assert_eq!(editor.post(&action, &fields).await.status, StatusCode::CONFLICT, "{version}");
        }
        assert!(!test.visitor().open(PUBLIC).await.text().contains("駅の前"));
    }

    async fn nobody_who_needs_a_second_person_can_do_away_with_the_rule(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, test.administrator().await);
        rika.fill(RULES, RULES, &[("two_persons", "yes")]).await;
        let seen = satoru.open(RULES).await;
        assert!(seen.seen("input[name='two_persons']").is_empty() && !seen.seen("#two").is_empty(), "{}", seen.text());
        let tried = satoru.fill_page(&seen, RULES, &[("two_persons", "no")]).await;
        assert_eq!(tried.status, StatusCode::FORBIDDEN);
        // How old a check may be is an editor's matter, and leaves the rule alone.
        assert_eq!(satoru.fill(RULES, RULES, &[("months", "6")]).await.status, StatusCode::SEE_OTHER);
        let held = rika.open(RULES).await.form(RULES);
        assert!(held.contains(&("two_persons".to_owned(), "yes".to_owned())), "{held:?}");
        assert!(held.contains(&("months".to_owned(), "6".to_owned())), "{held:?}");
    }

    async fn what_waits_for_a_second_person_waits_even_if_the_rule_is_gone(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, test.administrator().await);
        rika.fill(RULES, RULES, &[("two_persons", "yes")]).await;
        let asked = draft(&satoru, &[("access_ja", "駅の前")]).await;
        publish(&satoru, &asked, "電話で確認した").await;
        rika.fill(RULES, RULES, &[("two_persons", "no")]).await;
        let (own, hers) = (satoru.open(&asked).await, rika.open(&asked).await);
        assert!(!own.text().contains("/publication"), "{}", own.text());
        let action = format!("{asked}/publication");
        let version = hers.attribute("input[name='version']", "value");
        let tried = satoru.post(&action, &[("form", &key(&own)), ("version", &version)]).await;
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", tried.text());
        assert_eq!(rika.fill_page(&hers, &action, &[]).await.status, StatusCode::SEE_OTHER);
    }

    async fn two_changes_at_once_are_two_steps_of_the_directory(test: TestApp) {
        let before = version(&test).await;
        let first = test.app.db.write().await.expect("a transaction");
        keeping::announce(&first).await.expect("raised");
        let app = test.app.clone();
        let second = tokio::spawn(async move {
            let tx = app.db.write().await.expect("a transaction");
            keeping::announce(&tx).await.expect("raised");
            tx.commit().await.expect("commits");
        });
        // Long enough for the second to have looked at the number, if it were one that looks.
        tokio::time::sleep(Duration::from_millis(200)).await;
        first.commit().await.expect("commits");
        second.await.expect("the second one");
        assert_eq!(version(&test).await, before + 2);
    }

    async fn an_id_that_was_taken_in_the_same_moment_is_told_and_breaks_nothing(test: TestApp) {
        let (town, organization) = (town(&test).await, test.organization("adachi-contractor").await);
        for kind in RecordKind::ALL {
            let (name, facts) = parts(&beginning(*kind, "北の記録", "adachi"));
            let record = || Record {
                kind: *kind,
                id: test.app.dice.id::<RevisionId>(test.app.now()).0,
                slug: "kita-no-id".to_owned(),
                municipality: Some(town),
                name: name.clone(),
                facts: facts.clone(),
            };
            let tx = test.app.db.write().await.expect("a transaction");
            keeping::add(&tx, &record(), town, organization).await.expect("the first one");
            let second = keeping::add(&tx, &record(), town, organization).await;
            assert!(matches!(second, Err(Outcome::Conflict)), "{kind}: {second:?}");
        }
    }

    async fn of_two_people_who_publish_the_same_id_one_is_told_to_take_another(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, test.administrator().await);
        let mut drafts = Vec::new();
        for (editor, name) in [(&satoru, "さとるの窓口"), (&rika, "りかの窓口")] {
            let begun = editor
                .fill("/directory/new", "/directory/new", &[("kind", "desk"), ("name", name), ("slug", "kita-madoguchi")])
                .await;
            let form = begun.location().unwrap_or_else(|| panic!("a form: {}", begun.text()));
            let saved = editor.fill(&form, &form, &[("access_ja", "駅の前")]).await;
            drafts.push(saved.location().unwrap_or_else(|| panic!("a draft: {}", saved.text())));
        }
        let (his, hers) =
            tokio::join!(publish(&satoru, &drafts[0], "できた"), publish(&rika, &drafts[1], "できた"));
        let mut statuses = [his.status, hers.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY], "{} {}", his.text(), hers.text());
        let (late, draft, page) =
            if his.status == StatusCode::SEE_OTHER { (&rika, &drafts[1], hers) } else { (&satoru, &drafts[0], his) };
        assert!(page.text().contains("そのIDは使われています"), "{}", page.text());
        // What the second one wrote is still a new record, not the other person's.
        assert_eq!(late.open(draft).await.seen("p.lead"), ["kita-madoguchi"]);
    }

    async fn a_feed_takes_names_from_the_directory_it_is_given(test: TestApp) {
        let (editor, town) = (test.counsellor().await, town(&test).await);
        let before = test.shelf.current(&test.app).await.expect("the directory");
        let draft = draft(&editor, &[("name", "新しい名前の窓口")]).await;
        publish(&editor, &draft, "名前が変わった").await;
        let after = test.shelf.current(&test.app).await.expect("the directory");
        let conn = test.app.db.read();
        let mut names = Vec::new();
        for directory in [&before, &after] {
            let latest = editing::latest(conn, directory, town, 10).await.expect("the changes");
            names.extend(latest.into_iter().map(|one| one.name));
        }
        assert_eq!(names, ["ひきこもりの相談と居場所支援「セーフティネットあだち」", "新しい名前の窓口"]);
        assert!(editor.open(DESK).await.seen("h1").join("").contains("新しい名前の窓口"));
    }

    async fn what_a_colleague_chose_meanwhile_stays_where_it_was_not_offered(test: TestApp) {
        let (satoru, rika, town) = (test.counsellor().await, test.administrator().await, town(&test).await);
        let open = satoru.open(RULES).await;
        let first = test.app.db.write().await.expect("a transaction");
        let both = keeping::Rules { two_persons: true, stale_after_months: 13, asks_by_itself: false };
        keeping::set_rules(&first, town, both).await.expect("set");
        let meanwhile = async {
            // Long enough for the other one to have looked at what holds, if it did so before its turn.
            tokio::time::sleep(Duration::from_millis(200)).await;
            first.commit().await.expect("commits");
        };
        let (late, ()) = tokio::join!(satoru.fill_page(&open, RULES, &[("months", "6")]), meanwhile);
        assert_eq!(late.status, StatusCode::SEE_OTHER, "{}", late.text());
        let held = rika.open(RULES).await.form(RULES);
        for (name, value) in [("two_persons", "yes"), ("months", "6")] {
            assert!(held.contains(&(name.to_owned(), value.to_owned())), "{held:?}");
        }
    }

    // S-363
    async fn a_yes_about_one_number_does_not_go_over_to_the_next(test: TestApp) {
        let editor = test.counsellor().await;
        let shown = async |fields: &[(&str, &str)], number: &str| {
            let draft = draft(&editor, fields).await;
            publish(&editor, &draft, "本人から聞いた").await;
            test.visitor().open(PUBLIC).await.text().contains(number)
        };
        let own = [
            ("phones.1.number", "090-1111-2222"),
            ("phones.1.kind", "office"),
            ("phones.1.owner", "private"),
            ("phones.1.consent_to_show", "yes"),
        ];
        assert!(shown(&own, "090-1111-2222").await);
        assert!(!shown(&[("phones.1.number", "090-3333-4444")], "090-3333-4444").await, "nobody asked about this one");
        assert!(shown(&[("phones.1.consent_to_show", "yes")], "090-3333-4444").await, "and then somebody did");
    }

    async fn mail_addresses_of_events_and_groups_are_written_and_shown(test: TestApp) {
        let editor = test.counsellor().await;
        let form = "/directory/records/event/ev-adachi-move";
        let odd = editor.fill(form, form, &[("email", "moyooshi")]).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(odd.attribute("#email", "value"), "moyooshi");
        let saved = editor.fill(form, form, &[("email", "moyooshi@example.jp")]).await;
        let event = saved.location().unwrap_or_else(|| panic!("a draft: {}", saved.text()));
        publish(&editor, &event, "問い合わせ先が決まった").await;
        let page = test.visitor().open("/events/ev-adachi-move").await.text();
        assert!(page.contains("href=\"mailto:moyooshi@example.jp\""), "{page}");
        let group = [("owned_emails.0.email", "kai@kai.example.jp"), ("owned_emails.0.owner", "group")];
        let desk = draft(&editor, &group).await;
        let done = publish(&editor, &desk, "会のアドレス").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert!(test.visitor().open(PUBLIC).await.text().contains("kai@kai.example.jp"));
    }
}
