//! Which time it is where a customer is. A country that spreads over several zones has its first and its last here: what is to
//! arrive in working hours must do so in both.

use chrono_tz::Tz;

/// Countries machines stand in, ISO 3166, with their zones.
const ZONES: &[(&str, &[Tz])] = {
    use chrono_tz::{Africa, America, Asia, Australia, Europe, Pacific};
    &[
        ("AE", &[Asia::Dubai]),
        ("AR", &[America::Argentina::Buenos_Aires]),
        ("AT", &[Europe::Vienna]),
        ("AU", &[Australia::Sydney, Australia::Perth]),
        ("BA", &[Europe::Sarajevo]),
        ("BE", &[Europe::Brussels]),
        ("BG", &[Europe::Sofia]),
        ("BR", &[America::Recife, America::Rio_Branco]),
        ("CA", &[America::St_Johns, America::Vancouver]),
        ("CH", &[Europe::Zurich]),
        ("CL", &[America::Santiago]),
        ("CN", &[Asia::Shanghai]),
        ("CO", &[America::Bogota]),
        ("CZ", &[Europe::Prague]),
        ("DE", &[Europe::Berlin]),
        ("DK", &[Europe::Copenhagen]),
        ("EE", &[Europe::Tallinn]),
        ("EG", &[Africa::Cairo]),
        ("ES", &[Europe::Madrid, chrono_tz::Atlantic::Canary]),
        ("FI", &[Europe::Helsinki]),
        ("FR", &[Europe::Paris]),
        ("GB", &[Europe::London]),
        ("GR", &[Europe::Athens]),
        ("HK", &[Asia::Hong_Kong]),
        ("HR", &[Europe::Zagreb]),
        ("HU", &[Europe::Budapest]),
        ("ID", &[Asia::Jayapura, Asia::Jakarta]),
        ("IE", &[Europe::Dublin]),
        ("IL", &[Asia::Jerusalem]),
        ("IN", &[Asia::Kolkata]),
        ("IT", &[Europe::Rome]),
        ("JP", &[Asia::Tokyo]),
        ("KR", &[Asia::Seoul]),
        ("LI", &[Europe::Vaduz]),
        ("LT", &[Europe::Vilnius]),
        ("LU", &[Europe::Luxembourg]),
        ("LV", &[Europe::Riga]),
        ("MX", &[America::Cancun, America::Tijuana]),
        ("MY", &[Asia::Kuala_Lumpur]),
        ("NL", &[Europe::Amsterdam]),
        ("NO", &[Europe::Oslo]),
        ("NZ", &[Pacific::Auckland]),
        ("PL", &[Europe::Warsaw]),
        ("PT", &[Europe::Lisbon, chrono_tz::Atlantic::Azores]),
        ("RO", &[Europe::Bucharest]),
        ("RS", &[Europe::Belgrade]),
        ("SA", &[Asia::Riyadh]),
        ("SE", &[Europe::Stockholm]),
        ("SG", &[Asia::Singapore]),
        ("SI", &[Europe::Ljubljana]),
        ("SK", &[Europe::Bratislava]),
        ("TH", &[Asia::Bangkok]),
        ("TR", &[Europe::Istanbul]),
        ("TW", &[Asia::Taipei]),
        ("UA", &[Europe::Kyiv]),
        ("US", &[America::New_York, America::Los_Angeles]),
        ("VN", &[Asia::Ho_Chi_Minh]),
        ("ZA", &[Africa::Johannesburg]),
    ]
};

/// The zones of a country; those of Germany where it is not known.
#[must_use]
pub fn zones(code: &str) -> &'static [Tz] {
    let code = code.trim().to_ascii_uppercase();
    let known = ZONES.binary_search_by(|(country, _)| country.cmp(&code.as_str()));
    known.ok().and_then(|at| ZONES.get(at)).map_or(&[chrono_tz::Europe::Berlin], |(_, zones)| zones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_found_and_the_unknown_one_keeps_the_hours_of_germany() {
        assert!(ZONES.is_sorted_by(|a, b| a.0 < b.0), "it is searched by halves");
        for (code, found) in ZONES {
            assert_eq!(zones(code), *found);
        }
        assert_eq!(zones("it"), [chrono_tz::Europe::Rome]);
        assert_eq!(zones("XX"), [chrono_tz::Europe::Berlin]);
    }
}
