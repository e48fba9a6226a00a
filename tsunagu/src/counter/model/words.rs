//! What a note says. Nothing of it has to be said. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{
    casework::{Faults, Teller},
    people::contact,
    platform::{Refusal, ids::DeskId},
    vocabulary,
};

vocabulary! {
    /// How they spoke.
    pub enum Means("note-means") {
        Phone => "phone",
        Counter => "counter",
        Visit => "visit",
        Online => "online",
    }
}

vocabulary! {
    /// What whoever speaks is to the person. A sister is not "family", a neighbour may call.
    pub enum Speaker("note-relation") {
        Person => "person",
        Parent => "parent",
        Spouse => "spouse",
        Sibling => "sibling",
        Child => "child",
        Family => "family",
        Friend => "friend",
        Supporter => "supporter",
        Institution => "institution",
        Neighbour => "neighbour",
    }
}

impl Speaker {
    /// Whose story it is, for the case that grows out of it.
    pub fn teller(self) -> Teller {
        match self {
            Self::Person => Teller::Person,
            Self::Parent | Self::Spouse | Self::Sibling | Self::Child | Self::Family => Teller::Family,
            Self::Friend | Self::Supporter | Self::Institution | Self::Neighbour => Teller::Other,
        }
    }
}

vocabulary! {
    /// Whether the person knows that somebody speaks of them.
    pub enum Knows("note-knows") {
        NotAsked => "not-asked",
        Yes => "yes",
        No => "no",
    }
}

vocabulary! {
    /// What was said to being called back, or to a letter. Not having asked is not a yes.
    pub enum Said("note-said") {
        NotAsked => "not-asked",
        Yes => "yes",
        No => "no",
    }
}

vocabulary! {
    /// What is written in words.
    pub enum Field("note-field") {
        Story => "story",
        Nickname => "nickname",
        Organization => "organization",
        About => "about",
        Wishes => "wishes",
        Tried => "tried",
        MayKnow => "may-know",
        CallTo => "call-to",
        CallTimes => "call-times",
        Introduction => "introduction",
        UrgentReason => "urgent-reason",
        Told => "told",
    }
}

impl Field {
    /// A field of one line; the others are as long as the story.
    pub fn is_line(self) -> bool {
        match self {
            Self::Nickname
            | Self::Organization
            | Self::About
            | Self::MayKnow
            | Self::CallTo
            | Self::CallTimes
            | Self::Introduction => true,
            Self::Story | Self::Wishes | Self::Tried | Self::UrgentReason | Self::Told => false,
        }
    }

    fn longest(self) -> usize {
        if self.is_line() { LONGEST_LINE } else { LONGEST_TEXT }
    }
}

const LONGEST_LINE: usize = 200;
const LONGEST_TEXT: usize = 20_000;
/// A talk of a day and a night is a slip of the pen.
const LONGEST_MINUTES: i32 = 24 * 60;

/// What is sealed of a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    texts: BTreeMap<Field, String>,
    pub knows: Knows,
    pub call_back: Said,
    pub post: Said,
    /// The day on which it was explained what support there is.
    pub explained_on: Option<NaiveDate>,
    /// What the organisation said that gave the note back; empty where nobody did.
    pub declined: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            texts: BTreeMap::new(),
            knows: Knows::NotAsked,
            call_back: Said::NotAsked,
            post: Said::NotAsked,
            explained_on: None,
            declined: String::new(),
        }
    }
}

impl Words {
    /// What was chosen, with nothing written beside it.
    pub fn saying(knows: Knows, call_back: Said, post: Said) -> Self {
        Self { knows, call_back, post, ..Self::default() }
    }

    pub fn get(&self, field: Field) -> &str {
        self.texts.get(&field).map_or("", String::as_str)
    }

    pub fn put(&mut self, field: Field, text: &str) {
        let text = text.trim_end();
        if text.trim().is_empty() {
            self.texts.remove(&field);
        } else {
            self.texts.insert(field, text.to_owned());
        }
    }

    /// What was written, in the order in which it is read.
    pub fn said(&self) -> impl Iterator<Item = (Field, &str)> {
        self.texts.iter().map(|(field, text)| (*field, text.as_str()))
    }

    /// What was said about being reached, for the case that grows out of it. What was not said stays not asked.
    pub fn agreed(&self) -> Option<contact::Wishes> {
        use contact::{Introduction, Means};

        let number = self.get(Field::CallTo);
        let digits = folded(number);
        // Somebody who gives no number is thought of as reached by themselves, not at a telephone that others answer.
        let is_mobile = digits.is_empty() || ["070", "080", "090"].iter().any(|begin| digits.starts_with(begin));
        let (theirs, other) =
            if is_mobile { (Means::PhoneMobile, Means::PhoneHome) } else { (Means::PhoneHome, Means::PhoneMobile) };
        let mut ways = Vec::new();
        if self.call_back != Said::NotAsked || !number.is_empty() {
            ways.push(way(theirs, self.call_back, number));
        }
        if self.call_back == Said::No {
            ways.push(way(other, Said::No, ""));
        }
        if self.post != Said::NotAsked {
            ways.push(way(Means::Letter, self.post, ""));
        }
        let introduce_as = self.get(Field::Introduction).to_owned();
        let agreed = contact::Wishes {
            ways,
            introduction: if introduce_as.is_empty() { Introduction::NotAsked } else { Introduction::AsAgreed },
            introduce_as,
            may_know: self.get(Field::MayKnow).to_owned(),
            note: self.get(Field::CallTimes).to_owned(),
            ..contact::Wishes::default()
        };
        (agreed != contact::Wishes::default()).then_some(agreed)
    }

    /// Given back to whoever handed it over, with a word.
    pub fn given_back(self, word: &str) -> Result<Self, Refusal> {
        let declined = word.trim().to_owned();
        match declined.chars().count() {
            0 => Err(Refusal::new("refused-note-decline-word")),
            length if length > LONGEST_LINE => {
                Err(Refusal::new("refused-note-long").with("longest", LONGEST_LINE.to_string()))
            }
            _ => Ok(Self { declined, ..self }),
        }
    }

    /// Whether somebody looks for these words.
    pub fn has(&self, sought: &str) -> bool {
        self.texts.values().any(|text| folded(text).contains(sought))
    }
}

fn way(means: contact::Means, said: Said, to: &str) -> contact::Way {
    let said = match said {
        Said::NotAsked => contact::Said::NotAsked,
        Said::Yes => contact::Said::Yes,
        Said::No => contact::Said::No,
    };
    contact::Way { means, said, to: to.to_owned(), window: contact::Window::default(), shared: false }
}

/// Words as they are compared: any width, any case, no spaces.
pub fn folded(text: &str) -> String {
    text.nfkc().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// What lies beside the words and names nobody: the counting asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Front {
    pub means: Option<Means>,
    /// A chat is a consultation like any other.
    pub is_chat: bool,
    pub relation: Option<Speaker>,
    pub is_urgent: bool,
    pub desk: Option<DeskId>,
    /// Minutes, where somebody put the clock right.
    pub minutes: Option<i32>,
}

/// What a form says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub front: Front,
    pub words: Words,
    /// It was explained what support there is; the day is the program's.
    pub explained: bool,
}

impl Draft {
    /// Nothing has to be said; it only has to fit.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        for (field, text) in self.words.said() {
            let longest = field.longest();
            if text.chars().count() > longest {
                faults.add(field.code(), Refusal::new("refused-note-long").with("longest", longest.to_string()));
            }
        }
        if self.front.minutes.is_some_and(|minutes| !(0..=LONGEST_MINUTES).contains(&minutes)) {
            faults.add("minutes", Refusal::new("refused-note-minutes"));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// What is kept, given what was kept before: explaining is dated once.
    pub fn kept(self, before: &Words, today: NaiveDate) -> (Front, Words) {
        let explained_on = self.explained.then(|| before.explained_on.unwrap_or(today));
        (self.front, Words { explained_on, declined: before.declined.clone(), ..self.words })
    }
}

/// Twelve digits in a row may be somebody's My Number, which is not ours to write down. Groups may be set apart.
pub fn has_twelve_digits(text: &str) -> bool {
    let (mut run, mut found) = (0, false);
    let mut letters = text.nfkc().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_digit() {
            run += 1;
            continue;
        }
        let is_joint = matches!(letter, '-' | ' ' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}')
            && letters.peek().is_some_and(char::is_ascii_digit);
        if !is_joint {
            found |= run == 12;
            run = 0;
        }
    }
    found || run == 12
}
