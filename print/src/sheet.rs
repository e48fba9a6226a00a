//! What stands on the sheet, in the order of the paper (F1-02 … F1-47). Layout words only:
//! every value is a string that is ready to print.

use serde::{Deserialize, Serialize};

/// One box on the paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// Prints as room to write by hand.
    #[default]
    Empty,
    Text(String),
    /// Not agreed to be shared with this reader. Carries no text on purpose.
    Withheld,
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl<T: Into<Field>> From<Option<T>> for Field {
    fn from(text: Option<T>) -> Self {
        text.map_or(Self::Empty, Into::into)
    }
}

/// A whole sheet. A flag ending in `_withheld` stands beside each value that is not a [`Field`];
/// when it is set, the value beside it is dropped before the sheet is set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RelaySheetData {
    /// F1-02, the same on every page.
    pub number: String,
    pub version: String,
    /// F1-03, with its era. Empty prints 令和　年　月　日.
    pub first_reception: String,
    pub receiver: Field,
    /// F1-05. Empty prints the sentence of the paper, unless a consent is given below.
    pub consent_sentence: String,
    pub consent_given: Option<ConsentLine>,
    pub consent_withheld: bool,
    pub person: Party,
    /// F1-13 … F1-17; none prints the empty block.
    pub caller: Option<Caller>,
    pub caller_withheld: bool,
    /// F1-18, row by row.
    pub concerns: [Mark; 19],
    pub concerns_withheld: bool,
    pub other_text: Field,
    pub narrative: Field,
    pub wishes: Field,
    pub first_record: Record,
    pub hops: Vec<Hop>,
}

/// The boxes of the application that may have a thick frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Frame {
    Consent,
    Furigana,
    Gender,
    Name,
    Birth,
    Address,
    PhoneHome,
    PhoneMobile,
    Caller,
    Concerns,
    Narrative,
}

/// How consent was given and what it covers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConsentLine {
    pub given_on: String,
    pub by: String,
    pub how: String,
    pub recipients: Vec<String>,
    pub items: Vec<String>,
    pub purpose: String,
    pub until: String,
}

/// F1-06 … F1-12.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Party {
    pub furigana: Field,
    pub gender: Option<Gender>,
    pub gender_withheld: bool,
    pub name: Field,
    pub birth: Option<Birth>,
    pub birth_withheld: bool,
    pub postcode: Field,
    pub address: Field,
    pub phone_home: Field,
    pub phone_mobile: Field,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gender {
    Male,
    Female,
    Other,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Birth {
    pub era: Era,
    pub year: String,
    pub month: String,
    pub day: String,
    pub age: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Era {
    Taisho,
    Showa,
    Heisei,
    Reiwa,
    /// No box is ticked: only the age is known.
    #[default]
    Unstated,
}

/// F1-13 … F1-17.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Caller {
    pub name: Field,
    pub relation: Option<Relation>,
    pub relation_withheld: bool,
    pub address: Field,
    pub phone_home: Field,
    pub phone_mobile: Field,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// With the kinship in the family's own word.
    Family(String),
    Other(String),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    #[default]
    None,
    /// ○
    Circle,
    /// ◎, the one that weighs most.
    Double,
}

/// The six kinds of section in the paper's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Category {
    Work,
    Debt,
    HealthLife,
    Care,
    Childcare,
    Other,
}

/// F1-20 … F1-26 of the first section, F1-40 … F1-46 of a receiving one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    pub received_on: Field,
    pub section: Field,
    pub officer: Field,
    pub already_consulted: Vec<(Category, String)>,
    pub consulted_withheld: bool,
    pub overview: Field,
    pub response: Field,
    pub continues: Option<bool>,
    pub continues_withheld: bool,
}

/// F1-28 … F1-47: where to, and what was recorded there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hop {
    pub needed: Vec<(Category, String)>,
    pub needed_withheld: bool,
    pub booked_at: Field,
    pub accompany: Option<bool>,
    pub accompany_withheld: bool,
    pub inside: Option<Inside>,
    pub outside: Option<Outside>,
    pub record: Option<Record>,
    pub circulated_on: Option<String>,
}

/// A section inside the office. The paper prints 課 係 館 階 after the boxes; a value that
/// already ends in that character is not given it twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Inside {
    pub ka: Field,
    pub kakari: Field,
    pub officer: Field,
    pub building: Field,
    pub floor: Field,
}

/// A body outside the office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outside {
    pub name: Field,
    pub officer: Field,
    pub address: Field,
    pub phone: Field,
}

impl RelaySheetData {
    /// A copy from which everything flagged as withheld is gone, so that no slip of a template
    /// can print it.
    pub(crate) fn without_withheld(&self) -> Self {
        let mut sheet = self.clone();
        if sheet.consent_withheld {
            sheet.consent_given = None;
        }
        sheet.person.drop_withheld();
        if sheet.caller_withheld {
            sheet.caller = Some(Caller::withheld());
        }
        if let Some(caller) = &mut sheet.caller
            && caller.relation_withheld
        {
            caller.relation = None;
        }
        if sheet.concerns_withheld {
            sheet.concerns = [Mark::None; 19];
            sheet.other_text = Field::Withheld;
        }
        sheet.first_record.drop_withheld();
        sheet.hops.iter_mut().for_each(Hop::drop_withheld);
        sheet
    }
}

impl Party {
    /// Every box withheld.
    pub fn withheld() -> Self {
        Self {
            furigana: Field::Withheld,
            gender: None,
            gender_withheld: true,
            name: Field::Withheld,
            birth: None,
            birth_withheld: true,
            postcode: Field::Withheld,
            address: Field::Withheld,
            phone_home: Field::Withheld,
            phone_mobile: Field::Withheld,
        }
    }

    fn drop_withheld(&mut self) {
        if self.gender_withheld {
            self.gender = None;
        }
        if self.birth_withheld {
            self.birth = None;
        }
    }
}

impl Caller {
    /// Every box withheld.
    pub fn withheld() -> Self {
        Self {
            name: Field::Withheld,
            relation: None,
            relation_withheld: true,
            address: Field::Withheld,
            phone_home: Field::Withheld,
            phone_mobile: Field::Withheld,
        }
    }
}

impl Record {
    /// Every box withheld.
    pub fn withheld() -> Self {
        Self {
            received_on: Field::Withheld,
            section: Field::Withheld,
            officer: Field::Withheld,
            already_consulted: Vec::new(),
            consulted_withheld: true,
            overview: Field::Withheld,
            response: Field::Withheld,
            continues: None,
            continues_withheld: true,
        }
    }

    fn drop_withheld(&mut self) {
        if self.consulted_withheld {
            self.already_consulted.clear();
        }
        if self.continues_withheld {
            self.continues = None;
        }
    }
}

impl Hop {
    fn drop_withheld(&mut self) {
        if self.needed_withheld {
            self.needed.clear();
        }
        if self.accompany_withheld {
            self.accompany = None;
        }
        if let Some(record) = &mut self.record {
            record.drop_withheld();
        }
    }
}
