//! Passphrases: four easy words and eight digits (合言葉). They can be written on paper, typed on an old telephone or
//! read out; they are all a person needs to come back.
//!
//! Four words of 1,024 and seven free digits make 63 bits. The eighth digit checks the rest (ISO 7064, MOD 11,10), so
//! that a slip of the pen is told apart from a wrong passphrase.

use std::{collections::HashMap, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;
use wana_kana::ConvertJapanese;

static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("words.txt").lines().collect());
static PLACES: LazyLock<HashMap<&'static str, u16>> =
    LazyLock::new(|| WORDS.iter().zip(0_u16..).map(|(word, place)| (*word, place)).collect());

const COUNT: usize = 4;
const DIGITS: u32 = 10_000_000;

/// A passphrase in hand. It is never stored; the database knows only its keyed hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passphrase {
    words: [u16; COUNT],
    digits: u32,
}

/// What looks mistyped, so that the page can say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typo {
    /// This word is not one of ours.
    UnknownWord(String),
    /// Not four words and eight digits.
    Incomplete,
    /// Words and digits do not belong together.
    Mismatch,
}

impl Passphrase {
    /// The passphrase made from 32 random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        let word = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]) % 1024;
        let digits = u64::from_be_bytes(bytes[8..16].try_into().expect("eight bytes")) % u64::from(DIGITS);
        Self { words: [word(0), word(2), word(4), word(6)], digits: u32::try_from(digits).expect("seven digits") }
    }

    pub fn words(&self) -> [&'static str; COUNT] {
        self.words.map(|place| WORDS[usize::from(place)])
    }

    /// The words in Latin letters, for readers without kana.
    pub fn latin(&self) -> [String; COUNT] {
        self.words().map(|word| word.to_romaji())
    }

    /// The digits with their check digit, in two groups.
    pub fn digits(&self) -> String {
        let all = format!("{:07}{}", self.digits, check_digit(&self.words, self.digits));
        format!("{} {}", &all[..4], &all[4..])
    }

    /// All of it in one line.
    pub fn line(&self) -> String {
        format!("{} {}", self.words().join(" "), self.digits())
    }

    /// What is hashed to find the thread.
    pub fn secret(&self) -> Vec<u8> {
        let mut secret: Vec<u8> = self.words.iter().flat_map(|word| word.to_be_bytes()).collect();
        secret.extend(self.digits.to_be_bytes());
        secret
    }

    /// Reads what somebody typed: any width, katakana or Latin letters, any separators.
    pub fn read(text: &str) -> Result<Self, Typo> {
        let folded: String = text.nfkc().collect::<String>().to_lowercase();
        let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
        let mut words = Vec::new();
        for part in folded.split(|letter: char| !letter.is_alphabetic()).filter(|part| !part.is_empty()) {
            let kana = part.to_hiragana();
            let place = PLACES.get(kana.as_str()).ok_or_else(|| Typo::UnknownWord(part.chars().take(20).collect()))?;
            words.push(*place);
        }
        let words: [u16; COUNT] = words.try_into().map_err(|_| Typo::Incomplete)?;
        if digits.len() != 8 {
            return Err(Typo::Incomplete);
        }
        let free: u32 = digits[..7].parse().map_err(|_| Typo::Incomplete)?;
        if digits[7..] != check_digit(&words, free).to_string() {
            return Err(Typo::Mismatch);
        }
        Ok(Self { words, digits: free })
    }
}

/// ISO 7064 MOD 11,10 over the places of the words (four digits each) and the seven digits.
fn check_digit(words: &[u16; COUNT], digits: u32) -> u32 {
    let line = words.iter().map(|word| format!("{word:04}")).collect::<String>() + &format!("{digits:07}");
    let product = line.bytes().fold(10, |product, digit| {
        let sum = (product + u32::from(digit - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10
}
