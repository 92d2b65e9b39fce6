//! Organisations and who belongs to them.

mod filter;
mod input;
pub mod loader;
mod membership;
mod mutation;
mod object;
mod query;
pub mod service;

pub use filter::{OrganisationFilter, OrganisationOrder};
pub use input::{MembershipInput, OrganisationInput};
pub use membership::Membership;
pub use mutation::OrganisationMutation;
pub use object::{Organisation, OrganisationKind};
pub use query::OrganisationQuery;
