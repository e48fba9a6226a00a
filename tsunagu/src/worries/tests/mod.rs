//! Worries: told vaguely, read by one desk, handed on to nobody without the person.

mod model;
mod stories;
