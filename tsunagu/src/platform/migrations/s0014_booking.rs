//! How desks take bookings, who and what receives, and what is booked. A seat and a quarter of an hour are rows of their
//! own: the same one cannot be there twice. They are not bound to `bookings`, because they are taken first: whoever finds
//! them taken has written nothing else.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0014_booking",
    tables: [
        Table::create()
            .table("offers")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(uuid("desk_id"))
            .col(text("name"))
            .col(json_binary("facts"))
            .col(boolean("is_shown"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("offers", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("offers", "desk_id", "desks")),
        Table::create()
            .table("offer_changes")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("offer_id"))
            .col(timestamp_with_time_zone("starts_at"))
            .col(timestamp_with_time_zone("ends_at"))
            .col(timestamp_with_time_zone_null("moved_to"))
            .col(text("reason"))
            .col(uuid("made_by"))
            .col(timestamp_with_time_zone("made_at"))
            .foreign_key(&mut refers("offer_changes", "offer_id", "offers")),
        Table::create()
            .table("hosts")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(text("kind"))
            .col(text("name"))
            .col(uuid_null("staff_id"))
            .foreign_key(&mut refers("hosts", "municipality_id", "municipalities")),
        Table::create()
            .table("bookings")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(uuid("offer_id"))
            .col(uuid_null("thread_id"))
            .col(text("origin"))
            .col(text_null("visit_for"))
            .col(text("state"))
            .col(timestamp_with_time_zone_null("starts_at"))
            .col(timestamp_with_time_zone_null("ends_at"))
            .col(text_null("cancelled_by"))
            .col(text_null("exception"))
            .col(blob_null("sealed_note"))
            .col(timestamp_with_time_zone("made_at"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("bookings", "offer_id", "offers"))
            .foreign_key(&mut refers("bookings", "thread_id", "threads")),
        Table::create()
            .table("seats")
            .col(uuid("offer_id"))
            .col(timestamp_with_time_zone("starts_at"))
            .col(integer("seat_no"))
            .col(uuid("booking_id"))
            .primary_key(Index::create().col("offer_id").col("starts_at").col("seat_no"))
            .foreign_key(&mut refers("seats", "offer_id", "offers")),
        Table::create()
            .table("host_quarters")
            .col(uuid("host_id"))
            .col(big_integer("quarter"))
            .col(uuid("booking_id"))
            .primary_key(Index::create().col("host_id").col("quarter"))
            .foreign_key(&mut refers("host_quarters", "host_id", "hosts")),
        Table::create()
            .table("booking_calendars")
            .col(uuid("staff_id").primary_key())
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(blob("token_hash"))
            .col(timestamp_with_time_zone("made_at"))
            .foreign_key(&mut refers("booking_calendars", "staff_id", "staff")),
    ],
    indexes: [
        index("offers", &["desk_id"]),
        index("offer_changes", &["offer_id"]),
        index("hosts", &["municipality_id"]),
        index("bookings", &["organization_id", "starts_at"]),
        index("bookings", &["thread_id"]),
        index("bookings", &["offer_id", "state"]),
        index("seats", &["booking_id"]),
        index("host_quarters", &["booking_id"]),
        unique("booking_calendars", &["token_hash"]),
    ]
}
