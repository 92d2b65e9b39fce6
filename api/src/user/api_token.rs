//! Scripts' tokens as clients see them.

use super::User;
use super::object::moment;
use crate::auth::api_token::scopes;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::owned;
use crate::graphql::scalar::DateTime;
use async_graphql::{Context, Enum, ID, Object};
use entity::api_token::Model;

/// What a script may do with a token, within what the role of its owner allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::auth::Scope")]
pub enum Scope {
    /// Plan and apply imports.
    Import,
    /// Propose changes, which then wait for an editor.
    Propose,
    /// Apply changes at once.
    Apply,
}

/// A token of a script.
pub struct ApiToken(pub Model);

impl ApiToken {
    pub const NAME: &'static str = "ApiToken";
}

/// A token with which a script acts for an account. The token itself is shown once, when it is made; only its hash is stored.
#[Object]
impl ApiToken {
    /// The opaque global id.
    async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    /// What its owner calls it.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// What it allows.
    async fn scopes(&self) -> Vec<Scope> {
        scopes(&self.0).into_iter().map(Into::into).collect()
    }

    /// The account it acts for.
    async fn user(&self, ctx: &Context<'_>) -> Result<User> {
        owned(ctx.loader(), self.0.user_id).await
    }

    /// When it was made.
    async fn created_at(&self) -> Result<DateTime> {
        moment(self.0.created_at)
    }

    /// When it ends.
    async fn expires_at(&self) -> Result<Option<DateTime>> {
        self.0.expires_at.map(moment).transpose()
    }

    /// When it was last used, to the minute; null if never.
    async fn last_used_at(&self) -> Result<Option<DateTime>> {
        self.0.last_used_at.map(moment).transpose()
    }

    /// When it was revoked; null if it was not.
    async fn revoked_at(&self) -> Result<Option<DateTime>> {
        self.0.revoked_at.map(moment).transpose()
    }
}
