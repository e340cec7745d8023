//! The product on lists as they are before anybody cleaned them: how well it puts their rows together by itself.

mod measure;

/// What the product is held to: pairwise F1 over all rows once what it asks is answered, and by itself, and the share of
/// machines left to people.
const LEAST_F1: f64 = 0.995;
const LEAST_ALONE: f64 = 0.9945;
const MOST_IN_REVIEW: f64 = 0.02;

#[tokio::test(flavor = "multi_thread")]
async fn eight_thousand_machines_of_five_lists_are_put_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = measure::measure(folder.path(), 1, 8_000).await;
    let score = found.score;
    assert!(
        found.answered.f1() >= LEAST_F1 && score.f1() >= LEAST_ALONE && found.in_review <= MOST_IN_REVIEW,
        "F1 {:.5} answered, {:.5} alone ({score:?}), {:.2} % in review, {} machines, {} joined, {} rows astray",
        found.answered.f1(),
        score.f1(),
        100.0 * found.in_review,
        found.machines,
        found.joined,
        found.astray.len()
    );
}
