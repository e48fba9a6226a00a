//! The words of the program in its three languages: Japanese (the source), easy Japanese for public pages, English.
//! What easy Japanese or English does not say is said in Japanese; tests hold that nothing is left out.

use std::sync::{Arc, OnceLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    Ja,
    JaEasy,
    En,
}

impl Lang {
    pub const ALL: [Self; 3] = [Self::Ja, Self::JaEasy, Self::En];

    /// The code in links, cookies and the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::JaEasy => "ja-easy",
            Self::En => "en",
        }
    }

    /// The value of the `lang` attribute. Easy Japanese is Japanese to a screen reader.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ja | Self::JaEasy => "ja",
            Self::En => "en",
        }
    }

    /// The language's own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ja => "日本語",
            Self::JaEasy => "やさしい日本語",
            Self::En => "English",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The first language of an `Accept-Language` header that we speak; Japanese otherwise.
    pub fn from_header(header: &str) -> Self {
        header
            .split(',')
            .map(|part| part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
            .find_map(|tag| match tag.get(..2) {
                Some("ja") => Some(Self::Ja),
                Some("en") => Some(Self::En),
                _ => None,
            })
            .unwrap_or(Self::Ja)
    }

    /// The text of `key`.
    pub fn t(self, key: &str) -> String {
        said(bundle(self), key, &[])
    }

    /// The text of `key` with facts put in.
    pub fn with(self, key: &str, facts: &[(&str, &str)]) -> String {
        said(bundle(self), key, facts)
    }

    /// Whether this language has the key (in Japanese if it is not said otherwise).
    pub fn has(self, key: &str) -> bool {
        bundle(self).has_message(key)
    }
}

/// Another spelling of one of the program's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Respelling<'a> {
    pub lang: Lang,
    pub ours: &'a str,
    pub theirs: &'a str,
}

/// The program's words as one town spells them. Only the words are spelled anew: what is put into a text as a fact (a
/// name, an address, something somebody wrote) stays letter by letter.
#[derive(Clone, Default)]
pub struct Spelling(Option<Arc<Respelled>>);

struct Respelled {
    ja: Bundle,
    easy: Bundle,
}

impl Spelling {
    /// Our texts as they are written.
    pub const OURS: Self = Self(None);

    /// Reads all texts once more with these spellings; without any, nothing is kept. English has none.
    pub fn of(respellings: &[Respelling<'_>]) -> Self {
        if respellings.is_empty() {
            return Self::OURS;
        }
        let spell = |language: Lang, source: &str| {
            let own = respellings.iter().filter(|respelling| respelling.lang == language);
            own.fold(source.to_owned(), |source, respelling| source.replace(respelling.ours, respelling.theirs))
        };
        Self(Some(Arc::new(Respelled {
            ja: make(Lang::Ja, &[Lang::Ja], spell),
            easy: make(Lang::JaEasy, &[Lang::Ja, Lang::JaEasy], spell),
        })))
    }

    /// The text of `key` in `lang`.
    pub fn t(&self, lang: Lang, key: &str) -> String {
        self.with(lang, key, &[])
    }

    /// The text of `key` in `lang` with facts put in.
    pub fn with(&self, lang: Lang, key: &str, facts: &[(&str, &str)]) -> String {
        match (&self.0, lang) {
            (Some(own), Lang::Ja) => said(&own.ja, key, facts),
            (Some(own), Lang::JaEasy) => said(&own.easy, key, facts),
            (Some(_), Lang::En) | (None, _) => said(bundle(lang), key, facts),
        }
    }
}

type Bundle = FluentBundle<FluentResource>;

fn said(bundle: &Bundle, key: &str, facts: &[(&str, &str)]) -> String {
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        debug_assert!(false, "no text for {key}");
        return key.to_owned();
    };
    let mut args = FluentArgs::new();
    for (name, value) in facts {
        args.set(*name, FluentValue::from(*value));
    }
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    debug_assert!(errors.is_empty(), "text {key}: {errors:?}");
    text
}

fn bundle(lang: Lang) -> &'static Bundle {
    static BUNDLES: OnceLock<[Bundle; 3]> = OnceLock::new();
    let all = BUNDLES.get_or_init(|| {
        let as_written = |_: Lang, source: &str| source.to_owned();
        [
            make(Lang::Ja, &[Lang::Ja], as_written),
            make(Lang::JaEasy, &[Lang::Ja, Lang::JaEasy], as_written),
            make(Lang::En, &[Lang::Ja, Lang::En], as_written),
        ]
    });
    match lang {
        Lang::Ja => &all[0],
        Lang::JaEasy => &all[1],
        Lang::En => &all[2],
    }
}

/// A bundle of the given layers, each spelled by `spell`; later layers speak over earlier ones.
fn make(lang: Lang, layers: &[Lang], spell: impl Fn(Lang, &str) -> String) -> Bundle {
    let id: LanguageIdentifier = lang.tag().parse().expect("a language tag of ours");
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Direction marks around facts would be copied along with a telephone number.
    bundle.set_use_isolating(false);
    for layer in layers {
        for (language, name, source) in crate::texts::SOURCES {
            if language == layer {
                let resource = FluentResource::try_new(spell(*layer, source))
                    .unwrap_or_else(|(_, errors)| panic!("text file {name} ({}): {errors:?}", layer.code()));
                bundle.add_resource_overriding(resource);
            }
        }
    }
    bundle
}
