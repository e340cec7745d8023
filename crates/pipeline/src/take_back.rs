//! Takes a delivery back: machine files become what they were without it.

use crate::import::{lock, sweep};
use crate::state::latest_day;
use crate::state::{State, Workplace};
use crate::{PipelineError, project};
use base::BatchId;
use store::BatchState;

/// Takes a delivery back and gives the numbers of machines added, changed and gone.
///
/// # Errors
/// Where there is no such delivery, it was taken back already, or database or lake fail: nothing is changed then.
pub async fn take_back(workplace: &Workplace, of: BatchId, at: &str) -> Result<(usize, usize, usize), PipelineError> {
    let _turn = lock(workplace, at).await?;
    let mut batches = workplace.store.batches().await?;
    match batches.iter().find(|batch| batch.id == of) {
        None => return Err(PipelineError::Nothing(format!("there is no batch {of}; `instand batch list` shows all"))),
        Some(batch) if batch.state == BatchState::TakenBack => {
            return Err(PipelineError::Nothing(format!("batch {of} was taken back already")));
        }
        Some(_) => {}
    }
    batches.retain(|batch| batch.state == BatchState::Active && batch.id != of);
    let mut tables = workplace.store.tables().await?;
    tables.retain(|table| table.batch != of);
    let mut sources = workplace.store.sources().await?;
    let gone: Vec<String> = sources
        .iter()
        .filter(|source| !tables.iter().any(|table| table.source == source.name))
        .map(|source| source.name.clone())
        .collect();
    sources.retain(|source| !gone.contains(&source.name));
    let mut decisions = workplace.store.match_decisions().await?;
    decisions.retain(|decision| decision.batch != Some(of));
    let state = State::of(&workplace.lake, &batches, tables, sources, decisions, latest_day(&batches))?;
    let (machines, customers) = project::project(&state.files, latest_day(&batches));
    let write = workplace.store.write("take back", at).await?;
    write.take_back(of).await?;
    write.remove_sources(&gone).await?;
    let changed = write.set_machines(machines, customers).await?;
    write.commit().await?;
    sweep(workplace).await?;
    Ok(changed)
}
