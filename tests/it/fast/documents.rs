//! Documents are sent once, or registered and never sent.

use api::http::Answering;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::HashMap;
use support::{App, databases, on_each};

const QUERY: &str = "query Codes($code: String!) { country(code: $code) { name } }";
const HASH: &str = "6862c7f1d160e37e8c80638915ca5580a23dd5195b506ab44a92796a26e9a55e";

async fn post(app: &App, body: Value) -> Value {
    let response = app.request(Method::POST, "/graphql").json(&body).send().await.expect("an answer");
    response.json().await.expect("JSON")
}

#[test]
fn a_document_is_sent_once() {
    on_each(async |app| {
        let named = json!({ "version": 1, "sha256Hash": HASH });
        let short = json!({ "variables": { "code": "FR" }, "extensions": { "persistedQuery": named } });
        let unknown = post(&app, short.clone()).await;
        assert_eq!(unknown["errors"][0]["message"], "PersistedQueryNotFound", "{unknown}");
        assert_eq!(unknown["errors"][0]["extensions"]["code"], "PERSISTED_QUERY_NOT_FOUND");

        let mut wrong = short.clone();
        wrong["query"] = json!("{ __typename }");
        assert_eq!(post(&app, wrong).await["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");

        let mut full = short.clone();
        full["query"] = json!(QUERY);
        assert_eq!(post(&app, full).await["data"]["country"]["name"], "France");
        assert_eq!(post(&app, short.clone()).await["data"]["country"]["name"], "France");
        let parameters = [("extensions", short["extensions"].to_string()), ("variables", json!({ "code": "DE" }).to_string())];
        let got = app.request(Method::GET, "/graphql").query(&parameters).send().await.expect("an answer");
        assert_eq!(got.json::<Value>().await.expect("JSON")["data"]["country"]["name"], "Germany");
    });
}

#[test]
fn the_public_may_be_left_what_is_registered() {
    for database in databases() {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
            let documents = HashMap::from([("codes".to_owned(), QUERY.to_owned()), (HASH.to_owned(), QUERY.to_owned())]);
            let app = App::start_answering(database, Answering { documents, only_documents: true, ..Answering::default() }).await;
            let variables = json!({ "code": "FR" });
            for request in [
                json!({ "documentId": "codes", "variables": variables }),
                json!({ "documentId": format!("sha256:{HASH}"), "variables": variables }),
                json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": HASH } }, "variables": variables }),
                json!({ "query": QUERY, "variables": variables }),
            ] {
                assert_eq!(post(&app, request.clone()).await["data"]["country"]["name"], "France", "{request}");
            }
            let other = json!({ "query": "{ __typename }" });
            assert_eq!(post(&app, other.clone()).await["errors"][0]["extensions"]["code"], "FORBIDDEN");
            let unknown = json!({ "documentId": "nothing" });
            assert_eq!(post(&app, unknown).await["errors"][0]["extensions"]["code"], "PERSISTED_QUERY_NOT_FOUND");
            // Who is signed in may run what they like.
            let editor = app.sign_in(entity::Role::Editor).await;
            assert_eq!(app.data_as(&editor, "{ __typename }").await["__typename"], "Query");
        });
    }
}
