//! Hours written in other forms, and read back: the same minutes are open.

mod ical;
mod notices;
mod osm;
mod others;
