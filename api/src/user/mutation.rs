//! Signing in and out, and looking after accounts and tokens.

use super::input::{
    CreateApiTokenInput, CreateApiTokenPayload, CreateUserInput, CreateUserPayload, RevokeApiTokenPayload, RevokeSessionPayload,
    SignOutPayload, UpdateUserInput, UpdateUserPayload,
};
use super::service;
use super::{ApiToken, Credentials, Session, User};
use crate::auth::{Needs, api_token, session};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use async_graphql::{Context, ID, Object};

/// Mutations of this concept.
#[derive(Default)]
pub struct UserMutation;

#[Object]
impl UserMutation {
    /// Signs in. A wrong address and a wrong password are told apart neither by the answer nor by its time. After three failures the
    /// same address of the network waits longer and longer: `LIMIT_EXCEEDED`, with the seconds in `extensions.retryAfter`.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's e-mail address; letter case does not matter.")] email: String,
        #[graphql(desc = "The password.")] password: String,
    ) -> Result<Credentials> {
        service::sign_in(ctx.auth(), &email, &password, &ctx.client()).await
    }

    /// Gives new credentials for a refresh token, which is good once: one that comes again ends its session.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token of the last credentials.")] refresh_token: String,
    ) -> Result<Credentials> {
        let (prolonged, user) = session::refresh(ctx.db(), &refresh_token, &ctx.client()).await?;
        service::credentials(ctx.auth(), prolonged, user).await
    }

    /// Ends the session of the token that comes with this request.
    #[graphql(guard = "Needs::Account")]
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let session = ctx.viewer().signed_in()?.session_id.ok_or_else(|| {
            Error::Conflict("your token is an outside identity provider's, not a session's: sign out there".into())
        })?;
        let ended = session::end_one(ctx.db(), session, &ctx.origin())
            .await?
            .ok_or_else(|| Error::internal("the session is not there"))?;
        Ok(SignOutPayload { session: Session(ended) })
    }

    /// Ends one of your sessions; administrators may end anybody's.
    #[graphql(guard = "Needs::Account")]
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session's global id.")] id: ID,
    ) -> Result<RevokeSessionPayload> {
        let row = id::decode(Session::NAME, &id, "id")?;
        let missing = || Error::NotFound { kind: Session::NAME, id: id.to_string() };
        let found = session::find(ctx.db(), row).await?.ok_or_else(missing)?;
        service::may_look_after(ctx.viewer(), found.user_id).map_err(|_| missing())?;
        let ended = session::end_one(ctx.db(), row, &ctx.origin()).await?.ok_or_else(missing)?;
        Ok(RevokeSessionPayload { session: Session(ended) })
    }

    /// Changes your password, ends all your other sessions, and gives new credentials for this one.
    #[graphql(guard = "Needs::Account")]
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password until now.")] current_password: String,
        #[graphql(desc = "The password from now on: 10 to 200 characters, and not easily guessed.")] new_password: String,
    ) -> Result<Credentials> {
        let account = ctx.viewer().signed_in()?;
        service::change_password(ctx.auth(), account, &current_password, &new_password, &ctx.client()).await
    }

    /// Makes a token for a script of yours. It is shown once.
    #[graphql(guard = "Needs::Account")]
    async fn create_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: CreateApiTokenInput,
    ) -> Result<CreateApiTokenPayload> {
        let owner = service::find(ctx.db().read(), ctx.viewer().signed_in()?.user_id).await?;
        let (made, secret) = api_token::create(ctx.db(), &owner, input.into(), &ctx.origin()).await?;
        Ok(CreateApiTokenPayload { api_token: ApiToken(made), secret })
    }

    /// Ends one of your scripts' tokens; administrators may end anybody's.
    #[graphql(guard = "Needs::Account")]
    async fn revoke_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token's global id.")] id: ID,
    ) -> Result<RevokeApiTokenPayload> {
        let missing = || Error::NotFound { kind: ApiToken::NAME, id: id.to_string() };
        let found = api_token::find(ctx.db(), id::decode(ApiToken::NAME, &id, "id")?).await?.ok_or_else(missing)?;
        service::may_look_after(ctx.viewer(), found.user_id).map_err(|_| missing())?;
        Ok(RevokeApiTokenPayload { api_token: ApiToken(api_token::revoke(ctx.db(), found, &ctx.origin()).await?) })
    }

    /// Makes an account. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn create_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] input: CreateUserInput,
    ) -> Result<CreateUserPayload> {
        Ok(CreateUserPayload { user: User(service::create(ctx.db(), input).await?) })
    }

    /// Changes an account. The last administrator who may sign in stays one. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn update_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's global id.")] id: ID,
        #[graphql(desc = "What changes.")] input: UpdateUserInput,
    ) -> Result<UpdateUserPayload> {
        let row = id::decode(User::NAME, &id, "id")?;
        Ok(UpdateUserPayload { user: User(service::update(ctx.db(), row, input, &ctx.origin()).await?) })
    }
}
