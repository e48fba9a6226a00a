//! The scans of a worry that came on paper, for the desk that reads the worry and for nobody else.

use super::{deed, deed_of, desk::find, object};
use crate::{
    accounts::Actor,
    directory::Media,
    editing::file::Clean,
    platform::{
        App, Outcome, Refusal,
        ids::{ScanId, WorryId},
        trail,
        web::Once,
    },
    reception::scans::{self, Paper},
};

/// Puts a scan beside what was copied from the paper. What was let go of takes none any more.
pub async fn add(app: &App, actor: &Actor, id: WorryId, file: Clean, once: Once) -> Result<(), Outcome> {
    let result = async {
        let tx = app.db.write().await?;
        let (worry, key) = find(app, &tx, actor, id).await?;
        if once.already(&tx).await?.is_some() {
            return Ok(());
        }
        if worry.removed_at.is_some() {
            return Err(Refusal::new("refused-worry-removed").into());
        }
        let paper = (worry.municipality, Paper::Worry(id));
        scans::add(&tx, app, &key, paper, (&file, actor.staff)).await?;
        trail::record(&tx, &app.vault, app.now(), deed_of(&worry, actor.doer(), "worries.scan-add")).await?;
        once.finish(app, tx, id.to_string()).await?;
        Ok(())
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "worries.scan-add", object(id)), result).await
}

/// What a scan shows. Looking leaves a trace.
pub async fn open(app: &App, actor: &Actor, id: WorryId, scan: ScanId) -> Result<(Media, Vec<u8>), Outcome> {
    let result = async {
        let tx = app.db.write().await?;
        let (worry, key) = find(app, &tx, actor, id).await?;
        let opened = scans::bytes(&tx, &key, Paper::Worry(id), scan).await?.ok_or(Outcome::NotFound)?;
        trail::record(&tx, &app.vault, app.now(), deed_of(&worry, actor.doer(), "worries.scan-open")).await?;
        tx.commit().await?;
        Ok(opened)
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "worries.scan-open", object(id)), result).await
}

/// Takes a scan away, the wrong side for example.
pub async fn remove(app: &App, actor: &Actor, id: WorryId, scan: ScanId, once: Once) -> Result<(), Outcome> {
    let result = async {
        let tx = app.db.write().await?;
        let (worry, _) = find(app, &tx, actor, id).await?;
        if once.already(&tx).await?.is_some() {
            return Ok(());
        }
        scans::remove(&tx, Paper::Worry(id), scan).await?;
        trail::record(&tx, &app.vault, app.now(), deed_of(&worry, actor.doer(), "worries.scan-remove")).await?;
        once.finish(app, tx, id.to_string()).await?;
        Ok(())
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "worries.scan-remove", object(id)), result).await
}
