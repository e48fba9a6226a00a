//! Events, resources and councils.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0007_listings",
    tables: [
        Table::create()
            .table("listings")
            .col(pk_uuid("id"))
            .col(text("kind"))
            .col(text("slug"))
            .col(uuid_null("municipality_id"))
            .col(text("name"))
            .col(json_binary("facts"))
            .col(integer("position"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("listings", "municipality_id", "municipalities")),
    ],
    indexes: [
        unique("listings", &["kind", "slug"]),
        index("listings", &["municipality_id"]),
    ]
}
