//! The trail: who looked at or changed what, refusals included, in the same transaction as the deed.
//!
//! One chain per municipality. Each row's hash is keyed and covers the row before it, so an edited, removed or
//! reordered row shows. A cut tail shows against a checkpoint kept elsewhere (`tsunagu verify --checkpoint`).

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    clock::Now,
    db::Db,
    ids::{CaseId, MunicipalityId, OrganizationId, StaffId, ThreadId},
    outcome::Outcome,
    vault::Vault,
};

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doer {
    Staff(StaffId, OrganizationId),
    /// The holder of a thread's passphrase.
    Writer(ThreadId),
    /// Somebody without a name.
    Visitor,
    /// The program itself (a job, a command).
    Program,
}

impl Doer {
    fn text(self) -> String {
        match self {
            Self::Staff(id, _) => format!("staff:{id}"),
            Self::Writer(id) => format!("writer:{id}"),
            Self::Visitor => "visitor".to_owned(),
            Self::Program => "program".to_owned(),
        }
    }

    fn organization(self) -> Option<OrganizationId> {
        match self {
            Self::Staff(_, organization) => Some(organization),
            Self::Writer(_) | Self::Visitor | Self::Program => None,
        }
    }
}

/// One line for the trail. It never carries names or free text.
#[derive(Clone, Debug)]
pub struct Deed {
    pub municipality: MunicipalityId,
    pub doer: Doer,
    /// What was done, as `slice.verb`.
    pub action: &'static str,
    /// On what, as `kind:id`.
    pub object: String,
    /// The case it concerns, if any: "who looked at my record" asks by it.
    pub subject: Option<CaseId>,
    /// Codes that explain it (ground, consent id, refusal key).
    pub detail: String,
}

/// The chain of the installation itself, for deeds outside any municipality.
pub const INSTALLATION: MunicipalityId = MunicipalityId(Uuid::nil());

mod row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trail")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_id: super::MunicipalityId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: DateTimeUtc,
        pub actor: String,
        pub organization_id: Option<super::OrganizationId>,
        pub action: String,
        pub object: String,
        pub subject: Option<super::CaseId>,
        pub outcome: String,
        pub detail: String,
        pub prev: Vec<u8>,
        pub hash: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod head {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trail_heads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_id: super::MunicipalityId,
        pub seq: i64,
        pub hash: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub use row::Model as Line;

/// Writes that it was done. Part of the deed's own transaction: no trail, no deed.
pub async fn record(tx: &impl ConnectionTrait, vault: &Vault, now: Now, deed: Deed) -> Result<(), Outcome> {
    append(tx, vault, now, deed, "done").await
}

/// Writes a refusal, in a transaction of its own, and hands the result on unchanged.
pub async fn keep_refusal<T>(
    db: &Db,
    vault: &Vault,
    now: Now,
    deed: Deed,
    result: Result<T, Outcome>,
) -> Result<T, Outcome> {
    let reason = match &result {
        Err(Outcome::Denied) => "denied",
        Err(Outcome::NotFound) => "not-found",
        Err(Outcome::Refused(refusal)) => refusal.key,
        _ => return result,
    };
    let tx = db.write().await?;
    append(&tx, vault, now, Deed { detail: reason.to_owned(), ..deed }, "refused").await?;
    tx.commit().await?;
    result
}

async fn append(
    tx: &impl ConnectionTrait,
    vault: &Vault,
    now: Now,
    deed: Deed,
    outcome: &'static str,
) -> Result<(), Outcome> {
    let chain = deed.municipality;
    let mut line = Line {
        municipality_id: chain,
        seq: 0,
        at: now.0,
        actor: deed.doer.text(),
        organization_id: deed.doer.organization(),
        action: deed.action.to_owned(),
        object: deed.object,
        subject: deed.subject,
        outcome: outcome.to_owned(),
        detail: deed.detail,
        prev: Vec::new(),
        hash: Vec::new(),
    };
    let moved = match vault.heads.last(chain) {
        Some(last) => move_head(tx, vault, &mut line, &last).await?,
        None => false,
    };
    if !moved {
        // Another program wrote to the chain, or what we wrote was undone. Holding the head makes writers queue on its row.
        let head = head::Entity::find_by_id(chain)
            .lock_exclusive()
            .one(tx)
            .await?
            .ok_or_else(|| Outcome::Broken("the trail of this municipality has no beginning".into()))?;
        if !move_head(tx, vault, &mut line, &Head { seq: head.seq, hash: head.hash }).await? {
            return Err(Outcome::Broken("the head of the trail moved while it was held".into()));
        }
    }
    vault.heads.keep(chain, Head { seq: line.seq, hash: line.hash.clone() });
    row::Entity::insert(line.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

/// Puts `line` after `head` and moves the head there; answers whether the chain really stood at `head`.
async fn move_head(tx: &impl ConnectionTrait, vault: &Vault, line: &mut Line, head: &Head) -> Result<bool, Outcome> {
    line.seq = head.seq + 1;
    line.prev.clone_from(&head.hash);
    line.hash = hash(vault, line).to_vec();
    let moved = head::Entity::update_many()
        .col_expr(head::Column::Seq, Expr::value(line.seq))
        .col_expr(head::Column::Hash, Expr::value(line.hash.clone()))
        .filter(head::Column::MunicipalityId.eq(line.municipality_id))
        .filter(head::Column::Seq.eq(head.seq))
        .filter(head::Column::Hash.eq(head.hash.clone()))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// The end of a chain.
#[derive(Clone)]
struct Head {
    seq: i64,
    hash: Vec<u8>,
}

/// Where chains stood when this program last wrote to them: a guess that saves a look, and is checked as the head is moved.
#[derive(Clone, Default)]
pub struct Heads(Arc<RwLock<HashMap<MunicipalityId, Head>>>);

impl Heads {
    fn last(&self, chain: MunicipalityId) -> Option<Head> {
        self.0.read().expect("no panic while holding it").get(&chain).cloned()
    }

    fn keep(&self, chain: MunicipalityId, head: Head) {
        self.0.write().expect("no panic while holding it").insert(chain, head);
    }
}

/// Begins the chain of a municipality. Beginning twice changes nothing.
pub async fn begin(tx: &impl ConnectionTrait, municipality: MunicipalityId) -> Result<(), Outcome> {
    if head::Entity::find_by_id(municipality).one(tx).await?.is_none() {
        head::Entity::insert(head::ActiveModel {
            municipality_id: Set(municipality),
            seq: Set(0),
            hash: Set(vec![0; 32]),
        })
        .exec_without_returning(tx)
        .await?;
    }
    Ok(())
}

fn hash(vault: &Vault, line: &Line) -> [u8; 32] {
    vault.hash(
        "trail",
        &[
            line.municipality_id.0.as_bytes(),
            &line.seq.to_be_bytes(),
            &line.at.timestamp_micros().to_be_bytes(),
            line.actor.as_bytes(),
            line.organization_id.map(|id| id.0).unwrap_or_default().as_bytes(),
            line.action.as_bytes(),
            line.object.as_bytes(),
            line.subject.map(|id| id.0).unwrap_or_default().as_bytes(),
            line.outcome.as_bytes(),
            line.detail.as_bytes(),
            &line.prev,
        ],
    )
}

/// Where a chain stood when it was last checked. Kept on another machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub municipality: MunicipalityId,
    pub seq: i64,
    pub hash: String,
    /// Proves that this program, with this master key, wrote the checkpoint.
    pub proof: String,
}

impl Checkpoint {
    fn proof_of(vault: &Vault, municipality: MunicipalityId, seq: i64, hash: &str) -> String {
        hex::encode(vault.hash("checkpoint", &[municipality.0.as_bytes(), &seq.to_be_bytes(), hash.as_bytes()]))
    }
}

/// What is wrong with a chain.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Crack {
    #[error("chain {0}: line {1} was changed, moved or inserted")]
    Changed(MunicipalityId, i64),
    #[error("chain {0}: line {1} is missing")]
    Missing(MunicipalityId, i64),
    #[error("chain {0}: the last lines are missing (it should reach line {1})")]
    Cut(MunicipalityId, i64),
    #[error("chain {0}: line {1} is not the one of the checkpoint")]
    NotTheCheckpoint(MunicipalityId, i64),
    #[error("the checkpoint of chain {0} was not written with this master key")]
    ForeignCheckpoint(MunicipalityId),
}

const PAGE: u64 = 10_000;

/// Proves every chain whole, against `checkpoints` where given. Answers the new checkpoints.
pub async fn verify(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    checkpoints: &[Checkpoint],
) -> Result<Result<Vec<Checkpoint>, Crack>, Outcome> {
    for point in checkpoints {
        if Checkpoint::proof_of(vault, point.municipality, point.seq, &point.hash) != point.proof {
            return Ok(Err(Crack::ForeignCheckpoint(point.municipality)));
        }
    }
    let mut reached = Vec::new();
    let heads = head::Entity::find().order_by_asc(head::Column::MunicipalityId).all(conn).await?;
    for point in checkpoints {
        if !heads.iter().any(|head| head.municipality_id == point.municipality) {
            return Ok(Err(Crack::Cut(point.municipality, point.seq)));
        }
    }
    for head in heads {
        let point = checkpoints.iter().find(|point| point.municipality == head.municipality_id);
        match verify_chain(conn, vault, &head, point).await? {
            Ok(()) => {
                let hash = hex::encode(&head.hash);
                let proof = Checkpoint::proof_of(vault, head.municipality_id, head.seq, &hash);
                reached.push(Checkpoint { municipality: head.municipality_id, seq: head.seq, hash, proof });
            }
            Err(crack) => return Ok(Err(crack)),
        }
    }
    Ok(Ok(reached))
}

async fn verify_chain(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    head: &head::Model,
    point: Option<&Checkpoint>,
) -> Result<Result<(), Crack>, Outcome> {
    let chain = head.municipality_id;
    let (mut seq, mut prev) = (0, vec![0; 32]);
    loop {
        let lines = row::Entity::find()
            .filter(row::Column::MunicipalityId.eq(chain))
            .filter(row::Column::Seq.gt(seq))
            .order_by_asc(row::Column::Seq)
            .limit(PAGE)
            .all(conn)
            .await?;
        if lines.is_empty() {
            break;
        }
        for line in lines {
            if line.seq != seq + 1 {
                return Ok(Err(Crack::Missing(chain, seq + 1)));
            }
            if line.prev != prev || hash(vault, &line).as_slice() != line.hash {
                return Ok(Err(Crack::Changed(chain, line.seq)));
            }
            if point.is_some_and(|point| point.seq == line.seq && point.hash != hex::encode(&line.hash)) {
                return Ok(Err(Crack::NotTheCheckpoint(chain, line.seq)));
            }
            seq = line.seq;
            prev = line.hash;
        }
    }
    if seq != head.seq || prev != head.hash {
        return Ok(Err(Crack::Cut(chain, head.seq)));
    }
    match point {
        Some(point) if point.seq > seq => Ok(Err(Crack::Cut(chain, point.seq))),
        _ => Ok(Ok(())),
    }
}

/// The last lines about a case, newest first: "who looked at my record".
pub async fn about(conn: &impl ConnectionTrait, subject: CaseId, limit: u64) -> Result<Vec<Line>, Outcome> {
    Ok(row::Entity::find()
        .filter(row::Column::Subject.eq(subject))
        .order_by_desc(row::Column::At)
        .order_by_desc(row::Column::Seq)
        .limit(limit)
        .all(conn)
        .await?)
}

/// What was done on `object`, newest first: "who looked at what I wrote".
pub async fn on_object(
    conn: &impl ConnectionTrait,
    municipality: MunicipalityId,
    object: &str,
    limit: u64,
) -> Result<Vec<Line>, Outcome> {
    Ok(row::Entity::find()
        .filter(row::Column::MunicipalityId.eq(municipality))
        .filter(row::Column::Object.eq(object))
        .filter(row::Column::Outcome.eq("done"))
        .order_by_desc(row::Column::Seq)
        .limit(limit)
        .all(conn)
        .await?)
}

/// Sets a head behind the chain's back, as somebody with the database in hand could.
#[cfg(test)]
pub async fn set_head_for_test(
    tx: &impl ConnectionTrait,
    chain: MunicipalityId,
    seq: i64,
    hash: Vec<u8>,
) -> Result<(), Outcome> {
    head::Entity::update_many()
        .col_expr(head::Column::Seq, Expr::value(seq))
        .col_expr(head::Column::Hash, Expr::value(hash))
        .filter(head::Column::MunicipalityId.eq(chain))
        .exec(tx)
        .await?;
    Ok(())
}

/// Every line of every chain, as they stand.
#[cfg(test)]
pub async fn lines_for_test(conn: &impl ConnectionTrait) -> Vec<Line> {
    let lines = row::Entity::find().order_by_asc(row::Column::MunicipalityId).order_by_asc(row::Column::Seq);
    lines.all(conn).await.expect("the trail reads")
}
