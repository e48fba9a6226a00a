//! The report on a table: every doubt with its reason and a box to tick, fifty to a page; then taking it in.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::StatusCode,
};

use super::with_status;
use crate::{
    accounts::Actor,
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::UploadId,
        web::{Submitted, Visit, page, see},
    },
    tables::{
        Certainty, Reason, Remedy, Repair, SetName,
        actions::{self, Examined, Ticked},
        store::Upload,
    },
};

/// As many doubts as one looks through before saving.
const PAGE: usize = 50;
/// Of a cell that is doubted, this much is shown.
const SHOWN: usize = 40;

/// A doubt in words.
struct Line {
    id: String,
    place: String,
    read: String,
    reason: String,
    certainty: String,
    /// What would be done; `None` if there is nothing to say yes to.
    remedy: Option<String>,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "tables/templates/report.html")]
struct ReportPage {
    v: Visit,
    actor: Actor,
    id: UploadId,
    name: String,
    set: SetName,
    letters: &'static str,
    /// The headers are those of an older version.
    is_old: bool,
    rows: usize,
    /// Headers that the set does not know.
    others: String,
    /// How many columns have cells and no header.
    nameless: usize,
    /// Headers that the version asks for.
    lacking: String,
    /// How many doubts there are of each certainty.
    counts: Vec<(String, usize)>,
    doubts: usize,
    /// How many doubts there are for each reason, in words.
    reasons: Vec<String>,
    lines: Vec<Line>,
    /// From 1.
    number: usize,
    pages: usize,
    version: i64,
    seen: i64,
    refusal: Option<Refusal>,
    conflict: bool,
    key: String,
}

impl ReportPage {
    fn of(
        v: Visit,
        actor: Actor,
        directory: &Directory,
        (upload, examined): (Upload, Examined),
        number: usize,
    ) -> Self {
        let repairs = &examined.report.repairs;
        let pages = repairs.len().div_ceil(PAGE).max(1);
        let number = number.clamp(1, pages);
        let shown = repairs.get(shown(number, repairs.len())).unwrap_or_default();
        let line = |repair: &Repair| line(&v, &examined, repair, upload.decisions.has(repair));
        let reason = |(reason, count): (&Reason, &usize)| {
            v.t2("tables-reason-count", ("reason", v.t(reason.key())), ("count", count))
        };
        let certainty = |certainty: &Certainty| (v.t(certainty.key()), examined.report.count(*certainty));
        Self {
            id: upload.id,
            name: upload.name.clone(),
            set: upload.set,
            letters: examined.table.letters.key(),
            is_old: examined.matched.version.version == "old",
            rows: examined.table.rows.len(),
            others: examined.matched.others().join(", "),
            nameless: examined.nameless(),
            lacking: examined.matched.lacking().join(", "),
            counts: Certainty::ALL.iter().map(certainty).filter(|(_, count)| *count > 0).collect(),
            doubts: repairs.len(),
            reasons: examined.report.reasons().iter().map(reason).collect(),
            lines: shown.iter().map(line).collect(),
            number,
            pages,
            version: upload.version,
            seen: directory.version,
            refusal: None,
            conflict: false,
            key: v.form_key(),
            v,
            actor,
        }
    }

    /// A desk has no place for cells that nobody knows.
    fn keeps_others(&self) -> bool {
        match self.set {
            SetName::Facilities | SetName::Events => true,
            SetName::Desks => false,
        }
    }

    fn page_words(&self) -> String {
        self.v.t2("tables-page", ("number", self.number), ("pages", self.pages))
    }
}

/// The places in the report that page `number` shows.
fn shown(number: usize, doubts: usize) -> std::ops::Range<usize> {
    let from = ((number - 1) * PAGE).min(doubts);
    from..(from + PAGE).min(doubts)
}

fn line(v: &Visit, examined: &Examined, repair: &Repair, ticked: bool) -> Line {
    let header = examined.table.header.get(repair.column).map_or("", |header| header.trim());
    let remedy = match &repair.remedy {
        Remedy::Write(text) => Some(v.t1("tables-remedy-write", "text", short(text))),
        Remedy::Empty => Some(v.t("tables-remedy-empty")),
        Remedy::LeaveRowOut => Some(v.t("tables-remedy-leave-row-out")),
        Remedy::Keep => None,
    };
    Line {
        id: repair.id(),
        place: v.t2("tables-cell", ("row", repair.number), ("column", short(header))),
        read: short(&repair.read),
        reason: v.t(repair.reason.key()),
        certainty: v.t(repair.certainty.key()),
        remedy,
        ticked,
    }
}

fn short(text: &str) -> String {
    let mut letters = text.chars();
    let begin: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() { format!("{begin}…") } else { begin }
}

fn id(text: &str) -> Result<UploadId, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}

pub async fn report_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(upload): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    actions::enter(&app, &actor).await?;
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let directory = shelf.current(&app).await?;
    let found = actions::look(&app, &directory, &actor, id(&upload)?).await?;
    page(&ReportPage::of(v, actor, &directory, found, number(asked.get("page"))))
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or(1).clamp(1, 10_000)
}

/// The boxes of one page as they were sent.
fn ticked(form: &Submitted) -> Result<Ticked, Outcome> {
    Ok(Ticked {
        shown: form.all("shown").iter().cloned().collect(),
        yes: form.all("yes").iter().cloned().collect(),
        version: form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?,
    })
}

pub async fn decide(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(upload): Path<String>,
    form: Submitted,
) -> Answer {
    actions::enter(&app, &actor).await?;
    let upload = id(&upload)?;
    let directory = shelf.current(&app).await?;
    match actions::decide(&app, &directory, &actor, upload, &ticked(&form)?).await {
        Ok(()) => Ok(see(&format!("/tables/{upload}?page={}", number(form.get("to"))))),
        Err(Outcome::Conflict) => again(&app, directory, (v, actor), upload, &form, None).await,
        Err(other) => Err(other),
    }
}

pub async fn import(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(upload): Path<String>,
    form: Submitted,
) -> Answer {
    actions::enter(&app, &actor).await?;
    let upload = id(&upload)?;
    let once = form.once(&app.vault, "tables.import")?;
    let seen: i64 = form.get("seen").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let directory = shelf.current(&app).await?;
    match actions::import(&app, &directory, &actor, upload, (ticked(&form)?, seen), once).await {
        Ok(taken) => {
            shelf.refresh(&app).await?;
            Ok(see(&format!("/tables?taken={}%2B{}", taken.added, taken.changed)))
        }
        Err(Outcome::Refused(refusal)) => again(&app, directory, (v, actor), upload, &form, Some(refusal)).await,
        Err(Outcome::Conflict) => {
            let directory = shelf.refresh(&app).await?;
            again(&app, directory, (v, actor), upload, &form, None).await
        }
        Err(other) => Err(other),
    }
}

/// The same page again with what was ticked: refused, or because somebody was first.
async fn again(
    app: &App,
    directory: Arc<Directory>,
    (v, actor): (Visit, Actor),
    upload: UploadId,
    form: &Submitted,
    refusal: Option<Refusal>,
) -> Answer {
    // What was ticked is kept where it can be; where a page of the same table was saved meanwhile, that one stays.
    match actions::decide(app, &directory, &actor, upload, &ticked(form)?).await {
        Ok(()) | Err(Outcome::Conflict) => {}
        Err(other) => return Err(other),
    }
    let found = actions::look(app, &directory, &actor, upload).await?;
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    let shown = ReportPage::of(v, actor, &directory, found, number(form.get("page")));
    with_status(status, page(&ReportPage { conflict: refusal.is_none(), refusal, ..shown })?)
}

pub async fn discard(State(app): State<App>, actor: Actor, Path(upload): Path<String>) -> Answer {
    actions::enter(&app, &actor).await?;
    actions::discard(&app, &actor, id(&upload)?).await?;
    Ok(see("/tables"))
}
