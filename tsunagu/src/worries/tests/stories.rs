//! Hana, a welfare commissioner, tells of a house; the desk sees to it; nobody else learns of it.

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait, Statement};

use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        outbox,
        testing::{
            Browser, Page, TestApp,
            story::{OFFICE, OPERATOR, WORRY, begin_sheet, send, tell, worry},
        },
        trail,
    },
};

const WHO: &str = "3丁目の家の息子さん";
const WHAT: &str = "夏から雨戸が閉まったままです";
const RECEIPT: &str = "/towns/adachi/worry/receipt";

/// What Hana fills in; she has asked nobody.
const HANA: [(&str, &str); 8] = [
    ("who", WHO),
    ("what", WHAT),
    ("knows", "not-asked"),
    ("asked", "not-asked"),
    ("sign", "unseen"),
    ("source", "commissioner"),
    ("writer_name", "はな"),
    ("wants_word", "yes"),
];

async fn hana_tells(test: &TestApp) -> (Page, String) {
    let told = tell(&test.visitor(), &HANA).await;
    let code = told.attribute("#code", "data-line");
    (told, code)
}

async fn ask(browser: &Browser, code: &str) -> Page {
    browser.fill(RECEIPT, RECEIPT, &[("code", code)]).await
}

async fn step(staff: &Browser, worry: &str, noun: &str, fields: &[(&str, &str)]) -> Page {
    staff.fill(worry, &format!("{worry}/{noun}"), fields).await
}

async fn trail_of(test: &TestApp, action: &str) -> usize {
    let db = test.app.db.read();
    let question = format!("SELECT object FROM trail WHERE action = '{action}'");
    db.query_all_raw(Statement::from_string(db.get_database_backend(), question)).await.expect("reads").len()
}

on_both_databases! {
    // S-106, S-108, S-110: three questions on a telephone, no name, no sign-in; who reads and when; a number and a code.
    async fn hana_tells_of_a_house_and_learns_who_reads_and_when(test: TestApp) {
        test.set_clock("2026-11-22T19:30");
        let page = test.visitor().open(WORRY).await;
        let reads = page.seen("#reads").join("");
        assert!(reads.contains("セーフティネットあだち") && reads.contains("11月24日（火）午前10時"), "{reads}");
        assert!(page.text().contains("110・119"));
        let (told, code) = hana_tells(&test).await;
        assert!(told.text().contains("K2026-0001") && told.seen("#reads").join("").contains("11月24日"));
        assert_eq!(code.split(' ').count(), 6, "four words and eight digits: {code}");
        for word in [WHO, WHAT, "はな"] {
            assert!(!told.text().contains(word), "the draft is gone: {word}");
        }
        assert_eq!(told.headers.get("clear-site-data").and_then(|it| it.to_str().ok()), Some("\"cache\""));
        assert!(told.text().contains(RECEIPT), "and where to look later");

        let vague = tell(&test.visitor(), &[("what", "角の家が、なんとなく")]).await;
        assert!(vague.text().contains("K2026-0002"));
        let empty = test.visitor().fill(WORRY, WORRY, &[("writer_name", "はな"), ("sign", "post")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.seen("#what-error").join("").contains("ひとことだけ"));
        let kept = empty.form(WORRY);
        for pair in [("writer_name", "はな"), ("sign", "post")] {
            assert!(kept.contains(&(pair.0.to_owned(), pair.1.to_owned())), "{pair:?} stays");
        }
        assert!(test.visitor().open("/towns/adachi").await.text().contains(WORRY), "the town's page leads there");
    }

    // S-107: "received" and "somebody talked", for whoever wished to hear, and never what was told.
    async fn whoever_told_learns_two_things_and_no_more(test: TestApp) {
        let (_, code) = hana_tells(&test).await;
        let quiet = tell(&test.visitor(), &[("who", "二階の方")]).await;
        let quiet_form = test.visitor().open(WORRY).await.form(WORRY);
        assert!(quiet_form.contains(&("wants_word".into(), "yes".into())), "hearing is what most want");
        let quiet_code = quiet.attribute("#code", "data-line");
        let without: Vec<(String, String)> =
            test.visitor().open(WORRY).await.form(WORRY).into_iter().filter(|(name, _)| name != "wants_word").collect();
        let mut fields: Vec<(&str, &str)> = without.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.retain(|(name, _)| *name != "who");
        fields.push(("who", "だれにも言わない人"));
        let silent_code = test.visitor().post(WORRY, &fields).await.attribute("#code", "data-line");

        let said = |page: &Page| page.seen("#receipt p").join("|");
        let before = ask(&test.visitor(), &code).await;
        assert_eq!(said(&before), "受付番号 K2026-0001|届いています。");
        let staff = test.counsellor().await;
        for line in staff.open("/worries").await.html().select(&scraper::Selector::parse("#waiting a").expect("css")) {
            let there = line.value().attr("href").expect("a link");
            let taken = step(&staff, there, "responsibility", &[]).await;
            assert_eq!(taken.location().as_deref(), Some(there), "{}", taken.text());
        }
        assert_eq!(said(&ask(&test.visitor(), &code).await), "受付番号 K2026-0001|受け取りました（担当 satoru）");
        let hers = staff.open("/worries").await;
        let hers = hers.html().select(&scraper::Selector::parse("#taken a").expect("css"))
            .find(|link| link.text().collect::<String>().contains("K2026-0001"))
            .and_then(|link| link.value().attr("href").map(str::to_owned)).expect("hers");
        step(&staff, &hers, "decisions", &[("done", "お茶に誘った"), ("reason", "雨戸")]).await;
        step(&staff, &hers, "talk", &[]).await;
        let after = ask(&test.visitor(), &code).await;
        assert_eq!(said(&after), "受付番号 K2026-0001|受け取りました（担当 satoru）|お話ができました。");
        for secret in [WHO, WHAT, "はな", "お茶に誘った", "雨戸"] {
            assert!(!after.text().contains(secret), "{secret}");
        }
        assert_eq!(said(&ask(&test.visitor(), &quiet_code).await), "受付番号 K2026-0002|受け取りました（担当 satoru）");
        assert_eq!(said(&ask(&test.visitor(), &silent_code).await), "受付番号 K2026-0003|届いています。");

        let mistyped = ask(&test.visitor(), "ぬぬぬぬぬ さくら さくら さくら 1234 5678").await;
        assert_eq!(mistyped.status, StatusCode::UNPROCESSABLE_ENTITY);
        let elsewhere = test.visitor();
        let thread = elsewhere.fill("/come-back", "/come-back", &[("passphrase", &code)]).await;
        assert_eq!(thread.status, StatusCode::UNPROCESSABLE_ENTITY, "the code opens no thread");
    }

    // S-107: a triage list at the desk; destination, day and reason of each decision.
    async fn the_desk_sees_to_it_and_notes_what_was_decided_and_why(test: TestApp) {
        let staff = test.counsellor().await;
        assert!(staff.open("/worries").await.text().contains("担当を待っているものはありません"));
        assert!(staff.open("/day").await.seen("#worries").is_empty());
        hana_tells(&test).await;
        assert!(staff.open("/day").await.seen("#worries").join("").contains("1件"));
        let list = staff.open("/worries").await;
        let line = list.seen("#waiting tbody").join("");
        assert!(line.contains(WHO) && line.contains("同意なし") && line.contains("急ぐしるし"), "{line}");
        let there = list.attribute("#waiting a", "href");
        assert!(!there.contains("K2026"), "nothing of it in the address");
        let page = staff.open(&there).await;
        let told = page.seen("#told").join("");
        for word in [WHO, WHAT, "民生委員", "はな", "聞いていない", "しばらく姿を見ない", "わからない"] {
            assert!(told.contains(word), "{word} in {told}");
        }
        assert!(!page.seen("title").join("").contains("丁目"));
        assert_eq!(trail_of(&test, "worries.read").await, 1, "opening leaves a trace");

        assert!(page.seen("form[action$='/talk']").is_empty(), "nobody has taken it yet");
        step(&staff, &there, "responsibility", &[]).await;
        let odd = step(&staff, &there, "decisions", &[("destination", "社会福祉協議会"), ("reason", "")]).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!odd.seen("#done-error").is_empty() && !odd.seen("#reason-error").is_empty());
        assert!(odd.form(&format!("{there}/decisions")).contains(&("destination".into(), "社会福祉協議会".into())));
        let decision = [
            ("done", "民生委員さんに様子を聞いた"),
            ("destination", "社会福祉協議会"),
            ("reason", "家族が体をこわしている"),
            ("without_consent", "not-met"),
            ("to_conference", "no"),
        ];
        step(&staff, &there, "decisions", &decision).await;
        let seen = staff.open(&there).await.seen("#decisions").join("");
        for word in ["民生委員さんに様子を聞いた", "社会福祉協議会", "家族が体をこわしている", "まだお会いしていない", "11月24日", "satoru"] {
            assert!(seen.contains(word), "{word} in {seen}");
        }
        assert!(staff.open("/day").await.seen("#worries").is_empty());
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty(), "no office has an address here");
        assert!(trail::verify(test.app.db.read(), &test.app.vault, &[]).await.expect("reads").is_ok());
    }

    async fn nobody_but_the_first_desk_learns_of_a_worry(test: TestApp) {
        let staff = test.counsellor().await;
        let there = worry(&test, &staff).await;
        step(&staff, &there, "responsibility", &[]).await;
        let office = test.signed_in("adachi", OFFICE, Role::Counsellor, "office").await;
        let elsewhere = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        let partner = test.partner().await;
        for other in [&office, &elsewhere, &partner] {
            assert_eq!(other.get(&there).await.status, StatusCode::NOT_FOUND);
            assert!(!other.get("/worries").await.text().contains("丁目"));
            assert!(!other.open("/day").await.text().contains("丁目"));
        }
        let key = office.open("/worries").await;
        assert!(key.text().contains("担当を待っているものはありません"));
        let own = test.signed_in("adachi", OPERATOR, Role::Partner, "partner-here").await;
        assert_eq!(own.get(&there).await.status, StatusCode::FORBIDDEN);
        let paper = office.fill("/worries/new", "/worries/new", &[("who", "x")]).await;
        assert_eq!(paper.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(paper.text().contains("はじめの窓口"), "another office is told where the paper goes");
        assert_eq!(trail_of(&test, "worries.read").await, 5, "refusals are kept: three unseen, one denied, one opened");
    }

    // S-106, S-109: a case without the person's yes sends no sheet, whatever the family agreed.
    async fn what_grew_out_of_a_worry_is_not_handed_on_until_the_person_agrees(test: TestApp) {
        let staff = test.counsellor().await;
        hana_tells(&test).await;
        let there = staff.open("/worries").await.attribute("#waiting a", "href");
        let refused = |page: &Page| {
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
            page.seen("#ground-error").join("")
        };
        assert!(refused(&step(&staff, &there, "case", &[]).await).contains("根拠"));
        let early = refused(&step(&staff, &there, "case", &[("ground", "contact")]).await);
        assert!(early.contains("お話ができました"), "{early}");
        assert!(refused(&step(&staff, &there, "case", &[("ground", "law")]).await).contains("どの法律"));
        step(&staff, &there, "responsibility", &[]).await;
        step(&staff, &there, "talk", &[]).await;
        let case = step(&staff, &there, "case", &[("ground", "contact")]).await.location().expect("a case");
        let page = staff.open(&case).await;
        let narrative = page.seen("#narrative").join("");
        assert!(narrative.contains(WHO) && narrative.contains(WHAT), "nothing is typed twice: {narrative}");
        let second = staff.open(&there).await;
        assert!(second.text().contains(&case) && second.seen("form[action$='/case']").is_empty());

        let sheet = begin_sheet(&staff, &case).await;
        let items = ["narrative", "caller"];
        let none = send(&test, &staff, &sheet, OFFICE, &items).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        agree(&test, &staff, &case, "family").await;
        let family = send(&test, &staff, &sheet, OFFICE, &items).await;
        assert_eq!(family.status, StatusCode::UNPROCESSABLE_ENTITY, "the family's yes is not the person's");
        assert!(family.seen("#missing").join("").contains("ご本人の同意"), "{}", family.text());
        assert!(test.partner().await.open("/inbox").await.text().contains("届いているシートはありません"));
        agree(&test, &staff, &case, "person").await;
        let sent = send(&test, &staff, &sheet, OFFICE, &items).await;
        assert_eq!(sent.location().as_deref(), Some(sheet.as_str()), "{}", sent.text());
    }

    async fn pressing_send_twice_sends_one_worry_and_shows_one_code(test: TestApp) {
        let visitor = test.visitor();
        let page = visitor.open(WORRY).await;
        let first = visitor.fill_page(&page, WORRY, &HANA).await;
        let again = visitor.fill_page(&page, WORRY, &HANA).await;
        assert_eq!(first.attribute("#code", "data-line"), again.attribute("#code", "data-line"));
        let staff = test.counsellor().await;
        assert_eq!(staff.open("/worries").await.seen("#waiting tbody tr").len(), 1);
        test.set_clock("2026-11-24T10:11");
        let late = visitor.fill_page(&page, WORRY, &HANA).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().contains("もう届いています") && late.seen("#code").is_empty());
    }

    async fn a_program_that_fills_every_field_sends_nothing_and_a_person_is_told_kindly(test: TestApp) {
        let visitor = test.visitor();
        let mut fields = HANA.to_vec();
        fields.push(("website", "https://spam.example"));
        let trapped = visitor.fill(WORRY, WORRY, &fields).await;
        assert_eq!(trapped.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = trapped.seen("[role=alert]").join("");
        assert!(told.contains("まだ送っていません"), "{told}");
        assert!(test.counsellor().await.open("/worries").await.seen("#waiting tr").is_empty());
        let mended = visitor.fill_page(&trapped, WORRY, &[]).await;
        assert_eq!(mended.status, StatusCode::OK, "what was typed stays, the trap is empty again");
    }

    // S-108: paper, entered by staff; the same sheet, the same list, and a code for whoever brought it.
    async fn a_sheet_of_paper_is_entered_and_printed(test: TestApp) {
        let staff = test.counsellor().await;
        let entered = staff.fill("/worries/new", "/worries/new", &HANA).await;
        assert_eq!(entered.status, StatusCode::OK, "{}", entered.text());
        let code = entered.attribute("#code", "data-line");
        let there = entered.link("/worries/0");
        assert!(staff.open(&there).await.seen("#told").join("").contains("紙から"));
        assert!(ask(&test.visitor(), &code).await.text().contains("届いています"));
        let paper = test.visitor().get("/towns/adachi/worry.pdf").await;
        assert_eq!(paper.status, StatusCode::OK);
        assert!(paper.bytes.starts_with(b"%PDF"));
        assert_eq!(paper.headers.get("content-disposition").and_then(|it| it.to_str().ok()), Some("inline; filename=\"sheet.pdf\""));
        assert_eq!(test.visitor().get("/towns/nowhere/worry.pdf").await.status, StatusCode::NOT_FOUND);
    }

    // S-107: what may be urgent is read first, and what has somebody stands by the day on which it is looked at again.
    async fn the_list_is_in_the_order_in_which_it_is_seen_to(test: TestApp) {
        let told = [[("who", "あの家"), ("sign", "")], [("who", "この家"), ("sign", "voices")], [("who", "その家"), ("sign", "")]];
        for (fields, minute) in told.into_iter().zip(["10:00", "10:01", "10:02"]) {
            // One after the other: at one moment neither would be the earlier one.
            test.set_clock(&format!("2026-11-24T{minute}"));
            let fields: Vec<(&str, &str)> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            tell(&test.visitor(), &fields).await;
        }
        let staff = test.counsellor().await;
        let order = async |table: &str| {
            let lines = staff.open("/worries").await.seen(&format!("#{table} td a"));
            lines.iter().map(|line| line.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect()).collect::<Vec<String>>()
        };
        assert_eq!(order("waiting").await, ["この家", "あの家", "その家"]);
        let page = staff.open("/worries").await;
        let links: Vec<String> = page.html().select(&scraper::Selector::parse("#waiting td a").expect("css"))
            .filter_map(|link| link.value().attr("href").map(str::to_owned)).collect();
        for (there, until) in links.iter().zip(["2027-05-01", "2027-03-01", "2027-04-01"]) {
            step(&staff, there, "responsibility", &[]).await;
            let kept = step(&staff, there, "review", &[("until", until), ("decision", "keep")]).await;
            assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        }
        assert_eq!(order("taken").await, ["あの家", "その家", "この家"]);
        let rest = staff.open(&format!("/worries?before={}", links[1].trim_start_matches("/worries/"))).await;
        assert_eq!(rest.seen("#taken td a").len(), 2);
        assert!(!rest.text().contains("担当の決まっていないもの"), "those stand on the first page");
    }

    async fn a_slip_about_a_talk_is_taken_back_until_a_case_stands_on_it(test: TestApp) {
        let (_, code) = hana_tells(&test).await;
        let staff = test.counsellor().await;
        let there = staff.open("/worries").await.attribute("#waiting a", "href");
        step(&staff, &there, "responsibility", &[]).await;
        step(&staff, &there, "talk", &[]).await;
        assert!(ask(&test.visitor(), &code).await.text().contains("お話ができました"));
        let undone = step(&staff, &there, "talk", &[]).await;
        assert_eq!(undone.location().as_deref(), Some(there.as_str()), "{}", undone.text());
        assert!(!ask(&test.visitor(), &code).await.text().contains("お話ができました"));
        assert_eq!(trail_of(&test, "worries.unspoken").await, 1);
        step(&staff, &there, "talk", &[]).await;
        let case = step(&staff, &there, "case", &[("ground", "contact")]).await.location().expect("a case");
        assert!(staff.open(&there).await.seen("form[action$='/talk']").is_empty());
        assert_eq!(staff.open(&case).await.seen("h1"), ["お名前のない方"], "nobody is called by the name of whoever told");
        ask(&test.visitor(), &code).await;
        let asked = trail::lines_for_test(test.app.db.read()).await;
        let asked: Vec<_> = asked.iter().filter(|line| line.action == "worries.receipt").collect();
        assert_eq!(asked.len(), 3);
        assert!(asked.iter().all(|line| line.subject.is_none()), "asking after it is no look at a case");
    }

    async fn a_code_answers_only_in_its_town(test: TestApp) {
        let (_, code) = hana_tells(&test).await;
        let visitor = test.visitor();
        let elsewhere = visitor.post("/towns/setagaya/worry/receipt", &[("code", &code)]).await;
        assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(elsewhere.seen("#receipt").is_empty());
        assert_eq!(visitor.post("/towns/nowhere/worry/receipt", &[("code", &code)]).await.status, StatusCode::NOT_FOUND);
        assert!(ask(&visitor, &code).await.text().contains("届いています"));
    }

    async fn a_decision_typed_while_a_colleague_removed_the_worry_is_shown_again(test: TestApp) {
        let staff = test.counsellor().await;
        let there = worry(&test, &staff).await;
        step(&staff, &there, "responsibility", &[]).await;
        let page = staff.open(&there).await;
        step(&staff, &there, "review", &[("decision", "remove")]).await;
        let decision = [("done", "お茶に誘った"), ("destination", "社会福祉協議会"), ("reason", "雨戸が閉まったまま")];
        let late = staff.fill_page(&page, &format!("{there}/decisions"), &decision).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let typed = late.seen("#typed").join("");
        for (field, word) in decision {
            assert!(typed.contains(word), "{field} in {typed}");
        }
    }

    // S-109: looked at again; what is no longer needed goes, and the code still answers.
    async fn what_is_no_longer_needed_is_removed(test: TestApp) {
        let (_, code) = hana_tells(&test).await;
        let staff = test.counsellor().await;
        let there = staff.open("/worries").await.attribute("#waiting a", "href");
        step(&staff, &there, "responsibility", &[]).await;
        let far = step(&staff, &there, "review", &[("until", "2029-01-01"), ("decision", "keep")]).await;
        assert_eq!(far.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!far.seen("#until-error").is_empty());
        step(&staff, &there, "review", &[("until", "2026-12-01"), ("decision", "keep")]).await;
        test.set_clock("2026-12-01T10:00");
        staff.post("/sign-in", &[("login", "satoru"), ("password", crate::platform::testing::PASSWORD)]).await;
        assert!(staff.open("/worries").await.text().contains("見なおす日が来ています"));
        let gone = step(&staff, &there, "review", &[("decision", "remove")]).await;
        assert_eq!(gone.location().as_deref(), Some(there.as_str()), "{}", gone.text());
        let page = staff.open(&there).await;
        assert!(page.text().contains("消されています") && !page.text().contains(WHO));
        assert!(staff.open("/worries").await.seen("#taken tr").is_empty());
        assert!(ask(&test.visitor(), &code).await.text().contains("受け取りました（担当 satoru）"));
    }

    async fn nothing_of_a_worry_lies_open_in_the_database(test: TestApp) {
        hana_tells(&test).await;
        let staff = test.counsellor().await;
        let there = staff.open("/worries").await.attribute("#waiting a", "href");
        step(&staff, &there, "decisions", &[("done", "訪問の相談"), ("reason", "雨戸")]).await;
        let db = test.app.db.read();
        let ask = |sql: &str| db.query_all_raw(Statement::from_string(db.get_database_backend(), sql.to_owned()));
        let secrets = ["丁目", "雨戸", "はな", "訪問の相談", "commissioner", "unseen"];
        let sealed = ask("SELECT sealed_told, sealed_decisions FROM worries").await.expect("rows");
        assert_eq!(sealed.len(), 1);
        for column in ["sealed_told", "sealed_decisions"] {
            let bytes: Vec<u8> = sealed[0].try_get("", column).expect("bytes");
            let text = String::from_utf8_lossy(&bytes);
            assert!(secrets.iter().all(|word| !text.contains(word)), "{column}");
        }
        let open = ask("SELECT action, object, detail FROM trail").await.expect("rows");
        assert!(open.len() >= 3);
        for row in open {
            for column in ["action", "object", "detail"] {
                let text: String = row.try_get("", column).expect("text");
                assert!(secrets.iter().all(|word| !text.contains(word)), "{column}: {text}");
            }
        }
    }
}

/// Records a consent that covers what the sheet carries.
async fn agree(test: &TestApp, staff: &Browser, case: &str, given_by: &str) {
    let office = test.organization(OFFICE).await.to_string();
    let fields = [
        ("recipient", office.as_str()),
        ("purpose", "いっしょに考えるため"),
        ("until", "2027-03-31"),
        ("given_by", given_by),
        ("given_how", "oral"),
        ("item", "narrative"),
        ("item", "caller"),
        ("item", "name"),
    ];
    let path = format!("{case}/consents");
    let recorded = staff.fill(&path, &path, &fields).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.text());
}
