//! The texts of a campaign's messages: changed in a draft, and sent to one's own house to be looked at.

use super::campaigns::{CampaignDetail, Texts, detail, find};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Triggers;
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base::{Language, Translated};
use letters::{Address, Person};
use serde::Deserialize;
use store::{CampaignState, CampaignVersion, NewOutgoing};
use utoipa::ToSchema;

/// Letters of a text at most.
const LONGEST: usize = 20_000;

/// A message's texts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailTexts {
    /// The subject.
    subject: Texts,
    /// The text.
    text: Texts,
    /// The edition its author saw.
    edition: i64,
}

/// Changes the texts of a message of a draft.
#[utoipa::path(put, path = "/campaigns/{id}/mails/{mail}", tag = "campaigns",
    params(("id" = String, Path), ("mail" = String, Path)), request_body = MailTexts,
    responses((status = 200, body = CampaignDetail), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)),
    extensions(("x-permission" = json!("triggers"))))]
pub async fn change(
    may: May<Triggers>,
    State(app): State<App>,
    Path((id, mail)): Path<(String, String)>,
    Json(wanted): Json<MailTexts>,
) -> Answer<Json<CampaignDetail>> {
    let (version, campaign) = find(&app, &id).await?;
    let version = version.filter(|of| of.state == CampaignState::Draft);
    let version = version.ok_or_else(|| {
        Problem::wrong("only a draft is changed: what went live stays as it was for those who take part in it")
    })?;
    if campaign.mail(&mail).is_none() {
        return Err(Problem::missing(format!("the campaign has no message `{mail}`")));
    }
    for texts in [&wanted.subject, &wanted.text] {
        for text in [&texts.de, &texts.en, &texts.it] {
            if text.trim().is_empty() {
                return Err(Problem::wrong("a message has its subject and text in all three languages"));
            }
            if text.chars().count() > LONGEST {
                return Err(Problem::wrong(format!("a text has {LONGEST} letters at most")));
            }
        }
    }
    let texts = |of: &Texts| Translated { de: of.de.clone(), en: of.en.clone(), it: of.it.clone() };
    let changed = campaign.with_texts(&mail, texts(&wanted.subject), texts(&wanted.text));
    let changed = changed.map_err(|error| Problem::wrong(error.to_string()))?;
    if let Some(wrong) = pipeline::check_mail(&changed, &mail).first() {
        return Err(Problem::wrong(wrong.to_string()));
    }
    let definition = changed.source;
    let write = app.write(&may.who.account.login).await?;
    let seen = CampaignVersion { edition: wanted.edition, ..version };
    if !write.change_campaign(&seen, &definition).await? {
        return Err(Problem::changed("somebody else changed the campaign meanwhile; look again"));
    }
    write.commit().await?;
    app.tell(&[What::Campaigns], Some(id.clone()));
    detail(&app, &id, may.who.language()).await.map(Json)
}

/// Where a test goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailTest {
    /// An address of the machine builder's own domain.
    to: String,
    /// `de`, `en` or `it`.
    language: String,
}

/// Sends a message with sample values to an address of one's own house, to be looked at in a mailbox.
#[utoipa::path(post, path = "/campaigns/{id}/mails/{mail}/test", tag = "campaigns",
    params(("id" = String, Path), ("mail" = String, Path)), request_body = MailTest,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("triggers"))))]
pub async fn test(
    may: May<Triggers>,
    State(app): State<App>,
    Path((id, mail)): Path<(String, String)>,
    Json(wanted): Json<MailTest>,
) -> Answer<StatusCode> {
    let Some(account) = &app.config.mail else {
        return Err(Problem::wrong("mail is not set up; write [mail] into instand.toml on the server (docs/mail.md)"));
    };
    let language: Language = wanted.language.parse().map_err(Problem::wrong)?;
    let address = Address::new(&wanted.to).map_err(|error| Problem::wrong(error.to_string()))?;
    let own = account.from().address.domain();
    // What was not agreed to must not reach customers by a side door.
    if !address.domain().eq_ignore_ascii_case(own) {
        return Err(Problem::wrong(format!("a test goes to an address of your own domain, such as name@{own}")));
    }
    let (_, campaign) = find(&app, &id).await?;
    let to = Person { name: None, address };
    let letter =
        pipeline::test_letter(&campaign, &mail, language, &to).map_err(|error| Problem::wrong(error.to_string()))?;
    let letter = letter.ok_or_else(|| Problem::missing(format!("the campaign has no message `{mail}`")))?;
    // Two tests within the same millisecond are one.
    let at = app.now().timestamp_millis();
    let write = app.write(&may.who.account.login).await?;
    write
        .put_outgoing(vec![NewOutgoing {
            destination: pipeline::MAIL.to_owned(),
            kind: pipeline::LETTER.to_owned(),
            key: format!("test-{}-{at}", may.who.account.id.0.simple()),
            about: String::new(),
            payload: serde_json::to_string(&letter).ok(),
            not_before: None,
        }])
        .await?;
    write.audit("send test mail", &format!("{id}, {mail}"), &letter.to).await?;
    write.commit().await?;
    app.tell(&[What::Outbox], None);
    Ok(StatusCode::NO_CONTENT)
}
