//! How often something was asked to be made sure of on the same day: whoever makes sure ticks off only what they saw.

use sea_orm_migration::{prelude::*, schema::*};

pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "s0019_same_day"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let round = integer("round").default(1).to_owned();
        manager.alter_table(Table::alter().table("same_day_checks").add_column(round).to_owned()).await
    }
}
