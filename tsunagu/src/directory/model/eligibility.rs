//! Who may come: ages, relations, residence. The rules hint; only an age that the desk itself bounds exactly can
//! lead elsewhere, and only when another desk of the town fits. What is not known fits everywhere.

use calendar::Channel;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::sketch::Channels;
use crate::vocabulary;

vocabulary! {
    /// Who asks, seen from the person it is about.
    pub enum Relation("desk-relation") {
        /// 本人
        Person => "person",
        /// 家族
        Family => "family",
        /// きょうだい, named by some desks as callers of their own.
        Sibling => "sibling",
        /// 友人
        Friend => "friend",
        /// 支援者
        Supporter => "supporter",
        /// 関係機関
        RelatedBody => "related_body",
        /// A child may come without an adult.
        ChildrenThemselves => "children_themselves",
    }
}

vocabulary! {
    /// One end of a range of ages.
    pub enum Bound("desk-age-bound") {
        Min => "min",
        Max => "max",
    }
}

/// An age in completed years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age(u8);

impl Age {
    /// The oldest age a form takes; nobody has grown older than 122.
    pub const MOST: u8 = 120;

    pub fn new(years: u8) -> Option<Self> {
        (years <= Self::MOST).then_some(Self(years))
    }

    pub fn years(self) -> u8 {
        self.0
    }

    /// Reads what people type: `45`, full-width digits, the word for "years old" behind it.
    pub fn read(typed: &str) -> Option<Self> {
        let plain: String = typed.nfkc().filter(|letter| !letter.is_whitespace()).collect();
        // 歳 and 才
        let digits = plain.trim_end_matches(['\u{6b73}', '\u{624d}']);
        let few_digits = !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        few_digits.then(|| digits.parse().ok().and_then(Self::new)).flatten()
    }
}

/// Where one has to live, as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Residence {
    /// `None` if the document is silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The name of the town or prefecture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Only for these channels; empty means for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub applies_to: Vec<Channel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Residence {
    /// The place one of the two has to live in.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref().filter(|_| self.required == Some(true))
    }

    /// Whether one of the two lives where the desk asks; what is not known fits. Nobody is turned away because only
    /// the caller lives elsewhere.
    pub fn fits(&self, person: Option<&str>, caller: Option<&str>) -> bool {
        let Some(scope) = self.scope() else { return true };
        match (person, caller) {
            (None, _) | (_, None) => true,
            (Some(person), Some(caller)) => person == scope || caller == scope,
        }
    }
}

/// How an age stands to a desk's range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeFit {
    /// Within, or not known, or the desk names no range.
    Fits,
    /// Outside a range that is only approximate (概ね): worth a word, never a refusal.
    Around,
    /// Outside an exact range.
    Outside,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Eligibility {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residence: Option<Residence>,
    /// Lowest age, included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_age: Option<u8>,
    /// Highest age, included: "under 18" is 17.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u8>,
    /// 概ね: the bounds are approximate.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub age_approx: bool,
    /// Only this bound is approximate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_approx_only: Option<Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_text_ja: Option<String>,
    /// Ages and durations hold only for these channels; empty means for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub applies_to: Vec<Channel>,
    /// Who may ask; empty means that the document does not say.
    pub relation: Vec<Relation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_duration_months: Option<u32>,
    /// The desk for people who do not know where to ask.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub first_door: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_ja: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Eligibility {
    /// Whether the printed ages and durations hold for the desk as a whole.
    pub fn holds_everywhere(&self) -> bool {
        self.applies_to.is_empty()
    }

    /// How `age` stands to the printed range. A range printed for one channel only speaks of nobody else.
    pub fn age_fit(&self, age: Option<Age>, by: Option<Channel>) -> AgeFit {
        self.ages().fit(age, by)
    }

    /// The printed range by itself.
    pub fn ages(&self) -> Ages {
        Ages {
            min: self.min_age,
            max: self.max_age,
            approx: self.age_approx,
            approx_only: self.age_approx_only,
            applies_to: self.applies_to.iter().copied().collect(),
        }
    }

    /// Whether the document names this caller. Brothers and sisters are family where they are not named apart, and a
    /// child who may come alone is the person.
    pub fn names(&self, relation: Relation) -> bool {
        let also = match relation {
            Relation::Sibling => Some(Relation::Family),
            Relation::Person => Some(Relation::ChildrenThemselves),
            Relation::Supporter => Some(Relation::RelatedBody),
            Relation::Family | Relation::Friend | Relation::RelatedBody | Relation::ChildrenThemselves => None,
        };
        self.relation.contains(&relation) || also.is_some_and(|also| self.relation.contains(&also))
    }
}

/// A printed range of ages in a few bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// Included.
    min: Option<u8>,
    /// Included.
    max: Option<u8>,
    approx: bool,
    approx_only: Option<Bound>,
    /// It holds for these channels; empty means for all.
    applies_to: Channels,
}

impl Ages {
    /// How an age stands to the range; a range printed for one channel only speaks of nobody else.
    pub fn fit(self, age: Option<Age>, by: Option<Channel>) -> AgeFit {
        let speaks = self.applies_to.is_empty() || by.is_some_and(|channel| self.applies_to.holds(channel));
        let Some(age) = age.filter(|_| speaks) else { return AgeFit::Fits };
        let broken = if self.min.is_some_and(|min| age.years() < min) {
            Bound::Min
        } else if self.max.is_some_and(|max| age.years() > max) {
            Bound::Max
        } else {
            return AgeFit::Fits;
        };
        let approximate = self.approx && self.approx_only.is_none_or(|bound| bound == broken);
        if approximate { AgeFit::Around } else { AgeFit::Outside }
    }
}

vocabulary! {
    /// Whether a gathering asks where one lives.
    pub enum ResidenceRule("gathering-residence") {
        Any => "any",
        Residents => "residents",
        Listed => "listed",
    }
}

/// Who may come to a gathering.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GatheringEligibility {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residence: Option<ResidenceRule>,
    /// Slugs of the municipalities whose residents may come, where they are listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub towns: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_age: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u8>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub age_approx: bool,
    /// One comes by introduction, after a talk at a desk.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub introduction_only: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_ja: Option<String>,
}
