//! Signatures of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`.

use crate::{ConnectorError, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// What the text of a secret begins with.
const PREFIX: &str = "whsec_";

/// How many bytes a secret has.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// What an endpoint's messages are signed with.
#[derive(Clone)]
pub struct SigningSecret {
    key: hmac::Key,
}

impl std::fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl SigningSecret {
    /// Reads the text of a secret: `whsec_` and 24 to 64 bytes in base64.
    ///
    /// # Errors
    /// Where it is not such a text; the error does not show it.
    pub fn parse(text: &Secret) -> Result<Self, ConnectorError> {
        let bytes = text.reveal().strip_prefix(PREFIX).and_then(|of| STANDARD.decode(of).ok());
        let bytes = bytes.filter(|bytes| BYTES.contains(&bytes.len())).ok_or_else(|| {
            ConnectorError::Settings(format!("a webhook's secret is `{PREFIX}` and 24 to 64 bytes in base64"))
        })?;
        Ok(Self { key: hmac::Key::new(hmac::HMAC_SHA256, &bytes) })
    }

    /// The text of a secret of these bytes, which nobody else may know.
    #[must_use]
    pub fn text(bytes: &[u8; 32]) -> String {
        format!("{PREFIX}{}", STANDARD.encode(bytes))
    }

    fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(format!("{id}.{timestamp}.").as_bytes());
        context.update(body);
        format!("v1,{}", STANDARD.encode(context.sign()))
    }
}

/// The header: a signature of each secret, so that who receives may change theirs when it suits them.
pub(super) fn header(secrets: &[SigningSecret], id: &str, timestamp: i64, body: &[u8]) -> String {
    secrets.iter().map(|secret| secret.sign(id, timestamp, body)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification_is_signed_as_it_says() {
        let secret = SigningSecret::parse(&Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).expect("a secret");
        let (id, timestamp, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(secret.sign(id, timestamp, body), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let other = SigningSecret::parse(&Secret::new(SigningSecret::text(&[7; 32]))).expect("a secret");
        let both = header(&[other.clone(), secret], id, timestamp, body);
        assert_eq!(both.split(' ').count(), 2);
        assert!(both.starts_with(&other.sign(id, timestamp, body)), "{both}");
        assert_ne!(other.sign(id, timestamp, body), other.sign(id, timestamp + 1, body));
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_shown() {
        for text in ["whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%%"] {
            let error = SigningSecret::parse(&Secret::new(text)).expect_err(text).to_string();
            assert!(error.contains("24 to 64 bytes"), "{error}");
            assert!(!error.contains("c2hvcnQ"), "{error}");
        }
    }
}
