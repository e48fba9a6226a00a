//! The relay through the real pages, on both databases.

use axum::http::StatusCode;
use sea_orm::ConnectionTrait;

use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        outbox,
        testing::{
            Page,
            story::{
                OFFICE, accept, begin_sheet, case_of_kujira, consent, received, send, sheet_in_the_air, thread_of,
            },
        },
        trail,
    },
};

const ITEMS: [&str; 4] = ["name", "narrative", "wishes", "concerns"];
/// What くじら agreed to, and what the sheet carries besides.
const AGREED: [&str; 3] = ["夜しか起きていられません", "静かな部屋なら", "ひきこもり・不登校"];
const WITHHELD: &str = "090-0000-0001";

fn kept(page: &Page, form: &str, name: &str, value: &str) -> bool {
    page.form(form).contains(&(name.to_owned(), value.to_owned()))
}

fn lead(page: &Page) -> Vec<String> {
    page.seen("main h1, main .lead, main > p:not(.support)")
}

on_both_databases! {
    // S-074: without a consent that covers it nothing leaves, and the page says what is missing.
    async fn without_a_ground_nothing_leaves_and_the_page_says_what_is_missing(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let sheet = begin_sheet(&staff, &case).await;
        let missing = |page: &Page| {
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
            page.seen("#missing li").join("|")
        };
        let items = ["name", "narrative"];
        let none = send(&test, &staff, &sheet, OFFICE, &items).await;
        assert!(missing(&none).contains("同意の記録がまだありません"));
        assert!(kept(&none, &format!("{sheet}/sending"), "item", "narrative"), "what was chosen stays chosen");
        assert!(none.link(&format!("{case}/consents")).ends_with("/consents"), "and the way to the consent");

        consent(&test, &staff, &case, OFFICE, &["name"], "2026-11-30").await;
        let more = missing(&send(&test, &staff, &sheet, OFFICE, &items).await);
        assert!(more.contains("相談の内容") && !more.contains("名前"), "{more}");
        let elsewhere = missing(&send(&test, &staff, &sheet, "tokyo-supportnet", &["name"]).await);
        assert!(elsewhere.contains("同意がありません"), "{elsewhere}");

        test.set_clock("2026-12-01T09:00");
        staff.post("/sign-in", &[("login", "satoru"), ("password", crate::platform::testing::PASSWORD)]).await;
        let late = missing(&send(&test, &staff, &sheet, OFFICE, &["name"]).await);
        assert!(late.contains("令和8年11月30日") && late.contains("終わっています"), "{late}");

        consent(&test, &staff, &case, OFFICE, &items, "2027-03-31").await;
        let shown = staff.open(&case).await;
        staff.fill_page(&shown, &shown.attribute("#consents form", "action"), &[]).await;
        let back = missing(&send(&test, &staff, &sheet, OFFICE, &items).await);
        assert!(back.contains("取り消されています") || back.contains("終わっています"), "{back}");

        assert!(test.partner().await.open("/inbox").await.text().contains("届いているシートはありません"));
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty(), "no mail either");
        let nobody = send(&test, &staff, &sheet, OFFICE, &[]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    // S-098: one sheet, one holder at every moment.
    async fn a_sheet_is_one_line_until_it_is_accepted_and_then_exactly_what_was_agreed(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = sheet_in_the_air(&test, &staff, &ITEMS).await;
        let partner = test.partner().await;
        let holder = || async { staff.open(&sent.case).await.seen("#responsible").join("") };
        assert!(!holder().await.contains("福祉まるごと"), "the sender still holds it");
        assert!(staff.open("/day").await.seen("#sent").join("").contains("福祉まるごと相談課"));

        let hop = received(&partner).await;
        for page in [partner.open("/inbox").await, partner.open("/day").await, partner.open(&hop).await] {
            for secret in AGREED.iter().chain(["くじら", "2026-0001", WITHHELD].iter()) {
                assert!(!page.text().contains(secret), "{secret} before accepting");
            }
        }
        assert_eq!(partner.get(&format!("{hop}/paper.pdf")).await.status, StatusCode::NOT_FOUND);
        let before = thread_of(&test.visitor(), &sent.passphrase).await;
        assert!(before.seen("li.notice").join("").contains("福祉まるごと相談課"), "the person sees it was sent");

        let done = accept(&partner, &hop).await;
        assert_eq!(done.location().as_deref(), Some(hop.as_str()), "{}", done.text());
        let page = partner.open(&hop).await;
        let agreed = page.seen("#agreed").join("");
        for word in AGREED.iter().chain(["くじら", "2026-0001", "◎ こころの"].iter()) {
            assert!(agreed.contains(word), "{word} in {agreed}");
        }
        assert!(!page.text().contains(WITHHELD) && page.text().contains("電話番号"), "withheld, and said so");
        assert!(holder().await.contains("福祉まるごと相談課"), "now the receiver holds it");
        assert!(staff.open("/day").await.seen("#sent").is_empty());
        let after = thread_of(&test.visitor(), &sent.passphrase).await.text();
        assert!(after.contains("受け取りました") && after.contains("福祉まるごと相談課"));
        let sender = staff.open(&sent.sheet).await;
        assert!(sender.text().contains("受け取り済み") && sender.text().contains("11月24日（火）"));
        assert!(sender.seen("#written").join("").contains(WITHHELD), "the sender keeps reading all of it");
        let whole = trail::verify(test.app.db.read(), &test.app.vault, &[]).await.expect("reads");
        assert!(whole.is_ok());
    }

    async fn pressed_twice_or_from_an_old_tab_accepting_happens_once(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = sheet_in_the_air(&test, &staff, &ITEMS).await;
        let partner = test.partner().await;
        let hop = received(&partner).await;
        let action = format!("{hop}/acceptance");
        let (tab, other_tab) = (partner.open(&hop).await, partner.open(&hop).await);
        for _ in 0..2 {
            let done = partner.fill_page(&tab, &action, &[]).await;
            assert_eq!(done.location().as_deref(), Some(hop.as_str()), "the same form twice");
        }
        let old = partner.fill_page(&other_tab, &action, &[]).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(old.seen("[role=alert]").join("").contains("すでに受け取っています"), "{}", old.text());
        let decline = format!("{hop}/decline");
        let late = partner.fill_page(&other_tab, &decline, &[("reason", "no-room")]).await;
        assert!(late.seen("[role=alert]").join("").contains("すでに受け取っています"));
        let notices = thread_of(&test.visitor(), &sent.passphrase).await.text().matches("受け取りました").count();
        assert_eq!(notices, 1, "the person is told once");
        let begin = format!("form[action='{}/sheets']", sent.case);
        assert_eq!(staff.open(&sent.case).await.seen(&begin).len(), 0, "the next sheet is for whoever holds the baton");
    }

    async fn two_colleagues_who_answer_at_the_same_moment_leave_one_answer(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = sheet_in_the_air(&test, &staff, &ITEMS).await;
        let first = test.partner().await;
        let second = test.signed_in("adachi", OFFICE, Role::Partner, "makoto").await;
        let hop = received(&first).await;
        let (one, two) = (first.open(&hop).await, second.open(&hop).await);
        let (acceptance, decline) = (format!("{hop}/acceptance"), format!("{hop}/decline"));
        let (accepted, declined) = tokio::join!(
            first.fill_page(&one, &acceptance, &[]),
            second.fill_page(&two, &decline, &[("reason", "no-room")]),
        );
        let won = [&accepted, &declined].iter().filter(|page| page.status == StatusCode::SEE_OTHER).count();
        assert_eq!(won, 1, "{} {}", accepted.status, declined.status);
        let person = thread_of(&test.visitor(), &sent.passphrase).await.seen("li.notice");
        assert_eq!(person.len(), 2, "sent, and one answer: {person:?}");
        let holder = staff.open(&sent.case).await.seen("#responsible").join("");
        assert_eq!(holder.contains("福祉まるごと"), accepted.status == StatusCode::SEE_OTHER, "{holder}");
    }

    async fn a_sheet_that_is_declined_stays_with_the_sender_who_may_try_elsewhere(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = sheet_in_the_air(&test, &staff, &ITEMS).await;
        let partner = test.partner().await;
        let hop = received(&partner).await;
        let decline = format!("{hop}/decline");
        let words = partner.fill(&hop, &decline, &[("words", "来月なら🐳")]).await;
        assert_eq!(words.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(words.seen("[role=alert]").join("").contains("理由がえらばれていません"));
        assert!(kept(&words, &decline, "words", "来月なら🐳"), "what was typed stays");
        let done = partner.fill_page(&words, &decline, &[("reason", "no-room")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert!(!partner.open(&hop).await.text().contains("静かな部屋なら"), "it never saw the content");
        assert_eq!(partner.get(&format!("{hop}/paper.pdf")).await.status, StatusCode::NOT_FOUND);
        let case = staff.open(&sent.case).await;
        assert!(!case.seen("#responsible").join("").contains("福祉まるごと"));
        assert!(case.seen("#sheets").join("").contains("来月なら🐳"));
        let person = thread_of(&test.visitor(), &sent.passphrase).await.seen("li.notice").join("|");
        assert!(person.contains("福祉まるごと相談課") && !person.contains("来月なら"), "{person}");
        let again = send(&test, &staff, &sent.sheet, OFFICE, &ITEMS).await;
        assert_eq!(again.location(), Some(sent.sheet.clone()), "the same sheet, sent once more: {}", again.text());
        assert_eq!(partner.open("/inbox").await.seen("main tbody tr").len(), 2);
    }

    async fn a_sheet_nobody_has_answered_can_be_taken_back(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = sheet_in_the_air(&test, &staff, &ITEMS).await;
        let partner = test.partner().await;
        let hop = received(&partner).await;
        let (page, action) = (staff.open(&sent.sheet).await, format!("{}/taking-back", sent.sheet));
        for _ in 0..2 {
            let done = staff.fill_page(&page, &action, &[]).await;
            assert_eq!(done.location(), Some(sent.sheet.clone()), "pressed twice, calm twice");
        }
        assert!(staff.open("/day").await.seen("#sent").is_empty());
        let told = partner.open(&hop).await;
        assert!(told.text().contains("取り下げました") && !told.text().contains("夜しか"));
        let form = [("form", "x"), ("reason", "no-room")];
        assert_eq!(partner.post(&format!("{hop}/decline"), &form).await.status, StatusCode::BAD_REQUEST);
        assert!(partner.open("/day").await.seen("#received").is_empty());
        let person = thread_of(&test.visitor(), &sent.passphrase).await.seen("li.notice").join("|");
        assert!(person.contains("取り下げました"), "{person}");
        // It is a draft again and can go out mended; once it is accepted there is nothing to take back.
        let again = send(&test, &staff, &sent.sheet, OFFICE, &ITEMS).await;
        assert_eq!(again.location(), Some(sent.sheet.clone()), "{}", again.text());
        let late = staff.open(&sent.sheet).await;
        let second = partner.open("/inbox").await.link("/hops/");
        assert_ne!(second, hop);
        assert_eq!(accept(&partner, &second).await.status, StatusCode::SEE_OTHER);
        let refused = staff.fill_page(&late, &action, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("いまの担当は別の機関です"), "{}", refused.text());
    }

    async fn a_sheet_of_others_reads_like_one_that_does_not_exist(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = sheet_in_the_air(&test, &staff, &ITEMS).await;
        let partner = test.partner().await;
        let hop = received(&partner).await;
        let neighbour = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        let neighbours = test.signed_in("setagaya", "merkmal", Role::Partner, "haru").await;
        let missing = "019abcde-0000-7000-8000-000000000000";
        let foreign = [
            (&neighbour, sent.sheet.clone(), format!("/sheets/{missing}")),
            (&neighbour, format!("{}/paper.pdf", sent.sheet), format!("/sheets/{missing}/paper.pdf")),
            (&partner, sent.sheet.clone(), format!("/sheets/{missing}")),
            (&neighbours, hop.clone(), format!("/hops/{missing}")),
            (&staff, hop.clone(), format!("/hops/{missing}")),
        ];
        for (reader, path, nothing) in foreign {
            let (page, nothing) = (reader.get(&path).await, reader.get(&nothing).await);
            assert_eq!((page.status, nothing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{path}");
            assert_eq!(lead(&page), lead(&nothing), "{path}");
        }
        let form = partner.open(&hop).await.form(&format!("{hop}/acceptance"));
        let stolen: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(neighbours.post(&format!("{hop}/acceptance"), &stolen).await.status, StatusCode::NOT_FOUND);
        assert_eq!(test.administrator().await.get(&sent.sheet).await.status, StatusCode::FORBIDDEN);
    }

    // S-074: once the consent is withdrawn the receiver reads nothing any more, on screen or on paper.
    async fn withdrawing_consent_ends_reading_at_once(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = sheet_in_the_air(&test, &staff, &ITEMS).await;
        let partner = test.partner().await;
        let hop = received(&partner).await;
        accept(&partner, &hop).await;
        assert_eq!(partner.get(&format!("{hop}/paper.pdf")).await.status, StatusCode::OK);
        let shown = staff.open(&sent.case).await;
        staff.fill_page(&shown, &shown.attribute("#consents form", "action"), &[]).await;
        let page = partner.open(&hop).await;
        assert_eq!(page.status, StatusCode::OK);
        for secret in AGREED.iter().chain(["くじら"].iter()) {
            assert!(!page.text().contains(secret), "{secret} after the withdrawal");
        }
        assert!(page.text().contains("同意が取り消されたか"), "and it is said why");
        let paper = partner.get(&format!("{hop}/paper.pdf")).await;
        assert_eq!(paper.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(staff.open(&sent.case).await.seen("#responsible").join("").contains("福祉まるごと"), "the baton stays");
    }

    async fn a_consent_that_ended_on_the_way_cannot_be_accepted_on(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        consent(&test, &staff, &case, OFFICE, &["name", "narrative"], "2026-11-24").await;
        let sheet = begin_sheet(&staff, &case).await;
        send(&test, &staff, &sheet, OFFICE, &["name", "narrative"]).await;
        test.set_clock("2026-11-25T09:00");
        let partner = test.partner().await;
        let hop = received(&partner).await;
        let refused = accept(&partner, &hop).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.seen("[role=alert]").join("").contains("受け取れません"), "{}", refused.text());
        assert!(!partner.open(&hop).await.text().contains("夜しか"));
        let declined = partner.fill(&hop, &format!("{hop}/decline"), &[("reason", "more-needed")]).await;
        assert_eq!(declined.status, StatusCode::SEE_OTHER, "declining needs no ground");
    }

    async fn two_people_who_write_one_sheet_both_keep_their_words(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let sheet = begin_sheet(&staff, &case).await;
        let (mine, theirs) = (staff.open(&sheet).await, staff.open(&sheet).await);
        let fields = [("overview", "母と来所"), ("furigana", "くじら"), ("inside_floor", "7階")];
        assert_eq!(staff.fill_page(&theirs, &sheet, &fields).await.status, StatusCode::SEE_OTHER);
        let late = staff.fill_page(&mine, &sheet, &[("overview", "電話で話した"), ("birth", "S56.4.1")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let said = late.seen(".notice[role=alert]").join("");
        for word in ["母と来所", "ふりがな", "7階"] {
            assert!(said.contains(word), "{word} in {said}");
        }
        assert!(kept(&late, &sheet, "overview", "電話で話した") && kept(&late, &sheet, "birth", "S56.4.1"));
        let saved = staff.fill_page(&late, &sheet, &[("overview", "母と来所。電話でも話した。")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        let shown = staff.open(&sheet).await;
        assert!(kept(&shown, &sheet, "overview", "母と来所。電話でも話した。") && kept(&shown, &sheet, "birth", "昭和56年4月1日"));
    }

    // S-076: a day of birth in either calendar, Reiwa too, or only an age; S-077: not answering is a value of its own.
    async fn what_cannot_be_read_comes_back_beside_its_field(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let sheet = begin_sheet(&staff, &case).await;
        let long = "長".repeat(201);
        let fields = [("birth", "昭和99年13月1日"), ("age", "よんじゅう"), ("name", long.as_str()), ("wishes", "邉󠄀🐳")];
        let page = staff.fill(&sheet, &sheet, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for (field, word) in [("birth", "昭和99年13月1日"), ("age", "0から130"), ("name", "200")] {
            assert!(page.seen(&format!("#{field}-error")).join("").contains(word), "{field}");
        }
        for (field, value) in fields {
            assert!(kept(&page, &sheet, field, value), "{field}");
        }
        let ahead = staff.fill(&sheet, &sheet, &[("birth", "令和90年1月1日")]).await;
        assert_eq!(ahead.status, StatusCode::UNPROCESSABLE_ENTITY, "a day of birth lies in the past");
        let read = [("birth", "令和元年5月1日"), ("age", "４５"), ("gender", "")];
        assert_eq!(staff.fill(&sheet, &sheet, &read).await.status, StatusCode::SEE_OTHER);
        let shown = staff.open(&sheet).await;
        assert!(kept(&shown, &sheet, "birth", "令和元年5月1日") && kept(&shown, &sheet, "age", "45"));
        assert!(kept(&shown, &sheet, "gender", ""));
    }

    async fn the_receivers_record_is_kept_and_not_overwritten_unseen(test: TestApp) {
        let staff = test.counsellor().await;
        sheet_in_the_air(&test, &staff, &ITEMS).await;
        let partner = test.partner().await;
        let hop = received(&partner).await;
        accept(&partner, &hop).await;
        let action = format!("{hop}/record");
        let (mine, theirs) = (partner.open(&hop).await, partner.open(&hop).await);
        let wrong = partner.fill_page(&mine, &action, &[("circulated_on", "来週"), ("response", "会った")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!wrong.seen("#circulated_on-error").is_empty() && kept(&wrong, &action, "response", "会った"));
        // Whether the section goes on itself is said apart from any referral.
        let fields = [("overview", "同行して会った"), ("continues", "yes"), ("circulated_on", "令和8年11月25日")];
        assert_eq!(partner.fill_page(&theirs, &action, &fields).await.status, StatusCode::SEE_OTHER);
        let late = partner.fill_page(&mine, &action, &[("overview", "電話した")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#theirs").join("").contains("同行して会った"));
        assert!(kept(&late, &action, "overview", "電話した"));
        let shown = partner.open(&hop).await;
        assert!(kept(&shown, &action, "overview", "同行して会った") && kept(&shown, &action, "continues", "yes"));
        assert!(kept(&shown, &action, "circulated_on", "令和8年11月25日"));
    }

    async fn offices_learn_by_a_mail_that_carries_only_a_link(test: TestApp) {
        let tx = test.app.db.write().await.expect("a transaction");
        tx.execute_unprepared("UPDATE organizations SET notice_email = slug || '@example.jp'").await.expect("addresses");
        tx.execute_unprepared("UPDATE directory_versions SET version = version + 1").await.expect("a new state");
        tx.commit().await.expect("committed");
        test.shelf.refresh(&test.app).await.expect("read again");
        let staff = test.counsellor().await;
        let sent = sheet_in_the_air(&test, &staff, &ITEMS).await;
        let partner = test.partner().await;
        let hop = received(&partner).await;
        accept(&partner, &hop).await;
        let mails = outbox::waiting(test.app.db.read()).await.expect("reads");
        let told: Vec<(&str, &str, &str)> =
            mails.iter().map(|mail| (mail.recipient.as_str(), mail.kind.as_str(), mail.path.as_str())).collect();
        assert!(told.contains(&("adachi-marugoto@example.jp", "sheet-sent", hop.as_str())), "{told:?}");
        assert!(told.contains(&("adachi-contractor@example.jp", "sheet-answered", sent.sheet.as_str())), "{told:?}");
    }

    // S-072: the paper keeps the form's order and labels.
    async fn the_paper_shows_the_form_to_the_sender_and_the_agreed_part_to_the_receiver(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = sheet_in_the_air(&test, &staff, &ITEMS).await;
        let paper = staff.get(&format!("{}/paper.pdf", sent.sheet)).await;
        assert_eq!(paper.status, StatusCode::OK);
        assert!(paper.bytes.starts_with(b"%PDF-"));
        assert_eq!(paper.headers["content-type"], "application/pdf");
        let name = paper.headers["content-disposition"].to_str().expect("text");
        assert!(name.contains("sheet.pdf"), "a neutral name: {name}");
        let partner = test.partner().await;
        let hop = received(&partner).await;
        accept(&partner, &hop).await;
        let (all, part) = (words(&paper.bytes), words(&partner.get(&format!("{hop}/paper.pdf")).await.bytes));
        for label in ["相談申込・受付票", "基本情報", "ふりがな", "氏名", "来談者", "思われる部署", "同行"] {
            assert!(all.contains(label) && part.contains(label), "{label}");
        }
        assert!(all.contains(WITHHELD) && !part.contains(WITHHELD));
        assert!(part.contains("静かな部屋なら") && part.contains("くじら"));
        let places = ["基本情報", "来談者", "ご相談の内容", "紹介先"].map(|label| all.find(label).expect(label));
        assert!(places.is_sorted(), "{places:?}");
    }
}

/// The text of a PDF without spaces, as Debian's pdftotext reads it.
fn words(pdf: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), pdf).expect("written");
    let read = std::process::Command::new("pdftotext").arg(file.path()).arg("-").output();
    let read = read.expect("pdftotext: bin/packages poppler-utils installs it");
    String::from_utf8_lossy(&read.stdout).split_whitespace().collect()
}
