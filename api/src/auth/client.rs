//! Where a request comes from, as far as that can be known: for the throttle, and so that people know their sessions again.

use std::net::IpAddr;
use std::str::FromStr;

/// Who sent a request, before any token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// The address; of IPv6 the network of 64 bits, because one subscriber has all of its addresses.
    pub address: String,
    /// What the program says of itself.
    pub agent: String,
}

/// An address, or a network such as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(ipnet::IpNet);

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(ipnet::IpNet::from));
        network.map(Self).map_err(|_| format!("'{text}' is neither an address nor a network such as 10.0.0.0/8"))
    }
}

const AGENT_LENGTH: usize = 200;

impl Client {
    /// The client behind a connection from `peer`. What proxies say in `X-Forwarded-For` is believed from the last one backwards, for
    /// as long as it is said by a trusted one; what a client itself puts there never is.
    pub fn new<'h>(
        peer: Option<IpAddr>,
        forwarded: impl DoubleEndedIterator<Item = &'h str>,
        agent: &str,
        trusted: &[Network],
    ) -> Self {
        let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.0.contains(&address));
        let mut client = peer.map(|peer| peer.to_canonical());
        let mut said = forwarded.flat_map(|header| header.split(',')).collect::<Vec<_>>().into_iter().rev();
        while let Some(address) = client.filter(|address| is_trusted(*address)) {
            let Some(next) = said.next() else { break };
            client = Some(next.trim().parse().map_or(address, |next: IpAddr| next.to_canonical()));
            if client == Some(address) {
                break;
            }
        }
        let agent = agent.chars().filter(|character| !character.is_control()).take(AGENT_LENGTH).collect();
        Self { address: client.map_or_else(|| "unknown".to_owned(), subscriber), agent }
    }
}

fn subscriber(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        Client::new(Some(peer.parse().unwrap()), forwarded.iter().copied(), "", &trusted).address
    }

    #[test]
    fn only_trusted_proxies_are_believed_about_the_address() {
        assert_eq!(address("192.0.2.1", &["203.0.113.9"], &[]), "192.0.2.1");
        assert_eq!(address("192.0.2.1", &["203.0.113.9"], &["10.0.0.0/8"]), "192.0.2.1");
        assert_eq!(address("10.1.2.3", &["198.51.100.1, 203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(address("10.1.2.3", &["198.51.100.1", "203.0.113.9"], &["10.1.2.3"]), "203.0.113.9");
        assert_eq!(address("10.1.2.3", &["203.0.113.9, 10.9.9.9"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(address("10.1.2.3", &["nonsense"], &["10.0.0.0/8"]), "10.1.2.3");
        assert_eq!(address("10.1.2.3", &[], &["10.0.0.0/8"]), "10.1.2.3");
    }

    #[test]
    fn a_subscriber_of_ipv6_is_one_client() {
        assert_eq!(address("2001:db8:1:2:3:4:5:6", &[], &[]), "2001:db8:1:2::/64");
        assert_eq!(address("::ffff:192.0.2.1", &[], &[]), "192.0.2.1");
    }

    #[test]
    fn networks_are_read_or_explained() {
        assert!("10.0.0.0/8".parse::<Network>().is_ok() && "::1".parse::<Network>().is_ok());
        assert!("proxy".parse::<Network>().unwrap_err().contains("'proxy'"));
    }
}
