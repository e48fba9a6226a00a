//! Applications behind a thread's passphrase, the frames a town prints thick, and what is made sure of on the same day.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step};

step! {
    "s0018_application",
    tables: [
        Table::create()
            .table("applications")
            .col(pk_uuid("thread_id"))
            .col(uuid("municipality_id"))
            .col(blob("sealed_content"))
            .col(timestamp_with_time_zone("saved_at"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("applications", "thread_id", "threads")),
        Table::create()
            .table("application_frames")
            .col(uuid("municipality_id"))
            .col(integer("version"))
            .col(json_binary("frames"))
            .col(timestamp_with_time_zone("made_at"))
            .col(uuid("made_by"))
            .primary_key(Index::create().col("municipality_id").col("version")),
        Table::create()
            .table("same_day_checks")
            // The id of the thread or the sheet; which concern it was stays sealed there.
            .col(pk_uuid("id"))
            .col(text("kind"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(date("raised_on"))
            .col(uuid_null("done_by"))
            .col(timestamp_with_time_zone_null("done_at"))
            .foreign_key(&mut refers("same_day_checks", "municipality_id", "municipalities")),
    ],
    indexes: [
        index("same_day_checks", &["organization_id", "done_at"]),
    ]
}
