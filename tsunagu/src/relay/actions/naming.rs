//! Who may read where somebody lives, where there is violence: whoever may already, names the next.

use super::{deed, object, sending::open};
use crate::{
    accounts::{self, Actor, Duty},
    platform::{App, Outcome, Refusal, ids::SheetId, trail, web::Once},
    relay::{
        model::{Content, Sheet},
        store,
    },
};

/// Names the colleague who signs in with `login`, here or at the office to which the sheet goes. Nobody names themselves.
pub async fn name(app: &App, actor: &Actor, id: SheetId, login: &str, once: Once) -> Result<(), Outcome> {
    let result = name_for(app, actor, id, login, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "relay.name", object(id), None), result).await
}

async fn name_for(app: &App, actor: &Actor, id: SheetId, login: &str, once: Once) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let (file, key) = open(app, &tx, actor, id).await?;
    actor.must(Duty::SendSheets)?;
    if file.whole.is_some() {
        return Err(Outcome::Denied);
    }
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let named = accounts::known_as(&tx, file.case.municipality, login.trim()).await?;
    let named = named.ok_or(Refusal::new("refused-name-unknown"))?;
    let mut content: Content = file.sheet.content;
    content.named.insert(named);
    store::save_sheet(&tx, app, &key, &Sheet { content, ..file.sheet }).await?;
    let mut done = deed(actor, "relay.name", object(id), Some(file.case.id));
    done.detail = format!("staff:{named}");
    trail::record(&tx, &app.vault, app.now(), done).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}
