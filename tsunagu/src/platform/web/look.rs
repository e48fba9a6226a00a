//! How the public pages of one town look and speak. The slice that keeps it puts it beside the request; every page of
//! that town wears it without knowing.

use std::{ops::Deref, sync::Arc};

use crate::platform::text::Spelling;

/// Nothing of it for pages that belong to no town, and for towns that wish nothing.
#[derive(Clone, Default)]
pub struct Look {
    /// Differs whenever the look does, so that a page kept in memory is never shown in an old one.
    pub version: i64,
    /// Address of the town's own style sheet.
    pub theme: Option<Arc<str>>,
    /// Name of the town's character.
    pub figure: Option<Arc<str>>,
    pub spelling: Spelling,
}

/// What a page wears: its town's look, shared by all its pages, or none.
#[derive(Clone, Default)]
pub struct Worn(Option<Arc<Look>>);

impl From<Arc<Look>> for Worn {
    fn from(look: Arc<Look>) -> Self {
        Self(Some(look))
    }
}

impl Deref for Worn {
    type Target = Look;

    fn deref(&self) -> &Look {
        static NONE: Look = Look { version: 0, theme: None, figure: None, spelling: Spelling::OURS };
        self.0.as_deref().unwrap_or(&NONE)
    }
}
