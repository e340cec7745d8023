//! What a mail is made of. What it says of the customer is fixed in the transaction that decides it; the texts are those of the
//! campaign's version, and it is put together when it leaves.

use super::MAIL;
use crate::PipelineError;
use crate::crm::{Saved, said};
use crate::state::Workplace;
use ::decide::{Rule, Said, sentence};
use automate::Campaign;
use base::{EnrolmentId, Language, MachineId, OpportunityId};
use chrono::NaiveDate;
use hashbrown::HashMap;
use letters::{Key, Person, Rendered, Template, TemplateError, Values, Variable};
use serde::{Deserialize, Serialize};
use store::{HitRow, HitState, NewOutgoing};

/// The kind of a campaign's mail in the outbox.
pub const MESSAGE: &str = "message";

/// The kind of a mail whose text is ready in the outbox: a link to sign in, a test.
pub const LETTER: &str = "letter";

/// A mail whose text is ready. It concerns something its reader asked for, and offers nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReadyLetter {
    /// Who is written to.
    pub to: String,
    /// The reader's name; empty where it is not known.
    #[serde(default)]
    pub name: String,
    /// The language of its end.
    pub language: Language,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// What mails are put together with.
pub struct Mailing<'a> {
    /// The machine builder's name.
    pub company: Option<&'a str>,
    /// Where the page is reached from outside, without a slash at its end.
    pub public_url: Option<&'a str>,
}

impl Mailing<'_> {
    /// The page that takes an objection by one click; mail programs follow it only by https (RFC 8058).
    pub(crate) fn objection_page(&self, key: &Key) -> Option<String> {
        let url = self.public_url.filter(|url| url.starts_with("https://"))?;
        Some(format!("{url}/u/{}", key.as_str()))
    }
}

/// Why a reader may be written to, as it is kept with the message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MayWrite {
    /// It concerns a machine or contract of the reader.
    Machine,
    /// The reader agreed.
    Consent,
    /// The address came with a sale.
    Customer,
}

/// What a message says of its customer.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct MessageValues {
    pub(crate) contact: Option<String>,
    pub(crate) customer: Option<String>,
    pub(crate) serial: String,
    pub(crate) machine_type: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) contract_end: Option<NaiveDate>,
    pub(crate) offer: Option<String>,
    /// Who looks after the customer; none where nobody is named.
    pub(crate) seller: Option<String>,
    /// Why we write, a sentence each.
    pub(crate) proof: Vec<String>,
}

/// A campaign's mail as it waits in the outbox.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) enrolment: EnrolmentId,
    pub(crate) campaign: String,
    pub(crate) version: u32,
    pub(crate) step: String,
    pub(crate) mail: String,
    pub(crate) machine: MachineId,
    pub(crate) opportunity: Option<OpportunityId>,
    pub(crate) to: String,
    pub(crate) language: Language,
    /// The country of the site, ISO 3166, whose working hours are kept; empty where it is not known.
    #[serde(default)]
    pub(crate) country: String,
    pub(crate) may_write: MayWrite,
    pub(crate) values: MessageValues,
}

/// A message that was decided.
pub(crate) struct NewMessage {
    pub(crate) key: String,
    /// The customer it goes to.
    pub(crate) about: String,
    /// When the customer's working hours begin, where it is outside of them now.
    pub(crate) not_before: Option<String>,
    pub(crate) message: Message,
}

/// The key mail servers see. Most effects' keys fit an address; of longer ones it is the digest.
#[must_use]
pub fn mail_key(key: &str) -> Option<Key> {
    Key::new(key).or_else(|_| Key::new(format!("{:032x}", xxhash_rust::xxh3::xxh3_128(key.as_bytes())))).ok()
}

/// Messages as they go into the outbox, with the sentences that prove them.
pub(crate) async fn to_outbox(
    workplace: &Workplace,
    rules: &HashMap<&str, &Rule>,
    new: Vec<NewMessage>,
) -> Result<Vec<NewOutgoing>, PipelineError> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let mut machines: Vec<MachineId> = new.iter().map(|of| of.message.machine).collect();
    machines.sort_unstable();
    machines.dedup();
    let mut hits: HashMap<MachineId, Vec<HitRow>> = HashMap::new();
    for hit in workplace.store.hits_of_machines(&machines).await? {
        if hit.state == HitState::Open && hit.held.is_none() {
            hits.entry(hit.machine).or_default().push(hit);
        }
    }
    let of = |NewMessage { key, about, not_before, mut message }: NewMessage| {
        let hits = hits.get(&message.machine).map_or(&[][..], Vec::as_slice);
        message.values.proof = proof(hits, rules, &message);
        NewOutgoing {
            destination: MAIL.to_owned(),
            kind: MESSAGE.to_owned(),
            key,
            about,
            payload: Some(serde_json::to_string(&message).unwrap_or_default()),
            not_before,
        }
    };
    Ok(new.into_iter().map(of).collect())
}

/// Why a machine's open hits of the campaign's type say that we write, the weightiest first.
fn proof(hits: &[HitRow], rules: &HashMap<&str, &Rule>, message: &Message) -> Vec<String> {
    let mut of: Vec<&HitRow> = hits.iter().collect();
    of.sort_by(|a, b| (b.score, &a.trigger).cmp(&(a.score, &b.trigger)));
    let sentences = of.into_iter().filter_map(|hit| {
        let rule = rules.get(hit.trigger.as_str())?;
        let saved: Saved = serde_json::from_str(&hit.evidence).ok()?;
        let said: Vec<Said<'_>> = saved.evidence.iter().map(said).collect();
        Some(sentence(rule, &said, message.language))
    });
    sentences.collect()
}

/// How a reader is addressed where only the name is known, or not even that: who a name belongs to cannot be told from it.
pub(crate) fn salutation(name: Option<&str>, language: Language) -> String {
    match (language, name) {
        (Language::De, Some(name)) => format!("Guten Tag {name}"),
        (Language::En, Some(name)) => format!("Dear {name}"),
        (Language::It, Some(name)) => format!("Gentile {name}"),
        (Language::De, None) => "Sehr geehrte Damen und Herren".to_owned(),
        (Language::En, None) => "Dear Sir or Madam".to_owned(),
        (Language::It, None) => "Gentili Signore e Signori".to_owned(),
    }
}

/// Who signs where nobody is named.
pub(crate) const fn service_team(language: Language) -> &'static str {
    match language {
        Language::De => "Ihr Serviceteam",
        Language::En => "Your service team",
        Language::It => "Il Suo servizio assistenza",
    }
}

/// Whose opportunities nobody was named for, where no `default_owner` is set.
const NOBODY: &str = "unassigned";

/// An owner who can sign: none where nobody is named.
pub(crate) fn named_seller(owner: Option<&str>) -> Option<&str> {
    owner.map(str::trim).filter(|name| !name.is_empty() && *name != NOBODY)
}

/// Whether a mail could be put together with these values: a gap is better found by a person than by the mail server's worker.
/// `has_page` says whether there is an address for links.
pub(crate) fn is_whole(
    campaign: &Campaign,
    mail: &str,
    of: &MessageValues,
    language: Language,
    has_page: bool,
) -> bool {
    // Who we are is known when it leaves.
    let imprint = letters::Imprint { name: "-".to_owned(), address: "-".to_owned(), further: Vec::new() };
    let mailing = Mailing { company: None, public_url: has_page.then_some("https://instand.example") };
    let (Some(template), Some(key)) = (template(campaign, mail, language), mail_key("whole")) else { return false };
    let values = values((of, language), &key, &mailing, &imprint, of.seller.as_deref());
    template.render(mail, language, &values).is_ok()
}

/// A campaign's mail in one language.
pub(super) fn template(campaign: &Campaign, mail: &str, language: Language) -> Option<Template> {
    let of = campaign.mail(mail)?;
    let text = |of: &base::Translated| of.get(language).to_owned();
    Some(Template { subject: text(&of.subject).trim().to_owned(), text: text(&of.text).trim().to_owned(), html: None })
}

/// What a template is filled with. `person` gives an owner's name.
pub(super) fn values(
    (of, language): (&MessageValues, Language),
    key: &Key,
    mailing: &Mailing<'_>,
    imprint: &letters::Imprint,
    seller: Option<&str>,
) -> Values {
    let mut values = Values::new()
        .text(Variable::ContactSalutation, salutation(of.contact.as_deref(), language))
        .text(Variable::SellerName, seller.unwrap_or_else(|| service_team(language)))
        .text(Variable::CompanyName, mailing.company.unwrap_or(&imprint.name))
        .text(Variable::CompanyAddress, imprint.address.as_str())
        .machine(&of.serial, of.machine_type.as_deref(), of.site.as_deref())
        .proof(of.proof.clone());
    let known = [
        (Variable::ContactName, of.contact.clone()),
        (Variable::CustomerName, of.customer.clone()),
        (Variable::OfferTitle, of.offer.clone()),
        (Variable::PortalLink, mailing.public_url.map(|url| format!("{url}/portal"))),
        (Variable::UnsubscribeLink, mailing.objection_page(key)),
    ];
    for (variable, text) in known {
        if let Some(text) = text {
            values = values.text(variable, text);
        }
    }
    match of.contract_end {
        Some(day) => values.day(Variable::ContractEnd, day),
        None => values,
    }
}

/// What is wrong with a campaign's mails, in all languages.
#[must_use]
pub fn check_mails(campaign: &Campaign) -> Vec<TemplateError> {
    campaign.mails.iter().flat_map(|mail| check_mail(campaign, &mail.id)).collect()
}

/// What is wrong with one mail of a campaign, in all languages.
#[must_use]
pub fn check_mail(campaign: &Campaign, mail: &str) -> Vec<TemplateError> {
    let languages = [(Language::De, "de"), (Language::En, "en"), (Language::It, "it")];
    let check = |(language, short)| {
        let name = format!("{}, {mail} ({short})", campaign.id);
        template(campaign, mail, language).map(|template| template.check(&name, language))
    };
    languages.into_iter().filter_map(check).flatten().collect()
}

/// A campaign's mail with sample values, for its author to look at in a mailbox.
///
/// # Errors
/// What is wrong with the template.
pub fn test_letter(
    campaign: &Campaign,
    mail: &str,
    language: Language,
    to: &Person,
) -> Result<Option<ReadyLetter>, TemplateError> {
    let Some(template) = template(campaign, mail, language) else { return Ok(None) };
    let Rendered { subject, text, .. } = template.render(mail, language, &Values::sample())?;
    Ok(Some(ReadyLetter {
        to: to.address.to_string(),
        name: to.name.clone().unwrap_or_default(),
        language,
        subject: format!("[Test] {subject}"),
        text,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_fits_an_address_stays_and_a_longer_one_becomes_its_digest() {
        let enrolment = "0198c9e2-7b1a-7c33-9a51-0f2d1c3b4a59";
        let short = format!("{enrolment}-mail-90");
        assert_eq!(mail_key(&short).expect("a key").as_str(), short);
        let long = format!("{enrolment}-second-reminder-for-all");
        let key = mail_key(&long).expect("a key");
        assert_eq!(key.as_str().len(), 32);
        assert_eq!(Some(key), mail_key(&long));
    }

    #[test]
    fn nobody_is_called_sir_or_madam_by_a_name() {
        assert_eq!(salutation(Some("Maria Rossi"), Language::De), "Guten Tag Maria Rossi");
        assert_eq!(salutation(None, Language::It), "Gentili Signore e Signori");
    }
}
