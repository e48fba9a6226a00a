//! Promises about the source tree itself. A remark made twice becomes a test here.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::{platform::Lang, texts::SOURCES};

/// The slices in the order in which they may use each other.
const SLICES: [&str; 21] = [
    "config",
    "platform",
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
    "home",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

pub fn files(ending: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).expect("a folder of ours").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, ending, found);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(source()).expect("below src").to_string_lossy().into_owned();
                found.push((name, std::fs::read_to_string(&path).expect("text")));
            }
        }
    }
    let mut found = Vec::new();
    walk(&source(), ending, &mut found);
    found.sort();
    found
}

fn is_test(name: &str) -> bool {
    name.contains("tests") || name.contains("testing")
}

/// A file's code without its tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod ").next().unwrap_or(text)
}

#[test]
fn a_slice_uses_only_earlier_slices() {
    let place = |slice: &str| SLICES.iter().position(|known| *known == slice);
    for (name, text) in files(".rs") {
        let Some(here) = name.split('/').next().and_then(place).filter(|_| name.contains('/') && !is_test(&name))
        else {
            continue;
        };
        for (later, slice) in SLICES.iter().enumerate().skip(here + 1) {
            let used = text.contains(&format!("crate::{slice}::")) || text.contains(&format!("\n    {slice}::"));
            // The platform is handed the settings and the words; both are below every slice.
            assert!(
                !used || SLICES[here] == "platform" && *slice == "config",
                "{name} uses {slice} ({here} < {later})"
            );
        }
    }
}

#[test]
fn an_engine_is_named_in_one_room_only() {
    let rooms = ["platform/db.rs", "platform/testing.rs", "config.rs", "commands/demo.rs"];
    for (name, text) in files(".rs") {
        if rooms.contains(&name.as_str()) || is_test(&name) {
            continue;
        }
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let line = line.to_lowercase();
            assert!(!line.contains("sqlite") && !line.contains("postgres"), "{name}: {line}");
        }
    }
}

#[test]
fn words_for_people_stand_in_text_files_not_in_code() {
    let japanese = |letter: char| matches!(letter, '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}');
    // Names of the languages in themselves belong to the language switch.
    let allowed = ["platform/text.rs"];
    for (name, text) in files(".rs") {
        if is_test(&name) || allowed.contains(&name.as_str()) {
            continue;
        }
        for line in code(&text).lines() {
            let line = line.split("//").next().unwrap_or_default();
            assert!(!line.contains(japanese), "{name}: {line}");
        }
    }
}

#[test]
fn templates_carry_no_words_of_their_own() {
    for (name, text) in files(".html") {
        let japanese = |letter: char| matches!(letter, '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}');
        assert!(!text.contains(japanese), "{name}");
        assert!(!text.contains("|safe") && !text.contains("style=") && !text.contains("onclick"), "{name}");
    }
}

#[test]
fn no_promise_is_left_for_later_in_the_code() {
    let marks = ["todo", "unimplemented"].map(|word| format!("{word}!("));
    for (name, text) in files(".rs") {
        for mark in &marks {
            assert!(!text.contains(mark), "{name}: {mark}");
        }
        assert!(!text.contains(&["#[", "ignore"].concat()), "{name}");
    }
}

/// Keys of a text file.
fn keys(source: &str) -> BTreeSet<String> {
    source
        .lines()
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key.to_owned())
        .filter(|key| key.starts_with(|letter: char| letter.is_ascii_lowercase()))
        .collect()
}

fn keys_of(lang: Lang, staff: bool) -> BTreeSet<String> {
    SOURCES
        .iter()
        .filter(|(language, name, _)| *language == lang && name.contains("staff.") == staff)
        .flat_map(|(_, _, source)| keys(source))
        .collect()
}

#[test]
fn every_language_says_everything() {
    let (public, staff) = (keys_of(Lang::Ja, false), keys_of(Lang::Ja, true));
    let missing = |have: BTreeSet<String>, want: &BTreeSet<String>| want.difference(&have).cloned().collect::<Vec<_>>();
    assert_eq!(missing(keys_of(Lang::JaEasy, false), &public), Vec::<String>::new(), "easy Japanese");
    assert_eq!(missing(keys_of(Lang::En, false), &public), Vec::<String>::new(), "English, public");
    assert_eq!(missing(keys_of(Lang::En, true), &staff), Vec::<String>::new(), "English, staff");
    assert_eq!(missing(public.clone(), &keys_of(Lang::JaEasy, false)), Vec::<String>::new(), "unknown in Japanese");
    assert_eq!(missing(public.clone(), &keys_of(Lang::En, false)), Vec::<String>::new(), "unknown in Japanese");
    assert_eq!(missing(staff.clone(), &keys_of(Lang::En, true)), Vec::<String>::new(), "unknown in Japanese");
    assert!(public.is_disjoint(&staff), "{:?}", public.intersection(&staff).collect::<Vec<_>>());
}

#[test]
fn no_text_is_said_twice() {
    for lang in Lang::ALL {
        let mut seen = BTreeSet::new();
        for (_, name, source) in SOURCES.iter().filter(|(language, ..)| *language == lang) {
            for key in source.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key) {
                let is_key = key.starts_with(|letter: char| letter.is_ascii_lowercase());
                assert!(!is_key || seen.insert(key), "{name}: {key} stands elsewhere, too");
            }
        }
    }
}

#[test]
fn facts_in_a_text_are_the_same_in_every_language() {
    let facts = |lang: Lang| {
        SOURCES
            .iter()
            .filter(|(language, ..)| *language == lang)
            .flat_map(|(_, _, source)| source.lines())
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, text)| {
                let names: BTreeSet<String> =
                    text.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next()).map(str::to_owned).collect();
                (key.to_owned(), names)
            })
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    let japanese = facts(Lang::Ja);
    for lang in [Lang::JaEasy, Lang::En] {
        for (key, names) in facts(lang) {
            assert_eq!(japanese.get(&key), Some(&names), "{key} in {}", lang.code());
        }
    }
}

#[test]
fn every_refusal_says_what_to_do_next() {
    for (_, name, source) in SOURCES.iter().filter(|(lang, ..)| *lang == Lang::Ja) {
        for line in source.lines().filter(|line| line.starts_with("refused-")) {
            let text = line.split_once(" = ").map(|(_, text)| text).unwrap_or_default();
            let next = text.contains("ください") || text.matches('。').count() >= 2;
            assert!(next && text.ends_with('。'), "{name}: {line}");
        }
    }
    let known: BTreeSet<String> = keys_of(Lang::Ja, false).union(&keys_of(Lang::Ja, true)).cloned().collect();
    for (name, text) in files(".rs") {
        for part in text.split("Refusal::new(\"").skip(1) {
            let key = part.split('"').next().unwrap_or_default();
            assert!(known.contains(key), "{name}: {key} has no words");
        }
    }
}

#[test]
fn templates_ask_only_for_texts_that_exist() {
    let known: BTreeSet<String> = keys_of(Lang::Ja, false).union(&keys_of(Lang::Ja, true)).cloned().collect();
    for (name, text) in files(".html").into_iter().chain(files(".rs")) {
        for call in ["v.t(\"", "v.t1(\"", "v.t2(\""] {
            for part in text.split(call).skip(1) {
                let key = part.split('"').next().unwrap_or_default();
                assert!(known.contains(key), "{name}: {key}");
            }
        }
    }
}

#[test]
fn public_words_do_not_push() {
    // Words that residents asked not to be met with (自立, 社会復帰, 改善, 必須, 問題のある).
    for (_, name, source) in SOURCES.iter().filter(|(lang, name, _)| *lang != Lang::En && !name.contains("staff.")) {
        for word in ["自立", "社会復帰", "改善", "必須", "更生", "ひきこもり者"] {
            assert!(!source.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn a_model_is_pure() {
    for (name, text) in files(".rs") {
        let is_model = name.ends_with("/model.rs") || name.contains("/model/");
        if !is_model || is_test(&name) {
            continue;
        }
        for word in ["async ", ".await", "sea_orm::Entity", "ConnectionTrait", "App,", "Instant"] {
            assert!(!code(&text).contains(word), "{name}: {word}");
        }
    }
}

/// The rows of the table in GLOSSARY.md: types, tables and addresses.
fn glossary() -> Vec<[Vec<String>; 3]> {
    let text = include_str!("../../../../GLOSSARY.md");
    let cells = |cell: &str| {
        let words = cell.split('`').skip(1).step_by(2);
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    text.lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| 日本語"))
        .map(|line| {
            let parts: Vec<&str> = line.split('|').collect();
            assert_eq!(parts.len(), 7, "{line}");
            [cells(parts[3]), cells(parts[4]), cells(parts[5])]
        })
        .collect()
}

#[test]
fn the_glossary_names_what_is_there_and_leaves_no_table_or_address_out() {
    let sources = files(".rs");
    let (mut tables, mut addresses) = (BTreeSet::new(), BTreeSet::new());
    for [types, its_tables, its_addresses] in glossary() {
        for named in types {
            let (room, name) = named.rsplit_once("::").expect("slice::Name, or slice::module::Name");
            let room = room.replace("::", "/");
            let declared = [format!("struct {name}"), format!("enum {name}")];
            let is_there = sources.iter().any(|(file, text)| {
                (file.starts_with(&format!("{room}/")) || *file == format!("{room}.rs"))
                    && declared.iter().any(|word| {
                        text.match_indices(word.as_str()).any(|(at, _)| {
                            !text[at + word.len()..].starts_with(|letter: char| letter.is_alphanumeric())
                        })
                    })
                    || file == "platform/ids.rs" && room == "platform" && text.contains(name)
            });
            assert!(is_there, "GLOSSARY.md: {named} is nowhere");
        }
        tables.extend(its_tables);
        addresses.extend(its_addresses);
    }
    let steps: String =
        sources.iter().filter(|(name, _)| name.contains("/migrations/s")).map(|(_, text)| &**text).collect();
    let made: BTreeSet<String> =
        steps.split(".table(\"").skip(1).filter_map(|part| part.split('"').next()).map(str::to_owned).collect();
    assert_eq!(made, tables, "tables and the glossary");
    let unworded = ["/assets/{name}", "/healthz", "/readyz"];
    let routes: BTreeSet<String> = include_str!("../../routes.txt")
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .filter(|path| !unworded.contains(path))
        .map(str::to_owned)
        .collect();
    assert_eq!(routes, addresses, "addresses and the glossary");
}

#[test]
fn documents_lead_only_to_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut documents = vec![root.clone()];
    documents.extend(["docs", "docs/decisions", "docs/operate", "calendar", "print"].map(|folder| root.join(folder)));
    let mut links = 0;
    for folder in documents {
        for file in std::fs::read_dir(&folder).expect("a folder of ours").flatten() {
            let path = file.path();
            if path.extension().is_none_or(|ending| ending != "md") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            for target in text.split("](").skip(1).filter_map(|part| part.split([')', '#']).next()) {
                if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                    continue;
                }
                links += 1;
                assert!(folder.join(target).exists(), "{}: {target}", path.display());
            }
        }
    }
    assert!(links > 20, "{links}");
}
