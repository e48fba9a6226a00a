//! The examples that speak of something other than opening hours: terms, counts, ages, who may
//! come how. Each is answered by the library; what stands here only reads the example.
//!
//! Some examples are sentences (`check`). Each sentence is written out beside the call that
//! answers it, and one that is not written out fails.

mod ages;
mod frequency;
mod gatherings;
mod periods;

pub use ages::age;
pub use frequency::frequency;
pub use gatherings::{mode, relative, reservation};
pub use periods::{as_of, duration, limit, quota, validity};

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde_norway::Value;

use crate::{field, read};

/// What a check returns: nothing, or what went wrong.
pub type Checked = Result<(), String>;

fn same<T: PartialEq + Debug>(got: T, expected: T) -> Checked {
    if got == expected { Ok(()) } else { Err(format!("got {got:?}, not {expected:?}")) }
}

/// The value without some of its keys, read as a type that refuses unknown ones.
fn read_without<T: DeserializeOwned>(value: &Value, keys: &[&str]) -> T {
    let Value::Mapping(mut map) = value.clone() else {
        panic!("a mapping is expected: {value:?}");
    };
    for key in keys {
        map.remove(key);
    }
    read(&Value::Mapping(map))
}

/// An example with its reason taken off.
fn example<T: DeserializeOwned>(value: &Value) -> T {
    read_without(value, &["why"])
}

/// The sentence of an example that is one.
fn sentence(example: &Value) -> Option<String> {
    field(example, "check")
}

/// Compares what the library says of a sentence with the hand-written answer.
fn answered(example: &Value, answer: bool) -> Checked {
    same(Some(answer), field(example, "ok"))
}

fn no_call_for(sentence: &str) -> Checked {
    Err(format!("no call answers `{sentence}`"))
}
