//! The pass over the words: days and times become items, items become drafts of rules.

mod boundaries;
mod brackets;
mod dates;
mod days;
mod drafts;
mod headings;
mod seasons;
mod stretch;
mod times;
mod whole;

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

pub(super) use seasons::{refine, season_spec};

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
    /// 開場, said before the hours.
    waiting_doors: Option<ClockTime>,
    /// 「上記以外の土曜」 in a list of closing days: what is not opened elsewhere is closed anyway.
    otherwise: bool,
    /// 台風の場合: what is closed then tells no days.
    pub(super) weather: bool,
    last_season: Option<Within>,
    /// 「11月の休館日は」: the list of closing days holds for this part of the year.
    pub(super) closing_in: Option<Within>,
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
        waiting_doors: None,
        otherwise: false,
        weather: false,
        last_season: None,
        closing_in: None,
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
    pub(in crate::reading) fn kind(&self, at: usize) -> Option<&Kind> {
        self.tokens.get(at).map(|token| &token.kind)
    }

    /// The next word that is no blank, from `at` on.
    pub(in crate::reading) fn skip_blank(&self, at: usize) -> usize {
        let mut at = at;
        while matches!(self.kind(at), Some(Kind::Blank)) {
            at += 1;
        }
        at
    }

    pub(in crate::reading) fn section(&mut self) -> &mut Section {
        &mut self.sections[self.section]
    }

    pub(in crate::reading) fn tell(&mut self, from: u32, to: u32, why: Why) {
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

    pub(in crate::reading) fn assume(&mut self, from: u32, to: u32, what: Assumed) {
        let at = from as usize..to as usize;
        if !self.assumptions.iter().rev().take(8).any(|a| a.what == what && a.at == at) {
            self.assumptions.push(Assumption { at, what });
        }
    }

    fn word(&mut self) {
        let token = &self.tokens[self.at];
        let place = (token.from, token.to);
        let kind = token.kind.clone();
        let begins_a_part =
            matches!(kind, Kind::Aside | Kind::Deadline | Kind::ClosingDays | Kind::HoursHeading | Kind::OpenHeading);
        if !begins_a_part && !matches!(kind, Kind::Blank | Kind::Line | Kind::Colon | Kind::CloseHeading) {
            self.fresh = false;
        }
        // What stands in an aside, such as a place or a deadline, says nothing about hours.
        let known = self.boundary_word(&kind)
            || matches!(self.mode, Mode::Aside | Mode::Deadline)
            || self.days_word(&kind, place)
            || self.times_word(&kind, place)
            || self.whole_word(&kind, place);
        if !known {
            self.other_word(&kind, place);
        }
        if !matches!(
            self.kind(self.at),
            None | Some(Kind::Blank | Kind::Line | Kind::Stop | Kind::Mark | Kind::Slash | Kind::Open | Kind::Word)
        ) {
            self.loose = false;
        }
    }

    /// Words between the others: particles, separators, what nobody understands.
    pub(in crate::reading) fn other_word(&mut self, kind: &Kind, (from, to): (u32, u32)) {
        match kind {
            Kind::Fault(why) => self.fault(why.clone(), (from, to)),
            Kind::Word => self.tell(from, to, Why::UnknownWords),
            Kind::Filler if self.text.get(from as usize..to as usize) == Some("が") => {
                if let Some(item) = self.group.items.last_mut() {
                    item.subject = true;
                }
            }
            _ => {}
        }
    }

    /// Something impossible: what it spoils is not certain.
    pub(in crate::reading) fn fault(&mut self, why: Why, (from, to): (u32, u32)) {
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

    pub(in crate::reading) fn everywhere(&mut self, change: impl Fn(&mut Section)) {
        if self.remark { self.sections.iter_mut().for_each(change) } else { change(self.section()) }
    }

    pub(in crate::reading) fn item(&mut self, mut kind: ItemKind, (from, to): (u32, u32)) {
        if let ItemKind::Times(times) = &mut kind {
            let before = |doors: &ClockTime| *doors <= times.start;
            times.doors_open = times.doors_open.or(self.waiting_doors.take().filter(before));
        }
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

    pub(in crate::reading) fn push_closure(&mut self, closure: Closure) {
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
