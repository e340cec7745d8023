//! Names of what figures are about: facts, categories, parts of the base.

use crate::texts;
use assessment::{Assumptions, Dimension};
use base::{Category, Kind, Language};

/// A fact or data point: "Status Servicevertrag".
pub(crate) fn fact(id: &str, language: Language) -> &str {
    match words::fact(id, language) {
        same if same == id => words::field(Kind::Machines, id, language),
        text => text,
    }
}

/// A category of the machine file.
pub(crate) fn category(id: &str, language: Language) -> String {
    let found = Category::ALL.into_iter().find(|category| category.id() == id);
    found.map_or(id, |category| words::category(category, language)).to_owned()
}

/// A value of a dimension as it stands under a heading that names the dimension.
pub(crate) fn value(
    dimension: Dimension,
    value: Option<&str>,
    assumptions: &Assumptions,
    language: Language,
) -> String {
    let Some(text) = value else { return texts::text("not_known", dimension.id(), language).to_owned() };
    match dimension {
        Dimension::Country => texts::find("country", text, language).unwrap_or(text).to_owned(),
        Dimension::CountryGroup if text == "other" => texts::text("group", "other", language).to_owned(),
        Dimension::CountryGroup => {
            let group = assumptions.country_groups.iter().find(|group| group.id == text);
            group.map_or(text, |group| group.name.get(language)).to_owned()
        }
        Dimension::Age => texts::text("group", "years", language).replace("{age}", &text.replace('-', "–")),
        Dimension::Type | Dimension::Family | Dimension::Owner => text.to_owned(),
    }
}

/// A part of the base with a value of each of its dimensions.
pub(crate) fn segment(values: &[(Dimension, Option<String>)], assumptions: &Assumptions, language: Language) -> String {
    let names = values.iter().map(|(dimension, text)| value(*dimension, text.as_deref(), assumptions, language));
    names.collect::<Vec<_>>().join(", ")
}
