//! Numbers that help while nobody reads, said calmly.

use crate::{
    platform::{App, Outcome, clock, web::Visit},
    reception::{dated, model::helpline::Answering},
};

pub struct HelplineView {
    pub name: String,
    pub number: String,
    pub link: String,
    /// Whether somebody answers now, and what the call costs.
    pub about: String,
}

pub async fn helplines(app: &App, v: &Visit) -> Result<Vec<HelplineView>, Outcome> {
    let lists = dated::lists(app).await?;
    let at = v.now.local();
    let view = |line: &crate::reception::model::Helpline| {
        let answering = match line.answering(at) {
            Answering::Always => v.t("helpline-always"),
            Answering::Now => v.t("helpline-now"),
            Answering::From(Some(opens)) => v.t1("helpline-from", "when", v.moment(clock::instant(opens))),
            Answering::From(None) | Answering::Unknown => v.t("helpline-unknown"),
        };
        let cost = v.t(if line.free { "helpline-free" } else { "helpline-paid" });
        HelplineView {
            name: line.name.in_lang(v.lang).to_owned(),
            number: line.number.clone(),
            link: line.link(),
            about: v.t2("helpline-about", ("answering", answering), ("cost", cost)),
        }
    };
    Ok(lists.helplines.iter().map(view).collect())
}

/// The first number that answers at any hour, in a sentence.
pub async fn urgent(app: &App, v: &Visit) -> Result<Option<String>, Outcome> {
    let lists = dated::lists(app).await?;
    let at = v.now.local();
    let first = lists.helplines.iter().find(|line| line.answering(at) == Answering::Always);
    Ok(first.map(|line| v.t2("write-urgent", ("name", line.name.in_lang(v.lang)), ("number", &line.number))))
}
