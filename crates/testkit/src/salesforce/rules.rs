//! What the org does beside storing: derived fields, integrity between objects, roll-ups, and the administrators' rules.
//! Much of it happens without a word to the caller, as in Salesforce.

use super::data::{Data, Row};
use super::refusal::Refusal;
use super::schema::Object;
use super::write::{Writer, text};
use serde_json::{Value, json};
use std::sync::Arc;

/// Before a record is stored: refuses it, or sets what follows from what is given.
pub(super) fn before(data: &Data, object: &Object, old: Option<&Row>, row: &mut Row) -> Result<(), Refusal> {
    match object.name.as_str() {
        "Account" | "Product2" | "Campaign" => Ok(()),
        "Contact" | "User" => {
            let parts: Vec<_> = ["FirstName", "LastName"].iter().filter_map(|part| text(row, part)).collect();
            let name = parts.join(" ");
            row.insert("Name".to_owned(), json!(name));
            Ok(())
        }
        "Asset" => asset(data, row),
        "PricebookEntry" => pricebook_entry(data, old, row),
        "Opportunity" => opportunity(data, old, row),
        "OpportunityLineItem" => opportunity_line(data, old, row),
        "ContractLineItem" => contract_line(data, row),
        "CampaignMember" => campaign_member(data, old, row),
        "Task" => {
            let closed = text(row, "Status") == Some("Completed");
            row.insert("IsClosed".to_owned(), json!(closed));
            Ok(())
        }
        "ServiceContract" => {
            let today = data.clock.now().date_naive().to_string();
            let begun = text(row, "StartDate").is_some_and(|start| start <= today.as_str());
            let over = text(row, "EndDate").is_some_and(|end| end < today.as_str());
            let status = if over {
                "Expired"
            } else if begun {
                "Active"
            } else {
                "Inactive"
            };
            row.insert("Status".to_owned(), json!(status));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A field of a row; null where the org lacks it.
fn at<'a>(row: &'a Row, field: &str) -> &'a Value {
    row.get(field).unwrap_or(&Value::Null)
}

fn asset(data: &Data, row: &mut Row) -> Result<(), Refusal> {
    if text(row, "AccountId").is_none() && text(row, "ContactId").is_none() {
        let refusal = Refusal::new("FIELD_INTEGRITY_EXCEPTION", "Every asset needs an account, a contact, or both.");
        return Err(refusal.about("AccountId").about("ContactId"));
    }
    let parent = text(row, "ParentId").and_then(|parent| data.row("Asset", parent));
    let root = parent.and_then(|parent| parent.get("RootAssetId").filter(|root| !root.is_null()).or(parent.get("Id")));
    // A machine without a parent is its own root; its id is set once it has one.
    let root = root.or(row.get("Id")).cloned().unwrap_or_default();
    row.insert("RootAssetId".to_owned(), root);
    Ok(())
}

fn pricebook_entry(data: &Data, old: Option<&Row>, row: &mut Row) -> Result<(), Refusal> {
    let book = text(row, "Pricebook2Id").unwrap_or_default().to_owned();
    let product = text(row, "Product2Id").unwrap_or_default().to_owned();
    if old.is_none() {
        let entries = data.with_value("PricebookEntry", "Product2Id", &product);
        let is_standard =
            |id: &str| data.row("Pricebook2", id).is_some_and(|book| at(book, "IsStandard") == &json!(true));
        if entries.iter().any(|entry| text(entry, "Pricebook2Id") == Some(&book)) {
            let message = "This price definition already exists in this price book";
            return Err(Refusal::new("DUPLICATE_VALUE", message).about("Pricebook2Id").about("Product2Id"));
        }
        if !is_standard(&book) && !entries.iter().filter_map(|entry| text(entry, "Pricebook2Id")).any(is_standard) {
            return Err(Refusal::new("STANDARD_PRICE_NOT_DEFINED", "No standard price defined for this product"));
        }
    }
    let known = data.row("Product2", &product);
    for (field, from) in [("Name", "Name"), ("ProductCode", "ProductCode")] {
        row.insert(field.to_owned(), known.and_then(|known| known.get(from)).cloned().unwrap_or_default());
    }
    Ok(())
}

/// The stage decides over the rest; an amount of lines is not to be set by hand.
fn opportunity(data: &Data, old: Option<&Row>, row: &mut Row) -> Result<(), Refusal> {
    let moved = old.is_none_or(|old| old.get("StageName") != row.get("StageName"));
    if moved {
        let stages = data.rows("OpportunityStage");
        let Some(stage) = stages.iter().find(|stage| stage.get("MasterLabel") == row.get("StageName")).cloned() else {
            return Ok(());
        };
        let forecast = text(&stage, "ForecastCategoryName").unwrap_or_default();
        let category = match forecast {
            "Best Case" => "BestCase",
            "Commit" => "Forecast",
            same => same,
        };
        row.insert("ForecastCategoryName".to_owned(), json!(forecast));
        row.insert("ForecastCategory".to_owned(), json!(category));
        row.insert("IsClosed".to_owned(), at(&stage, "IsClosed").clone());
        row.insert("IsWon".to_owned(), at(&stage, "IsWon").clone());
        row.insert("Probability".to_owned(), at(&stage, "DefaultProbability").clone());
        let today = data.clock.now().date_naive().to_string();
        if at(&stage, "IsClosed") == &json!(true) && text(row, "CloseDate").is_some_and(|close| close > today.as_str())
        {
            row.insert("CloseDate".to_owned(), json!(today));
        }
    }
    if let Some(old) = old
        && at(old, "HasOpportunityLineItem") == &json!(true)
    {
        // No error: the given amount is dropped.
        row.insert("Amount".to_owned(), at(old, "Amount").clone());
        if old.get("Pricebook2Id") != row.get("Pricebook2Id") {
            let message = "field integrity exception: Pricebook2Id (the opportunity has lines of another price book)";
            return Err(Refusal::new("FIELD_INTEGRITY_EXCEPTION", message).about("Pricebook2Id"));
        }
    }
    Ok(())
}

fn opportunity_line(data: &Data, old: Option<&Row>, row: &mut Row) -> Result<(), Refusal> {
    let opportunity = text(row, "OpportunityId").and_then(|id| data.row("Opportunity", id));
    let entry = text(row, "PricebookEntryId").and_then(|id| data.row("PricebookEntry", id));
    let (Some(opportunity), Some(entry)) = (opportunity, entry) else { return Ok(()) };
    if old.is_none() {
        if at(opportunity, "Pricebook2Id").is_string() && opportunity.get("Pricebook2Id") != entry.get("Pricebook2Id") {
            let message = "field integrity exception: PricebookEntryId (pricebook entry is in a different pricebook than the \
                           one assigned to the opportunity)";
            return Err(Refusal::new("FIELD_INTEGRITY_EXCEPTION", message).about("PricebookEntryId"));
        }
        if at(entry, "IsActive") != &json!(true) {
            let message = "field integrity exception: PricebookEntryId (pricebook entry is inactive)";
            return Err(Refusal::new("FIELD_INTEGRITY_EXCEPTION", message).about("PricebookEntryId"));
        }
    }
    let name = format!("{} {}", text(opportunity, "Name").unwrap_or_default(), text(entry, "Name").unwrap_or_default());
    row.insert("Name".to_owned(), json!(name));
    row.insert("Product2Id".to_owned(), at(entry, "Product2Id").clone());
    row.insert("ListPrice".to_owned(), at(entry, "UnitPrice").clone());
    let number = |row: &Row, field: &str| row.get(field).and_then(Value::as_f64);
    let changed = |field: &str| {
        let before = old.and_then(|old| number(old, field));
        number(row, field).filter(|now| Some(*now) != before)
    };
    let quantity = number(row, "Quantity").unwrap_or_default();
    match (changed("UnitPrice"), changed("TotalPrice")) {
        (Some(_), Some(_)) => {
            let message = "field integrity exception: UnitPrice, TotalPrice (only one of them can be specified)";
            Err(Refusal::new("FIELD_INTEGRITY_EXCEPTION", message).about("UnitPrice").about("TotalPrice"))
        }
        (None, Some(total)) => {
            let unit = if quantity == 0.0 { 0.0 } else { total / quantity };
            row.insert("UnitPrice".to_owned(), json!(unit));
            Ok(())
        }
        (None, None) if old.is_none() => {
            Err(Refusal::new("REQUIRED_FIELD_MISSING", "Required fields are missing: [UnitPrice]").about("UnitPrice"))
        }
        (_, None) => {
            let total = quantity * number(row, "UnitPrice").unwrap_or_default();
            row.insert("TotalPrice".to_owned(), json!(total));
            Ok(())
        }
    }
}

fn contract_line(data: &Data, row: &mut Row) -> Result<(), Refusal> {
    let contract = text(row, "ServiceContractId").and_then(|id| data.row("ServiceContract", id));
    let entry = text(row, "PricebookEntryId").and_then(|id| data.row("PricebookEntry", id));
    let (Some(contract), Some(entry)) = (contract, entry) else { return Ok(()) };
    if at(contract, "Pricebook2Id").is_string() && contract.get("Pricebook2Id") != entry.get("Pricebook2Id") {
        let message = "field integrity exception: PricebookEntryId (pricebook entry is in a different pricebook than the one \
                       assigned to the contract)";
        return Err(Refusal::new("FIELD_INTEGRITY_EXCEPTION", message).about("PricebookEntryId"));
    }
    row.insert("Product2Id".to_owned(), at(entry, "Product2Id").clone());
    Ok(())
}

fn campaign_member(data: &Data, old: Option<&Row>, row: &mut Row) -> Result<(), Refusal> {
    let campaign = text(row, "CampaignId").unwrap_or_default().to_owned();
    if old.is_none() {
        if text(row, "ContactId").is_some() {
            // Both given: only the contact is kept.
            row.insert("LeadId".to_owned(), Value::Null);
        }
        let person = ["ContactId", "LeadId"].into_iter().find_map(|field| Some((field, text(row, field)?)));
        let Some((field, person)) = person else {
            let refusal = Refusal::new("REQUIRED_FIELD_MISSING", "Required fields are missing: [ContactId or LeadId]");
            return Err(refusal.about("ContactId").about("LeadId"));
        };
        let members = data.with_value("CampaignMember", field, person);
        if members.iter().any(|member| text(member, "CampaignId") == Some(&campaign)) {
            return Err(Refusal::new("DUPLICATE_VALUE", "Already a campaign member.").about(field));
        }
    }
    let statuses = data.with_value("CampaignMemberStatus", "CampaignId", &campaign);
    let chosen = match text(row, "Status") {
        None => statuses.iter().find(|status| at(status, "IsDefault") == &json!(true)),
        Some(given) => statuses.iter().find(|status| text(status, "Label") == Some(given)),
    };
    let Some(chosen) = chosen else {
        let message =
            format!("Status: bad value for restricted picklist field: {}", text(row, "Status").unwrap_or_default());
        return Err(Refusal::new("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message).about("Status"));
    };
    row.insert("Status".to_owned(), at(chosen, "Label").clone());
    let responded = at(chosen, "HasResponded") == &json!(true);
    row.insert("HasResponded".to_owned(), json!(responded));
    if responded && row.get("FirstRespondedDate").is_none_or(Value::is_null) {
        row.insert("FirstRespondedDate".to_owned(), json!(data.clock.now().date_naive().to_string()));
    }
    Ok(())
}

/// After a record is stored: what the org makes of it.
pub(super) fn after(data: &mut Data, object: &Object, id: &str, created: bool) {
    match object.name.as_str() {
        "Asset" if created && data.row("Asset", id).is_some_and(|row| at(row, "RootAssetId").is_null()) => {
            data.patch("Asset", id, [("RootAssetId", json!(id))]);
        }
        "Campaign" if created && data.schema.object("CampaignMemberStatus").is_some() => {
            for (order, (label, responded)) in (1..).zip([("Sent", false), ("Responded", true)]) {
                let status = json!({"CampaignId": id, "Label": label, "HasResponded": responded, "IsDefault": !responded, "SortOrder": order});
                if let Value::Object(status) = status {
                    data.put("CampaignMemberStatus", status);
                }
            }
        }
        "OpportunityLineItem" => roll_up(data, id),
        _ => {}
    }
    run_flows(data, object, id, created);
}

/// After a record went into the bin: what hangs on it follows.
pub(super) fn after_delete(data: &mut Data, object: &Object, id: &str) {
    let hangs: &[(&str, &str)] = match object.name.as_str() {
        "OpportunityLineItem" => return roll_up(data, id),
        "Opportunity" => &[("OpportunityLineItem", "OpportunityId"), ("OpportunityContactRole", "OpportunityId")],
        "Campaign" => &[("CampaignMember", "CampaignId"), ("CampaignMemberStatus", "CampaignId")],
        "ServiceContract" => &[("ContractLineItem", "ServiceContractId")],
        _ => &[],
    };
    for (child, field) in hangs {
        let ids: Vec<String> =
            data.with_value(child, field, id).iter().filter_map(|row| text(row, "Id").map(str::to_owned)).collect();
        for hung in ids {
            data.patch(child, &hung, [("IsDeleted", json!(true))]);
        }
    }
}

/// The lines' sum is the opportunity's amount.
fn roll_up(data: &mut Data, line: &str) {
    let Some(line) = data.row("OpportunityLineItem", line).cloned() else { return };
    let Some(opportunity) = text(&line, "OpportunityId") else { return };
    let lines = data.with_value("OpportunityLineItem", "OpportunityId", opportunity);
    let sum: f64 = lines.iter().filter_map(|line| line.get("TotalPrice").and_then(Value::as_f64)).sum();
    let has_lines = !lines.is_empty();
    let book = text(&line, "PricebookEntryId").and_then(|entry| data.row("PricebookEntry", entry));
    let book = book.map(|entry| at(entry, "Pricebook2Id").clone());
    let mut set = vec![("HasOpportunityLineItem", json!(has_lines)), ("Amount", json!(sum))];
    set.extend(book.map(|book| ("Pricebook2Id", book)));
    data.patch("Opportunity", opportunity, set);
}

fn run_flows(data: &mut Data, object: &Object, id: &str, created: bool) {
    let flows = Arc::clone(&data.flows);
    for (flow, when) in flows.iter().filter(|(flow, _)| flow.object == object.name && (created || !flow.on_create_only))
    {
        let Some(row) = data.row(&object.name, id) else { return };
        if when.matches(data, object, row).unwrap_or(false) {
            let mut row = row.clone();
            let old = row.clone();
            row.extend(flow.set.clone());
            if before(data, object, Some(&old), &mut row).is_ok() {
                data.replace(&object.name, id, row);
            }
        }
    }
}

/// The administrators' validation rules.
pub(super) fn validate(data: &Data, object: &Object, row: &Row) -> Result<(), Refusal> {
    for (rule, when) in data.validation.iter().filter(|(rule, _)| rule.object == object.name) {
        if when.matches(data, object, row)? {
            let refusal = Refusal::new("FIELD_CUSTOM_VALIDATION_EXCEPTION", &rule.message);
            return Err(match &rule.field {
                Some(field) => refusal.about(field),
                None => refusal,
            });
        }
    }
    Ok(())
}

/// The administrators' duplicate rules: on a new record, and where a watched field changes.
pub(super) fn check_duplicates(
    data: &Data,
    object: &Object,
    old: Option<&Row>,
    row: &Row,
    by: &Writer,
) -> Result<(), Refusal> {
    for rule in data.duplicates.iter().filter(|rule| rule.object == object.name) {
        let changed = rule.fields.iter().any(|field| old.is_none_or(|old| old.get(field) != row.get(field)));
        if by.is_person || !changed || (rule.is_alert && by.may_duplicate) {
            continue;
        }
        let folded = |row: &Row, field: &String| text(row, field).map(str::to_lowercase);
        let same = |other: &&Row| {
            other.get("IsDeleted") != Some(&json!(true))
                && old.is_none_or(|old| old.get("Id") != other.get("Id"))
                && rule
                    .fields
                    .iter()
                    .all(|field| folded(row, field).is_some() && folded(row, field) == folded(other, field))
        };
        let found: Vec<_> = data.rows(&object.name).iter().filter(same).collect();
        if found.is_empty() {
            continue;
        }
        let message = "Use one of these records?";
        let records: Vec<Value> = found
            .iter()
            .map(|found| {
                json!({"additionalInformation": [], "fieldDiffs": [], "matchConfidence": 100.0,
                    "record": {"attributes": {"type": object.name}, "Id": at(found, "Id")}})
            })
            .collect();
        let result = json!({
            "allowSave": rule.is_alert, "duplicateRule": rule.name, "duplicateRuleEntityType": object.name, "errorMessage": message,
            "matchResults": [{"entityType": object.name, "errors": [], "matchEngine": "ExactMatchEngine", "matchRecords": records,
                "rule": rule.name, "size": found.len(), "success": true}],
        });
        let more = Some(Box::new((data.duplicate_member.clone(), result)));
        return Err(Refusal { more, ..Refusal::new("DUPLICATES_DETECTED", message) });
    }
    Ok(())
}
