//! Cities of the four countries with a postcode that is theirs.

/// A country machines are sold to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Country {
    Germany,
    Austria,
    Switzerland,
    Italy,
}

impl Country {
    /// ISO 3166 code, as the ERP writes it.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Germany => "DE",
            Self::Austria => "AT",
            Self::Switzerland => "CH",
            Self::Italy => "IT",
        }
    }

    /// English name, as the CRM writes it.
    pub(crate) const fn english(self) -> &'static str {
        match self {
            Self::Germany => "Germany",
            Self::Austria => "Austria",
            Self::Switzerland => "Switzerland",
            Self::Italy => "Italy",
        }
    }

    /// International dialling prefix.
    pub(crate) const fn dialling(self) -> &'static str {
        match self {
            Self::Germany => "+49",
            Self::Austria => "+43",
            Self::Switzerland => "+41",
            Self::Italy => "+39",
        }
    }

    /// Top-level domain.
    pub(crate) const fn domain(self) -> &'static str {
        match self {
            Self::Germany => "de",
            Self::Austria => "at",
            Self::Switzerland => "ch",
            Self::Italy => "it",
        }
    }

    /// Postcodes and cities.
    pub(crate) const fn cities(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Germany => GERMANY,
            Self::Austria => AUSTRIA,
            Self::Switzerland => SWITZERLAND,
            Self::Italy => ITALY,
        }
    }
}

#[rustfmt::skip]
const GERMANY: &[(&str, &str)] = &[
    ("70173", "Stuttgart"), ("80331", "München"), ("10115", "Berlin"), ("20095", "Hamburg"), ("50667", "Köln"),
    ("60311", "Frankfurt am Main"), ("40213", "Düsseldorf"), ("44135", "Dortmund"), ("45127", "Essen"),
    ("04109", "Leipzig"), ("01067", "Dresden"), ("30159", "Hannover"), ("90402", "Nürnberg"), ("28195", "Bremen"),
    ("47051", "Duisburg"), ("44787", "Bochum"), ("42103", "Wuppertal"), ("33602", "Bielefeld"), ("53111", "Bonn"),
    ("48143", "Münster"), ("68159", "Mannheim"), ("76133", "Karlsruhe"), ("86150", "Augsburg"),
    ("65183", "Wiesbaden"), ("41061", "Mönchengladbach"), ("45879", "Gelsenkirchen"), ("52062", "Aachen"),
    ("38100", "Braunschweig"), ("24103", "Kiel"), ("09111", "Chemnitz"), ("06108", "Halle (Saale)"),
    ("39104", "Magdeburg"), ("79098", "Freiburg im Breisgau"), ("47798", "Krefeld"), ("23552", "Lübeck"),
    ("55116", "Mainz"), ("99084", "Erfurt"), ("18055", "Rostock"), ("34117", "Kassel"), ("58095", "Hagen"),
    ("66111", "Saarbrücken"), ("14467", "Potsdam"), ("67059", "Ludwigshafen am Rhein"), ("26122", "Oldenburg"),
    ("51373", "Leverkusen"), ("49074", "Osnabrück"), ("42651", "Solingen"), ("69117", "Heidelberg"),
    ("89073", "Ulm"), ("74072", "Heilbronn"), ("75172", "Pforzheim"), ("97070", "Würzburg"), ("93047", "Regensburg"),
    ("85049", "Ingolstadt"), ("72764", "Reutlingen"), ("73728", "Esslingen am Neckar"),
    ("78050", "Villingen-Schwenningen"), ("72070", "Tübingen"), ("57072", "Siegen"), ("91052", "Erlangen"),
    ("73430", "Aalen"), ("88212", "Ravensburg"), ("78462", "Konstanz"), ("87435", "Kempten (Allgäu)"),
];

#[rustfmt::skip]
const AUSTRIA: &[(&str, &str)] = &[
    ("1010", "Wien"), ("8010", "Graz"), ("4020", "Linz"), ("5020", "Salzburg"), ("6020", "Innsbruck"),
    ("9020", "Klagenfurt am Wörthersee"), ("9500", "Villach"), ("4600", "Wels"), ("3100", "St. Pölten"),
    ("6850", "Dornbirn"), ("2700", "Wiener Neustadt"), ("4400", "Steyr"), ("6800", "Feldkirch"), ("6900", "Bregenz"),
    ("4060", "Leonding"), ("3400", "Klosterneuburg"), ("2500", "Baden"), ("9400", "Wolfsberg"), ("8700", "Leoben"),
    ("3500", "Krems an der Donau"), ("4050", "Traun"), ("3300", "Amstetten"), ("6890", "Lustenau"),
    ("8605", "Kapfenberg"), ("2340", "Mödling"), ("5400", "Hallein"), ("6330", "Kufstein"),
    ("9800", "Spittal an der Drau"), ("7000", "Eisenstadt"), ("4910", "Ried im Innkreis"), ("4840", "Vöcklabruck"),
    ("4810", "Gmunden"), ("5280", "Braunau am Inn"), ("3430", "Tulln an der Donau"), ("2000", "Stockerau"),
    ("2320", "Schwechat"), ("6130", "Schwaz"), ("6300", "Wörgl"), ("6060", "Hall in Tirol"), ("6500", "Landeck"),
    ("9900", "Lienz"), ("8600", "Bruck an der Mur"), ("8680", "Mürzzuschlag"), ("8750", "Judenburg"),
    ("8720", "Knittelfeld"), ("8940", "Liezen"), ("8230", "Hartberg"), ("8200", "Gleisdorf"), ("8160", "Weiz"),
    ("8430", "Leibnitz"), ("8530", "Deutschlandsberg"), ("8570", "Voitsberg"), ("3950", "Gmünd"), ("3910", "Zwettl"),
    ("3580", "Horn"), ("2020", "Hollabrunn"), ("2130", "Mistelbach"), ("2230", "Gänserndorf"),
    ("2620", "Neunkirchen"), ("4240", "Freistadt"), ("4320", "Perg"), ("5700", "Zell am See"),
    ("5600", "St. Johann im Pongau"),
];

#[rustfmt::skip]
const SWITZERLAND: &[(&str, &str)] = &[
    ("8001", "Zürich"), ("1201", "Genève"), ("4001", "Basel"), ("1003", "Lausanne"), ("3011", "Bern"),
    ("8400", "Winterthur"), ("6003", "Luzern"), ("9000", "St. Gallen"), ("6900", "Lugano"), ("2502", "Biel/Bienne"),
    ("3600", "Thun"), ("1700", "Fribourg"), ("8200", "Schaffhausen"), ("7000", "Chur"), ("2000", "Neuchâtel"),
    ("8610", "Uster"), ("1950", "Sion"), ("6300", "Zug"), ("8953", "Dietikon"), ("8500", "Frauenfeld"),
    ("5000", "Aarau"), ("5400", "Baden"), ("4500", "Solothurn"), ("4600", "Olten"), ("4900", "Langenthal"),
    ("3400", "Burgdorf"), ("9500", "Wil"), ("8280", "Kreuzlingen"), ("9320", "Arbon"), ("8640", "Rapperswil"),
    ("8750", "Glarus"), ("6430", "Schwyz"), ("6460", "Altdorf"), ("6370", "Stans"), ("6060", "Sarnen"),
    ("9050", "Appenzell"), ("9100", "Herisau"), ("9400", "Rorschach"), ("9470", "Buchs"), ("8570", "Weinfelden"),
    ("8590", "Romanshorn"), ("8180", "Bülach"), ("8302", "Kloten"), ("8600", "Dübendorf"), ("8820", "Wädenswil"),
    ("8810", "Horgen"), ("5600", "Lenzburg"), ("5200", "Brugg"), ("4800", "Zofingen"), ("4310", "Rheinfelden"),
    ("4410", "Liestal"), ("2540", "Grenchen"), ("2300", "La Chaux-de-Fonds"), ("1400", "Yverdon-les-Bains"),
    ("1800", "Vevey"), ("1820", "Montreux"), ("1920", "Martigny"), ("3900", "Brig"), ("6500", "Bellinzona"),
    ("6600", "Locarno"), ("1630", "Bulle"), ("2800", "Delémont"),
];

#[rustfmt::skip]
const ITALY: &[(&str, &str)] = &[
    ("20121", "Milano"), ("10121", "Torino"), ("40121", "Bologna"), ("37121", "Verona"), ("25121", "Brescia"),
    ("24121", "Bergamo"), ("35121", "Padova"), ("36100", "Vicenza"), ("31100", "Treviso"), ("30121", "Venezia"),
    ("38122", "Trento"), ("39100", "Bolzano"), ("33100", "Udine"), ("34121", "Trieste"), ("41121", "Modena"),
    ("43121", "Parma"), ("42121", "Reggio Emilia"), ("29121", "Piacenza"), ("44121", "Ferrara"),
    ("48121", "Ravenna"), ("47121", "Forlì"), ("47521", "Cesena"), ("47921", "Rimini"), ("20900", "Monza"),
    ("21100", "Varese"), ("22100", "Como"), ("23900", "Lecco"), ("27100", "Pavia"), ("26100", "Cremona"),
    ("46100", "Mantova"), ("28100", "Novara"), ("13100", "Vercelli"), ("13900", "Biella"), ("15121", "Alessandria"),
    ("14100", "Asti"), ("12100", "Cuneo"), ("16121", "Genova"), ("17100", "Savona"), ("19121", "La Spezia"),
    ("50121", "Firenze"), ("59100", "Prato"), ("51100", "Pistoia"), ("55100", "Lucca"), ("56121", "Pisa"),
    ("57121", "Livorno"), ("52100", "Arezzo"), ("53100", "Siena"), ("06121", "Perugia"), ("05100", "Terni"),
    ("60121", "Ancona"), ("61121", "Pesaro"), ("00184", "Roma"), ("80133", "Napoli"), ("84121", "Salerno"),
    ("70121", "Bari"), ("65121", "Pescara"), ("45100", "Rovigo"), ("32100", "Belluno"), ("34170", "Gorizia"),
    ("33170", "Pordenone"), ("26900", "Lodi"), ("23100", "Sondrio"), ("39012", "Merano"), ("39042", "Bressanone"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_sixty_cities_with_postcodes_of_its_length() {
        for (country, digits) in
            [(Country::Germany, 5), (Country::Austria, 4), (Country::Switzerland, 4), (Country::Italy, 5)]
        {
            assert!(country.cities().len() >= 60, "{country:?}");
            for (postcode, city) in country.cities() {
                assert!(postcode.len() == digits && postcode.bytes().all(|byte| byte.is_ascii_digit()), "{city}");
            }
        }
    }
}
