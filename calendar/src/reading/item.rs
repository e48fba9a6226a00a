//! What a notice says, piece by piece, before it is put together.

use chrono::NaiveDate;

use super::token::Part;
use crate::hours::{Closure, Days, Months, Often, OnHoliday, Pattern, Times, Within};

/// Days as read, with what was said about them.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    pub(super) days: Days,
    pub(super) within: Within,
    pub(super) on_holiday: OnHoliday,
    /// 毎週, 毎月, a count or a date: it certainly takes place on such a day.
    pub(super) definite: bool,
    /// The words speak of holidays themselves: 毎日.
    pub(super) includes_holidays: bool,
    /// 「ただし12月は…」: within these months it replaces what else is said.
    pub(super) replaces_in_months: bool,
    /// 閉庁日, 開庁日: the year-end goes with it.
    pub(super) office: bool,
    /// It may take place.
    pub(super) possible: bool,
    /// 「第3土曜・日曜」: the counts that stood before; as an opening they hold for it too.
    pub(super) counted: Vec<i8>,
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Spec {
    pub(super) fn new(days: Days, (from, to): (u32, u32)) -> Spec {
        Spec {
            days,
            within: Within::default(),
            on_holiday: OnHoliday::Keep,
            definite: false,
            includes_holidays: false,
            replaces_in_months: false,
            office: false,
            possible: false,
            counted: Vec::new(),
            from,
            to,
        }
    }

    pub(super) fn pattern(&self) -> Pattern {
        Pattern {
            days: self.days.clone(),
            within: self.within.clone(),
            on_holiday: self.on_holiday,
            possible: self.possible,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) enum ItemKind {
    Days(Spec),
    /// A part of the year or of the calendar, without days.
    Season(Within),
    Times(Times),
    /// 「20時まで」
    Until(u16),
    Part(Part),
    Often(Often),
    AllDay,
}

#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    /// A blank or a stop stands before it.
    pub(super) loose: bool,
    /// は or のみ stands behind it: it speaks of an exception.
    pub(super) topic: bool,
    /// も stands behind it: it comes on top.
    pub(super) also: bool,
    /// のみ
    pub(super) only: bool,
    /// 開催 stands behind it: it is said what happens on it.
    pub(super) held: bool,
    /// が stands behind it: 「月曜が祝日の場合」.
    pub(super) subject: bool,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// The items of one sentence that belong together.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) items: Vec<Item>,
    /// 開催することがあります
    pub(super) possible: bool,
    /// 隔月: only in some months, and not printed in which unless months are named.
    pub(super) some_months: bool,
}

impl Group {
    pub(super) fn has_days(&self) -> bool {
        self.items.iter().any(|item| matches!(item.kind, ItemKind::Days(_)))
    }

    pub(super) fn has_times(&self) -> bool {
        self.items.iter().any(|item| {
            matches!(item.kind, ItemKind::Times(_) | ItemKind::Until(_) | ItemKind::AllDay | ItemKind::Part(_))
        })
    }

    pub(super) fn has_season(&self) -> bool {
        self.items.iter().any(|item| matches!(item.kind, ItemKind::Season(_)))
    }

    /// Times were said before days.
    pub(super) fn times_first(&self) -> bool {
        matches!(self.items.first().map(|item| &item.kind), Some(ItemKind::Times(_) | ItemKind::AllDay))
    }

    pub(super) fn specs_mut(&mut self) -> impl Iterator<Item = &mut Spec> {
        self.items.iter_mut().filter_map(|item| match &mut item.kind {
            ItemKind::Days(spec) => Some(spec),
            _ => None,
        })
    }
}

/// Days with their times, as one sentence gives them.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Absent when no days were said.
    pub(super) spec: Option<Spec>,
    pub(super) times: Vec<Times>,
    pub(super) until: Option<u16>,
    pub(super) part: Option<Part>,
    pub(super) often: Option<Often>,
    pub(super) season: Option<Within>,
    pub(super) all_day: bool,
    /// は or のみ: it may replace a wider rule.
    pub(super) topic: bool,
    /// も: it comes on top.
    pub(super) also: bool,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// A way to get in touch, or the notice as a whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub(super) channels: Vec<crate::hours::Channel>,
    pub(super) drafts: Vec<Draft>,
    pub(super) closures: Vec<Closure>,
    /// 休館日: the list of closing days is complete, so all other days are open.
    pub(super) closing_list: bool,
    /// 「11月の休館日」: the months of which the closing days are printed.
    pub(super) closing_months: Option<Months>,
    pub(super) holidays_stated: bool,
    pub(super) year_end_stated: bool,
    /// The notice says itself that it is silent on these.
    pub(super) silent: Vec<crate::hours::Silence>,
    pub(super) tentative: bool,
    pub(super) booking: Option<crate::hours::Booking>,
    pub(super) irregular: bool,
    pub(super) on_request: bool,
    pub(super) suspended: bool,
    /// Something that may close it was not understood.
    pub(super) doubted: bool,
    pub(super) anchor: Option<NaiveDate>,
    pub(super) valid: Within,
    /// The hours change on this day.
    pub(super) changes: Option<crate::hours::PrintedDate>,
}
