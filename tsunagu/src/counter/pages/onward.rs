//! The steps from a note: a passphrase to read aloud, a case, the consultant of the desk, or staying unregistered.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
};

use super::{days, id, note, with_status};
use crate::{
    accounts::{Actor, Duty},
    counter::{
        actions::{
            self,
            onward::{Carried, FirstWords},
        },
        model::{Field, Knows, Speaker},
        store::Opened,
    },
    directory::Shelf,
    platform::{
        Answer, App, Lang, Outcome,
        ids::NoteId,
        web::{Submitted, Visit, page, see},
    },
};

#[derive(Template)]
#[template(path = "counter/templates/given.html")]
struct GivenPage {
    v: Visit,
    actor: Actor,
    id: NoteId,
    words: Vec<(String, String)>,
    digits: String,
    line: String,
}

impl GivenPage {
    fn come_back(&self) -> String {
        format!("{}/come-back", self.v.app.config.address)
    }
}

/// The answer is a page of its own, not "see there": the passphrase is shown here, once, and stands in no address.
pub async fn give_passphrase(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(note): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::TakeNotes)?;
    let id: NoteId = id(&note)?;
    let once = form.once(&app.vault, "counter.passphrase")?;
    let directory = shelf.current(&app).await?;
    let first = FirstWords {
        // Whoever spoke is answered in Japanese, whatever language the page of the staff is in.
        greeting: Lang::Ja.t("note-thread-greeting"),
        has_story: form.text("with_story").is_some(),
        lang: Lang::Ja,
    };
    let begun = actions::given_passphrase(&app, &actor, &directory, id, first, once).await?;
    let latin = begun.passphrase.latin();
    let words = begun.passphrase.words().into_iter().map(str::to_owned).zip(latin).collect();
    page(&GivenPage { id, words, digits: begun.passphrase.digits(), line: begun.passphrase.line(), v, actor })
}

pub async fn open_case(State(app): State<App>, actor: Actor, Path(note): Path<String>, form: Submitted) -> Answer {
    actor.must(Duty::OpenCases)?;
    let once = form.once(&app.vault, "counter.case")?;
    let case = actions::open_case(&app, &actor, id(&note)?, carried, once).await?;
    Ok(see(&format!("/cases/{case}")))
}

/// What was told as the narrative of a case. The file of a case is in Japanese, whatever language its opener reads.
fn carried(opened: &Opened) -> Carried {
    let lang = Lang::Ja;
    let words = &opened.words;
    let beside = |label: String, text: String| lang.with("note-carried", &[("label", &label), ("text", &text)]);
    let mut parts = vec![words.get(Field::Story).to_owned()];
    for (field, text) in words.said() {
        match field {
            // The story stands first; the others have places of their own in the case, and a narrative is handed on.
            Field::Story
            | Field::Nickname
            | Field::Wishes
            | Field::MayKnow
            | Field::CallTo
            | Field::CallTimes
            | Field::Introduction => {}
            Field::Organization | Field::About | Field::Tried | Field::UrgentReason | Field::Told => {
                parts.push(beside(lang.t(field.key()), text.to_owned()));
            }
        }
    }
    if words.knows != Knows::NotAsked {
        parts.push(beside(lang.t("note-knows"), lang.t(words.knows.key())));
    }
    for answer in &opened.answers {
        let text = if answer.words.is_empty() { lang.t(answer.state.key()) } else { answer.words.clone() };
        parts.push(beside(answer.asked.clone(), text));
    }
    parts.retain(|part| !part.is_empty());
    let relation = opened.note.front.relation.filter(|relation| *relation != Speaker::Person);
    Carried {
        relation_words: relation.map(|relation| lang.t(relation.key())).unwrap_or_default(),
        narrative: parts.join("\n\n"),
    }
}

pub async fn hand_over(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    actor: Actor,
    Path(note): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::TakeNotes)?;
    let id: NoteId = id(&note)?;
    let directory = shelf.current(&app).await?;
    // Handing it over and taking it back are two buttons of one place.
    if form.get("decision") == "withdraw" {
        let once = form.once(&app.vault, "counter.withdraw")?;
        actions::withdraw(&app, &actor, id, days(&app, &directory, &actor), once).await?;
    } else {
        let once = form.once(&app.vault, "counter.hand-over")?;
        actions::hand_over(&app, &actor, &directory, id, once).await?;
    }
    Ok(see(&format!("/notes/{id}")))
}

pub async fn take(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(note): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::TakeNotes)?;
    let id: NoteId = id(&note)?;
    let directory = shelf.current(&app).await?;
    if form.get("decision") == "decline" {
        let once = form.once(&app.vault, "counter.decline")?;
        let word = form.get("word").to_owned();
        let given = (word.as_str(), days(&app, &directory, &actor));
        return match actions::decline(&app, &actor, &directory, id, given, once).await {
            Ok(()) => Ok(see("/notes")),
            Err(Outcome::Refused(refusal)) => {
                let drawn = note::draw(&app, &directory, v, actor, (id, word, Some(refusal))).await?;
                with_status(StatusCode::UNPROCESSABLE_ENTITY, drawn)
            }
            Err(other) => Err(other),
        };
    }
    let once = form.once(&app.vault, "counter.take")?;
    actions::take(&app, &actor, id, days(&app, &directory, &actor), once).await?;
    Ok(see(&format!("/notes/{id}")))
}

pub async fn keep(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    actor: Actor,
    Path(note): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::TakeNotes)?;
    let id: NoteId = id(&note)?;
    let once = form.once(&app.vault, "counter.keep")?;
    let directory = shelf.current(&app).await?;
    actions::keep(&app, &actor, id, days(&app, &directory, &actor), once).await?;
    Ok(see(&format!("/notes/{id}")))
}
