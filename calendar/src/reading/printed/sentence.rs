//! One sentence of a printed notice.

use super::cursor::Cursor;
use super::days::{days, weekdays};
use super::limits::{before, behind, months, on_holiday, period, season, seasons};
use super::times::times;
use crate::hours::{
    Booking, Closure, Days, Months, Often, OnHoliday, Pattern, Per, PrintedDate, Rule, Season, Silence, Weekdays,
    Within,
};
use crate::reading::told::Assumed;

/// What a sentence says.
#[derive(Debug, Clone)]
pub(super) enum Said {
    Open(Vec<Rule>),
    Closed(Vec<Closure>),
    NoHours,
    Valid(Option<PrintedDate>, Option<PrintedDate>),
    Booking(Booking),
    NotStated(Vec<Silence>),
    AlsoOpen(Vec<Silence>),
    Tentative,
}

/// In the plain and in the easy form.
const ON_REQUEST: (&str, &str) =
    ("ご希望があったときに、日時を相談して決めます", "使いたいときに、いつにするか相談して決めます");

/// The sentence that stands here, up to its full stop.
pub(super) fn sentence(words: &mut Cursor<'_>) -> Option<Said> {
    if let Some(said) = fixed(words) {
        return Some(said);
    }
    let readers: [fn(&mut Cursor<'_>) -> Option<Said>; 8] =
        [valid, closed, announced, on_dates_told_later, on_request, often, weekend_and_holidays, opening];
    readers.into_iter().find_map(|read| words.attempt(read))
}

/// Sentences that are always the same.
fn fixed(words: &mut Cursor<'_>) -> Option<Said> {
    let both = || vec![Silence::NationalHolidays, Silence::YearEnd];
    let (holidays, year_end) = (|| vec![Silence::NationalHolidays], || vec![Silence::YearEnd]);
    let irregular = || Said::Open(vec![Rule::on(Days::Irregular { days: Weekdays::NONE })]);
    let on_request = || Said::Open(vec![Rule::on(Days::OnRequest)]);
    let always = || Said::Open(vec![Rule::on(Days::Always)]);
    let plain = [
        ("いつ開いているか、資料に書かれていません", Said::NoHours),
        ("ほかの窓口や集まりに合わせて開きます", Said::NoHours),
        ("日程は、決まりしだいお知らせします", irregular()),
        (ON_REQUEST.0, on_request()),
        ("いつでも送れます。お返事は、あとになります", always()),
        ("24時間いつでも受け付けています", always()),
        ("原則として予約が必要です", Said::Booking(Booking::InPrinciple)),
        ("予約が必要です", Said::Booking(Booking::Required)),
        ("予約はいりません", Said::Booking(Booking::NotNeeded)),
        ("祝日と年末年始に開いているかは、資料に書かれていません", Said::NotStated(both())),
        ("祝日に開いているかは、資料に書かれていません", Said::NotStated(holidays())),
        ("年末年始に開いているかは、資料に書かれていません", Said::NotStated(year_end())),
        ("祝日も年末年始も開いています", Said::AlsoOpen(both())),
        ("祝日も開いています", Said::AlsoOpen(holidays())),
        ("年末年始も開いています", Said::AlsoOpen(year_end())),
        ("予定です。変わることがあります", Said::Tentative),
    ];
    let easy = [
        ("いつ開いているか、書いてありません", Said::NoHours),
        ("ほかの窓口や集まりに合わせて、開きます", Said::NoHours),
        ("いつするかは、決まったら知らせます", irregular()),
        (ON_REQUEST.1, on_request()),
        ("いつでも送れます。返事は、あとになります", always()),
        ("24時間いつでも、連絡できます", always()),
        ("ふつうは、先に予約をしてください", Said::Booking(Booking::InPrinciple)),
        ("先に予約をしてください", Said::Booking(Booking::Required)),
        ("予約は、いりません", Said::Booking(Booking::NotNeeded)),
        ("祝日と年末年始(12月29日から1月3日まで)に開いているかどうか、書いてありません", Said::NotStated(both())),
        ("祝日に開いているかどうか、書いてありません", Said::NotStated(holidays())),
        ("年末年始(12月29日から1月3日まで)に開いているかどうか、書いてありません", Said::NotStated(year_end())),
        ("祝日も年末年始(12月29日から1月3日まで)も開いています", Said::AlsoOpen(both())),
        ("祝日も開いています", Said::AlsoOpen(holidays())),
        ("年末年始(12月29日から1月3日まで)も開いています", Said::AlsoOpen(year_end())),
        ("予定です。変わることがあります", Said::Tentative),
    ];
    words.any(if words.is_easy() { &easy } else { &plain })
}

fn valid(words: &mut Cursor<'_>) -> Option<Said> {
    words.take_either("期間は", "期間は、")?;
    let (from, to) = period(words)?;
    if words.is_easy() {
        words.take("です")?;
    }
    Some(Said::Valid(from, to))
}

/// 「月曜〜金曜（祝日は休み） 午前10時〜午後6時」
fn opening(words: &mut Cursor<'_>) -> Option<Said> {
    let mut pattern = when(words)?;
    if pattern.on_holiday == OnHoliday::Keep {
        pattern.on_holiday = on_holiday(words, ("祝日は休み", "祝日は休みです"));
    }
    pattern.possible = words.bracket(|words| words.take("開くことがあります")).is_some();
    let times = their_times(words)?;
    Some(Said::Open(vec![Rule { pattern, times }]))
}

/// 「土曜・日曜・祝日 午前10時〜正午」: two rules in one sentence.
fn weekend_and_holidays(words: &mut Cursor<'_>) -> Option<Said> {
    let days = weekdays(words)?;
    words.take_either("・祝日", "と祝日")?;
    let times = their_times(words)?;
    let rule = |days| Rule { pattern: Pattern::new(days), times: times.clone() };
    Some(Said::Open(vec![rule(Days::Weekly(days)), rule(Days::Holidays)]))
}

/// The times behind the days, or that there are none.
fn their_times(words: &mut Cursor<'_>) -> Option<Vec<crate::hours::Times>> {
    if words.take_either("(時刻は書かれていません)", "です。何時からかは、書いてありません").is_some()
    {
        return Some(Vec::new());
    }
    words.take_either(" ", "、")?;
    let times = times(words)?;
    if words.is_easy() {
        words.take("です")?;
    }
    Some(times)
}

/// The days with the part of the calendar they count in.
fn when(words: &mut Cursor<'_>) -> Option<Pattern> {
    let within = before(words);
    let months_named = within.months != Months::ALL;
    let working = working(words, "祝日は休み");
    let days = match working {
        true => Days::Weekly(Weekdays::WORKING),
        false => days(words, months_named)?,
    };
    let mut pattern = Pattern { within, ..Pattern::new(days) };
    if working {
        pattern.on_holiday = OnHoliday::Skip;
    }
    behind(words, &mut pattern.within);
    Some(pattern)
}

/// 「平日」
fn working(words: &mut Cursor<'_>, easy: &str) -> bool {
    if words.take("平日").is_none() {
        return false;
    }
    words.assume(2, Assumed::WorkingDays);
    if words.is_easy() {
        words.bracket(|words| {
            words.take("月曜日から金曜日まで。")?;
            words.take(easy)
        });
    }
    true
}

/// 「土曜の午前10時〜正午に開きます。日程は、決まりしだいお知らせします」
fn announced(words: &mut Cursor<'_>) -> Option<Said> {
    let within = before(words);
    let some_day = words.take_either("いずれかの日", "いつか").is_some();
    let days = match some_day {
        true => Weekdays::NONE,
        false => words.attempt(weekdays)?,
    };
    let mut pattern = Pattern { within, ..Pattern::new(Days::Irregular { days }) };
    behind(words, &mut pattern.within);
    let times = words.attempt(|words| {
        words.take("の")?;
        times(words)
    });
    will_be_told(words, times.is_some())?;
    Some(Said::Open(vec![Rule { pattern, times: times.unwrap_or_default() }]))
}

/// 「午前10時〜正午に開きます。日程は、決まりしだいお知らせします」
fn on_dates_told_later(words: &mut Cursor<'_>) -> Option<Said> {
    let times = times(words)?;
    will_be_told(words, true)?;
    Some(Said::Open(vec![Rule { pattern: Pattern::new(Days::Irregular { days: Weekdays::NONE }), times }]))
}

/// 「午前10時〜正午の間で、ご希望があったときに、日時を相談して決めます」
fn on_request(words: &mut Cursor<'_>) -> Option<Said> {
    let times = times(words)?;
    words.take("の間で、")?;
    words.take_either(ON_REQUEST.0, ON_REQUEST.1)?;
    Some(Said::Open(vec![Rule { pattern: Pattern::new(Days::OnRequest), times }]))
}

fn will_be_told(words: &mut Cursor<'_>, timed: bool) -> Option<()> {
    if timed && words.is_easy() {
        words.take("の間")?;
    }
    words.take("に開きます。")?;
    words.take_either("日程は、決まりしだいお知らせします", "いつするかは、決まったら知らせます")
}

/// 「月2回くらい 午後1時30分〜午後4時30分。日にちは、資料に書かれていません」
fn often(words: &mut Cursor<'_>) -> Option<Said> {
    let mut within = before(words);
    if let Some(months) = words.attempt(|words| {
        let months = months(words)?;
        words.take_either("に", "に、")?;
        Some(months)
    }) {
        within.months = months;
    }
    let days = Days::Frequency(how_often(words)?);
    let mut pattern = Pattern { within, ..Pattern::new(days) };
    behind(words, &mut pattern.within);
    let times = words.attempt(|words| {
        words.take_either(" ", "、")?;
        times(words)
    });
    words.take_either("。日にちは、資料に書かれていません", "です。何日にするかは、書いてありません")?;
    Some(Said::Open(vec![Rule { pattern, times: times.unwrap_or_default() }]))
}

fn how_often(words: &mut Cursor<'_>) -> Option<Often> {
    let plain = [("週", Per::Week), ("月", Per::Month), ("年", Per::FiscalYear)];
    let easy = [("1週間に", Per::Week), ("1か月に", Per::Month), ("1年に", Per::FiscalYear)];
    let per = words.any(if words.is_easy() { &easy } else { &plain })?;
    let count = words.number()?;
    words.take("回")?;
    let approx = words.has("くらい");
    let at_least = words.take_either("以上", "か、もっと多く").is_some();
    let fixed = words.bracket(|words| words.take("いつも同じ曜日と時間"));
    Some(Often { count, per, approx, at_least, fixed_weekday_time: fixed.is_some() })
}

/// 「祝日、毎月第2月曜（祝日のときは第3月曜）はお休み」, 「8月は休むことがあります」
fn closed(words: &mut Cursor<'_>) -> Option<Said> {
    let mut possible = false;
    if words.is_easy() {
        possible = words.any(&[
            ("休みの日は、", false),
            ("休みの時間は、", false),
            ("休みかもしれない日は、", true),
            ("休みかもしれない時間は、", true),
        ])?;
    }
    // 「正午〜午後1時はお休み」: every day.
    let mut closures = match words.attempt(times) {
        Some(times) => {
            let first = Closure { pattern: Pattern::new(Days::Daily), times };
            let more = words.attempt(|words| {
                words.take("、")?;
                words.joined("、", closure)
            });
            std::iter::once(first).chain(more.into_iter().flatten()).collect()
        }
        None => words.joined("、", closure)?,
    };
    if words.is_easy() {
        words.take("です")?;
    } else {
        possible = words.any(&[("はお休み", false), ("は休むことがあります", true)])?;
    }
    closures.iter_mut().for_each(|closure| closure.pattern.possible = possible);
    Some(Said::Closed(closures))
}

fn closure(words: &mut Cursor<'_>) -> Option<Closure> {
    let mut pattern = words.attempt(closing_days).or_else(|| words.attempt(whole_parts_of_the_year))?;
    if pattern.on_holiday == OnHoliday::Keep {
        pattern.on_holiday = on_holiday(words, ("祝日を除く", "祝日のときは休みません"));
    }
    let times = words.attempt(|words| {
        words.take("の")?;
        times(words)
    });
    Some(Closure { pattern, times: times.unwrap_or_default() })
}

fn closing_days(words: &mut Cursor<'_>) -> Option<Pattern> {
    let within = before(words);
    let months_named = within.months != Months::ALL;
    let mut policy = OnHoliday::Keep;
    let days = if let Some(days) = words.attempt(named_days) {
        days
    } else if working(words, "祝日は別です") {
        policy = OnHoliday::Skip;
        Days::Weekly(Weekdays::WORKING)
    } else {
        days(words, months_named)?
    };
    let mut pattern = Pattern { within, on_holiday: policy, ..Pattern::new(days) };
    behind(words, &mut pattern.within);
    Some(pattern)
}

/// 「8月」, 「7月1日〜8月31日」: all of their days.
fn whole_parts_of_the_year(words: &mut Cursor<'_>) -> Option<Pattern> {
    let within = match words.attempt(seasons) {
        Some(seasons) => Within { seasons, ..Within::default() },
        None => Within { months: months(words)?, ..Within::default() },
    };
    let mut pattern = Pattern { within, ..Pattern::new(Days::Daily) };
    if let [Season { from, to }] = pattern.within.seasons[..] {
        pattern = Pattern::new(Days::Annual { from, to, stated: true });
    }
    behind(words, &mut pattern.within);
    Some(pattern)
}

/// Closing days that have a name of their own.
fn named_days(words: &mut Cursor<'_>) -> Option<Days> {
    if words.take_either("当面の間", "しばらくの間").is_some() {
        return Some(Days::Period { from: None, to: None });
    }
    if words.take_either("不定期", "決まっていない日").is_some() {
        return Some(Days::Irregular { days: Weekdays::NONE });
    }
    if let Some(days) = words.attempt(|words| {
        let days = weekdays(words)?;
        words.bracket(|words| words.take_either("不定期", "いつかは、決まっていません"))?;
        Some(days)
    }) {
        return Some(Days::Irregular { days });
    }
    if let Some(often) = words.attempt(how_often) {
        return Some(Days::Frequency(often));
    }
    let assumed = words.any(&[
        ("年末年始", Assumed::YearEndDates),
        ("お盆", Assumed::BonDates),
        ("毎年", Assumed::YearEndDates),
    ])?;
    let (Season { from, to }, stated) = words.bracket(|words| {
        let season = season(words)?;
        let assumed = words.take_either(" ※確認中", "の予定。いま確認しています").is_some();
        Some((season, !assumed))
    })?;
    if !stated {
        words.assume(1, assumed);
    }
    Some(Days::Annual { from, to, stated })
}
