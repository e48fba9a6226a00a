//! What towns say of themselves: rules, lists and colours here, stories through the real pages beside.

mod look;
mod pages;
mod stories;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    model::{Content, Kind, Owner, Publication, Status, Text, Typed, Version},
    prose, terms, wording,
};
use crate::{
    platform::{
        Lang,
        ids::{MunicipalityId, StaffId, TextId},
    },
    texts::SOURCES,
};

const SATORU: StaffId = StaffId(Uuid::from_u128(1));
const RIKA: StaffId = StaffId(Uuid::from_u128(2));

fn at(day: &str) -> DateTime<Utc> {
    let day: NaiveDate = day.parse().expect("a day");
    day.and_hms_opt(3, 0, 0).expect("noon in Japan").and_utc()
}

fn typed(title: &str, body: &str) -> Typed {
    Typed { title: title.to_owned(), body: body.to_owned(), ..Typed::default() }
}

fn content(title: &str) -> Content {
    typed(title, "本文").check().expect("a text that can be written").0
}

fn version(seq: i32, by: StaffId) -> Version {
    Version { seq, content: content("題"), why: String::new(), at: at("2026-11-01"), by: Some(by) }
}

fn text(status: Status) -> Text {
    Text {
        id: TextId(Uuid::from_u128(3)),
        number: 1,
        owner: Owner::Town(MunicipalityId(Uuid::from_u128(4))),
        kind: Kind::BasicPolicy,
        status,
        head: 2,
        origin: None,
        version: 1,
    }
}

fn published(seq: i32) -> Publication {
    let review_by = "2027-01-01".parse().expect("a day");
    Publication { seq, at: at("2026-01-01"), first_at: at("2025-01-01"), by: Some(RIKA), review_by }
}

#[test]
fn every_state_says_what_may_come_of_it() {
    let now = at("2026-11-24");
    let review: NaiveDate = "2027-11-24".parse().expect("a day");
    let retired = || Status::Retired { last: published(1), at: now, by: RIKA, why: String::new() };
    for (status, first_at, may_retire) in [
        (Status::Draft, now, Err("refused-retire-draft")),
        (Status::Published(published(1)), at("2025-01-01"), Ok(())),
        (retired(), at("2025-01-01"), Err("refused-retired-already")),
    ] {
        let held = text(status);
        let out = held.clone().publish(&version(2, SATORU), RIKA, now, review, true).expect("somebody else publishes");
        assert_eq!(out.in_force().map(|it| (it.seq, it.first_at)), Some((2, first_at)));
        // An older version is published like a new one: that is how a change is taken back.
        let back = out.publish(&version(1, SATORU), RIKA, now, review, true).expect("an older one");
        assert_eq!(back.in_force().map(|it| it.seq), Some(1));
        let ended = held.retire(RIKA, now, String::new());
        assert_eq!(ended.as_ref().map(|_| ()).map_err(|refusal| refusal.key), may_retire);
        if let Ok(ended) = ended {
            assert!(ended.in_force().is_none() && ended.publication().is_some());
        }
    }
}

#[test]
fn whoever_wrote_it_publishes_alone_only_where_the_town_lets_them() {
    let (now, review) = (at("2026-11-24"), "2027-11-24".parse().expect("a day"));
    let alone = |two_people| text(Status::Draft).publish(&version(2, SATORU), SATORU, now, review, two_people);
    assert!(alone(false).is_ok());
    assert_eq!(alone(true).map_err(|refusal| refusal.key), Err("refused-publish-alone"));
}

#[test]
fn a_review_lies_ahead_and_not_beyond_three_years() {
    let now = at("2026-11-24");
    for (day, is_fit) in [
        ("2026-11-23", false),
        ("2026-11-24", false),
        ("2026-11-25", true),
        ("2029-11-24", true),
        ("2029-11-25", false),
    ] {
        let review = day.parse().expect("a day");
        let result = text(Status::Draft).publish(&version(2, SATORU), RIKA, now, review, false);
        assert_eq!(result.is_ok(), is_fit, "{day}");
        if let Ok(text) = result {
            assert!(!text.review_is_due(review) && text.review_is_due(review.succ_opt().expect("a day after")));
        }
    }
}

#[test]
fn what_was_typed_is_read_or_told_beside_its_field() {
    let long = "あ".repeat(31_000);
    let rows: [(&str, Typed); 8] = [
        ("title", typed(" ", "本文")),
        ("title", typed(&"あ".repeat(121), "本文")),
        ("body", typed("題", "\n")),
        ("body", typed("題", &long)),
        ("adopted_on", Typed { adopted_on: "先月".into(), ..typed("題", "本文") }),
        ("fiscal_year", Typed { fiscal_year: "令和6年9月".into(), ..typed("題", "本文") }),
        ("links", Typed { links: "危ない | javascript:alert(1)".into(), ..typed("題", "本文") }),
        ("source", Typed { source: "あ".repeat(500), ..typed("題", "本文") }),
    ];
    for (field, typed) in rows {
        let faults = typed.check().expect_err(field);
        assert!(faults.of(field).is_some(), "{field}: {faults:?}");
    }
    for (typed_date, read) in [
        ("令和6年9月25日", "2024-09-25"),
        ("令和6年9月", "2024-09"),
        ("令和6年度", "FY2024"),
        ("2024-09", "2024-09"),
        ("FY2024", "FY2024"),
    ] {
        let (content, _) = Typed { adopted_on: typed_date.into(), ..typed("題", "本文") }.check().expect(typed_date);
        assert_eq!(content.adopted_on.map(|date| date.to_string()).as_deref(), Some(read));
        // What stands in the form afterwards reads the same again.
        assert_eq!(Typed::of(&content).check().map(|(again, _)| again), Ok(content));
    }
}

#[test]
fn a_body_becomes_headings_lists_and_links_and_nothing_that_runs() {
    let drawn = |body: &str| askama::Template::render(&prose::read(body)).expect("it renders");
    let body = "## 見出し\n一行目\n二行目\n\n1. はじめ\n2. **つぎ**\n\n- [ページ](/towns/adachi)\n\n> 引用";
    let html = drawn(body);
    for part in [
        "<h2>見出し</h2>",
        "一行目<br>二行目",
        "<ol start=\"1\">",
        "<strong>つぎ</strong>",
        "<a href=\"/towns/adachi\" rel=\"noreferrer\">ページ</a>",
        "<blockquote>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    for body in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[押す](javascript:alert(1))",
        "[押す](//elsewhere.example)",
        "[押す](<data:text/html,x>)",
        "段落 <b onclick=x>太い</b>",
        "![絵](/x\"onerror=\"y)",
    ] {
        let html = drawn(body);
        for tag in ["<script", "<img", "<b", "javascript:", "data:", "//elsewhere", "\"onerror"] {
            assert!(!html.contains(tag) || tag == "<b" && html.contains("<br"), "{body}: {html}");
        }
    }
}

#[test]
fn a_body_that_nests_thousands_of_times_is_drawn_flat() {
    for (body, most) in [
        (format!("{}ことば", ">".repeat(29_000)), 5),
        (format!("{}ことば", "- ".repeat(10_000)), 5),
        (format!("{}ことば{}", "**a ".repeat(5_000), "**".repeat(5_000)), 1),
        (format!("{}ことば{}", "[".repeat(5_000), "](/towns/adachi)".repeat(1_500)), 1),
    ] {
        // A thread of the server has no more room than this.
        let drawn = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(move || {
            let html = askama::Template::render(&prose::read(&body)).expect("it renders");
            (html, prose::points("題", &body), prose::first_words(&body))
        });
        let (html, points, first) = drawn.expect("a thread").join().expect("it is read to its end");
        assert!(html.contains("ことば") && first.contains("ことば") && points == ["題"], "{points:?}");
        for tag in ["<blockquote>", "<ul>", "<strong>", "<a "] {
            assert!(html.matches(tag).count() <= most, "{tag}: {}", html.matches(tag).count());
        }
    }
}

#[test]
fn what_stands_too_deep_keeps_its_words_and_their_lines() {
    let html = askama::Template::render(&prose::read(
        "- 一\n  - 二\n    - 三\n      - 四\n        - 五\n          - **六**\n          - [七](/towns/adachi)\n- 八",
    ))
    .expect("it renders");
    assert_eq!(html.matches("<ul>").count(), 5, "{html}");
    assert!(html.contains("五<br>六<br>七") && html.contains("八"), "{html}");
}

#[test]
fn goals_are_the_numbered_points_or_the_whole_text() {
    assert_eq!(prose::points("題", "前書き\n\n1. ひとつ\n2. ふたつ\n\n- 印"), ["ひとつ", "ふたつ"]);
    assert_eq!(prose::points("題", "番号のない文章\n\n- 印"), ["題"]);
}

proptest::proptest! {
    #[test]
    fn a_body_never_fails_whatever_is_typed(body in "(\\PC|[\\n*_>`#\\[\\]()<>-]){0,200}") {
        let html = askama::Template::render(&prose::read(&body)).expect("it renders");
        let known = ["p", "h2", "h3", "ol", "ul", "li", "blockquote", "strong", "a", "br"];
        for tag in html.split('<').skip(1) {
            let name: String = tag.trim_start_matches('/').chars().take_while(|letter| letter.is_ascii_alphanumeric()).collect();
            proptest::prop_assert!(known.contains(&name.as_str()), "{name} in {html}");
        }
    }
}

// S-329
#[test]
fn words_that_may_hurt_are_found_and_names_of_laws_are_not() {
    let found = |text: &str| {
        let hints = wording::hints(text);
        hints.iter().map(|hint| (hint.word.word.as_str(), hint.times)).collect::<Vec<_>>()
    };
    for (text, expected) in [
        ("ひきこもり者とその家族", vec![("ひきこもり者", 1)]),
        ("社会復帰のために。社会復帰へ", vec![("社会復帰", 2)]),
        ("８０５０問題を考える", vec![("8050問題", 1)]),
        ("ニートの方", vec![("ニート", 1)]),
        ("ﾆｰﾄ", vec![("ニート", 1)]),
        ("障害者総合支援法と障害者手帳", vec![]),
        ("障害者と障害者手帳", vec![("障害者", 1)]),
        ("更生保護", vec![]),
        ("自己責任やご家族の責任ではなく、社会の課題として", vec![]),
        ("ひきこもりの状態にある方とご家族", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn every_word_of_the_list_is_found_and_its_suggestions_hurt_nobody() {
    let list = wording::list();
    assert!(list.len() >= 35, "{}", list.len());
    for word in list {
        assert!(wording::hints(&word.word).iter().any(|hint| hint.word.word == word.word), "{}", word.word);
        assert!(!word.why(Lang::Ja).is_empty() && !word.why(Lang::En).is_empty());
        for instead in &word.instead {
            assert!(wording::hints(instead).is_empty(), "{instead} instead of {}", word.word);
        }
    }
}

// S-330
#[test]
fn no_text_and_no_spelling_calls_a_person_by_a_state() {
    let label = "ひきこもり者";
    for (_, name, source) in SOURCES {
        assert!(!source.contains(label) && !source.contains("引きこもり者"), "{name}");
    }
    for term in terms::list() {
        let [first, others @ ..] = term.spellings.as_slice() else { panic!("{}: no spelling", term.code) };
        for spelling in &term.spellings {
            assert!(!spelling.ja.contains(label) && !spelling.easy.contains(label), "{}", spelling.ja);
            assert!(wording::hints(&spelling.ja).is_empty(), "{}", spelling.ja);
        }
        // Words are replaced one after the other: none may bring in what another one replaces.
        for other in terms::list() {
            for spelling in others {
                assert!(!spelling.ja.contains(&other.spellings[0].ja), "{} in {}", other.code, spelling.ja);
                assert!(!spelling.easy.contains(&other.spellings[0].easy), "{} in {}", other.code, spelling.easy);
            }
        }
        let is_used =
            |lang: Lang, ours: &str| SOURCES.iter().any(|(known, _, text)| *known == lang && text.contains(ours));
        assert!(is_used(Lang::Ja, &first.ja) && is_used(Lang::JaEasy, &first.easy), "{}", term.code);
    }
}
