//! What all CRMs have in common: what became of a record that was to be written, and what is to be done about a failure.

use std::fmt;
use std::time::Duration;

/// How long to wait where no more calls are taken and nobody says for how long. Salesforce's window rolls over 24 hours.
pub(crate) const PARKED: Duration = Duration::from_secs(15 * 60);

/// The longest text of an error that is kept, in characters.
const LONGEST: usize = 500;

/// What became of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is new there.
    Created {
        /// The CRM's id.
        id: String,
    },
    /// It was there, and is now as it shall be.
    Updated {
        /// The CRM's id.
        id: String,
    },
    /// It was there as it shall be, or is no longer ours to write; nothing was written.
    Unchanged {
        /// The CRM's id.
        id: String,
    },
    /// It was not written, or nobody knows.
    Failed(Failure),
}

impl Outcome {
    /// The CRM's id, where it is there.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Created { id } | Self::Updated { id } | Self::Unchanged { id } => Some(id),
            Self::Failed(_) => None,
        }
    }
}

/// What is to be done about a failure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Class {
    /// It met somebody else at work: a locked row, a record changed meanwhile, nobody who answers. It may be tried again as
    /// it is, after a moment.
    Transient,
    /// Nobody knows whether it was written. Doing it again is safe: it is an upsert by key, or looked for first.
    UnknownOutcome,
    /// No more calls are taken: nothing more until `retry_after` has passed.
    Quota,
    /// A setting, here or there, is wrong: nothing more is sent, the administrator is told.
    Configuration,
    /// The record cannot be saved as it is: a person must change it.
    Permanent,
    /// The CRM's duplicate rules take it for one of these records: a person links it or lets it be saved.
    Duplicate {
        /// Ids of the records it resembles, where the CRM names them.
        matches: Vec<String>,
    },
    /// Several records carry our key; nothing was written. A person must merge them.
    Ambiguous {
        /// Where they are: addresses, or ids where only those are given.
        urls: Vec<String>,
    },
    /// The record is deleted or nobody can see it: the link is broken.
    Gone,
}

impl Class {
    /// The name in the database, JSON and logs.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::UnknownOutcome => "unknown_outcome",
            Self::Quota => "quota",
            Self::Configuration => "configuration",
            Self::Permanent => "permanent",
            Self::Duplicate { .. } => "duplicate",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Gone => "gone",
        }
    }
}

/// Why a record was not written, or a question not answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// What is to be done.
    pub class: Class,
    /// The CRM's code, such as `REQUIRED_FIELD_MISSING`; where it gave none, one of ours in small letters.
    pub code: String,
    /// One sentence, of the CRM or of ours.
    pub message: String,
    /// The fields it is about, by API name.
    pub fields: Vec<String>,
    /// How long to wait at least before anything more is sent.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        if !self.fields.is_empty() {
            write!(f, " (fields: {})", self.fields.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

impl Failure {
    pub(crate) fn new(class: Class, code: &str, message: impl Into<String>) -> Self {
        let retry_after = match class {
            Class::Transient => Some(Duration::from_secs(1)),
            Class::Quota => Some(PARKED),
            _ => None,
        };
        Self { class, code: code.to_owned(), message: short(&message.into()), fields: Vec::new(), retry_after }
    }

    /// Nobody knows what became of it.
    pub(crate) fn unknown(code: &str, message: impl Into<String>) -> Self {
        Self::new(Class::UnknownOutcome, code, message)
    }

    /// A setting is wrong.
    pub(crate) fn configuration(code: &str, message: impl Into<String>) -> Self {
        Self::new(Class::Configuration, code, message)
    }

    /// The record itself is wrong.
    pub(crate) fn permanent(code: &str, message: impl Into<String>) -> Self {
        Self::new(Class::Permanent, code, message)
    }
}

pub(crate) fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
