//! What was tried and done with an account's proofs of who asks, as its owner and administrators see it.

use super::User;
use super::object::moment;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::filter::{Filter, combine};
use crate::graphql::id;
use crate::graphql::loader::{one, stored};
use crate::graphql::pagination::{Listed, Order};
use crate::graphql::related::{Pairing, pairs};
use crate::graphql::scalar::DateTime;
use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::sign_in::{Column, Entity, Model};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// What was tried or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::SignInKind")]
pub enum SignInKind {
    /// To sign in with the password.
    Password,
    /// To come with a token of the identity provider. Written down once an hour for each client: the token comes with each request.
    Provider,
    /// To prolong a session with a refresh token. Written down only where it came a second time, which ends the session.
    RefreshToken,
    /// To change the password.
    PasswordChange,
    /// To make a token for a script.
    TokenCreation,
    /// To end a script's token.
    TokenRevocation,
    /// To sign out, or to end a session from elsewhere.
    SessionEnd,
    /// To set up a second factor.
    SecondFactorOn,
    /// To get rid of a second factor.
    SecondFactorOff,
    /// To use up one of the codes that stand in for a second factor.
    RecoveryCode,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::SignInOutcome")]
pub enum SignInOutcome {
    /// It was done.
    Succeeded,
    /// The password was wrong.
    WrongPassword,
    /// The password was right, and the second factor's code was not given.
    MissingCode,
    /// The password was right, and the second factor's code was wrong or had been used.
    WrongCode,
    /// Too many attempts had failed before, and the password was not looked at. Written down once a minute for each address.
    Throttled,
    /// The account is disabled.
    Disabled,
    /// The identity provider gives them no role here.
    NoRole,
    /// The refresh token had been used before: it, or the one that it gave, is in the hands of somebody else.
    Reused,
}

/// Which lines stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SignInFilter {
    /// All of these must hold too.
    and: Option<Vec<SignInFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<SignInFilter>>,
    /// This must not hold.
    not: Option<Box<SignInFilter>>,
    /// They are of one of these kinds.
    kinds: Option<Vec<SignInKind>>,
    /// They ended in one of these ways.
    outcomes: Option<Vec<SignInOutcome>>,
    /// They are from then on.
    since: Option<DateTime>,
}

impl Filter for SignInFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, kinds, outcomes, since } = self;
        let mut all = Condition::all();
        if let Some(kinds) = kinds {
            all = all.add(Column::Kind.is_in(kinds.iter().map(|kind| entity::SignInKind::from(*kind))));
        }
        if let Some(outcomes) = outcomes {
            all = all.add(Column::Outcome.is_in(outcomes.iter().map(|outcome| entity::SignInOutcome::from(*outcome))));
        }
        if let Some(since) = since {
            all = all.add(Column::At.gte(since.millis()));
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The orders they may come in: that in which they were written down, which no clock changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SignInOrder {
    /// The last one first.
    #[default]
    NewestFirst,
    /// The first one first.
    OldestFirst,
}

impl Order<Column> for SignInOrder {
    fn key(self) -> (Option<Column>, bool) {
        (None, self == Self::NewestFirst)
    }
}

#[derive(Clone)]
pub struct SignIn(pub Model);

stored!(SignIn: sign_in);

impl Listed for SignIn {
    type Filter = SignInFilter;
    type Order = SignInOrder;
}

/// Those of each of these accounts.
pub fn by_user(users: &[i64]) -> Pairing {
    pairs(Entity, Column::UserId, Column::Id, users)
}

/// An attempt to sign in to an account, or something that was done to what proves who its owner is. The archive keeps it for half a year,
/// or as long as its administrators have set, and of each account at most the last 500 failures and the last 500 of the others.
#[Object]
impl SignIn {
    /// The opaque global id.
    async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    /// When it was.
    async fn at(&self) -> Result<DateTime> {
        moment(self.0.at)
    }

    /// What was tried or done.
    async fn kind(&self) -> SignInKind {
        self.0.kind.into()
    }

    /// How it ended.
    async fn outcome(&self) -> SignInOutcome {
        self.0.outcome.into()
    }

    /// The network address it came from; of IPv6 the subscriber's network. Empty for what was done at a terminal of the server.
    async fn address(&self) -> &str {
        &self.0.address
    }

    /// What the program said of itself: its User-Agent header, 200 characters at most.
    async fn client(&self) -> &str {
        &self.0.client
    }

    /// Who did it, where that was another account: an administrator. Null where it was the account itself, or nobody who is known.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        one(ctx.loader(), self.0.by_id).await
    }

    /// What it was done to: the label of a script's token, the program of a session. Null for other kinds.
    async fn about(&self) -> Option<&str> {
        self.0.about.as_deref()
    }
}
