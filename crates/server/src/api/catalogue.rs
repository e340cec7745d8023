//! The words: labels of fields, facts, kinds, campaign types, triggers.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Query, State};
use base::{Category, DataType, FACTS, Fact, Kind, Language, fields};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A field of a kind of record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FieldWord {
    /// Its name.
    pub id: &'static str,
    /// As a list's heading.
    pub label: &'static str,
    /// `text`, `date`, `instant`, `number`, `integer`, `money` or `flag`.
    pub data: &'static str,
    /// Its unit.
    pub unit: Option<&'static str>,
    /// Where the machine file shows it.
    pub category: &'static str,
    /// The kind of record.
    pub kind: &'static str,
}

/// A fact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FactWord {
    /// Its name.
    pub id: &'static str,
    /// As a list's heading.
    pub label: &'static str,
    /// What it means, exactly.
    pub meaning: &'static str,
    /// Its type, as of a field.
    pub data: &'static str,
    /// Its unit.
    pub unit: Option<&'static str>,
    /// Where the machine file shows it.
    pub category: &'static str,
    /// The kinds of records it comes from.
    pub kinds: Vec<&'static str>,
}

/// A name and its label.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Word {
    /// The name.
    pub id: &'static str,
    /// As people read it.
    pub label: &'static str,
}

/// A trigger's title.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TriggerWord {
    /// Its name.
    pub id: String,
    /// A few words.
    pub title: String,
    /// The campaign type it feeds.
    pub campaign: String,
}

/// All words of the product in one language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Catalogue {
    /// Fields of all kinds.
    pub fields: Vec<FieldWord>,
    /// Facts.
    pub facts: Vec<FactWord>,
    /// Kinds of records.
    pub kinds: Vec<Word>,
    /// Campaign types.
    pub campaigns: Vec<Word>,
    /// Values of statuses, severities and types of visits.
    pub states: Vec<Word>,
    /// Triggers.
    pub triggers: Vec<TriggerWord>,
}

/// The name of a type of data.
pub const fn data_name(data: DataType) -> &'static str {
    match data {
        DataType::Text => "text",
        DataType::Integer => "integer",
        DataType::Number => "number",
        DataType::Money => "money",
        DataType::Date => "date",
        DataType::Instant => "instant",
        DataType::Flag => "flag",
    }
}

/// Where the machine file shows a fact.
pub fn category_of(fact: &Fact) -> Category {
    match fact.kinds.first() {
        Some(Kind::Contracts | Kind::Warranties) => Category::Contract,
        Some(Kind::Counters | Kind::Errors) => Category::Operating,
        Some(Kind::Orders | Kind::Visits) => Category::Commercial,
        _ if fact.id.starts_with("warranty") => Category::Contract,
        _ if fact.id.ends_with("price") => Category::Commercial,
        _ if matches!(fact.id, "maintenance_interval" | "vibration_limit" | "hours_limit") => Category::Operating,
        _ if fact.id == "country" => Category::Location,
        _ => Category::Master,
    }
}

fn states(language: Language) -> Vec<Word> {
    let mut states: Vec<_> = words::states().map(|id| Word { id, label: words::state(id, language) }).collect();
    states.sort_unstable_by_key(|word| word.id);
    states
}

fn of(language: Language) -> Catalogue {
    let fields = Kind::ALL.into_iter().flat_map(|kind| {
        fields(kind).iter().map(move |field| FieldWord {
            id: field.id,
            label: words::field(kind, field.id, language),
            data: data_name(field.data),
            unit: field.unit,
            category: field.category.id(),
            kind: kind.id(),
        })
    });
    let facts = FACTS.iter().map(|fact| FactWord {
        id: fact.id,
        label: words::fact(fact.id, language),
        meaning: decide::meaning(fact.id, language),
        data: data_name(fact.data),
        unit: fact.unit,
        category: category_of(fact).id(),
        kinds: fact.kinds.iter().map(|kind| kind.id()).collect(),
    });
    Catalogue {
        fields: fields.collect(),
        facts: facts.collect(),
        kinds: Kind::ALL.into_iter().map(|kind| Word { id: kind.id(), label: words::kind(kind, language) }).collect(),
        campaigns: decide::CAMPAIGNS.iter().map(|id| Word { id, label: words::campaign(id, language) }).collect(),
        states: states(language),
        triggers: Vec::new(),
    }
}

/// In which language.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LanguageQuery {
    /// `de`, `en` or `it`; else that of the account.
    lang: Option<String>,
}

/// All words, to be loaded once.
#[utoipa::path(get, path = "/catalogue", tag = "catalogue", params(LanguageQuery),
    responses((status = 200, body = Catalogue), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(
    may: May<Read>,
    State(app): State<App>,
    Query(query): Query<LanguageQuery>,
) -> Answer<Json<Catalogue>> {
    let language = match query.lang {
        Some(text) => text.parse().map_err(Problem::wrong)?,
        None => may.who.language(),
    };
    let view = app.view()?;
    let word = |rule: &decide::Rule| TriggerWord {
        id: rule.id.clone(),
        title: rule.title.get(language).to_owned(),
        campaign: rule.campaign.clone(),
    };
    Ok(Json(Catalogue { triggers: view.live.rules.iter().map(word).collect(), ..of(language) }))
}
