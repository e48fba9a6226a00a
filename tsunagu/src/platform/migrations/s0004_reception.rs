//! Threads between a person and a desk, their messages, and visits through the passphrase.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0004_reception",
    tables: [
        Table::create()
            .table("threads")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("desk_id"))
            .col(uuid("organization_id"))
            .col(uuid("key_id"))
            .col(blob("passphrase_hash"))
            .col(blob("sealed_opening"))
            .col(text("language"))
            .col(timestamp_with_time_zone("begun_at"))
            .col(timestamp_with_time_zone_null("waiting_since"))
            .col(timestamp_with_time_zone_null("answer_by"))
            .col(uuid_null("case_id"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("threads", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("threads", "desk_id", "desks")),
        Table::create()
            .table("messages")
            .col(pk_uuid("id"))
            .col(uuid("thread_id"))
            .col(uuid("municipality_id"))
            .col(big_integer("seq"))
            .col(text("author"))
            .col(uuid_null("staff_id"))
            .col(blob("sealed_body"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut refers("messages", "thread_id", "threads")),
        Table::create()
            .table("thread_visits")
            .col(blob("token_hash").primary_key())
            .col(uuid("thread_id"))
            .col(timestamp_with_time_zone("began_at"))
            .col(timestamp_with_time_zone("seen_at"))
            .foreign_key(&mut refers("thread_visits", "thread_id", "threads")),
    ],
    indexes: [
        unique("threads", &["passphrase_hash"]),
        unique("messages", &["thread_id", "seq"]),
        index("threads", &["organization_id", "answer_by"]),
        index("threads", &["case_id"]),
        index("thread_visits", &["seen_at"]),
    ]
}
