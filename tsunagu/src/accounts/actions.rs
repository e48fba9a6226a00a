//! The verbs of accounts. Each is one transaction.

use chrono::TimeDelta;
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use totp_rs::{Builder, Secret, Totp};

use super::{
    model::{Actor, Change, NewStaff, Session, account_is_open, password_is_fit},
    password, store,
};
use crate::platform::{
    App, Outcome, Refusal, db,
    ids::{MunicipalityId, StaffId},
    trail::{self, Deed, Doer, INSTALLATION},
    vault::{Key, place},
    web::pace::Door,
};

/// The cookie's value; only its hash is stored.
pub struct Token(pub String);

/// What signing in led to.
pub enum SignedIn {
    Fully(Token),
    /// The password was right; the one-time code comes next.
    CodeDue(Token),
}

/// Makes an account.
pub async fn add_staff(app: &App, new: NewStaff) -> Result<StaffId, Outcome> {
    if !password_is_fit(&new.password, &new.login) {
        return Err(Refusal::new("refused-password-unfit").into());
    }
    let password_hash = password::hash(&app.dice, new.password).await?;
    let now = app.now();
    let id: StaffId = app.dice.id(now);
    let tx = app.db.write().await?;
    let added = store::add(
        &tx,
        store::staff::ActiveModel {
            id: Set(id),
            municipality_id: Set(new.municipality),
            organization_id: Set(new.organization),
            login: Set(new.login),
            name: Set(new.name),
            role: Set(new.role),
            password_hash: Set(password_hash),
            totp_secret: Set(None),
            totp_last_step: Set(None),
            until: Set(new.until),
            created_at: Set(now.0),
            version: Set(1),
        },
    )
    .await;
    match added {
        Err(error) if db::is_duplicate(&error) => return Err(Refusal::new("refused-login-taken").into()),
        other => other?,
    }
    let deed = deed(new.municipality, Doer::Program, "accounts.add", id, new.role.code());
    trail::record(&tx, &app.vault, now, deed).await?;
    tx.commit().await?;
    Ok(id)
}

/// Signs in with a login and a password. The same answer, after the same time, for an unknown login and a wrong password.
pub async fn sign_in(app: &App, login: &str, password: String) -> Result<SignedIn, Outcome> {
    let now = app.now();
    let staff = store::by_login(app.db.read(), login).await?;
    let staff = staff.filter(|staff| account_is_open(staff.until(), now.today()));
    let right = password::matches(password, staff.as_ref().map(|staff| staff.password_hash.clone())).await?;
    let Some(staff) = staff.filter(|_| right) else {
        let deed = Deed {
            municipality: INSTALLATION,
            doer: Doer::Visitor,
            action: "accounts.sign-in",
            object: "staff".to_owned(),
            subject: None,
            detail: String::new(),
        };
        return trail::keep_refusal(&app.db, &app.vault, now, deed, Err(Refusal::new("refused-sign-in").into())).await;
    };
    let code_due = staff.totp_secret.is_some();
    let token = Token(hex::encode(app.dice.bytes::<32>()));
    let tx = app.db.write().await?;
    store::begin_session(&tx, token_hash(app, &token.0), staff.id, code_due, now.0).await?;
    let detail = if code_due { "code-due" } else { "" };
    let deed = deed(staff.municipality_id, staff.actor().doer(), "accounts.sign-in", staff.id, detail);
    trail::record(&tx, &app.vault, now, deed).await?;
    tx.commit().await?;
    Ok(if code_due { SignedIn::CodeDue(token) } else { SignedIn::Fully(token) })
}

/// Finishes signing in with a one-time code. The session gets a new token; the half-open one ends.
pub async fn sign_in_with_code(app: &App, token: &str, code: &str) -> Result<Token, Outcome> {
    let now = app.now();
    let (session, staff, _) = store::session(app.db.read(), token_hash(app, token)).await?.ok_or(Outcome::NotFound)?;
    if !session_holds(app, session, &staff) {
        return Err(Outcome::NotFound);
    }
    let sealed = staff.totp_secret.clone().ok_or(Outcome::NotFound)?;
    let refused = |reason| {
        let deed = deed(staff.municipality_id, staff.actor().doer(), "accounts.sign-in-code", staff.id, "");
        trail::keep_refusal(&app.db, &app.vault, now, deed, Err(Refusal::new(reason).into()))
    };
    let door = Door::Code(staff.id);
    match app.pace.stand_in_line(door) {
        Some(wait) => tokio::time::sleep(wait).await,
        None => return refused("refused-code-line").await,
    }
    let key = municipality_key(app, &staff).await?;
    let secret: Vec<u8> = key.open(place("staff.totp_secret", staff.id.0), &sealed)?;
    let Some(step) = totp(secret, &staff.login)?.check(code.trim(), seconds(app)) else {
        return refused("refused-code").await;
    };
    let fresh = Token(hex::encode(app.dice.bytes::<32>()));
    let tx = app.db.write().await?;
    if !store::use_totp_step(&tx, staff.id, step.cast_signed()).await? {
        drop(tx);
        return refused("refused-code-used").await;
    }
    store::end_session(&tx, token_hash(app, token)).await?;
    store::begin_session(&tx, token_hash(app, &fresh.0), staff.id, false, now.0).await?;
    let deed = deed(staff.municipality_id, staff.actor().doer(), "accounts.sign-in-code", staff.id, "");
    trail::record(&tx, &app.vault, now, deed).await?;
    tx.commit().await?;
    app.pace.passed(door);
    Ok(fresh)
}

/// A new secret for one-time codes, in base32, and its `otpauth:` address. Nothing is stored until a code proves it.
pub fn new_code_secret(app: &App, login: &str) -> Result<(String, String), Outcome> {
    let secret = Secret::from(app.dice.bytes::<20>().to_vec());
    let base32 = secret.to_base32();
    let totp = totp(app_bytes(&base32)?, login)?;
    let url = totp.to_url().map_err(|error| Outcome::Broken(format!("one-time codes: {error}")))?;
    Ok((base32, url))
}

/// Sets up one-time codes once the first code shows that the telephone has the secret.
pub async fn set_up_codes(app: &App, actor: &Actor, base32: &str, code: &str) -> Result<(), Outcome> {
    let now = app.now();
    let staff = store::by_id(app.db.read(), actor.staff).await?.ok_or(Outcome::NotFound)?;
    // A page left open must not be enough to put another telephone in the place of the first.
    if staff.totp_secret.is_some() {
        return Err(Refusal::new("refused-codes-set-up").into());
    }
    let secret = app_bytes(base32)?;
    let Some(step) = totp(secret.clone(), &staff.login)?.check(code.trim(), seconds(app)) else {
        return Err(Refusal::new("refused-code").into());
    };
    let key = municipality_key(app, &staff).await?;
    let sealed = key.seal(&app.dice, place("staff.totp_secret", staff.id.0), &secret);
    let tx = app.db.write().await?;
    store::set_totp(&tx, staff.id, sealed, step.cast_signed()).await?;
    let deed = deed(staff.municipality_id, actor.doer(), "accounts.set-up-codes", staff.id, "");
    trail::record(&tx, &app.vault, now, deed).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the account already asks for one-time codes.
pub async fn has_codes(app: &App, actor: &Actor) -> Result<bool, Outcome> {
    Ok(store::by_id(app.db.read(), actor.staff).await?.is_some_and(|staff| staff.totp_secret.is_some()))
}

/// Who holds the session with this token, if it still holds. `code_due` sessions hold nobody yet.
pub async fn actor_of(app: &App, token: &str) -> Result<Option<Actor>, Outcome> {
    let now = app.now();
    let hash = token_hash(app, token);
    let Some((session, staff, code_due)) = store::session(app.db.read(), hash).await? else {
        return Ok(None);
    };
    if code_due || !session_holds(app, session, &staff) {
        return Ok(None);
    }
    // Once a minute is exact enough and spares a write per page.
    if now.0 - session.seen_at > TimeDelta::minutes(1) {
        let tx = app.db.write().await?;
        store::touch_session(&tx, hash, now.0).await?;
        tx.commit().await?;
    }
    Ok(Some(staff.actor()))
}

/// Who holds the account `id`, while it is open: for an address that opens without signing in.
pub async fn open_today(app: &App, conn: &impl ConnectionTrait, id: StaffId) -> Result<Option<Actor>, Outcome> {
    let staff = store::by_id(conn, id).await?;
    Ok(staff.filter(|staff| account_is_open(staff.until(), app.now().today())).map(|staff| staff.actor()))
}

fn session_holds(app: &App, session: Session, staff: &store::Staff) -> bool {
    let idle = TimeDelta::minutes(app.config.session_idle_minutes);
    let longest = TimeDelta::hours(app.config.session_hours);
    session.holds(app.now().0, idle, longest) && account_is_open(staff.until(), app.now().today())
}

/// Changes an account from the command line. A new password ends every session of the account.
pub async fn change_staff(app: &App, login: &str, change: Change) -> Result<(), Outcome> {
    let now = app.now();
    let staff = store::by_login(app.db.read(), login).await?.ok_or(Refusal::new("refused-login-unknown"))?;
    let password_hash = match change.password {
        Some(password) if !password_is_fit(&password, login) => {
            return Err(Refusal::new("refused-password-unfit").into());
        }
        Some(password) => Some(password::hash(&app.dice, password).await?),
        None => None,
    };
    let mut changed = Vec::new();
    let tx = app.db.write().await?;
    if let Some(hash) = password_hash {
        store::set_password(&tx, staff.id, hash).await?;
        store::end_sessions_of(&tx, staff.id).await?;
        changed.push("password".to_owned());
    }
    if change.forget_codes {
        store::forget_totp(&tx, staff.id).await?;
        changed.push("codes".to_owned());
    }
    if let Some(day) = change.until {
        store::set_until(&tx, staff.id, day).await?;
        changed.push(format!("until:{day}"));
    }
    let deed = deed(staff.municipality_id, Doer::Program, "accounts.change", staff.id, &changed.join(" "));
    trail::record(&tx, &app.vault, now, deed).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the session.
pub async fn sign_out(app: &App, token: &str) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::end_session(&tx, token_hash(app, token)).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes sessions that ended by themselves.
pub async fn forget_sessions(app: &App) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::forget_sessions(&tx, app.now().0 - TimeDelta::hours(app.config.session_hours)).await?;
    tx.commit().await?;
    Ok(())
}

fn token_hash(app: &App, token: &str) -> [u8; 32] {
    app.vault.hash("session", &[token.as_bytes()])
}

fn deed(municipality: MunicipalityId, doer: Doer, action: &'static str, staff: StaffId, detail: &str) -> Deed {
    Deed { municipality, doer, action, object: format!("staff:{staff}"), subject: None, detail: detail.to_owned() }
}

fn totp(secret: Vec<u8>, login: &str) -> Result<Totp, Outcome> {
    Builder::new()
        .with_secret(secret)
        .with_account_name(login.replace(':', "-"))
        .with_issuer(Some("tsunagu"))
        .build()
        .map_err(|error| Outcome::Broken(format!("one-time codes: {error}")))
}

fn app_bytes(base32: &str) -> Result<Vec<u8>, Outcome> {
    let secret = Secret::try_from_base32(base32).map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    Ok(secret.as_ref().to_vec())
}

fn seconds(app: &App) -> u64 {
    app.now().0.timestamp().cast_unsigned()
}

async fn municipality_key(app: &App, staff: &store::Staff) -> Result<Key, Outcome> {
    app.vault.key_of_municipality(app.db.read(), staff.municipality_id).await
}
