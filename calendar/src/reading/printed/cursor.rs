//! A place in the letters of a notice. Every look ahead is bounded by what stands there, and nothing is nested, so that
//! hostile text takes linear time.

use crate::reading::letters::Letter;
use crate::reading::told::{Assumed, Assumption};

/// Which of the two printed forms of Japanese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    /// やさしい日本語
    Easy,
}

pub(super) struct Cursor<'a> {
    letters: &'a [Letter],
    at: usize,
    pub(super) form: Form,
    assumptions: Vec<Assumption>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(letters: &'a [Letter], form: Form) -> Cursor<'a> {
        Cursor { letters, at: 0, form, assumptions: Vec::new() }
    }

    pub(super) fn is_easy(&self) -> bool {
        self.form == Form::Easy
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.letters.len()
    }

    pub(super) fn into_assumptions(self) -> Vec<Assumption> {
        self.assumptions
    }

    fn letter(&self, at: usize) -> Option<char> {
        self.letters.get(at).map(|letter| letter.c)
    }

    /// Takes this word, in the plain spelling of [`crate::reading::letters`].
    pub(super) fn take(&mut self, word: &str) -> Option<()> {
        let mut end = self.at;
        for c in word.chars() {
            if self.letter(end) != Some(c) {
                return None;
            }
            end += 1;
        }
        self.at = end;
        Some(())
    }

    /// Takes the one word in the plain form and the other in the easy one.
    pub(super) fn take_either(&mut self, plain: &str, easy: &str) -> Option<()> {
        match self.form {
            Form::Plain => self.take(plain),
            Form::Easy => self.take(easy),
        }
    }

    /// True if the word was there.
    pub(super) fn has(&mut self, word: &str) -> bool {
        self.take(word).is_some()
    }

    /// The meaning of the first of these words that stands here.
    pub(super) fn any<T: Clone>(&mut self, words: &[(&str, T)]) -> Option<T> {
        words.iter().find(|(word, _)| self.has(word)).map(|(_, meaning)| meaning.clone())
    }

    /// Reads something, or stays where it is.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let (at, assumed) = (self.at, self.assumptions.len());
        let result = read(self);
        if result.is_none() {
            self.at = at;
            self.assumptions.truncate(assumed);
        }
        result
    }

    /// One or more, joined as things of one kind are.
    pub(super) fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let joint = if self.is_easy() { "と" } else { "・" };
        self.joined(joint, read)
    }

    /// One or more, with this between them.
    pub(super) fn joined<T>(&mut self, joint: &str, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut all = vec![self.attempt(&read)?];
        while let Some(next) = self.attempt(|words| {
            words.take(joint)?;
            read(words)
        }) {
            all.push(next);
        }
        Some(all)
    }

    /// Something in brackets.
    pub(super) fn bracket<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.attempt(|words| {
            words.take("(")?;
            let inner = read(words)?;
            words.take(")")?;
            Some(inner)
        })
    }

    /// A number in digits.
    pub(super) fn number(&mut self) -> Option<u32> {
        let mut value: Option<u32> = None;
        while let Some(digit) = self.letter(self.at).and_then(|c| c.to_digit(10)) {
            value = Some(value.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
            self.at += 1;
        }
        value
    }

    /// A small number in digits.
    pub(super) fn count(&mut self) -> Option<i8> {
        i8::try_from(self.number()?).ok()
    }

    /// Blanks and line ends.
    pub(super) fn skip_gaps(&mut self) {
        while matches!(self.letter(self.at), Some(' ' | '\n')) {
            self.at += 1;
        }
    }

    /// A full stop, the end of a line, or of all; easy sentences always have their stop.
    pub(super) fn sentence_ends(&mut self) -> bool {
        match self.form {
            Form::Plain => self.has("。") || self.letter(self.at) == Some('\n') || self.is_at_end(),
            Form::Easy => self.has("。"),
        }
    }

    /// Takes something for granted in the word that has just been read.
    pub(super) fn assume(&mut self, letters: usize, what: Assumed) {
        let first = self.at.saturating_sub(letters);
        if let (Some(from), Some(to)) = (self.letters.get(first), self.letters.get(self.at.saturating_sub(1))) {
            self.assumptions.push(Assumption { at: from.from as usize..to.to as usize, what });
        }
    }
}
