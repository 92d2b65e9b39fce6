//! What a field needs of the one who asks. The only other place that decides about permission is the rule about a single row, in a
//! concept's service.

use super::viewer::{SignedIn, Viewer};
use crate::error::{Error, Result};
use async_graphql::{Context, Guard};
use entity::Role;

/// What a field needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// An account: proposals of their own, their own sessions and tokens. Not for scripts' tokens.
    Account,
    /// The same, or somebody who must set up a second factor before anything else.
    Enrolment,
    /// Somebody who may propose changes.
    Contributor,
    /// Somebody who may apply changes.
    Editor,
    /// Somebody who may import: an editor, or an editor's script with the scope IMPORT.
    Import,
    /// Somebody who looks after accounts. Not for scripts' tokens.
    Admin,
}

impl Needs {
    /// Refuses whoever may not.
    pub fn check(self, viewer: &Viewer) -> Result<()> {
        let account = viewer.signed_in()?;
        let may = match self {
            Self::Account => account.scopes.is_none(),
            Self::Enrolment => account.scopes.is_none() || account.session_id.is_some(),
            Self::Contributor => account.may_propose(),
            Self::Editor => account.may_apply(),
            Self::Import => account.may_import(),
            Self::Admin => account.role == Role::Admin && account.scopes.is_none(),
        };
        if may { Ok(()) } else { Err(self.refusal(account)) }
    }

    fn refusal(self, account: &SignedIn) -> Error {
        let needs = match self {
            _ if account.must_enrol() => "a second factor, which your role must have: set it up with beginTotp and confirmTotp",
            Self::Account | Self::Enrolment => "an account that is signed in itself, not a script's token",
            Self::Contributor => "a token with the scope PROPOSE or APPLY",
            Self::Editor if account.scopes.is_some() => "an editor's token with the scope APPLY",
            Self::Import if account.scopes.is_some() => "an editor's token with the scope IMPORT",
            Self::Editor | Self::Import => "the role EDITOR or ADMIN",
            Self::Admin => "the role ADMIN, signed in, not a script's token",
        };
        Error::Forbidden(format!("this needs {needs}"))
    }
}

impl Guard for Needs {
    async fn check(&self, ctx: &Context<'_>) -> async_graphql::Result<()> {
        let nobody = Viewer::Anonymous;
        Ok((*self).check(ctx.data_opt::<Viewer>().unwrap_or(&nobody))?)
    }
}
