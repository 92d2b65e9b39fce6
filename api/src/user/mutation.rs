//! Signing in and out, and looking after accounts and tokens.

use super::input::{
    BeginTotpPayload, ConfirmTotpPayload, CreateApiTokenInput, CreateApiTokenPayload, CreateUserInput, CreateUserPayload,
    DisableTotpPayload, ResetTotpPayload, RevokeApiTokenPayload, RevokeSessionPayload, SignOutPayload, UpdateUserInput,
    UpdateUserPayload,
};
use super::{ApiToken, Credentials, Session, User};
use super::{second_factor, service};
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
    /// same address of the network waits longer and longer: `LIMIT_EXCEEDED`, with the seconds in `extensions.retryAfter`. Where the
    /// account has a second factor and the password was right, a code that is absent is refused with `SECOND_FACTOR_REQUIRED`, and one that
    /// is wrong or was used with `SECOND_FACTOR_WRONG`; both count as failures.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's e-mail address; letter case does not matter.")] email: String,
        #[graphql(desc = "The password.")] password: String,
        #[graphql(
            desc = "The code of the second factor (RFC 6238): six digits, each good once, half a minute early or late too; or a recovery \
                    code. Not looked at where the account has no second factor."
        )]
        code: Option<String>,
    ) -> Result<Credentials> {
        service::sign_in(ctx.auth(), &email, &password, code.as_deref(), &ctx.client()).await
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
    #[graphql(guard = "Needs::Enrolment")]
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

    /// Gives a secret for a second factor (RFC 6238): an authenticator on a telephone reads it, and shows codes. Nothing is asked for until
    /// `confirmTotp`; called again before that, it gives another secret. Refused with `CONFLICT` where there is a second factor already, and for
    /// accounts of an outside identity provider.
    #[graphql(guard = "Needs::Enrolment")]
    async fn begin_totp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Your password. Wrong ones count as failures to sign in.")] password: String,
    ) -> Result<BeginTotpPayload> {
        second_factor::begin(ctx.auth(), ctx.viewer().signed_in()?, &password, &ctx.client()).await
    }

    /// Turns the second factor on: from now on `signIn` needs a code. Gives the recovery codes, once, and ends all your other sessions. A wrong
    /// code is refused with `SECOND_FACTOR_WRONG` and counts as a failure to sign in.
    #[graphql(guard = "Needs::Enrolment")]
    async fn confirm_totp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code that the authenticator shows now: six digits. The same code signs in to nothing afterwards.")]
        code: String,
    ) -> Result<ConfirmTotpPayload> {
        second_factor::confirm(ctx.auth(), ctx.viewer().signed_in()?, &code, &ctx.client()).await
    }

    /// Turns your second factor off, and makes its recovery codes void. Where your role must have one, nothing but setting up another is left
    /// to do.
    #[graphql(guard = "Needs::Account")]
    async fn disable_totp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Your password. Wrong ones count as failures to sign in.")] password: String,
        #[graphql(desc = "A code of the second factor, or a recovery code.")] code: String,
    ) -> Result<DisableTotpPayload> {
        let account = ctx.viewer().signed_in()?;
        Ok(DisableTotpPayload { user: second_factor::disable(ctx.auth(), account, &password, &code, &ctx.client()).await? })
    }

    /// Takes the second factor from an account whose owner has lost it, and ends its sessions; the password is still needed. Not from
    /// one's own. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn reset_totp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's global id.")] user_id: ID,
    ) -> Result<ResetTotpPayload> {
        let row = id::decode(User::NAME, &user_id, "userId")?;
        Ok(ResetTotpPayload { user: second_factor::reset(ctx.db(), row, &ctx.origin()).await? })
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
