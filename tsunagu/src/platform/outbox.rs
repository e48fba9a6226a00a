//! The outbox: a mail is a row in the same transaction as the deed that causes it, and is sent afterwards, at least
//! once. A mail carries a neutral subject and a link; never a name, never content.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::header::{ContentType, HeaderName, HeaderValue},
    transport::smtp::authentication::Credentials,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use serde::{Deserialize, Serialize};

use super::{
    App, Dice, Lang, Now, Outcome,
    ids::{KeyId, MailId, MunicipalityId},
    vault::{Key, place},
};
use crate::config::{Mail as Settings, MailSecurity};

/// A mail to an office. Addresses of residents are sealed: `PrivateMail`.
pub struct Mail {
    pub municipality: MunicipalityId,
    pub recipient: String,
    /// Key of its subject and text (`mail-<kind>-subject`, `mail-<kind>-text`).
    pub kind: &'static str,
    /// Where the link leads.
    pub path: String,
}

mod row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::MailId,
        pub municipality_id: super::MunicipalityId,
        pub recipient: String,
        pub kind: String,
        pub language: String,
        pub path: String,
        pub created_at: DateTimeUtc,
        pub due_at: DateTimeUtc,
        pub attempts: i32,
        pub claimed_until: Option<DateTimeUtc>,
        pub sent_at: Option<DateTimeUtc>,
        pub given_up_at: Option<DateTimeUtc>,
        pub sealed_recipient: Option<Vec<u8>>,
        pub key_id: Option<super::KeyId>,
        pub sealed_letter: Option<Vec<u8>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub use row::Model as Waiting;

/// Puts a mail into the outbox, within the deed's transaction.
pub async fn put(tx: &impl ConnectionTrait, dice: &Dice, now: Now, mail: Mail) -> Result<(), Outcome> {
    row::Entity::insert(row::ActiveModel {
        id: Set(dice.id(now)),
        municipality_id: Set(mail.municipality),
        recipient: Set(mail.recipient),
        kind: Set(mail.kind.to_owned()),
        language: Set(Lang::Ja.code().to_owned()),
        path: Set(mail.path),
        created_at: Set(now.0),
        due_at: Set(now.0),
        attempts: Set(0),
        claimed_until: Set(None),
        sent_at: Set(None),
        given_up_at: Set(None),
        sealed_recipient: Set(None),
        key_id: Set(None),
        sealed_letter: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// A mail to a person. The address lies sealed under the key of the thread and is forgotten once the mail was sent or given up.
pub struct PrivateMail<'a> {
    pub municipality: MunicipalityId,
    pub key: &'a Key,
    pub address: &'a str,
    pub lang: Lang,
    pub kind: &'static str,
    /// Where the link leads; never to something of this person.
    pub path: String,
    /// Not sent before this moment.
    pub due: chrono::DateTime<chrono::Utc>,
    pub letter: Letter,
}

/// What of a mail to a person must not lie open while it waits. It is forgotten together with the address.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Letter {
    /// Where an answer goes.
    pub reply_to: Option<String>,
    /// A path that lets somebody in, instead of the open one.
    pub path: Option<String>,
    /// Facts of its text.
    pub facts: Vec<(String, String)>,
    /// Somebody of the staff wrote what it says, and the person wants it so: no program answered.
    pub by_hand: bool,
}

const RECIPIENT: &str = "outbox.recipient";
const LETTER: &str = "outbox.letter";

/// Puts a mail to a person into the outbox, within the deed's transaction.
pub async fn put_private(
    tx: &impl ConnectionTrait,
    dice: &Dice,
    now: Now,
    mail: PrivateMail<'_>,
) -> Result<MailId, Outcome> {
    let id: MailId = dice.id(now);
    row::Entity::insert(row::ActiveModel {
        id: Set(id),
        municipality_id: Set(mail.municipality),
        recipient: Set(String::new()),
        kind: Set(mail.kind.to_owned()),
        language: Set(mail.lang.code().to_owned()),
        path: Set(mail.path),
        created_at: Set(now.0),
        due_at: Set(mail.due),
        attempts: Set(0),
        claimed_until: Set(None),
        sent_at: Set(None),
        given_up_at: Set(None),
        sealed_recipient: Set(Some(mail.key.seal(dice, place(RECIPIENT, id.0), &mail.address))),
        key_id: Set(Some(mail.key.id)),
        sealed_letter: Set(Some(mail.key.seal(dice, place(LETTER, id.0), &mail.letter))),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(id)
}

/// Takes a mail back that was not sent yet; one that is gone is gone.
pub async fn withdraw(tx: &impl ConnectionTrait, id: MailId) -> Result<(), Outcome> {
    row::Entity::delete_many().filter(row::Column::Id.eq(id)).filter(row::Column::SentAt.is_null()).exec(tx).await?;
    Ok(())
}

const HOST: &str = "tsunagu.invalid";

/// What a mail is called on its way.
fn message_id(id: MailId) -> String {
    format!("<{id}@{HOST}>")
}

/// The mail of ours that is called so.
pub fn called(message_id: &str) -> Option<MailId> {
    let name = message_id.trim().trim_start_matches('<').trim_end_matches('>');
    name.strip_suffix(HOST)?.strip_suffix('@')?.parse().ok()
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Waiting,
    Sent,
    GivenUp,
}

/// What became of the mail `id`; nothing if it was taken back.
pub async fn fate(conn: &impl ConnectionTrait, id: MailId) -> Result<Option<Fate>, Outcome> {
    let row = row::Entity::find_by_id(id).one(conn).await?;
    Ok(row.map(|row| match (row.sent_at, row.given_up_at) {
        (Some(_), _) => Fate::Sent,
        (None, Some(_)) => Fate::GivenUp,
        (None, None) => Fate::Waiting,
    }))
}

/// Mails not sent yet, oldest first.
pub async fn waiting(conn: &impl ConnectionTrait) -> Result<Vec<Waiting>, Outcome> {
    Ok(row::Entity::find()
        .filter(row::Column::SentAt.is_null())
        .filter(row::Column::GivenUpAt.is_null())
        .order_by_asc(row::Column::Id)
        .all(conn)
        .await?)
}

/// A sender holds a mail this long before another may try it.
const CLAIM: chrono::TimeDelta = chrono::TimeDelta::minutes(2);
/// After this many attempts a person has to look.
const ATTEMPTS: i32 = 12;
const BATCH: u64 = 20;
/// What a mail server says of an address that it does not have (RFC 5321). Other refusals may be about us.
const NO_SUCH_MAILBOX: [u16; 3] = [550, 551, 553];

/// Sends what is due. Answers how many were sent.
pub async fn send_due(app: &App, settings: &Settings) -> Result<usize, Outcome> {
    let transport = transport(settings)?;
    let now = app.now();
    let due = row::Entity::find()
        .filter(row::Column::SentAt.is_null())
        .filter(row::Column::GivenUpAt.is_null())
        .filter(row::Column::DueAt.lte(now.0))
        .order_by_asc(row::Column::DueAt)
        .limit(BATCH)
        .all(app.db.read())
        .await?;
    let mut sent = 0;
    for mail in due {
        if !claim(app, now, &mail).await? {
            continue;
        }
        let letter = match letter(app, settings, &mail).await {
            Ok(Some(letter)) => letter,
            Ok(None) => {
                // An address that cannot be one stays so.
                tracing::error!(mail = %mail.id, "mail has no address");
                finish(app, mail.id, row::Column::GivenUpAt).await?;
                continue;
            }
            Err(outcome) => {
                // Our own fault may be mended meanwhile; the letters behind it go on.
                tracing::error!(mail = %mail.id, ?outcome, "mail cannot be sent");
                if mail.attempts + 1 >= ATTEMPTS {
                    finish(app, mail.id, row::Column::GivenUpAt).await?;
                }
                continue;
            }
        };
        match transport.send(letter).await {
            Ok(_) => {
                finish(app, mail.id, row::Column::SentAt).await?;
                sent += 1;
            }
            Err(error) => {
                // The error of a mail server may repeat the address: only its kind is logged.
                tracing::warn!(mail = %mail.id, permanent = error.is_permanent(), "mail was not taken");
                // A person's address that does not exist will not exist tomorrow; the desk is told at once.
                let is_unknown = error.status().is_some_and(|code| NO_SUCH_MAILBOX.contains(&u16::from(code)));
                let hopeless = is_unknown && mail.sealed_recipient.is_some();
                if hopeless || mail.attempts + 1 >= ATTEMPTS {
                    finish(app, mail.id, row::Column::GivenUpAt).await?;
                }
            }
        }
    }
    Ok(sent)
}

/// Takes the mail for this sender and moves its next attempt away, doubling from one minute.
async fn claim(app: &App, now: Now, mail: &Waiting) -> Result<bool, Outcome> {
    let wait = chrono::TimeDelta::minutes(1 << mail.attempts.clamp(0, 9));
    let tx = app.db.write().await?;
    let taken = row::Entity::update_many()
        .col_expr(row::Column::ClaimedUntil, Expr::value(now.0 + CLAIM))
        .col_expr(row::Column::Attempts, Expr::col(row::Column::Attempts).add(1))
        .col_expr(row::Column::DueAt, Expr::value(now.0 + wait))
        .filter(row::Column::Id.eq(mail.id))
        .filter(row::Column::SentAt.is_null())
        .filter(row::Column::ClaimedUntil.is_null().or(row::Column::ClaimedUntil.lt(now.0)))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(taken.rows_affected == 1)
}

async fn finish(app: &App, id: MailId, column: row::Column) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    row::Entity::update_many()
        .col_expr(column, Expr::value(app.now().0))
        .col_expr(row::Column::SealedRecipient, Expr::value(None::<Vec<u8>>))
        .col_expr(row::Column::SealedLetter, Expr::value(None::<Vec<u8>>))
        .filter(row::Column::Id.eq(id))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The address a mail goes to.
async fn recipient(app: &App, mail: &Waiting) -> Result<String, Outcome> {
    match (&mail.sealed_recipient, mail.key_id) {
        (Some(sealed), Some(key)) => app.vault.key(app.db.read(), key).await?.open(place(RECIPIENT, mail.id.0), sealed),
        (_, _) => Ok(mail.recipient.clone()),
    }
}

/// What of it lies sealed.
async fn sealed_letter(app: &App, mail: &Waiting) -> Result<Letter, Outcome> {
    match (&mail.sealed_letter, mail.key_id) {
        (Some(sealed), Some(key)) => app.vault.key(app.db.read(), key).await?.open(place(LETTER, mail.id.0), sealed),
        (_, _) => Ok(Letter::default()),
    }
}

/// The mail in words; nothing if it has no address that could be one.
async fn letter(app: &App, settings: &Settings, mail: &Waiting) -> Result<Option<Message>, Outcome> {
    let Ok(recipient) = recipient(app, mail).await?.parse() else { return Ok(None) };
    let lang = Lang::from_code(&mail.language).unwrap_or(Lang::Ja);
    let sealed = sealed_letter(app, mail).await?;
    let link = format!("{}{}", app.config.address, sealed.path.as_deref().unwrap_or(&mail.path));
    let mut facts: Vec<(&str, &str)> = vec![("link", &link)];
    facts.extend(sealed.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let unusable = |what: &str| Outcome::Broken(format!("mail {}: {what} cannot be used", mail.id));
    let mut builder = Message::builder();
    if let Some(address) = &sealed.reply_to {
        builder = builder.reply_to(address.parse().map_err(|_| unusable("address for answers"))?);
    }
    let mut letter = builder
        .from(settings.from.parse().map_err(|_| unusable("sender"))?)
        .to(recipient)
        // The same mail sent twice after a crash shows as one.
        .message_id(Some(message_id(mail.id)))
        .subject(lang.t(&format!("mail-{}-subject", mail.kind)))
        .header(ContentType::TEXT_PLAIN)
        .body(lang.with(&format!("mail-{}-text", mail.kind), &facts))
        .map_err(|_| unusable("text"))?;
    if !sealed.by_hand {
        // Programs do not answer programs (RFC 3834).
        let name = HeaderName::new_from_ascii_str("Auto-Submitted");
        letter.headers_mut().insert_raw(HeaderValue::new(name, "auto-generated".to_owned()));
    }
    Ok(Some(letter))
}

fn transport(settings: &Settings) -> Result<AsyncSmtpTransport<Tokio1Executor>, Outcome> {
    let builder = match settings.security {
        MailSecurity::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&settings.host),
        MailSecurity::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&settings.host),
        MailSecurity::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)),
    };
    let mut builder = builder
        .map_err(|error| Outcome::Broken(format!("mail server: {error}")))?
        .port(settings.port)
        .timeout(Some(Duration::from_secs(20)));
    if let (Some(user), Some(file)) = (&settings.user, &settings.password_file) {
        let password =
            std::fs::read_to_string(file).map_err(|error| Outcome::Broken(format!("mail password file: {error}")))?;
        builder = builder.credentials(Credentials::new(user.clone(), password.trim().to_owned()));
    }
    Ok(builder.build())
}
