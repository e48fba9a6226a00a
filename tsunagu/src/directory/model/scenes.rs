//! Everyday scenes in which somebody may recognise a day of their own, from `scenes.yaml`.
//!
//! Nothing is scored and nothing is kept: every scene leads to "you may talk here". Its topics only say which desks are
//! read first.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

use super::search::normal;
use crate::{platform::Lang, vocabulary};

vocabulary! {
    /// What one may want to talk about.
    pub enum Topic("find-topic") {
        Work => "work",
        Livelihood => "livelihood",
        School => "school",
        Family => "family",
        Health => "health",
        Place => "place",
    }
}

/// A set of topics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Topics(u8);

impl Topics {
    pub fn with(self, topic: Topic) -> Self {
        Self(self.0 | 1 << topic as u8)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The first topic that both sets hold.
    pub fn shared(self, other: Self) -> Option<Topic> {
        Topic::ALL.iter().copied().find(|topic| self.0 & other.0 & 1 << *topic as u8 != 0)
    }
}

/// One scene; its words in three languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    pub id: String,
    topics: Vec<Topic>,
    ja: String,
    #[serde(rename = "ja-easy")]
    ja_easy: String,
    en: String,
}

impl Scene {
    pub fn words(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::JaEasy => &self.ja_easy,
            Lang::En => &self.en,
        }
    }

    pub fn topics(&self) -> Topics {
        self.topics.iter().fold(Topics::default(), |topics, topic| topics.with(*topic))
    }
}

/// The scene's number in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SceneId(u8);

impl SceneId {
    /// The scene of a code that a form sent.
    pub fn read(code: &str) -> Option<Self> {
        (0..).map(Self).zip(scenes()).find(|(_, scene)| scene.id == code).map(|(id, _)| id)
    }

    pub fn all() -> impl Iterator<Item = Self> {
        (0..).map(Self).take(scenes().len())
    }

    /// The first scene: nothing is told yet.
    pub fn is_unsure(self) -> bool {
        self.0 == 0
    }

    pub fn scene(self) -> &'static Scene {
        &scenes()[usize::from(self.0)]
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    topics: BTreeMap<Topic, Vec<String>>,
    scenes: Vec<Scene>,
}

fn whole() -> &'static Whole {
    static WHOLE: OnceLock<Whole> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let mut whole: Whole =
            serde_norway::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/scenes.yaml")))
                .expect("a test reads the file");
        for cues in whole.topics.values_mut() {
            for cue in cues {
                *cue = normal(cue);
            }
        }
        whole
    })
}

/// All scenes; the first is "not clear yet".
pub fn scenes() -> &'static [Scene] {
    &whole().scenes
}

/// The topics of which these words speak.
pub fn topics_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Topics {
    let words: Vec<String> = words.into_iter().map(normal).collect();
    whole()
        .topics
        .iter()
        .filter(|(_, cues)| cues.iter().any(|cue| words.iter().any(|word| word.contains(cue))))
        .fold(Topics::default(), |topics, (topic, _)| topics.with(*topic))
}
