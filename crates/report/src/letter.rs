//! The letter that asks a customer to agree to the use of its machines' data (EU Data Act, Reg. (EU) 2023/2854, art. 4(13)):
//! which machines, for what, and where to sign. A draft for the builder's lawyers to look at, not legal advice.

use crate::typeset::{ReportError, Template, set_with};
use base::Language;
use serde::Serialize;

/// A machine named in the letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LetterMachine {
    /// Its serial number.
    pub serial_number: String,
    /// Its type.
    pub machine_type: String,
    /// Where it stands.
    pub place: String,
}

/// What the letter says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Its language.
    pub language: Language,
    /// The machine builder's name.
    pub builder: Option<String>,
    /// To whom, line by line.
    pub address: Vec<String>,
    /// The day, as people write it.
    pub day: String,
    /// The machines.
    pub machines: Vec<LetterMachine>,
}

/// The letter as the template reads it.
#[derive(Serialize)]
struct Words<'a> {
    lang: &'static str,
    builder: Option<&'a str>,
    address: &'a [String],
    day: &'a str,
    subject: &'static str,
    before: [&'static str; 3],
    headings: [&'static str; 3],
    machines: Vec<[&'a str; 3]>,
    after: [&'static str; 2],
    boxes: [&'static str; 2],
    lines: [&'static str; 2],
}

/// The letter as a PDF.
///
/// # Errors
/// Where it cannot be set, which is a mistake in Instand.
pub fn letter(letter: &Letter) -> Result<Vec<u8>, ReportError> {
    let machines = letter.machines.iter();
    let machines =
        machines.map(|of| [of.serial_number.as_str(), of.machine_type.as_str(), of.place.as_str()]).collect();
    let (builder, address, day) = (letter.builder.as_deref(), letter.address.as_slice(), letter.day.as_str());
    let words = match letter.language {
        Language::De => Words {
            lang: "de",
            builder,
            address,
            day,
            machines,
            subject: "Nutzung der Daten Ihrer Maschinen",
            before: [
                "Sehr geehrte Damen und Herren,",
                "Ihre Maschinen erzeugen im Betrieb Daten: Betriebsstunden, Meldungen, Messwerte. Nach der EU-Datenverordnung (Verordnung (EU) 2023/2854, Artikel 4 Absatz 13) nutzen wir diese Daten nur auf der Grundlage eines Vertrags mit Ihnen und nur für die vereinbarten Zwecke.",
                "Wir bitten Sie, für die folgenden Maschinen anzukreuzen, wofür wir die Daten nutzen dürfen:",
            ],
            headings: ["Seriennummer", "Typ", "Standort"],
            after: [
                "Die Vereinbarung gilt ab Unterschrift, bis Sie sie widerrufen; ein Widerruf ist jederzeit mit Wirkung für die Zukunft möglich. Die Daten Ihrer Maschinen erhalten Sie auf Wunsch in maschinenlesbarer Form. Wir geben sie nicht an Dritte weiter, soweit das nicht zur Erfüllung des Vertrags mit Ihnen nötig ist.",
                "Ohne Ihre Zustimmung leisten wir den vereinbarten Service weiterhin; Hinweise, die sich nur aus den Daten ergeben, können wir Ihnen dann nicht geben.",
            ],
            boxes: [
                "Service: Störungen erkennen, Wartung planen, Reparaturen vorbereiten",
                "Angebote: passende Ersatzteile, Verträge und Modernisierungen vorschlagen",
            ],
            lines: ["Ort, Datum", "Name, Unterschrift, Stempel"],
        },
        Language::En => Words {
            lang: "en",
            builder,
            address,
            day,
            machines,
            subject: "Use of your machines' data",
            before: [
                "Dear Sir or Madam,",
                "Your machines produce data while they run: operating hours, messages, measurements. Under the EU Data Act (Regulation (EU) 2023/2854, Article 4(13)) we use these data only on the basis of a contract with you, and only for the purposes agreed.",
                "Please mark what we may use the data of these machines for:",
            ],
            headings: ["Serial number", "Type", "Site"],
            after: [
                "The agreement holds from your signature until you withdraw it, which you may do at any time for the future. On request you receive your machines' data in machine-readable form. We do not pass them on to third parties unless that is needed to perform our contract with you.",
                "Without your consent we go on giving the service agreed; advice that rests on the data alone we cannot give then.",
            ],
            boxes: [
                "Service: recognise faults, plan maintenance, prepare repairs",
                "Offers: propose suitable parts, contracts and modernizations",
            ],
            lines: ["Place, date", "Name, signature, stamp"],
        },
        Language::It => Words {
            lang: "it",
            builder,
            address,
            day,
            machines,
            subject: "Uso dei dati delle vostre macchine",
            before: [
                "Gentili Signore, egregi Signori,",
                "durante il funzionamento le vostre macchine generano dati: ore di esercizio, messaggi, misure. Secondo il regolamento sui dati dell'UE (regolamento (UE) 2023/2854, articolo 4, paragrafo 13) usiamo questi dati solo sulla base di un contratto con voi e solo per le finalità concordate.",
                "Vi preghiamo di indicare per quali finalità possiamo usare i dati delle macchine seguenti:",
            ],
            headings: ["Numero di serie", "Tipo", "Sede"],
            after: [
                "L'accordo vale dalla firma fino alla vostra revoca, possibile in ogni momento con effetto per il futuro. Su richiesta ricevete i dati delle vostre macchine in un formato leggibile da una macchina. Non li trasmettiamo a terzi, salvo quanto necessario per eseguire il contratto con voi.",
                "Senza il vostro consenso continuiamo a fornire l'assistenza concordata; le indicazioni che derivano solo dai dati non possiamo allora darvele.",
            ],
            boxes: [
                "Assistenza: riconoscere guasti, pianificare la manutenzione, preparare riparazioni",
                "Offerte: proporre ricambi, contratti e ammodernamenti adatti",
            ],
            lines: ["Luogo, data", "Nome, firma, timbro"],
        },
    };
    let data = serde_json::to_vec(&words).map_err(|error| ReportError::Data(error.to_string()))?;
    set_with(Template::Letter, data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_set_in_each_language_and_takes_nothing_for_markup() {
        for language in [Language::De, Language::En, Language::It] {
            let of = Letter {
                language,
                builder: Some("Reinhardt #panic() GmbH".to_owned()),
                address: vec!["Huber & Söhne *AG*".to_owned(), "4020 Linz".to_owned()],
                day: "23. November 2026".to_owned(),
                machines: (0..80)
                    .map(|number| LetterMachine {
                        serial_number: format!("RX-{number}"),
                        machine_type: "RX 500 $x$".to_owned(),
                        place: "Linz, AT".to_owned(),
                    })
                    .collect(),
            };
            let pdf = letter(&of).expect("a letter");
            assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000);
        }
    }
}
