//! Places where one can meet and their rooms, rooms asked for at another department; which video service a town or a desk
//! uses, and the numbers that lead into a room. A room's own address is nowhere: it is worked out with the master key.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0021_online",
    tables: [
        Table::create()
            .table("venues")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(text("name"))
            .col(json_binary("facts"))
            .col(date_null("closed_on"))
            .col(text_null("closed_why"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("venues", "municipality_id", "municipalities")),
        Table::create()
            .table("venue_rooms")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("venue_id"))
            .col(uuid("host_id"))
            .col(text("name"))
            .col(text_null("department"))
            .col(text_null("how"))
            .col(boolean("is_open"))
            .foreign_key(&mut refers("venue_rooms", "venue_id", "venues"))
            .foreign_key(&mut refers("venue_rooms", "host_id", "hosts")),
        Table::create()
            .table("room_requests")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(uuid("booking_id"))
            .col(uuid("room_id"))
            .col(timestamp_with_time_zone("starts_at"))
            .col(timestamp_with_time_zone("ends_at"))
            .col(text("state"))
            .col(uuid("asked_by"))
            .col(timestamp_with_time_zone("asked_at"))
            .col(timestamp_with_time_zone_null("settled_at"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("room_requests", "booking_id", "bookings"))
            .foreign_key(&mut refers("room_requests", "room_id", "venue_rooms")),
        Table::create()
            .table("video_services")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid_null("desk_id"))
            .col(json_binary("facts"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("video_services", "municipality_id", "municipalities")),
        Table::create()
            .table("room_codes")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(uuid("desk_id"))
            .col(uuid_null("booking_id"))
            .col(uuid_null("thread_id"))
            .col(blob("code_hash"))
            .col(uuid("made_by"))
            .col(timestamp_with_time_zone("made_at"))
            .col(timestamp_with_time_zone("ends_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .foreign_key(&mut refers("room_codes", "booking_id", "bookings"))
            .foreign_key(&mut refers("room_codes", "thread_id", "threads")),
    ],
    indexes: [
        index("venues", &["municipality_id"]),
        index("venue_rooms", &["venue_id"]),
        index("room_requests", &["booking_id"]),
        index("room_requests", &["organization_id", "state"]),
        index("video_services", &["municipality_id"]),
        unique("room_codes", &["code_hash"]),
        index("room_codes", &["organization_id", "ends_at"]),
        index("room_codes", &["thread_id"]),
        index("room_codes", &["booking_id"]),
    ]
}
