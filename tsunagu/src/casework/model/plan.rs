//! The plan, in the person's own words, and apart from it what staff make of things. All of it may stay empty, and any of
//! it may change at any time. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Faults, LONGEST_LINE, LONGEST_TEXT, entry::With};
use crate::{
    platform::{Refusal, ids::StaffId},
    vocabulary,
};

vocabulary! {
    /// Where a small goal stands. What was tried was tried, however it went.
    pub enum StepState("step") {
        Hoped => "hoped",
        Tried => "tried",
        Resting => "resting",
    }
}

/// A small goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallStep {
    pub words: String,
    pub state: StepState,
    /// What it was like.
    pub note: String,
}

/// Who does what, and by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub who: String,
    pub what: String,
    pub when: String,
}

/// The plan was talked over: on which day, with whom, and what they said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    pub on: NaiveDate,
    pub with: With,
    pub words: String,
    pub by: StaffId,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// In the person's words; several, or none.
    pub goals: Vec<String>,
    pub steps: Vec<SmallStep>,
    pub parts: Vec<Part>,
    /// Oldest first.
    pub confirmed: Vec<Confirmed>,
}

vocabulary! {
    /// An orientation for families, in four parts. Nobody has to be in one, and nobody goes back or forward in it.
    pub enum Stage("stage") {
        Understanding => "understanding",
        Greeting => "greeting",
        Others => "others",
        Trying => "trying",
    }
}

vocabulary! {
    /// The ways a town describes its support in. A town may name them in its own words.
    pub enum Phase("phase") {
        Asking => "asking",
        FirstTalk => "first-talk",
        Together => "together",
        OwnWay => "own-way",
    }
}

/// What staff make of things: never in the plan, never in the person's copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assessment {
    pub text: String,
    pub stage: Option<Stage>,
    pub phase: Option<Phase>,
}

/// How many of each a page has room for.
pub const GOALS: usize = 8;
pub const STEPS: usize = 24;
pub const PARTS: usize = 16;

/// A plan as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedPlan {
    pub goals: Vec<String>,
    /// Words, state, note.
    pub steps: Vec<(String, Option<StepState>, String)>,
    /// Who, what, when.
    pub parts: Vec<(String, String, String)>,
    /// The day on which it was talked over; nothing where it was not.
    pub confirmed_on: String,
    pub confirmed_with: Option<With>,
    pub confirmed_words: String,
}

impl TypedPlan {
    pub fn of(plan: &Plan) -> Self {
        Self {
            goals: plan.goals.clone(),
            steps: plan.steps.iter().map(|it| (it.words.clone(), Some(it.state), it.note.clone())).collect(),
            parts: plan.parts.iter().map(|it| (it.who.clone(), it.what.clone(), it.when.clone())).collect(),
            ..Self::default()
        }
    }

    /// The plan to keep. Lines that say nothing are left out; what was confirmed before stays.
    pub fn check(&self, before: &Plan, by: StaffId, today: NaiveDate) -> Result<Plan, Faults> {
        let mut faults = Faults::default();
        let said = |text: &str| !text.trim().is_empty();
        let fits = |text: &str, longest: usize| text.chars().count() <= longest;
        let long = |faults: &mut Faults, is_long: bool, field| faults.add_if(is_long, field, "refused-plan-long");
        long(&mut faults, self.goals.iter().any(|goal| !fits(goal, LONGEST_TEXT)), "goal");
        long(&mut faults, self.steps.iter().any(|it| !fits(&it.0, LONGEST_TEXT) || !fits(&it.2, LONGEST_TEXT)), "step");
        let long_part = |it: &(String, String, String)| {
            !fits(&it.0, LONGEST_LINE) || !fits(&it.1, LONGEST_TEXT) || !fits(&it.2, LONGEST_LINE)
        };
        long(&mut faults, self.parts.iter().any(long_part), "part");
        faults.add_if_long(&self.confirmed_words, LONGEST_TEXT, "confirmed_words");
        let mut confirmed = before.confirmed.clone();
        if said(&self.confirmed_on) {
            let day = calendar::wareki::parse(self.confirmed_on.trim()).ok().and_then(|reading| reading.day());
            match day {
                Some(on) if on <= today => {
                    let with = self.confirmed_with.unwrap_or(With::Person);
                    confirmed.push(Confirmed { on, with, words: self.confirmed_words.trim_end().to_owned(), by });
                }
                Some(_) | None => faults.add("confirmed_on", Refusal::new("refused-plan-day")),
            }
        } else if said(&self.confirmed_words) {
            faults.add("confirmed_on", Refusal::new("refused-plan-day"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let steps = self.steps.iter().filter(|it| said(&it.0) || said(&it.2)).map(|it| SmallStep {
            words: it.0.trim_end().to_owned(),
            state: it.1.unwrap_or(StepState::Hoped),
            note: it.2.trim_end().to_owned(),
        });
        let parts = self.parts.iter().filter(|it| said(&it.0) || said(&it.1) || said(&it.2)).map(|it| Part {
            who: it.0.trim().to_owned(),
            what: it.1.trim_end().to_owned(),
            when: it.2.trim().to_owned(),
        });
        Ok(Plan {
            goals: self.goals.iter().filter(|goal| said(goal)).map(|goal| goal.trim_end().to_owned()).collect(),
            steps: steps.collect(),
            parts: parts.collect(),
            confirmed,
        })
    }
}

impl Assessment {
    pub fn check(&self) -> Result<(), Refusal> {
        match self.text.chars().count() <= LONGEST_TEXT {
            true => Ok(()),
            false => Err(Refusal::new("refused-case-text-long").with("longest", LONGEST_TEXT.to_string())),
        }
    }
}
