//! Where a case stands: resting, ending, going on, and the second look at an ending that we began; what it is about.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};

use super::{id, refused, with_status};
use crate::{
    accounts::{Actor, Duty},
    casework::{
        actions::{self, CaseFile, states},
        model::{
            Faults, Theme,
            state::{AskedTurn, CaseState, EndReason, Rhythm, Turn, TurnRecord, TurnStanding},
        },
    },
    directory::Shelf,
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::CaseId,
        web::{Submitted, Visit, page, see},
    },
    reception,
};

/// Where a case stands, in words.
pub fn state_in_words(v: &Visit, state: CaseState) -> String {
    let name = v.t(state.kind().key());
    match state {
        CaseState::Connected => name,
        CaseState::Resting { rhythm } => {
            v.t2("case-state-resting-with", ("state", name), ("rhythm", v.t(rhythm.key())))
        }
        CaseState::Ended { at, .. } => {
            v.t2("case-state-ended-on", ("state", name), ("day", v.near(clock::local(at).date())))
        }
    }
}

#[derive(Template)]
#[template(path = "casework/templates/state.html")]
struct StatePage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    called: String,
    state: String,
    turns: &'static [Turn],
    /// An ending that waits for a second look, why, and whether the reader may be the second.
    waiting: Option<(TurnRecord, String, bool)>,
    version: i64,
    asked: AskedTurn,
    faults: Faults,
    /// Somebody changed it meanwhile.
    is_conflict: bool,
    key: String,
}

impl StatePage {
    fn of(v: Visit, actor: Actor, file: &CaseFile, key: String) -> Self {
        let waiting = file.turns.iter().find(|turn| turn.standing == TurnStanding::Waiting);
        let waiting = waiting.map(|turn| {
            let why = turn.cause.detail().map(|code| v.t(&format!("end-reason-{code}"))).unwrap_or_default();
            (turn.clone(), why, turn.staff != Some(actor.staff))
        });
        Self {
            case: file.case.id,
            number: file.case.number.clone(),
            called: file.called().to_owned(),
            state: state_in_words(&v, file.case.state),
            turns: file.case.state.turns(),
            waiting,
            version: file.case.version,
            asked: AskedTurn::default(),
            faults: Faults::default(),
            is_conflict: false,
            key,
            v,
            actor,
        }
    }

    fn can(&self, turn: &str) -> bool {
        self.turns.iter().any(|known| known.code() == turn)
    }

    fn asks(&self, turn: &str) -> bool {
        self.asked.turn.is_some_and(|asked| asked.code() == turn)
    }

    fn rhythms(&self) -> Vec<(&'static Rhythm, bool)> {
        let chosen = self.asked.rhythm.unwrap_or(Rhythm::WhenTheyLike);
        Rhythm::ALL.iter().map(|rhythm| (rhythm, *rhythm == chosen)).collect()
    }

    fn reasons(&self) -> Vec<(&'static EndReason, bool)> {
        EndReason::ALL.iter().map(|reason| (reason, self.asked.reason == Some(*reason))).collect()
    }

    fn fault(&self, turn: &str, field: &str) -> Option<&Refusal> {
        if self.asks(turn) { self.faults.of(field) } else { None }
    }

    fn text(&self, turn: &str, of: &str) -> &str {
        match (self.asks(turn), of) {
            (true, "words") => &self.asked.words,
            (true, _) => &self.asked.closing,
            (false, _) => "",
        }
    }
}

pub async fn state_page(State(app): State<App>, v: Visit, actor: Actor, Path(case): Path<String>) -> Answer {
    let file = actions::look(&app, &actor, id(&case)?).await?;
    actor.must(Duty::EditCases)?;
    let key = v.form_key();
    page(&StatePage::of(v, actor, &file, key))
}

pub async fn turn(State(app): State<App>, v: Visit, actor: Actor, Path(case): Path<String>, form: Submitted) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.turn")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let asked = AskedTurn {
        turn: form.code("turn"),
        rhythm: form.code("rhythm"),
        reason: form.code("reason"),
        words: form.get("words").trim_end().to_owned(),
        closing: form.get("closing").trim_end().to_owned(),
    };
    let mut is_conflict = false;
    let faults = match asked.check() {
        Ok(step) => match states::turn(&app, &actor, case, (version, asked.clone(), step), once).await {
            Ok(()) => return Ok(see(&format!("/cases/{case}"))),
            Err(Outcome::Refused(refusal)) => {
                let mut faults = Faults::default();
                faults.add("turn", refusal);
                faults
            }
            Err(Outcome::Conflict) => {
                is_conflict = true;
                Faults::default()
            }
            Err(other) => return Err(other),
        },
        Err(faults) => faults,
    };
    let file = actions::look(&app, &actor, case).await?;
    let key = if is_conflict { v.form_key() } else { form.get("form").to_owned() };
    let shown = page(&StatePage { asked, faults, is_conflict, ..StatePage::of(v, actor, &file, key) })?;
    if is_conflict { with_status(StatusCode::CONFLICT, shown) } else { refused(shown) }
}

pub async fn look_at_ending(State(app): State<App>, actor: Actor, Path(case): Path<String>, form: Submitted) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.look-at-ending")?;
    states::look_at_ending(&app, &actor, case, form.get("agrees") == "yes", once).await?;
    Ok(see(&format!("/cases/{case}/state")))
}

/// The holder of a passphrase goes on from where it was.
pub async fn go_on(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let once = form.once(&app.vault, "casework.go-on")?;
    let directory = shelf.current(&app).await?;
    states::go_on(&app, &directory, &thread, v.t("thread-go-on-words"), once).await?;
    Ok(see("/thread"))
}

#[derive(Template)]
#[template(path = "casework/templates/themes.html")]
struct ThemesPage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    version: i64,
    chosen: BTreeSet<Theme>,
    /// What somebody else chose meanwhile.
    theirs: Option<String>,
    key: String,
}

impl ThemesPage {
    fn of(v: Visit, actor: Actor, file: CaseFile, key: String) -> Self {
        let CaseFile { case, intake, .. } = file;
        Self {
            case: case.id,
            number: case.number,
            version: case.version,
            chosen: intake.themes,
            theirs: None,
            key,
            v,
            actor,
        }
    }

    fn themes(&self) -> Vec<(&'static Theme, bool)> {
        Theme::ALL.iter().map(|theme| (theme, self.chosen.contains(theme))).collect()
    }
}

pub async fn themes_page(State(app): State<App>, v: Visit, actor: Actor, Path(case): Path<String>) -> Answer {
    let file = actions::look(&app, &actor, id(&case)?).await?;
    actor.must(Duty::EditCases)?;
    let key = v.form_key();
    page(&ThemesPage::of(v, actor, file, key))
}

pub async fn mark_themes(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(case): Path<String>,
    form: Submitted,
) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.themes")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let chosen: BTreeSet<Theme> = form.codes("theme").into_iter().collect();
    match actions::mark_themes(&app, &actor, case, (version, chosen.clone()), once).await {
        Ok(()) => Ok(see(&format!("/cases/{case}"))),
        Err(Outcome::Conflict) => {
            let file = actions::look(&app, &actor, case).await?;
            let theirs: Vec<String> = file.intake.themes.iter().map(|theme| v.t(theme.key())).collect();
            let (theirs, key) = (Some(theirs.join(&v.t("list-comma"))), v.form_key());
            let shown = ThemesPage::of(v, actor, file, key);
            with_status(StatusCode::CONFLICT, page(&ThemesPage { chosen, theirs, ..shown })?)
        }
        Err(other) => Err(other),
    }
}
