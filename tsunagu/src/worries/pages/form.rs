//! The fields of a worry, the same for somebody outside and for staff who enter a sheet of paper.

use crate::{
    casework::Faults,
    platform::{
        Refusal,
        web::{Submitted, Visit},
    },
    worries::model::{Asked, Knows, Sign, Source, Told, Writer},
};

/// What was typed, to give back, and what cannot be taken as it is.
pub struct WorryForm {
    pub typed: Told,
    pub faults: Faults,
    pub key: String,
}

impl WorryForm {
    pub fn empty(v: &Visit) -> Self {
        let mut typed = Told::default();
        typed.writer.wants_word = true;
        Self { typed, faults: Faults::default(), key: v.form_key() }
    }

    /// Reads a form. The faults are empty when it can be taken.
    pub fn read(form: &Submitted) -> Self {
        let line = |name: &str| form.get(name).trim().to_owned();
        let text = |name: &str| form.get(name).trim_end().to_owned();
        let typed = Told {
            who: text("who"),
            what: text("what"),
            knows: form.code("knows"),
            asked: form.code("asked"),
            signs: form.codes("sign").into_iter().collect(),
            destination: line("destination"),
            writer: Writer {
                name: line("writer_name"),
                body: line("writer_body"),
                source: form.code("source"),
                phone: line("writer_phone"),
                wants_word: form.text("wants_word").is_some(),
            },
        };
        let faults = typed.check().err().unwrap_or_default();
        Self { typed, faults, key: form.get("form").to_owned() }
    }

    pub fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }

    pub fn answers(&self) -> &'static [Knows] {
        Knows::ALL
    }

    pub fn asked(&self) -> &'static [Asked] {
        Asked::ALL
    }

    pub fn signs(&self) -> &'static [Sign] {
        Sign::ALL
    }

    pub fn sources(&self) -> &'static [Source] {
        Source::ALL
    }

    pub fn knows(&self, answer: &Knows) -> bool {
        self.typed.knows == Some(*answer)
    }

    pub fn was_asked(&self, answer: &Asked) -> bool {
        self.typed.asked == Some(*answer)
    }

    pub fn shows(&self, sign: &Sign) -> bool {
        self.typed.signs.contains(sign)
    }

    pub fn is_from(&self, source: &Source) -> bool {
        self.typed.writer.source == Some(*source)
    }
}
