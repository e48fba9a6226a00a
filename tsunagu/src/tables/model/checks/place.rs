//! Places on the map: degrees of latitude and longitude in Japan.

use super::normal;
use crate::tables::model::{
    columns::Matched,
    repair::{Finding, Reason},
    sets::Kind,
};

/// From Okinotorishima to Etorofu, and from Yonaguni to Minamitorishima.
const LATITUDE: std::ops::RangeInclusive<f64> = 20.0..=46.0;
const LONGITUDE: std::ops::RangeInclusive<f64> = 122.0..=154.5;

pub fn latitude(text: &str) -> Option<Finding> {
    degree(text, &LATITUDE)
}

pub fn longitude(text: &str) -> Option<Finding> {
    degree(text, &LONGITUDE)
}

fn degree(text: &str, within: &std::ops::RangeInclusive<f64>) -> Option<Finding> {
    let plain = normal(text);
    match decimal(&plain) {
        Some(degree) if within.contains(&degree) => (plain != text).then(|| Finding::safe(Reason::FullWidth, plain)),
        Some(_) => Some(Finding::lost(Reason::PlaceOutside)),
        None => Some(match sexagesimal(&plain).filter(|degree| within.contains(degree)) {
            Some(degree) => Finding::must(Reason::PlaceDegrees, format!("{degree:.6}")),
            None => Finding::lost(Reason::PlaceOutside),
        }),
    }
}

fn decimal(plain: &str) -> Option<f64> {
    let is_figure = plain.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.');
    plain.parse().ok().filter(|_| is_figure)
}

/// Degrees, minutes and seconds, whatever stands between them.
fn sexagesimal(plain: &str) -> Option<f64> {
    let parts: Vec<f64> = plain
        .split(|sign: char| !sign.is_ascii_digit() && sign != '.')
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts[..] {
        [degrees, minutes, seconds] if minutes < 60.0 && seconds < 60.0 => {
            Some(degrees + minutes / 60.0 + seconds / 3600.0)
        }
        _ => None,
    }
}

/// Each stands where the other belongs.
pub fn both(matched: &Matched, cells: &[String], found: &mut [Option<Finding>]) {
    let (Some(north), Some(east)) = (matched.first_of(Kind::Latitude), matched.first_of(Kind::Longitude)) else {
        return;
    };
    let (latitude, longitude) = (normal(&cells[north]), normal(&cells[east]));
    let is_within =
        |text: &str, range: &std::ops::RangeInclusive<f64>| decimal(text).is_some_and(|degree| range.contains(&degree));
    if is_within(&latitude, &LONGITUDE) && is_within(&longitude, &LATITUDE) {
        found[north] = Some(Finding::must(Reason::PlaceSwapped, longitude));
        found[east] = Some(Finding::must(Reason::PlaceSwapped, latitude));
    }
}
