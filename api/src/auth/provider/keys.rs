//! The provider's public keys, out of a file or from its own server. They are read when they are first needed, again now and then, and
//! when a token names one that is not known; never more often than every few seconds.

use crate::clock;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How old keys get before they are read again.
const FRESH: i64 = 10 * 60_000;
/// How old they get at most, while they cannot be read.
const STALE: i64 = 24 * 3_600_000;
/// How long is waited between two readings. Like the others it holds both ways: a clock that goes back must not keep old keys.
const PAUSE: i64 = 10_000;
const TIMEOUT: Duration = Duration::from_secs(5);
const MAX_BYTES: u64 = 1024 * 1024;

/// Where the keys are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    File(PathBuf),
    Url(String),
}

impl FromStr for KeySource {
    type Err = String;

    /// Keys that come over the network unprotected could be anybody's, so that plain HTTP is taken from this machine alone.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with("https://") || (text.starts_with("http://") && is_loopback(text)) {
            return Ok(Self::Url(text.to_owned()));
        }
        if text.contains("://") {
            return Err(format!("'{text}' is neither a file nor an address with https; http is taken from this machine alone"));
        }
        Ok(Self::File(text.into()))
    }
}

fn is_loopback(url: &str) -> bool {
    let Ok(url) = url.parse::<ureq::http::Uri>() else { return false };
    url.host().is_some_and(|host| {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    })
}

/// A key, and the algorithms that may be used with it.
#[derive(Clone)]
pub struct ForeignKey {
    pub key: DecodingKey,
    pub algorithms: Vec<Algorithm>,
}

pub struct ForeignKeys {
    source: KeySource,
    known: Mutex<Known>,
    /// One reads for all.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Clone, Default)]
struct Known {
    keys: Arc<HashMap<String, ForeignKey>>,
    read_at: i64,
    tried_at: i64,
}

impl Known {
    fn is_due(&self, kid: &str, now: i64) -> bool {
        (now - self.tried_at).abs() >= PAUSE && ((now - self.read_at).abs() >= FRESH || !self.keys.contains_key(kid))
    }
}

impl ForeignKeys {
    pub fn new(source: KeySource) -> Self {
        Self { source, known: Mutex::default(), reading: tokio::sync::Mutex::default() }
    }

    /// The key of this name, if the provider has it.
    pub async fn find(&self, kid: &str) -> Option<ForeignKey> {
        let now = clock::now_millis();
        if self.known().is_due(kid, now) {
            let _turn = self.reading.lock().await;
            if self.known().is_due(kid, now) {
                self.read(now).await;
            }
        }
        let known = self.known();
        if now - known.read_at > STALE { None } else { known.keys.get(kid).cloned() }
    }

    async fn read(&self, now: i64) {
        self.known().tried_at = now;
        let source = self.source.clone();
        let keys = tokio::task::spawn_blocking(move || text(&source).and_then(|text| parse(&text))).await;
        match keys.map_err(|error| error.to_string()).and_then(|keys| keys) {
            Ok(keys) => {
                let mut known = self.known();
                known.keys = Arc::new(keys);
                known.read_at = now;
            }
            Err(error) => tracing::warn!(error, source = ?self.source, "the identity provider's keys could not be read"),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn text(source: &KeySource) -> Result<String, String> {
    match source {
        KeySource::File(path) => read_file(path).map_err(|error| error.to_string()),
        KeySource::Url(url) => fetch(url).map_err(|error| error.to_string()),
    }
}

fn read_file(path: &Path) -> std::io::Result<String> {
    std::fs::read_to_string(path)
}

fn fetch(url: &str) -> Result<String, ureq::Error> {
    // No proxy: it would be named by variables that only `config` may read. No redirects: they could lead to unprotected places.
    let agent = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).max_redirects(0).proxy(None).build().new_agent();
    agent.get(url).header("Accept", "application/json").call()?.body_mut().with_config().limit(MAX_BYTES).read_to_string()
}

/// The keys of a JSON Web Key Set that sign, as far as they are known here. Keys of other kinds are left out.
fn parse(text: &str) -> Result<HashMap<String, ForeignKey>, String> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set = serde_json::from_str(text).map_err(|error| format!("it is no JSON Web Key Set: {error}"))?;
    let keys = set.keys.into_iter().filter_map(|key| {
        let key: Jwk = serde_json::from_value(key).ok()?;
        let algorithms = algorithms(&key);
        let kid = key.common.key_id.clone()?;
        let key = DecodingKey::from_jwk(&key).ok()?;
        (!algorithms.is_empty()).then_some((kid, ForeignKey { key, algorithms }))
    });
    Ok(keys.collect())
}

/// What a key may be used with: asymmetric algorithms of its own kind, and only the one it names if it names one.
fn algorithms(key: &Jwk) -> Vec<Algorithm> {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    if key.common.public_key_use == Some(PublicKeyUse::Encryption) {
        return Vec::new();
    }
    let of_kind: &[Algorithm] = match &key.algorithm {
        AlgorithmParameters::RSA(_) => &[RS256, RS384, RS512, PS256, PS384, PS512],
        AlgorithmParameters::EllipticCurve(parameters) => match parameters.curve {
            EllipticCurve::P256 => &[ES256],
            EllipticCurve::P384 => &[ES384],
            _ => &[],
        },
        AlgorithmParameters::OctetKeyPair(parameters) if parameters.curve == EllipticCurve::Ed25519 => &[EdDSA],
        _ => &[],
    };
    match key.common.key_algorithm.map(Algorithm::try_from) {
        None => of_kind.to_vec(),
        Some(Ok(named)) => of_kind.iter().copied().filter(|algorithm| *algorithm == named).collect(),
        Some(Err(_)) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_keys_that_sign_with_a_secret_of_their_own_are_taken() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let set = json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "x": x, "kid": "good" },
            { "kty": "OKP", "crv": "Ed25519", "x": x, "kid": "other-algorithm", "alg": "RS256" },
            { "kty": "OKP", "crv": "Ed25519", "x": x, "kid": "encrypts", "use": "enc" },
            { "kty": "OKP", "crv": "Ed25519", "x": x },
            { "kty": "oct", "k": "c2VjcmV0", "kid": "shared" },
            { "kty": "something-new", "kid": "unknown" },
        ] });
        let keys = parse(&set.to_string()).unwrap();
        assert_eq!(keys.keys().collect::<Vec<_>>(), ["good"]);
        assert_eq!(keys["good"].algorithms, [Algorithm::EdDSA]);
        assert!(parse("[]").is_err());
    }

    #[test]
    fn keys_come_from_files_and_protected_addresses() {
        assert_eq!("keys.json".parse(), Ok(KeySource::File("keys.json".into())));
        for url in ["https://login.example.org/keys", "http://127.0.0.1:8000/keys", "http://[::1]/keys", "http://localhost/keys"]
        {
            assert_eq!(url.parse(), Ok(KeySource::Url(url.to_owned())));
        }
        for refused in ["http://login.example.org/keys", "ftp://localhost/keys", "http://127.0.0.1.example.org/keys"] {
            assert!(refused.parse::<KeySource>().unwrap_err().contains(refused));
        }
    }
}
