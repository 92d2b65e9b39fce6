//! Accounts, tokens and keys, as somebody at a terminal looks after them, and what the server's log tells.

use crate::cli::communique;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use support::account::PASSWORD;

/// Runs a command on the archive in `folder`, with `input` on its standard input.
fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(communique());
    command.args(arguments).arg("--data-dir").arg(folder).env_remove("DATABASE_URL");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the executable runs");
    // One that does not read its input may have ended before.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("it ends")
}

fn done(folder: &Path, arguments: &[&str], input: &str) -> String {
    let output = run(folder, arguments, input);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

fn refused(folder: &Path, arguments: &[&str], input: &str) -> String {
    let output = run(folder, arguments, input);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const ANNA: [&str; 2] = ["--email", "anna@example.org"];

fn create(folder: &Path) -> String {
    let arguments =
        ["user", "create", "--email", "Anna@example.org", "--name", "Anna Larsson", "--role", "admin", "--password-stdin"];
    done(folder, &arguments, &format!("{PASSWORD}\n"))
}

#[test]
fn accounts_tokens_and_keys_are_looked_after_at_a_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    assert_eq!(create(folder), "admin        anna@example.org  Anna Larsson");
    let bert = ["user", "create", "--email", "bert@example.org", "--name", "Bert", "--role", "editor", "--password-stdin"];
    let weak = refused(folder, &bert, "password12\n");
    assert!(weak.contains("easy to guess") && !weak.contains("password12"), "{weak}");
    done(folder, &bert, PASSWORD);
    assert!(refused(folder, &["user", "disable", ANNA[0], ANNA[1]], "").contains("last administrator"));
    done(folder, &["user", "set-role", "--email", "bert@example.org", "--role", "admin"], "");
    let changed =
        done(folder, &["user", "set-password", ANNA[0], ANNA[1], "--password-stdin"], "seven quiet ferries cross at noon");
    assert!(changed.contains("anna"));
    assert!(done(folder, &["user", "reset-totp", ANNA[0], ANNA[1]], "").ends_with("Anna Larsson"));
    assert!(done(folder, &["user", "disable", ANNA[0], ANNA[1]], "").ends_with("disabled"));
    done(folder, &["user", "enable", ANNA[0], ANNA[1]], "");
    let list = done(folder, &["user", "list"], "");
    assert_eq!(list, "admin        anna@example.org  Anna Larsson\nadmin        bert@example.org  Bert");
    assert!(refused(folder, &["user", "disable", "--email", "carl@example.org"], "").contains("carl@example.org"));
    assert!(refused(folder, &["user", "set-role", ANNA[0], ANNA[1], "--role", "king"], "").contains("'king' is no role"));

    let secret =
        done(folder, &["token", "create", ANNA[0], ANNA[1], "--label", "nightly", "--scope", "import", "--scope", "apply"], "");
    assert!(secret.starts_with("cqt_"));
    let list = done(folder, &["token", "list", ANNA[0], ANNA[1]], "");
    assert!(list.contains("nightly  IMPORT APPLY") && list.ends_with("last used never") && !list.contains(&secret), "{list}");
    let id = list.split(' ').next().expect("an id");
    assert!(done(folder, &["token", "revoke", id], "").ends_with("revoked"));
    assert!(refused(folder, &["token", "revoke", "nonsense"], "").contains("'nonsense'"));

    let first = done(folder, &["key", "list"], "");
    assert!(first.contains("EdDSA") && first.ends_with("signs"), "{first}");
    assert!(done(folder, &["key", "rotate"], "").ends_with("signs from now on."));
    let both = done(folder, &["key", "list"], "");
    assert_eq!((both.lines().count(), both.matches("retired").count()), (2, 1), "{both}");
    done(folder, &["key", "rotate", "--forget-others"], "");
    assert_eq!(done(folder, &["key", "list"], "").lines().count(), 1);
}

#[test]
fn a_password_has_no_place_on_the_command_line() {
    let help = Command::new(communique()).args(["user", "create", "--help"]).output().expect("the executable runs");
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let about: Vec<&str> = help.lines().filter(|line| line.contains("--password")).collect();
    assert_eq!(about.len(), 1, "{help}");
    assert!(!help.to_uppercase().contains("ENV: COMMUNIQUE_PASSWORD"), "{help}");
}

/// A server on the archive in `folder` that logs all there is to log, and its address.
fn serve(folder: &Path) -> (Child, String) {
    let mut command = Command::new(communique());
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--log-format", "json", "--data-dir"])
        .arg(folder)
        .env_remove("DATABASE_URL");
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the server runs");
    // Borrowed, not taken: a server whose output nobody can read any more would stop.
    let first = BufReader::new(server.stdout.as_mut().expect("a pipe")).lines().next().expect("a line").expect("text");
    let url = first.strip_prefix("GraphQL API: ").unwrap_or_else(|| panic!("{first}")).to_owned();
    (server, url)
}

#[test]
fn nothing_secret_is_logged() {
    let folder = tempfile::tempdir().expect("a folder");
    create(folder.path());
    let script = done(folder.path(), &["token", "create", ANNA[0], ANNA[1], "--label", "nightly", "--scope", "import"], "");
    let (mut server, url) = serve(folder.path());
    let mut log = server.stderr.take().expect("a pipe");
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        log.read_to_string(&mut text).expect("the log is text");
        text
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let secrets = runtime.block_on(talk(&url, &script));
    let told = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().expect("kill runs");
    assert!(told.success() && server.wait().expect("it ends").success(), "it ends well");
    let log = reader.join().expect("the log is read");
    assert!(log.contains("\"operation\":\"SignIn\"") && log.contains("\"viewer\":1"), "{log}");
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "'{secret}' is in the log");
    }
}

/// Signs in, well and badly, acts, and errs; gives everything that must not be told.
async fn talk(url: &str, script: &str) -> Vec<String> {
    let client = reqwest::Client::new();
    let ask = async |token: Option<&str>, query: &str, variables: Value| {
        let mut request = client.post(url).json(&json!({ "query": query, "variables": variables }));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.expect("an answer").json::<Value>().await.expect("JSON")
    };
    let query = super::sign_in_query();
    let wrong = "a wrong password of mine";
    ask(None, &query, json!({ "email": "anna@example.org", "password": wrong })).await;
    let answer = ask(None, &query, json!({ "email": "anna@example.org", "password": PASSWORD })).await;
    let credentials = &answer["data"]["signIn"];
    let access = super::text(&credentials["accessToken"]);
    let refresh = super::text(&credentials["refreshToken"]);
    ask(Some(access), "{ viewer { id } }", Value::Null).await;
    ask(Some(script), "{ viewer { id } }", Value::Null).await;
    ask(Some(&format!("{access}x")), "{ viewer { id } }", Value::Null).await;
    ask(None, "mutation($t: String!) { refreshSession(refreshToken: $t) { accessToken } }", json!({ "t": refresh })).await;
    let begin = "mutation($p: String!) { beginTotp(password: $p) { secret } }";
    let begun = ask(Some(access), begin, json!({ "p": PASSWORD })).await;
    let secret = super::text(&begun["data"]["beginTotp"]["secret"]);
    let confirm = "mutation($c: String!) { confirmTotp(code: $c) { user { id } } }";
    ask(Some(access), confirm, json!({ "c": "a wrong code of mine" })).await;
    let new = "password of no strength";
    let change = "mutation($c: String!, $n: String!) { changePassword(currentPassword: $c, newPassword: $n) { accessToken } }";
    ask(Some(access), change, json!({ "c": wrong, "n": new })).await;
    ask(None, &format!("mutation {{ signIn(email: \"a\", password: \"{PASSWORD}\") {{ nothing }} }}"), Value::Null).await;
    [PASSWORD, wrong, new, access, refresh, script, secret, "a wrong code of mine"].map(ToOwned::to_owned).to_vec()
}
