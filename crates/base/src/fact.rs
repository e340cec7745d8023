//! The fact catalogue: every column of the fact table, declared once with its type, unit and meaning.
//!
//! A fact is null where it is not known; a verdict that needs it is then unknown (design, invariant 4). `connect`
//! computes the facts, trigger conditions name them.

use crate::{CellRef, DataType, Kind};
use chrono::NaiveDate;
use serde::Serialize;

/// One column of the fact table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fact {
    /// The name conditions use.
    pub id: &'static str,
    /// The type; `Money` facts are in EUR.
    pub data: DataType,
    /// The unit, where it has one.
    pub unit: Option<&'static str>,
    /// The kinds of records it comes from; what to add where it is missing.
    pub kinds: &'static [Kind],
    /// Meaning in German.
    pub de: &'static str,
    /// Meaning in English.
    pub en: &'static str,
    /// Meaning in Italian.
    pub it: &'static str,
}

macro_rules! facts {
    ($($id:literal $data:ident $unit:expr, [$($kind:ident),*], $de:literal, $en:literal, $it:literal;)*) => {
        /// All facts, in the order of the fact table's columns.
        pub const FACTS: &[Fact] = &[$(Fact {
            id: $id, data: DataType::$data, unit: $unit, kinds: &[$(Kind::$kind),*], de: $de, en: $en, it: $it,
        }),*];
    };
}

facts! {
    "in_field" Flag None, [Machines, LifecycleEvents], "steht im Feld (nicht verschrottet, verkauft oder stillgelegt)", "is in the field (not scrapped, sold or retired)", "è in campo (non rottamata, venduta o dismessa)";
    "machine_type" Text None, [Machines], "Maschinentyp", "machine type", "tipo di macchina";
    "product_family" Text None, [Types, Machines], "Produktfamilie", "product family", "famiglia di prodotto";
    "country" Text None, [Machines, Customers], "Land des Standorts (ISO 3166)", "country of the site (ISO 3166)", "paese della sede (ISO 3166)";
    "age_years" Number Some("a"), [Machines], "Alter seit Inbetriebnahme, sonst seit Lieferung, sonst seit 31. Dezember des Baujahrs", "age since installation, else since delivery, else since 31 December of the year of manufacture", "età dalla messa in servizio, altrimenti dalla consegna, altrimenti dal 31 dicembre dell'anno di costruzione";
    "contract_status" Text None, [Contracts], "Servicevertrag: active, expired, pending oder none", "service contract: active, expired, pending or none", "contratto di assistenza: active, expired, pending o none";
    "contracts_running" Integer None, [Contracts], "laufende Verträge, die zur Maschine passen; gerechnet wird mit dem, der am längsten läuft", "running contracts that fit the machine; the one that runs longest counts", "contratti in corso che riguardano la macchina; conta quello che dura più a lungo";
    "contract_days_left" Integer Some("d"), [Contracts], "Tage bis zum Ende der lückenlosen Vertragsdeckung", "days to the end of gapless contract coverage", "giorni alla fine della copertura contrattuale continua";
    "notice_days_left" Integer Some("d"), [Contracts], "Tage bis zum nächsten Kündigungstermin, ohne Kündigungsfrist bis zum Ende", "days to the next notice date, to the end where there is no notice period", "giorni al prossimo termine di disdetta, alla fine se non c'è preavviso";
    "contract_annual_value" Money Some("EUR"), [Contracts], "Jahreswert des Vertrags", "annual value of the contract", "valore annuo del contratto";
    "warranty_status" Text None, [Machines, Warranties, Types], "Gewährleistung: active, expired oder none", "warranty: active, expired or none", "garanzia: active, expired o none";
    "warranty_days_left" Integer Some("d"), [Machines, Warranties, Types], "Tage bis Ende der Gewährleistung (negativ: abgelaufen)", "days to the end of warranty (negative: over)", "giorni alla fine della garanzia (negativo: scaduta)";
    "operating_hours" Number Some("h"), [Counters, Machines], "Betriebsstunden nach letztem Zählerstand", "operating hours by the latest counter reading", "ore di esercizio secondo l'ultima lettura";
    "hours_per_day" Number Some("h/d"), [Counters], "Betriebsstunden je Tag in den letzten 90 Tagen", "operating hours a day over the last 90 days", "ore di esercizio al giorno negli ultimi 90 giorni";
    "hours_since_maintenance" Number Some("h"), [Counters, Visits], "Betriebsstunden seit der letzten Wartung", "operating hours since the last maintenance", "ore di esercizio dall'ultima manutenzione";
    "maintenance_interval" Number Some("h"), [Types], "Wartungsintervall des Typs", "maintenance interval of the type", "intervallo di manutenzione del tipo";
    "maintenance_days_left" Integer Some("d"), [Counters, Visits, Types], "Tage bis zur nächsten Wartung nach Betriebsstunden je Tag (negativ: überfällig)", "days to the next maintenance by operating hours a day (negative: overdue)", "giorni alla prossima manutenzione secondo le ore al giorno (negativo: in ritardo)";
    "maintenance_due_on" Date None, [Counters, Visits, Types], "voraussichtlicher Tag der nächsten Wartung", "projected date of the next maintenance", "data prevista della prossima manutenzione";
    "load_mean_30d" Number Some("%"), [Counters], "mittlere Auslastung in 30 Tagen", "mean load over 30 days", "carico medio in 30 giorni";
    "load_high_30d" Number Some("%"), [Counters], "Anteil der Messwerte über 80 % Auslastung in 30 Tagen", "share of readings above 80 % load in 30 days", "quota di misure oltre l'80 % di carico in 30 giorni";
    "days_silent" Integer Some("d"), [Counters], "Tage seit dem letzten Messwert", "days since the last reading", "giorni dall'ultima misura";
    "telemetry_coverage_30d" Number Some("%"), [Counters], "Anteil der letzten 30 Tage mit Messwerten", "share of the last 30 days with readings", "quota degli ultimi 30 giorni con misure";
    "critical_errors_30d" Integer None, [Errors], "kritische Fehler in 30 Tagen", "critical errors in 30 days", "errori critici in 30 giorni";
    "same_error_30d" Integer None, [Errors], "häufigster Fehlercode in 30 Tagen: Anzahl", "count of the most frequent error code in 30 days", "ricorrenze dell'errore più frequente in 30 giorni";
    "errors_90d" Integer None, [Errors], "Fehler in 90 Tagen", "errors in 90 days", "errori in 90 giorni";
    "errors_prior_90d" Integer None, [Errors], "Fehler in den 90 Tagen davor", "errors in the 90 days before", "errori nei 90 giorni precedenti";
    "type_errors_90d" Number None, [Errors, Machines], "Fehler in 90 Tagen, Mittel des Maschinentyps", "errors in 90 days, mean of the machine type", "errori in 90 giorni, media del tipo di macchina";
    "errors_7d" Integer None, [Errors], "Fehler in 7 Tagen", "errors in 7 days", "errori in 7 giorni";
    "error_codes_1d" Integer None, [Errors], "verschiedene Fehlercodes an dem Tag", "different error codes on the day", "codici di errore diversi nel giorno";
    "errors_30d" Integer None, [Errors], "Fehler in 30 Tagen", "errors in 30 days", "errori in 30 giorni";
    "critical_errors_90d" Integer None, [Errors], "kritische Fehler in 90 Tagen", "critical errors in 90 days", "errori critici in 90 giorni";
    "same_error_90d" Integer None, [Errors], "häufigster Fehlercode in 90 Tagen: Anzahl", "count of the most frequent error code in 90 days", "ricorrenze dell'errore più frequente in 90 giorni";
    "top_error_90d" Text None, [Errors], "häufigster Fehlercode in 90 Tagen", "most frequent error code in 90 days", "errore più frequente in 90 giorni";
    "error_rise_p" Number None, [Errors], "Wahrscheinlichkeit, dass so viele Fehler in 90 Tagen Zufall sind, gemessen an den 270 Tagen davor (exakter Poisson-Test)", "probability that so many errors in 90 days are chance, by the machine's own 270 days before (exact Poisson test)", "probabilità che tanti errori in 90 giorni siano un caso, rispetto ai propri 270 giorni precedenti (test di Poisson esatto)";
    "errors_vs_type" Number None, [Errors, Machines], "Fehlerrate in 90 Tagen als Vielfaches des Typmittels; bei kurzer eigener Erfahrung zum Typmittel hin gezogen", "error rate over 90 days as a multiple of the type's mean, drawn towards it where the machine's own experience is short", "tasso di errore in 90 giorni come multiplo della media del tipo, avvicinato a essa se l'esperienza propria è breve";
    "error_trend_p" Number None, [Errors], "Wahrscheinlichkeit, dass der Trend der Fehler je Woche über 26 Wochen Zufall ist (Mann-Kendall)", "probability that the trend of errors a week over 26 weeks is chance (Mann-Kendall)", "probabilità che la tendenza degli errori a settimana in 26 settimane sia un caso (Mann-Kendall)";
    "error_slope" Number Some("1/wk"), [Errors], "Anstieg der Fehler je Woche von Woche zu Woche über 26 Wochen (Sen)", "rise of errors a week from week to week over 26 weeks (Sen)", "aumento degli errori a settimana di settimana in settimana in 26 settimane (Sen)";
    "vibration" Number Some("mm/s"), [Counters], "letzte Vibrationsmessung", "latest vibration reading", "ultima misura di vibrazione";
    "vibration_90d" Number Some("mm/s"), [Counters], "mittlere Vibration in 90 Tagen", "mean vibration over 90 days", "vibrazione media in 90 giorni";
    "vibration_prior_90d" Number Some("mm/s"), [Counters], "mittlere Vibration in den 90 Tagen davor", "mean vibration over the 90 days before", "vibrazione media nei 90 giorni precedenti";
    "vibration_p95_7d" Number Some("mm/s"), [Counters], "Vibration, 95-%-Wert der letzten 7 Tage", "vibration, 95th percentile of the last 7 days", "vibrazione, 95º percentile degli ultimi 7 giorni";
    "vibration_p95_usual" Number Some("mm/s"), [Counters], "übliche Vibration der Maschine: Mittel der täglichen 95-%-Werte der 90 Tage davor", "the machine's usual vibration: mean of the daily 95th percentiles of the 90 days before", "vibrazione abituale della macchina: media dei 95º percentili giornalieri dei 90 giorni precedenti";
    "vibration_trend_p" Number None, [Counters], "Wahrscheinlichkeit, dass der Trend der Wochenmittel der Vibration über 13 Wochen Zufall ist (Mann-Kendall)", "probability that the trend of the weekly mean vibration over 13 weeks is chance (Mann-Kendall)", "probabilità che la tendenza della vibrazione media settimanale in 13 settimane sia un caso (Mann-Kendall)";
    "vibration_slope" Number Some("mm/s/wk"), [Counters], "Anstieg der Vibration je Woche über 13 Wochen (Sen)", "rise of the vibration a week over 13 weeks (Sen)", "aumento della vibrazione a settimana in 13 settimane (Sen)";
    "vibration_limit" Number Some("mm/s"), [Types], "Grenzwert Vibration des Typs", "vibration limit of the type", "limite di vibrazione del tipo";
    "hours_limit" Number Some("h"), [Types], "Grenzwert Betriebsstunden des Typs", "operating hours limit of the type", "limite di ore di esercizio del tipo";
    "months_without_parts_order" Number Some("mo"), [Orders], "Monate seit der letzten Ersatzteilbestellung, ohne jede Bestellung seit Inbetriebnahme", "months since the last spare parts order, since installation where there never was one", "mesi dall'ultimo ordine di ricambi, dalla messa in servizio se non ce ne sono";
    "parts_revenue_24m" Money Some("EUR"), [Orders], "Ersatzteilumsatz in 24 Monaten", "spare parts revenue in 24 months", "ricavi da ricambi in 24 mesi";
    "last_visit_days" Integer Some("d"), [Visits], "Tage seit dem letzten Serviceeinsatz", "days since the last service visit", "giorni dall'ultimo intervento";
    "end_of_life_reached" Flag None, [Types, Machines], "Typ abgekündigt oder geplantes Ersatzjahr der Maschine erreicht", "type at end of life, or the machine's planned replacement year reached", "tipo a fine vita o anno di sostituzione previsto raggiunto";
    "parts_discontinued" Flag None, [Types], "Ersatzteile abgekündigt", "parts discontinued", "ricambi fuori produzione";
    "has_successor" Flag None, [Types], "Nachfolgetyp vorhanden", "a successor type exists", "esiste un tipo successore";
    "modernization_available" Flag None, [Types], "Modernisierungspaket für den Typ vorhanden", "a modernization package exists for the type", "esiste un pacchetto di modernizzazione per il tipo";
    "contract_price" Money Some("EUR"), [Types], "Preisliste: Servicevertrag im Jahr", "price list: service contract a year", "listino: contratto di assistenza annuo";
    "parts_package_price" Money Some("EUR"), [Types], "Preisliste: Verschleißteilpaket", "price list: wear parts package", "listino: pacchetto parti di usura";
    "modernization_price" Money Some("EUR"), [Types], "Preisliste: Modernisierung", "price list: modernization", "listino: modernizzazione";
    "service_price" Money Some("EUR"), [Types], "Preisliste: Serviceeinsatz", "price list: service visit", "listino: intervento di assistenza";
    "list_price" Money Some("EUR"), [Types], "Preisliste: neue Maschine", "price list: new machine", "listino: macchina nuova";
    "type_contract_value" Money Some("EUR"), [Contracts, Machines], "Jahreswert der Verträge, Mittel des Maschinentyps", "annual contract value, mean of the machine type", "valore annuo dei contratti, media del tipo di macchina";
    "type_parts_revenue_24m" Money Some("EUR"), [Orders, Machines], "Ersatzteilumsatz in 24 Monaten, Mittel des Maschinentyps", "spare parts revenue in 24 months, mean of the machine type", "ricavi da ricambi in 24 mesi, media del tipo di macchina";
}

/// The fact with this id and its column.
#[must_use]
pub fn fact(id: &str) -> Option<(usize, &'static Fact)> {
    FACTS.iter().enumerate().find(|(_, fact)| fact.id == id)
}

/// Readings a value was computed from: a window of a series of the telemetry lake.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct SeriesRef {
    /// The signal; none where all signals count.
    pub signal: Option<&'static str>,
    /// The first day of the window.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Days of it with readings.
    pub days: u32,
    /// Readings in it; none where they were not counted.
    pub readings: Option<u64>,
}

/// The cells and series behind one fact, for every machine of the fact table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FactSources {
    offsets: Vec<u32>,
    cells: Vec<CellRef>,
    series: Vec<Option<SeriesRef>>,
}

impl FactSources {
    /// Collects the cells machine by machine, in the table's order.
    #[must_use]
    pub fn with_capacity(machines: usize) -> Self {
        let mut offsets = Vec::with_capacity(machines + 1);
        offsets.push(0);
        Self { offsets, cells: Vec::with_capacity(machines), series: Vec::new() }
    }

    /// Names the series behind each machine's value, in the table's order.
    #[must_use]
    pub fn with_series(mut self, series: Vec<Option<SeriesRef>>) -> Self {
        self.series = series;
        self
    }

    /// The series behind the value of the machine at this position.
    #[must_use]
    pub fn series(&self, machine: usize) -> Option<SeriesRef> {
        self.series.get(machine).copied().flatten()
    }

    /// Adds the next machine's cells.
    pub fn push(&mut self, cells: impl IntoIterator<Item = CellRef>) {
        self.cells.extend(cells);
        self.offsets.push(u32::try_from(self.cells.len()).unwrap_or(u32::MAX));
    }

    /// The cells of the machine at this position.
    #[must_use]
    pub fn of(&self, machine: usize) -> &[CellRef] {
        match (self.offsets.get(machine), self.offsets.get(machine + 1)) {
            (Some(from), Some(to)) => self.cells.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fact_ids_are_unique_and_explained() {
        for (at, fact) in FACTS.iter().enumerate() {
            assert!(FACTS[at + 1..].iter().all(|other| other.id != fact.id), "{} stands twice", fact.id);
            assert!(!fact.kinds.is_empty(), "{} comes from nowhere", fact.id);
        }
    }

    #[test]
    fn sources_are_found_by_position() {
        let cell = |row| CellRef { table: crate::TableId(1), row, column: 0 };
        let mut sources = FactSources::with_capacity(3);
        sources.push([cell(1)]);
        sources.push([]);
        sources.push([cell(7), cell(8)]);
        assert_eq!(sources.of(0), [cell(1)]);
        assert_eq!(sources.of(1), []);
        assert_eq!(sources.of(2), [cell(7), cell(8)]);
        assert_eq!(sources.of(3), []);
    }
}
