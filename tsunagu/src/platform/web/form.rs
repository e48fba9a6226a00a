//! Forms: read strictly, keep everything typed, act once.

use std::{collections::HashMap, time::Duration};

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
};
use percent_encoding::percent_decode;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait, TryInsertResult, sea_query::Expr};

use crate::platform::{App, Outcome, db, ids::FormId, outcome::Refusal, vault::Vault};

/// A form may carry this many bytes (about 200,000 Japanese characters as browsers encode them).
pub const BODY_LIMIT: usize = 2_000_000;
/// A form must have arrived after this long; slow senders do not hold a place in the queue.
const BODY_DEADLINE: Duration = Duration::from_secs(15);
/// Name of the hidden field with the form's key.
pub const KEY: &str = "form";
/// Name of the hidden field with the work done for the form (see `toll`); it says nothing of what was meant.
pub const WORK: &str = "work";

/// The fields of a form as they were typed.
#[derive(Clone, Debug, Default)]
pub struct Submitted {
    fields: HashMap<String, Vec<String>>,
}

impl FromRequest<App> for Submitted {
    type Rejection = Outcome;

    async fn from_request(request: Request, _app: &App) -> Result<Self, Outcome> {
        let is_form = request
            .headers()
            .get(axum::http::header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
        if !is_form {
            return Err(Outcome::Unreadable("unreadable-kind"));
        }
        let body = tokio::time::timeout(BODY_DEADLINE, to_bytes(request.into_body(), BODY_LIMIT))
            .await
            .map_err(|_| Outcome::Unreadable("unreadable-slow"))?
            .map_err(|_| Outcome::TooMuch)?;
        Self::parse(&body)
    }
}

impl Submitted {
    /// Reads `application/x-www-form-urlencoded` bytes. Broken UTF-8 is refused rather than replaced.
    pub fn parse(body: &[u8]) -> Result<Self, Outcome> {
        let mut fields: HashMap<String, Vec<String>> = HashMap::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let value = pair.get(at + 1..).unwrap_or_default();
            fields.entry(decode(&pair[..at])?).or_default().push(clean(&decode(value)?));
        }
        Ok(Self { fields })
    }

    /// Takes a field that came another way (a part of a multipart form).
    pub(super) fn put(&mut self, name: &str, value: &str) {
        self.fields.entry(name.to_owned()).or_default().push(clean(value));
    }

    /// The names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// A field as typed; empty when it was left out.
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// A field without surrounding space, or nothing when it is empty.
    pub fn text(&self, name: &str) -> Option<String> {
        let text = self.get(name).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// All values of a field that may be chosen several times.
    pub fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// Every field as typed, the form's key among them.
    pub fn fields(&self) -> impl Iterator<Item = (&String, &Vec<String>)> {
        self.fields.iter()
    }

    /// The values of a field that are codes of a vocabulary. Codes nobody offered are left out.
    pub fn codes<T: std::str::FromStr>(&self, name: &str) -> Vec<T> {
        self.all(name).iter().filter_map(|code| code.parse().ok()).collect()
    }

    /// One code of a vocabulary, if it was chosen.
    pub fn code<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }

    /// The form's key, so that pressing twice has one effect.
    pub fn once(&self, vault: &Vault, purpose: &'static str) -> Result<Once, Outcome> {
        let id = verified(vault, self.get(KEY)).ok_or(Outcome::Unreadable("unreadable-form"))?;
        let mut names: Vec<&String> = self.fields.keys().filter(|name| *name != KEY && *name != WORK).collect();
        names.sort();
        let mut parts: Vec<&[u8]> = Vec::new();
        for name in names {
            parts.push(name.as_bytes());
            parts.extend(self.fields[name].iter().map(String::as_bytes));
        }
        Ok(Once { id, purpose, digest: vault.hash("form-content", &parts) })
    }
}

fn decode(bytes: &[u8]) -> Result<String, Outcome> {
    let spaced: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced)
        .decode_utf8()
        .map(|text| text.into_owned())
        .map_err(|_| Outcome::Unreadable("unreadable-letters"))
}

/// Line ends become one kind; control characters, which no keyboard types, are left out.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|letter| if letter == '\r' { '\n' } else { letter })
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect()
}

/// `id` with its signature: only forms we handed out are taken back.
pub fn signed(vault: &Vault, id: FormId) -> String {
    format!("{}.{}", id.0.simple(), hex::encode(&vault.hash("form", &[id.0.as_bytes()])[..16]))
}

fn verified(vault: &Vault, key: &str) -> Option<FormId> {
    let (id, mac) = key.split_once('.')?;
    let id: FormId = id.parse().ok()?;
    let expected = hex::encode(&vault.hash("form", &[id.0.as_bytes()])[..16]);
    bool::from(subtle::ConstantTimeEq::ct_eq(expected.as_bytes(), mac.as_bytes())).then_some(id)
}

mod row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "forms")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::FormId,
        pub purpose: String,
        pub digest: Vec<u8>,
        pub answer: String,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One form, acted on once. `answer` is what the first press led to (an id or a path, never personal content).
#[derive(Clone, Debug)]
pub struct Once {
    pub id: FormId,
    purpose: &'static str,
    digest: [u8; 32],
}

impl Once {
    /// The answer of an earlier press of the same form, if there was one.
    pub async fn already(&self, conn: &impl ConnectionTrait) -> Result<Option<String>, Outcome> {
        let Some(first) = row::Entity::find_by_id(self.id).one(conn).await? else {
            return Ok(None);
        };
        if first.purpose != self.purpose || first.digest != self.digest {
            return Err(Refusal::new("refused-form-used").into());
        }
        Ok(Some(first.answer))
    }

    /// Keeps the form with its answer before the deed, for whoever knows the answer by then: one step in the place of
    /// looking first and keeping last. Answers what an earlier press led to; who presses the same form at the same moment
    /// waits here until the first is done, or undone.
    pub async fn claim(&self, app: &App, tx: &DatabaseTransaction, answer: &str) -> Result<Option<String>, Outcome> {
        let kept = row::Entity::insert(self.row(app, answer.to_owned()))
            .on_conflict_do_nothing_on([row::Column::Id])
            .exec_without_returning(tx)
            .await?;
        match kept {
            TryInsertResult::Inserted(1) => Ok(None),
            TryInsertResult::Inserted(_) | TryInsertResult::Conflicted | TryInsertResult::Empty => {
                self.already(tx).await?.map(Some).ok_or(Outcome::Conflict)
            }
        }
    }

    /// Gives a form that was claimed another answer: the deed came to something else than was thought.
    pub async fn answer_instead(&self, tx: &DatabaseTransaction, answer: String) -> Result<(), Outcome> {
        use sea_orm::{ColumnTrait, QueryFilter};
        row::Entity::update_many()
            .col_expr(row::Column::Answer, Expr::value(answer))
            .filter(row::Column::Id.eq(self.id))
            .exec(tx)
            .await?;
        Ok(())
    }

    fn row(&self, app: &App, answer: String) -> row::ActiveModel {
        row::ActiveModel {
            id: Set(self.id),
            purpose: Set(self.purpose.to_owned()),
            digest: Set(self.digest.to_vec()),
            answer: Set(answer),
            at: Set(app.now().0),
        }
    }

    /// Commits the deed together with its answer. When the same form was pressed at the same moment, the deed is undone
    /// and the first press's answer is given.
    pub async fn finish(self, app: &App, tx: DatabaseTransaction, answer: String) -> Result<String, Outcome> {
        let kept = row::Entity::insert(self.row(app, answer.clone())).exec_without_returning(&tx).await;
        match kept {
            Ok(_) => {
                tx.commit().await?;
                Ok(answer)
            }
            Err(error) if db::is_duplicate(&error) => {
                tx.rollback().await?;
                self.already(app.db.read()).await?.ok_or(Outcome::Conflict)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Forgets forms older than two days: no browser presses them again.
pub async fn forget_old(app: &App) -> Result<(), Outcome> {
    use sea_orm::{ColumnTrait, QueryFilter};
    let tx = app.db.write().await?;
    let before = app.now().0 - chrono::TimeDelta::days(2);
    row::Entity::delete_many().filter(row::Column::At.lt(before)).exec(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// A form of the program's own making (demonstration data), acted on once like any other.
pub fn fresh(app: &App, purpose: &'static str) -> Once {
    Once { id: app.dice.id(app.now()), purpose, digest: [0; 32] }
}
