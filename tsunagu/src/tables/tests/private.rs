//! S-363: what is a person's own goes out in no table, and a table that comes back takes none of it away.

use serde_json::{Value, json};

use super::{examined, stories::take_in};
use crate::{
    directory::{DeskFacts, OrganizationFacts, Record, RecordKind, facts::ContactOwner, intake, keeping},
    on_both_databases,
    platform::{Outcome, Refusal, testing::TestApp},
    tables::{
        Reason, Remedy, SetName,
        model::{
            contact::{may_go_out, persons_in},
            rows, sets,
        },
        publishing,
    },
};

/// Numbers, boxes and places of persons in the records below.
const SECRETS: [&str; 10] = [
    "09011112222",
    "09033334444",
    "08077778888",
    "hanako.withheld@example.com",
    "taro.shown@example.com",
    "hana@gmail.com",
    "秘密町",
    "08055556666",
    "09022223333",
    "07044445555",
];

#[test]
fn a_number_of_a_pocket_is_found_wherever_it_stands() {
    let cases: [(&str, &[&str]); 15] = [
        ("090-1234-5678", &["090-1234-5678"]),
        ("花子０９０（１２３４）５６７８へ", &["090(1234)5678"]),
        ("03-1111-2222、または 08012345678", &["08012345678"]),
        ("03-1111-2222 080-1234-5678", &["080-1234-5678"]),
        ("+81 90 1234 5678", &["81 90 1234 5678"]),
        ("花子 <Hana@Gmail.com>", &["Hana@Gmail.com"]),
        ("hana＠yahoo.co.jp（佐藤）", &["hana@yahoo.co.jp"]),
        ("060-1234-5678", &["060-1234-5678"]),
        ("hana@i.softbank.jp", &["hana@i.softbank.jp"]),
        ("hana@ymobile.ne.jp", &["hana@ymobile.ne.jp"]),
        ("hana@googlemail.com", &["hana@googlemail.com"]),
        ("03-6806-4431", &[]),
        ("0800-123-4567", &[]),
        ("7000012050002", &[]),
        ("desk@city.adachi.example.lg.jp", &[]),
    ];
    for (text, persons) in cases {
        assert_eq!(persons_in(text), persons, "{text}");
        assert_eq!(may_go_out(text), persons.is_empty(), "{text}");
    }
}

#[test]
fn the_columns_that_lead_to_a_house_are_columns_of_the_set() {
    for key in publishing::LEADS {
        assert!(sets::set(SetName::Facilities).position(key).is_some(), "{key}");
    }
}

#[test]
fn of_a_private_house_only_its_name_goes_out() {
    let facts = json!({
        "phone": "03-1111-2222", "address": "足立区秘密町9-9-9", "web": "https://www.example.jp/", "contact_owner": "private",
        "consent_to_show": true,
        "facility": {
            "values": {"number": "7", "latitude": "35.75", "place_street": "秘密町", "description": "集いの家"},
            "other": {"バス停": "秘密町"},
        },
    });
    let facts: OrganizationFacts = serde_json::from_value(facts).expect("facts");
    let shown = publishing::for_everybody(&facts).expect("facts");
    assert_eq!((shown.phone, shown.address), (None, None));
    let facility = shown.facility.expect("its row");
    assert_eq!(facility.values.keys().collect::<Vec<_>>(), ["description", "number"]);
    assert!(facility.other.is_empty());
    // Of an office everything stays.
    let office = OrganizationFacts { contact_owner: ContactOwner::Office, consent_to_show: false, ..facts };
    assert_eq!(publishing::for_everybody(&office).expect("facts"), office);
}

#[test]
fn a_mobile_number_in_the_table_of_desks_is_told_and_taken_in_as_a_persons() {
    let row = |phone: &str| {
        let cell = format!("[{phone}]").replace('"', "\"\"");
        let least =
            "\"{\"\"kind\"\":\"\"free\"\"}\",not_stated,active,\"{\"\"file\"\":\"\"000\"\",\"\"quote\"\":\"\"a\"\"}\"";
        let text = format!("窓口ID,窓口名,機関ID,電話,料金,予約,状況,出典\na,あ,b,\"{cell}\",{least}\n");
        let (table, matched, report) = examined(text.as_bytes());
        let told = report.repairs.iter().any(|it| it.reason == Reason::PrivatePhone && it.remedy == Remedy::Keep);
        let facts = rows::desks(&table, &matched)[0].facts_over(None, None).expect("a desk");
        (told, facts.phones[0].owner)
    };
    assert_eq!(row(r#"{"number":"090-1111-2222","kind":"office"}"#), (true, ContactOwner::Private));
    assert_eq!(row(r#"{"number":"03-1111-2222","kind":"office"}"#), (false, ContactOwner::Office));
    assert_eq!(row(r#"{"number":"090-1111-2222","kind":"office","owner":"group"}"#), (false, ContactOwner::Group));
    assert_eq!(row(r#"{"number":"090-1111-2222","kind":"dedicated_line"}"#), (false, ContactOwner::Office));
}

#[test]
fn a_mobile_number_that_the_desk_has_as_its_own_stays_its_own() {
    let cell = "\"[{\"\"number\"\":\"\"090-1111-2222\"\",\"\"kind\"\":\"\"office\"\"}]\"";
    let least =
        "\"{\"\"kind\"\":\"\"free\"\"}\",not_stated,active,\"{\"\"file\"\":\"\"000\"\",\"\"quote\"\":\"\"a\"\"}\"";
    let text = format!("窓口ID,窓口名,機関ID,電話,料金,予約,状況,出典\na,あ,b,{cell},{least}\n");
    let (table, matched, _) = examined(text.as_bytes());
    let row = &rows::desks(&table, &matched)[0];
    let mut held = row.facts_over(None, None).expect("a desk");
    assert_eq!(held.phones[0].owner, ContactOwner::Private, "nobody has said whose it is");
    held.phones[0].owner = ContactOwner::Office;
    assert_eq!(row.facts_over(None, Some(&held)).expect("a desk").phones[0].owner, ContactOwner::Office);
    held.phones[0].number = "090-3333-4444".to_owned();
    assert_eq!(row.facts_over(None, Some(&held)).expect("a desk").phones[0].owner, ContactOwner::Private);
}

/// Changes the facts of a record of 足立区 as they lie in the database.
async fn change(test: &TestApp, kind: RecordKind, slug: &str, change: impl FnOnce(&mut Value)) {
    let mut record = record(test, kind, slug).await;
    change(&mut record.facts);
    let tx = test.app.db.write().await.expect("a transaction");
    keeping::put(&tx, &record).await.expect("written");
    tx.commit().await.expect("committed");
    test.shelf.refresh(&test.app).await.expect("the directory");
}

async fn record(test: &TestApp, kind: RecordKind, slug: &str) -> Record {
    let town =
        test.shelf.current(&test.app).await.expect("the directory").municipality_by_slug("adachi").expect("足立区").id;
    keeping::record_of(test.app.db.read(), town, kind, slug).await.expect("read").expect("a record")
}

async fn all(test: &TestApp) -> Vec<Record> {
    let town =
        test.shelf.current(&test.app).await.expect("the directory").municipality_by_slug("adachi").expect("足立区").id;
    keeping::records_of(test.app.db.read(), town).await.expect("read")
}

async fn load_private(test: &TestApp) {
    change(test, RecordKind::Desk, "adachi-safetynet", |facts| {
        facts["phones"] = json!([
            {"number": "090-1111-2222", "kind": "office", "owner": "private"},
            {"number": "03-6807-2762", "kind": "office", "note": "090-1111-2222 とは別です"},
            {"number": "090-3333-4444", "kind": "office", "owner": "private", "consent_to_show": true},
            {"number": "080-7777-8888", "kind": "office"},
        ]);
        facts["emails"] = json!(["sn_adachi@kizuki.or.jp", "hana@gmail.com"]);
        facts["owned_emails"] = json!([
            {"email": "hanako.withheld@example.com", "owner": "private"},
            {"email": "taro.shown@example.com", "owner": "private", "consent_to_show": true},
            {"email": "kai@kai.example.jp", "owner": "group"},
        ]);
        let addresses = facts["addresses"].as_array_mut().expect("addresses");
        addresses.push(json!({"address": "足立区秘密町9-9-9", "owner": "private"}));
        facts["reservation_ja"] = json!("花子（０９０－１１１１－２２２２）か太郎（09033334444）へ");
    })
    .await;
    change(test, RecordKind::Organization, "manabipia", |facts| {
        facts["phone"] = json!("080-5555-6666");
        facts["contact_owner"] = json!("private");
        facts["facility"] = json!({
            "values": {"number": "7", "latitude": "35.75", "description": "080-5555-6666 へ", "remarks": "秘密町の角"},
            "other": {"担当者": "花子"},
        });
    })
    .await;
    change(test, RecordKind::Organization, "genki", |facts| {
        facts["phone"] = json!("090-2222-3333");
        facts["contact_owner"] = json!("private");
        facts["consent_to_show"] = json!(true);
    })
    .await;
    change(test, RecordKind::Organization, "adachi-bekkan", |facts| {
        facts["phone"] = json!("070-4444-5555");
        facts["facility"] = json!({"values": {"remarks": "夜は 070-4444-5555"}, "other": {"担当者": "07044445555"}});
    })
    .await;
}

async fn file(test: &TestApp, path: &str) -> String {
    let page = test.visitor().get(path).await;
    assert_eq!(page.status, 200, "{path}");
    page.text()
}

on_both_databases! {
    async fn a_table_that_comes_back_unchanged_loses_no_number_that_only_the_town_knows(test: TestApp) {
        load_private(&test).await;
        let before = all(&test).await;
        let (desks, facilities) = (file(&test, "/towns/adachi/desks.csv").await, file(&test, "/towns/adachi/facilities.csv").await);
        for text in [&desks, &facilities] {
            let folded: String = text.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '@' | '.')).collect();
            for secret in SECRETS {
                assert!(!folded.contains(secret), "{secret} in {text}");
            }
        }
        for public in ["03-6807-2762", "sn_adachi@kizuki.or.jp", "kai@kai.example.jp", "花子（…）か太郎（…）へ"] {
            assert!(desks.contains(public), "{public} in {desks}");
        }
        assert!(facilities.contains("… へ") && facilities.contains("足立区梅島2-2-2") && !facilities.contains("担当者"), "{facilities}");

        let staff = test.counsellor().await;
        for text in [&desks, &facilities] {
            let list = take_in(&staff, "", text).await;
            assert!(list.seen("#taken").join("").contains("新しく 0 件を加え、0 件"), "{}", list.text());
        }
        assert_eq!(all(&test).await, before);
    }

    async fn a_changed_cell_takes_away_only_what_it_showed(test: TestApp) {
        load_private(&test).await;
        let before = record(&test, RecordKind::Desk, "adachi-safetynet").await;
        let desks = file(&test, "/towns/adachi/desks.csv").await;
        let staff = test.counsellor().await;
        let list = take_in(&staff, "", &desks.replace("\"\"number\"\":\"\"03-6807-2762", "\"\"number\"\":\"\"03-6807-9999")).await;
        assert!(list.seen("#taken").join("").contains("新しく 0 件を加え、1 件"), "{}", list.text());
        let after = record(&test, RecordKind::Desk, "adachi-safetynet").await;
        let facts: DeskFacts = serde_json::from_value(after.facts.clone()).expect("a desk");
        let phones: Vec<_> = facts.phones.iter().map(|it| (it.number.as_str(), it.owner, it.consent_to_show)).collect();
        let expected = [
            ("03-6807-9999", ContactOwner::Office, false),
            ("090-1111-2222", ContactOwner::Private, false),
            ("090-3333-4444", ContactOwner::Private, true),
            ("080-7777-8888", ContactOwner::Office, false),
        ];
        assert_eq!(phones, expected);
        for part in ["emails", "owned_emails", "addresses", "reservation_ja"] {
            assert_eq!(after.facts[part], before.facts[part], "{part}");
        }
        // An emptied cell takes the office's number away, and nobody's own.
        let empty = "窓口ID,窓口名,機関ID,電話\nadachi-safetynet,窓口,adachi-contractor,\n";
        take_in(&staff, "", empty).await;
        let left = record(&test, RecordKind::Desk, "adachi-safetynet").await;
        let left: DeskFacts = serde_json::from_value(left.facts).expect("a desk");
        assert_eq!(left.phones.iter().map(|it| it.number.as_str()).collect::<Vec<_>>(), ["090-1111-2222", "090-3333-4444", "080-7777-8888"]);
    }

    async fn a_mobile_number_of_a_facility_is_kept_and_shown_to_nobody(test: TestApp) {
        let staff = test.counsellor().await;
        let table = "名称,住所,電話番号\n花畑の家,足立区花畑2-2-2,090-1234-5678\n";
        take_in(&staff, "", table).await;
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let body = directory.organizations().iter().find(|body| body.name == "花畑の家").expect("the house");
        assert_eq!((&body.facts.phone, &body.facts.address, body.facts.contact_owner), (&None, &None, ContactOwner::Private));
        let path = format!("/organizations/{}", body.slug);
        assert!(!test.visitor().open(&path).await.text().contains("1234-5678"));
        let held = record(&test, RecordKind::Organization, &body.slug).await;
        assert_eq!(held.facts["phone"], "090-1234-5678", "the town keeps it");

        // With the person's yes a page shows it. A yes about one number is none about the next.
        change(&test, RecordKind::Organization, &body.slug, |facts| facts["consent_to_show"] = json!(true)).await;
        assert!(test.visitor().open(&path).await.text().contains("1234-5678"));
        assert!(take_in(&staff, "", table).await.seen("#taken").join("").contains("0 件を加え、0 件"));
        assert!(test.visitor().open(&path).await.text().contains("1234-5678"), "the same table again changes nothing");
        take_in(&staff, "", &table.replace("1234-5678", "8765-4321")).await;
        let held = record(&test, RecordKind::Organization, &body.slug).await;
        assert_eq!((held.facts["phone"].as_str(), held.facts.get("consent_to_show")), (Some("090-8765-4321"), None));
        assert!(!test.visitor().open(&path).await.text().contains("8765-4321"));
        // Whoever has said that it is a group's line, or an office's, is not asked again.
        for owner in ["group", "office"] {
            change(&test, RecordKind::Organization, &body.slug, |facts| facts["contact_owner"] = json!(owner)).await;
            let again = take_in(&staff, "", &table.replace("1234-5678", "8765-4321")).await;
            assert!(again.seen("#taken").join("").contains("0 件を加え、0 件"), "{owner}");
        }
    }

    async fn a_table_changes_no_house_and_no_desk_of_another_town(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let town = directory.municipality_by_slug("adachi").expect("足立区");
        let house = directory.organization_by_slug("minna-no-ouchi").expect("a house of 安中市");
        let wanted = |address: Option<&str>| intake::Facility {
            id: Some(house.id),
            name: house.name.clone(),
            facts: OrganizationFacts { address: address.map(str::to_owned), ..house.facts.clone() },
        };
        let tx = test.app.db.write().await.expect("a transaction");
        let same = vec![wanted(house.address.as_deref())];
        let taken = intake::facilities(&test.app, &tx, town, same, publishing::conceal).await.expect("nothing is new");
        assert_eq!((taken.added, taken.changed), (0, 0));
        let other = vec![wanted(Some("足立区千住1"))];
        let refused = intake::facilities(&test.app, &tx, town, other, publishing::conceal).await;
        let expected = Refusal::new("refused-table-other-town").with("name", house.name.as_str());
        assert!(matches!(&refused, Err(Outcome::Refused(refusal)) if *refusal == expected), "{refused:?}");
        let desk = directory.desk_by_slug("annaka-desk").expect("a desk of 安中市");
        let place = intake::Place {
            id: Some(desk.id),
            slug: desk.slug.clone(),
            organization: desk.organization,
            name: "別の名前".to_owned(),
            checked_on: None,
            facts: (**desk.facts).clone(),
        };
        let refused = intake::desks(&test.app, &tx, town, vec![place], publishing::conceal).await;
        assert!(matches!(&refused, Err(Outcome::Refused(refusal)) if refusal.key == "refused-table-other-town"), "{refused:?}");
        tx.rollback().await.expect("undone");
    }
}
