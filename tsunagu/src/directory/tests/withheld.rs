use proptest::prelude::*;
use serde_json::json;

use crate::directory::model::withheld::withhold;

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
