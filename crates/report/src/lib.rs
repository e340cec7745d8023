//! The assessment as a document a managing director reads.
