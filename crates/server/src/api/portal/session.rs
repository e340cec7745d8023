//! A contact's own session: who is signed in, language, password, sign-out.

use super::Own;
use crate::app::App;
use crate::auth::{PortalContact, portal, secret, sign_in};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The contact of a session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalPerson {
    /// The person's name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// `de`, `en` or `it`.
    pub language: String,
    /// Whether they asked for a mail when something new stands in the portal.
    pub mails_new: bool,
}

/// The contact's company.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalCustomer {
    /// Its name.
    pub name: Option<String>,
    /// Its number at the builder.
    pub number: Option<String>,
}

/// Who is signed in to the portal, and how things stand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalSession {
    /// Whose it is.
    pub contact: PortalPerson,
    /// For which company.
    pub customer: PortalCustomer,
    /// Whether a password was chosen.
    pub has_password: bool,
    /// What requests that change something must carry as `x-csrf-token`.
    pub csrf_token: String,
    /// The builder's local day.
    pub today: NaiveDate,
    /// The day the facts are of.
    pub as_of: Option<NaiveDate>,
    /// Machines the company has.
    pub machines: usize,
    /// Notices nobody looked at yet.
    pub new_notices: usize,
    /// Visits whose time the company may choose.
    pub visits_to_choose: usize,
}

/// A session with how things stand.
pub async fn shown(app: &App, who: &PortalContact) -> Answer<PortalSession> {
    let own = Own::of(app, who).ok();
    let contact = &who.contact;
    let customer = own.as_ref().and_then(|own| own.view.live.decided.state.files.customers.get(own.customer? as usize));
    Ok(PortalSession {
        contact: PortalPerson {
            name: contact.name.clone(),
            email: contact.email.clone(),
            language: contact.language.clone(),
            mails_new: contact.mails_new,
        },
        customer: PortalCustomer {
            name: customer.and_then(|of| of.name.clone()),
            number: customer.and_then(|of| of.number.clone()),
        },
        has_password: contact.password_hash.is_some(),
        csrf_token: who.csrf_token.clone(),
        today: app.today(),
        as_of: own.as_ref().and_then(|own| own.view.live.decided_as_of),
        machines: own.as_ref().map_or(0, |own| own.machines().len()),
        new_notices: super::notices::visible(app, contact)
            .await?
            .iter()
            .filter(|of| super::notices::is_new(of))
            .count(),
        visits_to_choose: super::visits::to_choose_of(app, who).await?,
    })
}

/// Who is signed in.
#[utoipa::path(get, path = "/portal/session", tag = "portal",
    responses((status = 200, body = PortalSession), (status = 401, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn get(who: PortalContact, State(app): State<App>) -> Answer<Json<PortalSession>> {
    shown(&app, &who).await.map(Json)
}

/// What a contact may change of itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalSessionChange {
    /// `de`, `en` or `it`.
    language: Option<String>,
    /// The person's name.
    name: Option<String>,
    /// Whether a mail says that something new stands in the portal, once a day at most.
    mails_new: Option<bool>,
}

/// Changes one's own name or language, or whether one is mailed that something is new.
#[utoipa::path(patch, path = "/portal/session", tag = "portal", request_body = PortalSessionChange,
    responses((status = 200, body = PortalSession), (status = 401, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn change(
    mut who: PortalContact,
    State(app): State<App>,
    Json(change): Json<PortalSessionChange>,
) -> Answer<Json<PortalSession>> {
    let actor = who.actor();
    if let Some(language) = change.language {
        language.parse::<base::Language>().map_err(Problem::wrong)?;
        who.contact.language = language;
    }
    if let Some(name) = change.name {
        who.contact.name = crate::api::accounts::checked_name(&name)?;
    }
    if let Some(mails_new) = change.mails_new {
        who.contact.mails_new = mails_new;
    }
    who.contact.version += 1;
    let write = app.write(&actor).await?;
    if !write.put_portal_contact(&who.contact, "own name, language or mails").await? {
        return Err(Problem::changed("this was changed meanwhile; load the page again"));
    }
    write.commit().await?;
    shown(&app, &who).await.map(Json)
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalPassword {
    /// The one so far, where there is one.
    current: Option<String>,
    /// The new one.
    new: String,
}

/// Chooses or changes one's own password; all other sessions of the contact end.
#[utoipa::path(post, path = "/portal/session/password", tag = "portal", request_body = PortalPassword,
    responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn change_password(
    who: PortalContact,
    State(app): State<App>,
    Json(change): Json<PortalPassword>,
) -> Answer<StatusCode> {
    let actor = who.actor();
    let mut now = who.contact;
    let login = now.email.split('@').next().unwrap_or_default();
    if let Some(why) = secret::refused(&change.new, login) {
        return Err(Problem::wrong(why));
    }
    if let Some(known) = now.password_hash.clone()
        && !sign_in::verify(&app, change.current.unwrap_or_default(), Some(known)).await?
    {
        return Err(Problem::wrong("the current password is another"));
    }
    now.password_hash = Some(sign_in::hash(&app, change.new).await?);
    now.version += 1;
    let write = app.write(&actor).await?;
    if !write.put_portal_contact(&now, "own password").await? {
        return Err(Problem::changed("this was changed meanwhile; try again"));
    }
    write.end_portal_sessions_of(now.id, Some(&who.session)).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs out.
#[utoipa::path(delete, path = "/portal/session", tag = "portal",
    responses((status = 204), (status = 401, body = Problem)), extensions(("x-permission" = json!("portal"))))]
pub async fn end(who: PortalContact, State(app): State<App>) -> Answer<(StatusCode, HeaderMap)> {
    let write = app.write(&who.actor()).await?;
    write.end_portal_session(&who.session).await?;
    write.audit("sign out", &format!("portal contact {}", who.contact.id), "").await?;
    write.commit().await?;
    Ok((StatusCode::NO_CONTENT, portal::end_cookie(&app)))
}
