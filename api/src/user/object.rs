//! An account as clients see it.

use super::sign_in::by_user;
use super::{SignIn, SignInFilter, SignInOrder, UserFilter, UserOrder};
use crate::auth::{Needs, Viewer};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::stored;
use crate::graphql::pagination::{Connection, Listed, PageArgs, related};
use crate::graphql::related::Related;
use crate::graphql::scalar::DateTime;
use async_graphql::{Context, Enum, ID, Object};
use entity::user_account::Model;

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Role")]
pub enum Role {
    /// Proposes changes, which wait for an editor.
    Contributor,
    /// Applies changes, their own and those that others propose.
    Editor,
    /// Does what editors do, and looks after accounts.
    Admin,
}

/// An id that no account has: they begin with 1.
const NOBODY: i64 = 0;

#[derive(Clone)]
pub struct User(pub Model);

stored!(User: user_account);

impl Listed for User {
    type Filter = UserFilter;
    type Order = UserOrder;
}

/// Somebody with an account: who changed what is public, how to reach them is not.
#[Object]
impl User {
    /// The opaque global id: stable for ever, and unique among all records.
    pub async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    /// The name that is shown with what they do.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// What the account may do.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The address they sign in with. Shown to themselves and to administrators; null for everybody else, and for accounts of an
    /// outside identity provider.
    async fn email(&self, ctx: &Context<'_>) -> Option<&str> {
        let is_own = matches!(ctx.viewer(), Viewer::SignedIn(account) if account.user_id == self.0.id);
        let may_see = is_own || Needs::Admin.check(ctx.viewer()).is_ok();
        (may_see && self.0.password_hash.is_some()).then_some(self.0.login.as_str())
    }

    /// When the account was made.
    async fn created_at(&self) -> Result<DateTime> {
        moment(self.0.created_at)
    }

    /// Since when it may do nothing any more; null while it may.
    async fn disabled_at(&self) -> Result<Option<DateTime>> {
        self.0.disabled_at.map(moment).transpose()
    }

    /// Since when a code is asked for beside the password. Shown to themselves and to administrators; null for everybody else, and where
    /// none is asked for.
    async fn second_factor_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        let is_own = matches!(ctx.viewer(), Viewer::SignedIn(account) if account.user_id == self.0.id);
        let may_see = is_own || Needs::Admin.check(ctx.viewer()).is_ok();
        self.0.second_factor_at.filter(|_| may_see).map(moment).transpose()
    }

    /// Attempts to sign in to the account, failed ones too, and what was done to its password, tokens and sessions. Shown to themselves
    /// and to administrators, both signed in themselves; empty for everybody else, and for scripts' tokens.
    async fn sign_ins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<SignInFilter>,
        #[graphql(desc = "In which order; the last one first if absent.")] order_by: Option<SignInOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if neither first nor last is given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
        #[graphql(desc = "How many, from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes before it.")] before: Option<String>,
    ) -> Result<Connection<SignIn>> {
        let is_own = matches!(ctx.viewer(), Viewer::SignedIn(account) if account.user_id == self.0.id);
        let needs = if is_own { Needs::Account } else { Needs::Admin };
        // Relay has no connection that is null: who may not see them is shown those of nobody.
        let whose = if needs.check(ctx.viewer()).is_ok() { self.0.id } else { NOBODY };
        let args = PageArgs { first, after, last, before };
        related(ctx, Related::new("sign-ins", by_user, whose, filter, order_by, args)?).await
    }
}

/// A stored moment.
pub(super) fn moment(millis: i64) -> Result<DateTime> {
    DateTime::from_millis(millis).ok_or_else(|| Error::internal(format!("{millis} is no moment")))
}
