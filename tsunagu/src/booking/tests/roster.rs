//! The roster: who is where and when, read by all bodies of the town, written by each for itself.

use axum::http::StatusCode;

use crate::{
    accounts::Role,
    on_both_databases,
    platform::testing::{Browser, Page, story::OPERATOR},
};

const ROSTER: &str = "/roster";

async fn write(staff: &Browser, fields: &[(&str, &str)]) -> Page {
    let mut all = vec![("place", "八広の居場所"), ("day", "2026-11-26"), ("from", "13:00"), ("to", "16:00")];
    all.retain(|(name, _)| !fields.iter().any(|(other, _)| other == name));
    all.extend_from_slice(fields);
    staff.fill(ROSTER, ROSTER, &all).await
}

on_both_databases! {
    // S-021: a psychologist goes to the platform once a week; whoever is stationed there sees who comes when.
    async fn everybody_of_the_town_sees_who_is_where_and_each_body_writes_its_own_lines(test: TestApp) {
        let (satoru, tomoko) = (test.counsellor().await, test.partner().await);
        assert!(!satoru.open(ROSTER).await.seen("#empty").is_empty());
        let done = write(&satoru, &[("weeks", "4"), ("note", "心理の相談ができます")]).await;
        assert_eq!(done.location().as_deref(), Some(ROSTER), "{}", done.text());
        let seen = tomoko.open(ROSTER).await;
        let lines = seen.seen("#roster tbody tr");
        assert_eq!(lines.len(), 4, "every week: {lines:?}");
        for words in ["11月26日（木）", "午後1時から午後4時まで", "八広の居場所", "satoru", "心理の相談ができます"] {
            assert!(lines[0].contains(words), "{words}: {lines:?}");
        }
        assert!(seen.seen("form[action^='/roster']").is_empty(), "another body's lines are not hers to change");
        assert_eq!(tomoko.post(ROSTER, &[("form", "x")]).await.status, StatusCode::FORBIDDEN);

        // Nobody is at two places at once; nothing is written then, and nothing typed is lost.
        let twice = write(&satoru, &[("day", "2026-11-19"), ("place", "本所")]).await;
        assert!(!twice.seen("#day-error").is_empty(), "what has passed is not written");
        let twice = write(&satoru, &[("place", "本所"), ("from", "15:00"), ("to", "17:00"), ("weeks", "3")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.seen("#day-error").join("").contains("2026-11-26"), "{:?}", twice.seen("#day-error"));
        assert!(twice.form(ROSTER).contains(&("place".to_owned(), "本所".to_owned())));
        assert_eq!(tomoko.open(ROSTER).await.seen("#roster tbody tr").len(), 4, "none of the three weeks was written");
        let after = write(&satoru, &[("place", "本所"), ("from", "16:00"), ("to", "17:00")]).await;
        assert_eq!(after.location().as_deref(), Some(ROSTER), "one after the other is no clash: {}", after.text());
        for (field, typed) in [("place", " "), ("to", "11:00"), ("weeks", "27"), ("login", "tomoko"), ("login", "nobody")] {
            let beside = if field == "to" { "from" } else { field };
            let refused = write(&satoru, &[("day", "2026-12-01"), (field, typed)]).await;
            assert!(!refused.seen(&format!("#{beside}-error")).is_empty(), "{field} {typed}: {}", refused.text());
        }
        let yuki = test.signed_in("adachi", OPERATOR, Role::Counsellor, "yuki").await;
        write(&satoru, &[("day", "2026-12-01"), ("login", "yuki")]).await;
        let page = yuki.open(ROSTER).await;
        assert!(page.seen("#roster tbody tr").iter().any(|line| line.contains("yuki")), "{}", page.text());
        let removal = page.attribute("form[action^='/roster/']", "action");
        yuki.fill(ROSTER, &removal, &[]).await;
        assert_eq!(yuki.open(ROSTER).await.seen("#roster tbody tr").len(), 5, "one was taken away");
        let elsewhere = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        assert!(!elsewhere.open(ROSTER).await.seen("#empty").is_empty(), "another town's roster is another one");
    }
}
