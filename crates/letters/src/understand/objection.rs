//! Objections people write by hand. An objection is absolute (GDPR, article 21(3)), so what may be one counts as one; a person
//! sees the text beside it.

/// Said alone, as the subject or on a line of its own.
const ALONE: &[&str] = &[
    "abbestellen",
    "abmelden",
    "abmeldung",
    "annulla iscrizione",
    "austragen",
    "basta",
    "bitte abmelden",
    "bitte austragen",
    "cancellami",
    "cancellarmi",
    "cancellatemi",
    "cancellazione",
    "disiscrivere",
    "disiscrivermi",
    "disiscrivetemi",
    "disiscrivi",
    "disiscrizione",
    "keine mails mehr",
    "keine werbung",
    "no more mails",
    "opt out",
    "opt-out",
    "please remove me",
    "please unsubscribe",
    "please unsubscribe me",
    "remove",
    "remove me",
    "rimuovere",
    "stop",
    "unsubscribe",
    "unsubscribe me",
    "widerspruch",
];

/// Said anywhere in what was written.
const ANYWHERE: &[&str] = &[
    "aus dem verteiler",
    "aus ihrem verteiler",
    "bitte keine weiteren e-mails",
    "bitte keine weiteren mails",
    "do not contact me again",
    "do not email me",
    "do not send me any more",
    "don't contact me",
    "don't email me",
    "keine e-mails mehr",
    "keine emails mehr",
    "keine mails mehr",
    "keine weitere werbung",
    "keine werbung mehr",
    "keine weiteren werbe",
    "löschen sie meine adresse",
    "löschen sie meine daten",
    "löschen sie meine e-mail",
    "mi oppongo",
    "nicht mehr anschreiben",
    "nicht mehr kontaktieren",
    "no further emails",
    "no more emails",
    "non desidero più ricevere",
    "non desidero ricevere",
    "non inviatemi più",
    "non mandatemi più",
    "non voglio più ricevere",
    "non voglio ricevere",
    "object to the use of my",
    "object to the processing",
    "remove me from",
    "rimuovetemi",
    "rimuovermi",
    "stop emailing",
    "stop sending",
    "take me off",
    "toglietemi",
    "unsubscribe me",
    "vom newsletter ab",
    "vom verteiler",
    "widerspreche der",
    "widerspreche hiermit",
    "hiermit widerspreche",
    "keine werbung von ihnen",
    "wünsche keine werbung",
    "möchte keine werbung",
];

/// Prefixes of answers and forwarded mails.
const PREFIXES: &[&str] = &["re:", "aw:", "r:", "i:", "wg:", "fwd:", "fw:", "antw:", "ris:"];

fn bare(text: &str) -> String {
    let mut text = text.trim().to_lowercase();
    while let Some(rest) = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)) {
        text = rest.trim().to_owned();
    }
    text.trim_matches(|sign: char| !sign.is_alphanumeric()).to_owned()
}

/// Whether a person objects to further mails. `text` is what the person wrote, without what is quoted.
pub(super) fn is_one(subject: &str, text: &str) -> bool {
    let alone = |line: &str| ALONE.contains(&bare(line).as_str());
    if alone(subject) || text.lines().filter(|line| !line.trim().is_empty()).take(20).any(alone) {
        return true;
    }
    let together = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace('’', "'");
    ANYWHERE.iter().any(|phrase| together.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objections_are_heard() {
        for (subject, text) in [
            ("unsubscribe", ""),
            ("AW: Wartungsvertrag", "STOP!\n\nMaria Rossi"),
            ("Re: x", "Bitte abmelden.\nGruß"),
            ("R: x", "Disiscrivi"),
            ("Aw: x", "Sehr geehrte Damen und Herren,\nhiermit widerspreche ich der Nutzung."),
            ("Re: x", "Please take me\noff your list"),
            ("Re: x", "Non desidero più ricevere queste e-mail"),
            ("Abmeldung", "Guten Tag"),
        ] {
            assert!(is_one(subject, text), "{subject}: {text}");
        }
    }

    #[test]
    fn other_answers_are_none() {
        for (subject, text) in [
            ("AW: Wartungsvertrag", "Bitte senden Sie mir ein Angebot."),
            ("Re: x", "We must stop the machine in May, can you come then?"),
            ("AW: x", "Die Maschine ist abgemeldet und verkauft."),
            ("R: x", "Basta una telefonata per fissare la data."),
            ("AW: Abmelden am Panel", "Das Abmelden am Bedienpanel klappt nicht."),
        ] {
            assert!(!is_one(subject, text), "{subject}: {text}");
        }
    }
}
