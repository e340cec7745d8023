//! The segments that come with the product. Saved in the database at first sight, they are changed like any other.

use decide::Segment;

/// Every `segments/*.toml` of the repository: its name and its text.
const SHIPPED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/segments.rs"));

/// All shipped segments.
pub fn shipped() -> anyhow::Result<Vec<Segment>> {
    let mut segments = Vec::with_capacity(SHIPPED.len());
    for (name, text) in SHIPPED {
        segments.push(Segment::parse(name, text)?);
    }
    Ok(segments)
}
