//! Reads from the embedded database on the thread that asks. Its rows are a function call away; a thread of the database's own in between
//! would cost more than most queries.

use crate::metrics::Statements;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};
use sea_orm::sea_query::Value;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ColumnType, DbErr, EntityTrait, Iterable, ModelTrait, RuntimeErr, Statement, TryIntoModel,
};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a reader waits where the database is busy. Readers do not wait for writers: this is for the moments in which it recovers.
const PATIENCE: Duration = Duration::from_secs(10);
/// Statements that a connection keeps prepared.
const PREPARED: usize = 256;
/// Steps of a statement between two looks at the clock: some tenths of a millisecond.
const STEPS: i32 = 10_000;
/// What is said of a statement that was stopped because it took too long.
pub const INTERRUPTED: &str = "interrupted";

tokio::task_local! {
    /// When the operation must be done that reads here. It keeps its thread busy, so that no timer stops it.
    pub static END: Instant;
}

/// The connections that read the embedded database. There are as many as read at once.
pub struct Embedded {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    statements: Statements,
    /// How long a statement may take.
    limit: Option<Duration>,
}

/// One connection, for as long as it is held.
pub struct Session {
    connection: Option<Connection>,
    home: Arc<Embedded>,
    /// Where the log ends in what it sees.
    pub position: i64,
}

impl Embedded {
    pub fn new(path: PathBuf, statements: Statements, limit: Option<Duration>) -> Self {
        Self { path, idle: Mutex::default(), statements, limit }
    }

    /// A connection that sees one state, that of now, and at which position of the log that is, which `position` asks for.
    pub fn view(self: &Arc<Self>, position: &str) -> Result<Session, DbErr> {
        let connection = self.take()?;
        let begun = connection.prepare_cached("BEGIN").and_then(|mut begin| begin.execute([]));
        let number = || connection.prepare_cached(position)?.query_row([], |row| row.get(0)).optional();
        let position = begun.and_then(|_| number()).map_err(failed)?.unwrap_or_default();
        Ok(Session { connection: Some(connection), home: Arc::clone(self), position })
    }

    /// What `sql` gives as its one number now.
    pub fn number(&self, sql: &str) -> Result<i64, DbErr> {
        let connection = self.take()?;
        let number = connection.prepare_cached(sql).and_then(|mut number| number.query_row([], |row| row.get(0)).optional());
        if number.is_ok() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        Ok(number.map_err(failed)?.unwrap_or_default())
    }

    /// How many connections nobody uses.
    pub fn idle(&self) -> usize {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Closes the connections that nobody uses.
    pub fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn take(&self) -> Result<Connection, DbErr> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.open().map_err(failed), Ok)
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        // Not read-only: who reads a log that a crash left behind must be able to recover it.
        let connection =
            Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cache_size", -16_000)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        Ok(connection)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        let is_clean = connection.prepare_cached("COMMIT").and_then(|mut end| end.execute([])).is_ok();
        if is_clean {
            self.home.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

impl Session {
    fn connection(&self) -> Result<&Connection, DbErr> {
        self.connection.as_ref().ok_or_else(|| DbErr::Custom("the connection is gone".to_owned()))
    }

    /// The rows of a query whose columns, from the one numbered `first` on, are those of a table, in the table's order; and of each the
    /// number in its first column.
    pub fn models<E: EntityTrait>(&self, statement: &Statement, first: usize) -> Result<Vec<(i64, E::Model)>, DbErr>
    where
        E::Model: ModelTrait<Entity = E>,
        E::ActiveModel: TryIntoModel<E::Model>,
    {
        let columns: Vec<(E::Column, Kind)> =
            E::Column::iter().map(|column| (column, Kind::of(column.def().get_column_type()))).collect();
        let mut pattern: Option<E::Model> = None;
        self.each(statement, |row| {
            let cell = |place: usize, kind: Kind| kind.value(row.get_ref(first + place).map_err(failed)?);
            let model = match &pattern {
                // There is no other way to a first model of a table that is known only as a type.
                None => {
                    let mut model = E::ActiveModel::default();
                    for (place, (column, kind)) in columns.iter().enumerate() {
                        model.try_set(*column, cell(place, *kind)?)?;
                    }
                    model.try_into_model()?
                }
                Some(pattern) => {
                    let mut model = pattern.clone();
                    for (place, (column, kind)) in columns.iter().enumerate() {
                        model.try_set(*column, cell(place, *kind)?)?;
                    }
                    model
                }
            };
            if pattern.is_none() {
                pattern = Some(blank(&model, &columns));
            }
            let number = if first == 0 { 0 } else { row.get_ref(0).map_err(failed)?.as_i64().unwrap_or_default() };
            Ok((number, model))
        })
    }

    /// The rows of a query that gives numbers.
    pub fn numbers<const N: usize>(&self, statement: &Statement) -> Result<Vec<[i64; N]>, DbErr> {
        self.each(statement, |row| {
            let mut numbers = [0; N];
            for (place, number) in numbers.iter_mut().enumerate() {
                *number = row.get(place).map_err(failed)?;
            }
            Ok(numbers)
        })
    }

    /// Runs a query and makes something of each row.
    fn each<R>(&self, statement: &Statement, mut make: impl FnMut(&Row<'_>) -> Result<R, DbErr>) -> Result<Vec<R>, DbErr> {
        self.home.statements.count();
        let own = self.home.limit.map(|limit| Instant::now() + limit);
        if let Some(end) = own.into_iter().chain(END.try_with(|end| *end)).min() {
            if Instant::now() >= end {
                return Err(failed(INTERRUPTED));
            }
            // It holds until the next statement of this connection begins.
            self.connection()?.progress_handler(STEPS, Some(move || Instant::now() >= end)).map_err(failed)?;
        }
        let mut prepared = self.connection()?.prepare_cached(&statement.sql).map_err(failed)?;
        for (place, value) in statement.values.iter().flat_map(|values| values.0.iter()).enumerate() {
            prepared.raw_bind_parameter(place + 1, bound(value)?).map_err(failed)?;
        }
        let mut rows = prepared.raw_query();
        let mut made = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            made.push(make(row)?);
        }
        Ok(made)
    }
}

/// A model to begin the next ones with. Every column of it is set anew: texts are left out, so that they are not copied for nothing.
fn blank<M: ModelTrait>(model: &M, columns: &[(<M::Entity as EntityTrait>::Column, Kind)]) -> M {
    let mut blank = model.clone();
    for (column, _) in columns.iter().filter(|(_, kind)| *kind == Kind::Text) {
        // A column of few words does not take this one.
        let _ = blank.try_set(*column, Value::String(Some(String::new())));
    }
    blank
}

/// Of which type the values of a column are to SeaORM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Boolean,
    Integer,
    BigInteger,
    Double,
    Text,
    Bytes,
}

impl Kind {
    fn of(column: &ColumnType) -> Self {
        match column {
            ColumnType::Boolean => Self::Boolean,
            ColumnType::Integer => Self::Integer,
            ColumnType::BigInteger => Self::BigInteger,
            ColumnType::Double => Self::Double,
            ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob => Self::Bytes,
            _ => Self::Text,
        }
    }

    fn value(self, cell: ValueRef<'_>) -> Result<Value, DbErr> {
        let text = |text: &[u8]| std::str::from_utf8(text).map(ToOwned::to_owned).map_err(|error| DbErr::Type(error.to_string()));
        Ok(match (self, cell) {
            (Self::Boolean, ValueRef::Null) => Value::Bool(None),
            (Self::Boolean, ValueRef::Integer(number)) => Value::Bool(Some(number != 0)),
            (Self::Integer, ValueRef::Null) => Value::Int(None),
            (Self::Integer, ValueRef::Integer(number)) => {
                Value::Int(Some(i32::try_from(number).map_err(|error| DbErr::Type(error.to_string()))?))
            }
            (Self::BigInteger, ValueRef::Null) => Value::BigInt(None),
            (Self::BigInteger, ValueRef::Integer(number)) => Value::BigInt(Some(number)),
            (Self::Double, ValueRef::Null) => Value::Double(None),
            (Self::Double, ValueRef::Real(number)) => Value::Double(Some(number)),
            #[expect(clippy::cast_precision_loss, reason = "what is stored in such a column was a floating-point number")]
            (Self::Double, ValueRef::Integer(number)) => Value::Double(Some(number as f64)),
            (Self::Bytes, ValueRef::Null) => Value::Bytes(None),
            (Self::Bytes, ValueRef::Blob(bytes)) => Value::Bytes(Some(bytes.to_owned())),
            (Self::Text, ValueRef::Null) => Value::String(None),
            (Self::Text, ValueRef::Text(bytes)) => Value::String(Some(text(bytes)?)),
            (kind, cell) => return Err(DbErr::Type(format!("a column of type {kind:?} holds {:?}", cell.data_type()))),
        })
    }
}

/// A value as it is given to a statement.
fn bound(value: &Value) -> Result<ToSqlOutput<'_>, DbErr> {
    let number = |number: Option<i64>| number.map_or(ValueRef::Null, ValueRef::Integer);
    Ok(ToSqlOutput::Borrowed(match value {
        Value::Bool(value) => number(value.map(i64::from)),
        Value::TinyInt(value) => number(value.map(i64::from)),
        Value::SmallInt(value) => number(value.map(i64::from)),
        Value::Int(value) => number(value.map(i64::from)),
        Value::BigInt(value) => number(*value),
        Value::TinyUnsigned(value) => number(value.map(i64::from)),
        Value::SmallUnsigned(value) => number(value.map(i64::from)),
        Value::Unsigned(value) => number(value.map(i64::from)),
        Value::BigUnsigned(value) => number(value.map(|value| i64::try_from(value).unwrap_or(i64::MAX))),
        Value::Float(value) => value.map_or(ValueRef::Null, |value| ValueRef::Real(value.into())),
        Value::Double(value) => value.map_or(ValueRef::Null, ValueRef::Real),
        Value::String(value) => value.as_ref().map_or(ValueRef::Null, |value| ValueRef::Text(value.as_bytes())),
        Value::Bytes(value) => value.as_ref().map_or(ValueRef::Null, |value| ValueRef::Blob(value)),
        other => return Err(DbErr::Type(format!("{other:?} cannot be given to the embedded database"))),
    }))
}

fn failed(error: impl std::fmt::Display) -> DbErr {
    DbErr::Query(RuntimeErr::Internal(error.to_string()))
}
