//! What one request sees: the archive as it was when the request first looked. Without it a request whose statements come before and after
//! somebody's change would give the version of the one state with the fields of the other, and an update that is based on that would undo
//! the change unseen.

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, IsolationLevel,
    QueryResult, Statement, TransactionTrait,
};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Reads from the pool, or all from one state of the archive.
#[derive(Clone)]
pub struct Reader {
    pool: DatabaseConnection,
    /// Of the database: without a level it shows every transaction one state by itself.
    level: Option<IsolationLevel>,
    view: Option<Arc<Mutex<View>>>,
}

/// A transaction that is begun when somebody reads, and ends with the last who holds it.
type View = Arc<OnceCell<DatabaseTransaction>>;

impl Reader {
    pub fn new(pool: DatabaseConnection, level: Option<IsolationLevel>) -> Self {
        Self { pool, level, view: None }
    }

    /// The connections themselves.
    pub fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// A reader that sees one state of the archive: that at its first statement.
    pub fn of_one_state(&self) -> Self {
        Self { view: Some(Arc::default()), ..self.clone() }
    }

    /// The same through other connections.
    pub fn through(&self, pool: DatabaseConnection) -> Self {
        Self { pool, level: self.level, view: None }
    }

    /// Lets it see the state of now.
    pub fn renew(&self) {
        if let Some(view) = &self.view {
            *view.lock().unwrap_or_else(PoisonError::into_inner) = View::default();
        }
    }

    /// Begins a transaction that sees one state.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        match self.level {
            Some(level) => self.pool.begin_with_config(Some(level), Some(AccessMode::ReadOnly)).await,
            None => self.pool.begin().await,
        }
    }

    fn view(&self) -> Option<View> {
        Some(Arc::clone(&self.view.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self.view() {
            Some(view) => view.get_or_try_init(|| self.begin()).await?.execute_raw(statement).await,
            None => self.pool.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self.view() {
            Some(view) => view.get_or_try_init(|| self.begin()).await?.execute_unprepared(sql).await,
            None => self.pool.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self.view() {
            Some(view) => view.get_or_try_init(|| self.begin()).await?.query_one_raw(statement).await,
            None => self.pool.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self.view() {
            Some(view) => view.get_or_try_init(|| self.begin()).await?.query_all_raw(statement).await,
            None => self.pool.query_all_raw(statement).await,
        }
    }
}
