//! Asking a notice from outside: one question in, one answer out, as data.
//!
//! `cargo run -p calendar --example ask` reads questions as JSON lines and writes answers as JSON
//! lines: `{"id": 1, "text": "平日9時～17時", "at": ["2026-11-24T10:00", "2026-11-25"]}` gives
//! `{"id": 1, "answers": ["open", "unknown"], …}`.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::holidays::Holidays;
use crate::hours::Channel;
use crate::reading::{NotUnderstood, read};
use crate::schedule::{Schedule, Status};
use crate::words::{Lang, answer_in_words, day_in_words, hours_in_words};

/// A question about a notice; `I` is whatever the asker calls it by.
#[derive(Debug, Clone, Deserialize)]
pub struct Question<I> {
    /// Given back with the answer.
    pub id: I,
    /// The notice.
    pub text: String,
    /// Minutes (`2026-11-24T10:00`), or days (`2026-11-24`): is there a session on that day?
    pub at: Vec<String>,
    /// The way to get in touch that is asked about: `phone`, `email`, `in_person`, `online` …
    #[serde(default)]
    pub channel: Option<Channel>,
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, Serialize)]
pub struct Reply<I> {
    /// The asker's own.
    pub id: I,
    /// One for each moment asked about.
    pub answers: Vec<Known>,
    /// In Japanese, one for each moment.
    pub reasons: Vec<String>,
    /// The notice as it was read, in Japanese.
    pub read_as: String,
    /// What the notice does not say and was taken for granted, in Japanese.
    pub assumed: Vec<String>,
    /// What was not understood, with its place in the text.
    pub not_understood: Vec<Piece>,
}

/// What is known about a moment or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Known {
    /// Certainly open; of a day: there is certainly a session.
    Open,
    /// Certainly closed.
    Closed,
    /// The notice does not say.
    Unknown,
}

impl From<Status> for Known {
    fn from(status: Status) -> Known {
        match status {
            Status::Open => Known::Open,
            Status::Closed => Known::Closed,
            Status::Unknown => Known::Unknown,
        }
    }
}

/// A piece of the text that was not understood.
#[derive(Debug, Clone, Serialize)]
pub struct Piece {
    /// Its first byte in the text.
    pub from: usize,
    /// The first byte after it.
    pub to: usize,
    /// The piece.
    pub text: String,
    /// Why, and what would be accepted.
    pub why: String,
}

impl From<NotUnderstood> for Piece {
    fn from(piece: NotUnderstood) -> Piece {
        Piece { from: piece.at.start, to: piece.at.end, text: piece.text, why: piece.why.to_string() }
    }
}

/// Answers one line of JSON with one line of JSON; a line that is no question gets
/// `{"error": "…"}`, which says what is wrong with it.
///
/// ```
/// use calendar::{Holidays, ask::answer_line};
///
/// let line = r#"{"id": 7, "text": "毎月第2土曜 13時～15時", "at": ["2026-10-10T13:00", "2026-10-17"]}"#;
/// let answer = answer_line(line, &Holidays::national());
/// assert!(answer.starts_with(r#"{"id":7,"answers":["open","closed"]"#), "{answer}");
/// ```
pub fn answer_line(line: &str, holidays: &Holidays) -> String {
    let answer = serde_json::from_str::<Question<serde_json::Value>>(line)
        .and_then(|question| serde_json::to_string(&reply(question, holidays)));
    answer.unwrap_or_else(|fault| serde_json::json!({ "error": fault.to_string() }).to_string())
}

/// Answers one question.
pub fn reply<I>(question: Question<I>, holidays: &Holidays) -> Reply<I> {
    let reading = read(&question.text);
    let schedule = reading.schedule(question.channel, holidays);
    let (answers, reasons) = question.at.iter().map(|at| answer(at, &schedule)).unzip();
    let blocks = reading.blocks_for(question.channel);
    let read_as: Vec<String> = blocks.iter().map(|block| hours_in_words(block, Lang::Ja)).collect();
    Reply {
        id: question.id,
        answers,
        reasons,
        read_as: read_as.join("。"),
        assumed: reading.assumptions.iter().map(|assumption| assumption.what.to_string()).collect(),
        not_understood: reading.not_understood.into_iter().map(Piece::from).collect(),
    }
}

fn answer(at: &str, schedule: &Schedule) -> (Known, String) {
    let moment = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let moment = moment.iter().find_map(|form| NaiveDateTime::parse_from_str(at, form).ok());
    if let Some(moment) = moment {
        let answer = schedule.answer(moment);
        return (schedule.status(moment).into(), answer_in_words(&answer, moment, Lang::Ja));
    }
    let Ok(date) = at.parse::<NaiveDate>() else {
        return (
            Known::Unknown,
            format!("「{at}」は日時ではありません。2026-11-24T10:00 か 2026-11-24 と書いてください"),
        );
    };
    let day = schedule.day(date);
    let known = match (day.has_session, day.unknown.is_empty()) {
        (true, _) => Known::Open,
        (false, false) => Known::Unknown,
        (false, true) => Known::Closed,
    };
    (known, day_in_words(&day, Lang::Ja))
}
