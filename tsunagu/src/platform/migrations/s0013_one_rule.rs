//! Whether two people publish stands in one place, the rules of the directory: what towns had chosen for their texts is
//! carried there, so that nobody publishes alone who could not before.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

/// Months after which a check is too old, where a town never said (as the program had it when this step was written).
const STALE_AFTER_MONTHS: i32 = 12;

pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "s0013_one_rule"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let chosen = Query::select()
            .column("municipality_id")
            .from("appearances")
            .and_where(Expr::col("second_person").eq(true))
            .to_owned();
        let raised = Query::update()
            .table("directory_rules")
            .value("two_persons", true)
            .and_where(Expr::col("municipality_id").in_subquery(chosen.clone()))
            .to_owned();
        manager.execute(raised).await?;
        let known = Query::select().column("municipality_id").from("directory_rules").to_owned();
        let mut new = chosen;
        new.expr(Expr::val(true))
            .expr(Expr::val(STALE_AFTER_MONTHS))
            .and_where(Expr::col("municipality_id").not_in_subquery(known));
        let added = Query::insert()
            .into_table("directory_rules")
            .columns(["municipality_id", "two_persons", "stale_after_months"])
            .select_from(new)
            .map_err(|error| DbErr::Migration(error.to_string()))?
            .to_owned();
        manager.execute(added).await?;
        manager.alter_table(Table::alter().table("appearances").drop_column("second_person").to_owned()).await
    }
}
