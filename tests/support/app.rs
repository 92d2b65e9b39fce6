//! A running server with its database.

use crate::database::Database;
use api::changeset::ChangeSet;
use api::db::Db;
use api::http::{Archive, serve};
use serde_json::{Value, json};
use std::net::TcpListener;

/// A server on an archive of its own. It ends when this is dropped.
pub struct App {
    pub db: Db,
    pub url: String,
    client: reqwest::Client,
    server: actix_web::dev::ServerHandle,
}

/// The answer to a GraphQL request.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl App {
    pub(crate) async fn start(database: Database) -> Self {
        // What the server logs is shown with the test that fails. Every test tries; the first succeeds.
        let _ =
            tracing_subscriber::fmt().with_test_writer().with_max_level(tracing_subscriber::filter::LevelFilter::WARN).try_init();
        let db = Db::connect(&database.fresh().await).await.expect("the database answers");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let archive = Archive::new(db.clone());
        let (send, receive) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = serve(archive, listener, Some(1), 1).expect("a server");
                send.send(server.handle()).expect("somebody waits");
                server.await.expect("the server ends well");
            });
        });
        let server = receive.recv().expect("the server starts");
        Self { db, url, client: reqwest::Client::new(), server }
    }

    /// A client for requests of other kinds, and the address they go to.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// Sends a GraphQL request.
    pub async fn ask(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        let request = self.request(reqwest::Method::POST, "/graphql").header("Accept", "application/graphql-response+json");
        let response = request.json(&body).send().await.expect("the server answers");
        Answer { status: response.status().as_u16(), body: response.json().await.expect("the answer is JSON") }
    }

    /// The data of a query that must succeed.
    pub async fn data(&self, query: &str) -> Value {
        let answer = self.ask(query, Value::Null).await;
        assert_eq!(answer.body.get("errors"), None, "{query}");
        answer.body["data"].clone()
    }

    /// The code and the message of the first error of a query that must fail.
    pub async fn refusal(&self, query: &str) -> (String, String) {
        let answer = self.ask(query, Value::Null).await;
        let error = &answer.body["errors"][0];
        assert!(error.is_object(), "{query} was not refused: {}", answer.body);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&error["extensions"]["code"]), text(&error["message"]))
    }

    /// How many SQL statements a query takes.
    pub async fn statements(&self, query: &str) -> u64 {
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

impl Drop for App {
    fn drop(&mut self) {
        // Told to stop; nobody waits for it.
        drop(self.server.stop(false));
    }
}
