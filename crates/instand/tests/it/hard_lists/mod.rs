//! The product on lists as they are before anybody cleaned them: how well it puts their rows together by itself.

mod measure;

/// What the product is held to: pairwise F1 over all rows, and the share of machines left to people.
const LEAST_F1: f64 = 0.995;
const MOST_IN_REVIEW: f64 = 0.02;

#[tokio::test(flavor = "multi_thread")]
async fn eight_thousand_machines_of_five_lists_are_put_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = measure::measure(folder.path(), 1, 8_000).await;
    let score = found.score;
    assert!(
        score.f1() >= LEAST_F1 && found.in_review <= MOST_IN_REVIEW,
        "F1 {:.5} ({score:?}), {:.2} % in review, {} machines, {} joined, {} rows astray",
        score.f1(),
        100.0 * found.in_review,
        found.machines,
        found.joined,
        found.astray.len()
    );
}
