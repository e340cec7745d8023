//! The crate `force`, unmodified, against the stand-in: force_run URL CREDENTIALS.json

use force::api::RestOperation as _;
use force::api::bulk::{BulkPollPolicy, IngestJob, JobOperation, deserialize_from_csv};
use force::api::composite::Graph;
use force::auth::{ClientCredentials, JwtBearerFlow};
use force::client::ForceClientBuilder;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

fn ok(what: &str, holds: bool, seen: impl std::fmt::Display) {
    println!("{} force: {what} {seen}", if holds { "ok  " } else { "FAIL" });
    if !holds {
        std::process::exit(1);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let org: Value = serde_json::from_str(&std::fs::read_to_string(&arguments[2])?)?;
    let text = |name: &str| org[name].as_str().unwrap_or_default().to_owned();
    let token_url = format!("{}/services/oauth2/token", arguments[1]);

    let auth = JwtBearerFlow::new(
        text("client_id"),
        text("username"),
        text("private_key_pem"),
        "https://login.salesforce.com",
        &token_url,
    )?;
    let by_jwt = ForceClientBuilder::new().authenticate(auth).build().await?;
    let limits = by_jwt.rest().limits().await;
    ok("JWT bearer", limits.is_ok(), limits.err().map(|error| error.to_string()).unwrap_or_default());

    let auth = ClientCredentials::new(text("client_id"), text("client_secret"), &token_url);
    let client = ForceClientBuilder::new().authenticate(auth).build().await?;
    let rest = client.rest();
    let versions = rest.versions().await?;
    ok("versions", !versions.is_empty(), versions.len());
    let made = rest.create("Account", &json!({"Name": "Kunde", "SAP_Kunnr__c": "rs-1"})).await?;
    let id = made.id.ok_or("no id")?;
    ok("create", made.success, &id);
    ok("get", rest.get("Account", &id).await?["Name"] == "Kunde", "");
    rest.update("Account", &id, &json!({"BillingCity": "Graz"})).await?;
    ok("update", rest.get("Account", &id).await?["BillingCity"] == "Graz", "");
    let deal = json!({"Name": "R", "StageName": "Prospecting", "CloseDate": "2030-12-31", "Account": {"SAP_Kunnr__c": "rs-1"}});
    for created in [true, false] {
        let done = rest.upsert("Opportunity", "Instand_Key__c", "rs-1", &deal).await?;
        ok("upsert", done.created == created, &done.id);
    }
    let refused = rest.create("Opportunity", &json!({"Name": "x"})).await.map(|_| ());
    ok("required fields", refused.is_err(), refused.err().map(|error| error.to_string()).unwrap_or_default());
    let described = rest.describe("Opportunity").await?;
    ok("describe", described.fields.iter().any(|field| field.name == "Instand_Key__c"), described.fields.len());
    let all = rest.describe_global().await?;
    ok("global describe", all.sobjects.iter().any(|object| object.name == "Opportunity"), all.sobjects.len());

    let row = |key: String, close: &str| {
        let cells = [
            ("Instand_Key__c", key.as_str()),
            ("Name", "Retrofit"),
            ("StageName", "Prospecting"),
            ("CloseDate", close),
        ];
        cells.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect::<BTreeMap<_, _>>()
    };
    let mut text = b"CloseDate,Instand_Key__c,Name,StageName\n".to_vec();
    for number in 0..450 {
        let row = row(format!("rs-{number}"), if number == 7 { "" } else { "2030-12-31" });
        text.extend(format!("{}\n", row.values().cloned().collect::<Vec<_>>().join(",")).into_bytes());
    }
    let policy = BulkPollPolicy::new(50, Duration::from_millis(20), Duration::from_millis(100));
    let job = IngestJob::create(&client.bulk(), "Opportunity", JobOperation::Upsert, Some("Instand_Key__c".to_owned()))
        .await?;
    let job = job.upload(text).await?.close().await?.poll_until_complete_with_policy(policy).await?;
    let good: Vec<BTreeMap<String, String>> = deserialize_from_csv(&job.successful_results().await?[..])?;
    let bad: Vec<BTreeMap<String, String>> = deserialize_from_csv(&job.failed_results().await?[..])?;
    ok("bulk upsert", good.len() == 449 && bad.len() == 1, bad.first().map_or("", |row| row["sf__Error"].as_str()));

    let mut page =
        rest.query::<Value>("SELECT Id, Instand_Key__c FROM Opportunity WHERE Instand_Key__c LIKE 'rs-%'").await?;
    let mut found = page.records.len();
    while let Some(next) = page.next_records_url.clone() {
        page = rest.query_more(&next).await?;
        found += page.records.len();
    }
    ok("query over pages", found == 449, found);

    let graph = Graph::new("g1").post("Account", json!({"Name": "G"}), "acc")?.post(
        "Contact",
        json!({"LastName": "H", "AccountId": "@{acc.id}"}),
        "con",
    )?;
    let answer = client.composite().graph().add_graph(graph)?.execute().await?;
    ok("graph", answer.graphs.iter().all(|graph| graph.is_successful), "");
    rest.delete("Account", &id).await?;
    ok("delete", rest.get("Account", &id).await.is_err(), "");
    Ok(())
}
