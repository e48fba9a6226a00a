//! All versions of a text, each with what it changed, and the way back to an older one.

use askama::Template;
use axum::extract::{Path, State};
use chrono::Months;
use similar::{ChangeTag, TextDiff};

use super::{id, staff::name};
use crate::{
    accounts::Actor,
    platform::{
        Answer, App,
        ids::TextId,
        web::{Visit, page},
    },
    policy::{
        actions,
        model::{Typed, Version},
    },
};

/// A line of a difference.
struct Line {
    tag: ChangeTag,
    words: String,
}

impl Line {
    fn is_added(&self) -> bool {
        self.tag == ChangeTag::Insert
    }

    fn is_removed(&self) -> bool {
        self.tag == ChangeTag::Delete
    }
}

struct Entry {
    seq: i32,
    written: String,
    why: String,
    is_public: bool,
    /// What it changed of the version before; the whole text for the first one.
    lines: Vec<Line>,
    key: String,
}

#[derive(Template)]
#[template(path = "policy/templates/history.html")]
struct HistoryPage {
    v: Visit,
    actor: Actor,
    text: TextId,
    title: String,
    version: i64,
    review_by: String,
    entries: Vec<Entry>,
}

pub async fn history_page(State(app): State<App>, v: Visit, actor: Actor, Path(text): Path<String>) -> Answer {
    let (text, versions) = actions::look(&app, &actor, id(&text)?).await?;
    let public = text.in_force().map(|publication| publication.seq);
    let mut entries = Vec::new();
    for (at, version) in versions.iter().enumerate() {
        let before = versions.get(at + 1);
        entries.push(Entry {
            seq: version.seq,
            written: v.t2("text-written", ("who", name(&app, &v, version.by).await?), ("when", v.moment(version.at))),
            why: version.why.clone(),
            is_public: public == Some(version.seq),
            lines: difference(before.map(whole).as_deref().unwrap_or_default(), &whole(version)),
            key: v.form_key(),
        });
    }
    let a_year_on = v.now.today().checked_add_months(Months::new(12)).unwrap_or(v.now.today());
    page(&HistoryPage {
        text: text.id,
        title: versions.first().map(|version| version.content.title.clone()).unwrap_or_default(),
        version: text.version,
        review_by: a_year_on.to_string(),
        entries,
        v,
        actor,
    })
}

/// Every field of a version, one below the other, as somebody would compare them on paper.
fn whole(version: &Version) -> String {
    let typed = Typed::of(&version.content);
    let fields = [
        typed.title,
        typed.adopted_on,
        typed.adopted_by,
        typed.fiscal_year,
        typed.body,
        typed.source,
        typed.tags,
        typed.links,
    ];
    let said: Vec<&str> = fields.iter().map(String::as_str).filter(|field| !field.is_empty()).collect();
    said.join("\n") + "\n"
}

fn difference(before: &str, after: &str) -> Vec<Line> {
    let found = TextDiff::from_lines(before, after);
    let line = |change: similar::Change<&str>| Line {
        tag: change.tag(),
        words: change.value().trim_end_matches('\n').to_owned(),
    };
    found.iter_all_changes().map(line).filter(|line| !line.words.is_empty()).collect()
}
