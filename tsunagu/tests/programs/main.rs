//! The real program, started as an installation starts it: several over one database, and killed at any moment.

mod kills;
mod linear;
mod programs;
mod races;
