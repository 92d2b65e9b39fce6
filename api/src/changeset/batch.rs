//! Rows that are written together, each table's in as few statements as the databases allow.

use crate::error::Result;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, Iterable};

/// PostgreSQL takes 65 535 values a statement, SQLite 32 766.
const VALUES: usize = 30_000;
/// Rows that may wait, so that memory stays flat however large a change set is.
const ROWS: usize = 5_000;

/// Declares the tables of a batch in the order in which they refer to each other.
macro_rules! tables {
    ($($table:ident),* $(,)?) => {
        /// Rows waiting to be written, by table.
        #[derive(Default)]
        pub struct Batch {
            $(pub $table: Vec<entity::$table::Model>,)*
        }

        impl Batch {
            pub(super) fn is_large(&self) -> bool {
                0 $(+ self.$table.len())* >= ROWS
            }

            pub(super) async fn insert(self, db: &impl ConnectionTrait) -> Result<()> {
                $(insert_all::<entity::$table::Entity, _>(db, self.$table).await?;)*
                Ok(())
            }
        }
    };
}

tables! {
    record, slug, external_id, name,
    country, country_succession, place, organisation, person, office, tenure, membership, topic,
    source, source_text, citation,
    event, event_participant,
    statement, statement_author, statement_topic, statement_country, event_statement,
    turn, turn_text, turn_addressee,
    link, mention,
    change,
}

async fn insert_all<E, A>(db: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<()>
where
    E: EntityTrait<Model: IntoActiveModel<A>, ActiveModel = A>,
    A: sea_orm::ActiveModelTrait<Entity = E>,
{
    let size = VALUES / E::Column::iter().count().max(1);
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        E::insert_many(rows.by_ref().take(size)).exec_without_returning(db).await?;
    }
    Ok(())
}
