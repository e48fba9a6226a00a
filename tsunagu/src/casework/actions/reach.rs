//! What was agreed about being reached, as it holds now: also what the writers of the case's threads ask for.

use sea_orm::ConnectionTrait;

use crate::{
    people::contact::{Quiet, Said, Wishes},
    people::{self, PartyKind},
    platform::{App, Outcome, ids::CaseId, vault::Key},
    reception,
};

/// What was agreed with one party, held to what the writers of the case's threads ask for: their quiet, and the ways they
/// do not want.
pub async fn wishes_now(
    app: &App,
    conn: &impl ConnectionTrait,
    key: &Key,
    case: CaseId,
    party: PartyKind,
) -> Result<Wishes, Outcome> {
    let mut wishes = people::wishes_of(conn, key, case, party).await?.wishes;
    for said in reception::said_for_case(conn, app, case).await? {
        wishes.quiet = longer(wishes.quiet, said.quiet);
        for way in said.ways.into_iter().filter(|way| way.said == Said::No) {
            match wishes.ways.iter_mut().find(|known| known.means == way.means) {
                Some(known) => known.said = Said::No,
                None => wishes.ways.push(way),
            }
        }
    }
    Ok(wishes)
}

fn longer(one: Quiet, other: Quiet) -> Quiet {
    match (one, other) {
        (Quiet::UntilTheyComeBack, _) | (_, Quiet::UntilTheyComeBack) => Quiet::UntilTheyComeBack,
        (Quiet::Until(one), Quiet::Until(other)) => Quiet::Until(one.max(other)),
        (Quiet::No, quiet) | (quiet, Quiet::No) => quiet,
    }
}
