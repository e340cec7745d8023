//! `instand dump`: the state as text.

use super::{Context, Done};

pub async fn run(context: &Context) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    print!("{}", workplace.store.dump().await?);
    Ok(Done::Well)
}
