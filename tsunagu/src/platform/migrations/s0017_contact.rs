//! What was agreed about being reached, and every try.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0017_contact",
    tables: [
        Table::create()
            .table("contact_wishes")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("case_id"))
            .col(text("party"))
            .col(blob("sealed_wishes"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("contact_wishes", "case_id", "cases")),
        Table::create()
            .table("contact_attempts")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("case_id"))
            .col(text("party"))
            .col(text("means"))
            .col(boolean("urgent"))
            .col(uuid("staff_id"))
            .col(timestamp_with_time_zone("at"))
            .col(text("state"))
            .col(blob("sealed_words"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("contact_attempts", "case_id", "cases"))
            .foreign_key(&mut refers("contact_attempts", "staff_id", "staff")),
    ],
    indexes: [
        unique("contact_wishes", &["case_id", "party"]),
        index("contact_attempts", &["case_id", "at"]),
    ]
}
