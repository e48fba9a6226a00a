//! What is counted of notes that are gone; scans of sheets that were filled in by hand; the roster of a town's bodies; what readers
//! say of a page; what the program asks partners by itself.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, unique};

pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "s0023_series"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let scans = Table::create()
            .table("scans")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            // The paper is an application (of a thread) or a worry: one of the two is set.
            .col(uuid_null("thread_id"))
            .col(uuid_null("worry_id"))
            .col(text("media"))
            .col(integer("kilobytes"))
            .col(blob("sealed_bytes"))
            .col(uuid("added_by"))
            .col(timestamp_with_time_zone("added_at"))
            .foreign_key(&mut refers("scans", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("scans", "thread_id", "threads"))
            .foreign_key(&mut refers("scans", "worry_id", "worries"))
            .foreign_key(&mut refers("scans", "added_by", "staff"))
            .to_owned();
        let shifts = Table::create()
            .table("shifts")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(uuid("staff_id"))
            .col(text("place"))
            .col(text("note"))
            .col(date("day"))
            .col(integer("from_minute"))
            .col(integer("to_minute"))
            .foreign_key(&mut refers("shifts", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("shifts", "organization_id", "organizations"))
            .foreign_key(&mut refers("shifts", "staff_id", "staff"))
            .to_owned();
        let gone = Table::create()
            .table("gone_notes")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid_null("desk_id"))
            .col(text_null("means"))
            .col(date("month"))
            .foreign_key(&mut refers("gone_notes", "municipality_id", "municipalities"))
            .to_owned();
        let ratings = Table::create()
            .table("page_ratings")
            .col(pk_uuid("id"))
            // Nothing where the page belongs to no town.
            .col(uuid_null("municipality_id"))
            .col(text("page"))
            .col(text_null("found"))
            .col(text_null("understood"))
            .col(date("day"))
            .foreign_key(&mut refers("page_ratings", "municipality_id", "municipalities"))
            .to_owned();
        for table in [scans, shifts, gone, ratings] {
            manager.create_table(table).await?;
        }
        for index in [
            index("scans", &["thread_id"]),
            index("scans", &["worry_id"]),
            index("page_ratings", &["municipality_id"]),
            index("gone_notes", &["municipality_id", "month"]),
            index("threads", &["municipality_id", "begun_at"]),
            index("notes", &["municipality_id", "begun_at"]),
            index("worries", &["municipality_id", "arrived_at"]),
            index("shifts", &["municipality_id", "day"]),
            // Nobody begins at two places at once.
            unique("shifts", &["staff_id", "day", "from_minute"]),
        ] {
            manager.create_index(index).await?;
        }
        self.ask_by_itself(manager).await
    }
}

impl Step {
    /// A request to a partner may have been made by the program: nobody of the staff asked then.
    async fn ask_by_itself(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let asker = uuid_null("asked_by_staff");
        manager.alter_table(Table::alter().table("confirmations").add_column(asker).to_owned()).await?;
        let kept = Query::update().table("confirmations").value("asked_by_staff", Expr::col("asked_by")).to_owned();
        manager.execute(kept).await?;
        manager.alter_table(Table::alter().table("confirmations").drop_column("asked_by").to_owned()).await?;
        // Nothing goes out before a town has said so.
        let asks = boolean("asks_by_itself").default(false).to_owned();
        manager.alter_table(Table::alter().table("directory_rules").add_column(asks).to_owned()).await
    }
}
