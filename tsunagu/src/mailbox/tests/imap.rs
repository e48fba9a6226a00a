//! A mailbox at a provider, spoken to over a socket as a real server speaks.

use std::sync::{Arc, Mutex};

use tempfile::TempPath;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use super::{ADDRESS, DESK, KUJIRA, letter};
use crate::{
    config::{Imap, MailSecurity, Mailbox},
    mailbox::{LARGEST, imap, read_all},
    on_both_databases,
    platform::testing::TestApp,
};

#[derive(Clone)]
struct Stored {
    uid: u32,
    raw: Vec<u8>,
    /// What the server says of its size.
    size: usize,
    flags: String,
}

/// A mailbox with one folder.
#[derive(Default)]
struct Folder {
    mails: Vec<Stored>,
    next: u32,
    validity: u32,
    said: Vec<String>,
    /// It breaks off when the mail with this number is asked for.
    breaks_at: Option<u32>,
}

impl Folder {
    fn put(&mut self, raw: Vec<u8>, flags: &str) {
        self.next = self.next.max(1);
        self.mails.push(Stored { uid: self.next, size: raw.len(), raw, flags: flags.to_owned() });
        self.next += 1;
    }
}

#[derive(Clone, Default)]
struct Server(Arc<Mutex<Folder>>);

impl Server {
    fn with<T>(&self, change: impl FnOnce(&mut Folder) -> T) -> T {
        change(&mut self.0.lock().expect("the folder"))
    }

    /// Listens on a free port of this machine.
    async fn open(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.speak(stream).await });
            }
        });
        port
    }

    async fn speak(self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"* OK ready\r\n").await.ok()?;
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = self.answer(&line)?;
            write.write_all(&answer).await.ok()?;
        }
        Some(())
    }

    /// What the server says to a line; nothing if it breaks off.
    fn answer(&self, line: &str) -> Option<Vec<u8>> {
        let (tag, command) = line.split_once(' ')?;
        let done = |text: &str| format!("{tag} {text}\r\n").into_bytes();
        self.with(|folder| {
            folder.said.push(command.to_owned());
            let words: Vec<&str> = command.split(' ').collect();
            Some(match words.as_slice() {
                ["LOGIN", "\"madoguchi\"", "\"geheim\""] => done("OK in"),
                ["LOGIN", ..] => done("NO [AUTHENTICATIONFAILED] no"),
                ["SELECT", "\"INBOX\""] => [
                    format!(
                        "* {} EXISTS\r\n* OK [UIDVALIDITY {}] x\r\n* OK [UIDNEXT {}] x\r\n",
                        folder.mails.len(),
                        folder.validity,
                        folder.next
                    )
                    .into_bytes(),
                    done("OK [READ-WRITE] selected"),
                ]
                .concat(),
                ["SELECT", ..] => done("NO no such folder"),
                ["UID", "SEARCH", "UNSEEN"] => {
                    let unseen = folder.mails.iter().filter(|mail| !mail.flags.contains("Seen"));
                    [found(unseen), done("OK searched")].concat()
                }
                ["UID", "SEARCH", "UID", range] => {
                    let from: u32 = range.split(':').next()?.parse().ok()?;
                    // "n:*" names the last mail even where n is beyond it (RFC 3501).
                    let last = folder.mails.last().map_or(0, |mail| mail.uid);
                    let from = from.min(last);
                    [found(folder.mails.iter().filter(|mail| mail.uid >= from)), done("OK searched")].concat()
                }
                ["UID", "FETCH", uid, items @ ..] => {
                    let uid: u32 = uid.parse().ok()?;
                    if folder.breaks_at == Some(uid) {
                        return None;
                    }
                    let items = items.join(" ");
                    let place = folder.mails.iter().position(|mail| mail.uid == uid);
                    let fetched = place.map(|at| fetched(at + 1, &folder.mails[at], &items)).unwrap_or_default();
                    [fetched, done("OK fetched")].concat()
                }
                ["UID", "STORE", uid, ..] => {
                    let uid: u32 = uid.parse().ok()?;
                    let mail = folder.mails.iter_mut().find(|mail| mail.uid == uid)?;
                    mail.flags = command.to_owned();
                    done("OK stored")
                }
                ["EXPUNGE"] => {
                    folder.mails.retain(|mail| !mail.flags.contains("Deleted"));
                    done("OK expunged")
                }
                ["LOGOUT"] => [b"* BYE\r\n".to_vec(), done("OK out")].concat(),
                _ => done("BAD what"),
            })
        })
    }
}

fn found<'a>(mails: impl Iterator<Item = &'a Stored>) -> Vec<u8> {
    let uids: Vec<String> = mails.map(|mail| format!(" {}", mail.uid)).collect();
    format!("* SEARCH{}\r\n", uids.concat()).into_bytes()
}

fn fetched(at: usize, mail: &Stored, items: &str) -> Vec<u8> {
    let head = |name: &str, bytes: &[u8]| {
        let begin = format!("* {at} FETCH (UID {} {name} {{{}}}\r\n", mail.uid, bytes.len());
        [begin.as_bytes(), bytes, b")\r\n"].concat()
    };
    match items {
        "(UID RFC822.SIZE)" => format!("* {at} FETCH (UID {} RFC822.SIZE {})\r\n", mail.uid, mail.size).into_bytes(),
        "(UID BODY.PEEK[HEADER])" => {
            let end = mail.raw.windows(4).position(|part| part == b"\r\n\r\n").map_or(mail.raw.len(), |at| at + 4);
            head("BODY[HEADER]", &mail.raw[..end])
        }
        _ => head("BODY[]", &mail.raw),
    }
}

/// The program with a mailbox at `port`.
fn reading(test: TestApp, port: u16, password: &str, remove: bool) -> (TestApp, TempPath) {
    let file = tempfile::NamedTempFile::new().expect("a password file").into_temp_path();
    std::fs::write(&file, format!("{password}\n")).expect("written");
    let test = test.with_settings(|config| {
        let imap = Imap {
            host: "127.0.0.1".to_owned(),
            port,
            security: MailSecurity::None,
            user: "madoguchi".to_owned(),
            password_file: file.to_path_buf(),
            folder: "INBOX".to_owned(),
            remove,
            alarm_hours: 4,
        };
        let mailbox = Mailbox { address: ADDRESS.to_owned(), subaddresses: false, imap: Some(imap) };
        config.mailboxes.insert(DESK.to_owned(), mailbox);
    });
    (test, file)
}

async fn look(test: &TestApp) {
    read_all(&test.app, &test.shelf).await.expect("looked");
}

async fn threads(test: &TestApp) -> u64 {
    use sea_orm::{ConnectionTrait, Statement};
    let conn = test.app.db.read();
    let count = Statement::from_string(conn.get_database_backend(), "SELECT COUNT(*) AS count FROM threads");
    let row = conn.query_one_raw(count).await.expect("counts").expect("a row");
    u64::try_from(row.try_get::<i64>("", "count").expect("a count")).expect("not below none")
}

on_both_databases! {
    async fn a_mailbox_is_read_once_each_and_goes_on_where_it_was(test: TestApp) {
        let server = Server::default();
        server.with(|folder| {
            folder.validity = 7;
            folder.put(letter(KUJIRA, "old", "", "むかし読まれた"), "\\Seen");
            folder.put(letter(KUJIRA, "one", "", "ひとつめ"), "");
        });
        let (test, _password) = reading(test, server.open().await, "geheim", false);
        look(&test).await;
        assert_eq!(threads(&test).await, 1, "what somebody has read there is done");
        assert!(server.with(|folder| folder.mails[1].flags.contains("Seen") && !folder.mails[1].flags.contains("Deleted")));
        look(&test).await;
        assert_eq!(threads(&test).await, 1);
        server.with(|folder| {
            folder.put(letter("b@example.jp", "two", "", "ふたつめ"), "\\Seen");
            let mut large = letter("c@example.jp", "large", "", "おおきい");
            large.extend(b"x".repeat(1_000));
            folder.put(large, "");
            folder.mails[3].size = LARGEST + 1;
            folder.put(letter("d@example.jp", "four", "", "よっつめ"), "");
        });
        look(&test).await;
        assert_eq!(threads(&test).await, 3, "new ones, whoever has looked at them");
        let staff = test.counsellor().await;
        assert!(staff.open("/mailbox").await.seen("#waiting").join("").contains("大きすぎて"));
        assert!(!server.with(|folder| folder.mails[3].flags.contains("Seen")), "the large one stays as it is");
        assert!(!server.with(|folder| folder.said.iter().any(|said| said.contains("BODY.PEEK[]") && said.contains("FETCH 4"))));
        // The server numbers everything anew.
        server.with(|folder| {
            folder.validity = 8;
            for mail in &mut folder.mails {
                mail.flags.clear();
            }
            folder.mails.remove(0);
        });
        look(&test).await;
        assert_eq!(threads(&test).await, 3, "the same mails are the same mails");
    }

    async fn a_line_that_breaks_loses_nothing(test: TestApp) {
        let server = Server::default();
        server.with(|folder| {
            for at in 0..3 {
                folder.put(letter(&format!("p{at}@example.jp"), "x", "", &format!("{at}")), "");
            }
            folder.breaks_at = Some(2);
        });
        let (test, _password) = reading(test, server.open().await, "geheim", true);
        look(&test).await;
        assert_eq!(threads(&test).await, 1);
        server.with(|folder| folder.breaks_at = None);
        look(&test).await;
        assert_eq!(threads(&test).await, 3);
        assert_eq!(server.with(|folder| folder.mails.len()), 0, "what is kept here goes there");
    }

    async fn a_mailbox_that_cannot_be_read_is_told_after_its_hours(test: TestApp) {
        let server = Server::default();
        server.with(|folder| folder.put(letter(KUJIRA, "x", "", "まっている"), ""));
        let port = server.open().await;
        let (test, _password) = reading(test, port, "wrong", false);
        look(&test).await;
        assert!(imap::silent(&test.app).await.expect("asks").is_empty(), "not at once");
        test.set_clock("2026-11-24T14:30");
        look(&test).await;
        let staff = test.counsellor().await;
        for page in ["/day", "/mailbox"] {
            let said = staff.open(page).await.seen("p.notice").join("");
            assert!(said.contains("読めていません") && said.contains("24日"), "{page}: {said}");
        }
        assert!(test.administrator().await.open("/day").await.text().contains("読めていません"));
        let (test, _password) = reading(test, port, "geheim", false);
        look(&test).await;
        assert!(imap::silent(&test.app).await.expect("asks").is_empty());
        assert_eq!(threads(&test).await, 1, "what waited is here");
        let (nobody, _password) = reading(test, 1, "geheim", false);
        look(&nobody).await;
    }
}
