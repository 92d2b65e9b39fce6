//! Which turns a list has, and in which order.

use super::TurnKind;
use crate::error::Result;
use crate::graphql::filter::{Filter, combine, ids_where, is_one_of_ids, select_where};
use crate::graphql::pagination::Order;
use crate::office::OfficeFilter;
use crate::organisation::OrganisationFilter;
use crate::person::PersonFilter;
use crate::statement::StatementFilter;
use async_graphql::{Enum, ID, InputObject};
use entity::turn::{Column, Entity};
use entity::{office, organisation, person, statement, tenure};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which turns stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TurnFilter {
    /// All of these must hold too.
    and: Option<Vec<TurnFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<TurnFilter>>,
    /// This must not hold.
    not: Option<Box<TurnFilter>>,
    /// One of these turns.
    ids: Option<Vec<ID>>,
    /// One of these kinds.
    kinds: Option<Vec<TurnKind>>,
    /// Such a person speaks.
    speaker: Option<Box<PersonFilter>>,
    /// They speak for such an organisation.
    organisation: Option<Box<OrganisationFilter>>,
    /// They speak in such an office.
    office: Option<Box<OfficeFilter>>,
    /// It is addressed to such a person.
    addressee: Option<Box<PersonFilter>>,
    /// It belongs to such a statement.
    statement: Option<Box<StatementFilter>>,
}

impl Filter for TurnFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, kinds, speaker, organisation, office, addressee, statement } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Turn", ids, path)?);
        }
        if let Some(kinds) = kinds {
            all = all.add(Column::Kind.is_in(kinds.iter().map(|wanted| entity::TurnKind::from(*wanted))));
        }
        if let Some(speaker) = speaker {
            all = all.add(Column::SpeakerId.in_subquery(ids_where(&**speaker, person::Column::Id, &format!("{path}.speaker"))?));
        }
        if let Some(organisation) = organisation {
            all = all.add(Column::OrganisationId.in_subquery(ids_where(
                &**organisation,
                organisation::Column::Id,
                &format!("{path}.organisation"),
            )?));
        }
        if let Some(office) = office {
            let offices = ids_where(&**office, office::Column::Id, &format!("{path}.office"))?;
            let tenures =
                select_where(tenure::Entity, (tenure::Entity, tenure::Column::Id), tenure::Column::OfficeId.in_subquery(offices));
            all = all.add(Column::TenureId.in_subquery(tenures));
        }
        if let Some(addressee) = addressee {
            use entity::turn_addressee::{Column as By, Entity as Via};
            let wanted = ids_where(&**addressee, person::Column::Id, &format!("{path}.addressee"))?;
            all = all.add(Column::Id.in_subquery(select_where(Via, (Via, By::TurnId), By::PersonId.in_subquery(wanted))));
        }
        if let Some(statement) = statement {
            all = all.add(Column::StatementId.in_subquery(ids_where(
                &**statement,
                statement::Column::Id,
                &format!("{path}.statement"),
            )?));
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The orders turns may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TurnOrder {
    /// As they follow each other in their statement.
    #[default]
    PositionAsc,
    /// The last of their statement first.
    PositionDesc,
    /// The last added first.
    CreatedDesc,
}

impl Order<Column> for TurnOrder {
    fn key(self) -> (Option<Column>, bool) {
        match self {
            Self::PositionAsc => (Some(Column::Position), false),
            Self::PositionDesc => (Some(Column::Position), true),
            Self::CreatedDesc => (None, true),
        }
    }
}
