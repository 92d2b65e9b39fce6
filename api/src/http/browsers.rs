//! What browsers are told of every answer: which pages of other sites may read it, and what not to do with it.
//!
//! Nothing here protects from forged requests: there are no cookies, so that no page of another site can send what a browser adds by itself.

use actix_cors::Cors;
use actix_web::middleware::DefaultHeaders;

/// Headers of answers that pages of other sites may read.
const EXPOSED: [&str; 7] =
    ["ETag", "Communique-Position", "X-Request-Id", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];
/// Headers of requests that they may send.
const ALLOWED: [&str; 6] = ["Accept", "Authorization", "Communique-Cost", "Communique-Position", "Content-Type", "If-None-Match"];
/// Seconds that a browser remembers it.
const REMEMBERED: usize = 3600;

/// What browsers are told.
#[derive(Clone, Debug, Default)]
pub struct Browsers {
    /// Sites whose pages may read answers; `*` is all of them.
    pub origins: Vec<String>,
    /// Seconds that browsers are to use nothing but https; not at all if nothing.
    pub https_only_seconds: u32,
}

impl Browsers {
    pub fn has_origins(&self) -> bool {
        !self.origins.is_empty()
    }

    pub fn cors(&self) -> Cors {
        let cors =
            Cors::default().allowed_methods(["GET", "POST"]).allowed_headers(ALLOWED).expose_headers(EXPOSED).max_age(REMEMBERED);
        if self.origins.iter().any(|origin| origin == "*") {
            return cors.allow_any_origin().send_wildcard();
        }
        self.origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
    }

    pub fn headers(&self) -> DefaultHeaders {
        let headers = DefaultHeaders::new().add(("X-Content-Type-Options", "nosniff")).add(("Referrer-Policy", "same-origin"));
        match self.https_only_seconds {
            0 => headers,
            seconds => headers.add(("Strict-Transport-Security", format!("max-age={seconds}"))),
        }
    }
}

/// The address of a site as browsers name it, or why it is none.
pub fn origin(text: &str) -> Result<String, String> {
    let is_site = |rest: &str| !rest.is_empty() && !rest.contains(['/', '?', '#', '*', ' ']);
    match text.trim() {
        "*" => Ok("*".to_owned()),
        site if ["https://", "http://"].iter().any(|scheme| site.strip_prefix(scheme).is_some_and(is_site)) => {
            Ok(site.to_ascii_lowercase())
        }
        other => {
            Err(format!("'{other}' is not the address of a site such as https://www.example.org, without a path; nor * for all"))
        }
    }
}
