//! Which of our fields fills which of Salesforce's, as administrators keep it on the page: one document with its edition, each
//! version in the audit. It goes before what stands in the settings file, for the server and for commands alike.

use crate::PipelineError;
use connectors::crm::{Class, Failure};
use connectors::salesforce::{Client, Mapping};
use store::{Setting, Store};

/// Under this name the mapping is kept.
pub const MAPPING: &str = "salesforce mapping";

/// The mapping that was saved on the page; none where nobody did.
///
/// # Errors
/// Where the database fails.
pub async fn saved_mapping(store: &Store) -> Result<Option<Setting>, PipelineError> {
    Ok(store.setting(MAPPING).await?)
}

/// Salesforce with the mapping in force. The inner failure says what is wrong with one that was saved.
///
/// # Errors
/// Where the database fails.
pub async fn with_saved_mapping(store: &Store, client: &Client) -> Result<Result<Client, Failure>, PipelineError> {
    let Some(saved) = saved_mapping(store).await? else { return Ok(Ok(client.clone())) };
    let mapping = serde_json::from_str::<Mapping>(&saved.json).map_err(|error| error.to_string());
    // It was good when it was saved; the key field may be another since, or this version is an older one.
    Ok(mapping.and_then(|mapping| client.with_mapping(mapping)).map_err(|what| Failure {
        class: Class::Configuration,
        code: "mapping".to_owned(),
        message: format!("the mapping saved on the page cannot be used: {what}; save it anew"),
        fields: Vec::new(),
        retry_after: None,
    }))
}
