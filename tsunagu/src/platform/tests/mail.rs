//! Mail through a real SMTP server: once, neutral, without content.

use std::{
    io,
    net::TcpListener,
    sync::{Arc, Mutex},
};

use mailin_embedded::{Handler, Response, Server, SslConfig, response};

use crate::{
    config::{Mail as Settings, MailSecurity},
    on_both_databases,
    platform::{
        outbox::{self, Mail},
        testing::TestApp,
    },
};

/// Mails as the server received them.
#[derive(Clone, Default)]
struct Received {
    mails: Arc<Mutex<Vec<String>>>,
    current: Vec<u8>,
    refuse: bool,
}

impl Handler for Received {
    fn mail(&mut self, _ip: std::net::IpAddr, _domain: &str, _from: &str) -> Response {
        if self.refuse { response::NO_MAILBOX } else { response::OK }
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

/// Starts an SMTP server on a free port of this machine.
fn serve(handler: Received) -> Settings {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mut server = Server::new(handler);
    server.with_name("localhost").with_ssl(SslConfig::None).expect("no TLS").with_tcp_listener(listener);
    std::thread::spawn(move || server.serve().expect("the mail server runs"));
    Settings {
        host: "127.0.0.1".to_owned(),
        port,
        security: MailSecurity::None,
        user: None,
        password_file: None,
        from: "お知らせ <info@example.jp>".to_owned(),
    }
}

async fn put(test: &TestApp) {
    let town =
        test.shelf.current(&test.app).await.expect("directory").municipality_by_slug("adachi").expect("Adachi").id;
    let tx = test.app.db.write().await.expect("a transaction");
    let mail = Mail {
        municipality: town,
        recipient: "office@example.jp".to_owned(),
        kind: "sheet-sent",
        path: "/hops/1".to_owned(),
    };
    outbox::put(&tx, &test.app.dice, test.app.now(), mail).await.expect("put");
    tx.commit().await.expect("committed");
}

on_both_databases! {
    async fn a_mail_is_sent_once_with_a_neutral_subject_and_a_link_only(test: TestApp) {
        let received = Received::default();
        let settings = serve(received.clone());
        put(&test).await;
        assert_eq!(outbox::send_due(&test.app, &settings).await.expect("sends"), 1);
        assert_eq!(outbox::send_due(&test.app, &settings).await.expect("nothing left"), 0);
        let mails = received.mails.lock().expect("mails").clone();
        assert_eq!(mails.len(), 1);
        let mail = &mails[0];
        assert!(mail.contains("office@example.jp"), "{mail}");
        // お知らせ, as a mail header carries it
        assert!(mail.contains("=?utf-8?b?44GK55+l44KJ44Gb?="), "{mail}");
        assert!(mail.contains("@tsunagu.invalid>"), "{mail}");
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty());
    }

    async fn a_mail_that_was_not_taken_waits_and_is_tried_later(test: TestApp) {
        let received = Received { refuse: true, ..Received::default() };
        let settings = serve(received);
        put(&test).await;
        assert_eq!(outbox::send_due(&test.app, &settings).await.expect("tries"), 0);
        assert_eq!(outbox::waiting(test.app.db.read()).await.expect("reads").len(), 1);
        assert_eq!(outbox::send_due(&test.app, &settings).await.expect("not due yet"), 0);
        test.set_clock("2026-11-24T10:05");
        let better = Received::default();
        assert_eq!(outbox::send_due(&test.app, &serve(better.clone())).await.expect("tries again"), 1);
        assert_eq!(better.mails.lock().expect("mails").len(), 1);
    }

    async fn a_deed_that_is_undone_sends_no_mail(test: TestApp) {
        let town = test.shelf.current(&test.app).await.expect("directory").municipality_by_slug("adachi").expect("Adachi").id;
        let tx = test.app.db.write().await.expect("a transaction");
        let mail =
            Mail { municipality: town, recipient: "office@example.jp".into(), kind: "sheet-sent", path: "/".into() };
        outbox::put(&tx, &test.app.dice, test.app.now(), mail).await.expect("put");
        drop(tx);
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty());
    }
}
