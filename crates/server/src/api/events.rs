//! The stream of events.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::events::{Changed, Event};
use crate::problem::Answer;
use axum::extract::State;
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use futures::{Stream, StreamExt};
use serde_json::json;
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::wrappers::BroadcastStream;

/// Progress of jobs (`event: job`) and changes (`event: changed`) as they happen.
#[utoipa::path(get, path = "/events", tag = "events", responses((status = 200, body = Changed, content_type = "text/event-stream")),
    extensions(("x-permission" = json!("read"))))]
pub async fn stream(
    may: May<Read>,
    State(app): State<App>,
) -> Answer<Sse<impl Stream<Item = Result<SseEvent, Infallible>>>> {
    drop(may);
    let told = BroadcastStream::new(app.events.subscribe()).map(|event| {
        let event = match event {
            Ok(Event::Changed(changed)) => SseEvent::default().event("changed").json_data(changed),
            Ok(Event::Job(job)) => SseEvent::default().event("job").json_data(job),
            // The page was too slow and missed some: everything may have changed.
            Err(_) => SseEvent::default()
                .event("changed")
                .json_data(json!({"what": ["machines", "opportunities", "uploads", "batches", "sources", "accounts", "connectors"]})),
        };
        Ok(event.unwrap_or_default())
    });
    let begin = futures::stream::once(async { Ok(SseEvent::default().comment("connected")) });
    Ok(Sse::new(begin.chain(told)).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}
