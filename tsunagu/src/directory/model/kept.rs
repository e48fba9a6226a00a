//! Facts kept small: as packed text until somebody looks. A country has fifty thousand desks, and on a day few are
//! looked at.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};

use lz4_flex::block::{compress_prepend_size_with_dict, decompress_size_prepended_with_dict};
use serde::{Serialize, de::DeserializeOwned};

/// As far back as a packed text can point.
const WINDOW: usize = 64 * 1024;

/// What most facts have in common (names of fields, usual phrases), learnt from the first ones; later ones point to it.
#[derive(Clone, Debug, Default)]
pub struct Common {
    learnt: Vec<u8>,
    whole: Arc<[u8]>,
}

impl Common {
    fn learn(&mut self, text: &str) {
        if !self.whole.is_empty() {
            return;
        }
        self.learnt.extend_from_slice(text.as_bytes());
        if self.learnt.len() >= WINDOW {
            self.whole = std::mem::take(&mut self.learnt)[..WINDOW].into();
        }
    }
}

/// A value as packed JSON, read when it is first looked at and held from then on.
#[derive(Debug)]
pub struct Kept<T> {
    packed: Box<[u8]>,
    common: Arc<[u8]>,
    read: OnceLock<Box<T>>,
}

impl<T: Serialize + DeserializeOwned> Kept<T> {
    /// An error if the value does not come back from its own text.
    pub fn of(value: &T, common: &mut Common) -> Result<Self, serde_json::Error> {
        let text = serde_json::to_string(value)?;
        serde_json::from_str::<T>(&text)?;
        common.learn(&text);
        let common = common.whole.clone();
        let packed = compress_prepend_size_with_dict(text.as_bytes(), &common).into_boxed_slice();
        Ok(Self { packed, common, read: OnceLock::new() })
    }
}

impl<T: DeserializeOwned> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.read.get_or_init(|| {
            let text = decompress_size_prepended_with_dict(&self.packed, &self.common).expect("it was packed here");
            Box::new(serde_json::from_slice(&text).expect("it was read when it was kept"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_takes_less_room_once_others_are_known() {
        let mut common = Common::default();
        let mut sizes = Vec::new();
        for number in 0..2_000 {
            let value = vec![format!("平日の午前{number}時から、電話と窓口で話せます。"), format!("{}", number * 7919)];
            let kept = Kept::of(&value, &mut common).expect("kept");
            assert_eq!(*kept, value);
            sizes.push(kept.packed.len());
        }
        assert!(sizes[1_999] * 2 < sizes[0], "{} and {}", sizes[0], sizes[1_999]);
        assert_eq!(*Kept::of(&String::new(), &mut Common::default()).expect("kept"), "", "the smallest");
    }
}
