//! The plan of a case, as one page to read, to write and to print for the person; and what staff make of things, apart.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
};

use super::{id, refused, with_status};
use crate::{
    accounts::{Actor, Duty},
    casework::{
        actions::plans::{self, Planned},
        model::{
            Faults,
            entry::With,
            plan::{Assessment, Confirmed, GOALS, PARTS, Phase, Plan, STEPS, Stage, StepState, TypedPlan},
        },
    },
    directory::Shelf,
    platform::{
        Answer, App, Outcome, Refusal,
        ids::CaseId,
        web::{Submitted, Visit, page, see},
    },
};

/// A small goal in the form.
struct StepRow {
    words: String,
    states: Vec<(StepState, bool)>,
    note: String,
}

/// One time it was talked over, in words.
struct ConfirmedLine {
    said: String,
    words: String,
}

#[derive(Template)]
#[template(path = "casework/templates/plan.html")]
struct PlanPage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    called: String,
    plan: Plan,
    confirmed: Vec<ConfirmedLine>,
    version: i64,
    typed: TypedPlan,
    faults: Faults,
    /// Somebody saved first; theirs is what the page shows above the form.
    is_conflict: bool,
    key: String,
}

impl PlanPage {
    fn of(v: Visit, actor: Actor, planned: Planned, key: String) -> Self {
        let line = |it: &Confirmed| ConfirmedLine {
            said: v.lang.with(
                "plan-confirmed-line",
                &[
                    ("day", &v.day(it.on)),
                    ("with", &v.t(it.with.key())),
                    ("by", planned.names.get(&it.by).map_or("", String::as_str)),
                ],
            ),
            words: it.words.clone(),
        };
        Self {
            case: planned.case.id,
            number: planned.case.number.clone(),
            confirmed: planned.plan.confirmed.iter().rev().map(line).collect(),
            version: planned.version,
            typed: TypedPlan::of(&planned.plan),
            faults: Faults::default(),
            is_conflict: false,
            called: planned.called,
            plan: planned.plan,
            key,
            v,
            actor,
        }
    }

    /// What was typed, with room for more.
    fn goals(&self) -> Vec<String> {
        let room = (self.typed.goals.len() + 1).clamp(1, GOALS);
        (0..room).map(|line| self.typed.goals.get(line).cloned().unwrap_or_default()).collect()
    }

    fn steps(&self) -> Vec<StepRow> {
        let room = (self.typed.steps.len() + 2).clamp(3, STEPS);
        let line = |at: usize| {
            let (words, state, note) = self.typed.steps.get(at).cloned().unwrap_or_default();
            let chosen = state.unwrap_or(StepState::Hoped);
            let states = StepState::ALL.iter().map(|state| (*state, *state == chosen)).collect();
            StepRow { words, states, note }
        };
        (0..room).map(line).collect()
    }

    fn parts(&self) -> Vec<(String, String, String)> {
        let room = (self.typed.parts.len() + 1).clamp(2, PARTS);
        (0..room).map(|line| self.typed.parts.get(line).cloned().unwrap_or_default()).collect()
    }

    fn withs(&self) -> Vec<(With, bool)> {
        let chosen = self.typed.confirmed_with.unwrap_or(With::Person);
        [With::Person, With::Family].into_iter().map(|with| (with, with == chosen)).collect()
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }

    fn is_empty(&self) -> bool {
        self.plan.goals.is_empty() && self.plan.steps.is_empty() && self.plan.parts.is_empty()
    }
}

pub async fn plan_page(State(app): State<App>, v: Visit, actor: Actor, Path(case): Path<String>) -> Answer {
    let planned = plans::look(&app, &actor, id(&case)?).await?;
    let key = v.form_key();
    page(&PlanPage::of(v, actor, planned, key))
}

/// Reads the form as it was typed, line by line.
fn read(form: &Submitted) -> TypedPlan {
    let line = |name: &str, at: usize| form.all(name).get(at).cloned().unwrap_or_default();
    let lines =
        |names: &[&str], most: usize| names.iter().map(|name| form.all(name).len()).max().unwrap_or(0).min(most);
    TypedPlan {
        goals: form.all("goal").iter().take(GOALS).cloned().collect(),
        steps: (0..lines(&["step", "step_note"], STEPS))
            .map(|at| (line("step", at), line("step_state", at).parse().ok(), line("step_note", at)))
            .collect(),
        parts: (0..lines(&["who", "what", "when"], PARTS))
            .map(|at| (line("who", at), line("what", at), line("when", at)))
            .collect(),
        confirmed_on: form.get("confirmed_on").to_owned(),
        confirmed_with: form.code("confirmed_with"),
        confirmed_words: form.get("confirmed_words").to_owned(),
    }
}

pub async fn write(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(case): Path<String>,
    form: Submitted,
) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.plan")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let typed = read(&form);
    let planned = plans::look(&app, &actor, case).await?;
    actor.must(Duty::EditCases)?;
    let faults = match typed.check(&planned.plan, actor.staff, v.now.today()) {
        Ok(plan) => match plans::write(&app, &actor, case, (version, plan), once).await {
            Ok(()) => return Ok(see(&format!("/cases/{case}/plan"))),
            Err(Outcome::Conflict) => {
                // Theirs stands above, ours in the form, to be saved on purpose over theirs.
                let planned = plans::look(&app, &actor, case).await?;
                let key = v.form_key();
                let shown = PlanPage::of(v, actor, planned, key);
                return with_status(StatusCode::CONFLICT, page(&PlanPage { typed, is_conflict: true, ..shown })?);
            }
            Err(other) => return Err(other),
        },
        Err(faults) => faults,
    };
    let shown = PlanPage::of(v, actor, planned, form.get("form").to_owned());
    refused(page(&PlanPage { typed, version, faults, ..shown })?)
}

#[derive(Template)]
#[template(path = "casework/templates/assessment.html")]
struct AssessmentPage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    called: String,
    version: i64,
    typed: Assessment,
    /// What the town calls the ways it describes its support in.
    labels: Vec<String>,
    theirs: Option<String>,
    refusal: Option<Refusal>,
    key: String,
}

impl AssessmentPage {
    fn of(v: Visit, actor: Actor, planned: Planned, town: &str, key: String) -> Self {
        let labels = match v.app.config.phases.get(town) {
            Some(labels) => labels.to_vec(),
            None => Phase::ALL.iter().map(|phase| v.t(phase.key())).collect(),
        };
        Self {
            case: planned.case.id,
            number: planned.case.number,
            called: planned.called,
            version: planned.assessment_version,
            typed: planned.assessment,
            labels,
            theirs: None,
            refusal: None,
            key,
            v,
            actor,
        }
    }

    fn stages(&self) -> Vec<(Stage, bool)> {
        Stage::ALL.iter().map(|stage| (*stage, self.typed.stage == Some(*stage))).collect()
    }

    fn phases(&self) -> Vec<(Phase, String, bool)> {
        let line = |(phase, label): (&Phase, &String)| (*phase, label.clone(), self.typed.phase == Some(*phase));
        Phase::ALL.iter().zip(&self.labels).map(line).collect()
    }
}

async fn town_of(app: &App, shelf: &Shelf, actor: &Actor) -> Result<String, Outcome> {
    let directory = shelf.current(app).await?;
    Ok(directory.municipality(actor.municipality).map(|town| town.slug.clone()).unwrap_or_default())
}

pub async fn assessment_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(case): Path<String>,
) -> Answer {
    let planned = plans::look(&app, &actor, id(&case)?).await?;
    actor.must(Duty::EditCases)?;
    let (town, key) = (town_of(&app, &shelf, &actor).await?, v.form_key());
    page(&AssessmentPage::of(v, actor, planned, &town, key))
}

pub async fn assess(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(case): Path<String>,
    form: Submitted,
) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.assess")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let typed = Assessment {
        text: form.get("text").trim_end().to_owned(),
        stage: form.code("stage"),
        phase: form.code("phase"),
    };
    let town = town_of(&app, &shelf, &actor).await?;
    if let Err(refusal) = typed.check() {
        let planned = plans::look(&app, &actor, case).await?;
        let shown = AssessmentPage::of(v, actor, planned, &town, form.get("form").to_owned());
        return refused(page(&AssessmentPage { typed, version, refusal: Some(refusal), ..shown })?);
    }
    match plans::assess(&app, &actor, case, (version, typed.clone()), once).await {
        Ok(()) => Ok(see(&format!("/cases/{case}/plan"))),
        Err(Outcome::Conflict) => {
            let planned = plans::look(&app, &actor, case).await?;
            let (theirs, key) = (Some(planned.assessment.text.clone()), v.form_key());
            let shown = AssessmentPage::of(v, actor, planned, &town, key);
            with_status(StatusCode::CONFLICT, page(&AssessmentPage { typed, theirs, ..shown })?)
        }
        Err(other) => Err(other),
    }
}
