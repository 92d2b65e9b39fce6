//! Sessions, and what signing in gives.

use super::User;
use super::object::moment;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::scalar::DateTime;
use async_graphql::{Context, ID, Object};
use entity::session::Model;

/// A session: somebody who signed in on one device.
pub struct Session(pub Model);

impl Session {
    pub const NAME: &'static str = "Session";
}

/// Somebody's being signed in with one program on one device, until it ends.
#[Object]
impl Session {
    /// The opaque global id.
    async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    /// When they signed in.
    async fn created_at(&self) -> Result<DateTime> {
        moment(self.0.created_at)
    }

    /// When it was last prolonged. While it is in use that is every quarter of an hour.
    async fn last_used_at(&self) -> Result<DateTime> {
        moment(self.0.last_used_at)
    }

    /// When it ends if nobody prolongs it.
    async fn expires_at(&self) -> Result<DateTime> {
        moment(self.0.expires_at)
    }

    /// What the program that signed in said of itself: its User-Agent header.
    async fn client(&self) -> &str {
        &self.0.client
    }

    /// The network address they signed in from; of IPv6 the subscriber's network.
    async fn address(&self) -> &str {
        &self.0.address
    }

    /// Whether this request belongs to it.
    async fn is_current(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(ctx.viewer().signed_in()?.session_id == Some(self.0.id))
    }
}

/// Made by signing in; see [`super::service`].
pub struct Credentials {
    pub access_token: String,
    pub access_token_expires_at: i64,
    pub refresh_token: String,
    pub refresh_token_expires_at: i64,
    pub user: entity::user_account::Model,
    pub must_enrol: bool,
}

/// What proves to the archive who asks. Keep it where nobody else can read it.
#[Object]
impl Credentials {
    /// Goes into the header of each request: `Authorization: Bearer …`. Good for a quarter of an hour.
    async fn access_token(&self) -> &str {
        &self.access_token
    }

    /// When the access token ends.
    async fn access_token_expires_at(&self) -> Result<DateTime> {
        moment(self.access_token_expires_at)
    }

    /// Gives new credentials by `refreshSession`, once. Sent a second time, it ends the session.
    async fn refresh_token(&self) -> &str {
        &self.refresh_token
    }

    /// When the refresh token ends.
    async fn refresh_token_expires_at(&self) -> Result<DateTime> {
        moment(self.refresh_token_expires_at)
    }

    /// Whether the account may do nothing before it has set up a second factor, which its role must have: `beginTotp`, then `confirmTotp`.
    /// With anything else it is refused with `FORBIDDEN` until then.
    async fn must_set_up_second_factor(&self) -> bool {
        self.must_enrol
    }

    /// The account that is signed in. Its `email` is null here: the request that signs in is nobody's yet.
    async fn user(&self) -> User {
        User(self.user.clone())
    }
}
