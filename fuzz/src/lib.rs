//! What the fuzz targets share: limits small enough for many runs a second, the promises of `digitize` as assertions,
//! and ways to make a container (zip, PDF) of the parts a fuzzer can change.

pub mod panics;
pub mod parts;
pub mod promises;
pub mod understanding;

use digitize::read::Limits;

/// Limits by which no input takes more than about a second and 2 GB, even in a build with sanitizers.
pub const LIMITS: Limits = Limits {
    max_rows: 1_048_576,
    max_cells: 500_000,
    max_text: 16 << 20,
    max_expanded: 2 << 20,
    max_workbook: 8 << 20,
    max_ratio: 200,
    max_entries: 1_000,
    max_depth: 2,
    max_pages: 100,
    max_pdf: 4 << 20,
};
