//! The executable, as somebody at a terminal uses it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The executable, built like everything else in this workspace.
pub(crate) fn communique() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let cargo = option_env!("CARGO").unwrap_or("cargo");
        let mut build = Command::new(cargo);
        build.args(["build", "--workspace", "--quiet"]).current_dir(root);
        // What cargo tells this program about its package would reach build scripts, which look at such variables: ring's, and with it
        // everything above it, would be built anew each time.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_PKG_") || name.to_string_lossy().starts_with("CARGO_MANIFEST_") {
                build.env_remove(name);
            }
        }
        let built = build.status().expect("cargo runs");
        assert!(built.success(), "the executable is built");
        let tests = std::env::current_exe().expect("this program");
        tests.parent().and_then(Path::parent).expect("the target folder").join("communique")
    })
}

fn run(arguments: &[&str]) -> Output {
    Command::new(communique()).args(arguments).env_remove("DATABASE_URL").output().expect("the executable runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn pages_are_imported_and_bad_files_are_named_while_the_others_come_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let good = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/data/pages/embassy/000_d48fa1d5f48169a7.txt");
    let (empty, missing) = (folder.path().join("empty.txt"), folder.path().join("missing.txt"));
    std::fs::write(&empty, "").expect("a file");
    let (data, empty, missing) =
        (data.to_str().expect("a path"), empty.to_str().expect("a path"), missing.to_str().expect("a path"));
    let arguments = ["import", "page", "--data-dir", data, "--log", "warn", missing, empty, good];
    let done = run(&arguments);
    let (printed, complained) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(1), "{complained}");
    assert!(printed.contains(empty) && printed.contains("The page is empty."), "{printed}");
    assert!(printed.contains(missing) && printed.contains("The file cannot be read"), "{printed}");
    assert!(printed.ends_with("11 created, 0 updated, 0 unchanged, 0 ambiguous, 2 invalid.\n"), "{printed}");
    assert!(complained.contains("2 of the records were not imported"), "{complained}");
    let again = run(&["import", "page", "--data-dir", data, good]);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    assert!(
        text(&again.stdout).ends_with("0 created, 0 updated, 11 unchanged, 0 ambiguous, 0 invalid.\n"),
        "{}",
        text(&again.stdout)
    );
}

#[test]
fn wrong_commands_are_explained() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = listener.local_addr().expect("an address").to_string();
    for (arguments, told) in [
        (&["import", "page"][..], "<FILE>"),
        (&["serve", "--listen", "nowhere"], "nowhere"),
        (&["serve", "--listen", &taken, "--data-dir", "/dev/null/data"], &taken),
        (&["migrate", "--data-dir", "/dev/null/data"], "/dev/null/data"),
        (&["migrate", "--database-url", "postgres://nobody@127.0.0.1:1/nothing"], "database"),
        (&["serve", "--listen", "127.0.0.1:0", "--oidc-issuer", "https://login.example.org"], "--oidc-roles"),
        (&["serve", "--oidc-jwks", "http://login.example.org/keys"], "neither a file nor an address with https"),
        (&["serve", "--oidc-roles", "desk=KING"], "'KING' is no role"),
        (&["serve", "--trusted-proxies", "proxy"], "'proxy' is neither"),
        (&["dance"], "dance"),
    ] {
        let done = run(arguments);
        assert!(!done.status.success(), "{arguments:?}");
        assert!(text(&done.stderr).contains(told), "{arguments:?}: {}", text(&done.stderr));
    }
    let help = text(&run(&["--help"]).stdout);
    for word in ["serve", "migrate", "import", "user", "token", "key", "schema", "reindex", "--log"] {
        assert!(help.contains(word), "{help}");
    }
}

#[test]
fn the_schema_is_printed() {
    assert_eq!(text(&run(&["schema"]).stdout), api::schema::sdl());
}

#[test]
fn the_server_starts_on_an_empty_folder_answers_and_stops_when_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("new/data");
    let mut server = Command::new(communique())
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--data-dir", data.to_str().expect("a path")])
        .args(["--metrics", "127.0.0.1:0", "--slow-ms", "1"])
        .env_remove("DATABASE_URL")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the server runs");
    let mut lines = BufReader::new(server.stdout.take().expect("a pipe")).lines();
    let first = lines.next().expect("a line").expect("text");
    let url = first.strip_prefix("GraphQL API: ").unwrap_or_else(|| panic!("{first}")).to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let answer = runtime.block_on(async {
        let query = [("query", "{countries{totalCount} statements{totalCount}}")];
        reqwest::Client::new()
            .get(url.clone())
            .query(&query)
            .send()
            .await
            .expect("an answer")
            .json::<serde_json::Value>()
            .await
            .expect("JSON")
    });
    assert_eq!(answer["data"], serde_json::json!({ "countries": { "totalCount": 377 }, "statements": { "totalCount": 0 } }));
    let metrics =
        lines.by_ref().map(|line| line.expect("text")).find_map(|line| Some(line.strip_prefix("Metrics:     ")?.to_owned()));
    let metrics = metrics.expect("an address");
    let (told, hidden) = runtime.block_on(async {
        let get = async |url: String| reqwest::get(url).await.expect("an answer");
        let told = get(metrics.clone()).await.text().await.expect("a text");
        (told, get(url.replace("/graphql", "/metrics")).await.status())
    });
    assert!(told.contains("communique_requests_total{code=\"OK\",operation=\"query\"} 1"), "{told}");
    assert_eq!(hidden, 404, "what is told of the server is not told where the archive is");
    let told = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().expect("kill runs");
    assert!(told.success());
    assert!(server.wait().expect("it ends").success(), "it ends well");
    let mut told = String::new();
    std::io::Read::read_to_string(&mut server.stderr.take().expect("a pipe"), &mut told).expect("text");
    assert!(!told.contains("panicked"), "{told}");
    assert!(told.contains("slow operation"), "{told}");
}
