//! `[tours]` of the settings.

use anyhow::bail;
use pipeline::field_service::{FieldService, Minutes, Search, SkillOf};
use sales::{Territories, Territory};
use serde::Deserialize;

/// `[tours]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ToursSection {
    /// A routing server that speaks OSRM's table service: `http://osrm.example.com:5000`.
    pub routing_url: Option<String>,
    /// How much longer roads are than the great circle, where no routing server is.
    detour: Option<f64>,
    /// Kilometres an hour, on average, with everything.
    kmh: Option<f64>,
    /// Days planned at once where nothing is said.
    horizon_days: Option<u32>,
    /// Seconds a search takes where nothing is said.
    seconds: Option<u32>,
    /// Which skill visits at a machine need: `product_family` or `machine_type`; none where it is left out.
    skill: Option<String>,
    /// How long visits are where nothing is said.
    minutes: MinutesSection,
    /// Regions, tried in this order.
    region: Vec<Region>,
}

/// `[tours.minutes]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct MinutesSection {
    maintenance: Option<u32>,
    campaign: Option<u32>,
    repair: Option<u32>,
    parts_delivery: Option<u32>,
}

/// `[[tours.region]]`: what is given must fit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Region {
    name: String,
    /// ISO 3166 codes.
    countries: Vec<String>,
    /// Ranges or beginnings, as of territories.
    postcodes: Vec<String>,
}

impl ToursSection {
    /// The settings in force, without the routing server.
    pub fn field_service(&self) -> anyhow::Result<FieldService> {
        let mut of = FieldService::default();
        of.great_circle.detour = self.detour.unwrap_or(of.great_circle.detour);
        of.great_circle.kmh = self.kmh.unwrap_or(of.great_circle.kmh);
        if !(1.0..=5.0).contains(&of.great_circle.detour) {
            bail!("instand.toml: [tours] detour may be 1 to 5");
        }
        if !(5.0..=200.0).contains(&of.great_circle.kmh) {
            bail!("instand.toml: [tours] kmh may be 5 to 200");
        }
        of.horizon_days = self.horizon_days.unwrap_or(of.horizon_days);
        if !(1..=31).contains(&of.horizon_days) {
            bail!("instand.toml: [tours] horizon_days may be 1 to 31");
        }
        let seconds = self.seconds.unwrap_or(10);
        if !(1..=60).contains(&seconds) {
            bail!("instand.toml: [tours] seconds may be 1 to 60");
        }
        of.search = Search::Seconds(seconds);
        of.skill = match self.skill.as_deref() {
            None | Some("") => None,
            Some("product_family") => Some(SkillOf::ProductFamily),
            Some("machine_type") => Some(SkillOf::MachineType),
            Some(other) => bail!("instand.toml: [tours] skill `{other}` is neither product_family nor machine_type"),
        };
        let usual = Minutes::default();
        let given = &self.minutes;
        of.minutes = Minutes {
            maintenance: given.maintenance.unwrap_or(usual.maintenance),
            campaign: given.campaign.unwrap_or(usual.campaign),
            repair: given.repair.unwrap_or(usual.repair),
            parts_delivery: given.parts_delivery.unwrap_or(usual.parts_delivery),
        };
        let Minutes { maintenance, campaign, repair, parts_delivery } = of.minutes;
        if [maintenance, campaign, repair, parts_delivery].iter().any(|minutes| !(1..=10_080).contains(minutes)) {
            bail!("instand.toml: [tours.minutes] may be 1 to 10080 each");
        }
        if self.region.iter().any(|region| region.name.trim().is_empty()) {
            bail!("instand.toml: a [[tours.region]] needs a name");
        }
        let region = |of: &Region| Territory {
            owner: of.name.trim().to_owned(),
            countries: of.countries.clone(),
            postcodes: of.postcodes.clone(),
            ..Territory::default()
        };
        of.regions =
            Territories { territories: self.region.iter().map(region).collect(), default_owner: String::new() };
        Ok(of)
    }
}
