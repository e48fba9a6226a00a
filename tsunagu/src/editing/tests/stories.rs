//! Editing through the real pages, on both databases.

use axum::http::StatusCode;

use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, Page, TestApp},
    },
};

pub const DESK: &str = "/directory/records/desk/adachi-safetynet";
pub const PUBLIC: &str = "/desks/adachi-safetynet";

/// Fills the desk's form; answers the address of the draft.
pub async fn draft(editor: &Browser, fields: &[(&str, &str)]) -> String {
    let saved = editor.fill(DESK, DESK, fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    saved.location().expect("a draft")
}

pub async fn publish(editor: &Browser, draft: &str, reason: &str) -> Page {
    editor.fill(draft, &format!("{draft}/publication"), &[("reason", reason)]).await
}

/// The stories' counsellor is Satoru; Rika administers.
async fn rika(test: &TestApp) -> Browser {
    test.administrator().await
}

on_both_databases! {
    // S-024, S-325: an editor changes a desk's words; the public page says so once it is published, with the day.
    async fn a_change_is_seen_by_nobody_until_it_is_published(test: TestApp) {
        let (editor, visitor) = (test.counsellor().await, test.visitor());
        let new = "北千住駅から歩いて3分";
        let draft = draft(&editor, &[("access_ja", new)]).await;
        assert!(!visitor.open(PUBLIC).await.text().contains(new), "a draft is no announcement");
        let shown = editor.open(&draft).await;
        assert_eq!(shown.seen(".changes tbody th"), ["行き方"]);
        assert!(editor.open(&format!("{draft}/preview")).await.text().contains(new), "the preview shows it");

        let nameless = publish(&editor, &draft, " ").await;
        assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!nameless.seen("#reason-error").is_empty());
        let done = publish(&editor, &draft, "窓口から電話があった").await;
        assert_eq!(done.location().as_deref(), Some(format!("{DESK}/history").as_str()), "{}", done.text());
        let page = visitor.open(PUBLIC).await;
        assert!(page.text().contains(new));
        let day = "「場所」は、令和8年11月24日（火）に確かめました";
        assert!(page.text().contains(day), "the day stands on the page: {}", page.text());
        let history = editor.open(&format!("{DESK}/history")).await.text();
        for words in ["窓口から電話があった", "satoru", "行き方", new] {
            assert!(history.contains(words), "{words}: {history}");
        }
    }

    async fn pressing_publish_twice_publishes_once(test: TestApp) {
        let editor = test.counsellor().await;
        let draft = draft(&editor, &[("access_ja", "駅の前")]).await;
        let page = editor.open(&draft).await;
        let action = format!("{draft}/publication");
        let first = editor.fill_page(&page, &action, &[("reason", "確認した")]).await;
        let second = editor.fill_page(&page, &action, &[("reason", "確認した")]).await;
        assert_eq!(first.location(), second.location(), "{}", second.text());
        assert_eq!(editor.open(&format!("{DESK}/history")).await.seen("section.apart").len(), 1);
    }

    async fn an_undone_change_brings_back_what_stood_before_and_keeps_what_came_after(test: TestApp) {
        let (editor, visitor) = (test.counsellor().await, test.visitor());
        let first = draft(&editor, &[("access_ja", "まちがった行き方")]).await;
        publish(&editor, &first, "直した").await;
        let second = draft(&editor, &[("reopen_ja", "いつでもどうぞ")]).await;
        publish(&editor, &second, "書き足した").await;
        let undone = editor.fill(&first, &format!("{first}/restoration"), &[]).await;
        let undoing = undone.location().expect("a draft that undoes");
        publish(&editor, &undoing, "前のほうが正しかった").await;
        let page = visitor.open(PUBLIC).await.text();
        assert!(!page.contains("まちがった行き方") && page.contains("いつでもどうぞ"), "{page}");
        assert_eq!(editor.open(&format!("{DESK}/history")).await.seen("section.apart").len(), 3);
    }

    async fn what_is_wrong_stands_beside_its_field_and_everything_typed_stays(test: TestApp) {
        let editor = test.counsellor().await;
        let fields = [("phones.0.number", "3880-5419"), ("access_ja", "駅の前"), ("web", "city")];
        let page = editor.fill(DESK, DESK, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.attribute("#phones-0-number", "value"), "3880-5419");
        assert!(!page.seen("#phones-0-number-error").is_empty() && !page.seen("#web-error").is_empty());
        assert!(page.seen("#access-ja").join("").contains("駅の前"));
        assert_eq!(page.seen("#faults li").len(), 2);
    }

    // S-001, S-061: hours are written as a notice, shown as understood, and hold once published.
    async fn hours_written_as_a_notice_hold_once_they_are_published(test: TestApp) {
        let (editor, visitor) = (test.counsellor().await, test.visitor());
        let words = "毎週火曜 13時～15時（祝日・12月29日～1月3日は休み）";
        let draft = draft(&editor, &[("hours.0.words", words)]).await;
        let page = editor.open(&draft).await;
        let understood = page.seen(".card").join("");
        assert!(understood.contains(words) && understood.contains("午後1時"), "{understood}");
        publish(&editor, &draft, "お知らせが届いた").await;
        let states = visitor.open(PUBLIC).await.seen(".state").join("|");
        assert!(states.contains("午後1時"), "closed at ten, open from one: {states}");
        test.set_clock("2026-11-24T13:30");
        let states = visitor.open(PUBLIC).await.seen(".state").join("|");
        assert!(states.contains("午後3時"), "{states}");
    }

    // S-025: an extra opening on a Sunday is announced.
    async fn an_extra_opening_on_a_day_off_is_announced(test: TestApp) {
        let (editor, visitor) = (test.counsellor().await, test.visitor());
        let row = [
            ("overrides.0.from", "2026-11-29"),
            ("overrides.0.mode", "add"),
            ("overrides.0.times", "10:00-12:00"),
            ("overrides.0.reason", "休日の窓口"),
        ];
        let draft = draft(&editor, &row).await;
        publish(&editor, &draft, "今月の休日窓口").await;
        test.set_clock("2026-11-29T10:30");
        let states = visitor.open(PUBLIC).await;
        assert!(!states.seen(".state-open").is_empty(), "{}", states.seen(".state").join("|"));
    }

    async fn two_people_who_edit_at_once_both_keep_their_words(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, rika(&test).await);
        let open = satoru.open(DESK).await;
        let hers = draft(&rika, &[("access_ja", "りかの行き方")]).await;
        publish(&rika, &hers, "先に公開した").await;
        let late = satoru.fill_page(&open, DESK, &[("access_ja", "さとるの行き方")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#theirs").join("").contains("りかの行き方"), "{}", late.text());
        assert!(late.seen("#access-ja").join("").contains("さとるの行き方"));
        // Sent again on purpose, it is a draft over hers.
        let again = satoru.fill_page(&late, DESK, &[]).await;
        let his = again.location().expect("a draft");
        let third = draft(&rika, &[("reopen_ja", "また、どうぞ")]).await;
        publish(&rika, &third, "もう一つ").await;
        let overtaken = satoru.open(&his).await;
        assert!(!overtaken.seen("#overtaken").is_empty());
        // Going on puts his words over hers, field by field.
        let merged = satoru.open(DESK).await;
        assert!(merged.seen("#access-ja").join("").contains("さとるの行き方"));
        assert!(merged.seen("#reopen-ja").join("").contains("また、どうぞ"));
    }

    async fn where_the_town_wants_it_a_second_person_publishes(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, rika(&test).await);
        rika.fill("/directory/rules", "/directory/rules", &[("two_persons", "yes")]).await;
        let draft = draft(&satoru, &[("access_ja", "駅の前")]).await;
        let asked = publish(&satoru, &draft, "電話で確認した").await;
        assert_eq!(asked.location().as_deref(), Some(draft.as_str()));
        assert!(!test.visitor().open(PUBLIC).await.text().contains("駅の前"));
        let waiting = satoru.open(&draft).await;
        assert!(!waiting.text().contains("/publication"), "the writer cannot: {}", waiting.text());
        assert!(rika.open("/directory").await.seen("#waiting").join("").contains("satoru"));
        let done = rika.fill(&draft, &format!("{draft}/publication"), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert!(test.visitor().open(PUBLIC).await.text().contains("駅の前"));
        let history = rika.open(&format!("{DESK}/history")).await.text();
        assert!(history.contains("satoru") && history.contains("rika"), "{history}");
        let odd = rika.fill("/directory/rules", "/directory/rules", &[("months", "abc")]).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(odd.attribute("#months", "value"), "abc");
    }

    // S-068: another town's staff do not even learn that there is a draft.
    async fn another_towns_staff_edit_nothing_here(test: TestApp) {
        let editor = test.counsellor().await;
        let draft = draft(&editor, &[("access_ja", "駅の前")]).await;
        let other = test.signed_in("sumida", "gakken-el", Role::Counsellor, "hanako").await;
        for path in [DESK, &format!("{DESK}/history"), &draft] {
            assert_eq!(other.open(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(other.open("/directory").await.status, StatusCode::OK);
        // Nor does a colleague read a draft that is still being written.
        assert_eq!(rika(&test).await.open(&draft).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_check_is_shown_with_its_day_and_grows_old(test: TestApp) {
        let (editor, visitor) = (test.counsellor().await, test.visitor());
        let history = format!("{DESK}/history");
        let empty = editor.fill(&history, &format!("{DESK}/checks"), &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let facets = ["about", "hours", "contact", "place", "who", "terms"].map(|facet| ("facet", facet));
        let done = editor.fill(&history, &format!("{DESK}/checks"), &facets).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let page = visitor.open(PUBLIC).await;
        assert!(page.text().contains("令和8年11月24日（火）に内容を確かめました"), "{}", page.text());
        assert!(!page.seen(".state-open").is_empty());
        assert!(!editor.open("/directory").await.seen("#due").join("").contains("セーフティネット"));
        // Thirteen months later "open" is no longer promised.
        test.set_clock("2027-12-28T10:30");
        let old = visitor.open(PUBLIC).await;
        assert!(old.seen(".state-open").is_empty(), "{}", old.seen(".state").join("|"));
        assert!(old.seen(".state").join("|").contains("確かめ直していません"));
        assert!(editor_again(&test).await.open("/directory").await.seen("#due").join("").contains("セーフティネット"));
    }

    async fn a_partner_makes_sure_of_facts_by_a_link_without_an_account(test: TestApp) {
        let (editor, partner) = (test.counsellor().await, test.visitor());
        let history = format!("{DESK}/history");
        let ask = format!("{DESK}/confirmations");
        let odd = editor.fill(&history, &ask, &[("address", "desk")]).await;
        assert_eq!((odd.status, odd.attribute("#address", "value")), (StatusCode::UNPROCESSABLE_ENTITY, "desk".to_owned()));
        editor.fill(&history, &ask, &[("address", "desk@example.jp")]).await;
        let mails = outbox::waiting(test.app.db.read()).await.expect("the outbox");
        let link = mails.last().expect("a mail").path.clone();
        assert!(link.starts_with("/confirm/"), "{link}");
        let page = partner.open(&link).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("セーフティネットあだち"));
        assert!(!page.text().contains("編集のメモ"), "the editor's notes are nobody else's");
        let nothing = partner.fill_page(&page, &link, &[]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let answer = [("facet", "hours"), ("facet", "contact"), ("correction", "住所の階がちがいます")];
        let thanks = partner.fill_page(&page, &link, &answer).await;
        assert!(thanks.text().contains("受け取りました"), "{}", thanks.text());
        // The correction changes nothing by itself; it waits for the editor.
        let queue = editor.open("/directory").await;
        assert!(queue.seen("#correction-1").join("").contains("住所の階がちがいます"));
        let settle = queue.attribute("#correction-1 form", "action");
        editor.fill_page(&queue, &settle, &[]).await;
        assert!(editor.open("/directory").await.seen("#correction-1").is_empty());
        assert!(editor.open(&history).await.text().contains("答えが届きました"));
        for wrong in ["/confirm/0123456789abcdef0123456789abcdef", "/confirm/x"] {
            assert_eq!(partner.open(wrong).await.status, StatusCode::NOT_FOUND);
        }
        test.set_clock("2026-12-25T10:00");
        assert_eq!(partner.open(&link).await.status, StatusCode::NOT_FOUND, "thirty days, no longer");
    }

    // S-325: what is no desk tells the day as well, part by part.
    async fn a_check_of_any_record_is_shown_with_its_day(test: TestApp) {
        let (editor, visitor) = (test.counsellor().await, test.visitor());
        for (kind, slug) in [
            ("organization", "adachi-marugoto"),
            ("gathering", "adachi-sn-ibasho"),
            ("event", "ev-adachi-move"),
            ("resource", "sn-workactivities"),
            ("council", "adachi-bukai"),
        ] {
            let (path, public) = (format!("/directory/records/{kind}/{slug}"), format!("/{kind}s/{slug}"));
            let day = "「名前や運営」は、令和8年11月24日（火）に確かめました";
            assert!(!visitor.open(&public).await.text().contains(day), "{kind}");
            let checked = editor.fill(&format!("{path}/history"), &format!("{path}/checks"), &[("facet", "about")]).await;
            assert_eq!(checked.status, StatusCode::SEE_OTHER, "{kind}: {}", checked.text());
            assert!(visitor.open(&public).await.text().contains(day), "{kind}");
        }
        test.set_clock("2027-12-28T10:30");
        let old = visitor.open("/resources/sn-workactivities").await.text();
        assert!(old.contains("確かめ直していません"), "and that it has grown old: {old}");
    }

    async fn a_load_of_the_files_leaves_what_was_edited_here(test: TestApp) {
        let editor = test.counsellor().await;
        let draft = draft(&editor, &[("access_ja", "駅の前")]).await;
        publish(&editor, &draft, "確認した").await;
        let bundle = crate::directory::data::embedded().expect("the files");
        let tx = test.app.db.write().await.expect("a transaction");
        let loaded = crate::directory::actions::load(&test.app, &tx, &bundle).await.expect("loads");
        tx.commit().await.expect("commits");
        assert_eq!((loaded.added, loaded.changed, loaded.kept), (0, 0, vec!["adachi-safetynet".to_owned()]));
        test.shelf.refresh(&test.app).await.expect("read again");
        assert!(test.visitor().open(PUBLIC).await.text().contains("駅の前"));
    }

    // S-008, S-043: a new desk stands in the town's list, in the finder and on its own page once it is published.
    async fn a_new_record_of_every_kind_is_written_and_published(test: TestApp) {
        let (editor, visitor) = (test.counsellor().await, test.visitor());
        let new = "/directory/new";
        for odd in ["", "ab", "Kita", "-kita", "kita desk", "adachi-safetynet"] {
            let page = editor.fill(new, new, &[("kind", "desk"), ("name", "北の窓口"), ("slug", odd)]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{odd}");
            assert_eq!(page.attribute("#slug", "value"), odd);
            assert_eq!(page.attribute("#name", "value"), "北の窓口");
        }
        for (kind, more) in [
            ("desk", ("access_ja", "駅の前")),
            ("organization", ("phone", "03-0000-0000")),
            ("gathering", ("schedule.0.words", "毎月第2土曜 13時～15時")),
            ("event", ("date", "2026-12-05")),
            ("resource", ("url", "https://www.example.jp/")),
            ("council", ("established", "令和8年度")),
        ] {
            let slug = format!("kita-{kind}");
            let begun = editor.fill(new, new, &[("kind", kind), ("name", "北の記録"), ("slug", &slug)]).await;
            let form = begun.location().unwrap_or_else(|| panic!("{kind}: {}", begun.text()));
            let fields = [more, ("date_text_ja", "12月5日")];
            let fields = if kind == "event" { &fields[..] } else { &fields[..1] };
            let saved = editor.fill(&form, &form, fields).await;
            let draft = saved.location().unwrap_or_else(|| panic!("{kind}: {}", saved.text()));
            let public = format!("/{kind}s/{slug}");
            assert_eq!(visitor.open(&public).await.status, StatusCode::NOT_FOUND, "{kind}");
            assert_eq!(editor.open(&format!("{draft}/preview")).await.seen("h1"), ["北の記録"], "{kind}");
            let done = publish(&editor, &draft, "新しくできた").await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{kind}: {}", done.text());
            assert_eq!(visitor.open(&public).await.seen("h1"), ["北の記録"], "{kind}");
        }
        assert!(visitor.open("/towns/adachi").await.text().contains("/desks/kita-desk"));
        assert!(visitor.open("/find?town=adachi").await.text().contains("/desks/kita-desk"));
        assert_eq!(visitor.open("/desks/kita-desk/write").await.status, StatusCode::OK, "one can write to it");
    }

    // S-357: what pauses stays listed, with its note.
    async fn a_desk_that_pauses_says_so_and_why(test: TestApp) {
        let (editor, visitor) = (test.counsellor().await, test.visitor());
        let draft = draft(&editor, &[("standing", "suspended"), ("standing_note_ja", "改修工事のため3月まで")]).await;
        publish(&editor, &draft, "工事の知らせ").await;
        let page = visitor.open(PUBLIC).await;
        assert!(page.seen(".notice").join("").contains("改修工事のため3月まで"), "{}", page.text());
    }

    async fn every_kind_of_record_is_edited_with_the_same_hand(test: TestApp) {
        let editor = test.counsellor().await;
        for (kind, slug, field) in [
            ("organization", "adachi-marugoto", "name"),
            ("gathering", "adachi-sn-ibasho", "name"),
            ("event", "ev-adachi-move", "name"),
            ("resource", "sn-workactivities", "name"),
            ("council", "adachi-bukai", "name"),
        ] {
            let path = format!("/directory/records/{kind}/{slug}");
            let saved = editor.fill(&path, &path, &[(field, "新しい名前")]).await;
            let draft = saved.location().unwrap_or_else(|| panic!("{kind}: {}", saved.text()));
            assert_eq!(editor.open(&format!("{draft}/preview")).await.seen("h1"), ["新しい名前"], "{kind}");
            let done = publish(&editor, &draft, "名前が変わった").await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{kind}: {}", done.text());
            assert_eq!(test.visitor().open(&format!("/{kind}s/{slug}")).await.seen("h1"), ["新しい名前"], "{kind}");
        }
    }
}

/// Sessions end with time; Satoru signs in again.
async fn editor_again(test: &TestApp) -> Browser {
    let browser = test.visitor();
    browser.post("/sign-in", &[("login", "satoru"), ("password", crate::platform::testing::PASSWORD)]).await;
    browser
}
