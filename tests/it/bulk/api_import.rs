//! Imports over the API, as a script would do them.

use super::*;
use entity::Role;
use reqwest::multipart::{Form, Part};
use std::time::Duration;
use support::on_each;

async fn send(app: &App, token: Option<&str>, query: &str, variables: Value, content: Vec<u8>) -> (u16, Value) {
    let operations = json!({"query": query, "variables": variables});
    let form = Form::new()
        .text("operations", operations.to_string())
        .text("map", json!({"0": ["variables.file"]}).to_string())
        .part("0", Part::bytes(content).file_name("people.jsonl"));
    let mut request = app.request(reqwest::Method::POST, "/graphql").multipart(form);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

const PLAN: &str = "mutation($file: Upload!) { planImport(file: $file) { job { id state created invalid total lines { line outcome issues { problem field reason } } } } }";
const APPLY: &str = "mutation($file: Upload) { applyImport(file: $file, onError: SKIP) { job { id number state } } }";

fn people() -> Vec<u8> {
    b"{\"type\":\"Person\",\"key\":\"p/1\",\"name\":\"Ann One\"}\n{\"type\":\"Person\",\"key\":\"p/2\",\"name\":\"\"}\n".to_vec()
}

async fn finished(app: &App, token: &str, id: &Value) -> Value {
    for _ in 0..300 {
        let job = app.data_as(token, &format!("{{ importJob(id: {id}) {{ state created invalid total done finishedAt files {{ name bytes }} author {{ displayName }} }} }}")).await;
        if job["importJob"]["state"] != "RUNNING" {
            return job["importJob"].clone();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the import does not end");
}

#[test]
fn a_script_plans_applies_reads_the_result_and_takes_it_back() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let (status, planned) = send(&app, Some(&editor), PLAN, json!({"file": null}), people()).await;
        let job = &planned["data"]["planImport"]["job"];
        assert_eq!(
            (status, &job["state"], &job["created"], &job["invalid"]),
            (200, &json!("PLANNED"), &json!(1), &json!(1)),
            "{planned}"
        );
        assert_eq!(job["lines"][0]["issues"][0]["field"], "name");
        assert_eq!(app.data("{people{totalCount}}").await["people"]["totalCount"], 0, "nothing is written");

        let apply = format!("mutation {{ applyImport(planId: {}, onError: SKIP) {{ job {{ id number state }} }} }}", job["id"]);
        let applied = app.data_as(&editor, &apply).await["applyImport"]["job"].clone();
        assert_eq!(applied["state"], "RUNNING");
        let done = finished(&app, &editor, &applied["id"]).await;
        assert_eq!(
            (&done["state"], &done["created"], &done["invalid"], &done["total"]),
            (&json!("DONE"), &json!(1), &json!(1), &json!(2))
        );
        assert_eq!(done["files"][0]["name"], "people.jsonl");
        assert_eq!(app.data("{people{nodes{name}}}").await["people"]["nodes"], json!([{"name": "Ann One"}]));

        let path = format!("/imports/{}/result.jsonl", applied["number"]);
        let result = app.request(reqwest::Method::GET, &path).bearer_auth(&editor).send().await.expect("an answer");
        let result = result.text().await.expect("text");
        let lines: Vec<Value> = result.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(
            (lines.len(), &lines[0]["outcome"], &lines[0]["line"], &lines[1]["outcome"]),
            (2, &json!("CREATED"), &json!(1), &json!("INVALID"))
        );
        assert_eq!(app.request(reqwest::Method::GET, &path).send().await.expect("an answer").status(), 401);

        let undo = format!("mutation {{ undoImport(id: {}) {{ changes keptCount job {{ state }} }} }}", applied["id"]);
        let undone = app.data_as(&editor, &undo).await;
        assert_eq!(undone["undoImport"], json!({"changes": 1, "keptCount": 0, "job": {"state": "UNDONE"}}));
        assert_eq!(app.data("{people{totalCount}}").await["people"]["totalCount"], 0);
        let kept = entity::import_chunk::Entity::find().all(app.db.read()).await.expect("chunks");
        assert!(kept.is_empty(), "the files go when the job is done");
    });
}

#[test]
fn only_those_who_may_import_send_files() {
    on_each(async |app| {
        let contributor = app.sign_in(Role::Contributor).await;
        for (token, code) in [(None, "UNAUTHENTICATED"), (Some(contributor.as_str()), "FORBIDDEN")] {
            for query in [APPLY, PLAN] {
                let (status, answer) = send(&app, token, query, json!({"file": null}), people()).await;
                assert!(status == 401 || status == 403, "{status}");
                assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
            }
        }
        let editor = app.sign_in(Role::Editor).await;
        let (_, answer) = send(&app, Some(&editor), APPLY, json!({"file": null}), people()).await;
        let id = answer["data"]["applyImport"]["job"]["id"].clone();
        assert_eq!(finished(&app, &editor, &id).await["state"], "DONE", "{answer}");
        // What waits stands in nobody's way, and a plan is done once.
        let (code, _) = app.refusal_as(&editor, "mutation { applyImport { job { id } } }").await;
        assert_eq!(code, "BAD_USER_INPUT");
    });
}

#[test]
fn what_is_in_doubt_is_on_a_worklist_until_it_is_not() {
    on_each(async |app| {
        app.write(async |set| {
            for _ in 0..2 {
                set.create(support::builder::person("John Smith")).await.expect("a person");
            }
        })
        .await;
        let record = |born: &str| json!({"type": "Person", "key": "s", "name": "John Smith", "born": born, "externalIds": [{"scheme": "example", "value": "s"}]});
        import(&app, &File::lines("a.jsonl", &[record("1950")])).await;
        let editor = app.sign_in(Role::Editor).await;
        let list = "{ ambiguousImports { line recordKind key issues { problem candidateIds } } }";
        let open = app.data_as(&editor, list).await["ambiguousImports"].clone();
        assert_eq!(
            (&open[0]["key"], open[0]["issues"][0]["candidateIds"].as_array().map(Vec::len)),
            (&json!("s"), Some(2)),
            "{open}"
        );
        let id = open[0]["issues"][0]["candidateIds"][0].clone();
        let edit = format!(
            "mutation {{ updatePerson(id: {id}, expectedVersion: 1, input: {{externalIds: [{{scheme: \"example\", value: \"s\"}}]}}) {{ recordId }} }}"
        );
        app.data_as(&editor, &edit).await;
        let job = import(&app, &File::lines("a.jsonl", &[record("1950")])).await;
        assert_eq!(sums(&job), [0, 1, 0, 0, 0]);
        assert_eq!(app.data_as(&editor, list).await["ambiguousImports"], json!([]));
    });
}

/// One client of `graphql-transport-ws`, as far as a test needs it.
struct Socket(tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>);

impl Socket {
    async fn open(app: &App, token: Option<&str>) -> Self {
        use tokio_tungstenite::tungstenite::client::IntoClientRequest;
        let address = format!("{}/graphql", app.url.replace("http://", "ws://"));
        let mut request = address.into_client_request().expect("an address");
        request.headers_mut().insert("Sec-WebSocket-Protocol", "graphql-transport-ws".parse().expect("a header"));
        let (socket, _) = tokio_tungstenite::connect_async(request).await.expect("a socket");
        let mut socket = Self(socket);
        let payload = token.map(|token| json!({"Authorization": format!("Bearer {token}")}));
        socket.send(json!({"type": "connection_init", "payload": payload})).await;
        socket
    }

    async fn send(&mut self, message: Value) {
        use futures_util::SinkExt;
        self.0.send(tokio_tungstenite::tungstenite::Message::text(message.to_string())).await.expect("sent");
    }

    async fn next(&mut self) -> Option<Value> {
        use futures_util::StreamExt;
        loop {
            match self.0.next().await?.ok()? {
                tokio_tungstenite::tungstenite::Message::Text(text) => return serde_json::from_str(&text).ok(),
                tokio_tungstenite::tungstenite::Message::Close(_) => return None,
                _ => {}
            }
        }
    }
}

#[test]
fn progress_is_told_as_it_happens_to_those_who_may_import() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let (_, answer) = send(&app, Some(&editor), APPLY, json!({"file": null}), people()).await;
        let id = answer["data"]["applyImport"]["job"]["id"].clone();
        let follow = |id: &Value| json!({"id": "1", "type": "subscribe", "payload": {"query": format!("subscription {{ importProgress(id: {id}) {{ state done created invalid }} }}")}});
        let mut socket = Socket::open(&app, Some(&editor)).await;
        assert_eq!(socket.next().await.expect("an answer")["type"], "connection_ack");
        socket.send(follow(&id)).await;
        let mut last = Value::Null;
        while let Some(message) = socket.next().await {
            if message["type"] == "complete" {
                break;
            }
            last = message["payload"]["data"]["importProgress"].clone();
        }
        assert_eq!(last, json!({"state": "DONE", "done": 2, "created": 1, "invalid": 1}));
        // Nobody else, and nothing but subscriptions.
        let mut socket = Socket::open(&app, None).await;
        socket.next().await.expect("an answer");
        socket.send(follow(&id)).await;
        let refused = socket.next().await.expect("an answer").to_string();
        assert!(refused.contains("token"), "{refused}");
        socket.send(json!({"id": "2", "type": "subscribe", "payload": {"query": "{ people { totalCount } }"}})).await;
        let mut said = String::new();
        while let Some(message) = socket.next().await {
            if message["id"] == "2" {
                said = message.to_string();
                break;
            }
        }
        assert!(said.contains("only subscriptions"), "{said}");
    });
}
