//! What a question costs beside the two engines for opening hours that are used most: the crate opening-hours in this
//! process, and opening_hours.js in one of its own, which measures itself when it is warm.
//!
//! `cargo bench -p calendar` prints nanoseconds for one operation and how many times as long the faster of the others
//! takes. Before anything is measured our answers are compared with those of the crate, which is given our holidays: both
//! must do the same work. opening_hours.js computes holidays of its own, so its answers differ on a few days. The
//! contenders take turns, and the median of the rounds counts, so that a busy machine slows all of them.
//! `bin/other-engines` installs the one from JavaScript.

#[path = "../tests/engines/mod.rs"]
mod engines;

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use calendar::hours::HoursBlock;
use calendar::reading::read;
use calendar::{Holidays, Schedule, State, Status};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use compact_calendar::CompactCalendar;
use opening_hours::{Context, ContextHolidays, OpeningHours, RuleKind};
use serde_json::{Value, json};

/// Odd, so that the median is a round that took place.
const ROUNDS: usize = 5;
/// Long enough that the clock does not matter.
const ROUND: Duration = Duration::from_millis(20);

/// The same hours in the words of OpenStreetMap and in ours.
struct Notice {
    name: &'static str,
    osm: &'static str,
    ours: &'static str,
}

/// Nothing that one of the three cannot say: a closing day moved by a holiday is only in ours. Without the colon after
/// the months the crate reads "Dec Fr[3]" as a date, and a night into a day that is off ends there at midnight.
static NOTICES: [Notice; 6] = [
    Notice {
        name: "weekdays",
        osm: "Mo-Fr 10:00-18:00; PH off; Dec 29-Jan 03 off",
        ours: "
            rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: '10:00', end: '18:00'}]
            closures: [{type: national_holidays}, {type: year_end, from: 12-29, to: 01-03, stated: true}]",
    },
    Notice {
        name: "without the second Monday",
        osm: "Mo-Fr 10:00-18:00; Mo[2] off; PH off; Dec 29-Jan 03 off",
        ours: "
            rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: '10:00', end: '18:00'}]
            closures:
            - {type: nth_weekday, nth: 2, day: mon}
            - {type: national_holidays}
            - {type: year_end, from: 12-29, to: 01-03, stated: true}",
    },
    Notice {
        name: "first and third Thursday",
        osm: "Th[1,3] 12:00-16:00; PH off; Dec 29-Jan 03 off",
        ours: "
            rules: [{type: nth_weekday, nth: [1, 3], day: thu, start: '12:00', end: '16:00'}]
            closures: [{type: national_holidays}, {type: year_end, from: 12-29, to: 01-03, stated: true}]",
    },
    Notice {
        name: "third Friday of even months",
        osm: "Feb,Apr,Jun,Aug,Oct,Dec: Fr[3] 13:30-15:30; PH off",
        ours: "
            rules:
            - {type: nth_weekday, nth: 3, day: fri, months: [2, 4, 6, 8, 10, 12], start: '13:30', end: '15:30'}
            closures: [{type: national_holidays}]",
    },
    Notice {
        name: "two desks, a break at noon",
        osm: "Mo-Fr 08:30-12:00,13:00-17:15; Sa 10:00-15:00; PH off; Dec 29-Jan 03 off",
        ours: "
            rules:
            - type: weekly
              days: [mon, tue, wed, thu, fri]
              times: [{start: '8:30', end: '12:00'}, {start: '13:00', end: '17:15'}]
            - {type: weekly, days: [sat], start: '10:00', end: '15:00'}
            closures: [{type: national_holidays}, {type: year_end, from: 12-29, to: 01-03, stated: true}]",
    },
    Notice {
        name: "a night on Saturdays",
        osm: "Sa 20:00-29:00",
        ours: "rules: [{type: weekly, days: [sat], start: '20:00', end: '29:00', past_midnight: true}]",
    },
];

fn main() {
    // `cargo test --benches` only wants to know that it still builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let moments = moments();
    let mut table =
        format!("{:44}{:>12}{:>15}{:>19}{:>9}\n", "ns", "calendar", "opening-hours", "opening_hours.js", "ratio");
    for notice in &NOTICES {
        let bench = Bench::new(notice, &moments);
        bench.compare_answers();
        for line in [bench.status(), bench.state(), bench.year(), bench.reading()] {
            let line = line.measured();
            println!("{line}");
            writeln!(table, "{line}").expect("a string takes all");
        }
    }
    println!("\n{table}");
    println!("{}", words());
}

/// What reading the words of a notice costs: there is no other engine that reads them.
fn words() -> String {
    let mut table = format!("{:>12}  {}\n", "µs", "a notice read from Japanese");
    let documents = include_str!("../testdata/notices.yaml");
    let texts: Vec<String> =
        documents.lines().filter_map(|line| Some(line.strip_prefix("  text: ")?.to_owned())).collect();
    let longest = texts.iter().max_by_key(|text| text.len()).expect("there are notices");
    let hostile = "第".repeat(1_000_000 / 3);
    let single = [
        "平日 9:00～17:00",
        "週5日:毎週月曜から金曜 午前10時から午後6時 ※土日祝、年末年始および毎月第2月曜(祝日の場合は第3月曜)は休み",
        longest,
    ];
    for text in single {
        let rounds: Vec<f64> = (0..ROUNDS).map(|_| each(&[()], |()| read(black_box(text)))()).collect();
        let start: String = text.chars().take(40).collect();
        writeln!(table, "{:12.1}  {start}", median(rounds) / 1000.0).expect("a string takes all");
    }
    let all = median((0..ROUNDS).map(|_| each(&texts, |text| read(black_box(text)))()).collect());
    writeln!(table, "{:12.1}  each of {} notices, on average", all / 1000.0, texts.len()).expect("a string takes all");
    let began = Instant::now();
    black_box(read(&hostile));
    let took = began.elapsed().as_secs_f64();
    writeln!(table, "{:12.0}  a megabyte of 第", took * 1e6).expect("a string takes all");
    table
}

/// A thousand minutes from 2024 to 2031, the same in every run.
fn moments() -> Vec<NaiveDateTime> {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let after = NaiveDate::from_ymd_opt(2032, 1, 1).unwrap();
    let minutes = (after - first).num_minutes() as u64;
    // Knuth's constants; the upper bits are the good ones.
    let mut seed = 1948_u64;
    let mut draw = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % minutes
    };
    (0..1000).map(|_| first.and_time(NaiveTime::MIN) + TimeDelta::minutes(draw() as i64)).collect()
}

struct Bench<'a> {
    notice: &'static Notice,
    moments: &'a [NaiveDateTime],
    block: HoursBlock,
    holidays: Holidays,
    ours: Schedule,
    theirs: OpeningHours,
}

impl<'a> Bench<'a> {
    fn new(notice: &'static Notice, moments: &'a [NaiveDateTime]) -> Bench<'a> {
        let block: HoursBlock = serde_norway::from_str(notice.ours).expect("it is written above");
        let holidays = Holidays::national();
        let ours = Schedule::compile([&block], &[], &holidays).expect("it can be compiled");
        let theirs: OpeningHours = notice.osm.parse().expect("it is written above");
        let theirs = theirs.with_context(Context::default().with_holidays(known_to_all(&holidays)));
        Bench { notice, moments, block, holidays, ours, theirs }
    }

    /// Every minute asked about, and every change that follows it.
    fn compare_answers(&self) {
        for at in self.moments {
            let status = match self.theirs.state(*at).0 {
                RuleKind::Open => Status::Open,
                RuleKind::Closed => Status::Closed,
                RuleKind::Unknown => Status::Unknown,
            };
            assert_eq!(self.ours.status(*at), status, "{} at {at}", self.notice.name);
            let change = match self.ours.state(*at) {
                State::Open { until } => until,
                State::Closed { opens } => opens,
                State::Unknown => None,
            };
            assert_eq!(change, self.theirs.next_change(*at), "{} after {at}", self.notice.name);
        }
        let (first, last) = self.year_asked();
        let ours = self.ours.openings(first, last);
        let ours: Vec<_> = ours.iter().map(|opening| (opening.start, opening.certain_end())).collect();
        assert_eq!(ours, expanded(&self.theirs, first, last), "openings of a year, {}", self.notice.name);
    }

    fn year_asked(&self) -> (NaiveDate, NaiveDate) {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).expect("a day of 2026");
        (day(1, 1), day(12, 31))
    }

    /// Open, closed or unknown, at one minute.
    fn status(&self) -> Line<'_> {
        let mut question = self.question("state");
        question["at"] = self.moments_in_words();
        question["rounds"] = json!(20);
        Line {
            what: "open or closed",
            notice: self.notice,
            ours: each(self.moments, |at| self.ours.status(*at)),
            theirs: each(self.moments, |at| self.theirs.state(*at)),
            question,
        }
    }

    /// Open, closed or unknown, and until when. The others answer the second half only.
    fn state(&self) -> Line<'_> {
        let mut question = self.question("change");
        question["at"] = self.moments_in_words();
        question["rounds"] = json!(2);
        Line {
            what: "and until when",
            notice: self.notice,
            ours: each(self.moments, |at| self.ours.state(*at)),
            theirs: each(self.moments, |at| self.theirs.next_change(*at)),
            question,
        }
    }

    /// All openings of a year.
    fn year(&self) -> Line<'_> {
        let (first, last) = self.year_asked();
        let mut question = self.question("year");
        question["from"] = json!(first.to_string());
        question["to"] = json!(last.to_string());
        question["rounds"] = json!(5);
        Line {
            what: "a year of openings",
            notice: self.notice,
            ours: each(&[()], move |()| self.ours.openings(first, last)),
            theirs: each(&[()], move |()| expanded(&self.theirs, first, last)),
            question,
        }
    }

    /// From what is stored to what can be asked: theirs is text, ours a block, which is checked and compiled.
    /// The words of a notice are measured in [`words`].
    fn reading(&self) -> Line<'_> {
        let mut question = self.question("parse");
        question["rounds"] = json!(200);
        Line {
            what: "ready to be asked",
            notice: self.notice,
            ours: each(&[()], |()| Schedule::compile([black_box(&self.block)], &[], &self.holidays)),
            theirs: each(&[()], |()| black_box(self.notice.osm).parse::<OpeningHours>()),
            question,
        }
    }

    fn question(&self, what: &str) -> Value {
        json!({ "bench": what, "value": self.notice.osm })
    }

    fn moments_in_words(&self) -> Value {
        self.moments.iter().map(|at| at.format("%Y-%m-%dT%H:%M").to_string()).collect()
    }
}

/// Theirs for Japan leave out some substitute days; they are looked up in the same way.
fn known_to_all(holidays: &Holidays) -> ContextHolidays {
    let days = (2000..2080).flat_map(|year| holidays.of_year(year));
    let mut public = CompactCalendar::default();
    for (date, _) in days {
        public.insert(date);
    }
    ContextHolidays::new(Arc::new(public), Arc::default())
}

/// The openings alone: they also give what lies between.
fn expanded(hours: &OpeningHours, first: NaiveDate, last: NaiveDate) -> Vec<(NaiveDateTime, NaiveDateTime)> {
    let (from, to) =
        (first.and_time(NaiveTime::MIN), last.succ_opt().expect("not the last day").and_time(NaiveTime::MIN));
    let open = hours.iter_range(from, to).filter(|interval| interval.kind == RuleKind::Open);
    open.map(|interval| (interval.range.start, interval.range.end)).collect()
}

/// Nanoseconds for one operation in one round.
type Round<'a> = Box<dyn Fn() -> f64 + 'a>;

/// Asks the same questions again and again until the round is over.
fn each<'a, Q, A>(questions: &'a [Q], ask: impl Fn(&Q) -> A + 'a) -> Round<'a> {
    Box::new(move || {
        let mut asked = 0;
        let began = Instant::now();
        loop {
            for question in questions {
                black_box(ask(black_box(question)));
            }
            asked += questions.len();
            let took = began.elapsed();
            if took >= ROUND {
                return took.as_nanos() as f64 / asked as f64;
            }
        }
    })
}

struct Line<'a> {
    what: &'static str,
    notice: &'static Notice,
    ours: Round<'a>,
    theirs: Round<'a>,
    question: Value,
}

impl Line<'_> {
    fn measured(&self) -> String {
        let mut taken: [Vec<f64>; 3] = Default::default();
        for _ in 0..ROUNDS {
            taken[0].push((self.ours)());
            taken[1].push((self.theirs)());
            let answer = &engines::opening_hours(std::slice::from_ref(&self.question))[0];
            taken[2].push(answer["ns_per_op"].as_f64().unwrap_or_else(|| panic!("{}: {answer}", self.question)));
        }
        let [ours, theirs, javascript] = taken.map(median);
        let ratio = theirs.min(javascript) / ours;
        let name = format!("{}: {}", self.notice.name, self.what);
        format!("{name:44}{ours:12.1}{theirs:15.1}{javascript:19.1}{ratio:8.1}×")
    }
}

fn median(mut taken: Vec<f64>) -> f64 {
    taken.sort_unstable_by(f64::total_cmp);
    taken[taken.len() / 2]
}
