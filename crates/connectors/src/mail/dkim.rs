//! Signs mails (RFC 6376, RFC 8463), so that who gets them can see that the domain has sent them.
//!
//! Signed are the headers a reader sees and acts on, and the whole body, both in relaxed form. The signature has no time, so
//! that the same mail is signed alike.

use crate::ConnectorError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use std::fmt;
use std::path::Path;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// What is signed. `From` twice: a second one cannot be added.
const SIGNED: [&str; 14] = [
    "from",
    "from",
    "to",
    "reply-to",
    "subject",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Signs for a domain.
pub(super) struct Signer {
    domain: String,
    selector: String,
    pair: Pair,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}._domainkey.{})", self.selector, self.domain)
    }
}

impl Signer {
    pub(super) fn from_file(domain: &str, selector: &str, file: &Path) -> Result<Self, ConnectorError> {
        let label = |label: &str| {
            let good = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-' || sign == b'_';
            (1..=63).contains(&label.len()) && label.bytes().all(good)
        };
        if !selector.split('.').all(label) {
            let what = "[mail.dkim] selector is the name below `_domainkey` in the DNS, such as `instand1`";
            return Err(ConnectorError::Settings(what.to_owned()));
        }
        let wrong = |why: &str| ConnectorError::File(format!("{}: {why}", file.display()));
        let pem = std::fs::read(file).map_err(|error| wrong(&error.to_string()))?;
        let key = PrivateKeyDer::from_pem_slice(&pem)
            .map_err(|_| wrong("it holds no private key in PEM; make one: openssl genrsa -out key.pem 2048"))?;
        let rejected = |error: ring::error::KeyRejected| {
            wrong(&format!(
                "the key cannot be used ({error}); RSA needs 2048 to 4096 bits: openssl genrsa -out key.pem 2048"
            ))
        };
        let pair = match &key {
            PrivateKeyDer::Pkcs1(key) => {
                Pair::Rsa(Box::new(RsaKeyPair::from_der(key.secret_pkcs1_der()).map_err(rejected)?))
            }
            PrivateKeyDer::Pkcs8(key) => match Ed25519KeyPair::from_pkcs8_maybe_unchecked(key.secret_pkcs8_der()) {
                Ok(pair) => Pair::Ed25519(pair),
                Err(_) => Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).map_err(rejected)?)),
            },
            _ => return Err(wrong("DKIM knows keys of RSA and Ed25519 only")),
        };
        Ok(Self { domain: domain.to_owned(), selector: selector.to_owned(), pair })
    }

    /// The mail with its signature before it.
    pub(super) fn signed(&self, mail: &[u8]) -> Result<Vec<u8>, ConnectorError> {
        let text = std::str::from_utf8(mail).unwrap_or_default();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let fields = fields(head);
        let mut names = Vec::new();
        let mut data = String::new();
        for (place, name) in SIGNED.iter().enumerate() {
            // The same name again means the next one from below; where there is none, that there is none.
            let before = SIGNED.iter().take(place).filter(|other| *other == name).count();
            let field = fields.iter().rev().filter(|(of, _)| of == name).nth(before);
            if let Some((name, value)) = field {
                data.push_str(&format!("{name}:{value}\r\n"));
            }
            if field.is_some() || before > 0 {
                names.push(*name);
            }
        }
        let algorithm = match &self.pair {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        };
        let hash = STANDARD.encode(digest(&SHA256, relaxed_body(body).as_bytes()));
        let unsigned = format!(
            "v=1; a={algorithm}; c=relaxed/relaxed;\r\n d={}; s={};\r\n h={};\r\n bh={hash};\r\n b=",
            self.domain,
            self.selector,
            names.join(":\r\n  ")
        );
        data.push_str(&format!("dkim-signature:{}", relaxed(&unsigned)));
        let signature = self.sign(data.as_bytes())?;
        let folded: Vec<&str> =
            signature.as_bytes().chunks(70).map(|chunk| std::str::from_utf8(chunk).unwrap_or_default()).collect();
        let mut out = format!("DKIM-Signature: {unsigned}{}\r\n", folded.join("\r\n  ")).into_bytes();
        out.extend_from_slice(mail);
        Ok(out)
    }

    fn sign(&self, data: &[u8]) -> Result<String, ConnectorError> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), data, &mut signature)
                    .map_err(|_| ConnectorError::Settings("[mail.dkim] the mail could not be signed".to_owned()))?;
                Ok(STANDARD.encode(signature))
            }
            // RFC 8463: what is signed is the digest.
            Pair::Ed25519(pair) => Ok(STANDARD.encode(pair.sign(digest(&SHA256, data).as_ref()))),
        }
    }
}

/// Names in small letters and relaxed values, in their order.
fn fields(head: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        match (line.starts_with([' ', '\t']), fields.last_mut()) {
            (true, Some((_, value))) => value.push_str(line),
            _ => {
                let (name, value) = line.split_once(':').unwrap_or((line, ""));
                fields.push((name.trim_end().to_ascii_lowercase(), value.to_owned()));
            }
        }
    }
    for (_, value) in &mut fields {
        *value = relaxed(value);
    }
    fields
}

/// White space is one space, and none at both ends (RFC 6376, 3.4.2).
fn relaxed(value: &str) -> String {
    value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// As RFC 6376, 3.4.4 has it: runs of spaces are one, none at the end of a line, no empty lines at the end.
fn relaxed_body(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut empty = 0;
    for line in body.split("\r\n") {
        let mut relaxed = String::with_capacity(line.len());
        for sign in line.trim_end_matches([' ', '\t']).chars() {
            match sign {
                ' ' | '\t' if relaxed.ends_with(' ') => {}
                ' ' | '\t' => relaxed.push(' '),
                other => relaxed.push(other),
            }
        }
        if relaxed.is_empty() {
            empty += 1;
        } else {
            out.push_str(&"\r\n".repeat(empty));
            empty = 0;
            out.push_str(&relaxed);
            out.push_str("\r\n");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_relaxed_as_the_standard_says() {
        // The example of RFC 6376, 3.4.5, and its neighbours.
        assert_eq!(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
        assert_eq!(relaxed_body(""), "");
        assert_eq!(relaxed_body("\r\n\r\n"), "");
        assert_eq!(relaxed_body("a\r\n\r\nb"), "a\r\n\r\nb\r\n");
        let fields = fields("A: X\r\nB : Y\t\r\n\tZ  ");
        assert_eq!(fields, [("a".to_owned(), "X".to_owned()), ("b".to_owned(), "Y Z".to_owned())]);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key.pem");
        std::fs::write(&file, "hunter22").expect("written");
        let error = Signer::from_file("a.example", "s", &file).expect_err("refused").to_string();
        assert!(error.contains("openssl genrsa") && !error.contains("hunter22"), "{error}");
        let error = Signer::from_file("a.example", "s;x", &file).expect_err("refused").to_string();
        assert!(error.contains("selector"), "{error}");
    }
}
