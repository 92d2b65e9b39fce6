//! Who asks, and for administrators all accounts.

use super::{ApiToken, Session, User, UserFilter, UserOrder};
use crate::auth::{Needs, Viewer, api_token, session};
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::one;
use crate::graphql::pagination::{Connection, PageArgs, page};
use async_graphql::{Context, ID, Object};

/// Lookups and lists of this concept.
#[derive(Default)]
pub struct UserQuery;

#[Object]
impl UserQuery {
    /// The account that asks; null if nobody is signed in.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match ctx.viewer() {
            Viewer::Anonymous => Ok(None),
            Viewer::SignedIn(account) => one(ctx.loader(), Some(account.user_id)).await,
        }
    }

    /// The account with this id, or null. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn user(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Result<Option<User>> {
        one(ctx.loader(), Some(id::decode(User::NAME, &id, "id")?)).await
    }

    /// Accounts. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<UserFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<UserOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if neither first nor last is given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
        #[graphql(desc = "How many, from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes before it.")] before: Option<String>,
    ) -> Result<Connection<User>> {
        page(ctx, filter, order_by, PageArgs { first, after, last, before }).await
    }

    /// Your own sessions that have not ended, the one used last first.
    #[graphql(guard = "Needs::Account")]
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let (db, user_id) = (ctx.db().clone(), ctx.viewer().signed_in()?.user_id);
        let sessions = ctx.waves().result(async move { session::living(&db, user_id).await }).await?;
        Ok(sessions.into_iter().map(Session).collect())
    }

    /// Your own scripts' tokens, the newest first, also those that are good no more.
    #[graphql(guard = "Needs::Account")]
    async fn api_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those of this account instead. For administrators.")] user_id: Option<ID>,
    ) -> Result<Vec<ApiToken>> {
        let owner = match user_id {
            Some(id) => id::decode(User::NAME, &id, "userId")?,
            None => ctx.viewer().signed_in()?.user_id,
        };
        super::service::may_look_after(ctx.viewer(), owner)?;
        let db = ctx.db().clone();
        let tokens = ctx.waves().result(async move { api_token::list(&db, Some(owner)).await }).await?;
        Ok(tokens.into_iter().map(ApiToken).collect())
    }
}
