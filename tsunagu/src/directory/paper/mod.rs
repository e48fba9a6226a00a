//! The directory on paper: from what it holds to the values of `print`, and from a request to a finished file.
//!
//! Nothing here is typed by hand: a change of the directory changes page and paper alike. What the documents do not say
//! is printed as "please ask", never as "none".

mod desk;
mod fields;
mod map;
mod press;
#[cfg(test)]
mod tests;
mod town;
mod words;

use std::sync::Arc;

use axum::body::Bytes;
use print::{CardOutside, Look};

pub use fields::{Field, Known, field_of};
pub use map::MapEntry;
pub use press::Press;
pub use words::look;

use super::model::{Directory, Municipality, desk::Desk};
use crate::platform::{Outcome, web::Visit};

/// A paper about one desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeskPaper {
    Leaflet,
    Card(CardOutside),
}

/// A paper about one town.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TownPaper {
    Leaflet,
    Desks,
    Map,
}

/// Any paper; with language, day, state of the directory and of the town's look it names one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Paper {
    OfDesk(DeskPaper),
    OfTown(TownPaper),
    /// A form to be filled in by hand.
    ToFillIn,
}

/// Values ready to be typeset, away from the threads that answer requests.
enum Values {
    Leaflet(print::LeafletData),
    Card(print::PocketCardData),
    ThreeFold(print::ThreeFoldData),
    List(print::DeskListData),
    Map(Box<print::ResourceMapData>),
}

impl Values {
    fn typeset(&self, look: &Look) -> Result<Vec<u8>, print::Fault> {
        match self {
            Self::Leaflet(data) => print::leaflet(data, look),
            Self::Card(data) => print::pocket_card(data, look),
            Self::ThreeFold(data) => print::three_fold(data, look),
            Self::List(data) => print::desk_list(data, look),
            Self::Map(data) => print::resource_map(data, look),
        }
    }
}

/// The finished file about a desk, from memory or typeset now. The same for everybody who reads the same language on the
/// same day.
pub async fn of_desk(
    press: &Press,
    v: &Visit,
    directory: &Arc<Directory>,
    desk: &Desk,
    paper: DeskPaper,
) -> Result<Bytes, Outcome> {
    let town = directory.municipality(desk.municipality).ok_or(Outcome::NotFound)?;
    let wanted = press.wanted(v, directory, Paper::OfDesk(paper), &desk.slug);
    let draw = || match paper {
        DeskPaper::Leaflet => Values::Leaflet(desk::leaflet(v, directory, town, desk)),
        DeskPaper::Card(outside) => Values::Card(desk::card(v, desk, outside)),
    };
    press.print(wanted, words::look(v, town), draw).await
}

/// The finished file about a town.
pub async fn of_town(
    press: &Press,
    v: &Visit,
    directory: &Arc<Directory>,
    town: &Municipality,
    paper: TownPaper,
) -> Result<Bytes, Outcome> {
    let wanted = press.wanted(v, directory, Paper::OfTown(paper), &town.slug);
    let draw = || match paper {
        TownPaper::Leaflet => Values::ThreeFold(town::three_fold(v, directory, town)),
        TownPaper::Desks => Values::List(town::desk_list(v, directory, town)),
        TownPaper::Map => {
            Values::Map(Box::new(map::map(v, town, map::first(v, directory, town), map::entries(v, directory, town))))
        }
    };
    press.print(wanted, words::look(v, town), draw).await
}

/// What tells one state of a town's papers from another: an HTTP validator, without typesetting anything.
pub fn validator(v: &Visit, directory: &Directory, town: &Municipality) -> String {
    let look = format!("{:?} {:?}", words::look(v, town), words::emergency(v));
    let digest = v.app.vault.hash("papers", &[look.as_bytes(), v.app.config.address.as_bytes()]);
    let (program, day, version) = (env!("CARGO_PKG_VERSION"), v.now.today(), directory.version);
    let (worn, lang) = (v.look.version, v.lang.code());
    format!("\"{program}-{version}-{worn}-{day}-{lang}-{}\"", hex::encode(&digest[..4]))
}
