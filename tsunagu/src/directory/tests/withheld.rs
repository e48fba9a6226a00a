use proptest::prelude::*;
use serde_json::json;

use crate::directory::model::withheld::{drop_old_consent, withhold};

#[test]
fn a_private_number_goes_and_so_does_its_echo_in_the_words() {
    let mut facts = json!({
        "owner": "adachi-office",
        "phones": [
            { "number": "090-1111-2222", "owner": "private" },
            { "number": "03-0000-0000", "kind": "office" },
            { "number": "090-3333-4444", "owner": "private", "consent_to_show": true },
            { "number": "050-7777-8888", "owner": "group" },
        ],
        "source": { "quote": "電話 090（1111）2222 または ０３－００００－００００" },
    });
    withhold(&mut facts);
    let numbers: Vec<&str> =
        facts["phones"].as_array().expect("numbers").iter().filter_map(|phone| phone["number"].as_str()).collect();
    assert_eq!(numbers, ["03-0000-0000", "090-3333-4444", "050-7777-8888"]);
    assert_eq!(facts["source"]["quote"], "電話 … または ０３－００００－００００");
    assert_eq!(facts["owner"], "adachi-office", "the responsible office is another owner");
}

#[test]
fn the_desk_that_stands_in_for_a_private_number_stays() {
    let mut facts = json!({ "contact": { "phone": "080-5555-6666", "via": "adachi-safetynet", "owner": "private" } });
    withhold(&mut facts);
    assert_eq!(facts, json!({ "contact": { "via": "adachi-safetynet" } }));
    let mut facts = json!({ "contact": { "phone": "080-5555-6666", "owner": "private" } });
    withhold(&mut facts);
    assert_eq!(facts, json!({ "contact": null }));
}

#[test]
fn a_group_without_a_line_of_its_own_keeps_its_name() {
    let mut facts = json!({ "phone": "080-5555-6666", "address": "足立区秘密町9-9-9", "contact_owner": "private", "aliases": ["会"] });
    withhold(&mut facts);
    assert_eq!(facts, json!({ "contact_owner": "private", "aliases": ["会"] }));
}

#[test]
fn a_record_without_private_facts_is_left_as_it_is() {
    let before = json!({ "phones": [{ "number": "03-0000-0000", "owner": "office" }], "note": "03-0000-0000" });
    let mut facts = before.clone();
    withhold(&mut facts);
    assert_eq!(facts, before);
}

#[test]
fn a_private_number_is_found_however_it_is_set() {
    for (spelled, left) in [
        ("090-1111-2222", "…"),
        ("０９０－１１１１－２２２２", "…"),
        ("090 1111　2222", "…"),
        ("090.1111.2222", "…"),
        ("090ー1111ー2222", "…"),
        ("090一1111一2222", "…"),
        ("〇九〇―一一一一―二二二二", "…"),
        ("+81 90-1111-2222", "+…"),
        ("1111-2222", "…"),
        ("042-1111-2222", "042-1111-2222"),
    ] {
        let mut facts = json!({
            "phones": [{ "number": "090-1111-2222", "owner": "private" }],
            "access_ja": format!("電話は{spelled}です"),
        });
        withhold(&mut facts);
        assert_eq!(facts["access_ja"], format!("電話は{left}です"), "{spelled}");
    }
}

#[test]
fn a_private_house_is_found_without_its_town_and_a_neighbour_stays() {
    let mut facts = json!({
        "addresses": [{ "address": "東京都足立区千住9-9-9 ハイツ花202", "owner": "private" }],
        "access_ja": "千住九丁目9番9号の和室、または千住９－９－９。窓口は千住9-9-98",
    });
    withhold(&mut facts);
    assert_eq!(facts["access_ja"], "…号の和室、または…。窓口は千住9-9-98");
}

#[test]
fn a_yes_holds_for_the_contact_it_was_given_for() {
    let yes = |phone: &str| json!({ "phone": phone, "contact_owner": "private", "consent_to_show": true });
    let phone = |number: &str| json!({ "number": number, "owner": "private", "consent_to_show": true });
    let (one, other) = ("090-1111-2222", "03-3333-4444");
    let after = |before: &serde_json::Value, mut after: serde_json::Value| {
        drop_old_consent(before, &mut after);
        after
    };
    assert_eq!(after(&yes(one), yes(one)), yes(one));
    assert_eq!(after(&yes(one), yes(other)), json!({ "phone": other, "contact_owner": "private" }));
    let before = json!({ "phones": [phone(one), { "number": "03-0000-0000" }], "contact": phone(one) });
    let moved = json!({ "phones": [{ "number": "03-0000-0000" }, phone(one)], "contact": phone(one) });
    assert_eq!(after(&before, moved.clone()), moved, "the same contacts in another order");
    let gone = json!({ "number": other, "owner": "private" });
    let changed = json!({ "phones": [phone(other)], "contact": phone(other) });
    assert_eq!(after(&before, changed), json!({ "phones": [gone], "contact": gone }));
    // Said anew about a contact of which nothing was agreed.
    let first = json!({ "phone": one, "contact_owner": "private" });
    assert_eq!(after(&first, yes(one)), yes(one));
}

#[test]
fn days_are_no_numbers_of_a_person() {
    let mut facts = json!({
        "phones": [{ "number": "03-2026-1124", "owner": "private" }],
        "valid_from": "2026-11-24",
        "note": "2026 1124",
    });
    withhold(&mut facts);
    assert_eq!((facts["valid_from"].as_str(), facts["note"].as_str()), (Some("2026-11-24"), Some("…")));
}

proptest! {
    #[test]
    fn nothing_of_it_is_left_whatever_stands_around_it(
        before in "\\PC{0,20}",
        after in "\\PC{0,20}",
        number in "0[789]0-[0-9]{4}-[0-9]{4}",
    ) {
        let mut facts = json!({
            "phones": [{ "number": number, "owner": "private" }],
            "source": { "quote": format!("{before}{number}{after}") },
        });
        withhold(&mut facts);
        prop_assert!(!facts.to_string().contains(&number));
    }
}
