//! The command as a mail server calls it: one mail on standard input, the answer in the exit code.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

const DESK: &str = "adachi-safetynet";

/// An installation with the data files, over the database at `address`.
struct Installation {
    address: String,
    key: String,
    settings: tempfile::TempPath,
}

impl Installation {
    fn new(address: String) -> Self {
        let key = Command::new(env!("CARGO_BIN_EXE_tsunagu")).arg("key").output().expect("the program runs");
        let key = String::from_utf8(key.stdout).expect("base64").trim().to_owned();
        let settings = tempfile::Builder::new().suffix(".toml").tempfile().expect("settings").into_temp_path();
        std::fs::write(&settings, format!("[mailboxes.{DESK}]\naddress = \"madoguchi@city.example.jp\"\n"))
            .expect("written");
        let installation = Self { address, key, settings };
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let loaded = installation.run(&["import", "--data", data.to_str().expect("a path")], b"");
        assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));
        installation
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_tsunagu"))
            .args(arguments)
            .arg("--config")
            .arg(&self.settings)
            .env("TSUNAGU_DATABASE", &self.address)
            .env("TSUNAGU_MASTER_KEY", &self.key)
            .env_remove("TSUNAGU_TEST_POSTGRES")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        // A program that refuses early may not listen to the end.
        let _ = program.stdin.take().expect("a pipe").write_all(input);
        program.wait_with_output().expect("it ends")
    }

    fn mail_in(&self, more: &[&str], mail: &[u8]) -> (Option<i32>, String) {
        let answer = self.run(&[&["mail-in", "--desk", DESK][..], more].concat(), mail);
        assert!(answer.stdout.is_empty(), "a mail server takes every word for a complaint");
        (answer.status.code(), String::from_utf8_lossy(&answer.stderr).into_owned())
    }
}

async fn count(conn: &DatabaseConnection, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS count FROM {table}");
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await.expect("counts");
    row.expect("a row").try_get("", "count").expect("a count")
}

fn mail(more: &str, body: &str) -> Vec<u8> {
    format!("From: himitsu@example.jp\r\nTo: madoguchi@city.example.jp\r\nSubject: himitsu\r\n{more}\r\n{body}")
        .into_bytes()
}

async fn story(address: String) {
    let installation = Installation::new(address);
    let conn = Database::connect(&installation.address).await.expect("the database");
    let one = mail("", "ことば");
    assert_eq!(installation.mail_in(&[], &one), (Some(0), String::new()));
    assert_eq!(installation.mail_in(&["--sender", "himitsu@example.jp"], &one), (Some(0), String::new()), "again");
    assert_eq!((count(&conn, "threads").await, count(&conn, "incoming_mails").await), (1, 1));
    assert_eq!(count(&conn, "outbox").await, 1, "one notice");
    let away = mail("", "不在");
    assert_eq!(installation.mail_in(&["--sender", ""], &away).0, Some(0), "the envelope says that a program wrote it");
    assert_eq!((count(&conn, "threads").await, count(&conn, "incoming_mails").await), (1, 2));
    assert_eq!(count(&conn, "outbox").await, 1);
    assert_eq!(installation.mail_in(&[], b"").0, Some(0), "whatever it is, it is kept");

    let mut large = mail("", "");
    large.resize(30_000_000, b'x');
    let (code, said) = installation.mail_in(&[], &large);
    assert_eq!(code, Some(69), "{said}");
    assert!(said.contains("25 MB") && !said.contains("himitsu"), "{said}");

    let elsewhere = installation.run(&["mail-in", "--desk", "nowhere"], &one);
    assert_eq!(elsewhere.status.code(), Some(75), "the mail server keeps it until the setting is mended");
    let broken = Installation { address: "sqlite:/nowhere/at/all.db".to_owned(), ..installation };
    let (code, said) = broken.mail_in(&[], &one);
    assert_eq!(code, Some(75), "{said}");
    assert!(!said.contains("himitsu"), "{said}");
    conn.close().await.expect("closed");
}

#[tokio::test]
async fn a_mail_server_hands_mail_over_to_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    story(format!("sqlite:{}", folder.path().join("test.db").display())).await;
}

#[tokio::test]
async fn a_mail_server_hands_mail_over_to_a_server() {
    let server = std::env::var("TSUNAGU_TEST_POSTGRES").expect("start the tests with bin/with-postgres cargo test");
    let name = format!("mail_in_{}", std::process::id());
    let admin = Database::connect(&server).await.expect("the server of the tests");
    admin.execute_unprepared(&format!("CREATE DATABASE \"{name}\"")).await.expect("a database of its own");
    let (base, _) = server.rsplit_once('/').expect("postgres://user:password@host:port/database");
    story(format!("{base}/{name}")).await;
    admin.execute_unprepared(&format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await.expect("dropping");
}
