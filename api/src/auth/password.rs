//! Passwords: whether one is good enough, how it is stored, and whether it is right.

use super::secret;
use crate::error::{Error, Result, Violation};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

/// OWASP's parameters for Argon2id: memory in KiB, passes, lanes (Password Storage Cheat Sheet).
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

const MIN_LENGTH: usize = 10;
const MAX_LENGTH: usize = 200;
/// Which strength is asked for, of four: from 100 million guesses on.
const STRENGTH: Score = Score::Three;

/// What is compared where there is no account: a hash like the others, of no password.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// How many passwords are hashed at once, so that many that sign in together neither take all memory nor all threads.
static HASHING: Semaphore = Semaphore::const_new(4);

/// What is wrong with a new password at `path`. `about` holds what guessers try first: names and addresses.
pub fn check(password: &str, about: &[&str], path: &str) -> Vec<Violation> {
    let wrong = |message: String| vec![Violation { path: path.to_owned(), message }];
    let length = password.chars().count();
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        return wrong(format!("has {length} characters; {MIN_LENGTH} to {MAX_LENGTH} are allowed"));
    }
    let parts = |text: &'static [char]| about.iter().flat_map(move |about| about.split(text));
    let words: Vec<&str> = parts(&['@', '.', ' ', '-']).chain(parts(&['@'])).chain(["communique"]).collect();
    let estimate = zxcvbn(password, &words);
    if estimate.score() >= STRENGTH {
        return Vec::new();
    }
    let mut message = "is too easy to guess.".to_owned();
    if let Some(feedback) = estimate.feedback() {
        let warning = feedback.warning().map(|warning| warning.to_string());
        for sentence in warning.into_iter().chain(feedback.suggestions().iter().map(ToString::to_string)) {
            message.push(' ');
            message.push_str(&sentence);
        }
    }
    wrong(message)
}

/// What is stored of a password.
pub async fn hash(password: &str) -> Result<String> {
    let password = normal(password);
    aside(move || hash_now(&password)).await?
}

/// Whether `password` is the one of which `stored` was kept. Without one it is no, after the same time: who measures learns nothing.
pub async fn verify(password: &str, stored: Option<String>) -> Result<bool> {
    let password = normal(password);
    aside(move || {
        let exists = stored.is_some();
        let stored =
            PasswordHash::new(stored.as_deref().unwrap_or(NOBODYS)).map_err(|error| Error::internal(error.to_string()))?;
        Ok(hasher()?.verify_password(password.as_bytes(), &stored).is_ok() && exists)
    })
    .await?
}

/// Runs work that takes a processor for long, where it holds up no request.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = HASHING.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

/// One and the same password is typed as different characters on different keyboards (NIST SP 800-63B, section 5.1.1.2).
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

fn hash_now(password: &str) -> Result<String> {
    let salt = secret::random::<16>()?;
    let hash: PasswordHash =
        hasher()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(|error| Error::internal(error.to_string()))?;
    Ok(hash.to_string())
}

fn hasher() -> Result<Argon2<'static>> {
    let parameters = Params::new(MEMORY, PASSES, LANES, None).map_err(|error| Error::internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_that_guessers_try_are_refused_without_being_repeated() {
        for weak in ["password123", "qwertyuiop", "aaaaaaaaaaaaaaa", "short", "anna.larsson1", "Communique1"] {
            let wrong = check(weak, &["anna.larsson@example.org"], "password");
            assert_eq!(wrong.len(), 1, "{weak}");
            assert!(!wrong[0].message.contains(weak), "{}", wrong[0].message);
        }
        assert_eq!(check("tundra lantern omits 47 geese", &["anna.larsson@example.org"], "password"), Vec::new());
    }

    #[test]
    fn what_is_stored_names_owasps_parameters() {
        let stored = hash_now("tundra lantern omits 47 geese").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_eq!(stored.len(), NOBODYS.len(), "so that nobody's takes as long");
    }

    #[tokio::test]
    async fn only_the_right_password_is_right_however_it_is_typed() {
        let stored = hash("zażółć gęślą jaźń").await.unwrap();
        assert!(
            verify("zaz\u{307}o\u{301}łc\u{301} ge\u{328}s\u{301}la\u{328} jaz\u{301}n\u{301}", Some(stored.clone()))
                .await
                .unwrap()
        );
        assert!(!verify("zazolc gesla jazn", Some(stored)).await.unwrap());
        assert!(!verify("", None).await.unwrap());
    }
}
