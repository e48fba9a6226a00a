//! When things began, moved and ended in a town, from the dates of its desks, organisations and texts. Pure.

use calendar::hours::PrintedDate;

use super::model::{Kind, Text, Version};
use crate::{
    directory::{Directory, Municipality},
    vocabulary,
};

vocabulary! {
    /// What happened.
    pub enum Event("timeline-event") {
        DeskBegan => "desk-began",
        OrganizationBegan => "organization-began",
        Moved => "moved",
        Adopted => "adopted",
        Began => "began",
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// As exactly as it was printed, never more.
    pub date: PrintedDate,
    pub event: Event,
    /// Name of what it happened to, as printed.
    pub name: String,
    /// Where it moved to, who adopted it.
    pub more: Option<String>,
    pub link: Option<String>,
    /// The legal basis and other designations of a desk.
    pub designations: Vec<String>,
}

/// Everything with a date, the oldest first. A day comes before the month or year in which it may lie.
pub fn lines(directory: &Directory, town: &Municipality, texts: &[(Text, Version)]) -> Vec<Line> {
    let mut lines = Vec::new();
    for desk in directory.desks_of(town.id) {
        let link = Some(format!("/desks/{}", desk.slug));
        let line = |date, event, more| Line {
            date,
            event,
            name: desk.name.clone(),
            more,
            link: link.clone(),
            designations: Vec::new(),
        };
        if let Some(date) = desk.facts.established {
            let designations = desk.facts.designations.clone();
            lines.push(Line { designations, ..line(date, Event::DeskBegan, None) });
        }
        for address in &desk.facts.addresses {
            if let Some(date) = address.valid_from.filter(|from| Some(*from) != desk.facts.established) {
                lines.push(line(date, Event::Moved, Some(address.address.clone())));
            }
        }
    }
    for body in directory.organizations_of(town.id).into_iter().filter(|body| body.municipalities.contains(&town.id)) {
        // An office that is its own desk is said once, by the desk, where the desk has a date.
        let is_said =
            directory.desks_of(town.id).iter().any(|desk| desk.name == body.name && desk.facts.established.is_some());
        if let Some(established) = body.facts.established.as_ref().filter(|_| !is_said) {
            lines.push(Line {
                date: established.date,
                event: Event::OrganizationBegan,
                name: body.name.clone(),
                more: None,
                link: None,
                designations: Vec::new(),
            });
        }
    }
    for (text, version) in texts {
        let event = match text.kind {
            Kind::BasicPolicy | Kind::Ordinance | Kind::Declaration | Kind::Guideline | Kind::Direction => {
                Event::Adopted
            }
            Kind::Measure => Event::Began,
            Kind::Definition | Kind::Understanding => continue,
        };
        if let Some(date) = version.content.adopted_on {
            let by = &version.content.adopted_by;
            lines.push(Line {
                date,
                event,
                name: version.content.title.clone(),
                more: (!by.is_empty()).then(|| by.clone()),
                link: Some(format!("/towns/{}/policies/{}", town.slug, text.number)),
                designations: Vec::new(),
            });
        }
    }
    lines.sort_by(|one, other| {
        let place = |line: &Line| (line.date.first_day(), line.date.last_day());
        place(one).cmp(&place(other)).then_with(|| one.name.cmp(&other.name))
    });
    lines
}
