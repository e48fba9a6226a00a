//! Which video service the town uses, and where one of its desks uses another.

use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
    http::StatusCode,
};

use super::with_status;
use crate::{
    accounts::{Actor, Duty},
    directory::{Desk, Shelf},
    online::{access, actions, model::ServiceTyped},
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, page, see},
    },
};

#[derive(Template)]
#[template(path = "online/templates/settings.html")]
struct SettingsPage {
    v: Visit,
    actor: Actor,
    /// The desk whose own service this is; empty for the town.
    slug: String,
    name: String,
    desks: Vec<(String, String)>,
    typed: ServiceTyped,
    version: i64,
    fault: Option<(&'static str, Refusal)>,
    conflict: bool,
    saved: bool,
    key: String,
}

impl SettingsPage {
    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.fault.as_ref().filter(|(name, _)| *name == field).map(|(_, refusal)| refusal)
    }
}

async fn draw(app: &App, shelf: &Shelf, v: Visit, actor: Actor, slug: &str) -> Result<SettingsPage, Outcome> {
    actor.must(Duty::EditPages)?;
    let directory = shelf.current(app).await?;
    let desk = match slug {
        "" => None,
        slug => Some(access::own_desk(&directory, &actor, slug)?),
    };
    let town = directory.municipality(actor.municipality).map(|town| town.name.clone()).unwrap_or_default();
    let service = actions::service(app, &actor, desk.map(|desk| desk.id)).await?;
    let desks = directory.desks_of(actor.municipality).into_iter();
    Ok(SettingsPage {
        slug: slug.to_owned(),
        name: desk.map_or(town, |desk| desk.short_name().to_owned()),
        desks: desks
            .filter(|desk| desk.organization == actor.organization)
            .map(|desk: &Desk| (desk.slug.clone(), desk.short_name().to_owned()))
            .collect(),
        version: service.as_ref().map_or(0, |service| service.version),
        typed: service.map_or_else(ServiceTyped::default, |service| ServiceTyped::of(&service.facts)),
        fault: None,
        conflict: false,
        saved: false,
        key: v.form_key(),
        v,
        actor,
    })
}

pub async fn settings_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let saved = asked.get("saved") == "yes";
    page(&SettingsPage { saved, ..draw(&app, &shelf, v, actor, asked.get("desk")).await? })
}

pub async fn save(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "online.set-service")?;
    let text = |name: &str| form.get(name).to_owned();
    let typed = ServiceTyped {
        address: text("address"),
        opens: text("opens"),
        lasts: text("lasts"),
        needs: text("needs"),
        cost: text("cost"),
    };
    let slug = text("desk");
    let version = form.get("version").parse().unwrap_or(0);
    let facts = match typed.check() {
        Ok(facts) => facts,
        Err(fault) => {
            let again = draw(&app, &shelf, v, actor, &slug).await?;
            let again = SettingsPage { typed, version, fault: Some(fault), ..again };
            return with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&again)?);
        }
    };
    let directory = shelf.current(&app).await?;
    let desk = match slug.as_str() {
        "" => None,
        slug => Some(access::own_desk(&directory, &actor, slug)?),
    };
    match actions::set_service(&app, &actor, desk, (facts, version), once).await {
        // What was typed stays on the page; saving it now would be over somebody else's words, seen.
        Err(Outcome::Conflict) => {
            let again = SettingsPage { typed, conflict: true, ..draw(&app, &shelf, v, actor, &slug).await? };
            with_status(StatusCode::CONFLICT, page(&again)?)
        }
        other => other.map(|()| see(&format!("/online?desk={slug}&saved=yes"))),
    }
}
