//! What a person has to settle, and how.

/// What a question is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum About {
    /// What the table, a column or its notation means.
    #[default]
    Meaning,
    /// A column that the profile of the source does not know.
    NewColumn,
    /// A column that the profile of the source names and the table lacks.
    GoneColumn,
}

/// Something that is not clear and was not guessed.
#[derive(Clone, PartialEq, Debug)]
pub struct Question {
    /// What it is about.
    pub about: About,
    /// The column, from 0; `None` where it concerns the whole table.
    pub column: Option<u16>,
    /// The column's heading as the mapping names it.
    pub heading: String,
    /// Some of its values.
    pub samples: Vec<String>,
    /// What it may mean: field ids (of the table: kinds) with confidence, best first.
    pub candidates: Vec<(String, f32)>,
    /// What is unclear and how to settle it in the mapping, one sentence.
    pub text: String,
}
