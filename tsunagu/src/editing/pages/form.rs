//! A record's form, made from its list of fields.

use crate::{
    directory::Facet,
    editing::model::{
        field::{Cell, Choice, Field, Shape},
        hours::{Silent, exception_modes},
        lists::channels,
        typed::{Faults, Typed},
    },
    platform::{Refusal, web::Visit},
};

pub struct Input {
    pub name: String,
    pub id: String,
    pub label: String,
    pub hint: Option<String>,
    pub fault: Option<Refusal>,
    pub control: Control,
}

pub enum Control {
    /// `list`: ids of organisations are offered.
    Line {
        value: String,
        list: bool,
        short: bool,
    },
    Words {
        value: String,
    },
    Flag {
        checked: bool,
    },
    Choice {
        options: Vec<Opt>,
        optional: bool,
    },
    Choices {
        options: Vec<Opt>,
    },
    Rows {
        rows: Vec<Row>,
    },
}

pub struct Opt {
    pub code: &'static str,
    pub word: String,
    pub chosen: bool,
}

/// One row of a table, as a group of inputs.
pub struct Row {
    pub legend: String,
    /// Name and value of an input nobody sees.
    pub hidden: Option<(String, String)>,
    pub cells: Vec<Input>,
}

/// The fields of one part of the record.
pub struct Part {
    pub facet: &'static str,
    pub heading: String,
    pub inputs: Vec<Input>,
}

/// The form, part by part.
pub fn parts(v: &Visit, fields: &[Field], typed: &Typed, faults: &Faults) -> Vec<Part> {
    let maker = Maker { v, typed, faults };
    let part = |facet: &Facet| Part {
        facet: facet.code(),
        heading: v.t(facet.key()),
        inputs: fields.iter().filter(|field| field.facet == *facet).map(|field| maker.field(field)).collect(),
    };
    Facet::ALL.iter().map(part).filter(|part| !part.inputs.is_empty()).collect()
}

struct Maker<'a> {
    v: &'a Visit,
    typed: &'a Typed,
    faults: &'a Faults,
}

/// The inputs of one notice of hours.
const HOURS: &[Cell] = &[
    Cell::new("words", Shape::Words),
    Cell::new("channels", Shape::Choices(channels)),
    Cell::new("place", Shape::Slug),
    Cell::new("holidays", Shape::Choice { of: silences, optional: false }),
    Cell::new("year_end", Shape::Choice { of: silences, optional: false }),
    Cell::new("year_end_from", Shape::Number),
    Cell::new("year_end_to", Shape::Number),
];

const EXCEPTIONS: &[Cell] = &[
    Cell::new("from", Shape::Date),
    Cell::new("to", Shape::Date),
    Cell::new("mode", Shape::Choice { of: exception_modes, optional: false }),
    Cell::new("times", Shape::Line),
    Cell::new("channels", Shape::Choices(channels)),
    Cell::new("reason", Shape::Line),
];

fn silences() -> Vec<Choice> {
    Silent::ALL.iter().map(|silent| Choice { code: silent.code(), key: silent.key() }).collect()
}

impl Maker<'_> {
    fn field(&self, field: &Field) -> Input {
        let needed = if field.needed { self.v.t("edit-needed") } else { String::new() };
        let label = format!("{}{needed}", self.v.t(&field.key()));
        self.input(field.path.to_owned(), label, &field.key(), field.shape)
    }

    fn input(&self, name: String, label: String, key: &str, shape: Shape) -> Input {
        let control = self.control(&name, shape);
        let hint = format!("{key}-hint");
        Input {
            id: name.replace(['.', '_'], "-"),
            label,
            hint: self.v.lang.has(&hint).then(|| self.v.t(&hint)),
            fault: self.faults.iter().find(|(at, _)| *at == name).map(|(_, refusal)| refusal.clone()),
            control,
            name,
        }
    }

    fn control(&self, name: &str, shape: Shape) -> Control {
        let value = || self.typed.get(name).to_owned();
        let line = |list: bool, short: bool| Control::Line { value: value(), list, short };
        match shape {
            Shape::Line | Shape::Email | Shape::Url => line(false, false),
            Shape::Phone | Shape::Number | Shape::Date | Shape::Time => line(false, true),
            Shape::Slug => line(true, false),
            Shape::Words | Shape::Lines | Shape::Slugs | Shape::Emails => Control::Words { value: value() },
            Shape::Flag => Control::Flag { checked: value() == "yes" },
            Shape::Choice { of, optional } => Control::Choice { options: self.options(name, of()), optional },
            Shape::Choices(of) => Control::Choices { options: self.options(name, of()) },
            Shape::Rows(cells) => Control::Rows { rows: self.rows(name, cells, true) },
            Shape::Hours => Control::Rows { rows: self.rows(name, HOURS, true) },
            Shape::OneHours => Control::Rows { rows: self.rows(name, HOURS, false) },
            Shape::Exceptions => Control::Rows { rows: self.rows(name, EXCEPTIONS, true) },
        }
    }

    fn options(&self, name: &str, of: Vec<Choice>) -> Vec<Opt> {
        let typed = self.typed.all(name);
        of.into_iter()
            .map(|choice| Opt {
                code: choice.code,
                word: self.v.t(choice.key),
                chosen: typed.iter().any(|code| code == choice.code),
            })
            .collect()
    }

    /// The rows typed so far, and an empty one to go on with.
    fn rows(&self, name: &str, cells: &[Cell], more: bool) -> Vec<Row> {
        let typed = self.typed.rows(name);
        let count = if more { typed + 1 } else { typed.max(1) };
        (0..count).map(|at| self.row(name, cells, at, at >= typed)).collect()
    }

    fn row(&self, name: &str, cells: &[Cell], at: usize, is_new: bool) -> Row {
        let number = (at + 1).to_string();
        let legend = if is_new { self.v.t("edit-row-new") } else { self.v.t1("edit-row", "number", &number) };
        let cell = |cell: &Cell| {
            let key = cell.key();
            self.input(format!("{name}.{at}.{}", cell.name), self.v.t(&key), &key, cell.shape)
        };
        let base = format!("{name}.{at}.base");
        let value = self.typed.get(&base).to_owned();
        Row { legend, hidden: (!value.is_empty()).then_some((base, value)), cells: cells.iter().map(cell).collect() }
    }
}
