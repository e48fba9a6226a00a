//! Every route has an access decision, written down in `routes.txt`; here each is tried from outside and by the wrong
//! role. A new route without a line there does not pass.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::house::files;
use crate::{
    accounts::{Duty, Role, allows},
    on_both_databases,
    platform::{
        ids::FormId,
        testing::{
            Browser, Page,
            story::{self, OFFICE, OPERATOR},
        },
        web::form,
    },
};

const TABLE: &str = include_str!("../../routes.txt");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Public,
    Passphrase,
    Staff(Option<Duty>),
}

/// Method, pattern and access of every line.
fn table() -> Vec<(&'static str, &'static str, Access)> {
    let line = |line: &'static str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let access = match words[2..] {
            ["public"] => Access::Public,
            ["passphrase"] => Access::Passphrase,
            ["staff"] => Access::Staff(None),
            ["staff", duty] => Access::Staff(Some(duty.parse().unwrap_or_else(|_| panic!("duty in: {line}")))),
            _ => panic!("routes.txt: {line}"),
        };
        (words[0], words[1], access)
    };
    TABLE.lines().map(line).collect()
}

#[test]
fn every_route_of_the_source_stands_in_the_table_and_no_other() {
    let mut found = BTreeSet::new();
    for (name, text) in files(".rs") {
        if name.contains("tests") || name.starts_with("commands/") {
            continue;
        }
        for part in text.split(".route(\"").skip(1) {
            let (path, rest) = part.split_once('"').expect("a path");
            let handlers = rest.split(".route(").next().and_then(|rest| rest.split("\n    }").next()).unwrap_or(rest);
            let handlers = handlers.lines().next().unwrap_or(handlers);
            for (call, method) in [("get(", "GET"), ("post(", "POST")] {
                if handlers.contains(&format!(" {call}")) || handlers.contains(&format!(".{call}")) {
                    found.insert((method, path.to_owned()));
                }
            }
        }
    }
    let written: BTreeSet<(&str, String)> =
        table().into_iter().map(|(method, path, _)| (method, path.to_owned())).collect();
    assert_eq!(found, written);
    assert!(TABLE.lines().map(|line| &line[5..]).is_sorted(), "in the order of their paths");
}

/// One thing of every kind that an address can name.
struct World {
    thread: String,
    case: String,
    consent: String,
    sheet: String,
    hop: String,
    table: String,
    text: String,
    note: String,
    worry: String,
}

impl World {
    fn address(&self, pattern: &str) -> String {
        let id = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let id = match pattern.split('/').nth(1) {
            Some("threads") => id(&self.thread),
            Some("cases") => id(&self.case),
            Some("consents") => self.consent.clone(),
            Some("sheets") => id(&self.sheet),
            Some("hops") => id(&self.hop),
            // Nobody's revision, request or check: what there is of them is another story's.
            Some(
                "directory" | "confirmations" | "attempts" | "bookings" | "calls" | "offers" | "questions" | "thread"
                | "day" | "mailbox" | "venues" | "entries" | "promises" | "covers" | "roster",
            ) => uuid::Uuid::nil().to_string(),
            Some("worries") => id(&self.worry),
            Some("tables") => id(&self.table),
            Some("texts") => id(&self.text),
            Some("notes") => id(&self.note),
            _ => String::new(),
        };
        let nobody = uuid::Uuid::nil().to_string();
        let fills = [
            ("{id}", id.as_str()),
            ("{slug}", "adachi-safetynet"),
            ("{code}", "ja"),
            ("{name}", "tsunagu.css"),
            ("{kind}", "desk"),
            ("{token}", "no-such-link"),
            ("{measure}", "0"),
            ("{step}", "about"),
            ("{file}", nobody.as_str()),
            ("{scan}", nobody.as_str()),
            ("{party}", "person"),
            ("{change}", "0"),
            ("{room}", nobody.as_str()),
        ];
        fills.iter().fold(pattern.to_owned(), |path, (hole, word)| path.replace(hole, word))
    }

    /// Asks as somebody who holds a form of this site, filled in well enough to act.
    async fn ask(&self, browser: &Browser, method: &str, pattern: &str, key: &str) -> Page {
        let path = self.address(pattern);
        match method {
            "GET" => browser.get(&path).await,
            _ => browser.post(&path, &[("form", key), ("version", "1"), ("text", "x"), ("reason", "no-room")]).await,
        }
    }
}

on_both_databases! {
    async fn nobody_gets_in_from_outside_and_no_role_does_what_is_not_its_own(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = story::sheet_in_the_air(&test, &staff, &["name"]).await;
        let partner = test.partner().await;
        let withdrawal = staff.open(&sent.case).await.attribute("#consents form", "action");
        let written = staff.fill("/texts/new", "/texts/new", &[("title", "x"), ("body", "x")]).await;
        let world = World {
            text: written.location().expect("a text"),
            note: story::note(&staff, "phone").await,
            thread: staff.open("/day").await.link("/threads/"),
            consent: withdrawal.split('/').nth(2).expect("an id").to_owned(),
            hop: story::received(&partner).await,
            table: story::table_of_facilities(&staff).await,
            worry: story::worry(&test, &staff).await,
            case: sent.case,
            sheet: sent.sheet,
        };
        let mut wrong = Vec::new();
        for (role, organization, login) in [
            (Role::Administrator, OPERATOR, "a1"),
            (Role::Administrator, OFFICE, "a2"),
            (Role::Partner, OPERATOR, "p1"),
        ] {
            wrong.push((role, test.signed_in("adachi", organization, role, login).await));
        }
        for (method, pattern, access) in table() {
            let id: FormId = test.app.dice.id(test.app.now());
            let key = form::signed(&test.app.vault, id);
            let outside = world.ask(&test.visitor(), method, pattern, &key).await;
            let there = outside.location().unwrap_or_default();
            match access {
                // The second step of signing in begins with the first.
                Access::Public if pattern == "/sign-in/code" => {}
                Access::Public => assert!(!there.starts_with("/sign-in?"), "{method} {pattern}"),
                Access::Passphrase => assert_eq!(there, "/come-back", "{method} {pattern}"),
                Access::Staff(_) => assert!(there.starts_with("/sign-in?then="), "{method} {pattern}: {}", outside.status),
            }
            let Access::Staff(Some(duty)) = access else { continue };
            for (role, browser) in wrong.iter().filter(|(role, _)| !allows(*role, duty)) {
                let page = world.ask(browser, method, pattern, &key).await;
                assert!(
                    matches!(page.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND),
                    "{method} {pattern} as {role}: {}",
                    page.status
                );
            }
        }
        // Nothing of all that changed anything.
        assert_eq!(partner.open("/inbox").await.seen("main tbody tr").len(), 1);
        assert!(staff.open(&world.case).await.seen("#consents").join("").contains("有効です"));
    }
}
