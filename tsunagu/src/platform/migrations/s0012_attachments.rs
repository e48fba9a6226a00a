//! Photos, maps and flyers of directory records.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step};

step! {
    "s0012_attachments",
    tables: [
        Table::create()
            .table("attachments")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(text("record_kind"))
            .col(uuid("record_id"))
            .col(text("kind"))
            .col(text("words"))
            .col(text("media"))
            .col(blob("bytes"))
            .col(big_integer("length"))
            .col(uuid("added_by"))
            .col(timestamp_with_time_zone("added_at"))
            .col(uuid_null("published_by"))
            .col(timestamp_with_time_zone_null("published_at"))
            .foreign_key(&mut refers("attachments", "municipality_id", "municipalities")),
    ],
    indexes: [
        index("attachments", &["record_id"]),
        index("attachments", &["municipality_id"]),
    ]
}
