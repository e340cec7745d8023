//! The customers: each is worked out from its number alone, so that none has to be kept.

use super::places::Country;
use super::rng::{Rng, Stream};

/// One customer with its only site and contact.
pub(crate) struct Customer {
    /// The number without leading zeros.
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) street: String,
    pub(crate) postcode: &'static str,
    pub(crate) city: &'static str,
    pub(crate) country: Country,
    pub(crate) contact: String,
    pub(crate) email: String,
    pub(crate) phone: String,
}

#[rustfmt::skip]
const PLAIN_SURNAMES: &[&str] = &[
    "Müller", "Schäfer", "Köhler", "Jäger", "Größ", "Weiß", "Krüger", "Böhm", "Hübner", "Schröder", "Förster",
    "Döring", "Bühler", "Kühn", "Lüthi", "Rüegg", "Zürcher", "Gämperle", "Hölzl", "Kröll", "Pöschl", "Stöger",
    "Würth", "Fuchs", "Vogt", "Keller", "Graf", "Brandt", "Ziegler", "Lorenz", "Arnold", "Seidel", "Haas", "Kern",
    "Ott", "Pfister", "Ammann", "Egli", "Tschudi", "Vögeli",
];
#[rustfmt::skip]
const FIRST_HALVES: &[&str] = &[
    "Stein", "Berg", "Wald", "Bach", "Feld", "Brunn", "Eich", "Grün", "Hoch", "Kirch", "Lind", "Moos", "Neu", "Ober",
    "Rosen", "Schön", "Sonn", "Thal", "Unter", "Wein", "Winter", "Ried", "Buch", "Erl",
];
#[rustfmt::skip]
const SECOND_HALVES: &[&str] = &[
    "bauer", "berger", "mann", "huber", "meier", "müller", "hofer", "egger", "eder", "leitner", "inger", "bacher",
    "acher", "felder", "kofler", "wieser", "thaler", "lehner", "stätter", "reiter",
];
#[rustfmt::skip]
const TRADES: &[&str] = &[
    "Metallbau", "Feinmechanik", "Werkzeugbau", "Präzisionstechnik", "Maschinenfabrik", "Blechtechnik",
    "Kunststofftechnik", "Zerspanung", "Lebensmittelwerke", "Brauerei", "Verpackungen", "Getränke",
    "Antriebstechnik", "Gießerei", "Formenbau", "Oberflächentechnik", "Drehteile", "Apparatebau", "Stahlbau",
    "Medizintechnik", "Molkerei", "Hydraulik", "Fördertechnik", "Möbelwerke", "Fahrzeugteile", "Fensterbau",
    "Elektrotechnik", "Druckguss", "Wälzlager", "Süßwaren",
];
#[rustfmt::skip]
const ITALIAN_SURNAMES: &[&str] = &[
    "Rossi", "Bianchi", "Ferrari", "Esposito", "Colombo", "Ricci", "Marino", "Greco", "Bruno", "Gallo", "Conti",
    "De Luca", "Mancini", "Costa", "Giordano", "Rizzo", "Lombardi", "Moretti", "Barbieri", "Fontana", "Santoro",
    "Mariani", "Rinaldi", "Caruso", "Ferrara", "Galli", "Martini", "Leone", "Longo", "Gentile", "Martinelli",
    "Vitale", "Lombardo", "Serra", "Coppola", "D'Angelo", "Marchetti", "Parisi", "Villa", "Conte", "Ferraro",
    "Fabbri", "Bianco", "Marini", "Grasso", "Valentini", "Messina", "Sala", "Niccolò", "Nardò",
];
#[rustfmt::skip]
const ITALIAN_TRADES: &[&str] = &[
    "Officine", "Meccanica", "Carpenteria", "Stampi", "Tornerie", "Utensili", "Lavorazioni Metalliche", "Imballaggi",
    "Dolciaria", "Latticini", "Bevande", "Plastica", "Fonderie", "Automazione", "Oleodinamica", "Serramenti",
    "Ricambi", "Qualità Inox", "Tecnologie", "Arredamenti",
];
#[rustfmt::skip]
const FIRST_NAMES: &[&str] = &[
    "Anna", "Jürgen", "Sabine", "Thomas", "Jörg", "Claudia", "Markus", "Petra", "Stefan", "Ursula", "Günther",
    "Bärbel", "Andreas", "Monika", "Wolfgang", "Karin", "Rüdiger", "Birgit", "Matthias", "Silvia", "Lukas", "Julia",
];
#[rustfmt::skip]
const ITALIAN_FIRST_NAMES: &[&str] = &[
    "Marco", "Giulia", "Luca", "Francesca", "Paolo", "Chiara", "Andrea", "Elena", "Nicolò", "Sara", "Davide", "Laura",
];
#[rustfmt::skip]
const STREETS: &[&str] = &[
    "Industriestraße", "Gewerbepark", "Am Bahnhof", "Hauptstraße", "Robert-Bosch-Straße", "Werkstraße", "Dieselstraße",
    "Fabrikweg", "Max-Planck-Straße", "Im Grund", "Lindenweg", "Carl-Zeiss-Straße", "Mühlgasse", "Königsallee",
];
#[rustfmt::skip]
const ITALIAN_STREETS: &[&str] = &[
    "Via dell'Industria", "Via Roma", "Via Galileo Galilei", "Viale Europa", "Via dell'Artigianato", "Via Enzo Ferrari",
    "Zona Industriale", "Via della Libertà",
];

/// The element of a list at a position counted round it.
fn round<T: Copy>(list: &[T], at: u64) -> T {
    let length = u64::try_from(list.len()).unwrap_or(1);
    list[usize::try_from(at % length).unwrap_or(0)]
}

fn length(list: &[&str]) -> u64 {
    u64::try_from(list.len()).unwrap_or(1)
}

/// Lower-case ASCII letters for mail addresses: ä becomes ae, à becomes a.
fn ascii(text: &str, into: &mut String) {
    for letter in text.chars() {
        match letter {
            'ä' | 'Ä' => into.push_str("ae"),
            'ö' | 'Ö' => into.push_str("oe"),
            'ü' | 'Ü' => into.push_str("ue"),
            'ß' => into.push_str("ss"),
            'à' => into.push('a'),
            'ò' => into.push('o'),
            'ù' => into.push('u'),
            _ if letter.is_ascii_alphanumeric() => into.push(letter.to_ascii_lowercase()),
            _ => {}
        }
    }
}

/// The customer at an index from 0.
pub(crate) fn customer(seed: u64, index: u64) -> Customer {
    let mut rng = Rng::of(seed, Stream::Customer, index);
    let country = match rng.below(100) {
        0..60 => Country::Germany,
        60..75 => Country::Austria,
        75..87 => Country::Switzerland,
        _ => Country::Italy,
    };
    let (postcode, city) = rng.pick(country.cities());
    let italian = country == Country::Italy;
    // A stride prime to the numbers of names spreads neighbours over the list and still meets every pair once.
    let spread = index.wrapping_mul(7919);
    let (surname, trade, rounds) = if italian {
        let pairs = length(ITALIAN_SURNAMES) * length(ITALIAN_TRADES);
        let surname = round(ITALIAN_SURNAMES, spread).to_owned();
        (surname, round(ITALIAN_TRADES, spread / length(ITALIAN_SURNAMES)), index / pairs)
    } else {
        let plain = length(PLAIN_SURNAMES);
        let names = plain + length(FIRST_HALVES) * length(SECOND_HALVES);
        let at = spread % names;
        let surname = if at < plain {
            round(PLAIN_SURNAMES, at).to_owned()
        } else {
            let pair = at - plain;
            format!("{}{}", round(FIRST_HALVES, pair), round(SECOND_HALVES, pair / length(FIRST_HALVES)))
        };
        (surname, round(TRADES, spread / names), index / (names * length(TRADES)))
    };
    let form = match country {
        Country::Germany => rng.pick(&["GmbH", "GmbH & Co. KG", "AG", "KG", "GmbH"]),
        Country::Austria => rng.pick(&["GmbH", "Ges.m.b.H.", "KG", "AG"]),
        Country::Switzerland => rng.pick(&["AG", "GmbH", "AG"]),
        Country::Italy => rng.pick(&["S.r.l.", "SpA", "S.p.A.", "S.n.c."]),
    };
    let name = match (italian, rounds) {
        (true, 0) => format!("{trade} {surname} {form}"),
        (true, _) => format!("{trade} {surname} {city} {form}"),
        (false, 0) => format!("{surname} {trade} {form}"),
        (false, _) => format!("{surname} {trade} {city} {form}"),
    };
    let street = if italian {
        format!("{} {}", rng.pick(ITALIAN_STREETS), 1 + rng.below(120))
    } else {
        format!("{} {}", rng.pick(STREETS), 1 + rng.below(120))
    };
    let (first, last) = if italian {
        (rng.pick(ITALIAN_FIRST_NAMES), rng.pick(ITALIAN_SURNAMES))
    } else {
        (rng.pick(FIRST_NAMES), rng.pick(PLAIN_SURNAMES))
    };
    let mut email = String::with_capacity(48);
    ascii(first, &mut email);
    email.push('.');
    ascii(last, &mut email);
    email.push('@');
    ascii(&surname, &mut email);
    email.push('-');
    ascii(trade, &mut email);
    email.push('.');
    email.push_str(country.domain());
    let phone = format!("{} {} {}", country.dialling(), 100 + rng.below(800), 10_000 + rng.below(900_000));
    Customer {
        number: 200_000 + index,
        name,
        street,
        postcode,
        city,
        country,
        contact: format!("{first} {last}"),
        email,
        phone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_customer_repeats_and_most_names_are_their_own() {
        assert_eq!(customer(1, 17).name, customer(1, 17).name);
        let names: HashSet<String> = (0..2_500).map(|index| customer(1, index).name).collect();
        assert!(names.len() > 2_450, "{} names", names.len());
        let customer = customer(3, 5);
        assert!(customer.email.is_ascii() && customer.email.contains('@'), "{}", customer.email);
    }
}
