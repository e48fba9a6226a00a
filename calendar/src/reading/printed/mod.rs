//! Notices in the very form in which [`crate::words`] prints them, read sentence by sentence.
//!
//! Such a notice has one meaning, so nothing is weighed here: if every sentence fits, this is what it says; if one does
//! not, the notice is left to the reader for all others, which takes words as they come.
//!
//! Not here: any guess about a piece that does not fit.

mod cursor;
mod days;
mod limits;
mod sentence;
mod times;

use super::Reading;
use super::letters::Letter;
use super::told::Assumption;
use crate::holidays::Holidays;
use crate::hours::{HoursBlock, Silence};
use crate::schedule::Schedule;
use cursor::{Cursor, Form};
use sentence::{Said, sentence};

/// More sentences than a printed block has.
const MOST_SENTENCES: usize = 400;

/// The notice, if all of it is in the printed form.
pub(super) fn read(letters: &[Letter]) -> Option<Reading> {
    [Form::Plain, Form::Easy].into_iter().find_map(|form| read_as(letters, form))
}

fn read_as(letters: &[Letter], form: Form) -> Option<Reading> {
    let mut words = Cursor::new(letters, form);
    let mut said = Vec::new();
    words.skip_gaps();
    while !words.is_at_end() {
        said.push(sentence(&mut words)?);
        if said.len() > MOST_SENTENCES || !words.sentence_ends() {
            return None;
        }
        words.skip_gaps();
    }
    let block = block(said)?;
    Schedule::compile([&block], &[], &Holidays::national()).ok()?;
    let assumptions: Vec<Assumption> = words.into_assumptions();
    let blocks = if block.rules.is_empty() { Vec::new() } else { vec![block] };
    Some(Reading { blocks, assumptions, ..Reading::default() })
}

/// What the sentences say together; `None` if they say no hours.
fn block(said: Vec<Said>) -> Option<HoursBlock> {
    let mut block = HoursBlock::default();
    let (mut silent, mut open) = (Vec::new(), Vec::new());
    let mut no_hours = false;
    for said in said {
        match said {
            Said::Open(rules) => block.rules.extend(rules),
            Said::Closed(closures) => block.closures.extend(closures),
            Said::NoHours => no_hours = true,
            Said::Valid(from, to) => (block.valid_from, block.valid_to) = (from, to),
            Said::Booking(booking) => block.booking = Some(booking),
            Said::NotStated(topics) => silent.extend(topics),
            Said::AlsoOpen(topics) => open.extend(topics),
            Said::Tentative => block.tentative = true,
        }
    }
    if block.rules.is_empty() != no_hours {
        return None;
    }
    for topic in [Silence::NationalHolidays, Silence::YearEnd] {
        let left_open = block.leaves_open(topic) && !open.contains(&topic);
        if silent.contains(&topic) || left_open {
            block.not_stated.push(topic);
        }
    }
    Some(block)
}
