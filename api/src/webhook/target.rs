//! Where messages go, and where they must not: whoever may name an address must not reach what only this machine can reach.

use super::Settings;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// How long a receiver may take from the first byte to its answer.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Characters of an address at most.
const LENGTH: usize = 2_000;

/// The way to receivers.
#[derive(Clone)]
pub struct Target {
    pub settings: Settings,
    agent: Arc<Agent>,
    pub outcomes: Arc<Outcomes>,
}

/// How many deliveries there were so far.
#[derive(Debug, Default)]
pub struct Outcomes {
    pub delivered: AtomicU64,
    pub failed: AtomicU64,
    /// The webhook was disabled after them.
    pub given_up: AtomicU64,
}

/// What a receiver answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Seconds that it asks to be left alone for.
    pub retry_after: Option<i64>,
}

impl Target {
    pub fn new(settings: Settings) -> Self {
        let config = Config::builder()
            .http_status_as_error(false)
            // An answer that leads elsewhere is a failure: where it leads was not checked, and was not meant.
            .max_redirects(0)
            .https_only(!settings.allow_private)
            .proxy(None)
            .timeout_global(Some(TIMEOUT))
            .user_agent("communique-webhook")
            .max_idle_connections_per_host(1)
            .build();
        let resolver = Checked { inner: DefaultResolver::default(), allow_private: settings.allow_private };
        let outcomes = Arc::default();
        Self { settings, outcomes, agent: Arc::new(Agent::with_parts(config, DefaultConnector::default(), resolver)) }
    }

    /// What is wrong with an address, if anything is. Names are looked up when a message is sent, each time.
    pub fn fault(&self, url: &str) -> Option<String> {
        if url.len() > LENGTH {
            return Some(format!("has more than {LENGTH} characters"));
        }
        let Ok(uri) = url.parse::<Uri>() else { return Some("is not an address".to_owned()) };
        let is_allowed = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => self.settings.allow_private,
            _ => false,
        };
        if !is_allowed {
            return Some("does not begin with https://".to_owned());
        }
        let Some(host) = uri.host().filter(|host| !host.is_empty()) else { return Some("names no host".to_owned()) };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Some("has a name or a password before the host; what is sent is signed instead".to_owned());
        }
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let is_here = literal.is_ok_and(|address| !is_public(address)) || host.eq_ignore_ascii_case("localhost");
        (is_here && !self.settings.allow_private).then(|| "is not an address of the public network".to_owned())
    }

    /// Sends a message, and waits for the answer on a thread that may wait. Why there is none, in words that tell nothing of what is reached.
    pub async fn post(&self, url: String, headers: Vec<(&'static str, String)>, body: String) -> Result<Answer, String> {
        let agent = Arc::clone(&self.agent);
        let sending = tokio::task::spawn_blocking(move || {
            let mut request = agent.post(&url).header("content-type", "application/json");
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let response = request.send(body.as_bytes()).map_err(|error| said(&error))?;
            let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.trim().parse().ok());
            Ok(Answer { status: response.status().as_u16(), retry_after })
        });
        sending.await.map_err(|_| "the message could not be sent".to_owned())?
    }
}

fn said(error: &Error) -> String {
    match error {
        Error::Timeout(_) => format!("no answer within {} seconds", TIMEOUT.as_secs()),
        Error::HostNotFound => "the host is not known".to_owned(),
        Error::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => NOT_PUBLIC.to_owned(),
        Error::ConnectionFailed | Error::Io(_) => "the connection failed".to_owned(),
        Error::Tls(_) | Error::Rustls(_) => "the certificate is not good, or TLS failed".to_owned(),
        _ => "no proper answer".to_owned(),
    }
}

const NOT_PUBLIC: &str = "the host has an address that is not of the public network";

/// Looks names up, and refuses addresses that are not public: those that are connected to, not those that a look before had found.
#[derive(Debug)]
struct Checked {
    inner: DefaultResolver,
    allow_private: bool,
}

impl Resolver for Checked {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if !self.allow_private && found.iter().any(|address| !is_public(address.ip())) {
            return Err(Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, NOT_PUBLIC)));
        }
        Ok(found)
    }
}

/// Whether it is an address of the public network (IANA's special-purpose registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match (a, b, c) {
        // This network, carrier-grade NAT, protocol assignments, 6to4 relays, benchmarks, multicast and reserved.
        (0 | 224..=255, ..) | (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99) | (198, 18..=19, _) => true,
        _ => address.is_private() || address.is_loopback() || address.is_link_local() || address.is_documentation(),
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, .., seventh, eighth] = address.segments();
    let [a, b] = seventh.to_be_bytes();
    let [c, d] = eighth.to_be_bytes();
    match first {
        // NAT64: what it leads to counts. A network's own prefix is not public.
        0x64 if second == 0xff9b && address.segments().iter().skip(2).take(4).all(|part| *part == 0) => {
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Teredo, documentation, and other special purposes.
        0x2001 if second < 0x0200 || second == 0x0db8 => false,
        // 6to4.
        0x2002 => false,
        0x3fff => second > 0x0fff,
        0x2000..=0x3fff => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_network_are_reached() {
        let public = ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"];
        let special = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2001::1",
        ];
        let is = |text: &str| text.parse().is_ok_and(is_public);
        assert_eq!(public.into_iter().filter(|text| !is(text)).collect::<Vec<_>>(), Vec::<&str>::new());
        assert_eq!(special.into_iter().filter(|text| is(text)).collect::<Vec<_>>(), Vec::<&str>::new());
    }

    #[test]
    fn addresses_are_refused_where_they_stand() {
        let target = Target::new(Settings::default());
        for url in [
            "",
            "x",
            "ftp://example.org",
            "http://example.org/",
            "https://",
            "https://user:word@example.org/",
            "https://127.0.0.1/",
            "https://[::1]:8443/",
            "https://localhost/",
            "https://LOCALHOST/",
            "/path",
        ] {
            assert!(target.fault(url).is_some(), "{url}");
        }
        assert_eq!(target.fault("https://example.org:8443/hooks?of=us"), None);
        let here = Target::new(Settings { allow_private: true, ..Settings::default() });
        assert_eq!(here.fault("http://127.0.0.1:8080/"), None);
    }
}
