//! A worry as its desk reads it: what was told, who sees to it, what was decided, when it is looked at again.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{id, refused};
use crate::{
    accounts::{Actor, Duty, allows},
    casework::Faults,
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::WorryId,
        web::{Submitted, Visit, page, see},
    },
    reception::scans::{self, Paper, ScanLine},
    worries::{
        actions::{self, Open},
        model::{Decision, Ground, Stage, WithoutConsent, Worry},
    },
};

/// A decision in words.
struct DecisionLine {
    day: String,
    by: String,
    done: String,
    destination: String,
    reason: String,
    without_consent: Option<String>,
    to_conference: Option<bool>,
}

/// What was typed into the forms of the page, to give back.
#[derive(Default)]
struct Typed {
    done: String,
    destination: String,
    reason: String,
    decided_on: String,
    without_consent: Option<WithoutConsent>,
    to_conference: Option<bool>,
    ground: Option<Ground>,
    ground_reason: String,
    until: String,
}

#[derive(Template)]
#[template(path = "worries/templates/worry.html")]
struct WorryPage {
    v: Visit,
    actor: Actor,
    open: Open,
    arrived: String,
    spoken: Option<String>,
    review_on: String,
    is_due: bool,
    latest_review: String,
    decisions: Vec<DecisionLine>,
    is_mine: bool,
    typed: Typed,
    faults: Faults,
    problem: Option<Refusal>,
    key: String,
    scans: Vec<ScanLine>,
    scans_at: String,
    may_open_scans: bool,
    may_add_scans: bool,
    scan_refusal: Option<Refusal>,
}

impl WorryPage {
    fn of(v: Visit, actor: Actor, open: Open, scans: Vec<ScanLine>) -> Self {
        let worry = &open.worry;
        let today = v.now.today();
        let spoken = match worry.stage {
            Stage::Arrived | Stage::Taken { .. } => None,
            Stage::Spoken { spoken_at, .. } => Some(v.near(clock::local(spoken_at).date())),
        };
        let line = |(decision, by): &(Decision, String)| DecisionLine {
            day: v.near(decision.decided_on),
            by: by.clone(),
            done: decision.done.clone(),
            destination: decision.destination.clone(),
            reason: decision.reason.clone(),
            without_consent: decision.without_consent.map(|why| v.t(why.key())),
            to_conference: decision.to_conference,
        };
        Self {
            arrived: v.moment(worry.arrived_at),
            spoken,
            review_on: v.day(worry.review_on),
            is_due: worry.review_on <= today,
            latest_review: v.day(Worry::latest_review(today)),
            decisions: open.decisions.iter().map(line).collect(),
            is_mine: worry.responsible() == Some(actor.staff),
            typed: default_typed(&v),
            faults: Faults::default(),
            problem: None,
            key: v.form_key(),
            scans,
            scans_at: format!("/worries/{}/scans", open.worry.id),
            may_open_scans: true,
            may_add_scans: true,
            scan_refusal: None,
            open,
            v,
            actor,
        }
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }

    fn is_gone(&self) -> bool {
        self.open.worry.removed_at.is_some()
    }

    /// Something was typed that cannot be noted any more.
    fn has_typed(&self) -> bool {
        let typed = &self.typed;
        [&typed.done, &typed.destination, &typed.reason].into_iter().any(|text| !text.is_empty())
    }

    fn case_link(&self) -> Option<String> {
        self.open.worry.case.map(|(case, _)| format!("/cases/{case}"))
    }

    fn may_open_case(&self) -> bool {
        allows(self.actor.role, Duty::OpenCases)
    }

    fn whys(&self) -> &'static [WithoutConsent] {
        WithoutConsent::ALL
    }

    fn has_why(&self, why: &WithoutConsent) -> bool {
        self.typed.without_consent == Some(*why)
    }

    fn grounds(&self) -> &'static [Ground] {
        Ground::ALL
    }

    fn has_ground(&self, ground: &Ground) -> bool {
        self.typed.ground == Some(*ground)
    }
}

pub async fn worry_page(State(app): State<App>, v: Visit, actor: Actor, Path(worry): Path<String>) -> Answer {
    page(&draw(&app, v, actor, id(&worry)?).await?)
}

async fn draw(app: &App, v: Visit, actor: Actor, worry: WorryId) -> Result<WorryPage, Outcome> {
    let open = actions::look(app, &actor, worry).await?;
    let scans = scans::lines(app, &v, Paper::Worry(worry)).await?;
    Ok(WorryPage::of(v, actor, open, scans))
}

/// The page again, with why a scan was not taken.
pub(super) async fn without_scan(app: &App, (v, actor, worry): (Visit, Actor, WorryId), refusal: Refusal) -> Answer {
    refused(page(&WorryPage { scan_refusal: Some(refusal), ..draw(app, v, actor, worry).await? })?)
}

fn back(worry: WorryId) -> Response {
    see(&format!("/worries/{worry}"))
}

/// The page again, with what was typed and why it cannot be taken.
async fn again(
    app: &App,
    (v, actor, worry): (Visit, Actor, WorryId),
    (typed, faults, problem): (Typed, Faults, Option<Refusal>),
) -> Answer {
    refused(page(&WorryPage { typed, faults, problem, ..draw(app, v, actor, worry).await? })?)
}

fn default_typed(v: &Visit) -> Typed {
    let today = v.now.today();
    Typed { decided_on: today.to_string(), until: Worry::first_review(today).to_string(), ..Typed::default() }
}

pub async fn take(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(worry): Path<String>,
    form: Submitted,
) -> Answer {
    let worry: WorryId = id(&worry)?;
    let once = form.once(&app.vault, "worries.take")?;
    let result = actions::take(&app, &actor, worry, once).await;
    stepped(&app, result, (v, actor, worry)).await
}

pub async fn mark_spoken(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(worry): Path<String>,
    form: Submitted,
) -> Answer {
    let worry: WorryId = id(&worry)?;
    // Noting it and taking it back are two buttons of one place.
    let result = if form.get("decision") == "undo" {
        let once = form.once(&app.vault, "worries.unspoken")?;
        actions::unmark_spoken(&app, &actor, worry, once).await
    } else {
        let once = form.once(&app.vault, "worries.spoken")?;
        actions::mark_spoken(&app, &actor, worry, once).await
    };
    stepped(&app, result, (v, actor, worry)).await
}

async fn stepped(app: &App, result: Result<(), Outcome>, (v, actor, worry): (Visit, Actor, WorryId)) -> Answer {
    match result {
        Ok(()) => Ok(back(worry)),
        Err(Outcome::Refused(refusal)) => {
            let typed = default_typed(&v);
            again(app, (v, actor, worry), (typed, Faults::default(), Some(refusal))).await
        }
        Err(other) => Err(other),
    }
}

pub async fn decide(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(worry): Path<String>,
    form: Submitted,
) -> Answer {
    let worry: WorryId = id(&worry)?;
    let once = form.once(&app.vault, "worries.decide")?;
    let to_conference = match form.get("to_conference") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let typed = Typed {
        done: form.get("done").trim_end().to_owned(),
        destination: form.get("destination").trim().to_owned(),
        reason: form.get("reason").trim_end().to_owned(),
        decided_on: form.get("decided_on").to_owned(),
        without_consent: form.code("without_consent"),
        to_conference,
        ..default_typed(&v)
    };
    let mut faults = Faults::default();
    let decided_on = form.get("decided_on").parse().ok();
    if decided_on.is_none() {
        faults.add("decided_on", Refusal::new("refused-worry-day"));
    }
    let decision = Decision {
        done: typed.done.clone(),
        destination: typed.destination.clone(),
        reason: typed.reason.clone(),
        without_consent: typed.without_consent,
        to_conference,
        decided_on: decided_on.unwrap_or(v.now.today()),
        decided_by: actor.staff,
    };
    let faults = faults.and(decision.check(v.now.today()).err().unwrap_or_default());
    if !faults.is_empty() {
        return again(&app, (v, actor, worry), (typed, faults, None)).await;
    }
    let result = match actions::decide(&app, &actor, worry, decision.clone(), once.clone()).await {
        // Somebody saved beside. A decision is added to what is there, so it is tried once more.
        Err(Outcome::Conflict) => actions::decide(&app, &actor, worry, decision, once).await,
        result => result,
    };
    match result {
        Ok(()) => Ok(back(worry)),
        Err(Outcome::Refused(refusal)) => {
            again(&app, (v, actor, worry), (typed, Faults::default(), Some(refusal))).await
        }
        Err(Outcome::Conflict) => {
            let problem = Refusal::new("refused-worry-meanwhile");
            again(&app, (v, actor, worry), (typed, Faults::default(), Some(problem))).await
        }
        Err(other) => Err(other),
    }
}

pub async fn open_case(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(worry): Path<String>,
    form: Submitted,
) -> Answer {
    let worry: WorryId = id(&worry)?;
    let once = form.once(&app.vault, "worries.case")?;
    let reason = form.get("ground_reason").trim().to_owned();
    let ground: Option<Ground> = form.code("ground");
    let result = match ground {
        Some(ground) => actions::open_case(&app, &actor, worry, (ground, reason.clone()), once).await,
        // Whether the worry may be known at all is asked first: a missing choice must not tell.
        None => match actions::look(&app, &actor, worry).await {
            Ok(_) => Err(Refusal::new("refused-worry-no-ground").into()),
            Err(other) => Err(other),
        },
    };
    match result {
        Ok(case) => Ok(see(&format!("/cases/{case}"))),
        Err(Outcome::Refused(refusal)) => {
            let mut faults = Faults::default();
            faults.add("ground", refusal);
            let typed = Typed { ground, ground_reason: reason, ..default_typed(&v) };
            again(&app, (v, actor, worry), (typed, faults, None)).await
        }
        Err(other) => Err(other),
    }
}

/// Keeping it until a day, or letting it go: two buttons of one form.
pub async fn review(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(worry): Path<String>,
    form: Submitted,
) -> Answer {
    let worry: WorryId = id(&worry)?;
    let once = form.once(&app.vault, "worries.review")?;
    let until = form.get("until").to_owned();
    let result = match (form.get("decision"), until.parse()) {
        ("remove", _) => actions::review(&app, &actor, worry, None, once).await,
        (_, Ok(day)) => actions::review(&app, &actor, worry, Some(day), once).await,
        (_, Err(_)) => match actions::look(&app, &actor, worry).await {
            Ok(_) => Err(Refusal::new("refused-worry-day").into()),
            Err(other) => Err(other),
        },
    };
    match result {
        Ok(()) => Ok(back(worry)),
        Err(Outcome::Refused(refusal)) => {
            let mut faults = Faults::default();
            faults.add("until", refusal);
            let typed = Typed { until, ..default_typed(&v) };
            again(&app, (v, actor, worry), (typed, faults, None)).await
        }
        Err(other) => Err(other),
    }
}
