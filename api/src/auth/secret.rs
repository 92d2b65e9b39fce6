//! Random secrets that clients keep and the archive does not: of a token only its hash is stored.

use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What a refresh token begins with.
pub const REFRESH: &str = "cqr_";
/// What a script's token begins with. The prefixes let scanners of leaked secrets know what they found.
pub const API: &str = "cqt_";

/// A token nobody can guess: `prefix` and 256 random bits.
pub fn token(prefix: &str) -> Result<String> {
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random::<32>()?)))
}

/// What is stored of a token. It is random all through, so that a fast hash cannot be searched.
pub fn hash(token: &str) -> String {
    format!("{:x}", Sha256::digest(token))
}

/// Bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::internal(error.to_string()))?;
    Ok(bytes)
}
