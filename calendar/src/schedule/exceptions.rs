//! From published exceptions to the stretches of days on which the same ones hold.

use std::sync::Arc;

use super::compile::{Place, stretch};
use super::fault::{Fault, FaultKind};
use super::plan::{Base, BlockPlan, Exception, Exceptions, Stretch};
use crate::clock::ClockTime;
use crate::hours::{Mode, Override, Times};

/// Cuts the calendar at every day on which some exception begins or has ended.
pub(super) fn compile(overrides: &[&Override]) -> Result<Exceptions, Fault> {
    let mut checked = Vec::with_capacity(overrides.len());
    let mut cuts = Vec::with_capacity(overrides.len() * 2);
    for (i, exception) in overrides.iter().enumerate() {
        let place = || format!("overrides[{i}]");
        checked.push(check_exception(exception, &Place(&place))?);
        cuts.push(exception.from);
        cuts.extend(exception.to.succ_opt());
    }
    cuts.sort_unstable();
    cuts.dedup();
    let from = cuts.into_iter().map(|cut| {
        let holding = overrides.iter().zip(&checked);
        let holding = holding.filter(|(o, _)| o.from <= cut && cut <= o.to);
        (cut, together(holding.map(|(o, times)| (&o.mode, times, &o.reason))))
    });
    Ok(Exceptions { from: from.collect() })
}

/// An exception on days of which no block speaks would never be heard of: it is a slip of the pen.
pub(super) fn check_validity(index: usize, exception: &Override, blocks: &[BlockPlan]) -> Result<(), Fault> {
    let (from, to) = (exception.from, exception.to);
    let meets =
        |block: &BlockPlan| block.first.is_none_or(|first| first <= to) && block.last.is_none_or(|last| from <= last);
    if from <= to && !blocks.is_empty() && !blocks.iter().any(meets) {
        let place = || format!("overrides[{index}]");
        return Err(Place(&place).fault("from", FaultKind::OutsideValidity { from, to }));
    }
    Ok(())
}

fn check_exception(exception: &Override, place: &Place<'_>) -> Result<Vec<Stretch>, Fault> {
    let (from, to) = (exception.from, exception.to);
    if to < from {
        return Err(place.fault("to", FaultKind::EndsBeforeStart { from, to }));
    }
    match &exception.mode {
        Mode::Close => Ok(Vec::new()),
        Mode::Cancel(start) if *start >= ClockTime::MIDNIGHT => {
            Err(place.fault("mode", FaultKind::StartBeyondDay(*start)))
        }
        Mode::Cancel(_) => Ok(Vec::new()),
        Mode::Replace(times) | Mode::Add(times) if times.is_empty() => {
            let kind = FaultKind::Empty("give at least one start and end, or choose close");
            Err(place.fault("mode", kind))
        }
        Mode::Replace(times) | Mode::Add(times) => times.iter().map(|t: &Times| stretch(t, place)).collect(),
    }
}

/// In the order of publication; a later closure or replacement takes back earlier additions.
fn together<'a>(exceptions: impl Iterator<Item = (&'a Mode, &'a Vec<Stretch>, &'a String)>) -> Option<Exception> {
    let mut result: Option<Exception> = None;
    for (mode, times, reason) in exceptions {
        let reason: Arc<str> = Arc::from(reason.as_str());
        let so_far = result.get_or_insert(Exception { base: Base::Kept, added: Vec::new(), cancelled: Vec::new() });
        match mode {
            Mode::Close => {
                so_far.base = Base::Closed(reason);
                so_far.added.clear();
            }
            Mode::Replace(_) => {
                so_far.base = Base::Replaced(times.clone(), reason);
                so_far.added.clear();
            }
            Mode::Add(_) => {
                let added = times.iter().map(|t| (*t, Arc::clone(&reason)));
                so_far.added.extend(added);
            }
            Mode::Cancel(start) => so_far.cancelled.push((start.minutes(), reason)),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn cuts_hold_from_the_first_to_the_last_day() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 8, d).unwrap();
        let close = Override { to: day(14), ..Override::close(day(12), "夏季休業") };
        let cut = compile(&[&close]).unwrap();
        let held = (10..=16).filter(|d| cut.on(day(*d)).is_some());
        assert_eq!(held.collect::<Vec<_>>(), [12, 13, 14]);
    }
}
