//! Tables that were sent and not yet taken in.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0009_tables",
    tables: [
        Table::create()
            .table("table_uploads")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("staff_id"))
            .col(text("set_name"))
            .col(blob("sealed_file"))
            .col(json_binary("decisions"))
            .col(timestamp_with_time_zone("sent_at"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("table_uploads", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("table_uploads", "staff_id", "staff")),
    ],
    indexes: [
        // One for each member of staff: the next one takes its place.
        unique("table_uploads", &["staff_id"]),
        index("table_uploads", &["sent_at"]),
    ]
}
