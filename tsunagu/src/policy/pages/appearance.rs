//! How a town's pages look and speak: the staff's form, and the style sheet that comes of it.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};

use super::{town, with_status};
use crate::{
    accounts::{Actor, Duty},
    directory::Shelf,
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, page, see},
    },
    policy::{
        Wardrobe,
        actions::{self, NewAppearance},
        model::{
            Faults,
            appearance::{Accent, Appearance, figure},
        },
        store,
        terms::{self, Term},
    },
};

#[derive(Template)]
#[template(path = "policy/templates/appearance.html")]
struct AppearancePage {
    v: Visit,
    actor: Actor,
    town: String,
    slug: String,
    accent: String,
    figure: String,
    /// Code of a term and of its chosen spelling.
    spellings: Vec<(String, String)>,
    version: i64,
    faults: Faults,
    /// What somebody else saved meanwhile.
    theirs: Option<Appearance>,
    key: String,
}

impl AppearancePage {
    fn terms(&self) -> &'static [Term] {
        terms::list()
    }

    fn is_chosen(&self, term: &Term, code: &str) -> bool {
        let chosen = self.spellings.iter().find(|(known, _)| *known == term.code).map(|(_, code)| code.as_str());
        match chosen {
            Some(chosen) => chosen == code,
            None => term.spellings.first().is_some_and(|first| first.code == code),
        }
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }

    fn legend(&self, term: &Term) -> String {
        self.v.t(&format!("term-{}", term.code))
    }

    fn their_accent(&self, theirs: &Appearance) -> String {
        theirs.accent.map(|accent| accent.to_string()).unwrap_or_default()
    }

    fn of(v: Visit, actor: Actor, (town, slug): (String, String), held: Appearance) -> Self {
        Self {
            accent: held.accent.map(|accent| accent.to_string()).unwrap_or_default(),
            figure: held.figure,
            spellings: held.spellings.into_iter().collect(),
            version: held.version,
            faults: Faults::default(),
            theirs: None,
            key: v.form_key(),
            town,
            slug,
            v,
            actor,
        }
    }
}

pub async fn appearance_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let names = names(&app, &shelf, &actor).await?;
    let held = store::appearances::of(app.db.read(), actor.municipality).await?;
    page(&AppearancePage::of(v, actor, names, held))
}

async fn names(app: &App, shelf: &Shelf, actor: &Actor) -> Result<(String, String), Outcome> {
    let directory = shelf.current(app).await?;
    let town = directory.municipality(actor.municipality).ok_or(Outcome::NotFound)?;
    Ok((town.name.clone(), town.slug.clone()))
}

pub async fn save(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(wardrobe): Extension<Wardrobe>,
    v: Visit,
    actor: Actor,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "policy.appearance")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let choices: Vec<(String, String)> = terms::list()
        .iter()
        .map(|term| (term.code.clone(), form.get(&format!("term-{}", term.code)).to_owned()))
        .collect();
    let names = names(&app, &shelf, &actor).await?;
    let held = store::appearances::of(app.db.read(), actor.municipality).await?;
    let typed = |held: Appearance| AppearancePage {
        accent: form.get("accent").to_owned(),
        figure: form.get("figure").to_owned(),
        spellings: choices.clone(),
        ..AppearancePage::of(v.clone(), actor.clone(), names.clone(), held)
    };
    let refused = |field, refusal| {
        let shown = AppearancePage { version, faults: Faults::one(field, refusal), ..typed(held.clone()) };
        with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?)
    };
    let accent = match form.text("accent").map(|accent| Accent::read(&accent)).transpose() {
        Ok(accent) => accent,
        Err(refusal) => return refused("accent", refusal),
    };
    let figure = match figure(form.get("figure")) {
        Ok(figure) => figure,
        Err(refusal) => return refused("figure", refusal),
    };
    let spellings = terms::chosen(choices.iter().map(|(term, code)| (term.as_str(), code.as_str())));
    let new = NewAppearance { accent, figure, spellings, version };
    match actions::save_appearance(&app, &actor, new, once).await {
        Ok(()) => {
            // It is saved; the pages wear it a few seconds later at most.
            if let Err(error) = wear_now(&app, &shelf, &wardrobe).await {
                tracing::warn!(?error, "a look that was saved is worn a little later");
            }
            Ok(see("/appearance"))
        }
        Err(Outcome::Conflict) => {
            let theirs = store::appearances::of(app.db.read(), actor.municipality).await?;
            let shown = AppearancePage { theirs: Some(theirs.clone()), ..typed(theirs) };
            with_status(StatusCode::CONFLICT, page(&shown)?)
        }
        Err(other) => Err(other),
    }
}

async fn wear_now(app: &App, shelf: &Shelf, wardrobe: &Wardrobe) -> Result<(), Outcome> {
    wardrobe.refresh(app, &*shelf.current(app).await?).await
}

/// The style sheet of a town with a colour of its own.
pub async fn theme(State(app): State<App>, Extension(shelf): Extension<Shelf>, Path(slug): Path<String>) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = town(&directory, &slug)?;
    let accent = store::appearances::of(app.db.read(), town.id).await?.accent.ok_or(Outcome::NotFound)?;
    let mut response = accent.css().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    Ok(response)
}
