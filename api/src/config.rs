//! Every setting, typed, read once. Only this file reads the environment.

use crate::auth::client::Network;
use crate::auth::provider::{KeySource, ProviderSettings};
use crate::auth::{Scope, Settings};
use clap::{Args, ValueEnum};
use entity::Role;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where the archive lives.
#[derive(Args, Clone, Debug)]
pub struct Storage {
    /// Folder of the embedded database; created if it is not there
    #[arg(long, env = "COMMUNIQUE_DATA_DIR", default_value = "data", value_name = "FOLDER")]
    pub data_dir: PathBuf,

    /// PostgreSQL instead of the embedded database: <postgres://user:password@host/database>
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// A streaming replica of it, which the public's queries are read from: <postgres://user:password@host/database>
    #[arg(long, env = "DATABASE_READ_URL", value_name = "URL", hide_env_values = true, requires = "database_url")]
    pub database_read_url: Option<String>,
}

/// How the server answers.
#[derive(Args, Clone, Debug)]
pub struct Listen {
    /// Address and port to answer on
    #[arg(long, env = "COMMUNIQUE_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,

    /// Threads that answer requests; as many as there are processors if absent
    #[arg(long, env = "COMMUNIQUE_WORKERS", value_name = "NUMBER")]
    pub workers: Option<usize>,

    /// Seconds that requests in flight get to finish when the server is told to stop
    #[arg(long, env = "COMMUNIQUE_SHUTDOWN_SECONDS", default_value_t = 20, value_name = "SECONDS")]
    pub shutdown_seconds: u64,
}

/// How much the server does at once, and what it keeps.
#[derive(Args, Clone, Debug)]
pub struct Capacity {
    /// Megabytes of whole answers that are kept until the archive changes; 0 keeps none
    #[arg(long, env = "COMMUNIQUE_ANSWER_CACHE_MB", default_value_t = 64, value_name = "MB")]
    pub answer_cache_mb: u64,

    /// Queries that are executed at once; as many as are useful if absent
    #[arg(long, env = "COMMUNIQUE_CONCURRENCY", value_name = "NUMBER")]
    pub concurrency: Option<usize>,

    /// Queries that may wait for their turn; further ones are told to come again
    #[arg(long, env = "COMMUNIQUE_QUEUE", default_value_t = 512, value_name = "NUMBER")]
    pub queue: usize,

    /// Documents that clients may send by name: a JSON file that gives each name its document, or an Apollo manifest
    #[arg(long, env = "COMMUNIQUE_DOCUMENTS", value_name = "FILE")]
    pub documents: Option<PathBuf>,

    /// Who is not signed in may run these documents alone
    #[arg(long, env = "COMMUNIQUE_ONLY_DOCUMENTS", requires = "documents")]
    pub only_documents: bool,
}

/// What whoever runs the server is told of it.
#[derive(Args, Clone, Debug)]
pub struct Observation {
    /// Address and port of its own on which Prometheus is told how the server does, at /metrics; nothing is counted if absent
    #[arg(long, env = "COMMUNIQUE_METRICS", value_name = "ADDRESS:PORT")]
    pub metrics: Option<SocketAddr>,

    /// Milliseconds after which an operation is slow, and named in the log; 0 names none
    #[arg(long, env = "COMMUNIQUE_SLOW_MS", default_value_t = 1000, value_name = "MS")]
    pub slow_ms: u64,
}

/// How the server tells who asks.
#[derive(Args, Clone, Debug)]
pub struct Access {
    /// Address of the server as clients know it, which its tokens name; http:// and the address it listens on if absent
    #[arg(long, env = "COMMUNIQUE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,

    /// Proxies whose X-Forwarded-For is believed: addresses or networks, with commas between them
    #[arg(long, env = "COMMUNIQUE_TRUSTED_PROXIES", value_delimiter = ',', value_name = "NETWORKS")]
    pub trusted_proxies: Vec<Network>,

    /// Nobody applies changes of their own: an editor's changes wait for another editor
    #[arg(long, env = "COMMUNIQUE_FOUR_EYES")]
    pub four_eyes: bool,

    #[command(flatten)]
    pub provider: IdentityProvider,
}

/// How other servers are told of changes.
#[derive(Args, Clone, Debug)]
pub struct Hooks {
    /// Webhooks may have addresses that only this machine or its network reaches, and http:// ones: for trials, never on a public server
    #[arg(long, env = "COMMUNIQUE_WEBHOOKS_PRIVATE")]
    pub webhooks_private: bool,
}

impl Hooks {
    pub fn settings(&self) -> crate::webhook::Settings {
        crate::webhook::Settings { allow_private: self.webhooks_private, ..Default::default() }
    }
}

/// An outside identity provider whose tokens are accepted too: all of these, or none.
#[derive(Args, Clone, Debug, Default)]
pub struct IdentityProvider {
    /// Identity provider whose tokens are accepted too: the issuer, exactly as its tokens name it
    #[arg(long, env = "COMMUNIQUE_OIDC_ISSUER", value_name = "URL")]
    pub oidc_issuer: Option<String>,

    /// Audience that its tokens must name
    #[arg(long, env = "COMMUNIQUE_OIDC_AUDIENCE", value_name = "NAME")]
    pub oidc_audience: Option<String>,

    /// Its public keys (JWKS): a file, or an address with https
    #[arg(long, env = "COMMUNIQUE_OIDC_JWKS", value_name = "FILE|URL")]
    pub oidc_jwks: Option<KeySource>,

    /// Claim of its tokens that names roles, such as roles, or a path to it with dots
    #[arg(long, env = "COMMUNIQUE_OIDC_ROLE_CLAIM", value_name = "CLAIM")]
    pub oidc_role_claim: Option<String>,

    /// Which value of the claim gives which role: writers=CONTRIBUTOR,desk=EDITOR
    #[arg(long, env = "COMMUNIQUE_OIDC_ROLES", value_delimiter = ',', value_parser = role_mapping, value_name = "VALUE=ROLE")]
    pub oidc_roles: Vec<(String, Role)>,
}

impl Access {
    /// The settings of a server that listens on `address`.
    pub fn settings(&self, address: SocketAddr) -> Result<Settings, String> {
        let issuer = match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{address}"),
        };
        let provider = self.provider.settings()?;
        Ok(Settings { issuer, trusted_proxies: self.trusted_proxies.clone(), four_eyes: self.four_eyes, provider })
    }
}

impl IdentityProvider {
    fn settings(&self) -> Result<Option<ProviderSettings>, String> {
        let Self { oidc_issuer, oidc_audience, oidc_jwks, oidc_role_claim, oidc_roles } = self.clone();
        match (oidc_issuer, oidc_audience, oidc_jwks, oidc_role_claim, oidc_roles) {
            (None, None, None, None, roles) if roles.is_empty() => Ok(None),
            (Some(issuer), Some(audience), Some(keys), Some(role_claim), roles) if !roles.is_empty() => {
                Ok(Some(ProviderSettings { issuer, audience, keys, role_claim, roles }))
            }
            _ => Err("an identity provider needs all of --oidc-issuer, --oidc-audience, --oidc-jwks, --oidc-role-claim and \
                      --oidc-roles, or none"
                .into()),
        }
    }
}

/// A role, as somebody at a terminal writes it.
pub fn role(text: &str) -> Result<Role, String> {
    match text.to_ascii_lowercase().as_str() {
        "contributor" => Ok(Role::Contributor),
        "editor" => Ok(Role::Editor),
        "admin" => Ok(Role::Admin),
        _ => Err(format!("'{text}' is no role; contributor, editor and admin are")),
    }
}

/// A scope, as somebody at a terminal writes it.
pub fn scope(text: &str) -> Result<Scope, String> {
    Scope::parse(&text.to_ascii_uppercase()).ok_or_else(|| format!("'{text}' is no scope; import, propose and apply are"))
}

fn role_mapping(text: &str) -> Result<(String, Role), String> {
    let (value, name) = text.rsplit_once('=').ok_or_else(|| format!("'{text}' is not like desk=EDITOR"))?;
    Ok((value.trim().to_owned(), role(name.trim())?))
}

/// What is logged, and how. Logs go to standard error.
#[derive(Args, Clone, Debug)]
pub struct Logging {
    /// What is logged: off, error, warn, info, debug, trace, or directives such as "info,api=debug"
    #[arg(long, env = "COMMUNIQUE_LOG", default_value = "info", value_name = "LEVEL", global = true)]
    pub log: String,

    /// Lines for people, or one JSON object a line
    #[arg(long, env = "COMMUNIQUE_LOG_FORMAT", default_value = "text", value_name = "FORMAT", global = true)]
    pub log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

/// The address of a database. Its password is never shown.
#[derive(Clone)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

impl Storage {
    /// The address of the archive's database. The data folder is created where it is used.
    pub fn url(&self) -> std::io::Result<DatabaseUrl> {
        if let Some(url) = &self.database_url {
            return Ok(DatabaseUrl::new(url));
        }
        std::fs::create_dir_all(&self.data_dir)?;
        Ok(DatabaseUrl::embedded(&self.data_dir))
    }
}
