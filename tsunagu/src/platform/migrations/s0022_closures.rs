//! Whoever had booked a time that does not take place: how they were told, and whether somebody reached them.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step};

step! {
    "s0022_closures",
    tables: [
        Table::create()
            .table("closed_bookings")
            .col(uuid("booking_id").primary_key())
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(timestamp_with_time_zone("was"))
            .col(text("told"))
            .col(timestamp_with_time_zone("closed_at"))
            .col(uuid_null("reached_by"))
            .col(timestamp_with_time_zone_null("reached_at"))
            .foreign_key(&mut refers("closed_bookings", "booking_id", "bookings"))
            .foreign_key(&mut refers("closed_bookings", "municipality_id", "municipalities")),
    ],
    indexes: [
        index("closed_bookings", &["organization_id", "was"]),
    ]
}
