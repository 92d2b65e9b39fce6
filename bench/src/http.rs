//! HTTP's limit: a constant body through the server's stack.

use crate::Error;
use actix_web::middleware::Compress;
use actix_web::{App, HttpResponse, HttpServer, web};
use std::net::SocketAddr;

/// What the server reads of a request at most.
const MAX_BODY: usize = 1024 * 1024;

#[derive(clap::Args)]
pub struct Http {
    /// Bytes of the body
    #[arg(long)]
    bytes: usize,

    /// Address and port to answer on
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,

    /// Threads that answer
    #[arg(long, default_value_t = 1)]
    workers: usize,
}

impl Http {
    pub fn run(&self) -> Result<(), Error> {
        let body = web::Bytes::from(body(self.bytes));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(body.clone()))
                .app_data(web::PayloadConfig::new(MAX_BODY))
                .wrap(Compress::default())
                .service(web::resource("/graphql").default_service(web::to(answer)))
        });
        let server = server.workers(self.workers.max(1)).bind(self.listen)?.run();
        Ok(actix_web::rt::System::new().block_on(server)?)
    }
}

/// Reads the request, as the server must, and answers.
async fn answer(_request: web::Bytes, body: web::Data<web::Bytes>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json; charset=utf-8").body(web::Bytes::clone(&body))
}

/// JSON of that many bytes.
fn body(bytes: usize) -> String {
    const AROUND: usize = r#"{"data":""}"#.len();
    format!(r#"{{"data":"{}"}}"#, "x".repeat(bytes.saturating_sub(AROUND)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_body_has_the_bytes_that_are_asked_for() {
        assert_eq!([11, 12, 5000].map(|bytes| super::body(bytes).len()), [11, 12, 5000]);
    }
}
