//! The pages of organisations, gatherings, events, resources and councils, and what a town has of them.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    routing::get,
};

use super::files::{FileLink, file_links};
use crate::{
    directory::{
        Shelf,
        model::{
            Directory, Municipality, Organization, OrganizationKind,
            council::Council,
            event::Event,
            gathering::Gathering,
            resource::{Resource, ResourceField},
        },
        views::{
            FactSheet, Piece, checked_words, council_sheet, event_link, event_sheet, gathering_sheet,
            organization_sheet, resource_sheet,
        },
    },
    platform::{Answer, App, Outcome, web::Visit},
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/organizations/{slug}", get(organization_page))
        .route("/gatherings/{slug}", get(gathering_page))
        .route("/events/{slug}", get(event_page))
        .route("/resources/{slug}", get(resource_page))
        .route("/councils/{slug}", get(council_page))
        .route("/towns/{slug}/resources", get(town_resources))
        .route("/towns/{slug}/councils", get(town_councils))
        .route("/towns/{slug}/events", get(town_events))
        .route("/towns/{slug}/organizations", get(town_organizations))
}

#[derive(Template)]
#[template(path = "directory/templates/record.html")]
struct RecordPage {
    v: Visit,
    sheet: FactSheet,
    files: Vec<FileLink>,
    /// When its parts were made sure of.
    checked: Vec<String>,
}

/// Declares the page of one kind of record: how it is found, how its sheet is made, how it is drawn.
macro_rules! record_page {
    ($name:ident, $find:ident, $sheet:ident, $draw:ident, $record:ty) => {
        pub fn $draw(v: &Visit, directory: &Directory, record: &$record) -> Result<String, Outcome> {
            let files = file_links(v, &directory.attachments_of(record.id.0));
            let freshness = directory.freshness_of(record.id.0);
            let checked = freshness.map(|known| checked_words(v, known, v.now.today())).unwrap_or_default();
            render(&RecordPage { sheet: $sheet(v, directory, record), files, checked, v: v.clone() })
        }

        async fn $name(
            State(app): State<App>,
            Extension(shelf): Extension<Shelf>,
            v: Visit,
            Path(slug): Path<String>,
        ) -> Answer {
            let directory = shelf.current(&app).await?;
            let record = directory.$find(&slug).ok_or(Outcome::NotFound)?;
            shelf.page(&v, &directory, || $draw(&v, &directory, record))
        }
    };
}

record_page!(organization_page, organization_by_slug, organization_sheet, draw_organization, Organization);
record_page!(gathering_page, gathering_by_slug, gathering_sheet, draw_gathering, Gathering);
record_page!(event_page, event_by_slug, event_sheet, draw_event, Event);
record_page!(resource_page, resource_by_slug, resource_sheet, draw_resource, Resource);
record_page!(council_page, council_by_slug, council_sheet, draw_council, Council);

/// Links under a heading.
struct Group {
    heading: String,
    links: Vec<(Piece, String)>,
}

#[derive(Template)]
#[template(path = "directory/templates/record_list.html")]
struct ListPage {
    v: Visit,
    heading: String,
    lead: String,
    empty: String,
    town_slug: String,
    town: String,
    groups: Vec<Group>,
}

impl ListPage {
    /// `what` is the beginning of the text keys.
    fn new(v: &Visit, town: &Municipality, what: &str, groups: Vec<Group>) -> Self {
        Self {
            heading: v.t1(&format!("{what}-heading"), "town", &town.name),
            lead: v.t(&format!("{what}-lead")),
            empty: v.t(&format!("{what}-empty")),
            town_slug: town.slug.clone(),
            town: town.name.clone(),
            groups: groups.into_iter().filter(|group| !group.links.is_empty()).collect(),
            v: v.clone(),
        }
    }
}

/// Declares the list of one town.
macro_rules! town_list {
    ($name:ident, $groups:ident, $what:literal) => {
        async fn $name(
            State(app): State<App>,
            Extension(shelf): Extension<Shelf>,
            v: Visit,
            Path(slug): Path<String>,
        ) -> Answer {
            let directory = shelf.current(&app).await?;
            let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
            shelf.page(&v, &directory, || render(&ListPage::new(&v, town, $what, $groups(&v, &directory, town))))
        }
    };
}

town_list!(town_resources, resource_groups, "town-resources");
town_list!(town_councils, council_groups, "town-councils");
town_list!(town_events, event_groups, "town-events");
town_list!(town_organizations, organization_groups, "town-organizations");

fn resource_groups(v: &Visit, directory: &Directory, town: &Municipality) -> Vec<Group> {
    let found = directory.resources_of(town.id);
    let group = |field: &ResourceField| Group {
        heading: v.t(field.key()),
        links: found
            .iter()
            .filter(|resource| resource.facts.kind.field() == *field)
            .map(|it| {
                let link = Piece::Link { href: format!("/resources/{}", it.slug), words: it.name.clone() };
                (link, v.t(it.facts.kind.key()))
            })
            .collect(),
    };
    let mut groups: Vec<Group> = ResourceField::ALL.iter().map(group).collect();
    if let Some(prefecture) = directory.prefecture_of(town.id) {
        let above = directory.resources_from_above(town.id).into_iter().map(|it| {
            let link = Piece::Link { href: format!("/resources/{}", it.slug), words: it.name.clone() };
            (link, v.t(it.facts.kind.key()))
        });
        groups.push(Group { heading: from_above(v, prefecture), links: above.collect() });
    }
    groups
}

/// The heading over what a prefecture gives to all its towns.
fn from_above(v: &Visit, prefecture: &Municipality) -> String {
    v.t1("town-from-prefecture", "prefecture", &prefecture.name)
}

fn council_groups(v: &Visit, directory: &Directory, town: &Municipality) -> Vec<Group> {
    let links = directory.councils_of(town.id).into_iter().map(|council| {
        let link = Piece::Link { href: format!("/councils/{}", council.slug), words: council.name.clone() };
        (link, v.t(council.facts.kind.key()))
    });
    vec![Group { heading: v.t("town-councils-group"), links: links.collect() }]
}

/// The bodies that work for the town or its prefecture, by kind (S-349: partners outside as well).
fn organization_groups(v: &Visit, directory: &Directory, town: &Municipality) -> Vec<Group> {
    let found = directory.organizations_of(town.id);
    let group = |kind: &OrganizationKind| Group {
        heading: v.t(kind.key()),
        links: found
            .iter()
            .filter(|body| body.kind == *kind && !body.facts.name_not_printed)
            .map(|body| {
                let link = Piece::Link { href: format!("/organizations/{}", body.slug), words: body.name.clone() };
                (link, offers(v, directory, body))
            })
            .collect(),
    };
    OrganizationKind::ALL.iter().map(group).collect()
}

/// What a body offers, each kind once: a shop where one may try work, a company with short shifts.
fn offers(v: &Visit, directory: &Directory, body: &Organization) -> String {
    let mut kinds: Vec<String> = Vec::new();
    for resource in directory.resources().iter().filter(|it| it.facts.providers.contains(&body.slug)) {
        let kind = v.t(resource.facts.kind.key());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.join(" \u{30FB} ")
}

/// What is still to come, the soonest first; then what was, the latest first.
fn event_groups(v: &Visit, directory: &Directory, town: &Municipality) -> Vec<Group> {
    let today = v.now.today();
    let of_town = directory.events_of(town.id);
    // What was founded "in fiscal year 2024" is not something to come to, even before that year is over.
    let is_coming = |event: &&Event| {
        event.facts.date.first_day() > today || (event.facts.kind.takes_place() && event.last_day() >= today)
    };
    // What is the prefecture's own reaches its towns; a host that another town names does not.
    let above = directory.prefecture_of(town.id);
    let mut elsewhere: Vec<&Event> = directory
        .events()
        .iter()
        .filter(|event| above.is_some_and(|prefecture| event.municipality == Some(prefecture.id)))
        .filter(is_coming)
        .filter(|event| !of_town.iter().any(|own| own.id == event.id))
        .collect();
    elsewhere.sort_by_key(|event| event.facts.date.first_day());
    let (mut coming, mut past): (Vec<&Event>, Vec<&Event>) = of_town.into_iter().partition(is_coming);
    coming.sort_by_key(|event| event.facts.date.first_day());
    past.sort_by_key(|event| std::cmp::Reverse(event.facts.date.first_day()));
    let line = |event: &&Event| (event_link(v, event), v.t(event.facts.kind.key()));
    vec![
        Group { heading: v.t("town-events-coming"), links: coming.iter().map(line).collect() },
        Group {
            heading: above.map(|prefecture| from_above(v, prefecture)).unwrap_or_default(),
            links: elsewhere.iter().map(line).collect(),
        },
        Group { heading: v.t("town-events-past"), links: past.iter().map(line).collect() },
    ]
}

fn render(page: &impl Template) -> Result<String, Outcome> {
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}
