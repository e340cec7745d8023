//! What a contact wants to hear about: agreements and objections by topic, and the objection to all advertising (GDPR art. 21(2)).
//! They are entered in the register of consents under the contact's own mail address.

use super::PortalContact;
use crate::app::App;
use crate::events::What;
use crate::problem::{Answer, Problem};
use automate::{Campaign, Consent, Origin, Said, Stand, Standing};
use axum::Json;
use axum::extract::State;
use base::Translated;
use serde::{Deserialize, Serialize};
use store::NewConsent;
use utoipa::ToSchema;

/// What shipped topics are called.
const TITLES: [(&str, [&str; 3]); 5] = [
    ("contracts", ["Verträge", "Contracts", "Contratti"]),
    ("maintenance", ["Wartung", "Maintenance", "Manutenzione"]),
    (
        "modernization",
        ["Modernisierung und Nachfolger", "Modernization and successors", "Modernizzazione e successori"],
    ),
    ("parts", ["Ersatzteile", "Spare parts", "Ricambi"]),
    ("service", ["Störungen und Serviceeinsätze", "Faults and service visits", "Guasti e interventi"]),
];

/// All topics campaigns speak about, with what they are called; one that was not shipped is called by its campaign.
///
/// # Errors
/// Where the database cannot be read.
pub async fn topics(app: &App) -> Answer<Vec<(String, Translated)>> {
    let saved = app.store().campaigns().await?;
    let saved = saved.iter().filter_map(|of| Campaign::parse(&of.campaign, &of.definition).ok());
    let mut all: Vec<(String, Translated)> = Vec::new();
    for campaign in app.config.campaigns.iter().cloned().chain(saved) {
        if all.iter().any(|(topic, _)| *topic == campaign.topic) {
            continue;
        }
        let known = TITLES.iter().find(|(topic, _)| *topic == campaign.topic);
        let title = known.map_or(campaign.title, |(_, [de, en, it])| Translated {
            de: (*de).to_owned(),
            en: (*en).to_owned(),
            it: (*it).to_owned(),
        });
        all.push((campaign.topic, title));
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(all)
}

/// A topic, and what the contact said about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalTopic {
    /// Its id.
    pub topic: String,
    /// What it is called.
    pub title: String,
    /// `agreed`, `objected` or `nothing`.
    pub said: &'static str,
}

/// What a contact wants to hear about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalSubscriptions {
    /// The address it is about.
    pub email: String,
    /// Whether it objects to all advertising.
    pub objects_to_all: bool,
    /// The topics.
    pub topics: Vec<PortalTopic>,
}

/// Whether an address objects to all advertising.
pub fn objects_to_all(known: &Standing) -> bool {
    known.stands().any(|(topic, stand)| topic.is_none() && matches!(stand, Stand::Objected(_)))
}

async fn shown(app: &App, who: &PortalContact) -> Answer<PortalSubscriptions> {
    let known = app.store().address(&who.contact.email).await?;
    let said = |topic: &str| match known.consent(topic) {
        Consent::Given => "agreed",
        Consent::ObjectedTopic => "objected",
        Consent::None | Consent::ObjectedAll | Consent::Erased => "nothing",
    };
    let language = who.language();
    let topics = topics(app).await?.into_iter().map(|(topic, title)| PortalTopic {
        said: said(&topic),
        title: title.get(language).to_owned(),
        topic,
    });
    Ok(PortalSubscriptions {
        email: who.contact.email.clone(),
        objects_to_all: objects_to_all(&known),
        topics: topics.collect(),
    })
}

/// What the contact wants to hear about.
#[utoipa::path(get, path = "/portal/subscriptions", tag = "portal",
    responses((status = 200, body = PortalSubscriptions), (status = 401, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn get(who: PortalContact, State(app): State<App>) -> Answer<Json<PortalSubscriptions>> {
    shown(&app, &who).await.map(Json)
}

/// A topic, wanted or not.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicWanted {
    /// The topic.
    topic: String,
    /// True agrees, false objects.
    wants: bool,
}

/// What is to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionChange {
    /// True objects to all advertising. It is not taken back as a whole: agreeing to a topic on a later day goes before it.
    objects_to_all: Option<bool>,
    /// Topics.
    #[serde(default)]
    topics: Vec<TopicWanted>,
}

/// Agrees or objects, by topic or to all advertising. It holds from the next step of every campaign on.
#[utoipa::path(put, path = "/portal/subscriptions", tag = "portal", request_body = SubscriptionChange,
    responses((status = 200, body = PortalSubscriptions), (status = 401, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn put(
    who: PortalContact,
    State(app): State<App>,
    Json(change): Json<SubscriptionChange>,
) -> Answer<Json<PortalSubscriptions>> {
    let all = topics(&app).await?;
    if let Some(other) = change.topics.iter().find(|of| all.iter().all(|(topic, _)| *topic != of.topic)) {
        let known: Vec<&str> = all.iter().map(|(topic, _)| topic.as_str()).collect();
        return Err(Problem::wrong(format!("there is no topic `{}`; there are {}", other.topic, known.join(", "))));
    }
    let known = app.store().address(&who.contact.email).await?;
    let evidence = format!("portal, {}, {}", who.contact.name, app.stamp());
    let entry = |topic: Option<&str>, said: Said| NewConsent {
        address: who.contact.email.clone(),
        topic: topic.map(str::to_owned),
        said,
        origin: if known.origin == Origin::Unknown { Origin::Given } else { known.origin },
        was_told: known.was_told,
        evidence: evidence.clone(),
    };
    let mut new = Vec::new();
    match change.objects_to_all {
        Some(true) if !objects_to_all(&known) => new.push(entry(None, Said::Objected)),
        Some(false) if objects_to_all(&known) => {
            let text = "say which topics you want to hear about: agreeing to one goes before the objection to all";
            return Err(Problem::conflict("agree_by_topic", text));
        }
        _ => {}
    }
    for TopicWanted { topic, wants } in &change.topics {
        match known.consent(topic) {
            Consent::Given if *wants => {}
            Consent::ObjectedTopic if !*wants => {}
            _ if !*wants => new.push(entry(Some(topic), Said::Objected)),
            // The register counts by days, and of one day the objection.
            _ if change.objects_to_all == Some(true)
                || known.objection_in_the_way(Some(topic), app.today()).is_some() =>
            {
                let text = "you objected today; an agreement counts from tomorrow on, so agree again then";
                return Err(Problem::conflict("objected_today", text));
            }
            _ => new.push(entry(Some(topic), Said::Agreed)),
        }
    }
    if !new.is_empty() {
        let write = app.write(&who.actor()).await?;
        write.add_consents(&new).await?;
        write.commit().await?;
        app.tell(&[What::Campaigns], None);
    }
    shown(&app, &who).await.map(Json)
}
