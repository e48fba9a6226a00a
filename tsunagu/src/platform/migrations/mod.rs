//! The tables, step by step. A step that has landed is never edited; the next change is the next step.

use sea_orm_migration::prelude::*;

mod s0001_platform;
mod s0002_directory;
mod s0003_accounts;
mod s0004_reception;
mod s0005_casework;
mod s0006_relay;
mod s0007_listings;
mod s0008_policy;
mod s0009_tables;
mod s0010_finder;
mod s0011_editing;
mod s0012_attachments;
mod s0013_one_rule;
mod s0014_booking;
mod s0015_threads;
mod s0016_counter;
mod s0017_contact;
mod s0018_application;
mod s0018_worries;
mod s0019_same_day;
mod s0020_mail;
mod s0021_online;
mod s0022_booking_speed;
mod s0022_closures;
mod s0023_series;
mod s0025_casework;
mod s0025_plans;

pub struct Migrations;

#[async_trait::async_trait]
impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(s0001_platform::Step),
            Box::new(s0002_directory::Step),
            Box::new(s0003_accounts::Step),
            Box::new(s0004_reception::Step),
            Box::new(s0005_casework::Step),
            Box::new(s0006_relay::Step),
            Box::new(s0007_listings::Step),
            Box::new(s0008_policy::Step),
            Box::new(s0009_tables::Step),
            Box::new(s0010_finder::Step),
            Box::new(s0011_editing::Step),
            Box::new(s0012_attachments::Step),
            Box::new(s0013_one_rule::Step),
            Box::new(s0015_threads::Step),
            Box::new(s0017_contact::Step),
            Box::new(s0014_booking::Step),
            Box::new(s0016_counter::Step),
            Box::new(s0018_worries::Step),
            Box::new(s0018_application::Step),
            Box::new(s0019_same_day::Step),
            Box::new(s0020_mail::Step),
            Box::new(s0021_online::Step),
            Box::new(s0022_booking_speed::Step),
            Box::new(s0022_closures::Step),
            Box::new(s0023_series::Step),
            Box::new(s0025_casework::Step),
            Box::new(s0025_plans::Step),
        ]
    }
}

/// Declares a step that only makes tables and indexes.
macro_rules! step {
    ($name:literal, tables: [$($table:expr),* $(,)?], indexes: [$($index:expr),* $(,)?]) => {
        pub struct Step;

        impl sea_orm_migration::MigrationName for Step {
            fn name(&self) -> &str {
                $name
            }
        }

        #[async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Step {
            async fn up(&self, manager: &sea_orm_migration::SchemaManager) -> Result<(), sea_orm_migration::DbErr> {
                $(manager.create_table($table.to_owned()).await?;)*
                $(manager.create_index($index.to_owned()).await?;)*
                Ok(())
            }
        }
    };
}
use step;

/// An index over `columns` of `table`.
fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index.to_owned()
}

/// A promise held by the database: these columns are different in every row.
fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(table, columns).unique().to_owned()
}

/// `column` names a row of `target`.
fn refers(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("{table}_{column}_fk")).from(table, column).to(target, "id").to_owned()
}
