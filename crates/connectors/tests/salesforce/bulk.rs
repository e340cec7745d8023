//! Bulk jobs: few calls for many records, results by key, and a job that is taken up wherever it was left.

use crate::{OPPORTUNITY, created, failure, no_job, opportunities, ready, updated};
use connectors::salesforce::{Class, Failure, Job, KeepJob, Record, Urgency};
use futures::FutureExt as _;
use std::sync::Mutex;
use std::time::Duration;
use testkit::salesforce::{Fault, FaultKind, Setup};

#[tokio::test]
async fn eight_thousand_take_at_most_sixty_calls() {
    for more in ["", "bulk_above = 10000\n"] {
        let (stage, _) = ready(Setup::default());
        let client = stage.client_with(more);
        let jobs: Mutex<Vec<Job>> = Mutex::default();
        let keep: &KeepJob<'_> = &|job| {
            jobs.lock().expect("jobs").push(job);
            async { Ok(()) }.boxed()
        };
        let records = opportunities(8000);
        let outcomes = client.upsert(OPPORTUNITY, &records, Urgency::Campaign, keep).await;
        assert_eq!(created(&outcomes), 8000);
        println!("8,000 opportunities, {more:?}: {} calls", stage.org.calls());
        assert!(stage.org.calls() <= 60, "{}", stage.org.calls());
        assert_eq!(client.calls().counted, stage.org.calls());
        assert_eq!(stage.opportunities(), (8000, 8000));
        let jobs = jobs.lock().expect("jobs").len();
        assert_eq!(jobs, usize::from(more.is_empty()));
        let again = client.upsert(OPPORTUNITY, &records, Urgency::Campaign, keep).await;
        assert_eq!(updated(&again), 8000);
        let written = stage.org.records(OPPORTUNITY);
        assert!(written[0]["Name"].as_str().is_some_and(|name| name.contains("\"0\", Presse")), "{:?}", written[0]);
        assert_eq!(client.verify(OPPORTUNITY, &records[..300], Urgency::Prompt).await.expect("read"), []);
    }
}

#[tokio::test]
async fn results_of_a_job_are_found_by_key() {
    let (stage, _) = ready(Setup::default());
    let client = stage.client_with("bulk_above = 100\n");
    let fails = |row, code: &str| FaultKind::RowFails { row, code: code.to_owned(), message: "no".to_owned() };
    let closes = |kind| Fault::new(kind).on("PATCH", "jobs/ingest");
    stage.org.fault(closes(FaultKind::ShuffledResults));
    stage.org.fault(closes(fails(5, "FIELD_CUSTOM_VALIDATION_EXCEPTION")));
    stage.org.fault(closes(FaultKind::LockRow { row: 7 }));
    let mut records = opportunities(300);
    records[100].fields.remove("Account");
    let keep: &KeepJob<'_> = &|_| async { Ok(()) }.boxed();
    let outcomes = client.upsert(OPPORTUNITY, &records, Urgency::Prompt, keep).await;
    assert_eq!(created(&outcomes), 299, "the locked one went again in a call");
    let refused = outcomes.iter().position(|outcome| outcome.id().is_none()).expect("one");
    assert_eq!(failure(&outcomes[refused]).code, "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    let written = stage.org.records(OPPORTUNITY);
    for (record, outcome) in records.iter().zip(&outcomes) {
        let there = written.iter().find(|of| of["Instand_Key__c"] == record.key.as_str());
        assert_eq!(there.and_then(|of| of["Id"].as_str()), outcome.id());
    }
}

#[tokio::test]
async fn a_job_that_fails_half_way_leaves_the_rest_to_be_done_again() {
    let (stage, _) = ready(Setup::default());
    let client = stage.client_with("bulk_above = 100\n");
    stage.org.fault(Fault::new(FaultKind::JobFails { after: 120 }).on("PATCH", "jobs/ingest"));
    let records = opportunities(300);
    let keep: &KeepJob<'_> = &|_| async { Ok(()) }.boxed();
    let outcomes = client.upsert(OPPORTUNITY, &records, Urgency::Prompt, keep).await;
    assert_eq!(created(&outcomes), 120);
    let rest: Vec<&Failure> = outcomes.iter().filter(|outcome| outcome.id().is_none()).map(failure).collect();
    assert!(
        rest.iter().all(|failure| failure.class == Class::UnknownOutcome && failure.code == "job_failed"),
        "{:?}",
        rest[0]
    );
    let again = client.upsert(OPPORTUNITY, &records, Urgency::Prompt, keep).await;
    assert_eq!((created(&again), updated(&again)), (180, 120));
    assert_eq!(stage.opportunities(), (300, 300));
}

/// Stopped at any point, nothing is lost and nothing is there twice.
#[tokio::test]
async fn a_job_is_taken_up_by_its_id() {
    let records = opportunities(300);
    for (what, fault) in [
        ("made, and the answer lost", Fault::new(FaultKind::CommitThenDrop).on("POST", "jobs/ingest")),
        ("rows sent, and the answer lost", Fault::new(FaultKind::CommitThenDrop).on("PUT", "jobs/ingest")),
        ("rows not sent", Fault::new(FaultKind::Drop).on("PUT", "jobs/ingest")),
        ("closed, and the answer lost", Fault::new(FaultKind::CommitThenDrop).on("PATCH", "jobs/ingest")),
        ("not closed", Fault::new(FaultKind::Unavailable).on("PATCH", "jobs/ingest")),
        ("state lost", Fault::new(FaultKind::Unavailable).on("GET", "jobs/ingest").times(3)),
        ("state lost for long", Fault::new(FaultKind::Unavailable).on("GET", "jobs/ingest").times(40)),
        ("results lost", Fault::new(FaultKind::TruncatedJson).on("GET", "jobs/ingest").after(3).times(4)),
    ] {
        let (stage, _) = ready(Setup::default());
        let client = stage.client_with("bulk_above = 100\n");
        let kept: Mutex<Vec<Job>> = Mutex::default();
        let keep: &KeepJob<'_> = &|job| {
            kept.lock().expect("jobs").push(job);
            async { Ok(()) }.boxed()
        };
        stage.org.fault(fault);
        let mut outcomes = client.upsert(OPPORTUNITY, &records, Urgency::Prompt, keep).await;
        stage.org.clear_faults();
        assert!(
            outcomes.iter().all(|of| of.id().is_some() || failure(of).class == Class::UnknownOutcome),
            "{what}: {:?}",
            outcomes[0]
        );
        if outcomes.iter().any(|outcome| outcome.id().is_none()) {
            let job = kept.lock().expect("jobs").last().map(|job| job.id.clone());
            outcomes = match job {
                Some(job) => client.resume(&job, OPPORTUNITY, &records, Urgency::Prompt, keep).await,
                None => client.upsert(OPPORTUNITY, &records, Urgency::Prompt, keep).await,
            };
        }
        let rest: Vec<Record> = records
            .iter()
            .zip(&outcomes)
            .filter(|(_, outcome)| outcome.id().is_none())
            .map(|(record, _)| record.clone())
            .collect();
        let last = client.upsert(OPPORTUNITY, &rest, Urgency::Prompt, keep).await;
        assert_eq!(created(&last) + updated(&last), rest.len(), "{what}");
        assert_eq!(stage.opportunities(), (300, 300), "{what}");
    }
}

#[tokio::test]
async fn a_job_that_is_not_kept_is_not_run() {
    let (stage, _) = ready(Setup::default());
    let client = stage.client_with("bulk_above = 100\n");
    let keep: &KeepJob<'_> = &|_| async { Err("the disk is full".to_owned()) }.boxed();
    let outcomes = client.upsert(OPPORTUNITY, &opportunities(300), Urgency::Prompt, keep).await;
    assert!(outcomes.iter().all(|outcome| failure(outcome).message.contains("the disk is full")));
    assert!(!stage.org.log().iter().any(|request| request.method == "PUT"));
    assert_eq!(stage.opportunities(), (0, 0));
    let gone = client.resume("750000000000001AAA", OPPORTUNITY, &opportunities(3), Urgency::Prompt, &no_job).await;
    assert_eq!(created(&gone), 3, "a job Salesforce does not know is begun anew");
}

/// The server is stopped at any moment: what it kept of the job is enough.
#[tokio::test]
async fn a_server_that_is_stopped_goes_on_where_it_was() {
    let records = opportunities(300);
    let mut stopped = 0;
    for millis in [0, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128] {
        let (stage, _) = ready(Setup::default());
        let kept: Mutex<Option<Job>> = Mutex::default();
        let keep: &KeepJob<'_> = &|job| {
            *kept.lock().expect("a job") = Some(job);
            async { Ok(()) }.boxed()
        };
        let before = stage.client_with("bulk_above = 100\n");
        let writing = before.upsert(OPPORTUNITY, &records, Urgency::Prompt, keep);
        if tokio::time::timeout(Duration::from_millis(millis), writing).await.is_err() {
            stopped += 1;
        }
        let job = kept.lock().expect("a job").as_ref().map(|job| job.id.clone());
        let after = stage.client_with("bulk_above = 100\n");
        let outcomes = match job {
            Some(job) => after.resume(&job, OPPORTUNITY, &records, Urgency::Prompt, keep).await,
            None => after.upsert(OPPORTUNITY, &records, Urgency::Prompt, keep).await,
        };
        assert_eq!(created(&outcomes) + updated(&outcomes), 300, "stopped after {millis} ms");
        assert_eq!(stage.opportunities(), (300, 300), "stopped after {millis} ms");
    }
    assert!(stopped > 0, "it was always faster");
}
