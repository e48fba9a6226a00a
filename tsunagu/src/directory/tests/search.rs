//! Search in words: every way of writing a name finds it, and a wrong letter is forgiven.

use super::directory;
use crate::directory::model::search::{Builder, Field, Hits, Index, Subject, contains_nearly, fold, normal};

fn slugs(typed: &str) -> Vec<&'static str> {
    named(&directory().search(typed))
}

fn named(hits: &Hits) -> Vec<&'static str> {
    hits.found
        .iter()
        .map(|hit| match hit.subject {
            Subject::Desk(at) => directory().desks()[at as usize].slug.as_str(),
            Subject::Organization(at) => directory().organizations()[at as usize].slug.as_str(),
            Subject::Gathering(at) => directory().gatherings()[at as usize].slug.as_str(),
        })
        .collect()
}

// S-055
#[test]
fn both_spellings_of_akishimas_centre_find_it() {
    for typed in
        ["くらし・しごとサポートセンター", "くらし・仕事サポートセンター", "くらししごとサポートセンター", "ｸﾗｼ ｼｺﾞﾄ"]
    {
        let found = slugs(typed);
        assert!(found.contains(&"akishima-kurashi"), "{typed}: {found:?}");
    }
}

// S-330
#[test]
fn words_that_mean_one_thing_are_one_word() {
    for same in [
        ["障害", "障がい", "しょうがい"],
        ["こども", "子ども", "子供"],
        ["本人", "当事者", "ご本人"],
        ["ひきこもり", "引きこもり", "引き籠もり"],
    ] {
        let one = normal(same[0]);
        for word in same {
            assert_eq!(normal(word), one, "{word}");
        }
    }
    assert_eq!(normal("ヒキコモリ"), normal("引き篭り"));
    assert_ne!(normal("家族会"), normal("当事者会"));
}

// S-360
#[test]
fn long_vowels_width_kana_dots_and_spaces_make_no_difference() {
    let written = "こころの健康センター（ひきこもり支援センター）";
    for typed in [
        "こころの健康センタ-(ひきこもり支援センタ-)",
        "こころの健康センタ－",
        "ｺｺﾛの健康ｾﾝﾀｰ",
        "こころの 健康・センター",
        "ココロノ健康センタ‐",
    ] {
        assert!(fold(written).contains(&fold(typed)) || fold(written) == fold(typed), "{typed}");
        let found = slugs(typed);
        assert!(found.iter().any(|slug| slug.starts_with("gunma-kokoro")), "{typed}: {found:?}");
    }
    assert_eq!(fold("足立區"), fold("足立区"));
    assert_eq!(fold("ＡＢＣ１２３"), "abc123");
    assert_eq!(fold("「ー・」 　"), "");
}

#[test]
fn one_wrong_letter_still_finds_the_name() {
    for typed in
        ["セーフテイネットあだち", "セーフティネトあだち", "セーフティッネットあだち", "セフーティネットあだち"]
    {
        let hits = directory().search(typed);
        assert!(named(&hits).contains(&"adachi-safetynet"), "{typed}: {:?}", named(&hits));
    }
    assert!(directory().search("セーフテイネットあだち").are_near());
    assert!(!directory().search("セーフティネットあだち").are_near());
}

#[test]
fn two_wrong_letters_are_another_name() {
    let letters = |text: &str| -> Vec<char> { text.chars().collect() };
    let nearly = |text: &str, term: &str| contains_nearly(&letters(text), &letters(term));
    assert!(nearly("せふてぃねっとあだち", "ねっとあたち"));
    assert!(nearly("あいうえお", "いえう"), "exchanged neighbours");
    assert!(nearly("あいうえお", "いかうえ"), "a letter too many");
    assert!(nearly("あいうえお", "いえ"), "a letter missing");
    assert!(!nearly("あいうえおかきくけこ", "いうたちお"));
    assert!(!nearly("", "あいうえ"));
}

#[test]
fn a_sentence_finds_what_its_words_find() {
    let found = slugs("足立で居場所の相談がしたい");
    assert!(!found.is_empty());
    // More words found come first.
    let both = slugs("セーフティネット あだち");
    assert_eq!(both[0], "adachi-safetynet");
    // A word that nothing bears does not spoil the others.
    assert!(slugs("セーフティネットあだち くじら").contains(&"adachi-safetynet"));
}

#[test]
fn operators_and_readings_in_brackets_lead_to_their_desk() {
    let by = |slug: &str| -> (&str, &str) {
        let desk = directory().desk_by_slug(slug).unwrap();
        let body = directory().organization_by_slug(&desk.facts.operators[0]).unwrap();
        (&desk.name, &body.name)
    };
    // S-022: one of the two institutions that run it.
    assert!(slugs(by("setagaya-link").1).contains(&"setagaya-link"));
    assert!(slugs(by("komae-csw-line").1).contains(&"komae-nambu-csw"));
    assert_eq!(slugs(by("sumida-sumika").0)[0], "sumida-sumika");
    // 「すみ家（か）」 is said すみか.
    for typed in ["すみか", "すみ家", "スミカ"] {
        assert_eq!(slugs(typed)[0], "sumida-sumika", "{typed}");
    }
}

#[test]
fn nothing_readable_finds_nothing_and_breaks_nothing() {
    for typed in ["", " ", "・", "ー", "🐳", "\u{0}", "ぬぬぬぬぬ", "%", "あ"] {
        let _ = directory().search(typed);
    }
    assert!(slugs("").is_empty() && slugs("ー・").is_empty() && slugs("ぬぬぬぬぬぬぬ").is_empty());
    assert!(Index::default().search("あいう").found.is_empty());
}

/// Two names that become one spelling are two things under one name.
#[test]
fn one_name_may_belong_to_many() {
    let mut names = Builder::default();
    for (at, name) in (0..).zip(["ひきこもり相談窓口", "引きこもり相談窓口", "家族会"]) {
        names.add(Subject::Desk(at), Field::Name, name);
    }
    let index = names.build();
    let mut found: Vec<Subject> = index.search("ヒキコモリ").found.iter().map(|hit| hit.subject).collect();
    found.sort();
    assert_eq!(found, [Subject::Desk(0), Subject::Desk(1)]);
}

proptest::proptest! {
    #[test]
    fn searching_never_fails_on_whatever_is_typed(typed in "\\PC{0,60}") {
        let hits = directory().search(&typed);
        let mut seen: Vec<Subject> = hits.found.iter().map(|hit| hit.subject).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        proptest::prop_assert_eq!(seen.len(), count);
    }

    /// Whatever one letter of a brand is changed into, the desk is found.
    #[test]
    fn any_one_letter_of_a_long_name_may_be_wrong(at in 0_usize..11, other in "[ぁ-ん]") {
        let mut letters: Vec<char> = "せふてぃねっとあだち".chars().collect();
        let at = at % letters.len();
        letters[at] = other.chars().next().unwrap_or('ん');
        let typed: String = letters.into_iter().collect();
        proptest::prop_assert!(slugs(&typed).contains(&"adachi-safetynet"), "{}", typed);
    }
}

// S-037
#[test]
fn an_address_finds_the_branch_for_its_part_of_the_town() {
    use crate::directory::model::facts::{Branch, Branches};
    let branch = |name: &str, areas: &[&str]| Branch {
        name_ja: name.to_owned(),
        areas: areas.iter().map(|area| (*area).to_owned()).collect(),
        phone: None,
        address: None,
    };
    let mut branches = super::desk("hachioji-hachimaru").facts.branches.clone().expect("thirteen of them");
    assert_eq!(branches.count, 13, "counted, and with the day of the count: {:?}", branches.as_of);
    assert_eq!(branches.for_address("八王子市由木西"), None, "none is printed one by one yet");
    branches = Branches {
        places: vec![branch("由木", &["由木"]), branch("由木西", &["由木西", "南大沢"])],
        ..branches
    };
    let found = |typed: &str| branches.for_address(typed).map(|branch| branch.name_ja.as_str());
    assert_eq!(found("八王子市由木西1-2"), Some("由木西"), "the longer name wins");
    assert_eq!(found("八王子市由木"), Some("由木"));
    assert_eq!(found("南大沢"), Some("由木西"));
    assert_eq!(found("高尾"), None);
}

// S-144
#[test]
fn words_of_danger_are_known_in_any_spelling_and_others_are_left_alone() {
    use crate::directory::model::danger::speaks_of_danger;
    for typed in [
        "死にたい",
        "しにたい",
        "シニタイ",
        "もう 死に たい",
        "消えたい。居場所",
        "息子が死にたいと言う",
        "リスカ",
        "生きるのがつらい",
        "もうダメ",
        "親に殺される",
        "虐待",
        "食べるものがない",
        "ＤＶ",
        "DVの相談",
        "I want to die",
        "Suicide?",
        "self-harm",
    ] {
        assert!(speaks_of_danger(typed), "{typed}");
    }
    for typed in
        ["", "居場所", "家族会 相談", "くらし・しごと", "advice", "dvd", "消えそうな字", "必死に働いた", "つらい"]
    {
        assert!(!speaks_of_danger(typed), "{typed}");
    }
    // No desk, organisation or place is called so: nobody who types a name is met with it.
    for name in directory().desks().iter().map(|desk| desk.short_name()) {
        assert!(!speaks_of_danger(name), "{name}");
    }
}
