//! A running server with its database.

use crate::account;
use crate::database::{Database, scratch};
use api::auth::{Auth, Settings};
use api::changeset::ChangeSet;
use api::config::DatabaseUrl;
use api::db::Db;
use api::http::{Answering, Archive, serve};
use api::search::Search;
use entity::Role;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

/// A server on an archive of its own. It ends when this is dropped.
pub struct App {
    pub db: Db,
    pub auth: Auth,
    pub url: String,
    /// Of its database.
    pub address: DatabaseUrl,
    pub archive: Archive,
    client: reqwest::Client,
    server: actix_web::dev::ServerHandle,
    /// Where its search index is.
    pub data: TempDir,
}

/// Whom the tokens of servers that are tested name as their issuer: all the same, as behind one load balancer.
pub const ISSUER: &str = "http://archive.test";

/// The answer to a GraphQL request.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl App {
    pub async fn start(database: Database) -> Self {
        Self::start_answering(database, Answering::default()).await
    }

    /// The same, where requests are answered otherwise.
    pub async fn start_answering(database: Database, answering: Answering) -> Self {
        let address = database.fresh().await;
        let db = Db::connect(&address).await.expect("the database answers");
        Self::serve(db, address, answering, |_| {}, Self::hooks())
    }

    /// A server on the database at this address, which it makes ready for use.
    pub async fn on(address: &DatabaseUrl) -> Self {
        let db = Db::connect(address).await.expect("the database answers");
        api::archive::prepare(&db).await.expect("the archive is prepared");
        Self::serve(db, address.clone(), Answering::default(), |_| {}, Self::hooks())
    }

    /// A server whose webhooks are delivered as those of a public server.
    pub async fn strict(database: Database) -> Self {
        let address = database.fresh().await;
        let db = Db::connect(&address).await.expect("the database answers");
        Self::serve(db, address, Answering::default(), |_| {}, api::webhook::Settings::default())
    }

    /// Receivers of tests are on this machine, and soon tried again.
    fn hooks() -> api::webhook::Settings {
        api::webhook::Settings { allow_private: true, first_pause: std::time::Duration::from_millis(50), failures: 12 }
    }

    /// A second server on the same database, its settings changed.
    pub fn another(&self, settings: impl FnOnce(&mut Settings)) -> Self {
        Self::serve(self.db.clone(), self.address.clone(), Answering::default(), settings, Self::hooks())
    }

    /// A second server as another process would be: with connections of its own, and perhaps a replica to read from.
    pub async fn elsewhere(&self, replica: Option<&DatabaseUrl>) -> Self {
        let mut db = Db::connect(&self.address).await.expect("the database answers");
        if let Some(replica) = replica {
            db = db.with_replica(replica).await.expect("the address of a replica");
        }
        Self::serve(db, self.address.clone(), Answering::default(), |_| {}, Self::hooks())
    }

    fn serve(
        db: Db,
        address: DatabaseUrl,
        answering: Answering,
        change: impl FnOnce(&mut Settings),
        hooks: api::webhook::Settings,
    ) -> Self {
        // What the server logs is shown with the test that fails. Every test tries; the first succeeds.
        let _ =
            tracing_subscriber::fmt().with_test_writer().with_max_level(tracing_subscriber::filter::LevelFilter::WARN).try_init();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut settings = settings();
        change(&mut settings);
        let auth = Auth::new(db.clone(), settings);
        let data = tempfile::tempdir_in(scratch()).expect("a folder");
        let archive = Archive::new(db.clone(), auth.clone(), Search::new(data.path()), hooks, answering);
        let served = archive.clone();
        let (send, receive) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = serve(served, listener, Some(1), 1).expect("a server");
                send.send(server.handle()).expect("somebody waits");
                server.await.expect("the server ends well");
            });
        });
        let server = receive.recv().expect("the server starts");
        Self { db, auth, url, address, archive, client: reqwest::Client::new(), server, data }
    }

    /// The subscribers of this server.
    pub fn live(&self) -> &api::http::live::Live {
        self.archive.live()
    }

    /// A client for requests of other kinds, and the address they go to.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// Sends a GraphQL request.
    pub async fn ask(&self, query: &str, variables: Value) -> Answer {
        self.ask_as(None, query, variables).await
    }

    /// Sends a GraphQL request with a token.
    pub async fn ask_as(&self, token: Option<&str>, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        let mut request = self.request(reqwest::Method::POST, "/graphql").header("Accept", "application/graphql-response+json");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.json(&body).send().await.expect("the server answers");
        Answer { status: response.status().as_u16(), body: response.json().await.expect("the answer is JSON") }
    }

    /// The data of a query that must succeed.
    pub async fn data(&self, query: &str) -> Value {
        answered(query, &self.ask(query, Value::Null).await)
    }

    /// The data of a query or a mutation that must succeed, sent with a token.
    pub async fn data_as(&self, token: &str, query: &str) -> Value {
        answered(query, &self.ask_as(Some(token), query, Value::Null).await)
    }

    /// Makes an account of this role, signs in to it, and gives its access token.
    pub async fn sign_in(&self, role: Role) -> String {
        account::signed_in(&self.auth, role).await
    }

    /// The code and the message of the first error of a query that must fail.
    pub async fn refusal(&self, query: &str) -> (String, String) {
        refused(query, &self.ask(query, Value::Null).await)
    }

    /// The same of a request that is sent with a token.
    pub async fn refusal_as(&self, token: &str, query: &str) -> (String, String) {
        refused(query, &self.ask_as(Some(token), query, Value::Null).await)
    }

    /// How many SQL statements a query takes that nobody has asked before.
    pub async fn statements(&self, query: &str) -> u64 {
        static ASKED: AtomicU64 = AtomicU64::new(0);
        let query = &format!("{query} # {}", ASKED.fetch_add(1, Ordering::Relaxed));
        let before = self.db.statements();
        self.data(query).await;
        self.db.statements() - before
    }

    /// Writes to the archive the only way there is.
    pub async fn write<R>(&self, changes: impl AsyncFnOnce(&mut ChangeSet) -> R) -> R {
        let mut set = ChangeSet::begin(&self.db, "test").await.expect("a change set");
        let result = changes(&mut set).await;
        set.commit().await.expect("the change set is applied");
        result
    }
}

/// The settings of a server that nothing was changed of.
pub fn settings() -> Settings {
    Settings {
        issuer: ISSUER.to_owned(),
        trusted_proxies: Vec::new(),
        four_eyes: false,
        provider: None,
        sign_in_days: 180,
        second_factor: Vec::new(),
    }
}

fn answered(query: &str, answer: &Answer) -> Value {
    assert_eq!(answer.body.get("errors"), None, "{query}");
    answer.body["data"].clone()
}

fn refused(query: &str, answer: &Answer) -> (String, String) {
    let error = &answer.body["errors"][0];
    assert!(error.is_object(), "{query} was not refused: {}", answer.body);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&error["extensions"]["code"]), text(&error["message"]))
}

impl Drop for App {
    fn drop(&mut self) {
        // Told to stop; nobody waits for it.
        drop(self.server.stop(false));
    }
}
