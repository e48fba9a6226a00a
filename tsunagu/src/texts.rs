//! Which text files make up the program's words.

use crate::platform::text::Lang;

macro_rules! sources {
    ($($slice:literal),+) => {
        /// Language, file, content. Public texts are in all three languages, staff texts in Japanese and English.
        pub const SOURCES: &[(Lang, &str, &str)] = &[$(
            (Lang::Ja, concat!($slice, "/text/ja.ftl"), include_str!(concat!($slice, "/text/ja.ftl"))),
            (Lang::JaEasy, concat!($slice, "/text/ja-easy.ftl"), include_str!(concat!($slice, "/text/ja-easy.ftl"))),
            (Lang::En, concat!($slice, "/text/en.ftl"), include_str!(concat!($slice, "/text/en.ftl"))),
            (Lang::Ja, concat!($slice, "/text/staff.ja.ftl"), include_str!(concat!($slice, "/text/staff.ja.ftl"))),
            (Lang::En, concat!($slice, "/text/staff.en.ftl"), include_str!(concat!($slice, "/text/staff.en.ftl"))),
        )+];
    };
}

sources!(
    "ui",
    "accounts",
    "directory",
    "editing",
    "policy",
    "tables",
    "opendata",
    "people",
    "reception",
    "mailbox",
    "booking",
    "casework",
    "contact",
    "online",
    "counter",
    "worries",
    "relay",
    "entrances",
    "home"
);
