//! Whether rows that carry one serial number are of one machine. They are, as a rule; but a number is copied from the
//! row above, a digit is wrong and makes it that of a neighbour, or it was given out twice. Then the rest of the row
//! tells of another machine, and what belongs together is for weights and people to say.

/// What a row says beside its serial number, each as compared: normalised, empty where it says nothing.
#[derive(Clone, Copy, Default)]
pub struct Said<'a> {
    /// The source it stands in, which has no machine twice.
    pub source: u32,
    /// The machine's type.
    pub kind: &'a str,
    /// Year of manufacture.
    pub year: &'a str,
    /// The day it was installed.
    pub installed: &'a str,
    /// The customer.
    pub customer: &'a str,
    /// Where it stands.
    pub postcode: &'a str,
    /// Where it stands.
    pub city: &'a str,
}

/// How far two rows agree.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Agreement {
    /// In what few machines share: the day, the customer, the place.
    telling: u32,
    /// In what many share: the type, the year.
    common: u32,
    against: u32,
}

impl Agreement {
    fn of(one: &Said<'_>, other: &Said<'_>) -> Self {
        let mut found = Self::default();
        // 1: the same, 0: another, none: one of them does not say.
        let says = |one: &str, other: &str| (!one.is_empty() && !other.is_empty()).then(|| one == other);
        // The place is the customer's: it counts where the customer does not.
        let place = says(one.customer, other.customer)
            .or_else(|| says(one.postcode, other.postcode))
            .or_else(|| says(one.city, other.city));
        for telling in [says(one.installed, other.installed), place] {
            found.telling += u32::from(telling == Some(true));
            found.against += u32::from(telling == Some(false));
        }
        for common in [says(one.kind, other.kind), says(one.year, other.year)] {
            found.common += u32::from(common == Some(true));
            found.against += u32::from(common == Some(false));
        }
        found
    }

    /// Enough to be sure together with the serial number. Neighbours in number share type and year.
    const fn is_sure(self) -> bool {
        self.telling > 0 && self.telling + self.common > self.against
    }
}

/// Whether two rows of one serial number are surely of one machine.
#[must_use]
pub fn agree(one: &Said<'_>, other: &Said<'_>) -> bool {
    Agreement::of(one, other).is_sure()
}

/// Whether two rows of one serial number say of two machines rather than of one.
#[must_use]
pub fn contradict(one: &Said<'_>, other: &Said<'_>) -> bool {
    let agreement = Agreement::of(one, other);
    agreement.against > 0 && !agreement.is_sure()
}

/// For each of the rows of one serial number the first row it is surely one machine with, itself where there is none.
/// A group has one row of a source.
#[must_use]
pub fn groups(rows: &[Said<'_>]) -> Vec<usize> {
    let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
    for (at, one) in rows.iter().enumerate() {
        for (after, other) in rows.iter().enumerate().skip(at + 1) {
            let agreement = Agreement::of(one, other);
            if one.source != other.source && agreement.is_sure() {
                // The surest first, so that of two rows of a source the right one finds the others.
                let order = 16 + agreement.against - 2 * agreement.telling - agreement.common;
                pairs.push((order, at, after));
            }
        }
    }
    pairs.sort_unstable();
    let mut group: Vec<usize> = (0..rows.len()).collect();
    for (_, one, other) in pairs {
        let (one, other) = (group[one].min(group[other]), group[one].max(group[other]));
        let of = |wanted: usize| {
            rows.iter().zip(&group).filter(move |(_, group)| **group == wanted).map(|(row, _)| row.source)
        };
        let shared = of(one).any(|source| of(other).any(|another| source == another));
        if one != other && !shared {
            group.iter_mut().filter(|of| **of == other).for_each(|of| *of = one);
        }
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    const ERP: Said<'_> = Said {
        source: 0,
        kind: "rx300",
        year: "2004",
        installed: "2004-05-12",
        customer: "Kern",
        postcode: "70173",
        city: "Stuttgart",
    };

    #[test]
    fn rows_that_agree_are_one_machine() {
        let contract = Said { source: 1, customer: "Kern", ..Said::default() };
        let service = Said { source: 2, kind: "rx300", year: "2004", customer: "Kern", ..Said::default() };
        let telematics = Said { source: 3, kind: "rx300", installed: "2004-05-12", ..Said::default() };
        assert_eq!(groups(&[ERP, contract, service, telematics]), [0, 0, 0, 0]);
    }

    #[test]
    fn one_wrong_field_does_not_part_what_agrees_in_more() {
        let crm = Said { source: 4, installed: "2006-01-01", year: "", ..ERP };
        assert_eq!(groups(&[ERP, crm]), [0, 0]);
    }

    #[test]
    fn a_neighbour_under_this_number_is_left_open() {
        // Type and year are those of most neighbours; the customer and the day are not.
        let service = Said { source: 2, kind: "rx300", year: "2004", customer: "Ott", ..Said::default() };
        let telematics = Said { source: 3, kind: "rx300", installed: "2004-05-20", ..Said::default() };
        assert_eq!(groups(&[ERP, service, telematics]), [0, 1, 2]);
        // Nothing but the number: nothing to be sure by.
        assert_eq!(groups(&[ERP, Said { source: 1, ..Said::default() }]), [0, 1]);
    }

    #[test]
    fn of_two_rows_in_one_list_the_one_that_agrees_most_is_taken() {
        let above = Said { source: 2, kind: "rx300", customer: "Kern", ..Said::default() };
        let right = Said { year: "2004", ..above };
        assert_eq!(groups(&[above, ERP, right]), [0, 1, 1]);
        assert_eq!(groups(&[]), [0_usize; 0]);
    }
}
