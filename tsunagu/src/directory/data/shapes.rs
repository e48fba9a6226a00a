//! Places where the files allow a short and a long form.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer, value::SeqAccessDeserializer},
};

use crate::directory::model::{
    eligibility::ResidenceRule,
    facts::{Fee, FeeKind},
};

/// `adachi`, `[chiba, urayasu]` or `null`.
pub fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    struct Slugs;
    impl<'de> Visitor<'de> for Slugs {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an id or a list of ids")
        }

        fn visit_str<E: Error>(self, one: &str) -> Result<Self::Value, E> {
            Ok(vec![one.to_owned()])
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, many: A) -> Result<Self::Value, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(many))
        }
    }
    from.deserialize_any(Slugs)
}

/// `not_stated`, or a map with the kind, the amount and the printed words. An amount alone makes the kind.
pub fn fee<'de, D: Deserializer<'de>>(from: D) -> Result<Fee, D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Long {
        kind: Option<FeeKind>,
        text_ja: Option<String>,
        amount_yen: Option<u32>,
        plus_ja: Option<String>,
    }
    short_or_long(
        from,
        "a kind of fee or a map that describes it",
        |kind: FeeKind| Fee { kind, ..no_fee() },
        |long: Long| Fee {
            kind: long.kind.unwrap_or(if long.amount_yen.is_some() { FeeKind::Amount } else { FeeKind::NotStated }),
            text_ja: long.text_ja,
            amount_yen: long.amount_yen,
            plus_ja: long.plus_ja,
            ..no_fee()
        },
    )
}

pub fn no_fee() -> Fee {
    Fee { kind: FeeKind::NotStated, text_ja: None, applies_to: Vec::new(), amount_yen: None, plus_ja: None }
}

/// Whose residents may come to a gathering: `any`, `residents`, or a list of municipalities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhoLives {
    pub rule: ResidenceRule,
    pub towns: Vec<String>,
}

impl<'de> Deserialize<'de> for WhoLives {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            scope: Vec<String>,
        }
        short_or_long(
            from,
            "any, residents or a map with a scope",
            |rule: ResidenceRule| Self { rule, towns: Vec::new() },
            |long: Long| Self { rule: ResidenceRule::Listed, towns: long.scope },
        )
    }
}

/// A word or a map. Unlike an untagged enum, a wrong field inside keeps its line and its expected names.
fn short_or_long<'de, D, S, L, T>(
    from: D,
    expecting: &'static str,
    short: impl FnOnce(S) -> T,
    long: impl FnOnce(L) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    S: Deserialize<'de>,
    L: Deserialize<'de>,
{
    struct Either<S, L, FS, FL> {
        expecting: &'static str,
        short: FS,
        long: FL,
        of: PhantomData<(S, L)>,
    }
    impl<'de, S, L, T, FS, FL> Visitor<'de> for Either<S, L, FS, FL>
    where
        S: Deserialize<'de>,
        L: Deserialize<'de>,
        FS: FnOnce(S) -> T,
        FL: FnOnce(L) -> T,
    {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.expecting)
        }

        fn visit_str<E: Error>(self, word: &str) -> Result<T, E> {
            let word = serde::de::value::StringDeserializer::new(word.to_owned());
            S::deserialize(word).map(self.short)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            L::deserialize(MapAccessDeserializer::new(map)).map(self.long)
        }
    }
    from.deserialize_any(Either { expecting, short, long, of: PhantomData })
}
