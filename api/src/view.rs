//! What one request sees: the archive as it was when the request first looked. Without it a request whose statements come before and after
//! somebody's change would give the version of the one state with the fields of the other, and an update that is based on that would undo
//! the change unseen.
//!
//! Of the embedded database what is public is read on the thread that asks (`embedded.rs`), as far as it is rows of tables or numbers;
//! everything else goes through SeaORM's own connections. When a request needs both, both are made to see the same position of the log.

use crate::embedded::{Embedded, Session};
use sea_orm::sea_query::{Alias, Expr, Query, SelectStatement};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait, ExecResult,
    FromQueryResult, IsolationLevel, ModelTrait, QueryResult, QuerySelect, QueryTrait, Select, Statement, TransactionTrait,
    TryIntoModel,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::OnceCell;

/// The log's end, as `changeset` keeps it.
pub const POSITION: &str = "SELECT value FROM counter WHERE name = 'position'";
/// How often two connections are begun until they see the same position.
const TRIES: u32 = 100;

/// Reads from the pool, or all from one state of the archive.
#[derive(Clone)]
pub struct Reader {
    pool: DatabaseConnection,
    /// Where what is public is read instead, if the database is in this process.
    embedded: Option<Arc<Embedded>>,
    /// Of the database: without a level it shows every transaction one state by itself.
    level: Option<IsolationLevel>,
    view: Option<Arc<Mutex<Arc<View>>>>,
}

/// One state. Its transactions are begun when somebody reads, and end with the last who holds it.
#[derive(Default)]
struct View {
    remote: OnceCell<DatabaseTransaction>,
    embedded: Mutex<Option<Session>>,
    position: OnceLock<i64>,
    /// Its two transactions are begun together.
    is_careful: bool,
    /// Its two transactions see different positions.
    is_torn: AtomicBool,
    /// What is made of it depends on more than the archive.
    is_passing: AtomicBool,
}

impl Reader {
    pub fn new(pool: DatabaseConnection, level: Option<IsolationLevel>) -> Self {
        Self { pool, embedded: None, level, view: None }
    }

    /// The connections themselves.
    pub fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// A reader that sees one state of the archive: that at its first statement.
    pub fn of_one_state(&self) -> Self {
        Self { view: Some(Arc::default()), ..self.clone() }
    }

    /// The same for what is public, most of which an embedded database answers on the thread that asks. When its queries fail and it
    /// [is torn](Self::is_torn), all must be asked again of a careful one.
    pub fn of_one_public_state(&self, embedded: Option<Arc<Embedded>>, is_careful: bool) -> Self {
        let view = View { is_careful, ..View::default() };
        Self { embedded, view: Some(Arc::new(Mutex::new(Arc::new(view)))), ..self.clone() }
    }

    /// Whether a change came between the two connections of a public reader.
    pub fn is_torn(&self) -> bool {
        self.view().is_some_and(|view| view.is_torn.load(Ordering::Relaxed))
    }

    /// Tells that what is made of this state depends on more than the archive, and may change although the archive does not.
    pub fn mark_passing(&self) {
        if let Some(view) = self.view() {
            view.is_passing.store(true, Ordering::Relaxed);
        }
    }

    pub fn is_passing(&self) -> bool {
        self.view().is_some_and(|view| view.is_passing.load(Ordering::Relaxed))
    }

    /// The same through other connections.
    pub fn through(&self, pool: DatabaseConnection) -> Self {
        Self { pool, view: None, ..self.clone() }
    }

    /// Lets it see the state of now.
    pub fn renew(&self) {
        if let Some(view) = &self.view {
            *view.lock().unwrap_or_else(PoisonError::into_inner) = Arc::default();
        }
    }

    /// Begins a transaction that sees one state.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        match self.level {
            Some(level) => self.pool.begin_with_config(Some(level), Some(AccessMode::ReadOnly)).await,
            None => self.pool.begin().await,
        }
    }

    /// Where the log ends in what it sees.
    pub async fn position(&self) -> Result<i64, DbErr> {
        let Some(view) = self.view() else {
            return position(&self.pool).await;
        };
        if let Some(position) = view.position.get() {
            return Ok(*position);
        }
        let position = match &self.embedded {
            Some(embedded) => view.embedded(embedded, |_, position| Ok(position))?,
            None => position(self.remote(&view).await?).await?,
        };
        Ok(*view.position.get_or_init(|| position))
    }

    /// The rows that `select` chooses of a table.
    pub async fn models<E: EntityTrait>(&self, select: Select<E>) -> Result<Vec<E::Model>, DbErr>
    where
        E::Model: ModelTrait<Entity = E>,
        E::ActiveModel: TryIntoModel<E::Model>,
    {
        let (Some(embedded), Some(view)) = (&self.embedded, self.view()) else { return select.all(self).await };
        let statement = select.build(self.get_database_backend());
        let models = view.embedded(embedded, |session, _| session.models::<E>(&statement, 0))?;
        Ok(models.into_iter().map(|(_, model)| model).collect())
    }

    /// The rows of a query that gives a number named `number`, and then all columns of a table in its order.
    pub async fn numbered<E: EntityTrait>(&self, select: &SelectStatement, number: &str) -> Result<Vec<(i64, E::Model)>, DbErr>
    where
        E::Model: ModelTrait<Entity = E> + FromQueryResult,
        E::ActiveModel: TryIntoModel<E::Model>,
    {
        let statement = self.get_database_backend().build(select);
        if let (Some(embedded), Some(view)) = (&self.embedded, self.view()) {
            return view.embedded(embedded, |session, _| session.models::<E>(&statement, 1));
        }
        let rows = self.query_all_raw(statement).await?;
        rows.iter().map(|row| Ok((row.try_get("", number)?, E::Model::from_query_result(row, "")?))).collect()
    }

    /// The rows of a query that gives numbers, as many in each row as are wanted.
    pub async fn numbers<const N: usize>(&self, statement: Statement) -> Result<Vec<[i64; N]>, DbErr> {
        if let (Some(embedded), Some(view)) = (&self.embedded, self.view()) {
            return view.embedded(embedded, |session, _| session.numbers(&statement));
        }
        let rows = self.query_all_raw(statement).await?;
        let row = |row: &QueryResult| {
            let mut numbers = [0; N];
            for (place, number) in numbers.iter_mut().enumerate() {
                *number = row.try_get_by_index(place)?;
            }
            Ok(numbers)
        };
        rows.iter().map(row).collect()
    }

    /// The ids that `select`, which is of one column, gives.
    pub async fn ids<E: EntityTrait>(&self, select: Select<E>) -> Result<Vec<i64>, DbErr> {
        let rows = self.numbers(select.build(self.get_database_backend())).await?;
        Ok(rows.into_iter().map(|[id]| id).collect())
    }

    /// How many rows `select` chooses.
    pub async fn count<E: EntityTrait>(&self, select: Select<E>) -> Result<u64, DbErr> {
        let rows = select.select_only().expr(Expr::value(1)).into_query();
        let count = Query::select().expr(Expr::cust("COUNT(*)")).from_subquery(rows, Alias::new("counted")).take();
        let counted = self.numbers::<1>(self.get_database_backend().build(&count)).await?;
        Ok(counted.first().map_or(0, |[count]| u64::try_from(*count).unwrap_or(0)))
    }

    fn view(&self) -> Option<Arc<View>> {
        Some(Arc::clone(&self.view.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// The transaction through SeaORM's connections, at the same position as the embedded one.
    async fn remote<'v>(&self, view: &'v View) -> Result<&'v DatabaseTransaction, DbErr> {
        let begin = || async {
            let Some(embedded) = &self.embedded else { return self.begin().await };
            for _ in 0..TRIES {
                let transaction = self.begin().await?;
                let seen = position(&transaction).await?;
                if view.embedded(embedded, |_, position| Ok(position))? == seen {
                    return Ok(transaction);
                }
                if !view.is_careful {
                    break;
                }
                // Nothing has been read through it yet.
                view.embedded.lock().unwrap_or_else(PoisonError::into_inner).take();
            }
            view.is_torn.store(true, Ordering::Relaxed);
            Err(DbErr::Custom("the archive was changed between two readings".to_owned()))
        };
        view.remote.get_or_try_init(begin).await
    }
}

impl View {
    /// Lets `read` have the session that sees this state, and the position at which it is.
    fn embedded<R>(&self, embedded: &Arc<Embedded>, read: impl FnOnce(&Session, i64) -> Result<R, DbErr>) -> Result<R, DbErr> {
        let mut held = self.embedded.lock().unwrap_or_else(PoisonError::into_inner);
        let session = match held.take() {
            Some(session) => session,
            None => embedded.view(POSITION)?,
        };
        let result = read(&session, session.position);
        *held = Some(session);
        result
    }
}

/// Where the log ends.
pub async fn position(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), POSITION)).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self.view() {
            Some(view) => self.remote(&view).await?.execute_raw(statement).await,
            None => self.pool.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self.view() {
            Some(view) => self.remote(&view).await?.execute_unprepared(sql).await,
            None => self.pool.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self.view() {
            Some(view) => self.remote(&view).await?.query_one_raw(statement).await,
            None => self.pool.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self.view() {
            Some(view) => self.remote(&view).await?.query_all_raw(statement).await,
            None => self.pool.query_all_raw(statement).await,
        }
    }
}
