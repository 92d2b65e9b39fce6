//! Which representation a client wants, from its `Accept` header (RFC 9110, section 12.5.1), and whether it has it already.

use actix_web::HttpRequest;
use actix_web::http::header::IF_NONE_MATCH;

/// The representations of a GraphQL response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: the status code tells what happened.
    GraphqlResponse,
    /// `application/json`: a well-formed GraphQL request is always answered with 200.
    Json,
}

impl Media {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// What `accept` asks for; none if it accepts neither.
    pub fn wanted(accept: Option<&str>) -> Option<Self> {
        let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else { return Some(Self::Json) };
        let mut best: Option<(Self, f32)> = None;
        for (range, quality) in ranges(accept) {
            let media = match range.as_str() {
                "application/graphql-response+json" => Self::GraphqlResponse,
                "application/json" | "application/*" | "*/*" => Self::Json,
                _ => continue,
            };
            // Of equals the one that is named first is wanted.
            if quality > 0.0 && best.is_none_or(|(_, found)| quality > found) {
                best = Some((media, quality));
            }
        }
        best.map(|(media, _)| media)
    }
}

/// Whether a browser asks for a page. Clients that accept anything do not.
pub fn wants_page(accept: Option<&str>) -> bool {
    accept.is_some_and(|accept| ranges(accept).any(|(range, quality)| range == "text/html" && quality > 0.0))
}

/// Whether a client says that it has the representation that `tag` names (RFC 9110, section 13.1.2).
pub fn has(request: &HttpRequest, tag: &str) -> bool {
    let told = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    told.flat_map(|value| value.split(',')).any(|value| value.trim().trim_start_matches("W/") == tag || value.trim() == "*")
}

fn ranges(accept: &str) -> impl Iterator<Item = (String, f32)> + '_ {
    accept.split(',').map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |quality| quality.parse().unwrap_or(0.0));
        (media, quality)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equals_is_wanted() {
        assert_eq!(Media::wanted(Some("application/graphql-response+json, application/json")), Some(Media::GraphqlResponse));
        assert_eq!(Media::wanted(Some("application/json, application/graphql-response+json")), Some(Media::Json));
    }

    #[test]
    fn quality_decides_before_order() {
        assert_eq!(
            Media::wanted(Some("application/json;q=0.5, application/graphql-response+json;q=0.9")),
            Some(Media::GraphqlResponse)
        );
        assert_eq!(Media::wanted(Some("application/json;q=0, */*;q=0")), None);
    }

    #[test]
    fn who_accepts_anything_gets_json_and_never_a_page() {
        for accept in [None, Some(""), Some("*/*"), Some("application/*")] {
            assert_eq!(Media::wanted(accept), Some(Media::Json));
            assert!(!wants_page(accept));
        }
        assert!(wants_page(Some("text/html,application/xhtml+xml,*/*;q=0.8")));
        assert_eq!(Media::wanted(Some("image/png")), None);
    }
}
