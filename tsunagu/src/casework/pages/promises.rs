//! What was promised in a case, and where it may break off.

use askama::Template;
use axum::extract::{Path, State};

use super::{id, refused};
use crate::{
    accounts::{Actor, Duty},
    casework::{
        actions::promises::{self, Promises},
        model::{
            Faults,
            promise::{self, EdgeKind, NewPromise, Outcome as Became, Promise, PromiseKind, Standing},
        },
    },
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::{CaseId, EdgeId, PromiseId, StaffId},
        web::{Submitted, Visit, page, see},
    },
};

/// A promise in words.
struct PromiseLine {
    id: PromiseId,
    is_open: bool,
    kind: PromiseKind,
    words: String,
    who: String,
    day: Option<String>,
    /// What became of it, when, and the words beside it.
    settled: Option<String>,
    afterwards: String,
}

/// Where it may break off, in words.
struct EdgeLine {
    id: EdgeId,
    day: String,
    kind: String,
    words: String,
}

/// What was typed into the form for an edge.
#[derive(Default)]
struct TypedEdge {
    kind: Option<EdgeKind>,
    day: String,
    words: String,
}

#[derive(Template)]
#[template(path = "casework/templates/promises.html")]
struct PromisesPage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    called: String,
    lines: Vec<PromiseLine>,
    edges: Vec<EdgeLine>,
    knows_birth: bool,
    colleagues: Vec<(StaffId, String)>,
    typed: NewPromise,
    edge: TypedEdge,
    faults: Faults,
    key: String,
}

impl PromisesPage {
    fn of(v: Visit, actor: Actor, file: Promises, key: String) -> Self {
        let name = |staff: StaffId| file.names.get(&staff).cloned().unwrap_or_default();
        let line = |promise: &Promise| PromiseLine {
            id: promise.id,
            is_open: promise.standing == Standing::Open,
            kind: promise.kind,
            words: promise.words.clone(),
            who: name(promise.staff),
            day: promise.day.map(|day| v.near(day)),
            settled: match promise.standing {
                Standing::Open => None,
                Standing::Settled { outcome, at, .. } => {
                    Some([v.t(outcome.key()), v.near(clock::local(at).date())].join(" "))
                }
            },
            afterwards: promise.afterwards.clone(),
        };
        let edge = |edge: &promise::Edge| EdgeLine {
            id: edge.id,
            day: v.day(edge.day),
            kind: v.t(edge.words.kind.key()),
            words: edge.words.words.clone(),
        };
        Self {
            case: file.case.id,
            number: file.case.number.clone(),
            lines: file.promises.iter().map(line).collect(),
            edges: file.edges.iter().map(edge).collect(),
            knows_birth: file.birth.is_some(),
            typed: NewPromise::default(),
            edge: TypedEdge::default(),
            faults: Faults::default(),
            called: file.called,
            colleagues: file.colleagues,
            key,
            v,
            actor,
        }
    }

    fn kinds(&self) -> Vec<(&'static PromiseKind, bool)> {
        let chosen = self.typed.kind.unwrap_or(PromiseKind::Promise);
        PromiseKind::ALL.iter().map(|kind| (kind, *kind == chosen)).collect()
    }

    fn edge_kinds(&self) -> Vec<(&'static EdgeKind, bool)> {
        EdgeKind::ALL.iter().map(|kind| (kind, self.edge.kind == Some(*kind))).collect()
    }

    fn outcomes(&self, kind: &PromiseKind) -> &'static [Became] {
        kind.outcomes()
    }

    /// Whose promise it is; one's own where nobody was named.
    fn is_whose(&self, staff: &StaffId) -> bool {
        self.typed.staff.unwrap_or(self.actor.staff) == *staff
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }
}

pub async fn promises_page(State(app): State<App>, v: Visit, actor: Actor, Path(case): Path<String>) -> Answer {
    let file = promises::look(&app, &actor, id(&case)?).await?;
    let key = v.form_key();
    page(&PromisesPage::of(v, actor, file, key))
}

pub async fn make(State(app): State<App>, v: Visit, actor: Actor, Path(case): Path<String>, form: Submitted) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.promise")?;
    let typed = NewPromise {
        kind: form.code("kind"),
        words: form.get("words").trim_end().to_owned(),
        day: form.get("day").to_owned(),
        staff: form.code("staff"),
    };
    let faults = match typed.check() {
        Ok((kind, day)) => {
            let new = (kind, day, typed.words.clone(), typed.staff);
            match promises::make(&app, &actor, case, new, once).await {
                Ok(()) => return Ok(see(&format!("/cases/{case}/promises"))),
                Err(Outcome::Refused(refusal)) => {
                    let mut faults = Faults::default();
                    faults.add("staff", refusal);
                    faults
                }
                Err(other) => return Err(other),
            }
        }
        Err(faults) => faults,
    };
    let file = promises::look(&app, &actor, case).await?;
    actor.must(Duty::EditCases)?;
    let shown = PromisesPage::of(v, actor, file, form.get("form").to_owned());
    refused(page(&PromisesPage { typed, faults, ..shown })?)
}

pub async fn settle(State(app): State<App>, actor: Actor, Path(promise): Path<String>, form: Submitted) -> Answer {
    let promise: PromiseId = id(&promise)?;
    let once = form.once(&app.vault, "casework.settle")?;
    let outcome = form.code("outcome").unwrap_or(Became::Kept);
    let words: String = form.get("words").trim_end().chars().take(2_000).collect();
    let case = promises::settle(&app, &actor, promise, (outcome, words), once).await?;
    Ok(see(&format!("/cases/{case}/promises")))
}

pub async fn add_edge(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(case): Path<String>,
    form: Submitted,
) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.edge")?;
    let edge = TypedEdge {
        kind: form.code("edge"),
        day: form.get("edge_day").to_owned(),
        words: form.get("edge_words").to_owned(),
    };
    let file = promises::look(&app, &actor, case).await?;
    actor.must(Duty::EditCases)?;
    let faults = match promise::edge(edge.kind, (&edge.day, &edge.words), file.birth) {
        Ok(new) => {
            promises::add_edge(&app, &actor, case, new, once).await?;
            return Ok(see(&format!("/cases/{case}/promises")));
        }
        Err(faults) => faults,
    };
    let key = v.form_key();
    refused(page(&PromisesPage { edge, faults, ..PromisesPage::of(v, actor, file, key) })?)
}

pub async fn remove_edge(State(app): State<App>, actor: Actor, Path(case): Path<String>, form: Submitted) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.edge-past")?;
    promises::remove_edge(&app, &actor, case, id(form.get("edge"))?, once).await?;
    Ok(see(&format!("/cases/{case}/promises")))
}
