//! The people and rooms that offers need.

use askama::Template;
use axum::extract::State;

use super::refused;
use crate::{
    accounts::{Actor, Duty},
    booking::{
        actions,
        model::{Host, HostKind},
    },
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, page, see},
    },
};

#[derive(Template)]
#[template(path = "booking/templates/hosts.html")]
struct HostsPage {
    v: Visit,
    actor: Actor,
    hosts: Vec<Host>,
    name: String,
    key: String,
    refusal: Option<Refusal>,
}

impl HostsPage {
    fn kinds(&self) -> &'static [HostKind] {
        HostKind::ALL
    }
}

pub async fn hosts_page(State(app): State<App>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::EditPages)?;
    let hosts = actions::hosts(&app, &actor).await?;
    page(&HostsPage { key: v.form_key(), v, actor, hosts, name: String::new(), refusal: None })
}

pub async fn add(State(app): State<App>, v: Visit, actor: Actor, form: Submitted) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "booking.add-host")?;
    let kind = form.code("kind").unwrap_or(HostKind::Staff);
    let own = form.get("own") == "yes";
    match actions::add_host(&app, &actor, (kind, form.get("name"), own), once).await {
        Err(Outcome::Refused(refusal)) => {
            let hosts = actions::hosts(&app, &actor).await?;
            let (name, key) = (form.get("name").to_owned(), form.get("form").to_owned());
            refused(page(&HostsPage { v, actor, hosts, name, key, refusal: Some(refusal) })?)
        }
        other => other.map(|()| see("/bookings/hosts")),
    }
}
