//! What can be wrong with the rules or the decisions, said so that the reader of the rules file can put it right.

/// Why linking was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The file is no TOML, or has a key that does not exist.
    #[error("the rules cannot be read: {0}")]
    Unreadable(String),
    /// A value of the file cannot be used.
    #[error("rules, {place}: {problem}. {advice}")]
    Rule {
        /// Where in the file: `[[compare]] 3 (postcode)`.
        place: String,
        /// What is wrong.
        problem: String,
        /// What to do.
        advice: String,
    },
    /// The rules name a column that the list does not have.
    #[error("rules, {place}: there is no column `{column}` in the {list} list. It has: {known}")]
    UnknownColumn {
        /// Where in the file.
        place: String,
        /// The name that was not found.
        column: String,
        /// `left` or `right`.
        list: &'static str,
        /// The columns there are.
        known: String,
    },
    /// Two lists are needed and one was given, or the other way round.
    #[error("the rules say `lists = \"{expected}\"`, but {given} was given. Change the rules or the call")]
    Lists {
        /// What the rules say.
        expected: &'static str,
        /// What was given.
        given: &'static str,
    },
    /// Together the lists have more records than can be numbered.
    #[error("{0} records are too many, at most 4,294,967,294 can be linked at once. Link them in parts")]
    TooManyRecords(usize),
    /// A decision names a record that is not there.
    #[error("decision {number}: the {list} list has {rows} records, record {row} is not one. Leave the decision out")]
    UnknownRecord {
        /// Position of the decision, from 1.
        number: usize,
        /// `left` or `right`.
        list: &'static str,
        /// The row named, from 0.
        row: u32,
        /// How many there are.
        rows: usize,
    },
    /// Decisions that say two records are the same and that they are not, perhaps by way of others.
    #[error(
        "decision {number} says that {one} and {other} are never the same, others say that they are the same. \
         Take one of these decisions back"
    )]
    Contradiction {
        /// Position of the decision that says never, from 1.
        number: usize,
        /// One record.
        one: String,
        /// The other.
        other: String,
    },
    /// A model was given that was estimated with other comparisons.
    #[error("the model has the comparisons {model}, the rules have {rules}. Estimate the model anew")]
    OtherModel {
        /// Comparisons and levels of the model.
        model: String,
        /// Comparisons and levels of the rules.
        rules: String,
    },
    /// A list given beside the records has another length.
    #[error("{what}: {given} were given for {rows} records. Give one for each record")]
    Lengths {
        /// What was given.
        what: &'static str,
        /// How many were given.
        given: usize,
        /// How many records there are.
        rows: usize,
    },
}
