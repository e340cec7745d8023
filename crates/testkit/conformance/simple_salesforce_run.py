"""simple-salesforce, unmodified, against the stand-in: simple_salesforce_run.py HTTP_URL HTTPS_URL CREDENTIALS.json"""

import json
import sys

import requests
from simple_salesforce import Salesforce, format_external_id
from simple_salesforce.exceptions import (
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)

http, https, credentials = sys.argv[1:]
org = json.load(open(credentials))


def ok(what, holds, seen=""):
    print(("ok   " if holds else "FAIL ") + f"simple-salesforce: {what} {seen}".rstrip())
    if not holds:
        sys.exit(1)


def fault(**given):
    requests.post(f"{http}/control/faults", json=given, timeout=10).raise_for_status()


def raised(kind, call, *given, **named):
    try:
        call(*given, **named)
    except kind as error:
        return error
    return None


def signed_in():
    answer = requests.post(
        f"{https}/services/oauth2/token", data={"grant_type": "client_credentials"}, timeout=10,
        auth=(org["client_id"], org["client_secret"]))
    return Salesforce(instance_url=answer.json()["instance_url"], session_id=answer.json()["access_token"], version="66.0")


sf = signed_in()
made = sf.Account.create({"Name": "Kunde Süd", "SAP_Kunnr__c": "py 11"})
ok("create", made["success"] and len(made["id"]) == 18, made["id"])
ok("get", sf.Account.get(made["id"])["Name"] == "Kunde Süd")
# get_by_custom_id() writes a blank as "+", which is a plus in a path; format_external_id() writes %20.
ok("get by key", sf.Account.get(format_external_id("SAP_Kunnr__c", "py 11"))["Id"] == made["id"])
ok("update", sf.Account.update(made["id"], {"BillingCity": "Graz"}) == 204)
ok("upsert of one that is there", sf.Account.upsert("SAP_Kunnr__c/py%2011", {"Name": "Kunde"}) == 200)
ok("upsert of a new one", sf.Account.upsert("SAP_Kunnr__c/py%2F12", {"Name": "Neu"}) == 201)
deal = {"Name": "Retrofit", "StageName": "Prospecting", "CloseDate": "2030-12-31", "Account": {"SAP_Kunnr__c": "py 11"}}
ok("parent by key", sf.Opportunity.create(deal)["success"])
error = raised(SalesforceMalformedRequest, sf.Opportunity.create, {"Name": "x"})
ok("required fields", error.content[0]["errorCode"] == "REQUIRED_FIELD_MISSING", error.content[0]["message"])
ok("not found", raised(SalesforceResourceNotFound, sf.Account.get, "001000000000000AAA") is not None)
ok("describe", any(f["name"] == "Instand_Key__c" and f["externalId"] for f in sf.Opportunity.describe()["fields"]))
ok("global describe", "Opportunity" in [o["name"] for o in sf.describe()["sobjects"]])
ok("limits", sf.limits()["DailyApiRequests"]["Max"] > 0, sf.api_usage)
found = sf.query("SELECT Id, Account.Name FROM Opportunity WHERE Name = 'Retrofit'")
ok("query", found["records"][0]["Account"]["Name"] == "Kunde")
data = [{"Instand_Key__c": f"py-{n}", "Name": f"P{n}", "StageName": "Prospecting", "CloseDate": "2030-01-01"} for n in range(450)]
done = sf.bulk2.Opportunity.upsert(records=data + [{**data[0], "Instand_Key__c": "py-x", "CloseDate": ""}],
                                   external_id_field="Instand_Key__c", wait=0.05)
ok("bulk2 upsert", (done[0]["numberRecordsProcessed"], done[0]["numberRecordsFailed"]) == (451, 1), done)
results = sf.bulk2.Opportunity.get_all_ingest_records(done[0]["job_id"])
ok("bulk2 results", len(results["successfulRecords"]) == 450, results["failedRecords"][0]["sf__Error"])
pages = sf.query_all("SELECT Instand_Key__c FROM Opportunity WHERE Instand_Key__c LIKE 'py-%' ORDER BY Instand_Key__c")
ok("query_all over pages", len(pages["records"]) == 450 and pages["done"])
records = [{"Id": r["Id"], "attributes": {"type": "Opportunity"}, "NextStep": "call"} for r in found["records"]]
answer = sf.restful("composite/sobjects", method="PATCH", json={"allOrNone": False, "records": records})
ok("collection", answer[0]["success"])
fault(kind="request_limit", path="sobjects/Account")
error = raised(SalesforceRefusedRequest, sf.Account.get, made["id"])
ok("403 limit", "REQUEST_LIMIT_EXCEEDED" in str(error), type(error).__name__)
fault(kind="lock_row", path="sobjects/Account")
error = raised(SalesforceMalformedRequest, sf.Account.create, {"Name": "x"})
ok("lock row", error.content[0]["errorCode"] == "UNABLE_TO_LOCK_ROW")
fault(kind="commit_then_drop", path="sobjects/Account")
error = raised(requests.exceptions.ConnectionError, sf.Account.create, {"Name": "Lost", "SAP_Kunnr__c": "lost"})
ok("lost answer", error is not None and sf.Account.get_by_custom_id("SAP_Kunnr__c", "lost")["Name"] == "Lost", type(error).__name__)
ok("delete", sf.Account.delete(made["id"]) == 204)
fault(kind="session_expired")
ok("401", raised(SalesforceExpiredSession, sf.limits) is not None)
ok("a new session", signed_in().limits()["DailyApiRequests"]["Max"] > 0)
