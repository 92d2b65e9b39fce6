//! Rows that are written together, each table's in as few statements as the databases allow.

use crate::error::Result;
use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic, IntoActiveModel, Iterable, ModelTrait,
    PrimaryKeyToColumn, QueryFilter,
};
use std::collections::HashMap;

/// PostgreSQL takes 65 535 values a statement, SQLite 32 766.
const VALUES: usize = 30_000;
/// Rows that may wait, so that memory stays flat however large a change set is.
const ROWS: usize = 5_000;
/// Rows that one statement names by their keys: SQLite allows expressions a depth of 1 000.
const KEYS: usize = 200;

/// Declares the tables of a batch in the order in which they refer to each other, and the column that says whose a row is.
macro_rules! tables {
    ($($table:ident($owner:ident)),* $(,)?) => {
        /// Rows waiting to be written, or the rows of a record, by table.
        #[derive(Default)]
        pub struct Batch {
            $(pub $table: Vec<entity::$table::Model>,)*
            pub change: Vec<entity::change::Model>,
        }

        impl Batch {
            pub(super) fn is_large(&self) -> bool {
                0 $(+ self.$table.len())* >= ROWS
            }

            pub(super) async fn insert(self, db: &impl ConnectionTrait) -> Result<()> {
                $(insert_all::<entity::$table::Entity, _>(db, self.$table).await?;)*
                insert_all::<entity::change::Entity, _>(db, self.change).await
            }

            /// Adds or changes the rows that are not in `old` as they are here.
            pub(super) async fn upsert(self, old: &Self, db: &impl ConnectionTrait) -> Result<()> {
                $(upsert_all::<entity::$table::Entity, _>(db, &old.$table, self.$table).await?;)*
                Ok(())
            }

            /// The rows of many records, record by record. `owners` tells whose a turn is.
            pub(super) fn divide(self, owners: &HashMap<i64, i64>) -> HashMap<i64, Self> {
                let mut records: HashMap<i64, Self> = HashMap::new();
                $(for row in self.$table {
                    let owner = owners.get(&row.$owner).filter(|_| stringify!($owner) == "turn_id").unwrap_or(&row.$owner);
                    records.entry(*owner).or_default().$table.push(row);
                })*
                records
            }
        }

        tables! { @delete [] $($table)* }
    };
    // Those that refer to others go first.
    (@delete [$($reversed:ident)*] $table:ident $($rest:ident)*) => {
        tables! { @delete [$table $($reversed)*] $($rest)* }
    };
    (@delete [$($table:ident)*]) => {
        impl Batch {
            /// Deletes the rows that are here and not in `kept`.
            pub(super) async fn delete(&self, kept: &Self, db: &impl ConnectionTrait) -> Result<()> {
                $(delete_all::<entity::$table::Entity>(db, &self.$table, &kept.$table).await?;)*
                Ok(())
            }
        }
    };
}

tables! {
    record(id), slug(record_id), external_id(record_id), name(record_id),
    country(id), country_succession(successor_id), place(id), organisation(id), person(id), office(id), tenure(id),
    membership(id), topic(id),
    source(id), source_text(source_id), citation(record_id),
    event(id), event_participant(event_id),
    statement(id), statement_author(statement_id), statement_topic(statement_id), statement_country(statement_id),
    event_statement(statement_id),
    turn(statement_id), turn_text(turn_id), turn_addressee(turn_id),
    link(id), mention(id),
}

async fn insert_all<E, A>(db: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<()>
where
    E: EntityTrait<Model: IntoActiveModel<A>, ActiveModel = A>,
    A: ActiveModelTrait<Entity = E>,
{
    let size = VALUES / E::Column::iter().count().max(1);
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        E::insert_many(rows.by_ref().take(size)).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The key of a row, to compare it with those of other rows of its table.
fn key<M: ModelTrait>(row: &M) -> String {
    format!("{:?}", row.get_primary_key_value())
}

async fn upsert_all<E, A>(db: &impl ConnectionTrait, old: &[E::Model], new: Vec<E::Model>) -> Result<()>
where
    E: EntityTrait<Model: IntoActiveModel<A> + ModelTrait<Entity = E> + PartialEq, ActiveModel = A>,
    A: ActiveModelTrait<Entity = E>,
{
    let known: HashMap<String, &E::Model> = old.iter().map(|row| (key(row), row)).collect();
    let changed = new.into_iter().filter(|row| known.get(&key(row)).is_none_or(|known| *known != row));
    let mut changed = changed.map(IntoActiveModel::into_active_model).peekable();
    let keys: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
    let is_key = |column: &E::Column| keys.iter().any(|key| key.as_str() == column.as_str());
    let others: Vec<E::Column> = E::Column::iter().filter(|column| !is_key(column)).collect();
    let mut conflict = OnConflict::columns(keys.clone());
    if others.is_empty() {
        conflict.do_nothing();
    } else {
        conflict.update_columns(others);
    }
    let size = VALUES / E::Column::iter().count().max(1);
    while changed.peek().is_some() {
        let rows = E::insert_many(changed.by_ref().take(size)).on_conflict(conflict.clone());
        rows.exec_without_returning(db).await?;
    }
    Ok(())
}

async fn delete_all<E>(db: &impl ConnectionTrait, rows: &[E::Model], kept: &[E::Model]) -> Result<()>
where
    E: EntityTrait<Model: ModelTrait<Entity = E>>,
{
    let kept: std::collections::HashSet<String> = kept.iter().map(key).collect();
    let gone: Vec<&E::Model> = rows.iter().filter(|row| !kept.contains(&key(*row))).collect();
    for rows in gone.chunks(KEYS) {
        let named = rows.iter().map(|row| {
            let columns = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
            columns.fold(Condition::all(), |all, column: E::Column| all.add(column.eq(row.get(column))))
        });
        E::delete_many().filter(named.fold(Condition::any(), Condition::add)).exec(db).await?;
    }
    Ok(())
}
