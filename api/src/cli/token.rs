//! `communique token`: tokens for scripts.

use super::{Failure, cause, open, output, user};
use crate::auth::api_token::{self, NewApiToken};
use crate::auth::{Origin, Scope};
use crate::clock;
use crate::config::{Storage, scope};
use crate::graphql::id;
use crate::user::ApiToken;
use async_graphql::ID;
use chrono::{DateTime, SecondsFormat};
use clap::{Args, Subcommand};

#[derive(Args)]
pub struct Token {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make a token, and print it: it is shown this once
    Create(Create),
    /// Print what is known of tokens
    List(List),
    /// End a token
    Revoke(Revoke),
}

#[derive(Args)]
struct Create {
    /// E-mail address of the account it acts for
    #[arg(long, value_name = "ADDRESS")]
    email: String,

    /// What you call it, such as the script's name
    #[arg(long)]
    label: String,

    /// What it allows: import, propose, apply; may be given again
    #[arg(long, required = true, value_parser = scope)]
    scope: Vec<Scope>,

    /// How many days it is good, 366 at most
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=366))]
    days: i64,

    #[command(flatten)]
    storage: Storage,
}

#[derive(Args)]
struct List {
    /// E-mail address of the account; everybody's tokens if absent
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,

    #[command(flatten)]
    storage: Storage,
}

#[derive(Args)]
struct Revoke {
    /// Its id, as "token list" prints it
    id: String,

    #[command(flatten)]
    storage: Storage,
}

impl Token {
    pub async fn run(self) -> Result<(), Failure> {
        match self.action {
            Action::Create(create) => create.run().await,
            Action::List(list) => list.run().await,
            Action::Revoke(revoke) => revoke.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> Result<(), Failure> {
        let Self { email, label, scope, days, storage } = self;
        let db = open(&storage).await?;
        let owner = user::find(&db, &email).await?;
        // A minute less, so that the longest is not more than the longest.
        let expires_at = clock::now_millis() + days * 24 * 3_600_000 - 60_000;
        let new = NewApiToken { label, scopes: scope, expires_at };
        let (_, secret) = api_token::create(&db, &owner, new, &Origin::terminal()).await.map_err(|error| cause(&error))?;
        output::line(&secret);
        Ok(())
    }
}

impl List {
    async fn run(self) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        let owner = match &self.email {
            Some(email) => Some(user::find(&db, email).await?.id),
            None => None,
        };
        api_token::list(&db, owner).await.map_err(|error| cause(&error))?.iter().for_each(tell);
        Ok(())
    }
}

impl Revoke {
    async fn run(self) -> Result<(), Failure> {
        let row = id::decode(ApiToken::NAME, &ID(self.id.clone()), "id").map_err(|error| cause(&error))?;
        let db = open(&self.storage).await?;
        let found = api_token::find(&db, row).await.map_err(|error| cause(&error))?;
        let found = found.ok_or_else(|| format!("there is no token {}", self.id))?;
        tell(&api_token::revoke(&db, found, &Origin::terminal()).await.map_err(|error| cause(&error))?);
        Ok(())
    }
}

fn tell(token: &entity::api_token::Model) {
    let state = if token.revoked_at.is_some() { "  revoked" } else { "" };
    let id = id::encode(ApiToken::NAME, token.id);
    let (expires, used) = (moment(token.expires_at), moment(token.last_used_at));
    output::line(&format!("{}  {}  {}  expires {expires}  last used {used}{state}", id.as_str(), token.label, token.scopes));
}

fn moment(millis: Option<i64>) -> String {
    let moment = millis.and_then(DateTime::from_timestamp_millis);
    moment.map_or_else(|| "never".into(), |moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true))
}
