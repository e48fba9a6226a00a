//! The plan of a case, and what staff make of things beside it.

use sea_orm_migration::{prelude::*, schema::*};

use super::{refers, step, unique};

step! {
    "s0025_plans",
    tables: [
        Table::create()
            .table("case_papers")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("case_id"))
            .col(text("kind"))
            .col(blob("sealed_text"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("case_papers", "case_id", "cases")),
    ],
    indexes: [unique("case_papers", &["case_id", "kind"])]
}
