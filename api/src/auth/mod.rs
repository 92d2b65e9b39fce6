//! Who asks, and what they may do: passwords, keys, tokens, sessions. It knows nothing of GraphQL's types: `user` has those.
//!
//! The public read path asks for none of this: it has no viewer in it, and a request without a token runs no statement here.

pub mod access_token;
pub mod account;
pub mod api_token;
mod bearer;
pub mod client;
mod guard;
pub mod key;
mod noted;
pub mod number;
pub mod password;
pub mod provider;
pub mod second_factor;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod throttle;
pub mod totp;
mod viewer;

pub use client::Client;
pub use guard::Needs;
pub use sign_in::Origin;
pub use viewer::{Scope, SignedIn, Viewer};

use crate::db::Db;
use crate::error::Result;
use entity::{Role, user_account};
use key::PublicKeys;
use noted::Noted;
use provider::{Provider, ProviderSettings};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What the server needs to know in order to tell who asks.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The server's address as clients know it: the issuer of its tokens.
    pub issuer: String,
    /// Proxies whose word about the client's address is taken.
    pub trusted_proxies: Vec<client::Network>,
    /// Whether nobody applies changes of their own: editors' changes wait for another editor.
    pub four_eyes: bool,
    /// An outside identity provider whose tokens are accepted beside our own.
    pub provider: Option<ProviderSettings>,
    /// For how many days it is kept what was tried and done with accounts' proofs of who asks.
    pub sign_in_days: u32,
    /// The roles that must have a second factor.
    pub second_factor: Vec<Role>,
}

impl Settings {
    /// Whether an account may do nothing before it has set up a second factor. An identity provider sees to that of its own accounts.
    pub fn must_enrol(&self, user: &user_account::Model) -> bool {
        user.second_factor_at.is_none() && user.password_hash.is_some() && self.second_factor.contains(&user.role)
    }
}

/// Tells who asks, and makes and ends their sessions. Every worker shares one.
#[derive(Clone)]
pub struct Auth(Arc<Shared>);

struct Shared {
    db: Db,
    settings: Settings,
    keys: PublicKeys,
    provider: Option<Provider>,
    /// When this process last noted the use of each script's token.
    touched: Noted<i64>,
    /// When this process last wrote down that an account came from the identity provider, by account and client.
    arrivals: Noted<(i64, u64)>,
    seed: RandomState,
    /// How many passwords were compared with a hash, somebody's or nobody's.
    compared: AtomicU64,
}

/// How often it is written down that an account comes from the identity provider with the same client: its token comes with each request.
const ARRIVAL: i64 = 3_600_000;

impl Auth {
    pub fn new(db: Db, settings: Settings) -> Self {
        let provider = settings.provider.clone().map(Provider::new);
        Self(Arc::new(Shared {
            db,
            settings,
            keys: PublicKeys::default(),
            provider,
            touched: Noted::default(),
            arrivals: Noted::default(),
            seed: RandomState::new(),
            compared: AtomicU64::new(0),
        }))
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The public keys that are believed now, as a JSON Web Key Set.
    pub async fn jwks(&self) -> Result<serde_json::Value> {
        key::jwks(&self.0.db).await
    }

    /// Whether `password` is the one of which `stored` was kept; see [`password::verify`].
    pub async fn is_password(&self, password: &str, stored: Option<String>) -> Result<bool> {
        self.0.compared.fetch_add(1, Ordering::Relaxed);
        password::verify(password, stored).await
    }

    /// How many passwords were compared so far. Tests see by it that a name without an account takes as many as one that has one.
    pub fn compared(&self) -> u64 {
        self.0.compared.load(Ordering::Relaxed)
    }

    /// Who sent a request with this `Authorization` header, from where.
    pub async fn viewer(&self, authorization: &str, client: &Client) -> Result<Viewer> {
        bearer::viewer(self, authorization, client).await
    }

    /// The archive's database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    fn provider(&self) -> Option<&Provider> {
        self.0.provider.as_ref()
    }

    fn keys(&self) -> &PublicKeys {
        &self.0.keys
    }

    /// Whether this process has not written down within the hour that this account came with this client. Asked once, it has.
    fn is_arrival(&self, user_id: i64, client: &Client, now: i64) -> bool {
        let key = (user_id, self.0.seed.hash_one((&client.address, &client.agent)));
        self.0.arrivals.is_due(key, now, ARRIVAL)
    }

    /// Whether this process has not noted a use of this token within so many milliseconds. Asked once, it has.
    fn first_touch(&self, token: i64, now: i64, within: i64) -> bool {
        self.0.touched.is_due(token, now, within)
    }
}
