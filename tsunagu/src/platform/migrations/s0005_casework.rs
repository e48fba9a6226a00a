//! Support cases, the parties of a case, and consents.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0005_casework",
    tables: [
        Table::create()
            .table("cases")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(text("number"))
            .col(uuid("key_id"))
            // Never null: every case has exactly one responsible organisation at every moment.
            .col(uuid("responsible_organization_id"))
            .col(text("state"))
            .col(timestamp_with_time_zone("first_received_at"))
            .col(uuid("received_by"))
            .col(blob("sealed_intake"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("cases", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("cases", "responsible_organization_id", "organizations"))
            .foreign_key(&mut refers("cases", "received_by", "staff")),
        Table::create()
            .table("case_numbers")
            .col(uuid("municipality_id"))
            .col(integer("fiscal_year"))
            .col(integer("last"))
            .primary_key(Index::create().col("municipality_id").col("fiscal_year")),
        Table::create()
            .table("case_teams")
            .col(uuid("case_id"))
            .col(uuid("organization_id"))
            .col(timestamp_with_time_zone("joined_at"))
            .primary_key(Index::create().col("case_id").col("organization_id"))
            .foreign_key(&mut refers("case_teams", "case_id", "cases")),
        Table::create()
            .table("parties")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("case_id"))
            .col(text("kind"))
            .col(blob("sealed_profile"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("parties", "case_id", "cases")),
        Table::create()
            .table("consents")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("case_id"))
            .col(json_binary("recipients"))
            .col(json_binary("items"))
            .col(blob("sealed_words"))
            .col(text("given_by"))
            .col(text("given_how"))
            .col(date("given_on"))
            .col(date("until"))
            .col(text("wording"))
            .col(uuid("recorded_by"))
            .col(timestamp_with_time_zone("recorded_at"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("consents", "case_id", "cases")),
    ],
    indexes: [
        unique("cases", &["municipality_id", "number"]),
        index("cases", &["responsible_organization_id", "state"]),
        index("case_teams", &["organization_id"]),
        unique("parties", &["case_id", "kind"]),
        index("consents", &["case_id"]),
    ]
}
