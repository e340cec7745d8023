//! Changes what is declared of a source: machine files become what they are under the new trust.

use crate::PipelineError;
use crate::import::lock;
use crate::project;
use crate::state::latest_day;
use crate::state::{State, Workplace};
use store::{BatchState, Source};

/// Sets trust and declarations of a source, and makes the machine files anew, in one transaction.
///
/// # Errors
/// Where database or lake fail: nothing is changed then.
pub async fn set_source(workplace: &Workplace, now: Source, at: &str) -> Result<(), PipelineError> {
    let _turn = lock(workplace, at).await?;
    let mut batches = workplace.store.batches().await?;
    batches.retain(|batch| batch.state == BatchState::Active);
    let mut sources = workplace.store.sources().await?;
    sources.retain(|source| source.name != now.name);
    sources.push(now.clone());
    let decisions = workplace.store.match_decisions().await?;
    let state = State::of(
        &workplace.lake,
        &batches,
        workplace.store.tables().await?,
        sources,
        decisions,
        latest_day(&batches),
    )?;
    let (machines, customers) = project::project(&state.files, latest_day(&batches));
    let write = workplace.store.write("source", at).await?;
    write.set_sources(std::slice::from_ref(&now)).await?;
    write.audit("set source", &now.name, &format!("priority {}, complete {:?}", now.priority, now.complete)).await?;
    write.set_machines(machines, customers).await?;
    write.commit().await?;
    Ok(())
}
