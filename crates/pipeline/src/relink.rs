//! What people say on pairs of machines: kept, and machine files made anew from it, in one transaction.

use crate::import::lock;
use crate::state::latest_day;
use crate::state::{State, Workplace};
use crate::{PipelineError, project};
use digitize::parting::Parting;
use digitize::serial::key_of;
use hashbrown::{HashMap, HashSet};
use store::{BatchState, LINKER, MatchAbout, MatchDecision, MatchVerdict, NewMatchDecision};

/// Machines added, changed and gone.
pub type MachinesChanged = (usize, usize, usize);

/// Keeps what somebody decided on pairs and makes the machine files anew.
///
/// # Errors
/// Where two decisions contradict each other, or database or lake fail: nothing is changed then.
pub async fn decide_matches(
    workplace: &Workplace,
    mut decided: Vec<NewMatchDecision>,
    actor: &str,
    at: &str,
) -> Result<MachinesChanged, PipelineError> {
    let _turn = lock(workplace, at).await?;
    let before = workplace.store.match_decisions().await?;
    check(&before, &decided)?;
    name_rows(&before, &mut decided)?;
    let mut now: Vec<MatchDecision> = before;
    {
        let replaced: HashSet<_> = decided.iter().map(pair_of).collect();
        now.retain(|known| !replaced.contains(&(known.about, known.pair())));
    }
    now.extend(decided.iter().cloned().map(|of| of.decided(actor, at)));
    let remade = remake(workplace, now).await?;
    let write = workplace.store.write(actor, at).await?;
    write.add_match_decisions(decided).await?;
    let changed = write.set_machines(remade.0, remade.1).await?;
    write.commit().await?;
    Ok(changed)
}

/// Takes decisions on pairs back, the newest first, and makes the machine files anew once. A pair the linker had decided
/// waits for a person from then on: the linker does not decide on it again.
///
/// # Errors
/// Where one of them is not there or was taken back already, what is left would contradict itself, or database or lake
/// fail: nothing is changed then.
pub async fn undo_matches(
    workplace: &Workplace,
    ids: &[i64],
    actor: &str,
    at: &str,
) -> Result<MachinesChanged, PipelineError> {
    let _turn = lock(workplace, at).await?;
    let write = workplace.store.write(actor, at).await?;
    let mut ids = ids.to_vec();
    ids.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
    ids.dedup();
    let mut wait = Vec::new();
    for id in ids {
        let undone = write.undo_match_decision(id).await?;
        let undone = undone.ok_or_else(|| {
            PipelineError::Nothing(format!("there is no decision {id} on a pair, or it was taken back already"))
        })?;
        if undone.decided_by == LINKER {
            wait.push(NewMatchDecision {
                about: undone.about,
                kept: undone.kept,
                joined: undone.joined,
                verdict: MatchVerdict::Later,
                weight: undone.weight,
                batch: None,
                parted: undone.parted,
            });
        }
    }
    write.add_match_decisions(wait).await?;
    let standing = write.match_decisions().await?;
    // An older decision comes into force again; it may not go with what was decided on other pairs since.
    check(&standing, &[])?;
    let (machines, customers) = remake(workplace, standing).await?;
    let changed = write.set_machines(machines, customers).await?;
    write.commit().await?;
    Ok(changed)
}

/// What was said of rows that carry another machine's number goes on with whatever is decided on them next.
fn name_rows(before: &[MatchDecision], decided: &mut [NewMatchDecision]) -> Result<(), PipelineError> {
    let known = partings(before)?;
    for of in decided.iter_mut().filter(|of| of.about == MatchAbout::Machine && of.parted.is_none()) {
        let named = known.iter().filter(|parting| parting.name == of.kept || parting.name == of.joined);
        let named: Vec<_> = named.cloned().collect();
        if !named.is_empty() {
            of.parted = Some(parted_text(&named)?);
        }
    }
    Ok(())
}

/// The rows that decisions name, each name once.
pub(crate) fn partings(decisions: &[MatchDecision]) -> Result<Vec<Parting>, PipelineError> {
    let mut found: Vec<Parting> = Vec::new();
    for of in decisions {
        let Some(text) = &of.parted else { continue };
        let named: Vec<Parting> = serde_json::from_str(text).map_err(|error| {
            PipelineError::Linking(format!("decision {} on {} names rows nobody can read: {error}", of.id, of.joined))
        })?;
        for parting in named {
            if !found.iter().any(|known| known.name == parting.name) {
                found.push(parting);
            }
        }
    }
    Ok(found)
}

/// The rows that a decision names, as they are kept.
pub(crate) fn parted_text(partings: &[Parting]) -> Result<String, PipelineError> {
    serde_json::to_string(partings).map_err(|error| PipelineError::Linking(error.to_string()))
}

/// What a decision is on, the same however the pair is turned.
fn pair_of(of: &NewMatchDecision) -> (MatchAbout, (&str, &str)) {
    let (one, other) = (of.kept.as_str(), of.joined.as_str());
    (of.about, (one.min(other), one.max(other)))
}

/// No machine may hold two serial numbers that were decided to be different, no customer two such keys.
fn check(before: &[MatchDecision], decided: &[NewMatchDecision]) -> Result<(), PipelineError> {
    for about in [MatchAbout::Machine, MatchAbout::Customer] {
        let before: Vec<&MatchDecision> = before.iter().filter(|of| of.about == about).collect();
        let decided: Vec<&NewMatchDecision> = decided.iter().filter(|of| of.about == about).collect();
        check_of(about, &before, &decided)?;
    }
    Ok(())
}

fn check_of(about: MatchAbout, before: &[&MatchDecision], decided: &[&NewMatchDecision]) -> Result<(), PipelineError> {
    let mut roots: HashMap<u64, u64> = HashMap::new();
    fn root(roots: &HashMap<u64, u64>, mut of: u64) -> u64 {
        while let Some(next) = roots.get(&of) {
            of = *next;
        }
        of
    }
    let replaced: HashSet<_> = decided.iter().map(|of| pair_of(of)).collect();
    let standing = before.iter().filter(|known| !replaced.contains(&(known.about, known.pair())));
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
            let what = match about {
                MatchAbout::Machine => "machines",
                MatchAbout::Customer => "customers",
            };
            return Err(PipelineError::Nothing(format!(
                "{one} and {other} were decided to be different {what} and would be one through other decisions; take \
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
        NewMatchDecision {
            about: MatchAbout::Machine,
            kept: kept.to_owned(),
            joined: joined.to_owned(),
            verdict,
            weight: None,
            batch: None,
            parted: None,
        }
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
