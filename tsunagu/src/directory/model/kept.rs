//! Facts kept small: as text until somebody looks. A country has fifty thousand desks, and on a day few are looked at.

use std::{ops::Deref, sync::OnceLock};

use serde::{Serialize, de::DeserializeOwned};

/// A value as compact JSON, read when it is first looked at and held from then on.
#[derive(Debug)]
pub struct Kept<T> {
    text: Box<str>,
    read: OnceLock<Box<T>>,
}

impl<T: Serialize + DeserializeOwned> Kept<T> {
    /// An error if the value does not come back from its own text.
    pub fn of(value: &T) -> Result<Self, serde_json::Error> {
        let text = serde_json::to_string(value)?;
        serde_json::from_str::<T>(&text)?;
        Ok(Self { text: text.into_boxed_str(), read: OnceLock::new() })
    }
}

impl<T: DeserializeOwned> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.read.get_or_init(|| Box::new(serde_json::from_str(&self.text).expect("it was read when it was kept")))
    }
}
