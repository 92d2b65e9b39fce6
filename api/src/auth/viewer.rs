//! Who asks.

use crate::error::{Error, Result};
use entity::Role;

/// Who sent a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Viewer {
    /// Somebody who did not say who they are. They may read.
    #[default]
    Anonymous,
    /// Somebody whose token was found good.
    SignedIn(SignedIn),
}

/// An account, and the token through which it acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The account, a row of `user_account`.
    pub user_id: i64,
    pub role: Role,
    /// The session of somebody who signed in here; none for tokens of scripts and of outside identity providers.
    pub session_id: Option<i64>,
    /// What a script's token allows; none where the account itself acts, with all its role allows. A session whose account must set up a second
    /// factor first is like a script's token that allows nothing.
    pub scopes: Option<Vec<Scope>>,
}

/// What a script's token allows, within what the role of its owner allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Plan and apply imports.
    Import,
    /// Propose changes, which then wait for an editor.
    Propose,
    /// Apply changes at once.
    Apply,
}

impl Scope {
    /// How it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Import => "IMPORT",
            Self::Propose => "PROPOSE",
            Self::Apply => "APPLY",
        }
    }

    /// The scope of this name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Import, Self::Propose, Self::Apply].into_iter().find(|scope| scope.as_str() == text)
    }
}

impl Viewer {
    /// The account that asks, or a refusal.
    pub fn signed_in(&self) -> Result<&SignedIn> {
        match self {
            Self::SignedIn(account) => Ok(account),
            Self::Anonymous => {
                Err(Error::Unauthenticated("this needs a token: sign in, or send 'Authorization: Bearer …'".into()))
            }
        }
    }
}

impl SignedIn {
    /// Whether changes of theirs may be applied without waiting for somebody else.
    pub fn may_apply(&self) -> bool {
        matches!(self.role, Role::Editor | Role::Admin) && self.has(Scope::Apply)
    }

    /// Whether they may propose changes: every account may.
    pub fn may_propose(&self) -> bool {
        self.has(Scope::Propose) || self.has(Scope::Apply)
    }

    /// Whether they may import: an editor, by hand or by a script that is allowed to.
    pub fn may_import(&self) -> bool {
        matches!(self.role, Role::Editor | Role::Admin) && self.has(Scope::Import)
    }

    /// Whether they must set up a second factor before they may do anything else.
    pub fn must_enrol(&self) -> bool {
        self.session_id.is_some() && self.scopes.is_some()
    }

    /// Whether their token, if it is a script's, allows `scope`.
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope))
    }
}
