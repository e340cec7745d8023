//! The assertion by which a user signs in without a secret at rest (RFC 7523, signed with RS256).

use crate::{ConnectorError, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use reqwest::Url;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use serde_json::json;

/// How long an assertion holds, in seconds. Salesforce takes three minutes at most.
const HOLDS: i64 = 120;

/// Signs in as a user.
pub(super) struct Signer {
    client_id: String,
    username: String,
    audience: String,
    key: RsaKeyPair,
}

impl Signer {
    /// Reads the private key.
    pub(super) fn new(client_id: &str, username: &str, login: &Url, pem: &Secret) -> Result<Self, ConnectorError> {
        let wrong = |why: &str| {
            ConnectorError::Settings(format!(
                "[connectors.salesforce] private_key_file: {why}; make one with `openssl req -x509 -newkey rsa:2048 -nodes \
                 -days 1095 -subj /CN=instand -keyout key.pem -out certificate.pem`"
            ))
        };
        let key = PrivateKeyDer::from_pem_slice(pem.reveal().as_bytes())
            .map_err(|_| wrong("it holds no private key without a passphrase in PEM"))?;
        let key = match &key {
            PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
            _ => return Err(wrong("it is no RSA key")),
        };
        let key = key.map_err(|why| wrong(&format!("it is no RSA key of 2048 bits or more ({why})")))?;
        let audience = audience(login);
        Ok(Self { client_id: client_id.to_owned(), username: username.to_owned(), audience, key })
    }

    /// An assertion that holds from now on for two minutes.
    pub(super) fn assertion(&self, now: DateTime<Utc>) -> Result<Secret, ConnectorError> {
        let header = json!({"alg": "RS256"});
        let claims = json!({
            "iss": self.client_id, "sub": self.username, "aud": self.audience, "exp": now.timestamp() + HOLDS
        });
        let part = |of: &serde_json::Value| URL_SAFE_NO_PAD.encode(of.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).map_err(|_| {
            ConnectorError::Settings("[connectors.salesforce] private_key_file: the key does not sign".to_owned())
        })?;
        Ok(Secret::new(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }
}

/// Whom the assertion is for: Salesforce's login host, also where the token is asked for at a My Domain or at a stand-in
/// on this machine. A site of Experience Cloud is its own.
fn audience(login: &Url) -> String {
    let host = login.host_str().unwrap_or_default();
    if host == "test.salesforce.com" || host.ends_with(".sandbox.my.salesforce.com") {
        "https://test.salesforce.com".to_owned()
    } else if host == "login.salesforce.com" || host.ends_with(".my.salesforce.com") || login.scheme() == "http" {
        "https://login.salesforce.com".to_owned()
    } else {
        login.as_str().trim_end_matches('/').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    use serde_json::Value;

    /// Made for this test by `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`.
    const PEM: &str = include_str!("jwt_key.pem");

    fn signer(pem: &str) -> Result<Signer, ConnectorError> {
        let login = Url::parse("https://example.my.salesforce.com/").expect("an address");
        Signer::new("3MVG9", "i@example.com", &login, &Secret::new(pem))
    }

    #[test]
    fn the_assertion_says_who_for_whom_and_until_when_in_seconds() {
        let signer = signer(PEM).expect("a key");
        let now = DateTime::from_timestamp(1_800_000_000, 999_000_000).expect("an instant");
        let assertion = signer.assertion(now).expect("signed");
        let parts: Vec<&str> = assertion.reveal().split('.').collect();
        let [header, claims, signature] = parts.as_slice() else { panic!("{parts:?}") };
        let read = |part: &str| -> Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("json")
        };
        assert_eq!(read(header), json!({"alg": "RS256"}));
        assert_eq!(
            read(claims),
            json!({"iss": "3MVG9", "sub": "i@example.com", "aud": "https://login.salesforce.com", "exp": 1_800_000_120})
        );
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, signer.key.public().as_ref().to_vec());
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
        assert!(public.verify(format!("{header}.{claims}").as_bytes(), &signature).is_ok());
        assert!(public.verify(format!("{header}.{claims}x").as_bytes(), &signature).is_err());
    }

    #[test]
    fn the_audience_is_the_login_host() {
        for (login, expected) in [
            ("https://login.salesforce.com/", "https://login.salesforce.com"),
            ("https://test.salesforce.com/", "https://test.salesforce.com"),
            ("https://example.my.salesforce.com/", "https://login.salesforce.com"),
            ("https://example--uat.sandbox.my.salesforce.com/", "https://test.salesforce.com"),
            ("https://example.my.site.com/", "https://example.my.site.com"),
            ("http://127.0.0.1:9500/", "https://login.salesforce.com"),
        ] {
            assert_eq!(audience(&Url::parse(login).expect("an address")), expected);
        }
    }

    #[test]
    fn what_is_no_key_is_refused_without_showing_it() {
        for pem in [
            "hunter22",
            "-----BEGIN CERTIFICATE-----\naHVudGVyMjI=\n-----END CERTIFICATE-----\n",
            "-----BEGIN PRIVATE KEY-----\naHVudGVyMjI=\n-----END PRIVATE KEY-----\n",
        ] {
            let error = signer(pem).err().expect("refused").to_string();
            assert!(error.contains("private_key_file") && error.contains("openssl"), "{error}");
            assert!(!error.contains("hunter22") && !error.contains("aHVudGVyMjI"), "{error}");
        }
    }
}
