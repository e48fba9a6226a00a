//! What holds when, for how long, and how many times.

use std::collections::BTreeMap;

use calendar::duration::MinimumDuration;
use calendar::figures::{Figure, PageDates};
use calendar::hours::PrintedDate;
use calendar::limits::{Pay, TaskLength, TrialLength};
use calendar::quota::Quota;
use calendar::relative_years::{InferredYear, has_relative_year, name_relative_years};
use calendar::support::{AfterExit, EndReason, Reopening, SupportEnd};
use calendar::validity::{Holding, NotHeld, Validity};
use calendar::verdict::Verdict;
use calendar::wareki::parse;
use chrono::{Months, NaiveDate};
use serde::Deserialize;
use serde_norway::Value;

use super::{Checked, answered, example, no_call_for, read_without, same, sentence};
use crate::{field, read};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn validity(structured: &Value, value: &Value) -> Checked {
    if let Some(sentence) = sentence(value) {
        return support(structured, value, &sentence);
    }
    let mut validity: Validity<String> = read_without(structured, &["currently_not_held"]);
    if field(structured, "currently_not_held") == Some(true) {
        // The page lists this session as its last, and was read on the day of the example.
        let stated = PrintedDate::Day(day("2025-05-01"));
        validity.not_held = Some(NotHeld { last_held: Some(day("2021-07-06")), stated });
    }
    let on = field(value, "on").unwrap();
    let got = match validity.on(on) {
        Holding::Holds(value) => Some(value.clone()),
        Holding::NotHeld => Some("not held".to_owned()),
        Holding::NotYet | Holding::NoLonger | Holding::NotKnown => None,
    };
    same(got, field(value, "value"))
}

fn support(structured: &Value, value: &Value, sentence: &str) -> Checked {
    let ended = day("2016-02-29");
    let later = |months: u32| ended + Months::new(months);
    let reopen = || field::<Reopening>(structured, "reopen").unwrap();
    let after_exit = || field::<AfterExit>(structured, "after_exit").unwrap();
    let end = || read::<SupportEnd>(structured);
    let answer = match sentence {
        "reopened one day after closing" => reopen().judge(ended, ended.succ_opt().unwrap(), 0) == Verdict::Yes,
        "reopened 8 years after closing" => reopen().judge(ended, later(96), 0) == Verdict::Yes,
        "third reopening" => reopen().judge(ended, later(1), 2) == Verdict::Yes,
        "new ID given on reopening" => !reopen().keeps_its_number(),
        "reopening requires filling in the form again" => reopen().new_registration,
        "contact after starting work" => after_exit().judge(ended, ended) == Verdict::Yes,
        "contact after 5 years" => after_exit().judge(ended, later(60)) == Verdict::Yes,
        "case locked after \"employed\"" => after_exit().judge(ended, ended) == Verdict::No,
        "automatic closing 6 months after employment" => after_exit().judge(ended, later(6)) == Verdict::No,
        "case closed automatically after 12 months" => end().may_end(EndReason::MonthsPassed(12)),
        "closed because the person says it is enough" => end().may_end(EndReason::PersonSaysEnough),
        "closed because there was no contact for 6 months" => end().may_end(EndReason::MonthsWithoutContact(6)),
        "still open after 10 years" => !end().may_end(EndReason::MonthsPassed(120)),
        other => return no_call_for(other),
    };
    answered(value, answer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    on: NaiveDate,
    #[serde(default)]
    visible: bool,
    shown: Option<String>,
    shown_updated: Option<PrintedDate>,
    #[serde(default)]
    review_due: bool,
}

pub fn as_of(structured: &Value, value: &Value) -> Checked {
    if let Some(sentence) = sentence(value) {
        return this_year(&read(structured), value, &sentence);
    }
    let expected: Shown = example(value);
    if structured.get("value").is_some() {
        let figure: Figure = read(structured);
        same(figure.shown_on(expected.on).map(|f| f.to_string()), expected.shown)?;
        return same(figure.is_review_due(expected.on), expected.review_due);
    }
    let page: PageDates = read(structured);
    same(page.is_visible(expected.on), expected.visible)?;
    if value.get("shown_updated").is_some() {
        same(page.shown_updated(expected.on), expected.shown_updated)?;
    }
    same(page.is_review_due(expected.on), expected.review_due)
}

fn this_year(stored: &InferredYear, value: &Value, sentence: &str) -> Checked {
    let printed = &stored.basis[stored.basis.find("令和").unwrap()..];
    let written = parse(printed).unwrap().date.first_day();
    let text = "今年度は「オープンダイアローグ」の体験";
    let answer = match sentence {
        "stored as FY2024 with note \"inferred\"" => {
            let inferred = InferredYear::infer(stored.relative, written, stored.basis.as_str());
            inferred == *stored && inferred.to_string() == "FY2024 (inferred)"
        }
        "shown as \"今年度\" in 2026" => has_relative_year(&name_relative_years(text, written)),
        "resolved with today's date" => {
            InferredYear::infer(stored.relative, day("2026-11-24"), "").resolved == stored.resolved
        }
        "new texts may use 今年度 in the editor" => {
            has_relative_year(text) && name_relative_years(text, written).starts_with("令和6年度は")
        }
        other => return no_call_for(other),
    };
    answered(value, answer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lasting {
    since: Option<NaiveDate>,
    on: NaiveDate,
    ok: Option<bool>,
}

pub fn duration(structured: &Value, value: &Value) -> Checked {
    let condition: MinimumDuration = read(structured);
    let on = day("2025-08-01");
    let answer = match sentence(value).as_deref() {
        Some("form rejects \"3 months\"") => condition.judge(Some(on - Months::new(3)), on) == Verdict::No,
        Some("booking form asks \"six months or more?\" as a mandatory field") => condition.is_gate(),
        Some("statistics show \"under 6 months = not hikikomori\"") => condition.line() == Some(6),
        Some(other) => return no_call_for(other),
        None => {
            let lasting: Lasting = example(value);
            return same(condition.judge(lasting.since, lasting.on).known(), lasting.ok);
        }
    };
    answered(value, answer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Work {
    minutes: Option<u32>,
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    pay: Option<Pay>,
    ok: Option<bool>,
}

pub fn limit(structured: &Value, value: &Value) -> Checked {
    let work: Work = example(value);
    let (length, pay) = match work.minutes {
        Some(minutes) => {
            let task: TaskLength = read(structured);
            (task.judge(minutes), work.pay.map(|pay| task.judge_pay(pay)))
        }
        None => {
            let trial: TrialLength = read(structured);
            let length = trial.judge(work.start.unwrap(), work.end.unwrap());
            (length, work.pay.map(|pay| trial.judge_pay(pay)))
        }
    };
    same(length.and(pay.unwrap_or(Verdict::Yes)).known(), work.ok)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Visits {
    done: BTreeMap<String, u32>,
    request: String,
    ok: Option<bool>,
}

pub fn quota(structured: &Value, value: &Value) -> Checked {
    let quota: Quota = read(structured);
    let visits: Visits = example(value);
    same(quota.judge(&visits.done, &visits.request).known(), visits.ok)
}
