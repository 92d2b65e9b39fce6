//! How often a client may ask. Who is not signed in is told apart by address, who is signed in by account; a token that is not good
//! is nobody's, and counts for its address. How many clients are remembered is bounded: the longest unseen are forgotten.

use super::Archive;
use super::graphql::client;
use crate::auth::{Client, Viewer};
use crate::error::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use quick_cache::sync::Cache;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Clients that are remembered of each sort: a few megabytes.
const REMEMBERED: usize = 50_000;
const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Requests that a client may send in a minute, all at once or one after the other; as many as it likes if absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct PerMinute {
    /// From one address.
    pub address: Option<NonZeroU32>,
    /// Of one account, with all its tokens.
    pub account: Option<NonZeroU32>,
}

/// What a process remembers of its clients.
pub struct Rates {
    address: Option<Limiter>,
    account: Option<Limiter>,
}

struct Limiter {
    name: &'static str,
    most: NonZeroU32,
    clients: Cache<String, Arc<Bucket>>,
}

type Bucket = RateLimiter<NotKeyed, InMemoryState, MonotonicClock, StateInformationMiddleware>;

/// What a client is told of how often it may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    limit: u32,
    remaining: u32,
    /// Seconds until it may send as many as at first.
    reset: u64,
}

impl Rates {
    pub fn new(per_minute: PerMinute) -> Self {
        let limiter = |name, most: Option<NonZeroU32>| most.map(|most| Limiter { name, most, clients: Cache::new(REMEMBERED) });
        Self {
            address: limiter("the number of requests from one address", per_minute.address),
            account: limiter("the number of requests of one account", per_minute.account),
        }
    }

    /// Counts a request; nothing is told where nothing is limited. The client is found out only if it matters.
    pub fn count(&self, viewer: Option<&Viewer>, client: impl FnOnce() -> Client) -> Result<Option<Told>, (Error, Told)> {
        let known = viewer.and_then(|viewer| viewer.signed_in().ok());
        let (limiter, key) = match known {
            Some(account) => (self.account.as_ref(), account.user_id.to_string()),
            None => match &self.address {
                Some(limiter) => (Some(limiter), client().address),
                None => (None, String::new()),
            },
        };
        limiter.map(|limiter| limiter.count(&key)).transpose()
    }
}

impl Limiter {
    fn count(&self, key: &str) -> Result<Told, (Error, Told)> {
        let bucket = self.clients.get_or_insert_with(key, || Ok::<_, std::convert::Infallible>(Arc::new(self.bucket())));
        let Ok(bucket) = bucket;
        let limit = self.most.get();
        match bucket.check() {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let used = u64::from(limit.saturating_sub(remaining));
                Ok(Told { limit, remaining, reset: (used * 60).div_ceil(u64::from(limit)) })
            }
            Err(refused) => {
                let wait = refused.wait_time_from(MonotonicClock.now()).as_secs() + 1;
                let retry_after_seconds = i64::try_from(wait).unwrap_or(i64::MAX);
                let error = Error::TooOften { limit: self.name, allowed: limit, retry_after_seconds };
                Err((error, Told { limit, remaining: 0, reset: wait }))
            }
        }
    }

    fn bucket(&self) -> Bucket {
        RateLimiter::direct_with_clock(Quota::per_minute(self.most), MonotonicClock).with_middleware()
    }
}

/// Counts a request that is not one of GraphQL for its address.
pub async fn by_address(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    let refused = request.app_data::<web::Data<Archive>>().and_then(|archive| refusal(request.request(), archive));
    match refused {
        Some(refused) => Ok(request.into_response(refused)),
        None => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

/// The refusal of a request whose address has sent too many.
pub fn refusal(request: &HttpRequest, archive: &Archive) -> Option<HttpResponse> {
    let (error, told) = archive.rates.count(None, || client(request, archive)).err()?;
    let mut response = HttpResponse::TooManyRequests();
    told.write(&mut response);
    response.insert_header((RETRY_AFTER, told.reset));
    Some(response.body(error.to_string()))
}

impl Told {
    pub fn write(&self, response: &mut HttpResponseBuilder) {
        response.insert_header((LIMIT, self.limit)).insert_header((REMAINING, self.remaining)).insert_header((RESET, self.reset));
    }
}
