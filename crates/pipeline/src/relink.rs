//! What people say on pairs of machines: kept, and machine files made anew from it, in one transaction.

use crate::import::lock;
use crate::state::latest_day;
use crate::state::{State, Workplace};
use crate::{PipelineError, project};
use digitize::serial::key_of;
use store::{BatchState, LINKER, MatchDecision, MatchVerdict, NewMatchDecision};

/// Machines added, changed and gone.
pub type MachinesChanged = (usize, usize, usize);

/// Keeps what somebody decided on pairs and makes the machine files anew.
///
/// # Errors
/// Where two decisions contradict each other, or database or lake fail: nothing is changed then.
pub async fn decide_matches(
    workplace: &Workplace,
    decided: Vec<NewMatchDecision>,
    actor: &str,
    at: &str,
) -> Result<MachinesChanged, PipelineError> {
    let _turn = lock(workplace, at).await?;
    let before = workplace.store.match_decisions().await?;
    check(&before, &decided)?;
    let touched: Vec<(String, String)> = decided.iter().map(|of| (of.kept.clone(), of.joined.clone())).collect();
    let mut now: Vec<MatchDecision> = before;
    now.retain(|known| !touched.iter().any(|pair| is_pair(known, pair)));
    now.extend(decided.iter().cloned().map(|of| of.decided(actor, at)));
    let remade = remake(workplace, now).await?;
    let write = workplace.store.write(actor, at).await?;
    write.add_match_decisions(decided).await?;
    let changed = write.set_machines(remade.0, remade.1).await?;
    write.commit().await?;
    Ok(changed)
}

/// Takes a decision on a pair back and makes the machine files anew. A pair the linker had decided waits for a person
/// from then on: the linker does not decide on it again.
///
/// # Errors
/// Where there is no such decision, it was taken back already, or database or lake fail: nothing is changed then.
pub async fn undo_match(
    workplace: &Workplace,
    id: i64,
    actor: &str,
    at: &str,
) -> Result<MachinesChanged, PipelineError> {
    let _turn = lock(workplace, at).await?;
    let write = workplace.store.write(actor, at).await?;
    let undone = write.undo_match_decision(id).await?;
    let undone = undone.ok_or_else(|| {
        PipelineError::Nothing(format!("there is no decision {id} on a pair, or it was taken back already"))
    })?;
    if undone.decided_by == LINKER {
        let waits = NewMatchDecision {
            kept: undone.kept,
            joined: undone.joined,
            verdict: MatchVerdict::Later,
            weight: undone.weight,
            batch: None,
        };
        write.add_match_decisions(vec![waits]).await?;
    }
    let (machines, customers) = remake(workplace, write.match_decisions().await?).await?;
    let changed = write.set_machines(machines, customers).await?;
    write.commit().await?;
    Ok(changed)
}

fn is_pair(known: &MatchDecision, (one, other): &(String, String)) -> bool {
    known.pair() == (one.min(other).as_str(), one.max(other).as_str())
}

/// No machine may hold two serial numbers that were decided to be different.
fn check(before: &[MatchDecision], decided: &[NewMatchDecision]) -> Result<(), PipelineError> {
    let mut roots: hashbrown::HashMap<u64, u64> = hashbrown::HashMap::new();
    fn root(roots: &hashbrown::HashMap<u64, u64>, mut of: u64) -> u64 {
        while let Some(next) = roots.get(&of) {
            of = *next;
        }
        of
    }
    let standing =
        before.iter().filter(|known| !decided.iter().any(|of| is_pair(known, &(of.kept.clone(), of.joined.clone()))));
    let standing: Vec<(&str, &str, MatchVerdict)> =
        standing.map(|of| (of.kept.as_str(), of.joined.as_str(), of.verdict)).collect();
    let new = decided.iter().map(|of| (of.kept.as_str(), of.joined.as_str(), of.verdict));
    let all: Vec<(&str, &str, MatchVerdict)> = standing.into_iter().chain(new).collect();
    for (kept, joined, _) in all.iter().filter(|(_, _, verdict)| *verdict == MatchVerdict::Same) {
        let (kept, joined) = (root(&roots, key_of(kept)), root(&roots, key_of(joined)));
        if kept != joined {
            roots.insert(joined, kept);
        }
    }
    for (one, other, _) in all.iter().filter(|(_, _, verdict)| *verdict == MatchVerdict::Different) {
        if root(&roots, key_of(one)) == root(&roots, key_of(other)) {
            return Err(PipelineError::Nothing(format!(
                "{one} and {other} were decided to be different machines and would be one through other decisions; take \
                 one of those back first"
            )));
        }
    }
    Ok(())
}

async fn remake(
    workplace: &Workplace,
    decisions: Vec<MatchDecision>,
) -> Result<(Vec<store::MachineRow>, Vec<store::CustomerRow>), PipelineError> {
    let mut batches = workplace.store.batches().await?;
    batches.retain(|batch| batch.state == BatchState::Active);
    let (tables, sources) = (workplace.store.tables().await?, workplace.store.sources().await?);
    let state = State::of(&workplace.lake, &batches, tables, sources, decisions, latest_day(&batches))?;
    Ok(project::project(&state.files, latest_day(&batches)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(kept: &str, joined: &str, verdict: MatchVerdict) -> NewMatchDecision {
        NewMatchDecision { kept: kept.to_owned(), joined: joined.to_owned(), verdict, weight: None, batch: None }
    }

    #[test]
    fn what_is_different_cannot_become_one_by_way_of_a_third() {
        let same = |one, other| new(one, other, MatchVerdict::Same);
        let apart = new("A", "C", MatchVerdict::Different);
        assert!(check(&[], &[same("A", "B"), apart.clone()]).is_ok());
        let refused = check(&[], &[same("A", "B"), same("B", "C"), apart]).expect_err("A and C are different");
        assert!(refused.to_string().contains("A and C"), "{refused}");
        // Circles do no harm.
        assert!(check(&[], &[same("A", "B"), same("B", "C"), same("C", "A")]).is_ok());
    }
}
