//! Letting the customer choose the time of a visit in the portal, and taking that back.

use super::{Dispatch, DispatchError, Slot, Taken};
use crate::mail::portal_news;
use base::{CustomerId, VisitId};
use chrono::{NaiveDateTime, TimeDelta};
use store::{NewOutgoing, PortalContact, VisitState};

/// Days from today in which times are offered to customers.
const DAYS: u32 = 14;

/// Times offered to customers at once.
const MOST: usize = 8;

/// Times looked at, of which the best are offered.
const LOOKED_AT: usize = 20;

/// A technician learns of a visit at least so long before it begins.
const LEAD: TimeDelta = TimeDelta::hours(24);

/// Who of a customer learns of an offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// Contacts who may sign in and choose.
    pub contacts: usize,
    /// Those of them who get a mail, for they asked for it.
    pub by_mail: usize,
}

impl Dispatch<'_> {
    /// Offers a visit in the portal to its customer, known by any of these ids, or takes the offer back. Contacts who asked for
    /// it get a mail, once a day at most.
    ///
    /// # Errors
    /// Where its place is not known, the customer was told a time already, nobody of the customer may sign in, or somebody was
    /// faster.
    pub async fn offer(
        &self,
        id: VisitId,
        version: i64,
        customers: &[CustomerId],
        offered: bool,
    ) -> Result<Told, DispatchError> {
        let mut now = self.visit_to_do(id).await?;
        Self::is_version(&now, Some(version))?;
        let contacts: Vec<PortalContact> = match offered {
            true => self.store.portal_contacts().await?,
            false => Vec::new(),
        };
        let contacts: Vec<PortalContact> =
            contacts.into_iter().filter(|of| of.active && customers.contains(&of.customer)).collect();
        let mut mails: Vec<NewOutgoing> = Vec::new();
        if offered {
            let conflict = |name, text: &str| Err(DispatchError::Conflict(name, text.to_owned()));
            if now.state == VisitState::Promised {
                return conflict("promised", "the customer was told a time already; take the promise back first");
            }
            if now.of.place.is_none() {
                let text = "where this visit is, is not known; enter its place first, then times can be offered";
                return Err(DispatchError::Wrong(text.to_owned()));
            }
            if contacts.is_empty() {
                let text =
                    "nobody of this customer may sign in to the portal; invite somebody first (machine file, Portal)";
                return conflict("no_portal_contact", text);
            }
            let wanting = contacts.iter().filter(|of| of.mails_new);
            mails = wanting.map(|of| portal_news(of, self.now.date(), None)).collect();
        }
        let told = Told { contacts: contacts.len(), by_mail: mails.len() };
        if offered == now.of.offered_on.is_some() {
            return Ok(told);
        }
        now.of.offered_on = offered.then(|| self.now.date());
        let write = self.store.write(self.actor, &self.at).await?;
        let what = if offered { "offer visit in portal" } else { "take visit out of portal" };
        self.put(&write, &now, what).await?;
        write.put_outgoing(mails).await?;
        write.commit().await?;
        Ok(told)
    }

    /// The times a customer may choose from: none within the next 24 hours, those that cost the least driving in front of others.
    ///
    /// # Errors
    /// As for [`Dispatch::offered_slots`].
    pub async fn times_for_customer(&self, id: VisitId) -> Result<Vec<Slot>, DispatchError> {
        let mut slots = self.offered_slots(id, DAYS, LOOKED_AT).await?;
        slots.retain(|slot| slot.begins - self.now >= LEAD);
        slots.sort_by_key(|slot| (slot.extra_minutes, slot.begins));
        slots.truncate(MOST);
        slots.sort_by_key(|slot| slot.begins);
        Ok(slots)
    }

    /// Books the time a customer chose, of those it was shown. Who comes is settled here: the customer is shown no names.
    ///
    /// # Errors
    /// Where this time is not free any more.
    pub async fn book_time(&self, id: VisitId, begins: NaiveDateTime) -> Result<Slot, DispatchError> {
        let slots = self.times_for_customer(id).await?;
        let slot = slots.into_iter().find(|slot| slot.begins == begins).ok_or_else(super::slots::gone)?;
        self.book(id, Taken { technician: slot.technician, begins }).await
    }
}
