//! One client of `graphql-transport-ws`, as far as tests need it.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use support::App;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub struct Socket(pub WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>);

/// What came from the server, or how it ended.
#[derive(Debug, PartialEq)]
pub enum Heard {
    Said(Value),
    Closed(u16, String),
    /// Without a word.
    Cut,
}

impl Socket {
    /// A socket on which nothing has been said yet.
    pub async fn silent(app: &App) -> Self {
        let address = format!("{}/graphql", app.url.replace("http://", "ws://"));
        let mut request = address.into_client_request().expect("an address");
        request.headers_mut().insert("Sec-WebSocket-Protocol", "graphql-transport-ws".parse().expect("a header"));
        Self(tokio_tungstenite::connect_async(request).await.expect("a socket").0)
    }

    /// A socket whose client was greeted.
    pub async fn open(app: &App, token: Option<&str>) -> Self {
        let mut socket = Self::silent(app).await;
        let payload = token.map(|token| json!({"Authorization": format!("Bearer {token}")}));
        socket.send(json!({"type": "connection_init", "payload": payload})).await;
        assert_eq!(socket.next().await, Heard::Said(json!({"type": "connection_ack"})));
        socket
    }

    /// A socket with one subscription, named `1`.
    pub async fn following(app: &App, token: Option<&str>, query: &str, variables: Value) -> Self {
        let mut socket = Self::open(app, token).await;
        socket.subscribe("1", query, variables).await;
        socket
    }

    pub async fn send(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("sent");
    }

    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        self.send(json!({"id": id, "type": "subscribe", "payload": {"query": query, "variables": variables}})).await;
    }

    pub async fn next(&mut self) -> Heard {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Heard::Said(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(Some(frame)))) => return Heard::Closed(frame.code.into(), frame.reason.to_string()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Cut,
            }
        }
    }

    /// The next event: the one field of its data.
    pub async fn event(&mut self) -> Value {
        match tokio::time::timeout(Duration::from_secs(20), self.next()).await.expect("something happens") {
            Heard::Said(message) if message["type"] == "next" => {
                assert_eq!(message["payload"].get("errors"), None, "{message}");
                let data = message["payload"]["data"].as_object().expect("data");
                data.values().next().expect("a field").clone()
            }
            other => panic!("{other:?} is no event"),
        }
    }

    /// The code of the error for which a subscription is refused.
    pub async fn refused(&mut self, query: &str, variables: Value) -> (String, String) {
        self.subscribe("refused", query, variables).await;
        match self.next().await {
            Heard::Said(message) if message["type"] == "error" && message["id"] == "refused" => {
                let error = &message["payload"][0];
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                (text(&error["extensions"]["code"]), text(&error["message"]))
            }
            other => panic!("{other:?} is no refusal"),
        }
    }

    /// How the server ends it.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.next().await {
                Heard::Closed(code, reason) => return (code, reason),
                Heard::Said(_) => {}
                Heard::Cut => panic!("cut off without a reason"),
            }
        }
    }

    /// Whether nothing comes for a while.
    pub async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(900), self.next()).await.is_err()
    }
}
