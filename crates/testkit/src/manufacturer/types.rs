//! The machine types: 24 in 6 product families, four generations each.

use super::calendar::{months_before, plus_days};
use chrono::NaiveDate;

/// The product families, as the price list names them.
pub(crate) const FAMILIES: [&str; 6] =
    ["Fräszentren", "Drehzentren", "Pressen", "Verpackungsmaschinen", "Füllanlagen", "Biegezentren"];

/// One machine of a family, as the ERP describes it. It must not name the type, which may be withheld.
pub(crate) const LABELS: [&str; 6] =
    ["Fräszentrum", "Drehzentrum", "Hydraulikpresse", "Verpackungsmaschine", "Füllanlage", "Biegezentrum"];

/// A machine type.
pub(crate) struct MachineType {
    /// Its name in the type list.
    pub(crate) name: &'static str,
    /// Index in [`FAMILIES`].
    pub(crate) family: usize,
    /// Whether the type list has it.
    pub(crate) listed: bool,
    /// Sold between so many years before `as_of` (first included, last not).
    pub(crate) sold: (i64, i64),
    /// Maintenance interval in hours.
    pub(crate) interval: i64,
    /// Service life in years.
    pub(crate) life: u32,
    /// Discontinued on.
    pub(crate) end_of_life: Option<NaiveDate>,
    /// The type that follows it.
    pub(crate) successor: Option<&'static str>,
    /// Whether spare parts are discontinued.
    pub(crate) parts_discontinued: bool,
    /// The modernization package.
    pub(crate) package: Option<&'static str>,
    /// List price in euros; the other prices are shares of it.
    pub(crate) list_price: i64,
    /// Vibration limit in hundredths of mm/s.
    pub(crate) vibration_limit: i64,
    /// Limit of operating hours.
    pub(crate) hours_limit: i64,
}

impl MachineType {
    /// Price of the modernization in euros.
    pub(crate) const fn package_price(&self) -> i64 {
        self.list_price * 22 / 100
    }

    /// Price of a year's maintenance contract in euros.
    pub(crate) const fn contract_price(&self) -> i64 {
        self.list_price * 3 / 100
    }

    /// Price of the wear parts package in euros.
    pub(crate) const fn wear_parts_price(&self) -> i64 {
        self.list_price / 100 + 190
    }

    /// Price of a service visit in euros.
    pub(crate) const fn visit_price(&self) -> i64 {
        self.list_price / 250 + 480
    }
}

/// What a row of the table below says, before dates are worked out.
struct Row(&'static str, (i64, i64), i64, Eol, Option<usize>, bool, Option<&'static str>, i64, i64, i64);

/// When a type was or will be discontinued.
#[derive(Clone, Copy)]
enum Eol {
    No,
    MonthsAgo(u32),
    Today,
    InDays(i64),
}

/// All types at a date; a family's four stand together, oldest first.
pub(crate) fn machine_types(as_of: NaiveDate) -> Vec<MachineType> {
    use Eol::{InDays, MonthsAgo, No, Today};
    // name, sold, interval, discontinued, successor (index), parts discontinued, package, list price, vibration, hours
    let rows = [
        Row("RX 300", (9, 26), 2000, MonthsAgo(71), Some(1), true, Some("Retrofit RX Steuerung"), 185_000, 450, 56_000),
        Row("RX 500", (4, 14), 2500, No, None, false, Some("Retrofit RX Antrieb"), 248_000, 450, 52_000),
        Row("RX 700", (0, 10), 3000, No, None, false, None, 329_000, 450, 60_000),
        Row("RX 900", (0, 2), 3000, No, None, false, Some("RX 900 Connect"), 412_500, 450, 60_000),
        Row("TD 160", (9, 26), 1500, MonthsAgo(40), None, false, Some("TD Neo"), 142_000, 450, 48_000),
        Row("TD 200", (4, 13), 2000, Today, Some(7), false, Some("TD Neo Plus"), 176_400, 450, 50_000),
        Row("TD 250 S", (0, 10), 2500, InDays(1), None, false, Some("TD Performance"), 215_000, 450, 55_000),
        Row("TD 320", (0, 8), 3000, No, None, false, None, 267_900, 450, 60_000),
        Row("PK 80", (9, 26), 2500, No, Some(9), false, Some("Hydraulik-Upgrade PK"), 98_500, 710, 58_000),
        Row("PK 120", (4, 14), 3000, No, None, false, Some("Servo-Kit PK"), 134_000, 710, 60_000),
        Row("PK 200 H", (0, 10), 3500, No, None, false, None, 205_000, 710, 65_000),
        Row("PK 250", (0, 8), 4000, No, None, false, Some("Servo-Kit PK II"), 298_000, 710, 65_000),
        Row("VPX 10", (9, 26), 1500, MonthsAgo(100), None, true, None, 76_000, 280, 50_000),
        Row("VPX 20", (4, 14), 2000, InDays(200), None, false, Some("VPX Format-Kit"), 98_000, 280, 54_000),
        Row("VPX 30", (0, 10), 2000, No, None, false, Some("VPX Vision"), 126_000, 280, 54_000),
        Row("VPX 40", (0, 7), 2500, No, None, false, None, 158_700, 280, 60_000),
        Row("DFA 6", (9, 26), 2000, No, Some(18), true, Some("DFA Hygiene"), 224_000, 450, 60_000),
        Row("DFA 12", (4, 14), 2000, No, None, false, Some("DFA Hygiene Plus"), 356_000, 450, 60_000),
        Row("DFA 24", (0, 10), 2500, No, None, false, Some("DFA Speed"), 498_000, 450, 60_000),
        Row("DFA 36", (0, 8), 3000, No, None, false, None, 687_500, 450, 65_000),
        Row("HB 1500", (9, 26), 3000, MonthsAgo(12), Some(21), false, Some("HB Sicherheitspaket"), 88_000, 710, 52_000),
        Row("HB 2000", (4, 14), 3500, No, None, false, Some("HB Laserwinkel"), 112_000, 710, 56_000),
        Row("HB 3000", (0, 10), 4000, No, None, false, Some("HB Automation"), 149_000, 710, 60_000),
        Row("HB 4000", (0, 8), 4000, No, None, false, None, 199_900, 710, 65_000),
    ];
    let names = rows.each_ref().map(|row| row.0);
    let types = rows.into_iter().enumerate().map(|(index, row)| {
        let Row(name, sold, interval, eol, successor, parts_discontinued, package, price, vibration, hours) = row;
        MachineType {
            name,
            family: index / 4,
            // The newest milling centre has not reached the price list yet.
            listed: name != "RX 900",
            sold,
            interval,
            life: 12 + u32::try_from(index % 4).unwrap_or(0) * 2,
            end_of_life: match eol {
                No => None,
                MonthsAgo(months) => Some(months_before(as_of, months)),
                Today => Some(as_of),
                InDays(days) => Some(plus_days(as_of, days)),
            },
            successor: successor.and_then(|at| names.get(at).copied()),
            parts_discontinued,
            package,
            list_price: price,
            vibration_limit: vibration,
            hours_limit: hours,
        }
    });
    types.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_families_of_four_one_type_unlisted_every_age_served() {
        let types = machine_types(NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date"));
        assert_eq!(types.len(), 24);
        assert_eq!(types.iter().filter(|kind| !kind.listed).count(), 1);
        for family in 0..FAMILIES.len() {
            for years in 0..=25 {
                let served = |kind: &MachineType| {
                    kind.listed && kind.family == family && (kind.sold.0..kind.sold.1).contains(&years)
                };
                assert!(types.iter().any(served), "family {family}, {years} years");
            }
        }
        assert!(types.iter().all(|kind| kind.successor != Some(kind.name)));
    }
}
