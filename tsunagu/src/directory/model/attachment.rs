//! A file beside a record: a photo of the way, a map, a flyer. The directory holds what it is; its bytes stay in the
//! database.

use uuid::Uuid;

use crate::{platform::ids::AttachmentId, vocabulary};

vocabulary! {
    /// What a file shows.
    pub enum AttachmentKind("attachment") {
        Photo => "photo",
        Map => "map",
        Flyer => "flyer",
    }
}

vocabulary! {
    /// The form of a file: nothing else is kept.
    pub enum Media("media") {
        Jpeg => "image/jpeg",
        Png => "image/png",
        Pdf => "application/pdf",
    }
}

impl Media {
    /// The ending of its file name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }
}

/// A published file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub id: AttachmentId,
    /// The record it belongs to.
    pub record: Uuid,
    pub kind: AttachmentKind,
    /// What it shows, in words, for those who do not see it.
    pub words: String,
    pub media: Media,
    /// Bytes.
    pub length: u64,
}

impl Attachment {
    /// Its size as people read it: whole kilobytes, one at least.
    pub fn kilobytes(&self) -> u64 {
        self.length.div_ceil(1_000)
    }
}
