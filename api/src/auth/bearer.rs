//! From the `Authorization` header to the one who asks.

use super::access_token::refuse;
use super::{Auth, Client, Viewer, access_token, api_token, secret};
use crate::error::{Error, Result};

pub(super) async fn viewer(auth: &Auth, authorization: &str, client: &Client) -> Result<Viewer> {
    let (scheme, token) = authorization.trim().split_once(' ').unwrap_or((authorization, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        // What follows another scheme may be a password: it is not repeated.
        return Err(Error::Unauthenticated("the header Authorization takes 'Bearer' and a token, no other scheme".into()));
    }
    let token = token.trim();
    let signed_in = if token.starts_with(secret::API) {
        api_token::verify(auth, token).await?
    } else if token.starts_with(secret::REFRESH) {
        return Err(refuse("it is a refresh token: refreshSession gives an access token for it"));
    } else if let Some(provider) = auth.provider().filter(|provider| provider.claims_to_issue(token)) {
        provider.verify(auth, token, client).await?
    } else {
        access_token::verify(auth, token).await?
    };
    Ok(Viewer::SignedIn(signed_in))
}
