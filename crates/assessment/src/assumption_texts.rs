//! What each assumption means and how it is set: printed with the report, shown where it is edited.

use crate::assumptions::{Assumptions, ContractValue, SegmentBy, Undated};
use crate::{Offer, number_text};
use base::Language;
use serde::Serialize;

/// An assumption as it is printed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AssumptionText {
    /// The name of the setting.
    pub id: &'static str,
    /// Its value in the language, with its unit.
    pub value: String,
    /// Its meaning.
    pub meaning: &'static str,
}

macro_rules! texts {
    ($($id:literal, $de:literal, $en:literal, $it:literal;)*) => {
        const TEXTS: &[(&str, [&str; 3])] = &[$(($id, [$de, $en, $it])),*];
    };
}

texts! {
    "horizon_months", "Zeitraum, über den Potenzial summiert wird.", "Time over which potential is summed.", "Periodo su cui si somma il potenziale.";
    "attach_rate", "Anteil der Maschinen ohne jeden Vertrag, die in zwölf Monaten einen abschließen.", "Share of the machines without any contract that take one within twelve months.", "Quota di macchine senza alcun contratto che ne stipulano uno in dodici mesi.";
    "renewal_rate", "Anteil der abgelaufenen Verträge, die in zwölf Monaten erneuert werden.", "Share of the expired contracts that are renewed within twelve months.", "Quota di contratti scaduti rinnovati in dodici mesi.";
    "contract_value", "Preis eines Vertrags, den es noch nicht gibt; fehlt er, gilt der andere.", "Price of a contract that does not exist yet; where it is missing the other one holds.", "Prezzo di un contratto che non esiste ancora; se manca vale l'altro.";
    "modernization_from_years", "Alter, ab dem eine Modernisierung angeboten wird.", "Age from which a modernization is offered.", "Età da cui si offre una modernizzazione.";
    "modernization_rate", "Anteil dieser Maschinen, die in zwölf Monaten modernisiert werden.", "Share of these machines modernized within twelve months.", "Quota di queste macchine modernizzate in dodici mesi.";
    "parts_reach", "Erreichbarer Anteil des Abstands zum Median aktiver Käufer desselben Typs.", "Reachable share of the distance to the median of active buyers of the same type.", "Quota raggiungibile della distanza dalla mediana degli acquirenti attivi dello stesso tipo.";
    "parts_min_buyers", "Aktive Käufer, die ein Typ für einen eigenen Median braucht; sonst gilt das Typmittel, dann der Paketpreis.", "Active buyers a type needs for its own median; else the type mean holds, then the package price.", "Acquirenti attivi necessari a un tipo per una propria mediana; altrimenti vale la media del tipo, poi il prezzo del pacchetto.";
    "min_decided", "Entschiedene Maschinen, die ein Typ für eine eigene Trefferquote braucht; sonst gilt die aller Maschinen.", "Decided machines a type needs for its own firing rate; else that of all machines holds.", "Macchine decise necessarie a un tipo per una propria quota di scatti; altrimenti vale quella di tutte.";
    "rate_where_none_decided", "Trefferquote, wo ein Auslöser keine einzige Maschine entscheiden konnte; bei 0 werden sie nur gezählt.", "Firing rate where a trigger could decide no machine at all; at 0 they are only counted.", "Quota di scatti dove un trigger non ha deciso alcuna macchina; con 0 vengono solo contate.";
    "location_current_days", "Ein Standort ist aktuell, wenn ihn ein Beleg in dieser Zeit bestätigt hat (Einsatz, Bestellung, Prüfung).", "A site is current if a record confirmed it within this time (visit, order, check).", "Una sede è attuale se un documento l'ha confermata in questo tempo (intervento, ordine, verifica).";
    "location_undated", "Ob ein Standort aktuell ist, den kein datierter Beleg bestätigt.", "Whether a site is current that no dated record confirms.", "Se è attuale una sede che nessun documento datato conferma.";
    "visit_years", "Zeit ohne dokumentierten Serviceeinsatz, nach der gefragt wird.", "Time without a documented service visit that is asked about.", "Tempo senza intervento documentato su cui si chiede.";
    "age_bands", "Obergrenzen der Altersgruppen.", "Upper limits of the age bands.", "Limiti superiori delle fasce di età.";
    "country_groups", "Länder, die gemeinsam bearbeitet werden; alle anderen bilden eine Gruppe.", "Countries worked on together; all others form one group.", "Paesi gestiti insieme; tutti gli altri formano un gruppo.";
    "segment_by", "Woraus Segmente neben der Produktfamilie gebildet werden.", "What segments are made of besides the product family.", "Di cosa si compongono i segmenti oltre alla famiglia di prodotto.";
    "segment_min_machines", "Kleinere Segmente werden nicht als Anfang vorgeschlagen.", "Smaller segments are not proposed as a start.", "Segmenti più piccoli non vengono proposti come inizio.";
    "start_weights", "Gewichte der Bewertung: Potenzial, sofort Anzubietendes, bekannte Daten, Erreichbarkeit.", "Weights of the score: potential, ready offers, known data, reach.", "Pesi del punteggio: potenziale, offerte pronte, dati noti, raggiungibilità.";
    "chart_groups", "Balken in einem Diagramm; weitere Gruppen werden als „übrige“ summiert und gezählt.", "Bars of a chart; further groups are summed as “other” and counted.", "Barre di un grafico; gli altri gruppi sono sommati come «altri» e contati.";
}

const fn pick(language: Language, [de, en, it]: [&str; 3]) -> &str {
    match language {
        Language::De => de,
        Language::En => en,
        Language::It => it,
    }
}

impl Assumptions {
    /// All assumptions in words, in the order of the settings.
    #[must_use]
    pub fn texts(&self, language: Language) -> Vec<AssumptionText> {
        let text = |(id, meanings): &(&'static str, [&'static str; 3])| AssumptionText {
            id,
            value: self.value_text(id, language),
            meaning: pick(language, *meanings),
        };
        TEXTS.iter().map(text).collect()
    }

    /// The assumptions a potential rests on, by id.
    #[must_use]
    pub const fn of_offer(offer: Offer) -> &'static [&'static str] {
        match offer {
            Offer::Contract => &["attach_rate", "renewal_rate", "contract_value", "horizon_months"],
            Offer::Modernization => &["modernization_from_years", "modernization_rate", "horizon_months"],
            Offer::Parts => &["parts_reach", "parts_min_buyers", "horizon_months"],
        }
    }

    fn value_text(&self, id: &str, language: Language) -> String {
        let number = |number: f64| number_text(number, 1, language);
        let with = |value: f64, unit: &str| {
            let text = number(value);
            format!("{text} {}", words::unit_of(unit, text == "1", language))
        };
        let percent = |share: f64| {
            let blank = if language == Language::De { "\u{a0}" } else { "" };
            format!("{}{blank}%", number(share * 100.0))
        };
        match id {
            "horizon_months" => with(self.horizon_months, "mo"),
            "attach_rate" => percent(self.attach_rate),
            "renewal_rate" => percent(self.renewal_rate),
            "contract_value" => match self.contract_value {
                ContractValue::PriceList => pick(language, ["Preisliste", "price list", "listino"]),
                ContractValue::TypeMean => pick(language, ["Mittel des Typs", "mean of the type", "media del tipo"]),
            }
            .to_owned(),
            "modernization_from_years" => with(self.modernization_from_years, "a"),
            "modernization_rate" => percent(self.modernization_rate),
            "parts_reach" => percent(self.parts_reach),
            "parts_min_buyers" => number(f64::from(self.parts_min_buyers)),
            "min_decided" => number(f64::from(self.min_decided)),
            "rate_where_none_decided" => percent(self.rate_where_none_decided),
            "location_current_days" => with(f64::from(self.location_current_days), "d"),
            "location_undated" => match self.location_undated {
                Undated::Unknown => pick(language, ["nicht bekannt", "not known", "non noto"]),
                Undated::Current => pick(language, ["ja", "yes", "sì"]),
                Undated::NotCurrent => pick(language, ["nein", "no", "no"]),
            }
            .to_owned(),
            "visit_years" => with(self.visit_years, "a"),
            "age_bands" => {
                let limits: Vec<String> = self.age_bands.iter().map(|limit| number(f64::from(*limit))).collect();
                format!("{} {}", limits.join("; "), words::unit("a", language))
            }
            "country_groups" => {
                let group = |group: &crate::CountryGroup| {
                    format!("{}: {}", group.name.get(language), group.countries.join(" "))
                };
                self.country_groups.iter().map(group).collect::<Vec<_>>().join("; ")
            }
            "segment_by" => match self.segment_by {
                SegmentBy::CountryGroup => pick(language, ["Ländergruppe", "group of countries", "gruppo di paesi"]),
                SegmentBy::Age => pick(language, ["Altersgruppe", "age band", "fascia di età"]),
            }
            .to_owned(),
            "segment_min_machines" => number(f64::from(self.segment_min_machines)),
            "start_weights" => {
                let weights = self.start_weights;
                let weights = [weights.potential, weights.ready, weights.known, weights.reached];
                weights.map(number).join(" : ")
            }
            "chart_groups" => number(f64::from(self.chart_groups)),
            other => other.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_assumption_is_defined() {
        let json = serde_json::to_value(Assumptions::default()).expect("serialisable");
        let mut settings: Vec<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
        let mut defined: Vec<&str> = TEXTS.iter().map(|(id, _)| *id).collect();
        settings.sort_unstable();
        defined.sort_unstable();
        assert_eq!(settings, defined);
        for language in [Language::De, Language::En, Language::It] {
            for text in Assumptions::default().texts(language) {
                assert!(!text.value.is_empty() && text.value != text.id, "{}", text.id);
            }
        }
        for offer in Offer::ALL {
            assert!(Assumptions::of_offer(offer).iter().all(|id| defined.contains(id)));
        }
    }

    #[test]
    fn values_are_written_as_the_language_does() {
        let texts = Assumptions { attach_rate: 0.125, ..Assumptions::default() }.texts(Language::De);
        assert_eq!(texts[1].value, "12,5\u{a0}%");
        assert_eq!(texts[0].value, "12 Monate");
    }
}
