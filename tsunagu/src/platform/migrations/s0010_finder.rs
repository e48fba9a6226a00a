//! Agreements between towns that take each other's residents.

use sea_orm_migration::{prelude::*, schema::*};

use super::step;

step! {
    "s0010_finder",
    tables: [
        Table::create()
            .table("agreements")
            .col(text("slug").primary_key())
            .col(json_binary("facts"))
            .col(integer("position")),
    ],
    indexes: []
}
