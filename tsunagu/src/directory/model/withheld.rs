//! What is a person's own and was not agreed to be shown does not enter the directory, so no page and no file can let
//! it slip. What was agreed for pages goes into no file that others copy. Either is taken out of the words around it as
//! well: notices like to repeat numbers.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::{Directory, Organization, desk::Desk, event::Event, facts::DeskFacts, gathering::Gathering};

/// Fields that lead to a person.
const REACHES: [&str; 8] = ["number", "phone", "fax", "email", "address", "detail_ja", "text_ja", "summary_ja"];
/// What remains of a contact: the desk that passes questions on.
const STANDS_IN: &str = "via";
/// Shorter texts stand in other words by chance.
const SHORTEST: usize = 6;
/// The street and number of a house may be shorter: its digits stand alone.
const SHORTEST_STREET: usize = 4;
/// Stands where something was taken out.
const GAP: &str = "…";
/// What a town's part of an address ends with: 都道府県市区町村.
const TOWN_ENDS: [char; 8] =
    ['\u{90fd}', '\u{9053}', '\u{5e9c}', '\u{770c}', '\u{5e02}', '\u{533a}', '\u{753a}', '\u{6751}'];
/// 一二三 and so on, the nought first.
const DIGITS: [char; 10] = [
    '\u{3007}', '\u{4e00}', '\u{4e8c}', '\u{4e09}', '\u{56db}', '\u{4e94}', '\u{516d}', '\u{4e03}', '\u{516b}',
    '\u{4e5d}',
];
/// What stands between the numbers of a house: 九丁目9番9号, 9の9.
const BETWEEN_NUMBERS: [char; 6] = ['\u{4e01}', '\u{76ee}', '\u{756a}', '\u{5730}', '\u{53f7}', '\u{306e}'];

/// Takes out of the facts of one record what its owner has not agreed to show.
pub fn withhold(facts: &mut Value) {
    let mut withheld = Vec::new();
    if let Some(root) = facts.as_object_mut()
        && is_withheld(root, "contact_owner")
    {
        for field in ["phone", "extension", "fax", "email", "address"] {
            withheld.extend(root.remove(field));
        }
    }
    take_out(facts, &mut withheld);
    let needles = Needles::of(&withheld);
    if !needles.is_empty() {
        blot(facts, &needles);
    }
}

/// What a record that names its owner in `contact_owner` is reached by.
const WAYS: [&str; 5] = ["phone", "extension", "fax", "email", "address"];

/// Takes a yes away that was given for another contact: whoever agreed that one number is shown did not agree for the next
/// one, whoever that belongs to.
pub fn drop_old_consent(before: &Value, after: &mut Value) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let is_old = has_consent(before)
                && (is_private(after, "contact_owner") && leads_elsewhere(&WAYS, before, after)
                    || is_private(after, "owner") && leads_elsewhere(&REACHES, before, after));
            if is_old {
                after.remove("consent_to_show");
            }
            for (key, part) in after.iter_mut() {
                if let Some(before) = before.get(key) {
                    drop_old_consent(before, part);
                }
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            for (at, item) in after.iter_mut().enumerate() {
                // An entry that only moved within its list is still the same one.
                let ways = reaching(item);
                let same = before.iter().find(|other| !ways.is_empty() && reaching(other) == ways);
                let same = same.or_else(|| before.get(at));
                if let Some(before) = same {
                    drop_old_consent(before, item);
                }
            }
        }
        (_, _) => {}
    }
}

fn has_consent(record: &Map<String, Value>) -> bool {
    record.get("consent_to_show").and_then(Value::as_bool) == Some(true)
}

fn leads_elsewhere(ways: &[&str], before: &Map<String, Value>, after: &Map<String, Value>) -> bool {
    ways.iter().any(|way| after.get(*way).is_some_and(|now| !now.is_null() && before.get(*way) != Some(now)))
}

/// What pages show because the person agreed, and nothing else may: what stands in a record, and in those it names.
pub struct PageOnly(Needles);

impl PageOnly {
    pub fn of_desk(directory: &Directory, desk: &Desk) -> Self {
        let facts: &DeskFacts = &desk.facts;
        let places = desk.ways.iter().filter_map(|way| way.place.as_ref());
        let named = facts.operators.iter().chain(&facts.owner).chain(places);
        let named = named.filter_map(|slug| directory.organization_by_slug(slug));
        Self::with(own_of(facts), named.chain(directory.organization(desk.organization)))
    }

    pub fn of_gathering(directory: &Directory, gathering: &Gathering) -> Self {
        let facts = &gathering.facts;
        let house = facts.venue.iter().filter_map(|venue| venue.org.as_ref());
        let named = facts.organizers.iter().chain(&facts.operators).chain(&facts.cooperator).chain(house);
        // A gathering tells the closures of the desk it follows, in that desk's words.
        let hosts = facts.schedule.same_as_desk.iter().chain(facts.contact.iter().filter_map(|it| it.via.as_ref()));
        let mut own = own_of(facts);
        for host in hosts.filter_map(|slug| directory.desk_by_slug(slug)) {
            let facts: &DeskFacts = &host.facts;
            own.extend(own_of(facts));
        }
        Self::with(own, named.filter_map(|slug| directory.organization_by_slug(slug)))
    }

    pub fn of_event(directory: &Directory, event: &Event) -> Self {
        let facts = &event.facts;
        let house = facts.venue.iter().filter_map(|venue| venue.org.as_ref());
        let named = facts.hosts.iter().chain(&facts.cohosts).chain(house);
        Self::with(own_of(facts), named.filter_map(|slug| directory.organization_by_slug(slug)))
    }

    pub fn of_organization(body: &Organization) -> Self {
        Self::with(own_of(&body.facts), [])
    }

    fn with<'a>(mut own: Vec<Value>, named: impl IntoIterator<Item = &'a Organization>) -> Self {
        for body in named.into_iter().filter(|body| !body.facts.is_public()) {
            own.extend(own_of(&body.facts));
        }
        Self(Needles::of(&own))
    }

    /// Whether it stands in these words, however it is set.
    pub fn is_in(&self, words: &str) -> bool {
        !self.0.is_empty()
            && Reading::BOTH.into_iter().any(|reading| self.0.first_in(&folded(words, reading), reading).is_some())
    }

    /// The words without it.
    pub fn struck(&self, words: &str) -> String {
        let mut words = words.to_owned();
        blot_words(&mut words, &self.0);
        words
    }

    /// Takes it out of all words of a value.
    pub fn strike(&self, value: &mut Value) {
        if !self.0.is_empty() {
            blot(value, &self.0);
        }
    }
}

fn is_private(record: &Map<String, Value>, owner: &str) -> bool {
    record.get(owner).and_then(Value::as_str) == Some("private")
}

fn is_withheld(record: &Map<String, Value>, owner: &str) -> bool {
    is_private(record, owner) && !has_consent(record)
}

fn take_out(value: &mut Value, withheld: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.retain_mut(|item| {
            if item.as_object().is_some_and(|record| is_withheld(record, "owner")) {
                withheld.extend(reaching(item));
                return false;
            }
            take_out(item, withheld);
            true
        }),
        Value::Object(fields) => {
            for (_, field) in fields.iter_mut() {
                if field.as_object().is_some_and(|record| is_withheld(record, "owner")) {
                    withheld.extend(reaching(field));
                    let stands_in = field.as_object_mut().and_then(|record| record.remove(STANDS_IN));
                    *field = stands_in.map_or(Value::Null, |desk| {
                        Value::Object([(STANDS_IN.to_owned(), desk)].into_iter().collect::<Map<_, _>>())
                    });
                } else {
                    take_out(field, withheld);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn reaching(record: &Value) -> Vec<Value> {
    REACHES.iter().filter_map(|field| record.get(field).cloned()).collect()
}

fn own_of(facts: &impl Serialize) -> Vec<Value> {
    let mut own = Vec::new();
    // Facts that can be kept can be written.
    if let Ok(facts) = serde_json::to_value(facts) {
        find_own(&facts, &mut own);
    }
    own
}

/// Everything in the facts of a record that is a person's own.
fn find_own(facts: &Value, own: &mut Vec<Value>) {
    match facts {
        Value::Array(items) => items.iter().for_each(|item| find_own(item, own)),
        Value::Object(fields) => {
            if is_private(fields, "owner") || is_private(fields, "contact_owner") {
                own.extend(reaching(facts));
            }
            fields.values().for_each(|field| find_own(field, own));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn leaves(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, see)),
        Value::Object(fields) => fields.values().for_each(|field| leaves(field, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn blot(value: &mut Value, needles: &Needles) {
    match value {
        Value::String(text) => {
            if !is_of_a_program(text) {
                blot_words(text, needles);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| blot(item, needles)),
        Value::Object(fields) => fields.values_mut().for_each(|field| blot(field, needles)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A day, a moment or an id has digits of its own, and nobody writes a number into it.
fn is_of_a_program(text: &str) -> bool {
    text.ends_with("+09:00") && text.is_ascii()
        || text.len() == 10 && text.parse::<NaiveDate>().is_ok()
        || text.len() == 36 && Uuid::try_parse(text).is_ok()
}

fn blot_words(text: &mut String, needles: &Needles) {
    for reading in Reading::BOTH {
        while let Some((from, to)) = needles.first_in(&folded(text, reading), reading) {
            text.replace_range(from..to, GAP);
        }
    }
}

/// What the stroke 一 is read as: typed for a hyphen, or the number one among the Chinese digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Hyphen,
    Number,
}

impl Reading {
    const BOTH: [Self; 2] = [Self::Hyphen, Self::Number];
}

/// What is looked for, without whatever sets it apart.
struct Needle {
    letters: Vec<char>,
    /// No further digit stands before or behind it: it would be another number.
    alone: bool,
}

impl Needle {
    fn is_at(&self, letters: &[(usize, usize, char)], at: usize) -> bool {
        let Some(part) = letters.get(at..at + self.letters.len()) else { return false };
        let is_digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|it| it.2.is_ascii_digit());
        let (before, behind) = (at.checked_sub(1), Some(at + self.letters.len()));
        let runs_on = |inner: char, outer: Option<usize>| inner.is_ascii_digit() && is_digit(outer);
        part.iter().map(|(_, _, letter)| letter).eq(&self.letters)
            && !(self.alone && (runs_on(self.letters[0], before) || runs_on(part[part.len() - 1].2, behind)))
    }
}

/// All spellings that are looked for, by the way of reading them.
struct Needles {
    hyphen: Vec<Needle>,
    number: Vec<Needle>,
}

impl Needles {
    fn of(own: &[Value]) -> Self {
        let read = |reading: Reading| {
            let mut needles = Vec::new();
            for value in own {
                leaves(value, &mut |text| needles.extend(spellings(text, reading)));
            }
            // The longest first, so that no rest of it is left.
            needles.sort_by_key(|needle| std::cmp::Reverse(needle.letters.len()));
            needles
        };
        Self { hyphen: read(Reading::Hyphen), number: read(Reading::Number) }
    }

    fn is_empty(&self) -> bool {
        self.hyphen.is_empty() && self.number.is_empty()
    }

    /// Where the first of them stands: bytes from and to.
    fn first_in(&self, letters: &[(usize, usize, char)], reading: Reading) -> Option<(usize, usize)> {
        let needles = match reading {
            Reading::Hyphen => &self.hyphen,
            Reading::Number => &self.number,
        };
        needles.iter().find_map(|needle| {
            let at = (0..letters.len()).find(|at| needle.is_at(letters, *at))?;
            Some((letters[at].0, letters[at + needle.letters.len() - 1].1))
        })
    }
}

/// How a number, a mail address or a house is written in words.
fn spellings(text: &str, reading: Reading) -> Vec<Needle> {
    let whole: Vec<char> = folded(text, reading).into_iter().map(|(_, _, letter)| letter).collect();
    if whole.len() < SHORTEST {
        return Vec::new();
    }
    let mut found: Vec<Needle> = Vec::new();
    if whole[0] == '0' && whole.iter().all(char::is_ascii_digit) {
        // From abroad, and within the town.
        found
            .push(Needle { letters: ['8', '1'].into_iter().chain(whole[1..].iter().copied()).collect(), alone: false });
        let within: Vec<char> = text.nfkc().skip_while(char::is_ascii_digit).filter(char::is_ascii_digit).collect();
        if within.len() >= SHORTEST {
            found.push(Needle { letters: within, alone: true });
        }
    } else {
        found.extend(streets(&whole).map(|letters| Needle { letters, alone: true }));
    }
    found.push(Needle { letters: whole, alone: false });
    found
}

/// An address without its town, up to the number of the house.
fn streets(address: &[char]) -> impl Iterator<Item = Vec<char>> {
    let begins = (1..address.len()).filter(|at| TOWN_ENDS.contains(&address[at - 1]));
    begins.filter_map(|at| {
        let street = &address[at..];
        let first = street.iter().position(char::is_ascii_digit).filter(|first| *first > 0)?;
        let digits = street[first..].iter().take_while(|letter| letter.is_ascii_digit()).count();
        (digits > 1 && first + digits >= SHORTEST_STREET).then(|| street[..first + digits].to_vec())
    })
}

/// Letters and digits in one width and case, each with the bytes it came from. What groups digits is left out.
fn folded(text: &str, reading: Reading) -> Vec<(usize, usize, char)> {
    let mut letters = Vec::with_capacity(text.len());
    for (from, letter) in text.char_indices() {
        let to = from + letter.len_utf8();
        letters.extend(
            letter
                .nfkc()
                .flat_map(char::to_lowercase)
                .filter(|plain| plain.is_alphanumeric() || *plain == '@')
                .filter_map(|plain| read(plain, reading))
                .map(|plain| (from, to, plain)),
        );
    }
    letters
}

/// A letter as it counts, if it does.
fn read(letter: char, reading: Reading) -> Option<char> {
    // The long vowel mark is typed for a hyphen.
    if letter == '\u{30fc}' {
        return None;
    }
    match reading {
        Reading::Hyphen => Some(letter).filter(|letter| *letter != DIGITS[1]),
        Reading::Number if BETWEEN_NUMBERS.contains(&letter) => None,
        Reading::Number => {
            let digit = DIGITS.iter().position(|digit| *digit == letter);
            digit.and_then(|digit| char::from_digit(u32::try_from(digit).ok()?, 10)).or(Some(letter))
        }
    }
}
