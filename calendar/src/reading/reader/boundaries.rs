//! Where one thing ends and another begins: blanks, lines, remarks, headings of what follows.

use super::*;

impl Reader<'_> {
    /// Words that end one thing and begin another; false if it is none.
    pub(in crate::reading) fn boundary_word(&mut self, kind: &Kind) -> bool {
        match kind.clone() {
            Kind::Blank => self.blank(),
            Kind::Line => self.line(),
            Kind::Stop => self.stop(),
            Kind::Mark => self.mark(),
            Kind::Slash => self.slash(),
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
            _ => return false,
        }
        true
    }

    pub(in crate::reading) fn blank(&mut self) {
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

    pub(in crate::reading) fn line(&mut self) {
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
    pub(in crate::reading) fn closes_all(&self, from: usize) -> bool {
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
    pub(in crate::reading) fn end_sentence(&mut self) {
        self.role = Role::Hours;
        self.weather = false;
        self.waiting_doors = None;
        // 「10時～17時　月曜休館　※…」: the times are of all days that are not closed.
        let section = &self.sections[self.section];
        let closes_weekly = section.closing_list
            || section.closures.iter().any(|closure| matches!(closure.pattern.days, Days::Weekly(_)));
        if self.group.has_times() && (self.group.has_days() || closes_weekly && self.frames.is_empty()) {
            self.flush();
        }
    }

    pub(in crate::reading) fn end_sentence_if_full(&mut self) {
        if self.group_is_full() && self.loose {
            self.flush();
        }
    }

    pub(in crate::reading) fn group_is_full(&self) -> bool {
        self.group.has_days() && self.group.has_times()
    }

    pub(in crate::reading) fn set_mode(&mut self, mode: Mode) {
        if matches!(mode, Mode::Aside | Mode::Deadline) && self.group.has_days() && self.group.has_times() {
            self.flush();
        }
        (self.mode, self.fresh) = (mode, true);
        self.closing_in = None;
    }

    /// Nothing stands before the word that would make it a part of a sentence: 「この会場での開催」.
    pub(in crate::reading) fn begins_something(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.kind(at));
        let after = self.kind(self.at + 1);
        let token = &self.tokens[self.at];
        let place =
            self.text.get(token.from as usize..token.to as usize).is_some_and(|word| word.contains(['場', '所']));
        let hours = matches!(after, Some(Kind::Colon)) && self.days_follow(self.skip_blank(self.at + 2));
        if place && hours || matches!(after, Some(Kind::Of)) {
            // 「西部会場：第1火曜」, 「会場の改修のため」
            return false;
        }
        !matches!(before, Some(Kind::Word | Kind::Of | Kind::Filler | Kind::Topic))
            || matches!(after, Some(Kind::Colon | Kind::Blank | Kind::CloseHeading | Kind::Topic))
    }

    pub(in crate::reading) fn hours_heading(&mut self) {
        if self.mode != Mode::Deadline || self.loose {
            self.set_mode(Mode::Hours);
        }
    }

    /// 。ends a sentence and what it is about.
    pub(in crate::reading) fn stop(&mut self) {
        self.end_sentence();
        if self.frames.is_empty() {
            self.mode = Mode::Hours;
        }
        self.remark = false;
        self.loose = true;
    }

    /// ※ begins a remark.
    pub(in crate::reading) fn mark(&mut self) {
        self.end_sentence();
        if self.mode != Mode::Deadline {
            self.mode = Mode::Hours;
        }
        self.remark = self.frames.is_empty();
        self.loose = true;
    }

    /// A slash ends an aside.
    pub(in crate::reading) fn slash(&mut self) {
        if matches!(self.mode, Mode::Aside | Mode::Deadline) && self.frames.is_empty() {
            self.mode = Mode::Hours;
        }
        self.loose = true;
    }
}
