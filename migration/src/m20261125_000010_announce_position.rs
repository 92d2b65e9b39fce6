//! Tells whoever listens when the log has grown, where the database can: at the commit, whoever wrote.

use crate::dialect::run_where_told;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run_where_told(
            manager,
            "CREATE FUNCTION announce_position () RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_notify('communique', NEW.value::text);
                RETURN NULL;
            END $$;
            CREATE TRIGGER announce_position AFTER INSERT OR UPDATE ON counter
                FOR EACH ROW WHEN (NEW.name = 'position') EXECUTE FUNCTION announce_position ();",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run_where_told(manager, "DROP TRIGGER announce_position ON counter; DROP FUNCTION announce_position;").await
    }
}
