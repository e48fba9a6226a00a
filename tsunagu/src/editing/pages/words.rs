//! Differences and hours in words.

use calendar::words::hours_in_words;

use crate::{
    directory::Facet,
    editing::model::{
        difference::{Difference, Said},
        hours::Understood,
    },
    platform::web::Visit,
};

/// One field that differs, in words.
pub struct Change {
    pub label: String,
    pub before: Vec<String>,
    pub after: Vec<String>,
}

pub fn changes(v: &Visit, differences: Vec<Difference>) -> Vec<Change> {
    let change = |difference: Difference| Change {
        label: v.t(&difference.field.key()),
        before: said(v, difference.before),
        after: said(v, difference.after),
    };
    differences.into_iter().map(change).collect()
}

fn said(v: &Visit, pieces: Vec<Said>) -> Vec<String> {
    let one = |piece| match piece {
        Said::Words(words) => words,
        Said::Key(key) => v.t(key),
        Said::Hours(block) => {
            let read = hours_in_words(&block, v.calendar_lang());
            match block.text_ja {
                Some(printed) => v.t2("edit-hours-said", ("printed", printed), ("read", read)),
                None => read,
            }
        }
        Said::Date(date) => v.printed(date),
    };
    pieces.into_iter().map(one).collect()
}

/// What was understood of one notice.
pub struct UnderstoodWords {
    pub words: String,
    pub read: Vec<String>,
    pub assumed: Vec<String>,
    pub not_understood: Vec<String>,
}

pub fn understood_words(v: &Visit, understood: Vec<Understood>) -> Vec<UnderstoodWords> {
    let one = |one: Understood| UnderstoodWords {
        read: one.blocks.iter().map(|block| hours_in_words(block, v.calendar_lang())).collect(),
        assumed: one
            .assumed
            .into_iter()
            .map(|(what, piece)| v.t2("edit-assumed", ("what", what), ("piece", piece)))
            .collect(),
        not_understood: one.not_understood,
        words: one.words,
    };
    understood.into_iter().map(one).collect()
}

/// A part of a record as a box to tick.
pub struct FacetBox {
    pub code: &'static str,
    pub word: String,
    pub checked: Option<String>,
}

/// The parts that some field of a kind belongs to, with the day on which each was last made sure of.
pub fn facet_boxes(
    v: &Visit,
    fields: &[crate::editing::model::field::Field],
    last: impl Fn(Facet) -> Option<chrono::NaiveDate>,
) -> Vec<FacetBox> {
    let is_used = |facet: &&Facet| fields.iter().any(|field| field.facet == **facet);
    let one = |facet: &Facet| FacetBox {
        code: facet.code(),
        word: v.t(facet.key()),
        checked: last(*facet).map(|day| v.day(day)),
    };
    Facet::ALL.iter().filter(is_used).map(one).collect()
}
