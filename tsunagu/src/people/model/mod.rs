//! What may be known of a party. Pure.

pub mod contact;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::vocabulary;

vocabulary! {
    /// Whose profile it is. A case may have a person, a caller, or both.
    pub enum PartyKind("party") {
        /// The person (ご本人).
        Person => "person",
        /// Whoever came for the person (来談者).
        Caller => "caller",
    }
}

vocabulary! {
    /// As the paper prints it (F1-07). Not answering is the empty choice, never inferred.
    pub enum Gender("gender") {
        Male => "male",
        Female => "female",
        Other => "other",
    }
}

vocabulary! {
    /// What the caller is to the person (F1-14).
    pub enum Relation("relation") {
        Family => "family",
        Other => "other",
    }
}

/// A day of birth, or only an age: "about 45" is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Birth {
    pub day: Option<NaiveDate>,
    /// As told; used when the day is not known.
    pub age: Option<u8>,
}

impl Birth {
    /// The age on `on`, from the day of birth where it is known.
    pub fn age_on(&self, on: NaiveDate) -> Option<i32> {
        self.day.map(|day| calendar::wareki::age_on(day, on)).or(self.age.map(i32::from))
    }
}

/// Everything that may be known of a party. Nothing is required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub nickname: String,
    pub name: String,
    pub furigana: String,
    pub gender: Option<Gender>,
    pub birth: Birth,
    pub postcode: String,
    pub address: String,
    pub phone_home: String,
    pub phone_mobile: String,
    /// For a caller: what they are to the person, and the kinship or other word as told.
    pub relation: Option<Relation>,
    pub relation_words: String,
}

impl Profile {
    /// What is known, with what was written over it; a box left empty takes nothing away.
    #[must_use]
    pub fn filled_from(self, written: Self) -> Self {
        let or = |written: String, known: String| if written.is_empty() { known } else { written };
        Self {
            nickname: or(written.nickname, self.nickname),
            name: or(written.name, self.name),
            furigana: or(written.furigana, self.furigana),
            gender: written.gender.or(self.gender),
            birth: Birth { day: written.birth.day.or(self.birth.day), age: written.birth.age.or(self.birth.age) },
            postcode: or(written.postcode, self.postcode),
            address: or(written.address, self.address),
            phone_home: or(written.phone_home, self.phone_home),
            phone_mobile: or(written.phone_mobile, self.phone_mobile),
            relation: written.relation.or(self.relation),
            relation_words: or(written.relation_words, self.relation_words),
        }
    }

    /// What to call them: the nickname, else the name, else nothing.
    pub fn called(&self) -> &str {
        if self.nickname.is_empty() { &self.name } else { &self.nickname }
    }
}
