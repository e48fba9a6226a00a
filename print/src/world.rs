//! The closed world a template is set in: our own templates, one JSON file of values, two fonts.
//! Whatever else a template asks for is refused.

use std::path::PathBuf;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::Fault;

/// How many prints a cached result may go unused before it is dropped: enough to keep fonts and
/// fixed parts warm, few enough that memory stays flat and nobody's text lingers.
const CACHED_PRINTS: usize = 2;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Template {
    RelaySheet,
    Application,
    Card,
    Leaflet,
    ThreeFold,
    PocketCard,
    DeskList,
    ResourceMap,
    BlankForm,
}

pub(crate) fn layout(template: Template, values: Vec<u8>) -> Result<PagedDocument, Fault> {
    let world = World {
        main: match template {
            Template::RelaySheet => HOUSE.id("relay_sheet.typ"),
            Template::Application => HOUSE.id("application_form.typ"),
            Template::Card => HOUSE.id("card.typ"),
            Template::Leaflet => HOUSE.id("leaflet.typ"),
            Template::ThreeFold => HOUSE.id("three_fold.typ"),
            Template::PocketCard => HOUSE.id("pocket_card.typ"),
            Template::DeskList => HOUSE.id("desk_list.typ"),
            Template::ResourceMap => HOUSE.id("resource_map.typ"),
            Template::BlankForm => HOUSE.id("blank_form.typ"),
        },
        values: Bytes::new(values),
    };
    let document = typst::compile::<PagedDocument>(&world);
    comemo::evict(CACHED_PRINTS);
    document.output.map_err(|errors| Fault::Layout(messages(&errors)))
}

/// `identity` names this document among others in the PDF's own identifier, hashed.
pub(crate) fn export(document: &PagedDocument, identity: String) -> Result<Vec<u8>, Fault> {
    let options = PdfOptions { ident: Smart::Custom(identity), creator: Smart::Custom(None), ..PdfOptions::default() };
    typst_pdf::pdf(document, &options).map_err(|errors| Fault::Export(messages(&errors)))
}

pub(crate) fn can_draw(c: char) -> bool {
    HOUSE.fonts[0].info().coverage.contains(c as u32)
}

fn messages(errors: &[SourceDiagnostic]) -> String {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    messages.join("; ")
}

/// What is the same for every sheet, parsed once.
struct House {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: Vec<(&'static str, Source)>,
    values: FileId,
}

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let fonts: Vec<Font> = [
        include_bytes!("../assets/fonts/BIZUDPGothic-Regular.ttf").as_slice(),
        include_bytes!("../assets/fonts/BIZUDPGothic-Bold.ttf").as_slice(),
    ]
    .into_iter()
    .flat_map(|bytes| Font::iter(Bytes::new(bytes)))
    .collect();
    let templates = [
        ("base.typ", include_str!("../assets/templates/base.typ")),
        ("application.typ", include_str!("../assets/templates/application.typ")),
        ("record.typ", include_str!("../assets/templates/record.typ")),
        ("relay_sheet.typ", include_str!("../assets/templates/relay_sheet.typ")),
        ("application_form.typ", include_str!("../assets/templates/application_form.typ")),
        ("card.typ", include_str!("../assets/templates/card.typ")),
        ("paper.typ", include_str!("../assets/templates/paper.typ")),
        ("leaflet.typ", include_str!("../assets/templates/leaflet.typ")),
        ("three_fold.typ", include_str!("../assets/templates/three_fold.typ")),
        ("pocket_card.typ", include_str!("../assets/templates/pocket_card.typ")),
        ("desk_list.typ", include_str!("../assets/templates/desk_list.typ")),
        ("resource_map.typ", include_str!("../assets/templates/resource_map.typ")),
        ("blank_form.typ", include_str!("../assets/templates/blank_form.typ")),
    ]
    .map(|(name, text)| (name, Source::new(file_id(name), text.to_owned())));
    House {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        templates: Vec::from(templates),
        values: file_id("values.json"),
    }
});

impl House {
    fn id(&self, name: &str) -> FileId {
        let found = self.templates.iter().find(|(own, _)| *own == name);
        found.map_or_else(|| file_id(name), |(_, source)| source.id())
    }
}

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("our own file names are valid paths");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

struct World {
    main: FileId,
    values: Bytes,
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &HOUSE.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &HOUSE.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = HOUSE.templates.iter().find(|(_, source)| source.id() == id);
        found.map(|(_, source)| source.clone()).ok_or_else(|| refused(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == HOUSE.values { Ok(self.values.clone()) } else { Err(refused(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        HOUSE.fonts.get(index).cloned()
    }

    /// Dates on paper come from the caller; a template that asks for today is told there is none.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn refused(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.vpath().get_without_slash()))
}

#[cfg(test)]
mod tests {
    use typst::World as _;

    use super::*;

    #[test]
    fn every_other_file_is_refused() {
        let world = World { main: HOUSE.id("card.typ"), values: Bytes::new(b"{}".to_vec()) };
        for name in ["etc/passwd", "base.typ.bak", "card.typ/x"] {
            assert!(world.file(file_id(name)).is_err());
            assert!(world.source(file_id(name)).is_err());
        }
        assert!(world.file(HOUSE.values).is_ok());
        assert!(world.today(None).is_none());
    }

    #[test]
    fn both_weights_of_the_font_are_there() {
        let families: Vec<&str> = HOUSE.fonts.iter().map(|f| f.info().family.as_str()).collect();
        assert_eq!(families, ["BIZ UDPGothic", "BIZ UDPGothic"]);
    }
}
