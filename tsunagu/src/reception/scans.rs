//! Scans (紙の写し): a sheet that was filled in by hand, as a picture or a PDF beside what was typed from it. They arrive
//! clean (`editing::file`), lie sealed under the key of the paper they belong to, and whoever may read that paper opens
//! them; which paper it is and who may, the slice of the paper decides.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use crate::{
    accounts::{self, Actor},
    directory::Media,
    editing::file::Clean,
    platform::{
        App, Outcome, Refusal,
        ids::{MunicipalityId, ScanId, StaffId, ThreadId, WorryId},
        vault::{Key, place},
        web::Visit,
    },
};

mod scan {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "scans")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::ScanId,
        pub municipality_id: super::MunicipalityId,
        pub thread_id: Option<super::ThreadId>,
        pub worry_id: Option<super::WorryId>,
        pub media: super::Media,
        pub kilobytes: i32,
        pub sealed_bytes: Vec<u8>,
        pub added_by: super::StaffId,
        pub added_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const BYTES: &str = "scans.bytes";

/// Scans one paper may have: two sides of a few sheets, and one that was taken again.
pub const MOST: u64 = 20;

/// The paper a scan belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The application of a thread.
    Application(ThreadId),
    Worry(WorryId),
}

impl Paper {
    fn ids(self) -> (Option<ThreadId>, Option<WorryId>) {
        match self {
            Self::Application(thread) => (Some(thread), None),
            Self::Worry(worry) => (None, Some(worry)),
        }
    }

    fn scans(self) -> Select<scan::Entity> {
        match self {
            Self::Application(thread) => scan::Entity::find().filter(scan::Column::ThreadId.eq(thread)),
            Self::Worry(worry) => scan::Entity::find().filter(scan::Column::WorryId.eq(worry)),
        }
    }
}

/// What is known of a scan beside its bytes. Its own name is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    pub id: ScanId,
    pub media: Media,
    pub kilobytes: i32,
    pub added_by: StaffId,
    pub added_at: DateTime<Utc>,
}

/// Puts a scan beside a paper.
///
/// # Errors
/// A refusal where the paper has as many as it may have.
pub async fn add(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    (town, paper): (MunicipalityId, Paper),
    (file, by): (&Clean, StaffId),
) -> Result<(), Outcome> {
    if paper.scans().count(tx).await? >= MOST {
        return Err(Refusal::new("refused-scans-many").with("most", MOST.to_string()).into());
    }
    let now = app.now();
    let id: ScanId = app.dice.id(now);
    let (thread_id, worry_id) = paper.ids();
    let row = scan::ActiveModel {
        id: Set(id),
        municipality_id: Set(town),
        thread_id: Set(thread_id),
        worry_id: Set(worry_id),
        media: Set(file.media),
        kilobytes: Set(i32::try_from(file.bytes.len().div_ceil(1_000)).unwrap_or(i32::MAX)),
        sealed_bytes: Set(key.seal(&app.dice, place(BYTES, id.0), &BASE64.encode(&file.bytes))),
        added_by: Set(by),
        added_at: Set(now.0),
    };
    scan::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The scans of a paper, the first one first, without their bytes.
pub async fn of(conn: &impl ConnectionTrait, paper: Paper) -> Result<Vec<Scan>, Outcome> {
    use scan::Column as C;
    type Row = (ScanId, Media, i32, StaffId, DateTime<Utc>);
    let rows: Vec<Row> = paper
        .scans()
        .order_by_asc(C::Id)
        .select_only()
        .columns([C::Id, C::Media, C::Kilobytes, C::AddedBy, C::AddedAt])
        .into_tuple()
        .all(conn)
        .await?;
    let scan = |(id, media, kilobytes, added_by, added_at)| Scan { id, media, kilobytes, added_by, added_at };
    Ok(rows.into_iter().map(scan).collect())
}

/// What a scan of this paper shows.
pub async fn bytes(
    conn: &impl ConnectionTrait,
    key: &Key,
    paper: Paper,
    id: ScanId,
) -> Result<Option<(Media, Vec<u8>)>, Outcome> {
    let Some(row) = paper.scans().filter(scan::Column::Id.eq(id)).one(conn).await? else { return Ok(None) };
    let text: String = key.open(place(BYTES, id.0), &row.sealed_bytes)?;
    let bytes = BASE64.decode(text).map_err(|_| Outcome::Broken("a scan has another shape".into()))?;
    Ok(Some((row.media, bytes)))
}

/// Takes a scan away; `NotFound` where the paper has none of that id.
pub async fn remove(tx: &impl ConnectionTrait, paper: Paper, id: ScanId) -> Result<(), Outcome> {
    if paper.scans().filter(scan::Column::Id.eq(id)).count(tx).await? == 0 {
        return Err(Outcome::NotFound);
    }
    scan::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Takes all scans of a paper away, with what was told on it.
pub async fn remove_all(tx: &impl ConnectionTrait, paper: Paper) -> Result<(), Outcome> {
    let (thread, worry) = paper.ids();
    let mut gone = scan::Entity::delete_many();
    gone = match (thread, worry) {
        (Some(thread), _) => gone.filter(scan::Column::ThreadId.eq(thread)),
        (None, worry) => gone.filter(scan::Column::WorryId.eq(worry)),
    };
    gone.exec(tx).await?;
    Ok(())
}

/// A scan on a page (`reception/templates/scans_part.html`).
pub struct ScanLine {
    pub id: ScanId,
    pub words: String,
    pub about: String,
}

/// The scans of a paper in words, for staff.
pub async fn lines(app: &App, v: &Visit, paper: Paper) -> Result<Vec<ScanLine>, Outcome> {
    let mut lines = Vec::new();
    for scan in of(app.db.read(), paper).await? {
        let name = accounts::name_of(app.db.read(), scan.added_by).await?;
        lines.push(ScanLine {
            id: scan.id,
            words: v.t2("scan-line", ("kind", scan.media.ending().to_uppercase()), ("size", scan.kilobytes)),
            about: v.t2("scan-added", ("when", v.moment(scan.added_at)), ("name", name)),
        });
    }
    Ok(lines)
}

/// Who may open a paper with somebody in danger in it: an address may stand on it, so it is for the one who looks after
/// the thread.
pub fn is_for(actor: &Actor, taken_by: Option<StaffId>, is_guarded: bool) -> bool {
    !is_guarded || taken_by == Some(actor.staff)
}
