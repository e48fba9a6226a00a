//! The form of a text: a new one, or a new version over the one that was read.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};

use super::{id, with_status};
use crate::{
    accounts::{Actor, Duty},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::TextId,
        web::{Submitted, Visit, page, see},
    },
    policy::{
        actions::{self, New},
        model::{Faults, Kind, Typed},
    },
};

#[derive(Template)]
#[template(path = "policy/templates/text_form.html")]
struct FormPage {
    v: Visit,
    actor: Actor,
    /// The text that gets a new version; nothing for a new text.
    text: Option<TextId>,
    /// The version that was read.
    seen: i32,
    kind: Kind,
    shared: bool,
    typed: Typed,
    /// What somebody else wrote meanwhile.
    theirs: Option<Typed>,
    faults: Faults,
    key: String,
}

impl FormPage {
    fn kinds(&self) -> &'static [Kind] {
        Kind::ALL
    }

    fn is_kind(&self, kind: &Kind) -> bool {
        self.kind == *kind
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }

    /// What stands in the other fields of a version, besides its title and body.
    fn others<'a>(&self, theirs: &'a Typed) -> Vec<&'a str> {
        let fields =
            [&theirs.adopted_on, &theirs.adopted_by, &theirs.fiscal_year, &theirs.source, &theirs.tags, &theirs.links];
        fields.into_iter().map(String::as_str).filter(|field| !field.is_empty()).collect()
    }

    fn action(&self) -> String {
        self.text.map_or_else(|| "/texts/new".to_owned(), |text| format!("/texts/{text}/versions"))
    }
}

fn typed(form: &Submitted) -> Typed {
    let field = |name: &str| form.get(name).to_owned();
    Typed {
        title: field("title"),
        body: field("body"),
        adopted_on: field("adopted_on"),
        adopted_by: field("adopted_by"),
        fiscal_year: field("fiscal_year"),
        source: field("source"),
        tags: field("tags"),
        links: field("links"),
        why: field("why"),
    }
}

pub async fn new_page(v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::EditPages)?;
    page(&FormPage {
        key: v.form_key(),
        text: None,
        seen: 0,
        kind: Kind::Understanding,
        shared: false,
        typed: Typed::default(),
        theirs: None,
        faults: Faults::default(),
        v,
        actor,
    })
}

pub async fn begin(State(app): State<App>, v: Visit, actor: Actor, form: Submitted) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "policy.begin")?;
    let (kind, shared) = (form.code("kind").unwrap_or(Kind::Understanding), form.get("shared") == "yes");
    let typed = typed(&form);
    match typed.check() {
        Ok((content, why)) => {
            let text = actions::begin(&app, &actor, New { kind, shared, content, why }, once).await?;
            Ok(see(&format!("/texts/{text}")))
        }
        Err(faults) => {
            let key = form.get("form").to_owned();
            let form = FormPage { text: None, seen: 0, kind, shared, typed, theirs: None, faults, key, v, actor };
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&form)?)
        }
    }
}

pub async fn version_page(State(app): State<App>, v: Visit, actor: Actor, Path(text): Path<String>) -> Answer {
    let (text, versions) = actions::look(&app, &actor, id(&text)?).await?;
    let newest = versions.first().ok_or(Outcome::NotFound)?;
    page(&FormPage {
        key: v.form_key(),
        seen: newest.seq,
        kind: text.kind,
        shared: false,
        typed: Typed::of(&newest.content),
        theirs: None,
        faults: Faults::default(),
        text: Some(text.id),
        v,
        actor,
    })
}

pub async fn write(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(text): Path<String>,
    form: Submitted,
) -> Answer {
    let text: TextId = id(&text)?;
    let (held, versions) = actions::look(&app, &actor, text).await?;
    let once = form.once(&app.vault, "policy.write")?;
    let seen: i32 = form.get("seen").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let typed = typed(&form);
    let shown = |seen, typed, faults, key| FormPage {
        text: Some(text),
        seen,
        kind: held.kind,
        shared: false,
        typed,
        theirs: None,
        faults,
        key,
        v: v.clone(),
        actor: actor.clone(),
    };
    let (content, why) = match typed.check() {
        Ok(checked) => checked,
        Err(faults) => {
            let drawn = page(&shown(seen, typed, faults, form.get("form").to_owned()))?;
            return with_status(StatusCode::UNPROCESSABLE_ENTITY, drawn);
        }
    };
    match actions::write(&app, &actor, text, seen, (content, why), once).await {
        Ok(()) => Ok(see(&format!("/texts/{text}"))),
        Err(Outcome::Conflict) => {
            // Both texts stay: theirs to read, ours in the form, to be saved on purpose as the version after theirs.
            let (_, now) = actions::look(&app, &actor, text).await?;
            let newest = now.into_iter().next().or_else(|| versions.into_iter().next()).ok_or(Outcome::NotFound)?;
            let form = shown(newest.seq, typed, Faults::default(), v.form_key());
            let theirs = Some(Typed::of(&newest.content));
            with_status(StatusCode::CONFLICT, page(&FormPage { theirs, ..form })?)
        }
        Err(other) => Err(other),
    }
}
