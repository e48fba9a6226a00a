//! The web edge: what is read, what is refused, and with which words.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
};

use crate::{
    on_both_databases,
    platform::{
        Dice, Outcome,
        testing::{Engine, run},
        vault::Vault,
        web::{Submitted, form, guard},
    },
};

#[test]
fn a_form_keeps_every_letter_that_can_be_typed() {
    let form =
        Submitted::parse("text=%E9%82%89%F3%A0%84%80+%F0%9F%90%B3%0D%0Ab&item=a&item=b".as_bytes()).expect("reads");
    assert_eq!(form.get("text"), "邉\u{E0100} 🐳\nb");
    assert_eq!(form.all("item"), ["a", "b"]);
    assert_eq!(form.get("absent"), "");
}

#[test]
fn a_form_leaves_out_control_characters() {
    let form = Submitted::parse(b"text=a%00b%07c%09d").expect("reads");
    assert_eq!(form.get("text"), "abc\td");
}

#[test]
fn broken_utf8_is_refused_not_replaced() {
    assert!(matches!(Submitted::parse(b"text=%FF%FE"), Err(Outcome::Unreadable("unreadable-letters"))));
    assert!(matches!(Submitted::parse(b"%C3=x"), Err(Outcome::Unreadable("unreadable-letters"))));
}

#[test]
fn only_forms_we_handed_out_are_taken_back() {
    let vault = Vault::open(&Vault::new_master_key(&Dice::seeded(3))).expect("a key");
    let other = Vault::open(&Vault::new_master_key(&Dice::seeded(4))).expect("a key");
    let key = form::signed(&vault, uuid::Uuid::from_u128(7).into());
    let read = |key: &str| Submitted::parse(format!("form={key}").as_bytes()).expect("reads");
    assert!(read(&key).once(&vault, "test").is_ok());
    assert!(read(&key).once(&other, "test").is_err());
    assert!(read("").once(&vault, "test").is_err());
    assert!(read(&key.replace('.', "")).once(&vault, "test").is_err());
}

#[test]
fn a_form_from_another_site_is_told_apart() {
    let address = "https://tsunagu.example.jp";
    let headers = |pairs: &[(&'static str, &'static str)]| {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect::<HeaderMap>()
    };
    let cases = [
        (&[("sec-fetch-site", "same-origin")][..], true),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "none")], false),
        (&[("sec-fetch-site", "cross-site"), ("origin", "https://tsunagu.example.jp")], false),
        (&[("origin", "https://tsunagu.example.jp")], true),
        (&[("origin", "https://tsunagu.example.jp.evil.example")], false),
        (&[("origin", "null")], false),
        (&[("origin", "http://tsunagu.example.jp")], false),
        (&[], false),
    ];
    for (pairs, expected) in cases {
        assert_eq!(guard::is_same_origin(&headers(pairs), address), expected, "{pairs:?}");
    }
}

#[test]
fn only_named_proxies_are_believed() {
    use crate::{config::Config, platform::web::serve::client};
    let peer = "192.0.2.9:1".parse().expect("an address");
    let mut headers = HeaderMap::new();
    headers.insert("x-forwarded-for", HeaderValue::from_static("198.51.100.1, 203.0.113.5"));
    let mut config = Config::default();
    assert_eq!(client(&config, peer, &headers).to_string(), "192.0.2.9");
    config.trusted_proxies = vec!["192.0.2.9".parse().expect("an address")];
    assert_eq!(client(&config, peer, &headers).to_string(), "203.0.113.5");
}

on_both_databases! {
    async fn every_answer_carries_its_protection(test: TestApp) {
        let visitor = test.visitor();
        for path in ["/", "/towns/adachi", "/no/such/page", "/sign-in", "/assets/tsunagu.css", "/healthz"] {
            let page = visitor.get(path).await;
            let policy = page.headers.get(header::CONTENT_SECURITY_POLICY).expect("a policy").to_str().expect("text");
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}");
            assert_eq!(page.headers.get("x-content-type-options").expect("nosniff"), "nosniff", "{path}");
            assert_eq!(page.headers.get("referrer-policy").expect("a policy"), "same-origin", "{path}");
        }
        assert_eq!(test.visitor().get("/").await.headers.get(header::SET_COOKIE), None, "reading sets no cookie");
    }

    async fn a_page_that_is_not_there_says_so_with_a_way_on(test: TestApp) {
        for path in ["/no/such/page", "/towns/nowhere", "/desks/nowhere", "/desks/nowhere/write", "/%FF"] {
            let page = test.visitor().get(path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(page.seen("h1").len(), 1, "{path}");
            assert!(page.text().contains("最初のページから"), "{path}");
        }
    }

    async fn a_form_sent_from_another_site_changes_nothing(test: TestApp) {
        let request = test
            .visitor()
            .request("POST", "/sign-out")
            .header(header::ORIGIN, "https://elsewhere.example")
            .body(Body::empty())
            .expect("a request");
        let page = test.visitor().send(request).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.text().contains("ほかのサイトから送られた"));
    }

    async fn a_form_of_another_kind_or_too_large_gets_words(test: TestApp) {
        let visitor = test.visitor();
        let json = visitor
            .request("POST", "/come-back")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("{}"))
            .expect("a request");
        assert_eq!(visitor.send(json).await.status, StatusCode::BAD_REQUEST);
        let huge = visitor.post_raw("/come-back", vec![b'a'; 3_000_000]).await;
        assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(huge.text().contains("分けて送って"));
    }

    async fn a_database_newer_than_the_program_is_refused(test: TestApp) {
        use sea_orm::ConnectionTrait;
        let tx = test.app.db.write().await.expect("a transaction");
        tx.execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('s9999_future', 0)")
            .await
            .expect("a step from the future");
        tx.commit().await.expect("committed");
        let refused = test.app.db.migrate().await.expect_err("refused").to_string();
        assert!(refused.contains("s9999_future") && refused.contains("newer"), "{refused}");
    }
}

#[test]
fn an_unknown_setting_stops_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tsunagu.toml");
    std::fs::write(&file, "listne = \"127.0.0.1:1\"\n").expect("written");
    let refused = crate::config::Config::read(Some(&file)).expect_err("refused").to_string();
    assert!(refused.contains("listne"), "{refused}");
    std::fs::write(&file, "address = \"https://example.jp/path\"\n").expect("written");
    let refused = crate::config::Config::read(Some(&file)).expect_err("refused").to_string();
    assert!(refused.contains("without a path"), "{refused}");
    std::fs::write(&file, "[papers.themes.adachi]\naccent = \"#ffd43d\"\n").expect("written");
    let refused = crate::config::Config::read(Some(&file)).expect_err("refused").to_string();
    assert!(refused.contains("#ffd43d is too faint on white"), "{refused}");
    let missing =
        crate::config::Config::read(Some(&folder.path().join("tsunagu.tmol"))).expect_err("refused").to_string();
    assert!(missing.contains("tsunagu.tmol"), "a file that was named must be there: {missing}");
}

/// `#[test]` functions made by the macro run both engines; this one holds that they really do.
#[test]
fn both_engines_are_the_real_ones() {
    for engine in Engine::BOTH {
        run(engine, |test| async move {
            // The block holds the whole of it, its folder too, and not only the fields it reads.
            let test = test;
            let address = &test.app.config.database;
            assert_eq!(address.starts_with("postgres"), engine == Engine::Postgres, "{address}");
            test.app.db.ping().await.expect("it answers");
        });
    }
}
