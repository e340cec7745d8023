//! Objecting to further mails by the link in a mail: with one click, without signing in (RFC 8058). Looking at the page changes
//! nothing, for mail scanners open links; the first button, and the mail programs that send what it sends, object to the topic of the
//! mail's campaign, the second to all advertising.

use crate::api::portal::subscriptions::objects_to_all;
use crate::api::portal_theme;
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

/// What is objected to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Objects {
    /// The topic of the mail.
    Topic,
    /// All advertising.
    All,
}

impl Objects {
    const fn id(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::All => "all",
        }
    }
}

/// The page with the buttons.
pub async fn page(State(app): State<App>, headers: HeaderMap, Path(key): Path<String>) -> Response {
    answered(&app, &headers, &key, None).await
}

/// Objects. The same again changes nothing.
pub async fn object(State(app): State<App>, headers: HeaderMap, Path(key): Path<String>, form: String) -> Response {
    // What mail programs send, and anything else, is about the topic.
    let what = if form.split('&').any(|pair| pair == "all=yes") { Objects::All } else { Objects::Topic };
    answered(&app, &headers, &key, Some(what)).await
}

async fn answered(app: &App, headers: &HeaderMap, key: &str, objects: Option<Objects>) -> Response {
    let language = pages::language(headers);
    let done = async {
        let Some(mailed) = mailed(app, key).await? else { return Ok::<_, Problem>(None) };
        if let Some(what) = objects {
            enter(app, key, &mailed, what).await?;
        }
        let company = portal_theme::theme(app).await?.company_name;
        Ok(Some((company, titled(app, &mailed.topic, language).await?)))
    };
    match done.await {
        Ok(Some((company, topic))) => pages::unsubscribe(language, &company, &topic, objects.map(Objects::id)),
        Ok(None) => pages::error(language, StatusCode::NOT_FOUND),
        Err(problem) => problem.into_response(),
    }
}

/// Enters the objection.
async fn enter(app: &App, key: &str, mailed: &Mailed, what: Objects) -> Answer<()> {
    let known = app.store().address(&mailed.address).await?;
    let topic = match what {
        Objects::Topic if known.consent(&mailed.topic) == Consent::ObjectedTopic => return Ok(()),
        Objects::All if objects_to_all(&known) => return Ok(()),
        Objects::Topic => Some(mailed.topic.clone()),
        Objects::All => None,
    };
    let entry = NewConsent {
        address: mailed.address.clone(),
        topic,
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
