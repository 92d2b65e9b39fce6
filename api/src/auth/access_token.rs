//! Access tokens: short-lived JSON Web Tokens that name an account and its session. What the account may do is not in them: it is
//! looked up with each request, so that a role that is taken away or a session that is ended counts at once.

use super::key;
use super::{Auth, SignedIn};
use crate::clock;
use crate::error::{Error, Result};
use crate::graphql::id;
use async_graphql::ID;
use entity::{session, user_account};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use sea_orm::{EntityTrait, JoinType, QuerySelect, RelationTrait};
use serde::{Deserialize, Serialize};

/// Who our tokens are for: ourselves.
pub const AUDIENCE: &str = "communique";
/// How long an access token is good.
pub const LIFETIME_SECONDS: i64 = 15 * 60;
/// How far clocks of servers may differ.
pub const LEEWAY_SECONDS: i64 = 30;

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// The account's global id.
    sub: String,
    /// The session's global id.
    sid: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// A token for `session`, and when it ends in milliseconds.
pub async fn issue(auth: &Auth, session: &session::Model) -> Result<(String, i64)> {
    let (kid, signer) = key::signer(auth.db()).await?;
    let now = clock::now_millis() / 1000;
    let exp = now + LIFETIME_SECONDS;
    let claims = Claims {
        iss: auth.settings().issuer.clone(),
        aud: AUDIENCE.to_owned(),
        sub: id::encode("User", session.user_id).to_string(),
        sid: id::encode("Session", session.id).to_string(),
        iat: now,
        nbf: now,
        exp,
    };
    let header = Header { kid: Some(kid), ..Header::new(Algorithm::EdDSA) };
    Ok((encode(&header, &claims, &signer).map_err(Error::internal)?, exp * 1000))
}

/// The account and the session that `token` names, if all is well with all three.
pub async fn verify(auth: &Auth, token: &str) -> Result<SignedIn> {
    let header = decode_header(token).map_err(|_| refuse("it is no token of this archive"))?;
    let kid = header.kid.ok_or_else(|| refuse("it names no key"))?;
    let key = auth.keys().find(auth.db(), &kid).await?.ok_or_else(|| refuse("its key is not known"))?;
    // The algorithm is the key's, never what the token says of itself.
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    validation.set_issuer(&[&auth.settings().issuer]);
    validation.set_audience(&[AUDIENCE]);
    validation.validate_nbf = true;
    validation.leeway = LEEWAY_SECONDS.unsigned_abs();
    let claims = decode::<Claims>(token, &key, &validation).map_err(|error| refuse(reason(&error)))?.claims;
    let session_id = id::decode("Session", &ID(claims.sid), "sid").map_err(|_| refuse("it names no session"))?;
    let found = session::Entity::find_by_id(session_id)
        .join(JoinType::InnerJoin, session::Relation::User.def())
        .select_also(user_account::Entity)
        .one(auth.db().read())
        .await?;
    let Some((session, Some(user))) = found else { return Err(refuse("its session has ended")) };
    if session.revoked_at.is_some() || session.expires_at <= clock::now_millis() {
        return Err(refuse("its session has ended"));
    }
    if user.disabled_at.is_some() || id::encode("User", user.id).as_str() != claims.sub {
        return Err(refuse("its account is disabled"));
    }
    let scopes = auth.settings().must_enrol(&user).then(Vec::new);
    Ok(SignedIn { user_id: user.id, role: user.role, session_id: Some(session.id), scopes })
}

/// What is wrong with a token, in words that help its owner and nobody else.
pub(super) fn reason(error: &jsonwebtoken::errors::Error) -> &'static str {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::ExpiredSignature => "it has expired",
        ErrorKind::ImmatureSignature => "it is not valid yet",
        ErrorKind::InvalidIssuer => "it is of another issuer",
        ErrorKind::InvalidAudience => "it is for another audience",
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidSignature => "its signature is not good",
        ErrorKind::MissingRequiredClaim(_) => "a claim is missing; exp, nbf, iss, aud and sub are required",
        _ => "it cannot be read",
    }
}

pub(super) fn refuse(reason: &str) -> Error {
    Error::Unauthenticated(format!("the token is refused: {reason}"))
}
