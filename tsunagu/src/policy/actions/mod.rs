//! The verbs of texts, goals and appearances. Each is one transaction.

mod appearance;
mod goals;
mod load;
mod publishing;
mod writing;

pub use appearance::{NewAppearance, save_appearance};
pub use goals::{add_measure, find_goals, remove_measure};
pub use load::{LoadedTexts, load};
pub use publishing::{publish, retire};
pub use writing::{New, begin, write};

use super::{
    model::{Owner, Text},
    store,
};
use crate::{
    accounts::{Actor, Duty},
    directory::{Directory, keeping},
    platform::{
        App, Outcome,
        ids::{MunicipalityId, OrganizationId, TextId},
        trail::Deed,
    },
};

fn deed(actor: &Actor, action: &'static str, object: String, detail: &str) -> Deed {
    Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action,
        object,
        subject: None,
        detail: detail.to_owned(),
    }
}

fn object(id: TextId) -> String {
    format!("text:{id}")
}

/// A text the person may write in, with all its versions. Reading what is public anyway leaves no line.
pub async fn look(app: &App, actor: &Actor, id: TextId) -> Result<(Text, Vec<super::Version>), Outcome> {
    actor.must(Duty::EditPages)?;
    let text = store::find_for(app.db.read(), actor, id).await?.ok_or(Outcome::NotFound)?;
    let versions = store::versions(app.db.read(), id).await?;
    Ok((text, versions))
}

/// The towns in which a text is read.
pub fn towns_of(directory: &Directory, owner: Owner) -> Vec<MunicipalityId> {
    match owner {
        Owner::Town(town) => vec![town],
        Owner::Operator(body) => {
            directory.organization(body).map(|body| body.municipalities.clone()).unwrap_or_default()
        }
    }
}

/// The organisations whose texts are read in a town.
pub fn operators_of(directory: &Directory, town: MunicipalityId) -> Vec<OrganizationId> {
    directory
        .organizations_of(town)
        .into_iter()
        .filter(|body| body.municipalities.contains(&town))
        .map(|body| body.id)
        .collect()
}

/// Whether one of the towns in which the text is read wants two people to publish: the same rule as for its records.
pub async fn wants_two_people(
    conn: &impl sea_orm::ConnectionTrait,
    directory: &Directory,
    owner: Owner,
) -> Result<bool, Outcome> {
    for town in towns_of(directory, owner) {
        if keeping::rules_of(conn, town).await?.two_persons {
            return Ok(true);
        }
    }
    Ok(false)
}
