//! Tables: the rollups of some days.

use arrow::datatypes::SchemaRef;
use datafusion::common::Result;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::prelude::SessionContext;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// The URL of a file. Made here, because what DataFusion takes for a path may hold patterns.
fn url_of(path: &Path) -> Result<ListingTableUrl> {
    let path = std::path::absolute(path)?;
    let mut url = "file://".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => url.push(char::from(*byte)),
            byte => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    ListingTableUrl::parse(url)
}

/// Makes Parquet files known as a table.
pub(crate) fn table(session: &SessionContext, name: &str, files: &[&Path], schema: SchemaRef) -> Result<()> {
    let urls = files.iter().map(|file| url_of(file)).collect::<Result<Vec<_>>>()?;
    let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension(".parquet");
    let config = ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(schema);
    session.register_table(name, Arc::new(ListingTable::try_new(config)?))?;
    Ok(())
}
