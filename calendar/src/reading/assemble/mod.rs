//! From drafts to blocks: exceptions replace what they except, silence is kept as silence.

mod exceptions;

use super::Reading;
use super::item::{Draft, Section, Spec};
use super::reader::Reader;
use super::token::Part;
use super::told::{Assumed, NotUnderstood, Why};

use chrono::{Datelike, NaiveDate};

use crate::clock::ClockTime;
use crate::holidays::Holidays;
use crate::hours::{
    Booking, Channel, Closure, Days, FaultKind, HoursBlock, Months, OnHoliday, Pattern, Per, Rule, Silence, Times,
    Weekdays, Within,
};
use crate::schedule::Schedule;
use exceptions::{except, unknown_until, weekdays_of};

/// How many drafts before and after are looked at for the rule that an exception excepts.
const NEARBY: usize = 24;

const CHANNELS: [Channel; 10] = [
    Channel::Phone,
    Channel::Email,
    Channel::InPerson,
    Channel::Visit,
    Channel::Online,
    Channel::Line,
    Channel::WebForm,
    Channel::Fax,
    Channel::Offsite,
    Channel::Accompaniment,
];

pub(super) fn reading(mut reader: Reader<'_>) -> Reading {
    let text = reader.text;
    for piece in &mut reader.not_understood {
        piece.text = text.get(piece.at.clone()).unwrap_or_default().to_owned();
    }
    let shuts = |piece: &NotUnderstood| {
        piece.why == Why::UnknownWords && ["休", "閉", "除", "不在"].iter().any(|word| piece.text.contains(word))
    };
    let doubted = reader.not_understood.iter().any(shuts);
    reader.not_understood.retain(|piece| piece.why != Why::UnknownWords || is_telling(&piece.text));
    let mut sections = std::mem::take(&mut reader.sections);
    let common = std::mem::take(&mut sections[0]);
    let set_apart: Vec<Channel> = sections.iter().skip(1).flat_map(|s| s.channels.iter().copied()).collect();
    let mut blocks = Vec::new();
    let alone = set_apart.is_empty();
    let common_has_rules = !common.drafts.is_empty() || common.irregular || common.on_request || common.suspended;
    if alone || common_has_rules {
        let mut common = common.clone();
        common.doubted |= doubted;
        if !alone {
            common.channels = CHANNELS.into_iter().filter(|channel| !set_apart.contains(channel)).collect();
        }
        blocks.extend(section(common, &mut reader));
        blocks.retain(|block: &HoursBlock| !block.rules.is_empty());
    }
    let common_blocks = blocks.len();
    for mut apart in sections.into_iter().skip(1) {
        apart.doubted |= doubted;
        apart.tentative |= common.tentative;
        if !common_has_rules {
            // Closing days printed before the first heading hold for all that follows.
            apart.closures.extend(common.closures.iter().cloned());
            apart.holidays_stated |= common.holidays_stated;
            apart.year_end_stated |= common.year_end_stated;
        }
        blocks.extend(section(apart, &mut reader));
    }
    blocks.retain(|block| !block.rules.is_empty());
    Reading { blocks, common: common_blocks, assumptions: reader.assumptions, not_understood: reader.not_understood }
}

/// Single particles and endings tell nobody anything.
fn is_telling(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| !('ぁ'..='ん').contains(c) && !c.is_ascii_punctuation());
    letters.next().is_some() && text.chars().count() > 1
}

fn section(section: Section, reader: &mut Reader<'_>) -> Vec<HoursBlock> {
    let mut section = section;
    let mut drafts = std::mem::take(&mut section.drafts);
    close_vacations(&mut section, &mut drafts);
    if let Some(months) = section.closing_months.map(Months::others).filter(|months| *months != Months::NONE) {
        // Which days are closed in these is printed elsewhere.
        let within = Within { months, ..Within::default() };
        let pattern = Pattern { possible: true, within, ..Pattern::new(Days::Daily) };
        section.closures.push(Closure { pattern, times: Vec::new() });
    }
    let every_other_day = section.closing_list || section.closures.iter().any(is_weekly_closure);
    open_every_other_day(&section, &mut drafts, every_other_day, reader);
    // 「ただし…16時まで」: an exception, and nobody knows to what.
    section.doubted |= drafts.iter().any(|draft| draft.spec.is_none() && (draft.until.is_some() || draft.topic));
    share_times(&mut drafts);
    drop_titles(&mut drafts);
    let excluded = except(&mut drafts, reader);
    let mut plain = Vec::new();
    let mut apart = Vec::new();
    for (draft, excluded) in drafts.into_iter().zip(excluded) {
        let places = (draft.from, draft.to);
        let rules = rules(draft, &section, every_other_day, reader);
        let rules = rules.into_iter().map(|mut rule| {
            limit(&mut rule.pattern.within, &section.valid);
            rule.pattern.possible |= section.doubted;
            (rule, places)
        });
        if excluded.is_empty() { plain.extend(rules) } else { apart.push((rules.collect::<Vec<_>>(), excluded)) }
    }
    // Somewhere the words 毎日 or 祝日も were said.
    close_holidays_by_rule(
        &mut section,
        plain.iter_mut().chain(apart.iter_mut().flat_map(|(rules, _)| rules)).map(|r| &mut r.0),
    );
    let no_rules = plain.is_empty() && apart.is_empty();
    if section.suspended {
        section.closures.push(Closure::on(Days::Period { from: None, to: None }));
        if no_rules {
            plain.push((Rule::on(Days::Daily), (0, 0)));
        }
    } else if section.on_request
        || (no_rules && matches!(section.booking, Some(Booking::Required | Booking::InPrinciple)))
    {
        plain.push((Rule::on(Days::OnRequest), (0, 0)));
    } else if section.irregular && (no_rules || plain.iter().any(|(rule, _)| !is_undated(&rule.pattern))) {
        plain.push((Rule::on(Days::Irregular { days: Weekdays::NONE }), (0, 0)));
    }
    let mut blocks = Vec::new();
    if !plain.is_empty() {
        blocks.push(block(&section, plain, Vec::new(), reader));
    }
    for (rules, excluded) in apart {
        blocks.push(block(&section, rules, excluded, reader));
    }
    blocks
}

fn block(
    section: &Section,
    rules: Vec<(Rule, (u32, u32))>,
    excluded: Vec<Pattern>,
    reader: &mut Reader<'_>,
) -> HoursBlock {
    let mut closures: Vec<Closure> = section.closures.clone();
    closures.extend(excluded.into_iter().map(|pattern| Closure { pattern, times: Vec::new() }));
    closures.dedup();
    let place = rules.first().map_or((0, 0), |(_, place)| *place);
    let rules: Vec<Rule> = rules.into_iter().map(|(rule, _)| rule).collect();
    let mut not_stated = Vec::new();
    let messages_only = rules.iter().any(|rule| rule.pattern.days == Days::Always)
        && rules
            .iter()
            .all(|rule| matches!(rule.pattern.days, Days::Always | Days::OnRequest | Days::Irregular { .. }));
    // A closure that moves, or does not hold, on holidays says that the other hours do.
    let speaks_of_holidays =
        |c: &Closure| c.pattern.days == Days::Holidays || !matches!(c.pattern.on_holiday, OnHoliday::Keep);
    if !messages_only && !section.holidays_stated && !closures.iter().any(speaks_of_holidays) {
        not_stated.push(Silence::NationalHolidays);
    }
    if !messages_only && !section.year_end_stated && !closures.iter().any(is_year_end) {
        not_stated.push(Silence::YearEnd);
    }
    let limited = rules.iter().any(|rule| rule.pattern.within.from.is_some() || rule.pattern.within.to.is_some());
    for topic in [Silence::NationalHolidays, Silence::YearEnd] {
        if section.silent.contains(&topic) && !not_stated.contains(&topic) {
            not_stated.push(topic);
        }
    }
    let mut block = HoursBlock {
        valid_from: section.changes.filter(|_| !limited),
        applies_to: section.channels.clone(),
        rules,
        closures,
        not_stated,
        tentative: section.tentative,
        booking: section.booking,
        ..HoursBlock::default()
    };
    check(&mut block, place, reader);
    block
}

/// What cannot be compiled is told; a rule that contradicts its closing days is only possible.
fn check(block: &mut HoursBlock, place: (u32, u32), reader: &mut Reader<'_>) {
    let holidays = Holidays::national();
    let tell = |why: Why, reader: &mut Reader<'_>| {
        let (from, to) = (place.0 as usize, place.1 as usize);
        let text = reader.text.get(from..to).unwrap_or_default().to_owned();
        reader.not_understood.push(NotUnderstood { at: from..to, text, why });
    };
    let Err(fault) = Schedule::compile([&*block], &[], &holidays) else {
        return;
    };
    if fault.kind == FaultKind::NeverOpen {
        tell(Why::Contradiction, reader);
        for rule in &mut block.rules {
            let alone =
                HoursBlock { rules: vec![rule.clone()], closures: block.closures.clone(), ..HoursBlock::default() };
            let contradicts =
                Schedule::compile([&alone], &[], &holidays).is_err_and(|f| f.kind == FaultKind::NeverOpen);
            rule.pattern.possible |= contradicts;
        }
        if Schedule::compile([&*block], &[], &holidays).is_ok() {
            return;
        }
    }
    tell(
        match fault.kind {
            FaultKind::AnchorAfterEnd { .. } => Why::AnchorAfterEnd,
            FaultKind::NthOutOfRange(n) => Why::NthOutOfRange(n.unsigned_abs().into()),
            FaultKind::EndsBeforeStart { .. } => Why::EndsBeforeStart,
            _ => Why::UnknownWords,
        },
        reader,
    );
    block.rules = vec![Rule::on(Days::Irregular { days: Weekdays::NONE })];
    block.closures.retain(|closure| Schedule::compile([&alone(closure)], &[], &holidays).is_ok());
}

fn is_undated(pattern: &Pattern) -> bool {
    pattern.possible || matches!(pattern.days, Days::Irregular { .. } | Days::Frequency(_) | Days::OnRequest)
}

fn alone(closure: &Closure) -> HoursBlock {
    HoursBlock { closures: vec![closure.clone()], ..HoursBlock::default() }
}

/// 「9時～17時　月曜休館」: what is not closed is open.
fn open_every_other_day(section: &Section, drafts: &mut [Draft], every_other_day: bool, reader: &mut Reader<'_>) {
    let waits = drafts.iter().any(|draft| {
        draft.times.is_empty()
            && !draft.also
            && draft.until.is_none()
            && draft.spec.as_ref().is_some_and(|s| s.definite)
    });
    let closed: u32 = section
        .closures
        .iter()
        .filter(|c| is_weekly_closure(c))
        .fold(Weekdays::NONE, |days, closure| days.or(weekdays_of(&closure.pattern.days)))
        .len();
    for draft in drafts.iter_mut().filter(|draft| draft.spec.is_none() && !draft.times.is_empty()) {
        // 「週5日（水・土は休み）」
        let counted = draft.often.is_some_and(|often| often.per == Per::Week && often.count + closed == 7);
        if counted || every_other_day && !waits && draft.often.is_none() {
            let mut spec = Spec::new(Days::Daily, (draft.from, draft.to));
            spec.definite = true;
            (draft.spec, draft.often) = (Some(spec), None);
            reader.assume(draft.from, draft.to, Assumed::EveryOtherDay);
        }
    }
}

/// 「冬季休業：12月26日～1月5日」: the name of such a period says that it is closed.
fn close_vacations(section: &mut Section, drafts: &mut Vec<Draft>) {
    drafts.retain(|draft| {
        let timeless = draft.times.is_empty() && draft.until.is_none() && !draft.all_day && draft.part.is_none();
        match draft.spec.as_ref().filter(|spec| timeless && matches!(spec.days, Days::Annual { .. })) {
            Some(spec) => {
                section.closures.push(Closure { pattern: spec.pattern(), times: Vec::new() });
                false
            }
            None => true,
        }
    });
}

/// 「毎週水曜。時間は13時～15時」: times without days and days without times belong together.
fn share_times(drafts: &mut Vec<Draft>) {
    let is_orphan = |draft: &Draft| {
        draft.spec.is_none()
            && draft.season.is_none()
            && draft.often.is_none()
            && !draft.times.is_empty()
            && !draft.topic
    };
    let waits = |draft: &Draft| {
        draft.spec.as_ref().is_some_and(|spec| !matches!(spec.days, Days::Holidays))
            && draft.times.is_empty()
            && draft.until.is_none()
            && !draft.all_day
            && !draft.also
    };
    if !drafts.iter().any(is_orphan) || !drafts.iter().any(waits) {
        // 「月2回程度。13時～15時」
        if drafts.iter().any(is_orphan)
            && drafts.iter().any(|d| d.often.is_some() && d.times.is_empty() && d.spec.is_none())
        {
            let times: Vec<Times> = drafts.iter().filter(|d| is_orphan(d)).flat_map(|d| d.times.clone()).collect();
            drafts.retain(|draft| !is_orphan(draft));
            drafts.iter_mut().filter(|d| d.often.is_some() && d.times.is_empty()).for_each(|d| d.times = times.clone());
        }
        // 「毎月第2土曜　午前の部 10時～／午後の部 13時～」: both parts are of the same day.
        let parts = drafts.iter().any(|draft| is_orphan(draft) && draft.part.is_some());
        let mut groups: Vec<(u32, u32)> = drafts.iter().filter(|d| d.spec.is_some()).map(|d| (d.from, d.to)).collect();
        groups.dedup();
        if parts && groups.len() == 1 {
            let is_part = |draft: &Draft| is_orphan(draft) && draft.part.is_some();
            let times: Vec<Times> = drafts.iter().filter(|d| is_part(d)).flat_map(|d| d.times.clone()).collect();
            drafts.retain(|draft| !is_part(draft));
            drafts.iter_mut().for_each(|draft| draft.times.extend(&times));
        }
        return;
    }
    let times: Vec<Times> =
        drafts.iter().filter(|draft| is_orphan(draft)).flat_map(|draft| draft.times.clone()).collect();
    drafts.retain(|draft| !is_orphan(draft));
    drafts.iter_mut().filter(|draft| waits(draft)).for_each(|draft| draft.times = times.clone());
}

/// 「土曜サロン　毎月第2土曜 13時～」: the weekday of the title is no weekly opening.
fn drop_titles(drafts: &mut Vec<Draft>) {
    let counted = |draft: &Draft| match draft.spec.as_ref().map(|spec| &spec.days) {
        Some(Days::NthWeekday { days, .. } | Days::WeekOfMonth { days, .. } | Days::EveryWeeks { days, .. }) => *days,
        Some(Days::Dates(dates)) if !draft.topic => dates.iter().map(chrono::Datelike::weekday).collect(),
        _ => Weekdays::NONE,
    };
    let weekly = |draft: &Draft| match draft.spec.as_ref() {
        Some(Spec { days: Days::Weekly(days), definite: false, .. }) => Some(*days),
        _ => None,
    };
    let named = drafts.iter().map(counted).fold(Weekdays::NONE, Weekdays::or);
    let timed = drafts.iter().filter(|d| !d.times.is_empty() || d.all_day);
    let timed_days = timed.filter_map(|d| match &d.spec.as_ref()?.days {
        Days::Weekly(days) => Some(*days),
        _ => None,
    });
    let timed_days = timed_days.fold(Weekdays::NONE, Weekdays::or);
    let dated: Vec<(u32, u32)> = drafts
        .iter()
        .filter(|d| d.spec.as_ref().is_some_and(|s| matches!(s.days, Days::Dates(_) | Days::YearlessDates(_))))
        .map(|draft| (draft.from, draft.to))
        .take(NEARBY)
        .collect();
    let any_timed = drafts.iter().any(|d| !d.times.is_empty() || d.all_day);
    drafts.retain(|draft| {
        let rest_days = draft.spec.as_ref().is_some_and(|spec| spec.office && spec.days == Days::Holidays);
        if rest_days && any_timed && draft.times.is_empty() && !draft.all_day {
            return false;
        }
        let Some(days) = weekly(draft).filter(|_| !draft.topic && !draft.also) else {
            return true;
        };
        let timeless = draft.times.is_empty() && draft.until.is_none() && draft.part.is_none();
        let in_title = days.len() == 1 && days.without(named).is_empty();
        let repeated = timeless && days.without(timed_days).is_empty();
        // 「6月5日、6月19日　いずれも金曜日」
        let of_dates = days.len() == 1 && dated.contains(&(draft.from, draft.to));
        !(in_title || repeated || of_dates)
    });
}

/// The rules of one draft: none, one, or two for 「土日祝」.
fn rules(draft: Draft, section: &Section, every_other_day: bool, reader: &mut Reader<'_>) -> Vec<Rule> {
    let mut times = draft.times;
    if draft.all_day && times.is_empty() {
        times.push(Times::new(ClockTime::hm(0, 0), ClockTime::MIDNIGHT));
    }
    if let Some(until) = draft.until.filter(|_| times.is_empty()) {
        times.extend(unknown_until(until));
    }
    if times.is_empty() {
        let about = |from, to| Times { approximate: true, ..Times::new(ClockTime::hm(from, 0), ClockTime::hm(to, 0)) };
        match draft.part {
            Some(Part::Morning) => times.push(about(0, 12)),
            Some(Part::Afternoon) => times.push(about(12, 24)),
            Some(Part::Evening) | None => {}
        }
    }
    let Some(mut spec) = draft.spec else {
        let mut rule = match (draft.often, draft.all_day) {
            (Some(often), _) => Rule { pattern: Pattern::new(Days::Frequency(often)), times },
            (None, true) if draft.season.is_none() => Rule::on(Days::Always),
            (None, _) if every_other_day && !times.is_empty() => {
                reader.assume(draft.from, draft.to, Assumed::EveryOtherDay);
                Rule { pattern: Pattern::new(Days::Daily), times }
            }
            (None, _) => {
                if !section.irregular {
                    reader.tell(draft.from, draft.to, Why::NoDays);
                    let text = reader.text.get(draft.from as usize..draft.to as usize).unwrap_or_default();
                    if let Some(last) = reader.not_understood.last_mut() {
                        last.text = text.to_owned();
                    }
                }
                Rule { pattern: Pattern::new(Days::Irregular { days: Weekdays::NONE }), times }
            }
        };
        if let Some(season) = draft.season {
            rule.pattern.within = season;
        }
        return vec![rule];
    };
    if let Some(season) = draft.season {
        limit(&mut spec.within, &season);
    }
    if let (Some(often), Days::Weekly(days)) = (draft.often, &spec.days) {
        let each = often.per == Per::Week && often.count >= days.len() && !often.approx;
        spec.definite |= each;
        spec.possible |= !each && often.per != Per::Week || often.per == Per::Week && often.count < days.len();
    }
    let every_day_of_week = matches!(spec.days, Days::WeekOfMonth { days: Weekdays::ALL, .. });
    if times.is_empty() && !spec.definite || every_day_of_week {
        spec.possible = true;
    }
    if spec.on_holiday == OnHoliday::Skip && spec.days == Days::Weekly(Weekdays::WORKING) {
        reader.assume(spec.from, spec.to, Assumed::WorkingDays);
    }
    let mut rules = Vec::new();
    if spec.office && spec.days == Days::Holidays {
        rules.push(Rule {
            pattern: Pattern { days: Days::Weekly(Weekdays::WEEKEND), ..spec.pattern() },
            times: times.clone(),
        });
    }
    rules.push(Rule { pattern: spec.pattern(), times });
    rules
}

/// Narrows a part of the calendar by another.
fn limit(within: &mut Within, by: &Within) {
    within.months = within.months.and(by.months);
    within.seasons.extend(by.seasons.iter().copied());
    within.from = within.from.or(by.from);
    // 「6月で終わり、7月からは…」: what begins later is not ended by what was said before.
    let begins = within.from.map(|from| from.first_day());
    let ended = by.to.filter(|to| begins.is_none_or(|from| from <= to.last_day()));
    within.to = within.to.or(ended);
}

/// Where some rule opens on holidays, 「祝日を除く」 is about the others.
fn close_holidays_by_rule<'a>(section: &mut Section, rules: impl Iterator<Item = &'a mut Rule>) {
    let rules: Vec<&mut Rule> = rules.collect();
    let on_holidays = |rule: &Rule| rule.pattern.days == Days::Holidays;
    if !rules.iter().any(|rule| on_holidays(rule)) {
        return;
    }
    let closes = |closure: &Closure| {
        closure.pattern.days == Days::Holidays
            && closure.times.is_empty()
            && closure.pattern.within == Within::default()
    };
    let closed = section.closures.iter().any(closes);
    section.closures.retain(|closure| !closes(closure));
    let same_times = |rule: &Rule, other: &Rule| rule.times == other.times;
    let holiday_rules: Vec<Rule> = rules.iter().filter(|rule| on_holidays(rule)).map(|rule| (**rule).clone()).collect();
    for rule in rules {
        let plain = !on_holidays(rule) && rule.pattern.on_holiday == OnHoliday::Keep;
        // Different hours on holidays: those of the weekday do not hold then.
        if plain && (closed || !holiday_rules.iter().any(|holiday| same_times(rule, holiday))) {
            rule.pattern.on_holiday = OnHoliday::Skip;
        }
    }
    section.holidays_stated = true;
}

fn is_weekly_closure(closure: &Closure) -> bool {
    closure.times.is_empty() && matches!(closure.pattern.days, Days::Weekly(_))
}

/// A closure that speaks of the turn of the year.
fn is_year_end(closure: &Closure) -> bool {
    match closure.pattern.days {
        Days::Annual { from, to, .. } => {
            let before = (to < from && from.month >= 11) || from.month == 12 && from.day >= 20;
            before || from.month == 1 && from.day <= 4
        }
        Days::Period { from, to } => {
            let first = from.map(|from| from.first_day());
            let last = to.map(|to| to.last_day());
            let winter =
                |day: NaiveDate| (day.month() == 12 && day.day() >= 20) || (day.month() == 1 && day.day() <= 4);
            match (first, last) {
                (Some(first), Some(last)) => winter(first) || winter(last) || first.year() < last.year(),
                _ => true,
            }
        }
        _ => false,
    }
}
