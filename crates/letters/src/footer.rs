//! What the law wants at the foot of a mail: who writes, why it comes, and how to object.
//!
//! A template cannot leave it out, because [`crate::compose()`] puts it there. The words follow section 7(3) no. 4 of the German UWG
//! (an objection is possible at any time without other costs than those of its transmission at basic rates), article 130(4)
//! of the Italian Codice Privacy, and articles 14 and 21(4) of the GDPR (origin of the address; the right to object shown
//! clearly).

use crate::Unsubscribe;
use crate::format::day;
use crate::html::escaped;
use base::Language;
use chrono::NaiveDate;

/// Who writes, as business letters must say it (section 35a GmbHG, article 2250 of the Codice Civile).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imprint {
    /// The company's name with its legal form.
    pub name: String,
    /// Street, post code, town.
    pub address: String,
    /// Further lines: register and number, managing directors, VAT number, address of the data protection statement.
    pub further: Vec<String>,
}

/// Why the reader gets this mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// The address came with a sale, and what is offered is similar.
    Customer,
    /// The reader agreed.
    Consent {
        /// When, where that is known.
        on: Option<NaiveDate>,
    },
    /// It concerns a machine or contract the reader has with us.
    Machine,
}

fn reason(why: Why, language: Language) -> String {
    let on =
        |on: Option<NaiveDate>, before: &str| on.map(|on| format!("{before}{}", day(on, language))).unwrap_or_default();
    match (language, why) {
        (Language::De, Why::Customer) => "Sie erhalten diese Nachricht, weil wir Ihre E-Mail-Adresse im Zusammenhang mit dem \
             Verkauf einer Ware oder Dienstleistung von Ihnen erhalten haben und Sie über eigene ähnliche Angebote informieren."
            .to_owned(),
        (Language::De, Why::Consent { on: since }) => {
            format!("Sie erhalten diese Nachricht, weil Sie{} eingewilligt haben.", on(since, " am "))
        }
        (Language::De, Why::Machine) => {
            "Sie erhalten diese Nachricht, weil sie eine Maschine oder einen Vertrag betrifft, die Sie bei uns haben.".to_owned()
        }
        (Language::En, Why::Customer) => "You receive this message because you gave us your email address when you bought a \
             product or service from us, and we inform you about similar offers of our own."
            .to_owned(),
        (Language::En, Why::Consent { on: since }) => {
            format!("You receive this message because you agreed to it{}.", on(since, " on "))
        }
        (Language::En, Why::Machine) => {
            "You receive this message because it concerns a machine or contract you have with us.".to_owned()
        }
        (Language::It, Why::Customer) => "Riceve questo messaggio perché ci ha fornito il Suo indirizzo e-mail in occasione \
             della vendita di un prodotto o servizio e La informiamo su nostre offerte analoghe."
            .to_owned(),
        (Language::It, Why::Consent { on: since }) => {
            format!("Riceve questo messaggio perché ha dato il Suo consenso{}.", on(since, " il "))
        }
        (Language::It, Why::Machine) => {
            "Riceve questo messaggio perché riguarda una macchina o un contratto che ha con noi.".to_owned()
        }
    }
}

/// The sentence before the ways to object, and the word between the two.
const fn objection(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::De => (
            "Der Verwendung Ihrer Adresse für Werbung können Sie jederzeit widersprechen, ohne dass hierfür andere als die \
             Übermittlungskosten nach den Basistarifen entstehen:",
            "oder per E-Mail an",
        ),
        Language::En => (
            "You may object to the use of your address for advertising at any time, at no other cost than that of sending \
             your message at basic rates:",
            "or by email to",
        ),
        Language::It => (
            "Può opporsi in ogni momento e gratuitamente all'uso del Suo indirizzo a fini pubblicitari:",
            "oppure con un'e-mail a",
        ),
    }
}

/// The footer as text, with the line that ends a mail before it.
pub(crate) fn text(imprint: &Imprint, why: Why, object: Option<&Unsubscribe>, language: Language) -> String {
    let mut lines = vec!["-- ".to_owned(), imprint.name.clone(), imprint.address.clone()];
    lines.extend(imprint.further.iter().cloned());
    lines.push(String::new());
    lines.push(reason(why, language));
    if let Some(object) = object {
        let (sentence, or) = objection(language);
        lines.extend([sentence.to_owned(), object.url.clone(), format!("{or} {}", object.mail)]);
    }
    lines.join("\n") + "\n"
}

/// The footer as HTML.
pub(crate) fn html(imprint: &Imprint, why: Why, object: Option<&Unsubscribe>, language: Language) -> String {
    let mut lines = vec![escaped(&imprint.name), escaped(&imprint.address)];
    lines.extend(imprint.further.iter().map(|line| escaped(line)));
    let mut told = escaped(&reason(why, language));
    if let Some(object) = object {
        let (sentence, or) = objection(language);
        let (url, mail) = (escaped(&object.url), escaped(&object.mail));
        told = format!(
            "{told}<br>\n{} <a href=\"{url}\">{url}</a> {} <a href=\"mailto:{mail}\">{mail}</a>",
            escaped(sentence),
            escaped(or)
        );
    }
    format!(
        "<hr>\n<p style=\"color: #444444; font-size: 12px\">{}</p>\n<p style=\"color: #444444; font-size: 12px\">{told}</p>\n",
        lines.join("<br>\n")
    )
}
