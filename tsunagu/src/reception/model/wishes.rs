//! How the writer wants to be told of an answer, and what the desk keeps from doing. Pure.

use serde::{Deserialize, Serialize};

use super::Standing;
use crate::{
    people::contact::{self, Means, Quiet, Said, Way, Window},
    platform::Refusal,
    vocabulary,
};

vocabulary! {
    /// How somebody wants to be told of an answer.
    pub enum ReplyKind("reply") {
        ComeBack => "come-back",
        Mail => "mail",
        Phone => "phone",
    }
}

vocabulary! {
    /// What the desk keeps from doing.
    pub enum Never("never") {
        Phone => "phone",
        Post => "post",
        Visit => "visit",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// The writer looks with the passphrase.
    #[default]
    ComeBack,
    /// A mail says that there is an answer, never which.
    Mail { address: String },
    /// Somebody of the desk calls, at the times that are good.
    Phone { number: String, times: String },
}

impl Reply {
    pub fn kind(&self) -> ReplyKind {
        match self {
            Self::ComeBack => ReplyKind::ComeBack,
            Self::Mail { .. } => ReplyKind::Mail,
            Self::Phone { .. } => ReplyKind::Phone,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishes {
    pub reply: Reply,
    pub never: Vec<Never>,
    /// The address from which the writer writes by mail: it is theirs.
    #[serde(default)]
    pub wrote_from: Option<String>,
    /// The writer chose that a mail carries the answer itself. Holds for the address they write from only.
    #[serde(default)]
    pub words_by_mail: bool,
}

impl Wishes {
    /// The same as what is agreed about being reached, for the case that grows out of a thread. What was not said stays not asked.
    pub fn agreed(&self, standing: Standing) -> contact::Wishes {
        let mut agreed = contact::Wishes { quiet: quiet(standing), ..contact::Wishes::default() };
        for never in &self.never {
            let means: &[Means] = match never {
                Never::Phone => &[Means::PhoneHome, Means::PhoneMobile],
                Never::Post => &[Means::Letter],
                Never::Visit => &[Means::Visit],
            };
            agreed.ways.extend(means.iter().map(|means| way(*means, Said::No, "")));
        }
        match &self.reply {
            Reply::ComeBack => {}
            Reply::Mail { address } => agreed.ways.push(way(Means::Email, Said::Yes, address)),
            Reply::Phone { number, times } => {
                let is_mobile = ["070", "080", "090"].iter().any(|begin| number.starts_with(begin));
                let means = if is_mobile { Means::PhoneMobile } else { Means::PhoneHome };
                // Whoever gives a number wants to be called on it, whatever was ticked beside.
                agreed.ways.retain(|way| way.means != means);
                agreed.ways.push(way(means, Said::Yes, number));
                agreed.note.clone_from(times);
            }
        }
        agreed
    }

    /// The wishes of somebody who wrote by mail from `address`: a notice goes there, never what it is about.
    pub fn of_mail(address: &str) -> Option<Self> {
        let typed = TypedReply { kind: Some(ReplyKind::Mail), mail: address.to_owned(), ..TypedReply::default() };
        let wishes = typed.check().ok()?;
        let Reply::Mail { address } = &wishes.reply else { return None };
        Some(Self { wrote_from: Some(address.clone()), ..wishes })
    }

    /// The address of a mail that may carry the answer itself, if the writer wants it.
    pub fn address_for_words(&self) -> Option<&str> {
        self.own_address().filter(|_| self.words_by_mail)
    }

    /// The address for notices, if it is the one from which the writer has written.
    pub fn own_address(&self) -> Option<&str> {
        let is_own = |address: &str| self.wrote_from.as_ref().is_some_and(|from| from.eq_ignore_ascii_case(address));
        match &self.reply {
            Reply::Mail { address } if is_own(address) => Some(address),
            Reply::Mail { .. } | Reply::ComeBack | Reply::Phone { .. } => None,
        }
    }

    /// A form was filled in anew: what it does not ask for stays, while the address is the same.
    pub fn after(self, earlier: Self) -> Self {
        let words_by_mail = earlier.words_by_mail && self.reply == earlier.reply;
        Self { wrote_from: earlier.wrote_from, words_by_mail, ..self }
    }

    /// Nothing was said about being reached.
    pub fn is_silent(&self) -> bool {
        self.reply == Reply::ComeBack && self.never.is_empty()
    }
}

fn way(means: Means, said: Said, to: &str) -> Way {
    Way { means, said, to: to.to_owned(), window: Window::default(), shared: false }
}

fn quiet(standing: Standing) -> Quiet {
    match standing {
        Standing::Open => Quiet::No,
        Standing::Quiet { until: Some(day), .. } => Quiet::Until(day),
        Standing::Quiet { until: None, .. } | Standing::Ended { .. } => Quiet::UntilTheyComeBack,
    }
}

/// Longest address a mail can have.
const LONGEST_ADDRESS: usize = 254;
/// Longest text about good times.
const LONGEST_TIMES: usize = 200;

/// What was typed about the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedReply {
    pub kind: Option<ReplyKind>,
    pub mail: String,
    pub phone: String,
    pub times: String,
    pub never: Vec<Never>,
}

impl TypedReply {
    pub fn of(wishes: &Wishes) -> Self {
        let mut typed = Self { kind: Some(wishes.reply.kind()), never: wishes.never.clone(), ..Self::default() };
        match &wishes.reply {
            Reply::ComeBack => {}
            Reply::Mail { address } => typed.mail = address.clone(),
            Reply::Phone { number, times } => {
                typed.phone = number.clone();
                typed.times = times.clone();
            }
        }
        typed
    }

    /// Something else than coming back was chosen or typed.
    pub fn is_chosen(&self) -> bool {
        let is_other = self.kind.is_some_and(|kind| kind != ReplyKind::ComeBack);
        is_other
            || !self.never.is_empty()
            || [&self.mail, &self.phone, &self.times].iter().any(|typed| !typed.is_empty())
    }

    pub fn check(&self) -> Result<Wishes, Refusal> {
        let reply = match self.kind {
            None | Some(ReplyKind::ComeBack) => Reply::ComeBack,
            Some(ReplyKind::Mail) => Reply::Mail { address: address(&self.mail)? },
            Some(ReplyKind::Phone) => Reply::Phone {
                number: number(&self.phone)?,
                times: self.times.trim().chars().take(LONGEST_TIMES).collect(),
            },
        };
        Ok(Wishes { reply, never: self.never.clone(), ..Wishes::default() })
    }
}

/// A mail address as it will be used: any width of letters is read.
pub fn address(typed: &str) -> Result<String, Refusal> {
    let plain = narrow(typed);
    let looks_right = plain.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    });
    let is_plain =
        plain.chars().all(|letter| letter.is_ascii_graphic() && !matches!(letter, '<' | '>' | ',' | ';' | '"'));
    if looks_right && is_plain && plain.len() <= LONGEST_ADDRESS {
        Ok(plain)
    } else {
        Err(Refusal::new("refused-reply-mail"))
    }
}

/// A telephone number as it will be called.
fn number(typed: &str) -> Result<String, Refusal> {
    let plain = narrow(typed);
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    let is_number = plain.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '-' | '(' | ')' | '+'));
    if is_number && (9..=15).contains(&digits) { Ok(plain) } else { Err(Refusal::new("refused-reply-phone")) }
}

/// Letters of half width, without spaces, with plain hyphens.
fn narrow(typed: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    typed
        .nfkc()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| match letter {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' => '-',
            other => other,
        })
        .collect()
}
