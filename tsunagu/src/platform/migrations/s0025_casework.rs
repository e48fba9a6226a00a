//! Cases as they are walked along: where they stand, what was done and said, what was promised, who leads.

use sea_orm_migration::{prelude::*, schema::*};

use super::{index, refers, unique};

pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "s0025_casework"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cases = [
            uuid_null("lead_id"),
            text_null("rhythm"),
            text_null("end_reason"),
            timestamp_with_time_zone_null("ended_at"),
        ];
        // One of the engines adds one column at a time only.
        for column in cases {
            manager.alter_table(Table::alter().table("cases").add_column(column).to_owned()).await?;
        }
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in [
            index("cases", &["state"]),
            index("cases", &["lead_id"]),
            index("case_turns", &["case_id", "at"]),
            unique("case_turns", &["waiting_case_id"]),
            index("case_entries", &["case_id", "at"]),
            index("entry_notes", &["case_id", "entry_id"]),
            index("entry_notes", &["to_staff", "seen_at"]),
            unique("entry_drafts", &["case_id", "staff_id"]),
            index("promises", &["case_id"]),
            index("promises", &["staff_id", "state"]),
            index("handovers", &["case_id"]),
            unique("handovers", &["waiting_case_id"]),
            index("handovers", &["to_staff", "received_at"]),
            index("covers", &["staff_id", "until_day"]),
            index("covers", &["cover_id", "until_day"]),
            index("case_edges", &["case_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        of_case("case_turns", Table::create().table("case_turns"))
            .col(text("turn"))
            .col(text_null("detail"))
            .col(text("voice"))
            .col(uuid_null("staff_id"))
            .col(timestamp_with_time_zone("at"))
            .col(text("standing"))
            .col(uuid_null("waiting_case_id"))
            .col(uuid_null("second_id"))
            .col(timestamp_with_time_zone_null("second_at"))
            .col(blob("sealed_words"))
            .col(big_integer("version"))
            .to_owned(),
        of_case("case_entries", Table::create().table("case_entries"))
            .col(text("party"))
            .col(text("means"))
            .col(text_null("met"))
            .col(timestamp_with_time_zone("at"))
            .col(integer_null("minutes"))
            .col(boolean("is_late"))
            .col(uuid("written_by"))
            .col(timestamp_with_time_zone("written_at"))
            .col(blob("sealed_words"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("case_entries", "written_by", "staff"))
            .to_owned(),
        of_case("entry_notes", Table::create().table("entry_notes"))
            .col(uuid("entry_id"))
            .col(text("kind"))
            .col(uuid("written_by"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid_null("to_staff"))
            .col(timestamp_with_time_zone_null("seen_at"))
            .col(blob("sealed_text"))
            .foreign_key(&mut refers("entry_notes", "entry_id", "case_entries"))
            .to_owned(),
        of_case("entry_drafts", Table::create().table("entry_drafts"))
            .col(uuid("staff_id"))
            .col(blob("sealed_draft"))
            .col(timestamp_with_time_zone("saved_at"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("entry_drafts", "staff_id", "staff"))
            .to_owned(),
        of_case("promises", Table::create().table("promises"))
            .col(text("kind"))
            .col(uuid("staff_id"))
            .col(date_null("day"))
            .col(text("state"))
            .col(uuid("made_by"))
            .col(timestamp_with_time_zone("made_at"))
            .col(uuid_null("settled_by"))
            .col(timestamp_with_time_zone_null("settled_at"))
            .col(blob("sealed_words"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("promises", "staff_id", "staff"))
            .to_owned(),
        of_case("handovers", Table::create().table("handovers"))
            .col(uuid("from_staff"))
            .col(uuid("to_staff"))
            .col(timestamp_with_time_zone("written_at"))
            .col(timestamp_with_time_zone_null("received_at"))
            .col(uuid_null("waiting_case_id"))
            .col(blob("sealed_words"))
            .col(big_integer("version"))
            .foreign_key(&mut refers("handovers", "from_staff", "staff"))
            .foreign_key(&mut refers("handovers", "to_staff", "staff"))
            .to_owned(),
        Table::create()
            .table("covers")
            .col(pk_uuid("id"))
            .col(uuid("municipality_id"))
            .col(uuid("organization_id"))
            .col(uuid("staff_id"))
            .col(uuid("cover_id"))
            .col(date("from_day"))
            .col(date("until_day"))
            .foreign_key(&mut refers("covers", "staff_id", "staff"))
            .foreign_key(&mut refers("covers", "cover_id", "staff"))
            .to_owned(),
        of_case("case_edges", Table::create().table("case_edges"))
            .col(date("day"))
            .col(blob("sealed_words"))
            .col(big_integer("version"))
            .to_owned(),
    ]
}

/// The columns of every table whose rows belong to a case.
fn of_case(name: &'static str, table: &mut TableCreateStatement) -> TableCreateStatement {
    table
        .col(pk_uuid("id"))
        .col(uuid("municipality_id"))
        .col(uuid("case_id"))
        .foreign_key(&mut refers(name, "case_id", "cases"))
        .to_owned()
}
