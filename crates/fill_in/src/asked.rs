//! What a fill-in list can ask about a machine.

use base::Kind;

/// How an answer is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Free text.
    Text,
    /// An e-mail address.
    Email,
    /// A number, zero or more.
    Number,
    /// A day.
    Date,
    /// One of the values the base has already, or another one.
    Known,
    /// One of these; the ids are the canonical words of the field.
    Choice(&'static [&'static str]),
}

/// A field a person can fill in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The id on the command line and in the workbook.
    pub id: &'static str,
    /// The kind of record the answer is.
    pub kind: Kind,
    /// The field of that kind.
    pub field: &'static str,
    /// The facts and data points it fills, by the ids of [`base::FACTS`] and of the assessment's data points.
    pub fills: &'static [&'static str],
    /// How it is answered.
    pub answer: Answer,
}

const fn of(id: &'static str, fills: &'static [&'static str], answer: Answer) -> Asked {
    Asked { id, kind: Kind::Machines, field: id, fills, answer }
}

/// Everything that can be asked, in the order of the columns. What only machines, orders or type lists can tell (error
/// counts, hours since maintenance, limits and prices of a type) is not: nobody fills that in by machine.
pub const ASKED: &[Asked] = &[
    of("machine_type", &["machine_type"], Answer::Known),
    of("manufacturer", &["manufacturer"], Answer::Known),
    of("installed_on", &["installed_on", "age_years"], Answer::Date),
    of("operating_hours", &["operating_hours"], Answer::Number),
    of("warranty_end", &["warranty_status", "warranty_days_left"], Answer::Date),
    Asked {
        id: "contract_status",
        kind: Kind::Contracts,
        field: "status",
        fills: &["contract_status", "contract_days_left", "notice_days_left"],
        answer: Answer::Choice(&["active", "ended", "none"]),
    },
    Asked {
        id: "contract_end",
        kind: Kind::Contracts,
        field: "contract_end",
        fills: &["contract_status", "contract_days_left", "notice_days_left"],
        answer: Answer::Date,
    },
    Asked {
        id: "last_visit_on",
        kind: Kind::Visits,
        field: "visited_on",
        fills: &["last_visit_days"],
        answer: Answer::Date,
    },
    of("customer_name", &["customer_name"], Answer::Text),
    of("street", &["street"], Answer::Text),
    of("city", &["city"], Answer::Text),
    of("country", &["country"], Answer::Known),
    of("contact_name", &["contact_name"], Answer::Text),
    of("email", &["email"], Answer::Email),
];

/// What is asked under this id.
#[must_use]
pub fn asked(id: &str) -> Option<(usize, &'static Asked)> {
    ASKED.iter().enumerate().find(|(_, asked)| asked.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Field;

    #[test]
    fn every_question_has_a_field_to_put_the_answer_into() {
        for of in ASKED {
            assert!(Field::of(of.kind, of.field).is_some(), "{}: {} has no {}", of.id, of.kind, of.field);
            assert_eq!(ASKED.iter().filter(|other| other.id == of.id).count(), 1, "{} stands twice", of.id);
        }
    }
}
