//! Which measures serve which point of a policy.

use super::{deed, object, towns_of};
use crate::{
    accounts::{Actor, Duty},
    directory::Directory,
    platform::{
        App, Lang, Outcome,
        ids::{GoalMeasureId, TextId},
        trail,
        web::Once,
    },
    policy::{
        model::{
            Text,
            goals::{GoalMeasure, Subject, TypedMeasure},
        },
        prose, store,
    },
};

/// A published text whose points are goals in the person's town.
pub async fn find_goals(
    conn: &impl sea_orm::ConnectionTrait,
    directory: &Directory,
    actor: &Actor,
    id: TextId,
) -> Result<(Text, super::super::Version), Outcome> {
    let text = store::find_for(conn, actor, id).await?.ok_or(Outcome::NotFound)?;
    let is_here = towns_of(directory, text.owner).contains(&actor.municipality);
    let seq = text.in_force().filter(|_| is_here && text.kind.has_goals()).ok_or(Outcome::NotFound)?.seq;
    let version = store::version(conn, id, seq).await?;
    Ok((text, version))
}

/// Says that a desk, a gathering, an event or something in words serves a point in a fiscal year.
pub async fn add_measure(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: TextId,
    typed: &TypedMeasure,
    once: Once,
) -> Result<(), Outcome> {
    let result = add_measure_for(app, directory, actor, id, typed, once).await;
    let refused = deed(actor, "policy.add-measure", object(id), "");
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn add_measure_for(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: TextId,
    typed: &TypedMeasure,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (_, version) = find_goals(&tx, directory, actor, id).await?;
    actor.must(Duty::EditPages)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let points = prose::points(&version.content.title, &version.content.body).len();
    let (point, fiscal_year, subject, done) = typed.check(points)?;
    let measure = GoalMeasure {
        id: app.dice.id(now),
        municipality: actor.municipality,
        text: id,
        seq: version.seq,
        point,
        fiscal_year,
        name: name_of(directory, actor, &subject).ok_or(Outcome::NotFound)?,
        subject,
        done,
    };
    store::goals::add(&tx, &measure, (now.0, actor.staff)).await?;
    let detail = format!("measure:{} point:{point} year:{fiscal_year}", measure.id);
    trail::record(&tx, &app.vault, now, deed(actor, "policy.add-measure", object(id), &detail)).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// What the measure is called now; nothing of another town.
fn name_of(directory: &Directory, actor: &Actor, subject: &Subject) -> Option<String> {
    match subject {
        Subject::Desk(id) => {
            directory.desk(*id).filter(|desk| desk.municipality == actor.municipality).map(|desk| desk.name.clone())
        }
        Subject::Gathering(id) => directory
            .gatherings_of(actor.municipality)
            .into_iter()
            .find(|gathering| gathering.id == *id)
            .map(|gathering| gathering.name.clone()),
        Subject::Event(id) => {
            let event = directory.events().iter().find(|event| event.id == *id)?;
            let is_here = event.municipality == Some(actor.municipality);
            // Where the document prints no title, it is called what it is.
            let name = if event.name.is_empty() { Lang::Ja.t(event.facts.kind.key()) } else { event.name.clone() };
            is_here.then_some(name)
        }
        Subject::Words(words) => Some(words.clone()),
    }
}

/// Takes a measure out of the matrix; the trail keeps that it stood there.
pub async fn remove_measure(
    app: &App,
    actor: &Actor,
    text: TextId,
    id: GoalMeasureId,
    once: Once,
) -> Result<(), Outcome> {
    actor.must(Duty::EditPages)?;
    let now = app.now();
    let tx = app.db.write().await?;
    store::find_for(&tx, actor, text).await?.ok_or(Outcome::NotFound)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if !store::goals::remove(&tx, actor, text, id).await? {
        return Err(Outcome::NotFound);
    }
    let detail = format!("measure:{id}");
    trail::record(&tx, &app.vault, now, deed(actor, "policy.remove-measure", object(text), &detail)).await?;
    once.finish(app, tx, text.to_string()).await?;
    Ok(())
}
