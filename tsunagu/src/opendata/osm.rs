//! Opening hours as maps write them (`opening_hours` of OpenStreetMap), each with what that form cannot say.

use axum::{Extension, Router, extract::State, routing::get};
use calendar::exchange::{loss_in_words, osm};
use serde_json::{Value, json};

use super::{
    asked::Asked,
    hsds::channel_code,
    shared::{Kind, Shared, json},
};
use crate::{
    directory::{
        Desk, Directory, PageOnly, Shelf,
        views::{Hours, desk_hours},
    },
    platform::{Answer, App, Outcome, web::Visit},
};

pub fn routes() -> Router<App> {
    Router::new().route("/api/osm/desks.json", get(desks))
}

async fn desks(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    asked: Asked,
) -> Answer {
    asked.only(&["page", "per_page", "town"])?;
    let paging = asked.paging()?;
    let directory = shelf.current(&app).await?;
    let town = match asked.value("town") {
        None => None,
        Some(slug) => Some(directory.municipality_by_slug(slug).ok_or(Outcome::NotFound)?.id),
    };
    shared.answer(&asked, directory.version, Kind::Json, || {
        let page = match town {
            None => paging.cut(directory.desks().len(), directory.desks().iter()),
            Some(town) => {
                let found = directory.desks_of(town);
                paging.cut(found.len(), found.into_iter())
            }
        };
        json(&page.map(|desk| write(&asked.v, &directory, desk)))
    })
}

fn write(v: &Visit, directory: &Directory, desk: &Desk) -> Value {
    let hours = desk_hours(desk, v.now.local());
    let own = PageOnly::of_desk(directory, desk);
    let phones = desk.phones(v.now.today()).into_iter();
    let phones = phones.filter(|phone| phone.is_public() && !own.is_in(&phone.number));
    let mut written = json!({
        "id": desk.id.0,
        "name": desk.name,
        "short_name": desk.facts.brand,
        "url": format!("{}/desks/{}", v.app.config.address, desk.slug),
        "phones": phones.map(|phone| &phone.number).collect::<Vec<_>>(),
        "checked_on": desk.freshness.whole(),
        "opening_hours": hours.iter().filter_map(|hours| one(v, hours)).collect::<Vec<_>>(),
    });
    own.strike(&mut written);
    written
}

fn one(v: &Visit, hours: &Hours<'_>) -> Option<Value> {
    let notice = hours.notice(v.now.today())?;
    let written = osm::write(&notice);
    let losses: Vec<String> = written.losses.iter().map(|loss| loss_in_words(loss, v.calendar_lang())).collect();
    Some(json!({
        "channels": hours.channels.iter().map(|way| channel_code(*way)).collect::<Vec<_>>(),
        "place": hours.place,
        "value": written.value,
        "losses": losses,
    }))
}
