//! Every setting, typed, read once. Only this file reads the environment.

use crate::auth::client::Network;
use crate::auth::provider::{KeySource, ProviderSettings};
use crate::auth::{Scope, Settings};
use crate::graphql::limits::Limits;
use crate::http::{Browsers, PerMinute, origin};
use clap::{Args, ValueEnum};
use entity::Role;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

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

/// How much one request may ask for, and what browsers are told.
#[derive(Args, Clone, Debug)]
pub struct Bounds {
    /// Fields within fields that an operation may have
    #[arg(long, env = "COMMUNIQUE_MAX_DEPTH", default_value_t = Limits::default().depth, value_name = "NUMBER")]
    pub max_depth: usize,

    /// What an operation may cost: one for each field, and what is asked of the records of a page once for each of them
    #[arg(long, env = "COMMUNIQUE_MAX_COMPLEXITY", default_value_t = Limits::default().complexity, value_name = "NUMBER")]
    pub max_complexity: usize,

    /// Aliases that a document may have
    #[arg(long, env = "COMMUNIQUE_MAX_ALIASES", default_value_t = Limits::default().aliases, value_name = "NUMBER")]
    pub max_aliases: usize,

    /// Directives that a document may have
    #[arg(long, env = "COMMUNIQUE_MAX_DIRECTIVES", default_value_t = Limits::default().directives, value_name = "NUMBER")]
    pub max_directives: usize,

    /// Fields that an operation may have at its root
    #[arg(long, env = "COMMUNIQUE_MAX_ROOT_FIELDS", default_value_t = Limits::default().root_fields, value_name = "NUMBER")]
    pub max_root_fields: usize,

    /// Words and signs that a document may have
    #[arg(long, env = "COMMUNIQUE_MAX_TOKENS", default_value_t = Limits::default().tokens, value_name = "NUMBER")]
    pub max_tokens: usize,

    /// Bytes that the body of a request may have that brings no file
    #[arg(long, env = "COMMUNIQUE_MAX_BODY_BYTES", default_value_t = Limits::default().body_bytes, value_name = "BYTES")]
    pub max_body_bytes: usize,

    /// Bytes that an answer may have
    #[arg(long, env = "COMMUNIQUE_MAX_ANSWER_BYTES", default_value_t = Limits::default().answer_bytes, value_name = "BYTES")]
    pub max_answer_bytes: usize,

    /// Milliseconds that a query may take
    #[arg(long, env = "COMMUNIQUE_OPERATION_MS", default_value_t = 30_000, value_name = "MS")]
    pub operation_ms: u64,

    /// Milliseconds that an SQL statement may take that reads
    #[arg(long, env = "COMMUNIQUE_STATEMENT_MS", default_value_t = 15_000, value_name = "MS")]
    pub statement_ms: u64,

    /// Requests that one address may send in a minute, of those who are not signed in; 0 is as many as it likes
    #[arg(long, env = "COMMUNIQUE_RATE_PER_ADDRESS", default_value_t = 0, value_name = "NUMBER")]
    pub rate_per_address: u32,

    /// Requests that one account may send in a minute, with all its tokens together; 0 is as many as it likes
    #[arg(long, env = "COMMUNIQUE_RATE_PER_ACCOUNT", default_value_t = 0, value_name = "NUMBER")]
    pub rate_per_account: u32,

    /// Do not tell clients what the schema is, nor which name they may have meant
    #[arg(long, env = "COMMUNIQUE_NO_INTROSPECTION")]
    pub no_introspection: bool,

    /// Sites whose pages may read answers: addresses such as <https://www.example.org> with commas between them, or * for all
    #[arg(long, env = "COMMUNIQUE_ALLOWED_ORIGINS", value_delimiter = ',', value_parser = origin, value_name = "ORIGINS")]
    pub allowed_origins: Vec<String>,

    /// Seconds that browsers are to use nothing but https here (Strict-Transport-Security); only behind https. 0 says nothing
    #[arg(long, env = "COMMUNIQUE_HSTS_SECONDS", default_value_t = 0, value_name = "SECONDS")]
    pub hsts_seconds: u32,
}

impl Bounds {
    pub fn limits(&self) -> Limits {
        Limits {
            depth: self.max_depth,
            complexity: self.max_complexity,
            aliases: self.max_aliases,
            directives: self.max_directives,
            root_fields: self.max_root_fields,
            tokens: self.max_tokens,
            body_bytes: self.max_body_bytes,
            answer_bytes: self.max_answer_bytes,
            operation: Duration::from_millis(self.operation_ms),
            statement: Duration::from_millis(self.statement_ms),
            is_explained: !self.no_introspection,
        }
    }

    pub fn per_minute(&self) -> PerMinute {
        PerMinute { address: NonZeroU32::new(self.rate_per_address), account: NonZeroU32::new(self.rate_per_account) }
    }

    pub fn browsers(&self) -> Browsers {
        Browsers { origins: self.allowed_origins.clone(), https_only_seconds: self.hsts_seconds }
    }
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

    /// Days that attempts to sign in are remembered, and what was done to passwords, tokens and sessions
    #[arg(long, env = "COMMUNIQUE_SIGN_IN_DAYS", default_value_t = 180, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub sign_in_days: u32,

    /// Roles that must have a second factor, with commas between them: editor,admin. Who has none can do nothing but set it up
    #[arg(long, env = "COMMUNIQUE_SECOND_FACTOR", value_delimiter = ',', value_parser = role, value_name = "ROLES")]
    pub second_factor: Vec<Role>,

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
        Ok(Settings {
            issuer,
            trusted_proxies: self.trusted_proxies.clone(),
            four_eyes: self.four_eyes,
            provider,
            sign_in_days: self.sign_in_days,
            second_factor: self.second_factor.clone(),
        })
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
pub struct DatabaseUrl(Arc<str>);

impl DatabaseUrl {
    pub fn new(url: impl Into<Arc<str>>) -> Self {
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
            return Ok(DatabaseUrl::new(url.as_str()));
        }
        std::fs::create_dir_all(&self.data_dir)?;
        Ok(DatabaseUrl::embedded(&self.data_dir))
    }
}
