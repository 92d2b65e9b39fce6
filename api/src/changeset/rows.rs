//! The rows of records that are in the archive: read as documents, replaced by those of a changed document, or taken away.

use super::batch::Batch;
use super::concept::New;
use crate::error::Result;
use entity::{RecordKind, turn};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use std::collections::HashMap;

/// More than any statement has turns, so that those that move get out of each other's way.
const ASIDE: i32 = 1_000_000;

/// The rows of the records of `kind` with these ids, without their anchors and slugs, which outlive them.
pub async fn load(db: &impl ConnectionTrait, kind: RecordKind, ids: &[i64]) -> Result<HashMap<i64, Batch>> {
    let mut rows = Batch {
        external_id: of(db, entity::external_id::Column::RecordId, ids).await?,
        citation: of(db, entity::citation::Column::RecordId, ids).await?,
        ..Batch::default()
    };
    if matches!(kind, RecordKind::Country | RecordKind::Place | RecordKind::Organisation | RecordKind::Person) {
        rows.name = of(db, entity::name::Column::RecordId, ids).await?;
    }
    let mut owners = HashMap::new();
    match kind {
        RecordKind::Country => {
            rows.country = of(db, entity::country::Column::Id, ids).await?;
            rows.country_succession = of(db, entity::country_succession::Column::SuccessorId, ids).await?;
        }
        RecordKind::Place => rows.place = of(db, entity::place::Column::Id, ids).await?,
        RecordKind::Organisation => rows.organisation = of(db, entity::organisation::Column::Id, ids).await?,
        RecordKind::Person => rows.person = of(db, entity::person::Column::Id, ids).await?,
        RecordKind::Office => rows.office = of(db, entity::office::Column::Id, ids).await?,
        RecordKind::Tenure => rows.tenure = of(db, entity::tenure::Column::Id, ids).await?,
        RecordKind::Membership => rows.membership = of(db, entity::membership::Column::Id, ids).await?,
        RecordKind::Topic => rows.topic = of(db, entity::topic::Column::Id, ids).await?,
        RecordKind::Link => rows.link = of(db, entity::link::Column::Id, ids).await?,
        RecordKind::Mention => rows.mention = of(db, entity::mention::Column::Id, ids).await?,
        RecordKind::Source => {
            rows.source = of(db, entity::source::Column::Id, ids).await?;
            rows.source_text = of(db, entity::source_text::Column::SourceId, ids).await?;
        }
        RecordKind::Event => {
            rows.event = of(db, entity::event::Column::Id, ids).await?;
            rows.event_participant = of(db, entity::event_participant::Column::EventId, ids).await?;
        }
        RecordKind::Statement => {
            rows.statement = of(db, entity::statement::Column::Id, ids).await?;
            rows.statement_author = of(db, entity::statement_author::Column::StatementId, ids).await?;
            rows.statement_topic = of(db, entity::statement_topic::Column::StatementId, ids).await?;
            rows.statement_country = of(db, entity::statement_country::Column::StatementId, ids).await?;
            rows.event_statement = of(db, entity::event_statement::Column::StatementId, ids).await?;
            rows.turn = of(db, turn::Column::StatementId, ids).await?;
            let turns: Vec<i64> = rows.turn.iter().map(|turn| turn.id).collect();
            rows.turn_text = of(db, entity::turn_text::Column::TurnId, &turns).await?;
            rows.turn_addressee = of(db, entity::turn_addressee::Column::TurnId, &turns).await?;
            owners = rows.turn.iter().map(|turn| (turn.id, turn.statement_id)).collect();
        }
    }
    Ok(rows.divide(&owners))
}

/// The documents of the records of `kind` with these ids, as far as there are such records.
pub async fn documents(db: &impl ConnectionTrait, kind: RecordKind, ids: &[i64]) -> Result<HashMap<i64, Value>> {
    let mut documents = HashMap::with_capacity(ids.len());
    for (id, rows) in load(db, kind, ids).await? {
        if let Some(record) = New::of(kind, rows) {
            documents.insert(id, record.document()?);
        }
    }
    Ok(documents)
}

/// The rows of one table that belong to `owners`.
async fn of<C>(db: &impl ConnectionTrait, owner: C, owners: &[i64]) -> Result<Vec<<C::EntityName as EntityTrait>::Model>>
where
    C: ColumnTrait<EntityName: EntityTrait>,
{
    if owners.is_empty() {
        return Ok(Vec::new());
    }
    Ok(<C::EntityName as EntityTrait>::find().filter(owner.is_in(owners.iter().copied())).all(db).await?)
}

/// Makes the `new` rows of a record of the `old` ones. The names keep their ids, by their place.
pub(super) async fn replace(db: &impl ConnectionTrait, mut old: Batch, mut new: Batch) -> Result<()> {
    if old.statement_author != new.statement_author {
        // Nobody is an author twice, not even between two rows of one statement: those that change places go first.
        let authors = Batch { statement_author: std::mem::take(&mut old.statement_author), ..Batch::default() };
        authors.delete(&Batch::default(), db).await?;
    }
    for name in &mut new.name {
        if let Some(known) = old.name.iter().find(|known| known.ordinal == name.ordinal) {
            name.id = known.id;
        }
    }
    old.delete(&new, db).await?;
    let moved = |row: &&turn::Model| new.turn.iter().any(|turn| turn.id == row.id && turn.position != row.position);
    let moved: Vec<i64> = old.turn.iter().filter(moved).map(|turn| turn.id).collect();
    if !moved.is_empty() {
        let aside = sea_orm::sea_query::Expr::col(turn::Column::Position).add(ASIDE);
        turn::Entity::update_many()
            .col_expr(turn::Column::Position, aside)
            .filter(turn::Column::Id.is_in(moved))
            .exec(db)
            .await?;
    }
    new.upsert(&old, db).await
}
