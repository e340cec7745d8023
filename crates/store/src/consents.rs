//! The register of what contacts agreed and objected to, and where their addresses come from. Entries are never deleted; the
//! latest of an address and topic counts.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::consent;
use automate::{Consent, Origin};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use std::collections::HashMap;

/// What was said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Said {
    /// Agreed, expressly and beforehand.
    Agreed,
    /// Objected.
    Objected,
    /// Nothing: the entry says where the address comes from.
    Nothing,
    /// Mail to it came back for good.
    Bounced,
    /// Took back what was said before, without agreeing to anything.
    TakenBack,
}

impl Said {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Agreed, Self::Objected, Self::Nothing, Self::Bounced, Self::TakenBack];

    /// The name in the database, files and JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Objected => "objected",
            Self::Nothing => "nothing",
            Self::Bounced => "bounced",
            Self::TakenBack => "taken_back",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.id() == name)
    }
}

/// An entry.
#[derive(Clone, PartialEq, Eq, Debug)]
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

/// What is known of an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    by_topic: HashMap<Option<String>, Said>,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it was said at collection that one may object.
    pub was_told: bool,
    /// Whether mail to it came back for good.
    pub has_bounced: bool,
}

impl Address {
    /// What the contact said about a topic. An objection to the topic or to all goes before an agreement.
    #[must_use]
    pub fn consent(&self, topic: &str) -> Consent {
        let of_topic = self.by_topic.get(&Some(topic.to_owned())).copied();
        let of_all = self.by_topic.get(&None).copied();
        match (of_topic, of_all) {
            (Some(Said::Objected), _) => Consent::ObjectedTopic,
            (_, Some(Said::Objected)) => Consent::ObjectedAll,
            (Some(Said::Agreed), _) | (_, Some(Said::Agreed)) => Consent::Given,
            _ => Consent::None,
        }
    }

    /// What was said last about a topic itself, or about all topics where none is named: agreed, objected or nothing.
    #[must_use]
    pub fn said(&self, topic: Option<&str>) -> Said {
        self.by_topic.get(&topic.map(str::to_owned)).copied().unwrap_or(Said::Nothing)
    }
}

/// What the entries of the register come to, by address; the oldest first.
fn addresses_of(rows: Vec<consent::Model>) -> Result<HashMap<String, Address>, StoreError> {
    let mut all: HashMap<String, Address> = HashMap::new();
    for row in rows {
        let said = Said::named(&row.said)
            .ok_or_else(|| StoreError::Unreadable { what: "consent", value: row.said.clone() })?;
        let origin = Origin::ALL
            .into_iter()
            .find(|of| origin_id(*of) == row.origin)
            .ok_or_else(|| StoreError::Unreadable { what: "origin of an address", value: row.origin.clone() })?;
        let of = all.entry(row.address).or_insert_with(|| Address {
            by_topic: HashMap::new(),
            origin,
            was_told: row.was_told,
            has_bounced: false,
        });
        of.origin = origin;
        of.was_told = row.was_told;
        match said {
            Said::Bounced => of.has_bounced = true,
            Said::Nothing => of.has_bounced = false,
            Said::TakenBack => {
                of.by_topic.remove(&row.topic);
            }
            Said::Agreed | Said::Objected => {
                of.by_topic.insert(row.topic, said);
            }
        }
    }
    Ok(all)
}

fn origin_id(origin: Origin) -> &'static str {
    match origin {
        Origin::Sale => "sale",
        Origin::Given => "given",
        Origin::Unknown => "unknown",
    }
}

impl Store {
    /// What is known of each address in the register, by address in small letters.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn addresses(&self) -> Result<HashMap<String, Address>, StoreError> {
        addresses_of(consent::Entity::find().order_by_asc(consent::Column::Id).all(&self.connection).await?)
    }

    /// What is known of one address; none where it is not in the register.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn address(&self, address: &str) -> Result<Option<Address>, StoreError> {
        let address = address.trim().to_lowercase();
        let rows = consent::Entity::find()
            .filter(consent::Column::Address.eq(address.as_str()))
            .order_by_asc(consent::Column::Id)
            .all(&self.connection)
            .await?;
        Ok(addresses_of(rows)?.remove(&address))
    }
}

impl Write {
    /// Enters what contacts said.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_consents(&self, new: &[NewConsent]) -> Result<(), StoreError> {
        for part in new.chunks(rows_a_statement(9)) {
            let rows = part.iter().map(|of| consent::ActiveModel {
                id: NotSet,
                address: Set(of.address.trim().to_lowercase()),
                topic: Set(of.topic.clone()),
                said: Set(of.said.id().to_owned()),
                origin: Set(origin_id(of.origin).to_owned()),
                was_told: Set(of.was_told),
                evidence: Set(of.evidence.clone()),
                saved_by: Set(self.actor().to_owned()),
                saved_at: Set(self.at().to_owned()),
            });
            consent::Entity::insert_many(rows).exec_without_returning(&self.transaction).await?;
        }
        let detail = match new {
            [of] => format!("{} {}", of.said.id(), of.topic.as_deref().unwrap_or("all topics")),
            all => format!("{} entries", all.len()),
        };
        self.audit("enter consent", "consent", &detail).await
    }
}
