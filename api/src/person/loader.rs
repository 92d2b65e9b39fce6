//! People and tenures that belong to other records, loaded for many at once.

use crate::graphql::loader::groups;
use crate::graphql::related::{Pairing, pairs_through};
use entity::{office, tenure};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait};

groups! {
    /// The tenures of a person, by their beginning.
    TenuresByPersonId: tenure by PersonId / person_id, order StartedEarliest, Id;
    /// The tenures of an office, by their beginning.
    TenuresByOfficeId: tenure by OfficeId / office_id, order StartedEarliest, Id;
}

/// People who hold or held an office of the country.
pub fn by_country(countries: &[i64]) -> Pairing {
    let on = Expr::col(tenure::Column::OfficeId.as_column_ref()).equals(office::Column::Id.as_column_ref());
    pairs_through((office::Entity, office::Column::CountryId), (tenure::Entity, tenure::Column::PersonId), on, countries)
}
