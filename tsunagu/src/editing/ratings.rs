//! The two questions at the foot of a page, and what editors read of the answers. An answer is a row with a page and a
//! day: no visitor, no cookie, no time of day.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect};

use super::model::rating::{Counts, Rated, Rating, counted};
use crate::{
    accounts::{Actor, Duty},
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::MunicipalityId,
        web::{Once, Submitted, Visit, page, see},
    },
    ui::page_to_rate,
};

mod rating {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "page_ratings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Whose page it is; nothing where it belongs to all.
        pub municipality_id: Option<MunicipalityId>,
        pub page: String,
        pub found: Option<Rated>,
        pub understood: Option<Rated>,
        pub day: Date,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn routes() -> Router<App> {
    Router::new().route("/page-rating", get(rating_page).post(rate)).route("/directory/ratings", get(ratings_page))
}

#[derive(Template)]
#[template(path = "editing/templates/rating.html")]
struct RatingPage {
    v: Visit,
    page: String,
    rating: Rating,
    thanks: bool,
    refusal: Option<Refusal>,
    key: String,
}

impl RatingPage {
    fn answers(&self) -> &'static [Rated] {
        Rated::ALL
    }

    fn was_found(&self, answer: &Rated) -> bool {
        self.rating.found == Some(*answer)
    }

    fn was_understood(&self, answer: &Rated) -> bool {
        self.rating.understood == Some(*answer)
    }
}

async fn rating_page(v: Visit, RawQuery(query): RawQuery) -> Answer {
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let about = page_to_rate(asked.get("page")).ok_or(Outcome::NotFound)?.to_owned();
    let thanks = asked.get("thanks") == "yes";
    page(&RatingPage { page: about, rating: Rating::default(), thanks, refusal: None, key: v.form_key(), v })
}

async fn rate(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit, form: Submitted) -> Answer {
    let about = page_to_rate(form.get("page")).ok_or(Outcome::NotFound)?.to_owned();
    let once = form.once(&app.vault, "editing.rate")?;
    let rating = Rating { found: form.code("found"), understood: form.code("understood") };
    if rating == Rating::default() {
        let refusal = Some(Refusal::new("refused-rating-empty"));
        let shown = RatingPage { page: about, rating, thanks: false, refusal, key: v.form_key(), v };
        return refused(page(&shown)?);
    }
    let directory = shelf.current(&app).await?;
    keep(&app, town_of(&directory, &about), &about, rating, once).await?;
    Ok(see(&format!("/page-rating?page={about}&thanks=yes")))
}

fn refused(mut response: Response) -> Answer {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Whose page it is.
fn town_of(directory: &Directory, about: &str) -> Option<MunicipalityId> {
    let mut parts = about.trim_start_matches('/').split('/');
    let slug = |parts: &mut std::str::Split<'_, char>| parts.next().map(str::to_owned).unwrap_or_default();
    match parts.next() {
        Some("towns") => directory.municipality_by_slug(&slug(&mut parts)).map(|town| town.id),
        Some("desks") => directory.desk_by_slug(&slug(&mut parts)).map(|desk| desk.municipality),
        Some("gatherings") => directory.gathering_by_slug(&slug(&mut parts)).map(|it| it.municipality),
        Some("events") => directory.event_by_slug(&slug(&mut parts)).and_then(|event| event.municipality),
        _ => None,
    }
}

async fn keep(app: &App, town: Option<MunicipalityId>, about: &str, rating: Rating, once: Once) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let row = rating::ActiveModel {
        id: Set(app.dice.id(app.now())),
        municipality_id: Set(town),
        page: Set(about.to_owned()),
        found: Set(rating.found),
        understood: Set(rating.understood),
        day: Set(app.now().today()),
    };
    rating::Entity::insert(row).exec_without_returning(&tx).await?;
    once.finish(app, tx, "rated".to_owned()).await?;
    Ok(())
}

/// What was said of the pages of a town, and of those that belong to all.
async fn said_of(conn: &impl ConnectionTrait, town: MunicipalityId) -> Result<Vec<(String, Rating)>, Outcome> {
    use rating::Column as C;
    type Row = (String, Option<Rated>, Option<Rated>);
    let rows: Vec<Row> = rating::Entity::find()
        .filter(C::MunicipalityId.eq(town).or(C::MunicipalityId.is_null()))
        .select_only()
        .columns([C::Page, C::Found, C::Understood])
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(page, found, understood)| (page, Rating { found, understood })).collect())
}

/// What was said of a page, in words.
struct Line {
    page: String,
    found: String,
    understood: String,
}

#[derive(Template)]
#[template(path = "editing/templates/ratings.html")]
struct RatingsPage {
    v: Visit,
    actor: Actor,
    lines: Vec<Line>,
}

async fn ratings_page(State(app): State<App>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::EditPages)?;
    let words = |counts: &Counts| {
        let one = |(answer, count): (&Rated, &u64)| format!("{} {count}", v.t(answer.key()));
        counts.iter().map(one).collect::<Vec<_>>().join(&v.t("edit-comma"))
    };
    let lines = counted(said_of(app.db.read(), actor.municipality).await?)
        .into_iter()
        .map(|(page, said)| Line { found: words(&said.found), understood: words(&said.understood), page })
        .collect();
    page(&RatingsPage { lines, v, actor })
}
