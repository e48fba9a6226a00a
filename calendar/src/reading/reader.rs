//! The pass over the words: days and times become items, items become drafts of rules.

use chrono::{Datelike, NaiveDate};

use super::item::{Draft, Group, Item, ItemKind, Section, Spec};
use super::token::{Clock, Date, Kind, Part, Token};
use super::told::{Assumed, Assumption, NotUnderstood, Why};
use super::{Reading, assemble};
use crate::clock::ClockTime;
use crate::hours::{
    Channel, Closure, Days, MonthDay, Months, MoveTo, OnHoliday, Pattern, Per, PrintedDate, Season, Silence, Times,
    Weekdays, Within,
};

/// More rules than any notice has; what stands behind them is not read.
const MOST_DRAFTS: usize = 400;
/// More days and times than one sentence has.
const MOST_ITEMS: usize = 64;
/// Brackets in brackets; deeper ones are read as if they were none.
const DEEPEST: usize = 4;
/// An event that lasts so long is a period.
const LONGEST_EVENT_DAYS: i64 = 14;

/// What the words at hand are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Hours,
    /// Place, fee, capacity.
    Aside,
    /// The last day to apply.
    Deadline,
    /// A list of closing days.
    Closing,
}

/// What was said last, for a condition that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    Nothing,
    /// Drafts of the current section from this one on.
    Drafts(usize),
    /// Closures of the current section from this one on.
    Closures(usize),
}

/// The year dates without one are in.
#[derive(Debug, Clone, Copy)]
enum Year {
    Calendar { year: i32, last: Option<(u8, u8)> },
    Fiscal(i32),
}

/// What the next time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Hours,
    Reception,
    LastEntry,
    Doors,
    Break,
    /// 開始, said before its time.
    Start,
    /// 終了, said before its time.
    End,
}

/// A bracket that is open.
pub(super) struct Frame {
    pub(super) group: Group,
    pub(super) mode: Mode,
    role: Role,
}

pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
    pub(super) at: usize,
    pub(super) sections: Vec<Section>,
    pub(super) section: usize,
    pub(super) group: Group,
    pub(super) frames: Vec<Frame>,
    pub(super) mode: Mode,
    /// The heading of the mode has just been read.
    fresh: bool,
    role: Role,
    year: Option<Year>,
    pub(super) last: Last,
    /// A blank or a stop stood before the word at hand.
    pub(super) loose: bool,
    /// The next weekdays depend on another day.
    relative: bool,
    /// 「上記以外の土曜」 in a list of closing days: what is not opened elsewhere is closed anyway.
    otherwise: bool,
    /// 台風の場合: what is closed then tells no days.
    pub(super) weather: bool,
    last_season: Option<Within>,
    /// After ※: it speaks of all sections.
    pub(super) remark: bool,
    pub(super) assumptions: Vec<Assumption>,
    pub(super) not_understood: Vec<NotUnderstood>,
    too_long: bool,
}

pub(super) fn read(text: &str, tokens: &[Token]) -> Reading {
    let mut reader = Reader {
        text,
        tokens,
        at: 0,
        sections: vec![Section::default()],
        section: 0,
        group: Group::default(),
        frames: Vec::new(),
        mode: Mode::Hours,
        fresh: false,
        role: Role::Hours,
        year: None,
        last: Last::Nothing,
        loose: true,
        relative: false,
        otherwise: false,
        weather: false,
        last_season: None,
        remark: false,
        assumptions: Vec::new(),
        not_understood: Vec::new(),
        too_long: false,
    };
    while reader.at < tokens.len() {
        let before = reader.at;
        reader.word();
        reader.at = reader.at.max(before + 1);
    }
    while !reader.frames.is_empty() {
        reader.close_bracket();
    }
    reader.flush();
    assemble::reading(reader)
}

impl Reader<'_> {
    pub(super) fn kind(&self, at: usize) -> Option<&Kind> {
        self.tokens.get(at).map(|token| &token.kind)
    }

    /// The next word that is no blank, from `at` on.
    pub(super) fn skip_blank(&self, at: usize) -> usize {
        let mut at = at;
        while matches!(self.kind(at), Some(Kind::Blank)) {
            at += 1;
        }
        at
    }

    pub(super) fn section(&mut self) -> &mut Section {
        &mut self.sections[self.section]
    }

    pub(super) fn tell(&mut self, from: u32, to: u32, why: Why) {
        // Words that only carry on an unknown piece are told with it.
        if why == Why::UnknownWords
            && let Some(last) = self.not_understood.last_mut()
            && last.why == Why::UnknownWords
            && last.at.end == from as usize
        {
            last.at.end = to as usize;
            return;
        }
        self.not_understood.push(NotUnderstood { at: from as usize..to as usize, text: String::new(), why });
    }

    pub(super) fn assume(&mut self, from: u32, to: u32, what: Assumed) {
        let at = from as usize..to as usize;
        if !self.assumptions.iter().rev().take(8).any(|a| a.what == what && a.at == at) {
            self.assumptions.push(Assumption { at, what });
        }
    }

    fn word(&mut self) {
        let token = &self.tokens[self.at];
        let (from, to) = (token.from, token.to);
        if !matches!(token.kind, Kind::Blank | Kind::Line | Kind::Colon | Kind::CloseHeading) {
            let heading = matches!(
                token.kind,
                Kind::Aside | Kind::Deadline | Kind::ClosingDays | Kind::HoursHeading | Kind::OpenHeading
            );
            if !heading {
                self.fresh = false;
            }
        }
        match token.kind.clone() {
            Kind::Blank => self.blank(),
            Kind::Line => self.line(),
            Kind::Stop => {
                self.end_sentence();
                if self.frames.is_empty() {
                    self.mode = Mode::Hours;
                }
                self.remark = false;
                self.loose = true;
            }
            Kind::Mark => {
                self.end_sentence();
                if self.mode != Mode::Deadline {
                    self.mode = Mode::Hours;
                }
                self.remark = self.frames.is_empty();
                self.loose = true;
            }
            Kind::Slash => {
                if matches!(self.mode, Mode::Aside | Mode::Deadline) && self.frames.is_empty() {
                    self.mode = Mode::Hours;
                }
                self.loose = true;
            }
            Kind::Open => self.open_bracket(),
            Kind::Close => self.close_bracket(),
            Kind::OpenHeading => self.heading(),
            Kind::CloseHeading | Kind::Colon => {}
            Kind::Aside => {
                if self.begins_something() {
                    self.set_mode(Mode::Aside);
                }
            }
            Kind::Deadline => self.set_mode(Mode::Deadline),
            Kind::HoursHeading => self.hours_heading(),
            Kind::ClosingDays => self.closing_days(),
            Kind::Channel(channel) => self.channel(channel),
            _ if matches!(self.mode, Mode::Aside | Mode::Deadline) => {}
            Kind::Fault(why) => self.fault(why, (from, to)),
            Kind::Time(clock) => self.time(clock),
            Kind::Date(date) => self.date(date),
            Kind::Year(year) => self.year = Some(Year::Calendar { year, last: None }),
            Kind::FiscalYear(year) => {
                self.year = Some(Year::Fiscal(year));
                if matches!(self.kind(self.at + 1), Some(Kind::Topic)) {
                    let year = Some(PrintedDate::FiscalYear(year));
                    self.season(Within { from: year, to: year, ..Within::default() }, (from, to));
                }
            }
            Kind::Months(months) => self.months(months),
            Kind::Weekdays { days, holidays } => self.weekdays(days, holidays, (from, to)),
            Kind::WorkingDays => {
                let mut spec = Spec::new(Days::Weekly(Weekdays::WORKING), (from, to));
                spec.on_holiday = OnHoliday::Skip;
                self.days(spec);
            }
            Kind::EveryDay => {
                let mut spec = Spec::new(Days::Daily, (from, to));
                (spec.includes_holidays, spec.definite) = (true, true);
                self.days(spec);
            }
            Kind::RestDays => self.rest_days((from, to)),
            Kind::OfficeOpen => {
                let mut spec = Spec::new(Days::Weekly(Weekdays::WORKING), (from, to));
                (spec.on_holiday, spec.office) = (OnHoliday::Skip, true);
                self.days(spec);
            }
            Kind::OfficeClosed => {
                let mut spec = Spec::new(Days::Weekly(Weekdays::WEEKEND), (from, to));
                spec.office = true;
                self.days(spec);
                self.loose = false;
                self.days(Spec::new(Days::Holidays, (from, to)));
            }
            Kind::Holidays => self.days(Spec::new(Days::Holidays, (from, to))),
            Kind::DayAfterHolidays => self.days(Spec::new(Days::DayAfterHoliday, (from, to))),
            Kind::YearEnd => {
                let (first, last) = crate::hours::YEAR_END;
                self.days(Spec::new(Days::Annual { from: first, to: last, stated: false }, (from, to)));
            }
            Kind::Bon => {
                let (first, last) = (MonthDay::new(8, 13), MonthDay::new(8, 16));
                self.days(Spec::new(Days::Annual { from: first, to: last, stated: false }, (from, to)));
            }
            Kind::Vacation { months, days } => {
                let (first, last) = (MonthDay::new(months.0, days.0), MonthDay::new(months.1, days.1));
                let mut spec = Spec::new(Days::Annual { from: first, to: last, stated: true }, (from, to));
                // Each school has its own dates: within these it may be closed.
                spec.possible = true;
                self.days(spec);
            }
            Kind::Nth { nth, days } => self.definite_days(Days::NthWeekday { nth, days }, (from, to)),
            Kind::WeekOfMonth { weeks, days } => self.definite_days(Days::WeekOfMonth { weeks, days }, (from, to)),
            Kind::MonthDays(days) => self.month_days(days, (from, to)),
            Kind::MonthEnd => {
                let mut spec = Spec::new(Days::MonthDays((-7..=-1).collect()), (from, to));
                spec.possible = true;
                self.days(spec);
            }
            Kind::BusinessDays(nth) => self.definite_days(Days::BusinessDays(nth), (from, to)),
            Kind::EveryWeeks(every) => self.every_weeks(every),
            Kind::EveryMonths => self.group.some_months = true,
            Kind::EveryWeek | Kind::EveryMonth => self.every(),
            // 「毎年8月13日〜16日」: the dates say when.
            Kind::Often(often)
                if often.per == Per::FiscalYear
                    && often.at_least
                    && matches!(self.kind(self.skip_blank(self.at + 1)), Some(Kind::Date(_))) => {}
            Kind::Often(often) => self.item(ItemKind::Often(often), (from, to)),
            Kind::AllDay => self.item(ItemKind::AllDay, (from, to)),
            Kind::NeverCloses if self.in_bracket() && self.not_closed_in_season() => {}
            Kind::NeverCloses => {
                let section = self.section();
                (section.holidays_stated, section.year_end_stated) = (true, true);
                section.closing_list = true;
            }
            Kind::Part(part) => self.item(ItemKind::Part(part), (from, to)),
            Kind::Until => self.until(),
            Kind::From => self.from(),
            Kind::Closed | Kind::Except => self.closed(),
            Kind::ClosedAtTimes if self.text.get(from as usize..to as usize) == Some("不定休") => {
                // Any day may be closed.
                self.section().closing_list = true;
                self.push_closure(Closure::on(Days::Irregular { days: Weekdays::NONE }));
            }
            Kind::ClosedAtTimes if self.names_closing_days() => {}
            Kind::NotStated => self.not_stated(),
            Kind::ClosedAtTimes => {
                let days_wait = self.group.items.last().is_some_and(|item| matches!(item.kind, ItemKind::Days(_)));
                if days_wait && !self.group_is_full() { self.closed() } else { self.section().tentative = true }
            }
            Kind::Only => {
                if let Some(item) = self.group.items.last_mut() {
                    (item.only, item.topic) = (true, true);
                }
            }
            Kind::Also => self.also(),
            Kind::Topic => {
                if let Some(item) = self.group.items.last_mut() {
                    item.topic = true;
                }
            }
            Kind::If => self.condition(),
            Kind::OnRequest => {
                if !self.group.has_times() {
                    self.section().on_request = true;
                }
            }
            Kind::Booking(booking) => self.section().booking = Some(booking),
            Kind::Irregular => self.irregular(),
            Kind::Tentative => self.everywhere(|section| section.tentative = true),
            Kind::May => self.may(),
            Kind::Suspended => self.suspended(),
            Kind::Founded => self.founded(),
            Kind::Begins => self.begins(),
            Kind::Ends => self.ends(),
            Kind::Reception => self.role = Role::Reception,
            Kind::LastEntry => self.role = Role::LastEntry,
            Kind::Doors => self.role = Role::Doors,
            Kind::Break => self.role = Role::Break,
            Kind::Changed => {
                self.everywhere(|section| section.tentative = true);
                for spec in self.group.specs_mut().filter(|spec| spec.replaces_in_months) {
                    // 「8月は8日が祭りのため22日に変更」: which of them holds is not read.
                    spec.possible = !matches!(spec.days, Days::NthWeekday { .. });
                }
                if let Some(Item { kind: ItemKind::Season(within), from, to, .. }) = self.group.items.last().cloned() {
                    // 「8月は日程変更」: in that part of the year nothing is certain.
                    let mut spec = season_spec(&within, (from, to));
                    spec.possible = true;
                    self.group.items.pop();
                    self.close_days(&spec);
                }
            }
            Kind::Tilde => self.open_beginning(),
            Kind::Start => self.role = Role::Start,
            Kind::End => self.role = Role::End,
            Kind::Held => {
                if let Some(item) = self.group.items.last_mut() {
                    item.held = true;
                }
            }
            Kind::About => {}
            Kind::Or => self.group.possible |= self.group.has_days() && !self.group.has_times(),
            Kind::Either => self.relative = true,
            Kind::Counts(nth) => self.counts(nth),
            Kind::Weather => self.weather = true,
            Kind::SamePeriod => {
                if let Some(within) = self.last_season.clone() {
                    self.season(within, (from, to));
                }
            }
            Kind::OtherMonths => self.other_months((from, to)),
            Kind::Otherwise if self.mode == Mode::Closing => self.otherwise = true,
            Kind::Otherwise => {
                self.end_sentence();
                self.section().closing_list = true;
                self.loose = true;
            }
            Kind::ForNow => self.days(Spec::new(Days::Period { from: None, to: None }, (from, to))),
            Kind::TimesChange => self.times_change(),
            Kind::Lasting(minutes) => self.lasting(minutes),
            Kind::Cell => {
                // A table: which cell is open is not read.
                self.everywhere(|section| section.doubted = true);
                self.tell(from, to, Why::Table);
            }
            Kind::Comma | Kind::Dot | Kind::And | Kind::Of | Kind::Figure | Kind::Filler => {
                let is = |word: &str| self.text.get(from as usize..to as usize) == Some(word);
                if is("が")
                    && let Some(item) = self.group.items.last_mut()
                {
                    item.subject = true;
                }
            }
            Kind::Move(to) => self.moved_word(to),
            Kind::Word => self.tell(from, to, Why::UnknownWords),
        }
        if !matches!(
            self.kind(self.at),
            None | Some(Kind::Blank | Kind::Line | Kind::Stop | Kind::Mark | Kind::Slash | Kind::Open | Kind::Word)
        ) {
            self.loose = false;
        }
    }

    /// Something impossible: what it spoils is not certain.
    fn fault(&mut self, why: Why, (from, to): (u32, u32)) {
        if why.is_about_times() {
            self.group.possible = true;
            // The other end of the time is of no use alone.
            let wave = self.skip_blank(self.at + 1);
            let second = self.skip_blank(wave + 1);
            if matches!(self.kind(wave), Some(Kind::Tilde | Kind::From))
                && matches!(self.kind(second), Some(Kind::Time(_)))
            {
                self.at = second + 1;
            }
        } else if matches!(why, Why::AfterEra(_)) {
            self.group.possible = true;
        } else {
            self.everywhere(|section| section.doubted = true);
        }
        self.tell(from, to, why);
        self.loose = false;
    }

    fn everywhere(&mut self, change: impl Fn(&mut Section)) {
        if self.remark { self.sections.iter_mut().for_each(change) } else { change(self.section()) }
    }

    // Where one thing ends and another begins.

    fn blank(&mut self) {
        self.loose = true;
        let next = self.kind(self.skip_blank(self.at));
        let of_hours = matches!(
            next,
            Some(
                Kind::EveryWeek
                    | Kind::EveryMonth
                    | Kind::EveryWeeks(_)
                    | Kind::Nth { .. }
                    | Kind::HoursHeading
                    | Kind::EveryDay
                    | Kind::ClosingDays
            )
        );
        let days = matches!(next, Some(Kind::Weekdays { .. } | Kind::WorkingDays | Kind::Date(_) | Kind::Months(_)));
        let ends = match self.mode {
            Mode::Aside => of_hours || days,
            Mode::Deadline => of_hours,
            Mode::Hours | Mode::Closing => false,
        };
        if ends && !self.fresh && self.frames.is_empty() {
            self.mode = Mode::Hours;
        }
    }

    fn line(&mut self) {
        self.end_sentence();
        (self.loose, self.remark) = (true, false);
        let next = self.skip_blank(self.at + 1);
        let bullet = self.mode == Mode::Closing && matches!(self.kind(next), Some(Kind::Dot));
        if self.frames.is_empty() && !self.fresh && !bullet {
            self.mode = Mode::Hours;
        }
        self.fresh |= bullet;
        self.remark |= self.closes_all(next);
    }

    /// The next line only tells closing days: then it does so for all ways to get in touch above it.
    fn closes_all(&self, from: usize) -> bool {
        if self.sections.len() < 2 || !self.frames.is_empty() {
            return false;
        }
        let mut closes = false;
        for at in from..self.tokens.len().min(from + 40) {
            match self.kind(at) {
                Some(Kind::Line) | None => break,
                Some(Kind::Time(_) | Kind::AllDay) => return false,
                Some(Kind::Closed | Kind::Except | Kind::ClosingDays) => closes = true,
                _ => {}
            }
        }
        closes
    }

    /// Items that are complete become a draft; days that still wait for their times stay.
    fn end_sentence(&mut self) {
        self.role = Role::Hours;
        self.weather = false;
        // 「10時～17時　月曜休館　※…」: the times are of all days that are not closed.
        let section = &self.sections[self.section];
        let closes_weekly = section.closing_list
            || section.closures.iter().any(|closure| matches!(closure.pattern.days, Days::Weekly(_)));
        if self.group.has_times() && (self.group.has_days() || closes_weekly && self.frames.is_empty()) {
            self.flush();
        }
    }

    pub(super) fn set_mode(&mut self, mode: Mode) {
        if matches!(mode, Mode::Aside | Mode::Deadline) && self.group.has_days() && self.group.has_times() {
            self.flush();
        }
        (self.mode, self.fresh) = (mode, true);
    }

    /// Nothing stands before the word that would make it a part of a sentence: 「この会場での開催」.
    fn begins_something(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.kind(at));
        let after = self.kind(self.at + 1);
        !matches!(before, Some(Kind::Word | Kind::Of | Kind::Filler | Kind::Topic))
            || matches!(after, Some(Kind::Colon | Kind::Blank | Kind::CloseHeading | Kind::Topic))
    }

    fn hours_heading(&mut self) {
        if self.mode != Mode::Deadline || self.loose {
            self.set_mode(Mode::Hours);
        }
    }

    fn open_bracket(&mut self) {
        if self.frames.len() >= DEEPEST {
            return;
        }
        let group = std::mem::take(&mut self.group);
        self.frames.push(Frame { group, mode: self.mode, role: self.role });
        if self.mode == Mode::Closing && !self.fresh {
            // Inside, the words qualify a closing day: its dates, or what a holiday does to it.
            self.mode = Mode::Hours;
        }
        self.role = Role::Hours;
        self.loose = false;
    }

    /// What the bracket said is laid beside what stands before it.
    fn close_bracket(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let inner = std::mem::replace(&mut self.group, frame.group);
        (self.mode, self.role) = (frame.mode, frame.role);
        self.loose = false;
        self.group.some_months |= inner.some_months;
        if inner.items.is_empty() {
            self.group.possible |= inner.possible;
            return;
        }
        if self.mode == Mode::Closing {
            for item in inner.items {
                match item.kind {
                    ItemKind::Days(spec) => self.close_days(&spec),
                    ItemKind::Season(within)
                        if self.names_period_before(item.from) && self.refine_last_closure(&within) => {}
                    ItemKind::Season(within) => {
                        self.close_days(&season_spec(&within, (item.from, item.to)));
                    }
                    _ => {}
                }
            }
            return;
        }
        if self.gives_anchor(&inner) {
            return;
        }
        if let [Item { kind: ItemKind::Days(Spec { days: Days::Weekly(_), .. }), .. }] = inner.items.as_slice()
            && let Some(Item { kind: ItemKind::Days(Spec { days, .. }), .. }) = self.group.items.last()
            && matches!(days, Days::Dates(_) | Days::MonthDays(_) | Days::YearlessDates(_))
        {
            // 「4・11・18・25日（木）」: the weekday of these dates.
            return;
        }
        if let [Item { kind: ItemKind::AllDay, from, to, .. }] = inner.items.as_slice()
            && self.group.items.is_empty()
            && !self.sections[self.section].drafts.is_empty()
        {
            // 「別の団体の電話（24時間）」 is not this desk.
            return self.tell(*from, *to, Why::NoDays);
        }
        if let [Item { kind: ItemKind::Season(within), .. }] = inner.items.as_slice()
            && within.to.is_some()
            && self.limits(within)
        {
            return;
        }
        if let [Item { kind: ItemKind::Season(_), .. }] = inner.items.as_slice()
            && self.group.has_times()
        {
            // 「夏季（5月～10月）9時～17時、冬季（11月～4月）9時～16時」
            self.flush();
        }
        if let [Item { kind: ItemKind::Days(spec), only, .. }] = inner.items.as_slice()
            && spec.days == Days::Holidays
            && self.group.has_days()
        {
            let policy = if *only { OnHoliday::Only } else { OnHoliday::Keep };
            self.group.specs_mut().for_each(|spec| spec.on_holiday = policy);
            return;
        }
        if self.refines(&inner) {
            return;
        }
        if inner.has_days() && inner.has_times() && self.group.items.is_empty() && self.of_another_place() {
            let (from, to) = (inner.items[0].from, inner.items[inner.items.len() - 1].to);
            return self.tell(from, to, Why::AnotherPlace);
        }
        let mut inner = inner;
        inner.items.retain(|item| match &item.kind {
            // 「（8月13日～16日は夏季休業）」: the name says that it is closed.
            ItemKind::Days(spec) if matches!(spec.days, Days::Annual { .. }) && !item.also && !item.held => {
                self.close_days(spec);
                false
            }
            _ => true,
        });
        let outer_rule = self.group.has_days() && self.group.has_times();
        let unread = |item: &Item| {
            let replaces = matches!(&item.kind, ItemKind::Days(spec) if spec.replaces_in_months);
            item.topic && !item.only && !item.held && !item.also && !replaces
        };
        if outer_rule && !inner.has_times() && inner.items.iter().all(unread) {
            // 「（水曜は家庭学習の日）」: what then happens was not understood.
            for item in &inner.items {
                if let ItemKind::Days(spec) = &item.kind {
                    let pattern = Pattern { possible: true, ..spec.pattern() };
                    self.push_closure(Closure { pattern, times: Vec::new() });
                    self.tell(item.from, item.to, Why::UnknownCondition);
                }
            }
            return;
        }
        let both = inner.has_days() && inner.has_times();
        let outer_full = self.group.has_days() && self.group.has_times();
        let apart = outer_full || self.group.has_times() || self.group.has_days() && !only_repeats(&self.group, &inner);
        if both && apart {
            // 「（土曜は9時～12時）」: a rule of its own, after the one it qualifies.
            self.flush();
            self.group = inner;
            self.group.items.iter_mut().for_each(|item| item.topic = true);
            self.flush();
            return;
        }
        if self.group.has_days() {
            // 「平日（月～金）」 says the same days again.
            inner.items.retain(|item| !repeats(&self.group, item));
        }
        self.group.possible |= inner.possible;
        self.group.items.extend(inner.items);
    }

    /// 「毎週火曜（令和9年3月31日まで）」: the period of the days before the bracket.
    fn limits(&mut self, by: &Within) -> bool {
        let drafts = &mut self.sections[self.section].drafts;
        let drafted = match self.last {
            Last::Drafts(first) if !self.group.has_days() => drafts.get_mut(first..),
            _ => None,
        };
        let drafted = drafted.unwrap_or_default().iter_mut().filter_map(|draft| draft.spec.as_mut());
        let mut any = false;
        for spec in self.group.specs_mut().chain(drafted) {
            spec.within.from = spec.within.from.or(by.from);
            spec.within.to = spec.within.to.or(by.to);
            any = true;
        }
        any
    }

    /// 「郵便局（平日9時～16時）でも」, 「隣町の館（毎日10時～17時）とは別に」: the hours of another place.
    fn of_another_place(&self) -> bool {
        let text = |at: usize| {
            let token = self.tokens.get(at)?;
            self.text.get(token.from as usize..token.to as usize)
        };
        let rest =
            self.tokens.get(self.at + 1).and_then(|token| self.text.get(token.from as usize..)).unwrap_or_default();
        let apart = ["でも", "へ", "とは別", "にお問", "に問い", "をご利用", "にご相談", "にご連絡", "におかけ"];
        let _ = text;
        apart.iter().any(|word| rest.starts_with(word))
    }

    /// 「隔週金曜（令和8年5月8日開始）」: the bracket gives the day to count from.
    fn gives_anchor(&mut self, inner: &Group) -> bool {
        let day = match inner.items.as_slice() {
            [Item { kind: ItemKind::Days(Spec { days: Days::Dates(dates), possible: false, .. }), .. }] => {
                dates.first().copied()
            }
            [Item { kind: ItemKind::Season(Within { from: Some(PrintedDate::Day(day)), to: None, .. }), .. }] => {
                Some(*day)
            }
            _ => None,
        };
        let Some(day) = day else {
            return false;
        };
        let waits = |spec: &&mut Spec| matches!(spec.days, Days::EveryWeeks { anchor: None, .. });
        let waiting = self.group.specs_mut().find(waits);
        let drafts = &mut self.sections[self.section].drafts;
        let drafted = drafts.iter_mut().rev().take(4).filter_map(|draft| draft.spec.as_mut()).find(waits);
        let Some(spec) = waiting.or(drafted) else {
            return false;
        };
        if let Days::EveryWeeks { anchor, .. } = &mut spec.days {
            *anchor = Some(day);
        }
        let (from, to) = (spec.from, spec.to);
        self.assume(from, to, Assumed::Anchor);
        true
    }

    /// 「年末年始（12月29日～1月3日）」: the bracket gives the dates of the words before it.
    fn refines(&mut self, inner: &Group) -> bool {
        let [Item { kind: ItemKind::Season(within), from, .. }] = inner.items.as_slice() else {
            return false;
        };
        if !self.names_period_before(*from) {
            return false;
        }
        let Some(spec) = self.group.specs_mut().last().filter(|spec| matches!(spec.days, Days::Annual { .. })) else {
            return false;
        };
        refine(spec, within)
    }

    fn heading(&mut self) {
        self.end_sentence();
        self.loose = true;
        let end = (self.at + 1..self.tokens.len().min(self.at + 24))
            .find(|at| matches!(self.kind(*at), Some(Kind::CloseHeading | Kind::Line)));
        let Some(end) = end else {
            return;
        };
        if self.frames.is_empty() {
            self.mode = Mode::Hours;
        }
        // 【休み】: closing days follow.
        let closing = (self.at + 1..end).all(|at| {
            matches!(self.kind(at), Some(Kind::Closed | Kind::ClosingDays | Kind::Blank | Kind::Filler | Kind::Dot))
        });
        let names_closing =
            (self.at + 1..end).any(|at| matches!(self.kind(at), Some(Kind::Closed | Kind::ClosingDays)));
        if closing && names_closing {
            self.flush();
            self.section().closing_list = true;
            self.set_mode(Mode::Closing);
            self.at = end + 1;
            return;
        }
        let hours = (self.at + 1..end).filter_map(|at| self.kind(at)).any(|kind| {
            matches!(
                kind,
                Kind::Time(_)
                    | Kind::Weekdays { .. }
                    | Kind::Nth { .. }
                    | Kind::Often(_)
                    | Kind::WorkingDays
                    | Kind::Date(_)
            )
        });
        let names_channel = (self.at + 1..end).any(|at| matches!(self.kind(at), Some(Kind::Channel(_))));
        if !names_channel && !hours && !self.sections[self.section].channels.is_empty() {
            let plain = (self.at + 1..end).all(|at| {
                matches!(
                    self.kind(at),
                    Some(Kind::Word | Kind::Filler | Kind::Blank | Kind::Dot | Kind::Of | Kind::Held)
                )
            });
            if plain {
                self.flush();
                self.section = 0;
            }
        }
        if plain_title(self.tokens, self.at + 1, end) {
            // A title is no sentence: its words are not told as not understood.
            self.at = end + 1;
        }
    }

    fn channel(&mut self, channel: Channel) {
        let mut channels = vec![channel];
        let mut at = self.at + 1;
        let mut blank = false;
        for _ in 0..12 {
            match self.kind(at) {
                Some(Kind::Channel(more)) => channels.push(*more),
                Some(Kind::Dot | Kind::And | Kind::Comma | Kind::Slash)
                    if matches!(self.kind(self.skip_blank(at + 1)), Some(Kind::Channel(_))) => {}
                Some(Kind::Filler | Kind::Held | Kind::Reception | Kind::Of | Kind::HoursHeading) => {}
                Some(Kind::Blank) => blank = true,
                _ => break,
            }
            at += 1;
        }
        // 「出張相談（南部出張所）：」
        if matches!(self.kind(at), Some(Kind::Open)) {
            let limit = self.tokens.len().min(at + 10);
            let close = (at..limit).find(|at| matches!(self.kind(*at), Some(Kind::Close)));
            if let Some(close) = close.filter(|close| matches!(self.kind(close + 1), Some(Kind::Colon | Kind::Topic))) {
                at = close + 1;
            }
        }
        let marked = matches!(self.kind(at), Some(Kind::Colon | Kind::Topic | Kind::CloseHeading | Kind::Line));
        let after = if marked { self.skip_break(at + 1) } else { at };
        let begins = matches!(
            self.kind(after),
            Some(
                Kind::Time(_)
                    | Kind::Weekdays { .. }
                    | Kind::WorkingDays
                    | Kind::EveryDay
                    | Kind::EveryWeek
                    | Kind::EveryMonth
                    | Kind::EveryWeeks(_)
                    | Kind::Nth { .. }
                    | Kind::AllDay
                    | Kind::NeverCloses
                    | Kind::OnRequest
                    | Kind::Booking(_)
                    | Kind::Often(_)
                    | Kind::OfficeOpen
                    | Kind::Open
                    | Kind::Part(_)
                    | Kind::Irregular
                    | Kind::Date(_)
                    | Kind::Suspended
                    | Kind::Months(_)
                    | Kind::Holidays
                    | Kind::Aside
                    | Kind::MonthDays(_)
            )
        ) || (marked && matches!(self.kind(after), Some(Kind::Reception)))
            || (marked
                && matches!(self.kind(after), Some(Kind::Figure))
                && matches!(self.kind(self.skip_blank(after + 1)), Some(Kind::Open)));
        // 「電話（平日9時～17時）」 and 「電話：平日9時～17時」 are headings; 「電話で予約」 and a number are not.
        // 「別の団体の電話（24時間）」: a word in the middle of a sentence heads nothing.
        let in_sentence = self.at > 0 && matches!(self.kind(self.at - 1), Some(Kind::Of | Kind::Word));
        if in_sentence && !marked {
            return;
        }
        let heading = match self.mode {
            Mode::Deadline => false,
            Mode::Aside => marked && begins && (self.loose || self.frames.is_empty()),
            Mode::Hours | Mode::Closing => begins && (marked || blank || at > self.at + 1 || !self.group.has_days()),
        };
        if !heading || self.frames.len() > 1 {
            return;
        }
        // 「平日 電話 9時～17時」: days that still wait for their times come along.
        if self.group.has_times() || !self.group.has_days() {
            self.flush();
        }
        if self.frames.is_empty() {
            self.mode = Mode::Hours;
        }
        let known = self.sections.iter().position(|section| section.channels == channels);
        self.section = known.unwrap_or_else(|| {
            self.sections.push(Section { channels, ..Section::default() });
            self.sections.len() - 1
        });
        if self.sections.len() > MOST_DRAFTS {
            self.sections.truncate(MOST_DRAFTS);
            self.section = 0;
        }
        self.last = Last::Nothing;
        self.remark = false;
        self.at = after.max(self.at + 1);
        self.loose = true;
    }

    fn skip_break(&self, at: usize) -> usize {
        let mut at = at;
        while matches!(self.kind(at), Some(Kind::Blank | Kind::Line | Kind::Colon | Kind::CloseHeading)) {
            at += 1;
        }
        at
    }

    // Items.

    pub(super) fn item(&mut self, kind: ItemKind, (from, to): (u32, u32)) {
        if self.mode == Mode::Closing
            && let ItemKind::Part(part) = kind
        {
            // 「休診：土曜午後」
            return self.close_part(part);
        }
        if self.group.items.len() >= MOST_ITEMS {
            self.flush();
        }
        let item = Item {
            kind,
            loose: self.loose,
            topic: false,
            also: false,
            only: false,
            held: false,
            subject: false,
            from,
            to,
        };
        self.group.items.push(item);
    }

    fn definite_days(&mut self, days: Days, place: (u32, u32)) {
        let mut spec = Spec::new(days, place);
        spec.definite = true;
        self.days(spec);
    }

    /// 毎週 and 毎月 make the days that follow certain.
    fn every(&mut self) {
        self.end_sentence_if_full();
    }

    fn group_is_full(&self) -> bool {
        self.group.has_days() && self.group.has_times()
    }

    /// 「図書整理日：奇数月の末日」
    fn names_closing_days(&mut self) -> bool {
        let marked = matches!(self.kind(self.at + 1), Some(Kind::Colon | Kind::Topic | Kind::Slash));
        let listed = marked && self.days_follow(self.skip_blank(self.at + 2));
        if listed {
            self.flush();
            self.set_mode(Mode::Closing);
        }
        listed
    }

    /// 「休業：水曜日（4・5・11月は無休）」
    fn not_closed_in_season(&mut self) -> bool {
        let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last() else {
            return false;
        };
        let (months, Last::Closures(first)) = (within.months, self.last) else {
            return false;
        };
        self.group.items.pop();
        for closure in self.sections[self.section].closures.iter_mut().skip(first) {
            closure.pattern.within.months = closure.pattern.within.months.and(months.others());
        }
        true
    }

    /// 「～16時」: a wave before a time, and nothing before the wave.
    fn open_beginning(&mut self) {
        let next = self.skip_blank(self.at + 1);
        if let Some(Kind::Time(clock)) = self.kind(next)
            && !matches!(self.kind(self.skip_blank(next + 1)), Some(Kind::Tilde | Kind::From))
        {
            let (clock, place) = (*clock, (self.tokens[self.at].from, self.tokens[next].to));
            self.at = next + 1;
            if matches!(self.kind(self.at), Some(Kind::Until)) {
                self.at += 1;
            }
            self.until_time(clock, place);
        }
    }

    /// 「その翌日の日曜日」: a day that depends on another; 「前日の17時までに」 is a deadline.
    fn moved_word(&mut self, to: MoveTo) {
        let next = self.skip_blank(self.at + 1);
        let next = if matches!(self.kind(next), Some(Kind::Of)) { next + 1 } else { next };
        match self.kind(next) {
            Some(Kind::Weekdays { .. }) => self.relative = true,
            Some(Kind::Time(_) | Kind::Until) if matches!(to, MoveTo::PreviousDay | MoveTo::PreviousBusinessDay) => {
                self.set_mode(Mode::Deadline);
            }
            _ => {}
        }
    }

    /// 「土：10時～12時（第1・第3のみ）」: the counts of a weekday said before.
    fn counts(&mut self, nth: Vec<i8>) {
        let place = (self.tokens[self.at].from, self.tokens[self.at].to);
        let closed = matches!(self.kind(self.at + 1), Some(Kind::Except | Kind::Closed));
        let outer = self.frames.last_mut().map(|frame| &mut frame.group);
        let group = if self.group.has_days() { Some(&mut self.group) } else { outer };
        let spec = group.and_then(|group| group.specs_mut().last());
        let drafts = &mut self.sections[self.section].drafts;
        let Some(Spec { days, .. }) = spec.or_else(|| drafts.last_mut().and_then(|draft| draft.spec.as_mut())) else {
            return self.tell(place.0, place.1, Why::NoDays);
        };
        let Days::Weekly(weekdays) = *days else {
            return self.tell(place.0, place.1, Why::UnknownCondition);
        };
        let counted = Days::NthWeekday { nth, days: weekdays };
        if closed {
            self.at += 2;
            return self.push_closure(Closure::on(counted));
        }
        *days = counted;
    }

    /// 「それ以外の月は」: the months that were not named.
    fn other_months(&mut self, place: (u32, u32)) {
        let drafted = self.sections[self.section].drafts.iter().filter_map(|draft| draft.spec.as_ref());
        let specs: Vec<Months> = drafted.map(|spec| spec.within.months).collect();
        let waiting = self.group.specs_mut().map(|spec| spec.within.months);
        let named = specs.into_iter().chain(waiting).filter(|months| *months != Months::ALL);
        match named.reduce(Months::or) {
            Some(months) => self.season(Within { months: months.others(), ..Within::default() }, place),
            None => self.tell(place.0, place.1, Why::UnknownCondition),
        }
    }

    /// 「令和8年10月から時間が変わります」
    fn times_change(&mut self) {
        let date = match self.group.items.last().map(|item| &item.kind) {
            Some(ItemKind::Season(within)) => within.from,
            Some(ItemKind::Days(Spec { days: Days::Dates(dates), .. })) => dates.first().copied().map(PrintedDate::Day),
            _ => None,
        };
        if !self.group.has_times() && date.is_some() {
            self.group.items.pop();
            self.section().changes = date;
        } else {
            self.section().tentative = true;
        }
    }

    /// 「14時から90分間」
    fn lasting(&mut self, minutes: u16) {
        let follows = matches!(self.kind(self.at.saturating_sub(1)), Some(Kind::From | Kind::Blank | Kind::Tilde));
        if let Some(Item { kind: ItemKind::Times(times), .. }) = self.group.items.last_mut()
            && times.end.is_none()
            && follows
        {
            let end = times.start.minutes() + minutes;
            times.end = ClockTime::new(end / 60, end % 60);
            times.past_midnight = end > 1440;
        }
    }

    fn end_sentence_if_full(&mut self) {
        if self.group_is_full() && self.loose {
            self.flush();
        }
    }

    pub(super) fn days(&mut self, mut spec: Spec) {
        if self.mode == Mode::Closing {
            if let Some(Item { kind: ItemKind::Season(_), .. }) = self.group.items.last()
                && let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.pop()
            {
                spec.within = within;
            }
            if !std::mem::take(&mut self.otherwise) {
                self.close_days(&spec);
            }
            return;
        }
        let full = (self.group.has_days() || self.group.has_season()) && self.group.has_times();
        if full && (!self.group.times_first() || self.loose) {
            self.flush();
        }
        // 「8月の第2土曜」, 「ただし12月は第2土曜」
        let place = (spec.from, spec.to);
        let before = (1..=3)
            .filter_map(|back| self.at.checked_sub(back))
            .find(|at| !matches!(self.kind(*at), Some(Kind::EveryMonth | Kind::EveryWeek | Kind::Blank)));
        let listed =
            matches!(before.and_then(|at| self.kind(at)), Some(Kind::Dot | Kind::Comma | Kind::And | Kind::Slash));
        let of_holidays = matches!(self.kind(self.at.saturating_sub(1)), Some(Kind::Of));
        if let Some(Item { kind: ItemKind::Days(before), .. }) = self.group.items.last()
            && before.days == Days::Holidays
            && of_holidays
            && matches!(spec.days, Days::Weekly(_))
        {
            // 「祝日の月曜」
            spec.on_holiday = OnHoliday::Only;
            self.group.items.pop();
        }
        if std::mem::take(&mut self.relative) && matches!(spec.days, Days::Weekly(_) | Days::NthWeekday { .. }) {
            spec.possible = true;
        }
        if let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last()
            && matches!(spec.days, Days::Annual { .. })
            && !listed
        {
            // 「8月10日～14日は夏季休業」
            let within = within.clone();
            if refine(&mut spec, &within) {
                self.group.items.pop();
                return self.item(ItemKind::Days(spec), place);
            }
        }
        if let Some(Item { kind: ItemKind::Days(before), .. }) = self.group.items.last()
            && let Days::Annual { from, to, .. } = before.days
            && !self.loose
            && !listed
            && !matches!(spec.days, Days::Annual { .. } | Days::Holidays)
        {
            // 「夏休み（7/21～8/31）は毎日」
            spec.within.seasons.push(Season { from, to });
            spec.possible |= before.possible;
            self.group.items.pop();
            return self.item(ItemKind::Days(spec), place);
        }
        if let Some(Item { kind: ItemKind::Season(within), topic, .. }) = self.group.items.last()
            && (!self.loose || *topic)
            && !listed
        {
            spec.within = within.clone();
            spec.replaces_in_months = *topic && is_short(within);
            self.group.items.pop();
        } else if let [.., Item { kind: ItemKind::Days(before), .. }] = self.group.items.as_slice()
            && !self.loose
            && before.within != Within::default()
            // 「8月の第2週、年末年始」: the year-end is a part of the year by itself.
            && !matches!(spec.days, Days::Annual { .. })
        {
            spec.within = before.within.clone();
            spec.replaces_in_months = before.replaces_in_months;
        }
        spec.definite |= self.after_every();
        self.item(ItemKind::Days(spec), place);
    }

    /// 毎週 stands before these weekdays.
    fn after_every(&self) -> bool {
        let mut at = self.at;
        for _ in 0..3 {
            let Some(before) = at.checked_sub(1) else {
                return false;
            };
            at = before;
            match self.kind(at) {
                Some(Kind::EveryWeek | Kind::EveryMonth) => return true,
                Some(Kind::Blank | Kind::Of | Kind::Comma) => {}
                _ => return false,
            }
        }
        false
    }

    fn weekdays(&mut self, days: Weekdays, holidays: bool, place: (u32, u32)) {
        let mut spec = Spec::new(Days::Weekly(days), place);
        if let Some(Item { kind: ItemKind::Days(before), .. }) = self.group.items.last()
            && let Days::NthWeekday { nth, .. } = &before.days
            && matches!(self.kind(self.at.saturating_sub(1)), Some(Kind::Dot))
        {
            spec.counted.clone_from(nth);
        }
        self.days(spec);
        if holidays {
            self.loose = false;
            self.days(Spec::new(Days::Holidays, place));
        }
    }

    fn rest_days(&mut self, place: (u32, u32)) {
        // As an opening 休日 is every day off; as a closure it adds holidays to what is closed anyway.
        let mut spec = Spec::new(Days::Holidays, place);
        spec.office = true;
        self.days(spec);
    }

    fn month_days(&mut self, days: Vec<i8>, place: (u32, u32)) {
        if let (Some(Item { kind: ItemKind::Season(within), topic: false, .. }), Some(Year::Calendar { year, .. })) =
            (self.group.items.last(), self.year)
            && within.months.iter().count() == 1
            && let Some(month) = within.months.iter().next()
        {
            // 「2026年【6月】4・11・18・25日」
            let dates: Vec<NaiveDate> = days
                .iter()
                .filter_map(|day| NaiveDate::from_ymd_opt(year, month.into(), u32::try_from(*day).ok()?))
                .collect();
            self.group.items.pop();
            return self.definite_days(Days::Dates(dates), place);
        }
        if let Some(Item { kind: ItemKind::Days(Spec { days: Days::MonthDays(before), to, .. }), .. }) =
            self.group.items.last_mut()
            && !self.loose
        {
            before.extend(days);
            *to = place.1;
            return;
        }
        self.definite_days(Days::MonthDays(days), place);
    }

    /// 「隔週水曜」, 「水曜（隔週）」.
    fn every_weeks(&mut self, every: u8) {
        let next = self.skip_blank(self.at + 1);
        let next = if matches!(self.kind(next), Some(Kind::Of)) { next + 1 } else { next };
        let (from, to) = (self.tokens[self.at].from, self.tokens[self.at].to);
        if let Some(Kind::Weekdays { days, .. }) = self.kind(next) {
            let days = *days;
            let to = self.tokens[next].to;
            let anchor = self.take_anchor();
            self.days(Spec::new(Days::EveryWeeks { every, days, anchor }, (from, to)));
            self.at = next + 1;
            return;
        }
        let anchor = self.take_anchor();
        let frame = self.frames.last_mut().map(|frame| &mut frame.group);
        for group in [Some(&mut self.group), frame].into_iter().flatten() {
            if let Some(spec) = group.specs_mut().last()
                && let Days::Weekly(days) = spec.days
            {
                spec.days = Days::EveryWeeks { every, days, anchor };
                return;
            }
        }
        // Every second week, but on which day?
        let often = crate::hours::Often {
            count: 1,
            per: crate::hours::Per::Week,
            approx: true,
            at_least: false,
            fixed_weekday_time: false,
        };
        self.item(ItemKind::Often(often), (from, to));
    }

    /// 「4月1日から隔週水曜」: the printed day, or the last one printed before.
    fn take_anchor(&mut self) -> Option<NaiveDate> {
        if let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last()
            && let Some(PrintedDate::Day(day)) = within.from
        {
            return Some(day);
        }
        self.section().anchor
    }

    // Dates and parts of the year.

    fn date(&mut self, date: Date) {
        let first = self.at;
        let (from, mut to) = (self.tokens[first].from, self.tokens[first].to);
        let next = self.skip_blank(first + 1);
        let second = match self.kind(next) {
            Some(Kind::Tilde | Kind::From) => match self.kind(self.skip_blank(next + 1)) {
                Some(Kind::Date(second)) => Some((*second, self.skip_blank(next + 1))),
                _ => None,
            },
            _ => None,
        };
        if let Some((second, at)) = second {
            to = self.tokens[at].to;
            self.at = at;
            if matches!(self.kind(at + 1), Some(Kind::Until)) {
                self.at += 1;
            }
            let within = self.period(date, second, (from, to));
            self.at += 1;
            return self.season(within, (from, to));
        }
        let printed = self.printed(date, (from, to));
        match self.kind(next) {
            // 「4月1日から」, 「3月31日まで」; but 「5月10日 13時から」 is a time.
            Some(Kind::From | Kind::Tilde) => {
                self.at = next + 1;
                match printed {
                    Some(date) => self.season(Within { from: Some(date), ..Within::default() }, (from, to)),
                    None => self.tell(from, to, Why::UnknownWords),
                }
            }
            Some(Kind::Until) => {
                self.at = next + 1;
                match printed {
                    Some(date) => self.season(Within { to: Some(date), ..Within::default() }, (from, to)),
                    None => self.tell(from, to, Why::UnknownWords),
                }
            }
            _ => self.single_date(date, printed, (from, to)),
        }
    }

    fn single_date(&mut self, date: Date, printed: Option<PrintedDate>, place: (u32, u32)) {
        match printed {
            Some(PrintedDate::Day(day)) => {
                let mut spec = Spec::new(Days::Dates(vec![day]), place);
                spec.definite = true;
                if date.weekday.is_some_and(|weekday| weekday != day.weekday()) {
                    self.tell(place.0, place.1, Why::WeekdayMismatch);
                    spec.possible = true;
                } else if let Some(Item { kind: ItemKind::Days(before), topic: false, held: false, .. }) =
                    self.group.items.last_mut()
                    && let Days::Dates(dates) = &mut before.days
                    && !before.possible
                    && dates.len() < MOST_DRAFTS
                {
                    dates.push(day);
                    before.to = place.1;
                    return;
                }
                self.days(spec);
            }
            Some(month) => self.season(Within { from: Some(month), to: Some(month), ..Within::default() }, place),
            None => {
                let day = MonthDay::new(date.month, date.day.unwrap_or(1));
                let mut spec = Spec::new(Days::YearlessDates(vec![day]), place);
                spec.definite = true;
                if let Some(Item { kind: ItemKind::Days(before), topic: false, held: false, .. }) =
                    self.group.items.last_mut()
                    && let Days::YearlessDates(days) = &mut before.days
                    && days.len() < MOST_DRAFTS
                {
                    days.push(day);
                    before.to = place.1;
                    return;
                }
                self.days(spec);
            }
        }
    }

    /// The date with the year it is meant in, if that can be told.
    fn printed(&mut self, date: Date, place: (u32, u32)) -> Option<PrintedDate> {
        let month_day = (date.month, date.day.unwrap_or(1));
        let year = match (date.year, self.year) {
            (Some(year), _) => year,
            (None, Some(Year::Fiscal(year))) => {
                self.assume(place.0, place.1, Assumed::Year);
                year + i32::from(date.month < 4)
            }
            (None, Some(Year::Calendar { year, last })) => {
                self.assume(place.0, place.1, Assumed::Year);
                let turned = date.next_year || last.is_some_and(|last| month_day < last);
                let next = turned && self.fits(date, year + 1);
                year + i32::from(next)
            }
            (None, None) => return None,
        };
        self.year = Some(match self.year {
            Some(Year::Fiscal(fiscal)) if date.year.is_none() => Year::Fiscal(fiscal),
            _ => Year::Calendar { year, last: Some(month_day) },
        });
        match date.day {
            None => PrintedDate::month(year, date.month.into()),
            Some(day) => {
                let day = NaiveDate::from_ymd_opt(year, date.month.into(), day.into());
                if day.is_none() {
                    let (month, day) = (date.month.into(), date.day.map(u32::from));
                    self.tell(place.0, place.1, Why::NoSuchDate { year: Some(year), month, day });
                }
                day.map(PrintedDate::Day)
            }
        }
    }

    fn fits(&self, date: Date, year: i32) -> bool {
        let day = date.day.and_then(|day| NaiveDate::from_ymd_opt(year, date.month.into(), day.into()));
        match (date.weekday, day) {
            (Some(weekday), Some(day)) => day.weekday() == weekday,
            _ => true,
        }
    }

    /// From one date to another.
    fn period(&mut self, first: Date, second: Date, place: (u32, u32)) -> Within {
        // 「12月29日から1月3日まで」 comes every year, whatever year the heading names.
        if first.year.is_none() && second.year.is_none() {
            let in_year = match self.year {
                Some(Year::Calendar { .. } | Year::Fiscal(_)) => first.month <= second.month && !second.next_year,
                None => false,
            };
            let months = (
                MonthDay::new(first.month, first.day.unwrap_or(1)),
                MonthDay::new(second.month, second.day.unwrap_or(28)),
            );
            if !in_year {
                return Within { seasons: vec![Season { from: months.0, to: months.1 }], ..Within::default() };
            }
        }
        let from = self.printed(first, place);
        let second = match (second.year, from) {
            (None, Some(from)) => {
                let year = from.first_day().year();
                let turned = (second.month, second.day.unwrap_or(31)) < (first.month, first.day.unwrap_or(1));
                Date { year: Some(year + i32::from(turned || second.next_year)), ..second }
            }
            _ => second,
        };
        let to = self.printed(second, place);
        if let (Some(from), Some(to)) = (from, to)
            && to.last_day() < from.first_day()
        {
            self.tell(place.0, place.1, Why::EndsBeforeStart);
            self.section().doubted = true;
            return Within::default();
        }
        Within { from, to, ..Within::default() }
    }

    /// 「8月」, 「4月～9月」, 「8月・12月」.
    fn months(&mut self, months: Months) {
        let (from, mut to) = (self.tokens[self.at].from, self.tokens[self.at].to);
        let next = self.skip_blank(self.at + 1);
        let mut months = months;
        if matches!(self.kind(next), Some(Kind::Tilde | Kind::From))
            && let Some(Kind::Months(second)) = self.kind(self.skip_blank(next + 1))
            && let (Some(first), Some(last)) = (months.iter().next(), second.iter().last())
        {
            let run = (first..first + 12).map(|m| (m - 1) % 12 + 1);
            let until = run.clone().position(|m| m == last).unwrap_or(11);
            months = Months::of(run.take(until + 1)).unwrap_or_default();
            self.at = self.skip_blank(next + 1);
            to = self.tokens[self.at].to;
            if matches!(self.kind(self.at + 1), Some(Kind::Until)) {
                self.at += 1;
            }
        } else if matches!(self.kind(next), Some(Kind::From | Kind::Until))
            && let (Some(year), Some(month)) = (self.year, months.iter().next())
            && months.iter().count() == 1
        {
            let year = match year {
                Year::Calendar { year, .. } => year,
                Year::Fiscal(year) => year + i32::from(month < 4),
            };
            let begins = matches!(self.kind(next), Some(Kind::From));
            let month = PrintedDate::month(year, month.into());
            self.assume(from, to, Assumed::Year);
            self.at = next + 1;
            let within = if begins {
                Within { from: month, ..Within::default() }
            } else {
                Within { to: month, ..Within::default() }
            };
            return self.season(within, (from, to));
        } else if matches!(self.kind(next), Some(Kind::From | Kind::Until)) {
            // From some April on: which one is not printed.
            self.tell(from, to, Why::UnknownWords);
            self.section().tentative = true;
            self.at = next + 1;
            return;
        }
        self.at += 1;
        if let Some(Item { kind: ItemKind::Season(before), loose: _, .. }) = self.group.items.last_mut()
            && !self.loose
            && before.from.is_none()
            && before.to.is_none()
            && before.seasons.is_empty()
        {
            before.months = before.months.or(months);
            return;
        }
        self.season(Within { months, ..Within::default() }, (from, to));
    }

    fn season(&mut self, within: Within, place: (u32, u32)) {
        self.last_season = Some(within.clone());
        if self.mode == Mode::Closing {
            let next = if matches!(self.kind(self.at), Some(Kind::Of)) { self.at + 1 } else { self.at };
            let counted = matches!(
                self.kind(next),
                Some(Kind::WeekOfMonth { .. } | Kind::Nth { .. } | Kind::MonthDays(_) | Kind::Weekdays { .. })
            );
            if counted {
                // 「8月第2週」: the days follow.
                self.item(ItemKind::Season(within), place);
                return;
            }
            if !(self.names_period_before(place.0) && self.refine_last_closure(&within)) {
                self.close_days(&season_spec(&within, place));
            }
            return;
        }
        if let Some(Item { kind: ItemKind::Days(spec), .. }) = self.group.items.last()
            && matches!(spec.days, Days::Annual { .. })
            && self.names_period_before(place.0)
        {
            let Some(ItemKind::Days(spec)) = self.group.items.last_mut().map(|item| &mut item.kind) else {
                return;
            };
            if refine(spec, &within) {
                return;
            }
        }
        let seasons = self.group.items.iter().any(|item| matches!(item.kind, ItemKind::Season(_)));
        let full = (self.group.has_days() || seasons) && self.group.has_times();
        if full && (!self.group.times_first() || self.loose) {
            self.flush();
        }
        self.item(ItemKind::Season(within), place);
    }

    /// 「お盆 8/13-16」, 「冬季休業：12月26日～」: the name of the period stands right before its dates.
    pub(super) fn names_period_before(&self, from: u32) -> bool {
        let before = self.tokens[..self.at.min(self.tokens.len())].iter().rev().take(12);
        let mut before = before.skip_while(|token| token.from >= from);
        let named = before.find(|token| !matches!(token.kind, Kind::Blank | Kind::Colon | Kind::Open | Kind::Line));
        named.is_some_and(|token| matches!(token.kind, Kind::YearEnd | Kind::Bon | Kind::Vacation { .. }))
    }

    /// から that stands apart from its date.
    fn from(&mut self) {}

    fn until(&mut self) {}

    fn begins(&mut self) {
        let item = self.group.items.last_mut();
        if let Some(Item { kind, .. }) = item {
            let from = match kind {
                ItemKind::Season(within) => within.from,
                ItemKind::Days(Spec { days: Days::Dates(dates), .. }) => dates.first().copied().map(PrintedDate::Day),
                _ => None,
            };
            if let Some(from) = from {
                self.group.items.pop();
                self.section().valid.from = Some(from);
            }
        }
    }

    fn ends(&mut self) {
        if let Some(Item { kind: ItemKind::Days(Spec { days: Days::Dates(dates), .. }), .. }) = self.group.items.last()
            && let [day] = dates.as_slice()
        {
            let day = *day;
            self.group.items.pop();
            self.section().valid.to = Some(PrintedDate::Day(day));
            return;
        }
        if let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last()
            && let Some(to) = within.to
        {
            self.group.items.pop();
            self.section().valid.to = Some(to);
        }
    }

    /// 「令和5年11月1日に開設」, 「令和6年11月現在」: dates that are no days of opening.
    fn founded(&mut self) {
        let before = self.group.items.len();
        if !self.group.has_times() {
            self.group.items.retain(|item| match &item.kind {
                ItemKind::Days(spec) => !matches!(spec.days, Days::Dates(_) | Days::YearlessDates(_)),
                ItemKind::Season(_) => false,
                _ => true,
            });
        }
        if self.group.items.len() == before {
            self.set_mode(Mode::Aside);
        }
    }

    // Times.

    fn time(&mut self, start: Clock) {
        let first = self.at;
        let (from, mut to) = (self.tokens[first].from, self.tokens[first].to);
        let mut at = self.skip_blank(first + 1);
        if self.role == Role::End && self.end_time(start) {
            self.at = at;
            return;
        }
        if let Some(end) = self.over_days(at, start) {
            self.at = end;
            return;
        }
        let mut open_ended = self.role == Role::Start;
        if matches!(self.role, Role::Start | Role::End) {
            self.role = Role::Hours;
        }
        let mut end = None;
        if matches!(self.kind(first + 1), Some(Kind::Start))
            && let Some(Kind::Time(_)) = self.kind(self.skip_blank(first + 2))
        {
            at = self.skip_blank(first + 2);
            if let Some(Kind::Time(clock)) = self.kind(at) {
                end = Some(*clock);
                at += 1;
            }
        } else if matches!(self.kind(at), Some(Kind::Tilde | Kind::From)) {
            let mut second = self.skip_blank(at + 1);
            if matches!(self.kind(second), Some(Kind::Line))
                && matches!(self.kind(second + 1), Some(Kind::Time(_)))
                && matches!(self.kind(second + 2), Some(Kind::Until))
            {
                second += 1;
            }
            let mut next_day = false;
            if let Some(Kind::Weekdays { days, holidays: false }) = self.kind(second).cloned()
                && days.len() == 1
                && matches!(self.kind(self.skip_blank(second + 1)), Some(Kind::Time(_)))
            {
                // 「金曜22時～土曜6時」
                let day = self.group.specs_mut().last().and_then(|spec| match spec.days {
                    Days::Weekly(own) if own.len() == 1 => own.iter().next(),
                    _ => None,
                });
                if day.is_some_and(|day| days.contains(day.succ())) {
                    (next_day, second) = (true, self.skip_blank(second + 1));
                }
            }
            if let Some(Kind::Time(clock)) = self.kind(second) {
                end = Some(Clock { next_day: clock.next_day || next_day, ..*clock });
                at = second + 1;
            } else if let Some(Kind::Fault(why)) = self.kind(second).cloned()
                && why.is_about_times()
            {
                self.at = second;
                return self.fault(why, (self.tokens[second].from, self.tokens[second].to));
            } else {
                open_ended = true;
                at += 1;
            }
        } else if matches!(self.kind(at), Some(Kind::Ends)) {
            self.at = at + 1;
            return self.until_time(start, (from, self.tokens[at].to));
        } else if matches!((self.kind(at), self.kind(at + 1)), (Some(Kind::Filler), Some(Kind::End)))
            || matches!(self.kind(at), Some(Kind::End)) && self.ends_a_time()
        {
            let joined = if matches!(self.kind(at), Some(Kind::End)) { at } else { at + 1 };
            self.at = joined + 1;
            if self.end_time(start) {
                return;
            }
            return self.until_time(start, (from, self.tokens[joined].to));
        } else if matches!(self.kind(at), Some(Kind::Until)) {
            self.at = at + 1;
            return self.until_time(start, (from, self.tokens[at].to));
        } else if matches!(self.kind(at), Some(Kind::Start)) {
            open_ended = true;
            at += 1;
        }
        if end.is_some() && matches!(self.kind(at), Some(Kind::Until | Kind::End)) {
            at += 1;
        }
        to = to.max(self.tokens[at.min(self.tokens.len()) - 1].to);
        self.at = at;
        let Some(times) = self.stretch(start, end, (from, to)) else {
            return;
        };
        self.time_read(times, open_ended || end.is_some(), (from, to));
    }

    /// What the time is for: the hours, the last entry, the doors, a break.
    fn time_read(&mut self, times: Times, plain: bool, place: (u32, u32)) {
        let next = self.skip_blank(self.at);
        let next = if matches!(self.kind(next), Some(Kind::Topic | Kind::Colon | Kind::Of)) { next + 1 } else { next };
        let trailing = match self.kind(next) {
            Some(Kind::Break) => Some(Role::Break),
            Some(Kind::LastEntry) => Some(Role::LastEntry),
            Some(Kind::Doors) => Some(Role::Doors),
            Some(Kind::Reception) if times.end.is_none() && !self.group.has_times() && !self.loose => Some(Role::Doors),
            _ => None,
        };
        let leading = std::mem::replace(&mut self.role, Role::Hours);
        let role = match leading {
            Role::Hours | Role::Reception | Role::Start | Role::End => trailing.unwrap_or(leading),
            other => other,
        };
        if trailing.is_some() && role != leading {
            self.at = next + 1;
        }
        match role {
            Role::Break => {
                self.close_times(times, Days::Daily);
            }
            Role::LastEntry => self.last_entry(times.start),
            Role::Doors => self.doors(times.start, place),
            Role::Reception if times.end.is_none() && self.a_range_follows() => self.doors(times.start, place),
            Role::Hours | Role::Reception | Role::Start | Role::End => {
                // A time by itself is a beginning only beside a day.
                if plain || self.group.has_days() {
                    self.item(ItemKind::Times(times), place);
                }
            }
        }
    }

    /// 「受付13:00　開始13:30～15:30」: the hours come after the doors.
    fn a_range_follows(&self) -> bool {
        let ahead =
            (self.at..self.tokens.len().min(self.at + 12)).find(|at| matches!(self.kind(*at), Some(Kind::Time(_))));
        ahead.is_some_and(|at| {
            matches!(self.kind(self.skip_blank(at + 1)), Some(Kind::Tilde | Kind::From | Kind::Start))
        })
    }

    fn doors(&mut self, at: ClockTime, place: (u32, u32)) {
        let inner = self.group.items.iter_mut().rev();
        let outer = self.frames.iter_mut().rev().flat_map(|frame| frame.group.items.iter_mut().rev());
        for item in inner.chain(outer) {
            if let ItemKind::Times(times) = &mut item.kind {
                if at <= times.start {
                    times.doors_open = Some(at);
                }
                return;
            }
        }
        let last = self.sections[self.section].drafts.last_mut();
        if let Some(times) = last.and_then(|draft| draft.times.last_mut()).filter(|times| at <= times.start) {
            times.doors_open = Some(at);
            return;
        }
        // The hours are still to come; without them, the doors say nothing.
        self.section().valid.seasons.clear();
        let _ = place;
    }

    fn last_entry(&mut self, at: ClockTime) {
        let fits = |times: &Times| times.start < at && times.end.is_none_or(|end| at <= end);
        let inner = self.group.items.iter_mut().rev();
        let outer = self.frames.iter_mut().rev().flat_map(|frame| frame.group.items.iter_mut().rev());
        for item in inner.chain(outer) {
            if let ItemKind::Times(times) = &mut item.kind {
                if fits(times) {
                    times.last_entry = Some(at);
                }
                return;
            }
        }
        let section = &mut self.sections[self.section];
        for draft in section.drafts.iter_mut().rev().take(8) {
            for times in draft.times.iter_mut().filter(|times| fits(times)) {
                times.last_entry = Some(at);
            }
        }
    }

    /// 「5月2日10時～5月7日10時」: open without a break from the one to the other.
    fn over_days(&mut self, wave: usize, start: Clock) -> Option<usize> {
        if !matches!(self.kind(wave), Some(Kind::Tilde | Kind::From)) {
            return None;
        }
        let second = self.skip_blank(wave + 1);
        let Some(Kind::Date(date)) = self.kind(second).cloned() else {
            return None;
        };
        let at = self.skip_blank(second + 1);
        let Some(Kind::Time(end)) = self.kind(at).cloned() else {
            return None;
        };
        let place = (self.tokens[second].from, self.tokens[at].to);
        let Some(Item { kind: ItemKind::Days(Spec { days: Days::Dates(dates), from, .. }), .. }) =
            self.group.items.last()
        else {
            return None;
        };
        let ([first], from) = (dates.as_slice(), *from) else {
            return None;
        };
        let first = *first;
        let last = match self.printed(date, place) {
            Some(PrintedDate::Day(last)) if first < last && (last - first).num_days() <= LONGEST_EVENT_DAYS * 4 => last,
            _ => return None,
        };
        self.group.items.pop();
        let between: Vec<NaiveDate> = first.iter_days().skip(1).take_while(|day| *day < last).collect();
        let clock = |minutes: u16| ClockTime::new(minutes / 60, minutes % 60);
        let midnight = ClockTime::hm(0, 0);
        let parts = [
            (vec![first], clock(start.minutes), Some(ClockTime::MIDNIGHT)),
            (between, Some(midnight), Some(ClockTime::MIDNIGHT)),
            (vec![last], Some(midnight), clock(end.minutes)),
        ];
        for (dates, start, end) in parts {
            if let (false, Some(start), Some(end)) = (dates.is_empty(), start, end)
                && start < end
            {
                self.flush();
                self.definite_days(Days::Dates(dates), (from, place.1));
                self.item(ItemKind::Times(Times::new(start, end)), place);
            }
        }
        self.flush();
        Some(if matches!(self.kind(at + 1), Some(Kind::Until)) { at + 2 } else { at + 1 })
    }

    /// The last thing said is a time without an end.
    fn ends_a_time(&self) -> bool {
        matches!(self.group.items.last().map(|item| &item.kind), Some(ItemKind::Times(Times { end: None, .. })))
    }

    /// 「開始13時　終了16時」: the end of a time that has none.
    fn end_time(&mut self, clock: Clock) -> bool {
        self.role = Role::Hours;
        for item in self.group.items.iter_mut().rev() {
            if let ItemKind::Times(times) = &mut item.kind {
                let end = ClockTime::new(clock.minutes / 60, clock.minutes % 60).filter(|end| *end > times.start);
                if times.end.is_none() && end.is_some_and(|end| end <= ClockTime::MIDNIGHT) {
                    times.end = end;
                    return true;
                }
                return false;
            }
        }
        false
    }

    fn until_time(&mut self, clock: Clock, place: (u32, u32)) {
        let role = std::mem::replace(&mut self.role, Role::Hours);
        let Some(end) = ClockTime::new(clock.minutes / 60, clock.minutes % 60) else {
            return;
        };
        let known = self.group.items.iter().any(|item| matches!(item.kind, ItemKind::Times(_)))
            || self.frames.iter().any(|frame| frame.group.has_times())
            || !self.sections[self.section].drafts.is_empty();
        if matches!(role, Role::LastEntry) || (role == Role::Reception && known) {
            return self.last_entry(end);
        }
        let next_day = if clock.next_day && clock.minutes < 1440 { 1440 } else { 0 };
        self.item(ItemKind::Until(clock.minutes + next_day), place);
    }

    /// A beginning and an end, with what is left out carried over.
    fn stretch(&mut self, start: Clock, end: Option<Clock>, place: (u32, u32)) -> Option<Times> {
        let begins = ClockTime::new(start.minutes / 60, start.minutes % 60)?;
        if begins >= ClockTime::MIDNIGHT {
            let written = format!("{}:{:02}", start.minutes / 60, start.minutes % 60);
            self.tell(place.0, place.1, Why::NoSuchTime(written));
            self.group.possible = true;
            return None;
        }
        let (start, begins) = self.in_afternoon(start, begins);
        let mut times = Times { approximate: start.about, ..Times::from(begins) };
        let Some(end) = end else {
            return Some(times);
        };
        times.approximate |= end.about;
        let mut minutes = end.minutes;
        let noon = 12 * 60;
        if end.next_day && minutes <= start.minutes {
            minutes += 1440;
        } else if minutes <= start.minutes
            && start.marked
            && !end.marked
            && minutes < noon
            && minutes + noon > start.minutes
        {
            minutes += noon;
            self.assume(place.0, place.1, Assumed::Afternoon);
        } else if minutes <= start.minutes
            && !start.marked
            && !end.marked
            && !end.colon
            && start.minutes < noon
            && (minutes + noon).saturating_sub(start.minutes) <= 9 * 60
        {
            // 「9時～5時」 is an office day.
            minutes += noon;
            self.assume(place.0, place.1, Assumed::Afternoon);
        } else if minutes <= start.minutes && start.marked && end.marked && start.minutes >= 17 * 60 && minutes < noon {
            // 午後10時～午前6時: both halves are printed, so the next day is meant.
            minutes += 1440;
        }
        if minutes <= start.minutes || minutes - start.minutes > 1440 {
            self.tell(place.0, place.1, Why::EndNotAfterStart);
            self.group.possible = true;
            return None;
        }
        times.end = ClockTime::new(minutes / 60, minutes % 60);
        times.past_midnight = minutes > 1440;
        times.end.map(|_| times)
    }

    /// 「午後の部は1時30分～」: the part of the day was said before.
    fn in_afternoon(&self, start: Clock, begins: ClockTime) -> (Clock, ClockTime) {
        let part = self.group.items.iter().rev().find_map(|item| match item.kind {
            ItemKind::Part(part) => Some(part),
            ItemKind::Times(_) => Some(Part::Morning),
            _ => None,
        });
        let later = match part {
            Some(Part::Afternoon) => start.minutes < 7 * 60,
            Some(Part::Evening) => (4 * 60..12 * 60).contains(&start.minutes) && !start.colon,
            Some(Part::Morning) | None => false,
        };
        let moved = ClockTime::new(start.minutes / 60 + 12, start.minutes % 60);
        match (later && !start.marked, moved) {
            (true, Some(begins)) => (Clock { minutes: begins.minutes(), marked: true, ..start }, begins),
            _ => (start, begins),
        }
    }

    // Words about the whole.

    fn irregular(&mut self) {
        self.group.possible = true;
        self.section().irregular = true;
    }

    /// 「祝日と年末年始に開いているかは、資料に書かれていません」
    fn not_stated(&mut self) {
        while let Some(Item { kind: ItemKind::Days(spec), .. }) = self.group.items.last() {
            let topic = match spec.days {
                Days::Holidays => Silence::NationalHolidays,
                Days::Annual { .. } => Silence::YearEnd,
                _ => break,
            };
            self.group.items.pop();
            self.section().silent.push(topic);
        }
    }

    fn may(&mut self) {
        let held = self.at.checked_sub(1).is_some_and(|before| matches!(self.kind(before), Some(Kind::Held)));
        if held && self.group.items.is_empty() && self.outer_group().is_some_and(|outer| outer.has_days()) {
            // 「土曜（開くことがあります）」: the bracket is about the days before it.
            self.group.possible = true;
            return;
        }
        if self.group.items.is_empty() {
            if let Last::Drafts(first) = self.last {
                let section = &mut self.sections[self.section];
                for spec in section.drafts.iter_mut().skip(first).filter_map(|draft| draft.spec.as_mut()) {
                    spec.possible = true;
                }
                return;
            }
            self.section().tentative = true;
            return;
        }
        self.group.possible = true;
    }

    fn also(&mut self) {
        let Some(item) = self.group.items.last_mut() else {
            return;
        };
        item.also = true;
        let next = self.skip_blank(self.at + 1);
        let ahead = (next..next + 6).map_while(|at| self.kind(at));
        let times_follow = ahead
            .take_while(|kind| !matches!(kind, Kind::Close | Kind::Stop | Kind::Line | Kind::Comma | Kind::Mark))
            .any(|kind| matches!(kind, Kind::Time(_) | Kind::AllDay));
        if times_follow {
            return;
        }
        if let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last()
            && let [Season { from, to }] = within.seasons.as_slice()
            && to < from
        {
            // 「12月29日～1月3日も通常どおり」
            self.group.items.pop();
            self.section().year_end_stated = true;
            return;
        }
        let ItemKind::Days(spec) = &self.group.items[self.group.items.len() - 1].kind else {
            return;
        };
        match spec.days {
            Days::Holidays => {
                let with_weekend = self.group.items.len() >= 2
                    && matches!(
                        &self.group.items[self.group.items.len() - 2].kind,
                        ItemKind::Days(Spec { days: Days::Weekly(_), from, .. }) if *from == spec.from
                    );
                if !with_weekend {
                    self.group.items.pop();
                }
                self.section().holidays_stated = true;
            }
            Days::Annual { .. } => {
                self.group.items.pop();
                self.section().year_end_stated = true;
            }
            _ => {}
        }
    }

    fn suspended(&mut self) {
        // 「令和7年3月31日をもって終了しました」
        if !self.group.has_times() {
            self.group.items.retain(|item| !matches!(&item.kind, ItemKind::Days(Spec { days: Days::Dates(_), .. })));
        }
        let speaks_of_days = self.group.has_days() && !self.group.has_times() && {
            let section = &self.sections[self.section];
            !section.drafts.is_empty()
        };
        if speaks_of_days {
            return self.closed();
        }
        self.flush();
        if self.remark {
            self.sections.iter_mut().for_each(|s| s.suspended = true)
        } else {
            self.section().suspended = true
        }
    }

    // From items to drafts.

    pub(super) fn flush(&mut self) {
        let group = std::mem::take(&mut self.group);
        if group.items.is_empty() {
            if group.possible && self.frames.is_empty() {
                self.group.possible = false;
            }
            return;
        }
        let total: usize = self.sections.iter().map(|section| section.drafts.len()).sum();
        if total >= MOST_DRAFTS {
            if !self.too_long {
                self.too_long = true;
                let from = group.items[0].from;
                self.tell(from, self.text.len() as u32, Why::TooLong);
                self.sections.iter_mut().for_each(|section| section.doubted = true);
            }
            return;
        }
        let mut draft = Draft {
            spec: None,
            times: Vec::new(),
            until: None,
            part: None,
            often: None,
            season: None,
            all_day: false,
            topic: false,
            also: false,
            from: group.items[0].from,
            to: group.items[group.items.len() - 1].to,
        };
        let mut specs: Vec<(Spec, bool, bool)> = Vec::new();
        for item in group.items {
            match item.kind {
                ItemKind::Days(spec) => specs.push((spec, item.topic, item.also)),
                ItemKind::Season(within) => {
                    draft.season = Some(match draft.season.take() {
                        None => within,
                        Some(before) => joined(before, within),
                    });
                    draft.topic |= item.topic && specs.is_empty();
                }
                ItemKind::Times(times) => {
                    draft.also |= item.also;
                    draft.times.push(times);
                }
                ItemKind::Until(minutes) => draft.until = Some(minutes),
                ItemKind::Part(part) => draft.part = Some(part),
                ItemKind::Often(often) => draft.often = Some(often),
                ItemKind::AllDay => draft.all_day = true,
            }
        }
        specs.retain(|(spec, ..)| spec.days != Days::Period { from: None, to: None });
        for (spec, ..) in &mut specs {
            if let (Days::Weekly(days), false) = (&spec.days, spec.counted.is_empty()) {
                // 「第3土曜・日曜」 may mean every Sunday; to open, only the counted one is certain enough.
                spec.days = Days::NthWeekday { nth: std::mem::take(&mut spec.counted), days: *days };
            }
        }
        let timed = !draft.times.is_empty() || draft.all_day || draft.until.is_some();
        let section = &self.sections[self.section];
        if specs.is_empty() && draft.all_day && section.channels.is_empty() && !section.drafts.is_empty() {
            // 「返却ポストは24時間」 is not about the desk.
            return self.tell(draft.from, draft.to, Why::NoDays);
        }
        let first = self.sections[self.section].drafts.len();
        if specs.is_empty() {
            if !timed && draft.often.is_none() {
                // A period alone limits the whole: 「令和8年4月から」.
                if let Some(season) = draft.season
                    && (season.from.is_some() || season.to.is_some())
                {
                    let section = self.section();
                    section.valid.from = season.from.or(section.valid.from);
                    section.valid.to = season.to.or(section.valid.to);
                    if let Some(PrintedDate::Day(day)) = season.from {
                        section.anchor = Some(day);
                    }
                }
                return;
            }
            if let Some(season) = &draft.season
                && let Some(spec) = event_days(season, (draft.from, draft.to))
                && timed
            {
                draft.spec = Some(spec);
                draft.season = None;
            } else if draft.season.is_some() {
                // 「毎週水・土　4月～9月は10時～18時」: the days were said before.
                let before = self.sections[self.section].drafts.iter().rev();
                let inherited: Vec<Spec> = before
                    .map_while(|before| {
                        before.spec.clone().filter(|_| before.season.is_some() || before.times.is_empty())
                    })
                    .take(8)
                    .collect();
                if !inherited.is_empty() {
                    let season = draft.season.clone();
                    for spec in inherited {
                        let twin = self.sections[self.section].drafts.iter().any(|before| {
                            before.season == season && before.spec.as_ref().is_some_and(|s| s.days == spec.days)
                        });
                        if !twin {
                            let draft = Draft { spec: Some(spec), ..draft.clone() };
                            self.section().drafts.push(draft);
                        }
                    }
                    self.last = Last::Drafts(first);
                    return;
                }
            }
            if let Some(spec) = draft.spec.as_mut() {
                spec.possible |= group.possible;
            }
            self.section().drafts.push(draft);
        } else {
            // 「休日夜間電話：土・日」: beside named days 休日 is a title.
            if specs.len() > 1 {
                specs.retain(|(spec, ..)| !(spec.office && spec.days == Days::Holidays));
            }
            for (mut spec, topic, also) in specs {
                let named = spec.within.months != Months::ALL || draft.season.is_some();
                spec.possible |= group.possible || group.some_months && !named;
                let draft =
                    Draft { spec: Some(spec), topic: topic || draft.topic, also: also || draft.also, ..draft.clone() };
                self.section().drafts.push(draft);
            }
        }
        self.last = Last::Drafts(first);
    }

    pub(super) fn outer_group(&mut self) -> Option<&mut Group> {
        self.frames.last_mut().map(|frame| &mut frame.group)
    }

    pub(super) fn in_bracket(&self) -> bool {
        !self.frames.is_empty()
    }

    pub(super) fn push_closure(&mut self, closure: Closure) {
        let total: usize = self.sections.iter().map(|section| section.closures.len()).sum();
        if total >= MOST_DRAFTS {
            self.section().doubted = true;
            return;
        }
        if self.remark {
            self.sections.iter_mut().for_each(|section| section.closures.push(closure.clone()));
        } else {
            self.section().closures.push(closure);
        }
    }
}

/// The dates a bracket gives for 年末年始 or お盆.
pub(super) fn refine(spec: &mut Spec, within: &Within) -> bool {
    let (from, to) = match (within.seasons.as_slice(), within.from, within.to) {
        ([Season { from, to }], None, None) => (*from, *to),
        // 「令和8年12月29日～令和9年1月3日」 holds in that winter; the year after is not known better.
        ([], Some(PrintedDate::Day(from)), Some(PrintedDate::Day(to))) => (MonthDay::of(from), MonthDay::of(to)),
        _ => return false,
    };
    spec.days = Days::Annual { from, to, stated: true };
    spec.possible = false;
    true
}

/// A part of the year as days.
pub(super) fn season_spec(within: &Within, place: (u32, u32)) -> Spec {
    let days = match (within.seasons.as_slice(), within.from, within.to) {
        ([Season { from, to }], None, None) => Days::Annual { from: *from, to: *to, stated: true },
        ([], None, None) => Days::Daily,
        (_, from, to) => Days::Period { from, to },
    };
    let mut spec = Spec::new(days, place);
    spec.within.months = within.months;
    spec
}

/// 「5月10日～12日 10時～16時」: an event of some days takes place on each of them.
fn event_days(season: &Within, place: (u32, u32)) -> Option<Spec> {
    let (from, to) = (season.from?.first_day(), season.to?.last_day());
    if (to - from).num_days() > LONGEST_EVENT_DAYS {
        return None;
    }
    let mut spec = Spec::new(Days::Dates(from.iter_days().take_while(|day| *day <= to).collect()), place);
    spec.definite = true;
    Some(spec)
}

fn joined(a: Within, b: Within) -> Within {
    Within {
        months: if a.months == Months::ALL { b.months } else { a.months.or(b.months) },
        seasons: a.seasons.into_iter().chain(b.seasons).take(8).collect(),
        from: a.from.or(b.from),
        to: b.to.or(a.to),
    }
}

/// A part of the year that is an exception to the rest: months, or a period of some weeks.
fn is_short(within: &Within) -> bool {
    match (within.from, within.to) {
        (Some(from), Some(to)) => (to.last_day() - from.first_day()).num_days() < 200,
        _ => within.months != Months::ALL,
    }
}

/// The bracket says days that were said already: 「平日（月～金）」.
fn repeats(outer: &Group, item: &Item) -> bool {
    let ItemKind::Days(Spec { days: Days::Weekly(inner), .. }) = &item.kind else {
        return false;
    };
    outer.items.iter().any(|outer| match &outer.kind {
        ItemKind::Days(Spec { days: Days::Weekly(days), .. }) => inner.without(*days).is_empty() && *inner == *days,
        _ => false,
    })
}

fn only_repeats(outer: &Group, inner: &Group) -> bool {
    let mut days = inner.items.iter().filter(|item| matches!(item.kind, ItemKind::Days(_))).peekable();
    days.peek().is_some() && days.all(|item| repeats(outer, item))
}

fn plain_title(tokens: &[Token], from: usize, to: usize) -> bool {
    tokens[from..to].iter().all(|token| {
        matches!(
            token.kind,
            Kind::Word | Kind::Filler | Kind::Blank | Kind::Dot | Kind::Of | Kind::Held | Kind::Topic | Kind::And
        )
    })
}
