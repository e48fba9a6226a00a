//! A lost passphrase: beginning anew, and joining with the earlier thread only after a yes.

use axum::http::StatusCode;

use super::begin;
use crate::{
    on_both_databases,
    platform::{
        ids::{StaffId, ThreadId, ThreadLinkId},
        testing::{at, story},
    },
    reception::model::{Link, LinkState},
};

#[test]
fn every_answer_may_change_but_a_no_is_not_asked_again() {
    let nobody = uuid::Uuid::nil();
    let now = at("2026-11-24T10:00").and_utc();
    let link = |state| Link {
        id: ThreadLinkId(nobody),
        thread: ThreadId(nobody),
        earlier: ThreadId(nobody),
        asked_by: StaffId(nobody),
        asked_at: now,
        state,
    };
    use LinkState::{Agreed, Asked, Declined, TakenBack};
    for (state, yes, after) in [
        (Asked, true, Agreed),
        (Asked, false, Declined),
        (Agreed, true, Agreed),
        (Agreed, false, Declined),
        (Declined, true, Agreed),
        (Declined, false, Declined),
        (TakenBack, true, Agreed),
        (TakenBack, false, Declined),
    ] {
        assert_eq!(link(state).answered(yes).state, after, "{state} {yes}");
    }
    let again = |state| link(state).asked_again(StaffId(nobody), now).map(|link| link.state);
    assert_eq!(again(Declined).expect_err("no means no").key, "refused-link-declined");
    assert_eq!((again(Asked), again(Agreed), again(TakenBack)), (Ok(Asked), Ok(Agreed), Ok(Asked)));
    let back = |state| link(state).taken_back().state;
    assert_eq!((back(Asked), back(Agreed), back(TakenBack)), (TakenBack, TakenBack, TakenBack));
    assert_eq!(back(Declined), Declined, "a no stays a no");
}

on_both_databases! {
    async fn a_new_thread_is_joined_with_the_lost_one_only_after_a_yes_and_reversibly(test: TestApp) {
        begin(&test.visitor(), "まえのくじら", "前に書いたこと").await;
        test.set_clock("2026-11-24T10:05");
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "くじら", "合言葉をなくしました").await;
        let staff = test.counsellor().await;
        let day = staff.open("/day").await;
        let html = day.html();
        let pick = scraper::Selector::parse("#waiting a").expect("a selector");
        let address = |name: &str| {
            let link = html.select(&pick).find(|link| link.text().collect::<String>() == name);
            link.and_then(|link| link.value().attr("href")).unwrap_or_else(|| panic!("{name}")).to_owned()
        };
        let (new, old) = (address("くじら"), address("まえのくじら"));
        let links = format!("{new}/links");
        let old_id = old.rsplit('/').next().expect("an id").to_owned();
        let page = staff.open(&links).await;
        assert!(page.seen("#earlier").join("").contains("まえのくじら"));
        let asked = staff.fill_page(&page, &links, &[("earlier", &old_id)]).await;
        assert_eq!(asked.location().as_deref(), Some(new.as_str()), "{}", asked.text());
        assert!(!staff.open(&new).await.text().contains(&format!("href=\"{old}\"")), "not before a yes");

        let thread = story::thread_of(&visitor, &passphrase).await;
        assert!(thread.text().contains("前のやりとりと、いっしょに読んでもよいですか"));
        assert!(!thread.text().contains("前に書いたこと") && !thread.text().contains("まえのくじら"), "it tells nothing");
        visitor.fill("/thread", "/thread/links", &[("yes", "yes")]).await;
        let joined = staff.open(&new).await;
        assert!(joined.text().contains(&format!("href=\"{old}\"")), "{}", joined.text());
        let thread = visitor.open("/thread").await;
        assert!(!thread.text().contains("前に書いたこと"), "a passphrase shows its own thread and no other");
        visitor.fill("/thread", "/thread/links", &[("yes", "no")]).await;
        assert!(!staff.open(&new).await.text().contains(&format!("href=\"{old}\"")), "taken back by the writer");

        let refused = staff.fill(&links, &links, &[("earlier", &old_id)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a no is not asked again");
        assert!(refused.seen("#care-error").join("").contains("もう一度たずねず"));
        visitor.fill("/thread", "/thread/links", &[("yes", "yes")]).await;
        assert!(staff.open(&new).await.text().contains(&format!("href=\"{old}\"")), "the writer may still say yes");
    }

    async fn nobody_answers_or_asks_for_threads_that_are_not_theirs(test: TestApp) {
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "", "a").await;
        let page = story::thread_of(&visitor, &passphrase).await;
        let key = page.attribute("form[action='/thread'] input[name=form]", "value");
        let foreign = visitor.post("/thread/links", &[("form", &key), ("link", &uuid::Uuid::nil().to_string()), ("yes", "yes")]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let staff = test.counsellor().await;
        let path = story::thread_on_day(&staff).await;
        let page = staff.open(&path).await;
        let key = page.attribute(&format!("form[action='{path}/answers'] input[name=form]"), "value");
        let own = path.rsplit('/').next().expect("an id").to_owned();
        let nobody = uuid::Uuid::nil().to_string();
        let unknown = staff.post(&format!("{path}/links"), &[("form", &key), ("earlier", &nobody)]).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let itself = staff.post(&format!("{path}/links"), &[("form", &key), ("earlier", &own)]).await;
        assert_eq!(itself.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
