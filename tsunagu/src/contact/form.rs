//! The form of what was agreed: what was typed, what it means, and what cannot be read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;

use crate::{
    casework::Faults,
    people::contact::{DAY_BEGINS, DAY_ENDS, Means, Quiet, Said, Way, Window, Wishes},
    platform::{Refusal, web::Submitted},
};

/// Longest line and longest text, in characters.
const LONGEST_LINE: usize = 200;
const LONGEST_TEXT: usize = 2_000;

/// The fields as they were typed, or as they stand.
#[derive(Clone, Debug, Default)]
pub struct Typed(BTreeMap<String, Vec<String>>);

impl Typed {
    pub fn sent(form: &Submitted) -> Self {
        Self(form.fields().map(|(name, values)| (name.clone(), values.clone())).collect())
    }

    /// The fields as they stand.
    pub fn of(wishes: &Wishes) -> Self {
        let mut typed = Self::default();
        for way in &wishes.ways {
            let name = |field: &str| format!("{field}-{}", way.means);
            typed.set(name("said"), way.said.code());
            typed.set(name("to"), &way.to);
            typed.0.insert(name("days"), way.window.days.iter().map(|day| day.code().to_owned()).collect());
            typed.set(name("from"), &way.window.from.map(clock).unwrap_or_default());
            typed.set(name("until"), &way.window.until.map(clock).unwrap_or_default());
            if way.shared {
                typed.set(name("shared"), "yes");
            }
        }
        let (quiet, last) = match wishes.quiet {
            Quiet::No => ("no", String::new()),
            Quiet::Until(last) => ("until", last.to_string()),
            Quiet::UntilTheyComeBack => ("come-back", String::new()),
        };
        typed.set("quiet".into(), quiet);
        typed.set("quiet_until".into(), &last);
        typed.set("introduction".into(), wishes.introduction.code());
        typed.set("voicemail".into(), wishes.voicemail.code());
        typed.set("envelope".into(), wishes.envelope.code());
        for (name, text) in [
            ("introduce_as", &wishes.introduce_as),
            ("may_know", &wishes.may_know),
            ("must_not_know", &wishes.must_not_know),
            ("safe_word", &wishes.safe_word),
            ("note", &wishes.note),
        ] {
            typed.set(name.into(), text);
        }
        typed
    }

    fn set(&mut self, name: String, value: &str) {
        self.0.insert(name, vec![value.to_owned()]);
    }

    pub fn value(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.get(name).is_some_and(|values| values.iter().any(|it| it == value))
    }

    fn line(&self, name: &str) -> String {
        self.value(name).trim().to_owned()
    }

    /// What it means, or which fields cannot be taken.
    pub fn read(&self) -> Result<Wishes, Faults> {
        let mut faults = Faults::default();
        let ways = Means::ALL.iter().map(|means| self.way(*means, &mut faults)).collect();
        let wishes = Wishes {
            ways,
            quiet: self.quiet(&mut faults),
            introduction: self.value("introduction").parse().unwrap_or(Wishes::default().introduction),
            introduce_as: self.line("introduce_as"),
            voicemail: self.value("voicemail").parse().unwrap_or(Wishes::default().voicemail),
            envelope: self.value("envelope").parse().unwrap_or(Wishes::default().envelope),
            may_know: self.line("may_know"),
            must_not_know: self.line("must_not_know"),
            safe_word: self.line("safe_word"),
            note: self.value("note").trim_end().to_owned(),
        };
        for (name, text, longest) in [
            ("introduce_as", &wishes.introduce_as, LONGEST_LINE),
            ("may_know", &wishes.may_know, LONGEST_LINE),
            ("must_not_know", &wishes.must_not_know, LONGEST_LINE),
            ("safe_word", &wishes.safe_word, LONGEST_LINE),
            ("note", &wishes.note, LONGEST_TEXT),
        ] {
            if text.chars().count() > longest {
                faults.add(name, long(longest));
            }
        }
        if faults.is_empty() { Ok(wishes) } else { Err(faults) }
    }

    fn way(&self, means: Means, faults: &mut Faults) -> Way {
        let name = |field: &str| format!("{field}-{means}");
        let mut time = |field: &str| match read_time(self.value(&name(field))) {
            Ok(time) => time,
            Err(refusal) => {
                faults.add(hours(means), refusal);
                None
            }
        };
        let (from, until) = (time("from"), time("until"));
        let days: BTreeSet<_> =
            self.0.get(&name("days")).into_iter().flatten().filter_map(|code| code.parse().ok()).collect();
        let window = Window { days, from, until };
        if !window.is_possible() {
            let refusal = Refusal::new("refused-contact-window");
            faults.add(hours(means), refusal.with("from", clock(DAY_BEGINS)).with("until", clock(DAY_ENDS)));
        }
        let to = self.line(&name("to"));
        if to.chars().count() > LONGEST_LINE {
            faults.add(address(means), long(LONGEST_LINE));
        }
        let said = self.value(&name("said")).parse().unwrap_or(Said::NotAsked);
        Way { means, said, to, window, shared: self.has(&name("shared"), "yes") }
    }

    fn quiet(&self, faults: &mut Faults) -> Quiet {
        match self.value("quiet") {
            "come-back" => Quiet::UntilTheyComeBack,
            "until" => {
                let read = calendar::wareki::parse(self.value("quiet_until").trim()).ok();
                match read.and_then(|reading| reading.day()) {
                    Some(last) => Quiet::Until(last),
                    None => {
                        faults.add("quiet_until", Refusal::new("refused-contact-day"));
                        Quiet::No
                    }
                }
            }
            _ => Quiet::No,
        }
    }
}

fn long(longest: usize) -> Refusal {
    Refusal::new("refused-contact-words-long").with("longest", longest.to_string())
}

/// Names of fields for messages beside them: a fault of hours stands beside both times.
pub fn hours(means: Means) -> &'static str {
    match means {
        Means::PhoneHome => "hours-phone-home",
        Means::PhoneMobile => "hours-phone-mobile",
        Means::Email => "hours-email",
        Means::Letter => "hours-letter",
        Means::Visit => "hours-visit",
    }
}

fn address(means: Means) -> &'static str {
    match means {
        Means::PhoneHome => "to-phone-home",
        Means::PhoneMobile => "to-phone-mobile",
        Means::Email => "to-email",
        Means::Letter => "to-letter",
        Means::Visit => "to-visit",
    }
}

fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// A time of day as people write it: "9:30", "21:00" in full width, with or without the words for hours.
fn read_time(typed: &str) -> Result<Option<NaiveTime>, Refusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let time = match calendar::clock::read_range(typed) {
        Ok((start, None)) => NaiveTime::from_hms_opt(u32::from(start.hour()), u32::from(start.minute()), 0),
        Ok((_, Some(_))) | Err(_) => None,
    };
    let short: String = typed.chars().take(20).collect();
    time.map(Some).ok_or_else(|| Refusal::new("refused-contact-time").with("typed", short))
}
