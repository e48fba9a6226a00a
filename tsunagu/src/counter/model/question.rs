//! The questions of a town, and what was answered. Pure.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    platform::{
        Refusal,
        ids::{MunicipalityId, QuestionId},
    },
    vocabulary,
};

/// The program's own questions (`question-<code>` in the text files), in the order of the reception sheet.
pub const DEFAULTS: [&str; 17] = [
    "called",
    "age",
    "household",
    "situation",
    "since",
    "health",
    "tried",
    "consulted",
    "worry",
    "wish",
    "joy",
    "way",
    "place",
    "days",
    "contact",
    "not-contact",
    "session",
];

/// Longest wording, in characters.
pub const LONGEST_WORDING: usize = 300;
/// More questions than this are an interrogation.
pub const MOST_QUESTIONS: usize = 40;
const LONGEST_ANSWER: usize = 2_000;

/// A question of a town's sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: QuestionId,
    pub municipality: MunicipalityId,
    pub place: i32,
    /// Which of the program's own it is.
    pub code: Option<String>,
    /// The town's own wording.
    pub wording: Option<String>,
    pub retired_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Question {
    /// The key of its text, where the program's own wording stands.
    pub fn key(&self) -> String {
        format!("question-{}", self.code.as_deref().unwrap_or_default())
    }

    pub fn is_asked(&self) -> bool {
        self.retired_at.is_none()
    }

    pub fn reworded(self, typed: &str) -> Result<Self, Refusal> {
        Ok(Self { wording: Some(wording(typed)?), ..self })
    }

    /// No longer asked; old notes keep it.
    pub fn retired(self, at: DateTime<Utc>) -> Self {
        Self { retired_at: self.retired_at.or(Some(at)), ..self }
    }

    pub fn asked_again(self) -> Self {
        Self { retired_at: None, ..self }
    }
}

/// A wording as it will be kept.
pub fn wording(typed: &str) -> Result<String, Refusal> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => Err(Refusal::new("refused-question-empty")),
        length if length > LONGEST_WORDING => {
            Err(Refusal::new("refused-question-long").with("longest", LONGEST_WORDING.to_string()))
        }
        _ => Ok(text),
    }
}

vocabulary! {
    /// Where a question stands. None of these is a gap.
    pub enum Answered("answered") {
        NotAsked => "not-asked",
        Unknown => "unknown",
        Declined => "declined",
        Heard => "heard",
    }
}

vocabulary! {
    /// Who told it.
    pub enum Source("answer-source") {
        Person => "person",
        Family => "family",
        Other => "other",
    }
}

vocabulary! {
    /// How sure it is.
    pub enum Sureness("sureness") {
        Sure => "sure",
        Roughly => "roughly",
        Unsure => "unsure",
    }
}

/// What was answered to a question, in the wording in which it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub question: QuestionId,
    pub asked: String,
    pub state: Answered,
    pub words: String,
    pub source: Option<Source>,
    pub sureness: Option<Sureness>,
}

impl Answer {
    /// Words say that it was heard, whatever is chosen beside them.
    pub fn new(question: QuestionId, asked: String, state: Answered, words: &str) -> Self {
        let words = words.trim_end().to_owned();
        let state = if words.is_empty() || state != Answered::NotAsked { state } else { Answered::Heard };
        Self { question, asked, state, words, source: None, sureness: None }
    }

    /// Nothing was asked yet.
    pub fn is_nothing(&self) -> bool {
        self.state == Answered::NotAsked
    }

    pub fn check(&self) -> Result<(), Refusal> {
        if self.words.chars().count() > LONGEST_ANSWER {
            return Err(Refusal::new("refused-note-long").with("longest", LONGEST_ANSWER.to_string()));
        }
        Ok(())
    }
}
