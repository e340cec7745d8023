//! Who of a customer may sign in to the portal: inviting, inviting again, taking away. The invitation is a mail with a link; it
//! goes to the outbox in the transaction that adds the contact.

use super::accounts::{checked_name, if_match};
use super::portal::customer_at;
use super::portal_theme;
use crate::app::App;
use crate::auth::who::{Read, WorkAll};
use crate::auth::{May, secret};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use base::{CustomerId, Language};
use chrono::{SecondsFormat, TimeDelta};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{NewOutgoing, NewPortalContact, PortalContact, Write};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Why a link is mailed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LinkFor {
    holds: TimeDelta,
    is_invitation: bool,
}

/// The contact asked for it: they sit before their mailbox.
pub const LINK_ASKED: LinkFor = LinkFor { holds: TimeDelta::minutes(15), is_invitation: false };

/// The contact is invited: they may be on holiday.
const LINK_INVITED: LinkFor = LinkFor { holds: TimeDelta::days(7), is_invitation: true };

/// Letters of a key in the outbox: 128 random bits.
const KEY: usize = 32;

/// Whom to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ContactQuery {
    /// Those of a customer; all where none is named.
    customer: Option<Uuid>,
}

/// A contact who may sign in to the portal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalContactRow {
    /// Counted up.
    pub id: i64,
    /// Whose machines they see.
    pub customer_id: Uuid,
    /// What that company is called; none where no delivery that counts names it any more.
    pub customer_name: Option<String>,
    /// The person's name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// `de`, `en` or `it`.
    pub language: String,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Whether they chose a password.
    pub has_password: bool,
    /// Who invited them.
    pub invited_by: String,
    /// When, UTC.
    pub invited_at: String,
    /// When they last signed in, UTC.
    pub last_sign_in: Option<String>,
    /// The version, to send back with a change.
    pub etag: String,
}

/// Contacts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalContacts {
    /// By customer, then by name.
    pub items: Vec<PortalContactRow>,
    /// Whether somebody can be invited.
    pub can_invite: bool,
    /// Why not, and what to do.
    pub cannot_because: Option<String>,
}

fn row(app: &App, of: PortalContact) -> PortalContactRow {
    let name = app.view().ok().and_then(|view| {
        let at = customer_at(&view, of.customer)?;
        view.live.decided.state.files.customers.get(at as usize)?.name.clone()
    });
    PortalContactRow {
        id: of.id,
        customer_id: of.customer.0,
        customer_name: name,
        name: of.name,
        email: of.email,
        language: of.language,
        is_active: of.active,
        has_password: of.password_hash.is_some(),
        invited_by: of.invited_by,
        invited_at: of.invited_at,
        last_sign_in: of.last_sign_in,
        etag: format!("\"{}\"", of.version),
    }
}

/// Where the portal is reached from outside. A link is not made of what a browser says the host is: whoever asks could lead the
/// mail elsewhere.
///
/// # Errors
/// Where it is not set, with what to set.
pub fn public_url(app: &App) -> Answer<&str> {
    app.config.public_url.as_deref().ok_or_else(|| {
        Problem::conflict(
            "no_public_url",
            "mails cannot say where the portal is: set `public_url` in the settings (or INSTAND_PUBLIC_URL) to the address \
             customers reach this server by, such as https://service.example.com, and start the server again",
        )
    })
}

/// The contacts who may sign in.
#[utoipa::path(get, path = "/portal-contacts", tag = "portal contacts", params(ContactQuery),
    responses((status = 200, body = PortalContacts)), extensions(("x-permission" = json!("read"))))]
pub async fn list(
    may: May<Read>,
    State(app): State<App>,
    Query(query): Query<ContactQuery>,
) -> Answer<Json<PortalContacts>> {
    drop(may);
    let mut all = app.store().portal_contacts().await?;
    if let Some(customer) = query.customer.map(CustomerId) {
        // A contact of a company that was found to be this one is this one's, too.
        let view = app.view().ok();
        let at = view.as_ref().and_then(|view| customer_at(view, customer));
        all.retain(|of| {
            let other = view.as_ref().and_then(|view| customer_at(view, of.customer));
            of.customer == customer || (at.is_some() && other == at)
        });
    }
    let mut items: Vec<PortalContactRow> = all.into_iter().map(|of| row(&app, of)).collect();
    items.sort_by(|a, b| (&a.customer_name, &a.name, a.id).cmp(&(&b.customer_name, &b.name, b.id)));
    let cannot_because = public_url(&app).err().and_then(|problem| problem.detail);
    Ok(Json(PortalContacts { items, can_invite: cannot_because.is_none(), cannot_because }))
}

/// Somebody to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// Whose machines they see.
    customer_id: Uuid,
    /// The person's name.
    name: String,
    /// The mail address.
    email: String,
    /// `de`, `en` or `it`.
    language: String,
}

/// A mail address that can be written to.
fn checked_email(email: &str) -> Answer<String> {
    let email = email.trim();
    letters::Address::new(email).map_err(|error| Problem::wrong(error.to_string()))?;
    Ok(email.to_lowercase())
}

/// Invites somebody: adds the contact and mails a link that holds for seven days.
#[utoipa::path(post, path = "/portal-contacts", tag = "portal contacts", request_body = NewContact,
    responses((status = 201, body = PortalContactRow), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)),
    extensions(("x-permission" = json!("work_all"))))]
pub async fn invite(
    may: May<WorkAll>,
    State(app): State<App>,
    Json(new): Json<NewContact>,
) -> Answer<(StatusCode, Json<PortalContactRow>)> {
    public_url(&app)?;
    let name = checked_name(&new.name)?;
    let email = checked_email(&new.email)?;
    new.language.parse::<Language>().map_err(Problem::wrong)?;
    let view = app.view()?;
    let customer = CustomerId(new.customer_id);
    if customer_at(&view, customer).is_none() {
        return Err(Problem::missing("there is no such customer"));
    }
    let write = app.write(&may.who.account.login).await?;
    let added = write.add_portal_contact(NewPortalContact { customer, name, email, language: new.language }).await?;
    let Some(contact) = added else {
        let text = "this address is a contact's already; one address is one contact";
        return Err(Problem::conflict("email_taken", text));
    };
    portal_theme::keep_company(&app, &write).await?;
    mailed_link(&app, &write, &contact, LINK_INVITED).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(row(&app, contact))))
}

async fn find(app: &App, id: i64) -> Answer<PortalContact> {
    let of = app.store().portal_contact(id).await?;
    of.ok_or_else(|| Problem::missing(format!("there is no portal contact {id}")))
}

/// Mails another invitation; links before it are over.
#[utoipa::path(post, path = "/portal-contacts/{id}/invite", tag = "portal contacts", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("work_all"))))]
pub async fn invite_again(may: May<WorkAll>, State(app): State<App>, Path(id): Path<i64>) -> Answer<StatusCode> {
    public_url(&app)?;
    let contact = find(&app, id).await?;
    if !contact.active {
        return Err(Problem::conflict("inactive", "this contact may not sign in; let them in again first"));
    }
    let write = app.write(&may.who.account.login).await?;
    mailed_link(&app, &write, &contact, LINK_INVITED).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What may be changed of a contact.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactChange {
    /// The person's name.
    name: Option<String>,
    /// `de`, `en` or `it`.
    language: Option<String>,
    /// Whether they may sign in; taking it away ends their sessions and links.
    is_active: Option<bool>,
}

/// Changes a contact, or takes the portal away from it.
#[utoipa::path(patch, path = "/portal-contacts/{id}", tag = "portal contacts", request_body = ContactChange,
    params(("id" = i64, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = PortalContactRow), (status = 404, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("work_all"))))]
pub async fn change(
    may: May<WorkAll>,
    State(app): State<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Json(change): Json<ContactChange>,
) -> Answer<Json<PortalContactRow>> {
    let version = if_match(&headers)?;
    let mut now = find(&app, id).await?;
    let mut what = Vec::new();
    if let Some(name) = change.name {
        now.name = checked_name(&name)?;
        what.push("name");
    }
    if let Some(language) = change.language {
        language.parse::<Language>().map_err(Problem::wrong)?;
        now.language = language;
        what.push("language");
    }
    if let Some(active) = change.is_active {
        now.active = active;
        if active {
            (now.failures, now.locked_until) = (0, None);
        }
        what.push(if active { "activated" } else { "deactivated" });
    }
    now.version = version + 1;
    let write = app.write(&may.who.account.login).await?;
    if !write.put_portal_contact(&now, &what.join(", ")).await? {
        return Err(Problem::changed("this contact was changed meanwhile; load it again"));
    }
    if !now.active {
        write.end_portal_sessions_of(id, None).await?;
        write.end_portal_links(id).await?;
    }
    write.commit().await?;
    Ok(Json(row(&app, now)))
}

/// Makes a link for a contact and puts the mail with it into the outbox; of the link only its hash is kept.
///
/// # Errors
/// Where the address of the portal is not set, the system gives no randomness, or the database fails.
pub async fn mailed_link(app: &App, write: &Write, contact: &PortalContact, why: LinkFor) -> Answer<()> {
    let failed = |error: String| Problem::internal(&error);
    let text = secret::random().map_err(failed)?;
    // The key of a mail is seen on its way: it must not be made of the link's secret.
    let random = secret::random().map_err(failed)?;
    let ends = (app.now() + why.holds).to_rfc3339_opts(SecondsFormat::Secs, true);
    write.add_portal_link(contact.id, &secret::digest(&text), &ends, why.is_invitation).await?;
    let url = public_url(app)?;
    let company = portal_theme::theme(app).await?.company_name;
    let link = format!("{url}/portal/enter#{text}");
    let language = contact.language.parse().unwrap_or(Language::De);
    let (subject, body) = words_of(language, why.is_invitation, &contact.name, &company, &link);
    let payload = json!({
        "to": contact.email, "name": contact.name, "language": contact.language, "subject": subject, "text": body,
    });
    let mail = NewOutgoing {
        destination: "mail".to_owned(),
        kind: "letter".to_owned(),
        key: format!("portal-{}", random.get(..KEY).unwrap_or(&random)),
        about: format!("portal contact {}", contact.id),
        payload: Some(payload.to_string()),
        not_before: None,
    };
    Ok(write.put_outgoing(vec![mail]).await?)
}

/// Subject and text of the mail with a link.
fn words_of(language: Language, is_invitation: bool, name: &str, company: &str, link: &str) -> (String, String) {
    let of = if company.is_empty() { String::new() } else { format!(" – {company}") };
    match (language, is_invitation) {
        (Language::De, true) => (
            format!("Einladung zum Serviceportal{of}"),
            format!(
                "Guten Tag {name},\n\nSie sind zum Serviceportal eingeladen. Dort finden Sie Ihre Maschinen mit Verträgen und \
                 Gewährleistung, Hinweise und Angebote, und Sie bestimmen, wofür die Daten Ihrer Maschinen verwendet werden \
                 dürfen.\n\nMit diesem Link melden Sie sich an. Er gilt sieben Tage und genau einmal:\n\n{link}\n\nDanach können \
                 Sie ein Passwort wählen oder sich jedes Mal einen neuen Link senden lassen.\n\nWenn Sie diese Einladung nicht \
                 erwarten, tun Sie nichts.\n{company}\n"
            ),
        ),
        (Language::De, false) => (
            format!("Anmelden im Serviceportal{of}"),
            format!(
                "Guten Tag {name},\n\nmit diesem Link melden Sie sich im Serviceportal an. Er gilt 15 Minuten und genau \
                 einmal:\n\n{link}\n\nWenn Sie ihn nicht angefordert haben, tun Sie nichts.\n{company}\n"
            ),
        ),
        (Language::En, true) => (
            format!("Invitation to the service portal{of}"),
            format!(
                "Hello {name},\n\nyou are invited to the service portal. There you find your machines with contracts and \
                 warranty, notices and offers, and you decide what the data of your machines may be used for.\n\nSign in with \
                 this link. It holds for seven days, and once:\n\n{link}\n\nAfterwards you may choose a password, or have a new \
                 link sent to you each time.\n\nIf you did not expect this invitation, do nothing.\n{company}\n"
            ),
        ),
        (Language::En, false) => (
            format!("Sign in to the service portal{of}"),
            format!(
                "Hello {name},\n\nsign in to the service portal with this link. It holds for 15 minutes, and \
                 once:\n\n{link}\n\nIf you did not ask for it, do nothing.\n{company}\n"
            ),
        ),
        (Language::It, true) => (
            format!("Invito al portale di assistenza{of}"),
            format!(
                "Buongiorno {name},\n\nè invitato al portale di assistenza. Vi trova le Sue macchine con contratti e garanzia, \
                 avvisi e offerte, e decide per che cosa si possono usare i dati delle Sue macchine.\n\nAcceda con questo link. \
                 Vale sette giorni e una sola volta:\n\n{link}\n\nIn seguito può scegliere una password oppure farsi inviare \
                 ogni volta un nuovo link.\n\nSe non si aspettava questo invito, non faccia nulla.\n{company}\n"
            ),
        ),
        (Language::It, false) => (
            format!("Accesso al portale di assistenza{of}"),
            format!(
                "Buongiorno {name},\n\nacceda al portale di assistenza con questo link. Vale 15 minuti e una sola \
                 volta:\n\n{link}\n\nSe non l'ha richiesto, non faccia nulla.\n{company}\n"
            ),
        ),
    }
}
