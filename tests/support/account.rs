//! Accounts for tests, made without what makes passwords slow.

use api::auth::account::insert;
use api::auth::{Auth, Client, password, session};
use api::user::service;
use entity::{Role, user_account};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

/// The password of every account that tests make.
pub const PASSWORD: &str = "tundra lantern omits 47 geese";

/// An Ed25519 key that everybody knows, in PKCS #8 and base64 (RFC 8410, section 10.3), and its public half as in a JSON Web Key.
pub const FOREIGN_KEY: &str = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
pub const FOREIGN_PUBLIC: &str = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE";

/// An account with [`PASSWORD`] and an address of its own. The password is hashed once for all.
pub async fn create(auth: &Auth, role: Role) -> user_account::Model {
    static HASH: OnceCell<String> = OnceCell::const_new();
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    let hash = HASH.get_or_init(|| async { password::hash(PASSWORD).await.expect("a hash") }).await.clone();
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let transaction = auth.db().begin_write().await.expect("a transaction");
    let (login, name) = (format!("user{number}@example.org"), format!("User {number}"));
    let user = insert(&transaction, login, name, role, Some(hash)).await.expect("an account");
    transaction.commit().await.expect("the account is made");
    user
}

/// An account of this role, signed in: its access token.
pub async fn signed_in(auth: &Auth, role: Role) -> String {
    let user = create(auth, role).await;
    open(auth, user).await.access_token
}

/// Signs in to an account without its password.
pub async fn open(auth: &Auth, user: user_account::Model) -> api::user::Credentials {
    let transaction = auth.db().begin_write().await.expect("a transaction");
    let prolonged = session::open(&transaction, user.id, &Client::default()).await.expect("a session");
    transaction.commit().await.expect("the session is opened");
    service::credentials(auth, prolonged, user).await.expect("credentials")
}
