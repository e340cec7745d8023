//! What a person has to settle, and how.

/// Something that is not clear and was not guessed.
#[derive(Clone, PartialEq, Debug)]
pub struct Question {
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
