//! Staff and their sessions.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, step, unique};

step! {
    "s0003_accounts",
    tables: [
        Table::create()
            .table("staff")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(text("login"))
            .col(text("name"))
            .col(text("role"))
            .col(text("password_hash"))
            .col(blob_null("totp_secret"))
            .col(big_integer_null("totp_last_step"))
            .col(date_null("until"))
            .col(timestamp_with_time_zone("created_at"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("staff", "municipality_id", "municipalities"))
            .foreign_key(&mut refers("staff", "organization_id", "organizations")),
        Table::create()
            .table("sessions")
            .col(blob("token_hash").primary_key())
            .col(uuid("staff_id"))
            .col(boolean("second_factor_due"))
            .col(timestamp_with_time_zone("began_at"))
            .col(timestamp_with_time_zone("seen_at"))
            .foreign_key(&mut refers("sessions", "staff_id", "staff")),
    ],
    indexes: [
        unique("staff", &["login"]),
        index("sessions", &["staff_id"]),
        index("sessions", &["seen_at"]),
    ]
}
