//! The database: opening it, writing to it, bringing it up to date. The only room that knows which engine runs.

use std::{path::Path, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use super::migrations::Migrations;

/// An open database. Cloning is cheap; all clones share the connections.
#[derive(Clone)]
pub struct Db {
    readers: DatabaseConnection,
    /// SQLite has one writer at a time: they queue here instead of failing on a busy file.
    writer: DatabaseConnection,
    engine: Engine,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the database address must begin with sqlite: or postgres: (it begins with \"{0}\")")]
    UnknownEngine(String),
    #[error(
        "the database was written by a newer version of this program (it has the step \"{0}\", which this program does not know); install that version or restore an older backup"
    )]
    Newer(String),
    #[error("the database cannot be used: {0}")]
    Engine(#[from] DbErr),
}

impl Db {
    /// Opens `address` (`sqlite:/path/to/file` or `postgres://…`) without touching its tables.
    pub async fn open(address: &str, connections: u32) -> Result<Self, Fault> {
        let engine = match address.split(':').next() {
            Some("sqlite") => Engine::Sqlite,
            Some("postgres" | "postgresql") => Engine::Postgres,
            other => return Err(Fault::UnknownEngine(other.unwrap_or_default().to_owned())),
        };
        let readers = Database::connect(options(engine, address, connections, true)).await?;
        let writer = match engine {
            Engine::Sqlite => Database::connect(options(engine, address, 1, false)).await?,
            Engine::Postgres => readers.clone(),
        };
        Ok(Self { readers, writer, engine })
    }

    /// The address of a SQLite file.
    pub fn file(path: &Path) -> String {
        format!("sqlite:{}", path.display())
    }

    /// Brings the tables up to date. Refuses a database that is newer than this program.
    pub async fn migrate(&self) -> Result<(), Fault> {
        self.refuse_newer().await?;
        Migrations::up(&self.writer, None).await?;
        Ok(())
    }

    async fn refuse_newer(&self) -> Result<(), Fault> {
        use sea_orm_migration::SchemaManager;
        let manager = SchemaManager::new(&self.writer);
        if !manager.has_table("seaql_migrations").await? {
            return Ok(());
        }
        let known: Vec<String> = Migrations::migrations().iter().map(|step| step.name().to_owned()).collect();
        let rows = self
            .writer
            .query_all_raw(sea_orm::Statement::from_string(
                self.writer.get_database_backend(),
                "SELECT version FROM seaql_migrations",
            ))
            .await?;
        for row in rows {
            let step: String = row.try_get("", "version")?;
            if !known.contains(&step) {
                return Err(Fault::Newer(step));
            }
        }
        Ok(())
    }

    /// For reading only.
    pub fn read(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// Begins a transaction that reads one moment, whatever is written meanwhile.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let isolation = match self.engine {
            // A reading transaction of this engine is a snapshot already.
            Engine::Sqlite => None,
            Engine::Postgres => Some(IsolationLevel::RepeatableRead),
        };
        self.readers.begin_with_config(isolation, None).await
    }

    /// Begins a transaction that may write. It is undone unless it is committed.
    pub async fn write(&self) -> Result<DatabaseTransaction, DbErr> {
        match self.engine {
            // Taking the write lock at once: a later upgrade from reading to writing could fail half way.
            Engine::Sqlite => {
                self.writer
                    .begin_with_options(TransactionOptions {
                        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                        ..Default::default()
                    })
                    .await
            }
            Engine::Postgres => self.writer.begin().await,
        }
    }

    /// Answers whether the database can be reached (`/readyz`).
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.readers.ping().await
    }

    /// Closes all connections; what was acknowledged is on disk already.
    pub async fn close(&self) {
        let _ = self.writer.close_by_ref().await;
        let _ = self.readers.close_by_ref().await;
    }
}

fn options(engine: Engine, address: &str, connections: u32, reading: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(address.to_owned());
    options
        .max_connections(connections)
        .min_connections(1)
        .connect_timeout(Duration::from_secs(10))
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false);
    if engine == Engine::Sqlite {
        options.map_sqlx_sqlite_opts(move |file| {
            let file = file
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .pragma("journal_mode", "WAL")
                // What was acknowledged survives a power cut: NORMAL loses the last commits.
                .pragma("synchronous", "FULL")
                // Deleted rows leave no readable bytes behind.
                .pragma("secure_delete", "ON")
                .pragma("trusted_schema", "OFF")
                .pragma("cell_size_check", "ON")
                .pragma("temp_store", "MEMORY");
            if reading { file.pragma("query_only", "ON") } else { file }
        });
    }
    options
}

/// Whether whoever writes here is alone until the end of the transaction, so that nothing has to be held against others.
pub fn writes_alone(tx: &impl ConnectionTrait) -> bool {
    tx.get_database_backend() == DbBackend::Sqlite
}

/// Whether `error` is the database keeping a promise (`UNIQUE`): somebody was first.
pub fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}
