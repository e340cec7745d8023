//! Outcomes, reading back, and the look at an org.

use crate::{OPPORTUNITY, Scene, created, fields, opportunities, opportunity, ready, upsert};
use chrono::{DateTime, TimeDelta, Utc};
use connectors::salesforce::{Changed, Client, Lack, Noun, Urgency};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::salesforce::{Fault, FaultKind, Flow, Setup, Stage};

#[tokio::test]
async fn what_flows_change_is_found_by_reading_back() {
    let flow = Flow {
        object: OPPORTUNITY.to_owned(),
        when: "Amount > 1001".to_owned(),
        on_create_only: false,
        set: fields(json!({"NextStep": "Innendienst prüft"})),
    };
    let (stage, client) = ready(Setup { flows: vec![flow], ..Setup::default() });
    let mut records = opportunities(3);
    for record in &mut records {
        record.fields.insert("NextStep".to_owned(), json!("anrufen"));
    }
    assert_eq!(created(&upsert(&client, &records).await), 3);
    let differences = client.verify(OPPORTUNITY, &records, Urgency::Prompt).await.expect("read");
    assert!(
        matches!(&differences[..], [one] if one.key == "opp-00002" && one.field == "NextStep" && one.found == "Innendienst prüft"),
        "{differences:?}"
    );
    let found =
        client.read_back(OPPORTUNITY, &["opp-00001", "nobody"], &["Amount", "Account.Instand_Key__c"], Urgency::Prompt);
    let found = found.await.expect("read");
    assert!(matches!(&found[..], [one] if one.fields["Account.Instand_Key__c"] == "customer-1"), "{found:?}");
    drop(stage);
}

async fn all_changes(client: &Client, from: Option<DateTime<Utc>>) -> (Vec<Changed>, Option<DateTime<Utc>>) {
    let changes = client.changed_since(from).await.expect("read");
    (changes.changed, changes.watermark)
}

#[tokio::test]
async fn outcomes_are_read_from_the_last_change_on() {
    let now = DateTime::from_timestamp(1_800_000_000, 0).expect("an instant");
    let setup =
        Setup { now: Some(now), query_batch: Some(3), token_life: Duration::from_secs(86_400), ..Setup::default() };
    let (stage, client) = ready(setup);
    assert_eq!(all_changes(&client, None).await, (Vec::new(), None));
    for number in 0..10 {
        stage.org.set_now(now + TimeDelta::minutes(number * 10));
        let number = usize::try_from(number).expect("small");
        assert_eq!(created(&upsert(&client, &[opportunity(number)]).await), 1);
    }
    stage.org.insert(OPPORTUNITY, json!({"Name": "Other", "StageName": "Prospecting", "CloseDate": "2027-01-01"}));
    let (changed, watermark) = all_changes(&client, None).await;
    assert_eq!(changed.len(), 10, "only those with our key, over four pages");
    assert_eq!(watermark, Some(now + TimeDelta::minutes(90)));
    assert!(changed.windows(2).all(|pair| pair[0].modstamp <= pair[1].modstamp));

    let ids: Vec<String> = changed.iter().map(|of| of.id.clone()).collect();
    stage.org.set_now(now + TimeDelta::hours(3));
    stage.org.change(OPPORTUNITY, &ids[0], json!({"StageName": "Closed Won"}));
    stage.org.delete(OPPORTUNITY, &ids[1]);
    let (changed, watermark) = all_changes(&client, watermark).await;
    let keys: Vec<(&str, bool, bool)> = changed.iter().map(|of| (of.key.as_str(), of.is_won, of.deleted)).collect();
    assert_eq!(keys.len(), 3, "{keys:?}: the last one again, within the overlap");
    assert!(keys.contains(&("opp-00000", true, false)) && keys.contains(&("opp-00001", false, true)), "{keys:?}");
    let (again, _) = all_changes(&client, watermark).await;
    assert_eq!(again.len(), 2);
}

#[tokio::test]
async fn a_lost_place_is_made_up() {
    let setup = Setup { query_batch: Some(3), ..Setup::default() };
    let (stage, client) = ready(setup);
    assert_eq!(created(&upsert(&client, &opportunities(20)).await), 20);
    for after in 0..3 {
        stage.org.fault(Fault::new(FaultKind::CursorLost).after(after * 2));
    }
    let (changed, _) = all_changes(&client, None).await;
    let keys: BTreeSet<&str> = changed.iter().map(|of| of.key.as_str()).collect();
    assert_eq!((changed.len(), keys.len()), (20, 20));
    assert_eq!(stage.org.waiting_faults(), 0);
}

const GERMAN: &str = "[mapping.opportunity.values.stage]\nnew = \"Erstkontakt\"\ncontacted = \"Bedarf geklärt\"\n\
    quoted = \"Angebot abgegeben\"\nwon = \"Gewonnen\"\nlost = \"Verloren\"\n";

#[tokio::test]
async fn a_good_org_is_good() {
    let stage = Scene::start(Setup { stages: Stage::german(), ..Setup::default() });
    let client = stage.client_with(GERMAN);
    let checked = client.check().await;
    assert!(checked.is_good(), "{:#?}", checked.seen);
    assert_eq!((checked.stages.len(), checked.version.as_deref()), (6, Some("60.0")));
    assert!(checked.calls_left.is_some_and(|left| left > 99_000));
    assert!(stage.org.calls() <= 12, "{}", stage.org.calls());
    let again = stage.org.calls();
    assert!(client.check().await.is_good());
    let log = stage.org.log();
    assert!(log.iter().filter(|request| request.status == 304).count() >= 5, "descriptions are not read twice");
    assert!(stage.org.calls() - again <= 12);

    let description = client.describe(OPPORTUNITY).await.expect("answered").expect("there");
    let ours = fields(json!({"name": "x".repeat(200), "stage": "won", "close_date": "2027-01-01", "proof": "P"}));
    let mapping = client.mapping().of(Noun::Opportunity).expect("mapped");
    let mapped = mapping.record("opp-1", &ours, Some(&description)).expect("mapped");
    assert_eq!(mapped.notes.len(), 1);
    assert_eq!(created(&upsert(&client, &[mapped.record]).await), 1);
    let unmapped = stage.client().check().await;
    assert!(
        unmapped.is_good() && unmapped.findings().iter().any(|finding| finding.text.contains("won = \"Gewonnen\""))
    );
}

#[tokio::test]
async fn what_an_org_lacks_is_named() {
    let required = json!({"name": "Region__c", "type": "string", "length": 10, "required": true});
    let setup = Setup {
        stages: Stage::german(),
        without: ["Asset", "Opportunity.NextStep", "Account.Instand_Key__c"].map(str::to_owned).to_vec(),
        fields: vec![(OPPORTUNITY.to_owned(), required)],
        ..Setup::default()
    };
    let stage = Scene::start(setup);
    let accounts = format!("{GERMAN}[mapping.opportunity.fields]\ncustomer = \"Account.Instand_Key__c\"\n");
    let checked = stage.client_with(&accounts).check().await;
    let lacks: Vec<&Lack> = checked.seen.iter().filter_map(|seen| seen.lack.as_ref()).collect();
    let missing = |object: &str, field: &str| Lack::FieldMissing { object: object.to_owned(), field: field.to_owned() };
    for lack in [
        Lack::ObjectNotVisible { object: "Asset".to_owned() },
        missing(OPPORTUNITY, "NextStep"),
        missing("Account", "Instand_Key__c"),
        Lack::RequiredWithoutValue { object: OPPORTUNITY.to_owned(), field: "Region__c".to_owned() },
    ] {
        assert!(lacks.contains(&&lack), "{lack}: {lacks:#?}");
    }
    assert_eq!(lacks.len(), 4, "{lacks:#?}");
    let asset = checked.seen.iter().find(|seen| seen.text.starts_with("Asset")).expect("said");
    assert!(!asset.blocks, "machines are not written");
    let refused = Scene::start(Setup { has_execution_user: false, ..Setup::default() });
    let checked = refused.client().check().await;
    assert!(matches!(&checked.seen[..], [one] if one.blocks && one.text.contains("Run As")), "{checked:?}");
}
