//! Senders of readings that go by another name than a serial number: a person says which machine they are.

use super::machine_file::find;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Match as MayMatch;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a sender is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SenderIs {
    /// The id or serial number of its machine; `null` where it is no machine, as a test bench.
    machine: Option<String>,
}

fn device(text: &str) -> Answer<u64> {
    u64::from_str_radix(text, 16)
        .ok()
        .filter(|_| text.len() == 16)
        .ok_or_else(|| Problem::missing(format!("no sender is known as `{text}`")))
}

/// Says which machine a sender is. Its readings are drawn at once and count as the machine's with the next decision.
#[utoipa::path(put, path = "/telemetry/senders/{device}", tag = "telemetry", params(("device" = String, Path)),
    request_body = SenderIs, responses((status = 204), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("match"))))]
pub async fn assign(
    may: May<MayMatch>,
    State(app): State<App>,
    Path(text): Path<String>,
    Json(wanted): Json<SenderIs>,
) -> Answer<StatusCode> {
    let device = device(&text)?;
    let of = app.clone();
    let senders = tokio::task::spawn_blocking(move || of.config.telemetry.lake.senders()).await?;
    let senders = senders.map_err(|error| Problem::internal(&error))?;
    let sender = senders.get(&device).ok_or_else(|| Problem::missing(format!("no sender is known as `{text}`")))?;
    let machine = wanted.machine.as_deref().map(str::trim).filter(|machine| !machine.is_empty());
    let machine = match machine {
        Some(machine) => Some((find(&*app.view()?, machine)?.0, machine)),
        None => None,
    };
    let write = app.write(&may.who.account.login).await?;
    write.assign_sender(device, &sender.name, machine.map(|(id, _)| id)).await?;
    write.audit("assign sender", &sender.name, machine.map_or("no machine", |(_, said)| said)).await?;
    write.commit().await?;
    app.config.telemetry.changed();
    Ok(StatusCode::NO_CONTENT)
}

/// Takes back what was said of a sender: it waits again until it is a machine.
#[utoipa::path(delete, path = "/telemetry/senders/{device}", tag = "telemetry", params(("device" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)), extensions(("x-permission" = json!("match"))))]
pub async fn release(may: May<MayMatch>, State(app): State<App>, Path(text): Path<String>) -> Answer<StatusCode> {
    let device = device(&text)?;
    let write = app.write(&may.who.account.login).await?;
    if !write.release_sender(device).await? {
        return Err(Problem::missing(format!("nothing was said of a sender known as `{text}`")));
    }
    write.audit("release sender", &text, "").await?;
    write.commit().await?;
    app.config.telemetry.changed();
    Ok(StatusCode::NO_CONTENT)
}
