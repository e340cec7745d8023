//! The register of contacts and the contact policy on SQLite and on PostgreSQL.

use automate::{Calendar, Consent, ContactPolicy, Limits, Origin};
use chrono::NaiveDate;
use store::{DatedConsent, NewConsent, NewOutgoing, OutgoingState, Said, Store, address_digest};

const AT: &str = "2026-11-01T08:00:00Z";
const ADDRESS: &str = "einkauf@kunde.example";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn said(said: Said, topic: Option<&str>, on: Option<&str>, evidence: &str) -> DatedConsent {
    let of = NewConsent {
        address: " Einkauf@Kunde.example".to_owned(),
        topic: topic.map(str::to_owned),
        said,
        origin: Origin::Unknown,
        was_told: false,
        evidence: evidence.to_owned(),
    };
    DatedConsent { on: on.map(day), of }
}

async fn enter(store: &Store, entries: &[DatedConsent]) {
    let write = store.write("greta", AT).await.expect("writes");
    write.enter_consents(entries).await.expect("entered");
    write.commit().await.expect("counts");
}

async fn consent(store: &Store, topic: &str) -> Consent {
    store.addresses().await.expect("read").consent(ADDRESS, topic)
}

async fn story(url: &str) {
    let store = Store::open(url).await.expect("a database");
    assert_eq!(consent(&store, "parts").await, Consent::None);
    enter(&store, &[said(Said::Objected, None, Some("2026-10-01"), "")]).await;
    // Entered later, but said before: the objection stands.
    enter(&store, &[said(Said::Agreed, Some("parts"), Some("2026-09-01"), "a form")]).await;
    assert_eq!(consent(&store, "parts").await, Consent::ObjectedAll);
    // Of the day of the entry, where none is said.
    enter(&store, &[said(Said::Agreed, Some("parts"), None, "a form, double opt-in")]).await;
    assert_eq!(consent(&store, "parts").await, Consent::Given);
    assert_eq!(consent(&store, "contracts").await, Consent::ObjectedAll);
    let entries = store.consents_of(ADDRESS).await.expect("read");
    assert_eq!(entries.len(), 3, "none is ever changed");
    assert_eq!((entries[0].on, entries[0].saved_by.as_str()), (day("2026-11-01"), "greta"));

    // Erased: nothing of it is left but the digest, what waits for it does not go, and nobody enters it again by mistake.
    let message = |key: &str, to: &str| NewOutgoing {
        destination: "mail".to_owned(),
        kind: "message".to_owned(),
        key: key.to_owned(),
        about: "C-1".to_owned(),
        payload: Some(format!("{{\"to\":\"{to}\"}}")),
        not_before: None,
    };
    let write = store.write("campaigns", AT).await.expect("writes");
    write
        .put_outgoing(vec![message("a", "Einkauf@kunde.example"), message("b", "wartung@kunde.example")])
        .await
        .expect("put");
    write.commit().await.expect("counts");
    let about = ["C-1".to_owned()];
    assert_eq!(store.messages_to(ADDRESS, &about).await.expect("read").len(), 1);
    let write = store.write("greta", AT).await.expect("writes");
    assert_eq!(write.erase_address(ADDRESS, "asked by letter", &about).await.expect("erased"), 3);
    write.commit().await.expect("counts");
    let failed = store.outgoing((Some(OutgoingState::Failed), None), None, 10).await.expect("read");
    assert_eq!(failed.iter().map(|of| of.of.key.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(consent(&store, "parts").await, Consent::Erased);
    enter(&store, &[said(Said::Bounced, None, None, ""), said(Said::Agreed, None, None, "a form")]).await;
    assert_eq!(store.consents_of(ADDRESS).await.expect("read"), []);
    let (_, lines) = store.audit(None, 100).await.expect("read");
    let text = format!("{lines:?}");
    assert!(text.contains(&address_digest(ADDRESS)) && !text.to_lowercase().contains(ADDRESS), "{text}");
    // A second time is no fault.
    let write = store.write("greta", AT).await.expect("writes");
    assert_eq!(write.erase_address(ADDRESS, "asked again", &[]).await.expect("erased"), 0);
    write.commit().await.expect("counts");

    // The policy: versions, and who was first is first.
    assert_eq!(store.contact_policy().await.expect("read"), None);
    let policy = ContactPolicy::of(&[], Limits { contacts: 1, days: 14 }, Calendar::default()).expect("lawful");
    let write = store.write("anna", AT).await.expect("writes");
    assert!(write.save_contact_policy(&policy, "too many mails", 0).await.expect("saved"));
    assert!(!write.save_contact_policy(&policy, "late", 0).await.expect("asked"));
    write.commit().await.expect("counts");
    let newest = store.contact_policy().await.expect("read").expect("a version");
    assert_eq!((newest.version, newest.policy, newest.reason.as_str()), (1, policy, "too many mails"));
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    story(&testkit::database::sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() {
    story(&testkit::database::postgres("store_contacts")).await;
}
