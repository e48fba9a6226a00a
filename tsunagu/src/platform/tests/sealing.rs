//! The vault: what is sealed opens only with its key and in its place.

use uuid::Uuid;

use crate::{
    on_both_databases,
    platform::{
        Dice, Outcome,
        ids::MunicipalityId,
        testing::TestApp,
        vault::{Vault, place},
    },
};

#[test]
fn a_master_key_of_the_wrong_length_is_refused_with_advice() {
    let refused = Vault::open("c2hvcnQ=").err().expect("a short key is refused");
    assert!(refused.to_string().contains("tsunagu key"), "{refused}");
    assert!(Vault::open("not base64!").is_err());
}

#[test]
fn keyed_hashes_keep_parts_and_purposes_apart() {
    let vault = Vault::open(&Vault::new_master_key(&Dice::seeded(1))).expect("a key");
    assert_ne!(vault.hash("a", &[b"ab", b"c"]), vault.hash("a", &[b"a", b"bc"]));
    assert_ne!(vault.hash("a", &[b"x"]), vault.hash("b", &[b"x"]));
    let other = Vault::open(&Vault::new_master_key(&Dice::seeded(2))).expect("a key");
    assert_ne!(vault.hash("a", &[b"x"]), other.hash("a", &[b"x"]));
}

on_both_databases! {
    async fn a_sealed_text_opens_only_in_its_place_and_unchanged(test: TestApp) {
        let app = &test.app;
        let town = town(&test).await;
        let tx = app.db.write().await.expect("a transaction");
        let key = app.vault.make_key(&tx, &app.dice, app.now(), town, "case").await.expect("a key");
        tx.commit().await.expect("committed");
        let (here, there) = (place("x.text", Uuid::from_u128(1)), place("x.text", Uuid::from_u128(2)));
        let sealed = key.seal(&app.dice, here, &"昼に一回、外の空気 𠮷邉󠄀".to_owned());
        let again = app.vault.key(app.db.read(), key.id).await.expect("the key is found");
        assert_eq!(again.open::<String>(here, &sealed).expect("opens"), "昼に一回、外の空気 𠮷邉󠄀");
        assert!(matches!(again.open::<String>(there, &sealed), Err(Outcome::Broken(_))), "another row");
        let other_column = place("x.note", Uuid::from_u128(1));
        assert!(matches!(again.open::<String>(other_column, &sealed), Err(Outcome::Broken(_))), "another column");
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(again.open::<String>(here, &flipped).is_err(), "byte {at} flipped");
        }
        for length in 0..sealed.len() {
            assert!(again.open::<String>(here, &sealed[..length]).is_err(), "cut to {length}");
        }
    }

    async fn the_key_of_one_case_does_not_open_another(test: TestApp) {
        let app = &test.app;
        let town = town(&test).await;
        let tx = app.db.write().await.expect("a transaction");
        let one = app.vault.make_key(&tx, &app.dice, app.now(), town, "case").await.expect("a key");
        let two = app.vault.make_key(&tx, &app.dice, app.now(), town, "case").await.expect("a key");
        tx.commit().await.expect("committed");
        let here = place("x.text", Uuid::from_u128(1));
        let sealed = one.seal(&app.dice, here, &"text".to_owned());
        assert!(two.open::<String>(here, &sealed).is_err());
    }
}

async fn town(test: &TestApp) -> MunicipalityId {
    test.shelf.current(&test.app).await.expect("the directory").municipality_by_slug("adachi").expect("Adachi").id
}
