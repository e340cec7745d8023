//! What stands on the sheets beside the glossary's terms.

use crate::{Answer, Asked};
use base::{Field, Kind, Language};
use chrono::NaiveDate;

/// One text in three languages.
pub(crate) struct Text {
    de: &'static str,
    en: &'static str,
    it: &'static str,
}

impl Text {
    pub(crate) const fn get(&self, language: Language) -> &'static str {
        match language {
            Language::De => self.de,
            Language::En => self.en,
            Language::It => self.it,
        }
    }
}

macro_rules! texts {
    ($($name:ident: $de:literal, $en:literal, $it:literal;)*) => {
        $(pub(crate) const $name: Text = Text { de: $de, en: $en, it: $it };)*
    };
}

texts! {
    INSTRUCTIONS: "Anleitung", "Instructions", "Istruzioni";
    TITLE: "Fehlende Angaben zu Maschinen", "Missing machine data", "Dati macchina mancanti";
    STATE_OF: "Stand", "As of", "Stato al";
    WHAT_TO_DO: "Bitte füllen Sie auf dem Blatt mit Ihrem Namen die gelben Felder aus; graue Felder sind bekannt und gesperrt.",
        "Please fill in the yellow cells on the sheet with your name; grey cells are known and locked.",
        "Compilate le celle gialle del foglio con il vostro nome; le celle grigie sono note e bloccate.";
    LEAVE_EMPTY: "Was Sie nicht wissen, lassen Sie leer: Nur ausgefüllte Felder werden übernommen, und alles Übrige bleibt, wie es ist.",
        "Leave empty what you do not know: only filled cells are taken over, and everything else stays as it is.",
        "Lasciate vuoto ciò che non sapete: vengono acquisite solo le celle compilate, tutto il resto rimane com'è.";
    SEND_BACK: "Senden Sie diese Datei bis zum {due} zurück; die Maschinen stehen nach dem Wert der Angebote geordnet, die auf die Angaben warten.",
        "Send this file back by {due}; the machines are in the order of the value of the offers that wait for the data.",
        "Rispedite questo file entro il {due}; le macchine sono ordinate per valore delle offerte in attesa dei dati.";
    SHEET: "Blatt", "Sheet", "Foglio";
    PERSON: "Zuständig", "Responsible", "Responsabile";
    NOBODY: "ohne Zuständige", "nobody responsible", "senza responsabile";
    MACHINES: "Maschinen", "Machines", "Macchine";
    QUESTIONS: "Fehlende Angaben", "Missing values", "Dati mancanti";
    LEFT_OUT: "Weitere Maschinen, nicht auf dem Blatt", "Further machines, not on the sheet", "Altre macchine, non nel foglio";
    WAITS: "Wartender Wert [EUR]", "Value waiting [EUR]", "Valore in attesa [EUR]";
    CUT: "Hier stehen die {n} wertvollsten von {all} Maschinen mit fehlenden Angaben.",
        "These are the {n} most valuable of {all} machines with missing data.",
        "Queste sono le {n} macchine di maggior valore su {all} con dati mancanti.";
    NO_CUT: "Hier stehen alle {all} Maschinen mit fehlenden Angaben.",
        "These are all {all} machines with missing data.",
        "Queste sono tutte le {all} macchine con dati mancanti.";
    NO_GAPS: "Zurzeit fehlt keine Angabe, nach der sich fragen lässt.",
        "At present nothing is missing that could be asked for.",
        "Al momento non manca nessun dato che si possa chiedere.";
    MACHINE_ID: "Maschinen-ID", "Machine id", "ID macchina";
    ADD: "{field} ergänzen", "{field} to add", "{field} da completare";
    CONTRACT: "Servicevertrag", "Service contract", "Contratto di assistenza";
    LAST_VISIT: "Letzter Serviceeinsatz", "Last service visit", "Ultimo intervento";
    RUNS: "läuft", "runs", "in corso";
    ENDED: "beendet", "ended", "terminato";
    NONE: "kein Vertrag", "no contract", "nessun contratto";
    A_DATE: "Bitte ein Datum wie 31.12.2026 eingeben.", "Please enter a date such as 2026-12-31.", "Inserire una data come 31/12/2026.";
    A_NUMBER: "Bitte eine Zahl ab 0 eingeben.", "Please enter a number of 0 or more.", "Inserire un numero da 0 in su.";
    ONE_OF: "Bitte einen Wert aus der Liste wählen.", "Please choose a value of the list.", "Scegliere un valore dall'elenco.";
    NOT_LISTED: "Der Wert steht nicht in der Liste. Trotzdem übernehmen?", "The value is not in the list. Take it all the same?", "Il valore non è nell'elenco. Usarlo comunque?";
    NO_ADDRESS: "Das sieht nicht nach einer E-Mail-Adresse aus. Trotzdem übernehmen?", "This does not look like an e-mail address. Take it all the same?", "Non sembra un indirizzo e-mail. Usarlo comunque?";
    WITH_END: "Bei laufendem Vertrag auch das Vertragsende eintragen.", "Where the contract runs, enter its end as well.", "Se il contratto è in corso, indicare anche la scadenza.";
}

/// The heading of a question's column, as the product calls the field, with its unit.
#[must_use]
pub fn heading(asked: &Asked, language: Language) -> String {
    let label = match asked.id {
        "contract_status" => CONTRACT.get(language),
        "last_visit_on" => LAST_VISIT.get(language),
        _ => words::field(asked.kind, asked.field, language),
    };
    let unit = Field::of(asked.kind, asked.field).and_then(|(_, field)| field.unit);
    let named = match unit {
        Some(unit) => format!("{label} [{}]", words::unit(unit, language)),
        None => label.to_owned(),
    };
    // Three stand among the keys as well; two columns of one heading would be taken for one.
    let is_key = matches!(asked.id, "machine_type" | "customer_name" | "city");
    if is_key { ADD.get(language).replace("{field}", &named) } else { named }
}

/// The headings of the key columns.
pub(crate) fn key_headings(language: Language) -> [&'static str; 5] {
    let field = |id| words::field(Kind::Machines, id, language);
    [MACHINE_ID.get(language), field("serial_number"), field("machine_type"), field("customer_name"), field("city")]
}

/// What a choice is called.
pub(crate) fn choice(id: &'static str, language: Language) -> &'static str {
    match id {
        "active" => RUNS.get(language),
        "ended" => ENDED.get(language),
        "none" => NONE.get(language),
        other => other,
    }
}

/// The choice a person wrote, in whatever language the sheet was.
pub(crate) fn chosen(asked: &Asked, text: &str) -> Option<&'static str> {
    let Answer::Choice(choices) = asked.answer else { return None };
    let text = text.trim().to_lowercase();
    let is = |id: &&&'static str| {
        **id == text
            || [Language::De, Language::En, Language::It].iter().any(|of| choice(id, *of).to_lowercase() == text)
    };
    choices.iter().find(is).copied()
}

/// A day as it is written in the language.
pub(crate) fn day(date: NaiveDate, language: Language) -> String {
    let pattern = match language {
        Language::De => "%d.%m.%Y",
        Language::En => "%Y-%m-%d",
        Language::It => "%d/%m/%Y",
    };
    date.format(pattern).to_string()
}

/// The same as a number format of a spreadsheet.
pub(crate) const fn day_format(language: Language) -> &'static str {
    match language {
        Language::De => "dd.mm.yyyy",
        Language::En => "yyyy-mm-dd",
        Language::It => "dd/mm/yyyy",
    }
}
