//! The files: all of them read, a slip of the pen is told with its place, every reference leads somewhere.

use crate::directory::{
    data::{self, Fault, embedded, read_dir},
    plan::plan,
    tests::{directory, town},
};

#[test]
fn all_six_files_read() {
    let bundle = embedded().unwrap();
    assert_eq!(bundle.organizations.len(), 102);
    assert_eq!(bundle.desks.len(), 38);
    assert_eq!(bundle.gatherings.len(), 73);
    assert_eq!(bundle.events.len(), 78);
    assert_eq!(bundle.resources.len(), 80);
    assert_eq!(bundle.councils.len(), 27);
}

#[test]
fn the_files_of_a_folder_read_as_the_embedded_ones() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    assert_eq!(read_dir(&folder).unwrap().desks.len(), 38);
    let missing = read_dir(&folder.join("nowhere")).unwrap_err().to_string();
    assert!(missing.contains("organizations.yaml"), "{missing}");
}

/// A misspelt closure must not vanish: somebody would stand before a closed door.
#[test]
fn a_misspelt_field_is_told_with_its_line_and_what_is_expected() {
    let text = "desks:\n  - id: a\n    name_ja: 窓口\n    municipality: adachi\n    operator: null\n    closurs: []\n";
    let fault = data::desks("desks.yaml", text).unwrap_err();
    let Fault::Line { file, line, column, problem } = &fault else { panic!("{fault}") };
    assert_eq!((file.as_str(), *line, *column), ("desks.yaml", 6, 5), "{fault}");
    assert!(problem.contains("closurs") && problem.contains("expected one of"), "{problem}");
    assert!(fault.to_string().starts_with("desks.yaml, line 6, column 5: "), "{fault}");
}

#[test]
fn a_wrong_value_inside_a_short_or_long_form_keeps_its_line() {
    let text = "gatherings:\n  - id: a\n    name_ja: 会\n    kind: salon\n    municipality: adachi\n    organizer: adachi\n    \
                operator: null\n    audience: []\n    schedule: {rules: []}\n    mode: online\n    fee: {kindd: free}\n    \
                reservation: none\n    source: {file: \"000\", quote: 会}\n";
    let fault = data::gatherings("gatherings.yaml", text).unwrap_err().to_string();
    assert!(fault.starts_with("gatherings.yaml, line 11, ") && fault.contains("`kind`"), "{fault}");
    let fault = data::gatherings("gatherings.yaml", &text.replace("{kindd: free}", "gratis")).unwrap_err().to_string();
    assert!(fault.contains("gratis") && fault.contains("expected one of free"), "{fault}");
}

#[test]
fn an_impossible_time_is_told_with_the_form_that_is_accepted() {
    let text =
        "desks:\n  - id: a\n    hours:\n      - rules: [{type: weekly, days: [mon], start: \"9時\", end: \"10:00\"}]\n";
    let fault = data::desks("desks.yaml", text).unwrap_err().to_string();
    assert!(fault.starts_with("desks.yaml, line 4") && fault.contains("13:30"), "{fault}");
}

/// Every notice of the real desks is read again from its own words, and none says the opposite of its rules.
#[test]
fn hours_that_say_the_opposite_of_their_words_are_told() {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    assert_eq!(embedded().unwrap().slips(today), []);
    let printed = "平日 12時～18時（祝日・年末年始を除く）";
    let slip = include_str!("../../../data/desks.yaml").replace(printed, &printed.replace("12時", "13時"));
    let mut bundle = embedded().unwrap();
    bundle.desks = data::desks("desks.yaml", &slip).unwrap();
    let slips: Vec<String> = bundle.slips(today).iter().map(ToString::to_string).collect();
    assert_eq!(slips, ["sumida-sumika: at 2026-11-24 12:00:00 its rules say Open, its words say Closed"]);
}

#[test]
fn a_reference_into_nothing_names_the_record() {
    let mut bundle = embedded().unwrap();
    bundle.desks[0].operator = vec!["nobody".to_owned()];
    let fault = plan(&bundle).unwrap_err().to_string();
    assert!(fault.contains("adachi-safetynet") && fault.contains("\"nobody\""), "{fault}");
    let mut bundle = embedded().unwrap();
    let again = bundle.desks[0].clone();
    bundle.desks.push(again);
    assert!(plan(&bundle).unwrap_err().to_string().contains("twice"));
}

#[test]
fn the_organisation_that_answers_is_the_operator_else_the_office() {
    let answers = |slug: &str| {
        let desk = super::desk(slug);
        directory().organization(desk.organization).unwrap().slug.clone()
    };
    // S-022: two institutions run it; the first answers, both are kept.
    assert_eq!(answers("setagaya-link"), "plat-home");
    assert_eq!(super::desk("setagaya-link").facts.operators, ["plat-home", "merkmal"]);
    assert_eq!(answers("shinjuku-sougou"), "shinjuku-seikatsu");
    // Made, because the municipality runs it itself and no office is named.
    assert_eq!(answers("bunkyo-center"), "bunkyo-center");
    // Found by its name.
    assert_eq!(answers("hino-miraito"), "miraito");
}

#[test]
fn a_relay_sheet_can_go_to_the_bodies_of_the_town_and_of_its_prefecture() {
    let bodies: Vec<&str> =
        directory().organizations_of(town("annaka")).iter().map(|body| body.slug.as_str()).collect();
    assert!(bodies.contains(&"annaka-shakyo") && bodies.contains(&"annaka-hofuku"), "{bodies:?}");
    assert!(bodies.contains(&"gunma-kokoro"), "the prefecture's centre works through its superior: {bodies:?}");
    assert!(!bodies.iter().any(|slug| ["annaka", "gunma", "mhlw", "annaka-bunka"].contains(slug)), "{bodies:?}");
    // S-067: one NPO works for two cities.
    for slug in ["chiba", "urayasu"] {
        assert!(directory().organizations_of(town(slug)).iter().any(|body| body.slug == "uwn-chiba"), "{slug}");
    }
}

#[test]
fn the_other_spelling_of_a_name_is_kept() {
    // S-055
    let body = directory().organization_by_slug("akishima-kurashi").unwrap();
    assert_eq!(body.name, "昭島市くらし・しごとサポートセンター");
    assert_eq!(body.aliases, ["昭島市くらし・仕事サポートセンター"]);
}

#[test]
fn gatherings_stand_in_every_town_that_takes_part_unless_they_have_ended() {
    let of = |slug: &str| -> Vec<&str> {
        directory().gatherings_of(town(slug)).iter().map(|gathering| gathering.slug.as_str()).collect()
    };
    assert!(of("hino").contains(&"ux-joshikai-joint") && of("bunkyo").contains(&"ux-joshikai-joint"));
    assert!(!of("annaka").contains(&"annaka-parents-seminar"));
    // It follows the desk, so it has a date of its own.
    let ibasho =
        directory().gatherings_of(town("adachi")).into_iter().find(|it| it.slug == "adachi-sn-ibasho").unwrap();
    assert_eq!(ibasho.next(super::at("2026-11-24T09:00")).unwrap().start, super::at("2026-11-24T10:00"));
    // About once a week gives no date: one has to ask.
    let riyusu =
        directory().gatherings_of(town("akishima")).into_iter().find(|it| it.slug == "akishima-riyusu").unwrap();
    assert_eq!(riyusu.next(super::at("2026-11-24T09:00")), None);
}
