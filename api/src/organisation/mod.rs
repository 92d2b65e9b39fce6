//! Organisations and who belongs to them.

mod filter;
pub mod loader;
mod membership;
mod object;
mod query;
pub mod service;

pub use filter::{OrganisationFilter, OrganisationOrder};
pub use membership::Membership;
pub use object::{Organisation, OrganisationKind};
pub use query::OrganisationQuery;
