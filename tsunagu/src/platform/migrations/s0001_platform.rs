//! What every slice stands on: sealing keys, the trail, forms already answered, mail to send.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, step};

step! {
    "s0001_platform",
    tables: [
        Table::create()
            .table("keys")
            .col(pk_uuid("id"))
            .col(uuid_null("municipality_id"))
            .col(text("purpose"))
            .col(blob("wrapped"))
            .col(uuid_null("wrapped_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("destroyed_at")),
        Table::create()
            .table("trail")
            .col(uuid("municipality_id"))
            .col(big_integer("seq"))
            .col(timestamp_with_time_zone("at"))
            .col(text("actor"))
            .col(uuid_null("organization_id"))
            .col(text("action"))
            .col(text("object"))
            .col(uuid_null("subject"))
            .col(text("outcome"))
            .col(text("detail"))
            .col(blob("prev"))
            .col(blob("hash"))
            .primary_key(Index::create().col("municipality_id").col("seq")),
        Table::create()
            .table("trail_heads")
            .col(pk_uuid("municipality_id"))
            .col(big_integer("seq"))
            .col(blob("hash")),
        Table::create()
            .table("forms")
            .col(pk_uuid("id"))
            .col(text("purpose"))
            .col(blob("digest"))
            .col(text("answer"))
            .col(timestamp_with_time_zone("at")),
        Table::create()
            .table("outbox")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(text("recipient"))
            .col(text("kind"))
            .col(text("language"))
            .col(text("path"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("due_at"))
            .col(integer("attempts"))
            .col(timestamp_with_time_zone_null("claimed_until"))
            .col(timestamp_with_time_zone_null("sent_at"))
            .col(timestamp_with_time_zone_null("given_up_at")),
    ],
    indexes: [
        index("trail", &["subject", "at"]),
        index("outbox", &["sent_at", "due_at"]),
        index("forms", &["at"]),
    ]
}
