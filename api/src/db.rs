//! Connections to the database. Only this file names a database product.

use crate::config::DatabaseUrl;
use crate::embedded::{Embedded, INTERRUPTED};
use crate::error::{Error, Result};
use crate::log_end::LogEnd;
use crate::metrics::Statements;
use crate::replica::{PATIENCE as REPLICA_PATIENCE, Replica};
use crate::view::{POSITION, Reader};
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, Connection, PgConnection};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr, IsolationLevel, RuntimeErr, TransactionTrait};
use std::convert::Infallible;
use std::future::ready;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Connections of those who follow the log: the search index, imports, subscriptions, webhooks, what is scheduled.
const FOLLOWERS: u32 = 4;
/// How long a connection may take to be made, or to become free.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that read.
pub const CONNECTIONS: usize = 8;

/// The archive's database: connections that read, connections that write, and how many statements they have run.
#[derive(Clone)]
pub struct Db {
    read: Reader,
    place: Place,
    /// Where the public's queries go as long as it answers.
    replica: Option<Arc<Replica>>,
    is_of_replica: bool,
    write: DatabaseConnection,
    follow: DatabaseConnection,
    url: DatabaseUrl,
    /// How long a statement may take that reads.
    patience: Option<Duration>,
    statements: Statements,
}

/// Where the database is, and what that means for the public: how its part is read, or how it is told where the log ends.
#[derive(Clone)]
enum Place {
    /// In this process.
    Embedded(Arc<Embedded>),
    Remote(LogEnd),
}

/// What may be read at once of the public's part: where from, and where the log ends there, if that was wanted.
pub struct Source {
    pub db: Db,
    pub position: Option<i64>,
}

impl DatabaseUrl {
    /// The embedded database in `folder`.
    pub fn embedded(folder: &Path) -> Self {
        Self::of_file(&Self::file(folder))
    }

    /// The database that is this file.
    pub fn of_file(file: &Path) -> Self {
        Self::new(format!("sqlite://{}?mode=rwc", file.display()))
    }

    /// The file of the embedded database in `folder`.
    pub fn file(folder: &Path) -> PathBuf {
        folder.join("communique.db")
    }
}

impl Db {
    /// Connects, without touching the tables.
    pub async fn connect(url: &DatabaseUrl) -> Result<Self> {
        Self::connect_limited(url, None).await
    }

    /// The same, where a statement that reads may take so long and no longer.
    pub async fn connect_limited(url: &DatabaseUrl, patience: Option<Duration>) -> Result<Self> {
        let statements = Statements::default();
        let mut options = Self::options(url);
        if DbBackend::Postgres.is_prefix_of(url.as_str()) {
            // A pool tries again and again and tells in the end that it has timed out; one connection tells at once what is wrong.
            PgConnection::connect(url.as_str()).await.map_err(Error::internal)?.close().await.map_err(Error::internal)?;
        }
        let mut read = first(limited(options.clone(), patience)).await?;
        read.set_metric_callback(counting(&statements));
        // Writers take turns: with one connection they queue here, in order, instead of in SQLite's busy loop. On PostgreSQL they wait for
        // its lock; with connections of their own they take none from readers meanwhile, nor wait for one that a reader holds.
        let writers = if read.get_database_backend() == DbBackend::Sqlite { 1 } else { 4 };
        let mut write = Database::connect(options.max_connections(writers).clone()).await?;
        write.set_metric_callback(counting(&statements));
        // Those who follow the log have connections of their own, opened when they are needed: what they do is no part of any request.
        let follow = Database::connect(options.max_connections(FOLLOWERS).connect_lazy(true).clone()).await?;
        // SQLite shows every transaction one state by itself, and knows no levels.
        let level = (write.get_database_backend() == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead);
        let place = if let Some(path) = embedded_file(url) {
            Place::Embedded(Arc::new(Embedded::new(path, statements.clone(), patience)))
        } else {
            // One asking at a time, for all requests: it must wait for nobody else, nor keep them waiting when nobody answers.
            options.max_connections(1).acquire_timeout(Duration::from_secs(5));
            Place::Remote(LogEnd::new(Database::connect(options).await?))
        };
        Ok(Self {
            read: Reader::new(read, level),
            place,
            replica: None,
            is_of_replica: false,
            write,
            follow,
            url: url.clone(),
            patience,
            statements,
        })
    }

    fn options(url: &DatabaseUrl) -> ConnectOptions {
        let mut options = ConnectOptions::new(url.as_str());
        options
            .sqlx_logging(false)
            .connect_timeout(PATIENCE)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .max_connections(u32::try_from(CONNECTIONS).unwrap_or(u32::MAX))
            // SQLite ends a transaction by itself when it cannot write, and sqlx goes on to count it: what is done on that connection later is
            // acknowledged as a part of it, and never committed. Such a connection is thrown away. What nobody ended was ended when it came
            // back.
            .map_sqlx_sqlite_pool_opts(|pool| {
                pool.before_acquire(|connection, _| Box::pin(ready(Ok(!connection.is_in_transaction()))))
            })
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .busy_timeout(PATIENCE)
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("cache_size", "-32000")
                    .statement_cache_capacity(500)
            });
        options
    }

    /// The same archive, of which the public reads from a streaming replica as long as that answers. It need not answer yet.
    pub async fn with_replica(mut self, url: &DatabaseUrl) -> Result<Self> {
        let mut options = Self::options(url);
        options.connect_lazy(true).acquire_timeout(REPLICA_PATIENCE).connect_timeout(REPLICA_PATIENCE);
        let mut pool = Database::connect(limited(options.clone(), self.patience)).await?;
        pool.set_metric_callback(counting(&self.statements));
        let asked = Database::connect(options.max_connections(1).clone()).await?;
        let reader = Reader::new(pool, Some(IsolationLevel::RepeatableRead));
        self.replica = Some(Arc::new(Replica::new(reader, LogEnd::new(asked))));
        Ok(self)
    }

    /// Whether the public may be answered from another state than the newest.
    pub fn has_replica(&self) -> bool {
        self.replica.is_some()
    }

    /// Where the public's next query reads from: nothing there is older than position `at_least`. Where the log ends there is told if it
    /// is wanted or had to be asked.
    pub async fn source(&self, at_least: Option<i64>, wants_position: bool) -> Result<Source> {
        if let Some(replica) = &self.replica
            && let Some(position) = replica.position(at_least).await
        {
            let db = Self { read: replica.reader().clone(), is_of_replica: true, ..self.clone() };
            return Ok(Source { db, position: Some(position) });
        }
        let position = if wants_position { Some(self.present().await?) } else { None };
        Ok(Source { db: self.clone(), position })
    }

    /// Tells that a query failed; whether it may be asked again of the database itself, because it was asked of a replica.
    pub fn has_failed(&self) -> bool {
        if let Some(replica) = self.replica.as_ref().filter(|_| self.is_of_replica) {
            replica.leave_alone();
        }
        self.is_of_replica
    }

    /// Calls `wake` whenever the log has grown, for as long as the process lives, if the database tells. Whoever depends on it looks from
    /// time to time by itself: what is told while the connection is gone is told to nobody.
    pub async fn listen(&self, wake: impl Fn()) {
        if self.is_embedded() {
            return;
        }
        loop {
            let listening = async {
                let mut listener = PgListener::connect(self.url.as_str()).await?;
                listener.listen("communique").await?;
                loop {
                    wake();
                    listener.recv().await?;
                }
            };
            let Err::<Infallible, sqlx::Error>(error) = listening.await;
            tracing::warn!(%error, "the database tells no changes now; it is asked instead");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// For queries.
    pub fn read(&self) -> &Reader {
        &self.read
    }

    /// The same archive, but all that is read from it is of one state: that at the first query.
    pub fn view(&self) -> Self {
        Self { read: self.read.of_one_state(), ..self.clone() }
    }

    /// The same for what is public and for nobody in particular; see [`Reader::of_one_public_state`].
    pub fn public_view(&self, is_careful: bool) -> Self {
        Self { read: self.read.of_one_public_state(self.embedded().cloned(), is_careful), ..self.clone() }
    }

    /// Where the log ends now where this reads: nothing that was committed there before this was called is behind it.
    pub async fn present(&self) -> Result<i64> {
        match (&self.place, self.replica.as_ref().filter(|_| self.is_of_replica)) {
            (Place::Embedded(embedded), _) => Ok(embedded.number(POSITION)?),
            (Place::Remote(_), Some(replica)) => replica.present().await,
            (Place::Remote(end), None) => end.position().await,
        }
    }

    /// What reads the public part of an embedded database.
    fn embedded(&self) -> Option<&Arc<Embedded>> {
        match &self.place {
            Place::Embedded(embedded) => Some(embedded),
            Place::Remote(_) => None,
        }
    }

    /// Whether the database is in this process, so that its queries keep the thread busy that asks.
    pub fn is_embedded(&self) -> bool {
        self.embedded().is_some()
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
        let Self { read, place, write, follow, .. } = self;
        match place {
            Place::Embedded(embedded) => embedded.close(),
            Place::Remote(end) => end.close().await?,
        }
        read.pool().clone().close().await?;
        follow.close().await?;
        write.close().await?;
        Ok(())
    }

    /// How many SQL statements have been run so far.
    pub fn statements(&self) -> u64 {
        self.statements.all()
    }

    /// The names of the pools of connections, with how many each has, and how many of them nobody uses.
    pub fn pools(&self) -> Vec<(&'static str, u32, usize)> {
        let replica = self.replica.as_ref().map(|replica| ("replica", replica.reader().pool()));
        let pools = [("read", self.read.pool()), ("write", &self.write), ("follow", &self.follow)].into_iter().chain(replica);
        let mut pools: Vec<_> =
            pools.map(|(name, pool)| (name, open(pool))).map(|(name, (all, idle))| (name, all, idle)).collect();
        if let Some(embedded) = self.embedded() {
            let idle = embedded.idle();
            pools.push(("embedded", u32::try_from(idle).unwrap_or(u32::MAX), idle));
        }
        pools
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

/// What is wrong with a database, where it is not what was asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It stopped a statement that took too long.
    Slow,
    /// It does not answer, or only that it cannot now.
    Away,
    /// There is no room for what is to be written.
    Full,
}

impl Trouble {
    pub fn of(error: &DbErr) -> Option<Self> {
        let cause = match error {
            DbErr::ConnectionAcquire(_) => return Some(Self::Away),
            DbErr::Query(RuntimeErr::Internal(text)) if text == INTERRUPTED => return Some(Self::Slow),
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause,
            _ => return None,
        };
        match &**cause {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Some(Self::Away),
            sqlx::Error::Database(cause) => match cause.code().as_deref() {
                // PostgreSQL: it was cancelled, because nobody cancels but the timeout.
                Some("57014") => Some(Self::Slow),
                // It is told to stop, has crashed, or is starting; or has no connection left.
                Some("57P01" | "57P02" | "57P03" | "53300") => Some(Self::Away),
                // PostgreSQL's disk is full, or SQLite's: so it says itself, or that it could not write or enlarge a file.
                Some("53100" | "13" | "778" | "4874") => Some(Self::Full),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The file of a database that is embedded.
fn embedded_file(url: &DatabaseUrl) -> Option<PathBuf> {
    if !DbBackend::Sqlite.is_prefix_of(url.as_str()) {
        return None;
    }
    let options: SqliteConnectOptions = url.as_str().parse().ok()?;
    Some(options.get_filename().to_owned()).filter(|path| path.as_os_str() != ":memory:")
}

/// Opens the first of the pools. Processes that make one embedded database at the same time refuse each other the change to the write-ahead
/// log without waiting for each other, whatever time to wait they have been given: SQLite sees that both waiting would never end.
async fn first(options: ConnectOptions) -> Result<DatabaseConnection> {
    let end = Instant::now() + PATIENCE;
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if is_busy(&error) && Instant::now() < end => tokio::time::sleep(Duration::from_millis(20)).await,
            opened => return Ok(opened?),
        }
    }
}

/// Whether another process keeps SQLite from what it is to do.
fn is_busy(error: &DbErr) -> bool {
    let DbErr::Conn(RuntimeErr::SqlxError(cause)) = error else { return false };
    cause.as_database_error().and_then(DatabaseError::code).is_some_and(|code| matches!(&*code, "5" | "261"))
}

/// The same, but PostgreSQL stops a statement that takes longer. SQLite is stopped by whoever reads (`embedded.rs`).
fn limited(mut options: ConnectOptions, patience: Option<Duration>) -> ConnectOptions {
    if let Some(patience) = patience {
        let milliseconds = patience.as_millis().to_string();
        options.map_sqlx_postgres_opts(move |postgres| postgres.options([("statement_timeout", milliseconds.as_str())]));
    }
    options
}

fn counting(statements: &Statements) -> impl Fn(&sea_orm::metric::Info<'_>) + Send + Sync + 'static {
    let statements = statements.clone();
    move |info| {
        // Where the log ends is asked for the sake of all requests.
        if info.statement.sql != POSITION {
            statements.count();
        }
    }
}

/// How many connections a pool has, and how many of them nobody uses.
fn open(pool: &DatabaseConnection) -> (u32, usize) {
    match pool.get_database_backend() {
        DbBackend::Postgres => (pool.get_postgres_connection_pool().size(), pool.get_postgres_connection_pool().num_idle()),
        DbBackend::Sqlite => (pool.get_sqlite_connection_pool().size(), pool.get_sqlite_connection_pool().num_idle()),
        _ => (0, 0),
    }
}
