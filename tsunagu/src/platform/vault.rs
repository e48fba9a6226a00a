//! The vault: names, contact data and free text are sealed with keys that are not in the database.
//!
//! master key (file or environment) → wraps a key per municipality → wraps a key per thread or case → seals columns.
//! Destroying the key of a case makes its text unreadable in the database, and in every backup made afterwards.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    clock::{Dice, Now},
    ids::{KeyId, MunicipalityId},
    outcome::Outcome,
    trail::Heads,
};

/// Version of the sealed form: XChaCha20-Poly1305, 24-byte random nonce, place as associated data.
const FORM: u8 = 1;
const NONCE: usize = 24;

type Secret = Zeroizing<[u8; 32]>;

/// The master key and what is derived from it.
#[derive(Clone)]
pub struct Vault {
    master: Arc<Secret>,
    /// Keys of municipalities, unwrapped. Keys of cases are never kept, so that erasing one is real at once.
    municipalities: Arc<RwLock<HashMap<KeyId, Secret>>>,
    /// Where the chains of the trail stood when this program last wrote to them.
    pub(super) heads: Heads,
}

/// Why a master key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the master key must be 32 bytes written in base64 (44 characters); make one with: tsunagu key")]
pub struct BadMasterKey;

/// A key in hand.
pub struct Key {
    pub id: KeyId,
    secret: Secret,
}

/// Where a sealed value lives. A value moved to another row or column does not open.
#[derive(Clone, Copy)]
pub struct Place {
    pub column: &'static str,
    pub row: Uuid,
}

/// The place `column` (as `table.column`) of the row `row`.
pub fn place(column: &'static str, row: Uuid) -> Place {
    Place { column, row }
}

mod row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::KeyId,
        pub municipality_id: Option<super::MunicipalityId>,
        pub purpose: String,
        pub wrapped: Vec<u8>,
        pub wrapped_by: Option<super::KeyId>,
        pub created_at: DateTimeUtc,
        pub destroyed_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

impl Vault {
    /// Opens the vault with a master key written in base64.
    pub fn open(base64: &str) -> Result<Self, BadMasterKey> {
        let bytes = Zeroizing::new(BASE64.decode(base64.trim()).map_err(|_| BadMasterKey)?);
        let master = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| BadMasterKey)?;
        Ok(Self { master: Arc::new(Zeroizing::new(master)), municipalities: Arc::default(), heads: Heads::default() })
    }

    /// A new master key, written in base64.
    pub fn new_master_key(dice: &Dice) -> Zeroizing<String> {
        Zeroizing::new(BASE64.encode(dice.bytes::<32>()))
    }

    /// A keyed hash for exact look-ups and tokens. `purpose` keeps different uses apart.
    pub fn hash(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = keyed(&self.derived(purpose));
        for part in parts {
            // Lengths first, so that ("ab", "c") and ("a", "bc") differ.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    fn derived(&self, purpose: &str) -> Secret {
        let mut mac = keyed(&self.master);
        mac.update(purpose.as_bytes());
        Zeroizing::new(mac.finalize().into_bytes().into())
    }

    /// Makes the key of a municipality.
    pub async fn make_municipality_key(
        &self,
        tx: &impl ConnectionTrait,
        dice: &Dice,
        now: Now,
        municipality: MunicipalityId,
    ) -> Result<KeyId, Outcome> {
        let wrapping = Key { id: KeyId(Uuid::nil()), secret: self.derived("wrap") };
        let key = self.store_key(tx, dice, now, municipality, "municipality", &wrapping, None).await?;
        Ok(key.id)
    }

    /// Makes a key below the municipality's key, for one thread or one case.
    pub async fn make_key(
        &self,
        tx: &impl ConnectionTrait,
        dice: &Dice,
        now: Now,
        municipality: MunicipalityId,
        purpose: &'static str,
    ) -> Result<Key, Outcome> {
        let wrapping = self.key_of_municipality(tx, municipality).await?;
        self.store_key(tx, dice, now, municipality, purpose, &wrapping, Some(wrapping.id)).await
    }

    #[allow(clippy::too_many_arguments)] // One private insertion, called twice just above.
    async fn store_key(
        &self,
        tx: &impl ConnectionTrait,
        dice: &Dice,
        now: Now,
        municipality: MunicipalityId,
        purpose: &str,
        wrapping: &Key,
        wrapped_by: Option<KeyId>,
    ) -> Result<Key, Outcome> {
        let key = Key { id: dice.id(now), secret: Zeroizing::new(dice.bytes()) };
        let wrapped = wrapping.seal_bytes(dice, place("keys.wrapped", key.id.0), key.secret.as_slice());
        row::Entity::insert(row::ActiveModel {
            id: Set(key.id),
            municipality_id: Set(Some(municipality)),
            purpose: Set(purpose.to_owned()),
            wrapped: Set(wrapped),
            wrapped_by: Set(wrapped_by),
            created_at: Set(now.0),
            destroyed_at: Set(None),
        })
        .exec_without_returning(tx)
        .await?;
        Ok(key)
    }

    /// Unwraps the key `id`. A destroyed key is not found.
    pub async fn key(&self, conn: &impl ConnectionTrait, id: KeyId) -> Result<Key, Outcome> {
        let row = row::Entity::find_by_id(id).one(conn).await?.ok_or(Outcome::NotFound)?;
        let Some(parent) = row.wrapped_by else {
            return self.municipality_key(conn, id).await;
        };
        if row.destroyed_at.is_some() {
            return Err(Outcome::NotFound);
        }
        self.municipality_key(conn, parent).await?.unwrap(row.id, &row.wrapped)
    }

    /// Unwraps many keys with one question, for a list. Destroyed ones are left out.
    pub async fn keys(
        &self,
        conn: &impl ConnectionTrait,
        ids: impl IntoIterator<Item = KeyId>,
    ) -> Result<HashMap<KeyId, Key>, Outcome> {
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(ids))
            .filter(row::Column::WrappedBy.is_not_null())
            .filter(row::Column::DestroyedAt.is_null())
            .all(conn)
            .await?;
        let mut keys = HashMap::new();
        for row in rows {
            let Some(parent) = row.wrapped_by else { continue };
            // A municipality's key is asked for once and stays in memory.
            let wrapping = self.municipality_key(conn, parent).await?;
            keys.insert(row.id, wrapping.unwrap(row.id, &row.wrapped)?);
        }
        Ok(keys)
    }

    /// Destroys a key below a municipality's: what it sealed opens no more, here or in any backup made afterwards.
    pub async fn destroy_key(&self, tx: &impl ConnectionTrait, now: Now, id: KeyId) -> Result<(), Outcome> {
        row::Entity::update_many()
            .col_expr(row::Column::Wrapped, Expr::value(Vec::<u8>::new()))
            .col_expr(row::Column::DestroyedAt, Expr::value(now.0))
            .filter(row::Column::Id.eq(id))
            .filter(row::Column::WrappedBy.is_not_null())
            .exec(tx)
            .await?;
        Ok(())
    }

    /// The key of a municipality itself, for what belongs to no case (secrets of accounts).
    pub async fn key_of_municipality(&self, conn: &impl ConnectionTrait, id: MunicipalityId) -> Result<Key, Outcome> {
        let row = row::Entity::find()
            .filter(row::Column::MunicipalityId.eq(id))
            .filter(row::Column::WrappedBy.is_null())
            .one(conn)
            .await?
            .ok_or(Outcome::NotFound)?;
        self.municipality_key(conn, row.id).await
    }

    async fn municipality_key(&self, conn: &impl ConnectionTrait, id: KeyId) -> Result<Key, Outcome> {
        if let Some(secret) = self.municipalities.read().expect("no panic while holding it").get(&id) {
            return Ok(Key { id, secret: secret.clone() });
        }
        let row = row::Entity::find_by_id(id).one(conn).await?.ok_or(Outcome::NotFound)?;
        let wrapping = Key { id: KeyId(Uuid::nil()), secret: self.derived("wrap") };
        let key = wrapping.unwrap(id, &row.wrapped)?;
        self.municipalities.write().expect("no panic while holding it").insert(id, key.secret.clone());
        Ok(key)
    }
}

impl Key {
    /// Seals `value` for its place.
    pub fn seal<T: Serialize>(&self, dice: &Dice, place: Place, value: &T) -> Vec<u8> {
        let plain = Zeroizing::new(serde_json::to_vec(value).expect("our own types become JSON"));
        self.seal_bytes(dice, place, &plain)
    }

    /// Opens what was sealed for this place.
    pub fn open<T: DeserializeOwned>(&self, place: Place, sealed: &[u8]) -> Result<T, Outcome> {
        let plain = self.open_bytes(place, sealed)?;
        serde_json::from_slice(&plain)
            .map_err(|_| Outcome::Broken(format!("sealed {} has another shape", place.column)))
    }

    fn seal_bytes(&self, dice: &Dice, place: Place, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = dice.bytes();
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad(place) })
            .expect("sealing fails only beyond 256 GiB");
        [&[FORM], nonce.as_slice(), &sealed].concat()
    }

    fn open_bytes(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Outcome> {
        let broken = || Outcome::Broken(format!("sealed {} does not open", place.column));
        let (form, rest) = sealed.split_first().ok_or_else(broken)?;
        if *form != FORM || rest.len() < NONCE {
            return Err(broken());
        }
        let (nonce, text) = rest.split_at(NONCE);
        let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| broken())?;
        self.cipher()
            .decrypt(&XNonce::from(nonce), Payload { msg: text, aad: &aad(place) })
            .map(Zeroizing::new)
            .map_err(|_| broken())
    }

    fn unwrap(&self, id: KeyId, wrapped: &[u8]) -> Result<Key, Outcome> {
        let secret = self.open_bytes(place("keys.wrapped", id.0), wrapped)?;
        let secret = <[u8; 32]>::try_from(secret.as_slice()).map_err(|_| Outcome::Broken("key length".into()))?;
        Ok(Key { id, secret: Zeroizing::new(secret) })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.secret).into())
    }
}

fn aad(place: Place) -> Vec<u8> {
    [place.column.as_bytes(), b"|", place.row.as_bytes()].concat()
}

fn keyed(secret: &Secret) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_slice()).expect("any length of key will do")
}
