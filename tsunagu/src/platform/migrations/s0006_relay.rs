//! Relay sheets and their ways from one organisation to the next.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0006_relay",
    tables: [
        Table::create()
            .table("sheets")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("case_id"))
            .col(blob("sealed_content"))
            .col(timestamp_with_time_zone("begun_at"))
            .col(uuid("begun_by"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("sheets", "case_id", "cases")),
        Table::create()
            .table("hops")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("sheet_id"))
            .col(integer("seq"))
            .col(uuid("from_organization_id"))
            .col(uuid_null("to_organization_id"))
            .col(text("state"))
            .col(uuid_null("consent_id"))
            .col(json_binary("items"))
            .col(blob("sealed_route"))
            .col(timestamp_with_time_zone_null("sent_at"))
            .col(timestamp_with_time_zone_null("answer_by"))
            .col(timestamp_with_time_zone_null("answered_at"))
            .col(uuid_null("answered_by"))
            .col(text_null("decline_reason"))
            .col(blob_null("sealed_answer"))
            .col(blob_null("sealed_record"))
            .col(date_null("circulated_on"))
            // Set only while the baton is in the air, so that UNIQUE lets it fly to one receiver at a time.
            .col(uuid_null("in_the_air"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("hops", "sheet_id", "sheets"))
            .foreign_key(&mut refers("hops", "consent_id", "consents")),
    ],
    indexes: [
        index("sheets", &["case_id"]),
        unique("hops", &["sheet_id", "seq"]),
        unique("hops", &["in_the_air"]),
        index("hops", &["to_organization_id", "state"]),
    ]
}
