//! Threads as both sides live with them: forms kept while they are written, times of quiet, wishes about answers, checks by two
//! persons, files, links between threads; mail to people, whose addresses are sealed.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, unique};

pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "s0015_threads"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let threads = [
            text_null("standing"),
            timestamp_with_time_zone_null("standing_since"),
            date_null("quiet_until"),
            blob_null("sealed_wishes"),
            timestamp_with_time_zone_null("goes_out_at"),
            text("entrance").default("page").to_owned(),
            uuid_null("taken_by"),
            timestamp_with_time_zone_null("taken_at"),
            timestamp_with_time_zone_null("second_asked_at"),
            text_null("check_reason"),
            timestamp_with_time_zone_null("check_raised_at"),
            uuid_null("check_first_by"),
            timestamp_with_time_zone_null("check_first_at"),
            uuid_null("check_second_by"),
            timestamp_with_time_zone_null("check_second_at"),
            uuid_null("notice_mail"),
            timestamp_with_time_zone_null("not_arrived_at"),
        ];
        let messages = [timestamp_with_time_zone_null("goes_out_at")];
        let outbox = [blob_null("sealed_recipient"), uuid_null("key_id")];
        let columns = threads
            .into_iter()
            .map(|column| ("threads", column))
            .chain(messages.into_iter().map(|column| ("messages", column)))
            .chain(outbox.into_iter().map(|column| ("outbox", column)));
        // One of the engines adds one column at a time only.
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in [
            unique("write_drafts", &["token_hash"]),
            index("write_drafts", &["at"]),
            index("thread_files", &["thread_id"]),
            unique("thread_links", &["thread_id", "earlier_id"]),
            index("thread_links", &["earlier_id"]),
            index("threads", &["answer_by"]),
            index("threads", &["goes_out_at"]),
            index("threads", &["notice_mail"]),
            index("trail", &["municipality_id", "object"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn tables() -> [TableCreateStatement; 4] {
    [
        Table::create()
            .table("write_drafts")
            .col(pk_uuid("id"))
            .col(blob("token_hash"))
            .col(uuid("municipality_id"))
            .col(uuid("desk_id"))
            .col(blob("sealed_draft"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut refers("write_drafts", "desk_id", "desks"))
            .to_owned(),
        Table::create()
            .table("thread_files")
            .col(pk_uuid("id"))
            .col(uuid("thread_id"))
            .col(uuid("municipality_id"))
            .col(text("media"))
            .col(blob("sealed_bytes"))
            .col(timestamp_with_time_zone_null("goes_out_at"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut refers("thread_files", "thread_id", "threads"))
            .to_owned(),
        Table::create()
            .table("thread_links")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("thread_id"))
            .col(uuid("earlier_id"))
            .col(uuid("asked_by"))
            .col(timestamp_with_time_zone("asked_at"))
            .col(text("state"))
            .col(timestamp_with_time_zone_null("answered_at"))
            .foreign_key(&mut refers("thread_links", "thread_id", "threads"))
            .to_owned(),
        Table::create()
            .table("dated_lists")
            .col(text("name").primary_key())
            .col(json_binary("entries"))
            .col(timestamp_with_time_zone("loaded_at"))
            .to_owned(),
    ]
}
