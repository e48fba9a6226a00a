//! Headings: the part of the notice that begins, and the way to get in touch it speaks of.

use super::*;

impl Reader<'_> {
    pub(in crate::reading) fn heading(&mut self) {
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

    pub(in crate::reading) fn channel(&mut self, channel: Channel) {
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

    pub(in crate::reading) fn skip_break(&self, at: usize) -> usize {
        let mut at = at;
        while matches!(self.kind(at), Some(Kind::Blank | Kind::Line | Kind::Colon | Kind::CloseHeading)) {
            at += 1;
        }
        at
    }
}

fn plain_title(tokens: &[Token], from: usize, to: usize) -> bool {
    tokens[from..to].iter().all(|token| {
        matches!(
            token.kind,
            Kind::Word | Kind::Filler | Kind::Blank | Kind::Dot | Kind::Of | Kind::Held | Kind::Topic | Kind::And
        )
    })
}
