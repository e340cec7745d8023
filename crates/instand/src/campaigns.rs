//! The campaign templates that come with the product. A campaign is made of one: copied, made smaller, tried, then live.

use automate::Campaign;

/// Every `campaigns/*.toml` of the repository: its name and its text.
const SHIPPED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/campaigns.rs"));

/// All shipped templates.
pub fn shipped() -> anyhow::Result<Vec<Campaign>> {
    let mut campaigns = Vec::with_capacity(SHIPPED.len());
    for (name, text) in SHIPPED {
        campaigns.push(Campaign::parse(name, text)?);
    }
    Ok(campaigns)
}
