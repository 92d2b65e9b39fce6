//! Fresh databases: copies of one that was migrated and given its countries once.

use api::config::DatabaseUrl;
use api::db::Db;
use sea_orm::{ConnectionTrait, Database as SeaDatabase};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// The databases the archive runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// Those that can be tested here. PostgreSQL is left out, loudly, where there is none.
pub fn databases() -> Vec<Database> {
    match postgres() {
        Some(_) => vec![Database::Sqlite, Database::Postgres],
        None => vec![Database::Sqlite],
    }
}

/// Of this process alone: others may test on the same server.
fn template() -> String {
    format!("communique_template_{}", std::process::id())
}

impl Database {
    /// The address of a database that nobody else uses, migrated and with countries.
    pub async fn fresh(self) -> DatabaseUrl {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("communique_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        match self {
            Self::Sqlite => {
                let folder = scratch().join(name);
                std::fs::create_dir(&folder).expect("a folder");
                std::fs::copy(sqlite_template(), folder.join("communique.db")).expect("a copy");
                DatabaseUrl::embedded(&folder)
            }
            Self::Postgres => {
                let server = postgres().expect("PostgreSQL runs");
                execute(server, &format!("CREATE DATABASE {name} TEMPLATE {}", template())).await;
                DatabaseUrl::new(format!("{server}/{name}"))
            }
        }
    }

    /// The address of a database without any table.
    pub async fn empty(self) -> DatabaseUrl {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("empty_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        match self {
            Self::Sqlite => {
                let folder = scratch().join(name);
                std::fs::create_dir(&folder).expect("a folder");
                DatabaseUrl::embedded(&folder)
            }
            Self::Postgres => {
                let server = postgres().expect("PostgreSQL runs");
                execute(server, &format!("CREATE DATABASE {name}")).await;
                DatabaseUrl::new(format!("{server}/{name}"))
            }
        }
    }
}

/// A folder that goes when the next run of the tests finds it: nothing runs at the end of a test program.
pub fn scratch() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER
        .get_or_init(|| {
            let base = std::env::temp_dir();
            for old in std::fs::read_dir(&base).into_iter().flatten().flatten() {
                let name = old.file_name().to_string_lossy().into_owned();
                let owner = name.strip_prefix("communique-tests-").and_then(|rest| rest.split('-').next());
                if owner.is_some_and(|owner| !Path::new("/proc").join(owner).exists()) {
                    let _ = std::fs::remove_dir_all(old.path());
                }
            }
            tempfile::Builder::new().prefix(&format!("communique-tests-{}-", std::process::id())).tempdir().expect("a folder")
        })
        .path()
}

fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = scratch().join("template");
        std::fs::create_dir(&folder).expect("a folder");
        elsewhere(prepare(DatabaseUrl::embedded(&folder)));
        folder.join("communique.db")
    })
}

/// The address of a PostgreSQL server with the template in it: the one that is given, or one started for these tests.
fn postgres() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let server = match std::env::var("TEST_DATABASE_URL") {
            Ok(url) => url.trim_end_matches('/').to_owned(),
            Err(_) => start_cluster()?,
        };
        elsewhere({
            let server = server.clone();
            async move {
                let name = template();
                execute(&server, &format!("CREATE DATABASE {name}")).await;
                prepare(DatabaseUrl::new(format!("{server}/{name}"))).await;
            }
        });
        Some(server)
    });
    server.as_deref()
}

async fn prepare(url: DatabaseUrl) {
    let db = Db::connect(&url).await.expect("the database answers");
    api::archive::prepare(&db).await.expect("the archive is prepared");
    db.close().await.expect("the connections close");
}

/// Runs a future to its end, whatever runtime the caller is on.
fn elsewhere(work: impl Future<Output = ()> + Send + 'static) {
    let run = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work);
    std::thread::spawn(run).join().expect("the work is done");
}

async fn execute(server: &str, sql: &str) {
    let db = SeaDatabase::connect(format!("{server}/postgres")).await.expect("PostgreSQL answers");
    db.execute_unprepared(sql).await.expect(sql);
    db.close().await.expect("the connection closes");
}

/// Starts a cluster out of the installed binaries. It ends, and its files go, when this process does.
fn start_cluster() -> Option<String> {
    let Some(binaries) = binaries() else {
        crate::left_out("PostgreSQL", "neither TEST_DATABASE_URL nor PostgreSQL's initdb is there");
        return None;
    };
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    // The pipe to standard input closes when this process ends, however it ends.
    let script = format!(
        r#"set -e
        dir=$(TMPDIR=/tmp mktemp -d)
        trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$dir"' EXIT
        cd "$dir"
        "{bin}/initdb" -D "$dir/data" -U communique -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log"
        "{bin}/postgres" -D "$dir/data" -p {port} -k "$dir" -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300 \
            -c full_page_writes=off -c shared_buffers=64MB >"$dir/postgres.log" 2>&1 &
        server=$!
        until "{bin}/pg_isready" -q -h 127.0.0.1 -p {port}; do sleep 0.1; kill -0 $server; done
        echo ready
        cat >/dev/null"#,
        bin = binaries.display()
    );
    let mut cluster = run_as_postgres(&script);
    let mut ready = String::new();
    let output = cluster.stdout.take().expect("a pipe");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut ready).expect("a line");
    assert_eq!(ready.trim(), "ready", "PostgreSQL did not start");
    // Its end of the pipe is kept open, and itself waited for, for as long as this process lives.
    std::thread::spawn(move || {
        let stays_open = cluster.stdin.take();
        let ended = cluster.wait();
        drop(stays_open);
        ended
    });
    Some(format!("postgres://communique@127.0.0.1:{port}"))
}

/// Runs a script as somebody as whom PostgreSQL, which refuses to run as root, runs.
pub fn run_as_postgres(script: &str) -> Child {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    let mut command = if is_root { Command::new("runuser") } else { Command::new("sh") };
    if is_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell")
}

/// The folder of the newest PostgreSQL that is installed.
pub fn binaries() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let mut versions: Vec<_> =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path()).collect();
    versions.sort_by_key(|path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
    let packaged = versions.into_iter().rev().map(|version| version.join("bin"));
    packaged.chain(on_path).find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}
