//! Connections to the database. Only this file names a database product.

use crate::config::DatabaseUrl;
use crate::error::{Error, Result};
use crate::view::Reader;
use sea_orm::sqlx::{Connection, PgConnection};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, IsolationLevel, TransactionTrait};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The archive's database: connections that read, connections that write, and how many statements they have run.
#[derive(Clone)]
pub struct Db {
    read: Reader,
    write: DatabaseConnection,
    follow: DatabaseConnection,
    statements: Arc<AtomicU64>,
}

impl DatabaseUrl {
    /// The embedded database in `folder`.
    pub fn embedded(folder: &Path) -> Self {
        Self::new(format!("sqlite://{}?mode=rwc", folder.join("communique.db").display()))
    }
}

impl Db {
    /// Connects, without touching the tables.
    pub async fn connect(url: &DatabaseUrl) -> Result<Self> {
        let statements = Arc::new(AtomicU64::new(0));
        let mut options = ConnectOptions::new(url.as_str());
        options
            .sqlx_logging(false)
            .connect_timeout(Duration::from_secs(10))
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire(false)
            .max_connections(8)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(10))
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("cache_size", "-32000")
                    .statement_cache_capacity(500)
            });
        if DbBackend::Postgres.is_prefix_of(url.as_str()) {
            // A pool tries again and again and tells in the end that it has timed out; one connection tells at once what is wrong.
            PgConnection::connect(url.as_str()).await.map_err(Error::internal)?.close().await.map_err(Error::internal)?;
        }
        let mut read = Database::connect(options.clone()).await?;
        read.set_metric_callback(counting(&statements));
        // Writers take turns: with one connection they queue here, in order, instead of in SQLite's busy loop. On PostgreSQL they wait for
        // its lock; with connections of their own they take none from readers meanwhile, nor wait for one that a reader holds.
        let writers = if read.get_database_backend() == DbBackend::Sqlite { 1 } else { 4 };
        let mut write = Database::connect(options.max_connections(writers).clone()).await?;
        write.set_metric_callback(counting(&statements));
        // Those who follow the log have connections of their own, opened when they are needed: what they do is no part of any request.
        let follow = Database::connect(options.max_connections(2).connect_lazy(true).clone()).await?;
        // SQLite shows every transaction one state by itself, and knows no levels.
        let level = (write.get_database_backend() == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead);
        Ok(Self { read: Reader::new(read, level), write, follow, statements })
    }

    /// For queries.
    pub fn read(&self) -> &Reader {
        &self.read
    }

    /// The same archive, but all that is read from it is of one state: that at the first query.
    pub fn view(&self) -> Self {
        Self { read: self.read.of_one_state(), ..self.clone() }
    }

    /// The same archive for a follower of the log: its statements are not counted.
    pub fn follower(&self) -> Self {
        Self { read: self.read.through(self.follow.clone()), ..self.clone() }
    }

    /// For the change set's transactions, and for migrations.
    pub fn write(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Closes all connections, when those who use them are done.
    pub async fn close(self) -> Result<()> {
        let Self { read, write, follow, .. } = self;
        read.pool().clone().close().await?;
        follow.close().await?;
        write.close().await?;
        Ok(())
    }

    /// How many SQL statements have been run so far.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Opens a transaction in which this process is the archive's only writer, until it ends.
    pub async fn begin_write(&self) -> Result<sea_orm::DatabaseTransaction> {
        use sea_orm::{ConnectionTrait, SqliteTransactionMode, TransactionOptions};
        let options =
            TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        let transaction = self.write.begin_with_options(options).await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            // Released by the database when the transaction ends, however it ends. The number is ours: "COMM".
            transaction.execute_unprepared("SELECT pg_advisory_xact_lock(1129270605)").await?;
        }
        Ok(transaction)
    }
}

fn counting(statements: &Arc<AtomicU64>) -> impl Fn(&sea_orm::metric::Info<'_>) + Send + Sync + 'static {
    let statements = Arc::clone(statements);
    move |_| {
        statements.fetch_add(1, Ordering::Relaxed);
    }
}
