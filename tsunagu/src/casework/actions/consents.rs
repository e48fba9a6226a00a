//! Recording what was agreed, and taking it back.

use super::{deed, find_to, key_of, object};
use crate::{
    accounts::{Actor, Duty},
    casework::{model::consent::Terms, store},
    platform::{
        App, Outcome,
        ids::{CaseId, ConsentId},
        trail::{self, Deed},
        web::Once,
    },
};

/// Records what was agreed.
pub async fn record_consent(app: &App, actor: &Actor, case: CaseId, terms: Terms, once: Once) -> Result<(), Outcome> {
    let result = record_consent_for(app, actor, case, terms, once).await;
    let refused = deed(actor, "casework.consent", object(case), Some(case));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn record_consent_for(app: &App, actor: &Actor, case: CaseId, terms: Terms, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::RecordConsent, case).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let key = key_of(app, &tx, &case).await?;
    let consent = terms.recorded(app.dice.id(now), &case, actor.staff, now.0);
    store::consents::add(&tx, app, &key, &consent).await?;
    let recorded = Deed {
        detail: format!("{} until:{}", consent.wording, consent.until),
        ..deed(actor, "casework.consent", format!("consent:{}", consent.id), Some(case.id))
    };
    trail::record(&tx, &app.vault, now, recorded).await?;
    once.finish(app, tx, consent.id.to_string()).await?;
    Ok(())
}

/// Records that a consent was taken back. From this moment nobody reads on its ground. Answers whose case it is.
pub async fn withdraw_consent(app: &App, actor: &Actor, id: ConsentId, once: Once) -> Result<CaseId, Outcome> {
    let result = withdraw_consent_for(app, actor, id, once).await;
    let refused = deed(actor, "casework.withdraw", format!("consent:{id}"), None);
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn withdraw_consent_for(app: &App, actor: &Actor, id: ConsentId, once: Once) -> Result<CaseId, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = store::consents::case_of(&tx, id).await?.ok_or(Outcome::NotFound)?;
    let case = find_to(&tx, actor, Duty::RecordConsent, case).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(case.id);
    }
    let key = key_of(app, &tx, &case).await?;
    let consent = store::consents::by_id(&tx, &key, &case, id).await?.ok_or(Outcome::NotFound)?.withdraw(now.0)?;
    store::consents::save_withdrawal(&tx, &consent).await?;
    let withdrawn = deed(actor, "casework.withdraw", format!("consent:{id}"), Some(case.id));
    trail::record(&tx, &app.vault, now, withdrawn).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(case.id)
}
