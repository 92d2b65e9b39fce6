//! What is said about a change set.

use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::owned;
use crate::graphql::scalar::DateTime;
use crate::user::User;
use async_graphql::{Context, ID, Object};
use entity::comment::Model;

#[derive(Clone)]
pub struct Comment(pub Model);

/// What somebody said about a change set or one of its changes. Seen by its author and by editors.
#[Object]
impl Comment {
    /// The opaque global id.
    async fn id(&self) -> ID {
        id::encode("Comment", self.0.id)
    }

    /// Who said it.
    async fn author(&self, ctx: &Context<'_>) -> Result<User> {
        owned(ctx.loader(), self.0.author_id).await
    }

    /// What they said.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// When they said it.
    async fn created_at(&self) -> Option<DateTime> {
        DateTime::from_millis(self.0.created_at)
    }

    /// The change it is about; null where it is about the whole set.
    async fn change_id(&self) -> Option<ID> {
        self.0.change_id.map(|change| id::encode("Change", change))
    }
}
