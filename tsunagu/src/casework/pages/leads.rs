//! The lead of a case on its way to a colleague, and who stands in for whom.

use askama::Template;
use axum::extract::{Path, State};
use chrono::NaiveDate;

use super::{id, refused};
use crate::{
    accounts::{Actor, Duty},
    casework::{
        actions::promises::{self, Promises},
        model::{
            Faults,
            promise::{self, Cover, HandoverWords, Standing},
        },
    },
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{CaseId, CoverId, StaffId},
        web::{Submitted, Visit, page, see},
    },
};

/// A hand-over in words.
struct HandoverLine {
    said: String,
    words: HandoverWords,
    /// It waits for the reader.
    is_mine: bool,
    is_waiting: bool,
}

#[derive(Template)]
#[template(path = "casework/templates/handover.html")]
struct HandoverPage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    called: String,
    lead: String,
    lines: Vec<HandoverLine>,
    /// Open promises, to be looked at while writing.
    open: Vec<String>,
    colleagues: Vec<(StaffId, String)>,
    to: Option<StaffId>,
    typed: HandoverWords,
    faults: Faults,
    key: String,
}

impl HandoverPage {
    fn of(v: Visit, actor: Actor, file: Promises, key: String) -> Self {
        let name = |staff: StaffId| file.names.get(&staff).cloned().unwrap_or_default();
        let lines = file.handovers.iter().map(|it| HandoverLine {
            said: match it.received_at {
                Some(at) => v.lang.with(
                    "handover-received",
                    &[("from", &name(it.from)), ("to", &name(it.to)), ("when", &v.moment(at))],
                ),
                None => v.t2("handover-waiting", ("from", name(it.from)), ("to", name(it.to))),
            },
            words: it.words.clone(),
            is_mine: it.received_at.is_none() && it.to == actor.staff,
            is_waiting: it.received_at.is_none(),
        });
        let open = file.promises.iter().filter(|it| it.standing == Standing::Open).map(|it| it.words.clone());
        Self {
            case: file.case.id,
            number: file.case.number.clone(),
            lead: name(file.case.lead),
            lines: lines.collect(),
            open: open.collect(),
            to: None,
            typed: HandoverWords::default(),
            faults: Faults::default(),
            called: file.called,
            colleagues: file.colleagues.into_iter().filter(|(staff, _)| *staff != file.case.lead).collect(),
            key,
            v,
            actor,
        }
    }

    fn is_to(&self, staff: &StaffId) -> bool {
        self.to == Some(*staff)
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }
}

pub async fn handover_page(State(app): State<App>, v: Visit, actor: Actor, Path(case): Path<String>) -> Answer {
    let file = promises::look(&app, &actor, id(&case)?).await?;
    actor.must(Duty::EditCases)?;
    let key = v.form_key();
    page(&HandoverPage::of(v, actor, file, key))
}

pub async fn hand_over(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(case): Path<String>,
    form: Submitted,
) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.hand-lead-over")?;
    let text = |name: &str| form.get(name).trim_end().to_owned();
    let typed = HandoverWords {
        promised: text("promised"),
        not_to_say: text("not_to_say"),
        calms: text("calms"),
        more: text("more"),
    };
    let to: Option<StaffId> = form.code("to");
    let mut faults = typed.check().err().unwrap_or_default();
    match to {
        None => faults.add("to", Refusal::new("refused-handover-whom")),
        Some(to) if faults.is_empty() => {
            match promises::hand_lead_over(&app, &actor, case, (to, typed.clone()), once).await {
                Ok(()) => return Ok(see(&format!("/cases/{case}/handover"))),
                Err(Outcome::Refused(refusal)) => faults.add("to", refusal),
                Err(other) => return Err(other),
            }
        }
        Some(_) => {}
    }
    let file = promises::look(&app, &actor, case).await?;
    actor.must(Duty::EditCases)?;
    let shown = HandoverPage::of(v, actor, file, form.get("form").to_owned());
    refused(page(&HandoverPage { typed, to, faults, ..shown })?)
}

pub async fn receive(State(app): State<App>, actor: Actor, Path(case): Path<String>, form: Submitted) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.receive-lead")?;
    promises::receive_lead(&app, &actor, case, once).await?;
    Ok(see(&format!("/cases/{case}/handover")))
}

/// Who stands in for whom, in words.
struct CoverLine {
    id: CoverId,
    said: String,
    is_mine: bool,
}

#[derive(Template)]
#[template(path = "casework/templates/covers.html")]
struct CoversPage {
    v: Visit,
    actor: Actor,
    lines: Vec<CoverLine>,
    colleagues: Vec<(StaffId, String)>,
    by: Option<StaffId>,
    from: String,
    until: String,
    faults: Faults,
    key: String,
}

impl CoversPage {
    async fn of(app: &App, v: Visit, actor: Actor, key: String) -> Result<Self, Outcome> {
        let covers = promises::covers(app, &actor).await?;
        let line = |(cover, staff, by): (Cover, String, String)| CoverLine {
            id: cover.id,
            said: v.lang.with(
                "cover-line",
                &[("staff", &staff), ("by", &by), ("from", &v.near(cover.from)), ("until", &v.near(cover.until))],
            ),
            is_mine: cover.staff == actor.staff,
        };
        Ok(Self {
            lines: covers.into_iter().map(line).collect(),
            colleagues: promises::may_cover(app, &actor).await?,
            by: None,
            from: String::new(),
            until: String::new(),
            faults: Faults::default(),
            key,
            v,
            actor,
        })
    }

    fn is_by(&self, staff: &StaffId) -> bool {
        self.by == Some(*staff)
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }
}

pub async fn covers_page(State(app): State<App>, v: Visit, actor: Actor) -> Answer {
    let key = v.form_key();
    page(&CoversPage::of(&app, v, actor, key).await?)
}

pub async fn cover(State(app): State<App>, v: Visit, actor: Actor, form: Submitted) -> Answer {
    let once = form.once(&app.vault, "casework.cover")?;
    let (from, until) = (form.get("from").to_owned(), form.get("until").to_owned());
    let by: Option<StaffId> = form.code("by");
    let days: Result<(NaiveDate, NaiveDate), Faults> = promise::away(&from, &until, v.now.today());
    let faults = match (days, by) {
        (Ok((first, last)), Some(by)) => match promises::cover(&app, &actor, (by, first, last), once).await {
            Ok(()) => return Ok(see("/covers")),
            Err(Outcome::Refused(refusal)) => {
                let mut faults = Faults::default();
                faults.add("by", refusal);
                faults
            }
            Err(other) => return Err(other),
        },
        (days, by) => {
            let mut faults = days.err().unwrap_or_default();
            if by.is_none() {
                faults.add("by", Refusal::new("refused-handover-whom"));
            }
            faults
        }
    };
    let shown = CoversPage::of(&app, v, actor, form.get("form").to_owned()).await?;
    refused(page(&CoversPage { by, from, until, faults, ..shown })?)
}

pub async fn remove_cover(State(app): State<App>, actor: Actor, Path(cover): Path<String>, form: Submitted) -> Answer {
    let once = form.once(&app.vault, "casework.cover-over")?;
    promises::remove_cover(&app, &actor, id(&cover)?, once).await?;
    Ok(see("/covers"))
}
