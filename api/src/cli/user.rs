//! `communique user`: look after accounts. Passwords are asked for or read from standard input: arguments and variables are seen by
//! others.

use super::{Failure, cause, open, output};
use crate::auth::{Origin, account};
use crate::config::{Storage, role};
use crate::db::Db;
use crate::user::input::{CreateUserInput, UpdateUserInput};
use crate::user::{second_factor, service};
use clap::{Args, Subcommand};
use entity::{Role, user_account};
use sea_orm::{EntityTrait, QueryOrder};
use std::io::BufRead;

#[derive(Args)]
pub struct User {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make an account, the first administrator's for instance
    Create(Create),
    /// Print all accounts
    List(List),
    /// Change what an account may do
    SetRole(SetRole),
    /// End an account's sessions and scripts, and let it sign in no more
    Disable(Disable),
    /// Let a disabled account sign in again
    Enable(Enable),
    /// Give an account a new password, and end its sessions
    SetPassword(SetPassword),
    /// Take the second factor from an account whose owner has lost it, and end its sessions
    ResetTotp(ResetTotp),
}

/// Which account is meant.
#[derive(Args)]
struct Account {
    /// E-mail address the account signs in with
    #[arg(long, value_name = "ADDRESS")]
    email: String,

    #[command(flatten)]
    storage: Storage,
}

/// Where the password comes from.
#[derive(Args)]
struct Password {
    /// Read the password from one line of standard input instead of asking for it
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Args)]
struct Create {
    #[command(flatten)]
    account: Account,

    /// Name that is shown with what they do
    #[arg(long)]
    name: String,

    /// contributor, editor or admin
    #[arg(long, value_parser = role)]
    role: Role,

    #[command(flatten)]
    password: Password,
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    storage: Storage,
}

#[derive(Args)]
struct SetRole {
    #[command(flatten)]
    account: Account,

    /// contributor, editor or admin
    #[arg(long, value_parser = role)]
    role: Role,
}

#[derive(Args)]
struct Disable {
    #[command(flatten)]
    account: Account,
}

#[derive(Args)]
struct Enable {
    #[command(flatten)]
    account: Account,
}

#[derive(Args)]
struct SetPassword {
    #[command(flatten)]
    account: Account,

    #[command(flatten)]
    password: Password,
}

#[derive(Args)]
struct ResetTotp {
    #[command(flatten)]
    account: Account,
}

impl User {
    pub async fn run(self) -> Result<(), Failure> {
        match self.action {
            Action::Create(create) => create.run().await,
            Action::List(List { storage }) => list(&open(&storage).await?).await,
            Action::SetRole(SetRole { account, role }) => {
                account.update(UpdateUserInput { role: Some(role.into()), ..UpdateUserInput::default() }).await
            }
            Action::Disable(Disable { account }) => account.set_disabled(true).await,
            Action::Enable(Enable { account }) => account.set_disabled(false).await,
            Action::SetPassword(SetPassword { account, password }) => {
                let password = Some(password.read()?);
                account.update(UpdateUserInput { password, ..UpdateUserInput::default() }).await
            }
            Action::ResetTotp(ResetTotp { account }) => account.reset_totp().await,
        }
    }
}

impl Create {
    async fn run(self) -> Result<(), Failure> {
        let Self { account: Account { email, storage }, name, role, password } = self;
        let password = password.read()?;
        let input = CreateUserInput { email, display_name: name, role: role.into(), password };
        let user = service::create(&open(&storage).await?, input).await.map_err(|error| cause(&error))?;
        tell(&user);
        Ok(())
    }
}

impl Account {
    async fn set_disabled(self, disabled: bool) -> Result<(), Failure> {
        self.update(UpdateUserInput { disabled: Some(disabled), ..UpdateUserInput::default() }).await
    }

    async fn reset_totp(self) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        let user = find(&db, &self.email).await?;
        tell(&second_factor::reset(&db, user.id, &Origin::terminal()).await.map_err(|error| cause(&error))?.0);
        Ok(())
    }

    async fn update(self, input: UpdateUserInput) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        let user = find(&db, &self.email).await?;
        tell(&service::update(&db, user.id, input, &Origin::terminal()).await.map_err(|error| cause(&error))?);
        Ok(())
    }
}

impl Password {
    fn read(&self) -> Result<String, Failure> {
        if self.password_stdin {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line).map_err(|error| format!("standard input: {error}"))?;
            return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
        }
        let ask = |prompt: &str| {
            rpassword::prompt_password(prompt).map_err(|error| {
                format!("the password cannot be asked for ({error}); --password-stdin reads it from standard input")
            })
        };
        let password = ask("Password: ")?;
        if ask("Once more: ")? == password { Ok(password) } else { Err("the two passwords differ".into()) }
    }
}

/// The account that signs in with `email`.
pub(super) async fn find(db: &Db, email: &str) -> Result<user_account::Model, Failure> {
    let found = account::find_by_login(db.read(), &service::login(email)).await.map_err(|error| cause(&error))?;
    found.ok_or_else(|| format!("there is no account of {email}"))
}

async fn list(db: &Db) -> Result<(), Failure> {
    let users = user_account::Entity::find().order_by_asc(user_account::Column::Id).all(db.read()).await;
    users.map_err(|error| error.to_string())?.iter().for_each(tell);
    Ok(())
}

fn tell(user: &user_account::Model) {
    let state = if user.disabled_at.is_some() { "  disabled" } else { "" };
    let factor = if user.second_factor_at.is_some() { "  second factor" } else { "" };
    output::line(&format!(
        "{:<11}  {}  {}{factor}{state}",
        format!("{:?}", user.role).to_lowercase(),
        user.login,
        user.display_name
    ));
}
