//! Mail that people write to a desk: kept sealed, matched by what we sent, put aside where a program wrote it; the way from a mail
//! to the passphrase; and how the reading of a mailbox goes.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, unique};

pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "s0020_mail"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let letter = blob_null("sealed_letter");
        manager.alter_table(Table::alter().table("outbox").add_column(letter).to_owned()).await?;
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in [
            unique("thread_mails", &["reply_hash"]),
            index("thread_mails", &["thread_id", "at"]),
            index("thread_mails", &["message_id"]),
            index("thread_entries", &["thread_id"]),
            // The same mail twice is kept once.
            unique("incoming_mails", &["desk_id", "digest"]),
            index("incoming_mails", &["sender_hash", "at"]),
            index("incoming_mails", &["thread_id"]),
            index("incoming_mails", &["organization_id", "state"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn tables() -> [TableCreateStatement; 4] {
    [
        Table::create()
            .table("thread_mails")
            .col(uuid("mail_id").primary_key())
            .col(uuid("thread_id"))
            .col(uuid("municipality_id"))
            .col(text("kind"))
            // The answer whose words the mail carries.
            .col(uuid_null("message_id"))
            .col(blob_null("reply_hash"))
            .col(blob("address_hash"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut refers("thread_mails", "thread_id", "threads"))
            .to_owned(),
        Table::create()
            .table("thread_entries")
            .col(blob("token_hash").primary_key())
            .col(uuid("thread_id"))
            .col(uuid("municipality_id"))
            .col(timestamp_with_time_zone("until"))
            .col(timestamp_with_time_zone_null("used_at"))
            .foreign_key(&mut refers("thread_entries", "thread_id", "threads"))
            .to_owned(),
        Table::create()
            .table("incoming_mails")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("desk_id"))
            .col(uuid("organization_id"))
            .col(uuid("key_id"))
            .col(uuid_null("thread_id"))
            .col(blob("digest"))
            .col(blob_null("sender_hash"))
            .col(text("state"))
            .col(text_null("aside"))
            .col(blob("sealed_envelope"))
            .col(blob("sealed_original"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid_null("decided_by"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .foreign_key(&mut refers("incoming_mails", "desk_id", "desks"))
            .to_owned(),
        Table::create()
            .table("mailbox_readings")
            .col(text("desk_slug").primary_key())
            .col(big_integer_null("uid_validity"))
            .col(big_integer_null("last_uid"))
            .col(timestamp_with_time_zone_null("read_at"))
            .col(timestamp_with_time_zone_null("failing_since"))
            .to_owned(),
    ]
}
