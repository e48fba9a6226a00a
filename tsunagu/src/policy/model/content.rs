//! What one version says, and the check of what was typed.

use calendar::hours::PrintedDate;
use serde::{Deserialize, Serialize};

use crate::platform::Refusal;

/// Longest title, in letters: a heading on a telephone.
const TITLE: usize = 120;
/// Longest body, in letters: an ordinance with its supplementary provisions.
const BODY: usize = 30_000;
/// Longest single line of the other fields, in letters.
const LINE: usize = 400;
/// As many links or tags as one looks through.
const LINES: usize = 20;

/// What a version says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub title: String,
    /// Markdown: headings, lists, quotations, links. Never empty.
    pub body: String,
    /// When it was adopted or begun, as exactly as it is known.
    pub adopted_on: Option<PrintedDate>,
    /// By whom, in words: a council and its meeting.
    pub adopted_by: String,
    /// The fiscal year it is about, named by the year in which it begins.
    pub fiscal_year: Option<i32>,
    /// Where it is printed.
    pub source: String,
    /// Programmes it belongs to: a plan, SDGs.
    pub tags: Vec<String>,
    /// Chosen by a person, never by who clicked what.
    pub links: Vec<Link>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    #[serde(rename = "title_ja")]
    pub title: String,
    /// A path of this site, or `https://…`.
    pub address: String,
}

impl Link {
    /// Our own path or a page of the web; nothing that runs when it is pressed.
    pub fn is_safe(address: &str) -> bool {
        let own = address.starts_with('/') && !address.starts_with("//") && !address.contains('\\');
        (own || address.starts_with("https://") || address.starts_with("http://"))
            && !address.contains(char::is_whitespace)
    }
}

/// A version as it was typed, to give back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub title: String,
    pub body: String,
    pub adopted_on: String,
    pub adopted_by: String,
    pub fiscal_year: String,
    pub source: String,
    /// One a line.
    pub tags: String,
    /// One a line: words | address.
    pub links: String,
    pub why: String,
}

/// What is wrong with which field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<(&'static str, Refusal)>);

impl Faults {
    pub fn one(field: &'static str, refusal: Refusal) -> Self {
        Self(vec![(field, refusal)])
    }

    fn add_if(&mut self, wrong: bool, field: &'static str, key: &'static str) {
        if wrong && self.of(field).is_none() {
            self.0.push((field, Refusal::new(key)));
        }
    }

    /// The message beside a field.
    pub fn of(&self, field: &str) -> Option<&Refusal> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, refusal)| refusal)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Typed {
    /// What a form shows for a version that is there.
    pub fn of(content: &Content) -> Self {
        let link = |link: &Link| format!("{} | {}", link.title, link.address);
        Self {
            title: content.title.clone(),
            body: content.body.clone(),
            adopted_on: content.adopted_on.map(|date| date.to_string()).unwrap_or_default(),
            adopted_by: content.adopted_by.clone(),
            fiscal_year: content.fiscal_year.map(|year| format!("FY{year}")).unwrap_or_default(),
            source: content.source.clone(),
            tags: content.tags.join("\n"),
            links: content.links.iter().map(link).collect::<Vec<_>>().join("\n"),
            why: String::new(),
        }
    }

    /// The content and why it was written, or what to look at again.
    pub fn check(&self) -> Result<(Content, String), Faults> {
        let mut faults = Faults::default();
        let length = |text: &str| text.chars().count();
        let title = self.title.trim().to_owned();
        faults.add_if(title.is_empty(), "title", "refused-text-no-title");
        faults.add_if(length(&title) > TITLE || title.contains('\n'), "title", "refused-text-long-title");
        let body = self.body.trim().to_owned();
        faults.add_if(body.is_empty(), "body", "refused-text-no-body");
        faults.add_if(length(&body) > BODY, "body", "refused-text-long-body");
        let adopted_on = date(&self.adopted_on);
        faults.add_if(adopted_on.is_err(), "adopted_on", "refused-text-date");
        let fiscal_year = fiscal_year(&self.fiscal_year);
        faults.add_if(fiscal_year.is_err(), "fiscal_year", "refused-text-year");
        for (field, text) in [("adopted_by", &self.adopted_by), ("source", &self.source), ("why", &self.why)] {
            faults.add_if(length(text) > LINE, field, "refused-text-long-line");
        }
        let tags = lines(&self.tags);
        faults.add_if(
            tags.len() > LINES || tags.iter().any(|tag| length(tag) > LINE),
            "tags",
            "refused-text-long-line",
        );
        let links = lines(&self.links).iter().map(|line| link(line)).collect::<Option<Vec<Link>>>();
        faults.add_if(links.as_ref().is_none_or(|links| links.len() > LINES), "links", "refused-text-link");
        match (adopted_on, fiscal_year, links) {
            (Ok(adopted_on), Ok(fiscal_year), Some(links)) if faults.is_empty() => Ok((
                Content {
                    title,
                    body,
                    adopted_on,
                    adopted_by: self.adopted_by.trim().to_owned(),
                    fiscal_year,
                    source: self.source.trim().to_owned(),
                    tags,
                    links,
                },
                self.why.trim().to_owned(),
            )),
            _ => Err(faults),
        }
    }
}

/// A date at any precision, in either calendar; nothing where nothing was typed.
fn date(typed: &str) -> Result<Option<PrintedDate>, ()> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let read = || calendar::wareki::parse(typed).ok().filter(|reading| reading.warnings.is_empty());
    typed.parse().ok().or_else(|| read().map(|reading| reading.date)).map(Some).ok_or(())
}

/// A fiscal year: `FY2023`, `2023`, or as it is said in the Japanese calendar.
fn fiscal_year(typed: &str) -> Result<Option<i32>, ()> {
    match date(typed)? {
        None => Ok(None),
        Some(PrintedDate::FiscalYear(year) | PrintedDate::Year(year)) if (1950..=2200).contains(&year) => {
            Ok(Some(year))
        }
        Some(_) => Err(()),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn link(line: &str) -> Option<Link> {
    let (title, address) = line.rsplit_once(['|', '｜'])?;
    let (title, address) = (title.trim().to_owned(), address.trim().to_owned());
    let fits = !title.is_empty() && line.chars().count() <= LINE && Link::is_safe(&address);
    fits.then_some(Link { title, address })
}
