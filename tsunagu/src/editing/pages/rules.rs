//! How a town keeps its part of the directory: one person or two, when a check is too old, and whether the program asks
//! the bodies then.

use askama::Template;
use axum::{Extension, Router, extract::State, http::StatusCode, routing::get};

use super::with_status;
use crate::{
    accounts::{Actor, Duty},
    directory::{Shelf, keeping},
    editing::actions::{
        reminding,
        rules::{self, Chosen},
    },
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, page, see},
    },
};

pub fn routes() -> Router<App> {
    Router::new().route("/directory/rules", get(rules_page).post(set_rules))
}

#[derive(Template)]
#[template(path = "editing/templates/rules.html")]
struct RulesPage {
    v: Visit,
    actor: Actor,
    key: String,
    two_persons: bool,
    /// Only who manages accounts says how many persons publish.
    may_choose: bool,
    months: String,
    asks_by_itself: bool,
    /// Mails a day at most.
    most: usize,
    refusal: Option<Refusal>,
}

async fn rules_page(State(app): State<App>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::EditPages)?;
    let held = keeping::rules_of(app.db.read(), actor.municipality).await?;
    page(&RulesPage {
        key: v.form_key(),
        two_persons: held.two_persons,
        may_choose: actor.must(Duty::ManageAccounts).is_ok(),
        months: held.stale_after_months.to_string(),
        asks_by_itself: held.asks_by_itself,
        most: reminding::MOST_A_DAY,
        refusal: None,
        v,
        actor,
    })
}

async fn set_rules(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    form: Submitted,
) -> Answer {
    let once = form.once(&app.vault, "editing.rules")?;
    let months = form.get("months").to_owned();
    let two_persons = match form.get("two_persons") {
        "yes" => Some(true),
        "no" => Some(false),
        // It was not offered: what holds stays.
        _ => None,
    };
    // What is no number is out of every range.
    let asks_by_itself = form.get("asks_by_itself") == "yes";
    let stale_after_months = months.trim().parse().unwrap_or(0);
    let chosen = Chosen { two_persons, stale_after_months, asks_by_itself };
    match rules::set_rules(&app, &actor, chosen, once).await {
        Ok(()) => {
            shelf.refresh(&app).await?;
            Ok(see("/directory"))
        }
        Err(Outcome::Refused(refusal)) => {
            let two_persons = match two_persons {
                Some(chosen) => chosen,
                None => keeping::rules_of(app.db.read(), actor.municipality).await?.two_persons,
            };
            let may_choose = actor.must(Duty::ManageAccounts).is_ok();
            let key = v.form_key();
            let (refusal, most) = (Some(refusal), reminding::MOST_A_DAY);
            let shown = RulesPage { key, two_persons, may_choose, months, asks_by_itself, most, refusal, v, actor };
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown))
        }
        Err(other) => Err(other),
    }
}
