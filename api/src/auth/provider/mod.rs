//! Tokens of an outside identity provider, where one is configured. Who they name gets an account when they first
//! come; what the account may do follows the token each time.

mod keys;
mod role;

pub use keys::KeySource;

use super::access_token::{LEEWAY_SECONDS, reason, refuse};
use super::sign_in::record_aside;
use super::{Auth, Client, SignedIn, account};
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use entity::{Role, SignInKind, SignInOutcome, user_account};
use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Validation, decode, decode_header};
use keys::ForeignKeys;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use sea_orm::IntoActiveModel;
use serde_json::{Map, Value};

const NAME_LENGTH: usize = 100;

/// Which provider is believed, and what its claims mean here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSettings {
    /// Exactly as its tokens name it.
    pub issuer: String,
    /// Whom its tokens must be for.
    pub audience: String,
    pub keys: KeySource,
    /// The claim that names roles: a name, or a path with dots.
    pub role_claim: String,
    /// Which value of the claim gives which role. Of several the highest counts.
    pub roles: Vec<(String, Role)>,
}

/// A provider and what is known of its keys.
pub struct Provider {
    settings: ProviderSettings,
    keys: ForeignKeys,
}

impl Provider {
    pub fn new(settings: ProviderSettings) -> Self {
        Self { keys: ForeignKeys::new(settings.keys.clone()), settings }
    }

    /// Whether `token` says that it is this provider's. That is not proved yet.
    pub fn claims_to_issue(&self, token: &str) -> bool {
        let claims: Option<Map<String, Value>> = insecure_decode_claims(token).ok();
        claims.is_some_and(|claims| claims.get("iss").and_then(Value::as_str) == Some(&self.settings.issuer))
    }

    /// The account that `token` names, which comes from `client`.
    pub async fn verify(&self, auth: &Auth, token: &str, client: &Client) -> Result<SignedIn> {
        let db = auth.db();
        let header = decode_header(token).map_err(|error| refuse(reason(&error)))?;
        let kid = header.kid.ok_or_else(|| refuse("it names no key"))?;
        let key = self.keys.find(&kid).await.ok_or_else(|| refuse("its key is not known"))?;
        if !key.algorithms.contains(&header.alg) {
            return Err(refuse("its signature is not good"));
        }
        let mut validation = Validation::new(header.alg);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&[&self.settings.audience]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY_SECONDS.unsigned_abs();
        let claims: Map<String, Value> = decode(token, &key.key, &validation).map_err(|error| refuse(reason(&error)))?.claims;
        let subject = claims.get("sub").and_then(Value::as_str).ok_or_else(|| refuse("it names nobody"))?;
        let login = format!("{}|{subject}", self.settings.issuer);
        let tell = |user: &user_account::Model, outcome| {
            if auth.is_arrival(user.id, client, clock::now_millis()) {
                record_aside(auth, user.id, SignInKind::Provider, outcome, client);
            }
        };
        let Some(role) = role::of(&claims, &self.settings.role_claim, &self.settings.roles) else {
            if let Some(user) = account::find_by_login(db.read(), &login).await? {
                tell(&user, SignInOutcome::NoRole);
            }
            let claim = &self.settings.role_claim;
            return Err(Error::Forbidden(format!(
                "the identity provider gives you no role here: the claim '{claim}' has none of those that are known"
            )));
        };
        let user = match account::find_by_login(db.read(), &login).await? {
            Some(user) if user.role == role => user,
            _ => follow(db, login, &name(&claims, subject), role).await?,
        };
        if user.disabled_at.is_some() {
            tell(&user, SignInOutcome::Disabled);
            return Err(refuse("its account is disabled"));
        }
        tell(&user, SignInOutcome::Succeeded);
        Ok(SignedIn { user_id: user.id, role, session_id: None, scopes: None })
    }
}

/// Makes the account, or gives it the role that it has now.
async fn follow(db: &Db, login: String, name: &str, role: Role) -> Result<user_account::Model> {
    let transaction = db.begin_write().await?;
    let user = match account::find_by_login(&transaction, &login).await? {
        Some(user) => {
            let mut user = user.into_active_model();
            user.role = Set(role);
            user.update(&transaction).await?
        }
        None => account::insert(&transaction, login, name.to_owned(), role, None).await?,
    };
    transaction.commit().await?;
    Ok(user)
}

/// The name to show: the first of the usual claims that holds one.
fn name(claims: &Map<String, Value>, subject: &str) -> String {
    let said = ["name", "preferred_username"].into_iter().filter_map(|claim| claims.get(claim)?.as_str());
    let tidy = said.map(|name| name.chars().filter(|c| !c.is_control()).take(NAME_LENGTH).collect::<String>());
    let mut tidy = tidy.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    tidy.next().unwrap_or_else(|| subject.chars().take(NAME_LENGTH).collect())
}
