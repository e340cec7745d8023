//! `sources.toml`: which files belong together, which source wins, and what each one is complete for.

use super::Done;
use std::io;
use std::path::Path;

const NAME: &str = "sources.toml";
const SOURCES: &str = r#"# Reinhardt Maschinenbau GmbH: where machine data comes from. The lowest priority number wins.

[[source]]
name = "erp"
files = ["erp/*"]
priority = 1
complete = []

[[source]]
name = "types"
files = ["types/*"]
priority = 1
complete = ["types"]

[[source]]
name = "contracts"
files = ["contracts/*"]
priority = 2
complete = ["contracts"]

[[source]]
name = "orders"
files = ["orders/*"]
priority = 2
complete = ["orders"]

[[source]]
name = "service"
files = ["service/*", "service/berichte/*"]
priority = 2
complete = ["visits"]

[[source]]
name = "telemetry"
files = ["telemetry/*"]
priority = 3
complete = []

[[source]]
name = "crm"
files = ["crm/*"]
priority = 4
complete = []
"#;

/// Writes the file.
pub(crate) fn write_sources(folder: &Path) -> io::Result<Done> {
    std::fs::write(folder.join(NAME), SOURCES)?;
    Ok((NAME.to_owned(), 7, u64::try_from(SOURCES.len()).unwrap_or(0)))
}
