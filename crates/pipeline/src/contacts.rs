//! Contacts: every mail address that stands in machine files or in the register, what is known of it, and what may be said to
//! it by the policy in force.

mod file;

pub use file::{Brought, LeftOut, contact_workbook, contacts_brought};

use crate::PipelineError;
use crate::campaigns::relations;
use crate::decide::Decided;
use automate::{Asked, Channel, Consent, ContactPolicy, Country, Purpose, Relation, Standing, Verdict};
use digitize::machine_file::MachineFiles;
use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};
use store::{Addresses, Store, address_digest};

/// How customers are contacted now.
///
/// # Errors
/// Where the database fails or holds what this version does not know.
pub async fn contact_policy(store: &Store) -> Result<ContactPolicy, PipelineError> {
    Ok(store.contact_policy().await?.map(|version| version.policy).unwrap_or_default())
}

/// The topics a person may object to: those of these campaigns, of the ones saved, and of the register.
///
/// # Errors
/// Where the database fails.
pub async fn topics_of(store: &Store, templates: &[automate::Campaign]) -> Result<BTreeSet<String>, PipelineError> {
    let mut topics: BTreeSet<String> = templates.iter().map(|of| of.topic.clone()).collect();
    for of in store.campaigns().await? {
        // A campaign this version cannot read is said where campaigns are run.
        topics.extend(automate::Campaign::parse(&of.campaign, &of.definition).map(|campaign| campaign.topic));
    }
    topics.extend(store.consents().await?.into_iter().filter_map(|entry| entry.of.topic));
    Ok(topics)
}

/// An address, and what is known of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownContact {
    /// Its digest.
    pub id: String,
    /// The address, in small letters.
    pub address: String,
    /// The machines whose files name it, by position.
    pub machines: Vec<u32>,
    /// What the register holds.
    pub standing: Standing,
}

/// All contacts, by address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Contacts(Vec<KnownContact>);

impl Contacts {
    /// The addresses of machine files and of the register.
    #[must_use]
    pub fn of(files: &MachineFiles, register: &Addresses) -> Self {
        let mut all: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for machine in 0..files.len() {
            let address = files.str("email", machine).map(str::trim).filter(|address| address.contains('@'));
            if let (Some(address), Ok(position)) = (address, u32::try_from(machine)) {
                all.entry(address.to_lowercase()).or_default().push(position);
            }
        }
        for (address, _) in register.known() {
            all.entry(address.to_owned()).or_default();
        }
        let of = |(address, machines): (String, Vec<u32>)| KnownContact {
            id: address_digest(&address),
            standing: register.of(&address),
            address,
            machines,
        };
        Self(all.into_iter().map(of).collect())
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[KnownContact] {
        &self.0
    }

    /// The one with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&KnownContact> {
        self.0.iter().find(|of| of.id == id)
    }
}

/// Whether mail may go out by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum May {
    /// It may.
    Yes,
    /// It becomes a task, for these reasons.
    Person(Vec<&'static str>),
}

/// What verdicts on contacts rest on besides the register: where their machines stand and what their customers are to us.
pub struct ContactFacts {
    countries: Vec<Option<Country>>,
    relations: HashMap<u32, Relation>,
    customer_of: Vec<Option<u32>>,
}

impl ContactFacts {
    /// Of all machines.
    #[must_use]
    pub fn of(decided: &Decided) -> Self {
        let files = &decided.state.files;
        Self {
            countries: (0..files.len()).map(|at| files.str("country", at).map(Country::of)).collect(),
            relations: relations(decided),
            customer_of: files.customer_of.clone(),
        }
    }

    /// The places a contact's customers are in and what they are to us; where nothing is known, the strictest.
    fn places(&self, contact: &KnownContact) -> BTreeSet<(Country, Relation)> {
        let of = |machine: &u32| {
            let at = *machine as usize;
            let country = self.countries.get(at).copied().flatten().unwrap_or(Country::Other);
            let customer = self.customer_of.get(at).copied().flatten();
            let relation = customer.and_then(|of| self.relations.get(&of).copied()).unwrap_or(Relation::Former);
            (country, relation)
        };
        let mut places: BTreeSet<_> = contact.machines.iter().map(of).collect();
        if places.is_empty() {
            places.insert((Country::Other, Relation::Prospect));
        }
        places
    }

    /// What a contact's customer is to us: the most of them all.
    #[must_use]
    pub fn relation(&self, contact: &KnownContact) -> Relation {
        self.places(contact).into_iter().map(|(_, relation)| relation).min().unwrap_or(Relation::Prospect)
    }

    /// Whether mail of this purpose on this topic may go to a contact by itself. Where machines stand in several countries it must
    /// be so in all of them.
    #[must_use]
    pub fn may(&self, policy: &ContactPolicy, contact: &KnownContact, purpose: Purpose, topic: &str) -> May {
        let standing = &contact.standing;
        let consent = standing.consent(topic);
        if standing.has_bounced && consent != Consent::Erased {
            return May::Person(vec!["bounced"]);
        }
        for (country, relation) in self.places(contact) {
            let asked = Asked {
                country,
                channel: Channel::Mail,
                relation,
                purpose,
                consent,
                origin: standing.origin,
                is_similar: true,
                was_told: standing.was_told,
                is_off_ecg_list: false,
            };
            if let Verdict::Person(reasons) = policy.matrix.verdict(&asked) {
                return May::Person(reasons);
            }
        }
        May::Yes
    }

    /// How many contacts of each country mail may go to under a policy: by country, all, those notices may go to, and those
    /// advertising on at least one of the topics may go to.
    #[must_use]
    pub fn reach(&self, policy: &ContactPolicy, contacts: &Contacts, topics: &BTreeSet<String>) -> Vec<Reach> {
        let mut all: BTreeMap<Country, Reach> = BTreeMap::new();
        for contact in contacts.all().iter().filter(|of| !of.machines.is_empty()) {
            let Some((country, _)) = self.places(contact).into_iter().next() else { continue };
            let of = all.entry(country).or_insert(Reach { country, contacts: 0, notices: 0, advertising: 0 });
            of.contacts += 1;
            let may = |purpose| topics.iter().any(|topic| self.may(policy, contact, purpose, topic) == May::Yes);
            of.notices += u64::from(may(Purpose::Notice));
            of.advertising += u64::from(may(Purpose::Advertising));
        }
        all.into_values().collect()
    }
}

/// How many contacts of a country mail may go to by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reach {
    /// The country.
    pub country: Country,
    /// Contacts of machines there.
    pub contacts: u64,
    /// Those notices may go to.
    pub notices: u64,
    /// Those advertising may go to.
    pub advertising: u64,
}
