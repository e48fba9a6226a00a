//! The application: half a form is a form, a signature only offers, and what is dangerous is not left until tomorrow.

use axum::http::StatusCode;
use proptest::prelude::*;
use sea_orm::{ConnectionTrait, Statement};

use crate::{
    accounts::Role,
    on_both_databases,
    people::Profile,
    platform::{
        outbox,
        testing::{
            Browser, Page, TestApp, at,
            story::{
                OFFICE, OPERATOR, WRITE, accept, begin_sheet, consent, open_case, received, send, thread_of,
                thread_on_day, write_to_desk,
            },
        },
        web::Submitted,
    },
    reception::CheckReason,
    relay::{
        application::{Frame, check_of, raises},
        model::{Category, Concern, Content, Hop, was_consulted},
        whereabouts,
    },
};

const APPLICATION: &str = "/thread/application";
const ADDRESS: &str = "千住一丁目2番3号";
const PHONE: &str = "090-1111-2222";

/// くじら at the passphrase page.
async fn kujira(test: &TestApp) -> Browser {
    let visitor = test.visitor();
    let passphrase = write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
    thread_of(&visitor, &passphrase).await;
    visitor
}

async fn save(visitor: &Browser, fields: &[(&str, &str)]) -> Page {
    visitor.fill(APPLICATION, APPLICATION, fields).await
}

fn kept(page: &Page, form: &str, name: &str, value: &str) -> bool {
    page.form(form).contains(&(name.to_owned(), value.to_owned()))
}

/// The first thread on the day that two persons have to see.
async fn thread_to_check(staff: &Browser) -> String {
    staff.open("/day").await.attribute("#checks a", "href")
}

/// くじら asked for a mail, and Satoru has answered.
async fn with_a_mail_on_its_way(test: &TestApp, staff: &Browser) -> (Browser, String) {
    let visitor = test.visitor();
    let fields = [("nickname", "くじら"), ("text", "a"), ("reply", "mail"), ("mail", "kujira@example.jp")];
    let begun = visitor.fill(WRITE, WRITE, &fields).await;
    thread_of(&visitor, &begun.attribute("#passphrase", "data-line")).await;
    let thread = thread_on_day(staff).await;
    staff.fill(&thread, &format!("{thread}/answers"), &[("text", "お返事")]).await;
    assert_eq!(outbox::waiting(test.app.db.read()).await.expect("reads").len(), 1, "a mail is on its way");
    (visitor, thread)
}

/// The mail was taken back, and none goes out with the next answer; two persons are to look.
async fn stays_silent(test: &TestApp, staff: &Browser, thread: &str) {
    let waiting = || outbox::waiting(test.app.db.read());
    assert!(waiting().await.expect("reads").is_empty(), "taken back");
    assert_eq!(thread_to_check(staff).await, thread);
    assert!(!staff.open(thread).await.text().contains("kujira@example.jp"), "nor does the address show");
    let answered = staff.fill(thread, &format!("{thread}/answers"), &[("text", "もう一つのお返事")]).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text());
    assert!(waiting().await.expect("reads").is_empty(), "none goes out");
}

fn hidden(page: &Page, who: &str) {
    assert!(!page.text().contains(ADDRESS) && !page.text().contains(PHONE), "{who}");
    assert!(!page.seen("#guarded").is_empty(), "{who} is told");
}

#[test]
fn a_mark_that_was_not_there_before_asks_for_a_look_today() {
    let with = |concerns: &[Concern]| Content::default().with_marks(concerns.iter().copied().collect(), None);
    for concern in Concern::ALL {
        let urgent = matches!(concern, Concern::Food | Concern::Violence | Concern::Mind);
        assert_eq!(raises(&with(&[]), &with(&[*concern])), urgent, "{concern}");
        assert!(!raises(&with(&[*concern]), &with(&[*concern])), "{concern} was there before");
    }
    assert!(raises(&with(&[Concern::Food]), &with(&[Concern::Food, Concern::Violence])));
    assert!(!raises(&with(&[Concern::Food, Concern::Mind]), &with(&[Concern::Mind])));
}

// S-087: the words of an application are heard as those of a message, once.
#[test]
fn what_an_application_says_asks_two_persons_to_look() {
    let blank = Content::default();
    let says = |text: &str| Content { narrative: text.into(), ..Content::default() };
    let marked = blank.clone().with_marks([Concern::Violence].into(), None);
    assert_eq!(check_of(&blank, &says("もう死にたい")), Some(CheckReason::Words));
    assert_eq!(
        check_of(&blank, &Content { wishes: "消えたい…".into(), ..Content::default() }),
        Some(CheckReason::Words)
    );
    let other = Content { concern_other: "きのう父に殴られました".into(), ..Content::default() };
    assert_eq!(check_of(&blank, &other), Some(CheckReason::Words));
    assert_eq!(check_of(&says("もう死にたい"), &says("もう死にたい")), None, "the same words ask once");
    assert_eq!(check_of(&blank, &says("夜しか起きていられません")), None);
    assert_eq!(check_of(&says("もう死にたい"), &marked), Some(CheckReason::Violence));
    assert_eq!(check_of(&marked, &marked), None);
}

// S-095: an empty box that never showed an address takes none away, and in a guarded case none does.
#[test]
fn an_empty_box_takes_no_known_address_away() {
    let with = |address: &str| Profile { address: address.into(), ..Profile::default() };
    let kept = |written: &str, before: &str, guarded: bool| {
        let mut profile = with(written);
        whereabouts::keep(&mut profile, &with(ADDRESS), &with(before), guarded);
        profile.address
    };
    assert_eq!(kept("", "", false), ADDRESS);
    assert_eq!(kept("", ADDRESS, true), ADDRESS);
    assert_eq!(kept("", ADDRESS, false), "", "whoever saw it may take it away");
    assert_eq!(kept("梅田", ADDRESS, true), "梅田");
}

// S-075: a thick frame is a hint; a nickname stands for a name, one telephone for both.
#[test]
fn a_nickname_fills_the_box_of_the_name() {
    let mut content = Content::default();
    for frame in Frame::ALL {
        assert!(frame.is_empty(&content, false), "{frame}");
    }
    content.person.nickname = "くじら".into();
    content.person.birth.age = Some(45);
    content.person.phone_mobile = PHONE.into();
    let empty: Vec<Frame> = Frame::of_the_paper().into_iter().filter(|frame| frame.is_empty(&content, true)).collect();
    assert_eq!(empty, [Frame::Gender, Frame::Address]);
}

// S-096: names as people write them.
#[test]
fn an_office_is_known_again_however_it_is_written() {
    let content = |name: &str| {
        let mut content = Content::default();
        content.record.consulted = vec![(Category::Work, name.to_owned())];
        content
    };
    let id = |n: u128| crate::platform::ids::OrganizationId(uuid::Uuid::from_u128(n));
    let none: [Hop; 0] = [];
    for written in ["ハローワーク足立", "ﾊﾛｰﾜｰｸ 足立", "ハローワーク", "ハローワーク足立 二階"]
    {
        assert!(was_consulted(&content(written), &none, id(1), &["ハローワーク足立"]), "{written}");
    }
    for other in ["", "課", "社会福祉協議会"] {
        assert!(!was_consulted(&content(other), &none, id(1), &["ハローワーク足立"]), "{other}");
    }
}

proptest! {
    // S-079: 0..19 ○ and at most one ◎, which is one of them; whatever is sent.
    #[test]
    fn whatever_is_ticked_the_most_troubling_is_one_of_them(ticks in proptest::collection::vec(0_u8..25, 0..40), most in 0_u8..25) {
        let mut body: Vec<String> = ticks.iter().map(|tick| format!("concern={tick}")).collect();
        body.push(format!("most={most}"));
        let form = Submitted::parse(body.join("&").as_bytes()).expect("a form");
        let today = at("2026-11-24T10:00").date();
        let read = crate::relay::application::form::ApplicationForm::read(&form, &Content::default(), 0, today).content;
        prop_assert!(read.concerns.len() <= 19);
        match read.most {
            Some(most) => prop_assert!(read.concerns.contains(&most)),
            None => prop_assert!(!(1..=19).contains(&most)),
        }
    }
}

on_both_databases! {
    // S-072, S-076, S-077, S-079, S-080: as far as one comes, in either calendar, "about 45", saved and gone on with.
    async fn half_an_application_is_saved_and_gone_on_with(test: TestApp) {
        let visitor = kujira(&test).await;
        assert!(visitor.open("/thread").await.text().contains(APPLICATION), "the page of the thread leads there");
        let empty = save(&visitor, &[]).await;
        assert_eq!(empty.location().as_deref(), Some("/thread/application?saved"), "nothing at all may be saved");
        let odd = save(&visitor, &[("era", "R"), ("year", "7"), ("narrative", "朝がつらい")]).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!odd.seen("#year-error").is_empty() && kept(&odd, APPLICATION, "narrative", "朝がつらい"));
        let fields = [
            ("nickname", "くじら"), ("era", "R"), ("year", "２"), ("month", "5"), ("day", "１"), ("age", "45歳くらい"),
            ("most", "15"), ("concern", "16"), ("narrative", "朝がつらい"), ("wishes", "静かな所"),
        ];
        assert_eq!(save(&visitor, &fields).await.status, StatusCode::SEE_OTHER);
        let page = visitor.open(APPLICATION).await;
        for (name, value) in [
            ("nickname", "くじら"), ("era", "R"), ("year", "2"), ("month", "5"), ("day", "1"), ("age", "45"),
            ("concern", "15"), ("concern", "16"), ("most", "15"), ("wishes", "静かな所"), ("gender", ""),
        ] {
            assert!(kept(&page, APPLICATION, name, value), "{name}={value} in {:?}", page.form(APPLICATION));
        }
        assert!(!kept(&page, APPLICATION, "gender", "other"), "not answering is never an answer");
        for (era, year) in [("T", "15"), ("S", "56"), ("H", "1"), ("W", "1981"), ("", "1981")] {
            let fields = [("era", era), ("year", year), ("month", "2"), ("day", "3")];
            assert_eq!(save(&visitor, &fields).await.status, StatusCode::SEE_OTHER, "{era}{year}");
        }
        let future = save(&visitor, &[("era", "R"), ("year", "9"), ("month", "1"), ("day", "1")]).await;
        assert!(!future.seen("#year-error").is_empty(), "nobody is born tomorrow");

        let two = visitor.open(APPLICATION).await;
        visitor.fill_page(&two, APPLICATION, &[("wishes", "朝でないほうが")]).await;
        let stale = two.form(APPLICATION).into_iter().find(|(name, _)| name == "version").expect("a version").1;
        let late = save(&visitor, &[("version", stale.as_str()), ("wishes", "夜がいい")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "both texts stay");
        assert!(kept(&late, APPLICATION, "wishes", "夜がいい"));
        assert!(kept(&visitor.open(APPLICATION).await, APPLICATION, "wishes", "朝でないほうが"));
    }

    // S-074, F1-05: the sentence as printed; tick and name together; an offer, and still nothing leaves without a consent.
    async fn a_signature_is_tick_and_name_and_offers_only(test: TestApp) {
        let visitor = kujira(&test).await;
        for lang in ["ja", "ja-easy", "en"] {
            visitor.get(&format!("/language/{lang}")).await;
            let sentence = visitor.open(APPLICATION).await.seen("#sentence").join("");
            assert_eq!(
                sentence,
                "相談支援の検討・実施等にあたり、私の相談内容を必要となる関係機関（者）と情報共有し、保管・集約することに同意します。"
            );
        }
        visitor.get("/language/ja").await;
        for half in [("agree", "yes"), ("signature", "山田")] {
            let asked = save(&visitor, &[half]).await;
            assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{half:?}");
            assert!(asked.seen("#signature-error").join("").contains("両方"));
        }
        save(&visitor, &[("narrative", "朝がつらい")]).await;
        let staff = test.counsellor().await;
        let thread = thread_on_day(&staff).await;
        let there = format!("{thread}/application");
        assert!(staff.open(&thread).await.text().contains(&there));
        assert!(staff.open(&there).await.seen("#offer").join("").contains("署名はありません"), "never assumed");
        save(&visitor, &[("agree", "yes"), ("signature", "山田")]).await;
        let page = staff.open(&there).await;
        let offer = page.seen("#offer").join("");
        assert!(offer.contains("山田") && offer.contains("11月24日") && offer.contains("adachi-2024"), "{offer}");
        let case = open_case(&staff, &thread).await;
        assert!(staff.open(&case).await.seen("#consents").is_empty(), "an offer is no consent");
        let sheet = begin_sheet(&staff, &case).await;
        let refused = send(&test, &staff, &sheet, OFFICE, &["narrative"]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.seen("#missing").join("").contains("同意の記録がまだありません"));
    }

    // S-072, S-075, S-078: staff see it, with what is empty of the thick frames; a sheet begins with it; a nickname is enough.
    async fn a_sheet_begins_with_the_application(test: TestApp) {
        let visitor = kujira(&test).await;
        let fields = [
            ("name", "山田太郎"), ("age", "45"), ("address", ADDRESS), ("concern", "1"), ("most", "15"),
            ("narrative", "朝がつらい"), ("wishes", "静かな所"),
            ("caller_name", "山田花子"), ("caller_relation", "family"), ("caller_relation_words", "母"),
        ];
        save(&visitor, &fields).await;
        let staff = test.counsellor().await;
        let thread = thread_on_day(&staff).await;
        let read = staff.open(&format!("{thread}/application")).await;
        let said = read.seen("#application").join("");
        for word in ["山田太郎", ADDRESS, "◎ ひきこもり・不登校", "○ 仕事探し", "朝がつらい", "静かな所", "山田花子", "母"] {
            assert!(said.contains(word), "{word} in {said}");
        }
        let frames = read.seen("#frames").join("");
        assert!(frames.contains("署名欄") && frames.contains("性別") && !frames.contains("住所"), "{frames}");
        let case = open_case(&staff, &thread).await;
        let sheet = begin_sheet(&staff, &case).await;
        let page = staff.open(&sheet).await;
        for (name, value) in [
            ("nickname", "くじら"), ("name", "山田太郎"), ("age", "45"), ("address", ADDRESS), ("most", "15"),
            ("concern", "1"), ("narrative", "朝がつらい"), ("wishes", "静かな所"), ("caller_name", "山田花子"),
        ] {
            assert!(kept(&page, &sheet, name, value), "{name}={value}");
        }
        assert!(!page.seen("#frames").is_empty(), "a hint, and the form is open all the same");
        assert_eq!(staff.fill(&sheet, &sheet, &[]).await.status, StatusCode::SEE_OTHER);
        let office = test.signed_in("adachi", OFFICE, Role::Counsellor, "office").await;
        assert_eq!(office.get(&format!("{thread}/application")).await.status, StatusCode::NOT_FOUND);
    }

    // S-095: today's line, for the desk and then for whoever is responsible; it names nobody.
    async fn what_is_dangerous_stands_on_the_day_until_somebody_made_sure(test: TestApp) {
        let visitor = kujira(&test).await;
        let staff = test.counsellor().await;
        save(&visitor, &[("concern", "15")]).await;
        assert!(staff.open("/day").await.seen("#sheet-checks").is_empty());
        save(&visitor, &[("concern", "11")]).await;
        let day = staff.open("/day").await;
        let line = day.seen("#sheet-checks").join("");
        assert!(line.contains("きょうのうちに") && line.contains("11月24日") && !line.contains("くじら"), "{line}");
        let (link, action) = (day.attribute("#sheet-checks a", "href"), day.attribute("#sheet-checks form", "action"));
        assert!(link.ends_with("/application"));
        let office = test.signed_in("adachi", OFFICE, Role::Counsellor, "office").await;
        assert!(office.open("/day").await.seen("#sheet-checks").is_empty());
        let done = staff.fill("/day", &action, &[]).await;
        assert_eq!(done.location().as_deref(), Some("/day"), "{}", done.text());
        assert!(staff.open("/day").await.seen("#sheet-checks").is_empty());
        save(&visitor, &[("nickname", "くじら")]).await;
        assert!(staff.open("/day").await.seen("#sheet-checks").is_empty(), "the same mark asks once");
        // What came up while the page was open has been seen by nobody yet.
        save(&visitor, &[("concern", "10")]).await;
        let old = staff.open("/day").await;
        save(&visitor, &[("concern", "11")]).await;
        let stale = staff.fill_page(&old, &action, &[]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(!staff.open("/day").await.seen("#sheet-checks").is_empty(), "it is asked still");
        assert_eq!(staff.fill("/day", &action, &[]).await.location().as_deref(), Some("/day"));
        assert!(staff.open("/day").await.seen("#sheet-checks").is_empty());
        let case = open_case(&staff, &thread_on_day(&staff).await).await;
        let sheet = begin_sheet(&staff, &case).await;
        staff.fill(&sheet, &sheet, &[("concern", "10")]).await;
        assert_eq!(staff.open("/day").await.attribute("#sheet-checks a", "href"), sheet);
    }

    // S-095: who is not named on the sheet reads no address, erases none, and tells the household nothing.
    async fn with_violence_only_those_named_read_where_somebody_lives_and_nobody_is_told_by_itself(test: TestApp) {
        let visitor = test.visitor();
        let passphrase = write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
        thread_of(&visitor, &passphrase).await;
        save(&visitor, &[("concern", "18"), ("address", ADDRESS), ("phone_mobile", PHONE), ("caller_name", "父")]).await;
        let staff = test.counsellor().await;
        let thread = thread_to_check(&staff).await;
        hidden(&staff.open(&format!("{thread}/application")).await, "the desk, before a sheet names anybody");
        let case = open_case(&staff, &thread).await;
        let sheet = begin_sheet(&staff, &case).await;
        assert!(staff.open(&sheet).await.text().contains(ADDRESS), "whoever began the sheet is named on it");

        let colleague = test.signed_in("adachi", OPERATOR, Role::Counsellor, "midori").await;
        hidden(&colleague.open(&sheet).await, "a colleague");
        colleague.fill(&sheet, &sheet, &[("wishes", "静かな所"), ("concern", "15")]).await;
        let page = staff.open(&sheet).await;
        assert!(kept(&page, &sheet, "address", ADDRESS) && kept(&page, &sheet, "phone_mobile", PHONE), "nothing is erased");
        assert!(kept(&page, &sheet, "concern", "18"), "nor is the mark that guards it");
        assert!(kept(&page, &sheet, "wishes", "静かな所"));
        let second = begin_sheet(&colleague, &case).await;
        let around = colleague.open(&second).await;
        assert!(!around.text().contains(ADDRESS) && !around.text().contains(PHONE), "another sheet is no way around");
        colleague.fill(&second, &second, &[]).await;
        assert!(kept(&staff.open(&sheet).await, &sheet, "address", ADDRESS));

        consent(&test, &staff, &case, OFFICE, &["name", "address", "phone", "concerns", "wishes"], "2027-03-31").await;
        let sent = send(&test, &staff, &sheet, OFFICE, &["address", "phone", "wishes"]).await;
        assert_eq!(sent.location().as_deref(), Some(sheet.as_str()), "{}", sent.text());
        let partner = test.partner().await;
        let hop = received(&partner).await;
        accept(&partner, &hop).await;
        let taken = partner.open(&hop).await;
        assert!(taken.text().contains(ADDRESS), "whoever took it on needs it");
        assert!(taken.seen("#in-danger").join("").contains("会ってお伝えください"), "and reads what must not be done with it");
        let other = test.signed_in("adachi", OFFICE, Role::Partner, "makoto").await;
        let page = other.open(&hop).await;
        hidden(&page, "a colleague of the receiver");
        assert!(page.text().contains("静かな所"));
        let told = thread_of(&test.visitor(), &passphrase).await;
        assert!(told.seen("li.notice").is_empty(), "no notice goes out by itself: {}", told.text());
    }

    // S-095: a name in a box opens nothing. Whoever reads the address already names the next, by the login that is one person's.
    async fn nobody_names_themselves_in(test: TestApp) {
        save(&kujira(&test).await, &[("concern", "18"), ("address", ADDRESS), ("phone_mobile", PHONE)]).await;
        let staff = test.counsellor().await;
        let case = open_case(&staff, &thread_to_check(&staff).await).await;
        let sheet = begin_sheet(&staff, &case).await;
        let colleague = test.signed_in("adachi", OPERATOR, Role::Counsellor, "midori").await;
        let own = [("receiver", "midori"), ("officer", "midori"), ("inside_officer", "midori"), ("outside_officer", "midori")];
        assert_eq!(colleague.fill(&sheet, &sheet, &own).await.status, StatusCode::SEE_OTHER);
        let again = colleague.open(&sheet).await;
        assert!(kept(&again, &sheet, "receiver", "midori"), "the words are kept");
        hidden(&again, "a colleague who wrote her own name");

        let naming = format!("{sheet}/named");
        let key = again.attribute(&format!("form[action='{sheet}'] input[name=form]"), "value");
        let denied = colleague.post(&naming, &[("form", &key), ("login", "midori")]).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
        hidden(&colleague.open(&sheet).await, "a colleague who named herself");
        let unknown = staff.fill(&sheet, &naming, &[("login", "nobody")]).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!unknown.seen("#login-error").is_empty());
        let named = staff.fill(&sheet, &naming, &[("login", "midori")]).await;
        assert_eq!(named.location().as_deref(), Some(sheet.as_str()), "{}", named.text());
        let page = colleague.open(&sheet).await;
        assert!(page.text().contains(ADDRESS) && !page.seen("#in-danger").is_empty());
        assert_eq!(staff.fill(&sheet, &sheet, &[("wishes", "静かな所")]).await.status, StatusCode::SEE_OTHER);
        assert!(colleague.open(&sheet).await.text().contains(ADDRESS), "saving the sheet keeps who is named");
        let other = test.signed_in("adachi", OPERATOR, Role::Counsellor, "hanako").await;
        hidden(&other.open(&sheet).await, "another colleague");
    }

    // S-095: whoever hits may be the one who reads the mail; the mark silences it wherever it is set.
    async fn no_mail_goes_out_once_violence_is_marked_in_the_application(test: TestApp) {
        let staff = test.counsellor().await;
        let (visitor, thread) = with_a_mail_on_its_way(&test, &staff).await;
        save(&visitor, &[("concern", "18")]).await;
        stays_silent(&test, &staff, &thread).await;
    }

    async fn no_mail_goes_out_once_violence_is_marked_on_a_sheet(test: TestApp) {
        let staff = test.counsellor().await;
        let (_, thread) = with_a_mail_on_its_way(&test, &staff).await;
        let case = open_case(&staff, &thread).await;
        let sheet = begin_sheet(&staff, &case).await;
        assert_eq!(staff.fill(&sheet, &sheet, &[("concern", "18")]).await.status, StatusCode::SEE_OTHER);
        stays_silent(&test, &staff, &thread).await;
    }

    // A visit ends by itself; what was being filled in then waits for the passphrase.
    async fn a_visit_that_ended_loses_nothing_of_an_application(test: TestApp) {
        let visitor = test.visitor();
        let passphrase = write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
        thread_of(&visitor, &passphrase).await;
        let open = visitor.open(APPLICATION).await;
        test.set_clock("2026-11-24T11:00");
        let fields = [("narrative", "朝がつらい\n夜はらく"), ("concern", "1"), ("concern", "15"), ("name", "山田太郎")];
        let ended = visitor.fill_page(&open, APPLICATION, &fields).await;
        assert_eq!(ended.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(ended.text().contains("書いたものは残っています"), "{}", ended.text());
        let wrong = visitor.fill_page(&ended, "/come-back", &[("passphrase", "ちがう")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let back = visitor.fill_page(&wrong, "/come-back", &[("passphrase", &passphrase)]).await;
        assert_eq!(back.status, StatusCode::TEMPORARY_REDIRECT, "{}", back.text());
        assert_eq!(back.headers["location"], APPLICATION);
        // A browser sends the same form on.
        let mut sent = wrong.form("/come-back");
        sent.retain(|(name, _)| name != "passphrase");
        let mut sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        sent.push(("passphrase", &passphrase));
        let page = visitor.post(APPLICATION, &sent).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        for (name, value) in fields {
            assert!(kept(&page, APPLICATION, name, value), "{name}={value}");
        }
        assert!(page.text().contains("まだ保存されていません"));
        let saved = visitor.fill_page(&page, APPLICATION, &[]).await;
        assert_eq!(saved.location().as_deref(), Some("/thread/application?saved"), "{}", saved.text());
        assert!(kept(&visitor.open(APPLICATION).await, APPLICATION, "name", "山田太郎"));
        let stranger = test.visitor().post(APPLICATION, &[("version", "0"), ("name", "x")]).await;
        assert_eq!(stranger.location().as_deref(), Some("/come-back"), "who never had a visit just comes back");
    }

    async fn words_of_despair_in_an_application_are_seen_by_two(test: TestApp) {
        save(&kujira(&test).await, &[("narrative", "もう死にたい")]).await;
        let staff = test.counsellor().await;
        assert!(thread_to_check(&staff).await.starts_with("/threads/"));
    }

    // S-095: one mark guards the whole case, on whichever paper it stands, and no empty box takes an address away.
    async fn one_mark_guards_every_sheet_of_the_case(test: TestApp) {
        let visitor = kujira(&test).await;
        let staff = test.counsellor().await;
        let case = open_case(&staff, &thread_on_day(&staff).await).await;
        let sheet = begin_sheet(&staff, &case).await;
        staff.fill(&sheet, &sheet, &[("address", ADDRESS), ("phone_mobile", PHONE)]).await;
        let colleague = test.signed_in("adachi", OPERATOR, Role::Counsellor, "midori").await;
        assert!(colleague.open(&sheet).await.text().contains(ADDRESS), "nothing is marked yet");
        save(&visitor, &[("concern", "18")]).await;
        hidden(&colleague.open(&sheet).await, "a colleague, after the mark in the application");
        let mine = staff.open(&sheet).await;
        assert!(mine.text().contains(ADDRESS) && !mine.seen("#in-danger").is_empty());

        let second = begin_sheet(&staff, &case).await;
        let page = staff.open(&second).await;
        assert!(kept(&page, &second, "address", ADDRESS) && kept(&page, &second, "concern", "18"), "{}", page.text());
        hidden(&colleague.open(&second).await, "a colleague, on the second sheet");
        let own = begin_sheet(&colleague, &case).await;
        assert!(!colleague.open(&own).await.text().contains(ADDRESS));
        let drawn = colleague.open(&own).await;
        let unticked: Vec<(String, String)> =
            drawn.form(&own).into_iter().filter(|(name, _)| name != "concern" && name != "most").collect();
        let unticked: Vec<(&str, &str)> = unticked.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(colleague.post(&own, &unticked).await.status, StatusCode::SEE_OTHER);
        hidden(&colleague.open(&sheet).await, "whoever takes the mark off a sheet of their own");
        let fourth = begin_sheet(&staff, &case).await;
        let page = staff.open(&fourth).await;
        assert!(kept(&page, &fourth, "address", ADDRESS) && kept(&page, &fourth, "phone_mobile", PHONE), "nothing is erased");
    }

    // S-096: where the person has been stands before the choice, and going there again needs a reason that is kept.
    async fn nobody_is_sent_back_without_a_reason(test: TestApp) {
        let staff = test.counsellor().await;
        write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
        let case = open_case(&staff, &thread_on_day(&staff).await).await;
        let sheet = begin_sheet(&staff, &case).await;
        let sending = format!("{sheet}/sending");
        assert!(staff.open(&sending).await.text().contains("前に相談した所は書かれていません"));
        staff.fill(&sheet, &sheet, &[("consulted", "work"), ("consulted_work", "福祉まるごと相談課")]).await;
        let page = staff.open(&sending).await;
        assert!(page.seen("#consulted").join("").contains("仕事: 福祉まるごと相談課"));
        let text = page.text();
        assert!(text.find("id=\"consulted\"") < text.find("id=\"to\""), "before the destination");
        consent(&test, &staff, &case, OFFICE, &["name", "narrative", "consulted"], "2027-03-31").await;
        let asked = send(&test, &staff, &sheet, OFFICE, &["name", "narrative"]).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(asked.seen("#again-error").join("").contains("前に相談した所です"));
        let office = test.organization(OFFICE).await.to_string();
        let fields = [("to", office.as_str()), ("item", "narrative"), ("again", "担当の方が代わったので")];
        let sent = staff.fill(&sending, &sending, &fields).await;
        assert_eq!(sent.location().as_deref(), Some(sheet.as_str()), "{}", sent.text());
        assert!(staff.open(&sheet).await.seen("#written").join("").contains("担当の方が代わったので"), "the reason is kept");
        let partner = test.partner().await;
        let hop = received(&partner).await;
        accept(&partner, &hop).await;
        assert!(!partner.open(&hop).await.text().contains("担当の方が代わった"), "for the sender's side only");
    }

    // S-075: thick frames by town and version; printed, hinted, never a lock.
    async fn a_town_chooses_its_thick_frames(test: TestApp) {
        let paper = test.visitor().get("/towns/adachi/application.pdf").await;
        assert_eq!(paper.status, StatusCode::OK);
        assert!(paper.bytes.starts_with(b"%PDF"));
        assert_eq!(test.visitor().get("/towns/nowhere/application.pdf").await.status, StatusCode::NOT_FOUND);
        let staff = test.counsellor().await;
        let page = staff.open("/application").await;
        assert!(page.text().contains("いまの版: 0") && kept(&page, "/application", "frame", "name"));
        let same = staff.fill("/application", "/application", &[]).await;
        assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
        let chosen = staff.fill_page(&page, "/application", &[("frame", "narrative")]).await;
        assert_eq!(chosen.location().as_deref(), Some("/application"), "{}", chosen.text());
        let now = staff.open("/application").await;
        assert!(now.text().contains("いまの版: 1") && kept(&now, "/application", "frame", "narrative"));
        assert!(!kept(&now, "/application", "frame", "name"));
        let changed = test.visitor().get("/towns/adachi/application.pdf").await;
        assert_ne!(paper.bytes, changed.bytes, "the paper follows");
        let other = test.visitor().get("/towns/setagaya/application.pdf").await;
        assert_eq!(other.bytes.len(), paper.bytes.len(), "another town keeps the paper's own");
        let thread = {
            save(&kujira(&test).await, &[("nickname", "くじら")]).await;
            thread_on_day(&staff).await
        };
        let hints = staff.open(&format!("{thread}/application")).await.seen("#frames").join("");
        assert_eq!(hints, "具体的なご相談");
    }

    async fn nothing_of_an_application_lies_open_in_the_database(test: TestApp) {
        let visitor = kujira(&test).await;
        save(&visitor, &[("address", ADDRESS), ("concern", "18"), ("agree", "yes"), ("signature", "山田")]).await;
        let db = test.app.db.read();
        let ask = |sql: &str| db.query_all_raw(Statement::from_string(db.get_database_backend(), sql.to_owned()));
        let rows = ask("SELECT sealed_content FROM applications").await.expect("rows");
        assert_eq!(rows.len(), 1);
        let bytes: Vec<u8> = rows[0].try_get("", "sealed_content").expect("bytes");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("千住") && !text.contains("山田") && !text.contains("concerns"));
        let checks = ask("SELECT kind FROM same_day_checks").await.expect("rows");
        assert_eq!(checks.len(), 1, "that there is something to make sure of, and not what");
    }
}
