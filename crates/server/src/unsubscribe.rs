//! Objecting to further mails by the link in a mail: with one click, without signing in (RFC 8058). Looking at the page changes
//! nothing, for mail scanners open links; the button, and the mail programs that send what it sends, object to the topic of the
//! mail's campaign.

use crate::app::App;
use crate::events::What;
use crate::live::View;
use crate::pages;
use crate::problem::{Answer, Problem};
use automate::{Campaign, Consent};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::{EnrolmentId, Language, MachineId};
use letters::Key;
use serde::Deserialize;
use store::{NewConsent, Said};
use uuid::Uuid;

/// Letters of an enrolment's id, with which the key of a campaign's mail begins.
const ID: usize = 36;

/// What a mail is about: who got it, and the topic that can be objected to.
struct Mailed {
    address: String,
    topic: String,
}

/// What the outbox keeps of a mail until it is sent.
#[derive(Deserialize)]
struct Payload {
    to: Option<String>,
}

/// What a mail was about, by its key. Once it is sent its content is gone, and the enrolment says it.
async fn mailed(app: &App, key: &str) -> Answer<Option<Mailed>> {
    let Ok(mail_key) = Key::new(key) else { return Ok(None) };
    let mut row = app.store().outgoing_with_key("mail", key).await?;
    // Of a key too long for an address mails carry the digest; they are found by their Message-ID.
    if let (None, Some(account)) = (&row, &app.config.mail) {
        let id = account.returns().message_id(&mail_key).as_str().to_owned();
        row = app.store().outgoing_by_remote("mail", &[id]).await?.pop();
    }
    let Some(row) = row else { return Ok(None) };
    let enrolment = row.of.key.get(..ID).and_then(|id| id.parse::<Uuid>().ok()).map(EnrolmentId);
    let Some(enrolment) = enrolment else { return Ok(None) };
    let Some(enrolment) = app.store().enrolment(enrolment).await? else { return Ok(None) };
    let versions = app.store().campaigns().await?;
    let version = versions.iter().find(|of| of.campaign == enrolment.campaign && of.version == enrolment.version);
    let campaign = version.and_then(|of| Campaign::parse(&of.campaign, &of.definition).ok());
    let Some(campaign) = campaign else { return Ok(None) };
    let payload = row.of.payload.as_deref().and_then(|text| serde_json::from_str::<Payload>(text).ok());
    let address = match payload.and_then(|payload| payload.to) {
        Some(address) => Some(address),
        None => address_of(&*app.view()?, enrolment.machine),
    };
    Ok(address.map(|address| Mailed { address, topic: campaign.topic }))
}

/// The address mail about a machine goes to.
fn address_of(view: &View, machine: MachineId) -> Option<String> {
    let at = view.live.ordinal(machine)?;
    let address = view.live.decided.state.files.str("email", at)?.trim();
    address.contains('@').then(|| address.to_owned())
}

async fn titled(app: &App, topic: &str, language: Language) -> Answer<String> {
    let topics = crate::api::portal::subscriptions::topics(app).await?;
    let found = topics.into_iter().find(|(id, _)| id == topic);
    Ok(found.map_or_else(|| topic.to_owned(), |(_, title)| title.get(language).to_owned()))
}

/// The page with the button.
pub async fn page(State(app): State<App>, headers: HeaderMap, Path(key): Path<String>) -> Response {
    answered(&app, &headers, &key, false).await
}

/// Objects. The same again changes nothing.
pub async fn object(State(app): State<App>, headers: HeaderMap, Path(key): Path<String>) -> Response {
    answered(&app, &headers, &key, true).await
}

async fn answered(app: &App, headers: &HeaderMap, key: &str, objects: bool) -> Response {
    let language = pages::language(headers);
    let done = async {
        let Some(mailed) = mailed(app, key).await? else { return Ok::<_, Problem>(None) };
        if objects {
            enter(app, key, &mailed).await?;
        }
        Ok(Some(titled(app, &mailed.topic, language).await?))
    };
    match done.await {
        Ok(Some(topic)) => pages::unsubscribe(language, &topic, objects),
        Ok(None) => pages::error(language, StatusCode::NOT_FOUND),
        Err(problem) => problem.into_response(),
    }
}

/// Enters the objection.
async fn enter(app: &App, key: &str, mailed: &Mailed) -> Answer<()> {
    let known = app.store().address(&mailed.address).await?;
    if known.consent(&mailed.topic) == Consent::ObjectedTopic {
        return Ok(());
    }
    let entry = NewConsent {
        address: mailed.address.clone(),
        topic: Some(mailed.topic.clone()),
        said: Said::Objected,
        origin: known.origin,
        was_told: known.was_told,
        evidence: format!("unsubscribe link of mail {key}, {}", app.stamp()),
    };
    let write = app.write("(unsubscribe link)").await?;
    write.add_consents(&[entry]).await?;
    write.commit().await?;
    app.tell(&[What::Campaigns], None);
    Ok(())
}
