//! The customer portal: what an invited contact sees of its own company's machines, and what it may say.
//!
//! Every operation takes the contact in its signature ([`crate::auth::PortalContact`]) and looks only at what [`Own`] gives: the
//! machines of its customer. What is another's is not there (404), for machines, notices and documents alike. Shapes are the
//! portal's own and name each field: what is added to the staff's machine file does not appear here by itself.

pub mod data_use;
pub mod documents;
pub mod download;
pub mod enter;
pub mod machines;
pub mod notices;
pub mod requests;
pub mod session;
pub mod subscriptions;
pub mod visits;

use crate::app::App;
use crate::auth::PortalContact;
use crate::live::View;
use crate::problem::{Answer, Problem};
use base::{CustomerId, MachineId};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Letters of what a contact writes.
const LONGEST: usize = 4_000;

/// The operations.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(enter::theme))
        .routes(routes!(enter::logo))
        .routes(routes!(enter::ask_link))
        .routes(routes!(enter::enter, session::get, session::change, session::end))
        .routes(routes!(session::change_password))
        .routes(routes!(machines::list))
        .routes(routes!(machines::get))
        .routes(routes!(machines::telemetry))
        .routes(routes!(documents::get))
        .routes(routes!(notices::list))
        .routes(routes!(notices::get))
        .routes(routes!(notices::seen))
        .routes(routes!(notices::answer))
        .routes(routes!(requests::list, requests::add))
        .routes(routes!(visits::list))
        .routes(routes!(visits::times))
        .routes(routes!(visits::book))
        .routes(routes!(data_use::get, data_use::change))
        .routes(routes!(download::get))
        .routes(routes!(subscriptions::get, subscriptions::put))
}

/// The machines of a contact's customer.
pub struct Own {
    /// What they are answered from.
    pub view: Arc<View>,
    /// The customer's place among the customers; none where no delivery that counts names it any more.
    pub customer: Option<u32>,
}

/// The place of a customer in the machine files: by its id, or by that of a number it was known by before two were found to be
/// one.
pub fn customer_at(view: &View, id: CustomerId) -> Option<u32> {
    let customers = &view.live.decided.state.files.customers;
    let at = customers.iter().position(|of| of.id == id);
    let at = at.or_else(|| customers.iter().position(|of| of.further.iter().any(|key| CustomerId::of(key) == id)));
    at.and_then(|at| u32::try_from(at).ok())
}

/// All ids a customer is or was known by: what was said to it before two were found to be one is still its own.
pub fn known_as(app: &App, id: CustomerId) -> Vec<CustomerId> {
    let mut all = vec![id];
    if let Ok(view) = app.view()
        && let Some(at) = customer_at(&view, id)
        && let Some(of) = view.live.decided.state.files.customers.get(at as usize)
    {
        all.push(of.id);
        all.extend(of.further.iter().map(|key| CustomerId::of(key)));
        all.sort_unstable();
        all.dedup();
    }
    all
}

impl Own {
    /// Those of this contact.
    ///
    /// # Errors
    /// While the machine files are read.
    pub fn of(app: &App, contact: &PortalContact) -> Answer<Self> {
        let view = app.view()?;
        let customer = customer_at(&view, contact.contact.customer);
        Ok(Self { view, customer })
    }

    /// Their places in the machine files.
    pub fn machines(&self) -> &[u32] {
        self.customer.map_or(&[], |customer| self.view.live.machines_of_customer(customer))
    }

    /// Their ids.
    pub fn ids(&self) -> Vec<MachineId> {
        let all = &self.view.live.decided.state.files.link.ids;
        self.machines().iter().filter_map(|at| all.get(*at as usize).copied()).collect()
    }

    /// One of them, as its id and its place.
    ///
    /// # Errors
    /// Where there is no such machine, or it is another's.
    pub fn machine(&self, id: Uuid) -> Answer<(MachineId, usize)> {
        let missing = || Problem::missing("your company has no such machine");
        let id = MachineId(id);
        let at = self.view.live.ordinal(id).ok_or_else(missing)?;
        let is_own = self.machines().iter().any(|own| *own as usize == at);
        if is_own { Ok((id, at)) } else { Err(missing()) }
    }

    /// A text of a machine.
    pub fn text(&self, field: &str, machine: usize) -> Option<String> {
        self.view.live.decided.state.files.str(field, machine).map(str::to_owned)
    }
}

/// A text of a contact: not empty, not too long, nothing that cannot be shown.
///
/// # Errors
/// In words for the person.
pub fn checked_text(text: &str, what: &str) -> Answer<String> {
    let text = text.trim();
    let odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    if text.is_empty() || text.chars().count() > LONGEST || text.chars().any(odd) {
        return Err(Problem::wrong(format!("{what} has 1 to {LONGEST} letters")));
    }
    Ok(text.to_owned())
}
