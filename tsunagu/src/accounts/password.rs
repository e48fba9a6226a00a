//! Hashing of passwords: argon2id with the library's defaults (19 MiB, two passes), a few at a time so that a flood of
//! sign-ins cannot take the memory from everybody else.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::platform::{Dice, Outcome};

static SLOTS: Semaphore = Semaphore::const_new(2);

/// A hash of no password, checked when the login is unknown so that both answers take as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password", [7; 16]).unwrap_or_default());

/// The hash of `password` with a new salt, as a PHC string.
pub async fn hash(dice: &Dice, password: String) -> Result<String, Outcome> {
    let salt: [u8; 16] = dice.bytes();
    in_turn(move || hash_now(&password, salt)).await?
}

/// Whether `password` belongs to `known`; without `known` it takes as long and answers no.
pub async fn matches(password: String, known: Option<String>) -> Result<bool, Outcome> {
    let exists = known.is_some();
    let right = in_turn(move || {
        let known = known.unwrap_or_else(|| NOBODY.clone());
        PasswordHash::new(&known)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await?;
    Ok(right && exists)
}

fn hash_now(password: &str, salt: [u8; 16]) -> Result<String, Outcome> {
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|error| Outcome::Broken(format!("password hash: {error}")))
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Outcome> {
    let _slot = SLOTS.acquire().await.map_err(|_| Outcome::Broken("password slots closed".into()))?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Outcome::Broken("password worker ended".into()))
}
