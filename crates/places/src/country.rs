//! Which country a code or name means.

use crate::fold::fold;
use crate::table::table;
use std::sync::LazyLock;

/// For each country of the table its three-letter code, the sign on its cars and its names in German, English, Italian
/// and its own language, where they are not the same when folded.
const NAMES: &[(&str, &str)] = &[
    ("AD", "AND|Andorra"),
    ("AL", "ALB|Albanien|Albania|Shqipëria"),
    ("AT", "A|AUT|Österreich|Austria|Autriche|Republik Österreich"),
    ("AX", "ALA|Åland|Ålandinseln|Åland Islands|Isole Åland"),
    (
        "BA",
        "BIH|Bosnien und Herzegowina|Bosnien|Bosnia and Herzegovina|Bosnia|Bosnia ed Erzegovina|Bosna i Hercegovina",
    ),
    ("BE", "B|BEL|Belgien|Belgium|Belgio|Belgique|België"),
    ("BG", "BGR|Bulgarien|Bulgaria|Balgariya"),
    ("BR", "BRA|Brasilien|Brazil|Brasile|Brasil"),
    ("BY", "BLR|Belarus|Weißrussland|Bielorussia"),
    ("CH", "CHE|SUI|Schweiz|Switzerland|Svizzera|Suisse|Svizra|Confoederatio Helvetica"),
    ("CN", "CHN|China|Cina|Volksrepublik China|PR China|VR China|People's Republic of China|Zhongguo"),
    ("CY", "CYP|Zypern|Cyprus|Cipro|Kypros|Kibris"),
    ("CZ", "CZE|Tschechien|Tschechische Republik|Czechia|Czech Republic|Cechia|Repubblica Ceca|Česko"),
    ("DE", "D|DEU|GER|BRD|Deutschland|Germany|Germania|Allemagne|Bundesrepublik Deutschland"),
    ("DK", "DNK|DEN|Dänemark|Denmark|Danimarca|Danmark"),
    ("EE", "EST|Estland|Estonia|Eesti"),
    ("ES", "E|ESP|Spanien|Spain|Spagna|España"),
    ("FI", "FIN|Finnland|Finland|Finlandia|Suomi"),
    ("FO", "FRO|Färöer|Faroe Islands|Isole Faroe|Føroyar"),
    ("FR", "F|FRA|Frankreich|France|Francia"),
    (
        "GB",
        "UK|GBR|Großbritannien|Vereinigtes Königreich|Great Britain|United Kingdom|Britain|Gran Bretagna|Regno Unito\
        |England|Inghilterra|Schottland|Scotland|Scozia|Wales|Galles|Nordirland|Northern Ireland|Irlanda del Nord",
    ),
    ("GG", "GGY|GBG|Guernsey"),
    ("GI", "GIB|GBZ|Gibraltar|Gibilterra"),
    ("GR", "EL|GRC|GRE|Griechenland|Greece|Grecia|Hellas|Ellada"),
    ("HR", "HRV|CRO|Kroatien|Croatia|Croazia|Hrvatska"),
    ("HU", "H|HUN|Ungarn|Hungary|Ungheria|Magyarország"),
    ("IE", "IRL|Irland|Ireland|Irlanda|Éire|Republic of Ireland"),
    ("IM", "IMN|GBM|Isle of Man|Insel Man|Isola di Man"),
    ("IN", "IND|Indien|India|Bharat"),
    ("IS", "ISL|Island|Iceland|Islanda|Ísland"),
    ("IT", "I|ITA|Italien|Italia|Italy|Italie"),
    ("JE", "JEY|GBJ|Jersey"),
    ("LI", "FL|LIE|Liechtenstein|Fürstentum Liechtenstein"),
    ("LT", "LTU|Litauen|Lithuania|Lituania|Lietuva"),
    ("LU", "L|LUX|Luxemburg|Luxembourg|Lussemburgo|Lëtzebuerg"),
    ("LV", "LVA|Lettland|Latvia|Lettonia|Latvija"),
    ("MC", "MCO|Monaco"),
    ("MD", "MDA|Moldau|Moldawien|Republik Moldau|Moldova|Moldavia"),
    ("ME", "MNE|Montenegro|Crna Gora"),
    ("MK", "MKD|NMK|Nordmazedonien|Mazedonien|North Macedonia|Macedonia|Macedonia del Nord|Severna Makedonija"),
    ("MT", "M|MLT|Malta"),
    ("MX", "MEX|Mexiko|Mexico|Messico|México"),
    ("NL", "NLD|NED|Niederlande|Netherlands|The Netherlands|Paesi Bassi|Olanda|Holland|Nederland"),
    ("NO", "N|NOR|Norwegen|Norway|Norvegia|Norge"),
    ("PL", "POL|Polen|Poland|Polonia|Polska"),
    ("PT", "P|PRT|POR|Portugal|Portogallo"),
    ("RO", "ROU|ROM|Rumänien|Romania|România"),
    ("RS", "SRB|Serbien|Serbia|Srbija"),
    ("RU", "RUS|Russland|Russische Föderation|Russia|Russian Federation|Rossija|Rossiya"),
    ("SE", "S|SWE|Schweden|Sweden|Svezia|Sverige"),
    ("SI", "SLO|SVN|Slowenien|Slovenia|Slovenija"),
    ("SJ", "SJM|Spitzbergen|Svalbard"),
    ("SK", "SVK|Slowakei|Slowakische Republik|Slovakia|Slovak Republic|Slovacchia|Slovensko"),
    ("SM", "RSM|SMR|San Marino"),
    ("TR", "TUR|Türkei|Turkey|Türkiye|Turchia"),
    ("UA", "UKR|Ukraine|Ucraina|Ukrajina|Ukraina"),
    (
        "US",
        "USA|Vereinigte Staaten|Vereinigte Staaten von Amerika|United States|United States of America|Stati Uniti\
        |Stati Uniti d'America|Amerika|America",
    ),
    ("VA", "V|VAT|Vatikan|Vatikanstadt|Vatican|Vatican City|Città del Vaticano|Vaticano"),
    ("XK", "RKS|XKX|Kosovo|Kosova"),
];

/// The country's place in the table; none where it has no table or is no country.
pub(crate) fn country_of(text: &str) -> Option<usize> {
    if let Some(at) = place_of(text.as_bytes()) {
        return Some(at);
    }
    let names = names();
    let folded = fold(text);
    let at = names.binary_search_by(|(name, _)| name.as_str().cmp(&folded)).ok()?;
    place_of(names[at].1.as_bytes())
}

fn place_of(code: &[u8]) -> Option<usize> {
    table().iter().position(|country| country.code == *code)
}

/// Folded codes and names, ascending, with the code each means.
pub(crate) fn names() -> &'static [(String, &'static str)] {
    static FOLDED: LazyLock<Vec<(String, &str)>> = LazyLock::new(|| {
        let all = NAMES
            .iter()
            .flat_map(|(code, names)| std::iter::once(*code).chain(names.split('|')).map(|name| (fold(name), *code)));
        let mut names: Vec<_> = all.collect();
        names.sort();
        names.dedup();
        names
    });
    &FOLDED
}
