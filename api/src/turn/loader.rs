//! Turns that belong to other records, and what belongs to turns, loaded for many at once.

use crate::error::{Error, Result};
use crate::graphql::loader::{Loaders, among, groups};
use crate::graphql::related::{Pairing, pairs};
use async_graphql::dataloader::Loader;
use entity::turn::{Column, Entity};
use entity::turn_addressee;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::HashMap;

groups! {
    /// The turns of a statement, in order, without their texts.
    TurnsByStatementId: turn by StatementId / statement_id, order StatementId, Position;
    /// The text of a turn.
    TextByTurnId: turn_text by TurnId / turn_id, order TurnId;
    /// To whom a turn is addressed.
    AddresseesByTurnId: turn_addressee by TurnId / turn_id, order TurnId, Ordinal;
}

/// Who speaks in the statement with this id, in the order of their first turn.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SpeakersOf(pub i64);

impl Loader<SpeakersOf> for Loaders {
    type Value = Vec<i64>;
    type Error = Error;

    /// Reads two columns of the turns: most lists of statements tell who speaks, and little else of a turn.
    async fn load(&self, keys: &[SpeakersOf]) -> Result<HashMap<SpeakersOf, Vec<i64>>> {
        let select = Entity::find()
            .select_only()
            .columns([Column::StatementId, Column::SpeakerId])
            .filter(among(Column::StatementId, keys.iter().map(|key| key.0)))
            .filter(Column::SpeakerId.is_not_null())
            .order_by_asc(Column::StatementId)
            .order_by_asc(Column::Position);
        let db = self.db.read();
        let mut speakers: HashMap<SpeakersOf, Vec<i64>> = HashMap::with_capacity(keys.len());
        for [statement, speaker] in db.numbers(select.build(db.get_database_backend())).await? {
            let speakers = speakers.entry(SpeakersOf(statement)).or_default();
            if !speakers.contains(&speaker) {
                speakers.push(speaker);
            }
        }
        Ok(speakers)
    }
}

/// The turns of the statement.
pub fn by_statement(statements: &[i64]) -> Pairing {
    pairs(Entity, Column::StatementId, Column::Id, statements)
}

/// What the person says.
pub fn by_speaker(people: &[i64]) -> Pairing {
    pairs(Entity, Column::SpeakerId, Column::Id, people)
}

/// What is said for the organisation.
pub fn by_organisation(organisations: &[i64]) -> Pairing {
    pairs(Entity, Column::OrganisationId, Column::Id, organisations)
}

/// What is addressed to the person.
pub fn to_person(people: &[i64]) -> Pairing {
    use turn_addressee::Column as By;
    pairs(turn_addressee::Entity, By::PersonId, By::TurnId, people)
}

/// What is addressed to the office.
pub fn to_office(offices: &[i64]) -> Pairing {
    use turn_addressee::Column as By;
    pairs(turn_addressee::Entity, By::OfficeId, By::TurnId, offices)
}

/// What is addressed to the country.
pub fn to_country(countries: &[i64]) -> Pairing {
    use turn_addressee::Column as By;
    pairs(turn_addressee::Entity, By::CountryId, By::TurnId, countries)
}

/// What is addressed to the organisation.
pub fn to_organisation(organisations: &[i64]) -> Pairing {
    use turn_addressee::Column as By;
    pairs(turn_addressee::Entity, By::OrganisationId, By::TurnId, organisations)
}
