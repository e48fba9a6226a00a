//! Proposed and published states of directory records; requests to partners to make sure of facts.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0011_editing",
    tables: [
        Table::create()
            .table("revisions")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(text("kind"))
            .col(uuid("record_id"))
            .col(text("state"))
            .col(big_integer_null("number"))
            .col(text_null("reason"))
            .col(json_binary("base"))
            .col(json_binary("whole"))
            .col(text("origin"))
            .col(uuid("written_by"))
            .col(timestamp_with_time_zone("written_at"))
            .col(uuid_null("decided_by"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("revisions", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("revisions", "written_by", "staff")),
        Table::create()
            .table("confirmations")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(text("kind"))
            .col(uuid("record_id"))
            .col(text("slug"))
            .col(blob("token_hash"))
            .col(text("sent_to"))
            .col(uuid("asked_by"))
            .col(timestamp_with_time_zone("asked_at"))
            .col(date("open_until"))
            .col(timestamp_with_time_zone_null("answered_at"))
            .col(text_null("correction"))
            .col(timestamp_with_time_zone_null("settled_at"))
            .foreign_key(&mut refers("confirmations", "municipality_id", "municipalities")),
    ],
    indexes: [
        unique("revisions", &["record_id", "number"]),
        index("revisions", &["municipality_id", "state"]),
        unique("confirmations", &["token_hash"]),
        index("confirmations", &["municipality_id"]),
    ]
}
