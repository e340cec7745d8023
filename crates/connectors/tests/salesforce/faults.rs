//! A thousand pushes with faults at random: at the end each key is there exactly once, and none is lost.

use super::*;
use connectors::salesforce::Class;
use testkit::salesforce::{Fault, FaultKind};

/// Opportunities of a push; above `BULK` of them it is a bulk job.
const PUSHED: usize = 12;
/// From so many on a write goes by a bulk job, in half of the runs.
const BULK: usize = 8;
/// Rounds in which everything must have arrived, however unlucky.
const ROUNDS: usize = 40;

/// Pseudorandom numbers from a seed (SplitMix64), so that a run that fails can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }

    fn fault(&mut self) -> Fault {
        let row = usize::try_from(self.below(PUSHED as u64)).expect("small");
        let kind = match self.below(13) {
            0 => FaultKind::SessionExpired,
            1 => FaultKind::RequestLimit,
            2 => FaultKind::ConcurrentLimit,
            3 => FaultKind::ApiDisabled,
            4 => FaultKind::LockRow { row },
            5 => FaultKind::RowFails { row, code: "UNABLE_TO_LOCK_ROW".to_owned(), message: "locked".to_owned() },
            6 => FaultKind::Unavailable,
            7 => FaultKind::UnknownException,
            8 => FaultKind::Drop,
            9 => FaultKind::CommitThenDrop,
            10 => FaultKind::TruncatedJson,
            11 => FaultKind::ShuffledResults,
            _ => FaultKind::JobFails { after: row },
        };
        Fault::new(kind).after(self.below(6))
    }
}

fn record(run: u64, number: usize) -> Record {
    let text =
        fields(json!({ "Name": format!("{run} {number}"), "StageName": "Prospecting", "CloseDate": "2027-03-31" }));
    Record { key: format!("run-{run}-{number}"), fields: text }
}

#[tokio::test]
async fn a_thousand_runs_with_faults_at_random_make_exactly_one_opportunity_a_key() {
    let scene = Scene::start(Setup { daily_requests: 10_000_000, ..Setup::default() });
    let clients = [scene.client(), scene.client_with(&format!("bulk_above = {BULK}"))];
    let keep = |_: Job| -> futures::future::BoxFuture<'static, Result<(), String>> { async { Ok(()) }.boxed() };
    let mut faults = 0;
    for run in 0..1_000_u64 {
        let mut dice = Dice(run);
        for _ in 0..=dice.below(4) {
            scene.org.fault(dice.fault());
            faults += 1;
        }
        let client = &clients[usize::try_from(run % 2).expect("small")];
        let mut open: Vec<Record> = (0..PUSHED).map(|number| record(run, number)).collect();
        for round in 0..ROUNDS {
            let outcomes = client.upsert(OPPORTUNITY, &open, Urgency::Prompt, &keep).await;
            let mut left = Vec::new();
            for (record, outcome) in open.into_iter().zip(outcomes) {
                if let Outcome::Failed(failure) = outcome {
                    assert_ne!(
                        failure.class,
                        Class::Permanent,
                        "run {run}: nothing of it is the record's fault: {failure}"
                    );
                    left.push(record);
                }
            }
            open = left;
            if open.is_empty() {
                break;
            }
            // What is parked is tried again later.
            let now = scene.org.now();
            scene.org.set_now(now + chrono::TimeDelta::minutes(20));
            assert!(round + 1 < ROUNDS, "run {run}: {} never arrived", open.len());
        }
        scene.org.clear_faults();
    }
    assert!(faults > 2_000, "{faults} faults");
    assert_eq!(scene.opportunities(), (1_000 * PUSHED, 1_000 * PUSHED), "exactly one a key, none lost");
}
