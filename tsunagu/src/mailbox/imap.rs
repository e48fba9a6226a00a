//! Reading a mailbox at a provider, once a minute. What is read stays there, marked as read, unless the settings say that it goes.

use std::{fmt::Debug, sync::Arc, time::Duration};

use async_imap::{Client, Session};
use futures_util::TryStreamExt;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, pki_types::ServerName},
};

use super::{
    actions::{self, Delivery, Taken},
    reading::{Handed, LARGEST},
    store::{self, Reading},
};
use crate::{
    config::{Imap, MailSecurity},
    directory::{Desk, Directory, Shelf},
    platform::{App, Outcome},
};

/// Why a mailbox could not be read. Nothing that a server says about a mail stands in it.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the mail server cannot be reached")]
    Connection,
    #[error("the mail server's certificate or its encryption cannot be used")]
    Encryption,
    #[error("the mail server does not take user and password")]
    SignIn,
    #[error("the password file cannot be read: {0}")]
    Password(std::io::Error),
    #[error("the folder cannot be opened")]
    Folder,
    #[error("the mail server broke off or answered in another way than expected")]
    Server,
    #[error("it took too long")]
    Slow,
    #[error("a mail could not be kept: {0:?}")]
    Kept(Outcome),
}

impl From<async_imap::error::Error> for Fault {
    fn from(_: async_imap::error::Error) -> Self {
        Self::Server
    }
}

impl From<Outcome> for Fault {
    fn from(outcome: Outcome) -> Self {
        Self::Kept(outcome)
    }
}

/// Between two looks at a mailbox.
const EVERY: Duration = Duration::from_secs(60);
/// One look is given up after this long.
const DEADLINE: Duration = Duration::from_secs(300);
const CONNECT: Duration = Duration::from_secs(20);
/// Mails of one look; the next look goes on.
const BATCH: usize = 50;

/// Reads every mailbox of the settings, for as long as the program runs.
pub async fn watch(app: App, shelf: Shelf) {
    if app.config.mailboxes.values().all(|mailbox| mailbox.imap.is_none()) {
        return;
    }
    loop {
        if let Err(outcome) = read_all(&app, &shelf).await {
            tracing::warn!(?outcome, "mailboxes");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Looks into every mailbox once. One that cannot be read keeps no other from being read.
pub async fn read_all(app: &App, shelf: &Shelf) -> Result<(), Outcome> {
    let directory = shelf.current(app).await?;
    for (slug, mailbox) in &app.config.mailboxes {
        let Some(imap) = &mailbox.imap else { continue };
        let Some(desk) = directory.desk_by_slug(slug) else {
            tracing::warn!(desk = slug, "a mailbox in the settings is of no desk");
            continue;
        };
        let read = tokio::time::timeout(DEADLINE, read(app, &directory, desk, imap)).await;
        let read = read.unwrap_or(Err(Fault::Slow));
        if let Err(fault) = &read {
            tracing::warn!(desk = slug, %fault, "mailbox");
        }
        note(app, slug, read.is_ok()).await?;
    }
    Ok(())
}

/// Keeps when the mailbox was read, or since when it cannot be.
async fn note(app: &App, slug: &str, is_read: bool) -> Result<(), Outcome> {
    let now = app.now().0;
    let tx = app.db.write().await?;
    let known = known(&tx, slug).await?;
    let row = match is_read {
        true => Reading { read_at: Some(now), failing_since: None, ..known },
        false => Reading { failing_since: known.failing_since.or(Some(now)), ..known },
    };
    store::save_reading(&tx, row).await?;
    tx.commit().await?;
    Ok(())
}

async fn known(conn: &impl sea_orm::ConnectionTrait, slug: &str) -> Result<Reading, Outcome> {
    let none =
        Reading { desk_slug: slug.to_owned(), uid_validity: None, last_uid: None, read_at: None, failing_since: None };
    Ok(store::reading(conn, slug).await?.unwrap_or(none))
}

/// Looks into one mailbox. Answers how many mails were taken.
async fn read(app: &App, directory: &Directory, desk: &Desk, imap: &Imap) -> Result<usize, Fault> {
    let stream = tokio::time::timeout(CONNECT, TcpStream::connect((imap.host.as_str(), imap.port))).await;
    let stream = stream.map_err(|_| Fault::Connection)?.map_err(|_| Fault::Connection)?;
    match imap.security {
        MailSecurity::None => {
            let mut client = Client::new(stream);
            greeting(&mut client).await?;
            take_from(app, directory, desk, imap, client).await
        }
        MailSecurity::Tls => {
            let mut client = Client::new(encrypted(imap, stream).await?);
            greeting(&mut client).await?;
            take_from(app, directory, desk, imap, client).await
        }
        MailSecurity::Starttls => {
            let mut client = Client::new(stream);
            greeting(&mut client).await?;
            client.run_command_and_check_ok("STARTTLS", None).await.map_err(|_| Fault::Encryption)?;
            let client = Client::new(encrypted(imap, client.into_inner()).await?);
            take_from(app, directory, desk, imap, client).await
        }
    }
}

async fn greeting<T: AsyncRead + AsyncWrite + Unpin + Debug + Send>(client: &mut Client<T>) -> Result<(), Fault> {
    match client.read_response().await {
        Ok(Some(_)) => Ok(()),
        Ok(None) | Err(_) => Err(Fault::Server),
    }
}

async fn encrypted(imap: &Imap, stream: TcpStream) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Fault> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Fault::Encryption)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(imap.host.clone()).map_err(|_| Fault::Encryption)?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|_| Fault::Encryption)
}

async fn take_from<T: AsyncRead + AsyncWrite + Unpin + Debug + Send>(
    app: &App,
    directory: &Directory,
    desk: &Desk,
    imap: &Imap,
    client: Client<T>,
) -> Result<usize, Fault> {
    let password = std::fs::read_to_string(&imap.password_file).map_err(Fault::Password)?;
    let mut session = client.login(&imap.user, password.trim_end()).await.map_err(|_| Fault::SignIn)?;
    let folder = session.select(&imap.folder).await.map_err(|_| Fault::Folder)?;
    let known = known(app.db.read(), &desk.slug).await?;
    let validity = folder.uid_validity.map(i64::from);
    let last = known.last_uid.filter(|_| known.uid_validity == validity);
    let mut reading = Reading { uid_validity: validity, last_uid: last, ..known };
    let mut uids: Vec<i64> = match last {
        Some(last) => session.uid_search(format!("UID {}:*", last + 1)).await?,
        // A mailbox that was in use before: what somebody has read there is done.
        None => session.uid_search("UNSEEN").await?,
    }
    .into_iter()
    .map(i64::from)
    .filter(|uid| last.is_none_or(|last| *uid > last))
    .collect();
    uids.sort_unstable();
    let is_all = uids.len() <= BATCH;
    let (mut taken, mut newest) = (0, last.unwrap_or(0));
    for uid in uids.into_iter().take(BATCH) {
        if take_one(app, directory, desk, imap, &mut session, uid).await? {
            taken += 1;
        }
        newest = newest.max(uid);
        // While a mailbox is read for the first time, what is left is what nobody has read there.
        if last.is_some() {
            reading.last_uid = Some(newest);
            save(app, &reading).await?;
        }
    }
    if is_all {
        reading.last_uid = Some(newest.max(folder.uid_next.map_or(0, |next| i64::from(next) - 1)));
        save(app, &reading).await?;
    }
    if imap.remove {
        session.expunge().await?.try_collect::<Vec<_>>().await?;
    }
    // What was to be said is said.
    let _ = session.logout().await;
    Ok(taken)
}

async fn save(app: &App, reading: &Reading) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::save_reading(&tx, reading.clone()).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes one mail in. One that is too large stays where it is, and staff are told that it is there.
async fn take_one<T: AsyncRead + AsyncWrite + Unpin + Debug + Send>(
    app: &App,
    directory: &Directory,
    desk: &Desk,
    imap: &Imap,
    session: &mut Session<T>,
    uid: i64,
) -> Result<bool, Fault> {
    let asked = |session_items: &'static str| (uid.to_string(), session_items);
    let (set, items) = asked("(UID RFC822.SIZE)");
    let sizes: Vec<_> = session.uid_fetch(set, items).await?.try_collect().await?;
    let size = sizes.iter().find_map(|fetched| fetched.size).map_or(0, |size| usize::try_from(size).unwrap_or(LARGEST));
    let is_large = size > LARGEST;
    let (set, items) = asked(if is_large { "(UID BODY.PEEK[HEADER])" } else { "(UID BODY.PEEK[])" });
    let fetched: Vec<_> = session.uid_fetch(set, items).await?.try_collect().await?;
    let bytes = fetched.iter().find_map(|fetched| if is_large { fetched.header() } else { fetched.body() });
    // Somebody removed it meanwhile.
    let Some(bytes) = bytes else { return Ok(false) };
    let delivery = Delivery { raw: bytes.to_vec(), handed: Handed::default(), may_wait: false, is_header: is_large };
    let taken = actions::take(app, directory, desk, delivery).await?;
    let is_here = match taken {
        Taken::Begun(_) | Taken::Added(_) | Taken::Reported(_) | Taken::Aside(_) | Taken::Already => !is_large,
        Taken::Later => false,
    };
    if is_here {
        let flags = if imap.remove { r"+FLAGS.SILENT (\Seen \Deleted)" } else { r"+FLAGS.SILENT (\Seen)" };
        session.uid_store(uid.to_string(), flags).await?.try_collect::<Vec<_>>().await?;
    }
    Ok(true)
}

/// A mailbox that could not be read for longer than its hours.
pub struct Silent {
    pub desk_slug: String,
    pub since: chrono::DateTime<chrono::Utc>,
}

/// The mailboxes that have been silent for too long.
pub async fn silent(app: &App) -> Result<Vec<Silent>, Outcome> {
    let mut found = Vec::new();
    for (slug, mailbox) in &app.config.mailboxes {
        let Some(imap) = &mailbox.imap else { continue };
        let since = store::reading(app.db.read(), slug).await?.and_then(|row| row.failing_since);
        let alarm = chrono::TimeDelta::hours(i64::from(imap.alarm_hours));
        found.extend(
            since.filter(|since| app.now().0 - *since >= alarm).map(|since| Silent { desk_slug: slug.clone(), since }),
        );
    }
    Ok(found)
}
