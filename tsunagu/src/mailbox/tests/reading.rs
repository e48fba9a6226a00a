//! Every shape in which Japanese mail comes, and shapes in which none should.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS};
use proptest::prelude::*;

use super::{ADDRESS, KUJIRA, letter};
use crate::mailbox::{
    model::{self, Aside},
    reading::{self, Handed, fields, html, letters},
};

const WORDS: &str = "夜しか起きていられません。①番の窓口でお話しできますか。";

fn read(raw: &[u8]) -> reading::Mail {
    reading::read(raw, &Handed::default())
}

fn base64(bytes: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(bytes)
}

/// A mail whose body is `bytes`, labelled as it likes.
fn labelled(kind: &str, encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "From: {KUJIRA}\r\nTo: {ADDRESS}\r\nSubject: x\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    );
    [head.as_bytes(), bytes].concat()
}

#[test]
fn japanese_is_read_in_every_encoding_and_under_a_wrong_label() {
    let encodings: [(&'static Encoding, &str); 3] =
        [(ISO_2022_JP, "iso-2022-jp"), (SHIFT_JIS, "Shift_JIS"), (EUC_JP, "EUC-JP")];
    for (encoding, right) in encodings {
        let bytes = encoding.encode(WORDS).0.into_owned();
        let wrong = ["us-ascii", "utf-8", "iso-8859-1", "x-unknown", "cp932"];
        for label in wrong.into_iter().chain([right]).filter(|label| !(*label == "cp932" && encoding == EUC_JP)) {
            let mail = read(&labelled(&format!("text/plain; charset=\"{label}\""), "8bit", &bytes));
            assert_eq!(mail.text, WORDS, "{right} labelled {label}");
            let coded = labelled(&format!("text/plain; charset={label}"), "base64", base64(&bytes).as_bytes());
            assert_eq!(read(&coded).text, WORDS, "{right} in base64 labelled {label}");
        }
        assert_eq!(read(&labelled("text/plain", "7bit", &bytes)).text, WORDS, "{right} without a label");
    }
    for label in ["Shift_JIS", "iso-2022-jp", "EUC-JP", "us-ascii", "utf-8", "windows-1252"] {
        let mail = read(&labelled(&format!("text/plain; charset={label}"), "8bit", WORDS.as_bytes()));
        assert_eq!(mail.text, WORDS, "UTF-8 labelled {label}");
    }
    let quoted: String = SHIFT_JIS.encode(WORDS).0.iter().map(|byte| format!("={byte:02X}")).collect();
    let lines: Vec<&str> = quoted.as_bytes().chunks(72).map(|line| std::str::from_utf8(line).expect("ascii")).collect();
    let mail = read(&labelled("text/plain; charset=cp932", "quoted-printable", lines.join("=\r\n").as_bytes()));
    assert_eq!(mail.text, WORDS);
}

#[test]
fn a_subject_is_read_however_a_program_cut_it() {
    let utf8 = "相談したいことがあります".as_bytes();
    let (one, two) = (base64(&utf8[..7]), base64(&utf8[7..]));
    let cut = format!("=?UTF-8?B?{one}?=\r\n =?utf-8?B?{two}?=");
    assert_eq!(fields::words(cut.replace("\r\n", "").as_bytes()), "相談したいことがあります", "cut within a letter");
    let jis = |text: &str| base64(&ISO_2022_JP.encode(text).0);
    let words = format!("Re: =?ISO-2022-JP?B?{}?= =?ISO-2022-JP?B?{}?= (2)", jis("夜の"), jis("こと"));
    assert_eq!(fields::words(words.as_bytes()), "Re: 夜のこと (2)");
    assert_eq!(fields::words(&ISO_2022_JP.encode("生のまま").0), "生のまま", "bytes nobody encoded");
    assert_eq!(fields::words(&SHIFT_JIS.encode("生のままです").0), "生のままです");
    let q = "=?utf-8?q?=E5=A4=9C_=E3=81=AE=E3=81=93=E3=81=A8?=";
    assert_eq!(fields::words(q.as_bytes()), "夜 のこと");
    for broken in ["=?utf-8?B?", "=?", "=?=?=?=?", "=?utf-8?X?abc?=", "=?utf-8?B??=", "=?????=", "a =?utf-8"] {
        let read = fields::words(broken.as_bytes());
        assert!(read.len() <= broken.len(), "{broken}: {read}");
    }
    let injected = format!("=?utf-8?B?{}?=", base64("a\r\nBcc: everybody@example.jp".as_bytes()));
    let raw = format!("From: {KUJIRA}\r\nSubject: {injected}\r\n\r\nx");
    let mail = read(raw.as_bytes());
    assert!(!mail.subject.contains(['\r', '\n']) && mail.subject.contains("Bcc"), "{:?}", mail.subject);
}

#[test]
fn an_address_with_a_line_end_in_it_is_none() {
    use crate::reception::Wishes;
    for from in [
        "a@example.jp\r\nBcc: b@example.jp",
        "<a@example.jp>,<b@example.jp",
        "a@b@example.jp",
        "undisclosed:;",
        "",
        "\"<x@y.jp>\"",
    ] {
        let encoded = format!("From: =?utf-8?B?{}?= <{from}>\r\n\r\nx", base64(from.as_bytes()));
        for raw in [format!("From: {from}\r\n\r\nx"), encoded] {
            let sender = read(raw.as_bytes()).sender;
            if let Some(address) = Wishes::of_mail(&sender).as_ref().and_then(Wishes::own_address) {
                assert!(!address.contains(['\r', '\n', ',', '<', '>', ' ']), "{raw}: {address}");
                assert_eq!(address.matches('@').count(), 1, "{raw}: {address}");
            }
        }
    }
}

#[test]
fn html_becomes_text_and_nothing_of_it_is_fetched_or_run() {
    let page = "<html><head><style>p{color:red}</style><title>t</title></head><body><div>こんにちは<br>二行目</div><div>三行目</div>\
        <script>alert(1)</script><img src=\"https://tracker.example/x.gif\" alt=\"絵\"><a href=\"https://example.jp/\">リンク</a> A &amp; B &lt;3</body></html>";
    let mail = read(&labelled("text/html; charset=utf-8", "8bit", page.as_bytes()));
    for line in ["こんにちは", "二行目", "三行目"] {
        assert!(mail.text.lines().any(|it| it.trim() == line), "{:?}", mail.text);
    }
    assert!(mail.text.contains("リンク A & B <3"), "{:?}", mail.text);
    for gone in ["alert", "color:red", "tracker", "<div"] {
        assert!(!mail.text.contains(gone), "{gone}: {:?}", mail.text);
    }
    assert!(html::text("<head>あたまが閉じない <b>こと</b>").contains("こと"), "nothing is lost behind a slip");
    let both = format!(
        "From: {KUJIRA}\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nことば\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>HTML</b>\r\n--b--\r\n"
    );
    let mail = read(both.as_bytes());
    assert_eq!((mail.text.as_str(), mail.files.len()), ("ことば", 0));
}

#[test]
fn broken_shapes_have_a_clear_end() {
    let parts = |count: usize| {
        let head = format!("From: {KUJIRA}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
        head + &"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(count) + "--b--\r\n"
    };
    assert_eq!(read(parts(40).as_bytes()).aside, None);
    assert_eq!(read(parts(5_000).as_bytes()).aside, Some(Aside::Unreadable));
    let nested: String =
        (0..20_000).map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n")).collect();
    assert_eq!(read(format!("From: {KUJIRA}\r\n{nested}").as_bytes()).aside, Some(Aside::Unreadable));
    let letters = "Content-Type: message/rfc822\r\n\r\nFrom: a@example.jp\r\n".repeat(100_000);
    assert_eq!(read(format!("From: {KUJIRA}\r\n{letters}\r\nx").as_bytes()).aside, Some(Aside::Unreadable));
    // Parts of a digest are letters without saying so.
    let digests = "\r\n--b\r\n\r\n".repeat(50_000);
    read(format!("From: {KUJIRA}\r\nContent-Type: multipart/digest; boundary=b\r\n{digests}").as_bytes());
    let unending = format!("From: {KUJIRA}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nことば");
    assert_eq!(read(unending.as_bytes()).text, "ことば");
    assert_eq!(read(b"").aside, Some(Aside::Unreadable));
    let long = format!("From: {KUJIRA}\r\nX-Long: {}\r\n\r\nx", "a".repeat(3_000_000));
    read(long.as_bytes());
    let empty = read(format!("From: {KUJIRA}\r\n\r\n").as_bytes());
    assert_eq!((empty.text.as_str(), empty.aside), ("", None));
    assert_eq!(model::pieces(&empty, false, ("なし", "…")), ["なし"]);
}

#[test]
fn a_winmail_is_a_file_and_the_words_beside_it_are_read() {
    let raw = format!(
        "From: {KUJIRA}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n\u{1b}$B$3$s$K$A$O\u{1b}(B\r\n--b\r\nContent-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Disposition: attachment; filename=\"winmail.dat\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        base64(&[0x78, 0x9f, 0x3e, 0x22, 0, 1])
    );
    let mail = read(raw.as_bytes());
    assert_eq!(mail.text, "こんにちは");
    assert_eq!(mail.files[0].name, "winmail.dat");
    assert_eq!(mail.files[0].bytes, [0x78, 0x9f, 0x3e, 0x22, 0, 1]);
}

#[test]
fn lines_that_a_program_broke_come_together_and_quotes_at_the_end_go() {
    let raw = labelled(
        "text/plain; charset=utf-8; format=flowed; delsp=yes",
        "8bit",
        "長い文が \r\nつづきます\r\n次の行".as_bytes(),
    );
    assert_eq!(read(&raw).text, "長い文がつづきます\n次の行");
    let answer = letter(KUJIRA, "Re: お知らせ", "", "ありがとう\r\n\r\n> お知らせ\r\n> リンク\r\n");
    assert_eq!(model::pieces(&read(&answer), true, ("", "")), ["ありがとう"]);
    let quotes = letter(KUJIRA, "x", "", "> だけ");
    assert_eq!(model::pieces(&read(&quotes), true, ("", "")), ["> だけ"], "nothing is lost");
    let long = letter(KUJIRA, "件名", "", &"あ".repeat(45_000));
    let pieces = model::pieces(&read(&long), false, ("", ""));
    assert_eq!(pieces.iter().map(|piece| piece.chars().count()).collect::<Vec<_>>(), [20_000, 20_000, 5_004]);
}

#[test]
fn what_programs_write_is_known_by_its_marks() {
    for (more, why) in [
        ("Auto-Submitted: auto-replied\r\n", Aside::Program),
        ("Auto-Submitted: auto-generated (vacation)\r\n", Aside::Program),
        ("Precedence: bulk\r\n", Aside::Program),
        ("Precedence: JUNK\r\n", Aside::Program),
        ("X-Autoreply: yes\r\n", Aside::Program),
        ("Return-Path: <>\r\n", Aside::Program),
        ("List-Id: <news.example.jp>\r\n", Aside::List),
        ("List-Unsubscribe: <https://example.jp/>\r\n", Aside::List),
        ("X-Spam-Flag: YES\r\n", Aside::Spam),
    ] {
        assert_eq!(read(&letter(KUJIRA, "x", more, "x")).aside, Some(why), "{more}");
    }
    for from in ["MAILER-DAEMON@example.jp", "no-reply@example.jp", "Postmaster <postmaster@example.jp>"] {
        assert_eq!(read(&letter(from, "x", "", "x")).aside, Some(Aside::Program), "{from}");
    }
    for more in ["Auto-Submitted: no\r\n", "Return-Path: <kujira@example.jp>\r\n", "Precedence: normal\r\n"] {
        assert_eq!(read(&letter(KUJIRA, "x", more, "x")).aside, None, "{more}");
    }
    let nobody = Handed { sender: Some(String::new()), recipient: None };
    assert_eq!(reading::read(&letter(KUJIRA, "x", "", "x"), &nobody).aside, Some(Aside::Program));
}

#[test]
fn what_stands_after_the_plus_sign_is_ours_only_at_our_address() {
    assert_eq!(model::token("madoguchi+abc@city.example.jp", ADDRESS), Some("abc"));
    assert_eq!(model::token("MADOGUCHI+abc@CITY.example.jp", ADDRESS), Some("abc"));
    for other in [
        "madoguchi@city.example.jp",
        "madoguchi+@city.example.jp",
        "madoguchi+abc@example.jp",
        "x+abc@city.example.jp",
        "abc",
    ] {
        assert_eq!(model::token(other, ADDRESS), None, "{other}");
    }
}

proptest! {
    #[test]
    fn whatever_comes_is_read_to_its_end(bytes in prop::collection::vec(any::<u8>(), 0..4_000)) {
        read(&bytes);
        letters::base64(&bytes);
        letters::quoted_printable(&bytes, true);
        fields::words(&bytes);
        html::text(&letters::decode(&bytes, Some("iso-2022-jp")));
    }

    #[test]
    fn whatever_is_put_together_out_of_mail_is_read_to_its_end(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..60)) {
        let mail = read(pieces.concat().as_bytes());
        model::pieces(&mail, false, ("x", "y"));
    }

    #[test]
    fn base64_is_what_everybody_else_makes_of_it(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(letters::base64(base64(&bytes).as_bytes()), bytes);
    }
}

/// What mail is made of, to be put together in any order.
const PIECES: [&str; 22] = [
    "\r\n",
    "\r\n\r\n",
    "\n",
    "From: a@example.jp\r\n",
    "From ",
    "Content-Type: multipart/mixed; boundary=b\r\n",
    "Content-Type: multipart/digest; boundary=\"b\"\r\n",
    "Content-Type: message/rfc822\r\n",
    "Content-Type: text/html; charset=shift_jis\r\n",
    "Content-Type: text/plain; charset*=utf-8''utf-8; format=flowed\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
    "--b\r\n",
    "--b--\r\n",
    "=?iso-2022-jp?B?GyRC?=",
    "<a href='é>あ&#xffffffff;&#x110000;",
    "<!--",
    "<style><div>",
    "\u{1b}$B",
    "=E3=8",
    "こ",
];
