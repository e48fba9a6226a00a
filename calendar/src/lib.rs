//! The time model of a support desk: when is it open, closed, or simply not known?
//!
//! Japanese notices say things no calendar standard can hold: "closed on the 2nd Monday, or on
//! the 3rd when the 2nd is a holiday", "about twice a month", "year-end" without dates. This
//! crate reads such rules as data and answers **open, closed or unknown, always with the
//! reasons, never by guessing**: a person who travels to a closed door may not come a second
//! time, so a wrong "open" is the worst answer.
//!
//! It is pure: no clock, no file, no network, no database. The caller passes the moment.
//! All dates and times are local time in Japan ([`chrono::NaiveDateTime`]), to the minute.
//!
//! | module | what it knows |
//! |---|---|
//! | [`holidays`] | national holidays by statute, the official list over it, municipal days added or removed |
//! | [`hours`] | the hour notice as data: rules, closures, silences, exceptions |
//! | [`reading`] | notices in Japanese, read into rules |
//! | [`ask`] | questions about a notice from outside, a line each |
//! | [`schedule`] | a checked notice that answers questions |
//! | [`business`] | business days, the day a reply is due, when a message is read |
//! | [`wareki`] | Japanese years, fiscal years, ages, school years, dates as people write them |
//! | [`duration`] | terms of months by the Civil Code; 「6か月以上」 |
//! | [`ages`] | for which ages a desk is, and where 概ね leaves it to a person |
//! | [`validity`] | what holds in which period: places, projects, what is not held at present |
//! | [`frequency`] | how often something is to be held, and whether it was |
//! | [`meetings`] | what a meeting needs, and its number in the fiscal year |
//! | [`reservation`] | who is received with, and who without, a reservation |
//! | [`following`] | slots that begin when another gathering ends |
//! | [`quota`], [`limits`], [`fees`] | how many times, how long, and for how much |
//! | [`support`] | how support ends and begins again |
//! | [`figures`] | figures and pages with the day they are of |
//! | [`relative_years`] | 今年度, resolved with the date of the document |
//! | [`verdict`] | yes, no, or a person decides |
//! | [`clock`] | times of day as people write them |
//! | [`exchange`] | iCalendar, OpenStreetMap, GIF, HSDS, schema.org, and what each cannot say |
//! | [`words`] | the answers in Japanese, easy Japanese and English |
//!
//! ```
//! use calendar::holidays::Holidays;
//! use calendar::hours::{ClockTime, Schedule, State};
//! use chrono::NaiveDate;
//!
//! let holidays = Holidays::national();
//! let from = ClockTime::hm(9, 0);
//! let to = ClockTime::hm(17, 15);
//! let desk = Schedule::weekdays(from, to, &holidays)?;
//! let night = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(2, 10, 0).unwrap();
//! // Monday the 23rd is a holiday, so the next opening is Tuesday.
//! let tuesday = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap().and_hms_opt(9, 0, 0);
//! assert_eq!(desk.state(night), State::Closed { opens: tuesday });
//! # Ok::<(), calendar::hours::Fault>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod ages;
pub mod ask;
pub mod business;
pub mod clock;
pub mod duration;
pub mod exchange;
pub mod fees;
pub mod figures;
pub mod following;
pub mod frequency;
pub mod holidays;
pub mod hours;
pub mod limits;
pub mod meetings;
mod plain;
pub mod quota;
pub mod reading;
pub mod relative_years;
pub mod reservation;
pub mod schedule;
pub mod support;
pub mod validity;
pub mod verdict;
pub mod wareki;
pub mod words;

pub use holidays::Holidays;
pub use hours::{Channel, Closure, HoursBlock, Override, Rule};
pub use schedule::{Answer, DayAnswer, Fault, Interval, Reason, Schedule, State, Status};
pub use verdict::Verdict;

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
