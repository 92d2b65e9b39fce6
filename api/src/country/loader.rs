//! What belongs to countries, loaded for many at once.

use crate::graphql::loader::groups;

groups! {
    /// The countries that a country followed.
    PredecessorsByCountryId: country_succession by SuccessorId / successor_id, order PredecessorId;
    /// The countries that followed a country.
    SuccessorsByCountryId: country_succession by PredecessorId / predecessor_id, order SuccessorId;
}
