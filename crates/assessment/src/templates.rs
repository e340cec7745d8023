//! The wording of the sentences in three languages; `{0}` is the first value.

use crate::{Dimension, Offer};
use base::Language;

/// Id, German, English, Italian.
pub(crate) const TEMPLATES: &[(&str, &str, &str, &str)] = &[
    (
        "no_contract",
        "{0} haben keinen laufenden Servicevertrag ({1} des Bestands); zusammen wären das {2} Vertragswert im Jahr.",
        "{0} without an active service contract ({1} of the base); together that would be {2} of contract value a year.",
        "{0} senza contratto di assistenza attivo ({1} del parco); insieme varrebbero {2} di contratti all'anno.",
    ),
    (
        "contract_unknown",
        "Nicht bekannt, ob ein Servicevertrag läuft: {0} ({1} des Bestands), Vertragswert {2} im Jahr.",
        "Not known whether a service contract is active: {0} ({1} of the base), contract value {2} a year.",
        "Non è noto se un contratto sia attivo: {0} ({1} del parco), valore dei contratti {2} all'anno.",
    ),
    (
        "no_location",
        "Ohne aktuellen Standort: {0} ({1} des Bestands); ihr ungenutztes Potenzial von {2} lässt sich nicht ansprechen.",
        "Without a current location: {0} ({1} of the base); their untapped potential of {2} cannot be addressed.",
        "Senza sede attuale: {0} ({1} del parco); il loro potenziale inutilizzato di {2} non è raggiungibile.",
    ),
    (
        "no_visit",
        "Über {3} Jahre ohne dokumentierten Serviceeinsatz: {0} ({1} des Bestands), ungenutztes Potenzial {2}.",
        "Over {3} years without a documented service visit: {0} ({1} of the base), untapped potential {2}.",
        "Oltre {3} anni senza intervento documentato: {0} ({1} del parco), potenziale inutilizzato {2}.",
    ),
    (
        "ready",
        "Sofort anzubieten: {0} bei {1} im Wert von {2}.",
        "Ready to offer now: {0} for {1}, worth {2}.",
        "Da offrire subito: {0} per {1}, valore {2}.",
    ),
    (
        "gap",
        "{0} fehlt bei {1}; dieses Feld allein auszufüllen macht Angebote im erwarteten Wert von {2} entscheidbar.",
        "{0} is missing for {1}; filling this field alone decides offers with an expected value of {2}.",
        "{0} manca per {1}; compilare solo questo campo rende decidibili offerte per un valore atteso di {2}.",
    ),
    (
        "together",
        "Für {0} fehlen gemeinsam {1} bei {2}; sie auszufüllen macht erwartete {3} entscheidbar.",
        "For {0}, {1} are missing together for {2}; filling them decides an expected {3}.",
        "Per {0} mancano insieme {1} per {2}; compilarli rende decidibile un valore atteso di {3}.",
    ),
    (
        "unreached",
        "Angebote im Wert von {0} sind bereit, aber {1} sind nicht erreichbar: {2} fehlt.",
        "Offers worth {0} are ready, but {1} cannot be reached: {2} is missing.",
        "Offerte per {0} sono pronte, ma non raggiungibili per {1}: manca {2}.",
    ),
    (
        "potential",
        "Ungenutztes Potenzial {0}: {1} in {2} Monaten bei {3}.",
        "Untapped potential {0}: {1} within {2} months for {3}.",
        "Potenziale inutilizzato {0}: {1} in {2} mesi per {3}.",
    ),
    (
        "start",
        "{0}: {1} ungenutztes Potenzial bei {2}, {3} sofort anzubieten; {4} der Angaben sind bekannt, {5} der Maschinen erreichbar.",
        "{0}: {1} of untapped potential for {2}, {3} ready to offer; {4} of the data is known, {5} of the machines can be reached.",
        "{0}: {1} di potenziale inutilizzato per {2}, {3} da offrire subito; {4} dei dati è noto, {5} delle macchine raggiungibile.",
    ),
    (
        "start_here",
        "Hier beginnen: {0}, mit {1} ungenutztem Potenzial und {2} sofort anzubieten bei {3}.",
        "Start here: {0}, with {1} of untapped potential and {2} ready to offer for {3}.",
        "Iniziare da qui: {0}, con {1} di potenziale inutilizzato e {2} da offrire subito per {3}.",
    ),
    (
        "concentration",
        "{0} des heutigen Serviceumsatzes ({1} im Jahr) kommen aus {2}.",
        "{0} of today's service revenue ({1} a year) comes from {2}.",
        "{0} dei ricavi di assistenza attuali ({1} all'anno) viene da {2}.",
    ),
    (
        "weakest",
        "Am lückenhaftesten: {0}, {1} der Angaben sind bekannt; unvollständig bei {2}.",
        "Most incomplete: {0}, {1} of the data is known; incomplete for {2}.",
        "Più lacunosi: {0}, {1} dei dati è noto; incompleti per {2}.",
    ),
    (
        "unvalued",
        "Laufende Serviceverträge ohne bekannten Wert: {0}; ihr Umsatz fehlt in dieser Rechnung.",
        "Active service contracts without a known value: {0}; their revenue is missing here.",
        "Contratti attivi senza valore noto: {0}; il loro ricavo manca in questo calcolo.",
    ),
    (
        "unpriced",
        "{0} lässt sich bei {1} nicht entscheiden und mangels Vergleich auch nicht bewerten.",
        "{0} cannot be decided for {1}, nor valued, as there is nothing to compare with.",
        "{0} non è decidibile per {1}, né valutabile, in mancanza di confronti.",
    ),
    (
        "parts_unknown",
        "Nicht bekannt, ob Ersatzteile gekauft werden: {0} ({1} des Bestands).",
        "Not known whether spare parts are bought: {0} ({1} of the base).",
        "Non è noto se si acquistino ricambi: {0} ({1} del parco).",
    ),
];

const fn pick(language: Language, texts: [&str; 3]) -> &str {
    let [de, en, it] = texts;
    match language {
        Language::De => de,
        Language::En => en,
        Language::It => it,
    }
}

pub(crate) fn template(id: &'static str, language: Language) -> &'static str {
    let found = TEMPLATES.iter().find(|(known, ..)| *known == id);
    found.map_or(id, |(_, de, en, it)| pick(language, [de, en, it]))
}

pub(crate) fn offer(offer: Offer, language: Language) -> &'static str {
    pick(
        language,
        match offer {
            Offer::Contract => ["Serviceverträge", "service contracts", "contratti di assistenza"],
            Offer::Modernization => ["Modernisierung", "modernization", "modernizzazione"],
            Offer::Parts => ["Ersatzteile", "spare parts", "ricambi"],
        },
    )
}

pub(crate) fn not_known(dimension: Dimension, language: Language) -> &'static str {
    pick(
        language,
        match dimension {
            Dimension::Type => ["Typ nicht bekannt", "type not known", "tipo non noto"],
            Dimension::Family => ["Familie nicht bekannt", "family not known", "famiglia non nota"],
            Dimension::Country | Dimension::CountryGroup => {
                ["Land nicht bekannt", "country not known", "paese non noto"]
            }
            Dimension::Age => ["Alter nicht bekannt", "age not known", "età non nota"],
            Dimension::Owner => ["niemand zuständig", "nobody responsible", "nessun responsabile"],
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translations_hold_the_same_values() {
        for (id, de, en, it) in TEMPLATES {
            let values = |text: &str| {
                let mut found: Vec<String> = text
                    .split('{')
                    .skip(1)
                    .map(|part| part.chars().take_while(char::is_ascii_digit).collect())
                    .collect();
                found.sort();
                found
            };
            assert_eq!(values(de), values(en), "{id}");
            assert_eq!(values(de), values(it), "{id}");
        }
    }
}
