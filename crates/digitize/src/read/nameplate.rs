//! Digital nameplates (IDTA 02006, versions 2.0 and 3.0) of the Asset Administration Shell -> one row a nameplate.
//!
//! They come as .aasx (a zip with the shell in it), as .json and as .xml. A value's column is named by its path in the
//! submodel (`SerialNumber`, `ContactInformation.Street`), those of the specification by their name there even where the
//! file calls them otherwise: the semantic id decides, then the short name.

mod json;
mod package;
mod xml;

pub(super) use json::of_json;
pub(super) use package::read as read_package;
pub(super) use xml::of_xml;

use super::{Limits, listing::Listing};
use crate::RawTable;
use std::borrow::Cow;

const NO_NAMEPLATE: &str = "an Asset Administration Shell without a digital nameplate; export the submodel Nameplate (IDTA \
                            02006) with it";
const TEMPLATE: &str = "the nameplate is a template (kind `Template`), whose values are examples; export the nameplate of \
                        the machine itself";
/// Levels of collections within a nameplate; the specification has four.
const MOST_LEVELS: usize = 12;

/// The languages of the product; a text in none of them is taken in the language that comes first.
const LANGUAGES: [&str; 3] = ["de", "en", "it"];

/// The values a nameplate is read for, with their semantic ids less the version: ECLASS (2.0) and IEC CDD (3.0).
const PROPERTIES: [(&str, [&str; 2]); 12] = [
    ("ManufacturerName", ["0173-1#02-AAO677", "0112/2///61987#ABA565"]),
    ("ManufacturerProductDesignation", ["0173-1#02-AAW338", "0112/2///61987#ABA567"]),
    ("ManufacturerProductRoot", ["0173-1#02-AAU732", "0112/2///61360_7#AAS011"]),
    ("ManufacturerProductFamily", ["0173-1#02-AAU731", "0112/2///61987#ABP464"]),
    ("ManufacturerProductType", ["0173-1#02-AAO057", "0112/2///61987#ABA300"]),
    ("OrderCodeOfManufacturer", ["0173-1#02-AAO227", "0112/2///61987#ABA950"]),
    ("ProductArticleNumberOfManufacturer", ["0173-1#02-AAO676", "0112/2///61987#ABA581"]),
    ("SerialNumber", ["0173-1#02-AAM556", "0112/2///61987#ABA951"]),
    ("YearOfConstruction", ["0173-1#02-AAP906", "0112/2///61987#ABP000"]),
    ("DateOfManufacture", ["0173-1#02-AAR972", "0112/2///61987#ABB757"]),
    ("CountryOfOrigin", ["0173-1#02-AAO259", "0112/2///61987#ABP462"]),
    ("URIOfTheProduct", ["0173-1#02-AAY811", "0112/2///61987#ABN590"]),
];

/// A submodel.
struct Submodel<'n> {
    id_short: &'n str,
    semantic_ids: Vec<&'n str>,
    /// Whether it says what a nameplate is like, not what one machine's says.
    is_template: bool,
    /// The line it begins in; 0 where that is not known.
    line: u32,
    parts: Vec<Part<'n>>,
}

/// One element of a submodel.
struct Part<'n> {
    id_short: Cow<'n, str>,
    semantic_ids: Vec<&'n str>,
    content: Content<'n>,
}

enum Content<'n> {
    Text(Cow<'n, str>),
    /// Languages with their texts.
    Texts(Vec<(&'n str, &'n str)>),
    Parts(Vec<Part<'n>>),
    Nothing,
}

impl Submodel<'_> {
    fn is_nameplate(&self) -> bool {
        let named = |id: &&str| {
            let id = id.to_ascii_lowercase();
            id.contains("/nameplate/") && id.ends_with("/nameplate")
        };
        self.semantic_ids.iter().any(named)
            || ["Nameplate", "DigitalNameplate"].iter().any(|name| self.id_short.eq_ignore_ascii_case(name))
    }
}

/// The nameplates among these submodels as a table; `part` is the member of a package they stand in.
fn table<'a>(submodels: &[Submodel<'_>], part: Option<&str>, limits: &Limits) -> Result<RawTable<'a>, String> {
    let mut listing = Listing::new(limits);
    let nameplates = || submodels.iter().filter(|submodel| submodel.is_nameplate());
    for submodel in nameplates().filter(|submodel| !submodel.is_template) {
        listing.begin(submodel.line);
        for part in &submodel.parts {
            let name = standard_name(part).map_or(Cow::Borrowed(&*part.id_short), Cow::Borrowed);
            put(&mut listing, &name, &part.content, 0)?;
        }
    }
    let sheet = part.map_or_else(|| "Nameplate".to_owned(), |part| format!("{part} Nameplate"));
    let nothing = || if nameplates().any(|submodel| submodel.is_template) { TEMPLATE } else { NO_NAMEPLATE };
    listing.finish(Some(sheet)).ok_or_else(|| nothing().to_owned())
}

/// The name the specification has for what this is.
fn standard_name(part: &Part<'_>) -> Option<&'static str> {
    let versionless = |id: &str| id.rsplit_once('#').map_or_else(|| id.to_owned(), |(id, _)| id.to_owned());
    let by_id = part.semantic_ids.iter().find_map(|id| {
        let id = versionless(id.trim());
        PROPERTIES.iter().find(|(_, ids)| ids.contains(&id.as_str()))
    });
    by_id
        .or_else(|| PROPERTIES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&part.id_short)))
        .map(|(name, _)| *name)
}

fn put(listing: &mut Listing, name: &str, content: &Content<'_>, level: usize) -> Result<(), String> {
    match content {
        Content::Nothing => Ok(()),
        Content::Text(text) => listing.text(name, Some(text)),
        Content::Texts(texts) => {
            let texts: Vec<_> = texts.iter().filter(|(_, text)| !text.trim().is_empty()).collect();
            let spoken = |wanted: &&str| {
                texts.iter().position(|(language, _)| language.split(['-', '_']).next() == Some(*wanted))
            };
            let best = LANGUAGES.iter().find_map(spoken).unwrap_or(0);
            if let Some((_, text)) = texts.get(best) {
                listing.text(name, Some(text))?;
            }
            for (at, (language, text)) in texts.iter().enumerate() {
                if at != best && language.len() <= 20 {
                    listing.text(&format!("{name}@{language}"), Some(text))?;
                }
            }
            Ok(())
        }
        Content::Parts(parts) => {
            for (at, part) in parts.iter().enumerate().filter(|_| level < MOST_LEVELS) {
                let path = match &*part.id_short {
                    "" => format!("{name}[{at}]"),
                    own => format!("{name}.{own}"),
                };
                // A text that is part of many levels only repeats names.
                if path.len() <= 400 {
                    put(listing, &path, &part.content, level + 1)?;
                }
            }
            Ok(())
        }
    }
}

/// The rows of a table, for the tests of the readers.
#[cfg(test)]
fn shown(table: &RawTable<'_>) -> Vec<String> {
    let crate::Body::Grid(grid) = &table.body else { panic!("a grid") };
    let rows = grid.row_numbers.iter().zip(&grid.rows).map(|(number, row)| {
        let cells: Vec<_> = row.iter().map(crate::Cell::text).collect();
        format!("{number}: {}", cells.join("|"))
    });
    rows.collect()
}
