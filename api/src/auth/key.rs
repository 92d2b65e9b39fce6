//! The keys that sign access tokens. They are in the database, so that several servers on one database share them; one signs, and
//! those that it took over from are believed until what they signed has ended.

use super::access_token::{LEEWAY_SECONDS, LIFETIME_SECONDS};
use super::secret;
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use entity::signing_key::{ActiveModel, Column, Entity, Model};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The one algorithm of ours: Ed25519.
pub const ALGORITHM: &str = "EdDSA";

/// How long a retired key is believed: as long as a token that it signed at the last moment may live.
const KEPT: i64 = (LIFETIME_SECONDS + LEEWAY_SECONDS) * 1000 + 60_000;
/// How old the keys that are known may get before they are read again, so that a key that was thrown away is believed no longer.
const FRESH: i64 = 60_000;
/// How often in a second the database is asked about keys that are not known: anybody can make up names of keys.
const LOOKS: u32 = 10;

/// Makes the first key, if there is none.
pub async fn ensure(db: &Db) -> Result<()> {
    if signer_of(db.read()).await?.is_some() {
        return Ok(());
    }
    let transaction = db.begin_write().await?;
    if signer_of(&transaction).await?.is_none() {
        let made = make()?;
        tracing::info!(kid = made.kid.as_ref(), "signing key made");
        made.insert(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Makes a new signer and gives its name. The keys before it are believed until what they signed has ended, or not at all any more.
pub async fn rotate(db: &Db, forget_others: bool) -> Result<String> {
    let now = clock::now_millis();
    let transaction = db.begin_write().await?;
    let gone = if forget_others { Condition::all() } else { Condition::all().add(Column::RetiredAt.lt(now - KEPT)) };
    Entity::delete_many().filter(gone).exec(&transaction).await?;
    Entity::update_many()
        .col_expr(Column::RetiredAt, Expr::value(now))
        .filter(Column::RetiredAt.is_null())
        .exec(&transaction)
        .await?;
    let made = make()?.insert(&transaction).await?;
    transaction.commit().await?;
    Ok(made.kid)
}

/// All keys, the newest first.
pub async fn list(db: &Db) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_desc(Column::CreatedAt).all(db.read()).await?)
}

/// The public keys that are believed now, as a JSON Web Key Set (RFC 7517).
pub async fn jwks(db: &Db) -> Result<Value> {
    let keys: Result<Vec<Value>> =
        believed(db).await?.iter().map(|key| serde_json::from_str(&key.public_key).map_err(Error::internal)).collect();
    Ok(json!({ "keys": keys? }))
}

/// The key that signs now, and its name. It is read each time: signing is rare, and so a new signer takes over on all servers at once.
pub async fn signer(db: &Db) -> Result<(String, EncodingKey)> {
    let key = signer_of(db.write()).await?.ok_or_else(|| Error::internal("there is no signing key"))?;
    let private = STANDARD.decode(&key.private_key).map_err(Error::internal)?;
    Ok((key.kid, EncodingKey::from_ed_der(&private)))
}

async fn signer_of(db: &impl ConnectionTrait) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::RetiredAt.is_null()).order_by_desc(Column::CreatedAt).one(db).await?)
}

async fn believed(db: &Db) -> Result<Vec<Model>> {
    let since = clock::now_millis() - KEPT;
    let good = Condition::any().add(Column::RetiredAt.is_null()).add(Column::RetiredAt.gte(since));
    Ok(Entity::find().filter(good).order_by_desc(Column::CreatedAt).all(db.read()).await?)
}

fn make() -> Result<ActiveModel> {
    let pair = Ed25519KeyPair::generate().map_err(|error| Error::internal(error.to_string()))?;
    let private = pair.to_pkcs8v1().map_err(|error| Error::internal(error.to_string()))?;
    let kid = URL_SAFE_NO_PAD.encode(secret::random::<12>()?);
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let public = json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "alg": ALGORITHM, "use": "sig" });
    Ok(ActiveModel {
        kid: Set(kid),
        algorithm: Set(ALGORITHM.to_owned()),
        private_key: Set(STANDARD.encode(private.as_ref())),
        public_key: Set(public.to_string()),
        created_at: Set(clock::now_millis()),
        retired_at: Set(None),
    })
}

/// The public keys that this process knows.
#[derive(Default)]
pub struct PublicKeys(Mutex<Known>);

#[derive(Clone, Default)]
struct Known {
    keys: Arc<HashMap<String, DecodingKey>>,
    read_at: i64,
    /// The second in which the database was asked last, and how often in it.
    looks: (i64, u32),
}

impl PublicKeys {
    /// The key of this name, if it is believed.
    pub async fn find(&self, db: &Db, kid: &str) -> Result<Option<DecodingKey>> {
        let now = clock::now_millis();
        let (keys, is_fresh) = {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            (Arc::clone(&known.keys), (now - known.read_at).abs() < FRESH)
        };
        if is_fresh && (keys.contains_key(kid) || !self.may_look(now)) {
            return Ok(keys.get(kid).cloned());
        }
        let mut keys = HashMap::new();
        for key in believed(db).await? {
            let jwk = serde_json::from_str(&key.public_key).map_err(Error::internal)?;
            keys.insert(key.kid, DecodingKey::from_jwk(&jwk).map_err(Error::internal)?);
        }
        let found = keys.get(kid).cloned();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.keys = Arc::new(keys);
        known.read_at = now;
        Ok(found)
    }

    fn may_look(&self, now: i64) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.looks.0 != now / 1000 {
            known.looks = (now / 1000, 0);
        }
        known.looks.1 += 1;
        known.looks.1 <= LOOKS
    }
}
