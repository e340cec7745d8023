//! The register of what contacts agreed and objected to, and where their addresses come from. Entries are never deleted, but
//! where a person asks for it (GDPR art. 17): then a digest of the address is kept, so that it is never written to again.
//! What the entries come to is [`automate::Standing`].

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::{consent, erased_address, outgoing};
use crate::outgoing::OutgoingState;
use automate::{Consent, Origin, Said, Standing, Statement};
use chrono::NaiveDate;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};

/// An entry.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NewConsent {
    /// The mail address; case does not matter.
    pub address: String,
    /// The topic; all where none is said.
    pub topic: Option<String>,
    /// What was said.
    pub said: Said,
    /// Where the address comes from.
    pub origin: Origin,
    /// Whether it was said at collection that one may object.
    pub was_told: bool,
    /// What shows it: a form, a mail, a call with day and name.
    pub evidence: String,
}

/// An entry about something that was said on a day before it is entered.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DatedConsent {
    /// On which day; that of the entry where none is said.
    pub on: Option<NaiveDate>,
    /// What.
    pub of: NewConsent,
}

/// An entry as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsentEntry {
    /// Counted up.
    pub id: i64,
    /// On which day it was said.
    pub on: NaiveDate,
    /// What.
    pub of: NewConsent,
    /// Who entered it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
}

impl ConsentEntry {
    /// As far as it counts.
    #[must_use]
    pub fn statement(&self) -> Statement {
        Statement {
            topic: self.of.topic.clone(),
            said: self.of.said,
            on: self.on,
            has_evidence: !self.of.evidence.trim().is_empty(),
            origin: self.of.origin,
            was_told: self.of.was_told,
        }
    }
}

/// What is known of addresses.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Addresses {
    known: HashMap<String, Standing>,
    erased: HashSet<String>,
}

impl Addresses {
    /// What is known of an address.
    #[must_use]
    pub fn of(&self, address: &str) -> Standing {
        let address = address.trim().to_lowercase();
        match self.known.get(&address) {
            Some(known) => known.clone(),
            // A digest is made of those only of which nothing else is known.
            None if !self.erased.is_empty() && self.erased.contains(&address_digest(&address)) => Standing::erased(),
            None => Standing::default(),
        }
    }

    /// What the person at an address said about a topic.
    #[must_use]
    pub fn consent(&self, address: &str, topic: &str) -> Consent {
        self.of(address).consent(topic)
    }

    /// The addresses in the register, in small letters.
    pub fn known(&self) -> impl Iterator<Item = (&str, &Standing)> + '_ {
        self.known.iter().map(|(address, of)| (address.as_str(), of))
    }

    /// Whether it was erased.
    #[must_use]
    pub fn is_erased(&self, address: &str) -> bool {
        self.erased.contains(&address_digest(address))
    }
}

/// The digest of an address, by which it is known after it was erased and in addresses of pages: it says nothing to people, but
/// who has the address can make it.
#[must_use]
pub fn address_digest(address: &str) -> String {
    let key = blake3::derive_key("instand 2026-11 addresses of contacts", address.trim().to_lowercase().as_bytes());
    blake3::Hash::from(key).to_hex()[..32].to_owned()
}

const fn origin_id(origin: Origin) -> &'static str {
    match origin {
        Origin::Sale => "sale",
        Origin::Given => "given",
        Origin::Unknown => "unknown",
    }
}

fn of_row(row: consent::Model) -> Result<ConsentEntry, StoreError> {
    let said =
        Said::named(&row.said).ok_or_else(|| StoreError::Unreadable { what: "consent", value: row.said.clone() })?;
    let origin = Origin::ALL
        .into_iter()
        .find(|of| origin_id(*of) == row.origin)
        .ok_or_else(|| StoreError::Unreadable { what: "origin of an address", value: row.origin.clone() })?;
    let saved_on = row.saved_at.get(..10).and_then(|day| day.parse().ok());
    let on = row
        .on_day
        .or(saved_on)
        .ok_or_else(|| StoreError::Unreadable { what: "day of a consent", value: row.saved_at.clone() })?;
    Ok(ConsentEntry {
        id: row.id,
        on,
        of: NewConsent {
            address: row.address,
            topic: row.topic,
            said,
            origin,
            was_told: row.was_told,
            evidence: row.evidence,
        },
        saved_by: row.saved_by,
        saved_at: row.saved_at,
    })
}

async fn erased(connection: &impl ConnectionTrait) -> Result<HashSet<String>, StoreError> {
    let digests: Vec<String> = erased_address::Entity::find()
        .select_only()
        .column(erased_address::Column::Digest)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(digests.into_iter().collect())
}

impl Store {
    /// What is known of all addresses in the register.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn addresses(&self) -> Result<Addresses, StoreError> {
        let mut known: HashMap<String, Standing> = HashMap::new();
        for entry in self.consents().await? {
            known.entry(entry.of.address.clone()).or_default().add(&entry.statement());
        }
        Ok(Addresses { known, erased: erased(&self.connection).await? })
    }

    /// What is known of one address.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn address(&self, address: &str) -> Result<Standing, StoreError> {
        if erased(&self.connection).await?.contains(&address_digest(address)) {
            return Ok(Standing::erased());
        }
        let statements: Vec<Statement> = self.consents_of(address).await?.iter().map(ConsentEntry::statement).collect();
        Ok(Standing::of(&statements))
    }

    /// All entries, the oldest first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn consents(&self) -> Result<Vec<ConsentEntry>, StoreError> {
        let rows = consent::Entity::find().order_by_asc(consent::Column::Id).all(&self.connection).await?;
        rows.into_iter().map(of_row).collect()
    }

    /// The entries about an address, the newest first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn consents_of(&self, address: &str) -> Result<Vec<ConsentEntry>, StoreError> {
        let rows = consent::Entity::find()
            .filter(consent::Column::Address.eq(address.trim().to_lowercase()))
            .order_by_desc(consent::Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(of_row).collect()
    }

    /// What is in the outbox for an address, by the `to` of its payload, of messages about these customers: the newest first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn messages_to(
        &self,
        address: &str,
        about: &[String],
    ) -> Result<Vec<crate::outgoing::Outgoing>, StoreError> {
        let rows = messages_of(&self.connection, about).await?;
        rows.into_iter().filter(|row| goes_to(row, address)).map(crate::outgoing::of_row).collect()
    }
}

/// Messages about these customers.
async fn messages_of(connection: &impl ConnectionTrait, about: &[String]) -> Result<Vec<outgoing::Model>, StoreError> {
    let mut all = Vec::new();
    for part in about.chunks(10_000) {
        let rows = outgoing::Entity::find()
            .filter(outgoing::Column::Destination.eq("mail").and(outgoing::Column::About.is_in(part)))
            .order_by_desc(outgoing::Column::Id)
            .all(connection)
            .await?;
        all.extend(rows);
    }
    Ok(all)
}

fn goes_to(row: &outgoing::Model, address: &str) -> bool {
    let payload = row.payload.as_deref().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    let to = payload.as_ref().and_then(|payload| payload.get("to")).and_then(serde_json::Value::as_str);
    to.is_some_and(|to| to.trim().to_lowercase() == address.trim().to_lowercase())
}

impl Write {
    /// Enters what contacts said today. What is said of an erased address is not taken in.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_consents(&self, new: &[NewConsent]) -> Result<(), StoreError> {
        let dated: Vec<DatedConsent> = new.iter().map(|of| DatedConsent { on: None, of: of.clone() }).collect();
        self.enter_consents(&dated).await
    }

    /// Enters what contacts said. What is said of an erased address is not taken in.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn enter_consents(&self, new: &[DatedConsent]) -> Result<(), StoreError> {
        let erased = erased(&self.transaction).await?;
        let new: Vec<&DatedConsent> =
            new.iter().filter(|new| erased.is_empty() || !erased.contains(&address_digest(&new.of.address))).collect();
        for part in new.chunks(rows_a_statement(10)) {
            let rows = part.iter().map(|DatedConsent { on, of }| consent::ActiveModel {
                id: NotSet,
                address: Set(of.address.trim().to_lowercase()),
                topic: Set(of.topic.clone()),
                said: Set(of.said.id().to_owned()),
                origin: Set(origin_id(of.origin).to_owned()),
                was_told: Set(of.was_told),
                evidence: Set(of.evidence.trim().to_owned()),
                saved_by: Set(self.actor().to_owned()),
                saved_at: Set(self.at().to_owned()),
                on_day: Set(*on),
            });
            consent::Entity::insert_many(rows).exec_without_returning(&self.transaction).await?;
        }
        let detail = match new.as_slice() {
            [] => return Ok(()),
            [DatedConsent { of, .. }] => {
                let topic = of.topic.as_deref().unwrap_or("all topics");
                format!("{} {topic}, address {}", of.said.id(), address_digest(&of.address))
            }
            all => format!("{} entries", all.len()),
        };
        self.audit("enter consent", "consent", &detail).await
    }

    /// Erases an address from the register (GDPR art. 17) and keeps its digest, so that it is never written to again. Messages to
    /// it about these customers that wait are not sent. Says how many entries there were.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erase_address(&self, address: &str, reason: &str, about: &[String]) -> Result<u64, StoreError> {
        use outgoing::Column;
        let digest = address_digest(address);
        let row = erased_address::ActiveModel {
            digest: Set(digest.clone()),
            reason: Set(reason.to_owned()),
            erased_by: Set(self.actor().to_owned()),
            erased_at: Set(self.at().to_owned()),
        };
        if erased(&self.transaction).await?.contains(&digest) {
            erased_address::Entity::update(row).exec(&self.transaction).await?;
        } else {
            erased_address::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        }
        let gone = consent::Entity::delete_many()
            .filter(consent::Column::Address.eq(address.trim().to_lowercase()))
            .exec(&self.transaction)
            .await?;
        let messages = messages_of(&self.transaction, about).await?;
        let waiting: Vec<i64> = messages
            .into_iter()
            .filter(|row| [OutgoingState::Waiting.id(), OutgoingState::Parked.id()].contains(&row.state.as_str()))
            .filter(|row| goes_to(row, address))
            .map(|row| row.id)
            .collect();
        for part in waiting.chunks(10_000) {
            outgoing::Entity::update_many()
                .col_expr(Column::State, OutgoingState::Failed.id().into())
                .col_expr(Column::Reason, "the address was erased".into())
                .filter(Column::Id.is_in(part.iter().copied()))
                .exec(&self.transaction)
                .await?;
        }
        let detail = format!("{} entries, {} waiting messages stopped: {reason}", gone.rows_affected, waiting.len());
        self.audit("erase address", &format!("address {digest}"), &detail).await?;
        Ok(gone.rows_affected)
    }
}
