//! What ties an answer to the mail it answers: the key of the outward effect, in the Message-ID and in the addresses.
//!
//! A bounce need not quote anything, and a reply need not keep the address it is sent to. So the key stands in both: in the
//! Message-ID (`<key@domain>`), which replies name, and in the envelope's sender (`campaign+v-key@domain`), to which
//! bounces go.

use crate::Address;

/// The longest key: with what stands before it, the local part of an address has at most 64 octets (RFC 5321, 4.5.3.1.1).
const LONGEST: usize = 48;
/// The longest Message-ID that is taken for one.
const LONGEST_MESSAGE_ID: usize = 250;

/// The key of an outward effect. It should not be guessable: who knows it can pretend that the mail came back.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key(String);

/// Why a text is no key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{0}` is no key of a mail; it may have 1 to {LONGEST} small letters, digits and hyphens")]
pub struct KeyError(String);

impl Key {
    /// Takes small letters, digits and hyphens: mail servers change the case of addresses, and cut at other signs.
    ///
    /// # Errors
    /// Where it holds anything else, or is empty or too long.
    pub fn new(text: impl Into<String>) -> Result<Self, KeyError> {
        let text = text.into();
        let fits = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
        let good = (1..=LONGEST).contains(&text.len()) && text.bytes().all(fits);
        if good { Ok(Self(text)) } else { Err(KeyError(text.chars().take(80).collect())) }
    }

    /// The key as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a mail, without the angle brackets (RFC 5322, 3.6.4).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageId(String);

impl MessageId {
    /// Reads one, with or without angle brackets; `None` where it could not stand in a header again.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('<').unwrap_or(text);
        let text = text.strip_suffix('>').unwrap_or(text);
        let good = (3..=LONGEST_MESSAGE_ID).contains(&text.len())
            && text.bytes().all(|sign| sign.is_ascii_graphic() && !matches!(sign, b'<' | b'>'));
        good.then(|| Self(text.to_owned()))
    }

    /// The name without angle brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an address of ours, to which a mail came, is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// The envelope's sender: what comes here came back, or is automatic.
    Bounce,
    /// The address of List-Unsubscribe: what comes here is an objection, whatever it says.
    Objection,
}

/// Where answers come back to: all addresses are `local+...@domain` and end in one mailbox.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Returns {
    local: String,
    domain: String,
}

impl Returns {
    /// The mailbox answers come back to, such as `campaign@mail.example.com`. Its server must deliver `campaign+anything`
    /// there, too.
    #[must_use]
    pub fn new(mailbox: &Address) -> Self {
        Self { local: mailbox.local().to_lowercase(), domain: mailbox.domain().to_owned() }
    }

    /// The Message-ID of the mail with this key.
    #[must_use]
    pub fn message_id(&self, key: &Key) -> MessageId {
        MessageId(format!("{}@{}", key.0, self.domain))
    }

    /// The envelope's sender of the mail with this key.
    #[must_use]
    pub fn bounces_to(&self, key: &Key) -> String {
        format!("{}+v-{}@{}", self.local, key.0, self.domain)
    }

    /// The address to object by mail to further mails like this one.
    #[must_use]
    pub fn objections_to(&self, key: &Key) -> String {
        format!("{}+u-{}@{}", self.local, key.0, self.domain)
    }

    /// Which mail an address of ours is about; `None` where it is not one of these.
    #[must_use]
    pub fn of_address(&self, address: &str) -> Option<(Way, Key)> {
        let (local, domain) = address.trim().rsplit_once('@')?;
        if !domain.trim_end_matches('.').eq_ignore_ascii_case(&self.domain) {
            return None;
        }
        let local = local.to_ascii_lowercase();
        let tag = local.strip_prefix(&self.local)?.strip_prefix('+')?;
        let (way, key) = match (tag.strip_prefix("v-"), tag.strip_prefix("u-")) {
            (Some(key), _) => (Way::Bounce, key),
            (_, Some(key)) => (Way::Objection, key),
            _ => return None,
        };
        Some((way, Key::new(key).ok()?))
    }

    /// Which mail of ours a Message-ID names.
    #[must_use]
    pub fn of_message_id(&self, id: &MessageId) -> Option<Key> {
        let (local, domain) = id.0.rsplit_once('@')?;
        if domain.eq_ignore_ascii_case(&self.domain) { Key::new(local.to_ascii_lowercase()).ok() } else { None }
    }

    /// The first mail of ours a text quotes: by an address of ours with its key, or by a quoted line `Message-ID:`. An address
    /// of a person of ours in angle brackets is neither.
    pub(crate) fn quoted_in(&self, text: &str) -> Option<Key> {
        let ends = |sign: char| sign.is_whitespace() || "<>\"'();,:".contains(sign);
        let mut words = text.split(ends).filter(|word| !word.is_empty());
        let mut named = false;
        words.find_map(|word| {
            let of_address = if word.contains('@') { self.of_address(word).map(|(_, key)| key) } else { None };
            let of_name = if named { MessageId::new(word).and_then(|id| self.of_message_id(&id)) } else { None };
            named = word.eq_ignore_ascii_case("message-id");
            of_address.or(of_name)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn returns() -> Returns {
        Returns::new(&Address::new("campaign@oem.example").expect("good"))
    }

    #[test]
    fn a_key_is_found_again_in_what_is_made_of_it() {
        let key = Key::new("0f3a-17").expect("good");
        let returns = returns();
        assert_eq!(returns.message_id(&key).as_str(), "0f3a-17@oem.example");
        assert_eq!(returns.bounces_to(&key), "campaign+v-0f3a-17@oem.example");
        assert_eq!(returns.of_address("Campaign+V-0F3A-17@OEM.example"), Some((Way::Bounce, key.clone())));
        assert_eq!(returns.of_address(&returns.objections_to(&key)), Some((Way::Objection, key.clone())));
        assert_eq!(returns.of_message_id(&returns.message_id(&key)), Some(key.clone()));
        assert_eq!(returns.quoted_in("Message-ID: <0f3a-17@oem.example>\nTo: x"), Some(key.clone()));
        assert_eq!(returns.quoted_in("from campaign+v-0f3a-17@oem.example, was refused"), Some(key));
        assert_eq!(returns.quoted_in("Hans <info@oem.example>, campaign@oem.example"), None);
    }

    #[test]
    fn other_addresses_are_not_ours() {
        let others = [
            "campaign@oem.example",
            "campaign+v-@oem.example",
            "campaign+v-a b@oem.example",
            "campaign+v-a@evil.example",
            "xcampaign+v-a@oem.example",
            "campaign+x-a@oem.example",
            "no address",
        ];
        for other in others {
            assert_eq!(returns().of_address(other), None, "{other}");
        }
    }

    #[test]
    fn what_could_break_out_of_a_header_is_no_key_and_no_name() {
        for text in ["", "A", "a\r\nBcc: x", "a b", "a@b", "ä", &"a".repeat(49)] {
            assert!(Key::new(text).is_err(), "{text:?}");
        }
        assert!(Key::new("a".repeat(48)).is_ok());
        for text in ["", "<>", "a\r\nBcc: x@y", "a b@c", "<a<b@c>", "ä@b"] {
            assert_eq!(MessageId::new(text), None, "{text:?}");
        }
        assert_eq!(MessageId::new(" <a@b> ").expect("good").as_str(), "a@b");
    }
}
