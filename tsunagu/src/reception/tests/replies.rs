//! How somebody hears of an answer: never what it says; and no notice vanishes unseen.

use std::{
    io,
    net::TcpListener,
    sync::{Arc, Mutex},
};

use axum::http::StatusCode;
use mailin_embedded::{Handler, Response, Server, SslConfig, response};

use super::{WRITE, a_minute_passes, care, column, passphrase_on};
use crate::{
    config::{Mail as Settings, MailSecurity},
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, TestApp, story},
    },
    reception::model::{Reply, ReplyKind, wishes::TypedReply},
};

/// A mail server that knows nobody, or takes everything.
#[derive(Clone, Default)]
struct PostOffice {
    mails: Arc<Mutex<Vec<String>>>,
    current: Vec<u8>,
    knows_nobody: bool,
    takes_nothing_from_us: bool,
}

impl Handler for PostOffice {
    fn rcpt(&mut self, _to: &str) -> Response {
        if self.takes_nothing_from_us {
            return response::TRANSACTION_FAILED;
        }
        if self.knows_nobody { response::NO_MAILBOX } else { response::OK }
    }

    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.current.extend_from_slice(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mail = String::from_utf8_lossy(&std::mem::take(&mut self.current)).into_owned();
        self.mails.lock().expect("mails").push(mail);
        response::OK
    }
}

fn open(office: PostOffice) -> Settings {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mut server = Server::new(office);
    server.with_name("localhost").with_ssl(SslConfig::None).expect("no TLS").with_tcp_listener(listener);
    std::thread::spawn(move || server.serve().expect("the mail server runs"));
    Settings {
        host: "127.0.0.1".to_owned(),
        port,
        security: MailSecurity::None,
        user: None,
        password_file: None,
        from: "info@example.jp".to_owned(),
    }
}

/// くじら asks for a mail; Satoru answers. The passphrase and the thread's address.
async fn answered(test: &TestApp, visitor: &Browser, staff: &Browser) -> (String, String) {
    let fields =
        [("nickname", "くじら"), ("text", "秘密の話"), ("reply", "mail"), ("mail", "ｋｕｊｉｒａ＠example.jp")];
    let begun = visitor.fill(WRITE, WRITE, &fields).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
    let path = story::thread_on_day(staff).await;
    staff.fill(&path, &format!("{path}/answers"), &[("text", "お返事の中身")]).await;
    assert_eq!(outbox::waiting(test.app.db.read()).await.expect("reads").len(), 1);
    (passphrase_on(&begun), path)
}

#[test]
fn addresses_and_numbers_are_read_in_any_width_or_asked_about() {
    let typed = |kind, mail: &str, phone: &str| {
        TypedReply { kind: Some(kind), mail: mail.into(), phone: phone.into(), ..TypedReply::default() }.check()
    };
    for (mail, kept) in [("ａ＠ｂ．jp", "a@b.jp"), (" kujira@example.ne.jp ", "kujira@example.ne.jp")] {
        let wishes = typed(ReplyKind::Mail, mail, "").expect("an address");
        assert_eq!(wishes.reply, Reply::Mail { address: kept.into() });
    }
    for wrong in
        ["", "kujira", "@example.jp", "a@b", "a@b@c.jp", "a@.jp", "a@b.jp,c@d.jp", "a@b.jp\u{0}", "くじら@b.jp"]
    {
        assert_eq!(typed(ReplyKind::Mail, wrong, "").expect_err(wrong).key, "refused-reply-mail");
    }
    for number in ["０９０－１２３４－５６７８", "03(1234)5678", "0312345678", "090ー1234ー5678"] {
        assert!(
            matches!(typed(ReplyKind::Phone, "", number), Ok(wishes) if wishes.reply.kind() == ReplyKind::Phone),
            "{number}"
        );
    }
    for wrong in ["", "123", "でんわ", "0120-123-456x", "1234567890123456"] {
        assert_eq!(typed(ReplyKind::Phone, "", wrong).expect_err(wrong).key, "refused-reply-phone");
    }
    assert_eq!(TypedReply::default().check().expect("nothing chosen").reply, Reply::ComeBack);
    assert_eq!(typed(ReplyKind::ComeBack, "half an addr", "").expect("not asked for").reply, Reply::ComeBack);
}

on_both_databases! {
    // S-005: the warning stands before the button, with the page that lists the addresses.
    async fn before_sending_the_page_says_which_addresses_do_not_take_mail(test: TestApp) {
        let visitor = test.visitor();
        let page = visitor.open(WRITE).await;
        let text = page.text();
        let position = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in {text}"));
        assert!(position("知らせが届かないことがあります") < position("class=\"main\""), "said before sending");
        let chosen = page.form(WRITE);
        assert!(chosen.contains(&("reply".into(), "come-back".into())), "coming back is chosen already: {chosen:?}");
        let notes = visitor.open(&page.link("/desks/adachi-safetynet/mail-notes")).await;
        let seen = notes.seen("main").join("");
        assert!(seen.contains("お使いのメールアドレスによっては") && seen.contains("足立区") && seen.contains("令和7年3月11日"), "{seen}");
        let elsewhere = visitor.open("/desks/sumida-sumika/mail-notes").await.seen("main").join("");
        assert!(!elsewhere.contains("足立区"), "what one town says is not said for another: {elsewhere}");
    }

    async fn a_town_lists_its_own_addresses_and_a_doubtful_one_is_named_kindly(test: TestApp) {
        let lists = crate::reception::dated::read_text("helplines.yaml", concat!(
            "helplines: []\nmail_limits:\n  - domains: [docomo.example]\n",
            "    words: {ja: 届きません, ja-easy: 届きません, en: not taken}\n",
            "    source: {name: 情報課, url: 'https://example.jp/'}\n    checked_on: 2026-11-01\n",
        )).expect("a file");
        let tx = test.app.db.write().await.expect("a transaction");
        crate::reception::dated::load(&tx, test.app.now(), &lists).await.expect("loads");
        crate::reception::dated::load(&tx, test.app.now(), &lists).await.expect("loads a second time");
        tx.commit().await.expect("committed");
        let visitor = test.visitor();
        assert!(visitor.open("/desks/adachi-safetynet/mail-notes").await.text().contains("@docomo.example"));
        for (address, is_doubtful) in [("a@docomo.example", true), ("a@x.docomo.example", true), ("a@notdocomo.example", false)] {
            let begun = test.visitor().fill(WRITE, WRITE, &[("text", "a"), ("reply", "mail"), ("mail", address)]).await;
            assert_eq!(begun.status, StatusCode::OK, "never a reason to refuse");
            assert_eq!(begun.text().contains("届かないことがあります。お返事は"), is_doubtful, "{address}");
        }
    }

    async fn a_mail_says_only_that_there_is_an_answer_and_its_address_lies_sealed(test: TestApp) {
        let (visitor, staff) = (test.visitor(), test.counsellor().await);
        answered(&test, &visitor, &staff).await;
        let waiting = outbox::waiting(test.app.db.read()).await.expect("reads");
        assert_eq!((waiting[0].recipient.as_str(), waiting[0].path.as_str()), ("", "/come-back"));
        for (table, name) in [("outbox", "sealed_recipient"), ("threads", "sealed_wishes")] {
            for bytes in column(&test, table, name).await {
                assert!(!String::from_utf8_lossy(&bytes).contains("kujira"), "{table}.{name}");
            }
        }
        let office = PostOffice::default();
        assert_eq!(outbox::send_due(&test.app, &open(office.clone())).await.expect("sends"), 1);
        let mails = office.mails.lock().expect("mails").clone();
        assert_eq!(mails.len(), 1);
        assert!(mails[0].contains("kujira@example.jp"), "{}", mails[0]);
        // お返事があります, as a mail header carries it
        assert!(mails[0].contains("44GK6L+U5LqL44GM44GC44KK44G+44GZ"), "{}", mails[0]);
        assert!(column(&test, "outbox", "sealed_recipient").await.is_empty(), "forgotten once it was sent");
        a_minute_passes(&test).await;
        assert!(staff.open("/threads").await.seen("#not-arrived").is_empty());
    }

    // S-005: a notice that bounces becomes a task of the desk; nothing vanishes.
    async fn a_notice_that_bounces_becomes_a_task_and_another_way_clears_it(test: TestApp) {
        let (visitor, staff) = (test.visitor(), test.counsellor().await);
        let (passphrase, path) = answered(&test, &visitor, &staff).await;
        let office = PostOffice { knows_nobody: true, ..PostOffice::default() };
        assert_eq!(outbox::send_due(&test.app, &open(office)).await.expect("tries"), 0);
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty(), "no second try at nobody");
        a_minute_passes(&test).await;
        let queue = staff.open("/threads").await;
        assert!(queue.seen("#not-arrived").join("").contains("くじら"), "{}", queue.text());
        assert!(staff.open("/day").await.seen("#answered").join("").contains("知らせのメールが届いていません"));
        assert!(staff.open(&path).await.seen("#not-arrived").join("").contains("届きませんでした"));
        let thread = story::thread_of(&visitor, &passphrase).await;
        assert!(thread.seen("#not-arrived").join("").contains("お返事はこのページで読めます"));
        let changed = visitor.fill("/thread", "/thread/wishes", &[("reply", "phone"), ("phone", "03-1234-5678"), ("times", "夕方")]).await;
        assert_eq!(changed.location().as_deref(), Some("/thread"), "{}", changed.text());
        assert!(visitor.open("/thread").await.seen("#not-arrived").is_empty());
        assert!(staff.open("/threads").await.seen("#not-arrived").is_empty());
        let reply = staff.open(&path).await.seen("#reply").join("");
        assert!(reply.contains("03-1234-5678") && reply.contains("夕方"), "{reply}");
    }

    // S-005: a wrong password of ours says nothing about somebody's address.
    async fn a_refusal_that_is_about_us_is_tried_again(test: TestApp) {
        let (visitor, staff) = (test.visitor(), test.counsellor().await);
        answered(&test, &visitor, &staff).await;
        let office = PostOffice { takes_nothing_from_us: true, ..PostOffice::default() };
        assert_eq!(outbox::send_due(&test.app, &open(office)).await.expect("tries"), 0);
        let broken = Settings { from: "nobody".to_owned(), ..open(PostOffice::default()) };
        test.set_clock("2026-11-24T10:05");
        assert_eq!(outbox::send_due(&test.app, &broken).await.expect("tries"), 0);
        a_minute_passes(&test).await;
        assert!(staff.open("/threads").await.seen("#not-arrived").is_empty(), "nobody is told that it failed");
        assert_eq!(outbox::waiting(test.app.db.read()).await.expect("reads").len(), 1, "it waits");
        test.set_clock("2026-11-24T10:15");
        assert_eq!(outbox::send_due(&test.app, &open(PostOffice::default())).await.expect("sends"), 1);
    }

    // S-029: what was agreed in the case goes before the wish of before, and what the thread says does before a call.
    async fn what_was_said_no_to_in_the_case_keeps_the_mail_back(test: TestApp) {
        let (visitor, staff) = (test.visitor(), test.counsellor().await);
        let (_, path) = answered(&test, &visitor, &staff).await;
        let mails = async || outbox::waiting(test.app.db.read()).await.expect("reads").len();
        outbox::send_due(&test.app, &open(PostOffice::default())).await.expect("sends");
        a_minute_passes(&test).await;
        let case = story::open_case(&staff, &path).await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "つづき")]).await;
        assert_eq!(mails().await, 1, "the yes of the thread went along into the case");
        outbox::send_due(&test.app, &open(PostOffice::default())).await.expect("sends");
        a_minute_passes(&test).await;
        let agreed = format!("{case}/contact/person");
        let saved = staff.fill(&agreed, &agreed, &[("said-email", "no")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        staff.fill(&path, &format!("{path}/answers"), &[("text", "もう一つ")]).await;
        assert_eq!(mails().await, 0, "no mail against a no");
    }

    async fn a_mail_that_comes_back_to_the_office_is_marked_by_hand(test: TestApp) {
        let (visitor, staff) = (test.visitor(), test.counsellor().await);
        let (_, path) = answered(&test, &visitor, &staff).await;
        let office = PostOffice::default();
        outbox::send_due(&test.app, &open(office)).await.expect("sends");
        a_minute_passes(&test).await;
        let marked = care(&staff, &path, "mail-came-back").await;
        assert_eq!(marked.location().as_deref(), Some(path.as_str()));
        assert!(staff.open("/threads").await.seen("#not-arrived").join("").contains("くじら"));
        staff.fill(&path, &format!("{path}/answers"), &[("text", "もう一度")]).await;
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty(), "not to the same address again");
        let told = care(&staff, &path, "told-otherwise").await;
        assert_eq!(told.location().as_deref(), Some(path.as_str()), "{}", told.text());
        assert!(staff.open("/threads").await.seen("#not-arrived").is_empty(), "somebody found another way");
        assert!(staff.open(&path).await.seen("#not-arrived").is_empty());
    }

    // S-029: what somebody does not want stands where staff would do it.
    async fn what_somebody_does_not_want_stands_on_the_desks_page(test: TestApp) {
        let visitor = test.visitor();
        visitor.fill(WRITE, WRITE, &[("text", "a"), ("never", "phone"), ("never", "visit")]).await;
        let staff = test.counsellor().await;
        let page = staff.open(&story::thread_on_day(&staff).await).await;
        let nevers = page.seen("#nevers").join("");
        assert!(nevers.contains("電話はしないで") && nevers.contains("家には来ないで") && !nevers.contains("手紙"), "{nevers}");
        assert!(page.seen("#reply").join("").contains("合言葉でもどって読む"));
        let case = story::open_case(&staff, &story::thread_on_day(&staff).await).await;
        let agreed = staff.open(&format!("{case}/contact/person")).await.text();
        assert!(agreed.matches("value=\"no\" checked").count() >= 3, "both telephones and visits, in the case too: {agreed}");
    }

    async fn a_thread_from_before_there_were_wishes_opens_as_ever(test: TestApp) {
        use sea_orm::ConnectionTrait;
        let visitor = test.visitor();
        let begun = visitor.fill(WRITE, WRITE, &[("text", "むかし書きました")]).await;
        let tx = test.app.db.write().await.expect("a transaction");
        tx.execute_unprepared("UPDATE threads SET sealed_wishes = NULL").await.expect("as an older version wrote it");
        tx.commit().await.expect("committed");
        let thread = story::thread_of(&visitor, &passphrase_on(&begun)).await;
        assert!(thread.text().contains("むかし書きました"));
        let staff = test.counsellor().await;
        let path = story::thread_on_day(&staff).await;
        assert!(staff.open(&path).await.seen("#reply").join("").contains("合言葉でもどって読む"));
        let answered = staff.fill(&path, &format!("{path}/answers"), &[("text", "おひさしぶりです")]).await;
        assert_eq!(answered.location().as_deref(), Some(path.as_str()));
    }
}
