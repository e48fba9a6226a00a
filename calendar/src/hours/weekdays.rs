//! Weekdays as `mon` … `sun`; chrono alone would write them back with a capital.

use chrono::Weekday;

const NAMES: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

fn name_of(day: Weekday) -> &'static str {
    NAMES[day.num_days_from_monday() as usize].0
}

fn read<E: serde::de::Error>(text: &str) -> Result<Weekday, E> {
    let found = NAMES.iter().find(|(name, _)| *name == text);
    found
        .map(|(_, day)| *day)
        .ok_or_else(|| E::custom(format_args!("`{text}` is not a weekday; write mon, tue, wed, thu, fri, sat or sun")))
}

pub(crate) mod one {
    use super::{Weekday, name_of, read};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(day: &Weekday, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(name_of(*day))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Weekday, D::Error> {
        read(&String::deserialize(from)?)
    }
}

pub(crate) mod many {
    use super::{Weekday, name_of, read};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(days: &[Weekday], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(days.iter().map(|day| name_of(*day)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Weekday>, D::Error> {
        let names = Vec::<String>::deserialize(from)?;
        names.iter().map(|name| read(name)).collect()
    }
}
