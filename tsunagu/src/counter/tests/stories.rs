//! People who call and come by, through the real pages.

use axum::{body::Body, http::StatusCode};
use sea_orm::ConnectionTrait;

use crate::{
    accounts::Role,
    counter::actions,
    on_both_databases,
    platform::{
        outbox,
        testing::{
            Browser, Page, TestApp,
            story::{note, thread_of},
        },
        trail,
    },
};

/// Writes these fields into a note and goes where `go` leads.
async fn write(staff: &Browser, note: &str, go: &str, fields: &[(&str, &str)]) -> Page {
    let path = format!("{note}/writing");
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("go", go)]).collect();
    staff.fill(&path, &path, &fields).await
}

/// Saves as the page's script does.
async fn save_by_script(staff: &Browser, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
    let mut all = page.form(action);
    all.retain(|(name, _)| !fields.iter().any(|(field, _)| field == name));
    all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let body: Vec<String> = all
        .iter()
        .map(|(name, value)| {
            let encode = |text: &str| {
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
            };
            format!("{}={}", encode(name), encode(value))
        })
        .collect();
    let request = staff
        .request("POST", action)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("accept", "application/json")
        .body(Body::from(body.join("&")))
        .expect("a request");
    staff.send(request).await
}

async fn look_for(staff: &Browser, sought: &str) -> Page {
    staff.post("/notes/search", &[("sought", sought)]).await
}

/// Rika sits at the city's own counter in Hino, Satoru works for the contractor that consults.
async fn hino(test: &TestApp) -> (Browser, Browser) {
    let city = test.signed_in("hino", "hino-sncc", Role::Counsellor, "rika").await;
    let contractor = test.signed_in("hino", "hino-contractor", Role::Counsellor, "satoru").await;
    (city, contractor)
}

/// The id of the desk called so in the note's form.
fn desk_called(page: &Page, name: &str) -> String {
    let pick = scraper::Selector::parse("#desk option").expect("a selector");
    let html = page.html();
    let found = html.select(&pick).find(|option| option.text().collect::<String>().contains(name));
    found.and_then(|option| option.value().attr("value")).expect("the desk").to_owned()
}

async fn actions_of(test: &TestApp) -> Vec<String> {
    trail::lines_for_test(test.app.db.read()).await.into_iter().map(|line| line.action).collect()
}

on_both_databases! {
    // S-009, S-078, S-083, S-084, S-104: Midori, 72, calls about her son, who does not know.
    async fn a_mother_calls_and_never_has_to_tell_it_twice(test: TestApp) {
        test.set_clock("2026-11-24T13:40");
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        test.set_clock("2026-11-24T14:05");
        let staff = signed_in_again(&test).await;
        let fields = [
            ("story", "45歳の息子が、10年ほど家にいます。\nわたしのせいかもしれません。"),
            ("relation", "parent"),
            ("nickname", "みどり"),
            ("tried", "保健所に一度だけ"),
            ("wishes", "連れてきなさいと言わないでほしい"),
            ("knows", "no"),
            ("call_back", "no"),
            ("post", "no"),
            ("told", "家族の会のこと"),
            ("explained", "yes"),
        ];
        let read = write(&staff, &note, "done", &fields).await.location().expect("the note");
        assert_eq!(read, note);
        test.set_clock("2026-11-24T16:00");
        let staff = signed_in_again(&test).await;
        let page = staff.open(&note).await;
        let facts = page.seen("#facts").join("");
        for word in ["親", "25分", "10年ほど", "知らない", "satoru", "家族の会のこと", "11月24日"] {
            assert!(facts.contains(word), "{word} in {facts}");
        }
        assert!(page.seen("#quiet").join("").contains("ご本人にこちらから連絡することはありません"));

        // Four words and eight digits to say next time; no letter, no mail.
        let page = staff.open(&note).await;
        let action = format!("{note}/passphrase");
        let given = staff.fill_page(&page, &action, &[]).await;
        let passphrase = given.attribute("#passphrase", "data-line");
        let again = staff.fill_page(&page, &action, &[]).await;
        assert_eq!(again.attribute("#passphrase", "data-line"), passphrase, "pressed twice, one passphrase");
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty());
        let behind = thread_of(&test.visitor(), &passphrase).await;
        assert!(behind.text().contains("お話しくださって"), "{}", behind.text());
        assert!(!behind.text().contains("10年ほど"), "her son may find the paper");

        // A week later she says it on the telephone, in her own spelling.
        test.set_clock("2026-12-01T13:40");
        let staff = signed_in_again(&test).await;
        let found = look_for(&staff, &passphrase.replace(' ', "　")).await;
        assert_eq!(found.link("/notes/"), note);
        let page = staff.open(&note).await;
        let action = format!("{note}/case");
        let first = staff.fill_page(&page, &action, &[]).await.location().expect("a case");
        assert_eq!(staff.fill_page(&page, &action, &[]).await.location(), Some(first.clone()), "pressed twice, one case");
        let case = staff.open(&first).await;
        assert_eq!(case.seen("h1"), ["みどり"]);
        assert_eq!(case.seen("#caller"), ["みどり 家族 親"]);
        assert!(case.seen("#person").is_empty(), "nothing is asked of the person, no file of his is made");
        assert!(case.seen("#narrative").join("").contains("10年ほど"));
        assert!(case.seen("#narrative").join("").contains("保健所に一度だけ"));
        assert_eq!(case.seen("#wishes"), ["連れてきなさいと言わないでほしい"]);
        assert!(case.text().contains("11月24日"), "received on the day she first called");
        assert_eq!(case.link("/notes/"), note);
        assert!(case.text().contains("/threads/"), "the thread of her passphrase belongs to the case");
        assert_eq!(staff.open("/cases").await.seen("#cases tbody tr").len(), 1);
    }

    // S-020, S-031: somebody walks in and chats; one press, no name, no theme.
    async fn somebody_walks_in_and_chats_and_nothing_has_to_be_written(test: TestApp) {
        let staff = test.counsellor().await;
        let page = staff.open("/notes").await;
        let fields = [("means", "counter"), ("is_chat", "yes")];
        let first = staff.fill_page(&page, "/notes", &fields).await.location();
        assert_eq!(staff.fill_page(&page, "/notes", &fields).await.location(), first, "pressed twice, one note");
        let note = first.expect("a note").trim_end_matches("/writing").to_owned();
        let saved = write(&staff, &note, "done", &[]).await;
        assert_eq!(saved.location(), Some(note.clone()), "{}", saved.text());
        let kept = staff.fill(&note, &format!("{note}/keeping"), &[]).await;
        assert_eq!(kept.location(), Some(note.clone()));
        let page = staff.open(&note).await;
        assert_eq!(page.seen("h1"), ["お名前のない方"]);
        assert!(page.seen("#facts").join("").contains("窓口、雑談・おしゃべり"));
        assert!(page.seen("[role=alert]").is_empty() && page.seen("[aria-invalid]").is_empty());
        assert!(staff.open("/notes").await.seen("#drafts").is_empty(), "it is put aside");
    }

    async fn what_is_being_written_is_saved_and_found_again(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "online").await;
        let action = format!("{note}/writing");
        let page = staff.open(&action).await;
        let told = save_by_script(&staff, &page, &action, &[("story", "まだ、うまく話せなくて"), ("nickname", "ねこ")]).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text());
        assert!(told.headers["content-type"].to_str().is_ok_and(|kind| kind.contains("json")));
        let told: serde_json::Value = serde_json::from_slice(&told.bytes).expect("one line");
        assert_eq!((told["version"].as_i64(), told["said"].as_str()), (Some(2), Some("午前10時に保存しました")));
        // The same again is no deed: no version and no line in the trail more.
        let lines = actions_of(&test).await.len();
        let page = staff.open(&action).await;
        let again = save_by_script(&staff, &page, &action, &[]).await;
        let again: serde_json::Value = serde_json::from_slice(&again.bytes).expect("one line");
        assert_eq!(again["version"].as_i64(), Some(2));
        assert_eq!(actions_of(&test).await.len(), lines + 1, "only the look at the page");
        let list = staff.open("/notes").await;
        assert!(list.seen("#drafts").join("").contains("ねこ"));
        assert_eq!(list.attribute("#drafts a", "href"), action);
        assert!(staff.open(&action).await.form(&action).contains(&("story".into(), "まだ、うまく話せなくて".into())));
        // A colleague reads it and does not find it among their own drafts.
        let colleague = test.signed_in("adachi", "adachi-contractor", Role::Counsellor, "hana").await;
        let list = colleague.open("/notes").await;
        assert!(list.seen("#drafts").is_empty() && list.seen("#notes").join("").contains("ねこ"));
    }

    async fn two_tabs_at_once_both_keep_their_words(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        let action = format!("{note}/writing");
        let (mine, theirs) = (staff.open(&action).await, staff.open(&action).await);
        staff.fill_page(&theirs, &action, &[("story", "先に書いた話"), ("relation", "spouse")]).await;
        let quiet = save_by_script(&staff, &mine, &action, &[("story", "あとから書いた話")]).await;
        assert_eq!(quiet.status, StatusCode::CONFLICT);
        assert!(quiet.text().contains("両方の文章"));
        let late = staff.fill_page(&mine, &action, &[("story", "あとから書いた話")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#theirs").join("").contains("先に書いた話") && late.seen("#theirs").join("").contains("配偶者"));
        assert!(late.form(&action).contains(&("story".into(), "あとから書いた話".into())));
        assert!(staff.open(&note).await.text().contains("先に書いた話"), "nothing was overwritten");
        let both = staff.fill_page(&late, &action, &[("story", "先に書いた話。あとから書いた話。"), ("relation", "spouse")]).await;
        assert_eq!(both.status, StatusCode::SEE_OTHER, "saved again on purpose");
        assert!(staff.open(&note).await.text().contains("先に書いた話。あとから書いた話。"));
        // Whoever wrote the same has nothing to compare.
        let same = staff.fill_page(&late, &action, &[("story", "先に書いた話。あとから書いた話。"), ("relation", "spouse")]).await;
        assert_eq!(same.status, StatusCode::SEE_OTHER);
    }

    async fn too_much_comes_back_whole_beside_its_field(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        let action = format!("{note}/writing");
        let long = "長".repeat(20_001);
        let page = write(&staff, &note, "save", &[("story", &long), ("nickname", "邉󠄀🐳"), ("minutes", "たくさん")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.seen("#story-error").join("").contains("20000") && !page.seen("#minutes-error").is_empty());
        for (name, value) in [("story", long.as_str()), ("nickname", "邉󠄀🐳"), ("minutes", "たくさん")] {
            assert!(page.form(&action).contains(&(name.into(), value.into())), "{name}");
        }
        let opened = staff.open(&action).await;
        let by_script = save_by_script(&staff, &opened, &action, &[("story", &long)]).await;
        assert_eq!(by_script.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn twelve_digits_are_a_hint_and_stop_nobody(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        let action = format!("{note}/writing");
        let page = staff.open(&action).await;
        assert_eq!(page.attribute("#story-number", "hidden"), "");
        let told = save_by_script(&staff, &page, &action, &[("story", "番号は１２３４ ５６７８ ９０１２")]).await;
        let told: serde_json::Value = serde_json::from_slice(&told.bytes).expect("one line");
        assert_eq!(told["numbers"], serde_json::json!(["story"]));
        let page = staff.open(&action).await;
        assert!(!page.seen("#story-number:not([hidden])").is_empty() && page.seen("#nickname-number:not([hidden])").is_empty());
        assert!(page.seen("#story-number").join("").contains("マイナンバー"));
        assert!(staff.open(&note).await.text().contains("１２３４"), "it was saved all the same");
    }

    // S-083, S-087: the city receives, the contractor consults; the story goes with the note, and waits until it is taken.
    async fn the_city_hands_a_note_to_the_consultant_of_the_desk(test: TestApp) {
        let (city, contractor) = hino(&test).await;
        let note = note(&city, "counter").await;
        let form = city.open(&format!("{note}/writing")).await;
        let desk = desk_called(&form, "セーフティネットコールセンター");
        let fields = [("nickname", "はな"), ("story", "となりの家の方のことです"), ("relation", "neighbour"), ("desk", desk.as_str())];
        write(&city, &note, "done", &[&fields[..], &[("is_urgent", "yes"), ("urgent-reason", "三日、灯りがつかない")]].concat()).await;
        assert_eq!(contractor.open(&note).await.status, StatusCode::NOT_FOUND, "not handed over yet");
        assert!(contractor.open("/notes").await.seen("#notes").is_empty());
        assert!(city.open("/day").await.seen("#notes").join("").contains("急ぎ"));
        let page = city.open(&note).await;
        let action = format!("{note}/handover");
        for _ in 0..2 {
            assert_eq!(city.fill_page(&page, &action, &[]).await.location(), Some(note.clone()), "pressed twice, calm twice");
        }
        for day in [&city, &contractor] {
            assert!(day.open("/day").await.seen("#notes").join("").contains("はな"));
        }
        let page = contractor.open(&note).await;
        assert!(page.text().contains("三日、灯りがつかない"));
        assert!(page.seen(&format!("form[action='{note}/case']")).is_empty(), "taken first");
        let early = contractor.open(&format!("{note}/writing")).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(city.open(&note).await.seen(&format!("form[action='{note}/passphrase']")).is_empty());
        let key = city.open("/notes").await.attribute("form[action='/notes'] input[name=form]", "value");
        let early = city.post(&format!("{note}/passphrase"), &[("form", &key)]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody at that desk knows the story yet");
        assert!(early.text().contains("先にこのメモを引きついで"), "{}", early.text());
        let taken = contractor.fill_page(&page, &format!("{note}/acceptance"), &[]).await;
        assert_eq!(taken.location(), Some(note.clone()));
        assert!(!contractor.open(&note).await.seen(&format!("form[action='{note}/passphrase']")).is_empty());
        assert!(!city.open("/day").await.seen("#notes").join("").contains("はな"));
        assert!(contractor.open("/day").await.seen("#notes").join("").contains("急ぎ"), "still urgent, now theirs");
        // The city reads what became of it, and no longer writes.
        assert!(city.open(&note).await.seen("#standing").join("").contains("受け取りました"));
        assert_eq!(city.open(&format!("{note}/writing")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let case = contractor.fill(&note, &format!("{note}/case"), &[]).await.location().expect("a case");
        let shown = contractor.open(&case).await;
        assert!(shown.seen("#narrative").join("").contains("となりの家の方"));
        assert!(contractor.open("/day").await.seen("#notes").is_empty(), "somebody walks along now");
    }

    // S-087: what nobody has taken can be taken back, and whoever cannot take it says so.
    async fn a_note_that_waits_is_taken_back_or_given_back_with_a_word(test: TestApp) {
        let (city, contractor) = hino(&test).await;
        let note = note(&city, "phone").await;
        let writing = format!("{note}/writing");
        let (handover, acceptance) = (format!("{note}/handover"), format!("{note}/acceptance"));
        let desk = desk_called(&city.open(&writing).await, "セーフティネットコールセンター");
        write(&city, &note, "done", &[("nickname", "はな"), ("desk", &desk)]).await;
        city.fill(&note, &handover, &[]).await;
        let page = city.open(&note).await;
        assert!(page.seen(&format!("form[action='{note}/case']")).is_empty());
        let key = city.open("/notes").await.attribute("form[action='/notes'] input[name=form]", "value");
        let early = city.post(&format!("{note}/case"), &[("form", &key)]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.text().contains("先に引きつぎを取りやめて"), "{}", early.text());
        for _ in 0..2 {
            let back = city.fill_page(&page, &handover, &[]).await;
            assert_eq!(back.location(), Some(note.clone()), "pressed twice, calm twice");
        }
        assert_eq!(contractor.open(&note).await.status, StatusCode::NOT_FOUND);
        assert!(!city.open(&note).await.seen(&format!("form[action='{note}/case']")).is_empty());

        city.fill(&note, &handover, &[]).await;
        let page = contractor.open(&note).await;
        let fields = |word: &str| {
            let key = page.attribute("#decline input[name=form]", "value");
            [("form", key), ("decision", "decline".to_owned()), ("word", word.to_owned())]
        };
        let post = async |word: &str| {
            let fields = fields(word);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            contractor.post(&acceptance, &fields).await
        };
        let empty = post(" ").await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!empty.seen("#word-error").is_empty());
        for _ in 0..2 {
            let given = post("となりの市の方のようです").await;
            assert_eq!(given.location().as_deref(), Some("/notes"), "{}", given.text());
        }
        assert_eq!(contractor.open(&note).await.status, StatusCode::NOT_FOUND);
        let page = city.open(&note).await;
        assert!(page.seen("#standing").join("").contains("返ってきました"));
        assert!(page.seen("#facts").join("").contains("となりの市の方のようです"));
        // Writing on keeps the word; handing it over again answers it.
        write(&city, &note, "done", &[("story", "続き")]).await;
        assert!(city.open(&note).await.text().contains("となりの市の方のようです"));
        city.fill(&note, &handover, &[]).await;
        assert!(!contractor.open(&note).await.text().contains("となりの市の方のようです"));
        let done = actions_of(&test).await;
        for deed in ["counter.withdraw", "counter.decline"] {
            assert_eq!(done.iter().filter(|action| *action == deed).count(), if deed == "counter.decline" { 2 } else { 1 });
        }
    }

    async fn what_was_typed_when_the_note_was_taken_stays_on_the_screen(test: TestApp) {
        let (city, contractor) = hino(&test).await;
        let note = note(&city, "phone").await;
        let (writing, answers) = (format!("{note}/writing"), format!("{note}/answers"));
        let desk = desk_called(&city.open(&writing).await, "セーフティネットコールセンター");
        write(&city, &note, "done", &[("desk", &desk)]).await;
        let (words, questions) = (city.open(&writing).await, city.open(&answers).await);
        city.fill(&note, &format!("{note}/handover"), &[]).await;
        contractor.fill(&note, &format!("{note}/acceptance"), &[]).await;
        let late = city.fill_page(&words, &writing, &[("story", "言い忘れたこと"), ("is_urgent", "yes")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.seen("#problem").join("").contains("別の機関が持っている"), "{}", late.text());
        for (name, value) in [("story", "言い忘れたこと"), ("is_urgent", "yes")] {
            assert!(late.form(&writing).contains(&(name.into(), value.into())), "{name}");
        }
        let by_script = save_by_script(&city, &words, &writing, &[("story", "言い忘れたこと")]).await;
        assert_eq!(by_script.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told: serde_json::Value = serde_json::from_slice(&by_script.bytes).expect("one line");
        assert!(told["said"].as_str().is_some_and(|said| said.contains("別の機関が持っている")), "{told}");
        let field = questions.attribute("textarea", "name");
        let late = city.fill_page(&questions, &answers, &[(&field, "答えの言葉")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!late.seen("#problem").is_empty());
        assert!(late.form(&answers).contains(&(field, "答えの言葉".into())));
        assert!(!contractor.open(&note).await.text().contains("言い忘れたこと"), "it is theirs now");
    }

    // S-009, S-062: how somebody may be called is no part of the story, which is handed on.
    async fn a_number_said_on_the_telephone_stands_on_the_contact_page_only(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        let fields = [
            ("story", "息子のことです"),
            ("relation", "parent"),
            ("call_back", "yes"),
            ("call-to", "０９０-0000-0001"),
            ("call-times", "平日の午後だけ"),
            ("introduction", "友人の佐藤です"),
            ("may-know", "妹だけ"),
            ("post", "no"),
        ];
        write(&staff, &note, "done", &fields).await;
        let case = staff.fill(&note, &format!("{note}/case"), &[]).await.location().expect("a case");
        let narrative = staff.open(&case).await.seen("#narrative").join("");
        assert!(narrative.contains("息子のこと"), "{narrative}");
        for (field, said) in &fields[3..7] {
            assert!(!narrative.contains(said), "{field} in {narrative}");
        }
        let path = format!("{case}/contact/caller");
        let form = staff.open(&path).await.form(&path);
        for (field, said) in &fields[3..7] {
            assert!(form.iter().any(|(_, value)| value == said), "{field} in {form:?}");
        }
        let shown = staff.open(&format!("{case}/contact")).await.seen("#caller").join("");
        assert!(shown.contains("妹だけ") && !shown.contains("0000"), "{shown}");
        assert!(!staff.open(&format!("{case}/contact")).await.seen("#person").join("").contains("0000"));
        // It shows itself to whoever asks to call, and for that call.
        let call = [("party", "caller"), ("means", "phone-mobile")];
        let asked = staff.fill(&format!("{case}/contact"), &format!("{case}/attempts"), &call).await;
        let attempt = asked.location().unwrap_or_else(|| panic!("a try: {}", asked.text()));
        assert_eq!(staff.open(&attempt).await.seen("#to"), ["０９０-0000-0001"]);
    }

    async fn lists_counts_and_search_are_of_what_may_be_opened(test: TestApp) {
        let (city, contractor) = hino(&test).await;
        for name in ["うみ", "そら", "かぜ"] {
            let note = note(&city, "phone").await;
            write(&city, &note, "done", &[("nickname", name), ("story", "おなじ言葉")]).await;
        }
        let own = note(&contractor, "phone").await;
        write(&contractor, &own, "done", &[("nickname", "つき"), ("story", "おなじ言葉")]).await;
        let stranger = test.signed_in("adachi", "adachi-contractor", Role::Counsellor, "hana").await;
        for (reader, names) in [(&city, &["うみ", "そら", "かぜ"][..]), (&contractor, &["つき"]), (&stranger, &[])] {
            let list = reader.open("/notes").await;
            let found = look_for(reader, "おなじ 言葉").await;
            assert_eq!(list.seen("#notes tbody tr").len(), names.len());
            assert_eq!(found.seen("#found tbody tr").len(), names.len());
            if !names.is_empty() {
                assert_eq!(list.seen("#count"), [format!("{}件", names.len())]);
            }
            for name in ["うみ", "そら", "かぜ", "つき"] {
                assert_eq!(list.text().contains(name), names.contains(&name), "{name}");
                assert_eq!(found.text().contains(name), names.contains(&name), "{name}");
            }
        }
        assert!(look_for(&city, "つき").await.seen("#found").is_empty());
        assert!(look_for(&city, " ").await.seen("#found").is_empty());
    }

    async fn nobody_else_learns_of_a_note_and_the_wrong_role_does_nothing(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        write(&staff, &note, "done", &[("nickname", "みどり")]).await;
        let missing = "/notes/019abcde-0000-7000-8000-000000000000";
        let neighbour = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        let colleague = test.signed_in("adachi", "adachi-marugoto", Role::Counsellor, "yosuke").await;
        for reader in [&neighbour, &colleague] {
            let (foreign, nothing) = (reader.open(&note).await, reader.open(missing).await);
            assert_eq!((foreign.status, nothing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
            assert_eq!(foreign.seen("main h1, main .lead"), nothing.seen("main h1, main .lead"));
            let page = reader.open("/notes").await;
            let key = page.attribute("form[action='/notes'] input[name=form]", "value");
            for deed in ["writing", "answers", "passphrase", "case", "handover", "acceptance", "keeping"] {
                let tried = reader.post(&format!("{note}/{deed}"), &[("form", &key), ("version", "1"), ("story", "x")]).await;
                assert_eq!(tried.status, StatusCode::NOT_FOUND, "{deed}");
            }
        }
        for wrong in [test.partner().await, test.administrator().await] {
            for path in ["/notes", note.as_str(), &format!("{note}/sheet"), "/questions/sheet"] {
                assert_eq!(wrong.open(path).await.status, StatusCode::FORBIDDEN, "{path}");
            }
            assert!(wrong.open("/day").await.seen("#notes").is_empty());
        }
        let lines = trail::lines_for_test(test.app.db.read()).await;
        let id = note.trim_start_matches("/notes/");
        let refused = lines.iter().filter(|line| line.object == format!("note:{id}") && line.outcome == "refused");
        assert!(refused.count() >= 10, "every try is kept");
        assert!(lines.iter().any(|line| line.action == "counter.list" && line.detail == "lines:0"));
        assert!(lines.iter().all(|line| !line.detail.contains("みどり")));
        assert!(trail::verify(test.app.db.read(), &test.app.vault, &[]).await.expect("reads").is_ok());
    }

    // S-085: whoever comes once and not again leaves nothing after the town's days.
    async fn what_led_to_nothing_goes_with_its_key_and_what_became_a_case_stays(test: TestApp) {
        let staff = test.counsellor().await;
        let dropped = note(&staff, "phone").await;
        write(&staff, &dropped, "done", &[("nickname", "かすみ"), ("story", "一度だけのお話")]).await;
        staff.fill(&dropped, &format!("{dropped}/keeping"), &[]).await;
        assert!(staff.open(&dropped).await.seen("#standing").join("").contains("2月22日"), "said beforehand");
        let draft = note(&staff, "phone").await;
        let registered = note(&staff, "counter").await;
        write(&staff, &registered, "done", &[("nickname", "みどり")]).await;
        let case = staff.fill(&registered, &format!("{registered}/case"), &[]).await.location().expect("a case");

        test.set_clock("2027-02-22T23:00");
        actions::forget_old(&test.app).await.expect("the job runs");
        let staff = signed_in_again(&test).await;
        assert_eq!(staff.open(&dropped).await.status, StatusCode::OK, "its last day");
        test.set_clock("2027-02-23T00:30");
        for _ in 0..2 {
            actions::forget_old(&test.app).await.expect("the job runs");
        }
        let staff = signed_in_again(&test).await;
        for gone in [&dropped, &draft] {
            assert_eq!(staff.open(gone).await.status, StatusCode::NOT_FOUND);
        }
        assert!(look_for(&staff, "かすみ").await.seen("#found").is_empty());
        assert_eq!(staff.open(&registered).await.status, StatusCode::OK);
        assert_eq!(staff.open(&case).await.status, StatusCode::OK);
        let lines = trail::lines_for_test(test.app.db.read()).await;
        let forgotten: Vec<_> = lines.iter().filter(|line| line.action == "counter.forget").collect();
        assert_eq!(forgotten.len(), 2, "once each");
        for line in forgotten {
            assert_eq!(line.actor, "program");
            let key = line.detail.trim_start_matches("key:").parse().expect("a key");
            assert!(test.app.vault.key(test.app.db.read(), key).await.is_err(), "the key opens nothing any more");
        }
        let rows = sealed(&test, "SELECT wrapped AS sealed FROM keys WHERE destroyed_at IS NOT NULL").await;
        assert!(rows.len() == 2 && rows.iter().all(Vec::is_empty), "nothing is left to unwrap");
    }

    async fn nothing_said_at_the_counter_lies_open_in_the_database(test: TestApp) {
        let staff = test.counsellor().await;
        let note = note(&staff, "phone").await;
        write(&staff, &note, "questions", &[("nickname", "みどり"), ("story", "だれにも言えなかったこと"), ("call-to", "090-0000-0001")]).await;
        let answers = format!("{note}/answers");
        let page = staff.open(&answers).await;
        let field = page.attribute("textarea", "name");
        staff.fill_page(&page, &answers, &[(&field, "答えの言葉")]).await;
        for column in ["sealed_words", "sealed_answers"] {
            for bytes in sealed(&test, &format!("SELECT {column} AS sealed FROM notes")).await {
                let text = String::from_utf8_lossy(&bytes);
                for secret in ["みどり", "言えなかった", "090", "答えの言葉"] {
                    assert!(!text.contains(secret), "{column}");
                }
            }
        }
        let other = self::note(&staff, "phone").await;
        let rows = sealed(&test, "SELECT sealed_words AS sealed FROM notes").await;
        assert_eq!(rows.len(), 2, "{other}");
    }
}

/// Sessions end while nobody is there.
async fn signed_in_again(test: &TestApp) -> Browser {
    let browser = test.visitor();
    browser.post("/sign-in", &[("login", "satoru"), ("password", crate::platform::testing::PASSWORD)]).await;
    browser
}

async fn sealed(test: &TestApp, sql: &str) -> Vec<Vec<u8>> {
    let backend = test.app.db.read().get_database_backend();
    let statement = sea_orm::Statement::from_string(backend, sql.to_owned());
    let rows = test.app.db.read().query_all_raw(statement).await.expect("rows");
    rows.iter().map(|row| row.try_get("", "sealed").expect("bytes")).collect()
}
