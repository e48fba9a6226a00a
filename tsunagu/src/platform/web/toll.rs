//! What beginning something costs a sender without an account. Whoever floods pays, and nobody else: a school or a
//! library may share one address, so an address is never shut out. A form is paid for with work, which the page's script
//! does while somebody writes, or else with waiting in the line of its address.
//!
//! The work: a decimal number `n` such that SHA-256 of `<form key>:<n>` begins with so many zero bits. The form's key
//! acts once, so work is done for one form only.

use std::{convert::Infallible, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};
use sha2::{Digest, Sha256};

use super::{
    Submitted,
    form::{KEY, WORK},
    pace::{Door, Network},
    serve,
};
use crate::platform::{App, Refusal};

/// A field that people neither see nor reach; programs that fill in everything give themselves away.
pub const TRAP: &str = "website";
/// So many bits more in a flood, at most.
const MORE: u32 = 4;
/// Twice as many letters as this within ten minutes ask for one bit more, four times as many for two, and so on.
const BUSY: usize = 25;

/// Where a form comes from.
#[derive(Clone, Copy, Debug)]
pub struct Sender(Network);

impl FromRequestParts<App> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(SocketAddr::from(([0; 4], 0)), |it| it.0);
        Ok(Self(Network::of(serve::client(&app.config, peer, &parts.headers))))
    }
}

impl Sender {
    /// Pays for a form that begins something: at once with work, else by waiting. Refusals: `refused-trapped`,
    /// `refused-crowded`; the page gives back what was typed, and the same form may be sent again.
    pub async fn pay(self, app: &App, form: &Submitted) -> Result<(), Refusal> {
        let door = Door::Letter(self.0);
        if form.text(TRAP).is_some() {
            app.pace.count(door);
            return Err(Refusal::new("refused-trapped"));
        }
        if app.config.work_bits == 0 {
            return Ok(());
        }
        app.pace.letter();
        // A form drawn a moment before the work grew is as good.
        if is_paid(form, asked(app).saturating_sub(1)) {
            return Ok(());
        }
        let wait = app.pace.stand_in_line(door).ok_or_else(|| Refusal::new("refused-crowded"))?;
        tokio::time::sleep(wait).await;
        Ok(())
    }
}

/// How much work a form drawn now asks for: with 16 bits a fraction of a second on a desk, a second or two on a telephone.
pub fn asked(app: &App) -> u32 {
    match app.config.work_bits {
        0 => 0,
        bits => bits + more(app.pace.letters()),
    }
}

fn more(letters: usize) -> u32 {
    (letters / BUSY).checked_ilog2().unwrap_or(0).min(MORE)
}

fn is_paid(form: &Submitted, bits: u32) -> bool {
    let number = form.get(WORK);
    let is_number = (1..=16).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit());
    is_number && zeros(form.get(KEY), number) >= bits
}

fn zeros(key: &str, number: &str) -> u32 {
    let hash = Sha256::new().chain_update(key).chain_update(":").chain_update(number).finalize();
    let mut first = [0; 4];
    first.copy_from_slice(&hash[..4]);
    u32::from_be_bytes(first).leading_zeros()
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::platform::testing::{Page, TestApp};

    /// Does the work as the page's script does it.
    fn work(key: &str, bits: u32) -> String {
        (0_u64..).map(|number| number.to_string()).find(|number| zeros(key, number) >= bits).expect("some number")
    }

    /// The work of the form on this page.
    pub fn paid(page: &Page) -> String {
        let bits = page.attribute("main form[data-work]", "data-work").parse().expect("a number");
        work(&page.attribute("main form[data-work] input[name=form]", "value"), bits)
    }

    /// Fills the line of the address from which the tests come.
    pub fn fill_the_line(test: &TestApp) {
        let door = Door::Letter(Network::of([127, 0, 0, 1].into()));
        while test.app.pace.stand_in_line(door).is_some() {}
    }

    fn form(key: &str, number: &str) -> Submitted {
        Submitted::parse(format!("form={key}&work={number}").as_bytes()).expect("a form")
    }

    #[test]
    fn work_is_checked_for_this_form_and_nothing_else() {
        let number = work("one.form", 12);
        assert!(is_paid(&form("one.form", &number), 12));
        assert!(!is_paid(&form("another.form", &number), 12));
        for nonsense in ["", "x", "-1", "1e3", "99999999999999999", "%00"] {
            assert!(!is_paid(&form("one.form", nonsense), 1), "{nonsense}");
        }
    }

    // Counted by another program: `for n in …; do printf 'form:%s' $n | sha256sum; done`.
    #[test]
    fn zeros_are_those_of_sha256() {
        assert_eq!(zeros("form", "37716"), 18);
    }

    #[test]
    fn work_grows_with_a_flood_and_has_an_end() {
        assert_eq!([0, 49, 50, 99, 100, 200, 400, 100_000].map(more), [0, 0, 1, 1, 2, 3, 4, 4]);
    }
}
