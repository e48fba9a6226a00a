//! The flat written form of rules and closures, as data files and the database hold them.
//!
//! A key that does not belong to its type is refused, so that a slip of the pen cannot vanish.

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::days::{Often, Per, Season};
use super::rule::YEAR_END;
use super::{
    ClockTime, Closure, Days, MonthDay, Months, MoveTo, MoveWhen, NthDay, OnHoliday, Pattern, PrintedDate, Rule, Times,
    Weekdays, Within, is_false, weekdays,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Daily,
    Weekly,
    NthWeekday,
    WeekOfMonth,
    EveryWeeks,
    EveryDays,
    MonthDays,
    BusinessDays,
    Single,
    Dates,
    YearlessDates,
    Annual,
    YearEnd,
    Period,
    NationalHolidays,
    DayAfterHoliday,
    Irregular,
    Frequency,
    OnRequest,
    Always,
}

/// One number or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Numbers {
    One(i8),
    Many(Vec<i8>),
}

impl Numbers {
    fn into_vec(self) -> Vec<i8> {
        match self {
            Numbers::One(n) => vec![n],
            Numbers::Many(ns) => ns,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Holidays {
    Skip,
    Only,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Target {
    NextWeek,
    PreviousWeek,
    NextDay,
    PreviousDay,
    NextBusinessDay,
    PreviousBusinessDay,
    NextOpenDay,
    Unstated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Move {
    Nth(NthDay),
    To(Target),
}

macro_rules! forms {
    ($($name:ident: $type:ty = $ser:literal),* $(,)?) => {
        /// All keys of all types; which of them belong together is checked on reading.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Form {
            r#type: Kind,
            #[serde(default, skip_serializing_if = "Option::is_none", with = "one_day")]
            day: Option<Weekday>,
            $(
                #[serde(default, skip_serializing_if = $ser)]
                $name: $type,
            )*
        }

        impl Form {
            fn of(kind: Kind) -> Form {
                Form { r#type: kind, day: None, $($name: Default::default()),* }
            }

            /// The names of the keys that were written.
            fn keys(&self) -> Vec<&'static str> {
                let mut keys = Vec::new();
                let empty = Form::of(self.r#type);
                if self.day.is_some() {
                    keys.push("day");
                }
                $(
                    if self.$name != empty.$name {
                        keys.push(stringify!($name));
                    }
                )*
                keys
            }
        }
    };
}

forms! {
    days: Option<Weekdays> = "Option::is_none",
    nth: Option<Numbers> = "Option::is_none",
    weeks: Option<Vec<i8>> = "Option::is_none",
    every: Option<u16> = "Option::is_none",
    anchor: Option<NaiveDate> = "Option::is_none",
    month_days: Option<Vec<i8>> = "Option::is_none",
    date: Option<NaiveDate> = "Option::is_none",
    dates: Option<Vec<NaiveDate>> = "Option::is_none",
    yearless_dates: Option<Vec<MonthDay>> = "Option::is_none",
    from: Option<String> = "Option::is_none",
    to: Option<String> = "Option::is_none",
    stated: Option<bool> = "Option::is_none",
    count: Option<u32> = "Option::is_none",
    per: Option<Per> = "Option::is_none",
    approx: bool = "is_false",
    at_least: bool = "is_false",
    fixed_weekday_time: bool = "is_false",
    months: Option<Months> = "Option::is_none",
    seasons: Vec<Season> = "Vec::is_empty",
    valid_from: Option<PrintedDate> = "Option::is_none",
    valid_to: Option<PrintedDate> = "Option::is_none",
    holidays: Option<Holidays> = "Option::is_none",
    if_national_holiday: Option<Move> = "Option::is_none",
    moved_when: Option<MoveWhen> = "Option::is_none",
    possible: bool = "is_false",
    start: Option<ClockTime> = "Option::is_none",
    end: Option<ClockTime> = "Option::is_none",
    past_midnight: bool = "is_false",
    doors_open: Option<ClockTime> = "Option::is_none",
    last_entry: Option<ClockTime> = "Option::is_none",
    approximate: bool = "is_false",
    times: Vec<Times> = "Vec::is_empty",
}

/// The form of a rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleForm(Form);

/// The form of a closure.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClosureForm(Form);

impl TryFrom<RuleForm> for Rule {
    type Error = String;

    fn try_from(RuleForm(form): RuleForm) -> Result<Rule, String> {
        let (pattern, times) = read(form)?;
        Ok(Rule { pattern, times })
    }
}

impl TryFrom<ClosureForm> for Closure {
    type Error = String;

    fn try_from(ClosureForm(form): ClosureForm) -> Result<Closure, String> {
        let (pattern, times) = read(form)?;
        Ok(Closure { pattern, times })
    }
}

impl From<Rule> for RuleForm {
    fn from(rule: Rule) -> RuleForm {
        let single_nth = false;
        RuleForm(write(rule.pattern, rule.times, single_nth))
    }
}

impl From<Closure> for ClosureForm {
    fn from(closure: Closure) -> ClosureForm {
        let single_nth = true;
        ClosureForm(write(closure.pattern, closure.times, single_nth))
    }
}

const WITHIN: [&str; 5] = ["months", "seasons", "valid_from", "valid_to", "possible"];
const HOLIDAYS: [&str; 3] = ["holidays", "if_national_holiday", "moved_when"];
const TIMES: [&str; 7] = ["start", "end", "past_midnight", "doors_open", "last_entry", "approximate", "times"];

/// The keys of a type, beside those about its part of the year, holidays and times.
fn own_keys(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Daily | Kind::NationalHolidays | Kind::DayAfterHoliday | Kind::OnRequest | Kind::Always => &[],
        Kind::Weekly | Kind::Irregular => &["days"],
        Kind::NthWeekday => &["nth", "day", "days"],
        Kind::WeekOfMonth => &["weeks", "days"],
        Kind::EveryWeeks => &["every", "anchor", "days"],
        Kind::EveryDays => &["every", "anchor"],
        Kind::MonthDays => &["month_days"],
        Kind::BusinessDays => &["nth"],
        Kind::Single => &["date"],
        Kind::Dates => &["dates"],
        Kind::YearlessDates => &["yearless_dates"],
        Kind::Annual | Kind::YearEnd => &["from", "to", "stated"],
        Kind::Period => &["from", "to"],
        Kind::Frequency => &["count", "per", "approx", "at_least", "fixed_weekday_time"],
    }
}

fn read(form: Form) -> Result<(Pattern, Vec<Times>), String> {
    let kind = form.r#type;
    let whole_day = kind == Kind::Always;
    let stray = form.keys().into_iter().find(|key| {
        let of_times = TIMES.contains(key) && !whole_day;
        !own_keys(kind).contains(key) && !WITHIN.contains(key) && !HOLIDAYS.contains(key) && !of_times
    });
    if let Some(key) = stray {
        let known = own_keys(kind).join(", ");
        return Err(format!("`{key}` does not belong to this type; its own keys are: {known}"));
    }
    let times = times(&form)?;
    let on_holiday = on_holiday(&form)?;
    let within = Within {
        months: form.months.unwrap_or_default(),
        seasons: form.seasons.clone(),
        from: form.valid_from,
        to: form.valid_to,
    };
    let possible = form.possible;
    Ok((Pattern { days: days(form)?, within, on_holiday, possible }, times))
}

fn times(form: &Form) -> Result<Vec<Times>, String> {
    match (form.start, form.times.is_empty()) {
        (Some(_), false) => Err("write either `start` and `end`, or `times`".to_owned()),
        (Some(start), true) => Ok(vec![Times {
            start,
            end: form.end,
            past_midnight: form.past_midnight,
            doors_open: form.doors_open,
            last_entry: form.last_entry,
            approximate: form.approximate,
        }]),
        (None, _) if form.end.is_some() || form.doors_open.is_some() || form.last_entry.is_some() => {
            Err("`start` is missing".to_owned())
        }
        (None, _) => Ok(form.times.clone()),
    }
}

fn on_holiday(form: &Form) -> Result<OnHoliday, String> {
    match (form.holidays, form.if_national_holiday) {
        (Some(_), Some(_)) => Err("write either `holidays` or `if_national_holiday`".to_owned()),
        (None, None) => Ok(OnHoliday::Keep),
        (Some(Holidays::Skip), None) => Ok(OnHoliday::Skip),
        (Some(Holidays::Only), None) => Ok(OnHoliday::Only),
        (None, Some(to)) => {
            let to = match to {
                Move::Nth(day) => MoveTo::Nth(day),
                Move::To(Target::NextWeek) => MoveTo::NextWeek,
                Move::To(Target::PreviousWeek) => MoveTo::PreviousWeek,
                Move::To(Target::NextDay) => MoveTo::NextDay,
                Move::To(Target::PreviousDay) => MoveTo::PreviousDay,
                Move::To(Target::NextBusinessDay) => MoveTo::NextBusinessDay,
                Move::To(Target::PreviousBusinessDay) => MoveTo::PreviousBusinessDay,
                Move::To(Target::NextOpenDay) => MoveTo::NextOpenDay,
                Move::To(Target::Unstated) => MoveTo::Unstated,
            };
            Ok(OnHoliday::Move { when: form.moved_when.unwrap_or_default(), to })
        }
    }
}

fn days(form: Form) -> Result<Days, String> {
    let missing = |key: &str| format!("`{key}` is missing");
    let date = |text: Option<String>, key: &str| -> Result<Option<PrintedDate>, String> {
        text.map(|text| text.parse().map_err(|why| format!("{key}: {why}"))).transpose()
    };
    let yearly = |text: Option<String>, key: &str| -> Result<MonthDay, String> {
        text.ok_or_else(|| missing(key))?.parse().map_err(|why| format!("{key}: {why}"))
    };
    let named = form.days.or(form.day.map(Weekdays::of));
    Ok(match form.r#type {
        Kind::Daily => Days::Daily,
        Kind::Weekly => Days::Weekly(named.ok_or_else(|| missing("days"))?),
        Kind::NthWeekday => Days::NthWeekday {
            nth: form.nth.ok_or_else(|| missing("nth"))?.into_vec(),
            days: named.ok_or_else(|| missing("day"))?,
        },
        Kind::WeekOfMonth => Days::WeekOfMonth {
            weeks: form.weeks.ok_or_else(|| missing("weeks"))?,
            days: named.ok_or_else(|| missing("days"))?,
        },
        Kind::EveryWeeks => Days::EveryWeeks {
            every: form.every.and_then(|n| u8::try_from(n).ok()).ok_or_else(|| missing("every"))?,
            days: named.ok_or_else(|| missing("days"))?,
            anchor: form.anchor,
        },
        Kind::EveryDays => Days::EveryDays {
            every: form.every.ok_or_else(|| missing("every"))?,
            anchor: form.anchor.ok_or_else(|| missing("anchor"))?,
        },
        Kind::MonthDays => Days::MonthDays(form.month_days.ok_or_else(|| missing("month_days"))?),
        Kind::BusinessDays => Days::BusinessDays(form.nth.ok_or_else(|| missing("nth"))?.into_vec()),
        Kind::Single => Days::Dates(vec![form.date.ok_or_else(|| missing("date"))?]),
        Kind::Dates => Days::Dates(form.dates.ok_or_else(|| missing("dates"))?),
        Kind::YearlessDates => Days::YearlessDates(form.yearless_dates.ok_or_else(|| missing("yearless_dates"))?),
        Kind::Annual | Kind::YearEnd => Days::Annual {
            from: yearly(form.from, "from")?,
            to: yearly(form.to, "to")?,
            stated: form.stated.ok_or_else(|| missing("stated"))?,
        },
        Kind::Period => Days::Period { from: date(form.from, "from")?, to: date(form.to, "to")? },
        Kind::NationalHolidays => Days::Holidays,
        Kind::DayAfterHoliday => Days::DayAfterHoliday,
        Kind::Irregular => Days::Irregular { days: form.days.unwrap_or_default() },
        Kind::Frequency => Days::Frequency(Often {
            count: form.count.ok_or_else(|| missing("count"))?,
            per: form.per.ok_or_else(|| missing("per"))?,
            approx: form.approx,
            at_least: form.at_least,
            fixed_weekday_time: form.fixed_weekday_time,
        }),
        Kind::OnRequest => Days::OnRequest,
        Kind::Always => Days::Always,
    })
}

fn write(pattern: Pattern, mut times: Vec<Times>, single_nth: bool) -> Form {
    let mut form = write_days(pattern.days, single_nth);
    let Within { months, seasons, from, to } = pattern.within;
    form.months = (months != Months::ALL).then_some(months);
    form.seasons = seasons;
    form.possible = pattern.possible;
    (form.valid_from, form.valid_to) = (from, to);
    match pattern.on_holiday {
        OnHoliday::Keep => {}
        OnHoliday::Skip => form.holidays = Some(Holidays::Skip),
        OnHoliday::Only => form.holidays = Some(Holidays::Only),
        OnHoliday::Move { when, to } => {
            form.moved_when = (when != MoveWhen::default()).then_some(when);
            form.if_national_holiday = Some(match to {
                MoveTo::Nth(day) => Move::Nth(day),
                MoveTo::NextWeek => Move::To(Target::NextWeek),
                MoveTo::PreviousWeek => Move::To(Target::PreviousWeek),
                MoveTo::NextDay => Move::To(Target::NextDay),
                MoveTo::PreviousDay => Move::To(Target::PreviousDay),
                MoveTo::NextBusinessDay => Move::To(Target::NextBusinessDay),
                MoveTo::PreviousBusinessDay => Move::To(Target::PreviousBusinessDay),
                MoveTo::NextOpenDay => Move::To(Target::NextOpenDay),
                MoveTo::Unstated => Move::To(Target::Unstated),
            });
        }
    }
    if times.len() == 1 {
        let Times { start, end, past_midnight, doors_open, last_entry, approximate } = times.remove(0);
        (form.start, form.end) = (Some(start), end);
        (form.past_midnight, form.approximate) = (past_midnight, approximate);
        (form.doors_open, form.last_entry) = (doors_open, last_entry);
    }
    form.times = times;
    form
}

fn write_days(days: Days, single_nth: bool) -> Form {
    match days {
        Days::Daily => Form::of(Kind::Daily),
        Days::Weekly(days) => Form { days: Some(days), ..Form::of(Kind::Weekly) },
        Days::NthWeekday { nth, days } => {
            let mut form = Form::of(Kind::NthWeekday);
            form.nth = Some(match nth.as_slice() {
                [only] if single_nth => Numbers::One(*only),
                _ => Numbers::Many(nth),
            });
            match days.iter().next() {
                Some(only) if days.len() == 1 => form.day = Some(only),
                _ => form.days = Some(days),
            }
            form
        }
        Days::WeekOfMonth { weeks, days } => {
            Form { weeks: Some(weeks), days: Some(days), ..Form::of(Kind::WeekOfMonth) }
        }
        Days::EveryWeeks { every, days, anchor } => {
            Form { every: Some(every.into()), days: Some(days), anchor, ..Form::of(Kind::EveryWeeks) }
        }
        Days::EveryDays { every, anchor } => {
            Form { every: Some(every), anchor: Some(anchor), ..Form::of(Kind::EveryDays) }
        }
        Days::MonthDays(days) => Form { month_days: Some(days), ..Form::of(Kind::MonthDays) },
        Days::BusinessDays(nth) => Form { nth: Some(Numbers::Many(nth)), ..Form::of(Kind::BusinessDays) },
        Days::Dates(dates) => match dates.as_slice() {
            [only] => Form { date: Some(*only), ..Form::of(Kind::Single) },
            _ => Form { dates: Some(dates), ..Form::of(Kind::Dates) },
        },
        Days::YearlessDates(dates) => Form { yearless_dates: Some(dates), ..Form::of(Kind::YearlessDates) },
        Days::Annual { from, to, stated } => {
            let kind = if (from, to) == YEAR_END { Kind::YearEnd } else { Kind::Annual };
            Form { from: Some(from.to_string()), to: Some(to.to_string()), stated: Some(stated), ..Form::of(kind) }
        }
        Days::Period { from, to } => {
            let text = |date: Option<PrintedDate>| date.map(|date| date.to_string());
            Form { from: text(from), to: text(to), ..Form::of(Kind::Period) }
        }
        Days::Holidays => Form::of(Kind::NationalHolidays),
        Days::DayAfterHoliday => Form::of(Kind::DayAfterHoliday),
        Days::Irregular { days } => Form { days: (!days.is_empty()).then_some(days), ..Form::of(Kind::Irregular) },
        Days::Frequency(often) => {
            let Often { count, per, approx, at_least, fixed_weekday_time } = often;
            let form = Form::of(Kind::Frequency);
            Form { count: Some(count), per: Some(per), approx, at_least, fixed_weekday_time, ..form }
        }
        Days::OnRequest => Form::of(Kind::OnRequest),
        Days::Always => Form::of(Kind::Always),
    }
}

/// A weekday that may be absent.
mod one_day {
    use super::{Weekday, weekdays};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(day: &Option<Weekday>, to: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => weekdays::one::serialize(day, to),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Weekday>, D::Error> {
        #[derive(Deserialize)]
        struct Named(#[serde(with = "weekdays::one")] Weekday);
        Ok(Option::<Named>::deserialize(from)?.map(|Named(day)| day))
    }
}
