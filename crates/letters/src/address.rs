//! Addresses of mails, and who they belong to.

use std::fmt;

/// An address a mail can be sent to: printable ASCII, the domain in its ASCII form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Address {
    local: String,
    domain: String,
}

/// Why a text is no address.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{text}` is no mail address: {why}")]
pub struct AddressError {
    /// What was given, its beginning.
    pub text: String,
    /// What is wrong with it, and what would be right.
    pub why: &'static str,
}

impl Address {
    /// Reads one. A domain with umlauts is written in its ASCII form; before the `@` only ASCII can be delivered everywhere.
    ///
    /// # Errors
    /// What is wrong with it. Quoted local parts and addresses of IP numbers are not taken.
    pub fn new(text: &str) -> Result<Self, AddressError> {
        let wrong =
            |why| Err(AddressError { text: text.chars().filter(|sign| !sign.is_control()).take(100).collect(), why });
        let trimmed = text.trim_matches(' ');
        let Some((local, domain)) = trimmed.rsplit_once('@') else { return wrong("it has no `@`") };
        if local.is_empty() || local.len() > 64 {
            return wrong("before the `@` stand 1 to 64 characters");
        }
        let atom = |sign: u8| sign.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&sign);
        if !local.bytes().all(atom) {
            return wrong("before the `@` only letters without accents, digits and .-_+ and the like can be delivered");
        }
        if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
            return wrong("before the `@` a dot stands between other characters");
        }
        let Ok(domain) = idna::domain_to_ascii_strict(domain) else { return wrong("behind the `@` stands no domain") };
        if domain.len() > 253
            || !domain.contains('.')
            || domain.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.')
        {
            return wrong("behind the `@` stands a domain such as example.com");
        }
        if local.len() + 1 + domain.len() > 254 {
            return wrong("it is longer than 254 characters");
        }
        Ok(Self { local: local.to_owned(), domain })
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands behind it, in small letters.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

/// Somebody who writes or is written to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// The name, where it is known.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        for (text, wanted) in [
            ("m.rossi@bianchi.example", "m.rossi@bianchi.example"),
            (" info@Müller-Maschinen.example ", "info@xn--mller-maschinen-zvb.example"),
            ("o'neil+x@a.b", "o'neil+x@a.b"),
        ] {
            assert_eq!(Address::new(text).expect("good").to_string(), wanted);
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        let long = format!("{}@a.example", "x".repeat(65));
        for text in [
            "",
            "x",
            "@a.b",
            "x@",
            "x@localhost",
            "x@1.2.3.4",
            "a b@c.d",
            "a@c.d\r\nBcc: e@f.g",
            "a@c.d, e@f.g",
            "<a@c.d>",
            "\"a b\"@c.d",
            "a@[1.2.3.4]",
            ".a@c.d",
            "a..b@c.d",
            "bär@c.d",
            "a@c d.e",
            "a@b@c.d",
            "a@-c.d",
            long.as_str(),
        ] {
            let error = Address::new(text).expect_err(text).to_string();
            assert!(!error.contains(['\r', '\n']), "{error:?}");
        }
    }
}
