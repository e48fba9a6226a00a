//! What is written for every booking becomes less: the index over an offer's bookings ends with their time, which stays as it
//! is, and bookings without a page stand in no index of pages. Why somebody is missing is kept sealed from now on; what
//! stands open is sealed as the program starts, because the keys are not in the database.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbErr};

use super::index;

/// The year 2200: beyond everything that can be booked.
const FAR: i64 = 7_258_118_400;

pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "s0022_booking_speed"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sealed = blob_null("sealed_exception").to_owned();
        manager.alter_table(Table::alter().table("bookings").add_column(sealed).to_owned()).await?;
        for name in ["bookings_offer_id_state", "bookings_thread_id"] {
            manager.drop_index(Index::drop().name(name).table("bookings").to_owned()).await?;
        }
        manager.create_index(index("bookings", &["offer_id", "starts_at"])).await?;
        // Until when an offer has changes: most have none, and nobody has to look. What may be later counts as always.
        let until = timestamp_with_time_zone_null("changed_until").to_owned();
        manager.alter_table(Table::alter().table("offers").add_column(until).to_owned()).await?;
        let changed = Query::select().column("offer_id").from("offer_changes").to_owned();
        let always = Query::update()
            .table("offers")
            .value("changed_until", chrono::DateTime::<chrono::Utc>::from_timestamp(FAR, 0))
            .and_where(Expr::col("id").in_subquery(changed))
            .to_owned();
        manager.execute(always).await?;
        let mut pages = index("bookings", &["thread_id"]);
        manager.create_index(pages.and_where(Expr::col("thread_id").is_not_null()).to_owned()).await
    }
}
