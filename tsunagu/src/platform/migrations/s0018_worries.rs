//! Worries: what somebody outside tells of a person or a household, sealed under a key of its own.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0018_worries",
    tables: [
        Table::create()
            .table("worries")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(text("number"))
            .col(uuid("desk_id"))
            .col(uuid("organization_id"))
            .col(uuid("key_id"))
            .col(blob("passphrase_hash"))
            .col(blob("sealed_told"))
            .col(blob("sealed_decisions"))
            .col(text("language"))
            .col(timestamp_with_time_zone("arrived_at"))
            // Set where staff entered a sheet of paper.
            .col(uuid_null("entered_by"))
            .col(uuid_null("taken_by"))
            .col(timestamp_with_time_zone_null("taken_at"))
            .col(timestamp_with_time_zone_null("spoken_at"))
            .col(date("review_on"))
            .col(timestamp_with_time_zone_null("removed_at"))
            .col(uuid_null("case_id"))
            .col(text_null("ground"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("worries", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("worries", "desk_id", "desks"))
            .foreign_key(&mut refers("worries", "case_id", "cases")),
        Table::create()
            .table("worry_numbers")
            .col(uuid("municipality_id"))
            .col(integer("fiscal_year"))
            .col(integer("last"))
            .primary_key(Index::create().col("municipality_id").col("fiscal_year")),
    ],
    indexes: [
        unique("worries", &["municipality_id", "number"]),
        unique("worries", &["passphrase_hash"]),
        // A worry grows into one case, and a case grew out of one worry.
        unique("worries", &["case_id"]),
        index("worries", &["organization_id", "taken_at"]),
    ]
}
