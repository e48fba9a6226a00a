//! Which boxes a town prints thick, and what is still empty of them: a hint for staff, never a lock.

use sea_orm::ConnectionTrait;

use super::{model::Frame, store};
use crate::{
    platform::{Outcome, ids::MunicipalityId},
    relay::model::Content,
};

/// The thick boxes that are still empty. A nickname is a name.
pub async fn missing(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
    content: &Content,
    is_agreed: bool,
) -> Result<Vec<Frame>, Outcome> {
    let (_, frames) = store::frames_of(conn, town).await?;
    Ok(frames.into_iter().filter(|frame| frame.is_empty(content, is_agreed)).collect())
}
