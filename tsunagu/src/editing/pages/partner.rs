//! The page behind a partner's link: what we say of your place, and is it true? No account, no name.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};

use super::{
    with_status,
    words::{Change, FacetBox, changes, facet_boxes},
};
use crate::{
    directory::Shelf,
    editing::{
        actions::asking,
        model::{difference::differences, lists::fields, whole},
    },
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, page},
    },
};

pub fn routes() -> Router<App> {
    Router::new().route("/confirm/{token}", get(confirm_page).post(confirm))
}

#[derive(Template)]
#[template(path = "editing/templates/confirm.html")]
struct ConfirmPage {
    v: Visit,
    token: String,
    name: String,
    until: String,
    facts: Vec<Change>,
    facets: Vec<FacetBox>,
    chosen: Vec<String>,
    correction: String,
    refusal: Option<Refusal>,
    thanks: bool,
}

impl ConfirmPage {
    fn is_chosen(&self, code: &&'static str) -> bool {
        self.chosen.iter().any(|chosen| chosen == code)
    }
}

async fn draw(app: &App, v: Visit, token: String) -> Result<ConfirmPage, Outcome> {
    let (asked, record) = asking::asked_by_link(app, &token).await?;
    let list: Vec<_> =
        fields(record.kind).iter().filter(|field| field.path != "note" && field.path != "notes").copied().collect();
    let nothing = serde_json::json!({});
    let said = changes(&v, differences(&list, &nothing, &whole(&record.name, &record.facts)));
    Ok(ConfirmPage {
        name: record.title().to_owned(),
        until: v.day(asked.open_until),
        facts: said,
        facets: facet_boxes(&v, &list, |_| None),
        chosen: Vec::new(),
        correction: String::new(),
        refusal: None,
        thanks: false,
        token,
        v,
    })
}

async fn confirm_page(State(app): State<App>, v: Visit, Path(token): Path<String>) -> Answer {
    page(&draw(&app, v, token).await?)
}

async fn confirm(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(token): Path<String>,
    form: Submitted,
) -> Answer {
    let correction = form.get("correction").to_owned();
    match asking::answer_by_link(&app, &token, &form.codes("facet"), &correction).await {
        Ok(()) => {
            shelf.refresh(&app).await?;
            page(&ConfirmPage { thanks: true, ..draw(&app, v, token).await? })
        }
        Err(Outcome::Refused(refusal)) => {
            let chosen = form.all("facet").to_vec();
            let shown = ConfirmPage { chosen, correction, refusal: Some(refusal), ..draw(&app, v, token).await? };
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown))
        }
        Err(other) => Err(other),
    }
}
