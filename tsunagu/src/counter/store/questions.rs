//! Rows of a town's questions. Until somebody changes one, a town asks the program's own and has no rows.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    counter::model::{DEFAULTS, Question},
    platform::{
        App, Outcome,
        ids::{MunicipalityId, QuestionId},
    },
};

mod question {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "questions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: QuestionId,
        pub municipality_id: MunicipalityId,
        pub place: i32,
        pub code: Option<String>,
        pub wording: Option<String>,
        pub retired_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<question::Model> for Question {
    fn from(row: question::Model) -> Self {
        Self {
            id: row.id,
            municipality: row.municipality_id,
            place: row.place,
            code: row.code,
            wording: row.wording,
            retired_at: row.retired_at,
            version: row.version,
        }
    }
}

/// The questions of a town in their order, those it no longer asks among them.
pub async fn of_town(
    conn: &impl ConnectionTrait,
    app: &App,
    municipality: MunicipalityId,
) -> Result<Vec<Question>, Outcome> {
    let rows = question::Entity::find()
        .filter(question::Column::MunicipalityId.eq(municipality))
        .order_by_asc(question::Column::Place)
        .order_by_asc(question::Column::Id)
        .all(conn)
        .await?;
    match rows.is_empty() {
        true => Ok(defaults(app, municipality)),
        false => Ok(rows.into_iter().map(Question::from).collect()),
    }
}

/// The program's own questions, each with the id that it keeps when the town's list is written down.
fn defaults(app: &App, municipality: MunicipalityId) -> Vec<Question> {
    let id = |code: &str| {
        let hash = app.vault.hash("question", &[municipality.0.as_bytes(), code.as_bytes()]);
        let bytes: [u8; 16] = hash[..16].try_into().expect("sixteen of thirty-two bytes");
        QuestionId(uuid::Builder::from_random_bytes(bytes).into_uuid())
    };
    let question = |(place, code): (i32, &&str)| Question {
        id: id(code),
        municipality,
        place,
        code: Some((*code).to_owned()),
        wording: None,
        retired_at: None,
        version: 1,
    };
    (1..).zip(DEFAULTS.iter()).map(question).collect()
}

/// The town's list as rows, so that one of them can be changed.
pub async fn written_down(
    tx: &impl ConnectionTrait,
    app: &App,
    municipality: MunicipalityId,
) -> Result<Vec<Question>, Outcome> {
    let known = question::Entity::find().filter(question::Column::MunicipalityId.eq(municipality)).one(tx).await?;
    if known.is_none() {
        for question in defaults(app, municipality) {
            // Two may change the list for the first time at the same moment; the second finds the rows of the first.
            question::Entity::insert(row_of(&question).into_active_model())
                .on_conflict_do_nothing_on([question::Column::Id])
                .exec_without_returning(tx)
                .await?;
        }
    }
    of_town(tx, app, municipality).await
}

fn row_of(question: &Question) -> question::Model {
    question::Model {
        id: question.id,
        municipality_id: question.municipality,
        place: question.place,
        code: question.code.clone(),
        wording: question.wording.clone(),
        retired_at: question.retired_at,
        version: question.version,
    }
}

pub async fn add(tx: &impl ConnectionTrait, question: &Question) -> Result<(), Outcome> {
    question::Entity::insert(row_of(question).into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves wording, place and whether it is asked. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, question: &Question) -> Result<(), Outcome> {
    let row = row_of(question);
    let saved = question::Entity::update_many()
        .col_expr(question::Column::Place, Expr::value(row.place))
        .col_expr(question::Column::Wording, Expr::value(row.wording))
        .col_expr(question::Column::RetiredAt, Expr::value(row.retired_at))
        .col_expr(question::Column::Version, Expr::value(question.version + 1))
        .filter(question::Column::Id.eq(question.id))
        .filter(question::Column::Version.eq(question.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}
