//! Every page in every language: nothing missing, one heading, every field with a name of its own.

use axum::http::StatusCode;
use scraper::{ElementRef, Selector};

use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        Lang, outbox,
        testing::{Browser, Page, story},
        vault::place,
    },
};

fn all<'a>(html: &'a scraper::Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).expect("a selector");
    html.select(&selector).collect()
}

/// What must hold of a page whatever it is about.
fn whole(path: &str, lang: Lang, page: &Page) {
    let at = format!("{path} in {}", lang.code());
    let html = page.html();
    assert_eq!(all(&html, "h1").len(), 1, "{at}: one heading");
    assert_eq!(all(&html, "html").first().and_then(|html| html.value().attr("lang")), Some(lang.tag()), "{at}");
    assert_eq!(all(&html, "main").len(), 1, "{at}");
    let title = page.seen("title").join("").to_lowercase();
    let is_public = !all(&html, "body.public").is_empty();
    let telling: &[&str] = if is_public {
        &["ひきこもり", "相談", "支援", "hikikomori"]
    } else {
        &["くじら", "ひきこもり"]
    };
    for word in telling {
        assert!(!title.contains(word), "{at}: the title \"{title}\" says too much");
    }
    for field in all(&html, "input:not([type=hidden]), select, textarea") {
        assert!(is_named(&html, field), "{at}: {}", field.html());
    }
    let mut ids: Vec<&str> = all(&html, "[id]").iter().filter_map(|element| element.value().attr("id")).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{at}: an id stands twice");
    for element in all(&html, "[aria-describedby]") {
        for id in element.value().attr("aria-describedby").unwrap_or_default().split_whitespace() {
            assert!(ids.contains(&id), "{at}: nothing is called {id}");
        }
    }
    for form in all(&html, "form[method=post]") {
        assert!(form.value().attr("action").is_some(), "{at}: a form says where it goes");
    }
    for image in all(&html, "img, script:not([type='application/ld+json']), link[rel=stylesheet]") {
        let source = image.value().attr("src").or(image.value().attr("href")).unwrap_or_default();
        let is_theme = source.starts_with("/towns/") && source.contains("/theme.css?");
        assert!(source.starts_with("/assets/") || is_theme, "{at}: {source}");
    }
    assert!(page.bytes.len() < 40_000, "{at}: {} bytes", page.bytes.len());
}

fn is_named(html: &scraper::Html, field: ElementRef<'_>) -> bool {
    let value = field.value();
    let inside = field.ancestors().any(|node| node.value().as_element().is_some_and(|it| it.name() == "label"));
    let labelled = value.attr("id").is_some_and(|id| !all(html, &format!("label[for='{id}']")).is_empty());
    inside || labelled || value.attr("aria-label").is_some_and(|label| !label.trim().is_empty())
}

async fn read(browser: &Browser, paths: &[&str], languages: &[Lang], status: StatusCode) {
    for lang in languages {
        browser.get(&format!("/language/{}", lang.code())).await;
        for path in paths {
            let page = browser.open(path).await;
            assert_eq!(page.status, status, "{path} in {}: {}", lang.code(), page.text());
            whole(path, *lang, &page);
        }
    }
    browser.get("/language/ja").await;
}

/// The link in the mail that waits for somebody who wrote by mail.
async fn entry_of(test: &crate::platform::testing::TestApp) -> String {
    let waiting = outbox::waiting(test.app.db.read()).await.expect("reads");
    let mail = waiting.iter().find(|mail| mail.kind == "received").expect("a mail that says it arrived");
    let key = test.app.vault.key(test.app.db.read(), mail.key_id.expect("a key")).await.expect("the key");
    let sealed = mail.sealed_letter.as_deref().expect("what lies sealed");
    let letter: outbox::Letter = key.open(place("outbox.letter", mail.id.0), sealed).expect("opens");
    letter.path.expect("a link")
}

const STAFF: [Lang; 2] = [Lang::Ja, Lang::En];

on_both_databases! {
    async fn public_pages_are_whole_in_every_language(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let mut paths = vec!["/".to_owned(), "/come-back".into(), "/sign-in".into(), "/sign-in/code".into()];
        paths.extend(directory.municipalities().iter().map(|town| format!("/towns/{}", town.slug)));
        paths.extend(directory.desks().iter().map(|desk| format!("/desks/{}", desk.slug)));
        paths.extend(directory.desks().iter().map(|desk| format!("/desks/{}/write", desk.slug)));
        for kind in ["resources", "councils", "events", "data"] {
            paths.extend(directory.municipalities().iter().map(|town| format!("/towns/{}/{kind}", town.slug)));
        }
        paths.extend(directory.organizations().iter().map(|body| format!("/organizations/{}", body.slug)));
        paths.extend(directory.gatherings().iter().map(|it| format!("/gatherings/{}", it.slug)));
        paths.extend(directory.events().iter().map(|it| format!("/events/{}", it.slug)));
        paths.extend(directory.resources().iter().map(|it| format!("/resources/{}", it.slug)));
        paths.extend(directory.councils().iter().map(|it| format!("/councils/{}", it.slug)));
        paths.extend(["/towns/adachi/papers".into(), "/desks/adachi-safetynet/papers".into()]);
        paths.extend(["/desks/adachi-safetynet/mail-notes".into(), "/desks/sumida-sumika/mail-notes".into()]);
        for step in ["about", "name", "worries", "words", "reply"] {
            paths.push(format!("/desks/adachi-safetynet/write/{step}"));
        }
        for town in directory.municipalities() {
            if directory.first_desk(town.id, test.app.now().today()).is_some() {
                paths.extend(["", "/receipt"].map(|end| format!("/towns/{}/worry{end}", town.slug)));
            }
        }
        paths.push("/find?town=adachi&about=family&age=45&talk=phone".into());
        paths.push("/find?town=nowhere&about=x&age=abc&talk=%F0%9F%90%B3".into());
        // Words that are found, nearly found and not found; places here, elsewhere, several and none; groups, some and none.
        for query in ["q=%E5%B1%85%E5%A0%B4%E6%89%80", "q=%E3%82%BB%E3%83%BC%E3%83%95%E3%83%86%E3%82%A4%E3%83%8D%E3%83%83%E3%83%88", "q=zzzz"] {
            paths.push(format!("/find?{query}&scene=money"));
        }
        for place in ["%E3%81%82%E3%81%A0%E3%81%A1", "%E8%91%9B%E9%A3%BE%E5%8C%BA", "%E5%BA%9C%E4%B8%AD", "zzzz"] {
            paths.extend([format!("/find?place={place}"), format!("/groups?place={place}")]);
        }
        paths.extend(["/designations".into(), "/designations?name=x&prefecture=%E6%9D%B1%E4%BA%AC%E9%83%BD".into()]);
        paths.extend(["", "&thanks=yes"].map(|end| format!("/page-rating?page=/towns/adachi{end}")));
        paths.extend(["/groups".into(), "/groups?kind=salon".into(), "/groups?kind=farm&online=yes".into()]);
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        read(&test.visitor(), &paths, &Lang::ALL, StatusCode::OK).await;
        read(&test.visitor(), &["/no/such/page", "/towns/nowhere", "/towns/nowhere/worry", "/towns/nowhere/worry/receipt"], &Lang::ALL, StatusCode::NOT_FOUND).await;
    }

    async fn what_towns_say_of_themselves_is_whole_in_every_language(test: TestApp) {
        test.load_policies().await;
        let staff = test.counsellor().await;
        staff.fill("/appearance", "/appearance", &[("accent", "#0a5c36"), ("term-person", "state")]).await;
        let visitor = test.visitor();
        let mut paths = vec!["/measures".to_owned()];
        for town in ["adachi", "akishima", "annaka", "chiba", "edogawa", "kunitachi", "oshima", "setagaya", "toshima"] {
            let list = format!("/towns/{town}/policies");
            let page = visitor.open(&list).await;
            let pick = Selector::parse("main a[href]").expect("a selector");
            let html = page.html();
            let texts = html.select(&pick).filter_map(|link| link.value().attr("href"));
            paths.extend(texts.filter(|link| link.starts_with(&format!("{list}/"))).map(str::to_owned));
            paths.extend([list, format!("/towns/{town}/definitions"), format!("/towns/{town}/timeline")]);
        }
        let policy = visitor.open("/towns/adachi/policies").await.link("/towns/adachi/policies/");
        paths.push(format!("{policy}/measures"));
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        read(&visitor, &paths, &Lang::ALL, StatusCode::OK).await;
        let nothing = ["/towns/nowhere/policies", "/towns/adachi/policies/0", "/towns/adachi/policies/x", "/towns/setagaya/theme.css"];
        read(&visitor, &nothing, &Lang::ALL, StatusCode::NOT_FOUND).await;

        let text = staff.open("/texts").await.link("/texts/0");
        let own = ["", "/versions", "/versions/new", "/measures"].map(|end| format!("{text}{end}"));
        let mut pages = vec!["/texts", "/texts/new", "/appearance", "/day"];
        pages.extend(own.iter().map(String::as_str));
        read(&staff, &pages, &STAFF, StatusCode::OK).await;
    }

    async fn a_thread_is_whole_in_every_language_with_every_kind_of_line(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = story::sheet_in_the_air(&test, &staff, &["name"]).await;
        let thread = staff.open("/day").await.link("/threads/");
        staff.fill(&thread, &format!("{thread}/answers"), &[("text", "ありがとうございます")]).await;
        let partner = test.partner().await;
        let hop = story::received(&partner).await;
        story::accept(&partner, &hop).await;
        let visitor = test.visitor();
        story::thread_of(&visitor, &sent.passphrase).await;
        read(&visitor, &["/thread", "/thread/looks", "/thread/application"], &Lang::ALL, StatusCode::OK).await;
        // A moment of danger, an answer by mail, quiet; and the question about an earlier thread.
        let hard = test.visitor();
        let fields = [("text", "もう消えたい"), ("worry", "violence"), ("reply", "mail"), ("mail", "kujira@example.jp")];
        let begun = hard.fill(story::WRITE, story::WRITE, &fields).await;
        let passphrase = begun.attribute("#passphrase", "data-line");
        let flagged = staff.open("/threads").await.link("/threads/");
        let links = format!("{flagged}/links");
        staff.fill(&links, &links, &[]).await;
        for care in ["see-check", "take", "mail-came-back"] {
            let page = staff.open(&flagged).await;
            let key = page.attribute(&format!("form:has(input[value='{care}']) input[name=form]"), "value");
            staff.post(&format!("{flagged}/care"), &[("form", &key), ("care", care)]).await;
        }
        let own = story::thread_of(&hard, &passphrase).await;
        let key = own.attribute("form[action='/thread/standing'] input[name=form]", "value");
        hard.post("/thread/standing", &[("form", &key), ("ask", "quiet")]).await;
        read(&hard, &["/thread", "/thread/looks"], &Lang::ALL, StatusCode::OK).await;
        read(&staff, &["/threads", &flagged, &links, "/day"], &STAFF, StatusCode::OK).await;
        for lang in Lang::ALL {
            let writer = test.visitor();
            writer.get(&format!("/language/{}", lang.code())).await;
            let begun = writer.fill(story::WRITE, story::WRITE, &[("text", "a")]).await;
            whole("the page with the passphrase", lang, &begun);
            let calm = writer.fill(story::WRITE, story::WRITE, &[("text", "死にたい")]).await;
            whole("the page with the calm card", lang, &calm);
        }
    }

    async fn what_comes_by_mail_is_whole_in_every_language(test: TestApp) {
        use crate::{config::Mailbox, mailbox};
        let test = test.with_settings(|config| {
            let mailbox = Mailbox { address: "desk@example.jp".to_owned(), subaddresses: false, imap: None };
            config.mailboxes.insert("adachi-safetynet".to_owned(), mailbox);
        });
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let desk = directory.desk_by_slug("adachi-safetynet").expect("a desk");
        let hand = async |more: &str, body: &str| {
            let raw = format!("From: kujira@example.jp\r\nSubject: x\r\n{more}\r\n{body}").into_bytes();
            let delivery = mailbox::Delivery { raw, handed: mailbox::Handed::default(), may_wait: true, is_header: false };
            mailbox::take(&test.app, &directory, desk, delivery).await.expect("taken");
        };
        let staff = test.counsellor().await;
        read(&staff, &["/mailbox"], &STAFF, StatusCode::OK).await;
        let zip = "Content-Type: multipart/mixed; boundary=b\r\n";
        hand(zip, "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\nContent-Type: application/zip; name=\"a.zip\"\r\n\r\nPK\r\n--b--\r\n").await;
        hand("Precedence: bulk\r\n", "bulk").await;
        hand("List-Id: <x>\r\n", "").await;
        let thread = staff.open("/threads").await.link("/threads/");
        let list = staff.open("/mailbox").await;
        let (mail, other) = (list.link("/mailbox/"), list.attribute("#waiting tr:last-child a", "href"));
        staff.fill(&other, &format!("{other}/discarding"), &[]).await;
        let of_thread = format!("{thread}/mail");
        let sent = format!("{of_thread}?sent");
        read(&staff, &["/mailbox", "/day", &mail, &other, &thread, &of_thread, &sent], &STAFF, StatusCode::OK).await;
        let link = entry_of(&test).await;
        let visitor = test.visitor();
        read(&visitor, &[&link], &Lang::ALL, StatusCode::OK).await;
        let entered = visitor.fill(&link, &link, &[]).await;
        whole("the page with the passphrase of a mail", Lang::Ja, &entered);
        read(&visitor, &[&link, "/thread", "/thread/mail"], &Lang::ALL, StatusCode::OK).await;
        visitor.fill("/thread/mail", "/thread/mail", &[("answers", "words")]).await;
        visitor.fill("/thread", "/thread/wishes", &[("reply", "come-back")]).await;
        read(&visitor, &["/thread/mail"], &Lang::ALL, StatusCode::OK).await;
    }

    async fn bookings_are_whole_in_every_language_free_full_and_agreed(test: TestApp) {
        let staff = test.counsellor().await;
        let (free, offers) = ("/desks/adachi-safetynet/bookings", "/desks/adachi-safetynet/offers");
        let empty = ["/bookings", "/bookings/hosts", offers];
        read(&staff, &empty, &STAFF, StatusCode::OK).await;
        let notice = "毎週木曜日 10:00～16:00";
        staff.fill("/bookings/hosts", "/bookings/hosts", &[("kind", "room"), ("name", "相談室")]).await;
        let fields = [("name", "とても長い名前の個別相談の時間"), ("notice", notice), ("read", notice), ("capacity", "1")];
        let made = staff.fill(offers, offers, &fields).await.location().expect("an offer");
        let visits = [("name", "訪問"), ("channel", "visit"), ("notice", ""), ("visits", "5")];
        let visit = staff.fill(offers, offers, &visits).await.location().expect("an offer");
        let closing = [("day", "2026-12-03"), ("reason", "会場の都合")];
        staff.fill(&made, &format!("{made}/changes"), &closing).await;
        let asking = |offer: &str| format!("{free}/new?offer={}", offer.rsplit('/').next().unwrap_or_default());
        let (book, ask) = (format!("{}&start=2026-11-26T10:00", asking(&made)), asking(&visit));
        let visitor = test.visitor();
        let booked = visitor.fill(&book, free, &[("nickname", "くじら"), ("consideration", "静かな席")]).await;
        whole("the page of a booking with its passphrase", Lang::Ja, &booked);
        story::thread_of(&visitor, &booked.attribute("#passphrase", "data-line")).await;
        visitor.fill(&ask, free, &[("visit_for", "person"), ("wants_visit", "yes")]).await;
        let wait = format!("{book}&wait=yes");
        let week = format!("{free}?from=2026-12-01");
        let month = format!("{free}?view=month");
        let move_it = visitor.open("/thread/bookings").await.attribute("main a[href$='/time']", "href");
        let public = [free, &week, &month, &book, &ask, &wait, "/thread", "/thread/bookings", &move_it];
        read(&visitor, &public, &Lang::ALL, StatusCode::OK).await;
        read(&test.visitor(), &["/desks/adachi-marugoto/bookings"], &Lang::ALL, StatusCode::OK).await;
        read(&staff, &["/bookings", "/bookings/hosts", offers, &made, &visit], &STAFF, StatusCode::OK).await;
    }

    async fn places_and_rooms_are_whole_in_every_language_empty_and_full(test: TestApp) {
        let staff = test.counsellor().await;
        let administrator = test.administrator().await;
        let (free, offers) = ("/desks/adachi-safetynet/bookings", "/desks/adachi-safetynet/offers");
        read(&staff, &["/venues", "/bookings/rooms", "/calls", "/online"], &STAFF, StatusCode::OK).await;
        read(&administrator, &["/venues", "/online"], &STAFF, StatusCode::OK).await;
        read(&test.visitor(), &["/meet"], &Lang::ALL, StatusCode::OK).await;
        read(&test.visitor(), &["/meet/123456789"], &Lang::ALL, StatusCode::UNPROCESSABLE_ENTITY).await;
        let fields = [("name", "とても長い名前の保健福祉センター別館"), ("address", "千住1-2-3"), ("comfort", "quiet")];
        let venue = staff.fill("/venues", "/venues", &fields).await.location().expect("a place");
        let lent = [("room", "第2会議室"), ("on_request", "yes"), ("department", "保健福祉課"), ("how", "内線2345")];
        staff.fill(&venue, &format!("{venue}/rooms"), &lent).await;
        staff.fill("/online", "/online", &[("address", "https://meet.example.jp/{room}")]).await;
        let notice = "毎週木曜日 10:00～16:00";
        let fields = [("name", "初回面談"), ("notice", notice), ("read", notice), ("places", "facility"), ("places", "online")];
        let made = staff.fill(offers, offers, &fields).await.location().expect("an offer");
        let book = |start: &str| format!("{free}/new?offer={}&start={start}", made.rsplit('/').next().unwrap_or_default());
        let visitor = test.visitor();
        let asked = visitor.fill(&book("2026-11-26T10:00"), free, &[("place", "facility")]).await;
        whole("the page of a time that is held", Lang::Ja, &asked);
        story::thread_of(&visitor, &asked.attribute("#passphrase", "data-line")).await;
        visitor.fill(&book("2026-11-26T11:00"), free, &[("place", "online")]).await;
        let list = staff.open("/bookings").await;
        let room = list.attribute("#asked select option:last-child", "value");
        let proposal = list.attribute("#asked form", "action");
        staff.fill_page(&list, &proposal, &[("meet", &room)]).await;
        let own = visitor.open("/thread/bookings").await.attribute("main .card a[href$='/room']", "href");
        let online = staff.open("/bookings").await.attribute("#arranged a[href$='/room']", "href");
        let thread = staff.open("/bookings").await.link("/threads/");
        let call = staff.fill(&thread, "/calls", &[]).await.location().expect("a room");
        staff.fill(&call, &format!("{call}/page"), &[]).await;
        let number = staff.open(&call).await.seen("#digits").join("");
        let desk = "/online?desk=adachi-safetynet";
        let full = ["/venues", &venue, "/bookings/rooms", "/bookings", &online, "/calls", &call, "/online", desk, &thread];
        read(&staff, &full, &STAFF, StatusCode::OK).await;
        let form = book("2026-12-03T10:00");
        let public = ["/thread", "/thread/bookings", "/thread/room", &own, &form];
        read(&visitor, &public, &Lang::ALL, StatusCode::OK).await;
        read(&test.visitor(), &[&format!("/meet/{number}")], &Lang::ALL, StatusCode::OK).await;
    }

    async fn staff_pages_are_whole_in_both_languages_empty_and_full(test: TestApp) {
        let staff = test.counsellor().await;
        let partner = test.partner().await;
        let administrator = test.administrator().await;
        let empty = ["/day", "/cases", "/cases/new", "/inbox", "/account/codes", "/tables", "/notes", "/questions", "/questions/sheet"];
        read(&staff, &["/worries", "/worries/new", "/application", "/entrances", "/roster", "/directory/ratings"], &STAFF, StatusCode::OK).await;
        read(&staff, &empty, &STAFF, StatusCode::OK).await;
        let mut editing = vec!["/directory".to_owned(), "/directory/rules".to_owned()];
        let records =
            [("desk", "adachi-safetynet"), ("organization", "adachi-marugoto"), ("gathering", "adachi-sn-ibasho")];
        let listings = [("event", "ev-adachi-move"), ("resource", "sn-workactivities"), ("council", "adachi-bukai")];
        for (kind, slug) in records.into_iter().chain(listings) {
            editing.push(format!("/directory/records/{kind}/{slug}"));
            editing.push(format!("/directory/records/{kind}/{slug}/history"));
        }
        let editing: Vec<&str> = editing.iter().map(String::as_str).collect();
        read(&staff, &editing, &STAFF, StatusCode::OK).await;
        read(&partner, &["/day", "/cases", "/inbox"], &STAFF, StatusCode::OK).await;
        read(&administrator, &["/day", "/account/codes"], &STAFF, StatusCode::OK).await;
        read(&administrator, &["/cases", "/inbox"], &STAFF, StatusCode::FORBIDDEN).await;

        let sent = story::sheet_in_the_air(&test, &staff, &["name", "narrative"]).await;
        let draft = story::begin_sheet(&staff, &sent.case).await;
        let (case, sheet) = (sent.case.as_str(), sent.sheet.as_str());
        let thread = staff.open("/day").await.link("/threads/");
        let (consents, wishes) = (format!("{case}/consents"), format!("{case}/wishes"));
        let (timeline, entries) = (format!("{case}/timeline"), format!("{case}/entries"));
        let paper = format!("{timeline}?view=paper");
        let (state, themes) = (format!("{case}/state"), format!("{case}/themes"));
        let (plan, assessment) = (format!("{case}/plan"), format!("{case}/assessment"));
        read(&staff, &[&plan, &assessment], &STAFF, StatusCode::OK).await;
        let fields = [("goal", "a"), ("step", "b"), ("who", "c"), ("confirmed_on", "2026-11-24")];
        staff.fill(&plan, &plan, &fields).await;
        read(&staff, &[&plan], &STAFF, StatusCode::OK).await;
        let (promises, handover) = (format!("{case}/promises"), format!("{case}/handover"));
        read(&staff, &[&timeline, &entries, &state, &themes, &promises, &handover, "/covers"], &STAFF, StatusCode::OK).await;
        let entry = story::entry(&staff, case, &[("means", "phone"), ("topic", "small-talk"), ("text", "123456")]).await;
        staff.fill(&promises, &promises, &[("words", "写真を持っていく"), ("day", "2026-12-01")]).await;
        staff.fill(&promises, &format!("{case}/edges"), &[("edge", "move"), ("edge_day", "2027-01-15")]).await;
        let colleague = test.signed_in("adachi", story::OPERATOR, Role::Counsellor, "hanako").await;
        story::hand_lead_over(&test, &staff, case, "hanako").await;
        staff.fill(&state, &state, &[("turn", "ended"), ("reason", "from-us"), ("words", "1")]).await;
        let writing = format!("{entry}/writing");
        let walked = [&timeline, &paper, &entry, &writing, &state, &promises, &handover, "/day"];
        read(&colleague, &walked, &STAFF, StatusCode::OK).await;
        let (contact, reaching) = (format!("{case}/contact"), format!("{case}/contact/person"));
        let sending = format!("{draft}/sending");
        let table = story::table_of_facilities(&staff).await;
        let note = story::note(&staff, "phone").await;
        let fields = [("nickname", "くじら"), ("story", "123456789012"), ("relation", "sibling"), ("is_urgent", "yes")];
        staff.fill(&format!("{note}/writing"), &format!("{note}/writing"), &fields).await;
        let notes = ["", "/writing", "/answers", "/sheet"].map(|end| format!("{note}{end}"));
        let notes: Vec<&str> = notes.iter().map(String::as_str).chain(["/notes"]).collect();
        read(&staff, &notes, &STAFF, StatusCode::OK).await;
        let full = ["/day", "/cases", case, &consents, &wishes, &contact, &reaching, sheet, &draft, &sending, &thread, "/tables", &table];
        let worry = story::worry(&test, &staff).await;
        let application = format!("{thread}/application");
        let copy = format!("{application}/copy");
        let tomorrow = [("place", "八広の居場所"), ("day", "2026-11-25"), ("from", "13:00"), ("to", "16:00")];
        staff.fill("/roster", "/roster", &tomorrow).await;
        read(&staff, &[&application, &copy, "/worries", &worry, "/entrances", "/roster"], &STAFF, StatusCode::OK).await;
        read(&staff, &full, &STAFF, StatusCode::OK).await;
        let hop = story::received(&partner).await;
        read(&partner, &["/day", "/inbox", &hop], &STAFF, StatusCode::OK).await;
        story::accept(&partner, &hop).await;
        read(&partner, &["/day", "/cases", "/inbox", &hop], &STAFF, StatusCode::OK).await;
        read(&staff, &[case, sheet], &STAFF, StatusCode::OK).await;
    }
}
