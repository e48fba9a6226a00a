//! Times of day: 「午前9時〜正午、午後1時〜午後5時（受付は午後4時30分まで）」.

use super::cursor::Cursor;
use crate::clock::ClockTime;
use crate::hours::Times;

const DAY: u16 = 24 * 60;

/// One or more stretches of a day.
pub(super) fn times(words: &mut Cursor<'_>) -> Option<Vec<Times>> {
    let joint = if words.is_easy() { "と、" } else { "、" };
    words.joined(joint, stretch)
}

fn stretch(words: &mut Cursor<'_>) -> Option<Times> {
    let mut times = bounds(words)?;
    times.doors_open = words.bracket(|words| {
        if !words.is_easy() {
            words.take("開場は")?;
            return time(words);
        }
        let doors = time(words)?;
        words.take("から入れます")?;
        Some(doors)
    });
    times.last_entry = words.bracket(|words| {
        words.take("受付は")?;
        let last = time(words)?;
        words.take("まで")?;
        Some(last)
    });
    Some(times)
}

fn bounds(words: &mut Cursor<'_>) -> Option<Times> {
    if words.has("24時間") {
        return Some(Times::new(ClockTime::hm(0, 0), ClockTime::MIDNIGHT));
    }
    let mut approximate = words.is_easy() && words.has("だいたい");
    let start = time(words)?;
    approximate |= words.has("ごろ");
    let end = if words.attempt(no_end).is_some() {
        None
    } else {
        words.take_either("~", "から")?;
        let end = time(words)?;
        approximate |= words.has("ごろ");
        if words.is_easy() {
            words.take("まで")?;
        }
        Some(end)
    };
    let past_midnight = end.is_some_and(|end| end > ClockTime::MIDNIGHT);
    Some(Times { end, past_midnight, approximate, ..Times::from(start) })
}

fn no_end(words: &mut Cursor<'_>) -> Option<()> {
    words.take("から(")?;
    words.take_either("終わる時刻は書かれていません", "何時に終わるかは、書いてありません")?;
    words.take(")")
}

/// 「正午」, 「午後1時30分」, 「夜の12時」, 「翌日の午前5時」
fn time(words: &mut Cursor<'_>) -> Option<ClockTime> {
    words.attempt(|words| {
        let next_day = words.take_either("翌日の", "次の日の").map_or(0, |()| DAY);
        if words.has("夜の12時") {
            return Some(ClockTime::MIDNIGHT);
        }
        let (first, noon) = words.any(&[
            ("正午", (720, true)),
            ("昼の12時", (720, true)),
            ("午前", (0, false)),
            ("午後", (720, false)),
        ])?;
        let hour = if noon { 0 } else { hour(words)? };
        let minute = words.attempt(minutes).unwrap_or(0);
        let total = next_day + first + hour * 60 + minute;
        ClockTime::new(total / 60, total % 60)
    })
}

fn hour(words: &mut Cursor<'_>) -> Option<u16> {
    let hour = words.number().filter(|hour| *hour < 12)?;
    words.take("時")?;
    u16::try_from(hour).ok()
}

fn minutes(words: &mut Cursor<'_>) -> Option<u16> {
    let minute = words.number().filter(|minute| *minute < 60)?;
    words.take("分")?;
    u16::try_from(minute).ok()
}
