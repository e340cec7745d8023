//! The mail that says that something new stands in the customer portal. It goes to contacts who asked for it, once a day at most,
//! and says no more than that: what is offered is read in the portal, under the guards of the portal.

use super::MAIL;
use super::message::{Mailing, ReadyLetter};
use base::Language;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use store::{NewOutgoing, PortalContact};

/// The kind of such a mail in the outbox.
pub(super) const NEWS: &str = "portal_news";

/// Who is told. The text is made when the mail goes.
#[derive(Serialize, Deserialize)]
struct News {
    to: String,
    name: String,
    language: Language,
}

/// Tells a contact on a day that something new stands in the portal; of one day there is never a second mail.
#[must_use]
pub fn portal_news(contact: &PortalContact, today: NaiveDate, not_before: Option<String>) -> NewOutgoing {
    let language = contact.language.parse().unwrap_or(Language::De);
    let news = News { to: contact.email.clone(), name: contact.name.clone(), language };
    NewOutgoing {
        destination: MAIL.to_owned(),
        kind: NEWS.to_owned(),
        key: format!("portal-news-{}-{today}", contact.id),
        about: format!("portal contact {}", contact.id),
        payload: serde_json::to_string(&news).ok(),
        not_before,
    }
}

/// The mail itself.
///
/// # Errors
/// Where it is not known where customers reach the portal.
pub(super) fn letter(payload: &str, mailing: &Mailing<'_>) -> Result<ReadyLetter, String> {
    let News { to, name, language } = serde_json::from_str(payload)
        .map_err(|_| "it was put into the outbox by another version of Instand and cannot be read".to_owned())?;
    let url = mailing.public_url.ok_or(
        "nobody knows where customers reach the portal: set public_url to that address, such as https://service.example.com",
    )?;
    let company = mailing.company.unwrap_or_default();
    let of = if company.is_empty() { String::new() } else { format!(" – {company}") };
    let (subject, text) = match language {
        Language::De => (
            format!("Neues im Serviceportal{of}"),
            format!(
                "Guten Tag {name},\n\nim Serviceportal steht etwas Neues für Sie:\n\n{url}/portal\n\nSie bekommen diese Nachricht, \
                 weil Sie im Portal darum gebeten haben, höchstens einmal am Tag. Abstellen können Sie das dort \
                 jederzeit: {url}/portal/mails\n\n{company}"
            ),
        ),
        Language::En => (
            format!("Something new in the service portal{of}"),
            format!(
                "Hello {name},\n\nthere is something new for you in the service portal:\n\n{url}/portal\n\nYou get this message \
                 because you asked for it in the portal, once a day at most. You can switch it off there at any \
                 time: {url}/portal/mails\n\n{company}"
            ),
        ),
        Language::It => (
            format!("Novità nel portale di assistenza{of}"),
            format!(
                "Buongiorno {name},\n\nnel portale di assistenza c'è qualcosa di nuovo per Lei:\n\n{url}/portal\n\nRiceve questo \
                 messaggio perché l'ha chiesto nel portale, al massimo una volta al giorno. Può disattivarlo lì in ogni \
                 momento: {url}/portal/mails\n\n{company}"
            ),
        ),
    };
    Ok(ReadyLetter { to, name, language, subject, text: text.trim_end().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_address_of_the_portal_it_waits_and_says_what_to_set() {
        let payload = r#"{"to":"a@b.example","name":"Anna","language":"it"}"#;
        let mailing = |public_url| Mailing { company: Some("Reinhardt"), public_url };
        let mail = letter(payload, &mailing(Some("https://service.example"))).expect("a letter");
        assert!(mail.text.contains("https://service.example/portal/mails") && mail.subject.ends_with("– Reinhardt"));
        assert!(letter(payload, &mailing(None)).expect_err("no address").contains("public_url"));
        assert!(letter("{}", &mailing(None)).is_err());
    }
}
