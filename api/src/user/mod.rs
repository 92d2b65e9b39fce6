//! Accounts, their sessions and their scripts' tokens, as clients see them. None of it is part of the published archive, so none of it
//! goes through a change set; how tokens are made and checked is `auth`'s.

mod api_token;
mod filter;
pub mod input;
mod mutation;
mod object;
mod query;
pub mod second_factor;
pub mod service;
mod session;
mod sign_in;

pub use api_token::{ApiToken, Scope};
pub use filter::{UserFilter, UserOrder};
pub use mutation::UserMutation;
pub use object::{Role, User};
pub use query::UserQuery;
pub use session::{Credentials, Session};
pub use sign_in::{SignIn, SignInFilter, SignInKind, SignInOrder, SignInOutcome};
