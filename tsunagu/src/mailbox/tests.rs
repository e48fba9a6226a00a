//! Mail as a way to begin and to go on, whatever shape it has.

mod imap;
mod reading;
mod replies;
mod stories;

use std::{
    io,
    net::TcpListener,
    sync::{Arc, Mutex},
};

use mailin_embedded::{Handler, Response, Server, SslConfig, response};

use super::{Delivery, Handed, Taken, take};
use crate::{
    config::{Mail as Settings, MailSecurity, Mailbox},
    platform::{
        outbox,
        testing::{Page, TestApp},
    },
};

pub const DESK: &str = "adachi-safetynet";
pub const ADDRESS: &str = "madoguchi@city.example.jp";
pub const KUJIRA: &str = "kujira@example.jp";

/// The program with a mailbox for its desk, whose mail server knows addresses with a plus sign.
pub fn with_mailbox(test: TestApp, desk: &str) -> TestApp {
    test.with_settings(|config| {
        let mailbox = Mailbox { address: ADDRESS.to_owned(), subaddresses: true, imap: None };
        config.mailboxes.insert(desk.to_owned(), mailbox);
    })
}

/// A plain mail in UTF-8 from `from`, with more lines of header.
pub fn letter(from: &str, subject: &str, more: &str, body: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: {ADDRESS}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n{more}\r\n{body}\r\n"
    )
    .into_bytes()
}

pub async fn hand(test: &TestApp, raw: Vec<u8>) -> Taken {
    hand_to(test, DESK, raw).await
}

pub async fn hand_to(test: &TestApp, desk: &str, raw: Vec<u8>) -> Taken {
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    let desk = directory.desk_by_slug(desk).expect("a desk");
    let delivery = Delivery { raw, handed: Handed::default(), may_wait: true, is_header: false };
    take(&test.app, &directory, desk, delivery).await.expect("taken")
}

/// A mail server that takes everything.
#[derive(Clone, Default)]
pub struct PostOffice {
    pub mails: Arc<Mutex<Vec<Vec<u8>>>>,
    current: Vec<u8>,
}

impl Handler for PostOffice {
    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.current.extend_from_slice(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.mails.lock().expect("mails").push(std::mem::take(&mut self.current));
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
        from: "お知らせ <info@example.jp>".to_owned(),
    }
}

/// A mail as it arrives at a person's.
#[derive(Clone, Debug)]
pub struct Received {
    pub subject: String,
    pub text: String,
    pub reply_to: String,
    pub message_id: String,
    pub is_automatic: bool,
}

impl Received {
    fn read(raw: &[u8]) -> Self {
        let message = mail_parser::MessageParser::default().parse(raw).expect("a mail");
        let first = |address: Option<&mail_parser::Address<'_>>| {
            let first = address.and_then(|it| it.first()).and_then(|it| it.address());
            first.unwrap_or_default().to_owned()
        };
        Self {
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
            reply_to: first(message.reply_to()),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            is_automatic: message.header_raw("Auto-Submitted").is_some(),
        }
    }

    /// The way the link in it leads.
    pub fn path(&self) -> String {
        let link = self.text.split_whitespace().find(|word| word.starts_with("http")).expect("a link");
        link.splitn(4, '/').nth(3).map(|path| format!("/{path}")).expect("a path")
    }
}

/// What goes out now.
pub async fn sent(test: &TestApp) -> Vec<Received> {
    let office = PostOffice::default();
    outbox::send_due(&test.app, &open(office.clone())).await.expect("sends");
    crate::reception::actions::caring::look_after(&test.app, &test.shelf.current(&test.app).await.expect("directory"))
        .await
        .expect("looks after");
    let mails = office.mails.lock().expect("mails").clone();
    mails.iter().map(|raw| Received::read(raw)).collect()
}

/// The page of the one thread there is, as staff see it.
pub async fn staff_thread(test: &TestApp, login: &str) -> (crate::platform::testing::Browser, String, Page) {
    use crate::{accounts::Role, platform::testing::story::OPERATOR};
    let staff = test.signed_in("adachi", OPERATOR, Role::Counsellor, login).await;
    let path = staff.open("/threads").await.link("/threads/");
    let page = staff.open(&path).await;
    (staff, path, page)
}
