//! The executable as a server of its own, which may be made to believe that the clock has jumped or that the disk is full.

use crate::account;
use crate::app::settings;
use api::auth::api_token::{self, NewApiToken};
use api::auth::{Auth, Origin, Scope};
use api::config::DatabaseUrl;
use api::db::Db;
use entity::Role;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// A server that runs in a process of its own, and ends with this value.
pub struct Faulty {
    child: Child,
    url: String,
    client: reqwest::Client,
    folder: PathBuf,
}

impl Faulty {
    /// Serves the archive at `url` by `program`. Its clock and its disk are made to fail through files in its data folder.
    pub fn start(program: &Path, url: &DatabaseUrl) -> Self {
        let folder = match url.as_str().strip_prefix("sqlite://") {
            Some(file) => Path::new(file).parent().expect("a folder").to_owned(),
            None => tempfile::tempdir_in(super::database::scratch()).expect("a folder").keep(),
        };
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--data-dir"]).arg(&folder).env_remove("DATABASE_URL");
        if url.as_str().starts_with("postgres") {
            command.args(["--database-url", url.as_str()]);
        }
        command
            .env("LD_PRELOAD", preload())
            .env("FAULT_CLOCK", folder.join("clock"))
            .env("FAULT_DISK", folder.join("full"))
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.join("log")).expect("a file"));
        let mut child = command.spawn().expect("the server runs");
        // Borrowed, not taken: a server whose output nobody can read any more would stop.
        let first = BufReader::new(child.stdout.as_mut().expect("a pipe")).lines().next().expect("a line").expect("text");
        let url = first.strip_prefix("GraphQL API: ").unwrap_or_else(|| panic!("{first}")).to_owned();
        Self { child, url, client: reqwest::Client::new(), folder }
    }

    /// The token of an administrator's script that may do everything scripts may, and the address that the administrator signs in with.
    pub async fn script(url: &DatabaseUrl) -> (String, String) {
        let db = Db::connect(url).await.expect("the database answers");
        let owner = account::create(&Auth::new(db.clone(), settings()), Role::Admin).await;
        let scopes = vec![Scope::Import, Scope::Propose, Scope::Apply];
        let expires_at = api::clock::now_millis() + 30 * 24 * 3_600_000;
        let new = NewApiToken { label: "script".to_owned(), scopes, expires_at };
        let (_, secret) = api_token::create(&db, &owner, new, &Origin::terminal()).await.expect("a token");
        db.close().await.expect("it closes");
        (secret, owner.login)
    }

    /// Sets the server's clock ahead of the real one, or behind it.
    pub fn set_clock(&self, seconds: i64) {
        // Renamed, so that it is never read by half.
        std::fs::write(self.folder.join("clock.new"), seconds.to_string()).expect("a file");
        std::fs::rename(self.folder.join("clock.new"), self.folder.join("clock")).expect("a file");
    }

    /// Whether the server finds any room on its disk.
    pub fn set_disk_full(&self, is_full: bool) {
        let file = self.folder.join("full");
        if is_full { std::fs::write(file, "").expect("a file") } else { std::fs::remove_file(file).expect("a file") }
    }

    /// Sends a GraphQL request; the status and the answer.
    pub async fn ask(&self, token: Option<&str>, query: &str, variables: Value) -> (u16, Value) {
        let mut request = self.client.post(&self.url).json(&json!({ "query": query, "variables": variables }));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    /// The data of an operation that must succeed.
    pub async fn data(&self, token: Option<&str>, query: &str) -> Value {
        let (_, answer) = self.ask(token, query, Value::Null).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].clone()
    }

    /// Has a file of JSON lines imported, and gives the job's id. The import goes on after that.
    pub async fn import(&self, token: &str, lines: String) -> Value {
        let query = "mutation($file: Upload) { applyImport(file: $file, format: \"jsonl\") { job { id } } }";
        let form = Form::new()
            .text("operations", json!({ "query": query, "variables": { "file": null } }).to_string())
            .text("map", json!({ "0": ["variables.file"] }).to_string())
            .part("0", Part::text(lines).file_name("file.jsonl"));
        let answer = self.client.post(&self.url).bearer_auth(token).multipart(form).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"]["applyImport"]["job"]["id"].clone()
    }

    /// The status of another address of the server.
    pub async fn status(&self, path: &str) -> u16 {
        self.client.get(self.url.replace("/graphql", path)).send().await.expect("an answer").status().as_u16()
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("the server's log:\n{}", std::fs::read_to_string(self.folder.join("log")).unwrap_or_default());
        }
    }
}

/// What is loaded before the C library. A C compiler is there, because the archive's own dependencies need one.
fn preload() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("support/preload.c");
        let library = super::database::scratch().join("preload.so");
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let built = Command::new(compiler).args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).arg("-ldl").status();
        assert!(built.expect("a C compiler").success());
        library
    })
}
