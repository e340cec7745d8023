//! The texts of a campaign's messages, changed in a draft.

use super::campaigns::{CampaignDetail, Texts, detail, find};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Triggers;
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use base::Translated;
use serde::Deserialize;
use store::{CampaignState, CampaignVersion};
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
    let definition = changed.map_err(|error| Problem::wrong(error.to_string()))?.source;
    let write = app.write(&may.who.account.login).await?;
    let seen = CampaignVersion { edition: wanted.edition, ..version };
    if !write.change_campaign(&seen, &definition).await? {
        return Err(Problem::changed("somebody else changed the campaign meanwhile; look again"));
    }
    write.commit().await?;
    app.tell(&[What::Campaigns], Some(id.clone()));
    detail(&app, &id, may.who.language()).await.map(Json)
}
