//! Every page of a town in that town's look: found by the address before the page is drawn, held in memory, brought up to
//! date when somebody saves it here or on another machine.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    http::Uri,
    middleware::Next,
    response::Response,
};

use super::{model::appearance::Appearance, store, terms};
use crate::{
    directory::{Directory, Shelf},
    platform::{
        App, Outcome,
        ids::MunicipalityId,
        text::Spelling,
        web::{Look, Worn},
    },
};

/// Another process may have saved a look: one query this often.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The looks of all towns that wish one. Cloning is cheap; all clones share them.
#[derive(Clone, Default)]
pub struct Wardrobe {
    held: Arc<RwLock<Option<Held>>>,
    looking: Arc<tokio::sync::Mutex<()>>,
}

struct Held {
    looks: Arc<Looks>,
    looked: Instant,
}

#[derive(Default)]
struct Looks {
    appearances: HashMap<MunicipalityId, Appearance>,
    looks: HashMap<MunicipalityId, Worn>,
    /// Texts with the same choices are read once for all towns that made them.
    spellings: HashMap<BTreeMap<String, String>, Spelling>,
}

impl Wardrobe {
    /// The look of a town. While the database is away, what is held; a page is worth more than its colour.
    async fn look_of(&self, app: &App, directory: &Directory, town: MunicipalityId) -> Option<Worn> {
        self.current(app, directory).await.looks.get(&town).cloned()
    }

    async fn current(&self, app: &App, directory: &Directory) -> Arc<Looks> {
        let held = self.held();
        if let Some((looks, looked)) = &held
            && looked.elapsed() < LOOK_EVERY
        {
            return looks.clone();
        }
        let held = held.map(|(looks, _)| looks);
        // One request looks; the others go on with what is held.
        let _turn = match &held {
            Some(looks) => match self.looking.try_lock() {
                Ok(turn) => turn,
                Err(_) => return looks.clone(),
            },
            None => self.looking.lock().await,
        };
        match self.read(app, directory, held.clone()).await {
            Ok(looks) => self.hold(looks),
            Err(error) => {
                tracing::warn!(?error, "towns keep the look that is held");
                self.hold(held.unwrap_or_default())
            }
        }
    }

    /// Reads the looks again at once.
    pub async fn refresh(&self, app: &App, directory: &Directory) -> Result<(), Outcome> {
        let held = self.held().map(|(looks, _)| looks);
        let looks = self.read(app, directory, held).await?;
        self.hold(looks);
        Ok(())
    }

    async fn read(&self, app: &App, directory: &Directory, held: Option<Arc<Looks>>) -> Result<Arc<Looks>, Outcome> {
        let rows = store::appearances::all(app.db.read()).await?;
        let appearances: HashMap<_, _> = rows.into_iter().map(|row| (row.municipality, row)).collect();
        if let Some(held) = held.as_ref().filter(|held| held.appearances == appearances) {
            return Ok(held.clone());
        }
        let mut spellings = HashMap::new();
        let mut looks = HashMap::new();
        for appearance in appearances.values() {
            let known = held.as_ref().and_then(|held| held.spellings.get(&appearance.spellings)).cloned();
            let spelling = spellings
                .entry(appearance.spellings.clone())
                .or_insert_with(|| known.unwrap_or_else(|| terms::spelling(&appearance.spellings)));
            let slug = directory.municipality(appearance.municipality).map(|town| town.slug.clone());
            let look = look(appearance, slug.as_deref(), spelling.clone());
            looks.insert(appearance.municipality, Arc::new(look).into());
        }
        Ok(Arc::new(Looks { appearances, looks, spellings }))
    }

    fn held(&self) -> Option<(Arc<Looks>, Instant)> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|held| (held.looks.clone(), held.looked))
    }

    fn hold(&self, looks: Arc<Looks>) -> Arc<Looks> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Some(Held { looks: looks.clone(), looked: Instant::now() });
        looks
    }
}

fn look(appearance: &Appearance, slug: Option<&str>, spelling: Spelling) -> Look {
    // The version in the address lets a browser keep the sheet for as long as it holds.
    let theme = slug.filter(|_| appearance.accent.is_some());
    Look {
        version: appearance.version,
        theme: theme.map(|slug| format!("/towns/{slug}/theme.css?version={}", appearance.version).into()),
        figure: (!appearance.figure.is_empty()).then(|| appearance.figure.as_str().into()),
        spelling,
    }
}

/// What `dress` looks a town up with.
pub struct Dressing {
    pub app: App,
    pub shelf: Shelf,
    pub wardrobe: Wardrobe,
}

/// Gives a page of a town its town's look. Other pages pass as they are.
pub async fn dress(State(dressing): State<Arc<Dressing>>, mut request: Request, next: Next) -> Response {
    if let Some(look) = find_look(&dressing, request.uri()).await {
        request.extensions_mut().insert(look);
    }
    next.run(request).await
}

/// Where the town of a page is found.
enum Place<'a> {
    Town(&'a str),
    Desk(&'a str),
    Gathering(&'a str),
    Event(&'a str),
    Resource(&'a str),
    Council(&'a str),
    Organization(&'a str),
}

impl<'a> Place<'a> {
    /// By the address alone, so that all other pages ask nothing further.
    fn of(address: &'a Uri) -> Option<Self> {
        let mut parts = address.path().split('/').skip(1);
        let (kind, slug) = (parts.next()?, parts.next().unwrap_or_default());
        match kind {
            "towns" => Some(Self::Town(slug)),
            "desks" => Some(Self::Desk(slug)),
            "gatherings" => Some(Self::Gathering(slug)),
            "events" => Some(Self::Event(slug)),
            "resources" => Some(Self::Resource(slug)),
            "councils" => Some(Self::Council(slug)),
            "organizations" => Some(Self::Organization(slug)),
            "find" => address.query()?.split('&').find_map(|pair| pair.strip_prefix("town=")).map(Self::Town),
            _ => None,
        }
    }

    /// The town whose page it is. What belongs to several towns is nobody's own, and wears none of their looks.
    fn town(&self, directory: &Directory) -> Option<MunicipalityId> {
        let only = |towns: &[MunicipalityId]| match towns {
            [town] => Some(*town),
            [] | [_, ..] => None,
        };
        match self {
            Self::Town(slug) => directory.municipality_by_slug(slug).map(|town| town.id),
            Self::Desk(slug) => directory.desk_by_slug(slug).map(|desk| desk.municipality),
            Self::Gathering(slug) => directory.gathering_by_slug(slug).map(|gathering| gathering.municipality),
            Self::Event(slug) => directory.event_by_slug(slug)?.municipality,
            Self::Resource(slug) => only(&directory.resource_by_slug(slug)?.municipalities),
            Self::Council(slug) => only(&directory.council_by_slug(slug)?.municipalities),
            Self::Organization(slug) => only(&directory.organization_by_slug(slug)?.municipalities),
        }
    }
}

async fn find_look(dressing: &Dressing, address: &Uri) -> Option<Worn> {
    let place = Place::of(address)?;
    let Dressing { app, shelf, wardrobe } = dressing;
    let directory = shelf.current(app).await.ok()?;
    let town = place.town(&directory)?;
    wardrobe.look_of(app, &directory, town).await
}
