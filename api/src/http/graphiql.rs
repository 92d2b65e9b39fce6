//! The GraphiQL page and its assets, out of the executable itself: no request leaves for anywhere else.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

static ASSETS: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/graphiql");

/// What the page may load and call: itself and nothing else. Its editor sets styles from script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; \
     font-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page, at the address of the API.
pub fn page(request: &HttpRequest) -> HttpResponse {
    file(request, "index.html")
}

/// One of the page's scripts, styles, fonts or examples.
pub async fn asset(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    file(&request, &path)
}

/// Leads those who open the server's root to the page.
pub async fn home() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, "/graphql")).finish()
}

fn file(request: &HttpRequest, path: &str) -> HttpResponse {
    let Some(file) = ASSETS.get_file(path) else {
        return HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body(format!("there is no asset '{path}'\n"));
    };
    let etag = format!("\"{:x}\"", Sha256::digest(file.contents()));
    let unchanged =
        request.headers().get(IF_NONE_MATCH).is_some_and(|known| known.to_str().is_ok_and(|known| known.contains(&etag)));
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((VARY, "Accept"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .insert_header(("Referrer-Policy", "no-referrer"));
    if unchanged {
        return response.finish();
    }
    response.insert_header((CONTENT_TYPE, content_type(path))).body(file.contents())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("woff") => "font/woff",
        Some("woff2") => "font/woff2",
        Some("ttf") => "font/ttf",
        _ => "text/plain; charset=utf-8",
    }
}
