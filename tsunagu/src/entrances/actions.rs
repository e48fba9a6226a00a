//! Counting the beginnings of a town in a fiscal year.

use super::model::{Beginning, Way, month_of, span};
use crate::{
    accounts::{Actor, Duty},
    counter,
    platform::{App, Outcome, clock, trail},
    reception, worries,
};

/// Every beginning of the actor's town in a fiscal year. Numbers name nobody; who looked at them still stands in the trail.
pub async fn count(app: &App, actor: &Actor, fiscal_year: i32) -> Result<Vec<Beginning>, Outcome> {
    let result = count_for(app, actor, fiscal_year).await;
    let refused = deed(actor, fiscal_year);
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

fn deed(actor: &Actor, fiscal_year: i32) -> trail::Deed {
    trail::Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action: "entrances.read",
        object: format!("entrances:{fiscal_year}"),
        subject: None,
        detail: String::new(),
    }
}

async fn count_for(app: &App, actor: &Actor, fiscal_year: i32) -> Result<Vec<Beginning>, Outcome> {
    actor.must(Duty::ReadFigures)?;
    let (first, after) = span(fiscal_year).ok_or(Outcome::NotFound)?;
    let at = |day: chrono::NaiveDate| clock::instant(day.and_time(chrono::NaiveTime::MIN));
    let (from, to) = (at(first), at(after));
    let month = |at| month_of(clock::local(at).date());
    let tx = app.db.write().await?;
    let town = actor.municipality;
    let mut found = Vec::new();
    for (desk, entrance, at) in reception::begun_between(&tx, town, (from, to)).await? {
        found.push(Beginning { desk: Some(desk), way: Way::Written(entrance), month: month(at) });
    }
    for (desk, means, at) in counter::begun_between(&tx, town, (from, to)).await? {
        found.push(Beginning { desk, way: Way::Spoken(means), month: month(at) });
    }
    for (desk, means, month) in counter::gone_between(&tx, town, (first, after)).await? {
        found.push(Beginning { desk, way: Way::Spoken(means), month });
    }
    for (desk, at) in worries::arrived_between(&tx, town, (from, to)).await? {
        found.push(Beginning { desk: Some(desk), way: Way::Worry, month: month(at) });
    }
    trail::record(&tx, &app.vault, app.now(), deed(actor, fiscal_year)).await?;
    tx.commit().await?;
    Ok(found)
}
