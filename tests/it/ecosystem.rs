//! The clients and tools that others use, against the real server with the sample pages.

use entity::Role;
use support::{App, databases, node};

/// Runs a script on a server with the sample pages; on one database, since the others tests tell whether both answer alike.
fn with_demo(script: &'static str, wants_token: bool, arguments: &'static [&'static str]) {
    let Some(database) = databases().first().copied() else { return };
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
        let app = App::start(database).await;
        api::demo::import(&app.db).await.expect("the sample pages");
        let url = format!("{}/graphql", app.url);
        let token = if wants_token { Some(app.sign_in(Role::Editor).await) } else { None };
        let run = move || {
            let own = [url.as_str()].into_iter().chain(token.as_deref());
            let arguments: Vec<&str> = own.chain(arguments.iter().copied()).collect();
            node::script(script, &arguments)
        };
        if let Some(printed) = tokio::task::spawn_blocking(run).await.expect("the script runs") {
            assert!(printed.contains(" 0 failed"), "{printed}");
        }
    });
}

#[test]
fn the_schema_keeps_the_rules_of_relay_and_is_described() {
    if let Some(printed) = node::script("lint.mjs", &[]) {
        assert!(printed.contains(" 0 failed"), "{printed}");
    }
}

#[test]
fn types_are_generated_and_a_strict_client_compiles() {
    with_demo("codegen.mjs", false, &[]);
}

#[test]
fn apollo_pages_and_keeps_records() {
    with_demo("apollo.mjs", false, &[]);
}

#[test]
fn relay_compiles_and_pages() {
    with_demo("relay.mjs", false, &[]);
}

#[test]
fn subscriptions_keep_the_protocol() {
    with_demo("subscriptions.mjs", true, &[]);
}

#[test]
fn every_query_in_the_documents_gives_what_they_say() {
    with_demo("documents.mjs", false, &[]);
}
