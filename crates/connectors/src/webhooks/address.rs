//! Where a message may go: an encrypted address, or one of this machine; and of the addresses its name stands for only
//! public ones, and those an administrator has named.

use crate::{Allowed, ConnectorError};
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// An address messages go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Destination {
    /// The whole address.
    pub(super) url: Url,
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
}

impl Destination {
    /// Reads an address.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ConnectorError> {
        let wrong = |what: &str| {
            Err(ConnectorError::Settings(format!("{what}; write the address as \"https://hooks.example.com/instand\"")))
        };
        let Ok(url) = Url::parse(text.trim()) else { return wrong("this is no address") };
        let Some(host) = url.host_str().map(str::to_lowercase) else { return wrong("the address names no host") };
        match url.scheme() {
            "https" => {}
            "http" if is_here(&host) => {}
            "http" => return wrong("the address must begin with https://: what is sent is about customers"),
            _ => return wrong("the address must begin with https://"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return wrong("the address may hold neither user nor password: messages are signed");
        }
        if url.fragment().is_some() {
            return wrong("the address may not hold a #");
        }
        let port = url.port_or_known_default().unwrap_or_default();
        Ok(Self { url, host, port })
    }
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.')
}

fn is_here(host: &str) -> bool {
    let host = bare(host);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Finds the addresses of a name and leaves out those nobody has named that are not public. It is asked for each
/// connection, so a name that changes its mind afterwards leads nowhere else.
pub(super) struct Narrow {
    allowed: Allowed,
    port: u16,
}

impl Narrow {
    pub(super) fn new(allowed: &Allowed, port: u16) -> Self {
        Self { allowed: allowed.clone(), port }
    }
}

/// Of the addresses of a name those a message may go to.
fn kept(name: &str, found: Vec<IpAddr>, allowed: &Allowed, port: u16) -> Result<Vec<SocketAddr>, ConnectorError> {
    let may = |address: &IpAddr| {
        is_public(*address)
            || (bare(name) == "localhost" && address.is_loopback())
            || allowed.check(&address.to_string(), port).is_ok()
    };
    let first = found.first().copied();
    let all: Vec<SocketAddr> = found.into_iter().filter(may).map(|address| SocketAddr::new(address, port)).collect();
    match first.filter(|_| all.is_empty()) {
        None => Ok(all),
        Some(IpAddr::V6(address)) => Err(inner(name, &format!("[{address}]"), port)),
        Some(IpAddr::V4(address)) => Err(inner(name, &address.to_string(), port)),
    }
}

fn inner(name: &str, address: &str, port: u16) -> ConnectorError {
    ConnectorError::Settings(format!(
        "{name} leads to {address}, an address of a private network; where that is meant, an administrator names it, too, in \
         instand.toml: [outgoing] allow = [\"{name}:{port}\", \"{address}:{port}\"]"
    ))
}

impl Resolve for Narrow {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, port) = (self.allowed.clone(), self.port);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = tokio::net::lookup_host((host.as_str(), port)).await?;
            let all = kept(&host, found.map(|address| address.ip()).collect(), &allowed, port)?;
            Ok(Box::new(all.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the open network, for everybody.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        // Of carriers (RFC 6598), of protocols (RFC 6890), of measurements (RFC 2544), groups and what is reserved.
        || (a == 100 && (b & 0xc0) == 64)
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b & 0xfe) == 18)
        || a >= 224;
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let parts = address.segments();
    let [first, second, ..] = parts;
    let last = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match first {
        // Only 2000::/3 is given to anybody; of it documentation and Teredo are not.
        0x2001 if second == 0x0db8 || second == 0 => false,
        // 6to4 holds an address of the old kind.
        0x2002 => last(second, parts[2]),
        0x2000..=0x3fff => true,
        // So does the translation of RFC 6052.
        0x0064 if second == 0xff9b && parts[2..6] == [0, 0, 0, 0] => last(parts[6], parts[7]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_addresses_and_those_of_this_machine_are_taken() {
        let destination = Destination::parse("https://Hooks.Example.com/a/b?c=d").expect("good");
        assert_eq!((destination.host.as_str(), destination.port), ("hooks.example.com", 443));
        assert_eq!(Destination::parse("http://127.0.0.1:9000/x").expect("good").port, 9000);
        assert!(Destination::parse("http://localhost:9000").is_ok());
        assert!(Destination::parse("http://[::1]:9000").is_ok());
        for (text, says) in [
            ("http://hooks.example.com/", "must begin with https://"),
            ("ftp://hooks.example.com/", "must begin with https://"),
            ("file:///etc/passwd", "names no host"),
            ("hooks.example.com", "no address"),
            ("https://me:hunter22@hooks.example.com/", "neither user nor password"),
            ("https://hooks.example.com/#x", "#"),
        ] {
            let error = Destination::parse(text).expect_err(text).to_string();
            assert!(error.contains(says), "{text}: {error}");
            assert!(!error.contains("hunter22"), "{error}");
        }
    }

    #[test]
    fn private_addresses_are_told_from_public_ones() {
        for address in ["93.184.215.14", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:2800:21f::1", "2002:808:808::1"]
        {
            assert!(is_public(address.parse().expect("an address")), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "2001::1",
            "fec0::1",
        ] {
            assert!(!is_public(address.parse().expect("an address")), "{address}");
        }
    }

    #[test]
    fn a_name_that_leads_inside_is_refused_unless_the_address_is_named() {
        let allowed = |entries: &[&str]| {
            Allowed::new(&entries.iter().map(|entry| (*entry).to_owned()).collect::<Vec<_>>()).expect("good")
        };
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let named = allowed(&["hooks.example.com:443"]);
        let error = kept("hooks.example.com", vec![ip("10.0.0.5")], &named, 443).expect_err("refused").to_string();
        assert!(error.contains("\"10.0.0.5:443\""), "{error}");
        let mixed = kept("hooks.example.com", vec![ip("10.0.0.5"), ip("8.8.8.8")], &named, 443).expect("one");
        assert_eq!(mixed, ["8.8.8.8:443".parse::<SocketAddr>().expect("an address")]);
        let both = allowed(&["hooks.example.com:443", "10.0.0.5:443", "[fd00::1]:443"]);
        assert_eq!(kept("hooks.example.com", vec![ip("10.0.0.5"), ip("fd00::1")], &both, 443).expect("two").len(), 2);
        assert!(kept("hooks.example.com", vec![ip("10.0.0.5")], &both, 8443).is_err(), "another port was not named");
        assert_eq!(kept("localhost", vec![ip("127.0.0.1")], &named, 9000).expect("itself").len(), 1);
        assert!(kept("hooks.example.com", vec![ip("127.0.0.1")], &named, 443).is_err());
    }
}
