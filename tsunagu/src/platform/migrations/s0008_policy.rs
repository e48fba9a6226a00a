//! What each town says of itself: texts and their versions, measures that serve a goal, how its pages look and speak.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0008_policy",
    tables: [
        Table::create()
            .table("page_numbers")
            .col(integer("id").primary_key())
            .col(integer("last")),
        Table::create()
            .table("texts")
            .col(pk_uuid("id"))
            .col(integer("number"))
            // Exactly one of the two is set: a text belongs to a town or to an operator.
            .col(uuid_null("municipality_id"))
            .col(uuid_null("organization_id"))
            .col(text("kind"))
            .col(text("state"))
            .col(integer("head"))
            .col(integer_null("published_seq"))
            .col(timestamp_with_time_zone_null("published_at"))
            .col(timestamp_with_time_zone_null("first_published_at"))
            .col(uuid_null("published_by"))
            .col(date_null("review_by"))
            .col(timestamp_with_time_zone_null("retired_at"))
            .col(uuid_null("retired_by"))
            .col(text("retired_why"))
            // The id of the data file, for texts that came with it.
            .col(text_null("origin"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("texts", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("texts", "organization_id", "organizations")),
        Table::create()
            .table("text_versions")
            .col(uuid("text_id"))
            .col(integer("seq"))
            .col(text("title"))
            .col(text("body"))
            .col(text_null("adopted_on"))
            .col(text("adopted_by"))
            .col(integer_null("fiscal_year"))
            .col(text("source"))
            .col(json_binary("tags"))
            .col(json_binary("links"))
            .col(text("why"))
            .col(timestamp_with_time_zone("written_at"))
            .col(uuid_null("written_by"))
            .primary_key(Index::create().col("text_id").col("seq"))
            .foreign_key(&mut refers("text_versions", "text_id", "texts")),
        Table::create()
            .table("goal_measures")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("text_id"))
            .col(integer("seq"))
            .col(integer("point"))
            .col(integer("fiscal_year"))
            .col(text("subject"))
            .col(text("name"))
            .col(text("done"))
            .col(timestamp_with_time_zone("added_at"))
            .col(uuid("added_by"))
            .foreign_key(&mut refers("goal_measures", "text_id", "texts")),
        Table::create()
            .table("appearances")
            .col(pk_uuid("municipality_id"))
            .col(text_null("accent"))
            .col(text("figure"))
            .col(json_binary("spellings"))
            .col(boolean("second_person"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("appearances", "municipality_id", "municipalities")),
    ],
    indexes: [
        unique("texts", &["number"]),
        unique("texts", &["origin"]),
        index("texts", &["municipality_id"]),
        index("texts", &["organization_id"]),
        unique("goal_measures", &["municipality_id", "text_id", "fiscal_year", "point", "subject"]),
    ]
}
