//! Where connections may go: nowhere, unless an administrator has named host and port.

use crate::ConnectorError;

/// The destinations an administrator has named in `[outgoing] allow`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Allowed(Vec<(String, u16)>);

impl Allowed {
    /// Reads `host:port` entries.
    ///
    /// # Errors
    /// Where an entry is not a host and a port.
    pub fn new(entries: &[String]) -> Result<Self, ConnectorError> {
        entries.iter().map(|entry| parse(entry)).collect::<Result<_, _>>().map(Self)
    }

    /// Refuses a destination nobody has named.
    ///
    /// # Errors
    /// Where it is not in the list; the error says what to write where.
    pub fn check(&self, host: &str, port: u16) -> Result<(), ConnectorError> {
        let host = plain(host);
        if self.0.iter().any(|(allowed, at)| *allowed == host && *at == port) {
            return Ok(());
        }
        Err(ConnectorError::NotAllowed { host, port })
    }
}

/// Lower case, without the brackets of an IPv6 address and the dot of a full name.
fn plain(host: &str) -> String {
    host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_lowercase()
}

fn parse(entry: &str) -> Result<(String, u16), ConnectorError> {
    let wrong = || {
        ConnectorError::Settings(format!(
            "[outgoing] allow: `{entry}` is not a destination; write host and port, such as \"erp.example.com:8000\""
        ))
    };
    let (host, port) = entry.rsplit_once(':').ok_or_else(wrong)?;
    let port: u16 = port.parse().ok().filter(|port| *port > 0).ok_or_else(wrong)?;
    let bare = host.is_empty() || host.contains(['/', '@', ' ', '*']) || (host.contains(':') && !host.starts_with('['));
    if bare { Err(wrong()) } else { Ok((plain(host), port)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(entries: &[&str]) -> Result<Allowed, ConnectorError> {
        Allowed::new(&entries.iter().map(|entry| (*entry).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn only_named_destinations_pass() {
        let allowed = allowed(&["ERP.example.com:8000", "[::1]:5432"]).expect("good");
        assert!(allowed.check("erp.example.com.", 8000).is_ok());
        assert!(allowed.check("[::1]", 5432).is_ok());
        assert!(allowed.check("::1", 5432).is_ok());
        for (host, port) in [("erp.example.com", 8001), ("example.com", 8000), ("evil.erp.example.com", 8000)] {
            let refused = allowed.check(host, port).expect_err("refused").to_string();
            assert!(refused.contains(&format!("allow = [\"{host}:{port}\"]")), "{refused}");
            assert!(refused.contains("instand.toml"), "{refused}");
        }
        assert!(Allowed::default().check("127.0.0.1", 80).is_err());
    }

    #[test]
    fn what_is_no_destination_is_refused() {
        for entry in ["erp", "erp:", "erp:0", "erp:99999", "http://erp:80", ":80", "*:80", "::1:80", "a b:80"] {
            assert!(allowed(&[entry]).is_err(), "{entry}");
        }
    }
}
