//! Reading a printed notice: from Japanese sentences to rules.
//!
//! A reading never guesses in silence. It gives the rules, what it [assumed](Assumption) and what
//! it did [not understand](NotUnderstood), each with its place in the text; the caller shows
//! 「こう読みました」 with the next dates, and a person confirms. Where words that may close the desk
//! were not understood, nothing is read as certainly open.
//!
//! The time and memory it takes grow linearly with the text, whatever the text is.
//!
//! ```
//! use calendar::reading::read;
//! use calendar::{Holidays, Status};
//!
//! let reading = read("偶数月の第3金曜日 13:30～15:30（祝日を除く）");
//! assert!(reading.not_understood.is_empty());
//! let hours = reading.schedule(None, &Holidays::national());
//! assert_eq!(hours.status("2026-10-16T14:00:00".parse().unwrap()), Status::Open);
//! assert_eq!(hours.status("2026-11-20T14:00:00".parse().unwrap()), Status::Closed);
//! ```

mod assemble;
mod closing;
mod condition;
mod difference;
mod item;
mod letters;
mod lexer;
mod lexicon;
mod printed;
mod reader;
mod token;
mod told;

use std::ops::Range;

use crate::holidays::Holidays;
use crate::hours::{Channel, Days, HoursBlock, Rule};
use crate::schedule::Schedule;

pub use difference::{Difference, first_difference};
pub use told::{Assumed, Assumption, NotUnderstood, Why};

/// A notice as read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The rules; one block for each way to get in touch that the notice sets apart.
    pub blocks: Vec<HoursBlock>,
    /// What the text does not say and was taken for granted.
    pub assumptions: Vec<Assumption>,
    /// What was not understood, in the order of the text.
    pub not_understood: Vec<NotUnderstood>,
    /// How many blocks, from the first on, are not set apart for a way to get in touch.
    common: usize,
}

/// Reads a notice.
pub fn read(text: &str) -> Reading {
    let letters = letters::letters(text);
    if let Some(reading) = printed::read(&letters) {
        return reading;
    }
    let tokens = lexer::tokens(&letters);
    reader::read(text, &tokens)
}

impl Reading {
    /// The blocks that speak of a channel; of none in particular, those in which somebody attends.
    ///
    /// Without a channel, messages that are accepted at any hour do not make the desk open while
    /// the same notice prints other hours.
    pub fn blocks_for(&self, channel: Option<Channel>) -> Vec<&HoursBlock> {
        if let Some(channel) = channel {
            return self.blocks.iter().filter(|block| block.speaks_of(channel)).collect();
        }
        if self.common > 0 {
            // What the notice sets apart for the telephone is not its own opening.
            return self.blocks[..self.common].iter().collect();
        }
        let written = [Channel::Email, Channel::WebForm, Channel::Fax, Channel::Line];
        let only_written =
            |block: &&HoursBlock| !block.applies_to.is_empty() && block.applies_to.iter().all(|c| written.contains(c));
        let attended: Vec<&HoursBlock> = self.blocks.iter().filter(|block| !only_written(block)).collect();
        if attended.iter().any(|block| !block.rules.is_empty()) { attended } else { self.blocks.iter().collect() }
    }

    /// The notice, ready to answer. A channel of which it does not speak is unknown, never closed.
    pub fn schedule(&self, channel: Option<Channel>, holidays: &Holidays) -> Schedule {
        let blocks = self.blocks_for(channel);
        Schedule::compile(blocks, &[], holidays).unwrap_or_else(|_| {
            // What was read has been checked; should a check have been missed, nothing is known.
            let unknown = HoursBlock { rules: vec![Rule::on(Days::OnRequest)], ..HoursBlock::default() };
            Schedule::compile([&unknown], &[], holidays).expect("a block on request has no fault")
        })
    }
}

/// A place in the text as given, in bytes.
type Place = Range<usize>;
