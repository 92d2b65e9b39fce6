//! Webhooks: in order, at least once, signed, and only to where they may go.

use super::{head, publish};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::Role;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::builder::person;
use support::{App, Database, on_each};

/// A server that takes messages, or answers what it is told to.
#[derive(Clone)]
struct Receiver {
    url: String,
    taken: Arc<Mutex<Vec<Message>>>,
    answers: Arc<Mutex<VecDeque<&'static str>>>,
}

#[derive(Clone, Debug)]
struct Message {
    headers: Vec<(String, String)>,
    body: String,
    was_refused: bool,
}

const DOWN: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const GONE: &str = "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const ELSEWHERE: &str =
    "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
/// The connection breaks after the message was taken.
const CUT: &str = "";

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let receiver = Self { url, taken: Arc::default(), answers: Arc::default() };
        let serving = receiver.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serving.serve(stream);
            }
        });
        receiver
    }

    fn serve(&self, mut stream: TcpStream) {
        let (mut text, mut buffer) = (Vec::new(), [0; 65_536]);
        let (headers, body) = loop {
            let Ok(read @ 1..) = stream.read(&mut buffer) else { return };
            text.extend_from_slice(&buffer[..read]);
            let whole = String::from_utf8_lossy(&text).into_owned();
            let Some((head, body)) = whole.split_once("\r\n\r\n") else { continue };
            let headers: Vec<(String, String)> = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect();
            let length = headers
                .iter()
                .find(|(name, _)| name == "content-length")
                .map_or(0, |(_, value)| value.parse().expect("a length"));
            if body.len() >= length {
                break (headers, body.to_owned());
            }
        };
        let answer = self.answers.lock().expect("answers").pop_front();
        self.taken.lock().expect("messages").push(Message { headers, body, was_refused: answer.is_some() });
        let answer = answer.unwrap_or("HTTP/1.1 204 No Content\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        let _ = stream.write_all(answer.as_bytes());
    }

    fn answer(&self, answers: &[&'static str]) {
        self.answers.lock().expect("answers").extend(answers);
    }

    fn messages(&self) -> Vec<Message> {
        self.taken.lock().expect("messages").clone()
    }

    /// The positions it was told of, message by message, by those it took.
    fn positions(&self) -> Vec<i64> {
        self.messages().iter().filter(|message| !message.was_refused).flat_map(Message::positions).collect()
    }

    /// Waits until it was told of `last`.
    async fn reaches(&self, last: i64) {
        let began = Instant::now();
        while self.positions().last() != Some(&last) {
            assert!(began.elapsed() < Duration::from_secs(40), "{:?} never reaches {last}", self.positions());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Message {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str()).expect(name)
    }

    fn changes(&self) -> Vec<Value> {
        let body: Value = serde_json::from_str(&self.body).expect("JSON");
        body["data"]["changes"].as_array().cloned().unwrap_or_default()
    }

    fn positions(&self) -> Vec<i64> {
        self.changes().iter().map(|change| change["position"].as_i64().expect("a position")).collect()
    }

    /// As a receiver checks it.
    fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret")).expect("base64");
        let signed = format!("{}.{}.{}", self.header("webhook-id"), self.header("webhook-timestamp"), self.body);
        self.header("webhook-signature") == format!("v1,{}", STANDARD.encode(hmac(&key, signed.as_bytes())))
    }
}

/// HMAC-SHA256 (RFC 2104), written for this test alone.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let padded = |with: u8| -> Vec<u8> { (0..64).map(|place| key.get(place).copied().unwrap_or_default() ^ with).collect() };
    let inner = Sha256::digest([padded(0x36), text.to_vec()].concat());
    Sha256::digest([padded(0x5c), inner.to_vec()].concat()).to_vec()
}

const FIELDS: &str = "id url state position failures problem nextAttemptAt disabledAt recordKinds operations createdBy { role }";

async fn create(app: &App, admin: &str, url: &str, rest: &str) -> (String, String) {
    let query = format!("mutation {{ createWebhook(input: {{url: \"{url}\" {rest}}}) {{ secret webhook {{ id }} }} }}");
    let made = app.data_as(admin, &query).await["createWebhook"].clone();
    (made["webhook"]["id"].to_string(), made["secret"].as_str().expect("a secret").to_owned())
}

async fn only(app: &App, admin: &str) -> Value {
    app.data_as(admin, &format!("{{ webhooks {{ {FIELDS} }} }}")).await["webhooks"][0].clone()
}

#[test]
fn changes_arrive_signed_and_in_order_although_the_receiver_fails_for_a_while() {
    on_each(async |app| {
        let admin = app.sign_in(Role::Admin).await;
        let receiver = Receiver::start();
        let first = head(&app).await;
        let (id, secret) = create(&app, &admin, &receiver.url, "").await;
        publish(&app, "One").await;
        receiver.reaches(first + 1).await;
        // Down, then cut off after it took the message: that one comes twice.
        receiver.answer(&[DOWN, DOWN, ELSEWHERE, CUT]);
        for number in 0..12 {
            publish(&app, &format!("Statement {number}")).await;
        }
        app.write(async |set| {
            for number in 0..250 {
                set.create(person(&format!("Person {number}"))).await.expect("a person");
            }
        })
        .await;
        let last = head(&app).await;
        receiver.reaches(last).await;
        assert_eq!(receiver.positions(), (first + 1..=last).collect::<Vec<_>>(), "each once and in order");
        let messages = receiver.messages();
        assert!(messages.iter().all(|message| message.is_signed_with(&secret)));
        assert!(messages.iter().all(|message| message.changes().len() <= 100));
        let refused: Vec<&Message> = messages.iter().filter(|message| message.was_refused).collect();
        assert_eq!(refused.len(), 4);
        assert!(refused.iter().all(|message| message.header("webhook-id") == refused[0].header("webhook-id")));
        assert!(refused.iter().all(|message| message.body == refused[0].body), "tried again, it is the same");
        let one = messages[0].changes()[0].clone();
        assert_eq!((&one["operation"], &one["recordKind"], &one["version"]), (&json!("CREATE"), &json!("STATEMENT"), &json!(1)));
        let found = app.data(&format!("{{ node(id: {}) {{ ... on Statement {{ title }} }} }}", one["recordId"])).await;
        assert_eq!(found["node"]["title"], "One");
        let fares = only(&app, &admin).await;
        assert_eq!(
            (&fares["state"], &fares["position"], &fares["failures"], &fares["problem"]),
            (&json!("ACTIVE"), &json!(last), &json!(0), &Value::Null)
        );

        // Told again from before, and only of what is wanted.
        let again = format!(
            "mutation {{ updateWebhook(id: {id}, input: {{after: {first}, recordKinds: [STATEMENT], operations: [CREATE]}}) {{ webhook {{ position }} }} }}"
        );
        app.data_as(&admin, &again).await;
        let before = receiver.messages().len();
        let began = Instant::now();
        while only(&app, &admin).await["position"] != json!(last) {
            assert!(began.elapsed() < Duration::from_secs(20));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let told: Vec<i64> = receiver.messages()[before..].iter().flat_map(Message::positions).collect();
        assert_eq!(told, (first + 1..=first + 13).collect::<Vec<_>>());
    });
}

#[test]
fn it_is_given_up_when_it_is_gone_or_has_failed_for_too_long_and_goes_on_when_it_is_told_to() {
    on_each(async |app| {
        let admin = app.sign_in(Role::Admin).await;
        let receiver = Receiver::start();
        let (id, _) = create(&app, &admin, &receiver.url, "").await;
        receiver.answer(&[GONE]);
        publish(&app, "One").await;
        let disabled = async |why: &str| {
            let began = Instant::now();
            loop {
                let fares = only(&app, &admin).await;
                if fares["state"] == "DISABLED" {
                    assert_eq!(fares["problem"], why);
                    assert_eq!(fares["nextAttemptAt"], Value::Null);
                    return fares["position"].as_i64().expect("a position");
                }
                assert!(began.elapsed() < Duration::from_secs(60), "{fares}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let at = disabled("it was answered 410 Gone").await;
        publish(&app, "Two").await;
        let enable =
            format!("mutation {{ updateWebhook(id: {id}, input: {{isActive: true}}) {{ webhook {{ state failures }} }} }}");
        let enabled = app.data_as(&admin, &enable).await;
        assert_eq!(enabled["updateWebhook"]["webhook"], json!({"state": "ACTIVE", "failures": 0}));
        receiver.reaches(at + 2).await;
        assert_eq!(receiver.positions(), [at + 1, at + 2]);
        let stop =
            format!("mutation {{ updateWebhook(id: {id}, input: {{isActive: false}}) {{ webhook {{ state problem }} }} }}");
        app.data_as(&admin, &stop).await;
        disabled("an administrator has stopped it").await;
        app.data_as(&admin, &format!("mutation {{ deleteWebhook(id: {id}) {{ webhookId }} }}")).await;
        assert_eq!(app.data_as(&admin, "{ webhooks { id } }").await["webhooks"], json!([]));
    });
}

#[test]
fn two_servers_deliver_each_message_once_and_one_takes_over_from_one_that_was_killed() {
    on_each(async |app| {
        let admin = app.sign_in(Role::Admin).await;
        let _other = app.another(|_| {});
        let receiver = Receiver::start();
        let first = head(&app).await;
        create(&app, &admin, &receiver.url, "").await;
        for number in 0..40 {
            publish(&app, &format!("Statement {number}")).await;
        }
        let last = first + 40;
        receiver.reaches(last).await;
        assert_eq!(receiver.positions(), (first + 1..=last).collect::<Vec<_>>());

        // As one leaves it that was killed after its message was taken and before it could write so: it comes again, the same, in its place.
        use entity::webhook::{Column, Entity};
        let now = api::clock::now_millis();
        Entity::update_many()
            .col_expr(Column::Position, Expr::value(last - 3))
            .col_expr(Column::PendingUntil, Expr::value(last - 1))
            .col_expr(Column::Lease, Expr::value("another"))
            .col_expr(Column::LeaseUntil, Expr::value(now + 2_000))
            .exec(app.db.write())
            .await
            .expect("as it is left");
        let before = receiver.messages().len();
        receiver.taken.lock().expect("messages").truncate(before);
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        assert_eq!(receiver.messages().len(), before, "the lease is not over");
        publish(&app, "After").await;
        receiver.reaches(last + 1).await;
        let told: Vec<Vec<i64>> = receiver.messages()[before..].iter().map(Message::positions).collect();
        assert_eq!(told, [vec![last - 2, last - 1], vec![last, last + 1]]);
    });
}

#[test]
fn nothing_is_sent_to_what_only_this_machine_reaches() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let app = App::strict(Database::Sqlite).await;
        let admin = app.sign_in(Role::Admin).await;
        let receiver = Receiver::start();
        for url in [
            receiver.url.as_str(),
            "https://127.0.0.1/",
            "https://localhost/",
            "https://[::1]/",
            "https://169.254.169.254/latest",
            "https://10.0.0.1/",
            "file:///etc/passwd",
        ] {
            let query = format!("mutation {{ createWebhook(input: {{url: \"{url}\"}}) {{ secret }} }}");
            let (code, message) = app.refusal_as(&admin, &query).await;
            assert_eq!(code, "BAD_USER_INPUT", "{url}: {message}");
            assert!(message.starts_with("input.url: "), "{message}");
        }
        // A name of this machine is found out when it is looked up; one that slipped in otherwise, when it is sent to.
        let name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
        let (id, _) = create(&app, &admin, &format!("https://{}:1/", name.trim()), "").await;
        let test = format!("mutation {{ testWebhook(id: {id}) {{ isTaken status problem }} }}");
        let tried = app.data_as(&admin, &test).await["testWebhook"].clone();
        assert_eq!((&tried["isTaken"], &tried["status"]), (&json!(false), &Value::Null));
        assert!(
            ["the host has an address that is not of the public network", "the host is not known"]
                .contains(&tried["problem"].as_str().expect("a problem")),
            "{tried}"
        );
        entity::webhook::Entity::update_many()
            .col_expr(entity::webhook::Column::Url, Expr::value(receiver.url.clone()))
            .exec(app.db.write())
            .await
            .expect("slipped in");
        publish(&app, "One").await;
        let began = Instant::now();
        while only(&app, &admin).await["problem"] != json!("its address does not begin with https://") {
            assert!(began.elapsed() < Duration::from_secs(20));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(receiver.messages().is_empty());
    });
}

#[test]
fn a_secret_is_shown_once_and_changed_at_will() {
    on_each(async |app| {
        let admin = app.sign_in(Role::Admin).await;
        let receiver = Receiver::start();
        let (id, secret) = create(&app, &admin, &receiver.url, "").await;
        let test = format!("mutation {{ testWebhook(id: {id}) {{ isTaken status problem webhook {{ position }} }} }}");
        let tried = app.data_as(&admin, &test).await["testWebhook"].clone();
        assert_eq!((&tried["isTaken"], &tried["status"], &tried["problem"]), (&json!(true), &json!(204), &Value::Null));
        let rotate = format!("mutation {{ rotateWebhookSecret(id: {id}) {{ secret webhook {{ id }} }} }}");
        let new = app.data_as(&admin, &rotate).await["rotateWebhookSecret"]["secret"].as_str().expect("a secret").to_owned();
        assert_ne!(new, secret);
        app.data_as(&admin, &test).await;
        let messages = receiver.messages();
        assert!(messages[0].is_signed_with(&secret) && !messages[0].is_signed_with(&new));
        assert!(messages[1].is_signed_with(&new));
        let seen = app.data_as(&admin, &format!("{{ webhooks {{ {FIELDS} }} }}")).await.to_string();
        assert!(!seen.contains("whsec_") && !seen.contains(&new[6..]), "{seen}");
        let row = entity::webhook::Entity::find().one(app.db.read()).await.expect("a row").expect("a row");
        assert!(!format!("{row:?}").contains(&new[6..]), "not even by mistake");
        let schema = api::schema::sdl();
        let fields = schema.split("type Webhook {").nth(1).and_then(|rest| rest.split('}').next()).expect("the type");
        assert!(!fields.contains("secret:"));
        for asker in [None, Some(app.sign_in(Role::Editor).await)] {
            let answer = app.ask_as(asker.as_deref(), "{ webhooks { id url } }", json!({})).await;
            assert!(answer.body["data"].get("webhooks").is_none_or(Value::is_null), "{}", answer.body);
            assert!(
                answer.body["errors"][0]["extensions"]["code"] == if asker.is_some() { "FORBIDDEN" } else { "UNAUTHENTICATED" }
            );
        }
    });
}
