//! What is taken down at the telephone and at the counter, and what a town asks there.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step};

step! {
    "s0016_counter",
    tables: [
        Table::create()
            .table("notes")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(uuid_null("desk_id"))
            .col(uuid("key_id"))
            .col(uuid("staff_id"))
            .col(text_null("means"))
            .col(boolean("is_chat"))
            .col(text_null("relation"))
            .col(boolean("is_urgent"))
            .col(integer_null("minutes"))
            .col(timestamp_with_time_zone("begun_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(timestamp_with_time_zone("written_at"))
            .col(blob("sealed_words"))
            .col(blob("sealed_answers"))
            .col(timestamp_with_time_zone_null("kept_at"))
            // Nothing once a case grew out of it.
            .col(date_null("kept_until"))
            .col(uuid_null("case_id"))
            .col(uuid_null("thread_id"))
            .col(uuid_null("handed_to"))
            .col(timestamp_with_time_zone_null("handed_at"))
            .col(uuid_null("handed_by"))
            .col(timestamp_with_time_zone_null("taken_at"))
            .col(uuid_null("taken_by"))
            .col(big_integer("version"))
            .col(big_integer("answers_version"))
            .foreign_key(&mut refers("notes", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("notes", "key_id", "keys"))
            .foreign_key(&mut refers("notes", "staff_id", "staff")),
        Table::create()
            .table("questions")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(integer("place"))
            // Which of the program's own questions it is.
            .col(text_null("code"))
            // The town's own wording; nothing where the program's stands.
            .col(text_null("wording"))
            .col(timestamp_with_time_zone_null("retired_at"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("questions", "municipality_id", "municipalities")),
    ],
    indexes: [
        index("notes", &["municipality_id", "organization_id"]),
        index("notes", &["handed_to"]),
        index("notes", &["case_id"]),
        index("notes", &["thread_id"]),
        index("notes", &["kept_until"]),
        index("questions", &["municipality_id"]),
    ]
}
