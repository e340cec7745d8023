//! The rules file as it is written.

use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) link: Link,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Column>,
    #[serde(default)]
    pub(super) block: Vec<Block>,
    #[serde(default)]
    pub(super) compare: Vec<Compare>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    pub(super) lists: String,
    pub(super) id: Option<String>,
    pub(super) source: Option<String>,
    #[serde(default = "review")]
    pub(super) review: f64,
    #[serde(default = "accept")]
    pub(super) accept: f64,
    #[serde(default)]
    pub(super) one_to_one: bool,
    pub(super) prior: Option<f64>,
    #[serde(default)]
    pub(super) sure: Vec<Vec<String>>,
    #[serde(default = "recall")]
    pub(super) recall: f64,
    pub(super) estimate_from: Option<String>,
    #[serde(default = "sample")]
    pub(super) sample: usize,
    #[serde(default)]
    pub(super) seed: u64,
    #[serde(default = "largest_block")]
    pub(super) largest_block: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    pub(super) from: OneOrMore,
    #[serde(default)]
    pub(super) clean: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(super) fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::More(more) => more,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Block {
    pub(super) on: Vec<String>,
    pub(super) nearest: Option<usize>,
    pub(super) parts: Option<String>,
    pub(super) at_least: Option<f64>,
    #[serde(default = "yes")]
    pub(super) train: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Compare {
    pub(super) label: Option<String>,
    pub(super) column: Option<String>,
    #[serde(default)]
    pub(super) columns: Vec<String>,
    #[serde(rename = "as")]
    pub(super) measure: String,
    pub(super) parts: Option<String>,
    #[serde(default)]
    pub(super) levels: Vec<f64>,
    #[serde(default)]
    pub(super) term_frequency: bool,
    pub(super) or_in: Option<String>,
    #[serde(default)]
    pub(super) given: Vec<String>,
    #[serde(default)]
    pub(super) unless_same: Vec<String>,
}

fn review() -> f64 {
    0.2
}

fn accept() -> f64 {
    0.95
}

fn recall() -> f64 {
    0.9
}

/// As many random pairs give the second digit of a u probability of 0.0002; equal values are counted exactly anyway.
fn sample() -> usize {
    500_000
}

/// Pairs, not records: a block of 2,000 records.
fn largest_block() -> u64 {
    2_000_000
}

fn yes() -> bool {
    true
}
