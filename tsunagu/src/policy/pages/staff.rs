//! The staff's list of texts, and the page of one: how it stands, how it reads, who publishes.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
};
use chrono::{Months, NaiveDate};
use serde::Deserialize;

use super::{id, with_status};
use crate::{
    accounts::{self, Actor, Duty},
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{StaffId, TextId},
        web::{Submitted, Visit, page, see},
    },
    policy::{
        actions,
        model::{Owner, Status, Text, Version},
        prose::{self, Prose},
        store,
        wording::{self, Hint},
    },
};

/// A text on the list.
struct Line {
    id: TextId,
    number: i32,
    title: String,
    kind: String,
    state: String,
    review: String,
    is_due: bool,
    tags: Vec<String>,
}

#[derive(Template)]
#[template(path = "policy/templates/texts.html")]
struct TextsPage {
    v: Visit,
    actor: Actor,
    /// Promised to be looked at again by a day that has passed.
    due: Vec<Line>,
    lines: Vec<Line>,
    tag: Option<String>,
}

#[derive(Deserialize)]
pub struct Asked {
    tag: Option<String>,
}

pub async fn texts_page(State(app): State<App>, v: Visit, actor: Actor, Query(asked): Query<Asked>) -> Answer {
    actor.must(Duty::EditPages)?;
    let texts = store::list_for(app.db.read(), &actor).await?;
    let lines = || texts.iter().map(|it| line(&v, it));
    let due = lines().filter(|line| line.is_due).collect();
    let has_tag = |line: &Line| asked.tag.as_ref().is_none_or(|tag| line.tags.contains(tag));
    let lines = lines().filter(has_tag).collect();
    page(&TextsPage { due, lines, tag: asked.tag, v, actor })
}

fn line(v: &Visit, (text, version): &(Text, Version)) -> Line {
    Line {
        id: text.id,
        number: text.number,
        title: version.content.title.clone(),
        kind: v.t(text.kind.key()),
        state: state_words(v, text),
        review: text.in_force().map(|it| v.day(it.review_by)).unwrap_or_default(),
        is_due: text.review_is_due(v.now.today()),
        tags: version.content.tags.clone(),
    }
}

pub fn state_words(v: &Visit, text: &Text) -> String {
    match &text.status {
        Status::Draft => v.t("text-state-draft"),
        Status::Published(publication) if publication.seq == text.head => v.t("text-state-published"),
        Status::Published(_) => v.t("text-state-newer"),
        Status::Retired { .. } => v.t("text-state-retired"),
    }
}

/// Who wrote or published, in words.
pub async fn name(app: &App, v: &Visit, by: Option<StaffId>) -> Result<String, Outcome> {
    match by {
        Some(staff) => accounts::name_of(app.db.read(), staff).await,
        None => Ok(v.t("text-by-data")),
    }
}

#[derive(Template)]
#[template(path = "policy/templates/text.html")]
struct TextPage {
    v: Visit,
    actor: Actor,
    text: Text,
    version: Version,
    kind: String,
    state: String,
    written: String,
    published: Option<String>,
    /// Where the public reads it.
    address: Option<String>,
    prose: Prose,
    hints: Vec<Hint>,
    /// The person looking wrote the newest version, and somebody else is to publish it.
    needs_other: bool,
    review_by: String,
    why: String,
    refusal: Option<Refusal>,
    conflict: bool,
    key: String,
}

impl TextPage {
    fn why(&self, hint: &Hint) -> &str {
        hint.word.why(self.v.lang)
    }

    fn is_shared(&self) -> bool {
        matches!(self.text.owner, Owner::Operator(_))
    }

    fn may_retire(&self) -> bool {
        self.text.in_force().is_some()
    }

    fn has_goals(&self) -> bool {
        self.may_retire() && self.text.kind.has_goals()
    }
}

/// What came back with the page besides the text.
#[derive(Default)]
struct Told {
    review_by: Option<String>,
    why: String,
    refusal: Option<Refusal>,
    conflict: bool,
}

async fn draw(app: &App, directory: &Directory, v: Visit, actor: Actor, id: TextId, told: Told) -> Answer {
    let (text, versions) = actions::look(app, &actor, id).await?;
    let version = versions.into_iter().next().ok_or(Outcome::NotFound)?;
    let moment = |at| v.moment(at);
    let written = v.t2("text-written", ("who", name(app, &v, version.by).await?), ("when", moment(version.at)));
    let published = match text.publication() {
        Some(it) => Some(v.t2("text-published", ("who", name(app, &v, it.by).await?), ("when", moment(it.at)))),
        None => None,
    };
    let towns = actions::towns_of(directory, text.owner);
    let town = towns.iter().find(|town| **town == actor.municipality).or(towns.first());
    let slug = town.and_then(|id| directory.municipality(*id)).map(|town| town.slug.clone());
    let content = &version.content;
    let a_year_on = v.now.today().checked_add_months(Months::new(12)).unwrap_or(v.now.today());
    let words = [&content.title, &content.body, &content.adopted_by].map(String::as_str).join("\n");
    page(&TextPage {
        kind: v.t(text.kind.key()),
        state: state_words(&v, &text),
        written,
        published,
        address: slug
            .filter(|_| text.publication().is_some())
            .map(|slug| format!("/towns/{slug}/policies/{}", text.number)),
        prose: prose::read(&content.body),
        hints: wording::hints(&words),
        needs_other: actions::wants_two_people(app.db.read(), directory, text.owner).await?
            && version.by == Some(actor.staff),
        review_by: told.review_by.unwrap_or_else(|| a_year_on.to_string()),
        why: told.why,
        refusal: told.refusal,
        conflict: told.conflict,
        key: v.form_key(),
        text,
        version,
        v,
        actor,
    })
}

pub async fn text_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(text): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    draw(&app, &directory, v, actor, id(&text)?, Told::default()).await
}

/// The version somebody looked at when they pressed.
fn read_at(form: &Submitted) -> Result<i64, Outcome> {
    form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))
}

pub async fn publish(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(text): Path<String>,
    form: Submitted,
) -> Answer {
    let text: TextId = id(&text)?;
    actor.must(Duty::EditPages)?;
    let directory = shelf.current(&app).await?;
    let once = form.once(&app.vault, "policy.publish")?;
    let seq: i32 = form.code("seq").ok_or(Outcome::NotFound)?;
    let typed = form.get("review_by").to_owned();
    let result = match day(&typed) {
        Some(day) => actions::publish(&app, &directory, &actor, text, (seq, read_at(&form)?), day, once).await,
        None => Err(Refusal::new("refused-review-unread").into()),
    };
    let told = Told { review_by: Some(typed), ..Told::default() };
    answer(&app, &directory, v, actor, text, told, result).await
}

/// A day in either calendar.
fn day(typed: &str) -> Option<NaiveDate> {
    let reading = calendar::wareki::parse(typed.trim()).ok()?;
    reading.day().filter(|_| reading.warnings.is_empty())
}

pub async fn retire(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(text): Path<String>,
    form: Submitted,
) -> Answer {
    let text: TextId = id(&text)?;
    actor.must(Duty::EditPages)?;
    let directory = shelf.current(&app).await?;
    let once = form.once(&app.vault, "policy.retire")?;
    let why = form.get("why").trim().to_owned();
    let result = actions::retire(&app, &actor, text, read_at(&form)?, why.clone(), once).await;
    answer(&app, &directory, v, actor, text, Told { why, ..Told::default() }, result).await
}

/// Back to the text, or the text with what stood in the way.
async fn answer(
    app: &App,
    directory: &Directory,
    v: Visit,
    actor: Actor,
    text: TextId,
    told: Told,
    result: Result<(), Outcome>,
) -> Answer {
    let (status, told) = match result {
        Ok(()) => return Ok(see(&format!("/texts/{text}"))),
        Err(Outcome::Refused(refusal)) => (StatusCode::UNPROCESSABLE_ENTITY, Told { refusal: Some(refusal), ..told }),
        Err(Outcome::Conflict) => (StatusCode::CONFLICT, Told { conflict: true, ..told }),
        Err(other) => return Err(other),
    };
    with_status(status, draw(app, directory, v, actor, text, told).await?)
}
