//! Events, resources and councils; what is kept against a load, what was checked, and each town's rules for both.

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
        Table::create()
            .table("kept_records")
            .col(pk_uuid("record_id"))
            .col(text("kind")),
        Table::create()
            .table("checks")
            .col(pk_uuid("id"))
            .col(uuid("record_id"))
            .col(text("kind"))
            .col(text("facet"))
            .col(date("checked_on"))
            .col(uuid_null("checked_by"))
            .col(uuid_null("confirmation_id")),
        Table::create()
            .table("directory_rules")
            .col(pk_uuid("municipality_id"))
            .col(boolean("two_persons"))
            .col(integer("stale_after_months"))
            .foreign_key(&mut refers("directory_rules", "municipality_id", "municipalities")),
    ],
    indexes: [
        index("checks", &["record_id"]),
        unique("listings", &["kind", "slug"]),
        index("listings", &["municipality_id"]),
    ]
}
