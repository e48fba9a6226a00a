//! Municipalities, organisations, desks and gatherings.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0002_directory",
    tables: [
        Table::create()
            .table("municipalities")
            .col(pk_uuid("id"))
            .col(text("slug"))
            .col(text("name"))
            .col(text_null("prefecture"))
            .col(text("kind"))
            .col(uuid("key_id"))
            .col(integer("position")),
        Table::create()
            .table("organizations")
            .col(pk_uuid("id"))
            .col(text("slug"))
            .col(uuid_null("municipality_id"))
            .col(text("kind"))
            .col(text("name"))
            .col(json_binary("facts"))
            .col(text_null("notice_email"))
            .col(integer("position"))
            .foreign_key(&mut refers("organizations", "municipality_id", "municipalities")),
        Table::create()
            .table("desks")
            .col(pk_uuid("id"))
            .col(text("slug"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(text("name"))
            .col(json_binary("facts"))
            .col(date_null("checked_on"))
            .col(integer("position"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("desks", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("desks", "organization_id", "organizations")),
        Table::create()
            .table("gatherings")
            .col(pk_uuid("id"))
            .col(text("slug"))
            .col(uuid("municipality_id"))
            .col(text("kind"))
            .col(text("name"))
            .col(json_binary("facts"))
            .col(integer("position"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("gatherings", "municipality_id", "municipalities")),
        Table::create()
            .table("directory_versions")
            .col(integer("id").primary_key())
            .col(big_integer("version")),
    ],
    indexes: [
        unique("municipalities", &["slug"]),
        unique("organizations", &["slug"]),
        unique("desks", &["slug"]),
        unique("gatherings", &["slug"]),
        index("organizations", &["municipality_id"]),
        index("desks", &["municipality_id"]),
        index("gatherings", &["municipality_id"]),
    ]
}
